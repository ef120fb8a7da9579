"""The SQLite file: opened, locked, upgraded after a copy, and written in transactions that begin IMMEDIATE."""

from __future__ import annotations

import fcntl
import os
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

from sqlite_utils import Database

from bot.adapters.store.schema import migrations
from bot.errors import StoreBroken, StoreError, StoreFull, StoreInUse

_CACHE_KIB = 8_000


class Connection:
    """One connection, used by one thread. `path` None is a store in memory, for tests and the demo."""

    def __init__(self, path: Path | None) -> None:
        self.path = path
        try:
            connection = sqlite3.connect(
                ":memory:" if path is None else path, timeout=10, check_same_thread=False, cached_statements=256
            )
            connection.row_factory = sqlite3.Row
            self.db = Database(connection)
            self._prepare()
        except sqlite3.Error as error:
            raise _ours(error, path) from error

    def _prepare(self) -> None:
        execute = self.db.conn.execute
        execute("PRAGMA foreign_keys = ON")
        execute(f"PRAGMA cache_size = -{_CACHE_KIB}")
        if self.path is not None:
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
        try:
            conn.execute("BEGIN IMMEDIATE")
        except sqlite3.Error as error:
            raise _ours(error, self.path) from error
        try:
            yield
            conn.execute("COMMIT")
        except BaseException as error:
            if _is_open(conn):
                conn.execute("ROLLBACK")
            if isinstance(error, sqlite3.Error) and not isinstance(error, sqlite3.IntegrityError):
                raise _ours(error, self.path) from error
            raise

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

    def close(self) -> None:
        self.db.conn.close()


def _is_open(conn: sqlite3.Connection) -> bool:
    return conn.in_transaction


class Lock:
    """The right to run on a store, held for the process's life by flock. Raises StoreInUse."""

    def __init__(self, path: Path) -> None:
        try:
            self._file: IO[str] = path.with_name(path.name + ".lock").open("a+")
        except OSError as error:
            raise StoreBroken(
                f"The folder {path.parent} of the store cannot be written to: {error.strerror}."
            ) from error
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            self._file.seek(0)
            other = self._file.read().strip()
            self._file.close()
            raise StoreInUse(
                f"The store {path} is in use by another newstape run{f' (process {other})' if other else ''}; stop that one first."
            ) from error
        self._file.truncate(0)
        self._file.write(str(os.getpid()))
        self._file.flush()

    def release(self) -> None:
        self._file.close()


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
        return StoreBroken(f"The store {path} cannot be opened for writing ({text}); see to its folder's rights.")
    return StoreError(f"The store {path} cannot be used: {text}.")
