"""The model endpoint refuses, answers and fails as a host does: asked through the openai client."""

from __future__ import annotations

import asyncio
import contextlib
import copy
import json
import random
import time
from email.utils import parsedate_to_datetime
from typing import Any

import aiohttp
import openai
import pytest

from tests.loopback.model_endpoint import (
    Dialect,
    Fault,
    ModelEndpoint,
    ParsedRequest,
    Reply,
    every_fault,
    falsify,
    falsify_names,
    falsify_numbers,
    falsify_quotes,
    falsify_swaps,
)

MESSAGES: list[Any] = [
    {"role": "system", "content": "Answer in JSON."},
    {"role": "user", "content": "BABA rose."},
]
SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {
        "findings": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {"value": {"type": ["number", "null"]}, "quote": {"$ref": "#/$defs/quote"}},
                "required": ["value", "quote"],
                "additionalProperties": False,
            },
        }
    },
    "required": ["findings"],
    "additionalProperties": False,
    "$defs": {"quote": {"type": "string"}},
}
BOTH = pytest.mark.parametrize("dialect", ["openai", "modelstudio"])


def client_of(endpoint: ModelEndpoint, *, key: str = "test-key", patience: float = 5.0) -> openai.AsyncOpenAI:
    # Without certificates, which nobody needs here and which take longer to load than a test runs.
    http = openai.DefaultAsyncHttpxClient(verify=False)
    return openai.AsyncOpenAI(
        api_key=key, base_url=endpoint.base_url, max_retries=0, timeout=patience, http_client=http
    )


async def ask(endpoint: ModelEndpoint, *, key: str = "test-key", patience: float = 5.0, **fields: Any) -> Any:
    async with client_of(endpoint, key=key, patience=patience) as client:
        return await client.chat.completions.create(**{"model": "m", "messages": MESSAGES, **fields})


async def read(endpoint: ModelEndpoint, **fields: Any) -> list[Any]:
    """A stream, read while its client is still open."""
    async with client_of(endpoint) as client:
        stream = await client.chat.completions.create(
            **{"model": "m", "messages": MESSAGES, "stream": True, **fields}
        )
        return [chunk async for chunk in stream]


async def refused(endpoint: ModelEndpoint, **fields: Any) -> openai.APIStatusError:
    with pytest.raises(openai.APIStatusError) as caught:
        await ask(endpoint, **fields)
    return caught.value


def strict(schema: Any = SCHEMA, **more: Any) -> dict[str, Any]:
    inner = {"name": "report", "strict": True, "schema": schema, **more}
    return {"type": "json_schema", "json_schema": inner}


@BOTH
@pytest.mark.asyncio
async def test_an_answer_comes_back_with_usage_and_the_request_is_remembered(dialect: Dialect) -> None:
    async with ModelEndpoint(dialect) as endpoint:
        endpoint.answer = lambda request: {"findings": [], "said": request.user_text}
        answer = await ask(endpoint, temperature=0)
        assert json.loads(answer.choices[0].message.content) == {"findings": [], "said": "BABA rose."}
        assert answer.choices[0].finish_reason == "stop"
        assert answer.usage.total_tokens == answer.usage.prompt_tokens + answer.usage.completion_tokens > 0
        assert answer.usage.prompt_tokens_details.cached_tokens == 0
        (record,) = endpoint.requests
        assert record.body["temperature"] == 0 and record.headers["Authorization"] == "Bearer test-key"
        assert abs(record.at - time.monotonic()) < 5 and record.status == 200


@BOTH
@pytest.mark.asyncio
async def test_a_stream_brings_the_same_content_the_finish_reason_and_the_usage(dialect: Dialect) -> None:
    text = '{"findings": [{"quote": "\u963f\u91cc\u5df4\u5df4 closed 3.1 percent lower."}]}' * 20
    async with ModelEndpoint(dialect) as endpoint:
        endpoint.next(Reply(text, "length"))
        chunks = await read(endpoint, stream_options={"include_usage": True})
        parts = [c for chunk in chunks for c in chunk.choices]
        assert "".join(c.delta.content or "" for c in parts) == text
        assert parts[-1].finish_reason == "length" and parts[0].delta.role == "assistant"
        assert chunks[-1].usage.completion_tokens > 0 and len(parts) > 5


