"""A price that crosses a level: told once when it is reported on the other side of where it was reported before."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from bot.listings import Listings
from bot.reading import ALERTABLE, PriceMove
from bot.rules.base import Fired, Material, Side, Target, key_of


class Price:
    """Conditions: "above 400 USD", "below 90.5", "cross 200 HKD"; without a currency whatever the listing is printed in."""

    name = "price"

    def fires(
        self, condition: str, target: Target, material: Material, watched: frozenset[str], side: Side | None, table: Listings
    ) -> Fired | None:  # fmt: skip
        wanted, level, _ = _read(condition)
        move = _reported(condition, target, material, table)
        if move is None or move.price is None:
            return None
        now: Side = "above" if move.price >= level else "below"
        before = side or _before(move, level)
        crossed = before is not None and before != now and wanted in (now, "cross")
        return Fired(price_shown(move) if crossed else "", move.quote, now)

    def asks_for(self, condition: str, move: PriceMove) -> bool:
        """Whether a price is on the side that is asked for; of a level that is crossed either way each is."""
        wanted, level, _ = _read(condition)
        return move.price is not None and wanted in ("cross", "above" if move.price >= level else "below")

    def anchors(self, condition: str) -> frozenset[str]:
        return frozenset()

    def words(self, condition: str) -> tuple[str, Mapping[str, str]]:
        wanted, level, currency = _read(condition)
        return _WORDS[wanted], {"level": f"{currency}{level.normalize():f}"}


_WORDS = {"above": "user_rule_above", "below": "user_rule_below", "cross": "user_rule_cross"}


def _reported(condition: str, target: Target, material: Material, table: Listings) -> PriceMove | None:
    _, _, currency = _read(condition)
    for move in material.moves:
        if not _is_of(move, target, table) or move.price is None or move.scope not in ALERTABLE or not move.sure:
            continue
        if not (currency and move.currency and move.currency != currency):
            return move
    return None


def price_shown(move: PriceMove) -> str:
    """ "HKD174.00": the value of a firing."""
    return f"{move.currency or ''}{move.price}"


def _is_of(move: PriceMove, target: Target, table: Listings) -> bool:
    if target.symbol is not None:
        return move.symbol == target.symbol
    return key_of(move, table) == target.key


def _before(move: PriceMove, level: Decimal) -> Side | None:
    """Where the price was before the move, by the move itself."""
    if move.price is None or move.percent is None or move.percent <= -100:
        return None
    return "above" if move.price * 100 / (100 + move.percent) >= level else "below"


def _read(condition: str) -> tuple[str, Decimal, str]:
    wanted, level, *currency = condition.split(" ")
    return wanted, Decimal(level), currency[0] if currency else ""
