"""The store's tables, as migrations: what is applied once is never changed, only followed by another."""

from __future__ import annotations

from sqlite_utils import Database, Migrations

migrations = Migrations("newstape")

_TABLES = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

CREATE TABLE feed (
    id INTEGER PRIMARY KEY, url TEXT NOT NULL UNIQUE, name TEXT NOT NULL, language TEXT NOT NULL,
    origin TEXT NOT NULL CHECK (origin IN ('config', 'added', 'removed')), paused INTEGER NOT NULL DEFAULT 0,
    asked_url TEXT NOT NULL, etag TEXT, last_modified TEXT, body_hash TEXT, item_hashes BLOB NOT NULL DEFAULT x'',
    polled INTEGER NOT NULL DEFAULT 0, fails INTEGER NOT NULL DEFAULT 0, failing_since REAL, told_failing INTEGER NOT NULL DEFAULT 0,
    not_before REAL, last_error TEXT, added REAL NOT NULL
);

-- A story's id is its place in the order of arrival; digests are windows of it.
CREATE TABLE story (
    id INTEGER PRIMARY KEY AUTOINCREMENT, feed INTEGER NOT NULL, title TEXT NOT NULL, body TEXT NOT NULL, url TEXT, source TEXT,
    published REAL, zone_offset INTEGER, language TEXT NOT NULL, fingerprint TEXT NOT NULL, seen REAL NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('unread', 'read', 'skipped')), reason TEXT, silence TEXT, revises INTEGER NOT NULL DEFAULT 0,
    summary_only INTEGER NOT NULL DEFAULT 0, model_state TEXT NOT NULL DEFAULT 'none'
);
CREATE INDEX story_unread ON story (id) WHERE state = 'unread';
CREATE INDEX story_wanting ON story (id) WHERE model_state = 'wanted';
CREATE INDEX story_seen ON story (seen);
-- By what a story is known again: its words, its link, its GUID within a feed.
CREATE TABLE story_key (
    kind TEXT NOT NULL, value TEXT NOT NULL, story INTEGER NOT NULL REFERENCES story (id) ON DELETE CASCADE, PRIMARY KEY (kind, value)
) WITHOUT ROWID;
CREATE INDEX story_key_story ON story_key (story);
CREATE TABLE revision (
    id INTEGER PRIMARY KEY, story INTEGER NOT NULL REFERENCES story (id) ON DELETE CASCADE, title TEXT NOT NULL, body TEXT NOT NULL, at REAL NOT NULL
);
CREATE TABLE extraction (
    story INTEGER NOT NULL REFERENCES story (id) ON DELETE CASCADE, by TEXT NOT NULL, prompt TEXT NOT NULL DEFAULT '', fingerprint TEXT NOT NULL,
    found TEXT NOT NULL, dropped INTEGER NOT NULL, at REAL NOT NULL, PRIMARY KEY (story, by)
) WITHOUT ROWID;
CREATE INDEX extraction_known ON extraction (fingerprint, by, prompt);
CREATE TABLE story_symbol (
    symbol TEXT NOT NULL, story INTEGER NOT NULL REFERENCES story (id) ON DELETE CASCADE, moved INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (symbol, story)
) WITHOUT ROWID;
CREATE INDEX story_symbol_story ON story_symbol (story);
CREATE TABLE fact (
    story INTEGER NOT NULL REFERENCES story (id) ON DELETE CASCADE, who TEXT NOT NULL, session TEXT, scope TEXT NOT NULL, size TEXT NOT NULL,
    unit TEXT NOT NULL, at TEXT, of TEXT
);
CREATE INDEX fact_story ON fact (story);

CREATE TABLE chat (
    id INTEGER PRIMARY KEY, is_group INTEGER NOT NULL, language TEXT NOT NULL, zone TEXT NOT NULL, zone_guessed INTEGER NOT NULL,
    digest_at TEXT, digest_since REAL, quiet_line INTEGER NOT NULL, red_is_up INTEGER NOT NULL, threshold INTEGER NOT NULL,
    active INTEGER NOT NULL, ended TEXT, paused_until REAL, advised INTEGER NOT NULL, question TEXT, created REAL NOT NULL
);
CREATE TABLE watch (
    id INTEGER PRIMARY KEY, chat INTEGER NOT NULL REFERENCES chat (id) ON DELETE CASCADE ON UPDATE CASCADE, kind TEXT NOT NULL,
    target TEXT NOT NULL, label TEXT NOT NULL, rise INTEGER, fall INTEGER, standard INTEGER NOT NULL, muted_until REAL, created REAL NOT NULL,
    UNIQUE (chat, target)
);
-- Thresholds in ten-thousandths of a percent, so that they compare exactly; NULL is never.
CREATE TABLE watch_symbol (
    symbol TEXT NOT NULL, watch INTEGER NOT NULL REFERENCES watch (id) ON DELETE CASCADE, chat INTEGER NOT NULL, rise INTEGER, fall INTEGER,
    PRIMARY KEY (symbol, watch)
) WITHOUT ROWID;
CREATE INDEX watch_symbol_rise ON watch_symbol (symbol, rise, chat, watch);
CREATE INDEX watch_symbol_fall ON watch_symbol (symbol, fall, chat, watch);
CREATE INDEX watch_symbol_watch ON watch_symbol (watch);
CREATE TABLE person (id INTEGER PRIMARY KEY, state TEXT NOT NULL, at REAL NOT NULL);