@BOTH
@pytest.mark.asyncio
async def test_a_wrong_key_is_refused_in_the_shape_of_the_host(dialect: Dialect) -> None:
    async with ModelEndpoint(dialect) as endpoint:
        error = await refused(endpoint, key="sk-wrong-0123456789")
        assert isinstance(error, openai.AuthenticationError) and error.code == "invalid_api_key"
        assert set(error.response.json()["error"]) == {"message", "type", "param", "code"}
        assert ("request_id" in error.response.json()) == (dialect == "modelstudio")
        assert endpoint.requests[0].status == 401


@pytest.mark.asyncio
async def test_openai_refuses_a_field_it_does_not_know_and_modelstudio_takes_it() -> None:
    async with ModelEndpoint("openai") as endpoint:
        error = await refused(endpoint, extra_body={"enable_thinking": False})
        assert error.status_code == 400 and error.param == "enable_thinking"
        assert "Unknown parameter: 'enable_thinking'." in error.message
    async with ModelEndpoint("modelstudio") as endpoint:
        endpoint.next("ok", "ok")
        await ask(endpoint, extra_body={"enable_thinking": False})
        await ask(endpoint, extra_body={"something_else": 1})


@BOTH
@pytest.mark.asyncio
async def test_json_object_needs_the_word_json_in_a_message(dialect: Dialect) -> None:
    async with ModelEndpoint(dialect) as endpoint:
        wanted = {"type": "json_object"}
        error = await refused(endpoint, messages=[{"role": "user", "content": "hello"}], response_format=wanted)
        assert "'messages' must contain the word 'json' in some form, to use 'response_format'" in error.message
        endpoint.next("{}", "{}")
        await ask(endpoint, response_format=wanted)
        parts = [{"type": "text", "text": "some jSoN"}]
        await ask(endpoint, messages=[{"role": "user", "content": parts}], response_format=wanted)


@pytest.mark.asyncio
async def test_a_schema_is_taken_by_openai_and_refused_by_modelstudio() -> None:
    async with ModelEndpoint("openai") as endpoint:
        endpoint.answer = lambda request: {"asked": sorted((request.schema or {})["properties"])}
        answer = await ask(endpoint, response_format=strict())
        assert json.loads(answer.choices[0].message.content) == {"asked": ["findings"]}
    async with ModelEndpoint("modelstudio") as endpoint:
        error = await refused(endpoint, response_format=strict())
        assert error.status_code == 400 and error.code == "invalid_parameter_error"


def broken_schema(what: str) -> Any:
    schema = copy.deepcopy(SCHEMA)
    item = schema["properties"]["findings"]["items"]
    if what == "open object":
        del item["additionalProperties"]
    elif what == "optional property":
        item["required"] = ["value"]
    elif what == "default":
        item["properties"]["value"]["default"] = 0
    elif what == "lost reference":
        item["properties"]["quote"] = {"$ref": "#/$defs/nothing"}
    elif what == "open object in a definition":
        schema["$defs"]["more"] = {"type": "object", "properties": {}}
    elif what == "open object in anyOf":
        item["properties"]["value"] = {"anyOf": [{"type": "null"}, {"type": "object", "properties": {}}]}
    elif what == "array without items":
        item["properties"]["value"] = {"type": "array"}
    elif what == "extra required":
        item["required"].append("ghost")
    else:
        schema = {"type": "array", "items": schema}
    return schema


@pytest.mark.parametrize(
    "what",
    [
        "open object",
        "optional property",
        "default",
        "lost reference",
        "open object in a definition",
        "open object in anyOf",
        "array without items",
        "extra required",
        "array at the top",
    ],
)
@pytest.mark.asyncio
async def test_a_strict_schema_is_checked_to_its_depth_and_a_loose_one_is_not(what: str) -> None:
    async with ModelEndpoint("openai") as endpoint:
        error = await refused(endpoint, response_format=strict(broken_schema(what)))
        assert error.status_code == 400 and "Invalid schema for response_format 'report'" in error.message
        endpoint.next("{}")
        await ask(endpoint, response_format=strict(broken_schema(what), strict=False))


