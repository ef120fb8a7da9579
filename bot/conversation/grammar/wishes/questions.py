"""What is asked of the news: why, what is new, what moved, who said what."""

from __future__ import annotations

from dataclasses import replace

from bot.conversation.grammar.intents import Intent, Named, Slots
from bot.conversation.grammar.line import Line
from bot.conversation.grammar.wishes.conditions import condition_of
from bot.conversation.grammar.wishes.said import COMMANDS, MARKETS, asked_about, how_many, slots_of, targets_of
from bot.conversation.grammar.words import says


def _way_asked(line: Line) -> str:
    up, down = line.has("up"), line.has("down")
    return "" if up == down else "up" if up else "down"


def why(line: Line) -> Intent | None:
    if line.names and line.has("up", "down") and says("what_goes_on", line.plain) and not line.has("alert"):
        return Intent(
            "why", replace(slots_of(line), direction=_way_asked(line))
        )  # "what's going on with intel, it's down"
    if not line.has("why"):
        return None
    if _asks_what_is_new(line):
        return None
    if line.has("alert") and line.has("asks") and not line.has("up", "down"):
        return Intent("question", slots_of(line))
    if line.names and not _is_how(line):
        return Intent("why", replace(slots_of(line), direction=_way_asked(line)))
    if line.unknown and line.has("up", "down") and not line.has("movers", "alert") and not _is_how(line):
        return Intent("why", asked_about(line))
    if line.only(
        "why",
        "up",
        "down",
        "either",
        "today",
        "yesterday",
        "asks",
        "when",
        "alert",
        "record_high",
        "record_low",
        "mine",
        "all",
        "week",
    ) and not line.has("movers", "news"):
        return Intent("why", slots_of(line))
    if line.begins_with("why") and line.has("alert", "up", "down") and not line.has("movers"):
        return Intent("why", slots_of(line))
    return None


def _asks_what_is_new(line: Line) -> bool:
    """ "what happened", 有乜事 since a day is what was reported, unless a fall or a rise is named."""
    return (
        bool(line.names)
        and line.has("yesterday", "week", "month")
        and not line.has("up", "down", "either")
        and says("what_happened", line.plain) is not None
    )


def _is_how(line: Line) -> bool:
    return line.has("asks_how") and line.has("watch", "unwatch", "mute", "pause")


def claims(line: Line) -> Intent | None:
    if not line.has("claims") or (line.has("alert") and line.names) or line.has("on_list"):
        return None
    if (line.has("advice") and not line.has("asks")) or says("when", line.plain):
        return None
    slots = replace(asked_about(line), targets=_without_speaker(line) or asked_about(line).targets)
    return Intent("claims", slots) if line.names or (line.unknown and line.has("asks")) else None


def _without_speaker(line: Line) -> tuple[Named, ...]:
    """ "has goldman changed its target on alibaba": Goldman speaks, Alibaba is spoken of."""
    targets = targets_of(line)
    if len(targets) > 1 and (
        says("speaks_of", line.plain[targets[0].end :]) or says("what_did", line.plain[: targets[0].start])
    ):
        return targets[1:]
    return targets


def movers(line: Line) -> Intent | None:
    companies = [n for n in line.names if any(c.kind == "company" for c in n.companies)]
    if (
        not (line.has("movers") or says("which_moved", line.plain))
        or companies
        or (line.has("alert") and condition_of(line) is not None)
    ):
        return None
    if line.of("percent") or (line.has("watch", "unwatch") and line.names):
        return None
    return Intent(
        "movers",
        Slots(
            market=_market(line),
            direction=_way(line),
            since="yesterday" if line.has("yesterday") else "",
            all=line.has("mine"),
            count=how_many(line),
        ),
    )


def _way(line: Line) -> str:
    up, down = says("upwards", line.plain) is not None, says("downwards", line.plain) is not None
    return "up" if up and not down else "down" if down and not up else ""


_MARKET_OF = {
    "^HSI": "HK",
    "^GSPC": "US",
    "^IXIC": "US",
    "^DJI": "US",
    "000001.SS": "CN",
    "^N225": "JP",
    "^TWII": "TW",
    "^FTSE": "GB",
}


def _market(line: Line) -> str:
    by_index = next((m for n in line.names for c in n.companies if (m := _MARKET_OF.get(c.key))), "")
    return next((m.upper() for m in MARKETS if line.has(m)), by_index)


def news(line: Line) -> Intent | None:
    found = _news(line)
    counted = found is not None and found.kind == "news"
    return replace(found, slots=replace(found.slots, count=how_many(line))) if found and counted else found


def _news(line: Line) -> Intent | None:
    if line.names and says("not_sent", line.plain) is not None:
        return Intent("unknown", slots_of(line), asks="negated")  # 不要推送特斯拉的新闻
    if not (line.has("news") or _asks_what_is_new(line)) or (
        line.has("asks_how") and line.has(*COMMANDS) and not line.names
    ):
        return None
    if line.has("list", "mine") and not line.names:
        return Intent("news", replace(slots_of(line), all=True))
    if line.unknown and not line.names:
        return Intent("news", asked_about(line))
    if line.names or line.only(
        "news",
        "today",
        "yesterday",
        "week",
        "month",
        "all",
        "mine",
        "asks",
        "list",
        "why",
        *MARKETS,
        "when",
        "movers",
        "also",
        "watch",
        "alert",
    ):
        return Intent("news", slots_of(line))
    if line.has("mine", "all", "today", "yesterday", "week") or line.begins_with("news"):
        return Intent("news", slots_of(line))
    return None


def question(line: Line) -> Intent | None:
    asked = line.asked or line.begins_with("asks", "asks_how", "advice") or (line.chinese and line.has("asks"))
    if asked and line.has("greeting") and line.only("greeting", "asks"):
        return Intent("smalltalk")
    return (
        Intent("question", slots_of(line))
        if asked and (line.names or line.unknown or line.has("movers", "claims", "up", "down", *MARKETS))
        else None
    )
