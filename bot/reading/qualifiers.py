"""The words before a figure that keep it open: "more than", "about", 逾."""

from __future__ import annotations

import re

from bot.reading import vocabulary as v
from bot.reading import vocabulary_zh as zh
from bot.reading.words import Words

_WITHIN = 24  # characters before the figure
_QUALIFIER = Words(
    r"(?<![\w-])("
    + "|".join(re.escape(q) for q in sorted(v.QUALIFIERS, key=len, reverse=True))
    + r")(?:[ \u00a0]+(?:a|an|the))?[ \u00a0]*$",
    rf"({zh.OPEN_FIGURES})[ \u00a0]*$",
)


def qualifier_before(text: str, start: int) -> tuple[str, int] | None:
    """The qualifier of the figure at `start` and where it begins; None where it has none."""
    before = text[max(0, start - _WITHIN) : start]
    # The pattern is anchored at the end, so the leftmost match is the longest qualifier.
    m = _QUALIFIER.search(before)
    if m is None:
        return None
    first, last = m.span(m.lastindex or 1)
    return before[first:last], start - len(before) + first


_SIGNS = {
    ">": "more than|over|above|at least|past|through|just over|超|逾|超过|超過|超出|至少|最少|突破|升穿|升破|站上|涨破|漲破|冲破|衝破|升越|重上",
    "<": "less than|under|below|beneath|at most|不到|不足|最多|不超过|不超過|跌破|跌穿|失守",
    "≈": "about|around|some|roughly|approximately|nearly|almost|close to|near|约|約|大约|大約|近|接近|将近|將近",
    "≤": "as much as|as many as|up to|多达|多達|高达|高達|一度",
}
_SIGN_OF = {words: sign for sign, of in _SIGNS.items() for words in of.split("|")}


def sign_of(qualifier: str) -> str:
    """How a table shows in one sign that a figure is a bound or a rough one: ">", "<", "≈", "≤"; "" for other words."""
    return _SIGN_OF.get(qualifier.lower(), "")
