"""What was stated of a company, as /claims shows it."""

from __future__ import annotations

from typing import Literal

from babel.numbers import format_compact_decimal

from bot.ledger import Entry
from bot.listings import is_chinese
from bot.message.figures import day, locale_of
from bot.message.markup import bold, escape, link, quote, shorten
from bot.message.words import say
from bot.reading import Claim

_WORDS, _SOURCE, _TOLD_BY = 300, 40, 3


def entry_block(entry: Entry, language: str) -> str:
    """Who said it, the words, who tells it and since when, and what it made of what was said before."""
    claim, first = entry.claim, entry.stories[0]
    who = f"{bold(claim.speaker_resolved or claim.speaker)}: " if claim.speaker else ""
    told = [link(shorten(entry.sources[0], 60), first.url)]
    if len(entry.sources) > 1:
        more = escape(", ".join(shorten(s, _SOURCE) for s in entry.sources[1 : 1 + _TOLD_BY]))
        told.append(say(language, "more_sources", count=len(entry.sources) - 1, names=more))
    if first.published is not None:
        told.append(escape(day(first.published.date(), language)))
    return f"{who}{quote(shorten(claim.quote.text, _WORDS))}{', '.join(told)}{_became(entry, language)}"


def _became(entry: Entry, language: str) -> str:
    if entry.before is None or entry.became is None:
        return ""
    before = entry.before.stories[0].published
    when = escape(day(before.date(), language)) if before is not None else "?"
    figure = escape(_figure(entry.before.claim, language))
    return f"\n{say(language, f'claim_{entry.became}', figure=figure, day=when)}"


def _figure(claim: Claim, language: str) -> str:
    """ "USD3.5 billion", "CNY3800亿"."""
    if claim.amount is None:
        return claim.quote.text
    style: Literal["short", "long"] = (
        "short" if is_chinese(language) else "long"
    )  # CLDR has 亿 for both, and calls it short
    shown = format_compact_decimal(claim.amount, format_type=style, locale=locale_of(language), fraction_digits=2)
    return f"{claim.unit or ''}{shown}" if (claim.unit or "").isupper() else f"{shown} {claim.unit or ''}".strip()
