"""The moves of a story: candidates with an owner, a time, a price, and what is doubtful about each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from bot.listings import US_MICS, Company, Listing, Sessions
from bot.reading.document import Document, Sentence
from bot.reading.figures import OTHER_DOLLARS
from bot.reading.findings import Amount, How, PriceMove, Quote
from bot.reading.languages.base import Directed, Owner, Time
from bot.reading.moves.change import (
    at_least_of,
    company_kind,
    figure_at,
    is_a_level,
    is_a_mark,
    is_mechanical,
    qualifier_of,
    size_of,
)
from bot.reading.moves.closing import at_the_close
from bot.reading.moves.doubts import Case, doubts_of
from bot.reading.moves.focus import Focus, Referent
from bot.reading.moves.frame import Frame, When
from bot.reading.moves.pairs import as_pair, quoted_in
from bot.reading.moves.reason import with_reasons
from bot.reading.moves.session_days import ALWAYS_OPEN, region, session_of
from bot.reading.moves.tellings import Candidate, Telling, candidates_in, tells_a_price
from bot.reading.moves.which_listing import hints_behind, listing_of
from bot.reading.names.mentions import Mention
from bot.reading.sentences import quote_at
from bot.reading.tokens import Token

_AROUND_THE_CLOCK = {"commodity": "", "currency": "", "crypto": ALWAYS_OPEN}
_ROUND_THE_CLOCK = "IFUS"  # the dollar index is that of a future
_LONGEST_QUOTE = 400  # characters


# Whose a movement is, by the character at which its sentence begins and the token at which it does, where somebody else says so.
Owned = Mapping[tuple[int, int], Mention]
_NOTHING: Owned = {}


def tellings_of(document: Document, sessions: Sessions, owned: Owned = _NOTHING) -> tuple[Telling, ...]:
    """Every movement of the story in its order, with what came of it; `owned` says whose one is where the words leave it open."""
    focus, frame = Focus(document), Frame(document)
    out: list[Telling] = []
    listed = False  # whether a list stands under a heading that names a measure
    for sentence in _worth_reading(document):
        tokens = sentence.tokens
        times = frame.settled(sentence.language.times(tokens))
        focus.enter(sentence)
        frame.enter(sentence, times)
        listed = listed and sentence.place == "item"
        candidates = list(candidates_in(document, sentence, listed_measure=listed))
        behind_measures = _stands_behind_measures(sentence, out)
        for one in candidates:
            candidate = _of_a_measure(replace(one, behind_measures=behind_measures), sentence, out)
            found = (
                []
                if candidate.dropped
                else _moves(document, sentence, candidate, times, candidates, focus, frame, sessions, owned)
            )
            out.append(Telling(sentence, candidate, tuple(found)))
        if tokens and tokens[-1].key in (":", "："):
            listed = any(t.has("measure") for t in tokens) and not any(t.has("share", "price") for t in tokens)
        focus.leave(sentence)
    return with_reasons(document, _with_listings(out))


def _with_listings(told: Sequence[Telling]) -> tuple[Telling, ...]:
    """ "climbed as much as 2.1% and stood 0.9% higher at £140.12": the one listing that a story tells of a company holds for all of it."""
    known: dict[str, set[Listing]] = {}
    for t in told:
        for m in t.moves:
            if m.listing is not None and m.company is not None:
                known.setdefault(m.company, set()).add(m.listing)
    only = {name: next(iter(listings)) for name, listings in known.items() if len(listings) == 1}
    return tuple(replace(t, moves=tuple(_with_listing(t, m, only) for m in t.moves)) for t in told)


def _with_listing(telling: Telling, move: PriceMove, only: Mapping[str, Listing]) -> PriceMove:
    """A place that the movement names must be the listing's: "which soared 13% in their debut on Wall Street, slumped in Seoul"."""
    listing = only.get(move.company or "")
    if move.listing is not None or listing is None or listing.symbol.endswith("=X"):
        return move  # a currency without a pair is told in another one than elsewhere
    told = hints_behind(telling.sentence, telling.candidate.found)
    return move if told and listing.mic not in told else replace(move, listing=listing)


