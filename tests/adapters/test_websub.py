"""WebSub: a feed's hub is asked to tell us, confirms that we meant it, and a word of it has the feed polled at once."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field, replace

import aiohttp
import pytest

from bot.adapters.websub import LEASE_SECONDS, WebSub
from bot.errors import FeedUnreachable
from bot.ports import Feed
from tests.fakes import FakeClock

HUB, TOPIC = "https://hub.example/", "https://wire.example/feed.xml"
FEED = Feed(3, TOPIC, "Wire", "en", TOPIC, hub=HUB, topic=TOPIC)


@dataclass
class Hub:
    """What posts to a hub: it remembers the forms, and answers as the test says."""

    status: int = 202
    posts: list[tuple[str, Mapping[str, str]]] = field(default_factory=list)

    async def post(self, url: str, form: Mapping[str, str]) -> int:
        self.posts.append((url, form))
        if self.status == 0:
            raise FeedUnreachable("no connection")
        return self.status


class Rig:
    def __init__(self) -> None:
        self.hub, self.clock, self.asked = Hub(), FakeClock(), list[int]()
        self.feeds = [FEED, Feed(4, "https://plain.example/", "Plain", "en", "https://plain.example/")]
        self.websub = WebSub(
            "https://bot.example/hubs/", "127.0.0.1", 0, self.hub, self.clock, lambda: self.feeds, self.asked.append
        )

    @property
    def path(self) -> str:
        return self.hub.posts[-1][1]["hub.callback"].removeprefix("https://bot.example/hubs/")

    async def ask(self, method: str, path: str, **query: str) -> tuple[int, str]:
        url = f"http://127.0.0.1:{self.websub.port}/{path}"
        async with aiohttp.ClientSession() as session, session.request(method, url, params=query) as answer:
            return answer.status, await answer.text()

    async def confirmed(self) -> None:
        await self.websub.renew()
        status, text = await self.ask(
            "GET",
            self.path,
            **{"hub.mode": "subscribe", "hub.topic": TOPIC, "hub.challenge": "c1", "hub.lease_seconds": "432000"},
        )
        assert (status, text) == (200, "c1")


@pytest.fixture
async def rig() -> AsyncIterator[Rig]:
    made = Rig()
    await made.websub.start()
    yield made
    await made.websub.close()


async def test_only_feeds_with_a_hub_are_subscribed_to_and_once(rig: Rig) -> None:
    await rig.websub.renew()
    await rig.websub.renew()
    ((url, form),) = rig.hub.posts
    assert url == HUB
    assert (form["hub.mode"], form["hub.topic"], form["hub.lease_seconds"]) == (
        "subscribe",
        TOPIC,
        str(LEASE_SECONDS),
    )


async def test_a_confirmed_hub_has_its_feed_polled_at_once(rig: Rig) -> None:
    await rig.confirmed()
    assert (await rig.ask("POST", rig.path))[0] == 202
    assert rig.asked == [3]
    await rig.ask("POST", rig.path)
    assert rig.asked == [3], "not twice within moments"
    rig.clock.pass_(5)
    await rig.ask("POST", rig.path)
    assert rig.asked == [3, 3]


async def test_nobody_else_can_have_anything_polled(rig: Rig) -> None:
    await rig.websub.renew()
    assert (await rig.ask("POST", rig.path))[0] == 410, "not confirmed yet"
    assert (await rig.ask("POST", "guess"))[0] == 410
    for query in (
        {"hub.mode": "subscribe", "hub.topic": "https://other.example/", "hub.challenge": "c"},
        {"hub.mode": "unsubscribe", "hub.topic": TOPIC, "hub.challenge": "c"},
        {},
    ):
        assert (await rig.ask("GET", rig.path, **query))[0] == 404
    assert rig.asked == []


async def test_a_lease_is_renewed_before_it_ends_and_a_refusal_is_tried_again(rig: Rig) -> None:
    await rig.confirmed()
    rig.clock.pass_(3 * 86_400)
    await rig.websub.renew()
    assert len(rig.hub.posts) == 1
    rig.clock.pass_(86_400 + 60)
    rig.hub.status = 0
    await rig.websub.renew()
    rig.hub.status = 403
    rig.clock.pass_(3700)
    await rig.websub.renew()
    assert len(rig.hub.posts) == 3


async def test_a_feed_that_is_gone_is_told_of_no_more(rig: Rig) -> None:
    await rig.confirmed()
    path = rig.path
    rig.feeds = [replace(FEED, hub=None)]
    await rig.websub.renew()
    assert (await rig.ask("POST", path))[0] == 410
    assert rig.asked == []


@pytest.mark.parametrize(
    "feed",
    [
        replace(FEED, topic=None, asked_url="https://desk:PASSW0RD@wire.example/feed?key=S3CRET"),
        replace(FEED, topic="https://wire.example/feed?token=S3CRET"),
        replace(FEED, hub="http://127.0.0.1:9200/"),
        replace(FEED, hub="http://router.lan/"),
    ],
)
async def test_no_hub_hears_a_secret_and_none_is_of_our_own_network(rig: Rig, feed: Feed) -> None:
    rig.feeds = [feed]
    await rig.websub.renew()
    assert rig.hub.posts == []
