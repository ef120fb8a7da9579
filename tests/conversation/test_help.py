"""Help: every command, and of those that take many things all that they take."""

from __future__ import annotations

import html
import re

import pytest

from bot.conversation.table import HELP_TOPICS
from tests.conversation.talk import Talk

_LANGUAGES = {"en": ("/watch tesla", "/watch tencent"), "zh": ("/watch 特斯拉", "/watch 腾讯")}


def _shown(talk: Talk, topic: str) -> list[str]:
    talk.type(f"/help {topic}")
    return [html.unescape(code) for code in re.findall(r"<code>(.+?)</code>", talk.outcome.messages[0].html)]


def _kept(talk: Talk) -> tuple[object, ...]:
    return (talk.settings, talk.store.watches(talk.chat), talk.store.rules_of(talk.chat))


@pytest.mark.parametrize("topic", HELP_TOPICS)
@pytest.mark.parametrize("language", _LANGUAGES)
def test_every_line_that_help_shows_does_something(topic: str, language: str) -> None:
    talk = Talk(language=language)
    for line in _LANGUAGES[language]:
        talk.type(line)
    shown = _shown(talk, topic)
    assert len(shown) >= 6
    for line in shown:
        before = _kept(talk)
        talk.type(line)
        assert talk.outcome.done == topic, line
        if line != "/digest":
            assert _kept(talk) != before, line


@pytest.mark.parametrize(
    ("asked", "begins"),
    [
        ("/help alert", "Alerts"),
        ("/help alerts", "Alerts"),
        ("/help /quiet", "Quiet hours"),
        ("/help 摘要", "Digests"),
        ("/help tesla", "Just write"),
        ("/help news", "Just write"),
        ("/help", "Just write"),
    ],
)
def test_help_of_a_topic_tells_all_that_it_takes(asked: str, begins: str) -> None:
    talk = Talk()
    assert talk.type(asked)[0].startswith(begins)


def test_each_topic_is_a_button_under_help_and_under_the_others() -> None:
    talk = Talk()
    talk.type("/start")
    talk.type("/help")
    (row,) = talk.outcome.messages[0].buttons
    assert [b.data for b in row] == [f"help:{t}" for t in HELP_TOPICS]
    assert talk.press("help:quiet")[0].startswith("Quiet hours")
    assert [b.data for row in talk.outcome.messages[0].buttons for b in row] == ["help:alert", "help:digest"]
