"""When a chat that cannot be written to is tried again, and when it is given up.

Telegram has told all channels and groups for hours that a bot may not write to them, and "chat not found" of chats that are there.
So the same answer is needed three times over a day, then at each day of a week, before a chat is taken for ended; a chat that
says itself that the bot has been blocked or removed (`my_chat_member`) is ended at once.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.ports import Hold

_FIRST_TRIES = (timedelta(hours=1), timedelta(hours=6), timedelta(hours=17))  # after each failure; together a day
_DAILY = timedelta(days=1)
GIVEN_UP_AFTER = timedelta(days=8)
DOUBTED_AFTER = len(_FIRST_TRIES)  # failures after which the admins hear of it


def after_refusal(known: Hold | None, chat: int, why: str, now: datetime) -> Hold | None:
    """How long the chat is held after it refused a message; None where it is given up."""
    since = known.since if known is not None and known.failures else now
    failures = (known.failures if known is not None else 0) + 1
    if failures > DOUBTED_AFTER and now - since >= GIVEN_UP_AFTER:
        return None
    wait = _FIRST_TRIES[failures - 1] if failures <= len(_FIRST_TRIES) else _DAILY
    return Hold(chat, now + wait, why, failures, since)


def after_flood(known: Hold | None, chat: int, seconds: float, now: datetime) -> Hold:
    """The chat is held for as long as Telegram asks; what it has refused before is not forgotten by that."""
    until = now + timedelta(seconds=seconds)
    if known is None:
        return Hold(chat, until, "flood wait", 0, now)
    return Hold(chat, max(until, known.until), known.why, known.failures, known.since)
