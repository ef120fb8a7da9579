"""The moves of a story: candidates with an owner, a time, a price, and what is doubtful about each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from bot.listings import BY_MIC, PLACES, US_MICS, Company, Listing, Sessions, is_han
from bot.reading.document import Document, Sentence
from bot.reading.figures import OTHER_DOLLARS, Figure
from bot.reading.findings import Amount, How, PriceMove, Quote
from bot.reading.languages.base import Directed, Owner, Time
from bot.reading.moves.doubts import Case, doubts_of
from bot.reading.moves.focus import Focus, Referent
from bot.reading.moves.frame import Frame, When
from bot.reading.moves.reason import with_reasons
from bot.reading.moves.session_days import ALWAYS_OPEN, region, session_of
from bot.reading.moves.tellings import Candidate, Telling, candidates_in, tells_a_price
from bot.reading.names.mentions import listing_by_context
from bot.reading.sentences import quote_at
from bot.reading.tokens import Token

_AROUND_THE_CLOCK = {"commodity": "", "currency": "", "crypto": ALWAYS_OPEN}
_ROUND_THE_CLOCK = "IFUS"  # the dollar index is that of a future
_PAIR = 6  # letters
_ADJUSTED_WITHIN = 7  # tokens
_PLACE_WITHIN = 8  # tokens
_LONGEST_QUOTE = 400  # characters


def tellings_of(document: Document, sessions: Sessions) -> tuple[Telling, ...]:
    """Every movement of the story in its order, with what came of it."""
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
        for one in candidates:
            candidate = _of_a_measure(one, sentence, out)
            found = (
                []
                if candidate.dropped
                else _moves(document, sentence, candidate, times, candidates, focus, frame, sessions)
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
    if move.listing is not None or listing is None:
        return move
    told = _hints_behind(telling.sentence, telling.candidate.found)
    return move if told and listing.mic not in told else replace(move, listing=listing)


def _of_a_measure(candidate: Candidate, sentence: Sentence, told: Sequence[Telling]) -> Candidate:
    """ "Sales in Asia fell 2%. In the Americas they gained 5%": a bare pronoun goes on with the measure that was told last."""
    owner = candidate.owners[0]
    bare = owner.kind == "pronoun" and owner.noun == "" and not owner.shares and candidate.subject is not None
    if candidate.dropped or not bare or tells_a_price(sentence.tokens, candidate):
        return candidate
    near = [t for t in told if sentence.start - t.sentence.end <= _PARAGRAPH]
    if any(t.moves for t in near) or not any("measure" in t.candidate.dropped for t in near):
        return candidate
    return replace(candidate, dropped="it goes on with a measure")


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
    if len(owners) == 1 or len(candidate.found.figures) > 1 or not any(t.key in _IN_TURN for t in sentence.tokens):
        return owners
    turns = [c.found for c in candidates if c.owners == owners]
    return (
        (owners[turns.index(candidate.found)],) if len(turns) == len(owners) and candidate.found in turns else owners
    )


def _moves(
    document: Document,
    sentence: Sentence,
    candidate: Candidate,
    times: Sequence[Time],
    candidates: Sequence[Candidate],
    focus: Focus,
    frame: Frame,
    sessions: Sessions,
) -> Iterator[PriceMove]:
    one = candidate.found
    found = [c.found for c in candidates]
    if len(one.figures) > 1 and len(one.figures) != len(candidate.owners):
        return  # nobody can tell which figure is whose
    context = candidate.context
    if context not in (None, "compared"):
        return
    referents = [focus.of(sentence, o) for o in _whose_turn(sentence, candidate, candidates)]
    figures = one.figures or (None,)
    shared = len(figures) == 1
    for i, referent in enumerate(referents):
        if referent is None or (not shared and i >= len(figures)):
            continue
        if candidate.subject is None and referent.how == "nobody":
            continue
        figure = figures[0] if shared else figures[i]
        listing = _listing(document, sentence, one, referent)
        market = _market(referent, listing)
        when = frame.of(
            sentence, one, candidate.subject, times, found, region(market) if market else market, told=context is None
        )
        if listing is None and when.scope in ("premarket", "after_hours") and company_kind(referent) == "company":
            listing = referent.company.on(US_MICS) if referent.company is not None else None  # who else has them
        if _is_a_mark(sentence, one, referent) or _is_a_level(sentence, one):
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
    size = _size(tokens, one, figure, referent, listing)
    if size is None:
        return None
    percent, band, change = size
    referent, listing = _as_pair(document, sentence, one, referent, listing)
    price, currency = _price(tokens, one, listing, referent)
    if change is not None and change.unit == "USD" and currency in OTHER_DOLLARS:
        change = Amount(change.value, currency)  # "slipped 3 cents to S$3.55"
    at_least = _at_least(one, listing, referent, limit=tokens[one.word].has("limit")) if percent is None else None
    if percent is None and band is None and change is None and price is None and at_least is None:
        return None
    market = _market(referent, listing)
    session = None if when.scope == "longer" else session_of(when.day, document.story, market, sessions, when.scope)
    company = referent.company
    name = company.name if company and company.name != company.key else _unlisted_name(referent)
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
        scope="mechanical" if _is_mechanical(sentence, one, referent) else when.scope,
        at=when.at,
        session=session,
        period=when.period,
        at_least=at_least * sign if at_least is not None else None,
        how=How(referent.how, when.by_scope, when.by_day),
    )


_Size = tuple[Decimal | None, tuple[Decimal, Decimal] | None, Amount | None]


def _size(
    tokens: Sequence[Token], one: Directed, figure: int | None, referent: Referent, listing: Listing | None
) -> _Size | None:
    """(percent, range, change), signed; None for a bare number of anything but an index."""
    sign = -1 if one.direction == "down" else 1
    percent, band, change = None, None, None
    value = _figure(tokens, figure) if figure is not None else None
    if value is not None and value.kind == "percent":
        percent = sign * abs(value.value)
        if one.upper is not None:
            low, high = sorted((abs(value.value), abs(_figure(tokens, one.upper).value)))
            percent, band = None, (sign * low, sign * high)
    elif value is not None and value.kind == "number":
        if company_kind(referent) != "index":
            return None
        change = Amount(sign * abs(value.value), "points")
    elif value is not None:
        change = Amount(sign * abs(value.value), value.unit or "")
    if one.amount is not None:
        beside = _figure(tokens, one.amount)
        change = Amount(sign * abs(beside.value), beside.unit or _unit_of_a_row(referent, listing))
    return percent, band, change


_MARKS = ("los", "reclaim", "regain", "recover", "retak")  # how verbs begin that have a price for their object


def _is_a_mark(sentence: Sentence, one: Directed, referent: Referent) -> bool:
    """ "Bitcoin Loses $70K": a price that was crossed, and no change."""
    bare = one.level is None and len(one.figures) == 1 and one.amount is None
    if not bare or company_kind(referent) not in ("crypto", "commodity", "index"):
        return False
    return _figure(sentence.tokens, one.figures[0]).kind == "money" and sentence.tokens[one.word].key.startswith(
        _MARKS
    )


def _is_a_level(sentence: Sentence, one: Directed) -> bool:
    """ "The euro stood at USD1.1611, higher against USD1.1596": where it stands, and no change."""
    tokens = sentence.tokens
    if one.shape != "figure then adverb" or len(one.figures) != 1 or one.level is not None or one.end >= len(tokens):
        return False
    at = one.figures[0]
    stands = at > 0 and tokens[at - 1].has("level-link") and _figure(tokens, at).kind == "money"
    return stands and (tokens[one.end].has("compared") or tokens[one.end].key in ("from", "than"))


def _unit_of_a_row(referent: Referent, listing: Listing | None) -> str:
    """In a row of a table a change has no unit: an index's are points, a share's its money."""
    if company_kind(referent) == "company" and listing is not None:
        return listing.currency
    return "points"


def _level_kind(sentence: Sentence, one: Directed) -> str:
    figure = sentence.tokens[one.level].figure if one.level is not None else None
    return figure.kind if figure is not None else ""


def company_kind(referent: Referent) -> str:
    """The kind of the table's instrument that is meant, "" for what the table lacks."""
    return referent.company.kind if referent.company is not None else ""


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


