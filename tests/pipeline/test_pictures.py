"""A digest with its picture: as one message where it fits a caption, drawn once for equal ones, and as text where a chat takes no pictures."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.errors import ChatRefuses, MessageRefused, OutcomeUnknown
from bot.message import Message, Priority
from bot.message.charts import load_chart
from bot.pipeline.sender import Sender
from tests.pipeline.test_digest_times import Mornings
from tests.pipeline.test_sender import Bench


class Drawing:
    """Counts what it is asked to draw."""

    def __init__(self) -> None:
        self.drawn: list[str] = []

    def draw(self, written: str) -> bytes:
        self.drawn.append(written)
        return b"\x89PNG " + written.encode()


class Pictures(Bench):
    def restart(self) -> None:
        self.charts = Drawing()
        self.sender = Sender(self.store, self.messenger, self.clock, charts=self.charts)

    def queue_digest(self, chat: int = 1, chart: str = "{}", html: str = "<b>Digest</b>") -> int:
        with self.store.transaction():
            row = self.store.enqueue(
                Message(chat, f"d{chat}", html, (), Priority.DIGEST, chart=chart), self.clock.now(), None
            )
        assert row is not None
        return row


async def test_a_digest_is_the_caption_of_its_picture_and_equal_ones_are_drawn_once() -> None:
    bench = Pictures()
    rows = []
    for chat in (1, 2):
        rows.append(bench.queue_digest(chat))
        await bench.go()
    (first, picture), (second, name) = bench.messenger.photos
    assert first.html == "<b>Digest</b>" and isinstance(picture, bytes)
    assert second.chat == 2 and name == "photo-1" and len(bench.charts.drawn) == 1
    assert {bench.state(r) for r in rows} == {"sent"}


async def test_a_chat_that_takes_no_pictures_gets_the_text() -> None:
    bench = Pictures()
    bench.messenger.photo_errors.append(MessageRefused("not enough rights to send photos to the chat"))
    row = bench.queue_digest()
    await bench.go()
    assert bench.state(row) == "sent" and not bench.messenger.photos and len(bench.messenger.sent) == 1


async def test_what_is_too_long_for_a_caption_goes_as_text() -> None:
    bench = Pictures()
    bench.queue_digest(html="x" * 1025)
    await bench.go()
    assert not bench.messenger.photos and not bench.charts.drawn and len(bench.messenger.sent) == 1


@pytest.mark.parametrize(
    ("error", "state"), [(ChatRefuses("bot was blocked by the user"), "queued"), (OutcomeUnknown("reset"), "queued")]
)
async def test_what_else_goes_wrong_is_decided_as_of_any_message(error: Exception, state: str) -> None:
    bench = Pictures()
    bench.messenger.photo_errors.append(error)
    row = bench.queue_digest()
    await bench.sender.send_due()
    await bench.sender.settle()
    assert bench.state(row) == state and not bench.messenger.sent, "it is not told twice"


async def test_the_picture_shows_what_is_certain_of_the_movers_and_each_chat_may_do_without() -> None:
    rig = Mornings()
    await rig.begin("07:00")
    await rig.tell_of_another(0, "5.1")
    await rig.tell_of_another(1, "6.2")
    rig.go("2025-09-24 07:00")
    list(rig.pipeline.send_digests())
    (row,) = rig.store.c.rows("SELECT chart FROM outbox WHERE key LIKE 'digest:%'")
    assert [b.shown for b in load_chart(row["chart"]).bars] == ["+6.2%", "+5.1%"]
    chat = rig.store.chat(1)
    assert chat is not None and chat.picture
    rig.store.save_chat(replace(chat, picture=False), rig.clock.now())
    rig.send_what_may_go()
    await rig.tell_of_another(2, "7.3")
    await rig.tell_of_another(3, "8.4")
    rig.go("2025-09-25 07:00")
    list(rig.pipeline.send_digests())
    rows = rig.store.c.rows("SELECT chart FROM outbox WHERE key LIKE 'digest:2025-09-25%'")
    assert [r["chart"] for r in rows] == [""]


async def test_of_one_mover_there_is_no_picture() -> None:
    rig = Mornings()
    await rig.begin("07:00")
    await rig.tell_of_another(0, "5.1")
    rig.go("2025-09-24 07:00")
    list(rig.pipeline.send_digests())
    assert rig.store.c.rows("SELECT chart FROM outbox WHERE key LIKE 'digest:%'")[0]["chart"] == ""


async def test_the_setting_is_a_button_and_can_be_taken_back_also_by_what_was_kept_before_there_was_one() -> None:
    rig = Mornings()
    await rig.begin("07:00")
    state = rig.store.settings_of(1)
    assert state is not None
    before = state.replace(', 1, "", ""], "watches"', '], "watches"')
    assert before != state
    rig.store.keep_for_undo(1, before, "", rig.clock.now())
    assert rig.store.undo_change(1, None, rig.clock.now())
