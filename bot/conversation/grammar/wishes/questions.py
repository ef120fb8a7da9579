"""What is asked of the news: why, what is new, what moved, who said what."""

from __future__ import annotations

import re
from dataclasses import replace

from bot.conversation.grammar.intents import Intent, Named, Slots
from bot.conversation.grammar.line import Line
from bot.conversation.grammar.wishes.conditions import condition_of
from bot.conversation.grammar.wishes.said import COMMANDS, MARKETS, asked_about, slots_of, targets_of


def why(line: Line) -> Intent | None:
    if not line.has("why"):
        return None
    if _asks_what_is_new(line):
        return None
    if line.has("alert") and line.has("asks") and not line.has("up", "down"):
        return Intent("question", slots_of(line))
    if line.names and not _is_how(line):
        return Intent("why", slots_of(line))
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
        and re.search(_WHAT_HAPPENED, line.plain) is not None
    )


_WHAT_HAPPENED = r"\bwhat happened|乜事|咩事|什么事|发生什么|发生了什么|什么情况"


def _is_how(line: Line) -> bool:
    return line.has("asks_how") and line.has("watch", "unwatch", "mute", "pause")


def claims(line: Line) -> Intent | None:
    if not line.has("claims") or (line.has("alert") and line.names) or line.has("on_list"):
        return None
    if (line.has("advice") and not line.has("asks")) or re.search(_WHEN, line.plain):
        return None
    slots = replace(asked_about(line), targets=_without_speaker(line) or asked_about(line).targets)
    return Intent("claims", slots) if line.names or (line.unknown and line.has("asks")) else None


_WHEN = r"哪一天|是哪|^when\b|\bwhat (?:day|date|time)\b|哪天|几时|什么时候|何时|边日|几号|啥时候"

_SAYS = re.compile(
    r"^\s*(?:changed|raised|cut|lowered|say|said|says|think|thinks|target|targets|rates?|on|about|upgrade|downgrade|'s|对|给|俾|畀|上调|下调|点睇|点睇|怎么看|睇|话|最新)"
)


def _without_speaker(line: Line) -> tuple[Named, ...]:
    """ "has goldman changed its target on alibaba": Goldman speaks, Alibaba is spoken of."""
    targets = targets_of(line)
    if len(targets) > 1 and (
        _SAYS.match(line.plain[targets[0].end :])
        or re.search(r"\bwhat (?:did|does|do)\s*$", line.plain[: targets[0].start])
    ):
        return targets[1:]
    return targets


def movers(line: Line) -> Intent | None:
    companies = [n for n in line.names if any(c.kind == "company" for c in n.companies)]
    if (
        not (line.has("movers") or re.search(_WHICH_MOVED, line.plain))
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
        ),
    )


_WHICH_MOVED = r"\b(?:which|what|whats|any)\b(?: \S+){0,3} (?:stocks?|shares|names|companies|coins?|tickers)\b.*\b(?:up|down|moved?|moving|rose|fell|gained|lost|dropped|jumped|went|best|worst)\b"


def _way(line: Line) -> str:
    up, down = re.search(_UPWARDS, line.plain) is not None, re.search(_DOWNWARDS, line.plain) is not None
    return "up" if up and not down else "down" if down and not up else ""


_UPWARDS = r"\b(?:gain|winner|riser|best|up\b|rose|pump|moon|rip|green|jump|soar|hot\b)|(?:领涨|涨幅榜|升幅榜|涨得|升得|涨最|升最|谁涨|边只升|最强|强势|涨停|大升|大涨|飙升|急升|涨的|升的|涨了|升咗|哪些涨|哪只涨)"

_DOWNWARDS = r"\b(?:los(?:er|t|s)|faller|worst|down\b|fell|drop|dump|tank|crash|red\b)|(?:领跌|跌幅榜|跌得|跌最|谁跌|边只跌|最弱|最惨|弱势|跌停|大跌|急跌|跌的|跌了|跌咗|哪些跌|哪只跌)"

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
