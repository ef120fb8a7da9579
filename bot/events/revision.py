"""Two versions of a story under one link: whether the later one takes something back, tells more, or only says it in other words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from bot.events.changes import Change, taken_back
from bot.events.notices import is_withdrawn, says_it_is_corrected
from bot.events.numbers import follows_from
from bot.events.versions import Version, alike, is_clock, is_day, versions_of
from bot.listings import Listings
from bot.reading.gate.quantities import Quantity
from bot.reading.gate.said import Said
from bot.reading.gate.terms import Term
from bot.story import Story

Verdict = Literal["correction", "update", "edit", "retitle", "withdrawn"]


@dataclass(frozen=True, slots=True)
class Revision:
    """What became of a story. `changed` is empty where a correction shows no value."""

    verdict: Verdict
    changed: tuple[Change, ...] = ()


def compare(old: Story, new: Story, table: Listings) -> Revision:
    """What the later of two versions does to the earlier one. Never raises on any text."""
    before, after = versions_of(old, new, table)
    changed = taken_back(before, after)
    for verdict, holds in _VERDICTS:
        if holds(before, after, changed):
            return Revision(verdict, changed if verdict == "correction" else ())
    return Revision("edit")


_OTHER_SENTENCE = 0.35  # below it a sentence stands in no earlier one's place
_ITS_OWN = 0.65  # of what a new sentence says, how much the story did not say
_SAYS_MUCH = 6  # keys
_SAYS_MORE = 14  # keys, in a sentence that says an earlier one too
_SAME_BODY = 0.97
_ROUND = 5  # percentage points


def _is_taken_off(before: Version, after: Version, changed: Sequence[Change]) -> bool:
    return is_withdrawn(after.story) and not is_withdrawn(before.story)


def _is_corrected(before: Version, after: Version, changed: Sequence[Change]) -> bool:
    return bool(changed) or (says_it_is_corrected(after.story) and not says_it_is_corrected(before.story))


def _has_another_title_alone(before: Version, after: Version, changed: Sequence[Change]) -> bool:
    """Whether the text is the same, and the title tells no number that stands in neither."""
    if not (before.story.title and after.story.title) or before.keys[:1] == after.keys[:1]:
        return False
    bodies = [frozenset().union(*v.keys[1:]) for v in (before, after)]
    return alike(*bodies) >= _SAME_BODY and all(before.tells(q) or _is_about_one(q, before) for q in after.quantities)


def _is_about_one(quantity: Quantity, before: Version) -> bool:
    """Whether a title's round percentage is one of the text: "profit down by 70%" of 71%."""
    return (
        quantity.kind == "percent"
        and quantity.value % 10 == 0
        and any(q.kind == "percent" and abs(q.value - quantity.value) < _ROUND for q in before.quantities)
    )


def _is_of_the_calendar(said: Said, q: Quantity) -> bool:
    return is_clock(said.sentence.text, q) or is_day(said.sentence.text, q)


def _is_told_on(before: Version, after: Version, changed: Sequence[Change]) -> bool:
    """Whether it tells a number, or somebody, of whom it did not tell before."""
    if any(not before.names(t) for t in _named_twice(after)):
        return True
    for said, keys in after.facts:
        numbers = [q for j in said.numbers if not (q := said.quantity(j)).idle and not _is_of_the_calendar(said, q)]
        if any(not before.tells(q) and not follows_from(q, before.quantities) for q in numbers):
            return True
        near = max((alike(keys, k) for k in before.keys), default=0.0)
        if near >= _OTHER_SENTENCE and len(keys - before.every_key) < _SAYS_MORE:
            continue
        strange = keys - before.every_key
        says = any(t.has("say") for t in said.terms) or any(not before.names(said.terms[i]) for i in said.names)
        if says and len(strange) >= _SAYS_MUCH and len(strange) >= _ITS_OWN * len(keys):
            return True
    return False


def _named_twice(version: Version) -> list[Term]:
    """The names in two sentences or more: whom a story tells of, and not who wrote it."""
    named: dict[str, list[Term]] = {}
    for said in version.said:
        for text in {said.terms[i].text for i in said.names}:
            named.setdefault(text, []).append(next(said.terms[i] for i in said.names if said.terms[i].text == text))
    return [terms[0] for text, terms in named.items() if len(terms) > 1 and len(text) > _INITIALS]


_INITIALS = 3  # characters

_VERDICTS: tuple[tuple[Verdict, Callable[[Version, Version, Sequence[Change]], bool]], ...] = (
    ("withdrawn", _is_taken_off),
    ("correction", _is_corrected),
    ("retitle", _has_another_title_alone),
    ("update", _is_told_on),
)
