"""A hostile model endpoint, in two dialects: every story still goes out, and nothing that the story does not say is ever sent."""

from __future__ import annotations

import asyncio
import json
import random
import re
from pathlib import Path
from typing import Any

import pytest

from tests.endtoend.rig import Rig, story_text, true_answer
from tests.loopback.model_endpoint import Dialect, Fault, ModelEndpoint, ParsedRequest, every_fault, falsify

pytestmark = pytest.mark.endtoend
DIALECTS: tuple[Dialect, ...] = ("openai", "modelstudio")
COMPANIES = {
    611: ("Alibaba Group Holding", "HKG: 9988"), 612: ("Tencent Holdings", "HKG: 0700"), 613: ("Xiaomi", "HKG: 1810"),
    614: ("BYD", "HKG: 1211"), 615: ("Kuaishou", "HKG: 1024"), 616: ("Li Ning", "HKG: 2331"), 617: ("Lenovo Group", "HKG: 0992"),
}  # fmt: skip


@pytest.mark.parametrize("dialect", DIALECTS)
async def test_an_honest_model_edits_the_alert_and_a_lying_one_changes_nothing(
    tmp_path: Path, dialect: Dialect
) -> None:
    extra = "[model.extra_body]\nenable_thinking = false\n" if dialect == "modelstudio" else ""
    async with ModelEndpoint(dialect) as endpoint:
        async with Rig(tmp_path, model=endpoint, extra=extra, limits=False) as rig:
            endpoint.answer = lambda request: true_answer(request.user_text)
            await rig.start()
            await rig.polls(1)
            await rig.say("/watch alibaba")
            rig.publish("Alibaba Shares Jump", story_text("9.2"))
            await rig.until(lambda: rig.alerts() and rig.alerts()[0].edits, "the edit with the model's sentence")
            assert "after it unveiled a bigger model." in rig.alerts()[0].text

            lies = [
                answer
                for _, answer in falsify(
                    true_answer("[2] " + story_text("7.3").partition("at once. ")[2]), random.Random(3)
                )
            ]
            rng = random.Random(4)

            def lie(request: ParsedRequest) -> dict[str, Any]:
                return rng.choice(lies)

            endpoint.answer = lie
            for n in range(12):
                rig.publish(f"Alibaba Shares Move {n}", story_text(f"7.{n + 11}"))
            await rig.until(lambda: len(rig.alerts()) >= 13, "every story's alert", 60)
            await rig.until(
                lambda: len([c for c in endpoint.chats if c.status == 200]) >= 13, "the model was asked of each", 30
            )
            await asyncio.sleep(1)
            assert all("HKD174.00" in m.text for m in rig.alerts())
            said = {w for m in rig.alerts() for w in re.findall(r"[+−][\d.,]+%?", m.text)}
            assert said == {"+9.2%", *(f"+7.{n + 11}%" for n in range(12))}
            assert await rig.stop() == 0


@pytest.mark.parametrize("dialect", DIALECTS)
async def test_whatever_a_host_does_every_story_goes_out(tmp_path: Path, dialect: Dialect) -> None:
    extra = "[model.extra_body]\nenable_thinking = false\n" if dialect == "modelstudio" else ""
    faults = {name: fault for name, fault in every_fault().items() if "hang" not in name and "drip" not in name}
    async with ModelEndpoint(dialect) as endpoint:
        async with Rig(tmp_path, model=endpoint, extra=extra, limits=False) as rig:
            waiting = [*faults.values(), Fault.hang()]
            endpoint.answer = lambda _: (
                waiting.pop(0) if waiting else json.dumps({"moves": [], "claims": [], "settled": [], "reasons": []})
            )
            await rig.start()
            await rig.polls(1)
            for user, (_, tag) in COMPANIES.items():
                rig.api.user(user, first_name=f"User {user}")
                await rig.say(f"/watch {tag}", user)
            wanted: dict[int, set[str]] = {user: set() for user in COMPANIES}
            for n in range(len(faults) + 1):
                user = list(COMPANIES)[n % len(COMPANIES)]
                company, tag = COMPANIES[user]
                percent = f"{3 + n // 9}.{n % 9 + 1}{n % 7 + 1}"
                wanted[user].add(f"+{percent}%")
                rig.publish(f"{company} Shares Move, {percent}", story_text(percent, company=company, tag=tag))
            for user, expected in wanted.items():
                await rig.until(
                    lambda user=user, expected=expected: len(rig.alerts(user)) >= len(expected),
                    "every story's alert",
                    60,
                )
                assert {next(w for w in m.text.split() if w.endswith("%")) for m in rig.alerts(user)} == expected
            assert "Traceback" not in rig.logged()
            assert await rig.stop() == 0
