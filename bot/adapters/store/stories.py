"""Stories: known again, revised, read; and what was read in them."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta, timezone
from functools import lru_cache
from sqlite3 import Row

from bot.adapters.store.connection import Connection
from bot.adapters.store.feeds import FeedTables
from bot.adapters.store.values import moment, stamp
from bot.digest import weights_of
from bot.events import Fact
from bot.keywords import segmented
from bot.ports import Feed, Item, StoredStory
from bot.reading import Extraction
from bot.reading.codec import dump_found, load_found
from bot.story import Story, canonical_url, compose, is_alike, may_be_revision
from bot.watch import Silence, silence_of_date, silence_of_story

_COLUMN = timedelta(hours=18)
_SEARCHED = 6000  # characters of a story; what is longer is a transcript
_SUMMARY = 400  # characters: a shorter text behind a link is a teaser


class StoryTables(FeedTables):
    """The story side of the store."""

    def take_item(self, feed: Feed, item: Item, now: datetime) -> bool:
        """One item: known by its words, else a revision of what stands under its GUID or link, else a new story."""
        story = compose(
            id="",
            title=item.title,
            body=item.text,
            url=item.url,
            source=item.source or feed.name or None,
            published=item.published,
            language=feed.language,
        )
        keys = list(_keys(feed, item, story))
        same = self.c.row(
            "SELECT k.story, s.fingerprint, s.feed FROM story_key k JOIN story s ON s.id = k.story WHERE k.kind = 'text' AND k.value = ?",
            (story.fingerprint,),
        )
        # Words that the story had once and has no more are a revision taken back, where its own feed tells them.
        taken_back = (
            same
            and same["fingerprint"] != story.fingerprint
            and same["feed"] == feed.id
            and self._was_revised(same["story"], item)
        )
        if same and taken_back:
            revised = self.c.row("SELECT * FROM story WHERE id = ?", (same["story"],))
            assert revised is not None
            self._revise(revised, item, story, keys, now)
            return True
        if same:
            self._add_keys(same["story"], keys)
            return self._may_speak_now(same["story"], feed, item, story, now)
        for kind, value in keys:
            known = kind != "text" and self.c.row(
                "SELECT s.* FROM story_key k JOIN story s ON s.id = k.story WHERE k.kind = ? AND k.value = ?",
                (kind, value),
            )
            if (
                known
                and may_be_revision(known["title"], known["body"], item.title, item.text)
                and not _is_next_of_a_column(known, item)
            ):
                if known["feed"] != feed.id and not (known["summary_only"] and not _is_teaser(item)):
                    # Another feed tells it in its own words, often as a teaser: known, but no revision.
                    self._add_keys(known["id"], keys)
                    return self._may_speak_now(known["id"], feed, item, story, now)
                self._revise(known, item, story, keys, now)
                return True
        silence = silence_of_story(story, now, first_poll=not feed.polled)
        cursor = self.c.write(
            "INSERT INTO story (feed, title, body, url, source, published, zone_offset, language, fingerprint, seen, state, silence, summary_only) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'unread', ?, ?)",
            (feed.id, item.title, item.text, item.url, story.source, stamp(item.published), _offset_of(item.published), story.language,
             story.fingerprint, stamp(now), silence, _is_teaser(item)),
        )  # fmt: skip
        assert cursor.lastrowid is not None
        self._add_keys(cursor.lastrowid, keys)
        if silence is not None:
            self.note_silence(silence, feed.id, now)
        return True

    def _may_speak_now(self, number: int, feed: Feed, item: Item, story: Story, now: datetime) -> bool:
        """A story that was silent only because a feed was new or gave no date, and that another feed now tells as news."""
        row = self.c.row("SELECT * FROM story WHERE id = ?", (number,))
        if row is None or row["silence"] not in (Silence.FIRST_POLL, Silence.NO_DATE) or row["feed"] == feed.id:
            return False
        if silence_of_story(story, now, first_poll=not feed.polled) is not None:
            return False
        known = stored_story(row).story
        if silence_of_date(known, now) in (Silence.OLD, Silence.OLD_DATELINE):
            return False  # whoever told it first says that it is old
        # Who is named is whose words they are, with the time that they give; a first teller that gives none has the other's.
        teller = story if known.fingerprint == story.fingerprint else known
        published = teller.published or story.published
        self.c.write(
            "UPDATE story SET silence = NULL, state = 'unread', source = ?, url = ?, published = ?, zone_offset = ? WHERE id = ?",
            (teller.source, teller.url, stamp(published), _offset_of(published), number),
        )
        return True

    def _was_revised(self, story: int, item: Item) -> bool:
        """Whether these were the story's words before a revision (and not a teaser's, in whose place the full text was put)."""
        return (
            self.c.row(
                "SELECT 1 FROM revision WHERE story = ? AND title = ? AND body = ?", (story, item.title, item.text)
            )
            is not None
        )

    def _add_keys(self, story: int, keys: Iterable[tuple[str, str]]) -> None:
        for kind, value in keys:
            self.c.write(
                "INSERT INTO story_key VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET story = excluded.story",
                (kind, value, story),
            )

    def _revise(self, known: Row, item: Item, story: Story, keys: Sequence[tuple[str, str]], now: datetime) -> None:
        self.c.write(
            "INSERT INTO revision (story, title, body, at) VALUES (?, ?, ?, ?)",
            (known["id"], known["title"], known["body"], stamp(now)),
        )
        self.c.write(
            "UPDATE story SET title = ?, body = ?, fingerprint = ?, state = 'unread', revises = 1, summary_only = ? WHERE id = ?",
            (item.title, item.text, story.fingerprint, _is_teaser(item), known["id"]),
        )
        # What a model read in the old words is not said any more.
        self.c.write("DELETE FROM extraction WHERE story = ? AND by != 'rules'", (known["id"],))
        self.c.write("DELETE FROM rendition WHERE story = ?", (known["id"],))
        self._add_keys(known["id"], keys)

    def unread(self, most: int) -> tuple[StoredStory, ...]:
        return tuple(
            stored_story(r)
            for r in self.c.rows("SELECT * FROM story WHERE state = 'unread' ORDER BY id LIMIT ?", (most,))
        )

    def is_as_read(self, number: int, story: Story) -> bool:
        """Whether these still are the story's words."""
        row = self.c.row("SELECT title, body FROM story WHERE id = ?", (number,))
        return row is not None and row["title"] == story.title and row["body"] == _body_of(story)

    def replace_text(self, number: int, teaser: Story, story: Story) -> bool:
        """The full text in place of the feed's teaser; False if that was revised meanwhile. Its key stays: it is known again."""
        with self.c.transaction():
            if not self.is_as_read(number, teaser):
                return False
            self.c.write("UPDATE story SET body = ?, summary_only = 0 WHERE id = ?", (_body_of(story), number))
            self.c.write(
                "INSERT INTO story_key VALUES ('text', ?, ?) ON CONFLICT DO NOTHING", (story.fingerprint, number)
            )
        return True

    def finish_reading(
        self, stored: StoredStory, extraction: Extraction, facts: Sequence[Fact], wants_model: bool, now: datetime
    ) -> None:
        """The extraction, and the story as read. Its alerts go into the same transaction (`transaction`)."""
        with self.c.transaction():
            self._keep(stored.number, extraction, facts, now)
            index_story(self.c, stored)
            self.c.write(
                "UPDATE story SET state = 'read', model_state = ? WHERE id = ?",
                ("wanted" if wants_model else "none", stored.number),
            )

    def _keep(self, number: int, extraction: Extraction, facts: Sequence[Fact], now: datetime) -> None:
        self.c.write(
            "INSERT OR REPLACE INTO extraction VALUES (?, ?, ?, ?, ?, ?, ?)",
            (
                number,
                extraction.by,
                extraction.prompt or "",
                extraction.story.fingerprint,
                dump_found(extraction),
                len(extraction.ungrounded),
                stamp(now),
            ),
        )
        self.c.write("DELETE FROM fact WHERE story = ? AND ? = 'rules'", (number, extraction.by))
        for fact in facts:
            self.c.write(
                "INSERT INTO fact SELECT ?, ?, ?, ?, ?, ?, ?, ? WHERE NOT EXISTS (SELECT 1 FROM fact WHERE story = ? AND who = ? AND scope = ? AND size = ? AND unit = ?)",
                (
                    number,
                    fact.who,
                    fact.session.isoformat() if fact.session else None,
                    fact.scope,
                    fact.size,
                    fact.unit,
                    fact.at,
                    fact.of,
                    number,
                    fact.who,
                    fact.scope,
                    fact.size,
                    fact.unit,
                ),
            )
        for symbol, weight in weights_of(extraction, facts).items():
            self.c.write(
                "INSERT INTO story_symbol VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET weight = max(weight, excluded.weight)",
                (symbol, number, weight),
            )

    def silence_story(self, number: int, silence: Silence) -> None:
        """Why a story may not alert, where only its full text tells."""
        self.c.write("UPDATE story SET silence = coalesce(silence, ?) WHERE id = ?", (silence, number))

    def skip_story(self, number: int, reason: str) -> None:
        """A story that cannot be read holds up no other."""
        self.c.write("UPDATE story SET state = 'skipped', reason = ? WHERE id = ?", (reason, number))

    def stories_of(self, numbers: Collection[int]) -> dict[int, StoredStory]:
        """By their numbers; without those that are gone."""
        return stories_of(self.c, numbers)

    def wanting_model(self, most: int) -> tuple[StoredStory, ...]:
        return tuple(
            stored_story(r)
            for r in self.c.rows("SELECT * FROM story WHERE model_state = 'wanted' ORDER BY id LIMIT ?", (most,))
        )

    def model_read(
        self,
        number: int,
        extraction: Extraction | None,
        model: str,
        prompt: str,
        now: datetime,
        facts: Sequence[Fact] = (),
    ) -> None:
        """What the model found, or that it gave nothing usable: either way it is not asked again for these words."""
        with self.c.transaction():
            if extraction is not None:
                self._keep(number, extraction, facts, now)
            self.c.write(
                "UPDATE story SET model_state = ? WHERE id = ?", ("read" if extraction else "failed", number)
            )

    def known_reading(self, fingerprint: str, model: str, prompt: str) -> bool:
        """Whether this model has read these words with this prompt."""
        return (
            self.c.row(
                "SELECT 1 FROM extraction WHERE fingerprint = ? AND by = ? AND prompt = ?",
                (fingerprint, model, prompt),
            )
            is not None
        )

    def extraction(self, number: int, by: str = "rules") -> Extraction | None:
        row = self.c.row("SELECT * FROM extraction WHERE story = ? AND by = ?", (number, by))
        story = self.c.row("SELECT * FROM story WHERE id = ?", (number,))
        return (
            load_found(row["found"], stored_story(story).story, row["by"], row["prompt"] or None)
            if row and story
            else None
        )

    def languages_of_readers(self, number: int) -> frozenset[str]:
        """The languages of the chats that watch whom a story names, or were told of it."""
        rows = self.c.rows(
            "SELECT DISTINCT c.language FROM story_symbol y CROSS JOIN watch_symbol w ON w.symbol = y.symbol JOIN chat c ON c.id = w.chat "
            "WHERE y.story = ? AND c.active UNION SELECT c.language FROM alert a JOIN chat c ON c.id = a.chat WHERE a.story = ?",
            (number, number),
        )
        return frozenset(r["language"] for r in rows)

    def keep_renditions(self, number: int, language: str, said: Mapping[str, str], by: str) -> None:
        """What stands for words of a story in another language; nothing for those for which nothing may."""
        with self.c.transaction():
            for words, text in said.items():
                self.c.write(
                    "INSERT OR REPLACE INTO rendition VALUES (?, ?, ?, ?, ?)", (number, language, words, text, by)
                )

    def renditions(self, numbers: Collection[int], language: str) -> dict[str, str]:
        """What stands for words of these stories in a language."""
        rows = self.c.rows(
            "SELECT words, text FROM rendition WHERE story IN (SELECT value FROM json_each(?)) AND language = ? AND text != ''",
            (json.dumps(list(numbers)), language),
        )
        return {r["words"]: r["text"] for r in rows}

    def place_story(self, number: int, event: int, gist: str) -> None:
        """The event that a story tells, and what it is about."""
        with self.c.transaction():
            self.c.write("UPDATE story SET event = ? WHERE id = ?", (event, number))
            self.c.write("INSERT OR REPLACE INTO gist VALUES (?, ?)", (number, gist))

    def gists(self, since: datetime) -> tuple[tuple[int, int, str], ...]:
        """The stories since then with their events and what they are about."""
        rows = self.c.rows(
            "SELECT s.id, s.event, g.body FROM gist g JOIN story s ON s.id = g.story WHERE s.seen >= ? ORDER BY s.id",
            (stamp(since),),
        )
        return tuple((r["id"], r["event"], r["body"]) for r in rows)

    def last_story(self) -> int:
        row = self.c.row("SELECT max(id) AS last FROM story")
        return row["last"] or 0 if row else 0

    def first_story_since(self, since: datetime) -> int:
        """The number before the first story seen since then."""
        row = self.c.row("SELECT min(id) AS first FROM story WHERE seen >= ?", (stamp(since),))
        return row["first"] - 1 if row and row["first"] else self.last_story()


