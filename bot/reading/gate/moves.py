"""The gate for moves: what a model says passes where our own reading of its sentence bears it out, and with the fields that code gives.

Evidence is positive: a word of the sentence that directs the figure, told as a fact, of the instrument that the finding names.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.listings import Listing, Listings
from bot.reading.figures import OTHER_DOLLARS, Figure
from bot.reading.findings import Dropped, PriceMove
from bot.reading.gate.alone import read_alone, short
from bot.reading.gate.called import is_called, words_meet
from bot.reading.grounds import Grounds, quote_fault
from bot.reading.moves.tellings import Telling
from bot.story import Span


@dataclass(frozen=True, slots=True)
class Disputed:
    """The rules' move of a figure that a finding says is another's; and the finding, which is dropped."""

    move: PriceMove
    dropped: Dropped


def ground_move(move: PriceMove, grounds: Grounds) -> PriceMove | Dropped | Disputed:
    """The move as our own reading has it, or as the model's where ours leaves its owner open; or why it is dropped."""
    what = short(move)
    move = _without_a_bad_price(move, grounds)
    why = quote_fault(move.quote, grounds) or _numbers_fault(move, grounds) or _currency_fault(move, grounds)
    if why:
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
    names_another = move.company is not None or move.listing is not None
    fitting = [m for m in agreeing if not names_another or _same_owner(m, move, grounds)]
    if not fitting:
        return Disputed(agreeing[0], Dropped(what, "it is said of another instrument", move.by))
    # Its price, its hour and its period are as the words have them, whatever the finding says: a bad field costs itself.
    return max(
        fitting,
        key=lambda m: (words_meet(m.instrument, move.instrument), m.scope == move.scope, m.price == move.price),
    )


def _without_a_bad_price(move: PriceMove, grounds: Grounds) -> PriceMove:
    """The move without a price that its quote lacks, where a change of its own says what moved: a bad field costs itself."""
    told = move.percent is not None or move.percent_range is not None or move.change is not None
    found = grounds.figures_in(Span(move.quote.start, move.quote.end))
    if (
        not told
        or (_price_fault(move, found, grounds) or _conversion_fault(move, found) or _currency_fault(move, grounds))
        is None
    ):
        return move
    return replace(move, price=None, currency=None, converted=None)


def _same_figure(t: Telling, move: PriceMove) -> bool:
    """Whether a movement of the sentence has the finding's figure."""
    one, tokens = t.candidate.found, t.sentence.tokens
    values = {
        abs(f.value)
        for i in (*one.figures, one.upper, one.amount, one.level)
        if i is not None and (f := tokens[i].figure) is not None
    }
    if move.percent_range is not None:
        return {abs(x) for x in move.percent_range} <= values
    told = move.percent if move.percent is not None else move.change.value if move.change is not None else move.price
    if told is None:
        return one.at_least is not None or one.shape in ("limit", "flat", "multiple")
    return abs(told) in values


def _is_same_size(found: PriceMove, move: PriceMove) -> bool:
    if move.percent_range is not None:
        return found.percent_range is not None and {*map(abs, found.percent_range)} == {*map(abs, move.percent_range)}
    if move.percent is not None:
        ends = found.percent_range or ((found.percent,) if found.percent is not None else ())
        return abs(move.percent) in {abs(x) for x in ends}
    if move.change is not None:
        return found.change is not None and abs(found.change.value) == abs(move.change.value)
    return found.price is not None and found.price == move.price


def _same_owner(found: PriceMove, move: PriceMove, grounds: Grounds) -> bool:
    """Whether both mean one instrument: by symbol, else by a name that is one of its names."""
    if move.listing is not None:
        if found.listing is not None:
            return found.listing == move.listing
        owner = grounds.table.of_symbol(move.listing.symbol)
        return owner is not None and found.company is not None and is_called(owner, found.company, grounds.table)
    if move.company is not None:
        if found.company is None:
            return False
        owner = grounds.table.of_symbol(found.listing.symbol) if found.listing else None
        known = owner is not None and is_called(owner, move.company, grounds.table)
        return known or words_meet(found.company, move.company) or words_meet(found.instrument, move.company)
    return words_meet(found.instrument, move.instrument) or _names_nobody(move.instrument, grounds.table)


def _names_nobody(words: str, table: Listings) -> bool:
    """ "Shares", "the stock", 股價: whoever gives no name leaves it to the words."""
    return not table.named(words) and not any(n.sure for n in table.names_in(words)) and words == words.lower()


def rate_currency(listing: Listing | None, instrument: str) -> str | None:
    """In what a rate's level is told: "USD/JPY at 157" is yen; the words decide where a currency is told both ways."""
    if listing is None:
        return None
    return listing.currency or (
        listing.symbol[3:6] if listing.symbol.endswith("=X") and len(listing.symbol) > 6 else None
    )


