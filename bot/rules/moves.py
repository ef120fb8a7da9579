"""A move of a size: of a company, of whatever a chat watches, of any company, or of those of a market; each once a session."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from bot.events import fact_of
from bot.listings import Listings
from bot.reading import ALERTABLE, PriceMove, size_in_percent
from bot.rules.base import ANYTHING, WATCHLIST, Fired, Material, Side, Target, key_of

_NAMED = 3  # moves of one story that are told with their sizes


class Moves:
    """Conditions: "5", "+5", "-5" or "+5/-8" percent; behind a blank the MICs of a market: "5 XHKG", "-10 XNYS,XNAS"."""

    name = "moves"

    def fires(
        self, condition: str, target: Target, material: Material, watched: frozenset[str], side: Side | None, table: Listings
    ) -> Fired | None:  # fmt: skip
        wanted = _read(condition)
        found = [m for m in material.moves if wanted.is_met_by(m) and _is_about(m, wanted, target, watched, table)]
        if not found:
            return None
        found.sort(key=lambda m: -(size_in_percent(m) or 0))
        shown = [told_of(target, m) for m in found[:_NAMED]]
        return Fired(", ".join(dict.fromkeys(shown)), found[0].quote, moves=tuple(found))

    def anchors(self, condition: str) -> frozenset[str]:
        return frozenset()

    def words(self, condition: str) -> tuple[str, Mapping[str, str]]:
        wanted = _read(condition)
        rise, fall = ("" if x is None else f"{x.normalize():f}" for x in (wanted.rise, wanted.fall))
        if rise == fall:
            return "user_rule_moves", {"percent": rise}
        if rise and fall:
            return "user_rule_moves_two", {"rise": rise, "fall": fall}
        return ("user_rule_moves_up", {"percent": rise}) if rise else ("user_rule_moves_down", {"percent": fall})


def condition_of(rise: Decimal | None, fall: Decimal | None, mics: tuple[str, ...] = ()) -> str:
    """Sizes each way in percent, as the conditions of this kind are written; of no way at all a ValueError."""
    if rise is None and fall is None:
        raise ValueError("a move goes up or down")
    ways = [f"{sign}{x.normalize():f}" for sign, x in (("+", rise), ("-", fall)) if x is not None]
    sizes = f"{rise.normalize():f}" if rise is not None and rise == fall else "/".join(ways)
    return f"{sizes} {','.join(mics)}".strip()


def told_of(target: Target, move: PriceMove) -> str:
    """ "+9.2%"; where it may be anybody's, "Alibaba +9.2%". No percentage is computed for a reader."""
    if move.percent is not None or move.at_least is not None:
        size = f"{abs(move.percent if move.percent is not None else move.at_least or 0):f}%"
    elif move.percent_range is not None:
        size = "–".join(f"{x:f}" for x in sorted(map(abs, move.percent_range))) + "%"
    else:
        size = ""
    way = "−" if move.direction == "down" else "+"
    shown = f"{way}{size}" if size else {"−": "▼", "+": "▲"}[way]
    return shown if target.key not in (ANYTHING, WATCHLIST) else f"{move.company or move.instrument} {shown}"


def session_of(move: PriceMove, table: Listings) -> str:
    """ "9988.HK 2025-09-24": whose move of which session; each is told once by a rule. Nothing of nobody's."""
    fact = fact_of(move, table)
    return f"{fact.of or fact.who} {fact.session}" if fact is not None else ""


@dataclass(frozen=True, slots=True)
class _Wanted:
    """Percent up and percent down from which on it is told; None: not that way. No `mics`: of any market."""

    rise: Decimal | None
    fall: Decimal | None
    mics: frozenset[str]

    def is_met_by(self, move: PriceMove) -> bool:
        if move.scope not in ALERTABLE or not move.sure or move.direction == "flat":
            return False
        least = self.fall if move.direction == "down" else self.rise
        size = size_in_percent(move)
        return least is not None and size is not None and size >= least


def _read(condition: str) -> _Wanted:
    sizes, _, mics = condition.partition(" ")
    each = {size[0]: Decimal(size[1:]) for size in sizes.split("/") if size[0] in "+-"}
    both = None if each else Decimal(sizes)
    return _Wanted(each.get("+", both), each.get("-", both), frozenset(mics.split(",")) if mics else frozenset())


def _is_about(move: PriceMove, wanted: _Wanted, target: Target, watched: frozenset[str], table: Listings) -> bool:
    key = key_of(move, table)
    if key is None or move.listing is None:
        return False
    if target.key == WATCHLIST:
        return key in watched
    if target.key != ANYTHING:
        return key == target.key
    if not wanted.mics:
        return True
    company = table.of_symbol(move.listing.symbol)
    return move.listing.mic in wanted.mics and company is not None and company.kind == "company"
