"""The HTTP client: conditional, capped, and never at an address that is not public."""

from __future__ import annotations

import asyncio
import gzip
import ipaddress
import shutil
import socket
import ssl
import zlib
from collections.abc import AsyncIterator
from contextlib import suppress
from datetime import timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest
import pytest_asyncio
from hypothesis import given
from hypothesis import strategies as st

from bot.adapters.feeds.fetch import Fetched, Fetcher, _is_public
from bot.errors import AddressRefused, FeedError, FeedGone, FeedTooLarge, FeedUnreachable
from tests.adapters.feeds.helpers import AGENT, bare, http
from tests.fakes import NOON, FakeClock
from tests.loopback.feed_server import Behaviour, Encoding, FeedServer

TEXT = "Alibaba closed 9.2 percent higher. " * 400


@pytest_asyncio.fixture
async def server() -> AsyncIterator[FeedServer]:
    async with FeedServer(hosts=4) as server:
        yield server


@pytest_asyncio.fixture
async def fetcher() -> AsyncIterator[Fetcher]:
    fetcher = Fetcher(AGENT, FakeClock(), ["127.0.0.0/8"])
    yield fetcher
    await fetcher.close()


async def fault(fetcher: Fetcher, url: str, *, most: int = 15 * 2**20) -> FeedError:
    with pytest.raises(FeedError) as caught:
        await fetcher.get(url, most=most)
    return caught.value


# --- what is asked and what comes back -------------------------------------------------------------------------------


async def test_a_request_names_the_agent_and_the_encodings_that_can_be_read(
    server: FeedServer, fetcher: Fetcher
) -> None:
    server.page("/f", "x")
    await fetcher.get(server.url("/f"))
    assert server.requests[0].headers["User-Agent"] == AGENT
    assert server.requests[0].headers["Accept-Encoding"] == "gzip, deflate, br"


async def test_an_etag_given_back_brings_304_and_no_body(server: FeedServer, fetcher: Fetcher) -> None:
    server.feed("/f.xml", validators="etag").publish(title="News")
    first = await fetcher.get(server.url("/f.xml"))
    again = await fetcher.get(server.url("/f.xml"), {"If-None-Match": first.headers["etag"]})
    assert (first.status, again.status, again.body) == (200, 304, b"")


async def test_a_last_modified_given_back_brings_304(server: FeedServer, fetcher: Fetcher) -> None:
    server.feed("/f.xml", validators="last-modified").publish(title="News")
    first = await fetcher.get(server.url("/f.xml"))
    again = await fetcher.get(server.url("/f.xml"), {"If-Modified-Since": first.headers["last-modified"]})
    assert again.status == 304


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "raw-deflate", "br", None])
async def test_every_encoding_is_undone(server: FeedServer, fetcher: Fetcher, encoding: Encoding | None) -> None:
    server.page("/f", TEXT, encoding=encoding)
    assert (await fetcher.get(server.url("/f"))).body.decode() == TEXT


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "raw-deflate", "br", None])
async def test_every_encoding_is_undone_when_it_comes_byte_by_byte(
    server: FeedServer, fetcher: Fetcher, encoding: Encoding | None
) -> None:
    server.page("/f", "x" * 60, encoding=encoding).behave(Behaviour.drip(0, 1))
    assert (await fetcher.get(server.url("/f"))).body == b"x" * 60


async def test_a_gzip_of_several_members_is_read_whole_or_refused_never_cut_in_silence(fetcher: Fetcher) -> None:
    body = gzip.compress(b"<one/>") + gzip.compress(b"<two/>")
    async with bare(http(body, b"Content-Encoding: gzip")) as url:
        try:
            fetched = await fetcher.get(url)
        except FeedUnreachable:
            return
        assert fetched.body == b"<one/><two/>"


@pytest.mark.parametrize("encoding", [b"gzip", b"deflate", b"br"])
async def test_an_empty_compressed_body_is_an_empty_body(fetcher: Fetcher, encoding: bytes) -> None:
    async with bare(http(b"", b"Content-Encoding: " + encoding)) as url:
        assert (await fetcher.get(url)).body == b""


