"""What stands where in one story, and what a quote of it is: the common ground of the rules and of the gate."""

from __future__ import annotations

import itertools
import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache

from bot.listings import Listings, Sessions
from bot.reading.document import Document
from bot.reading.figures import Figure, figures
from bot.reading.findings import Flag, Quote
from bot.reading.moves.tellings import Telling
from bot.reading.names.mentions import Mention
from bot.reading.sentences import quote_at
from bot.reading.vocabulary_zh import OF_TAIWAN
from bot.story import Span, Story

MOST_QUOTED = 700
_OF_TAIWAN = re.compile(OF_TAIWAN)
_SIMPLIFIED = re.compile("[亿万]")
_TRADITIONAL = re.compile("[億萬營漲與國幣]")
_MOST_CONVERSIONS = 200  # of one story
_SLACK = Decimal("0.03")  # how far a printed conversion may lie from the story's others, beyond its printed precision


@dataclass(frozen=True, slots=True)
class Grounds:
    """What stands where in one story: its sentences, mentions and movements, with the tables that read them."""

    document: Document
    sentences: tuple[Span, ...]
    tellings: tuple[Telling, ...]
    calendar: Sessions
    _figures: dict[Span, tuple[Figure, ...]] = field(default_factory=dict)
    _named: list[Mention] = field(default_factory=list)
    _named_starts: list[int] = field(default_factory=list)
    _mention_starts: list[int] = field(init=False)
    _sentence_starts: list[int] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_mention_starts", [m.start for m in self.mentions])
        object.__setattr__(self, "_sentence_starts", [s.start for s in self.sentences])

    @property
    def story(self) -> Story:
        return self.document.story

    @property
    def mentions(self) -> tuple[Mention, ...]:
        return self.document.mentions

    @property
    def table(self) -> Listings:
        return self.document.table

    def told_in(self, sentence: Span) -> tuple[Span, ...]:
        """Where a sentence tells a change of a price, whoever's: no claim begins there."""
        out = []
        for t in self.tellings:
            c = t.candidate
            if (
                t.sentence.span == sentence
                and c.subject is not None
                and not c.dropped
                and any(o.kind != "other" for o in c.owners)
            ):
                tokens = t.sentence.tokens
                out.append(Span(tokens[c.found.start].start, tokens[c.found.end - 1].end))
        return tuple(out)

    def figures_in(self, span: Span) -> tuple[Figure, ...]:
        if span not in self._figures:
            self._figures[span] = figures(self.story.text, *span)
        return self._figures[span]

    def sentence_of(self, quote: Quote) -> Span | None:
        """The sentence in which a quote stands whole; None where it spans two, or stands outside the story proper."""
        place = self.place_of(quote.start)
        return self.sentences[place] if place is not None and quote.end <= self.sentences[place].end else None

    def place_of(self, start: int) -> int | None:
        """Which of the sentences the character at `start` stands in."""
        place = bisect_right(self._sentence_starts, start) - 1
        return place if place >= 0 and start < self.sentences[place].end else None

    def mentions_in(self, start: int, end: int) -> tuple[Mention, ...]:
        starts = self._mention_starts
        return self.mentions[bisect_left(starts, start) : bisect_left(starts, end)]

    def named_in(self, start: int, end: int, surely: Callable[[str, Mention], bool]) -> list[Mention]:
        """The mentions there that name surely; which do is asked once a story, as each of its claims wants to know."""
        if not self._named_starts and self.mentions:
            self._named.extend(m for m in self.mentions if surely(self.story.text, m))
            self._named_starts.extend([*(m.start for m in self._named), len(self.story.text) + 1])
        starts = self._named_starts
        return self._named[bisect_left(starts, start) : bisect_left(starts, end)]

    def odd_conversions(self) -> tuple[Flag, ...]:
        """Printed conversions whose rate is off the story's others by more than 3 % beyond their printed precision."""
        pairs = [(a, b) for s in self.sentences for a, b in _conversions(self.figures_in(s), self.story.text)]
        alike: dict[tuple[str | None, str | None], list[tuple[Figure, Figure]]] = {}
        for a, b in pairs[:_MOST_CONVERSIONS]:
            alike.setdefault((a.unit, b.unit), []).append((a, b))
        out = []
        for a, b in pairs[:_MOST_CONVERSIONS]:
            others = sorted(
                abs(y.value / x.value) for x, y in alike[a.unit, b.unit] if x is not a and x.value and y.value
            )
            if not others or not a.value or not b.value:
                continue
            usual = others[len(others) // 2]
            rate = abs(b.value / a.value)
            blur = a.printed_precision / abs(a.value) + b.printed_precision / abs(b.value)
            if abs(rate / usual - 1) > _SLACK + blur:
                out.append(Flag("conversion: off the story's others", quote_at(self.story, a.start, b.end)))
        return tuple(out) if len(out) < len(pairs) or len(pairs) < 2 else ()


def yuan_of_writer(story: Story) -> str | None:
    """ "元" is the yuan of whoever writes: the mainland's in simplified characters, Taiwan's in its papers; else nobody knows."""
    return _yuan_of(story.text, (story.language or "").lower())


@lru_cache(maxsize=4)  # it is asked at each figure of a story
def _yuan_of(text: str, language: str) -> str | None:
    if language in ("zh-tw", "zh-hant-tw"):
        return "TWD"
    if _SIMPLIFIED.search(text) and not _TRADITIONAL.search(text):
        return "CNY"
    return "TWD" if _OF_TAIWAN.search(text) else "CNY" if _SIMPLIFIED.search(text) else None


def _conversions(found: Sequence[Figure], text: str) -> list[tuple[Figure, Figure]]:
    return [
        (a, b)
        for a, b in itertools.pairwise(found)
        if a.kind == b.kind == "money"
        and a.unit != b.unit
        and re.fullmatch(r"[ \u00a0]?(?:a share |each )?[(（]", text[a.end : b.start])
    ]


def quote_fault(quote: Quote, grounds: Grounds) -> str | None:
    """Why words are no quote of the story; None where they are one."""
    if grounds.story.text[quote.start : quote.end] != quote.text or not quote.text:
        return "the quote is not in the story"
    if len(quote.text) > MOST_QUOTED:
        return "the quote is too long to be one"
    if grounds.sentence_of(quote) is None:
        return "the quote is not within one sentence of the story"
    return None
