"""A digest as it is said: names, directions and figures in words, so that a voice reads them right."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from functools import cache

import cn2an
from num2words import num2words

from bot.digest import Digest, DigestMove
from bot.listings import Listings, base_language, is_chinese
from bot.message import figures as f
from bot.message.words import say

_MOVES, _STORIES = 8, 4
_LONGEST = 1800  # characters: about two minutes


def spoken_digest(digest: Digest, table: Listings, language: str) -> str:
    """What is read out: how each of the watchlist moved, then the titles in the reader's language."""
    lines = [say(language, "spoken_title", day=f.day(digest.day, language))]
    lines += [_move(m, table, language, digest.day) for m in _told(digest.moves)]
    own = base_language(language)
    titles = [s.title for s in digest.stories if s.language in (None, own)][:_STORIES]
    if titles:
        lines.append(say(language, "spoken_stories"))
        lines += [in_words(" ".join(t.split()), language) for t in titles]
    return _within(lines, is_chinese(language))


def _told(moves: Iterable[DigestMove]) -> list[DigestMove]:
    """The first of each company that has a percentage and is certain: a question mark cannot be heard."""
    first: dict[str, DigestMove] = {}
    for m in moves:
        if m.move.percent is not None and m.move.sure:
            first.setdefault(m.fact.who, m)
    return list(first.values())[:_MOVES]


_MOVED = {"up": "spoken_up", "down": "spoken_down", "flat": "spoken_flat"}


def _move(m: DigestMove, table: Listings, language: str, day: date) -> str:
    company = table.of_symbol(m.fact.who)
    name = company.shown_name(language) if company else (m.move.company or m.move.instrument)
    size = percent_in_words(abs(m.move.percent or Decimal(0)), language)
    hours = say(language, m.move.scope) if m.move.scope in ("premarket", "after_hours") else ""
    other = f.weekday(m.move.session, language) if m.move.session is not None and m.move.session != day else ""
    when = "".join(f"{'' if is_chinese(language) else ' '}{w}" for w in (hours, other) if w)
    return say(language, _MOVED[m.move.direction], name=" ".join(name.split()), size=size, when=when)


_ENDS = (".", "!", "?", ":", "。", "！", "？", "：")


def _within(lines: Iterable[str], chinese: bool) -> str:
    """As many lines as two minutes hold, each a sentence."""
    said: list[str] = []
    end = "。" if chinese else "."
    for line in (x if x.endswith(_ENDS) else f"{x}{end}" for x in lines):
        if sum(map(len, said)) + len(line) > _LONGEST:
            break
        said.append(line)
    return ("" if chinese else " ").join(said)


def percent_in_words(value: Decimal, language: str) -> str:
    """ "nine point two percent", 百分之九点二."""
    if is_chinese(language):
        return f"百分之{number_in_words(value, language)}"
    return f"{number_in_words(value, language)} percent"


def number_in_words(value: Decimal, language: str) -> str:
    written = f"{value:f}"
    if is_chinese(language):
        return _in_chinese(written)
    return str(num2words(written)).replace(" and ", " ").replace(",", "")


@cache
def _in_chinese(written: str) -> str:
    said = str(cn2an.an2cn(written))
    return said.removeprefix("一") if said.startswith("一十") else said


# "30%-50%", "5-7%", "4.25%–4.50%": from the one to the other.
_RANGE = re.compile(r"(?<=[\d%％]) ?[-–—~～] ?(?=\d[\d.,]*(?:%|％| ?percent| ?per cent))")
_PERCENT = re.compile(
    r"(?P<sign>(?<![0-9A-Za-z%％.,])[+\-−])?(?P<number>\d+(?:,\d{3})*(?:\.\d+)?) ?(?:%|％|percent|per cent|pct)"
)
_NUMBER = re.compile(r"(?<![\w.,])\d+(?:,\d{3})*\.\d+(?![\w,]|\.\d)")
_MOST_DIGITS = 15  # of what can be said


def in_words(text: str, language: str) -> str:
    """A title with its percentages, and what has a decimal point, in words; years, codes and days are left, as voices read them right."""
    text = _RANGE.sub(say(language, "spoken_to"), text)
    text = _PERCENT.sub(lambda m: _percent(m, language), text)
    return _NUMBER.sub(lambda m: _said(m[0], language), text)


def _percent(m: re.Match[str], language: str) -> str:
    digits = m["number"].replace(",", "")
    if len(digits) > _MOST_DIGITS:
        return m[0]
    sign = {"+": "spoken_plus", "-": "spoken_minus", "−": "spoken_minus"}.get(m["sign"] or "")
    said = percent_in_words(Decimal(digits), language)
    return f"{say(language, sign)}{said}" if sign else said


def _said(written: str, language: str) -> str:
    digits = written.replace(",", "")
    return number_in_words(Decimal(digits), language) if len(digits) <= _MOST_DIGITS else written
