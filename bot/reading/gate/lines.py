"""The gate for a line: may a sentence about a story, in words of its own, be sent?

Every quantity of it is bound to one of the story's: to whose it is, of what, which way, of when, how it is told. A story's other quantity that
would stand there as well refuses it. Words that say something come in only from the sentence where its figures stand.
What is refused costs little, as the story's own sentence takes its place; what passes and is false costs everything.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from math import exp, inf

from bot.reading.document import Document, annotate
from bot.reading.gate.across import why_mistranslated
from bot.reading.gate.faults import fault
from bot.reading.gate.fits import fit, words_in_sentence
from bot.reading.gate.said import Binding, Said, Source, said_in
from bot.reading.gate.terms import terms_of
from bot.reading.gate.wording import CHECKS, SUBJECTS, closest
from bot.reading.languages import language_of
from bot.reading.lexicon import Code
from bot.story import compose

_MOST_CHARACTERS = 400  # of a line


_SURE = 0.48


_SURE_OF_A_DATE = 0.45


def why_not(text: str, document: Document) -> str | None:
    """Why a line about the story may not be sent; None where the story bears it out."""
    if not text.strip() or len(text) > _MOST_CHARACTERS:
        return "it is no line"
    code = language_of(text).code
    if all(s.language.code != code for s in document.sentences):
        return _why_no_translation(text, code, document)
    line = annotate(compose(id="line", title=None, body=text, published=document.story.published), document.table)
    source = Source(said_in(document))
    if not source.said:
        return "the story says nothing"
    return next((why for said in said_in(line) if (why := _why_not(said, source))), None)


_TRANSLATED_OF = 30  # sentences, from the first: what stands further behind is no news of a story


def _why_no_translation(text: str, code: Code, document: Document) -> str | None:
    """Of a line in a language in which the story has none: why it stands for no sentence of it."""
    sentences = (s.text[s.start : s.end] for s in document.sentences[:_TRANSLATED_OF])
    found = [why_mistranslated(sentence, text, code, document.table) for sentence in sentences]
    return None if None in found else "no sentence of the story says it in the other language"


def strange_words(text: str, place: int, document: Document) -> str | None:
    """The first word or figure of some words that says something and that the sentence at `place` lacks; a name may be of the one before."""
    said = [Said(s, terms_of(s, document.table.common)) for s in document.sentences[max(0, place - 1) : place + 1]]
    line = annotate(compose(id="line", title=None, body=text, published=document.story.published), document.table)
    for mine in said_in(line):
        for term in (mine.terms[k] for k in mine.content if not mine.terms[k].light):
            if not any(s.says(term) for s in (said if term.kind == "name" else said[-1:])):
                return term.text
        for number in (mine.quantity(i) for i in mine.numbers):
            if not any(number.same(said[-1].quantity(j)) for j in said[-1].numbers):
                return text[number.start : number.end]
    return None


def _why_not(line: Said, source: Source) -> str | None:
    anchors: list[int] = []
    for i in sorted(line.numbers, key=lambda i: line.quantity(i).kind == "date"):
        if line.quantity(i).idle:
            continue
        found = _bound(line, i, source, anchors)
        if isinstance(found, str):
            return found
        anchors.append(found)
    if swapped := _exchanged(line, source):
        return swapped
    told = tuple(dict.fromkeys(anchors)) or closest(line, source)
    return next((why for _, check in CHECKS if (why := check(line, source, told))), None)


def _bound(line: Said, i: int, source: Source, anchors: Sequence[int]) -> int | str:
    """The place of the sentence where a quantity of the line stands as the line tells it; or why there is none.

    A date holds for the figures of its own sentence, the next one and, in the story's first, for all.
    """
    number, written = line.quantity(i), line.terms[i].text
    alike = [b for place, j in source.numbers if number.like((b := Binding(line, i, source, place, j)).other)]
    if number.kind == "date" and anchors:
        near = {k for a in anchors for k in (a - 1, a)} | set(range(SUBJECTS))
        alike = [b for b in alike if b.place in near or _has_its_words(b)]
    mine = [b for b in alike if number.same(b.other)]
    if not mine:
        return f"{written} is not in the story"
    free = [b for b in mine if fault(b) is None]
    if not free:
        return f"{written}: {fault(max(mine, key=fit))}"
    best = max(free, key=fit)
    others: dict[Decimal, float] = {}
    for b in alike:
        if not number.same(b.other) and _rivals(best, b):
            others[b.other.value] = max(others.get(b.other.value, -inf), fit(b))
    own = exp(fit(best))
    if own / (own + sum(exp(fit) for fit in others.values())) < (_SURE_OF_A_DATE if number.kind == "date" else _SURE):
        return f"another figure stands there as well as {written}"
    return max(free, key=words_in_sentence).place


def _has_its_words(b: Binding) -> bool:
    """Whether the sentence of a date has half of what the line's clause says of it."""
    mine = [t for t in b.mine if t.content and t.kind == "word"]
    return bool(mine) and sum(b.told.says(t) for t in mine) * 2 >= len(mine)


