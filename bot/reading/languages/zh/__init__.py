"""Chinese, simplified and traditional."""

from __future__ import annotations

from bot.reading.languages.base import Language
from bot.reading.languages.zh import syntax
from bot.reading.languages.zh.causes import causes
from bot.reading.languages.zh.owners import owner
from bot.reading.languages.zh.times import times
from bot.reading.lexicon import NONE, Senses, folded


def _sense_of_shape(word: str) -> Senses:
    return NONE


CHINESE = Language(
    "zh",
    folded,
    _sense_of_shape,
    syntax.head,
    syntax.subject,
    owner,
    syntax.main_subject,
    syntax.rated,
    times,
    causes,
)
