"""Price moves by rules: movements whose subject is somebody, with scope, session and price."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from bot.listings import PLACES, Company, Listing, Sessions
from bot.reading.findings import Amount, PriceMove, Quote
from bot.reading.former.discourse import Discourse, is_of_another_country
from bot.reading.former.movement import (
    Movement,
    is_future,
    movement_scope,
    own_words,
    qualifier_before,
    without_relative,
)
from bot.reading.former.when import ALWAYS_OPEN, at_of, closes_behind, is_told_of_the_close, period_of, session_of
from bot.reading.mentions import Mention, listing_by_context
from bot.reading.sentences import quote_at
from bot.reading.words import has_chinese
from bot.story import Span, Story

DOLLARS = ("AUD", "CAD", "SGD", "HKD", "TWD", "NZD")  # other than America's
_BULLET = re.compile("[￭•●■◆▪]")


def moves_in(story: Story, sentence: Span, found: Sequence[Movement], discourse: Discourse) -> Iterator[PriceMove]:
    """The moves of one sentence. A movement of a subject that is nobody's price is passed over."""
    stated = False
    for movement in found:
        if movement.subject.kind == "pronoun" and not (stated or discourse.fresh):
            continue  # "In China they rose 24%": nothing says that it is a price
        if movement.subject.kind == "elided" and movement.price is None and not (stated or discourse.fresh):
            continue
        move = _move(story, sentence, movement, discourse)
        if move is not None:
            stated = True
            yield move
    discourse.fresh = stated


def company_meant(
    story: Story,
    mentions: tuple[Mention, ...],
    movements: Mapping[Span, Sequence[Movement]],
    of: Movement,
    sessions: Sessions,
) -> Company | None:
    """Whom the story means with the subject of one of its movements ("the carmaker"); None where it leaves that open.

    `movements` are those of each sentence, in the story's order.
    """
    discourse = Discourse(story, mentions, sessions)
    for sentence, found in movements.items():
        before = found[: found.index(of)] if of in found else found
        for _ in moves_in(story, sentence, before, discourse):
            pass  # each says of whom the next may be told
        if of in found:
            who = _who(story, of, discourse)
            return who.company if who else None
    return None


@dataclass(frozen=True, slots=True)
class _Who:
    instrument: str
    company: Company | None
    listing: Listing | None
    name: str | None
    earlier: Mention | None


def _move(story: Story, sentence: Span, m: Movement, discourse: Discourse) -> PriceMove | None:
    text = story.text
    clause = text[m.clause.start : m.clause.end]
    own = text[m.start : m.end]
    who = _who(story, m, discourse)
    if who is None:
        return None
    scope = movement_scope(story, m)
    company = who.company
    if company and company.kind == "index" and m.price and m.price.kind == "money":
        # No index is told in money: "Dow Jones shares rose 82 cents to $58.20" are the publisher's.
        if who.earlier or not m.subject.shares:
            return None
        who, company = _Who(who.instrument, None, None, _bare(who.instrument), None), None
    price, currency = price_of(m, who.listing or _only_listing(text, m, company), who.instrument)
    percent, percent_range = _percent(m)
    change = _change(m)
    if percent is None and percent_range is None and change is None and m.figure is None and not m.verb:
        return None
    qualifier = _qualifier(text, m)
    if m.figure is None and m.amount is None and m.price is None and not m.verb.endswith("停"):
        scope = (
            "longer"
            if scope == "session"
            and not re.search(r"\btoday\b|\bon (?:mon|tues|wednes|thurs|fri)day\b", clause, re.I)
            else scope
        )
    session = None
    if scope != "longer":
        texts = session_words(story, sentence, m)
        session = session_of(texts, story, market_of(who.listing, company, clause), discourse.sessions, scope)
    return PriceMove(
        instrument=who.instrument,
        direction=m.direction,
        quote=_quote(story, sentence, m),
        company=who.name,
        listing=who.listing,
        percent=percent,
        percent_range=percent_range,
        change=change,
        qualifier=qualifier,
        price=price,
        currency=currency,
        converted=Amount(m.converted.value, m.converted.unit) if m.converted and m.converted.unit else None,
        scope=scope,
        at=at_of(own if m.figure else clause, scope)
        or at_of(own_words(text, m), scope)
        or ("close" if scope == "session" and closes_behind(text[m.end : m.sentence.end]) else None)
        or (at_of(text[m.subject.end : m.start], scope) if m.price and m.price.start < m.start else None)
        or ("close" if scope == "session" and is_told_of_the_close(text[sentence.start : m.start]) else None),
        session=session,
        period=period_told(text, m) if scope == "longer" else None,
        resolved_by=_earlier(story, who.earlier, sentence),
    )


