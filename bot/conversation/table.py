"""What can be commanded and what can be pressed: who may, what does it, whether words follow, and where /help lists it. What each is called
in the menu and in /help stands in the catalogues, under `command_NAME`."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from bot.conversation import (
    asking,
    beginning,
    meant,
    media,
    movers,
    nights,
    operator,
    plain,
    reporting,
    ruling,
    settings,
    watching,
)
from bot.conversation.context import Context, Reply
from bot.conversation.grammar.words import command_said, is_all
from bot.listings import base_language
from bot.message import Button
from bot.message.words import LANGUAGES, has, say
from bot.ports import Profile

Handler = Callable[[Context, str], list[Reply]]
# Of a group "admins" are its own; "admins, with words" of what only sets something when words follow; an operator is one of the config.
Who = Literal["anyone", "admins", "admins, with words", "operator"]
Part = Literal["watching", "reading", "you", "running"]
PARTS: tuple[Part, ...] = ("watching", "reading", "you", "running")


@dataclass(frozen=True, slots=True)
class Command:
    """A command. One of no `part` of /help is another name, or what another way leads to; what `takes_words` reads what follows."""

    name: str
    do: Handler
    who: Who = "anyone"
    part: Part | None = None
    takes_words: bool = True

    def is_for_admins(self, words: str) -> bool:
        return self.who == "admins" or (self.who == "admins, with words" and bool(words.strip()))


@dataclass(frozen=True, slots=True)
class Press:
    """What the buttons of a name do; those that are not `for_admins` change nothing that a group shares."""

    name: str
    do: Handler
    for_admins: bool = True
    alone: bool = False  # what it answers in a group is shown to whoever pressed, and fills no chat


# --- commands whose words may be a sentence --------------------------------------------------------------------------------


def _or_in_words(command: str, handler: Handler) -> Handler:
    """A command that is read as a sentence where its own reader does not understand its words."""

    def handle(context: Context, text: str) -> list[Reply]:
        replies = handler(context, text)
        if text and any(r.unread for r in replies):
            return plain.asked_in_words(context, command, text) or replies
        return replies

    return handle


def _alert(context: Context, text: str) -> list[Reply]:
    """A threshold, or a rule of another kind."""
    if not text:
        return ruling.listed(context)
    answered = ruling.rule_from(context, text)
    if answered:
        return answered
    if watching.is_whole(context, text) and not is_all(text):  # nobody is called "all"
        return watching.alert(context, text)
    return plain.asked_in_words(context, "alert", text) or watching.alert(context, text)


def _watch(context: Context, text: str) -> list[Reply]:
    """With a threshold behind the names it is an alert; a typed figure is never dropped."""
    with_size = plain.asked_in_words(context, "watch", text) if _SIZE.search(text) else []
    return with_size or watching.watch(context, text)


_SIZE = re.compile(r"\d\s*(?:%|％|percent|pct)|[$€£¥]\s*\d")


def _unwatch(context: Context, text: str) -> list[Reply]:
    return (plain.asked_in_words(context, "unwatch", text) if is_all(text) else []) or watching.unwatch(context, text)


def _unmute(context: Context, text: str) -> list[Reply]:
    return watching.mute(context, f"{text} off") if text else settings.pause(context, "off")


def _resume(context: Context, _: str) -> list[Reply]:
    return settings.pause(context, "off")


def _listed(context: Context, _: str) -> list[Reply]:
    return ruling.listed(context)


def _language(context: Context, text: str) -> list[Reply]:
    return plain.asked_in_words(context, "language", text) or settings.pressed_language(context, "?")


def _zone(context: Context, text: str) -> list[Reply]:
    return settings.answered_zone(context, text) if text else settings.pressed_zone(context, "?")


# What /help tells more of: the commands that take many things, and 提醒 or "alerts" for one of them.
HELP_TOPICS = ("alert", "quiet", "digest")


def help_(context: Context, words: str) -> list[Reply]:
    """Every command with what it takes, by part; what has no line of its own stands behind the others. Of a topic, all that it takes."""
    named = (command_said(words.strip().removeprefix("/")) or "").removesuffix("s")
    others = tuple(t for t in HELP_TOPICS if t != named)
    more = (tuple(Button(context.say(f"help_topic_{t}"), f"help:{t}") for t in others),)
    if named in HELP_TOPICS:
        return [Reply(context.say(f"help_more_{named}"), more)]
    return [Reply(_all_commands(context), more)]


def _all_commands(context: Context) -> str:
    blocks = [context.say("help_intro")]
    for part in PARTS:
        if part == "running" and not context.is_admin:
            continue
        names = [c.name for c in COMMANDS.values() if c.part == part]
        lines = [context.say(f"help_{part}"), *(context.say(f"help_of_{n}") for n in names if has(f"help_of_{n}"))]
        others = [f"/{n}" for n in names if not has(f"help_of_{n}")]
        blocks.append("\n".join([*lines, *([" ".join(others)] if others else [])]))
    return "\n\n".join(blocks)


def menus() -> dict[str, dict[str, str]]:
    """The commands that Telegram lists, each with its line of at most 256 characters, in each language: it knows no script of one."""
    listed = [c.name for c in COMMANDS.values() if c.part not in (None, "running")]
    return {language: {name: say(language, f"command_{name}") for name in listed} for language in _telegrams()}


def profiles() -> dict[str, Profile]:
    """What Telegram says of the bot in each language to whoever opens it."""
    return {lang: Profile(say(lang, "profile_description"), say(lang, "profile_short")) for lang in _telegrams()}


def _telegrams() -> list[str]:
    return [language for language in LANGUAGES if language == base_language(language)]


# --- the tables ------------------------------------------------------------------------------------------------------------

_ALL = (
    Command("start", beginning.start, "admins"),
    Command("watch", _watch, "admins", "watching"),
    Command("unwatch", _unwatch, "admins", "watching"),
    Command("watchlist", watching.watchlist, part="watching", takes_words=False),
    Command("list", _listed, takes_words=False),
    Command("alert", _alert, "admins", "watching"),
    Command("alerts", _listed, takes_words=False),
    Command("mute", _or_in_words("mute", watching.mute), "admins", "watching"),
    Command("unmute", _unmute, "admins"),
    Command("pause", _or_in_words("pause", settings.pause), "admins", "watching"),
    Command("resume", _resume, "admins", takes_words=False),
    Command("quiet", settings.quiet, "admins", "watching"),
    Command("missed", asking.missed, part="watching", takes_words=False),
    Command("corrections", asking.corrections, part="watching", takes_words=False),
    Command("accuracy", reporting.accuracy, part="watching", takes_words=False),
    Command("undo", settings.undo, "admins", "watching", takes_words=False),
    Command("digest", _or_in_words("digest", asking.digest), "admins, with words", "reading"),
    Command("listen", media.listen, part="reading", takes_words=False),
    Command("news", asking.news, part="reading"),
    Command("movers", _or_in_words("movers", movers.movers), part="reading"),
    Command("claims", asking.claims, part="reading"),
    Command("why", asking.why, part="reading"),
    Command("settings", settings.settings, "admins", "you", takes_words=False),
    Command("language", _language, "admins"),
    Command("lang", _language, "admins"),
    Command("zone", _zone, "admins"),
    Command("help", help_, part="you"),
    Command("privacy", settings.privacy, part="you", takes_words=False),
    Command("export", settings.export, "admins", "you", takes_words=False),
    Command("forget", settings.forget, "admins", "you", takes_words=False),
    Command("cancel", settings.cancel, part="you", takes_words=False),
    Command("stop", settings.stop, "admins", "you", takes_words=False),
    Command("feeds", operator.feeds, "operator", "running"),
    Command("stats", operator.stats, "operator", "running", takes_words=False),
    Command("users", operator.users, "operator", "running"),
    Command("broadcast", operator.broadcast, "operator", "running"),
    Command("calendar", operator.calendar, "operator", "running"),
)
COMMANDS = {c.name: c for c in _ALL}

PRESSES = {
    p.name: p
    for p in (
        Press("watch", watching.pressed_watch),
        Press("unwatch", watching.pressed_unwatch),
        Press("restore", watching.pressed_restore),
        Press("rule", watching.pressed_rule),
        Press("alert", watching.pressed_alert),
        Press("mute", watching.pressed_mute),
        Press("bound", watching.pressed_bound),
        Press("mine", ruling.pressed_mine),
        Press("rulefor", ruling.pressed_rule_for),
        Press("ruleat", ruling.pressed_rule_at),
        Press("stories", ruling.pressed_stories),
        Press("endall", plain.pressed_end_all),
        Press("meant", meant.pressed_meant),
        Press("night", nights.pressed_night),
        Press("begin", beginning.pressed_begin),
        Press("beginat", beginning.pressed_begin_at),
        Press("undo", settings.pressed_undo),
        Press("slots", asking.pressed_slots),
        Press("zone", settings.pressed_zone),
        Press("lang", settings.pressed_language),
        Press("set", settings.pressed_setting),
        Press("forget", settings.pressed_forget),
        Press("why", asking.pressed_why, for_admins=False, alone=True),
        Press("whynot", asking.pressed_why_not, for_admins=False, alone=True),
        Press("wrong", reporting.pressed_wrong, for_admins=False),
        Press("news", asking.news, for_admins=False),
        Press("claims", asking.claims, for_admins=False),
        Press("list", _listed, for_admins=False),
        Press("help", help_, for_admins=False),
        Press("admit", operator.pressed_admit, for_admins=False),
    )
}
# What is asked and answered by typing: the handler of the answer.
QUESTIONS: dict[str, Handler] = {
    "watch": watching.watch,
    "unwatch": watching.unwatch,
    "zone": settings.answered_zone,
    "threshold": settings.answered_threshold,
    "budget": settings.answered_budget,
    "digest": asking.digest,
}
