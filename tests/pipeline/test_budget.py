"""A day's budget of alerts: what is beyond it stands in the digest, counted, and in /missed; nothing is lost to it and nothing comes twice."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.message.markup import plain
from bot.ports import Chat, Waiting
from bot.watch import Silence
from tests.pipeline.test_correcting import GONE, WITHDRAWN, close
from tests.pipeline.test_folding import Rig


class Burst(Rig):
    """A chat of UTC that watches thirty companies, four alerts a day."""

    async def begin(self, budget: str = "4", digest: str | None = "20:00") -> None:
        await self.watch_all()
        await self.say("/settings")
        self.store.wait_for(1, Waiting("budget"), self.clock.now())
        assert "At most 4 alerts a day" in await self.say(budget) or budget != "4"
        if digest:
            await self.say(f"/digest {digest}")
        self.send_what_may_go()

    async def burst(self, n: int, begin: int = 0) -> list[str]:
        """What was sent of so many companies' moves, some seconds apart."""
        out = []
        for k in range(begin, begin + n):
            await self.tell_of_another(k, f"{5 + k}.{k % 9 + 1}")
            self.clock.pass_(20)
            out += [plain(html) for html in self.send_what_may_go()]
        return out

    def digest(self) -> str:
        """What the digest loop sends when the day has come to its hour."""
        list(self.pipeline.send_digests())
        return "\n".join(plain(html) for html in self.send_what_may_go())


def _with(rig: Rig, **changes: Any) -> Chat:
    chat = rig.store.chat(1)
    assert chat is not None
    return replace(chat, **changes)


@pytest.fixture
async def rig() -> Burst:
    made = Burst()
    await made.begin()
    return made


async def test_a_burst_sends_as_many_as_the_budget_and_the_last_says_so(rig: Burst) -> None:
    sent = await rig.burst(25)
    assert len(sent) == 4
    assert [("the last of 4 alerts for today" in s) for s in sent] == [False, False, False, True]
    assert rig.store.silences(rig.clock.now())[Silence.BUDGET] == 21


async def test_what_is_beyond_it_stands_in_the_digest_counted(rig: Burst) -> None:
    await rig.burst(9)
    rig.clock.pass_(8 * 3600)
    digest = rig.digest()
    assert "Beyond your alerts of a day (5)" in digest
    left = digest.partition("Beyond your alerts of a day (5)")[2]
    assert left.count("▲") == 5 and "+13.9%" in left and "+5.1%" not in left


async def test_no_digest_has_it_twice(rig: Burst) -> None:
    await rig.burst(9)
    rig.clock.pass_(8 * 3600)
    assert "(5)" in rig.digest()
    rig.clock.pass_(24 * 3600)
    assert "Beyond" not in rig.digest()


async def test_what_comes_after_the_digest_stands_in_the_next_one(rig: Burst) -> None:
    await rig.burst(9)
    rig.clock.pass_(8 * 3600)
    rig.digest()
    await rig.burst(2, begin=9)
    rig.clock.pass_(24 * 3600)
    assert "Beyond your alerts of a day (2)" in rig.digest()


async def test_missed_says_that_it_was_held_and_why(rig: Burst) -> None:
    await rig.burst(9)
    missed = plain(await rig.say("/missed"))
    assert missed.startswith("Beyond your alerts of a day, since ") and missed.count("▲") == 5
    assert "stand in your digest" in missed


async def test_the_next_day_has_a_budget_of_its_own(rig: Burst) -> None:
    await rig.burst(9)
    rig.clock.pass_(24 * 3600)
    rig.send_what_may_go()
    assert len(await rig.burst(3, begin=20)) == 3


async def test_a_day_is_one_of_the_chats_zone(rig: Burst) -> None:
    rig.store.save_chat(_with(rig, zone="Pacific/Kiritimati"), rig.clock.now())  # its midnight was two hours ago
    rig.clock.pass_(-3 * 3600)
    assert len(await rig.burst(6)) == 4
    rig.clock.pass_(3 * 3600)
    assert len(await rig.burst(3, begin=20)) == 3


