"""What a line says with its wish: whom, since when, at which hours, on which days, for how long; and whether it asks or tells of what was."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import time

from bot.conversation.grammar.intents import Intent, Named, Slots
from bot.conversation.grammar.line import Line
from bot.conversation.grammar.words import says
from bot.reading.figures import chinese_number

Rule = Callable[[Line], Intent | None]

COMMANDS = ("watch", "unwatch", "alert", "mute", "unmute", "pause", "resume", "quiet", "digest", "undo")

MARKETS = ("us", "hk", "cn", "jp", "tw", "gb", "kr", "in", "de", "eu", "sg", "au", "ca", "my")

CONDITION = ("up", "down", "either", "above", "below", "reach", "record_high", "record_low")


def slots_of(line: Line) -> Slots:
    """Whom and since when, of which market."""
    since = _day_since(line) or next((s for s in ("yesterday", "today", "week", "month") if line.has(s)), "")
    since = since or _SINCE_OF.get(span_of(line), span_of(line))
    market = next((m.upper() for m in MARKETS if line.has(m)), "")
    return Slots(targets=targets_of(line), all=line.has("all", "mine") and not line.names, since=since, market=market)


_SINCE_OF = {"1d": "today", "7d": "week", "30d": "month"}


def _day_since(line: Line) -> str:
    """ "since friday", 周五以来: a day of the week, as it was typed."""
    said = says("since_day", line.plain)
    return next((v for v in said.groupdict().values() if v is not None), "") if said is not None else ""


def how_many(line: Line) -> int | None:
    """ "top 5", 前十: how many are asked for."""
    said = says("so_many", line.plain)
    typed = next((v for v in said.groupdict().values() if v is not None), "") if said is not None else ""
    count = int(typed) if typed.isdecimal() else _IN_WORDS.get(typed) or chinese_number(typed)
    return int(count) if count else None


_IN_WORDS = {w: n for n, w in enumerate("one two three four five six seven eight nine ten".split(), 1)} | {
    "twenty": 20
}


def asked_about(line: Line) -> Slots:
    """Of a question whose subject no table knows, the unknown words: "any news on openai"."""
    slots = slots_of(line)
    if slots.targets or (slots.all and not (line.chinese and line.unknown and not line.has("mine"))):
        return slots
    first = next(
        (
            p
            for p in line.unknown
            if not p.text.isascii() or says("about", line.plain[: p.start]) or line.chinese or line.has("why")
        ),
        None,
    )
    if first is None:
        return slots
    run = [first]
    for p in line.unknown[line.unknown.index(first) + 1 :]:
        if line.text[run[-1].end : p.start].strip():
            break
        run.append(p)
    words = line.text[first.start : run[-1].end]
    return (
        replace(slots, targets=(Named(words),), all=False)
        if (len(words) > 1 or words.isupper()) and len(run) <= MOST_WORDS_OF_A_NAME
        else slots
    )


def targets_of(line: Line) -> tuple[Named, ...]:
    out: dict[object, Named] = {}
    for named in _corrected(line):
        out.setdefault(tuple(c.key for c in named.companies) or named.words, named)
    return tuple(out.values())


CORRECTION = re.compile(
    r"\b(?:sorry|i mean|i meant|no wait|actually|rather|correction|oops)\b|不对|不是|我是说|应该是|讲错|说错|唔系|打错"
)


def _corrected(line: Line) -> tuple[Named, ...]:
    """ "add apple, sorry i mean amazon": only whom the correction names."""
    marks = [m.end() for m in CORRECTION.finditer(line.plain)]
    wanted = tuple(n for n in line.names if not says("not_this", line.plain[: n.start])) or line.names
    behind = tuple(n for n in wanted if marks and n.start >= marks[-1])
    before = tuple(n for n in wanted if marks and n.end <= marks[-1])
    names = behind if behind and before else wanted
    left_out = says("except", line.plain)
    kept = tuple(n for n in names if left_out is None or n.end <= left_out.start())
    return kept or names


def hours_of(line: Line) -> list[time]:
    return [f.value for f in line.figures if f.what in ("hour", "bare hour") and isinstance(f.value, time)]


def hours_by_day(line: Line) -> list[time]:
    """ "at 4" and 四点半 are of the afternoon where nobody says of which half: who wants to hear then is awake. None of "instead of 9"."""
    found = []
    for f in line.figures:
        given_up = says("not_this_hour", line.plain[: f.start].rstrip()) is not None
        if f.what in ("hour", "bare hour") and isinstance(f.value, time) and not given_up:
            open_half = says("half_of_day", f.text) is None
            found.append(
                f.value.replace(hour=f.value.hour + 12) if open_half and 1 <= f.value.hour <= _EARLIEST else f.value
            )
    return found


_EARLIEST = 5


def night_of(line: Line) -> tuple[str, str] | None:
    """From and to."""
    ranges = line.of("range")
    if ranges and isinstance(ranges[0].value, tuple):
        begin, end = ranges[0].value
        return f"{begin:%H:%M}", f"{end:%H:%M}"
    hours = hours_of(line)
    if len(hours) == 2:
        begin, end = hours
        spoken = [f.text for f in line.figures if f.what in ("hour", "bare hour")]
        if begin.hour in range(11, 18) and end.hour < _DAWN and says("no_afternoon", spoken[1]) is None:
            end = end.replace(hour=end.hour + 12)  # 中午12点到2点
        return f"{begin:%H:%M}", f"{end:%H:%M}"
    return None


_DAWN = 7


def days_of(line: Line) -> tuple[int, ...]:
    return tuple(
        sorted({d for f in line.of("days") if isinstance(f.value, tuple) for d in f.value if isinstance(d, int)})
    )


def span_of(line: Line) -> str:
    return next((str(f.value) for f in line.of("span")), "")


def until_of(line: Line) -> str:
    found = next((str(f.value) for f in line.of("until")), "")
    if found and len(hours_of(line)) == 1:
        return f"{found} {hours_of(line)[0]:%H:%M}"  # "until 4pm tomorrow"
    if not found and len(hours_of(line)) == 1 and (day := says("tomorrow", line.plain)) is not None:
        return f"{day[0]} {hours_of(line)[0]:%H:%M}"
    if not found and not line.of("span") and (night := says("tonight", line.plain)) is not None:
        return night[0]
    if not found and not line.of("span") and says("for_today", line.plain) is not None:
        return "tomorrow"
    if not found and not line.of("span") and says("this_weekend", line.plain) is not None:
        return "monday"
    return found.removeprefix("next ").removeprefix("this ") if not found.startswith("next week") else found


def is_question(line: Line) -> bool:
    """ "did tesla hit 400", "is nvda above 200?", 特斯拉跌了多少: a question, not a wish."""
    if line.has("polite"):
        return False
    if line.asked and not line.has("alert"):
        return True
    return line.begins_with("asks") or (
        line.chinese and line.has("asks") and not line.has("alert", "watch", "mute", "digest", "unwatch")
    )


def one_hour(line: Line) -> str:
    """ "until 5pm"; who says "until 3" means the afternoon."""
    hours = hours_by_day(line)
    return f"{hours[0]:%H:%M}" if len(hours) == 1 else ""


MOST_WORDS_OF_A_NAME = 4