def _rivals(best: Binding, b: Binding) -> bool:
    """Whether another quantity could be meant: none that the line tells besides, where it stands better, and none of another kind."""
    if b.other.idle or (b.other.is_year and not best.number.is_year):
        return False
    if _is_dateline(b) or fault(b) is not None or (best.number.kind == best.other.kind != b.other.kind):
        return False
    told = (
        Binding(b.line, k, b.source, b.place, b.j)
        for k in b.line.numbers
        if k != b.i and b.line.quantity(k).same(b.other)
    )
    return not any(fit(t) > fit(b) and fault(t) is None for t in told)


def _exchanged(line: Said, source: Source) -> str | None:
    """Whether two quantities of the line would each stand better where the other does: "Luna by 20% and Terra by 80%"."""
    free = [i for i in line.numbers if not line.quantity(i).idle]
    for i, k in (
        (i, k)
        for i in free
        for k in free
        if i < k and line.quantity(i).like(line.quantity(k)) and not line.quantity(i).same(line.quantity(k))
    ):
        own, other = (
            [(p, j) for p, j in source.numbers if line.quantity(x).same(source.said[p].quantity(j))] for x in (i, k)
        )
        pairs = [(a, c) for a in own for c in other if a[0] == c[0]]
        if not pairs:
            continue
        straight = max(_near(Binding(line, i, source, *a)) + _near(Binding(line, k, source, *c)) for a, c in pairs)
        crossed = max(_near(Binding(line, i, source, *c)) + _near(Binding(line, k, source, *a)) for a, c in pairs)
        if crossed > straight:
            return f"{line.terms[i].text} and {line.terms[k].text} are exchanged"
    return None


def _near(b: Binding) -> float:
    """How much of what stands near the one stands near the other: words of the line by how far they are from both."""
    total = 0.0
    for k in b.line.content:
        term = b.line.terms[k]
        if away := [abs(n - b.j) for n, o in enumerate(b.told.terms) if term.same(o)]:
            total += b.source.rarity(term) / ((1 + abs(k - b.i)) * (1 + min(away)))
    return total


_DATELINE = 60  # characters


_DATELINES = 6  # sentences: a title and headings may stand before it


_DATELINE_ENDS = re.compile(r"[\s,;.]*(?:\d{4})?[^\n]{0,24}?(?:--|—|–|\)| - |】)|讯|訊|电|電")


def _is_dateline(b: Binding) -> bool:
    """ "NEW YORK, Aug. 21 --", "（记者 8月21日电）": the day on which a story was written is told of nothing in it."""
    near = b.other.kind == "date" and b.other.start - b.told.sentence.start < _DATELINE and b.place <= _DATELINES
    return near and _DATELINE_ENDS.match(b.told.sentence.text, b.other.end) is not None
