"""Telegram, or a terminal: what comes in, and what goes out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from bot.message import Card, Message


@dataclass(frozen=True, slots=True)
class Incoming:
    """What a person typed or pressed. `button` is a pressed button's data; `may_change` is False for a group's plain member."""

    chat: int
    user: int
    text: str = ""
    button: str | None = None
    press: str | None = None
    message: int | None = None
    group: bool = False
    may_change: bool = True
    language: str | None = None
    first_name: str | None = None
    # Posted in a channel, which only its admins can do, or said of one.
    channel: bool = False
    left: bool = False
    joined: bool = False
    migrated_from: int | None = None
    # Somebody else's words, or another bot's: they command nothing.
    forwarded: bool = False
    # What came instead of words: "voice" or "picture"; the messenger's name for it, its MIME type, its bytes, and how long it lasts.
    medium: str | None = None
    file: str | None = None
    file_type: str = ""
    file_size: int = 0
    seconds: int = 0
    # Words that were heard in a voice message.
    heard: bool = False
    # Of a forum the topic in which it was said; 0 for none.
    thread: int = 0
    title: str = ""
    # The query that is typed behind the bot's name in any chat; nothing is sent there before a card is chosen.
    inline: str | None = None
    # The number of the message that it answers, where that is one of ours.
    answers: int | None = None


@dataclass(frozen=True, slots=True)
class Profile:
    """What Telegram says of the bot: `description` (512 characters) before a chat begins, `short` (120) in its profile."""

    description: str
    short: str


class Charts(Protocol):
    """What draws."""

    def draw(self, written: str) -> bytes:
        """A chart, as `dump_chart` writes it, as a PNG."""
        ...


class Messenger(Protocol):
    """Telegram, or a terminal."""

    async def send(self, message: Message, replies_to: int | None = None) -> int:
        """Returns the message's number in its chat; `replies_to` is the number of the one that it answers. Raises MessengerError, by what is
        to be done next."""
        ...

    async def send_plain(self, message: Message, replies_to: int | None = None) -> int:
        """The same without markup, for a message whose markup was refused. Raises MessengerError."""
        ...

    async def edit(self, message: Message, number: int) -> None:
        """Raises MessengerError. A message that is as it should be already is no error."""
        ...

    async def ping(self) -> None:
        """Whether it is there; nothing is sent. Raises MessengerError."""
        ...

    async def answer_press(self, press: str, text: str) -> None:
        """Ends a pressed button's waiting. Never raises for a press that is too old."""
        ...

    async def offer(self, query: str, cards: Sequence[Card]) -> None:
        """The answer to what somebody types behind the bot's name in any chat. Never raises for a query that is too old."""
        ...

    async def fetch(self, file: str, most: int) -> bytes:
        """A file that somebody sent, of at most so many bytes. Raises MessengerError."""
        ...

    async def send_photo(
        self, message: Message, picture: bytes | str, replies_to: int | None = None
    ) -> tuple[int, str]:
        """The message as the caption of a picture: of its bytes, or of the name that an earlier one got. Returns its number, and its picture's
        name. Raises MessengerError; MessageRefused where a chat takes no pictures."""
        ...

    async def send_voice(self, chat: int, voice: bytes | str, thread: int = 0) -> str:
        """A voice message, of bytes or of the name that an earlier one got. Returns its name. Raises MessengerError."""
        ...

    async def draft(self, chat: int, number: int, html: str, thread: int = 0) -> None:
        """Shows somebody, in a chat of his own, what is being written; the message itself has to follow. Never raises."""
        ...

    async def act(self, chat: int, thread: int, what: Literal["typing", "record_voice"]) -> None:
        """Shows that something is being done, for some seconds. Never raises."""
        ...

    async def is_group_admin(self, chat: int, user: int) -> bool:
        """Raises MessengerError."""
        ...

    async def close(self) -> None: ...
