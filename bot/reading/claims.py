"""Numeric claims by rules: who says what, how much, by when. Figures that are moves, dates, ages or tickers are none.

A sentence's figures are first put together (a range, a printed conversion, a growth rate beside its amount), then each of what is
left is asked what it is of: the nearest word of a kind in its own clause says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache
from itertools import pairwise

from bot.reading import vocabulary as v
from bot.reading import vocabulary_claims as w
from bot.reading.figures import Figure
from bot.reading.findings import Amount, Claim, ClaimKind
from bot.reading.grounding.grounds import Grounds, yuan_of_writer
from bot.reading.qualifiers import qualifier_before
from bot.reading.sentences import quote_at
from bot.reading.speakers import speaker_of
from bot.reading.words import Words, has_chinese
from bot.story import Span, Story

_KIND = Words(rf"(?<![a-z])(?:{'|'.join(f'({words})' for _, words in w.KINDS)})(?![a-z])")
_HORIZON = Words(w.HORIZON)
_HEDGES = Words(w.HEDGES)
_FORESEEN = tuple(
    re.compile(words, re.IGNORECASE)
    for words in (w.FORESEES, w.FORESEEN, w.WILL, w.TO_COME, w.MEANS_TO, w.RANGED, w.FORESEES_ZH, w.TO_COME_ZH)
)
_BEATEN = re.compile(w.BEATEN, re.IGNORECASE)
_GROWTH = Words(rf"(?<![a-z])(?:{w.GROWTH})(?![a-z])")
_DECLINE = Words(rf"(?<![a-z])(?:{w.DECLINE})(?![a-z])")
_LOSS = Words(w.LOSS)
_PREVIOUS = Words(w.PREVIOUS)
_RATE_THEN_AMOUNT = Words(w.RATE_THEN_AMOUNT)
_AMOUNT_THEN_RATE = Words(w.AMOUNT_THEN_RATE)
_RATE_NOUNS = Words(w.RATE_NOUNS)
_STAKE_BEFORE = Words(w.STAKE_BEFORE)
_STAKE_AFTER = Words(w.STAKE_AFTER)
_LEVEL_BEFORE = Words(w.LEVEL_BEFORE)
_LEVEL_AFTER = re.compile(w.LEVEL_AFTER)
_GROWTH_NOUN = re.compile(rf"[ -](?:\w+ )?(?:{w.GROWTH}|{w.DECLINE})\b")
_PART_OF = re.compile(w.PART_OF)
_CHANGED_BY = Words(
    rf"(?<![a-z])(?:{w.GROWTH}|{w.DECLINE})(?: (?:of|by|back|another|a further|as much as|more than|less than|about|around|nearly|almost|over|at least|roughly|some|up to))*\s*$"
)
_PRICED = Words(
    r"\b(?:shares?|stocks?|index|indices|futures|bonds?|yields?|prices?|crude|gold|silver|dollar|euro|yen|yuan|pound|bitcoin|points?)\b"
)
_SHARE_OF = re.compile(w.SHARE_OF)
_SHARE_VERBS = Words(w.SHARE_VERBS)
_QUOTATION = Words(r"\b(?:close|closing price|share price|trading) (?:of|at)[ ]?$")
_MEASURED_COUNT = re.compile(w.MEASURED_COUNTS)
_SMALL_COUNT = re.compile(w.SMALL_COUNTS)
_YEAR_ON_YEAR = re.compile(r"(?:年增|年減|年减|月增|月減|月减|同比|环比|環比)(?:增长|增長|下降)?$")
_REACHED = Words(w.REACHED)
_UPSIDE = Words(w.UPSIDE)
_REVISED_BY = re.compile(w.REVISED_BY, re.IGNORECASE)
_PRICE_ZH = re.compile(w.FORESEEN_PRICE_ZH)
_BESIDE_ANOTHER = re.compile(w.BESIDE)
_COUNTED = Words(rf"(?<![a-z])(?:{w.COUNTED})(?![a-z])")
_CONVERTED_AFTER = re.compile(w.CONVERTED_AFTER)
_RANGE = re.compile(w.RANGE)
_BESIDE = re.compile(r",? (?:or|and) |[ ]?[及和與与、][ ]?")
_CHANGED_BY_ZH = re.compile(w.CHANGED_BY_ZH)
_TOP = re.compile(r"\b(?:top|bottom|richest|poorest) $", re.I)
_NOUN = re.compile(
    r"[ \u00a0](?:of (?:its|the|their) )?((?:[a-zA-Z][a-zA-Z-]*[ \u00a0]){0,2}?(?:and [a-zA-Z-]+[ \u00a0](?:[a-zA-Z-]+[ \u00a0])?)?[a-zA-Z][a-zA-Z-]*(?:s|ople|ren|data|staff|personnel|traffic|capacity))\b"
)
_NOUN_ZH = re.compile(
    r"[ ]?(名|位|人|家|辆|輛|台|部|套|座|张|張|个|個|次|件|艘|架|吨|噸|万?平方米)([\u3400-\u9fff]{0,4})"
)
# One set of characters at its head, for which `re` searches fastest.
_BREAK = re.compile(r"[;；。wb，](?:(?<=[;；。])|(?<=\bw)(?:hile|hereas)\b|(?<=\bb)ut\b|(?<=，)[而但])")
_YEAR = re.compile(r"^(?:19|20)\d\d$")


@dataclass(frozen=True, slots=True)
class _Stated:
    """An amount of money or a number with what belongs to it: the range's other end, the conversion, the growth beside it."""

    figure: Figure
    high: Figure | None = None
    converted: Figure | None = None
    end: int = 0


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
    stated = _put_together(text, found)
    growth = _growth(text, sentence, found, stated)
    rates = {r.start for r, _ in growth.values()} | _respective_rates(text, sentence, found)
    passed: _Stated | None = None
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
    highs = {high.start: f for f, high in pairwise(found) if _is_range_of_rates(text, f, high)}
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


