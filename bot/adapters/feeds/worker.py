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
# Zone names that feedparser reads as UTC, with their true offsets in minutes.
_MISREAD = {"CET": 60, "CEST": 120, "BST": 60, "IST": 330, "JST": 540, "MSK": 180, "HKT": 480, "SGT": 480, "KST": 540, "AEST": 600, "AEDT": 660, "EET": 120, "EEST": 180, "WEST": 60, "NZST": 720, "NZDT": 780, "PHT": 480, "WIB": 420, "ICT": 420, "PKT": 300, "MYT": 480}  # fmt: skip
_READ_RIGHT = {"UTC", "GMT", "UT", "Z", "EST", "EDT", "CST", "CDT", "MST", "MDT", "PST", "PDT", "AM", "PM"}
_ZONE = re.compile(r"\b([A-Z]{1,5})\)?\s*$")
_BLOCK = {
    "p",
    "div",
    "br",
    "li",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "tr",
    "blockquote",
    "section",
    "article",
    "ul",
    "ol",
    "table",
    "figcaption",
    "pre",
    "hr",
}
_HIDDEN = {"script", "style", "noscript", "iframe", "template", "svg", "form", "button", "object"}


def parse_feed(document: bytes, url: str, content_type: str | None) -> dict[str, Any]:
    """{"version", "title", "items": [...]}; version "" where it is no feed."""
    import feedparser

    feedparser.USER_AGENT = ""
    headers = {"content-location": url}
    if content_type:
        headers["content-type"] = content_type
    parsed = feedparser.parse(
        io.BytesIO(document), response_headers=headers, sanitize_html=False, resolve_relative_uris=False
    )
    return {
        "version": parsed.get("version") or "",
        "title": text_of(parsed.feed.get("title") or "")[:200],
        "items": [item_of(e) for e in parsed.entries[:MOST_ITEMS]],
    }


def item_of(entry: Any) -> dict[str, Any]:
    bodies = [c.get("value") or "" for c in entry.get("content") or []] + [entry.get("summary") or ""]
    texts = [text_of(b) for b in bodies]
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


def date_of(entry: Any) -> str | None:
    """ISO 8601 in UTC; None where the date is missing or senseless. A missing date is not "now"."""
    for kind in ("published", "updated", "created"):
        raw = (entry.get(kind) or "").strip()
        if not raw:
            continue
        if re.fullmatch(r"\d{10}|\d{13}", raw):
            return datetime.fromtimestamp(int(raw[:10]), UTC).isoformat()
        parsed = entry.get(f"{kind}_parsed")
        if not parsed:
            continue
        try:
            found = datetime.fromtimestamp(calendar.timegm(parsed), UTC)
        except (ValueError, OverflowError):
            continue
        zone = _ZONE.search(raw)
        if zone and zone[1] in _MISREAD:
            found -= timedelta(minutes=_MISREAD[zone[1]])
        elif zone and zone[1] not in _READ_RIGHT and len(zone[1]) > 2:
            return None
        return found.isoformat() if 1990 <= found.year <= 2100 else None
    return None


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
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return html.unescape(re.sub(r"<[^<>]{0,500}>", " ", markup)).strip()
    out: list[str] = []
    for event, node in etree.iterwalk(root, events=("start", "end")):
        tag = node.tag if isinstance(node.tag, str) else ""
        hidden = tag in _HIDDEN
        if event == "start":
            if tag in _BLOCK:
                out.append("\n")
            if node.text and not hidden:
                out.append(node.text)
        else:
            if tag in _BLOCK:
                out.append("\n")
            if node.tail and node is not root:
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
