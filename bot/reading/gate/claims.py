"""The gate for claims: by value, sign, unit, scale, conversion, growth, kind and speaker."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from functools import cache, lru_cache

from bot.reading.claims import claims_in, kind_of
from bot.reading.claims import vocabulary as w
from bot.reading.figures import Figure
from bot.reading.findings import Claim, Dropped, Quote
from bot.reading.gate.attribution import is_called, is_sole_name, speaker_meant, whose_figure
from bot.reading.grounds import Grounds, quote_fault, yuan_of_writer
from bot.reading.lexicon import directing
from bot.reading.sentences import locate
from bot.reading.words import Words
from bot.story import Span


def ground_claim(claim: Claim, grounds: Grounds) -> Claim | Dropped:
    """The claim, if the quote has its figures in its units and the story its speaker and horizon; or why it is dropped."""
    what = (
        f"claim: {claim.kind} {claim.amount if claim.amount is not None else claim.amount_range} {claim.unit or ''}"[
            :90
        ]
    )
    if why := quote_fault(claim.quote, grounds):
        return Dropped(what, why, claim.by)
    own = _as_the_words_have_it(claim, grounds) if claim.by != "rules" else None
    if why := _words_fault(claim, grounds) or _claim_fault(own or claim, grounds):
        return Dropped(what, why, claim.by)
    if own is not None:
        return _attributed(replace(own, by=claim.by), what, grounds)
    if claim.by != "rules" and not _is_of_its_kind(claim, grounds):
        return Dropped(what, f"no word of its clause makes it {claim.kind}", claim.by)
    return _attributed(claim, what, grounds)


def _as_the_words_have_it(claim: Claim, grounds: Grounds) -> Claim | None:
    """The rules' own claim of a model's figure: its kind, horizon, growth and whether it is a forecast are those of the figure's clause."""
    for own in claims_in(grounds.story, grounds):
        touches = own.quote.start < claim.quote.end and claim.quote.start < own.quote.end
        units = {u.partition("/")[0] for u in (own.unit, claim.unit) if u not in (None, "元")}
        if (
            touches
            and len(units) <= 1
            and own.amount is not None
            and abs(own.amount) == abs(claim.amount or Decimal(0))
        ):
            return own
    return None


def _is_of_its_kind(claim: Claim, grounds: Grounds) -> bool:
    """Whether the clause of the figure has a word of the kind that a model gives it."""
    sentence = grounds.sentence_of(claim.quote)
    assert sentence is not None
    at = {f.start for place in _places(claim, grounds) for f in grounds.figures_in(sentence) if f.start == place}
    told = {kind_of(grounds.story.text, sentence, f) for f in grounds.figures_in(sentence) if f.start in at}
    text = grounds.story.text[sentence.start : sentence.end]
    if claim.kind == "profit" and (claim.amount or 0) > 0 and _ANY_LOSS.search(text):
        return False  # "catastrophe losses, net of cover, fell to USD640 million"
    return claim.kind != "other" and told == {claim.kind}


def _attributed(claim: Claim, what: str, grounds: Grounds) -> Claim | Dropped:
    """The claim with the company whose figure it is, by the story's own words, and with who its speaker is."""
    sentence = grounds.sentence_of(claim.quote)
    assert sentence is not None
    speaker = speaker_meant(claim.speaker, sentence, grounds) if claim.speaker else None
    places = _places(claim, grounds)
    whose = {whose_figure(sentence, at, claim.speaker, claim.kind, grounds) for at in places}
    only = next(iter(whose)) if len(whose) == 1 else None
    if only is None or only.company is None:
        stands = is_sole_name(claim, sentence, grounds)
        return replace(claim, subject=claim.subject if stands else None, speaker_resolved=speaker)
    text = grounds.story.text
    named = text[only.start : only.name_end] if only.has_name else only.company.name
    if claim.subject and claim.subject != named and not is_called(only.company, claim.subject, grounds):
        return Dropped(what, "it is another's figure", claim.by)
    return replace(claim, subject=named, speaker_resolved=speaker)


