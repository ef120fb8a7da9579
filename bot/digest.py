"""A digest: what moved on a watchlist, the main stories, and what could not be sent in time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from bot.events import Fact, is_correction, tells_the_same
from bot.link import Link
from bot.listings import base_language
from bot.reading import ALERTABLE, Extraction, PriceMove, SummarySentence, size_in_percent


@dataclass(frozen=True, slots=True)
class DigestMove:
    """A move with the story that told it (its number, link, source, title). `early`: told before its feed was first read."""

    move: PriceMove
    fact: Fact
    story: int
    source: str | None
    url: Link | None
    early: bool = False
    title: str = ""
    language: str | None = None
    event: int | None = None


EXPLAINED = 8  # movers that a digest tells with why and with their story


MENTIONED, LED, TITLED = 0, 1, 2  # how much a story is about somebody: named in it, in its first lines, in its title


def weights_of(extraction: Extraction, facts: Sequence[Fact]) -> dict[str, int]:
    """Whom a story names or moves, by symbol, and how much it is about them, by where they first stand in it."""
    story = extraction.story
    weights = {f.who: MENTIONED for f in facts} | {m.listing.symbol: MENTIONED for m in extraction.moves if m.listing}
    firms = {c.key for c in extraction.companies if c.kind == "company"}
    named = [(m.listing.symbol, m.spans) for m in extraction.listings]
    for symbol, spans in [*named, *((c.key, c.spans) for c in extraction.companies)]:
        at = min((start for start, _ in spans), default=story.head)
        # A price of gold in the first lines is why jewellers earn less; a firm there is whom they are about.
        led = at < story.head and (symbol in firms or not story.title)
        titled = at < len(story.title) or (led and not story.title)
        weights[symbol] = max(TITLED if titled else LED if led else MENTIONED, weights.get(symbol, MENTIONED))
    return weights


@dataclass(frozen=True, slots=True)
class DigestStory:
    """A story that names something watched, with what it says in a sentence or two, its facts, whether it corrects another, the event that it
    tells (None of one that was read before events were kept), who else tells that, and how much it is about what is watched."""

    story: int
    title: str
    source: str | None
    url: Link | None
    published: datetime | None
    summary: tuple[SummarySentence, ...]
    facts: tuple[Fact, ...]
    corrects: bool = False
    early: bool = False
    event: int | None = None
    others: tuple[str, ...] = ()
    language: str | None = None
    weight: int = TITLED


@dataclass(frozen=True, slots=True)
class Digest:
    """What one chat is told up to a day, of a week where it is weekly. `missed` are alerts that could not be sent in time, `left` those that a day's budget left to it."""

    chat: int
    day: date
    moves: tuple[DigestMove, ...]
    stories: tuple[DigestStory, ...]
    missed: tuple[str, ...]
    left: tuple[str, ...] = ()
    weekly: bool = False

    @property
    def told(self) -> tuple[int, ...]:
        """The stories whose words it shows."""
        return tuple(dict.fromkeys((*(m.story for m in self.moves), *(s.story for s in self.stories))))

    @property
    def empty(self) -> bool:
        return not (self.moves or self.stories or self.missed or self.left)


def compose(
    chat: int,
    day: date,
    moves: Iterable[DigestMove],
    stories: Sequence[DigestStory],
    missed: Sequence[str],
    most_stories: int = 5,
    left: Sequence[str] = (),
    weekly: bool = False,
    language: str = "en",
) -> Digest:
    """Each instrument once with its last session's close, or with the biggest of a week, the biggest first; then the stories that have most to say.

    A story whose figure a later one corrects is left out, and of those about one event or one move only the best is told, in the reader's
    language where one is; a mover's event stands with it. What only mentions somebody is told where there is nothing else.
    """
    language = base_language(language)
    chosen: list[DigestMove] = []
    for found in moves:
        if found.move.scope not in ALERTABLE:
            continue
        twin = next((i for i, c in enumerate(chosen) if _same_row(c.fact, found.fact)), None)
        if twin is None:
            chosen.append(found)
        elif _bigger(found, chosen[twin]) if weekly else _takes_its_place(found, chosen[twin], language):
            chosen[twin] = found
    chosen.sort(key=lambda m: -(size_in_percent(m.move) or 0))
    explained = chosen[:EXPLAINED]
    events, shown = {m.event for m in explained} - {None}, {m.story for m in explained}
    standing = [s for s in stories if not any(_is_corrected(s, later) for later in stories)]
    about = [s for s in standing if s.weight > MENTIONED]
    if not (about or chosen or missed or left):
        about = standing
    main: list[DigestStory] = []
    for story in sorted(about, key=lambda s: _rank(s, language)):
        told_above = story.story in shown or story.event in events
        if not told_above and not any(_are_about_one_thing(story, told) for told in main):
            main.append(story)
    main = [replace(s, others=_others(s, standing)) for s in main[:most_stories]]
    main.sort(key=lambda s: (s.language not in (None, language), s.story))
    return Digest(chat, day, tuple(chosen), tuple(main), tuple(missed), tuple(left), weekly)


