"""The `Feeds` port: fetch, compare, cut, and have only what is new parsed."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Protocol
from urllib.parse import urlsplit

from protego import Protego

from bot.adapters.feeds.article import is_story
from bot.adapters.feeds.fetch import MOST_BYTES, Fetched, Fetcher
from bot.adapters.feeds.items import Cut, cut, hash_of, is_json
from bot.adapters.feeds.markup import decoded
from bot.adapters.feeds.parsing import ParserProcess
from bot.errors import FeedError, FeedGone, FeedUnreadable, ParserStopped
from bot.link import Link, is_web_address, link_of, shown_address
from bot.ports import Clock, Feed, Item, Polled, Unchanged

_ACCEPT_FEED = (
    "application/rss+xml, application/atom+xml, application/rdf+xml, application/xml;q=0.9, text/xml;q=0.9, */*;q=0.5"
)
_ACCEPT_PAGE = "text/html, application/xhtml+xml;q=0.9, */*;q=0.1"
_PAGE_BYTES = 5 * 2**20
_ROBOTS_BYTES = 512 * 2**10
_ROBOTS_SECONDS = 24 * 3600.0
_MOST_ROBOTS = 500
_PAGE_PAUSE = 1.0  # seconds between two pages of one host
_MOST_STOPS = 3  # items of one poll over which the parser may hang: each costs every feed its seconds
_MOST_TRIES = 3  # polls in which an item may break the parser before it is left out
_MOST_TRIED = 1000

# What names an item, in RSS and Atom: the text of guid, id and link, and a link's href.
_NAMES = re.compile(
    rb"<(?:guid|id|link)(?:\s[^<>]{0,2000})?>\s{0,200}(?:<!\[CDATA\[)?([^<\]]{1,2000})|<link\s[^<>]{0,2000}?href=[\"']([^\"'<>]{1,2000})"
)


class Client(Protocol):
    """What asks an address: `Fetcher`, or the demo's bundle. Raises FeedError."""

    async def get(self, url: str, headers: Mapping[str, str] | None = None, *, most: int = MOST_BYTES) -> Fetched: ...
    async def close(self) -> None: ...


