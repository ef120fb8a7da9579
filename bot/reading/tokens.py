"""A sentence as rules see it: words, phrases, names, printed tickers, figures and marks, each with its senses."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from bot.reading.figures import Figure
from bot.reading.lexicon import NONE, Lexicon, Senses
from bot.reading.names.mentions import Mention


class Token(NamedTuple):
    """One piece at [start, end) of the story's text.

    `senses` are the lexicon's, and "name", "tag", "mark" or the kind of a figure; `key` is the text in lower case.
    """

    start: int
    end: int
    text: str
    key: str
    senses: Senses
    figure: Figure | None = None
    mention: Mention | None = None

    def has(self, *senses: str) -> bool:
        """Whether it has one of these senses."""
        return not self.senses.isdisjoint(senses)

    def names(self, *kinds: str) -> bool:
        """Whether it names, or may name, something of one of these kinds of the table."""
        return self.mention is not None and any(c.kind in kinds for c in self.mention.companies)

    @property
    def capital(self) -> bool:
        return self.text[:1].isupper() or self.text[1:2].isupper()  # "eBay"

    @property
    def direction(self) -> str | None:
        """ "up", "down" or "flat" where the word says one and no other."""
        found = [d for d in ("up", "down", "flat") if d in self.senses]
        return found[0] if len(found) == 1 else None


_PIECE = re.compile(
    r"(?:[A-Z]\.){2,}(?:-(?:listed|traded|based)\b)?|[^\W_\u3400-\u9fff]+(?:[-&./][^\W_\u3400-\u9fff]+)*\.?(?<!\.)(?:['’](?!s\b|\s|$)[^\W_]+)?"
    r"|['’]s\b|[\u3400-\u9fff]|['’]|--+|[^\w\s]|_"
)
_COMPOUND = re.compile(
    r"-(?:listed|traded|based|backed|owned|linked|led|focused|heavy|run|style|like|controlled|affiliated|made|powered|compatible|branded|designed|supported|supplied|funded|invested)\b"
)
NAME, TAG, MARK = frozenset({"name"}), frozenset({"tag"}), frozenset({"mark"})
_FIGURES = {
    kind: frozenset({"figure", kind})
    for kind in ("percent", "percentage_points", "basis_points", "points", "money", "number", "multiple")
}


Tokens = Sequence[Token]


NOTHING = Token(0, 0, "", "", NONE)


def token_at(tokens: Sequence[Token], i: int) -> Token:
    """The i-th token; one without words and senses where there is none, before the first as behind the last."""
    return tokens[i] if 0 <= i < len(tokens) else NOTHING


@dataclass(frozen=True, slots=True)
class _Piece:
    start: int
    end: int
    figure: Figure | None = None
    mention: Mention | None = None
    tag: bool = False
    key: str = ""  # of a word that is written with other signs within it
    senses: Senses = NONE


def tokens_in(
    text: str,
    start: int,
    end: int,
    found: Sequence[Figure],
    mentions: Sequence[Mention],
    words: Lexicon,
    shape: Callable[[str], Senses],
    folded: str,
) -> tuple[Token, ...]:
    """The tokens of text[start:end]; `folded` is the text as the lexicon compares it. Names win over figures ("S&P 500"), amounts of money over names ("138,900 won")."""
    times = list(_written_times(text, start, end, words))
    found = [f for f in found if not any(p.start <= f.start < p.end for p in times)]
    pieces = sorted((*times, *_overlaid(text, start, end, found, mentions)), key=lambda p: p.start)
    out: list[Token] = []
    at = start
    for piece in [*pieces, _Piece(end, end)]:
        if piece.start < at and piece.end > piece.start:
            continue
        out += _phrased(_plain(text, at, piece.start, words, shape, folded), words)
        at = max(at, piece.end)
        if piece.end > piece.start:
            out.append(_token(text, piece))
    return tuple(_with_points(_unframed(out) if "$" in text[start:end] else out))


def _unframed(tokens: Sequence[Token]) -> list[Token]:
    """ "$京东 (JD.US)$": a broker's page frames its links by signs that say nothing."""
    framed = [
        t.text == "$" and (token_at(tokens, i - 1).has("tag") or token_at(tokens, i + 1).mention is not None)
        for i, t in enumerate(tokens)
    ]
    return [t for t, frame in zip(tokens, framed, strict=True) if not frame]


# "14时06分", "今（18）日": an hour, and a day that is written with its date.
_WRITTEN_TIME = re.compile(
    r"(?<![\d.])(?P<hour>[01]?\d|2[0-4])[时時點点](?:[0-5]\d分|[0-5]\d(?=[，,報报])|半(?=[，,報报]))|(?P<day>[今昨明])[ （(]{1,2}\d{1,2}[ ）)]{1,2}日"
)
_HOUR = frozenset({"time", "within-day", "now"})


