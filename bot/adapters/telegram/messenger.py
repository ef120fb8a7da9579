"""The `Messenger` port: Telegram's answers told apart by what is to be done next."""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Literal

from telegram import (
    Bot,
    BotCommand,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InlineQueryResultArticle,
    InputTextMessageContent,
    LinkPreviewOptions,
    ReplyParameters,
)
from telegram.constants import ChatMemberStatus, ParseMode
from telegram.error import (
    BadRequest,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
)
from telegram.error import (
    ChatMigrated as Migrated,
)

from bot.adapters.proxies import Proxies
from bot.adapters.telegram.request import AiohttpRequest, SurelyNotSent
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
    PolledElsewhere,
    TopicGone,
)
from bot.message import Button, Card, Message
from bot.message.markup import plain
from bot.ports import Profile

log = logging.getLogger("newstape.telegram")

# What Telegram says of chats that take no message: some for good, some for an hour, and it has said all of them wrongly.
_REFUSES = (
    "chat not found",
    "user is deactivated",
    "bot was kicked",
    "bot was blocked",
    "bot is not a member",
    "not enough rights",
    "have no rights to send",
    "need administrator rights",
    "chat_write_forbidden",
    "chat_send_plain_forbidden",
    "chat_restricted",
    "chat_admin_required",
    "peer_id_invalid",
    "group chat was deactivated",
    "user not found",
)
_TOPIC_GONE = ("topic_closed", "topic_deleted", "topic closed", "topic deleted", "message thread not found")
_MARKUP = (
    "can't parse entities",
    "can't find end",
    "unsupported start tag",
    "unmatched end tag",
    "entity",
    "unclosed",
)
_UNCHANGED = "message is not modified"
ANONYMOUS_ADMIN = 1087968824  # Telegram's stand-in for a group's anonymous admins: nobody in particular

_GLANCE = 60  # characters that are read while a toast is shown; more stands until it is closed
_OFFERED_FOR = 15  # seconds for which Telegram may give the same answer again
_UPDATES = ["message", "channel_post", "callback_query", "my_chat_member", "inline_query"]
_FOR_ALL = "en"  # the language of what Telegram shows where it has none of a reader's own


