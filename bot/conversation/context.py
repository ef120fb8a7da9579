"""What a step of a conversation knows, and what it answers."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from bot.listings import Listings, Sessions
from bot.message import Button
from bot.message.markup import escape
from bot.message.words import say
from bot.ports import Chat, Incoming, Store, Waiting


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer. `toast` ends a pressed button's clock; `chat` is another one to be told."""

    html: str = ""
    buttons: tuple[tuple[Button, ...], ...] = ()
    toast: str = ""
    chat: int | None = None
    unread: bool = False  # it says that what was typed is not understood


@dataclass(slots=True)
class Context:
    """One step: who wrote what, where, when, and the store, whose transaction the caller holds."""

    store: Store
    table: Listings
    calendar: Sessions
    chat: Chat
    incoming: Incoming
    now: datetime
    is_admin: bool
    most_watches: int
    admins: Collection[int] = ()
    budget: int = 20
    reads_messages: bool = False
    takes_media: bool = False
    asked: Waiting | None = None  # what the chat had been asked and not answered when this step began
    waiting: Waiting | None = None  # the same by now
    previous: str | None = None  # what this person asked of the news just before
    questioned: Any = None  # answering.Questioned: the question that this step answered from the archive

    def say(self, key: str, /, **fields: object) -> str:
        return say(self.chat.language, key, **fields)

    def escape(self, text: str) -> str:
        return escape(text)

    def unread(self, key: str, /, **fields: object) -> Reply:
        """The answer that this is not understood."""
        return Reply(self.say(key, **fields), unread=True)

    def wait_for(self, what: str, data: str = "", *, confirms: bool = False) -> None:
        """What is typed next answers this question; of one that `confirms`, with yes or no."""
        self.wait(Waiting(what, data, confirms))

    def wait_no_more(self) -> None:
        self.wait(None)

    def waits_for(self, what: str) -> str | None:
        """What the question is about, where it is this one that is asked; else None."""
        return self.waiting.data if self.waiting is not None and self.waiting.what == what else None

    def wait(self, waiting: Waiting | None) -> None:
        if waiting != self.waiting:
            self.waiting = waiting
            self.store.wait_for(self.chat.id, waiting, self.now)

    def save(self, **changes: Any) -> None:
        """Settings of this chat, changed and stored."""
        self.chat = replace(self.chat, **changes)
        self.store.save_chat(self.chat, self.now)
