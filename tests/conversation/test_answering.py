"""Questions that are asked of the bot: what was reported answers, with its source; a conversation goes on."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.message.markup import plain
from tests.conversation.talk import Talk
from tests.pipeline.test_folding import Rig

_RECALL = "Tesla is recalling 48,000 cars in the United States because a seat belt may come loose, the safety agency said. The company has told the owners."
_PLANT = "Nvidia will open a research centre in Taipei and hire 1,000 engineers there, its chief executive said on Monday at a fair."
_MICRON = "Micron Technology will open a packaging plant in Singapore and hire 500 engineers, it said on Monday."


async def read() -> Rig:
    rig = Rig()
    await rig.publish("1", _RECALL, "Tesla recalls cars over a seat belt", "Harbour Wire")
    await rig.publish("2", _PLANT, "Nvidia opens a research centre in Taipei", "Harbour Wire")
    await rig.publish("3", _MICRON, "Micron to open a plant in Singapore", "Ledger")
    return rig


async def test_a_question_is_answered_by_a_sentence_with_its_source_and_hour() -> None:
    rig = await read()
    html = await rig.say("how many cars does tesla recall?")
    assert "Tesla is recalling 48,000 cars" in plain(html)
    assert "[1] Harbour Wire, 24 Sept" in plain(html) and 'href="https://a.example/1"' in html


async def test_a_question_goes_on_from_the_one_before() -> None:
    rig = await read()
    await rig.say("how many engineers will nvidia hire?")
    assert "hire 500 engineers" in await rig.say("and Micron?")


async def test_where_nothing_answers_the_last_of_whom_it_was_asked_is_named() -> None:
    rig = await read()
    said = plain(await rig.say("what dividend does tesla pay?"))
    assert said.startswith("Nothing that I have read since") and "Tesla recalls cars over a seat belt" in said


async def test_asked_whether_to_buy_it_says_that_it_gives_no_advice() -> None:
    rig = await read()
    said = plain(await rig.say("should i buy tesla?"))
    assert said.startswith("I give no advice")


async def test_a_question_that_was_asked_is_not_kept_longer_than_a_day() -> None:
    rig = await read()
    long_ago = rig.clock.now() - timedelta(days=30)
    await rig.say("how many cars does tesla recall?")
    assert rig.store.last_asked(1, 1, long_ago) == "how many cars does tesla recall?"
    rig.store.clean(rig.clock.now() + timedelta(days=2), keep_days=90)
    assert rig.store.last_asked(1, 1, long_ago) is None


async def test_why_gives_what_was_reported_and_keeps_what_became_of_it_a_button_away() -> None:
    rig = Rig()
    await rig.publish(
        "1",
        "Tesla shares [NASDAQ: TSLA] fell 2.4 percent to USD426.10 on Tuesday after it recalled 48,000 cars over a seat belt.",
        "Tesla falls on a recall",
    )
    talk = Talk(language="en", chat=1, user=1, store=rig.store)
    assert "after it recalled 48,000 cars" in plain(talk.type("why is tesla down")[0])
    assert any(b.data == "whynot:TSLA" for b in talk.buttons)


async def test_why_of_somebody_unknown_is_not_answered_with_somebody_else() -> None:
    rig = await read()
    await rig.say("how many cars does tesla recall?")
    assert "Tesla" not in await rig.say("why is X down")


_ROSE = "Nvidia shares [NASDAQ: NVDA] rose 3.9 percent to USD183.61 in New York on Tuesday after it agreed to invest in a startup."


@pytest.mark.parametrize("asked", ["why did nvidia fall", "why is nvidia down", "英伟达为什么跌", "點解輝達跌"])
async def test_who_asks_why_it_fell_is_told_that_it_rose(asked: str) -> None:
    rig = Rig()
    await rig.publish("1", _ROSE, "Nvidia closes higher", "Ledger")
    said = plain(await rig.say(asked))
    assert said.startswith("All that was reported of it in the last days went the other way:") and "+3.9%" in said


@pytest.mark.parametrize(
    "asked",
    ["why did nvidia rise", "why is nvidia up", "why nvidia", "why did nvidia fall last month", "why is tesla down"],
)
async def test_who_asks_what_was_reported_or_of_another_time_is_not_told_so(asked: str) -> None:
    rig = Rig()
    await rig.publish("1", _ROSE, "Nvidia closes higher", "Ledger")
    assert "other way" not in plain(await rig.say(asked))


async def test_a_fall_among_the_rises_is_no_other_way() -> None:
    rig = Rig()
    await rig.publish("1", _ROSE, "Nvidia closes higher", "Ledger")
    fell = "Nvidia shares [NASDAQ: NVDA] fell 1.2 percent to USD181.41 in New York on Monday."
    await rig.publish("2", fell, "Nvidia slips", "Ledger")
    assert "other way" not in plain(await rig.say("why did nvidia fall"))
