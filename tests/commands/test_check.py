"""`newstape check` asks the model what a run asks it, and says what came of it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.app import SystemClock
from bot.commands import check
from bot.config import Config, load_config
from tests.loopback.hosts import HostEndpoint
from tests.loopback.model_endpoint import Dialect, Fault, ModelEndpoint, ParsedRequest

MOVE = {
    "sentence": 1, "what": "Brent crude Dec. futures", "direction": "up", "percent": 0.5, "amount": None, "unit": None, "level": 80.1,
    "period": "day",
}  # fmt: skip
REASON = {
    "fact": 1,
    "sentence": 2,
    "text": "after the company said it will invest in a data center",
}
VERDICT = {"verdicts": [{"statement": 1, "stated": "yes"}]}


def honest(request: ParsedRequest) -> str:
    return json.dumps(VERDICT if "Statement 1" in request.user_text else {"moves": [MOVE], "reasons": [REASON]})


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
        endpoint.answer = honest
        told = await line(endpoint, tmp_path, capsys)
    assert told.startswith(
        "ok    model: m, asked with no temperature, json_object, no logprobs; of a built-in story it read 1 move and 1 reason"
    )
    assert " tokens in" in told and " out, " in told


async def test_findings_that_the_story_does_not_bear_out_are_counted(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    async with HostEndpoint("vllm") as endpoint:
        endpoint.answer = lambda _: json.dumps({"moves": [{**MOVE, "percent": 9.9}], "reasons": []})
        told = await line(endpoint, tmp_path, capsys)
    assert "asked as OpenAI documents it; of a built-in story it read 0 moves and 0 reasons" in told
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


@pytest.mark.parametrize("dialect", ["openai", "modelstudio"])
async def test_what_hears_sees_and_speaks_is_tried(
    tmp_path: Path, dialect: Dialect, capsys: pytest.CaptureFixture[str]
) -> None:
    async with ModelEndpoint(dialect) as endpoint:
        endpoint.transcripts.append("Good morning.")
        endpoint.sounds.append(b"OggS morning")
        endpoint.answer = lambda _: '{"title": "", "names": [], "figures": []}'
        host = {"base_url": endpoint.base_url, "api_key": "test-key"}
        config = Config.model_validate(
            {"speech": {**host, "hears": "h", "speaks": "s"}, "vision": {**host, "name": "v"}}
        )
        fine = await check._media(config, SystemClock())
    said = capsys.readouterr().out
    assert "ok    vision: v," in said
    if dialect == "openai":
        assert fine == [True, True] and "speaks (12 bytes for two words), heard itself say “Good morning.”" in said
    else:
        assert fine == [False, True] and "FAIL  speech:" in said and "[speech]" in said
