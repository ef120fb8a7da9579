"""Talk that asks for nothing, or takes back: greetings, second thoughts, hearsay, negations, advice; and what the bot can do."""

from __future__ import annotations

import re

from bot.conversation.grammar.intents import Intent, Kind, Slots
from bot.conversation.grammar.line import Line
from bot.conversation.grammar.wishes.conditions import EACH_WAY, condition_of
from bot.conversation.grammar.wishes.said import COMMANDS, CONDITION, CORRECTION, Rule, slots_of, targets_of
from bot.conversation.grammar.words import says


def only(kind: Kind, *senses: str, off: bool = False) -> Rule:
    """Nothing is said but this."""

    def rule(line: Line) -> Intent | None:
        said = line.has(*senses) and line.only(
            *senses, "all", "today", "also", "retract" if kind == "undo" else senses[0]
        )
        return Intent(kind, Slots(off=off)) if said else None

    rule.__name__ = f"only_{senses[0]}"
    return rule


def nothing_said(line: Line) -> Intent | None:
    return Intent("unknown") if not any(c.isalnum() for c in line.text) else None


def undone(line: Line) -> Intent | None:
    """ "oops didnt mean to do that, put it back how it was"."""
    others = line.has(*(c for c in COMMANDS if c != "undo")) and not line.has("undo")
    few = len(line.unknown) <= _FEW and not line.names and not line.figures and not line.asked
    return (
        Intent("undo")
        if line.has("undo") and few and not others and not line.has("asks_how", "news", "why")
        else None
    )


_FEW = 2


def how_to(line: Line) -> Intent | None:
    """ "how do i mute", "what happens if i pause", 怎么取消关注: what the bot can do."""
    how = says("how_to", line.plain) is not None or _supposes(line)
    asks = (
        line.has("asks_how")
        and line.has(*COMMANDS, "list", "all", "language", "zone", "movers", "claims", "news")
        and not line.names
    )
    if (how and not line.has("why", "claims")) or (says("what_it_does", line.plain) and line.has(*COMMANDS)):
        return Intent("help")
    if (
        asks
        and (line.asked or line.begins_with("asks_how") or line.chinese)
        and not line.figures
        and not line.has("list", "claims", "movers", "news")
    ):
        return Intent("help")
    return None


def _supposes(line: Line) -> bool:
    """ "if i pause do i still get the digest", 取消关注之后提醒还会有吗: what would be."""
    commands = line.has("unwatch", "mute", "unmute", "resume", "pause", "undo", "watch", "digest", "quiet", "off")
    if says("supposed", line.plain):
        return commands
    asked = says("what_if", line.plain) is not None and says("whether", line.plain) is not None
    return commands and asked and not line.has("why")


def taken_back(line: Line) -> Intent | None:
    """加上拼多多……算了不加了"""
    said = says("after_all_not", line.plain)
    return Intent("unknown", slots_of(line), asks="retracted") if said and line.names else None


def retracted(line: Line) -> Intent | None:
    """ "alert me when, no never mind"."""
    if says("only_down", line.plain) or says("only_up", line.plain):
        return None  # 涨就不用了
    if line.has("digest") and line.of("days"):
        return None  # 日报周末就不用发了
    if not line.has("retract") or (line.only("retract", "undo") is False and not line.has("retract")):
        return None
    said = [p for p in line.pieces if p.senses or p.name is not None or p.unknown]
    last = max((i for i, p in enumerate(said) if "retract" in p.senses), default=-1)
    told = {*COMMANDS, *CONDITION, "news", "why"}
    end = said[last].end if last >= 0 else 0
    spanned = [p for p in line.pieces if p.figure is not None and p.figure.what == "span" and p.start >= end]
    behind = [p for p in said[last + 1 :] if p.name is not None or p.senses & told] + spanned  # "maybe an hour"
    if CORRECTION.search(line.plain) and behind and any(p.name is not None for p in behind):
        return None  # "no wait, amazon"
    if behind and last <= 1:
        return None  # "hold on, watch tesla"
    if last >= 0 and not behind:
        return Intent("unknown", slots_of(line), asks="retracted")
    return None


def hearsay(line: Line) -> Intent | None:
    """What somebody else said, or what once was, asks for nothing; unless a condition or a question follows."""
    if says("quoted_by", line.plain) and not line.has("alert", "when"):
        return Intent("question", slots_of(line)) if line.names and line.has("asks") else Intent("smalltalk")
    if line.names and line.has("hearsay") and says("is_it_true", line.plain):
        return Intent("question", slots_of(line))
    if says("others", line.plain) is not None and not line.has("polite", "asks", "why") and not line.asked:
        return Intent("smalltalk")
    if says("dreamt", line.plain) is not None and not line.asked:
        return Intent("smalltalk")
    if says("done", line.plain) is not None and not line.has("polite", "asks", "why"):
        return Intent("smalltalk")
    if (
        not line.has("hearsay")
        or line.has("polite")
        or (line.names and line.has("unwatch") and says("own_trade", line.plain))
    ):
        return None
    if (condition_of(line) is not None and line.has("alert")) or line.has("why", "claims", "movers") or line.asked:
        return None
    if line.has("advice", "asks") and line.names and not line.has(*COMMANDS):
        return None
    ordered = sorted((p for p in line.pieces if p.senses), key=lambda p: p.start)
    told = next(p for p in ordered if "hearsay" in p.senses)
    commands = [p for p in ordered if p.senses & set(COMMANDS) and not p.senses & {"filler"} and p.start > told.end]
    if commands and re.search(
        r"[,，。.;；]|\bso\b|\bplease\b|\bpls\b|所以|帮我|请|唔该", line.plain[told.end : commands[0].start]
    ):
        return None
    return Intent("smalltalk")


