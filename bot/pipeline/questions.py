"""Questions of the news answered by a model: from the stories that were found, sentence by sentence as it writes, each held against the story
that it names. What does not stand there is not shown; where too little stands, the stories' own sentences are the answer."""

from __future__ import annotations

import asyncio
import logging
import re
from collections import Counter
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from bot.conversation import Conversation
from bot.conversation.answering import Cited, Questioned
from bot.conversation.steps import Outcome
from bot.errors import ModelError, ReaderUnavailable, ReadingStopped
from bot.message import Message, Priority
from bot.ports import Clock, Incoming, LanguageModel, Messenger, Reader, Store, Usage
from bot.retrieval import Found

log = logging.getLogger("newstape.questions")

_SECONDS = 25.0  # that somebody waits at the most before the stories' own sentences come
_TOKENS = 500
_MOST, _FEWEST = 5, 2  # sentences
_STORIES, _SENTENCES, _LONGEST = 6, 8, 400  # shown; of each; characters of one
_FIRST, _BEHIND = 3, 4  # sentences of a story that are shown: its first, and from the one that answers
_DRAWN_EVERY = 0.6  # seconds between two drafts
_EXPIRES = timedelta(hours=24)
# "... 9.2 percent higher. [1]": a sentence and the story that it names.
_MARK = r"\[(?:\d{1,2})(?:\s*,\s*\d{1,2})*\]"
_CITED = re.compile(
    rf"(?:\s|{_MARK})*(?P<words>[^\[\]]{{2,600}}?)\s*\[(?P<number>\d{{1,2}})(?:\s*,\s*\d{{1,2}})*\]\s*[.。]?"
)


@dataclass(frozen=True, slots=True)
class Held:
    """A question that waits for its answer, with what the stories themselves answer; of one that was answered so already, as in a group, the
    row of that answer."""

    incoming: Incoming
    outcome: Outcome
    questioned: Questioned
    until: float  # the monotonic second up to which the model is waited for
    row: int | None = None


