"""Trading days: those of the table, those that are provisional, and those that somebody who runs the bot knows better."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from bot.listings import Sessions, TradingDay, load_sessions

TABLE = "market\tknown until\tdays\nXNYS\t20261231\t20261126\nXHKG\t20271231\t20261225 20261212\n"


@pytest.mark.parametrize(
    ("mic", "day", "open_"),
    [
        ("XNYS", "2026-11-25", True),
        ("XNYS", "2026-11-26", False),  # Thanksgiving
        ("XNAS", "2026-11-26", False),  # keeps New York's days
        ("XNYS", "2026-11-28", False),  # a Saturday
        ("XHKG", "2026-12-12", True),  # a Saturday that the row makes a session
        ("XXXX", "2026-11-26", True),  # a market without a row trades from Monday to Friday
    ],
)
def test_a_day_is_a_session_as_its_row_says(mic: str, day: str, open_: bool) -> None:
    assert Sessions(TABLE).is_session(mic, date.fromisoformat(day)) is open_


def test_what_is_told_of_a_day_counts_for_all_that_keep_its_row_and_for_no_copy() -> None:
    days = Sessions(TABLE)
    other = days.copy()
    other.tell([TradingDay("XNAS", date(2026, 11, 25), False), TradingDay("XNYS", date(2026, 11, 26), True)])
    assert not other.is_session("XNYS", date(2026, 11, 25)) and other.is_session("XNAS", date(2026, 11, 26))
    assert days.is_session("XNYS", date(2026, 11, 25))
    other.tell([])
    assert other.is_session("XNYS", date(2026, 11, 25))


def test_days_behind_the_settled_ones_are_provisional_until_somebody_tells_them() -> None:
    days = Sessions(TABLE)
    assert not days.is_provisional("XNYS", date(2026, 12, 31)) and days.is_provisional("XNYS", date(2027, 1, 4))
    days.tell([TradingDay("XNYS", date(2027, 1, 4), True)])
    assert not days.is_provisional("XNYS", date(2027, 1, 4)) and not days.is_provisional("XXXX", date(2027, 1, 4))


def test_no_market_of_the_first_ten_ends_within_a_year_of_the_release_without_provisional_days() -> None:
    days = load_sessions()
    for mic in ("XNYS", "XHKG", "XTKS", "XLON", "XTAI", "XKRX", "XTSE"):
        assert (days.known_until(mic) or date.min) >= date(2028, 1, 1)
    closed = {"XSHG": date(2027, 2, 8), "XSES": date(2027, 8, 9), "XBOM": date(2027, 10, 29)}
    for mic, day in closed.items():
        assert days.is_provisional(mic, day) and not days.is_session(mic, day)
        assert days.is_session(mic, date(2027, 7, 1))


def test_sixty_days_before_the_settled_days_end_it_is_told() -> None:
    days = load_sessions()
    assert days.ending(date(2026, 10, 1)) == ()
    assert {mic for mic, _ in days.ending(date(2026, 11, 2))} == {"XSHG", "XSES", "XBOM"}


@pytest.mark.parametrize(
    ("mic", "at", "is_open"),
    [
        ("XHKG", "2025-09-24T09:29+08:00", False), ("XHKG", "2025-09-24T09:30+08:00", True), ("XHKG", "2025-09-24T12:30+08:00", True), ("XHKG", "2025-09-24T16:00+08:00", False),
        ("XHKG", "2025-09-27T11:00+08:00", False), ("XHKG", "2025-10-01T11:00+08:00", False), ("XNAS", "2025-09-24T09:30-04:00", True), ("XNAS", "2025-11-27T11:00-05:00", False),
        ("", "2025-09-28T03:00+00:00", True),
    ],
)  # fmt: skip
def test_a_market_is_open_in_its_sessions_hours(mic: str, at: str, is_open: bool) -> None:
    assert load_sessions().is_open(mic, datetime.fromisoformat(at)) is is_open
