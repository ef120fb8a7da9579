"""What a story says in one or two of its own sentences: those that hold most of what its title, its lead and its figures are about.

Sentences are weighed by the words and figures that they cover (as SumBasic does, Nenkova and Vanderwende 2005), those of the title and
the lead counting more; what is an advertisement, a byline or a notice is no candidate, nor what begins with a pronoun.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from math import log2, sqrt

from bot.reading.document import Document, Sentence
from bot.reading.findings import PriceMove, SummarySentence
from bot.reading.languages.word_lists import word_lists
from bot.reading.lexicon import NONE, Code
from bot.reading.moves.doubts import WEAK_WAYS
from bot.reading.sentences import quote_at
from bot.reading.words import has_chinese

LONGEST = 280  # characters of both sentences
_MOST_SENTENCES = 40  # of a story: what is told further down is no gist
_SHORTEST = {"en": 30, "zh": 12}  # characters
# What a unit is worth by its kind: each time it is told, in the title, in the lead; fitted on whole-stories, then rounded.
_WORTH = {"figure": (1.5, 3.0, 2.0), "name": (1.5, 2.0, 1.5), "word": (0.4, 0.5, 0.3)}
_MOVED = 1.0  # more, for a figure of a price move
_OFTEN = 8  # times: what is told more often says no more
_EARLY, _EARLY_WORTH = 4, 1.1  # sentences at the beginning, and how much more they are worth
_LETTERS = {"en": 0.55, "zh": 0.4}  # of its characters: what has fewer is a row of figures
_SAYS = frozenset({"verb", "be", "say", "up", "down"})
_EVEN = 60  # characters: of two sentences that cover the same, the shorter, but not any fragment

_UNIT = re.compile(r"[$€£¥₹]?\d[\d,.]*\d%?|\d%?|[A-Za-z][\w'’&-]*[\w]|[\u3400-\u9fff]+")
_NO_LETTERS = re.compile(r"[\W\d_]+")
_TAG = re.compile(r"\s?[\[<](?:[A-Z]{2,12}\s?:\s?[A-Z0-9.]{1,10}|[A-Z0-9.]{1,12}|n[A-Z0-9]{6,})[\]>]")
# What wires print before the first sentence: "BANGKOK (AP) — ", "Investing.com - ", "FX168财经报社(亚太)讯 ", "【环球网财经综合报道】".
_BEFORE = re.compile(
    r"^(?:\d{1,2}:\d\d [AP]M [A-Z]{2,4}, [\d/]+ \([^)]*\) -- |[A-Z][A-Z, ]+ / [^/]{3,40} / [^/]{3,30} / |[A-Z]{3,}[A-Z, ]{0,20} ?[—–-]+ |\[[^\]]{2,30}\] |[A-Z][\w.,/' ]{0,40}(?:\([^)]{2,30}\)|\.com)\s?[—–-]+\s?|\([^)]{2,30}\)\s?[—–-]+\s?|【[^】]{2,40}】\s?"
    r"|[^。，]{2,40}(?:\d日|[)）社網网])(?:电|電|讯|訊|消息)[）)]?[ \u3000：:，,]*)"
)


@dataclass(frozen=True, slots=True)
class _Candidate:
    place: int
    sentence: Sentence
    text: str
    units: frozenset[str]


def summarize(document: Document, moves: Sequence[PriceMove], most: int = 2) -> tuple[SummarySentence, ...]:
    """One or two sentences in the story's order, together of 280 characters where the story has such; none where it has no sentence."""
    candidates = _candidates(document)
    if not candidates:
        return ()
    weights = _weights(document, candidates, moves)
    told = _tells_titles_move(document, moves, candidates)
    chosen: list[_Candidate] = [] if told is None else [told]
    left = LONGEST - sum(len(c.text) + 1 for c in chosen)
    while len(chosen) < most:
        covered = frozenset(u for c in chosen for u in c.units)
        rest = [c for c in candidates if (not chosen or len(c.text) <= left)]
        best = max(rest, key=lambda c: _gain(c, weights, covered, first=not chosen), default=None)
        if best is None or _gain(best, weights, covered, first=not chosen) <= 0:
            break
        chosen.append(best)
        left -= len(best.text) + 1
    return tuple(
        SummarySentence(c.text, (quote_at(document.story, c.sentence.start, c.sentence.end),))
        for c in sorted(chosen, key=lambda c: c.place)
    )


def _candidates(document: Document) -> list[_Candidate]:
    out: list[_Candidate] = []
    told: set[str] = set()
    for i, sentence in enumerate(document.sentences[document.first : document.first + _MOST_SENTENCES]):
        text = _trimmed(document.story.text[sentence.start : sentence.end], sentence.language.code)
        if sentence.place == "heading" or text in told or _is_junk(text, sentence):
            continue
        told.add(text)
        out.append(_Candidate(i, sentence, text, _units(text)))
    return out


