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


CHANNEL = {"id": -1001, "type": "channel", "title": "Movers"}
RIGHTS = dict.fromkeys(
    (
        "can_be_edited", "is_anonymous", "can_manage_chat", "can_delete_messages", "can_manage_video_chats", "can_restrict_members",
        "can_promote_members", "can_change_info", "can_invite_users", "can_post_stories", "can_edit_stories", "can_delete_stories",
    ),
    False,
)  # fmt: skip


def posted(text: str | None, **content: Any) -> Incoming | None:
    post = {"message_id": 7, "date": 1_758_715_200, "chat": CHANNEL, "sender_chat": CHANNEL, **content}
    if text is not None:
        post["text"] = text
    return incoming(json.dumps({"update_id": 1, "channel_post": post}), BOT, "newstape_bot")


def became(before: dict[str, Any], after: dict[str, Any], chat: dict[str, Any] = CHANNEL) -> Incoming | None:
    us = {"id": 123456789, "is_bot": True, "first_name": "newstape", "username": "newstape_bot"}
    member = {
        "chat": chat, "from": ANNA, "date": 1_758_715_200, "old_chat_member": {"user": us, **before}, "new_chat_member": {"user": us, **after},
    }  # fmt: skip
    return incoming(json.dumps({"update_id": 1, "my_chat_member": member}), BOT, "newstape_bot")


LEFT, POSTS = {"status": "left"}, {"status": "administrator", **RIGHTS, "can_post_messages": True}
MUTE = {"status": "administrator", **RIGHTS, "can_post_messages": False}


def test_a_command_that_is_posted_in_a_channel_is_the_channels_own() -> None:
    found = posted("/watch@newstape_bot tesla")
    assert found is not None and (found.chat, found.user, found.text) == (-1001, -1001, "/watch tesla")
    assert found.channel and found.group and found.title == "Movers"


@pytest.mark.parametrize(
    ("text", "content"),
    [
        ("Tesla rises", {}),
        (None, {"photo": PHOTO}),
        ("/watch@another_bot tesla", {}),
        ("/watch tesla", {"forward_origin": {"type": "hidden_user", "date": 1, "sender_user_name": "X"}}),
        ("/watch tesla", {"via_bot": {"id": 9, "is_bot": True, "first_name": "B", "username": "b_bot"}}),
    ],
)
def test_what_else_is_posted_in_a_channel_is_for_its_readers(text: str | None, content: dict[str, Any]) -> None:
    assert posted(text, **content) is None


@pytest.mark.parametrize(
    ("before", "after", "joined", "left"),
    [
        (LEFT, POSTS, True, False),
        (MUTE, POSTS, True, False),
        (POSTS, LEFT, False, True),
        (POSTS, MUTE, False, True),
        (LEFT, MUTE, None, None),
        (POSTS, POSTS, None, None),
        (MUTE, LEFT, None, None),
    ],
)
def test_of_a_channel_the_right_to_post_is_the_beginning_and_the_end(
    before: dict[str, Any], after: dict[str, Any], joined: bool | None, left: bool | None
) -> None:
    found = became(before, after)
    assert (found.joined, found.left) == (joined, left) if found is not None else joined is None
    assert found is None or (found.channel and found.user == 42)