class TelegramMessenger:
    """One bot at one Bot API."""

    def __init__(self, token: str, base_url: str, proxies: Proxies | None = None) -> None:
        proxy = (proxies or Proxies()).of(base_url)
        self._requests = (AiohttpRequest(proxy=proxy), AiohttpRequest(connections=4, proxy=proxy))
        self.bot = Bot(
            token,
            base_url=base_url,
            base_file_url=base_url.replace("/bot", "/file/bot"),
            request=self._requests[0],
            get_updates_request=self._requests[1],
        )

    async def start(self) -> str:
        """The bot's name. Raises MessengerError: MessengerRefused where the token is wrong."""
        try:
            await self.bot.initialize()
        except TelegramError as error:
            raise ours(error) from error
        return self.bot.username

    @property
    def answered_at(self) -> float | None:
        """The monotonic second of Telegram's last answer; None before the first."""
        return max((r.answered_at for r in self._requests if r.answered_at is not None), default=None)

    async def close(self) -> None:
        with contextlib.suppress(TelegramError):
            await self.bot.shutdown()
        # The library leaves its connections open where it was never initialised.
        for request in self._requests:
            await request.shutdown()

    async def send(self, message: Message, replies_to: int | None = None) -> int:
        return await self._send(message, message.html, ParseMode.HTML, replies_to)

    async def send_plain(self, message: Message, replies_to: int | None = None) -> int:
        return await self._send(message, plain(message.html), None, replies_to)

    async def _send(self, message: Message, text: str, mode: str | None, replies_to: int | None) -> int:
        # Of a message that its reader has deleted an answer comes all the same.
        answered = ReplyParameters(replies_to, allow_sending_without_reply=True) if replies_to is not None else None
        try:
            sent = await self.bot.send_message(
                message.chat,
                text,
                parse_mode=mode,
                reply_markup=_keyboard(message.buttons),
                disable_notification=message.silent,
                link_preview_options=LinkPreviewOptions(is_disabled=True),
                reply_parameters=answered,
                message_thread_id=message.thread or None,
            )
        except TelegramError as error:
            raise ours(error) from error
        except (ValueError, TypeError, KeyError) as error:
            # An answer of 200 that is no message: it may have been sent.
            raise OutcomeUnknown("Telegram's answer cannot be read") from error
        return sent.message_id

    async def edit(self, message: Message, number: int) -> None:
        try:
            await self.bot.edit_message_text(
                message.html,
                chat_id=message.chat,
                message_id=number,
                parse_mode=ParseMode.HTML,
                reply_markup=_keyboard(message.buttons),
                link_preview_options=LinkPreviewOptions(is_disabled=True),
            )
        except TelegramError as error:
            if _UNCHANGED in str(error).lower():
                return
            raise ours(error) from error

    async def ping(self) -> None:
        try:
            await self.bot.get_me()
        except TelegramError as error:
            raise ours(error) from error
        except (ValueError, TypeError, KeyError) as error:
            raise OutcomeUnknown("Telegram's answer cannot be read") from error

    async def answer_press(self, press: str, text: str) -> None:
        # A press that is too old, or a network that is down: the button's clock runs out by itself.
        with contextlib.suppress(TelegramError):
            await self.bot.answer_callback_query(press, text[:190] or None, show_alert=len(text) > _GLANCE)

    async def offer(self, query: str, cards: Sequence[Card]) -> None:
        results = [
            InlineQueryResultArticle(
                card.key,
                card.title,
                InputTextMessageContent(
                    card.html, ParseMode.HTML, link_preview_options=LinkPreviewOptions(is_disabled=True)
                ),
                description=card.below or None,
            )
            for card in cards
        ]
        # A query that is too old has been typed over: the next one is on its way.
        with contextlib.suppress(TelegramError):
            await self.bot.answer_inline_query(query, results, cache_time=_OFFERED_FOR, is_personal=True)

    async def fetch(self, file: str, most: int) -> bytes:
        try:
            found = await self.bot.get_file(file)
            if (found.file_size or 0) > most:
                raise MessageRefused("the file is too large")
            data = bytes(await found.download_as_bytearray())
        except TelegramError as error:
            raise ours(error) from error
        except (ValueError, TypeError, KeyError) as error:
            raise OutcomeUnknown("Telegram's answer cannot be read") from error
        if len(data) > most:
            raise MessageRefused("the file is too large")
        return data

    async def send_photo(
        self, message: Message, picture: bytes | str, replies_to: int | None = None
    ) -> tuple[int, str]:
        answered = ReplyParameters(replies_to, allow_sending_without_reply=True) if replies_to is not None else None
        try:
            sent = await self.bot.send_photo(
                message.chat,
                picture,
                message.html,
                parse_mode=ParseMode.HTML,
                reply_markup=_keyboard(message.buttons),
                disable_notification=message.silent,
                reply_parameters=answered,
                message_thread_id=message.thread or None,
            )
        except TelegramError as error:
            if isinstance(error, BadRequest) and any(
                word in str(error).lower() for word in ("photo", "media", "file")
            ):
                raise MessageRefused(str(error)) from error  # the chat takes texts all the same
            raise ours(error) from error
        except (ValueError, TypeError, KeyError) as error:
            raise OutcomeUnknown("Telegram's answer cannot be read") from error
        return sent.message_id, sent.photo[-1].file_id if sent.photo else ""

    async def send_voice(self, chat: int, voice: bytes | str, thread: int = 0) -> str:
        try:
            sent = await self.bot.send_voice(chat, voice, message_thread_id=thread or None)
        except TelegramError as error:
            raise ours(error) from error
        except (ValueError, TypeError, KeyError) as error:
            raise OutcomeUnknown("Telegram's answer cannot be read") from error
        found = sent.voice or sent.audio or sent.document
        return found.file_id if found is not None else ""

    async def draft(self, chat: int, number: int, html: str, thread: int = 0) -> None:
        with contextlib.suppress(TelegramError):
            await self.bot.send_message_draft(
                chat, number, html, parse_mode=ParseMode.HTML, message_thread_id=thread or None
            )

    async def act(self, chat: int, thread: int, what: Literal["typing", "record_voice"]) -> None:
        with contextlib.suppress(TelegramError):
            await self.bot.send_chat_action(chat, what, message_thread_id=thread or None)

    async def is_group_admin(self, chat: int, user: int) -> bool:
        if user == ANONYMOUS_ADMIN:
            return True  # only an admin may write as the group itself
        try:
            member = await self.bot.get_chat_member(chat, user)
        except TelegramError as error:
            raise ours(error) from error
        return member.status in (ChatMemberStatus.OWNER, ChatMemberStatus.ADMINISTRATOR)

    async def publish(self, menus: Mapping[str, Mapping[str, str]], profiles: Mapping[str, Profile]) -> None:
        """The commands that Telegram shows, and what it says of the bot to whoever opens it, in each language; those of English are for all
        others too. What stands there already is left alone, and of the profile what somebody else wrote. Raises MessengerError."""
        try:
            for language, commands in menus.items():
                code = None if language == _FOR_ALL else language
                listed = tuple(BotCommand(name, text) for name, text in commands.items())
                if await self.bot.get_my_commands(language_code=code) != listed:
                    await self.bot.set_my_commands(listed, language_code=code)
            # Where a language has none Telegram gives the one for all: so that one comes last.
            for language, profile in sorted(profiles.items(), key=lambda p: p[0] == _FOR_ALL):
                code = None if language == _FOR_ALL else language
                if not (await self.bot.get_my_description(language_code=code)).description:
                    await self.bot.set_my_description(profile.description, language_code=code)
                if not (await self.bot.get_my_short_description(language_code=code)).short_description:
                    await self.bot.set_my_short_description(profile.short, language_code=code)
        except TelegramError as error:
            raise ours(error) from error

    async def updates(self, offset: int | None, seconds: int) -> list[tuple[int, str]]:
        """The updates from `offset` on, as (number, JSON); asking confirms the earlier ones. Raises MessengerError."""
        try:
            found = await self.bot.get_updates(
                offset=offset,
                timeout=seconds,
                read_timeout=seconds + 10,
                allowed_updates=_UPDATES,
            )
        except TelegramError as error:
            raise ours(error) from error
        return [(u.update_id, u.to_json()) for u in found]

    async def use_polling(self) -> None:
        """Raises MessengerError."""
        try:
            await self.bot.delete_webhook()
        except TelegramError as error:
            raise ours(error) from error

    async def use_webhook(self, url: str, secret: str) -> None:
        """Raises MessengerError."""
        try:
            await self.bot.set_webhook(url, secret_token=secret, allowed_updates=_UPDATES)
        except TelegramError as error:
            raise ours(error) from error


