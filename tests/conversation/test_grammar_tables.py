"""The grammar's tables: nothing stands in them that no rule asks for, and each language says what only it says."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from bot.conversation.grammar.words import answer_said, command_said, goes_before_words, is_all
from bot.conversation.table import COMMANDS

ROOT = Path(__file__).parents[2] / "bot" / "conversation"
CODE = "\n".join(p.read_text(encoding="utf-8") for p in ROOT.rglob("*.py"))
_QUOTED = set(re.findall(r'"(\w+)"', CODE))


def tables(language: str) -> dict[str, dict[str, Any]]:
    return tomllib.loads((ROOT / "grammar" / f"{language}.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("language", ["en", "zh"])
def test_each_shape_and_each_sense_is_asked_for_by_some_rule(language: str) -> None:
    table = tables(language)
    named = {name for part in ("asks", "talk", "condition", "particle", "shapes") for name in table[part]}
    assert named - _QUOTED - {"filler"} - {name for name in named if name.startswith("lang_")} == set()


@pytest.mark.parametrize("language", ["en", "zh"])
def test_each_shape_can_be_read_and_is_no_longer_than_a_line(language: str) -> None:
    for name, shapes in tables(language)["shapes"].items():
        for shape in shapes:
            re.compile(shape)
            assert len(shape) <= 300, name


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("part", ["asks", "talk", "condition", "particle"])
def test_no_sense_says_a_word_twice(language: str, part: str) -> None:
    for name, written in tables(language)[part].items():
        words = [w.strip() for w in written.replace("\n", " ").split(",") if w.strip()]
        assert {w for w in words if words.count(w) > 1} == set(), name


@pytest.mark.parametrize("language", ["en", "zh"])
def test_each_word_for_a_command_names_one(language: str) -> None:
    assert set(tables(language)["commands"]) <= set(COMMANDS)


def test_the_two_languages_have_the_same_tables() -> None:
    assert set(tables("en")) == set(tables("zh"))


@pytest.mark.parametrize(
    ("typed", "command"),
    [("digest", "digest"), ("Digest!", "digest"), ("自選", "watchlist"), ("取消", "cancel"), ("digest at 8", None)],
)
def test_a_line_of_a_command_alone_is_that_command(typed: str, command: str | None) -> None:
    assert command_said(typed) == command


@pytest.mark.parametrize(
    ("typed", "clearly", "answer"),
    [
        ("yes", True, True),
        ("是", True, True),
        ("ok", False, True),
        ("ok", True, None),
        ("好", True, None),
        ("No.", True, False),
        ("唔係", False, False),
        ("perhaps", False, None),
    ],
)
def test_what_is_a_yes_and_what_a_no(typed: str, clearly: bool, answer: bool | None) -> None:
    assert answer_said(typed, clearly=clearly) is answer


def test_words_before_words_and_words_for_all() -> None:
    assert goes_before_words("news") and not goes_before_words("watch")
    assert is_all("all") and is_all("全部股票") and is_all("everything 5%") and not is_all("Allstate")
