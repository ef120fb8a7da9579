"""/mute and /pause by a span and until a day."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.pipeline.test_folding import Rig


@pytest.mark.parametrize(
    ("words", "days"),
    [("friday", 2), ("tomorrow", 1), ("2025-09-30", 6), ("wednesday", 7), ("周五", 2)],
)
async def test_a_company_is_muted_until_a_day_begins(words: str, days: int) -> None:
    rig = Rig()  # a Wednesday
    await rig.say("/watch alibaba")
    said = await rig.say(f"/mute alibaba until {words}")
    (watch,) = rig.store.watches(1)
    assert watch.muted_until == rig.clock.now().replace(hour=0) + timedelta(days=days), said


async def test_mute_for_a_while_alone_pauses_everything() -> None:
    rig = Rig()
    assert "All alerts pause until" in await rig.say("/mute 2h")
    assert rig.store.chat(1).paused_until == rig.clock.now() + timedelta(hours=2)  # type: ignore[union-attr]


async def test_alerts_pause_until_a_day() -> None:
    rig = Rig()
    await rig.say("/pause until friday")
    assert rig.store.chat(1).paused_until == rig.clock.now().replace(hour=0) + timedelta(days=2)  # type: ignore[union-attr]


@pytest.mark.parametrize("words", ["until yesterday", "until 2020-01-01", "until never", "until 9999-99-99"])
async def test_what_is_no_day_to_come_is_asked_again(words: str) -> None:
    rig = Rig()
    await rig.say("/watch alibaba")
    await rig.say(f"/mute alibaba {words}")
    assert rig.store.watches(1)[0].muted_until is None
