"""Feeds on loopback: composed by a test, served as a careful, a careless or a hostile host would.

The server speaks HTTP/1.1 on a bare asyncio protocol.  A framework would not send a wrong length or a bomb,
and costs more for each 304 than the client under measurement does.

Alone: python -m tests.loopback.feed_server --port 8099 --hosts 20 --feeds 200 --items 35 --validators etag
"""

from __future__ import annotations

import argparse
import asyncio
import gzip
import hashlib
import json
import random
import re
import signal
import socket
import struct
import sys
import time
import zlib
from collections import Counter, deque
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime, formatdate, parsedate_to_datetime
from functools import cached_property, lru_cache
from http import HTTPStatus
from itertools import count
from types import TracebackType
from typing import Any, Final, Literal, Self, TypeAlias, TypeVar
from urllib.parse import parse_qs
from xml.sax.saxutils import escape, quoteattr

import brotli
from multidict import CIMultiDict

Kind: TypeAlias = Literal["rss", "atom", "rdf"]
Validators: TypeAlias = Literal["etag", "last-modified", "both", "none"]
Encoding: TypeAlias = Literal["gzip", "deflate", "raw-deflate", "br"]
Declare: TypeAlias = Literal["both", "header", "xml", "none"]

MIB: Final = 1 << 20
GIB: Final = 1 << 30


class _Auto:
    """Stands for "let the server choose", where None means "leave it out"."""


AUTO: Final = _Auto()

# ----------------------------------------------------------------------------------------------------
# Behaviours
# ----------------------------------------------------------------------------------------------------

BehaviourKind: TypeAlias = Literal[
    "status", "hang", "drip", "truncated", "reset", "gzip_bomb", "brotli_bomb", "endless", "headers", "body"
]


