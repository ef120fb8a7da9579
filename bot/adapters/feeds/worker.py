"""The process that parses: `python -m bot.adapters.feeds.worker`. Whatever it chokes on, its parent kills it after five seconds and
starts another: regex backtracking and deep nesting in a feed, a page or a robots.txt then cost nobody else anything.
"""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable
from datetime import datetime
from typing import Any

from bot.adapters.feeds.dates import moment_of
from bot.adapters.feeds.items import is_json
from bot.adapters.feeds.markup import text_of, with_whole_references
from bot.adapters.process import work

_MEMORY = 1 << 30
MOST_ITEMS = 500
MOST_TEXT = 200_000  # characters of one item: a story has 3,000
MOST_TEXTS = 20_000_000  # of a document's items together
_JSON_FEED = "https://jsonfeed.org/version/1"
_MOST_RULES = 300  # of a robots.txt for us: what is beyond is not read, and each costs the loop its moment


def parse_feed(
    document: bytes, url: str, content_type: str | None, zone: str | None = None, language: str = "en"
) -> dict[str, Any]:
    """{"version", "title", "hub", "items": [...], "left": how many items are past a cap}; version "" where it is no feed."""
    if is_json(document):
        return parse_json_feed(document, zone, language)
    import feedparser

    feedparser.USER_AGENT = ""
    headers = {"content-location": url}
    if content_type:
        headers["content-type"] = content_type
    parsed = feedparser.parse(
        io.BytesIO(with_whole_references(_with_whole_characters(document))),
        response_headers=headers,
        sanitize_html=False,
        resolve_relative_uris=False,
    )
    links = parsed.feed.get("links") or []
    return {
        "version": parsed.get("version") or "",
        "title": text_of(parsed.feed.get("title") or "")[:200],
        "hub": next((str(x["href"]) for x in links if x.get("rel") == "hub" and x.get("href")), None),
        "topic": next((str(x["href"]) for x in links if x.get("rel") == "self" and x.get("href")), None),
        **_capped(
            len(parsed.entries),
            (item_of(e, zone, language) for e in _newest(parsed.entries, lambda e: date_of(e, zone, language))),
        ),
    }


def parse_json_feed(document: bytes, zone: str | None, language: str) -> dict[str, Any]:
    """A JSON Feed (jsonfeed.org, version 1 and 1.1) as `parse_feed` tells a feed."""
    nothing: dict[str, Any] = {"version": "", "title": "", "hub": None, "topic": None, "items": [], "left": 0}
    try:
        given = json.loads(document.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return nothing
    if not isinstance(given, dict) or not str(given.get("version", "")).startswith(_JSON_FEED):
        return nothing
    entries = (
        [e for e in given.get("items") or [] if isinstance(e, dict)] if isinstance(given.get("items"), list) else []
    )
    hubs = [h["url"] for h in given.get("hubs") or [] if isinstance(h, dict) and isinstance(h.get("url"), str)]
    return {
        "version": "json",
        "title": text_of(_string(given.get("title")))[:200],
        "hub": next(iter(hubs), None),
        "topic": _string(given.get("feed_url")) or None,
        **_capped(
            len(entries),
            (_json_item(e, zone, language) for e in _newest(entries, lambda e: _json_date(e, zone, language))),
        ),
    }


def _json_item(entry: dict[str, Any], zone: str | None, language: str) -> dict[str, Any]:
    texts = [
        text_of(_string(entry.get("content_html"))),
        _string(entry.get("content_text")),
        _string(entry.get("summary")),
    ]
    found = _json_date(entry, zone, language)
    return {
        "guid": _string(entry.get("id")) or None,
        "url": _string(entry.get("url")) or _string(entry.get("external_url")) or None,
        "title": _one_line(_string(entry.get("title"))),
        "text": max(texts, key=len)[:MOST_TEXT],
        "published": found.isoformat() if found else None,
        "source": None,
    }


def _json_date(entry: dict[str, Any], zone: str | None, language: str) -> datetime | None:
    dates = (moment_of(_string(entry.get(k)), zone, language) for k in ("date_published", "date_modified"))
    return next((d for d in dates if d), None)


def _newest(entries: list[Any], dated: Callable[[Any], datetime | None]) -> list[Any]:
    """As many as one document may have, from its newer end: some list the oldest first."""
    if len(entries) <= MOST_ITEMS:
        return entries
    first, last = dated(entries[0]), dated(entries[-1])
    return entries[-MOST_ITEMS:] if first and last and last > first else entries[:MOST_ITEMS]


def _string(value: object) -> str:
    # JSON can name half of a character, which nothing can keep.
    if not isinstance(value, (str, int)) or isinstance(value, bool):
        return ""
    return str(value).encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _capped(count: int, made: Any) -> dict[str, Any]:
    """As many items as there is room for, and how many are left."""
    items: list[dict[str, Any]] = []
    room = MOST_TEXTS
    for item in made:
        room -= len(item["text"]) + len(item["title"])
        if room < 0:
            break
        items.append(item)
    return {"items": items, "left": count - len(items)}


_PAIR = re.compile(rb"&#(?:(?P<hi>5529[6-9]|55[3-9]\d\d|56[0-2]\d\d|563[01]\d)|x(?P<xhi>d[89ab][0-9a-f]{2}));&#(?:(?P<lo>5632[0-9]|563[2-9]\d|56[4-9]\d\d|57[0-2]\d\d|573[0-3]\d|5734[0-3])|x(?P<xlo>d[c-f][0-9a-f]{2}));", re.IGNORECASE)  # fmt: skip
_HALF = re.compile(
    rb"&#(?:5(?:529[6-9]|5[3-9]\d\d|6\d{3}|7[0-2]\d\d|73[0-3]\d|734[0-3])|x d[89a-f][0-9a-f]{2});".replace(
        b"x d", b"xd"
    ),
    re.IGNORECASE,
)


def _with_whole_characters(document: bytes) -> bytes:
    """Emoji that were written as two halves, joined; a half that stands alone replaced. feedparser chokes on either."""

    def join(m: re.Match[bytes]) -> bytes:
        high = int(m["hi"]) if m["hi"] else int(m["xhi"], 16)
        low = int(m["lo"]) if m["lo"] else int(m["xlo"], 16)
        return b"&#%d;" % (0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00))

    return _HALF.sub(b"&#65533;", _PAIR.sub(join, document))