@pytest.mark.parametrize(
    ("fields", "param"),
    [
        ({"response_format": {"type": "json_schema", "json_schema": {"schema": {}}}}, "json_schema.name"),
        ({"response_format": {"type": "json_schema", "json_schema": {"name": "a"}}}, "json_schema.schema"),
        ({"response_format": strict(name="two words")}, "json_schema.name"),
        ({"response_format": {"type": "yaml"}}, "response_format.type"),
        ({"messages": []}, "messages"),
        ({"messages": [{"role": "robot", "content": "json"}]}, "messages[0].role"),
        ({"messages": [{"role": "user", "content": None}]}, "messages.[0].content"),
        ({"messages": [{"role": "user", "content": "x", "ts": 1}]}, "messages[0].ts"),
        ({"temperature": 3}, "temperature"),
        ({"max_tokens": 0}, "max_tokens"),
        ({"max_tokens": 5, "max_completion_tokens": 5}, "max_tokens"),
        ({"stream_options": {"include_usage": True}}, "stream_options"),
    ],
)
@pytest.mark.asyncio
async def test_openai_names_the_parameter_that_is_wrong(fields: dict[str, Any], param: str) -> None:
    async with ModelEndpoint("openai") as endpoint:
        error = await refused(endpoint, **fields)
        assert error.status_code == 400 and str(error.param).endswith(param)


@pytest.mark.asyncio
async def test_the_developer_role_is_known_to_openai_only() -> None:
    messages = [{"role": "developer", "content": "x"}, {"role": "user", "content": "y"}]
    async with ModelEndpoint("openai") as endpoint:
        endpoint.answer = lambda request: request.system_text
        assert (await ask(endpoint, messages=messages)).choices[0].message.content == "x"
    async with ModelEndpoint("modelstudio") as endpoint:
        error = await refused(endpoint, messages=messages)
        assert error.status_code == 400 and "developer is not one of" in error.message


@pytest.mark.parametrize(
    ("thinking", "by_default", "taken"), [(True, False, False), (None, True, False), (False, True, True)]
)
@pytest.mark.asyncio
async def test_modelstudio_gives_no_json_while_it_thinks(
    thinking: bool | None, by_default: bool, taken: bool
) -> None:
    extra = {} if thinking is None else {"enable_thinking": thinking}
    async with ModelEndpoint("modelstudio", thinks_by_default=by_default) as endpoint:
        endpoint.next("{}")
        fields: dict[str, Any] = {"response_format": {"type": "json_object"}, "extra_body": extra}
        if taken:
            await ask(endpoint, **fields)
        else:
            assert "enable_thinking" in (await refused(endpoint, **fields)).message
        assert "boolean" in (await refused(endpoint, extra_body={"enable_thinking": "no"})).message


@pytest.mark.asyncio
async def test_a_reasoning_model_takes_neither_max_tokens_nor_a_temperature() -> None:
    async with ModelEndpoint("openai", reasoning_model=True) as endpoint:
        endpoint.next("ok")
        assert (await refused(endpoint, max_tokens=5)).code == "unsupported_parameter"
        assert (await refused(endpoint, temperature=0)).code == "unsupported_value"
        await ask(endpoint, max_completion_tokens=5, temperature=1, reasoning_effort="low")


@BOTH
@pytest.mark.asyncio
async def test_a_prompt_beyond_the_context_and_an_unknown_model_are_refused(dialect: Dialect) -> None:
    async with ModelEndpoint(dialect, context_tokens=100, models=["m"]) as endpoint:
        error = await refused(endpoint, messages=[{"role": "user", "content": "word " * 200}])
        assert error.status_code == 400
        assert isinstance(await refused(endpoint, model="other"), openai.NotFoundError)
        async with client_of(endpoint) as client:
            assert [model.id async for model in client.models.list()] == ["m"]


@BOTH
@pytest.mark.asyncio
async def test_a_repeated_beginning_counts_as_cached_and_a_new_one_does_not(dialect: Dialect) -> None:
    def prompt(first: str, last: str) -> list[dict[str, str]]:
        return [{"role": "system", "content": first + "rule " * 2000}, {"role": "user", "content": last}]

    async with ModelEndpoint(dialect) as endpoint:
        endpoint.answer = lambda request: "ok"
        counts = []
        for first, last in (("a", "x"), ("a", "y"), ("b", "z")):
            answer = await ask(endpoint, messages=prompt(first, last))
            counts.append(answer.usage.prompt_tokens_details.cached_tokens)
        assert counts[0] == counts[2] == 0 and counts[1] > 2000


