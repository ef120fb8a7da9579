"""kill -9 loses nothing and repeats at most one message a chat for each kill."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.endtoend.kills import run

pytestmark = [pytest.mark.endtoend, pytest.mark.timeout(400)]


async def test_ten_kills_at_random_moments_lose_no_alert_and_no_command(tmp_path: Path) -> None:
    tally = await run(tmp_path, 10, seed=7)
    assert not tally.lost_alerts, str(tally)
    assert not tally.lost_commands, str(tally)
    assert all(n <= tally.kills for n in tally.repeats.values()), str(tally)
