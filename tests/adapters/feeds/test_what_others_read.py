"""Feeds that other readers read: odd encodings, cookies, JSON; and what a robots.txt or a page may cost."""

from __future__ import annotations

import asyncio
import json
import time
import tracemalloc
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest
import pytest_asyncio
from aiohttp import web

from bot.adapters.feeds.parsing import ParserProcess
from bot.adapters.feeds.polling import _NAMES, HttpFeeds
from bot.adapters.feeds.worker import parse_json_feed, robots_of
from bot.errors import FeedError, FeedUnreadable
from bot.link import Link
from bot.ports import Polled, Unchanged
from tests.adapters.feeds.helpers import AGENT, bare, feed, http, rss
from tests.fakes import FakeClock
from tests.growth import SQUARE, growth

pytestmark = pytest.mark.asyncio(loop_scope="module")
NEWS = rss("<title>Alibaba rises</title><link>https://a.example/1</link>")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def parser() -> AsyncIterator[ParserProcess]:
    parser = ParserProcess()
    yield parser
    await parser.close()


@pytest_asyncio.fixture(loop_scope="module")
async def feeds(parser: ParserProcess) -> AsyncIterator[HttpFeeds]:
    made = HttpFeeds(AGENT, FakeClock(), ("127.0.0.0/8",), parser=parser)
    yield made
    await made.fetcher.close()


async def titles(feeds: HttpFeeds, answer: bytes) -> list[str]:
    async with bare(answer) as url:
        found = await feeds.poll(feed(url))
    assert isinstance(found, Polled)
    return [i.title for i in found.items]


@pytest.mark.parametrize("coding", [b"utf-8", b"UTF-8", b"none", b"gzip"])
async def test_a_feed_whose_encoding_is_misnamed_is_read(feeds: HttpFeeds, coding: bytes) -> None:
    assert await titles(feeds, http(NEWS, b"Content-Encoding: " + coding, b"Content-Type: application/rss+xml")) == [
        "Alibaba rises"
    ]


async def test_a_feed_that_a_proxy_on_the_way_has_changed_is_read(feeds: HttpFeeds) -> None:
    assert await titles(feeds, http(NEWS, status=b"203 Non-Authoritative Information")) == ["Alibaba rises"]


async def test_a_feed_that_wants_the_cookie_of_its_redirect_is_read_and_the_cookie_goes_to_nobody_else(
    feeds: HttpFeeds,
) -> None:
    asked: list[tuple[str, str]] = []

    async def gate(request: web.Request) -> web.StreamResponse:
        asked.append((request.path, request.headers.get("Cookie", "")))
        if request.path == "/feed" and "pass=7" not in request.headers.get("Cookie", ""):
            return web.Response(status=302, headers={"Location": "/feed", "Set-Cookie": "pass=7; Path=/"})
        return web.Response(body=NEWS, content_type="application/rss+xml")

    app = web.Application()
    app.router.add_get("/{tail:.*}", gate)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = runner.addresses[0][1]
    try:
        found = await feeds.poll(feed(f"http://127.0.0.1:{port}/feed"))
        assert isinstance(found, Polled)
        assert [i.title for i in found.items] == ["Alibaba rises"]
        await feeds.poll(feed(f"http://127.0.0.1:{port}/other"))
    finally:
        await runner.cleanup()
    assert asked == [("/feed", ""), ("/feed", "pass=7"), ("/other", "")], "it is forgotten with the answer"


JSON_FEED = {
    "version": "https://jsonfeed.org/version/1.1", "title": "Wire & Co", "hubs": [{"type": "WebSub", "url": "https://hub.example/"}], "feed_url": "https://a.example/feed.json",
    "items": [
        {"id": "1", "url": "https://a.example/1?x=1&lang=en", "title": "AT&T rises", "content_html": "<p>One</p><p>AT&amp;T rose 5%.</p>", "date_published": "2026-11-29T12:55:20+08:00"},
        {"id": 2, "external_url": "https://b.example/2", "content_text": "Two A<B", "date_modified": "2026-11-29 12:55:20"},
        {"id": "3", "title": None, "url": 5, "date_published": {}}, "junk", None,
    ],
}  # fmt: skip


async def test_a_json_feed_is_read_as_any_other(feeds: HttpFeeds) -> None:
    async with bare(http(json.dumps(JSON_FEED).encode(), b"Content-Type: application/feed+json")) as url:
        found = await feeds.poll(replace(feed(url), zone="Asia/Shanghai"))
    assert isinstance(found, Polled)
    moment = datetime(2026, 11, 29, 4, 55, 20, tzinfo=UTC)
    assert [(i.guid, i.url, i.title, i.text, i.published) for i in found.items] == [
        ("1", Link("https://a.example/1?x=1&lang=en"), "AT&T rises", "One\nAT&T rose 5%.", moment),
        ("2", Link("https://b.example/2"), "", "Two A<B", moment),
    ]
    assert (found.title, found.hub, found.topic) == (
        "Wire & Co",
        "https://hub.example/",
        "https://a.example/feed.json",
    )


