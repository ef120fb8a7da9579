"""The sender: what the messenger answers decides what becomes of a message."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from bot.adapters.store import SqliteStore, open_store
from bot.errors import (
    ChatMigrated,
    ChatRefuses,
    MarkupRefused,
    MessageRefused,
    MessengerRefused,
    NotSent,
    OutcomeUnknown,
    Paused,
)
from bot.message import Message, Priority
from bot.pipeline.sender import Sender
from bot.ports import Chat, Hold
from bot.watch import Silence
from tests.fakes import NOON, FakeClock, FakeMessenger


class Bench:
    """A sender with everything around it. `go` sends what can be sent without time passing."""

    def __init__(self, path: Path | None = None) -> None:
        self.store: SqliteStore = open_store(path)
        self.messenger = FakeMessenger()
        self.clock = FakeClock()
        self.told: list[tuple[str, Mapping[str, str | int]]] = []
        self.restart()

    def restart(self) -> None:
        self.sender = Sender(
            self.store, self.messenger, self.clock, tell=lambda words, fields: self.told.append((words, fields))
        )

    def queue(
        self,
        key: str,
        chat: int = 1,
        priority: Priority = Priority.ALERT,
        html: str = "<b>text</b>",
        edits: int | None = None,
        hours: float | None = None,
    ) -> int:
        expires = self.clock.now() + timedelta(hours=hours) if hours else None
        with self.store.transaction():
            row = self.store.enqueue(Message(chat, key, html, (), priority), self.clock.now(), expires, edits)
        assert row is not None
        return row

    async def go(self) -> float | None:
        while True:
            wait = await self.sender.send_due()
            await self.sender.settle()
            if wait is None or wait > 0:
                return wait

    async def go_on(self, seconds: float) -> None:
        """Time passes as far as that, in the steps that the sender asks for."""
        end = self.clock.now() + timedelta(seconds=seconds)
        while True:
            wait = await self.go()
            left = (end - self.clock.now()).total_seconds()
            if wait is None or wait > left:
                self.clock.pass_(max(0.0, left))
                return
            self.clock.pass_(wait + 0.001)

    def state(self, row: int) -> str:
        found = self.store.c.row("SELECT state FROM outbox WHERE id = ?", (row,))
        assert found is not None
        return str(found["state"])

    def keys(self) -> list[str]:
        return [m.key for m in self.messenger.sent]


@pytest.fixture
def bench() -> Bench:
    return Bench()


async def test_what_waits_is_sent_in_order_and_nothing_more_waits(bench: Bench) -> None:
    rows = [
        bench.queue("digest", 1, Priority.DIGEST),
        bench.queue("alert", 2),
        bench.queue("answer", 3, Priority.ANSWER),
    ]
    assert await bench.go() is None
    assert bench.keys() == ["answer", "alert", "digest"]
    assert {bench.state(r) for r in rows} == {"sent"}
    assert bench.store.sent_number(rows[2]) == 1


async def test_a_message_is_committed_as_sending_before_the_messenger_is_called(tmp_path: Path) -> None:
    bench = Bench(tmp_path / "n.db")
    bench.queue("a")
    seen: list[tuple[str, int]] = []
    with closing(sqlite3.connect(tmp_path / "n.db")) as other:
        bench.messenger.before_send = lambda m: seen.extend(
            other.execute("SELECT state, attempts FROM outbox WHERE key = ?", (m.key,)).fetchall()
        )
        await bench.go()
        assert seen == [("sending", 1)]
        assert other.execute("SELECT state FROM outbox").fetchall() == [("sent",)]


# --- each answer and what comes of it --------------------------------------------------------------------------------


@pytest.mark.parametrize("error", [NotSent("refused"), NotSent("connect time-out")])
async def test_what_was_surely_not_sent_goes_back_and_is_sent_unmarked(bench: Bench, error: Exception) -> None:
    row = bench.queue("a")
    bench.messenger.errors.append(error)
    wait = await bench.go()
    assert bench.state(row) == "queued"
    assert wait is not None
    assert 0 < wait <= 60
    await bench.go_on(60)
    assert bench.state(row) == "sent"
    assert [m.html for m in bench.messenger.sent] == ["<b>text</b>"]


async def test_an_unknown_outcome_is_sent_again_marked_as_possibly_repeated(bench: Bench) -> None:
    row = bench.queue("a")
    bench.store.save_chat(Chat(1, language="zh"), NOON)
    bench.messenger.errors.append(OutcomeUnknown("read time-out"))
    await bench.go()
    assert bench.state(row) == "queued"
    await bench.go_on(60)
    assert bench.state(row) == "sent"
    assert [m.html for m in bench.messenger.sent] == ["<b>text</b>\n<i>（您可能已收到过）</i>"]


async def test_the_mark_of_repetition_stays_through_a_pause_and_a_restart(bench: Bench) -> None:
    bench.queue("a")
    bench.messenger.errors.extend([OutcomeUnknown("reset"), Paused(5), NotSent("refused")])
    await bench.go_on(3)
    bench.restart()
    await bench.go_on(120)
    assert len(bench.messenger.sent) == 1
    assert "may have reached you" in bench.messenger.sent[0].html


async def test_what_was_under_way_at_a_kill_is_sent_again_marked(bench: Bench) -> None:
    row = bench.queue("a")
    assert bench.store.claim(row, NOON) is not None
    bench.restart()
    bench.store.recover_sending()
    await bench.go()
    assert [("may have reached you" in m.html) for m in bench.messenger.sent] == [True]


async def test_a_429_pauses_its_chat_and_no_other(bench: Bench) -> None:
    rows = [bench.queue("a", 1), bench.queue("b", 2), bench.queue("c", 3)]
    bench.messenger.errors.append(Paused(40))
    await bench.go()
    bench.queue("answer", 1, Priority.ANSWER)
    bench.queue("d", 4)
    await bench.go_on(39)
    assert sorted(bench.keys()) == ["b", "c", "d"]
    assert bench.state(rows[0]) == "queued"
    await bench.go_on(5)
    assert sorted(bench.keys()) == ["a", "answer", "b", "c", "d"]
    assert "may have" not in "".join(m.html for m in bench.messenger.sent)


async def test_two_chats_told_to_wait_within_seconds_pause_everybody_for_the_shorter_time(bench: Bench) -> None:
    bench.queue("a", 1), bench.queue("b", 2)
    bench.messenger.errors.extend([Paused(30), Paused(600)])
    await bench.go()
    bench.queue("c", 3)
    assert await bench.go() == pytest.approx(30, abs=1)
    assert bench.keys() == []
    await bench.go_on(35)
    assert sorted(bench.keys()) == ["a", "c"]
    await bench.go_on(600)
    assert sorted(bench.keys()) == ["a", "b", "c"]


async def test_two_chats_told_to_wait_minutes_apart_pause_nobody_else(bench: Bench) -> None:
    bench.queue("a", 1)
    bench.messenger.errors.append(Paused(3600))
    await bench.go_on(60)
    bench.queue("b", 2)
    bench.messenger.errors.append(Paused(3600))
    await bench.go()
    bench.queue("c", 3)
    await bench.go_on(5)
    assert bench.keys() == ["c"]


async def test_a_wait_of_hours_for_one_chat_starves_no_other(bench: Bench) -> None:
    bench.queue("a", 1)
    bench.messenger.errors.append(Paused(10_072))
    await bench.go()
    for n in range(20):
        bench.queue(f"more {n}", 2 + n)
    await bench.go_on(10)
    assert len(bench.keys()) == 20
    await bench.go_on(10_100)
    assert "a" in set(bench.keys())


async def test_a_chats_pause_outlives_the_sender(bench: Bench) -> None:
    bench.queue("a")
    bench.messenger.errors.append(Paused(30))
    await bench.go()
    bench.restart()
    bench.queue("b", 2)
    await bench.go_on(29)
    assert bench.keys() == ["b"]
    await bench.go_on(3)
    assert sorted(bench.keys()) == ["a", "b"]


async def test_a_shorter_pause_does_not_end_a_longer_one(bench: Bench) -> None:
    """Several are in flight when the limit is reached, and each is told a time of its own."""
    bench.store.set_pause(NOON + timedelta(seconds=60), NOON)
    bench.store.set_pause(NOON + timedelta(seconds=1), NOON)
    bench.queue("a")
    bench.clock.pass_(5)
    assert await bench.go() == pytest.approx(55, abs=1)
    assert bench.keys() == []


async def test_a_refused_token_holds_everything_and_loses_nothing(bench: Bench) -> None:
    rows = [bench.queue("a", 1), bench.queue("b", 2)]
    bench.messenger.errors.extend([MessengerRefused("wrong token"), MessengerRefused("wrong token")])
    await bench.go()
    assert "failed" not in {bench.state(r) for r in rows}
    assert bench.store.pause_until() is not None
    await bench.go_on(120)
    assert sorted(bench.keys()) == ["a", "b"]


async def test_one_refused_token_costs_a_second_and_not_half_a_minute(bench: Bench) -> None:
    bench.queue("a", 1), bench.queue("b", 2)
    bench.messenger.errors.append(MessengerRefused("wrong token"))
    await bench.go_on(2.5)
    assert sorted(bench.keys()) == ["a", "b"]


async def test_a_chat_that_refuses_once_gets_its_messages_an_hour_later_and_the_others_at_once(bench: Bench) -> None:
    bench.store.save_chat(Chat(1), NOON)
    rows = [bench.queue("a", 1, hours=6), bench.queue("b", 1, hours=6), bench.queue("c", 2)]
    bench.messenger.errors.append(ChatRefuses("Bad Request: not enough rights to send text messages to the chat"))
    await bench.go_on(10)
    assert [bench.state(r) for r in rows] == ["queued", "queued", "sent"]
    await bench.go_on(3700)
    assert [bench.state(r) for r in rows] == ["sent", "sent", "sent"]
    assert bench.store.hold(1) is None
    assert bench.told == []


async def refusing(bench: Bench, hours: float) -> list[float]:
    """A message each half hour to a chat that refuses all; the hours after which it was tried."""
    tried = []

    def refuse(message: Message) -> None:
        tried.append((bench.clock.now() - NOON).total_seconds() / 3600)
        raise ChatRefuses("Bad Request: chat not found")

    bench.messenger.before_send = refuse
    for n in range(int(hours * 2)):
        bench.queue(f"k{n}", 1, hours=6)
        await bench.go_on(1800)
    return tried


async def test_a_chat_that_refuses_is_tried_thrice_in_a_day_then_daily_for_a_week_then_given_up_and_the_admins_hear(
    bench: Bench,
) -> None:
    bench.store.save_chat(Chat(1), NOON)
    tried = await refusing(bench, 8 * 24 + 3)
    assert [round(t) for t in tried][:11] == [0, 1, 7, 24, 48, 72, 96, 120, 144, 168, 192]
    chat = bench.store.chat(1)
    assert chat is not None
    assert not chat.active
    assert [words for words, _ in bench.told] == ["chat_refuses", "chat_given_up"]
    assert {r["reason"] for r in bench.store.c.rows("SELECT reason FROM silence")} == {
        Silence.EXPIRED,
        Silence.CHAT_ENDED,
    }


async def test_a_day_in_which_every_chat_refuses_ends_none(bench: Bench) -> None:
    """On 31 October 2023 Telegram told all groups and channels for hours that bots may not write to them."""
    for chat in range(1, 6):
        bench.store.save_chat(Chat(chat), NOON)
    await refusing(bench, 20)
    bench.messenger.before_send = None
    bench.queue("back", 1)
    await bench.go_on(5 * 3600)
    assert "back" in set(bench.keys())
    assert all(c.active for c in bench.store.chats(active=False))


async def test_an_outage_of_an_hour_in_which_each_call_breaks_loses_nothing(bench: Bench) -> None:
    """A connection that is reset may have carried the message: tried again and again, each would fail for good in minutes."""
    rows = [bench.queue(f"k{n}", 1 + n % 7, hours=6) for n in range(40)]
    bench.messenger.absent = True
    await bench.go_on(3600)
    assert {bench.state(r) for r in rows} == {"queued"}
    assert max(r["attempts"] for r in bench.store.c.rows("SELECT attempts FROM outbox")) <= 3
    bench.messenger.absent = False
    await bench.go_on(120)
    assert {bench.state(r) for r in rows} == {"sent"}
    assert len(bench.keys()) == 40


async def test_who_hears_from_telegram_again_ends_the_others_waiting(bench: Bench) -> None:
    rows = [bench.queue(f"k{n}", 1 + n, hours=6) for n in range(7)]
    bench.messenger.absent = True
    await bench.go_on(600)
    bench.messenger.absent = False
    await bench.go_on(2)
    assert bench.keys() == [], "it is asked once a minute by then"
    bench.sender.heard()
    await bench.go_on(2)
    assert {bench.state(r) for r in rows} == {"sent"}


async def test_one_chat_that_answers_nonsense_is_no_outage(bench: Bench) -> None:
    bench.queue("bad", 1, hours=6)
    for n in range(12):
        bench.queue(f"k{n}", 2 + n)
        bench.messenger.errors.append(OutcomeUnknown("garbage"))
        await bench.go_on(3)
    await bench.go_on(200)
    assert len(set(bench.keys())) >= 12


async def test_a_group_that_moved_gets_its_message_under_its_new_number(bench: Bench) -> None:
    bench.store.save_chat(Chat(-1, group=True), NOON)
    rows = [bench.queue("a", -1), bench.queue("b", -1)]
    bench.messenger.errors.append(ChatMigrated(-1001))
    await bench.go_on(10)
    assert [bench.state(r) for r in rows] == ["sent", "sent"]
    assert [(m.chat, m.key) for m in bench.messenger.sent] == [(-1001, "a"), (-1001, "b")]
    assert bench.store.chat(-1001) is not None


async def test_a_message_that_will_never_be_accepted_fails_and_the_chat_goes_on(bench: Bench) -> None:
    rows = [bench.queue("a"), bench.queue("b")]
    bench.messenger.errors.append(MessageRefused("message is too long"))
    await bench.go_on(10)
    assert [bench.state(r) for r in rows] == ["failed", "sent"]


async def test_bad_markup_goes_out_plain_once(bench: Bench) -> None:
    row = bench.queue("a")
    bench.messenger.errors.append(MarkupRefused("can't parse entities"))
    await bench.go_on(10)
    assert bench.state(row) == "sent"
    assert (bench.keys(), [m.key for m in bench.messenger.plain]) == ([], ["a"])
    assert bench.store.sent_number(row) == 1001


async def test_bad_markup_of_a_possibly_repeated_message_still_says_so(bench: Bench) -> None:
    bench.queue("a")
    bench.messenger.errors.extend([OutcomeUnknown("reset"), MarkupRefused("can't parse entities")])
    await bench.go_on(60)
    assert ["may have reached you" in m.html for m in bench.messenger.plain] == [True]


async def test_a_bug_in_one_delivery_does_not_silence_its_chat(bench: Bench) -> None:
    rows = [bench.queue("a"), bench.queue("b"), bench.queue("c", 2)]
    bench.messenger.errors.append(KeyError("a bug"))
    await bench.go_on(120)
    assert bench.state(rows[1]) == bench.state(rows[2]) == "sent"
    assert bench.state(rows[0]) != "sending"


# --- edits -----------------------------------------------------------------------------------------------------------


async def test_an_edit_follows_its_message_under_its_number(bench: Bench) -> None:
    row = bench.queue("a")
    edit = bench.queue("a:edit", priority=Priority.EDIT, html="edited", edits=row)
    await bench.go_on(5)
    assert [(m.html, n) for m, n in bench.messenger.edited] == [("edited", 1)]
    assert bench.state(edit) == "sent"


async def test_an_edit_waits_for_its_message(bench: Bench) -> None:
    row = bench.queue("a")
    edit = bench.queue("a:edit", priority=Priority.EDIT, html="edited", edits=row)
    bench.messenger.errors.append(NotSent("refused"))
    await bench.go_on(60)
    assert (bench.state(row), bench.state(edit)) == ("sent", "sent")
    assert [(m.html, n) for m, n in bench.messenger.edited] == [("edited", 1)]


async def test_an_edit_of_what_was_never_sent_goes_nowhere(bench: Bench) -> None:
    row = bench.queue("a")
    bench.messenger.errors.append(MessageRefused("too long"))
    await bench.go()
    edit = bench.queue("a:edit", priority=Priority.EDIT, html="edited", edits=row)
    await bench.go_on(10)
    assert bench.state(edit) in ("failed", "dropped")
    assert bench.messenger.edited == []
    assert bench.messenger.sent == []


async def test_an_edit_whose_markup_is_refused_is_no_second_message(bench: Bench) -> None:
    row = bench.queue("a")
    await bench.go()
    bench.queue("a:edit", priority=Priority.EDIT, html="edited", edits=row)
    bench.messenger.errors.append(MarkupRefused("can't parse entities"))
    await bench.go_on(10)
    assert len(bench.messenger.sent) == 1
    assert bench.messenger.plain == []


# --- pace ------------------------------------------------------------------------------------------------------------


async def test_four_hundred_messages_go_at_twenty_eight_a_second(bench: Bench) -> None:
    with bench.store.transaction():
        for chat in range(400):
            bench.store.enqueue(Message(chat, "k", "text", (), Priority.NOTICE), NOON)
    assert await bench.go() is None
    moments = [r["claimed"] for r in bench.store.c.rows("SELECT claimed FROM outbox ORDER BY claimed")]
    assert sorted(m.chat for m in bench.messenger.sent) == list(range(400))
    assert moments[-1] - moments[0] == pytest.approx(400 / 28, rel=0.02)
    for i, begun in enumerate(moments):
        assert sum(begun <= t < begun + 1 - 1e-6 for t in moments[i : i + 40]) <= 30, (
            "the clock's microseconds count one more"
        )


async def test_a_backlog_is_not_searched_anew_for_every_message(bench: Bench) -> None:
    """With 50,000 waiting a search takes longer than the thirtieth of a second that a message has."""
    with bench.store.transaction():
        for chat in range(300):
            bench.store.enqueue(Message(chat, "k", "text", (), Priority.NOTICE), NOON)
    searches: list[str] = []
    bench.store.c.db.conn.set_trace_callback(lambda sql: searches.append(sql) if "min(priority" in sql else None)
    await bench.go()
    assert len(bench.messenger.sent) == 300
    assert len(searches) <= 60


async def test_a_busy_chat_holds_up_no_other(bench: Bench) -> None:
    for n in range(30):
        bench.queue(f"k{n}", 1, Priority.ANSWER)
    other = bench.queue("other", 2, Priority.DIGEST)
    wait = await bench.go()
    assert bench.state(other) == "sent"
    assert len(bench.messenger.sent) == 4
    assert wait is not None
    assert 0 < wait <= 1
    await bench.go_on(40)
    assert [m.key for m in bench.messenger.sent if m.chat == 1] == [f"k{n}" for n in range(30)]


async def test_a_group_gets_twenty_in_a_minute(bench: Bench) -> None:
    for n in range(25):
        bench.queue(f"k{n}", -100)
    await bench.go_on(59)
    assert len(bench.messenger.sent) == 20
    await bench.go_on(10)
    assert len(bench.messenger.sent) == 25


async def test_an_alert_that_could_not_go_in_time_is_missed_and_never_sent(bench: Bench) -> None:
    row = bench.queue("a", hours=6)
    bench.store.set_pause(NOON + timedelta(hours=7), NOON)
    await bench.go_on(7 * 3600 + 5)
    assert bench.state(row) == "dropped"
    assert bench.messenger.sent == []
    assert bench.store.missed(1, NOON - timedelta(hours=1)) == ("<b>text</b>",)


# --- the end ---------------------------------------------------------------------------------------------------------


class SlowMessenger(FakeMessenger):
    """Answers when the test lets it."""

    def __init__(self) -> None:
        super().__init__()
        self.go = asyncio.Event()

    async def send(self, message: Message, replies_to: int | None = None) -> int:
        await self.go.wait()
        return await super().send(message, replies_to)


async def test_what_is_under_way_at_the_end_is_waited_for() -> None:
    bench, slow = Bench(), SlowMessenger()
    bench.sender = Sender(bench.store, slow, bench.clock)
    row = bench.queue("a")
    await bench.sender.send_due()
    assert bench.state(row) == "sending"
    ending = asyncio.create_task(bench.sender.drain(5))
    await asyncio.sleep(0)
    slow.go.set()
    await ending
    assert bench.state(row) == "sent"


async def test_what_does_not_end_in_time_stays_sending_for_the_next_start() -> None:
    bench, slow = Bench(), SlowMessenger()
    bench.sender = Sender(bench.store, slow, bench.clock)
    row = bench.queue("a")
    await bench.sender.send_due()
    await bench.sender.drain(0.01)
    await asyncio.sleep(0)
    assert bench.state(row) == "sending"
    assert bench.store.recover_sending() == 1


async def test_draining_with_nothing_under_way_ends_at_once(bench: Bench) -> None:
    await bench.sender.drain(5)


async def test_one_slow_chat_holds_up_no_other() -> None:
    bench, slow = Bench(), SlowMessenger()
    bench.sender = Sender(bench.store, slow, bench.clock)
    for chat in range(10):
        bench.queue("a", chat)
    for _ in range(12):
        await bench.sender.send_due()
    assert bench.store.c.rows("SELECT count(*) FROM outbox WHERE state = 'sending'")[0][0] == 10
    slow.go.set()
    await bench.sender.settle()
    assert len(slow.sent) == 10


async def test_a_running_sender_wakes_for_what_is_queued(bench: Bench) -> None:
    arrived = asyncio.Event()
    bench.messenger.before_send = lambda _: arrived.set()
    running = asyncio.create_task(bench.sender.run())
    await asyncio.sleep(0)
    bench.queue("a")
    bench.sender.wake()
    async with asyncio.timeout(2):
        await arrived.wait()
    running.cancel()
    await asyncio.wait([running])
    await bench.sender.drain(1)
    assert bench.keys() == ["a"]


async def test_what_was_surely_not_sent_costs_a_message_none_of_its_tries(bench: Bench) -> None:
    row = bench.queue("a", hours=24)
    for error in [Paused(5)] * 9 + [NotSent("refused")] * 2 + [OutcomeUnknown("time-out")]:
        bench.messenger.errors.append(error)
        await bench.go_on(10)
    await bench.go_on(120)
    assert bench.state(row) == "sent"


async def test_a_clock_that_was_ten_years_ahead_for_a_moment_silences_nobody_when_it_is_right_again(
    bench: Bench,
) -> None:
    right = bench.clock.now()
    bench.clock.pass_(3650 * 86_400)
    bench.queue("a", 1), bench.queue("b", 2)
    bench.messenger.errors.append(MessengerRefused("wrong token"))
    await bench.go()
    bench.store.hold_chat(Hold(2, bench.clock.now() + timedelta(hours=1), "chat not found", 1, bench.clock.now()))
    bench.clock = FakeClock(right)
    bench.restart()
    bench.queue("c", 3), bench.queue("d", 1), bench.queue("e", 2)
    await bench.go_on(60)
    assert set(bench.keys()) == {"a", "b", "c", "d", "e"}


async def test_a_refusal_of_all_chats_is_one_word_a_day_to_the_admins(bench: Bench) -> None:
    for chat in range(1, 40):
        bench.store.hold_chat(Hold(chat, NOON, "chat not found", 2, NOON))
        bench.queue(f"k{chat}", chat)
        bench.messenger.errors.append(ChatRefuses("chat not found"))
    await bench.go_on(60)
    assert [words for words, _ in bench.told] == ["chat_refuses"]
