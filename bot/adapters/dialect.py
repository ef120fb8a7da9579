"""What an OpenAI-compatible host takes, learnt from its refusals.

Hosts differ in a dozen small ways, and change their minds. So the request begins as OpenAI's own documents have it, and each refusal that
names a parameter takes that one back. What was taken back is tried again after a day.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from bot.ports import Attachment

REMEMBERED = timedelta(days=1)
_TOP = 5  # first tokens that are told of with their probabilities, as many as OpenAI's documents allow on every model
Conceded = frozenset[str]


@dataclass(frozen=True)
class Concession:
    """One thing taken back: named, the words of a refusal that ask for it, and whether it is still in the request."""

    name: str
    words: re.Pattern[str]
    is_asked: Callable[[Conceded, Mapping[str, object], str | None], bool]
    told: str


def _until(*names: str) -> Callable[[Conceded, Mapping[str, object], str | None], bool]:
    """Asked as long as none of these is taken back."""
    return lambda conceded, extra, effort: conceded.isdisjoint(names)


def _after(first: str, *names: str) -> Callable[[Conceded, Mapping[str, object], str | None], bool]:
    return lambda conceded, extra, effort: first in conceded and conceded.isdisjoint(names)


_ABOUT_FORMAT = re.compile(
    r"response.format|json_schema|json schema|json_object|json mode|structured output|schema|guided", re.I
)

# In the order in which they are tried: the first whose words the refusal has, and which is still in the request.
CONCESSIONS: tuple[Concession, ...] = (
    Concession("max_tokens", re.compile("max_tokens"), _until("max_tokens"), "max_completion_tokens"),
    Concession("limit", re.compile("max_completion_tokens"), _after("max_tokens", "limit"), "no limit of tokens"),
    Concession("temperature", re.compile("temperature"), _until("temperature"), "no temperature"),
    Concession(
        "reasoning_effort", re.compile("reasoning", re.I),
        lambda conceded, extra, effort: effort is not None and "reasoning_effort" not in conceded, "no reasoning_effort",
    ),
    Concession(
        "thinking", re.compile("enable_thinking"),
        lambda conceded, extra, effort: "enable_thinking" not in extra and "thinking" not in conceded, "enable_thinking = false",
    ),
    Concession("strict", re.compile(r"\bstrict\b"), _until("strict", "json_schema"), "a schema that is not strict"),
    Concession("json_schema", _ABOUT_FORMAT, _until("json_schema"), "json_object"),
    Concession("json_object", _ABOUT_FORMAT, _after("json_schema", "json_object"), "JSON as plain text"),
    Concession("stream_options", re.compile("stream_options|include_usage"), _until("stream_options"), "no usage of streams"),
    Concession("logprobs", re.compile("logprobs"), _until("logprobs"), "no logprobs"),
    Concession("system", re.compile(r"\brole\b|system (?:message|prompt|role)|developer", re.I), _until("system"), "no system message"),
)  # fmt: skip

# These name a parameter too, and no leaving out mends them.
_NO_PARAMETER = re.compile(
    r"context.length|maximum context|input length|too long|too many tokens|balance|quota|billing", re.I
)


class HostDialect:
    """How one model of one host is asked; `extra` are the operator's own fields, which each may be taken back as well."""

    def __init__(self, extra: Mapping[str, object], effort: str | None) -> None:
        self._extra = dict(extra)
        self._effort = effort
        self._conceded: dict[str, datetime] = {}

    def learn(self, refusal: str, now: datetime) -> str | None:
        """What is left out from now on because of a refusal's words; None where they name nothing that is in the request."""
        conceded = self._now(now)
        if _NO_PARAMETER.search(refusal):
            return None
        for key in self._extra:
            if key in refusal and f"extra:{key}" not in conceded:
                self._conceded[f"extra:{key}"] = now
                return f"no {key}"
        for c in CONCESSIONS:
            if c.words.search(refusal) and c.is_asked(conceded, self._extra, self._effort):
                self._conceded[c.name] = now
                return c.told
        return None

    def _now(self, now: datetime) -> Conceded:
        return frozenset(name for name, at in self._conceded.items() if now - at < REMEMBERED)

    def request(
        self,
        instructions: str,
        material: str,
        schema: Mapping[str, object] | None,
        tokens: int,
        now: datetime,
        attached: Attachment | None = None,
    ) -> dict[str, Any]:
        """The keyword arguments of the SDK's `create`, without the model."""
        conceded = self._now(now)
        alone = "system" in conceded or not instructions
        said = "\n\n".join(words for words in (instructions, material) if words) if alone else material
        user: dict[str, Any] = {"role": "user", "content": _content(said, attached)}
        messages = [user] if alone else [{"role": "system", "content": instructions}, user]
        out: dict[str, Any] = {"messages": messages}
        if "limit" not in conceded:
            out["max_completion_tokens" if "max_tokens" in conceded else "max_tokens"] = tokens
        if "temperature" not in conceded:
            out["temperature"] = 0
        if self._effort is not None and "reasoning_effort" not in conceded:
            out["reasoning_effort"] = self._effort
        if schema is not None and (form := _format(schema, conceded)):
            out["response_format"] = form
        extra = {k: v for k, v in self._extra.items() if f"extra:{k}" not in conceded}
        if "thinking" in conceded:
            extra["enable_thinking"] = False
        return out | ({"extra_body": extra} if extra else {})

    def streamed(self, instructions: str, material: str, tokens: int, now: datetime) -> dict[str, Any]:
        """The keyword arguments of a question whose answer comes in pieces."""
        request = {**self.request(instructions, material, None, tokens, now), "stream": True}
        if "stream_options" not in self._now(now):
            request["stream_options"] = {"include_usage": True}
        return request

    def yes_or_no(self, instructions: str, material: str, now: datetime) -> dict[str, Any] | None:
        """The keyword arguments of a question whose answer is one token, with how likely it was; None where the host says nothing of that."""
        if "logprobs" in self._now(now):
            return None
        request = _plain(self.request(instructions, material, {}, 1, now))
        return {**request, "logprobs": True, "top_logprobs": _TOP}

    def concede_logprobs(self, now: datetime) -> None:
        """The host took the question and said nothing of how likely its answer was."""
        self._conceded["logprobs"] = now

    def terms(self, now: datetime) -> tuple[str, ...]:
        """What the host made us change, in words."""
        conceded = self._now(now)
        named = [c.told for c in CONCESSIONS if c.name in conceded]
        return (*named, *(f"no {key}" for key in self._extra if f"extra:{key}" in conceded))


def _content(said: str, attached: Attachment | None) -> str | list[dict[str, Any]]:
    """The words, or the parts of a message with what is attached, as an address that holds it."""
    if attached is None:
        return said
    data = f"data:{attached.type};base64,{base64.b64encode(attached.data).decode()}"
    part: dict[str, Any]
    if attached.kind == "picture":
        part = {"type": "image_url", "image_url": {"url": data}}
    else:
        part = {"type": "input_audio", "input_audio": {"data": data, "format": attached.type.partition("/")[2]}}
    return [part, *([{"type": "text", "text": said}] if said else [])]


def _plain(request: dict[str, Any]) -> dict[str, Any]:
    return {k: v for k, v in request.items() if k != "response_format"}


def _format(schema: Mapping[str, object], conceded: Conceded) -> dict[str, Any] | None:
    if "json_object" in conceded:
        return None
    if "json_schema" in conceded:
        return {"type": "json_object"}
    strict = {} if "strict" in conceded else {"strict": True}
    return {"type": "json_schema", "json_schema": {"name": "reading", **strict, "schema": schema}}
