"""What people type or press, what is done, and what is answered. Telegram and the terminal only translate."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Literal

from rapidfuzz.distance import OSA

from bot.conversation import (
    answering,
    asking,
    beginning,
    correcting,
    movers,
    nights,
    operator,
    plain,
    reporting,
    ruling,
    settings,
    watching,
)
from bot.conversation.answering import goes_on
from bot.conversation.context import Context, Reply
from bot.conversation.grammar import CHANGING, understand, wishes_of
from bot.conversation.targets import candidates
from bot.listings import TRADITIONAL, Listings, Sessions, is_chinese
from bot.message import Button, Message, Priority
from bot.message.markup import escape
from bot.message.words import say
from bot.ports import TAKEN_BACK, Chat, Incoming, Store
from bot.reading.lexicon import folded

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
    if not text:
        return ruling.listed(context)
    answered = ruling.rule_from(context, text)
    if answered:
        return answered
    if watching.is_whole(context, text) and not _IS_ALL.match(text):  # nobody is called "all"
        return watching.alert(context, text)
    return plain.asked_in_words(context, "alert", text) or watching.alert(context, text)


_IS_ALL = re.compile(r"(?:all|everything|全部|所有)\b", re.IGNORECASE)


def _worded(command: str, handler: Handler, *failures: str) -> Handler:
    """A command that is read as a sentence where its own reader answers with one of these."""

    def handle(context: Context, text: str) -> list[Reply]:
        if not text:
            return handler(context, text)
        replies = handler(context, text)
        if len(replies) == 1 and any(_says(context, replies[0].html, key) for key in failures):
            return plain.asked_in_words(context, command, text) or replies
        return replies

    return handle


def _says(context: Context, html: str, key: str) -> bool:
    """Whether a reply is that sentence, whatever stands in its gaps."""
    words = context.say(key, **dict.fromkeys(_GAPS, _GAP))
    return re.fullmatch(".*".join(map(re.escape, words.split(_GAP))), html, re.DOTALL) is not None


_GAPS, _GAP = ("text", "name", "hours", "zone"), "\x00"


def _watch(context: Context, text: str) -> list[Reply]:
    """With a threshold behind the names it is an alert; a typed figure is never dropped."""
    with_size = plain.asked_in_words(context, "watch", text) if _SIZE.search(text) else []
    return with_size or watching.watch(context, text)


_SIZE = re.compile(r"\d\s*(?:%|％|percent|pct)|[$€£¥]\s*\d")


def _unwatch(context: Context, text: str) -> list[Reply]:
    return (plain.asked_in_words(context, "unwatch", text) if _IS_ALL.match(text) else []) or watching.unwatch(
        context, text
    )


def _unmute(context: Context, text: str) -> list[Reply]:
    return watching.mute(context, f"{text} off") if text else settings.pause(context, "off")


def _language_named(context: Context, text: str) -> list[Reply]:
    return plain.asked_in_words(context, "language", text) or settings.pressed_language(context, "?")


def _zone(context: Context, text: str) -> list[Reply]:
    return settings.answered_zone(context, text) if text else settings.pressed_zone(context, "?")


COMMANDS: dict[str, Handler] = {
    "start": beginning.start,
    "stop": settings.stop,
    "help": settings.help_,
    "watch": _watch,
    "unwatch": _unwatch,
    "watchlist": watching.watchlist,
    "list": lambda context, _: ruling.listed(context),
    "alert": _alert,
    "alerts": lambda context, _: ruling.listed(context),
    "unmute": _unmute,
    "resume": lambda context, _: settings.pause(context, "off"),
    "language": _language_named,
    "lang": _language_named,
    "zone": _zone,
    "undo": settings.undo,
    "mute": _worded("mute", watching.mute, "mute_usage"),
    "digest": _worded("digest", asking.digest, "digest_hour_bad"),
    "pause": _worded("pause", settings.pause, "mute_usage"),
    "quiet": settings.quiet,
    "missed": asking.missed,
    "corrections": asking.corrections,
    "accuracy": reporting.accuracy,
    "news": asking.news,
    "movers": _worded("movers", movers.movers, "movers_bad"),
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
    "endall": plain.pressed_end_all,
    "quiet": plain.pressed_quiet,
    "do": plain.pressed_do,
    "begin": beginning.pressed_begin,
    "beginat": beginning.pressed_begin_at,
    "undo": settings.pressed_undo,
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
    {
        "start",
        "stop",
        "watch",
        "unwatch",
        "alert",
        "mute",
        "unmute",
        "pause",
        "resume",
        "quiet",
        "settings",
        "language",
        "lang",
        "zone",
        "undo",
        "forget",
    }
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
        "begin",
        "beginat",
        "endall",
        "quiet",
        "undo",
        "slots",
        "zone",
        "lang",
        "set",
        "forget",
    }
)
_PLAIN = {
    "quiet": "quiet", "免打扰": "quiet", "watch": "watch", "follow": "watch", "关注": "watch", "unwatch": "unwatch", "unfollow": "unwatch", "取消关注": "unwatch",
    "digest": "digest", "摘要": "digest", "watchlist": "watchlist", "自选": "watchlist", "help": "help", "帮助": "help", "news": "news",
    "movers": "movers", "settings": "settings", "设置": "settings", "设定": "settings", "stop": "stop", "why": "why", "alert": "alert", "cancel": "cancel", "取消": "cancel",
    "alerts": "alerts", "提醒": "alerts", "missed": "missed", "corrections": "corrections", "更正": "corrections", "accuracy": "accuracy", "privacy": "privacy", "隐私": "privacy",
}  # fmt: skip

_PLAIN_FIRST = (
    "help",
    "news",
    "movers",
    "why",
    "settings",
    "watchlist",
    "claims",
    "digest",
)  # commands also without a stroke, with words behind
_OTHER_WISHES = frozenset(
    {"language", "zone", "unwatch", "alert", "mute", "pause", "quiet", "digest", "movers", "list", "help", "undo"}
)
_NOT_READ = {"voice": "no_voice", "picture": "no_picture"}
_CONFIRM, _SLIP = "confirm:", 2
_YES = frozenset("yes y yep yeah yea sure ok okay confirm 是 是的 好 好的 确认 確認 对 對 行 系 係 得".split())
_CLEARLY = frozenset("yes confirm 是 是的 确认 確認".split())
_NO = frozenset("no n nope nah cancel 不 不是 不要 否 唔係 唔要 唔好 取消".split())


def _as_typed(text: str) -> str:
    return unicodedata.normalize("NFC", text).translate(_NARROW).strip()


def _command_of(text: str) -> tuple[str, str]:
    """ "/watch\ttesla": the command and what is behind it, whichever blank is between."""
    command, _, rest = re.sub(r"\s", " ", text[1:]).partition(" ")
    return command.lower().strip(), rest.strip()


def _admins(command: str, rest: str) -> bool:
    return command in _ADMINS_COMMANDS or (command == "digest" and bool(rest.strip()))


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
            chat.question,
        )
        before, last = self._store.settings_of(chat.id), self._store.last_change(chat.id, now)
        name, replies = self._answer(context)
        replies = self._with_undo(context, before, replies, last if name.endswith("undo") else None)
        question = context.chat.question
        if incoming.group and question and not answering.is_followed(question) and replies:
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

    def _with_undo(
        self, context: Context, before: str | None, replies: list[Reply], taken_back: tuple[int, str] | None
    ) -> list[Reply]:
        """What was changed can be taken back: by /undo, and by a button where the answer has none yet; so can the taking back."""
        after = self._store.settings_of(context.chat.id)
        if after is not None and not context.chat.active:
            self._store.forget_undo(context.chat.id)  # who stops is not brought back by halves
            return replies
        if before is None or after is None or after == before:
            return replies
        said = context.incoming.text.lstrip("/") if context.incoming.button is None else ""
        if taken_back is not None:
            words = taken_back[1]
            said = words.removeprefix(TAKEN_BACK) if words.startswith(TAKEN_BACK) else f"{TAKEN_BACK}{words}"
        number = self._store.keep_for_undo(context.chat.id, before, said[:_LONGEST], context.now)
        undo = context.say("redo" if taken_back is not None else "undo")
        shown = [i for i, r in enumerate(replies) if r.html and r.chat is None]
        if not shown or any(b.text == undo for r in replies for row in r.buttons for b in row):
            return replies
        last = replies[shown[0]]
        button = (Button(undo, f"undo:{number}"),)
        return [replace(r, buttons=(*last.buttons, button)) if i == shown[0] else r for i, r in enumerate(replies)]

    def changes(self, incoming: Incoming) -> bool:
        """Whether this would change a chat's watches or settings: in a group that is for its admins."""
        if incoming.button is not None:
            return incoming.button.partition(":")[0] in (*_ADMINS_PRESSES, "cmd")
        text = _as_typed(incoming.text)
        if not text.startswith("/"):
            return self._may_change(incoming.chat, text)
        command, rest = _command_of(text)
        if command not in COMMANDS and command not in OPERATOR_COMMANDS:
            return self._may_change(incoming.chat, text[1:])  # "/取消关注 特斯拉" is read as a sentence
        return _admins(command, rest)

    def _may_change(self, chat: int, text: str) -> bool:
        """Whether plain words may change something: an answer to a question may, a second thought, and a name, which is watched."""
        known = self._store.chat(chat)
        asked = known.question if known is not None else None
        first, _, rest = text.partition(" ")
        alone = _PLAIN.get(folded(text).strip(" .!。！"))
        return (
            (asked is not None and not answering.is_followed(asked))
            or (alone is not None and _admins(alone, ""))
            or (first.lower() in ("stop", *_PLAIN_FIRST) and bool(rest) and _admins(first.lower(), rest))
            or correcting.is_second_thought(text)
            or bool(wishes_of(text, self._table))
            or understand(text, self._table).kind in (*CHANGING, "unknown")
        )

    def _answer(self, context: Context) -> tuple[str, list[Reply]]:
        incoming = context.incoming
        if incoming.group and not incoming.may_change and self.changes(incoming):
            words = context.say("group_admins_only")
            return "not a group's admin", [Reply(toast=words) if incoming.button is not None else Reply(words)]
        if incoming.button is not None:
            return self._pressed(context, incoming.button)
        if incoming.medium is not None:
            return incoming.medium, [Reply(context.say(_NOT_READ.get(incoming.medium, "not_understood")))]
        text = _as_typed(incoming.text)
        if len(text) > _LONGEST:
            return "too long", [Reply(context.say("too_long"))]
        if incoming.forwarded:
            words = text.lstrip("/").partition(" ")[0].lower()
            if text.startswith("/") or words in _PLAIN:
                return "forwarded", []
            return "forwarded", watching.plain_words(context, text)
        if text.startswith("/"):
            return self._command(context, *_command_of(text))
        if context.is_admin and operator.is_about_a_day(text):
            return self._command(context, "calendar", text)
        return self._answer_to_question(context, text) or self._typed(context, text)

    def _pressed(self, context: Context, button: str) -> tuple[str, list[Reply]]:
        name, _, rest = button.partition(":")
        if name == "cmd":  # a command that was misspelt
            command, _, words = rest.partition(" ")
            name, replies = self._command(context, command, words) if command in COMMANDS else ("", [])
            return f"press {name}", replies or [Reply(toast=context.say("button_old"))]
        asked = context.chat.question or ""
        if asked.startswith(_CONFIRM) and asked.split(":")[1] != name:
            context.save(question=None)  # who goes on to something else has not said yes
        press = PRESSES.get(name)
        if press is None:
            return "press of an unknown button", [Reply(toast=context.say("button_old"))]
        return f"press {name}", press(context, rest) or [Reply(toast=context.say("button_old"))]

    def _answer_to_question(self, context: Context, text: str) -> tuple[str, list[Reply]] | None:
        """What was asked last is answered, unless a line says by its own words that something else is wanted."""
        asked = context.chat.question
        if not asked or _PLAIN.get(text.lower()) == "cancel":
            return None
        context.save(question=None)
        if asked.startswith(_CONFIRM):
            return self._confirmed(context, asked, text)
        if asked == beginning.BEGINNING:
            before = len(self._store.watches(context.chat.id))
            name, replies = self._typed(context, text)
            return name, beginning.goes_on(context, replies, before)
        question = QUESTIONS.get(asked)
        if question is None or (plain.kind_of(context, text) in _OTHER_WISHES - {asked}):
            return None
        return f"answer {asked}", question(context, text)

    def _typed(self, context: Context, text: str) -> tuple[str, list[Reply]]:
        first, _, rest = text.partition(" ")
        if (command := _PLAIN.get(folded(text).strip(" .!。！"))) is not None:
            return self._command(context, command, "")
        if first.lower() == "stop" and rest and candidates(context, rest):
            return self._command(context, "unwatch", rest.strip())
        if goes_on(context, text):
            return "plain question", answering.answer(context, text)
        again = correcting.corrected(context, text, lambda line: self._said_again(context, line))
        if again:
            return "plain corrected", again
        answered = self._in_words(context, text)
        if answered is None and first.lower() in _PLAIN_FIRST and rest:
            return self._command(context, first.lower(), rest.strip())
        return answered or ("plain", plain.not_understood(context, text))

    def _said_again(self, context: Context, text: str) -> list[Reply]:
        """The line before with one thing changed, which is what may be corrected next."""
        context.incoming = replace(context.incoming, text=text)
        answered = self._in_words(context, text)
        return answered[1] if answered is not None else []

    def _in_words(self, context: Context, text: str) -> tuple[str, list[Reply]] | None:
        """Short small words are names only in capitals; the rest is read by the grammar, then as a bare name."""
        answered = plain.said(context, text)
        if answered is not None:
            return answered
        replies = watching.plain_words(context, text)
        return None if replies and _says(context, replies[0].html, "not_understood") else ("plain", replies)

    def _confirmed(self, context: Context, asked: str, text: str) -> tuple[str, list[Reply]] | None:
        """Yes or no, typed instead of pressed."""
        word = text.lower().strip(" .!。！")
        if word not in _YES and word not in _NO:
            return None
        name, _, data = asked.removeprefix(_CONFIRM).partition(":")
        if name == "forget" and word in _YES and word not in _CLEARLY:
            return None
        context.save(question=asked)
        return f"typed {name}", PRESSES[name](context, data if word in _YES else "no")

    def _command(self, context: Context, command: str, rest: str) -> tuple[str, list[Reply]]:
        if context.chat.question and command != "cancel":
            context.save(question=None)
        if command in OPERATOR_COMMANDS:
            if not context.is_admin:
                return command, [Reply(context.say("admin_only"))]
            return command, OPERATOR_COMMANDS[command](context, rest)
        handler = COMMANDS.get(command)
        if handler is None:
            return self._unknown_command(context, command, rest)
        return command, handler(context, rest)

    def _unknown_command(self, context: Context, command: str, rest: str) -> tuple[str, list[Reply]]:
        """A slip of the finger is answered as what was meant where that changes nothing, else offered; a word of a language's own is read as such."""
        near = min(COMMANDS, key=lambda known: OSA.distance(known, command))
        if command.isascii() and OSA.distance(near, command) <= _SLIP and len(command) > _SLIP + 1:
            if near not in _ADMINS_COMMANDS and not (near == "digest" and rest):
                return f"{near} misspelt", COMMANDS[near](context, rest)
            offer = (
                (
                    Button(
                        f"/{near} {rest}".strip()[:60],
                        f"cmd:{near} {rest}".strip().encode()[:64].decode(errors="ignore"),
                    ),
                ),
            )
            return "misspelt", [
                Reply(context.say("unknown_command_near", command=escape(command[:40]), near=near), offer)
            ]
        answered = None if command.isascii() else self._in_words(context, f"{command} {rest}".strip())
        return answered or ("unknown", [Reply(context.say("unknown_command", command=context.escape(command[:40])))])

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
            red_is_up=is_chinese(language) and not told.startswith("zh-hk"),
            threshold=self.rules.threshold,
        )


def _language(code: str | None) -> str:
    """Of Telegram's language code: zh-hk, zh-tw and zh-hant read traditional characters."""
    told = (code or "").lower()
    if not told.startswith("zh"):
        return "en"
    return TRADITIONAL if any(part in told for part in ("hk", "tw", "mo", "hant")) else "zh"


__all__ = ["COMMANDS", "OPERATOR_COMMANDS", "Context", "Conversation", "Outcome", "Reply", "Rules"]
