"""`newstape read`: what a story says, for a person or as JSON."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from rich.console import Console
from rich.table import Table
from rich.text import Text

from bot.app import SystemClock, load_prompts, make_model, user_agent
from bot.config import Config
from bot.errors import FeedError, ModelError, UsageError
from bot.listings import load, load_sessions
from bot.message import figures as f
from bot.pipeline.model_reading import read_story
from bot.pipeline.reader import ReaderHere
from bot.reading import Amount, Claim, Extraction, PriceMove, Quote, read_by_rules
from bot.reading.joined import joined
from bot.story import Story, compose


def read_time(written: str) -> datetime | None:
    """ISO 8601 or RFC 822; without a zone it is UTC. None for an empty or unreadable one."""
    written = written.strip()
    if not written:
        return None
    try:
        found = datetime.fromisoformat(written)
    except ValueError:
        try:
            found = parsedate_to_datetime(written)
        except (ValueError, TypeError):
            return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def story_of(source: str, published: datetime | None, config: Config | None) -> Story:
    """The story in a file, on standard input, or on a page. Raises UsageError."""
    if source.startswith(("http://", "https://")):
        return asyncio.run(_page(source, published, config))
    try:
        raw = sys.stdin.read() if source == "-" else Path(source).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{source} cannot be read: {error}.") from error
    if not raw.strip():
        raise UsageError(f"{source} holds no text.")
    title, _, body = raw.lstrip("\ufeff").partition("\n")
    return compose(id=source, title=title.strip(), body=body, published=published)


async def _page(url: str, published: datetime | None, config: Config | None) -> Story:
    from bot.adapters.feeds.polling import HttpFeeds

    # Whoever names an address on the command line means it; where it redirects to is guarded all the same.
    allow = (urlsplit(url).hostname or "", *(config.network.allow if config else ()))
    feeds = HttpFeeds(user_agent(config), SystemClock(), allow)
    try:
        found = await feeds.page(url)
    except FeedError as error:
        raise UsageError(f"{url} cannot be read: {error}.") from error
    finally:
        await feeds.close()
    if found is None:
        raise UsageError(f"There is no story at {url}, or its robots.txt does not allow it to be read.")
    title, text, day = found
    when = published or (read_time(day) if day else None)
    return compose(id=url, title=title, body=text, url=url, published=when)


def extract(story: Story, config: Config | None) -> Extraction:
    """By rules; with a config that has a [model], by the model, the rules' findings beside it. Raises UsageError."""
    rules = read_by_rules(story, load(), load_sessions())
    if config is None or config.model is None:
        return rules
    return asyncio.run(_by_model(story, rules, config))


async def _by_model(story: Story, rules: Extraction, config: Config) -> Extraction:
    model = make_model(config, SystemClock())
    assert model is not None
    reader = ReaderHere(load(), load_sessions())
    try:
        asked = await reader.question(story)
        if asked is None:
            return replace(rules, by=model.name)
        return joined(rules, (await read_story(model, load_prompts(), reader, story, asked)).found)
    except ModelError as error:
        raise UsageError(f"The model gave nothing: {error}") from error
    finally:
        await model.close()


# --- as JSON (the contract) ------------------------------------------------------------------------------------------


def as_json(e: Extraction) -> dict[str, Any]:
    """The contract of `newstape read --json`."""
    story = e.story
    return {
        "id": story.id,
        "title": story.title or None,
        "source": story.source,
        "published": story.published.isoformat() if story.published else None,
        "by": e.by,
        "listings": [
            {
                "symbol": m.listing.symbol,
                "mic": m.listing.mic,
                "code": m.listing.code,
                "company": m.listing.company,
                "mentions": [list(s) for s in m.spans],
            }
            for m in e.listings
        ],
        "moves": [_move(m) for m in e.moves],
        "claims": [_claim(c) for c in e.claims],
        "summary": [{"text": s.text, "quotes": [_quote(q) for q in s.quotes]} for s in e.summary],
        "flags": [{"what": x.what, "quote": _quote(x.quote)} for x in e.flags],
        "ungrounded": [{"what": d.what, "why": d.why} for d in e.ungrounded],
    }


def _quote(q: Quote) -> dict[str, Any]:
    return {"text": q.text, "start": q.start, "end": q.end}


def _number(value: Decimal | None) -> int | float | None:
    """A JSON number: whole ones without a point."""
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() and "." not in f"{value:f}" else float(value)


def _amount(a: Amount | None, name: str) -> dict[str, Any] | None:
    return None if a is None else {"amount": _number(a.value), name: a.unit}


def _pair(p: tuple[Decimal, Decimal] | None) -> list[int | float | None] | None:
    return None if p is None else [_number(x) for x in p]


def _day(d: date | None) -> str | None:
    return d.isoformat() if d else None


def _move(m: PriceMove) -> dict[str, Any]:
    return {
        "instrument": m.instrument, "company": m.company, "symbol": m.symbol, "direction": m.direction, "percent": _number(m.percent if m.percent is not None else m.at_least), "at_least": m.at_least is not None,
        "percent_range": _pair(m.percent_range), "change": _amount(m.change, "unit"), "qualifier": m.qualifier, "price": _number(m.price), "currency": m.currency,
        "converted": _amount(m.converted, "currency"), "scope": m.scope, "at": m.at, "session": _day(m.session), "period": m.period, "by": m.by, "quote": _quote(m.quote),
        "sure": m.sure, "doubts": list(m.doubts), "how": {"who": m.how.who, "scope": m.how.scope, "session": m.how.session},
        "reason": _quote(m.reason) if m.reason else None,
    }  # fmt: skip


