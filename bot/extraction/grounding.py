"""The one gate: a finding passes if the story's own words bear it out, by value, sign, unit, scale, currency, instrument and
session. Rules and models go through it alike; what fails is dropped, with the reason.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import lru_cache

from bot.extraction import vocabulary as v
from bot.extraction import vocabulary_claims as w
from bot.extraction.figures import Figure, figures
from bot.extraction.findings import Claim, Dropped, Flag, PriceMove, Quote, SummarySentence
from bot.extraction.mentions import Mention
from bot.extraction.movement import Movement, movement_scope
from bot.extraction.moves import DOLLARS, price_of
from bot.extraction.sentences import locate, quote_at
from bot.extraction.when import period_of, scope_of, session_of
from bot.listings import Company, Listings, Sessions
from bot.story import Span, Story

MOST_QUOTED = 700
_SLACK = Decimal("0.03")  # how far a printed conversion may lie from the story's others, beyond its printed precision


@dataclass(frozen=True, slots=True)
class Grounds:
    """What stands where in one story: its sentences, mentions and movements, with the tables that read them."""

    story: Story
    sentences: tuple[Span, ...]
    mentions: tuple[Mention, ...]
    movements: Mapping[Span, tuple[Movement, ...]]
    table: Listings
    calendar: Sessions
    _figures: dict[Span, tuple[Figure, ...]] = field(default_factory=dict)

    def movements_in(self, sentence: Span) -> tuple[Movement, ...]:
        return self.movements.get(sentence, ())

    def figures_in(self, span: Span) -> tuple[Figure, ...]:
        if span not in self._figures:
            self._figures[span] = figures(self.story.text, *span)
        return self._figures[span]

    def sentence_of(self, quote: Quote) -> Span | None:
        """The sentence in which a quote stands whole; None where it spans two, or stands outside the story proper."""
        return next((s for s in self.sentences if s.start <= quote.start and quote.end <= s.end), None)

    def mentions_in(self, start: int, end: int) -> tuple[Mention, ...]:
        return tuple(m for m in self.mentions if start <= m.start < end)

    def odd_conversions(self) -> tuple[Flag, ...]:
        """Printed conversions whose rate is off the story's others by more than 3 % beyond their printed precision."""
        pairs = [(a, b) for s in self.sentences for a, b in _conversions(self.figures_in(s), self.story.text)]
        out = []
        for a, b in pairs:
            others = sorted(
                abs(y.value / x.value)
                for x, y in pairs
                if (x.unit, y.unit) == (a.unit, b.unit) and x is not a and x.value
            )
            if not others or not a.value or not b.value:
                continue
            usual = others[len(others) // 2]
            rate = abs(b.value / a.value)
            blur = a.printed_precision / abs(a.value) + b.printed_precision / abs(b.value)
            if abs(rate / usual - 1) > _SLACK + blur:
                out.append(Flag("conversion: off the story's others", quote_at(self.story, a.start, b.end)))
        return tuple(out) if len(out) < len(pairs) or len(pairs) < 2 else ()


def _conversions(found: Sequence[Figure], text: str) -> list[tuple[Figure, Figure]]:
    return [
        (a, b)
        for a, b in itertools.pairwise(found)
        if a.kind == b.kind == "money"
        and a.unit != b.unit
        and re.fullmatch(r"[ \u00a0]?(?:a share |each )?[(（]", text[a.end : b.start])
    ]


# --- moves -----------------------------------------------------------------------------------------------------------


def ground_move(move: PriceMove, grounds: Grounds) -> PriceMove | Dropped:
    """The move, with its session and listing as the story's words and our tables give them; or why it is dropped."""
    what = _short(move)
    why = _quote_fault(move.quote, grounds) or _numbers_fault(move, grounds) or _currency_fault(move, grounds)
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
        return _settled(move, fitting[0], sentence, grounds)
    why = _unanalysed_fault(move, sentence, grounds) or _instrument_fault(move, sentence, grounds)
    if why:
        return Dropped(what, why, move.by)
    clause = move.quote.text
    scope = scope_of(clause)
    if scope != move.scope:
        return Dropped(what, f"the words give the scope {scope}", move.by)
    return _with_session(move, clause, sentence, grounds)


def _short(move: PriceMove) -> str:
    figure = move.percent if move.percent is not None else move.change.value if move.change else move.price
    return f"move: {move.instrument[:60]} {move.direction} {figure if figure is not None else '?'}"


def _quote_fault(quote: Quote, grounds: Grounds) -> str | None:
    if grounds.story.text[quote.start : quote.end] != quote.text or not quote.text:
        return "the quote is not in the story"
    if len(quote.text) > MOST_QUOTED:
        return "the quote is too long to be one"
    if grounds.sentence_of(quote) is None:
        return "the quote is not within one sentence of the story"
    return None


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
        if not any(
            f.kind == kind
            and abs(f.value) == abs(move.change.value)
            and (kind == "points" or _same_money(f.unit, move.change.unit))
            for f in found
        ):
            return "the quote has no such change"
    if move.price is not None:
        priced = [
            f for f in found if f.kind in ("money", "number", "points") and f.value == move.price and not f.scaled
        ]
        if not priced:
            return "the quote has no such price"
        of_the_place = move.listing.currency if move.listing else None
        if move.currency and not any(
            (
                _same_money(f.unit, move.currency)
                and (f.unit != "元" or of_the_place in (None, move.currency))
                and not (f.bare_dollar and of_the_place in DOLLARS and move.currency == "USD")
            )
            or (f.bare_dollar and move.currency == of_the_place)
            for f in priced
        ):
            return "the quote has that price in another currency"
    if move.converted is not None and not any(
        f.kind == "money" and f.value == move.converted.value and f.unit == move.converted.unit for f in found
    ):
        return "the quote has no such conversion"
    if move.percent is None and move.percent_range is None and move.change is None and not move.qualifier:
        return "it has no quantity"
    if move.qualifier and move.qualifier.lower() not in move.quote.text.lower():
        return "the quote has no such qualifier"
    return None


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
    if mention is not None and mention.companies:
        if move.listing is not None:
            return any(move.listing.symbol in c.symbols for c in mention.companies) or mention.listing == move.listing
        if move.company is not None:
            return any(_is_called(c, move.company) for c in mention.companies)
        return _words_meet(text[m.subject.start : m.subject.end], move.instrument)
    words = text[m.subject.start : m.subject.end]
    if m.subject.kind == "unknown" or mention is not None:
        return _words_meet(words, move.instrument) or bool(move.company and _words_meet(words, move.company))
    company = grounds.table.of_symbol(move.listing.symbol) if move.listing else None
    if m.subject.kind in ("stock", "company_noun") and company is not None and company.kind != "company":
        return False  # "the firm's shares" are no index
    # "the stock": whoever it is must have been named before.
    return _named_before(move, m.start, grounds) and (
        _words_meet(words, move.instrument) or _named(move, move.instrument, grounds)
    )


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
        price, currency = price_of(m, move.listing)
        move = replace(move, price=price, currency=currency)
    text = grounds.story.text
    if move.by == "rules":
        return move
    clause = text[m.clause.start : m.clause.end]
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
    return _with_session(move, clause, sentence, grounds)


def _with_session(move: PriceMove, clause: str, sentence: Span, grounds: Grounds) -> PriceMove:
    if move.scope == "longer":
        return replace(move, session=None, period=period_of(clause))
    company = grounds.table.of_symbol(move.listing.symbol) if move.listing else None
    mic = move.listing.mic if move.listing else company.listings[0].mic if company else None
    sentence_text = grounds.story.text[sentence.start : sentence.end]
    return replace(
        move,
        session=session_of((clause, sentence_text), grounds.story, mic, grounds.calendar, move.scope),
        period=None,
    )


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
        if others and not any(_fits(m, move) for m in here):
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


def _fits(mention: Mention, move: PriceMove) -> bool:
    if move.listing is not None:
        return mention.listing == move.listing or (
            mention.listing is None and any(move.listing.symbol in c.symbols for c in mention.companies)
        )
    return move.company is not None and any(_is_called(c, move.company) for c in mention.companies)


def _named(move: PriceMove, words: str, grounds: Grounds) -> bool:
    if move.company and _words_meet(move.company, words):
        return True
    place = grounds.story.text.find(words)
    return place >= 0 and any(_fits(m, move) for m in grounds.mentions_in(place, place + len(words)))


def _named_before(move: PriceMove, start: int, grounds: Grounds) -> bool:
    """The earlier mention that says who "the stock" is: named by the finding, or standing before it in the story."""
    if move.listing is None and move.company is None:
        return True
    q = move.resolved_by
    if q is not None and (grounds.story.text[q.start : q.end] != q.text or q.start > start):
        return False
    if any(_fits(m, move) for m in grounds.mentions if m.start <= start):
        return True
    return move.listing is None and move.company is not None and move.company in grounds.story.text[:start]


def _is_called(company: Company, name: str) -> bool:
    return name in company.symbols or any(_is_name(known, name) for known in (company.name, *company.aliases))


_FORMS_ZH = re.compile(r"(?:公司|集团|集團|控股|股份|有限|股价|股價|的|A股|H股|美股|港股)+")


def _is_name(known: str, name: str) -> bool:
    """Whether a finding's name is this one, shorter, or longer by a legal form: "苹果期货主力合约" is not "苹果"."""
    if _HAN.search(known) and known in name and known != name:
        return not _FORMS_ZH.sub("", name.replace(known, "", 1)).strip(" （()）")
    return _words_meet(known, name)


def _words_meet(a: str, b: str) -> bool:
    """One stands in the other, whole words."""
    x, y = (f" {re.sub(r'[^0-9a-z一-鿿]+', ' ', s.lower()).strip()} " for s in (a, b))
    if not x.strip() or not y.strip():
        return False
    if _HAN.search(x) or _HAN.search(y):
        return x.strip() in y or y.strip() in x
    return x in y or y in x


# --- claims and summaries --------------------------------------------------------------------------------------------


def ground_claim(claim: Claim, grounds: Grounds) -> Claim | Dropped:
    """The claim, if the quote has its figures in its units and the story its speaker and horizon; or why it is dropped."""
    what = (
        f"claim: {claim.kind} {claim.amount if claim.amount is not None else claim.amount_range} {claim.unit or ''}"[
            :90
        ]
    )
    why = _quote_fault(claim.quote, grounds) or _claim_fault(claim, grounds)
    return Dropped(what, why, claim.by) if why else claim


def _claim_fault(claim: Claim, grounds: Grounds) -> str | None:
    span = Span(claim.quote.start, claim.quote.end)
    found = grounds.figures_in(span)
    quote = claim.quote.text
    values = [claim.amount] if claim.amount is not None else list(claim.amount_range or ())
    if not values:
        return "it has no figure"
    for value in values:
        if not any(
            _claimed_value(f, claim.unit) == abs(value) and _claim_unit(f, claim.unit, quote, grounds) for f in found
        ) and not _scale_shared(found, value, claim):
            return "the quote has no such figure in that unit"
    if (
        claim.amount is not None
        and claim.amount < 0
        and not (_NEGATIVE if claim.unit == "percent" else _A_LOSS).search(_around(quote, found, claim.amount, span))
        and not any(f.value == claim.amount for f in found)
    ):
        return "no word in the quote makes it a loss or a fall"
    if (
        claim.amount is not None
        and claim.amount > 0
        and claim.kind == "profit"
        and claim.unit != "percent"
        and _LOSS_ONLY.search(_near(quote, found, claim.amount, span))
    ):
        return "the words say a loss"
    if claim.amount is not None and claim.amount > 0 and claim.kind == "profit" and claim.unit == "percent":
        near = _around(quote, found, claim.amount, span)
        if _DOWN.search(near) and not _UP.search(near):
            return "the words say a fall"
    if claim.converted is not None and not any(
        f.kind == "money" and f.value == abs(claim.converted.value) and f.unit == claim.converted.unit for f in found
    ):
        return "the quote has no such conversion"
    if claim.change is not None:
        if not any(f.kind == "percent" and abs(f.value) == abs(claim.change) for f in found):
            return "the quote has no such growth rate"
        near = _near(quote, [f for f in found if f.kind == "percent"], abs(claim.change), span)
        if claim.change > 0 and _DOWN.search(near) and not _UP.search(near):
            return "the words say a fall"
        if claim.change < 0 and _UP.search(near) and not _DOWN.search(near):
            return "the words say a rise"
    for name, words in (
        ("speaker", claim.speaker),
        ("horizon", claim.horizon),
        ("qualifier", claim.qualifier),
        ("subject", claim.subject),
    ):
        if words and locate(grounds.story, words) is None:
            return f"the {name} is not in the story"
    if claim.speaker and not _said_near(claim, grounds):
        return "it is not that speaker who says so"
    if claim.horizon and claim.horizon.lower() not in _sentence_text(claim.quote, grounds).lower():
        return "the horizon is not in the quote's sentence"
    return None


# Behind "the 2.2 billion", whose currency stands elsewhere, comes no noun: "37.7 million units" are no dollars.
_NOTHING_COUNTED = re.compile(
    r"\W*$|\s*[^\w\s]|\s+(?:a|an|the|in|from|to|and|or|year|last|for|on|at|by|as|than|previously|earlier|between|that|which|while|but|"
    r"\w+ed (?:in|by|for|on|at|to|from)|expected|estimated|forecast|analysts|it|he|she|they|compared|versus|vs|this|next|over|during|reported|of|with|after|before|when|annually|each)\b|\s*[\u3400-\u9fff](?<![台部辆輛股个個人家件户戶项項吨噸张張套次名间間款份颗顆桶瓶])",
    re.I,
)
_RATES = re.compile(r"%|per ?cent|percentage[ _]points?|basis[ _]points?", re.I)
_NEGATIVE = re.compile(
    rf"\bloss|\blost\b|\bnegative\b|\bdeficit\b|\b(?:{w.DECLINE})|亏|虧|降|跌|减|減|负|負",
    re.I,
)
# An amount that fell is no loss: only these words make one of it.
_A_LOSS = re.compile(rf"{w.LOSS}|\bnegative\b|\bdeficit\b|亏|虧|负|負|赤字", re.I)
_REACHED = re.compile(w.REACHED, re.I)
_LOSS_ONLY = re.compile(r"\bnet loss|\bloss(?:es)? of\b|\bloss\b|亏损|虧損", re.I)
_DOWN = re.compile(rf"(?<![a-z])(?:{w.DECLINE}|降|跌|减|減)(?![a-z])", re.I)
_UP = re.compile(rf"(?<![a-z])(?:{w.GROWTH}|增|升|涨|漲|上扬)(?![a-z])", re.I)


def _around(quote: str, found: Sequence[Figure], value: Decimal, span: Span) -> str:
    """The words that may make a figure a loss or a fall: those before it in its part of the sentence, and the next few."""
    figure = next((f for f in found if abs(f.value) == abs(value)), None)
    if figure is None:
        return quote
    at, end = figure.start - span.start, figure.end - span.start
    if figure.kind == "percent" and _REACHED.search(quote[:at]):
        return ""  # "contracted to 16.7 per cent": a level
    left = max(quote.rfind(mark, 0, at) for mark in (";", "，", "；", " while ", " but ", ", and "))
    stop = next((m.start() for m in re.finditer(r"[,;，；。]", quote[end : end + 25])), 25)
    return quote[max(0, left) : end + stop]


def _near(quote: str, found: Sequence[Figure], value: Decimal, span: Span) -> str:
    """The words around a figure, up to the next comma on either side."""
    figure = next((f for f in found if abs(f.value) == abs(value)), None)
    if figure is None:
        return quote
    at, end = figure.start - span.start, figure.end - span.start
    left = max(quote.rfind(",", 0, at), quote.rfind(";", 0, at), quote.rfind("，", 0, at), at - 60)
    return quote[max(0, left) : end + 20]


def _claimed_value(f: Figure, unit: str | None) -> Decimal:
    """Pence are told as pounds where a claim says so: "75 pence per share" is GBP 0.75 a share."""
    pounds = f.unit == "GBX" and unit is not None and unit.startswith("GBP")
    return abs(f.value) / 100 if pounds else abs(f.value)


def _claim_unit(f: Figure, unit: str | None, quote: str, grounds: Grounds) -> bool:
    if unit is None:
        return f.kind in ("number", "money")
    if f.kind == "number" and unit in _MONEY:
        # "operating profit of 2.37 billion euros, ahead of the 2.2 billion": the currency stands at the first.
        nothing_counted = _NOTHING_COUNTED.match(grounds.story.text, f.end)
        return f.scaled and nothing_counted is not None and any(x.unit == unit for x in figures(quote))
    if f.kind == "money":
        return (
            unit.split("/")[0] == {"GBX": "GBP"}.get(f.unit or "", f.unit)
            or unit.split("/")[0] == f.unit
            or (f.unit == "元" and unit in ("CNY", "HKD", "TWD"))
        )
    if f.kind in ("percent", "percentage_points", "basis_points"):
        return (
            unit.lower() in ("percent", "%")
            if f.kind == "percent"
            else unit.lower().replace("_", " ") in (f.unit or "", "percentage points", "basis points")
        )
    if unit in _MONEY or _RATES.fullmatch(unit):
        return False
    one = re.escape(unit.lower().rstrip("s"))
    return unit.lower() == "count" or re.search(rf"(?<![a-z]){one}", quote.lower()) is not None


_MONEY = frozenset(
    "USD CNY HKD EUR GBP GBX JPY INR KRW TWD AUD CAD SGD CHF NOK SEK DKK BRL RUB IDR THB MYR PHP VND ZAR SAR AED ILS TRY MXN PLN NZD".split()
)


def _scale_shared(found: Sequence[Figure], value: Decimal, claim: Claim) -> bool:
    """ "$3 to $5 billion": the scale stands at the second figure only."""
    if claim.amount_range is None:
        return False
    scales = {f.value / Decimal(f.digits) for f in found if f.scaled and Decimal(f.digits or 0)}
    return any(abs(f.value) * s == abs(value) for f in found if not f.scaled for s in scales)


def _sentence_text(quote: Quote, grounds: Grounds) -> str:
    sentence = grounds.sentence_of(quote)
    return grounds.story.text[sentence.start : sentence.end] if sentence else quote.text


_SAYS = re.compile(
    r"\bsa(?:id|ys|ying)\b|\bwarn\w*|\bdata\b|\bsources?\b|\bruled\b|\bciting\b|据|據|显示|顯示|公告|披露|透露|发布|發布|\btold\b|\baccording to\b|\bannounced?\b|\badd(?:ed|s|ing)\b|\bnoted?\b|\bpoint(?:ed|s|ing) out\b|\breport(?:ed|s)?\b|\bexpects?\b|\bforecasts?\b|\bdisclos\w+|\bshow(?:ed|s)\b|\bsee[sn]?\b|\bestimat\w+|\bplan(?:s|ned)?\b|\bstat(?:ed|es|ing)\b|\bwrote\b|\bconfirm\w*|\breveal\w*|\bproject\w*|\bpredict\w*|\bpost(?:ed|s)\b|\bset\b|\brais\w+|\bcut\b|\bpriced\b|\bwill\b|\bsuggest\w*|\bclaim\w*|\bagreed\b|\boffer\w*|\bsource|表示|称|稱|指出|说|說|宣布|公布|预计|預計|料",
    re.I,
)


def _said_near(claim: Claim, grounds: Grounds) -> bool:
    """The speaker stands in the quote's sentence or the one before or after it, with a word of saying."""
    place = next((i for i, s in enumerate(grounds.sentences) if s.start <= claim.quote.start < s.end), None)
    if place is None or claim.speaker is None:
        return False
    around = grounds.sentences[max(0, place - 1) : place + 2]
    text = " ".join(grounds.story.text[s.start : s.end] for s in around)
    return claim.speaker.lower() in text.lower() and _speaks(text)


@lru_cache(maxsize=4)
def _speaks(text: str) -> bool:
    return bool(_SAYS.search(text))


def ground_sentence(sentence: SummarySentence, grounds: Grounds) -> SummarySentence | Dropped:
    """A summary's sentence passes if each figure of it stands in one of its quotes, with the same unit, and each name in the
    story; and if where it gives a figure a direction, the quote's words give the same."""
    what = f"summary: {sentence.text[:60]}"
    for quote in sentence.quotes:
        if why := _quote_fault(quote, grounds):
            return Dropped(what, why, "model")
    if not sentence.quotes:
        return Dropped(what, "it quotes nothing", "model")
    quoted = [f for q in sentence.quotes for f in grounds.figures_in(Span(q.start, q.end))]
    for f in figures(sentence.text):
        if not any(g.value == f.value and g.kind == f.kind and g.unit == f.unit for g in quoted):
            return Dropped(what, f"its figure {sentence.text[f.start : f.end]} is not in its quotes", "model")
        if (
            f.kind == "percent"
            and (_turned(sentence.text, f.start, f.end) * _quoted_turn(f, sentence.quotes, grounds)) < 0
        ):
            return Dropped(
                what, f"its figure {sentence.text[f.start : f.end]} goes the other way in the story", "model"
            )
    quoted_text = " ".join(q.text for q in sentence.quotes)
    story = grounds.story.text
    for m in re.finditer(r"\b[A-Z][\w&’'-]+", sentence.text):
        name = re.sub(r"['’]s$", "", m[0])
        if m.start() > 0 and name not in quoted_text and name not in story:
            return Dropped(what, f"its name {name} is not in the story", "model")
    said = {
        m.companies[0].key
        for m in grounds.mentions
        if m.companies and any(q.start <= m.start < q.end for q in sentence.quotes)
    }
    named = {n.companies[0].key for n in grounds.table.names_in(sentence.text) if n.sure and len(n.companies) == 1}
    if (
        figures(sentence.text)
        and named
        and said
        and not named & said
        and not any(_earlier_named(k, sentence.quotes, grounds) for k in named)
    ):
        return Dropped(what, "its figures are another company's", "model")
    return sentence


def _earlier_named(key: str, quotes: Sequence[Quote], grounds: Grounds) -> bool:
    first = min(q.start for q in quotes)
    return any(m.companies and m.companies[0].key == key and m.start < first for m in grounds.mentions) and not any(
        m.companies and m.companies[0].key != key and m.companies[0].kind == "company"
        for q in quotes
        for m in grounds.mentions_in(q.start, q.end)
    )


def _turned(text: str, start: int, end: int) -> int:
    near = text[max(0, start - 40) : end + 16]
    up, down = bool(_UP.search(near)), bool(_DOWN.search(near))
    return 0 if up == down else 1 if up else -1


def _quoted_turn(f: Figure, quotes: Sequence[Quote], grounds: Grounds) -> int:
    for q in quotes:
        for g in grounds.figures_in(Span(q.start, q.end)):
            if g.value == f.value and g.kind == f.kind:
                return _turned(grounds.story.text, g.start, g.end)
    return 0
