"""Alibaba's day of 24 September 2025: the story that everything began with, exactly."""

from __future__ import annotations

import tomllib
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from bot.listings import load, load_sessions
from bot.reading import Amount, Extraction, PriceMove, read_by_rules
from bot.story import compose

SEED = Path(__file__).parents[3] / "shared" / "data" / "yicai" / "seed-alibaba-2025-09-24.txt"
OURS = Path(__file__).parents[2] / "bot" / "demo" / "stories" / "01-alibaba-qwen3-max.toml"


def seed() -> Extraction:
    title, _, body = SEED.read_text(encoding="utf-8").partition("\n")
    story = compose(id="seed", title=title, body=body, published=datetime(2025, 9, 24, 10, 0, tzinfo=UTC))
    return read_by_rules(story, load(), load_sessions())


def row(m: PriceMove) -> tuple[object, ...]:
    return (m.symbol, m.percent, m.price, m.currency, m.converted, m.scope, m.at, m.session, m.qualifier)


@pytest.mark.skipif(not SEED.exists(), reason="skipped: no shared data")
def test_the_seed_story_gives_exactly_its_three_moves() -> None:
    assert [row(m) for m in seed().moves] == [
        ("9988.HK", Decimal("9.2"), Decimal("174.00"), "HKD", Amount(Decimal("22.38"), "USD"), "session", "close", date(2025, 9, 24), None),
        ("9988.HK", None, None, None, None, "longer", None, None, "more than doubled"),
        ("BABA", Decimal("-0.7"), Decimal("163.08"), "USD", None, "session", "close", date(2025, 9, 23), None),
    ]  # fmt: skip


@pytest.mark.skipif(not SEED.exists(), reason="skipped: no shared data")
def test_the_seed_story_gives_its_claims_each_with_its_quote() -> None:
    found = seed()
    told = {(c.amount, c.unit) for c in found.claims}
    assert {(Decimal(380_000_000_000), "CNY"), (Decimal(10**12), "parameters"), (Decimal(300), "AI models"), (Decimal(600_000_000), "downloads"), (Decimal(10**6), "firms")} <= told  # fmt: skip
    assert any(c.amount == 170_000 and "derivative" in (c.unit or "") for c in found.claims)
    plan = next(c for c in found.claims if c.unit == "CNY")
    assert plan.converted == Amount(Decimal(53_300_000_000), "USD") and plan.horizon == "over the next three years"
    assert all(found.story.text[c.quote.start : c.quote.end] == c.quote.text for c in found.claims)


@pytest.mark.skipif(not SEED.exists(), reason="skipped: no shared data")
def test_the_seed_storys_frame_becomes_fields() -> None:
    story = seed().story
    assert story.dateline == date(2025, 9, 24)
    assert story.editors == ("Dou Shicong", "Martin Kadiev")
    assert story.keywords == ("Alibaba", "AI")
    assert story.source == "Yicai"


def test_our_own_telling_of_that_day_gives_the_same_figures() -> None:
    raw = tomllib.loads(OURS.read_text(encoding="utf-8"))
    story = compose(
        id="1", title=raw["title"], body=raw["text"].strip(), published=datetime.fromisoformat(raw["published"])
    )
    moves = read_by_rules(story, load(), load_sessions()).moves
    told = {(m.symbol, m.percent, m.price, m.currency, m.scope, m.session) for m in moves}
    assert ("9988.HK", Decimal("9.2"), Decimal("174.00"), "HKD", "session", date(2025, 9, 24)) in told
    assert ("BABA", Decimal("-0.7"), Decimal("163.08"), "USD", "session", date(2025, 9, 23)) in told
    assert any(m.symbol == "9988.HK" and m.percent is None and m.scope == "longer" for m in moves)
    assert len(moves) == 3
