"""Alerts: on a condition, on words, and no more."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

from bot.conversation.grammar.figures import Figure
from bot.conversation.grammar.intents import Intent, Named, Slots
from bot.conversation.grammar.line import Line
from bot.conversation.grammar.wishes.conditions import condition_of, is_not_wanted
from bot.conversation.grammar.wishes.doubts import TICKER
from bot.conversation.grammar.wishes.said import (
    MOST_WORDS_OF_A_NAME,
    hours_by_day,
    hours_of,
    is_question,
    slots_of,
    targets_of,
    until_of,
)
from bot.conversation.grammar.words import says
from bot.reading.lexicon import folded


def that_one_off(line: Line) -> Intent | None:
    """ "delete the recall one", 400的那个删掉: a rule by what it says; "drop the 9am one": a digest by its hour."""
    if says("that_one", line.plain) is None or line.has("mute", "undo", "list"):
        return None
    hours = tuple(f"{h:%H:%M}" for h in hours_by_day(line))
    if hours:
        return Intent("digest", Slots(times=hours, off=True)) if not line.names else None
    if line.names:
        return Intent("alert", Slots(targets=targets_of(line), off=True))
    return Intent("alert", Slots(keyword=line.text, off=True, all=True))


def alert_off(line: Line) -> Intent | None:
    """ "no more price alerts for btc", "remove all my alerts", 把英伟达5%的提醒删了."""
    if (line.has("when") and not line.chinese) or says("my_list", line.plain):
        return None
    took = says("alerts_off", line.plain) is not None and (bool(line.names) or not line.has("pause"))
    if not took or not (line.names or says("all_of", line.plain)):
        return None
    percent = next((f.value for f in line.of("percent") if isinstance(f.value, Decimal)), None)
    return Intent("alert", Slots(targets=targets_of(line), all=not line.names, percent=percent, off=True))


def standard_threshold(line: Line) -> Intent | None:
    """ "default threshold 5%": the size of whatever has none of its own."""
    percents = line.of("percent")
    if line.names or len(percents) != 1 or says("standard", line.plain) is None or line.asked:
        return None
    value = percents[0].value
    return Intent("alert", Slots(percent=value, all=True)) if isinstance(value, Decimal) else None


def alert_on_condition(line: Line) -> Intent | None:
    """Somebody, and a percent, a level or a record."""
    condition = condition_of(line)
    if condition is None or any(holds(line) for _, holds in _NO_ALERT):
        return None
    if says("did", line.plain):
        return Intent("question", slots_of(line))
    if condition.record and not line.has("alert", "when", "watch"):
        return None
    if (open_ := next((name for name, holds in _OPEN if holds(line, condition)), "")) != "":
        return Intent("unknown", slots_of(line), asks=open_)
    if not line.names and line.unknown and not line.has("all", "mine"):
        return _of_an_unknown_name(line, condition)
    everybody = not line.names and (line.has("all", "mine") or not line.unknown)
    whole = line.has("all", "mine") or says("only_from", line.plain) is not None
    also = line.has("also") or says("too", line.plain) is not None
    return Intent(
        "alert",
        replace(
            condition,
            targets=targets_of(line),
            all=everybody and whole,
            also=also,
            until=until_of(line) if line.of("until") else "",
        ),
    )


def _of_an_unknown_name(line: Line, condition: Slots) -> Intent:
    words = line.text[line.unknown[0].start : line.unknown[-1].end]
    few = len(words.split()) <= MOST_WORDS_OF_A_NAME
    return Intent(
        "alert",
        replace(condition, targets=(Named(words),) if few else ()),
        asks="unknown target" if few else "no target",
    )


def _is_told_of(line: Line) -> bool:
    """ "my mate got an alert when hsbc went over 1000p, did u send that"."""
    return says("others", line.plain) is not None and not line.has("polite")


def _is_talk(line: Line) -> bool:
    if not line.has("hearsay"):
        return False
    return not line.has("alert", "polite") or (bool(line.unknown) and not line.has("when", "polite"))


# Why a line with a condition asks for no alert.
_NO_ALERT: tuple[tuple[str, Callable[[Line], bool]], ...] = (
    ("told of somebody else", _is_told_of),
    ("a question why, or for advice", lambda line: line.has("why", "advice") and not line.has("alert")),
    ("should one", lambda line: says("should", line.plain) is not None),
    ("talk", _is_talk),
    ("past", lambda line: says("past", line.plain) is not None and not line.has("alert", "when", "polite", "watch")),
    (
        "hours",
        lambda line: (
            bool(line.of("range"))
            or (
                bool(hours_of(line))
                and not (line.of("percent") or line.of("level") or line.has("above", "below"))
                and says("changes_it", line.plain) is None  # "lower my tesla alert to 3"
            )
        ),
    ),
    ("a question", lambda line: is_question(line) and not line.has("alert")),
    ("peace", lambda line: line.has("mute", "unmute", "resume") and not line.has("alert")),
    (
        "taken off",
        lambda line: line.has("unwatch") and not line.has("alert", "watch", "down") and not line.of("percent"),
    ),
    ("of nobody", lambda line: not (line.names or line.has("all", "mine", "alert") or line.unknown)),
)


def _is_dropped(line: Line, condition: Slots) -> bool:
    """Whether a typed size or level would be lost: "hang seng below 25000 or alibaba down 5%"."""
    held: set[object] = {condition.percent, condition.fall, condition.above, condition.below, condition.crosses}
    if says("changes_it", line.plain) and condition.percent is not None:
        held |= {f.value for f in line.of("bare hour")}  # "from 5 percent to 3"
    record = line.has("record_high", "record_low") and line.has("alert", "when")
    of_several = len(line.names) > 1 and condition.percent is not None
    both = line.has("record_high") and line.has("record_low") and len(line.names) > 1
    return bool(_typed(line) - held) or (record and of_several) or both


def _has_sizes_for_several(line: Line, condition: Slots) -> bool:
    """ "Tesla 5%, Apple 3%"."""
    return len(line.names) > 1 and len(line.of("percent")) > 1 and condition.fall is None


# What makes it ask before anything is set.
_OPEN: tuple[tuple[str, Callable[[Line, Slots], bool]], ...] = (
    ("measure", lambda line, _: says("other_measure", line.plain) is not None),
    ("unfinished", lambda line, _: says("unfinished", line.plain.rstrip(" .…")) is not None),
    ("two wishes", lambda line, _: says("changes_by_so_much", line.plain) is not None),
    ("two wishes", _has_sizes_for_several),
    ("two wishes", _is_dropped),
)


def _is_in_a_name(line: Line, figure: Figure) -> bool:
    return any(n.start <= figure.start < n.end for n in line.names)


def _typed(line: Line) -> set[object]:
    """What of the line is a size, a price, a number, an amount or an hour, and no figure of the past or of a name."""
    phones = [m.span() for m in _PHONE.finditer(line.plain)]
    said = [
        f
        for f in line.figures
        if f.what in _COUNTED
        and not _is_in_a_name(line, f)
        and not any(start <= f.start < end for start, end in phones)
    ]
    return {f.value if f.value is not None else f.text for f in said if not is_not_wanted(line, f)}


_PHONE = re.compile(r"(?<![\d.])(?:\+|0|1(?=\d{10}))(?:[ -]?\d){8,}(?![\d.])")
_COUNTED = frozenset({"percent", "level", "number", "amount", "hour", "bare hour", "range"})


def alert_on_words(line: Line) -> Intent | None:
    """Somebody, and words of the news; any news of somebody; or somebody alone."""
    if not line.has("alert") or not (line.names or line.unknown) or (line.has("list") and not line.names):
        return None
    if line.begins_with("asks") and not line.has("polite"):
        return None
    if (line.has("off", "unwatch", "mute") and not line.has("when")) or _is_told_of(line):
        return None
    keyword = _keyword(line)
    if not line.names and not keyword:
        return None
    if keyword and (_typed(line) or says("no_words", folded(keyword)) or _is_a_part(line, keyword)):
        return Intent("unknown", slots_of(line), asks="two wishes")  # figures are no words to look for
    if line.names and len(keyword) <= TICKER and line.has("up") is not line.has("down") and says("only", line.plain):
        return Intent("alert", Slots(targets=targets_of(line), direction="up" if line.has("up") else "down"))
    if not keyword:
        return (
            Intent("watch", Slots(targets=targets_of(line)))
            if line.has("news", "watch", "on_list")
            else Intent("alert", Slots(targets=targets_of(line)), asks="no condition")
        )
    span = _words_of_news(line)
    said = line if span is None else replace(line, pieces=tuple(p for p in line.pieces if p.end <= span[0]))
    return Intent("alert", Slots(targets=targets_of(said), keyword=keyword))


_NO_KEYWORD = frozenset({"filler", "alert", "when", "news", "polite", "greeting", "watch", "all", "also", "today", "asks", "why", "week", "off", "undo", "hearsay", "not", "list", "on_list", "particle", "us", "hk", "cn"})  # fmt: skip


def _words_of_news(line: Line) -> tuple[int, int] | None:
    """Where what stands between somebody and 新闻 does: a listing's code may be a word there, coinbase有hack嘅news."""
    for name in line.names:
        if (m := says("words_of_news", line.plain[name.end :])) is not None:
            return name.end + m.start("words"), name.end + m.end("words")
    return None


