"""The outbox: what is decided is written down before it is sent."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import lru_cache
from sqlite3 import Row

from bot.adapters.store.connection import Connection
from bot.adapters.store.values import moment, stamp
from bot.message import Button, Message, Priority
from bot.message.alerts import LET_GO_KEY
from bot.ports import Hold, Outgoing

_RANK = 10**12  # a row's rank is its priority, then its number
# What is held for longer was decided by a clock that was wrong: by Telegram, and by quiet days (a market is closed for two weeks at the most).
_LONGEST_HOLD, _LONGEST_QUIET = timedelta(days=2), timedelta(days=24)


class OutboxTables:
    """The sending side of the store."""

    c: Connection

    # --- outbox ---

    def enqueue(
        self,
        message: Message,
        now: datetime,
        expires: datetime | None = None,
        edits: int | None = None,
        replies: int | None = None,
    ) -> int | None:
        """The row's number; None if this chat has a message of that key. `edits` and `replies` are the rows of others."""
        with self.c.transaction():
            cursor = self.c.write(ENQUEUE, queued_row(message, now, expires, edits, replies))
            if cursor.rowcount != 1:
                return None
            if edits is not None:
                self.c.write(f"{HEIRS} AND outbox.edits = ?", (cursor.lastrowid, edits))
                self.c.write(f"{OVERTAKEN} AND edits = ?", (edits,))
            return cursor.lastrowid

    def enqueue_all(self, messages: Sequence[Message], now: datetime, expires: datetime) -> dict[int, int]:
        """One message a chat, in one statement: the rows of those that are new."""
        with self.c.transaction():
            before = self.c.row("SELECT coalesce(max(id), 0) AS last FROM outbox")
            self.c.write_all(ENQUEUE, [queued_row(m, now, expires, None) for m in messages])
            made = self.c.rows("SELECT id, chat FROM outbox WHERE id > ?", (before["last"] if before else 0,))
            return {r["chat"]: r["id"] for r in made}

    def rewrite_waiting(self, row: int, html: str) -> bool:
        """A message that has not been sent yet becomes another text, and what would have edited it is of no use; False of one that is
        under way or has come."""
        with self.c.transaction():
            cursor = self.c.write(
                "UPDATE outbox SET html = ? WHERE id = ? AND state = 'queued' AND attempts = 0 AND edits IS NULL",
                (html, row),
            )
            if cursor.rowcount != 1:
                return False
            self.c.write(
                "UPDATE outbox SET state = 'dropped', reason = 'overtaken' WHERE edits = ? AND state = 'queued'",
                (row,),
            )
            return True

    def sendable(self, most: int, now: datetime) -> tuple[Outgoing, ...]:
        """The next row of each chat that has none under way, in the order in which they should go."""
        # Of one kind the first goes first, also where it is held back: the parts of a digest keep their order. An edit waits
        # for its message.
        ranks = self.c.rows(
            "WITH held AS (SELECT chat, priority, min(id) AS first FROM outbox WHERE state = 'queued' AND not_before > :now AND not_before <= :quiet GROUP BY chat, priority) "
            f"SELECT min(o.priority * {_RANK} + o.id) AS rank FROM outbox o LEFT JOIN held h ON h.chat = o.chat AND h.priority = o.priority "
            "WHERE o.state = 'queued' AND (o.not_before <= :now OR o.not_before > :quiet) AND (h.first IS NULL OR o.id < h.first) "
            "AND NOT EXISTS (SELECT 1 FROM outbox s WHERE s.chat = o.chat AND s.state = 'sending') "
            "AND NOT EXISTS (SELECT 1 FROM hold w WHERE w.chat = o.chat AND w.until > :now AND w.until <= :latest) "
            "AND (coalesce(o.edits, o.replies) IS NULL OR NOT EXISTS "
            "(SELECT 1 FROM outbox b WHERE b.id = coalesce(o.edits, o.replies) AND b.state IN ('queued', 'sending'))) "
            "GROUP BY o.chat ORDER BY rank LIMIT :most",
            {
                "now": stamp(now),
                "most": most,
                "latest": stamp(now + _LONGEST_HOLD),
                "quiet": stamp(now + _LONGEST_QUIET),
            },
        )
        ids = [r["rank"] % _RANK for r in ranks]
        marks = ",".join("?" * len(ids))
        found = {
            r["id"]: r
            for r in self.c.rows(
                f"SELECT o.*, c.is_group FROM outbox o LEFT JOIN chat c ON c.id = o.chat WHERE o.id IN ({marks})", ids
            )
        }
        return tuple(_outgoing(found[i]) for i in ids if i in found)

    def next_due(self, now: datetime) -> datetime | None:
        """When the next row that is held back may go."""
        row = self.c.row(
            "SELECT min(max(o.not_before, coalesce(h.until, 0))) AS at FROM outbox o LEFT JOIN hold h ON h.chat = o.chat AND h.until <= ? "
            "WHERE o.state = 'queued' AND max(o.not_before, coalesce(h.until, 0)) > ?",
            (stamp(now + _LONGEST_HOLD), stamp(now)),
        )
        return moment(row["at"]) if row and row["at"] else None

    # --- chats that are held ---

    def hold(self, chat: int) -> Hold | None:
        row = self.c.row("SELECT * FROM hold WHERE chat = ?", (chat,))
        if row is None:
            return None
        until, since = moment(row["until"]), moment(row["since"])
        assert until is not None and since is not None
        return Hold(row["chat"], until, row["why"], row["failures"], since)

    def hold_chat(self, hold: Hold) -> None:
        """Not written to until then; what waits for it waits."""
        self.c.write(
            "INSERT OR REPLACE INTO hold VALUES (?, ?, ?, ?, ?)",
            (hold.chat, stamp(hold.until), hold.why, hold.failures, stamp(hold.since)),
        )

    def release_chat(self, chat: int) -> bool:
        """Written to again: a message has arrived, or somebody there has spoken. True where it had been held."""
        return self.c.write("DELETE FROM hold WHERE chat = ?", (chat,)).rowcount == 1

    def held_chats(self, failures: int) -> int:
        """How many chats have refused that often in a row, or more."""
        row = self.c.row("SELECT count(*) AS n FROM hold WHERE failures >= ?", (failures,))
        return row["n"] if row else 0

    def message_of(self, row: int) -> Message | None:
        """The message of a row that was or is to be sent, as it stands after its edits; None of one that failed or was dropped."""
        found = self.c.row(
            "SELECT o.*, NULL AS is_group FROM outbox o WHERE id = ? AND state IN ('queued', 'sending', 'sent')",
            (row,),
        )
        if found is None:
            return None
        newest = self.c.row(
            "SELECT html FROM outbox WHERE (id = ? OR edits = ?) AND state IN ('queued', 'sending', 'sent') ORDER BY id DESC LIMIT 1",
            (row, row),
        )
        message = _outgoing(found).message
        return replace(message, html=newest["html"]) if newest else message

    def claim(self, row: int, now: datetime) -> Outgoing | None:
        """Before the call: `sending`, committed. None if it is no longer queued. The body is frozen from here on."""
        with self.c.transaction():
            cursor = self.c.write(
                "UPDATE OR IGNORE outbox SET state = 'sending', claimed = ?, attempts = attempts + 1, "
                # An answer to a message goes where that one went; what nobody asked for goes where the chat is told things.
                "thread = coalesce(thread, (SELECT b.thread FROM outbox b WHERE b.id = outbox.replies), (SELECT c.thread FROM chat c WHERE c.id = outbox.chat)) "
                "WHERE id = ? AND state = 'queued'",
                (stamp(now), row),
            )
            if cursor.rowcount != 1:
                return None
            found = self.c.row(
                "SELECT o.*, c.is_group FROM outbox o LEFT JOIN chat c ON c.id = o.chat WHERE o.id = ?", (row,)
            )
            return _outgoing(found) if found else None

    def leave_topic(self, chat: int, thread: int) -> bool:
        """A topic that takes nothing any more: what waits for it goes where the chat is told things, and where that was this topic, to the chat
        itself, as does what comes. True where that is new."""
        with self.c.transaction():
            moved = self.c.write("UPDATE chat SET thread = 0 WHERE id = ? AND thread = ?", (chat, thread))
            self.c.write(
                "UPDATE outbox SET thread = coalesce((SELECT c.thread FROM chat c WHERE c.id = outbox.chat), 0) "
                "WHERE chat = ? AND thread = ? AND state IN ('queued', 'sending')",
                (chat, thread),
            )
            return moved.rowcount == 1

    def sent_number(self, row: int) -> int | None:
        """The message's number in its chat, if it was sent."""
        found = self.c.row("SELECT number FROM outbox WHERE id = ? AND state = 'sent'", (row,))
        return found["number"] if found else None

    def sent_as(self, row: int) -> tuple[str, datetime | None]:
        """ "held" where a message was told together with others or left to a digest, "let go" where quiet hours took it, else its state; and when it
        was sent."""
        found = self.c.row("SELECT state, reason, sent FROM outbox WHERE id = ?", (row,))
        if found is None:
            return "gone", None
        if found["state"] == "dropped" and found["reason"] == LET_GO_KEY:
            return "let go", None
        held = found["state"] == "dropped" and str(found["reason"] or "").startswith("folded")
        return "held" if held else found["state"], moment(found["sent"])

    def mark_sent(self, row: int, number: int | None, now: datetime) -> None:
        self.c.write(
            "UPDATE outbox SET state = 'sent', sent = ?, number = coalesce(?, number) WHERE id = ? AND state = 'sending'",
            (stamp(now), number, row),
        )

    def put_back(self, row: int, reason: str, not_before: datetime, repeated: bool, *, tried: bool = True) -> None:
        """`tried` is False where it surely was not sent: that costs it none of its tries."""
        with self.c.transaction():
            self.c.write(
                "UPDATE outbox SET state = 'queued', reason = ?, not_before = ?, repeated = max(repeated, ?), attempts = attempts - ? "
                "WHERE id = ? AND state = 'sending'",
                (reason, stamp(not_before), repeated, not tried, row),
            )
            self.c.write(f"{OVERTAKEN} AND id = ?", (row,))

    def mark_failed(self, row: int, reason: str) -> None:
        self.c.write(
            "UPDATE outbox SET state = 'failed', reason = ? WHERE id = ? AND state IN ('sending', 'queued')",
            (reason, row),
        )

    def end_chat(self, chat: int, reason: str, now: datetime) -> int:
        """No more messages: what waits is dropped, and counted; the watches stay for the day on which the person comes back."""
        with self.c.transaction():
            self.c.write("DELETE FROM hold WHERE chat = ?", (chat,))
            self.c.write(
                "UPDATE chat SET active = 0, ended = ?, ended_at = ? WHERE id = ?", (reason, stamp(now), chat)
            )
            return self.c.write(
                "UPDATE outbox SET state = 'dropped', reason = ? WHERE chat = ? AND state IN ('queued', 'sending')",
                (reason, chat),
            ).rowcount

    def move_chat(self, old: int, new: int) -> None:
        """A group that lives on under another id keeps its watches, its settings and what waits."""
        with self.c.transaction():
            # Telegram tells it twice, as an error and as messages: the second time there is nothing left to move but what waits.
            if self.c.row("SELECT 1 FROM chat WHERE id = ?", (old,)):
                self.c.write("DELETE FROM chat WHERE id = ?", (new,))
                self.c.write(
                    "UPDATE chat SET id = ?, active = 1, ended = NULL, ended_at = NULL WHERE id = ?", (new, old)
                )
            self.c.write("UPDATE watch_symbol SET chat = ? WHERE chat = ?", (new, old))
            self.c.write("DELETE FROM hold WHERE chat = ?", (old,))
            self.c.write(
                # Messages are numbered anew there: an old number is another message's.
                "UPDATE OR IGNORE outbox SET chat = ?, number = NULL, state = CASE state WHEN 'sending' THEN 'queued' ELSE state END WHERE chat = ?",
                (new, old),
            )
            # What is left there stands under the new id already.
            self.c.write(
                "UPDATE outbox SET state = 'dropped', reason = 'migrated' WHERE chat = ? AND state IN ('queued', 'sending')",
                (old,),
            )
            self.c.write("UPDATE alert SET chat = ? WHERE chat = ?", (new, old))
            self.c.write("UPDATE OR IGNORE report SET chat = ? WHERE chat = ?", (new, old))
            self.c.write("UPDATE OR IGNORE correction_told SET chat = ? WHERE chat = ?", (new, old))
            self.c.write("UPDATE OR IGNORE digest SET chat = ? WHERE chat = ?", (new, old))

    def expire(self, now: datetime) -> int:
        """What could not be sent in time is dropped, to be shown as missed."""
        return self.c.write(
            "UPDATE outbox SET state = 'dropped', reason = 'expired' WHERE state = 'queued' AND expires IS NOT NULL AND expires <= ?",
            (stamp(now),),
        ).rowcount

    def recover_sending(self) -> int:
        """At a start: what was under way may or may not have arrived. It is sent again, marked as possibly repeated."""
        with self.c.transaction():
            recovered = self.c.write(
                "UPDATE outbox SET state = 'queued', repeated = 1, not_before = 0 WHERE state = 'sending'"
            ).rowcount
            self.c.write(OVERTAKEN)
            return recovered

    def pause_until(self) -> datetime | None:
        value = self.c.row("SELECT value FROM meta WHERE key = 'pause_until'")
        return moment(float(value["value"])) if value else None

    def set_pause(self, until: datetime, now: datetime) -> None:
        """Nobody sends before then; a longer pause that is on stays, unless it is longer than any can be."""
        with self.c.transaction():
            known = self.pause_until()
            if known is None or until > known or known > now + _LONGEST_HOLD:
                self.c.write("INSERT OR REPLACE INTO meta VALUES ('pause_until', ?)", (str(stamp(until)),))

    def drop_waiting(self, chat: int, reason: str) -> None:
        """What waits for a chat is not sent any more, but for answers."""
        self.c.write(
            "UPDATE outbox SET state = 'dropped', reason = ? WHERE chat = ? AND state = 'queued' AND priority > 0",
            (reason, chat),
        )


