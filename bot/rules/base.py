"""What a rule is: a kind with a condition, held against what one story says; and why it fired."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Literal, Protocol

from bot.keywords import Text
from bot.listings import Listings
from bot.quiet import InQuiet
from bot.reading import Claim, Extraction, PriceMove, Quote
from bot.reading.lexicon import folded
from bot.story import Story

Side = Literal["above", "below"]
ANYTHING, WATCHLIST = "", "*"  # targets that are no company


@dataclass(frozen=True)
class Material:
    """One story as rules see it. `companies` are the keys of all that it names, `main` those of its title and first lines."""

    story: Story
    moves: tuple[PriceMove, ...]
    claims: tuple[Claim, ...]
    companies: frozenset[str]
    main: frozenset[str]

    @cached_property
    def text(self) -> Text:
        return Text.of(f"{self.story.title} . {self.story.text[self.story.body.start : self.story.body.end]}")

    @property
    def headline(self) -> str:
        """The title; of a story without one its first words."""
        return self.story.title or self.story.text[self.story.body.start : self.story.body.end][:_HEADLINE].strip()


_HEADLINE = 120


def material_of(extraction: Extraction, table: Listings) -> Material:
    story = extraction.story
    named = [(c.key, start) for c in extraction.companies for start, _ in c.spans]
    return Material(
        story, extraction.moves, extraction.claims, frozenset(k for k, _ in named), frozenset(k for k, at in named if at < story.head)
    )  # fmt: skip


def key_of(move: PriceMove, table: Listings) -> str | None:
    """Whose move it is, as a target; None of nobody whom the table knows."""
    return _key(move.listing.symbol, table) if move.listing is not None else None


def _key(symbol: str, table: Listings) -> str:
    company = table.of_symbol(symbol)
    return company.key if company else symbol


@dataclass(frozen=True, slots=True)
class Fired:
    """Why a rule fired: the value that reached it as it is shown, and the words that say so; `side` is where a price is now."""

    value: str
    quote: Quote | None = None
    side: Side | None = None
    moves: tuple[PriceMove, ...] = ()  # of a kind that is told once a session, those that reached it


@dataclass(frozen=True, slots=True)
class Target:
    """What a rule is about: a company by its key, or one of its listings; a chat's watchlist; or anything."""

    key: str
    symbol: str | None = None

    def is_in(self, companies: frozenset[str], watched: frozenset[str]) -> bool:
        if self.key == ANYTHING:
            return True
        if self.key == WATCHLIST:
            return not companies.isdisjoint(watched)
        return self.key in companies


class Kind(Protocol):
    """A kind of rule. Its conditions are texts, in a form of its own that never changes its meaning: they are kept in stores."""

    @property
    def name(self) -> str: ...

    def fires(
        self,
        condition: str,
        target: Target,
        material: Material,
        watched: frozenset[str],
        side: Side | None,
        table: Listings,
    ) -> Fired | None:
        """What of a story reaches the condition. `watched` are the chat's companies, `side` where a price was last."""
        ...

    def anchors(self, condition: str) -> frozenset[str]:
        """Units of which a story must have one, for a rule about anything; empty where it must be asked of every story of its target."""
        ...

    def words(self, condition: str) -> tuple[str, Mapping[str, str]]:
        """How the condition is told: a key of the wording with its fields."""
        ...


@dataclass(frozen=True, slots=True)
class UserRule:
    """A rule that somebody has set. `most` is a day's bound, `cooldown` seconds; `in_session`: only while a market of whom it is about is open;
    `source` and `reads`: only by stories of a publisher, as it was typed, and of a language, "en" or "zh"."""

    id: int
    chat: int
    kind: str
    target: Target
    label: str
    condition: str
    once: bool = False
    cooldown: int = 0
    most: int | None = None
    until: datetime | None = None
    paused: bool = False
    side: Side | None = None
    in_quiet: InQuiet = InQuiet.HOLD
    in_session: bool = False
    source: str = ""
    reads: str = ""

    def is_told_by(self, story: Story) -> bool:
        """Whether a story is of its publisher and its language."""
        if self.reads and (story.language or "").partition("-")[0] != self.reads:
            return False
        return not self.source or is_of(self.source, story.source or "")


def is_of(typed: str, source: str) -> bool:
    """Whether a publisher is the one that was typed: "reuters" is Reuters Business too, 财新 is 财新网."""
    name, asked = folded(source).strip(), folded(typed).strip()
    return bool(asked) and (f" {asked} " in f" {name} " if asked.isascii() else asked in name)