class Questions:
    """Each person has so many a day; what is over goes without a model."""

    def __init__(
        self,
        store: Store,
        clock: Clock,
        conversation: Conversation,
        model: LanguageModel,
        prompt: str,
        reader: Reader,
        *,
        most_a_day: int,
        daily_tokens: int | None = None,
        queued: Callable[[], None] = lambda: None,
        seconds: float = _SECONDS,
    ) -> None:
        self._store, self._clock, self._conversation = store, clock, conversation
        self._model, self._prompt, self._reader = model, prompt, reader
        self._most, self._daily_tokens, self._queued, self._seconds = most_a_day, daily_tokens, queued, seconds
        self._held: dict[int, Held] = {}
        self._day: date | None = None
        self._of_person: Counter[int] = Counter()

    def hold(self, number: int, incoming: Incoming, outcome: Outcome) -> bool:
        """Whether a question is the model's to answer: the update stays in the inbox until then. In a group the stories' own sentences go out
        at once."""
        # Whoever is new here is told more than the answer, and told it at once.
        if outcome.questioned is None or len(outcome.messages) != len(outcome.questioned.html):
            return False
        if not self._may_ask(incoming.user):
            return False
        self._held[number] = Held(incoming, outcome, outcome.questioned, self._clock.monotonic() + self._seconds)
        return True

    def answered_already(self, number: int, row: int) -> None:
        """The stories' own sentences are out, in that row: the model's take their place."""
        self._held[number] = replace(self._held[number], row=row)

    def holds(self, number: int) -> bool:
        return number in self._held

    async def answer(self, number: int, messenger: Messenger) -> str:
        """The answer of one that is held, and its update done. Returns what it was."""
        held = self._held[number]
        said = await self._said(held, number, messenger)
        del self._held[number]
        enough = len(said) >= min(_FEWEST, len(held.questioned.found))
        log.info("update=%d answered in %d sentences of the model's", number, len(said) if enough else 0)
        self._tell(number, held, said if enough else [])
        return held.outcome.done

    def put_aside(self, number: int, why: str) -> None:
        """A bug costs the model's words, and nobody's answer: the stories' own sentences are told."""
        held = self._held.pop(number, None)
        if held is not None:
            self._tell(number, held, [])
        else:  # it was telling them that failed
            self._store.finish_update(number, why)

    async def _said(self, held: Held, number: int, messenger: Messenger) -> list[Cited]:
        """What of the model's answer stands by the time that somebody waits at the most."""
        said: list[Cited] = []
        try:
            async with asyncio.timeout(max(0.0, held.until - self._clock.monotonic())):
                async for cited in self._borne(held, number, messenger):
                    said.append(cited)
        except TimeoutError:
            log.warning("update=%d model=%s a question takes too long", number, self._model.name)
        except (ModelError, ReadingStopped, ReaderUnavailable) as error:
            log.warning("update=%d model=%s %s: %s", number, self._model.name, type(error).__name__, error)
        return said

    def _tell(self, number: int, held: Held, said: list[Cited]) -> None:
        now = self._clock.now()
        with self._store.transaction():
            messages = self._conversation.answered(held.incoming, held.outcome, held.questioned, said)
            chat = self._store.chat(held.incoming.chat)
            if chat is not None and not chat.active:
                messages = ()  # who has stopped since hears nothing more
            if held.row is None:
                for message in messages:
                    self._store.enqueue(message, now, now + _EXPIRES)
                self._store.finish_update(number, held.outcome.done)
            elif said and messages:
                first = messages[0]
                edit = Message(first.chat, f"{first.key}:written", first.html, first.buttons, Priority.EDIT, True)
                self._store.enqueue(edit, now, now + _EXPIRES, held.row)
        self._queued()

    async def _borne(self, held: Held, number: int, messenger: Messenger) -> AsyncIterator[Cited]:
        """The sentences that their stories bear out, as they come; somebody who asked alone sees them grow."""
        usage, found = Usage(), held.questioned.found[:_STORIES]
        said: list[Cited] = []
        drawn = -_DRAWN_EVERY
        await messenger.act(held.incoming.chat, held.incoming.thread, "typing")
        pieces = self._model.stream(self._prompt, _material(held.questioned), _TOKENS, usage)
        try:
            async for words, cited in _sentences(pieces):
                if not 1 <= cited <= len(found) or len(said) == _MOST or any(words == c.words for c in said):
                    continue
                why = await self._reader.borne(found[cited - 1].document.story, words)
                if why is not None:
                    log.info("update=%d a sentence is refused: %s", number, why)
                    continue
                said.append(Cited(words, found[cited - 1]))
                if not held.incoming.group and self._clock.monotonic() - drawn >= _DRAWN_EVERY:
                    drawn = self._clock.monotonic()
                    html = self._conversation.drawn(held.incoming, said)
                    await messenger.draft(held.incoming.chat, number, html, held.incoming.thread)
                yield said[-1]
        finally:
            self._store.note_tokens(self._model.name, usage.prompt, usage.completion, self._clock.now())

    def _may_ask(self, user: int) -> bool:
        now = self._clock.now()
        if now.date() != self._day:
            self._day = now.date()
            self._of_person.clear()
        if self._daily_tokens is not None and self._store.tokens_today(now) >= self._daily_tokens:
            return False
        self._of_person[user] += 1
        return self._of_person[user] <= self._most


async def _sentences(pieces: AsyncIterator[str]) -> AsyncIterator[tuple[str, int]]:
    """What has been written to its number, with the number."""
    text = ""
    async for piece in pieces:
        text += piece
        while (m := _CITED.match(text)) is not None:
            yield " ".join(m["words"].split()).lstrip("-*• "), int(m["number"])
            text = text[m.end() :]


def _material(asked: Questioned) -> str:
    """The question and the stories, numbered as they are cited; nothing in them ends what they stand in."""
    lines = []
    for n, found in enumerate(asked.found[:_STORIES], 1):
        lines.append(f"[{n}] {found.document.story.source or '?'}, {found.document.at:%d %b %Y %H:%M} UTC")
        lines += [" ".join(s.split())[:_LONGEST] for s in _shown(found)]
    stories = "\n".join(lines).replace("</stories>", "< /stories>")
    question = asked.text.replace("</question>", "< /question>")
    return f"<stories>\n{stories}\n</stories>\n<question>{question}</question>"


def _shown(found: Found) -> list[str]:
    """A story's title and first sentences, the one that answers with those around it, in their order."""
    texts = [s.text for s in found.document.sentences]
    at = found.document.sentences.index(found.sentence)
    chosen = sorted({*range(min(_FIRST, len(texts))), *range(max(0, at - 1), min(len(texts), at + _BEHIND))})
    return [texts[i] for i in chosen][:_SENTENCES]
