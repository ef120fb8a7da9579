"""`newstape read --trace`: what came of each movement, and why."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.__main__ import main

STORY = """Chipmakers fall
Nvidia's shares fell 3.1 percent to $172.40 on Tuesday. Its revenue rose 22 percent. The stock could lose another 5 percent, a broker said.
"""


@pytest.fixture
def traced(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> str:
    path = tmp_path / "story.txt"
    path.write_text(STORY, encoding="utf-8")
    assert main(["read", str(path), "--trace", "--published", "2026-06-16T18:00:00-04:00"]) == 0
    return capsys.readouterr().out


def test_a_find_says_by_what_its_owner_scope_and_day_were_decided(traced: str) -> None:
    assert "verb then figure: down by 'fell', 3.1 percent $172.40" in traced
    assert "NVDA" in traced and "who by own words" in traced and "day by own words; sure" in traced


def test_a_near_miss_says_why_it_was_dropped(traced: str) -> None:
    assert "dropped: a measure" in traced


def test_what_is_only_foreseen_says_so(traced: str) -> None:
    assert "told as foreseen" in traced
