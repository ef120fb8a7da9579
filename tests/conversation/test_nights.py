"""What quiet hours are to one watch: each way in which it is set has its way back."""

from __future__ import annotations

import pytest

from bot.quiet import InQuiet
from bot.watch import Watch
from tests.conversation.talk import Talk, started


def watching(*lines: str) -> Talk:
    talk = started()
    for line in ("/watch tesla", *lines):
        talk.type(line)
    return talk


def the_watch(talk: Talk) -> Watch:
    (watch,) = talk.store.watches(talk.chat)
    return watch


def test_quiet_of_one_is_undone_to_what_it_was() -> None:
    talk = watching("/quiet tesla drop")
    talk.type("/quiet tesla pass")
    assert the_watch(talk).in_quiet is InQuiet.PASS
    assert "never in quiet hours" in talk.press_shown("Undo")[0]
    assert the_watch(talk).in_quiet is InQuiet.DROP
    assert "also in quiet hours" in talk.press_shown("Undo")[0]


def test_a_threshold_that_said_it_is_undone_with_it() -> None:
    talk = watching("/alert tesla 4% not at night")
    talk.type("/alert tesla 6% even at night")
    assert "4% or more, up or down, never in quiet hours" in talk.press_shown("Undo")[0]
    assert the_watch(talk).in_quiet is InQuiet.DROP and the_watch(talk).rule.rise == 4


def test_who_is_watched_again_is_as_before() -> None:
    talk = watching("/alert tesla 4% even at night", "/unwatch tesla")
    assert "4% or more, up or down, also in quiet hours" in talk.press_shown("Undo")[0]
    assert the_watch(talk).in_quiet is InQuiet.PASS


def test_it_is_kept_where_one_of_several_is_chosen() -> None:
    talk = started()
    talk.type("/alert sun hung kai 5% even at night")
    data = [b.data for b in talk.buttons if b.data and b.data.startswith("alert:")]
    assert len(data) > 1 and data[0] is not None
    talk.press(data[0])
    assert the_watch(talk).in_quiet is InQuiet.PASS


@pytest.mark.parametrize("data", ["night:1:", "night:1:loud", "night::pass", "night:99:pass", "night:x:pass"])
def test_a_forged_button_changes_nothing(data: str) -> None:
    talk = watching()
    talk.press(data)
    assert the_watch(talk).in_quiet is InQuiet.HOLD


def test_a_button_of_another_chat_changes_nothing() -> None:
    talk = watching("/quiet tesla drop")
    other = Talk(chat=6, user=6, store=talk.store)
    other.press(f"night:{the_watch(talk).id}:pass")
    assert the_watch(talk).in_quiet is InQuiet.DROP