_LIMITS = {"688": 20, "689": 20, "300": 20, "301": 20}  # percent a day, by the beginning of a mainland code


def _at_least(one: Directed, listing: Listing | None, referent: Referent, *, limit: bool) -> Decimal | None:
    """The least percent that a size told in a word may be: "doubled", or the daily limit of the board (rules of SSE, SZSE, BSE, TWSE)."""
    if one.at_least is not None:
        return Decimal(one.at_least)
    if not limit or listing is None:
        return None
    if listing.mic == "BJSE":
        return Decimal(30)
    if "ST" in referent.words[:3]:
        return Decimal(5)
    if listing.mic in ("XSHG", "XSHE"):
        return Decimal(_LIMITS.get(listing.code[:3], 10))
    return Decimal(10) if listing.mic in ("XTAI", "ROCO") else None


_TO_COME = frozenset({"next", "tomorrow", "下周", "将于", "下月", "明日", "明天"})


def _is_mechanical(sentence: Sentence, one: Directed, referent: Referent) -> bool:
    """A split, an ex-dividend day, a bonus issue: the price was reckoned anew, and nobody lost anything."""
    told = [i for i, t in enumerate(sentence.tokens) if t.has("mechanical")]
    if company_kind(referent) == "index":
        return False  # nobody splits an index
    if not any(_is_of_it(sentence, one, i) for i in told) or any(t.key in _TO_COME for t in sentence.tokens):
        return False
    near = sentence.tokens[max(0, one.start - _ADJUSTED_WITHIN) : one.end + _ADJUSTED_WITHIN]
    return not any(t.has("adjusted") for t in near)