def _claim(c: Claim) -> dict[str, Any]:
    change = (
        None if c.change is None else {"direction": "down" if c.change < 0 else "up", "percent": _number(c.change)}
    )
    return {
        "kind": c.kind, "speaker": c.speaker, "speaker_resolved": c.speaker_resolved, "subject": c.subject, "amount": _number(c.amount),
        "amount_range": _pair(c.amount_range), "unit": c.unit, "qualifier": c.qualifier, "converted": _amount(c.converted, "unit"), "change": change,
        "horizon": c.horizon, "forecast": c.forecast, "hedged": c.hedged, "by": c.by, "quote": _quote(c.quote),
    }  # fmt: skip


def read_stream(lines: Iterable[str], out: Any, config: Config | None) -> int:
    """One story a line in, one result a line out, in order. A line that is no story gives an error line in its place.

    Returns how many lines were none.
    """
    bad = 0
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            story = compose(
                id=str(row["id"]), title=row.get("title") or None, body=str(row["text"]), published=read_time(str(row.get("published") or "")),
                url=row.get("url"), source=row.get("source"), language=row.get("language"),
            )  # fmt: skip
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            bad += 1
            out.write(
                json.dumps(
                    {"id": None, "error": f"line {number} is no story: {type(error).__name__}: {error}"[:300]},
                    ensure_ascii=False,
                )
                + "\n"
            )
            continue
        out.write(json.dumps(as_json(extract(story, config)), ensure_ascii=False) + "\n")
    return bad


# --- for a person ----------------------------------------------------------------------------------------------------


def show(e: Extraction, console: Console) -> None:
    """Moves as a table, the claims, the summary, each with its words."""
    story = e.story
    head = " · ".join(
        x
        for x in (
            story.source,
            f"{story.published:%-d %b %Y, %H:%M %Z}" if story.published else None,
            f"read by {e.by}",
        )
        if x
    )
    console.print(Text(story.title or story.id, style="bold"))
    console.print(Text(head, style="dim"))
    console.print()
    if e.moves:
        _show_moves(e.moves, console)
    else:
        console.print("No price move is stated.\n")
    if e.claims:
        console.print(Text("Claims", style="bold"))
        for c in e.claims:
            console.print(_claim_line(c))
            console.print(_quoted(c.quote))
        console.print()
    if e.summary:
        console.print(Text("Summary", style="bold"))
        for s in e.summary:
            console.print(Text(f"  {s.text}"))
        console.print()
    if e.moves or e.claims:
        console.print(Text("The story", style="bold"))
        console.print(_underlined(e))
        console.print()
    for flag in e.flags:
        console.print(Text(f"Flag: {flag.what}: “{flag.quote.text}”", style="yellow"))
    for d in e.ungrounded:
        console.print(Text(f"Dropped: {d.what}: {d.why}.", style="dim"))


def _show_moves(moves: Iterable[PriceMove], console: Console) -> None:
    table = Table(box=None, pad_edge=False, header_style="dim", padding=(0, 2, 0, 0))
    for name in ("", "What moved", "Symbol"):
        table.add_column(name, no_wrap=name != "What moved")
    table.add_column("How much", justify="right", no_wrap=True)
    table.add_column("Price", justify="right")
    table.add_column("When")
    for m in moves:
        style = {"up": "green", "down": "red", "flat": "dim"}[m.direction]
        when = " ".join(
            x
            for x in (m.at or m.scope.replace("_", " "), f"{m.session:%a %-d %b %Y}" if m.session else m.period)
            if x
        )
        doubted = "" if m.sure else f" ? {', '.join(m.doubts)}"
        size = f.size(m) + (f" ({m.qualifier})" if m.qualifier and m.percent is not None else "")
        table.add_row(
            Text(f.arrow(m.direction), style=style),
            m.company or m.instrument,
            m.symbol or "",
            Text(size, style=f"bold {style}"),
            f.price(m) or "",
            when + doubted,
        )
    console.print(table)
    for quote in dict.fromkeys(m.quote for m in moves):
        console.print(Text(f"  “{quote.text}”", style="italic"))
    console.print()


def _underlined(e: Extraction) -> Text:
    """The story's text with the words that bear out a move or a claim underlined, moves in their colour."""
    text = Text(e.story.text, style="dim")
    for claim in e.claims:
        text.stylize("underline", claim.quote.start, claim.quote.end)
    for move in e.moves:
        colour = {"up": "green", "down": "red", "flat": "default"}[move.direction]
        text.stylize(f"not dim underline {colour}", move.quote.start, move.quote.end)
    return text


def _claim_line(c: Claim) -> Text:
    value = f"{f.number(c.amount)}" if c.amount is not None else "–".join(f.number(x) for x in c.amount_range or ())
    parts = [f"  • {c.kind}:", " ".join(x for x in (c.qualifier, value, c.unit) if x)]
    if c.converted:
        parts.append(f"({c.converted.unit} {f.number(c.converted.value)})")
    if c.change is not None:
        parts.append(f.percent(c.change))
    if c.horizon:
        parts.append(f"· {c.horizon}")
    if c.forecast:
        parts.append("· forecast")
    if c.hedged:
        parts.append("· hedged")
    if c.subject:
        parts.append(f"· of {c.subject}")
    if c.speaker:
        known = f" ({c.speaker_resolved})" if c.speaker_resolved and c.speaker_resolved != c.speaker else ""
        parts.append(f"· says {c.speaker}{known}")
    return Text(" ".join(parts))


def _quoted(q: Quote) -> Text:
    return Text(f"    “{q.text}”", style="dim italic")