class HttpFeeds:
    """Feeds over HTTP. `agent` is the honest name with which it asks; `contact` stands in it."""

    def __init__(
        self,
        agent: str,
        clock: Clock,
        allow: Collection[str] = (),
        *,
        in_flight: int = 50,
        parser: ParserProcess | None = None,
        fetcher: Client | None = None,
    ) -> None:
        self._agent = agent
        self._product = agent.partition("/")[0].partition(" ")[0]
        self._clock = clock
        self.fetcher: Client = fetcher or Fetcher(agent, clock, allow, in_flight=in_flight)
        self._parser = parser or ParserProcess()
        self._robots: dict[str, tuple[float, Protego | None]] = {}
        self._page_after: dict[str, float] = {}
        self._tries: dict[bytes, int] = {}

    async def warm(self) -> None:
        await self._parser.warm()

    async def close(self) -> None:
        await self.fetcher.close()
        await self._parser.close()

    async def poll(self, feed: Feed) -> Polled | Unchanged:
        headers = {"Accept": _ACCEPT_FEED}
        if feed.etag:
            headers["If-None-Match"] = feed.etag
        if feed.last_modified:
            headers["If-Modified-Since"] = feed.last_modified
        fetched = await self.fetcher.get(feed.asked_url, headers)
        # A server that leaves its validators out of a 304 means those that it was asked with.
        etag, modified = fetched.headers.get("etag"), fetched.headers.get("last-modified")
        if fetched.status == 304:
            return Unchanged(etag or feed.etag, modified or feed.last_modified, fetched.moved_to)
        body_hash = hashlib.blake2b(fetched.body, digest_size=16).hexdigest()
        if body_hash == feed.body_hash:
            return Unchanged(etag, modified, fetched.moved_to, whole=True)
        return await self._read(feed, fetched, body_hash)

    async def _read(self, feed: Feed, fetched: Fetched, body_hash: str) -> Polled:
        pieces = None if is_json(fetched.body) else cut(fetched.body)
        if pieces is not None:
            hashed = [hash_of(p) for p in pieces.items]
            wanted = [i for i, h in enumerate(hashed) if h not in feed.item_hashes]
            parsed = await self._parse_pieces(feed, fetched, pieces, wanted)
            hashes = frozenset(hashed) - {hashed[i] for i in parsed.left}
            raw = parsed.items
        else:
            parsed = await self._parse(feed, fetched, fetched.body)
            keyed = [(hash_of(repr(sorted(i.items(), key=str)).encode()), i) for i in parsed.items]
            hashes = frozenset(h for h, _ in keyed)
            raw = [i for h, i in keyed if h not in feed.item_hashes]
        shared = _shared(pieces.items if pieces else None, parsed.items)
        items = [_item(i, fetched.url, shared) for i in raw if i["title"] or i["text"]]
        items.sort(key=lambda i: i.published.timestamp() if i.published else 0.0)
        complete = not parsed.left
        return Polled(
            tuple(items),
            # What was left is asked for again: no validator may say that nothing changed.
            fetched.headers.get("etag") if complete else None,
            fetched.headers.get("last-modified") if complete else None,
            body_hash if complete else "",
            hashes,
            fetched.moved_to,
            parsed.title,
            complete,
            parsed.unreadable,
            parsed.hub or _hub_in(fetched.headers.get("link")),
            parsed.topic,
        )

    async def _parse(self, feed: Feed, fetched: Fetched, document: bytes) -> _Parsed:
        request = {"do": "parse", "url": fetched.url, "content_type": fetched.headers.get("content-type"),
                   "zone": feed.zone, "language": feed.language}  # fmt: skip
        found = await self._parser.ask(request, document)
        if not found["version"]:
            raise FeedUnreadable(await self._no_feed(fetched))
        return _Parsed(found["items"], found["title"], past_cap=found["left"], hub=found["hub"], topic=found["topic"])

    async def _no_feed(self, fetched: Fetched) -> str:
        """What to say of an address at which there is none: a page may name its feed."""
        named = await self._parser.ask({"do": "discover"}, fetched.body)
        links = [shown_address(link) for f in named["feeds"] if (link := link_of(f, fetched.url))]
        if not links:
            page = b"<html" in fetched.body[:4096].lower()
            return "there is no feed at that address" + (", but a page for people (HTML)" if page else "")
        return f"there is a page at that address, and it names a feed: {' or '.join(links[:2])}"

    async def _parse_pieces(self, feed: Feed, fetched: Fetched, pieces: Cut, wanted: list[int]) -> _Parsed:
        """The wanted items in one document; one by one where one of them breaks the parser, so that the others are read."""
        if not wanted:
            return _Parsed([], None)
        try:
            whole = await self._parse(feed, fetched, pieces.only(wanted))
        except FeedUnreadable:
            if len(wanted) == 1 and len(pieces.items) == 1:
                raise
        else:
            return replace(whole, left=wanted[len(wanted) - whole.past_cap :] if whole.past_cap else [])
        items: list[dict[str, Any]] = []
        title = hub = topic = None
        left: list[int] = []
        given_up = stops = 0
        broken: FeedUnreadable | None = None
        for i in wanted:
            if stops == _MOST_STOPS:
                left.append(i)
                continue
            try:
                one = await self._parse(feed, fetched, pieces.only([i]))
            except FeedUnreadable as error:
                broken = error
                stops += isinstance(error, ParserStopped)
                if self._is_given_up(hash_of(pieces.items[i])):
                    given_up += 1
                else:
                    left.append(i)
            else:
                items += one.items
                title, hub, topic = one.title, one.hub, one.topic
        if broken is not None and not items and len(pieces.items) == len(wanted):
            raise broken  # nothing in it can be read: it is the feed that is at fault
        return _Parsed(items, title, left, given_up, hub=hub, topic=topic)

    def _is_given_up(self, item: bytes) -> bool:
        """Whether this was the last time that an item was tried: a busy machine may stop a parser over a good one."""
        if len(self._tries) > _MOST_TRIED:
            self._tries.clear()
        self._tries[item] = self._tries.get(item, 0) + 1
        if self._tries[item] < _MOST_TRIES:
            return False
        del self._tries[item]
        return True

    async def article(self, url: Link, title: str, summary: str) -> str | None:
        if not await self._may_ask(url):
            return None
        await self._be_polite(url)
        fetched = await self.fetcher.get(url, {"Accept": _ACCEPT_PAGE}, most=_PAGE_BYTES)
        if "html" not in fetched.headers.get("content-type", "text/html").lower() or not await self._may_ask(
            fetched.url
        ):
            return None
        found = await self._parser.ask({"do": "article", "url": fetched.url}, fetched.body)
        text: str = found["text"]
        return text if is_story(text, title, summary) else None

    async def page(self, url: str) -> tuple[str, str, str | None] | None:
        """Title, text and date of the story at an address that somebody named; None where it may not be read, or is none."""
        if not await self._may_ask(url):
            return None
        fetched = await self.fetcher.get(url, {"Accept": _ACCEPT_PAGE}, most=_PAGE_BYTES)
        found = await self._parser.ask({"do": "article", "url": fetched.url}, fetched.body)
        return (found["title"], found["text"], found["date"]) if found["text"] else None

    async def _be_polite(self, url: str) -> None:
        host = urlsplit(url).netloc
        now = self._clock.monotonic()
        wait = self._page_after.get(host, 0.0) - now
        self._page_after[host] = max(now, self._page_after.get(host, 0.0)) + _PAGE_PAUSE
        if wait > 0:
            await self._clock.sleep(wait)

    async def _may_ask(self, url: str) -> bool:
        """What robots.txt says of this page. A host without one allows all; one that cannot be asked allows nothing for now."""
        if not is_web_address(url):
            return False
        parts = urlsplit(url)
        host = f"{parts.scheme}://{parts.netloc}"
        known = self._robots.get(host)
        if known is None or known[0] < self._clock.monotonic():
            try:
                answer = await self.fetcher.get(f"{host}/robots.txt", most=_ROBOTS_BYTES)
                found = await self._parser.ask({"do": "robots", "product": self._product}, answer.body)
                rules: Protego | None = Protego.parse(found["rules"])
            except FeedGone:
                rules = Protego.parse("")
            except FeedError:
                rules = None
            known = (self._clock.monotonic() + (_ROBOTS_SECONDS if rules is not None else 600.0), rules)
            self._robots[host] = known
            self._forget_robots()
        return known[1] is not None and bool(known[1].can_fetch(url, self._agent))

    def _forget_robots(self) -> None:
        """What is out of date goes; of more hosts than a bot reads pages of, those that were asked first."""
        now = self._clock.monotonic()
        self._robots = {h: k for h, k in self._robots.items() if k[0] >= now}
        while len(self._robots) > _MOST_ROBOTS:
            del self._robots[next(iter(self._robots))]


