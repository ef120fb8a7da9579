"""Chats, their settings and watches, and who may use the bot."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from sqlite3 import Row

from bot.adapters.store.connection import Connection
from bot.adapters.store.values import moment, percent_of, rule_of, stamp, stored_percent
from bot.ports import Chat
from bot.quiet import EVERY_DAY, InQuiet, QuietHours
from bot.slots import read_slots, write_slots
from bot.watch import Rule, TargetKind, Watch


class PeopleTables:
    """The people side of the store."""

    c: Connection

    def chat(self, chat: int) -> Chat | None:
        row = self.c.row("SELECT * FROM chat WHERE id = ?", (chat,))
        return _chat(row) if row else None

    def chats_of(self, numbers: Collection[int]) -> dict[int, Chat]:
        """By their numbers, in one query; without those that are gone."""
        rows = self.c.rows(
            "SELECT * FROM chat WHERE id IN (SELECT value FROM json_each(?))", (json.dumps(list(numbers)),)
        )
        return {r["id"]: _chat(r) for r in rows}

    def chats(self, *, active: bool = True) -> tuple[Chat, ...]:
        return tuple(_chat(r) for r in self.c.rows("SELECT * FROM chat WHERE active OR NOT ? ORDER BY id", (active,)))

    def digest_chats(
        self, after: int | None, most: int, since: date
    ) -> tuple[tuple[Chat, frozenset[tuple[str, date]]], ...]:
        """The next active chats that get digests, by their numbers, each with the slots that were served since that day."""
        rows = self.c.rows(
            "SELECT c.*, (SELECT json_group_array(json_array(d.slot, d.day)) FROM digest d WHERE d.chat = c.id AND d.day >= ?) AS served "
            "FROM chat c WHERE c.active AND c.digest_at IS NOT NULL AND (? IS NULL OR c.id > ?) ORDER BY c.id LIMIT ?",
            (since.isoformat(), after, after, most),
        )
        return tuple(
            (_chat(r), frozenset((slot, date.fromisoformat(day)) for slot, day in json.loads(r["served"])))
            for r in rows
        )

    def save_chat(self, chat: Chat, now: datetime) -> None:
        values = (
            chat.group, chat.language, chat.zone, chat.zone_guessed, write_slots(chat.digests) or None, stamp(chat.digest_since),
            chat.quiet_line, chat.red_is_up, stored_percent(chat.threshold), chat.active, stamp(chat.paused_until), chat.advised, chat.thread, chat.title, chat.set_by,
            *_kept_quiet(chat.quiet), chat.budget, chat.picture,
        )  # fmt: skip
        self.c.write(
            "INSERT INTO chat (id, is_group, language, zone, zone_guessed, digest_at, digest_since, quiet_line, red_is_up, threshold, active, paused_until, "
            "advised, thread, title, set_by, quiet_from, quiet_to, quiet_days, quiet_on, quiet_market, budget, picture, created) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET is_group = excluded.is_group, "
            "language = excluded.language, zone = excluded.zone, zone_guessed = excluded.zone_guessed, digest_at = excluded.digest_at, "
            "digest_since = excluded.digest_since, quiet_line = excluded.quiet_line, red_is_up = excluded.red_is_up, threshold = excluded.threshold, "
            "active = excluded.active, ended = NULL, ended_at = NULL, paused_until = excluded.paused_until, advised = excluded.advised, thread = excluded.thread, title = excluded.title, set_by = excluded.set_by, "
            "quiet_from = excluded.quiet_from, quiet_to = excluded.quiet_to, quiet_days = excluded.quiet_days, quiet_on = excluded.quiet_on, quiet_market = excluded.quiet_market, budget = excluded.budget, picture = excluded.picture",
            (chat.id, *values, stamp(now)),
        )

    def forget_ended(self, before: datetime, now: datetime) -> int:
        """Chats that blocked the bot, removed it, or were given up before then: all that is held about them. Returns how many."""
        with self.c.transaction():
            self.c.write("UPDATE chat SET ended_at = ? WHERE ended IS NOT NULL AND ended_at IS NULL", (stamp(now),))
            gone = self.c.rows("SELECT id FROM chat WHERE NOT active AND ended_at < ?", (stamp(before),))
            for row in gone:
                self.forget_chat(row["id"])
            return len(gone)

    def forget_chat(self, chat: int) -> None:
        """All that is held about a chat, for good; what it was sent goes too, but for the keys that stop a repetition today."""
        with self.c.transaction():
            self.c.write("DELETE FROM chat WHERE id = ?", (chat,))
            self.c.write("DELETE FROM alert WHERE chat = ?", (chat,))
            self.c.write("DELETE FROM digest WHERE chat = ?", (chat,))
            self.c.write("DELETE FROM correction_told WHERE chat = ?", (chat,))
            self.c.write("DELETE FROM report WHERE chat = ?", (chat,))
            self.c.write("DELETE FROM outbox WHERE chat = ? AND state != 'sending'", (chat,))
            self.c.write("UPDATE outbox SET html = '' WHERE chat = ?", (chat,))
            self.c.write("DELETE FROM person WHERE id = ? AND state = 'stranger'", (chat,))
            # A private chat has the number of its person: what that one asked and set elsewhere goes too.
            self.c.write("DELETE FROM asked WHERE user = ?", (chat,))
            self.c.write("UPDATE chat SET set_by = NULL WHERE set_by = ?", (chat,))
            self.c.write(
                "UPDATE inbox SET body = '' WHERE state = 'done' AND json_valid(body) AND json_extract(body, '$.message.chat.id') = ?",
                (chat,),
            )

    def watches(self, chat: int) -> tuple[Watch, ...]:
        return tuple(
            _watch(r)
            for r in self.c.rows("SELECT * FROM watch WHERE chat = ? ORDER BY label COLLATE NOCASE", (chat,))
        )

    def add_watch(
        self, chat: int, kind: TargetKind, target: str, label: str, symbols: Sequence[str], rule: Rule, now: datetime
    ) -> Watch:
        """The watch, new or as it was."""
        with self.c.transaction():
            known = self.c.row("SELECT * FROM watch WHERE chat = ? AND target = ?", (chat, target))
            if known:
                return _watch(known)
            cursor = self.c.write(
                "INSERT INTO watch (chat, kind, target, label, rise, fall, standard, created) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    chat,
                    kind,
                    target,
                    label,
                    stored_percent(rule.rise),
                    stored_percent(rule.fall),
                    rule.standard,
                    stamp(now),
                ),
            )
            assert cursor.lastrowid is not None
            for symbol in dict.fromkeys(symbols):
                self.c.write(
                    "INSERT INTO watch_symbol VALUES (?, ?, ?, ?, ?)",
                    (symbol, cursor.lastrowid, chat, stored_percent(rule.rise), stored_percent(rule.fall)),
                )
            return Watch(cursor.lastrowid, chat, kind, target, label, rule)

    def set_rule(self, watch: int, rule: Rule) -> None:
        thresholds = (stored_percent(rule.rise), stored_percent(rule.fall))
        with self.c.transaction():
            self.c.write(
                "UPDATE watch SET rise = ?, fall = ?, standard = ? WHERE id = ?", (*thresholds, rule.standard, watch)
            )
            self.c.write("UPDATE watch_symbol SET rise = ?, fall = ? WHERE watch = ?", (*thresholds, watch))

    def set_standard_threshold(self, chat: int, threshold: Decimal) -> None:
        """The chat's setting, and every watch of it that has no threshold of its own."""
        value = stored_percent(threshold)
        with self.c.transaction():
            self.c.write("UPDATE chat SET threshold = ? WHERE id = ?", (value, chat))
            self.c.write("UPDATE watch SET rise = ?, fall = ? WHERE chat = ? AND standard", (value, value, chat))
            self.c.write(
                "UPDATE watch_symbol SET rise = ?, fall = ? WHERE watch IN (SELECT id FROM watch WHERE chat = ? AND standard)",
                (value, value, chat),
            )

    def mute_watch(self, watch: int, until: datetime | None) -> None:
        self.c.write("UPDATE watch SET muted_until = ? WHERE id = ?", (stamp(until), watch))

    def set_in_quiet(self, watch: int, in_quiet: InQuiet) -> None:
        self.c.write("UPDATE watch SET in_quiet = ? WHERE id = ?", (in_quiet, watch))

    def remove_watch(self, watch: int) -> None:
        self.c.write("DELETE FROM watch WHERE id = ?", (watch,))

    def watching(
        self, symbols: Sequence[str], size: Decimal | None, direction: str, now: datetime
    ) -> tuple[Watch, ...]:
        """The watches of active, unpaused chats on any of these symbols whose threshold in that direction the size reaches: a
        query over a covering index, not a loop over people. A size that is not known reaches a threshold of nought."""
        column = "fall" if direction == "down" else "rise"
        marks = ",".join("?" * len(symbols))
        rows = self.c.rows(
            f"SELECT w.* FROM watch_symbol s JOIN watch w ON w.id = s.watch JOIN chat c ON c.id = s.chat WHERE s.symbol IN ({marks}) AND s.{column} <= ? "
            f"AND c.active AND (c.paused_until IS NULL OR c.paused_until <= ?) AND (w.muted_until IS NULL OR w.muted_until <= ?) GROUP BY w.id ORDER BY s.{column}, w.id",
            (*symbols, stored_percent(size or Decimal(0)), stamp(now), stamp(now)),
        )
        return tuple(_watch(r) for r in rows)

    def is_watched(self, symbols: Sequence[str]) -> bool:
        """Whether anybody watches any of these symbols."""
        marks = ",".join("?" * len(symbols))
        return self.c.row(f"SELECT 1 FROM watch_symbol WHERE symbol IN ({marks}) LIMIT 1", tuple(symbols)) is not None

    # --- who may use the bot ---

    def remember_stranger(self, user: int, now: datetime) -> bool:
        """True the first time: a stranger gets one sentence."""
        return (
            self.c.write(
                "INSERT INTO person VALUES (?, 'stranger', ?) ON CONFLICT DO NOTHING", (user, stamp(now))
            ).rowcount
            == 1
        )

    def admit(self, user: int, now: datetime) -> None:
        self.c.write("INSERT OR REPLACE INTO person VALUES (?, 'admitted', ?)", (user, stamp(now)))

    def is_admitted(self, user: int) -> bool:
        return self.c.row("SELECT 1 FROM person WHERE id = ? AND state = 'admitted'", (user,)) is not None

    def export(self, chat: int) -> dict[str, object]:
        """All that is held about a chat."""
        tables = {
            "chat": "SELECT * FROM chat WHERE id = ?",
            "watches": "SELECT kind, target, label, rise / 10000.0 AS rise, fall / 10000.0 AS fall, in_quiet, created FROM watch WHERE chat = ?",
            "alerts": "SELECT who, session, scope, size, unit, label, at FROM alert WHERE chat = ?",
            "messages": "SELECT html, state, created, sent FROM outbox WHERE chat = ?",
            "rules": "SELECT kind, label, condition, once, cooldown, most, until, in_quiet, in_session, source, reads, paused, created FROM rule WHERE chat = ? AND NOT deleted",
            "reports": "SELECT what, at FROM report WHERE chat = ?",
            "last change": "SELECT said, state, at FROM undo WHERE chat = ? AND state != ''",
            "waiting for an answer": "SELECT what, data FROM waiting WHERE chat = ?",
            "last questions": "SELECT chat, text, at FROM asked WHERE user = ?",
            "groups set up": "SELECT id, title FROM chat WHERE set_by = ?",
            "digests": "SELECT day, slot, state FROM digest WHERE chat = ?",
        }
        return {name: [_readable(r) for r in self.c.rows(sql, (chat,))] for name, sql in tables.items()}


