"""The same number of requests, spent where news comes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.pipeline.schedule import LONGEST, MORE_REQUESTS, SHORTEST, rates, spread

BUSY, SLEEPY = 1, 2


def hosts(count: int) -> dict[int, str]:
    return {n: f"host{n}" for n in range(1, count + 1)}


def test_a_busy_wire_is_asked_each_few_seconds_and_a_sleepy_feed_seldom() -> None:
    found = spread(hosts(12), {BUSY: 1 / 60} | dict.fromkeys(range(2, 13), 1 / 86400), 60, {})
    assert SHORTEST <= found.of(BUSY) <= 15
    assert all(found.of(n) > 60 for n in range(2, 13))
    assert sum(1 / found.of(n) for n in range(1, 13)) <= MORE_REQUESTS * 12 / 60 * 1.001


def test_feeds_that_are_alike_are_asked_alike() -> None:
    found = spread(hosts(10), dict.fromkeys(range(1, 11), 1e-4), 60, {})
    assert {round(found.of(n), 3) for n in range(1, 11)} == {50.0}


def test_many_feeds_of_one_host_do_not_fall_upon_it() -> None:
    one = spread(dict.fromkeys(range(1, 21), "host"), dict.fromkeys(range(1, 21), 1 / 60), 60, {})
    assert all(one.of(n) >= SHORTEST * 20 / 4 for n in range(1, 21))


def test_a_host_that_asked_for_less_is_asked_less() -> None:
    assert spread(hosts(3), {BUSY: 1.0}, 60, {BUSY: 300.0}).of(BUSY) >= 300


def test_an_interval_that_the_operator_set_short_stays_short() -> None:
    assert spread({1: "a"}, {}, 1, {}).of(1) == pytest.approx(1, abs=0.2)


def test_a_feed_that_nobody_scheduled_is_asked_at_the_usual_interval() -> None:
    assert spread({}, {}, 60, {}).of(7) == 60


def test_rates_follow_the_hours_of_the_day_and_what_comes_just_now() -> None:
    arrivals = [(BUSY, 9, 70), (SLEEPY, 3, 7)]
    morning, night = rates(arrivals, {}, 9), rates(arrivals, {}, 22)
    assert morning[BUSY] > 50 * morning.get(SLEEPY, 0)
    assert night[BUSY] == 0
    assert rates(arrivals, {BUSY: 30}, 22)[BUSY] > morning[BUSY], "what comes now outweighs what is usual"


@given(
    st.dictionaries(st.integers(1, 40), st.floats(0, 1), min_size=1),
    st.sampled_from([1.0, 30.0, 60.0, 900.0, 5000.0]),
)
def test_no_rates_whatever_cost_more_requests_than_promised(rate: dict[int, float], usual: float) -> None:
    found = spread({n: f"h{n}" for n in rate}, rate, usual, {})
    longest = max(LONGEST, usual)
    assert all(min(SHORTEST, usual) - 1e-9 <= found.of(n) <= longest + 1e-6 for n in rate)
    # Where each is asked as seldom as any may be, no more can be saved.
    assert sum(1 / found.of(n) for n in rate) <= max(MORE_REQUESTS * len(rate) / usual, len(rate) / longest) * 1.001
