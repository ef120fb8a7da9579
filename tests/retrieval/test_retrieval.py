"""Which stories answer a question, and that nothing is made up where none does."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bot.commands.compare import story_of_row
from bot.conversation.answering import question_of
from bot.retrieval import Rarity, answers, cited, document_of, rank
from tests.retrieval.archive import ask, table, told_by


@pytest.mark.parametrize(
    ("question", "story"),
    [
        ("why is tesla recalling cars", "tesla-1"),
        ("how much will tesla put into the battery plant", "tesla-2"),
        ("did the bank of england move rates", "boe"),
        ("why did oil fall", "oil"),
        ("who is the new cfo of tencent", "tencent"),
        ("how did nvidia close", "nvidia-1"),
        ("why is ross up", "ross"),
        ("特斯拉为什么召回", "tesla-1"),
        ("騰訊新任財務總監是誰", "tencent"),
        ("英國央行有冇加息", "boe"),
        ("油價點解跌", "oil"),
        ("how much did alibaba spend on buybacks", "alibaba"),
        ("when does byd's hungarian plant open", "byd"),
        ("茅台上半年净利润多少", "moutai"),
        ("has gold hit a record", "gold"),
    ],
)
def test_a_question_of_either_language_finds_the_story_of_either(question: str, story: str) -> None:
    assert story in told_by(question)


@pytest.mark.parametrize(
    "question",
    [
        "how much dividend does moutai pay",
        "茅台每股派多少股息",
        "what did the federal reserve decide on the balance sheet",
        "did toyota raise its forecast",
        "who bought mcdonald's",
        "what did nvidia report on oct 12",
        "did nvidia's ceo resign",
        "特斯拉上半年营收多少",
        "will it rain tomorrow",
        "",
        "???",
    ],
)
def test_where_nothing_answers_nothing_is_said(question: str) -> None:
    assert told_by(question) == []


def test_a_later_story_comes_before_the_one_that_it_ends() -> None:
    found = told_by("are dutch toolmakers exempt from the chip levy")
    assert found.index("chips-2") < found.index("chips-1")


def test_a_question_goes_on_from_the_one_before() -> None:
    assert told_by("and Micron?", "how did Nvidia close in New York?") == ["micron-1"]
    assert told_by("那美光呢", "英伟达收盘怎么样") == ["micron-1"]


def test_what_is_asked_now_must_be_answered_and_not_only_what_was_asked_before() -> None:
    assert told_by("and its dividend?", "why did tesla recall cars") == []


def test_what_is_told_stands_in_the_story_word_for_word() -> None:
    for found in ask("why did oil fall"):
        story = found.document.story
        assert found.sentence.text == story.text[found.sentence.start : found.sentence.end]


QUESTIONS = Path(__file__).parents[1] / "stories" / "questions.jsonl"
ARCHIVE = Path(__file__).parents[3] / "shared" / "data" / "stories" / "dev.jsonl"
_RIGHT, _NOTHING = 0.84, 0.85


@pytest.mark.skipif(not ARCHIVE.exists(), reason="skipped: no shared data")
def test_of_questions_by_people_who_had_not_seen_the_code_most_find_a_story_that_answers() -> None:
    rows: list[dict[str, Any]] = [json.loads(line) for line in QUESTIONS.read_text(encoding="utf-8").splitlines()]
    stories = [story_of_row(json.loads(line)) for line in ARCHIVE.read_text(encoding="utf-8").splitlines()]
    archive = [document_of(n, story, table()) for n, story in enumerate(stories)]
    rarity = Rarity.among(archive)
    right = nothing = 0
    for row in rows:
        question = question_of(table(), row["q"], datetime(2026, 8, 22, tzinfo=UTC), row.get("previous"))
        found = {f.document.story.id for f in cited(answers(question, rank(question, archive, rarity)))}
        right += bool(found & set(row["right"]))
        nothing += not found and not row["answerable"]
    answerable = sum(row["answerable"] for row in rows)
    assert right >= _RIGHT * answerable
    assert nothing >= _NOTHING * (len(rows) - answerable)