@BOTH
@pytest.mark.asyncio
async def test_an_answer_beyond_max_tokens_is_cut_and_says_so(dialect: Dialect) -> None:
    async with ModelEndpoint(dialect) as endpoint:
        endpoint.next({"findings": ["word"] * 100})
        choice = (await ask(endpoint, max_tokens=10)).choices[0]
        assert choice.finish_reason == "length" and len(choice.message.content) == 40


@pytest.mark.asyncio
async def test_an_error_in_the_script_reaches_the_test() -> None:
    def answer(request: ParsedRequest) -> str:
        raise LookupError("not this story")

    with pytest.raises(LookupError):
        async with ModelEndpoint() as endpoint:
            endpoint.answer = answer
            assert (await refused(endpoint)).status_code == 500


@pytest.mark.asyncio
async def test_a_body_that_is_no_json_or_holds_half_a_character_is_refused() -> None:
    bodies = (
        b"{",
        b"[]",
        b'{"model": "m", "messages": [{"role": "user", "content": "\\ud83d"}]}',
        b'{"n": NaN}',
    )
    async with ModelEndpoint() as endpoint, aiohttp.ClientSession() as session:
        for body in bodies:
            url, headers = f"{endpoint.base_url}/chat/completions", {"Authorization": "Bearer test-key"}
            async with session.post(url, data=body, headers=headers) as response:
                assert response.status == 400 and "JSON body" in (await response.json())["error"]["message"]
        async with session.get(f"{endpoint.base_url}/chat/completions") as response:
            assert response.status == 405
        async with session.get(f"{endpoint.base_url}/nothing") as response:
            assert response.status == 404


# ---- faults


@BOTH
@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (400, openai.BadRequestError),
        (401, openai.AuthenticationError),
        (403, openai.PermissionDeniedError),
        (404, openai.NotFoundError),
        (429, openai.RateLimitError),
        (500, openai.InternalServerError),
        (503, openai.InternalServerError),
    ],
)
@pytest.mark.asyncio
async def test_each_status_is_the_clients_own_error(
    dialect: Dialect, status: int, kind: type[openai.APIStatusError]
) -> None:
    async with ModelEndpoint(dialect) as endpoint:
        endpoint.next(Fault.http(status), Fault.http(status))
        assert type(await refused(endpoint)) is kind
        assert type(await refused(endpoint, stream=True)) is kind


@pytest.mark.asyncio
async def test_retry_after_comes_in_seconds_as_a_date_and_beyond_all_reason() -> None:
    async with ModelEndpoint() as endpoint:
        endpoint.next(
            Fault.http(429),
            Fault.http(429, retry_after=2),
            Fault.http(429, retry_after_date=60),
            Fault.http(429, retry_after=100_000),
            Fault.quota_exhausted(),
        )
        errors = [await refused(endpoint) for _ in range(5)]
        values = [error.response.headers.get("retry-after") for error in errors]
        assert values[:2] == [None, "2"] and values[3] == "100000"
        assert 55 < parsedate_to_datetime(str(values[2])).timestamp() - time.time() < 62
        assert errors[4].code == "insufficient_quota"


@pytest.mark.asyncio
async def test_html_from_a_gateway_is_an_error_with_502_and_a_string_with_200() -> None:
    async with ModelEndpoint() as endpoint:
        endpoint.next(Fault.html(502), Fault.html(200))
        error = await refused(endpoint)
        assert error.status_code == 502 and error.code is None
        assert isinstance(await ask(endpoint), str)


@pytest.mark.parametrize("name", ["hang", "hang after headers", "drip"])
@pytest.mark.asyncio
async def test_a_hang_ends_with_the_clients_patience_and_frees_its_place(name: str) -> None:
    async with ModelEndpoint() as endpoint:
        endpoint.next(every_fault()[name])
        with pytest.raises((openai.APITimeoutError, asyncio.TimeoutError)):
            async with asyncio.timeout(0.5):
                await ask(endpoint, patience=0.3)
        for _ in range(50):
            if endpoint.in_flight == 0:
                break
            await asyncio.sleep(0.02)
        assert endpoint.in_flight == 0 and endpoint.in_flight_peak == 1