def _is_of_it(sentence: Sentence, one: Directed, mechanical: int) -> bool:
    """ "恒指升0.3%，汇控除净跌2%": with another name between, it is that one's; before the movement one name is its own."""
    first, last = sorted((mechanical, one.word))
    names = sum(t.has("name") and t.mention is not None for t in sentence.tokens[first + 1 : last])
    return names <= (1 if mechanical < one.word else 0)


def _unlisted_name(referent: Referent) -> str | None:
    """The words that name somebody whom the table lacks; None where nobody is named, or one of several."""
    several = referent.mention is not None and len(referent.mention.companies) > 1 and not referent.other_instrument
    return None if several or referent.how == "nobody" else referent.words


def _figure(tokens: Sequence[Token], i: int) -> Figure:
    figure = tokens[i].figure
    assert figure is not None
    return figure


def _qualifier(tokens: Sequence[Token], one: Directed, figure: int | None) -> str | None:
    if figure is None and one.shape == "multiple":
        more = one.word > 0 and tokens[one.word - 1].has("qualifier")
        return (
            f"{tokens[one.word - 1].text.lower()} {tokens[one.word].text.lower()}"
            if more
            else tokens[one.word].text.lower()
        )
    at = figure if figure is not None else one.level
    if at is None or at == 0:
        return None
    before = tokens[at - 1]
    return before.text.lower() if before.has("qualifier", "extreme", "bound") else None


def _price(
    tokens: Sequence[Token], one: Directed, listing: Listing | None, referent: Referent
) -> tuple[Decimal | None, str | None]:
    """The level with its ISO currency; None for points and where nobody can tell."""
    if one.level is None:
        return None, None
    figure = _figure(tokens, one.level)
    if figure.bare_dollar and listing and listing.currency in OTHER_DOLLARS:
        return figure.value, listing.currency
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
        return figure.value, listing.currency or _quoted_in(listing.symbol)
    return figure.value, None


def _quoted_in(symbol: str) -> str | None:
    """EURUSD=X is told in dollars."""
    return symbol[3:6] if len(symbol) > _PAIR and symbol.endswith("=X") else None


def _as_pair(
    document: Document, sentence: Sentence, one: Directed, referent: Referent, listing: Listing | None
) -> tuple[Referent, Listing | None]:
    """ "the dollar fell to 158.35 yen": a dollar that is told in yen is the pair."""
    quoted = _quoted_against(sentence, one, referent)
    if quoted is not None:
        pair = document.table.of_symbol(f"{company_code(referent)}{quoted}=X")
        other = listing is None or not listing.symbol.endswith(f"{quoted}=X")
        if pair is not None and referent.mention is not None:
            return replace(referent, mention=replace(referent.mention, companies=(pair,))), pair.listings[0]
        if other and quoted != "USD":
            return replace(referent, quoted=quoted), None
        return referent, listing
    figure = sentence.tokens[one.level].figure if one.level is not None else None
    if (
        referent.company is None
        or referent.company.key != "USD"
        or figure is None
        or figure.kind != "money"
        or referent.mention is None
    ):
        return referent, listing
    pair = document.table.of_symbol(f"USD{figure.unit}=X")
    if pair is None:
        return referent, listing
    return replace(referent, mention=replace(referent.mention, companies=(pair,))), pair.listings[0]


