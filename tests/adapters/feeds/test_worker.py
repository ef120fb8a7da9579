"""What the parsing process makes of documents, and that none of them hurts anybody else."""

from __future__ import annotations

import asyncio
import io
import json
import struct
import time
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import pytest
import pytest_asyncio
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.adapters.feeds.markup import text_of
from bot.adapters.feeds.parsing import ParserProcess
from bot.adapters.feeds.worker import answer, parse_feed
from bot.adapters.process import serve
from bot.errors import FeedUnreadable
from tests.adapters.feeds.helpers import rss

URL = "http://127.0.0.1/feed.xml"
REQUEST = {"do": "parse", "url": URL, "content_type": None}


def only_item(document: bytes) -> dict[str, Any]:
    items: list[dict[str, Any]] = parse_feed(document, URL, None)["items"]
    assert len(items) == 1
    return items[0]


def date_told(written: str, element: str = "pubDate") -> datetime | None:
    found = only_item(rss(f"<title>x</title><{element}>{written}</{element}>"))["published"]
    return datetime.fromisoformat(found) if found else None


# --- text ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("plain words", "plain words"),
        ("AT&amp;T &lt;up&gt;", "AT&T <up>"),
        ("<p>one</p><p>two</p>", "one\ntwo"),
        ("one<br/>two<br>three", "one\ntwo\nthree"),
        ("<p>a <b>bold</b>, <i>it</i>.</p>", "a bold, it."),
        ("<ul><li>5</li><li>6</li></ul>", "5\n6"),
        ("<h1>Title</h1>text", "Title\ntext"),
        ("<p>9.2&nbsp;percent</p>", "9.2 percent"),
        ("<p>a<!-- hidden -->b</p>", "ab"),
        ("<p>5 < 6 and 7 > 3</p>", "5 < 6 and 7 > 3"),
        ("a<script>var x = '5%';</script>b<style>p{}</style>", "ab"),
        ("<p>foo<?xml:namespace prefix = o ns = 'urn' />bar</p>", "foobar"),
        ("", ""),
        ("<p></p>", ""),
        ("<!-- only a comment -->", ""),
        ("<p>\u4e0a\u6da8<b>9.2%</b>\u3002</p>", "\u4e0a\u6da89.2%\u3002"),
        ("<p>unclosed <b>bold", "unclosed bold"),
        ("<?xml version='1.0' encoding='utf-8'?><p>x</p>", "x"),
    ],
)
def test_markup_becomes_words_and_lines(markup: str, text: str) -> None:
    assert text_of(markup) == text


@pytest.mark.parametrize(
    "markup",
    [
        "<table><tr><td>5</td><td>9.2 percent</td></tr></table>",
        "<table><tr><th>5</th><th>9.2 percent</th></tr></table>",
        "<tr><td>5</td><td>9.2 percent</td></tr>",
        "<dl><dt>5</dt><dd>9.2 percent</dd></dl>",
        "<center>5</center>9.2 percent",
        "<select><option>5</option><option>9.2 percent</option></select>",
        "<nav>5</nav><main>9.2 percent</main>",
        "<table><caption>5</caption><tr><td>9.2 percent</td></tr></table>",
        "<header>5</header><footer>9.2 percent</footer>",
    ],
)
def test_two_figures_side_by_side_never_become_one(markup: str) -> None:
    assert "59.2" not in text_of(markup)


@pytest.mark.parametrize(
    "markup",
    ["<button><span>hidden</span></button>x", "<svg><title>hidden</title></svg>x", "<noscript><p>hidden</p></noscript>x",
     "<form><label>hidden</label> hidden</form>x", "<object><p>hidden</p></object>x", "<form><div><b>a</b>hidden</div></form>x"],
)  # fmt: skip
def test_what_is_hidden_is_hidden_with_all_that_stands_in_it(markup: str) -> None:
    assert text_of(markup).strip() == "x"


