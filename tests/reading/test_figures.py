"""How a figure is written, and what it is worth."""

from __future__ import annotations

from decimal import Decimal

import pytest

from bot.reading.figures import figures


@pytest.mark.parametrize(
    ("text", "unit", "value"),
    [
        ("raised Rs.1,757 crore", "INR", "17570000000"),
        ("raised Rs. 1,757 crore", "INR", "17570000000"),
        ("raised Rs 1,757 crore", "INR", "17570000000"),
        ("worth Rs.150 crore", "INR", "1500000000"),
        ("a dividend of Rs.5.50", "INR", "5.50"),
        ("Rs.66.4 crore", "INR", "664000000"),
        ("worth ₹1,607 crore", "INR", "16070000000"),
        ("costs US$1,000", "USD", "1000"),
        ("costs RM2.5 million", "MYR", "2500000"),
    ],
)
def test_a_currency_is_read_with_and_without_a_stop_behind_it(text: str, unit: str, value: str) -> None:
    (found,) = figures(text, 0, len(text))
    assert (found.kind, found.unit, found.value) == ("money", unit, Decimal(value))
