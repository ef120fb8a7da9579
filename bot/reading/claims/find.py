"""Numeric claims by rules: who says what, how much, by when. Figures that are moves, dates, ages or tickers are none.

A sentence's figures are first put together (a range, a printed conversion, a growth rate beside its amount), then each of what is
left is asked what it is of: the nearest word of a kind in its own clause says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import lru_cache
from itertools import pairwise

from bot.reading import vocabulary as v
from bot.reading.claims import vocabulary as w
from bot.reading.claims.amounts import (
    BREAK,
    YEAR,
    Stated,
    direction_of,
    growth_beside,
    is_range_of_rates,
    put_together,
    respective_rates,
)
from bot.reading.claims.forecasts import PRICED, is_forecast, is_foreseen_rate
from bot.reading.claims.speakers import speaker_of
from bot.reading.figures import Figure
from bot.reading.findings import Amount, Claim, ClaimKind
from bot.reading.grounds import Grounds, yuan_of_writer
from bot.reading.qualifiers import qualifier_before
from bot.reading.sentences import quote_at
from bot.reading.words import Words
from bot.story import Span, Story

_KIND = Words(rf"(?<![a-z])(?:{'|'.join(f'({words})' for _, words in w.KINDS)})(?![a-z])")
_HORIZON = Words(w.HORIZON)
_HEDGES = Words(w.HEDGES)
_LOSS = Words(w.LOSS)
_PREVIOUS = Words(w.PREVIOUS)
_STAKE_BEFORE = Words(w.STAKE_BEFORE)
_STAKE_AFTER = Words(w.STAKE_AFTER)
_LEVEL_BEFORE = Words(w.LEVEL_BEFORE)
_LEVEL_AFTER = re.compile(w.LEVEL_AFTER)
_GROWTH_NOUN = re.compile(rf"[ -](?:\w+ )?(?:{w.GROWTH}|{w.DECLINE})\b")
_PART_OF = re.compile(w.PART_OF)
_CHANGED_BY = Words(
    rf"(?<![a-z])(?:{w.GROWTH}|{w.DECLINE})(?: (?:of|by|back|another|a further|as much as|more than|less than|about|around|nearly|almost|over|at least|roughly|some|up to))*\s*$"
)
_SHARE_OF = re.compile(w.SHARE_OF)
_SHARE_VERBS = Words(w.SHARE_VERBS)
_QUOTATION = Words(r"\b(?:close|closing price|share price|trading) (?:of|at)[ ]?$")
_MEASURED_COUNT = re.compile(w.MEASURED_COUNTS)
_SMALL_COUNT = re.compile(w.SMALL_COUNTS)
_YEAR_ON_YEAR = re.compile(r"(?:年增|年減|年减|月增|月減|月减|同比|环比|環比)(?:增长|增長|下降)?$")
_REACHED = Words(w.REACHED)
_UPSIDE = Words(w.UPSIDE)
_COUNTED = Words(rf"(?<![a-z])(?:{w.COUNTED})(?![a-z])")
_BESIDE = re.compile(r",? (?:or|and) |[ ]?[及和與与、][ ]?")
_CHANGED_BY_ZH = re.compile(w.CHANGED_BY_ZH)
_TOP = re.compile(r"\b(?:top|bottom|richest|poorest) $", re.I)
_NOUN = re.compile(
    r"[ \u00a0](?:of (?:its|the|their) )?((?:[a-zA-Z][a-zA-Z-]*[ \u00a0]){0,2}?(?:and [a-zA-Z-]+[ \u00a0](?:[a-zA-Z-]+[ \u00a0])?)?[a-zA-Z][a-zA-Z-]*(?:s|ople|ren|data|staff|personnel|traffic|capacity))\b"
)
_NOUN_ZH = re.compile(
    r"[ ]?(名|位|人|家|辆|輛|台|部|套|座|张|張|个|個|次|件|艘|架|吨|噸|万?平方米)([\u3400-\u9fff]{0,4})"
)


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
    figures = grounds.figures_in(sentence)
    if not figures:
        return
    elsewhere = [(s.start, s.end) for s in grounds.told_in(sentence)]
    elsewhere += [
        (m.start, m.end)
        for m in grounds.mentions_in(sentence.start, sentence.end)
        if not any(c.kind == "currency" for c in m.companies)  # "新台幣6.3兆元"
    ]
    found = [f for f in figures if not any(start <= f.start < end for start, end in elsewhere)]
    text = story.text
    stated = put_together(text, found)
    growth = growth_beside(text, sentence, found, stated)
    rates = {r.start for r, _ in growth.values()} | respective_rates(text, sentence, found)
    passed: Stated | None = None
    for s in stated:
        f = s.figure
        beside_it = passed and _BESIDE.fullmatch(text, passed.end, f.start)
        if s.high is None and (
            beside_it
            or _CHANGED_BY_ZH.search(text, sentence.start, f.start)
            or _PREVIOUS.search(text[max(sentence.start, f.start - 50) : f.start])
        ):
            passed = s
            continue
        change = growth[f.start][1] if f.start in growth else None
        claim = (
            _money(story, sentence, s, change) if f.kind == "money" else _number(story, sentence, s, change, found)
        )
        earned = claim is not None and claim.kind == "profit" and s.figure.unit == "元" and not s.figure.scaled
        if claim is not None and earned and _speaks_of_foreigners(sentence, grounds):
            claim = replace(claim, unit=None)
        if claim is not None:
            yield claim
    highs = {high.start: f for f, high in pairwise(found) if is_range_of_rates(text, f, high)}
    for f in found:
        if f.kind == "percent" and f.start not in rates and f.start not in highs:
            claim = _rate(story, sentence, f, grounds)
            high = next((h for h in found if highs.get(h.start) is f), None)
            if claim is not None and claim.amount is not None and high is not None:
                sign = -1 if claim.amount < 0 else 1
                claim = replace(claim, amount=None, amount_range=_sorted(claim.amount, sign * high.value))
            if claim is not None and not _PREVIOUS.search(text[max(sentence.start, f.start - 30) : f.start]):
                yield claim


_YUAN = frozenset({"CNY", "HKD", "TWD"})


def _speaks_of_foreigners(sentence: Span, grounds: Grounds) -> bool:
    """ "目標百貨每股盈餘1.98元": of an American firm, whose "元" are hardly those of the writer."""
    firms = [c for m in grounds.mentions_in(*sentence) for c in m.companies if c.kind == "company"]
    return bool(firms) and not any(x.currency in _YUAN for c in firms for x in c.listings)


# --- what it is of ---------------------------------------------------------------------------------------------------


def _clause(text: str, sentence: Span, f: Figure) -> Span:
    """The clause in which a figure stands, cut to 160 characters before it and 45 behind."""
    start = max(sentence.start, f.start - 160)
    for m in BREAK.finditer(text, start, f.start):
        start = m.end()
    stop = BREAK.search(text, f.end, sentence.end)
    return Span(start, min(sentence.end, f.end + 45, stop.start() if stop else sentence.end))


def _kind_of(m: re.Match[str]) -> ClaimKind:
    return w.KINDS[(m.lastindex or 1) - 1][0]


_CLOSE_BY = 40  # characters


def kind_of(text: str, sentence: Span, f: Figure) -> ClaimKind:
    """What a figure is of, by a word of its clause close by: "other" where none says so, and of what it is only compared with."""
    before = text[max(sentence.start, f.start - 50) : f.start]
    clause = _clause(text, sentence, f)
    near = Span(max(clause.start, f.start - _CLOSE_BY), clause.end)
    return "other" if _PREVIOUS.search(before) or _QUOTATION.search(before) else _kind(text, near, f.start, f.end)


def _kind(text: str, clause: Span, start: int, end: int) -> ClaimKind:
    """The kind whose word stands nearest; what stands behind the figure counts as further away."""
    best: tuple[int, ClaimKind] | None = None
    for m in _KIND.finditer(text, *clause):
        distance = start - m.end() if m.end() <= start else (m.start() - end) + 14
        if m.start() >= end and re.search(r"[,;，]", text[end : m.start()]):
            continue
        if distance >= 0 and (best is None or distance < best[0]):
            best = (distance, _kind_of(m))
    return best[1] if best else "other"


def _money(story: Story, sentence: Span, s: Stated, change: Decimal | None) -> Claim | None:
    text, f, high = story.text, s.figure, s.high
    clause = _clause(text, sentence, f)
    kind = _kind(text, clause, f.start, s.end)
    sign = -1 if kind == "profit" and _is_loss(text, sentence, clause, s) else 1
    unit, value = f.unit, f.value
    if f.per_unit and unit == "GBX":
        unit, value = "GBP", value / 100
    if unit and f.per_unit and re.match(r"[ \u00a0]?(?:a|per|/)[ ]?share", text[f.end : f.end + 10]):
        unit = f"{unit}/share"
    low = value if high is None or f.scaled or not high.scaled else value * (high.value / Decimal(high.digits))
    per_share = bool(unit and unit.endswith("/share"))
    worth_it = f.scaled or (high and high.scaled) or kind != "other" or f.value >= 1000 or per_share
    if not worth_it or _QUOTATION.search(text, max(sentence.start, f.start - 24), f.start):
        return None
    if unit == "元":
        unit = yuan_of_writer(story)
    return _claim(
        story, sentence, f, kind,
        amount=None if high else sign * value,
        amount_range=_sorted(sign * low, sign * high.value) if high else None,
        unit=unit,
        converted=Amount(sign * s.converted.value, s.converted.unit) if s.converted and s.converted.unit else None,
        change=change,
    )  # fmt: skip


def _is_loss(text: str, sentence: Span, clause: Span, s: Stated) -> bool:
    """Whether the nearest word of profit before an amount calls it a loss; where none stands before it, whether its clause does."""
    told = [m for m in _KIND.finditer(text, clause.start, s.figure.start) if _kind_of(m) == "profit"]
    if told:
        return bool(_LOSS.search(told[-1][0]))
    return bool(_LOSS.search(text, clause.start, min(sentence.end, s.end + 25)))


def _number(story: Story, sentence: Span, s: Stated, change: Decimal | None, found: Sequence[Figure]) -> Claim | None:
    """A count: with its noun behind it, or of what its clause counts; else money of which only the first figure has its currency."""
    text, f = story.text, s.figure
    if measured := _MEASURED_COUNT.match(text, f.end):
        return _claim(
            story, sentence, f, "forecast" if _kind(text, _clause(text, sentence, f), f.start, f.end) == "forecast" else "count",
            amount=None if s.high else f.value, amount_range=_sorted(f.value, s.high.value) if s.high else None,
            unit=measured[1], change=change,
        )  # fmt: skip
    small = f.value < 100 and not (f.value >= 10 and _SMALL_COUNT.match(text, f.end))
    if (not f.scaled and (small or YEAR.match(f.digits))) or ("." in f.digits and not f.scaled):
        return None
    if text[max(0, f.start - 1) : f.start] in ("第", "#"):
        return None
    clause = _clause(text, sentence, f)
    noun = _noun_after(text, f, sentence)
    counted = _COUNTED.search(text, sentence.start, f.start)
    if noun is None and counted is None:
        money = next((x.unit for x in found if x.kind == "money" and x.end <= f.start), None)
        if not f.scaled or money is None or money == "元":
            return None
        kind = _kind(text, clause, f.start, f.end)
        return _claim(story, sentence, f, kind, amount=f.value, unit=money)
    if _noun_forbidden(text, f):
        return None
    kind = _kind(text, clause, f.start, f.end)
    return _claim(
        story, sentence, f, "forecast" if kind == "forecast" else "count",
        amount=None if s.high else f.value, amount_range=(f.value, s.high.value) if s.high else None,
        unit=noun or _noun_before(text, found, f, sentence) or "count", change=change,
    )  # fmt: skip


def _sorted(a: Decimal, b: Decimal) -> tuple[Decimal, Decimal]:
    return (a, b) if a <= b else (b, a)


def _noun_after(text: str, f: Figure, sentence: Span) -> str | None:
    if m := _NOUN_ZH.match(text, f.end, min(sentence.end, f.end + 12)):
        return m[0].strip()
    m = _NOUN.match(text, f.end, min(sentence.end, f.end + 60))
    if not m:
        return None
    words = re.split(r"[ \u00a0]", m[1])
    return None if any(word.lower() in w.NO_NOUN for word in words) else m[1].strip()


def _noun_before(text: str, found: Sequence[Figure], f: Figure, sentence: Span) -> str | None:
    """ "sold 700,463 cars in the first quarter, then 321,123 in April": the noun of the figure before."""
    earlier = [x for x in found if x.kind == "number" and x.end <= f.start]
    return next((noun for x in reversed(earlier) if (noun := _noun_after(text, x, sentence))), None)


_FORBIDDEN = Words(
    r"[ -]?(?:years?|months?|weeks?|days?|hours?|minutes?|times|basis|degrees|nanometers?|points?|percent|meters|metres|kilometers|km|feet|square|mm|cm|kg|people dead)\b"
)


def _noun_forbidden(text: str, f: Figure) -> bool:
    """Times, lengths and the like count nothing of a business."""
    return bool(_FORBIDDEN.match(text, f.end))


def _rate(story: Story, sentence: Span, f: Figure, grounds: Grounds) -> Claim | None:
    """A percentage that stands alone: a stake, the growth or the level of a measure, a share of something."""
    text = story.text
    clause = _clause(text, sentence, f)
    before, after = text[clause.start : f.start], text[f.end : f.end + 40]
    if _TOP.search(before):
        return None  # "among the top 1% of investors": a rank
    if _STAKE_AFTER.match(after) or _STAKE_BEFORE.search(before):
        return _claim(story, sentence, f, "stake", amount=f.value, unit="percent")
    if re.search(r"\bhas(?: about| around)?\s*$", before) and re.search(
        r"\b(?:stake|own|owns|hold|holds|owned|investors)\b", story.text[max(0, sentence.start - 200) : sentence.end]
    ):
        return _claim(story, sentence, f, "stake", amount=f.value, unit="percent")
    if _UPSIDE.match(after):
        return _claim(story, sentence, f, "forecast", amount=f.value, unit="percent")
    kind = _kind(text, clause, f.start, f.end)
    if _LEVEL_BEFORE.search(before):
        return _claim(
            story, sentence, f, kind if kind in ("profit", "forecast") else "other", amount=f.value, unit="percent"
        )
    if _PART_OF.match(after) or (_LEVEL_AFTER.match(after) and not _GROWTH_NOUN.match(after)):
        return _claim(story, sentence, f, kind if kind == "forecast" else "other", amount=f.value, unit="percent")
    if _SHARE_OF.match(after) and _SHARE_VERBS.search(before[-60:]):
        return _claim(story, sentence, f, "other", amount=f.value, unit="percent")
    if _YEAR_ON_YEAR.search(before) and re.search(r"\d[\d.]*[%％][，,]", before):
        return None  # "月增7%，年增11.3%": the amount has its growth already
    sign = 1 if _REACHED.search(before) else direction_of(text, f, sentence)
    measured = kind in ("profit", "revenue", "forecast") or any(
        t in v.OTHER_MEASURES for t in re.findall(r"[a-z-]+", before.lower())[-14:]
    )
    if not sign or not (measured or _is_of_something_unpriced(story, sentence, clause, f, grounds)):
        if not is_foreseen_rate(before, after, text[clause.start : clause.end]):
            return None
        return _claim(story, sentence, f, "forecast", amount=(sign or 1) * f.value, unit="percent")
    if kind in ("deal", "investment", "stake"):
        kind = "other"
    return _claim(story, sentence, f, kind, amount=sign * f.value, unit="percent")


def _is_of_something_unpriced(story: Story, sentence: Span, clause: Span, f: Figure, grounds: Grounds) -> bool:
    """ "Ukraine's economy grew by 5.3%": a change of what has no price. "Danske Bank jumped 6%" may be of its shares."""
    text = story.text
    changed = _CHANGED_BY.search(text, clause.start, f.start)
    if changed is None or PRICED.search(text, *clause):
        return False
    named = text[clause.start : changed.start()].rstrip()
    return bool(named) and not any(m.end == clause.start + len(named) for m in grounds.mentions_in(*sentence))


# --- who, when, how surely -------------------------------------------------------------------------------------------


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
        speaker=speaker_of(text, sentence, Span(f.start, f.end)),
        qualifier=qualifier[0] if qualifier else None,
        converted=converted,
        change=change,
        horizon=horizon,
        forecast=is_forecast(words),
        hedged=bool(_HEDGES.search(words)),
    )


_BEHIND = 12  # characters: about the noun that is counted


def _horizon(words: str, at: int) -> str | None:
    found = _horizons(words)
    if not found:
        return None
    # Right behind the figure it is the figure's: "in 2025 to 18.2 million units in 2030".
    start, end = min(found, key=lambda h: at - h[0] if h[0] < at else h[0] - at - _BEHIND)
    return words[start:end]


# A sentence states several claims; who says them, when and how surely is found once.
@lru_cache(maxsize=4)
def _horizons(words: str) -> tuple[tuple[int, int], ...]:
    return tuple(m.span() for m in _HORIZON.finditer(words))
