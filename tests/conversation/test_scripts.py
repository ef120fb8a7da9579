"""Readers of traditional characters: what the bot says by itself is in theirs, what a story says is as it was printed."""

from __future__ import annotations

import pytest

from bot.listings import in_script, load
from bot.message.words import keys, say
from tests.conversation.talk import Talk
from tests.message.test_words import fields_of


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
    for key in keys("zh"):
        fields = dict.fromkeys(fields_of(key, "zh"), "1")
        shown, simplified = say("zh-hant", key, **fields), say("zh", key, **fields)
        if key != "language_name":
            assert shown == in_script(simplified, "zh-hant"), key
    assert say("zh-hant", "undo") == "撤銷"


def test_companies_are_called_as_papers_in_taipei_call_them() -> None:
    company = load().of_symbol("2330.TW")
    assert company is not None and company.shown_name("zh-hant").startswith("台積電")
