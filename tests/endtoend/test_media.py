"""Voice, pictures and speech as a process, between a loopback Bot API and a host of each dialect."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.endtoend.rig import ANNA, Rig, story_text
from tests.loopback.bot_api import SentFile
from tests.loopback.model_endpoint import Dialect, ModelEndpoint, ParsedRequest

pytestmark = pytest.mark.endtoend
OGG = SentFile("voice.ogg", "audio/ogg", b"OggS\x00\x02 watch alibaba")
JPEG = SentFile("photo.jpg", "image/jpeg", b"\xff\xd8\xff picture")


def media(endpoint: ModelEndpoint) -> str:
    host = f'base_url = "{endpoint.base_url}"\napi_key = "test-key"\n'
    thinks = "[vision.extra_body]\nenable_thinking = false\n" if endpoint.dialect == "modelstudio" else ""
    return f'[speech]\n{host}hears = "hears"\nspeaks = "speaks"\n[vision]\n{host}name = "sees"\n{thinks}'


def answer_of(request: ParsedRequest) -> str:
    """What is heard, or what is seen."""
    if request.model == "hears":
        return "Watch Alibaba."
    return json.dumps({"title": "Alibaba soars", "names": ["Alibaba"], "figures": ["Alibaba +92%"]})


@pytest.mark.parametrize("dialect", ["openai", "modelstudio"])
async def test_somebody_speaks_shows_a_picture_and_has_the_digest_read_out(tmp_path: Path, dialect: Dialect) -> None:
    async with ModelEndpoint(dialect) as endpoint:
        endpoint.answer = answer_of
        endpoint.transcripts.append("Watch Alibaba.")
        endpoint.sounds.append(OGG.data)
        async with Rig(tmp_path, extra=media(endpoint), limits=False) as rig:
            await rig.start()
            await rig.polls(1)
            await rig.api.send_file(ANNA, "voice", OGG)
            heard = await rig.api.wait_for(lambda m: "🎙" in m.text, 20)
            assert "Watch Alibaba." in heard.text and "9988.HK" in heard.text
            rig.publish("Alibaba Shares Jump", story_text("9.2"))
            await rig.until(rig.alerts, "the alert")
            await rig.api.send_file(ANNA, "photo", JPEG)
            seen = await rig.api.wait_for(lambda m: "🖼" in m.text, 20)
            assert "Alibaba +92%\nread in the picture, not checked" in seen.text and "+9.2%" in seen.text
            await rig.api.say(ANNA, "/listen")
            if dialect == "openai":
                voice = await rig.api.wait_for(lambda m: m.method == "sendVoice", 20)
                assert voice.file is not None and voice.file.data == OGG.data
                said = next(r.body or {} for r in endpoint.requests if r.path.endswith("/speech"))
                assert "rose nine point two percent" in said["input"] and said["response_format"] == "opus"
            else:
                await rig.api.wait_for(lambda m: "could not make that out" in m.text, 20)
            assert await rig.stop() == 0
            assert endpoint.errors == []


async def test_a_kill_while_somebody_is_listened_to_loses_nothing_and_answers_once(tmp_path: Path) -> None:
    async with ModelEndpoint("modelstudio") as endpoint:
        endpoint.answer = answer_of
        endpoint.latency = 30
        async with Rig(tmp_path, extra=media(endpoint), limits=False) as rig:
            await rig.start()
            await rig.api.send_file(ANNA, "voice", OGG)
            await rig.until(lambda: endpoint.chats, "the host is asked")
            other = await rig.say("/help")
            assert "/watch" in other.text, "nobody waits for it"
            await rig.kill()
            endpoint.latency = 0
            await rig.start()
            await rig.api.wait_for(lambda m: "🎙" in m.text, 20)
            await rig.polls(2)
            assert sum("🎙" in m.text for m in rig.api.sent_to(ANNA)) == 1
            assert await rig.stop() == 0