# --- what belongs together -------------------------------------------------------------------------------------------


def _put_together(text: str, found: Sequence[Figure]) -> list[_Stated]:
    out: list[_Stated] = []
    i = 0
    while i < len(found):
        f = found[i]
        i += 1
        if f.kind not in ("money", "number"):
            continue
        high = found[i] if i < len(found) and _is_range(text, f, found[i]) else None
        if high is not None:
            i += 1
            if f.kind == "number" and high.kind == "money":
                f = replace(f, kind="money", unit=high.unit)  # "between 1.7 billion and 1.9 billion euros"
        end = high.end if high else f.end
        nxt = found[i] if i < len(found) else None
        converted = None
        if nxt and f.kind == "money" and nxt.kind == "money" and nxt.unit != f.unit:
            m = _CONVERTED_AFTER.match(text, end)
            if m and m.end() == nxt.start:
                i += 1
                end = nxt.end
                far = found[i] if i < len(found) else None
                if high is None and far and _is_range_past_conversion(text, f, end, far):
                    high, end = far, far.end  # "between CNY2 billion (USD297.5 million) and CNY5 billion"
                    i += 1
                elif high is None:
                    converted = nxt
                elif i < len(found) and _is_range(text, nxt, found[i]):
                    end = found[i].end
                    i += 1
        out.append(_Stated(f, high, converted, end))
    return out


def _is_range(text: str, low: Figure, high: Figure) -> bool:
    if low.kind == "number" and not low.scaled and _YEAR.match(low.digits) and (high.scaled or high.value > 9999):
        return False  # "in 2025 to 18.2 million"
    if high.kind not in ("money", "number") or not _RANGE.fullmatch(text, low.end, high.start):
        return False
    if high.kind == "money" and low.kind == "money" and high.unit != low.unit:
        return False
    before = text[max(0, low.start - 9) : low.start].lower().rstrip()
    return "and" not in text[low.end : high.start] or before.endswith("between")


