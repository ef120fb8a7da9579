"""What stands for Chinese words in English: languages/zh/english.toml, then CC-CEDICT; spans of time in both; names as they are spelled."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache, lru_cache
from importlib import resources

from bot.reading.languages.cedict import glossed, syllables
from bot.reading.lexicon import Code

Rendering = tuple[str, ...]  # an English expression, as its words in small letters
Table = Callable[
    [str, Code], Iterable[tuple[int, int, int]]
]  # its rows that a text has, each with its start and its end
_LONGEST = 6  # characters of a name that is spelled


def renderings(word: str) -> tuple[Rendering, ...]:
    """The English expressions that may stand for a simplified Chinese word."""
    return (*of_table(word), *glossed(word))


def of_table(word: str) -> tuple[Rendering, ...]:
    """Those of the table of markets alone."""
    return _table().get(word, ())


def known_words(folded: str, start: int, end: int) -> Iterator[tuple[int, int, tuple[Rendering, ...]]]:
    """Where words of the table stand in folded[start:end], and what they are in English."""
    return ((*m.span(), _table()[m[0].lower()]) for m in _pattern().finditer(folded, start, end))


def tells(what: str, text: str, code: Code) -> bool:
    """Whether a text has a word of one of the table's pairs of rows, "hearing" or "planned"; `text` is simplified, or in small letters."""
    return _rows(what)[code].search(text) is not None


def tells_first(what: str, text: str, code: Code) -> bool:
    """Whether a text begins with such a word; `what` and `text` as above."""
    return _rows(what)[code].match(text) is not None


def is_idle(text: str, code: Code) -> bool:
    """Whether a word says nothing that a translation might not put in; `text` as above."""
    return _rows("idle")[code].fullmatch(text) is not None


def undenying(text: str, code: Code) -> Iterator[tuple[int, int]]:
    """Where a text has what looks like a denial and is none; `text` as above."""
    return (m.span() for m in _rows("undenying")[code].finditer(text))


def periods(text: str, code: Code) -> Iterable[tuple[int, int, int]]:
    """The spans of time that a text names, each as a row of the table, its start and its end; `text` is simplified, or in small letters."""
    return (*_named("periods", text, code), *comparisons(text, code))


def comparisons(text: str, code: Code) -> Iterator[tuple[int, int, int]]:
    """Those spans of time with which a figure is compared, as negative rows; `text` as above."""
    return ((-1 - row, start, end) for row, start, end in _named("comparisons", text, code))


def moments(text: str, code: Code) -> Iterator[tuple[int, int, int]]:
    """When in the day a figure was; rows and `text` as above."""
    return _named("moments", text, code)


def bounds(text: str, code: Code) -> Iterator[tuple[int, int, int]]:
    """What makes a number the most or the least of what it counts; rows and `text` as above."""
    return _named("bounds", text, code)


def offices(text: str, code: Code) -> frozenset[int]:
    """The offices that a text names, as rows of the table; `text` as above."""
    return frozenset(row for row, _, _ in _named("offices", text, code))


def unplanned(text: str, code: Code) -> Iterator[tuple[int, int]]:
    """Where a text has what looks like a plan and is only what others expect; `text` as above."""
    return (m.span() for m in _rows("unplanned")[code].finditer(text))


def units(text: str, code: Code) -> frozenset[int]:
    """The units in which a text counts, as rows of the table; `text` as above."""
    return frozenset(row for row, _, _ in _named("units", text, code))


def measures(text: str, code: Code) -> Iterator[tuple[int, int, int]]:
    """What figures measure that a text names, each as a row of the table, its start and its end; `text` as above."""
    return _named("measures", text, code)


def places(text: str, code: Code) -> Iterator[tuple[int, int, int]]:
    """The countries and regions that a text names, each as a row of the table, its start and its end; `text` as above."""
    return _named("places", text, code)


def in_both(text: str, code: Code) -> frozenset[int]:
    """What a text says of what both of two sentences say or neither, as rows of the table; `text` as above."""
    return frozenset(row for row, _, _ in _named("in_both", text, code))


def sides(text: str, code: Code) -> frozenset[tuple[int, int]]:
    """The sides of opposites that a text has, as rows of the table and which of its two; `text` as above."""
    return frozenset(divmod(row, 2) for row, _, _ in _named("opposites", text, code))


def _named(what: str, text: str, code: Code) -> Iterator[tuple[int, int, int]]:
    """What stands within a longer one, as 去年 in 去年同期, is none."""
    found = [(row, *m.span()) for row, patterns in enumerate(_pairs(what)) for m in patterns[code].finditer(text)]
    for row, start, end in found:
        if not any(a <= start and end <= b and b - a > end - start for _, a, b in found):
            yield row, start, end


@lru_cache(maxsize=1000)
def spelled(folded: str) -> frozenset[str]:
    """The pinyin of each run of up to six characters: "chuanfu" of 王传福."""
    out: set[str] = set()
    for at in range(len(folded)):
        begun = {""}
        for c in folded[at : at + _LONGEST]:
            begun = {b + s for b in begun for s in syllables(c)}
            if not begun:
                break
            out |= begun
    return frozenset(out)


@cache
def _written() -> Mapping[str, str]:
    written = resources.files("bot.reading.languages").joinpath("zh", "english.toml").read_text(encoding="utf-8")
    return tomllib.loads(written)


@cache
def _table() -> Mapping[str, tuple[Rendering, ...]]:
    rows = (line.partition(" = ") for line in _written()["words"].splitlines() if line)
    return {word.lower(): tuple(map(_split, said.split(","))) for word, _, said in rows}


def _split(expression: str) -> tuple[str, ...]:
    return tuple(re.findall(r"[\w'-]+", expression.lower().replace(".", "")))


@cache
def _pattern() -> re.Pattern[str]:
    return re.compile("|".join(sorted(map(re.escape, _table()), key=len, reverse=True)), re.IGNORECASE)


@cache
def _rows(name: str) -> Mapping[Code, re.Pattern[str]]:
    chinese, english = _written()[name].strip().split("\n")
    return {"zh": _any_of(chinese), "en": _any_of(english)}


def _any_of(words: str) -> re.Pattern[str]:
    """One of the words of a row; English ones whole, or with any letters where a star stands."""
    row = "|".join(re.escape(w).replace(r"\*", r"\w*") for w in words.split(", "))
    return re.compile(rf"(?<!\w)(?:{row})(?!\w)" if words.isascii() else row)


@cache
def _pairs(name: str) -> tuple[Mapping[Code, re.Pattern[str]], ...]:
    rows = (line.split(" | ") for line in _written()[name].splitlines() if line)
    return tuple({"zh": _any_of(chinese), "en": _any_of(english)} for chinese, english in rows)
