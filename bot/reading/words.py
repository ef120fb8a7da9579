"""Patterns of words in English and Chinese: a text without Chinese is not searched for Chinese, and nothing is compiled unused.

At a start some forty long alternations would else be compiled, which takes longer than all else that a reading needs.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from functools import cached_property, lru_cache

_CHINESE = re.compile(r"[\u3000-\u30ff\u3400-\u9fff\uff00-\uffef]")
_LATIN = re.compile(r"(?<!\\)[a-z]")
_SHORT = 400  # characters: what is shorter is lowered faster than it is looked up


def has_chinese(text: str) -> bool:
    return not text.isascii() and bool(_CHINESE.search(text))


class Words:
    """A pattern of words, compared without their case; its Chinese alternatives are left out where a text has no Chinese.

    It is used like a compiled one, but a match's own text is in lower case: take its span to quote. It is written in lower
    case, for `re` compares a text in lower case with it three times faster than it ignores the case of both.
    """

    def __init__(self, pattern: str, zh: str = "") -> None:
        """`zh` are further alternatives, all of them Chinese."""
        self._written = f"{pattern}|{zh}" if zh else pattern

    @cached_property
    def _both(self) -> re.Pattern[str]:
        return re.compile(self._written)

    @cached_property
    def _latin(self) -> re.Pattern[str]:
        return re.compile(without_chinese(self._written))

    def search(self, text: str, start: int = 0, end: int = sys.maxsize) -> re.Match[str] | None:
        lower, chinese = _compared(text)
        return (self._both if chinese else self._latin).search(lower, start, end)

    def match(self, text: str, start: int = 0, end: int = sys.maxsize) -> re.Match[str] | None:
        lower, chinese = _compared(text)
        return (self._both if chinese else self._latin).match(lower, start, end)

    def fullmatch(self, text: str) -> re.Match[str] | None:
        lower, chinese = _compared(text)
        return (self._both if chinese else self._latin).fullmatch(lower)

    def finditer(self, text: str, start: int = 0, end: int = sys.maxsize) -> Iterator[re.Match[str]]:
        lower, chinese = _compared(text)
        return (self._both if chinese else self._latin).finditer(lower, start, end)

    def sub(self, new: str, text: str) -> str:
        """The text in lower case with what matches replaced."""
        lower, chinese = _compared(text)
        return (self._both if chinese else self._latin).sub(new, lower)


def lowered(text: str) -> str:
    """A text in lower case, with every character in its place."""
    return _compared(text)[0]


def _compared(text: str) -> tuple[str, bool]:
    """A text in lower case, with every character in its place, and whether it has Chinese."""
    if len(text) < _SHORT:
        return (text.lower(), False) if text.isascii() else (_lower(text), bool(_CHINESE.search(text)))
    return _long_compared(text)


@lru_cache(maxsize=4)  # a story is searched for many things
def _long_compared(text: str) -> tuple[str, bool]:
    return _lower(text), has_chinese(text)


def _lower(text: str) -> str:
    lower = text.lower()
    # "İ" becomes two characters.
    return lower if len(lower) == len(text) else "".join(x if len(x := c.lower()) == 1 else c for c in text)


def without_chinese(pattern: str) -> str:
    """The pattern without the alternatives that are Chinese alone; one that matches nothing where no other is left."""
    return "|".join(a for a in _alternatives(pattern) if not _CHINESE.search(a) or _LATIN.search(a)) or r"(?!)"


def _alternatives(pattern: str) -> Iterator[str]:
    """The pattern's alternatives at its top level."""
    depth, start, i = 0, 0, 0
    in_class = False
    while i < len(pattern):
        c = pattern[i]
        if c == "\\":
            i += 2
            continue
        if in_class:
            in_class = c != "]"
        elif c == "[":
            in_class = True
        elif c in "()":
            depth += 1 if c == "(" else -1
        elif c == "|" and depth == 0:
            yield pattern[start:i]
            start = i + 1
        i += 1
    yield pattern[start:]
