"""A sentence and its translation as words in two languages: what either says, and whether two numbers of them are one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from bot.listings import Listings
from bot.reading.document import annotate
from bot.reading.gate.quantities import Quantity
from bot.reading.gate.said import Said, said_in, turns_to
from bot.reading.gate.terms import Term
from bot.reading.languages import language_of
from bot.reading.languages.translations import (
    Rendering,
    Table,
    known_words,
    periods,
    renderings,
    tells,
    undenying,
    unplanned,
)
from bot.reading.lexicon import Code, folded
from bot.story import compose


@dataclass(frozen=True)
class Words:
    """A sentence, or the few words of a title, as terms; `firms` are the keys of the companies in it, without what else is traded, `monies` of
    the currencies."""

    code: Code
    said: tuple[Said, ...]
    firms: frozenset[str]
    monies: frozenset[str]

    @cached_property
    def terms(self) -> tuple[Term, ...]:
        return tuple(t for s in self.said for t in s.terms)

    @cached_property
    def content(self) -> tuple[Term, ...]:
        """What says something, without the numbers."""
        return tuple(s.terms[k] for s in self.said for k in s.content if not s.terms[k].light)

    @cached_property
    def numbers(self) -> tuple[tuple[Said, int], ...]:
        return tuple((s, i) for s in self.said for i in s.numbers if not s.quantity(i).idle)

    @cached_property
    def texts(self) -> tuple[str, ...]:
        """Simplified, in small letters."""
        return tuple(s.sentence.folded[s.sentence.start : s.sentence.end].lower() for s in self.said)

    @cached_property
    def periods(self) -> Mapping[int, list[tuple[int, int]]]:
        """The spans of time that it names, as rows of the table, with where they stand."""
        found: dict[int, list[tuple[int, int]]] = {}
        for s, text in zip(self.said, self.texts, strict=True):
            for row, start, end in periods(text, self.code):
                found.setdefault(row, []).append((s.sentence.start + start, s.sentence.start + end))
        return found

    @cached_property
    def table(self) -> frozenset[Rendering]:
        """What the table of markets has for Chinese words of it."""
        return frozenset(r for _, _, found in self.known for r in found)

    @cached_property
    def known(self) -> tuple[tuple[int, int, tuple[Rendering, ...]], ...]:
        """Where words of the table stand, by the text's characters."""
        return tuple(k for s in self.said for k in known_words(s.sentence.folded, s.sentence.start, s.sentence.end))

    @cached_property
    def renderings(self) -> frozenset[Rendering]:
        """What may stand for Chinese words of it in English."""
        return self.table | {r for t in self.terms for r in renderings(folded(t.text))}

    @cached_property
    def to_come(self) -> tuple[tuple[Term, ...], ...]:
        """What it tells as planned, foreseen or possible, by the table's words, a sense of the lexicon, or as a headline does: the terms of each
        clause that has such a word, or of the whole."""
        return tuple(clause for s, text in zip(self.said, self.texts, strict=True) for clause in _to_come(s, text))

    @cached_property
    def denials(self) -> tuple[Term, ...]:
        """The words that deny, save those of which the table knows better: 不及, "no more than"."""
        spans = [
            (s.sentence.start + start, s.sentence.start + end)
            for s, text in zip(self.said, self.texts, strict=True)
            for start, end in undenying(text, self.code)
        ]
        return tuple(t for t in self.terms if denies(t) and not any(a < t.end and t.start < b for a, b in spans))

    @cached_property
    def heard(self) -> bool:
        """Whether it tells what is feared, hoped or heard."""
        return any(tells("hearing", s, self.code) for s in self.texts) or any(t.has(*_HEARD) for t in self.terms)


def denies(t: Term) -> bool:
    return t.has("negation", "denied") or "negating" in t.marks


@dataclass(frozen=True)
class Pair:
    """A sentence and what is said to be its translation."""

    source: Words
    told: Words


def words_of(text: str, table: Listings) -> Words:
    document = annotate(compose(id="words", title=None, body=text), table)
    named = [c for m in document.mentions for c in m.companies]
    firms, monies = (frozenset(c.key for c in named if c.kind == kind) for kind in ("company", "currency"))
    return Words(language_of(text).code, said_in(document), firms, monies)


def rows_in(said: Said, table: Table) -> list[tuple[int, int, int]]:
    """The rows of a table that a sentence has, with where they stand in the text; not what is a part of a name, as Japan is of 日本制铁."""
    sentence = said.sentence
    found = table(sentence.folded[sentence.start : sentence.end].lower(), sentence.language.code)
    spans = ((row, sentence.start + a, sentence.start + b) for row, a, b in found)
    named = [(t.start, t.end) for t in said.terms if t.companies]
    return [s for s in spans if not any(a <= s[1] and s[2] <= b and b - a > s[2] - s[1] for a, b in named)]


def same_number(mine: Quantity, its: Quantity) -> bool:
    """Whether both say one number; a figure of a range may leave its currency to the other: "1.7 billion to 1.8 billion euros"."""
    left = {mine.kind, its.kind} == {"number", "money"} and mine.value >= _SCALED
    if its.bare and its.unit == "USD" and mine.unit != "USD":
        return False  # "$" is America's where nothing else is said
    return mine.same(its) or (left and mine.value == its.value)


_SCALED = 1000


_TO_COME, _HEARD = ("foreseen", "modal"), ("supposed", "alleged")
_ONE_TELLING = 6  # terms: "expected to", 预计将 are one


def _to_come(said: Said, text: str) -> Iterator[tuple[Term, ...]]:
    code = said.sentence.language.code
    others = [(said.sentence.start + a, said.sentence.start + b) for a, b in unplanned(text, code)]
    mine = [(k, t) for k, t in enumerate(said.terms) if not any(a < t.end and t.start < b for a, b in others)]
    at = [k for k, t in mine if _foresees(said, k) or tells("planned", folded(t.text).lower(), code)]
    apart = [k for n, k in enumerate(at) if n == 0 or k - at[n - 1] > _ONE_TELLING]
    if apart:
        yield from (said.clause(k) for k in apart)
    elif tells("planned", _without(text, unplanned(text, code)), code) or _is_a_headlines_plan(said):
        yield said.terms


def _foresees(said: Said, k: int) -> bool:
    t = said.terms[k]
    planning = "planning" in t.marks and t.turn is None and t.senses.isdisjoint(_HEARD)
    links = said.sentence.language.code == "zh" or any(o.text == "to" for o in said.terms[k + 1 : k + 4])
    return turns_to(said, k, _TO_COME) or (planning and links)


def _is_a_headlines_plan(said: Said) -> bool:
    """ "Pfizer to buy Metsera": "to" before any verb, or behind what stands between commas."""
    acting = (
        n for n, t in enumerate(said.terms) if t.has("verb", "finite", "participle", "past", "be", "up", "down")
    )
    first = next(acting, len(said.terms))
    return any(
        t.text.lower() == "to"
        and o.kind == "word"
        and not o.has("det")
        and (n < first or said.terms[n - 1].text == ",")
        for n, (t, o) in enumerate(pairwise(said.terms))
    )


def _without(text: str, spans: Iterable[tuple[int, int]]) -> str:
    for a, b in spans:
        text = text[:a] + " " * (b - a) + text[b:]
    return text
