"""What a story says in one to three sentences, by rules: its own sentences, chosen by place, figures and companies."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence

from bot.reading.findings import Claim, PriceMove, SummarySentence
from bot.reading.grounding.grounds import Grounds
from bot.reading.sentences import quote_at
from bot.story import Story

_LONGEST = 360
_DATELINE = re.compile(r"^[^。，]{2,40}\d日(?:电|電|讯|訊)[）)]?[ \u3000：:，]*")  # a Chinese wire's
_TAG = re.compile(r"\s?[\[<](?:[A-Z]{2,12}\s?:\s?[A-Z0-9.]{1,10}|[A-Z0-9.]{1,12}|n[A-Z0-9]{6,})[\]>]")


def summarize(
    story: Story, grounds: Grounds, moves: Sequence[PriceMove], claims: Sequence[Claim], most: int = 3
) -> tuple[SummarySentence, ...]:
    """The lead, and the sentences that carry moves or the weightiest claims, in the story's order."""
    body = [
        s
        for s in grounds.sentences
        if s.start >= story.body.start and 12 <= len(without_tags(story.text[s.start : s.end])) <= _LONGEST
    ]
    if not body:
        return ()
    starts = [s.start for s in body]
    moved = Counter(bisect_right(starts, m.quote.start) - 1 for m in moves)
    claimed = Counter(bisect_right(starts, c.quote.start) - 1 for c in claims)
    weights = {s: _weight(i, moved[i], claimed[i]) for i, s in enumerate(body)}
    chosen = sorted(sorted(body, key=lambda s: -weights[s])[:most])
    return tuple(
        SummarySentence(without_tags(story.text[s.start : s.end]), (quote_at(story, *s),))
        for s in chosen
        if weights[s] > 0
    )


def _weight(place: int, moves: int, claims: int) -> float:
    early = 4.0 if place == 0 else 0.6 if place < 4 else 0.0
    return early + 3.0 * min(moves, 1) + 1.2 * min(claims, 2) - 0.02 * place


def without_tags(words: str) -> str:
    """A sentence as a person reads it: without the ticker tags that wires print into it."""
    words = _DATELINE.sub("", words)
    if "[" in words or "<" in words:
        words = _TAG.sub("", words)
    return " ".join(words.split())
