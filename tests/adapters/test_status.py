"""How a run is, as monitors see it."""

from __future__ import annotations

from dataclasses import replace

import aiohttp
import pytest
from prometheus_client.parser import text_string_to_metric_families

from bot.adapters.status import StatusServer
from bot.ports import Counts, Status
from bot.watch import Silence

COUNTS = Counts(12, 1, 240, 7, 3, 1, 90, 2, 4, 55, 130, 20, 5000, 900, moves=31)
WELL = Status(
    COUNTS, {Silence.OLD: 30, Silence.FOLDED: 2}, {"new": 5, "unchanged": 80, "FeedUnreachable": 1}, (), 4.5, 3600.0
)


class Watched:
    def __init__(self) -> None:
        self.status = WELL
        self.server = StatusServer("127.0.0.1", 0, lambda: self.status)

    async def get(self, path: str) -> tuple[int, str]:
        async with (
            aiohttp.ClientSession() as session,
            session.get(f"http://127.0.0.1:{self.server.port}{path}") as answer,
        ):
            return answer.status, await answer.text()


@pytest.fixture
async def watched() -> object:
    made = Watched()
    await made.server.start()
    yield made
    await made.server.close()


async def test_a_run_that_is_well_is_alive_and_ready(watched: Watched) -> None:
    assert await watched.get("/healthz") == (200, "alive\n")
    assert await watched.get("/readyz") == (200, "ready\n")


async def test_what_keeps_it_from_being_ready_is_said(watched: Watched) -> None:
    watched.status = replace(
        WELL, faults=("Telegram has not answered for 130 s.", "The store n.db cannot be written to.")
    )
    assert await watched.get("/readyz") == (
        503,
        "Telegram has not answered for 130 s.\nThe store n.db cannot be written to.\n",
    )
    assert await watched.get("/healthz") == (200, "alive\n")


async def test_the_metrics_are_prometheus_and_say_what_is(watched: Watched) -> None:
    watched.server.sent_in(0.08)
    status, text = await watched.get("/metrics")
    assert status == 200
    found = {
        (s.name, *sorted(s.labels.values())): s.value
        for family in text_string_to_metric_families(text)
        for s in family.samples
    }
    assert found["newstape_feeds",] == 12
    assert found["newstape_alerts_today",] == 7
    assert found["newstape_outbox", "queued"] == 3
    assert found["newstape_outbox", "expired"] == 4
    assert found["newstape_outbox_oldest_seconds",] == 4.5
    assert found["newstape_silences_today", "older than a day"] == 30
    assert found["newstape_polls_total", "unchanged"] == 80
    assert found["newstape_model_tokens_today", "prompt"] == 5000
    assert found["newstape_send_seconds_count",] == 1
    assert found["newstape_ready",] == 1
