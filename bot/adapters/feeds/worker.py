"""The process that parses: `python -m bot.adapters.feeds.worker`. It reads requests from stdin and answers on stdout.

A frame is four bytes of length and JSON, then four bytes of length and the document. Whatever it chokes on, its parent kills it
after five seconds and starts another: regex backtracking and deep nesting in a feed then cost nobody else anything.
"""

from __future__ import annotations

import calendar
import html
import io
import json
import re
import resource
import struct
import sys
from datetime import UTC, datetime, timedelta
from typing import Any, BinaryIO

_MEMORY = 1 << 30
MOST_ITEMS = 500
MOST_TEXT = 200_000  # characters of one item: a story has 3,000
MOST_TEXTS = 20_000_000  # of a document's items together
# Zone names that feedparser reads as UTC, with their true offsets in minutes.
_MISREAD = {"CET": 60, "CEST": 120, "BST": 60, "IST": 330, "JST": 540, "MSK": 180, "HKT": 480, "SGT": 480, "KST": 540, "AEST": 600, "AEDT": 660, "EET": 120, "EEST": 180, "WEST": 60, "NZST": 720, "NZDT": 780, "PHT": 480, "WIB": 420, "ICT": 420, "PKT": 300, "MYT": 480}  # fmt: skip
_AMERICAN = {"EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7}
_READ_RIGHT = {"UTC", "GMT", "UT", "Z", *_AMERICAN}
_ZONE = re.compile(r"(?i)\b([A-Z]{1,5})\)?\s*$")
_BLOCK = set(
    "p div br li h1 h2 h3 h4 h5 h6 tr td th dt dd caption option center nav header footer main aside blockquote section article ul ol dl table "
    "figcaption pre hr".split()
)
_HIDDEN = {"script", "style", "noscript", "iframe", "template", "svg", "form", "button", "object"}


def parse_feed(document: bytes, url: str, content_type: str | None) -> dict[str, Any]:
    """{"version", "title", "items": [...], "left": how many items are past a cap}; version "" where it is no feed."""
    import feedparser

    feedparser.USER_AGENT = ""
    headers = {"content-location": url}
    if content_type:
        headers["content-type"] = content_type
    parsed = feedparser.parse(
        io.BytesIO(_with_whole_characters(document)),
        response_headers=headers,
        sanitize_html=False,
        resolve_relative_uris=False,
    )
    items: list[dict[str, Any]] = []
    room = MOST_TEXTS
    for entry in parsed.entries[:MOST_ITEMS]:
        item = item_of(entry)
        room -= len(item["text"]) + len(item["title"])
        if room < 0:
            break
        items.append(item)
    return {
        "version": parsed.get("version") or "",
        "title": text_of(parsed.feed.get("title") or "")[:200],
        "items": items,
        "left": len(parsed.entries) - len(items),
    }


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


def item_of(entry: Any) -> dict[str, Any]:
    bodies = [c.get("value") or "" for c in entry.get("content") or []] + [entry.get("summary") or ""]
    texts = [text_of(b[:2_000_000])[:MOST_TEXT] for b in bodies[:4]]
    source = entry.get("source") or {}
    return {
        "guid": entry.get("id") or None,
        "url": _link(entry),
        "title": re.sub(r"\s+", " ", text_of(entry.get("title") or "")).strip()[:1000],
        "text": max(texts, key=len),
        "published": date_of(entry),
        "source": text_of(source.get("title") or "")[:120] or None,
    }


def _link(entry: Any) -> str | None:
    link = entry.get("link")
    if link:
        return str(link)
    guid = entry.get("id") or ""
    return guid if guid.startswith(("http://", "https://")) else None


_NUMERIC_ZONE = re.compile(r"(?:[+-]\d{2}:?\d{2}|Z)\s*(?:\([A-Za-z]+\)|[A-Z]{1,5})?\s*$")
_HAS_DATE = re.compile(
    r"\d{4}-?\d{2}-?\d{2}|\d{1,2} [A-Za-z]{3,9},? \d{2,4}|[A-Za-z]{3,9} \d{1,2},? (?:\d{4}|\d{2}:)"
)
_WORDS_OF_TIME = re.compile(r"(?i)\b(?:am|pm)\b|utc[+-]|[a-z]+/[a-z]+|[年月日]")
_ISO_WITH_NAME = re.compile(r"^(\d{4}-\d{2}-\d{2})[ T](\d{2}:\d{2}(?::\d{2})?)\s+([A-Za-z]{1,5})$")
_JAVA = re.compile(r"^[A-Z][a-z]{2} ([A-Z][a-z]{2}) (\d{1,2}) (\d{2}:\d{2}:\d{2}) ([A-Z]{2,5}) (\d{4})$")


def date_of(entry: Any) -> str | None:
    """ISO 8601 in UTC; None where the date is missing, senseless, or written in a way that is easily misread.

    A missing date is not "now", and a wrong one is worse than none: a story without one never alerts.
    """
    for kind in ("published", "updated", "created"):
        raw = (entry.get(kind) or "").strip()
        if not raw:
            continue
        if re.fullmatch(r"\d{10}|\d{13}", raw):
            return datetime.fromtimestamp(int(raw[:10]), UTC).isoformat()
        if m := _ISO_WITH_NAME.match(raw):
            return _in_zone(datetime.fromisoformat(f"{m[1]}T{m[2]}"), m[3])
        if m := _JAVA.match(raw):
            return _in_zone(datetime.strptime(f"{m[1]} {m[2]} {m[3]} {m[5]}", "%b %d %H:%M:%S %Y"), m[4])  # noqa: DTZ007 - the zone follows
        parsed = entry.get(f"{kind}_parsed")
        if not parsed or not _HAS_DATE.search(raw) or _WORDS_OF_TIME.search(raw):
            continue
        try:
            found = datetime.fromtimestamp(calendar.timegm(parsed), UTC)
        except (ValueError, OverflowError):
            continue
        zone = _ZONE.search(raw)
        name = zone[1].upper() if zone and not _NUMERIC_ZONE.search(raw) else "UTC"
        if name in _MISREAD:
            found -= timedelta(minutes=_MISREAD[name])
        elif name not in _READ_RIGHT and len(name) > 1:
            return None
        return _sensible(found)
    return None


def _in_zone(local: datetime, name: str) -> str | None:
    """A local time whose zone is named; None for a name that we do not know for certain."""
    name = name.upper()
    if name in _MISREAD:
        return _sensible((local - timedelta(minutes=_MISREAD[name])).replace(tzinfo=UTC))
    if name in ("UTC", "GMT", "UT", "Z"):
        return _sensible(local.replace(tzinfo=UTC))
    if name in _AMERICAN:
        return _sensible((local - timedelta(hours=_AMERICAN[name])).replace(tzinfo=UTC))
    return None


def _sensible(found: datetime) -> str | None:
    return found.isoformat() if 1990 <= found.year <= 2100 else None


def text_of(markup: str) -> str:
    """Plain text of a piece of HTML, blocks on lines of their own."""
    if "<" not in markup:
        return html.unescape(markup).strip()
    from lxml import etree
    from lxml import html as lxml_html

    try:
        root = lxml_html.fragment_fromstring(
            markup[:2_000_000],
            create_parent="div",
            parser=lxml_html.HTMLParser(huge_tree=False, remove_comments=True),
        )
    except (etree.ParserError, etree.XMLSyntaxError, ValueError, AssertionError):
        return html.unescape(re.sub(r"<[^<>]{0,500}>", " ", markup)).strip()
    out: list[str] = []
    hidden = 0
    for event, node in etree.iterwalk(root, events=("start", "end")):
        tag = node.tag if isinstance(node.tag, str) else ""
        if tag in _BLOCK:
            out.append("\n")
        if event == "start":
            hidden += tag in _HIDDEN
            if node.text and not hidden and tag:
                out.append(node.text)
        else:
            hidden -= tag in _HIDDEN
            if node.tail and node is not root and not hidden:
                out.append(node.tail)
    text = re.sub(r"[ \t\r\f\v\u00a0]+", " ", "".join(out))
    return re.sub(r" ?\n[ \n]*", "\n", text).strip()


def article_of(page: bytes, url: str) -> dict[str, Any]:
    """The page's story as trafilatura finds it: {"text", "title", "date"}; text "" where there is none."""
    import trafilatura

    found: Any = trafilatura.bare_extraction(
        page, url=url, include_comments=False, include_tables=False, favor_precision=True, with_metadata=True
    )
    if found is None:
        return {"text": "", "title": "", "date": None}
    return {"text": found.text or "", "title": found.title or "", "date": found.date or None}


def answer(request: dict[str, Any], blob: bytes) -> dict[str, Any]:
    if request["do"] == "parse":
        return parse_feed(blob, request["url"], request.get("content_type"))
    return article_of(blob, request["url"])


def serve(stdin: BinaryIO, stdout: BinaryIO) -> None:
    while True:
        header = _read(stdin)
        if header is None:
            return
        blob = _read(stdin)
        if blob is None:
            return
        try:
            result: dict[str, Any] = answer(json.loads(header), blob)
        except (RecursionError, MemoryError) as error:
            result = {"error": type(error).__name__}
        except Exception as error:  # noqa: BLE001 - any feed's fault is told to the parent, which names the feed and goes on
            result = {"error": f"{type(error).__name__}: {error}"[:300]}
        reply = json.dumps(result).encode()
        stdout.write(struct.pack("!I", len(reply)) + reply)
        stdout.flush()


def _read(stream: BinaryIO) -> bytes | None:
    size = stream.read(4)
    if len(size) < 4:
        return None
    return stream.read(struct.unpack("!I", size)[0])


def main() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    serve(sys.stdin.buffer, sys.stdout.buffer)


if __name__ == "__main__":
    main()
