"""One event of the company that most chats watch, from the moves read to the rows in the outbox, beside a loop over all watches."""

from __future__ import annotations

import argparse
import gc
import tempfile
from collections.abc import Sequence
from contextlib import closing
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from time import perf_counter

from benchmarks.common import table, verdict
from bot.adapters.store import SqliteStore, open_store
from bot.link import Link
from bot.listings import load, load_sessions
from bot.message.alerts import alert
from bot.pipeline.alerting import Alerting
from bot.pipeline.pushing import EXPIRES
from bot.ports import Chat, Item, Polled, StoredStory
from bot.reading import PriceMove, read_by_rules
from bot.watch import matched

_AT_MOST_MS = 300.0
_NOW = datetime(2025, 9, 24, 8, 30, tzinfo=UTC)  # half an hour after Hong Kong's close
_FOLLOWED, _OTHERS = "9988.HK", 40_000  # the other companies are made up
_TELLINGS = (
    ("the first story", "Wire A", "Alibaba Group Holding [HKG: 9988] rose 6 percent to HKD168.00 by midday today."),
    ("another source", "Wire B", "Alibaba Group <9988.HK> shares rose 6% to HK$168 on Wednesday."),
    ("the close", "Wire C", "Alibaba [HKG: 9988] closed 7.1 percent higher at HKD169.80 on Wednesday."),
)


def filled(path: Path, chats: int, watches: int, watchers: int) -> SqliteStore:
    """A store of so many chats with so many watches, of which `watchers` are of the followed company, at five percent."""
    store = open_store(path)
    of_each = max(0, (watches - watchers) // chats)
    rows = [(chat, _FOLLOWED) for chat in range(1, watchers + 1)]
    rows += [(chat, f"{(chat * of_each + n) % _OTHERS}.X") for chat in range(1, chats + 1) for n in range(of_each)]
    with store.transaction():
        for chat in range(1, chats + 1):
            store.save_chat(Chat(chat), _NOW)
        conn = store.c.db.conn
        conn.executemany(
            "INSERT INTO watch (chat, kind, target, label, rise, fall, standard, created) VALUES (?, 'company', ?, 'x', 50000, 50000, 0, 0)",
            rows,
        )
        conn.execute("INSERT INTO watch_symbol SELECT target, id, chat, rise, fall FROM watch")
    store.add_feed("https://a.example/feed", "Wire", "en", _NOW)
    store.record_poll(store.feeds()[0], Polled((), None, None, "0", frozenset()), _NOW)
    return store


def told(store: SqliteStore, number: int, source: str, body: str) -> tuple[StoredStory, Sequence[PriceMove]]:
    """The story as it is stored, and what the rules read in it."""
    link = Link(f"https://a.example/{number}")
    item = Item(f"g{number}", link, f"Story {number}", body, _NOW - timedelta(minutes=1), source)
    store.record_poll(store.feeds()[0], Polled((item,), None, None, str(number), frozenset()), _NOW)
    stored = store.unread(10)[-1]
    return stored, read_by_rules(stored.story, load(), load_sessions()).moves


def by_a_loop(store: SqliteStore, stored: StoredStory, moves: Sequence[PriceMove]) -> int:
    """The peer: looks at each watch of everybody, and writes a message of its own for each that the move reaches."""
    company, count = load().of_symbol(_FOLLOWED), 0
    assert company is not None
    with store.transaction():
        for chat in store.chats():
            for watch in store.watches(chat.id):
                if watch.target != company.key:
                    continue
                for found in matched(moves[0], (watch,), _NOW):
                    message = alert(
                        chat.id, f"loop:{stored.number}", (found.move,), stored.story, company,
                        language=chat.language, zone=chat.zone, red_is_up=chat.red_is_up,
                    )  # fmt: skip
                    count += store.enqueue(message, _NOW, _NOW + EXPIRES) is not None
    return count


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.watchers", description=__doc__)
    parser.add_argument("--chats", type=int, default=100_000)
    parser.add_argument("--watches", type=int, default=1_000_000)
    parser.add_argument("--watchers", type=int, default=14_000, help="chats that watch the company")
    given = parser.parse_args(arguments)
    rows, slowest = [], 0.0
    with (
        tempfile.TemporaryDirectory() as folder,
        closing(filled(Path(folder) / "store.db", given.chats, given.watches, given.watchers)) as store,
    ):
        alerting = Alerting(store, load(), load_sessions())
        gc.freeze()  # as `run` does
        loop = 0.0
        for number, (name, source, body) in enumerate(_TELLINGS):
            stored, moves = told(store, number, source, body)
            assert [m.percent for m in moves] in ([Decimal(6)], [Decimal("7.1")]), (
                "the story is read as it was written"
            )
            if not loop:
                begun = perf_counter()
                assert by_a_loop(store, stored, moves) == given.watchers
                loop = (perf_counter() - begun) * 1000
                store.c.write("DELETE FROM outbox")
            begun = perf_counter()
            with store.transaction():
                made = alerting.alert(stored, moves, _NOW)
            took = (perf_counter() - begun) * 1000
            slowest = max(slowest, took)
            assert made + alerting.edits == given.watchers
            rows.append([name, f"{made:,}", f"{alerting.edits:,}", f"{took:,.0f}", f"{loop / took:.1f}"])
        rows.append(["the loop", f"{given.watchers:,}", "", f"{loop:,.0f}", "1.0"])
    table(
        f"{given.watches:,} watches of {given.chats:,} chats: a story into the outbox, ms; at most {_AT_MOST_MS:.0f}: {verdict(slowest <= _AT_MOST_MS)}",
        ["what is told", "alerts", "edits", "ms", "times the loop"],
        rows,
    )


if __name__ == "__main__":
    main()
