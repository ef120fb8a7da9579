"""Small things that were wrong: what is forwarded commands nothing, a span has a bound, nought has no direction, controls stay out."""

from __future__ import annotations

import json
from typing import Any

import pytest
from telegram import Bot

from bot.adapters.telegram.updates import incoming
from bot.link import shown_address
from bot.message.markup import escape
from bot.ports import Incoming
from tests.conversation.talk import ADMIN, ME, Talk

BOT = Bot("123456789:AAEhBOweik6ad9r_QXMENQjcrGbqCr4K-bc")
USER = {"id": ME, "is_bot": False, "first_name": "Anna", "language_code": "en"}


def update(text: str, **more: Any) -> str:
    message = {
        "message_id": 5,
        "date": 1,
        "chat": {"id": ME, "type": "private", "first_name": "Anna"},
        "from": USER,
        "text": text,
        **more,
    }
    return json.dumps({"update_id": 1, "message": message})


def test_a_text_with_half_a_character_is_answered() -> None:
    found = incoming(update("/watch \ud83d Alibaba"), BOT, "bot")
    assert found is not None
    assert found.text == "/watch \ufffd Alibaba"
    talk = Talk()
    assert talk.type(found.text)


@pytest.mark.parametrize(
    "more",
    [
        {"forward_origin": {"type": "hidden_user", "date": 1, "sender_user_name": "Ben"}},
        {
            "forward_origin": {
                "type": "user",
                "date": 1,
                "sender_user": {"id": 9, "is_bot": False, "first_name": "Ben"},
            }
        },
        {"via_bot": {"id": 7, "is_bot": True, "first_name": "Gif", "username": "gif_bot"}},
    ],
)
@pytest.mark.parametrize("text", ["/stop", "stop", "/forget", "/watch Alibaba", "unwatch Alibaba"])
def test_what_is_forwarded_or_comes_by_another_bot_commands_nothing(text: str, more: dict[str, Any]) -> None:
    talk = Talk()
    talk.type("/watch Alibaba")
    found = incoming(update(text, **more), BOT, "bot")
    assert found is not None
    assert found.forwarded
    assert talk.handle(found) == []
    chat = talk.store.chat(ME)
    assert chat is not None
    assert chat.active
    assert [w.label for w in talk.store.watches(ME)] == ["Alibaba Group Holding"]


def test_a_forwarded_story_still_offers_whom_it_names() -> None:
    talk = Talk()
    assert talk.handle(Incoming(ME, ME, "Alibaba shares rose 9 percent", language="en", forwarded=True))


@pytest.mark.parametrize("command", ["/pause 60w", "/pause 900d", "/mute Alibaba 60w", "/mute Alibaba 400d"])
def test_a_span_of_years_is_refused_with_a_word(command: str) -> None:
    talk = Talk()
    talk.type("/watch Alibaba")
    assert talk.type(command) == ["At most a year, please."]
    assert talk.store.watches(ME)[0].muted_until is None


@pytest.mark.parametrize("command", ["/pause 12w", "/mute Alibaba 12w"])
def test_a_span_of_months_is_told_with_its_year_and_its_days(command: str) -> None:
    talk = Talk()
    talk.type("/watch Alibaba")
    assert "17 Dec 2025, 12:00 UTC (84 days)" in talk.type(command)[0]


@pytest.mark.parametrize("text", ["-0%", "+0%", "−0", "+0.0%"])
def test_nought_has_no_direction(text: str) -> None:
    talk = Talk()
    talk.type("/watch Alibaba")
    before = talk.store.watches(ME)[0].rule
    talk.type(f"/alert Alibaba {text}")
    assert talk.store.watches(ME)[0].rule == before


@pytest.mark.parametrize("hidden", ["\u202e", "\u2066", "\u200f", "\x07", "\x1b[31m", "\x9b", "\ufeff", "\u061c"])
def test_what_turns_or_hides_the_text_around_it_does_not_come_back(hidden: str) -> None:
    talk = Talk()
    answers = "".join(talk.type(f"/watch no{hidden}body at all"))
    assert hidden[0] not in answers
    assert escape(f"a{hidden[0]}b") == "ab"


def test_a_feeds_password_is_in_no_answer_to_its_admin() -> None:
    talk = Talk(chat=ADMIN, user=ADMIN)
    address = "https://desk:pa55word@wire.example/rss?api_key=s3cret"
    said = "".join(talk.type(f"/feeds add {address}"))
    said += "".join(talk.type("/feeds"))
    said += "".join(talk.type(f"/feeds zone {shown_address(address)} Asia/Shanghai"))
    said += "".join(talk.type(f"/feeds pause {shown_address(address)}"))
    said += "".join(talk.type(f"/feeds remove {shown_address(address)}"))
    assert "pa55word" not in said
    assert "s3cret" not in said
    assert "Removed https://wire.example/rss?api_key=***" in said
