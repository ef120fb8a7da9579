"""Stories as they are searched: their words by which another telling, in either language, says the same; and how rare each is."""

from __future__ import annotations

import math
import re
import tomllib
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache, cached_property
from importlib import resources

from bot.listings import Listings
from bot.reading.gate.terms import cut_words
from bot.reading.languages.en.stems import stem
from bot.reading.languages.word_lists import word_lists
from bot.reading.lexicon import folded
from bot.reading.sentences import sentences
from bot.story import Story

_WORD = re.compile(r"[abh]股|[a-z0-9]+(?:[-.&'’][a-z0-9]+)*|[\u3400-\u9fff]+")
_READ = 6000  # characters of a story


@dataclass(frozen=True)
class Sentence:
    """One sentence with its place in the story's text, its units, and the companies that it names."""

    start: int
    end: int
    text: str
    units: frozenset[str]
    companies: frozenset[str]


@dataclass(frozen=True)
class Document:
    """A story that can be searched. Its first sentence is the title, where it has one."""

    number: int
    story: Story
    at: datetime
    sentences: tuple[Sentence, ...]

    @cached_property
    def counts(self) -> Counter[str]:
        """How often each unit stands in it: the title counts three times, the lead twice."""
        found: Counter[str] = Counter()
        for n, sentence in enumerate(self.sentences):
            weight = _TITLE if n == 0 and self.story.title else _LEAD if n <= _FIRST else 1
            for unit in sentence.units:
                found[unit] += weight
            for key in sentence.companies:
                found[f"@{key}"] += weight
        return found

    @cached_property
    def main(self) -> frozenset[str]:
        """The companies of the title and the first sentences."""
        return frozenset(c for s in self.sentences[: _FIRST + 1] for c in s.companies)


_TITLE, _LEAD, _FIRST = 3, 2, 2


def document_of(number: int, story: Story, table: Listings, seen: datetime | None = None) -> Document:
    """The story as it is searched; `seen` stands for a time of publication that is not known."""
    named = [
        (n.start, n.end, n.companies[0].key)
        for n in table.names_in(story.text, 0, min(len(story.text), _READ))
        if n.companies
    ]
    made = []
    for span in sentences(story):
        if span.start > _READ:
            break
        text = story.text[span.start : span.end]
        keys = frozenset(key for start, _, key in named if span.start <= start < span.end)
        made.append(Sentence(span.start, span.end, text, frozenset(units_of(text)), keys))
    return Document(number, story, story.published or seen or datetime(1970, 1, 1, tzinfo=UTC), tuple(made))


def units_of(text: str) -> Iterator[str]:
    """English stems and Chinese words, of both scripts alike; without words that say nothing."""
    plain = folded(text)
    yield from bodies_in(plain)
    yield from periods_in(plain)
    for m in _WORD.finditer(plain):
        word = m[0].replace("’", "'").removesuffix("'s")
        if not word.isascii():
            yield from (w for w in cut_words(word) if len(w) > 1 and w not in stop_words())
            yield from (word[i : i + 2] for i in range(len(word) - 1))  # words that jieba's dictionary has not
        elif word not in stop_words() and (len(word) > 1 or word.isdigit()):
            yield stem(word)
            if "-" in word:
                yield from (stem(part) for part in word.split("-") if len(part) > 1 and part not in stop_words())


_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_HAN_NUMBERS = "一二三四五六七八九十"
_PERIOD = re.compile(
    r"\b(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b"
    r"|(?P<number>1[0-2]|[1-9])月|(?P<han>十[一二]|[一二三四五六七八九十])月(?!来)|\bq(?P<q>[1-4])\b|\b(?P<nth>first|second|third|fourth)[- ]quarter|第?(?P<hanq>[一二三四])季"
    r"|(?P<half>first half|上半年|中期)|(?P<half2>second half|下半年)"
)


def periods_in(plain: str) -> Iterator[str]:
    """Months, quarters and halves of a year, of both languages alike: "month:7", "quarter:2", "half:1"."""
    for m in _PERIOD.finditer(plain):
        if m["month"]:
            yield f"month:{_MONTHS.index(m['month'][:3]) + 1}"
        elif m["number"]:
            yield f"month:{m['number']}"
        elif m["han"]:
            yield f"month:{sum(_HAN_NUMBERS.index(c) + 1 for c in m['han'])}"
        elif m["q"] or m["hanq"] or m["nth"]:
            nth = m["q"] or (
                str(_HAN_NUMBERS.index(m["hanq"]) + 1)
                if m["hanq"]
                else str(["first", "second", "third", "fourth"].index(m["nth"]) + 1)
            )
            yield f"quarter:{nth}"
        else:
            yield "half:1" if m["half"] else "half:2"


def without_periods(plain: str) -> str:
    """The text with blanks where a period is named."""
    return _PERIOD.sub(lambda m: " " * len(m[0]), plain)


def bodies_in(plain: str) -> Iterator[str]:
    """Central banks and other bodies that a text names: "#fed"."""
    for pattern, body in _bodies():
        if pattern.search(plain):
            yield f"#{body}"


def without_bodies(plain: str) -> str:
    """The text with blanks where a body is named: each character keeps its place."""
    for pattern, _ in _bodies():
        plain = pattern.sub(lambda m: " " * len(m[0]), plain)
    return plain


@cache
def _bodies() -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple(
        (re.compile("|".join(_called(n) for n in names.split(", "))), body)
        for body, names in asking_table()["bodies"].items()
    )


def _called(name: str) -> str:
    return rf"\b{re.escape(name)}(?![a-z])" if name[0].isascii() else re.escape(name)


@cache
def asking_table() -> dict[str, dict[str, str]]:
    """asking.toml: what only asks, what says the same, what is measured, who is no listing."""
    written = resources.files("bot.retrieval").joinpath("asking.toml").read_text(encoding="utf-8")
    return tomllib.loads(written)


@cache
def stop_words() -> frozenset[str]:
    return frozenset(w for code in ("en", "zh") for w in word_lists("boilerplate", code)["stop"])


class Rarity:
    """How much a unit says, by how few stories have it (BM25's idf). `holders` counts them."""

    def __init__(self, size: int, holders: Callable[[str], int]) -> None:
        self.size = size
        self._holders = holders
        self._known: dict[str, int] = {}

    @classmethod
    def among(cls, documents: Sequence[Document]) -> Rarity:
        stories: Counter[str] = Counter()
        for document in documents:
            stories.update(document.counts.keys())
        return cls(len(documents), stories.__getitem__)

    def holders(self, unit: str) -> int:
        if unit not in self._known:
            self._known[unit] = self._holders(unit) if unit else 0
        return self._known[unit]

    def of(self, unit: str) -> float:
        n = min(self.holders(unit), self.size)
        return math.log(1 + (self.size - n + 0.5) / (n + 0.5))
