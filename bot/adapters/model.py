"""The `LanguageModel` port: chat completions of any OpenAI-compatible host, through openai and tenacity.

What a host takes is learnt from its refusals (`dialect`), so that it is asked wrongly once. Retries are tenacity's alone (the client's own
are off), on named errors, with jitter, Retry-After honoured, and a bound on the whole.
"""

from __future__ import annotations

import logging
import math
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeVar

import httpx2
import openai

from bot.adapters.dialect import HostDialect
from bot.adapters.hosts import ATTEMPTS, REQUEST_SECONDS, WHOLE_SECONDS, Host, reason
from bot.adapters.proxies import Proxies
from bot.errors import ModelError, ModelNonsense, ModelRefused, ModelUnavailable
from bot.ports import Answer, Attachment, Chance, Clock, Usage

log = logging.getLogger("newstape.model")
_A = TypeVar("_A")

_THOUGHTS = 6000  # tokens that a model may think, besides its answer
_CONTEXTS = (2048, 4096, 8192, 16384)  # tokens, as local hosts have them; what is longer they cut without a word
_LETTERS_A_TOKEN = 5  # at most, of English prose with figures


class ChatModel:
    """One model of one host. `extra_body` goes with every request, as hosts differ in it."""

    def __init__(
        self,
        *,
        base_url: str | None,
        api_key: str,
        name: str,
        clock: Clock,
        extra_body: Mapping[str, object] | None = None,
        reasoning_effort: str | None = None,
        http_client: Any = None,
        request_seconds: float = REQUEST_SECONDS,
        whole_seconds: float = WHOLE_SECONDS,
        attempts: int = ATTEMPTS,
        proxies: Proxies | None = None,
        section: str = "[model]",
    ) -> None:
        self._name = name
        self._section = section
        self._clock = clock
        self._dialect = HostDialect(extra_body or {}, reasoning_effort)
        self._thinks = reasoning_effort not in (None, "none")
        self._host = Host(
            base_url=base_url,
            api_key=api_key,
            name=name,
            clock=clock,
            http_client=http_client,
            request_seconds=request_seconds,
            whole_seconds=whole_seconds,
            attempts=attempts,
            proxies=proxies,
            section=section,
        )

    @property
    def name(self) -> str:
        return self._name

    async def close(self) -> None:
        await self._host.close()

    @property
    def terms(self) -> tuple[str, ...]:
        """What this host made us change in how we ask, in words."""
        return self._dialect.terms(self._clock.now())

    async def ask(
        self,
        instructions: str,
        material: str,
        schema: Mapping[str, object] | None,
        most_tokens: int,
        attached: Attachment | None = None,
    ) -> Answer:
        """One answer; of no schema it is prose. Raises ModelUnavailable (later), ModelRefused (the operator must act), ModelNonsense (no use of it)."""
        spent = Spent()
        for _ in range(2):
            try:
                answer = await self._host.asked(
                    lambda: self._once(instructions, material, schema, most_tokens, attached), self._concede
                )
            except _NeedsRoom as thought:
                spent += thought.spent
                continue
            except ModelError as error:
                error.prompt_tokens += spent.prompt
                error.completion_tokens += spent.completion
                raise
            return replace(
                answer,
                prompt_tokens=answer.prompt_tokens + spent.prompt,
                completion_tokens=answer.completion_tokens + spent.completion,
            )
        raise AssertionError("a model that thinks is given its room once")

    async def stream(self, instructions: str, material: str, most_tokens: int, usage: Usage) -> AsyncIterator[str]:
        """Prose in pieces, without a model's thoughts. What breaks off halfway is ModelUnavailable."""
        room = most_tokens + (_THOUGHTS if self._thinks else 0)
        chunks = await self._host.asked(lambda: self._streamed(instructions, material, room), self._concede)
        thoughts = _Thoughts()
        try:
            async for chunk in chunks:
                told = getattr(chunk, "usage", None)
                if told is not None:
                    usage.prompt, usage.completion = _count(told, "prompt_tokens"), _count(told, "completion_tokens")
                choices = getattr(chunk, "choices", None)
                piece = getattr(getattr(choices[0], "delta", None), "content", None) if choices else None
                if isinstance(piece, str) and (said := thoughts.left_off(piece)):
                    yield said
        except (openai.OpenAIError, httpx2.HTTPError, ValueError) as error:
            raise ModelUnavailable(f"the model's answer broke off: {type(error).__name__}") from error

    async def _streamed(self, instructions: str, material: str, room: int) -> Any:
        request = self._dialect.streamed(instructions, material, room, self._clock.now())
        return await self._host.client.chat.completions.create(model=self._name, **request)

    async def chance_of_yes(self, instructions: str, material: str) -> Chance | None:
        """One token, and how likely it was; None where the host does not say, or where the model thinks before it answers. Raises ModelError."""
        if self._thinks:
            return None
        return await self._host.asked(lambda: self._one_token(instructions, material), self._concede)

    async def _one_token(self, instructions: str, material: str) -> Chance | None:
        now = self._clock.now()
        request = self._dialect.yes_or_no(instructions, material, now)
        if request is None:
            return None
        completion = await self._host.client.chat.completions.create(model=self._name, **request)
        if isinstance(completion, str) or not getattr(completion, "choices", None):
            raise ModelNonsense("the model host's answer holds no choice")
        chance = _chance_of_yes(completion.choices[0])
        if chance is None:
            self._dialect.concede_logprobs(now)
            return None
        return Chance(
            chance, _count(completion.usage, "prompt_tokens"), _count(completion.usage, "completion_tokens")
        )

    def _concede(self, error: openai.APIStatusError) -> None:
        """Takes back what the refusal names. Raises ModelNonsense for an answer of the model that its host refused, else ModelRefused."""
        if _is_about_one_answer(error):
            raise ModelNonsense("the model's answer was no JSON, says its host") from error
        conceded = self._dialect.learn(f"{error.param or ''} {error.message}", self._clock.now())
        if conceded is None:
            raise ModelRefused(
                f"The model host refused the request ({reason(error)}); see {self._section} name and extra_body."
            ) from error
        log.info("model=%s from now on with %s: %s", self._name, conceded, reason(error))

    async def _once(
        self,
        instructions: str,
        material: str,
        schema: Mapping[str, object] | None,
        most_tokens: int,
        attached: Attachment | None,
    ) -> Answer:
        room = most_tokens + (_THOUGHTS if self._thinks else 0)
        request = self._dialect.request(instructions, material, schema, room, self._clock.now(), attached)
        completion = await self._host.client.chat.completions.create(model=self._name, **request)
        return self._answer(completion, len(instructions) + len(material))

    def _answer(self, completion: Any, letters: int) -> Answer:
        if isinstance(completion, str) or not getattr(completion, "choices", None):
            raise ModelNonsense("the model host's answer holds no choice")
        choice, usage = completion.choices[0], completion.usage
        spent = Spent(_count(usage, "prompt_tokens"), _count(usage, "completion_tokens"))
        thought = _thought(choice.message)
        had_room, self._thinks = self._thinks, self._thinks or bool(thought) or _reasoned(usage)
        if _is_cut(spent.prompt, letters):
            raise ModelRefused(
                f"The model host read {spent.prompt} tokens of a longer question: raise its context "
                "(Ollama: OLLAMA_CONTEXT_LENGTH=16384; llama.cpp: --ctx-size 16384).", spent.prompt, spent.completion,
            )  # fmt: skip
        if choice.finish_reason == "length":
            if self._thinks and not had_room:
                raise _NeedsRoom(spent)
            raise ModelNonsense("the answer was cut off at its longest", spent.prompt, spent.completion)
        if choice.finish_reason == "content_filter" or getattr(choice.message, "refusal", None):
            raise ModelNonsense("the model refused to answer", spent.prompt, spent.completion)
        text = choice.message.content
        if not isinstance(text, str) or not text.strip():
            text = thought  # a reasoning parser that took the answer for a thought
        if not text:
            raise ModelNonsense("the answer is empty", spent.prompt, spent.completion)
        return Answer(text, spent.prompt, spent.completion, self._name, _cached(usage))


