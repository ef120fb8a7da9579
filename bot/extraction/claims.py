"""Numeric claims by rules: who says what, how much, by when. Figures that are moves, dates, ages or tickers are none."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from bot.extraction.figures import Figure
from bot.extraction.findings import Amount, Claim, ClaimKind
from bot.extraction.movement import qualifier_before
from bot.extraction.sentences import quote_at
from bot.story import Span, Story

if TYPE_CHECKING:
    from bot.extraction.grounding import Grounds

# The nearest of these words to a figure says what kind of claim it is. In order of weight where two are as near.
_KINDS: tuple[tuple[ClaimKind, str], ...] = (
    ("price_target", r"price target|target price|target of"),
    ("stake", r"stake|shareholding|holding of|ownership|owns|of (?:its|the) shares|equity interest"),
    ("profit", r"net (?:profit|income|loss(?:es)?|earnings)|operating (?:profit|income|loss)|profits?|loss(?:es)?|earnings|ebitda|net negative income"),
    ("revenue", r"revenues?|sales|turnover|income from"),
    ("deal", r"acqui\w+|takeover|merger|buyout|bought|buys?|buying|sell|sold|sale of|purchase\w*|deal|bid|offer|contract|order|valu(?:e|es|ed|ing) (?:the|it|at)"),
    ("investment", r"invest\w*|capital expenditure|capex|spend\w*|spent|fund\w*|financing|rais(?:e|ed|ing)|inject\w*|pour\w*|r&d|research and development|build|construct\w*"),
    ("forecast", r"forecast\w*|expect\w*|guidance|project(?:s|ed)|predict\w*|estimate\w*|outlook|will reach|target\w*|aims?|goal"),
)  # fmt: skip
_KIND = re.compile(r"\b(?:" + "|".join(f"({words})" for _, words in _KINDS) + r")\b", re.I)
_SAID = r"(?:said|says|added|noted|announced|told|pointed out|stated|wrote|explained|disclosed|revealed|reported|confirmed|estimates?|estimated|forecasts?|predicts?|predicted|expects?|projects?)"
_ACCORDING = re.compile(r"\baccording to (?P<who>(?:the |a |an )?[^,.;()]{2,80}?)(?=[,.;()]|$| on | in an? )", re.I)
_AFTER = re.compile(rf"(?:^|[,”\"] ?)(?P<who>(?:the |an? |its )?[A-Z]?[\w&.’' -]{{2,70}}?) {_SAID}\b", re.I)
_HORIZON = re.compile(
    r"\b(?:over|in|within|during|for) the (?:next|coming|following) (?:\w+ ){0,2}(?:years?|months?|quarters?|weeks?|decade)\b|\bby (?:the end of )?(?:20\d\d|next year|this year)\b"
    r"|\b(?:in|for|during) (?:the )?(?:first|second|third|fourth|last|next|current|latest|previous)[ -](?:half|quarter|six months|nine months|fiscal year|year|three months)(?: of (?:the year|this year|20\d\d))?(?: ended [A-Z]\w+\.? \d+)?\b"
    r"|\bin (?:fiscal )?20\d\d\b|\b(?:this|next|last) (?:year|quarter|month|fiscal year)\b|\bas of [A-Z]?\w+\.?(?: \d+)?\b|\bin (?:January|February|March|April|May|June|July|August|September|October|November|December)\b",
)
_HEDGES = re.compile(
    r"\b(?:may|might|could|plans? to|planning to|intends? to|aims? to|expects?|expected|is said to|are said to|reportedly|possible|potential|would|considering|seeks? to|likely|hopes? to)\b",
    re.I,
)
_GROWTH = re.compile(
    r"\b(?:rose|risen|rises?|jump\w*|surg\w*|gr[eo]w\w*|climb\w*|increas\w*|gain\w*|soar\w*|up|advanc\w*|expand\w*|higher)\b",
    re.I,
)
_DECLINE = re.compile(
    r"\b(?:fell|fall\w*|drop\w*|declin\w*|slump\w*|tumbl\w*|plung\w*|decreas\w*|sl[iu]d\w*|down|shr[aiu]nk\w*|contract\w*|lower|plummet\w*|dipp?\w*|slipp?\w*)\b",
    re.I,
)
_LOSS = re.compile(r"\b(?:net |operating |adjusted net )?loss(?:es)?\b|\bnet negative income\b|\bin the red\b", re.I)
_PREVIOUS = re.compile(
    r"\b(?:from|compared (?:with|to)|versus|against|(?<!more )(?<!less )(?<!fewer )(?<!rather )than)\s+(?:a |an |the |about |around )?$",
    re.I,
)
_COUNT_NOUN = re.compile(
    r"[ \u00a0]?((?:[a-zA-Z-]+[ \u00a0]){0,3}?[a-zA-Z-]*(?:s|ople|ren|data|staff|personnel|traffic|capacity))\b"
)
_NOT_COUNTED = re.compile(
    r"^(?:\w+ )?(?:years?|months?|weeks?|days?|hours?|minutes?|quarters?|times|percent|points?|shares?|basis|is|was|has|as|this|its|less|plus|across|years-old|decades?|nanometers?|degrees|countries and regions)\b",
    re.I,
)
_YEAR = re.compile(r"^(?:19|20)\d\d$")


def claims_in(story: Story, grounds: Grounds) -> Iterator[Claim]:
    """The claims of the body, in order. The title repeats what the body says."""
    told: set[tuple[object, ...]] = set()
    for sentence in grounds.sentences:
        if sentence.start < story.body.start:
            continue
        for claim in _of_sentence(story, sentence, grounds):
            key = (claim.amount, claim.amount_range, claim.unit, claim.kind)
            if key not in told:
                told.add(key)
                yield claim


def _of_sentence(story: Story, sentence: Span, grounds: Grounds) -> Iterator[Claim]:
    text = story.text
    figures = grounds.figures_in(sentence)
    if not figures:
        return
    elsewhere = [(m.start, m.end) for m in grounds.movements_in(sentence)]
    elsewhere += [(m.start, m.end) for m in grounds.mentions_in(sentence.start, sentence.end)]
    found = [f for f in figures if not any(start <= f.start < end for start, end in elsewhere)]
    skip: set[int] = set()
    for i, f in enumerate(found):
        if i in skip:
            continue
        if f.kind == "money":
            claim, used = _money(story, sentence, found, i)
        elif f.kind == "percent":
            claim, used = _rate(story, sentence, found, i)
        elif f.kind == "number":
            claim, used = _count(story, sentence, found, i)
        else:
            continue
        skip.update(used)
        if claim is not None and not _PREVIOUS.search(text[max(sentence.start, f.start - 30) : f.start]):
            yield claim


def _money(story: Story, sentence: Span, found: Sequence[Figure], i: int) -> tuple[Claim | None, set[int]]:
    text = story.text
    f = found[i]
    used = {i}
    end = f.end
    high: Figure | None = None
    nxt = found[i + 1] if i + 1 < len(found) else None
    if (
        nxt
        and nxt.kind in ("money", "number")
        and re.fullmatch(r"\s*(?:to|and|-|–)\s*", text[f.end : nxt.start])
        and (
            text[max(0, f.start - 9) : f.start].lower().rstrip().endswith(("between", "from"))
            or "and" not in text[f.end : nxt.start]
        )
    ):
        high, end = nxt, nxt.end
        used.add(i + 1)
        nxt = found[i + 2] if i + 2 < len(found) else None
    converted = None
    if nxt and nxt.kind == "money" and nxt.unit != f.unit and re.fullmatch(r"[ \u00a0]?[(（]", text[end : nxt.start]):
        converted, end = nxt, nxt.end
        used.add(i + 2 if high else i + 1)
    kind = _kind(text, sentence, f, "other")
    negative = kind == "profit" and bool(
        _LOSS.search(text[max(sentence.start, f.start - 60) : min(sentence.end, end + 25)])
    )
    sign = -1 if negative else 1
    change, beside = _change_beside(text, sentence, found, i)
    if beside is not None:
        used.add(beside)
    low_value = (
        f.value if high is None or f.scaled or not high.scaled else f.value * (high.value / Decimal(high.digits))
    )
    claim = _claim(
        story, sentence, f, kind,
        amount=None if high else sign * f.value,
        amount_range=(sign * low_value, sign * high.value) if high else None,
        unit=f.unit if f.unit != "元" else None,
        converted=Amount(sign * converted.value, converted.unit) if converted and converted.unit else None,
        change=change,
    )  # fmt: skip
    return (
        claim
        if f.scaled or kind in ("price_target", "deal", "investment", "revenue", "profit") or f.value >= 1000
        else None
    ), used


def _change_beside(text: str, sentence: Span, found: Sequence[Figure], i: int) -> tuple[Decimal | None, int | None]:
    """ "rose 23.8 percent from a year earlier to CNY17.1 billion": the growth rate that belongs to an amount."""
    for j in (i - 1, i + 1):
        if not 0 <= j < len(found) or found[j].kind != "percent":
            continue
        rate = found[j]
        between = text[min(found[i].end, rate.end) : max(found[i].start, rate.start)]
        if len(between) > 70 or ";" in between or " while " in between:
            continue
        linked: object = j < i and re.search(r"\bto\s*$|\bto (?:about|around|over|nearly|a record)\s*$", between)
        linked = linked or (
            j > i
            and re.search(
                r"^[^.;]*,? ?(?:up|down|an? (?:increase|rise|jump|drop|decline|fall) of|a|rising|falling|representing|growing|(?:\w+ ){0,3})\s*(?:about |around |nearly )?$",
                between,
            )
            and _direction(text, rate, sentence)
        )
        if linked:
            sign = _direction(text, rate, sentence)
            if sign:
                return sign * rate.value, j
    return None, None


def _direction(text: str, f: Figure, sentence: Span) -> int:
    left = text[max(sentence.start, f.start - 45) : f.start]
    right = text[f.end : min(sentence.end, f.end + 18)]
    ups = [m.end() for m in _GROWTH.finditer(left)]
    downs = [m.end() for m in _DECLINE.finditer(left)]
    if ups or downs:
        return 1 if max(ups, default=-1) > max(downs, default=-1) else -1
    return 1 if _GROWTH.search(right) else -1 if _DECLINE.search(right) else 0


def _rate(story: Story, sentence: Span, found: Sequence[Figure], i: int) -> tuple[Claim | None, set[int]]:
    """A percentage that stands alone: a growth rate of a measure, a stake."""
    text = story.text
    f = found[i]
    after = text[f.end : f.end + 24].lower()
    if re.match(r"[ -](?:stake|shareholding|interest|equity|of (?:its|the) (?:shares|equity))", after):
        return _claim(story, sentence, f, "stake", amount=f.value, unit="percent"), {i}
    kind = _kind(text, sentence, f, "other")
    if kind in ("deal", "investment"):
        kind = "other"
    sign = _direction(text, f, sentence)
    if not sign or kind == "other":
        return None, {i}
    return _claim(story, sentence, f, kind, amount=sign * f.value, unit="percent"), {i}


def _count(story: Story, sentence: Span, found: Sequence[Figure], i: int) -> tuple[Claim | None, set[int]]:
    text = story.text
    f = found[i]
    if not f.scaled and (f.value < 100 or _YEAR.match(f.digits)):
        return None, {i}
    m = _COUNT_NOUN.match(text, f.end, min(sentence.end, f.end + 60))
    if not m or _NOT_COUNTED.match(m[1]) or ("." in f.digits and not f.scaled):
        return None, {i}
    return _claim(story, sentence, f, "count", amount=f.value, unit=m[1].strip()), {i}


def _kind(text: str, sentence: Span, f: Figure, default: ClaimKind) -> ClaimKind:
    start, end = max(sentence.start, f.start - 110), min(sentence.end, f.end + 50)
    best: tuple[int, ClaimKind] | None = None
    for m in _KIND.finditer(text, start, end):
        distance = f.start - m.end() if m.end() <= f.start else (m.start() - f.end) + 12
        if distance >= 0 and (best is None or distance < best[0]):
            best = (distance, _KINDS[(m.lastindex or 1) - 1][0])
    return best[1] if best else default


def _claim(
    story: Story,
    sentence: Span,
    f: Figure,
    kind: ClaimKind,
    *,
    amount: Decimal | None = None,
    amount_range: tuple[Decimal, Decimal] | None = None,
    unit: str | None = None,
    converted: Amount | None = None,
    change: Decimal | None = None,
) -> Claim:
    text = story.text
    words = text[sentence.start : sentence.end]
    qualifier = qualifier_before(text, f.start)
    horizon = _horizon(words, f.start - sentence.start)
    start, end = (
        (sentence.start, sentence.end)
        if len(words) <= 600
        else (max(sentence.start, f.start - 250), min(sentence.end, f.end + 250))
    )
    return Claim(
        kind=kind,
        quote=quote_at(story, start, end),
        amount=amount,
        amount_range=amount_range,
        unit=unit,
        speaker=speaker_in(words),
        qualifier=qualifier[0] if qualifier else None,
        converted=converted,
        change=change,
        horizon=horizon,
        hedged=bool(_HEDGES.search(words)),
    )


def _horizon(words: str, at: int) -> str | None:
    found = list(_HORIZON.finditer(words))
    return min(found, key=lambda m: abs(m.start() - at))[0] if found else None


def speaker_in(sentence: str) -> str | None:
    """Who says what this sentence says, in its own words; None where nobody is named."""
    if m := _ACCORDING.search(sentence):
        return m["who"].strip()
    for m in _AFTER.finditer(sentence):
        who = re.sub(r"^(?:and|but|while|also)\s+", "", m["who"].strip(' ,"“”'))
        who = re.sub(r"\s+(?:also|further|has|have|had)$", "", who)
        if who and not re.match(r"^(?:it|he|she|they|which|that|who)$", who, re.I) and len(who.split()) <= 9:
            return who
    return None
