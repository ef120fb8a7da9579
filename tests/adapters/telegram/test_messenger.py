"""Telegram's answers, told apart by what is to be done next; over the real library and a strict loopback Bot API."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from bot.adapters.telegram.messenger import TelegramMessenger
from bot.adapters.telegram.updates import incoming
from bot.conversation import menus, profiles
from bot.errors import (
    ChatMigrated,
    ChatRefuses,
    MarkupRefused,
    MessageRefused,
    MessengerError,
    MessengerRefused,
    NotSent,
    OutcomeUnknown,
    Paused,
)
from bot.message import Button, Message
from tests.loopback.bot_api import BotApi, SentFile

ANNA = 42
GROUP = -100200


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    async with BotApi(limits=False) as made:
        made.user(ANNA, first_name="Anna", language_code="en-gb")
        made.group(GROUP, "Traders")
        yield made


@pytest.fixture
async def messenger(api: BotApi) -> AsyncIterator[TelegramMessenger]:
    made = TelegramMessenger(api.token, api.base_url)
    await made.start()
    yield made
    await made.close()


def message(html: str = "<b>up</b> 9.2%", chat: int = ANNA) -> Message:
    return Message(chat, "k", html, ((Button("Why this?", "why"), Button("Read", url="https://example.org/a")),))


async def test_a_message_arrives_with_its_markup_and_buttons(api: BotApi, messenger: TelegramMessenger) -> None:
    number = await messenger.send(message())
    sent = api.messages[-1]
    assert sent.message_id == number and sent.text == "up 9.2%" and sent.pieces("bold") == ["up"]
    assert [b["text"] for b in sent.buttons] == ["Why this?", "Read"]


@pytest.mark.parametrize("fault", [401, 409])
async def test_an_answer_that_refuses_the_token_is_no_sign_of_health(
    api: BotApi, messenger: TelegramMessenger, fault: int
) -> None:
    before = messenger.answered_at
    api.fail_next("sendMessage", 1, fault)
    with pytest.raises(MessengerError):
        await messenger.send(message())
    assert messenger.answered_at == before
    await messenger.send(message())
    assert before is not None and messenger.answered_at is not None and messenger.answered_at > before


async def test_an_edit_that_changes_nothing_is_no_error(api: BotApi, messenger: TelegramMessenger) -> None:
    number = await messenger.send(message())
    await messenger.edit(message("<b>up</b> 9.3%"), number)
    await messenger.edit(message("<b>up</b> 9.3%"), number)
    assert api.messages[-1].text == "up 9.3%"
    with pytest.raises(MessageRefused):
        await messenger.edit(message(), 999_999)


@pytest.mark.parametrize("html", ["a < b", "<p>x</p>", "<b>open", "x</b>", "a<br>b"])
async def test_bad_markup_is_told_apart_and_goes_out_plain(
    api: BotApi, messenger: TelegramMessenger, html: str
) -> None:
    with pytest.raises(MarkupRefused):
        await messenger.send(message(html))
    await messenger.send_plain(message(html))
    assert len(api.messages) == 1


async def test_what_ends_a_chat(api: BotApi, messenger: TelegramMessenger) -> None:
    for chat in (777, ANNA):
        if chat == ANNA:
            api.block(ANNA)
        with pytest.raises(ChatRefuses):
            await messenger.send(message(chat=chat))


async def test_a_migrated_group_names_its_new_id(api: BotApi, messenger: TelegramMessenger) -> None:
    api.migrate(GROUP, -100999)
    with pytest.raises(ChatMigrated) as caught:
        await messenger.send(message(chat=GROUP))
    assert caught.value.new_chat == -100999


async def test_429_names_its_seconds(api: BotApi, messenger: TelegramMessenger) -> None:
    api.flood(7)
    with pytest.raises(Paused) as caught:
        await messenger.send(message())
    assert 6 <= caught.value.seconds <= 7


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (500, OutcomeUnknown),
        (502, OutcomeUnknown),
        ("reset", OutcomeUnknown),
        ("garbage", OutcomeUnknown),
        ("accept_then_reset", OutcomeUnknown),
        ("html", MessengerError),
    ],
)
async def test_what_may_have_been_sent_is_unknown(
    api: BotApi, messenger: TelegramMessenger, fault: int | str, error: type[MessengerError]
) -> None:
    api.fail_next("sendMessage", 1, fault)
    with pytest.raises(error):
        await messenger.send(message())


async def test_no_connection_is_surely_not_sent(api: BotApi) -> None:
    messenger = TelegramMessenger(api.token, "http://127.0.0.1:9/bot")
    with pytest.raises(NotSent):
        await messenger.send(message())
    await messenger.close()


async def test_a_proxys_page_ends_no_chat_and_blames_no_token(api: BotApi, messenger: TelegramMessenger) -> None:
    api.fail_next("sendMessage", 1, "html", http_status=404)
    with pytest.raises(NotSent):
        await messenger.send(message())


async def test_a_wrong_token_is_the_operators_to_mend(api: BotApi) -> None:
    messenger = TelegramMessenger("123456789:wrong", api.base_url)
    with pytest.raises(MessengerRefused, match="token"):
        await messenger.start()
    await messenger.close()


async def test_updates_become_what_somebody_typed_or_pressed(api: BotApi, messenger: TelegramMessenger) -> None:
    await api.say(ANNA, "/watch@loopback_bot BABA")
    sent = await messenger.send(message())
    await api.press(api.messages[-1], "Why this?", ANNA)
    api.block(ANNA)
    found = [incoming(body, messenger.bot, "loopback_bot") for _, body in await messenger.updates(None, 0)]
    typed, pressed, left = (f for f in found if f is not None)
    assert (typed.text, typed.user, typed.chat, typed.language) == ("/watch BABA", ANNA, ANNA, "en-gb")
    assert pressed.button == "why" and pressed.press and pressed.message == sent
    assert left.left


async def test_a_command_for_another_bot_is_nothing_to_us(api: BotApi, messenger: TelegramMessenger) -> None:
    await api.say(ANNA, "/watch@another_bot BABA")
    found = [incoming(body, messenger.bot, "loopback_bot") for _, body in await messenger.updates(None, 0)]
    assert found == [None]


async def test_menus_and_profile_are_published_in_each_language(api: BotApi, messenger: TelegramMessenger) -> None:
    await messenger.publish(menus(), profiles())
    assert {language for _, language in api.commands} == {"", "zh"}
    assert api.descriptions == {"": profiles()["en"].description, "zh": profiles()["zh"].description}
    assert api.short_descriptions == {"": profiles()["en"].short, "zh": profiles()["zh"].short}


async def test_a_profile_that_somebody_wrote_and_a_menu_that_stands_are_left_alone(
    api: BotApi, messenger: TelegramMessenger
) -> None:
    await messenger.publish(menus(), profiles())
    api.descriptions[""] = "Our own words."
    calls = len(api.calls)
    await messenger.publish(menus(), profiles())
    assert api.descriptions[""] == "Our own words."
    assert not [c for c in api.calls[calls:] if c.method.startswith("set")]


async def test_a_groups_admins_are_told_from_its_members(api: BotApi, messenger: TelegramMessenger) -> None:
    api.group(-300, members={ANNA: "administrator", 43: "member", 44: "creator"})
    api.user(43, first_name="Ben")
    api.user(44, first_name="Eve")
    assert [await messenger.is_group_admin(-300, user) for user in (ANNA, 43, 44, 1087968824)] == [
        True, False, True, True,
    ]  # fmt: skip
    with pytest.raises(MessengerError):
        await messenger.is_group_admin(-999, ANNA)


async def test_a_reply_to_the_bot_in_a_group_is_heard_and_other_talk_is_not(
    api: BotApi, messenger: TelegramMessenger
) -> None:
    number = await messenger.send(message(chat=GROUP))
    await api.say(ANNA, "Tencent", chat=GROUP, reply_to=number)
    other = await api.say(ANNA, "what a day", chat=GROUP)
    await api.say(ANNA, "indeed", chat=GROUP, reply_to=other["message_id"])
    found = [incoming(body, messenger.bot, "loopback_bot") for _, body in await messenger.updates(None, 0)]
    assert [f.text for f in found if f] == ["Tencent"]


PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + (640).to_bytes(4, "big") + (480).to_bytes(4, "big") + b"\x08\x02\0\0\0"


async def test_a_picture_has_its_message_as_a_caption_and_is_sent_again_by_its_name(
    api: BotApi, messenger: TelegramMessenger
) -> None:
    number, name = await messenger.send_photo(message(), PNG)
    sent = api.messages[-1]
    assert sent.method == "sendPhoto" and sent.message_id == number and sent.pieces("bold") == ["up"]
    assert (
        sent.file is not None and sent.file.data == PNG and [b["text"] for b in sent.buttons] == ["Why this?", "Read"]
    )
    await messenger.send_photo(message(), name)
    assert api.messages[-1].file is not None and api.messages[-1].file.data == PNG


async def test_a_chat_that_takes_no_pictures_takes_texts_all_the_same(
    api: BotApi, messenger: TelegramMessenger
) -> None:
    api.fail_next("sendPhoto", 1, 400, description="Bad Request: not enough rights to send photos to the chat")
    with pytest.raises(MessageRefused):
        await messenger.send_photo(message(), PNG)


async def test_a_voice_message_goes_by_its_bytes_and_again_by_its_name(
    api: BotApi, messenger: TelegramMessenger
) -> None:
    name = await messenger.send_voice(ANNA, b"OggS sound")
    assert await messenger.send_voice(ANNA, name) and api.messages[-1].file is not None
    assert api.messages[-1].file.data == b"OggS sound"


async def test_what_is_being_written_is_shown_in_a_chat_of_ones_own_and_a_refusal_costs_nothing(
    api: BotApi, messenger: TelegramMessenger
) -> None:
    await messenger.draft(ANNA, 7, "<b>so far</b>")
    await messenger.draft(GROUP, 7, "so far")
    assert api.drafts == [(ANNA, 7, "so far")]
    await messenger.act(ANNA, 0, "typing")
    assert api.actions == [(ANNA, "typing")]


async def test_a_file_is_fetched_and_one_that_is_too_large_is_not(api: BotApi, messenger: TelegramMessenger) -> None:
    sent = await api.send_file(ANNA, "voice", SentFile("v.ogg", "audio/ogg", b"OggS" + b"x" * 100))
    name = sent["voice"]["file_id"]
    assert await messenger.fetch(name, 1000) == b"OggS" + b"x" * 100
    with pytest.raises(MessageRefused):
        await messenger.fetch(name, 10)
    with pytest.raises(MessageRefused):
        await messenger.fetch("nothing", 10)
