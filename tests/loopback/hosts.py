"""The hosts that are not OpenAI, as far as they differ in what a chat completion may ask and in how it answers.

Each is the endpoint of `model_endpoint` with a few habits of its own; the words of their refusals are like the real ones.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from tests.loopback.model_endpoint import ApiError, ModelEndpoint, ParsedRequest, Reply

Body = Mapping[str, Any]


def _format(body: Body) -> str:
    return str((body.get("response_format") or {}).get("type", "text"))


def _deepseek(body: Body) -> None:
    if _format(body) == "json_schema":
        raise ApiError(400, "This response_format type is unavailable now")


def _kimi(body: Body) -> None:
    if "temperature" in body and body["temperature"] != 1:
        raise ApiError(400, "invalid temperature: only 1 is allowed for this model")
    if _format(body) == "json_schema":
        raise ApiError(422, "response_format: json_schema is not supported by this model")


def _groq(body: Body) -> None:
    if _format(body) == "json_schema":
        raise ApiError(
            400, "This model does not support response format `json_schema`. See the documents for supported models."
        )


def _llama_cpp(body: Body) -> None:
    if (body.get("response_format") or {}).get("json_schema", {}).get("strict") is not None:
        raise ApiError(400, "Failed to parse json_schema: unknown key strict")


def _gateway(body: Body) -> None:
    """A gateway before some host, which takes no system message and no limit."""
    for key in ("max_tokens", "max_completion_tokens"):
        if key in body:
            raise ApiError(422, f"{key}: Extra inputs are not permitted")
    if any(m["role"] == "system" for m in body["messages"]):
        raise ApiError(400, "messages[0].role: unsupported value 'system'")


def _takes_all(body: Body) -> None:
    """Passes over what it does not know."""


def _as_thought(reply: Reply) -> Reply:
    """A reasoning parser that takes the whole answer for a thought."""
    return replace(reply, content=None, reasoning=reply.content)


def _behind_a_lone_end(reply: Reply) -> Reply:
    """A chat template that has the thought's begin in the prompt: the answer holds its end alone."""
    return replace(reply, content=f'They fell, so {{"moves": [1]}}?\n</think>\n\n{reply.content}')


def _as_it_is(reply: Reply) -> Reply:
    return reply


@dataclass(frozen=True)
class Habits:
    """What a host refuses, how it hands over an answer, and of how many tokens it reads the end."""

    check: Callable[[Body], None] = _takes_all
    answer: Callable[[Reply], Reply] = _as_it_is
    context: int | None = None


HOSTS: Mapping[str, Habits] = {
    "deepseek": Habits(_deepseek),
    "vllm": Habits(answer=_as_thought),
    "ollama": Habits(context=4096),
    "llama.cpp": Habits(_llama_cpp, _behind_a_lone_end),
    "groq": Habits(_groq),
    "kimi": Habits(_kimi),
    "gateway": Habits(_gateway),
}


class HostEndpoint(ModelEndpoint):
    """One of HOSTS. `habits` may be set anew: hosts change their minds."""

    def __init__(self, host: str) -> None:
        super().__init__("modelstudio")
        self.habits = HOSTS[host]

    def _check(self, body: dict[str, Any]) -> None:
        self.habits.check(body)

    def _to_reply(self, parsed: ParsedRequest, answer: Any) -> Reply:
        return self.habits.answer(super()._to_reply(parsed, answer))

    def _prompt_tokens(self, body: dict[str, Any]) -> int:
        tokens = super()._prompt_tokens(body)
        return tokens if self.habits.context is None else min(tokens, self.habits.context)
