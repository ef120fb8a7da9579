"""Lines that the grammar did not understand, put to a model: what it says was meant takes the place of the answer that was given. Where the model
is away, over its bounds, or says what was not typed, that answer stands."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter, OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from bot.conversation import Conversation
from bot.errors import ModelError
from bot.message import Message, Priority
from bot.ports import Clock, Incoming, LanguageModel, Store
from bot.reading.model.parse import Unusable, parse

log = logging.getLogger(__name__)
SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {"lines": {"type": "array", "items": {"type": "string"}}},
    "required": ["lines"],
    "additionalProperties": False,
}
_ANSWER_TOKENS = 80
_WAITING, _OF_ONE = 100, 2  # lines, of all and of one person: more are left as they are
_CHATS = 10_000  # of which it is known what was said last
_STALE = timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class Unread:
    """A line that nobody understood, and the row of the answer that says so."""

    incoming: Incoming
    update: int
    row: int
    at: datetime


class Understanding:
    """One line at a time; each person has so many a day."""

    def __init__(
        self,
        store: Store,
        clock: Clock,
        conversation: Conversation,
        model: LanguageModel,
        prompt: str,
        *,
        most_a_day: int,
        daily_tokens: int | None = None,
        queued: Callable[[], None] = lambda: None,
    ) -> None:
        self._store, self._clock, self._conversation = store, clock, conversation
        self._model, self._prompt = model, prompt
        self._most, self._daily_tokens, self._queued = most_a_day, daily_tokens, queued
        self._waiting: asyncio.Queue[Unread] = asyncio.Queue(_WAITING)
        self._asked: Counter[int] = Counter()
        self._day: date | None = None
        self._of_person: Counter[int] = Counter()
        self._spoke: OrderedDict[int, int] = OrderedDict()

    def heard(self, chat: int, update: int) -> None:
        """Somebody speaks there: what was said before is over."""
        self._spoke[chat] = update
        self._spoke.move_to_end(chat)
        if len(self._spoke) > _CHATS:
            self._spoke.popitem(last=False)

    def note(self, unread: Unread) -> None:
        """One more line to be put to the model; one of a person that has asked enough, or has enough waiting, is left as it is."""
        user = unread.incoming.user
        if not self._waiting.full() and self._of_person[user] < _OF_ONE and self._may_ask(user):
            self._of_person[user] += 1
            self._waiting.put_nowait(unread)

    async def one(self) -> bool:
        """The next line, when there is one. True where what was meant is told."""
        unread = await self._waiting.get()
        self._of_person -= Counter({unread.incoming.user: 1})
        if not self._stands(unread) or self._is_over():
            return False
        self._asked[unread.incoming.user] += 1
        line = await self._line_of(unread.incoming.text)
        return bool(line) and self._stands(unread) and self._tell(unread, line)

    def _stands(self, unread: Unread) -> bool:
        """Whether nothing was said there since, and it is not too long ago."""
        last = self._spoke.get(unread.incoming.chat)
        return last == unread.update and self._clock.now() - unread.at <= _STALE

    def _may_ask(self, user: int) -> bool:
        today = self._clock.now().date()
        if today != self._day:
            self._day = today
            self._asked.clear()
        return not self._is_over() and self._asked[user] + self._of_person[user] < self._most

    def _is_over(self) -> bool:
        return self._daily_tokens is not None and self._store.tokens_today(self._clock.now()) >= self._daily_tokens

    async def _line_of(self, typed: str) -> str:
        """What the model says was meant; nothing where it says nothing of use."""
        shown = typed.replace("</message>", "< /message>")
        try:
            answer = await self._model.ask(self._prompt, f"<message>\n{shown}\n</message>", SCHEMA, _ANSWER_TOKENS)
        except ModelError as error:
            self._store.note_tokens(self._model.name, error.prompt_tokens, error.completion_tokens, self._clock.now())
            log.warning("model=%s a line is left as it is: %s", self._model.name, error)
            return ""
        self._store.note_tokens(self._model.name, answer.prompt_tokens, answer.completion_tokens, self._clock.now())
        try:
            lines = parse(answer.text, ("lines",))["lines"]
        except Unusable as error:
            log.info("model=%s a line is left as it is: %s", self._model.name, error)
            return ""
        if len(lines) != 1 or not isinstance(lines[0], str):
            return ""
        half = any(0xD800 <= ord(c) <= 0xDFFF for c in lines[0])  # of a character: it can neither be kept nor sent
        return "" if half else lines[0]

    def _tell(self, unread: Unread, line: str) -> bool:
        now, key = self._clock.now(), f"update:{unread.update}:meant"
        with self._store.transaction():
            messages = self._conversation.meant(unread.incoming, line, key, now)
            for n, message in enumerate(messages):
                if n == 0 and not self._store.drop_unseen(unread.row, "understood meanwhile"):
                    edit = Message(message.chat, message.key, message.html, message.buttons, Priority.EDIT, True)
                    self._store.enqueue(edit, now, now + timedelta(hours=24), unread.row)
                else:
                    self._store.enqueue(message, now, now + timedelta(hours=24))
        if messages:
            self._queued()
        return bool(messages)
