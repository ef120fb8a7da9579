"""What the bot says by itself: the same in every language, and such that Telegram takes it."""

from __future__ import annotations

import re
from pathlib import Path
from string import Formatter

import pytest

from bot.listings import TRADITIONAL
from bot.message.words import COMMANDS, EN, LANGUAGE_NAMES, LANGUAGES, ZH, say
from bot.quiet import InQuiet
from bot.watch import Silence
from tests.loopback.telegram_html import parse

ROOT = Path(__file__).parent.parent.parent


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def test_every_language_has_every_key_and_no_other() -> None:
    for words in LANGUAGES.values():
        assert set(words) == set(EN)
    assert set(LANGUAGES) == set(COMMANDS) and set(LANGUAGE_NAMES) == {*LANGUAGES, TRADITIONAL}
    for commands in COMMANDS.values():
        assert list(commands) == list(COMMANDS["en"])


@pytest.mark.parametrize("key", EN)
def test_every_language_has_the_same_fields(key: str) -> None:
    assert fields(ZH[key]) == fields(EN[key])


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("key", EN)
def test_every_text_is_taken_by_telegram(language: str, key: str) -> None:
    words = LANGUAGES[language][key]
    shown = say(language, key, **dict.fromkeys(fields(words), "x &amp; &lt;y&gt;"))
    assert parse(shown).text.strip()
    assert "{" not in shown


@pytest.mark.parametrize("key", EN)
def test_a_chinese_text_is_chinese(key: str) -> None:
    assert re.search(r"[\u4e00-\u9fff]", ZH[key])


def test_what_a_field_holds_is_not_read_as_a_field() -> None:
    assert (
        say("en", "watch_unknown", text="{text} {0} {")
        == "I can’t find “{text} {0} {”. Try its ticker, such as 9988.HK."
    )


def test_a_language_that_is_not_there_is_english() -> None:
    assert say("xx", "close") == "close"


def test_every_text_is_used_somewhere() -> None:
    code = "\n".join(
        p.read_text(encoding="utf-8")
        for p in (ROOT / "bot").rglob("*.py")
        if p.name not in ("words.py", "operator_words.py")
    )
    built = {
        "digest_ask",
        "threshold_ask",
        "close",
        "open",
        "premarket",
        "after_hours",
        "intraday_extreme",
        "session",
        "longer",
        *(f"silence_{s.name.lower()}" for s in Silence),
        *(f"in_quiet_{q}" for q in InQuiet),
        *(f"{key}_button" for key in ("in_session", "any_hour", *(f"in_quiet_{q}" for q in InQuiet))),
    }
    unused = {key for key in EN if f'"{key}"' not in code and f"'{key}'" not in code} - built
    assert unused == set()


def test_the_menus_texts_are_no_longer_than_telegram_takes() -> None:
    for commands in COMMANDS.values():
        for name, text in commands.items():
            assert re.fullmatch(r"[a-z0-9_]{1,32}", name)
            assert 1 <= len(text) <= 256


@pytest.mark.parametrize(
    ("count", "words"), [(0, "0 feeds"), (1, "1 feed,"), ("1", "1 feed,"), (2, "2 feeds"), (21, "21 feeds")]
)
def test_one_is_counted_in_the_singular(count: object, words: str) -> None:
    assert words in say("en", "up", feeds=count, stories=5, moves=0)
