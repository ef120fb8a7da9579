"""What the rules read and what a model adds: it takes nothing away, and of what both read it says only whether it is doubtful."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from bot.reading.findings import READ_BY_A_MODEL, Claim, Extraction, PriceMove


def joined(rules: Extraction, model: Extraction) -> Extraction:
    """Both, by the model's name; its lines go before the rules' summary."""
    return replace(
        rules,
        moves=joined_moves(rules.moves, model.moves),
        claims=joined_claims(rules.claims, model.claims),
        summary=model.summary or rules.summary,
        ungrounded=(*rules.ungrounded, *model.ungrounded),
        by=model.by,
        prompt=model.prompt,
    )


def joined_moves(rules: Iterable[PriceMove], model: Iterable[PriceMove]) -> tuple[PriceMove, ...]:
    """The rules' moves with the doubts that are left of them, and behind them those that only the model read."""
    out = list(rules)
    for move in model:
        own = next((i for i, m in enumerate(out) if _is_one_move(m, move)), None)
        if own is not None:
            out[own] = _judged(out[own], move)
        elif move.by == "model":
            out.append(move)
    return tuple(out)


def _judged(own: PriceMove, move: PriceMove) -> PriceMove:
    """The rules' move with what a model says of it: a doubt settled, or another owner named; that it was read twice is no doubt."""
    if not own.sure:
        return replace(own, doubts=move.doubts, by=move.by)
    return replace(own, doubts=tuple(d for d in move.doubts if d != READ_BY_A_MODEL))


def _is_one_move(a: PriceMove, b: PriceMove) -> bool:
    sized = (a.percent, a.percent_range, a.change) == (b.percent, b.percent_range, b.change)
    only_priced = (a.percent, a.percent_range, a.change) == (None, None, None)
    return (
        sized
        and (a.direction, a.scope, a.symbol, a.company) == (b.direction, b.scope, b.symbol, b.company)
        and (a.symbol is not None or a.company is not None or a.instrument == b.instrument)
        and (not only_priced or a.price == b.price)
    )


def joined_claims(rules: Iterable[Claim], model: Iterable[Claim]) -> tuple[Claim, ...]:
    """The rules' claims, and behind them those of the model that have another figure or stand elsewhere."""
    out = list(rules)
    out += [c for c in model if not any(_is_one_claim(c, own) for own in out)]
    return tuple(out)


def _is_one_claim(a: Claim, b: Claim) -> bool:
    overlap = a.quote.start < b.quote.end and b.quote.start < a.quote.end
    return overlap and (a.amount, a.amount_range, a.change) == (b.amount, b.amount_range, b.change)
