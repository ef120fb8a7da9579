"""One HTTP client for feeds, pages and robots.txt: capped in bytes, time and redirects, and never to an address that is not
public unless the config names it. The address is checked when the connection is made, so that no name, redirect or DNS answer
gets around it.
"""

from __future__ import annotations

import asyncio
import ipaddress
import socket
import zlib
from collections.abc import Collection, Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import Any, Protocol
from urllib.parse import urljoin, urlsplit

import aiohttp
import brotli

from bot.errors import AddressRefused, FeedError, FeedGone, FeedTooLarge, FeedUnreachable
from bot.ports import Clock

MOST_BYTES = 15 * 2**20  # after decompression (miniflux's limit)
MOST_SECONDS = 20.0
MOST_REDIRECTS = 5
_CHUNK = 65_536
_PERMANENT = (301, 308)
_REDIRECTS = (301, 302, 303, 307, 308)


class _AddressForbidden(OSError):
    """Raised inside the connector, so that aiohttp treats it as a connection that failed."""


_allowed_host: ContextVar[bool] = ContextVar("allowed_host", default=False)


@dataclass(frozen=True, slots=True)
class Fetched:
    """What came back. `url` is where it came from in the end; `moved_to` the address that permanent redirects gave."""

    status: int
    body: bytes
    headers: Mapping[str, str]
    url: str
    moved_to: str | None = None


class Fetcher:
    """One connection pool, one request at a time to a host."""

    def __init__(self, user_agent: str, clock: Clock, allow: Collection[str] = (), *, in_flight: int = 50) -> None:
        self._agent = user_agent
        self._clock = clock
        self._hosts = frozenset(a.lower() for a in allow)
        self._networks = tuple(n for a in allow if (n := _network(a)))
        self._in_flight = in_flight
        self._session: aiohttp.ClientSession | None = None

    def _open(self) -> aiohttp.ClientSession:
        if self._session is None:
            connector = aiohttp.TCPConnector(
                limit=self._in_flight,
                limit_per_host=1,
                keepalive_timeout=90,
                ttl_dns_cache=300,
                socket_factory=self._socket,
            )
            self._session = aiohttp.ClientSession(
                connector=connector,
                auto_decompress=False,
                cookie_jar=aiohttp.DummyCookieJar(),
                headers={"User-Agent": self._agent, "Accept-Encoding": "gzip, deflate, br"},
                timeout=aiohttp.ClientTimeout(total=MOST_SECONDS, sock_connect=10),
                trust_env=False,
                max_field_size=16_384,
            )
        return self._session

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()
            self._session = None

    def _socket(self, address: tuple[Any, ...]) -> socket.socket:
        """aiohttp asks for the socket with the very address that it is about to connect to."""
        family, kind, proto, _, where = address
        if not _allowed_host.get() and not self._may_reach(str(where[0])):
            raise _AddressForbidden(f"{where[0]} is not a public address")
        return socket.socket(family, kind, proto)

    def _may_reach(self, written: str) -> bool:
        address = ipaddress.ip_address(written.partition("%")[0])
        if any(address in network for network in self._networks):
            return True
        return _is_public(address)

    async def get(self, url: str, headers: Mapping[str, str] | None = None, *, most: int = MOST_BYTES) -> Fetched:
        """The answer after its redirects. Raises FeedError: AddressRefused, FeedTooLarge, FeedGone (404, 410), FeedUnreachable."""
        moved_to: str | None = None
        permanent = True
        for _ in range(MOST_REDIRECTS + 1):
            fetched = await self._one(url, headers or {}, most)
            if fetched.status not in _REDIRECTS or "location" not in fetched.headers:
                return Fetched(
                    _usable(fetched.status, fetched, self._clock), fetched.body, fetched.headers, url, moved_to
                )
            permanent = permanent and fetched.status in _PERMANENT
            url = urljoin(url, fetched.headers["location"])
            moved_to = url if permanent else moved_to
        raise FeedTooLarge(f"more than {MOST_REDIRECTS} redirects")

    async def _one(self, url: str, headers: Mapping[str, str], most: int) -> Fetched:
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise AddressRefused(f"{url[:200]} is no http or https address")
        token = _allowed_host.set(parts.hostname.lower() in self._hosts)
        try:
            async with self._open().get(url, headers=headers, allow_redirects=False) as response:
                body = await _body(response, most) if response.status == 200 else b""
                return Fetched(response.status, body, {k.lower(): v for k, v in response.headers.items()}, url)
        except aiohttp.ClientConnectorError as error:
            if _is_forbidden(error):
                raise AddressRefused(
                    f"{parts.hostname} is not a public address; [network] allow can name it"
                ) from error
            raise FeedUnreachable(f"no connection to {parts.hostname}: {error.os_error}") from error
        except TimeoutError as error:
            raise FeedUnreachable(f"no answer within {MOST_SECONDS:g} s") from error
        except (aiohttp.ClientError, ValueError, OSError) as error:
            raise FeedUnreachable(f"{type(error).__name__}: {str(error)[:200]}") from error
        finally:
            _allowed_host.reset(token)


