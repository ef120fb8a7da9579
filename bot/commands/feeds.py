"""`newstape feeds`: the list of feeds, by hand and as OPML."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path
from xml.etree.ElementTree import Element, ElementTree, SubElement, indent

from defusedxml import ElementTree as SafeTree
from defusedxml.common import DefusedXmlException

from bot.adapters.store import SqliteStore
from bot.errors import UsageError
from bot.story import is_web_address


def list_feeds(store: SqliteStore) -> None:
    rows = store.all_feeds()
    if not rows:
        print("There is no feed yet: newstape feeds add URL")
    for feed, origin, paused in rows:
        state = (
            "paused"
            if paused
            else f"failing: {feed.last_error}"
            if feed.fails
            else "ok"
            if feed.polled
            else "not polled yet"
        )
        print(f"{feed.url}\t{_printable(feed.name)}\t{feed.language}\t{origin}\t{state}")


def add(store: SqliteStore, url: str, name: str, language: str) -> None:
    """Raises UsageError."""
    if not is_web_address(url):
        raise UsageError(f"{url} is no http or https address.")
    if not store.add_feed(url, name, language, datetime.now(UTC)):
        raise UsageError(f"{url} is there already.")
    print(f"added {url}")


def remove(store: SqliteStore, url: str) -> None:
    """Raises UsageError."""
    if not store.remove_feed(url, datetime.now(UTC)):
        raise UsageError(f"There is no feed {url}.")
    print(f"removed {url}")


def import_opml(store: SqliteStore, path: Path) -> None:
    """Every outline with an xmlUrl. Raises UsageError."""
    try:
        root = SafeTree.parse(path).getroot()
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}.") from error
    except DefusedXmlException as error:
        raise UsageError(f"{path} is no OPML that is read: it declares entities, which none needs.") from error
    except (SyntaxError, ValueError, LookupError) as error:
        raise UsageError(f"{path} is no OPML: {error}.") from error
    if root is None or root.tag.lower() != "opml":
        raise UsageError(f"{path} is no OPML: its root is not <opml>.")
    added = known = refused = 0
    with store.transaction():
        for outline in root.iter("outline"):
            url = (outline.get("xmlUrl") or outline.get("xmlurl") or "").strip()
            if not url:
                continue
            if not is_web_address(url):
                refused += 1
                continue
            name = outline.get("title") or outline.get("text") or ""
            if store.add_feed(url, name, (outline.get("language") or "en")[:5], datetime.now(UTC)):
                added += 1
            else:
                known += 1
    print(
        f"added {added} feeds, {known} were there already" + (f", {refused} have no http address" if refused else "")
    )


def export_opml(store: SqliteStore) -> None:
    """The feeds as OPML 2.0 on standard output."""
    opml = Element("opml", version="2.0")
    SubElement(SubElement(opml, "head"), "title").text = "newstape"
    body = SubElement(opml, "body")
    for feed, _, _ in store.all_feeds():
        name = _printable(feed.name) or feed.url
        SubElement(body, "outline", type="rss", text=name, title=name, xmlUrl=feed.url, language=feed.language)
    indent(opml)
    ElementTree(opml).write(sys.stdout, encoding="unicode", xml_declaration=True)
    print()


def _printable(name: str) -> str:
    """A name without line breaks and control characters, which feeds may hold."""
    return " ".join("".join(c if c.isprintable() else " " for c in name).split())
