"""Stand-ins that a test scripts and that remember what they were asked. The store is never faked: SQLite in memory is quick."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Literal

from bot.errors import NotSent, OutcomeUnknown
from bot.message import Card, Message
from bot.ports import Answer, Attachment, Chance, Feed, Polled, Unchanged, Usage

NOON = datetime(2025, 9, 24, 12, 0, tzinfo=UTC)


class FakeClock:
    """Time that passes when somebody sleeps, or when the test says so."""

    def __init__(self, now: datetime = NOON) -> None:
        self._now = now
        self._ticks = 1000.0
        self.slept: list[float] = []

    def now(self) -> datetime:
        return self._now

    def monotonic(self) -> float:
        return self._ticks

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.pass_(seconds)
        await asyncio.sleep(0)

    def pass_(self, seconds: float) -> None:
        self._ticks += seconds
        self._now += timedelta(seconds=seconds)


@dataclass
class FakeMessenger:
    """Remembers what was sent; answers with the errors that the test queued, else with numbers."""

    sent: list[Message] = field(default_factory=list)
    plain: list[Message] = field(default_factory=list)
    edited: list[tuple[Message, int]] = field(default_factory=list)
    replies: list[tuple[Message, int]] = field(default_factory=list)
    presses: list[tuple[str, str]] = field(default_factory=list)
    offers: list[tuple[str, tuple[Card, ...]]] = field(default_factory=list)
    errors: deque[Exception] = field(default_factory=deque)
    files: dict[str, bytes] = field(default_factory=dict)
    photos: list[tuple[Message, bytes | str]] = field(default_factory=list)
    photo_errors: deque[Exception] = field(default_factory=deque)
    voices: list[tuple[int, bytes | str]] = field(default_factory=list)
    acts: list[tuple[int, str]] = field(default_factory=list)
    drafts: list[tuple[int, int, str]] = field(default_factory=list)
    group_admins: set[int] = field(default_factory=set)
    absent: bool = False
    before_send: Callable[[Message], None] | None = None

    async def send(self, message: Message, replies_to: int | None = None) -> int:
        if self.before_send is not None:
            self.before_send(message)
        if self.errors:
            raise self.errors.popleft()
        if self.absent:
            raise OutcomeUnknown("connection reset")
        self.sent.append(message)
        if replies_to is not None:
            self.replies.append((message, replies_to))
        return len(self.sent)

    async def send_plain(self, message: Message, replies_to: int | None = None) -> int:
        self.plain.append(message)
        return 1000 + len(self.plain)

    async def edit(self, message: Message, number: int) -> None:
        if self.errors:
            raise self.errors.popleft()
        self.edited.append((message, number))

    async def ping(self) -> None:
        if self.absent:
            raise NotSent("nobody is there")

    async def answer_press(self, press: str, text: str) -> None:
        self.presses.append((press, text))

    async def offer(self, query: str, cards: Sequence[Card]) -> None:
        self.offers.append((query, tuple(cards)))

    async def fetch(self, file: str, most: int) -> bytes:
        if self.errors:
            raise self.errors.popleft()
        return self.files[file]

    async def send_photo(
        self, message: Message, picture: bytes | str, replies_to: int | None = None
    ) -> tuple[int, str]:
        if self.photo_errors:
            raise self.photo_errors.popleft()
        self.photos.append((message, picture))
        return await self.send(message, replies_to), f"photo-{len(self.photos)}"

    async def send_voice(self, chat: int, voice: bytes | str, thread: int = 0) -> str:
        if self.errors:
            raise self.errors.popleft()
        self.voices.append((chat, voice))
        return f"voice-{len(self.voices)}"

    async def draft(self, chat: int, number: int, html: str, thread: int = 0) -> None:
        self.drafts.append((chat, number, html))

    async def act(self, chat: int, thread: int, what: Literal["typing", "record_voice"]) -> None:
        self.acts.append((chat, what))

    async def is_group_admin(self, chat: int, user: int) -> bool:
        if self.errors:
            raise self.errors.popleft()
        return user in self.group_admins

    async def close(self) -> None:
        return None


@dataclass
class FakeModel:
    """Answers what the test queued: a text, or an error."""

    answers: deque[str | Exception] = field(default_factory=deque)
    asked: list[tuple[str, str]] = field(default_factory=list)
    chances: deque[float | Exception] = field(default_factory=deque)
    attached: list[Attachment] = field(default_factory=list)
    name: str = "fake-model"
    terms: tuple[str, ...] = ()

    async def ask(
        self,
        instructions: str,
        material: str,
        schema: Mapping[str, object] | None,
        most_tokens: int,
        attached: Attachment | None = None,
    ) -> Answer:
        self.asked.append((instructions, material))
        if attached is not None:
            self.attached.append(attached)
        answer = self.answers.popleft()
        if isinstance(answer, Exception):
            raise answer
        return Answer(answer, 100, 50, self.name)

    async def stream(self, instructions: str, material: str, most_tokens: int, usage: Usage) -> AsyncIterator[str]:
        """The next answer in pieces of seven letters; an error after what the test queued before it, if that ends with "…"."""
        self.asked.append((instructions, material))
        answer = self.answers.popleft()
        if isinstance(answer, Exception):
            raise answer
        for at in range(0, len(answer), 7):
            await asyncio.sleep(0)
            yield answer[at : at + 7].removesuffix("…")
        if answer.endswith("…"):
            error = self.answers.popleft()
            assert isinstance(error, Exception)
            raise error
        usage.prompt, usage.completion = 100, 50

    async def chance_of_yes(self, instructions: str, material: str) -> Chance | None:
        """As the test queued them; a host that tells no probabilities where it queued none."""
        if not self.chances:
            return None
        self.asked.append((instructions, material))
        chance = self.chances.popleft()
        if isinstance(chance, Exception):
            raise chance
        return Chance(chance, 40, 1)

    async def close(self) -> None:
        return None


@dataclass
class FakeSpeech:
    """Hears and says what the test queued: words or sounds, or errors."""

    words: deque[str | Exception] = field(default_factory=deque)
    sounds: deque[bytes | Exception] = field(default_factory=deque)
    asked: list[Attachment] = field(default_factory=list)
    said: list[tuple[str, str]] = field(default_factory=list)
    hears: bool = True
    speaks: bool = True

    async def heard(self, sound: Attachment) -> str:
        self.asked.append(sound)
        words = self.words.popleft()
        if isinstance(words, Exception):
            raise words
        return words

    async def spoken(self, text: str, language: str) -> bytes:
        self.said.append((text, language))
        sound = self.sounds.popleft()
        if isinstance(sound, Exception):
            raise sound
        return sound

    async def close(self) -> None:
        return None


@dataclass
class FakeFeeds:
    """Polls give what the test queued; articles what it names."""

    polls: deque[Polled | Unchanged | Exception] = field(default_factory=deque)
    articles: dict[str, str | Exception] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    async def poll(self, feed: Feed) -> Polled | Unchanged:
        self.asked.append(feed.url)
        found = self.polls.popleft()
        if isinstance(found, Exception):
            raise found
        return found

    async def article(self, url: str, title: str, summary: str) -> str | None:
        self.asked.append(url)
        found = self.articles.get(url)
        if isinstance(found, Exception):
            raise found
        return found

    async def close(self) -> None:
        return None