def _is_forbidden(error: BaseException | None) -> bool:
    """aiohappyeyeballs gathers the errors of several addresses into one."""
    seen: set[int] = set()
    waiting = [error]
    while waiting:
        e = waiting.pop()
        if e is None or id(e) in seen:
            continue
        seen.add(id(e))
        if isinstance(e, _AddressForbidden) or "is not a public address" in str(e):
            return True
        waiting += [e.__cause__, e.__context__, getattr(e, "os_error", None)]
    return False


def _usable(status: int, fetched: Fetched, clock: Clock) -> int:
    if status in (200, 304):
        return status
    if status in (404, 410):
        raise FeedGone(f"HTTP {status}")
    raise FeedUnreachable(f"HTTP {status}", _retry_after(fetched.headers.get("retry-after"), clock))


def _retry_after(value: str | None, clock: Clock) -> float | None:
    if not value:
        return None
    if value.strip().isdigit():
        return float(value)
    try:
        return max(0.0, (parsedate_to_datetime(value) - clock.now()).total_seconds())
    except (ValueError, TypeError):
        return None


async def _body(response: aiohttp.ClientResponse, most: int) -> bytes:
    """The decompressed body; never more than `most` bytes of it in memory."""
    encoding = response.headers.get("Content-Encoding", "identity").strip().lower()
    inflate = _inflater(encoding)
    out = bytearray()
    async for chunk in response.content.iter_chunked(_CHUNK):
        for piece in inflate.feed(chunk, most + 1 - len(out)):
            out += piece
            if len(out) > most:
                raise FeedTooLarge(f"more than {most // 2**20} MiB")
            await asyncio.sleep(0)
    if not inflate.finished():
        raise FeedUnreachable("the compressed answer is cut off")
    return bytes(out)


class _Inflater(Protocol):
    def feed(self, chunk: bytes, room: int) -> list[bytes]: ...
    def finished(self) -> bool: ...


class _Identity:
    def feed(self, chunk: bytes, room: int) -> list[bytes]:
        return [chunk]

    def finished(self) -> bool:
        return True


class _Zlib:
    def __init__(self, raw: bool) -> None:
        self._raw = raw
        self._stream = zlib.decompressobj(zlib.MAX_WBITS | 32)
        self._begun = False

    def feed(self, chunk: bytes, room: int) -> list[bytes]:
        try:
            out = self._stream.decompress(chunk, room)
        except zlib.error as error:
            if not self._raw or self._begun:
                raise FeedUnreachable("the compressed answer is damaged") from error
            # Some servers send "deflate" without its zlib header.
            self._stream = zlib.decompressobj(-zlib.MAX_WBITS)
            try:
                out = self._stream.decompress(chunk, room)
            except zlib.error as again:
                raise FeedUnreachable("the compressed answer is damaged") from again
        self._begun = True
        return [out]

    def finished(self) -> bool:
        return self._stream.eof or not self._begun


class _Brotli:
    def __init__(self) -> None:
        self._stream = brotli.Decompressor()
        self._begun = False

    def feed(self, chunk: bytes, room: int) -> list[bytes]:
        self._begun = True
        try:
            out = [self._stream.process(chunk, output_buffer_limit=room)]
            total = len(out[0])
            while total < room and not self._stream.can_accept_more_data():
                piece = self._stream.process(b"", output_buffer_limit=room - total)
                if not piece:
                    break
                out.append(piece)
                total += len(piece)
        except brotli.error as error:
            raise FeedUnreachable("the compressed answer is damaged") from error
        return out

    def finished(self) -> bool:
        return not self._begun or bool(self._stream.is_finished())


def _inflater(encoding: str) -> _Inflater:
    if encoding in ("identity", ""):
        return _Identity()
    if encoding in ("gzip", "x-gzip"):
        return _Zlib(raw=False)
    if encoding == "deflate":
        return _Zlib(raw=True)
    if encoding == "br":
        return _Brotli()
    raise FeedUnreachable(f"the answer is compressed in a way that was not asked for: {encoding[:40]}")


_Address = ipaddress.IPv4Address | ipaddress.IPv6Address


def _is_public(address: _Address) -> bool:
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour or (address.teredo[1] if address.teredo else None)
        if inner is None and address in ipaddress.ip_network("64:ff9b::/96"):
            inner = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if inner is not None:
            return _is_public(inner)
    return address.is_global and not address.is_multicast


def _network(written: str) -> ipaddress.IPv4Network | ipaddress.IPv6Network | None:
    try:
        return ipaddress.ip_network(written, strict=False)
    except ValueError:
        return None


__all__ = ["MOST_BYTES", "FeedError", "Fetched", "Fetcher"]
