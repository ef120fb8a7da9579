"""Languages: what each must give is in `base`; none knows another."""

from __future__ import annotations

import re

from bot.reading.languages.base import Language
from bot.reading.languages.en import ENGLISH
from bot.reading.languages.zh import CHINESE
from bot.reading.words import has_chinese

FOLDS = {language.code: language.fold for language in (ENGLISH, CHINESE)}
_SHARE_OF_HAN = 5  # one character in so many
_ENGLISH_WORD = re.compile(r"(?<![A-Za-z])[a-z]{2,}(?![A-Za-z])")
_FEW_WORDS = 3  # "RF Acquisition Corp II(RFAI.US)涨幅+315.63%" is Chinese


def language_of(text: str) -> Language:
    """Whose rules read a sentence: Chinese where its characters carry it, else English."""
    if not has_chinese(text):
        return ENGLISH
    han = sum("\u3400" <= c <= "\u9fff" for c in text)
    if han * _SHARE_OF_HAN >= len(text):
        return CHINESE
    return ENGLISH if len(_ENGLISH_WORD.findall(text)) >= _FEW_WORDS else CHINESE
