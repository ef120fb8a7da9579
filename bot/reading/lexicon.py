"""What words mean: one table a language, from languages/*/lexicon.toml. Rules, claims and gate ask it, and nothing else.

An entry gives its words some senses ("up", "verb"). A phrase of several words is one word here ("share price"), so that rules see one
token. What is not in the table is judged by its shape alone, by the language's own `shape`.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Literal

from bot.reading.words import lowered

Senses = frozenset[str]
Code = Literal["en", "zh"]
NONE: Senses = frozenset()
_EN_PIECE = re.compile(r"\S+?(?=['’]s(?:\s|$))|['’]s(?=\s|$)|\S+")
_ZH_PIECE = re.compile(r"[A-Za-z0-9]+|.")
_VOWELS = "aeiou"


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The senses of words and of phrases. `phrases` has, for each first and second word, what goes on behind them, the longest first."""

    words: dict[str, Senses]
    phrases: dict[str, dict[str, tuple[tuple[tuple[str, ...], Senses], ...]]]

    def senses(self, word: str) -> Senses:
        """Those of a word in lower case; none where the table lacks it."""
        return self.words.get(word, NONE)

    def phrase_at(self, words: Sequence[str], i: int) -> tuple[int, Senses] | None:
        """How many words the longest phrase has that begins with words[i], and its senses."""
        seconds = self.phrases.get(words[i])
        if seconds is None or i + 1 >= len(words):
            return None
        for rest, senses in seconds.get(words[i + 1], ()):
            if not rest or tuple(words[i + 2 : i + 2 + len(rest)]) == rest:
                return len(rest) + 2, senses
        return None


@cache
def directing(code: Code, direction: str) -> frozenset[str]:
    """The single words that say that something went "up" or "down"; heights and lows say where it was, and are none."""
    return frozenset(w for w, s in lexicon(code).words.items() if direction in s and "peak" not in s)


@cache
def lexicon(code: Code) -> Lexicon:
    """The language's table, read once."""
    folder = resources.files("bot.reading.languages").joinpath(code)
    words: dict[str, set[str]] = {}
    phrases: dict[tuple[str, ...], set[str]] = {}
    for name in ("lexicon.toml", "times.toml", "context.toml"):
        for entry in tomllib.loads(folder.joinpath(name).read_text(encoding="utf-8"))["entry"]:
            for written, form in _forms(entry):
                pieces = _EN_PIECE.findall(written) if code == "en" else _ZH_PIECE.findall(folded(written))
                senses = {*entry["senses"], *form}
                if len(pieces) == 1:
                    words.setdefault(pieces[0], set()).update(senses)
                else:
                    phrases.setdefault(tuple(pieces), set()).update(senses)
    begin: dict[str, dict[str, tuple[tuple[tuple[str, ...], Senses], ...]]] = {}
    for (first, second, *rest), found in sorted(phrases.items(), key=lambda p: -len(p[0])):
        seconds = begin.setdefault(first, {})
        seconds[second] = (*seconds.get(second, ()), (tuple(rest), frozenset(found)))
    return Lexicon({w: frozenset(s) for w, s in words.items()}, begin)


@cache
def _variants() -> dict[int, str]:
    """Each traditional character of the Chinese lexicon and the simplified one for which it stands."""
    written = resources.files("bot.reading.languages").joinpath("zh", "variants.txt").read_text(encoding="utf-8")
    return {ord(line[0]): line[1] for line in written.splitlines()}


def folded(text: str) -> str:
    """As the Chinese lexicon compares: in lower case and in simplified characters, each in its place."""
    return lowered(text.translate(_variants()))


@cache
def telling(code: Code, *senses: str) -> re.Pattern[str]:
    """A pattern that finds, in a folded text, any word or phrase with one of these senses."""
    table = lexicon(code)
    wanted = frozenset(senses)
    glue = " " if code == "en" else ""
    found = {w for w, s in table.words.items() if wanted & s}
    for first, seconds in table.phrases.items():
        for second, rests in seconds.items():
            found |= {glue.join((first, second, *rest)) for rest, s in rests if wanted & s}
    written = "|".join(re.escape(w) for w in sorted(found, key=len, reverse=True))
    return re.compile(rf"\b(?:{written})\b" if code == "en" else written)


def _forms(entry: dict[str, object]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Each word of an entry, and what its form adds to the senses."""
    for written in _listed(str(entry.get("words", ""))):
        yield written, ()
    for verb in _listed(str(entry.get("verbs", ""))):
        yield from inflected(verb)


def _listed(written: str) -> Iterable[str]:
    return (w for line in written.splitlines() for part in line.split(",") if (w := part.strip()))


def inflected(verb: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The forms of "rise rose risen", "drop+" (the last letter is doubled) or a regular verb, each with its senses."""
    base, *irregular = verb.split()
    doubled = base.endswith("+")
    base = base.rstrip("+")
    stem = base + base[-1] if doubled else base.removesuffix("e")
    past = irregular[0] if irregular else _with_ed(base, stem)
    yield base, ("base",)
    yield _third_person(base), ("finite",)
    yield past, ("finite", "past", "participle")
    yield (irregular[1] if len(irregular) > 1 else past), ("participle",)
    yield _with_ing(base, stem), ("ing",)


def _with_ed(base: str, stem: str) -> str:
    if base.endswith("y") and base[-2] not in _VOWELS:
        return base[:-1] + "ied"
    return stem + "ed"


def _with_ing(base: str, stem: str) -> str:
    return (base if base.endswith(("ee", "ye", "oe")) else stem) + "ing"


def _third_person(base: str) -> str:
    if base.endswith("y") and base[-2] not in _VOWELS:
        return base[:-1] + "ies"
    return base + ("es" if base.endswith(("s", "sh", "ch", "x", "z", "o")) else "s")
