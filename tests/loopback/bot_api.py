"""A Telegram Bot API server on loopback, as strict as the real one, for tests.

It refuses what Telegram refuses, in Telegram's words, keeps Telegram's rate limits, and can be told to fail.
A test plays the people (`say`, `press`, `block`) and reads what the bot sent (`messages`, `wait_for`).
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import math
import re
import signal
import socket
import struct
import sys
import time
from collections import defaultdict, deque
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Literal, Self, overload
from urllib.parse import urlsplit

import aiohttp
from aiohttp import web

from tests.loopback.telegram_html import (
    BadEntities,
    BadUrlError,
    Entity,
    Parsed,
    check_url,
    finish,
    parse_raw,
    utf16_length,
)
from tests.loopback.telegram_html import parse as read_html

Json = dict[str, Any]

TOKEN: Final = "4242:TEST-loopback-token-of-no-value-0000000"
GROUP_ANONYMOUS_BOT: Final = 1087968824
MAX_TEXT: Final = 4096
MAX_CAPTION: Final = 1024
MAX_RAW_BYTES: Final = 1 << 15
MAX_PHOTO_BYTES: Final = 10 << 20
MAX_UPLOAD_BYTES: Final = 50 << 20
MAX_DOWNLOAD_BYTES = 20 << 20  # of a file that a bot may fetch

_SENDS = frozenset({"sendMessage", "sendPhoto", "sendVoice", "getFile", "sendDocument"})
_EDITS = frozenset({"editMessageText", "editMessageCaption", "editMessageReplyMarkup"})
_NEVER_BY_DEFAULT = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
_UPDATE_TYPES = frozenset(
    [
        "message",
        "edited_message",
        "channel_post",
        "edited_channel_post",
        "business_connection",
        "business_message",
        "edited_business_message",
        "deleted_business_messages",
        "message_reaction",
        "message_reaction_count",
        "inline_query",
        "chosen_inline_result",
        "callback_query",
        "shipping_query",
        "pre_checkout_query",
        "purchased_paid_media",
        "poll",
        "poll_answer",
        "my_chat_member",
        "chat_member",
        "chat_join_request",
        "chat_boost",
        "removed_chat_boost",
    ]
)
_ENTITY_TYPES = frozenset(
    [
        "mention",
        "hashtag",
        "cashtag",
        "bot_command",
        "url",
        "email",
        "phone_number",
        "bold",
        "italic",
        "underline",
        "strikethrough",
        "spoiler",
        "blockquote",
        "expandable_blockquote",
        "code",
        "pre",
        "text_link",
        "text_mention",
        "custom_emoji",
        "date_time",
    ]
)
# Telegram finds these by itself and forgets them when a bot names them.
_AUTOMATIC_ENTITIES = frozenset(
    ["mention", "hashtag", "cashtag", "bot_command", "url", "email", "phone_number", "date_time"]
)
_CHAT_ACTIONS = frozenset(
    [
        "typing",
        "upload_photo",
        "record_video",
        "upload_video",
        "record_voice",
        "upload_voice",
        "record_audio",
        "upload_audio",
        "upload_document",
        "choose_sticker",
        "find_location",
        "record_video_note",
        "upload_video_note",
    ]
)
_BUTTON_ACTIONS = (
    "url",
    "callback_data",
    "web_app",
    "login_url",
    "switch_inline_query",
    "switch_inline_query_current_chat",
    "switch_inline_query_chosen_chat",
    "copy_text",
    "callback_game",
    "pay",
)
_SCOPES = frozenset(
    [
        "default",
        "all_private_chats",
        "all_group_chats",
        "all_chat_administrators",
        "chat",
        "chat_administrators",
        "chat_member",
    ]
)
_COMMAND = re.compile(r"(?<![\w/@<>])/([A-Za-z0-9_]{1,64})(?:@([A-Za-z0-9_]{3,32}))?(?![\w/@])")
_MENTION = re.compile(r"(?<![\w@])@[A-Za-z0-9_]{4,32}\b")
_URL = re.compile(r"https?://[^\s<>\"]+[^\s<>\".,;:!?)]")
_DEFAULT_DESCRIPTIONS = {
    400: "Bad Request: scripted failure",
    401: "Unauthorized",
    403: "Forbidden: bot was blocked by the user",
    404: "Not Found",
    409: "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running",
    413: "Request Entity Too Large",
    500: "Internal Server Error",
    502: "Bad Gateway",
    503: "Service Unavailable",
    504: "Gateway Timeout",
}
_POLL_CONFLICT: Final = _DEFAULT_DESCRIPTIONS[409]


class ApiError(Exception):
    """An answer with ok=false."""

    def __init__(self, code: int, description: str, parameters: Json | None = None) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters


def _bad(description: str) -> ApiError:
    return ApiError(400, f"Bad Request: {description}")


@dataclass(slots=True)
class Chat:
    """A chat as the server knows it; a private chat bears the id of its user."""

    id: int
    type: str
    title: str | None = None
    first_name: str = ""
    last_name: str | None = None
    username: str | None = None
    language_code: str | None = None
    is_bot: bool = False
    started: bool = True
    blocked: bool = False
    kicked: bool = False
    left: bool = False
    deactivated: bool = False
    bot_is_admin: bool = False
    bot_can_post: bool = True
    migrated_to: int | None = None
    members: dict[int, str] = field(default_factory=dict)
    description: str | None = None
    # Of a forum its topics: whether each is open. 0 is General.
    topics: dict[int, bool] = field(default_factory=dict)

    @property
    def is_private(self) -> bool:
        return self.type == "private"

    def as_chat(self) -> Json:
        if self.is_private:
            found: Json = {"id": self.id, "first_name": self.first_name, "type": "private"}
            if self.last_name:
                found["last_name"] = self.last_name
        else:
            found = {"id": self.id, "title": self.title, "type": self.type}
        if self.username:
            found["username"] = self.username
        return found

    def as_user(self) -> Json:
        found: Json = {"id": self.id, "is_bot": self.is_bot, "first_name": self.first_name}
        for name in ("last_name", "username", "language_code"):
            if getattr(self, name):
                found[name] = getattr(self, name)
        return found


@dataclass(frozen=True, slots=True)
class SentFile:
    """A file as it came in."""

    filename: str
    content_type: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Version:
    """What a message said at one time."""

    text: str
    html: str
    entities: tuple[Entity, ...]
    reply_markup: Json | None
    at: float


@dataclass(slots=True)
class Sent:
    """A message that the server took from the bot; it changes with edits, `original` does not."""

    chat_id: int
    message_id: int
    text: str
    html: str
    entities: tuple[Entity, ...]
    reply_markup: Json | None
    method: str
    at: float
    date: int
    original: Version
    edits: list[Version] = field(default_factory=list)
    file: SentFile | None = None
    silent: bool = False
    reply_to: int | None = None
    link_preview_options: Json | None = None
    deleted: bool = False
    thread: int = 0

    def pieces(self, kind: str) -> list[str]:
        """The texts of the entities of one type."""
        parsed = Parsed(self.text, self.entities)
        return [parsed.of(entity) for entity in self.entities if entity.type == kind]

    @property
    def buttons(self) -> list[Json]:
        """All buttons of the inline or reply keyboard, in reading order."""
        markup = self.reply_markup or {}
        rows = markup.get("inline_keyboard") or markup.get("keyboard") or []
        return [{"text": button} if isinstance(button, str) else button for row in rows for button in row]


@dataclass(slots=True)
class Call:
    """One request; `status` is None until an answer went out, and stays so where none did."""

    method: str
    params: Json
    when: float
    status: int | None = None
    description: str | None = None


@dataclass(frozen=True, slots=True)
class CallbackAnswer:
    query_id: str
    text: str | None
    show_alert: bool
    url: str | None


@dataclass(slots=True)
class _Fault:
    method: str
    left: int
    kind: int | str
    description: str | None
    parameters: Json
    chat_id: int | None
    body: bytes
    http_status: int
    hold: bool


@dataclass(slots=True)
class _Query:
    user_id: int
    born: float
    dead: bool = False


@dataclass(slots=True)
class _Webhook:
    url: str
    secret: str
    max_connections: int
    last_error_date: int | None = None
    last_error_message: str | None = None


@dataclass(slots=True)
class _Waiter:
    test: Callable[[Sent], bool]
    future: asyncio.Future[Sent]


class _Params:
    """The parameters of a request, whatever the way they came: forms bring text, JSON brings values."""

    def __init__(self, values: Json, files: dict[str, SentFile]) -> None:
        self.values = values
        self.files = files

    def text(self, name: str) -> str:
        value = self.values.get(name)
        if value is None:
            return ""
        if isinstance(value, bool):
            return "true" if value else "false"
        return value if isinstance(value, str) else json.dumps(value)

    def number(self, name: str, default: int = 0) -> int:
        try:
            return int(self.text(name))
        except ValueError:
            return default

    def flag(self, name: str) -> bool:
        return self.text(name).strip().lower() in ("true", "yes", "1")

    def value(self, name: str, what: str) -> Any:
        """A parameter that is JSON inside; `what` is what Telegram calls it when it cannot read it."""
        value = self.values.get(name)
        if isinstance(value, str):
            if not value:
                return None
            try:
                return json.loads(value)
            except ValueError:
                raise _bad(f"can't parse {what} JSON object") from None
        return value


def _boolean(holder: Json, name: str, prefix: str = "") -> bool:
    value = holder.get(name, False)
    if not isinstance(value, bool):
        raise _bad(f'{prefix}{"F" if prefix else "f"}ield "{name}" must be of type Boolean')
    return value


def _entity_json(entity: Entity) -> Json:
    found: Json = {"type": entity.type, "offset": entity.offset, "length": entity.length}
    for name in ("url", "language", "custom_emoji_id", "unix_time"):
        if getattr(entity, name) is not None:
            found[name] = getattr(entity, name)
    if entity.user_id is not None:
        found["user"] = {"id": entity.user_id, "is_bot": False, "first_name": "User"}
    return found


def command_entities(text: str) -> list[Json]:
    """The entities that Telegram finds by itself in what people write: commands, mentions, links."""
    found = []
    for kind, pattern in (("bot_command", _COMMAND), ("mention", _MENTION), ("url", _URL)):
        for match in pattern.finditer(text):
            found.append(
                {
                    "type": kind,
                    "offset": utf16_length(text[: match.start()]),
                    "length": utf16_length(match[0]),
                }
            )
    found.sort(key=lambda entity: int(str(entity["offset"])))
    kept: list[Json] = []
    for entity in found:
        if not kept or entity["offset"] >= kept[-1]["offset"] + kept[-1]["length"]:
            kept.append(entity)
    return kept


def _image_size(data: bytes) -> tuple[int, int] | None:
    """Width and height of a PNG, GIF or JPEG; None for what Telegram would not take as a picture."""
    if data.startswith(b"\x89PNG\r\n\x1a\n") and len(data) >= 24:
        width, height = struct.unpack(">II", data[16:24])
        return int(width), int(height)
    if data[:6] in (b"GIF87a", b"GIF89a") and len(data) >= 10:
        width, height = struct.unpack("<HH", data[6:10])
        return int(width), int(height)
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        return 512, 512
    if not data.startswith(b"\xff\xd8"):
        return None
    at = 2
    while at + 9 < len(data) and data[at] == 0xFF:
        marker, size = data[at + 1], int.from_bytes(data[at + 2 : at + 4], "big")
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            return int.from_bytes(data[at + 7 : at + 9], "big"), int.from_bytes(data[at + 5 : at + 7], "big")
        at += 2 + size
    return None


def _inline_button(given: Any) -> Json:
    cannot = "can't parse inline keyboard button: "
    if not isinstance(given, dict):
        raise _bad(cannot + "InlineKeyboardButton must be an Object")
    button: Json = given
    if "text" not in button:
        raise _bad(cannot + 'Can\'t find field "text"')
    if not isinstance(button["text"], str):
        raise _bad(cannot + 'Field "text" must be of type String')
    # An empty string is no action to Telegram, except for the inline queries, which may be empty.
    actions = [
        name
        for name in _BUTTON_ACTIONS
        if name in button and (button[name] not in ("", None, False) or name.startswith("switch_inline"))
    ]
    if not actions:
        raise _bad(cannot + "Text buttons are unallowed in the inline keyboard")
    if len(actions) > 1:
        # Telegram takes the first and drops the others without a word; its documents ask for exactly one.
        raise _bad(cannot + "exactly one action must be used, found " + ", ".join(actions))
    if not button["text"].strip():
        raise _bad("inline keyboard button text must be non-empty")
    action = actions[0]
    if action == "url":
        url = str(button["url"])
        try:
            button = {**button, "url": check_url(url)}
        except BadUrlError as error:
            raise _bad(f"inline keyboard button URL '{url}' is invalid: {error}") from None
    elif action == "callback_data":
        if len(str(button["callback_data"]).encode()) > 64:
            raise _bad("BUTTON_DATA_INVALID")
    elif action == "web_app":
        url = str(button["web_app"].get("url", "")) if isinstance(button["web_app"], dict) else ""
        if not url.startswith("https://"):
            raise _bad(f"inline keyboard button Web App URL '{url}' is invalid: Only HTTPS links are allowed")
    elif action == "copy_text":
        copied = button["copy_text"].get("text", "") if isinstance(button["copy_text"], dict) else ""
        if not 1 <= len(copied) <= 256:
            raise _bad("BUTTON_COPY_TEXT_INVALID")
    elif action in ("pay", "callback_game"):
        raise _bad("BUTTON_TYPE_INVALID")
    return button


def _rows(markup: Json, name: str) -> list[list[Any]]:
    rows = markup[name]
    if not isinstance(rows, list):
        raise _bad(f'field "{name}" must be of type Array')
    if not all(isinstance(row, list) for row in rows):
        raise _bad(f'field "{name}" must be an Array of Arrays')
    return [row for row in rows if row]


def _reply_markup(params: _Params) -> Json | None:
    """The reply markup of a request after Telegram's checks; None where there is none."""
    markup = params.value("reply_markup", "reply keyboard markup")
    if markup is None:
        return None
    if not isinstance(markup, dict):
        raise _bad("object expected as reply markup")
    if "keyboard" in markup:
        rows = _rows(markup, "keyboard")
        for row in rows:
            for button in row:
                text = button.get("text") if isinstance(button, dict) else button
                if text is None:
                    raise _bad("can't parse keyboard button: Can't find field \"text\"")
                if not isinstance(text, str):
                    raise _bad('can\'t parse keyboard button: Field "text" must be of type String')
                if not text.strip():
                    raise _bad("keyboard button text must be non-empty")
        for name in ("resize_keyboard", "one_time_keyboard", "selective", "is_persistent"):
            _boolean(markup, name)
        return {**markup, "keyboard": rows}
    if "inline_keyboard" in markup:
        rows = [[_inline_button(button) for button in row] for row in _rows(markup, "inline_keyboard")]
        if sum(map(len, rows)) > 100:
            raise _bad("REPLY_MARKUP_TOO_LONG")
        return {"inline_keyboard": rows} if rows else None
    for name in ("remove_keyboard", "force_reply"):
        if name in markup:
            _boolean(markup, "selective")
            return markup if _boolean(markup, name) else None
    return None