@pytest.mark.parametrize(
    "markup",
    ["<html><head></head></html>", "<html><frameset></frameset></html>", "<!DOCTYPE html><html><head><title>x</title></head></html>",
     "<frameset><frame src=x></frameset>", "<body>a</body><body>b</body>", "<html>", "<!DOCTYPE html>", "<", "<>", "</p>", "<a", "<!", "<?",
     "\x00<p>a", "<p>\x01", "<p>&#xD800;", "\ud800<p>x", "<svg><html>", "<html><html>"],
)  # fmt: skip
def test_no_markup_however_odd_raises(markup: str) -> None:
    json.dumps(text_of(markup)).encode()


@settings(max_examples=80, deadline=None)
@given(
    st.lists(
        st.one_of(
            st.sampled_from("<p> </p> <td> <html> <body> <head> </html> <frameset> <!-- --> <![CDATA[ ]]> <br/> <table> <script> &amp; &#0; <".split()),
            st.text(max_size=9),
        )
    ).map("".join)
)  # fmt: skip
def test_text_of_never_raises(markup: str) -> None:
    text_of(markup)


@given(st.lists(st.from_regex(r"[A-Za-z0-9.,%]{1,12}", fullmatch=True), min_size=1, max_size=8))
def test_no_word_of_a_paragraph_is_lost(words: list[str]) -> None:
    assert text_of("<div>" + "".join(f"<p>{w}</p>" for w in words) + "</div>").split() == words


def test_deep_markup_keeps_its_words() -> None:
    assert "deep" in text_of("<div>" * 200 + "deep" + "</div>" * 200)


# --- dates -----------------------------------------------------------------------------------------------------------

AT_NOON = "Wed, 24 Sep 2025 12:00:00"


@pytest.mark.parametrize(
    ("zone", "hour", "minute"),
    [("GMT", 12, 0), ("UTC", 12, 0), ("Z", 12, 0), ("CET", 11, 0), ("CEST", 10, 0), ("BST", 11, 0), ("IST", 6, 30), ("JST", 3, 0),
     ("MSK", 9, 0), ("HKT", 4, 0), ("EDT", 16, 0), ("EST", 17, 0), ("PDT", 19, 0), ("+0800", 4, 0), ("-0400", 16, 0), ("(CET)", 11, 0),
     ("+0200 (CEST)", 10, 0), ("+0530 (IST)", 6, 30), ("+0900 JST", 3, 0), ("+0100 (BST)", 11, 0), ("+08:00", 4, 0),
     ("GMT+0800", 4, 0)],
)  # fmt: skip
def test_the_zone_of_a_date_is_read_right(zone: str, hour: int, minute: int) -> None:
    assert date_told(f"{AT_NOON} {zone}") == datetime(2025, 9, 24, hour, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    ("written", "at"),
    [
        ("2025-09-24T12:00:00Z", datetime(2025, 9, 24, 12, tzinfo=UTC)),
        ("2025-09-24T12:00:00+08:00", datetime(2025, 9, 24, 4, tzinfo=UTC)),
        ("2025-09-24T12:00:00", datetime(2025, 9, 24, 12, tzinfo=UTC)),
        ("2025-09-24 12:00:00", datetime(2025, 9, 24, 12, tzinfo=UTC)),
        ("24 Sep 2025 12:00:00", datetime(2025, 9, 24, 12, tzinfo=UTC)),
        ("1758715200", datetime(2025, 9, 24, 12, tzinfo=UTC)),
        ("1758715200000", datetime(2025, 9, 24, 12, tzinfo=UTC)),
        ("Wed Sep 24 12:00:00 UTC 2025", datetime(2025, 9, 24, 12, tzinfo=UTC)),
    ],
)
def test_the_forms_of_a_date_are_read_right_and_a_naive_one_is_utc(written: str, at: datetime) -> None:
    assert date_told(written) == at