def session_words(story: Story, sentence: Span, m: Movement) -> tuple[str, str, str]:
    """Where a movement's day is told, the nearest words first: its own, its clause and its sentence."""
    text = story.text
    if _A_DAY_BEFORE.search(text, sentence.start, m.start):
        return ("the day before",) * 3
    whole = without_relative(text, m, sentence.start, _told_until(text, sentence, m))
    behind = _DAY_BEHIND.match(text, m.end, sentence.end)
    return text[m.start : behind.end() if behind else m.end], without_relative(text, m, *m.clause), whole


def period_told(text: str, m: Movement) -> str | None:
    """The words of a longer move's time: those of its clause, and no subject behind them."""
    subject = m.subject.start - m.clause.start
    clause = text[m.clause.start : m.clause.end]
    return period_of(clause, subject) if subject > 0 else period_of(clause)


def market_of(listing: Listing | None, company: Company | None, clause: str) -> str | None:
    """The MIC whose calendar tells the session, "" or ALWAYS_OPEN for what trades around the clock; None where nobody can tell."""
    if company is not None and company.kind in _AROUND_THE_CLOCK:
        return _AROUND_THE_CLOCK[company.kind]
    if company is None and listing is None and _IN_24_HOURS.search(clause):
        return ALWAYS_OPEN  # "HYPE 24小時漲幅擴大至7.46%": a coin that no table lists
    return listing.mic if listing else (company.listings[0].mic if company else None)


def _told_until(text: str, sentence: Span, m: Movement) -> int:
    """Where a day stops being the move's: Chinese tells it before its verb ("盤前下跌4.2%，原因是週四公布的業績…"), and what stands behind
    a semicolon is told of something else."""
    if has_chinese(text[sentence.start : sentence.end]):
        return m.end
    semicolon = text.find(";", m.end, sentence.end)
    return semicolon if semicolon >= 0 else sentence.end


# "fell 1% a day after it rose 3%", "a day earlier it slid 1.1%"
_A_DAY_BEFORE = re.compile(r"\b(?:a|the) day (?:after|earlier,?|before,?)(?: (?!that\b)[\w.&’'-]+){1,5} $", re.I)
_DAY_BEHIND = re.compile(
    r"(?: (?:to|at) \S+)?,? (?:(?:on )?(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b(?!['’]|,? \d|,? [A-Z][a-z]+\.? \d)"
    r"|(?:on |in )?the (?:day before|(?:previous|prior) (?:day|session))\b(?!['’])|a day earlier\b|yesterday\b)"
)


# What trades around the clock has the day on which it is told for its session, a coin also on a Sunday.
_IN_24_HOURS = re.compile(r"\b24(?:[ -]hours?|h)\b|24[ ]?小[时時]", re.I)
_AROUND_THE_CLOCK = {"commodity": "", "currency": "", "crypto": ALWAYS_OPEN}


def _only_listing(text: str, m: Movement, company: Company | None) -> Listing | None:
    """The one that a company has, where the words behind the figure name no other market."""
    if company is None or len(company.main_listings) != 1:
        return None
    only, told = company.main_listings[0], _place_after(text, m)
    return only if not told or only.mic in told else None


def _quote(story: Story, sentence: Span, m: Movement) -> Quote:
    """The movement's sentence; of one longer than 400 characters the clause with its subject."""
    if sentence.end - sentence.start <= 400:
        return quote_at(story, sentence.start, sentence.end)
    start = max(sentence.start, min(m.subject.start, m.clause.start, m.start))
    return quote_at(story, start, max(m.end, min(m.clause.end, start + 400)))


def _earlier(story: Story, mention: Mention | None, sentence: Span) -> Quote | None:
    if mention is None or sentence.start <= mention.start < sentence.end:
        return None
    return quote_at(story, mention.start, max(mention.end, mention.name_end))


def _percent(m: Movement) -> tuple[Decimal | None, tuple[Decimal, Decimal] | None]:
    if m.figure is None:
        return None, None
    sign = -1 if m.direction == "down" else 1
    if m.upper is not None:
        low, high = sorted((abs(m.figure.value), abs(m.upper.value)))
        return None, (sign * low, sign * high)
    return sign * abs(m.figure.value), None


def _change(m: Movement) -> Amount | None:
    if m.amount is None or m.amount.unit in (None, "元"):
        return None
    return Amount((-1 if m.direction == "down" else 1) * abs(m.amount.value), m.amount.unit)