def _places(claim: Claim, grounds: Grounds) -> tuple[int, ...]:
    """Where the claim's figure stands in its quote: twice, where it is printed twice."""
    value = abs(claim.amount if claim.amount is not None else (claim.amount_range or (Decimal(0),))[0])
    found = grounds.figures_in(Span(claim.quote.start, claim.quote.end))
    return tuple(f.start for f in found if _claimed_value(f, claim.unit) == value) or (claim.quote.start,)


def _claim_fault(claim: Claim, grounds: Grounds) -> str | None:
    span = Span(claim.quote.start, claim.quote.end)
    found = grounds.figures_in(span)
    return (
        _figure_fault(claim, found, grounds)
        or _sign_fault(claim, found, span)
        or _conversion_fault(claim, found)
        or _growth_fault(claim, found, span)
        or _words_fault(claim, grounds)
    )


def _figure_fault(claim: Claim, found: Sequence[Figure], grounds: Grounds) -> str | None:
    values = [claim.amount] if claim.amount is not None else list(claim.amount_range or ())
    if not values:
        return "it has no figure"
    for value in values:
        stands = any(
            _claimed_value(f, claim.unit) == abs(value) and _claim_unit(f, claim.unit, claim.quote.text, grounds)
            for f in found
        )
        if not stands and not _scale_shared(found, value, claim):
            return "the quote has no such figure in that unit"
    if claim.kind == "price_target" and claim.unit is not None and _RATES.fullmatch(claim.unit):
        return "a price target is a price: by how much it was changed is no target"
    return None


def _sign_fault(claim: Claim, found: Sequence[Figure], span: Span) -> str | None:
    """A negative amount needs a word that makes it one; a profit that the words call a loss or a fall is none."""
    amount, quote = claim.amount, claim.quote.text
    if amount is None:
        return None
    if amount < 0:
        negative = _NEGATIVE if claim.unit == "percent" else _A_LOSS
        said = negative.search(_around(quote, found, amount, span)) or any(f.value == amount for f in found)
        return None if said else "no word in the quote makes it a loss or a fall"
    if claim.kind != "profit" or amount == 0:
        return None
    if claim.unit != "percent":
        return "the words say a loss" if _LOSS_ONLY.search(_near(quote, found, amount, span)) else None
    return "the words say a fall" if turn_of(_around(quote, found, amount, span)) < 0 else None


def _conversion_fault(claim: Claim, found: Sequence[Figure]) -> str | None:
    converted = claim.converted
    if converted is None or any(
        f.kind == "money" and f.value == abs(converted.value) and f.unit == converted.unit for f in found
    ):
        return None
    return "the quote has no such conversion"


def _growth_fault(claim: Claim, found: Sequence[Figure], span: Span) -> str | None:
    if claim.change is None:
        return None
    rates = [f for f in found if f.kind == "percent"]
    same = [f for f in rates if abs(f.value) == abs(claim.change)]
    if not same:
        return "the quote has no such growth rate"
    if (
        claim.unit == "percent"
        and claim.amount is not None
        and abs(claim.amount) == abs(claim.change)
        and len(same) == 1
    ):
        return "one figure is told as the amount and as its growth"
    turn = turn_of(_near(claim.quote.text, rates, abs(claim.change), span))
    if claim.change > 0 and turn < 0:
        return "the words say a fall"
    return "the words say a rise" if claim.change < 0 and turn > 0 else None


def turn_of(words: str) -> int:
    """1 where the words say a rise and no fall, -1 the other way round, 0 where both or neither."""
    rises, falls = _turns()
    return bool(rises.search(words)) - bool(falls.search(words))