@dataclass(frozen=True)
class Behaviour:
    """What a resource does instead of answering well.  Make one with the class methods."""

    kind: BehaviourKind
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes | None = None
    content_type: str | None = None
    seconds: float = 0.0
    portion: float = 0.5
    size: int = 0
    retry_after_date: float | None = None

    @classmethod
    def failing(
        cls,
        status: int,
        *,
        body: bytes = b"",
        retry_after: float | str | None = None,
        retry_after_date: float | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Behaviour:
        """A status; `retry_after_date` is in seconds from the moment of the answer, and sent as a date."""
        out = dict(headers or {})
        if retry_after is not None:
            out["Retry-After"] = retry_after if isinstance(retry_after, str) else f"{retry_after:g}"
        return cls(
            "status",
            status,
            out,
            body or f"{status}\n".encode(),
            "text/plain",
            retry_after_date=retry_after_date,
        )

    @classmethod
    def hang(cls, *, after_headers: bool = False) -> Behaviour:
        return cls("hang", portion=1.0 if after_headers else 0.0)

    @classmethod
    def drip(cls, seconds: float = 0.05, size: int = 1) -> Behaviour:
        """The true body, `size` bytes at a time."""
        return cls("drip", seconds=seconds, size=size)

    @classmethod
    def truncated(cls, portion: float = 0.5) -> Behaviour:
        """The length of the whole is promised, a part comes, and the connection ends in good order."""
        return cls("truncated", portion=portion)

    @classmethod
    def reset(cls, portion: float = 0.0) -> Behaviour:
        """RST before the answer, or after that part of it."""
        return cls("reset", portion=portion)

    @classmethod
    def gzip_bomb(cls, size: int = GIB) -> Behaviour:
        return cls("gzip_bomb", size=size)

    @classmethod
    def brotli_bomb(cls, size: int = GIB) -> Behaviour:
        return cls("brotli_bomb", size=size)

    @classmethod
    def endless(cls) -> Behaviour:
        """A feed whose items never end, as fast as they are read."""
        return cls("endless")

    @classmethod
    def huge_header(cls, size: int = MIB) -> Behaviour:
        return cls("headers", headers={"X-Padding": "x" * size})

    @classmethod
    def many_headers(cls, count: int = 10_000) -> Behaviour:
        return cls("headers", headers={f"X-Padding-{n}": "x" for n in range(count)})

    @classmethod
    def wrong_type(cls, content_type: str = "application/octet-stream") -> Behaviour:
        """The true body under another name."""
        return cls("headers", content_type=content_type)

    @classmethod
    def html_instead(cls, status: int = 200) -> Behaviour:
        page = b"<!DOCTYPE html><html><head><title>Sign in</title></head><body><p>Please sign in.</p></body></html>"
        return cls("body", status, body=page, content_type="text/html; charset=utf-8")

    @classmethod
    def empty(cls) -> Behaviour:
        return cls("body", body=b"")


# ----------------------------------------------------------------------------------------------------
# Resources
# ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Shape:
    """One ready answer of a resource: what its validators and its length are, and its bytes."""

    body: bytes
    headers: tuple[tuple[str, str], ...]
    etag: str | None
    last_modified: datetime | None
    not_modified: bytes


class Resource:
    """A path.  `behave` changes how it answers, for good or for a number of times.

    Set `headers` before the first request: they become part of the ready answer.
    """

    def __init__(self, server: FeedServer, path: str) -> None:
        self.server = server
        self.path = path
        self.host = 0
        self.delay: float | None = None
        self.headers: dict[str, str] = {}
        self.hits = 0
        self._lasting: Behaviour | None = None
        self._passing: deque[Behaviour] = deque()

    @property
    def url(self) -> str:
        return self.server.url(self.path, self.host)

    def behave(self, behaviour: Behaviour | None, times: int | None = None) -> Self:
        if behaviour is None:
            self._lasting = None
            self._passing.clear()
        elif times is None:
            self._lasting = behaviour
        else:
            self._passing.extend([behaviour] * times)
        return self

    @property
    def plain(self) -> bool:
        return self._lasting is None and not self._passing

    def take_behaviour(self) -> Behaviour | None:
        return self._passing.popleft() if self._passing else self._lasting

    def shape(self, accepted: str) -> Shape:
        raise NotImplementedError


def _compress(coding: str, body: bytes) -> bytes:
    if coding == "gzip":
        # No time in it: the same feed is the same bytes, and so the same tag.
        return gzip.compress(body, 6, mtime=0)
    if coding == "br":
        return bytes(brotli.compress(body, quality=4))
    window = -15 if coding == "raw-deflate" else 15
    squeezer = zlib.compressobj(6, zlib.DEFLATED, window)
    return squeezer.compress(body) + squeezer.flush()


def _accepts(accepted: str, token: str) -> bool:
    for part in accepted.lower().split(","):
        name, _, rest = part.strip().partition(";")
        if name.strip() in (token, "*"):
            return re.fullmatch(r"\s*q\s*=\s*0(\.0*)?\s*", rest) is None
    return False


class Body(Resource):
    """A resource with bytes, a version and validators."""

    def __init__(
        self,
        server: FeedServer,
        path: str,
        *,
        content_type: str,
        validators: Validators,
        encoding: Encoding | None = None,
        weak: bool = False,
        force_encoding: bool = False,
    ) -> None:
        super().__init__(server, path)
        self.content_type = content_type
        self.validators: Validators = validators
        self.encoding: Encoding | None = encoding
        self.weak = weak
        self.force_encoding = force_encoding
        self.last_modified = datetime.now(UTC).replace(microsecond=0) - timedelta(days=1)
        self._shapes: dict[str | None, Shape] = {}

    def touch(self) -> None:
        """Something changed.  A date of whole seconds must still move on when two changes fall into one."""
        now = datetime.now(UTC).replace(microsecond=0)
        self.last_modified = max(self.last_modified + timedelta(seconds=1), now)
        self._shapes.clear()

    def render(self) -> bytes:
        raise NotImplementedError

    def shape(self, accepted: str) -> Shape:
        coding: str | None = self.encoding
        if coding is not None and not self.force_encoding:
            token = "deflate" if coding == "raw-deflate" else coding
            coding = coding if _accepts(accepted, token) else None
        made = self._shapes.get(coding)
        if made is None:
            made = self._shapes[coding] = self._make(coding)
        return made

    def _make(self, coding: str | None) -> Shape:
        body = self.render()
        if coding is not None:
            body = _compress(coding, body)
        headers: list[tuple[str, str]] = []
        tag: str | None = None
        changed: datetime | None = None
        if self.validators in ("etag", "both"):
            digest = hashlib.blake2b(body, digest_size=8).hexdigest()
            tag = f'W/"{digest}"' if self.weak else f'"{digest}"'
            headers.append(("ETag", tag))
        if self.validators in ("last-modified", "both"):
            changed = self.last_modified
            headers.append(("Last-Modified", format_datetime(changed, usegmt=True)))
        if self.encoding is not None:
            headers.append(("Vary", "Accept-Encoding"))
        headers += self.headers.items()
        lines = "".join(f"{name}: {value}\r\n" for name, value in headers)
        not_modified = f"HTTP/1.1 304 Not Modified\r\n{lines}".encode("latin-1")
        full = [("Content-Type", self.content_type), *headers] if self.content_type else headers
        if coding is not None:
            full = [*full, ("Content-Encoding", "deflate" if coding == "raw-deflate" else coding)]
        return Shape(body, tuple(full), tag, changed, not_modified)


class Page(Body):
    def __init__(self, server: FeedServer, path: str, body: bytes, **options: Any) -> None:
        super().__init__(server, path, **options)
        self._body = body

    def render(self) -> bytes:
        return self._body

    def replace(self, body: str | bytes) -> None:
        self._body = body.encode() if isinstance(body, str) else body
        self.touch()


class Redirect(Resource):
    def __init__(self, server: FeedServer, path: str, to: str, status: int) -> None:
        super().__init__(server, path)
        self.to, self.status = to, status

    def shape(self, accepted: str) -> Shape:
        headers = (("Location", self.to), ("Content-Type", "text/plain"), *self.headers.items())
        return Shape(b"moved\n", headers, None, None, b"")


# ----------------------------------------------------------------------------------------------------
# Feeds
# ----------------------------------------------------------------------------------------------------


@dataclass(eq=False)
class Item:
    """An entry.  Change it through its feed, which has to know."""

    title: str
    text: str
    link: str | None
    guid: str | None
    published: datetime | None
    html: str | None = None
    published_raw: str | None = None
    extra: str = ""
    updated: datetime | None = None
    cached: str | None = field(default=None, repr=False)

    def date_text(self, kind: Kind) -> str | None:
        if self.published_raw is not None:
            return self.published_raw
        if self.published is None:
            return None
        return _date_text(self.published, kind)


def _date_text(moment: datetime, kind: Kind) -> str:
    return format_datetime(moment) if kind == "rss" else moment.isoformat(timespec="seconds")


class Feed(Body):
    """A feed.  The newest item stands first; with a `window` the oldest fall out at the end."""

    def __init__(
        self,
        server: FeedServer,
        path: str,
        *,
        title: str,
        kind: Kind,
        validators: Validators,
        encoding: Encoding | None,
        charset: str,
        declare: Declare,
        header_charset: str | None,
        window: int | None,
        cdata: bool,
        weak: bool,
        force_encoding: bool,
    ) -> None:
        mime = {"rss": "application/rss+xml", "atom": "application/atom+xml", "rdf": "application/rdf+xml"}[kind]
        told = header_charset or (charset if declare in ("both", "header") else None)
        super().__init__(
            server,
            path,
            content_type=f"{mime}; charset={told}" if told else mime,
            validators=validators,
            encoding=encoding,
            weak=weak,
            force_encoding=force_encoding,
        )
        self.title, self.kind, self.charset, self.declare = title, kind, charset, declare
        self.window, self.cdata = window, cdata
        self.items: list[Item] = []
        self._raw: bytes | None = None
        self._serial = 0

    # ---- for the test

    def publish(
        self,
        *,
        title: str,
        text: str = "",
        link: str | _Auto | None = AUTO,
        guid: str | _Auto | None = AUTO,
        published: datetime | _Auto | None = AUTO,
        html: str | None = None,
        published_raw: str | None = None,
        extra: str = "",
    ) -> Item:
        """A new item on top.  None leaves an element out; `published_raw` and `extra` go in unescaped."""
        self._serial += 1
        stem = self.path.strip("/").replace("/", "-").rpartition(".")[0] or "feed"
        item = Item(
            title,
            text,
            self.server.url(f"/story/{stem}/{self._serial}", self.host) if isinstance(link, _Auto) else link,
            f"tag:loopback.test,2026:{stem}:{self._serial}" if isinstance(guid, _Auto) else guid,
            datetime.now(UTC).replace(microsecond=0) if isinstance(published, _Auto) else published,
            html,
            published_raw,
            extra,
        )
        self.items.insert(0, item)
        if self.window is not None:
            del self.items[self.window :]
        self.touch()
        return item

    def edit(self, item: Item, **changes: Any) -> Item:
        for name, value in changes.items():
            if name == "cached" or name not in Item.__dataclass_fields__:
                raise TypeError(f"an item has no {name}")
            setattr(item, name, value)
        item.cached = None
        if self.kind == "atom" and "updated" not in changes:
            item.updated = datetime.now(UTC)
        self.touch()
        return item

    def remove(self, item: Item) -> None:
        self.items.remove(item)
        self.touch()

    def raw(self, body: bytes | None) -> None:
        """Any bytes instead of the items; None brings the items back."""
        self._raw = body
        self.touch()

    # ---- the XML

    def render(self) -> bytes:
        if self._raw is not None:
            return self._raw
        for item in self.items:
            if item.cached is None:
                item.cached = self._render_item(item)
        items = "".join(item.cached or "" for item in self.items)
        home, title = escape(self.server.url("/", self.host)), escape(self.title)
        said = f' encoding="{self.charset}"' if self.declare in ("both", "xml") else ""
        if self.kind == "rss":
            document = (
                '<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" '
                'xmlns:dc="http://purl.org/dc/elements/1.1/"><channel>'
                f"<title>{title}</title><link>{home}</link><description>{title}</description>\n"
                f"{items}</channel></rss>\n"
            )
        elif self.kind == "atom":
            moment = _date_text(self.last_modified, "atom")
            link = quoteattr(self.server.url("/", self.host))
            document = (
                f'<feed xmlns="http://www.w3.org/2005/Atom"><title>{title}</title><id>{home}</id>'
                f"<updated>{moment}</updated><link href={link}/>\n{items}</feed>\n"
            )
        else:
            seq = "".join(f"<rdf:li rdf:resource={quoteattr(i.link or i.guid or '')}/>" for i in self.items)
            document = (
                '<rdf:RDF xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/" '
                'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
                'xmlns:content="http://purl.org/rss/1.0/modules/content/">'
                f"<channel rdf:about={quoteattr(self.url)}><title>{title}</title><link>{home}</link>"
                f"<description>{title}</description><items><rdf:Seq>{seq}</rdf:Seq></items></channel>\n"
                f"{items}</rdf:RDF>\n"
            )
        text = f'<?xml version="1.0"{said}?>\n{document}'
        return text.encode(self.charset, "xmlcharrefreplace")

    def _text(self, text: str) -> str:
        if self.cdata:
            return "<![CDATA[" + text.replace("]]>", "]]]]><![CDATA[>") + "]]>"
        return escape(text)

    def _render_item(self, item: Item) -> str:
        parts = [f"<title>{self._text(item.title)}</title>"]
        date = item.date_text(self.kind)
        if self.kind == "atom":
            if item.link is not None:
                parts.append(f'<link rel="alternate" href={quoteattr(item.link)}/>')
            if item.guid is not None:
                parts.append(f"<id>{escape(item.guid)}</id>")
            if date is not None:
                parts.append(f"<published>{escape(date)}</published>")
            if item.updated is not None or date is not None:
                changed = _date_text(item.updated, "atom") if item.updated else date
                parts.append(f"<updated>{escape(changed or '')}</updated>")
            parts.append(f'<summary type="text">{self._text(item.text)}</summary>')
            if item.html is not None:
                parts.append(f'<content type="html">{self._text(item.html)}</content>')
            return f"<entry>{''.join(parts)}{item.extra}</entry>\n"
        if item.link is not None:
            parts.append(f"<link>{escape(item.link)}</link>")
        parts.append(f"<description>{self._text(item.text)}</description>")
        if item.html is not None:
            parts.append(f"<content:encoded>{self._text(item.html)}</content:encoded>")
        if self.kind == "rdf":
            if date is not None:
                parts.append(f"<dc:date>{escape(date)}</dc:date>")
            about = quoteattr(item.guid or item.link or "")
            return f"<item rdf:about={about}>{''.join(parts)}{item.extra}</item>\n"
        if item.guid is not None:
            parts.append(f'<guid isPermaLink="false">{escape(item.guid)}</guid>')
        if date is not None:
            parts.append(f"<pubDate>{escape(date)}</pubDate>")
        return f"<item>{''.join(parts)}{item.extra}</item>\n"


# ----------------------------------------------------------------------------------------------------
# Requests
# ----------------------------------------------------------------------------------------------------

_TAGS = re.compile(r'(?:W/)?"([^"]*)"')


@dataclass(eq=False)
class Request:
    """A request as it came.  `when` is monotonic; the headers are read only when somebody asks."""

    method: str
    target: str
    host: str
    when: float
    head: bytes
    body: bytes = b""
    status: int | None = None

    @cached_property
    def path(self) -> str:
        return self.target.partition("?")[0]

    @cached_property
    def query(self) -> dict[str, list[str]]:
        return parse_qs(self.target.partition("?")[2], keep_blank_values=True)

    @cached_property
    def headers(self) -> CIMultiDict[str]:
        found: CIMultiDict[str] = CIMultiDict()
        for line in self.head.decode("latin-1").split("\r\n")[1:]:
            name, colon, value = line.partition(":")
            if colon:
                found.add(name.strip(), value.strip())
        return found


_IF_NONE_MATCH = re.compile(rb"\r\nif-none-match:[ \t]*([^\r]*)", re.IGNORECASE)
_IF_MODIFIED_SINCE = re.compile(rb"\r\nif-modified-since:[ \t]*([^\r]*)", re.IGNORECASE)
_ACCEPT_ENCODING = re.compile(rb"\r\naccept-encoding:[ \t]*([^\r]*)", re.IGNORECASE)


def _found(pattern: re.Pattern[bytes], head: bytes) -> str | None:
    """The one header that is needed: to read all of them costs more than the rest of a 304."""
    values = pattern.findall(head)
    return b", ".join(values).decode("latin-1").strip() if values else None


def _unchanged(shape: Shape, head: bytes) -> bool:
    """Weak comparison of tags; a date counts only when no tag was sent (RFC 9110, 13.2.2)."""
    tags = _found(_IF_NONE_MATCH, head)
    if tags is not None:
        if shape.etag is None:
            return False
        mine = shape.etag.removeprefix("W/").strip('"')
        return tags == "*" or any(tag == mine for tag in _TAGS.findall(tags))
    if shape.last_modified is None:
        return False
    since = _found(_IF_MODIFIED_SINCE, head)
    if since is None:
        return False
    try:
        moment = parsedate_to_datetime(since)
    except ValueError:
        return False
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return shape.last_modified <= moment


_HEAD_LIMIT = 64 * 1024
_BODY_LIMIT = MIB


class _Connection(asyncio.Protocol):
    """One client.  What can be answered at once is; the rest runs as a task, one at a time."""

    def __init__(self, server: FeedServer, host: str) -> None:
        self.server = server
        self.host = host
        self.buffer = b""
        self.task: asyncio.Task[None] | None = None
        self.transport: asyncio.Transport | None = None
        self.writable = asyncio.Event()
        self.writable.set()

    # ---- asyncio's side

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        self.server.connections += 1
        self.server._open.add(self)

    def connection_lost(self, exc: Exception | None) -> None:
        self.transport = None
        self.server._open.discard(self)
        self.writable.set()
        if self.task is not None:
            self.task.cancel()

    def pause_writing(self) -> None:
        self.writable.clear()

    def resume_writing(self) -> None:
        self.writable.set()

    def data_received(self, data: bytes) -> None:
        self.buffer = self.buffer + data if self.buffer else data
        self._serve()

    # ---- reading

    def _serve(self) -> None:
        while self.task is None and self.buffer and self.transport is not None:
            end = self.buffer.find(b"\r\n\r\n")
            if end < 0:
                if len(self.buffer) > _HEAD_LIMIT:
                    self._bad(431)
                return
            head = self.buffer[:end]
            lines = head.split(b"\r\n", 1)
            first = lines[0].split(b" ")
            if len(first) != 3 or not first[2].startswith(b"HTTP/1."):
                self._bad(400)
                return
            length = 0
            lowered = head.lower()
            if b"\r\ncontent-length:" in lowered or b"\r\ntransfer-encoding:" in lowered:
                match = re.search(rb"\r\ncontent-length:[ \t]*(\d{1,12})[ \t]*(?:\r\n|$)", lowered)
                if match is None or int(match.group(1)) > _BODY_LIMIT:
                    self._bad(411 if match is None else 413)
                    return
                length = int(match.group(1))
            if b"\r\nhost:" not in lowered and first[2] == b"HTTP/1.1":
                self._bad(400)
                return
            stop = end + 4 + length
            if len(self.buffer) < stop:
                return
            body = self.buffer[end + 4 : stop]
            self.buffer = self.buffer[stop:]
            keep = b"\r\nconnection: close" not in lowered
            if first[2] == b"HTTP/1.0":
                keep = b"\r\nconnection: keep-alive" in lowered
            request = Request(
                first[0].decode("latin-1"),
                first[1].decode("latin-1"),
                self.host,
                time.monotonic(),
                head,
                body,
            )
            self._dispatch(request, keep)

    def _bad(self, status: int) -> None:
        self._write(_plain(status, f"{status}\n".encode(), keep=False))
        self._close()

    def _dispatch(self, request: Request, keep: bool) -> None:
        server = self.server
        server.count += 1
        if server.record:
            server.requests.append(request)
        resource = server._find(request.host, request.path)
        if resource is not None:
            resource.hits += 1
        delay = server.delay if resource is None or resource.delay is None else resource.delay
        server._enter(request.host)
        if (resource is None or resource.plain) and not delay:
            # An exception here is a mistake of the server's own, and must not look like a slow host.
            try:
                self._write(self._answer(request, resource, keep))
            finally:
                server._leave(request.host)
            if not keep:
                self._close()
            return
        self.task = asyncio.get_running_loop().create_task(self._slow(request, resource, keep, delay))

    async def _slow(self, request: Request, resource: Resource | None, keep: bool, delay: float) -> None:
        try:
            if delay:
                await asyncio.sleep(delay)
            behaviour = resource.take_behaviour() if resource is not None else None
            if resource is None or behaviour is None:
                self._write(self._answer(request, resource, keep))
            else:
                keep = await self._misbehave(request, resource, behaviour) and keep
        finally:
            self.server._leave(request.host)
            self.task = None
        if not keep:
            self._close()
        else:
            self._serve()

    # ---- writing

    def _write(self, data: bytes) -> None:
        if self.transport is not None:
            self.transport.write(data)

    async def _flow(self, data: bytes) -> bool:
        """Waits for the client to read; false when it has gone."""
        self._write(data)
        await self.writable.wait()
        return self.transport is not None

    def _close(self) -> None:
        if self.transport is not None:
            self.transport.close()

    def _reset(self) -> None:
        if self.transport is None:
            return
        plug = self.transport.get_extra_info("socket")
        if plug is not None:
            # With a linger of zero the kernel sends RST instead of FIN.
            plug.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.transport.abort()

    def _answer(self, request: Request, resource: Resource | None, keep: bool) -> bytes:
        server = self.server
        hook = server.hooks.get((request.method, request.path)) if server.hooks else None
        if hook is not None:
            status, result = hook(request)
            body = json.dumps(result, default=str).encode() + b"\n"
            return self._done(request, status, _plain(status, body, "application/json", keep=keep))
        if resource is None:
            return self._done(request, 404, _plain(404, b"not found\n", keep=keep))
        if request.method not in ("GET", "HEAD"):
            return self._done(request, 405, _plain(405, b"", keep=keep, more=(("Allow", "GET, HEAD"),)))
        shape = resource.shape(_found(_ACCEPT_ENCODING, request.head) or "")
        if isinstance(resource, Redirect):
            status = resource.status
        elif _unchanged(shape, request.head):
            tail = b"\r\n" if keep else b"Connection: close\r\n\r\n"
            return self._done(request, 304, shape.not_modified + _date_line() + tail)
        else:
            status = 200
        head = _head(status, shape.headers, len(shape.body), keep)
        return self._done(request, status, head if request.method == "HEAD" else head + shape.body)

    def _done(self, request: Request, status: int, data: bytes) -> bytes:
        request.status = status
        self.server.statuses[status] += 1
        return data

    async def _misbehave(self, request: Request, resource: Resource, how: Behaviour) -> bool:
        """Says whether the connection can go on."""
        request.status = how.status
        self.server.statuses[how.status] += 1
        if how.kind == "hang" and not how.portion:
            await self.server._closing.wait()
            return False
        if how.kind == "reset" and not how.portion:
            self._reset()
            return False
        if how.kind in ("status", "body"):
            headers = [*how.headers.items()]
            if how.retry_after_date is not None:
                headers.append(("Retry-After", formatdate(time.time() + how.retry_after_date, usegmt=True)))
            kind = how.content_type or getattr(resource, "content_type", "text/plain")
            headers.append(("Content-Type", str(kind)))
            body = how.body or b""
            await self._flow(_head(how.status, headers, len(body), True) + body)
            return True
        if how.kind in ("gzip_bomb", "brotli_bomb", "endless"):
            await self._pour(resource, how)
            return False
        shape = resource.shape(_found(_ACCEPT_ENCODING, request.head) or "")
        headers = [(n, v) for n, v in shape.headers if how.content_type is None or n != "Content-Type"]
        headers += how.headers.items()
        if how.content_type is not None:
            headers.append(("Content-Type", how.content_type))
        head = _head(200, headers, len(shape.body), True)
        part = shape.body[: int(len(shape.body) * how.portion)]
        if how.kind == "headers":
            await self._flow(head + shape.body)
            return True
        if how.kind == "hang":
            await self._flow(head)
            await self.server._closing.wait()
        elif how.kind == "drip":
            await self._flow(head)
            for start in range(0, len(shape.body), how.size):
                await asyncio.sleep(how.seconds)
                if not await self._flow(shape.body[start : start + how.size]):
                    break
            return True
        else:
            await self._flow(head + part)
            if how.kind == "reset":
                # Else the reset overtakes the bytes, and the client sees none of them.
                await asyncio.sleep(0.02)
                self._reset()
        return False

    async def _pour(self, resource: Resource, how: Behaviour) -> None:
        if how.kind == "endless":
            source, coding = endless_feed(), ""
        elif how.kind == "gzip_bomb":
            source, coding = gzip_bomb(how.size), "gzip"
        else:
            source, coding = brotli_bomb(how.size), "br"
        headers = [("Content-Type", str(getattr(resource, "content_type", "application/rss+xml")))]
        if coding:
            headers.append(("Content-Encoding", coding))
        await self._flow(_head(200, headers, None, True))
        async for piece in _breathing(source):
            if piece and not await self._flow(b"%x\r\n%b\r\n" % (len(piece), piece)):
                return
        await self._flow(b"0\r\n\r\n")


async def _breathing(source: Iterator[bytes]) -> AsyncIterator[bytes]:
    """Lets the other clients in between two pieces: a bomb is work for its maker too."""
    for piece in source:
        yield piece
        await asyncio.sleep(0)


@lru_cache(maxsize=2)
def _date_of(second: int) -> bytes:
    return f"Date: {formatdate(second, usegmt=True)}\r\n".encode()


def _date_line() -> bytes:
    return _date_of(int(time.time()))


def _reason(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "Unknown"


def _head(status: int, headers: Iterable[tuple[str, str]], length: int | None, keep: bool) -> bytes:
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers)
    size = "Transfer-Encoding: chunked\r\n" if length is None else f"Content-Length: {length}\r\n"
    end = "" if keep else "Connection: close\r\n"
    text = f"HTTP/1.1 {status} {_reason(status)}\r\n{lines}{size}{end}"
    return text.encode("utf-8") + _date_line() + b"\r\n"


def _plain(
    status: int,
    body: bytes,
    content_type: str = "text/plain",
    *,
    keep: bool,
    more: Sequence[tuple[str, str]] = (),
) -> bytes:
    return _head(status, [("Content-Type", content_type), *more], len(body), keep) + body


# ----------------------------------------------------------------------------------------------------
# Bombs
# ----------------------------------------------------------------------------------------------------

_BOMB_START = b'<?xml version="1.0"?><rss version="2.0"><channel><title>'
_BOMB_END = b"</title></channel></rss>"


def gzip_bomb(size: int = GIB) -> Iterator[bytes]:
    """A valid gzip stream of a feed with a title of blanks, about 1:1000, made while it is sent.

    A block of one MiB is compressed once and repeated: after a full flush each block stands by itself.
    """
    block = b" " * MIB
    squeezer = zlib.compressobj(9, zlib.DEFLATED, -15)
    first = squeezer.compress(_BOMB_START) + squeezer.flush(zlib.Z_FULL_FLUSH)
    packed = squeezer.compress(block) + squeezer.flush(zlib.Z_FULL_FLUSH)
    total, check = len(_BOMB_START), zlib.crc32(_BOMB_START)
    yield b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\xff" + first
    for _ in range(max(0, size // MIB)):
        check = zlib.crc32(block, check)
        total += MIB
        yield packed
    # The end needs a compressor without the block in its window, for nothing may refer back to it.
    last = zlib.compressobj(9, zlib.DEFLATED, -15)
    end = last.compress(_BOMB_END) + last.flush()
    check, total = zlib.crc32(_BOMB_END, check), total + len(_BOMB_END)
    yield end + struct.pack("<II", check, total & 0xFFFFFFFF)


def brotli_bomb(size: int = GIB) -> Iterator[bytes]:
    """The same in brotli, where a gigabyte fits into some kilobytes."""
    block = b" " * MIB
    squeezer = brotli.Compressor(quality=3)
    yield bytes(squeezer.process(_BOMB_START)) + bytes(squeezer.flush())
    for _ in range(max(0, size // MIB)):
        yield bytes(squeezer.process(block))
    yield bytes(squeezer.process(_BOMB_END)) + bytes(squeezer.finish())


def endless_feed() -> Iterator[bytes]:
    yield b'<?xml version="1.0"?><rss version="2.0"><channel><title>endless</title>'
    for start in count(step=100):
        batch = (f"<item><title>Item {n}</title><guid>{n}</guid></item>" for n in range(start, start + 100))
        yield "".join(batch).encode()


# ----------------------------------------------------------------------------------------------------
# The server
# ----------------------------------------------------------------------------------------------------

Hook: TypeAlias = Callable[[Request], tuple[int, Any]]


AnyResource = TypeVar("AnyResource", bound=Resource)


class FeedServer:
    """Use as `async with FeedServer(hosts=20) as server:`.

    Host n is 127.0.0.(n+1).  A path stands on all of them unless it was given a host of its own.
    """

    def __init__(self, hosts: int = 1, *, port: int = 0, delay: float = 0.0, record: bool = True) -> None:
        if not 1 <= hosts <= 254:
            raise ValueError("1 to 254 hosts fit into 127.0.0.0/24")
        self.hosts = hosts
        self.delay = delay
        self.record = record
        self.requests: list[Request] = []
        self.count = 0
        self.connections = 0
        self.statuses: Counter[int] = Counter()
        self.in_flight: Counter[str] = Counter()
        self.in_flight_peak: Counter[str] = Counter()
        self.in_flight_total_peak = 0
        self.hooks: dict[tuple[str, str], Hook] = {}
        self._in_flight_total = 0
        self._wanted_port = port
        self._ports: list[int] = []
        self._servers: list[asyncio.Server] = []
        self._resources: dict[tuple[str | None, str], Resource] = {}
        self._own_hosts = False
        self._open: set[_Connection] = set()
        self._closing = asyncio.Event()

    async def __aenter__(self) -> Self:
        loop = asyncio.get_running_loop()
        port = self._wanted_port
        for number in range(self.hosts):
            address = self.address(number)

            def connect(address: str = address) -> _Connection:
                return _Connection(self, address)

            try:
                server = await loop.create_server(connect, address, port, backlog=1024)
            except OSError:
                # The port that the first host was given may be taken on another address.
                if self._wanted_port:
                    raise
                server = await loop.create_server(connect, address, 0, backlog=1024)
            self._servers.append(server)
            port = server.sockets[0].getsockname()[1]
            self._ports.append(port)
            port = self._ports[0]
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def close(self) -> None:
        self._closing.set()
        for server in self._servers:
            server.close()
        tasks: list[Awaitable[None]] = []
        for connection in list(self._open):
            if connection.task is not None:
                connection.task.cancel()
                tasks.append(connection.task)
            if connection.transport is not None:
                connection.transport.abort()
        await asyncio.gather(*tasks, return_exceptions=True)
        for server in self._servers:
            await server.wait_closed()
        self._servers.clear()

    # ---- where

    def address(self, host: int = 0) -> str:
        return f"127.0.0.{host + 1}"

    def url(self, path: str = "/", host: int = 0) -> str:
        return f"http://{self.address(host)}:{self._ports[host]}{path}"

    def requests_for(self, path: str, host: int | None = None) -> list[Request]:
        where = None if host is None else self.address(host)
        return [r for r in self.requests if r.path == path and where in (None, r.host)]

    def clear(self) -> None:
        """Forgets what was asked so far, not what is served."""
        self.requests.clear()
        self.statuses.clear()
        self.in_flight_peak.clear()
        self.count = self.in_flight_total_peak = 0

    # ---- what

    def feed(
        self,
        path: str,
        *,
        title: str = "Loopback Wire",
        kind: Kind = "rss",
        validators: Validators = "etag",
        encoding: Encoding | None = None,
        charset: str = "utf-8",
        declare: Declare = "both",
        header_charset: str | None = None,
        window: int | None = None,
        cdata: bool = False,
        weak: bool = False,
        force_encoding: bool = False,
        host: int | None = None,
    ) -> Feed:
        """`declare` says where the charset is told; a `header_charset` lets the header say another."""
        feed = Feed(
            self,
            path,
            title=title,
            kind=kind,
            validators=validators,
            encoding=encoding,
            charset=charset,
            declare=declare,
            header_charset=header_charset,
            window=window,
            cdata=cdata,
            weak=weak,
            force_encoding=force_encoding,
        )
        return self._put(feed, host)

    def page(
        self,
        path: str,
        body: str | bytes,
        *,
        content_type: str = "text/html; charset=utf-8",
        validators: Validators = "none",
        encoding: Encoding | None = None,
        host: int | None = None,
    ) -> Page:
        data = body.encode() if isinstance(body, str) else body
        page = Page(self, path, data, content_type=content_type, validators=validators, encoding=encoding)
        return self._put(page, host)

    def robots(self, text: str, host: int | None = None) -> Page:
        return self.page("/robots.txt", text, content_type="text/plain; charset=utf-8", host=host)

    def redirect(self, path: str, to: str, status: int = 301, host: int | None = None) -> Redirect:
        """`to` goes into Location as it is, relative or not: two that name each other make a loop."""
        return self._put(Redirect(self, path, to, status), host)

    def redirect_chain(self, path: str, to: str, length: int, status: int = 302) -> None:
        """`length` redirects from `path` to `to`."""
        here = path
        for number in range(1, length):
            there = f"{path}.{number}"
            self.redirect(here, there, status)
            here = there
        self.redirect(here, to, status)

    def behave(self, path: str, behaviour: Behaviour, times: int | None = None, host: int | None = None) -> Resource:
        """A path that misbehaves; if nothing stands there yet, a small feed does from now on."""
        where = None if host is None else self.address(host)
        resource = self._resources.get((where, path))
        if resource is None:
            feed = self.feed(path, host=host)
            feed.publish(title="Something happened", text="It is not known what.")
            resource = feed
        return resource.behave(behaviour, times)

    def drop(self, path: str, host: int | None = None) -> None:
        """From now on 404."""
        del self._resources[None if host is None else self.address(host), path]

    def _put(self, resource: AnyResource, host: int | None) -> AnyResource:
        where = None if host is None else self.address(host)
        resource.host = host or 0
        self._own_hosts = self._own_hosts or where is not None
        self._resources[where, resource.path] = resource
        return resource

    # ---- for the connections

    def _find(self, host: str, path: str) -> Resource | None:
        if self._own_hosts:
            own = self._resources.get((host, path))
            if own is not None:
                return own
        return self._resources.get((None, path))

    def _enter(self, host: str) -> None:
        now = self.in_flight[host] = self.in_flight[host] + 1
        self.in_flight_peak[host] = max(self.in_flight_peak[host], now)
        self._in_flight_total += 1
        self.in_flight_total_peak = max(self.in_flight_total_peak, self._in_flight_total)

    def _leave(self, host: str) -> None:
        self.in_flight[host] -= 1
        self._in_flight_total -= 1


# ----------------------------------------------------------------------------------------------------
# Generated news
# ----------------------------------------------------------------------------------------------------

_COMPANIES = (
    ("Hengyue Materials", "SHE: 002871"), ("Northgate Semiconductor", "NASDAQ: NGSC"),
    ("Jinhai Shipping", "HKG: 1387"), ("Bluewater Foods", "NYSE: BWF"), ("Tianlu Battery", "SHE: 300846"),
    ("Harbour Re", "HKG: 0966"),
    ("Kestrel Airways", "NYSE: KSA"), ("Xinglan Pharma", "SHA: 603417"), ("Orchid Robotics", "HKG: 2496"),
    ("Redstone Copper", "NYSE: RSC"), ("Yunhe Motor", "SHA: 601794"), ("Lantern Software", "NASDAQ: LNTN"),
    ("Guangrui Optical", "SHE: 001203"), ("Meridian Bank", "NYSE: MRB"), ("Dongfu Steel", "SHA: 600731"),
    ("Peakline Energy", "NASDAQ: PKLE"),
)  # fmt: skip
_HEADLINES = (
    "{c} {rose} {p}% After {event}",
    "{c}'s {period} {metric} {rose} {p}% to {money}",
    "{c} to Invest {money} in {place} {plant}",
    "{c} {rose} as {analyst} {cuts} Target Price to {price}",
    "{place} Regulator Looks Into {c}'s {plant} Deal Worth {money}",
    "{c} Plans {money} Share Buyback Following {event}",
)
_OPENINGS = (
    "({wire}) {date} -- Shares of {c} [{t}] {rose} by as much as {p} percent in {place} today after {event}, "
    "before closing {q} percent {higher} at {price}.",
    "({wire}) {date} -- {c} [{t}] said its {metric} {rose} {p} percent to {money} in {period} from a year earlier.",
    "({wire}) {date} -- {c} [{t}] will spend {money} to build a {plant} in {place}, the company said in "
    "a filing to the stock exchange late yesterday.",
)
_SENTENCES = (
    "{metric} {rose} {p} percent to {money} in {period}, while costs went up {q} percent to {money2}, "
    "the company said.",
    "{analyst} analyst {person} {kept} a target price of {price}, saying the market underrates demand from {place}.",
    "The {plant}, due to open in {year}, will make {n} units a year and employ about {m} people.",
    "{c2} [{t2}] and {c} climbed {p} percent to {price} and {q} percent to {price2}, respectively.",
    "\u201cWe expect orders to recover in the second half,\u201d {person} said on a call with investors, "
    "without giving a figure for the full year.",
    "The benchmark index of {place} slipped {q} percent, dragged down by banks and makers of building materials.",
    "Debt stood at {money} as of the end of {period}, against {money2} a year before, according to the report.",
    "{c} raised {money} in its initial public offering at {price} a share, {p} percent {higher} than the midpoint.",
    "Exports from {place} to Southeast Asia increased {p} percent by volume, customs data show, the "
    "{ord} gain in a row.",
    "Still, margins narrowed by {q} percentage points because of dearer copper, freight and a weaker yen.",
    "The board also proposed a dividend of {cents} cents a share, to be paid after the annual meeting in {month}.",
    "Neither {c2} nor {analyst} replied to a request for comment outside office hours.",
    "People familiar with the matter put the value of the deal at {money}, more than the {money2} reported before.",
    "Rivals such as {c2} have lowered prices {n2} times since {month}, and {person} warned that more may follow.",
    "About {n} vehicles were sold in {month}, up {p} percent from the previous month but {q} percent "
    "fewer than in "
    "the same month of last year.",
    "The yuan traded at {fx} to the US dollar, and the yield of the ten-year bond rose {bp} basis points.",
)
_EVENTS = (
    "it won a {money} order", "its chief financial officer resigned", "a fire at its main plant",
    "regulators cleared its new drug", "it said profit may have doubled", "the United States eased "
    "export curbs",
    "it missed its delivery target", "a court rejected its appeal",
)  # fmt: skip
_WORDS: Mapping[str, tuple[str, ...]] = {
    "rose": ("rose", "fell", "jumped", "slid", "gained", "dropped", "surged", "eased"),
    "higher": ("higher", "lower"),
    "cuts": ("Cuts", "Raises", "Keeps"),
    "kept": ("kept", "set", "repeated"),
    "metric": ("net profit", "revenue", "operating income", "sales volume", "cash flow", "order intake"),
    "period": ("the first quarter", "the first half", "the third quarter", "the nine months ended Sept. 30"),
    "place": ("Shanghai", "Shenzhen", "Hong Kong", "Hungary", "Jiangsu", "Ohio", "Vietnam", "Chongqing"),
    "plant": (
        "battery plant",
        "wafer line",
        "port terminal",
        "data centre",
        "copper smelter",
        "research hub",
    ),
    "analyst": ("Eastport Securities", "Calder & Finch", "Huaming Capital", "Greyfriars"),
    "person": ("Zhou Min", "Karen Ostrow", "Li Yifan", "Tomas Berg", "Chen Guowei", "Amara Nwosu"),
    "month": ("January", "March", "May", "July", "September", "November"),
    "ord": ("second", "third", "fifth", "eighth"),
    "wire": ("Loopback", "Loopback Global"),
    "date": ("Feb. 3", "May 14", "June 9", "Aug. 21", "Oct. 30", "Nov. 12"),
}


@dataclass(frozen=True)
class Story:
    title: str
    text: str
    html: str


def _money(rng: random.Random) -> str:
    amount = rng.choice((rng.uniform(1, 9.9), rng.uniform(10, 990)))
    scale = rng.choice(("million", "billion"))
    local = f"{rng.choice(('CNY', 'HKD'))}{amount:.1f} {scale}"
    return f"{local} (USD{amount / 7.2:.1f} {scale})" if rng.random() < 0.4 else local


class _Filler(dict[str, str]):
    """Chooses the words that a template asks for, and keeps those that name the story's subject."""

    def __init__(self, rng: random.Random) -> None:
        (company, ticker), (other, other_ticker) = rng.sample(_COMPANIES, 2)
        super().__init__(c=company, t=ticker, c2=other, t2=other_ticker)
        self.rng = rng

    def __missing__(self, key: str) -> str:
        rng = self.rng
        if key in _WORDS:
            return rng.choice(_WORDS[key])
        if key in ("p", "q"):
            return f"{rng.uniform(0.1, 30):.1f}"
        if key.startswith("money"):
            return _money(rng)
        if key.startswith("price"):
            return f"{rng.choice(('CNY', 'HKD', 'USD'))}{rng.uniform(2, 400):.2f}"
        if key == "event":
            return rng.choice(_EVENTS).replace("{money}", _money(rng))
        if key == "fx":
            return f"{rng.uniform(6.8, 7.3):.4f}"
        if key == "year":
            return str(rng.randint(2026, 2030))
        return f"{rng.randint(2, 90) if key in ('n2', 'cents', 'bp') else rng.randint(500, 90_000):,}"


def generate_story(rng: random.Random, size: int = 3_000) -> Story:
    """Financial prose of about `size` characters of HTML; the same `rng` gives the same story."""
    words = _Filler(rng)
    title = rng.choice(_HEADLINES).format_map(words)
    paragraphs = [rng.choice(_OPENINGS).format_map(words)]
    length = len(paragraphs[0])
    while length < size:
        some = rng.sample(_SENTENCES, rng.randint(1, 3))
        filled = [sentence.format_map(words) for sentence in some]
        paragraph = " ".join(sentence[0].upper() + sentence[1:] for sentence in filled)
        paragraphs.append(paragraph)
        length += len(paragraph) + 40
    last = f"Editor: {rng.choice(_WORDS['person'])}"
    html = [f'<p><a href="/quote/{words["t"].replace(": ", "-")}">{escape(words["c"])}</a></p>']
    html += [f'<p class="body">{escape(p)}</p>' for p in [*paragraphs, last]]
    picture = f'<figure><img src="/img/{rng.randrange(10**8):08d}.jpg" alt={quoteattr(title)}/></figure>'
    return Story(title, paragraphs[0], picture + "\n".join(html))


def fill_feed(
    feed: Feed, rng: random.Random, items: int = 35, size: int = 117_000, newest: datetime | None = None
) -> Feed:
    """Real-sized: `items` stories which make a document of about `size` bytes."""
    moment = newest or datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
    # What an item has besides the prose: the summary, the escaped marks, the names of the elements.
    each = max(200, size // max(1, items) - 1_000)
    for number in range(items, 0, -1):
        # Not all alike: real stories are short and long.
        story = generate_story(rng, int(each * rng.uniform(0.6, 1.3)))
        when = moment - timedelta(minutes=47 * (number - 1))
        feed.publish(title=story.title, text=story.text, html=story.html, published=when)
    return feed


# ----------------------------------------------------------------------------------------------------
# Alone
# ----------------------------------------------------------------------------------------------------


class Bench:
    """Many generated feeds, and the paths that control them.

    POST /_publish?feed=K (or every=N), POST /_reset, GET /_stats, GET /_urls.
    """

    def __init__(self, server: FeedServer, *, feeds: int, items: int, seed: int = 1, **options: Any) -> None:
        self.server = server
        self.feeds: list[Feed] = []
        self.urls: list[str] = []
        self._rng = random.Random(seed)
        for number in range(feeds):
            feed = server.feed(f"/feed/{number}.xml", title=f"Wire {number}", window=max(items, 1), **options)
            fill_feed(feed, random.Random(f"{seed}/{number}"), items)
            feed.shape("gzip, deflate, br")
            self.feeds.append(feed)
            self.urls.append(server.url(feed.path, number % server.hosts))
        server.hooks["POST", "/_publish"] = self._publish
        server.hooks["POST", "/_reset"] = self._reset
        server.hooks["GET", "/_stats"] = self._stats
        server.hooks["GET", "/_urls"] = lambda request: (200, self.urls)

    def publish(self, number: int) -> dict[str, Any]:
        story = generate_story(self._rng)
        item = self.feeds[number].publish(title=story.title, text=story.text, html=story.html)
        return {"feed": number, "title": item.title, "guid": item.guid, "link": item.link, "at": time.time()}

    def _publish(self, request: Request) -> tuple[int, Any]:
        try:
            wanted = [int(n) for n in request.query.get("feed", [])]
            for step in request.query.get("every", []):
                wanted += range(0, len(self.feeds), int(step))
        except ValueError:
            return 400, {"error": "a number is wanted"}
        if not wanted or any(not 0 <= n < len(self.feeds) for n in wanted):
            return 404, {"error": "no such feed"}
        done = [self.publish(n) for n in wanted]
        return 200, done[0] if len(done) == 1 else done

    def _stats(self, request: Request) -> tuple[int, Any]:
        server = self.server
        return 200, {
            "requests": server.count,
            "connections": server.connections,
            "statuses": dict(server.statuses),
            "in_flight_peak": dict(server.in_flight_peak),
            "in_flight_total_peak": server.in_flight_total_peak,
        }

    def _reset(self, request: Request) -> tuple[int, Any]:
        self.server.clear()
        return 200, {}


async def _run(options: argparse.Namespace) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(name, stop.set)
    # Not recorded: a benchmark's million requests would fill the memory.
    async with FeedServer(options.hosts, port=options.port, delay=options.delay, record=False) as server:
        bench = Bench(
            server,
            feeds=options.feeds,
            items=options.items,
            seed=options.seed,
            kind=options.kind,
            validators=options.validators,
            encoding=options.encoding,
        )
        size = sum(len(feed.shape("").body) for feed in bench.feeds) // max(1, len(bench.feeds))
        ready = {
            "ready": server.url("/"),
            "hosts": options.hosts,
            "feeds": options.feeds,
            "bytes_per_feed": size,
        }
        sys.stdout.write(json.dumps(ready) + "\n")
        sys.stdout.flush()
        await stop.wait()


def main(arguments: Sequence[str] | None = None) -> int:
    text = "Serves generated feeds on loopback for a benchmark."
    parser = argparse.ArgumentParser(prog="python -m tests.loopback.feed_server", description=text)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--hosts", type=int, default=1)
    parser.add_argument("--feeds", type=int, default=100)
    parser.add_argument("--items", type=int, default=35)
    parser.add_argument("--kind", choices=("rss", "atom", "rdf"), default="rss")
    parser.add_argument("--validators", choices=("etag", "last-modified", "both", "none"), default="etag")
    parser.add_argument("--encoding", choices=("gzip", "deflate", "raw-deflate", "br"), default=None)
    parser.add_argument("--delay", type=float, default=0.0, help="seconds before each answer")
    parser.add_argument("--seed", type=int, default=1)
    asyncio.run(_run(parser.parse_args(arguments)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
