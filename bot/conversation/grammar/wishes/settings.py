"""Settings: the digest, the language, the zone."""

from __future__ import annotations

import re
from datetime import time

from bot.conversation.grammar.intents import Intent, Slots
from bot.conversation.grammar.line import Line
from bot.conversation.grammar.wishes.conditions import condition_of
from bot.conversation.grammar.wishes.said import days_of, hours_by_day, night_of, slots_of
from bot.conversation.grammar.words import says
from bot.conversation.grammar.zones import zone_in


def digest(line: Line) -> Intent | None:
    """A digest's hours and days; or the one of now."""
    both = [
        h
        for f in line.of("range")
        if says("and_in", f.text) and isinstance(f.value, tuple)
        for h in _morning_first(f.value)
    ]
    hours, days = [*hours_by_day(line), *both], days_of(line)
    wanted = line.has("digest") or (
        line.has("news") and hours and not line.has("alert") and (days or says("every", line.plain))
    )
    if not wanted or (line.has("alert") and (line.names or condition_of(line) is not None) and not hours):
        return None
    ended = line.has("off", "pause", "unwatch") or (days and line.chinese and says("not_at_all_then", line.plain))
    if ended and days and not hours:  # "no digest on weekends"
        kept = tuple(d for d in range(_WEEK) if d not in days)
        return Intent("digest", Slots(days=kept) if kept else Slots(off=True))
    if ended and not hours:
        return Intent("digest", _that_of_a_part(line))
    edge = next((e for e, shape in _EDGES if says(shape, line.plain)), "") if not hours else ""
    if edge:
        return Intent("digest", Slots(edge=edge, market=slots_of(line).market, days=days, also=line.has("also")))
    if not (hours or days) and (line.of("span") or says("moved_later", line.plain)):
        return Intent("digest", asks="no hour")  # "an hour later"
    return Intent("digest", Slots(times=tuple(f"{h:%H:%M}" for h in hours), days=days, also=line.has("also")))


_WEEK = 7
_EDGES = (("open", "at_open"), ("close", "at_close"))


def _that_of_a_part(line: Line) -> Slots:
    """ "stop the morning digest": those between two hours."""
    if says("morning_one", line.plain):
        return Slots(off=True, begin="00:00", end="11:59")
    return Slots(off=True, begin="12:00", end="23:59") if says("evening_one", line.plain) else Slots(off=True)


def _morning_first(hours: tuple[time, ...]) -> list[time]:
    """ "9am and 4pm" is no night."""
    return sorted(h for h in hours if isinstance(h, time))


def language(line: Line) -> Intent | None:
    lang = next((code for words, code in _LANGUAGES if re.search(words, line.plain)), "")
    if line.names or line.figures or line.has("movers", "why", "claims", "market") or not line.has("language"):
        return None
    if line.has("cn") and line.has("news", "movers"):
        return None
    if not lang:
        return Intent("language", asks="which") if line.only("language", "asks", "off") else None
    if line.unknown and not says("speaks", line.plain):
        return None
    if line.has("news") and not says("speaks", line.plain):
        return None
    return Intent("language", Slots(lang=lang))


_LANGUAGES = (
    (r"zh-?(?:hant|tw|hk)|traditional|cantonese|繁|正体|粤语|广东话|白话", "zh-Hant"),
    (r"english|\ben$|英", "en"),
    (r"\bzh|chinese|mandarin|simplified|中文|国语|普通话|简|putonghua", "zh"),
)


def zone(line: Line) -> Intent | None:
    found = zone_in(line.plain)
    offset = re.fullmatch(r"(?:utc|gmt)\s?[+-]\s?\d{1,2}(?::\d\d)?", line.plain) is not None
    if not (line.has("zone") or offset) or line.has("alert", "digest", "movers", "news", "why", "quiet"):
        return None
    if found is None:
        return Intent("zone", asks="which") if line.only("zone", "asks") and line.begins_with("zone") else None
    before = line.plain[: found[1]]
    if line.asked or line.has("hearsay") or says("asks_at_end", line.plain):
        return None
    strong = offset or re.search(
        r"time ?zone|\btz\b|my time|clock|local time|live in|moved to|based in|living in|时区|时间|时差|住|搬|timezone",
        line.plain,
    )
    if strong or re.search(
        r"(?:i'?m|im|i am)(?: now)?(?: back)?(?: in| at)?\s*$|我(?:人)?(?:现在|而家|宜家|依家)?(?:在|喺|到了?|去了)\s*$|人喺\s*$",
        before,
    ):
        return Intent("zone", Slots(zone=found[0]))
    return None


def hours_alone(line: Line) -> Intent | None:
    """ "07:00 and 17:00", 早上8点: a digest's, or quiet hours: which is asked."""
    hours, days = hours_by_day(line), days_of(line)
    alone = (
        not line.names
        and not line.unknown
        and all(p.senses & {"filler", "polite", "greeting", "also"} for p in line.pieces if p.senses)
    )
    if not alone or not (hours or night_of(line) or days):
        return None
    night = night_of(line) or ("", "")
    return Intent(
        "digest",
        Slots(
            times=tuple(f"{h:%H:%M}" for h in hours), days=days, begin=night[0], end=night[1], also=line.has("also")
        ),
        asks="hours alone",
    )
