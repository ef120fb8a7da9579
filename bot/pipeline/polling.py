"""When each feed is asked: more often where and when it brings news, backed off on errors, never two at once of one feed."""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from urllib.parse import urlsplit

from bot.errors import FeedError, FeedGone, FeedUnreachable, FeedUnreadable, StoreError
from bot.feed_health import hours_ahead, is_mute, is_still, name_of, proposed_zone, reason_words, span_of
from bot.link import shown_address
from bot.pipeline.schedule import Schedule, hour_of, plan, rhythms
from bot.pipeline.trust import Notice, after_answer, as_asked
from bot.ports import Clock, Feed, FeedHealth, Feeds, Polled, StoryStore

log = logging.getLogger("newstape.poll")

_LONGEST_BACKOFF = 3600.0
_GONE_BACKOFF = 6 * 3600.0
FAILING_TOLD_AFTER = timedelta(hours=24)
FLOOD_TIMES, FLOOD_AT_LEAST = 50, 50  # so many times a feed's usual batch, and so many stories, are a flood
_RESCHEDULED_EVERY = 3600.0  # seconds
_LATELY = 900.0  # seconds
_CLOSER = 0.7
_LONGEST_HELD = 86_400.0  # seconds that a feed's failures or its host's word may hold it
_LONGEST_POLL = 300.0
_LOOKED_AFTER_EVERY = 3600.0


