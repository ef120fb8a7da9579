"""A morning's digests: thousands of chats with different watchlists, from the stories of a day to the rows in the outbox; and how long others wait."""

from __future__ import annotations

import argparse
import random
import tempfile
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from time import perf_counter

from benchmarks.common import table, verdict
from bot.adapters.store import SqliteStore, open_store
from bot.conversation import Conversation, Rules
from bot.events import fact_of
from bot.link import Link
from bot.listings import load, load_sessions
from bot.pipeline import Pipeline
from bot.ports import Chat, Feeds, Item, Polled
from bot.reading import read_by_rules
from bot.slots import Slot
from tests.fakes import FakeClock, FakeFeeds

_AT_MOST_S = 20.0
_NOW = datetime(2025, 9, 24, 9, 0, tzinfo=UTC)
_COMPANIES = ("9988.HK", "0700.HK", "3690.HK", "1810.HK", "9618.HK", "9888.HK", "2318.HK", "0941.HK", "1211.HK", "0388.HK", "0005.HK", "1299.HK")  # fmt: skip


@dataclass
class Morning:
    """A store in which each chat's digest is due, and the pipeline that makes it."""

    store: SqliteStore
    pipeline: Pipeline


def filled(path: Path, chats: int, stories: int) -> Morning:
    """Each chat watches four of twelve companies, and each story tells a move of one of them."""
    store, chosen, listings, calendar = open_store(path), random.Random(7), load(), load_sessions()
    feeds: Feeds = FakeFeeds()
    clock = FakeClock(_NOW)
    store.add_feed("https://a.example/feed", "Wire", "en", _NOW)
    store.record_poll(store.feeds()[0], Polled((), None, None, "0", frozenset()), _NOW - timedelta(hours=9))
    items = []
    for n in range(stories):
        symbol = _COMPANIES[n % len(_COMPANIES)]
        percent = f"{chosen.randint(10, 99) / 10}"
        body = f"Shares of the firm [HKG: {symbol[:4]}] closed {percent} percent higher at HKD{100 + n}.50 on Wednesday after it raised its forecast for the year."
        items.append(
            Item(f"g{n}", Link(f"https://a.example/{n}"), f"Story {n} of {symbol}", body, _NOW - timedelta(minutes=n % 60), "Wire")
        )  # fmt: skip
    store.record_poll(store.feeds()[0], Polled(tuple(items), None, None, "1", frozenset()), _NOW)
    for stored in store.unread(stories + 1):
        found = read_by_rules(stored.story, listings, calendar)
        facts = [f for m in found.moves if (f := fact_of(m, listings))]
        store.finish_reading(stored, found, facts, False, _NOW)
    with store.transaction():
        rows = []
        for chat in range(1, chats + 1):
            since = _NOW - timedelta(days=2)
            store.save_chat(Chat(chat, zone="UTC", digests=(Slot(time(8, 30)),), digest_since=since), since)
            rows += [(chat, symbol) for symbol in chosen.sample(_COMPANIES, 4)]
        conn = store.c.db.conn
        conn.executemany(
            "INSERT INTO watch (chat, kind, target, label, rise, fall, standard, created) VALUES (?, 'company', ?, 'x', 50000, 50000, 0, 0)",
            rows,
        )
        conn.execute("INSERT INTO watch_symbol SELECT target, id, chat, rise, fall FROM watch")
    conversation = Conversation(store, listings, calendar, Rules(frozenset()))
    return Morning(store, Pipeline(store, feeds, clock, listings, calendar, conversation))


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.digests", description=__doc__)
    parser.add_argument("--chats", type=int, default=10_000)
    parser.add_argument("--stories", type=int, default=60)
    given = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        morning = filled(Path(folder) / "store.db", given.chats, given.stories)
        with closing(morning.store):
            begun = before = perf_counter()
            longest, messages = 0.0, 0
            for count in morning.pipeline.send_digests():
                now = perf_counter()
                longest, before, messages = max(longest, now - before), now, messages + count
            took = perf_counter() - begun
    table(
        f"{given.chats:,} digests of {given.stories} stories, s; at most {_AT_MOST_S:.0f}: {verdict(took <= _AT_MOST_S)}",
        ["digests", "messages", "s", "ms each", "longest that others wait, ms"],
        [[f"{given.chats:,}", f"{messages:,}", f"{took:.1f}", f"{took / given.chats * 1000:.2f}", f"{longest * 1000:.0f}"]],
    )  # fmt: skip


if __name__ == "__main__":
    main()