@dataclass(frozen=True, slots=True)
class _Parsed:
    """What the parser made of a document: raw items, the feed's title, the places of the items that are left to the next poll."""

    items: list[dict[str, Any]]
    title: str | None
    left: Sequence[int] = ()
    unreadable: int = 0
    past_cap: int = 0
    hub: str | None = None
    topic: str | None = None


def _shared(pieces: Sequence[bytes] | None, parsed: Sequence[dict[str, Any]]) -> frozenset[str]:
    """GUIDs and links that several different items of one document share: they name no story."""
    told: dict[str, set[tuple[str, str]]] = {}
    for item in parsed:
        for value in {item["guid"], item["url"]} - {None}:
            told.setdefault(value, set()).add((item["title"], item["text"]))
    shared = {value for value, stories in told.items() if len(stories) > 1}
    if pieces is not None and len(pieces) > len(parsed):
        named = [_NAMES.findall(p) for p in dict.fromkeys(pieces)]
        counts: dict[bytes, int] = {}
        for names in named:
            for name in {decoded(n.decode("utf-8", "replace")).strip().encode() for pair in names for n in pair if n}:
                counts[name] = counts.get(name, 0) + 1
        shared |= {value for value in told if counts.get(value.strip().encode(), 0) > 1}
    return frozenset(shared)


_HUB = re.compile(r"<([^<>\s]{8,2000})>\s*;[^,]*\brel=[\"']?hub\b", re.IGNORECASE)


def _hub_in(header: str | None) -> str | None:
    """The hub that a Link header names (WebSub, section 4)."""
    found = _HUB.search(header or "")
    return found[1] if found else None


def _item(raw: dict[str, Any], base: str, shared: frozenset[str]) -> Item:
    return Item(
        guid=raw["guid"],
        url=link_of(raw["url"], base),
        title=raw["title"],
        text=raw["text"],
        published=datetime.fromisoformat(raw["published"]) if raw["published"] else None,
        source=raw["source"],
        shared_guid=raw["guid"] in shared,
        shared_url=raw["url"] in shared,
    )
