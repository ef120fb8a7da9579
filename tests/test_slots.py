"""When digests come: at hours of a zone, on days of the week, at a market's open and close; and since when each tells."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.listings import load_sessions
from bot.slots import EVERY_DAY, WEEKDAYS, Due, Slot, before, due, read_slots, write_slots

SESSIONS = load_sessions()


def due_day(now: datetime, zone: ZoneInfo, hour: time, since: datetime) -> date | None:
    """The day whose slot of that hour is due."""
    found = due((Slot(hour),), now, zone, since, SESSIONS)
    return found[-1].day if found else None


LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
# A zone, and a day on which its clock jumps.
SPRING = [("America/New_York", date(2025, 3, 9)), ("Europe/Berlin", date(2025, 3, 30)), ("Africa/Cairo", date(2025, 4, 25)), ("America/Havana", date(2025, 3, 9)), ("Asia/Beirut", date(2025, 3, 30)), ("Australia/Lord_Howe", date(2025, 10, 5))]  # fmt: skip
AUTUMN = [("America/New_York", date(2025, 11, 2)), ("Europe/Berlin", date(2025, 10, 26)), ("Africa/Cairo", date(2025, 10, 30)), ("America/Havana", date(2025, 11, 2)), ("Asia/Beirut", date(2025, 10, 25)), ("Australia/Lord_Howe", date(2025, 4, 6))]  # fmt: skip


def served(
    zone: str, hour: time, begun: datetime, days: int, step: timedelta, since: datetime = LONG_AGO
) -> list[date]:
    """The slots that a loop takes which looks every `step`, each once."""
    out: list[date] = []
    now = begun
    while now < begun + timedelta(days=days):
        day = due_day(now, ZoneInfo(zone), hour, since)
        if day is not None and day not in out:
            out.append(day)
        now += step
    return out


@pytest.mark.parametrize(("zone", "day"), [*SPRING, *AUTUMN])
@pytest.mark.parametrize(
    "hour", [time(0, 0), time(0, 30), time(1, 30), time(2, 0), time(2, 30), time(8, 30), time(23, 30)]
)
def test_every_local_day_has_its_digest_once_where_the_clock_jumps(zone: str, day: date, hour: time) -> None:
    begun = datetime.combine(day - timedelta(days=1), time(0), ZoneInfo(zone)).astimezone(UTC)
    days = served(zone, hour, begun, 4, timedelta(minutes=10))
    assert [d for d in days if day - timedelta(days=1) <= d <= day + timedelta(days=1)] == [
        day - timedelta(days=1), day, day + timedelta(days=1),
    ]  # fmt: skip
    assert days == sorted(set(days))


@pytest.mark.parametrize(
    "zone", ["UTC", "Asia/Shanghai", "Asia/Kathmandu", "Pacific/Kiritimati", "Pacific/Niue", "America/St_Johns"]
)
def test_a_digest_is_due_from_its_hour_on_and_not_before(zone: str) -> None:
    hour = time(8, 30)
    at = datetime(2025, 9, 24, 8, 30, tzinfo=ZoneInfo(zone)).astimezone(UTC)
    assert due_day(at - timedelta(seconds=1), ZoneInfo(zone), hour, LONG_AGO) is None
    assert due_day(at, ZoneInfo(zone), hour, LONG_AGO) == date(2025, 9, 24)
    assert due_day(at + timedelta(hours=5), ZoneInfo(zone), hour, LONG_AGO) == date(2025, 9, 24)
    assert due_day(at + timedelta(hours=12, seconds=1), ZoneInfo(zone), hour, LONG_AGO) is None


def test_an_hour_that_was_set_after_it_had_passed_begins_tomorrow() -> None:
    zone, set_at = ZoneInfo("Asia/Shanghai"), datetime(2025, 9, 24, 1, 0, tzinfo=UTC)
    assert due_day(set_at, zone, time(8, 30), set_at) is None
    assert due_day(set_at + timedelta(hours=23, minutes=30), zone, time(8, 30), set_at) == date(2025, 9, 25)
    assert due_day(set_at + timedelta(minutes=31), zone, time(9, 30), set_at) == date(2025, 9, 24)


@pytest.mark.parametrize("hour", [time(23, 30), time(23, 59), time(22, 0)])
def test_a_digest_late_in_the_evening_is_still_due_after_midnight(hour: time) -> None:
    """The process is stopped from the hour until ten past midnight."""
    zone = ZoneInfo("Europe/Berlin")
    after = datetime(2025, 9, 25, 0, 10, tzinfo=zone).astimezone(UTC)
    assert due_day(after, zone, hour, LONG_AGO) == date(2025, 9, 24)


@settings(deadline=None)
@given(
    st.integers(0, 3 * 366 * 24 * 60).map(
        lambda minutes: datetime(2024, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
    ),
    st.sampled_from(
        [
            "UTC",
            "America/New_York",
            "Asia/Kolkata",
            "Australia/Lord_Howe",
            "Africa/Cairo",
            "Pacific/Apia",
            "Asia/Tehran",
        ]
    ),
    st.times(),
)
def test_a_due_slot_is_never_in_the_future_nor_older_than_half_a_day(now: datetime, zone: str, hour: time) -> None:
    day = due_day(now, ZoneInfo(zone), hour, LONG_AGO)
    if day is not None:
        begins = datetime.combine(day, hour, ZoneInfo(zone)).astimezone(UTC)
        assert now - timedelta(hours=12) <= begins <= now + timedelta(hours=1), "the skipped hour lies an hour ahead"


# --- other slots -----------------------------------------------------------------------------------------------------

HONG_KONG = ZoneInfo("Asia/Hong_Kong")


def at(written: str, zone: ZoneInfo = HONG_KONG) -> datetime:
    return datetime.fromisoformat(written).replace(tzinfo=zone).astimezone(UTC)


def names(slots: tuple[Slot, ...], now: datetime, zone: ZoneInfo = HONG_KONG) -> list[tuple[str, date]]:
    return [(str(d.slot), d.day) for d in due(slots, now, zone, LONG_AGO, SESSIONS)]


@pytest.mark.parametrize(
    "written",
    ["08:30", "08:30 12345", "weekly 09:00 7", "open XHKG", "close XNYS", "07:00;17:00 135;weekly 08:00 6", ""],
)
def test_slots_are_read_as_they_were_written(written: str) -> None:
    assert write_slots(read_slots(written)) == written


@pytest.mark.parametrize("written", ["soon", "open", "open XXXX", "weekly", "08:30 89", "25:00", "close XHKG now"])
def test_what_is_no_slot_is_a_value_error(written: str) -> None:
    with pytest.raises((ValueError, IndexError)):
        read_slots(written)


def test_two_hours_of_one_day_are_two_slots_and_the_earlier_is_told_first() -> None:
    slots = (Slot(time(17)), Slot(time(7)))
    assert names(slots, at("2026-09-24 07:00")) == [("07:00", date(2026, 9, 24))]
    assert names(slots, at("2026-09-24 18:00")) == [("07:00", date(2026, 9, 24)), ("17:00", date(2026, 9, 24))]


def test_on_weekdays_none_is_due_at_the_weekend_but_late_on_a_friday_night() -> None:
    slot = (Slot(time(23, 30), WEEKDAYS),)
    assert names(slot, at("2026-09-26 00:10")) == [("23:30 12345", date(2026, 9, 25))]
    assert names(slot, at("2026-09-26 23:40")) == []
    assert names(slot, at("2026-09-28 23:30")) == [("23:30 12345", date(2026, 9, 28))]


def test_a_close_is_told_of_a_quarter_of_an_hour_later_in_the_markets_own_zone() -> None:
    slot = (Slot(mic="XNYS", edge="close"),)
    new_york = ZoneInfo("America/New_York")
    closed = at("2026-09-24 16:15", new_york)
    assert names(slot, closed - timedelta(seconds=1)) == []
    assert names(slot, closed) == [("close XNYS", date(2026, 9, 24))]


@pytest.mark.parametrize(
    ("mic", "day"),
    [
        ("XNYS", "2026-11-26"),
        ("XHKG", "2026-10-01"),
        ("XSHG", "2026-10-05"),
        ("XHKG", "2026-09-26"),
        ("XTKS", "2026-11-23"),
    ],
)
def test_a_market_that_is_closed_has_no_edge(mic: str, day: str) -> None:
    slots = tuple(Slot(mic=mic, edge=edge) for edge in ("open", "close"))
    zone = slots[0].exchange
    assert zone is not None
    evening = at(f"{day} 20:00", zone.zone)
    assert all(d != date.fromisoformat(day) for _, d in names(slots, evening))


@pytest.mark.parametrize(
    ("slots", "written", "this", "came"),
    [
        ("08:30", "08:30", "2026-09-24 08:30", "2026-09-23 08:30"),
        ("07:00;17:00", "17:00", "2026-09-24 17:00", "2026-09-24 07:00"),
        ("07:00;17:00", "07:00", "2026-09-24 07:00", "2026-09-23 17:00"),
        ("08:00 12345", "08:00 12345", "2026-09-28 08:00", "2026-09-25 08:00"),
        ("08:00;weekly 09:00 6", "weekly 09:00 6", "2026-09-26 09:00", "2026-09-19 09:00"),
        ("08:00;weekly 09:00 6", "08:00", "2026-09-27 08:00", "2026-09-26 08:00"),
        ("open XHKG;close XHKG", "open XHKG", "2026-10-02 09:30", "2026-09-30 16:15"),
        ("close XSHG", "close XSHG", "2026-10-08 15:15", "2026-09-30 15:15"),
    ],
)
def test_each_tells_since_the_one_before_it(slots: str, written: str, this: str, came: str) -> None:
    (slot,) = read_slots(written)
    found = before(read_slots(slots), Due(slot, date.fromisoformat(this[:10]), at(this)), HONG_KONG, SESSIONS)
    assert found == at(came)


def test_a_slot_without_days_is_of_every_day() -> None:
    assert Slot(time(8)).days == EVERY_DAY
