"""Patterns of words in English and Chinese: a text without Chinese is not searched for Chinese, and nothing is compiled unused.

At a start some forty long alternations would else be compiled, which takes longer than all else that a reading needs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property

_CHINESE = re.compile(r"[\u3000-\u30ff\u3400-\u9fff\uff00-\uffef]")


def has_chinese(text: str) -> bool:
    return not text.isascii() and bool(_CHINESE.search(text))


class Words:
    """A pattern whose Chinese alternatives are left out where a text has no Chinese. It is used like a compiled one."""

    def __init__(self, pattern: str, zh: str = "", flags: re.RegexFlag = re.IGNORECASE) -> None:
        """`zh` are further alternatives, all of them Chinese."""
        self._written = f"{pattern}|{zh}" if zh else pattern
        self._flags = flags

    @cached_property
    def _both(self) -> re.Pattern[str]:
        return re.compile(self._written, self._flags)

    @cached_property
    def _latin(self) -> re.Pattern[str]:
        return re.compile(without_chinese(self._written), self._flags)

    def _for(self, text: str) -> re.Pattern[str]:
        return self._both if has_chinese(text) else self._latin

    def search(self, text: str) -> re.Match[str] | None:
        return self._for(text).search(text)

    def match(self, text: str) -> re.Match[str] | None:
        return self._for(text).match(text)

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        return self._for(text).finditer(text)

    def sub(self, new: str, text: str) -> str:
        return self._for(text).sub(new, text)


def without_chinese(pattern: str) -> str:
    """The pattern without its Chinese alternatives; one that matches nothing where no other is left."""
    return "|".join(a for a in _alternatives(pattern) if not _CHINESE.search(a)) or r"(?!)"


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
