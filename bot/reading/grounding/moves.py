"""The gate for moves: by value, sign, unit, currency, instrument, scope and session."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from bot.listings import Company, Listing, Listings
from bot.reading.findings import Dropped, PriceMove, Quote
from bot.reading.former import vocabulary as v
from bot.reading.former.movement import Movement, is_future, movement_scope
from bot.reading.former.moves import (
    DOLLARS,
    company_meant,
    is_future_of,
    market_of,
    period_told,
    price_of,
    rate_currency,
    session_words,
)
from bot.reading.former.when import period_of, scope_of, session_of
from bot.reading.grounding.grounds import Grounds, quote_fault
from bot.reading.mentions import Mention
from bot.story import Span


def ground_move(move: PriceMove, grounds: Grounds) -> PriceMove | Dropped:
    """The move, with its session and listing as the story's words and our tables give them; or why it is dropped."""
    what = _short(move)
    why = quote_fault(move.quote, grounds) or _numbers_fault(move, grounds) or _currency_fault(move, grounds)
    if why:
        return Dropped(what, why, move.by)
    sentence = grounds.sentence_of(move.quote)
    assert sentence is not None
    same = [m for m in grounds.movements_in(sentence) if _overlaps(m, move.quote) and _same_figure(m, move)]
    if same:
        agreeing = [m for m in same if m.direction == move.direction]
        if not agreeing:
            return Dropped(what, f"the words say {same[0].direction}", move.by)
        fitting = [m for m in agreeing if _same_subject(m, move, grounds)]
        if not fitting:
            return Dropped(what, "it is said of another instrument", move.by)
        priced = [m for m in fitting if m.price is not None and m.price.value == move.price]
        return _settled(move, (priced or fitting)[0], sentence, grounds)
    why = _unanalysed_fault(move, sentence, grounds) or _instrument_fault(move, sentence, grounds)
    if why:
        return Dropped(what, why, move.by)
    clause = move.quote.text
    scope = scope_of(clause)
    if scope != move.scope:
        return Dropped(what, f"the words give the scope {scope}", move.by)
    whole = grounds.story.text[sentence.start : sentence.end]
    return _with_session(move, (clause, whole), period_of(clause), None, grounds)


def _short(move: PriceMove) -> str:
    figure = move.percent if move.percent is not None else move.change.value if move.change else move.price
    return f"move: {move.instrument[:60]} {move.direction} {figure if figure is not None else '?'}"


def _numbers_fault(move: PriceMove, grounds: Grounds) -> str | None:
    found = grounds.figures_in(Span(move.quote.start, move.quote.end))
    sign = -1 if move.direction == "down" else 1
    if move.percent is not None:
        if move.percent and (move.percent > 0) != (sign > 0) and move.direction != "flat":
            return "the figure's sign is not the direction's"
        if not any(f.kind == "percent" and abs(f.value) == abs(move.percent) for f in found):
            return "the quote has no such percentage"
    if move.percent_range is not None:
        values = {abs(f.value) for f in found if f.kind in ("percent", "number")}
        if not {abs(x) for x in move.percent_range} <= values:
            return "the quote has no such range"
    if move.change is not None:
        kind = "points" if move.change.unit == "points" else "money"
        # "The Dow dropped 272.63 to 53,459.78": an index needs no word for its points.
        if not any(
            (f.kind == kind or (f.kind == "number" and kind == "points" and move.price is not None))
            and abs(f.value) == abs(move.change.value)
            and (kind == "points" or _same_money(f.unit, move.change.unit))
            for f in found
        ):
            return "the quote has no such change"
    if move.price is not None:
        priced = [
            f for f in found if f.kind in ("money", "number", "points") and f.value == move.price and f.may_be_price
        ]
        if not priced:
            return "the quote has no such price"
        quoted = move.listing or _rate_named(move.instrument, grounds)
        of_the_place = move.listing.currency if move.listing else None
        if move.currency and not any(
            (
                _same_money(f.unit, move.currency)
                and (f.unit != "元" or of_the_place in (None, move.currency))
                and not (f.bare_dollar and of_the_place in DOLLARS and move.currency == "USD")
            )
            or (f.bare_dollar and move.currency == of_the_place)
            or (f.kind == "number" and move.currency == rate_currency(quoted, move.instrument))
            for f in priced
        ):
            return "the quote has that price in another currency"
    if move.converted is not None and not any(
        f.kind == "money" and f.value == move.converted.value and f.unit == move.converted.unit for f in found
    ):
        return "the quote has no such conversion"
    sizes = (move.percent, move.percent_range, move.change, move.price)
    if all(size is None for size in sizes) and not move.qualifier:
        return "it has no quantity"
    if move.qualifier and move.qualifier.lower() not in move.quote.text.lower():
        return "the quote has no such qualifier"
    return None


