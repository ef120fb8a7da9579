"""Readers of traditional characters: what the bot says by itself is in theirs, what a story says is as it was printed."""

from __future__ import annotations

import pytest

from bot.listings import in_script, load
from bot.message.words import ZH, say
from tests.conversation.talk import Talk


@pytest.mark.parametrize(
    ("code", "language", "red_is_up"),
    [
        ("zh-hk", "zh-hant", False),
        ("zh-TW", "zh-hant", True),
        ("zh-hant", "zh-hant", True),
        ("zh-hans", "zh", True),
        ("zh", "zh", True),
        ("en", "en", False),
    ],
)
def test_a_reader_s_script_is_that_of_their_telegram(code: str, language: str, red_is_up: bool) -> None:
    talk = Talk(language=code)
    talk.type("/start")
    assert (talk.settings.language, talk.settings.red_is_up) == (language, red_is_up)


def test_answers_buttons_and_names_are_in_traditional_characters() -> None:
    talk = Talk(language="zh-hk")
    answer = talk.type("睇住比亞迪")[0]
    assert "比亞迪" in answer and "漲" in answer
    assert [b.text for b in talk.buttons] == ["撤銷"]
    assert "星期" in talk.type("/digest monday 8:00")[0] or "週一" in talk.type("/digest monday 8:00")[0]


def test_the_script_is_changed_in_words_and_taken_back() -> None:
    talk = Talk(language="zh")
    talk.type("/start")
    assert "設定" in talk.type("用繁體")[0] or "設置" in talk.type("用繁體")[0]
    assert talk.settings.language == "zh-hant"
    talk.type("說英文")
    assert talk.settings.language == "en"


def test_every_text_of_ours_is_converted_whole_and_keeps_its_fields() -> None:
    for key, text in ZH.items():
        converted = in_script(text, "zh-hant")
        assert converted.count("{") == text.count("{") and in_script(text, "zh") == text, key
    assert say("zh-hant", "undo") == "撤銷"


def test_companies_are_called_as_papers_in_taipei_call_them() -> None:
    company = load().of_symbol("2330.TW")
    assert company is not None and company.shown_name("zh-hant").startswith("台積電")
