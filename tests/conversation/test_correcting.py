"""Second thoughts: the line before is said again with one thing changed, and its own change is taken back."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.conversation.talk import NOW, Talk, started


def after(*lines: str) -> Talk:
    talk = started()
    for line in lines:
        talk.type(line)
    return talk


@pytest.mark.parametrize("line", ["no sorry, 320", "make it 320", "actually 320", "oops I meant $320"])
def test_another_level_takes_the_place_of_the_one_that_was_said(line: str) -> None:
    talk = after("tell me when nvidia goes above 300", line)
    (rule,) = talk.store.rules_of(talk.chat)
    assert rule.condition.startswith("above 320")


def test_a_bare_figure_is_of_the_kind_that_was_said() -> None:
    assert after("tesla 5%", "hmm actually 4").rule("TSLA").rise == 4


def test_another_name_takes_the_place_of_the_one_that_was_said() -> None:
    assert after("watch coca-cola", "sorry, i meant pepsi").targets == {"PEP"}


def test_quiet_hours_begin_or_end_otherwise() -> None:
    talk = after("quiet hours from 11pm to 7am", "make it until 8am instead")
    assert talk.settings.quiet is not None and talk.settings.quiet.hours == "23:00–08:00"
    talk = after("晚上10点到早上7点免打扰", "不对，改成晚上11点开始")
    assert talk.settings.quiet is not None and talk.settings.quiet.hours == "23:00–07:00"


def test_another_zone_takes_the_place_of_the_one_that_was_said() -> None:
    assert after("my timezone is denver", "sorry, chicago not denver").settings.zone == "America/Chicago"


def test_it_is_whom_the_line_before_named() -> None:
    talk = after("watch tesla", "mute tesla for 2 days", "actually, unmute it")
    assert talk.watch("TSLA").muted_until is None


def test_the_mute_goes_from_the_one_to_the_other() -> None:
    talk = after(
        "watch tesla and microsoft", "mute tesla for 2 days", "wait no i meant mute microsoft for 2 days, not tesla"
    )
    assert talk.watch("TSLA").muted_until is None and talk.watch("MSFT").muted_until == NOW + timedelta(days=2)


def test_another_wish_takes_nothing_back() -> None:
    talk = after("remove everything", "watch amd and intel", "remove intel", "hmm put intel back")
    assert talk.targets == {"AMD", "INTC"}


def test_after_an_hour_nothing_is_corrected() -> None:
    talk = after("tesla 5%")
    talk.now = NOW + timedelta(hours=2)
    talk.type("actually 4")
    assert talk.rule("TSLA").rise == 5


def test_one_goes_and_the_other_comes_and_both_are_taken_back_together() -> None:
    talk = after("watch boeing", "swap boeing for lockheed martin")
    assert talk.targets == {"LMT"}
    talk.type("undo")
    assert talk.targets == {"BA"}


def test_a_rule_is_deleted_by_what_it_says() -> None:
    talk = after("tell me when tesla goes above 500", "tell me when tesla goes above 600", "delete the 500 one")
    (rule,) = talk.store.rules_of(talk.chat)
    assert rule.condition.startswith("above 600")


def test_of_several_that_may_be_meant_none_is_deleted() -> None:
    talk = after(
        "tell me when tesla makes a new high", "tell me when nvidia makes a new high", "delete the record one"
    )
    assert len(talk.store.rules_of(talk.chat)) == 2 and talk.buttons