def _is_range_past_conversion(text: str, low: Figure, at: int, high: Figure) -> bool:
    between = text[max(0, low.start - 9) : low.start].lower().rstrip().endswith("between")
    return between and high.unit == low.unit and bool(re.fullmatch(r"[)）] and ", text[at : high.start]))


def _is_range_of_rates(text: str, low: Figure, high: Figure) -> bool:
    """ "1-2%", "8% to 10%", not "from 8% to 10%"."""
    joined = low.kind == high.kind == "percent" and _RANGE.fullmatch(text, low.end, high.start)
    return bool(joined) and not re.search(r"\bfrom $", text[max(0, low.start - 5) : low.start])


def _growth(
    text: str, sentence: Span, found: Sequence[Figure], stated: Sequence[_Stated]
) -> dict[int, tuple[Figure, Decimal]]:
    """By an amount's start: the growth rate beside it, and its signed value."""
    out: dict[int, tuple[Figure, Decimal]] = {}
    for s in stated:
        before = [r for r in found if r.kind == "percent" and r.end <= s.figure.start]
        after = [r for r in found if r.kind == "percent" and r.start >= s.end]
        taken = {r.start for r, _ in out.values()}
        for rate, between, pattern in (
            *((r, text[r.end : s.figure.start], _RATE_THEN_AMOUNT) for r in before[-1:]),
            *((r, text[s.end : r.start], _AMOUNT_THEN_RATE) for r in after[:1]),
        ):
            if rate.start in taken or not pattern.search(between) or _BREAK.search(between):
                continue
            if any(
                rate.end <= o.figure.start < s.figure.start or s.end <= o.figure.start < rate.start
                for o in stated
                if not _is_date(text, o.figure)
            ):
                continue
            noun = re.search(r"\ban?(?: \w+)?\s*$", between)
            if pattern is _AMOUNT_THEN_RATE and noun and not _RATE_NOUNS.match(text, rate.end):
                continue
            sign = _direction(text, rate, sentence)
            if sign:
                out[s.figure.start] = (rate, sign * rate.value)
                break
    return out


_MONTH_BEFORE = re.compile(
    r"\b(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\.? $"
)


def _is_date(text: str, f: Figure) -> bool:
    """ "fell 3.3% in 2023 to 370,000", "rose 4 percent in the six months ended June 30 to CNY12.2 billion"."""
    if f.kind != "number" or f.scaled:
        return False
    return bool(_YEAR.match(f.digits)) or bool(_MONTH_BEFORE.search(text, max(0, f.start - 11), f.start))


def _respective_rates(text: str, sentence: Span, found: Sequence[Figure]) -> set[int]:
    """ "declines of 17 percent, 15 percent and 35 percent, respectively, with sales falling to 695,000, 237,000 and 206,000": changes."""
    rates = [f for f in found if f.kind == "percent"]
    amounts = [f for f in found if f.kind in ("money", "number") and rates and f.start > rates[-1].end]
    listed = len(rates) > 1 and len(amounts) == len(rates) and "respectively" in text[sentence.start : sentence.end]
    return {r.start for r in rates} if listed else set()


def _direction(text: str, f: Figure, sentence: Span) -> int:
    left = text[max(sentence.start, f.start - 45) : f.start]
    right = text[f.end : min(sentence.end, f.end + 18)]
    ups = [m.end() for m in _GROWTH.finditer(left)]
    downs = [m.end() for m in _DECLINE.finditer(left)]
    if ups or downs:
        return 1 if max(ups, default=-1) > max(downs, default=-1) else -1
    return 1 if _GROWTH.search(right) else -1 if _DECLINE.search(right) else 0


# --- what it is of ---------------------------------------------------------------------------------------------------


