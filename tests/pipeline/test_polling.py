"""When feeds are asked again, and what is told of those that fail."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from bot.adapters.store import SqliteStore, open_store
from bot.errors import AddressRefused, FeedError, FeedGone, FeedTooLarge, FeedUnreachable, FeedUnreadable, StoreError
from bot.pipeline.polling import Poller
from bot.ports import Feed, Item, Polled, Unchanged
from tests.fakes import FakeClock, FakeFeeds

SECONDS = 60.0


def news(*titles: str) -> Polled:
    return Polled(
        tuple(Item(None, None, t, "", None) for t in titles), '"tag"', None, "hash", frozenset({b"12345678"})
    )


@dataclass
class Rig:
    store: SqliteStore = field(default_factory=lambda: open_store(None))
    feeds: FakeFeeds = field(default_factory=FakeFeeds)
    clock: FakeClock = field(default_factory=FakeClock)
    told: list[tuple[str, dict[str, str | int]]] = field(default_factory=list)
    arrivals: int = 0
    seconds: float = SECONDS

    def __post_init__(self) -> None:
        self.store.add_feed("https://a.example/feed", "Wire A", "en", self.clock.now())
        self.poller = self.another_poller()

    def another_poller(self) -> Poller:
        return Poller(
            self.store, self.feeds, self.clock, self.seconds, self.arrived, lambda what, names: self.told.append((what, dict(names)))
        )  # fmt: skip

    def arrived(self) -> None:
        self.arrivals += 1

    @property
    def feed(self) -> Feed:
        return self.store.feeds()[0]

    @property
    def held(self) -> float:
        """For how many seconds the feed is left alone."""
        assert self.feed.not_before is not None
        return (self.feed.not_before - self.clock.now()).total_seconds()

    async def poll(self, answer: Polled | Unchanged | FeedError) -> int:
        self.feeds.polls.append(answer)
        return await self.poller.poll(self.feed)


@pytest.fixture
def rig() -> Iterator[Rig]:
    rig = Rig()
    yield rig
    rig.store.close()


# --- one poll --------------------------------------------------------------------------------------------------------


async def test_news_is_stored_and_announced(rig: Rig) -> None:
    assert await rig.poll(news("Alibaba rises", "BYD falls")) == 2
    assert [s.story.title for s in rig.store.unread(9)] == ["Alibaba rises", "BYD falls"]
    assert (rig.arrivals, rig.feed.etag, rig.feed.polled) == (1, '"tag"', True)


async def test_a_document_with_nothing_new_is_remembered_and_announces_nothing(rig: Rig) -> None:
    await rig.poll(news("Alibaba rises"))
    assert await rig.poll(news("Alibaba rises")) == 0
    assert rig.arrivals == 1


async def test_an_unchanged_feed_writes_nothing(rig: Rig) -> None:
    await rig.poll(news("Alibaba rises"))
    before = rig.store.c.db.conn.total_changes
    for _ in range(5):
        assert await rig.poll(Unchanged(rig.feed.etag, rig.feed.last_modified)) == 0
    assert rig.store.c.db.conn.total_changes == before
    assert rig.told == []


@pytest.mark.parametrize(
    "error",
    [
        FeedUnreachable("x"),
        FeedGone("x"),
        AddressRefused("x"),
        FeedTooLarge("x"),
        FeedUnreadable("x"),
        FeedError("x"),
    ],
)
async def test_whatever_a_feed_does_is_recorded_and_raises_nothing(rig: Rig, error: FeedError) -> None:
    assert await rig.poll(error) == 0
    assert (rig.feed.fails, rig.feed.last_error, rig.feed.failing_since) == (1, "x", rig.clock.now())


async def test_a_fault_of_our_own_is_not_taken_for_the_feeds(rig: Rig) -> None:
    rig.feeds.polls.append(ZeroDivisionError())
    with pytest.raises(ZeroDivisionError):
        await rig.poller.poll(rig.feed)
    assert rig.feed.fails == 0


# --- backing off -----------------------------------------------------------------------------------------------------


async def test_the_pause_doubles_with_every_failure_up_to_an_hour(rig: Rig) -> None:
    pauses = []
    for _ in range(9):
        await rig.poll(FeedUnreachable("down"))
        pauses.append(rig.held)
    assert pauses == [60, 120, 240, 480, 960, 1920, 3600, 3600, 3600]


async def test_a_thousand_failures_do_no_harm(rig: Rig) -> None:
    for _ in range(1100):
        await rig.poll(FeedUnreachable("down"))
    assert (rig.feed.fails, rig.held) == (1100, 3600)


async def test_the_pause_begins_anew_after_a_success(rig: Rig) -> None:
    for answer in (FeedUnreachable("down"), FeedUnreachable("down"), Unchanged(), FeedUnreachable("down")):
        await rig.poll(answer)
    assert (rig.held, rig.feed.fails) == (60, 1)
    await rig.poll(news("Alibaba rises"))
    assert (rig.feed.fails, rig.feed.failing_since, rig.feed.not_before, rig.feed.last_error) == (0, None, None, None)


async def test_a_pause_that_the_host_names_is_kept(rig: Rig) -> None:
    await rig.poll(FeedUnreachable("busy", 900.0))
    assert rig.held == 900


async def test_a_named_pause_shorter_than_ours_does_not_hurry_us(rig: Rig) -> None:
    await rig.poll(FeedUnreachable("busy", 1.0))
    assert rig.held == 60


@pytest.mark.parametrize("named", [1e9, float("inf")])
async def test_a_named_pause_is_kept_for_a_day_at_most(rig: Rig, named: float) -> None:
    await rig.poll(FeedUnreachable("busy", named))
    assert rig.held == 24 * 3600


async def test_a_feed_that_is_gone_is_asked_more_rarely_but_still_asked(rig: Rig) -> None:
    pauses = []
    for _ in range(12):
        await rig.poll(FeedGone("HTTP 410"))
        pauses.append(rig.held)
    assert pauses[0] == 600
    assert pauses == sorted(pauses)
    assert pauses[-1] <= 6 * 3600


@pytest.mark.parametrize("error", [FeedUnreachable("down"), FeedGone("gone")])
async def test_a_failing_feed_is_never_asked_sooner_than_a_healthy_one(error: FeedError) -> None:
    rig = Rig(seconds=8 * 3600.0)
    await rig.poll(error)
    assert rig.held >= rig.seconds


# --- telling the admins ----------------------------------------------------------------------------------------------

FAILING = ("feed_failing", {"name": "Wire A", "error": "down"})
BACK = ("feed_back", {"name": "Wire A"})


async def test_a_feed_that_fails_for_a_day_is_told_once_and_once_when_it_is_back(rig: Rig) -> None:
    await rig.poll(FeedUnreachable("down"))
    rig.clock.pass_(24 * 3600 - 1)
    await rig.poll(FeedUnreachable("down"))
    assert rig.told == []
    rig.clock.pass_(1)
    for _ in range(3):
        await rig.poll(FeedUnreachable("down"))
    assert rig.told == [FAILING]
    await rig.poll(news("Alibaba rises"))
    await rig.poll(Unchanged())
    assert rig.told == [FAILING, BACK]


async def test_a_feed_that_is_back_with_nothing_new_is_told_too(rig: Rig) -> None:
    await rig.poll(FeedUnreachable("down"))
    rig.clock.pass_(25 * 3600)
    await rig.poll(FeedUnreachable("down"))
    await rig.poll(Unchanged())
    await rig.poll(Unchanged())
    assert rig.told == [FAILING, BACK]


async def test_a_second_failing_day_is_told_again(rig: Rig) -> None:
    for _ in range(2):
        await rig.poll(FeedUnreachable("down"))
        rig.clock.pass_(25 * 3600)
        await rig.poll(FeedUnreachable("down"))
        await rig.poll(Unchanged())
    assert rig.told == [FAILING, BACK] * 2


async def test_a_feed_that_fails_now_and_then_is_not_told(rig: Rig) -> None:
    for _ in range(30):
        await rig.poll(FeedUnreachable("down"))
        rig.clock.pass_(3 * 3600)
        await rig.poll(Unchanged())
    assert rig.told == []


# --- the loop --------------------------------------------------------------------------------------------------------


class ScriptedFeeds(FakeFeeds):
    """Answers by the feed's address, from a function that may wait; `done` counts answers."""

    def __init__(self, answer: Callable[[str, int], Polled | Unchanged | FeedError]) -> None:
        super().__init__()
        self._answer = answer
        self.changed = asyncio.Condition()
        self.hold: dict[str, asyncio.Event] = {}

    def times(self, url: str) -> int:
        return self.asked.count(url)

    async def poll(self, feed: Feed) -> Polled | Unchanged:
        self.asked.append(feed.url)
        async with self.changed:
            self.changed.notify_all()
        if feed.url in self.hold:
            await self.hold[feed.url].wait()
        found = self._answer(feed.url, self.times(feed.url))
        if isinstance(found, FeedError):
            raise found
        return found

    async def until(self, url: str, times: int) -> None:
        async with asyncio.timeout(5), self.changed:
            await self.changed.wait_for(lambda: self.times(url) >= times)


