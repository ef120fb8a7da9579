"""The SQLite file: opened, locked, upgraded after a copy, and written in transactions that begin IMMEDIATE."""

from __future__ import annotations

import fcntl
import logging
import os
import sqlite3
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlite_utils import Database

from bot.adapters.store.schema import migrations
from bot.errors import StoreBroken, StoreError, StoreFull, StoreInUse

log = logging.getLogger("newstape.store")

_CACHE_KIB = 8_000
_PRIVATE = 0o600
# Whoever waits for another program's lock can do nothing else, not even end: so it waits in short turns.
_BUSY_SECONDS = 1.0
_PATIENCE = 5.0  # seconds at a start
_FREED_PAGES = 1_000  # of 4 KiB, in one turn


class Connection:
    """One connection, used by one thread. `path` None is a store in memory, for tests and the demo."""

    def __init__(self, path: Path | None) -> None:
        self.path = path
        try:
            if path is not None:
                _make_private(path)
            connection = sqlite3.connect(
                ":memory:" if path is None else path,
                timeout=_PATIENCE,
                check_same_thread=False,
                cached_statements=256,
            )
            connection.row_factory = sqlite3.Row
            self.db = Database(connection)
            self._prepare()
            self.db.conn.execute(f"PRAGMA busy_timeout = {_BUSY_SECONDS * 1000:.0f}")
        except sqlite3.Error as error:
            raise _ours(error, path) from error
        except OSError as error:
            raise StoreBroken(
                f"The store {path} cannot be opened ({error.strerror}); see to its rights and its folder's."
            ) from error

    def _prepare(self) -> None:
        execute = self.db.conn.execute
        execute("PRAGMA foreign_keys = ON")
        execute(f"PRAGMA cache_size = -{_CACHE_KIB}")
        if self.path is not None:
            if not self.db.table_names():
                execute("PRAGMA auto_vacuum = INCREMENTAL")
            execute("PRAGMA journal_mode = WAL")
            # FULL is what survives a power cut, not only a kill: 0.15 ms more a commit.
            execute("PRAGMA synchronous = FULL")
        # Its first upsert makes a probe table, which fails under an open cursor.
        _ = self.db.supports_on_conflict
        if self.path is not None and not migrations.applied(self.db) and self.db.table_names():
            raise StoreBroken(
                f"{self.path} is another program's database; set [store] path to a file of newstape's own."
            )
        if migrations.pending(self.db):
            self._keep_copy()
            migrations.apply(self.db)
        self._give_space_back_from_now_on()

    def _give_space_back_from_now_on(self) -> None:
        """A store of the first release keeps the space of what is deleted: it is written anew, once."""
        if self.path is not None and execute_one(self.db.conn, "PRAGMA auto_vacuum") == 0:
            self.db.conn.execute("PRAGMA auto_vacuum = INCREMENTAL")
            self.db.conn.execute("VACUUM")

    def _keep_copy(self) -> None:
        """A store of an older release is copied beside itself before it is changed."""
        if self.path is None or not migrations.applied(self.db):
            return
        stamp = datetime.now(UTC).strftime("%Y%m%d-%H%M%S")
        self.backup(self.path.with_name(f"{self.path.name}.before-upgrade-{stamp}"))

    def backup(self, target: Path) -> None:
        """A consistent copy of the live store. Raises StoreError."""
        if target.exists():
            raise StoreError(f"{target} exists already; name a file that does not.")
        partial = target.with_name(target.name + ".partial")
        try:
            _make_private(partial)
            with sqlite3.connect(partial) as copy:
                self.db.conn.backup(copy)
            copy.close()
            partial.replace(target)
        except (sqlite3.Error, OSError) as error:
            partial.unlink(missing_ok=True)
            raise StoreError(f"The store could not be copied to {target}: {error}.") from error

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing. Within another it is part of that one. Raises StoreError for what SQLite refuses."""
        conn = self.db.conn
        if _is_open(conn):
            yield
            return
        self._begin()
        try:
            yield
            conn.execute("COMMIT")
        except BaseException as error:
            if _is_open(conn):
                conn.execute("ROLLBACK")
            if isinstance(error, sqlite3.Error) and not isinstance(error, sqlite3.IntegrityError):
                raise _ours(error, self.path) from error
            raise

    def _begin(self) -> None:
        """The right to write. Another program that has it is waited for, and it is said; newstape does not end over it."""
        since = time.monotonic()
        said = False
        while True:
            try:
                self.db.conn.execute("BEGIN IMMEDIATE")
            except sqlite3.Error as error:
                if not _is_busy(error):
                    raise _ours(error, self.path) from error
                if not said:
                    said = True
                    log.warning("the store %s is locked by another program; waiting until it is free", self.path)
            else:
                if said:
                    log.warning("the store %s is free again, after %.0f s", self.path, time.monotonic() - since)
                return

    def is_writable(self) -> bool:
        """Whether something could be written now."""
        conn = self.db.conn
        if _is_open(conn):
            return True
        try:
            conn.execute("BEGIN IMMEDIATE")
            conn.execute("ROLLBACK")
        except sqlite3.Error:
            return False
        return True

    def give_space_back(self) -> None:
        """Some of what was deleted, to the disk: a turn's worth, as everybody waits for it."""
        if self.path is None:
            return
        try:
            # As a script: it steps for each page, and a single statement without columns is left after its first step.
            self.db.conn.executescript(f"PRAGMA incremental_vacuum({_FREED_PAGES})")
        except sqlite3.Error as error:
            if not _is_busy(error):
                raise _ours(error, self.path) from error

    def rows(self, sql: str, parameters: Sequence[Any] | dict[str, Any] = ()) -> list[sqlite3.Row]:
        try:
            return self.db.conn.execute(sql, parameters).fetchall()
        except sqlite3.Error as error:
            raise _ours(error, self.path) from error

    def row(self, sql: str, parameters: Sequence[Any] | dict[str, Any] = ()) -> sqlite3.Row | None:
        found = self.rows(sql, parameters)
        return found[0] if found else None

    def write(self, sql: str, parameters: Sequence[Any] | dict[str, Any] = ()) -> sqlite3.Cursor:
        """One statement, in the transaction that is open, else in one of its own."""
        with self.transaction():
            return self.db.conn.execute(sql, parameters)

    def write_all(self, sql: str, parameters: Iterable[Sequence[Any]]) -> int:
        """One statement for each of these, as `write`. Returns how many rows were changed."""
        with self.transaction():
            return self.db.conn.executemany(sql, parameters).rowcount

    def close(self) -> None:
        self.db.conn.close()