def _words_fault(claim: Claim, grounds: Grounds) -> str | None:
    for name, words in (
        ("speaker", claim.speaker),
        ("horizon", claim.horizon),
        ("qualifier", claim.qualifier),
        ("subject", claim.subject),
    ):
        if words and locate(grounds.story, words) is None and not (name == "subject" and _is_named(words, grounds)):
            return f"the {name} is not in the story"
    if claim.speaker and not _said_near(claim, grounds):
        return "it is not that speaker who says so"
    if claim.horizon and claim.horizon.lower() not in _sentence_text(claim.quote, grounds).lower():
        return "the horizon is not in the quote's sentence"
    return None


def _is_named(company: str, grounds: Grounds) -> bool:
    """Whether the story names it otherwise, by a code or in another language."""
    return any(company == c.name for m in grounds.mentions for c in m.companies)


# Behind "the 2.2 billion", whose currency stands elsewhere, comes no noun: "37.7 million units" are no dollars.
_NOTHING_COUNTED = Words(
    r"\W*$|\s*[^\w\s]|\s+(?:a|an|the|in|from|to|and|or|year|last|for|on|at|by|as|than|previously|earlier|between|that|which|while|but|"
    r"\w+ed (?:in|by|for|on|at|to|from)|expected|estimated|forecast|analysts|it|he|she|they|compared|versus|vs|this|next|over|during|reported|of|with|after|before|when|annually|each)\b|\s*[\u3400-\u9fff](?<![台部辆輛股个個人家件户戶项項吨噸张張套次名间間款份颗顆桶瓶])"
)
_RATES = Words(r"%|per ?cent|percentage[ _]points?|basis[ _]points?")
_NEGATIVE = Words(rf"\bloss|\blost\b|\bnegative\b|\bdeficit\b|\b(?:{w.DECLINE})|亏|虧|降|跌|减|減|负|負")
# An amount that fell is no loss: only these words make one of it.
_A_LOSS = Words(rf"{w.LOSS}|\bnegative\b|\bdeficit\b|亏|虧|负|負|赤字")
_ANY_LOSS = Words(r"\bloss(?:es)?\b|亏|虧|损失|損失")
_REACHED = Words(w.REACHED)
_LOSS_ONLY = Words(
    r"\bnet loss|\bloss(?:es)? of\b|\bloss\b|\blosses\b(?![^\d,;.]*\b(?:profits?|gains?|income)\b)[^\d,;.]{0,50}\d|亏损|虧損"
)


def _any_of(words: frozenset[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words - _OTHER_THINGS, key=len, reverse=True))


# What the rules know for a rise or a fall the gate knows too, or a model's "rose" passes for a story's "sank". Words that are more
# often something else, and those whose direction another word gives, say nothing here.
_OTHER_THINGS = frozenset(
    "add adds added adding firm firms firmed firming pop pops popped popping edge edges edged edging tick ticks ticked ticking inch inches inched inching "
    "shoot shoots shot shooting correct corrected correction contract contracts contracted off drift drifts drifted tank tanks tumbledown loss losses lose loses lost losing "
    "pare pares pared appreciate appreciates recovery up down".split()
)


@cache
def _turns() -> tuple[Words, Words]:
    """The words of a rise and those of a fall, in both languages."""
    rises, falls = (_any_of(directing("en", direction)) for direction in ("up", "down"))
    return (
        Words(rf"(?<![a-z])(?:{rises}|{w.GROWTH}|增|升|涨|漲|上扬)(?![a-z])"),
        Words(rf"(?<![a-z])(?:{falls}|{w.DECLINE}|降|跌|减|減)(?![a-z])"),
    )


