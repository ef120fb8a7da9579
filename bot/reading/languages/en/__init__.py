"""English."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.reading.languages.base import Directed, Owner, Phrase, Shape, Time, shapes
from bot.reading.languages.en import owners, syntax, times
from bot.reading.lexicon import NONE, Code, Lexicon, Senses, lexicon
from bot.reading.tokens import Token
from bot.reading.words import lowered

_PARTICIPLE = frozenset({"verb", "past", "participle", "unlisted"})
_ING = frozenset({"verb", "ing", "unlisted"})
_LY = frozenset({"adverb-filler", "manner"})
_SPAN = frozenset({"span-adjective"})
_SHORTEST = 5  # letters of a word whose ending tells what it is


@dataclass(frozen=True, slots=True)
class _English:
    code: Code = "en"

    @property
    def lexicon(self) -> Lexicon:
        return lexicon("en")

    @property
    def shapes(self) -> tuple[Shape, ...]:
        return shapes("en")

    def fold(self, word: str) -> str:
        return lowered(word)

    def head(self, tokens: Sequence[Token], found: Directed) -> int:
        return syntax.head(tokens, found)

    def sense_of_shape(self, word: str) -> Senses:
        if word.isdigit() or not word.islower() or len(word) < _SHORTEST:
            return NONE
        if "-" in word:
            return _SPAN if word.endswith(("-day", "-week", "-month", "-year", "-session", "-quarter")) else NONE
        if word.endswith("ed"):
            return _PARTICIPLE
        if word.endswith("ing"):
            return _ING
        return _LY if word.endswith("ly") else NONE

    def subject(self, tokens: Sequence[Token], found: Directed, text: str) -> Phrase | None:
        return syntax.subject(tokens, found)

    def owner(self, tokens: Sequence[Token], first: int, last: int, common: frozenset[str]) -> Owner:
        return owners.owner(tokens, first, last, common)

    def main_subject(self, tokens: Sequence[Token]) -> Phrase | None:
        return syntax.main_subject(tokens)

    def rated(self, tokens: Sequence[Token]) -> Phrase | None:
        return syntax.rated(tokens)

    def times(self, tokens: Sequence[Token]) -> tuple[Time, ...]:
        return times.times(tokens)


ENGLISH = _English()
