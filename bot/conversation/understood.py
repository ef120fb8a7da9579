"""What a line asks for, by the grammar and by the rules that a line can set: one answer for the conversation, for who may say it, and for
`newstape understand`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from bot.conversation.grammar import Intent, Named, Slots, understand
from bot.conversation.grammar.naming import meant_by
from bot.conversation.markets import market_named
from bot.conversation.rule_lines import Draft, Known, Open, narrow, read_bounds, whom_said, wished
from bot.listings import BY_MIC, Listings

_SOME_DAY = datetime.max.replace(tzinfo=UTC)
# Where nobody has read a story yet, any day is to come and nobody publishes.
OUT_OF_CONTEXT = Known(lambda _: _SOME_DAY, lambda _: False)


def understood(text: str, table: Listings, known: Known = OUT_OF_CONTEXT) -> Intent:
    """What somebody wants who types this, with what bounds it."""
    ends: list[str] = []

    def noted(word: str) -> datetime | None:
        ends.append(word)
        return known.ends(word) if not word.isdigit() else None  # 涨到700 names no day

    heard = Known(noted, known.publishes)
    draft = next((d for d in wished(text, heard) if _names_somebody(d, table)), None)
    if draft is not None:
        found = _as_intent(draft, table)
    else:
        line, bounds = read_bounds(text, heard)
        found = understand(text, table) if isinstance(bounds, Open) else without_bounds(text, line, table, bounds)
    said = next((w for w in ends if not w.isdigit()), "") if found.kind == "alert" else ""
    return replace(found, slots=replace(found.slots, until=found.slots.until or said)) if said else found


def without_bounds(text: str, line: str, table: Listings, bounds: Mapping[str, Any]) -> Intent:
    """The wish of a line whose bounds were read: that of the rest, where an alert is left, else that of the whole."""
    intent = understand(text, table)
    if bounds and (bounded := understand(line, table)).kind == "alert":
        asked = bounded.asks != "statement" or intent.asks == "statement"
        # The verb may have stood in the words of the bound, and of what is bounded the size need not be said.
        bounded = bounded if asked and not _is_of_any_size(bounded, line) else replace(bounded, asks="")
        return replace(bounded, slots=_bounded(bounded.slots, bounds))
    return intent


def _is_of_any_size(intent: Intent, line: str) -> bool:
    """ "alert me on tesla", and no figure that was not understood."""
    if intent.asks != "no condition" or len(intent.slots.targets) != 1:
        return False
    return not any(c.isdigit() for c in line.replace(intent.slots.targets[0].words, ""))


def _bounded(slots: Slots, bounds: Mapping[str, Any]) -> Slots:
    hours, minutes = divmod(bounds.get("cooldown", 0) // 60, 60)  # of seconds; less than a minute is none
    return replace(
        slots,
        once=bool(bounds.get("once")),
        cooldown=f"{hours * 60 + minutes}m" if minutes else f"{hours}h" if hours else "",
        count=bounds.get("most", slots.count),
        source=bounds.get("source", ""),
        lang=bounds.get("reads", slots.lang),
    )


def _names_somebody(draft: Draft, table: Listings) -> bool:
    """Whether whom it is about is the watchlist, anybody, or somebody whom the table knows."""
    name = narrow(draft.name).strip(" ,，.")
    return any(whom_said(k, name) for k in ("watchlist", "anything", "any_company", "market")) or bool(
        meant_by(table, name)
    )


def _as_intent(draft: Draft, table: Listings) -> Intent:
    name = narrow(draft.name).strip(" ,，.")
    of_market = whom_said("market", name) if draft.kind == "threshold" else None
    mics = market_named(of_market["market"]) if of_market is not None else ()
    found = (
        ()
        if mics or any(whom_said(k, name) for k in ("watchlist", "anything", "any_company"))
        else meant_by(table, name)
    )
    slots = Slots(
        targets=(Named(draft.name, tuple(found)),) if found else (),
        all=whom_said("watchlist", name) is not None,
        market=_code_of(mics[0]) if mics else "",
    )
    if draft.kind == "threshold":
        percent = Decimal(draft.condition.strip("+-%"))
        way = {"+": "up", "-": "down"}.get(draft.condition[0], "either")
        slots = replace(slots, percent=percent, direction=way)
    elif draft.kind == "claims":  # of any story the bounds say by whom or in which language
        slots = replace(slots, claim=draft.condition.partition(" ")[0].replace("_", " "))
    return Intent("alert", _bounded(slots, draft.bounds), asks="several" if len(found) > 1 else "", rule="wished")


def _code_of(mic: str) -> str:
    """ "HK" of XHKG: the suffix of its symbols, and of New York's, which have none, "US"."""
    exchange = BY_MIC[mic]
    return exchange.suffix or "US"