_AGAINST = ("兑", "兌", "/", "against", "versus", "vs")
_AGAINST_WITHIN = 3  # tokens


def company_code(referent: Referent) -> str:
    """The ISO code of a currency of the table."""
    return referent.company.key[:3] if referent.company is not None else ""


def _quoted_against(sentence: Sentence, one: Directed, referent: Referent) -> str | None:
    """The ISO code of the currency in which another is told: "英镑兑港元", "the euro fell against the yen"."""
    if company_kind(referent) != "currency":
        return None
    at = next((i for i, t in enumerate(sentence.tokens) if t.start >= referent.end), len(sentence.tokens))
    near = sentence.tokens[at : at + _AGAINST_WITHIN]
    behind = sentence.tokens[one.end : one.end + _AGAINST_WITHIN]
    if behind and behind[0].key in ("against", "versus", "vs"):
        near = behind
    for i, t in enumerate(near[:-1]):
        named = next((x for x in near[i + 1 :] if x.has("name")), None)
        if t.key in _AGAINST and named is not None and named.mention is not None:
            company = named.mention.company
            return company.key[:3] if company is not None and company.kind == "currency" else None
    return None


def _listing(document: Document, sentence: Sentence, one: Directed, referent: Referent) -> Listing | None:
    """Which listing is meant: the printed ticker's, else the place's or the price's currency, else the company's only one."""
    company = referent.company
    if company is None or referent.mention is None or (referent.future and company.kind == "index"):
        return None
    if referent.mention.listing is not None and not referent.place:
        return referent.mention.listing
    if referent.place == "preferred":
        return company.preferred()
    if referent.place.startswith("class ") and company.kind == "company":
        return company.of_class(referent.place[-1].upper())
    money = sentence.tokens[one.level].figure if one.level is not None else None
    currency = money.unit if money is not None and money.kind == "money" and not money.bare_dollar else None
    if currency == "元":
        currency = _yuan_of(company)
    behind = _of_its_country(company, _hints_behind(sentence, one)) if company.kind == "company" else ()
    hints = _hints(referent.place) or behind
    if not hints and currency is None and len(company.main_listings) > 1:
        hints = _hints_around(document, sentence, sentence.tokens[max(0, one.end - 1)].end) or _of_the_script(
            document, company
        )
        hints = hints or _hints_of_the_story(document)
    printed = [m.listing for m in document.mentions if m.listing is not None and m.start < sentence.end]
    found = listing_by_context(company, hints, currency, printed)
    primary = company.primary
    if hints and (primary is None or primary.mic not in hints):
        primary = None
    return found or (primary if primary is not None and currency in (None, primary.currency) else None)


def _of_its_country(company: Company, mics: tuple[str, ...]) -> tuple[str, ...]:
    """ "on the New York Stock Exchange" of a share that has gone to Nasdaq since: the market of that country which has it."""
    if not mics or any(x.mic in mics for x in company.listings):
        return mics
    zones = {BY_MIC[mic].zone.key for mic in mics if mic in BY_MIC}
    there = tuple(x.mic for x in company.listings if x.mic in BY_MIC and BY_MIC[x.mic].zone.key in zones)
    return there or mics


def _yuan_of(company: Company) -> str | None:
    """ "元" is whichever of the three yuan the company has one listing in; None where it has several."""
    own = [x.currency for x in company.main_listings if x.currency in ("CNY", "HKD", "TWD")]
    return own[0] if len(own) == 1 else None


def _hints(words: str) -> tuple[str, ...]:
    folded = words.lower().replace("-listed", "").replace("-traded", "").strip()
    return next((mics for name, mics in PLACES.items() if folded and name.lower() == folded), ())


_MARKETS = ("港股", "美股", "a股", "台股", "adr")


_NAMED_ENOUGH = 3  # companies whose market is plain
_OF_ONE_MARKET = 0.8  # of them


