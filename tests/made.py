"""Values that several tests need: moves, stories, companies, as a reading of a story would give them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from bot.events import Fact
from bot.link import Link
from bot.listings import Company, Listing, load
from bot.message import Message
from bot.ports import Store
from bot.reading import PriceMove, Quote
from bot.story import Story, compose
from bot.watch import Alert

NOON = datetime(2025, 9, 24, 12, 0, tzinfo=UTC)
TODAY = date(2025, 9, 24)
URL = Link("https://www.yicaiglobal.com/news/alibaba")


def company(symbol: str = "9988.HK") -> Company:
    found = load().of_symbol(symbol)
    assert found is not None
    return found


def listing(symbol: str = "9988.HK") -> Listing:
    return next(x for x in company(symbol).listings if x.symbol == symbol)


def quote(text: str) -> Quote:
    return Quote(text, 0, len(text))


def move(percent: str | None = "9.2", symbol: str | None = "9988.HK", **changes: Any) -> PriceMove:
    """Alibaba up 9.2 percent in a session, or what the test says instead."""
    value = None if percent is None else Decimal(percent)
    fields: dict[str, Any] = {
        "instrument": "Alibaba's stock",
        "direction": "flat" if not value else "up" if value > 0 else "down",
        "quote": quote("Alibaba's stock closed 9.2 percent higher at HKD174.00 (USD22.38)."),
        "company": "Alibaba Group Holding",
        "listing": listing(symbol) if symbol else None,
        "percent": value,
        "session": TODAY,
        "at": "close",
    }
    return PriceMove(**{**fields, **changes})


def story(title: str = "Alibaba Jumps", body: str = "Alibaba rose 9.2 percent today.", **changes: Any) -> Story:
    fields: dict[str, Any] = {"id": "1", "url": URL, "source": "Yicai Global", "published": NOON, **changes}
    return compose(title=title, body=body, **fields)


def record_alert(
    store: Store, alert: Alert, fact: Fact, story: int, message: Message, now: datetime, expires: datetime
) -> bool:
    """An alert and its message, together; False if a message of that key is there already."""
    row = store.enqueue(message, now, expires)
    if row is not None:
        store.note_told([(alert, fact, row)], story, now)
    return row is not None
