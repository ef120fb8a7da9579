"""The feed server: read by feedparser, asked over raw sockets and aiohttp, and as bad as it was told."""

from __future__ import annotations

import asyncio
import gzip
import json
import os
import random
import signal
import sys
import time
import zlib
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime, parsedate_to_datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import aiohttp
import brotli
import feedparser
import pytest

from tests.loopback.feed_server import (
    Behaviour,
    Encoding,
    FeedServer,
    Kind,
    Validators,
    brotli_bomb,
    fill_feed,
    generate_story,
    gzip_bomb,
)

WHEN = datetime(2026, 8, 21, 6, 30, tzinfo=UTC)
ROOT = Path(__file__).resolve().parents[2]


async def get(url: str, headers: Mapping[str, str] | None = None, **options: Any) -> tuple[int, Any, bytes]:
    timeout = aiohttp.ClientTimeout(total=10)
    async with (
        aiohttp.ClientSession(timeout=timeout, auto_decompress=False) as session,
        session.get(url, headers=headers, **options) as response,
    ):
        return response.status, response.headers, await response.read()


async def raw(server: FeedServer, request: str) -> bytes:
    """What stands on the wire, until the server closes."""
    _, address = server.url("").split("//")
    host, port = address.split(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    try:
        writer.write(request.encode("latin-1"))
        async with asyncio.timeout(10):
            return await reader.read()
    finally:
        writer.close()


def line(path: str, *headers: str) -> str:
    return "\r\n".join([f"GET {path} HTTP/1.1", "Host: x", "Connection: close", *headers, "", ""])


def parse(body: bytes, content_type: str = "application/rss+xml") -> Any:
    return feedparser.parse(BytesIO(body), response_headers={"content-type": content_type})


def inflate(encoding: str | None, body: bytes) -> bytes:
    if encoding == "gzip":
        return gzip.decompress(body)
    if encoding == "br":
        return bytes(brotli.decompress(body))
    if encoding in ("deflate", "raw-deflate"):
        return zlib.decompress(body, -15 if encoding == "raw-deflate" else 15)
    return body


# ---- feeds


@pytest.mark.parametrize("encoding", [None, "gzip", "deflate", "raw-deflate", "br"])
@pytest.mark.parametrize(("kind", "version"), [("rss", "rss20"), ("atom", "atom10"), ("rdf", "rss10")])
@pytest.mark.asyncio
async def test_feedparser_reads_each_kind_in_each_encoding(
    kind: Kind, version: str, encoding: Encoding | None
) -> None:
    async with FeedServer() as server:
        feed = server.feed("/a.xml", title="Wire & Co", kind=kind, encoding=encoding)
        html = "<p>Rose 3.1% &amp; fell</p>"
        feed.publish(title="A < B & \u963f\u91cc", text="Text & more", html=html, published=WHEN, guid="g1")
        feed.publish(title="Second", text="", link=None, guid=None, published=None)
        _, headers, body = await get(feed.url, {"Accept-Encoding": "gzip, deflate, br"})
        said = "deflate" if encoding == "raw-deflate" else encoding
        assert headers.get("Content-Encoding") == said
        parsed = parse(inflate(encoding, body), headers["Content-Type"])
        assert not parsed.bozo and parsed.version == version and parsed.feed.title == "Wire & Co"
        newest, oldest = parsed.entries
        assert newest.title == "Second" and "published" not in newest
        assert "id" not in newest or kind == "rdf"
        # feedparser takes the dc:date of RSS 1.0 for the date of a change.
        moment = oldest.updated_parsed if kind == "rdf" else oldest.published_parsed
        assert moment[:5] == (2026, 8, 21, 6, 30)
        assert oldest.id == "g1" and "\u963f\u91cc" in oldest.title and oldest.content[-1].value == html


@pytest.mark.parametrize("charset", ["utf-8", "gb18030", "iso-8859-1", "utf-16", "windows-1251"])
@pytest.mark.parametrize("cdata", [False, True])
@pytest.mark.asyncio
async def test_feedparser_reads_each_charset(charset: str, cdata: bool) -> None:
    title = {"gb18030": "\u963f\u91cc\u5df4\u5df4", "windows-1251": "\u0411\u0430\u043d\u043a"}.get(
        charset, "Z\u00fcrich"
    )
    async with FeedServer() as server:
        feed = server.feed("/a.xml", charset=charset, cdata=cdata)
        feed.publish(title=title, text="x")
        _, headers, body = await get(feed.url)
        assert charset in headers["Content-Type"]
        assert parse(body, headers["Content-Type"]).entries[0].title == title


@pytest.mark.asyncio
async def test_an_encoding_is_used_only_when_the_client_takes_it() -> None:
    async with FeedServer() as server:
        feed = server.feed("/a.xml", encoding="gzip")
        feed.publish(title="x")
        for accepted in ("identity", "br", "gzip;q=0"):
            _, headers, body = await get(feed.url, {"Accept-Encoding": accepted})
            assert "Content-Encoding" not in headers and body.startswith(b"<?xml")
            assert headers["Vary"] == "Accept-Encoding"
        feed.force_encoding = True
        _, headers, body = await get(feed.url, {"Accept-Encoding": "identity"})
        assert headers["Content-Encoding"] == "gzip" and b"<title>x</title>" in gzip.decompress(body)


@pytest.mark.asyncio
async def test_publishing_editing_and_removing_change_the_feed_and_its_tag() -> None:
    async with FeedServer() as server:
        feed = server.feed("/a.xml", validators="both", window=2)
        tags, dates, titles = [], [], []

        async def look() -> None:
            _, headers, body = await get(feed.url)
            tags.append(headers["ETag"])
            dates.append(parsedate_to_datetime(headers["Last-Modified"]))
            titles.append([entry.title for entry in parse(body).entries])

        await look()
        feed.publish(title="one", published_raw="Fri, 21 Aug 2026 14:30:00 CEST")
        second = feed.publish(title="two")
        feed.publish(title="three", extra="<category>x</category>")
        await look()
        feed.edit(second, title="two, corrected", text="new")
        await look()
        feed.remove(second)
        await look()
        feed.raw(b"\xff\xfenothing")
        assert (await get(feed.url))[2] == b"\xff\xfenothing"
        feed.raw(None)
        assert titles == [[], ["three", "two"], ["three", "two, corrected"], ["three"]]
        assert len(set(tags)) == 4 and sorted(set(dates)) == dates
        with pytest.raises(TypeError):
            feed.edit(feed.items[0], headline="x")


# ---- validators


@pytest.mark.parametrize("weak", [False, True])
@pytest.mark.asyncio
async def test_a_tag_is_compared_weakly_and_within_lists(weak: bool) -> None:
    async with FeedServer() as server:
        feed = server.feed("/a.xml", weak=weak)
        feed.publish(title="x")
        tag = (await get(feed.url))[1]["ETag"]
        bare = tag.removeprefix("W/")
        assert tag.startswith("W/") == weak
        for sent in (tag, bare, f"W/{bare}", f'"other", {tag}', f'"a,b",W/{bare}', "*"):
            status, headers, body = await get(feed.url, {"If-None-Match": sent})
            assert (status, body, headers["ETag"]) == (304, b"", tag)
        for sent in ('"other"', bare.strip('"'), 'W/"other"', '""'):
            assert (await get(feed.url, {"If-None-Match": sent}))[0] == 200
        feed.publish(title="y")
        assert (await get(feed.url, {"If-None-Match": tag}))[0] == 200


@pytest.mark.asyncio
async def test_a_date_is_compared_unless_a_tag_was_sent() -> None:
    async with FeedServer() as server:
        feed = server.feed("/a.xml", validators="both")
        feed.publish(title="x")
        same = format_datetime(feed.last_modified, usegmt=True)
        older = format_datetime(feed.last_modified - timedelta(seconds=1), usegmt=True)
        later = format_datetime(feed.last_modified + timedelta(hours=1), usegmt=True)
        found = [(await get(feed.url, {"If-Modified-Since": d}))[0] for d in (same, later, older, "yesterday", "0")]
        assert found == [304, 304, 200, 200, 200]
        assert (await get(feed.url, {"If-Modified-Since": same, "If-None-Match": '"other"'}))[0] == 200
        feed.publish(title="y")
        assert (await get(feed.url, {"If-Modified-Since": same}))[0] == 200


@pytest.mark.parametrize("validators", ["none", "etag", "last-modified"])
@pytest.mark.asyncio
async def test_a_validator_that_was_not_offered_is_not_honoured(validators: Validators) -> None:
    async with FeedServer() as server:
        feed = server.feed("/a.xml", validators=validators)
        feed.publish(title="x")
        headers = (await get(feed.url))[1]
        assert ("ETag" in headers, "Last-Modified" in headers) == (
            validators == "etag",
            validators == "last-modified",
        )
        later = format_datetime(datetime.now(UTC) + timedelta(days=1), usegmt=True)
        by_tag = (await get(feed.url, {"If-None-Match": "*"}))[0]
        by_date = (await get(feed.url, {"If-Modified-Since": later}))[0]
        assert (by_tag == 304, by_date == 304) == (validators == "etag", validators == "last-modified")


# ---- pages, robots, redirects


@pytest.mark.asyncio
async def test_pages_robots_and_missing_paths_are_answered() -> None:
    async with FeedServer(hosts=2) as server:
        page = server.page("/p", "<p>\u963f</p>", validators="etag")
        server.robots("User-agent: *\nDisallow: /p\n", host=1)
        status, headers, body = await get(page.url)
        assert (status, body.decode(), headers["Content-Type"]) == (
            200,
            "<p>\u963f</p>",
            "text/html; charset=utf-8",
        )
        page.replace("new")
        assert (await get(page.url, {"If-None-Match": headers["ETag"]}))[2] == b"new"
        assert (await get(server.url("/robots.txt", host=1)))[2].startswith(b"User-agent")
        assert (await get(server.url("/robots.txt", host=0)))[0] == 404
        server.drop("/p")
        assert (await get(page.url))[0] == 404


@pytest.mark.asyncio
async def test_redirects_are_relative_or_absolute_chained_or_endless() -> None:
    async with FeedServer(hosts=2) as server:
        server.feed("/a.xml").publish(title="x")
        server.redirect("/relative", "a.xml", 307)
        server.redirect("/absolute", server.url("/a.xml", host=1), 308)
        server.redirect_chain("/chain", "/a.xml", 5)
        server.redirect("/one", "/two")
        server.redirect("/two", "/one")
        for path in ("/relative", "/absolute", "/chain"):
            assert b"<title>x</title>" in (await get(server.url(path)))[2]
        assert server.requests_for("/a.xml", host=1)[0].headers["Host"].startswith("127.0.0.2")
        assert [r.status for r in server.requests if r.path.startswith("/chain")] == [302] * 5
        with pytest.raises(aiohttp.TooManyRedirects):
            await get(server.url("/one"))
        status, headers, _ = await get(server.url("/one"), allow_redirects=False)
        assert (status, headers["Location"]) == (301, "/two")


# ---- behaviours


@pytest.mark.parametrize("status", [404, 410, 500, 503])
@pytest.mark.asyncio
async def test_a_status_can_pass_or_last(status: int) -> None:
    async with FeedServer() as server:
        feed = server.feed("/a.xml").behave(Behaviour.failing(status, retry_after=7), times=2)
        answers = [await get(feed.url) for _ in range(3)]
        assert [a[0] for a in answers] == [status, status, 200] and answers[0][1]["Retry-After"] == "7"
        feed.behave(Behaviour.failing(status, retry_after_date=30))
        wait = parsedate_to_datetime((await get(feed.url))[1]["Retry-After"]).timestamp() - time.time()
        assert 25 < wait < 32
        feed.behave(None)
        assert (await get(feed.url))[0] == 200


@pytest.mark.parametrize("after_headers", [False, True])
@pytest.mark.asyncio
async def test_a_hang_ends_when_the_client_leaves_and_is_counted_while_it_lasts(after_headers: bool) -> None:
    async with FeedServer() as server:
        server.behave("/a.xml", Behaviour.hang(after_headers=after_headers))
        with pytest.raises(TimeoutError):
            await get(server.url("/a.xml"), timeout=aiohttp.ClientTimeout(total=0.2))
        assert server.in_flight_peak["127.0.0.1"] == 1
        await asyncio.sleep(0.05)
        assert server.in_flight["127.0.0.1"] == 0


@pytest.mark.asyncio
async def test_closing_the_server_does_not_wait_for_what_hangs() -> None:
    server = FeedServer()
    async with server:
        server.behave("/a.xml", Behaviour.hang())
        task = asyncio.create_task(get(server.url("/a.xml")))
        await asyncio.sleep(0.1)
    with pytest.raises(aiohttp.ClientError):
        await task


@pytest.mark.asyncio
async def test_a_drip_brings_the_true_body_slowly() -> None:
    async with FeedServer() as server:
        feed = server.feed("/a.xml")
        feed.publish(title="x")
        whole = (await get(feed.url))[2]
        feed.behave(Behaviour.drip(0.001, size=20))
        began = time.monotonic()
        assert (await get(feed.url))[2] == whole
        assert time.monotonic() - began > len(whole) / 20 * 0.001


@pytest.mark.asyncio
async def test_a_truncated_body_is_shorter_than_its_length_says() -> None:
    async with FeedServer() as server:
        server.behave("/a.xml", Behaviour.truncated())
        answer = await raw(server, line("/a.xml"))
        head, _, body = answer.partition(b"\r\n\r\n")
        (length,) = (int(h.split(b":")[1]) for h in head.split(b"\r\n") if h.startswith(b"Content-Length"))
        assert 0 < len(body) < length
        with pytest.raises(aiohttp.ClientPayloadError):
            await get(server.url("/a.xml"))


@pytest.mark.parametrize("portion", [0.0, 0.5])
@pytest.mark.asyncio
async def test_a_reset_breaks_the_connection(portion: float) -> None:
    async with FeedServer() as server:
        server.behave("/a.xml", Behaviour.reset(portion))
        with pytest.raises((aiohttp.ClientError, ConnectionResetError)):
            await get(server.url("/a.xml"))


@pytest.mark.parametrize("behaviour", [Behaviour.gzip_bomb(64 << 20), Behaviour.brotli_bomb(64 << 20)])
@pytest.mark.asyncio
async def test_a_bomb_is_small_on_the_wire_and_valid(behaviour: Behaviour) -> None:
    async with FeedServer() as server:
        server.behave("/a.xml", behaviour)
        _, headers, body = await get(server.url("/a.xml"))
        assert len(body) < 100_000
        inflated = inflate(headers["Content-Encoding"], body)
        assert len(inflated) > 64 << 20 and inflated.endswith(b"</title></channel></rss>")


def test_bombs_are_made_piece_by_piece() -> None:
    for bomb in (gzip_bomb(), brotli_bomb()):
        began = time.monotonic()
        pieces = [next(bomb) for _ in range(4)]
        assert time.monotonic() - began < 1 and sum(map(len, pieces)) < 10_000


@pytest.mark.asyncio
async def test_a_gigabyte_is_sent_within_seconds_while_others_are_served() -> None:
    async with FeedServer() as server:
        server.behave("/bomb.xml", Behaviour.gzip_bomb())
        server.feed("/a.xml").publish(title="x")
        task = asyncio.create_task(get(server.url("/bomb.xml")))
        await asyncio.sleep(0.05)
        assert (await get(server.url("/a.xml")))[0] == 200
        assert len((await task)[2]) < 3_000_000


@pytest.mark.asyncio
async def test_an_endless_feed_ends_when_the_client_has_had_enough() -> None:
    async with FeedServer() as server, aiohttp.ClientSession() as session:
        server.behave("/a.xml", Behaviour.endless())
        read = 0
        async with session.get(server.url("/a.xml")) as response:
            async for chunk in response.content.iter_any():
                read += len(chunk)
                if read > 3_000_000:
                    break
            response.close()
        await asyncio.sleep(0.1)
        assert server.in_flight["127.0.0.1"] == 0


@pytest.mark.asyncio
async def test_headers_can_be_huge_or_many() -> None:
    async with FeedServer() as server:
        server.behave("/a.xml", Behaviour.huge_header(1 << 20))
        assert len(await raw(server, line("/a.xml"))) > 1 << 20
        with pytest.raises(aiohttp.ClientResponseError):
            await get(server.url("/a.xml"))
        server.behave("/a.xml", Behaviour.many_headers(5_000))
        assert (await raw(server, line("/a.xml"))).count(b"X-Padding") == 5_000


@pytest.mark.asyncio
async def test_a_feed_can_come_under_a_wrong_type_be_a_page_or_be_empty() -> None:
    async with FeedServer() as server:
        feed = server.feed("/a.xml")
        feed.publish(title="x")
        behaviours = (Behaviour.wrong_type("image/png"), Behaviour.html_instead(), Behaviour.empty())
        for behaviour in behaviours:
            feed.behave(behaviour, times=1)
        wrong, page, empty = [await get(feed.url) for _ in behaviours]
        assert wrong[1].getall("Content-Type") == ["image/png"] and b"<rss" in wrong[2]
        parsed = parse(page[2], page[1]["Content-Type"])
        assert page[0] == 200 and not parsed.version
        assert (empty[0], empty[2]) == (200, b"")


# ---- the wire


@pytest.mark.asyncio
async def test_requests_that_follow_each_other_on_one_connection_are_answered_in_order() -> None:
    async with FeedServer() as server:
        server.page("/1", "one").delay = 0.05
        server.page("/2", "two")
        first = "GET /1 HTTP/1.1\r\nHost: x\r\n\r\n"
        answer = await raw(server, first + "HEAD /2 HTTP/1.1\r\nHost: x\r\n\r\n" + line("/2?x=1"))
        assert answer.count(b"HTTP/1.1 200") == 3 and answer.index(b"one") < answer.index(b"two")
        assert answer.count(b"two") == 1 and server.connections == 1
        assert [r.query for r in server.requests_for("/2")] == [{}, {"x": ["1"]}]


@pytest.mark.parametrize(
    ("request_text", "status"),
    [
        ("nonsense\r\n\r\n", 400),
        ("GET / HTTP/1.1\r\n\r\n", 400),
        ("GET / HTTP/1.1\r\nHost: x\r\nX: " + "x" * 70_000, 431),
        ("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n", 411),
        ("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999\r\n\r\n", 413),
        ("GET / HTTP/1.0\r\n\r\n", 404),
    ],
)
@pytest.mark.asyncio
async def test_a_malformed_request_is_refused_and_the_connection_closed(request_text: str, status: int) -> None:
    async with FeedServer() as server:
        assert (await raw(server, request_text)).startswith(f"HTTP/1.1 {status} ".encode())


@pytest.mark.asyncio
async def test_hosts_have_addresses_and_peaks_of_their_own() -> None:
    async with FeedServer(hosts=3, delay=0.1) as server:
        server.feed("/a.xml")
        server.page("/own", "second", host=1)
        urls = [server.url("/a.xml", host=h) for h in (0, 0, 0, 1, 2, 2)]
        await asyncio.gather(*(get(url) for url in urls))
        assert server.in_flight_peak == {"127.0.0.1": 3, "127.0.0.2": 1, "127.0.0.3": 2}
        assert server.in_flight_total_peak == 6
        assert [(await get(server.url("/own", host=h)))[0] for h in range(3)] == [404, 200, 404]
        assert server.requests[0].headers["user-agent"].startswith("Python")
        server.clear()
        assert not server.requests and server.count == 0


@pytest.mark.asyncio
async def test_unchanged_answers_come_fast() -> None:
    async with FeedServer() as server:
        feed = server.feed("/a.xml")
        fill_feed(feed, random.Random(1))
        tag = feed.shape("").etag
        one = f"GET /a.xml HTTP/1.1\r\nHost: x\r\nIf-None-Match: {tag}\r\n\r\n"
        answer = await raw(server, one * 2000 + line("/a.xml", f"If-None-Match: {tag}"))
        assert answer.count(b"HTTP/1.1 304") == 2001
        # Generous: it is a guard against a blunder, not a measurement.


# ---- generated feeds


@pytest.mark.asyncio
async def test_generated_feeds_are_of_real_size_varied_and_the_same_each_time() -> None:
    async with FeedServer() as server:
        bodies = []
        for path in ("/a.xml", "/b.xml"):
            feed = fill_feed(server.feed(path), random.Random(5))
            bodies.append((await get(feed.url))[2])
        assert 90_000 < len(bodies[0]) < 145_000
        one, two = (parse(body) for body in bodies)
        assert not one.bozo and len(one.entries) == 35
        assert [e.content[0].value for e in one.entries] == [e.content[0].value for e in two.entries]
        assert len({e.title for e in one.entries}) > 25 and "{" not in bodies[0].decode()
        dates = [e.published_parsed for e in one.entries]
        assert dates == sorted(dates, reverse=True)
    assert generate_story(random.Random(1)) != generate_story(random.Random(2))


@pytest.mark.asyncio
async def test_it_runs_alone_and_publishes_on_demand() -> None:
    command = "-m tests.loopback.feed_server --port 0 --hosts 2 --feeds 4 --items 3 --validators etag"
    process = await asyncio.create_subprocess_exec(
        sys.executable, *command.split(), stdout=asyncio.subprocess.PIPE, cwd=ROOT, env={**os.environ}
    )
    try:
        assert process.stdout is not None
        async with asyncio.timeout(20):
            ready = json.loads(await process.stdout.readline())
        base = ready["ready"].rstrip("/")
        urls = json.loads((await get(f"{base}/_urls"))[2])
        tags = [(await get(url))[1]["ETag"] for url in urls]
        assert len(urls) == 4 and "127.0.0.2" in urls[1]
        async with aiohttp.ClientSession() as session:
            async with session.post(f"{base}/_publish?feed=2") as response:
                told = await response.json()
            for query, status in (("feed=99", 404), ("feed=x", 400), ("", 404)):
                async with session.post(f"{base}/_publish?{query}") as response:
                    assert response.status == status
        again = [await get(url, {"If-None-Match": tag}) for url, tag in zip(urls, tags, strict=True)]
        assert [a[0] for a in again] == [304, 304, 200, 304]
        entries = parse(again[2][2]).entries
        assert entries[0].title == told["title"] and len(entries) == 3
        assert json.loads((await get(f"{base}/_stats"))[2])["statuses"]["304"] == 3
    finally:
        process.send_signal(signal.SIGTERM)
        assert await asyncio.wait_for(process.wait(), 10) == 0
