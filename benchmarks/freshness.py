"""How long a story waits for its feed to be asked: the schedule played over two weeks of feeds, beside asking each at one interval.

No network and no clock: moments of publication go in, the schedule's own functions decide when each feed is asked, and the wait of
each story of the second week is counted, with the number of requests. The first week is what the schedule learns from.
"""

from __future__ import annotations

import argparse
import json
import random
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from heapq import heapify, heappop, heappush
from pathlib import Path

from benchmarks.common import median, percentile, table, verdict
from bot.pipeline.schedule import Rhythm, Schedule, hour_of, plan, rhythms

_HOUR, _DAY = 3600.0, 86_400.0
_READ_AND_SENT = 0.3  # seconds from the answer of a feed to the phone (benchmarks.latency measures it)
# Stories a day, and the hours of the day (UTC) in which nine of ten come: wires, papers, exchanges, regulators.
_KINDS = ((400, 0, 24), (300, 6, 20), (150, 1, 10), (80, 12, 22), (40, 6, 18), (40, 1, 10), (20, 13, 21), (15, 7, 16), (8, 8, 17), (4, 9, 17), (2, 8, 18), (1, 10, 15))  # fmt: skip


@dataclass(frozen=True, slots=True)
class Played:
    """Waits in seconds of the second week's stories, and requests of the second week."""

    waits: list[float]
    requests: int


def made_up(seed: int, days: int = 14) -> dict[int, list[float]]:
    """Twelve feeds of twelve kinds: stories in bursts, most of them in their hours, few at weekends."""
    rng = random.Random(seed)
    out: dict[int, list[float]] = {}
    for feed, (a_day, begins, ends) in enumerate(_KINDS):
        times: list[float] = []
        for day in range(days):
            weight = 0.25 if day % 7 in (5, 6) else 1.0
            count = sum(rng.random() < 0.5 for _ in range(round(2 * a_day * weight)))
            while count > 0:
                within = rng.random() < 0.9
                at = day * _DAY + (rng.uniform(begins, ends) if within else rng.uniform(0, 24)) * _HOUR
                burst = min(count, 1 + int(rng.expovariate(1.2)))
                times += [at + rng.uniform(0, 120) for _ in range(burst)]
                count -= burst
        out[feed] = sorted(times)
    return out


def play(published: dict[int, list[float]], seconds: float, *, learns: bool) -> Played:
    """The feeds asked over all the days, on a schedule that learns or at one interval for all."""
    end = max((t[-1] for t in published.values() if t), default=0.0) + _HOUR
    begin_counting = end / 2
    schedule = Schedule(seconds)
    rescheduled = float("-inf")
    due = [(seconds * i / len(published), feed) for i, feed in enumerate(published)]
    heapify(due)
    asked = dict.fromkeys(published, 0.0)
    waits: list[float] = []
    requests = 0
    while due and due[0][0] < end:
        now, feed = heappop(due)
        if learns and now - rescheduled >= _HOUR:
            rescheduled = now
            schedule = plan({f: f"host{f}" for f in published}, _learned(published, now), seconds)
        times = published[feed]
        new = times[bisect_right(times, asked[feed]) : bisect_right(times, now)]
        asked[feed] = now
        if now >= begin_counting:
            requests += 1
            waits += [now - t + _READ_AND_SENT for t in new if t >= begin_counting]
        lately = (bisect_right(times, now) - bisect_left(times, now - 900)) / 900
        heappush(due, (now + schedule.interval(feed, _hour(now), lately), feed))
    return Played(waits, requests)


def _hour(moment: float) -> int:
    return hour_of(int(moment // _DAY) % 7, int(moment // _HOUR) % 24)


def _learned(published: dict[int, list[float]], now: float) -> dict[int, Rhythm]:
    """What the store would tell of the last week."""
    arrivals: Counter[tuple[int, int]] = Counter()
    for feed, times in published.items():
        arrivals.update(
            (feed, _hour(t)) for t in times[bisect_left(times, now - 7 * _DAY) : bisect_right(times, now)]
        )
    return rhythms((f, h, n) for (f, h), n in arrivals.items())


def histories(folder: Path) -> dict[int, list[float]]:
    """When the stories of real feeds were first seen, from histories that were polled by somebody else, if there are any."""
    out: dict[int, list[float]] = {}
    for feed, path in enumerate(sorted(folder.glob("*.expected.json"))):
        rows = json.loads(path.read_text(encoding="utf-8"))
        times = [datetime.fromisoformat(r["fetched"]).timestamp() for r in rows[1:] for _ in r["new"]]
        if times:
            out[feed] = [t - min(times) for t in sorted(times)]
    return out


def row(name: str, played: Played, usual: Played | None, bounds: Sequence[float] = ()) -> list[str]:
    p50, p95 = median(played.waits), percentile(played.waits, 95)
    more = played.requests / usual.requests if usual else 1.0
    held = verdict(p50 <= bounds[0] and p95 <= bounds[1] and more <= bounds[2]) if bounds else ""
    return [name, f"{len(played.waits)}", f"{p50:.1f}", f"{p95:.1f}", f"{more:.2f}", held]


def main(arguments: Iterable[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.freshness", description=__doc__)
    parser.add_argument("--seconds", type=float, default=60.0, help="[poll] seconds")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--histories", type=Path, default=Path("../shared/data/feed-histories"))
    given = parser.parse_args(list(arguments) if arguments is not None else None)
    feeds = made_up(given.seed)
    usual, learned = play(feeds, given.seconds, learns=False), play(feeds, given.seconds, learns=True)
    rows = [row("made up, one interval", usual, None), row("made up, learned", learned, usual, (8, 25, 1.21))]
    real = histories(given.histories) if given.histories.is_dir() else {}
    if real:
        # Among ten others that are alike, as an operator has them.
        mixed = {**{100 + f: t for f, t in made_up(given.seed + 1).items()}, **{f: t for f, t in real.items() if t}}
        before, after = play(mixed, given.seconds, learns=False), play(mixed, given.seconds, learns=True)
        rows += [
            row("with real feeds, one interval", before, None),
            row("with real feeds, learned", after, before, (8, 25, 1.21)),
        ]
    table(
        f"Published to phone, seconds of the second week's stories; [poll] seconds = {given.seconds:g}",
        ["", "stories", "median", "p95", "requests", "p50 <= 8, p95 <= 25, requests <= 1.2"],
        rows,
    )


if __name__ == "__main__":
    main()