@pytest.mark.parametrize(
    "written",
    ["", "now", "Yesterday", "99999999999", "0001-01-01T00:00:00Z", "1970-01-01T00:00:00Z", "Mon, 32 Jan 2025 00:00:00 GMT",
     "2 hours ago", "12:00", "14:30:00"],
)  # fmt: skip
def test_a_date_that_makes_no_sense_is_missing_and_not_now(written: str) -> None:
    assert date_told(written) is None


@pytest.mark.parametrize(
    ("written", "truth"),
    [
        (AT_NOON, datetime(2025, 9, 24, 12, tzinfo=UTC)),
        (f"{AT_NOON} UTC+8", datetime(2025, 9, 24, 4, tzinfo=UTC)),
        (f"{AT_NOON} UTC+08:00", datetime(2025, 9, 24, 4, tzinfo=UTC)),
        ("Wed Sep 24 12:00:00 CEST 2025", datetime(2025, 9, 24, 10, tzinfo=UTC)),
        ("Wed Sep 24 12:00:00 JST 2025", datetime(2025, 9, 24, 3, tzinfo=UTC)),
        ("2025-09-24 12:00:00 CET", datetime(2025, 9, 24, 11, tzinfo=UTC)),
        ("2025-09-24T12:00:00 JST", datetime(2025, 9, 24, 3, tzinfo=UTC)),
        (f"{AT_NOON} cet", datetime(2025, 9, 24, 11, tzinfo=UTC)),
        (f"{AT_NOON} Asia/Tokyo", datetime(2025, 9, 24, 3, tzinfo=UTC)),
        ("Wed, 24 Sep 2025 02:20:00 PM", datetime(2025, 9, 24, 14, 20, tzinfo=UTC)),
        ("2025\u5e749\u670824\u65e5 12:00", datetime(2025, 9, 24, 12, tzinfo=UTC)),
    ],
)
def test_a_date_that_is_not_understood_is_missing_rather_than_wrong(written: str, truth: datetime) -> None:
    assert date_told(written) in (None, truth)


def test_the_update_counts_where_the_publication_is_missing() -> None:
    document = b'<feed xmlns="http://www.w3.org/2005/Atom"><title>W</title><entry><title>x</title><updated>2025-09-24T12:00:00Z</updated></entry></feed>'
    assert only_item(document)["published"] == "2025-09-24T12:00:00+00:00"


def test_an_item_without_any_date_has_none() -> None:
    assert only_item(rss("<title>x</title>"))["published"] is None


@settings(max_examples=60, deadline=None)
@given(
    st.integers(800_000_000, 4_000_000_000).map(lambda s: datetime.fromtimestamp(s, UTC)),
    st.sampled_from(["+0000", "+0800", "-0500", "+0530"]),
)
def test_any_rfc_822_date_is_read_right(moment: datetime, offset: str) -> None:
    written = moment.strftime(f"%d %b %Y %H:%M:%S {offset}")
    assert date_told(written) == datetime.strptime(written, "%d %b %Y %H:%M:%S %z")


# --- documents -------------------------------------------------------------------------------------------------------


def test_an_item_tells_what_the_feed_says() -> None:
    item = only_item(
        rss("<title>A &amp;amp; B\n rise</title><link>/x?a=1&amp;b=2</link><guid isPermaLink='false'>g-1</guid>"
            "<description>&lt;p&gt;one&lt;/p&gt;</description><source url='http://r/'>Reuters</source>")
    )  # fmt: skip
    assert item == {"guid": "g-1", "url": "http://127.0.0.1/x?a=1&b=2", "title": "A & B rise", "text": "one", "published": None, "source": "Reuters"}  # fmt: skip


@pytest.mark.parametrize(
    "page",
    [b"<!DOCTYPE html><html><head><title>x</title></head><body><p>hi</p></body></html>", b"", b"   ", b"{}", b"plain", b"<x/>",
     b"\x89PNG\r\n", b"<html><body><item><title>no</title></item></body></html>"],
)  # fmt: skip
def test_what_is_no_feed_has_no_version(page: bytes) -> None:
    assert parse_feed(page, URL, "text/html")["version"] == ""