def _written_times(text: str, start: int, end: int, words: Lexicon) -> Iterator[_Piece]:
    for m in _WRITTEN_TIME.finditer(text, start, end):
        if m["hour"]:
            yield _Piece(*m.span(), key=m[0], senses=_HOUR)
        elif (found := words.phrase_at((m["day"], "日"), 0)) is not None:
            yield _Piece(*m.span(), key=f"{m['day']}日", senses=found[1])


_SHORTENED = ("inc", "corp", "co", "cos", "ltd", "bros", "llc", "plc", "intl")


def _with_points(tokens: Sequence[Token]) -> Iterator[Token]:
    """The point of "Corp." inside a sentence belongs to the word; that of the last one ends the sentence."""
    i = 0
    while i < len(tokens):
        t = tokens[i]
        following = tokens[i + 1] if i + 2 < len(tokens) else None
        pointed = following is not None and following.text == "."
        if pointed and following is not None and re.split(r"[ .,]", t.key.lower())[-1] in _SHORTENED:
            yield t._replace(end=following.end, text=t.text + ".")
            i += 2
            continue
        yield t
        i += 1


def _overlaid(
    text: str, start: int, end: int, found: Sequence[Figure], mentions: Sequence[Mention]
) -> Iterator[_Piece]:
    money = [(f.start, f.end) for f in found if f.kind == "money"]
    taken: list[tuple[int, int]] = []
    for m in mentions:
        if not start <= m.start < end:
            continue
        named = (
            m.share
            and not _COMPOUND.match(text, m.name_end)
            and not any(a < m.name_end and m.start < b for a, b in money)
        )
        if named:
            yield _Piece(m.start, m.name_end, mention=m)
            taken.append((m.start, m.name_end))
        if m.tag_start is not None and m.tag_end is not None:
            yield _Piece(m.tag_start, m.tag_end, mention=m, tag=True)
            taken.append((m.tag_start, m.tag_end))
    for f in found:
        if start <= f.start < end and not any(a < f.end and f.start < b for a, b in taken):
            yield _Piece(f.start, f.end, figure=f)


def _token(text: str, piece: _Piece) -> Token:
    written = text[piece.start : piece.end]
    if piece.key:
        return Token(piece.start, piece.end, written, piece.key, piece.senses)
    if piece.figure is not None:
        return Token(piece.start, piece.end, written, written, _FIGURES[piece.figure.kind], figure=piece.figure)
    return Token(piece.start, piece.end, written, written, TAG if piece.tag else NAME, mention=piece.mention)


_INDUSTRY = "IT"  # in capitals it is no pronoun: "Nifty IT lost 0.9%"


def _plain(
    text: str, start: int, end: int, words: Lexicon, shape: Callable[[str], Senses], folded: str
) -> list[Token]:
    known = words.words
    out = []
    for m in _PIECE.finditer(text, start, end):
        first, last = m.span()
        key = folded[first:last] if m[0][:2] != "--" else "—"
        senses = known.get(key)
        written = m[0]
        if senses is None or written == _INDUSTRY:
            senses = shape(written) if written[0].isalnum() else MARK
        out.append(Token(first, last, m[0], key, senses))
    return out


def _phrased(plain: list[Token], words: Lexicon) -> Iterator[Token]:
    """Words that are a phrase of the lexicon become one token, and so do Chinese characters that are none of its words."""
    keys = [t.key for t in plain]
    i, unknown_before, begin = 0, False, words.phrases
    while i < len(plain):
        t = plain[i]
        if t.key not in begin and (t.senses or not _is_han(t.text)):
            yield t  # most words: they begin no phrase and are whole
            i, unknown_before = i + 1, False
            continue
        found = words.phrase_at(keys, i)
        if found is not None and unknown_before and _cuts_a_price(keys, i + found[0]):
            found = None
        count, senses = found if found is not None else (1, plain[i].senses)
        while found is None and not senses and i + count < len(plain) and _go_on(plain, keys, words, i, count):
            count += 1
        yield plain[i] if count == 1 else _joined(plain[i : i + count], senses)
        i += count
        unknown_before = not senses and _is_han(plain[i - 1].text)


def _cuts_a_price(keys: list[str], end: int) -> bool:
    """ "某某科技股价" is the price of 某某科技, no technology share."""
    return keys[end - 1 : end + 1] == ["股", "价"] and keys[end + 1 : end + 2] != ["格"]


def _go_on(plain: list[Token], keys: list[str], words: Lexicon, i: int, count: int) -> bool:
    last, following = plain[i + count - 1], plain[i + count]
    unknown = not following.senses and _is_han(following.text) and _is_han(last.text)
    return unknown and following.start == last.end and words.phrase_at(keys, i + count) is None


def _is_han(written: str) -> bool:
    return "\u3400" <= written[0] <= "\u9fff"


def _joined(parts: list[Token], senses: Senses) -> Token:
    glue = "" if parts[0].end == parts[1].start else " "
    return Token(
        parts[0].start, parts[-1].end, glue.join(p.text for p in parts), glue.join(p.key for p in parts), senses
    )


__all__ = ["NONE", "Token", "token_at", "tokens_in"]
