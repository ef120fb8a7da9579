"""What an English word may mean besides itself: senses of Princeton's WordNet 3.0 (languages/en/wordnet.tsv, made by tools/build_wordnet.py).

"Officer" may be said of a policeman and "died" of the dead, but no "profit" of revenue: who asks about the words of a market asks the lexicon.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources

Meanings = frozenset[str]
_ENDINGS = (
    ("ies", "y"),
    ("es", "e"),
    ("es", ""),
    ("s", ""),
    ("ied", "y"),
    ("ed", "e"),
    ("ed", ""),
    ("ing", "e"),
    ("ing", ""),
)
_PLAIN = re.compile(r"[a-z]{3,16}")


@dataclass(frozen=True, slots=True)
class _WordNet:
    own: Mapping[str, Meanings]
    rooted: Mapping[str, Meanings]
    above: Mapping[str, Meanings]
    irregular: Mapping[str, tuple[str, ...]]


@lru_cache(maxsize=20_000)
def meanings(word: str) -> Meanings:
    """The senses of a word in lower case, and those of the words of its root; none of a word that the table lacks."""
    table = _table()
    return frozenset(s for base in _bases(word) for s in (*table.own.get(base, ()), *table.rooted.get(base, ())))


@lru_cache(maxsize=20_000)
def synonyms(word: str) -> Meanings:
    """The senses of a word itself, in whichever form, without those of its root."""
    own = _table().own
    return frozenset(s for base in _bases(word) for s in own.get(base, ()))


@lru_cache(maxsize=20_000)
def implied(word: str) -> Meanings:
    """What may be said where this word is said: its meanings, and what is one step more general."""
    own, above = meanings(word), _table().above
    return own | {up for sense in own for up in above.get(sense, ())}


def plain_forms(word: str) -> tuple[str, ...]:
    """Of an irregular form the words that it is of: "buy" of "bought"."""
    return _table().irregular.get(word, ())


def is_past(word: str) -> bool:
    """Whether an English word looks like one of the past: "reversed", "heard"."""
    return word.endswith("ed") or (word in _table().irregular and not word.endswith("s"))


def _bases(word: str) -> Iterator[str]:
    table = _table()
    if not _PLAIN.fullmatch(word):
        return
    yield word
    yield from table.irregular.get(word, ())
    for ending, base in _ENDINGS:
        if word.endswith(ending):
            stem = word[: -len(ending)] + base
            yield stem
            if not base and stem[-1:] == stem[-2:-1]:
                yield stem[:-1]  # "stopped"


@cache
def _table() -> _WordNet:
    written = resources.files("bot.reading.languages").joinpath("en", "wordnet.tsv").read_text(encoding="utf-8")
    words, above, irregular = written.split("\n\n")
    own, rooted = {}, {}
    for line in words.splitlines():
        word, mine, others = line.split("\t")
        own[word], rooted[word] = frozenset(mine.split()), frozenset(others.split())
    up = {a: frozenset(b.split()) for a, _, b in (line.partition("\t") for line in above.splitlines())}
    forms: dict[str, tuple[str, ...]] = {}
    for line in irregular.splitlines():
        form, base = line.split()
        forms[form] = (*forms.get(form, ()), base)
    return _WordNet(own, rooted, up, forms)
