"""Keywords and phrases, with AND, OR and NOT, in any story or in those that name a company."""

from __future__ import annotations

from collections.abc import Mapping

from bot.keywords import read_keywords
from bot.listings import Listings
from bot.rules.base import Fired, Material, Side, Target


class Words:
    """Conditions: what `bot.keywords` reads."""

    name = "words"

    def fires(
        self, condition: str, target: Target, material: Material, watched: frozenset[str], side: Side | None, table: Listings
    ) -> Fired | None:  # fmt: skip
        if not target.is_in(material.companies, watched) or not read_keywords(condition).holds_for(material.text):
            return None
        return Fired(material.headline)

    def anchors(self, condition: str) -> frozenset[str]:
        return read_keywords(condition).anchors

    def words(self, condition: str) -> tuple[str, Mapping[str, str]]:
        return "user_rule_words", {"words": condition}
