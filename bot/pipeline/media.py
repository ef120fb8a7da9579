"""Voice messages, pictures and /listen: what takes a model's time, so that nobody else waits for it. An update stays in the inbox until it is
answered: a kill in between loses nothing."""

from __future__ import annotations

import hashlib
import logging
from collections import Counter, OrderedDict
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

from bot.conversation import Conversation
from bot.conversation.grammar.words import command_said
from bot.conversation.media import Seen
from bot.conversation.steps import Outcome
from bot.errors import MessengerError, ModelError, ModelRefused, OutcomeUnknown, Paused
from bot.listings import base_language
from bot.ports import Attachment, Clock, Incoming, LanguageModel, Messenger, Speech, Store
from bot.reading.model.parse import Unusable, parse

log = logging.getLogger("newstape.media")

_LONGEST_SECONDS, _LARGEST = 120, 8 << 20  # of a voice message; bytes of a file
_A_DAY = 60  # of one person, of all of these
_AT_ONCE = 2  # of one person
_LONGEST_WAIT = 30.0  # seconds that Telegram may ask for before a voice message goes
_KEPT = 200  # voice messages that were made, by what they say
_LINES, _WORDS = 6, 200  # of what was seen; characters of each
_TOKENS = 400
_EXPIRES = timedelta(hours=24)
PICTURE: dict[str, Any] = {
    "type": "object",
    "properties": {
        "title": {"type": "string"},
        "names": {"type": "array", "items": {"type": "string"}},
        "figures": {"type": "array", "items": {"type": "string"}},
    },
    "required": ["title", "names", "figures"],
    "additionalProperties": False,
}


