"""What listens on a port: bounded in connections, in time, in its end; and the webhook, which believes nobody without the secret."""

from __future__ import annotations

import asyncio
import io
import json
import time
from collections.abc import AsyncIterator, Sequence
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from bot.adapters.listening import MOST_CONNECTIONS, Listener
from bot.adapters.telegram.webhook import Webhook
from bot.errors import UsageError

SECRET = "s3cret-of-the-hook"


class Hook:
    """A webhook on the loopback, and what it received."""

    def __init__(self) -> None:
        self.received: list[tuple[int, str]] = []
        self.webhook = Webhook("127.0.0.1", 0, "/hook", SECRET, self.receive)

    def receive(self, updates: Sequence[tuple[int, str]]) -> None:
        self.received += updates

    async def post(self, body: str | bytes, secret: str | None = SECRET) -> int:
        headers = {} if secret is None else {"X-Telegram-Bot-Api-Secret-Token": secret}
        async with (
            aiohttp.ClientSession() as session,
            session.post(
                f"http://127.0.0.1:{self.webhook.port}/hook",
                data=io.BytesIO(body if isinstance(body, bytes) else body.encode()),
                headers=headers,
            ) as answer,
        ):
            return answer.status


@pytest.fixture
async def hook() -> AsyncIterator[Hook]:
    made = Hook()
    await made.webhook.start()
    yield made
    await made.webhook.close()


async def test_an_update_with_the_secret_is_received_before_its_200(hook: Hook) -> None:
    assert await hook.post('{"update_id": 7, "message": {}}') == 200
    assert hook.received == [(7, '{"update_id": 7, "message": {}}')]


@pytest.mark.parametrize("secret", [None, "", "wrong", SECRET + "x", SECRET[:-1], "ü"])
async def test_nobody_without_the_secret_is_heard(hook: Hook, secret: str | None) -> None:
    assert await hook.post('{"update_id": 7}', secret) == 403
    assert hook.received == []


def test_there_is_no_webhook_without_a_secret() -> None:
    with pytest.raises(AssertionError):
        Webhook("127.0.0.1", 0, "/", "", lambda _: None)


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ("", 400), ("[]", 400), ("7", 400), ("{}", 400), ('{"update_id": "7"}', 400), ('{"update_id": true}', 400), ('{"update_id": -1}', 400),
        ('{"update_id": 1e400}', 400), ('{"update_id": ' + "9" * 5000 + "}", 400), ("[" * 200_000, 400), ('{"a":' * 100_000, 400), (b"\xff\xfe", 400),
        ('{"update_id": 1, "x": "' + "y" * 1_100_000 + '"}', 413),
    ],
)  # fmt: skip
async def test_a_body_that_is_no_update_gets_a_word_and_no_traceback(
    hook: Hook, caplog: pytest.LogCaptureFixture, body: Any, status: int
) -> None:
    assert await hook.post(body) == status
    assert hook.received == []
    assert not [r for r in caplog.records if r.exc_info]
    assert await hook.post('{"update_id": 8}') == 200


async def test_half_open_requests_are_ended_and_bounded_and_hold_up_no_end(hook: Hook) -> None:
    opened = []
    for _ in range(MOST_CONNECTIONS + 50):
        reader, writer = await asyncio.open_connection("127.0.0.1", hook.webhook.port)
        writer.write(b"POST /hook HTTP/1.1\r\nHost: x\r\nContent-Le")
        opened.append((reader, writer))
    await asyncio.sleep(0.1)
    assert len(hook.webhook._open) <= MOST_CONNECTIONS
    began = time.monotonic()
    await hook.webhook.close()
    assert time.monotonic() - began < 4
    for _, writer in opened:
        writer.close()


async def test_a_request_that_never_ends_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    from bot.adapters import listening

    monkeypatch.setattr(listening, "REQUEST_SECONDS", 0.3)
    made = Hook()
    await made.webhook.start()
    try:
        for sent in (
            b"POST /hook HTTP/1.1\r\nHost",
            b"POST /hook HTTP/1.1\r\nHost: x\r\nX-Telegram-Bot-Api-Secret-Token: "
            + SECRET.encode()
            + b"\r\nContent-Length: 50\r\n\r\n{",
        ):
            reader, writer = await asyncio.open_connection("127.0.0.1", made.webhook.port)
            writer.write(sent)
            began = time.monotonic()
            await asyncio.wait_for(reader.read(), 5)
            assert time.monotonic() - began < 3
            writer.close()
    finally:
        await made.webhook.close()
    assert made.received == []


async def test_a_connection_that_is_kept_serves_several_requests(hook: Hook) -> None:
    async with aiohttp.ClientSession(headers={"X-Telegram-Bot-Api-Secret-Token": SECRET}) as session:
        for n in range(20):
            async with session.post(
                f"http://127.0.0.1:{hook.webhook.port}/hook", data=json.dumps({"update_id": n})
            ) as answer:
                assert answer.status == 200
        assert len(hook.webhook._open) == 1
    assert [n for n, _ in hook.received] == list(range(20))


async def test_a_port_that_is_taken_is_told_in_a_sentence(hook: Hook) -> None:
    with pytest.raises(UsageError, match=r"\[metrics\] cannot listen on 127.0.0.1:\d+: "):
        await Listener("[metrics]", "127.0.0.1", hook.webhook.port).start()


async def test_a_bug_over_one_request_is_logged_and_the_next_is_heard(caplog: pytest.LogCaptureFixture) -> None:
    listener = Listener("[test]", "127.0.0.1", 0)
    asked = []

    async def broken(_: web.Request) -> web.Response:
        asked.append(1)
        if len(asked) == 1:
            raise KeyError("a bug")
        return web.Response(text="fine")

    listener.app.router.add_get("/", broken)
    await listener.start()
    try:
        async with aiohttp.ClientSession() as session:
            statuses = [(await session.get(f"http://127.0.0.1:{listener.port}/")).status for _ in range(2)]
    finally:
        await listener.close()
    assert statuses == [500, 200]
    assert "a bug over a request" in caplog.text
