"""The words of the grammar, a file a language: by what they ask. A line is cut into them, the longest first."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from bot.reading.lexicon import folded as fold

LANGUAGES = ("en", "zh")
_SENSES = ("asks", "talk", "condition", "particle")  # the tables of words that stand in a sentence
_ENDS = " .!。！"


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of a line at [start, end). `senses` are those of a known word; a piece without any is not known."""

    start: int
    end: int
    text: str
    senses: frozenset[str] = frozenset()


@cache
def _by_first() -> dict[str, tuple[tuple[re.Pattern[str], frozenset[str]], ...]]:
    """Every word by its first character, longest first."""
    senses: dict[str, set[str]] = {}
    for language in LANGUAGES:
        for name in _SENSES:
            for sense, words in _table(language)[name].items():
                for word in _listed(words):
                    senses.setdefault(word.replace("’", "'"), set()).add(sense)
    out: dict[str, list[tuple[re.Pattern[str], frozenset[str]]]] = {}
    for word in sorted(senses, key=lambda w: -len(w)):
        body = re.escape(word).replace("'", "['’]?").replace(r"\ ", r"\s+")
        ends = "(?![a-z0-9])" if word[-1].isascii() and word[-1].isalnum() else ""
        out.setdefault(word[0], []).append((re.compile(body + ends), frozenset(senses[word])))
    return {first: tuple(rows) for first, rows in out.items()}


def says(shape: str, plain: str) -> re.Match[str] | None:
    """Where a folded line has a shape of this name, of any language."""
    return _shapes()[shape].search(plain)


def is_all(text: str) -> bool:
    """Whether a line begins with a word that means everything: nobody is called so."""
    plain = fold(text)
    first = next(cut(plain, 0, len(plain)), None)
    return first is not None and "all" in first.senses


def command_said(text: str) -> str | None:
    """The command that a line of nothing else names: "digest", 自选."""
    return _whole_lines("commands").get(fold(text).strip(_ENDS))


def goes_before_words(word: str) -> bool:
    """Whether a command is heard without its stroke, with words behind it."""
    return word in _whole_lines("commands_first")


def answer_said(text: str, *, clearly: bool = False) -> bool | None:
    """Yes or no, typed; None of what is neither. `clearly`: only a clear yes is one."""
    word = fold(text).strip(_ENDS)
    if word in _answers("clearly" if clearly else "yes"):
        return True
    return False if word in _answers("no") else None


@cache
def _answers(sense: str) -> frozenset[str]:
    return frozenset(w for language in LANGUAGES for w in _listed(_table(language)["answers"][sense]))


@cache
def _whole_lines(name: str) -> dict[str, str]:
    return {
        word: meaning
        for language in LANGUAGES
        for meaning, words in _table(language)[name].items()
        for word in _listed(words)
    }


def _listed(words: str) -> list[str]:
    return [word.strip() for word in words.replace("\n", " ").split(",") if word.strip()]


@cache
def _shapes() -> dict[str, re.Pattern[str]]:
    found: dict[str, list[str]] = {}
    for language in LANGUAGES:
        for name, shapes in _table(language)["shapes"].items():
            found.setdefault(name, []).extend(shapes)
    return {name: re.compile("|".join(shapes)) for name, shapes in found.items()}


@cache
def _table(language: str) -> dict[str, dict[str, Any]]:
    written = resources.files("bot.conversation.grammar").joinpath(f"{language}.toml").read_text(encoding="utf-8")
    table: dict[str, dict[str, Any]] = tomllib.loads(written)
    return table


@cache
def single_words() -> dict[str, frozenset[str]]:
    """English words of the grammar that are one word of four letters or more: what a typo may have meant."""
    found: dict[str, frozenset[str]] = {}
    for rows in _by_first().values():
        for pattern, senses in rows:
            word = pattern.pattern.removesuffix("(?![a-z0-9])")
            if word.isascii() and word.isalpha() and len(word) >= _SHORTEST_TYPO:
                found[word] = senses
    return found


_SHORTEST_TYPO = 4


def cut(folded: str, start: int, end: int) -> Iterator[Token]:
    """The words of folded[start:end] in order; what is unknown between two known ones is one piece, in Latin script one a word."""
    ways = _best_ways(folded, start, end)
    at = start
    while at < end:
        length, senses = ways[at]
        if senses or not folded[at].isspace():
            yield Token(at, at + length, folded[at : at + length], senses)
        at += length


def _best_ways(folded: str, start: int, end: int) -> dict[int, tuple[int, frozenset[str]]]:
    """For each place the piece that begins there on the way with the fewest unknown characters, then the fewest pieces."""
    cost: dict[int, tuple[int, int]] = {end: (0, 0)}
    ways: dict[int, tuple[int, frozenset[str]]] = {}
    for at in range(end - 1, start - 1, -1):
        length = _plain_length(folded, at, end)
        unknown = 0 if not folded[at].isalnum() else length
        best = (unknown + cost[at + length][0], 1 + cost[at + length][1])
        ways[at] = (length, frozenset())
        for pattern, senses in _by_first().get(folded[at], ()) if _begins(folded, at) else ():
            m = pattern.match(folded, at, end)
            if m is not None and (way := (cost[m.end()][0], 1 + cost[m.end()][1])) < best:
                best = way
                ways[at] = (m.end() - at, senses)
        cost[at] = best
    return ways


def _begins(folded: str, at: int) -> bool:
    """No Latin word begins within one."""
    here, before = folded[at], folded[at - 1] if at else " "
    return not (here.isascii() and here.isalnum() and before.isascii() and before.isalnum())


def _plain_length(folded: str, at: int, end: int) -> int:
    """Of what is unknown: a Latin word whole, a Chinese character, a sign."""
    m = _LATIN.match(folded, at, end)
    return m.end() - at if m is not None else 1


_LATIN = re.compile(r"[a-z0-9à-öø-ÿ]+(?:[.&'’/-][a-z0-9à-öø-ÿ]+)*")
