"""A story in short, so that another one can be held against it: who, which figures, which words, in either language."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from dataclasses import fields as dataclass_fields
from datetime import UTC, datetime, time
from functools import cache
from importlib import resources
from sys import intern
from typing import Any
from zlib import crc32

from bot.events.fact import Fact, fact_of
from bot.events.notices import without_label
from bot.listings import BY_MIC, Listings
from bot.reading import ALERTABLE, Extraction
from bot.reading.figures import figures
from bot.reading.gate.terms import cut_words
from bot.reading.languages.en.stems import stem
from bot.reading.languages.word_lists import word_lists
from bot.reading.lexicon import Code, folded, telling
from bot.story import Story

LEAD = 420  # characters behind the title; a story says what it is about there
_TITLE = 140  # characters of a text without one
_SHINGLE, _SHINGLE_ZH = 5, 9  # words, characters
_SKETCH = 48  # of a text's shingles, how many are kept
_WHOLE = 6000  # characters of which shingles are made


@dataclass(frozen=True, slots=True)
class Gist:
    """What a story is about. `words` are stems, of a Chinese story words of its own; `companies` keys of the table; `figures` as
    "percent 9.2"; each of the title alone, and of the title and the lead."""

    language: str
    at: datetime | None
    source: str | None
    title: frozenset[str]
    lead: frozenset[str]
    named: frozenset[str]  # companies of the title
    companies: frozenset[str]
    title_figures: frozenset[str]
    figures: frozenset[str]
    sketch: frozenset[int]
    moved: frozenset[str]  # whose moves the title tells, each with its session and where
    markets: frozenset[str]  # of how the title tells, each with its session where that is told
    reported: frozenset[str] = frozenset()  # whose results the title tells


def gist_of(story: Story, extraction: Extraction, table: Listings) -> Gist:
    body = story.text[story.body.start : story.body.end]
    title = without_label(story.title or body.partition("\n")[0][:_TITLE])
    lead = body[:LEAD]
    head = story.body.start + LEAD
    companies = [(c.key, start) for c in extraction.companies for start, _ in c.spans]
    code: Code = "zh" if story.language == "zh" else "en"
    sketch = _sketch(f"{title} {body[:_WHOLE]}", code)
    own = frozenset(_words(title, code))
    begins = _behind_column(story.title)
    named = frozenset(c for c, at in companies if begins <= at < len(story.title))
    nearest = min((at for _, at in companies if at >= begins), default=len(story.title))
    first = frozenset(c for c, at in companies if at == nearest and at < min(begins + _AT_ITS_HEAD, len(story.title)))
    return Gist(
        code, _told_at(story), story.source, own, own | frozenset(_words(lead, code)),
        named, frozenset(c for c, at in companies if at < head),
        frozenset(_figures(title)), frozenset(_figures(f"{title}\n{lead}")), sketch,
        frozenset(_moved(extraction, table, title, head, first, code)), frozenset(_markets(story, extraction, table, code)),
        first if _tells_results(title) else frozenset(),
    )  # fmt: skip


_RESULTS = re.compile(
    r"\b(?:q[1-4]|[1-4]q|h[12]|[12]h|(?:first|second|third|fourth)[- ](?:quarter|half)|quarter(?:ly)?|half[- ]year|full[- ]year|earnings|results|eps)\b"
    r"|业绩|财报|季报|年报|中报|财季|[一二三四]季度?|上半年|中期|全年"
)
_OF_MEASURES = re.compile(
    r"\b(?:profit|earnings|revenue|sales|loss|income|results|eps|beats?|misses|tops?)\b|营收|收入|净利|纯利|盈利|利润|亏损|业绩|财报|eps"
)
# What is told of results without telling them: before they come, and what others make of them.
_NO_RESULTS = re.compile(
    r"\b(?:preview|ahead of|before|expect(?:ed|s|ations)?|what to|will report|to report|due|sees|forecasts?|guidance|outlook|targets?|upgrade[ds]?|downgrade[ds]?|rating|call|transcript)\b"
    r"|前瞻|将公布|將公布|料|预计|预期|预告|展望|目标|评级|大行|电话会|法说会"
)


def _tells_results(title: str) -> bool:
    """ "KE Q2 Adjusted Earnings Rise, Revenue Falls": who reports, and what has come of it."""
    words = folded(title)
    told = _RESULTS.search(words) is not None and _OF_MEASURES.search(words) is not None
    return told and _NO_RESULTS.search(words) is None


def _moved(
    extraction: Extraction, table: Listings, title: str, head: int, first: Collection[str], code: Code
) -> Iterator[str]:
    """Whose session the title tells: who stands at its head, before a way to go and no measure, and moves there or in the lead."""
    words = folded(title)
    if not telling(code, "up", "down", "peak").search(words):
        return
    figured = any(True for _ in _figures(title)) and telling(code, "up", "down").search(words)
    measured = telling(code, "measure").search(words)
    for move in extraction.moves:
        fact = fact_of(move, table)
        near = figured or (not measured and move.quote.start < head)
        if fact is not None and fact.who in first and move.scope in ALERTABLE and near:
            yield f"{fact.who} {fact.session} {_zone_of(fact, table)}"


def _zone_of(fact: Fact, table: Listings) -> str:
    """Of a company's listings each has sessions of its own; a figure without one is of its home market's."""
    company = table.of_symbol(fact.who)
    listings = company.listings if company is not None else ()
    mic = next((x.mic for x in listings if x.symbol == fact.of), listings[0].mic if listings else "")
    exchange = BY_MIC.get(mic)
    return exchange.zone.key if exchange is not None else mic


def _markets(story: Story, extraction: Extraction, table: Listings, code: Code) -> Iterator[str]:
    """The market whose session a title tells: it names one at its head, before any company, and says which way it went."""
    begins = _behind_column(story.title)
    whole, title = folded(story.title), folded(story.title[begins:])
    if not telling(code, "up", "down", "flat", "close").search(title) or _LISTING_OF_HEADLINES.search(title):
        return
    spans = (start for c in extraction.companies if c.kind == "company" for start, _ in c.spans)
    company = min((s - begins for s in spans if begins <= s < len(story.title)), default=len(title))
    market = _first_market(title)
    if market is not None and market[0] <= _AT_ITS_HEAD and market[0] < company:
        yield _with_session(market[1], extraction, table)
    elif market is None and company == len(title) and (column := _first_market(whole[:begins])) is not None:
        yield _with_session(column[1], extraction, table)


def _with_session(market: str, extraction: Extraction, table: Listings) -> str:
    """ "US 2026-10-19", where the story tells an index of that market; else the market alone."""
    zone = _markets_table()[market].get("zone")
    for move in extraction.moves:
        company = table.of_symbol(move.listing.symbol) if move.listing is not None else None
        exchange = BY_MIC.get(move.listing.mic) if move.listing is not None else None
        there = company is not None and company.kind == "index" and exchange is not None and exchange.zone.key == zone
        if there and move.session is not None and move.scope in ALERTABLE:
            return f"{market} {move.session}"
    return market


def _first_market(title: str) -> tuple[int, str] | None:
    """Of several the first: the others are what it is told with."""
    found = [(m.start(), market) for market, pattern in _market_patterns().items() if (m := pattern.search(title))]
    return min(found, default=None)


_AT_ITS_HEAD = 14  # characters
_COLUMN = re.compile(
    r"(?:stock market today|stock market news|markets? wrap|live updates?) ?[:|–-] ?|[〈《【\[「](?P<words>[^〉》】\]」]{1,12})[〉》】\]」]\s*",
    re.I,
)


def _behind_column(title: str) -> int:
    """Where a title goes on behind the name of its column: "Stock market today: …", "〈美股早盘〉…"."""
    found = _COLUMN.match(title)
    return found.end() if found else 0


_LISTING_OF_HEADLINES = re.compile(
    r"夜期|target|forecast|rating|目标|预测|预期|评级|headlines|scoreboard|week ahead|preview|what to watch|前瞻|展望|下周|综述|一周|top ?\d|盘点|榜前|榜单|异动股"
)


@cache
def _markets_table() -> dict[str, dict[str, str]]:
    return tomllib.loads(resources.files("bot.events").joinpath("markets.toml").read_text(encoding="utf-8"))


@cache
def _market_patterns() -> dict[str, re.Pattern[str]]:
    """Each market of markets.toml with how titles call it."""
    return {
        market: re.compile("|".join(_called(w) for w in row["names"].split(", ")))
        for market, row in _markets_table().items()
    }


def _called(words: str) -> str:
    return rf"\b{re.escape(words)}\b" if words.isascii() else re.escape(words)


def _told_at(story: Story) -> datetime | None:
    """When it was published; else the noon of its dateline's day."""
    if story.published is not None or story.dateline is None:
        return story.published
    return datetime.combine(story.dateline, time(12), UTC)


