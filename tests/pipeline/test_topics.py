"""Forums and chats with topics: answers where they were asked, alerts where they were set up; what happens when a topic goes."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from bot.adapters.telegram.messenger import TelegramMessenger
from bot.adapters.telegram.updates import incoming
from bot.conversation import Conversation, Rules
from bot.errors import ChatRefuses
from bot.listings import load, load_sessions
from bot.message import Message, Priority
from bot.ports import Chat
from tests.conversation.talk import Talk
from tests.fakes import NOON
from tests.loopback.bot_api import BotApi, Sent
from tests.pipeline.test_sender import Bench

ANNA, BEN = 42, 43
FORUM = -1_001_234_567_890
MARKETS, LUNCH = 7, 8


class Forum:
    """A forum of two topics, with the real conversation, store, sender and library, over the loopback Bot API."""

    def __init__(self, api: BotApi, messenger: TelegramMessenger) -> None:
        self.api, self.messenger = api, messenger
        self.bench = Bench()
        self.bench.sender._messenger = messenger
        self.conversation = Conversation(self.bench.store, load(), load_sessions().copy(), Rules(frozenset()))
        self.offset: int | None = None
        self.chat = FORUM

    async def says(self, text: str, thread: int = 0, person: int = ANNA) -> list[Sent]:
        """What the bot sends when somebody has said that there."""
        await self.api.say(person, text, chat=self.chat, thread=thread)
        return await self.heard()

    async def heard(self) -> list[Sent]:
        known = len(self.api.messages)
        for number, body in await self.messenger.updates(self.offset, 0):
            self.offset = number + 1
            said = incoming(body, self.messenger.bot, "loopback_bot")
            if said is not None:
                with self.bench.store.transaction():
                    now = self.bench.clock.now()
                    for message in self.conversation.handle(said, f"update:{number}", now).messages:
                        self.bench.store.enqueue(message, now)
        await self.bench.go_on(120)
        return self.api.messages[known:]

    async def alerts(self, key: str = "alert", edits: int | None = None) -> list[Sent]:
        known = len(self.api.messages)
        self.bench.queue(key, self.chat, edits=edits)
        await self.bench.go_on(120)
        return self.api.messages[known:]

    @property
    def settings(self) -> Chat:
        found = self.bench.store.chat(self.chat)
        assert found is not None
        return found


@pytest.fixture
async def forum() -> AsyncIterator[Forum]:
    async with BotApi(limits=False) as api:
        api.user(ANNA, first_name="Anna", language_code="en")
        api.user(BEN, first_name="Ben", language_code="en")
        group = api.group(FORUM, "Traders", members={ANNA: "administrator", BEN: "member"})
        group.topics = {MARKETS: True, LUNCH: True}
        messenger = TelegramMessenger(api.token, api.base_url)
        await messenger.start()
        yield Forum(api, messenger)
        await messenger.close()


async def test_an_answer_comes_in_the_topic_where_it_was_asked(forum: Forum) -> None:
    for thread in (MARKETS, LUNCH, 0):
        assert {s.thread for s in await forum.says("/watchlist", thread)} == {thread}


async def test_alerts_come_to_the_topic_where_something_was_first_set_and_that_is_said(forum: Forum) -> None:
    said = await forum.says("/watch Tesla", MARKETS)
    assert "Alerts and digests come to this topic" in said[0].text
    assert [s.thread for s in await forum.alerts()] == [MARKETS]
    said = await forum.says("/watch Toyota", LUNCH)
    assert {s.thread for s in said} == {LUNCH} and "this topic" not in said[0].text
    assert [s.thread for s in await forum.alerts("later")] == [MARKETS]


async def test_start_in_another_topic_moves_them_there_and_in_none_back_to_the_chat_itself(forum: Forum) -> None:
    await forum.says("/watch Tesla", MARKETS)
    assert "come to this topic" in (await forum.says("/start", LUNCH))[0].text
    assert [s.thread for s in await forum.alerts()] == [LUNCH]
    await forum.says("/start")
    assert [s.thread for s in await forum.alerts("later")] == [0]


async def test_what_was_set_outside_any_topic_stays_there(forum: Forum) -> None:
    assert "topic" not in (await forum.says("/watch Tesla"))[0].text
    await forum.says("/watch Toyota", MARKETS)
    assert [s.thread for s in await forum.alerts()] == [0]


async def test_a_question_moves_nothing(forum: Forum) -> None:
    await forum.says("/watchlist", MARKETS)
    await forum.says("/help", MARKETS)
    assert forum.settings.thread is None
    await forum.says("/watch Tesla", LUNCH)
    assert forum.settings.thread == LUNCH


async def test_a_button_pressed_in_a_topic_is_answered_there(forum: Forum) -> None:
    asked = await forum.says("/settings", MARKETS)
    await forum.api.press(asked[0], "zone:?", ANNA)
    assert {s.thread for s in await forum.heard()} == {MARKETS}


async def test_topics_of_a_private_chat_are_topics(forum: Forum) -> None:
    forum.api.chats[ANNA].topics = {5: True}
    forum.chat = ANNA
    assert {s.thread for s in await forum.says("/watch Tesla", 5)} == {5}
    assert [s.thread for s in await forum.alerts()] == [5]


@pytest.mark.parametrize("how", ["closed", "deleted"])
async def test_a_topic_that_goes_leaves_its_alerts_to_the_chat_which_hears_of_it_once(forum: Forum, how: str) -> None:
    await forum.says("/watch Tesla", MARKETS)
    topics = forum.api.chats[FORUM].topics
    if how == "closed":
        topics[MARKETS] = False
    else:
        del topics[MARKETS]
    sent = [*await forum.alerts("one"), *await forum.alerts("two")]
    assert {s.thread for s in sent} == {0}
    assert [s.text.partition(" to which")[0] for s in sent].count("The topic") == 1
    assert [s.text for s in sent].count("text") == 2, "nothing is lost, nothing comes twice"
    assert forum.bench.store.hold(FORUM) is None
    topics[LUNCH] = True
    await forum.says("/start", LUNCH)
    assert [s.thread for s in await forum.alerts("three")] == [LUNCH]


async def test_an_answer_to_what_stands_in_a_topic_follows_it_there(forum: Forum) -> None:
    await forum.says("/watch Tesla", MARKETS)
    await forum.alerts()
    row = forum.bench.store.c.row("SELECT id FROM outbox WHERE key = 'alert'")
    assert row is not None
    await forum.says("/start", LUNCH)
    known = len(forum.api.messages)
    correction = Message(FORUM, "correction", "was 9.2%, now 8.2%", (), Priority.ALERT)
    forum.bench.store.enqueue(correction, forum.bench.clock.now(), replies=row["id"])
    await forum.bench.go_on(120)
    assert [(s.thread, s.reply_to is not None) for s in forum.api.messages[known:]] == [(MARKETS, True)]


async def test_an_answer_to_what_stands_in_a_closed_topic_goes_where_the_chat_is_told_things(forum: Forum) -> None:
    await forum.says("/watch Tesla", MARKETS)
    await forum.alerts()
    row = forum.bench.store.c.row("SELECT id FROM outbox WHERE key = 'alert'")
    assert row is not None
    await forum.says("/start", LUNCH)
    forum.api.chats[FORUM].topics[MARKETS] = False
    known = len(forum.api.messages)
    correction = Message(FORUM, "correction", "was 9.2%, now 8.2%", (), Priority.ALERT)
    forum.bench.store.enqueue(correction, forum.bench.clock.now(), replies=row["id"])
    await forum.bench.go_on(300)
    assert [s.thread for s in forum.api.messages[known:]] == [LUNCH]


async def test_where_no_topic_takes_anything_the_chat_is_held_as_one_that_refuses(forum: Forum) -> None:
    await forum.says("/watch Tesla", MARKETS)
    forum.api.chats[FORUM].topics |= {MARKETS: False, 0: False}
    assert await forum.alerts() == []
    assert forum.bench.store.hold(FORUM) is not None


# --- a group that takes nothing ----------------------------------------------------------------------------------------


async def test_whoever_set_a_group_up_hears_that_it_takes_no_messages_once(forum: Forum) -> None:
    forum.chat = ANNA
    await forum.says("/start")
    forum.chat = FORUM
    await forum.says("/watch Tesla")
    assert (forum.settings.set_by, forum.settings.title) == (ANNA, "Traders")
    forum.api.chats[FORUM].topics = {0: False}
    sent = [*await forum.alerts("one"), *await forum.alerts("two")]
    assert [s.chat_id for s in sent] == [ANNA]
    assert sent[0].text.startswith("The group Traders takes no messages of mine")


async def test_nobody_is_written_to_who_has_not_begun_a_chat_or_has_ended_it() -> None:
    for ended in (False, True):
        bench = Bench()
        bench.store.save_chat(Chat(-5, group=True, set_by=ANNA, title="Traders"), NOON)
        if ended:
            bench.store.save_chat(Chat(ANNA, active=False), NOON)
        bench.queue("a", -5)
        bench.messenger.errors.append(ChatRefuses("not enough rights"))
        await bench.go_on(600)
        assert [m.chat for m in bench.messenger.sent] == []


def test_a_group_keeps_its_topic_when_it_becomes_a_supergroup() -> None:
    talk = Talk(chat=-5, group=True)
    talk.type("/watch Tesla")
    talk.store.save_chat(replace(talk.settings, thread=9), talk.now)
    talk.store.move_chat(-5, FORUM)
    moved = talk.store.chat(FORUM)
    assert moved is not None and moved.thread == 9
