"""Chinese, simplified and traditional."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.reading.languages.base import Directed, Owner, Phrase, Shape, Time, shapes
from bot.reading.languages.zh import owners, syntax, times
from bot.reading.lexicon import NONE, Code, Lexicon, Senses, folded, lexicon
from bot.reading.tokens import Token


@dataclass(frozen=True, slots=True)
class _Chinese:
    code: Code = "zh"

    @property
    def lexicon(self) -> Lexicon:
        return lexicon("zh")

    @property
    def shapes(self) -> tuple[Shape, ...]:
        return shapes("zh")

    def fold(self, word: str) -> str:
        return folded(word)

    def head(self, tokens: Sequence[Token], found: Directed) -> int:
        return syntax.head(tokens, found)

    def sense_of_shape(self, word: str) -> Senses:
        return NONE

    def subject(self, tokens: Sequence[Token], found: Directed, text: str) -> Phrase | None:
        return syntax.subject(tokens, found)

    def owner(self, tokens: Sequence[Token], first: int, last: int, common: frozenset[str]) -> Owner:
        return owners.owner(tokens, first, last)

    def main_subject(self, tokens: Sequence[Token]) -> Phrase | None:
        return syntax.main_subject(tokens)

    def rated(self, tokens: Sequence[Token]) -> Phrase | None:
        return syntax.rated(tokens)

    def times(self, tokens: Sequence[Token]) -> tuple[Time, ...]:
        return times.times(tokens)


CHINESE = _Chinese()