def item_of(entry: Any, zone: str | None = None, language: str = "en") -> dict[str, Any]:
    bodies = [c.get("value") or "" for c in entry.get("content") or []] + [entry.get("summary") or ""]
    texts = [text_of(b)[:MOST_TEXT] for b in bodies[:4]]
    source = entry.get("source") or {}
    found = date_of(entry, zone, language)
    return {
        "guid": entry.get("id") or None,
        "url": _link(entry),
        "title": _one_line(text_of(entry.get("title") or "")),
        "text": max(texts, key=len),
        "published": found.isoformat() if found else None,
        "source": text_of(source.get("title") or "")[:120] or None,
    }


def _one_line(title: str) -> str:
    return re.sub(r"\s+", " ", title).strip()[:1000]


def _link(entry: Any) -> str | None:
    link = entry.get("link")
    if link:
        return str(link)
    guid = entry.get("id") or ""
    return guid if guid.startswith(("http://", "https://")) else None


def date_of(entry: Any, zone: str | None, language: str) -> datetime | None:
    """The first of its dates that can be read."""
    for kind in ("published", "updated", "created"):
        raw = (entry.get(kind) or "").strip()
        if raw and (found := moment_of(raw, zone, language)):
            return found
    return None


def article_of(page: bytes, url: str) -> dict[str, Any]:
    """The page's story as trafilatura finds it: {"text", "title", "date"}; text "" where there is none."""
    import trafilatura

    found: Any = trafilatura.bare_extraction(
        page, url=url, include_comments=False, include_tables=False, favor_precision=True, with_metadata=True
    )
    if found is None:
        return {"text": "", "title": "", "date": None}
    return {"text": found.text or "", "title": found.title or "", "date": found.date or None}


def feeds_named_by(page: bytes) -> list[str]:
    """The addresses of feeds that a page names in its head (RSS autodiscovery), as they stand there."""
    from lxml import etree
    from lxml import html as lxml_html

    try:
        root = lxml_html.document_fromstring(page[:1_000_000], parser=lxml_html.HTMLParser(huge_tree=False))
    except (etree.ParserError, etree.XMLSyntaxError, ValueError, AssertionError):
        return []
    kinds = ("application/rss+xml", "application/atom+xml", "application/feed+json", "application/rdf+xml")
    return [
        str(link.get("href"))
        for link in root.iter("link")
        if "alternate" in str(link.get("rel", "")).lower().split()
        and str(link.get("type", "")).lower() in kinds
        and link.get("href")
    ][:5]


def robots_of(document: bytes, product: str) -> dict[str, Any]:
    """{"rules"}: the part of a robots.txt that is about us, as a robots.txt of its own: what it says of our name, else of
    everybody. Capped, as some are made to cost; what it means is Protego's to tell.
    """
    groups: dict[str, list[str]] = {}
    names: list[str] = []
    ruled = True
    for line in document.decode("utf-8", "replace").splitlines():
        key, _, value = line.partition("#")[0].partition(":")
        key, value = key.strip().lower(), value.strip()
        if key == "user-agent":
            names, ruled = ([] if ruled else names), False
            if value.lower() in (product.lower(), "*"):
                names.append(value.lower())
                groups.setdefault(value.lower(), [])
        elif key in ("allow", "disallow", "crawl-delay"):
            ruled = True
            for name in names:
                if len(groups[name]) < _MOST_RULES:
                    groups[name].append(f"{key}: {value[:200]}")
    ours = groups.get(product.lower(), groups.get("*", []))
    return {"rules": "\n".join(["user-agent: *", *ours])}


def answer(request: dict[str, Any], blob: bytes) -> dict[str, Any]:
    match request["do"]:
        case "parse":
            return parse_feed(
                blob,
                request["url"],
                request.get("content_type"),
                request.get("zone"),
                request.get("language") or "en",
            )
        case "discover":
            return {"feeds": feeds_named_by(blob)}
        case "robots":
            return robots_of(blob, request["product"])
        case _:
            return article_of(blob, request["url"])


if __name__ == "__main__":
    work(answer, memory=_MEMORY)
