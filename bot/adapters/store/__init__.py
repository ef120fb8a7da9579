"""The store: one SQLite file, through sqlite-utils."""

from __future__ import annotations

from contextlib import AbstractContextManager
from pathlib import Path

from bot.adapters.store.connection import Connection, Lock, open_connection, peek
from bot.adapters.store.inbox import InboxTables
from bot.adapters.store.past import PastTables
from bot.adapters.store.people import PeopleTables
from bot.adapters.store.rules import RuleTables
from bot.adapters.store.stories import StoryTables
from bot.adapters.store.talk import TalkTables
from bot.adapters.store.told import ToldTables
from bot.adapters.store.undo import UndoTables


class SqliteStore(StoryTables, ToldTables, InboxTables, PeopleTables, PastTables, RuleTables, TalkTables, UndoTables):
    """The `Store` port. Used by one thread; each writing method is one transaction, begun IMMEDIATE."""

    def __init__(self, connection: Connection) -> None:
        self.c = connection

    def transaction(self) -> AbstractContextManager[None]:
        return self.c.transaction()

    def backup(self, target: Path) -> None:
        """Raises StoreError."""
        self.c.backup(target)

    def is_writable(self) -> bool:
        return self.c.is_writable()

    def close(self) -> None:
        self.c.close()


def open_store(path: Path | None) -> SqliteStore:
    """The store at `path`, made or upgraded if need be; None: in memory. Raises StoreError."""
    return SqliteStore(open_connection(path))


__all__ = ["Lock", "SqliteStore", "open_store", "peek"]
