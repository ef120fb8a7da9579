"""Which digest is due, and what is in it."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.digest import DigestMove, DigestStory, compose, due_slot
from bot.events import Fact, fact_of
from bot.listings import load
from bot.reading import SummarySentence
from tests.made import NOON, TODAY, URL, move, quote

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
        day = due_slot(now, ZoneInfo(zone), hour, since)
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
    assert due_slot(at - timedelta(seconds=1), ZoneInfo(zone), hour, LONG_AGO) is None
    assert due_slot(at, ZoneInfo(zone), hour, LONG_AGO) == date(2025, 9, 24)
    assert due_slot(at + timedelta(hours=5), ZoneInfo(zone), hour, LONG_AGO) == date(2025, 9, 24)
    assert due_slot(at + timedelta(hours=12, seconds=1), ZoneInfo(zone), hour, LONG_AGO) is None


def test_an_hour_that_was_set_after_it_had_passed_begins_tomorrow() -> None:
    zone, set_at = ZoneInfo("Asia/Shanghai"), datetime(2025, 9, 24, 1, 0, tzinfo=UTC)
    assert due_slot(set_at, zone, time(8, 30), set_at) is None
    assert due_slot(set_at + timedelta(hours=23, minutes=30), zone, time(8, 30), set_at) == date(2025, 9, 25)
    assert due_slot(set_at + timedelta(minutes=31), zone, time(9, 30), set_at) == date(2025, 9, 24)


@pytest.mark.parametrize("hour", [time(23, 30), time(23, 59), time(22, 0)])
def test_a_digest_late_in_the_evening_is_still_due_after_midnight(hour: time) -> None:
    """The process is stopped from the hour until ten past midnight."""
    zone = ZoneInfo("Europe/Berlin")
    after = datetime(2025, 9, 25, 0, 10, tzinfo=zone).astimezone(UTC)
    assert due_slot(after, zone, hour, LONG_AGO) == date(2025, 9, 24)


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
    day = due_slot(now, ZoneInfo(zone), hour, LONG_AGO)
    if day is not None:
        begins = datetime.combine(day, hour, ZoneInfo(zone)).astimezone(UTC)
        assert now - timedelta(hours=12) <= begins <= now + timedelta(hours=1), "the skipped hour lies an hour ahead"


# --- what is in it ---------------------------------------------------------------------------------------------------


def told(percent: str, story: int = 1, symbol: str = "9988.HK", **changes: Any) -> DigestMove:
    found = move(percent, symbol, **changes)
    fact = fact_of(found, load())
    assert fact is not None
    return DigestMove(found, fact, story, "Yicai", URL)


def sizes(*moves: DigestMove) -> list[str]:
    return [str(m.move.percent) for m in compose(5, TODAY, moves, (), ()).moves]


def test_the_biggest_move_stands_first_whichever_way() -> None:
    assert sizes(told("1.5", symbol="AAPL"), told("-7", symbol="0700.HK"), told("3")) == ["-7", "3", "1.5"]


def test_a_close_outdoes_an_intraday_figure_whichever_came_later() -> None:
    close, intraday = told("3.1", 1), told("8.8", 2, at=None)
    assert sizes(close, intraday) == sizes(intraday, close) == ["3.1"]


def test_of_two_closes_the_later_storys_counts() -> None:
    assert sizes(told("9.2", 1), told("2.9", 2)) == sizes(told("2.9", 2), told("9.2", 1)) == ["2.9"]


def test_each_listing_of_a_company_has_a_row_of_its_own() -> None:
    assert len(sizes(told("9.2", 1), told("9.2", 2, "BABA"))) == 2


def test_extremes_and_longer_changes_are_no_rows() -> None:
    assert sizes(told("8.8", scope="intraday_extreme"), told("40", scope="longer")) == []


def test_an_instrument_stands_once_with_its_last_sessions_close() -> None:
    yesterday = told("3", 1, session=TODAY - timedelta(days=1))
    assert sizes(yesterday, told("-2", 2)) == ["-2"]
    assert sizes(told("-2", 2), yesterday) == ["-2"]


def story(n: int, sentences: int = 1, facts: tuple[Fact, ...] = (), corrects: bool = False) -> DigestStory:
    said = tuple(SummarySentence(f"Sentence {i}.", (quote("x"),)) for i in range(sentences))
    return DigestStory(n, f"Title {n}", "Yicai", URL, NOON, said, facts, corrects)


def fact(size: str, who: str = "002460.SZ") -> Fact:
    return Fact(who, TODAY, "session", size, at="close", of=who)


def test_the_stories_that_have_most_to_say_are_chosen_and_stand_in_their_order() -> None:
    stories = [story(1), story(2, 2), story(3, facts=(fact("+1"),)), story(4), story(5, 0), story(6), story(7)]
    assert [s.story for s in compose(5, TODAY, (), stories, ()).stories] == [2, 3, 4, 6, 7]


def test_a_story_whose_figure_was_corrected_is_left_out_and_the_correction_stands() -> None:
    wrong = story(1, 2, (fact("+5.1"), fact("+5.6", "002466.SZ")))
    right = story(2, 1, (fact("+5.6"),), corrects=True)
    assert [s.story for s in compose(5, TODAY, (), [wrong, right], ()).stories] == [2]
    later_figure = story(2, 1, (fact("+5.6"),))
    assert [s.story for s in compose(5, TODAY, (), [wrong, later_figure], ()).stories] == [1, 2]
    of_another = story(2, 1, (fact("+5.6", "9988.HK"),), corrects=True)
    assert [s.story for s in compose(5, TODAY, (), [wrong, of_another], ()).stories] == [1, 2]


def test_of_two_stories_about_one_move_the_one_that_says_more_is_told() -> None:
    short, long = story(1, 1, (fact("-3.1"),)), story(2, 2, (fact("-3.1"), fact("+1", "^HSI")))
    assert [s.story for s in compose(5, TODAY, (), [short, long], ()).stories] == [2]
    low = Fact("002460.SZ", TODAY, "intraday_extreme", "-9")
    swing = story(4, 2, (low, fact("-3.1")))
    assert [s.story for s in compose(5, TODAY, (), [short, swing], ()).stories] == [4]
    roundup = story(3, 2, (fact("+1", "^HSI"), fact("-3.1")))
    assert [s.story for s in compose(5, TODAY, (), [short, roundup], ()).stories] == [1, 3]


def test_a_digest_of_nothing_is_empty_and_one_with_a_missed_alert_is_not() -> None:
    assert compose(5, TODAY, (), (), ()).empty
    assert not compose(5, TODAY, (), (), ("missed",)).empty
    assert not compose(5, TODAY, (told("1"),), (), ()).empty


def test_a_move_without_a_percentage_has_its_place() -> None:
    amount = told("1")
    assert compose(5, TODAY, [amount, told("0.5", symbol="AAPL")], (), ()).moves[0].move.percent == Decimal(1)
