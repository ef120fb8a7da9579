"""Lines as people type them, with what they meant: written in four sets by people who had not seen the grammar, and how an answer is held against that."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from bot.conversation.grammar import Intent
from bot.conversation.grammar.naming import meant_by
from bot.conversation.grammar.zones import zone_named
from bot.conversation.understood import understood
from bot.listings import Listings, load
from bot.reading.lexicon import folded

FILE = Path(__file__).parents[1] / "stories" / "utterances.jsonl"
ROWS: list[dict[str, Any]] = [json.loads(line) for line in FILE.read_text(encoding="utf-8").splitlines()]
_DAYS = {"weekdays": [0, 1, 2, 3, 4], "weekends": [5, 6]}
_BESIDE = {
    "since",
    "direction",
    "days",
    "market",
    "target",
    "claim",
    "once",
    "cooldown",
    "source",
    "count",
    "lang",
}  # slots that may be read beside those that a label names


@cache
def table() -> Listings:
    return load()


def read(row: dict[str, Any]) -> tuple[Intent, dict[str, Any]]:
    intent = understood(row["text"], table())
    return intent, intent.slots.as_json("en" if row["lang"] == "en" else "zh")


def is_right(row: dict[str, Any]) -> bool:
    """Whether the wish and all that was said with it were understood; of a trap, whether nothing is changed."""
    intent, slots = read(row)
    kind = intent.kind == row["intent"] or intent.kind in row.get("accept", ())
    if row.get("trap") and not row["changes"]:
        return not intent.changes and (kind or bool(intent.asks and row.get("ask")))
    if intent.kind != row["intent"]:
        return kind and not intent.changes
    wanted = row["slots"]
    every = all(key in slots and _same(key, wanted[key], slots[key]) for key in wanted)
    nothing_else = all(key in wanted or key in _BESIDE for key in slots)
    return every and nothing_else and (intent.changes is bool(row["changes"]) or intent.asks == "all")


def _same(key: str, wanted: Any, got: Any) -> bool:
    if key == "target":
        return _keys(wanted) == _keys(got)
    if key == "days":
        return bool(_DAYS.get(wanted, wanted) == got) if isinstance(wanted, str) else bool(wanted == got)
    if key == "until":
        return _day(wanted) == _day(got)
    if key == "for":
        return _minutes(wanted) == _minutes(got)
    if key == "zone":
        return bool((zone_named(wanted) or wanted) == got)
    if key == "keyword":
        return folded(got) in folded(wanted) or folded(wanted) in folded(got)
    return bool(wanted == got)


def key_of(name: str) -> str:
    """Whom a name means, by their first symbol."""
    found = meant_by(table(), name.partition(" (")[0])
    return found[0].key if found else folded(name)


def _keys(names: str | list[str]) -> set[str]:
    """Whom names mean, by their first symbol; what no table knows by its words."""
    return {key_of(name) for name in (names if isinstance(names, list) else [names])}


def _day(word: str) -> str:
    return folded(word).replace("星期", "周").replace("礼拜", "周")[:6]


def _minutes(span: str) -> int:
    return int(span[:-1]) * {"m": 1, "h": 60, "d": 1440, "w": 10_080}[span[-1]]
