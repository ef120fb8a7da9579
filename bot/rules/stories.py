"""Any story that is about a company: that names it in its title or its first lines."""

from __future__ import annotations

from collections.abc import Mapping

from bot.listings import Listings
from bot.rules.base import Fired, Material, Side, Target


class Stories:
    """Conditions: "any"."""

    name = "stories"

    def fires(
        self, condition: str, target: Target, material: Material, watched: frozenset[str], side: Side | None, table: Listings
    ) -> Fired | None:  # fmt: skip
        return Fired(material.headline) if target.is_in(material.main, watched) else None

    def anchors(self, condition: str) -> frozenset[str]:
        return frozenset()

    def words(self, condition: str) -> tuple[str, Mapping[str, str]]:
        return "user_rule_stories", {}
