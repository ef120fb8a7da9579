"""The movers of a digest as bars: what is drawn of them, as values that can be written down."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from bot.digest import Digest, DigestMove
from bot.listings import Listings
from bot.message import figures as f
from bot.message.words import say

_BARS, _FEWEST = 8, 2
_NAME = 40  # characters


@dataclass(frozen=True, slots=True)
class Bar:
    """One mover: how it is called, its symbol or "", its percentage as a number and as it is printed."""

    name: str
    symbol: str
    percent: Decimal
    shown: str


@dataclass(frozen=True, slots=True)
class Chart:
    """`red_is_up` are the colours of its reader."""

    title: str
    bars: tuple[Bar, ...]
    red_is_up: bool


def chart_of(digest: Digest, table: Listings, language: str, *, red_is_up: bool) -> Chart | None:
    """What is certain of a digest's movers, a bar a company; None of fewer than two."""
    bars: dict[str, Bar] = {}
    for m in digest.moves:
        if m.move.percent is not None and m.move.sure and m.fact.who not in bars and len(bars) < _BARS:
            bars[m.fact.who] = _bar(m, table, language)
    if len(bars) < _FEWEST:
        return None
    return Chart(say(language, "digest_title", day=f.day(digest.day, language)), tuple(bars.values()), red_is_up)


def _bar(m: DigestMove, table: Listings, language: str) -> Bar:
    company = table.of_symbol(m.fact.who)
    traded = company is not None and company.kind in ("company", "fund")
    symbol = m.move.listing.symbol if m.move.listing is not None and traded else ""
    name = company.shown_name(language) if company is not None else (m.move.company or m.move.instrument)
    percent = m.move.percent
    assert percent is not None
    return Bar(" ".join(name.split())[:_NAME], symbol, percent, f.sized(m.move, language))


def dump_chart(chart: Chart) -> str:
    bars: Sequence[tuple[str, ...]] = [(b.name, b.symbol, str(b.percent), b.shown) for b in chart.bars]
    return json.dumps({"title": chart.title, "bars": bars, "red_is_up": chart.red_is_up}, ensure_ascii=False)


def load_chart(written: str) -> Chart:
    found = json.loads(written)
    bars = tuple(Bar(name, symbol, Decimal(percent), shown) for name, symbol, percent, shown in found["bars"])
    return Chart(found["title"], bars, found["red_is_up"])
