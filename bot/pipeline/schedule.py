"""How often each feed is asked: the same number of requests a week, spent where and when news comes.

A feed that is asked each T seconds tells a story up to T late. What is promised is a bound under which nineteen stories in twenty come, so
the requests go where the twenty are: a feed and hour that bring news at the rate of the knee are asked each KNEE seconds, those that bring
more a little faster, those that bring less the seldomer. Where the knee lies is what so many requests in a week allow. (Intervals with
1/sqrt(rate) everywhere give the least lateness on average, and a longer tail: `python -m benchmarks.freshness` measures it.)
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from math import sqrt

MORE_REQUESTS = 1.2  # times those of asking each feed at the configured interval
SHORTEST = 5.0  # seconds between two requests for one feed
LONGEST = 1200.0
HOURS = 48  # of a weekday, then of a day at the weekend
_OF_A_HOST = 4  # feeds that a host may have before they are asked the less
_UNKNOWN = 1 / (7 * 86_400.0)  # news a second of a feed that has told nothing: one in a week
_DAYS = (5, 2)  # weekdays and days at the weekend in the week of which the rates are
KNEE = 26.0  # seconds between two requests at the rate of the knee: about the promised bound, which few stories wait for to the end
_LIVE = 0.3  # how much the last quarter of an hour counts beside what is usual at this hour
_RESERVE = 0.9  # of the requests: what comes now costs some besides the plan
_ABOVE, _BELOW = 0.35, 0.8  # by which power of the rate intervals shrink above the knee, and grow below it
_HOUR = 3600.0

Rhythm = tuple[float, ...]
"""News a second in each of the 48 hours."""


def hour_of(weekday: int, hour: int) -> int:
    """The place of an hour (UTC) in a rhythm; Monday is 0."""
    return hour + 24 * (weekday > 4)


def rhythms(arrivals: Iterable[tuple[int, int, int]]) -> dict[int, Rhythm]:
    """From (feed, hour of the 48, stories of the last seven days in it).

    The hours before and after count a quarter each: publishers' days shift with the clock and the season.
    """
    counted: dict[int, list[float]] = {}
    for feed, at, stories in arrivals:
        a_second = stories / (_DAYS[at >= 24] * _HOUR)
        row = counted.setdefault(feed, [0.0] * HOURS)
        day = at // 24 * 24
        for near, weight in ((at - 1, 0.25), (at, 0.5), (at + 1, 0.25)):
            row[day + near % 24] += weight * a_second
    return {feed: tuple(row) for feed, row in counted.items()}


@dataclass(frozen=True, slots=True)
class Schedule:
    """The rate of the knee in news a second, and what bounds each feed's interval, in seconds."""

    usual: float
    knee: float = 0.0
    floors: Mapping[int, float] = field(default_factory=dict)
    known: Mapping[int, Rhythm] = field(default_factory=dict)

    def interval(self, feed: int, at: int, lately: float = 0.0) -> float:
        """Seconds until the feed is asked again, in that hour of the 48; `lately` is the news a second of the last minutes."""
        floor = self.floors.get(feed)
        if floor is None:
            return self.usual
        rhythm = self.known.get(feed)
        rate = (rhythm[at] if rhythm else 0.0) + _LIVE * lately + _UNKNOWN
        return _interval(rate, self.knee, floor, self.usual)


def _interval(rate: float, knee: float, floor: float, usual: float) -> float:
    seconds = KNEE * (knee / rate) ** (_ABOVE if rate >= knee else _BELOW)
    return _within(seconds, floor, usual)


def _within(seconds: float, floor: float, usual: float) -> float:
    return min(max(seconds, floor), max(LONGEST, usual, floor))


def plan(hosts: Mapping[int, str], known: Mapping[int, Rhythm], usual: float) -> Schedule:
    """The schedule of these feeds (each with its host)."""
    if not hosts:
        return Schedule(usual)
    shortest = min(SHORTEST, usual)
    on_host = Counter(hosts.values())
    floors = {f: max(shortest, shortest * on_host[h] / _OF_A_HOST) for f, h in hosts.items()}
    # Feeds and hours that are alike are one sum: of thousands of feeds a few hundred rates are left.
    alike: Counter[tuple[float, float]] = Counter()
    for f, floor in floors.items():
        if f not in known:
            alike[0.0, floor] += 24 * sum(_DAYS)
            continue
        for at, rate in enumerate(known[f]):
            alike[round(rate, 7), floor] += _DAYS[at >= 24]
    rates = [(rate + _UNKNOWN, floor, days) for (rate, floor), days in alike.items()]
    budget = _RESERVE * MORE_REQUESTS * len(hosts) / usual * sum(_DAYS) * 24
    low, high = 1e-15, 1e6
    for _ in range(48):
        knee = sqrt(low * high)
        if sum(days / _interval(rate, knee, floor, usual) for rate, floor, days in rates) > budget:
            low = knee
        else:
            high = knee
    return Schedule(usual, high, floors, dict(known))