CREATE TABLE outbox (
    id INTEGER PRIMARY KEY AUTOINCREMENT, chat INTEGER NOT NULL, key TEXT NOT NULL, html TEXT NOT NULL, buttons TEXT NOT NULL,
    priority INTEGER NOT NULL, silent INTEGER NOT NULL, state TEXT NOT NULL CHECK (state IN ('queued', 'sending', 'sent', 'failed', 'dropped')),
    reason TEXT, attempts INTEGER NOT NULL DEFAULT 0, not_before REAL NOT NULL, expires REAL, created REAL NOT NULL, claimed REAL, sent REAL,
    number INTEGER, edits INTEGER, repeated INTEGER NOT NULL DEFAULT 0, UNIQUE (chat, key)
);
CREATE INDEX outbox_queued ON outbox (chat, priority, id, not_before) WHERE state = 'queued';
CREATE UNIQUE INDEX outbox_one_sending ON outbox (chat) WHERE state = 'sending';
CREATE INDEX outbox_expiring ON outbox (expires) WHERE state = 'queued' AND expires IS NOT NULL;
CREATE INDEX outbox_day ON outbox (created);
CREATE TABLE alert (
    id INTEGER PRIMARY KEY, chat INTEGER NOT NULL, story INTEGER NOT NULL, outbox INTEGER NOT NULL, who TEXT NOT NULL, session TEXT, scope TEXT NOT NULL,
    size TEXT NOT NULL, unit TEXT NOT NULL, part TEXT, watch INTEGER NOT NULL, label TEXT NOT NULL, rise INTEGER, fall INTEGER, standard INTEGER NOT NULL, at REAL NOT NULL
);
CREATE INDEX alert_told ON alert (chat, who);
CREATE INDEX alert_story ON alert (story);

