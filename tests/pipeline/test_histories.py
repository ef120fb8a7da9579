"""Two real feeds, polled hundreds of times: what each poll brings is told once to whoever asked for its words, and nothing old is told."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from bot.adapters.feeds.parsing import ParserProcess
from bot.adapters.feeds.polling import HttpFeeds
from bot.ports import Polled
from tests.adapters.feeds.helpers import AGENT, MemoryClient, history
from tests.fakes import FakeClock
from tests.pipeline.test_folding import Rig

WORDS = "公司 美国 中国 市场 英国 欧洲 投资 银行 经济 集团".split()
DAY = timedelta(days=1).total_seconds()


@pytest.mark.parametrize("name", ["ftcompanies", "reutersbiz"])
async def test_a_real_history_is_told_once_and_nothing_of_it_is_lost(name: str) -> None:
    expected, documents = history(name)
    client, parser, rig = MemoryClient(), ParserProcess(), Rig()
    feeds = HttpFeeds(AGENT, FakeClock(), fetcher=client, parser=parser)
    rig.store.add_feed("http://h/f", "", "en", rig.clock.now())
    assert (await rig.say(f"/alert {' OR '.join(WORDS)}")).startswith("Set: ")
    try:
        for entry in expected:
            rig.clock.pass_((datetime.fromisoformat(str(entry["fetched"])) - rig.clock.now()).total_seconds())
            feed, seq = rig.store.feeds()[-1], entry["seq"]
            assert isinstance(seq, int)
            client.body = documents[seq]
            found = await feeds.poll(feed)
            if isinstance(found, Polled):
                rig.store.record_poll(feed, found, rig.clock.now())
            for stored in rig.store.unread(500):
                await rig.pipeline.read_one(stored)
    finally:
        await parser.close()
    rows = rig.store.c.rows(
        "SELECT s.*, (SELECT count(*) FROM firing f WHERE f.story = s.id AND f.outbox IS NOT NULL) AS told FROM story s"
    )
    assert all(r["told"] <= 1 for r in rows)
    assert not any(r["told"] for r in rows if r["silence"] is not None or r["seen"] - r["published"] > DAY)
    of_events = {r["event"] for r in rows if r["told"]} - {None}
    asked = [r for r in rows if r["silence"] is None and any(w in r["title"] + r["body"] for w in WORDS)]
    assert len(asked) > 250
    assert [r["title"] for r in asked if not r["told"] and r["event"] not in of_events] == []
