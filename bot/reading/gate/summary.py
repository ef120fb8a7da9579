"""The gate for a summary's sentences: every figure in its quotes, every name in the story, no direction turned."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.reading.figures import Figure, figures
from bot.reading.findings import Dropped, Quote, SummarySentence
from bot.reading.gate.claims import turn_of
from bot.reading.grounds import Grounds, quote_fault
from bot.story import Span


def ground_sentence(sentence: SummarySentence, grounds: Grounds) -> SummarySentence | Dropped:
    """A summary's sentence passes if each figure of it stands in one of its quotes, with the same unit, and each name in the
    story; and if where it gives a figure a direction, the quote's words give the same."""
    what = f"summary: {sentence.text[:60]}"
    for quote in sentence.quotes:
        if why := quote_fault(quote, grounds):
            return Dropped(what, why, "model")
    if not sentence.quotes:
        return Dropped(what, "it quotes nothing", "model")
    quoted = [f for q in sentence.quotes for f in grounds.figures_in(Span(q.start, q.end))]
    for f in figures(sentence.text):
        if not any(g.value == f.value and g.kind == f.kind and g.unit == f.unit for g in quoted):
            return Dropped(what, f"its figure {sentence.text[f.start : f.end]} is not in its quotes", "model")
        if (
            f.kind == "percent"
            and (_turned(sentence.text, f.start, f.end) * _quoted_turn(f, sentence.quotes, grounds)) < 0
        ):
            return Dropped(
                what, f"its figure {sentence.text[f.start : f.end]} goes the other way in the story", "model"
            )
    quoted_text = " ".join(q.text for q in sentence.quotes)
    story = grounds.story.text
    for m in re.finditer(r"\b[A-Z][\w&’'-]+", sentence.text):
        name = re.sub(r"['’]s$", "", m[0])
        if m.start() > 0 and name not in quoted_text and name not in story:
            return Dropped(what, f"its name {name} is not in the story", "model")
    said = {
        m.companies[0].key
        for m in grounds.mentions
        if m.companies and any(q.start <= m.start < q.end for q in sentence.quotes)
    }
    named = {n.companies[0].key for n in grounds.table.names_in(sentence.text) if n.sure and len(n.companies) == 1}
    if (
        figures(sentence.text)
        and named
        and said
        and not named & said
        and not any(_earlier_named(k, sentence.quotes, grounds) for k in named)
    ):
        return Dropped(what, "its figures are another company's", "model")
    return sentence


def _earlier_named(key: str, quotes: Sequence[Quote], grounds: Grounds) -> bool:
    first = min(q.start for q in quotes)
    return any(m.companies and m.companies[0].key == key and m.start < first for m in grounds.mentions) and not any(
        m.companies and m.companies[0].key != key and m.companies[0].kind == "company"
        for q in quotes
        for m in grounds.mentions_in(q.start, q.end)
    )


def _turned(text: str, start: int, end: int) -> int:
    return turn_of(text[max(0, start - 40) : end + 16])


def _quoted_turn(f: Figure, quotes: Sequence[Quote], grounds: Grounds) -> int:
    for q in quotes:
        for g in grounds.figures_in(Span(q.start, q.end)):
            if g.value == f.value and g.kind == f.kind:
                return _turned(grounds.story.text, g.start, g.end)
    return 0
