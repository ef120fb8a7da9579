"""A host that speaks OpenAI's API: its client, its retries, and its errors as ours, by what is to be done next.

Retries are tenacity's alone (the client's own are off), on named errors, with jitter, Retry-After honoured, and a bound on the whole.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any, TypeVar

import openai
from tenacity import AsyncRetrying, RetryCallState, retry_if_exception, stop_after_attempt, stop_after_delay
from tenacity.wait import wait_base, wait_random_exponential

from bot.adapters.proxies import Proxies
from bot.errors import ModelExhausted, ModelNonsense, ModelRefused, ModelUnavailable, ModelUnknown
from bot.ports import Clock

_A = TypeVar("_A")

REQUEST_SECONDS = 60.0
WHOLE_SECONDS = 150.0
ATTEMPTS = 4
LONGEST_WAIT = 60.0
_OPENAI = "https://api.openai.com/v1"  # the SDK's own address, where the config names none
_RETRIED = (openai.APIConnectionError, openai.RateLimitError, openai.InternalServerError)
_MOST_CONCESSIONS = 8  # in one call; a host that refuses more refuses whatever we send
_EXHAUSTED_FOR = timedelta(hours=1)


class Host:
    """One host, asked for one model of it."""

    def __init__(
        self,
        *,
        base_url: str | None,
        api_key: str,
        name: str,
        clock: Clock,
        http_client: Any = None,
        request_seconds: float = REQUEST_SECONDS,
        whole_seconds: float = WHOLE_SECONDS,
        attempts: int = ATTEMPTS,
        proxies: Proxies | None = None,
        section: str = "[model]",
    ) -> None:
        """`section` is that of the config, for what an operator is told."""
        self._section = section
        self._name, self._clock = name, clock
        self._exhausted_until: datetime | None = None
        self._seconds, self._whole, self._attempts = request_seconds, whole_seconds, attempts
        self.client = openai.AsyncOpenAI(
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

    async def close(self) -> None:
        await self.client.close()

    async def asked(self, once: Callable[[], Awaitable[_A]], concede: Callable[[openai.APIStatusError], None]) -> _A:
        """One request, asked again as long as the host refuses it and `concede` takes something back. Raises ModelError."""
        if self._exhausted_until is not None and self._clock.now() < self._exhausted_until:
            raise ModelExhausted(_EXHAUSTED)
        for _ in range(_MOST_CONCESSIONS):
            try:
                answer = await self._retried(once)
            except (openai.BadRequestError, openai.UnprocessableEntityError) as error:
                concede(error)
                continue
            except (openai.AuthenticationError, openai.PermissionDeniedError) as error:
                raise ModelUnknown(
                    f"The model host refused the key ({error.status_code}); set {self._section} api_key or OPENAI_API_KEY."
                ) from error
            except openai.NotFoundError as error:
                raise ModelUnknown(
                    f"The model host knows no model {self._name} at that address (404); see {self._section}."
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
            f"The model host refuses whatever it is asked; see {self._section} and what it says of {self._name}."
        )

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


def reason(error: openai.APIStatusError) -> str:
    """A refusal in the host's words."""
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