def _keyboard(rows: tuple[tuple[Button, ...], ...]) -> InlineKeyboardMarkup | None:
    if not rows:
        return None
    return InlineKeyboardMarkup(
        [[InlineKeyboardButton(b.text, callback_data=b.data, url=b.url) for b in row] for row in rows]
    )


def ours(error: TelegramError) -> MessengerError:
    """The library's error as one of ours, by what is to be done next."""
    text = str(error)
    lower = text.lower()
    if isinstance(error, RetryAfter):
        after = error.retry_after
        return Paused(after.total_seconds() if isinstance(after, timedelta) else float(after))
    if isinstance(error, Migrated):
        return ChatMigrated(error.new_chat_id)
    if isinstance(error, Forbidden):
        return ChatRefuses(text)
    if isinstance(error, InvalidToken):
        return MessengerRefused("Telegram does not know the token; set [telegram] token or TELEGRAM_TOKEN.")
    if isinstance(error, Conflict):
        return PolledElsewhere("Another process polls with this token, or a webhook is set; stop the other one.")
    if isinstance(error, BadRequest):
        if any(e in lower for e in _TOPIC_GONE):
            return TopicGone(text)
        if any(e in lower for e in _REFUSES):
            return ChatRefuses(text)
        if any(m in lower for m in _MARKUP):
            return MarkupRefused(text)
        return MessageRefused(text)
    if isinstance(error, SurelyNotSent):
        return NotSent(text)
    if isinstance(error, NetworkError):
        return OutcomeUnknown(text)
    return OutcomeUnknown(f"{type(error).__name__}: {text}")
