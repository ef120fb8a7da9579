"""What quiet hours and sessions are to a watch or a rule, as people typed it who had not seen the program."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from bot.conversation.clauses import clause_at_end
from bot.quiet import InQuiet
from tests.conversation.talk import Talk, started

_FILE = Path(__file__).parents[1] / "stories" / "nights.jsonl"
ROWS: list[dict[str, Any]] = [json.loads(line) for line in _FILE.read_text(encoding="utf-8").splitlines()]


def rows(kind: str) -> list[Any]:
    return [pytest.param(row["text"], row["want"], id=row["text"]) for row in ROWS if row["kind"] == kind]


def watching(before: InQuiet) -> Talk:
    talk = started()
    talk.type("/watch tesla")
    talk.type(f"/quiet tesla {before}")
    return talk


@pytest.mark.parametrize(("line", "want"), rows("night"))
def test_a_line_says_what_quiet_hours_are_to_a_watch(line: str, want: str) -> None:
    talk = watching(InQuiet.PASS if want == "hold" else InQuiet.HOLD)
    talk.type(line)
    (watch,) = talk.store.watches(talk.chat)
    assert watch.in_quiet == want
    assert watch.rule.rise == (5 if line.startswith("/alert") else 3)
    assert talk.store.rules_of(talk.chat) == ()


@pytest.mark.parametrize(("line", "want"), rows("ask"))
def test_a_line_that_leaves_it_open_is_asked_about_and_the_answer_is_kept(line: str, want: str) -> None:
    talk = watching(InQuiet.HOLD)
    assert "quiet hours" in talk.type(line)[0]
    (watch,) = talk.store.watches(talk.chat)
    assert watch.in_quiet == want and watch.rule.standard
    talk.press_shown("Not at all")
    (watch,) = talk.store.watches(talk.chat)
    assert watch.in_quiet is InQuiet.DROP
    assert watch.rule.rise == (5 if line.startswith("/alert") else 3)


@pytest.mark.parametrize(("line", "want"), rows("days"))
def test_quiet_days_are_read_as_typed(line: str, want: list[int]) -> None:
    talk = started()
    talk.type(line)
    quiet = talk.settings.quiet
    assert quiet is not None and sorted(quiet.days) == want


@pytest.mark.parametrize(("line", "want"), rows("session"))
def test_a_rule_is_held_to_the_session_and_never_to_its_opposite(line: str, want: bool) -> None:
    talk = started()
    talk.type(line)
    found = talk.store.rules_of(talk.chat)
    assert [rule.in_session for rule in found] == ([True] if want else [])


def test_a_session_that_is_left_open_is_asked_about() -> None:
    talk = started()
    assert "When shall it count?" in talk.type("/alert tesla news whatever the session brings")[0]
    talk.press_shown("In the session only")
    (rule,) = talk.store.rules_of(talk.chat)
    assert rule.in_session and rule.kind == "stories"


@pytest.mark.parametrize("data", ["ruleat:", "ruleat:loud", "ruleat:in_quiet_drop", "ruleat:in_session"])
def test_a_forged_button_without_a_line_that_waits_sets_nothing(data: str) -> None:
    talk = watching(InQuiet.HOLD)
    talk.press(data)
    (watch,) = talk.store.watches(talk.chat)
    assert watch.in_quiet is InQuiet.HOLD and talk.store.rules_of(talk.chat) == ()


@pytest.mark.parametrize("line", ["tesla above 20", "tesla profit warning", "sleep number 5%", "tesla news once", ""])
def test_a_line_that_says_nothing_of_the_night_has_no_clause(line: str) -> None:
    assert clause_at_end(line) is None


def test_twelve_at_night_is_midnight() -> None:
    talk = started()
    talk.type("/quiet 夜晚12點到朝早8點")
    quiet = talk.settings.quiet
    assert quiet is not None and quiet.hours == "00:00–08:00"