def test_a_feed_called_html_is_a_feed() -> None:
    assert parse_feed(rss("<title>x</title>"), URL, "text/html; charset=utf-8")["version"] == "rss20"


def test_a_file_named_in_an_entity_is_not_opened() -> None:
    document = rss(
        "<title>x</title><description>&f;</description>",
        before='<!DOCTYPE r [<!ENTITY f SYSTEM "file:///etc/passwd">]>',
    )
    assert "root:" not in json.dumps(parse_feed(document, URL, None))


@pytest.mark.parametrize(
    "item",
    [
        "<title>a</title><description>&lt;html&gt;&lt;head&gt;&lt;/head&gt;&lt;/html&gt;</description>",
        "<title>a &#55357;&#56832;</title>",  # an emoji as the two halves that Java makes of it
        "<title>a</title><description>x &#xD83D;&#xDE00;</description>",
        "<title>a</title><guid isPermaLink='false'>http://[x/</guid>",
        "<title>a \x00 b</title>",
        "<title>a</title><pubDate>\u00b2\u00b2\u00b2\u00b2\u00b2\u00b2\u00b2\u00b2\u00b2\u00b2</pubDate>",
        "<title>a</title><pubDate>Wed, 24 Sep 99999999999999 12:00:00 +99999999999</pubDate>",
        "<title>a</title><content:encoded>x</content:encoded><media:group/><undeclared:thing/>",
    ],
    ids=[
        "page skeleton",
        "halved emoji in a title",
        "halved emoji in a text",
        "odd guid",
        "nul",
        "odd digits",
        "huge date",
        "undeclared",
    ],
)
def test_one_odd_item_does_not_cost_the_feed_its_others(item: str) -> None:
    parsed = parse_feed(rss(item, "<title>good</title><link>http://h/good</link>"), URL, None)
    assert "good" in [i["title"] for i in parsed["items"]]
    json.dumps(parsed, ensure_ascii=False).encode()


def test_a_text_blown_up_by_entities_is_bounded() -> None:
    # 1 MB of document, 20 MB of text: expat stops nested entities, not a long one that is used often.
    entity = f'<!DOCTYPE r [<!ENTITY e "{"A" * 1_000_000}">]>'
    document = rss(f"<title>x</title><description>{'&e;' * 20}</description>", before=entity)
    assert sum(len(i["text"]) for i in parse_feed(document, URL, None)["items"]) <= 15 * 2**20


# --- the process -----------------------------------------------------------------------------------------------------


@pytest_asyncio.fixture
async def parser() -> AsyncIterator[ParserProcess]:
    parser = ParserProcess(seconds=3)
    yield parser
    await parser.close()


GOOD = rss("<title>good</title>")
HOSTILE = {
    "a million nested tags": rss("<a>" * 1_000_000),
    "a long author": rss(f"<title>x</title><author>{'a@' * 31_000}</author>"),
    "a long author of brackets": rss(f"<title>x</title><author>{'(' * 62_000}</author>"),
    "many categories": rss("<title>x</title>" + "<category>aaaaaaaaaaa</category>" * 25_000),
    "unclosed comments in a text": rss(f"<title>x</title><description>{'<!--' * 62_500}</description>"),
    "unclosed comments alone": b"<!--" * 62_500,
    "unclosed declarations": rss(f"<title>x</title><description>{'<![' * 80_000}</description>"),
    "angles": b"<" * 300_000,
}


async def title_of_a_good_feed(parser: ParserProcess) -> str:
    found: str = (await parser.ask(REQUEST, GOOD))["items"][0]["title"]
    return found


async def test_hostile_feeds_end_within_the_time_given_and_the_next_request_is_answered() -> None:
    parser = ParserProcess(seconds=1)
    try:
        for name, document in HOSTILE.items():
            begun = time.monotonic()
            try:
                await parser.ask(REQUEST, document)
            except FeedUnreadable:
                assert time.monotonic() - begun < 4, name
            assert await title_of_a_good_feed(parser) == "good", name
    finally:
        await parser.close()


