"""Whether two printed numbers are one: rounded, in words, in another unit, as a fraction instead of a percentage."""

from __future__ import annotations

import re
import tomllib
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from functools import cache
from importlib import resources
from itertools import pairwise

from bot.reading.figures import chinese_number
from bot.reading.gate.quantities import Quantity
from bot.reading.gate.said import Said
from bot.reading.gate.terms import Term
from bot.reading.lexicon import folded

_COUNTED = ("date", "time", "ordinal")
_MONTH = 100  # of a date's value: 930 is 30 September, 900 September


def is_one_number(a: Quantity, b: Quantity) -> bool:
    """Whether two numbers are one in another form: rounded, scaled, with or without its unit."""
    if {a.kind, b.kind} == {"multiple", "percent"}:
        return a.value in (b.value * 100, b.value / 100)  # "half", "50%"
    if a.kind != b.kind and "number" not in (a.kind, b.kind):
        return a.value == b.value and a.kind in _COUNTED and b.kind in _COUNTED  # "a ninth quarter", "nine quarters"
    if a.kind == b.kind == "money" and not (a.like(b) or a.bare or b.bare):
        return False
    if a.value == b.value:
        return True
    if a.kind == b.kind == "date":
        return _is_one_month(a, b)
    if a.kind in _COUNTED or b.kind in _COUNTED:
        return False
    coarse, fine = sorted((a.value, b.value), key=lambda v: -int(v.normalize().as_tuple().exponent))
    try:
        return fine.quantize(coarse.normalize(), ROUND_HALF_UP) == coarse
    except InvalidOperation:  # more digits than any figure has
        return False


def _is_one_month(a: Quantity, b: Quantity) -> bool:
    """ "until 30 September", "until the end of September"."""
    return {a.unit, b.unit} == {"day", "month"} and a.value // _MONTH == b.value // _MONTH


def is_one_measure(old: Said, a: Term, new: Said, b: Term) -> bool:
    """ "1,000 kg" and "1 tonne": two numbers with the words behind them."""
    if a.quantity is None or b.quantity is None:
        return False
    one, other = (_measured(said, t) for said, t in ((old, a), (new, b)))
    return one is not None and other is not None and one[0] == other[0] and one[1] == other[1]


def _measured(said: Said, t: Term) -> tuple[str, Decimal] | None:
    """The dimension of what stands behind a number, and how many of its smallest measure it is."""
    assert t.quantity is not None
    # "1,000千克" is read as 1,000 thousands of 克; from the first digit on the measure is the longest word that fits.
    text = folded(said.sentence.text[t.start : t.end + _LONGEST_MEASURE])
    found = _NUMBER.match(text)
    if found is None:
        return None
    value, rest = Decimal(found[1].replace(",", "")), text[found.end() :]
    scale = next((s for s in _SCALES if rest.startswith(s) and not _unit_at(rest)), "")
    unit = _unit_at(rest[len(scale) :].lstrip(" -"))
    return (unit[0], value.scaleb(_SCALES.get(scale, 0)) * unit[1]) if unit else None


_NUMBER = re.compile(r"(\d[\d,]*(?:\.\d+)?) ?")
_SCALES = {"万": 4, "亿": 8, "million ": 6, "billion ": 9, "thousand ": 3}
_LONGEST_MEASURE = 14  # characters


def _unit_at(text: str) -> tuple[str, Decimal] | None:
    for word, dimension, size in _units():
        if text.startswith(word) and not (word.isascii() and text[len(word) : len(word) + 1].isalpha()):
            return dimension, size
    return None


@cache
def _units() -> tuple[tuple[str, str, Decimal], ...]:
    """Each word with its dimension and size, the longest first."""
    table = tomllib.loads(resources.files("bot.events").joinpath("units.toml").read_text(encoding="utf-8"))
    rows = [
        (w, dimension, Decimal(n))
        for dimension, sizes in table.items()
        for n, words in sizes.items()
        for w in words.split(", ")
    ]
    return tuple(sorted(rows, key=lambda r: -len(r[0])))


_SHARES = {Decimal(n) for n in (10, 20, 25, 30, 33, 40, 50, 60, 66, 67, 70, 75, 80, 90, 100, 200, 300)}
_MULTIPLES = {Decimal(100): Decimal(2), Decimal(200): Decimal(3), Decimal(300): Decimal(4)}  # "doubled" is 100% more
_SLACK = Decimal("0.7")  # of a hundredth: "two thirds" is 66 and 67 percent


def follows_from(quantity: Quantity, told: tuple[Quantity, ...]) -> bool:
    """Whether a number adds nothing to those that were told: the rest to a hundred, a sum of two, a fraction in other words, the same digits."""
    digits = _digits_of(quantity)
    if len(digits) > 1 and any(_digits_of(q) == digits for q in told):
        return True
    percents = [q.value for q in told if q.kind == "percent"]
    if quantity.kind != "percent":
        return False
    if any(p + quantity.value == 100 for p in percents) or any(
        a + b == quantity.value for i, a in enumerate(percents) for b in percents[i + 1 :]
    ):
        return True
    return quantity.value in _SHARES and _is_a_fraction(quantity.value, told)


def _digits_of(q: Quantity) -> tuple[int, ...]:
    return q.value.normalize().as_tuple().digits


def _is_a_fraction(percent: Decimal, told: tuple[Quantity, ...]) -> bool:
    """ "a fifth" is 20 percent, "three in four" 75, "doubled" 100 percent more."""
    if any(q.kind == "multiple" and q.value in (_MULTIPLES.get(percent), percent / 100) for q in told):
        return True
    if any(q.kind == "ordinal" and q.value and abs(100 / q.value - percent) < _SLACK for q in told):
        return True
    small = [q.value for q in told if q.kind in ("number", "ordinal") and 0 < q.value <= 10]
    return any(abs(100 * a / b - percent) < _SLACK for a, b in pairwise(small))


_IN_CHINESE = re.compile(
    r"(?<![\d.])[零〇一二两兩三四五六七八九十百]+(?:[点點][零〇一二三四五六七八九]+)?(?=[亿億万萬千%％年月日号號家间間名人个個座艘艘辆輛台臺股])"
)
_PERCENT = re.compile(r"百分之([零〇一二两兩三四五六七八九十百]+(?:[点點][零〇一二三四五六七八九]+)?)")


def in_digits(text: str) -> str:
    """The text with its Chinese numerals in digits: 二零二六年 is 2026年, 二十九億 29億, 百分之九十六點五 96.5%."""
    text = _PERCENT.sub(lambda m: f"{_digits(m[1])}%" if _digits(m[1]) else m[0], text)
    return _IN_CHINESE.sub(lambda m: _digits(m[0]) or m[0], text)


def _digits(written: str) -> str | None:
    if len(written) == 1 and written in "一两兩":
        return None  # "一家", "两家": a word
    if not any(u in written for u in "十百"):
        figures = "".join(
            str("零一二三四五六七八九".find(c.replace("〇", "零").replace("两", "二").replace("兩", "二")))
            if c not in "点點"
            else "."
            for c in written
        )
        return None if "-" in figures else figures
    value = chinese_number(written)
    return None if value is None else f"{value:f}"
