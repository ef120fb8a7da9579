"""Old news told as new: the texts were written and labelled by people who had not seen the rules (`stated_time.jsonl`)."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.listings import load, load_sessions
from bot.reading import read_by_rules
from bot.stated_time import states_another_time
from bot.story import Story, compose
from bot.watch import silence_of_date, silence_of_move, silence_of_words
from tests.growth import SQUARE, growth

CASES: list[dict[str, Any]] = [
    json.loads(line)
    for line in (Path(__file__).parent / "stated_time.jsonl").read_text(encoding="utf-8").splitlines()
]
PUBLISHED = datetime(2026, 11, 27, 14, tzinfo=UTC)
TODAY = date(2026, 11, 27)


def told(case: dict[str, Any]) -> Story:
    return compose(id=case["id"], title=case["title"], body=case["text"], published=PUBLISHED)


def may_alert(story: Story) -> bool:
    """Whether any move of it would be told."""
    now = PUBLISHED + timedelta(minutes=5)
    if silence_of_date(story, now) or silence_of_words(story, now):
        return False
    moves = read_by_rules(story, load(), load_sessions()).moves
    return any(silence_of_move(m, story, load_sessions(), now) is None for m in moves)


@pytest.mark.parametrize("case", [c for c in CASES if c["old"]], ids=lambda c: str(c["id"]))
def test_a_story_that_resurfaces_alerts_nobody(case: dict[str, Any]) -> None:
    assert not may_alert(told(case)), case["why"]


@pytest.mark.parametrize("case", [c for c in CASES if not c["old"]], ids=lambda c: str(c["id"]))
def test_a_fresh_story_that_speaks_of_other_years_is_not_silenced(case: dict[str, Any]) -> None:
    story = told(case)
    assert silence_of_date(story, PUBLISHED) is None, case["why"]
    assert silence_of_words(story, PUBLISHED) is None, case["why"]
    silences = {
        str(silence_of_move(m, story, load_sessions(), PUBLISHED))
        for m in read_by_rules(story, load(), load_sessions()).moves
    }
    assert "it tells of another time" not in silences, case["why"]


@pytest.mark.parametrize(
    "text",
    [
        "United Airlines filed for bankruptcy in December 2002. Its shares fell 76 percent.",
        "United Airlines shares fell 76 percent. Copyright 2019.",
        "Published 12 March 2020, 09:00.\nUnited Airlines shares fell 76 percent.",
        "United Airlines shares fell 76 percent, the firm said in March 2020.",
    ],
)
def test_the_ways_in_which_old_news_was_told_as_new_are_silent(text: str) -> None:
    assert not may_alert(compose(id="1", title="United Airlines falls", body=text, published=PUBLISHED))


def test_a_notice_of_copyright_may_be_renewed_late() -> None:
    story = compose(id="1", title="x", body="Shares rose 5 percent today. © 2026 The Wire")
    assert not states_another_time(story, date(2027, 1, 20))
    assert states_another_time(story, date(2027, 3, 1))


@pytest.mark.parametrize(
    "piece",
    [
        "published ",
        "© 20",
        "Friday, ",
        "today (",
        "expects ",
        "ended 1 ",
        "2019-01-01 ",
        "March 2020, ",
        "预计",
        "一二三四1月1日",
        "A, ",
    ],
)
def test_the_time_it_takes_grows_with_the_length_alone(piece: str) -> None:
    def ask(characters: int) -> None:
        states_another_time(compose(id="1", title="x", body=piece * (characters // len(piece))), TODAY)

    assert growth(ask, 10_000) < SQUARE
