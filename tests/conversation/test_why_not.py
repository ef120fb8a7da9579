"""/why of a company: what is known of it, and what became of each move: told, merged, held, or what spoke against it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.message.markup import plain
from tests.pipeline.test_correcting import close
from tests.pipeline.test_folding import Rig


async def answer(rig: Rig, words: str = "/why 9988.HK") -> str:
    rig.send_what_may_go()
    return plain(await rig.say(words))


@pytest.fixture
async def rig() -> Rig:
    made = Rig()
    await made.say("/alert alibaba 5%")
    return made


async def test_nothing_is_known_of_what_nobody_wrote_about(rig: Rig) -> None:
    assert await answer(rig) == "I have read of no move of Alibaba Group Holding in the last four days."


async def test_an_alert_that_came_says_when(rig: Rig) -> None:
    await rig.publish("1", close("9.2 percent"))
    assert "+9.2% 9988.HK (Yicai, 24 Sept, 11:59 UTC): told 24 Sept, 12:00 UTC" in await answer(rig)


async def test_a_move_below_the_threshold_says_so(rig: Rig) -> None:
    await rig.publish("1", close("2.9 percent"))
    assert "+2.9% 9988.HK" in await answer(rig) and "below your threshold (5% or more, up or down)" in await answer(
        rig
    )


async def test_another_source_of_it_was_merged(rig: Rig) -> None:
    await rig.publish("1", close("9.2 percent"))
    rig.send_what_may_go()
    rig.clock.pass_(600)
    await rig.publish("2", "Alibaba [HKG: 9988] closed 9.2 percent higher on Wednesday.", "Alibaba Gains", "HKEJ")
    assert "(HKEJ, 24 Sept, 12:09 UTC): told with the message of 24 Sept, 12:00 UTC" in await answer(rig)


async def test_what_was_not_sure_old_or_undated_says_so(rig: Rig) -> None:
    await rig.publish("1", "Alibaba [HKG: 9988] shares rose 9.2 percent in the week to Friday.", "A week")
    assert "not a session’s move" in await answer(rig)


async def test_what_is_not_watched_says_so(rig: Rig) -> None:
    await rig.publish(
        "1", close("9.2 percent").replace("Alibaba Group Holding [HKG: 9988]", "Tencent Holdings [HKG: 0700]")
    )
    assert "you do not watch it" in await answer(rig, "/why tencent")


async def test_what_was_muted_or_held_says_so(rig: Rig) -> None:
    await rig.say("/mute alibaba 1d")
    await rig.publish("1", close("9.2 percent"))
    assert "it was muted" in await answer(rig)
    rig = Rig(hourly=0)
    await rig.say("/watch alibaba")
    await rig.publish("1", close("9.2 percent"))
    assert "held: /missed shows when it comes" in await answer(rig)


async def test_what_was_taken_back_says_so(rig: Rig) -> None:
    await rig.publish("1", close("9.2 percent"))
    rig.send_what_may_go()
    await rig.publish("1", close("8.2 percent"))
    assert "+8.2%" in await answer(rig)


async def test_it_forgets_after_some_days(rig: Rig) -> None:
    await rig.publish("1", close("9.2 percent"))
    rig.clock.pass_(timedelta(days=5).total_seconds())
    assert "no move of Alibaba" in await answer(rig)


async def test_a_name_that_may_be_several_is_asked_about_and_an_unknown_one_is_said_to_be_so(rig: Rig) -> None:
    assert "can’t find" in await answer(rig, "/why qqqqzzzz")
    assert "You watch Alibaba" in await _last(rig)


async def _last(rig: Rig) -> str:
    await rig.publish("1", close("9.2 percent"))
    return await answer(rig, "/why ?")
