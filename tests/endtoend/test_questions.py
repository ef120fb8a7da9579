"""Questions as a process, between a loopback Bot API and a model of each dialect: what is written grows, and only what stands in the stories is told."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.endtoend.rig import ANNA, Rig, story_text
from tests.loopback.model_endpoint import Dialect, Fault, ModelEndpoint, ParsedRequest, Reply

pytestmark = pytest.mark.endtoend
TRUE = "Alibaba Group Holding closed 9.2 percent higher at HKD174.00 a share after it unveiled a bigger model. [1]"
LIE = "Alibaba Group Holding closed 19.2 percent higher at HKD174.00 a share. [1]"


def answer_of(request: ParsedRequest) -> str | Reply | Fault:
    if "<question>" in request.user_text:
        return f"{LIE} {TRUE} Buy it now. [1]"
    if request.user_text.startswith("Are you there"):
        return json.dumps({"fine": True})
    return json.dumps({"moves": [], "claims": [], "settled": [], "reasons": [], "lines": []})


@pytest.mark.parametrize("dialect", ["openai", "modelstudio"])
async def test_a_question_is_answered_as_it_is_written(tmp_path: Path, dialect: Dialect) -> None:
    thinks = "[model.extra_body]\nenable_thinking = false\n" if dialect == "modelstudio" else ""
    async with ModelEndpoint(dialect) as endpoint:
        endpoint.answer = answer_of
        async with Rig(tmp_path, model=endpoint, extra=f"reads_messages = true\n{thinks}", limits=False) as rig:
            await rig.start()
            await rig.polls(1)
            await rig.say("/watch alibaba")
            rig.publish("Alibaba Shares Jump", story_text("9.2"))
            await rig.until(rig.alerts, "the alert")
            answer = await rig.say("what happened to alibaba?")
            assert "closed 9.2 percent higher" in answer.text and "Written by a model" in answer.text
            assert "19.2" not in answer.text and "Buy" not in answer.text
            drafts = [text for chat, _, text in rig.api.drafts if chat == ANNA]
            assert drafts and all("19.2" not in d and "9.2 percent" in d for d in drafts)
            asked = next(r.body or {} for r in endpoint.chats if r.body and r.body.get("stream"))
            assert asked["model"]
            assert await rig.stop() == 0