def _clause(text: str, sentence: Span, f: Figure) -> Span:
    """The clause in which a figure stands, cut to 160 characters before it and 45 behind."""
    start = max(sentence.start, f.start - 160)
    for m in _BREAK.finditer(text, start, f.start):
        start = m.end()
    stop = _BREAK.search(text, f.end, sentence.end)
    return Span(start, min(sentence.end, f.end + 45, stop.start() if stop else sentence.end))


def _kind_of(m: re.Match[str]) -> ClaimKind:
    return w.KINDS[(m.lastindex or 1) - 1][0]


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


def _money(story: Story, sentence: Span, s: _Stated, change: Decimal | None) -> Claim | None:
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


def _is_loss(text: str, sentence: Span, clause: Span, s: _Stated) -> bool:
    """Whether the nearest word of profit before an amount calls it a loss; where none stands before it, whether its clause does."""
    told = [m for m in _KIND.finditer(text, clause.start, s.figure.start) if _kind_of(m) == "profit"]
    if told:
        return bool(_LOSS.search(told[-1][0]))
    return bool(_LOSS.search(text, clause.start, min(sentence.end, s.end + 25)))


def _number(
    story: Story, sentence: Span, s: _Stated, change: Decimal | None, found: Sequence[Figure]
) -> Claim | None:
    """A count: with its noun behind it, or of what its clause counts; else money of which only the first figure has its currency."""
    text, f = story.text, s.figure
    if measured := _MEASURED_COUNT.match(text, f.end):
        return _claim(
            story, sentence, f, "forecast" if _kind(text, _clause(text, sentence, f), f.start, f.end) == "forecast" else "count",
            amount=None if s.high else f.value, amount_range=_sorted(f.value, s.high.value) if s.high else None,
            unit=measured[1], change=change,
        )  # fmt: skip
    small = f.value < 100 and not (f.value >= 10 and _SMALL_COUNT.match(text, f.end))
    if (not f.scaled and (small or _YEAR.match(f.digits))) or ("." in f.digits and not f.scaled):
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
    if not m or any(word.lower() in w.NO_NOUN for word in re.split(r"[ \u00a0]", m[1])[:1]):
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
    sign = 1 if _REACHED.search(before) else _direction(text, f, sentence)
    measured = kind in ("profit", "revenue", "forecast") or any(
        t in v.OTHER_MEASURES for t in re.findall(r"[a-z-]+", before.lower())[-14:]
    )
    if not sign or not (measured or _is_of_something_unpriced(story, sentence, clause, f, grounds)):
        own = not (_PRICED.search(text, *clause) or _BESIDE_ANOTHER.match(after) or _REVISED_BY.search(before))
        zh = has_chinese(before)
        near = before[-_FORESEEN_WITHIN_ZH if zh else -_FORESEEN_WITHIN :]
        foreseen = own and _is_forecast(near) and not (zh and _PRICE_ZH.search(text, *clause))
        return (
            _claim(story, sentence, f, "forecast", amount=(sign or 1) * f.value, unit="percent") if foreseen else None
        )
    if kind in ("deal", "investment", "stake"):
        kind = "other"
    return _claim(story, sentence, f, kind, amount=sign * f.value, unit="percent")


def _is_of_something_unpriced(story: Story, sentence: Span, clause: Span, f: Figure, grounds: Grounds) -> bool:
    """ "Ukraine's economy grew by 5.3%": a change of what has no price. "Danske Bank jumped 6%" may be of its shares."""
    text = story.text
    changed = _CHANGED_BY.search(text, clause.start, f.start)
    if changed is None or _PRICED.search(text, *clause):
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
        forecast=_is_forecast(words),
        hedged=bool(_HEDGES.search(words)),
    )


_FORESEEN_WITHIN, _FORESEEN_WITHIN_ZH = 110, 30  # characters before a rate
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


@lru_cache(maxsize=4)
def _is_forecast(words: str) -> bool:
    told = _BEATEN.sub(" ", words)
    return any(rule.search(told) for rule in _FORESEEN)