def _body_of(story: Story) -> str:
    return story.text[len(story.title) + 2 :] if story.title else story.text


def index_story(c: Connection, stored: StoredStory) -> None:
    """A story's words for the archive's search, in the place of what they were."""
    story = stored.story
    words = (segmented(story.title), segmented(_body_of(story)[:_SEARCHED]))
    c.write("DELETE FROM story_words WHERE rowid = ?", (stored.number,))
    c.write("INSERT INTO story_words (rowid, title, body) VALUES (?, ?, ?)", (stored.number, *words))


def stories_of(c: Connection, numbers: Collection[int]) -> dict[int, StoredStory]:
    """In one query."""
    rows = c.rows("SELECT * FROM story WHERE id IN (SELECT value FROM json_each(?))", (json.dumps(list(numbers)),))
    return {r["id"]: stored_story(r) for r in rows}


def fact_of_row(row: Row) -> Fact:
    return kept_fact(row["who"], row["session"], row["scope"], row["size"], row["unit"], row["at"], row["of"])


@lru_cache(1024)
def kept_fact(
    who: str, session: str | None, scope: str, size: str, unit: str, at: str | None, of: str | None
) -> Fact:
    """Kept: thousands of chats are told the same."""
    return Fact(who, datetime.fromisoformat(session).date() if session else None, scope, size, unit, at, of)


