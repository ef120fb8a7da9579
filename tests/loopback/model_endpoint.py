"""A chat-completions host on loopback which refuses what the real host would refuse.

Two dialects are spoken: "openai", and "modelstudio" (Alibaba Cloud's compatible mode).  Answers are scripted
by the test; so are the ways in which a host, a proxy or a model goes wrong.  The functions at the end turn a
true answer into false ones, to see whether the reader of the answer notices.
"""

from __future__ import annotations

import asyncio
import base64
import copy
import email
import email.message
import inspect
import json
import math
import random
import re
import socket
import struct
import time
from collections import deque
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from email.utils import formatdate
from itertools import pairwise
from types import TracebackType
from typing import Any, Literal, Self, TypeAlias

from aiohttp import web
from multidict import CIMultiDictProxy

Dialect: TypeAlias = Literal["openai", "modelstudio"]
JsonObject: TypeAlias = dict[str, Any]

# ----------------------------------------------------------------------------------------------------
# What a test scripts
# ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Reply:
    """One well-formed completion.  `content` is of any type, since some hosts send the wrong one."""

    content: Any = ""
    finish_reason: Any = "stop"
    refusal: str | None = None
    tool_calls: list[JsonObject] | None = None
    reasoning: str | None = None
    usage: JsonObject | None = None
    chances: Mapping[str, float] | None = None  # of the first token, told where logprobs are asked for


EMPTY_ANSWER = '{"findings": []}'

FaultKind: TypeAlias = Literal["status", "hang", "drip", "reset", "cut", "short", "body", "reply"]


