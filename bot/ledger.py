"""What was stated of a company's business, each once: by whom, in how many sources, and what became of it: raised, cut, delivered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from bot.digest import DigestStory
from bot.reading import Claim
from bot.reading.lexicon import folded

Became = Literal["raised", "cut", "delivered"]
# Figures of which a later one takes the place of an earlier one; a deal or a stake beside another is another.
_REVISED = frozenset({"forecast", "revenue", "profit", "investment", "price_target", "count"})
_ROUNDED = Decimal("0.01")  # of an amount: two tellings that differ by less say the same


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that was stated, in the words of the story that told it first; `before` is what it revised or made good, and `became` how."""

    claim: Claim
    stories: tuple[DigestStory, ...]
    before: Entry | None = None
    became: Became | None = None

    @property
    def sources(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(s.source or s.title for s in self.stories))


def ledger(told: Sequence[tuple[Claim, DigestStory]]) -> tuple[Entry, ...]:
    """The claims of a company, in any order, each once with all that tell it; the latest first. What a later one revises stands with it and no
    more by itself."""
    entries: list[Entry] = []
    for claim, story in sorted(told, key=lambda row: row[1].story):
        known = next((i for i, e in enumerate(entries) if _is_same(e.claim, claim)), None)
        if known is not None:
            first = entries[known]
            entries[known] = Entry(first.claim, (*first.stories, story), first.before, first.became)
            continue
        revised = next((e for e in reversed(entries) if _became(e.claim, claim) is not None), None)
        if revised is not None:
            entries.remove(revised)
        entries.append(Entry(claim, (story,), revised, _became(revised.claim, claim) if revised else None))
    return tuple(sorted(entries, key=lambda e: -e.stories[-1].story))


def _is_same(one: Claim, other: Claim) -> bool:
    """Whether two stories state one thing: its kind, its figure and its time; of what has no figure its words."""
    if one.kind != other.kind or one.forecast != other.forecast:
        return False
    if _amounts(one) is None or _amounts(other) is None:
        return folded(one.quote.text) == folded(other.quote.text)
    return _is_one_time(one, other) and _are_equal(one, other)


def _amounts(claim: Claim) -> tuple[Decimal, ...] | None:
    if claim.amount_range is not None:
        return claim.amount_range
    return (claim.amount,) if claim.amount is not None else None


def _are_equal(one: Claim, other: Claim) -> bool:
    """By the figures as printed, else by what either prints beside them in another currency."""
    if one.unit == other.unit:
        mine, its = _amounts(one) or (), _amounts(other) or ()
        return len(mine) == len(its) and all(_is_near(a, b) for a, b in zip(mine, its, strict=True))
    for a, b in ((one, other), (other, one)):
        if a.converted is not None and b.amount is not None and a.converted.unit == b.unit:
            return _is_near(a.converted.value, b.amount)
    return False


def _is_near(one: Decimal, other: Decimal) -> bool:
    return abs(one - other) <= _ROUNDED * max(abs(one), abs(other))


def _is_one_time(one: Claim, other: Claim) -> bool:
    """Where both say for when, they say the same."""
    return not (one.horizon and other.horizon) or folded(one.horizon) == folded(other.horizon)


def _became(before: Claim, after: Claim) -> Became | None:
    """What a later statement makes of an earlier one: of the same figure for the same time, by the same speaker or of the firm itself."""
    if before.kind not in _REVISED or before.kind != after.kind or before.unit != after.unit or not before.forecast:
        return None
    if before.amount is None or after.amount is None or before.horizon is None or after.horizon is None:
        return None
    if folded(before.horizon) != folded(after.horizon) or not _is_by_the_same(before, after):
        return None
    if not after.forecast:
        return "delivered"
    if before.amount == after.amount:
        return None
    return "raised" if after.amount > before.amount else "cut"


def _is_by_the_same(before: Claim, after: Claim) -> bool:
    one, other = (folded(c.speaker_resolved or c.speaker or "") for c in (before, after))
    return one == other or (not after.forecast and before.subject == after.subject)