def _inline_only(params: _Params) -> Json | None:
    markup = _reply_markup(params)
    if markup is not None and "inline_keyboard" not in markup:
        raise _bad("inline keyboard expected")
    return markup


def _explicit_entities(value: Any) -> list[Entity]:
    if not isinstance(value, list):
        return []
    found = []
    cannot = "can't parse MessageEntity: "
    for item in value:
        if not isinstance(item, dict):
            raise _bad(cannot + "expected an Object")
        for name in ("offset", "length", "type"):
            if name not in item:
                raise _bad(cannot + f'Can\'t find field "{name}"')
        kind = item["type"]
        if kind not in _ENTITY_TYPES:
            raise _bad(cannot + "Unsupported type specified")
        if kind in _AUTOMATIC_ENTITIES:
            continue
        url = None
        if kind == "text_link":
            if "url" not in item:
                raise _bad(cannot + 'Can\'t find field "url"')
            try:
                url = check_url(str(item["url"]))
            except BadUrlError as error:
                raise _bad(f"entity URL '{item['url']}' is invalid: {error}") from None
        if kind == "custom_emoji" and "custom_emoji_id" not in item:
            raise _bad(cannot + 'Can\'t find field "custom_emoji_id"')
        if kind == "text_mention" and "user" not in item:
            raise _bad(cannot + 'Can\'t find field "user"')
        found.append(
            Entity(
                kind,
                int(item["offset"]),
                int(item["length"]),
                url=url,
                language=(item.get("language") or None) if kind == "pre" else None,
                custom_emoji_id=str(item["custom_emoji_id"]) if kind == "custom_emoji" else None,
                user_id=int(item["user"]["id"]) if kind == "text_mention" else None,
            )
        )
    return found


def _formatted(params: _Params, name: str, entities_name: str) -> Parsed:
    """The text of a message or a caption with its formatting; blank text comes back empty."""
    raw = params.text(name)
    if len(raw.encode("utf-8", "surrogatepass")) > MAX_RAW_BYTES:
        raise _bad("text is too long")
    mode = params.text("parse_mode").lower()
    try:
        if mode in ("", "none"):
            entities = _explicit_entities(params.value(entities_name, "entities"))
            return finish(raw, entities)
        if mode == "html":
            return finish(*parse_raw(raw))
    except BadEntities as error:
        raise ApiError(400, error.message) from None
    if mode in ("markdown", "markdownv2"):
        raise _bad("this loopback server reads no Markdown, use HTML")
    raise _bad("unsupported parse_mode")


def _link_preview_options(params: _Params) -> Json | None:
    options = params.value("link_preview_options", "link preview options")
    if options is None:
        return {"is_disabled": True} if params.flag("disable_web_page_preview") else None
    if not isinstance(options, dict):
        raise _bad("object expected as link preview options")
    for name in ("is_disabled", "prefer_small_media", "prefer_large_media", "show_above_text"):
        _boolean(options, name)
    if options.get("url"):
        try:
            check_url(str(options["url"]))
        except BadUrlError:
            raise _bad("WEBPAGE_URL_INVALID") from None
    return options


class _Limits:
    """Telegram's limits: a sliding second for all, a bucket a private chat, a minute a group."""

    def __init__(self, owner: BotApi) -> None:
        self.owner = owner
        self.held_until = -math.inf
        self.recent: deque[float] = deque()
        self.buckets: dict[int, tuple[float, float]] = {}
        self.groups: defaultdict[int, deque[float]] = defaultdict(deque)

    def hold(self, seconds: float) -> None:
        self.held_until = max(self.held_until, self.owner.clock() + seconds)

    def check_hold(self) -> None:
        left = self.held_until - self.owner.clock()
        if left > 0:
            raise _too_many(math.ceil(left))

    def take(self, chat: Chat) -> None:
        """Counts one message to a chat, or refuses it."""
        owner, now = self.owner, self.owner.clock()
        self.check_hold()
        while self.recent and now - self.recent[0] >= 1.0:
            self.recent.popleft()
        if len(self.recent) >= owner.global_per_second:
            after = owner.global_retry_after
            self.hold(after)
            raise _too_many(after)
        if chat.is_private:
            tokens, since = self.buckets.get(chat.id, (float(owner.private_burst), now))
            tokens = min(float(owner.private_burst), tokens + (now - since) * owner.private_per_second)
            # Without the grain, a sender that waits just the time it was told meets 0.9999 tokens.
            if tokens < 1.0 - 1e-6:
                self.buckets[chat.id] = (tokens, now)
                raise _too_many(math.ceil((1.0 - tokens) / owner.private_per_second - 1e-6))
            self.buckets[chat.id] = (tokens - 1.0, now)
        else:
            minute = self.groups[chat.id]
            while minute and now - minute[0] >= 60.0:
                minute.popleft()
            if len(minute) >= owner.group_per_minute:
                raise _too_many(math.ceil(minute[0] + 60.0 - now))
            minute.append(now)
        self.recent.append(now)


