"""A feed cuts its summaries anywhere: what is left of a text, from its beginning or to its end, is read without an error."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from bot.listings import load, load_sessions
from bot.reading import read_by_rules
from bot.story import Story, compose
from tests.reading.readings import texts

_CASES = [story for name, story, _ in texts() if name == "moves"]
_LONGEST = 160  # characters
_BREAK = re.compile(r"(?<=\w)\b|(?<=[\u3400-\u9fff])")


def _parts(story: Story) -> Iterator[str]:
    """What is left of the text's beginning when it is cut behind each word; of its first part, what is left of the end."""
    text = story.text[_body(story) :][:_LONGEST]
    places = [m.start() for m in _BREAK.finditer(text)]
    yield from (text[:at] for at in places)
    yield from (text[at:] for at in places)


def _body(story: Story) -> int:
    return story.body[0]


@pytest.mark.parametrize("share", range(4))
def test_a_text_that_is_cut_anywhere_is_read_without_an_error(share: int) -> None:
    for story in _CASES[share::4]:
        for part in _parts(story):
            if part.strip():
                found = read_by_rules(
                    compose(id="cut", title=None, body=part, published=story.published), load(), load_sessions()
                )
                assert all(found.story.text[m.quote.start : m.quote.end] == m.quote.text for m in found.moves)