def execute_one(conn: sqlite3.Connection, sql: str) -> Any:
    """The first value of the first row."""
    return conn.execute(sql).fetchone()[0]


def _is_open(conn: sqlite3.Connection) -> bool:
    return conn.in_transaction


def _is_busy(error: sqlite3.Error) -> bool:
    return getattr(error, "sqlite_errorname", "").startswith(("SQLITE_BUSY", "SQLITE_LOCKED"))


def _make_private(path: Path) -> None:
    """A store, and what SQLite puts beside it, is for its owner alone: it holds what people watch. Raises OSError."""
    if path.is_dir():
        raise IsADirectoryError(0, "it is a folder")
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, _PRIVATE))
    for suffix in ("", "-wal", "-shm"):
        beside = path.with_name(path.name + suffix)
        if beside.exists() and beside.stat().st_mode & 0o077:
            beside.chmod(_PRIVATE)


class Lock:
    """The right to run on a store, held for the process's life by flock on the store's own file: whatever name it is called by.

    SQLite's own locks are of another kind (fcntl) and do not meet it. Raises StoreInUse, StoreBroken.
    """

    def __init__(self, path: Path) -> None:
        real = path.resolve()
        self._note = real.with_name(real.name + ".lock")
        try:
            _make_private(real)
            self._descriptor = os.open(real, os.O_RDWR)
        except OSError as error:
            raise _unwritable(path, error) from error
        try:
            fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            os.close(self._descriptor)
            raise StoreInUse(
                f"The store {path} is in use by another newstape run{self._by_whom()}; stop that one first."
            ) from error
        try:
            descriptor = os.open(self._note, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, _PRIVATE)
            os.fchmod(descriptor, _PRIVATE)
            os.write(descriptor, str(os.getpid()).encode())
            os.close(descriptor)
        except OSError as error:
            os.close(self._descriptor)
            raise _unwritable(path, error) from error

    def _by_whom(self) -> str:
        try:
            return f" (process {self._note.read_text().strip()})"
        except OSError:
            return ""

    def release(self) -> None:
        """Only when no connection to the store is open any more: closing the file would end SQLite's own locks on it."""
        os.close(self._descriptor)


def _unwritable(path: Path, error: OSError) -> StoreBroken:
    return StoreBroken(
        f"The store {path} cannot be written to ({error.strerror}); see to its rights and its folder's."
    )


def open_connection(path: Path | None) -> Connection:
    """Raises StoreBroken where there is no store of ours, or one that is damaged; StoreFull where there is no room."""
    if path is not None and not path.parent.is_dir():
        raise StoreBroken(f"The folder {path.parent} of the store does not exist; make it, or set [store] path.")
    connection = Connection(path)
    if path is not None:
        first = connection.rows("PRAGMA quick_check(1)")
        if first and first[0][0] != "ok":
            raise StoreBroken(f"The store {path} is damaged ({first[0][0]}); put back a backup.")
    return connection


def peek(path: Path, key: str) -> str | None:
    """A word of the store's bookkeeping, read beside a run: nothing is upgraded, checked or written. Raises StoreError."""
    try:
        with closing(
            sqlite3.connect(f"file:{quote(str(path.resolve()))}?mode=ro", uri=True, timeout=_PATIENCE)
        ) as connection:
            row = connection.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
    except sqlite3.Error as error:
        raise _ours(error, path) from error
    return str(row[0]) if row else None


def _ours(error: sqlite3.Error, path: Path | None) -> StoreError:
    """SQLite's error as one of ours, by what is to be done."""
    text = str(error)
    if "is full" in text or getattr(error, "sqlite_errorname", "").startswith(("SQLITE_FULL", "SQLITE_IOERR")):
        return StoreFull(
            f"The disk that holds the store {path} is full or failing ({text}); make room and start again. What was committed is safe."
        )
    if isinstance(error, sqlite3.DatabaseError) and ("not a database" in text or "malformed" in text):
        return StoreBroken(f"{path} is not a newstape store, or it is damaged ({text}); put back a backup.")
    if "unable to open" in text or "readonly" in text:
        return StoreBroken(f"The store {path} cannot be opened ({text}); see to its rights and its folder's.")
    return StoreError(f"The store {path} cannot be used: {text}.")