def _rate_named(instrument: str, grounds: Grounds) -> Listing | None:
    """The rate of the currency that the words name, "The yen"."""
    named = [c for n in grounds.table.names_in(instrument) for c in n.companies if c.kind == "currency"]
    return named[0].listings[0] if len(named) == 1 and named[0].listings else None


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


def _overlaps(m: Movement, quote: Quote) -> bool:
    return m.start < quote.end and quote.start < m.end


def _same_figure(m: Movement, move: PriceMove) -> bool:
    if move.percent_range is not None:
        return (
            m.upper is not None
            and m.figure is not None
            and {abs(m.figure.value), abs(m.upper.value)} == {abs(x) for x in move.percent_range}
        )
    if move.percent is not None:
        return m.figure is not None and m.upper is None and abs(m.figure.value) == abs(move.percent)
    if move.change is not None:
        return m.amount is not None and abs(m.amount.value) == abs(move.change.value)
    return m.figure is None and m.amount is None


def _same_subject(m: Movement, move: PriceMove, grounds: Grounds) -> bool:
    text = grounds.story.text
    mention = m.subject.mention
    future = mention is not None and any(
        is_future_of(text[m.subject.start : m.subject.end], c) for c in mention.companies
    )
    if mention is not None and is_future(move.instrument) and not is_future(text[slice(*_around(m))]):
        return False  # "Nasdaq 100 futures" are not the Nasdaq that fell
    if future:
        named = _words_meet(text[m.subject.start : m.subject.end], move.instrument)
        return move.listing is None and named and is_future(move.instrument)
    if mention is not None and mention.companies:
        if move.listing is not None:
            return any(move.listing.symbol in c.symbols for c in mention.companies) or mention.listing == move.listing
        if move.company is not None:
            return any(_is_called(c, move.company, grounds.table) for c in mention.companies)
        return _words_meet(text[m.subject.start : m.subject.end], move.instrument)
    words = text[m.subject.start : m.subject.end]
    if m.subject.kind == "unknown" or mention is not None:
        return _words_meet(words, move.instrument) or bool(move.company and _words_meet(words, move.company))
    company = grounds.table.of_symbol(move.listing.symbol) if move.listing else None
    if m.subject.kind in ("stock", "company_noun") and company is not None and company.kind != "company":
        return False  # "the firm's shares" are no index
    if move.by == "model" and _is_meant_otherwise(m, move, grounds):
        return False
    # "the stock": whoever it is must have been named before.
    return _named_before(move, m.start, grounds) and (
        _words_meet(words, move.instrument) or _named(move, move.instrument, grounds)
    )


def _around(m: Movement) -> tuple[int, int]:
    return min(m.clause.start, m.subject.start), max(m.end, m.subject.end)


def _is_meant_otherwise(m: Movement, move: PriceMove, grounds: Grounds) -> bool:
    """Whether our own reading says who "the carmaker" is, and the finding says another who was named before it."""
    meant = company_meant(grounds.story, grounds.mentions, grounds.movements, m, grounds.calendar)
    if meant is None:
        return False
    if move.listing is not None:
        return move.listing.symbol not in meant.symbols
    return move.company is not None and not _is_called(meant, move.company, grounds.table)


