"""What a line and its story say, as terms; a line's quantity held against one of the story's; and what words of either do to each other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from math import log

from bot.reading.document import Document, Sentence
from bot.reading.gate.quantities import Quantity
from bot.reading.gate.terms import CUT_AS_A_VERB, Term, is_in_title_case, terms_of

BACK = 3  # sentences: how far back a name or a day holds


NEAR = 4  # terms: a word so far from a line's figure counts half


_RARITY_OF_NONE = 0.7  # of a word that the story lacks


@dataclass(frozen=True)
class Said:
    """One sentence with its terms."""

    sentence: Sentence
    terms: tuple[Term, ...]

    @cached_property
    def names(self) -> tuple[int, ...]:
        return tuple(i for i, t in enumerate(self.terms) if t.kind == "name")

    @cached_property
    def is_headline(self) -> bool:
        """Whether its words begin with capitals, and it leaves out what a sentence has."""
        return is_in_title_case(self.sentence.tokens)

    @cached_property
    def numbers(self) -> tuple[int, ...]:
        return tuple(i for i, t in enumerate(self.terms) if t.kind == "quantity")

    @cached_property
    def content(self) -> tuple[int, ...]:
        """The terms that say something, without the numbers."""
        return tuple(i for i, t in enumerate(self.terms) if t.content and t.kind != "quantity")

    def clause(self, i: int) -> tuple[Term, ...]:
        """The terms of the clause in which the i-th stands."""
        return tuple(t for t in self.terms if t.clause == self.terms[i].clause)

    def says(self, term: Term) -> bool:
        return any(term.same(t) for t in self.terms)

    def quantity(self, i: int) -> Quantity:
        found = self.terms[i].quantity
        assert found is not None
        return found


@dataclass(frozen=True)
class Source:
    """A story's sentences with their terms."""

    said: tuple[Said, ...]
    _rare: dict[frozenset[str], float] = field(default_factory=dict)
    _denied: dict[int, list[Term]] = field(default_factory=dict)

    @cached_property
    def numbers(self) -> tuple[tuple[int, int], ...]:
        """Where its quantities stand: the sentence and the term."""
        return tuple((place, j) for place, said in enumerate(self.said) for j in said.numbers)

    @cached_property
    def counts(self) -> Counter[Decimal]:
        return Counter(self.said[place].quantity(j).value for place, j in self.numbers)

    def negated(self, place: int) -> list[Term]:
        if place not in self._denied:
            self._denied[place] = negated(self.said[place])
        return self._denied[place]

    def rarity(self, term: Term) -> float:
        """How much it says that a sentence has a word: less, the more of the story's sentences have it."""
        if term.keys not in self._rare:
            count = sum(said.says(term) for said in self.said)
            self._rare[term.keys] = 1 / (1 + log(1 + count)) if count else _RARITY_OF_NONE
        return self._rare[term.keys]


@dataclass(frozen=True)
class Binding:
    """A line's i-th term, a quantity, held against the j-th of one of the story's sentences."""

    line: Said
    i: int
    source: Source
    place: int
    j: int

    @property
    def told(self) -> Said:
        return self.source.said[self.place]

    @property
    def before(self) -> tuple[Said, ...]:
        """The sentences of which names and days still hold, the nearest first; the story's first is its subject's."""
        return (*reversed(self.source.said[max(0, self.place - BACK) : self.place]), self.source.said[0])

    @property
    def mine(self) -> tuple[Term, ...]:
        return self.line.clause(self.i)

    @property
    def its(self) -> tuple[Term, ...]:
        return self.told.clause(self.j)

    @property
    def number(self) -> Quantity:
        return self.line.quantity(self.i)

    @property
    def other(self) -> Quantity:
        return self.told.quantity(self.j)


def said_in(document: Document) -> tuple[Said, ...]:
    return tuple(Said(s, terms_of(s, document.table.common)) for s in document.sentences)


MODAL = ("foreseen", "modal", "supposed", "alleged")


ACTS = ("verb", "finite", "participle", "past")


def is_sayer(said: Said, k: int) -> bool:
    """Whether a name is who says the rest: "Goldman said"."""
    behind = next((n for n in range(k + 1, len(said.terms)) if said.terms[n].kind != "name"), len(said.terms))
    return any(t.has("say") and t.kind == "word" and t.turn is None for t in said.terms[behind : behind + 2])


def is_firm(t: Term) -> bool:
    return bool(t.companies)


def days_in(terms: Sequence[Term]) -> list[Term]:
    return [t for t in terms if any(k.startswith("weekday:") for k in t.keys)]


def last_days(source: Source, place: int) -> list[Term]:
    """The days that the story named last when it comes to a sentence."""
    return next((found for said in reversed(source.said[: place + 1]) if (found := days_in(said.terms))), [])


def turns_to(said: Said, k: int, senses: Sequence[str]) -> bool:
    """Whether a word has one of these senses: "can" is no plan, "agreed to buy" is one."""
    t = said.terms[k]
    if "foreseen" in senses and "planning" in t.marks:
        return any(o.text == "to" for o in said.terms[k + 1 : k + 4])
    if "taken" in t.marks:  # before a noun it only says what is taken: "将关税推迟三天"
        behind = said.terms[k + 1 : k + 2]
        return t.has(*senses) and not (
            behind and behind[0].content and not behind[0].has("verb", CUT_AS_A_VERB, "up", "down", "foreseen")
        )
    return t.has(*senses) and "able" not in t.marks


_TURNING = ("negation", "denied")


_REACH = 3  # terms
_COMPLEMENT = 10  # terms: "denied that the group was in talks to sell"


def negated(said: Said) -> list[Term]:
    """The words in front of which a negation stands."""
    at = [i for i, t in enumerate(said.terms) if t.has(*_TURNING) or "negating" in t.marks]
    reach = (said.terms[i + 1 : i + 1 + (_COMPLEMENT if said.terms[i].has("denied") else _REACH)] for i in at)
    return [t for terms in reach for t in terms if t.content and t.kind == "word"]


def turn_of(said: Said, i: int) -> str | None:
    """Which way the nearest word of direction in the clause goes."""
    if (sign := said.quantity(i).sign) != 0:
        return "up" if sign > 0 else "down"
    clause = said.terms[i].clause
    turns = [(abs(k - i), k > i, t.turn) for k, t in enumerate(said.terms) if t.clause == clause and t.turn]
    return min(turns, default=(0, False, None), key=lambda c: c[:2])[2]
