"""A hostile model endpoint, in two dialects: every story still goes out, and nothing that the story does not say is ever sent."""

from __future__ import annotations

import asyncio
import json
import random
import re
from pathlib import Path
from typing import Any

import pytest

from tests.endtoend.rig import Rig, companies, story_text, true_answer
from tests.loopback.model_endpoint import Dialect, Fault, ModelEndpoint, ParsedRequest, every_fault, falsify

pytestmark = pytest.mark.endtoend
DIALECTS: tuple[Dialect, ...] = ("openai", "modelstudio")
USERS = range(611, 618)


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
            others = companies(12)
            for other in others:
                await rig.say(f"/watch {other.symbol}")
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
            for n, other in enumerate(others):
                rig.publish(
                    f"{other.name} Shares Move {n}", story_text(f"7.{n + 11}", company=other.name, tag=other.tag)
                )
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
            told_of = companies(len(faults) + 1)
            wanted: dict[int, set[str]] = {user: set() for user in USERS}
            for user in USERS:
                rig.api.user(user, first_name=f"User {user}")
            for n, company in enumerate(told_of):
                await rig.say(f"/watch {company.symbol}", USERS[n % len(USERS)])
            for n, company in enumerate(told_of):
                user = USERS[n % len(USERS)]
                percent = f"{3 + n // 9}.{n % 9 + 1}{n % 7 + 1}"
                wanted[user].add(f"+{percent}%")
                rig.publish(
                    f"{company.name} Shares Move, {percent}",
                    story_text(percent, company=company.name, tag=company.tag),
                )
            for user, expected in wanted.items():
                await rig.until(
                    lambda user=user, expected=expected: len(rig.alerts(user)) >= len(expected),
                    "every story's alert",
                    60,
                )
                assert {next(w for w in m.text.split() if w.endswith("%")) for m in rig.alerts(user)} == expected
            assert "Traceback" not in rig.logged()
            assert await rig.stop() == 0
