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
from bot.ports import Chat, Incoming, Store


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer. `toast` ends a pressed button's waiting; `chat` is another one to be told."""

    html: str = ""
    buttons: tuple[tuple[Button, ...], ...] = ()
    toast: str = ""
    chat: int | None = None


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
    previous: str | None = None  # what was asked before, as the chat keeps it

    def say(self, key: str, /, **fields: object) -> str:
        return say(self.chat.language, key, **fields)

    def escape(self, text: str) -> str:
        return escape(text)

    def save(self, **changes: Any) -> None:
        """Settings of this chat, changed and stored."""
        self.chat = replace(self.chat, **changes)
        self.store.save_chat(self.chat, self.now)