class Media:
    """What hears, sees and speaks, each where the operator has it."""

    def __init__(
        self,
        store: Store,
        clock: Clock,
        conversation: Conversation,
        *,
        speech: Speech | None = None,
        sight: LanguageModel | None = None,
        prompt: str = "",
        queued: Callable[[], None] = lambda: None,
        tell_admins: Callable[[str, dict[str, str | int]], None] = lambda words, fields: None,
    ) -> None:
        self._store, self._clock, self._conversation = store, clock, conversation
        self._speech, self._sight, self._prompt = speech, sight, prompt
        self._queued, self._tell_admins = queued, tell_admins
        self._day: date | None = None
        self._of_person: Counter[int] = Counter()
        self._under_way: Counter[int] = Counter()
        self._said: OrderedDict[str, str] = OrderedDict()
        self._told: set[str] = set()

    def takes(self, incoming: Incoming | None) -> bool:
        """Whether this is answered here, and not at once."""
        if incoming is None or incoming.inline is not None or incoming.button is not None:
            return False
        if incoming.medium == "voice":
            return incoming.file is not None and self._speech is not None and self._speech.hears
        if incoming.medium == "picture":
            return incoming.file is not None and self._sight is not None
        asked = incoming.text.strip().lower()
        listens = asked == "/listen" or command_said(asked) == "listen"
        return listens and not incoming.forwarded and self._speech is not None and self._speech.speaks

    async def answer(self, number: int, incoming: Incoming, messenger: Messenger) -> str:
        """One of them, and the update done. Returns what it was."""
        if not self._conversation.lets_in(incoming):
            return self._finish(number, lambda key, now: self._conversation.handle(incoming, key, now))
        if not self._has_some_left(incoming.user):
            return self._simply(number, incoming, "media_enough")
        if self._under_way[incoming.user] >= _AT_ONCE:
            return self._simply(number, incoming, "media_one_by_one")
        self._under_way[incoming.user] += 1
        try:
            return await self._answer(number, incoming, messenger)
        finally:
            self._under_way -= Counter({incoming.user: 1})

    async def _answer(self, number: int, incoming: Incoming, messenger: Messenger) -> str:
        try:
            if incoming.medium == "voice":
                return await self._hear(number, incoming, messenger)
            if incoming.medium == "picture":
                return await self._see(number, incoming, messenger)
            return await self._speak(number, incoming, messenger)
        except MessengerError as error:
            log.warning("update=%d chat=%d %s", number, incoming.chat, error)
            return self._simply(number, incoming, "media_unreachable")
        except (ModelError, Unusable) as error:
            log.warning("update=%d chat=%d %s: %s", number, incoming.chat, type(error).__name__, error)
            self._tell_of_refusal(error)
            return self._simply(number, incoming, "media_failed")

    # --- each ----------------------------------------------------------------------------------------------------------------

    async def _hear(self, number: int, incoming: Incoming, messenger: Messenger) -> str:
        assert self._speech is not None and incoming.file is not None
        if incoming.seconds > _LONGEST_SECONDS or incoming.file_size > _LARGEST:
            return self._simply(number, incoming, "voice_too_long")
        await messenger.act(incoming.chat, incoming.thread, "typing")
        data = await messenger.fetch(incoming.file, _LARGEST)
        text = await self._speech.heard(Attachment("sound", data, incoming.file_type))
        text = " ".join(text.split()).lstrip("/").strip()
        if not text:
            return self._simply(number, incoming, "voice_nothing")
        return self._finish(number, lambda key, now: self._conversation.heard(incoming, text, key, now))

    async def _see(self, number: int, incoming: Incoming, messenger: Messenger) -> str:
        assert self._sight is not None and incoming.file is not None
        if incoming.file_size > _LARGEST:
            return self._simply(number, incoming, "picture_too_large")
        await messenger.act(incoming.chat, incoming.thread, "typing")
        data = await messenger.fetch(incoming.file, _LARGEST)
        picture = Attachment("picture", data, incoming.file_type)
        try:
            answer = await self._sight.ask(self._prompt, "Answer with the JSON object.", PICTURE, _TOKENS, picture)
        except ModelError as error:
            self._spent(error.prompt_tokens, error.completion_tokens)
            raise
        self._spent(answer.prompt_tokens, answer.completion_tokens)
        seen = _seen(parse(answer.text, ("names", "figures")))
        return self._finish(number, lambda key, now: self._conversation.seen(incoming, seen, key, now))

    async def _speak(self, number: int, incoming: Incoming, messenger: Messenger) -> str:
        assert self._speech is not None
        now = self._clock.now()
        with self._store.transaction():
            said = self._conversation.read_out(incoming, f"update:{number}", now)
        if isinstance(said, Outcome):
            return self._finish(number, lambda key, now: said)
        text, language = said
        name = hashlib.sha256(f"{language}\n{text}".encode()).hexdigest()
        await messenger.act(incoming.chat, incoming.thread, "record_voice")
        # Telegram keeps what it was sent: equal digests are made once.
        voice = self._said.get(name) or await self._speech.spoken(text, base_language(language))
        try:
            sent = await self._sent(messenger, incoming, voice)
        except OutcomeUnknown as error:
            log.warning("update=%d chat=%d a voice message may have come: %s", number, incoming.chat, error)
            sent = ""  # a second one would be one too many
        except MessengerError as error:
            log.warning("update=%d chat=%d a voice message is refused: %s", number, incoming.chat, error)
            self._said.pop(name, None)
            return self._simply(number, incoming, "listen_refused")
        if sent:
            self._said[name] = sent
            if len(self._said) > _KEPT:
                self._said.popitem(last=False)
        self._store.finish_update(number, "listen")
        return "listen"

    async def _sent(self, messenger: Messenger, incoming: Incoming, voice: bytes | str) -> str:
        """What Telegram calls it; tried once more where it asks for a pause. Raises MessengerError."""
        try:
            return await messenger.send_voice(incoming.chat, voice, incoming.thread)
        except Paused as pause:
            if pause.seconds > _LONGEST_WAIT:
                raise
            await self._clock.sleep(pause.seconds)
        return await messenger.send_voice(incoming.chat, voice, incoming.thread)

    # --- the rest ------------------------------------------------------------------------------------------------------------

    def _finish(self, number: int, step: Callable[[str, datetime], Outcome]) -> str:
        now = self._clock.now()
        with self._store.transaction():
            outcome = step(f"update:{number}", now)
            for message in outcome.messages:
                self._store.enqueue(message, now, now + _EXPIRES)
            self._store.finish_update(number, outcome.done)
        log.info("update=%d %s", number, outcome.done)
        if outcome.messages:
            self._queued()
        return outcome.done

    def _simply(self, number: int, incoming: Incoming, words: str) -> str:
        return self._finish(number, lambda key, now: self._conversation.simply(incoming, words, key, now))

    def _has_some_left(self, user: int) -> bool:
        today = self._clock.now().date()
        if today != self._day:
            self._day = today
            self._of_person.clear()
        self._of_person[user] += 1
        return self._of_person[user] <= _A_DAY

    def _spent(self, prompt: int, completion: int) -> None:
        assert self._sight is not None
        self._store.note_tokens(self._sight.name, prompt, completion, self._clock.now())

    def _tell_of_refusal(self, error: Exception) -> None:
        """The operator must act where a host refuses; he is told once."""
        if isinstance(error, ModelRefused) and str(error) not in self._told:
            self._told.add(str(error))
            self._tell_admins("model_refused", {"error": str(error)})


def _seen(answer: dict[str, Any]) -> Seen:
    title = answer.get("title")
    return Seen(_words(title), _lines(answer.get("names")), _lines(answer.get("figures")))


def _lines(found: Any) -> tuple[str, ...]:
    lines = (_words(line) for line in (found if isinstance(found, list) else ())[:_LINES])
    return tuple(dict.fromkeys(line for line in lines if line))


def _words(found: Any) -> str:
    """One line; half of a character can neither be kept nor sent."""
    if not isinstance(found, str) or any(0xD800 <= ord(c) <= 0xDFFF for c in found):
        return ""
    return " ".join(found.split())[:_WORDS]
