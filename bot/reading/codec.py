"""Readings as JSON and back, for the store and for the process that reads: validated on the way in, exact figures kept."""

from __future__ import annotations

from functools import lru_cache

from pydantic import TypeAdapter

from bot.reading.findings import (
    Claim,
    CompanyMention,
    Dropped,
    Extraction,
    Flag,
    ListingMention,
    PriceMove,
    SummarySentence,
)
from bot.story import Story

_Before = tuple[
    tuple[PriceMove, ...],
    tuple[Claim, ...],
    tuple[SummarySentence, ...],
    tuple[ListingMention, ...],
    tuple[Flag, ...],
    tuple[Dropped, ...],
]
"""What was written down before companies were."""
_Found = tuple[
    tuple[PriceMove, ...],
    tuple[Claim, ...],
    tuple[SummarySentence, ...],
    tuple[ListingMention, ...],
    tuple[Flag, ...],
    tuple[Dropped, ...],
    tuple[CompanyMention, ...],
]
_FOUND: TypeAdapter[_Found | _Before] = TypeAdapter(_Found | _Before)
_STORY: TypeAdapter[Story] = TypeAdapter(Story)


def dump_found(e: Extraction) -> str:
    """What was found, without its story, which is kept elsewhere."""
    return _FOUND.dump_json((e.moves, e.claims, e.summary, e.listings, e.flags, e.ungrounded, e.companies)).decode()


def load_found(found: str, story: Story, by: str, prompt: str | None) -> Extraction:
    """The reading of that story. Raises ValueError for what `dump_found` did not write."""
    moves, claims, summary, listings, flags, ungrounded, *companies = _FOUND.validate_json(found)
    return Extraction(story, moves, claims, summary, listings, flags, ungrounded, by, prompt, *companies)


@lru_cache(1024)  # a morning's digests show the same stories to thousands
def load_parts(found: str) -> tuple[tuple[PriceMove, ...], tuple[Claim, ...], tuple[SummarySentence, ...]]:
    """Moves, claims and summary of a reading. Raises ValueError."""
    moves, claims, summary, *_ = _FOUND.validate_json(found)
    return moves, claims, summary


def dump_story(story: Story) -> bytes:
    return _STORY.dump_json(story)


def load_story(written: bytes) -> Story:
    """Raises ValueError."""
    return _STORY.validate_json(written)