class Poller:
    """Polls until cancelled. `arrived` is called when a poll brought stories, `tell` with words for the admins."""

    def __init__(
        self,
        store: StoryStore,
        feeds: Feeds,
        clock: Clock,
        seconds: float,
        arrived: Callable[[], None],
        tell: Callable[[str, Mapping[str, str | int]], None],
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
        self._begun: dict[int, float] = {}
        self._schedule = Schedule(seconds)
        self._floors: dict[int, float] = {}
        self._lately: dict[int, deque[float]] = {}
        self._rescheduled = self._looked_after = float("-inf")
        self._fatal: StoreError | None = None
        self.polls: dict[str, int] = {}  # by outcome, since the start

    def changed(self) -> None:
        """The list of feeds is another now."""
        self._changed.set()

    def ask_now(self, feed: int) -> None:
        """A feed's hub says that it has something new."""
        if feed in self._next and not self._is_held(feed):
            self._next[feed] = self._clock.monotonic()
            self._changed.set()

    def is_overdue(self, feed: Feed) -> bool:
        """Whether it should have been asked two intervals ago and more, and nothing says that it must wait."""
        due = self._next.get(feed.id)
        if feed.id in self._busy:
            return self._clock.monotonic() - self._begun.get(feed.id, 0.0) > _LONGEST_POLL
        return due is not None and self._clock.monotonic() - due > 2 * max(self._seconds, self._interval(feed.id))

    async def run(self) -> None:
        """Until cancelled; the polls under way end with it."""
        self._reload(first=True)
        try:
            while True:
                await self._round()
        finally:
            polls = tuple(self._busy.values())
            for poll in polls:
                poll.cancel()
            await asyncio.gather(*polls, return_exceptions=True)

    async def _round(self) -> None:
        if self._changed.is_set():
            self._changed.clear()
            self._reload(first=False)
        if self._fatal is not None:
            raise self._fatal
        now = self._clock.monotonic()
        self._reschedule(now)
        self._look_after(now)
        for number, due in list(self._next.items()):
            if due <= now and number not in self._busy:
                self._next[number] = now + self._interval(number)
                task = asyncio.create_task(self.poll(self._known[number]), name=f"poll of feed {number}")
                self._busy[number] = task
                self._begun[number] = now
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
            if (feed := self._known.get(number)) is not None:
                self._failed(feed, FeedUnreadable("a bug over it; see the log"))

    # --- when --------------------------------------------------------------------------------------------------------

    def _reload(self, *, first: bool) -> None:
        feeds = self._store.feeds()
        now = self._clock.monotonic()
        wall = self._clock.now()
        places = {f.id: f.asked_url for f in feeds}
        if places != {number: f.asked_url for number, f in self._known.items()}:
            self._rescheduled = float("-inf")
        self._known = {f.id: f for f in feeds}
        # The first round is quick, so that a start is not an hour's silence.
        span = min(self._seconds, 10.0 if first else 1.0)
        for i, feed in enumerate(feeds):
            held = max(0.0, (feed.not_before - wall).total_seconds()) if feed.not_before else 0.0
            held = held if held <= _LONGEST_HELD else 0.0  # longer than that is a clock's fault
            self._next.setdefault(feed.id, now + max(held, span * i / max(1, len(feeds))))
        for gone in set(self._next) - set(self._known):
            del self._next[gone]

    def _reschedule(self, now: float) -> None:
        """The plan anew, by what each feed has brought in the last week."""
        if now - self._rescheduled < _RESCHEDULED_EVERY:
            return
        self._rescheduled = now
        hosts = {f.id: urlsplit(f.asked_url).hostname or "" for f in self._known.values()}
        self._schedule = plan(hosts, rhythms(self._store.arrivals(self._clock.now())), self._seconds)
        for number, due in self._next.items():
            if not self._is_held(number):
                self._next[number] = min(due, now + self._interval(number))

    def _interval(self, number: int) -> float:
        """Seconds until a feed is asked again, by this hour and by what it brings just now."""
        wall, now = self._clock.now(), self._clock.monotonic()
        times = self._lately.get(number, ())
        lately = sum(t > now - _LATELY for t in times) / _LATELY
        planned = self._schedule.interval(number, hour_of(wall.weekday(), wall.hour), lately)
        return max(planned, self._floors.get(number, 0.0))

    def _is_held(self, number: int) -> bool:
        """Whether a failure or its host's word says when it may be asked again."""
        feed = self._known.get(number)
        return feed is not None and feed.not_before is not None and feed.not_before > self._clock.now()

    # --- one poll ----------------------------------------------------------------------------------------------------

    async def poll(self, feed: Feed) -> int:
        """One poll of one feed, recorded. Returns how many stories it brought. Never raises for what a feed does."""
        asked = as_asked(feed, self._clock.now())
        try:
            found = await self._feeds.poll(asked)
        except FeedError as error:
            self._count(type(error).__name__)
            at_home = asked.asked_url == feed.url != feed.asked_url
            self._failed(replace(feed, tried_at=self._clock.now()) if at_home else feed, error)
            return 0
        now = self._clock.now()
        self._come_closer(feed.id)
        after, notices = after_answer(feed, asked, found, now)
        if not isinstance(found, Polled):
            self._count("unchanged")
            if _is_to_be_kept(feed, after):
                self._store.record_success(after)
            self._recovered(feed)
            self._known_as(feed.id, after)
            self._announce(notices)
            return 0
        self._count("new" if found.items else "changed")
        usual = self._store.usual_batch(feed.id, now) if len(found.items) >= FLOOD_AT_LEAST and feed.polled else 0.0
        count = self._store.record_poll(after, found, now)
        self._recovered(feed)
        self._refresh(feed.id)
        self._announce(notices)
        if (
            usual
            and count >= max(FLOOD_AT_LEAST, FLOOD_TIMES * usual)
            and self._store.tell_once(feed.id, f"flood {now.date()}", now)
        ):
            self._tell("feed_flood", {"name": name_of(feed), "count": count, "usual": f"{usual:.0f}"})
        if found.unreadable:
            log.warning(
                "feed=%d url=%s unreadable_items=%d: the parser cannot get through them", feed.id, shown_address(feed.url), found.unreadable
            )  # fmt: skip
        log.info("feed=%d items=%d stories=%d", feed.id, len(found.items), count)
        if count:
            self._lately.setdefault(feed.id, deque(maxlen=200)).extend([self._clock.monotonic()] * min(count, 20))
            self._arrived()
        return count

    def _come_closer(self, number: int) -> None:
        """A host that asked for less and answers well is asked a little more often each time."""
        floor = self._floors.get(number)
        if floor is not None:
            self._floors[number] = floor * _CLOSER
            if self._floors[number] < self._seconds:
                del self._floors[number]

    def _count(self, outcome: str) -> None:
        self.polls[outcome] = self.polls.get(outcome, 0) + 1

    def _announce(self, notices: tuple[Notice, ...]) -> None:
        for notice in notices:
            self._tell(notice.words, notice.fields)

    def _refresh(self, number: int) -> None:
        found = self._store.feed(number)
        if found is not None:
            self._known_as(number, found)

    def _known_as(self, number: int, feed: Feed) -> None:
        if number in self._next or not self._next:
            self._known[number] = _without_failure(feed)

    def _failed(self, feed: Feed, error: FeedError) -> None:
        now = self._clock.now()
        usual = max(self._seconds, self._interval(feed.id))
        backoff = max(usual, min(_LONGEST_BACKOFF, self._seconds * 2 ** min(feed.fails, 10)))
        if isinstance(error, FeedGone):
            backoff = max(backoff, min(_GONE_BACKOFF, self._seconds * 10))
        if isinstance(error, FeedUnreachable) and error.retry_after is not None:
            # Whoever says "later" is asked less often from then on.
            self._floors[feed.id] = min(_LONGEST_BACKOFF, 2 * self._interval(feed.id))
            backoff = max(backoff, min(error.retry_after, 24 * 3600.0))
        log.warning("feed=%d url=%s %s: %s", feed.id, shown_address(feed.url), type(error).__name__, error)
        feed = self._store.record_failure(feed, str(error), now + timedelta(seconds=backoff), now)
        if feed.id in self._next:  # it may have been removed while it was asked
            self._known[feed.id] = feed
            self._next[feed.id] = self._clock.monotonic() + backoff
        if (
            feed.failing_since
            and now - feed.failing_since >= FAILING_TOLD_AFTER
            and self._store.tell_once(feed.id, "failing", now)
        ):
            self._tell("feed_failing", {"name": name_of(feed), "error": str(error)})

    def _recovered(self, feed: Feed) -> None:
        if feed.fails and self._store.is_over(feed.id, "failing"):
            self._tell("feed_back", {"name": name_of(feed)})

    # --- what looks like health and is none --------------------------------------------------------------------------

    def _look_after(self, now: float) -> None:
        if now - self._looked_after < _LOOKED_AFTER_EVERY:
            return
        self._looked_after = now
        for health in self._store.feed_health(self._clock.now()):
            if not health.paused:
                self._look_at(health)

    def _look_at(self, health: FeedHealth) -> None:
        """One notice of a feed whose stories can never alert, and of one that has fallen silent; none again before it is over."""
        wall, feed = self._clock.now(), health.feed
        fields: dict[str, str | int] = {
            "name": name_of(feed),
            "url": shown_address(feed.url),
            "count": health.stories,
        }
        if not is_mute(health):
            self._store.is_over(feed.id, "mute")
        elif self._store.tell_once(feed.id, "mute", wall):
            hours, zone = hours_ahead(health), proposed_zone(health)
            if hours is not None and zone is not None:
                self._tell("feed_ahead", {**fields, "hours": f"{hours:g}", "zone": zone})
            else:
                self._tell(
                    "feed_mute",
                    {**fields, "reason": reason_words(health.silences, "en")},
                )
        if not is_still(health, wall):
            self._store.is_over(feed.id, "still")
        elif health.last is not None and health.usual is not None and self._store.tell_once(feed.id, "still", wall):
            self._tell("feed_still", {**fields, "still": span_of(wall - health.last), "usual": span_of(health.usual)})


def _is_to_be_kept(before: Feed, after: Feed) -> bool:
    """Whether an answer that brought nothing says anything to be remembered."""
    return before.fails > 0 or before != after


def _without_failure(feed: Feed) -> Feed:
    return replace(feed, fails=0, failing_since=None, not_before=None, last_error=None)