def _of_a_measure(candidate: Candidate, sentence: Sentence, told: Sequence[Telling]) -> Candidate:
    """ "Sales in Asia fell 2%. In the Americas they gained 5%": a bare pronoun goes on with the measure that was told last."""
    owner = candidate.owners[0]
    bare = owner.kind == "pronoun" and owner.noun == "" and candidate.subject is not None
    if not bare or tells_a_price(sentence.tokens, candidate):
        return candidate
    near = [t for t in told if sentence.start - t.sentence.end <= _PARAGRAPH]
    if any(t.moves for t in near) or not any("measure" in t.candidate.dropped for t in near):
        return candidate
    return replace(candidate, dropped="it goes on with a measure")


def _stands_behind_measures(sentence: Sentence, told: Sequence[Telling]) -> bool:
    """Whether the sentences before it in its paragraph tell a named company's measure, and no price of anybody's."""
    before = [t for t in told if t.sentence.paragraph == sentence.paragraph and t.sentence.start < sentence.start]
    if any(t.moves for t in before):
        return False
    measured = (t for t in before if "measure" in t.candidate.dropped)
    return any(any(x.names("company") for x in t.sentence.tokens) for t in measured)


_PARAGRAPH = 4  # characters between two sentences that follow each other
_BEFORE = 2  # sentences before a movement, where its owner may be named


def _worth_reading(document: Document) -> Iterator[Sentence]:
    """Those that may tell a movement, those before them, and what sets a day or a period for others."""
    sentences = document.sentences
    telling = [i for i, s in enumerate(sentences) if s.may_tell_a_move]
    if not telling:
        return
    near = {j for i in telling for j in range(max(0, i - _BEFORE), i + 1)}
    for i, s in enumerate(sentences[: telling[-1] + 1]):
        if i in near or s.place in ("title", "heading") or i <= document.first + 1 or s.names_a_day:
            yield s


_IN_TURN = ("respectively", "分别")


def _whose_turn(sentence: Sentence, candidate: Candidate, candidates: Sequence[Candidate]) -> tuple[Owner, ...]:
    """ "上证指数和恒指分别升1%和跌2%": of as many movements as owners each is one's."""
    owners = candidate.owners
    if len(candidate.found.figures) > 1 or not any(t.key in _IN_TURN for t in sentence.tokens):
        return owners
    turns = [c.found for c in candidates if c.owners == owners]
    return (owners[turns.index(candidate.found)],) if len(turns) == len(owners) else owners


def _moves(
    document: Document,
    sentence: Sentence,
    candidate: Candidate,
    times: Sequence[Time],
    candidates: Sequence[Candidate],
    focus: Focus,
    frame: Frame,
    sessions: Sessions,
    owned: Owned,
) -> Iterator[PriceMove]:
    one = candidate.found
    found = [c.found for c in candidates]
    context = candidate.context
    whose_is_open = len(one.figures) > 1 and len(one.figures) != len(candidate.owners)
    if whose_is_open or context not in (None, "compared"):
        return
    given = owned.get((sentence.start, one.start))
    turns = _whose_turn(sentence, candidate, candidates)
    referents = [focus.of(sentence, o) for o in turns] if given is None else [_as_given(document, given)]
    figures = one.figures or (None,)
    shared = len(figures) == 1
    for i, referent in enumerate(referents):
        if referent is None or (candidate.subject is None and referent.how == "nobody"):
            continue
        figure = figures[0] if shared else figures[i]
        listing = listing_of(document, sentence, one, referent)
        market = _market(sentence, one, referent, listing, times)
        when = frame.of(
            sentence, one, candidate.subject, times, found, region(market) if market else market, told=context is None
        )
        if listing is None and when.scope in ("premarket", "after_hours") and company_kind(referent) == "company":
            listing = referent.company.on(US_MICS) if referent.company is not None else None  # who else has them
        if is_a_mark(sentence, one, referent) or is_a_level(sentence, one):
            one, figure = replace(one, level=one.figures[0], figures=()), None
        if len(one.levels) == len(referents) > 1:
            one = replace(one, level=one.levels[i])
        move = _move(document, sentence, one, figure, referent, listing, when, sessions, alone=len(referents) == 1)
        if move is None or _is_no_price(
            move,
            referent,
            of_business=sentence.tokens[one.word].has("of-business"),
            level_kind=_level_kind(sentence, one),
        ):
            continue
        case = Case(document, sentence, one, candidate, referent, when, context, move)
        yield replace(move, doubts=doubts_of(case))
        if referent.how != "nobody":
            focus.speak_of(referent)