CREATE TABLE inbox (id INTEGER PRIMARY KEY, body TEXT NOT NULL, state TEXT NOT NULL, outcome TEXT, at REAL NOT NULL);
CREATE INDEX inbox_open ON inbox (id) WHERE state = 'open';
CREATE TABLE digest (
    chat INTEGER NOT NULL, day TEXT NOT NULL, slot TEXT NOT NULL, after INTEGER NOT NULL, upto INTEGER NOT NULL, state TEXT NOT NULL, at REAL NOT NULL,
    PRIMARY KEY (chat, day, slot)
) WITHOUT ROWID;
CREATE TABLE tokens (day TEXT NOT NULL, model TEXT NOT NULL, calls INTEGER NOT NULL, prompt INTEGER NOT NULL, completion INTEGER NOT NULL, PRIMARY KEY (day, model)) WITHOUT ROWID;
"""


@migrations()
def m001_first_tables(db: Database) -> None:
    for statement in _TABLES.split(";\n"):
        if statement.strip():
            db.execute(statement)


_FEEDS_THAT_ARE_WATCHED_OVER = """
ALTER TABLE feed ADD COLUMN zone TEXT;
ALTER TABLE feed ADD COLUMN moved_to TEXT;
ALTER TABLE feed ADD COLUMN moved_since REAL;
ALTER TABLE feed ADD COLUMN tried_at REAL;
ALTER TABLE feed ADD COLUMN whole_at REAL;
ALTER TABLE feed ADD COLUMN distrusted INTEGER NOT NULL DEFAULT 0;
ALTER TABLE feed ADD COLUMN hub TEXT;
ALTER TABLE feed ADD COLUMN topic TEXT;
-- What admins have been told of a feed, by its words' key; a row goes when it is over.
CREATE TABLE feed_told (
    feed INTEGER NOT NULL REFERENCES feed (id) ON DELETE CASCADE, what TEXT NOT NULL, at REAL NOT NULL, PRIMARY KEY (feed, what)
) WITHOUT ROWID;
INSERT INTO feed_told SELECT id, 'failing', coalesce(failing_since, added) FROM feed WHERE told_failing;
CREATE INDEX story_of_feed ON story (feed, seen);
-- Each reason for which something was not told, counted a day and feed (0: no feed's).
CREATE TABLE silence (day TEXT NOT NULL, feed INTEGER NOT NULL, reason TEXT NOT NULL, n INTEGER NOT NULL, PRIMARY KEY (day, feed, reason)) WITHOUT ROWID;
-- Chats that are not written to for a while: by a flood wait, or as they refuse; `failures` are their refusals in a row.
CREATE TABLE hold (chat INTEGER PRIMARY KEY, until REAL NOT NULL, why TEXT NOT NULL, failures INTEGER NOT NULL, since REAL NOT NULL);
-- The listing that an alert told, where a company has several; the story's own words for it.
ALTER TABLE alert ADD COLUMN listing TEXT;
CREATE INDEX outbox_of_chat ON outbox (chat, created);
CREATE INDEX extraction_of_day ON extraction (at, by, dropped, story);
CREATE INDEX alert_of_day ON alert (at);
"""


@migrations()
def m002_feeds_chats_and_silences_are_watched_over(db: Database) -> None:
    for statement in _FEEDS_THAT_ARE_WATCHED_OVER.split(";\n"):
        if statement.strip():
            db.execute(statement)


@migrations()
def m003_events_are_found_by_whose_and_of_which_session_they_are(db: Database) -> None:
    db.execute("CREATE INDEX alert_event ON alert (who, session)")
    db.execute("CREATE INDEX alert_outbox ON alert (outbox)")
    db.execute("CREATE INDEX outbox_edits ON outbox (edits) WHERE edits IS NOT NULL")


@migrations()
def m004_chats_have_quiet_hours(db: Database) -> None:
    db.execute("ALTER TABLE chat ADD COLUMN quiet_from TEXT")
    db.execute("ALTER TABLE chat ADD COLUMN quiet_to TEXT")


_CORRECTIONS = """
-- When a figure that was told was taken back; it stands in no message any more.
ALTER TABLE alert ADD COLUMN taken_back REAL;
-- The row of the message that this one answers, as `edits` is of the one that it edits.
ALTER TABLE outbox ADD COLUMN replies INTEGER;
CREATE INDEX outbox_replies ON outbox (replies) WHERE replies IS NOT NULL;
-- What was told and what it became; `now` is NULL of a story that was withdrawn.
CREATE TABLE correction (
    id INTEGER PRIMARY KEY, story INTEGER NOT NULL, who TEXT NOT NULL, listing TEXT, label TEXT NOT NULL, session TEXT, was TEXT NOT NULL, now TEXT,
    source TEXT, url TEXT, title TEXT NOT NULL, at REAL NOT NULL, UNIQUE (story, who, listing, session, was, now)
);
CREATE INDEX correction_day ON correction (at);
CREATE TABLE correction_told (
    correction INTEGER NOT NULL REFERENCES correction (id) ON DELETE CASCADE, chat INTEGER NOT NULL, PRIMARY KEY (correction, chat)
) WITHOUT ROWID;
CREATE INDEX correction_of_chat ON correction_told (chat);
-- The event that a story tells, by the number of its first story; and what a story of the last days is about, by which later ones join it.
ALTER TABLE story ADD COLUMN event INTEGER;
CREATE INDEX story_event ON story (event);
CREATE TABLE gist (story INTEGER PRIMARY KEY REFERENCES story (id) ON DELETE CASCADE, body TEXT NOT NULL);
"""


@migrations()
def m005_corrections_are_kept_and_stories_are_of_events(db: Database) -> None:
    for statement in _CORRECTIONS.split(";\n"):
        if statement.strip():
            db.execute(statement)


_REPORTS = """
-- What readers say is wrong with an alert: each once.
CREATE TABLE report (
    id INTEGER PRIMARY KEY, chat INTEGER NOT NULL, outbox INTEGER NOT NULL, story INTEGER NOT NULL, what TEXT NOT NULL, at REAL NOT NULL, UNIQUE (chat, outbox)
);
CREATE INDEX report_day ON report (at);
-- Whether the rules or a model read the move.
ALTER TABLE alert ADD COLUMN by TEXT NOT NULL DEFAULT 'rules';
"""


@migrations()
def m006_readers_say_what_is_wrong(db: Database) -> None:
    for statement in _REPORTS.split(";\n"):
        if statement.strip():
            db.execute(statement)


@migrations()
def m007_chats_have_a_budget_of_alerts_a_day(db: Database) -> None:
    # NULL: what the config says; 0: as many as there are.
    db.execute("ALTER TABLE chat ADD COLUMN budget INTEGER")


_ARCHIVE = """
-- The words of each story that was read, Latin ones as stems, Chinese ones character by character (bot.keywords.segmented).
CREATE VIRTUAL TABLE story_words USING fts5 (title, body, tokenize = 'unicode61');
CREATE TRIGGER story_words_go AFTER DELETE ON story BEGIN DELETE FROM story_words WHERE rowid = old.id; END;
"""


@migrations()
def m008_the_archive_is_searched_by_words(db: Database) -> None:
    for statement in _ARCHIVE.split(";\n"):
        if statement.strip():
            db.execute(statement)


_RULES = """
-- What people want to be told beside thresholds (bot.rules). `target` is a company's key, '*' the chat's watchlist, '' anything.
CREATE TABLE rule (
    id INTEGER PRIMARY KEY AUTOINCREMENT, chat INTEGER NOT NULL REFERENCES chat (id) ON DELETE CASCADE ON UPDATE CASCADE, kind TEXT NOT NULL,
    target TEXT NOT NULL, symbol TEXT, label TEXT NOT NULL, condition TEXT NOT NULL, once INTEGER NOT NULL DEFAULT 0, cooldown INTEGER NOT NULL DEFAULT 0,
    most INTEGER, until REAL, paused INTEGER NOT NULL DEFAULT 0, deleted INTEGER NOT NULL DEFAULT 0, side TEXT, created REAL NOT NULL
);
CREATE INDEX rule_of_chat ON rule (chat);
-- By what of a story a rule is found: '@' and a company's key, 'w:' and a word that must be there, '*' by the watchlist, '?' by any story.
CREATE TABLE rule_key (key TEXT NOT NULL, rule INTEGER NOT NULL REFERENCES rule (id) ON DELETE CASCADE, PRIMARY KEY (key, rule)) WITHOUT ROWID;
CREATE INDEX rule_key_rule ON rule_key (rule);
CREATE TABLE firing (
    id INTEGER PRIMARY KEY, rule INTEGER NOT NULL REFERENCES rule (id) ON DELETE CASCADE, story INTEGER NOT NULL, event INTEGER, value TEXT NOT NULL,
    condition TEXT NOT NULL, told REAL, at REAL NOT NULL, outbox INTEGER
);
CREATE INDEX firing_of_rule ON firing (rule, at);
"""


@migrations()
def m009_people_set_rules_of_other_kinds(db: Database) -> None:
    for statement in _RULES.split(";\n"):
        if statement.strip():
            db.execute(statement)


@migrations()
def m010_closes_firings_and_watches_are_found_by_what_asks_for_them(db: Database) -> None:
    db.execute("CREATE INDEX firing_of_story ON firing (story)")
    db.execute("CREATE INDEX watch_symbol_chat ON watch_symbol (chat, symbol)")
    db.execute("CREATE INDEX fact_close ON fact (who, session) WHERE at = 'close'")


@migrations()
def m011_digests_come_at_several_hours(db: Database) -> None:
    db.execute(
        "UPDATE OR IGNORE digest SET slot = (SELECT c.digest_at FROM chat c WHERE c.id = digest.chat) "
        "WHERE slot = 'daily' AND chat IN (SELECT id FROM chat WHERE digest_at IS NOT NULL)"
    )


@migrations()
def m012_stories_say_how_much_they_are_about_whom_they_name(db: Database) -> None:
    db.execute("ALTER TABLE story_symbol RENAME COLUMN moved TO weight")
    db.execute("UPDATE story_symbol SET weight = 2 * weight")


@migrations()
def m013_a_watch_and_a_rule_say_what_quiet_hours_are_to_them(db: Database) -> None:
    for table in ("watch", "rule"):
        db.execute(f"ALTER TABLE {table} ADD COLUMN in_quiet TEXT NOT NULL DEFAULT 'hold'")


@migrations()
def m014_whole_days_of_the_week_may_be_quiet(db: Database) -> None:
    db.execute("ALTER TABLE chat ADD COLUMN quiet_days TEXT NOT NULL DEFAULT ''")


@migrations()
def m015_a_rule_may_hold_only_while_its_market_is_open(db: Database) -> None:
    db.execute("ALTER TABLE rule ADD COLUMN in_session INTEGER NOT NULL DEFAULT 0")


@migrations()
def m016_the_last_change_of_a_chat_can_be_taken_back(db: Database) -> None:
    db.execute(
        "CREATE TABLE undo (chat INTEGER PRIMARY KEY REFERENCES chat (id) ON DELETE CASCADE ON UPDATE CASCADE, number INTEGER NOT NULL, "
        "state TEXT NOT NULL, said TEXT NOT NULL, at REAL NOT NULL)"
    )


_TALK = """
-- What a chat was asked and has not answered.
CREATE TABLE waiting (
    chat INTEGER PRIMARY KEY REFERENCES chat (id) ON DELETE CASCADE ON UPDATE CASCADE, what TEXT NOT NULL, data TEXT NOT NULL, confirms INTEGER NOT NULL
);
-- What somebody of a chat asked last, by which the next question is understood.
CREATE TABLE asked (
    chat INTEGER NOT NULL REFERENCES chat (id) ON DELETE CASCADE ON UPDATE CASCADE, user INTEGER NOT NULL, text TEXT NOT NULL, at REAL NOT NULL,
    PRIMARY KEY (chat, user)
) WITHOUT ROWID;
INSERT INTO waiting SELECT id, question, '', 0 FROM chat WHERE question NOT LIKE '%|%' AND question NOT LIKE '%:%';
ALTER TABLE chat DROP COLUMN question;
"""


@migrations()
def m017_what_is_asked_stands_in_tables_of_its_own(db: Database) -> None:
    for statement in _TALK.split(";\n"):
        if statement.strip():
            db.execute(statement)


_TOPICS = """
-- The topic of a forum to which alerts and digests go (0: none; NULL: nothing has been set yet), what the chat is called and who set it last.
ALTER TABLE chat ADD COLUMN thread INTEGER;
ALTER TABLE chat ADD COLUMN title TEXT NOT NULL DEFAULT '';
ALTER TABLE chat ADD COLUMN set_by INTEGER;
UPDATE chat SET thread = 0;
-- Of an answer the topic in which it was asked; NULL: that of its chat.
ALTER TABLE outbox ADD COLUMN thread INTEGER;
"""


@migrations()
def m018_a_forum_is_answered_where_it_asks(db: Database) -> None:
    for statement in _TOPICS.split(";\n"):
        if statement.strip():
            db.execute(statement)


@migrations()
def m019_it_is_known_when_a_chat_ended(db: Database) -> None:
    db.execute("ALTER TABLE chat ADD COLUMN ended_at REAL")


@migrations()
def m020_a_question_waits_for_a_day(db: Database) -> None:
    db.execute("ALTER TABLE waiting ADD COLUMN at REAL NOT NULL DEFAULT 0")


@migrations()
def m021_lines_of_a_story_stand_in_other_languages(db: Database) -> None:
    # An empty text is a line for which nothing may stand.
    db.execute(
        "CREATE TABLE rendition (story INTEGER NOT NULL REFERENCES story (id) ON DELETE CASCADE, language TEXT NOT NULL, words TEXT NOT NULL, "
        "text TEXT NOT NULL, by TEXT NOT NULL, PRIMARY KEY (story, language, words)) WITHOUT ROWID"
    )


@migrations()
def m022_a_digest_comes_with_a_picture(db: Database) -> None:
    db.execute("ALTER TABLE chat ADD COLUMN picture INTEGER NOT NULL DEFAULT 1")
    db.execute("ALTER TABLE outbox ADD COLUMN chart TEXT NOT NULL DEFAULT ''")


@migrations()
def m023_a_rule_is_of_a_source_and_fires_once_a_session(db: Database) -> None:
    # Of a firing whose moves it was, as "9988.HK 2025-09-24": whom of which session.
    db.execute("ALTER TABLE rule ADD COLUMN source TEXT NOT NULL DEFAULT ''")
    db.execute("ALTER TABLE rule ADD COLUMN reads TEXT NOT NULL DEFAULT ''")
    db.execute("ALTER TABLE firing ADD COLUMN moves TEXT NOT NULL DEFAULT '[]'")


@migrations()
def m024_quiet_hours_are_of_some_days_and_days_of_a_market(db: Database) -> None:
    db.execute("ALTER TABLE chat ADD COLUMN quiet_on TEXT NOT NULL DEFAULT ''")
    db.execute("ALTER TABLE chat ADD COLUMN quiet_market TEXT NOT NULL DEFAULT ''")


@migrations()
def m025_a_firing_that_was_corrected_below_its_rule_counts_no_more(db: Database) -> None:
    # Of whom: as in `moves`.
    db.execute("ALTER TABLE firing ADD COLUMN unmet TEXT NOT NULL DEFAULT '[]'")
