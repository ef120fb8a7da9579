"""The quantities of a sentence: its figures, and besides them numbers in words, ordinals, ages and years, as a line may not change any.

`figures` reads what a market's figures look like; whoever holds a sentence against a story must see every number of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache
from typing import Literal

from bot.reading.document import Sentence
from bot.reading.figures import OTHER_DOLLARS, SCALES, Figure, chinese_number
from bot.reading.languages.word_lists import word_lists
from bot.reading.lexicon import Code, folded

Kind = Literal["percent", "points", "money", "number", "ordinal", "time", "multiple", "date"]


@dataclass(frozen=True, slots=True)
class Quantity:
    """One number at [start, end) of the text; `unit` is an ISO currency, or "points" and "basis points"."""

    kind: Kind
    value: Decimal
    start: int
    end: int
    unit: str = ""
    bare: bool = False  # "$" with no letter before it, "元": which of several is left open
    idle: bool = False  # "one of the few", "first": a word that need say no number
    in_a_row: bool = False  # a number or an ordinal of days, weeks, months, quarters or years
    sign: int = 0  # of a figure with one before it: "-2.1%"

    def same(self, other: Quantity) -> bool:
        """Whether both say the same number of the same unit."""
        if self.value != other.value:
            return False
        return self.like(other)

    def like(self, other: Quantity) -> bool:
        """Whether the one could stand where the other does: of the same kind, in the same unit."""
        if self.kind != other.kind:
            if self.in_a_row and other.in_a_row:
                return True  # "for a third week", "three weeks in a row"
            return (self.kind, other.kind) in _PLAIN and self.is_year == other.is_year == (other.kind != "points")
        if self.kind == "number" and self.is_whole != other.is_whole:
            return False
        return self.unit == other.unit or self._may_be(other) or other._may_be(self)

    def _may_be(self, other: Quantity) -> bool:
        """ "$" may be of several countries, "元" of two."""
        return self.bare and other.unit in (_YUAN if self.unit in _YUAN else _DOLLARS)

    @property
    def is_whole(self) -> bool:
        return self.value == self.value.to_integral_value()

    @property
    def is_year(self) -> bool:
        return self.unit == "year" or (self.kind == "number" and self.value in _YEARS)


_YUAN, _DOLLARS = ("元", "CNY", "TWD"), ("USD", *OTHER_DOLLARS)
_YEARS = range(1900, 2101)
# A line may leave out what its story prints: "the Dow rose 297" for points, "the 2020 census" for a year.
_PLAIN = (("number", "points"), ("number", "date"), ("date", "number"))
_KINDS: dict[str, Kind] = {
    "percent": "percent",
    "percentage_points": "points",
    "basis_points": "points",
    "points": "points",
    "money": "money",
    "number": "number",
    "multiple": "multiple",
}
_CLOCK = re.compile(
    r"\d{1,2}[:.]\d\d(?= ?(?:[ap]\.?m|[A-Z]{2,4}\b))|\d{1,2}:\d\d(?!\d)|(?<!\d)\d{1,2}(?= ?[ap]\.?m\b)"
)
_ORDINAL = re.compile(r"\b(\d+(?:,\d{3})*)(?:st|nd|rd|th)\b|第 ?(\d+)")
_ALNUM = re.compile(
    r"\b(?!(?:US|HK|NT|[SAC])?\$)(?!(?:[A-Z]{3}|Rs|RM|Q|H|FY)\d)[A-Za-z]+-?\d\w*"
)  # "A320", "B-2": a name
_NUMBER = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?")


def quantities(sentence: Sentence) -> tuple[Quantity, ...]:
    """Every number of the sentence in its order, without overlaps."""
    text, start, end = sentence.text, *sentence.span
    named = [(t.start, t.end) for t in sentence.tokens if t.mention is not None]
    named += [m.span() for m in _ALNUM.finditer(text, start, end)]
    taken: list[tuple[int, int]] = []
    out: list[Quantity] = []
    for q in (
        *_dates(text, start, end),
        *_quarters(text, start, end),
        *_clocks(text, start, end),
        *_ordinals(text, start, end),
        *(_of_figure(text, f) for f in sentence.figures),
        *_in_words(text, start, end, sentence.language.code),
        *_bare_numbers(text, start, end),
    ):
        if any(a < q.end and q.start < b for a, b in (*taken, *named)):
            continue
        taken.append((q.start, q.end))
        row = q.kind in ("number", "ordinal") and _IN_A_ROW.match(text, q.end) is not None
        out.append(replace(q, in_a_row=row))
    return tuple(sorted(out, key=lambda q: q.start))


_IN_A_ROW = re.compile(
    r"[ -](?:straight |consecutive |successive )?(?:trading )?(?:day|session|week|month|quarter|year)(?:s|ly)?\b|个?(?:交易日|[日天周週月季年])"
)


def _of_figure(text: str, f: Figure) -> Quantity:
    if f.kind == "number" and (glued := _GLUED.match(text, f.end)):
        return Quantity("number", abs(f.value), f.start, glued.end(), glued[0])
    unit = {"basis_points": "basis points", "points": "points", "percentage_points": "percentage points"}.get(f.kind)
    return Quantity(
        _KINDS[f.kind], abs(f.value), f.start, f.end, unit or (f.unit or "" if f.kind == "money" else ""),
        f.bare_dollar or f.unit == "元", sign=_sign(text, f),
    )  # fmt: skip


_SIGNS = {"+": 1, "＋": 1, "▲": 1, "△": 1, "↑": 1, "−": -1, "▼": -1, "▽": -1, "↓": -1, "-": -1}
_STANDS_FREE = " (（|:：\t"


def _sign(text: str, f: Figure) -> int:
    """Of "(NBIS) -21.09%"; a hyphen between two figures is none."""
    for at in (f.start, f.start - 1):
        if at >= 0 and text[at] in _SIGNS and (at == 0 or text[at - 1] in _STANDS_FREE):
            return _SIGNS[text[at]]
    return 0


_AGE_BEFORE = re.compile(
    r"\b(?:aged?|age of|turn(?:s|ed)|(?:dead|died?|dies|death|gone) at(?: the age of| age)?) $", re.IGNORECASE
)
_AGE_BEHIND = re.compile(r"[ -]?(?:year|month|week)s?[ -]old|岁|歲", re.IGNORECASE)
_OLDEST, _BETWEEN_MARKS = 120, re.compile(r"[,. )]|$")


def is_age(text: str, q: Quantity) -> bool:
    """Whether a number tells how old somebody is: "an 18-year-old", "dead at 88", "Smith, 54, said"."""
    if q.kind != "number" or q.value > _OLDEST:
        return False
    if _AGE_BEHIND.match(text, q.end) or _AGE_BEFORE.search(text, max(0, q.start - 24), q.start):
        return True
    return text[max(0, q.start - 2) : q.start] == ", " and bool(_BETWEEN_MARKS.match(text, q.end, q.end + 1))


_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_DATE = re.compile(
    rf"(?i)\b(?P<month>{'|'.join(_MONTHS)})[a-z]{{0,6}}\.? ?(?P<day>\d{{1,2}})(?!\d|[.,]\d|%)|\b(?P<day2>\d{{1,2}})(?:(?:st|nd|rd|th)(?: of)?)? (?P<month2>{'|'.join(_MONTHS)})[a-z]{{0,6}}\b"
    r"|(?P<month3>\d{1,2})月(?:(?P<day3>\d{1,2})[日号號])?|(?P<day4>\d{1,2})[日号號](?!均)|(?P<year>(?:19|20)\d\d)年|(?<![\d.,$€£-])(?P<year2>(?:19|20)\d\d)(?![\d%]|[.,]\d)"
)
_DATED = re.compile(
    rf"(?i)(?:\b(?:in|since|by|of|from|until|till|before|after|to|through|during|late|early|mid|than|and|versus|(?:{'|'.join(_MONTHS)})[a-z]*\.?(?: \d{{1,2}},?)?|fiscal|fy|end|year)[ -]|\()$"
)
_MONTH = 100
_QUARTERS = re.compile(r"\bQ([1-4])\b|\b([1-4])Q(?:\d\d)?\b|\bQ([1-4])(?=\d\d\b)")


def _dates(text: str, start: int, end: int) -> Iterator[Quantity]:
    """ "Aug. 21" is 821, "7月" 700."""
    for m in _DATE.finditer(text, start, end):
        if m["year2"] and not _DATED.search(text, max(0, m.start() - 16), m.start()):
            continue  # "2014 soldiers"
        if year := m["year"] or m["year2"]:
            yield Quantity("date", Decimal(year), *m.span(), "year")
            continue
        named = m["month"] or m["month2"]
        month = _MONTHS.index(named.lower()) + 1 if named else int(m["month3"] or 0)
        day = int(m["day"] or m["day2"] or m["day3"] or m["day4"] or 0)
        yield Quantity("date", Decimal(month * _MONTH + day), *m.span(), "day" if day else "month")


def _quarters(text: str, start: int, end: int) -> Iterator[Quantity]:
    for m in _QUARTERS.finditer(text, start, end):
        yield Quantity("date", Decimal(m[1] or m[2] or m[3]), *m.span(), "quarter")


def _clocks(text: str, start: int, end: int) -> Iterator[Quantity]:
    for m in _CLOCK.finditer(text, start, end):
        hour, _, minute = m[0].replace(".", ":").partition(":")
        yield Quantity("time", Decimal(hour) * 60 + Decimal(minute or 0), m.start(), m.end())


def _ordinals(text: str, start: int, end: int) -> Iterator[Quantity]:
    for m in _ORDINAL.finditer(text, start, end):
        yield Quantity("ordinal", Decimal((m[1] or m[2]).replace(",", "")), m.start(), m.end())


def _bare_numbers(text: str, start: int, end: int) -> Iterator[Quantity]:
    """What no other has: "an 18-year-old"."""
    for m in _NUMBER.finditer(text, start, end):
        yield Quantity("number", Decimal(m[0].replace(",", "")), *m.span())


_GLUED = re.compile(r"[DG](?![A-Za-z])")  # "3D", "4G": no other three or four


def _in_words(text: str, start: int, end: int, code: Code) -> Iterator[Quantity]:
    return _in_chinese_words(text, start, end) if code == "zh" else _in_english_words(text, start, end)


@cache
def _values(name: str, code: Code) -> Mapping[str, Decimal]:
    """A list of languages/<code>/numbers.toml, each word with its value."""
    rows = (row.rpartition(" ") for row in word_lists("numbers", code)[name])
    return {word: Decimal(value) for word, _, value in rows}


@cache
def _english() -> re.Pattern[str]:
    """ "twenty-five", "two million", "third", "doubled"."""
    cardinal, ordinal = "|".join(_values("cardinals", "en")), "|".join(_values("ordinals", "en"))
    scale = "hundred|" + "|".join(s for s in SCALES if s.isascii() and s.endswith(("illion", "thousand")))
    return re.compile(
        rf"\b(?:(?P<first>{cardinal})(?:[ -](?P<more>{cardinal}))?(?:[ -](?P<scale>{scale})\b)?"
        rf"(?:(?<=y)-(?P<last>first|{ordinal}))?|(?P<ordinal>{ordinal})|(?P<multiple>{'|'.join(_values('multiples', 'en'))}))\b",
        re.IGNORECASE,
    )


_IN_QUARTERS = re.compile(r"[ -](?:fiscal[ -])?quarter")
_RUNNING = re.compile(r" in a row| running| straight")  # "the second quarter in a row" may be any
_HALF_BEHIND = re.compile(r"[ -]half\b", re.IGNORECASE)
_HALF = re.compile(r"(first|second)[ -]$", re.IGNORECASE)


def _in_english_words(text: str, start: int, end: int) -> Iterator[Quantity]:
    cardinals, ordinals = _values("cardinals", "en"), _values("ordinals", "en")
    for m in _english().finditer(text, start, end):
        if m["multiple"]:
            if m["multiple"].lower() == "half" and (half := _HALF.search(text, max(start, m.start() - 8), m.start())):
                yield Quantity("date", ordinals[half[1].lower()], m.start() - len(half[0]), m.end(), "half")
                continue
            yield Quantity("multiple", _values("multiples", "en")[m["multiple"].lower()], *m.span())
        elif m["ordinal"]:
            value = ordinals[m["ordinal"].lower()]
            if (quarter := _IN_QUARTERS.match(text, m.end())) and not _RUNNING.match(text, quarter.end()):
                yield Quantity("date", value, m.start(), quarter.end(), "quarter")
                continue
            if _HALF_BEHIND.match(text, m.end()):
                continue
            yield Quantity("ordinal", value, *m.span(), idle=value == 1)
        else:
            value = cardinals[m["first"].lower()] + cardinals.get((m["more"] or "").lower(), Decimal(0))
            if m["last"]:
                yield Quantity("ordinal", value + ordinals.get(m["last"].lower(), Decimal(1)), *m.span())
                continue
            scale = (m["scale"] or "").lower()
            idle = value == 1 and not scale
            yield Quantity("number", value.scaleb(SCALES.get(scale, 2 if scale else 0)), *m.span(), idle=idle)


@cache
def _chinese() -> re.Pattern[str]:
    counted = "|".join(word_lists("numbers", "zh")["counted"])
    return re.compile(
        rf"(?P<multiple>{'|'.join(_values('multiples', 'zh'))})"
        r"|(?P<times>[\d.]+|[一二两兩三四五六七八九十百]+)倍"
        rf"|(?P<ordinal>第)?(?P<number>[一二两兩三四五六七八九十百]+)(?=(?:{counted}))"
    )


_SPANS = ("周", "週", "月", "年", "季")  # "近一周" is a period
_QUARTER = re.compile(r"[财財]?季度?")
_OWN_QUARTER = re.compile(r"[财財]?季(?:度|[报報])")  # "三季度", without an ordinal
_COUNTED_QUARTERS = re.compile(r"[连連续續近前过過]$")
_HALF_YEAR = re.compile(r"[上下首]半年")
_GROWN_BY = re.compile(r"(?:[增升涨漲高]|增[长長]|扩大|擴大)[逾约約近超]?$")  # "增长一倍" is twice


def _in_chinese_words(text: str, start: int, end: int) -> Iterator[Quantity]:
    """ "三家", "第九个季度", "翻倍"."""
    for half in _HALF_YEAR.finditer(text, start, end):
        yield Quantity("date", Decimal(1 if half[0][0] in "上首" else 2), *half.span(), "half")
    for m in _chinese().finditer(folded(text), start, end):
        if m["multiple"]:
            yield Quantity("multiple", _values("multiples", "zh")[m["multiple"]], *m.span())
            continue
        if m["times"]:
            times = m["times"] if m["times"][0].isdigit() else chinese_number(m["times"])
            if times is not None and _GROWN_BY.search(text, max(start, m.start() - 5), m.start()):
                yield Quantity("multiple", Decimal(times) + 1, *m.span())
            elif times is not None:
                yield Quantity("multiple", Decimal(times), *m.span(), "倍")
            continue
        value = chinese_number(m["number"])
        if value is not None:
            idle = value == 1 and not m["ordinal"] and text[m.end() : m.end() + 1] not in _SPANS
            counts = _COUNTED_QUARTERS.search(text, max(start, m.start() - 2), m.start())
            quarter = (_QUARTER if m["ordinal"] else _OWN_QUARTER).match(text, m.end())
            if quarter and not counts:
                yield Quantity("date", value, m.start(), quarter.end(), "quarter")
                continue
            yield Quantity("ordinal" if m["ordinal"] else "number", value, *m.span(), idle=idle)
