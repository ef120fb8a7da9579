"""The rules that people set, by what of a story they are found, and each time that one fired."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date, datetime
from sqlite3 import Row

from bot.adapters.store.connection import Connection
from bot.adapters.store.values import moment, stamp
from bot.message.alerts import LET_GO_KEY
from bot.ports import Firing
from bot.quiet import InQuiet
from bot.rules import Side, Target, UserRule


class RuleTables:
    """The rules' side of the store."""

    c: Connection

    def add_rule(self, rule: UserRule, keys: Collection[str], now: datetime) -> UserRule:
        """The rule with its number; one of the same words that is there already gets the new bounds, and is on again."""
        with self.c.transaction():
            known = self.c.row(
                "SELECT * FROM rule WHERE chat = ? AND kind = ? AND target = ? AND symbol IS ? AND condition = ? AND source = ? AND NOT deleted",
                (rule.chat, rule.kind, rule.target.key, rule.target.symbol, rule.condition, rule.source),
            )
            bounds = (
                rule.once, rule.cooldown, rule.most, stamp(rule.until), rule.in_quiet, rule.in_session, rule.source, rule.reads,
            )  # fmt: skip
            if known:
                number = known["id"]
                self.c.write(
                    "UPDATE rule SET (once, cooldown, most, until, in_quiet, in_session, source, reads) = (?, ?, ?, ?, ?, ?, ?, ?), paused = 0 WHERE id = ?",
                    (*bounds, number),
                )
            else:
                number = self.c.write(
                    "INSERT INTO rule (once, cooldown, most, until, in_quiet, in_session, source, reads, chat, kind, target, symbol, label, condition, created) "
                    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                    (*bounds, rule.chat, rule.kind, rule.target.key, rule.target.symbol, rule.label, rule.condition, stamp(now)),
                ).lastrowid  # fmt: skip
                self.c.write_all("INSERT INTO rule_key VALUES (?, ?)", [(key, number) for key in keys])
            found = self.c.row("SELECT * FROM rule WHERE id = ?", (number,))
            assert found is not None
            return _rule(found)

    def rules_of(self, chat: int) -> tuple[UserRule, ...]:
        """In the order in which they were set."""
        return tuple(
            _rule(r) for r in self.c.rows("SELECT * FROM rule WHERE chat = ? AND NOT deleted ORDER BY id", (chat,))
        )

    def set_rule_state(
        self, chat: int, rule: int, *, paused: bool | None = None, deleted: bool | None = None
    ) -> UserRule | None:
        """A rule of this chat, as it is now; None of another's."""
        with self.c.transaction():
            self.c.write(
                "UPDATE rule SET paused = coalesce(?, paused), deleted = coalesce(?, deleted) WHERE id = ? AND chat = ?",
                (paused, deleted, rule, chat),
            )
            found = self.c.row("SELECT * FROM rule WHERE id = ? AND chat = ?", (rule, chat))
            return _rule(found) if found else None

    def set_side(self, rule: int, side: Side | None) -> None:
        self.c.write("UPDATE rule SET side = ? WHERE id = ?", (side, rule))

    def rules_for(self, keys: Collection[str], companies: Collection[str], now: datetime) -> tuple[UserRule, ...]:
        """The rules of active chats that one of these keys finds, and those by the watchlist of chats that watch one of these companies."""
        rows = self.c.rows(
            "SELECT r.* FROM rule r JOIN chat c ON c.id = r.chat WHERE r.id IN ("
            "SELECT k.rule FROM json_each(?) j JOIN rule_key k ON k.key = j.value UNION "
            "SELECT k.rule FROM rule_key k JOIN rule o ON o.id = k.rule WHERE k.key = '*' AND EXISTS "
            "(SELECT 1 FROM watch w WHERE w.chat = o.chat AND w.target IN (SELECT value FROM json_each(?)))) "
            "AND NOT r.paused AND NOT r.deleted AND (r.until IS NULL OR r.until > ?) AND c.active AND (c.paused_until IS NULL OR c.paused_until <= ?) ORDER BY r.id",
            (json.dumps(sorted(keys)), json.dumps(sorted(companies)), stamp(now), stamp(now)),
        )
        return tuple(_rule(r) for r in rows)

    def words_of_rules(self) -> frozenset[str]:
        """The words by which rules are found."""
        rows = self.c.rows("SELECT DISTINCT substr(key, 3) AS word FROM rule_key WHERE key GLOB 'w:*'")
        return frozenset(r["word"] for r in rows)

    def note_firing(self, firing: Firing, now: datetime) -> None:
        self.c.write(
            "INSERT INTO firing (rule, story, event, value, condition, told, at, outbox, moves) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (firing.rule, firing.story, firing.event, firing.value, firing.condition, stamp(firing.told), stamp(now), firing.outbox,
             json.dumps(firing.moves)),
        )  # fmt: skip

    def firings(self, rule: int, since: datetime) -> tuple[tuple[Firing, datetime], ...]:
        """With when each was, the newest first."""
        rows = self.c.rows(
            "SELECT f.*, o.reason FROM firing f LEFT JOIN outbox o ON o.id = f.outbox WHERE f.rule = ? AND f.at >= ? ORDER BY f.id DESC",
            (rule, stamp(since)),
        )
        return tuple(
            (replace(_firing(r), let_go=r["reason"] == LET_GO_KEY), at)
            for r in rows
            if (at := moment(r["at"])) is not None
        )

    def firings_of_story(self, story: int) -> tuple[tuple[Firing, UserRule], ...]:
        """What a story made fire, and was told in a message."""
        return self._with_rules(
            self.c.rows("SELECT * FROM firing WHERE story = ? AND outbox IS NOT NULL ORDER BY id", (story,))
        )

    def firings_by(self, source: str, since: datetime) -> tuple[tuple[Firing, UserRule], ...]:
        """The same of all stories of a publisher since then."""
        rows = self.c.rows(
            "SELECT f.* FROM firing f JOIN story s ON s.id = f.story WHERE f.at >= ? AND s.source = ? AND f.outbox IS NOT NULL ORDER BY f.id",
            (stamp(since), source),
        )
        return self._with_rules(rows)

    def _with_rules(self, fired: Sequence[Row]) -> tuple[tuple[Firing, UserRule], ...]:
        ids = json.dumps(sorted({r["rule"] for r in fired}))
        rules = {r["id"]: _rule(r) for r in self.c.rows("SELECT * FROM rule WHERE id IN (SELECT value FROM json_each(?))", (ids,))}  # fmt: skip
        return tuple((_firing(r), rules[r["rule"]]) for r in fired)

    def fired_by(self, rule: int, story: int) -> int:
        row = self.c.row("SELECT count(*) AS n FROM firing WHERE rule = ? AND story = ?", (rule, story))
        return int(row["n"]) if row else 0

    def set_fired_value(self, firing: int, value: str, unmet: frozenset[str]) -> None:
        """What a story says now of what made a rule fire, and of whom that is less than the rule asks for."""
        self.c.write(
            "UPDATE firing SET value = ?, unmet = ? WHERE id = ?", (value, json.dumps(sorted(unmet)), firing)
        )

    def take_back_firings(self, story: int) -> None:
        """What a story made fire counts no more: it was taken back."""
        self.c.write("UPDATE firing SET outbox = NULL WHERE story = ?", (story,))

    def stories_of_companies(self, companies: Sequence[str], since: datetime, most: int) -> tuple[int, ...]:
        """The numbers of the latest stories since then that name one of these, the oldest first."""
        rows = self.c.rows(
            "SELECT DISTINCT y.story FROM json_each(?) j JOIN story_symbol y ON y.symbol = j.value JOIN story s ON s.id = y.story "
            "WHERE s.seen >= ? AND s.state = 'read' ORDER BY y.story DESC LIMIT ?",
            (json.dumps(list(companies)), stamp(since), most),
        )
        return tuple(sorted(r["story"] for r in rows))

    def stories_since(self, since: datetime, most: int) -> tuple[int, ...]:
        rows = self.c.rows(
            "SELECT id FROM story WHERE seen >= ? AND state = 'read' ORDER BY id DESC LIMIT ?", (stamp(since), most)
        )
        return tuple(sorted(r["id"] for r in rows))

    def stories_found(self, question: str, since: datetime, most: int) -> tuple[int, ...]:
        """The same of those that a question of keywords finds."""
        rows = self.c.rows(
            "SELECT s.id FROM story_words w JOIN story s ON s.id = w.rowid WHERE story_words MATCH ? AND s.seen >= ? ORDER BY w.rowid DESC LIMIT ?",
            (question, stamp(since), most),
        )
        return tuple(sorted(r["id"] for r in rows))

    def has_closed(self, who: str, session: date, before: int) -> bool:
        """Whether a story before that one has told an instrument's close of a session."""
        return bool(
            self.c.row(
                "SELECT 1 FROM fact WHERE who = ? AND session = ? AND at = 'close' AND story < ? LIMIT 1",
                (who, session.isoformat(), before),
            )
        )

    def publishers(self) -> tuple[str, ...]:
        """By which names feeds and stories say who publishes them."""
        rows = self.c.rows(
            "SELECT DISTINCT source AS name FROM story WHERE source IS NOT NULL UNION SELECT name FROM feed WHERE name <> ''"
        )
        return tuple(r["name"] for r in rows)

    def event_of(self, story: int) -> int | None:
        row = self.c.row("SELECT event FROM story WHERE id = ?", (story,))
        return row["event"] if row else None


def _rule(r: Row) -> UserRule:
    return UserRule(
        r["id"], r["chat"], r["kind"], Target(r["target"], r["symbol"]), r["label"], r["condition"], bool(r["once"]), r["cooldown"], r["most"],
        moment(r["until"]), bool(r["paused"]), r["side"], InQuiet(r["in_quiet"]), bool(r["in_session"]),
        r["source"], r["reads"],
    )  # fmt: skip


def _firing(r: Row) -> Firing:
    moves = tuple(json.loads(r["moves"]))
    return Firing(
        r["rule"],
        r["story"],
        r["event"],
        r["value"],
        r["condition"],
        moment(r["told"]),
        r["outbox"],
        moves=moves,
        unmet=frozenset(json.loads(r["unmet"])),
        id=r["id"],
    )
