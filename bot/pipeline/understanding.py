"""Lines that the grammar did not understand, put to a model: what it says was meant takes the place of the answer that was given. Where the model
is away, over its bounds, or says what was not typed, that answer stands."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
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
_WAITING = 100  # lines: more are left as they are
_STALE = timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class Unread:
    """A line that nobody understood, and the row of the answer that says so."""

    incoming: Incoming
    update: int
    row: int


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
        self._spoke: dict[int, int] = {}

    def heard(self, chat: int, update: int) -> None:
        """Somebody speaks there: what was said before is over."""
        self._spoke[chat] = update

    def note(self, unread: Unread) -> None:
        if not self._waiting.full():
            self._waiting.put_nowait(unread)

    async def one(self) -> bool:
        """The next line, when there is one. True where what was meant is told."""
        unread = await self._waiting.get()
        if not self._may_ask(unread.incoming.user):
            return False
        began = self._clock.now()
        line = await self._line_of(unread.incoming.text)
        if not line or self._spoke.pop(unread.incoming.chat, None) != unread.update:
            return False
        if self._clock.now() - began > _STALE:
            return False
        return self._tell(unread, line)

    def _may_ask(self, user: int) -> bool:
        today = self._clock.now().date()
        if today != self._day:
            self._day = today
            self._asked.clear()
        over = self._daily_tokens is not None and self._store.tokens_today(self._clock.now()) >= self._daily_tokens
        if over or self._asked[user] >= self._most:
            return False
        self._asked[user] += 1
        return True

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
        return lines[0] if len(lines) == 1 and isinstance(lines[0], str) else ""

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
