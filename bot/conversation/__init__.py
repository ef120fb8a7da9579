"""What people type or press, what is done, and what is answered. Telegram and the terminal only translate."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Literal

from bot.conversation import asking, movers, nights, operator, reporting, ruling, settings, watching
from bot.conversation.context import Context, Reply
from bot.listings import Listings, Sessions
from bot.message import Button, Message, Priority
from bot.message.markup import escape
from bot.message.words import say
from bot.ports import Chat, Incoming, Store

AccessMode = Literal["open", "invite", "listed"]
_LONGEST = 1000
# Full-width letters, digits and signs, as Chinese keyboards write them.
_NARROW = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
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


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a conversation step gives: messages for the outbox, a toast for the pressed button, a word for the log."""

    messages: tuple[Message, ...]
    toast: str
    done: str


Handler = Callable[[Context, str], list[Reply]]


def _alert(context: Context, text: str) -> list[Reply]:
    """A threshold, or a rule of another kind."""
    return ruling.rule_from(context, text) or watching.alert(context, text) if text else _alerts(context, text)


def _alerts(context: Context, text: str) -> list[Reply]:
    """What is watched, and the rules."""
    watched = watching.alert(context, "")
    return [*watched[:-1], *ruling.rules(context), *watched[-1:]]


COMMANDS: dict[str, Handler] = {
    "start": settings.start,
    "stop": settings.stop,
    "help": settings.help_,
    "watch": watching.watch,
    "unwatch": watching.unwatch,
    "watchlist": watching.watchlist,
    "alert": _alert,
    "alerts": _alerts,
    "mute": watching.mute,
    "digest": asking.digest,
    "pause": settings.pause,
    "quiet": settings.quiet,
    "missed": asking.missed,
    "corrections": asking.corrections,
    "accuracy": reporting.accuracy,
    "news": asking.news,
    "movers": movers.movers,
    "claims": asking.claims,
    "why": asking.why,
    "settings": settings.settings,
    "cancel": settings.cancel,
    "privacy": settings.privacy,
    "export": settings.export,
    "forget": settings.forget,
}
OPERATOR_COMMANDS: dict[str, Handler] = {
    "feeds": operator.feeds,
    "stats": operator.stats,
    "users": operator.users,
    "broadcast": operator.broadcast,
    "calendar": operator.calendar,
}
PRESSES: dict[str, Handler] = {
    "watch": watching.pressed_watch,
    "unwatch": watching.pressed_unwatch,
    "restore": watching.pressed_restore,
    "rule": watching.pressed_rule,
    "alert": watching.pressed_alert,
    "mute": watching.pressed_mute,
    "why": asking.pressed_why,
    "whynot": asking.pressed_why_not,
    "wrong": reporting.pressed_wrong,
    "mine": ruling.pressed_mine,
    "rulefor": ruling.pressed_rule_for,
    "ruleat": ruling.pressed_rule_at,
    "bound": watching.pressed_bound,
    "night": nights.pressed_night,
    "news": asking.news,
    "claims": asking.claims,
    "slots": asking.pressed_slots,
    "zone": settings.pressed_zone,
    "lang": settings.pressed_language,
    "set": settings.pressed_setting,
    "forget": settings.pressed_forget,
    "admit": operator.pressed_admit,
}
QUESTIONS: dict[str, Handler] = {
    "watch": watching.watch,
    "unwatch": watching.unwatch,
    "zone": settings.answered_zone,
    "threshold": settings.answered_threshold,
    "budget": settings.answered_budget,
    "digest": asking.digest,
}
# In a group only its admins change what all its members get.
_ADMINS_COMMANDS = frozenset(
    {"start", "stop", "watch", "unwatch", "alert", "mute", "pause", "quiet", "settings", "forget"}
)
_ADMINS_PRESSES = frozenset(
    {
        "watch",
        "unwatch",
        "restore",
        "rule",
        "alert",
        "mute",
        "bound",
        "night",
        "mine",
        "rulefor",
        "ruleat",
        "slots",
        "zone",
        "lang",
        "set",
        "forget",
    }
)
_PLAIN = {
    "quiet": "quiet", "免打扰": "quiet", "免打擾": "quiet", "watch": "watch", "follow": "watch", "关注": "watch", "關注": "watch", "unwatch": "unwatch", "unfollow": "unwatch", "取消关注": "unwatch",
    "digest": "digest", "摘要": "digest", "watchlist": "watchlist", "自选": "watchlist", "自選": "watchlist", "help": "help", "帮助": "help", "news": "news",
    "movers": "movers", "settings": "settings", "设置": "settings", "stop": "stop", "why": "why", "alert": "alert", "cancel": "cancel",
}  # fmt: skip


