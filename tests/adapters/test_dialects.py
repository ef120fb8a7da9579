"""Each host speaks its own dialect: it is asked wrongly once, and from then on as it wants it; and it may change its mind."""

from __future__ import annotations

import json
from typing import Any

import pytest

from bot.adapters.model import ChatModel
from bot.errors import ModelError, ModelExhausted, ModelNonsense, ModelRefused
from bot.reading.model.parse import parse
from bot.reading.model.schema import LISTS, SCHEMA
from tests.fakes import FakeClock
from tests.loopback.hosts import HOSTS, Habits, HostEndpoint
from tests.loopback.model_endpoint import ApiError, Fault, ModelEndpoint, Reply

FINE = json.dumps({"moves": [], "claims": [], "reasons": []})
INSTRUCTIONS = "You read a story and answer in JSON."


def model(endpoint: ModelEndpoint, clock: FakeClock | None = None, **given: Any) -> ChatModel:
    return ChatModel(
        base_url=endpoint.base_url, api_key="test-key", name="m", clock=clock or FakeClock(), request_seconds=2, whole_seconds=30, **given,
    )  # fmt: skip


async def ask(m: ChatModel, times: int = 1, material: str = "<story>x</story>") -> list[str]:
    return [(await m.ask(INSTRUCTIONS, material, SCHEMA, 200)).text for _ in range(times)]


def bodies(endpoint: ModelEndpoint) -> list[dict[str, Any]]:
    return [r.body for r in endpoint.chats if r.status == 200]


@pytest.mark.parametrize(
    ("host", "asked_wrongly", "terms"),
    [
        ("deepseek", 1, ("json_object",)),
        ("vllm", 0, ()),
        ("ollama", 0, ()),
        ("llama.cpp", 1, ("a schema that is not strict",)),
        ("groq", 1, ("json_object",)),
        ("kimi", 2, ("no temperature", "json_object")),
        ("gateway", 3, ("max_completion_tokens", "no limit of tokens", "no system message")),
    ],
)
async def test_a_host_is_asked_wrongly_once_and_then_as_it_wants_it(
    host: str, asked_wrongly: int, terms: tuple[str, ...]
) -> None:
    async with HostEndpoint(host) as endpoint:
        endpoint.answer = lambda _: FINE
        m = model(endpoint)
        texts = await ask(m, 3)
        assert [parse(t, LISTS) for t in texts] == [json.loads(FINE)] * 3
        assert len([r for r in endpoint.chats if r.status != 200]) == asked_wrongly
        assert m.terms == terms
        await m.close()


async def test_every_host_of_the_table_is_asked() -> None:
    assert set(HOSTS) == {"deepseek", "vllm", "ollama", "llama.cpp", "groq", "kimi", "gateway"}


async def test_openais_reasoning_models_get_their_own_limit_no_temperature_and_the_effort() -> None:
    async with ModelEndpoint("openai", reasoning_model=True) as endpoint:
        endpoint.answer = lambda _: FINE
        m = model(endpoint, reasoning_effort="low")
        await ask(m, 2)
        await m.close()
        assert [r.status for r in endpoint.chats] == [400, 400, 200, 200]
        last = bodies(endpoint)[-1]
        assert last["reasoning_effort"] == "low"
        assert last["max_completion_tokens"] > 200, "thoughts have room besides the answer"
        assert "max_tokens" not in last and "temperature" not in last
        assert last["response_format"]["json_schema"]["strict"] is True


async def test_an_effort_that_a_model_does_not_know_is_left_out() -> None:
    async with ModelEndpoint("openai") as endpoint:
        endpoint.answer = lambda _: FINE
        m = model(endpoint, reasoning_effort="high")
        await ask(m, 2)
        await m.close()
        assert [r.status for r in endpoint.chats] == [400, 200, 200]
        assert "reasoning_effort" not in bodies(endpoint)[0]


async def test_a_field_of_the_operator_that_the_host_does_not_know_is_left_out_and_the_others_stay() -> None:
    async with ModelEndpoint("openai") as endpoint:
        endpoint.answer = lambda _: FINE
        m = model(endpoint, extra_body={"enable_thinking": False, "top_p": 0.5})
        await ask(m, 2)
        assert m.terms == ("no enable_thinking",)
        await m.close()
        assert [r.status for r in endpoint.chats] == [400, 200, 200]
        assert bodies(endpoint)[-1]["top_p"] == 0.5