def _is_a_part(line: Line, keyword: str) -> bool:
    """Whether the words are some of what is said of analysts and targets, and the rest would be lost."""
    claims = [p for p in line.pieces if "claims" in p.senses]
    inside = [p for p in claims if line.text[p.start : p.end] in keyword]
    return bool(inside) and len(inside) < len(claims)


def _keyword(line: Line) -> str:
    """The words of a line that are neither a name nor what every wish has; before 新闻 whatever stands there."""
    if (named := says("words_named", line.plain)) is not None:
        return line.text[named.start("words") : named.end("words")]
    if (quoted := re.search(r"[「『“\"‘'](?P<words>[^「」『』“”\"‘’']{2,40})[」』”\"’']", line.text)) is not None:
        return quoted["words"]
    if (span := _words_of_news(line)) is not None:
        return line.text[slice(*span)]
    said = [p for p in line.pieces if p.unknown or (p.senses & {"claims"} and not p.senses & _NO_KEYWORD)]
    if not said:
        return ""
    start, end = said[0].start, said[0].end
    for p in said[1:]:
        between = [q for q in line.pieces if end <= q.start and q.end <= p.start]
        if all(q.senses & {"filler", "claims"} and q.name is None for q in between) and len(between) <= 1:
            end = p.end
    words = line.text[start:end].strip(" ,，")
    return words if len(words) > 1 else ""
