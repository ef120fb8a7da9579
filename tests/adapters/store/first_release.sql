BEGIN TRANSACTION;
CREATE TABLE "_sqlite_migrations" (
   "id" INTEGER PRIMARY KEY,
   "migration_set" TEXT,
   "name" TEXT,
   "applied_at" TEXT
);
INSERT INTO "_sqlite_migrations" VALUES(1,'newstape','m001_first_tables','2026-11-29 01:21:54.285776+00:00');
CREATE TABLE alert (
    id INTEGER PRIMARY KEY, chat INTEGER NOT NULL, story INTEGER NOT NULL, outbox INTEGER NOT NULL, who TEXT NOT NULL, session TEXT, scope TEXT NOT NULL,
    size TEXT NOT NULL, unit TEXT NOT NULL, part TEXT, watch INTEGER NOT NULL, label TEXT NOT NULL, rise INTEGER, fall INTEGER, standard INTEGER NOT NULL, at REAL NOT NULL
);
INSERT INTO "alert" VALUES(1,1,1,8,'9988.HK','2025-09-24','session','+9.2','percent','close',1,'Alibaba Group Holding',30000,30000,1,1758715200.0);
INSERT INTO "alert" VALUES(2,1,2,9,'0700.HK','2025-09-24','session','+8.1','percent','close',2,'Tencent Holdings',50000,50000,0,1758715200.0);
CREATE TABLE chat (
    id INTEGER PRIMARY KEY, is_group INTEGER NOT NULL, language TEXT NOT NULL, zone TEXT NOT NULL, zone_guessed INTEGER NOT NULL,
    digest_at TEXT, digest_since REAL, quiet_line INTEGER NOT NULL, red_is_up INTEGER NOT NULL, threshold INTEGER NOT NULL,
    active INTEGER NOT NULL, ended TEXT, paused_until REAL, advised INTEGER NOT NULL, question TEXT, created REAL NOT NULL
);
INSERT INTO "chat" VALUES(1,0,'en','UTC',1,'08:30',1758715200.0,0,0,30000,1,NULL,NULL,1,NULL,1758715200.0);
INSERT INTO "chat" VALUES(2,0,'en','UTC',1,NULL,NULL,0,0,30000,1,NULL,NULL,1,NULL,1758715200.0);
CREATE TABLE digest (
    chat INTEGER NOT NULL, day TEXT NOT NULL, slot TEXT NOT NULL, after INTEGER NOT NULL, upto INTEGER NOT NULL, state TEXT NOT NULL, at REAL NOT NULL,
    PRIMARY KEY (chat, day, slot)
) WITHOUT ROWID;
CREATE TABLE extraction (
    story INTEGER NOT NULL REFERENCES story (id) ON DELETE CASCADE, by TEXT NOT NULL, prompt TEXT NOT NULL DEFAULT '', fingerprint TEXT NOT NULL,
    found TEXT NOT NULL, dropped INTEGER NOT NULL, at REAL NOT NULL, PRIMARY KEY (story, by)
) WITHOUT ROWID;
INSERT INTO "extraction" VALUES(1,'rules','','0aac289e592dc75df373bce8cb52c3d7','[[{"instrument":"Alibaba Group Holding","direction":"up","quote":{"text":"Alibaba Group Holding [HKG: 9988] closed 9.2 percent higher at HKD174.00 a share today.","start":91,"end":178},"company":"Alibaba Group Holding","listing":{"symbol":"9988.HK","mic":"XHKG","code":"9988","currency":"HKD","company":"Alibaba Group Holding"},"percent":"9.2","percent_range":null,"change":null,"qualifier":null,"price":"174.00","currency":"HKD","converted":null,"scope":"session","at":"close","session":"2025-09-24","period":null,"by":"rules","resolved_by":null}],[],[{"text":"Alibaba Group Holding spoke of its plans.","quotes":[{"text":"Alibaba Group Holding spoke of its plans.","start":49,"end":90}]},{"text":"Alibaba Group Holding closed 9.2 percent higher at HKD174.00 a share today.","quotes":[{"text":"Alibaba Group Holding [HKG: 9988] closed 9.2 percent higher at HKD174.00 a share today.","start":91,"end":178}]},{"text":"The firm will go on investing, it said, in the people who run its data centers and in what they need to do so well.","quotes":[{"text":"The firm will go on investing, it said, in the people who run its data centers and in what they need to do so well.","start":179,"end":294}]}],[{"listing":{"symbol":"9988.HK","mic":"XHKG","code":"9988","currency":"HKD","company":"Alibaba Group Holding"},"spans":[[0,21],[49,70],[91,124]]}],[],[]]',0,1758715200.0);
INSERT INTO "extraction" VALUES(2,'rules','','66f8ad1eae09211b7e11e0b8fc534855','[[{"instrument":"Tencent Holdings","direction":"up","quote":{"text":"Tencent Holdings [HKG: 0700] closed 8.1 percent higher at HKD174.00 a share today.","start":81,"end":163},"company":"Tencent Holdings","listing":{"symbol":"0700.HK","mic":"XHKG","code":"0700","currency":"HKD","company":"Tencent Holdings"},"percent":"8.1","percent_range":null,"change":null,"qualifier":null,"price":"174.00","currency":"HKD","converted":null,"scope":"session","at":"close","session":"2025-09-24","period":null,"by":"rules","resolved_by":null}],[],[{"text":"Tencent Holdings spoke of its plans.","quotes":[{"text":"Tencent Holdings spoke of its plans.","start":44,"end":80}]},{"text":"Tencent Holdings closed 8.1 percent higher at HKD174.00 a share today.","quotes":[{"text":"Tencent Holdings [HKG: 0700] closed 8.1 percent higher at HKD174.00 a share today.","start":81,"end":163}]},{"text":"The firm will go on investing, it said, in the people who run its data centers and in what they need to do so well.","quotes":[{"text":"The firm will go on investing, it said, in the people who run its data centers and in what they need to do so well.","start":164,"end":279}]}],[{"listing":{"symbol":"0700.HK","mic":"XHKG","code":"0700","currency":"HKD","company":"Tencent Holdings"},"spans":[[0,16],[44,60],[81,109]]}],[],[]]',0,1758715200.0);
INSERT INTO "extraction" VALUES(3,'rules','','36080b2d8686b446da52552145ed20c5','[[{"instrument":"Xiaomi","direction":"up","quote":{"text":"Xiaomi [HKG: 1810] closed 4.4 percent higher at HKD174.00 a share today.","start":61,"end":133},"company":"Xiaomi","listing":{"symbol":"1810.HK","mic":"XHKG","code":"1810","currency":"HKD","company":"Xiaomi"},"percent":"4.4","percent_range":null,"change":null,"qualifier":null,"price":"174.00","currency":"HKD","converted":null,"scope":"session","at":"close","session":"2025-09-24","period":null,"by":"rules","resolved_by":null}],[],[{"text":"Xiaomi spoke of its plans.","quotes":[{"text":"Xiaomi spoke of its plans.","start":34,"end":60}]},{"text":"Xiaomi closed 4.4 percent higher at HKD174.00 a share today.","quotes":[{"text":"Xiaomi [HKG: 1810] closed 4.4 percent higher at HKD174.00 a share today.","start":61,"end":133}]},{"text":"The firm will go on investing, it said, in the people who run its data centers and in what they need to do so well.","quotes":[{"text":"The firm will go on investing, it said, in the people who run its data centers and in what they need to do so well.","start":134,"end":249}]}],[{"listing":{"symbol":"1810.HK","mic":"XHKG","code":"1810","currency":"HKD","company":"Xiaomi"},"spans":[[0,6],[34,40],[61,79]]}],[],[]]',0,1758715200.0);
CREATE TABLE fact (
    story INTEGER NOT NULL REFERENCES story (id) ON DELETE CASCADE, who TEXT NOT NULL, session TEXT, scope TEXT NOT NULL, size TEXT NOT NULL,
    unit TEXT NOT NULL, at TEXT, of TEXT
);
INSERT INTO "fact" VALUES(1,'9988.HK','2025-09-24','session','+9.2','percent','close','9988.HK');
INSERT INTO "fact" VALUES(2,'0700.HK','2025-09-24','session','+8.1','percent','close','0700.HK');
INSERT INTO "fact" VALUES(3,'1810.HK','2025-09-24','session','+4.4','percent','close','1810.HK');
CREATE TABLE feed (
    id INTEGER PRIMARY KEY, url TEXT NOT NULL UNIQUE, name TEXT NOT NULL, language TEXT NOT NULL,
    origin TEXT NOT NULL CHECK (origin IN ('config', 'added', 'removed')), paused INTEGER NOT NULL DEFAULT 0,
    asked_url TEXT NOT NULL, etag TEXT, last_modified TEXT, body_hash TEXT, item_hashes BLOB NOT NULL DEFAULT x'',
    polled INTEGER NOT NULL DEFAULT 0, fails INTEGER NOT NULL DEFAULT 0, failing_since REAL, told_failing INTEGER NOT NULL DEFAULT 0,
    not_before REAL, last_error TEXT, added REAL NOT NULL
);
INSERT INTO "feed" VALUES(1,'https://wire.example/rss','Wire','en','config',0,'https://wire.example/rss','"2"',NULL,'h2',X'0202020202020202',1,0,NULL,0,NULL,NULL,1758715200.0);
INSERT INTO "feed" VALUES(2,'https://gone.example/rss','Gone','zh','config',0,'https://gone.example/rss',NULL,NULL,NULL,X'',0,1,1758542400.0,1,1758718800.0,'HTTP 500',1758715200.0);
CREATE TABLE inbox (id INTEGER PRIMARY KEY, body TEXT NOT NULL, state TEXT NOT NULL, outcome TEXT, at REAL NOT NULL);
INSERT INTO "inbox" VALUES(1,'','done','watch',1758715200.0);
INSERT INTO "inbox" VALUES(2,'','done','alert',1758715200.0);
INSERT INTO "inbox" VALUES(3,'','done','digest',1758715200.0);
INSERT INTO "inbox" VALUES(4,'','done','watch',1758715200.0);
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
INSERT INTO "meta" VALUES('next_offset','5');
INSERT INTO "meta" VALUES('next_offset_at','1758715200.0');
CREATE TABLE outbox (
    id INTEGER PRIMARY KEY AUTOINCREMENT, chat INTEGER NOT NULL, key TEXT NOT NULL, html TEXT NOT NULL, buttons TEXT NOT NULL,
    priority INTEGER NOT NULL, silent INTEGER NOT NULL, state TEXT NOT NULL CHECK (state IN ('queued', 'sending', 'sent', 'failed', 'dropped')),
    reason TEXT, attempts INTEGER NOT NULL DEFAULT 0, not_before REAL NOT NULL, expires REAL, created REAL NOT NULL, claimed REAL, sent REAL,
    number INTEGER, edits INTEGER, repeated INTEGER NOT NULL DEFAULT 0, UNIQUE (chat, key)
);
INSERT INTO "outbox" VALUES(1,1,'update:1:0','Watching <b>Alibaba Group Holding</b> (9988.HK, BABA, BBAAY). I’ll alert you to reported moves of 3% or more, up or down.','[[["Undo", "unwatch:1", null]]]',0,0,'sent',NULL,1,0.0,1758801600.0,1758715200.0,1758715200.0,1758715200.0,41,NULL,0);
INSERT INTO "outbox" VALUES(2,1,'update:1:1','I report what the news says. I do not advise, and a figure can be wrong at its source: read the story before you act.','[]',0,0,'sending',NULL,1,0.0,1758801600.0,1758715200.0,1758715200.0,NULL,NULL,NULL,0);
INSERT INTO "outbox" VALUES(3,1,'update:2:0','<b>Tencent Holdings</b>: I’ll alert you to moves of 5% or more, up or down.','[[["Undo", "unwatch:2", null]]]',0,0,'queued',NULL,0,0.0,1758801600.0,1758715200.0,NULL,NULL,NULL,NULL,0);
INSERT INTO "outbox" VALUES(4,1,'update:3:0','Your digest comes every day at 08:30 (UTC). /digest shows it now, /digest off ends it.','[]',0,0,'queued',NULL,0,0.0,1758801600.0,1758715200.0,NULL,NULL,NULL,NULL,0);
INSERT INTO "outbox" VALUES(5,1,'update:3:1','I do not know your time zone, so this is UTC. Is that right?','[[["Yes, that is right", "zone:UTC", null], ["Another", "zone:?", null]]]',0,0,'queued',NULL,0,0.0,1758801600.0,1758715200.0,NULL,NULL,NULL,NULL,0);
INSERT INTO "outbox" VALUES(6,2,'update:4:0','Watching <b>Gold</b> (GC=F). I’ll alert you to reported moves of 3% or more, up or down.','[[["Undo", "unwatch:3", null]]]',0,0,'queued',NULL,0,0.0,1758801600.0,1758715200.0,NULL,NULL,NULL,NULL,0);
INSERT INTO "outbox" VALUES(7,2,'update:4:1','I report what the news says. I do not advise, and a figure can be wrong at its source: read the story before you act.','[]',0,0,'queued',NULL,0,0.0,1758801600.0,1758715200.0,NULL,NULL,NULL,NULL,0);
INSERT INTO "outbox" VALUES(8,1,'alert:1:10eababa20af0aff','🟢 ▲ <b>Alibaba Group Holding</b> 9988.HK  <b>+9.2%</b>
HKD174.00 · close Wed 24 Sept · Hong Kong
<blockquote>Alibaba Group Holding [HKG: 9988] closed 9.2 percent higher at HKD174.00 a share today.</blockquote>
Wire · 24 Sept, 11:58 UTC · <a href="https://wire.example/0">Read the story</a>','[[["Why this?", "why", null], ["Mute for a day", "mute:9988.HK", null]]]',1,0,'queued',NULL,0,0.0,1758736800.0,1758715200.0,NULL,NULL,NULL,NULL,0);
INSERT INTO "outbox" VALUES(9,1,'alert:2:f79a868a2cc74f6f','🟢 ▲ <b>Tencent Holdings</b> 0700.HK  <b>+8.1%</b>
HKD174.00 · close Wed 24 Sept · Hong Kong
<blockquote>Tencent Holdings [HKG: 0700] closed 8.1 percent higher at HKD174.00 a share today.</blockquote>
Wire · 24 Sept, 11:58 UTC · <a href="https://wire.example/1">Read the story</a>','[[["Why this?", "why", null], ["Mute for a day", "mute:0700.HK", null]]]',1,0,'queued',NULL,0,0.0,1758736800.0,1758715200.0,NULL,NULL,NULL,NULL,0);
CREATE TABLE person (id INTEGER PRIMARY KEY, state TEXT NOT NULL, at REAL NOT NULL);
CREATE TABLE revision (
    id INTEGER PRIMARY KEY, story INTEGER NOT NULL REFERENCES story (id) ON DELETE CASCADE, title TEXT NOT NULL, body TEXT NOT NULL, at REAL NOT NULL
);
CREATE TABLE story (
    id INTEGER PRIMARY KEY AUTOINCREMENT, feed INTEGER NOT NULL, title TEXT NOT NULL, body TEXT NOT NULL, url TEXT, source TEXT,
    published REAL, zone_offset INTEGER, language TEXT NOT NULL, fingerprint TEXT NOT NULL, seen REAL NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('unread', 'read', 'skipped')), reason TEXT, silence TEXT, revises INTEGER NOT NULL DEFAULT 0,
    summary_only INTEGER NOT NULL DEFAULT 0, model_state TEXT NOT NULL DEFAULT 'none'
);
INSERT INTO "story" VALUES(1,1,'Alibaba Group Holding Rises','(Yicai) Sept. 24 -- Alibaba Group Holding spoke of its plans. Alibaba Group Holding [HKG: 9988] closed 9.2 percent higher at HKD174.00 a share today. The firm will go on investing, it said, in the people who run its data centers and in what they need to do so well.','https://wire.example/0','Wire',1758715080.0,0,'en','0aac289e592dc75df373bce8cb52c3d7',1758715200.0,'read',NULL,NULL,0,1,'none');
INSERT INTO "story" VALUES(2,1,'Tencent Holdings Rises','(Yicai) Sept. 24 -- Tencent Holdings spoke of its plans. Tencent Holdings [HKG: 0700] closed 8.1 percent higher at HKD174.00 a share today. The firm will go on investing, it said, in the people who run its data centers and in what they need to do so well.','https://wire.example/1','Wire',1758715080.0,0,'en','66f8ad1eae09211b7e11e0b8fc534855',1758715200.0,'read',NULL,NULL,0,1,'none');
INSERT INTO "story" VALUES(3,1,'Xiaomi Rises','(Yicai) Sept. 24 -- Xiaomi spoke of its plans. Xiaomi [HKG: 1810] closed 4.4 percent higher at HKD174.00 a share today. The firm will go on investing, it said, in the people who run its data centers and in what they need to do so well.','https://wire.example/2','Wire',1758715080.0,0,'en','36080b2d8686b446da52552145ed20c5',1758715200.0,'read',NULL,NULL,0,1,'none');
CREATE TABLE story_key (
    kind TEXT NOT NULL, value TEXT NOT NULL, story INTEGER NOT NULL REFERENCES story (id) ON DELETE CASCADE, PRIMARY KEY (kind, value)
) WITHOUT ROWID;
INSERT INTO "story_key" VALUES('guid','1 g0',1);
INSERT INTO "story_key" VALUES('text','0aac289e592dc75df373bce8cb52c3d7',1);
INSERT INTO "story_key" VALUES('url','wire.example/0',1);
INSERT INTO "story_key" VALUES('guid','1 g1',2);
INSERT INTO "story_key" VALUES('text','66f8ad1eae09211b7e11e0b8fc534855',2);
INSERT INTO "story_key" VALUES('url','wire.example/1',2);
INSERT INTO "story_key" VALUES('guid','1 g2',3);
INSERT INTO "story_key" VALUES('text','36080b2d8686b446da52552145ed20c5',3);
INSERT INTO "story_key" VALUES('url','wire.example/2',3);
CREATE TABLE story_symbol (
    symbol TEXT NOT NULL, story INTEGER NOT NULL REFERENCES story (id) ON DELETE CASCADE, moved INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (symbol, story)
) WITHOUT ROWID;
INSERT INTO "story_symbol" VALUES('0700.HK',2,1);
INSERT INTO "story_symbol" VALUES('1810.HK',3,1);
INSERT INTO "story_symbol" VALUES('9988.HK',1,1);
CREATE TABLE tokens (day TEXT NOT NULL, model TEXT NOT NULL, calls INTEGER NOT NULL, prompt INTEGER NOT NULL, completion INTEGER NOT NULL, PRIMARY KEY (day, model)) WITHOUT ROWID;
CREATE TABLE watch (
    id INTEGER PRIMARY KEY, chat INTEGER NOT NULL REFERENCES chat (id) ON DELETE CASCADE ON UPDATE CASCADE, kind TEXT NOT NULL,
    target TEXT NOT NULL, label TEXT NOT NULL, rise INTEGER, fall INTEGER, standard INTEGER NOT NULL, muted_until REAL, created REAL NOT NULL,
    UNIQUE (chat, target)
);
INSERT INTO "watch" VALUES(1,1,'company','9988.HK','Alibaba Group Holding',30000,30000,1,NULL,1758715200.0);
INSERT INTO "watch" VALUES(2,1,'company','0700.HK','Tencent Holdings',50000,50000,0,NULL,1758715200.0);
INSERT INTO "watch" VALUES(3,2,'company','GC=F','Gold',30000,30000,1,NULL,1758715200.0);
CREATE TABLE watch_symbol (
    symbol TEXT NOT NULL, watch INTEGER NOT NULL REFERENCES watch (id) ON DELETE CASCADE, chat INTEGER NOT NULL, rise INTEGER, fall INTEGER,
    PRIMARY KEY (symbol, watch)
) WITHOUT ROWID;
INSERT INTO "watch_symbol" VALUES('0700.HK',2,1,50000,50000);
INSERT INTO "watch_symbol" VALUES('9988.HK',1,1,30000,30000);
INSERT INTO "watch_symbol" VALUES('BABA',1,1,30000,30000);
INSERT INTO "watch_symbol" VALUES('BBAAY',1,1,30000,30000);
INSERT INTO "watch_symbol" VALUES('GC=F',3,2,30000,30000);
INSERT INTO "watch_symbol" VALUES('TCEHY',2,1,50000,50000);
INSERT INTO "watch_symbol" VALUES('TCTZF',2,1,50000,50000);
CREATE UNIQUE INDEX "idx__sqlite_migrations_migration_set_name"
    ON "_sqlite_migrations" ("migration_set", "name");
CREATE INDEX story_unread ON story (id) WHERE state = 'unread';
CREATE INDEX story_wanting ON story (id) WHERE model_state = 'wanted';
CREATE INDEX story_seen ON story (seen);
CREATE INDEX story_key_story ON story_key (story);
CREATE INDEX extraction_known ON extraction (fingerprint, by, prompt);
CREATE INDEX story_symbol_story ON story_symbol (story);
CREATE INDEX fact_story ON fact (story);
CREATE INDEX watch_symbol_rise ON watch_symbol (symbol, rise, chat, watch);
CREATE INDEX watch_symbol_fall ON watch_symbol (symbol, fall, chat, watch);
CREATE INDEX watch_symbol_watch ON watch_symbol (watch);
CREATE INDEX outbox_queued ON outbox (chat, priority, id, not_before) WHERE state = 'queued';
CREATE UNIQUE INDEX outbox_one_sending ON outbox (chat) WHERE state = 'sending';
CREATE INDEX outbox_expiring ON outbox (expires) WHERE state = 'queued' AND expires IS NOT NULL;
CREATE INDEX outbox_day ON outbox (created);
CREATE INDEX alert_told ON alert (chat, who);
CREATE INDEX alert_story ON alert (story);
CREATE INDEX inbox_open ON inbox (id) WHERE state = 'open';
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('outbox',9);
INSERT INTO "sqlite_sequence" VALUES('story',3);
COMMIT;
