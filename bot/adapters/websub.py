"""WebSub (W3C Recommendation, 2018) as a subscriber: where a feed names a hub, the hub says when there is something new.

What it delivers is taken as a word only: the feed itself is asked at once, over its own connection, so that whoever knows a callback's
address can make us ask a feed, and no more.
"""

from __future__ import annotations

import asyncio
import hmac
import logging
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Protocol
from urllib.parse import urlsplit

from aiohttp import web

from bot.adapters.listening import Listener
from bot.adapters.proxies import is_private_host
from bot.errors import FeedError
from bot.link import shown_address
from bot.ports import Clock, Feed

log = logging.getLogger("newstape.websub")

LEASE_SECONDS = 5 * 86_400
_MOST_BYTES = 4_000_000
_RENEWED_BEFORE = 86_400.0
_RETRIED_AFTER = 3_600.0
_AT_MOST_EACH = 3.0  # seconds between two polls that a hub may cause


class Asker(Protocol):
    """What posts a form to a hub. Raises FeedError."""

    async def post(self, url: str, form: Mapping[str, str]) -> int: ...


@dataclass(slots=True)
class _Subscription:
    feed: int
    hub: str
    topic: str
    path: str
    due: float  # when it is to be asked for (again), in monotonic seconds
    confirmed: bool = False
    poked: float = float("-inf")


def _is_fit(feed: Feed) -> bool:
    """Whether its hub may be told its address: what holds a password is nobody else's business, and a hub is out in the world."""
    if not feed.hub or is_private_host(urlsplit(feed.hub).hostname or ""):
        return False
    topic = feed.topic or feed.asked_url
    return shown_address(topic) == topic


class WebSub(Listener):
    """`url` is the public address at which hubs reach us; `feeds` are those that are polled now; `ask_now` polls one at once."""

    def __init__(
        self,
        url: str,
        listen: str,
        port: int,
        asker: Asker,
        clock: Clock,
        feeds: Callable[[], Sequence[Feed]],
        ask_now: Callable[[int], None],
    ) -> None:
        self._url = url.rstrip("/")
        self._asker, self._clock, self._feeds, self._ask_now = asker, clock, feeds, ask_now
        # A feed's callback has a name that nobody guesses and that is the same after a restart of ours within a run only.
        self._key = secrets.token_bytes(16)
        self._known: dict[str, _Subscription] = {}
        super().__init__("[websub]", listen, port, most_bytes=_MOST_BYTES)
        self.app.router.add_get("/{name}", self._verify)
        self.app.router.add_post("/{name}", self._hear)

    async def renew(self) -> None:
        """Subscribes to the hubs of feeds that have one, and again before the lease is over."""
        now = self._clock.monotonic()
        named = {self._path_of(f): f for f in self._feeds() if _is_fit(f)}
        for gone in set(self._known) - set(named):
            del self._known[gone]
        for name, feed in named.items():
            assert feed.hub is not None
            s = self._known.setdefault(
                name, _Subscription(feed.id, feed.hub, feed.topic or feed.asked_url, name, now)
            )
        due = [s for s in self._known.values() if s.due <= now]
        for s in due:
            s.due = now + _RETRIED_AFTER
        await asyncio.gather(*(self._subscribe(s) for s in due))

    async def _subscribe(self, s: _Subscription) -> None:
        form = {
            "hub.mode": "subscribe", "hub.topic": s.topic, "hub.callback": f"{self._url}/{s.path}", "hub.lease_seconds": str(LEASE_SECONDS),
        }  # fmt: skip
        try:
            status = await self._asker.post(s.hub, form)
        except FeedError as error:
            log.warning("feed=%d hub %s: %s", s.feed, shown_address(s.hub), error)
            return
        if status // 100 != 2:
            log.warning("feed=%d hub %s refuses: HTTP %d", s.feed, shown_address(s.hub), status)

    def _path_of(self, feed: Feed) -> str:
        return hmac.new(self._key, f"{feed.id} {feed.hub} {feed.topic}".encode(), sha256).hexdigest()[:40]

    async def _verify(self, request: web.Request) -> web.Response:
        """The hub asks whether we meant it (section 5.3)."""
        s = self._known.get(request.match_info["name"])
        asked = request.query
        if (
            s is None
            or asked.get("hub.mode") != "subscribe"
            or asked.get("hub.topic") != s.topic
            or "hub.challenge" not in asked
        ):
            return web.Response(status=404)
        lease = asked.get("hub.lease_seconds", "")
        seconds = (
            min(float(lease), LEASE_SECONDS)
            if lease.isascii() and lease.isdigit() and len(lease) < 12
            else LEASE_SECONDS
        )
        s.confirmed = True
        s.due = self._clock.monotonic() + max(_RETRIED_AFTER, seconds - _RENEWED_BEFORE)
        log.info("feed=%d is told by its hub %s", s.feed, shown_address(s.hub))
        return web.Response(text=asked["hub.challenge"], content_type="text/plain")

    async def _hear(self, request: web.Request) -> web.Response:
        s = self._known.get(request.match_info["name"])
        if s is None or not s.confirmed:
            return web.Response(status=410)  # a hub takes that for the end of a subscription that we have forgotten
        now = self._clock.monotonic()
        if now - s.poked >= _AT_MOST_EACH:
            s.poked = now
            self._ask_now(s.feed)
        return web.Response(status=202)
