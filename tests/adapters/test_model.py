"""The model adapter against a strict loopback host, in two dialects, with everything that a host may do wrong."""

from __future__ import annotations

import json

import pytest

from bot.adapters.model import ChatModel
from bot.errors import ModelError, ModelNonsense, ModelRefused, ModelUnavailable
from bot.ports import Usage
from bot.reading.model.schema import SCHEMA
from tests.fakes import FakeClock
from tests.loopback.model_endpoint import Dialect, Fault, ModelEndpoint, Reply, every_fault

DIALECTS: tuple[Dialect, ...] = ("openai", "modelstudio")
FINE = json.dumps({"moves": [], "claims": [], "reasons": []})


def model(
    endpoint: ModelEndpoint,
    *,
    key: str = "test-key",
    name: str | None = None,
    extra: dict[str, object] | None = None,
    seconds: float = 2.0,
) -> ChatModel:
    given = {"enable_thinking": False} if endpoint.dialect == "modelstudio" else {}
    return ChatModel(
        base_url=endpoint.base_url, api_key=key, name=name or ("qwen3-max" if endpoint.dialect == "modelstudio" else "gpt-test"), clock=FakeClock(),
        extra_body=given if extra is None else extra, request_seconds=seconds, whole_seconds=30,
    )  # fmt: skip


async def ask(m: ChatModel) -> str:
    try:
        return (await m.ask("You read a story and answer in JSON.", "<story>x</story>", SCHEMA, 200)).text
    finally:
        await m.close()


@pytest.mark.parametrize("dialect", DIALECTS)
async def test_an_answer_comes_with_its_cost(dialect: Dialect) -> None:
    async with ModelEndpoint(dialect) as endpoint:
        endpoint.answer = lambda _: FINE
        m = model(endpoint)
        answer = await m.ask("You read a story and answer in JSON.", "<story>x</story>", SCHEMA, 200)
        await m.close()
        assert answer.text == FINE and answer.prompt_tokens > 0 and answer.completion_tokens > 0


async def test_a_host_without_schemas_is_asked_for_a_json_object_and_only_once_asked_wrongly() -> None:
    async with ModelEndpoint("modelstudio") as endpoint:
        endpoint.answer = lambda _: FINE
        m = model(endpoint)
        for _ in range(3):
            await m.ask("Answer in JSON.", "x", SCHEMA, 200)
        await m.close()
        assert [r.status for r in endpoint.chats] == [400, 200, 200, 200]


@pytest.mark.parametrize("dialect", DIALECTS)
async def test_a_wrong_key_is_refused_at_once(dialect: Dialect) -> None:
    async with ModelEndpoint(dialect) as endpoint:
        endpoint.answer = lambda _: FINE
        with pytest.raises(ModelRefused, match="key"):
            await ask(model(endpoint, key="wrong"))
        assert len(endpoint.chats) == 1


@pytest.mark.parametrize("dialect", DIALECTS)
async def test_429_and_500_are_tried_again_and_retry_after_is_honoured(dialect: Dialect) -> None:
    async with ModelEndpoint(dialect) as endpoint:
        m = model(endpoint)
        if dialect == "modelstudio":
            endpoint.answer = lambda _: FINE
            await m.ask("Answer in JSON.", "x", SCHEMA, 200)
        endpoint.next(Fault.http(429, retry_after=7), Fault.http(500), FINE)
        clock = FakeClock()
        m._host._clock = clock
        answer = await m.ask("Answer in JSON.", "x", SCHEMA, 200)
        await m.close()
        assert answer.text == FINE
        assert clock.slept[0] == 7 and len(clock.slept) == 2


async def test_a_host_that_asks_for_a_day_is_given_up() -> None:
    async with ModelEndpoint("openai") as endpoint:
        endpoint.next(Fault.http(429, retry_after=100_000))
        with pytest.raises(ModelUnavailable, match="pause"):
            await ask(model(endpoint))


async def test_a_host_that_is_down_is_unavailable() -> None:
    m = ChatModel(base_url="http://127.0.0.1:9/v1", api_key="x", name="m", clock=FakeClock(), request_seconds=1)
    with pytest.raises(ModelUnavailable):
        await ask(m)


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize("name", sorted(every_fault()))
async def test_every_fault_of_a_host_is_one_of_our_errors_or_a_text_to_be_read(dialect: Dialect, name: str) -> None:
    async with ModelEndpoint(dialect) as endpoint:
        endpoint.answer = lambda _: every_fault()[name]
        m = model(endpoint, seconds=0.4)
        m._host._attempts = 2
        try:
            text = await ask(m)
        except ModelError as error:
            assert str(error) and "\n" not in str(error)
        else:
            assert isinstance(text, str) and text.strip()


async def test_an_answer_that_was_cut_off_is_nonsense_and_its_tokens_are_known() -> None:
    async with ModelEndpoint("openai") as endpoint:
        endpoint.next(Fault.length())
        with pytest.raises(ModelNonsense, match="cut off") as raised:
            await ask(model(endpoint))
        assert raised.value.prompt_tokens > 0 and raised.value.completion_tokens > 0


async def pieces(m: ChatModel) -> tuple[list[str], Usage]:
    usage = Usage()
    try:
        return [p async for p in m.stream("You answer.", "<question>x</question>", 200, usage)], usage
    finally:
        await m.close()


@pytest.mark.parametrize("dialect", DIALECTS)
async def test_an_answer_comes_in_pieces_with_its_cost_at_the_end(dialect: Dialect) -> None:
    text = "Alibaba closed 9.2 percent higher at HKD174.00. [1] It will invest more. [2]"
    async with ModelEndpoint(dialect) as endpoint:
        endpoint.answer = lambda _: text
        said, usage = await pieces(model(endpoint))
        assert "".join(said) == text and len(said) > 1
        assert usage.prompt > 0 and usage.completion > 0
        body = endpoint.chats[-1].body or {}
        assert body["stream"] is True and "response_format" not in body


@pytest.mark.parametrize(
    "answer", [Reply("Fine. [1]", reasoning="Let me think. [2]"), Reply("<think>Perhaps [2]?</think>\nFine. [1]")]
)
async def test_of_a_model_that_thinks_only_the_answer_is_told(answer: Reply) -> None:
    async with ModelEndpoint("openai") as endpoint:
        endpoint.answer = lambda _: answer
        said, _ = await pieces(model(endpoint))
        assert "".join(said).strip() == "Fine. [1]"


async def test_a_host_that_knows_no_usage_of_streams_is_asked_without_it_from_then_on() -> None:
    async with ModelEndpoint("openai") as endpoint:
        endpoint.next(
            Fault.http(400, message="Unrecognized request argument supplied: stream_options", param="stream_options")
        )
        endpoint.answer = lambda _: "Fine. [1]"
        said, usage = await pieces(model(endpoint))
        assert "".join(said) == "Fine. [1]" and usage.completion == 0


@pytest.mark.parametrize(
    "fault",
    [
        Fault.reset_during(0.5, "Alibaba rose. [1] " * 20),
        Fault.short_body(0.6, "Alibaba rose. [1] " * 20),
        Fault.http(503),
    ],
)
async def test_an_answer_in_pieces_that_breaks_off_is_one_of_our_errors(fault: Fault) -> None:
    async with ModelEndpoint("openai") as endpoint:
        endpoint.answer = lambda _: fault
        m = model(endpoint, seconds=0.5)
        m._host._attempts = 1
        with pytest.raises(ModelUnavailable):
            await pieces(m)
