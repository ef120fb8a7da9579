"""Questions about the past: digests, movers, news, counts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from sqlite3 import Row

from bot.adapters.store.connection import Connection
from bot.adapters.store.stories import fact_of_row, index_story, stored_story
from bot.adapters.store.values import moment, stamp
from bot.digest import DigestMove, DigestStory
from bot.events import GISTS_KEPT, Fact, corrects
from bot.link import link_of
from bot.message import Priority
from bot.ports import Counts
from bot.reading import ALERTABLE, Claim, PriceMove, SummarySentence
from bot.reading.codec import load_parts
from bot.reading.joined import joined_claims, joined_moves
from bot.slots import Slot
from bot.watch import Silence, silence_of_date, silence_of_words

_MERGED_A_TURN = 2000  # pages
_GONE_A_TURN = 500  # stories: a turn holds everybody up for a tenth of a second at most
_FIRINGS_KEPT = 40  # days: longer than any event is told on


_CLAIMED_IN = 80  # stories that are looked through for claims


class PastTables:
    """The reading side of the store."""

    c: Connection

    def digest_material(
        self, chat: int, after: int, upto: int
    ) -> tuple[tuple[DigestMove, ...], tuple[DigestStory, ...]]:
        """The moves and stories about what a chat watches, of the stories with numbers in (after, upto]."""
        rows = self.c.rows(
            "SELECT st.*, n.weight FROM (SELECT y.story, max(y.weight) AS weight FROM watch_symbol w CROSS JOIN story_symbol y ON y.symbol = w.symbol "
            "WHERE w.chat = ? AND y.story > ? AND y.story <= ? GROUP BY y.story) n JOIN story st ON st.id = n.story WHERE st.state = 'read' ORDER BY st.id",
            (chat, after, upto),
        )
        watched = {
            r["symbol"] for r in self.c.rows("SELECT DISTINCT symbol FROM watch_symbol WHERE chat = ?", (chat,))
        }
        moves = [
            m
            for r in rows
            for m in self._moves(r)
            if m.fact.who in watched or (m.move.listing and m.move.listing.symbol in watched)
        ]
        fresh = [r for r in rows if _is_news(r)]
        return tuple(m for m in moves if m.story in {r["id"] for r in fresh}), tuple(
            replace(self._digest_story(r), weight=r["weight"]) for r in fresh
        )

    def _moves(self, story: Row) -> Iterable[DigestMove]:
        facts = self._facts(story["id"])
        moves, _, _ = self._best(story["id"])
        for move in moves:
            fact = next((f for f in facts if _states(f, move)), None)
            if fact is not None:
                yield DigestMove(
                    move, fact, story["id"], story["source"], link_of(story["url"]), _is_early(story), story["title"],
                    story["language"], story["event"],
                )  # fmt: skip

    def _facts(self, story: int) -> tuple[Fact, ...]:
        rows = self.c.rows("SELECT * FROM fact WHERE story = ? ORDER BY rowid", (story,))
        return tuple(fact_of_row(r) for r in rows)

    def _best(self, story: int) -> tuple[tuple[PriceMove, ...], tuple[Claim, ...], tuple[SummarySentence, ...]]:
        """What the rules found, and what a model added; it takes nothing away. Its summary goes before the rules'."""
        rows = self.c.rows("SELECT * FROM extraction WHERE story = ? ORDER BY by != 'rules'", (story,))
        moves: tuple[PriceMove, ...] = ()
        claims: tuple[Claim, ...] = ()
        summary: tuple[SummarySentence, ...] = ()
        for row in rows:
            found = load_parts(row["found"])
            by_rules = row["by"] == "rules"
            moves = found[0] if by_rules else joined_moves(moves, found[0])
            claims = found[1] if by_rules else joined_claims(claims, found[1])
            summary = found[2] or summary
        return moves, claims, summary

    def _digest_story(self, r: Row) -> DigestStory:
        _, _, summary = self._best(r["id"])
        story = stored_story(r).story
        return DigestStory(
            r["id"],
            r["title"],
            r["source"],
            story.url,
            story.published,
            summary,
            self._facts(r["id"]),
            corrects(story),
            _is_early(r),
            r["event"],
            language=r["language"],
        )

    def begin_digest(
        self, chat: int, day: date, slot: Slot, since: datetime, now: datetime
    ) -> tuple[int, int] | None:
        """Freezes the window of stories by number, from what the last one of its kind had not yet, and no older than `since`; None if this
        slot was begun before."""
        with self.c.transaction():
            last = self._last_of_its_kind(chat, slot)
            first = self.c.row("SELECT min(id) AS first FROM story WHERE seen >= ?", (stamp(since),))
            # A story that is not read yet falls into the next digest, with those behind it.
            newest = self.c.row(
                "SELECT coalesce((SELECT min(id) - 1 FROM story WHERE state = 'unread'), (SELECT max(id) FROM story)) AS last"
            )
            upto = (newest["last"] if newest else None) or 0
            earliest = first["first"] - 1 if first and first["first"] else upto
            after = max(earliest, last)
            cursor = self.c.write(
                "INSERT INTO digest VALUES (?, ?, ?, ?, ?, 'begun', ?) ON CONFLICT DO NOTHING",
                (chat, day.isoformat(), str(slot), after, upto, stamp(now)),
            )
            return (after, upto) if cursor.rowcount == 1 else None

    def skip_digest(self, chat: int, day: date, slot: Slot, now: datetime) -> None:
        """A slot whose stories a later one tells that is due by now as well."""
        last = self._last_of_its_kind(chat, slot)
        self.c.write(
            "INSERT INTO digest VALUES (?, ?, ?, ?, ?, 'overtaken', ?) ON CONFLICT DO NOTHING",
            (chat, day.isoformat(), str(slot), last, last, stamp(now)),
        )

    def _last_of_its_kind(self, chat: int, slot: Slot) -> int:
        """Up to which story the last digest told: of a week, or of less."""
        row = self.c.row(
            "SELECT max(upto) AS upto FROM digest WHERE chat = ? AND state != 'asked' AND (slot LIKE 'weekly %') = ?",
            (chat, slot.weekly),
        )
        return (row["upto"] if row else None) or 0

    def last_digest(self, chat: int) -> datetime | None:
        """When the chat's last digest was made."""
        row = self.c.row("SELECT max(at) AS at FROM digest WHERE chat = ? AND state = 'done'", (chat,))
        return moment(row["at"]) if row else None

    def finish_digest(self, chat: int, day: date, slot: Slot, outcome: str) -> None:
        self.c.write(
            "UPDATE digest SET state = ? WHERE chat = ? AND day = ? AND slot = ?",
            (outcome, chat, day.isoformat(), str(slot)),
        )

    def recent_moves(self, most: int, since: datetime, who: str | None = None) -> tuple[DigestMove, ...]:
        whose = "AND f.who = ? " if who is not None else ""
        rows = self.c.rows(
            f"SELECT DISTINCT s.* FROM story s JOIN fact f ON f.story = s.id WHERE s.seen >= ? AND (s.silence IS NULL OR s.silence = ?) {whose}"
            "ORDER BY s.id DESC LIMIT 500",
            (stamp(since), Silence.FIRST_POLL, *([who] if who is not None else [])),
        )
        news = [r for r in rows if _is_news(r)]
        found = [
            m
            for r in news
            for m in self._moves(r)
            if m.move.percent is not None and m.move.scope in ALERTABLE and who in (None, m.fact.who)
        ]
        return tuple(sorted(found, key=lambda m: -abs(m.move.percent or Decimal(0)))[:most])

    def recent_stories(
        self, symbols: Sequence[str], most: int, since: datetime | None = None
    ) -> tuple[DigestStory, ...]:
        marks = ",".join("?" * len(symbols))
        rows = self.c.rows(
            f"SELECT DISTINCT s.* FROM story_symbol y JOIN story s ON s.id = y.story WHERE y.symbol IN ({marks}) AND s.state = 'read' "
            "AND s.seen >= ? ORDER BY s.id DESC LIMIT ?",
            (*symbols, stamp(since) or 0, most),
        )
        return tuple(self._digest_story(r) for r in rows)

    def best_found(self, question: str, since: datetime, most: int) -> tuple[int, ...]:
        """The numbers of the stories since then that an FTS5 question finds, by BM25, a word of the title counting thrice; the best first."""
        rows = self.c.rows(
            "SELECT s.id FROM story_words w JOIN story s ON s.id = w.rowid WHERE story_words MATCH ? AND s.seen >= ? AND s.state = 'read' "
            "ORDER BY bm25(story_words, 3.0, 1.0) LIMIT ?",
            (question, stamp(since), most),
        )
        return tuple(r["id"] for r in rows)

    def holders(self, question: str) -> int:
        """How many stories of the archive an FTS5 question finds."""
        row = self.c.row("SELECT count(*) AS n FROM story_words WHERE story_words MATCH ?", (question,))
        return int(row["n"]) if row else 0

    def stories_kept(self) -> int:
        row = self.c.row("SELECT count(*) AS n FROM story WHERE state = 'read'")
        return int(row["n"]) if row else 0

    def stories_naming(self, symbols: Sequence[str]) -> int:
        """How many stories of the archive name one of these."""
        marks = ",".join("?" * len(symbols))
        row = self.c.row(
            f"SELECT count(DISTINCT story) AS n FROM story_symbol WHERE symbol IN ({marks})", tuple(symbols)
        )
        return int(row["n"]) if row else 0

    def search(self, question: str, since: datetime, most: int) -> tuple[DigestStory, ...]:
        """The latest stories since then that an FTS5 question finds (`Keywords.question`)."""
        rows = self.c.rows(
            "SELECT s.* FROM story_words w JOIN story s ON s.id = w.rowid WHERE story_words MATCH ? AND s.seen >= ? AND s.state = 'read' "
            "ORDER BY w.rowid DESC LIMIT ?",
            (question, stamp(since), most),
        )
        return tuple(self._digest_story(r) for r in rows)

    def recent_claims(self, symbols: Sequence[str], most: int) -> tuple[tuple[Claim, DigestStory], ...]:
        """The latest claims in stories that name one of these."""
        stories = self.recent_stories(symbols, _CLAIMED_IN)
        out = [(claim, story) for story in stories for claim in self._best(story.story)[1]]
        return tuple(out[:most])

    # --- bookkeeping ---

    def note_tokens(self, model: str, prompt: int, completion: int, now: datetime) -> None:
        self.c.write(
            "INSERT INTO tokens VALUES (?, ?, 1, ?, ?) ON CONFLICT DO UPDATE SET calls = calls + 1, prompt = prompt + excluded.prompt, completion = completion + excluded.completion",
            (now.date().isoformat(), model, prompt, completion),
        )

    def tokens_today(self, now: datetime) -> int:
        row = self.c.row(
            "SELECT sum(prompt + completion) AS used FROM tokens WHERE day = ?", (now.date().isoformat(),)
        )
        return (row["used"] if row else None) or 0

    def counts(self, now: datetime) -> Counts:
        start = stamp(now.replace(hour=0, minute=0, second=0, microsecond=0))

        def one(sql: str, *parameters: object) -> int:
            row = self.c.row(sql, parameters)
            return int((row[0] if row else None) or 0)

        tokens = self.c.row(
            "SELECT sum(calls) AS calls, sum(prompt) AS prompt, sum(completion) AS completion FROM tokens WHERE day = ?",
            (now.date().isoformat(),),
        )
        dropped = self.c.rows("SELECT by, sum(dropped) AS n FROM extraction WHERE at >= ? GROUP BY by", (start,))
        states = {
            r["state"]: r["n"]
            for r in self.c.rows(
                "SELECT state, count(*) AS n FROM outbox WHERE created >= ? OR state IN ('queued', 'sending') GROUP BY state",
                (start,),
            )
        }
        return Counts(
            feeds=one("SELECT count(*) FROM feed WHERE origin != 'removed'"),
            feeds_failing=one("SELECT count(*) FROM feed WHERE fails > 0 AND origin != 'removed'"),
            stories=one("SELECT count(*) FROM story WHERE seen >= ?", start),
            alerts=one("SELECT count(*) FROM alert WHERE at >= ?", start),
            queued=states.get("queued", 0),
            sending=states.get("sending", 0),
            sent=states.get("sent", 0),
            failed=states.get("failed", 0),
            expired=one(
                "SELECT count(*) FROM outbox WHERE created >= ? AND state = 'dropped' AND reason = 'expired'", start
            ),
            chats=one("SELECT count(*) FROM chat WHERE active"),
            watches=one("SELECT count(*) FROM watch"),
            calls=(tokens["calls"] if tokens else None) or 0,
            prompt_tokens=(tokens["prompt"] if tokens else None) or 0,
            completion_tokens=(tokens["completion"] if tokens else None) or 0,
            read_by_model=one("SELECT count(DISTINCT story) FROM extraction WHERE by != 'rules' AND at >= ?", start),
            delivered=one(
                f"SELECT count(*) FROM outbox WHERE created >= ? AND state = 'sent' AND priority IN ({Priority.ALERT:d}, {Priority.EDIT:d}, {Priority.DIGEST:d})",
                start,
            ),
            dropped={r["by"]: r["n"] for r in dropped},
            moves=one("SELECT count(*) FROM fact f JOIN story s ON s.id = f.story WHERE s.seen >= ?", start),
            oldest_queued=one(
                "SELECT min(created) FROM outbox WHERE state = 'queued' AND not_before <= ?", stamp(now)
            ),
        )

    def meta(self, key: str) -> str | None:
        row = self.c.row("SELECT value FROM meta WHERE key = ?", (key,))
        return row["value"] if row else None

    def set_meta(self, key: str, value: str) -> None:
        self.c.write("INSERT OR REPLACE INTO meta VALUES (?, ?)", (key, value))

    def clean(self, now: datetime, *, keep_days: int) -> int:
        """Stories with all that was read in them, revisions and sent messages older than that go, some at each turn, and their space
        with them; so does what people wrote, after a day. What an alert that is kept rests on stays. Returns how many stories went.
        """
        old = stamp(now - timedelta(days=keep_days))
        with self.c.transaction():
            self.c.write("DELETE FROM inbox WHERE state = 'done' AND at < ?", (stamp(now - timedelta(days=1)),))
            self.c.write("DELETE FROM asked WHERE at < ?", (stamp(now - timedelta(days=1)),))
            self.c.write("DELETE FROM waiting WHERE at < ?", (stamp(now - timedelta(days=1)),))
            self.c.write("UPDATE undo SET said = '', state = '' WHERE at < ?", (stamp(now - timedelta(days=1)),))
            self.c.write("DELETE FROM revision WHERE at < ?", (old,))
            self.c.write("DELETE FROM outbox WHERE created < ? AND state IN ('sent', 'failed', 'dropped')", (old,))
            self.c.write("DELETE FROM alert WHERE at < ?", (old,))
            self.c.write("DELETE FROM correction WHERE at < ?", (old,))
            self.c.write("DELETE FROM report WHERE at < ?", (old,))
            self.c.write(
                "DELETE FROM gist WHERE story IN (SELECT g.story FROM gist g JOIN story s ON s.id = g.story WHERE s.seen < ?)",
                (stamp(now - GISTS_KEPT),),
            )
            self.c.write(
                "DELETE FROM firing WHERE at < ?", (stamp(now - timedelta(days=max(keep_days, _FIRINGS_KEPT))),)
            )
            self.c.write("DELETE FROM digest WHERE at < ?", (old,))
            self.c.write("DELETE FROM silence WHERE day < ?", ((now - timedelta(days=keep_days)).date().isoformat(),))
            self.c.write(
                "DELETE FROM feed_told WHERE what GLOB '* 20??-??-??' AND at < ?", (stamp(now - timedelta(days=2)),)
            )
            gone = self.c.write(
                "DELETE FROM story WHERE id IN (SELECT s.id FROM story s WHERE s.seen < ? AND s.state != 'unread' "
                "AND NOT EXISTS (SELECT 1 FROM alert a WHERE a.story = s.id) ORDER BY s.seen LIMIT ?)",
                (old, _GONE_A_TURN),
            ).rowcount
            if self.meta("indexed") is None:
                self._index_some(old)
            if gone:
                # What was deleted leaves its words in the index until parts of it are merged; some pages at each turn.
                self.c.write("INSERT INTO story_words (story_words, rank) VALUES ('merge', ?)", (-_MERGED_A_TURN,))
        self.c.give_space_back()
        return gone

    def _index_some(self, old: float | None) -> None:
        """Stories of a store that is older than its index, some at each turn; none that goes soon."""
        rows = self.c.rows(
            "SELECT s.* FROM story s WHERE s.state = 'read' AND s.seen >= ? AND NOT EXISTS (SELECT 1 FROM story_words w WHERE w.rowid = s.id) "
            "ORDER BY s.id DESC LIMIT ?",
            (old, _GONE_A_TURN),
        )
        for r in rows:
            index_story(self.c, stored_story(r))
        if not rows:
            self.set_meta("indexed", "1")  # what is read from here on is indexed as it is read


def _is_early(story: Row) -> bool:
    """Told before its feed was first read: it alerted nobody, and fills the first hour's lists."""
    return bool(story["silence"] == Silence.FIRST_POLL)


def _is_news(story: Row) -> bool:
    """Whether it may stand in a list of what is new: one of a first poll by what it says of its own time."""
    if not _is_early(story):
        return story["silence"] is None
    seen = moment(story["seen"])
    assert seen is not None
    told = stored_story(story).story
    return silence_of_date(told, seen) is None and silence_of_words(told, seen) is None


def _states(fact: Fact, move: PriceMove) -> bool:
    if fact.scope != move.scope or fact.session != move.session or fact.of != (move.symbol or move.company):
        return False
    if move.percent is not None:
        return fact.size == f"{move.percent:+f}"
    if move.percent_range is not None:
        return fact.size == f"{move.percent_range[0]:+f}..{move.percent_range[1]:+f}"
    return move.change is not None and fact.size == f"{move.change.value:+f}"
