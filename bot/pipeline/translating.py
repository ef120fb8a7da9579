"""The lines of a story in the languages of those who read it, by a model: once a story and language, however many read it."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import datetime, timedelta

from bot.errors import ModelError, ModelNonsense, ReadingStopped
from bot.listings import base_language
from bot.message import Message, Priority
from bot.message.renditions import with_renditions
from bot.ports import Clock, LanguageModel, Reader, Store, StoredStory
from bot.reading import Extraction
from bot.reading.lexicon import Code
from bot.reading.model.translation import TRANSLATION, lines_of, material_of, room_for

log = logging.getLogger("newstape.pipeline")

_LANGUAGES: tuple[Code, ...] = (
    "en",
    "zh",
)  # what is written in traditional characters is made of the simplified ones
_EXPIRES = timedelta(hours=6)


class Translating:
    """What it is given costs a call a language at most; what it is refused costs that line."""

    def __init__(self, store: Store, clock: Clock, model: LanguageModel, prompt: str, reader: Reader) -> None:
        self._store, self._clock, self._model, self._prompt, self._reader = store, clock, model, prompt, reader

    async def translate(self, stored: StoredStory) -> int:
        """The story's lines for all who read it in another language; alerts that are out are edited. Returns the edits. Raises ModelError,
        ReaderUnavailable."""
        found = self._store.extraction(stored.number)
        if found is None:
            return 0
        wanted = {base_language(language) for language in self._store.languages_of_readers(stored.number)}
        return sum([await self._into(to, stored, found) for to in _LANGUAGES if to in wanted])

    async def _into(self, to: Code, stored: StoredStory, found: Extraction) -> int:
        lines = lines_of(found, to)
        if not lines:
            return 0
        try:
            answer = await self._model.ask(self._prompt, material_of(lines, to), TRANSLATION, room_for(lines))
        except ModelError as error:
            self._store.note_tokens(self._model.name, error.prompt_tokens, error.completion_tokens, self._clock.now())
            raise
        self._store.note_tokens(self._model.name, answer.prompt_tokens, answer.completion_tokens, self._clock.now())
        try:
            held = await self._reader.translation(stored.story, lines, answer.text, to)
        except ReadingStopped as error:
            raise ModelNonsense(str(error)) from error
        for refused in (t for t in held if t.why is not None):
            log.info("story=%d a line into %s is refused: %s", stored.number, to, refused.why)
        now = self._clock.now()
        with self._store.transaction():
            if not self._store.is_as_read(stored.number, stored.story):
                return 0  # it was revised meanwhile
            self._store.keep_renditions(stored.number, to, {t.words: t.text for t in held}, self._model.name)
            return self._edit(stored, found, to, {t.words: t.text for t in held if t.text}, now)

    def _edit(
        self, stored: StoredStory, found: Extraction, to: Code, renditions: Mapping[str, str], now: datetime
    ) -> int:
        """The alerts that show this story's words to readers of that language."""
        reasons = {m.reason.text for m in found.moves if m.reason is not None}
        count = 0
        for m in self._store.messages_of_story(stored.number):
            sent = m.message
            if sent is None or m.gathered is not None or base_language(m.language) != to:
                continue
            html = with_renditions(sent.html, renditions, reasons, m.language)
            if html != sent.html:
                edited = Message(sent.chat, f"{sent.key}:in {to}", html, sent.buttons, Priority.EDIT, True)
                count += self._store.enqueue(edited, now, now + _EXPIRES, m.row) is not None
        return count
