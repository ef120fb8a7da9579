"""`newstape restore`: a backup looked into, or put in the store's place."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from bot.adapters.store import Lock, open_store
from bot.errors import StoreError, UsageError

_COUNTED = (
    ("feed", "feeds"), ("story", "stories"), ("chat", "chats"), ("watch", "watches"), ("alert", "alerts told"), ("outbox", "messages"),
)  # fmt: skip


def check_backup(file: Path) -> str:
    """What a backup holds, in a sentence; a copy of it is opened and upgraded aside. Raises UsageError, StoreError."""
    with tempfile.TemporaryDirectory(prefix="newstape-") as folder:
        return _opened(_copy(file, Path(folder) / "copy.db"), file)


def restore(file: Path, target: Path) -> str:
    """The backup in the store's place; what stood there is kept beside it. Raises UsageError, StoreInUse where a run owns it."""
    if target.exists() and file.resolve() == target.resolve():
        raise UsageError(f"{file} is the store itself.")
    if not target.parent.is_dir():
        raise UsageError(f"The folder {target.parent} of the store does not exist; make it, or set [store] path.")
    aside = target.with_name(f"{target.name}.restoring")
    for suffix in ("", "-wal", "-shm"):  # of a restore that was broken off
        aside.with_name(f"{aside.name}{suffix}").unlink(missing_ok=True)
    lock = Lock(target) if target.exists() else None
    try:
        said = _opened(_copy(file, aside), file)
        kept = _put_aside(target)
        aside.replace(target)
    finally:
        if lock is not None:
            lock.release()
    return f"{said}\nIt is now the store {target}." + (f" What was there is kept as {kept}." if kept else "")


def _copy(file: Path, to: Path) -> Path:
    if not file.is_file():
        raise UsageError(f"There is no file {file}.")
    try:
        to.touch(mode=0o600)
        shutil.copyfile(file, to)
        # A store that was copied as files, and not by `newstape backup`, has what is not yet in it beside it.
        wal = file.with_name(f"{file.name}-wal")
        if wal.is_file():
            shutil.copyfile(wal, to.with_name(f"{to.name}-wal"))
    except OSError as error:
        raise StoreError(f"{file} cannot be copied to {to}: {error.strerror}.") from error
    return to


def _opened(copy: Path, named: Path) -> str:
    """What is in it, upgraded. Raises StoreError."""
    try:
        store = open_store(copy)
    except StoreError as error:
        for suffix in ("", "-wal", "-shm"):
            copy.with_name(f"{copy.name}{suffix}").unlink(missing_ok=True)
        raise type(error)(str(error).replace(str(copy), str(named))) from error
    try:
        counts = [(store.c.rows(f"SELECT count(*) AS n FROM {table}")[0]["n"], words) for table, words in _COUNTED]
        newest = store.c.rows("SELECT datetime(max(seen), 'unixepoch') AS at FROM story")[0]["at"]
    finally:
        store.close()
    told = ", ".join(f"{n} {words}" for n, words in counts)
    return f"{named} is whole: {told}; the newest story came {newest or 'never'}{' UTC' if newest else ''}."


def _put_aside(target: Path) -> Path | None:
    """The store that is there, with what stands beside it, under another name."""
    if not target.exists():
        return None
    number = next(n for n in range(1, 10_000) if not target.with_name(f"{target.name}.before-restore-{n}").exists())
    kept = target.with_name(f"{target.name}.before-restore-{number}")
    for suffix in ("-wal", "-shm", ""):
        beside = target.with_name(f"{target.name}{suffix}")
        if beside.exists():
            beside.rename(kept.with_name(f"{kept.name}{suffix}"))
    return kept