def _settled(move: PriceMove, m: Movement, sentence: Span, grounds: Grounds) -> PriceMove | Dropped:
    """The analysed movement's own price and scope decide; the finding may know less, never other."""
    what = _short(move)
    printed = m.price
    if move.price is not None and (printed is None or printed.value != move.price):
        level_elsewhere = any(
            x.price is not None and x.price.value == move.price for x in grounds.movements_in(sentence) if x is not m
        )
        if printed is not None or level_elsewhere:
            return Dropped(what, "the price is another's", move.by)
    if move.by == "model" and printed is not None and move.price is None:
        price, currency = price_of(m, move.listing, move.instrument)
        move = replace(move, price=price, currency=currency)
    text = grounds.story.text
    if move.by == "rules":
        return move
    scope = movement_scope(grounds.story, m)
    if scope != move.scope:
        return Dropped(what, f"the words give the scope {scope}", move.by)
    mention = m.subject.mention
    if (
        mention is not None
        and mention.listing is not None
        and move.listing is not None
        and mention.listing != move.listing
    ):
        return Dropped(what, "the story prints another ticker", move.by)
    words = session_words(grounds.story, sentence, m)
    named = mention.company if mention else None
    if named is not None and is_future_of(text[m.subject.start : m.subject.end], named):
        named = None  # a future trades when its index does not
    return _with_session(move, words, period_told(text, m), named, grounds)


def _with_session(
    move: PriceMove, texts: Sequence[str], period: str | None, named: Company | None, grounds: Grounds
) -> PriceMove:
    """With its session by the first of `texts` that tells a day, the last but one of which is the clause; a longer one with its period instead."""
    clause = texts[-2]
    if move.scope == "longer":
        return replace(move, session=None, period=period)
    company = grounds.table.of_symbol(move.listing.symbol) if move.listing else named
    market = market_of(move.listing, company, clause)
    session = session_of(texts, grounds.story, market, grounds.calendar, move.scope)
    return replace(move, session=session, period=None)


def _unanalysed_fault(move: PriceMove, sentence: Span, grounds: Grounds) -> str | None:
    """A shape our own analysis does not know: only a quote that leaves no doubt passes."""
    text = move.quote.text
    words = re.findall(r"[\w'’-]+", text.lower())
    whole = grounds.story.text[sentence.start : sentence.end]
    around = set(re.findall(r"[\w'’-]+", whole.lower()))
    if around & _DOUBTFUL or any(w.endswith(("n't", "n’t")) for w in around) or _ZH_DOUBTFUL.search(whole):
        return "the sentence denies it, foresees it, or speaks of something else than a price"
    ups = [w for w in words if w in v.UP_ADVERBS or w in v.UP_VERBS or w in v.UP_NOUNS]
    downs = [w for w in words if w in v.DOWN_ADVERBS or w in v.DOWN_VERBS or w in v.DOWN_NOUNS]
    if grounds.story.language == "zh" or (not text.isascii() and _HAN.search(text)):
        ups += _ZH_UP.findall(text)
        downs += _ZH_DOWN.findall(text)
    ours, theirs = (ups, downs) if move.direction == "up" else (downs, ups)
    if move.direction == "flat" or not ours:
        return "no word in the quote gives the direction"
    if theirs:
        return "the quote's words go both ways"
    percents = [f for f in grounds.figures_in(Span(move.quote.start, move.quote.end)) if f.kind == "percent"]
    if len(percents) > (2 if move.percent_range else 1):
        return "the quote has several percentages and does not say which"
    if any(
        w in v.OTHER_MEASURES or w in v.REPORTED_FUTURE or w in v.NOT_A_MOVE_AFTER for w in words
    ) or _ZH_OTHER.search(text):
        return "the quote may speak of something else than a price"
    if percents and re.search(r"\bto\s*$", text[: max(0, percents[0].start - move.quote.start)]):
        return "the percentage is a level, not a change"
    return None


# Words that, anywhere in a sentence whose shape we do not know, make it too doubtful to take a model's word for it.
_DOUBTFUL = (
    (v.MODALS - {"to", "must", "'ll"})
    | v.DENIALS
    | v.REPORTED_FUTURE
    | (
        v.OTHER_MEASURES
        - {"gain", "loss", "losses", "growth", "level", "levels", "number", "total", "increase", "decrease"}
    )
    | frozenset(
        "not no never neither nor without unless buyers sellers suppliers rival rivals expects expect sees".split()
    )
)
_ZH_DOUBTFUL = re.compile(
    r"没有|沒有|未|并非|並非|否认|否認|有望|可能|今年以来|今年以來|累计|累計|业务|業務|若|如果|预计|預計|目标|目標|营收|收入|利润|同比"
)
_HAN = re.compile(r"[\u3400-\u9fff]")
_ZH_UP = re.compile(r"涨|漲|升|扬|揚|攀|反弹|反彈|高")
_ZH_DOWN = re.compile(r"跌|降|挫|滑|泻|瀉|回落|下|低")
_ZH_OTHER = re.compile(
    r"营收|營收|收入|净利|淨利|利润|利潤|收益率|利率|同比|环比|持股|目标价|目標價|溢价|溢價|成交|预计|預計|料|或将|市占|毛利|销量|銷量"
)