def _is_next_of_a_column(known: Row, item: Item) -> bool:
    """A daily column stands under one link with one title; its next text is another one, dated a day later."""
    before = moment(known["published"])
    if before is None or item.published is None or item.published - before < _COLUMN:
        return False
    return not is_alike(known["body"], item.text)


def _keys(feed: Feed, item: Item, story: Story) -> Iterable[tuple[str, str]]:
    yield "text", story.fingerprint
    if item.guid and not item.shared_guid:
        yield "guid", f"{feed.id} {item.guid}"
    url = canonical_url(item.url)
    if url and not item.shared_url:
        yield "url", url


def _is_teaser(item: Item) -> bool:
    return bool(item.url) and (
        len(item.text) < _SUMMARY or item.text.rstrip().endswith(("...", "…", "[…]", "Read more", "Continue reading"))
    )


def _offset_of(published: datetime | None) -> int | None:
    """Seconds ahead of UTC, as the feed wrote it."""
    offset = published.utcoffset() if published else None
    return int(offset.total_seconds()) if offset is not None else None


@lru_cache(512)  # a morning's digests show the same stories to thousands
def _composed(
    number: int, title: str, body: str, url: str | None, source: str | None, at: float | None, offset: int | None, language: str | None
) -> Story:  # fmt: skip
    published = moment(at)
    if published is not None and offset:
        published = published.astimezone(timezone(timedelta(seconds=offset)))
    return compose(
        id=str(number), title=title, body=body, url=url, source=source, published=published, language=language
    )


def stored_story(r: Row) -> StoredStory:
    story = _composed(
        r["id"], r["title"], r["body"], r["url"], r["source"], r["published"], r["zone_offset"], r["language"]
    )
    seen = moment(r["seen"])
    assert seen is not None
    return StoredStory(r["id"], story, r["feed"], seen, r["silence"], bool(r["revises"]), bool(r["summary_only"]))