@pytest.mark.parametrize(
    ("encoding", "body"),
    [
        (b"gzip", gzip.compress(b"a" * 4000)[:-9]),
        (b"gzip", gzip.compress(bytes(range(256)) * 9)[:40] + b"\xff" * 40),
        (b"deflate", zlib.compress(b"a" * 4000)[:-5]),
        (b"br", b"\xff" * 50),
        (b"zstd", b"whatever"),
        (b"gzip, gzip", gzip.compress(gzip.compress(b"a"))),
    ],
    ids=["gzip cut off", "gzip damaged", "deflate cut off", "brotli damaged", "zstd", "twice"],
)
async def test_a_damaged_or_unknown_compression_is_an_error_of_ours(
    fetcher: Fetcher, encoding: bytes, body: bytes
) -> None:
    async with bare(http(body, b"Content-Encoding: " + encoding)) as url:
        assert isinstance(await fault(fetcher, url), FeedUnreachable)


@pytest.mark.parametrize("encoding", [b"utf-8", b"UTF-8", b"none", b"binary", b"gzip", b"x-gzip"])
async def test_what_is_called_compressed_and_is_plain_is_read_as_it_is(fetcher: Fetcher, encoding: bytes) -> None:
    async with bare(http(b"<rss>plain</rss>", b"Content-Encoding: " + encoding)) as url:
        assert (await fetcher.get(url)).body == b"<rss>plain</rss>"


# --- caps ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("behaviour", [Behaviour.gzip_bomb(), Behaviour.brotli_bomb(), Behaviour.endless()])
async def test_a_bomb_or_an_endless_body_is_too_large(
    server: FeedServer, fetcher: Fetcher, behaviour: Behaviour
) -> None:
    server.behave("/f", behaviour)
    assert isinstance(await fault(fetcher, server.url("/f"), most=2**20), FeedTooLarge)


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "raw-deflate", "br", None])
async def test_the_cap_counts_decompressed_bytes_and_is_exact(
    server: FeedServer, fetcher: Fetcher, encoding: Encoding | None
) -> None:
    server.page("/f", b"a" * 200_000, encoding=encoding)
    assert len((await fetcher.get(server.url("/f"), most=200_000)).body) == 200_000
    assert isinstance(await fault(fetcher, server.url("/f"), most=199_999), FeedTooLarge)


@pytest.mark.skip(reason="Fetcher's time-outs are constants: a slow drip would take the test 20 s")
async def test_a_slow_drip_ends_in_a_time_out() -> None: ...


@pytest.mark.parametrize(
    "behaviour",
    [
        Behaviour.truncated(),
        Behaviour.reset(),
        Behaviour.reset(0.5),
        Behaviour.huge_header(),
        Behaviour.many_headers(),
    ],
)
async def test_a_broken_answer_is_unreachable_and_the_next_one_is_read(
    server: FeedServer, fetcher: Fetcher, behaviour: Behaviour
) -> None:
    page = server.page("/f", TEXT).behave(behaviour)
    assert isinstance(await fault(fetcher, server.url("/f")), FeedUnreachable)
    page.behave(None)
    assert (await fetcher.get(server.url("/f"))).body.decode() == TEXT


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"\xff\xfe\r\n\r\n",
        b"HTTP/1.1 abc OK\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"HTTP/1.1 301 Moved\r\nContent-Length: 0\r\n\r\n",
        http(b"", status=b"204 No Content"),
        http(b"", status=b"401 Unauthorized"),
    ],
)
async def test_what_is_no_usable_http_is_unreachable(fetcher: Fetcher, answer: bytes) -> None:
    async with bare(answer) as url:
        assert isinstance(await fault(fetcher, url), FeedUnreachable)


@pytest.mark.parametrize(
    "answer",
    [
        http(b"x", b'ETag: "\xff"'),
        http(b"x", b"Last-Modified: Mi, 24 M\xe4r 2025 12:00:00 GMT"),
        http(b"x", b"Content-Type: text/xml; charset=\xff"),
        http(b"", b"Location: ftp://\xff/", status=b"301 Moved"),
        http(b"x", b"Content-Encoding: \xff"),
        http(b"", b"Location: /\xe4", status=b"302 Found"),
    ],
    ids=["etag", "last-modified", "content-type", "location", "content-encoding", "relative location"],
)
async def test_nothing_that_is_kept_or_told_holds_a_byte_that_is_no_text(fetcher: Fetcher, answer: bytes) -> None:
    # The store and the log take UTF-8; aiohttp gives such bytes as lone surrogates.
    async with bare(answer) as url:
        try:
            got: Fetched | FeedError = await fetcher.get(url)
        except FeedError as error:
            got = error
    texts = [*got.headers.values(), got.url] if isinstance(got, Fetched) else [str(got)]
    for text in texts:
        text.encode()


