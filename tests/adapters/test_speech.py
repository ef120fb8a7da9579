"""The speech adapter against a strict loopback host in both dialects: one with transcriptions, one that takes sounds in messages."""

from __future__ import annotations

import base64
import json
from datetime import timedelta

import pytest

from bot.adapters.model import ChatModel
from bot.adapters.speech import HostSpeech
from bot.errors import ModelError, ModelExhausted, ModelNonsense, ModelRefused, ModelUnavailable
from bot.ports import Attachment
from tests.fakes import FakeClock
from tests.loopback.model_endpoint import Dialect, Fault, ModelEndpoint

OGG, MP3 = b"OggS\x00\x02 sound", b"ID3\x04 sound"
VOICE = Attachment("sound", OGG, "audio/ogg")
PNG = Attachment("picture", b"\x89PNG picture", "image/png")


def speech(endpoint: ModelEndpoint, *, key: str = "test-key", clock: FakeClock | None = None) -> HostSpeech:
    return HostSpeech(
        base_url=endpoint.base_url, api_key=key, hears="hearing-1", speaks="speaking-1", voices={"en": "alloy", "zh": "nova"},
        clock=clock or FakeClock(), request_seconds=2, whole_seconds=5, attempts=2,
    )  # fmt: skip


async def test_a_voice_message_is_sent_as_a_file_and_its_words_come_back() -> None:
    async with ModelEndpoint("openai") as endpoint:
        endpoint.transcripts.append(" watch Tesla \n")
        host = speech(endpoint)
        assert await host.heard(VOICE) == "watch Tesla"
        await host.close()
        (asked,) = endpoint.requests
        assert asked.path == "/v1/audio/transcriptions" and asked.body is not None
        assert asked.body["model"] == "hearing-1" and asked.body["file"].data == OGG
        assert asked.body["file"].name == "voice.ogg", "a host reads the format from the name"


async def test_a_host_without_transcriptions_is_sent_the_sound_in_a_message_and_asked_wrongly_once_a_day() -> None:
    async with ModelEndpoint("modelstudio") as endpoint:
        endpoint.answer = lambda _: "关注特斯拉"
        clock = FakeClock()
        host = speech(endpoint, clock=clock)
        for _ in range(3):
            assert await host.heard(VOICE) == "关注特斯拉"
        assert [r.path.rpartition("/")[2] for r in endpoint.requests] == ["transcriptions", *["completions"] * 3]
        said = endpoint.chats[0].body
        assert said is not None and "response_format" not in said, "a hearing model answers in prose"
        (part,) = said["messages"][0]["content"]
        assert base64.b64decode(part["input_audio"]["data"].partition("base64,")[2]) == OGG
        clock.pass_(timedelta(days=1, seconds=1).total_seconds())
        await host.heard(VOICE)
        assert endpoint.requests[-2].path.endswith("/transcriptions")
        await host.close()


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (Fault.http(503), ModelUnavailable),
        (Fault.quota_exhausted(), ModelExhausted),
        (Fault.http(401), ModelRefused),
    ],
)
async def test_a_host_that_is_away_or_refuses_is_one_of_our_errors(fault: Fault, error: type[ModelError]) -> None:
    async with ModelEndpoint("openai") as endpoint:
        endpoint.transcripts.extend([fault] * 4)
        host = speech(endpoint)
        with pytest.raises(error) as raised:
            await host.heard(VOICE)
        assert "\n" not in str(raised.value)
        await host.close()


async def test_a_wrong_key_names_the_section_of_the_config() -> None:
    async with ModelEndpoint("openai") as endpoint:
        host = speech(endpoint, key="wrong")
        with pytest.raises(ModelRefused, match=r"\[speech\]"):
            await host.spoken("Hello", "en")
        await host.close()


async def test_a_text_is_said_as_telegram_takes_it_in_the_voice_of_its_language() -> None:
    async with ModelEndpoint("openai") as endpoint:
        endpoint.sounds.extend([OGG, OGG])
        host = speech(endpoint)
        assert await host.spoken("Tesla rose five percent.", "en") == OGG
        assert await host.spoken("特斯拉上涨百分之五。", "zh") == OGG
        await host.close()
        bodies = [r.body or {} for r in endpoint.requests]
        assert [(b["voice"], b["response_format"]) for b in bodies] == [("alloy", "opus"), ("nova", "opus")]


async def test_a_host_that_knows_no_opus_is_asked_for_mp3_from_then_on() -> None:
    async with ModelEndpoint("openai") as endpoint:
        endpoint.sound_formats = ("mp3", "wav")
        endpoint.sounds.extend([MP3, MP3])
        host = speech(endpoint)
        assert await host.spoken("One.", "en") == MP3 and await host.spoken("Two.", "en") == MP3
        await host.close()
        assert [r.status for r in endpoint.requests] == [400, 200, 200]


async def test_what_is_no_sound_is_not_sent_on_and_what_is_too_long_is_cut() -> None:
    async with ModelEndpoint("openai") as endpoint:
        endpoint.sounds.extend([b"<html>", OGG])
        host = speech(endpoint)
        with pytest.raises(ModelNonsense):
            await host.spoken("Hello", "en")
        assert await host.spoken("word " * 2000, "en") == OGG
        await host.close()


async def test_a_host_that_speaks_no_format_of_telegrams_is_refused_with_a_sentence() -> None:
    async with ModelEndpoint("openai") as endpoint:
        endpoint.sound_formats = ("wav",)
        host = speech(endpoint)
        with pytest.raises(ModelRefused, match=r"\[speech\]"):
            await host.spoken("Hello", "en")
        await host.close()


@pytest.mark.parametrize("dialect", ["openai", "modelstudio"])
async def test_a_picture_goes_with_its_question_in_both_dialects(dialect: Dialect) -> None:
    async with ModelEndpoint(dialect) as endpoint:
        seen = json.dumps({"title": "Tesla jumps", "names": ["Tesla"], "figures": []})
        endpoint.answer = lambda _: seen
        extra = {"enable_thinking": False} if dialect == "modelstudio" else {}
        model = ChatModel(
            base_url=endpoint.base_url, api_key="test-key", name="seeing-1", clock=FakeClock(), extra_body=extra
        )
        schema = {"type": "object", "properties": {}, "required": [], "additionalProperties": False}
        answer = await model.ask("Say what you see, as JSON.", "Answer with JSON.", schema, 200, PNG)
        await model.close()
        assert answer.text == seen
        body = endpoint.chats[-1].body or {}
        picture, words = body["messages"][1]["content"]
        assert (
            picture["image_url"]["url"].startswith("data:image/png;base64,") and words["text"] == "Answer with JSON."
        )