async def test_a_thinking_model_that_answers_no_json_while_it_thinks_is_told_not_to() -> None:
    async with ModelEndpoint("modelstudio", thinks_by_default=True, thinking_needs_stream=True) as endpoint:
        endpoint.answer = lambda _: FINE
        m = model(endpoint)
        await ask(m, 2)
        await m.close()
        assert bodies(endpoint)[-1]["enable_thinking"] is False
        assert [r.status for r in endpoint.chats] == [400, 400, 200, 200]


async def test_what_was_taken_back_is_tried_again_after_a_day() -> None:
    clock = FakeClock()
    async with HostEndpoint("deepseek") as endpoint:
        endpoint.answer = lambda _: FINE
        m = model(endpoint, clock)
        await ask(m, 2)
        endpoint.habits = Habits()
        await ask(m)
        assert bodies(endpoint)[-1]["response_format"] == {"type": "json_object"}
        clock.pass_(25 * 3600)
        await ask(m)
        await m.close()
        assert bodies(endpoint)[-1]["response_format"]["type"] == "json_schema"


async def test_a_host_that_changes_its_mind_is_followed() -> None:
    async with HostEndpoint("vllm") as endpoint:
        endpoint.answer = lambda _: FINE
        m = model(endpoint)
        await ask(m)
        endpoint.habits = HOSTS["kimi"]
        await ask(m, 2)
        await m.close()
        assert [r.status for r in endpoint.chats] == [200, 400, 422, 200, 200]


async def test_one_answer_that_its_host_refused_changes_no_format() -> None:
    bad = Fault.http(
        400,
        message="Failed to validate JSON. Please adjust your prompt. See 'failed_generation'.",
        code="json_validate_failed",
    )
    async with ModelEndpoint("openai") as endpoint:
        endpoint.next(bad)
        endpoint.answer = lambda _: FINE
        m = model(endpoint)
        with pytest.raises(ModelNonsense, match="no JSON"):
            await ask(m)
        await ask(m)
        assert m.terms == ()
        await m.close()
        assert bodies(endpoint)[-1]["response_format"]["type"] == "json_schema"


async def test_a_refusal_that_names_no_parameter_is_the_operators_to_mend() -> None:
    async with ModelEndpoint("openai") as endpoint:
        endpoint.answer = lambda _: Fault.content_inspection()
        m = model(endpoint)
        with pytest.raises(ModelRefused, match="inappropriate"):
            await ask(m)
        await m.close()
        assert len(endpoint.chats) == 1


async def test_a_question_that_is_too_long_is_said_and_no_parameter_is_blamed() -> None:
    async with ModelEndpoint("openai", context_tokens=50) as endpoint:
        endpoint.answer = lambda _: FINE
        m = model(endpoint)
        with pytest.raises(ModelRefused, match="context length"):
            await ask(m, material="<story>" + "word " * 500 + "</story>")
        assert m.terms == ()
        await m.close()


async def test_a_host_that_reads_only_the_end_of_a_question_is_noticed() -> None:
    async with HostEndpoint("ollama") as endpoint:
        endpoint.answer = lambda _: FINE
        m = model(endpoint)
        await ask(m)
        with pytest.raises(ModelRefused, match="OLLAMA_CONTEXT_LENGTH"):
            await ask(m, material="<story>" + "shares rose 3 percent " * 1500 + "</story>")
        await m.close()


async def test_a_host_that_is_not_paid_is_asked_once_an_hour() -> None:
    clock = FakeClock()
    for fault in (Fault.http(402, message="Insufficient Balance"), Fault.quota_exhausted()):
        async with ModelEndpoint("openai") as endpoint:
            endpoint.next(fault)
            endpoint.answer = lambda _: FINE
            m = model(endpoint, clock)
            for _ in range(3):
                with pytest.raises(ModelExhausted, match="used up"):
                    await ask(m)
            assert len(endpoint.chats) == 1
            clock.pass_(61 * 60)
            assert await ask(m) == [FINE]
            await m.close()


