"""A move that is told several times is one: the fullest telling stays, in the place of the first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from bot.reading.findings import PriceMove


def once(moves: Sequence[PriceMove], title_end: int = 0) -> tuple[PriceMove, ...]:
    """The moves without those that repeat another of the same instrument, size and direction, and without what a title tells roughly
    that the text tells to the digit."""
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
    out = [m for m in out if not any(_is_the_word_for(m, other) for other in out)]
    rough = [m for m in out if m.quote.end <= title_end or _is_a_bound_in_points(m)]
    finer = {id(t): next((m for m in out if m.quote.end > title_end and _is_roughly(t, m)), None) for t in rough}
    merged = {id(m): _with_the_titles(t, m) for t in rough if (m := finer[id(t)]) is not None}
    return tuple(merged.get(id(m), m) for m in out if finer.get(id(m)) is None)


_NEAR_A_LIMIT = (
    Decimal("0.9"),
    Decimal("1.2"),
)  # of the least that the word says: a board rounds its limit to a cent


def _is_the_word_for(word: PriceMove, told: PriceMove) -> bool:
    """ "收盘涨停，涨幅10.01%", "doubled, rising 104%": the size in a word of a move whose figure stands beside it."""
    if word.at_least is None or told.percent is None or word.scope != told.scope or word.session != told.session:
        return False
    if (word.listing or word.company or word.instrument) != (told.listing or told.company or told.instrument):
        return False
    low, high = (abs(word.at_least) * x for x in _NEAR_A_LIMIT)
    return word.direction == told.direction and low <= abs(told.percent) <= high


_LESS, _MORE = (
    ("nearly", "almost", "close to", "just under", "近", "接近", "将近"),
    ("over", "more than", "超", "逾", "above"),
)


def _is_a_bound_in_points(move: PriceMove) -> bool:
    bound = any(w in (move.qualifier or "").lower() for w in (*_MORE, *_LESS))
    return bound and move.percent is None and move.change is not None and move.change.unit == "points"


def _is_roughly(title: PriceMove, told: PriceMove) -> bool:
    """ "slips more than 3%" of what fell 3.2 percent, "sink 6%" of 6.2, "升逾500点" of 517."""
    sizes = _in_percent(title, told) or _in_points(title, told)
    if sizes is None or title.scope != told.scope:
        return False
    if (title.company or title.instrument) != (told.company or told.instrument) or title.direction != told.direction:
        return False
    listings = {x for x in (title.listing, told.listing) if x is not None}
    named = "default" not in (title.how.session, told.how.session)
    if len(listings) > 1 or (title.session != told.session and named):
        return False
    rough, exact, step = sizes
    words = (title.qualifier or "").lower()
    if any(w in words for w in _MORE):
        return rough <= exact < rough + step
    if any(w in words for w in _LESS):
        return rough - step < exact <= rough
    return abs(exact - rough) <= step / 2


def _in_percent(title: PriceMove, told: PriceMove) -> tuple[Decimal, Decimal, Decimal] | None:
    """The rough size, the exact one, and the step to which the rough one is rounded; None where they are no two sizes in percent."""
    if title.percent is None or told.percent is None or title.percent == told.percent:
        return None
    rough = abs(title.percent)
    return rough, abs(told.percent), Decimal(1).scaleb(int(rough.as_tuple().exponent))


def _in_points(title: PriceMove, told: PriceMove) -> tuple[Decimal, Decimal, Decimal] | None:
    """As in percent; "逾500点" is of the hundreds, "412 points" of those and a part of one."""
    if _is_a_bound_in_points(told) or title.change is None or told.change is None:
        return None
    rough, exact = abs(title.change.value), abs(told.change.value)
    bound = _is_a_bound_in_points(title)
    if not bound and (title.percent is not None or rough != rough.to_integral_value()):
        return None
    step = Decimal(1).scaleb(int(rough.normalize().as_tuple().exponent)) if bound else Decimal(2)
    return (rough, exact, step) if told.change.unit == "points" and rough != exact else None


def _with_the_titles(title: PriceMove, told: PriceMove) -> PriceMove:
    """The text's figure; it is doubtful only in what both are doubtful in."""
    doubts = tuple(d for d in told.doubts if d in title.doubts)
    return replace(told, doubts=doubts, listing=told.listing or title.listing, reason=told.reason or title.reason)


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
