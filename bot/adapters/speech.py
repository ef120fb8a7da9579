"""The `Speech` port by an OpenAI-compatible host: audio/transcriptions and audio/speech. A host that has no transcriptions, as Qwen's, is
sent the sound in a chat message instead; which of the two it takes is learnt from its refusal, and asked again after a day."""

from __future__ import annotations

import logging
from datetime import datetime
from typing import Any

import openai

from bot.adapters.dialect import REMEMBERED
from bot.adapters.hosts import Host, reason
from bot.adapters.model import ChatModel
from bot.errors import ModelNonsense, ModelRefused, ModelUnknown
from bot.ports import Attachment, Clock

log = logging.getLogger("newstape.speech")

_LONGEST = 4000  # characters of what is said at once: OpenAI's bound is 4,096
_TOKENS = 600  # of what was heard; a voice message of five minutes has about as many words
_FORMATS = ("opus", "mp3")  # what Telegram takes for a voice message, the smaller first
_NAMES = {"audio/ogg": "voice.ogg", "audio/mpeg": "voice.mp3", "audio/mp4": "voice.m4a", "video/mp4": "voice.mp4", "audio/wav": "voice.wav"}  # fmt: skip


class HostSpeech:
    """`hears` and `speaks` are the host's names of its models; None where it is not to do that. `voices` are those of its voices that read
    each language."""

    def __init__(
        self,
        *,
        base_url: str | None,
        api_key: str,
        hears: str | None,
        speaks: str | None,
        voices: dict[str, str],
        clock: Clock,
        **options: Any,
    ) -> None:
        self._clock, self._voices = clock, voices
        self._hears, self._speaks = hears, speaks
        named = {"base_url": base_url, "api_key": api_key, "clock": clock, "section": "[speech]", **options}
        self._host = Host(name=hears or speaks or "", **named)
        self._chat = ChatModel(name=hears, **named) if hears else None
        self._by_chat_since: datetime | None = None
        self._format = 0

    @property
    def hears(self) -> bool:
        return self._hears is not None

    @property
    def speaks(self) -> bool:
        return self._speaks is not None

    async def close(self) -> None:
        await self._host.close()
        if self._chat is not None:
            await self._chat.close()

    # --- hearing -----------------------------------------------------------------------------------------------------------

    async def heard(self, sound: Attachment) -> str:
        assert self._hears is not None and self._chat is not None
        if not self._asks_by_chat():
            try:
                return await self._host.asked(lambda: self._transcribed(sound), _concede_nothing)
            except (_NotThere, ModelUnknown) as error:
                log.info(
                    "the host has no transcriptions of %s: it is sent sounds in messages: %s", self._hears, error
                )
        said = await self._chat.ask("", "", None, _TOKENS, sound)
        self._by_chat_since = self._by_chat_since or self._clock.now()
        return said.text.strip()

    def _asks_by_chat(self) -> bool:
        since = self._by_chat_since
        if since is not None and self._clock.now() - since >= REMEMBERED:
            self._by_chat_since = since = None
        return since is not None

    async def _transcribed(self, sound: Attachment) -> str:
        name = _NAMES.get(sound.type, "voice.ogg")
        assert self._hears is not None
        found = await self._host.client.audio.transcriptions.create(
            model=self._hears, file=(name, sound.data, sound.type), response_format="json"
        )
        text = getattr(found, "text", None)
        if not isinstance(text, str):
            raise ModelNonsense("the speech host's answer holds no text")
        return text.strip()

    # --- speaking ----------------------------------------------------------------------------------------------------------

    async def spoken(self, text: str, language: str) -> bytes:
        assert self._speaks is not None
        data = await self._host.asked(lambda: self._said(text[:_LONGEST], language), self._concede_format)
        if not data.startswith((b"OggS", b"ID3", b"\xff\xfb", b"\xff\xf3", b"\xff\xf2")):
            raise ModelNonsense("what the speech host said is neither Ogg nor MP3")
        return data

    async def _said(self, text: str, language: str) -> bytes:
        assert self._speaks is not None
        answer = await self._host.client.audio.speech.create(
            model=self._speaks,
            voice=self._voices.get(language) or self._voices["en"],
            input=text,
            response_format=_FORMATS[self._format],  # type: ignore[arg-type]
        )
        return answer.content

    def _concede_format(self, error: openai.APIStatusError) -> None:
        """Raises ModelRefused where there is no other format."""
        if "format" not in str(error.message).lower() or self._format + 1 == len(_FORMATS):
            raise ModelRefused(f"The speech host refused the request ({reason(error)}); see [speech].") from error
        self._format += 1


class _NotThere(ModelRefused):
    """The host takes no such request."""


def _concede_nothing(error: openai.APIStatusError) -> None:
    raise _NotThere(f"The speech host refused the request ({reason(error)}); see [speech].") from error