@pytest.mark.parametrize("stream", [False, True])
@pytest.mark.parametrize("name", ["reset before the body", "reset within the body", "body shorter than promised"])
@pytest.mark.asyncio
async def test_a_broken_connection_is_no_answer(name: str, stream: bool) -> None:
    async with ModelEndpoint() as endpoint:
        endpoint.next(every_fault()[name])
        with pytest.raises(openai.APIConnectionError):
            await (read(endpoint) if stream else ask(endpoint))


@pytest.mark.asyncio
async def test_a_truncated_body_is_broken_json_and_a_truncated_stream_ends_in_silence() -> None:
    async with ModelEndpoint() as endpoint:
        endpoint.next(Fault.truncated_body(), Fault.truncated_body())
        with pytest.raises((json.JSONDecodeError, openai.APIError)):
            await ask(endpoint)
        reasons = []
        try:
            for chunk in await read(endpoint):
                reasons += [choice.finish_reason for choice in chunk.choices]
        except (json.JSONDecodeError, openai.APIError):
            pass
        assert "stop" not in reasons


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("content cut at the token limit", '{"findings": [{"value": 4', "length"),
        ("content filter", "", "content_filter"),
        ("empty content", "", "stop"),
        ("null content", None, "stop"),
        ("tool calls", None, "tool_calls"),
    ],
)
@pytest.mark.asyncio
async def test_an_answer_can_lack_its_content(name: str, content: str | None, reason: str) -> None:
    async with ModelEndpoint() as endpoint:
        endpoint.next(every_fault()[name])
        choice = (await ask(endpoint)).choices[0]
        assert (choice.message.content, choice.finish_reason) == (content, reason)


@BOTH
@pytest.mark.asyncio
async def test_a_refusal_stands_beside_the_content(dialect: Dialect) -> None:
    async with ModelEndpoint(dialect) as endpoint:
        endpoint.next(Fault.refusal("no"), Fault.refusal("no"))
        message = (await ask(endpoint)).choices[0].message
        assert message.refusal == "no" and message.content is None
        assert "no" in [c.delta.refusal for chunk in await read(endpoint) for c in chunk.choices]


@pytest.mark.parametrize(
    ("name", "trait"),
    [
        ("markdown fences", "```json"),
        ("prose around the JSON", "Sure!"),
        ("thought in front", "<think>"),
        ("duplicate keys", '"findings": [], "findings"'),
        ("NaN", "NaN"),
        ("nested content", "[[[[[[[["),
    ],
)
@pytest.mark.asyncio
async def test_a_content_can_be_other_than_plain_json(name: str, trait: str) -> None:
    async with ModelEndpoint() as endpoint:
        fault = every_fault()[name]
        endpoint.next(fault, fault)
        content = (await ask(endpoint)).choices[0].message.content
        if name == "duplicate keys":
            assert content.count('"findings"') == 2
        else:
            assert trait in content
        streamed = [c.delta.content or "" for chunk in await read(endpoint) for c in chunk.choices]
        assert content == "".join(streamed)


@pytest.mark.asyncio
async def test_a_huge_content_arrives_whole() -> None:
    async with ModelEndpoint() as endpoint:
        endpoint.next(Fault.huge())
        assert len((await ask(endpoint, patience=20)).choices[0].message.content) > 20_000_000


@pytest.mark.asyncio
async def test_a_body_of_brackets_breaks_the_clients_own_parser() -> None:
    async with ModelEndpoint() as endpoint:
        endpoint.next(Fault.nested(whole_body=True))
        with pytest.raises((RecursionError, openai.APIError)):
            await ask(endpoint)


@pytest.mark.asyncio
async def test_no_choices_and_wrong_types_pass_the_client_unseen() -> None:
    async with ModelEndpoint() as endpoint:
        endpoint.next(
            Fault.no_choices(), Fault.wrong_type("content is a number"), Fault.wrong_type("choices is null")
        )
        assert (await ask(endpoint)).choices == []
        assert (await ask(endpoint)).choices[0].message.content == 42
        assert (await ask(endpoint)).choices is None


