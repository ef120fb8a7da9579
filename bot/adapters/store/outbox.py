"""Alerts, the outbox and the inbox: what is decided is written down before it is sent, what comes in before it is confirmed."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from itertools import groupby
from sqlite3 import Row

from bot.adapters.store.connection import Connection
from bot.adapters.store.stories import fact_of_row, stories_of
from bot.adapters.store.values import moment, rule_of, stamp, stored_percent
from bot.event import Fact
from bot.message import Button, Message, Priority
from bot.message.alerts import QUIET_KEY
from bot.ports import EventMessage, Held, Hold, Outgoing, Told
from bot.story import Story
from bot.watch import Alert, Reason

_RANK = 10**12  # a row's rank is its priority, then its number
_IDLE = 6 * 86_400
_LONGEST_HOLD = timedelta(days=2)  # what is held for longer was decided by a clock that was wrong


class OutboxTables:
    """The sending and receiving side of the store."""

    c: Connection

    # --- alerts ---

    def told_of_sessions(self, who: str, sessions: Collection[date | None]) -> dict[int, list[Told]]:
        """What each chat was told of an instrument's sessions: a query a session, however many chats watch."""
        days = [day.isoformat() if day else None for day in sessions]
        found = [
            r for day in days for r in self.c.rows("SELECT * FROM alert WHERE who = ? AND session IS ?", (who, day))
        ]
        out: dict[int, list[Told]] = {}
        for r in sorted(found, key=lambda r: int(r["id"])):
            out.setdefault(r["chat"], []).append(_told(r))
        return out

    def told_of_story(self, story: int) -> tuple[Told, ...]:
        return tuple(_told(r) for r in self.c.rows("SELECT * FROM alert WHERE story = ?", (story,)))

    def record_alert(
        self,
        alert: Alert,
        fact: Fact,
        story: int,
        message: Message,
        now: datetime,
        expires: datetime,
        edits: int | None = None,
    ) -> bool:
        """The alert and its message, together; False if a message of that key is there already."""
        with self.c.transaction():
            row = self.enqueue(message, now, expires, edits)
            if row is None:
                return False
            self._note(alert, fact, story, edits or row, now)
            return True

    def note_told(self, alert: Alert, fact: Fact, story: int, key: str, now: datetime) -> None:
        """Another move that the message of that key tells."""
        row = self.c.row("SELECT id FROM outbox WHERE chat = ? AND key = ?", (alert.chat, key))
        if row:
            self._note(alert, fact, story, row["id"], now)

    def _note(self, alert: Alert, fact: Fact, story: int, outbox: int, now: datetime) -> None:
        self.c.write(_NOTE, _noted(alert, fact, story, outbox, now))

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

    def messages_of_event(self, who: str, session: date) -> tuple[EventMessage, ...]:
        """The messages that told chats of an instrument's session, with all that each tells: as many queries, however many chats watch."""
        event = (who, session.isoformat())
        edits = {
            r["row"]: r
            for r in self.c.rows(
                "SELECT n.row, n.count, e.html FROM (SELECT edits AS row, count(*) AS count, "
                "max(CASE WHEN state IN ('queued', 'sending', 'sent') THEN id END) AS newest FROM outbox WHERE edits IN "
                "(SELECT outbox FROM alert WHERE who = ? AND session = ?) GROUP BY edits) n LEFT JOIN outbox e ON e.id = n.newest",
                event,
            )
        }
        rows = self.c.rows(
            "SELECT a.*, o.state AS state, o.priority, o.key, o.html, o.buttons, o.silent, c.language, c.zone, c.red_is_up, c.active, g.key AS gathered, g.state AS gathered_state "
            "FROM alert a JOIN outbox o ON o.id = a.outbox JOIN chat c ON c.id = a.chat "
            "LEFT JOIN outbox g ON g.chat = o.chat AND g.key = o.reason AND g.state IN ('queued', 'sending', 'sent') AND o.state = 'dropped' "
            "WHERE a.outbox IN (SELECT outbox FROM alert WHERE who = ? AND session = ?) ORDER BY a.outbox, a.id",
            event,
        )
        stories = {number: found.story for number, found in stories_of(self.c, {r["story"] for r in rows}).items()}
        return tuple(
            _event_message(list(of_row), edits, stories) for _, of_row in groupby(rows, key=lambda r: r["outbox"])
        )

    def retell(
        self, told: Sequence[tuple[Alert, Fact, int]], edits: Sequence[tuple[int, Message]], story: int, now: datetime, expires: datetime
    ) -> int:  # fmt: skip
        """What a story told once more, each with the row of the message that told it; and the edits of those. Returns how many edits are new."""
        with self.c.transaction():
            self.c.write_all(_NOTE, [_noted(alert, fact, story, row, now) for alert, fact, row in told])
            return self.c.write_all(_ENQUEUE, [_queued(message, now, expires, row) for row, message in edits])

    def told_by(self, chat: int, number: int | None) -> tuple[Told, ...]:
        """All that the alert with that message number told a chat; None: what its last alert told that was sent."""
        if number is None:
            row = self.c.row(
                "SELECT o.id FROM alert a JOIN outbox o ON o.id = a.outbox WHERE a.chat = ? AND o.state = 'sent' ORDER BY o.sent DESC, a.id DESC LIMIT 1",
                (chat,),
            )
        else:
            row = self.c.row(
                "SELECT o.id FROM alert a JOIN outbox o ON o.id = a.outbox WHERE a.chat = ? AND o.number = ? LIMIT 1",
                (chat, number),
            )
        if row is None:
            return ()
        return tuple(
            _told(r)
            for r in self.c.rows("SELECT * FROM alert WHERE chat = ? AND outbox = ? ORDER BY id", (chat, row["id"]))
        )

    # --- outbox ---

    def enqueue(
        self, message: Message, now: datetime, expires: datetime | None = None, edits: int | None = None
    ) -> int | None:
        """The row's number; None if this chat has a message of that key."""
        cursor = self.c.write(_ENQUEUE, _queued(message, now, expires, edits))
        return cursor.lastrowid if cursor.rowcount == 1 else None

    def sendable(self, most: int, now: datetime) -> tuple[Outgoing, ...]:
        """The next row of each chat that has none under way, in the order in which they should go."""
        # Of one kind the first goes first, also where it is held back: the parts of a digest keep their order. An edit waits
        # for its message.
        ranks = self.c.rows(
            "WITH held AS (SELECT chat, priority, min(id) AS first FROM outbox WHERE state = 'queued' AND not_before > :now AND not_before <= :latest GROUP BY chat, priority) "
            f"SELECT min(o.priority * {_RANK} + o.id) AS rank FROM outbox o LEFT JOIN held h ON h.chat = o.chat AND h.priority = o.priority "
            "WHERE o.state = 'queued' AND (o.not_before <= :now OR o.not_before > :latest) AND (h.first IS NULL OR o.id < h.first) "
            "AND NOT EXISTS (SELECT 1 FROM outbox s WHERE s.chat = o.chat AND s.state = 'sending') "
            "AND NOT EXISTS (SELECT 1 FROM hold w WHERE w.chat = o.chat AND w.until > :now AND w.until <= :latest) "
            "AND (o.edits IS NULL OR NOT EXISTS (SELECT 1 FROM outbox b WHERE b.id = o.edits AND b.state IN ('queued', 'sending'))) "
            "GROUP BY o.chat ORDER BY rank LIMIT :most",
            {"now": stamp(now), "most": most, "latest": stamp(now + _LONGEST_HOLD)},
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

    # --- an hour's alerts ---

    def alerts_since(self, chat: int, since: datetime) -> tuple[int, datetime | None]:
        """How many alerts a chat was sent, or is about to be sent, since then; and when the first of them was decided."""
        row = self.c.row(
            "SELECT count(*) AS n, min(created) AS first FROM outbox WHERE chat = ? AND created > ? AND priority = ? AND edits IS NULL "
            "AND state IN ('queued', 'sending', 'sent')",
            (chat, stamp(since), int(Priority.ALERT)),
        )
        return (row["n"], moment(row["first"])) if row else (0, None)

    def gathering(self, chat: int) -> str | None:
        """The key of the message that waits to tell a chat's alerts together."""
        row = self.c.row(
            "SELECT key FROM outbox WHERE chat = ? AND state = 'queued' AND priority = ? ORDER BY id DESC LIMIT 1",
            (chat, int(Priority.GATHERED)),
        )
        return row["key"] if row else None

    def fold(self, alert: Alert, fact: Fact, story: int, message: Message, into: str, now: datetime) -> bool:
        """An alert beyond an hour's bound: written down as told by the message of that key; False if it is there already."""
        with self.c.transaction():
            row = self.enqueue(message, now)
            if row is None:
                return False
            self.c.write("UPDATE outbox SET state = 'dropped', reason = ? WHERE id = ?", (into, row))
            self._note(alert, fact, story, row, now)
            return True

    def folded(self, chat: int, since: datetime, into: str) -> tuple[str, ...]:
        """The headlines of the alerts since then that were folded into the message of that key."""
        rows = self.c.rows(
            "SELECT html FROM outbox WHERE chat = ? AND created >= ? AND state = 'dropped' AND reason = ? ORDER BY id",
            (chat, stamp(since), into),
        )
        return tuple(_headline(r["html"]) for r in rows)

    def waits_in(self, row: int) -> str | None:
        """The key of the message that waits to tell an alert together with others; None if it has gone, or the alert tells of two listings."""
        found = self.c.row(
            "SELECT g.key FROM outbox o JOIN outbox g ON g.chat = o.chat AND g.key = o.reason AND g.state = 'queued' WHERE o.id = ? AND o.state = 'dropped' "
            "AND (SELECT count(DISTINCT coalesce(listing, who)) FROM alert WHERE outbox = o.id) = 1",
            (row,),
        )
        return str(found["key"]) if found else None

    def fold_anew(self, row: int, html: str) -> None:
        """An alert that waits to be told together with others becomes another text."""
        self.c.write("UPDATE outbox SET html = ? WHERE id = ? AND state = 'dropped'", (html, row))

    def held(self, chat: int, since: datetime) -> tuple[Held, ...]:
        """The alerts since then that did not come one by one, by the message that told or will tell them together."""
        rows = self.c.rows(
            "SELECT f.html, f.reason, g.state, coalesce(g.sent, g.not_before) AS at FROM outbox f LEFT JOIN outbox g ON g.chat = f.chat AND g.key = f.reason "
            "WHERE f.chat = ? AND f.created >= ? AND f.state = 'dropped' AND f.reason GLOB 'folded:*' ORDER BY f.reason, f.id",
            (chat, stamp(since)),
        )
        return tuple(_held(key, list(of_key)) for key, of_key in groupby(rows, key=lambda r: str(r["reason"])))

    def replace_waiting(self, message: Message, now: datetime, due: datetime, expires: datetime) -> None:
        """A message that is written anew for as long as it waits; its body is frozen when it is claimed."""
        with self.c.transaction():
            if self.enqueue(message, now, expires) is None:
                self.c.write(
                    "UPDATE outbox SET html = ? WHERE chat = ? AND key = ? AND state = 'queued'",
                    (message.html, message.chat, message.key),
                )
            else:
                self.c.write(
                    "UPDATE outbox SET not_before = ? WHERE chat = ? AND key = ?",
                    (stamp(due), message.chat, message.key),
                )

    def retell_gathered(self, message: Message, now: datetime, expires: datetime) -> None:
        """A message that tells alerts together, written anew: as long as it waits it is replaced, then it is edited."""
        row = self.c.row("SELECT id, state FROM outbox WHERE chat = ? AND key = ?", (message.chat, message.key))
        if row is None:
            return
        if row["state"] == "queued":
            self.c.write("UPDATE outbox SET html = ? WHERE id = ?", (message.html, row["id"]))
            return
        stands = self.message_of(row["id"])
        if stands is not None and stands.html != message.html:
            before = self.c.rows("SELECT 1 FROM outbox WHERE edits = ?", (row["id"],))
            key = f"{message.key}:anew:{len(before)}"
            edit = Message(message.chat, key, message.html, message.buttons, Priority.EDIT, True)
            self.enqueue(edit, now, expires, row["id"])

    def claim(self, row: int, now: datetime) -> Outgoing | None:
        """Before the call: `sending`, committed. None if it is no longer queued. The body is frozen from here on."""
        with self.c.transaction():
            cursor = self.c.write(
                "UPDATE OR IGNORE outbox SET state = 'sending', claimed = ?, attempts = attempts + 1 WHERE id = ? AND state = 'queued'",
                (stamp(now), row),
            )
            if cursor.rowcount != 1:
                return None
            found = self.c.row(
                "SELECT o.*, c.is_group FROM outbox o LEFT JOIN chat c ON c.id = o.chat WHERE o.id = ?", (row,)
            )
            return _outgoing(found) if found else None

    def sent_number(self, row: int) -> int | None:
        """The message's number in its chat, if it was sent."""
        found = self.c.row("SELECT number FROM outbox WHERE id = ? AND state = 'sent'", (row,))
        return found["number"] if found else None

    def mark_sent(self, row: int, number: int | None, now: datetime) -> None:
        self.c.write(
            "UPDATE outbox SET state = 'sent', sent = ?, number = coalesce(?, number) WHERE id = ? AND state = 'sending'",
            (stamp(now), number, row),
        )

    def put_back(self, row: int, reason: str, not_before: datetime, repeated: bool, *, tried: bool = True) -> None:
        """`tried` is False where it surely was not sent: that costs it none of its tries."""
        self.c.write(
            "UPDATE outbox SET state = 'queued', reason = ?, not_before = ?, repeated = max(repeated, ?), attempts = attempts - ? "
            "WHERE id = ? AND state = 'sending'",
            (reason, stamp(not_before), repeated, not tried, row),
        )

    def mark_failed(self, row: int, reason: str) -> None:
        self.c.write(
            "UPDATE outbox SET state = 'failed', reason = ? WHERE id = ? AND state IN ('sending', 'queued')",
            (reason, row),
        )

    def end_chat(self, chat: int, reason: str, now: datetime) -> int:
        """No more messages: what waits is dropped, and counted; the watches stay for the day on which the person comes back."""
        with self.c.transaction():
            self.c.write("DELETE FROM hold WHERE chat = ?", (chat,))
            self.c.write("UPDATE chat SET active = 0, ended = ? WHERE id = ?", (reason, chat))
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
                self.c.write("UPDATE chat SET id = ?, active = 1, ended = NULL WHERE id = ?", (new, old))
            self.c.write("UPDATE watch_symbol SET chat = ? WHERE chat = ?", (new, old))
            self.c.write("DELETE FROM hold WHERE chat = ?", (old,))
            self.c.write(
                "UPDATE OR IGNORE outbox SET chat = ?, state = CASE state WHEN 'sending' THEN 'queued' ELSE state END WHERE chat = ?",
                (new, old),
            )
            # What is left there stands under the new id already.
            self.c.write(
                "UPDATE outbox SET state = 'dropped', reason = 'migrated' WHERE chat = ? AND state IN ('queued', 'sending')",
                (old,),
            )
            self.c.write("UPDATE alert SET chat = ? WHERE chat = ?", (new, old))
            self.c.write("UPDATE OR IGNORE digest SET chat = ? WHERE chat = ?", (new, old))

    def expire(self, now: datetime) -> int:
        """What could not be sent in time is dropped, to be shown as missed."""
        return self.c.write(
            "UPDATE outbox SET state = 'dropped', reason = 'expired' WHERE state = 'queued' AND expires IS NOT NULL AND expires <= ?",
            (stamp(now),),
        ).rowcount

    def recover_sending(self) -> int:
        """At a start: what was under way may or may not have arrived. It is sent again, marked as possibly repeated."""
        return self.c.write(
            "UPDATE outbox SET state = 'queued', repeated = 1, not_before = 0 WHERE state = 'sending'"
        ).rowcount

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

    def missed(self, chat: int, since: datetime) -> tuple[str, ...]:
        """The headlines of the alerts that expired unsent, or failed, since then."""
        rows = self.c.rows(
            "SELECT html FROM outbox WHERE chat = ? AND priority = ? AND edits IS NULL AND ((state = 'dropped' AND reason = 'expired') OR state = 'failed') "
            "AND expires >= ? ORDER BY id",
            (chat, int(Priority.ALERT), stamp(since)),
        )
        return tuple(_headline(r["html"]) for r in rows)

    # --- inbox ---

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


def _headline(html: str) -> str:
    """The line with the figure; a correction has one above it."""
    lines = html.split("\n")
    return next((line for line in lines if "▲" in line or "▼" in line), lines[0])


_NOTE = (
    "INSERT INTO alert (chat, story, outbox, who, session, scope, size, unit, part, watch, label, rise, fall, standard, at, listing) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)


def _noted(alert: Alert, fact: Fact, story: int, outbox: int, now: datetime) -> tuple[object, ...]:
    rule = alert.reason.rule
    return (
        alert.chat, story, outbox, fact.who, fact.session.isoformat() if fact.session else None, fact.scope, fact.size, fact.unit, fact.at,
        alert.reason.watch, alert.reason.label, stored_percent(rule.rise), stored_percent(rule.fall), rule.standard, stamp(now), fact.of,
    )  # fmt: skip


_ENQUEUE = (
    "INSERT INTO outbox (chat, key, html, buttons, priority, silent, state, not_before, expires, created, edits) "
    "VALUES (?, ?, ?, ?, ?, ?, 'queued', 0, ?, ?, ?) ON CONFLICT (chat, key) DO NOTHING"
)


def _queued(message: Message, now: datetime, expires: datetime | None, edits: int | None) -> tuple[object, ...]:
    return (
        message.chat, message.key, message.html, _buttons_text(message.buttons), int(message.priority), message.silent,
        stamp(expires), stamp(now), edits,
    )  # fmt: skip


def _held(key: str, rows: Sequence[Row]) -> Held:
    state = rows[0]["state"]
    came = state in _STANDING
    return Held(
        "quiet" if key.startswith(QUIET_KEY) else "hour",
        tuple(_headline(r["html"]) for r in rows),
        moment(rows[0]["at"]) if came else None,
        state in ("queued", "sending"),
    )


def _told(r: Row) -> Told:
    rule = rule_of(r["rise"], r["fall"], r["standard"])
    sized = r["unit"] == "percent" and ".." not in r["size"] and r["size"]
    reason = Reason(r["watch"], r["label"], rule, abs(Decimal(r["size"])) if sized else None)
    return Told(r["chat"], fact_of_row(r), r["outbox"], r["story"], reason)


def _event_message(rows: Sequence[Row], edits: Mapping[int, Row], stories: Mapping[int, Story]) -> EventMessage:
    """The message of one row of the outbox, from the rows of what it tells."""
    first = rows[0]
    edited = edits.get(first["outbox"])
    stands = (
        first["active"]
        and (first["state"] in _STANDING or first["gathered"])
        and first["priority"] == int(Priority.ALERT)
    )
    html = edited["html"] if edited is not None and edited["html"] is not None else first["html"]
    message = Message(
        first["chat"], first["key"], html, _buttons_of(first["buttons"]), Priority.ALERT, bool(first["silent"])
    )
    return EventMessage(
        first["outbox"],
        message if stands else None,
        tuple((stories.get(r["story"]), _told(r)) for r in rows),
        edited["count"] if edited is not None else 0,
        first["language"],
        first["zone"],
        bool(first["red_is_up"]),
        first["gathered"],
        first["gathered_state"] == "queued",
    )


_STANDING = ("queued", "sending", "sent")


@lru_cache(256)
def _buttons_of(text: str) -> tuple[tuple[Button, ...], ...]:
    return tuple(tuple(Button(*b) for b in row) for row in json.loads(text))


@lru_cache(256)
def _buttons_text(buttons: tuple[tuple[Button, ...], ...]) -> str:
    return json.dumps([[[b.text, b.data, b.url] for b in row] for row in buttons], ensure_ascii=False)


def _outgoing(r: Row) -> Outgoing:
    message = Message(
        r["chat"], r["key"], r["html"], _buttons_of(r["buttons"]), Priority(r["priority"]), bool(r["silent"])
    )
    group = bool(r["is_group"]) if r["is_group"] is not None else r["chat"] < 0
    return Outgoing(r["id"], message, r["attempts"], moment(r["expires"]), r["edits"], group, bool(r["repeated"]))
