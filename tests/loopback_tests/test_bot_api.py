"""The loopback Bot API server: that it refuses what Telegram refuses, and that two libraries can read it."""

from __future__ import annotations

import asyncio
import json
import os
import struct
import sys
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiogram
import aiohttp
import pytest
import pytest_asyncio
import telegram
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import (
    TelegramBadRequest,
    TelegramConflictError,
    TelegramForbiddenError,
    TelegramMigrateToChat,
    TelegramNetworkError,
    TelegramRetryAfter,
    TelegramServerError,
    TelegramUnauthorizedError,
)
from aiohttp import web
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
)
from telegram.request import HTTPXRequest

from tests.loopback.bot_api import TOKEN, BotApi, Sent, SentFile, command_entities

ANN, BOB, GROUP, SUPER = 101, 102, -500, -1001234567890
PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + struct.pack(">II", 640, 480) + b"\x08\x02\0\0\0"
OGG = b"OggS\0\x02" + b"\0" * 40

Json = dict[str, Any]


class FakeClock:
    """A clock that a test sets: no test waits a minute for a window."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


class Client:
    """Bare calls, so that each test says just what goes over the wire."""

    def __init__(self, api: BotApi, session: aiohttp.ClientSession) -> None:
        self.api = api
        self.session = session

    async def raw(self, method: str, /, **params: Any) -> tuple[int, Json]:
        async with self.session.post(f"{self.api.base_url}{self.api.token}/{method}", json=params) as response:
            found: Json = await response.json()
            assert found["ok"] is (response.status == 200)
            assert found.get("error_code", 200) == response.status
            return response.status, found

    async def ok(self, method: str, /, **params: Any) -> Any:
        status, answer = await self.raw(method, **params)
        assert status == 200, answer
        return answer["result"]

    async def refused(self, method: str, /, **params: Any) -> tuple[int, str]:
        status, answer = await self.raw(method, **params)
        assert status != 200, answer
        return status, answer["description"]

    async def send(self, chat_id: int = ANN, text: str = "hello", **params: Any) -> Json:
        found: Json = await self.ok("sendMessage", chat_id=chat_id, text=text, **params)
        return found


@pytest_asyncio.fixture
async def api() -> AsyncIterator[BotApi]:
    async with BotApi(limits=False) as server:
        server.user(ANN, first_name="Ann", username="ann", language_code="en")
        server.user(BOB, first_name="Bob", language_code="de")
        server.group(GROUP, "Desk")
        server.group(SUPER, "Big desk", members={ANN: "creator", BOB: "member"})
        yield server


@pytest_asyncio.fixture
async def client(api: BotApi) -> AsyncIterator[Client]:
    async with aiohttp.ClientSession() as session:
        yield Client(api, session)


@pytest_asyncio.fixture
async def gram(api: BotApi) -> AsyncIterator[aiogram.Bot]:
    session = AiohttpSession(api=TelegramAPIServer.from_base(api.root))
    async with aiogram.Bot(TOKEN, session=session) as bot:
        yield bot


@pytest_asyncio.fixture
async def ptb(api: BotApi) -> AsyncIterator[telegram.Bot]:
    bot = telegram.Bot(
        TOKEN,
        base_url=api.base_url,
        base_file_url=api.base_file_url,
        request=HTTPXRequest(read_timeout=2),
        get_updates_request=HTTPXRequest(read_timeout=2),
    )
    async with bot:
        yield bot


def inline(*buttons: Json) -> Json:
    return {"inline_keyboard": [list(buttons)]}


# -- the wire --------------------------------------------------------------------------------------


@pytest.mark.asyncio
async def test_a_wrong_token_is_unauthorized_and_an_unknown_method_not_found(api: BotApi, client: Client) -> None:
    async with client.session.get(f"{api.root}/bot1:wrong/getMe") as response:
        assert response.status == 401
        assert await response.json() == {"ok": False, "error_code": 401, "description": "Unauthorized"}
    assert await client.refused("sendNonsense") == (404, "Not Found")


@pytest.mark.asyncio
async def test_get_post_form_multipart_and_json_all_speak(api: BotApi, client: Client) -> None:
    url = f"{api.base_url}{TOKEN}/sendMessage"
    markup = json.dumps(inline({"text": "x", "callback_data": "y"}))
    values = {"chat_id": str(ANN), "text": "hi", "reply_markup": markup}
    form = aiohttp.FormData(values, default_to_multipart=True)
    session = client.session
    for sending in (
        session.get(url, params=values),
        session.post(url, data=values),
        session.post(url, data=form),
        session.post(url, json={**values, "chat_id": ANN}),
        session.post(url.lower().replace(TOKEN.lower(), TOKEN), json=values),
    ):
        async with sending as response:
            assert (await response.json())["result"]["text"] == "hi"
    assert [message.buttons[0]["callback_data"] for message in api.messages] == ["y"] * 5


@pytest.mark.asyncio
async def test_a_body_that_is_no_json_is_refused(api: BotApi, client: Client) -> None:
    url = f"{api.base_url}{TOKEN}/sendMessage"
    async with client.session.post(url, data=b"{", headers={"Content-Type": "application/json"}) as response:
        assert response.status == 400


@pytest.mark.asyncio
async def test_every_call_is_recorded_with_its_status(api: BotApi, client: Client) -> None:
    await client.send(text="one")
    await client.refused("sendMessage", chat_id=7, text="two")
    assert [(call.method, call.params["text"], call.status) for call in api.calls] == [
        ("sendMessage", "one", 200),
        ("sendMessage", "two", 400),
    ]


# -- texts -----------------------------------------------------------------------------------------


@pytest.mark.asyncio
async def test_html_is_parsed_and_the_record_keeps_what_was_given(api: BotApi, client: Client) -> None:
    answer = await client.send(text="🏟 <b>up</b> &amp; <a href='https://example.com/a'>on</a>", parse_mode="html")
    assert answer["text"] == "🏟 up & on"
    assert answer["entities"] == [
        {"type": "bold", "offset": 3, "length": 2},
        {"type": "text_link", "offset": 8, "length": 2, "url": "https://example.com/a"},
    ]
    sent = api.messages[0]
    assert sent.html.startswith("🏟 <b>")
    assert sent.pieces("bold") == ["up"]


@pytest.mark.asyncio
async def test_a_text_has_1_to_4096_code_points_after_parsing(client: Client) -> None:
    assert len((await client.send(text="<b>" + "🏟" * 4096 + "</b>", parse_mode="HTML"))["text"]) == 4096
    assert len((await client.send(text="&lt;" * 4096, parse_mode="HTML"))["text"]) == 4096
    for params, words in (
        ({"text": "x" * 4097}, "message is too long"),
        ({"text": ""}, "message text is empty"),
        ({}, "message text is empty"),
        ({"text": " \n "}, "text must be non-empty"),
        ({"text": "<b> </b>", "parse_mode": "HTML"}, "text must be non-empty"),
        ({"text": "<b></b>" * 4700, "parse_mode": "HTML"}, "text is too long"),
        ({"text": "x", "parse_mode": "BBCode"}, "unsupported parse_mode"),
        (
            {"text": "twelve bytes<p>x</p>", "parse_mode": "HTML"},
            'can\'t parse entities: Unsupported start tag "p" at byte offset 12',
        ),
    ):
        assert await client.refused("sendMessage", chat_id=ANN, **params) == (400, "Bad Request: " + words)


@pytest.mark.asyncio
async def test_explicit_entities_are_checked(client: Client) -> None:
    good = await client.send(text="🏟 hello", entities=[{"type": "bold", "offset": 3, "length": 5}])
    assert good["entities"] == [{"type": "bold", "offset": 3, "length": 5}]
    for entity, words in (
        (
            {"type": "bold", "offset": 100, "length": 1},
            "entity begins after the end of the text at UTF-16 offset 100",
        ),
        (
            {"type": "wrong", "offset": 0, "length": 1},
            "can't parse MessageEntity: Unsupported type specified",
        ),
        (
            {"type": "text_link", "offset": 0, "length": 1},
            "can't parse MessageEntity: Can't find field \"url\"",
        ),
        (
            {"type": "text_link", "offset": 0, "length": 1, "url": "not-a-url"},
            "entity URL 'not-a-url' is invalid: Wrong HTTP URL",
        ),
    ):
        refused = await client.refused("sendMessage", chat_id=ANN, text="hello", entities=[entity])
        assert refused == (400, "Bad Request: " + words)


@pytest.mark.asyncio
async def test_link_previews_silence_and_protection_are_kept(api: BotApi, client: Client) -> None:
    answer = await client.send(
        link_preview_options={"is_disabled": True}, disable_notification=True, protect_content=True
    )
    assert answer["link_preview_options"] == {"is_disabled": True}
    assert answer["has_protected_content"] is True
    assert api.messages[0].silent
    words = (await client.refused("sendMessage", chat_id=ANN, text="x", link_preview_options={"is_disabled": "y"}))[1]
    assert words == 'Bad Request: field "is_disabled" must be of type Boolean'
    words = (await client.refused("sendMessage", chat_id=ANN, text="x", link_preview_options={"url": "nope"}))[1]
    assert words == "Bad Request: WEBPAGE_URL_INVALID"


@pytest.mark.asyncio
async def test_a_reply_needs_its_message_unless_allowed_without(api: BotApi, client: Client) -> None:
    asked = await api.say(ANN, "what?")
    answer = await client.send(reply_parameters={"message_id": asked["message_id"]})
    assert answer["reply_to_message"]["text"] == "what?"
    assert api.messages[0].reply_to == asked["message_id"]
    missing: Json = {"message_id": 999_999}
    refused = await client.refused("sendMessage", chat_id=ANN, text="x", reply_parameters=missing)
    assert refused == (400, "Bad Request: message to be replied not found")
    free = await client.send(reply_parameters={**missing, "allow_sending_without_reply": True})
    assert "reply_to_message" not in free


# -- keyboards -------------------------------------------------------------------------------------


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("markup", "words"),
    [
        (inline({"text": "b", "callback_data": "x" * 65}), "BUTTON_DATA_INVALID"),
        (inline({"text": "b", "callback_data": "é" * 33}), "BUTTON_DATA_INVALID"),
        (
            inline({"text": "b", "callback_data": ""}),
            "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
        ),
        (
            inline({"text": "b"}),
            "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
        ),
        (
            inline({"text": "b", "callback_data": "x", "url": "https://example.com"}),
            "can't parse inline keyboard button: exactly one action must be used, found url, callback_data",
        ),
        (
            inline({"text": "b", "url": "not-a-url"}),
            "inline keyboard button URL 'not-a-url' is invalid: Wrong HTTP URL",
        ),
        (
            inline({"text": "b", "url": "ftp://example.com"}),
            "inline keyboard button URL 'ftp://example.com' is invalid: Unsupported URL protocol",
        ),
        (inline({"callback_data": "x"}), "can't parse inline keyboard button: Can't find field \"text\""),
        (inline({"text": "", "callback_data": "x"}), "inline keyboard button text must be non-empty"),
        (inline({"text": "b", "pay": True}), "BUTTON_TYPE_INVALID"),
        ({"inline_keyboard": "bad"}, 'field "inline_keyboard" must be of type Array'),
        ({"inline_keyboard": ["bad"]}, 'field "inline_keyboard" must be an Array of Arrays'),
        ({"keyboard": "bad"}, 'field "keyboard" must be of type Array'),
        ({"keyboard": [[{"text": ""}]]}, "keyboard button text must be non-empty"),
        ({"keyboard": [["A"]], "resize_keyboard": "yes"}, 'field "resize_keyboard" must be of type Boolean'),
        ({"force_reply": "yes"}, 'field "force_reply" must be of type Boolean'),
        ({"remove_keyboard": "yes"}, 'field "remove_keyboard" must be of type Boolean'),
        ("{not json", "can't parse reply keyboard markup JSON object"),
        ([], "object expected as reply markup"),
    ],
)
async def test_a_bad_keyboard_is_refused(client: Client, markup: Any, words: str) -> None:
    refused = await client.refused("sendMessage", chat_id=ANN, text="x", reply_markup=markup)
    assert refused == (400, "Bad Request: " + words)


@pytest.mark.asyncio
async def test_good_keyboards_pass_and_only_inline_ones_are_echoed(api: BotApi, client: Client) -> None:
    answer = await client.send(
        reply_markup=inline({"text": "a", "callback_data": "x" * 64}, {"text": "b", "url": "https://example.com/x"})
    )
    assert [button["text"] for button in answer["reply_markup"]["inline_keyboard"][0]] == ["a", "b"]
    for markup in ({"keyboard": [["A", {"text": "B"}]]}, {"force_reply": True}, {"remove_keyboard": True}):
        assert "reply_markup" not in await client.send(reply_markup=markup)
        assert api.messages[-1].reply_markup == markup


# -- files -----------------------------------------------------------------------------------------


def upload(name: str, data: bytes, filename: str = "f.bin", **values: str) -> aiohttp.FormData:
    form = aiohttp.FormData({"chat_id": str(ANN), **values})
    form.add_field(name, data, filename=filename, content_type="application/octet-stream")
    return form


@pytest.mark.asyncio
async def test_photo_voice_and_document_come_as_files_with_captions(api: BotApi, client: Client) -> None:
    async def post(method: str, form: aiohttp.FormData) -> Json:
        async with client.session.post(f"{api.base_url}{TOKEN}/{method}", data=form) as response:
            found: Json = await response.json()
            return found

    photo = await post("sendPhoto", upload("photo", PNG, caption="<b>c</b>", parse_mode="HTML"))
    assert photo["result"]["photo"][0]["width"] == 640
    assert photo["result"]["caption_entities"] == [{"type": "bold", "offset": 0, "length": 1}]
    voice = await post("sendVoice", upload("voice", OGG, duration="3"))
    assert voice["result"]["voice"]["duration"] == 3
    assert "document" in (await post("sendVoice", upload("voice", b"RIFF....WAVE")))["result"]
    document = await post("sendDocument", upload("document", b"a,b", "prices.csv"))
    assert document["result"]["document"]["file_name"] == "prices.csv"
    assert api.messages[-1].file is not None
    assert api.messages[-1].file.data == b"a,b"
    again = await client.ok("sendPhoto", chat_id=ANN, photo=photo["result"]["photo"][0]["file_id"])
    assert again["photo"][0]["width"] == 640
    for method, form, words in (
        ("sendPhoto", upload("photo", b"no picture"), "IMAGE_PROCESS_FAILED"),
        ("sendPhoto", upload("photo", b""), "file must be non-empty"),
        ("sendPhoto", upload("other", PNG), "there is no photo in the request"),
        ("sendVoice", upload("voice", OGG, caption="x" * 1025), "message caption is too long"),
        ("sendDocument", upload("x", b"x", document="attach://y"), "there is no document in the request"),
    ):
        assert (await post(method, form))["description"] == "Bad Request: " + words


# -- edits and deletes -----------------------------------------------------------------------------


@pytest.mark.asyncio
async def test_an_edit_changes_the_message_and_keeps_its_history(api: BotApi, client: Client) -> None:
    markup = inline({"text": "a", "callback_data": "a"})
    sent = await client.send(text="one", reply_markup=markup)
    where = {"chat_id": ANN, "message_id": sent["message_id"]}
    edited = await client.ok("editMessageText", **where, text="<b>two</b>", parse_mode="HTML", reply_markup=markup)
    assert edited["text"] == "two"
    assert edited["edit_date"] >= sent["date"]
    only = await client.ok("editMessageReplyMarkup", **where)
    assert "reply_markup" not in only
    assert only["text"] == "two"
    record = api.messages[0]
    assert (record.original.text, record.text, len(record.edits)) == ("one", "two", 2)
    assert record.reply_markup is None


@pytest.mark.asyncio
async def test_an_edit_that_changes_nothing_is_refused(client: Client) -> None:
    markup = inline({"text": "a", "callback_data": "a"})
    sent = await client.send(text="one", reply_markup=markup)
    where = {"chat_id": ANN, "message_id": sent["message_id"], "reply_markup": markup}
    words = (
        "Bad Request: message is not modified: specified new message content and reply markup are exactly "
        "the same as a current content and reply markup of the message"
    )
    assert await client.refused("editMessageText", **where, text="one") == (400, words)
    assert await client.refused("editMessageReplyMarkup", **where) == (400, words)
    await client.ok("editMessageText", **{**where, "reply_markup": None}, text="one")


@pytest.mark.asyncio
async def test_only_own_known_messages_without_reply_keyboard_can_be_edited(api: BotApi, client: Client) -> None:
    theirs = (await api.say(ANN, "mine"))["message_id"]
    keyed = (await client.send(reply_markup={"keyboard": [["A"]]}))["message_id"]
    for message_id, words in (
        (999_999, "message to edit not found"),
        (theirs, "message can't be edited"),
        (keyed, "message can't be edited"),
        (0, "message identifier is not specified"),
    ):
        refused = await client.refused("editMessageText", chat_id=ANN, message_id=message_id, text="x")
        assert refused == (400, "Bad Request: " + words)
    good = (await client.send())["message_id"]
    refused = await client.refused(
        "editMessageText", chat_id=ANN, message_id=good, text="x", reply_markup={"keyboard": [["A"]]}
    )
    assert refused == (400, "Bad Request: inline keyboard expected")


@pytest.mark.asyncio
async def test_a_deleted_message_is_gone(api: BotApi, client: Client) -> None:
    where = {"chat_id": ANN, "message_id": (await client.send())["message_id"]}
    assert await client.ok("deleteMessage", **where) is True
    assert api.messages[0].deleted
    assert await client.refused("deleteMessage", **where) == (400, "Bad Request: message to delete not found")
    assert (await client.refused("editMessageText", **where, text="x"))[1].endswith("message to edit not found")
    theirs = await api.say(BOB, "/x", chat=SUPER)
    refused = await client.refused("deleteMessage", chat_id=SUPER, message_id=theirs["message_id"])
    assert refused == (400, "Bad Request: message can't be deleted")


# -- chats -----------------------------------------------------------------------------------------


@pytest.mark.asyncio
async def test_a_chat_that_cannot_be_written_to_says_why(api: BotApi, client: Client) -> None:
    async def refused(chat_id: Any) -> tuple[int, str]:
        return await client.refused("sendMessage", chat_id=chat_id, text="x")

    for nobody in (7, "@nobody", "word", 0):
        assert await refused(nobody) == (400, "Bad Request: chat not found")
    assert await refused("") == (400, "Bad Request: chat_id is empty")
    api.block(ANN)
    assert await refused(ANN) == (403, "Forbidden: bot was blocked by the user")
    api.unblock(ANN)
    await client.send(ANN)
    api.deactivate(BOB)
    assert await refused(BOB) == (403, "Forbidden: user is deactivated")
    api.block(SUPER)
    assert await refused(SUPER) == (403, "Forbidden: bot was kicked from the supergroup chat")
    api.block(GROUP)
    assert await refused(GROUP) == (403, "Forbidden: bot was kicked from the group chat")
    api.user(103, started=False)
    assert await refused(103) == (403, "Forbidden: bot can't initiate conversation with a user")


@pytest.mark.asyncio
async def test_a_migrated_group_names_its_new_id(api: BotApi, client: Client) -> None:
    api.migrate(GROUP, -1009)
    status, answer = await client.raw("sendMessage", chat_id=GROUP, text="x")
    assert status == 400
    assert answer["parameters"] == {"migrate_to_chat_id": -1009}
    assert answer["description"] == "Bad Request: group chat was upgraded to a supergroup chat"


@pytest.mark.asyncio
async def test_chats_members_and_leaving(api: BotApi, client: Client) -> None:
    assert (await client.ok("getChat", chat_id=SUPER))["type"] == "supergroup"
    assert (await client.ok("getChatMember", chat_id=SUPER, user_id=ANN))["status"] == "creator"
    assert (await client.ok("getChatMember", chat_id=SUPER, user_id=api.bot.id))["status"] == "member"
    assert (await client.refused("getChatMember", chat_id=SUPER, user_id=7))[1] == "Bad Request: user not found"
    assert [m["user"]["id"] for m in await client.ok("getChatAdministrators", chat_id=SUPER)] == [ANN]
    assert (await client.refused("leaveChat", chat_id=ANN))[0] == 400
    await client.ok("leaveChat", chat_id=SUPER)
    refused = await client.refused("sendMessage", chat_id=SUPER, text="x")
    assert refused == (403, "Forbidden: bot is not a member of the supergroup chat")


@pytest.mark.asyncio
async def test_a_chat_action_must_be_one(api: BotApi, client: Client) -> None:
    await client.ok("sendChatAction", chat_id=ANN, action="record_voice")
    assert api.actions == [(ANN, "record_voice")]
    refused = await client.refused("sendChatAction", chat_id=ANN, action="sing")
    assert refused == (400, "Bad Request: wrong parameter action in request")


# -- the bot's own face ----------------------------------------------------------------------------


@pytest.mark.asyncio
async def test_commands_are_kept_by_scope_and_language(api: BotApi, client: Client) -> None:
    start = [{"command": "start", "description": "Begin"}]
    scope = {"type": "chat", "chat_id": ANN}
    await client.ok("setMyCommands", commands=start)
    await client.ok("setMyCommands", commands=start, scope=scope, language_code="de")
    assert set(api.commands) == {("default", ""), (f"chat:{ANN}", "de")}
    assert await client.ok("getMyCommands", scope=scope, language_code="de") == start
    assert await client.ok("getMyCommands", scope=scope) == []
    await client.ok("deleteMyCommands")
    assert await client.ok("getMyCommands") == []


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("params", "words"),
    [
        ({"commands": [{"command": "Start", "description": "x"}]}, "BOT_COMMAND_INVALID"),
        ({"commands": [{"command": "a-b", "description": "x"}]}, "BOT_COMMAND_INVALID"),
        ({"commands": [{"command": "", "description": "x"}]}, "command must be non-empty"),
        ({"commands": [{"command": "a" * 33, "description": "x"}]}, "command length must not exceed 32"),
        ({"commands": [{"command": "a", "description": ""}]}, "command description must be non-empty"),
        (
            {"commands": [{"command": "a", "description": "x" * 257}]},
            "command description length must not exceed 256",
        ),
        ({"commands": [], "language_code": "english"}, "invalid language code specified"),
        (
            {"commands": [], "scope": {"type": "moon"}},
            "can't parse BotCommandScope: Unsupported type specified",
        ),
        ({"commands": [], "scope": {"type": "chat", "chat_id": 7}}, "chat not found"),
    ],
)
async def test_bad_commands_are_refused(client: Client, params: Json, words: str) -> None:
    assert await client.refused("setMyCommands", **params) == (400, "Bad Request: " + words)


@pytest.mark.asyncio
async def test_descriptions_and_names_have_their_limits(api: BotApi, client: Client) -> None:
    await client.ok("setMyDescription", description="d" * 512)
    await client.ok("setMyShortDescription", short_description="s" * 120, language_code="de")
    await client.ok("setMyName", name="n" * 64)
    assert api.short_descriptions == {"de": "s" * 120}
    assert await client.ok("getMyName") == {"name": "n" * 64}
    assert (await client.refused("setMyDescription", description="d" * 513))[0] == 400
    assert (await client.refused("setMyShortDescription", short_description="d" * 121))[0] == 400
    assert (await client.refused("setMyName", name="d" * 65))[0] == 400


# -- updates by polling ----------------------------------------------------------------------------


@pytest.mark.asyncio
async def test_an_offset_confirms_what_lies_below_it(api: BotApi, client: Client) -> None:
    for word in ("a", "b", "c"):
        await api.say(ANN, word)
    updates = await client.ok("getUpdates", limit=2)
    assert [update["message"]["text"] for update in updates] == ["a", "b"]
    assert await client.ok("getUpdates", limit=2) == updates
    assert api.confirmed_offset == 0
    rest = await client.ok("getUpdates", offset=updates[-1]["update_id"] + 1)
    assert [update["message"]["text"] for update in rest] == ["c"]
    assert api.confirmed_offset == updates[-1]["update_id"] + 1
    assert len(api.pending) == 1
    await client.ok("getUpdates", offset=rest[0]["update_id"] + 1)
    await api.wait_confirmed()
    assert api.pending == []


@pytest.mark.asyncio
async def test_a_negative_offset_counts_from_the_end_and_forgets_the_rest(api: BotApi, client: Client) -> None:
    for word in ("a", "b", "c"):
        await api.say(ANN, word)
    assert [u["message"]["text"] for u in await client.ok("getUpdates", offset=-1)] == ["c"]
    assert [u["message"]["text"] for u in await client.ok("getUpdates")] == ["c"]


@pytest.mark.asyncio
async def test_a_long_poll_returns_at_once_when_an_update_comes(api: BotApi, client: Client) -> None:
    began = time.monotonic()
    poll = asyncio.create_task(client.ok("getUpdates", timeout=30))
    await api.wait_until(lambda: bool(api.calls))
    await api.say(ANN, "now")
    assert (await poll)[0]["message"]["text"] == "now"
    last = api.last_update_id + 1
    began = time.monotonic()
    assert await client.ok("getUpdates", offset=last, timeout=1) == []
    assert 0.9 < time.monotonic() - began < 2


@pytest.mark.asyncio
async def test_a_second_poll_ends_the_first_with_a_conflict(api: BotApi, client: Client) -> None:
    first = asyncio.create_task(client.raw("getUpdates", timeout=30))
    await api.wait_until(lambda: bool(api.calls))
    second = asyncio.create_task(client.raw("getUpdates", timeout=30))
    status, answer = await first
    assert status == 409
    assert answer["description"] == (
        "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
    )
    await api.say(ANN, "x")
    assert (await second)[0] == 200


@pytest.mark.asyncio
async def test_allowed_updates_hold_until_they_are_named_anew(api: BotApi, client: Client) -> None:
    await client.ok("getUpdates", allowed_updates=["callback_query"])
    await api.say(ANN, "unheard")
    assert await client.ok("getUpdates") == []
    await client.ok("getUpdates", allowed_updates=[])
    await api.say(ANN, "heard")
    assert len(await client.ok("getUpdates")) == 1


@pytest.mark.asyncio
async def test_a_disconnected_poll_does_not_eat_updates(api: BotApi, client: Client) -> None:
    poll = asyncio.create_task(client.raw("getUpdates", timeout=30))
    await api.wait_until(lambda: bool(api.calls))
    poll.cancel()
    await asyncio.gather(poll, return_exceptions=True)
    await api.say(ANN, "still there")
    assert len(await client.ok("getUpdates")) == 1


# -- updates by webhook ----------------------------------------------------------------------------


@pytest.mark.asyncio
async def test_a_webhook_gets_updates_one_at_a_time_and_again_after_a_failure(api: BotApi, client: Client) -> None:
    got: list[tuple[str, str]] = []
    answers = [500, 503, 200, 200]
    running = 0

    async def receive(request: web.BaseRequest) -> web.Response:
        nonlocal running
        running += 1
        assert running == 1
        body = await request.json()
        got.append((request.headers["X-Telegram-Bot-Api-Secret-Token"], body["message"]["text"]))
        await asyncio.sleep(0.01)
        running -= 1
        return web.Response(status=answers[len(got) - 1])

    runner = web.ServerRunner(web.Server(receive))
    await runner.setup()
    try:
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
        await client.ok("setWebhook", url=url, secret_token="s3cret")
        assert (await client.refused("getUpdates"))[0] == 409
        await api.say(ANN, "a")
        await api.say(ANN, "b")
        await api.wait_until(lambda: not api.pending)
        assert got == [("s3cret", "a")] * 3 + [("s3cret", "b")]
        info = await client.ok("getWebhookInfo")
        assert info["url"] == url
        assert info["last_error_message"] == "Wrong response from the webhook: 503 Service Unavailable"
        await client.ok("deleteWebhook")
        assert await client.ok("getUpdates") == []
    finally:
        await runner.cleanup()


@pytest.mark.asyncio
async def test_a_webhook_may_answer_with_a_call(api: BotApi, client: Client) -> None:
    async def receive(request: web.BaseRequest) -> web.Response:
        return web.json_response({"method": "sendMessage", "chat_id": ANN, "text": "by webhook"})

    runner = web.ServerRunner(web.Server(receive))
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        await client.ok("setWebhook", url=f"http://127.0.0.1:{runner.addresses[0][1]}/")
        await api.say(ANN, "a")
        assert (await api.wait_for(1))[0].text == "by webhook"
    finally:
        await client.ok("deleteWebhook")
        await runner.cleanup()


@pytest.mark.asyncio
async def test_a_bad_webhook_is_refused_and_pending_updates_can_be_dropped(api: BotApi, client: Client) -> None:
    for params, words in (
        ({"url": "http://example.com/"}, "bad webhook: An HTTPS URL must be provided for webhook"),
        (
            {"url": "https://example.com:444/"},
            "bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443",
        ),
        (
            {"url": "https://example.com/", "secret_token": "a b"},
            "secret token contains unallowed characters",
        ),
        ({"url": "https://example.com/", "secret_token": "a" * 257}, "secret token is too long"),
    ):
        assert await client.refused("setWebhook", **params) == (400, "Bad Request: " + words)
    await api.say(ANN, "a")
    assert (await client.ok("getWebhookInfo"))["pending_update_count"] == 1
    await client.ok("deleteWebhook", drop_pending_updates=True)
    assert (await client.ok("getWebhookInfo"))["pending_update_count"] == 0


# -- people ----------------------------------------------------------------------------------------


def test_commands_mentions_and_links_are_found_as_telegram_finds_them() -> None:
    assert command_entities("🏟 /watch@loopback_bot BABA a/b http://x.example/start") == [
        {"type": "bot_command", "offset": 3, "length": 19},
        {"type": "url", "offset": 32, "length": 22},
    ]


@pytest.mark.asyncio
async def test_a_bot_in_privacy_mode_hears_only_what_is_meant_for_it(api: BotApi, client: Client) -> None:
    own = await client.send(SUPER)
    for text, reply in (
        ("chatter", None),
        ("/start", None),
        ("/start@other_bot", None),
        ("/start@loopback_bot", None),
        ("hey @loopback_bot", None),
        ("yes", own["message_id"]),
    ):
        await api.say(BOB, text, chat=SUPER, reply_to=reply)
    heard = [update["message"]["text"] for update in api.pending]
    assert heard == ["/start", "/start@loopback_bot", "hey @loopback_bot", "yes"]


@pytest.mark.asyncio
async def test_an_anonymous_admin_is_the_group_itself(api: BotApi) -> None:
    message = await api.say(SUPER, "/start")
    assert message["from"]["id"] == 1087968824
    assert message["sender_chat"]["id"] == SUPER


@pytest.mark.asyncio
async def test_a_press_is_answered_once_in_time(api: BotApi, client: Client) -> None:
    await client.send(
        reply_markup=inline({"text": "Go", "callback_data": "go"}, {"text": "Web", "url": "https://example.com"})
    )
    query = await api.press(api.messages[0], "Go")
    update = (await client.ok("getUpdates"))[0]["callback_query"]
    assert (update["id"], update["data"], update["from"]["id"]) == (query, "go", ANN)
    await client.ok("answerCallbackQuery", callback_query_id=query, text="done", show_alert=True)
    assert [(a.query_id, a.text, a.show_alert) for a in api.answers] == [(query, "done", True)]
    with pytest.raises(LookupError):
        await api.press(api.messages[0], "Web")
    with pytest.raises(LookupError):
        await api.press(api.messages[0], "Stop")
    old = await api.press(api.messages[0], "go")
    api.expire_queries()
    for query_id in ("12345", old):
        refused = await client.refused("answerCallbackQuery", callback_query_id=query_id)
        words = "Bad Request: query is too old and response timeout expired or query ID is invalid"
        assert refused == (400, words)


@pytest.mark.asyncio
async def test_a_reply_keyboard_press_says_its_label(api: BotApi, client: Client) -> None:
    await client.send(reply_markup={"keyboard": [["Yes", "No"]]})
    assert await api.press(api.messages[0], "Yes") == ""
    assert api.pending[-1]["message"]["text"] == "Yes"


@pytest.mark.asyncio
async def test_a_block_and_a_kick_are_told_as_my_chat_member(api: BotApi) -> None:
    api.block(ANN)
    api.unblock(ANN)
    api.block(SUPER, by=BOB)
    seen = [
        (
            u["my_chat_member"]["from"]["id"],
            u["my_chat_member"]["old_chat_member"]["status"],
            u["my_chat_member"]["new_chat_member"]["status"],
        )
        for u in api.pending
    ]
    assert seen == [(ANN, "member", "kicked"), (ANN, "kicked", "member"), (BOB, "member", "kicked")]
    api.block(BOB)
    with pytest.raises(RuntimeError):
        await api.say(BOB, "I cannot")


# -- limits ----------------------------------------------------------------------------------------


@pytest.mark.asyncio
async def test_a_private_chat_takes_a_burst_of_three_and_then_one_a_second() -> None:
    clock = FakeClock()
    async with BotApi(clock=clock) as api, aiohttp.ClientSession() as session:
        api.user(ANN)
        api.user(BOB)
        client = Client(api, session)
        for _ in range(3):
            await client.send()
        status, answer = await client.raw("sendMessage", chat_id=ANN, text="x")
        assert (status, answer["parameters"], answer["description"]) == (
            429,
            {"retry_after": 1},
            "Too Many Requests: retry after 1",
        )
        await client.send(BOB)
        clock.now += 1.0
        await client.send()
        assert (await client.raw("sendMessage", chat_id=ANN, text="x"))[0] == 429


@pytest.mark.asyncio
async def test_a_group_takes_twenty_a_minute() -> None:
    clock = FakeClock()
    async with BotApi(clock=clock) as api, aiohttp.ClientSession() as session:
        api.group(SUPER)
        client = Client(api, session)
        for _ in range(20):
            await client.send(SUPER)
            clock.now += 1.0
        status, answer = await client.raw("sendMessage", chat_id=SUPER, text="x")
        assert (status, answer["parameters"]["retry_after"]) == (429, 40)
        clock.now += 40.0
        await client.send(SUPER)


@pytest.mark.asyncio
async def test_all_together_take_thirty_a_second_and_then_everything_waits() -> None:
    clock = FakeClock()
    async with BotApi(clock=clock) as api, aiohttp.ClientSession() as session:
        for user_id in range(1, 40):
            api.user(user_id)
        api.global_retry_after = 5
        client = Client(api, session)
        for user_id in range(1, 31):
            await client.send(user_id)
        async with session.post(f"{api.base_url}{TOKEN}/sendMessage", json={"chat_id": 31, "text": "x"}) as response:
            assert response.status == 429
            assert response.headers["Retry-After"] == "5"
        clock.now += 4.0
        status, answer = await client.raw("sendMessage", chat_id=32, text="x")
        assert (status, answer["parameters"]["retry_after"]) == (429, 1)
        edit = {"chat_id": 1, "message_id": api.messages[0].message_id, "text": "new"}
        assert (await client.raw("editMessageText", **edit))[0] == 429
        assert await client.ok("getMe")
        clock.now += 1.0
        await client.send(32)


@pytest.mark.asyncio
async def test_an_even_pace_of_twenty_eight_a_second_is_never_refused() -> None:
    clock = FakeClock()
    async with BotApi(clock=clock) as api, aiohttp.ClientSession() as session:
        for user_id in range(1, 101):
            api.user(user_id)
        client = Client(api, session)
        for user_id in range(1, 101):
            await client.send(user_id)
            clock.now += 1 / 28


# -- faults ----------------------------------------------------------------------------------------


@pytest.mark.asyncio
async def test_a_scripted_status_does_nothing_and_then_heals(api: BotApi, client: Client) -> None:
    api.fail_next("sendMessage", 2, 500)
    assert await client.refused("sendMessage", chat_id=ANN, text="x") == (500, "Internal Server Error")
    assert await client.ok("getMe")
    assert (await client.raw("sendMessage", chat_id=ANN, text="x"))[0] == 500
    assert api.messages == []
    await client.send()
    api.fail_next("sendMessage", 1, 403, chat_id=BOB)
    await client.send(ANN)
    assert (await client.raw("sendMessage", chat_id=BOB, text="x"))[0] == 403
    with pytest.raises(ValueError, match="no such fault"):
        api.fail_next("sendMessage", 1, "explode")


@pytest.mark.asyncio
async def test_a_scripted_429_holds_everything_that_is_sent(api: BotApi, client: Client) -> None:
    api.fail_next("sendMessage", 1, 429, retry_after=7)
    _, answer = await client.raw("sendMessage", chat_id=ANN, text="x")
    assert answer["parameters"] == {"retry_after": 7}
    assert (await client.raw("sendMessage", chat_id=BOB, text="x"))[0] == 429


@pytest.mark.asyncio
async def test_a_reset_does_nothing_and_accept_then_reset_does_it(api: BotApi, client: Client) -> None:
    api.fail_next("sendMessage", 1, "reset")
    with pytest.raises(aiohttp.ClientError):
        await client.send(text="lost")
    assert api.messages == []
    api.fail_next("sendMessage", 1, "accept_then_reset")
    with pytest.raises(aiohttp.ClientError):
        await client.send(text="kept")
    assert [message.text for message in api.messages] == ["kept"]
    assert [call.status for call in api.calls] == [None, None]


@pytest.mark.asyncio
async def test_a_hang_never_answers(api: BotApi, client: Client) -> None:
    for kind, count in (("hang", 0), ("accept_then_hang", 1)):
        api.fail_next("sendMessage", 1, kind)
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(client.send(), 0.15)
        assert len(api.messages) == count


@pytest.mark.asyncio
async def test_a_proxys_page_and_garbage_are_no_json(api: BotApi, client: Client) -> None:
    url = f"{api.base_url}{TOKEN}/sendMessage"
    for fault, status, kind, count in (
        ("html", 502, "text/html", 0),
        ("garbage", 200, "application/json", 0),
        ("accept_then_garbage", 200, "application/json", 1),
    ):
        api.fail_next("sendMessage", 1, fault)
        async with client.session.post(url, json={"chat_id": ANN, "text": "x"}) as response:
            assert (response.status, response.content_type) == (status, kind)
            with pytest.raises(ValueError):
                json.loads(await response.read())
        assert len(api.messages) == count
    api.fail_next("sendMessage", 1, "html", http_status=404)
    async with client.session.post(url, json={"chat_id": ANN, "text": "x"}) as response:
        assert response.status == 404


@pytest.mark.asyncio
async def test_while_down_every_connection_breaks_even_a_poll_under_way(api: BotApi, client: Client) -> None:
    poll = asyncio.create_task(client.raw("getUpdates", timeout=30))
    await api.wait_until(lambda: bool(api.calls))
    api.down = True
    with pytest.raises(aiohttp.ClientError):
        await poll
    with pytest.raises(aiohttp.ClientError):
        await client.send()
    api.down = False
    await client.send()
    assert len(api.messages) == 1


@pytest.mark.asyncio
async def test_with_latency_the_message_is_there_before_its_answer(api: BotApi, client: Client) -> None:
    api.latency = 0.3
    began = time.monotonic()
    sending = asyncio.create_task(client.send())
    await api.wait_for(1)
    await sending
    assert time.monotonic() - began >= 0.3


# -- looking on ------------------------------------------------------------------------------------


@pytest.mark.asyncio
async def test_waiting_finds_messages_new_and_edited_and_says_what_came_instead(api: BotApi, client: Client) -> None:
    def about(word: str) -> Any:
        def test(sent: Sent) -> bool:
            return word in sent.text

        return test

    sent = await client.send(text="first")
    assert (await api.wait_for(about("first"))).text == "first"
    waiting = asyncio.create_task(api.wait_for(about("second")))
    await asyncio.sleep(0)
    await client.ok("editMessageText", chat_id=ANN, message_id=sent["message_id"], text="second")
    assert (await waiting) is api.messages[0]
    with pytest.raises(TimeoutError, match="second"):
        await api.wait_for(about("third"), timeout=0.05)
    assert len(await api.wait_for_call("sendMessage")) == 1


@pytest.mark.asyncio
async def test_supergroups_number_their_messages_by_themselves(api: BotApi, client: Client) -> None:
    assert (await client.send(SUPER))["message_id"] == 1
    api.group(-1007)
    assert (await client.send(-1007))["message_id"] != 1
    api.group(-1009876543210)
    assert (await client.send(-1009876543210))["message_id"] == 1


@pytest.mark.asyncio
async def test_alone_it_serves_and_writes_a_journal(tmp_path: Path) -> None:
    journal = tmp_path / "journal.jsonl"
    process = await asyncio.create_subprocess_exec(
        *(
            sys.executable,
            "-m",
            "tests.loopback.bot_api",
            "--port",
            "0",
            "--journal",
            str(journal),
            "--control",
        ),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        cwd=Path(__file__).parents[2],
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
    )
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        root = (await asyncio.wait_for(process.stdout.readline(), 10)).decode().split()[-1]
        async with aiohttp.ClientSession() as session:
            url = f"{root}/bot{TOKEN}/"
            await session.post(url + "sendMessage", json={"chat_id": 5, "text": "<b>hi</b>", "parse_mode": "HTML"})
            process.stdin.write(b'{"do": "say", "args": [5, "/start"]}\n')
            await process.stdin.drain()
            assert json.loads(await process.stdout.readline()) == {"ok": True}
            async with session.get(url + "getUpdates") as response:
                assert (await response.json())["result"][0]["message"]["text"] == "/start"
    finally:
        process.terminate()
        process.stdin.close()
        assert await asyncio.wait_for(process.wait(), 10) == 0
    lines = [json.loads(line) for line in journal.read_text(encoding="utf-8").splitlines()]
    assert [(line["chat_id"], line["text"], line["html"]) for line in lines] == [(5, "hi", "<b>hi</b>")]


@pytest.mark.asyncio
async def test_it_takes_thousands_of_messages_at_once(api: BotApi) -> None:
    url = f"{api.base_url}{TOKEN}/sendMessage"
    count = 2000
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=32)) as session:
        gate = asyncio.Semaphore(32)

        async def send(number: int) -> None:
            body = {"chat_id": ANN, "text": f"<b>{number}</b> up", "parse_mode": "HTML"}
            async with gate, session.post(url, json=body) as response:
                await response.read()

        await asyncio.gather(*(send(number) for number in range(count)))
    assert len(api.messages) == count


# -- aiogram reads it ------------------------------------------------------------------------------


@pytest.mark.asyncio
async def test_aiogram_reads_every_kind_of_update(api: BotApi, gram: aiogram.Bot) -> None:
    me = await gram.get_me()
    assert (me.id, me.is_bot) == (api.bot.id, True)
    keyboard = aiogram.types.InlineKeyboardMarkup(
        inline_keyboard=[[aiogram.types.InlineKeyboardButton(text="Go", callback_data="go")]]
    )
    await gram.send_message(ANN, "x", reply_markup=keyboard)
    await api.say(ANN, "/watch BABA")
    await api.press(api.messages[0], "Go")
    api.block(ANN)
    api.migrate(GROUP, -1009)
    updates = await gram.get_updates()
    assert [update.event_type for update in updates] == [
        "message",
        "callback_query",
        "my_chat_member",
        "message",
        "message",
    ]
    message, query, member = updates[0].message, updates[1].callback_query, updates[2].my_chat_member
    assert message is not None
    assert message.entities is not None
    assert message.entities[0].type == "bot_command"
    assert query is not None
    assert isinstance(query.message, aiogram.types.Message)
    assert query.message.reply_markup is not None
    assert query.message.reply_markup.model_dump() == keyboard.model_dump()
    assert member is not None
    assert member.new_chat_member.status == "kicked"
    assert updates[3].message is not None
    assert updates[3].message.migrate_to_chat_id == -1009
    assert updates[4].message is not None
    assert updates[4].message.migrate_from_chat_id == GROUP
    assert query.id
    assert await gram.answer_callback_query(query.id, text="ok")


@pytest.mark.asyncio
async def test_aiogram_sends_edits_deletes_and_asks(api: BotApi, gram: aiogram.Bot) -> None:
    types = aiogram.types
    sent = await gram.send_message(
        ANN,
        "<b>1</b> <code>x</code> <a href='https://example.com'>l</a>",
        parse_mode="HTML",
        link_preview_options=types.LinkPreviewOptions(is_disabled=True),
        reply_markup=types.ReplyKeyboardMarkup(keyboard=[[types.KeyboardButton(text="A")]], resize_keyboard=True),
    )
    assert sent.entities is not None
    assert [entity.type for entity in sent.entities] == ["bold", "code", "text_link"]
    await gram.send_message(ANN, "x", reply_markup=types.ReplyKeyboardRemove(remove_keyboard=True))
    await gram.send_message(ANN, "x", reply_markup=types.ForceReply(force_reply=True))
    reply = await gram.send_message(
        ANN,
        "x",
        reply_parameters=types.ReplyParameters(message_id=sent.message_id),
        disable_notification=True,
    )
    assert reply.reply_to_message is not None
    edited = await gram.edit_message_text("two", chat_id=ANN, message_id=reply.message_id)
    assert isinstance(edited, types.Message)
    assert edited.edit_date is not None
    keyboard = types.InlineKeyboardMarkup(inline_keyboard=[[types.InlineKeyboardButton(text="a", callback_data="a")]])
    again = await gram.edit_message_reply_markup(chat_id=ANN, message_id=reply.message_id, reply_markup=keyboard)
    assert isinstance(again, types.Message)
    assert await gram.delete_message(ANN, reply.message_id)
    photo = await gram.send_photo(ANN, types.BufferedInputFile(PNG, "p.png"), caption="<i>c</i>", parse_mode="HTML")
    assert photo.photo is not None
    assert (await gram.send_voice(ANN, types.BufferedInputFile(OGG, "v.ogg"), duration=1)).voice is not None
    assert (await gram.send_document(ANN, types.BufferedInputFile(b"x", "d.txt"))).document is not None
    assert (await gram.get_chat(ANN)).first_name == "Ann"
    assert (await gram.get_chat(SUPER)).title == "Big desk"
    assert (await gram.get_chat_member(SUPER, ANN)).status == "creator"
    api.chats[SUPER].bot_is_admin = True
    assert (await gram.get_chat_member(SUPER, api.bot.id)).status == "administrator"
    assert len(await gram.get_chat_administrators(SUPER)) == 2
    assert await gram.send_chat_action(ANN, "typing")
    commands = [types.BotCommand(command="start", description="Begin")]
    scope = types.BotCommandScopeAllPrivateChats()
    assert await gram.set_my_commands(commands, scope=scope, language_code="de")
    found = await gram.get_my_commands(scope=scope, language_code="de")
    assert [(command.command, command.description) for command in found] == [("start", "Begin")]
    assert await gram.delete_my_commands(scope=scope, language_code="de")
    assert await gram.set_my_description("d")
    assert (await gram.get_my_description()).description == "d"
    assert await gram.set_my_short_description("s")
    assert await gram.set_my_name("n")
    assert (await gram.get_webhook_info()).url == ""
    assert await gram.delete_webhook(drop_pending_updates=True)


@pytest.mark.asyncio
async def test_aiogram_names_every_error(api: BotApi, gram: aiogram.Bot) -> None:
    api.fail_next("sendMessage", 1, 429, retry_after=9, hold=False)
    with pytest.raises(TelegramRetryAfter) as retry:
        await gram.send_message(ANN, "x")
    assert retry.value.retry_after == 9
    api.block(ANN)
    with pytest.raises(TelegramForbiddenError):
        await gram.send_message(ANN, "x")
    api.migrate(GROUP, -1009)
    with pytest.raises(TelegramMigrateToChat) as moved:
        await gram.send_message(GROUP, "x")
    assert moved.value.migrate_to_chat_id == -1009
    with pytest.raises(TelegramBadRequest, match="Unsupported start tag"):
        await gram.send_message(BOB, "<p>", parse_mode="HTML")
    api.fail_next("sendMessage", 1, 502)
    with pytest.raises(TelegramServerError):
        await gram.send_message(BOB, "x")
    api.fail_next("sendMessage", 1, "reset")
    with pytest.raises(TelegramNetworkError):
        await gram.send_message(BOB, "x")
    api.fail_next("getUpdates", 1, 409)
    with pytest.raises(TelegramConflictError):
        await gram.get_updates()
    api.token = "4242:another"
    with pytest.raises(TelegramUnauthorizedError):
        await gram.get_me()


# -- python-telegram-bot reads it ------------------------------------------------------------------


@pytest.mark.asyncio
async def test_python_telegram_bot_reads_every_kind_of_update(api: BotApi, ptb: telegram.Bot) -> None:
    assert ptb.id == api.bot.id
    keyboard = telegram.InlineKeyboardMarkup([[telegram.InlineKeyboardButton("Go", callback_data="go")]])
    sent = await ptb.send_message(ANN, "x", reply_markup=keyboard)
    assert sent.reply_markup == keyboard
    await api.say(ANN, "/watch BABA")
    await api.press(api.messages[0], "Go")
    api.block(ANN)
    api.migrate(GROUP, -1009)
    updates = await ptb.get_updates(timeout=0)
    assert updates[0].message is not None
    assert list(updates[0].message.parse_entities([telegram.MessageEntity.BOT_COMMAND]).values()) == ["/watch"]
    assert updates[1].callback_query is not None
    assert updates[1].callback_query.data == "go"
    assert updates[2].my_chat_member is not None
    assert updates[2].my_chat_member.new_chat_member.status == "kicked"
    assert updates[3].message is not None
    assert updates[3].message.migrate_to_chat_id == -1009
    assert updates[4].message is not None
    assert updates[4].message.migrate_from_chat_id == GROUP
    assert await ptb.answer_callback_query(updates[1].callback_query.id)
    assert await ptb.get_updates(offset=updates[-1].update_id + 1, timeout=0) == ()


@pytest.mark.asyncio
async def test_python_telegram_bot_sends_edits_deletes_and_asks(api: BotApi, ptb: telegram.Bot) -> None:
    sent = await ptb.send_message(
        ANN,
        "🏟 <b>up</b>",
        parse_mode="HTML",
        link_preview_options=telegram.LinkPreviewOptions(is_disabled=True),
        reply_markup=telegram.ReplyKeyboardMarkup([["A", "B"]]),
    )
    assert list(sent.parse_entities().values()) == ["up"]
    reply = await ptb.send_message(ANN, "x", reply_parameters=telegram.ReplyParameters(sent.message_id))
    assert reply.reply_to_message is not None
    edited = await ptb.edit_message_text("y", chat_id=ANN, message_id=reply.message_id)
    assert isinstance(edited, telegram.Message)
    assert edited.edit_date is not None
    assert await ptb.delete_message(ANN, reply.message_id)
    assert (await ptb.send_photo(ANN, PNG, caption="c")).photo
    assert (await ptb.send_voice(ANN, OGG, duration=2)).voice is not None
    document = (await ptb.send_document(ANN, b"x", filename="d.txt")).document
    assert document is not None
    assert document.file_name == "d.txt"
    assert (await ptb.get_chat(SUPER)).title == "Big desk"
    assert (await ptb.get_chat_member(SUPER, BOB)).status == "member"
    assert len(await ptb.get_chat_administrators(SUPER)) == 1
    scope = telegram.BotCommandScopeChat(ANN)
    assert await ptb.set_my_commands([("start", "Begin")], scope=scope)
    assert (await ptb.get_my_commands(scope=scope))[0].command == "start"
    assert api.commands[f"chat:{ANN}", ""] == [{"command": "start", "description": "Begin"}]
    assert await ptb.set_my_short_description("s")
    assert await ptb.send_chat_action(ANN, "typing")
    assert (await ptb.get_webhook_info()).pending_update_count == 0
    assert await ptb.leave_chat(SUPER)


# Merely making a RetryAfter warns of a change to come in python-telegram-bot.
@pytest.mark.filterwarnings("ignore::telegram.warnings.PTBDeprecationWarning")
@pytest.mark.asyncio
async def test_python_telegram_bot_names_every_error(api: BotApi, ptb: telegram.Bot) -> None:
    api.fail_next("sendMessage", 1, 429, retry_after=9, hold=False)
    with pytest.raises(RetryAfter, match="9"):
        await ptb.send_message(ANN, "x")
    api.block(ANN)
    with pytest.raises(Forbidden, match="blocked by the user"):
        await ptb.send_message(ANN, "x")
    api.migrate(GROUP, -1009)
    with pytest.raises(ChatMigrated) as moved:
        await ptb.send_message(GROUP, "x")
    assert moved.value.new_chat_id == -1009
    with pytest.raises(BadRequest, match="Chat not found"):
        await ptb.send_message(7, "x")
    api.fail_next("sendMessage", 1, "garbage")
    with pytest.raises(telegram.error.TelegramError):
        await ptb.send_message(BOB, "x")
    api.fail_next("sendMessage", 1, "accept_then_reset")
    with pytest.raises(NetworkError):
        await ptb.send_message(BOB, "x")
    assert len(api.messages) == 1
    api.fail_next("getUpdates", 1, 409)
    with pytest.raises(Conflict):
        await ptb.get_updates()
    api.token = "4242:another"
    with pytest.raises(InvalidToken):
        await ptb.get_me()


@pytest.mark.asyncio
async def test_a_file_that_somebody_sent_is_named_and_given(api: BotApi, client: Client) -> None:
    sent = await api.send_file(ANN, "voice", SentFile("v.ogg", "audio/ogg", OGG), seconds=7)
    assert sent["voice"]["duration"] == 7
    async with client.session.post(
        f"{api.base_url}{TOKEN}/getFile", json={"file_id": sent["voice"]["file_id"]}
    ) as response:
        found = (await response.json())["result"]
    assert found["file_size"] == len(OGG)
    async with client.session.get(f"{api.base_file_url}{TOKEN}/{found['file_path']}") as response:
        assert await response.read() == OGG
    async with client.session.get(f"{api.base_file_url}wrong/{found['file_path']}") as response:
        assert response.status == 404
    async with client.session.post(f"{api.base_url}{TOKEN}/getFile", json={"file_id": "nothing"}) as response:
        assert response.status == 400
