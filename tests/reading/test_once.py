"""A title that rounds what the text tells to the digit is no second move."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.listings import load, load_sessions
from bot.reading import PriceMove, read_by_rules
from bot.story import compose

PUBLISHED = datetime(2026, 10, 20, 20, 30, tzinfo=UTC)


def moves(title: str, body: str) -> list[PriceMove]:
    story = compose(id="1", title=title, body=body, published=PUBLISHED)
    return list(read_by_rules(story, load(), load_sessions()).moves)


@pytest.mark.parametrize(
    ("title", "body", "percent"),
    [
        ("Bitcoin slips more than 3% on tariff nerves", "Bitcoin dropped 3.4% to $93,890 on Tuesday.", "-3.4"),
        ("Nvidia shares rise 6%", "Nvidia shares rose 6.2% to $182.10 on Tuesday.", "6.2"),
        ("Nvidia shares rise nearly 4%", "Nvidia shares rose 3.8% to $182.10 on Tuesday.", "3.8"),
        ("腾讯股价涨超5%", "腾讯股价周二涨5.3%，报657港元。", "5.3"),
    ],
)
def test_what_the_title_rounds_is_told_once_to_the_digit(title: str, body: str, percent: str) -> None:
    (move,) = moves(title, body)
    assert f"{move.percent:f}" == percent
    assert move.quote.text in body


@pytest.mark.parametrize(
    ("title", "body"),
    [
        ("Nvidia shares rise 6%", "Nvidia shares rose 4.2% to $182.10 on Tuesday."),
        ("Nvidia shares rise more than 4%", "Nvidia shares rose 3.8% to $182.10 on Tuesday."),
        ("Nvidia shares rise nearly 4%", "Nvidia shares rose 4.2% to $182.10 on Tuesday."),
        ("Nvidia shares rise 6%", "AMD shares rose 6.2% to $182.10 on Tuesday."),
        ("Nvidia shares rise 6%", "Nvidia shares fell 6.2% to $182.10 on Tuesday."),
        ("Nvidia shares rise 6% on Monday", "Nvidia shares rose 6.2% to $182.10 on Tuesday."),
        ("Nvidia shares rise 6%", "Nvidia shares rose 6.2% in premarket trading."),
    ],
)
def test_what_is_another_figure_day_or_name_stays_beside_it(title: str, body: str) -> None:
    assert len(moves(title, body)) == 2