@dataclass(frozen=True)
class Fault:
    """A way in which the host goes wrong.  Make one with the class methods below."""

    name: str
    kind: FaultKind
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes | None = None
    content_type: str = "application/json"
    seconds: float = 0.0
    portion: float = 0.0
    reply: Reply = Reply(EMPTY_ANSWER)
    message: str | None = None
    param: str | None = None
    code: str | None = None
    type: str | None = None
    retry_after_date: float | None = None

    @classmethod
    def http(
        cls,
        status: int,
        *,
        message: str | None = None,
        param: str | None = None,
        code: str | None = None,
        type: str | None = None,
        retry_after: float | str | None = None,
        retry_after_date: float | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Fault:
        """An error status with the host's own body.  A date is reckoned when the answer is sent."""
        extra = dict(headers or {})
        if retry_after is not None:
            extra["Retry-After"] = retry_after if isinstance(retry_after, str) else f"{retry_after:g}"
        return cls(
            f"status {status}",
            "status",
            status=status,
            headers=extra,
            message=message,
            param=param,
            code=code,
            type=type,
            retry_after_date=retry_after_date,
        )

    @classmethod
    def quota_exhausted(cls) -> Fault:
        """A 429 that no waiting will cure."""
        return cls.http(
            429,
            message="You exceeded your current quota, please check your plan and billing details.",
            code="insufficient_quota",
            type="insufficient_quota",
        )

    @classmethod
    def content_inspection(cls) -> Fault:
        """Model Studio's refusal of a text it does not like: the same text is refused for ever."""
        return cls.http(
            400,
            message="<400> InternalError.Algo.DataInspectionFailed: Input data may contain inappropriate content.",
            code="data_inspection_failed",
            type="data_inspection_failed",
        )

    @classmethod
    def html(cls, status: int = 502) -> Fault:
        page = (
            f"<!DOCTYPE html>\n<html><head><title>{status} Gateway</title></head>\n"
            f"<body><center><h1>{status} Gateway</h1></center><hr><center>nginx</center></body></html>\n"
        )
        return cls(f"HTML page with {status}", "body", status, body=page.encode(), content_type="text/html")

    @classmethod
    def raw(cls, body: bytes, *, status: int = 200, content_type: str = "application/json") -> Fault:
        return cls(f"raw body with {status}", "body", status, body=body, content_type=content_type)

    @classmethod
    def hang(cls, *, after_headers: bool = False) -> Fault:
        """Says nothing until the client leaves or the server closes."""
        return cls("hang after headers" if after_headers else "hang", "hang", portion=1.0 if after_headers else 0.0)

    @classmethod
    def drip(cls, seconds: float = 0.05, content: Any = EMPTY_ANSWER) -> Fault:
        """One byte every so often: a read time-out for each byte never fires."""
        return cls("drip", "drip", seconds=seconds, reply=Reply(content))

    @classmethod
    def reset_before(cls) -> Fault:
        return cls("reset before the body", "reset")

    @classmethod
    def reset_during(cls, portion: float = 0.5, content: Any = EMPTY_ANSWER) -> Fault:
        return cls("reset within the body", "reset", portion=portion, reply=Reply(content))

    @classmethod
    def truncated_body(cls, portion: float = 0.6, content: Any = EMPTY_ANSWER) -> Fault:
        """200 and a body which ends in good order, yet half way (a stream: without its end)."""
        return cls("truncated JSON body", "cut", portion=portion, reply=Reply(content))

    @classmethod
    def short_body(cls, portion: float = 0.6, content: Any = EMPTY_ANSWER) -> Fault:
        """Promises more bytes than come."""
        return cls("body shorter than promised", "short", portion=portion, reply=Reply(content))

    @classmethod
    def length(cls, content: str = '{"findings": [{"value": 4') -> Fault:
        return cls("content cut at the token limit", "reply", reply=Reply(content, "length"))

    @classmethod
    def content_filter(cls, content: str = "") -> Fault:
        return cls("content filter", "reply", reply=Reply(content, "content_filter"))

    @classmethod
    def empty(cls) -> Fault:
        return cls("empty content", "reply", reply=Reply(""))

    @classmethod
    def null(cls) -> Fault:
        return cls("null content", "reply", reply=Reply(None))

    @classmethod
    def refusal(cls, text: str = "I'm sorry, I can't help with that.") -> Fault:
        return cls("refusal", "reply", reply=Reply(None, refusal=text))

    @classmethod
    def no_choices(cls) -> Fault:
        body = {"id": "chatcmpl-0", "object": "chat.completion", "created": 0, "model": "m", "choices": []}
        return cls("no choices", "body", body=json.dumps(body).encode())

    @classmethod
    def huge(cls, size: int = 20_000_000) -> Fault:
        """Valid JSON, but far more of it than any answer needs."""
        return cls("huge content", "reply", reply=Reply('{"findings": [], "note": "' + "x" * size + '"}'))

    @classmethod
    def fenced(cls, content: str = EMPTY_ANSWER) -> Fault:
        return cls("markdown fences", "reply", reply=Reply(f"```json\n{content}\n```"))

    @classmethod
    def prose_around(cls, content: str = EMPTY_ANSWER) -> Fault:
        text = f"Sure! Here is the JSON you asked for:\n\n{content}\n\nLet me know if {{anything}} is unclear."
        return cls("prose around the JSON", "reply", reply=Reply(text))

    @classmethod
    def think(cls, content: str = EMPTY_ANSWER, thought: str = 'Perhaps {"findings": [{"value": 1}]}?') -> Fault:
        """The thought holds JSON of its own: who takes the first brace takes the wrong answer."""
        return cls("thought in front", "reply", reply=Reply(f"<think>\n{thought}\n</think>\n\n{content}"))

    @classmethod
    def duplicate_keys(cls, content: str = '{"findings": [{"value": 1}], "findings": []}') -> Fault:
        return cls("duplicate keys", "reply", reply=Reply(content))

    @classmethod
    def not_a_number(cls, content: str = '{"findings": [{"value": NaN}, {"value": -Infinity}]}') -> Fault:
        return cls("NaN", "reply", reply=Reply(content))

    @classmethod
    def wrong_type(cls, which: str) -> Fault:
        return cls(f"wrong type: {which}", "body", body=json.dumps(_WRONG_TYPES[which]).encode())

    @classmethod
    def nested(cls, depth: int = 100_000, *, whole_body: bool = False) -> Fault:
        """Brackets enough to overflow a recursive parser: in the content, or in the body around it."""
        text = "[" * depth + "]" * depth
        if whole_body:
            return cls("nested body", "body", body=text.encode())
        return cls("nested content", "reply", reply=Reply(text))

    @classmethod
    def tool_calls(cls) -> Fault:
        call = {"id": "call_0", "type": "function", "function": {"name": "report", "arguments": EMPTY_ANSWER}}
        return cls("tool calls", "reply", reply=Reply(None, "tool_calls", tool_calls=[call]))


def _completion(message: Any, finish_reason: Any = "stop") -> JsonObject:
    return {
        "id": "chatcmpl-0",
        "object": "chat.completion",
        "created": 0,
        "model": "m",
        "choices": [{"index": 0, "message": message, "finish_reason": finish_reason}],
    }


_WRONG_TYPES: Mapping[str, Any] = {
    "body is null": None,
    "body is a list": [],
    "body is a string": "ok",
    "body is an empty object": {},
    "choices is null": {**_completion({}), "choices": None},
    "choices is an object": {**_completion({}), "choices": {}},
    "choice is a string": {**_completion({}), "choices": ["x"]},
    "message is null": _completion(None),
    "message is a list": _completion([]),
    "content is a number": _completion({"role": "assistant", "content": 42}),
    "content is an object": _completion({"role": "assistant", "content": {"findings": []}}),
    "content is a list": _completion({"role": "assistant", "content": [{"type": "text", "text": EMPTY_ANSWER}]}),
    "content is missing": _completion({"role": "assistant"}),
    "finish reason is a number": _completion({"role": "assistant", "content": EMPTY_ANSWER}, 7),
    "finish reason is null": _completion({"role": "assistant", "content": EMPTY_ANSWER}, None),
    "an error with 200": {"error": {"message": "upstream failed", "type": "x", "param": None, "code": None}},
}


def every_fault() -> dict[str, Fault]:
    """One of each, by name, for a test that goes through all of them."""
    faults: dict[str, Fault] = {f"status {code}": Fault.http(code) for code in (400, 401, 403, 404, 429, 500, 503)}
    faults |= {
        "429 with seconds": Fault.http(429, retry_after=1),
        "429 with a date": Fault.http(429, retry_after_date=2.0),
        "429 with an absurd wait": Fault.http(429, retry_after=100_000),
        "429 with garbage": Fault.http(429, retry_after="soon"),
        "429 with a negative wait": Fault.http(429, retry_after=-5),
        "429 quota": Fault.quota_exhausted(),
        "400 content inspection": Fault.content_inspection(),
        "502 HTML": Fault.html(502),
        "200 HTML": Fault.html(200),
        "200 empty body": Fault.raw(b""),
        "200 not UTF-8": Fault.raw(b'{"choices": "\xff\xfe"}'),
    }
    for fault in (
        Fault.hang(),
        Fault.hang(after_headers=True),
        Fault.drip(),
        Fault.reset_before(),
        Fault.reset_during(),
        Fault.truncated_body(),
        Fault.short_body(),
        Fault.length(),
        Fault.content_filter(),
        Fault.empty(),
        Fault.null(),
        Fault.refusal(),
        Fault.no_choices(),
        Fault.huge(),
        Fault.fenced(),
        Fault.prose_around(),
        Fault.think(),
        Fault.duplicate_keys(),
        Fault.not_a_number(),
        Fault.nested(),
        Fault.nested(whole_body=True),
        Fault.tool_calls(),
        *(Fault.wrong_type(which) for which in _WRONG_TYPES),
    ):
        faults[fault.name] = fault
    return faults


# ----------------------------------------------------------------------------------------------------
# What the endpoint remembers
# ----------------------------------------------------------------------------------------------------


def _text_of(message: Mapping[str, Any]) -> str:
    content = message.get("content")
    if isinstance(content, str):
        return content
    if isinstance(content, list):
        return "".join(str(part.get("text", "")) for part in content if isinstance(part, dict))
    return ""


@dataclass(frozen=True)
class ParsedRequest:
    """A request which passed the host's checks."""

    body: JsonObject
    headers: CIMultiDictProxy[str]

    @property
    def messages(self) -> list[JsonObject]:
        messages: list[JsonObject] = self.body["messages"]
        return messages

    @property
    def model(self) -> str:
        return str(self.body["model"])

    @property
    def stream(self) -> bool:
        return self.body.get("stream") is True

    @property
    def response_format(self) -> JsonObject | None:
        value: JsonObject | None = self.body.get("response_format")
        return value

    @property
    def response_type(self) -> str:
        return str((self.response_format or {}).get("type", "text"))

    @property
    def schema(self) -> JsonObject | None:
        if self.response_type != "json_schema" or self.response_format is None:
            return None
        value: JsonObject = self.response_format["json_schema"]["schema"]
        return value

    @property
    def user_text(self) -> str:
        return "\n".join(_text_of(m) for m in self.messages if m.get("role") == "user")

    @property
    def system_text(self) -> str:
        return "\n".join(_text_of(m) for m in self.messages if m.get("role") in ("system", "developer"))


@dataclass(frozen=True)
class FormFile:
    """A file of a form."""

    name: str
    content_type: str
    data: bytes


async def _form(raw: bytes, content_type: str) -> JsonObject:
    """The fields of a form, files among them."""
    message = email.message_from_bytes(b"Content-Type: " + content_type.encode() + b"\r\n\r\n" + raw)
    out: JsonObject = {}
    for part in message.get_payload() if message.is_multipart() else ():
        assert isinstance(part, email.message.Message)
        name = str(part.get_param("name", header="content-disposition"))
        data = part.get_payload(decode=True)
        assert isinstance(data, bytes)
        filename = part.get_filename()
        out[name] = data.decode() if filename is None else FormFile(filename, part.get_content_type(), data)
    return out


@dataclass
class RecordedRequest:
    """Any request, also one that was refused.  `at` is monotonic, to measure the pauses between tries."""

    method: str
    path: str
    headers: CIMultiDictProxy[str]
    raw: bytes
    at: float
    body: Any = None
    status: int | None = None


Answer: TypeAlias = str | JsonObject | Reply | Fault
Answerer: TypeAlias = Callable[[ParsedRequest], Answer | Awaitable[Answer]]


_AUDIO = ("/v1/audio/transcriptions", "/v1/audio/speech")
_LONGEST_SPOKEN = 4096


class ApiError(Exception):
    """A refusal, put into the dialect's shape where it is sent."""

    def __init__(
        self,
        status: int,
        message: str,
        *,
        param: str | None = None,
        code: str | None = None,
        type: str = "invalid_request_error",
    ) -> None:
        super().__init__(message)
        self.status, self.message, self.param, self.code, self.type = status, message, param, code, type


# ----------------------------------------------------------------------------------------------------
# The checks
# ----------------------------------------------------------------------------------------------------

OPENAI_FIELDS = frozenset(
    [
        "messages",
        "model",
        "audio",
        "frequency_penalty",
        "function_call",
        "functions",
        "logit_bias",
        "logprobs",
        "max_completion_tokens",
        "max_tokens",
        "metadata",
        "modalities",
        "moderation",
        "n",
        "parallel_tool_calls",
        "prediction",
        "presence_penalty",
        "prompt_cache_key",
        "prompt_cache_options",
        "prompt_cache_retention",
        "reasoning_effort",
        "response_format",
        "safety_identifier",
        "seed",
        "service_tier",
        "stop",
        "store",
        "stream",
        "stream_options",
        "temperature",
        "tool_choice",
        "tools",
        "top_logprobs",
        "top_p",
        "user",
        "verbosity",
        "web_search_options",
    ]
)
OPENAI_ROLES = ("system", "assistant", "user", "function", "tool", "developer")
MODELSTUDIO_ROLES = ("system", "assistant", "user", "tool", "function")
MESSAGE_FIELDS = frozenset(
    ["role", "content", "name", "refusal", "audio", "tool_calls", "tool_call_id", "function_call"]
)
REASONING_EFFORTS = ("none", "minimal", "low", "medium", "high", "xhigh")
JSON_WORD = "'messages' must contain the word 'json' in some form, to use 'response_format' of type 'json_object'."

SCHEMA_KEYWORDS = frozenset(
    [
        "type",
        "properties",
        "required",
        "additionalProperties",
        "items",
        "enum",
        "const",
        "anyOf",
        "$ref",
        "$defs",
        "definitions",
        "description",
        "title",
        "pattern",
        "format",
        "multipleOf",
        "minimum",
        "maximum",
        "exclusiveMinimum",
        "exclusiveMaximum",
        "minItems",
        "maxItems",
        "$schema",
        "$id",
        "$comment",
    ]
)
SCHEMA_FORMATS = frozenset(["date-time", "time", "date", "duration", "email", "hostname", "ipv4", "ipv6", "uuid"])
SCHEMA_TYPES = frozenset(["string", "number", "boolean", "integer", "object", "array", "null"])
SCHEMA_DEPTH = 10
SCHEMA_PROPERTIES = 5000
SCHEMA_ENUM = 1000


def _invalid_type(param: str, expected: str, got: object) -> ApiError:
    names = {bool: "a boolean", int: "an integer", float: "a decimal", str: "a string", list: "an array"}
    name = "null" if got is None else names.get(type(got), "an object")
    text = f"Invalid type for '{param}': expected {expected}, but got {name} instead."
    return ApiError(400, text, param=param, code="invalid_type")


def _number(body: Mapping[str, Any], key: str, low: float, high: float) -> None:
    value = body.get(key)
    if value is None:
        return
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise _invalid_type(key, "a decimal", value)
    for wrong, side, sign, limit in (
        (value < low, "below minimum", ">=", low),
        (value > high, "above maximum", "<=", high),
    ):
        if wrong:
            word = side.split()[0]
            text = (
                f"Invalid '{key}': decimal {side} value. Expected a value {sign} {limit:g}, but got {value} instead."
            )
            raise ApiError(400, text, param=key, code=f"decimal_{word}_{side.split()[1]}_value")


def _integer(body: Mapping[str, Any], key: str, low: int | None = None, high: int | None = None) -> None:
    value = body.get(key)
    if value is None:
        return
    if isinstance(value, bool) or not isinstance(value, int):
        raise _invalid_type(key, "an integer", value)
    if low is not None and value < low:
        text = f"Invalid '{key}': integer below minimum value. Expected a value >= {low}, but got {value} instead."
        raise ApiError(400, text, param=key, code="integer_below_min_value")
    if high is not None and value > high:
        text = f"Invalid '{key}': integer above maximum value. Expected a value <= {high}, but got {value} instead."
        raise ApiError(400, text, param=key, code="integer_above_max_value")


def _boolean(body: Mapping[str, Any], key: str) -> None:
    value = body.get(key)
    if value is not None and not isinstance(value, bool):
        raise _invalid_type(key, "a boolean", value)


def _missing(param: str) -> ApiError:
    text = f"Missing required parameter: '{param}'."
    return ApiError(400, text, param=param, code="missing_required_parameter")


def _unknown(param: str) -> ApiError:
    return ApiError(400, f"Unknown parameter: '{param}'.", param=param, code="unknown_parameter")


def check_strict_schema(schema: Any, name: str = "answer") -> None:
    """Raises ApiError for a schema that the strict mode of structured outputs would not take."""
    counts = {"properties": 0, "enum": 0}

    def fail(path: tuple[str, ...], what: str) -> ApiError:
        where = f"({', '.join(repr(p) for p in path)}{',' if len(path) == 1 else ''})"
        text = f"Invalid schema for response_format '{name}': In context={where}, {what}"
        return ApiError(400, text, param="response_format")

    def resolve(ref: str, path: tuple[str, ...]) -> None:
        node: Any = schema
        if ref == "#":
            return
        if not ref.startswith("#/"):
            raise fail(
                path,
                f"reference can only point to definitions defined at the top level of the schema: '{ref}'",
            )
        for step in ref[2:].split("/"):
            key = step.replace("~1", "/").replace("~0", "~")
            if not isinstance(node, dict) or key not in node:
                raise fail(path, f"reference to component '{ref}' which was not found in the schema.")
            node = node[key]

    def visit(node: Any, path: tuple[str, ...], depth: int) -> None:
        if not isinstance(node, dict):
            raise fail(path, f"{node!r} is not of type 'object', 'boolean'.")
        if depth > SCHEMA_DEPTH:
            raise fail(path, f"{depth} levels of nesting exceeds limit of {SCHEMA_DEPTH}.")
        for key in node:
            if key not in SCHEMA_KEYWORDS:
                raise fail(path, f"'{key}' is not permitted.")
        for table in ("$defs", "definitions"):
            if path == () and table in node:
                for key, sub in node[table].items():
                    visit(sub, (table, key), 1)
        if "$ref" in node:
            others = set(node) - {"$ref"}
            if path and others:
                raise fail(path, f"$ref cannot have keywords {others!r}.")
            resolve(str(node["$ref"]), path)
            return
        if "anyOf" in node:
            for index, sub in enumerate(node["anyOf"]):
                visit(sub, (*path, "anyOf", str(index)), depth)
        elif "type" not in node and "enum" not in node and "const" not in node:
            raise fail(path, "schema must have a 'type' key.")
        types = node.get("type", [])
        types = types if isinstance(types, list) else [types]
        for one in types:
            if one not in SCHEMA_TYPES:
                raise fail(path, f"{one!r} is not valid under any of the given schemas.")
        if "enum" in node:
            counts["enum"] += len(node["enum"])
            if not node["enum"]:
                raise fail(path, "[] should be non-empty.")
            if counts["enum"] > SCHEMA_ENUM:
                raise fail(path, f"too many enum values: limit is {SCHEMA_ENUM}.")
        if "format" in node and node["format"] not in SCHEMA_FORMATS:
            raise fail(path, f"'{node['format']}' is not a valid format.")
        if "object" in types or "properties" in node:
            if node.get("additionalProperties") is not False:
                raise fail(path, "'additionalProperties' is required to be supplied and to be false.")
            properties = node.get("properties", {})
            required = node.get("required")
            text = "'required' is required to be supplied and to be an array including every key in properties."
            if properties and not isinstance(required, list):
                raise fail(path, f"{text} Missing '{next(iter(properties))}'.")
            for key in properties:
                if key not in (required or []):
                    raise fail(path, f"{text} Missing '{key}'.")
            for key in required or []:
                if key not in properties:
                    raise fail(path, f"{text} Extra required key '{key}' supplied.")
            counts["properties"] += len(properties)
            if counts["properties"] > SCHEMA_PROPERTIES:
                raise fail(path, f"too many properties: limit is {SCHEMA_PROPERTIES}.")
            for key, sub in properties.items():
                visit(sub, (*path, "properties", key), depth + 1)
        if "array" in types:
            if "items" not in node:
                raise fail(path, "array schema missing items.")
            visit(node["items"], (*path, "items"), depth + 1)

    if not isinstance(schema, dict):
        raise _invalid_type("response_format.json_schema.schema", "an object", schema)
    if schema.get("type") != "object" and "$ref" not in schema:
        got = f"'type: \"{schema.get('type', 'None')}\"'"
        raise fail((), f"schema must be a JSON Schema of 'type: \"object\"', got {got}.")
    visit(schema, (), 1)


def _check_messages(body: Mapping[str, Any], dialect: Dialect) -> None:
    if "messages" not in body:
        raise _missing("messages")
    messages = body["messages"]
    if not isinstance(messages, list):
        raise _invalid_type("messages", "an array of objects", messages)
    if not messages:
        text = (
            "Invalid 'messages': empty array. Expected an array with minimum length 1, but got an empty "
            "array instead."
        )
        raise ApiError(400, text, param="messages", code="empty_array")
    for index, message in enumerate(messages):
        where = f"messages[{index}]"
        if not isinstance(message, dict):
            raise _invalid_type(where, "an object", message)
        if "role" not in message:
            raise _missing(f"{where}.role")
        role = message["role"]
        if dialect == "modelstudio":
            if role not in MODELSTUDIO_ROLES:
                allowed = ", ".join(repr(r) for r in MODELSTUDIO_ROLES)
                raise ApiError(400, f"{role} is not one of [{allowed}] - 'messages.[{index}].role'")
        elif role not in OPENAI_ROLES:
            allowed = ", ".join(repr(r) for r in OPENAI_ROLES[:-1]) + f", and '{OPENAI_ROLES[-1]}'"
            text = f"Invalid value: '{role}'. Supported values are: {allowed}."
            raise ApiError(400, text, param=f"{where}.role", code="invalid_value")
        if dialect == "openai":
            for key in message:
                if key not in MESSAGE_FIELDS:
                    raise _unknown(f"{where}.{key}")
            name = message.get("name")
            if name is not None and (not isinstance(name, str) or not re.fullmatch(r"[^\s<|\\/>]+", name)):
                text = (
                    f"Invalid '{where}.name': string does not match pattern. Expected a string that "
                    f"matches the "
                    r"pattern '^[^\s<|\\/>]+$'."
                )
                raise ApiError(400, text, param=f"{where}.name", code="invalid_value")
        content = message.get("content")
        if content is None:
            if role == "assistant" and (message.get("tool_calls") or message.get("refusal")):
                continue
            text = "Invalid value for 'content': expected a string, got null."
            raise ApiError(400, text, param=f"messages.[{index}].content")
        if isinstance(content, str):
            continue
        if not isinstance(content, list):
            raise _invalid_type(f"{where}.content", "one of a string or array of objects", content)
        for number, part in enumerate(content):
            if not isinstance(part, dict) or "type" not in part:
                raise _missing(f"{where}.content[{number}].type")
            if part["type"] == "text" and not isinstance(part.get("text"), str):
                raise _missing(f"{where}.content[{number}].text")
            if part["type"] == "image_url":
                _check_picture(part, f"{where}.content[{number}]")
            if part["type"] == "input_audio":
                _check_sound(part, f"{where}.content[{number}]", dialect)


_DATA = re.compile(r"data:(?P<type>[\w/+.-]*);base64,(?P<data>[A-Za-z0-9+/=]+)")


def _check_picture(part: JsonObject, where: str) -> None:
    url = (part.get("image_url") or {}).get("url")
    found = _DATA.fullmatch(url) if isinstance(url, str) else None
    if found is None or not found["type"].startswith("image/"):
        raise ApiError(400, f"Invalid '{where}.image_url.url': expected an image's address.", param=where)
    base64.b64decode(found["data"], validate=True)


def _check_sound(part: JsonObject, where: str, dialect: Dialect) -> None:
    """OpenAI's takes bare base64 of wav or mp3; Alibaba Cloud's an address that holds it, of any format."""
    given = part.get("input_audio") or {}
    data = given.get("data")
    if dialect == "openai":
        if given.get("format") not in ("wav", "mp3") or not isinstance(data, str) or data.startswith("data:"):
            raise ApiError(400, f"Invalid value: '{where}.input_audio'. Supported formats: wav, mp3.", param=where)
    elif not isinstance(data, str) or not _DATA.fullmatch(data):
        raise ApiError(
            400, "<400> InternalError.Algo.InvalidParameter: The provided URL does not appear to be valid."
        )


def _says_json(body: Mapping[str, Any]) -> bool:
    return any("json" in _text_of(message).lower() for message in body["messages"])


def _check_sampling(body: Mapping[str, Any]) -> None:
    _number(body, "temperature", 0, 2)
    _number(body, "top_p", 0, 1)
    _number(body, "presence_penalty", -2, 2)
    _number(body, "frequency_penalty", -2, 2)
    _integer(body, "max_tokens", 1)
    _integer(body, "max_completion_tokens", 1)
    _integer(body, "n", 1, 128)
    _integer(body, "seed")
    _boolean(body, "stream")
    options = body.get("stream_options")
    if options is not None:
        if body.get("stream") is not True:
            text = "The 'stream_options' parameter is only allowed when 'stream' is enabled."
            raise ApiError(400, text, param="stream_options")
        if not isinstance(options, dict):
            raise _invalid_type("stream_options", "an object", options)
    stop = body.get("stop")
    if stop is not None and not isinstance(stop, str):
        if not isinstance(stop, list) or any(not isinstance(s, str) for s in stop):
            raise _invalid_type("stop", "one of a string or array of strings", stop)
        if len(stop) > 4:
            text = (
                "Invalid 'stop': array too long. Expected an array with maximum length 4, but got an "
                "array with "
                f"length {len(stop)} instead."
            )
            raise ApiError(400, text, param="stop", code="array_above_max_length")


def _logprobs(body: JsonObject, reply: Reply) -> JsonObject | None:
    """The first token's alternatives, the likeliest first, as many as were asked for."""
    if not body.get("logprobs") or reply.chances is None:
        return None
    told = [
        {"token": token, "logprob": math.log(chance), "bytes": list(token.encode())}
        for token, chance in sorted(reply.chances.items(), key=lambda item: -item[1])
    ]
    return {"content": [{**told[0], "top_logprobs": told[: body.get("top_logprobs") or 0]}], "refusal": None}


def _check_openai(body: JsonObject, *, reasoning_model: bool) -> None:
    for key in body:
        if key not in OPENAI_FIELDS:
            raise _unknown(key)
    _check_messages(body, "openai")
    _check_sampling(body)
    for key in ("store", "logprobs", "parallel_tool_calls"):
        _boolean(body, key)
    for key in ("user", "prompt_cache_key", "safety_identifier", "service_tier", "verbosity"):
        if body.get(key) is not None and not isinstance(body[key], str):
            raise _invalid_type(key, "a string", body[key])
    effort = body.get("reasoning_effort")
    if effort is not None:
        if not reasoning_model:
            text = "Unrecognized request argument supplied: reasoning_effort"
            raise ApiError(400, text)
        if effort not in REASONING_EFFORTS:
            allowed = ", ".join(repr(e) for e in REASONING_EFFORTS[:-1]) + f", and '{REASONING_EFFORTS[-1]}'"
            text = f"Invalid value: '{effort}'. Supported values are: {allowed}."
            raise ApiError(400, text, param="reasoning_effort", code="invalid_value")
    if body.get("max_tokens") is not None and body.get("max_completion_tokens") is not None:
        text = "Setting 'max_tokens' and 'max_completion_tokens' at the same time is not supported."
        raise ApiError(400, text, param="max_tokens")
    if reasoning_model:
        if body.get("max_tokens") is not None:
            text = (
                "Unsupported parameter: 'max_tokens' is not supported with this model. "
                "Use 'max_completion_tokens' instead."
            )
            raise ApiError(400, text, param="max_tokens", code="unsupported_parameter")
        if body.get("temperature") not in (None, 1):
            text = (
                f"Unsupported value: 'temperature' does not support {body['temperature']} with this model. "
                "Only the default (1) value is supported."
            )
            raise ApiError(400, text, param="temperature", code="unsupported_value")
    wanted = body.get("response_format")
    if wanted is None:
        return
    if not isinstance(wanted, dict):
        raise _invalid_type("response_format", "an object", wanted)
    if "type" not in wanted:
        raise _missing("response_format.type")
    kind = wanted["type"]
    if kind not in ("text", "json_object", "json_schema"):
        text = f"Invalid value: '{kind}'. Supported values are: 'json_object', 'json_schema', and 'text'."
        raise ApiError(400, text, param="response_format.type", code="invalid_value")
    for key in wanted:
        if key != "type" and not (key == "json_schema" and kind == "json_schema"):
            raise _unknown(f"response_format.{key}")
    if kind == "json_object" and not _says_json(body):
        raise ApiError(400, JSON_WORD, param="messages")
    if kind != "json_schema":
        return
    if "json_schema" not in wanted:
        raise _missing("response_format.json_schema")
    inner = wanted["json_schema"]
    if not isinstance(inner, dict):
        raise _invalid_type("response_format.json_schema", "an object", inner)
    for key in inner:
        if key not in ("name", "description", "schema", "strict"):
            raise _unknown(f"response_format.json_schema.{key}")
    for key in ("name", "schema"):
        if key not in inner:
            raise _missing(f"response_format.json_schema.{key}")
    name = inner["name"]
    if not isinstance(name, str):
        raise _invalid_type("response_format.json_schema.name", "a string", name)
    if not re.fullmatch(r"[a-zA-Z0-9_-]+", name):
        text = (
            "Invalid 'response_format.json_schema.name': string does not match pattern. Expected a "
            "string that "
            "matches the pattern '^[a-zA-Z0-9_-]+$'."
        )
        raise ApiError(400, text, param="response_format.json_schema.name", code="invalid_value")
    if len(name) > 64:
        text = (
            "Invalid 'response_format.json_schema.name': string too long. Expected a string with "
            "maximum length 64, "
            f"but got a string with length {len(name)} instead."
        )
        raise ApiError(400, text, param="response_format.json_schema.name", code="string_above_max_length")
    _boolean(inner, "strict")
    if not isinstance(inner["schema"], dict):
        raise _invalid_type("response_format.json_schema.schema", "an object", inner["schema"])
    if inner.get("strict") is True:
        check_strict_schema(inner["schema"], name)


def _check_modelstudio(body: JsonObject, *, thinks_by_default: bool, thinking_needs_stream: bool) -> None:
    # Fields it does not know are passed over, as the host does.
    prefix = "<400> InternalError.Algo.InvalidParameter: "
    try:
        _check_messages(body, "modelstudio")
        _check_sampling(body)
        thinking = body.get("enable_thinking")
        if thinking is not None and not isinstance(thinking, bool):
            raise ApiError(400, f"'{thinking}' is not of type 'boolean' - 'enable_thinking'")
        thinks = thinks_by_default if thinking is None else thinking
        if thinks and thinking_needs_stream and body.get("stream") is not True:
            raise ApiError(400, "parameter.enable_thinking must be set to false for non-streaming calls")
        wanted = body.get("response_format")
        if wanted is None:
            return
        if not isinstance(wanted, dict) or "type" not in wanted:
            raise ApiError(400, "'response_format' must be an object with a 'type'")
        kind = wanted["type"]
        if kind == "json_schema":
            raise ApiError(400, "'response_format' of type 'json_schema' is not supported with this model.")
        if kind not in ("text", "json_object"):
            raise ApiError(400, f"{kind} is not one of ['text', 'json_object'] - 'response_format.type'")
        if kind == "json_object":
            if thinks:
                raise ApiError(400, "Json mode response is not supported when enable_thinking is true")
            if not _says_json(body):
                raise ApiError(400, JSON_WORD)
    except ApiError as error:
        message = error.message if " is not one of " in error.message else prefix + error.message
        raise ApiError(400, message, code="invalid_parameter_error") from None


def _refuse_constant(name: str) -> float:
    raise ValueError(f"{name} is no JSON")


def _parse_body(raw: bytes) -> JsonObject:
    text = (
        "We could not parse the JSON body of your request. (HINT: This likely means you aren't using "
        "your HTTP "
        "library correctly. The OpenAI API expects a JSON payload, but what was sent was not valid JSON.)"
    )
    try:
        body = json.loads(raw.decode("utf-8"), parse_constant=_refuse_constant)
        # A lone surrogate escapes into ASCII unseen, but no host can store it.
        json.dumps(body, ensure_ascii=False).encode("utf-8")
    except (ValueError, RecursionError):
        raise ApiError(400, text) from None
    if not isinstance(body, dict):
        raise ApiError(400, text)
    return body


# ----------------------------------------------------------------------------------------------------
# The endpoint
# ----------------------------------------------------------------------------------------------------

_STATUS_ERRORS: Mapping[int, tuple[str, str, str | None]] = {
    400: ("Invalid request.", "invalid_request_error", None),
    401: ("Incorrect API key provided.", "invalid_request_error", "invalid_api_key"),
    403: (
        "Country, region, or territory not supported",
        "request_forbidden",
        "unsupported_country_region_territory",
    ),
    404: (
        "The model does not exist or you do not have access to it.",
        "invalid_request_error",
        "model_not_found",
    ),
    408: ("Request timed out.", "server_error", None),
    413: ("Request entity too large.", "invalid_request_error", None),
    429: ("Rate limit reached for requests.", "requests", "rate_limit_exceeded"),
    500: ("The server had an error while processing your request. Sorry about that!", "server_error", None),
    503: ("The engine is currently overloaded, please try again later.", "server_error", None),
}
_MODELSTUDIO_STATUS_ERRORS: Mapping[int, tuple[str, str, str | None]] = {
    400: (
        "<400> InternalError.Algo.InvalidParameter: Invalid request.",
        "invalid_request_error",
        "invalid_parameter_error",
    ),
    403: ("Model access denied.", "Model.AccessDenied", "Model.AccessDenied"),
    404: (
        "The model does not exist or you do not have access to it.",
        "invalid_request_error",
        "model_not_found",
    ),
    429: ("You have exceeded your current request limit.", "limit_requests", "limit_requests"),
    500: (
        "<500> InternalError.Algo: An internal error has occured during algorithm process.",
        "internal_error",
        "internal_error",
    ),
    503: ("Service temporarily unavailable.", "ServiceUnavailable", "ServiceUnavailable"),
}

_BODY_LIMIT = 64 * 1024 * 1024
_PROMPTS_KEPT = 64


def count_tokens(text: str) -> int:
    """About what a tokenizer says: four bytes of English to a token, and a little more for Chinese."""
    return (len(text.encode("utf-8", "replace")) + 3) // 4


def _shared_prefix(one: str, other: str) -> str:
    """Found by halving: prompts are long, and a loop over their characters would be slow."""
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        if one[low:middle] == other[low:middle]:
            low = middle
        else:
            high = middle - 1
    return one[:low]


class ModelEndpoint:
    """The host.  Use as `async with ModelEndpoint("openai") as endpoint:`.

    `answer` is asked for each request unless the queue that `next()` fills holds something.  What
    `answer` raises is raised again when the endpoint closes, for inside the server nobody would see it.
    """

    def __init__(
        self,
        dialect: Dialect = "openai",
        *,
        api_key: str = "test-key",
        models: Sequence[str] | None = None,
        context_tokens: int = 128_000,
        reasoning_model: bool = False,
        thinks_by_default: bool = False,
        thinking_needs_stream: bool = False,
        honour_max_tokens: bool = True,
        latency: float = 0.0,
    ) -> None:
        self.dialect: Dialect = dialect
        self.api_key = api_key
        self.models = models
        self.context_tokens = context_tokens
        self.reasoning_model = reasoning_model
        self.thinks_by_default = thinks_by_default
        self.thinking_needs_stream = thinking_needs_stream
        self.honour_max_tokens = honour_max_tokens
        self.latency = latency
        self.answer: Answerer | None = None
        self.transcripts: deque[str | Fault] = deque()
        self.sounds: deque[bytes | Fault] = deque()
        self.sound_formats: tuple[str, ...] = ("mp3", "opus", "aac", "flac", "wav", "pcm")
        self.requests: list[RecordedRequest] = []
        self.errors: list[Exception] = []
        self.in_flight = 0
        self.in_flight_peak = 0
        self.base_url = ""
        self._queue: deque[Answer] = deque()
        self._prompts: dict[str, deque[str]] = {}
        self._closing = asyncio.Event()
        self._runner: web.AppRunner | None = None
        self._serial = 0

    # ---- for the test

    def next(self, *answers: Answer) -> None:
        """Puts answers into the queue, which goes before `answer`."""
        self._queue.extend(answers)

    @property
    def unused(self) -> int:
        return len(self._queue)

    @property
    def chats(self) -> list[RecordedRequest]:
        return [r for r in self.requests if r.path.endswith("/chat/completions")]

    async def __aenter__(self) -> Self:
        app = web.Application(client_max_size=_BODY_LIMIT)
        app.router.add_route("*", "/{path:.*}", self._handle)
        # Cancelled handlers: a hang ends when its client leaves, and its slot is free again.
        self._runner = web.AppRunner(app, access_log=None, handler_cancellation=True, shutdown_timeout=0.2)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        port = self._runner.addresses[0][1]
        self.base_url = f"http://127.0.0.1:{port}/v1"
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._closing.set()
        if self._runner is not None:
            await self._runner.cleanup()
        if self.errors and error is None:
            raise self.errors[0]

    # ---- the wire

    async def _handle(self, request: web.Request) -> web.StreamResponse:
        at = time.monotonic()
        self.in_flight += 1
        self.in_flight_peak = max(self.in_flight_peak, self.in_flight)
        record = RecordedRequest(request.method, request.path, request.headers, b"", at)
        self.requests.append(record)
        try:
            record.raw = await request.read()
            try:
                response = await self._route(request, record)
            except ApiError as error:
                response = self._refuse(error)
            record.status = response.status
            return response
        finally:
            self.in_flight -= 1

    async def _route(self, request: web.Request, record: RecordedRequest) -> web.StreamResponse:
        path = request.path
        if path in _AUDIO and self.dialect == "openai":
            return await self._audio(request, record)
        if path not in ("/v1/chat/completions", "/v1/models") and not path.startswith("/v1/models/"):
            raise ApiError(404, f"Invalid URL ({request.method} {path})")
        wanted = "POST" if path == "/v1/chat/completions" else "GET"
        if request.method != wanted:
            hint = "(HINT: Perhaps you meant to use a different HTTP method?)"
            raise ApiError(405, f"Not allowed to {request.method} on {path}. {hint}")
        self._authorize(request)
        if wanted == "GET":
            return self._list_models(path)
        body = _parse_body(record.raw)
        record.body = body
        self._check(body)
        if self.latency:
            await asyncio.sleep(self.latency)
        parsed = ParsedRequest(body, request.headers)
        answer = await self._ask(parsed)
        return await self._send(request, parsed, answer)

    async def _audio(self, request: web.Request, record: RecordedRequest) -> web.StreamResponse:
        """OpenAI's audio endpoints. What is heard and what is said are scripted in `transcripts` and `sounds`."""
        self._authorize(request)
        if request.path.endswith("/transcriptions"):
            body = await _form(record.raw, request.headers.get("Content-Type", ""))
            for name in ("model", "file"):
                if name not in body:
                    raise _missing(name)
            if not body["file"].data:
                raise ApiError(400, "Audio file is too short. Minimum audio length is 0.1 seconds.", param="file")
            record.body = {"model": body["model"], "file": body["file"]}
            text = self.transcripts.popleft()
            if isinstance(text, Fault):
                return self._send_status(text)
            return web.json_response({"text": text, "usage": {"type": "duration", "seconds": 3}})
        said = _parse_body(record.raw)
        record.body = said
        for name in ("model", "input", "voice"):
            if not isinstance(said.get(name), str) or not said[name]:
                raise _missing(name)
        if len(said["input"]) > _LONGEST_SPOKEN:
            raise ApiError(400, "Invalid 'input': string too long.", param="input", code="string_above_max_length")
        wanted = said.get("response_format", "mp3")
        if wanted not in self.sound_formats:
            raise ApiError(400, f"Invalid value: '{wanted}' for response_format.", param="response_format")
        sound = self.sounds.popleft()
        if isinstance(sound, Fault):
            return self._send_status(sound)
        return web.Response(body=sound, content_type="audio/ogg" if wanted == "opus" else "audio/mpeg")

    def _authorize(self, request: web.Request) -> None:
        given = request.headers.get("Authorization", "")
        scheme, _, key = given.partition(" ")
        if self.dialect == "openai" and (scheme.lower() != "bearer" or not key.strip()):
            text = (
                "You didn't provide an API key. You need to provide your API key in an Authorization "
                "header using "
                "Bearer auth (i.e. Authorization: Bearer YOUR_KEY)."
            )
            raise ApiError(401, text)
        if scheme.lower() == "bearer" and key == self.api_key:
            return
        if self.dialect == "openai":
            # The host shows the ends of the key it was given, so what is logged of it holds part of a secret.
            shown = key if len(key) < 12 else f"{key[:8]}{'*' * (len(key) - 12)}{key[-4:]}"
            text = (
                f"Incorrect API key provided: {shown}. You can find your API key at "
                "https://platform.openai.com/account/api-keys."
            )
        else:
            text = "Incorrect API key provided. "
        raise ApiError(401, text, code="invalid_api_key")

    def _list_models(self, path: str) -> web.Response:
        names = list(self.models or ["test-model"])
        entries = [{"id": name, "object": "model", "created": 1_700_000_000, "owned_by": "system"} for name in names]
        if path == "/v1/models":
            return web.json_response({"object": "list", "data": entries})
        wanted = path.removeprefix("/v1/models/")
        for entry in entries:
            if entry["id"] == wanted:
                return web.json_response(entry)
        raise ApiError(404, f"The model '{wanted}' does not exist", param="model", code="model_not_found")

    def _check(self, body: JsonObject) -> None:
        if "model" not in body:
            raise ApiError(400, "you must provide a model parameter")
        if not isinstance(body["model"], str) or not body["model"]:
            raise _invalid_type("model", "a string", body["model"])
        if self.dialect == "openai":
            _check_openai(body, reasoning_model=self.reasoning_model)
        else:
            _check_modelstudio(
                body,
                thinks_by_default=self.thinks_by_default,
                thinking_needs_stream=self.thinking_needs_stream,
            )
        if self.models is not None and body["model"] not in self.models:
            text = f"The model `{body['model']}` does not exist or you do not have access to it."
            raise ApiError(404, text, code="model_not_found")
        tokens = self._prompt_tokens(body)
        if tokens > self.context_tokens:
            if self.dialect == "openai":
                text = (
                    f"This model's maximum context length is {self.context_tokens} tokens. However, "
                    f"your messages "
                    f"resulted in {tokens} tokens. Please reduce the length of the messages."
                )
                raise ApiError(400, text, param="messages", code="context_length_exceeded")
            text = (
                "<400> InternalError.Algo.InvalidParameter: Range of input length should be "
                f"[1, {self.context_tokens}]"
            )
            raise ApiError(400, text, code="invalid_parameter_error")

    async def _ask(self, parsed: ParsedRequest) -> Answer:
        if self._queue:
            return self._queue.popleft()
        if self.answer is None:
            raise ApiError(500, "No answer was scripted for this request.", type="server_error")
        try:
            answer = self.answer(parsed)
            return await answer if inspect.isawaitable(answer) else answer
        except Exception as error:
            self.errors.append(error)
            raise ApiError(500, f"The scripted answer raised {error!r}.", type="server_error") from error

    # ---- answers

    def _error_body(self, message: str, type: str, param: str | None, code: str | None) -> bytes:
        error = {"message": message, "type": type, "param": param, "code": code}
        body: JsonObject = {"error": error}
        if self.dialect == "modelstudio":
            body["request_id"] = f"req-{self._serial:08d}"
        return json.dumps(body).encode()

    def _refuse(self, error: ApiError, headers: Mapping[str, str] | None = None) -> web.Response:
        self._serial += 1
        body = self._error_body(error.message, error.type, error.param, error.code)
        out = {"x-request-id": f"req-{self._serial:08d}", **(headers or {})}
        return web.Response(status=error.status, body=body, content_type="application/json", headers=out)

    def _prompt_tokens(self, body: JsonObject) -> int:
        return 3 + sum(4 + count_tokens(_text_of(message)) for message in body["messages"])

    def _cached_tokens(self, body: JsonObject, total: int) -> int:
        """The longest beginning shared with an earlier request, in the steps in which the hosts count it."""
        prompt = json.dumps([body.get("tools"), body.get("response_format"), body["messages"]], ensure_ascii=False)
        kept = self._prompts.setdefault(body["model"], deque(maxlen=_PROMPTS_KEPT))
        shared = max((count_tokens(_shared_prefix(prompt, other)) for other in kept), default=0)
        kept.append(prompt)
        least, step = (1024, 128) if self.dialect == "openai" else (256, 1)
        shared = min(shared, total - 1)
        return 0 if shared < least else shared // step * step

    def _usage(self, parsed: ParsedRequest, reply: Reply) -> JsonObject:
        prompt = self._prompt_tokens(parsed.body)
        text = reply.content if isinstance(reply.content, str) else json.dumps(reply.content)
        answer = max(1, count_tokens(text)) + count_tokens(reply.reasoning or "")
        usage: JsonObject = {
            "prompt_tokens": prompt,
            "completion_tokens": answer,
            "total_tokens": prompt + answer,
            "prompt_tokens_details": {"cached_tokens": self._cached_tokens(parsed.body, prompt)},
        }
        if self.dialect == "openai":
            usage["prompt_tokens_details"]["audio_tokens"] = 0
            usage["completion_tokens_details"] = {"reasoning_tokens": count_tokens(reply.reasoning or "")}
        return usage

    def _to_reply(self, parsed: ParsedRequest, answer: str | JsonObject | Reply) -> Reply:
        if isinstance(answer, Reply):
            return answer
        text = answer if isinstance(answer, str) else json.dumps(answer, ensure_ascii=False)
        limit = parsed.body.get("max_completion_tokens") or parsed.body.get("max_tokens")
        if self.honour_max_tokens and isinstance(limit, int) and count_tokens(text) > limit:
            cut = text.encode("utf-8", "replace")[: limit * 4].decode("utf-8", "ignore")
            return Reply(cut, "length")
        return Reply(text)

    def _payload(self, parsed: ParsedRequest, reply: Reply) -> tuple[bytes, str]:
        self._serial += 1
        usage = reply.usage if reply.usage is not None else self._usage(parsed, reply)
        base: JsonObject = {
            "id": f"chatcmpl-{self._serial:08d}",
            "created": int(time.time()),
            "model": parsed.model,
            "system_fingerprint": "fp_loopback" if self.dialect == "openai" else None,
        }
        if not parsed.stream:
            message: JsonObject = {"role": "assistant", "content": reply.content}
            if self.dialect == "openai":
                message |= {"refusal": reply.refusal, "annotations": []}
            elif reply.refusal is not None:
                message["refusal"] = reply.refusal
            if reply.reasoning is not None:
                message["reasoning_content"] = reply.reasoning
            if reply.tool_calls is not None:
                message["tool_calls"] = reply.tool_calls
            count = parsed.body.get("n") or 1
            choices = [
                {
                    "index": i,
                    "message": message,
                    "logprobs": _logprobs(parsed.body, reply),
                    "finish_reason": reply.finish_reason,
                }
                for i in range(count)
            ]
            body = {**base, "object": "chat.completion", "choices": choices, "usage": usage}
            return json.dumps(body, ensure_ascii=False).encode("utf-8", "replace"), "application/json"
        return b"".join(self._events(parsed, reply, base, usage)), "text/event-stream"

    def _events(self, parsed: ParsedRequest, reply: Reply, base: JsonObject, usage: JsonObject) -> Iterator[bytes]:
        wants_usage = bool((parsed.body.get("stream_options") or {}).get("include_usage"))
        base = {**base, "object": "chat.completion.chunk"}

        def event(choices: list[JsonObject], count: JsonObject | None = None) -> bytes:
            body = {**base, "choices": choices}
            if wants_usage:
                body["usage"] = count
            return b"data: " + json.dumps(body, ensure_ascii=False).encode("utf-8", "replace") + b"\n\n"

        def delta(delta: JsonObject, finish: Any = None) -> bytes:
            return event([{"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish}])

        yield delta({"role": "assistant", "content": "" if isinstance(reply.content, str) else None})
        for key, text in (
            ("reasoning_content", reply.reasoning),
            ("refusal", reply.refusal),
            ("content", reply.content),
        ):
            if text is None:
                continue
            if not isinstance(text, str):
                yield delta({key: text})
                continue
            step = max(16, len(text) // 200)
            for start in range(0, len(text), step):
                yield delta({key: text[start : start + step]})
        for index, call in enumerate(reply.tool_calls or []):
            yield delta({"tool_calls": [{"index": index, **call}]})
        yield delta({}, reply.finish_reason)
        if wants_usage:
            yield event([], usage)
        yield b"data: [DONE]\n\n"

    async def _send(self, request: web.Request, parsed: ParsedRequest, answer: Answer) -> web.StreamResponse:
        fault = answer if isinstance(answer, Fault) else None
        headers = {"x-request-id": f"req-{self._serial + 1:08d}"}
        if self.dialect == "openai":
            headers["openai-processing-ms"] = "5"
        if fault is not None and fault.kind == "status":
            return self._send_status(fault)
        if fault is not None and fault.kind == "body":
            body, kind = fault.body or b"", fault.content_type
            return web.Response(status=fault.status, body=body, headers={**headers, "Content-Type": kind})
        if fault is not None:
            reply = fault.reply
        else:
            assert not isinstance(answer, Fault)
            reply = self._to_reply(parsed, answer)
        payload, kind = self._payload(parsed, reply)
        headers["Content-Type"] = kind
        if fault is None or fault.kind == "reply":
            if not parsed.stream:
                return web.Response(body=payload, headers=headers)
            return await self._stream(request, payload, headers)
        return await self._spoil(request, fault, payload, headers)

    def _send_status(self, fault: Fault) -> web.Response:
        table = _STATUS_ERRORS
        if self.dialect == "modelstudio":
            table = {**_STATUS_ERRORS, **_MODELSTUDIO_STATUS_ERRORS}
        message, type_, code = table.get(fault.status, ("An error occurred.", "server_error", None))
        headers = dict(fault.headers)
        if fault.retry_after_date is not None:
            headers["Retry-After"] = formatdate(time.time() + fault.retry_after_date, usegmt=True)
        error = ApiError(
            fault.status,
            fault.message if fault.message is not None else message,
            param=fault.param,
            code=fault.code if fault.code is not None else code,
            type=fault.type if fault.type is not None else type_,
        )
        return self._refuse(error, headers)

    async def _stream(self, request: web.Request, payload: bytes, headers: Mapping[str, str]) -> web.StreamResponse:
        response = web.StreamResponse(headers=headers)
        await response.prepare(request)
        # Cut without regard to events: a reader that takes one read for one event fails.
        step = max(97, len(payload) // 50)
        for start in range(0, len(payload), step):
            await response.write(payload[start : start + step])
        await response.write_eof()
        return response

    async def _spoil(
        self, request: web.Request, fault: Fault, payload: bytes, headers: Mapping[str, str]
    ) -> web.StreamResponse:
        if fault.kind == "cut":
            return web.Response(body=payload[: int(len(payload) * fault.portion)], headers=headers)
        if fault.kind == "reset" and not fault.portion:
            _reset(request)
            return web.Response()
        if fault.kind == "hang" and not fault.portion:
            await self._closing.wait()
            return web.Response(status=503)
        response = web.StreamResponse(headers=headers)
        response.content_length = len(payload)
        await response.prepare(request)
        if fault.kind == "drip":
            for index in range(len(payload)):
                if self._closing.is_set():
                    break
                await response.write(payload[index : index + 1])
                await asyncio.sleep(fault.seconds)
        elif fault.kind == "hang":
            await response.write(b"")
            await self._closing.wait()
        else:
            await response.write(payload[: int(len(payload) * fault.portion)])
            # Else the reset overtakes the bytes, and the client sees none of them.
            await asyncio.sleep(0.02)
            if fault.kind == "reset":
                _reset(request)
        if fault.kind != "drip" and request.transport is not None:
            request.transport.close()
        return response


def _reset(request: web.Request) -> None:
    transport = request.transport
    if transport is None:
        return
    plug = transport.get_extra_info("socket")
    if plug is not None:
        # With a linger of zero the kernel sends RST instead of FIN.
        plug.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    transport.abort()


# ----------------------------------------------------------------------------------------------------
# False answers made from true ones
# ----------------------------------------------------------------------------------------------------

Path: TypeAlias = tuple[str | int, ...]
Falsified: TypeAlias = tuple[str, JsonObject]

_FAMILIES: Mapping[str, frozenset[str]] = {
    "quote": frozenset(["quote", "quotes", "quotation", "evidence", "excerpt", "verbatim", "sentence", "span"]),
    "currency": frozenset(["currency", "currencies", "ccy"]),
    "unit": frozenset(["unit", "units", "scale", "magnitude"]),
    "ticker": frozenset(["ticker", "tickers", "symbol", "symbols", "listing", "listings", "isin"]),
    "company": frozenset(["company", "companies", "issuer", "entity", "subject", "organisation", "organization"]),
    "direction": frozenset(["direction", "move", "trend"]),
    "instrument": frozenset(["instrument", "instruments", "asset", "security"]),
    "speaker": frozenset(["speaker", "speakers", "source_person", "attributed"]),
    "metric": frozenset(["metric", "measure"]),
    "period": frozenset(["period", "quarter", "session"]),
}
_ALTERNATIVES: Mapping[str, tuple[str, ...]] = {
    "currency": ("USD", "CNY", "HKD", "EUR", "JPY"),
    "unit": ("percent", "percentage points", "million", "billion", "per share"),
    "ticker": ("HKG:9988", "NYSE:BABA", "SHA:600519", "SHE:002429", "NASDAQ:NVDA"),
    "company": ("Alibaba Group", "Kweichow Moutai", "Tencent Holdings", "BYD", "Tesla"),
    "direction": ("up", "down"),
    "instrument": ("share", "bond", "index", "futures", "crude oil"),
    "speaker": ("Jerome Powell", "the company's chairman", "an unnamed analyst", "Li Qiang"),
    "metric": ("net profit", "revenue", "closing price", "market value"),
    "period": ("the first half of 2024", "the fourth quarter of 2023", "the previous session"),
}
_OPPOSITES: Mapping[str, str] = {
    a: b
    for pair in (
        "up down",
        "rise fall",
        "rose fell",
        "rising falling",
        "gain loss",
        "higher lower",
        "increase decrease",
        "increased decreased",
        "beat miss",
        "raised cut",
        "positive negative",
        "bullish bearish",
        "long short",
        "buy sell",
        "profit deficit",
    )
    for a, b in (tuple(pair.split()), tuple(reversed(pair.split())))
}
_NUMBER = re.compile(r"[-+\u2212]?\d[\d,]*(?:\.\d+)?")
_NUMBER_LIKE = re.compile(r"[^\d]{0,6}?([-+\u2212]?\d[\d,]*(?:\.\d+)?)\s*[^\d]{0,16}")


def family_of(key: str) -> str | None:
    """What a field of this name holds: its words are looked up, whether in snake_case or camelCase."""
    words = re.split(r"[^a-z]+", re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", key).lower())
    for family, names in _FAMILIES.items():
        if names.intersection(words):
            return family
    return None


def _walk(node: Any, path: Path = (), key: str = "") -> Iterator[tuple[Path, str, Any]]:
    """All leaves.  An element of a list goes by the name of the list."""
    if isinstance(node, dict):
        for name, value in node.items():
            yield from _walk(value, (*path, name), str(name))
    elif isinstance(node, list):
        for index, value in enumerate(node):
            yield from _walk(value, (*path, index), key)
    else:
        yield path, key, node


def _lists(node: Any, path: Path = ()) -> Iterator[tuple[Path, list[Any]]]:
    if isinstance(node, dict):
        for name, value in node.items():
            yield from _lists(value, (*path, name))
    elif isinstance(node, list):
        yield path, node
        for index, value in enumerate(node):
            yield from _lists(value, (*path, index))


def _objects(node: Any, path: Path = ()) -> Iterator[tuple[Path, JsonObject]]:
    if isinstance(node, dict):
        yield path, node
        for name, value in node.items():
            yield from _objects(value, (*path, name))
    elif isinstance(node, list):
        for index, value in enumerate(node):
            yield from _objects(value, (*path, index))


def _show(path: Path) -> str:
    text = ""
    for step in path:
        text += f"[{step}]" if isinstance(step, int) else (f".{step}" if text else step)
    return text


def _changed(true: Mapping[str, Any], *changes: tuple[Path, Any]) -> JsonObject:
    false = copy.deepcopy(dict(true))
    for path, value in changes:
        node: Any = false
        for step in path[:-1]:
            node = node[step]
        node[path[-1]] = copy.deepcopy(value)
    return false


def _canonical(value: Any) -> str:
    return json.dumps(value, sort_keys=True, ensure_ascii=False)


def _only_false(true: Mapping[str, Any], candidates: Iterator[Falsified]) -> Iterator[Falsified]:
    """Drops what came out true after all (zero times ten), and what was made before."""
    seen = {_canonical(dict(true))}
    names: set[str] = set()
    for name, false in candidates:
        key = _canonical(false)
        if key in seen or name in names:
            continue
        seen.add(key)
        names.add(name)
        yield name, false


def _swap_digits(text: str, rng: random.Random) -> str:
    """Two unlike neighbouring digits exchanged, else one digit replaced; the length stays."""
    digits = [i for i, char in enumerate(text) if char.isascii() and char.isdigit()]
    pairs = [(a, b) for a, b in pairwise(digits) if text[a] != text[b]]
    # A nought in front would turn 10 into 01, which is no number any more.
    pairs = [(a, b) for a, b in pairs if not (a == digits[0] and text[b] == "0" and len(digits) > 1)]
    if pairs:
        a, b = rng.choice(pairs)
        chars = list(text)
        chars[a], chars[b] = chars[b], chars[a]
        return "".join(chars)
    return _alter_digit(text, rng)


def _alter_digit(text: str, rng: random.Random) -> str:
    digits = [i for i, char in enumerate(text) if char.isascii() and char.isdigit()]
    if not digits:
        return text
    at = rng.choice(digits)
    other = rng.choice([d for d in "123456789" if d != text[at]])
    return text[:at] + other + text[at + 1 :]


def _wrong_numbers(number: Decimal, rng: random.Random) -> Iterator[tuple[str, Decimal]]:
    yield "x10", number * 10
    yield "x1000", number * 1000
    yield "/10", number / 10
    yield "sign flipped", -number
    yield "digit swapped", Decimal(_swap_digits(format(number, "f"), rng))
    yield "+0.1", number + Decimal("0.1")


def _plain(number: Decimal) -> str:
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _is_number(value: Any) -> bool:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return Decimal(repr(value)).is_finite()


def _number_in(key: str, value: Any) -> re.Match[str] | None:
    """The figure of a string that is little else than a figure: "8.8%", "CNY4.4 billion", "-3.1"."""
    if not isinstance(value, str) or family_of(key) is not None:
        return None
    return _NUMBER_LIKE.fullmatch(value.strip())


def falsify_numbers(true: Mapping[str, Any], rng: random.Random) -> Iterator[Falsified]:
    """Each figure made wrong by itself."""

    def candidates() -> Iterator[Falsified]:
        for path, key, value in _walk(true):
            if _is_number(value):
                for what, wrong in _wrong_numbers(Decimal(repr(value)), rng):
                    whole = wrong == wrong.to_integral_value()
                    new: int | float = int(wrong) if isinstance(value, int) and whole else float(wrong)
                    yield f"{_show(path)}: {what}", _changed(true, (path, new))
                continue
            match = _number_in(key, value)
            if match is None:
                continue
            text, figure = value.strip(), match.group(1)
            plain = Decimal(figure.replace(",", "").replace("\u2212", "-"))
            for what, wrong in _wrong_numbers(plain, rng):
                written = f"{wrong:,f}" if "," in figure else _plain(wrong)
                if figure.startswith("+") and wrong > 0:
                    written = "+" + written
                new_text = text[: match.start(1)] + written + text[match.end(1) :]
                yield f"{_show(path)}: {what}", _changed(true, (path, new_text))

    yield from _only_false(true, candidates())


def falsify_swaps(true: Mapping[str, Any]) -> Iterator[Falsified]:
    """Nothing invented, only exchanged: a field between two findings, and two figures within one."""

    def figure(key: str, value: Any) -> bool:
        return _is_number(value) or _number_in(key, value) is not None

    def candidates() -> Iterator[Falsified]:
        for path, items in _lists(true):
            found = [(i, item) for i, item in enumerate(items) if isinstance(item, dict)]
            for place, (i, one) in enumerate(found):
                for j, other in found[place + 1 :]:
                    for key in one:
                        if key not in other or one[key] == other[key]:
                            continue
                        if not (figure(key, one[key]) and figure(key, other[key])) and family_of(key) is None:
                            continue
                        a, b = (*path, i, key), (*path, j, key)
                        name = f"{_show(a)}: exchanged with {_show(b)}"
                        yield name, _changed(true, (a, other[key]), (b, one[key]))
        for path, item in _objects(true):
            keys = [key for key, value in item.items() if figure(key, value)]
            for place, key in enumerate(keys):
                for second in keys[place + 1 :]:
                    if type(item[key]) is str and type(item[second]) is not str:
                        continue
                    a, b = (*path, key), (*path, second)
                    name = f"{_show(a)}: exchanged with {_show(b)}"
                    yield name, _changed(true, (a, item[second]), (b, item[key]))

    yield from _only_false(true, candidates())


def _like(model: str, text: str) -> str:
    """In the same case, so that the word is wrong and not its looks."""
    if model.isupper() and len(model) > 1:
        return text.upper()
    if model.islower():
        return text.lower()
    return text[:1].upper() + text[1:] if model[:1].isupper() else text


def _wrong_tickers(value: str, rng: random.Random) -> Iterator[tuple[str, str]]:
    yield (
        "digit or letter exchanged",
        _swap_digits(value, rng) if any(c.isdigit() for c in value) else value[::-1],
    )
    code = re.search(r"\d+", value)
    if code:
        digits = code.group()
        # Hong Kong's 0700 and the mainland's 000700 are two companies.
        padded = digits.zfill(6) if len(digits) < 6 else digits[2:]
        yield "padded or cut", value[: code.start()] + padded + value[code.end() :]
    market, colon, rest = value.partition(":")
    if colon:
        other = rng.choice([m for m in ("HKG", "SHA", "SHE", "NYSE", "NASDAQ") if m != market.strip().upper()])
        yield "another market", f"{other}:{rest}"


def falsify_names(
    true: Mapping[str, Any], rng: random.Random, *, alternatives: Mapping[str, Sequence[str]] | None = None
) -> Iterator[Falsified]:
    """Currency, unit, ticker, company, direction, instrument, speaker, metric and period replaced.

    `alternatives` names, by field or by family, what else may stand there (values of the schema's enum, say);
    without it the replacement may fail on its form alone, and proves less.
    """
    given = alternatives or {}

    def candidates() -> Iterator[Falsified]:
        for path, key, value in _walk(true):
            family = family_of(key)
            if not isinstance(value, str) or not value or family in (None, "quote"):
                continue
            assert family is not None
            if family == "direction" and key not in given:
                opposite = _OPPOSITES.get(value.lower())
                if opposite is not None:
                    yield f"{_show(path)}: turned round", _changed(true, (path, _like(value, opposite)))
                    continue
            if family == "ticker":
                for what, wrong in _wrong_tickers(value, rng):
                    yield f"{_show(path)}: {what}", _changed(true, (path, wrong))
            pool = given.get(key) or given.get(family)
            others = [o for o in (pool or _ALTERNATIVES[family]) if o.lower() != value.lower()]
            if others:
                other = rng.choice(others)
                wrong = (
                    other if pool else _like(value, other) if family in ("direction", "unit", "currency") else other
                )
                yield f"{_show(path)}: replaced by {other}", _changed(true, (path, wrong))

    yield from _only_false(true, candidates())


_INVENTED = (
    "The company said profit would rise {0}.{1} percent this year, people with knowledge of the matter said.",
    "Shares closed {0}.{1} percent lower after the regulator opened an investigation.",
    "Revenue came to CNY{0}.{1} billion, well ahead of what analysts had expected.",
)


def _sentences(text: str) -> list[str]:
    return [s.strip() for s in re.split(r"(?<=[.!?\u3002])\s+|\n+", text) if len(s.strip()) > 20]


def falsify_quotes(
    true: Mapping[str, Any], rng: random.Random, *, other_texts: Sequence[str] = ()
) -> Iterator[Falsified]:
    """Quotes that do not stand in the text, or not in this text."""

    def candidates() -> Iterator[Falsified]:
        pool = [s for text in other_texts for s in _sentences(text)]
        for path, key, value in _walk(true):
            if family_of(key) != "quote" or not isinstance(value, str) or not value:
                continue
            invented = rng.choice(_INVENTED).format(rng.randint(1, 99), rng.randint(1, 9))
            wrong: list[tuple[str, str]] = [
                ("invented", invented),
                ("one digit altered", _alter_digit(value, rng)),
            ]
            figures = list(_NUMBER.finditer(value))
            if len(figures) > 1:
                one, two = figures[0], figures[-1]
                swapped = (
                    value[: one.start()]
                    + two.group()
                    + value[one.end() : two.start()]
                    + one.group()
                    + value[two.end() :]
                )
                wrong.append(("two figures exchanged", swapped))
            middle = len(value) // 2
            wrong += [
                ("middle left out", f"{value[: middle // 2]} ... {value[middle + middle // 2 :]}"),
                ("words added", f"{value.rstrip('.')}, according to the company."),
                ("emptied", ""),
            ]
            for old, new in (
                ("rose", "fell"),
                ("fell", "rose"),
                ("up", "down"),
                ("higher", "lower"),
                ("is", "is not"),
            ):
                turned = re.sub(rf"\b{old}\b", new, value, count=1)
                if turned != value:
                    wrong.append(("turned round", turned))
                    break
            elsewhere = [s for s in pool if s not in value and value not in s]
            if elsewhere:
                wrong.append(("from another text", rng.choice(elsewhere)))
            for what, text in wrong:
                yield f"{_show(path)}: {what}", _changed(true, (path, text))

    yield from _only_false(true, candidates())


def falsify_findings(true: Mapping[str, Any], rng: random.Random) -> Iterator[Falsified]:
    """A finding too many, made of a true one with another figure."""

    def candidates() -> Iterator[Falsified]:
        for path, items in _lists(true):
            dicts = [item for item in items if isinstance(item, dict)]
            for index, item in enumerate(dicts):
                leaves = [(p, v) for p, _, v in _walk(item) if _is_number(v)]
                if not leaves:
                    continue
                at, value = rng.choice(leaves)
                invented = _changed(item, (at, value * 3 + 7))
                yield f"{_show(path)}: invented after {index}", _changed(true, (path, [*items, invented]))

    yield from _only_false(true, candidates())


def falsify(
    true: Mapping[str, Any],
    rng: random.Random,
    *,
    other_texts: Sequence[str] = (),
    alternatives: Mapping[str, Sequence[str]] | None = None,
) -> Iterator[Falsified]:
    """All of the above.  The true answer is left as it was; the same `rng` gives the same lies."""

    def candidates() -> Iterator[Falsified]:
        yield from falsify_numbers(true, rng)
        yield from falsify_swaps(true)
        yield from falsify_names(true, rng, alternatives=alternatives)
        yield from falsify_quotes(true, rng, other_texts=other_texts)
        yield from falsify_findings(true, rng)

    yield from _only_false(true, candidates())
