"""What a language must give to the reading, and the values in which it answers."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Literal

from bot.reading.lexicon import Code, Lexicon, Senses, lexicon
from bot.reading.names.mentions import Mention
from bot.reading.patterns import Pattern, pattern
from bot.reading.tokens import Token

Direction = Literal["up", "down", "flat"]
Link = Literal[
    "own", "relative", "shared", "participle", "fronted", "object", "complement", "genitive", "label", "elided"
]
TimeKind = Literal["day", "hour", "at", "period", "extreme", "within", "record"]


@dataclass(frozen=True, slots=True)
class Shape:
    """One way in which a language says that something moved by so much."""

    name: str
    pattern: Pattern


@dataclass(frozen=True, slots=True)
class Directed:
    """A direction and the figures that it directs, as token indices of one sentence; `head` begins its predicate."""

    shape: str
    direction: Direction
    word: int
    head: int
    start: int
    end: int
    figures: tuple[int, ...] = ()
    upper: int | None = None  # the second of a range
    amount: int | None = None
    level: int | None = None
    levels: tuple[int, ...] = ()  # of several, each one's
    before: int | None = None  # the level from which it moved
    converted: int | None = None
    at_least: int | None = None  # percent that the word itself says, "doubled"


@dataclass(frozen=True, slots=True)
class Phrase:
    """The words tokens[first:last + 1] that are a subject, and how they are tied to their predicate."""

    first: int
    last: int
    link: Link
    heads: tuple[tuple[int, int], ...] = ()
    """Of several that are joined ("A, B and C") each one's tokens."""


@dataclass(frozen=True, slots=True)
class Cause:
    """Words that tell why: text[start:end] say what moved that which the direction's word tokens[effect] tells of."""

    start: int
    end: int
    effect: int


FROM_A_PEAK = "from a peak"  # the value of a period that a height or a low of before begins

OwnerKind = Literal["name", "unknown", "instrument", "pronoun", "group", "measure", "other"]


@dataclass(frozen=True, slots=True)
class Owner:
    """What a phrase names: a mention of the table, a name that it lacks, somebody named before ("it", "the carmaker"), a group ("bank
    stocks"), something that a company has beside its price ("revenue"), or nothing that has one.

    `first` and `last` are the tokens that carry the name; `noun` is the sense of the noun that points back ("gauge", "coin").
    """

    kind: OwnerKind
    first: int
    last: int
    mention: Mention | None = None
    shares: bool = False
    future: bool = False
    noun: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True)
class Time:
    """Words of time at tokens[start:end]. `value` is a Day's key ("weekday:3", "day:-1", "date:8-21", "date:2026-8-21"), an hour's or
    "open"/"close"; for a period its words are what counts."""

    kind: TimeKind
    start: int
    end: int
    value: str = ""


@dataclass(frozen=True, slots=True)
class Language:
    """What a language gives; English and Chinese do, a third would too.

    `fold` writes a word as the lexicon compares it, `sense_of_shape` says what a word that it lacks looks like; `head` is where the
    predicate of a movement begins, `subject` of whom its sentence tells it (None where it names nobody); `owner` says what the phrase
    tokens[first:last + 1] names (`common` are everyday words, none of which is a name alone); `main_subject` is of whom a whole
    sentence is told, `rated` whom a rater's verb is said of, in a sentence that tells a rating; `causes` are the clauses that tell why something moved.
    """

    code: Code
    fold: Callable[[str], str]
    sense_of_shape: Callable[[str], Senses]
    head: Callable[[Sequence[Token], Directed], int]
    subject: Callable[[Sequence[Token], Directed], Phrase | None]
    owner: Callable[[Sequence[Token], int, int, frozenset[str]], Owner]
    main_subject: Callable[[Sequence[Token]], Phrase | None]
    rated: Callable[[Sequence[Token]], Phrase | None]
    times: Callable[[Sequence[Token]], tuple[Time, ...]]
    causes: Callable[[Sequence[Token]], tuple[Cause, ...]]

    @property
    def lexicon(self) -> Lexicon:
        return lexicon(self.code)

    @property
    def shapes(self) -> tuple[Shape, ...]:
        return shapes(self.code)


@dataclass(frozen=True, slots=True)
class Beside:
    """Patterns of what stands beside a change: a second figure, the level before or behind, where it came from, further members."""

    second: Pattern
    also: Pattern
    level: Pattern
    before: Pattern
    origin: Pattern
    onward: Pattern
    converted: Pattern
    again: Pattern
    member: Pattern


@cache
def beside(code: Code) -> Beside:
    """The table [beside] of languages/<code>/patterns.toml."""
    written = resources.files("bot.reading.languages").joinpath(code, "patterns.toml").read_text(encoding="utf-8")
    return Beside(**{name: pattern(row) for name, row in tomllib.loads(written)["beside"].items()})


@cache
def shapes(code: Code) -> tuple[Shape, ...]:
    """The shapes of languages/<code>/patterns.toml, in their order."""
    written = resources.files("bot.reading.languages").joinpath(code, "patterns.toml").read_text(encoding="utf-8")
    data = tomllib.loads(written)
    macros: dict[str, str] = data.get("macros", {})
    out = []
    for row in data["shape"]:
        spelled = row["pattern"]
        for name, value in macros.items():
            spelled = spelled.replace(f"${name}", value)
        out.append(Shape(row["name"], pattern(spelled)))
    return tuple(out)


__all__ = ["Cause", "Directed", "Direction", "Language", "Link", "Owner", "Phrase", "Shape", "Time", "shapes"]
