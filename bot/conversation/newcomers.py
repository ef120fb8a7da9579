"""Who may use the bot, what a chat is taken to be that has just begun, and what a stranger is told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Literal

from bot.listings import TRADITIONAL, is_chinese
from bot.message import Button, Message, Priority
from bot.message.markup import escape
from bot.message.words import say
from bot.ports import Chat, Incoming, Store

AccessMode = Literal["open", "invite", "listed"]
# A language's likely zone, until somebody says otherwise.
_ZONES = {"zh": "Asia/Shanghai", "zh-hk": "Asia/Hong_Kong", "zh-tw": "Asia/Taipei", "zh-hant": "Asia/Hong_Kong", "ja": "Asia/Tokyo", "ko": "Asia/Seoul", "de": "Europe/Berlin", "fr": "Europe/Paris", "it": "Europe/Rome", "es": "Europe/Madrid", "nl": "Europe/Amsterdam", "hi": "Asia/Kolkata", "en-in": "Asia/Kolkata", "en-gb": "Europe/London", "en-us": "America/New_York", "en-au": "Australia/Sydney", "en-sg": "Asia/Singapore", "id": "Asia/Jakarta", "th": "Asia/Bangkok", "pt": "Europe/Lisbon", "pt-br": "America/Sao_Paulo", "ru": "Europe/Moscow", "tr": "Europe/Istanbul", "pl": "Europe/Warsaw"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Rules:
    """Who may use the bot, and what a chat may do."""

    admins: frozenset[int]
    mode: AccessMode = "open"
    users: frozenset[int] = frozenset()
    threshold: Decimal = Decimal(3)
    most_watches: int = 200
    budget: int = 20
    takes_media: bool = False  # whether voice messages or pictures go to a model
    reads_messages: bool = False  # whether a model reads what people write, where the rules do not understand it


def may_use(rules: Rules, store: Store, user: int) -> bool:
    if rules.mode == "open" or user in rules.admins or user in rules.users:
        return True
    return store.is_admitted(user)


def stranger(rules: Rules, store: Store, incoming: Incoming, key: str, now: datetime) -> tuple[Message, ...]:
    """One polite sentence, once; and where people are let in by invitation, a word to the operator."""
    language = language_of(incoming.language)
    if not store.remember_stranger(incoming.user, now):
        return ()
    words = "stranger_asked" if rules.mode == "invite" and rules.admins else "stranger"
    out = [Message(incoming.chat, f"{key}:0", say(language, words, user=str(incoming.user)))]
    if words == "stranger_asked":
        button = Button(say("en", "user_admit"), f"admit:{incoming.user}:{incoming.chat}:{language}")
        name = escape((incoming.first_name or "?")[:60])
        out += [
            Message(
                a,
                f"{key}:{a}",
                say("en", "user_asks", name=name, user=str(incoming.user)),
                ((button,),),
                Priority.NOTICE,
            )
            for a in sorted(rules.admins)
        ]
    return tuple(out)


def new_chat(rules: Rules, incoming: Incoming) -> Chat:
    told, language = (incoming.language or "").lower(), language_of(incoming.language)
    zone = _ZONES.get(told) or _ZONES.get(told.split("-")[0]) or "UTC"
    return Chat(
        id=incoming.chat,
        group=incoming.group,
        language=language,
        zone=zone,
        red_is_up=is_chinese(language) and not told.startswith("zh-hk"),
        threshold=rules.threshold,
    )


def language_of(code: str | None) -> str:
    """Of Telegram's language code: zh-hk, zh-tw and zh-hant read traditional characters."""
    told = (code or "").lower()
    if not told.startswith("zh"):
        return "en"
    return TRADITIONAL if any(part in told for part in ("hk", "tw", "mo", "hant")) else "zh"
