"""Rules after the story: a figure that made one fire is corrected with it, an old one fires nothing, and what was set anew is on."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.link import Link
from bot.message.markup import plain
from bot.ports import Item, Polled
from tests.pipeline.test_correcting import GONE, WITHDRAWN, Desk, close, quiet_now


@pytest.fixture
async def desk() -> Desk:
    """A chat that watches nothing."""
    rig = Desk()
    await rig.begin()
    await rig.say("/unwatch alibaba")
    return rig


async def set_rule(desk: Desk, line: str) -> str:
    said = await desk.say(f"/alert {line}")
    desk.send_what_may_go()
    return said


# --- corrected --------------------------------------------------------------------------------------------------------


async def test_a_price_that_made_a_rule_fire_is_corrected_in_its_message_and_answered(desk: Desk) -> None:
    await set_rule(desk, "alibaba above 170")
    ((kind, text),) = await desk.under("1", close("9.2 percent"))
    assert kind == "push" and "— HKD174.00" in text
    (kind, edited), (other, answer) = await desk.under("1", close("9.2 percent").replace("HKD174.00", "HKD164.00"))
    assert (kind, other) == ("edit", "answer")
    assert "— HKD164.00" in edited.split("\n")[0] and "was HKD174.00, now HKD164.00" in edited
    assert "at HKD164.00" in edited and "at HKD174.00" not in edited, "the words that are quoted too"
    assert "was HKD174.00, now HKD164.00" in answer
    told = await desk.under("1", close("9.2 percent"))
    assert [kind for kind, _ in told] == ["edit", "answer"], "it flips back"


async def test_a_price_that_nobody_has_seen_is_told_right(desk: Desk) -> None:
    await set_rule(desk, "alibaba above 170")
    await desk.publish("1", close("9.2 percent"), "Alibaba's Shares Jump")
    await desk.publish("1", close("9.2 percent").replace("HKD174.00", "HKD175.00"), "Alibaba's Shares Jump")
    (sent,) = desk.send_what_may_go()
    assert "HKD175.00" in sent.split("\n")[0] and "174" not in sent.split("\n")[0]


async def test_what_fired_on_a_story_that_is_withdrawn_is_marked_and_answered(desk: Desk) -> None:
    await set_rule(desk, '"data centers"')
    await desk.under("1", close("9.2 percent"))
    (kind, edited), (other, answer) = await desk.under("1", GONE, WITHDRAWN)
    assert (kind, other) == ("edit", "answer") and "⚠️ Yicai withdrew its story" in edited and "⚠️" in answer


async def test_a_line_that_stands_in_an_alert_stays_when_that_is_written_anew(desk: Desk) -> None:
    await desk.say("/alert alibaba 5%")
    await set_rule(desk, "alibaba above 170")
    await desk.publish("1", close("9.2 percent"), "Alibaba's Shares Jump")
    await desk.publish("1", close("8.2 percent"), "Alibaba's Shares Jump")
    (sent,) = desk.send_what_may_go()
    assert "+8.2%" in sent and "🔔" in sent and "9.2" not in sent.replace("HKD", "")


# --- old and odd ------------------------------------------------------------------------------------------------------

STALE = {
    "two sessions ago": "Alibaba Group Holding [HKG: 9988] closed 9.2 percent higher at HKD174.00 on Monday. It has since said that it will invest.",
    "weeks ago": "Alibaba Group Holding [HKG: 9988] closed 9.2 percent higher at HKD174.00 on Sept. 10. It has since said that it will invest.",
}  # fmt: skip


@pytest.mark.parametrize("body", STALE.values(), ids=STALE.keys())
async def test_an_old_price_makes_nothing_fire(desk: Desk, body: str) -> None:
    await set_rule(desk, "alibaba above 170")
    assert await desk.under("1", body) == []
    assert desk.store.rules_of(1)[0].side is None


async def test_a_midday_price_that_is_read_after_the_close_makes_nothing_fire(desk: Desk) -> None:
    await set_rule(desk, "alibaba below 170")
    await desk.under("1", close("9.2 percent"))
    midday = "Alibaba Group Holding [HKG: 9988] rose 6 percent to HKD168.00 by midday today."
    assert await desk.under("2", midday, "Midday", "HKEJ") == []


async def test_words_that_come_with_a_storys_later_text_fire_once(desk: Desk) -> None:
    await set_rule(desk, '"data centers"')
    teaser = "Baidu said something about its plans in Beijing on Monday, and more is to come."
    assert await desk.under("9", teaser, "Baidu plans") == []
    full = teaser + " It will build data centers in three provinces."
    assert [kind for kind, _ in await desk.under("9", full, "Baidu plans")] == ["push"]
    assert await desk.under("9", full + " Rivals said nothing.", "Baidu plans") == []


async def test_a_story_without_a_title_fires_too(desk: Desk) -> None:
    await set_rule(desk, '"data centers"')
    desk.clock.pass_(600)
    when, before = desk.clock.now() - timedelta(minutes=1), desk.last()
    item = Item(
        "u", Link("https://a.example/u"), "", "Somebody said that data centers of Baidu are to grow.", when, "X"
    )
    desk.store.record_poll(desk.store.feeds()[0], Polled((item,), None, None, "u", frozenset()), desk.clock.now())
    for stored in desk.store.unread(5):
        await desk.pipeline.read_one(stored)
    assert desk.last() == before + 1


async def test_of_two_rules_that_one_story_fires_in_quiet_hours_both_are_told_at_their_end(desk: Desk) -> None:
    await set_rule(desk, '"data centers"')
    await set_rule(desk, "alibaba above 170")
    quiet_now(desk)
    await desk.publish("1", close("9.2 percent"), "Alibaba's Shares Jump")
    desk.clock.pass_(timedelta(hours=4).total_seconds())
    assert "".join(plain(html) for html in desk.send_what_may_go()).count("🔔") == 2


async def test_an_event_that_is_told_for_a_week_fires_once(desk: Desk) -> None:
    await set_rule(desk, '"data centers"')
    title = "Baidu plans data centers in three provinces with Huawei and the state grid"
    fired = 0
    for day in range(5):
        body = f"{title}, officials of the plan said on the {day} day. The data centers cost CNY45.7 billion, the ministry of Guizhou and Ningxia said in Beijing, and builders begin at once in Guiyang."
        fired += len(await desk.under(f"c{day}", body, title, f"S{day}"))
        desk.clock.pass_(timedelta(days=1.5).total_seconds())
    assert fired == 1


async def test_a_cool_down_of_a_week_is_one(desk: Desk) -> None:
    await set_rule(desk, "words: invest every 7d")
    assert len(await desk.under("1", close("1.2 percent"))) == 1
    desk.clock.pass_(timedelta(days=5).total_seconds())
    body = "Baidu said that it will invest in something of its own in Beijing."
    assert await desk.under("2", body, "Baidu to invest") == []
    desk.clock.pass_(timedelta(days=3).total_seconds())
    body = "Midea said that it will invest in a plant of refrigerators in Brazil."
    assert len(await desk.under("3", body, "Midea to invest")) == 1


@pytest.mark.parametrize("bound", ["once", "until 2025-09-25"])
async def test_a_rule_that_has_ended_and_is_set_again_is_on_with_its_new_bounds(desk: Desk, bound: str) -> None:
    await set_rule(desk, f'"data centers" {bound}')
    await desk.under("1", close("1.2 percent"))
    desk.clock.pass_(timedelta(days=3).total_seconds())
    said = await set_rule(desk, '"data centers"')
    assert "once" not in said and "paused" not in said and "until" not in said
    body = "Baidu said that it will build data centers in Guizhou."
    assert len(await desk.under("2", body, "Baidu builds")) == 1


# --- what is no correction of a price, and what becomes of a rule -------------------------------------------------------

COMPANY = "(Yicai) Sept. 24 -- Alibaba Group Holding [HKG: 9988] "
MONDAY = "Alibaba Group Holding [HKG: 9988] closed 2.2 percent higher at HKD160.00 on Monday. "
NO_CORRECTION = {
    "the close after midday": (COMPANY + "rose 6 percent to HKD168.00 by midday today.", COMPANY + "closed 5.1 percent higher at HKD166.00 today."),
    "new words beside an older price": (
        MONDAY + "Alibaba [HKG: 9988] closed 9.2 percent higher at HKD174.00 on Wednesday.",
        MONDAY + "Alibaba [HKG: 9988] closed 9.2 percent higher at HKD174.00 on Wednesday. It has said that it will invest more in the country.",
    ),
    "fewer digits": (close("9.2 percent"), close("9.2 percent").replace("174.00", "174")),
}  # fmt: skip


@pytest.mark.parametrize(("before", "after"), NO_CORRECTION.values(), ids=NO_CORRECTION.keys())
async def test_a_price_that_stands_or_has_gone_on_is_not_corrected(desk: Desk, before: str, after: str) -> None:
    await set_rule(desk, "alibaba above 165")
    assert len(await desk.under("1", before)) == 1
    assert await desk.under("1", after) == []


async def test_a_price_held_in_quiet_hours_is_told_right_at_their_end(desk: Desk) -> None:
    await set_rule(desk, "alibaba above 170")
    quiet_now(desk)
    await desk.under("1", close("9.2 percent"))
    await desk.under("1", close("9.2 percent").replace("174.00", "175.00"))
    desk.clock.pass_(timedelta(hours=5).total_seconds())
    (sent,) = desk.send_what_may_go()
    assert "HKD175.00" in sent and "174" not in sent


async def test_a_price_held_in_quiet_hours_and_withdrawn_never_comes(desk: Desk) -> None:
    await set_rule(desk, "alibaba above 170")
    quiet_now(desk)
    await desk.under("1", close("9.2 percent"))
    await desk.under("1", GONE, WITHDRAWN)
    desk.clock.pass_(timedelta(hours=5).total_seconds())
    assert desk.send_what_may_go() == []


async def test_a_price_that_was_told_with_others_is_corrected_there_and_answered() -> None:
    desk = Desk(hourly=0)
    await desk.begin()
    await desk.say("/unwatch alibaba")
    await set_rule(desk, "alibaba above 170")
    await desk.publish("1", close("9.2 percent"), "Alibaba's Shares Jump")
    desk.clock.pass_(7200)
    assert len(desk.send_what_may_go()) == 1
    told = await desk.under("1", close("9.2 percent").replace("174.00", "164.00"))
    assert sorted(kind for kind, _ in told) == ["answer", "edit"] and all("164.00" in text for _, text in told)


async def test_two_rules_of_one_message_are_answered_once(desk: Desk) -> None:
    await set_rule(desk, "alibaba above 170")
    await set_rule(desk, "alibaba above 172")
    await desk.under("1", close("9.2 percent"))
    told = await desk.under("1", close("9.2 percent").replace("174.00", "164.00"))
    assert [kind for kind, _ in told] == ["edit", "answer"]
    assert told[0][1].count("✏️") == 1 and told[0][1].count("— HKD164.00") == 2


async def test_a_withdrawn_story_is_told_to_a_rule_once_however_its_notice_changes(desk: Desk) -> None:
    await set_rule(desk, '"data centers"')
    await desk.under("1", close("9.2 percent"))
    await desk.under("1", GONE, WITHDRAWN)
    assert await desk.under("1", GONE + " We apologise.", WITHDRAWN) == []


@pytest.mark.parametrize("line", ["alibaba above 170", "alibaba above 170 once", '"closed 9.2 percent higher"'])
async def test_what_a_withdrawn_story_made_fire_fires_on_the_next_that_is_true(desk: Desk, line: str) -> None:
    await set_rule(desk, line)
    await desk.under("1", close("9.2 percent"))
    await desk.under("1", GONE, WITHDRAWN)
    body = "Alibaba [HKG: 9988] closed 9.2 percent higher at HKD174.00 on Wednesday."
    assert [kind for kind, _ in await desk.under("2", body, "Alibaba Gains", "HKEJ")] == ["push"]


@pytest.mark.parametrize("watched", [False, True])
async def test_a_price_is_corrected_by_another_story_of_its_publisher_that_says_so(desk: Desk, watched: bool) -> None:
    if watched:
        await desk.say("/alert alibaba 5%")
    await set_rule(desk, "alibaba above 170")
    await desk.under("1", close("9.2 percent"))
    body = "CORRECTED: " + close("8.2 percent").replace("174.00", "164.00")
    told = await desk.under("2", body, "CORRECTED-Alibaba's Shares Jump")
    assert [kind for kind, _ in told].count("answer") == 1
    last = [text for kind, text in told if kind == "edit"][-1]
    assert "🔔" in last and "— HKD164.00" in last and "— HKD174.00" not in last


async def test_another_publishers_correction_rights_no_rule(desk: Desk) -> None:
    await set_rule(desk, "alibaba above 170")
    await desk.under("1", close("9.2 percent"))
    body = "CORRECTED: " + close("8.2 percent").replace("174.00", "164.00")
    assert await desk.under("2", body, "CORRECTED-Alibaba's Shares Jump", "HKEJ") == []


async def test_a_price_that_was_corrected_may_cross_once_more(desk: Desk) -> None:
    await set_rule(desk, "alibaba above 170")
    await desk.under("1", close("9.2 percent"))
    await desk.under("1", close("9.2 percent").replace("174.00", "164.00"))
    desk.clock.pass_(timedelta(days=1).total_seconds())
    body = "Alibaba [HKG: 9988] closed 6.1 percent higher at HKD174.00 on Thursday."
    assert [kind for kind, _ in await desk.under("2", body, "Alibaba Gains")] == ["push"]


async def test_a_crossing_that_a_rolling_story_tells_first_is_told_by_the_next_one(desk: Desk) -> None:
    await set_rule(desk, "alibaba above 170")
    await desk.under("1", COMPANY + "rose 6 percent to HKD168.00 by midday today.")
    await desk.under("1", COMPANY + "was up 8.5 percent at HKD172.00 in the afternoon today.")
    body = "Alibaba [HKG: 9988] closed 9.2 percent higher at HKD174.00 on Wednesday."
    assert [kind for kind, _ in await desk.under("2", body, "Alibaba Gains", "HKEJ")] == ["push"]
