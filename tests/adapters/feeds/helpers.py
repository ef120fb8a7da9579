"""What several of these tests need: bare answers, documents, a store with a feed, material that is not ours to keep."""

from __future__ import annotations

import asyncio
import json
import tarfile
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from bot.adapters.feeds.fetch import MOST_BYTES, Fetched
from bot.ports import Feed

SHARED = Path("/work/shared/data")
AGENT = "newstape/0.1 (+mailto:operator@example.org)"


def shared(*parts: str) -> Path:
    """A file or folder of the shared material; the test is skipped where there is none."""
    path = SHARED.joinpath(*parts)
    if not path.exists():
        pytest.skip("no shared data")
    return path


@asynccontextmanager
async def bare(answer: bytes) -> AsyncIterator[str]:
    """A server that answers every request with these very bytes and hangs up. Gives its address."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(answer)
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    try:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/"
    finally:
        server.close()
        await server.wait_closed()


def http(body: bytes, *headers: bytes, status: bytes = b"200 OK") -> bytes:
    lines = b"".join(h + b"\r\n" for h in headers)
    return b"HTTP/1.1 %b\r\n%bContent-Length: %d\r\n\r\n%b" % (status, lines, len(body), body)


def rss(*items: str, head: str = "", before: str = "") -> bytes:
    return (
        f'<?xml version="1.0" encoding="utf-8"?>{before}<rss version="2.0"><channel><title>Wire</title>{head}'
        f"{''.join(f'<item>{i}</item>' for i in items)}</channel></rss>"
    ).encode()


def feed(url: str, **remembered: object) -> Feed:
    return Feed(id=1, url=url, name="Wire", language="en", asked_url=url, **remembered)  # type: ignore[arg-type]


class MemoryClient:
    """Answers from memory; `urls` is what it was asked."""

    def __init__(self, body: bytes = b"") -> None:
        self.body = body
        self.headers: dict[str, str] = {"content-type": "application/rss+xml"}
        self.urls: list[str] = []

    async def get(self, url: str, headers: Mapping[str, str] | None = None, *, most: int = MOST_BYTES) -> Fetched:
        self.urls.append(url)
        return Fetched(200, self.body, self.headers, url)

    async def close(self) -> None:
        return None


def history(name: str) -> tuple[list[dict[str, object]], dict[int, bytes]]:
    """The polls with what is new and changed at each, and the documents by their number."""
    expected = json.loads(shared("feed-histories", f"dev-{name}.expected.json").read_text())
    documents: dict[int, bytes] = {}
    with tarfile.open(shared("feed-histories", f"dev-{name}.tar.xz")) as archive:
        for member in archive:
            content = archive.extractfile(member) if member.isfile() else None
            if content is not None:
                documents[int(Path(member.name).stem)] = content.read()
    return expected, documents
