"""What Telegram's updates are to us: words, a mention in a group, a voice message, a picture, or nothing."""

from __future__ import annotations

import json
from typing import Any

import pytest
from telegram import Bot

from bot.adapters.telegram.updates import incoming
from bot.ports import Incoming

BOT = Bot("123456789:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")
ANNA = {"id": 42, "is_bot": False, "first_name": "Anna", "language_code": "en-gb"}
HERE = {"id": 42, "type": "private", "first_name": "Anna"}
GROUP = {"id": -300, "type": "supergroup", "title": "Desk"}
VOICE = {"file_id": "v", "file_unique_id": "v", "duration": 3}
PHOTO = [{"file_id": "p", "file_unique_id": "p", "width": 10, "height": 10}]


def heard(chat: dict[str, Any] = HERE, **content: Any) -> Incoming | None:
    message = {"message_id": 7, "date": 1_758_715_200, "chat": chat, "from": ANNA, **content}
    return incoming(json.dumps({"update_id": 1, "message": message}), BOT, "newstape_bot")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("@newstape_bot why is Tesla down", "why is Tesla down"),
        ("why is Tesla down @Newstape_Bot", "why is Tesla down"),
        ("hey @newstape_bot, news on gold", "hey news on gold"),
        ("@another_bot news", None),
        ("newstape_bot is nice", None),
        ("what a day", None),
    ],
)
def test_in_a_group_a_mention_is_heard_and_other_talk_is_not(text: str, words: str | None) -> None:
    found = heard(GROUP, text=text)
    assert (found.text if found is not None else None) == words


@pytest.mark.parametrize(
    ("content", "medium"),
    [
        ({"voice": VOICE}, "voice"),
        ({"photo": PHOTO}, "picture"),
        ({"photo": PHOTO, "caption": "what is this"}, "picture"),
    ],
)
def test_what_has_no_words_is_told_apart_in_a_private_chat(content: dict[str, Any], medium: str) -> None:
    found = heard(**content)
    assert found is not None and found.medium == medium and not found.text


def test_in_a_group_what_has_no_words_is_met_by_silence() -> None:
    assert heard(GROUP, voice=VOICE) is None


def test_a_reply_says_which_message_of_ours_it_answers() -> None:
    ours = {
        "message_id": 5,
        "date": 1_758_715_100,
        "chat": HERE,
        "from": {"id": 1, "is_bot": True, "first_name": "n", "username": "newstape_bot"},
        "text": "x",
    }
    found = heard(text="why?", reply_to_message=ours)
    assert found is not None and found.answers == 5
    assert (heard(text="why?") or Incoming(0, 0)).answers is None
