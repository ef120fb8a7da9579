"""What is offered in any chat behind the bot's name."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from bot.adapters.telegram.messenger import TelegramMessenger
from bot.adapters.telegram.updates import incoming
from bot.conversation import Rules
from bot.message import Card
from bot.message.markup import plain
from bot.ports import Chat, Incoming
from tests.loopback.bot_api import BotApi
from tests.pipeline.test_folding import Rig

ANNA = 42
_RECALL = (
    "Tesla is recalling 48,000 cars in the United States because a seat belt may come loose, the safety agency said."
)


@pytest.fixture
async def rig() -> Rig:
    made = Rig()
    await made.tell(1, "9.2")
    await made.tell_of_another(2, "3.4")
    await made.publish("r", _RECALL, "Tesla recalls cars over a seat belt", "Harbour Wire")
    return made


def offered(rig: Rig, typed: str, language: str = "en", user: int = ANNA) -> tuple[Card, ...]:
    said = Incoming(user, user, typed, inline="q", language=language)
    return rig.pipeline.conversation.offered(said, rig.clock.now())


async def test_a_name_is_offered_its_moves_and_its_stories(rig: Rig) -> None:
    for typed in ("alibaba", "9988.HK", "阿里巴巴", "Alibba"):
        first = offered(rig, typed)[0]
        assert first.title == "Alibaba Group Holding +9.2%", typed
        assert "Alibaba Group Holding" in plain(first.html) and "Yicai" in plain(first.html)
        assert 'href="https://a.example/1"' in first.html
    told = [c.title for c in offered(rig, "tesla")]
    assert told == ["Tesla recalls cars over a seat belt"]


async def test_nothing_typed_offers_what_moved_most_of_the_last_day(rig: Rig) -> None:
    assert [c.title.split()[-1] for c in offered(rig, "")] == ["+9.2%", "+3.4%"]
    rig.clock.pass_(2 * 24 * 3600)
    assert offered(rig, "") == ()


async def test_other_words_are_looked_for_in_the_archive(rig: Rig) -> None:
    assert [c.title for c in offered(rig, "seat belt")] == ["Tesla recalls cars over a seat belt"]
    assert offered(rig, "zebra crossing") == ()
    assert offered(rig, '"((') == ()


async def test_each_reader_is_offered_it_in_his_language_and_colours(rig: Rig) -> None:
    assert offered(rig, "alibaba", "zh-hk")[0].title == "阿里巴巴 +9.2%"
    assert "🟢" in offered(rig, "alibaba", "zh-hk")[0].html
    await rig.say("/settings", ANNA)
    rig.store.save_chat(Chat(ANNA, red_is_up=True), rig.clock.now())
    assert "🔴" in offered(rig, "alibaba", "zh")[0].html


async def test_what_is_not_certain_is_not_passed_on(rig: Rig) -> None:
    await rig.publish("u", "Meituan made a decision. It jumped 31 percent.", "Wire")
    assert not any("31" in c.html for c in offered(rig, "meituan"))


async def test_nobody_is_offered_anything_whom_the_bot_is_not_for(rig: Rig) -> None:
    rig.pipeline.conversation.rules = Rules(frozenset({1}), "listed")
    assert offered(rig, "alibaba") == () and offered(rig, "alibaba", user=1) != ()


async def test_nothing_is_kept_of_what_was_typed_there(rig: Rig) -> None:
    before = rig.store.c.rows("SELECT count(*) AS n FROM chat")[0]["n"]
    offered(rig, "alibaba")
    assert rig.store.c.rows("SELECT count(*) AS n FROM chat")[0]["n"] == before
    assert rig.store.last_asked(ANNA, ANNA, rig.clock.now() - timedelta(days=1)) is None


# --- over the Bot API ------------------------------------------------------------------------------------------------


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    async with BotApi(limits=False) as made:
        made.user(ANNA, first_name="Anna", language_code="en")
        yield made


async def test_a_query_is_answered_with_articles_that_telegram_takes(api: BotApi, rig: Rig) -> None:
    messenger = TelegramMessenger(api.token, api.base_url)
    await messenger.start()
    await messenger.updates(None, 0)
    query = await api.ask_inline(ANNA, "alibaba")
    ((number, body),) = await messenger.updates(None, 0)
    said = incoming(body, messenger.bot, "loopback_bot")
    assert said is not None and (said.inline, said.text, said.user) == (query, "alibaba", ANNA)
    rig.store.receive([(number, body)], rig.clock.now())
    assert await rig.pipeline.answer_one(number, said, messenger) == "offered"
    assert api.offers[query][0]["title"] == "Alibaba Group Holding +9.2%"
    await messenger.offer("of long ago", ())
    assert not api.messages, "nothing is sent before a card is chosen"
    await messenger.close()
