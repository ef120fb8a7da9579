"""`newstape backup` and `restore`: what was copied is whole, and what stood in its place is kept."""

from __future__ import annotations

import json
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.adapters.store import Lock, open_store
from bot.app.application import ALIVE
from bot.commands.health import health
from bot.commands.restore import check_backup, restore
from bot.config import parse_config
from bot.errors import NewstapeError, StoreBroken, StoreInUse, UsageError
from bot.ports import Chat

NOW = datetime(2026, 11, 29, 12, tzinfo=UTC)


@pytest.fixture
def backup(tmp_path: Path) -> Path:
    with closing(open_store(tmp_path / "first.db")) as store:
        store.save_chat(Chat(1), NOW)
        store.save_chat(Chat(2), NOW)
        store.add_feed("https://a.example/feed", "A", "en", NOW)
        store.backup(tmp_path / "copy.db")
    return tmp_path / "copy.db"


def test_a_backup_is_looked_into_without_being_touched(backup: Path) -> None:
    before = backup.read_bytes()
    said = check_backup(backup)
    assert (
        said
        == f"{backup} is whole: 1 feeds, 0 stories, 2 chats, 0 watches, 0 alerts told, 0 messages; the newest story came never."
    )
    assert backup.read_bytes() == before
    assert (
        sorted(p.name for p in backup.parent.iterdir()) == ["copy.db", "first.db", "first.db.lock"]
        or not (backup.parent / "copy.db-wal").exists()
    )


@pytest.mark.parametrize("spoil", ["missing", "empty text", "cut off"])
def test_a_backup_that_is_none_is_told_in_a_sentence(backup: Path, spoil: str) -> None:
    if spoil == "missing":
        backup.unlink()
    elif spoil == "empty text":
        backup.write_text("no store")
    else:
        backup.write_bytes(backup.read_bytes()[: backup.stat().st_size // 2])
    with pytest.raises(NewstapeError) as told:
        check_backup(backup)
    assert isinstance(told.value, UsageError | StoreBroken)
    assert "newstape-" not in str(told.value), "the copy's own name is nobody's business"


def test_a_backup_takes_the_stores_place_and_what_stood_there_is_kept(backup: Path, tmp_path: Path) -> None:
    target = tmp_path / "newstape.db"
    with closing(open_store(target)) as store:
        store.save_chat(Chat(99), NOW)
    said = restore(backup, target)
    assert "It is now the store" in said
    assert "newstape.db.before-restore-1" in said
    with closing(open_store(target)) as store:
        assert {c.id for c in store.chats()} == {1, 2}
    with closing(open_store(tmp_path / "newstape.db.before-restore-1")) as old:
        assert {c.id for c in old.chats()} == {99}
    assert target.stat().st_mode & 0o777 == 0o600
    restore(backup, target)
    assert (tmp_path / "newstape.db.before-restore-2").exists()


def test_a_store_that_a_run_owns_is_not_replaced(backup: Path, tmp_path: Path) -> None:
    target = tmp_path / "newstape.db"
    open_store(target).close()
    lock = Lock(target)
    with pytest.raises(StoreInUse):
        restore(backup, target)
    assert not list(tmp_path.glob("*.restoring*")), "a refused restore leaves no copy behind"
    lock.release()
    with pytest.raises(UsageError):
        restore(backup, backup)


def test_a_store_copied_as_files_is_restored_with_what_stood_beside_it(tmp_path: Path) -> None:
    """So it is after Litestream, or a copy of a disk: what was committed last is in the -wal file."""
    store = open_store(tmp_path / "live.db")
    store.c.db.conn.execute("PRAGMA wal_autocheckpoint = 0")
    store.save_chat(Chat(7), NOW)
    for suffix in ("", "-wal"):
        (tmp_path / f"moved.db{suffix}").write_bytes((tmp_path / f"live.db{suffix}").read_bytes())
    assert (tmp_path / "moved.db-wal").stat().st_size > 0
    restore(tmp_path / "moved.db", tmp_path / "new.db")
    store.close()
    with closing(open_store(tmp_path / "new.db")) as found:
        assert {c.id for c in found.chats()} == {7}


def test_health_says_what_a_run_wrote_and_whether_it_still_writes(tmp_path: Path) -> None:
    config = parse_config({"store": {"path": str(tmp_path / "n.db")}}, {})
    assert "never run" in health(config, NOW)[0]
    with closing(open_store(tmp_path / "n.db")) as store:
        assert "No run has written" in health(config, NOW)[0]
        store.set_meta(ALIVE, json.dumps({"at": NOW.timestamp(), "faults": []}))
        assert health(config, NOW + timedelta(seconds=30)) == ()
        assert "said nothing for 90 s" in health(config, NOW + timedelta(seconds=90))[0]
        store.set_meta(ALIVE, json.dumps({"at": NOW.timestamp(), "faults": ["Telegram has not been reached yet."]}))
        assert health(config, NOW) == ("Telegram has not been reached yet.",)
    (tmp_path / "n.db").write_bytes(b"nonsense" * 1000)
    assert "not a newstape store" in health(config, NOW)[0]


def test_what_a_restore_that_was_broken_off_left_behind_is_not_mixed_into_the_next(
    backup: Path, tmp_path: Path
) -> None:
    target = tmp_path / "newstape.db"
    other = open_store(tmp_path / "other.db")
    other.c.db.conn.execute("PRAGMA wal_autocheckpoint = 0")
    for n in range(50):
        other.save_chat(Chat(1000 + n), NOW)
    for suffix in ("", "-wal"):
        (tmp_path / f"newstape.db.restoring{suffix}").write_bytes((tmp_path / f"other.db{suffix}").read_bytes())
    other.close()
    assert "2 chats" in restore(backup, target)
    with closing(open_store(target)) as found:
        assert {c.id for c in found.chats()} == {1, 2}
