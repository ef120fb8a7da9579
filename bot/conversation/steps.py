"""One step of a conversation: what came in, to what is answered. Telegram and the terminal only translate."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from rapidfuzz.distance import OSA

from bot.conversation import answering, beginning, correcting, media, operator, plain, watching
from bot.conversation.context import Context, Reply
from bot.conversation.grammar import CHANGING, wishes_of
from bot.conversation.grammar.words import answer_said, command_said, goes_before_words
from bot.conversation.inline import cards
from bot.conversation.meant import answer_meant, read_meant
from bot.conversation.newcomers import Rules, may_use, new_chat, stranger
from bot.conversation.table import COMMANDS, PRESSES, QUESTIONS
from bot.conversation.targets import candidates
from bot.conversation.understood import understood
from bot.listings import Listings, Sessions
from bot.message import Button, Card, Message, Priority
from bot.message.markup import escape, shorten
from bot.message.markup import plain as plain_text
from bot.message.words import say
from bot.ports import TAKEN_BACK, Chat, Incoming, Store, Waiting

_LONGEST = 1000
# Full-width letters, digits and signs, as Chinese keyboards write them.
_NARROW = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
# What a line is about that waits for nothing: whoever asks for it goes on to something else.
_OTHER_WISHES = frozenset(
    {"language", "zone", "unwatch", "alert", "mute", "pause", "quiet", "digest", "movers", "list", "help", "undo"}
)
_NOT_READ = {"voice": "no_voice", "picture": "no_picture"}
_TOAST = 190  # characters that Telegram shows of one
_ANSWERED_WITHIN = timedelta(days=1)  # a yes of later is none
_BUTTON = 64  # bytes that a button holds
_SLIP = 2  # letters by which a command may be misspelt


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a conversation step gives: messages for the outbox, a toast for the pressed button, a word for the log."""

    messages: tuple[Message, ...]
    toast: str
    done: str
    unread: bool = False  # a line that nobody understood, and nothing was done
    questioned: answering.Questioned | None = None  # a question of the news that was answered


def _as_typed(text: str) -> str:
    return unicodedata.normalize("NFC", text).translate(_NARROW).strip()


def _command_of(text: str) -> tuple[str, str]:
    """ "/watch\ttesla": the command and what is behind it, whichever blank is between."""
    command, _, rest = re.sub(r"\s", " ", text[1:]).partition(" ")
    return command.lower().strip(), rest.strip()


def _messages(incoming: Incoming, key: str, replies: Sequence[Reply]) -> tuple[Message, ...]:
    """An answer goes where it was asked, what another chat is told where that one is told things."""
    return tuple(
        Message(
            r.chat or incoming.chat,
            f"{key}:{n}",
            r.html,
            r.buttons,
            Priority.ANSWER if r.chat is None else Priority.NOTICE,
            thread=incoming.thread if r.chat is None else None,
        )
        for n, r in enumerate(replies)
        if r.html
    )


