"""The inbox: what comes in is written down before it is confirmed to Telegram."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.adapters.store.connection import Connection
from bot.adapters.store.values import stamp

_IDLE = 6 * 86_400


class InboxTables:
    """The receiving side of the store."""

    c: Connection

    def receive(self, updates: Sequence[tuple[int, str]], now: datetime) -> None:
        """The updates, before Telegram is told that they have arrived. One that is there already stays as it is."""
        with self.c.transaction():
            for number, body in updates:
                self.c.write(
                    "INSERT INTO inbox (id, body, state, at) VALUES (?, ?, 'open', ?) ON CONFLICT DO NOTHING",
                    (number, body, stamp(now)),
                )
            if updates:
                self.c.write(
                    "INSERT OR REPLACE INTO meta VALUES ('next_offset', ?), ('next_offset_at', ?)",
                    (str(max(n for n, _ in updates) + 1), str(stamp(now))),
                )

    def next_offset(self, now: datetime) -> int | None:
        """None after six idle days: Telegram numbers anew after seven, and might begin below."""
        known = {r["key"]: r["value"] for r in self.c.rows("SELECT * FROM meta WHERE key GLOB 'next_offset*'")}
        if (
            "next_offset" not in known
            or now.timestamp() - float(known.get("next_offset_at", now.timestamp())) > _IDLE
        ):
            return None
        return int(known["next_offset"])

    def inbox(self, most: int) -> tuple[tuple[int, str], ...]:
        return tuple(
            (r["id"], r["body"])
            for r in self.c.rows("SELECT id, body FROM inbox WHERE state = 'open' ORDER BY id LIMIT ?", (most,))
        )

    def finish_update(self, update: int, outcome: str) -> None:
        """In the transaction of its effect and its answer. What was written is not kept."""
        self.c.write("UPDATE inbox SET state = 'done', outcome = ?, body = '' WHERE id = ?", (outcome, update))