# --- statuses --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", [404, 410])
async def test_not_found_and_gone_are_gone(server: FeedServer, fetcher: Fetcher, status: int) -> None:
    server.behave("/f", Behaviour.failing(status))
    assert isinstance(await fault(fetcher, server.url("/f")), FeedGone)


@pytest.mark.parametrize("status", [429, 503])
async def test_a_named_pause_is_told_in_seconds(server: FeedServer, fetcher: Fetcher, status: int) -> None:
    server.behave("/f", Behaviour.failing(status, retry_after=120))
    error = await fault(fetcher, server.url("/f"))
    assert isinstance(error, FeedUnreachable)
    assert error.retry_after == 120


async def test_a_pause_named_as_a_date_is_counted_from_now(server: FeedServer, fetcher: Fetcher) -> None:
    until = format_datetime(NOON + timedelta(minutes=10), usegmt=True)
    server.behave("/f", Behaviour.failing(503, retry_after=until))
    error = await fault(fetcher, server.url("/f"))
    assert isinstance(error, FeedUnreachable)
    assert error.retry_after == 600


@pytest.mark.parametrize(
    "value",
    ["soon", "-5", "", "Wed, 99 Foo 2026", "1.5", "\u00b2", "Wed, 21 Oct 2026 07:28:00 +99999999999999",
     "Wed, 21 Oct 99999999999999999 07:28:00 GMT", "Wed, 21 Oct 2026 07:28:00 -0000"],
)  # fmt: skip
async def test_a_pause_that_makes_no_sense_is_no_pause(fetcher: Fetcher, value: str) -> None:
    async with bare(http(b"", b"Retry-After: " + value.encode(), status=b"503 Busy")) as url:
        error = await fault(fetcher, url)
    assert isinstance(error, FeedUnreachable)
    assert error.retry_after is None


# --- redirects -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_a_redirect_is_followed_and_only_a_permanent_one_remembered(
    server: FeedServer, fetcher: Fetcher, status: int
) -> None:
    server.page("/new", "here")
    server.redirect("/old", "/new", status)
    fetched = await fetcher.get(server.url("/old"))
    assert (fetched.body, fetched.url) == (b"here", server.url("/new"))
    assert fetched.moved_to == (server.url("/new") if status in (301, 308) else None)


async def test_of_a_permanent_redirect_before_a_passing_one_only_the_first_step_is_remembered(
    server: FeedServer, fetcher: Fetcher
) -> None:
    server.page("/end", "here")
    server.redirect("/a", "/b", 301)
    server.redirect("/b", "/c", 302)
    server.redirect("/c", "/end", 301)
    fetched = await fetcher.get(server.url("/a"))
    assert (fetched.url, fetched.moved_to) == (server.url("/end"), server.url("/b"))


async def test_five_redirects_are_followed_and_six_are_too_many(server: FeedServer, fetcher: Fetcher) -> None:
    server.page("/end", "here")
    server.redirect_chain("/five", "/end", 5)
    server.redirect_chain("/six", "/end", 6)
    assert (await fetcher.get(server.url("/five"))).body == b"here"
    assert isinstance(await fault(fetcher, server.url("/six")), FeedTooLarge)


async def test_a_loop_of_redirects_ends(server: FeedServer, fetcher: Fetcher) -> None:
    server.redirect("/a", "/b")
    server.redirect("/b", "/a")
    assert isinstance(await fault(fetcher, server.url("/a")), FeedTooLarge)
    assert server.count == 6


@pytest.mark.parametrize(
    "to", ["file:///etc/passwd", "ftp://127.0.0.1/x", "gopher://127.0.0.1:70/", "data:text/xml,x"]
)
async def test_a_redirect_to_another_scheme_is_refused(server: FeedServer, fetcher: Fetcher, to: str) -> None:
    server.redirect("/f", to)
    assert isinstance(await fault(fetcher, server.url("/f")), AddressRefused)


@pytest.mark.parametrize("to", ["http://[", "http://[foo]/", "//[", "http://exa\u2100mple.com/", "http://a:b:c/", ""])
async def test_a_redirect_to_nonsense_is_an_error_of_ours(fetcher: Fetcher, to: str) -> None:
    async with bare(http(b"", b"Location: " + to.encode(), status=b"301 Moved")) as url:
        await fault(fetcher, url)


