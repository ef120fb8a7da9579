"""How names are compared and where one stands in a text: case, accents, genitives, brackets, initials, Chinese characters."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

WORD = re.compile(r"[^\W_\u3400-\u9fff]+", re.UNICODE)  # "ETH刚刚突破" begins with one
HAN_RUN = re.compile(r"[\u3400-\u9fff]+")


def is_han(text: str) -> bool:
    return bool(HAN_RUN.search(text))


_CAPITALS_FIRST = re.compile(r"(?!US |UK |EU |UN )[A-Z]{2,} [a-z]{4}")


_INITIALS_LAST = re.compile(r"\b[A-Z]\.[A-Z]$")


def with_its_mark(text: str, start: int, end: int) -> int:
    """ "Fountain Set (Holdings)", "LuxExperience B.V.": a name ends behind the bracket that it opens, and behind its last initial's point."""
    mark = text[end : end + 1]
    closes = (mark == ")" and "(" in text[start:end]) or (mark == "." and _INITIALS_LAST.search(text, start, end))
    return end + 1 if closes else end


def is_genitive(text: str, word: tuple[int, int], folded: str) -> bool:
    return folded == "s" and word[0] > 0 and text[word[0] - 1] in "'’"


def written_as_name(text: str, start: int, end: int, instrument: bool, words: int, prominent: bool) -> bool:
    """Companies are written with a capital or a digit; "gold" and "the dollar" are not. No name begins inside a word."""
    if start > 0 and text[start - 1] in "-_@#$/" and words == 1 and not instrument:
        return False
    if end < len(text) and text[end] in "_@":
        return False
    first = text[start]
    if words > 1 and not instrument and text[start:end].rsplit(None, 1)[-1][0].islower():
        # "U.S. gold" is not the company U.S. Gold; SK hynix writes itself so.
        return prominent and bool(_CAPITALS_FIRST.match(text, start)) and words == 2
    return instrument or first.isupper() or first.isdigit() or any(c.isupper() for c in text[start:end])


@cache
def _ascii_fold(word: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKD", word) if not unicodedata.combining(c)).casefold()


def fold_word(word: str) -> str:
    return word.lower() if word.isascii() else _ascii_fold(word)


def fold(name: str) -> list[str]:
    """A name's words as they are compared: no case, no accents, no punctuation, no genitive."""
    return [fold_word(m[0]) for m in WORD.finditer(name) if not is_genitive(name, m.span(), m[0].lower())]