@BOTH
@pytest.mark.asyncio
async def test_every_fault_ends_within_bounds_and_the_endpoint_lives_on(dialect: Dialect) -> None:
    expected = (openai.OpenAIError, ValueError, RecursionError, TypeError, AttributeError, TimeoutError)
    # One client for all, so that a broken connection of one fault would show in the answer after it.
    async with ModelEndpoint(dialect) as endpoint, client_of(endpoint) as client:
        for name, fault in every_fault().items():
            if name == "huge content":
                continue
            endpoint.next(fault, "fine")
            with contextlib.suppress(*expected):
                async with asyncio.timeout(0.25):
                    await client.chat.completions.create(model="m", messages=MESSAGES)
            answer = await client.chat.completions.create(model="m", messages=MESSAGES)
            assert answer.choices[0].message.content == "fine", name


# ---- false answers

TRUE: dict[str, Any] = {
    "findings": [
        {
            "company": "Alibaba Group",
            "ticker": "HKG: 9988",
            "direction": "down",
            "percent": 3.1,
            "price": "HKD174.00",
            "currency": "HKD",
            "priorValue": 12,
            "quote": "closed 3.1 percent lower at HKD174.00",
            "exact": True,
        },
        {
            "company": "Youngy",
            "ticker": "SHE: 002192",
            "direction": "up",
            "percent": -0.5,
            "price": "CNY1,058.38",
            "currency": "CNY",
            "priorValue": 40,
            "quote": "Youngy fell to CNY1,058.38",
            "exact": False,
        },
    ],
    "speaker": "Li Qiang",
}
OTHER = "An entirely different story was told here. Its second sentence is long enough too."


def test_each_false_answer_is_false_and_unlike_the_others_and_the_true_one_stays() -> None:
    before = copy.deepcopy(TRUE)
    made = list(falsify(TRUE, random.Random(7), other_texts=[OTHER]))
    assert before == TRUE and len(made) > 60
    texts = [json.dumps(false, sort_keys=True) for _, false in made]
    assert len(set(texts)) == len(texts) and json.dumps(before, sort_keys=True) not in texts
    assert len({name for name, _ in made}) == len(made)


def test_the_same_seed_gives_the_same_false_answers() -> None:
    first = list(falsify(TRUE, random.Random(3), other_texts=[OTHER]))
    assert first == list(falsify(TRUE, random.Random(3), other_texts=[OTHER]))
    assert first != list(falsify(TRUE, random.Random(4), other_texts=[OTHER]))


def test_figures_are_scaled_turned_swapped_and_shifted_in_numbers_and_in_strings() -> None:
    made = dict(falsify_numbers(TRUE, random.Random(1)))

    def value(name: str, key: str, index: int = 0) -> Any:
        return made[f"findings[{index}].{key}: {name}"]["findings"][index][key]

    assert value("x10", "percent") == 31 and value("x1000", "percent") == 3100
    assert value("sign flipped", "percent") == -3.1 and value("+0.1", "percent") == 3.2
    assert value("digit swapped", "percent") == 1.3 and value("sign flipped", "percent", 1) == 0.5
    assert type(value("x10", "priorValue")) is int and value("x10", "priorValue") == 120
    assert value("x10", "price") == "HKD1740" and value("sign flipped", "price") == "HKD-174"
    assert value("x10", "price", 1).startswith("CNY10,583.8")
    assert not any("exact" in name or "ticker" in name or "quote" in name for name in made)


def test_fields_are_exchanged_between_findings_and_figures_within_one() -> None:
    made = dict(falsify_swaps(TRUE))
    prior = made["findings[0].priorValue: exchanged with findings[1].priorValue"]["findings"]
    assert (prior[0]["priorValue"], prior[1]["priorValue"]) == (40, 12)
    inner = made["findings[0].percent: exchanged with findings[0].priorValue"]["findings"]
    assert (inner[0]["percent"], inner[0]["priorValue"]) == (12, 3.1)
    assert "findings[0].quote: exchanged with findings[1].quote" in made
    assert "findings[0].ticker: exchanged with findings[1].ticker" in made


