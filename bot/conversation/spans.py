"""Spans as people type them: "2h", "1d", "half an hour", 两小时."""

from __future__ import annotations

import re
from datetime import timedelta
from decimal import Decimal

from bot.reading.figures import chinese_number

_WORDS = {"half an": "0.5", "half a": "0.5", "half": "0.5", "a": "1", "an": "1", "one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "eight": "8", "ten": "10",
          "twelve": "12", "": "1"}  # fmt: skip
_SPAN = re.compile(
    r"^(\d{1,3}|[一二两三四五六七八九十半]{1,3}|"
    + "|".join(_WORDS)
    + r")\s*(m|min|minutes?|h|hrs?|hours?|d|days?|w|weeks?|分钟|个?小时|天|周)$",
    re.IGNORECASE,
)
LONGEST_SPAN = timedelta(days=366)
_UNITS = {
    "m": 60,
    "h": 3600,
    "d": 86_400,
    "w": 604_800,
    "分": 60,
    "小": 3600,
    "天": 86_400,
    "周": 604_800,
}


def read_span(text: str) -> timedelta | None:
    """ "2h", "1d", "1w"."""
    m = _SPAN.match(text.strip())
    if m is None:
        return None
    words = m[1].lower()
    if words in _WORDS and len(m[2]) == 1:
        return None  # "h" alone is no span
    count = (
        Decimal(_WORDS.get(words, words))
        if words in _WORDS or words.isdecimal()
        else _HALF
        if words == "半"
        else chinese_number(words)
    )
    return timedelta(seconds=int(count * _UNITS[m[2].lower().lstrip("个")[0]])) if count else None


_HALF = Decimal("0.5")