@pytest.mark.parametrize(
    "url",
    ["http://[", "http://[foo]/", "http://exa\u2100mple.com/", "http://a..b/", "http://", "", "x", "http://h:99999/",
     "http://h:abc/", "http://" + "a" * 300 + "/", "http://\udcff/", "http://%00/"],
)  # fmt: skip
async def test_an_address_that_is_none_is_an_error_of_ours(fetcher: Fetcher, url: str) -> None:
    await fault(fetcher, url)


# --- the address guard -----------------------------------------------------------------------------------------------

HOSTILE = [
    "127.0.0.1", "127.1", "2130706433", "0x7f000001", "0x7f.1", "0177.0.0.1", "017700000001", "0", "0.0.0.0", "localhost",
    "LOCALHOST", "localhost.", "[::1]", "[::]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[0:0:0:0:0:ffff:127.0.0.1]",
    "[::ffff:169.254.169.254]", "169.254.169.254", "[64:ff9b::7f00:1]", "[2002:7f00:1::]", "10.0.0.1",
    "192.168.0.1", "172.16.0.1", "100.64.0.1", "[fe80::1]", "[fe80::1%25lo]", "[fc00::1]", "[fd00:ec2::254]", "224.0.0.1",
    "255.255.255.255", "user:pass@127.0.0.1", "\u2460\u2461\u2466.\u24ea.\u24ea.\u2460", "127\u30020\u30020\u30021",
    "%31%32%37.0.0.1", "127.0.0.3#@127.0.0.1", "127.0.0.1\\@example.org", "example.org@127.0.0.1", "[::1%25eth0]",
]  # fmt: skip


@pytest.mark.parametrize("host", HOSTILE)
async def test_no_form_of_an_address_reaches_a_host_that_is_not_named(server: FeedServer, host: str) -> None:
    server.page("/secret", "secret")
    port = server.url("").rpartition(":")[2]
    fetcher = Fetcher(AGENT, FakeClock())
    try:
        authority, hash_, rest = host.partition("#")
        await fault(fetcher, f"http://{authority}:{port}/secret{hash_}{rest}")
    finally:
        await fetcher.close()
    assert server.count == server.connections == 0


@pytest.mark.parametrize("host", HOSTILE)
async def test_no_redirect_reaches_a_host_that_is_not_named(server: FeedServer, host: str) -> None:
    server.page("/secret", "secret")
    port = server.url("").rpartition(":")[2]
    server.redirect("/f", f"http://{host.partition('#')[0]}:{port}/secret", 302, host=1)
    fetcher = Fetcher(AGENT, FakeClock(), ["127.0.0.2"])
    try:
        await fault(fetcher, server.url("/f", 1))
    finally:
        await fetcher.close()
    assert [r.path for r in server.requests] == ["/f"]


async def test_an_allowed_host_redirecting_to_its_neighbour_does_not_reach_it(server: FeedServer) -> None:
    server.page("/secret", "secret")
    server.redirect("/f", server.url("/secret", 2), 302)
    fetcher = Fetcher(AGENT, FakeClock(), ["127.0.0.2"])
    try:
        assert isinstance(await fault(fetcher, server.url("/f", 1)), AddressRefused)
        assert isinstance(await fault(fetcher, server.url("/secret", 2)), AddressRefused)
        assert (await fetcher.get(server.url("/secret", 1))).body == b"secret"
        assert isinstance(await fault(fetcher, server.url("/secret", 2)), AddressRefused)
    finally:
        await fetcher.close()
    assert server.requests_for("/secret", 2) == []


async def test_requests_at_once_do_not_lend_each_other_their_permission(server: FeedServer) -> None:
    server.page("/x", "x").delay = 0.01
    fetcher = Fetcher(AGENT, FakeClock(), ["127.0.0.2"])

    async def reached(host: int) -> bool:
        with suppress(FeedError):
            return bool((await fetcher.get(server.url("/x", host))).body)
        return False

    try:
        found = await asyncio.gather(*(reached(n % 4) for n in range(24)))
    finally:
        await fetcher.close()
    assert found == [n % 4 == 1 for n in range(24)]