def _instrument_fault(move: PriceMove, sentence: Span, grounds: Grounds) -> str | None:
    if move.instrument.lower() not in move.quote.text.lower():
        return "the instrument is not in the quote"
    here = [m for m in grounds.mentions_in(sentence.start, sentence.end) if m.companies]
    others = {c.key for m in here for c in m.companies[:1]}
    if _names_a_stranger(sentence, move.quote.start, here, grounds):
        return "the sentence names somebody else whom we do not know"
    if move.listing is not None or move.company is not None:
        if not _named(move, move.quote.text, grounds) and not _named_before(move, move.quote.start, grounds):
            return "the story does not name that instrument"
        if len(others) > 1:
            return "the quote names several instruments"
        if others and not any(_fits(m, move, grounds.table) for m in here):
            return "the quote names another instrument"
    return None


def _names_a_stranger(sentence: Span, end: int, here: Sequence[Mention], grounds: Grounds) -> bool:
    """Whether a capitalised word that is no everyday one, and in no name we know, stands in the sentence before the quote."""
    text = grounds.story.text
    for m in re.finditer(r"\b[A-Z][a-z]{2,}\b", text[sentence.start : end]):
        at = sentence.start + m.start()
        if m[0].lower() not in grounds.table.common and not any(x.start <= at < x.end for x in here):
            return True
    return False


def _fits(mention: Mention, move: PriceMove, table: Listings) -> bool:
    if move.listing is not None:
        return mention.listing == move.listing or (
            mention.listing is None and any(move.listing.symbol in c.symbols for c in mention.companies)
        )
    return move.company is not None and any(_is_called(c, move.company, table) for c in mention.companies)


def _named(move: PriceMove, words: str, grounds: Grounds) -> bool:
    if move.company and _words_meet(move.company, words):
        return True
    place = grounds.story.text.find(words)
    return place >= 0 and any(_fits(m, move, grounds.table) for m in grounds.mentions_in(place, place + len(words)))


def _named_before(move: PriceMove, start: int, grounds: Grounds) -> bool:
    """The earlier mention that says who "the stock" is: named by the finding, or standing before it in the story."""
    if move.listing is None and move.company is None:
        return True
    q = move.resolved_by
    if q is not None and (grounds.story.text[q.start : q.end] != q.text or q.start > start):
        return False
    earlier = {(tuple(c.key for c in m.companies), m.listing): m for m in grounds.mentions_in(0, start + 1)}
    if any(_fits(m, move, grounds.table) for m in earlier.values()):
        return True
    return move.listing is None and move.company is not None and move.company in grounds.story.text[:start]


def _is_called(company: Company, name: str, table: Listings) -> bool:
    others = table.named(name)
    if others and all(c.key != company.key for c in others):
        return False  # "Oil & Natural Gas Corp" is not the oil in its name
    return name in company.symbols or any(_is_name(known, name) for known in (company.name, *company.aliases))


_FORMS_ZH = re.compile(r"(?:公司|集团|集團|控股|股份|有限|股价|股價|的|A股|H股|美股|港股)+")


def _is_name(known: str, name: str) -> bool:
    """Whether a finding's name is this one, shorter, or longer by a legal form: "苹果期货主力合约" is not "苹果"."""
    if _HAN.search(known) and known in name and known != name:
        return not _FORMS_ZH.sub("", name.replace(known, "", 1)).strip(" （()）")
    return _words_meet(known, name)


@lru_cache(maxsize=4096)
def _as_words(name: str) -> str:
    return f" {re.sub(r'[^0-9a-z一-鿿]+', ' ', name.lower()).strip()} "


def _words_meet(a: str, b: str) -> bool:
    """One stands in the other, whole words."""
    x, y = _as_words(a), _as_words(b)
    if not x.strip() or not y.strip():
        return False
    if _HAN.search(x) or _HAN.search(y):
        return x.strip() in y or y.strip() in x
    return x in y or y in x
