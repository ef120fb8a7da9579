"""A channel: whoever lets the bot into it is told how, its admins set it up by posting, and its readers get alerts and digests."""

from __future__ import annotations

from typing import Literal

import pytest

from bot.conversation import Rules
from bot.message.markup import plain
from bot.ports import Incoming
from tests.fakes import FakeMessenger
from tests.pipeline.test_folding import Rig

ANNA, CHANNEL = 42, -1001


class Channel(Rig):
    """A channel called Movers."""

    async def gets(self, incoming: Incoming) -> list[tuple[int, str]]:
        """Who is told what."""
        self._updates += 1
        self.store.receive([(self._updates, "{}")], self.clock.now())
        before = self.store.c.rows("SELECT coalesce(max(id), 0) AS n FROM outbox")[0]["n"]
        await self.pipeline.answer_one(self._updates, incoming, None)
        rows = self.store.c.rows("SELECT chat, html FROM outbox WHERE id > ? ORDER BY id", (before,))
        return [(r["chat"], plain(r["html"])) for r in rows]

    async def joins(self, by: int = ANNA) -> list[tuple[int, str]]:
        return await self.gets(
            Incoming(CHANNEL, by, group=True, joined=True, channel=True, title="Movers", language="en")
        )

    async def leaves(self) -> list[tuple[int, str]]:
        return await self.gets(Incoming(CHANNEL, ANNA, group=True, left=True, channel=True, title="Movers"))

    async def posts(self, text: str) -> list[tuple[int, str]]:
        return await self.gets(Incoming(CHANNEL, CHANNEL, text, group=True, channel=True, title="Movers"))


async def test_whoever_lets_it_in_is_told_what_can_be_posted_and_the_channel_is_not_spoken_to() -> None:
    rig = Channel()
    ((chat, said),) = await rig.joins()
    assert chat == ANNA and "I can post in Movers now" in said and "/watch tesla" in said
    assert await rig.joins() == [], "once"


async def test_a_command_of_the_channel_is_done_and_answered_there_and_alerts_come_there() -> None:
    rig = Channel()
    await rig.joins()
    ((chat, said),) = await rig.posts("/watch alibaba")
    assert chat == CHANNEL and "9988.HK" in said and "reply" not in said.lower()
    await rig.tell(1, "9.2")
    rows = rig.store.c.rows("SELECT chat FROM outbox WHERE html LIKE '%+9.2%' AND state = 'queued'")
    assert [r["chat"] for r in rows] == [CHANNEL]


async def test_a_command_given_bare_asks_with_buttons_and_waits_for_no_words() -> None:
    rig = Channel()
    await rig.joins()
    await rig.posts("/watch")
    assert rig.store.waiting(CHANNEL) is None


async def test_what_is_kept_of_it_is_not_shown_to_its_readers_and_nobody_there_is_an_operator() -> None:
    rig = Channel()
    rig.pipeline.conversation.rules = Rules(frozenset({ANNA}))
    await rig.joins()
    ((_, said),) = await rig.posts("/export")
    assert "not shown to its readers" in said
    ((_, said),) = await rig.posts("/stats")
    assert "operator" in said.lower() or "not for" in said.lower() or "admin" in said.lower()


async def test_where_not_everybody_may_use_it_the_channel_is_whoevers_who_let_it_in() -> None:
    rig = Channel()
    rig.pipeline.conversation.rules = Rules(frozenset(), "listed", frozenset({ANNA}))
    assert await rig.posts("/watch alibaba") == [], "nobody known let it in"
    await rig.joins()
    assert (await rig.posts("/watch alibaba"))[0][0] == CHANNEL
    other = Channel()
    other.pipeline.conversation.rules = Rules(frozenset(), "listed", frozenset({ANNA}))
    assert await other.joins(by=77) == [] and await other.posts("/watch alibaba") == []


async def test_without_the_right_to_post_it_is_over_and_with_it_again_as_before() -> None:
    rig = Channel()
    await rig.joins()
    await rig.posts("/watch alibaba")
    await rig.leaves()
    chat = rig.store.chat(CHANNEL)
    assert chat is not None and not chat.active
    ((who, _),) = await rig.joins()
    assert who == ANNA and [w.target for w in rig.store.watches(CHANNEL)] == ["9988.HK"]


async def presses(
    rig: Channel, button: str, *, admin: bool, user: int = 99
) -> tuple[list[tuple[int, str]], FakeMessenger]:
    messenger = FakeMessenger(group_admins={user} if admin else set())
    pressed = Incoming(CHANNEL, user, button=button, press="p", message=1, group=True, channel=True, language="en")
    rig._updates += 1
    rig.store.receive([(rig._updates, "{}")], rig.clock.now())
    before = rig.store.c.rows("SELECT coalesce(max(id), 0) AS n FROM outbox")[0]["n"]
    await rig.pipeline.answer_one(rig._updates, pressed, messenger)
    rows = rig.store.c.rows("SELECT chat, html FROM outbox WHERE id > ? ORDER BY id", (before,))
    return [(r["chat"], plain(r["html"])) for r in rows], messenger


@pytest.mark.parametrize("button", ["list:", "watch:TSLA", "help:", "news:9988.HK", "set:threshold"])
@pytest.mark.parametrize("mode", ["open", "invite"])
async def test_what_a_reader_presses_is_answered_to_him_alone(button: str, mode: Literal["open", "invite"]) -> None:
    rig = Channel()
    rig.pipeline.conversation.rules = Rules(frozenset({ANNA}), mode)
    await rig.joins()
    await rig.posts("/watch alibaba")
    told, messenger = await presses(rig, button, admin=False)
    assert told == [] and messenger.presses and [w.target for w in rig.store.watches(CHANNEL)] == ["9988.HK"]


async def test_what_an_admin_presses_is_done_and_the_channel_stays_whoevers_it_is() -> None:
    rig = Channel()
    await rig.joins()
    told, _ = await presses(rig, "watch:TSLA", admin=True)
    assert told and [w.target for w in rig.store.watches(CHANNEL)] == ["TSLA"]
    chat = rig.store.chat(CHANNEL)
    assert chat is not None and chat.set_by == ANNA and rig.store.waiting(CHANNEL) is None


async def test_who_lets_it_in_again_answers_for_it_himself() -> None:
    rig = Channel()
    rig.pipeline.conversation.rules = Rules(frozenset(), "listed", frozenset({ANNA}))
    await rig.joins()
    await rig.leaves()
    assert await rig.joins(by=77) == [] and await rig.posts("/watch tesla") == []
    assert rig.store.watches(CHANNEL) == ()