async def test_a_name_allowed_by_name_is_reached_and_its_address_alone_is_not(server: FeedServer) -> None:
    server.page("/x", "x")
    port = server.url("").rpartition(":")[2]
    fetcher = Fetcher(AGENT, FakeClock(), ["LocalHost"])
    try:
        assert (await fetcher.get(f"http://localhost:{port}/x")).body == b"x"
        assert isinstance(await fault(fetcher, server.url("/x")), AddressRefused)
    finally:
        await fetcher.close()


async def test_this_machines_own_name_is_not_reached(server: FeedServer) -> None:
    fetcher = Fetcher(AGENT, FakeClock())
    port = server.url("").rpartition(":")[2]
    try:
        await fault(fetcher, f"http://{socket.gethostname()}:{port}/")
    finally:
        await fetcher.close()
    assert server.connections == 0


@pytest.mark.parametrize(
    "address",
    ["::1", "::", "::7f00:1", "::ffff:0:7f00:1", "fec0::1", "64:ff9b:1::7f00:1", "64:ff9b::a00:1", "2002:a00:1::", "fe80::1",
     "fc00::1", "fd00:ec2::254", "100::1", "2001:db8::1", "ff02::1", "0.0.0.0", "10.0.0.1", "100.64.0.1", "127.0.0.1",
     "169.254.169.254", "172.31.255.255", "192.0.2.1", "192.168.1.1", "198.18.0.1", "203.0.113.1", "224.0.0.1", "240.0.0.1",
     "255.255.255.255"],
)  # fmt: skip
def test_an_address_of_special_use_is_not_public(address: str) -> None:
    assert not _is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize("address", ["1.1.1.1", "93.184.216.34", "2606:4700::1111", "2a00:1450:4001::1"])
def test_an_ordinary_address_is_public(address: str) -> None:
    assert _is_public(ipaddress.ip_address(address))


@given(st.ip_addresses(v=4))
def test_an_ipv4_address_is_judged_alike_in_its_ipv6_forms(address: ipaddress.IPv4Address) -> None:
    public = _is_public(address)
    for prefix in ("::ffff:0:0", "64:ff9b::"):
        assert _is_public(ipaddress.IPv6Address(int(ipaddress.IPv6Address(prefix)) | int(address))) == public
    assert _is_public(ipaddress.IPv6Address(0x2002 << 112 | int(address) << 80)) == public


async def test_a_certificate_that_is_not_trusted_is_unreachable(tmp_path: Path, fetcher: Fetcher) -> None:
    if shutil.which("openssl") is None:
        pytest.skip("no openssl to make a certificate with")
    key, certificate = tmp_path / "key", tmp_path / "certificate"
    made = await asyncio.create_subprocess_exec(
        *"openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=127.0.0.1".split(),
        "-keyout", str(key), "-out", str(certificate), stderr=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    assert await made.wait() == 0
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)

    async def serve(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0, ssl=context)
    try:
        error = await fault(fetcher, f"https://127.0.0.1:{server.sockets[0].getsockname()[1]}/")
    finally:
        server.close()
    assert isinstance(error, FeedUnreachable)
    assert "certificate" in str(error)


# --- connections -----------------------------------------------------------------------------------------------------


async def test_a_host_is_asked_one_thing_at_a_time_and_hosts_side_by_side(
    server: FeedServer, fetcher: Fetcher
) -> None:
    server.page("/f", "x").delay = 0.02
    await asyncio.gather(*(fetcher.get(server.url(f"/f?{n}", n % 3)) for n in range(12)))
    assert set(server.in_flight_peak.values()) == {1}
    assert server.in_flight_total_peak == 3


async def test_the_connection_is_kept_over_304_404_and_redirects(server: FeedServer, fetcher: Fetcher) -> None:
    server.feed("/f.xml").publish(title="News")
    server.redirect("/moved", "/f.xml")
    tag = (await fetcher.get(server.url("/f.xml"))).headers["etag"]
    for _ in range(3):
        await fetcher.get(server.url("/f.xml"), {"If-None-Match": tag})
        await fetcher.get(server.url("/moved"))
        await fault(fetcher, server.url("/missing"))
    assert server.connections == 1
    assert server.count == 13


async def test_a_fetcher_can_be_closed_twice_and_used_again(server: FeedServer) -> None:
    server.page("/f", "x")
    fetcher = Fetcher(AGENT, FakeClock(), ["127.0.0.1"])
    await fetcher.close()
    assert (await fetcher.get(server.url("/f"))).body == b"x"
    await fetcher.close()
    await fetcher.close()
