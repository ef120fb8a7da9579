"""What ends a run and what does not, where many pieces of work are under way at once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.adapters.store import SqliteStore, open_store
from bot.app.application import Application
from bot.app.tasks import one_of_many
from bot.config import parse_config
from bot.errors import StoreBroken, StoreError, StoreFull
from bot.ports import Item, Polled
from tests.loopback.model_endpoint import ModelEndpoint

NOW = datetime.now(UTC)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqliteStore]:
    made = open_store(tmp_path / "n.db")
    made.add_feed("https://a.example/feed", "A", "en", NOW)
    made.record_poll(made.feeds()[0], Polled((), None, None, "0", frozenset()), NOW)
    items = tuple(Item(str(n), None, f"Alibaba's shares rise {n} percent", "", NOW) for n in range(1, 4))
    made.record_poll(made.feeds()[0], Polled(items, None, None, "1", frozenset()), NOW)
    yield made
    made.close()


async def test_a_store_that_fails_while_several_stories_are_asked_about_is_told_as_itself(
    store: SqliteStore, tmp_path: Path
) -> None:
    """A group of errors would be taken for a bug, and the task would go on against a broken store for ever."""
    async with ModelEndpoint("openai") as endpoint:
        model = {"base_url": endpoint.base_url, "api_key": "k", "name": "m"}
        config = parse_config({"telegram": {"token": "1:a"}, "model": model}, {})
        application = Application(config, tmp_path / "config.toml", store)
        for stored in store.unread(10):
            await application.pipeline.read_one(stored)
        assert len(store.wanting_model(10)) == 3
        store.c.db.conn.execute("PRAGMA query_only = 1")
        with pytest.raises(StoreBroken):
            await application._ask()
        store.c.db.conn.execute("PRAGMA query_only = 0")
        await application._close()


def test_a_bug_over_one_of_many_puts_that_one_aside_and_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    aside = []
    for n in range(3):
        with one_of_many(f"piece={n}", lambda n=n: aside.append(n)):  # type: ignore[misc]
            assert n != 1, "a bug"
    assert aside == [1]
    (record,) = caplog.records
    assert record.getMessage().startswith("piece=1") and record.exc_info is not None


@pytest.mark.parametrize("error", [StoreFull("full"), StoreBroken("broken")])
def test_a_store_that_cannot_be_used_is_nobodys_piece(error: StoreError) -> None:
    with pytest.raises(type(error)), one_of_many("piece", lambda: pytest.fail("not the piece's fault")):
        raise error
