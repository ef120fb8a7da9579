"""Thresholds, and why a story or a move stays silent."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from bot.listings import load_sessions
from bot.reading import Amount, size_in_percent
from bot.watch import Rule, Silence, Watch, matched, silence_of_move, silence_of_story
from tests.made import NOON, TODAY, move, story

EITHER = Rule(Decimal(5), Decimal(5))
UP = Rule(Decimal(5), None)
DOWN = Rule(None, Decimal(5))
EVERY = Rule(Decimal(0), Decimal(0))


@pytest.mark.parametrize(
    ("percent", "either", "up", "down"),
    [
        ("5", True, True, False),
        ("5.0", True, True, False),
        ("4.99", False, False, False),
        ("-5", True, False, True),
        ("-4.99", False, False, False),
        ("-50", True, False, True),
        ("500", True, True, False),
        ("0", False, False, False),
    ],
)
def test_a_threshold_counts_in_its_direction(percent: str, either: bool, up: bool, down: bool) -> None:
    found = move(percent)
    assert (EITHER.reached_by(found), UP.reached_by(found), DOWN.reached_by(found)) == (either, up, down)


def test_a_range_counts_by_its_lower_end() -> None:
    found = move(None, direction="down", percent_range=(Decimal(-7), Decimal(-4)))
    assert size_in_percent(found) == 4
    assert not EITHER.reached_by(found)
    assert Rule(None, Decimal(4)).reached_by(found)


@pytest.mark.parametrize(
    ("change", "price", "currency", "size"),
    [
        (Amount(Decimal("-0.62"), "USD"), "61.38", "USD", "1"),
        (Amount(Decimal(100), "points"), "1100", None, "10"),
        (Amount(Decimal("0.62"), "USD"), "62.62", "HKD", None),
        (Amount(Decimal("0.62"), "USD"), None, "USD", None),
        (Amount(Decimal(10), "USD"), "10", "USD", None),
        (Amount(Decimal(20), "USD"), "10", "USD", None),
    ],
)
def test_an_amount_with_its_price_counts_by_what_it_comes_to(
    change: Amount, price: str | None, currency: str | None, size: str | None
) -> None:
    found = move(None, direction="up", change=change, price=Decimal(price) if price else None, currency=currency)
    assert size_in_percent(found) == (Decimal(size) if size else None)


def test_a_size_that_cannot_be_told_is_told_to_whoever_wants_every_move() -> None:
    found = move(None, direction="down", change=Amount(Decimal("-0.62"), "USD"))
    assert EVERY.reached_by(found)
    assert not EITHER.reached_by(found)
    assert not Rule(Decimal(0), None).reached_by(found)


def test_a_flat_day_is_told_to_nobody() -> None:
    assert not EVERY.reached_by(move("0"))


def watch(number: int, rule: Rule, chat: int = 1, **changes: Any) -> Watch:
    return replace(Watch(number, chat, "company", "9988.HK", "Alibaba", rule), **changes)


def test_a_chat_gets_one_alert_with_the_reason() -> None:
    found = matched(move("9.2"), (watch(1, EVERY), watch(2, EITHER), watch(3, UP, chat=2)), NOON)
    assert [(a.chat, a.reason.watch, a.reason.size, a.reason.rule) for a in found] == [
        (1, 1, Decimal("9.2"), EVERY),
        (2, 3, Decimal("9.2"), UP),
    ]


def test_a_muted_watch_alerts_again_when_its_time_is_over() -> None:
    muted = watch(1, EVERY, muted_until=NOON)
    assert matched(move(), (muted,), NOON - timedelta(seconds=1)) == ()
    assert len(matched(move(), (muted,), NOON)) == 1


# --- silence ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("published", "silent"),
    [
        (NOON, None),
        (NOON - timedelta(hours=24), None),
        (NOON - timedelta(hours=24, seconds=1), "older than a day"),
        (NOON + timedelta(minutes=10), None),
        (NOON + timedelta(minutes=11), "dated in the future"),
        (datetime(1780, 1, 1, tzinfo=UTC), "older than a day"),
        (None, "no date"),
    ],
)
def test_an_old_an_undated_and_a_future_story_is_silent(published: datetime | None, silent: str | None) -> None:
    found = silence_of_story(story(published=published), NOON, first_poll=False)
    assert found == silent


def test_the_first_poll_is_silent() -> None:
    assert silence_of_story(story(), NOON, first_poll=True) is Silence.FIRST_POLL
    assert silence_of_story(story(), NOON, first_poll=False) is None


def test_a_resurfaced_story_with_an_old_dateline_is_silent() -> None:
    old = story(body="(Yicai) Sept. 8 -- United Airlines fell 75 percent today.")
    assert old.dateline == date(2025, 9, 8)
    assert silence_of_story(old, NOON, first_poll=False) == "its dateline is older than a day"


@pytest.mark.parametrize("day", ["Sept. 23", "Sept. 24", "Sept. 25"])
def test_a_dateline_of_yesterday_today_or_a_zone_ahead_is_not(day: str) -> None:
    fresh = story(body=f"(Yicai) {day} -- Alibaba rose 9 percent.")
    assert silence_of_story(fresh, NOON, first_poll=False) is None


@pytest.mark.parametrize(
    ("changes", "silent"),
    [
        ({}, None),
        ({"scope": "premarket"}, None),
        ({"scope": "after_hours"}, None),
        ({"scope": "intraday_extreme"}, "not a session's move"),
        ({"scope": "longer"}, "not a session's move"),
        ({"session": None}, "no session"),
        ({"listing": None, "company": None}, "nobody is named"),
        ({"listing": None}, None),
        ({"session": TODAY - timedelta(days=1)}, None),
        ({"session": TODAY - timedelta(days=2)}, "older than the previous session"),
        ({"session": TODAY - timedelta(days=365)}, "older than the previous session"),
    ],
)
def test_what_may_alert_and_what_may_not(changes: dict[str, Any], silent: str | None) -> None:
    assert silence_of_move(replace(move(), **changes), story(), load_sessions(), NOON) == silent


def test_fridays_session_is_fresh_on_monday_morning() -> None:
    friday = replace(move(symbol="BABA"), session=date(2025, 9, 19))
    monday = datetime(2025, 9, 22, 13, 0, tzinfo=UTC)
    assert silence_of_move(friday, story(), load_sessions(), monday) is None
    thursday = replace(friday, session=date(2025, 9, 18))
    assert silence_of_move(thursday, story(), load_sessions(), monday) is None
    assert silence_of_move(thursday, story(), load_sessions(), monday + timedelta(hours=1)) is not None
