"""Quiet hours: when they hold and when they end, over midnight and over both changes of the clock."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.quiet import QuietHours

NIGHT = QuietHours(time(23), time(7))
NOON = QuietHours(time(12), time(13, 30))
BERLIN, HONG_KONG = ZoneInfo("Europe/Berlin"), ZoneInfo("Asia/Hong_Kong")


def at(written: str) -> datetime:
    return datetime.fromisoformat(written)


@pytest.mark.parametrize(
    ("hours", "zone", "now", "end"),
    [
        (NIGHT, HONG_KONG, "2026-11-30T23:00+08:00", "2026-12-01T07:00+08:00"),
        (NIGHT, HONG_KONG, "2026-12-01T00:30+08:00", "2026-12-01T07:00+08:00"),
        (NIGHT, HONG_KONG, "2026-12-01T06:59+08:00", "2026-12-01T07:00+08:00"),
        (NIGHT, HONG_KONG, "2026-12-01T07:00+08:00", None),
        (NIGHT, HONG_KONG, "2026-12-01T22:59+08:00", None),
        (NOON, HONG_KONG, "2026-12-01T12:00+08:00", "2026-12-01T13:30+08:00"),
        (NOON, HONG_KONG, "2026-12-01T13:30+08:00", None),
        (NOON, HONG_KONG, "2026-12-01T11:59+08:00", None),
        # In spring the night is an hour shorter, in autumn an hour longer.
        (NIGHT, BERLIN, "2026-03-28T23:30+01:00", "2026-03-29T07:00+02:00"),
        (NIGHT, BERLIN, "2026-10-24T23:30+02:00", "2026-10-25T07:00+01:00"),
        # An end that the clock skips is when the clock has passed it.
        (QuietHours(time(22), time(2, 30)), BERLIN, "2026-03-29T01:30+01:00", "2026-03-29T03:30+02:00"),
        # Of an end that comes twice the second counts for who is in the second hour.
        (QuietHours(time(22), time(2, 30)), BERLIN, "2026-10-25T02:15+02:00", "2026-10-25T02:30+02:00"),
        (QuietHours(time(22), time(2, 30)), BERLIN, "2026-10-25T02:15+01:00", "2026-10-25T02:30+01:00"),
    ],
)
def test_quiet_holds_by_the_chats_clock_and_ends_by_it(
    hours: QuietHours, zone: ZoneInfo, now: str, end: str | None
) -> None:
    found = hours.until(at(now).astimezone(UTC), zone)
    assert found == (at(end) if end else None)


WEEKEND = QuietHours(days=frozenset({5, 6}))
BOTH = QuietHours(time(23), time(7), frozenset({5, 6}))


@pytest.mark.parametrize(
    ("quiet", "zone", "now", "end"),
    [
        (WEEKEND, HONG_KONG, "2026-11-28T00:00+08:00", "2026-11-30T07:00+08:00"),
        (WEEKEND, HONG_KONG, "2026-11-29T23:59+08:00", "2026-11-30T07:00+08:00"),
        (WEEKEND, HONG_KONG, "2026-11-27T23:59+08:00", None),
        (WEEKEND, HONG_KONG, "2026-11-30T06:59+08:00", "2026-11-30T07:00+08:00"), (WEEKEND, HONG_KONG, "2026-11-30T07:00+08:00", None),
        (QuietHours(time(22), time(6), frozenset({6})), HONG_KONG, "2026-11-29T12:00+08:00", "2026-11-30T06:00+08:00"),
        (QuietHours(time(12), time(14), frozenset({6})), HONG_KONG, "2026-11-29T12:00+08:00", "2026-11-30T07:00+08:00"),
        # A night before and behind the days is one quiet with them.
        (BOTH, HONG_KONG, "2026-11-27T23:30+08:00", "2026-11-30T07:00+08:00"),
        (BOTH, HONG_KONG, "2026-11-28T12:00+08:00", "2026-11-30T07:00+08:00"),
        (BOTH, HONG_KONG, "2026-11-30T06:00+08:00", "2026-11-30T07:00+08:00"),
        (BOTH, HONG_KONG, "2026-12-01T12:00+08:00", None),
        # The clock changes on a Sunday.
        (WEEKEND, BERLIN, "2026-03-28T12:00+01:00", "2026-03-30T07:00+02:00"),
        (BOTH, BERLIN, "2026-10-24T12:00+02:00", "2026-10-26T07:00+01:00"),
        (QuietHours(days=frozenset({6})), ZoneInfo("America/Santiago"), "2026-09-06T12:00-03:00", "2026-09-07T07:00-03:00"),
        (QuietHours(days=frozenset(range(6))), HONG_KONG, "2026-11-30T08:00+08:00", "2026-12-06T07:00+08:00"),
        (QuietHours(), HONG_KONG, "2026-11-28T12:00+08:00", None),
    ],
)  # fmt: skip
def test_whole_days_are_quiet_with_the_nights_beside_them(
    quiet: QuietHours, zone: ZoneInfo, now: str, end: str | None
) -> None:
    assert quiet.until(at(now).astimezone(UTC), zone) == (at(end) if end else None)


_TIMES = st.times().map(lambda t: t.replace(second=0, microsecond=0, fold=0))


@given(
    _TIMES,
    _TIMES,
    st.integers(0, 2 * 365 * 24 * 60),
    st.sampled_from(["Europe/Berlin", "America/New_York", "Asia/Shanghai", "Australia/Lord_Howe"]),
)
def test_quiet_ends_within_a_day_and_later_than_now(begin: time, end: time, minutes: int, zone: str) -> None:
    if begin == end:
        return
    told = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
    until = QuietHours(begin, end).until(told, ZoneInfo(zone))
    assert until is None or told < until <= told + timedelta(hours=25, minutes=1)


# --- hours of some days alone, and days on which a market is closed ----------------------------------------------------

AT_WORK = QuietHours(time(9), time(17), on=frozenset({0, 1, 2, 3, 4}))
FRIDAY_NIGHT = QuietHours(time(22), time(8), on=frozenset({4}))
GOLDEN_WEEK = frozenset(date(2026, 10, d) for d in range(1, 8))


def trades(mic: str, day: date) -> bool:
    """A market that is closed on weekends and in a week of October."""
    return mic == "XSHG" and day.weekday() < 5 and day not in GOLDEN_WEEK


@pytest.mark.parametrize(
    ("hours", "now", "end"),
    [
        (AT_WORK, "2026-12-01T10:00+08:00", "2026-12-01T17:00+08:00"),  # a Tuesday
        (AT_WORK, "2026-12-05T10:00+08:00", None),  # a Saturday
        (FRIDAY_NIGHT, "2026-12-04T23:00+08:00", "2026-12-05T08:00+08:00"),
        (FRIDAY_NIGHT, "2026-12-05T07:00+08:00", "2026-12-05T08:00+08:00"),  # the night of Friday, on Saturday
        (FRIDAY_NIGHT, "2026-12-05T23:00+08:00", None),
        (FRIDAY_NIGHT, "2026-12-04T07:00+08:00", None),  # the night of Thursday
        (QuietHours(market="XSHG"), "2026-12-01T10:00+08:00", None),
        (QuietHours(market="XSHG"), "2026-12-05T10:00+08:00", "2026-12-07T07:00+08:00"),
        (QuietHours(market="XSHG"), "2026-10-01T00:30+08:00", "2026-10-08T07:00+08:00"),
        (QuietHours(time(23), time(6), market="XSHG"), "2026-10-07T12:00+08:00", "2026-10-08T06:00+08:00"),
        (QuietHours(time(23), time(6), market="XSHG"), "2026-10-08T12:00+08:00", None),
    ],
)
def test_hours_hold_on_their_days_and_days_while_a_market_is_closed(
    hours: QuietHours, now: str, end: str | None
) -> None:
    assert hours.until(at(now).astimezone(UTC), HONG_KONG, trades) == (at(end) if end else None)
