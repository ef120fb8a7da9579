"""Which session a day's word means."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from bot.listings import load, load_sessions
from bot.reading import read_by_rules
from bot.story import compose


@pytest.mark.parametrize(
    ("published", "body", "session"),
    [
        (
            datetime(2025, 9, 25, 0, 30, tzinfo=UTC),
            "Apple [NASDAQ: AAPL] closed 5 percent higher today.",
            date(2025, 9, 24),
        ),
        (
            datetime(2025, 9, 24, 23, 50, tzinfo=UTC),
            "(Yicai) Sept. 25 -- Alibaba [NYSE: BABA] closed 0.7 percent lower at USD163.08 yesterday.",
            date(2025, 9, 24),
        ),
        (
            datetime(2025, 9, 24, 10, 0, tzinfo=UTC),
            "Alibaba [HKG: 9988] closed 9.2 percent higher today.",
            date(2025, 9, 24),
        ),
    ],
    ids=["late in UTC, the same day in New York", "a dateline ahead of UTC", "an afternoon in Hong Kong"],
)
def test_today_is_the_day_at_the_exchange_or_of_the_dateline(published: datetime, body: str, session: date) -> None:
    found = read_by_rules(compose(id="1", title=None, body=body, published=published), load(), load_sessions())
    assert [m.session for m in found.moves] == [session]
