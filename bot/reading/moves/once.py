"""A move that is told several times is one: the fullest telling stays, in the place of the first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.reading.findings import PriceMove


def once(moves: Sequence[PriceMove]) -> tuple[PriceMove, ...]:
    """The moves without those that repeat another of the same instrument, size and direction."""
    out: list[PriceMove] = []
    places: dict[object, list[int]] = {}
    for move in moves:
        sized = (move.percent, move.percent_range, move.at_least, move.price)
        if all(x is None for x in sized):
            out.append(move)  # a level alone: nobody can tell whether it is the same one
            continue
        alone = move.price if all(x is None for x in sized[:3]) else None
        key = (*sized[:3], alone, move.direction, move.company or move.instrument)
        alike = places.setdefault(key, [])
        twin = next((i for i in alike if _same(out[i], move)), None)
        if twin is None:
            alike.append(len(out))
            out.append(move)
        else:
            out[twin] = _joined(out[twin], move)
    return tuple(out)


_ENDS = tuple('.!。！”"’')


def _same(a: PriceMove, b: PriceMove) -> bool:
    one = a.listing is not None and a.listing == b.listing  # "Alibaba (BABA +12%) rose 12 percent"
    if a.quote == b.quote and ((a.instrument != b.instrument and not one) or a.scope != b.scope):
        return False
    if a.listing and b.listing and a.listing != b.listing:
        return False
    if a.session and b.session and a.session != b.session and "default" not in (a.how.session, b.how.session):
        return False
    return a.scope == b.scope or "session" in (a.scope, b.scope)


def _joined(a: PriceMove, b: PriceMove) -> PriceMove:
    """The telling that says more; it is doubtful only in what both are doubtful in."""
    fuller = b if _fullness(b) > _fullness(a) else a
    doubts = tuple(d for d in fuller.doubts if d in a.doubts and d in b.doubts)
    return replace(fuller, doubts=doubts, reason=fuller.reason or a.reason or b.reason)


def _fullness(m: PriceMove) -> int:
    told = m.quote.text[-1:] in _ENDS  # a sentence, no headline
    timed = told + sum(x != "default" for x in (m.how.session, m.how.scope))
    return (
        sum(x is not None for x in (m.price, m.listing, m.session, m.at, m.converted))
        + timed
        + 2 * (m.scope != "session")
    )
