"""What quiet hours are to one watch or rule: it comes anyway, after them, or never then; nothing is lost, and what goes on by day is told by day."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.message.markup import plain
from bot.quiet import InQuiet, in_quiet_of
from bot.watch import Silence
from tests.pipeline.test_folding import Rig

NIGHT = datetime(2025, 9, 24, 22, 30, tzinfo=UTC)  # 23:30 in London's summer


async def sleeping(*lines: str) -> Rig:
    """A chat of London in its quiet hours, which has said these things."""
    rig = Rig()
    await rig.say("/quiet 23:00-07:00")
    for line in lines:
        await rig.say(line)
    chat = rig.store.chat(1)
    assert chat is not None
    rig.store.save_chat(replace(chat, zone="Europe/London", zone_guessed=False), rig.clock.now())
    rig.send_what_may_go()
    rig.clock.pass_((NIGHT - rig.clock.now()).total_seconds())
    return rig


MIDDAY = "Alibaba [HKG: 9988] rose {percent} percent by midday on Thursday in Hong Kong."
CLOSE = "Alibaba [HKG: 9988] closed {percent} percent higher at HKD169.80 on Thursday."


@pytest.mark.parametrize(
    "line", ["/quiet alibaba pass", "/alert alibaba 5% even at night", "/alert 阿里巴巴 5% 夜里也提醒"]
)
async def test_what_passes_comes_at_once(line: str) -> None:
    rig = await sleeping("/watch 9988.HK", line)
    await rig.tell(1, "9.2")
    (sent,) = rig.send_what_may_go()
    assert "+9.2%" in sent
    assert "Held" not in await rig.say("/missed")


@pytest.mark.parametrize(
    "line", ["/quiet alibaba drop", "/alert alibaba 5% not at night", "/alert 阿里巴巴 5% 夜里不提醒"]
)
async def test_what_is_dropped_never_comes_and_stands_in_missed(line: str) -> None:
    rig = await sleeping("/watch 9988.HK", line)
    await rig.tell(1, "9.2")
    rig.clock.pass_(24 * 3600)
    assert rig.send_what_may_go() == []
    missed = plain(await rig.say("/missed"))
    assert missed.startswith("Let go in your quiet hours as you asked, since 24 Sept, 23:30")
    assert missed.count("+9.2%") == 1
    assert rig.store.silences(NIGHT)[Silence.LET_GO] == 1
    assert "let go in your quiet hours, as you asked" in await rig.say("/why 9988.HK")


async def test_by_day_what_is_dropped_at_night_comes_as_ever() -> None:
    rig = await sleeping("/watch 9988.HK", "/quiet alibaba drop")
    rig.clock.pass_(12 * 3600)
    await rig.tell(1, "9.2")
    assert len(rig.send_what_may_go()) == 1


async def test_without_quiet_hours_nothing_is_dropped() -> None:
    rig = await sleeping("/watch 9988.HK", "/quiet alibaba drop", "/quiet off")
    await rig.tell(1, "9.2")
    assert len(rig.send_what_may_go()) == 1


async def test_another_watch_of_the_chat_is_held_as_ever() -> None:
    rig = await sleeping("/watch 9988.HK", "/watch 700.HK", "/quiet alibaba drop")
    await rig.tell(1, "9.2")
    await rig.tell(2, "6.1", "Tencent Holdings", "HKG: 0700")
    rig.clock.pass_(12 * 3600)
    (morning,) = rig.send_what_may_go()
    assert "+6.1%" in morning and "+9.2%" not in morning


async def test_a_session_that_was_let_go_is_told_when_it_goes_on_by_day() -> None:
    rig = await sleeping("/watch 9988.HK", "/quiet alibaba drop")
    rig.clock.pass_(6 * 3600)  # half past twelve in Hong Kong
    await rig.publish("1", MIDDAY.format(percent="5.5"))
    rig.clock.pass_(4 * 3600)
    await rig.publish("2", CLOSE.format(percent="5.9"))
    (sent,) = rig.send_what_may_go()
    assert "+5.9%" in sent
    await rig.publish("3", CLOSE.format(percent="5.9"), source="Reuters")
    assert all("+5.9%" in edit for edit in rig.send_what_may_go())
    assert (await rig.say("/missed")).count("▲") == 1


async def test_a_close_that_was_let_go_is_not_told_by_another_source_in_the_morning() -> None:
    rig = await sleeping("/watch tesla", "/quiet tesla drop")
    await rig.publish("1", "Tesla [NASDAQ: TSLA] closed 5.5 percent higher at USD443.20 on Wednesday.")
    rig.clock.pass_(9 * 3600)
    for n, percent in enumerate(("5.5", "5.6"), 2):
        await rig.publish(
            str(n), f"Tesla [NASDAQ: TSLA] closed {percent} percent higher on Wednesday.", source="Reuters"
        )
    await rig.publish("4", "Tesla [NASDAQ: TSLA] was up 6 percent by midday on Wednesday in New York.", source="HKEJ")
    assert rig.send_what_may_go() == []


async def test_a_message_that_was_seen_is_kept_true_by_what_is_let_go() -> None:
    rig = await sleeping("/watch tesla", "/quiet tesla drop", "/quiet 20:00-07:00")
    rig.clock.pass_(20 * 3600)  # half past seven in London's evening, half past two in New York
    story = "Tesla [NASDAQ: TSLA] was {percent} percent higher in afternoon trading on Thursday."
    await rig.publish("1", story.format(percent="5.5"))
    (seen,) = rig.send_what_may_go()
    assert "+5.5%" in seen
    rig.clock.pass_(3600)
    await rig.publish("2", story.format(percent="11.5"), source="Reuters")
    assert rig.send_what_may_go() == []
    await rig.publish("3", story.format(percent="11.6"), source="HKEJ")
    (edit,) = rig.store.c.rows("SELECT * FROM outbox WHERE edits IS NOT NULL")
    assert "11.6%" in edit["html"] and edit["silent"]
    assert (await rig.say("/missed")).count("▲") == 1


async def test_within_a_night_one_event_is_let_go_once() -> None:
    rig = await sleeping("/watch 9988.HK", "/quiet alibaba drop")
    rig.clock.pass_(6 * 3600)
    await rig.publish("1", MIDDAY.format(percent="5.5"))
    await rig.publish("2", MIDDAY.format(percent="5.7"), source="Reuters")
    assert (await rig.say("/missed")).count("▲") == 1


async def test_a_figure_that_was_let_go_and_is_taken_back_is_right_in_missed_and_comes_to_nobody() -> None:
    rig = await sleeping("/watch 9988.HK", "/quiet alibaba drop")
    await rig.publish("1", "Alibaba [HKG: 9988] closed 9.2 percent higher at HKD174.00 on Wednesday.")
    await rig.publish("1", "Alibaba [HKG: 9988] closed 8.2 percent higher at HKD174.00 on Wednesday.")
    assert rig.send_what_may_go() == []
    missed = await rig.say("/missed")
    assert "+8.2%" in missed and "+9.2%" not in missed


async def test_what_is_let_go_uses_up_no_budget_and_stands_in_no_digest() -> None:
    rig = await sleeping("/watch 9988.HK", "/watch 700.HK", "/quiet alibaba drop", "/quiet tencent pass")
    chat = rig.store.chat(1)
    assert chat is not None
    rig.store.save_chat(replace(chat, budget=1), rig.clock.now())
    await rig.tell(1, "9.2")
    await rig.tell(2, "6.1", "Tencent Holdings", "HKG: 0700")
    (sent,) = rig.send_what_may_go()
    assert "+6.1%" in sent
    assert "Beyond" not in await rig.say("/digest")


# --- rules ----------------------------------------------------------------------------------------------------------------

RECALL = "Tesla [NASDAQ: TSLA] said that it will recall 4,000 cars."


async def test_a_rule_that_passes_comes_at_once() -> None:
    rig = await sleeping("/alert tesla news, even in quiet hours")
    await rig.publish("1", RECALL, "Tesla Recalls Cars")
    (sent,) = rig.send_what_may_go()
    assert "Tesla Recalls Cars" in sent


async def test_a_rule_that_drops_uses_up_neither_once_nor_its_bound_of_a_day() -> None:
    rig = await sleeping("/alert tesla news, once, at most 1 a day, not at night")
    await rig.publish("1", RECALL, "Tesla Recalls Cars")
    assert rig.send_what_may_go() == []
    missed = plain(await rig.say("/missed"))
    assert "as you asked" in missed and missed.endswith("Tesla: any story\nTesla Recalls Cars")
    rig.send_what_may_go()
    rig.clock.pass_(10 * 3600)
    await rig.publish("2", "Tesla [NASDAQ: TSLA] will build a plant in Spain, it said.", "Tesla to Build in Spain")
    (sent,) = rig.send_what_may_go()
    assert "Tesla to Build in Spain" in sent
    await rig.publish("3", "Tesla [NASDAQ: TSLA] has a new finance chief.", "Tesla Names Finance Chief")
    assert rig.send_what_may_go() == []


async def test_a_story_that_was_let_go_is_told_by_nobody_in_the_morning() -> None:
    rig = await sleeping("/alert tesla news, never at night")
    await rig.publish("1", RECALL, "Tesla Recalls Cars")
    rig.clock.pass_(10 * 3600)
    await rig.publish("1", RECALL + " It had said so before.", "Tesla Recalls Cars")
    assert rig.send_what_may_go() == []


async def test_a_rule_that_is_held_says_of_which_story_it_is() -> None:
    rig = await sleeping("/alert tesla news")
    await rig.publish("1", RECALL, "Tesla Recalls Cars")
    await rig.publish("2", "Tesla [NASDAQ: TSLA] has a new finance chief.", "Tesla Names Finance Chief")
    rig.clock.pass_(10 * 3600)
    (morning,) = rig.send_what_may_go()
    assert plain(morning).splitlines()[1:] == [
        "🔔 Tesla: any story",
        "Tesla Recalls Cars",
        "🔔 Tesla: any story",
        "Tesla Names Finance Chief",
    ]


# --- said and shown -------------------------------------------------------------------------------------------------------

SAID = [
    ("tesla 5% even at night", InQuiet.PASS), ("tesla 5%, also in quiet hours", InQuiet.PASS), ("tesla down 3% day and night", InQuiet.PASS), ("tesla 5% at night too", InQuiet.PASS),
    ("特斯拉 跌5% 夜里也提醒我", InQuiet.PASS), ("特斯拉 5% 免打扰时也通知", InQuiet.PASS), ("特斯拉 5% 无论白天黑夜", InQuiet.PASS),
    ("tesla 5% not at night", InQuiet.DROP), ("tesla 5% but not in my quiet hours", InQuiet.DROP), ("tesla 5% only by day", InQuiet.DROP), ("特斯拉 5% 晚上不要提醒", InQuiet.DROP),
    ("特斯拉 5% 只在白天提醒", InQuiet.DROP), ("特斯拉 5% 免打扰时段不提醒", InQuiet.DROP), ("tesla 5% held for quiet hours", InQuiet.HOLD), ("tesla 5% after quiet hours", InQuiet.HOLD),
    ("特斯拉 5% 免打扰结束后再提醒", InQuiet.HOLD),
]  # fmt: skip


@pytest.mark.parametrize(("line", "meant"), SAID, ids=[line for line, _ in SAID])
async def test_a_line_says_what_quiet_hours_are_to_it(line: str, meant: InQuiet) -> None:
    rig = Rig()
    await rig.say("/watch tesla")
    await rig.say("/quiet tesla pass" if meant is not InQuiet.PASS else "/quiet tesla drop")
    await rig.say(f"/alert {line}")
    (watch,) = rig.store.watches(1)
    assert watch.in_quiet is meant
    name, _, percent = line.partition("%")[0].rpartition(" ")
    assert percent in ("5", "3", "跌5") and name
    assert (watch.rule.fall or 0) in (5, 3)


ONE = [
    ("tesla pass", InQuiet.PASS), ("tesla even at night", InQuiet.PASS), ("特斯拉 照常", InQuiet.PASS), ("TSLA through", InQuiet.PASS), ("tesla drop", InQuiet.DROP),
    ("tesla never", InQuiet.DROP), ("特斯拉 不提醒", InQuiet.DROP), ("tesla not at night", InQuiet.DROP), ("tesla hold", InQuiet.HOLD), ("特斯拉 稍后", InQuiet.HOLD),
]  # fmt: skip


@pytest.mark.parametrize(("line", "meant"), ONE, ids=[line for line, _ in ONE])
async def test_quiet_says_it_of_one(line: str, meant: InQuiet) -> None:
    rig = Rig()
    await rig.say("/watch tesla")
    await rig.say("/quiet tesla pass" if meant is not InQuiet.PASS else "/quiet tesla drop")
    said = await rig.say(f"/quiet {line}")
    assert rig.store.watches(1)[0].in_quiet is meant
    assert "You have no quiet hours yet" in said


async def test_it_is_shown_where_thresholds_are_and_undone() -> None:
    rig = Rig()
    await rig.say("/quiet 23:00-07:00")
    await rig.say("/watch tesla")
    said = plain(await rig.say("/alert tesla 5% even at night"))
    assert said.endswith("5% or more, up or down, also in quiet hours.") or "also in quiet hours" in said
    assert "also in quiet hours" in await rig.say("/watchlist")
    assert "quiet hours yet" not in await rig.say("/quiet tesla drop")
    assert "never in quiet hours" in await rig.say("/watchlist")
    await rig.say("/alert tesla news, even at night")
    assert "(also in quiet hours)" in plain(await rig.say("/alerts"))
    await rig.say("/alert tesla 6%")
    assert rig.store.watches(1)[0].in_quiet is InQuiet.DROP  # of which nothing was said


@pytest.mark.parametrize("line", ["nobody pass", "pass", "even at night", "tesla pass"])
async def test_of_what_is_not_watched_nothing_is_set(line: str) -> None:
    rig = Rig()
    said = await rig.say(f"/quiet {line}")
    assert not said.startswith("Quiet:") and rig.store.watches(1) == ()


def test_of_several_the_one_that_wants_to_hear_decides() -> None:
    hold, drop, passes = InQuiet.HOLD, InQuiet.DROP, InQuiet.PASS
    assert [in_quiet_of(x) for x in ((), (drop,), (drop, hold), (hold, passes, drop))] == [hold, drop, hold, passes]