def test_names_are_turned_round_padded_or_replaced() -> None:
    made = dict(falsify_names(TRUE, random.Random(1), alternatives={"currency": ["USD"]}))
    assert made["findings[0].direction: turned round"]["findings"][0]["direction"] == "up"
    assert made["findings[0].ticker: padded or cut"]["findings"][0]["ticker"] == "HKG: 009988"
    assert made["findings[0].currency: replaced by USD"]["findings"][0]["currency"] == "USD"
    assert any(name.startswith("speaker: replaced") for name in made)
    assert any(name.startswith("findings[1].company: replaced") for name in made)


def test_quotes_are_invented_altered_by_a_digit_or_taken_from_elsewhere() -> None:
    made = dict(falsify_quotes(TRUE, random.Random(1), other_texts=[OTHER]))
    old = TRUE["findings"][0]["quote"]
    new = made["findings[0].quote: one digit altered"]["findings"][0]["quote"]
    assert len(new) == len(old) and sum(a != b for a, b in zip(old, new, strict=True)) == 1
    assert made["findings[0].quote: from another text"]["findings"][0]["quote"] in OTHER
    assert made["findings[0].quote: invented"]["findings"][0]["quote"] not in (old, OTHER)
    assert made["findings[0].quote: two figures exchanged"]["findings"][0]["quote"].startswith("closed 174.00 ")


def test_an_answer_without_findings_has_no_false_copies() -> None:
    assert list(falsify({"findings": [], "ok": True, "note": None}, random.Random(1))) == []


async def test_sounds_are_heard_and_made_where_the_dialect_has_that() -> None:
    async with ModelEndpoint("openai") as endpoint:
        client = openai.AsyncOpenAI(base_url=endpoint.base_url, api_key="test-key", max_retries=0)
        endpoint.transcripts.append("hello")
        heard = await client.audio.transcriptions.create(model="m", file=("a.ogg", b"OggS", "audio/ogg"))
        assert heard.text == "hello"
        with pytest.raises(openai.BadRequestError):
            await client.audio.transcriptions.create(model="m", file=("a.ogg", b"", "audio/ogg"))
        endpoint.sounds.append(b"OggS")
        said = await client.audio.speech.create(model="m", voice="alloy", input="hello", response_format="opus")
        assert said.content == b"OggS"
        with pytest.raises(openai.BadRequestError):
            await client.audio.speech.create(model="m", voice="alloy", input="x" * 5000)
        await client.close()
    async with ModelEndpoint("modelstudio") as endpoint:
        client = openai.AsyncOpenAI(base_url=endpoint.base_url, api_key="test-key", max_retries=0)
        with pytest.raises(openai.NotFoundError):
            await client.audio.transcriptions.create(model="m", file=("a.ogg", b"OggS", "audio/ogg"))
        await client.close()


@pytest.mark.parametrize(
    ("dialect", "part", "taken"),
    [
        ("openai", {"type": "input_audio", "input_audio": {"data": "T2dn", "format": "mp3"}}, True),
        (
            "openai",
            {"type": "input_audio", "input_audio": {"data": "data:audio/ogg;base64,T2dn", "format": "ogg"}},
            False,
        ),
        ("modelstudio", {"type": "input_audio", "input_audio": {"data": "data:audio/ogg;base64,T2dn"}}, True),
        ("modelstudio", {"type": "input_audio", "input_audio": {"data": "T2dn"}}, False),
        ("openai", {"type": "image_url", "image_url": {"url": "data:image/png;base64,T2dn"}}, True),
        ("openai", {"type": "image_url", "image_url": {"url": "data:text/plain;base64,T2dn"}}, False),
    ],
)
async def test_a_part_of_a_message_is_taken_as_the_dialect_has_it(dialect: Dialect, part: Any, taken: bool) -> None:
    async with ModelEndpoint(dialect) as endpoint:
        endpoint.answer = lambda _: "fine"
        client = openai.AsyncOpenAI(base_url=endpoint.base_url, api_key="test-key", max_retries=0)
        asked = client.chat.completions.create(model="m", messages=[{"role": "user", "content": [part]}])
        if taken:
            await asked
        else:
            with pytest.raises(openai.BadRequestError):
                await asked
        await client.close()
