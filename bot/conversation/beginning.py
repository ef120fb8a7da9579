"""The first minute: whom somebody follows, when the digest shall come, and what was just reported. A link may say whom already."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources

from bot.conversation import asking
from bot.conversation.context import Context, Reply
from bot.conversation.targets import begin_watch
from bot.listings import Company
from bot.message import Button
from bot.message.markup import bold, shorten

BEGINNING = "begin"  # what a chat is asked that has just begun
_LINK = "w-"  # t.me/BOT?start=w-9988_HK: Telegram takes letters, digits, _ and - there
_HOURS = ("07:30", "08:30", "12:00", "18:00")
_SHOWN = 2  # of whom it is told at once what was reported


def start(context: Context, payload: str) -> list[Reply]:
    """The greeting; of whoever watches nothing yet it is asked whom they follow."""
    context.save(active=True)
    hello = context.say("start")
    if context.incoming.thread != (context.chat.thread or 0):
        context.save(thread=context.incoming.thread)
        hello += f"\n\n{context.say('topic_here')}"
    if (company := _of_link(context, payload)) is not None:
        return [Reply(hello), *_begun(context, company)]
    if context.store.watches(context.chat.id):
        return [Reply(hello)]
    context.wait_for(BEGINNING)
    return [Reply(f"{hello}\n\n{bold(context.say('begin_ask'))}", _offered(context))]


def _of_link(context: Context, payload: str) -> Company | None:
    return context.table.find(payload.removeprefix(_LINK).replace("_", ".")) if payload.startswith(_LINK) else None


def _offered(context: Context) -> tuple[tuple[Button, ...], ...]:
    """Names that most people of a language follow, three in a row."""
    companies = [c for symbol in _popular()[context.chat.language] if (c := context.table.find(symbol)) is not None]
    buttons = [Button(shorten(c.shown_name(context.chat.language), 24), f"begin:{c.key}") for c in companies]
    return tuple(tuple(buttons[i : i + 3]) for i in range(0, len(buttons), 3))


@cache
def _popular() -> dict[str, list[str]]:
    written = resources.files("bot.conversation").joinpath("popular.toml").read_text(encoding="utf-8")
    return {language: symbols.split() for language, symbols in tomllib.loads(written)["popular"].items()}


def pressed_begin(context: Context, symbol: str) -> list[Reply]:
    company = context.table.find(symbol)
    return _begun(context, company) if company is not None else []


def goes_on(context: Context, replies: list[Reply], before: int) -> list[Reply]:
    """What was answered to a name that was typed instead of pressed, with the next question."""
    begun = len(context.store.watches(context.chat.id)) > before
    return [*replies, _ask_when(context)] if begun and not context.chat.digests else replies


def _begun(context: Context, company: Company) -> list[Reply]:
    first = not context.store.watches(context.chat.id)
    watched = begin_watch(context, company)
    return [watched, _ask_when(context)] if first and not context.chat.digests else [watched]


def _ask_when(context: Context) -> Reply:
    rows = (
        tuple(Button(hour, f"beginat:{hour}") for hour in _HOURS),
        (Button(context.say("begin_no_digest"), "beginat:none"),),
    )
    return Reply(context.say("begin_when"), rows)


def pressed_begin_at(context: Context, hour: str) -> list[Reply]:
    """The digest's hour, or none; then what was just reported of whom is watched, so that the first minute is not empty."""
    if hour != "none" and hour not in _HOURS:
        return []
    told = asking.digest(context, hour) if hour != "none" else [Reply(context.say("begin_done"))]
    watched = context.store.watches(context.chat.id)[:_SHOWN]
    companies = [c for w in watched if (c := context.table.find(w.target)) is not None]
    reported = [c for c in companies if context.store.recent_stories(c.symbols, 1)]
    return [*told, *(reply for c in reported for reply in asking.news_of(context, c.name, (c,), ""))]
