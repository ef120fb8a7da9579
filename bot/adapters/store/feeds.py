"""Feeds, and how they are."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import groupby, pairwise
from sqlite3 import Row

from bot.adapters.store.connection import Connection
from bot.adapters.store.values import moment, stamp
from bot.link import shown_address
from bot.ports import ConfiguredFeed, Feed, FeedHealth, Item, Polled
from bot.watch import FUTURE, Silence

_HASH = 8  # bytes of an item's hash
_HEALTH = timedelta(days=7)
_RHYTHM = timedelta(days=14)
_FEW_PAUSES = 5
_SILENCES = frozenset(Silence)  # a store of an earlier release may hold other words


class FeedTables:
    """The feed side of the store."""

    c: Connection

    def take_item(self, feed: Feed, item: Item, now: datetime) -> bool:
        """One item as a story, new or revised; False where it is known. Within the caller's transaction."""
        raise NotImplementedError

    def feeds(self) -> tuple[Feed, ...]:
        """Those that are polled."""
        return tuple(
            _feed(r) for r in self.c.rows("SELECT * FROM feed WHERE origin != 'removed' AND NOT paused ORDER BY id")
        )

    def feed(self, number: int) -> Feed | None:
        """One that is polled; None if it is not any more."""
        row = self.c.row("SELECT * FROM feed WHERE id = ? AND origin != 'removed' AND NOT paused", (number,))
        return _feed(row) if row else None

    def all_feeds(self) -> tuple[tuple[Feed, str, bool], ...]:
        """Each with its origin ("config" or "added") and whether it is paused."""
        return tuple(
            (_feed(r), r["origin"], bool(r["paused"]))
            for r in self.c.rows("SELECT * FROM feed WHERE origin != 'removed' ORDER BY id")
        )

    def sync_feeds(self, feeds: Sequence[ConfiguredFeed], now: datetime) -> None:
        """The config's feeds are the base; what was added, paused or removed since stays so."""
        with self.c.transaction():
            for url, name, language, zone in feeds:
                self.c.write(
                    "INSERT INTO feed (url, name, language, zone, origin, asked_url, added) VALUES (?, ?, ?, ?, 'config', ?, ?) "
                    "ON CONFLICT (url) DO UPDATE SET name = excluded.name, language = excluded.language, "
                    "zone = coalesce(excluded.zone, zone), origin = CASE origin WHEN 'removed' THEN 'removed' ELSE 'config' END",
                    (url, name, language, zone, url, stamp(now)),
                )
            kept = [f.url for f in feeds]
            marks = ",".join("?" * len(kept))
            self.c.write(f"DELETE FROM feed WHERE origin = 'config' AND url NOT IN ({marks})", kept)

    def add_feed(self, url: str, name: str, language: str, now: datetime) -> bool:
        """False if it is there already."""
        with self.c.transaction():
            known = self.c.row("SELECT origin FROM feed WHERE url = ?", (url,))
            if known and known["origin"] != "removed":
                return False
            self.c.write(
                "INSERT INTO feed (url, name, language, origin, asked_url, added) VALUES (?, ?, ?, 'added', ?, ?) "
                "ON CONFLICT (url) DO UPDATE SET origin = 'added', paused = 0",
                (url, name, language, url, stamp(now)),
            )
            return True

    def _named(self, url: str) -> str | None:
        """The address of the feed that is meant: its own, or as it is shown, without a password."""
        known = [f.url for f, _, _ in self.all_feeds()]
        if url in known:
            return url
        shown = [k for k in known if shown_address(k) == shown_address(url)]
        return shown[0] if len(shown) == 1 else None

    def remove_feed(self, url: str, now: datetime) -> bool:
        """Remembered as removed, so that the config's next reading does not bring it back."""
        return self.c.write("UPDATE feed SET origin = 'removed' WHERE url = ?", (self._named(url),)).rowcount > 0

    def pause_feed(self, url: str, paused: bool) -> bool:
        return self.c.write("UPDATE feed SET paused = ? WHERE url = ?", (paused, self._named(url))).rowcount > 0

    def set_feed_zone(self, url: str, zone: str | None) -> bool:
        """The zone of its dates that name none."""
        return self.c.write("UPDATE feed SET zone = ? WHERE url = ?", (zone, self._named(url))).rowcount > 0

    # --- polls ---

    def record_poll(self, feed: Feed, polled: Polled, now: datetime) -> int:
        """The new items as unread, together with what is remembered of the feed: one transaction. Returns how many are new or revised."""
        with self.c.transaction():
            count = sum(self.take_item(feed, item, now) for item in polled.items)
            self.c.write(
                "UPDATE feed SET body_hash = ?, item_hashes = ?, polled = max(polled, ?), hub = ?, topic = ?, "
                "name = CASE name WHEN '' THEN coalesce(?, '') ELSE name END WHERE id = ?",
                (polled.body_hash, b"".join(sorted(polled.item_hashes)), polled.complete, polled.hub, polled.topic, polled.title, feed.id),
            )  # fmt: skip
            self.record_success(feed)
            return count

    def record_success(self, feed: Feed) -> None:
        """A feed that answers: what it said of itself, and no failure any more."""
        self.c.write(
            "UPDATE feed SET fails = 0, failing_since = NULL, not_before = NULL, last_error = NULL, etag = ?, last_modified = ?, asked_url = ?, "
            "moved_to = ?, moved_since = ?, tried_at = ?, whole_at = ?, distrusted = ? WHERE id = ?",
            (feed.etag, feed.last_modified, feed.asked_url, feed.moved_to, stamp(feed.moved_since), stamp(feed.tried_at), stamp(feed.whole_at),
             feed.distrusted, feed.id),
        )  # fmt: skip

    def record_failure(self, feed: Feed, error: str, not_before: datetime, now: datetime) -> Feed:
        self.c.write(
            "UPDATE feed SET fails = fails + 1, failing_since = coalesce(failing_since, ?), not_before = ?, last_error = ?, tried_at = ? WHERE id = ?",
            (stamp(now), stamp(not_before), error, stamp(feed.tried_at), feed.id),
        )
        row = self.c.row("SELECT * FROM feed WHERE id = ?", (feed.id,))
        return _feed(row) if row else feed

    def tell_once(self, feed: int, what: str, now: datetime) -> bool:
        """True the first time: whatever is wrong with a feed is told once, until it is over."""
        return (
            self.c.write(
                "INSERT INTO feed_told SELECT id, ?, ? FROM feed WHERE id = ? ON CONFLICT DO NOTHING",
                (what, stamp(now), feed),
            ).rowcount
            == 1
        )

    def is_over(self, feed: int, what: str) -> bool:
        """True where it had been told."""
        return self.c.write("DELETE FROM feed_told WHERE feed = ? AND what = ?", (feed, what)).rowcount == 1

    # --- health ---

    def feed_health(self, now: datetime) -> tuple[FeedHealth, ...]:
        """Each feed, by its stories of the last seven days. A first poll's stories count by what their dates would say."""
        since = stamp(now - _HEALTH)
        early = f"published > seen + {FUTURE.total_seconds():.0f}"
        why = f"CASE WHEN silence = :first THEN CASE WHEN published IS NULL THEN :undated WHEN {early} THEN :future ELSE silence END ELSE silence END"
        given = {"since": since, "first": Silence.FIRST_POLL, "undated": Silence.NO_DATE, "future": Silence.FUTURE}
        reasons: dict[int, dict[Silence, int]] = {}
        for r in self.c.rows(
            f"SELECT feed, {why} AS why, count(*) AS n FROM story WHERE seen >= :since GROUP BY 1, 2", given
        ):
            if r["why"] in _SILENCES:
                reasons.setdefault(r["feed"], {})[Silence(r["why"])] = r["n"]
        totals = {
            int(r["feed"]): r
            for r in self.c.rows(
                f"SELECT feed, count(*) AS n, sum(silence IS NULL) AS able, max(published) AS newest, max(CASE WHEN {early} AND silence != :first "
                f"THEN published - seen END) AS ahead, sum({early} AND silence != :first) AS ahead_count FROM story WHERE seen >= :since GROUP BY feed",
                {"since": since, "first": Silence.FIRST_POLL},
            )
        }
        pauses = self._pauses(now)
        out = []
        for feed, origin, paused in self.all_feeds():
            row = totals.get(feed.id)
            last, usual, longest = pauses.get(feed.id, (None, None, None))
            out.append(
                FeedHealth(
                    feed=feed,
                    stories=row["n"] if row else 0,
                    able=(row["able"] or 0) if row else 0,
                    silences=reasons.get(feed.id, {}),
                    newest=moment(row["newest"]) if row else None,
                    ahead=timedelta(seconds=row["ahead"]) if row and row["ahead"] else None,
                    ahead_count=(row["ahead_count"] or 0) if row else 0,
                    last=last,
                    usual=usual,
                    longest=longest,
                    origin=origin,
                    paused=paused,
                )
            )
        return tuple(out)

    def _pauses(self, now: datetime) -> dict[int, tuple[datetime | None, timedelta | None, timedelta | None]]:
        """When each feed brought something last, and the median and the longest of its pauses in the last fortnight."""
        rows = self.c.rows(
            "SELECT DISTINCT feed, seen FROM story WHERE seen >= ? ORDER BY feed, seen", (stamp(now - _RHYTHM),)
        )
        out: dict[int, tuple[datetime | None, timedelta | None, timedelta | None]] = {}
        for feed, group in groupby(rows, key=lambda r: int(r["feed"])):
            seen = [float(r["seen"]) for r in group]
            gaps = sorted(b - a for a, b in pairwise(seen))
            usual = timedelta(seconds=gaps[len(gaps) // 2]) if len(gaps) >= _FEW_PAUSES else None
            out[feed] = (moment(seen[-1]), usual, timedelta(seconds=gaps[-1]) if usual else None)
        return out

    def usual_batch(self, feed: int, now: datetime) -> float:
        """How many stories a poll that brings any has brought on average in the last fortnight, this minute's left out; 1 at least."""
        row = self.c.row(
            "SELECT count(*) * 1.0 / max(1, count(DISTINCT seen)) AS usual FROM story WHERE feed = ? AND seen >= ? AND seen < ? AND silence IS NOT ?",
            (feed, stamp(now - _RHYTHM), stamp(now - timedelta(minutes=1)), Silence.FIRST_POLL),
        )
        return max(1.0, row["usual"] or 0.0) if row else 1.0

    def arrivals(self, now: datetime) -> tuple[tuple[int, int, int], ...]:
        """(feed, hour of the 48 of a weekday and a day at the weekend in UTC, stories of the last seven days in it), by when they were
        published where that is told, and can be."""
        rows = self.c.rows(
            "SELECT feed, CAST(at / 3600 AS INTEGER) % 24 + 24 * (strftime('%w', at, 'unixepoch') IN ('0', '6')) AS hour, count(*) AS n FROM "
            "(SELECT feed, min(seen, coalesce(published, seen)) AS at FROM story WHERE seen >= ?) WHERE at >= ? GROUP BY 1, 2",
            (stamp(now - _HEALTH), stamp(now - _HEALTH)),
        )
        return tuple((r["feed"], r["hour"], r["n"]) for r in rows)

    # --- silences ---

    def note_silence(self, reason: Silence, feed: int, now: datetime, count: int = 1) -> None:
        """Something that was read is not told at once: counted, by its feed (0: no feed's)."""
        self.c.write(
            "INSERT INTO silence VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET n = n + excluded.n",
            (now.date().isoformat(), feed, reason, count),
        )

    def silences(self, now: datetime) -> dict[Silence, int]:
        """How often each reason kept something back today."""
        rows = self.c.rows(
            "SELECT reason, sum(n) AS n FROM silence WHERE day = ? GROUP BY reason", (now.date().isoformat(),)
        )
        return {Silence(r["reason"]): r["n"] for r in rows if r["reason"] in _SILENCES}


def _feed(r: Row) -> Feed:
    packed = r["item_hashes"]
    return Feed(
        id=r["id"],
        url=r["url"],
        name=r["name"],
        language=r["language"],
        asked_url=r["asked_url"],
        etag=r["etag"],
        last_modified=r["last_modified"],
        body_hash=r["body_hash"],
        item_hashes=frozenset(packed[i : i + _HASH] for i in range(0, len(packed), _HASH)),
        polled=bool(r["polled"]),
        fails=r["fails"],
        failing_since=moment(r["failing_since"]),
        not_before=moment(r["not_before"]),
        last_error=r["last_error"],
        zone=r["zone"],
        moved_to=r["moved_to"],
        moved_since=moment(r["moved_since"]),
        tried_at=moment(r["tried_at"]),
        whole_at=moment(r["whole_at"]),
        distrusted=bool(r["distrusted"]),
        hub=r["hub"],
        topic=r["topic"],
    )
