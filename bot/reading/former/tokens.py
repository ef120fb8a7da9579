"""A sentence as the movement finder sees it: words, names, tags and figures, in order."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal, NamedTuple

from bot.reading.figures import Figure
from bot.reading.mentions import Mention

TokenKind = Literal["word", "name", "figure", "tag", "mark"]


class Token(NamedTuple):
    """One piece at [start, end) of the story's text. `lower` is its text in lower case, "" for all but words and marks."""

    kind: TokenKind
    start: int
    end: int
    text: str
    lower: str = ""
    figure: Figure | None = None
    mention: Mention | None = None

    @property
    def capital(self) -> bool:
        return self.text[:1].isupper() or self.text[:1].isdigit() or self.text[1:2].isupper()  # "eBay"


_PIECE = re.compile(
    r"(?:[A-Z]\.){2,}(?:-[a-z]+)?|[^\W_]+(?:[-&./][^\W_]+)*(?:['’](?!s\b|\s|$)[^\W_]+)?|['’]s\b|['’]|[^\w\s]",
    re.UNICODE,
)


def tokenize(text: str, start: int, end: int, found: Sequence[Figure], mentions: Sequence[Mention]) -> list[Token]:
    """Names and tags win over figures ("S&P 500", "[HKG: 9988]"), but amounts of money over names ("138,900 won")."""
    pieces: list[Token] = []
    money = [(f.start, f.end) for f in found if f.kind == "money"]
    named = [
        m for m in mentions if start <= m.start < end and not (m.has_name and _overlaps(m.start, m.name_end, money))
    ]
    for mention in named:
        if mention.has_name:
            stop = _with_legal_form(text, mention.name_end, mention.tag_start if mention.tag_start else end)
            pieces.append(Token("name", mention.start, stop, text[mention.start : stop], mention=mention))
        if mention.tag_start is not None and mention.tag_end is not None:
            pieces.append(
                Token(
                    "tag",
                    mention.tag_start,
                    mention.tag_end,
                    text[mention.tag_start : mention.tag_end],
                    mention=mention,
                )
            )
    taken = [(t.start, t.end) for t in pieces]
    for figure in found:
        if start <= figure.start < end and not _overlaps(figure.start, figure.end, taken):
            pieces.append(Token("figure", figure.start, figure.end, text[figure.start : figure.end], figure=figure))
            taken.append((figure.start, figure.end))
    pieces.sort(key=lambda t: t.start)
    out: list[Token] = []
    at = start
    for piece in [*pieces, Token("mark", end, end, "")]:
        for m in _PIECE.finditer(text, at, max(at, piece.start)):
            kind: TokenKind = "word" if m[0][0].isalnum() else "mark"
            out.append(Token(kind, m.start(), m.end(), m[0], m[0].lower()))
        if piece.end > piece.start:
            out.append(piece)
        at = max(at, piece.end)
    return out


_LEGAL_FORM = re.compile(
    r"(?:,? (?:& )?(?:Inc|Corp|Corporation|Co|Company|Ltd|Limited|LLC|Plc|PLC|AG|SE|NV|SA|Group|Holdings?)\b(?:\.(?=[ ,)\]<]))?)+"
)


_ABBREVIATED_FORM = re.compile(r".{0,3}?\b(?:Inc|Corp|Co|Ltd)\.(?=[ ,)\]<])")


def _with_legal_form(text: str, end: int, limit: int) -> int:
    """A name goes on in its legal form: "Broadcom Inc"."""
    m = _LEGAL_FORM.match(text, end, limit)
    stop = m.end() if m else end
    return (
        stop + 1 if text[stop : stop + 1] == "." and _ABBREVIATED_FORM.match(text, max(0, stop - 5), limit) else stop
    )


def _overlaps(start: int, end: int, spans: list[tuple[int, int]]) -> bool:
    return any(a < end and start < b for a, b in spans)
