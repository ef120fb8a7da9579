"""The feeds out there, as the rest asks them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple, Protocol

from bot.link import Link
from bot.watch import Silence


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed and what its last polls left behind. `item_hashes` are those of the items of the last document."""

    id: int
    url: str
    name: str
    language: str
    asked_url: str
    etag: str | None = None
    last_modified: str | None = None
    body_hash: str | None = None
    item_hashes: frozenset[bytes] = frozenset()
    polled: bool = False
    fails: int = 0
    failing_since: datetime | None = None
    not_before: datetime | None = None
    last_error: str | None = None
    # An IANA name: the zone of its dates that name none.
    zone: str | None = None
    # Where its address is said to have moved, and since when it says so; when the config's own address was tried last.
    moved_to: str | None = None
    moved_since: datetime | None = None
    tried_at: datetime | None = None
    # When it was last asked for its whole document, and whether "nothing new" has turned out not to be believed.
    whole_at: datetime | None = None
    distrusted: bool = False
    # Its WebSub hub and the topic's address there.
    hub: str | None = None
    topic: str | None = None


class ConfiguredFeed(NamedTuple):
    """A feed as the config names it. `zone` is an IANA name."""

    url: str
    name: str = ""
    language: str = "en"
    zone: str | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """One entry of a feed, as parsed; text without markup. `dated` is False where the date was missing or senseless."""

    guid: str | None
    url: Link | None
    title: str
    text: str
    published: datetime | None
    source: str | None = None
    shared_guid: bool = False
    shared_url: bool = False


@dataclass(frozen=True, slots=True)
class Unchanged:
    """The feed has nothing new. The validators are those of this answer; `whole` says that the document itself came, and not
    only the word that it is the same."""

    etag: str | None = None
    last_modified: str | None = None
    moved_to: str | None = None
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Polled:
    """A document with new or changed items, oldest first, and what to remember for the next poll.

    `complete` is False where new items were left for the next poll; `unreadable` counts those that no parser gets through.
    """

    items: tuple[Item, ...]
    etag: str | None
    last_modified: str | None
    body_hash: str
    item_hashes: frozenset[bytes]
    moved_to: str | None = None
    title: str | None = None
    complete: bool = True
    unreadable: int = 0
    hub: str | None = None
    topic: str | None = None


@dataclass(frozen=True, slots=True)
class FeedHealth:
    """How a feed is: of the last seven days' stories how many may alert, why the others may not, how far ahead it is dated
    (the most, and of how many stories), when it brought something last, and how long its pauses are, usually and at the longest."""

    feed: Feed
    stories: int
    able: int
    silences: Mapping[Silence, int]
    newest: datetime | None
    ahead: timedelta | None = None
    ahead_count: int = 0
    last: datetime | None = None
    usual: timedelta | None = None
    longest: timedelta | None = None
    origin: str = "config"
    paused: bool = False


class Feeds(Protocol):
    """The feeds out there."""

    async def poll(self, feed: Feed) -> Polled | Unchanged:
        """Raises FeedError."""
        ...

    async def article(self, url: Link, title: str, summary: str) -> str | None:
        """The full text behind a link; None where the page may not be asked, or holds no story. Raises FeedError."""
        ...

    async def close(self) -> None: ...