def _as_given(document: Document, mention: Mention) -> Referent:
    words = document.story.text[mention.start : mention.end]
    return Referent(words, mention.start, mention.end, mention, how="a model", shares=True)


def _is_a_close_of_today(when: When, tokens: Sequence[Token]) -> bool:
    """ "昨日收盘，腾讯跌2%，今日高开1%": a close of yesterday, or an opening beside it, makes no close of today's."""
    return when.at == "close" and not any(t.has("day:-1", "open") for t in tokens)


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
    size = size_of(tokens, one, figure, referent, listing)
    if size is None:
        return None
    percent, band, change = size
    referent, listing = as_pair(document, sentence, one, referent, listing)
    price, currency = _price(tokens, one, listing, referent)
    change = _in_its_currency(change, currency, listing, referent)
    at_least = at_least_of(one, listing, referent, limit=tokens[one.word].has("limit")) if percent is None else None
    if percent is None and band is None and change is None and price is None and at_least is None:
        return None
    market = _market(sentence, one, referent, listing, ())
    session = _session_of(document, when, market, listing, sessions, closed=_is_a_close_of_today(when, tokens))
    company = referent.company
    name = company.name if company and company.name != company.key else _unlisted_name(referent)
    converted = figure_at(tokens, one.converted) if one.converted is not None else None
    return PriceMove(
        instrument=referent.words,
        direction=one.direction,
        quote=_quote(document, sentence, one, referent),
        company=name,
        listing=listing,
        percent=percent,
        percent_range=band,
        change=change,
        qualifier=qualifier_of(tokens, one, figure),
        price=price if alone or one.level is not None else None,
        currency=currency,
        converted=Amount(converted.value, converted.unit) if converted and converted.unit else None,
        scope="mechanical" if is_mechanical(sentence, one, referent) else when.scope,
        at=when.at or at_the_close(document, sentence, when.scope, company, listing, session),
        session=session,
        period=when.period,
        at_least=at_least * sign if at_least is not None else None,
        how=How(referent.how, when.by_scope, when.by_day),
    )


def _in_its_currency(
    change: Amount | None, currency: str | None, listing: Listing | None, referent: Referent
) -> Amount | None:
    """ "slipped 3 cents to S$3.55", "大涨80元": the dollar and the yuan of the price, or of the listing; None of a dollar that nobody can
    tell."""
    if change is not None and change.unit == "USD" and currency in OTHER_DOLLARS:
        return Amount(change.value, currency)
    if change is not None and change.unit == "元":
        own = listing.currency if listing is not None and listing.currency in ("CNY", "HKD", "TWD") else currency
        return Amount(change.value, own or change.unit)
    unknown = change is not None and change.unit == "USD" and _is_of_some_dollar(referent, listing)
    return None if unknown else change


def _is_of_some_dollar(referent: Referent, listing: Listing | None) -> bool:
    """ "a2 Milk eased 14 cents to $11.08": of Wellington's dollar or Sydney's, which is meant is not told, and not of America's."""
    company = referent.company if listing is None else None
    return company is not None and all(x.currency in OTHER_DOLLARS for x in company.main_listings)


def _session_of(
    document: Document,
    when: When,
    market: str | None,
    listing: Listing | None,
    sessions: Sessions,
    *,
    closed: bool,
) -> date | None:
    if when.scope == "longer":
        return None
    settled_in = listing.mic if listing is not None and when.at == "close" and listing.symbol.endswith("=F") else ""
    return session_of(
        when.day,
        document.story,
        market,
        sessions,
        when.hours,
        settled_in,
        closed=closed,
        by_lead=when.by_day in ("lead", "sentence before"),
    )


def _level_kind(sentence: Sentence, one: Directed) -> str:
    figure = sentence.tokens[one.level].figure if one.level is not None else None
    return figure.kind if figure is not None else ""


