"""Several digests a day, on weekdays, at a market's close, and a weekly one: each tells what came since the one before it, and nothing twice."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.message.markup import plain
from tests.pipeline.test_folding import Rig


class Mornings(Rig):
    """A chat of UTC that watches some companies, each story about one of which names another figure."""

    async def begin(self, digest: str, *, at: str = "2025-09-24 06:00") -> None:
        self.go(at)
        for code in ("0700", "9988", "1810", "1211"):
            await self.say(f"/watch {code}.HK")
        await self.say(f"/digest {digest}")
        self.send_what_may_go()

    def go(self, at: str) -> None:
        """The clock stands at that time, of UTC."""
        then = datetime.fromisoformat(at).replace(tzinfo=UTC)
        self.clock.pass_((then - self.clock.now()).total_seconds())

    def digests(self) -> list[str]:
        """What the loop sends at this moment; alerts and edits go before, and do not count."""
        self.send_what_may_go()
        list(self.pipeline.send_digests())
        return [plain(html) for html in self.send_what_may_go()]


@pytest.fixture
async def rig() -> Mornings:
    return Mornings()


async def test_two_digests_a_day_each_tell_what_came_since_the_other(rig: Mornings) -> None:
    await rig.begin("07:00 and 17:00")
    await rig.tell_of_another(0, "5.1")
    rig.go("2025-09-24 07:00")
    (morning,) = rig.digests()
    assert "+5.1%" in morning
    await rig.tell_of_another(1, "6.2")
    rig.go("2025-09-24 17:00")
    (evening,) = rig.digests()
    assert "+6.2%" in evening and "+5.1%" not in evening
    assert rig.digests() == []


async def test_after_hours_without_power_the_last_of_two_tells_it_all(rig: Mornings) -> None:
    await rig.begin("07:00 and 17:00")
    await rig.tell_of_another(0, "5.1")
    await rig.tell_of_another(1, "6.2")
    rig.go("2025-09-24 18:00")
    (only,) = rig.digests()
    assert "+5.1%" in only and "+6.2%" in only
    rig.clock.pass_(600)
    assert rig.digests() == []
    rig.go("2025-09-25 07:00")
    assert rig.digests() == []


async def test_on_weekdays_monday_tells_of_the_weekend(rig: Mornings) -> None:
    await rig.begin("weekdays 8:00", at="2025-09-26 06:00")
    rig.go("2025-09-26 08:00")
    rig.digests()
    rig.go("2025-09-26 09:00")
    await rig.publish("friday", "Alibaba [HKG: 9988] closed 5.1 percent higher at HKD174.00 on Friday.")
    for quiet in ("2025-09-27 08:00", "2025-09-28 08:00"):
        rig.go(quiet)
        assert rig.digests() == []
    rig.go("2025-09-29 08:00")
    (monday,) = rig.digests()
    assert "+5.1%" in monday


async def test_a_weekly_one_tells_the_biggest_of_the_week_beside_the_daily_ones(rig: Mornings) -> None:
    await rig.begin("20:00", at="2025-09-22 06:00")
    assert "every Saturday at 09:00" in plain(await rig.say("/digest weekly 9:00"))
    for day, name, percent in (("22", "Monday", "4.1"), ("23", "Tuesday", "9.3"), ("24", "Wednesday", "3.2")):
        rig.go(f"2025-09-{day} 09:00")
        await rig.publish(name, f"Alibaba [HKG: 9988] closed {percent} percent higher at HKD174.00 on {name}.")
        rig.go(f"2025-09-{day} 20:00")
        (daily,) = rig.digests()
        assert f"+{percent}%" in daily
    rig.go("2025-09-27 09:00")
    (week,) = rig.digests()
    assert "Your week up to" in week
    assert "+9.3%" in week and "Tue" in week and "+3.2%" not in week.partition("Stories")[0]


async def test_at_a_close_it_comes_a_quarter_of_an_hour_later_and_on_no_holiday(rig: Mornings) -> None:
    await rig.begin("close hk", at="2025-09-24 06:00")
    await rig.tell_of_another(0, "5.1")
    rig.go("2025-09-24 08:14")
    assert rig.digests() == []
    rig.go("2025-09-24 08:15")
    assert len(rig.digests()) == 1
    await rig.tell_of_another(1, "6.2")
    rig.go("2025-10-01 08:20")  # a holiday
    assert rig.digests() == []


async def test_the_last_digests_come_back_with_undo(rig: Mornings) -> None:
    await rig.begin("07:00 and 17:00")
    before = rig.store.chat(1)
    await rig.say("/digest weekdays 9:00")
    (button,) = [b.data for row in rig.store.sendable(9, rig.clock.now())[-1].message.buttons for b in row if b.data]
    assert button == "slots:07:00;17:00"
    assert before is not None and [str(s) for s in before.digests] == ["07:00", "17:00"]


async def test_also_adds_to_what_there_is_and_a_time_alone_replaces_it(rig: Mornings) -> None:
    await rig.begin("08:00")
    assert "every day at 08:00 and 18:00" in plain(await rig.say("/digest also 18:00"))
    assert "every day at 09:00 (UTC)" in plain(await rig.say("/digest 9"))


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("weekdays at 8", "on weekdays at 08:00"),
        ("mon, wed and fri at 7", "every Monday, Wednesday and Friday at 07:00"),
        ("open and close of hong kong", "at the open, on trading days: Hong Kong; 15 minutes after the close, on trading days: Hong Kong"),
        ("每天早上8点", "every day at 08:00"),
        ("工作日 晚上六点半", "on weekdays at 18:30"),
        ("weekly sunday 9am", "weekly, every Sunday at 09:00"),
        ("每周六早上9点", "weekly, every Saturday at 09:00"),
        ("港股開盤", "at the open, on trading days: Hong Kong"),
    ],
)  # fmt: skip
async def test_when_is_said_back_as_it_was_understood(rig: Mornings, words: str, said: str) -> None:
    assert f"Your digest comes {said} (UTC)" in plain(await rig.say(f"/digest {words}"))


@pytest.mark.parametrize("words", ["soon", "25:00", "8 or so", "hk", "at the", "<b>9</b>", "half past", "99", "8:75"])
async def test_what_says_no_time_changes_nothing_and_is_asked_again(rig: Mornings, words: str) -> None:
    await rig.begin("08:00")
    assert "read a time in" in await rig.say(f"/digest {words}")
    chat = rig.store.chat(1)
    assert chat is not None and [str(s) for s in chat.digests] == ["08:00"]
