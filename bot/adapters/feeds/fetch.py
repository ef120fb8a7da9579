"""One HTTP client for feeds, pages and robots.txt: capped in bytes, time and redirects, and never to an address that is not
public unless the config names it. The address is checked when the connection is made, so that no name, redirect or DNS answer
gets around it.
"""

from __future__ import annotations

import asyncio
import contextlib
import ipaddress
import os
import re
import socket
import ssl
import zlib
from collections.abc import Collection, Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from http.cookies import CookieError
from typing import Any, Protocol
from urllib.parse import urljoin, urlsplit, urlunsplit

import aiohttp
import brotli

from bot.adapters.proxies import PROXY_ERRORS, Proxies, connector_for, is_private_host, is_socks
from bot.errors import AddressRefused, FeedError, FeedGone, FeedTooLarge, FeedUnreachable
from bot.link import shown_address
from bot.ports import Clock

MOST_BYTES = 15 * 2**20  # after decompression (miniflux's limit)
MOST_SECONDS = 20.0
MOST_REDIRECTS = 5
_CHUNK = 65_536
_LONGEST_RETRY = 7 * 86_400.0
_PERMANENT = (301, 308)
_COOKIE_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")  # RFC 6265's token
_REDIRECTS = (301, 302, 303, 307, 308)
_ANSWERS = (200, 203)  # 203: a proxy on the way has changed it, which says nothing against it


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

    def __init__(
        self,
        user_agent: str,
        clock: Clock,
        allow: Collection[str] = (),
        *,
        in_flight: int = 50,
        seconds: float = MOST_SECONDS,
        proxies: Proxies | None = None,
    ) -> None:
        self._agent = user_agent
        self._clock = clock
        self._hosts = frozenset(a.lower() for a in allow)
        self._networks = tuple(n for a in allow if (n := _network(a)))
        self._room = asyncio.Semaphore(in_flight)
        self._hosts_turn: dict[str, asyncio.Lock] = {}
        self._seconds = seconds
        self._proxies = proxies or Proxies()
        self._sessions: dict[str | None, aiohttp.ClientSession] = {}

    def _open(self, proxy: str | None) -> aiohttp.ClientSession:
        """The session for what goes directly or through an HTTP proxy; for a SOCKS proxy it has one of its own."""
        key = proxy if is_socks(proxy) else None
        if key not in self._sessions:
            self._sessions[key] = aiohttp.ClientSession(
                connector=connector_for(key, self._direct),
                auto_decompress=False,
                cookie_jar=aiohttp.DummyCookieJar(),
                headers={"User-Agent": self._agent, "Accept-Encoding": "gzip, deflate, br"},
                timeout=aiohttp.ClientTimeout(total=None, sock_connect=10),
                trust_env=False,
                max_field_size=16_384,
            )
        return self._sessions[key]

    def _direct(self) -> aiohttp.BaseConnector:
        return aiohttp.TCPConnector(
            limit=0, limit_per_host=0, keepalive_timeout=90, ttl_dns_cache=300, socket_factory=self._socket
        )

    async def close(self) -> None:
        for session in self._sessions.values():
            await session.close()
        self._sessions.clear()

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
        cookies: dict[str, dict[str, str]] = {}
        for _ in range(MOST_REDIRECTS + 1):
            host = _origin(url)
            # A cookie that a redirect sets goes back to its own host, and is forgotten with the answer.
            fetched = await self._one(url, headers or {}, most, cookies.setdefault(host, {}))
            if fetched.status not in _REDIRECTS or "location" not in fetched.headers:
                return Fetched(
                    _usable(fetched.status, fetched, self._clock), fetched.body, fetched.headers, url, moved_to
                )
            permanent = permanent and fetched.status in _PERMANENT
            try:
                url = _following(url, fetched.headers["location"])
            except ValueError as error:
                raise AddressRefused("it redirects to what is no address") from error
            moved_to = url if permanent else moved_to
        raise FeedTooLarge(f"more than {MOST_REDIRECTS} redirects")

    async def post(self, url: str, form: Mapping[str, str]) -> int:
        """A form to a hub; its status. Redirects are not followed. Raises FeedError."""
        return (await self._one(url, {}, 65_536, {}, form)).status

    def _turn(self, host: str) -> asyncio.Lock:
        """One request at a time to a host."""
        if len(self._hosts_turn) > 5000:
            self._hosts_turn = {h: lock for h, lock in self._hosts_turn.items() if lock.locked()}
        return self._hosts_turn.setdefault(host, asyncio.Lock())

    async def _one(
        self,
        url: str,
        headers: Mapping[str, str],
        most: int,
        cookies: dict[str, str],
        form: Mapping[str, str] | None = None,
    ) -> Fetched:
        shown = _text(shown_address(url))[:200]
        try:
            parts = urlsplit(url)
            _ = parts.port
        except ValueError as error:
            raise AddressRefused(f"{shown} is no http or https address") from error
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise AddressRefused(f"{shown} is no http or https address")
        named = parts.hostname.lower() in self._hosts
        proxy = None if named else self._proxies.of(url)
        if proxy is not None:
            await self._refuse_private(parts.hostname)
        # What the proxy may reach is its own affair; that it may be reached itself is the operator's word.
        token = _allowed_host.set(named or proxy is not None)
        try:
            # A host's turn and a place in the pool are waited for outside the time-out: a slow host costs no other its time.
            async with (
                self._turn(parts.netloc.rpartition("@")[2]),
                self._room,
                asyncio.timeout(self._seconds),
                self._open(proxy).request(
                    "GET" if form is None else "POST",
                    url,
                    data=form,
                    headers=headers,
                    cookies=cookies,
                    allow_redirects=False,
                    proxy=None if is_socks(proxy) else proxy,
                ) as response,
            ):
                body = await _body(response, most) if response.status in _ANSWERS else b""
                given = {k.lower(): _text(v) for k, v in response.headers.items()}
                cookies.update({n: m.value for n, m in response.cookies.items() if _COOKIE_NAME.fullmatch(n)})
                return Fetched(response.status, body, given, url)
        except aiohttp.ClientConnectorError as error:
            if _is_forbidden(error):
                raise AddressRefused(
                    f"{parts.hostname} is not a public address; [network] allow can name it"
                ) from error
            through = " through the proxy" if proxy else ""
            raise FeedUnreachable(
                f"no connection to {parts.hostname}{through}: {_unconnected(error.os_error)}"
            ) from error
        except PROXY_ERRORS as error:
            raise FeedUnreachable(f"the proxy does not lead there: {type(error).__name__}") from error
        except TimeoutError as error:
            raise FeedUnreachable(f"no answer within {self._seconds:g} s") from error
        except (aiohttp.ClientError, ValueError, OSError, CookieError) as error:
            raise FeedUnreachable(_told(error)) from error
        finally:
            _allowed_host.reset(token)

    async def _refuse_private(self, host: str) -> None:
        """Behind a proxy the connection is the proxy's: what a name means is asked here as far as it can be. Raises AddressRefused."""
        if is_private_host(host):
            raise AddressRefused(f"{host} is not a public address; [network] allow can name it")
        with contextlib.suppress(OSError, UnicodeError, TimeoutError):
            async with asyncio.timeout(2):
                found = await asyncio.get_running_loop().getaddrinfo(host, None, type=socket.SOCK_STREAM)
            if not all(self._may_reach(str(where[0])) for *_, where in found):
                raise AddressRefused(f"{host} is not a public address; [network] allow can name it")


