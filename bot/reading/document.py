"""A story annotated once: its sentences as tokens, with figures and mentions, and where each stands. The only thing that rules see."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from bot.listings import Listings
from bot.reading.figures import Figure, figures
from bot.reading.languages import FOLDS, language_of
from bot.reading.languages.base import Language
from bot.reading.lexicon import telling
from bot.reading.names.mentions import Mention, find_mentions
from bot.reading.sentences import sentences
from bot.reading.tokens import Token, tokens_in
from bot.story import Span, Story

Place = Literal["title", "heading", "item", "text"]
MOST_CHARACTERS = 60_000  # a story is 3 kB; what is longer is a transcript or a page gone wrong
_LONGEST_SENTENCE = 4000  # characters; what is longer is a table
_LONGEST_TELLING = 1500  # characters
_HEADING = 90  # characters
_SIZES = ("percent", "points", "money", "number")
DIRECTIONS = ("up", "down", "flat", "causes-up", "causes-down", "up-to", "from-below", "from-above")
_SIZED_WORDS = ("multiple", "limit", "fraction")
_DAYS = ("weekday", "day-word", "month", "hour:premarket", "hour:after_hours", "period")
_SIGNS = "+-−–＋▲▼△▽↑↓"


@dataclass(frozen=True)
class Sentence:
    """One sentence, title, heading or item of a list; `paragraph` counts the line breaks between the story's sentences.

    Its tokens are made when they are asked for: most sentences of a story tell no price.
    """

    text: str
    folded: str
    span: Span
    place: Place
    paragraph: int
    language: Language
    figures: tuple[Figure, ...]
    mentions: tuple[Mention, ...]

    @cached_property
    def tokens(self) -> tuple[Token, ...]:
        words = self.language.lexicon
        return tokens_in(
            self.text, *self.span, self.figures, self.mentions, words, self.language.sense_of_shape, self.folded
        )

    @property
    def may_tell_a_move(self) -> bool:
        """Whether it has a word of direction and a size; else it needs no closer look. What is longer than a sentence is a table."""
        if self.end - self.start > _LONGEST_TELLING:
            return False
        sized = any(f.kind in _SIZES for f in self.figures)
        told = telling(self.language.code, *DIRECTIONS) if sized else telling(self.language.code, *_SIZED_WORDS)
        signed = any(
            f.kind == "percent"
            and (
                any(c in _SIGNS for c in self.text[max(0, f.start - 1) : f.start + 1])
                or self.folded.endswith("performance: ", 0, f.start)
            )
            for f in self.figures
        )
        return signed or told.search(self.folded, *self.span) is not None

    @property
    def names_a_day(self) -> bool:
        """Whether it may set the day of what follows."""
        return telling(self.language.code, *_DAYS).search(self.folded, *self.span) is not None

    @property
    def start(self) -> int:
        return self.span.start

    @property
    def end(self) -> int:
        return self.span.end


@dataclass(frozen=True)
class Document:
    """A story with its sentences in order, the title first."""

    story: Story
    sentences: tuple[Sentence, ...]
    mentions: tuple[Mention, ...]
    table: Listings

    @cached_property
    def first(self) -> int:
        """The first sentence of the body."""
        return 1 if self.sentences and self.sentences[0].place == "title" else 0


_ITEM = re.compile(r"\s*(?:[-•*–▪·●■◆]|#\d{1,2}[:.]|\d{1,2}[.)、])\s*\S")


def annotate(story: Story, table: Listings) -> Document:
    """The document of a story. Never raises on any text."""
    mentions = find_mentions(story, table, MOST_CHARACTERS)
    starts = [m.start for m in mentions]
    out: list[Sentence] = []
    paragraph, at = 0, 0
    folds = {code: fold(story.text) for code, fold in FOLDS.items()}
    for span in sentences(story):
        if span.start >= MOST_CHARACTERS or span.end - span.start > _LONGEST_SENTENCE:
            continue
        paragraph += story.text.count("\n", at, span.start)
        at = span.end  # a line that is wrapped within a sentence begins no paragraph
        here = mentions[bisect_left(starts, span.start) : bisect_left(starts, span.end)]
        language = language_of(story.text[span.start : span.end])
        found = figures(story.text, span.start, span.end)
        folded = folds[language.code]
        out.append(Sentence(story.text, folded, span, _place(story, span), paragraph, language, found, here))
    return Document(story, tuple(out), mentions, table)


def _place(story: Story, span: Span) -> Place:
    """A title is a title, a short line without a full stop a heading, a line behind a bullet an item."""
    text = story.text
    if span.end <= len(story.title):
        return "title"
    line = text.rfind("\n", 0, span.start) + 1
    stop = text.find("\n", span.end)
    stop = len(text) if stop < 0 else stop
    if _ITEM.match(text, line, stop):
        return "item"
    alone = not text[line : span.start].strip() and not text[span.end : stop].strip()
    if alone and span.end - span.start <= _HEADING and text[span.end - 1] not in '.!?。！？…"”」':
        return "heading"
    return "text"
