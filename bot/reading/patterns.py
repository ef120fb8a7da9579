"""Token patterns: what stands beside what, written over senses and read as data.

A pattern is elements with blanks between them. An element is alternatives ("up+verb|down+verb": all senses of one of them), perhaps
with "!" before a sense that must be missing, a quoted word ('"of"'), "." for any token; a name before "=" keeps where it matched; behind
it "?", "*", "+" or "{low,high}" say how often.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from bot.reading.lexicon import Senses
from bot.reading.tokens import Token

_ELEMENT = re.compile(r"(?:(?P<name>\w+)=)?(?P<tests>[^\s?*{]+?)(?P<often>[?*]|\+(?=\s|$)|\{\d+,\d+\})?$")
_MANY = 99


@dataclass(frozen=True, slots=True)
class _Test:
    """One alternative: all of these senses, none of those, or this word."""

    wanted: frozenset[str]
    unwanted: frozenset[str]
    word: str | None = None


@dataclass(frozen=True, slots=True)
class _Element:
    tests: tuple[_Test, ...]
    low: int
    high: int
    name: str | None

    def holds(self, token: Token) -> bool:
        senses = token.senses
        for test in self.tests:
            if test.word is None:
                if test.wanted <= senses and test.unwanted.isdisjoint(senses):
                    return True
            elif token.key == test.word:
                return True
        return False

    def may_hold(self, senses: Senses) -> bool:
        """Whether some token of a sentence with these senses could do."""
        return self.low == 0 or any(t.word is not None or t.wanted <= senses for t in self.tests)


@dataclass(frozen=True, slots=True)
class Found:
    """Where a pattern matched: tokens[start:end], and those of its named elements."""

    start: int
    end: int
    named: dict[str, tuple[int, int]]

    def at(self, name: str) -> int:
        """The first token of a named element, -1 where it matched none."""
        start, end = self.named.get(name, (-1, -1))
        return start if end > start else -1


@dataclass(frozen=True, slots=True)
class Pattern:
    """A compiled pattern; `match` tries it at one token, `search` at all."""

    elements: tuple[_Element, ...]

    def match(self, tokens: Sequence[Token], at: int) -> Found | None:
        """The longest way in which it matches from tokens[at] on."""
        spans: list[tuple[int, int]] = []
        if not self._rest(tokens, at, 0, spans):
            return None
        named = {e.name: span for e, span in zip(self.elements, spans, strict=True) if e.name}
        return Found(at, spans[-1][1] if spans else at, named)

    def may_match(self, senses: Senses) -> bool:
        """Whether it could match anywhere in a sentence whose tokens have these senses together."""
        return all(e.may_hold(senses) for e in self.elements)

    def search(self, tokens: Sequence[Token]) -> Iterator[Found]:
        """Every place where it matches; they may overlap."""
        for at in range(len(tokens)):
            if self.elements[0].low == 0 or self.elements[0].holds(tokens[at]):
                found = self.match(tokens, at)
                if found is not None:
                    yield found

    def _rest(self, tokens: Sequence[Token], at: int, e: int, spans: list[tuple[int, int]]) -> bool:
        if e == len(self.elements):
            return True
        element = self.elements[e]
        most = at
        while most < len(tokens) and most - at < element.high and element.holds(tokens[most]):
            most += 1
        for end in range(most, at + element.low - 1, -1):
            spans.append((at, end))
            if self._rest(tokens, end, e + 1, spans):
                return True
            spans.pop()
        return False


@cache
def pattern(written: str) -> Pattern:
    """Compile a pattern. ValueError where an element cannot be read."""
    return Pattern(tuple(_element(part) for part in written.split()))


def _element(written: str) -> _Element:
    m = _ELEMENT.match(written)
    if m is None:
        raise ValueError(f"no element of a pattern: {written}")
    often = m["often"] or ""
    low, high = 1, 1
    if often in ("?", "*", "+"):
        low, high = {"?": (0, 1), "*": (0, _MANY), "+": (1, _MANY)}[often]
    elif often:
        low, high = (int(n) for n in often[1:-1].split(","))
    return _Element(tuple(_test(t) for t in m["tests"].split("|")), low, high, m["name"])


def _test(written: str) -> _Test:
    if written.startswith('"'):
        return _Test(frozenset(), frozenset(), written.strip('"'))
    if written == ".":
        return _Test(frozenset(), frozenset())
    parts = written.split("+")
    return _Test(
        frozenset(p for p in parts if not p.startswith("!")), frozenset(p[1:] for p in parts if p.startswith("!"))
    )