@pytest.mark.parametrize(
    "body",
    [
        b"{}",
        b'{"version": "https://jsonfeed.org/version/1.1"}',
        b'{"version": 1, "items": []}',
        b"{" * 100_000,
        b'{"version": "https://jsonfeed.org/version/1", "items": {"a": 1}}',
        b'{"error": "no"}',
        '{"version": "\ud800"}'.encode("utf-8", "surrogatepass"),
    ],
)
async def test_no_json_whatever_breaks_the_reader(body: bytes) -> None:
    assert parse_json_feed(body, None, "en")["items"] == []


async def test_a_validator_that_moves_over_an_unchanged_feed_is_sent_on(feeds: HttpFeeds) -> None:
    async with bare(http(NEWS, b'ETag: "1"')) as url:
        first = await feeds.poll(feed(url))
        assert isinstance(first, Polled)
    async with bare(http(NEWS, b'ETag: "2"')) as url:
        again = await feeds.poll(feed(url, body_hash=first.body_hash, item_hashes=first.item_hashes, etag='"1"'))
    assert again == Unchanged('"2"', None, None, whole=True)


@pytest.mark.parametrize(
    ("head", "named"),
    [
        ('<link rel="alternate" type="application/rss+xml" href="/rss.xml">', "/rss.xml"),
        ('<link href="feed.json?key=s3cret" type="application/feed+json" rel="Alternate">', "/feed.json?key=***"),
        (
            '<link rel="alternate" type="application/atom+xml" href="https://desk:pw@a.example/atom">',
            "https://a.example/atom",
        ),
    ],
)
async def test_a_page_that_names_its_feed_says_so(feeds: HttpFeeds, head: str, named: str) -> None:
    page = f"<!doctype html><html><head><title>Wire</title>{head}</head><body><p>News</p></body></html>".encode()
    async with bare(http(page, b"Content-Type: text/html")) as url:
        with pytest.raises(FeedUnreadable) as told:
            await feeds.poll(feed(url))
        shown = named if named.startswith("https") else url.rstrip("/") + named
        assert str(told.value) == f"there is a page at that address, and it names a feed: {shown}"


async def test_a_page_that_names_none_is_no_feed(feeds: HttpFeeds) -> None:
    async with bare(
        http(b"<html><body><link rel=alternate type=application/rss+xml href='javascript:x'></body></html>")
    ) as url:
        with pytest.raises(
            FeedUnreadable, match=r"^there is no feed at that address, but a page for people \(HTML\)$"
        ):
            await feeds.poll(feed(url))


async def test_a_json_feed_whose_words_look_like_items_of_xml_loses_no_news(feeds: HttpFeeds) -> None:
    def body(count: int) -> bytes:
        items = [
            {"id": str(n), "content_text": "An <item>of</item> news, <entry>too</entry>", "title": f"News {n}"}
            for n in range(count)
        ]
        return http(
            json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": "W", "items": items}).encode()
        )

    async with bare(body(2)) as url:
        first = await feeds.poll(feed(url))
    assert isinstance(first, Polled)
    async with bare(body(6)) as url:
        again = await feeds.poll(feed(url, item_hashes=first.item_hashes, body_hash=first.body_hash))
    assert isinstance(again, Polled)
    assert [i.title for i in again.items] == ["News 2", "News 3", "News 4", "News 5"]


async def test_half_a_character_in_a_json_feed_costs_nobody_anything(feeds: HttpFeeds) -> None:
    body = b'{"version": "https://jsonfeed.org/version/1.1", "items": [{"id": "1", "title": "Half \\ud83d", "url": "https://a.example/\\ud83d"}, {"id": "2", "title": "Whole"}]}'
    async with bare(http(body)) as url:
        found = await feeds.poll(feed(url))
    assert isinstance(found, Polled)
    assert [i.title for i in found.items] == ["Half \ufffd", "Whole"]
    assert all((i.url or "").encode("utf-8") is not None for i in found.items)


