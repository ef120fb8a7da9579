"""The gate for a summary's sentences: each quotes the story, and is a line that the story bears out."""

from __future__ import annotations

from bot.reading.findings import Dropped, SummarySentence
from bot.reading.gate.lines import why_not
from bot.reading.grounds import Grounds, quote_fault


def ground_sentence(sentence: SummarySentence, grounds: Grounds) -> SummarySentence | Dropped:
    """The sentence, or why it may not be told of this story."""
    what = f"summary: {sentence.text[:60]}"
    if not sentence.quotes:
        return Dropped(what, "it quotes nothing", "model")
    for quote in sentence.quotes:
        if why := quote_fault(quote, grounds):
            return Dropped(what, why, "model")
    if why := why_not(sentence.text, grounds.document):
        return Dropped(what, why, "model")
    return sentence
