"""What a claim holds beside its amount."""

from __future__ import annotations

from decimal import Decimal

import pytest

from bot.extraction.findings import Claim, ClaimKind, Dropped, Quote
from bot.extraction.grounding import ground_claim
from bot.extraction.reading import read_by_rules, survey
from bot.listings import load, load_sessions
from bot.story import compose


def test_a_horizon_at_the_head_of_its_sentence_is_quoted_as_it_stands() -> None:
    text = "In the first half, Sungrow Power Supply's revenue rose 12 percent to CNY43.5 billion, the firm said."
    claims = read_by_rules(compose(id="1", title=None, body=text), load(), load_sessions()).claims
    assert [c.horizon for c in claims] == ["In the first half"]


def verdict(text: str, kind: ClaimKind, amount: str, unit: str, change: str | None) -> Claim | Dropped:
    story = compose(id="1", title=None, body=text)
    claim = Claim(
        kind, Quote(text, 0, len(text)), Decimal(amount), unit=unit, change=Decimal(change) if change else None
    )
    return ground_claim(claim, survey(story, load(), load_sessions()))


@pytest.mark.parametrize("unit", ["percent", "percentage points", "basis points"])
def test_a_price_target_is_a_price_and_never_the_rate_it_was_raised_by(unit: str) -> None:
    text = "Macy's target price was lifted 22 percent to USD22."
    assert isinstance(verdict(text, "price_target", "22", unit, None), Dropped)
    assert isinstance(verdict(text, "price_target", "22", "USD", "22"), Claim)


def test_one_rate_is_not_the_amount_and_its_growth_at_once() -> None:
    assert isinstance(verdict("Sales at Sungrow rose 12 percent.", "revenue", "12", "percent", "12"), Dropped)
    assert isinstance(verdict("Sales at Sungrow rose 12 percent.", "revenue", "12", "percent", None), Claim)
