"""The `LanguageModel` port: chat completions of any OpenAI-compatible host, through openai and tenacity.

Structured output falls back from json_schema to json_object to plain text; what a host accepts is remembered, so that it is asked
wrongly once. Retries are tenacity's alone (the client's own are off), on named errors, with jitter, Retry-After honoured, and a
bound on the whole.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Mapping
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any

import openai
from tenacity import AsyncRetrying, RetryCallState, retry_if_exception_type, stop_after_attempt, stop_after_delay
from tenacity.wait import wait_base, wait_random_exponential

from bot.adapters.proxies import Proxies
from bot.errors import ModelNonsense, ModelRefused, ModelUnavailable, ModelUnknown
from bot.ports import Answer, Clock

log = logging.getLogger("newstape.model")

REQUEST_SECONDS = 60.0
WHOLE_SECONDS = 150.0
ATTEMPTS = 4
_OPENAI = "https://api.openai.com/v1"  # the SDK's own address, where the config names none
LONGEST_WAIT = 60.0
_RETRIED = (openai.APIConnectionError, openai.RateLimitError, openai.InternalServerError)
_FORMATS = ("json_schema", "json_object", "text")


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
        http_client: Any = None,
        request_seconds: float = REQUEST_SECONDS,
        whole_seconds: float = WHOLE_SECONDS,
        attempts: int = ATTEMPTS,
        proxies: Proxies | None = None,
    ) -> None:
        self._name = name
        self._clock = clock
        self._extra = dict(extra_body or {})
        self._format = 0
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

    async def ask(self, instructions: str, material: str, schema: Mapping[str, object], most_tokens: int) -> Answer:
        """One answer. Raises ModelUnavailable (later), ModelRefused (the operator must act), ModelNonsense (no use of it)."""
        while True:
            try:
                return await self._retried(instructions, material, schema, most_tokens)
            except openai.BadRequestError as error:
                if self._format + 1 < len(_FORMATS) and _is_about_format(error):
                    self._format += 1
                    log.info(
                        "model=%s takes no %s, using %s",
                        self._name,
                        _FORMATS[self._format - 1],
                        _FORMATS[self._format],
                    )
                    continue
                raise ModelRefused(
                    f"The model host refused the request ({_reason(error)}); see [model] name and extra_body."
                ) from error
            except (openai.AuthenticationError, openai.PermissionDeniedError) as error:
                raise ModelUnknown(
                    f"The model host refused the key ({error.status_code}); set [model] api_key or OPENAI_API_KEY."
                ) from error
            except openai.NotFoundError as error:
                raise ModelUnknown(
                    f"The model host knows no model {self._name} at that address (404); set [model] name and base_url."
                ) from error
            except openai.APIStatusError as error:
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

    async def _retried(
        self, instructions: str, material: str, schema: Mapping[str, object], most_tokens: int
    ) -> Answer:
        async for attempt in AsyncRetrying(
            retry=retry_if_exception_type(_RETRIED),
            wait=_RetryAfterOrJitter(self._clock),
            stop=stop_after_attempt(self._attempts) | stop_after_delay(self._whole),
            sleep=self._clock.sleep,
            reraise=True,
        ):
            with attempt:
                try:
                    # The client's own time-out is for each piece of an answer: one that drips would never end.
                    async with asyncio.timeout(self._seconds):
                        return await self._once(instructions, material, schema, most_tokens)
                except TimeoutError as error:
                    raise ModelUnavailable(f"the model did not answer within {self._seconds:g} s") from error
        raise AssertionError("tenacity ends with an answer or an error")

    async def _once(self, instructions: str, material: str, schema: Mapping[str, object], most_tokens: int) -> Answer:
        shape = _FORMATS[self._format]
        extra: dict[str, Any] = {}
        if shape == "json_schema":
            extra["response_format"] = {
                "type": "json_schema",
                "json_schema": {"name": "reading", "strict": True, "schema": schema},
            }
        elif shape == "json_object":
            extra["response_format"] = {"type": "json_object"}
        completion = await self._client.chat.completions.create(
            model=self._name,
            messages=[{"role": "system", "content": instructions}, {"role": "user", "content": material}],
            max_tokens=most_tokens,
            temperature=0,
            extra_body=self._extra or None,
            **extra,
        )
        return self._answer(completion)

    def _answer(self, completion: Any) -> Answer:
        if isinstance(completion, str) or not getattr(completion, "choices", None):
            raise ModelNonsense("the model host's answer holds no choice")
        choice, usage = completion.choices[0], completion.usage
        cost = _count(usage, "prompt_tokens"), _count(usage, "completion_tokens")
        if choice.finish_reason == "length":
            raise ModelNonsense("the answer was cut off at its longest", *cost)
        if choice.finish_reason == "content_filter" or getattr(choice.message, "refusal", None):
            raise ModelNonsense("the model refused to answer", *cost)
        text = choice.message.content
        if not isinstance(text, str) or not text.strip():
            raise ModelNonsense("the answer is empty", *cost)
        return Answer(text, *cost, self._name)


def _count(usage: Any, name: str) -> int:
    value = getattr(usage, name, 0)
    return value if isinstance(value, int) and value >= 0 else 0


def _is_about_format(error: openai.BadRequestError) -> bool:
    text = f"{error.param or ''} {_reason(error)}".lower()
    return "response_format" in text or "json_schema" in text or "json" in text or "schema" in text


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