_TIMES = frozenset({"created", "sent", "at", "until", "ended", "ended_at", "paused_until", "digest_since"})


def _readable(row: Row) -> dict[str, object]:
    """A row with its times as people write them (ISO 8601, UTC)."""
    return {k: at.isoformat() if k in _TIMES and (at := moment(row[k])) is not None else row[k] for k in row.keys()}  # noqa: SIM118


def _chat(r: Row) -> Chat:
    return Chat(
        id=r["id"],
        group=bool(r["is_group"]),
        language=r["language"],
        zone=r["zone"],
        zone_guessed=bool(r["zone_guessed"]),
        digests=read_slots(r["digest_at"] or ""),
        digest_since=moment(r["digest_since"]),
        quiet_line=bool(r["quiet_line"]),
        red_is_up=bool(r["red_is_up"]),
        threshold=percent_of(r["threshold"]) or Decimal(0),
        active=bool(r["active"]),
        paused_until=moment(r["paused_until"]),
        advised=bool(r["advised"]),
        quiet=_quiet(r),
        thread=r["thread"],
        title=r["title"],
        set_by=r["set_by"],
        budget=r["budget"],
        picture=bool(r["picture"]),
    )


def _quiet(r: Row) -> QuietHours | None:
    begin, end = (time.fromisoformat(r[side]) if r[side] else None for side in ("quiet_from", "quiet_to"))
    days, on = (frozenset(int(d) - 1 for d in r[name]) for name in ("quiet_days", "quiet_on"))
    quiet = QuietHours(begin, end, days, on or EVERY_DAY, r["quiet_market"])
    return quiet if days or quiet.market or (begin is not None and end is not None) else None


def _kept_quiet(quiet: QuietHours | None) -> tuple[str | None, str | None, str, str, str]:
    """Hours, days as "67", the days of the hours where they are not all, and a market."""
    if quiet is None:
        return None, None, "", "", ""
    begin, end = (t.isoformat("minutes") if t is not None else None for t in (quiet.begin, quiet.end))
    days, on = ("".join(str(d + 1) for d in sorted(x)) for x in (quiet.days, quiet.on))
    return begin, end, days, on if quiet.on != EVERY_DAY else "", quiet.market


def _watch(r: Row) -> Watch:
    rule = rule_of(r["rise"], r["fall"], r["standard"])
    return Watch(
        r["id"], r["chat"], r["kind"], r["target"], r["label"], rule, moment(r["muted_until"]), InQuiet(r["in_quiet"])
    )