def _trimmed(words: str, code: Code) -> str:
    """A sentence as a person reads it: without what wires print into it, without a word that joins it to the one before."""
    words = " ".join(_TAG.sub("", words).split())
    words = _BEFORE.sub("", words).lstrip("•-–—*▪· \u3000")
    folded = words.lower()
    if folded.startswith(_beginnings(code, "joins")):
        joins = word_lists("boilerplate", code)["joins"]
        join = next((j for j in joins if folded.startswith((f"{j}, ", f"{j}，", f"{j} "))), None)
        if join is None and code == "zh":
            join = next((j for j in joins if folded.startswith(j) and len(j) > 1), None)
        if join is not None:
            words = words[len(join) :].lstrip(" ,，")
            words = words[:1].upper() + words[1:]
    return words


@cache
def _beginnings(code: Code, name: str) -> tuple[str, ...]:
    """How a sentence begins with one of the words of a list; Chinese has no blanks."""
    ends = ("",) if code == "zh" else (" ", "'", "’", ",")
    return tuple(w + end for w in word_lists("boilerplate", code)[name] for end in ends)


def _is_junk(text: str, sentence: Sentence) -> bool:
    """An advertisement, a byline, a notice, a row of figures, a question, half a quotation, and what begins with a pronoun."""
    code = sentence.language.code
    if len(text) < _SHORTEST[code] or text[-1] not in '.。!！”"’)）;；':
        return True
    folded = sentence.language.fold(text)
    if folded.startswith(_beginnings(code, "pronouns")):
        return True
    if text[0] in '“"「『' or text.count("“") != text.count("”"):
        return True
    if len(_NO_LETTERS.sub("", text)) < len(text) * _LETTERS[code]:
        return True
    if _holds_boilerplate(folded, code):
        return True
    # Most English sentences show a verb to the lexicon at once; the others, and Chinese, are looked at closely.
    known = sentence.language.lexicon.words
    if code == "en" and any(not _SAYS.isdisjoint(known.get(w, NONE)) for w in folded.split()):
        return False
    return not any(t.has(*_SAYS) for t in sentence.tokens)


def is_boilerplate(sentence: Sentence) -> bool:
    """Whether a sentence holds words that publishers print around a story."""
    return _holds_boilerplate(
        sentence.language.fold(sentence.text[sentence.start : sentence.end]), sentence.language.code
    )


def _holds_boilerplate(folded: str, code: Code) -> bool:
    return any(words in folded for words in word_lists("boilerplate", code)["contains"])


def _units(text: str) -> frozenset[str]:
    """What a text is about: words, figures, and of Chinese words pairs of characters."""
    out: set[str] = set()
    for m in _UNIT.finditer(text):
        word = m[0]
        if has_chinese(word):
            out.update(word[i : i + 2] for i in range(len(word) - 1))
        elif word[0].isdigit() or word[0] in "$€£¥₹":
            out.add(word.strip("$€£¥₹%.,"))
        elif len(word) > 2 and word.lower() not in _stop():
            out.add(word.lower().removesuffix("'s").removesuffix("’s"))
    return frozenset(out)


@cache
def _stop() -> frozenset[str]:
    return frozenset(word_lists("boilerplate", "en")["stop"])


def _weights(document: Document, candidates: Sequence[_Candidate], moves: Sequence[PriceMove]) -> Mapping[str, float]:
    """How much it says of a story that a sentence holds a word, a name or a figure."""
    counts = Counter(u for c in candidates for u in c.units)
    title, lead = _units(document.story.title or ""), candidates[0].units
    moved = frozenset(
        u for m in moves if WEAK_WAYS.issuperset(m.doubts) for u in _units(m.quote.text) if _is_figure(u)
    )
    text = document.story.text
    names = frozenset(u for m in document.mentions for u in _units(text[m.start : m.name_end]))
    out = {}
    for unit, count in counts.items():
        told, titled, leading = _WORTH["figure" if _is_figure(unit) else "name" if unit in names else "word"]
        worth = told * log2(1 + min(count, _OFTEN)) + titled * (unit in title) + leading * (unit in lead)
        out[unit] = worth + _MOVED * (unit in moved)
    return out


def _is_figure(unit: str) -> bool:
    return unit[:1].isdigit()


def _tells_titles_move(
    document: Document, moves: Sequence[PriceMove], candidates: Sequence[_Candidate]
) -> _Candidate | None:
    """The first sentence that tells the price move of the title."""
    title = _units(document.story.title or "")
    told = [m.quote for m in moves if m.percent is not None and f"{abs(m.percent).normalize():f}" in title]
    return next(
        (c for c in candidates for q in told if c.sentence.start < q.end and q.start < c.sentence.end),
        None,
    )


def _gain(c: _Candidate, weights: Mapping[str, float], covered: frozenset[str], *, first: bool) -> float:
    new = c.units - covered
    worth = sum(weights.get(u, 0.0) for u in new) / sqrt(len(c.text) + _EVEN)
    early = _EARLY_WORTH if c.place < _EARLY else 1.0
    too_long = 0.5 if first and len(c.text) > LONGEST else 1.0
    return worth * early * too_long