def price_of(m: Movement, listing: Listing | None, instrument: str) -> tuple[Decimal | None, str | None]:
    """The level after the move of `instrument` as printed, with its ISO currency, None for points and where nobody can tell."""
    if m.price is None or not m.price.value:
        return None, None  # a coin of "0美元" is only too cheap for the digits printed
    # "$" is the dollar of the place where the listing is.
    if m.price.bare_dollar and listing and listing.currency in DOLLARS:
        return m.price.value, listing.currency
    if m.price.kind == "number":
        return m.price.value, rate_currency(listing, instrument)
    if m.price.unit == "元":  # the yuan of the place: mainland's, Hong Kong's or Taiwan's
        return m.price.value, listing.currency if listing and listing.currency in ("CNY", "HKD", "TWD") else None
    return m.price.value, m.price.unit if m.price.kind == "money" else None


_TOLD_IN_USD = re.compile("/ ?USD|[兑兌对對][ ]?美[元金]")
_TOLD_IN_HKD = re.compile("[兑兌对對][ ]?港[元币幣]")


def rate_currency(listing: Listing | None, instrument: str) -> str | None:
    """In what a currency's bare rate is told: "the yen strengthened 0.1% to 158.72" yen, "日圓兌港元報5.2035" Hong Kong dollars;
    None of anything else."""
    if listing is None or not listing.symbol.endswith("=X"):
        return None
    if _TOLD_IN_HKD.search(instrument):
        return "HKD"
    return listing.currency or ("USD" if _TOLD_IN_USD.search(instrument) else None)


def _qualifier(text: str, m: Movement) -> str | None:
    if m.figure is None and m.amount is None and m.price is not None and has_chinese(m.verb):
        return m.verb  # "跌破"
    figure = m.figure or m.amount or m.price
    if figure is None:
        found = qualifier_before(text, m.start)
        return text[found[1] : m.end] if found else text[m.start : m.end]
    found = qualifier_before(text, figure.start)
    return found[0] if found else None


def _who(story: Story, m: Movement, discourse: Discourse) -> _Who | None:
    subject = m.subject
    words = story.text[subject.start : subject.end]
    mention = subject.mention
    hints = _hints(words) or _place_after(story.text, m) or _section(story.text, subject.start)
    currency = m.price.unit if m.price and m.price.kind == "money" else None
    discourse.read_to(m.end)
    if subject.kind == "name" and mention is not None and mention.companies:
        discourse.focus = mention
        discourse.focus_unknown = None
        return _of_mention(words, mention, hints, currency, discourse, None)
    if subject.kind in {"unknown", "name"}:
        discourse.focus_unknown = words
        discourse.focus = None
        return _Who(words, None, None, _bare(words), None)
    if subject.kind == "elided":
        earlier = discourse.company_before(subject.start, m.sentence, near=True)
        if earlier and _BULLET.search(story.text, earlier.end, subject.start):
            earlier = None  # the item before tells of something else
        if discourse.focus_unknown and discourse.focus is None and discourse.fresh:
            return _Who(words, None, None, _bare(discourse.focus_unknown), None)
        return (
            _of_mention(words, earlier, hints, currency, discourse, earlier)
            if earlier
            else None
            if words[:1] in ("至", "到")
            else _Who(words, None, None, None, None)
        )
    if subject.kind == "index":
        if discourse.focus is None and _INDEX.search(discourse.focus_unknown or ""):
            return _Who(words, None, None, _bare(discourse.focus_unknown or ""), None)
        earlier = discourse.company_before(subject.start, m.sentence, instrument=True)
        if earlier is None:
            return _Who(words, None, None, None, None) if _is_told_in_points(m) else None
    else:
        only = False if subject.kind != "pronoun" else None
        earlier = discourse.company_before(subject.start, m.sentence, instrument=only)
        if earlier is not None and is_of_another_country(words, earlier):
            earlier = None  # "Merck agreed to buy Verona Pharma. Shares of the British company"
        if subject.kind == "pronoun" and not _priced_pronoun(discourse, earlier):
            return None
    if discourse.focus_unknown and discourse.focus is None and subject.kind != "index":
        return _Who(words, None, None, _bare(discourse.focus_unknown), None)
    if earlier is None:
        discourse.nameless = subject.kind == "stock" or discourse.nameless
        return _Who(words, None, None, None, None)
    if subject.kind == "stock":
        discourse.focus = earlier
    return _of_mention(words, earlier, hints, currency, discourse, earlier)


_INDEX = re.compile(r"\b(?:index|average|gauge)\b|指数|指數", re.I)


def _is_told_in_points(m: Movement) -> bool:
    """ "The index rose 125.95 points, or 0.89 percent, to 14,253.77": of whatever market, a price; no statistic is told so."""
    return m.figure is not None and m.amount is not None and m.amount.kind == "points" and m.amount.value >= 1


def _priced_pronoun(discourse: Discourse, earlier: Mention | None) -> bool:
    """ "It rose 3 percent" is a price's move only where the story's last subject had a price that moved, or is an instrument."""
    return (
        discourse.focus is not None
        or discourse.nameless
        or discourse.focus_unknown is not None
        or bool(earlier and earlier.companies[0].kind != "company")
    )


