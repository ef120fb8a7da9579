"""The `LanguageModel` port: chat completions of any OpenAI-compatible host, through openai and tenacity.

What a host takes is learnt from its refusals (`dialect`), so that it is asked wrongly once. Retries are tenacity's alone (the client's own
are off), on named errors, with jitter, Retry-After honoured, and a bound on the whole.
"""

from __future__ import annotations

import asyncio
import json
import logging
import math
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any, TypeVar

import openai
from tenacity import AsyncRetrying, RetryCallState, retry_if_exception, stop_after_attempt, stop_after_delay
from tenacity.wait import wait_base, wait_random_exponential

from bot.adapters.dialect import HostDialect
from bot.adapters.proxies import Proxies
from bot.errors import ModelError, ModelExhausted, ModelNonsense, ModelRefused, ModelUnavailable, ModelUnknown
from bot.ports import Answer, Chance, Clock

log = logging.getLogger("newstape.model")
_A = TypeVar("_A")

REQUEST_SECONDS = 60.0
WHOLE_SECONDS = 150.0
ATTEMPTS = 4
_OPENAI = "https://api.openai.com/v1"  # the SDK's own address, where the config names none
LONGEST_WAIT = 60.0
_RETRIED = (openai.APIConnectionError, openai.RateLimitError, openai.InternalServerError)
_MOST_CONCESSIONS = 8  # in one call; a host that refuses more refuses whatever we send
_THOUGHTS = 6000  # tokens that a model may think, besides its answer
_EXHAUSTED_FOR = timedelta(hours=1)
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
    ) -> None:
        self._name = name
        self._clock = clock
        self._dialect = HostDialect(extra_body or {}, reasoning_effort)
        self._thinks = reasoning_effort not in (None, "none")
        self._exhausted_until: datetime | None = None
        self._seconds = request_seconds
        self._whole = whole_seconds
        self._attempts = attempts
        self._client = openai.AsyncOpenAI(
            base_url=base_url,
            api_key=api_key or "none",
            max_retries=0,
            timeout=request_seconds,
            http_client=http_client or self._client_through(proxies or Proxies(), base_url),
        )

    @staticmethod
    def _client_through(proxies: Proxies, base_url: str | None) -> Any:
        """The SDK's client, through our proxy and no other: it would take a socks:// of the environment for a fault of its own."""
        return openai.DefaultAsyncHttpxClient(proxy=proxies.of(base_url or _OPENAI), trust_env=False)

    @property
    def name(self) -> str:
        return self._name

    async def close(self) -> None:
        await self._client.close()

    @property
    def terms(self) -> tuple[str, ...]:
        """What this host made us change in how we ask, in words."""
        return self._dialect.terms(self._clock.now())

    async def ask(self, instructions: str, material: str, schema: Mapping[str, object], most_tokens: int) -> Answer:
        """One answer. Raises ModelUnavailable (later), ModelRefused (the operator must act), ModelNonsense (no use of it)."""
        spent = Spent()
        for _ in range(2):
            try:
                answer = await self._negotiated(lambda: self._once(instructions, material, schema, most_tokens))
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

    async def _negotiated(self, once: Callable[[], Awaitable[_A]]) -> _A:
        """One request, asked as the host will have it. Raises ModelError."""
        if self._exhausted_until is not None and self._clock.now() < self._exhausted_until:
            raise ModelExhausted(_EXHAUSTED)
        for _ in range(_MOST_CONCESSIONS):
            try:
                answer = await self._retried(once)
            except (openai.BadRequestError, openai.UnprocessableEntityError) as error:
                self._concede(error)
                continue
            except (openai.AuthenticationError, openai.PermissionDeniedError) as error:
                raise ModelUnknown(
                    f"The model host refused the key ({error.status_code}); set [model] api_key or OPENAI_API_KEY."
                ) from error
            except openai.NotFoundError as error:
                raise ModelUnknown(
                    f"The model host knows no model {self._name} at that address (404); set [model] name and base_url."
                ) from error
            except openai.APIStatusError as error:
                if _is_exhausted(error):
                    self._exhausted_until = self._clock.now() + _EXHAUSTED_FOR
                    raise ModelExhausted(_EXHAUSTED) from error
                raise ModelUnavailable(f"the model host answered {error.status_code}") from error
            except openai.APIConnectionError as error:
                raise ModelUnavailable(
                    f"the model host cannot be reached: {type(error.__cause__ or error).__name__}"
                ) from error
            except (
                openai.OpenAIError,
                json.JSONDecodeError,
                ValueError,
                TypeError,
                AttributeError,
                RecursionError,
            ) as error:
                # The SDK passes on what it cannot read as one of these (a page of HTML, a body that is cut off).
                raise ModelNonsense(f"the model host's answer cannot be read: {type(error).__name__}") from error
            self._exhausted_until = None
            return answer
        raise ModelRefused(
            f"The model host refuses whatever it is asked; see [model] name and extra_body of {self._name}."
        )

    async def chance_of_yes(self, instructions: str, material: str) -> Chance | None:
        """One token, and how likely it was; None where the host does not say, or where the model thinks before it answers. Raises ModelError."""
        if self._thinks:
            return None
        return await self._negotiated(lambda: self._one_token(instructions, material))

    async def _one_token(self, instructions: str, material: str) -> Chance | None:
        now = self._clock.now()
        request = self._dialect.yes_or_no(instructions, material, now)
        if request is None:
            return None
        completion = await self._client.chat.completions.create(model=self._name, **request)
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
                f"The model host refused the request ({_reason(error)}); see [model] name and extra_body."
            ) from error
        log.info("model=%s from now on with %s: %s", self._name, conceded, _reason(error))

    async def _retried(self, once: Callable[[], Awaitable[_A]]) -> _A:
        async for attempt in AsyncRetrying(
            retry=retry_if_exception(_is_passing),
            wait=_RetryAfterOrJitter(self._clock),
            stop=stop_after_attempt(self._attempts) | stop_after_delay(self._whole),
            sleep=self._clock.sleep,
            reraise=True,
        ):
            with attempt:
                try:
                    # The client's own time-out is for each piece of an answer: one that drips would never end.
                    async with asyncio.timeout(self._seconds):
                        return await once()
                except TimeoutError as error:
                    raise ModelUnavailable(f"the model did not answer within {self._seconds:g} s") from error
        raise AssertionError("tenacity ends with an answer or an error")

    async def _once(self, instructions: str, material: str, schema: Mapping[str, object], most_tokens: int) -> Answer:
        room = most_tokens + (_THOUGHTS if self._thinks else 0)
        request = self._dialect.request(instructions, material, schema, room, self._clock.now())
        completion = await self._client.chat.completions.create(model=self._name, **request)
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