def _is_no_price(move: PriceMove, referent: Referent, *, of_business: bool, level_kind: str) -> bool:
    """ "Spurs dropped 3 points": points are an index's."""
    company = referent.company
    if company is not None and company.kind == "index" and level_kind == "money":
        return True  # "Dow lost 4.1% to $27.35": an index has no currency, its namesake has
    if (
        referent.how != "nobody"
        and not referent.shares
        and (company is None or company.kind == "company")
        and of_business
    ):
        return True
    only_level = move.percent is None and move.percent_range is None and move.change is None and move.at_least is None
    if only_level and level_kind != "money" and (company is None or company.kind in ("company", "fund")):
        return True  # "its ratio climbed to 2.2"
    only_points = move.change is not None and move.change.unit == "points" and move.percent is None
    return (
        only_points
        and not referent.other_instrument
        and (company is None or company.kind != "index")
        and referent.how != "nobody"
    )


def _unlisted_name(referent: Referent) -> str | None:
    """The words that name somebody whom the table lacks; None where nobody is named, or one of several."""
    several = referent.mention is not None and len(referent.mention.companies) > 1
    return None if several or referent.how == "nobody" else referent.words


def _price(
    tokens: Sequence[Token], one: Directed, listing: Listing | None, referent: Referent
) -> tuple[Decimal | None, str | None]:
    """The level with its ISO currency; None for points and where nobody can tell."""
    if one.level is None:
        return None, None
    figure = figure_at(tokens, one.level)
    if figure.bare_dollar and listing and listing.currency in OTHER_DOLLARS:
        return figure.value, listing.currency
    if figure.bare_dollar and _is_of_some_dollar(referent, listing):
        return None, None
    if figure.kind == "money":
        if figure.unit == "元":
            known = listing.currency if listing and listing.currency in ("CNY", "HKD", "TWD") else None
            return figure.value, known or ("CNY" if referent.other_instrument else None)
        return figure.value, figure.unit
    if one.shape == "sign" and listing is not None and company_kind(referent) == "company":
        return figure.value, listing.currency  # a row of a table names no currency
    if referent.quoted:
        return figure.value, referent.quoted
    if company_kind(referent) == "currency" and listing is not None:
        return figure.value, listing.currency or quoted_in(listing.symbol)
    return figure.value, None


def _market(
    sentence: Sentence, one: Directed, referent: Referent, listing: Listing | None, times: Sequence[Time]
) -> str | None:
    """The MIC by which its days and hours are kept, "" of what trades at every hour; None of nobody."""
    company: Company | None = referent.company
    if referent.future and company_kind(referent) in ("", "index"):
        return ""  # a contract has no bell of New York's
    if company is not None and company.kind in _AROUND_THE_CLOCK:
        return _AROUND_THE_CLOCK[company.kind]
    if listing is not None:
        return "" if listing.symbol.endswith("=F") or listing.mic == _ROUND_THE_CLOCK else listing.mic
    if (
        company is None
    ):  # "Lumivex's receipts dropped 7.2% in New York": it has the hours of where it is told to trade
        return next(iter(hints_behind(sentence, one)), None)
    # "百度股价周一盘前上涨2%": of a share that several markets have, New York's is meant, which alone has such hours.
    there = company.on(US_MICS) if company.kind == "company" and any(t.kind == "hour" for t in times) else None
    if there is not None:
        return there.mic
    # "Tencent's receipts tumbled in New York": that line of its shares is none of the table's, and has New York's days all the same.
    return next(iter(hints_behind(sentence, one)), company.listings[0].mic)


def _quote(document: Document, sentence: Sentence, one: Directed, referent: Referent) -> Quote:
    """The movement's sentence; of one longer than 400 characters the part with its subject and its figures."""
    if sentence.end - sentence.start <= _LONGEST_QUOTE:
        return quote_at(document.story, sentence.start, sentence.end)
    first, last = sentence.tokens[one.start].start, sentence.tokens[max(one.start, one.end - 1)].end
    start = referent.start if sentence.start <= referent.start < first else first
    return quote_at(document.story, max(start, last - _LONGEST_QUOTE), last)
