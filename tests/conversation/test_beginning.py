"""The first minute of somebody new."""

from __future__ import annotations

import pytest

from bot.message.markup import plain
from tests.conversation.talk import Talk
from tests.pipeline.test_folding import Rig


def test_two_presses_and_it_is_done() -> None:
    talk = Talk(language="en")
    answer = talk.type("/start")[0]
    assert "Whom do you follow?" in answer
    talk.press_shown("Nvidia")
    assert talk.targets == {"NVDA"} and "When shall your digest come?" in talk.outcome.messages[-1].html
    talk.press_shown("08:30")
    assert [f"{s.hour:%H:%M}" for s in talk.settings.digests if s.hour] == ["08:30"]


def test_names_may_be_written_instead() -> None:
    talk = Talk(language="en")
    talk.type("/start")
    talk.type("Tesla, gold and Toyota")
    assert {"TSLA", "GC=F"} <= talk.targets
    talk.press_shown("No digest")
    assert not talk.settings.digests


def test_another_wish_is_no_answer_and_is_done() -> None:
    talk = Talk(language="en")
    talk.type("/start")
    talk.type("why is tesla down")
    assert talk.targets == set()
    talk.type("speak chinese")
    assert talk.settings.language == "zh"


def test_the_second_name_is_not_asked_about_again() -> None:
    talk = Talk(language="en")
    talk.type("/start")
    talk.press("begin:NVDA")
    assert len(talk.press("begin:TSLA")) == 1


@pytest.mark.parametrize(
    ("link", "target"), [("w-9988_HK", "9988.HK"), ("w-NVDA", "NVDA"), ("w-nonsense_XX", None), ("ref123", None)]
)
def test_a_link_may_say_whom_already(link: str, target: str | None) -> None:
    talk = Talk(language="en")
    talk.type(f"/start {link}")
    assert talk.targets == ({target} if target else set())


def test_a_reader_of_each_language_is_offered_whom_they_may_know() -> None:
    offered = {}
    for language in ("en", "zh", "zh-hk"):
        talk = Talk(language=language)
        talk.type("/start")
        offered[language] = [b.text for b in talk.buttons]
    assert (
        "Nvidia" in offered["en"]
        and any("茅台" in n for n in offered["zh"])
        and any("騰訊" in n for n in offered["zh-hk"])
    )


@pytest.mark.parametrize("data", ["begin:", "begin:XXXX", "beginat:", "beginat:25:00", "beginat:08:31"])
def test_a_forged_button_changes_nothing(data: str) -> None:
    talk = Talk(language="en")
    talk.type("/start")
    talk.press(data)
    assert talk.targets == set() and not talk.settings.digests


async def test_what_was_just_reported_is_shown_so_that_the_first_minute_is_not_empty() -> None:
    rig = Rig()
    await rig.publish(
        "1", "Nvidia will open a research centre in Taipei, it said on Monday.", "Nvidia opens a research centre"
    )
    talk = Talk(language="en", chat=1, user=1, store=rig.store)
    talk.type("/start")
    talk.type("nvidia")
    assert any("Nvidia opens a research centre" in plain(answer) for answer in talk.press("beginat:08:30"))
