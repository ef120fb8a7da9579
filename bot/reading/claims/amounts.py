"""What figures of a sentence belong together: a range and its ends, a printed conversion, a growth rate beside its amount."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from bot.reading.claims import vocabulary as w
from bot.reading.figures import Figure
from bot.reading.words import Words
from bot.story import Span

_GROWTH = Words(rf"(?<![a-z])(?:{w.GROWTH})(?![a-z])")
_DECLINE = Words(rf"(?<![a-z])(?:{w.DECLINE})(?![a-z])")
_RATE_THEN_AMOUNT = Words(w.RATE_THEN_AMOUNT)
_AMOUNT_THEN_RATE = Words(w.AMOUNT_THEN_RATE)
_RATE_NOUNS = Words(w.RATE_NOUNS)
_CONVERTED_AFTER = re.compile(w.CONVERTED_AFTER)
_RANGE = re.compile(w.RANGE)
# One set of characters at its head, for which `re` searches fastest.
BREAK = re.compile(r"[;；。wb，](?:(?<=[;；。])|(?<=\bw)(?:hile|hereas)\b|(?<=\bb)ut\b|(?<=，)[而但])")
YEAR = re.compile(r"^(?:19|20)\d\d$")


@dataclass(frozen=True, slots=True)
class Stated:
    """An amount of money or a number with what belongs to it: the range's other end, the conversion, the growth beside it."""

    figure: Figure
    high: Figure | None = None
    converted: Figure | None = None
    end: int = 0


def put_together(text: str, found: Sequence[Figure]) -> list[Stated]:
    out: list[Stated] = []
    i = 0
    while i < len(found):
        f = found[i]
        i += 1
        if f.kind not in ("money", "number"):
            continue
        high = found[i] if i < len(found) and _is_range(text, f, found[i]) else None
        if high is not None:
            i += 1
            if high.kind == "money":
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
        out.append(Stated(f, high, converted, end))
    return out


def _is_range(text: str, low: Figure, high: Figure) -> bool:
    if low.kind == "number" and not low.scaled and YEAR.match(low.digits) and (high.scaled or high.value > 9999):
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


def is_range_of_rates(text: str, low: Figure, high: Figure) -> bool:
    """ "1-2%", "8% to 10%", not "from 8% to 10%"."""
    joined = low.kind == high.kind == "percent" and _RANGE.fullmatch(text, low.end, high.start)
    return bool(joined) and not re.search(r"\bfrom $", text[max(0, low.start - 5) : low.start])


def growth_beside(
    text: str, sentence: Span, found: Sequence[Figure], stated: Sequence[Stated]
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
            if rate.start in taken or not pattern.search(between) or BREAK.search(between):
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
            sign = direction_of(text, rate, sentence)
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
    return bool(YEAR.match(f.digits)) or bool(_MONTH_BEFORE.search(text, max(0, f.start - 11), f.start))


def respective_rates(text: str, sentence: Span, found: Sequence[Figure]) -> set[int]:
    """ "declines of 17 percent, 15 percent and 35 percent, respectively, with sales falling to 695,000, 237,000 and 206,000": changes."""
    rates = [f for f in found if f.kind == "percent"]
    amounts = [f for f in found if f.kind in ("money", "number") and rates and f.start > rates[-1].end]
    listed = len(rates) > 1 and len(amounts) == len(rates) and "respectively" in text[sentence.start : sentence.end]
    return {r.start for r in rates} if listed else set()


def direction_of(text: str, f: Figure, sentence: Span) -> int:
    left = text[max(sentence.start, f.start - 45) : f.start]
    right = text[f.end : min(sentence.end, f.end + 18)]
    ups = [m.end() for m in _GROWTH.finditer(left)]
    downs = [m.end() for m in _DECLINE.finditer(left)]
    if ups or downs:
        return 1 if max(ups, default=-1) > max(downs, default=-1) else -1
    return 1 if _GROWTH.search(right) else -1 if _DECLINE.search(right) else 0
