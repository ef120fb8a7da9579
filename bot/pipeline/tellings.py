"""What the stories of one message tell of an event: whose words it shows, and who else told it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.events import Fact, is_one_event, tells_the_same
from bot.listings import base_language
from bot.story import Story


@dataclass(frozen=True, slots=True)
class Telling:
    """What one story tells of an event; its source and language, None of a story that is gone."""

    story: int
    source: str | None
    language: str | None
    facts: tuple[Fact, ...]

    @property
    def closes(self) -> bool:
        return any(f.at == "close" for f in self.facts)


def tellings(told: Iterable[tuple[int, Story | None, Fact]]) -> list[Telling]:
    """What each story tells, in the order in which they did."""
    facts: dict[int, list[Fact]] = {}
    stories: dict[int, Story | None] = {}
    for number, story, fact in told:
        facts.setdefault(number, []).append(fact)
        stories[number] = story
    named = [(number, stories[number], tuple(of_story)) for number, of_story in facts.items()]
    return [Telling(n, s.source if s else None, s.language if s else None, of) for n, s, of in named]


def shown(told: Sequence[Telling], language: str) -> Telling:
    """The one whose words a message shows: the first, till a close takes its place, or the reader's own language."""
    found = told[0]
    for later in told[1:]:
        if _takes_its_place(later, found, language):
            found = later
    return found


def _takes_its_place(later: Telling, before: Telling, language: str) -> bool:
    if later.closes != before.closes:
        return later.closes and goes_on_with_all(later.facts, before.facts)
    return later.language == base_language(language) != before.language and goes_on_with_all(
        later.facts, before.facts
    )


def goes_on_with_all(later: Sequence[Fact], before: Sequence[Fact]) -> bool:
    """Whether no figure would be lost: each has one of its own event among the later ones."""
    return all(any(is_one_event(f, fact) for fact in later) for f in before)


def others(told: Sequence[Telling], language: str) -> list[tuple[str, str | None]]:
    """The other sources in the order in which they told it, each with its figure where it is not the message's own."""
    own = shown(told, language)
    out: dict[str, str | None] = {}
    for telling in told:
        for fact in telling.facts:
            if telling.source is not None and telling.source != own.source:
                same = any(tells_the_same(fact, f) for f in own.facts)
                out.setdefault(telling.source, None if same else fact.size_shown)
    return list(out.items())
