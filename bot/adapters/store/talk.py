"""What a chat was asked and has not answered, and what people last asked, which the next question may go on from."""

from __future__ import annotations

from datetime import datetime

from bot.adapters.store.connection import Connection
from bot.adapters.store.values import stamp
from bot.ports import Waiting


class TalkTables:
    """One question that waits a chat, one that was asked a person of a chat."""

    c: Connection

    def waiting(self, chat: int, since: datetime | None = None) -> Waiting | None:
        row = self.c.row(
            "SELECT what, data, confirms FROM waiting WHERE chat = ? AND at >= ?",
            (chat, stamp(since) if since is not None else 0),
        )
        return Waiting(row["what"], row["data"], bool(row["confirms"])) if row else None

    def wait_for(self, chat: int, waiting: Waiting | None, now: datetime) -> None:
        """In the place of what was waited for; None: for nothing."""
        if waiting is None:
            self.c.write("DELETE FROM waiting WHERE chat = ?", (chat,))
        else:
            self.c.write(
                "INSERT OR REPLACE INTO waiting (chat, what, data, confirms, at) VALUES (?, ?, ?, ?, ?)",
                (chat, waiting.what, waiting.data, waiting.confirms, stamp(now)),
            )

    def keep_asked(self, chat: int, user: int, text: str, now: datetime) -> None:
        self.c.write("INSERT OR REPLACE INTO asked VALUES (?, ?, ?, ?)", (chat, user, text, stamp(now)))

    def last_asked(self, chat: int, user: int, since: datetime) -> str | None:
        """What this person asked here last, since then."""
        row = self.c.row("SELECT text FROM asked WHERE chat = ? AND user = ? AND at >= ?", (chat, user, stamp(since)))
        return row["text"] if row else None

    def forget_asked(self, chat: int, user: int) -> None:
        self.c.write("DELETE FROM asked WHERE chat = ? AND user = ?", (chat, user))
