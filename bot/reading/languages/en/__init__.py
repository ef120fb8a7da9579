"""English."""

from __future__ import annotations

from bot.reading.languages.base import Language
from bot.reading.languages.en import syntax
from bot.reading.languages.en.causes import causes
from bot.reading.languages.en.owners import owner
from bot.reading.languages.en.times import times
from bot.reading.lexicon import NONE, Senses
from bot.reading.words import lowered

_PARTICIPLE = frozenset({"verb", "past", "participle", "unlisted"})
_ING = frozenset({"verb", "ing", "unlisted"})
_LY = frozenset({"adverb-filler", "manner"})
_SPAN = frozenset({"span-adjective"})
_SHORTEST = 5  # letters of a word whose ending tells what it is


def _sense_of_shape(word: str) -> Senses:
    if not word.islower() or len(word) < _SHORTEST:
        return NONE
    if "-" in word:
        return _SPAN if word.endswith(("-day", "-week", "-month", "-year", "-session", "-quarter")) else NONE
    if word.endswith("ed"):
        return _PARTICIPLE
    if word.endswith("ing"):
        return _ING
    return _LY if word.endswith("ly") else NONE


ENGLISH = Language(
    "en",
    lowered,
    _sense_of_shape,
    syntax.head,
    syntax.subject,
    owner,
    syntax.main_subject,
    syntax.rated,
    times,
    causes,
)