def _too_many(seconds: int) -> ApiError:
    seconds = max(1, seconds)
    return ApiError(429, f"Too Many Requests: retry after {seconds}", {"retry_after": seconds})


Handler = Callable[[_Params], Awaitable[Any]]


class BotApi:
    """The server, and the test's hand on it. Use it as `async with BotApi() as api:`."""

    def __init__(
        self,
        token: str = TOKEN,
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        limits: bool = True,
        privacy_mode: bool = True,
        accept_any_chat: bool = False,
        journal: Path | str | None = None,
        username: str = "loopback_bot",
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.token = token
        self.host = host
        self.port = port
        self.limits = limits
        self.privacy_mode = privacy_mode
        self.accept_any_chat = accept_any_chat
        self.clock = clock
        self.latency = 0.0
        self.global_per_second = 30
        self.global_retry_after = 1
        self.private_burst = 3
        self.private_per_second = 1.0
        self.group_per_minute = 20
        self.callback_lifetime = 15.0
        self.webhook_retry = 0.05
        self.max_poll_timeout = 50

        self.messages: list[Sent] = []
        self.calls: list[Call] = []
        self.offers: dict[str, list[Json]] = {}
        self.answers: list[CallbackAnswer] = []
        self.actions: list[tuple[int, str]] = []
        self.drafts: list[tuple[int, int, str]] = []
        self.commands: dict[tuple[str, str], list[Json]] = {}
        self.descriptions: dict[str, str] = {}
        self.short_descriptions: dict[str, str] = {}
        self.names: dict[str, str] = {}
        self.confirmed_offset = 0
        self.chats: dict[int, Chat] = {}

        self.bot = Chat(
            int(token.partition(":")[0]), "private", first_name="Loopback", username=username, is_bot=True
        )
        self._journal_path = Path(journal) if journal is not None else None
        self._limiter = _Limits(self)
        self._faults: list[_Fault] = []
        self._down = False
        self._store: dict[tuple[int, int], Json] = {}
        self._sent: dict[tuple[int, int], Sent] = {}
        self._shared_ids = 100
        self._chat_ids: defaultdict[int, int] = defaultdict(int)
        self._files: dict[str, SentFile] = {}
        self._queries: dict[str, _Query] = {}
        self._next_query = 5_000_000_000
        self._updates: deque[Json] = deque()
        self._next_update = 700_000_001
        self._allowed: frozenset[str] | None = None
        self._news = asyncio.Event()
        self._poll: asyncio.Future[str] | None = None
        self._webhook: _Webhook | None = None
        self._webhook_task: asyncio.Task[None] | None = None
        self._transports: set[asyncio.BaseTransport] = set()
        self._waiters: list[_Waiter] = []
        self._change_waiters: set[asyncio.Future[None]] = set()
        self._hung: asyncio.Event = asyncio.Event()
        self._runner: web.ServerRunner | None = None
        self._methods: dict[str, tuple[str, Handler]] = {
            name.lower(): (name, getattr(self, "_do_" + name)) for name in _METHODS
        }

    # -- life ------------------------------------------------------------------------------------------------

    async def __aenter__(self) -> Self:
        server = web.Server(self._serve, handler_cancellation=True, access_log=None)
        self._runner = web.ServerRunner(server, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, self.host, self.port)
        await site.start()
        self.port = int(self._runner.addresses[0][1])
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def close(self) -> None:
        self._hung.set()
        await self._stop_webhook()
        self._end_poll("Conflict: the server stops")
        for transport in list(self._transports):
            _reset(transport)
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    @property
    def root(self) -> str:
        """Where it listens, as `http://127.0.0.1:port`: what aiogram's TelegramAPIServer.from_base takes."""
        return f"http://{self.host}:{self.port}"

    @property
    def base_url(self) -> str:
        """The root with `/bot`: what python-telegram-bot's base_url takes."""
        return self.root + "/bot"

    @property
    def base_file_url(self) -> str:
        return self.root + "/file/bot"

    # -- the test's side: people -----------------------------------------------------------------------------

    def user(
        self,
        user_id: int,
        *,
        first_name: str = "Ann",
        last_name: str | None = None,
        username: str | None = None,
        language_code: str | None = "en",
        started: bool = True,
    ) -> Chat:
        """Makes a user known; one that has not started the bot cannot be written to."""
        chat = Chat(
            user_id,
            "private",
            first_name=first_name,
            last_name=last_name,
            username=username,
            language_code=language_code,
            started=started,
        )
        self.chats[user_id] = chat
        return chat

    def group(
        self,
        chat_id: int,
        title: str = "Group",
        *,
        members: dict[int, str] | None = None,
        bot_is_admin: bool = False,
    ) -> Chat:
        """Makes a group known: a supergroup where the id begins with -100, else a basic group."""
        if chat_id >= 0:
            raise ValueError("the id of a group is negative")
        kind = "supergroup" if chat_id < -1_000_000_000_000 else "group"
        chat = Chat(chat_id, kind, title=title, members=dict(members or {}), bot_is_admin=bot_is_admin)
        self.chats[chat_id] = chat
        return chat

    def channel(self, chat_id: int, title: str = "Channel", *, members: dict[int, str] | None = None) -> Chat:
        """Makes a channel known."""
        chat = Chat(chat_id, "channel", title=title, members=dict(members or {}))
        self.chats[chat_id] = chat
        return chat

    def admit(self, chat_id: int, *, by: int, can_post: bool = True) -> None:
        """An admin of a channel makes the bot one, with the right to post or without."""
        chat = self._known(chat_id)
        before = "administrator" if chat.bot_is_admin else "left"
        chat.kicked = chat.left = False
        chat.bot_is_admin, chat.bot_can_post = True, can_post
        self._membership(chat, before, "administrator", by)

    async def post(self, chat_id: int, text: str) -> Json:
        """An admin of a channel posts: nobody is its author."""
        chat = self._known(chat_id)
        message: Json = {"message_id": self._new_id(chat), "chat": chat.as_chat(), "sender_chat": chat.as_chat()}
        message |= {"date": int(time.time()), "text": text}
        if entities := command_entities(text):
            message["entities"] = entities
        self._store[chat.id, message["message_id"]] = message
        if chat.bot_is_admin:
            self._emit("channel_post", message)
        return message

    async def say(
        self,
        user_or_chat: int | Chat,
        text: str,
        *,
        chat: int | Chat | None = None,
        reply_to: int | None = None,
        thread: int = 0,
    ) -> Json:
        """A person writes; a group in the place of the person is an anonymous admin. Gives the message.

        In a group a bot in privacy mode sees only what is meant for it, as at Telegram.
        """
        sender = self._known(user_or_chat)
        place = self._known(chat) if chat is not None else sender
        if place.is_private and place.blocked:
            raise RuntimeError("a user who blocked the bot cannot write to it: unblock first")
        if place.is_private:
            place.started = True
        message: Json = {"message_id": self._new_id(place), "from": self._as_sender(sender)}
        if not sender.is_private:
            message["sender_chat"] = sender.as_chat()
        elif not place.is_private:
            place.members.setdefault(sender.id, "member")
        message |= {"chat": place.as_chat(), "date": int(time.time()), "text": text}
        if entities := command_entities(text):
            message["entities"] = entities
        if thread:
            if not place.topics.get(thread, False):
                raise LookupError(f"no open topic {thread}")
            message |= {"message_thread_id": thread, "is_topic_message": True}
        replied = self._store.get((place.id, reply_to)) if reply_to is not None else None
        if replied is not None:
            message["reply_to_message"] = _without_reply(replied)
        self._store[place.id, message["message_id"]] = message
        if self._sees(place, message):
            self._emit("message", message)
        return message

    async def send_file(
        self, user: int, kind: Literal["voice", "photo", "document"], file: SentFile, *, seconds: int = 3
    ) -> Json:
        """A person sends a voice message or a picture to the bot. Gives the message."""
        sender = self._known(user)
        sender.started = True
        file_id = f"loopback-{kind}-from-{user}-{len(self._files) + 1}"
        self._files[file_id] = file
        named = {"file_id": file_id, "file_unique_id": file_id[-12:], "file_size": len(file.data)}
        content: Json
        if kind == "voice":
            content = {"voice": {**named, "duration": seconds, "mime_type": file.content_type}}
        elif kind == "photo":
            small = {**named, "file_id": f"{file_id}-small", "width": 90, "height": 60}
            content = {"photo": [small, {**named, "width": 1280, "height": 853}]}
        else:
            content = {"document": {**named, "file_name": file.filename, "mime_type": file.content_type}}
        message: Json = {"message_id": self._new_id(sender), "from": sender.as_user(), "chat": sender.as_chat()}
        message |= {"date": int(time.time()), **content}
        self._store[sender.id, message["message_id"]] = message
        self._emit("message", message)
        return message

    def _give_file(self, token: str, name: str) -> web.Response:
        found = self._files.get(name)
        if token != self.token or found is None:
            return _answer_error(ApiError(404, "Not Found"))
        return web.Response(body=found.data, content_type="application/octet-stream")

    async def _do_getFile(self, params: _Params) -> Json:  # noqa: N802
        name = params.text("file_id")
        found = self._files.get(name)
        if found is None:
            raise _bad("wrong file_id or the file is temporarily unavailable")
        if len(found.data) > MAX_DOWNLOAD_BYTES:
            raise _bad("file is too big")
        told = {"file_id": name, "file_unique_id": name[-12:], "file_size": len(found.data)}
        return {**told, "file_path": f"files/{name}"}

    async def ask_inline(self, user: int | Chat, query: str) -> str:
        """A person types behind the bot's name in some chat; gives the id of the query."""
        self._next_query += 1
        query_id = str(self._next_query)
        self._queries[query_id] = _Query(self._known(user).id, self.clock())
        self._emit(
            "inline_query", {"id": query_id, "from": self._known(user).as_user(), "query": query, "offset": ""}
        )
        return query_id

    async def press(self, message: Sent | int, data_or_label: str, user: int | Chat | None = None) -> str:
        """A person presses a button of a message; gives the id of the query (or "" for a reply keyboard).

        A button that is not there cannot be pressed: LookupError.
        """
        sent = message if isinstance(message, Sent) else next(m for m in self.messages if m.message_id == message)
        place = self._known(sent.chat_id)
        presser = self._known(user) if user is not None else place
        if not presser.is_private:
            raise ValueError("say who presses a button in a group")
        if sent.deleted:
            raise LookupError("the message was deleted")
        for button in sent.buttons:
            if data_or_label not in (button.get("callback_data"), button["text"]):
                continue
            if "keyboard" in (sent.reply_markup or {}):
                await self.say(presser, button["text"], chat=place)
                return ""
            if "callback_data" not in button:
                raise LookupError(f"the button {button['text']!r} sends nothing to the bot")
            self._next_query += 1
            query_id = str(self._next_query)
            self._queries[query_id] = _Query(presser.id, self.clock())
            self._emit(
                "callback_query",
                {
                    "id": query_id,
                    "from": presser.as_user(),
                    "message": self._store[sent.chat_id, sent.message_id],
                    "chat_instance": str(-(abs(sent.chat_id) * 7919 + 1)),
                    "data": button["callback_data"],
                },
            )
            return query_id
        raise LookupError(f"no button {data_or_label!r} among {[b['text'] for b in sent.buttons]}")

    def block(self, chat_id: int, *, by: int | None = None) -> None:
        """A user blocks the bot, or a group kicks it."""
        chat = self._known(chat_id)
        if chat.is_private:
            chat.blocked = True
        else:
            chat.kicked = True
        self._membership(chat, "administrator" if chat.bot_is_admin else "member", "kicked", by)

    def unblock(self, chat_id: int, *, by: int | None = None) -> None:
        chat = self._known(chat_id)
        chat.blocked = chat.kicked = chat.left = False
        self._membership(chat, "kicked", "member", by)

    def join(self, chat_id: int, *, by: int | None = None) -> None:
        """Someone takes the bot into a group."""
        chat = self._known(chat_id)
        chat.kicked = chat.left = False
        self._membership(chat, "left", "member", by)

    def deactivate(self, user_id: int) -> None:
        """The user deletes the account; Telegram tells the bot nothing."""
        self._known(user_id).deactivated = True

    def migrate(self, old: int, new: int) -> Chat:
        """A basic group becomes a supergroup: both chats get their service message."""
        before = self._known(old)
        after = self.group(new, before.title or "Group", members=before.members, bot_is_admin=before.bot_is_admin)
        before.migrated_to = new
        actor = self._as_sender(before)
        for place, extra in ((before, {"migrate_to_chat_id": new}), (after, {"migrate_from_chat_id": old})):
            message: Json = {
                "message_id": self._new_id(place),
                "from": actor,
                "sender_chat": place.as_chat(),
                "chat": place.as_chat(),
                "date": int(time.time()),
                **extra,
            }
            self._store[place.id, message["message_id"]] = message
            self._emit("message", message)
        return after

    def expire_queries(self) -> None:
        """All presses until now are too old to be answered."""
        for query in self._queries.values():
            query.dead = True

    # -- the test's side: faults -----------------------------------------------------------------------------

    def fail_next(
        self,
        method: str,
        n: int = 1,
        fault: int | str = 500,
        *,
        description: str | None = None,
        retry_after: int | None = None,
        migrate_to_chat_id: int | None = None,
        chat_id: int | None = None,
        body: bytes = b"",
        http_status: int | None = None,
        hold: bool = True,
    ) -> None:
        """Makes the next n calls of a method ("*": any) fail.

        `fault` is an HTTP status (nothing is done), "reset", "hang", "html" (a proxy's page, 502 unless
        http_status says otherwise), "garbage" (200 with what is no JSON); or one of these with "accept_then_"
        before it, as in "accept_then_reset" or "accept_then_500": the work is done and only the answer fails.
        A 429 with `hold` refuses everything sent until its time is over, as a flood wait does.
        """
        base = fault.removeprefix("accept_then_") if isinstance(fault, str) else fault
        if isinstance(base, str) and base not in ("reset", "hang", "html", "garbage") and not base.isdigit():
            raise ValueError(f"no such fault: {fault}")
        parameters: Json = {}
        if retry_after is not None or base in (429, "429"):
            parameters["retry_after"] = retry_after or 1
        if migrate_to_chat_id is not None:
            parameters["migrate_to_chat_id"] = migrate_to_chat_id
        status = http_status or (502 if base == "html" else 200)
        self._faults.append(_Fault(method.lower(), n, fault, description, parameters, chat_id, body, status, hold))

    def flood(self, seconds: int) -> None:
        """A global flood wait from now on: everything sent gets 429 until it is over."""
        self._limiter.hold(seconds)

    def heal(self) -> None:
        """Forgets all scripted faults."""
        self._faults.clear()

    @property
    def down(self) -> bool:
        return self._down

    @down.setter
    def down(self, value: bool) -> None:
        # While down every connection, kept or new, is reset: what was under way breaks too.
        self._down = value
        if value:
            for transport in list(self._transports):
                _reset(transport)

    # -- the test's side: looking on -------------------------------------------------------------------------

    def sent_to(self, chat_id: int) -> list[Sent]:
        return [message for message in self.messages if message.chat_id == chat_id]

    @property
    def pending(self) -> list[Json]:
        """The updates that the bot has not confirmed."""
        return list(self._updates)

    @property
    def last_update_id(self) -> int:
        return self._next_update - 1

    @overload
    async def wait_for(self, wanted: int, timeout: float = 5) -> list[Sent]: ...  # noqa: ASYNC109

    @overload
    async def wait_for(self, wanted: Callable[[Sent], bool], timeout: float = 5) -> Sent: ...  # noqa: ASYNC109

    async def wait_for(
        self,
        wanted: int | Callable[[Sent], bool],
        timeout: float = 5,  # noqa: ASYNC109 - the failure names what was sent instead
    ) -> Sent | list[Sent]:
        """The first message that fits, new or edited; for a number, all messages once there are so many."""
        if isinstance(wanted, int):
            count = wanted
            if len(self.messages) < count:
                await self._await_message(lambda _: len(self.messages) >= count, timeout, f"{count} messages")
            return list(self.messages)
        for message in self.messages:
            if wanted(message):
                return message
        return await self._await_message(wanted, timeout, "the message")

    async def wait_until(self, condition: Callable[[], bool], timeout: float = 5) -> None:  # noqa: ASYNC109
        """Waits for a condition on this server; it is looked at after every call, answer and update."""
        deadline = time.monotonic() + timeout
        while not condition():
            future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
            self._change_waiters.add(future)
            try:
                await asyncio.wait_for(future, max(0.0, deadline - time.monotonic()))
            except TimeoutError:
                if condition():
                    return
                raise TimeoutError(f"not within {timeout} s; {self._summary()}") from None
            finally:
                self._change_waiters.discard(future)

    async def wait_for_call(self, method: str, n: int = 1, timeout: float = 5) -> list[Call]:  # noqa: ASYNC109
        """The answered calls of a method, once there are n."""

        def found() -> list[Call]:
            return [c for c in self.calls if c.method.lower() == method.lower() and c.status is not None]

        await self.wait_until(lambda: len(found()) >= n, timeout)
        return found()

    async def wait_confirmed(self, update_id: int | None = None, timeout: float = 5) -> None:  # noqa: ASYNC109
        """Waits until the bot confirmed an update (the last one, unless named)."""
        wanted = self.last_update_id if update_id is None else update_id
        await self.wait_until(lambda: self.confirmed_offset > wanted, timeout)

    # -- inside ----------------------------------------------------------------------------------------------

    def _summary(self) -> str:
        last = [(m.chat_id, m.text[:60]) for m in self.messages[-5:]]
        calls = [(c.method, c.status, c.description) for c in self.calls[-5:]]
        return f"{len(self.messages)} messages, the last: {last}; the last calls: {calls}"

    async def _await_message(self, test: Callable[[Sent], bool], seconds: float, what: str) -> Sent:
        waiter = _Waiter(test, asyncio.get_running_loop().create_future())
        self._waiters.append(waiter)
        try:
            return await asyncio.wait_for(waiter.future, seconds)
        except TimeoutError:
            raise TimeoutError(f"{what} did not come within {seconds} s; {self._summary()}") from None
        finally:
            self._waiters.remove(waiter)

    def _noticed(self, message: Sent) -> None:
        for waiter in self._waiters:
            if waiter.future.done():
                continue
            try:
                fits = waiter.test(message)
            except Exception as error:  # noqa: BLE001 - the test's own mistake belongs to the test
                waiter.future.set_exception(error)
                continue
            if fits:
                waiter.future.set_result(message)
        self._changed()

    def _changed(self) -> None:
        for future in self._change_waiters:
            if not future.done():
                future.set_result(None)

    def _known(self, who: int | Chat) -> Chat:
        if isinstance(who, Chat):
            return who
        return self.chats[who]

    def _as_sender(self, sender: Chat) -> Json:
        if sender.is_private:
            return sender.as_user()
        return {
            "id": GROUP_ANONYMOUS_BOT,
            "is_bot": True,
            "first_name": "Group",
            "username": "GroupAnonymousBot",
        }

    def _new_id(self, chat: Chat) -> int:
        # Supergroups number their messages by themselves, all other chats of a bot share one count.
        if chat.type == "supergroup":
            self._chat_ids[chat.id] += 1
            return self._chat_ids[chat.id]
        self._shared_ids += 1
        return self._shared_ids

    def _sees(self, place: Chat, message: Json) -> bool:
        if place.is_private:
            return True
        if place.kicked or place.left:
            return False
        text: str = message["text"]
        addressed = [match[2] for match in _COMMAND.finditer(text) if match.start() == 0]
        if addressed and addressed[0]:
            return str(addressed[0]).lower() == (self.bot.username or "").lower()
        if not self.privacy_mode or place.bot_is_admin or addressed:
            return True
        replied = message.get("reply_to_message", {}).get("from", {}).get("id")
        return replied == self.bot.id or f"@{self.bot.username}".lower() in text.lower()

    @staticmethod
    def _rights_in(chat: Chat, status: str) -> Json:
        channel = chat.type == "channel" and status == "administrator"
        return {"can_post_messages": chat.bot_can_post, "can_edit_messages": chat.bot_can_post} if channel else {}

    def _member(self, status: str, user: Json) -> Json:
        member: Json = {"user": user, "status": status}
        if status == "kicked":
            member["until_date"] = 0
        elif status == "creator":
            member["is_anonymous"] = False
        elif status == "administrator":
            member |= dict.fromkeys(
                (
                    "can_be_edited",
                    "is_anonymous",
                    "can_promote_members",
                    "can_post_stories",
                    "can_edit_stories",
                    "can_delete_stories",
                    "can_send_welcome_messages",
                ),
                False,
            )
            member |= dict.fromkeys(
                (
                    "can_manage_chat",
                    "can_delete_messages",
                    "can_manage_video_chats",
                    "can_restrict_members",
                    "can_change_info",
                    "can_invite_users",
                    "can_pin_messages",
                ),
                True,
            )
        return member

    def _bot_user(self) -> Json:
        return self.bot.as_user()

    def _membership(self, chat: Chat, before: str, after: str, by: int | None) -> None:
        if by is not None:
            actor = self._known(by).as_user()
        elif chat.is_private:
            actor = chat.as_user()
        else:
            actor = self._as_sender(chat)
        self._emit(
            "my_chat_member",
            {
                "chat": chat.as_chat(),
                "from": actor,
                "date": int(time.time()),
                "old_chat_member": self._member(before, self._bot_user()),
                "new_chat_member": self._member(after, self._bot_user()) | self._rights_in(chat, after),
            },
        )

    def _emit(self, kind: str, payload: Json) -> None:
        allowed = kind not in _NEVER_BY_DEFAULT if self._allowed is None else kind in self._allowed
        if not allowed:
            return
        # A copy: an edit later must not change what was said in an update before.
        self._updates.append({"update_id": self._next_update, kind: json.loads(json.dumps(payload))})
        self._next_update += 1
        self._news.set()
        self._changed()

    # -- HTTP ------------------------------------------------------------------------------------------------

    async def _serve(self, request: web.BaseRequest) -> web.StreamResponse:
        transport = request.transport
        if transport is not None:
            self._transports.add(transport)
        try:
            return await self._route(request, transport)
        finally:
            if transport is not None:
                self._transports.discard(transport)

    async def _route(self, request: web.BaseRequest, transport: asyncio.BaseTransport | None) -> web.StreamResponse:
        if self._down:
            return _drop(transport)
        if asked := re.fullmatch(r"/file/bot([^/]+)/files/(.+)", request.path):
            return self._give_file(asked[1], asked[2])
        found = re.fullmatch(r"/bot([^/]+)/([A-Za-z_]+)/?", request.path)
        if found is None:
            return _answer_error(ApiError(404, "Not Found"))
        if found[1] != self.token:
            return _answer_error(ApiError(401, "Unauthorized"))
        try:
            params = await _read(request)
        except ApiError as error:
            return _answer_error(error)
        known = self._methods.get(found[2].lower())
        name = known[0] if known else found[2]
        call = Call(name, {**params.values, **params.files}, self.clock())
        self.calls.append(call)
        self._changed()
        fault = self._fault_for(name, params)
        if fault is not None and not (isinstance(fault.kind, str) and fault.kind.startswith("accept_then_")):
            return await self._fail(fault.kind, fault, call, transport)
        if known is None:
            return self._refused(call, ApiError(404, "Not Found"))
        try:
            result = await known[1](params)
        except ApiError as error:
            await self._lag(name)
            return self._refused(call, error)
        if fault is not None:
            return await self._fail(str(fault.kind).removeprefix("accept_then_"), fault, call, transport)
        await self._lag(name)
        if self.down:  # it may have gone down while this was under way
            return _drop(transport)
        self._close_call(call, 200)
        answer: Json = {"ok": True, "result": result}
        if name in _WORDED:
            answer["description"] = _WORDED[name]
        return _json(answer)

    async def _lag(self, name: str) -> None:
        # A long poll waits by itself; the latency is for the calls that do something.
        if self.latency > 0 and name != "getUpdates":
            await asyncio.sleep(self.latency)

    def _close_call(self, call: Call, status: int, description: str | None = None) -> None:
        call.status = status
        call.description = description
        self._changed()

    def _refused(self, call: Call, error: ApiError) -> web.Response:
        self._close_call(call, error.code, error.description)
        return _answer_error(error)

    def _fault_for(self, name: str, params: _Params) -> _Fault | None:
        for fault in self._faults:
            if fault.method not in ("*", name.lower()):
                continue
            if fault.chat_id is not None and params.text("chat_id") != str(fault.chat_id):
                continue
            fault.left -= 1
            if fault.left <= 0:
                self._faults.remove(fault)
            return fault
        return None

    async def _fail(
        self, kind: int | str, fault: _Fault, call: Call, transport: asyncio.BaseTransport | None
    ) -> web.StreamResponse:
        if kind == "reset":
            return _drop(transport)
        if kind == "hang":
            await self._hung.wait()
            return _drop(transport)
        if kind == "html":
            body = fault.body or b"<html><head><title>502 Bad Gateway</title></head><body>nginx</body></html>"
            self._close_call(call, fault.http_status)
            return web.Response(status=fault.http_status, body=body, content_type="text/html")
        if kind == "garbage":
            self._close_call(call, fault.http_status)
            body = fault.body or b'{"ok":true,"result":{"message_'
            return web.Response(status=fault.http_status, body=body, content_type="application/json")
        code = int(kind)
        if code == 429:
            if fault.hold:
                self._limiter.hold(fault.parameters["retry_after"])
            return self._refused(call, _too_many(fault.parameters["retry_after"]))
        description = fault.description or _DEFAULT_DESCRIPTIONS.get(code, "Internal Server Error")
        return self._refused(call, ApiError(code, description, fault.parameters or None))

    # -- updates ---------------------------------------------------------------------------------------------

    def _set_allowed(self, params: _Params) -> None:
        if "allowed_updates" not in params.values:
            return
        wanted = params.value("allowed_updates", "allowed updates")
        if not isinstance(wanted, list):
            raise _bad("allowed_updates must be an Array of String")
        known = frozenset(name for name in wanted if name in _UPDATE_TYPES)
        # An empty list is the default again; names that Telegram does not know are dropped without a word.
        self._allowed = known or None

    def _end_poll(self, reason: str) -> None:
        if self._poll is not None and not self._poll.done():
            self._poll.set_result(reason)
        self._poll = None

    def _confirm(self, offset: int) -> None:
        if offset > 0:
            while self._updates and self._updates[0]["update_id"] < offset:
                self._updates.popleft()
            # An offset past what exists confirms no more than exists.
            self.confirmed_offset = max(self.confirmed_offset, min(offset, self._next_update))
        elif offset < 0:
            while len(self._updates) > -offset:
                self._updates.popleft()
            if self._updates:
                self.confirmed_offset = max(self.confirmed_offset, self._updates[0]["update_id"])
        self._changed()

    async def _do_getUpdates(self, params: _Params) -> list[Json]:  # noqa: N802
        if self._webhook is not None:
            raise ApiError(
                409,
                "Conflict: can't use getUpdates method while webhook is active; "
                "use deleteWebhook to delete the webhook first",
            )
        self._end_poll(_POLL_CONFLICT)
        self._set_allowed(params)
        self._confirm(params.number("offset"))
        limit = params.number("limit", 100)
        limit = limit if 1 <= limit <= 100 else 100
        timeout = min(max(params.number("timeout"), 0), self.max_poll_timeout)
        if not self._updates and timeout > 0:
            await self._long_poll(timeout)
        return [self._updates[i] for i in range(min(limit, len(self._updates)))]

    async def _long_poll(self, seconds: float) -> None:
        loop = asyncio.get_running_loop()
        ended: asyncio.Future[str] = loop.create_future()
        self._poll = ended
        deadline = loop.time() + seconds
        try:
            while not self._updates and loop.time() < deadline:
                self._news.clear()
                news = asyncio.ensure_future(self._news.wait())
                both: tuple[asyncio.Future[Any], ...] = (news, ended)
                try:
                    await asyncio.wait(both, timeout=deadline - loop.time(), return_when=asyncio.FIRST_COMPLETED)
                finally:
                    news.cancel()
                if ended.done():
                    raise ApiError(409, ended.result())
        finally:
            if self._poll is ended:
                self._poll = None

    async def _do_setWebhook(self, params: _Params) -> bool:  # noqa: N802
        url = params.text("url")
        if not url:
            return await self._do_deleteWebhook(params)
        parts = urlsplit(url)
        loopback = parts.hostname in ("127.0.0.1", "localhost", "::1")
        # Telegram asks for HTTPS on 443, 80, 88 or 8443; a test on loopback has neither of them.
        if not loopback:
            if parts.scheme != "https":
                raise _bad("bad webhook: An HTTPS URL must be provided for webhook")
            if (parts.port or 443) not in (80, 88, 443, 8443):
                raise _bad("bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443")
        secret = params.text("secret_token")
        if len(secret) > 256:
            raise _bad("secret token is too long")
        if not re.fullmatch(r"[A-Za-z0-9_-]*", secret):
            raise _bad("secret token contains unallowed characters")
        self._set_allowed(params)
        if params.flag("drop_pending_updates"):
            self._drop_updates()
        await self._stop_webhook()
        self._end_poll("Conflict: terminated by setWebhook request")
        self._webhook = _Webhook(url, secret, params.number("max_connections", 40))
        self._webhook_task = asyncio.get_running_loop().create_task(self._deliver(self._webhook))
        return True

    async def _do_deleteWebhook(self, params: _Params) -> bool:  # noqa: N802
        await self._stop_webhook()
        if params.flag("drop_pending_updates"):
            self._drop_updates()
        return True

    async def _do_getWebhookInfo(self, params: _Params) -> Json:  # noqa: N802
        hook = self._webhook
        info: Json = {
            "url": hook.url if hook else "",
            "has_custom_certificate": False,
            "pending_update_count": len(self._updates),
        }
        if hook:
            info |= {"max_connections": hook.max_connections, "ip_address": "127.0.0.1"}
            if hook.last_error_date:
                info |= {
                    "last_error_date": hook.last_error_date,
                    "last_error_message": hook.last_error_message,
                }
        if self._allowed is not None:
            info["allowed_updates"] = sorted(self._allowed)
        return info

    def _drop_updates(self) -> None:
        if self._updates:
            self.confirmed_offset = self._updates[-1]["update_id"] + 1
        self._updates.clear()
        self._changed()

    async def _stop_webhook(self) -> None:
        task, self._webhook_task, self._webhook = self._webhook_task, None, None
        if task is not None and task is not asyncio.current_task():
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task

    async def _deliver(self, hook: _Webhook) -> None:
        headers = {"X-Telegram-Bot-Api-Secret-Token": hook.secret} if hook.secret else {}
        async with aiohttp.ClientSession(headers=headers, timeout=aiohttp.ClientTimeout(total=60)) as session:
            while self._webhook is hook:
                if not self._updates:
                    self._news.clear()
                    await self._news.wait()
                    continue
                update = self._updates[0]
                try:
                    async with session.post(hook.url, json=update) as response:
                        status, reason, body = response.status, response.reason, await response.read()
                except (aiohttp.ClientError, OSError, TimeoutError) as error:
                    problem = f"Connection failed: {type(error).__name__}"
                else:
                    if 200 <= status < 300:
                        # Whoever dropped the updates meanwhile has taken this one off already.
                        if self._updates and self._updates[0] is update:
                            self._updates.popleft()
                            self.confirmed_offset = update["update_id"] + 1
                            self._changed()
                        await self._reply_in_body(body)
                        continue
                    problem = f"Wrong response from the webhook: {status} {reason}"
                hook.last_error_date, hook.last_error_message = int(time.time()), problem
                self._changed()
                await asyncio.sleep(self.webhook_retry)

    async def _reply_in_body(self, body: bytes) -> None:
        """A webhook may answer with a call; what comes of it is never told, as at Telegram."""
        try:
            values = json.loads(body)
        except ValueError:
            return
        if not isinstance(values, dict) or "method" not in values:
            return
        known = self._methods.get(str(values.pop("method")).lower())
        if known is None:
            return
        call = Call(known[0], values, self.clock())
        self.calls.append(call)
        try:
            await known[1](_Params(values, {}))
        except ApiError as error:
            self._close_call(call, error.code, error.description)
        else:
            self._close_call(call, 200)

    # -- the bot itself --------------------------------------------------------------------------------------

    async def _do_getMe(self, params: _Params) -> Json:  # noqa: N802
        return {
            **self._bot_user(),
            "can_join_groups": True,
            "can_read_all_group_messages": not self.privacy_mode,
            "supports_inline_queries": False,
            "can_connect_to_business": False,
            "has_main_web_app": False,
        }

    def _scope(self, params: _Params) -> tuple[str, str]:
        scope = params.value("scope", "BotCommandScope")
        if scope is None:
            scope = {"type": "default"}
        if not isinstance(scope, dict):
            raise _bad("can't parse BotCommandScope: BotCommandScope must be an Object")
        kind = scope.get("type")
        if kind is None:
            raise _bad("can't parse BotCommandScope: Can't find field \"type\"")
        if kind not in _SCOPES:
            raise _bad("can't parse BotCommandScope: Unsupported type specified")
        key = [str(kind)]
        if kind in ("chat", "chat_administrators", "chat_member"):
            if "chat_id" not in scope:
                raise _bad("can't parse BotCommandScope: Can't find field \"chat_id\"")
            key.append(str(self._chat(str(scope["chat_id"])).id))
        if kind == "chat_member":
            if "user_id" not in scope:
                raise _bad("can't parse BotCommandScope: Can't find field \"user_id\"")
            key.append(str(scope["user_id"]))
        return ":".join(key), self._language(params)

    @staticmethod
    def _language(params: _Params) -> str:
        code = params.text("language_code")
        if code and not re.fullmatch("[a-z]{2}", code):
            raise _bad("invalid language code specified")
        return code

    async def _do_setMyCommands(self, params: _Params) -> bool:  # noqa: N802
        key = self._scope(params)
        given = params.value("commands", "list of commands")
        if not isinstance(given, list):
            raise _bad("can't parse commands: expected an Array of BotCommand")
        if len(given) > 100:
            raise _bad("BOT_COMMANDS_TOO_MUCH")
        commands = []
        for item in given:
            if not isinstance(item, dict):
                raise _bad("can't parse BotCommand: expected an Object")
            for name in ("command", "description"):
                if name not in item:
                    raise _bad(f"can't parse BotCommand: Can't find field \"{name}\"")
            command = str(item["command"]).strip().removeprefix("/")
            description = str(item["description"]).strip()
            if not command:
                raise _bad("command must be non-empty")
            if len(command) > 32:
                raise _bad("command length must not exceed 32")
            if not description:
                raise _bad("command description must be non-empty")
            if len(description) > 256:
                raise _bad("command description length must not exceed 256")
            if not re.fullmatch("[a-z0-9_]+", command):
                raise _bad("BOT_COMMAND_INVALID")
            commands.append({"command": command, "description": description})
        if commands:
            self.commands[key] = commands
        else:
            self.commands.pop(key, None)
        return True

    async def _do_getMyCommands(self, params: _Params) -> list[Json]:  # noqa: N802
        return self.commands.get(self._scope(params), [])

    async def _do_deleteMyCommands(self, params: _Params) -> bool:  # noqa: N802
        self.commands.pop(self._scope(params), None)
        return True

    def _set_words(self, params: _Params, name: str, store: dict[str, str], limit: int) -> bool:
        language, words = self._language(params), params.text(name).strip()
        if len(words) > limit:
            raise _bad(f"bot {name.replace('_', ' ')} is too long")
        if words:
            store[language] = words
        else:
            store.pop(language, None)
        return True

    async def _do_setMyDescription(self, params: _Params) -> bool:  # noqa: N802
        return self._set_words(params, "description", self.descriptions, 512)

    async def _do_setMyShortDescription(self, params: _Params) -> bool:  # noqa: N802
        return self._set_words(params, "short_description", self.short_descriptions, 120)

    async def _do_setMyName(self, params: _Params) -> bool:  # noqa: N802
        return self._set_words(params, "name", self.names, 64)

    def _get_words(self, params: _Params, store: dict[str, str], default: str = "") -> str:
        return store.get(self._language(params), store.get("", default))

    async def _do_getMyDescription(self, params: _Params) -> Json:  # noqa: N802
        return {"description": self._get_words(params, self.descriptions)}

    async def _do_getMyShortDescription(self, params: _Params) -> Json:  # noqa: N802
        return {"short_description": self._get_words(params, self.short_descriptions)}

    async def _do_getMyName(self, params: _Params) -> Json:  # noqa: N802
        return {"name": self._get_words(params, self.names, self.bot.first_name)}

    # -- chats -----------------------------------------------------------------------------------------------

    def _chat(self, wanted: str) -> Chat:
        if not wanted:
            raise _bad("chat_id is empty")
        if wanted.startswith("@"):
            for chat in self.chats.values():
                # A private chat is never reached by the name of its user.
                if not chat.is_private and (chat.username or "").lower() == wanted[1:].lower():
                    return chat
            raise _bad("chat not found")
        try:
            chat_id = int(wanted)
        except ValueError:
            raise _bad("chat not found") from None
        found = self.chats.get(chat_id)
        if found is None and self.accept_any_chat and chat_id:
            found = self.user(chat_id) if chat_id > 0 else self.group(chat_id)
        if found is None:
            raise _bad("chat not found")
        return found

    def _writable(self, params: _Params) -> Chat:
        """The chat of a request if the bot may write there."""
        chat = self._chat(params.text("chat_id"))
        if chat.migrated_to is not None:
            raise ApiError(
                400,
                "Bad Request: group chat was upgraded to a supergroup chat",
                {"migrate_to_chat_id": chat.migrated_to},
            )
        if chat.deactivated:
            raise ApiError(403, "Forbidden: user is deactivated")
        if chat.blocked:
            raise ApiError(403, "Forbidden: bot was blocked by the user")
        if chat.kicked:
            raise ApiError(403, f"Forbidden: bot was kicked from the {chat.type} chat")
        if chat.left:
            raise ApiError(403, f"Forbidden: bot is not a member of the {chat.type} chat")
        if chat.type == "channel" and not (chat.bot_is_admin and chat.bot_can_post):
            raise _bad("need administrator rights in the channel chat")
        if not chat.started:
            raise ApiError(403, "Forbidden: bot can't initiate conversation with a user")
        return chat

    async def _do_getChat(self, params: _Params) -> Json:  # noqa: N802
        chat = self._chat(params.text("chat_id"))
        if chat.kicked:
            raise ApiError(403, f"Forbidden: bot was kicked from the {chat.type} chat")
        return {
            **chat.as_chat(),
            "accent_color_id": 0,
            "max_reaction_count": 11,
            "accepted_gift_types": {
                "unlimited_gifts": False,
                "limited_gifts": False,
                "unique_gifts": False,
                "premium_subscription": False,
                "gifts_from_channels": False,
            },
        }

    def _status_in(self, chat: Chat, user_id: int) -> tuple[str, Json]:
        if user_id == self.bot.id:
            status = "kicked" if chat.kicked else "left" if chat.left else "member"
            return "administrator" if status == "member" and chat.bot_is_admin else status, self._bot_user()
        user = self.chats.get(user_id)
        if user is None or not user.is_private:
            raise _bad("invalid user_id specified" if user_id <= 0 else "user not found")
        if chat.is_private:
            return "member", user.as_user()
        return chat.members.get(user_id, "left"), user.as_user()

    async def _do_getChatMember(self, params: _Params) -> Json:  # noqa: N802
        chat = self._chat(params.text("chat_id"))
        return self._member(*self._status_in(chat, params.number("user_id")))

    async def _do_getChatAdministrators(self, params: _Params) -> list[Json]:  # noqa: N802
        chat = self._chat(params.text("chat_id"))
        if chat.is_private:
            raise _bad("there are no administrators in the private chat")
        ids = [user_id for user_id, status in chat.members.items() if status in ("creator", "administrator")]
        if chat.bot_is_admin:
            ids.append(self.bot.id)
        return [self._member(*self._status_in(chat, user_id)) for user_id in ids]

    async def _do_leaveChat(self, params: _Params) -> bool:  # noqa: N802
        chat = self._writable(params)
        if chat.is_private:
            raise _bad("chat member status can't be changed in private chats")
        chat.left = True
        self._emit(
            "my_chat_member",
            {
                "chat": chat.as_chat(),
                "from": self._bot_user(),
                "date": int(time.time()),
                "old_chat_member": self._member("member", self._bot_user()),
                "new_chat_member": self._member("left", self._bot_user()),
            },
        )
        return True

    async def _do_sendMessageDraft(self, params: _Params) -> bool:  # noqa: N802
        """A preview in a private chat, which a message has to follow; of one number each takes the place of the one before."""
        chat = self._writable(params)
        if not chat.is_private:
            raise _bad("message drafts can be sent only to private chats")
        number = params.number("draft_id")
        if number == 0:
            raise _bad("draft_id must be non-zero")
        self.drafts.append((chat.id, number, self._text(params).text))
        return True

    async def _do_sendChatAction(self, params: _Params) -> bool:  # noqa: N802
        chat = self._writable(params)
        action = params.text("action")
        if action not in _CHAT_ACTIONS:
            raise _bad("wrong parameter action in request")
        self.actions.append((chat.id, action))
        return True

    # -- messages --------------------------------------------------------------------------------------------

    def _replied(self, params: _Params, chat: Chat) -> Json | None:
        parameters = params.value("reply_parameters", "ReplyParameters")
        if parameters is None:
            target, allowed = params.number("reply_to_message_id"), params.flag("allow_sending_without_reply")
            if not target:
                return None
        else:
            if not isinstance(parameters, dict):
                raise _bad("object expected as reply parameters")
            if "message_id" not in parameters:
                raise _bad('can\'t find field "message_id"')
            target = int(parameters["message_id"])
            allowed = _boolean(parameters, "allow_sending_without_reply")
        place = chat.id
        if isinstance(parameters, dict) and parameters.get("chat_id") is not None:
            place = self._chat(str(parameters["chat_id"])).id
        found = self._store.get((place, target))
        if found is None and not allowed:
            raise _bad("message to be replied not found")
        return found

    def _accept(
        self,
        params: _Params,
        method: str,
        parsed: Parsed,
        raw: str,
        markup: Json | None,
        content: Json,
        file: SentFile | None = None,
    ) -> Json:
        """All that every kind of message shares: the chat, its rights, the reply, the limits, the record."""
        preview = _link_preview_options(params) if method == "sendMessage" else None
        if params.text("business_connection_id"):
            raise _bad("business connection not found")
        chat = self._writable(params)
        thread = params.number("message_thread_id") or 0
        if thread and thread not in chat.topics:
            raise _bad("message thread not found")
        if not chat.topics.get(thread, True) and not chat.bot_is_admin:
            raise _bad("TOPIC_CLOSED")
        replied = self._replied(params, chat)
        self._limiter.check_hold()
        if self.limits:
            self._limiter.take(chat)
        now, wall = self.clock(), time.time()
        message: Json = {
            "message_id": self._new_id(chat),
            "from": self._bot_user(),
            "chat": chat.as_chat(),
            "date": int(wall),
        }
        if replied is not None:
            message["reply_to_message"] = _without_reply(replied)
        if thread:
            message |= {"message_thread_id": thread, "is_topic_message": True}
        message |= content
        if preview is not None:
            message["link_preview_options"] = preview
        if params.flag("protect_content"):
            message["has_protected_content"] = True
        if markup is not None and "inline_keyboard" in markup:
            message["reply_markup"] = markup
        key = (chat.id, int(message["message_id"]))
        sent = Sent(
            chat_id=chat.id,
            message_id=key[1],
            text=parsed.text,
            html=raw,
            entities=parsed.entities,
            reply_markup=markup,
            method=method,
            at=now,
            date=int(wall),
            original=Version(parsed.text, raw, parsed.entities, markup, now),
            file=file,
            silent=params.flag("disable_notification"),
            reply_to=int(replied["message_id"]) if replied is not None else None,
            link_preview_options=preview,
            thread=thread,
        )
        self._store[key] = message
        self._sent[key] = sent
        self.messages.append(sent)
        self._journal(sent, method)
        self._noticed(sent)
        return message

    def _journal(self, sent: Sent, method: str) -> None:
        if self._journal_path is None:
            return
        line = {
            "chat_id": sent.chat_id,
            "message_id": sent.message_id,
            "method": method,
            "text": sent.text,
            "html": sent.html,
            "entities": [_entity_json(entity) for entity in sent.entities],
            "reply_markup": sent.reply_markup,
            "date": sent.date,
            "time": time.time(),
        }
        # Opened each time: a reader sees whole lines, and a kill of this process loses none.
        with self._journal_path.open("a", encoding="utf-8") as out:
            out.write(json.dumps(line, ensure_ascii=False) + "\n")

    def _text(self, params: _Params) -> Parsed:
        if not params.text("text"):
            raise _bad("message text is empty")
        parsed = _formatted(params, "text", "entities")
        if not parsed.text:
            # There was something, but nothing that is seen: Telegram has other words for that.
            raise _bad("text must be non-empty")
        if len(parsed.text) > MAX_TEXT:
            raise _bad("message is too long")
        return parsed

    async def _do_sendMessage(self, params: _Params) -> Json:  # noqa: N802
        parsed = self._text(params)
        markup = _reply_markup(params)
        return self._accept(params, "sendMessage", parsed, params.text("text"), markup, _text_content(parsed))

    def _caption(self, params: _Params) -> tuple[Parsed, Json]:
        parsed = _formatted(params, "caption", "caption_entities")
        if len(parsed.text) > MAX_CAPTION:
            raise _bad("message caption is too long")
        content: Json = {}
        if parsed.text:
            content["caption"] = parsed.text
            if parsed.entities:
                content["caption_entities"] = [_entity_json(entity) for entity in parsed.entities]
        return parsed, content

    def _file(self, params: _Params, name: str) -> tuple[str, SentFile]:
        """The file of a request: uploaded here, named by `attach://`, or by the id of an earlier one."""
        found = params.files.get(name)
        if found is None:
            value = params.text(name)
            if not value:
                raise _bad(f"there is no {name} in the request")
            if value.startswith("attach://"):
                found = params.files.get(value.removeprefix("attach://"))
                if found is None:
                    raise _bad(f"there is no {name} in the request")
            elif value in self._files:
                return value, self._files[value]
            else:
                raise _bad("wrong file identifier/HTTP URL specified")
        if not found.data:
            raise _bad("file must be non-empty")
        file_id = f"loopback-{name}-{len(self._files) + 1}"
        self._files[file_id] = found
        return file_id, found

    def _document(self, file_id: str, file: SentFile) -> Json:
        return {
            "file_id": file_id,
            "file_unique_id": file_id[-12:],
            "file_name": file.filename,
            "mime_type": file.content_type,
            "file_size": len(file.data),
        }

    async def _do_sendPhoto(self, params: _Params) -> Json:  # noqa: N802
        file_id, file = self._file(params, "photo")
        parsed, content = self._caption(params)
        markup = _reply_markup(params)
        if len(file.data) > MAX_PHOTO_BYTES:
            raise _bad(
                f"file of size {len(file.data)} bytes is too big for a photo; "
                f"the maximum size is {MAX_PHOTO_BYTES} bytes"
            )
        size = _image_size(file.data)
        if size is None:
            raise _bad("IMAGE_PROCESS_FAILED")
        width, height = size
        if min(size) < 1 or width + height > 10_000 or max(size) > 20 * min(size):
            raise _bad("PHOTO_INVALID_DIMENSIONS")
        photo = {
            "file_id": file_id,
            "file_unique_id": file_id[-12:],
            "width": width,
            "height": height,
            "file_size": len(file.data),
        }
        return self._accept(
            params, "sendPhoto", parsed, params.text("caption"), markup, {"photo": [photo], **content}, file
        )

    async def _do_sendVoice(self, params: _Params) -> Json:  # noqa: N802
        file_id, file = self._file(params, "voice")
        parsed, content = self._caption(params)
        markup = _reply_markup(params)
        data = file.data
        if data.startswith(b"OggS"):
            body: Json = {
                "voice": {
                    "file_id": file_id,
                    "file_unique_id": file_id[-12:],
                    "duration": params.number("duration"),
                    "mime_type": "audio/ogg",
                    "file_size": len(data),
                }
            }
        else:
            # What is not OGG arrives as a file, not as a voice message.
            body = {"document": self._document(file_id, file)}
        return self._accept(params, "sendVoice", parsed, params.text("caption"), markup, {**body, **content}, file)

    async def _do_sendDocument(self, params: _Params) -> Json:  # noqa: N802
        file_id, file = self._file(params, "document")
        parsed, content = self._caption(params)
        markup = _reply_markup(params)
        body = {"document": self._document(file_id, file), **content}
        return self._accept(params, "sendDocument", parsed, params.text("caption"), markup, body, file)

    def _editable(self, params: _Params) -> tuple[Sent, Json]:
        if not params.text("chat_id") and params.text("inline_message_id"):
            raise _bad("MESSAGE_ID_INVALID")
        chat = self._writable(params)
        message_id = params.number("message_id")
        if not message_id:
            raise _bad("message identifier is not specified")
        message = self._store.get((chat.id, message_id))
        if message is None:
            raise _bad("message to edit not found")
        sent = self._sent.get((chat.id, message_id))
        # A message that brought a reply keyboard stays as it is for ever.
        fixed = sent is not None and sent.reply_markup is not None and "inline_keyboard" not in sent.reply_markup
        if sent is None or fixed:
            raise _bad("message can't be edited")
        return sent, message

    def _edit(
        self,
        method: str,
        sent: Sent,
        message: Json,
        parsed: Parsed,
        raw: str,
        markup: Json | None,
        content: Json,
    ) -> Json:
        if (parsed.text, parsed.entities, markup) == (sent.text, sent.entities, sent.reply_markup):
            raise _bad(
                "message is not modified: specified new message content and reply markup are exactly "
                "the same as a current content and reply markup of the message"
            )
        self._limiter.check_hold()
        changed = {
            name: value
            for name, value in message.items()
            if name not in ("text", "entities", "caption", "caption_entities", "reply_markup")
        }
        changed |= content
        changed["edit_date"] = int(time.time())
        if markup is not None:
            changed["reply_markup"] = markup
        self._store[sent.chat_id, sent.message_id] = changed
        sent.text, sent.html, sent.entities, sent.reply_markup = parsed.text, raw, parsed.entities, markup
        sent.edits.append(Version(parsed.text, raw, parsed.entities, markup, self.clock()))
        self._journal(sent, method)
        self._noticed(sent)
        return changed

    async def _do_editMessageText(self, params: _Params) -> Json:  # noqa: N802
        parsed = self._text(params)
        markup = _inline_only(params)
        preview = _link_preview_options(params)
        sent, message = self._editable(params)
        if "text" not in message:
            raise _bad("there is no text in the message to edit")
        content = _text_content(parsed)
        if preview is not None:
            content["link_preview_options"] = preview
        edited = self._edit("editMessageText", sent, message, parsed, params.text("text"), markup, content)
        sent.link_preview_options = preview
        return edited

    async def _do_editMessageCaption(self, params: _Params) -> Json:  # noqa: N802
        parsed, content = self._caption(params)
        markup = _inline_only(params)
        sent, message = self._editable(params)
        if "text" in message:
            raise _bad("there is no caption in the message to edit")
        return self._edit("editMessageCaption", sent, message, parsed, params.text("caption"), markup, content)

    async def _do_editMessageReplyMarkup(self, params: _Params) -> Json:  # noqa: N802
        markup = _inline_only(params)
        sent, message = self._editable(params)
        parsed = Parsed(sent.text, sent.entities)
        names = ("text", "entities", "caption", "caption_entities")
        content = {name: message[name] for name in names if name in message}
        return self._edit("editMessageReplyMarkup", sent, message, parsed, sent.html, markup, content)

    async def _do_deleteMessage(self, params: _Params) -> bool:  # noqa: N802
        chat = self._writable(params)
        message_id = params.number("message_id")
        if not message_id:
            raise _bad("message identifier is not specified")
        key = (chat.id, message_id)
        if key not in self._store:
            raise _bad("message to delete not found")
        sent = self._sent.get(key)
        if sent is None and not chat.is_private and not chat.bot_is_admin:
            raise _bad("message can't be deleted")
        del self._store[key]
        if sent is not None:
            sent.deleted = True
            del self._sent[key]
        self._changed()
        return True

    async def _do_answerInlineQuery(self, params: _Params) -> bool:  # noqa: N802
        query_id = params.text("inline_query_id")
        query = self._queries.get(query_id)
        if query is None or query.dead or self.clock() - query.born > self.callback_lifetime:
            raise _bad("query is too old and response timeout expired or query ID is invalid")
        given = params.value("results", "list of results")
        if not isinstance(given, list) or len(given) > 50:
            raise _bad("RESULTS_TOO_MUCH")
        if len({r["id"] for r in given}) != len(given):
            raise _bad("RESULT_ID_DUPLICATE")
        for result in given:
            if not 1 <= len(str(result["id"]).encode()) <= 64:
                raise _bad("RESULT_ID_INVALID")
            if result["type"] != "article" or not result.get("title"):
                raise _bad("ARTICLE_TITLE_EMPTY")
            content = result["input_message_content"]
            text = (
                read_html(content["message_text"]).text
                if content.get("parse_mode") == "HTML"
                else content["message_text"]
            )
            if not text.strip():
                raise _bad("MESSAGE_EMPTY")
            if len(text) > MAX_TEXT:
                raise _bad("MESSAGE_TOO_LONG")
        self.offers[query_id] = given
        self._changed()
        return True

    async def _do_answerCallbackQuery(self, params: _Params) -> bool:  # noqa: N802
        query_id = params.text("callback_query_id")
        query = self._queries.get(query_id)
        if query is None or query.dead or self.clock() - query.born > self.callback_lifetime:
            raise _bad("query is too old and response timeout expired or query ID is invalid")
        text = params.text("text") or None
        if text is not None and len(text) > 200:
            raise _bad("MESSAGE_TOO_LONG")
        self.answers.append(CallbackAnswer(query_id, text, params.flag("show_alert"), params.text("url") or None))
        self._changed()
        return True


_METHODS = tuple(name.removeprefix("_do_") for name in vars(BotApi) if name.startswith("_do_"))
_WORDED = {"setWebhook": "Webhook was set", "deleteWebhook": "Webhook was deleted"}


def _text_content(parsed: Parsed) -> Json:
    content: Json = {"text": parsed.text}
    if parsed.entities:
        content["entities"] = [_entity_json(entity) for entity in parsed.entities]
    return content


def _without_reply(message: Json) -> Json:
    """Telegram nests replies one deep."""
    return {name: value for name, value in message.items() if name != "reply_to_message"}


def _json(answer: Json, status: int = 200, headers: dict[str, str] | None = None) -> web.Response:
    body = json.dumps(answer, separators=(",", ":")).encode()
    return web.Response(status=status, body=body, headers={"Content-Type": "application/json", **(headers or {})})


def _answer_error(error: ApiError) -> web.Response:
    answer: Json = {"ok": False, "error_code": error.code, "description": error.description}
    headers = None
    if error.parameters:
        answer["parameters"] = error.parameters
        if "retry_after" in error.parameters:
            headers = {"Retry-After": str(error.parameters["retry_after"])}
    return _json(answer, error.code, headers)


def _reset(transport: asyncio.BaseTransport) -> None:
    """Ends a connection with RST, so that the client meets a reset and no orderly end."""
    plain = transport.get_extra_info("socket")
    if plain is not None:
        with contextlib.suppress(OSError):
            plain.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    if isinstance(transport, asyncio.WriteTransport):
        transport.abort()
    else:  # pragma: no cover - connections of a TCP server can all write
        transport.close()


def _drop(transport: asyncio.BaseTransport | None) -> web.Response:
    if transport is not None:
        _reset(transport)
    # Nobody reads this: the connection is gone.
    return web.Response(status=500)


async def _read(request: web.BaseRequest) -> _Params:
    """The parameters of a request from its address and from a JSON, form or multipart body."""
    values: Json = dict(request.query) if request.query_string else {}
    files: dict[str, SentFile] = {}
    if request.method not in ("GET", "POST"):
        raise ApiError(405, "Method Not Allowed")
    if not request.can_read_body:
        return _Params(values, files)
    kind = request.content_type
    if kind == "application/json":
        try:
            body = json.loads(await request.read() or b"{}")
        except ValueError:
            raise _bad("can't parse request body as JSON object") from None
        if not isinstance(body, dict):
            raise _bad("can't parse request body as JSON object")
        values |= {name: value for name, value in body.items() if value is not None}
    elif kind == "application/x-www-form-urlencoded":
        values |= {name: str(value) for name, value in (await request.post()).items()}
    elif kind == "multipart/form-data":
        size = 0
        reader = await request.multipart()
        while (part := await reader.next()) is not None:
            if not isinstance(part, aiohttp.BodyPartReader) or part.name is None:
                continue
            data = bytes(await part.read(decode=True))
            size += len(data)
            if size > MAX_UPLOAD_BYTES:
                raise ApiError(413, "Request Entity Too Large")
            if part.filename is None:
                values[part.name] = data.decode()
            else:
                content_type = part.headers.get("Content-Type", "application/octet-stream")
                files[part.name] = SentFile(part.filename, content_type, data)
    return _Params(values, files)


# -- on its own --------------------------------------------------------------------------------


async def _control(api: BotApi, reader: asyncio.StreamReader) -> None:
    """Plays the people from lines of JSON on standard input: {"do": "say", "args": [42, "/start"]}."""
    while line := await reader.readline():
        try:
            order = json.loads(line)
            done = getattr(api, str(order["do"]))(*order.get("args", []), **order.get("kwargs", {}))
            if isinstance(done, Coroutine):
                await done
            answer: Json = {"ok": True}
        except Exception as error:  # noqa: BLE001 - a wrong order is told to who gave it and ends nothing
            answer = {"ok": False, "error": repr(error)}
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


async def run(options: argparse.Namespace) -> None:
    api = BotApi(
        options.token,
        port=options.port,
        limits=not options.no_limits,
        accept_any_chat=not options.user,
        journal=options.journal,
    )
    api.latency = options.latency
    for user_id in options.user:
        api.user(user_id)
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    async with api:
        sys.stdout.write(f"listening on {api.root}\n")
        sys.stdout.flush()
        control: asyncio.Task[None] | None = None
        if options.control:
            reader = asyncio.StreamReader()
            await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
            control = loop.create_task(_control(api, reader))
        await stop.wait()
        if control is not None:
            control.cancel()


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description="A strict Telegram Bot API server on loopback.")
    parser.add_argument("--port", type=int, default=0, help="0 takes any free port")
    parser.add_argument("--journal", type=Path, help="a file to which each accepted message is added as JSON")
    parser.add_argument("--token", default=TOKEN)
    parser.add_argument("--user", type=int, action="append", default=[], help="a known user; without any, all are")
    parser.add_argument("--latency", type=float, default=0.0, help="seconds before each answer")
    parser.add_argument("--no-limits", action="store_true", help="no 429")
    parser.add_argument("--control", action="store_true", help="take orders as JSON lines on standard input")
    asyncio.run(run(parser.parse_args(arguments)))


if __name__ == "__main__":
    main()
