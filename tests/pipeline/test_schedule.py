"""The same number of requests, spent where and when news comes."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.pipeline.schedule import HOURS, LONGEST, MORE_REQUESTS, SHORTEST, hour_of, plan, rhythms

BUSY, SLEEPY = 1, 2
MORNING, NIGHT, SATURDAY = hour_of(0, 9), hour_of(0, 3), hour_of(5, 9)


def hosts(count: int) -> dict[int, str]:
    return {n: f"host{n}" for n in range(1, count + 1)}


def even(a_second: float) -> tuple[float, ...]:
    return (a_second,) * HOURS


def test_a_busy_wire_is_asked_each_few_seconds_in_its_hours_and_a_sleepy_feed_seldom() -> None:
    wire = rhythms([(BUSY, hour_of(d, h), 60) for d in (0, 5) for h in range(8, 18)])
    sleepy = rhythms([(n, MORNING, 1) for n in range(2, 13)])
    found = plan(hosts(12), wire | sleepy, 60)
    assert SHORTEST <= found.interval(BUSY, MORNING) <= 15
    assert found.interval(BUSY, NIGHT) > 60
    assert all(found.interval(n, MORNING) > 3 * found.interval(BUSY, MORNING) for n in range(2, 13))


def test_feeds_that_are_alike_are_asked_alike() -> None:
    found = plan(hosts(10), {n: even(1e-4) for n in range(1, 11)}, 60)
    assert len({round(found.interval(n, MORNING), 6) for n in range(1, 11)}) == 1
    assert 45 < found.interval(1, MORNING) < 65


def test_many_feeds_of_one_host_do_not_fall_upon_it() -> None:
    one = plan(dict.fromkeys(range(1, 41), "host"), {n: even(1 / 60) for n in range(1, 41)}, 60)
    assert all(one.interval(n, MORNING) >= SHORTEST * 10 for n in range(1, 41))


def test_an_interval_that_the_operator_set_short_stays_short() -> None:
    assert plan({1: "a"}, {}, 1).interval(1, MORNING) == pytest.approx(1, abs=0.2)


def test_a_feed_that_nobody_planned_for_is_asked_at_the_usual_interval() -> None:
    assert plan({}, {}, 60).interval(7, MORNING) == 60


def test_what_comes_just_now_is_followed_more_closely_than_usual() -> None:
    found = plan(hosts(5), {n: even(1e-4) for n in range(1, 6)}, 60)
    assert found.interval(BUSY, NIGHT, lately=5 / 900) < found.interval(BUSY, NIGHT) / 3


def test_the_hours_beside_count_too_and_a_weekend_is_no_weekday() -> None:
    found = rhythms([(BUSY, MORNING, 50)])[BUSY]
    assert found[MORNING] == 2 * found[MORNING + 1] == 2 * found[MORNING - 1] > 0
    assert found[SATURDAY] == found[NIGHT] == 0
    assert rhythms([(BUSY, hour_of(6, 23), 4)])[BUSY][hour_of(6, 0)] > 0, "midnight has an hour before it"


@settings(max_examples=30, deadline=None)
@given(
    st.dictionaries(st.integers(1, 12), st.floats(0, 1), min_size=1),
    st.sampled_from([1.0, 60.0, 900.0, 5000.0]),
)
def test_no_rates_whatever_cost_more_requests_than_promised(rate: dict[int, float], usual: float) -> None:
    found = plan({n: f"h{n}" for n in rate}, {n: even(r) for n, r in rate.items()}, usual)
    intervals = [found.interval(n, MORNING) for n in rate]
    longest = max(LONGEST, usual)
    assert all(min(SHORTEST, usual) - 1e-9 <= t <= longest + 1e-6 for t in intervals)
    # Where each is asked as seldom as any may be, no more can be saved.
    assert sum(1 / t for t in intervals) <= max(MORE_REQUESTS * len(rate) / usual, len(rate) / longest) * 1.001
