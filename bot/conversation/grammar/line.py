"""A line annotated: names, figures and words of the grammar, each with its place; what is left is not known."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from itertools import pairwise

from rapidfuzz.distance import OSA

from bot.conversation.grammar.figures import Figure, figures_in
from bot.conversation.grammar.intents import Named
from bot.conversation.grammar.naming import (
    homophone_meant,
    is_doubtful,
    is_ordinary,
    is_well_known,
    meant_by,
    names_in,
    nearest_meant,
)
from bot.conversation.grammar.spoken import in_digits
from bot.conversation.grammar.words import cut, says, single_words
from bot.listings import Listings, fold_word
from bot.reading.lexicon import folded


@dataclass(frozen=True, slots=True)
class Piece:
    """One of: a name, a figure, a word with its senses, or something unknown."""

    start: int
    end: int
    text: str
    senses: frozenset[str] = frozenset()
    name: Named | None = None
    figure: Figure | None = None

    @property
    def unknown(self) -> bool:
        return not self.senses and self.name is None and self.figure is None and any(c.isalnum() for c in self.text)


@dataclass(frozen=True)
class Line:
    """What rules look at."""

    text: str
    plain: str  # folded
    pieces: tuple[Piece, ...]
    guessed: tuple[str, ...] = field(default=())  # words that were read as a slip of the finger

    @cached_property
    def names(self) -> tuple[Named, ...]:
        """Common words are names only where something is asked of them."""
        found = tuple(p.name for p in self.pieces if p.name is not None)
        asked = self.has(
            "watch",
            "unwatch",
            "alert",
            "mute",
            "unmute",
            "why",
            "news",
            "claims",
            "on_list",
            "off_list",
            "asks",
            "advice",
        ) or any(f.what == "percent" for f in self.figures)
        asked = asked and not self.has("hearsay")
        own = "an?(?: new)?|my" if not self.has("alert", "mute", "unwatch", "why", "news") else "an?(?: new)?"
        behind_my = any(n.doubtful and re.search(rf"\b(?:{own}) $", self.plain[: n.start]) for n in found)
        return (
            found
            if asked and not behind_my
            else tuple(n for n in found if not n.doubtful or n.words in _NEVER_DOUBTED)
        )

    @cached_property
    def figures(self) -> tuple[Figure, ...]:
        return tuple(p.figure for p in self.pieces if p.figure is not None)

    @cached_property
    def senses(self) -> frozenset[str]:
        return frozenset(s for p in self.pieces for s in p.senses)

    @cached_property
    def unknown(self) -> tuple[Piece, ...]:
        return tuple(p for p in self.pieces if p.unknown)

    def has(self, *senses: str) -> bool:
        return not self.senses.isdisjoint(senses)

    def only(self, *senses: str) -> bool:
        """Whether each word has one of these senses or says nothing; and there is no name, no figure and nothing unknown."""
        allowed = {*senses, "filler", "greeting", "polite"}
        return (
            not self.names
            and not self.figures
            and not self.unknown
            and all(p.senses & allowed for p in self.pieces if p.senses)
        )

    def first(self, *senses: str) -> int:
        """The place of the first word with one of these senses; the line's length where there is none."""
        wanted = frozenset(senses)
        return next((p.start for p in self.pieces if p.senses & wanted), len(self.text))

    def begins_with(self, *senses: str) -> bool:
        """Whether the first word that says something has one of these senses."""
        wanted = frozenset(senses)
        for p in self.pieces:
            if p.senses & wanted:
                return True
            if (
                p.name is not None
                or p.figure is not None
                or (p.senses and not p.senses & {"filler", "greeting", "polite"})
                or p.unknown
            ):
                return False
        return False

    def of(self, what: str) -> tuple[Figure, ...]:
        return tuple(f for f in self.figures if f.what == what)

    @property
    def asked(self) -> bool:
        return self.text.rstrip().endswith(("?", "？"))

    @property
    def chinese(self) -> bool:
        return any("\u3400" <= c <= "\u9fff" for c in self.text)