@pytest.mark.parametrize("cookie", ["a[b]=1", "x@y=1", "p{q}=2", "=", "a=1; b[]=2"])
async def test_an_odd_cookie_of_a_redirect_is_no_fault(feeds: HttpFeeds, cookie: str) -> None:
    answers = [http(b"", b"Location: /next", b"Set-Cookie: " + cookie.encode(), status=b"302 Found"), http(NEWS)]

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(answers.pop(0))
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    try:
        found = await feeds.poll(feed(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/"))
        assert isinstance(found, Polled)
        assert [i.title for i in found.items] == ["Alibaba rises"]
    finally:
        server.close()


async def test_of_a_list_with_the_oldest_first_the_newest_are_read(feeds: HttpFeeds) -> None:
    items = [
        {"id": str(n), "title": f"News {n}", "date_published": f"2026-11-{1 + n // 100:02d}T{n % 24:02d}:00:00Z"}
        for n in range(700)
    ]
    body = json.dumps({"version": "https://jsonfeed.org/version/1.1", "items": items}).encode()
    async with bare(http(body)) as url:
        found = await feeds.poll(feed(url))
    assert isinstance(found, Polled)
    assert len(found.items) == 500
    assert "News 699" in {i.title for i in found.items}


@pytest.mark.parametrize(
    "path", ["/f?key=S3CRETKEY", "/f?authToken=S3CRETKEY&x=ü", "/a b?api_key=S3CRETKEY", "/%2b?key=S3CRETKEY"]
)
async def test_no_error_of_a_connection_says_what_an_address_keeps_secret(feeds: HttpFeeds, path: str) -> None:
    for answer in (
        b"HTTP/1.1 200 OK\r\nX: " + b"y" * 40_000 + b"\r\n\r\n",
        b"nonsense\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nx",
    ):
        async with bare(answer) as url:
            with pytest.raises(FeedError) as told:
                await feeds.poll(feed(url.replace("127.0.0.1", "user:PASSW0RD@127.0.0.1").rstrip("/") + path))
        assert "S3CRETKEY" not in str(told.value)
        assert "PASSW0RD" not in str(told.value)


@pytest.mark.parametrize("piece", [b"<link ", b"<guid ", b"<link x='", b"<id>", b"<link href=", b"<link>    "])
async def test_the_names_of_an_item_are_found_in_a_time_that_grows_with_its_length(piece: bytes) -> None:
    assert growth(lambda n: _NAMES.findall(piece * n), 5_000) < SQUARE


# --- robots.txt ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("robots", "allowed"),
    [
        ("", True), ("User-agent: *\nDisallow: /", False), ("User-agent: *\nDisallow:", True), ("User-agent: *\nDisallow: /news", False), ("User-agent: *\nDisallow: /other", True),
        ("User-agent: newstape\nDisallow: /\n\nUser-agent: *\nDisallow:", False), ("User-agent: newstape\nDisallow:\n\nUser-agent: *\nDisallow: /", True),
        ("User-agent: GPTBot\nUser-agent: newstape\nDisallow: /", False), ("User-agent: *\nAllow: /news\nDisallow: /", True), ("<html>not found</html>", True),
        ("User-agent: a\n" + "Disallow: /\n" * 5000 + "User-agent: *\nDisallow: /news # all of it", False),
    ],
)  # fmt: skip
async def test_a_page_is_asked_for_only_where_robots_txt_lets_us(
    parser: ParserProcess, robots: str, allowed: bool
) -> None:
    from tests.adapters.feeds.helpers import MemoryClient

    client = MemoryClient(robots.encode())
    feeds = HttpFeeds(AGENT, FakeClock(), parser=parser, fetcher=client)
    await feeds.article(Link("https://a.example/news/1"), "Title", "Summary")
    assert ("https://a.example/news/1" in client.urls) == allowed
    assert client.urls[0] == "https://a.example/robots.txt"


async def test_a_robots_txt_that_is_made_to_cost_holds_nobody_up_and_is_forgotten_after_a_day(
    parser: ParserProcess,
) -> None:
    from tests.adapters.feeds.helpers import MemoryClient

    huge = (
        "".join(f"User-agent: agent{n}\n" for n in range(2000))
        + "User-agent: *\n"
        + "".join(f"Disallow: /a*{n}*b$\n" for n in range(4000))
        + "Disallow: /news"
    )
    clock = FakeClock()
    client = MemoryClient(huge.encode())
    feeds = HttpFeeds(AGENT, clock, parser=parser, fetcher=client)
    tracemalloc.start()
    began = time.process_time()
    await feeds.article(Link("https://a.example/news/1"), "Title", "Summary")
    held = time.process_time() - began  # of this process: the worker's time is its own
    grown = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    assert held < 1
    assert grown < 20 * 2**20
    assert len(robots_of(huge.encode(), "newstape")["rules"].splitlines()) <= 301
    await feeds.article(Link("https://a.example/news/2"), "Title", "Summary")
    assert client.urls.count("https://a.example/robots.txt") == 1
    clock.pass_(86_500)
    await feeds.article(Link("https://a.example/news/3"), "Title", "Summary")
    assert client.urls.count("https://a.example/robots.txt") == 2
