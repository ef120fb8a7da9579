"""A digest as a person reads it: what moved as a table, then the stories with a sentence or two each."""

from __future__ import annotations

import unicodedata
from collections import Counter
from datetime import date

from bot.digest import Digest, DigestMove, DigestStory
from bot.listings import Listings
from bot.message import Message, Priority
from bot.message import figures as f
from bot.message.markup import bold, escape, italic, link, mono, shorten, split
from bot.message.words import say

_NAME_WIDTH = 16
_ROWS = 30
_SENTENCE = 300
_LEFT = 15  # headlines of alerts that a budget left to the digest
_UNSURE = "?"  # beside a move that its words leave open
_BY_MODEL = "*"  # beside what the rules left to a model
_EARLY = "°"  # beside what was told before its feed was first read


def digest_messages(
    digest: Digest,
    key: str,
    table: Listings,
    *,
    language: str,
    zone: str,
    red_is_up: bool,
    priority: Priority = Priority.DIGEST,
) -> tuple[Message, ...]:
    """As few messages as hold it; none of an empty digest."""
    blocks = [f"🗞 {bold(say(language, 'digest_title', day=f.day(digest.day, language)))}"]
    if digest.moves:
        day = _session(digest.moves)
        dated = f", {f.day(day, language)}" if day is not None and day != digest.day else ""
        blocks.append(
            f"{bold(say(language, 'digest_moved') + dated)}\n{moves_table(digest.moves, table, language, red_is_up)}"
        )
    if digest.stories:
        blocks.append(bold(say(language, "digest_stories")))
        blocks += [story_block(s) for s in digest.stories]
    if any(m.early for m in digest.moves) or any(s.early for s in digest.stories):
        blocks.append(italic(f"{_EARLY} {say(language, 'early')}"))
    if any(not m.move.sure for m in digest.moves[:_ROWS]):
        blocks.append(italic(f"{_UNSURE} {say(language, 'unsure')}"))
    if any(m.move.by == "model" for m in digest.moves[:_ROWS]):
        blocks.append(italic(f"{_BY_MODEL} {say(language, 'by_model')}"))
    if digest.left:
        blocks.append(bold(say(language, "digest_left", count=len(digest.left))))
        blocks.append("\n".join(digest.left[:_LEFT]))
        if len(digest.left) > _LEFT:
            blocks.append(italic(say(language, "folded_rest", count=len(digest.left) - _LEFT)))
    if digest.missed:
        blocks.append(bold(say(language, "digest_missed")))
        blocks += list(digest.missed)
    return tuple(
        Message(digest.chat, f"{key}:{n}", html, (), priority, silent=n > 0) for n, html in enumerate(split(blocks))
    )


def _session(moves: tuple[DigestMove, ...]) -> date | None:
    """The session of most of what a table shows, the later of two that are as frequent."""
    days = Counter(m.move.session for m in moves[:_ROWS] if m.move.session is not None)
    return max(days, key=lambda day: (days[day], day), default=None)


def _when(m: DigestMove, day: date | None, language: str) -> str:
    """The hours and the day of a move, where they are not those of the table: "pre-market", "Mon"."""
    hours = say(language, m.move.scope) if m.move.scope in ("premarket", "after_hours") else ""
    other = f.weekday(m.move.session, language) if m.move.session not in (None, day) and m.move.session else ""
    return " ".join(x for x in (hours, other) if x)


def moves_table(moves: tuple[DigestMove, ...], table: Listings, language: str, red_is_up: bool) -> str:
    """One line an instrument, in a fixed-width block: colour, name, change, price, and when, where it was not with the others."""
    rows = []
    day = _session(moves)
    for m in moves[:_ROWS]:
        company = table.of_symbol(m.fact.who)
        name = " ".join((company.shown_name(language) if company else (m.move.company or m.move.instrument)).split())
        marks = (
            f"{_EARLY if m.early else ''}{'' if m.move.sure else _UNSURE}{_BY_MODEL if m.move.by == 'model' else ''}"
        )
        price = (
            f.price(m.move)
            if m.move.converted is None
            else f"{m.move.currency or ''}{f.number(m.move.price)}"
            if m.move.price is not None
            else None
        )
        rows.append(
            (
                f.colour(m.move.direction, red_is_up),
                padded(name, _NAME_WIDTH, marks),
                f.sized(m.move, language),
                " ".join(x for x in (price, _when(m, day, language)) if x),
            )
        )
    widest = max(width(size) for _, _, size, _ in rows)
    return mono(
        "\n".join(
            f"{c} {name} {' ' * (widest - width(size))}{size} {price}".rstrip() for c, name, size, price in rows
        )
    )


_SOURCES, _SOURCE = 3, 60


def story_block(story: DigestStory) -> str:
    """Its title as the link, its source and who else tells it, and what it says."""
    early = f" {_EARLY}" if story.early else ""
    head = f"▪️ {link(shorten(' '.join(story.title.split()), 140), story.url)}{early}"
    named = [shorten(s, _SOURCE) for s in (story.source, *story.others) if s]
    if named:
        rest = f" +{len(named) - _SOURCES}" if len(named) > _SOURCES else ""
        head += f" — {escape(', '.join(named[:_SOURCES]))}{rest}"
    said = " ".join(shorten(s.text, _SENTENCE) for s in story.summary[:2])
    return f"{head}\n{escape(said)}" if said else head


def width(text: str) -> int:
    """Columns in a fixed-width font: a Chinese character takes two."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def padded(name: str, columns: int, marks: str = "") -> str:
    """The name, shortened to fit, with its marks, which no shortening takes away."""
    room = columns - width(marks)
    out = ""
    for c in name:
        if width(out + c) > room - (1 if width(name) > room else 0):
            out += "…"
            break
        out += c
    return out + marks + " " * (room - width(out))
