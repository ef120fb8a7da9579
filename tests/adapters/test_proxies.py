"""Feeds, Telegram and the model through a proxy: an HTTP one and a SOCKS one that stand on the loopback and note what they carry."""

from __future__ import annotations

import asyncio
import struct
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from bot.adapters.feeds.fetch import Fetcher
from bot.adapters.model import ChatModel
from bot.adapters.proxies import Proxies
from bot.adapters.telegram.messenger import TelegramMessenger
from bot.errors import AddressRefused, FeedUnreachable, MessengerError, ModelUnavailable, NotSent
from bot.message import Message
from tests.fakes import FakeClock
from tests.loopback.bot_api import BotApi
from tests.loopback.feed_server import FeedServer
from tests.loopback.model_endpoint import ModelEndpoint

TOKEN = "123456789:AAEhBOweik6ad9r_QXMENQjcrGbqCr4K-bc"


class Carrier:
    """A proxy that leads every name to one port of this machine. `asked` are the names."""

    def __init__(self, port: int) -> None:
        self.target, self.asked, self.port = port, list[str](), 0

    async def _pipe(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, first: bytes = b"") -> None:
        there, out = await asyncio.open_connection("127.0.0.1", self.target)
        out.write(first)

        async def carry(a: asyncio.StreamReader, b: asyncio.StreamWriter) -> None:
            try:
                while data := await a.read(65_536):
                    b.write(data)
                    await b.drain()
            except ConnectionError:
                pass
            finally:
                b.close()

        await asyncio.gather(carry(reader, out), carry(there, writer))

    async def http(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        method, url, _ = head.split(b" ", 2)
        self.asked.append(url.decode())
        if method == b"CONNECT":
            writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
            await self._pipe(reader, writer)
        else:
            path = b"/" + url.split(b"/", 3)[3]
            await self._pipe(reader, writer, head.replace(url, path, 1))

    async def socks(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        count = (await reader.readexactly(2))[1]
        await reader.readexactly(count)
        writer.write(b"\x05\x00")
        kind = (await reader.readexactly(4))[3]
        if kind == 3:
            name = (await reader.readexactly((await reader.readexactly(1))[0])).decode()
        else:
            name = ".".join(str(b) for b in await reader.readexactly(4))
        port = struct.unpack("!H", await reader.readexactly(2))[0]
        self.asked.append(f"{name}:{port}")
        writer.write(b"\x05\x00\x00\x01\x7f\x00\x00\x01\x00\x00")
        await self._pipe(reader, writer)


@asynccontextmanager
async def carrier(kind: str, port: int) -> AsyncIterator[Carrier]:
    made = Carrier(port)
    server = await asyncio.start_server(made.http if kind == "http" else made.socks, "127.0.0.1", 0)
    made.port = server.sockets[0].getsockname()[1]
    try:
        yield made
    finally:
        server.close()


def address(kind: str, port: int) -> str:
    return f"{'socks5' if kind == 'socks' else 'http'}://127.0.0.1:{port}"


@pytest.fixture(autouse=True)
def _no_proxies_of_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


@pytest.mark.parametrize("kind", ["http", "socks"])
async def test_a_feed_is_fetched_through_the_proxy_of_the_config(kind: str) -> None:
    async with FeedServer() as server:
        server.feed("/wire.xml").publish(title="News")
        port = int(server.url("/").rpartition(":")[2].strip("/"))
        async with carrier(kind, port) as through:
            fetcher = Fetcher("test", FakeClock(), proxies=Proxies(address(kind, through.port)))
            try:
                found = await fetcher.get("http://wire.example/wire.xml")
            finally:
                await fetcher.close()
            assert b"<title>News</title>" in found.body
            assert through.asked[0].startswith(("http://wire.example/wire.xml", "wire.example:80"))


@pytest.mark.parametrize("kind", ["http", "socks"])
async def test_a_private_address_goes_through_no_proxy_and_is_refused_as_ever(kind: str) -> None:
    async with FeedServer() as server:
        server.feed("/wire.xml").publish(title="News")
        async with carrier(kind, 1) as through:
            proxies = Proxies(address(kind, through.port))
            for allow, fine in (((), False), (("127.0.0.0/8",), True)):
                fetcher = Fetcher("test", FakeClock(), allow, proxies=proxies)
                try:
                    if fine:
                        assert (await fetcher.get(server.url("/wire.xml"))).status == 200
                    else:
                        with pytest.raises(AddressRefused):
                            await fetcher.get(server.url("/wire.xml"))
                        for host in (
                            "localhost",
                            "localhost.",
                            "printer.local.",
                            "metadata.google.internal.",
                            "169.254.169.254.",
                            "10.0.0.1",
                            "[::1]",
                            "169.254.169.254",
                        ):
                            # Directly: some of these names mean nothing on this machine.
                            with pytest.raises((AddressRefused, FeedUnreachable)):
                                await fetcher.get(f"http://{host}/")
                finally:
                    await fetcher.close()
            assert through.asked == []


@pytest.mark.parametrize("proxy", ["socks5://127.0.0.1:1", "http://127.0.0.1:1"])
async def test_a_proxy_that_is_not_there_is_an_error_of_ours_everywhere(proxy: str) -> None:
    fetcher = Fetcher("test", FakeClock(), proxies=Proxies(proxy))
    with pytest.raises(FeedUnreachable):
        await fetcher.get("http://wire.example/")
    await fetcher.close()
    messenger = TelegramMessenger(TOKEN, "http://telegram.example/bot", Proxies(proxy))
    with pytest.raises(MessengerError) as told:
        await messenger.send(Message(1, "k", "text"))
    assert isinstance(told.value, NotSent)
    await messenger.close()
    model = ChatModel(
        base_url="http://model.example/v1",
        api_key="k",
        name="m",
        clock=FakeClock(),
        attempts=1,
        proxies=Proxies(proxy),
    )
    with pytest.raises(ModelUnavailable):
        await model.ask("a", "b", {}, 5)
    await model.close()


@pytest.mark.parametrize("kind", ["http", "socks"])
async def test_telegram_is_reached_through_the_proxy(kind: str) -> None:
    async with BotApi() as api:
        api.user(1, first_name="Anna")
        async with carrier(kind, int(api.root.rpartition(":")[2])) as through:
            messenger = TelegramMessenger(
                api.token, "http://telegram.example/bot", Proxies(address(kind, through.port))
            )
            try:
                assert await messenger.start()
                await messenger.send(Message(1, "k", "through"))
            finally:
                await messenger.close()
            assert [m.text for m in api.sent_to(1)] == ["through"]
            assert "telegram.example" in through.asked[0]


@pytest.mark.parametrize("kind", ["http", "socks"])
async def test_the_model_is_reached_through_the_proxy(kind: str) -> None:
    async with ModelEndpoint("openai") as endpoint:
        endpoint.answer = lambda request: {"fine": True}
        port = int(endpoint.base_url.partition("//")[2].partition("/")[0].rpartition(":")[2])
        async with carrier(kind, port) as through:
            model = ChatModel(
                base_url="http://model.example/v1", api_key="test-key", name="gpt-test", clock=FakeClock(), proxies=Proxies(address(kind, through.port))
            )  # fmt: skip
            try:
                answer = await model.ask("Answer in JSON.", "?", {"type": "object"}, 50)
            finally:
                await model.close()
            assert "fine" in answer.text
            assert "model.example" in through.asked[0]


@pytest.mark.parametrize(
    ("configured", "environment", "url", "proxy"),
    [
        (None, {}, "https://a.example/", None),
        (None, {"HTTPS_PROXY": "http://p:1"}, "https://a.example/", "http://p:1"),
        (None, {"https_proxy": "http://p:1"}, "http://a.example/", None),
        (None, {"ALL_PROXY": "socks5://p:1"}, "https://a.example/", "socks5://p:1"),
        (None, {"ALL_PROXY": "socks://p:1"}, "http://a.example/", "socks5://p:1"),
        (None, {"ALL_PROXY": "p:1"}, "http://a.example/", "http://p:1"),
        (None, {"ALL_PROXY": "socks5://p:1", "NO_PROXY": "a.example"}, "https://a.example/", None),
        (None, {"ALL_PROXY": "socks5://p:1"}, "http://127.0.0.1:11434/v1", None),
        (None, {"ALL_PROXY": "socks5://p:1"}, "http://localhost/", None),
        ("http://c:2", {"ALL_PROXY": "socks5://p:1", "NO_PROXY": "*"}, "https://a.example/", "http://c:2"),
        ("http://c:2", {}, "http://192.168.1.5/", None),
    ],
)
def test_the_config_goes_before_the_environment_and_neither_for_private_addresses(
    monkeypatch: pytest.MonkeyPatch, configured: str | None, environment: dict[str, str], url: str, proxy: str | None
) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert Proxies(configured).of(url) == proxy
