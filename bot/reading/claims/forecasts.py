"""What is told as what is to come, and not as what has happened or as what others had expected."""

from __future__ import annotations

import re
from functools import lru_cache

from bot.reading.claims import vocabulary as w
from bot.reading.words import Words, has_chinese

_FORESEEN = tuple(
    re.compile(words, re.IGNORECASE)
    for words in (w.FORESEES, w.FORESEEN, w.WILL, w.TO_COME, w.MEANS_TO, w.RANGED, w.FORESEES_ZH, w.TO_COME_ZH)
)
_BEATEN = re.compile(w.BEATEN, re.IGNORECASE)
_PRICE_ZH = re.compile(w.FORESEEN_PRICE_ZH)
_REVISED_BY = re.compile(w.REVISED_BY, re.IGNORECASE)
_BESIDE_ANOTHER = re.compile(w.BESIDE)
PRICED = Words(
    r"\b(?:shares?|stocks?|index|indices|futures|bonds?|yields?|prices?|crude|gold|silver|dollar|euro|yen|yuan|pound|bitcoin|points?)\b"
)
_WITHIN, _WITHIN_ZH = 110, 30  # characters between a word of foreseeing and its rate


@lru_cache(maxsize=4)  # a sentence states several claims
def is_forecast(words: str) -> bool:
    """Whether a sentence foresees; what was beaten, met or missed is not foreseen any more."""
    told = _BEATEN.sub(" ", words)
    return any(rule.search(told) for rule in _FORESEEN)


def is_foreseen_rate(before: str, after: str, clause: str) -> bool:
    """Whether a percentage is foreseen of a measure: "the tax rate will be 25%"; not of a price, nor beside another figure ("9% below
    the range"), nor by how much a forecast was changed."""
    if PRICED.search(clause) or _BESIDE_ANOTHER.match(after) or _REVISED_BY.search(before):
        return False
    if has_chinese(before):
        return is_forecast(before[-_WITHIN_ZH:]) and not _PRICE_ZH.search(clause)
    return is_forecast(before[-_WITHIN:])