async def test_a_document_that_takes_too_long_is_given_up_and_its_process_replaced() -> None:
    parser = ParserProcess(seconds=0.7)
    try:
        with pytest.raises(FeedUnreadable, match="more than"):
            await parser.ask(REQUEST, HOSTILE["a million nested tags"])
        assert await title_of_a_good_feed(parser) == "good"
    finally:
        await parser.close()


async def test_the_loop_goes_on_while_a_document_is_parsed() -> None:
    parser = ParserProcess(seconds=1.2)
    longest, last = 0.0, time.monotonic()
    task = asyncio.create_task(parser.ask(REQUEST, HOSTILE["a million nested tags"]))
    try:
        while not task.done():
            await asyncio.wait([task], timeout=0.01)
            now = time.monotonic()
            longest, last = max(longest, now - last), now
        with pytest.raises(FeedUnreadable):
            await task
    finally:
        await parser.close()
    assert longest < 0.8


async def test_a_request_that_is_cancelled_does_not_answer_the_next(parser: ParserProcess) -> None:
    await parser.warm()
    task = asyncio.create_task(parser.ask(REQUEST, rss("<title>cancelled</title>" * 20)))
    await asyncio.wait([task], timeout=0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert await title_of_a_good_feed(parser) == "good"


async def test_requests_at_once_each_get_their_own_answer(parser: ParserProcess) -> None:
    async def title(n: int) -> str:
        found: str = (await parser.ask(REQUEST, rss(f"<title>{n}</title>")))["items"][0]["title"]
        return found

    assert await asyncio.gather(*(title(n) for n in range(20))) == [str(n) for n in range(20)]


async def test_a_process_killed_from_outside_costs_one_request_at_most(parser: ParserProcess) -> None:
    await title_of_a_good_feed(parser)
    process = parser._process
    assert process is not None
    process.kill()
    await process.wait()
    assert await title_of_a_good_feed(parser) == "good"


async def test_a_document_that_breaks_the_parser_says_so(parser: ParserProcess) -> None:
    with pytest.raises(FeedUnreadable):
        await parser.ask({"do": "parse"}, b"")
    assert await title_of_a_good_feed(parser) == "good"


async def test_an_article_is_found_in_its_page(parser: ParserProcess) -> None:
    words = "Alibaba shares closed 9.2 percent higher in Hong Kong on Wednesday, the company said in a filing. "
    page = f"<html><head><title>Alibaba up</title></head><body><nav>Home</nav><article><h1>Alibaba up</h1>{f'<p>{words * 3}</p>' * 4}</article></body></html>"
    found = await parser.ask({"do": "article", "url": URL}, page.encode())
    assert words.strip() in found["text"]
    assert "Home" not in found["text"]


async def test_a_page_without_an_article_has_an_empty_text(parser: ParserProcess) -> None:
    for page in (b"", b"\xff\xfe", b"<html></html>", b"%PDF-1.4", b"\x00" * 1000):
        assert (await parser.ask({"do": "article", "url": URL}, page))["text"] == "", page


def test_the_worker_ends_with_its_input_and_answers_nothing_to_half_a_request() -> None:
    def frame(data: bytes) -> bytes:
        return struct.pack("!I", len(data)) + data

    whole = frame(json.dumps(REQUEST).encode()) + frame(GOOD)
    for given_, answers in ((b"", 0), (whole, 1), (whole * 2, 2), (whole + whole[:3], 1)):
        out = io.BytesIO()
        serve(io.BytesIO(given_), out, answer)
        found, rest = 0, out.getvalue().removeprefix(frame(b'{"ready": true}'))
        while rest:
            size = struct.unpack("!I", rest[:4])[0]
            assert json.loads(rest[4 : 4 + size])["version"] == "rss20"
            found, rest = found + 1, rest[4 + size :]
        assert found == answers