_EXHAUSTED = "The model host says that the quota or the balance is used up; newstape goes on by rules, and asks again each hour."
_QUOTA = ("insufficient_quota", "quota", "balance", "billing", "credit")


def _is_exhausted(error: openai.APIStatusError) -> bool:
    """402, or a 429 that no waiting mends."""
    if error.status_code == _PAYMENT_REQUIRED:
        return True
    text = f"{error.code or ''} {error.type or ''} {error.message}".lower()
    return isinstance(error, openai.RateLimitError) and any(word in text for word in _QUOTA)


_PAYMENT_REQUIRED = 402


def _is_passing(error: BaseException) -> bool:
    return isinstance(error, _RETRIED) and not (isinstance(error, openai.APIStatusError) and _is_exhausted(error))


def _is_about_one_answer(error: openai.APIStatusError) -> bool:
    """Groq holds the answer against the schema itself, and refuses the whole where that fails."""
    return error.code == "json_validate_failed" or "failed to validate json" in str(error.message).lower()


def _reason(error: openai.APIStatusError) -> str:
    return str(error.message)[:160].replace("\n", " ")


class _RetryAfterOrJitter(wait_base):
    """As long as the host asks for, up to a minute; else exponential with full jitter. A host that asks for more is given up."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._jitter = wait_random_exponential(multiplier=0.5, max=20)

    def __call__(self, retry_state: RetryCallState) -> float:
        error = retry_state.outcome.exception() if retry_state.outcome else None
        named = _retry_after(error, self._clock.now()) if isinstance(error, openai.APIStatusError) else None
        if named is None:
            return float(self._jitter(retry_state))
        if named > LONGEST_WAIT:
            raise ModelUnavailable(f"the model host asks for a pause of {named:.0f} s") from error
        return named


def _retry_after(error: openai.APIStatusError, now: datetime) -> float | None:
    value = error.response.headers.get("retry-after")
    if not value:
        return None
    try:
        return max(0.0, float(value))
    except ValueError:
        pass
    try:
        return max(0.0, (parsedate_to_datetime(value) - now).total_seconds())
    except (ValueError, TypeError):
        return None