@asynccontextmanager
async def running(rig: Rig) -> AsyncIterator[Poller]:
    poller = rig.another_poller()
    task = asyncio.create_task(poller.run())
    await asyncio.sleep(0)  # lets it see the feeds before the test moves the clock
    try:
        yield poller
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


A, B = "https://a.example/feed", "https://b.example/feed"


async def test_the_loop_asks_a_feed_again_about_an_interval_later_and_not_before_half_of_one(rig: Rig) -> None:
    feeds = ScriptedFeeds(lambda url, n: Unchanged())
    rig.feeds = feeds
    async with running(rig) as poller:
        await feeds.until(A, 1)
        for n in range(2, 6):
            rig.clock.pass_(SECONDS / 2 - 1)
            poller.changed()
            for _ in range(20):
                await asyncio.sleep(0)
            assert feeds.times(A) == n - 1
            rig.clock.pass_(SECONDS + 1)
            poller.changed()
            await feeds.until(A, n)


@pytest.mark.parametrize("refusals", [0, 3])
async def test_a_host_that_asked_for_less_is_asked_less_from_then_on(rig: Rig, refusals: int) -> None:
    refusal = FeedUnreachable("HTTP 429", retry_after=1.0)
    feeds = rig.feeds = ScriptedFeeds(lambda url, n: refusal if n <= refusals else Unchanged())
    async with running(rig) as poller:
        waited = {}
        for times in range(1, refusals + 3):
            waited[times] = 0
            while feeds.times(A) < times:
                rig.clock.pass_(10)
                waited[times] += 10
                poller.changed()
                for _ in range(20):
                    await asyncio.sleep(0)
    well_again = waited[refusals + 2]
    assert well_again >= 4 * SECONDS if refusals else well_again <= 1.5 * SECONDS