def _numbers_fault(move: PriceMove, grounds: Grounds) -> str | None:
    """The first figure of the move that its quote does not have."""
    found = grounds.figures_in(Span(move.quote.start, move.quote.end))
    checks = (_percent_fault, _range_fault, _change_fault)
    fault = next((f for f in (check(move, found) for check in checks) if f is not None), None)
    fault = fault or _price_fault(move, found, grounds) or _conversion_fault(move, found)
    if fault is not None:
        return fault
    if move.qualifier and move.qualifier.lower() not in move.quote.text.lower():
        return "the quote has no such qualifier"
    return None


def _percent_fault(move: PriceMove, found: Sequence[Figure]) -> str | None:
    if move.percent is None:
        return None
    if move.percent and (move.percent > 0) == (move.direction == "down") and move.direction != "flat":
        return "the figure's sign is not the direction's"
    told = any(f.kind == "percent" and abs(f.value) == abs(move.percent) for f in found)
    return None if told else "the quote has no such percentage"


def _range_fault(move: PriceMove, found: Sequence[Figure]) -> str | None:
    values = {abs(f.value) for f in found if f.kind in ("percent", "number")}
    told = move.percent_range is None or {abs(x) for x in move.percent_range} <= values
    return None if told else "the quote has no such range"


def _change_fault(move: PriceMove, found: Sequence[Figure]) -> str | None:
    """ "The Dow dropped 272.63 to 53,459.78": an index needs no word for its points."""
    if move.change is None:
        return None
    kind = "points" if move.change.unit == "points" else "money"
    told = any(
        (f.kind == kind or (f.kind == "number" and move.price is not None))
        and abs(f.value) == abs(move.change.value)
        and (kind == "points" or f.kind == "number" or _same_money(f.unit, move.change.unit))
        for f in found
    )
    return None if told else "the quote has no such change"


def _price_fault(move: PriceMove, found: Sequence[Figure], grounds: Grounds) -> str | None:
    if move.price is None:
        return None
    kinds = ("money", "number", "points")
    priced = [f for f in found if f.kind in kinds and f.value == move.price and f.may_be_price]
    if not priced:
        return "the quote has no such price"
    told = not move.currency or any(_is_in_currency(f, move, grounds) for f in priced)
    return None if told else "the quote has that price in another currency"


def _is_in_currency(f: Figure, move: PriceMove, grounds: Grounds) -> bool:
    of_the_place = move.listing.currency if move.listing else None
    if f.kind == "number":
        quoted = move.listing or _rate_named(move.instrument, grounds)
        named = move.listing is None and _names_currency(move, grounds)
        return named or move.currency == rate_currency(quoted, move.instrument)
    if f.bare_dollar and move.currency == of_the_place:
        return True
    another_dollar = f.bare_dollar and of_the_place in OTHER_DOLLARS and move.currency == "USD"
    of_the_yuan = f.unit != "元" or of_the_place in (None, move.currency)
    return _same_money(f.unit, move.currency or "") and of_the_yuan and not another_dollar


def _conversion_fault(move: PriceMove, found: Sequence[Figure]) -> str | None:
    converted = move.converted
    told = converted is None or any(
        f.kind == "money" and f.value == converted.value and f.unit == converted.unit for f in found
    )
    return None if told else "the quote has no such conversion"


def _rate_named(instrument: str, grounds: Grounds) -> Listing | None:
    """The rate of the currency that the words name, "The yen"."""
    named = [c for n in grounds.table.names_in(instrument) for c in n.companies if c.kind == "currency"]
    return named[0].listings[0] if len(named) == 1 and named[0].listings else None


def _names_currency(move: PriceMove, grounds: Grounds) -> bool:
    """ "英镑兑港元 … 报10.48": the quote names the currency of the price."""
    named = (c for n in grounds.table.names_in(move.quote.text) for c in n.companies)
    return any(c.kind == "currency" and c.key[:3] == move.currency for c in named)


def _same_money(printed: str | None, claimed: str) -> bool:
    return (
        printed == claimed
        or ({printed, claimed} == {"GBX", "GBP"} and printed == claimed)
        or (printed == "元" and claimed in ("CNY", "HKD", "TWD"))
    )


def _currency_fault(move: PriceMove, grounds: Grounds) -> str | None:
    """ "$" may be another country's dollar, where the instrument trades in one; any other printed currency must be the finding's."""
    if move.price is not None and move.currency is None:
        found = grounds.figures_in(Span(move.quote.start, move.quote.end))
        # "元" is the yuan of the place, which only the listing can tell.
        if any(f.kind == "money" and f.unit != "元" and f.value == move.price for f in found) and not any(
            (f.kind != "money" or f.unit == "元") and f.value == move.price for f in found
        ):
            return "the price's currency is missing"
    return None
