"""`newstape feeds`: the list of feeds, by hand and as OPML."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path
from xml.etree.ElementTree import Element, ElementTree, SubElement, indent
from zoneinfo import available_timezones

from bot.adapters.store import SqliteStore
from bot.errors import UsageError
from bot.feed_health import sentence
from bot.feed_lists import ZONE, read_opml
from bot.link import is_web_address, shown_address


def list_feeds(store: SqliteStore) -> None:
    """Address, name, language, origin, state, and what it brings, with tabs between."""
    now = datetime.now(UTC)
    rows = store.feed_health(now)
    if not rows:
        print("There is no feed yet: newstape feeds add URL")
    for health in rows:
        feed = health.feed
        failing = f"failing: {feed.last_error}" if feed.fails else "ok" if feed.polled else "not polled yet"
        state = "paused" if health.paused else failing
        told = sentence(health, now) if health.stories else ""
        row = (shown_address(feed.url), _printable(feed.name), feed.language, health.origin, state, told)
        print("\t".join(row).rstrip())


def add(store: SqliteStore, url: str, name: str, language: str, zone: str | None = None) -> None:
    """Raises UsageError."""
    if zone is not None and zone not in available_timezones():
        raise UsageError(f"{zone} is no time zone; write it like Asia/Shanghai.")
    if not is_web_address(url):
        raise UsageError(f"{shown_address(url)} is no http or https address.")
    if not store.add_feed(url, name, language, datetime.now(UTC)):
        raise UsageError(f"{shown_address(url)} is there already.")
    if zone is not None:
        store.set_feed_zone(url, zone)
    print(f"added {shown_address(url)}")


def remove(store: SqliteStore, url: str) -> None:
    """Raises UsageError."""
    if not store.remove_feed(url, datetime.now(UTC)):
        raise UsageError(f"There is no feed {shown_address(url)}.")
    print(f"removed {shown_address(url)}")


def starters() -> dict[str, Path]:
    """The lists of feeds that come with newstape, by their names: starter/hongkong."""
    folder = Path(__file__).parents[1] / "starter"
    return {f"starter/{p.stem}": p for p in sorted(folder.glob("*.opml"))}


def import_opml(store: SqliteStore, path: Path) -> None:
    """Every outline with an xmlUrl, of a file or of a list of ours (starter/hongkong). Raises UsageError."""
    if not path.exists() and str(path).startswith("starter/"):
        found = starters().get(str(path).removesuffix(".opml"))
        if found is None:
            raise UsageError(f"There is no {path}; there are {', '.join(starters())}.")
        path = found
    try:
        listed = read_opml(path.read_bytes(), str(path))
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}.") from error
    added = known = refused = 0
    with store.transaction():
        for feed in listed:
            if feed.url is None:
                refused += 1
            elif store.add_feed(feed.url, feed.name, feed.language, datetime.now(UTC)):
                added += 1
                if feed.zone is not None:
                    store.set_feed_zone(feed.url, feed.zone)
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
    hidden = 0
    for feed, _, _ in store.all_feeds():
        shown = shown_address(feed.url)
        hidden += shown != feed.url
        name = _printable(feed.name) or shown
        outline = SubElement(body, "outline", type="rss", text=name, title=name, xmlUrl=shown, language=feed.language)
        if feed.zone:
            outline.set(ZONE, feed.zone)
    indent(opml)
    ElementTree(opml).write(sys.stdout, encoding="unicode", xml_declaration=True)
    print()
    if hidden:
        print(f"{hidden} feeds have a password or key in their address, which is left out", file=sys.stderr)


def _printable(name: str) -> str:
    """A name without line breaks and control characters, which feeds may hold."""
    return " ".join("".join(c if c.isprintable() else " " for c in name).split())