def _around(quote: str, found: Sequence[Figure], value: Decimal, span: Span) -> str:
    """The words that may make a figure a loss or a fall: those before it in its part of the sentence, and the next few."""
    figure = next((f for f in found if abs(f.value) == abs(value)), None)
    if figure is None:
        return quote
    at, end = figure.start - span.start, figure.end - span.start
    if figure.kind == "percent" and _REACHED.search(quote[:at]):
        return ""  # "contracted to 16.7 per cent": a level
    left = max(quote.rfind(mark, 0, at) for mark in (";", "，", "；", "、", " while ", " but ", ", and "))
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
        return (
            f.scaled and _NOTHING_COUNTED.match(grounds.story.text, f.end) is not None and _told_in(unit, f, grounds)
        )
    if f.kind == "money":
        return (
            unit.split("/")[0] == {"GBX": "GBP"}.get(f.unit or "", f.unit)
            or unit.split("/")[0] == f.unit
            or (f.unit == "元" and unit == (yuan_of_writer(grounds.story) or "HKD"))
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


# "operating profit of 2.37 billion euros, ahead of the 2.2 billion penciled in"
_COMPARED = Words(
    r"\b(?:from|than|against|ahead of|versus|vs|compared|above|below|beat\w*|miss\w*|topp\w*|estimates?|forecasts?|consensus|expected|or|to|up|down)\b"
)
_GOES_ON = re.compile(r"\s*(?:to|and|or|from|versus|vs\.?|-|–|—|至|到)\s*")


def _told_in(unit: str, number: Figure, grounds: Grounds) -> bool:
    """Whether the sentence compares a bare number with money of that unit, or goes on with it: "5.2 billion to 5.4 billion euros"."""
    text = grounds.story.text
    place = grounds.place_of(number.start)
    for x in grounds.figures_in(grounds.sentences[place]) if place is not None else ():
        if x.unit != unit:
            continue
        if _GOES_ON.fullmatch(text, number.end, x.start) or _GOES_ON.fullmatch(text, x.end, number.start):
            return True
        if x.end <= number.start and _COMPARED.search(text, x.end, number.start):
            return True
    return False


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


_SAYS = Words(
    r"\bsa(?:id|ys|ying)\b|\bwarn\w*|\bdata\b|\bsources?\b|\bruled\b|\bciting\b|据|據|显示|顯示|公告|披露|透露|发布|發布|\btold\b|\baccording to\b|\bannounced?\b|\badd(?:ed|s|ing)\b|\bnoted?\b|\bpoint(?:ed|s|ing) out\b|\breport(?:ed|s)?\b|\bexpects?\b|\bforecasts?\b|\bdisclos\w+|\bshow(?:ed|s)\b|\bsee[sn]?\b|\bestimat\w+|\bplan(?:s|ned)?\b|\bstat(?:ed|es|ing)\b|\bwrote\b|\bconfirm\w*|\breveal\w*|\bproject\w*|\bpredict\w*|\bpost(?:ed|s)\b|\bset\b|\brais\w+|\bcut\b|\bpriced\b|\bwill\b|\bsuggest\w*|\bclaim\w*|\bagreed\b|\boffer\w*|\bsource|\b(?:up|down)grad\w*|\bdeclare\w*|\bflag\w*|\bfine[sd]\b|\blift\w*|\blower\w*|\btrim\w*|\bboost\w*|\binitiat\w*|\breiterat\w*|\bslash\w*|\bpolled\b|\bamong\b|\bseen by\b|\bpencill?ed\b|\blearned\b|上修|下修|上调|上調|下调|下調|调升|調升|预期|預期|报告|報告|了解|获悉|獲悉|表示|称|稱|指出|说|說|宣布|公布|预计|預計|料"
)


def _said_near(claim: Claim, grounds: Grounds) -> bool:
    """The speaker stands in the quote's sentence or the one before or after it, with a word of saying."""
    place = grounds.place_of(claim.quote.start)
    if place is None or claim.speaker is None:
        return False
    around = grounds.sentences[max(0, place - 1) : place + 2]
    text = " ".join(grounds.story.text[s.start : s.end] for s in around)
    return claim.speaker.lower() in text.lower() and _speaks(text)


@lru_cache(maxsize=4)
def _speaks(text: str) -> bool:
    return bool(_SAYS.search(text))
