""" "No pings after 10pm" takes nothing back of the line before it."""

from __future__ import annotations

from datetime import time

import pytest

from tests.conversation.talk import started


@pytest.mark.parametrize(
    ("line", "begins"), [("no pings after 10pm", time(22)), ("no alerts between 11pm and 7am", time(23))]
)
def test_a_line_that_begins_with_no_is_a_wish_of_its_own(line: str, begins: time) -> None:
    talk = started()
    talk.type("alert me when tesla drops 5%")
    talk.type(line)
    assert talk.settings.quiet is not None and talk.settings.quiet.begin == begins
    (watch,) = talk.store.watches(talk.settings.id)
    assert watch.rule.fall == 5