def _hints_of_the_story(document: Document) -> tuple[str, ...]:
    """Where the other companies of a story are listed in one country, one with shares in several is meant there: BHP in a story of Sydney."""
    sure = {
        listing
        for m in document.mentions
        if m.company is not None and m.company.kind == "company"
        for listing in ([m.listing] if m.listing is not None else m.company.main_listings)
        if m.listing is not None or len(m.company.main_listings) == 1
    }
    zones = Counter(BY_MIC[x.mic].zone.key for x in sure if x.mic in BY_MIC)
    zone, count = zones.most_common(1)[0] if zones else ("", 0)
    if count < _NAMED_ENOUGH or count < _OF_ONE_MARKET * sum(zones.values()):
        return ()
    return tuple(mic for mic, exchange in BY_MIC.items() if exchange.zone.key == zone)


def _of_the_script(document: Document, company: Company) -> tuple[str, ...]:
    """Of a company with shares in Hong Kong and on the mainland, papers in simplified characters tell the mainland's, others the other."""
    mics = {x.mic for x in company.main_listings}
    if document.sentences[0].language.code != "zh" or not mics <= {"XHKG", "XSHG", "XSHE"}:
        return ()
    text = document.story.text
    changed = sum(a != b and is_han(a) for a, b in zip(text.lower(), document.sentences[0].folded, strict=False))
    return ("XHKG",) if changed > len(text) * _TRADITIONAL else ("XSHG", "XSHE")


_TRADITIONAL = (
    0.1  # of the characters have another form: a text in traditional ones has 30 %, one in simplified ones 覆 and 乾
)


def _hints_around(document: Document, sentence: Sentence, end: int) -> tuple[str, ...]:
    """ "美股盘前，黄金股走高": the one market of which the sentence speaks up to the movement, else the title, else the lead."""
    spans = [(sentence, sentence.start, end), *((s, s.start, s.end) for s in document.sentences[:2])]
    for near, first, last in spans:
        named = [m for m in _MARKETS if m in near.folded[first:last]]
        if len(named) == 1:
            return PLACES[named[0]]
    return ()


def _hints_behind(sentence: Sentence, one: Directed) -> tuple[str, ...]:
    """ "climbed 2.2% in Seoul": a place right behind the figure."""
    begins = [one.figures[-1] + 1, one.end] if one.figures else [one.end]
    priced = next((i + 1 for i in range(one.end, len(sentence.tokens)) if sentence.tokens[i].has("money")), None)
    if priced is not None and not any(
        t.has("percent", "up", "down", "name") for t in sentence.tokens[one.end : priced]
    ):
        begins.append(priced)  # "rose 5.2 per cent, ending the day at Rs 6,830.8 apiece on BSE"
    return next((mics for begin in begins if (mics := _place_at(sentence, begin))), ())


def _place_at(sentence: Sentence, begin: int) -> tuple[str, ...]:
    """The market of a place within a few words from tokens[begin] on."""
    end = begin
    limit = min(len(sentence.tokens), begin + _PLACE_WITHIN)
    while end < limit and not (
        sentence.tokens[end].key in (",", ";") or sentence.tokens[end].has("subordinator", "conj")
    ):
        end += 1
    text = " ".join(t.key.lower() for t in sentence.tokens[begin:end])
    told = [
        name for name in PLACES if any(f"{link} {name.lower()}" in text for link in ("in", "on", "on the", "in the"))
    ]
    return PLACES[max(told, key=len, default="")] if told else ()


def _market(referent: Referent, listing: Listing | None) -> str | None:
    company: Company | None = referent.company
    if referent.future and company_kind(referent) in ("", "index"):
        return ""  # a contract has no bell of New York's
    if company is not None and company.kind in _AROUND_THE_CLOCK:
        return _AROUND_THE_CLOCK[company.kind]
    if listing is not None:
        return "" if listing.symbol.endswith("=F") or listing.mic == _ROUND_THE_CLOCK else listing.mic
    return company.listings[0].mic if company is not None else None


def _quote(document: Document, sentence: Sentence, one: Directed, referent: Referent) -> Quote:
    """The movement's sentence; of one longer than 400 characters the part with its subject and its figures."""
    if sentence.end - sentence.start <= _LONGEST_QUOTE:
        return quote_at(document.story, sentence.start, sentence.end)
    first, last = sentence.tokens[one.start].start, sentence.tokens[max(one.start, one.end - 1)].end
    start = referent.start if sentence.start <= referent.start < first else first
    return quote_at(document.story, max(start, last - _LONGEST_QUOTE), last)
