"""The language model, and what reads a story by rules or by its answer."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from typing import Literal, Protocol

from bot.reading import Extraction
from bot.reading.lexicon import Code
from bot.reading.model.translation import Translated
from bot.story import Story


@dataclass(frozen=True, slots=True)
class Answer:
    """What a model answered, as text, with what it cost."""

    text: str
    prompt_tokens: int
    completion_tokens: int
    model: str
    cached_tokens: int = 0  # of the prompt's, those that the host had read before


@dataclass(frozen=True, slots=True)
class Chance:
    """How likely yes is beside no, from 0 to 1, with what it cost."""

    of_yes: float
    prompt_tokens: int
    completion_tokens: int


@dataclass(slots=True)
class Usage:
    """The tokens of an answer that comes in pieces, known when it has ended."""

    prompt: int = 0
    completion: int = 0


@dataclass(frozen=True, slots=True)
class Attachment:
    """A picture or a sound that goes with a question; `type` is its MIME type."""

    kind: Literal["picture", "sound"]
    data: bytes
    type: str


class LanguageModel(Protocol):
    """A chat-completions endpoint."""

    @property
    def name(self) -> str: ...

    @property
    def terms(self) -> tuple[str, ...]:
        """What its host made us change in how we ask, in words."""
        ...

    async def ask(
        self,
        instructions: str,
        material: str,
        schema: Mapping[str, object] | None,
        most_tokens: int,
        attached: Attachment | None = None,
    ) -> Answer:
        """An answer of that shape, of none as prose. Raises ModelError: ModelUnavailable (later), ModelRefused (the operator must act), ModelNonsense."""
        ...

    def stream(self, instructions: str, material: str, most_tokens: int, usage: Usage) -> AsyncIterator[str]:
        """The same as prose, in pieces as it is written. Raises ModelError."""
        ...

    async def chance_of_yes(self, instructions: str, material: str) -> Chance | None:
        """How likely the answer to a yes-or-no question is yes; None where the host does not say. Raises ModelError."""
        ...

    async def close(self) -> None: ...


class Speech(Protocol):
    """What hears what people say, and says what is written."""

    @property
    def hears(self) -> bool: ...

    @property
    def speaks(self) -> bool: ...

    async def heard(self, sound: Attachment) -> str:
        """The words of a voice message; "" where there are none. Raises ModelError."""
        ...

    async def spoken(self, text: str, language: str) -> bytes:
        """The text as a voice message of Telegram's, OGG with Opus or MP3. Raises ModelError."""
        ...

    async def close(self) -> None: ...


@dataclass(frozen=True, slots=True)
class Asked:
    """A question about one story, and room for its answer in tokens."""

    material: str
    most_tokens: int


class Reader(Protocol):
    """What reads a story, by rules or by a model's answer, within bounds of time and memory."""

    async def by_rules(self, story: Story) -> Extraction:
        """Raises ReadingStopped (put the story aside), ReaderUnavailable (later)."""
        ...

    async def question(self, story: Story) -> Asked | None:
        """What a model is to be asked about it; None where nothing is. Raises ReadingStopped, ReaderUnavailable."""
        ...

    async def by_model(self, story: Story, material: str, answer: str, model: str, prompt: str) -> Extraction:
        """What of a model's answer to that question the story bears out. Raises ModelNonsense, ReadingStopped, ReaderUnavailable."""
        ...

    async def borne(self, story: Story, line: str) -> str | None:
        """Why a line about the story may not be told; None where the story bears it out. Raises ReadingStopped, ReaderUnavailable."""
        ...

    async def translation(
        self, story: Story, lines: tuple[str, ...], answer: str, to: Code
    ) -> tuple[Translated, ...]:
        """What of a model's translation of a story's lines may stand for them. Raises ModelNonsense, ReadingStopped, ReaderUnavailable."""
        ...

    async def close(self) -> None: ...
