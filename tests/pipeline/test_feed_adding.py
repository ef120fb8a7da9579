"""What an admin adds in the chat: an address is asked first, a list of feeds is read; anybody else's is not."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.adapters.store import open_store
from bot.conversation import Conversation, Rules
from bot.errors import FeedUnreachable, MessageRefused
from bot.listings import load, load_sessions
from bot.message.markup import plain
from bot.pipeline import Pipeline
from bot.pipeline.feed_adding import FeedAdding
from bot.ports import Incoming, Item, Polled
from tests.fakes import NOON, FakeClock, FakeFeeds, FakeMessenger

ADMIN, ANNA = 9, 5
URL = "https://example.org/rss.xml"
OPML = b"""<?xml version="1.0"?><opml version="2.0"><body><outline text="All">
<outline text="One" xmlUrl="https://example.org/1.xml" language="zh"/><outline title="Two" xmlUrl="https://example.org/2.xml" newstapeZone="Asia/Shanghai"/>
<outline text="Odd" xmlUrl="ftp://example.org/3"/></outline></body></opml>"""


class Bench:
    def __init__(self) -> None:
        self.store, self.clock = open_store(None), FakeClock(NOON)
        self.feeds, self.messenger = FakeFeeds(), FakeMessenger()
        conversation = Conversation(self.store, load(), load_sessions(), Rules(frozenset({ADMIN})))
        self.pipeline = Pipeline(self.store, self.feeds, self.clock, load(), load_sessions(), conversation)
        self.adding = FeedAdding(self.store, self.clock, conversation, self.feeds)
        self._updates = 0

    async def gets(self, incoming: Incoming) -> tuple[str, str]:
        """What was done, and what is answered."""
        self._updates += 1
        self.store.receive([(self._updates, "{}")], self.clock.now())
        if self.adding.takes(incoming):
            done = await self.adding.answer(self._updates, incoming, self.messenger)
        else:
            done = await self.pipeline.answer_one(self._updates, incoming, None)
        assert not self.store.inbox(5)
        rows = self.store.c.rows(
            "SELECT html FROM outbox WHERE key LIKE ? ORDER BY id", (f"update:{self._updates}:%",)
        )
        return done, plain("\n".join(r["html"] for r in rows))

    async def types(self, text: str, user: int = ADMIN, *, group: bool = False) -> tuple[str, str]:
        return await self.gets(Incoming(-7 if group else user, user, text, language="en-gb", group=group))

    async def sends(self, data: bytes, user: int = ADMIN, size: int = 9) -> tuple[str, str]:
        self.messenger.files["f"] = data
        return await self.gets(Incoming(user, user, medium="opml", file="f", file_size=size, language="en-gb"))

    def urls(self) -> list[str]:
        return [f.url for f in self.store.feeds()]


def polled(title: str = "Shares rise", ahead: int = 0) -> Polled:
    published = NOON - timedelta(hours=1) + timedelta(hours=ahead)
    items = tuple(Item(str(n), None, f"{title} {n}", "Text.", published) for n in range(4))
    return Polled(items, None, None, "h", frozenset(), title="Daily Wire")


async def test_an_address_is_asked_and_added_with_its_name_and_what_it_brings() -> None:
    bench = Bench()
    bench.feeds.polls.append(polled())
    done, said = await bench.types(f"/feeds add {URL}")
    assert done == "feeds" and "Added Daily Wire (https://example.org/rss.xml)" in said and "4" in said
    (feed,) = bench.store.feeds()
    assert (feed.url, feed.name, feed.language) == (URL, "Daily Wire", "en")
    bench.feeds.polls.append(polled())
    done, said = await bench.types(f"/feeds add {URL}")
    assert done != "feeds" and "is there already" in said


async def test_the_language_of_a_feed_is_that_of_its_titles() -> None:
    bench = Bench()
    bench.feeds.polls.append(polled("沪指收涨"))
    await bench.types(f"/feeds add {URL}")
    assert bench.store.feeds()[0].language == "zh"


async def test_one_that_does_not_answer_is_not_added_unless_it_is_to_be_anyway() -> None:
    bench = Bench()
    bench.feeds.polls.append(FeedUnreachable("<b>no answer</b> within 20 s"))
    done, said = await bench.types(f"/feeds add {URL}")
    assert done == "feed_add_failed" and "is not added: <b>no answer</b>" in said and not bench.urls()
    done, _ = await bench.types(f"/feeds add {URL} anyway")
    assert done == "feeds" and bench.urls() == [URL]


async def test_one_that_can_never_alert_is_added_and_that_is_said() -> None:
    bench = Bench()
    bench.feeds.polls.append(polled(ahead=9))
    _, said = await bench.types(f"/feeds add {URL}")
    assert "as it is it can never alert" in said and bench.urls() == [URL]


async def test_a_list_of_feeds_is_read_with_their_zones() -> None:
    bench = Bench()
    done, said = await bench.sends(OPML)
    assert done == "feeds" and "Feeds added: 2. There already: 0. Without an address of the web: 1." in said
    assert [(f.url, f.name, f.language, f.zone) for f in bench.store.feeds()] == [
        ("https://example.org/1.xml", "One", "zh", None),
        ("https://example.org/2.xml", "Two", "en", "Asia/Shanghai"),
    ]
    done, said = await bench.sends(OPML)
    assert done != "feeds" and "There already: 2" in said


@pytest.mark.parametrize(
    "data",
    [b"", b"<html/>", b"not xml", b'<!DOCTYPE o [<!ENTITY a "b">]><opml>&a;</opml>', b"<opml><body>", b"\xff\xfe"],
)
async def test_what_is_no_list_gets_a_sentence_and_adds_nothing(data: bytes) -> None:
    bench = Bench()
    done, said = await bench.sends(data)
    assert done == "feeds_no_list" and "That file is no OPML" in said and not bench.urls()


async def test_a_list_that_is_too_large_or_that_telegram_does_not_give_is_not_read() -> None:
    bench = Bench()
    _, said = await bench.sends(OPML, size=3 << 20)
    assert "larger than 2 MB" in said
    bench.messenger.errors.append(MessageRefused("wrong file_id"))
    _, said = await bench.sends(OPML)
    assert "did not give me that file" in said and not bench.urls()


async def test_nobody_else_adds_feeds_and_in_a_group_no_address_is_asked() -> None:
    bench = Bench()
    await bench.sends(OPML, user=ANNA)
    await bench.types(f"/feeds add {URL}", user=ANNA)
    assert not bench.urls() and not bench.messenger.acts
    await bench.types(f"/feeds add {URL}", group=True)
    assert not bench.messenger.acts