_WORD = re.compile(r"[A-Za-z][A-Za-z0-9]*(?:[-.&'’][A-Za-z0-9]+)*")
_HAN = re.compile(r"[\u3400-\u9fff]+")


def _words(text: str, code: str) -> Iterator[str]:
    for m in _WORD.finditer(text):
        word = m[0].lower().replace("’", "'").removesuffix("'s")
        if len(word) > 1 and word not in _stop():
            yield intern(stem(word))
    if code == "zh":
        for run in _HAN.finditer(folded(text)):
            yield from (intern(w) for w in cut_words(run[0]) if len(w) > 1)


@cache
def _stop() -> frozenset[str]:
    return frozenset(word_lists("boilerplate", "en")["stop"])


def _figures(text: str) -> Iterator[str]:
    for f in figures(text, 0, len(text)):
        value = abs(f.value).normalize()
        if f.kind in ("percent", "points", "money", "basis_points") or len(value.as_tuple().digits) > 1:
            yield f"{'percent' if f.kind == 'percent' else 'number'} {value}"


def _sketch(text: str, code: str) -> frozenset[int]:
    """The smallest hashes of a text's shingles: two texts share of them what they share of all (Broder 1997)."""
    units: Sequence[str]
    if code == "zh":
        units, size = re.sub(r"[^\w]", "", folded(text)), _SHINGLE_ZH
    else:
        units, size = [w.lower() for w in _WORD.findall(text)], _SHINGLE
    glue = "" if code == "zh" else " "
    hashes = {crc32(glue.join(units[i : i + size]).encode()) for i in range(max(1, len(units) - size + 1))}
    return frozenset(sorted(hashes)[:_SKETCH])


# --- kept and read again -----------------------------------------------------------------------------------------------


def dump_gist(gist: Gist) -> str:
    fields = {f.name: getattr(gist, f.name) for f in dataclass_fields(gist)}
    plain = {k: sorted(v) if isinstance(v, frozenset) else v for k, v in fields.items()}
    return json.dumps({**plain, "at": gist.at.isoformat() if gist.at else None}, ensure_ascii=False)


def _interned(value: str | int) -> str | int:
    """Words stand in many gists: they are kept once."""
    return intern(value) if isinstance(value, str) else value


def load_gist(written: str) -> Gist:
    fields: dict[str, Any] = json.loads(written)
    sets = {k: frozenset(map(_interned, v)) for k, v in fields.items() if isinstance(v, list)}
    return Gist(**{**fields, **sets, "at": datetime.fromisoformat(fields["at"]) if fields["at"] else None})


def counted(gist: Gist) -> Collection[str]:
    """All by which stories are found that may tell the same."""
    return {*gist.lead, *(f"@{c}" for c in gist.companies), *(f"#{f}" for f in gist.figures)}