async def test_a_model_that_thinks_gets_room_for_its_thoughts_and_both_answers_are_counted() -> None:
    async with ModelEndpoint("openai") as endpoint:
        endpoint.next(Reply("", "length", reasoning="They say shares fell. " * 40))
        endpoint.answer = lambda _: Reply(FINE, reasoning="They fell.")
        m = model(endpoint)
        answer = await m.ask(INSTRUCTIONS, "x", SCHEMA, 200)
        await m.close()
        first, second = (r.body["max_tokens"] for r in endpoint.chats)
        assert (first, answer.text) == (200, FINE)
        assert second > 5000
        assert answer.completion_tokens > 200


async def test_what_the_host_had_read_before_is_counted_apart() -> None:
    async with ModelEndpoint("openai") as endpoint:
        endpoint.answer = lambda _: FINE
        m = model(endpoint)
        long = INSTRUCTIONS + " Be careful." * 600
        first = await m.ask(long, "<story>a</story>", SCHEMA, 200)
        second = await m.ask(long, "<story>b</story>", SCHEMA, 200)
        await m.close()
        assert first.cached_tokens == 0
        assert 0 < second.cached_tokens < second.prompt_tokens


async def chance(m: ChatModel) -> float | None:
    found = await m.chance_of_yes(INSTRUCTIONS, "Is it so? Answer yes or no.")
    return round(found.of_yes, 3) if found is not None else None


@pytest.mark.parametrize(
    ("chances", "of_yes"),
    [
        ({"Yes": 0.9, "No": 0.1}, 0.9),
        ({"yes": 0.5, " Yes": 0.4, "no": 0.05, "The": 0.05}, 0.947),
        ({"NO": 0.8, "Yes": 0.2}, 0.2),
        ({"The": 0.9, "It": 0.1}, 0.5),
    ],
)
async def test_how_likely_a_yes_was_is_told_by_the_first_token(chances: dict[str, float], of_yes: float) -> None:
    async with HostEndpoint("vllm") as endpoint:
        endpoint.answer = lambda _: Reply("Yes", "length", chances=chances)
        m = model(endpoint)
        assert await chance(m) == of_yes
        await m.close()
        (body,) = bodies(endpoint)
        assert (body["max_tokens"], body["logprobs"], "response_format" in body) == (1, True, False)


async def test_a_host_that_tells_no_chances_is_asked_for_them_once_a_day() -> None:
    clock = FakeClock()
    async with HostEndpoint("deepseek") as endpoint:
        endpoint.answer = lambda _: Reply("Yes", "length")
        m = model(endpoint, clock)
        assert [await chance(m), await chance(m)] == [None, None]
        assert len(endpoint.chats) == 1 and m.terms == ("no logprobs",)
        clock.pass_(25 * 3600)
        endpoint.answer = lambda _: Reply("Yes", "length", chances={"Yes": 0.75, "No": 0.25})
        assert await chance(m) == 0.75
        await m.close()


async def test_a_host_that_refuses_chances_is_asked_without_them() -> None:
    def refuses(body: Any) -> None:
        if body.get("logprobs"):
            raise ApiError(400, "`logprobs` is not supported with this model")

    async with HostEndpoint("vllm") as endpoint:
        endpoint.habits = Habits(refuses)
        endpoint.answer = lambda _: FINE
        m = model(endpoint)
        assert await chance(m) is None
        assert m.terms == ("no logprobs",)
        await ask(m)
        await m.close()
        assert [r.status for r in endpoint.chats] == [400, 200]


async def test_a_model_that_thinks_is_not_asked_for_one_token() -> None:
    async with ModelEndpoint("openai", reasoning_model=True) as endpoint:
        endpoint.answer = lambda _: FINE
        m = model(endpoint, reasoning_effort="low")
        assert await chance(m) is None
        await m.close()
        assert endpoint.chats == []


@pytest.mark.parametrize("status", [500, 401])
async def test_a_question_of_one_token_fails_as_any_other(status: int) -> None:
    async with HostEndpoint("vllm") as endpoint:
        endpoint.answer = lambda _: Fault.http(status)
        m = model(endpoint)
        with pytest.raises(ModelError):
            await chance(m)
        await m.close()
