"""Stores of every release since the first: opened by this one, nothing lost, and space given back."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.adapters.store import SqliteStore, open_store
from bot.adapters.store.schema import migrations
from bot.commands.restore import check_backup
from bot.ports import ConfiguredFeed, Feed, Item, Polled
from tests.fakes import NOON

FIRST = Path(__file__).parent / "first_release.sql"  # what release 0.1.0 wrote, as sqlite3 dumps it


@pytest.fixture
def old(tmp_path: Path) -> Path:
    path = tmp_path / "newstape.db"
    with closing(sqlite3.connect(path)) as made:
        made.executescript(FIRST.read_text(encoding="utf-8"))
    return path


def test_a_store_of_the_first_release_is_upgraded_with_all_that_is_in_it(old: Path) -> None:
    with closing(sqlite3.connect(old)) as before:
        counts = {
            t: before.execute(f"SELECT count(*) FROM {t}").fetchone()[0]
            for t in ("feed", "story", "fact", "chat", "watch", "watch_symbol", "outbox", "alert", "inbox")
        }
    with closing(open_store(old)) as store:
        assert not migrations.pending(store.c.db)
        assert {t: store.c.rows(f"SELECT count(*) AS n FROM {t}")[0]["n"] for t in counts} == counts
        assert counts["alert"] == 2
        (told,) = store.told_by(1, 41) or store.told_of_story(1)
        assert told.fact.size_shown == "+9.2%"
        assert [f.name for f in store.feeds()] == ["Wire", "Gone"]
        assert store.is_over(store.feeds()[1].id, "failing"), "what admins were told is remembered"
        chat = store.chat(1)
        assert chat is not None
        assert chat.digests
        assert store.recover_sending() == 1
        assert (
            store.record_poll(
                store.feeds()[0],
                Polled((Item("n", None, "New", "Words of it.", NOON),), None, None, "x", frozenset()),
                NOON,
            )
            == 1
        )
        assert store.feed_health(NOON)[0].stories == 4
    copies = list(old.parent.glob("newstape.db.before-upgrade-*"))
    assert len(copies) == 1
    with closing(sqlite3.connect(copies[0])) as copy:
        assert "hold" not in {r[0] for r in copy.execute("SELECT name FROM sqlite_master")}


def test_an_upgraded_store_gives_space_back_from_then_on(old: Path) -> None:
    with closing(open_store(old)) as store:
        assert store.c.rows("PRAGMA auto_vacuum")[0][0] == 2


def test_a_backup_of_the_first_release_is_upgraded_aside(old: Path) -> None:
    assert "3 stories, 2 chats" in check_backup(old)
    with closing(sqlite3.connect(old)) as untouched:
        assert "hold" not in {r[0] for r in untouched.execute("SELECT name FROM sqlite_master")}


# --- the archive -----------------------------------------------------------------------------------------------------


def filled(store: SqliteStore, stories: int, days: int) -> None:
    """So many stories, spread over so many days."""
    store.sync_feeds([ConfiguredFeed("https://a.example/feed", "Wire")], NOON)
    feed = store.feeds()[0]
    each = stories // days
    for day in range(days):
        now = NOON + timedelta(days=day)
        items = tuple(
            Item(f"{day} {n}", None, f"Story {day} {n}", f"Words of story {n} of day {day}. " * 60, now)
            for n in range(each)
        )
        store.record_poll(feed, Polled(items, None, None, str(day), frozenset()), now)
    store.c.write("UPDATE story SET state = 'read'")


def size(path: Path) -> int:
    return sum(p.stat().st_size for p in path.parent.glob(f"{path.name}*") if not p.name.endswith((".lock", "-shm")))


def test_what_is_older_than_the_archive_goes_and_its_space_with_it(tmp_path: Path) -> None:
    path = tmp_path / "n.db"
    with closing(open_store(path)) as store:
        filled(store, 3000, 100)
        for _ in range(7):
            store.clean(NOON, keep_days=1000)  # indexes what was filled in by hand
        assert store.c.rows("SELECT count(*) AS n FROM story_words")[0]["n"] == 3000
        store.c.db.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        full = size(path)
        now = NOON + timedelta(days=100)
        gone = sum(store.clean(now, keep_days=10) for _ in range(12))
        left = store.c.rows("SELECT count(*) AS n, min(seen) AS oldest FROM story")[0]
        store.c.db.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        assert gone == 3000 - left["n"]
        assert left["n"] == 300
        assert datetime.fromtimestamp(left["oldest"], UTC) >= now - timedelta(days=10)
        assert store.c.rows("SELECT count(*) AS n FROM story_key")[0]["n"] == 2 * 300  # by its words and its GUID
        assert size(path) < full / 4


def test_what_an_alert_rests_on_stays(tmp_path: Path) -> None:
    with closing(open_store(tmp_path / "n.db")) as store:
        filled(store, 20, 2)
        told = store.c.rows("SELECT min(id) AS id FROM story")[0]["id"]
        store.c.write(
            "INSERT INTO alert (chat, story, outbox, who, scope, size, unit, watch, label, standard, at) VALUES (1, ?, 1, 'x', 'session', '+1', 'percent', 1, 'x', 0, ?)",
            (told, (NOON + timedelta(days=60)).timestamp()),
        )
        store.clean(NOON + timedelta(days=61), keep_days=30)
        assert [r["id"] for r in store.c.rows("SELECT id FROM story")] == [told]


def test_a_story_that_is_not_read_yet_is_never_too_old(tmp_path: Path) -> None:
    with closing(open_store(tmp_path / "n.db")) as store:
        filled(store, 2, 1)
        store.c.write("UPDATE story SET state = 'unread'")
        assert store.clean(NOON + timedelta(days=400), keep_days=2) == 0


def test_a_feed_is_found_by_its_address_as_it_is_shown() -> None:
    with closing(open_store(None)) as store:
        store.add_feed("https://desk:pw@a.example/feed", "A", "en", NOON)
        assert store.pause_feed("https://a.example/feed", True)
        assert store.set_feed_zone("https://a.example/feed", "Asia/Shanghai")
        assert store.remove_feed("https://a.example/feed", NOON)
        assert not store.remove_feed("https://b.example/feed", NOON)
        feeds: tuple[Feed, ...] = store.feeds()
        assert feeds == ()
