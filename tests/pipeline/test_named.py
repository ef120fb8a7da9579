"""A company with listings in several places is named without any of its codes: it is found all the same by /news, digests, rules and events."""

from __future__ import annotations

import pytest

from bot.message.markup import plain
from tests.pipeline.test_folding import Rig

PLAN = "Alibaba is preparing a listing of its grocery chain in Hong Kong next year, people who know of the plan said on Wednesday."
TITLE = "Alibaba prepares a listing of its grocery chain"


@pytest.fixture
async def rig() -> Rig:
    made = Rig()
    await made.say("/watch alibaba")
    made.send_what_may_go()
    return made


async def test_its_news_are_found_by_its_name(rig: Rig) -> None:
    await rig.publish("plan", PLAN, TITLE)
    assert TITLE in plain(await rig.say("/news 9988.HK"))


async def test_its_news_stand_in_the_digest(rig: Rig) -> None:
    await rig.publish("plan", PLAN, TITLE)
    assert TITLE in plain(await rig.say("/digest"))


async def test_a_rule_for_any_story_of_it_fires(rig: Rig) -> None:
    await rig.say("/alert any story of alibaba")
    rig.send_what_may_go()
    await rig.publish("plan", PLAN, TITLE)
    assert any(TITLE in plain(html) for html in rig.alerts())


async def test_a_wrap_that_only_mentions_it_stands_in_no_digest_beside_what_is_about_it(rig: Rig) -> None:
    wrap = (
        "Shares in Asia were mixed on Wednesday after a quiet night on Wall Street, and traders waited for a speech by the head of the "
        "central bank. Banks were weaker in Tokyo, and miners in Sydney gave up some of what they had gained the week before. Carmakers "
        "fell in Seoul, where the won was steady, and the bond market in Mumbai hardly moved. Among others, Alibaba was named as a bidder for an airport's parking lots."
    )
    await rig.publish("plan", PLAN, TITLE)
    await rig.publish("wrap", wrap, "Asian shares are mixed")
    digest = plain(await rig.say("/digest"))
    assert TITLE in digest and "Asian shares" not in digest


async def test_its_sessions_are_one_event_and_those_of_its_receipts_another(rig: Rig) -> None:
    stories = {
        "open": ("Alibaba jumps on a plan to spend more", "Alibaba's shares [HKG: 9988] were up 7.8 percent at HKD181.10 in Hong Kong today."),
        "close": ("阿里巴巴收涨9.2%", "阿里巴巴-W周三收涨9.2%，报183.5港元。"),
        "receipts": ("Alibaba's receipts gain before the bell", "Alibaba (NYSE: BABA) rose 8.4% in premarket trading on Wednesday."),
    }  # fmt: skip
    for guid, (title, body) in stories.items():
        await rig.publish(guid, body, title)
    rows = {r["title"]: r["event"] for r in rig.store.c.rows("SELECT title, event FROM story")}
    event = {guid: rows[title] for guid, (title, _) in stories.items()}
    assert event["open"] == event["close"] != event["receipts"]


async def test_what_resurfaces_joins_no_event_of_today(rig: Rig) -> None:
    await rig.publish("now", "阿里巴巴-W周三收涨8.9%，报183港元。", "阿里巴巴收涨8.9%")
    await rig.publish(
        "then", "本文首发于2025年6月23日。阿里巴巴-W今日收涨8.9%，报161.2港元。", "【热文回顾】阿里巴巴大涨8.9%"
    )
    events = [r["event"] for r in rig.store.c.rows("SELECT event FROM story ORDER BY id")]
    assert len(set(events[-2:])) == 2


async def test_what_was_read_before_names_were_kept_is_read_still(rig: Rig) -> None:
    await rig.tell(1, "9.2")
    rig.store.c.write("UPDATE extraction SET found = json_remove(found, '$[6]')")
    assert "+9.2%" in plain(await rig.say("/digest"))