# Of two edits of one message the later has it all: one that waits beside it, or has come back from an attempt, would undo what it says.
OVERTAKEN = (
    "UPDATE outbox SET state = 'dropped', reason = 'overtaken' WHERE state = 'queued' AND edits IS NOT NULL AND EXISTS "
    "(SELECT 1 FROM outbox l WHERE l.edits = outbox.edits AND l.id > outbox.id AND l.state IN ('queued', 'sending', 'sent'))"
)
# The rows from that one on wait for as long, and go as early, as the edits that they overtake would have.
HEIRS = (
    "UPDATE outbox SET (expires, priority) = (SELECT max(w.expires), min(w.priority) FROM outbox w WHERE w.edits = outbox.edits AND w.state IN ('queued', 'sending')) "
    "WHERE outbox.state = 'queued' AND outbox.id >= ?"
)
ENQUEUE = (
    "INSERT INTO outbox (chat, key, html, buttons, priority, silent, state, not_before, expires, created, edits, replies, thread, chart) "
    "VALUES (?, ?, ?, ?, ?, ?, 'queued', 0, ?, ?, ?, ?, ?, ?) ON CONFLICT (chat, key) DO NOTHING"
)


def queued_row(
    message: Message, now: datetime, expires: datetime | None, edits: int | None, replies: int | None = None
) -> tuple[object, ...]:
    return (
        message.chat, message.key, message.html, _buttons_text(message.buttons), int(message.priority), message.silent,
        stamp(expires), stamp(now), edits, replies, message.thread, message.chart,
    )  # fmt: skip


STANDING = ("queued", "sending", "sent")


@lru_cache(256)
def buttons_of(text: str) -> tuple[tuple[Button, ...], ...]:
    return tuple(tuple(Button(*b) for b in row) for row in json.loads(text))


@lru_cache(256)
def _buttons_text(buttons: tuple[tuple[Button, ...], ...]) -> str:
    return json.dumps([[[b.text, b.data, b.url] for b in row] for row in buttons], ensure_ascii=False)


def _outgoing(r: Row) -> Outgoing:
    message = Message(
        r["chat"],
        r["key"],
        r["html"],
        buttons_of(r["buttons"]),
        Priority(r["priority"]),
        bool(r["silent"]),
        r["thread"],
        r["chart"],
    )
    group = bool(r["is_group"]) if r["is_group"] is not None else r["chat"] < 0
    return Outgoing(
        r["id"], message, r["attempts"], moment(r["expires"]), r["edits"], group, bool(r["repeated"]), r["replies"]
    )
