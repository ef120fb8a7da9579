"""A digest as a person reads it: what moved and why, then the stories with a sentence or two each."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

from bot.digest import EXPLAINED, Digest, DigestMove, DigestStory
from bot.listings import Listings
from bot.message import Message, Priority
from bot.message import figures as f
from bot.message.markup import bold, escape, italic, link, shorten, split
from bot.message.renditions import MARK, rendered
from bot.message.words import say

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
    renditions: Mapping[str, str] = MappingProxyType({}),
) -> tuple[Message, ...]:
    """As few messages as hold it; none of an empty digest. `renditions` are words of its stories in the reader's language."""
    title = say(language, "digest_title_week" if digest.weekly else "digest_title", day=f.day(digest.day, language))
    blocks = [f"🗞 {bold(title)}"]
    if digest.moves:
        day = _session(digest.moves)
        dated = f", {f.day(day, language)}" if day is not None and day != digest.day else ""
        blocks.append(
            f"{bold(say(language, 'digest_moved') + dated)}\n{movers(digest.moves, table, language, red_is_up, renditions)}"
        )
    if digest.stories:
        blocks.append(bold(say(language, "digest_stories")))
        blocks += [story_block(s, language, renditions) for s in digest.stories]
    if any(m.early for m in digest.moves) or any(s.early for s in digest.stories):
        blocks.append(italic(f"{_EARLY} {say(language, 'early')}"))
    if any(not m.move.sure for m in digest.moves[:_ROWS]):
        blocks.append(italic(f"{_UNSURE} {say(language, 'unsure')}"))
    if any(m.move.by == "model" for m in digest.moves[:_ROWS]):
        blocks.append(italic(f"{_BY_MODEL} {say(language, 'by_model')}"))
    if any(MARK in block for block in blocks):
        blocks.append(italic(f"{MARK} {say(language, 'translated')}"))
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


def movers(
    moves: tuple[DigestMove, ...],
    table: Listings,
    language: str,
    red_is_up: bool,
    renditions: Mapping[str, str] = MappingProxyType({}),
) -> str:
    """A line a company, its listings together, and below it why it moved, in its story's words; of the smaller ones the line alone."""
    day = _session(moves)
    by_company: dict[str, list[DigestMove]] = {}
    for m in moves:
        by_company.setdefault(m.fact.who, []).append(m)
    blocks = []
    for n, of_company in enumerate(list(by_company.values())[:_ROWS]):
        blocks.append(_mover(of_company, table, day, language, red_is_up))
        if n < EXPLAINED:
            own = next((m for m in of_company if not _is_foreign(m.language, language)), of_company[0])
            blocks.append(_why(own, language, renditions))
    return "\n".join(b for b in blocks if b)


def _mover(moves: list[DigestMove], table: Listings, day: date | None, language: str, red_is_up: bool) -> str:
    """ "🔴 **Alibaba Group** 9988.HK **+9.2%** HKD174.00 · BABA +4.1% pre-market"."""
    first = moves[0]
    company = table.of_symbol(first.fact.who)
    name = " ".join(
        (company.shown_name(language) if company else (first.move.company or first.move.instrument)).split()
    )
    traded = company is not None and company.kind == "company"
    told = []
    for m in moves:
        symbol = m.move.listing.symbol if m.move.listing is not None and traded else ""
        size = f"{f.sized(m.move, language)}{_marks(m)}"
        rest = " ".join(x for x in (_price(m), _when(m, day, language)) if x)
        told.append((symbol, size, rest))
    room = _COLUMNS - 3 - width(told[0][0]) - width(told[0][1]) - 2
    head = f"{f.colour(first.move.direction, red_is_up)} {bold(cut(name, max(_SHORTEST_NAME, room)))}"
    parts = [
        " ".join(x for x in (escape(shorten(s, _SYMBOL)), bold(size), escape(rest)) if x) for s, size, rest in told
    ]
    return f"{head} {' · '.join(parts)}"


_COLUMNS, _SHORTEST_NAME, _SYMBOL, _REASON = 33, 10, 20, 140


def _marks(m: DigestMove) -> str:
    return f"{_EARLY if m.early else ''}{'' if m.move.sure else _UNSURE}{_BY_MODEL if m.move.by == 'model' else ''}"


def _price(m: DigestMove) -> str | None:
    if m.move.converted is None:
        return f.price(m.move)
    return f"{m.move.currency or ''}{f.number(m.move.price)}" if m.move.price is not None else None


def _is_foreign(story: str | None, reader: str) -> bool:
    """Whoever reads Chinese here reads English too."""
    return reader == "en" and story == "zh"


def _why(m: DigestMove, language: str, renditions: Mapping[str, str]) -> str:
    """Why it moved, else the title of its story; and whose that is."""
    reason = m.move.reason.text if m.move.reason is not None else ""
    words = m.title if not reason or reason in m.title else reason  # of a title a part alone says little
    told = next((w for w in (words, reason) if w in renditions), words)
    said = italic(shorten(" ".join(rendered(told, renditions, language).split()), _REASON)) if words.strip() else ""
    source = link(shorten(m.source or "↗", _SOURCE), m.url) if m.source or m.url else ""
    foreign = f" ({escape(say(language, 'in_chinese'))})" if source and _is_foreign(m.language, language) else ""
    return " — ".join(x for x in (said, source) if x) + foreign


_SOURCES, _SOURCE = 3, 60


def story_block(story: DigestStory, language: str, renditions: Mapping[str, str] = MappingProxyType({})) -> str:
    """Its title as the link, its source and who else tells it, and what it says; in the reader's language what `renditions` have."""
    early = f" {_EARLY}" if story.early else ""
    head = f"▪️ {link(shorten(' '.join(rendered(story.title, renditions, language).split()), 140), story.url)}{early}"
    named = [shorten(s, _SOURCE) for s in (story.source, *story.others) if s]
    if named and _is_foreign(story.language, language):
        named[0] += f" ({say(language, 'in_chinese')})"
    if named:
        rest = f" +{len(named) - _SOURCES}" if len(named) > _SOURCES else ""
        head += f" — {escape(', '.join(named[:_SOURCES]))}{rest}"
    said = " ".join(shorten(rendered(s.text, renditions, language), _SENTENCE) for s in story.summary[:2])
    return f"{head}\n{escape(said)}" if said else head


def width(text: str) -> int:
    """Columns in a fixed-width font: a Chinese character takes two."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def cut(name: str, columns: int) -> str:
    """The name, shortened to fit."""
    if width(name) <= columns:
        return name
    out = ""
    for c in name:
        if width(out + c) > columns - 1:
            break
        out += c
    return out.rstrip() + "…"