class Conversation:
    """One step at a time. The caller holds the store's transaction."""

    def __init__(self, store: Store, table: Listings, calendar: Sessions, rules: Rules) -> None:
        self._store = store
        self._table = table
        self._calendar = calendar
        self.rules = rules

    def handle(self, incoming: Incoming, key: str, now: datetime) -> Outcome:
        """`key` is the update's: the messages' keys are made of it, so that an update told twice is answered once."""
        if (what := self._of_the_chat_itself(incoming, now)) is not None:
            return Outcome(self._greeting(incoming, key, now) if what == "joined" else (), "", what)
        known = self._store.chat(incoming.chat)
        if not self.lets_in(incoming):
            told = () if incoming.channel else stranger(self.rules, self._store, incoming, key, now)
            return Outcome(told, "", "stranger")
        context = self._context(incoming, known, now)
        name, replies = self._answer_with_undo(context)
        replies = self._with_what_it_needs(context, replies, is_new=known is None and name != "forget")
        if incoming.heard:
            replies = media.with_what_was_heard(context, replies)
        toast = next((r.toast for r in replies if r.toast), "")
        return Outcome(_messages(incoming, key, replies), toast, name, name == _UNREAD, context.questioned)

    def lets_in(self, incoming: Incoming) -> bool:
        """Whether this person may use the bot; what is posted in a channel is whoever's who let the bot into it."""
        known = self._store.chat(incoming.chat) if incoming.channel else None
        user = known.set_by if known is not None and known.set_by is not None else incoming.user
        return may_use(self.rules, self._store, user)

    def heard(self, incoming: Incoming, text: str, key: str, now: datetime) -> Outcome:
        """What is answered to words that were heard, which are shown; they do what typed ones would."""
        return self.handle(replace(incoming, text=text, medium=None, heard=True), key, now)

    def seen(self, incoming: Incoming, picture: media.Seen, key: str, now: datetime) -> Outcome:
        """What is answered to a picture."""
        known = self._store.chat(incoming.chat)
        context = self._context(incoming, known, now)
        replies = self._with_what_it_needs(context, media.seen(context, picture), is_new=known is None)
        return Outcome(_messages(incoming, key, replies), "", "picture")

    def read_out(self, incoming: Incoming, key: str, now: datetime) -> Outcome | tuple[str, str]:
        """What is to be said to a chat, and in which language; or what to answer where there is nothing."""
        known = self._store.chat(incoming.chat)
        context = self._context(incoming, known, now)
        said = media.read_out(context)
        if isinstance(said, str):
            return said, context.chat.language
        return Outcome(
            _messages(incoming, key, self._with_what_it_needs(context, said, is_new=known is None)), "", "listen"
        )

    def simply(self, incoming: Incoming, words: str, key: str, now: datetime, **fields: object) -> Outcome:
        """One text of the catalogue."""
        context = self._context(incoming, self._store.chat(incoming.chat), now)
        return Outcome(_messages(incoming, key, [Reply(context.say(words, **fields))]), "", words)

    def answered(
        self,
        incoming: Incoming,
        outcome: Outcome,
        questioned: answering.Questioned,
        said: Sequence[answering.Cited],
    ) -> tuple[Message, ...]:
        """What is answered to a question: in the sentences that were written about the stories, else in the stories' own."""
        known = self._store.chat(incoming.chat)
        if not said or known is None:
            return outcome.messages
        html = answering.in_other_words(known, questioned.heading, said)
        first, *others = questioned.html
        rest = (m for m in outcome.messages if m.html not in others)
        return tuple(replace(m, html=m.html.replace(first, html, 1)) for m in rest)

    def drawn(self, incoming: Incoming, said: Sequence[answering.Cited]) -> str:
        """What of such an answer stands so far."""
        known = self._store.chat(incoming.chat) or new_chat(self.rules, incoming)
        return answering.in_other_words(known, "", said)

    def meant(self, incoming: Incoming, line: str, key: str, now: datetime) -> tuple[Message, ...]:
        """What is answered in the place of "I did not understand", where a model says that this line was meant; nothing where that may not be."""
        intent = read_meant(_as_typed(incoming.text), line, self._table)
        known = self._store.chat(incoming.chat)
        if intent is None or known is None or not known.active:
            return ()
        if incoming.group and not incoming.may_change and intent.kind in CHANGING:
            return ()
        context = self._context(replace(incoming, text=line), known, now)
        if context.waiting is not None:
            return ()
        replies = self._with_what_it_needs(context, answer_meant(context, line, intent), is_new=False)
        return _messages(incoming, key, replies)

    def offered(self, incoming: Incoming, now: datetime) -> tuple[Card, ...]:
        """What is offered to whoever types behind the bot's name in some chat: nothing is kept of it."""
        if not may_use(self.rules, self._store, incoming.user):
            return ()
        reader = self._store.chat(incoming.user) or new_chat(self.rules, incoming)
        return cards(self._store, self._table, reader, _as_typed(incoming.text)[:_LONGEST], now)

    def _of_the_chat_itself(self, incoming: Incoming, now: datetime) -> str | None:
        """What Telegram tells of a chat, which nobody said: it moved, the bot was removed, or added. Whoever speaks can be spoken to."""
        held = self._store.hold(incoming.chat)
        if held is not None and held.failures and not incoming.left:
            self._store.release_chat(incoming.chat)
        if incoming.migrated_from is not None:
            self._store.move_chat(incoming.migrated_from, incoming.chat)
            return "migrated"
        if incoming.left:
            if incoming.channel and (known := self._store.chat(incoming.chat)) is not None:
                self._store.save_chat(replace(known, set_by=None), now)  # whoever lets it in again answers for it
            self._store.end_chat(incoming.chat, "left", now)
            return "left"
        if incoming.joined and not incoming.text:
            known = self._store.chat(incoming.chat)
            if known is not None and not known.active and not known.group:
                self._store.save_chat(replace(known, active=True), now)
            return "joined"
        return None

    def _greeting(self, incoming: Incoming, key: str, now: datetime) -> tuple[Message, ...]:
        """To a group that has just added the bot: what it does there, and what its admins can do. Once, until it is removed and added again."""
        known = self._store.chat(incoming.chat)
        if not incoming.group or (known is not None and known.active):
            return ()
        if not may_use(self.rules, self._store, incoming.user):
            return ()
        chat = replace(known or new_chat(self.rules, incoming), active=True, advised=True)
        if incoming.channel:
            return self._greeting_of_a_channel(incoming, chat, key, now)
        self._store.save_chat(chat, now)
        words = f"{say(chat.language, 'group_hello')}\n\n{say(chat.language, 'advice')}"
        return (Message(chat.id, f"{key}:0", words, (), Priority.NOTICE),)

    def _greeting_of_a_channel(self, incoming: Incoming, chat: Chat, key: str, now: datetime) -> tuple[Message, ...]:
        """Its readers are not spoken to: whoever added the bot is told what can be posted there."""
        self._store.save_chat(replace(chat, set_by=incoming.user, title=incoming.title), now)
        person = self._store.chat(incoming.user)
        language = person.language if person is not None else chat.language
        words = say(language, "channel_hello", title=escape(incoming.title or str(incoming.chat)))
        return (Message(incoming.user, f"{key}:0", words, (), Priority.NOTICE),)

    def _context(self, incoming: Incoming, known: Chat | None, now: datetime) -> Context:
        chat = known or new_chat(self.rules, incoming)
        if known is None or not known.active:
            # Whoever writes after a stop wants to hear again; /stop itself comes after this.
            chat = replace(chat, active=True)
            self._store.save_chat(chat, now)
        asked = self._store.waiting(chat.id, now - _ANSWERED_WITHIN)
        return Context(
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
            self.rules.reads_messages,
            self.rules.takes_media,
            asked,
            asked,
            self._store.last_asked(chat.id, incoming.user, now - answering.GONE_ON_FROM),
        )

    def _with_what_it_needs(self, context: Context, replies: list[Reply], *, is_new: bool) -> list[Reply]:
        """In a group, that an answer is a reply; of whoever is new here, what newstape does not do."""
        if context.incoming.channel:
            context.wait_no_more()  # only commands are read there
        if context.incoming.group and context.waiting is not None and replies:
            # Telegram gives a bot in a group only commands and replies to its own messages.
            replies = [*replies[:-1], replace(replies[-1], html=f"{replies[-1].html}\n{context.say('group_reply')}")]
        if is_new and not context.chat.advised:
            replies = [*replies, Reply(context.say("advice"))]
            if self._store.chat(context.chat.id):
                context.save(advised=True)
        return replies

    # --- taking back -----------------------------------------------------------------------------------------------------

    def _answer_with_undo(self, context: Context) -> tuple[str, list[Reply]]:
        before, last = self._store.settings_of(context.chat.id), self._store.last_change(context.chat.id, context.now)
        name, replies = self._answer(context)
        return name, self._with_undo(context, before, replies, last if name.endswith("undo") else None)

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
        replies = self._with_place(context, replies)
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

    def _with_place(self, context: Context, replies: list[Reply]) -> list[Reply]:
        """Where something is set first, there the chat is told things; of a topic that is said."""
        chat, said = context.chat, context.incoming
        if said.group and not said.channel and (chat.set_by, chat.title) != (said.user, said.title):
            context.save(set_by=said.user, title=said.title)
        if chat.thread is not None:
            return replies
        context.save(thread=said.thread)
        shown = [i for i, r in enumerate(replies) if r.html and r.chat is None]
        if not said.thread or not shown:
            return replies
        here = replace(replies[shown[0]], html=f"{replies[shown[0]].html}\n{context.say('topic_here')}")
        return [here if i == shown[0] else r for i, r in enumerate(replies)]

    # --- who may ---------------------------------------------------------------------------------------------------------

    def changes(self, incoming: Incoming) -> bool:
        """Whether this would change a chat's watches or settings: in a group that is for its admins."""
        if incoming.button is not None:
            name = incoming.button.partition(":")[0]
            return name == _MEANT or (name in PRESSES and PRESSES[name].for_admins)
        text = _as_typed(incoming.text)
        if not text.startswith("/"):
            return self._may_change(incoming.chat, text)
        name, words = _command_of(text)
        command = COMMANDS.get(name)
        if command is None:
            return self._may_change(incoming.chat, text[1:])  # "/取消关注 特斯拉" is read as a sentence
        return command.is_for_admins(words) or (not command.takes_words and bool(words) and self._changes(text[1:]))

    def _may_change(self, chat: int, text: str) -> bool:
        """Whether plain words may change something: an answer to a question may, a second thought, and a name, which is watched."""
        first, _, rest = text.partition(" ")
        alone = command_said(text)
        return (
            self._store.waiting(chat) is not None
            or (alone is not None and COMMANDS[alone].is_for_admins(""))
            or (
                (first.lower() == "stop" or goes_before_words(first.lower()))
                and bool(rest)
                and COMMANDS[first.lower()].is_for_admins(rest)
            )
            or correcting.is_second_thought(text)
            or self._changes(text)
        )

    def _changes(self, text: str) -> bool:
        if wishes_of(text, self._table):
            return True
        kind = understood(text, self._table).kind
        return kind in (*CHANGING, "unknown") or (kind in COMMANDS and COMMANDS[kind].is_for_admins(""))

    # --- answering -------------------------------------------------------------------------------------------------------

    def _answer(self, context: Context) -> tuple[str, list[Reply]]:
        incoming = context.incoming
        if incoming.group and not incoming.may_change and self.changes(incoming):
            words = context.say("group_admins_only")
            return "not a group's admin", [Reply(toast=words) if incoming.button is not None else Reply(words)]
        if incoming.button is not None:
            return self._pressed(context, incoming.button)
        if incoming.medium is not None:
            return incoming.medium, [Reply(context.say(_NOT_READ.get(incoming.medium, "not_understood")))]
        if context.previous is not None:
            context.store.forget_asked(context.chat.id, incoming.user)  # what is asked now is the question before
        text = _as_typed(incoming.text)
        if len(text) > _LONGEST:
            return "too long", [Reply(context.say("too_long"))]
        if incoming.forwarded:
            return "forwarded", self._forwarded(context, text)
        if text.startswith("/"):
            return self._command(context, *_command_of(text))
        if context.is_admin and operator.is_about_a_day(text):
            return self._command(context, "calendar", text)
        return self._answer_to_question(context, text) or self._typed(context, text)

    def _forwarded(self, context: Context, text: str) -> list[Reply]:
        """Whom a message of somebody else names is offered; its commands are nobody's here."""
        first = text.lstrip("/").partition(" ")[0]
        if text.startswith("/") or command_said(first) is not None:
            return []
        return watching.plain_words(context, text)

    def _pressed(self, context: Context, button: str) -> tuple[str, list[Reply]]:
        name, _, rest = button.partition(":")
        old = [Reply(toast=context.say("button_old"))]
        if name == _MEANT:
            command, _, words = rest.partition(" ")
            name, replies = self._command(context, command, words) if command in COMMANDS else ("", [])
            return f"press {name}", replies or old
        if context.waiting is not None and context.waiting.confirms and context.waiting.what != name:
            context.wait_no_more()  # who goes on to something else has not said yes
        press = PRESSES.get(name)
        if press is None:
            return "press of an unknown button", old
        if context.incoming.channel and not press.alone and not context.incoming.may_change:
            return f"press {name}", [
                Reply(toast=context.say("group_admins_only"))
            ]  # nothing is posted for one reader
        replies = press.do(context, rest) or old
        if press.alone and context.incoming.group and replies[0].html:
            replies = [Reply(toast=shorten(plain_text(replies[0].html), _TOAST))]
        return f"press {name}", replies

    def _answer_to_question(self, context: Context, text: str) -> tuple[str, list[Reply]] | None:
        """What was asked last is answered, unless a line says by its own words that something else is wanted."""
        asked = context.waiting
        if asked is None or command_said(text) == "cancel":
            return None
        if asked.confirms and (yes := answer_said(text, clearly=asked.what == "forget")) is not None:
            return f"typed {asked.what}", PRESSES[asked.what].do(context, _pressed_for(asked) if yes else "no")
        context.wait_no_more()
        if asked.what == beginning.BEGINNING:
            before = len(self._store.watches(context.chat.id))
            name, replies = self._typed(context, text)
            return name, beginning.goes_on(context, replies, before)
        question = QUESTIONS.get(asked.what)
        if question is None or (plain.kind_of(context, text) in _OTHER_WISHES - {asked.what}):
            return None
        return f"answer {asked.what}", question(context, text)

    def _typed(self, context: Context, text: str) -> tuple[str, list[Reply]]:
        first, _, rest = text.partition(" ")
        if (command := command_said(text)) is not None:
            return self._command(context, command, "")
        if first.lower() == "stop" and rest and candidates(context, rest):
            return self._command(context, "unwatch", rest.strip())
        if answering.goes_on(context, text):
            return "plain question", answering.answer(context, text)
        again = correcting.corrected(context, text, lambda line: self._said_again(context, line))
        if again:
            return "plain corrected", again
        answered = self._in_words(context, text)
        if answered is None and goes_before_words(first.lower()) and rest:
            return self._command(context, first.lower(), rest.strip())
        return answered or (_UNREAD, plain.not_understood(context, text))

    def _said_again(self, context: Context, text: str) -> list[Reply]:
        """The line before with one thing changed, which is what may be corrected next."""
        context.incoming = replace(context.incoming, text=text)
        answered = self._in_words(context, text)
        return answered[1] if answered is not None else []

    def _in_words(self, context: Context, text: str) -> tuple[str, list[Reply]] | None:
        """The grammar reads it, then it may be a bare name; None where it is neither."""
        answered = plain.said(context, text)
        if answered is not None:
            return answered
        replies = watching.plain_words(context, text)
        return None if any(r.unread for r in replies) else ("plain", replies)

    def _command(self, context: Context, name: str, words: str) -> tuple[str, list[Reply]]:
        if name != "cancel":
            context.wait_no_more()
        command = COMMANDS.get(name)
        if command is None:
            return self._unknown_command(context, name, words)
        if command.who == "operator" and not context.is_admin:
            return name, [Reply(context.say("admin_only"))]
        about = plain.about_somebody(context, f"{name} {words}") if words and not command.takes_words else []
        return name, about or command.do(context, words)

    def _unknown_command(self, context: Context, name: str, words: str) -> tuple[str, list[Reply]]:
        """A slip of the finger is answered as what was meant where that changes nothing, else offered; a word of a language's own is read as such."""
        near = min((c for c in COMMANDS.values() if c.who != "operator"), key=lambda c: OSA.distance(c.name, name))
        if name.isascii() and OSA.distance(near.name, name) <= _SLIP and len(name) > _SLIP + 1:
            if not near.is_for_admins(words):
                return f"{near.name} misspelt", near.do(context, words)
            said = f"{near.name} {words}".strip()
            meant = f"{_MEANT}:{said}"
            words = context.say("unknown_command_near", command=escape(name[:40]), near=near.name)
            fits = len(meant.encode()) <= _BUTTON  # a figure that is cut off is another
            return "misspelt", [Reply(words, ((Button(f"/{said}"[:60], meant),),) if fits else ())]
        answered = None if name.isascii() else self._in_words(context, f"{name} {words}".strip())
        return answered or ("unknown", [Reply(context.say("unknown_command", command=context.escape(name[:40])))])


_UNREAD = "plain unread"
_MEANT = "cmd"  # the button of a command that was misspelt, or left open


def _pressed_for(asked: Waiting) -> str:
    """What the button Yes of a question says."""
    return asked.data.partition(":")[0]