_NEVER_DOUBTED = ("bitcoin", "gold", "oil", "silver", "nasdaq", "dow", "euro", "copper", "ether", "crude", "gas")


@lru_cache(maxsize=32)  # one line is looked at several times while it is answered
def annotate(text: str, table: Listings) -> Line:
    """The line in pieces. Percents and hours are read before names, names before words; slips of the finger are mended once."""
    text = unicodedata.normalize("NFKC", _PARTS.sub(_as_decimal, text)).strip()
    text = in_digits(text)
    line = _annotated(text, table)
    text, heard = _with_names_that_sound_so(line, table)
    line = _annotated(text, table) if heard else line
    mended, guessed = text, [*heard]
    for piece in reversed(line.unknown):
        word = _meant_word(folded(piece.text), table) or _meant_name(line, piece, table)
        if word is not None:
            mended = f"{mended[: piece.start]}{word}{mended[piece.end :]}"
            guessed.append(piece.text)
    return replace(_annotated(mended, table), text=mended, guessed=tuple(guessed)) if guessed else line


# A figure behind such words is a price and no stock code.
_LEVEL_NOT_CODE = re.compile(
    r"(?:[破到穿过于至落回]|(?<!加)上|\b(?:above|below|over|under|hits?|reach(?:es)?|past|to|at|than|tops?|abv|blw|cross\w*|breaks?|level)|[$€£¥>@])\s*(?P<level>\d[\d,.]*)"
)


def _annotated(text: str, table: Listings) -> Line:
    plain = folded(text)
    figures = figures_in(plain)
    taken = [(f.start, f.end) for f in figures if f.what in ("percent", "range", "hour", "span", "until", "days")]
    taken += [(f.start, f.end) for f in figures if f.what == "level" and not f.text.isdigit()]
    taken += [m.span("level") for m in _LEVEL_NOT_CODE.finditer(plain)]
    names = names_in(table, text, taken)
    names = [replace(n, doubtful=is_doubtful(table, n)) for n in names]
    names = _without_strays(names, plain, table)
    figures = [f for f in figures if not any(f.start < n.end and n.start < f.end for n in names)]
    pieces: list[Piece] = []
    at = 0
    annotations: list[Figure | Named] = [*figures, *names]
    for found in sorted(annotations, key=_start):
        pieces += _words(text, plain, at, found.start)
        shown = text[found.start : found.end]
        if isinstance(found, Named):
            pieces.append(Piece(found.start, found.end, shown, name=found))
        else:
            pieces.append(Piece(found.start, found.end, shown, figure=found))
        at = found.end
    pieces += _words(text, plain, at, len(text))
    noun = says("as_a_noun", plain)
    if noun is not None:  # "any dividend cut at Exxon" drops nobody
        pieces = [replace(p, senses=frozenset()) if p.start == noun.start("noun") else p for p in pieces]
    return Line(text, plain, tuple(_joined(pieces, table)))


_LISTED = re.compile(r"[\s,，、;；/&+]*(?:and|or|n|plus|和|跟|同|与|及|或|还有)?[\s,，、;；/&+\d]*")


def _without_strays(names: Sequence[Named], plain: str, table: Listings) -> list[Named]:
    """The names but for bare numbers, common words and short ones in small letters, which some share has for its code, that stand away from the names
    of a line and behind nothing that asks for them: "2000股小米", "let me knw", "avg cost". A line of such alone keeps them."""
    kept = {n for n in names if not _is_weak(n, table) or _is_asked_for(n, plain)}
    if not kept:
        return list(names)
    beside = [(a, b) for a, b in pairwise(names) if _LISTED.fullmatch(plain[a.end : b.start])]
    while more := {n for pair in beside for n in pair if not kept.isdisjoint(pair)} - kept:
        kept |= more
    return [n for n in names if n in kept]


def _is_asked_for(name: Named, plain: str) -> bool:
    before = list(cut(plain, 0, name.start))
    return bool(before and before[-1].senses & _ASKS_FOR)


