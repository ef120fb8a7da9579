"""When each feed is asked: spread over the interval, backed off on errors, never two at once of one feed."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from datetime import timedelta
from math import ceil

from bot.errors import FeedError, FeedGone, FeedUnreachable, StoreError
from bot.ports import Clock, Feed, Feeds, Polled, StoryStore

log = logging.getLogger("newstape.poll")

_LONGEST_BACKOFF = 3600.0
_GONE_BACKOFF = 6 * 3600.0
FAILING_TOLD_AFTER = timedelta(hours=24)


class Poller:
    """Polls until cancelled. `arrived` is called when a poll brought stories, `tell` with words for the admins."""

    def __init__(
        self,
        store: StoryStore,
        feeds: Feeds,
        clock: Clock,
        seconds: float,
        arrived: Callable[[], None],
        tell: Callable[[str, dict[str, str]], None],
    ) -> None:
        self._store = store
        self._feeds = feeds
        self._clock = clock
        self._seconds = seconds
        self._arrived = arrived
        self._tell = tell
        self._changed = asyncio.Event()
        self._next: dict[int, float] = {}
        self._known: dict[int, Feed] = {}
        self._busy: dict[int, asyncio.Task[int]] = {}
        self._phase: dict[int, float] = {}
        self._start = 0.0
        self._fatal: StoreError | None = None

    def changed(self) -> None:
        """The list of feeds is another now."""
        self._changed.set()

    async def run(self) -> None:
        self._reload(first=True)
        while True:
            if self._changed.is_set():
                self._changed.clear()
                self._reload(first=False)
            if self._fatal is not None:
                raise self._fatal
            now = self._clock.monotonic()
            for number, due in list(self._next.items()):
                if due <= now and number not in self._busy:
                    self._next[number] = self._following(number, now)
                    task = asyncio.create_task(self.poll(self._known[number]))
                    self._busy[number] = task
                    task.add_done_callback(lambda t, n=number: self._done(n, t))  # type: ignore[misc]
            waits = [due for number, due in self._next.items() if number not in self._busy]
            pause = max(0.01, min((*waits, now + 1.0)) - self._clock.monotonic())
            try:
                async with asyncio.timeout(pause):
                    await self._changed.wait()
            except TimeoutError:
                pass

    def _done(self, number: int, task: asyncio.Task[int]) -> None:
        self._busy.pop(number, None)
        if task.cancelled() or (error := task.exception()) is None:
            return
        if isinstance(error, StoreError):
            self._fatal = error
            self._changed.set()
        else:
            log.error("feed=%d could not be polled", number, exc_info=error)

    def _following(self, number: int, now: float) -> float:
        """When a feed is asked next: at its own place in the interval, so that the feeds do not come in one burst."""
        place = self._start + self._phase.get(number, 0.0)
        rounds = max(0, ceil((now + self._seconds / 2 - place) / self._seconds))
        return place + rounds * self._seconds

    def _reload(self, *, first: bool) -> None:
        feeds = self._store.feeds()
        now = self._clock.monotonic()
        wall = self._clock.now()
        self._known = {f.id: f for f in feeds}
        if first:
            self._start = now
        # The first round is quick, so that a start is not an hour's silence; then each feed has its place in the interval.
        spread = min(self._seconds, 10.0 if first else 1.0)
        for i, feed in enumerate(feeds):
            self._phase[feed.id] = self._seconds * i / len(feeds)
            held = max(0.0, (feed.not_before - wall).total_seconds()) if feed.not_before else 0.0
            self._next.setdefault(feed.id, now + max(held, spread * i / max(1, len(feeds))))
        for gone in set(self._next) - set(self._known):
            del self._next[gone]

    async def poll(self, feed: Feed) -> int:
        """One poll of one feed, recorded. Returns how many stories it brought. Never raises for what a feed does."""
        try:
            found = await self._feeds.poll(feed)
        except FeedError as error:
            self._failed(feed, error)
            return 0
        if not isinstance(found, Polled):
            if feed.fails or feed.told_failing:
                self._store.record_success(feed)
                self._recovered(feed)
                self._refresh(feed.id)
            return 0
        count = self._store.record_poll(feed, found, self._clock.now())
        self._recovered(feed)
        self._refresh(feed.id)
        if found.unreadable:
            log.warning(
                "feed=%d url=%s unreadable_items=%d: the parser cannot get through them",
                feed.id,
                feed.url,
                found.unreadable,
            )
        log.info("feed=%d items=%d stories=%d", feed.id, len(found.items), count)
        if count:
            self._arrived()
        return count

    def _refresh(self, number: int) -> None:
        found = self._store.feed(number)
        if found is not None and (number in self._next or not self._next):
            self._known[number] = found

    def _failed(self, feed: Feed, error: FeedError) -> None:
        now = self._clock.now()
        backoff = max(self._seconds, min(_LONGEST_BACKOFF, self._seconds * 2 ** min(feed.fails, 10)))
        if isinstance(error, FeedGone):
            backoff = max(backoff, min(_GONE_BACKOFF, self._seconds * 10))
        if isinstance(error, FeedUnreachable) and error.retry_after is not None:
            backoff = max(backoff, min(error.retry_after, 24 * 3600.0))
        log.warning("feed=%d url=%s %s: %s", feed.id, feed.url, type(error).__name__, error)
        feed = self._store.record_failure(feed, str(error), now + timedelta(seconds=backoff), now)
        if feed.id in self._next:  # it may have been removed while it was asked
            self._known[feed.id] = feed
            self._next[feed.id] = self._clock.monotonic() + backoff
        if not feed.told_failing and feed.failing_since and now - feed.failing_since >= FAILING_TOLD_AFTER:
            self._store.mark_told_failing(feed, True)
            self._tell("feed_failing", {"name": feed.name or feed.url, "error": str(error)})

    def _recovered(self, feed: Feed) -> None:
        if feed.told_failing:
            self._store.mark_told_failing(feed, False)
            self._tell("feed_back", {"name": feed.name or feed.url})
