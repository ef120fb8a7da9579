"""The file itself: opened, locked, damaged, full, copied, upgraded; and transactions that are all or nothing."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.adapters.store import Lock, SqliteStore, open_store
from bot.errors import NewstapeError, StoreBroken, StoreError, StoreFull, StoreInUse
from bot.message import Message
from bot.ports import Chat

NOW = datetime(2025, 9, 24, 12, 0, tzinfo=UTC)

_HOLDER = """
import fcntl, sys
held = open(sys.argv[1], "a+")
fcntl.flock(held, fcntl.LOCK_EX)
open(sys.argv[1] + ".lock", "w").write("4711")
print("held", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "n.db"


def queue(store: SqliteStore, key: str, html: str = "text", chat: int = 1) -> None:
    with store.transaction():
        store.enqueue(Message(chat, key, html), NOW)


def keys(store: SqliteStore) -> list[str]:
    return [r["key"] for r in store.c.rows("SELECT key FROM outbox ORDER BY id")]


# --- opening ---------------------------------------------------------------------------------------------------------


def test_two_openers_see_each_others_writes(path: Path) -> None:
    with closing(open_store(path)) as run, closing(open_store(path)) as command:
        command.add_feed("https://example.org/a", "A", "en", NOW)
        assert [f.url for f in run.feeds()] == ["https://example.org/a"]
        run.set_meta("x", "1")
        assert command.meta("x") == "1"


def test_what_is_committed_is_there_after_opening_again(path: Path) -> None:
    with closing(open_store(path)) as store:
        queue(store, "a")
    with closing(open_store(path)) as store:
        assert keys(store) == ["a"]


def test_a_store_is_kept_safe_against_a_power_cut(path: Path) -> None:
    with closing(open_store(path)) as store:
        assert store.c.rows("PRAGMA journal_mode")[0][0] == "wal"
        assert store.c.rows("PRAGMA synchronous")[0][0] == 2
        assert store.c.rows("PRAGMA foreign_keys")[0][0] == 1


def test_another_programs_write_lock_is_waited_for_and_said_and_nothing_is_lost(
    path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with (
        closing(open_store(path)) as store,
        closing(sqlite3.connect(path, isolation_level=None, check_same_thread=False)) as other,
    ):
        other.execute("BEGIN IMMEDIATE")
        assert not store.is_writable()
        assert store.meta("x") is None, "reading goes on"
        freed = threading.Timer(2.5, other.execute, ("ROLLBACK",))
        freed.start()
        store.set_meta("x", "1")
        freed.join()
        assert store.meta("x") == "1"
        assert store.is_writable()
    said = [r.getMessage() for r in caplog.records if r.name == "newstape.store"]
    assert len(said) == 2
    assert "locked by another program; waiting" in said[0]
    assert "free again, after" in said[1]


def test_the_store_and_what_stands_beside_it_are_its_owners_alone(path: Path) -> None:
    path.touch(mode=0o644)
    lock = Lock(path)
    with closing(open_store(path)) as store:
        store.set_meta("x", "1")
        store.backup(path.with_name("copy.db"))
        found = {p.name: p.stat().st_mode & 0o777 for p in path.parent.iterdir()}
    lock.release()
    assert set(found) >= {"n.db", "n.db-wal", "n.db-shm", "n.db.lock", "copy.db"}
    assert {oct(mode) for mode in found.values()} == {"0o600"}


def test_a_store_called_by_another_name_is_the_same_store(path: Path) -> None:
    lock = Lock(path)
    (path.parent / "link.db").symlink_to(path)
    (path.parent / "hard.db").hardlink_to(path)
    for name in ("link.db", "hard.db", "n.db"):
        with pytest.raises(StoreInUse):
            Lock(path.parent / name)
    lock.release()


def test_a_lock_whose_note_cannot_be_written_says_so_in_a_sentence(path: Path) -> None:
    open_store(path).close()
    path.with_name(f"{path.name}.lock").mkdir()
    with pytest.raises(StoreBroken, match="cannot be written to"):
        Lock(path)


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(StoreBroken, match="does not exist"):
        open_store(tmp_path / "no" / "n.db")


@pytest.mark.parametrize(
    "content", [b"this is no database " * 300, b"\x00\x01" * 4000, b"SQLite format 3\x00" + b"x" * 5000]
)
def test_a_file_that_is_no_database_is_refused_and_left_as_it_is(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    with pytest.raises(StoreBroken):
        open_store(path)
    assert path.read_bytes() == content


def test_another_programs_database_is_refused_and_left_as_it_is(path: Path) -> None:
    with closing(sqlite3.connect(path)) as other:
        other.execute("CREATE TABLE photos (id INTEGER PRIMARY KEY, name TEXT)")
        other.execute("INSERT INTO photos VALUES (1, 'holiday')")
        other.commit()
    with pytest.raises(StoreBroken):
        open_store(path)
    with closing(sqlite3.connect(path)) as other:
        assert [r[0] for r in other.execute("SELECT name FROM sqlite_master WHERE type = 'table'")] == ["photos"]


def test_an_empty_file_becomes_a_store(path: Path) -> None:
    path.touch()
    with closing(open_store(path)) as store:
        queue(store, "a")
        assert keys(store) == ["a"]


def test_a_damaged_store_is_told_as_damaged(path: Path) -> None:
    with closing(open_store(path)) as store:
        for n in range(300):
            queue(store, f"k{n}", "x" * 2000)
    content = bytearray(path.read_bytes())
    for at in range(8192, len(content) - 4096, 4096):
        content[at : at + 1024] = b"\xff" * 1024
    path.write_bytes(content)
    with pytest.raises(StoreBroken, match="damaged"):
        open_store(path)


def test_a_store_that_lost_its_end_is_told_as_damaged(path: Path) -> None:
    with closing(open_store(path)) as store:
        for n in range(300):
            queue(store, f"k{n}", "x" * 2000)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    with pytest.raises(StoreBroken):
        open_store(path)


def test_a_folder_that_cannot_be_written_is_told_in_a_sentence() -> None:
    with pytest.raises(StoreBroken, match="cannot be opened"):
        open_store(Path("/proc/newstape.db"))


def test_a_folder_in_place_of_the_file_is_told_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(StoreBroken):
        open_store(tmp_path)


# --- one run at a time -----------------------------------------------------------------------------------------------


@pytest.fixture
def held(path: Path) -> Iterator[subprocess.Popen[str]]:
    holder = subprocess.Popen(
        [sys.executable, "-S", "-c", _HOLDER, str(path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert holder.stdout is not None
    assert holder.stdout.readline() == "held\n"
    yield holder
    holder.kill()
    holder.communicate()


def test_a_second_run_is_told_which_process_has_the_store(path: Path, held: subprocess.Popen[str]) -> None:
    with pytest.raises(StoreInUse, match="process 4711"):
        Lock(path)
    with closing(open_store(path)) as command:
        command.set_meta("x", "1")


def test_a_killed_run_leaves_no_lock_behind(path: Path, held: subprocess.Popen[str]) -> None:
    held.kill()
    held.wait()
    Lock(path).release()


def test_a_released_lock_can_be_had_again(path: Path) -> None:
    first = Lock(path)
    with pytest.raises(StoreInUse):
        Lock(path)
    first.release()
    Lock(path).release()


def test_a_lock_that_cannot_be_made_is_told_in_a_sentence() -> None:
    with pytest.raises(NewstapeError):
        Lock(Path("/proc/newstape.db"))


# --- a full disk -----------------------------------------------------------------------------------------------------


def limit(store: SqliteStore, more: int) -> None:
    pages = store.c.rows("PRAGMA page_count")[0][0]
    store.c.rows(f"PRAGMA max_page_count = {pages + more}")


def test_a_full_disk_is_told_as_such_and_harms_nothing(path: Path) -> None:
    with closing(open_store(path)) as store:
        queue(store, "before")
        limit(store, 2)
        with pytest.raises(StoreFull, match="full"), store.transaction():
            for n in range(200):
                store.enqueue(Message(1, f"k{n}", "x" * 4000), NOW)
        assert keys(store) == ["before"]
        with pytest.raises(StoreFull):
            store.set_meta("big", "x" * 1_000_000)
        assert store.meta("big") is None
        limit(store, 10_000)
        queue(store, "after")
        assert keys(store) == ["before", "after"]
        assert store.c.rows("PRAGMA integrity_check")[0][0] == "ok"
    with closing(open_store(path)) as store:
        assert keys(store) == ["before", "after"]


def test_a_message_that_was_sent_when_the_disk_is_full_stays_claimed_and_is_sent_again_later(path: Path) -> None:
    with closing(open_store(path)) as store:
        queue(store, "a")
        row = store.sendable(1, NOW)[0].id
        assert store.claim(row, NOW) is not None
        with pytest.raises(StoreFull), store.transaction():
            store.mark_sent(row, 1, NOW)
            limit(store, 0)
            store.set_meta("big", "x" * 1_000_000)
        assert store.sendable(1, NOW) == ()
        limit(store, 10_000)
        assert store.recover_sending() == 1
        assert [r.repeated for r in store.sendable(1, NOW)] == [True]


# --- copies ----------------------------------------------------------------------------------------------------------


def test_a_live_store_can_be_copied(path: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    with closing(open_store(path)) as store, closing(sqlite3.connect(path, isolation_level=None)) as other:
        queue(store, "a")
        other.execute("BEGIN IMMEDIATE")
        other.execute("UPDATE outbox SET html = 'not committed'")
        store.backup(copy)
        other.execute("ROLLBACK")
        queue(store, "after the copy")
    with closing(open_store(copy)) as copied:
        assert keys(copied) == ["a"]
        assert copied.sendable(1, NOW)[0].message.html == "text"
    assert not list(tmp_path.glob("*.partial*"))


def test_a_copy_overwrites_nothing(path: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    copy.write_text("mine")
    with closing(open_store(path)) as store:
        with pytest.raises(StoreError, match="exists already"):
            store.backup(copy)
        with pytest.raises(StoreError):
            store.backup(path)
    assert copy.read_text() == "mine"


def test_a_copy_that_cannot_be_made_is_told_and_leaves_nothing(path: Path, tmp_path: Path) -> None:
    with closing(open_store(path)) as store:
        with pytest.raises(StoreError, match="could not be copied"):
            store.backup(tmp_path / "no" / "copy.db")
        queue(store, "a")
        assert keys(store) == ["a"]


def test_an_older_store_is_copied_beside_itself_before_it_is_changed(path: Path, tmp_path: Path) -> None:
    with closing(open_store(None)) as model:
        made = model.c.rows("SELECT sql FROM sqlite_master WHERE name = '_sqlite_migrations'")[0][0]
        row = dict(model.c.rows("SELECT * FROM _sqlite_migrations")[0])
    row = {**row, "name": "m000_an_older_one"}
    with closing(sqlite3.connect(path)) as old:
        old.execute(made)
        names = ", ".join(row)
        old.execute(
            f"INSERT INTO _sqlite_migrations ({names}) VALUES ({', '.join('?' * len(row))})", tuple(row.values())
        )
        old.execute("CREATE TABLE kept (x)")
        old.execute("INSERT INTO kept VALUES ('as it was')")
        old.commit()
    with closing(open_store(path)) as store:
        queue(store, "a")
    copies = list(tmp_path.glob("n.db.before-upgrade-*"))
    assert len(copies) == 1
    with closing(sqlite3.connect(copies[0])) as copy:
        assert copy.execute("SELECT x FROM kept").fetchall() == [("as it was",)]
        assert copy.execute("SELECT count(*) FROM sqlite_master WHERE name = 'outbox'").fetchone() == (0,)


def test_opening_a_store_of_this_release_makes_no_copy(path: Path, tmp_path: Path) -> None:
    for _ in range(2):
        open_store(path).close()
    assert not list(tmp_path.glob("*before-upgrade*"))


# --- transactions ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt, StoreError])
def test_a_transaction_rolls_back_whole(error: type[BaseException]) -> None:
    with closing(open_store(None)) as store:
        with pytest.raises(error), store.transaction():
            store.save_chat(Chat(1), NOW)
            store.enqueue(Message(1, "k", "text"), NOW)
            store.set_meta("x", "1")
            raise error()
        assert store.chat(1) is None
        assert keys(store) == []
        assert store.meta("x") is None
        with store.transaction():
            store.set_meta("x", "2")
        assert store.meta("x") == "2"


def test_nested_transactions_are_one(path: Path) -> None:
    with closing(open_store(path)) as store, closing(open_store(path)) as other:
        with store.transaction():
            with store.transaction():
                store.set_meta("inner", "1")
            assert other.meta("inner") is None, "nothing is committed before the outermost ends"
            store.set_meta("outer", "1")
        assert (other.meta("inner"), other.meta("outer")) == ("1", "1")
        with pytest.raises(ValueError, match="outer"), store.transaction():
            with store.transaction():
                store.set_meta("inner", "2")
            raise ValueError("outer")
        assert store.meta("inner") == "1"


def test_a_writing_method_is_one_transaction_of_its_own(path: Path) -> None:
    with closing(open_store(path)) as store:
        store.save_chat(Chat(1), NOW)
        assert not store.c.db.conn.in_transaction
        store.set_meta("x", "1")
        assert not store.c.db.conn.in_transaction


def test_a_mistake_in_a_statement_is_not_told_as_a_full_disk() -> None:
    with closing(open_store(None)) as store, pytest.raises(StoreError) as told:
        store.c.rows("SELECT full_name FROM chat")
    assert not isinstance(told.value, StoreFull)