def _rank(story: DigestStory, language: str) -> tuple[object, ...]:
    """The first are told: about somebody watched, in the reader's language, with figures and sentences, the latest."""
    foreign = story.language is not None and story.language != language
    return (-story.weight, foreign, not story.facts, -len(story.summary), -story.story)


def _takes_its_place(new: DigestMove, old: DigestMove, language: str) -> bool:
    """Of two that tell one figure the reader's own language counts, else what is later."""
    if new.move.sure == old.move.sure and new.fact.session == old.fact.session and tells_the_same(new.fact, old.fact):
        own = [m.language == language for m in (new, old)]
        if own[0] != own[1] and new.move.at == old.move.at:
            return own[0]
    return _later(new, old)


def one_an_event(stories: Sequence[DigestStory]) -> tuple[DigestStory, ...]:
    """The stories in their order, of each event the first with who else tells it."""
    out: list[DigestStory] = []
    for story in stories:
        if not any(_are_of_one_event(story, told) for told in out):
            out.append(replace(story, others=_others(story, stories)))
    return tuple(out)


def _others(story: DigestStory, stories: Sequence[DigestStory]) -> tuple[str, ...]:
    """The other sources that tell a story's event, in the order in which they did."""
    named = (s.source for s in sorted(stories, key=lambda s: s.story) if _are_of_one_event(s, story))
    return tuple(dict.fromkeys(n for n in named if n and n != story.source))


def _are_of_one_event(a: DigestStory, b: DigestStory) -> bool:
    return a.event is not None and a.event == b.event


def _are_about_one_thing(a: DigestStory, b: DigestStory) -> bool:
    return _are_of_one_event(a, b) or _are_about_one_move(a, b)


def _is_corrected(story: DigestStory, later: DigestStory) -> bool:
    return (
        later.corrects
        and later.story > story.story
        and any(is_correction(a, b) for a in story.facts for b in later.facts)
    )


def _are_about_one_move(a: DigestStory, b: DigestStory) -> bool:
    return bool(a.facts and b.facts) and tells_the_same(_main(a.facts), _main(b.facts))


def _main(facts: Sequence[Fact]) -> Fact:
    """The first close; "after falling as much as 9 percent, closed 3.1 percent lower" is about the 3.1."""
    return next((f for f in facts if f.at == "close"), facts[0])


def _same_row(a: Fact, b: Fact) -> bool:
    named = {f.of for f in (a, b)} - {None}
    one = len(named) < 2 or any(of is not None and "." not in of and not of.isupper() for of in named)
    return a.who == b.who and a.scope == b.scope and one  # "HSBC" may be of any listing


def _bigger(new: DigestMove, old: DigestMove) -> bool:
    """Of two sessions that of the bigger move; of one what `_later` says."""
    if new.move.sure != old.move.sure or new.fact.session == old.fact.session:
        return _later(new, old)
    return (size_in_percent(new.move) or 0) > (size_in_percent(old.move) or 0)


def _later(new: DigestMove, old: DigestMove) -> bool:
    """What is sure counts; of two the later session; of one session a close outdoes an intraday figure; else the later story does."""
    if new.move.sure != old.move.sure:
        return new.move.sure
    if new.fact.session and old.fact.session and new.fact.session != old.fact.session:
        return new.fact.session > old.fact.session
    if (new.move.at == "close") != (old.move.at == "close"):
        return new.move.at == "close"
    return new.story > old.story
