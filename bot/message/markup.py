"""Telegram's HTML: escaped, never longer than it takes, and readable without it."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from datetime import datetime

from bot.link import Link

LONGEST = 4096  # code points after the entities are parsed (Telegram's limit for a message)
LONGEST_RAW = 32_000  # bytes before parsing; Telegram refuses more than 32,768
_LONGEST_URL = 2000
_TAG = re.compile(r"<[^>]+>")


# What would turn, hide or break what stands around it: control characters, and those that set the direction of writing.
_UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ufff9-\ufffb\ud800-\udfff]"
)


def escape(text: str) -> str:
    """What is not ours, as words: neither markup nor control."""
    return html.escape(_UNSEEN.sub("", text), quote=False)


def bold(text: str) -> str:
    return f"<b>{escape(text)}</b>"


def italic(text: str) -> str:
    return f"<i>{escape(text)}</i>"


def quote(text: str, stressed: Sequence[str] = ()) -> str:
    """Words of a story, without the line breaks of a page, folded where they are long; of those that are stressed the first that stand in it
    are bold."""
    shown = _in_one_line(text)
    begin = "<blockquote expandable>" if len(shown) > _FOLDED_FROM else "<blockquote>"
    inside = next((one for s in stressed if (one := _in_one_line(s)) and one in shown), None)
    if inside is None:
        return f"{begin}{escape(shown)}</blockquote>"
    before, _, behind = shown.partition(inside)
    return f"{begin}{escape(before)}{bold(inside)}{escape(behind)}</blockquote>"


_FOLDED_FROM = 200  # characters
_BREAK_IN_CHINESE = re.compile(r"(?<=[\u3000-\u9fff\uff00-\uffef])\s*\n\s*(?=[\u3000-\u9fff\uff00-\uffef])")
_BREAK = re.compile(r"\s*\n\s*")


def _in_one_line(text: str) -> str:
    return _BREAK.sub(" ", _BREAK_IN_CHINESE.sub("", text)).strip()


def link(text: str, url: Link | None) -> str:
    """A link, where there is one that a person may follow."""
    if not url or len(url) > _LONGEST_URL:
        return escape(text)
    return f'<a href="{html.escape(url, quote=True)}">{escape(text)}</a>'


def instant(shown: str, at: datetime) -> str:
    """A time as it is shown here; a phone that is touched there says when that is by its own clock (Bot API, date-time entities)."""
    return f'<tg-time unix="{int(at.timestamp())}">{escape(shown)}</tg-time>'


def mono(text: str) -> str:
    return f"<pre>{escape(text)}</pre>"


def plain(markup: str) -> str:
    """The text that a reader sees."""
    return html.unescape(_TAG.sub("", markup))


def fits(markup: str) -> bool:
    return len(plain(markup)) <= LONGEST and len(markup.encode()) <= LONGEST_RAW


def split(blocks: list[str], gap: str = "\n\n") -> list[str]:
    """Blocks joined into as few messages as hold them. A block is never cut within an entity; one that is too long alone
    loses its markup and is cut at a blank."""
    out: list[str] = []
    for block in blocks:
        joined = f"{out[-1]}{gap}{block}" if out else block
        if out and fits(joined):
            out[-1] = joined
        elif fits(block):
            out.append(block)
        else:
            out += [escape(piece) for piece in _cut(plain(block))]
    return out


def _cut(text: str) -> list[str]:
    pieces = []
    while len(text) > LONGEST - 96:
        at = text.rfind(" ", 0, LONGEST - 96)
        at = at if at > 1000 else LONGEST - 96
        pieces.append(text[:at])
        text = text[at:].lstrip()
    return [*pieces, text] if text else pieces


def shorten(text: str, most: int) -> str:
    """At most so many code points, cut at a blank, with an ellipsis."""
    if len(text) <= most:
        return text
    cut = text[: most - 1]
    at = cut.rfind(" ")
    return (cut[:at] if at > most // 2 else cut).rstrip(" ,;:") + "…"
