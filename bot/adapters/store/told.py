"""What chats were told: the alerts with why, the messages that tell an event, alerts that are told together."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from itertools import groupby
from sqlite3 import Row
from typing import Literal

from bot.adapters.store.outbox import ENQUEUE, HEIRS, OVERTAKEN, STANDING, OutboxTables, buttons_of, queued_row
from bot.adapters.store.stories import kept_fact, stories_of
from bot.adapters.store.values import moment, rule_of, stamp, stored_percent
from bot.events import Fact
from bot.link import link_of
from bot.message import Message, Priority
from bot.message.alerts import BUDGET_KEY, LET_GO_KEY, QUIET_KEY
from bot.ports import Accuracy, Correction, EventMessage, Fault, Gathered, Held, Report, Told
from bot.story import Story
from bot.watch import Alert, Reason


class ToldTables(OutboxTables):
    """The alerts, over the outbox that sends them."""

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

    def note_told(self, told: Sequence[tuple[Alert, Fact, int]], story: int, now: datetime) -> None:
        """What each message tells, with its row."""
        self.c.write_all(_NOTE, [_noted(alert, fact, story, row, now) for alert, fact, row in told])

    def messages_of_event(self, who: str, session: date) -> tuple[EventMessage, ...]:
        """The messages that told chats of an instrument's session, with all that each tells: as many queries, however many chats watch."""
        return self._messages("who = ? AND session = ?", (who, session.isoformat()))

    def messages_of_story(self, story: int) -> tuple[EventMessage, ...]:
        """The messages that tell something of a story, with all that each tells."""
        return self._messages("story = ? AND taken_back IS NULL", (story,))

    def _messages(self, of: str, values: tuple[str | int, ...]) -> tuple[EventMessage, ...]:
        edits = {
            r["row"]: r
            for r in self.c.rows(
                "SELECT n.row, n.count, e.html FROM (SELECT edits AS row, count(*) AS count, "
                "max(CASE WHEN state IN ('queued', 'sending', 'sent') THEN id END) AS newest FROM outbox WHERE edits IN "
                f"(SELECT outbox FROM alert WHERE {of}) GROUP BY edits) n LEFT JOIN outbox e ON e.id = n.newest",
                values,
            )
        }
        # What a budget left to the digest has been seen once that was sent.
        rows = self.c.rows(
            "SELECT a.*, o.state AS state, o.reason AS reason, o.priority, o.key, o.html, o.buttons, o.silent, c.language, c.zone, c.red_is_up, c.active, g.key AS gathered, g.state AS gathered_state, g.id AS gathered_row, "
            "o.reason = ? AND EXISTS (SELECT 1 FROM digest d WHERE d.chat = o.chat AND d.state = 'done' AND d.at >= o.created) AS digested "
            "FROM alert a JOIN outbox o ON o.id = a.outbox JOIN chat c ON c.id = a.chat "
            "LEFT JOIN outbox g ON g.chat = o.chat AND g.key = o.reason AND g.state IN ('queued', 'sending', 'sent') AND o.state = 'dropped' "
            f"WHERE a.outbox IN (SELECT outbox FROM alert WHERE {of}) AND a.taken_back IS NULL ORDER BY a.outbox, a.id",
            (BUDGET_KEY, *values),
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
            before = self.c.row("SELECT coalesce(max(id), 0) AS last FROM outbox")
            made = self.c.write_all(ENQUEUE, [queued_row(message, now, expires, row) for row, message in edits])
            if made:
                self.c.write(f"{HEIRS} AND outbox.edits IS NOT NULL", ((before["last"] if before else 0) + 1,))
                self.c.write(OVERTAKEN)
            return made

    # --- what was taken back ---

    def take_back(self, told: Sequence[Told], now: datetime) -> None:
        """These figures have turned out wrong: they stand in no message any more."""
        self.c.write_all("UPDATE alert SET taken_back = ? WHERE id = ?", [(stamp(now), t.id) for t in told])

    def tell_instead(self, told: Sequence[tuple[Told, Alert, Fact]], story: int, now: datetime) -> None:
        """What a story says in the place of these figures, which have turned out wrong and are kept as such: a message shows the words of
        the first that told it, and the right figure stands where the wrong one stood."""
        with self.c.transaction():
            self.c.write_all(
                f"INSERT INTO alert ({_COLUMNS}, taken_back) SELECT {_COLUMNS}, ? FROM alert WHERE id = ?",
                [(stamp(now), t.id) for t, _, _ in told],
            )
            self.c.write_all(
                f"UPDATE alert SET ({_COLUMNS}) = ({', '.join('?' * len(_COLUMNS.split(', ')))}) WHERE id = ?",
                [(*_noted(alert, fact, story, t.outbox, now), t.id) for t, alert, fact in told],
            )

    def note_correction(self, correction: Correction, chats: Collection[int]) -> None:
        """Kept once, with the chats that were told the wrong figure."""
        c = correction
        values = (
            c.story,
            c.who,
            c.of,
            c.label,
            c.session.isoformat() if c.session else None,
            c.was,
            c.now,
            c.source,
            c.url,
            c.title,
            stamp(c.at),
        )
        with self.c.transaction():
            known = self.c.row(
                "SELECT id FROM correction WHERE story = ? AND who = ? AND listing IS ? AND session IS ? AND was = ? AND now IS ?",
                (c.story, c.who, c.of, values[4], c.was, c.now),
            )
            number = (
                known["id"]
                if known
                else self.c.write(
                    "INSERT INTO correction (story, who, listing, label, session, was, now, source, url, title, at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                    values,
                ).lastrowid
            )
            self.c.write_all(
                "INSERT INTO correction_told VALUES (?, ?) ON CONFLICT DO NOTHING", [(number, chat) for chat in chats]
            )

    # --- what readers say ---

    def told_in(self, chat: int, row: int) -> tuple[Told, ...]:
        """What a chat's message of that row told; nothing of another chat's."""
        return tuple(
            _told(r)
            for r in self.c.rows("SELECT * FROM alert WHERE chat = ? AND outbox = ? ORDER BY id", (chat, row))
        )

    def report(self, chat: int, row: int, what: Fault, now: datetime) -> bool:
        """What somebody says is wrong with a message; False if it has been said of it there already."""
        told = self.told_in(chat, row)
        if not told:
            return False
        cursor = self.c.write(
            "INSERT INTO report (chat, outbox, story, what, at) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
            (chat, row, told[0].story, what, stamp(now)),
        )
        return cursor.rowcount == 1

    def reports(self, since: datetime) -> tuple[Report, ...]:
        """In the order in which they came."""
        rows = self.c.rows("SELECT * FROM report WHERE at >= ? ORDER BY id", (stamp(since),))
        return tuple(self._report(r) for r in rows)

    def _report(self, r: Row) -> Report:
        """With what had been told by then."""
        told = self.c.rows(
            "SELECT * FROM alert WHERE chat = ? AND outbox = ? AND at <= ? ORDER BY id",
            (r["chat"], r["outbox"], r["at"]),
        )
        at = moment(r["at"])
        assert at is not None
        return Report(r["chat"], r["what"], tuple(map(_told, told)), at)

    def accuracy(self, since: datetime) -> Accuracy:
        """Each figure of a story once, however many chats were told it."""
        one = (
            "SELECT DISTINCT a.story, a.who, a.listing, a.session, a.scope, a.size, a.by FROM alert a WHERE a.at >= ?"
        )
        asked = (
            one,
            f"{one} AND a.taken_back IS NOT NULL",
            f"{one} AND EXISTS (SELECT 1 FROM report r WHERE r.chat = a.chat AND r.outbox = a.outbox AND r.at >= a.at)",
        )
        counts = [
            {
                r["by"]: r["n"]
                for r in self.c.rows(f"SELECT by, count(*) AS n FROM ({sql}) GROUP BY by", (stamp(since),))
            }
            for sql in asked
        ]
        return Accuracy(*(sum(c.values()) for c in counts), *(c.get("model", 0) for c in counts))

    def corrections(self, since: datetime, chat: int | None = None) -> tuple[Correction, ...]:
        """The newest first; of one chat, or of all."""
        rows = self.c.rows(
            "SELECT c.* FROM correction c WHERE c.at >= ? AND (? IS NULL OR EXISTS (SELECT 1 FROM correction_told t WHERE t.correction = c.id AND t.chat = ?)) "
            "ORDER BY c.at DESC, c.id DESC",
            (stamp(since), chat, chat),
        )
        return tuple(_correction(r) for r in rows)

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

    # --- an hour's alerts ---

    def alerts_of(self, chats: Collection[int], since: datetime) -> dict[int, tuple[datetime, ...]]:
        """When each of these chats was sent an alert since then, or is about to be; in one query."""
        rows = self.c.rows(
            "SELECT o.chat, o.created FROM json_each(?) n JOIN outbox o ON o.chat = n.value AND o.created > ? WHERE o.priority = ? "
            "AND o.edits IS NULL AND o.replies IS NULL AND o.state IN ('queued', 'sending', 'sent')",
            (json.dumps(list(chats)), stamp(since), int(Priority.ALERT)),
        )
        out: dict[int, list[datetime]] = {}
        for r in rows:
            at = moment(r["created"])
            if at is not None:
                out.setdefault(r["chat"], []).append(at)
        return {chat: tuple(times) for chat, times in out.items()}

    def gathering(self, chat: int) -> str | None:
        """The key of the message that waits to tell a chat's alerts together."""
        row = self.c.row(
            "SELECT key FROM outbox WHERE chat = ? AND state = 'queued' AND priority = ? ORDER BY id DESC LIMIT 1",
            (chat, int(Priority.GATHERED)),
        )
        return row["key"] if row else None

    def fold(self, message: Message, into: str, now: datetime) -> int | None:
        """An alert that is told by the message of that key: its row; None if it is there already."""
        with self.c.transaction():
            row = self.enqueue(message, now)
            if row is not None:
                self.c.write("UPDATE outbox SET state = 'dropped', reason = ? WHERE id = ?", (into, row))
            return row

    def left_to_digest(self, chat: int, since: datetime) -> tuple[str, ...]:
        """The headlines of the alerts since then that a day's budget left to the digest."""
        rows = self.c.rows(
            "SELECT html FROM outbox WHERE chat = ? AND created >= ? AND state = 'dropped' AND reason = ? ORDER BY id",
            (chat, stamp(since), BUDGET_KEY),
        )
        return tuple(_headline(r["html"]) for r in rows)

    def folded(self, chat: int, since: datetime, into: str) -> tuple[tuple[datetime, str], ...]:
        """The headlines of the alerts since then that were folded into the message of that key, each with when it came."""
        rows = self.c.rows(
            "SELECT html, created FROM outbox WHERE chat = ? AND created >= ? AND state = 'dropped' AND reason = ? ORDER BY id",
            (chat, stamp(since), into),
        )
        return tuple((at, _headline(r["html"])) for r in rows if (at := moment(r["created"])) is not None)

    def gathered_message(self, row: int) -> Gathered | None:
        """A message that is told by another together with others; None of any other."""
        r = self.c.row(
            "SELECT o.*, g.state AS gathered_state, g.id AS gathered_row, "
            "EXISTS (SELECT 1 FROM digest d WHERE d.chat = o.chat AND d.state = 'done' AND d.at >= o.created) AS digested "
            "FROM outbox o LEFT JOIN outbox g ON g.chat = o.chat AND g.key = o.reason WHERE o.id = ? AND o.state = 'dropped' AND o.reason GLOB 'folded:*'",
            (row,),
        )
        if r is None:
            return None
        message = Message(r["chat"], r["key"], r["html"], buttons_of(r["buttons"]), Priority(r["priority"]))
        return Gathered(message, r["reason"], _waits(r), r["gathered_row"])

    def drop_unseen(self, row: int, reason: str) -> bool:
        """A message that has not been sent yet, or waits to be told together with others, never comes; False of one that was or is under way."""
        return (
            self.c.write(
                "UPDATE outbox SET state = 'dropped', reason = ? WHERE id = ? AND edits IS NULL AND "
                "((state = 'queued' AND attempts = 0) OR (state = 'dropped' AND reason GLOB 'folded*'))",
                (reason, row),
            ).rowcount
            == 1
        )

    def fold_anew(self, row: int, html: str) -> None:
        """An alert that waits to be told together with others becomes another text."""
        self.c.write("UPDATE outbox SET html = ? WHERE id = ? AND state = 'dropped'", (html, row))

    def held(self, chat: int, since: datetime) -> tuple[Held, ...]:
        """The alerts since then that did not come one by one, by the message that told or will tell them together."""
        rows = self.c.rows(
            "SELECT f.html, f.reason, f.created, g.state, coalesce(g.sent, g.not_before) AS at FROM outbox f LEFT JOIN outbox g ON g.chat = f.chat AND g.key = f.reason "
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

    def drop_gathered(self, chat: int, key: str) -> None:
        """A message that tells alerts together, of which nothing is left, while it waits."""
        # Its key is free again: what comes in the same night is told by another.
        self.c.write("DELETE FROM outbox WHERE chat = ? AND key = ? AND state = 'queued'", (chat, key))

    def missed(self, chat: int, since: datetime) -> tuple[str, ...]:
        """The headlines of the alerts that expired unsent, or failed, since then; none with a figure that was taken back."""
        rows = self.c.rows(
            "SELECT html FROM outbox WHERE chat = ? AND priority = ? AND edits IS NULL AND ((state = 'dropped' AND reason = 'expired') OR state = 'failed') "
            "AND expires >= ? AND NOT EXISTS (SELECT 1 FROM alert a WHERE a.outbox = outbox.id AND a.taken_back IS NOT NULL) ORDER BY id",
            (chat, int(Priority.ALERT), stamp(since)),
        )
        return tuple(_headline(r["html"]) for r in rows)


_ARROW = 5  # characters: where a line begins with its colour and its arrow


def _headline(html: str) -> str:
    """The lines with the figures, and those of the rules that fired; of rules alone the story's title too, which says what came."""
    lines = html.split("\n")
    marked = [line for line in lines if any(mark in line[:_ARROW] for mark in "▲▼🔔⚠")]
    if marked and all(line.startswith("🔔") for line in marked):
        marked += [line for line in lines if line.startswith("<i>")][:1]
    return "\n".join(marked) or lines[0]


def _correction(r: Row) -> Correction:
    at = moment(r["at"])
    assert at is not None
    session = date.fromisoformat(r["session"]) if r["session"] else None
    return Correction(
        r["story"],
        r["who"],
        r["listing"],
        r["label"],
        session,
        r["was"],
        r["now"],
        r["source"],
        link_of(r["url"]),
        r["title"],
        at,
    )


_COLUMNS = (
    "chat, story, outbox, who, session, scope, size, unit, part, watch, label, rise, fall, standard, at, listing, by"
)
_NOTE = f"INSERT INTO alert ({_COLUMNS}) VALUES ({', '.join('?' * len(_COLUMNS.split(', ')))})"


def _noted(alert: Alert, fact: Fact, story: int, outbox: int, now: datetime) -> tuple[object, ...]:
    rule = alert.reason.rule
    return (
        alert.chat, story, outbox, fact.who, fact.session.isoformat() if fact.session else None, fact.scope, fact.size, fact.unit, fact.at,
        alert.reason.watch, alert.reason.label, stored_percent(rule.rise), stored_percent(rule.fall), rule.standard, stamp(now), fact.of,
        "rules" if alert.move.by == "rules" else "model",
    )  # fmt: skip


_OF_NO_MESSAGE: dict[str, Literal["budget", "let go"]] = {BUDGET_KEY: "budget", LET_GO_KEY: "let go"}


def _waits(r: Row) -> bool:
    """Whether nobody has seen yet what is told together with others, or by none."""
    if r["reason"] == LET_GO_KEY:
        return True
    return not r["digested"] if r["reason"] == BUDGET_KEY else r["gathered_state"] == "queued"


def _held(key: str, rows: Sequence[Row]) -> Held:
    state = rows[0]["state"]
    came = state in STANDING
    if key in _OF_NO_MESSAGE:
        return Held(_OF_NO_MESSAGE[key], tuple(_headline(r["html"]) for r in rows), moment(rows[0]["created"]), False)
    return Held(
        "quiet" if key.startswith(QUIET_KEY) else "hour",
        tuple(_headline(r["html"]) for r in rows),
        moment(rows[0]["at"]) if came else None,
        state in ("queued", "sending"),
    )


def _told(r: Row) -> Told:
    fact = kept_fact(r["who"], r["session"], r["scope"], r["size"], r["unit"], r["part"], r["listing"])
    rule = rule_of(r["rise"], r["fall"], r["standard"])
    reason = Reason(r["watch"], r["label"], rule, _size_of(fact.size, fact.unit))
    return Told(r["chat"], fact, r["outbox"], r["story"], reason, r["id"], r["taken_back"] is not None)


@lru_cache(1024)
def _size_of(size: str, unit: str) -> Decimal | None:
    return abs(Decimal(size)) if unit == "percent" and ".." not in size and size else None


def _event_message(rows: Sequence[Row], edits: Mapping[int, Row], stories: Mapping[int, Story]) -> EventMessage:
    """The message of one row of the outbox, from the rows of what it tells."""
    first = rows[0]
    edited = edits.get(first["outbox"])
    of_no_message = first["state"] == "dropped" and first["reason"] in _OF_NO_MESSAGE
    stands = (
        first["active"]
        and (first["state"] in STANDING or first["gathered"] or of_no_message)
        and first["priority"] == int(Priority.ALERT)
    )
    html = edited["html"] if edited is not None and edited["html"] is not None else first["html"]
    message = Message(
        first["chat"], first["key"], html, buttons_of(first["buttons"]), Priority.ALERT, bool(first["silent"])
    )
    return EventMessage(
        first["outbox"],
        message if stands else None,
        tuple((stories.get(r["story"]), _told(r)) for r in rows),
        edited["count"] if edited is not None else 0,
        first["language"],
        first["zone"],
        bool(first["red_is_up"]),
        first["reason"] if of_no_message else first["gathered"],
        first["state"] == "dropped" and _waits(first),
        first["gathered_row"],
    )