def _unconnected(error: OSError) -> str:
    if isinstance(error, socket.gaierror):
        return "nobody knows that name"
    if isinstance(error, ssl.SSLError) or not error.errno:
        return str(error)
    return os.strerror(error.errno).lower()


def _told(error: Exception) -> str:
    """An error of the connection's in words without the address, which may hold a password, in whatever form."""
    kind = type(error).__name__
    if isinstance(error, aiohttp.ClientResponseError):
        # Its message may quote what the server sent, never what we asked.
        return f"{kind}: {error.status} {_text(error.message)[:80]}"
    if isinstance(error, OSError) and error.strerror:
        return f"{kind}: {_text(error.strerror)[:120]}"
    if isinstance(error, aiohttp.ClientPayloadError):
        return f"{kind}: the answer is cut off or damaged"
    return kind


def _origin(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""  # `_one` says what is wrong with it


def _following(url: str, location: str) -> str:
    """The address that a redirect names; on the same host the user and password of the address go along. Raises ValueError."""
    followed = urljoin(url, location)
    old, new = urlsplit(url), urlsplit(followed)
    if "@" in old.netloc and (old.scheme, old.hostname, old.port) == (new.scheme, new.hostname, new.port):
        return urlunsplit(new._replace(netloc=old.netloc))
    return followed


def _text(value: str) -> str:
    """A header's text that can be stored and printed: bytes that are no UTF-8 come as halves of characters."""
    return value.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


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
    if status in (*_ANSWERS, 304):
        return status
    if status in (404, 410):
        raise FeedGone(f"HTTP {status}")
    raise FeedUnreachable(f"HTTP {status}", _retry_after(fetched.headers.get("retry-after"), clock))


def _retry_after(value: str | None, clock: Clock) -> float | None:
    if not value:
        return None
    if value.strip().isascii() and value.strip().isdigit():
        return min(float(value), _LONGEST_RETRY)
    try:
        return max(0.0, min((parsedate_to_datetime(value) - clock.now()).total_seconds(), _LONGEST_RETRY))
    except (ValueError, TypeError, OverflowError):
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
                raise FeedTooLarge(f"more than {most / 2**20:.3g} MiB")
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
    """gzip, also of several members, and deflate, with its header or, as some servers send it, without; and what is called
    gzip and is plain text.
    """

    def __init__(self, raw: bool) -> None:
        self._raw = raw
        self._plain = False
        self._stream = zlib.decompressobj(zlib.MAX_WBITS | 32)
        self._begun = False
        self._kept = b""

    def feed(self, chunk: bytes, room: int) -> list[bytes]:
        chunk = self._kept + chunk
        self._kept = b""
        if not self._begun and len(chunk) < 2:
            self._kept = chunk
            return []
        if not self._begun and not self._raw and not chunk.startswith(b"\x1f\x8b"):
            self._plain = self._begun = True
        if self._plain:
            return [chunk]
        out: list[bytes] = []
        while chunk and room > 0:
            piece = self._inflate(chunk, room)
            out.append(piece)
            room -= len(piece)
            chunk = self._stream.unused_data
            if not chunk or not self._stream.eof or not chunk.startswith(b"\x1f\x8b"):
                break
            self._stream = zlib.decompressobj(zlib.MAX_WBITS | 32)
        return out

    def _inflate(self, chunk: bytes, room: int) -> bytes:
        try:
            out = self._stream.decompress(chunk, room)
        except zlib.error as error:
            if not self._raw or self._begun:
                raise FeedUnreachable("the compressed answer is damaged") from error
            self._stream = zlib.decompressobj(-zlib.MAX_WBITS)
            try:
                out = self._stream.decompress(chunk, room)
            except zlib.error as again:
                raise FeedUnreachable("the compressed answer is damaged") from again
        self._begun = True
        return out

    def finished(self) -> bool:
        return self._plain or self._stream.eof or (not self._begun and not self._kept)


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


# Names of what is no compression, and which servers call one all the same.
_NO_CODING = (
    "identity",
    "",
    "none",
    "utf-8",
    "utf8",
    "binary",
    "8bit",
    "text/xml",
    "iso-8859-1",
    "gb2312",
    "chunked",
)


def _inflater(encoding: str) -> _Inflater:
    if encoding in _NO_CODING:
        return _Identity()
    if encoding in ("gzip", "x-gzip"):
        return _Zlib(raw=False)
    if encoding == "deflate":
        return _Zlib(raw=True)
    if encoding == "br":
        return _Brotli()
    raise FeedUnreachable(f"the answer is compressed in a way that was not asked for: {_text(encoding)[:40]}")


_Address = ipaddress.IPv4Address | ipaddress.IPv6Address


_GLOBAL_UNICAST = ipaddress.ip_network("2000::/3")


def _is_public(address: _Address) -> bool:
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour or (address.teredo[1] if address.teredo else None)
        if inner is None and address in ipaddress.ip_network("64:ff9b::/96"):
            inner = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if inner is not None:
            return _is_public(inner)
        if address not in _GLOBAL_UNICAST:
            return False
    return address.is_global and not address.is_multicast


def _network(written: str) -> ipaddress.IPv4Network | ipaddress.IPv6Network | None:
    try:
        return ipaddress.ip_network(written, strict=False)
    except ValueError:
        return None


__all__ = ["MOST_BYTES", "FeedError", "Fetched", "Fetcher"]