class Conversation:
    """One step at a time: what came in, to what is answered. The caller holds the store's transaction."""

    def __init__(self, store: Store, table: Listings, calendar: Sessions, rules: Rules) -> None:
        self._store = store
        self._table = table
        self._calendar = calendar
        self.rules = rules

    def handle(self, incoming: Incoming, key: str, now: datetime) -> Outcome:
        """`key` is the update's: the messages' keys are made of it, so that an update told twice is answered once."""
        held = self._store.hold(incoming.chat)
        if held is not None and held.failures and not incoming.left:
            self._store.release_chat(incoming.chat)  # whoever speaks there can be spoken to
        if incoming.migrated_from is not None:
            self._store.move_chat(incoming.migrated_from, incoming.chat)
            return Outcome((), "", "migrated")
        if incoming.left:
            self._store.end_chat(incoming.chat, "left", now)
            return Outcome((), "", "left")
        if incoming.joined and not incoming.text:
            known_chat = self._store.chat(incoming.chat)
            if known_chat is not None and not known_chat.active:
                self._store.save_chat(replace(known_chat, active=True), now)
            return Outcome((), "", "joined")
        language = _language(incoming.language)
        if not self._may_use(incoming):
            return self._stranger(incoming, key, language, now)
        known = self._store.chat(incoming.chat)
        chat = known or self._new_chat(incoming, language)
        if known is None or not known.active:
            # Whoever writes after a stop wants to hear again; /stop itself comes after this.
            chat = replace(chat, active=True)
            self._store.save_chat(chat, now)
        context = Context(
            self._store,
            self._table,
            self._calendar,
            chat,
            incoming,
            now,
            incoming.user in self.rules.admins,
            self.rules.most_watches,
            self.rules.admins,
            self.rules.budget,
        )
        name, replies = self._answer(context)
        if incoming.group and context.chat.question and replies:
            # Telegram gives a bot in a group only commands and replies to its own messages.
            replies = [*replies[:-1], replace(replies[-1], html=f"{replies[-1].html}\n{context.say('group_reply')}")]
        chat = self._store.chat(incoming.chat) or chat
        if known is None and not chat.advised and name != "forget":
            replies = [*replies, Reply(say(chat.language, "advice"))]
            if self._store.chat(incoming.chat):
                self._store.save_chat(replace(chat, advised=True), now)
        messages = tuple(
            Message(
                r.chat or incoming.chat,
                f"{key}:{n}",
                r.html,
                r.buttons,
                Priority.ANSWER if r.chat is None else Priority.NOTICE,
            )
            for n, r in enumerate(replies)
            if r.html
        )
        return Outcome(messages, next((r.toast for r in replies if r.toast), ""), name)

    def changes(self, incoming: Incoming) -> bool:
        """Whether this would change a chat's watches or settings: in a group that is for its admins."""
        if incoming.button is not None:
            return incoming.button.partition(":")[0] in _ADMINS_PRESSES
        if not incoming.text.startswith("/"):
            return bool(incoming.text)  # an answer to a question, or a name to be watched
        command, _, rest = incoming.text[1:].partition(" ")
        return command.lower() in _ADMINS_COMMANDS or (command.lower() == "digest" and bool(rest.strip()))

    def _answer(self, context: Context) -> tuple[str, list[Reply]]:
        incoming = context.incoming
        if incoming.group and not incoming.may_change and self.changes(incoming):
            words = context.say("group_admins_only")
            return "not a group's admin", [Reply(toast=words) if incoming.button is not None else Reply(words)]
        if incoming.button is not None:
            name, _, rest = incoming.button.partition(":")
            press = PRESSES.get(name)
            if press is None:
                return "press of an unknown button", [Reply(toast=context.say("button_old"))]
            return f"press {name}", press(context, rest) or [Reply(toast=context.say("button_old"))]
        text = unicodedata.normalize("NFC", incoming.text).translate(_NARROW).strip()
        if len(text) > _LONGEST:
            return "too long", [Reply(context.say("too_long"))]
        if incoming.forwarded:
            words = text.lstrip("/").partition(" ")[0].lower()
            if text.startswith("/") or words in _PLAIN:
                return "forwarded", []
            return "forwarded", watching.plain_words(context, text)
        if text.startswith("/"):
            command, _, rest = re.sub(r"\s", " ", text[1:]).partition(" ")
            return self._command(context, command.lower().strip(), rest.strip())
        if context.is_admin and operator.is_about_a_day(text):
            return self._command(context, "calendar", text)
        first, _, rest = text.partition(" ")
        asked = context.chat.question
        if asked and _PLAIN.get(text.lower()) != "cancel":
            context.save(question=None)
            question = QUESTIONS.get(asked)
            if question is not None:
                return f"answer {asked}", question(context, text)
        if first.lower() == "stop" and rest:
            return self._command(context, "unwatch", rest.strip())
        if first.lower() in _PLAIN:
            return self._command(context, _PLAIN[first.lower()], rest.strip())
        for word in ("取消关注", "关注", "關注"):
            if text.startswith(word):
                return self._command(context, _PLAIN[word], text.removeprefix(word).strip())
        return "plain", watching.plain_words(context, text)

    def _command(self, context: Context, command: str, rest: str) -> tuple[str, list[Reply]]:
        if context.chat.question and command != "cancel":
            context.save(question=None)
        if command in OPERATOR_COMMANDS:
            if not context.is_admin:
                return command, [Reply(context.say("admin_only"))]
            return command, OPERATOR_COMMANDS[command](context, rest)
        handler = COMMANDS.get(command)
        if handler is None:
            return "unknown", [Reply(context.say("unknown_command", command=context.escape(command[:40])))]
        return command, handler(context, rest)

    def _may_use(self, incoming: Incoming) -> bool:
        rules = self.rules
        if rules.mode == "open" or incoming.user in rules.admins or incoming.user in rules.users:
            return True
        return self._store.is_admitted(incoming.user)

    def _stranger(self, incoming: Incoming, key: str, language: str, now: datetime) -> Outcome:
        """One polite sentence, once; and where people are let in by invitation, a word to the operator."""
        if not self._store.remember_stranger(incoming.user, now):
            return Outcome((), "", "stranger")
        words = "stranger_asked" if self.rules.mode == "invite" and self.rules.admins else "stranger"
        out = [Message(incoming.chat, f"{key}:0", say(language, words, user=incoming.user))]
        if words == "stranger_asked":
            button = Button(say("en", "user_admit"), f"admit:{incoming.user}:{incoming.chat}:{language}")
            name = escape((incoming.first_name or "?")[:60])
            out += [
                Message(
                    a,
                    f"{key}:{a}",
                    say("en", "user_asks", name=name, user=incoming.user),
                    ((button,),),
                    Priority.NOTICE,
                )
                for a in sorted(self.rules.admins)
            ]
        return Outcome(tuple(out), "", "stranger")

    def _new_chat(self, incoming: Incoming, language: str) -> Chat:
        told = (incoming.language or "").lower()
        zone = _ZONES.get(told) or _ZONES.get(told.split("-")[0]) or "UTC"
        return Chat(
            id=incoming.chat,
            group=incoming.group,
            language=language,
            zone=zone,
            red_is_up=language == "zh",
            threshold=self.rules.threshold,
        )


def _language(code: str | None) -> str:
    return "zh" if (code or "").lower().startswith("zh") else "en"


__all__ = ["COMMANDS", "OPERATOR_COMMANDS", "Context", "Conversation", "Outcome", "Reply", "Rules"]
