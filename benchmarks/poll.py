"""Feeds polled a second: newstape beside lemon24/reader, both with a store on disk, alternating, in one run.

`first` is every feed's first document; `unchanged` a poll that finds nothing; `a tenth` one new story in every tenth feed.
The feeds are served by a process of its own, with ETag, on many loopback hosts.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import io
import logging
import tempfile
import urllib.request
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from time import perf_counter
from typing import Protocol

from benchmarks.common import LOOPBACK, FeedHosts, RealClock, cpu_seconds, feed_hosts, median, table, verdict
from bot.adapters.feeds.polling import HttpFeeds
from bot.adapters.store import SqliteStore, open_store
from bot.pipeline.polling import Poller
from bot.ports import ConfiguredFeed

_AGENT = "newstape-benchmark"
_PHASES = ("first", "unchanged", "a tenth")
_WANTED = {"unchanged": 10.0, "a tenth": 10.0}


class Contender(Protocol):
    """Somebody who polls."""

    name: str

    async def poll(self) -> int:
        """All feeds once. Returns how many stories it knows then."""
        ...


@dataclass
class Newstape:
    """The adapters and the poller that `newstape run` uses; the feeds are read from the store each time, as reader does."""

    poller: Poller
    store: SqliteStore
    name: str = "newstape"

    async def poll(self) -> int:
        await asyncio.gather(*(self.poller.poll(f) for f in self.store.feeds()))
        return self.store.last_story()


@contextlib.asynccontextmanager
async def newstape(urls: tuple[str, ...], folder: Path) -> AsyncIterator[Newstape]:
    clock = RealClock()
    store = open_store(folder / "newstape.db")
    store.sync_feeds([ConfiguredFeed(url, f"Wire {i}", "en") for i, url in enumerate(urls)], clock.now())
    feeds = HttpFeeds(_AGENT, clock, LOOPBACK)
    await feeds.warm()
    try:
        yield Newstape(Poller(store, feeds, clock, 60, lambda: None, lambda _key, _words: None), store)
    finally:
        await feeds.close()
        store.close()


class LemonReader:
    """PyPI `reader`."""

    def __init__(self, urls: tuple[str, ...], folder: Path, workers: int) -> None:
        import reader

        self.name = f"reader {reader.__version__}"
        self._workers = workers
        self._reader = reader.make_reader(str(folder / "reader.db"))
        for url in urls:
            self._reader.add_feed(url)

    async def poll(self) -> int:
        self._reader.update_feeds(scheduled=False, workers=self._workers)
        # Counted by a query: as cheap as newstape's.
        return self._reader.get_entry_counts().total or 0

    def close(self) -> None:
        self._reader.close()


@dataclass
class Times:
    """Seconds of the clock and of this process's CPU, by phase."""

    wall: dict[str, list[float]] = field(default_factory=lambda: {p: [] for p in _PHASES})
    cpu: dict[str, list[float]] = field(default_factory=lambda: {p: [] for p in _PHASES})

    async def measure(self, phase: str, contender: Contender) -> int:
        begun, used = perf_counter(), cpu_seconds()
        known = await contender.poll()
        self.wall[phase].append(perf_counter() - begun)
        self.cpu[phase].append(cpu_seconds() - used)
        return known


async def measure(served: FeedHosts, firsts: int, rounds: int, workers: int) -> dict[str, Times]:
    """Every contender meets the same documents; who begins changes with each round."""
    times: dict[str, Times] = {}
    for number in range(firsts):
        with tempfile.TemporaryDirectory(prefix="newstape-bench-") as name:
            folder = Path(name)
            async with contextlib.AsyncExitStack() as stack:
                contenders: list[Contender] = [await stack.enter_async_context(newstape(served.urls, folder))]
                if find_spec("reader"):
                    peer = LemonReader(served.urls, folder, workers)
                    stack.callback(peer.close)
                    contenders.append(peer)
                known: dict[str, int] = {}
                for c in contenders[:: 1 if number % 2 else -1]:
                    known[c.name] = await times.setdefault(c.name, Times()).measure("first", c)
                if number < firsts - 1:
                    continue
                for turn in range(rounds):
                    order = contenders[:: 1 if turn % 2 else -1]
                    for c in order:
                        if await times[c.name].measure("unchanged", c) != known[c.name]:
                            raise RuntimeError(f"{c.name} found stories where there were none")
                    new = served.publish_in_each(10)
                    for c in order:
                        now_known = await times[c.name].measure("a tenth", c)
                        if now_known != known[c.name] + new:
                            raise RuntimeError(f"{c.name} found {now_known - known[c.name]} of {new} new stories")
                        known[c.name] = now_known
    return times


def machine(served: FeedHosts) -> str:
    """How fast this machine is now, by something that everybody has."""
    import feedparser

    with urllib.request.urlopen(served.urls[0], timeout=30) as answer:
        document = answer.read()
    times = []
    for _ in range(5):
        begun = cpu_seconds()
        feedparser.parse(io.BytesIO(document))
        times.append(cpu_seconds() - begun)
    return f"feedparser alone takes {1e8 * median(times) / len(document):.0f} ms of CPU for 100 kB of them"


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.poll", description=__doc__)
    parser.add_argument("--feeds", type=int, default=200)
    parser.add_argument("--hosts", type=int, default=100)
    parser.add_argument("--firsts", type=int, default=2, help="rounds of the first poll")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--workers", type=int, default=8, help="reader's threads")
    given = parser.parse_args(arguments)
    logging.getLogger("reader").setLevel(logging.CRITICAL)
    logging.getLogger("newstape").setLevel(logging.ERROR)
    with feed_hosts(given.feeds, given.hosts) as served:
        speed = machine(served)
        times = asyncio.run(measure(served, given.firsts, given.rounds, given.workers))
    ours = times["newstape"]
    rows = []
    for phase in _PHASES:
        for name, theirs in times.items():
            wall, cpu = median(theirs.wall[phase]), median(theirs.cpu[phase])
            ratio = wall / median(ours.wall[phase])
            wanted = _WANTED.get(phase)
            told = "" if theirs is ours or wanted is None else verdict(ratio >= wanted)
            rows.append(
                [
                    phase,
                    name,
                    f"{given.feeds / wall:,.0f}",
                    f"{1000 * wall:,.0f}",
                    f"{1000 * cpu / given.feeds:.2f}",
                    "" if theirs is ours else f"{ratio:.1f}",
                    told,
                ]
            )
    table(
        f"Polling {given.feeds} feeds of {served.bytes_per_feed / 1000:.0f} kB on {given.hosts} hosts"
        f" (medians of {given.firsts} first polls and {given.rounds} rounds)",
        ["poll", "who", "feeds/s", "ms", "CPU ms/feed", "newstape is x faster", ">= 10"],
        rows,
    )
    print(f"  CPU is that of the asking process; newstape parses in another. On this machine {speed}.")
    if len(times) == 1:
        print("  reader is not installed (pip install reader sgmllib3k): nothing to compare with.")


if __name__ == "__main__":
    main()
