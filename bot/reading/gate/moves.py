"""The gate for moves: what a model says passes where our own reading of its sentence bears it out, and with the fields that code gives.

Evidence is positive: a word of the sentence that directs the figure, told as a fact, of the instrument that the finding names.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.reading.figures import Figure
from bot.reading.findings import Dropped, PriceMove
from bot.reading.gate.alone import owners_of, read_alone, short
from bot.reading.grounds import Grounds, quote_fault
from bot.reading.moves.tellings import Telling
from bot.story import Span


@dataclass(frozen=True, slots=True)
class Disputed:
    """The rules' move of a figure that a finding gives to another whom the sentence names too; and the finding, which is dropped."""

    move: PriceMove
    dropped: Dropped


def ground_move(move: PriceMove, grounds: Grounds) -> PriceMove | Dropped | Disputed:
    """The move as our own reading has it, or as the model's where ours leaves its owner open; or why it is dropped."""
    what = short(move)
    figures = grounds.figures_in(Span(move.quote.start, move.quote.end))
    if why := quote_fault(move.quote, grounds) or _percent_fault(move, figures) or _change_fault(move, figures):
        return Dropped(what, why, move.by)
    sentence = grounds.sentence_of(move.quote)
    told = [t for t in grounds.tellings if t.sentence.span == sentence and _same_figure(t, move)]
    if not told:
        return Dropped(what, "no word of the sentence gives that figure a direction", move.by)
    found = [m for t in told for m in t.moves if _is_same_size(m, move)]
    if not found:
        return read_alone(move, told, grounds)
    agreeing = [m for m in found if m.direction == move.direction]
    if not agreeing:
        return Dropped(what, f"the words say {found[0].direction}", move.by)
    mine = owners_of(move, grounds.table)
    fitting = [m for m in agreeing if not mine or not mine.isdisjoint(owners_of(m, grounds.table))]
    if not fitting:
        dropped = Dropped(what, "it is said of another instrument", move.by)
        here = grounds.mentions_in(*sentence) if sentence is not None else ()
        beside = any(c.key in mine for m in here for c in m.companies)
        return Disputed(agreeing[0], dropped) if beside else dropped
    # Its price, its hour and its period are as the words have them, whatever the finding says: a bad field costs itself.
    return max(
        fitting,
        key=lambda m: (m.instrument == move.instrument, m.scope == move.scope, m.price == move.price),
    )


def _percent_fault(move: PriceMove, found: Sequence[Figure]) -> str | None:
    told = move.percent is None or any(f.kind == "percent" and abs(f.value) == abs(move.percent) for f in found)
    return None if told else "the quote has no such percentage"


def _change_fault(move: PriceMove, found: Sequence[Figure]) -> str | None:
    """ "The Dow dropped 272.63 to 53,459.78": beside its level an index needs no word for its points."""
    if move.change is None:
        return None
    bare = ("number",) if move.price is not None else ()
    kinds = ("points", *bare) if move.change.unit == "points" else ("money",)
    told = any(f.kind in kinds and abs(f.value) == abs(move.change.value) for f in found)
    return None if told else "the quote has no such change"


def _same_figure(t: Telling, move: PriceMove) -> bool:
    """Whether a movement of the sentence has the finding's figure."""
    one, tokens = t.candidate.found, t.sentence.tokens
    values = {
        abs(f.value)
        for i in (*one.figures, one.upper, one.amount, one.level)
        if i is not None and (f := tokens[i].figure) is not None
    }
    told = move.percent if move.percent is not None else move.change.value if move.change is not None else move.price
    return told is not None and abs(told) in values


def _is_same_size(found: PriceMove, move: PriceMove) -> bool:
    """Whether both are of one size; either end of a range will do, as a model has one figure to give."""
    if move.percent is not None:
        ends = found.percent_range or ((found.percent,) if found.percent is not None else ())
        return abs(move.percent) in {abs(x) for x in ends}
    if move.change is not None:
        return found.change is not None and abs(found.change.value) == abs(move.change.value)
    return found.price is not None and found.price == move.price
