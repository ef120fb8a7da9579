"""Hours as people type them: "8:30", "20", "8 pm", 早上8点半, noon."""

from __future__ import annotations

import re
import unicodedata
from datetime import time

from bot.reading.figures import chinese_number
from bot.reading.lexicon import folded

# Which half of the day a word means, before the hour or behind it.
_MORNING = "早上|朝早|朝|上午|凌晨|清晨|早晨|早|a\\.?m\\.?|in the morning"
_EVENING = "夜晚|下午|下昼|晏昼|晚上|傍晚|晚间|夜晚|晚|p\\.?m\\.?|in the evening|in the afternoon|at night"
_DUSK = 6  # of the night's hours those from here on are before midnight
_AFTERNOON = ("下午", "下昼", "晏昼", "pm", "p.m", "p.m.", "pm.", "in the afternoon")
_NAMED = {"noon": time(12), "midday": time(12), "正午": time(12), "中午": time(12), "midnight": time(0), "午夜": time(0), "零点": time(0)}  # fmt: skip
_NIGHT = "半夜|深夜|夜里|夜间|夜"
_HALF_DAY = f"{_NIGHT}|{_MORNING}|{_EVENING}|中午"
HOUR = re.compile(
    rf"(?:(?P<before>{_HALF_DAY})\s*)?(?P<hour>\d{{1,2}}|[一二两三四五六七八九十]{{1,3}}(?=\s?[点时]))"
    rf"(?:(?:[:.h]|\s?[点时])(?P<minutes>[0-5]\d|半|(?:[二三四五]?十[一二三四五六七八九]?|零[一二三四五六七八九])(?=分))?(?:分|整|正)?)?(?:\s*(?P<after>{_HALF_DAY})(?![a-z]))?"
    rf"|{'|'.join(_NAMED)}"
)


def read_hour(text: str) -> time | None:
    """None of what is no hour of a day."""
    typed = folded(unicodedata.normalize("NFKC", text)).strip()
    m = HOUR.fullmatch(typed)
    return hour_of(m) if m else None


def _minutes(written: str) -> int:
    """ "05", 三十, 零五."""
    return int(written) if written.isdecimal() else int(chinese_number(written.lstrip("零")) or 0)


def hour_of(m: re.Match[str]) -> time | None:
    """The hour that `HOUR` has found; None where no clock shows it."""
    if m[0] in _NAMED:
        return _NAMED[m[0]]
    hour = int(m["hour"]) if m["hour"].isdigit() else int(chinese_number(m["hour"]) or -1)
    minutes = 30 if m["minutes"] == "半" else _minutes(m["minutes"] or "0")
    half = m["before"] or m["after"]
    if half is not None:
        if not 1 <= hour <= 12 and m["after"] and half.isascii():
            return None  # "13 pm"
        evening = re.fullmatch(_EVENING, half) is not None or (half == "中午" and hour < 11)
        if re.fullmatch(_NIGHT, half):
            return time(0 if hour == 12 else hour + 12 * (_DUSK <= hour < 12), minutes) if hour < 24 else None
        if hour == 12 and evening and half not in _AFTERNOON:
            return time(0, minutes)  # 晚上12点
        hour = hour % 12 + 12 * evening if hour <= 12 and half != "中午" else hour + 12 * (evening and hour < 12)
    return time(hour, minutes) if 0 <= hour < 24 else None