def _of_mention(
    words: str,
    mention: Mention,
    hints: Sequence[str],
    currency: str | None,
    discourse: Discourse,
    earlier: Mention | None,
) -> _Who:
    company = mention.company
    if company is None:
        return _Who(words, None, mention.listing, None, earlier)
    if is_future_of(words, company):
        return _Who(words, None, None, words, earlier)
    if currency == "元":
        currency = yuan_of(company)
    listing = mention.listing
    if listing is not None and hints and listing.mic not in hints:
        listing = None
    if listing is None and company.kind == "company" and _has_another_code(discourse.story.text, mention):
        return _Who(words, company, None, company.name, earlier)
    if listing is None or (earlier is not None and currency and listing.currency not in (currency, "", "GBX")):
        listing = listing_by_context(company, hints, currency, discourse.printed)
    return _Who(words, company, listing, company.name, earlier)


_CODE_BEHIND = re.compile(r" ?\(([A-Z]{3,5})\)")


def _has_another_code(text: str, mention: Mention) -> bool:
    """ "SK Hynix (SKHY)": a ticker that the table does not know is none of the listings that it does."""
    code = _CODE_BEHIND.match(text, mention.name_end) if mention.has_name else None
    initials = "".join(word[0] for word in text[mention.start : mention.name_end].split()).upper()
    return code is not None and not code[1].startswith(initials)


def yuan_of(company: Company) -> str | None:
    """Which of the monies written "元" the company's shares cost, None where there are two or none: TSMC's in Taipei TWD."""
    monies = {x.currency for x in company.main_listings if x.currency in ("CNY", "HKD", "TWD")}
    return monies.pop() if len(monies) == 1 else None


_SECTION = re.compile(r"(?:^|\n)[ \u3000]*([\u3400-\u9fffAH]{2,6})[：:]")
_SECTIONS = {
    "A股": PLACES["a-share"],
    "港股": PLACES["h-share"],
    "H股": PLACES["h-share"],
    "美股": PLACES["american"],
}


def _section(text: str, start: int) -> tuple[str, ...]:
    """The market under whose heading a line stands: "港股：截至收盘，…"."""
    labels = [m[1] for m in _SECTION.finditer(text, max(0, start - _LONGEST_SECTION), start)]
    return _SECTIONS.get(labels[-1], ()) if labels else ()


_LONGEST_SECTION = 800  # characters


def is_future_of(words: str, company: Company) -> bool:
    """ "S&P 500 futures" stand at another level than the index and move before it opens."""
    return company.kind == "index" and is_future(words)


def _hints(words: str) -> tuple[str, ...]:
    """The markets that the words at the move name: "its New York-listed shares", "H-shares"."""
    lower = words.lower()
    listed = re.search(r"([\w.]+(?: [\w.]+)?)[- ](?:listed|traded)\b", lower)
    if listed:
        for place, mics in PLACES.items():
            if place in listed[1]:
                return mics
    if re.search(r"\bh[- ]shares?\b|h股", lower):
        return PLACES["h-share"]
    if re.search(r"\ba[- ]shares?\b|a股", lower):
        return PLACES["a-share"]
    if re.search(r"\b(?:adrs?|adss?|american depositary)\b|美股|存托凭证|存託憑證", lower):
        return PLACES["american"]
    return ()


_PLACE_AFTER = re.compile(
    r"\W*(?:(?:today|yesterday|in|its|their|debut|early|late|on|\w+day|morning|afternoon|an?|share|apiece|each|per|at|as|of|\d[\d.:,]*|[ap]\.m|GMT|by|higher|"
    r"lower|trading)\W+|\([^)]{0,30}\)\W*){0,8}(?:in|on) (?:the )?("
    + "|".join(re.escape(p) for p in PLACES if p.isascii() and "share" not in p)
    + r")\b",
    re.IGNORECASE,
)


def _place_after(text: str, m: Movement) -> tuple[str, ...]:
    """The market that the words behind the figure name: "closed 9.2 percent higher at HKD174.00 in Hong Kong"."""
    found = _PLACE_AFTER.match(text, m.end, min(m.sentence.end, m.end + 90))
    return PLACES[found[1].lower()] if found else ()


def _bare(words: str) -> str | None:
    """A name without what stands around it: "Shares of Huhtamaki" -> "Huhtamaki"."""
    bare = re.sub(
        r"^(?:shares?|stock) (?:of|in) |['’]s? (?:[\w.-]+-listed )?(?:shares?|stock|scrip|price)\b.*$| (?:shares?|stock|scrip)(?: price)?$",
        "",
        " ".join(words.split()),
        flags=re.I,
    )
    return bare or None
