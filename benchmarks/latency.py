"""From a story's being served to its alert's being accepted by the Bot API: `newstape run` as a process, rules only.

The clock starts when the feed is asked for the first time since the story stands in it, so that the wait for the poll, which the
config sets, does not count; both servers live in this process and share its clock.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from time import monotonic

from benchmarks.common import median, newstape_run, percentile, table, verdict
from benchmarks.startup import wait_for_line, write_config
from bot.adapters.store import open_store
from bot.listings import Company, load
from bot.ports import Chat
from bot.watch import Rule
from tests.loopback.bot_api import BotApi
from tests.loopback.feed_server import Feed, FeedServer, fill_feed

_MOST_MS = 250.0
_CODES = (
    9988,
    700,
    3690,
    9618,
    1810,
    9888,
    2318,
    1211,
    5,
    941,
    388,
    1299,
    2020,
    9999,
    981,
    175,
    857,
    883,
    2628,
    1398,
)
_FIRST_CHAT = 9_000_001


@dataclass(frozen=True, slots=True)
class Round:
    """One story's way, in milliseconds."""

    waited_for_poll: float
    served_to_accepted: float


def companies(count: int) -> list[Company]:
    found = [c for code in _CODES if (c := load().of_symbol(f"{code:04d}.HK"))]
    return [found[i % len(found)] for i in range(count)]


def watch_each(store_path: Path, watched: list[Company]) -> None:
    """One chat for each story, as /start and /watch would leave it."""
    store = open_store(store_path)
    now = datetime.now(UTC)
    for i, company in enumerate(watched):
        store.save_chat(Chat(_FIRST_CHAT + i, advised=True), now)
        store.add_watch(
            _FIRST_CHAT + i, "company", company.key, company.name, company.symbols, Rule(Decimal(3), Decimal(3)), now
        )
    store.close()


def story_of(company: Company, number: int) -> tuple[str, str]:
    """A title and three kilobytes in which one watched instrument moves."""
    listing = next(x for x in company.listings if x.mic == "XHKG")
    title = f"{company.name} Gains After Quarterly Report No. {number}"
    lead = (
        f"{company.name}'s shares [HKG: {listing.code.lstrip('0')}] rose {4 + number % 5}.{number % 10} percent "
        f"to close at HKD{50 + number}.40 today after the company reported a larger profit for the third quarter."
    )
    filler = (
        f"The company said in its report no. {number} that its sales and its costs grew in step, that its plan for the year"
        " stands, and that its board will decide on a dividend next month."
    )
    return title, "\n\n".join([lead, *(f"{filler} This is paragraph {i}." for i in range(1, 13))])


async def one(feed: Feed, api: BotApi, number: int, company: Company) -> Round:
    title, text = story_of(company, number)
    published = monotonic()
    feed.publish(title=title, text=text)
    chat = _FIRST_CHAT + number
    sent = await api.wait_for(lambda m: m.chat_id == chat, 20)
    asked = next(r.when for r in feed.server.requests_for(feed.path) if r.when >= published)
    return Round((asked - published) * 1000, (sent.at - asked) * 1000)


async def measure(rounds: int, items: int, answer_seconds: float, seed: int = 7) -> list[Round]:
    rng = random.Random(seed)
    with tempfile.TemporaryDirectory(prefix="newstape-bench-") as name:
        folder = Path(name)
        watched = companies(rounds)
        watch_each(folder / "newstape.db", watched)
        # The Bot API's own limits are another benchmark's matter (`sending`).
        async with FeedServer() as server, BotApi(limits=False, accept_any_chat=True) as api:
            api.latency = answer_seconds
            feed = fill_feed(server.feed("/wire.xml", window=items), rng, items)
            config = write_config(folder, api.base_url, [feed.url])
            log = folder / "log"
            with newstape_run(config, log):
                await asyncio.to_thread(wait_for_line, log, "stories=")
                await asyncio.sleep(3)  # the first poll's stories are read
                out = []
                for number, company in enumerate(watched):
                    # At any moment of the interval, as publishers do.
                    await asyncio.sleep(rng.uniform(0, 0.5))
                    out.append(await one(feed, api, number, company))
                return out


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.latency", description=__doc__)
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--items", type=int, default=35, help="stories in the feed")
    parser.add_argument(
        "--answer", type=float, default=0.0, metavar="SECONDS", help="the Bot API's time for an answer"
    )
    given = parser.parse_args(arguments)
    rounds = asyncio.run(measure(given.rounds, given.items, given.answer))
    rows = []
    for name, values in (
        ("wait for the poll (not counted)", [r.waited_for_poll for r in rounds]),
        ("served to accepted", [r.served_to_accepted for r in rounds]),
    ):
        counted = name == "served to accepted"
        rows.append(
            [
                name,
                f"{median(values):.0f}",
                f"{percentile(values, 95):.0f}",
                f"{max(values):.0f}",
                f"{_MOST_MS:.0f}" if counted else "",
                verdict(median(values) <= _MOST_MS) if counted else "",
            ]
        )
    table(
        f"A story's way in ms, {given.rounds} stories, poll seconds = 1, Bot API answering in {1000 * given.answer:.0f} ms",
        ["", "median", "p95", "most", "at most", "held"],
        rows,
    )


if __name__ == "__main__":
    main()