async def test_feeds_come_one_after_another_and_not_in_one_burst(rig: Rig) -> None:
    feeds = ScriptedFeeds(lambda url, n: Unchanged())
    rig.feeds = feeds
    for n in range(9):
        rig.store.add_feed(f"https://{n}.example/feed", "", "en", rig.clock.now())
    async with running(rig) as poller:
        most = before = 0
        for _ in range(240):
            rig.clock.pass_(1)
            poller.changed()
            for _ in range(20):
                await asyncio.sleep(0)
            most, before = max(most, len(feeds.asked) - before), len(feeds.asked)
    assert most <= 2
    assert 30 <= len(feeds.asked) <= 50  # ten feeds, four minutes


async def test_a_store_that_cannot_be_used_ends_the_loop(rig: Rig) -> None:
    feeds = ScriptedFeeds(lambda url, n: news("Alibaba rises"))
    feeds.hold[A] = asyncio.Event()
    rig.feeds = feeds
    task = asyncio.create_task(rig.another_poller().run())
    await feeds.until(A, 1)
    rig.store.c.db.conn.execute("PRAGMA query_only = ON")
    feeds.hold[A].set()
    async with asyncio.timeout(5):
        with pytest.raises(StoreError):
            await task


async def test_a_feed_that_is_held_is_not_asked_after_a_restart(rig: Rig) -> None:
    rig.store.add_feed(B, "Wire B", "en", rig.clock.now())
    rig.store.record_failure(rig.feed, "busy", rig.clock.now() + timedelta(hours=1), rig.clock.now())
    feeds = ScriptedFeeds(lambda url, n: Unchanged())
    rig.feeds = feeds
    async with running(rig) as poller:
        rig.clock.pass_(70)
        poller.changed()
        await feeds.until(B, 1)
        assert feeds.times(A) == 0
        rig.clock.pass_(3600)
        poller.changed()
        await feeds.until(A, 1)


async def test_a_feed_that_is_being_asked_is_not_asked_again(rig: Rig) -> None:
    feeds = ScriptedFeeds(lambda url, n: Unchanged())
    feeds.hold[A] = asyncio.Event()
    rig.feeds = feeds
    rig.store.add_feed(B, "Wire B", "en", rig.clock.now())
    async with running(rig) as poller:
        await feeds.until(A, 1)
        for n in range(1, 4):
            rig.clock.pass_(91)
            poller.changed()
            await feeds.until(B, n)
        assert feeds.times(A) == 1


async def test_a_feed_added_while_running_is_asked_and_a_removed_one_is_not(rig: Rig) -> None:
    feeds = ScriptedFeeds(lambda url, n: Unchanged())
    rig.feeds = feeds
    async with running(rig) as poller:
        await feeds.until(A, 1)
        rig.store.add_feed(B, "Wire B", "en", rig.clock.now())
        rig.store.remove_feed(A, rig.clock.now())
        poller.changed()
        await feeds.until(B, 1)
        rig.clock.pass_(91)
        poller.changed()
        await feeds.until(B, 2)
        assert feeds.times(A) == 1


async def test_a_feed_removed_while_it_is_being_asked_is_not_asked_again_when_that_fails(rig: Rig) -> None:
    feeds = ScriptedFeeds(lambda url, n: FeedUnreachable("down") if url == A else Unchanged())
    feeds.hold[A] = asyncio.Event()
    rig.feeds = feeds
    rig.store.add_feed(B, "Wire B", "en", rig.clock.now())
    async with running(rig) as poller:
        await feeds.until(A, 1)
        rig.store.remove_feed(A, rig.clock.now())
        rig.clock.pass_(91)
        poller.changed()
        await feeds.until(B, 1)
        feeds.hold[A].set()
        for n in range(2, 4):
            rig.clock.pass_(4000)
            await feeds.until(B, n)
        assert feeds.times(A) == 1


async def test_a_fault_of_our_own_does_not_stop_the_other_feeds(rig: Rig) -> None:
    def answer(url: str, n: int) -> Unchanged:
        if url == A:
            raise ZeroDivisionError
        return Unchanged()

    feeds = ScriptedFeeds(answer)
    rig.feeds = feeds
    rig.store.add_feed(B, "Wire B", "en", rig.clock.now())
    async with running(rig) as poller:
        for n in range(1, 3):
            rig.clock.pass_(91)
            poller.changed()
            await feeds.until(B, n)
