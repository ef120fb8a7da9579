"""The answer to a message of which something was taken back: once, to whoever still hears of it, in quiet hours without a sound."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from bot.listings import Company, Sessions
from bot.message import Message
from bot.pipeline.pushing import quiet_until
from bot.ports import Chat, Store
from bot.story import Story

TAKEN_BACK_WITHIN = timedelta(hours=24)  # what was told is taken back also to those who were away


def answer(
    store: Store,
    calendar: Sessions,
    message: Message,
    chat: Chat,
    company: Company | None,
    row: int | None,
    now: datetime,
) -> int:
    """To the message of that row, within a transaction of the caller's; standing alone where it has none. Returns 1 where it is made, 0 where
    nobody hears of that company any more."""
    if not _hears(store, chat, company, now):
        return 0
    silent = replace(message, silent=quiet_until(chat, now, calendar) is not None)
    return int(store.enqueue(silent, now, now + TAKEN_BACK_WITHIN, replies=row) is not None)


def _hears(store: Store, chat: Chat, company: Company | None, now: datetime) -> bool:
    if not chat.active or (chat.paused_until and chat.paused_until > now):
        return False
    return company is None or any(
        w.target == company.key and not (w.muted_until and w.muted_until > now) for w in store.watches(chat.id)
    )


def source_of(story: Story) -> str:
    """Who takes it back, as it is named to readers."""
    return story.source or (urlsplit(story.url).hostname if story.url else None) or story.title
