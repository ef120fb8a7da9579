"""Peace: one that is muted, everything paused, quiet hours."""

from __future__ import annotations

from dataclasses import replace

from bot.conversation.grammar.intents import Intent, Slots
from bot.conversation.grammar.line import Line
from bot.conversation.grammar.wishes.conditions import condition_of
from bot.conversation.grammar.wishes.said import (
    days_of,
    hours_of,
    night_of,
    one_hour,
    slots_of,
    span_of,
    targets_of,
    until_of,
)
from bot.conversation.grammar.words import says


def mute_others(line: Line) -> Intent | None:
    """ "mute everything but tesla"."""
    kept = tuple(p.name for p in line.pieces if p.name is not None)
    said = says("except", line.plain) is not None and says("all_of", line.plain) is not None
    if not (kept and said and line.has("mute", "pause")):
        return None
    return Intent("mute", Slots(targets=kept, span=span_of(line), until=until_of(line), all=True), asks="except")


def mute(line: Line) -> Intent | None:
    heard_again = says("heard_again", line.plain) is not None and not line.asked
    if line.names and (line.has("unmute", "resume") or heard_again) and not line.has("on_list"):
        return Intent("mute", replace(slots_of(line), off=True, since="", market=""))
    silence = (
        line.has("mute")
        or (line.has("pause", "quiet") and (line.of("span") or line.of("until") or line.has("today", "pause")))
        or _not_told_for_a_while(line)
    )
    if (
        not line.names
        or not silence
        or night_of(line) is not None
        or (condition_of(line) is not None and not line.has("mute"))
    ):
        return None
    if line.has("on_list", "digest"):
        return None
    return Intent(
        "mute",
        replace(slots_of(line), span=span_of(line), until=until_of(line) or one_hour(line), since="", market=""),
    )


def _not_told_for_a_while(line: Line) -> bool:
    """比特币周一以前不要通知"""
    while_ = bool(line.of("span") or line.of("until")) or line.has("today")
    return while_ and ((line.has("not") and line.has("alert")) or says("not_sent", line.plain) is not None)


def pause(line: Line) -> Intent | None:
    if line.has("pause") and says("this_weekend", line.plain) is not None and not line.names:
        return Intent("pause", Slots(until="monday"))
    if line.names or night_of(line) is not None or line.has("digest") or _is_from_then_on(line):
        return None
    if _not_told_for_a_while(line) and not line.of("days"):
        return Intent("pause", Slots(span=span_of(line), until=until_of(line) or one_hour(line)))
    if (
        line.has("resume")
        and not line.has("mute")
        and not any("pause" in p.senses and "resume" not in p.senses for p in line.pieces)
    ) or line.has("unmute"):
        return (
            Intent("pause", Slots(off=True))
            if not line.has("news", "movers") and not line.begins_with("asks")
            else None
        )
    if not line.has("pause", "mute") and not (
        line.has("quiet", "away") and (line.of("span") or line.of("until") or len(hours_of(line)) == 1)
    ):
        return None
    if (line.has("asks") and (line.asked or line.begins_with("asks"))) or line.of("days"):
        return None
    if not line.has("pause") and not (line.has("all") or line.figures):
        return Intent("mute", asks="no target")  # "mute" alone
    return Intent("pause", Slots(span=span_of(line), until=until_of(line) or one_hour(line)))


def quiet(line: Line) -> Intent | None:
    if says("this_weekend", line.plain) is not None:
        return None
    closed = says("closed_days", line.plain)
    if closed is not None and line.has("quiet", "not", "pause", "mute", "alert") and not (line.names or line.asked):
        return Intent("quiet", Slots(keyword=closed[0], market=slots_of(line).market))
    night, days = night_of(line), days_of(line)
    if not line.has("quiet", "not", "pause", "mute") or line.names or (line.has("digest") and not line.has("quiet")):
        return None
    if night is not None and (says("but_something", line.plain) or line.of("number")):
        return Intent("unknown", Slots(begin=night[0], end=night[1], days=days), asks="two wishes")
    if night is not None:
        return Intent("quiet", Slots(begin=night[0], end=night[1], days=days))
    if (begin := _from_then_on(line)) and not days:
        return Intent("quiet", Slots(begin=begin, end=_MORNING))
    if line.has("quiet") and line.has("off") and not line.figures:
        return Intent("quiet", Slots(off=True))
    if days and line.has("quiet", "pause"):
        return Intent("quiet", Slots(days=days))
    return None


def _from_then_on(line: Line) -> str:
    """ "no pings after 10pm", 晚上十点以后不要响: until the morning; empty of an hour that is none of a night."""
    hours = [f for f in line.figures if f.what in ("hour", "bare hour")]
    if len(hours) != 1 or (line.has("off", "digest") and not line.has("quiet")):
        return ""
    value = hours_of(line)[0]
    if says("half_of_day", hours[0].text) is None and _LATE <= value.hour < _NOON:
        value = value.replace(hour=value.hour + _NOON)  # "after 11" is of the evening
    return f"{value:%H:%M}" if _is_from_then_on(line) and not _NIGHT_ENDS <= value.hour < _EVENING else ""


def _is_from_then_on(line: Line) -> bool:
    hours = [f for f in line.figures if f.what in ("hour", "bare hour")]
    return any(
        says("from_then_on", line.plain[: f.start]) or says("from_then_on", line.plain[f.end :]) for f in hours
    )


_LATE, _NOON = 7, 12
_NIGHT_ENDS, _EVENING, _MORNING = 4, 18, "07:00"


def heard_after_all(line: Line) -> Intent | None:
    """不用静音辉达, 微软不用mute了, 取消微软的静音"""
    said = line.names and says("not_muted", line.plain) and not line.asked
    return Intent("mute", Slots(targets=targets_of(line), off=True)) if said else None
