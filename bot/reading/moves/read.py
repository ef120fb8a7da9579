"""The moves of a story: candidates with an owner, a time, a price, and what is doubtful about each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from bot.extraction.figures import Figure
from bot.extraction.findings import Amount, How, PriceMove, Quote
from bot.extraction.mentions import listing_by_context
from bot.extraction.sentences import quote_at
from bot.listings import PLACES, Company, Listing, Sessions
from bot.reading.context import context_of, place_of
from bot.reading.document import Document, Sentence
from bot.reading.languages.base import Directed, Owner, Phrase, Time
from bot.reading.moves.candidates import directed_in
from bot.reading.moves.doubts import Case, doubts_of
from bot.reading.moves.focus import Focus, Referent
from bot.reading.moves.once import once
from bot.reading.moves.frame import ALWAYS_OPEN, Frame, When, region, session_of

_AROUND_THE_CLOCK = {"commodity": "", "currency": "", "crypto": ALWAYS_OPEN}
_LONGEST_QUOTE = 400  # characters
_DOLLARS = ("AUD", "CAD", "SGD", "HKD", "TWD", "NZD")  # other than America's


@dataclass(frozen=True, slots=True)
class Candidate:
    """One movement of a sentence with the words of whom it is told."""

    found: Directed
    subject: Phrase | None
    owners: tuple[Owner, ...]


def moves_of(document: Document, sessions: Sessions) -> tuple[PriceMove, ...]:
    """The moves that the story states, in its order; each once."""
    focus, frame = Focus(document), Frame(document, sessions)
    out: list[PriceMove] = []
    for sentence in document.sentences:
        times = frame.settled(sentence.language.times(sentence.tokens))
        focus.enter(sentence)
        frame.enter(sentence, times)
        found = directed_in(sentence.tokens, sentence.language)
        candidates = list(_candidates(document, sentence, found))
        for candidate in candidates:
            out += _moves(document, sentence, candidate, times, found, focus, frame, sessions)
        focus.leave(sentence)
    return once(out)


def _candidates(document: Document, sentence: Sentence, found: Sequence[Directed]) -> Iterator[Candidate]:
    for one in found:
        phrase = sentence.language.subject(sentence.tokens, one, document.story.text)
        if phrase is None:
            continue
        spans = phrase.heads or ((phrase.first, phrase.last),)
        if _tells_a_measure(sentence, one, phrase):
            continue
        owners = tuple(sentence.language.owner(sentence.tokens, a, b, document.table.common) for a, b in spans)
        if owners and owners[0].future and sentence.tokens[phrase.first].has("whose-price"):
            owners = tuple(replace(o, future=True) for o in owners)  # "Futures for the S&P 500 and Nasdaq"
        yield Candidate(replace(one, head=sentence.language.head(sentence.tokens, one)), phrase, owners)


def _tells_a_measure(sentence: Sentence, one: Directed, phrase: Phrase) -> bool:
    """ "declared a dividend, up 10%", "reported a profit of 195 crore, a 20% rise": what hangs on a clause about a measure is its."""
    if phrase.link not in ("participle", "shared") or phrase.last >= one.start:
        return False
    between = sentence.tokens[phrase.last + 1 : one.start]
    return any(t.has("measure") or (t.figure is not None and not t.figure.may_be_price) for t in between)


def _moves(
    document: Document,
    sentence: Sentence,
    candidate: Candidate,
    times: Sequence[Time],
    found: Sequence[Directed],
    focus: Focus,
    frame: Frame,
    sessions: Sessions,
) -> Iterator[PriceMove]:
    one = candidate.found
    context = context_of(place_of(sentence.tokens, one, candidate.subject))
    if context not in (None, "compared"):
        return
    referents = [focus.of(sentence, o) for o in candidate.owners]
    figures = one.figures or (None,)
    shared = len(figures) == 1
    for i, referent in enumerate(referents):
        if referent is None or (not shared and i >= len(figures)):
            continue
        figure = figures[0] if shared else figures[i]
        listing = _listing(document, sentence, one, referent)
        market = _market(referent, listing)
        when = frame.of(sentence, one, candidate.subject, times, found, region(market) if market else market)
        move = _move(document, sentence, one, figure, referent, listing, when, sessions, alone=len(referents) == 1)
        if move is None:
            continue
        case = Case(document, sentence, one, candidate, referent, when, context, move)
        yield replace(move, doubts=doubts_of(case))
        focus.speak_of(referent)


def _move(
    document: Document,
    sentence: Sentence,
    one: Directed,
    figure: int | None,
    referent: Referent,
    listing: Listing | None,
    when: When,
    sessions: Sessions,
    *,
    alone: bool,
) -> PriceMove | None:
    tokens = sentence.tokens
    sign = -1 if one.direction == "down" else 1
    percent, band, change = None, None, None
    if figure is not None:
        value = _figure(tokens, figure)
        if value.kind == "percent":
            percent = sign * abs(value.value)
            if one.upper is not None:
                low, high = sorted((abs(value.value), abs(_figure(tokens, one.upper).value)))
                percent, band = None, (sign * low, sign * high)
        else:
            change = Amount(sign * abs(value.value), value.unit or "")
    elif one.at_least is not None:
        percent = Decimal(sign * one.at_least)
    if one.amount is not None:
        beside = _figure(tokens, one.amount)
        change = Amount(sign * abs(beside.value), beside.unit or "")
    price, currency = _price(tokens, one, listing, referent)
    if percent is None and band is None and change is None and price is None and one.at_least is None:
        return None
    market = _market(referent, listing)
    session = None if when.scope == "longer" else session_of(when.day, document.story, market, sessions, when.scope)
    company = referent.company
    name = company.name if company else (None if referent.mention and not referent.other_instrument else referent.words)
    converted = _figure(tokens, one.converted) if one.converted is not None else None
    return PriceMove(
        instrument=referent.words,
        direction=one.direction,
        quote=_quote(document, sentence, one, referent),
        company=name,
        listing=listing,
        percent=percent,
        percent_range=band,
        change=change,
        qualifier=_qualifier(tokens, one, figure),
        price=price if alone or one.level is not None else None,
        currency=currency,
        converted=Amount(converted.value, converted.unit) if converted and converted.unit else None,
        scope=when.scope,
        at=when.at,
        session=session,
        period=when.period,
        how=How(referent.how, when.by_scope, when.by_day),
    )


def _figure(tokens: Sequence, i: int) -> Figure:  # type: ignore[type-arg]
    figure = tokens[i].figure
    assert figure is not None
    return figure  # type: ignore[no-any-return]


def _qualifier(tokens: Sequence, one: Directed, figure: int | None) -> str | None:  # type: ignore[type-arg]
    at = figure if figure is not None else one.level
    if at is None and one.at_least is not None:
        return "at least"
    if at is None or at == 0:
        return None
    before = tokens[at - 1]
    return before.key if before.has("qualifier", "extreme", "bound") else None


def _price(tokens: Sequence, one: Directed, listing: Listing | None, referent: Referent) -> tuple[Decimal | None, str | None]:  # type: ignore[type-arg]
    """The level with its ISO currency; None for points and where nobody can tell."""
    if one.level is None:
        return None, None
    figure = _figure(tokens, one.level)
    if figure.bare_dollar and listing and listing.currency in _DOLLARS:
        return figure.value, listing.currency
    if figure.kind == "money":
        if figure.unit == "元":
            return figure.value, listing.currency if listing and listing.currency in ("CNY", "HKD", "TWD") else None
        return figure.value, figure.unit
    return figure.value, None


def _listing(document: Document, sentence: Sentence, one: Directed, referent: Referent) -> Listing | None:
    """Which listing is meant: the printed ticker's, else the place's or the price's currency, else the company's only one."""
    company = referent.company
    if company is None or referent.mention is None or referent.future:
        return None
    if referent.mention.listing is not None and not referent.place:
        return referent.mention.listing
    money = sentence.tokens[one.level].figure if one.level is not None else None
    currency = money.unit if money is not None and money.kind == "money" and not money.bare_dollar else None
    hints = _hints(referent.place) or _hints_behind(sentence, one)
    printed = [m.listing for m in document.mentions if m.listing is not None and m.start < sentence.end]
    return listing_by_context(company, hints, currency, printed)


def _hints(words: str) -> tuple[str, ...]:
    folded = words.lower().replace("-listed", "").replace("-traded", "").strip()
    return next((mics for name, mics in PLACES.items() if folded and name == folded), ())


def _hints_behind(sentence: Sentence, one: Directed) -> tuple[str, ...]:
    """ "climbed 2.2% in Seoul": a place right behind the figure."""
    text = " ".join(t.key for t in sentence.tokens[one.end : one.end + 4])
    return next((mics for name, mics in PLACES.items() if text.startswith((f"in {name}", f"on {name}", f"in {name.lower()}"))), ())


def _market(referent: Referent, listing: Listing | None) -> str | None:
    company: Company | None = referent.company
    if company is not None and company.kind in _AROUND_THE_CLOCK:
        return _AROUND_THE_CLOCK[company.kind]
    if listing is not None:
        return listing.mic
    return company.listings[0].mic if company is not None else None


def _quote(document: Document, sentence: Sentence, one: Directed, referent: Referent) -> Quote:
    """The movement's sentence; of one longer than 400 characters the part with its subject and its figures."""
    if sentence.end - sentence.start <= _LONGEST_QUOTE:
        return quote_at(document.story, sentence.start, sentence.end)
    first, last = sentence.tokens[one.start].start, sentence.tokens[max(one.start, one.end - 1)].end
    start = referent.start if sentence.start <= referent.start < first else first
    return quote_at(document.story, max(start, last - _LONGEST_QUOTE), last)
