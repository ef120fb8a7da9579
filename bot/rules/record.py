"""A height or a depth: a year's, four years', of all time, where a story says so of a session's move."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources

from bot.listings import Listings
from bot.reading import ALERTABLE
from bot.reading.lexicon import folded
from bot.rules.base import ANYTHING, WATCHLIST, Fired, Material, Side, Target, key_of


class Record:
    """Conditions: "high", "low", "any"."""

    name = "record"

    def fires(
        self, condition: str, target: Target, material: Material, watched: frozenset[str], side: Side | None, table: Listings
    ) -> Fired | None:  # fmt: skip
        for move in material.moves:
            key = key_of(move, table)
            if key is None or move.scope not in (*ALERTABLE, "intraday_extreme") or not move.sure:
                continue
            if target.key not in (ANYTHING, WATCHLIST, key) or (target.key == WATCHLIST and key not in watched):
                continue
            for which in ("high", "low"):
                up = move.direction == "up"
                if condition in (which, "any") and up == (which == "high"):
                    found = _patterns()[which].search(folded(move.quote.text))
                    if found is not None:
                        return Fired(move.quote.text[found.start() : found.end()], move.quote)
        return None

    def anchors(self, condition: str) -> frozenset[str]:
        return frozenset()

    def words(self, condition: str) -> tuple[str, Mapping[str, str]]:
        return _WORDS[condition], {}


_WORDS = {"high": "user_rule_record_high", "low": "user_rule_record_low", "any": "user_rule_record_any"}


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    written = resources.files("bot.rules").joinpath("records.toml").read_text(encoding="utf-8")
    return {name: re.compile("|".join(patterns)) for name, patterns in tomllib.loads(written).items()}
