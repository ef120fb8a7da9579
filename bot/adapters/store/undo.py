"""What a chat's settings, watches and rules were before the last change, so that it can be taken back."""

from __future__ import annotations

import json
from datetime import datetime, timedelta

from bot.adapters.store.connection import Connection
from bot.adapters.store.values import stamp
from bot.ports import TAKEN_BACK

# New columns stand at the end: what was kept before they came is shorter.
_CHAT = "language, zone, zone_guessed, digest_at, quiet_line, red_is_up, threshold, paused_until, quiet_from, quiet_to, quiet_days, budget, picture, quiet_on, quiet_market"
_WATCH = "id, kind, target, label, rise, fall, standard, muted_until, in_quiet, created"
_RULE = "id, paused, deleted, once, cooldown, most, until, in_quiet, in_session, source, reads"


LAPSES = timedelta(days=1)


def _since(now: datetime) -> float | None:
    return stamp(now - LAPSES)


class UndoTables:
    """The last change of each chat."""

    c: Connection

    def settings_of(self, chat: int) -> str | None:
        """All of a chat that a change can change, as text that is the same where nothing was; None where there is no chat."""
        row = self.c.row(f"SELECT {_CHAT} FROM chat WHERE id = ?", (chat,))
        if row is None:
            return None
        watches = self.c.rows(f"SELECT {_WATCH} FROM watch WHERE chat = ? ORDER BY id", (chat,))
        symbols = self.c.rows(
            "SELECT s.watch, s.symbol FROM watch_symbol s JOIN watch w ON w.id = s.watch WHERE w.chat = ? ORDER BY 1, 2",
            (chat,),
        )
        rules = self.c.rows(f"SELECT {_RULE} FROM rule WHERE chat = ? AND NOT deleted ORDER BY id", (chat,))
        tables = {"watches": watches, "symbols": symbols, "rules": rules}
        return json.dumps({"chat": tuple(row), **{name: [tuple(r) for r in rows] for name, rows in tables.items()}})

    def keep_for_undo(self, chat: int, before: str, said: str, now: datetime) -> int:
        """The number of the change, by which a button takes back this one and no later one; `said` are the words that made it."""
        number = self.c.row(
            # Numbers begin at the moment: no button from before a /forget fits one after it.
            "INSERT INTO undo (chat, number, state, said, at) VALUES (?, ?, ?, ?, ?) ON CONFLICT (chat) DO UPDATE SET number = number + 1, "
            "state = excluded.state, said = excluded.said, at = excluded.at RETURNING number",
            (chat, int(now.timestamp()), before, said, stamp(now)),
        )
        assert number is not None
        return int(number["number"])

    def last_said(self, chat: int, since: datetime) -> str | None:
        """The words that made the last change, where it was since then and stands."""
        row = self.c.row("SELECT said FROM undo WHERE chat = ? AND at >= ? AND state != ''", (chat, stamp(since)))
        return row["said"] or None if row and not row["said"].startswith(TAKEN_BACK) else None

    def last_change(self, chat: int, now: datetime) -> tuple[int, str] | None:
        """The number of the change that can be taken back, and the words that made it: none of a button's; of an undo `TAKEN_BACK` and the words it took back."""
        row = self.c.row(
            "SELECT number, said FROM undo WHERE chat = ? AND state != '' AND at > ?", (chat, _since(now))
        )
        return (row["number"], row["said"]) if row else None

    def forget_undo(self, chat: int) -> None:
        """Nothing before this is taken back."""
        self.c.write("UPDATE undo SET state = '', said = '' WHERE chat = ?", (chat,))

    def undo_change(self, chat: int, number: int | None, now: datetime) -> bool:
        """The chat as it was before its last change; False where there is none, or another than this number's."""
        with self.c.transaction():
            row = self.c.row("SELECT number, state, at FROM undo WHERE chat = ? AND at > ?", (chat, _since(now)))
            if row is None or not row["state"] or number not in (None, row["number"]):
                return False
            before = json.loads(row["state"])
            # What was kept before a column came is as long as it was then.
            columns = ", ".join(_CHAT.split(", ")[: len(before["chat"])])
            marks = ", ".join("?" * len(before["chat"]))
            self.c.write(f"UPDATE chat SET ({columns}) = ({marks}) WHERE id = ?", (*before["chat"], chat))
            # Digests that are on again tell from now on: what was told is told.
            self.c.write(
                "UPDATE chat SET digest_since = CASE WHEN digest_at IS NULL THEN NULL ELSE coalesce(digest_since, ?) END WHERE id = ?",
                (stamp(now), chat),
            )
            self._restore_watches(chat, before)
            self._restore_rules(chat, before, row["at"])
            # Its number stays: no button of an older change fits a newer one.
            self.c.write("UPDATE undo SET state = '' WHERE chat = ?", (chat,))
            return True

    def _restore_watches(self, chat: int, before: dict[str, list[list[object]]]) -> None:
        """By whom they watch, never by number: SQLite gives the number of a removed row out again, to any chat."""
        names = _WATCH.split(", ")
        target = names.index("target")
        kept = json.dumps([w[target] for w in before["watches"]])
        self.c.write(
            "DELETE FROM watch WHERE chat = ? AND target NOT IN (SELECT value FROM json_each(?))", (chat, kept)
        )
        updates = ", ".join(f"{name} = excluded.{name}" for name in names[1:])
        self.c.write_all(
            f"INSERT INTO watch ({_WATCH}, chat) VALUES ((SELECT ? WHERE NOT EXISTS (SELECT 1 FROM watch WHERE id = ?)), "
            f"{', '.join('?' * len(names[1:]))}, ?) ON CONFLICT (chat, target) DO UPDATE SET {updates}",
            [(w[0], *w, chat) for w in before["watches"]],
        )
        self.c.write("DELETE FROM watch_symbol WHERE chat = ?", (chat,))
        target_of = {w[0]: w[target] for w in before["watches"]}
        self.c.write_all(
            "INSERT INTO watch_symbol (symbol, watch, chat, rise, fall) SELECT ?, id, chat, rise, fall FROM watch WHERE chat = ? AND target = ?",
            [(symbol, chat, target_of[watch]) for watch, symbol in before["symbols"]],
        )

    def _restore_rules(self, chat: int, before: dict[str, list[list[object]]], since: float) -> None:
        """What a rule itself did since then stands: a "once" that has fired is not set again."""
        fired = {
            r["rule"]
            for r in self.c.rows(
                "SELECT f.rule FROM firing f JOIN rule r ON r.id = f.rule WHERE r.chat = ? AND f.at >= ?",
                (chat, since),
            )
        }
        kept = json.dumps([r[0] for r in before["rules"]])
        self.c.write(
            "UPDATE rule SET deleted = 1 WHERE chat = ? AND id NOT IN (SELECT value FROM json_each(?))", (chat, kept)
        )
        rows = [r for r in before["rules"] if r[0] not in fired]
        names = _RULE.split(", ")[1 : len(rows[0]) if rows else None]
        marks = ", ".join("?" * len(names))
        self.c.write_all(
            f"UPDATE rule SET ({', '.join(names)}) = ({marks}) WHERE id = ? AND chat = ?",
            [(*r[1:], r[0], chat) for r in rows],
        )
