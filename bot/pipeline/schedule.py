"""How often each feed is asked: the same number of requests altogether, spent where news comes.

A feed that brings news at a rate r and is asked each T seconds tells it T/2 late on average. With so many requests a second for
all, the lateness of all news together is least where T goes with 1/sqrt(r).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from math import sqrt

MORE_REQUESTS = 1.2  # times those of asking each feed at the configured interval
SHORTEST = 6.0  # seconds between two requests for one feed, and between two of one host's on average
LONGEST = 1200.0
_UNKNOWN = 1 / (2 * 86_400.0)  # news a second of a feed that has told nothing: one in two days
_DAYS = 7
_LIVE = 0.5  # how much the last hour counts beside what is usual at this hour
_HOUR = 3600.0


def rates(arrivals: Iterable[tuple[int, int, int]], lately: Mapping[int, int], hour: int) -> dict[int, float]:
    """News a second of each feed at this hour of the day: (feed, hour, times in the last seven days), and times in the last hour.

    The hours before and after count a quarter each: publishers' days shift with the clock and the season.
    """
    weights = {(hour - 1) % 24: 0.25, hour: 0.5, (hour + 1) % 24: 0.25}
    out: dict[int, float] = {}
    for feed, at, times in arrivals:
        out[feed] = out.get(feed, 0.0) + weights.get(at, 0.0) * times / (_DAYS * _HOUR)
    return {feed: out.get(feed, 0.0) + _LIVE * lately.get(feed, 0) / _HOUR for feed in {*out, *lately}}


@dataclass(frozen=True, slots=True)
class Intervals:
    """Seconds between two requests of each feed."""

    usual: float
    by_feed: Mapping[int, float] = field(default_factory=dict)

    def of(self, feed: int) -> float:
        return self.by_feed.get(feed, self.usual)


def spread(
    hosts: Mapping[int, str], rate: Mapping[int, float], usual: float, slowest: Mapping[int, float]
) -> Intervals:
    """The intervals of these feeds (each with its host), by their rates. `slowest` are floors of feeds whose hosts asked for less."""
    if not hosts:
        return Intervals(usual)
    shortest = min(SHORTEST, usual)
    longest = max(LONGEST, usual)
    on_host = Counter(hosts.values())
    floors = {f: max(shortest, shortest * on_host[h] / 4, slowest.get(f, 0.0)) for f, h in hosts.items()}
    weight = {f: sqrt(rate.get(f, 0.0) + _UNKNOWN) for f in hosts}
    budget = MORE_REQUESTS * len(hosts) / usual

    def made(scale: float) -> dict[int, float]:
        return {f: min(max(scale / weight[f], floors[f]), max(longest, floors[f])) for f in hosts}

    low, high = 1e-6, 1e6
    for _ in range(60):
        scale = sqrt(low * high)
        if sum(1 / t for t in made(scale).values()) > budget:
            low = scale
        else:
            high = scale
    return Intervals(usual, made(high))
