"""`newstape ground`: a sentence about a story, and whether it may be sent."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.__main__ import main

STORY = "Alder Foods shares fell 4 percent to USD31.20 on Tuesday after the group cut its outlook."


def rows(path: Path, *given: object) -> Path:
    path.write_text("\n".join(r if isinstance(r, str) else json.dumps(r) for r in given) + "\n", encoding="utf-8")
    return path


def test_each_row_gets_a_verdict_with_its_reason(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    given = rows(
        tmp_path / "s.jsonl",
        {"id": "a", "text": STORY, "sentence": "Alder Foods fell 4 percent on Tuesday."},
        {
            "id": "b",
            "title": "Alder cuts outlook",
            "text": STORY,
            "sentence": "Alder Foods rose 4 percent on Tuesday.",
        },
    )
    assert main(["ground", "--sentences", str(given), "--json"]) == 0
    first, second = (json.loads(line) for line in capsys.readouterr().out.splitlines())
    assert first == {"id": "a", "accepted": True, "why": None}
    assert second["id"] == "b"
    assert not second["accepted"]
    assert "other way" in second["why"]


def test_a_row_that_cannot_be_read_costs_only_itself(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    given = rows(
        tmp_path / "s.jsonl", "{", {"id": "x", "text": STORY}, {"id": "y", "text": 5, "sentence": "Z."},
        {"id": "z", "title": 7, "text": STORY, "sentence": "Z."},
        {"id": "c", "text": STORY, "sentence": "Alder Foods fell 4 percent."},
    )  # fmt: skip
    assert main(["ground", "--sentences", str(given), "--json"]) == 1
    found = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [f["accepted"] for f in found] == [False, False, False, False, True]
    assert found[0]["why"].startswith("line 1: it is no JSON")
    assert found[1]["why"] == "line 2: it needs a text and a sentence"
    assert found[3]["why"] == "line 4: its title is no text"


def test_one_sentence_about_a_file_is_judged_in_words(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    story = tmp_path / "story.txt"
    story.write_text("Alder cuts outlook\n" + STORY, encoding="utf-8")
    assert main(["ground", str(story), "Alder Foods fell 4 percent to USD31.20."]) == 0
    assert capsys.readouterr().out == "accepted\n"
    assert main(["ground", str(story), "Alder Foods fell 40 percent."]) == 1
    assert capsys.readouterr().out == "refused, 40 percent is not in the story\n"


@pytest.mark.parametrize(
    "given", [[], ["story.txt"], ["story.txt", "A.", "--sentences", "x"], ["story.txt", "--sentences", "x"]]
)
def test_what_is_missing_is_said(given: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ground", *given]) == 2
    assert "newstape ground: give" in capsys.readouterr().err
