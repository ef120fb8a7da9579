"""Why a price moved, in tests/stories/reasons: stories with the cause of each move, written and labelled by people who had not seen the code.

What is shown is the story's own clause, and right almost always; a move whose cause is told in an uncommon way is left without one.
First figures, before any rule was written for these sets, stand in CHANGELOG.md.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.commands.evaluate import paths
from bot.commands.read import read_time
from bot.commands.ways import Ways
from bot.listings import load, load_sessions
from bot.reading import read_by_rules
from bot.story import compose

FOLDER = Path(__file__).parents[1] / "stories" / "reasons"


def ways_of(name: str) -> Ways:
    ways = Ways()
    for line in (FOLDER / f"{name}.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        story = compose(id=row["id"], title=row["title"], body=row["text"], published=read_time(row["published"]))
        ways.add(row, read_by_rules(story, load(), load_sessions()))
    return ways


@pytest.mark.parametrize(
    ("name", "shown_of_explicit", "wrong_of_shown"),
    [
        ("en", 0.8, 0.05), ("en2", 0.6, 0.05), ("en3", 0.55, 0.06), ("zh", 0.8, 0.05), ("zh2", 0.25, 0.05), ("zh3", 0.3, 0.09),
        ("en4", 0.6, 0.06), ("zh4", 0.4, 0.09), ("en5", 0.4, 0.11), ("zh5", 0.25, 0.07), ("en6", 0.55, 0.1),
        ("en7", 0.55, 0.09), ("zh7", 0.35, 0.14), ("en8", 0.55, 0.18),
    ],
)  # fmt: skip
def test_what_is_shown_as_a_reason_is_one_and_the_explicit_ones_are_shown(
    name: str, shown_of_explicit: float, wrong_of_shown: float
) -> None:
    ways = ways_of(name)
    right, wrong = ways.right["reason", "shown"], ways.wrong["reason", "shown"]
    assert right >= 11 and wrong <= wrong_of_shown * (right + wrong), f"{right} right, {wrong} wrong"
    told, missed = ways.right["reason", "of the explicit"], ways.wrong["reason", "of the explicit"]
    assert told >= shown_of_explicit * (told + missed), f"{told} shown, {missed} not"


def test_the_reasons_are_counted_beside_the_ways_of_deciding() -> None:
    lines = paths(FOLDER / "en.jsonl")
    assert [line.split()[0] for line in lines] == ["reason", "reason"]


@pytest.mark.parametrize("name", ["en", "en2", "en3", "zh", "zh2", "zh3", "en4", "zh4", "en5", "zh5", "en6", "zh6"])
def test_every_reason_stands_in_its_story_and_is_short(name: str) -> None:
    for line in (FOLDER / f"{name}.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        story = compose(id=row["id"], title=row["title"], body=row["text"], published=read_time(row["published"]))
        for move in read_by_rules(story, load(), load_sessions()).moves:
            if move.reason is not None:
                assert story.text[move.reason.start : move.reason.end] == move.reason.text
                assert 3 <= len(move.reason.text) <= 260