_ASKS_FOR = frozenset({"watch", "unwatch", "mute", "unmute", "alert", "why", "news", "claims"})


def _is_weak(name: Named, table: Listings) -> bool:
    """Whether nobody would take the words for a name unless it is asked for: a number, or few small letters that somebody little known is called by, or
    that are a word."""
    words = name.words
    if words.isdigit():
        return True
    if not words.islower() or len(words) > _SHORTEST or words in _NEVER_DOUBTED:
        return False
    known = any(is_well_known(table, c) for c in name.companies)
    return not known or (not table.named(words) and fold_word(words) in table.common)


def _start(found: Figure | Named) -> int:
    return found.start


def _words(text: str, plain: str, start: int, end: int) -> list[Piece]:
    return [Piece(t.start, t.end, text[t.start : t.end], t.senses) for t in cut(plain, start, end)]


def _joined(pieces: Iterable[Piece], table: Listings) -> list[Piece]:
    """Unknown Chinese characters beside each other are one piece, which may be a name."""
    out: list[Piece] = []
    for piece in pieces:
        last = out[-1] if out else None
        if (
            last is not None
            and piece.unknown
            and last.unknown
            and last.end == piece.start
            and not piece.text.isascii()
        ):
            out[-1] = Piece(last.start, piece.end, last.text + piece.text)
        else:
            out.append(piece)
    for i, piece in enumerate(out):
        if piece.unknown and not piece.text.isascii() and (found := meant_by(table, piece.text)):
            out[i] = Piece(piece.start, piece.end, piece.text, name=Named(piece.text, found, piece.start, piece.end))
    return out


def _meant_word(word: str, table: Listings) -> str | None:
    """What a slip of the finger may have meant: a word of the grammar, or the name of somebody well known."""
    if not word.isascii() or not word.isalpha() or len(word) < _SHORTEST or is_ordinary(word):
        return None
    allowed = 1 if len(word) < _LONG else 2
    close = [
        (distance, known)
        for known in single_words()
        if known[0] == word[0] and not word.startswith(known) and abs(len(known) - len(word)) <= allowed
        and (distance := OSA.distance(known, word, score_cutoff=allowed)) <= allowed
    ]  # fmt: skip
    company = nearest_meant(table, word)
    if close and (company is None or min(close)[0] <= 1):
        return min(close)[1]
    return company


_ALONE_HAN = re.compile(r"(?<![^\s、,，和跟与及同])[\u3400-\u9fff]{3,6}(?![^\s、,，和跟与及同。！!])")


def _with_names_that_sound_so(line: Line, table: Listings) -> tuple[str, list[str]]:
    """ "关注 比亚迪 宁得时代": a word of its own that nobody is called, and that sounds as somebody's name."""
    text, heard = line.text, []
    for m in reversed(list(_ALONE_HAN.finditer(text))):
        named = any(n.start < m.end() and m.start() < n.end for n in line.names)
        found = homophone_meant(table, m[0]) if not named else None
        if found is not None:
            text = f"{text[: m.start()]}{found}{text[m.end() :]}"
            heard.append(m[0])
    return text, heard


def _meant_name(line: Line, piece: Piece, table: Listings) -> str | None:
    """A Chinese name with a character that sounds alike; two characters are one only where something is asked of somebody."""
    if not all("\u3400" <= c <= "\u9fff" for c in piece.text):
        return None
    asked = line.has("watch", "unwatch", "alert", "mute", "unmute", "why", "news") or bool(line.of("percent"))
    return homophone_meant(table, piece.text) if len(piece.text) > _SHORT_NAME or asked else None


_SHORT_NAME = 2
_PARTS = re.compile(r"(?P<whole>\d*)(?P<part>[¼½¾])")
_OF_PART = {"¼": "25", "½": "5", "¾": "75"}


def _as_decimal(m: re.Match[str]) -> str:
    """ "3½" before NFKC makes it 31⁄2."""
    return f"{m['whole'] or 0}.{_OF_PART[m['part']]}"


_SHORTEST, _LONG = 4, 7