@dataclass(frozen=True)
class Spent:
    """Tokens in and out."""

    prompt: int = 0
    completion: int = 0

    def __add__(self, other: Spent) -> Spent:
        return Spent(self.prompt + other.prompt, self.completion + other.completion)


class _Thoughts:
    """What a model thinks before it answers, between <think> and </think>, in pieces that may part the marks."""

    def __init__(self) -> None:
        self._begun, self._waiting = "", True

    def left_off(self, piece: str) -> str:
        if not self._waiting:
            return piece
        self._begun += piece
        head = self._begun.lstrip()
        if "</think>" in head:
            self._waiting = False
            return head.partition("</think>")[2]
        if head.startswith("<think>") or "<think>".startswith(head):
            return ""
        self._waiting = False
        return head


class _NeedsRoom(Exception):
    """The model thought, and had no room left for its answer."""

    def __init__(self, spent: Spent) -> None:
        super().__init__("it thinks")
        self.spent = spent


def _count(usage: Any, name: str) -> int:
    value = getattr(usage, name, 0)
    return value if isinstance(value, int) and value >= 0 else 0


def _cached(usage: Any) -> int:
    """Of the tokens in, how many the host had read before; OpenAI and DeepSeek name them differently."""
    return _count(getattr(usage, "prompt_tokens_details", None), "cached_tokens") or _count(
        usage, "prompt_cache_hit_tokens"
    )


def _reasoned(usage: Any) -> bool:
    return _count(getattr(usage, "completion_tokens_details", None), "reasoning_tokens") > 0


def _thought(message: Any) -> str:
    """What hosts hand over apart as a model's thoughts."""
    found = (getattr(message, name, None) for name in ("reasoning_content", "reasoning"))
    return next((f for f in found if isinstance(f, str) and f.strip()), "")


def _chance_of_yes(choice: Any) -> float | None:
    """How likely the first token was a yes, beside a no; a half where it was neither; None where the host tells no probabilities."""
    told = getattr(getattr(choice, "logprobs", None), "content", None)
    if not told:
        return None
    sums = dict.fromkeys(("yes", "no"), 0.0)
    for token in getattr(told[0], "top_logprobs", None) or [told[0]]:
        word = str(token.token).strip().lower()
        if word in sums and isinstance(token.logprob, (int, float)):
            sums[word] += math.exp(min(0.0, token.logprob))
    whole = sums["yes"] + sums["no"]
    return sums["yes"] / whole if whole > 0 else 0.5


def _is_cut(tokens: int, letters: int) -> bool:
    """Whether a host with a small context read only the end of the question, and says nothing of it."""
    return any(abs(tokens - most) <= 1 for most in _CONTEXTS) and letters / _LETTERS_A_TOKEN > tokens


def _is_about_one_answer(error: openai.APIStatusError) -> bool:
    """Groq holds the answer against the schema itself, and refuses the whole where that fails."""
    return error.code == "json_validate_failed" or "failed to validate json" in str(error.message).lower()
