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
