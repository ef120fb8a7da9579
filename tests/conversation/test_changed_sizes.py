"""A size that is changed in words keeps what is told of one way alone, and a question of it changes nothing."""

from __future__ import annotations

import pytest

from tests.conversation.talk import started


@pytest.mark.parametrize(
    ("before", "line", "rise", "fall"),
    [
        ("/watch TSLA 5%", "make it 7 instead of 5 for tesla", "7", "7"),
        ("alert me when tesla drops 5%", "change my tesla alert from 5 percent to 3", None, "3"),
        ("alert me when tesla rises 5%", "lower my tesla alert to 4", "4", None),
        ("/watch TSLA 5%", "change tesla alert to only when it falls 6%", None, "6"),
        ("/watch TSLA 5%", "is my tesla alert 5 or 10 percent", "5", "5"),
        ("/watch TSLA 5%", "dont stop the tesla alerts", "5", "5"),
    ],
)
def test_a_size_is_changed_as_it_was_said(before: str, line: str, rise: str | None, fall: str | None) -> None:
    talk = started()
    talk.type(before)
    talk.type(line)
    (watch,) = talk.store.watches(talk.settings.id)
    shown = tuple(None if t is None else f"{t.normalize():f}" for t in (watch.rule.rise, watch.rule.fall))
    assert shown == (rise, fall)
