"""The feeds port over real connections: what is new, what is the same, what may be asked."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from bot.adapters.feeds.items import cut, hash_of
from bot.adapters.feeds.parsing import ParserProcess
from bot.adapters.feeds.polling import HttpFeeds
from bot.adapters.store import SqliteStore, open_store
from bot.errors import AddressRefused, FeedError, FeedGone, FeedUnreachable, FeedUnreadable, ParserStopped
from bot.link import Link
from bot.ports import ConfiguredFeed, Feed, Item, Polled, Unchanged
from tests.adapters.feeds.helpers import AGENT, MemoryClient, feed, history, rss
from tests.fakes import NOON, FakeClock
from tests.loopback.feed_server import AUTO, Behaviour, FeedServer, Kind, Validators

WORDS = "Alibaba Group's shares closed {} percent higher in Hong Kong, the company said in a filing on Wednesday. "
STORY = "".join(f"<p>{WORDS.format(n) * 2}</p>" for n in range(5))
PAGE = f"<html><head><title>Alibaba rises</title></head><body><article><h1>Alibaba rises</h1>{STORY}</article></body></html>"


# One loop for the file, so that one parsing process serves all its tests.
pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def parser() -> AsyncIterator[ParserProcess]:
    parser = ParserProcess()
    yield parser
    await parser.close()


@pytest_asyncio.fixture(loop_scope="module")
async def server() -> AsyncIterator[FeedServer]:
    async with FeedServer(hosts=3) as server:
        yield server


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest_asyncio.fixture(loop_scope="module")
async def feeds(clock: FakeClock, parser: ParserProcess) -> AsyncIterator[HttpFeeds]:
    feeds = HttpFeeds(AGENT, clock, ["127.0.0.0/8"], parser=parser)
    yield feeds
    await feeds.fetcher.close()


async def polled(feeds: HttpFeeds, known: Feed) -> tuple[Polled, Feed]:
    """A poll that brings a document, and the feed as the store would remember it."""
    found = await feeds.poll(known)
    assert isinstance(found, Polled)
    return found, replace(
        known,
        etag=found.etag,
        last_modified=found.last_modified,
        body_hash=found.body_hash,
        item_hashes=found.item_hashes,
        asked_url=found.moved_to or known.asked_url,
        polled=True,
    )


def titles(found: Polled) -> list[str]:
    return [i.title for i in found.items]


# --- what is new -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["rss", "atom", "rdf"])
async def test_the_first_poll_brings_every_item_oldest_first(
    server: FeedServer, feeds: HttpFeeds, kind: Kind
) -> None:
    source = server.feed("/f.xml", kind=kind, title="Loopback Wire")
    for n in range(3):
        source.publish(title=f"News {n}", text=f"Text {n}", published=NOON.replace(minute=n))
    found, _ = await polled(feeds, feed(source.url))
    assert titles(found) == ["News 0", "News 1", "News 2"]
    assert found.title == "Loopback Wire"
    assert [(i.text, i.url, i.published) for i in found.items] == [
        (f"Text {n}", server.url(f"/story/f/{n + 1}"), NOON.replace(minute=n)) for n in range(3)
    ]


@pytest.mark.parametrize("validators", ["etag", "last-modified", "both", "none"])
async def test_a_feed_that_says_the_same_is_unchanged(
    server: FeedServer, feeds: HttpFeeds, validators: Validators
) -> None:
    source = server.feed("/f.xml", validators=validators)
    source.publish(title="News")
    _, known = await polled(feeds, feed(source.url))
    assert isinstance(await feeds.poll(known), Unchanged)
    assert server.statuses[304] == (0 if validators == "none" else 1)


@pytest.mark.parametrize("kind", ["rss", "atom", "rdf"])
async def test_only_what_is_new_is_brought(server: FeedServer, feeds: HttpFeeds, kind: Kind) -> None:
    source = server.feed("/f.xml", kind=kind, window=3)
    for n in range(3):
        source.publish(title=f"News {n}")
    _, known = await polled(feeds, feed(source.url))
    source.publish(title="News 3")
    found, known = await polled(feeds, known)
    assert titles(found) == ["News 3"]
    assert isinstance(await feeds.poll(known), Unchanged)


async def test_an_edited_item_is_brought_again_and_alone(server: FeedServer, feeds: HttpFeeds) -> None:
    source = server.feed("/f.xml")
    item = source.publish(title="Alibaba closes 9.2% higher")
    source.publish(title="Other")
    _, known = await polled(feeds, feed(source.url))
    source.edit(item, title="Alibaba closes 9.3% higher")
    found, _ = await polled(feeds, known)
    assert [(i.title, i.guid) for i in found.items] == [("Alibaba closes 9.3% higher", item.guid)]


async def test_an_item_that_left_and_came_back_is_brought_again(server: FeedServer, feeds: HttpFeeds) -> None:
    source = server.feed("/f.xml")
    item = source.publish(title="News")
    source.publish(title="Other")
    _, known = await polled(feeds, feed(source.url))
    source.remove(item)
    found, known = await polled(feeds, known)
    assert titles(found) == []
    source.items.insert(0, item)
    source.touch()
    found, _ = await polled(feeds, known)
    assert titles(found) == ["News"]


async def test_a_feed_that_cannot_be_cut_brings_only_what_is_new_too(parser: ParserProcess) -> None:
    client = MemoryClient()
    memory = HttpFeeds(AGENT, FakeClock(), fetcher=client, parser=parser)
    between = b"</item><!-- between --><item>"
    client.body = rss("<title>a</title>", "<title>b</title>").replace(b"</item><item>", between)
    assert cut(client.body) is None
    found, known = await polled(memory, feed("http://h/f"))
    assert sorted(titles(found)) == ["a", "b"]
    client.body = rss("<title>c</title>", "<title>a</title>", "<title>b</title>").replace(b"</item><item>", between)
    found, _ = await polled(memory, known)
    assert titles(found) == ["c"]


async def test_a_feed_without_items_is_a_feed(server: FeedServer, feeds: HttpFeeds) -> None:
    source = server.feed("/f.xml")
    found, known = await polled(feeds, feed(source.url))
    assert found.items == ()
    source.publish(title="The first")
    found, _ = await polled(feeds, known)
    assert titles(found) == ["The first"]


async def test_an_item_that_says_nothing_is_left_out(feeds: HttpFeeds, server: FeedServer) -> None:
    source = server.feed("/f.xml")
    source.raw(rss("<link>http://h/x</link>", "<title>News</title>"))
    found, _ = await polled(feeds, feed(source.url))
    assert titles(found) == ["News"]


async def test_what_is_no_feed_is_unreadable_and_is_asked_again(server: FeedServer, feeds: HttpFeeds) -> None:
    source = server.feed("/f.xml").behave(Behaviour.html_instead(), times=1)
    source.publish(title="News")
    with pytest.raises(FeedUnreadable):
        await feeds.poll(feed(source.url))
    found, _ = await polled(feeds, feed(source.url))
    assert titles(found) == ["News"]


@pytest.mark.parametrize(
    "behaviour", [Behaviour.empty(), Behaviour.html_instead(), Behaviour.truncated(), Behaviour.failing(500)]
)
async def test_a_bad_answer_is_an_error_of_ours(server: FeedServer, feeds: HttpFeeds, behaviour: Behaviour) -> None:
    server.behave("/f.xml", behaviour)
    with pytest.raises(FeedError):
        await feeds.poll(feed(server.url("/f.xml")))


async def test_a_feed_that_is_gone_or_private_says_so(server: FeedServer, clock: FakeClock) -> None:
    strict = HttpFeeds(AGENT, clock, ["127.0.0.1"])
    try:
        with pytest.raises(FeedGone):
            await strict.poll(feed(server.url("/none.xml")))
        with pytest.raises(AddressRefused):
            await strict.poll(feed(server.url("/none.xml", 1)))
    finally:
        await strict.close()


async def test_a_moved_feed_is_asked_at_its_new_address_from_then_on(server: FeedServer, feeds: HttpFeeds) -> None:
    source = server.feed("/new.xml")
    source.publish(title="News")
    server.redirect("/old.xml", "/new.xml", 301)
    found, known = await polled(feeds, feed(server.url("/old.xml")))
    assert found.moved_to == known.asked_url == server.url("/new.xml")
    assert isinstance(await feeds.poll(known), Unchanged)
    assert len(server.requests_for("/old.xml")) == 1


async def test_a_feed_that_moves_without_news_is_remembered_too(server: FeedServer, feeds: HttpFeeds) -> None:
    source = server.feed("/new.xml", validators="none")
    source.publish(title="News")
    _, known = await polled(feeds, feed(source.url))
    server.redirect("/old.xml", "/new.xml", 308)
    found = await feeds.poll(replace(known, asked_url=server.url("/old.xml")))
    assert isinstance(found, Unchanged)
    assert found.moved_to == source.url


@pytest.mark.parametrize(
    "odd",
    ["<title>a</title><guid isPermaLink='false'>http://[x/</guid>", "<title>a</title><guid isPermaLink='false'>http://exa\u2100mple/</guid>",
     "<title>a</title><link>http://[</link>", "<title>a</title><link>http://h:99999/</link>", "<title>a</title><link>javascript:alert(1)</link>",
     "<title>a</title><description>&lt;html&gt;&lt;head&gt;&lt;/head&gt;&lt;/html&gt;</description>", "<title>a &#55357;&#56832;</title>"],
    ids=["bracket in a guid", "odd letter in a guid", "bracket in a link", "port", "javascript", "page skeleton", "halved emoji"],
)  # fmt: skip
async def test_one_odd_item_does_not_cost_the_feed_its_others(server: FeedServer, feeds: HttpFeeds, odd: str) -> None:
    source = server.feed("/f.xml")
    source.raw(rss(odd, "<title>good</title><link>http://h/good</link>"))
    found, _ = await polled(feeds, feed(source.url))
    assert "good" in titles(found)


# --- GUIDs and links -------------------------------------------------------------------------------------------------


def flags(found: Polled) -> list[tuple[str, bool, bool]]:
    return sorted((i.title, i.shared_guid, i.shared_url) for i in found.items)


@pytest.mark.parametrize("kind", ["rss", "atom"])
async def test_a_guid_and_a_link_that_items_share_name_no_story(
    server: FeedServer, feeds: HttpFeeds, kind: Kind
) -> None:
    source = server.feed("/f.xml", kind=kind)
    for n in range(3):
        source.publish(title=f"News {n}", guid="g" if n else AUTO, link="http://h/home" if n else AUTO)
    found, _ = await polled(feeds, feed(source.url))
    assert flags(found) == [("News 0", False, False), ("News 1", True, True), ("News 2", True, True)]


@pytest.mark.parametrize("kind", ["rss", "atom"])
@pytest.mark.parametrize("cdata", [False, True])
async def test_a_new_item_that_shares_a_link_with_an_old_one_is_known_to(
    server: FeedServer, feeds: HttpFeeds, kind: Kind, cdata: bool
) -> None:
    source = server.feed("/f.xml", kind=kind)
    link = "http://h/live?a=1&b=2"
    written = f"<link><![CDATA[{link}]]></link>" if cdata and kind == "rss" else ""
    for n in range(2):
        source.publish(title=f"News {n}", link=None if written else link, extra=written)
    _, known = await polled(feeds, feed(source.url))
    source.publish(title="News 2", link=None if written else link, extra=written)
    found, _ = await polled(feeds, known)
    assert flags(found) == [("News 2", False, True)]


async def test_a_guid_that_is_a_number_elsewhere_in_another_item_is_not_shared(
    server: FeedServer, feeds: HttpFeeds
) -> None:
    source = server.feed("/f.xml")
    source.publish(title="Old", guid="1001", extra="<comments>1002</comments>")
    _, known = await polled(feeds, feed(source.url))
    source.publish(title="New", guid="1002")
    found, _ = await polled(feeds, known)
    assert flags(found) == [("New", False, False)]


async def test_an_item_that_stands_twice_in_its_feed_still_has_its_name(server: FeedServer, feeds: HttpFeeds) -> None:
    source = server.feed("/f.xml")
    for _ in range(2):
        source.publish(title="News", text="Text", guid="g", link="http://h/1", published=NOON)
    found, _ = await polled(feeds, feed(source.url))
    assert set(flags(found)) == {("News", False, False)}


async def test_items_without_guid_or_link_are_brought(server: FeedServer, feeds: HttpFeeds) -> None:
    source = server.feed("/f.xml")
    source.publish(title="News", guid=None, link=None, published=None)
    found, _ = await polled(feeds, feed(source.url))
    assert found.items == (Item(None, None, "News", "", None),)


# --- pages -----------------------------------------------------------------------------------------------------------


async def article(feeds: HttpFeeds, url: str) -> str | None:
    return await feeds.article(Link(url), "Alibaba rises", "Alibaba shares closed higher in Hong Kong.")


ROBOTS = (
    ("User-agent: *\nDisallow: /admin\n", True),
    ("User-agent: *\nDisallow: /\n", False),
    ("User-agent: newstape\nDisallow: /story\n\nUser-agent: *\nAllow: /\n", False),
    ("User-agent: NewsTape\nDisallow: /\n", False),
    ("User-agent: newstape\nAllow: /\n\nUser-agent: *\nDisallow: /\n", True),
    ("User-agent: otherbot\nDisallow: /\n", True),
    ("User-agent: *\nDisallow: /*.html$\n", False),
    ("User-agent: *\nDisallow: /story\nAllow: /story/1.html\n", True),
    ("<!DOCTYPE html><html><body>not here</body></html>", True),
    ("", True),
)


async def test_robots_txt_is_obeyed(feeds: HttpFeeds) -> None:
    # One host a case: a robots.txt is remembered for a day.
    async with FeedServer(hosts=len(ROBOTS)) as server:
        server.page("/story/1.html", PAGE)
        for host, (robots, allowed) in enumerate(ROBOTS):
            server.robots(robots, host=host)
            found = await article(feeds, server.url("/story/1.html", host))
            assert (found is not None) == allowed, robots
            assert len(server.requests_for("/story/1.html", host)) == int(allowed), robots


async def test_a_host_without_robots_txt_may_be_asked_and_is_asked_for_it_once(
    server: FeedServer, feeds: HttpFeeds
) -> None:
    server.page("/1", PAGE)
    server.page("/2", PAGE)
    assert "closed 3 percent higher" in (await article(feeds, server.url("/1")) or "")
    assert await article(feeds, server.url("/2")) is not None
    assert len(server.requests_for("/robots.txt")) == 1


async def test_a_host_whose_robots_txt_fails_is_left_alone_for_ten_minutes(
    server: FeedServer, feeds: HttpFeeds, clock: FakeClock
) -> None:
    server.page("/1", PAGE)
    robots = server.robots("User-agent: *\nAllow: /\n").behave(Behaviour.failing(500))
    assert await article(feeds, server.url("/1")) is None
    robots.behave(None)
    assert await article(feeds, server.url("/1")) is None
    clock.pass_(601)
    assert await article(feeds, server.url("/1")) is not None


async def test_robots_txt_is_asked_again_after_a_day(server: FeedServer, feeds: HttpFeeds, clock: FakeClock) -> None:
    server.page("/1", PAGE)
    robots = server.robots("User-agent: *\nAllow: /\n")
    assert await article(feeds, server.url("/1")) is not None
    robots.replace("User-agent: *\nDisallow: /\n")
    clock.pass_(24 * 3600 + 1)
    assert await article(feeds, server.url("/1")) is None


async def test_a_redirect_does_not_lead_to_a_page_that_may_not_be_asked(server: FeedServer, feeds: HttpFeeds) -> None:
    server.page("/closed", PAGE, host=1)
    server.robots("User-agent: *\nDisallow: /closed\n", host=1)
    server.redirect("/1", server.url("/closed", 1), 302, host=0)
    assert await article(feeds, server.url("/1")) is None


async def test_pages_of_one_host_are_asked_a_second_apart_and_of_others_at_once(
    server: FeedServer, feeds: HttpFeeds, clock: FakeClock
) -> None:
    server.page("/1", PAGE)
    for host in (0, 0, 1, 0):
        await article(feeds, server.url("/1", host))
    assert [round(s, 3) for s in clock.slept] == [1.0, 1.0]


async def test_a_page_is_read_by_its_type(server: FeedServer, feeds: HttpFeeds) -> None:
    types = {
        "text/html": True,
        "application/xhtml+xml": True,
        "": True,
        "application/pdf": False,
        "image/png": False,
        "application/json": False,
    }
    for n, (content_type, read) in enumerate(types.items()):
        server.page(f"/{n}", PAGE, content_type=content_type)
        assert (await article(feeds, server.url(f"/{n}")) is not None) == read, content_type


async def test_a_page_whose_type_is_written_in_capitals_is_read(server: FeedServer, feeds: HttpFeeds) -> None:
    server.page("/1", PAGE, content_type="TEXT/HTML; charset=UTF-8")
    assert await article(feeds, server.url("/1")) is not None


async def test_a_page_that_cannot_be_had_is_an_error_of_ours(server: FeedServer, feeds: HttpFeeds) -> None:
    with pytest.raises(FeedGone):
        await article(feeds, server.url("/none"))
    server.page("/busy", PAGE).behave(Behaviour.failing(503))
    with pytest.raises(FeedUnreachable):
        await article(feeds, server.url("/busy"))


@pytest.mark.parametrize(
    "url",
    [
        "http://[",
        "http://[foo]/",
        "http://exa\u2100mple.com/",
        "mailto:x",
        "/relative",
        "",
        "http://h:abc/x",
        "javascript:1",
    ],
)
async def test_a_link_that_is_none_has_no_story(feeds: HttpFeeds, url: str) -> None:
    with suppress(FeedError):
        assert await article(feeds, url) is None


async def test_a_page_that_somebody_named_gives_title_text_and_date(server: FeedServer, feeds: HttpFeeds) -> None:
    server.page(
        "/1", PAGE.replace("<head>", '<head><meta property="article:published_time" content="2025-09-24T08:00:00Z">')
    )
    found = await feeds.page(server.url("/1"))
    assert found is not None
    title, text, date = found
    assert (title, date) == ("Alibaba rises", "2025-09-24")
    assert "closed 3 percent higher" in text


# --- real histories --------------------------------------------------------------------------------------------------


def names(entry: dict[str, object], key: str) -> set[str]:
    found = entry[key]
    assert isinstance(found, list)
    return {str(n) for n in found}


@pytest.mark.parametrize("name", ["ftcompanies", "reutersbiz"])
async def test_a_real_history_brings_what_is_new_and_what_changed_and_hardly_more(
    name: str, parser: ParserProcess
) -> None:
    expected, documents = history(name)
    client = MemoryClient()
    feeds = HttpFeeds(AGENT, FakeClock(), fetcher=client, parser=parser)
    store: SqliteStore = open_store(None)
    store.add_feed("http://h/f", "", "en", NOON)
    seen: set[str] = set()
    brought = wanted = 0
    try:
        for entry in expected:
            seq = entry["seq"]
            assert isinstance(seq, int)
            client.body = documents[seq]
            now = datetime.fromisoformat(str(entry["fetched"]))
            found = await feeds.poll(store.feeds()[0])
            ids = [str(i.guid) for i in found.items] if isinstance(found, Polled) else []
            new, changed = names(entry, "new"), names(entry, "changed")
            assert set(ids) - seen == new, seq
            assert changed <= set(ids), seq
            if isinstance(found, Polled):
                count = store.record_poll(store.feeds()[0], found, now)
                assert len(new) <= count <= len(new) + len(changed), seq
            seen |= set(ids)
            brought, wanted = brought + len(ids), wanted + len(new) + len(changed)
    finally:
        store.close()
    assert brought <= 1.05 * wanted


async def test_hashes_are_those_of_the_document_at_hand(server: FeedServer, feeds: HttpFeeds) -> None:
    source = server.feed("/f.xml", window=2)
    for n in range(4):
        source.publish(title=f"News {n}")
    found, _ = await polled(feeds, feed(source.url))
    pieces = cut(source.render())
    assert pieces is not None
    assert found.item_hashes == {hash_of(p) for p in pieces.items}
    assert len(found.item_hashes) == 2


# --- what no parser gets through --------------------------------------------------------------------------------------


class Choking(ParserProcess):
    """The real parser, but one that stops over a document in which a marker stands."""

    def __init__(self) -> None:
        super().__init__()
        self.stops = 0

    async def ask(self, request: dict[str, Any], blob: bytes) -> dict[str, Any]:
        if b"poison" in blob:
            self.stops += 1
            raise ParserStopped("it took the parser more than 5 s")
        return await super().ask(request, blob)


@pytest_asyncio.fixture(loop_scope="module")
async def choking() -> AsyncIterator[Choking]:
    parser = Choking()
    yield parser
    await parser.close()


async def test_an_item_that_stops_the_parser_costs_its_feed_no_other(choking: Choking) -> None:
    client = MemoryClient()
    memory = HttpFeeds(AGENT, FakeClock(), fetcher=client, parser=choking)
    client.body = rss("<title>a</title>", "<title>poison</title>", "<title>b</title>")
    found, known = await polled(memory, feed("http://h/f"))
    assert sorted(titles(found)) == ["a", "b"]
    # A busy machine may stop a parser over a good item: it is tried again, and the feed does not say "unchanged" meanwhile.
    assert (found.complete, found.unreadable, found.etag, found.body_hash) == (False, 0, None, "")
    found, known = await polled(memory, known)
    assert (titles(found), found.complete) == ([], False)
    found, known = await polled(memory, known)
    assert (titles(found), found.complete, found.unreadable) == ([], True, 1)
    stops = choking.stops
    client.body = rss("<title>c</title>", "<title>a</title>", "<title>poison</title>", "<title>b</title>")
    found, known = await polled(memory, known)
    assert titles(found) == ["c"]
    assert choking.stops == stops


async def test_no_poll_stops_the_parser_more_than_four_times(choking: Choking) -> None:
    client = MemoryClient()
    memory = HttpFeeds(AGENT, FakeClock(), fetcher=client, parser=choking)
    client.body = rss("<title>good</title>", *(f"<title>poison {n}</title>" for n in range(9)), "<title>last</title>")
    known = feed("http://h/f")
    brought: list[str] = []
    for _ in range(20):
        before = choking.stops
        found = await memory.poll(known)
        if isinstance(found, Unchanged):
            break
        assert choking.stops - before <= 4
        known = replace(known, body_hash=found.body_hash, item_hashes=found.item_hashes)
        brought += titles(found)
    assert known.body_hash
    assert sorted(brought) == ["good", "last"]


async def test_a_feed_in_which_nothing_can_be_read_is_unreadable(choking: Choking) -> None:
    client = MemoryClient()
    memory = HttpFeeds(AGENT, FakeClock(), fetcher=client, parser=choking)
    client.body = rss("<title>poison</title>", "<title>poison too</title>")
    with pytest.raises(FeedUnreadable):
        await memory.poll(feed("http://h/f"))


async def test_items_past_the_cap_of_one_poll_are_read_in_the_next_which_still_counts_as_the_first(
    feeds: HttpFeeds, server: FeedServer, tmp_path: Path
) -> None:
    source = server.feed("/long.xml", window=700)
    for n in range(620):
        source.publish(title=f"News {n}", text=f"Words of item {n}.")
    store = open_store(tmp_path / "s.db")
    try:
        store.sync_feeds([ConfiguredFeed(source.url, "Long")], NOON)
        brought = 0
        for complete, count in ((False, 500), (True, 120)):
            known = store.feeds()[0]
            assert not known.polled
            found = await feeds.poll(known)
            assert isinstance(found, Polled)
            assert (found.complete, len(found.items)) == (complete, count)
            brought += store.record_poll(known, found, NOON)
        assert brought == 620
        assert store.feeds()[0].polled
        assert isinstance(await feeds.poll(store.feeds()[0]), Unchanged)
        assert all(s.silence for s in store.unread(700))
    finally:
        store.close()
