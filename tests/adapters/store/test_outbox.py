"""The outbox: what is decided is written down, sent once, and lost never."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from datetime import time as hour
from decimal import Decimal
from pathlib import Path

import pytest

from bot.adapters.store import SqliteStore, open_store
from bot.events import Fact
from bot.message import Button, Message, Priority
from bot.ports import Chat, Outgoing
from bot.slots import Slot
from bot.watch import Alert, Reason, Rule
from tests.made import TODAY, move, record_alert

NOW = datetime(2025, 9, 24, 12, 0, tzinfo=UTC)
LATER = NOW + timedelta(seconds=30)


@pytest.fixture
def store() -> SqliteStore:
    return open_store(None)


def queue(
    store: SqliteStore,
    key: str,
    chat: int = 1,
    priority: Priority = Priority.ALERT,
    expires: datetime | None = None,
    edits: int | None = None,
    html: str = "text",
) -> int:
    with store.transaction():
        row = store.enqueue(Message(chat, key, html, (), priority), NOW, expires, edits)
    assert row is not None
    return row


def claimed(store: SqliteStore, row: int) -> Outgoing:
    found = store.claim(row, NOW)
    assert found is not None
    return found


def keys(rows: Sequence[Outgoing]) -> list[str]:
    return [r.message.key for r in rows]


def state(store: SqliteStore, row: int) -> tuple[str, str | None]:
    found = store.c.row("SELECT state, reason FROM outbox WHERE id = ?", (row,))
    assert found is not None
    return found["state"], found["reason"]


def alert_of(chat: int = 1) -> tuple[Alert, Fact]:
    rule = Rule(Decimal(5), Decimal(5))
    alert = Alert(chat, move(), Reason(1, "Alibaba", rule, Decimal("9.2")))
    return alert, Fact("9988.HK", TODAY, "session", "+9.2", "percent", "close")


# --- once ------------------------------------------------------------------------------------------------------------


def test_a_message_can_be_queued_outside_a_transaction(store: SqliteStore) -> None:
    assert store.enqueue(Message(1, "key", "text"), NOW) is not None
    assert keys(store.sendable(10, NOW)) == ["key"]


def test_a_key_is_queued_once_a_chat(store: SqliteStore) -> None:
    with store.transaction():
        assert store.enqueue(Message(1, "key", "first"), NOW) is not None
        assert store.enqueue(Message(1, "key", "second"), NOW) is None
        assert store.enqueue(Message(2, "key", "another chat's"), NOW) is not None
    assert [(r.message.chat, r.message.html) for r in store.sendable(10, NOW)] == [
        (1, "first"),
        (2, "another chat's"),
    ]


@pytest.mark.parametrize("end", ["sent", "failed", "dropped"])
def test_a_key_that_is_done_with_is_not_queued_again(store: SqliteStore, end: str) -> None:
    row = queue(store, "key")
    store.claim(row, NOW)
    if end == "sent":
        store.mark_sent(row, 7, NOW)
    elif end == "failed":
        store.mark_failed(row, "too long")
    else:
        store.end_chat(1, "blocked", NOW)
    with store.transaction():
        assert store.enqueue(Message(1, "key", "again"), NOW) is None


def test_an_alert_and_its_message_are_recorded_together_or_not_at_all(store: SqliteStore) -> None:
    alert, fact = alert_of()
    message = Message(1, "alert:1", "text", (), Priority.ALERT)
    assert record_alert(store, alert, fact, 1, message, NOW, NOW + timedelta(hours=6))
    assert not record_alert(store, alert, fact, 1, message, NOW, NOW + timedelta(hours=6))
    (told,) = store.told_of_story(1)
    assert (told.chat, told.fact, told.story) == (1, fact, 1)
    assert store.told_of_sessions("9988.HK", {fact.session}) == {1: [told]}
    assert store.told_of_sessions("9988.HK", {None, date(2025, 1, 2)}) == {}


# --- claiming --------------------------------------------------------------------------------------------------------


def test_a_claim_is_written_with_its_time_and_its_attempt(store: SqliteStore) -> None:
    row = queue(store, "key")
    found = claimed(store, row)
    assert (found.id, found.attempts, found.message.key) == (row, 1, "key")
    assert state(store, row)[0] == "sending"
    assert store.claim(row, NOW) is None, "nobody claims it twice"


def test_a_message_comes_back_as_it_was_given(store: SqliteStore) -> None:
    buttons = (
        (Button("Why this?", "why"), Button("页", None, "https://example.org/?a=1&b=2")),
        (Button("🔇", "mute:X"),),
    )
    message = Message(-100, "key", "<b>5 &lt; 6</b>\n中文 😀", buttons, Priority.EDIT, True)
    with store.transaction():
        row = store.enqueue(message, NOW, NOW + timedelta(hours=6))
    assert row is not None
    found = claimed(store, row)
    assert found.message == message
    assert found.expires == NOW + timedelta(hours=6)
    assert found.group, "a chat below nought is a group though nothing is known of it"


def test_a_chat_has_one_message_under_way(store: SqliteStore) -> None:
    first, second, other = queue(store, "a"), queue(store, "b"), queue(store, "c", chat=2)
    claimed(store, first)
    assert keys(store.sendable(10, NOW)) == ["c"]
    assert store.claim(second, NOW) is None
    claimed(store, other)
    store.mark_sent(first, 1, NOW)
    assert keys(store.sendable(10, NOW)) == ["b"]


def test_what_is_sent_has_its_number(store: SqliteStore) -> None:
    row = queue(store, "key")
    assert store.sent_number(row) is None
    claimed(store, row)
    assert store.sent_number(row) is None
    store.mark_sent(row, 77, NOW)
    assert store.sent_number(row) == 77
    assert state(store, row)[0] == "sent"


def test_what_is_put_back_waits_and_keeps_its_mark_of_repetition(store: SqliteStore) -> None:
    row = queue(store, "key")
    claimed(store, row)
    store.put_back(row, "time-out", LATER, True)
    assert store.sendable(10, NOW) == ()
    assert store.next_due(NOW) == LATER
    assert keys(store.sendable(10, LATER)) == ["key"]
    claimed(store, row)
    store.put_back(row, "refused", LATER, False)
    found = claimed(store, row)
    assert found.repeated
    assert found.attempts == 3


def test_what_is_not_under_way_cannot_be_marked_sent_or_put_back(store: SqliteStore) -> None:
    row = queue(store, "key")
    store.mark_sent(row, 1, NOW)
    store.put_back(row, "no", LATER, True)
    assert state(store, row) == ("queued", None)
    store.end_chat(1, "blocked", NOW)
    store.mark_failed(row, "late")
    assert state(store, row) == ("dropped", "blocked")


def test_at_a_start_what_was_under_way_is_sent_again_as_possibly_repeated(tmp_path: Path) -> None:
    before = open_store(tmp_path / "n.db")
    row, waiting = queue(before, "a"), queue(before, "b", chat=2)
    claimed(before, row)
    before.close()
    after = open_store(tmp_path / "n.db")
    assert after.recover_sending() == 1
    assert after.recover_sending() == 0
    marks = {r.id: r.repeated for r in after.sendable(10, NOW)}
    assert marks == {row: True, waiting: False}


# --- order -----------------------------------------------------------------------------------------------------------


def test_answers_go_before_alerts_before_edits_before_notices_before_digests(store: SqliteStore) -> None:
    for priority in reversed(Priority):
        queue(store, priority.name, priority=priority)
    order = []
    while rows := store.sendable(10, NOW):
        assert len(rows) == 1
        order.append(rows[0].message.key)
        claimed(store, rows[0].id)
        store.mark_sent(rows[0].id, 1, NOW)
    assert order == ["ANSWER", "ALERT", "EDIT", "NOTICE", "DIGEST", "GATHERED"]


def test_across_chats_the_most_urgent_goes_first_and_of_like_ones_the_oldest(store: SqliteStore) -> None:
    queue(store, "digest", chat=1, priority=Priority.DIGEST)
    queue(store, "alert of 3", chat=3)
    queue(store, "alert of 2", chat=2)
    queue(store, "answer", chat=4, priority=Priority.ANSWER)
    assert keys(store.sendable(10, NOW)) == ["answer", "alert of 3", "alert of 2", "digest"]
    assert keys(store.sendable(2, NOW)) == ["answer", "alert of 3"]


def test_the_parts_of_a_digest_keep_their_order_when_the_first_is_put_back(store: SqliteStore) -> None:
    first = queue(store, "digest:0", priority=Priority.DIGEST)
    queue(store, "digest:1", priority=Priority.DIGEST)
    claimed(store, first)
    store.put_back(first, "refused", LATER, False)
    assert keys(store.sendable(10, NOW)) == []
    assert keys(store.sendable(10, LATER)) == ["digest:0"]


def test_ten_thousand_messages_for_one_chat_do_not_starve_the_others(store: SqliteStore) -> None:
    with store.transaction():
        for n in range(10_000):
            store.enqueue(Message(1, f"k{n}", "text", (), Priority.ANSWER), NOW)
        store.enqueue(Message(2, "k", "text", (), Priority.DIGEST), NOW)
        store.enqueue(Message(3, "k", "text", (), Priority.ALERT), NOW)
    begun = time.perf_counter()
    found = store.sendable(256, NOW)
    assert time.perf_counter() - begun < 0.5
    assert [r.message.chat for r in found] == [1, 3, 2]
    claimed(store, found[0].id)
    assert [r.message.chat for r in store.sendable(256, NOW)] == [3, 2]


# --- too late --------------------------------------------------------------------------------------------------------


def test_what_was_not_sent_in_time_is_dropped_and_shown_as_missed(store: SqliteStore) -> None:
    expires = NOW + timedelta(hours=6)
    late = queue(store, "late", expires=expires, html="<b>Alibaba</b> +9.2%\nthe rest")
    under_way = queue(store, "under way", chat=2, expires=expires)
    unending = queue(store, "unending", chat=3)
    claimed(store, under_way)
    assert store.expire(expires - timedelta(seconds=1)) == 0
    assert store.expire(expires) == 1
    assert store.expire(expires) == 0
    assert state(store, late) == ("dropped", "expired")
    assert state(store, under_way)[0] == "sending"
    assert state(store, unending)[0] == "queued"
    assert store.missed(1, NOW - timedelta(hours=1)) == ("<b>Alibaba</b> +9.2%",)
    assert store.missed(1, NOW + timedelta(hours=7)) == ()
    assert store.missed(2, NOW - timedelta(hours=1)) == ()


@pytest.mark.parametrize("priority", [Priority.ANSWER, Priority.NOTICE, Priority.DIGEST])
def test_only_alerts_are_shown_as_missed(store: SqliteStore, priority: Priority) -> None:
    queue(store, "key", priority=priority, expires=LATER, html="<pre>{\n}</pre>")
    store.expire(LATER)
    assert store.missed(1, NOW) == ()


def test_an_alert_that_expired_long_before_the_digest_is_still_missed_in_it(store: SqliteStore) -> None:
    """Queued at noon, the machine is off for thirty hours: the next digest asks for 26 of them."""
    queue(store, "key", expires=NOW + timedelta(hours=6), html="<b>Alibaba</b>")
    back = NOW + timedelta(hours=30)
    store.expire(back)
    assert store.missed(1, back - timedelta(hours=26)) == ("<b>Alibaba</b>",)


# --- chats that end, and groups that move ----------------------------------------------------------------------------


def a_chat(store: SqliteStore, chat: int, symbol: str = "BABA") -> None:
    store.save_chat(Chat(chat, group=True, language="zh"), NOW)
    store.add_watch(chat, "company", symbol, symbol, (symbol,), Rule(Decimal(3), Decimal(3), True), NOW)


def test_an_ended_chat_gets_nothing_more_and_keeps_its_watches(store: SqliteStore) -> None:
    a_chat(store, 1)
    queued, under_way = queue(store, "a"), queue(store, "b")
    other = queue(store, "c", chat=2)
    claimed(store, under_way)
    store.end_chat(1, "bot was blocked by the user", NOW)
    assert state(store, queued) == state(store, under_way) == ("dropped", "bot was blocked by the user")
    assert state(store, other)[0] == "queued"
    found = store.chat(1)
    assert found is not None
    assert not found.active
    assert len(store.watches(1)) == 1
    assert store.watching(("BABA",), Decimal(50), "up", NOW) == ()


def test_a_group_that_moves_keeps_its_settings_watches_alerts_and_what_waits(store: SqliteStore) -> None:
    a_chat(store, -5)
    alert, fact = alert_of(-5)
    record_alert(store, alert, fact, 1, Message(-5, "k", "text"), NOW, LATER)
    under_way = queue(store, "under way", chat=-5)
    claimed(store, under_way)
    store.move_chat(-5, -1005)
    assert store.chat(-5) is None
    found = store.chat(-1005)
    assert found is not None
    assert (found.language, found.active, found.group) == ("zh", True, True)
    assert [w.target for w in store.watches(-1005)] == ["BABA"]
    assert [w.chat for w in store.watching(("BABA",), Decimal(5), "up", NOW)] == [-1005]
    assert [t.chat for t in store.told_of_story(1)] == [-1005]
    assert {r.message.chat for r in store.sendable(10, NOW)} == {-1005}
    assert state(store, under_way)[0] == "queued"


def test_a_group_that_moved_under_an_ended_flag_is_active_again(store: SqliteStore) -> None:
    a_chat(store, -5)
    store.end_chat(-5, "the group is a supergroup now", NOW)
    store.move_chat(-5, -1005)
    found = store.chat(-1005)
    assert found is not None
    assert found.active


def test_hearing_of_a_move_twice_harms_nothing(store: SqliteStore) -> None:
    """Telegram says so in the answer to a send and in two service messages."""
    a_chat(store, -5)
    store.move_chat(-5, -1005)
    store.move_chat(-5, -1005)
    assert [w.target for w in store.watches(-1005)] == ["BABA"]
    found = store.chat(-1005)
    assert found is not None
    assert found.language == "zh"


def test_a_move_of_a_group_that_nobody_knows_harms_nothing(store: SqliteStore) -> None:
    a_chat(store, -1005)
    store.move_chat(-7, -1005)
    assert len(store.watches(-1005)) == 1


def test_nothing_stays_under_the_old_number_when_both_have_a_message_of_one_key(store: SqliteStore) -> None:
    old, new = queue(store, "k", chat=-5), queue(store, "k", chat=-1005)
    claimed(store, old)
    store.move_chat(-5, -1005)
    assert state(store, new)[0] == "queued"
    assert [r.message.chat for r in store.sendable(10, NOW)] == [-1005]
    assert store.c.row("SELECT 1 FROM outbox WHERE chat = -5 AND state IN ('queued', 'sending')") is None


# --- the pause, the reason, the inbox --------------------------------------------------------------------------------


def test_the_pause_outlives_the_process(tmp_path: Path) -> None:
    before = open_store(tmp_path / "n.db")
    assert before.pause_until() is None
    before.set_pause(LATER, NOW)
    before.close()
    assert open_store(tmp_path / "n.db").pause_until() == LATER


def test_the_reason_is_that_of_the_message_asked_about_else_of_the_last(store: SqliteStore) -> None:
    assert store.told_by(1, None) == ()
    for n, size in enumerate(("+9.2", "-3.1")):
        rule = Rule(Decimal(5), None)
        alert = Alert(1, move(size), Reason(1, f"watch {n}", rule, abs(Decimal(size))))
        fact = Fact("9988.HK", TODAY, "session", size)
        record_alert(store, alert, fact, n, Message(1, f"k{n}", "text"), NOW, LATER)
        row = store.told_of_story(n)[0].outbox
        claimed(store, row)
        store.mark_sent(row, 50 + n, NOW)
    (last,), (first,) = store.told_by(1, None), store.told_by(1, 50)
    assert (last.reason.label, last.fact.size_shown) == ("watch 1", "−3.1%")
    assert (first.reason, first.fact.size_shown) == (
        Reason(1, "watch 0", Rule(Decimal(5), None), Decimal("9.2")),
        "+9.2%",
    )
    assert store.told_by(1, 999) == ()
    assert store.told_by(2, None) == ()


def test_an_update_is_taken_once_and_what_was_written_is_not_kept(store: SqliteStore) -> None:
    store.receive([(7, "seven"), (8, "eight")], NOW)
    store.receive([(8, "eight again")], NOW)
    assert store.next_offset(NOW) == 9
    assert store.next_offset(NOW + timedelta(days=5)) == 9
    # Telegram numbers anew after a week without updates, and might begin below.
    assert store.next_offset(NOW + timedelta(days=7)) is None
    assert store.inbox(10) == ((7, "seven"), (8, "eight"))
    store.finish_update(7, "watch")
    assert store.inbox(10) == ((8, "eight"),)
    store.receive([(7, "seven again")], NOW)
    assert store.inbox(10) == ((8, "eight"),)
    row = store.c.row("SELECT body, outcome FROM inbox WHERE id = 7")
    assert row is not None
    assert tuple(row) == ("", "watch")


def test_forgetting_a_chat_leaves_none_of_its_words(store: SqliteStore) -> None:
    a_chat(store, 1)
    alert, fact = alert_of()
    record_alert(store, alert, fact, 1, Message(1, "k", "their words"), NOW, LATER)
    under_way = queue(store, "under way", html="their words too")
    claimed(store, under_way)
    store.forget_chat(1)
    assert store.chat(1) is None
    assert store.watches(1) == ()
    assert store.told_of_story(1) == ()
    assert store.chats_of([1, 2]) == {}
    assert store.c.row("SELECT 1 FROM watch_symbol WHERE chat = 1") is None
    store.mark_sent(under_way, 9, NOW)
    assert store.c.row("SELECT 1 FROM outbox WHERE chat = 1 AND html LIKE '%their words%'") is None


def test_cleaning_keeps_what_waits_and_drops_what_is_old(store: SqliteStore) -> None:
    old, waiting = queue(store, "old"), queue(store, "waiting")
    claimed(store, old)
    store.mark_sent(old, 1, NOW)
    store.clean(NOW + timedelta(days=91), keep_days=90)
    assert store.c.row("SELECT 1 FROM outbox WHERE id = ?", (old,)) is None
    assert state(store, waiting)[0] == "queued"


# --- who is told -----------------------------------------------------------------------------------------------------


def test_only_watches_whose_threshold_is_reached_are_found_to_the_hundredth(store: SqliteStore) -> None:
    store.save_chat(Chat(1), NOW)
    store.add_watch(1, "company", "BABA", "Alibaba", ("BABA", "9988.HK"), Rule(Decimal("9.2"), None), NOW)
    for size, direction, found in (("9.2", "up", 1), ("9.19", "up", 0), ("50", "down", 0)):
        assert len(store.watching(("9988.HK",), Decimal(size), direction, NOW)) == found
    assert len(store.watching(("9988.HK", "BABA"), Decimal(10), "up", NOW)) == 1, "one watch, not one a symbol"


@pytest.mark.parametrize("size", ["100000000000000000000", "1E+30"])
def test_a_senseless_size_finds_watches_and_raises_nothing(store: SqliteStore, size: str) -> None:
    a_chat(store, 1)
    assert len(store.watching(("BABA",), Decimal(size), "up", NOW)) == 1


def test_a_chat_that_pauses_or_mutes_is_not_found_until_it_ends(store: SqliteStore) -> None:
    a_chat(store, 1)
    watch = store.watches(1)[0]
    store.mute_watch(watch.id, LATER)
    assert store.watching(("BABA",), Decimal(5), "up", NOW) == ()
    assert len(store.watching(("BABA",), Decimal(5), "up", LATER)) == 1
    store.mute_watch(watch.id, None)
    store.save_chat(Chat(1, paused_until=LATER), NOW)
    assert store.watching(("BABA",), Decimal(5), "up", NOW) == ()
    assert len(store.watching(("BABA",), Decimal(5), "up", LATER)) == 1


def test_a_move_without_a_percentage_finds_those_who_want_every_move(store: SqliteStore) -> None:
    a_chat(store, 1)
    store.save_chat(Chat(2), NOW)
    store.add_watch(2, "company", "BABA", "Alibaba", ("BABA",), Rule(Decimal(0), Decimal(0)), NOW)
    assert [w.chat for w in store.watching(("BABA",), None, "down", NOW)] == [2]


def test_the_standard_threshold_moves_the_watches_that_have_none_of_their_own(store: SqliteStore) -> None:
    a_chat(store, 1)
    store.add_watch(1, "company", "AAPL", "Apple", ("AAPL",), Rule(Decimal(7), None), NOW)
    store.set_standard_threshold(1, Decimal("4.5"))
    assert {w.target: w.rule for w in store.watches(1)} == {
        "BABA": Rule(Decimal("4.5"), Decimal("4.5"), True),
        "AAPL": Rule(Decimal(7), None, False),
    }
    assert store.watching(("BABA",), Decimal(4), "up", NOW) == ()
    assert len(store.watching(("BABA",), Decimal("4.5"), "up", NOW)) == 1


def test_the_export_holds_what_was_watched_told_and_sent(store: SqliteStore) -> None:
    a_chat(store, 1)
    alert, fact = alert_of()
    record_alert(store, alert, fact, 1, Message(1, "k", "their words"), NOW, LATER)
    found = store.export(1)
    assert {name: len(rows) for name, rows in found.items() if isinstance(rows, list)} == {
        "chat": 1,
        "watches": 1,
        "alerts": 1,
        "messages": 1,
        "digests": 0,
        "reports": 0,
        "rules": 0,
        "last change": 0,
        "waiting for an answer": 0,
        "last questions": 0,
        "groups set up": 0,
    }


def test_a_stranger_is_met_once_and_an_admitted_one_stays_admitted(store: SqliteStore) -> None:
    assert store.remember_stranger(5, NOW)
    assert not store.remember_stranger(5, NOW)
    assert not store.is_admitted(5)
    store.admit(5, NOW)
    store.admit(5, NOW)
    assert store.is_admitted(5)
    assert not store.remember_stranger(5, NOW)
    assert store.is_admitted(5)


def test_a_digest_window_is_begun_once_a_slot_and_begins_where_the_last_one_ended(store: SqliteStore) -> None:
    daily, since = Slot(hour(8)), NOW - timedelta(hours=26)
    assert store.begin_digest(1, TODAY, daily, since, NOW) == (0, 0)
    assert store.begin_digest(1, TODAY, daily, since, NOW) is None
    assert store.begin_digest(2, TODAY, daily, since, NOW) == (0, 0)
    assert store.begin_digest(1, TODAY + timedelta(days=1), daily, since, NOW + timedelta(days=1)) == (0, 0)


def test_who_blocked_the_bot_is_forgotten_after_thirty_days_and_who_only_stopped_is_not(store: SqliteStore) -> None:
    for chat in (1, 2, 3):
        a_chat(store, chat)
    store.end_chat(1, "bot was blocked", NOW)
    store.end_chat(3, "bot was blocked", NOW)
    stopped, back = store.chat(2), store.chat(3)
    assert stopped is not None and back is not None
    store.save_chat(replace(stopped, active=False), NOW)
    store.save_chat(replace(back, active=True), NOW + timedelta(days=29))
    later = NOW + timedelta(days=30, hours=1)
    assert store.forget_ended(later - timedelta(days=31), later) == 0
    assert store.forget_ended(later - timedelta(days=30), later) == 1
    assert [store.chat(c) is not None for c in (1, 2, 3)] == [False, True, True]
    assert not store.watches(1) and store.watches(2) and store.watches(3)


def test_a_chat_that_ended_before_that_was_noted_is_kept_thirty_days_from_now(store: SqliteStore) -> None:
    a_chat(store, 1)
    store.end_chat(1, "bot was blocked", NOW)
    store.c.write("UPDATE chat SET ended_at = NULL")
    later = NOW + timedelta(days=90)
    assert store.forget_ended(later - timedelta(days=30), later) == 0
    assert store.forget_ended(later + timedelta(days=1), later + timedelta(days=31)) == 1
