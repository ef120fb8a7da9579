"""Two versions of a story under one link, in the hundreds, as publishers change theirs; labelled before the program saw them."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest

from bot.commands.compare import compare_stream, story_of_row
from bot.errors import UsageError
from bot.events.numbers import in_digits
from bot.events.revision import compare
from bot.listings import load

FOLDER = Path(__file__).parent.parent / "stories" / "revisions"
ROWS: list[dict[str, Any]] = [
    json.loads(line)
    for name in "abcd"
    for line in (FOLDER / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
]
# What is read wrongly still; each that comes right is taken off.
WRONG = frozenset("a-006 a-033 a-068 b-057 b-065 c-021 c-022 c-031 d-009 d-034 d-048".split())


def verdict(row: dict[str, Any]) -> str:
    return compare(story_of_row(row["old"]), story_of_row(row["new"]), load()).verdict


@pytest.mark.parametrize("row", [r for r in ROWS if r["id"] not in WRONG], ids=lambda r: f"{r['id']} {r['verdict']}")
def test_what_became_of_a_story_is_said(row: dict[str, Any]) -> None:
    assert verdict(row) == row["verdict"]


@pytest.mark.parametrize("row", [r for r in ROWS if r["id"] in WRONG], ids=lambda r: r["id"])
def test_what_is_known_to_be_wrong_is_still_wrong(row: dict[str, Any]) -> None:
    assert verdict(row) != row["verdict"]


@pytest.mark.parametrize("row", ROWS[::7], ids=lambda r: r["id"])
def test_a_story_that_did_not_change_is_an_edit_of_nothing(row: dict[str, Any]) -> None:
    same = story_of_row(row["new"])
    found = compare(same, same, load())
    assert (found.verdict, found.changed) == ("edit", ())


def told(old: str, new: str, title: str = "Alibaba's Shares Jump") -> tuple[str, list[tuple[str, str]]]:
    before, after = (story_of_row({"id": "1", "title": title, "text": text}) for text in (old, new))
    found = compare(before, after, load())
    return found.verdict, [(c.was, c.now) for c in found.changed]


ALIBABA = "Alibaba [HKG: 9988] closed 9.2 percent higher at HKD174.00 (USD22.38) in Hong Kong on Wednesday. It will invest CNY380 billion over three years."


@pytest.mark.parametrize(
    ("was", "now"),
    [
        ("9.2 percent", "8.2 percent"),
        ("HKD174.00", "HKD147.00"),
        ("CNY380 billion", "CNY360 billion"),
        ("CNY380 billion", "USD380 billion"),
        ("CNY380 billion", "CNY380 million"),
        ("higher", "lower"),
        ("Wednesday", "Tuesday"),
        ("[HKG: 9988]", "[HKG: 9888]"),
        ("three years", "two years"),
        ("It will invest", "It will not invest"),
    ],
)
def test_one_value_that_is_another_now_is_a_correction(was: str, now: str) -> None:
    verdict_, changed = told(ALIBABA, ALIBABA.replace(was, now))
    assert verdict_ == "correction" and len(changed) == 1


@pytest.mark.parametrize(
    ("was", "now"),
    [
        ("9.2 percent", "9.2%"),
        ("9.2 percent", "9.18 percent"),
        ("CNY380 billion", "CNY380,000 million"),
        ("three years", "3 years"),
        ("on Wednesday", "yesterday"),
        ("It will invest", "The company plans to invest"),
        ("closed 9.2 percent higher", "ended up 9.2 percent"),
    ],
)
def test_the_same_in_another_form_is_an_edit(was: str, now: str) -> None:
    assert told(ALIBABA, ALIBABA.replace(was, now)) == ("edit", [])


def test_chinese_numerals_are_digits() -> None:
    assert (
        in_digits("二零二六年八月營收二十九億，百分之九十六點五，四十二艘，一家")
        == "2026年8月營收29億，96.5%，42艘，一家"
    )


def test_a_row_that_is_none_gets_a_verdict_of_its_own() -> None:
    out = io.StringIO()
    rows = ["no", '{"id": 1}', '{"id": "x", "old": {"text": 3}, "new": {"text": "a"}}', '{"id": "y", "old": {"text": "Oil rose."}, "new": {"text": "Oil rose."}}']  # fmt: skip
    assert compare_stream(rows, out, as_json=True) == 3
    assert [json.loads(line)["verdict"] for line in out.getvalue().splitlines()] == [None, None, None, "edit"]
    with pytest.raises(UsageError):
        story_of_row({"id": "1"})
