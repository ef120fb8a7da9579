"""`newstape ask` and `newstape understand`: one answer a row, and what a person reads."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from bot.__main__ import main

STORIES = [
    {"id": "a", "source": "Wire", "title": "Tesla recalls cars", "text": "Tesla is recalling 48,000 cars because a seat belt may come loose.", "published": "2025-09-22T10:00:00Z"},
    {"id": "b", "source": "Wire", "title": "Ross Stores lifts its outlook", "text": "Ross Stores raised its outlook and its shares climbed 7 percent.", "published": "2025-09-22T11:00:00Z"},
    {"id": "c", "source": "Wire", "title": "Rain in Kent", "text": "It rained in Kent for a week.", "published": "2025-09-22T12:00:00Z"},
]  # fmt: skip


def file(path: Path, rows: list[Any]) -> Path:
    path.write_text("\n".join(r if isinstance(r, str) else json.dumps(r) for r in rows) + "\n", encoding="utf-8")
    return path


def test_each_question_gets_its_answer_with_its_sources(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    stories = file(tmp_path / "stories.jsonl", STORIES)
    asked = file(
        tmp_path / "q.jsonl",
        [{"id": 1, "q": "why does tesla recall cars"}, "{", {"id": 3, "q": "who bought mcdonald's"}, {"id": 4, "q": "and Ross?", "previous": "did tesla's outlook rise"}],
    )  # fmt: skip
    assert main(["ask", "--questions", str(asked), "--stories", str(stories), "--json"]) == 1
    first, second, third, fourth = (json.loads(line) for line in capsys.readouterr().out.splitlines())
    assert first == {
        "id": "1",
        "answer": "Tesla is recalling 48,000 cars because a seat belt may come loose. [1]",
        "sources": ["a"],
        "nothing": False,
    }
    assert second["nothing"] and "line 2" in second["error"]
    assert third == {"id": "3", "answer": "", "sources": [], "nothing": True}
    assert fourth["sources"] == ["b"]


def test_a_person_reads_the_source_and_its_hour(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    stories = file(tmp_path / "stories.jsonl", STORIES)
    assert main(["ask", "why is ross up", "--stories", str(stories)]) == 0
    assert "climbed 7 percent. [1]\n    [1] Wire, 22 Sep 2025 11:00 UTC" in capsys.readouterr().out
    assert main(["ask", "who bought mcdonald's", "--stories", str(stories)]) == 0
    assert capsys.readouterr().out == "Nothing in the archive answers that.\n"


@pytest.mark.parametrize(
    "given",
    [["ask"], ["ask", "x", "--questions", "q.jsonl"], ["understand"], ["understand", "x", "--utterances", "u"]],
)
def test_half_a_question_is_wrong_usage(given: list[str]) -> None:
    assert main(given) == 2


def test_what_cannot_be_read_is_told_in_one_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ask", "x", "--stories", str(tmp_path / "none.jsonl")]) == 1
    assert "cannot be read" in capsys.readouterr().err
    assert main(["ask", "x", "--config", str(tmp_path / "none.toml")]) == 2


def test_each_line_gets_its_wish(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    given = file(
        tmp_path / "u.jsonl",
        [{"id": "a", "text": "alert amd up 3"}, "[]", {"id": "b", "text": "說英文", "language": "zh"}],
    )
    assert main(["understand", "--utterances", str(given), "--json"]) == 1
    first, second, third = (json.loads(line) for line in capsys.readouterr().out.splitlines())
    assert first == {
        "id": "a",
        "intent": "alert",
        "slots": {"target": "AMD", "percent": 3, "direction": "up"},
        "asks": False,
        "changes": True,
    }
    assert second["error"].startswith("line 2")
    assert third["slots"] == {"lang": "en"} and third["changes"]


def test_a_line_is_told_in_words(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["understand", "remove everything"]) == 0
    assert capsys.readouterr().out == "unwatch: target all; asks first: all\n"


def test_several_wishes_of_a_line_are_all_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["understand", "mute apple til friday and quiet hours 10pm to 7am", "--json"]) == 0
    row = json.loads(capsys.readouterr().out)
    assert (row["intent"], [then["intent"] for then in row["then"]]) == ("mute", ["quiet"])
    assert row["then"][0]["slots"] == {"from": "22:00", "to": "07:00"}
