"""Which stories answer a question, and by which sentences; or that none does."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from bot.retrieval.documents import Document, Rarity, Sentence
from bot.retrieval.questions import Question, Term


@dataclass(frozen=True, slots=True)
class Found:
    """A story that answers: its best sentence, how well the story fits, and which share of what was asked stands around the sentence."""

    document: Document
    sentence: Sentence
    score: float
    coverage: float


def rank(question: Question, documents: Iterable[Document], rarity: Rarity) -> list[Found]:
    """The best first. Of stories that name all whom the question names, where there are such."""
    weights = {t: _weight(t, rarity) for t in question.terms}
    total = sum(weights.values())
    if not total:
        return []
    found = []
    named = [t for t in question.names if t.own]
    every = [d for d in documents if all(_in(t, d.sentences) for t in named)] if named else list(documents)
    for document in every:
        score = sum(weights[t] * _strength(t, document) for t in question.terms)
        if score <= 0:
            continue
        sentence, coverage = _best_sentence(question, document, weights, total)
        found.append(Found(document, sentence, score * (1 + coverage), coverage))
    return sorted(found, key=lambda f: (-f.score, -f.document.at.timestamp()))


def _weight(term: Term, rarity: Rarity) -> float:
    """How much a term says: as its rarest way of being said that any story uses; of what no story says, the most there is."""
    known = [rarity.of(u) * w for u, w in term.units.items() if rarity.holders(u)]
    own = [rarity.of(u) for u, w in term.units.items() if w == 1 and rarity.holders(u)]
    best = max(own) if own else max(known, default=rarity.of(""))
    return best * (_NAME if term.name else 1) * (1 if term.own else _BEFORE)


_NAME, _SATURATION, _BEFORE = 1.5, 2.0, 0.5


def _strength(term: Term, document: Document) -> float:
    """From 0 to 1: how much of a story a term is."""
    best = 0.0
    for unit, weight in term.units.items():
        count = document.counts.get(unit, 0)
        if count:
            best = max(best, weight * count / (count + _SATURATION))
    return best


def _best_sentence(
    question: Question, document: Document, weights: dict[Term, float], total: float
) -> tuple[Sentence, float]:
    """The sentence that holds most of what is asked, with the title and the sentences around it; and the largest share of the words that stand
    so together. Names are no part of that share: they must be there anyway."""
    best: tuple[float, Sentence] | None = None
    words = [t for t in question.terms if not t.name] or list(question.terms)
    of_words, covered_most = sum(weights[t] for t in words), 0.0
    lead = document.sentences[: _LEAD + 1]
    for n, sentence in enumerate(document.sentences):
        near = (sentence, *lead[: 1 if n > _LEAD else None], *document.sentences[max(1, n - 1) : n])
        own = sum(weights[t] for t in question.terms if _in(t, (sentence,)))
        covered = sum(weights[t] * _how_well(t, near) for t in words)
        covered_most = max(covered_most, covered)
        value = own + _NEAR * covered + _bonus(question, sentence) * total
        if n == 0 and document.story.title:
            value *= _TITLE
        if best is None or value > best[0]:
            best = (value, sentence)
    assert best is not None
    return best[1], covered_most / of_words


def _how_well(term: Term, sentences: Collection[Sentence]) -> float:
    return max(
        (
            w
            for s in sentences
            for u, w in term.units.items()
            if u in s.units or (u.startswith("@") and u[1:] in s.companies)
        ),
        default=0.0,
    )


_LEAD = 2
_NEAR, _TITLE = 0.6, 0.8


def _in(term: Term, sentences: Collection[Sentence]) -> bool:
    return any(u in s.units or (u.startswith("@") and u[1:] in s.companies) for s in sentences for u in term.units)


_KIND = {
    "why": r"\b(?:after|as|because|amid|due to|following|on (?:the )?(?:news|back|report|fears|hopes|expectations)|driven by|thanks to|since)\b|因|由于|受|影响|带动|拖累|消息",
    "when": r"\b(?:mon|tues|wednes|thurs|fri|satur|sun)day\b|\b(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)\w* \d|\d{1,2}月|\d{1,2}日|周[一二三四五六日]",
    "much": r"\d",
    "who": r"[A-Z][a-z]+ [A-Z][a-z]+|[\u3400-\u9fff]{2,4}(?:表示|指出|说|称)",
}
_BONUS = 0.12


def _bonus(question: Question, sentence: Sentence) -> float:
    """A sentence of the kind that is asked for."""
    wanted = _KIND.get(question.kind)
    return _BONUS if wanted is not None and re.search(wanted, sentence.text) else 0.0


def answers(question: Question, ranked: Sequence[Found]) -> list[Found]:
    """The stories that answer, the best first, none of which is far behind the first; empty where the first does not cover what is asked."""
    if not ranked or not _answers(question, ranked):
        return []
    first = ranked[0]
    return [f for f in ranked[:_LOOKED_AT] if f.score >= _BEHIND * first.score and _named(question, f)][:_MOST]


_LOOKED_AT, _BEHIND, _MOST = 12, 0.7, 5


def cited(found: Sequence[Found]) -> list[Found]:
    """Of tellings of one thing the best two: what a reader is shown. Of equally good ones the later comes first: it may have ended what the earlier
    told."""
    shown: list[Found] = []
    for f in found:
        same = [s for s in shown if _tells_the_same(s.document, f.document)]
        if len(same) < _TELLINGS and f.sentence.text not in {s.sentence.text for s in shown}:
            shown.append(f)
    first = shown[0].score if shown else 0.0
    return sorted(
        shown,
        key=lambda f: (
            f.score < _EQUAL * first,
            -f.document.at.timestamp() if f.score >= _EQUAL * first else -f.score,
        ),
    )


_TELLINGS, _EQUAL = 2, 0.93


def _is_older(question: Question, first: Found, newest: date) -> bool:
    """Whether nothing was published since the day that is asked about, or the best was before it, wherever on earth that day began."""
    day = question.day
    return day is not None and (day > newest or day > first.document.at.date() + timedelta(days=1))


def _answers(question: Question, ranked: Sequence[Found]) -> bool:
    """Whether the best story covers what is asked: most of it; or less, where it names whom is asked about at its head, or no other comes near."""
    first = ranked[0]
    newest = max(f.document.at for f in ranked).date()
    if not _named(question, first) or _is_older(question, first, newest):
        return False
    if any(_how_well(t, _around(first)) < _SAID for t in question.terms if t.measure and t.own):
        return False
    if question.kind == "much" and not any(c.isdigit() for s in _around(first) for c in s.text):
        return False
    own = [t for t in question.terms if t.own]
    if own and not any(_in(t, first.document.sentences) for t in own):
        return False  # nothing of what is asked now, only of what was asked before
    if first.coverage >= _COVERED:
        return True
    main = bool(question.names) and all(_in(t, first.document.sentences[: _LEAD + 1]) for t in question.names)
    others = [f for f in ranked[1:] if not _tells_the_same(f.document, first.document)]
    stands_out = not others or first.score >= _STANDS_OUT * others[0].score
    return stands_out and first.coverage >= (_COVERED_NAMED if main else _COVERED_ALONE)


_STANDS_OUT, _COVERED, _COVERED_ALONE, _COVERED_NAMED = 1.25, 0.42, 0.3, 0.2


_SAID = 0.7


def _around(found: Found) -> tuple[Sentence, ...]:
    """The answering sentence with its neighbours, and the title."""
    sentences = found.document.sentences
    at = sentences.index(found.sentence)
    return (*sentences[:1], *sentences[max(0, at - 1) : at + 2])


def _tells_the_same(one: Document, other: Document) -> bool:
    """Whether two titles share most of their words or a company: another telling, not another answer."""
    if not one.sentences or not other.sentences:
        return False
    a, b = one.sentences[0], other.sentences[0]
    return bool(a.companies & b.companies) or len(a.units & b.units) >= _SAME * min(len(a.units), len(b.units))


_SAME = 0.4


def _named(question: Question, found: Found) -> bool:
    return all(_in(t, found.document.sentences) for t in question.names if t.own)
