"""The pace: what Telegram takes, whatever there is to send."""

from __future__ import annotations

import math
from bisect import bisect_left

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.pipeline.pacer import Pacer

_TINY = 1e-6
_STEPS = st.lists(
    st.tuples(st.integers(1, 6), st.booleans(), st.sampled_from([0.0, 0.0, 0.0, 0.01, 0.3, 1.0, 5.0, 61.0])),
    max_size=300,
)


def sent(steps: list[tuple[int, bool, float]], begun: float = 1000.0) -> list[tuple[float, int, bool]]:
    """When each message goes, if its sender waits for as long as the pacer says."""
    pacer, now, out = Pacer(), begun, []
    for chat, group, idle in steps:
        now += idle
        number = -chat if group else chat
        now += max(pacer.wait_for_chat(number, group, now), pacer.wait_for_all(now)) + 1e-9
        pacer.spend(number, group, now)
        out.append((now, number, group))
    return out


def most_within(times: list[float], seconds: float) -> int:
    """The most of them in any half-open stretch of that many seconds."""
    return max((bisect_left(times, t + seconds - _TINY) - i for i, t in enumerate(times)), default=0)


@given(_STEPS)
def test_no_second_has_more_than_28_and_one(steps: list[tuple[int, bool, float]]) -> None:
    assert most_within([t for t, _, _ in sent(steps)], 1.0) <= 29


def test_at_full_load_no_second_has_more_than_28_and_one_and_nearly_28_go() -> None:
    pacer, now, times = Pacer(), 1000.0, []
    for chat in range(1000):
        now += pacer.wait_for_all(now) + 1e-9
        assert pacer.wait_for_chat(chat, False, now) == 0
        pacer.spend(chat, False, now)
        times.append(now)
    assert most_within(times, 1.0) <= 29
    assert times[-1] - times[0] == pytest.approx(1000 / 28, rel=0.01)


def test_after_a_rest_nothing_is_made_up_for() -> None:
    pacer = Pacer()
    pacer.spend(1, False, 1000.0)
    times = []
    now = 5000.0
    for chat in range(100):
        now += pacer.wait_for_all(now) + 1e-9
        pacer.spend(chat, False, now)
        times.append(now)
    assert most_within(times, 1.0) <= 29


@given(_STEPS)
def test_a_private_chat_gets_three_at_once_and_then_one_a_second(steps: list[tuple[int, bool, float]]) -> None:
    found = sent(steps)
    for chat in {c for _, c, group in found if not group}:
        times = [t for t, c, _ in found if c == chat]
        for seconds in (1, 2, 5, 10):
            assert most_within(times, float(seconds)) <= 3 + seconds


@given(_STEPS)
def test_a_group_gets_no_more_than_twenty_in_any_minute(steps: list[tuple[int, bool, float]]) -> None:
    found = sent(steps)
    for chat in {c for _, c, group in found if group}:
        assert most_within([t for t, c, _ in found if c == chat], 60.0) <= 20


@given(_STEPS, st.integers(1, 6), st.booleans())
def test_whoever_waits_as_long_as_told_may_go(steps: list[tuple[int, bool, float]], chat: int, group: bool) -> None:
    pacer, now = Pacer(), 1000.0
    for other, is_group, idle in steps:
        now += idle
        pacer.spend(-other if is_group else other, is_group, now)
    number = -chat if group else chat
    wait = pacer.wait_for_chat(number, group, now)
    assert wait >= 0
    assert pacer.wait_for_chat(number, group, now + wait + _TINY) == 0
    if wait > 0.01:
        assert pacer.wait_for_chat(number, group, now + wait - 0.01) > 0
    wait = pacer.wait_for_all(now)
    assert wait >= 0
    assert pacer.wait_for_all(now + wait + _TINY) == 0


def test_a_burst_of_three_then_a_second_each() -> None:
    pacer = Pacer()
    for _ in range(3):
        assert pacer.wait_for_chat(1, False, 1000.0) == 0
        pacer.spend(1, False, 1000.0)
    assert pacer.wait_for_chat(1, False, 1000.0) == pytest.approx(1)
    assert pacer.wait_for_chat(1, False, 1000.75) == pytest.approx(0.25)
    assert pacer.wait_for_chat(1, False, 1001.0) == pytest.approx(0)
    assert pacer.wait_for_chat(2, False, 1000.0) == 0, "one chat's burst is its own"


def test_the_twenty_first_of_a_group_waits_for_the_first_to_be_a_minute_ago() -> None:
    pacer = Pacer()
    for n in range(20):
        assert pacer.wait_for_chat(-1, True, 1000.0 + n) == 0
        pacer.spend(-1, True, 1000.0 + n)
    assert pacer.wait_for_chat(-1, True, 1020.0) == pytest.approx(40)
    assert pacer.wait_for_chat(-1, True, 1060.0) == 0


def test_a_hundred_thousand_chats_are_not_all_remembered() -> None:
    pacer, now = Pacer(per_second=100_000.0), 1000.0
    for chat in range(100_000):
        now += 0.01
        pacer.spend(chat, False, now)
    assert len(pacer._buckets) <= 20_001


def test_a_wait_is_never_shorter_than_what_a_clock_can_tell() -> None:
    """A chat waited for 2e-16 of a second, for ever: no clock of this century goes on by as little."""
    pacer, now = Pacer(), 1.7587e9
    pacer._buckets[5] = (1 - 2**-52, now)
    assert pacer.wait_for_chat(5, False, now) == 0
    pacer._next = math.nextafter(now, math.inf)
    assert pacer.wait_for_all(now) == 0
