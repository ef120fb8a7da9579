"""A move of a size: of a company, of whatever a chat watches, of any company, or of those of a market; each once a session."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from bot.events import fact_of
from bot.listings import Listings
from bot.reading import ALERTABLE, PriceMove, sign_of, size_in_percent
from bot.rules.base import ANYTHING, WATCHLIST, Fired, Material, Side, Target, key_of

_NAMED = 8  # moves of one story that are told, each with its size; the next source may tell the rest


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
        found = sorted(found, key=lambda m: -(size_in_percent(m) or 0))[:_NAMED]
        places: dict[str | None, set[str]] = {}
        for m in found:
            places.setdefault(key_of(m, table), set()).add(m.listing.symbol if m.listing is not None else "")
        shown = [told_of(target, m, listed=len(places[key_of(m, table)]) > 1) for m in found]
        return Fired(", ".join(dict.fromkeys(shown)), found[0].quote, moves=tuple(found))

    def asks_for(self, condition: str, move: PriceMove) -> bool:
        """Whether a move has the size, whosever it is."""
        return _read(condition).is_met_by(move)

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


def told_of(target: Target, move: PriceMove, *, listed: bool = False) -> str:
    """ "+9.2%"; where it may be anybody's, "Alibaba +9.2%"; where a company moves in two places, "BABA +6%". No percentage is computed for a
    reader."""
    return " ".join(x for x in (_name_of(target, move, listed=listed), _way_and_size(move)) if x)


def retold(part: str, move: PriceMove) -> str:
    """The same part with what its move is said to be now."""
    told = _PART.fullmatch(part)
    return f"{told['name'] if told is not None else ''} {_way_and_size(move)}".strip()


def is_told(part: str, target: Target, move: PriceMove) -> bool:
    """Whether what `told_of` wrote is of this move: its name, way and size; what has only been rounded since then is the same."""
    then, now = _PART.fullmatch(part), _PART.fullmatch(_way_and_size(move))
    if then is None or now is None or not _may_be_told(move) or then["way"] != now["way"]:
        return False
    if then["name"] not in {_name_of(target, move, listed=x) for x in (True, False)}:
        return False
    if then["size"] is None or now["size"] is None:
        return then["shown"] == now["shown"]
    sizes = [Decimal(m["size"]) for m in (then, now)]
    places = min(-int(s.as_tuple().exponent) for s in sizes)
    return round(sizes[0], places) == round(sizes[1], places)


def _name_of(target: Target, move: PriceMove, *, listed: bool) -> str:
    name = (move.company or move.instrument) if target.key in (ANYTHING, WATCHLIST) else ""
    symbol = move.listing.symbol if listed and move.listing is not None else ""
    return f"{name} {symbol}".strip()


def _way_and_size(move: PriceMove) -> str:
    """ "+9.2%", ">+9%", "≥+100%": a bound and a rough figure are told as what they are."""
    if move.percent is not None or move.at_least is not None:
        size = f"{abs(move.percent if move.percent is not None else move.at_least or 0):f}%"
    elif move.percent_range is not None:
        size = "–".join(f"{x:f}" for x in sorted(map(abs, move.percent_range))) + "%"
    else:
        return "▼" if move.direction == "down" else "▲"
    sign = "≥" if move.percent is None and move.at_least is not None else sign_of(move.qualifier or "")
    return f"{sign}{'−' if move.direction == 'down' else '+'}{size}"


_PART = re.compile(
    r"(?P<name>.*?) ?(?P<shown>[<>≈≤≥]?(?P<way>[+−▲▼])(?:(?:(?P<size>\d+(?:\.\d+)?)|[\d.]+–[\d.]+)%)?)"
)


def session_of(move: PriceMove, table: Listings) -> str:
    """ "9988.HK 2025-09-24": whose move of which session; each is told once by a rule. Nothing of nobody's."""
    fact = fact_of(move, table)
    return f"{fact.of or fact.who} {fact.session}" if fact is not None else ""


def _may_be_told(move: PriceMove) -> bool:
    return move.scope in ALERTABLE and move.sure and move.direction != "flat"


@dataclass(frozen=True, slots=True)
class _Wanted:
    """Percent up and percent down from which on it is told; None: not that way. No `mics`: of any market."""

    rise: Decimal | None
    fall: Decimal | None
    mics: frozenset[str]

    def is_met_by(self, move: PriceMove) -> bool:
        if not _may_be_told(move):
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
    company = table.of_symbol(move.listing.symbol)
    is_a_company = company is not None and company.kind == "company"
    return is_a_company and (not wanted.mics or move.listing.mic in wanted.mics)
