"""Quiet hours: what alerts meanwhile comes together at their end; nothing is lost, and what is taken back comes without a sound."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.message import Priority
from bot.message.markup import plain
from bot.watch import Silence
from tests.pipeline.test_folding import BODY, CODES, Rig

EVENING = datetime(2025, 9, 24, 22, 30, tzinfo=UTC)  # 23:30 in London's summer
MORNING = datetime(2025, 9, 25, 6, 0, tzinfo=UTC)


@pytest.fixture
async def rig() -> Rig:
    made = Rig()
    for code in CODES[:6]:
        await made.say(f"/watch {code}.HK")
    chat = made.store.chat(1)
    assert chat is not None
    made.store.save_chat(replace(chat, zone="Europe/London", zone_guessed=False), made.clock.now())
    await made.say("/quiet 23:00-07:00")
    made.send_what_may_go()
    made.clock.pass_((EVENING - made.clock.now()).total_seconds())
    return made


async def test_a_nights_alerts_come_as_one_message_in_the_morning(rig: Rig) -> None:
    for n in range(4):
        await rig.tell_of_another(n, f"{5 + n}.{n + 1}")
        rig.clock.pass_(600)
        assert rig.send_what_may_go() == []
    assert (await rig.say("/missed")).startswith(
        "<b>Held for your quiet hours: they come together at 25 Sept, 07:00</b>"
    )
    rig.clock.pass_((MORNING - rig.clock.now()).total_seconds() - 60)
    rig.send_what_may_go()
    rig.clock.pass_(61)
    (morning,) = rig.send_what_may_go()
    assert morning.startswith("<b>4 alerts of your quiet hours (23:00–07:00)</b>")
    assert all(f"+{5 + n}.{n + 1}%" in morning for n in range(4))
    missed = await rig.say("/missed")
    assert missed.startswith("<b>Held for your quiet hours: they came together at 25 Sept, 07:00</b>")
    assert missed.count("▲") == 4 and "Could not be sent" not in missed
    assert rig.store.silences(rig.clock.now() - timedelta(days=1))[Silence.QUIET] == 4


async def test_what_was_held_is_told_by_no_other_source_again(rig: Rig) -> None:
    await rig.tell(1, "9.2")
    rig.clock.pass_(600)
    await rig.publish("2", "Alibaba [HKG: 9988] rose 9.2 percent on Wednesday, the exchange said.")
    rig.clock.pass_(12 * 3600)
    (morning,) = rig.send_what_may_go()
    assert morning.count("▲") == 1


async def test_a_figure_that_is_taken_back_at_night_comes_at_once_without_a_sound(rig: Rig) -> None:
    rig.clock.pass_(-7200)
    await rig.tell(1, "9.2")
    assert len(rig.send_what_may_go()) == 1
    rig.clock.pass_(7200)
    await rig.publish(
        "1", BODY.format(name="Alibaba Group Holding", tag="HKG: 9988", percent="2.9", price="HKD174.00")
    )
    edit, answer = rig.store.c.rows("SELECT * FROM outbox WHERE state = 'queued' ORDER BY id")
    assert edit["edits"] == answer["replies"] and edit["silent"] == 1
    assert "Correction" in answer["html"] and answer["silent"] == 1 and answer["priority"] == int(Priority.ALERT)


async def test_by_day_alerts_come_as_ever(rig: Rig) -> None:
    rig.clock.pass_(10 * 3600)
    await rig.tell(1, "9.2")
    (alert,) = rig.send_what_may_go()
    assert "+9.2%" in alert and "quiet" not in alert


async def test_what_was_held_may_go_for_six_hours_from_the_end(rig: Rig) -> None:
    await rig.tell(1, "9.2")
    (row,) = rig.store.c.rows("SELECT * FROM outbox WHERE state = 'queued'")
    assert (row["not_before"], row["expires"]) == (MORNING.timestamp(), (MORNING + timedelta(hours=6)).timestamp())


async def test_what_was_held_and_never_came_is_shown_as_not_sent(rig: Rig) -> None:
    await rig.tell(1, "9.2")
    rig.clock.pass_(24 * 3600)  # Telegram could not be reached all day
    rig.store.expire(rig.clock.now())
    missed = await rig.say("/missed")
    assert missed.startswith("<b>Could not be sent to you in time</b>")
    assert missed.count("▲") == 1 and "Held" not in missed


async def test_what_was_held_night_by_night_is_shown_night_by_night(rig: Rig) -> None:
    for n in range(2):
        await rig.tell_of_another(n, f"{5 + n}.1")
        rig.clock.pass_(24 * 3600)
        rig.send_what_may_go()
    missed = await rig.say("/missed")
    first, second = (missed.index(f"came together at {day} Sept") for day in ("25", "26"))
    assert first < missed.index("+5.1%") < second < missed.index("+6.1%")


@pytest.mark.parametrize(
    "close", ["7.1 percent higher", "2.1 percent higher", "5.3 percent lower"], ids=["twice", "small", "turned"]
)
async def test_a_close_takes_the_place_of_a_midday_figure_that_waits(rig: Rig, close: str) -> None:
    await rig.say("/quiet 23:00-12:00")
    rig.send_what_may_go()
    rig.clock.pass_(6 * 3600)  # half past twelve in Hong Kong
    await rig.publish("1", "Alibaba [HKG: 9988] rose 5.5 percent by midday on Thursday in Hong Kong.")
    await rig.tell_of_another(0, "6.1")
    rig.clock.pass_(4 * 3600)
    await rig.publish("2", f"Alibaba [HKG: 9988] closed {close} at HKD169.80 on Thursday.")
    assert rig.send_what_may_go() == []
    rig.clock.pass_(3 * 3600)
    (noon,) = rig.send_what_may_go()
    assert noon.startswith("<b>2 alerts of your quiet hours")
    assert f"{close[:3]}%" in noon and "+5.5%" not in noon and "+6.1%" in noon


async def test_what_turns_round_before_the_close_while_it_waits_is_told_beside_it(rig: Rig) -> None:
    rig.clock.pass_(4 * 3600)
    for n, moved in enumerate(("rose 5.5 percent", "fell 4.4 percent")):
        await rig.publish(str(n), f"Alibaba [HKG: 9988] {moved} on Thursday morning in Hong Kong.")
        rig.clock.pass_(1800)
    rig.clock.pass_(12 * 3600)
    (morning,) = rig.send_what_may_go()
    assert "+5.5%" in morning and "−4.4%" in morning


@pytest.mark.parametrize("right", ["8.2", "2.2"])
async def test_a_figure_that_is_taken_back_while_it_waits_is_told_right_alone(rig: Rig, right: str) -> None:
    await rig.tell(1, "9.2")
    rig.clock.pass_(600)
    await rig.publish(
        "2",
        f"CORRECTED: Alibaba Group Holding [HKG: 9988] rose {right} percent on Wednesday.",
        "CORRECTED-Alibaba rises",
    )
    await rig.tell(1, right)  # the same link, with another figure
    assert rig.send_what_may_go() == []
    rig.clock.pass_(12 * 3600)
    (morning,) = rig.send_what_may_go()
    assert morning.startswith("<b>1 alert of your quiet hours")
    assert f"+{right}%" in morning and "9.2" not in morning and "Correction" not in morning


async def test_a_close_edits_the_mornings_message_with_all_that_it_holds(rig: Rig) -> None:
    rig.clock.pass_(6 * 3600)
    await rig.publish("1", "Alibaba [HKG: 9988] rose 5.5 percent by midday on Thursday in Hong Kong.")
    await rig.publish("2", "Tencent Holdings [HKG: 0700] rose 4.1 percent by midday on Thursday in Hong Kong.")
    rig.clock.pass_(2 * 3600)
    (morning,) = rig.send_what_may_go()
    assert "+5.5%" in morning and "+4.1%" in morning
    rig.clock.pass_(2 * 3600)
    # Three stories within one moment: a close, the same told by another, the other company's close.
    await rig.publish("3", "Alibaba [HKG: 9988] closed 5.8 percent higher at HKD169.80 on Thursday.")
    await rig.publish("4", "Alibaba Group <9988.HK> shares closed 5.8% higher on Thursday.")
    await rig.publish("5", "Tencent Holdings [HKG: 0700] closed 4.4 percent higher at HKD600.00 on Thursday.")
    first, second = rig.store.c.rows("SELECT * FROM outbox WHERE edits IS NOT NULL ORDER BY id")
    assert first["html"] == morning.replace("+5.5%", "+5.8%")
    assert second["html"] == first["html"].replace("+4.1%", "+4.4%")
    assert first["silent"] and second["silent"]


async def test_a_weekends_alerts_come_on_monday_morning(rig: Rig) -> None:
    assert (await rig.say("/quiet weekends")).startswith("Quiet: 23:00–07:00, Saturday and Sunday (Europe/London).")
    rig.send_what_may_go()
    rig.clock.pass_(3 * 24 * 3600 - 12 * 3600)  # Saturday morning
    await rig.publish("1", "Bitcoin rose 6.2 percent to USD113,000 on Saturday.")
    await rig.say("/watch bitcoin")
    await rig.publish("2", "Bitcoin rose 6.4 percent to USD113,200 on Saturday.")
    sent = rig.send_what_may_go()
    assert not any("+6.4%" in s for s in sent)
    rig.clock.pass_(44 * 3600)
    (morning,) = rig.send_what_may_go()
    assert morning.startswith("<b>1 alert of your quiet hours (23:00–07:00, Saturday and Sunday)</b>")
    assert "+6.4%" in morning


async def test_a_quiet_weeks_alerts_come_all_on_saturday(rig: Rig) -> None:
    await rig.say("/quiet off")
    await rig.say("/quiet weekdays")
    rig.send_what_may_go()
    rig.clock.pass_(4 * 24 * 3600 + 10 * 3600)  # Monday morning
    await rig.say("/watch bitcoin")
    rig.send_what_may_go()
    for n, day in enumerate(("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")):
        await rig.publish(str(n), f"Bitcoin rose {5 + n}.1 percent to USD11{n},000 on {day}.")
        rig.clock.pass_(24 * 3600 if n < 4 else 22 * 3600)
    (saturday,) = rig.send_what_may_go()
    assert saturday.startswith(
        "<b>5 alerts of your quiet hours (Monday, Tuesday, Wednesday, Thursday and Friday)</b>"
    )
    lines = plain(saturday).splitlines()[1:]
    assert lines[0::2] == [
        "Mon 29 Sept",
        "Tue 30 Sept",
        "Wed 1 Oct",
        "Thu 2 Oct",
        "Fri 3 Oct",
    ]
    assert all(f"+{5 + n}.1%" in line for n, line in enumerate(lines[1::2]))


SAID = [
    ("weekends", "23:00–07:00, Saturday and Sunday"), ("22:00-06:30 and weekends", "22:00–06:30, Saturday and Sunday"), ("sundays, 22:00-06:30", "22:00–06:30 and Sunday"),
    ("sat and sun", "23:00–07:00, Saturday and Sunday"), ("周末", "23:00–07:00, Saturday and Sunday"), ("23点到7点和周日", "23:00–07:00 and Sunday"), ("fri-sun", "23:00–07:00, Friday, Saturday and Sunday"),
    ("on sunday", "23:00–07:00 and Sunday"), ("周六、周日", "23:00–07:00, Saturday and Sunday"),
]  # fmt: skip


@pytest.mark.parametrize(("line", "shown"), SAID, ids=[line for line, _ in SAID])
async def test_days_are_said_as_people_say_them(rig: Rig, line: str, shown: str) -> None:
    assert (await rig.say(f"/quiet {line}")).startswith(f"Quiet: {shown} (")
    assert f"Your quiet hours are {shown} (" in await rig.say("/quiet")
    assert f"Quiet hours: {shown}" in await rig.say("/settings")


@pytest.mark.parametrize(
    "line",
    [
        "every day",
        "weekdays and weekends",
        "sunday 9:00",
        "HK close",
        "weekly sunday",
        "22:00-07:00 always",
        "23:00",
        "nonsense",
    ],
)
async def test_what_is_no_hours_and_no_days_changes_nothing(rig: Rig, line: str) -> None:
    assert "I do not understand" in await rig.say(f"/quiet {line}")
    assert "Your quiet hours are 23:00–07:00 (" in await rig.say("/quiet")


async def test_an_edit_of_a_nights_message_says_of_a_night_even_when_quiet_hours_are_off(rig: Rig) -> None:
    rig.clock.pass_(6 * 3600)
    await rig.publish("1", "Alibaba [HKG: 9988] rose 5.5 percent by midday on Thursday in Hong Kong.")
    rig.clock.pass_(2 * 3600)
    (morning,) = rig.send_what_may_go()
    assert morning.startswith("<b>1 alert of your quiet hours (23:00–07:00)</b>")
    await rig.say("/quiet off")
    rig.clock.pass_(2 * 3600)
    await rig.publish("3", "Alibaba [HKG: 9988] closed 5.8 percent higher at HKD169.80 on Thursday.")
    (edit,) = rig.store.c.rows("SELECT * FROM outbox WHERE edits IS NOT NULL")
    assert edit["html"].startswith("<b>1 alert of quiet hours</b>") and "+5.8%" in edit["html"]


async def test_off_ends_the_days_too(rig: Rig) -> None:
    await rig.say("/quiet weekends")
    await rig.say("/quiet off")
    assert "You have no quiet hours" in await rig.say("/quiet")


async def test_on_a_day_without_a_session_what_alerts_waits_for_the_next_morning(rig: Rig) -> None:
    await rig.say("/quiet off")
    said = await rig.say("/quiet XJSE holidays")  # the 24th of September is South Africa's Heritage Day
    assert "days without a session (Johannesburg)" in said
    rig.send_what_may_go()
    await rig.tell_of_another(1, "9.2")
    assert rig.send_what_may_go() == []
    rig.clock.pass_((MORNING - rig.clock.now()).total_seconds() + 60)
    (morning,) = rig.send_what_may_go()
    assert morning.startswith("<b>1 alert of your quiet hours (days without a session (Johannesburg))</b>")
    await rig.tell_of_another(2, "8.1")
    assert len(rig.send_what_may_go()) == 1, "the day after has a session"


async def test_what_waits_through_a_market_s_long_holidays_is_told_whole(rig: Rig) -> None:
    await rig.say("/quiet off")
    assert "(Shanghai)" in await rig.say("/quiet shanghai holidays")
    await rig.say("/alert alibaba news")
    rig.send_what_may_go()
    for number, day in enumerate((14, 23)):  # Spring Festival: no session from the 14th to the 23rd of February 2026
        rig.clock.pass_((datetime(2026, 2, day, 9, tzinfo=UTC) - rig.clock.now()).total_seconds())
        await rig.publish(str(number), f"Alibaba has opened shop number {number} in Spain. It sells tea.")
        assert rig.send_what_may_go() == []
    rig.clock.pass_((datetime(2026, 2, 24, 12, tzinfo=UTC) - rig.clock.now()).total_seconds())
    (morning,) = rig.send_what_may_go()
    assert morning.startswith("<b>2 alerts of your quiet hours") and morning.count("🔔") == 2


async def test_what_comes_early_on_a_quiet_saturday_waits_for_monday(rig: Rig) -> None:
    await rig.say("/quiet off")
    await rig.say("/quiet weekends")
    await rig.say("/alert alibaba news")
    rig.send_what_may_go()
    rig.clock.pass_((datetime(2025, 9, 27, 0, 30, tzinfo=UTC) - rig.clock.now()).total_seconds())  # 01:30 in London
    await rig.publish("1", "Alibaba has opened a shop in Spain. It sells tea.")
    assert rig.send_what_may_go() == []
    rig.clock.pass_((datetime(2025, 9, 29, 7, tzinfo=UTC) - rig.clock.now()).total_seconds())
    (morning,) = rig.send_what_may_go()
    assert morning.startswith("<b>1 alert of your quiet hours")
