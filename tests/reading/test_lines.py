"""A line about a story is sent only where the story bears it out."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from bot.listings import load
from bot.reading.document import Document, annotate
from bot.reading.gate.lines import why_not
from bot.story import compose

STORIES = Path(__file__).parent.parent / "stories" / "lines"


def cases() -> Iterator[tuple[str, str, str, str]]:
    """(title, text, line, what is wrong with it or "")."""
    for path in sorted(STORIES.glob("*.toml")):
        for story in tomllib.loads(path.read_text(encoding="utf-8"))["story"]:
            place = story.get("title", ""), story["text"].strip()
            for line in story["accepted"]:
                yield (*place, line, "")
            for wrong, line in story["refused"]:
                yield (*place, line, wrong)


@cache
def document(title: str, text: str) -> Document:
    return annotate(compose(id="case", title=title or None, body=text, published=None), load())


@pytest.mark.parametrize(("title", "text", "line"), [c[:3] for c in cases() if not c[3]])
def test_a_line_that_the_story_says_is_sent(title: str, text: str, line: str) -> None:
    assert why_not(line, document(title, text)) is None


@pytest.mark.parametrize(("title", "text", "line", "wrong"), [c for c in cases() if c[3]])
def test_a_line_that_the_story_does_not_say_is_not_sent(title: str, text: str, line: str, wrong: str) -> None:
    assert why_not(line, document(title, text)) is not None, wrong