def advice(line: Line) -> Intent | None:
    """Asked for advice the bot gives none, but what was reported."""
    if says("should", line.plain) and line.names:
        return Intent("question", slots_of(line))
    if not line.has("advice") or (line.has("alert") and not (line.asked or says("should", line.plain))):
        return None
    asked = line.asked or (
        line.has("asks", "advice") and (line.begins_with("asks", "advice") or line.chinese or line.has("asks"))
    )
    if (
        line.has("watch", "unwatch", "on_list")
        and not line.asked
        and not line.begins_with("advice", "asks")
        and not line.has("asks")
    ):
        return None
    return Intent("question", slots_of(line)) if asked and (line.names or line.unknown or line.has("asks")) else None


def weighed(line: Line) -> Intent | None:
    """ "would an alert at 5% on amd be too much": what one thinks about, and does not ask for."""
    return Intent("question", slots_of(line)) if says("weighs_it", line.plain) else None


def asked_of_before(line: Line) -> Intent | None:
    """ "did i already unwatch apple", 我是不是已经取关京东了."""
    names = tuple(p.name for p in line.pieces if p.name is not None)
    return Intent("list", Slots(targets=names)) if names and says("asked_of_before", line.plain) else None


def not_added(line: Line) -> Intent | None:
    """不用加富邦金"""
    said = says("not_watched", line.plain) and not says("ended", line.plain)
    return Intent("unknown", slots_of(line), asks="negated") if said else None


def swapped(line: Line) -> Intent | None:
    """ "swap boeing for lockheed", 把拼多多换成微软: two wishes."""
    said = says("swaps", line.plain)
    named = [p for p in line.pieces if p.name is not None]
    if not said or len(line.names) < EACH_WAY:
        return None
    several = len(named) > EACH_WAY  # who of three goes and who comes is asked
    return (
        Intent("unknown", slots_of(line), asks="two wishes")
        if several
        else Intent("watch", Slots(targets=targets_of(line)), asks="swap")
    )


def negated(line: Line) -> Intent | None:
    """ "dont watch tesla", 不要关注特斯拉: what shall not be done changes nothing, but is asked about."""
    if line.names and says("not_removed", line.plain):
        return Intent("unknown", slots_of(line), asks="negated")
    for i, p in enumerate(line.pieces):
        if "not" not in p.senses or p.senses & {"unwatch", "mute", "pause", "quiet", "off"} - (
            {"off"} if p.senses <= {"not", "off", "filler"} else set()
        ):
            continue
        following = [q for q in line.pieces[i + 1 :] if q.senses or q.name is not None][:3]
        meant = next(
            (
                q
                for q in following
                if not (q.senses & {"filler", "polite"} and not q.senses & {"watch", "alert", "unwatch"})
            ),
            None,
        )
        if (
            meant is not None
            and meant.senses & {"mute", "pause", "unwatch"}
            and not meant.senses & {"alert", "not", "filler"}
        ):
            return Intent("unknown", slots_of(line), asks="negated")
        if (
            meant is None
            or not meant.senses & {"watch", "alert", "unwatch", "digest"}
            or line.has("quiet", "off_list", "mute")
        ):
            continue
        ended = says("ended", line.plain) is not None
        if ended and "digest" in meant.senses:
            return Intent("digest", Slots(off=True))
        if ended and meant.senses & {"watch"} and line.names:
            return Intent("unwatch", Slots(targets=targets_of(line)))
        if not line.of("span") and not line.of("until"):
            return Intent("unknown", slots_of(line), asks="negated")
    return None


def both_ways(line: Line) -> Intent | None:
    """ "add tesla and remove apple": two wishes in one line are asked about."""
    verbs = [
        p
        for p in line.pieces
        if p.senses & {"watch", "unwatch"} and not p.senses & {"filler", "down", "off_list", "on_list"}
    ]
    if (
        len(line.names) > 1
        and any("watch" in p.senses for p in verbs)
        and any(p.senses & {"unwatch"} and "watch" not in p.senses for p in verbs)
        and not line.has("alert")
    ):
        first, second = sorted(verbs, key=lambda p: p.start)[:2]
        if any(first.end <= n.start < second.start for n in line.names):
            return Intent("unknown", slots_of(line), asks="two wishes")
    return None


def smalltalk(line: Line) -> Intent | None:
    if any(p.name is not None for p in line.pieces):
        return None  # "ford" alone
    if line.only("greeting", "retract", "hearsay", "today", "not", "asks", "advice", "when", "also", "all"):
        return Intent("smalltalk")
    return None


def greeted(line: Line) -> Intent | None:
    """A sentence with a greeting in it, or of words about something else, that asks for nothing."""
    if line.has(*COMMANDS, "news", "why", "claims", "movers") or line.figures:
        return None
    sentence = len(line.unknown) >= _MANY_UNKNOWN and sum("filler" in p.senses for p in line.pieces) >= _SENTENCE
    return Intent("smalltalk") if line.has("greeting", "hearsay") or sentence else None


_SENTENCE = 2  # words that every sentence has

_MANY_UNKNOWN = 3


def retracted_only(line: Line) -> Intent | None:
    return Intent("smalltalk") if line.has("retract") and line.only("retract") else None