async def test_a_correction_comes_however_much_was_told(rig: Burst) -> None:
    await rig.publish("ali", close("9.2 percent"), "Alibaba's Shares Jump")
    rig.send_what_may_go()
    await rig.burst(9, begin=2)
    await rig.publish("ali", close("8.2 percent"), "Alibaba's Shares Jump")
    edit, answer = (plain(html) for html in rig.send_what_may_go())
    assert "+8.2%" in edit and "Correction" in answer


async def test_a_figure_that_waits_for_the_digest_is_told_right_there(rig: Burst) -> None:
    await rig.burst(4, begin=2)
    await rig.publish("ali", close("9.2 percent"), "Alibaba's Shares Jump")
    await rig.publish("ali", close("8.2 percent"), "Alibaba's Shares Jump")
    rig.clock.pass_(8 * 3600)
    left = rig.digest().partition("Beyond your alerts of a day (1)")[2]
    assert "+8.2%" in left and "9.2%" not in left


async def test_without_a_bound_everything_comes(rig: Burst) -> None:
    rig.store.wait_for(1, Waiting("budget"), rig.clock.now())
    assert await rig.say("all") == "As many alerts a day as there are."
    rig.send_what_may_go()
    assert len(await rig.burst(15)) == 15


@pytest.mark.parametrize("words", ["-1", "1001", "many", "12.5", "99999999999999999999"])
async def test_what_is_no_number_of_alerts_is_asked_again(rig: Burst, words: str) -> None:
    rig.store.wait_for(1, Waiting("budget"), rig.clock.now())
    assert "I can’t use" in await rig.say(words)
    assert rig.store.chat(1).budget == 4  # type: ignore[union-attr]


async def test_the_settings_show_it(rig: Burst) -> None:
    assert "Alerts a day: 4" in plain(await rig.say("/settings"))


async def test_a_chat_without_a_daily_digest_finds_it_in_the_one_that_it_asks_for() -> None:
    rig = Burst()
    await rig.begin(digest=None)
    await rig.burst(9)
    rig.clock.pass_(timedelta(hours=2).total_seconds())
    assert "Beyond your alerts of a day (5)" in plain(await rig.say("/digest"))


async def test_what_a_digest_has_shown_is_corrected_by_a_message(rig: Burst) -> None:
    await rig.burst(4, begin=2)
    await rig.publish("ali", close("9.2 percent"), "Alibaba's Shares Jump")
    rig.clock.pass_(8 * 3600)
    assert "9.2%" in rig.digest()
    await rig.publish("ali", close("8.2 percent"), "Alibaba's Shares Jump")
    (answer,) = (plain(html) for html in rig.send_what_may_go())
    assert "Correction" in answer and "was +9.2%, now +8.2%" in answer


async def test_what_a_digest_has_shown_and_turns_round_is_told(rig: Burst) -> None:
    begins = "(Yicai) Sept. 24 -- Alibaba Group Holding [HKG: 9988] "
    await rig.burst(4, begin=2)
    await rig.publish("ali", begins + "rose 6 percent to HKD168.00 by midday today.", "Alibaba's Shares Jump")
    rig.clock.pass_(8 * 3600)
    assert "6%" in rig.digest()
    rig.clock.pass_(5 * 3600)  # another day of the chat's
    await rig.publish("ali2", begins + "closed 7 percent lower at HKD148.00 today.", "Alibaba's Shares Fall")
    (alert,) = (plain(html) for html in rig.send_what_may_go())
    assert "−7%" in alert


async def test_what_was_withdrawn_is_in_no_digest(rig: Burst) -> None:
    await rig.burst(4, begin=2)
    await rig.publish("ali", close("9.2 percent"), "Alibaba's Shares Jump")
    await rig.publish("ali", GONE, WITHDRAWN)
    rig.clock.pass_(8 * 3600)
    assert "9.2%" not in rig.digest()
