"""What a story says in one to three sentences, by rules: its own sentences, chosen by place, figures and companies."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.extraction.findings import Claim, PriceMove, SummarySentence
from bot.extraction.grounding.grounds import Grounds
from bot.extraction.sentences import quote_at
from bot.story import Span, Story

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
    weights = {s: _weight(i, s, moves, claims) for i, s in enumerate(body)}
    chosen = sorted(sorted(body, key=lambda s: -weights[s])[:most])
    return tuple(
        SummarySentence(without_tags(story.text[s.start : s.end]), (quote_at(story, *s),))
        for s in chosen
        if weights[s] > 0
    )


def _weight(i: int, s: Span, moves: Sequence[PriceMove], claims: Sequence[Claim]) -> float:
    inside = sum(s.start <= m.quote.start < s.end for m in moves)
    claimed = sum(s.start <= c.quote.start < s.end for c in claims)
    return (
        (4.0 if i == 0 else 0.0) + 3.0 * min(inside, 1) + 1.2 * min(claimed, 2) + (0.6 if i < 4 else 0.0) - 0.02 * i
    )


def without_tags(words: str) -> str:
    """A sentence as a person reads it: without the ticker tags that wires print into it."""
    words = _DATELINE.sub("", words)
    if "[" in words or "<" in words:
        words = _TAG.sub("", words)
    return " ".join(words.split())
