"""`newstape check` asks the model what a run asks it, and says what came of it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.app import SystemClock
from bot.commands import check
from bot.config import load_config
from tests.loopback.hosts import HostEndpoint
from tests.loopback.model_endpoint import Fault

MOVES = [
    {
        "quote": "Northwind Motors [HKG: 9988] closed 4.5 percent lower at HKD36.20", "instrument": "Northwind Motors", "company": None,
        "ticker": "HKG: 9988", "direction": "down", "percent": 4.5, "price": 36.2, "currency": "HKD", "scope": "session", "at": "close",
    },
    {
        "quote": "The Hang Seng Index fell 1.2 percent", "instrument": "Hang Seng Index", "company": "Hang Seng Index", "ticker": None,
        "direction": "down", "percent": 1.2, "scope": "session", "at": None,
    },
]  # fmt: skip


async def line(endpoint: HostEndpoint, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> str:
    path = tmp_path / "config.toml"
    path.write_text(
        f'[model]\nname = "m"\nbase_url = "{endpoint.base_url}"\napi_key = "test-key"\n', encoding="utf-8"
    )
    path.chmod(0o600)
    await check._models(load_config(path, {}), SystemClock())
    return capsys.readouterr().out


async def test_it_says_what_was_negotiated_what_was_found_and_what_it_cost(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    async with HostEndpoint("kimi") as endpoint:
        endpoint.answer = lambda _: json.dumps({"moves": MOVES, "claims": [], "summary": []})
        told = await line(endpoint, tmp_path, capsys)
    assert told.startswith(
        "ok    model: m, asked with no temperature, json_object; of a built-in story it read 2 of 2 moves and 0 of 1 claim"
    )
    assert " tokens in" in told and " out, " in told


async def test_findings_that_the_story_does_not_bear_out_are_counted(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    async with HostEndpoint("vllm") as endpoint:
        endpoint.answer = lambda _: json.dumps({"moves": [{**MOVES[1], "percent": 9.9}], "claims": [], "summary": []})
        told = await line(endpoint, tmp_path, capsys)
    assert "asked as OpenAI documents it; of a built-in story it read 0 of 2 moves" in told
    assert "and 1 besides that it does not" in told


@pytest.mark.parametrize(
    ("answer", "why"),
    [("I would rather not.", "only prose"), (Fault.http(402, message="Insufficient Balance"), "used up")],
)
async def test_a_model_that_is_of_no_use_fails_with_the_reason(
    answer: str | Fault, why: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    async with HostEndpoint("vllm") as endpoint:
        endpoint.answer = lambda _: answer
        told = await line(endpoint, tmp_path, capsys)
    assert told.startswith("FAIL  model m: ")
    assert why in told
