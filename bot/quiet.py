"""Quiet hours: between which hours of its own zone, and on which days, a chat is not to be disturbed, and what they are to one watch or rule.
They end by the clock on the wall."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo


class InQuiet(StrEnum):
    """What comes in quiet hours by a watch or a rule. The values are kept in stores: none is ever changed."""

    PASS = "pass"  # it comes at once
    HOLD = "hold"  # it comes with others at their end
    DROP = "drop"  # it never comes; /missed shows it


def in_quiet_of(asked: Iterable[InQuiet]) -> InQuiet:
    """What a message is that several ask for: whoever wants to hear of it is told."""
    each = set(asked)
    return next((p for p in InQuiet if p in each), InQuiet.HOLD)


_MORNING = time(7)
_SPANS = 60  # more than nights and days of the longest time for which a market is closed
EVERY_DAY = frozenset(range(7))
Trades = Callable[[str, date], bool]  # whether a market has a session on a day


def always(_mic: str, _day: date) -> bool:
    """Of a chat that asks for no market's days."""
    return True


@dataclass(frozen=True, slots=True)
class QuietHours:
    """From `begin` to `end`, over midnight where it begins later than it ends; the two differ, or there are none; on the days of the week on which it
    begins, `on`. And whole `days` of the week (Monday is 0), six at the most, and those on which `market` (a MIC) has no session, each until the
    next morning: nobody is woken because it is over."""

    begin: time | None = None
    end: time | None = None
    days: frozenset[int] = frozenset()
    on: frozenset[int] = EVERY_DAY
    market: str = ""

    @property
    def hours(self) -> str:
        """ "23:00–07:00"; nothing where there are only days."""
        return f"{self.begin:%H:%M}–{self.end:%H:%M}" if self.begin is not None and self.end is not None else ""

    def until(self, now: datetime, zone: ZoneInfo, trades: Trades = always) -> datetime | None:
        """When the quiet that holds now ends, a night behind a quiet day as well; None where it does not hold.

        An hour that the clock skips in spring is over when the clock has passed it; of one that comes twice in autumn both are quiet.
        """
        at = now
        for _ in range(_SPANS):
            ends = [end for end in (self._night(at, zone), self._day(at, zone, trades)) if end is not None]
            if not ends:
                break
            at = max(ends)
        return at if at > now else None

    def _night(self, now: datetime, zone: ZoneInfo) -> datetime | None:
        """When the hours end that hold now."""
        if self.begin is None or self.end is None:
            return None
        here = now.astimezone(zone)
        wall = here.time()
        over_midnight = self.begin > self.end
        if over_midnight:
            if self.end <= wall < self.begin:
                return None
        elif not self.begin <= wall < self.end:
            return None
        if (here.date() - timedelta(days=over_midnight and wall < self.end)).weekday() not in self.on:
            return None
        day = here.date() + timedelta(days=over_midnight and wall >= self.begin)
        return _after(now, day, self.end, zone)

    def _day(self, now: datetime, zone: ZoneInfo, trades: Trades) -> datetime | None:
        """The morning behind a quiet day that holds now: where the night ends, if there is one."""
        by_night = self.begin is not None and self.end is not None and self.begin > self.end
        morning = self.end if by_night and self.end is not None else _MORNING
        today = now.astimezone(zone).date()
        for day in (today, today - timedelta(days=1)):
            if (day.weekday() in self.days or (self.market and not trades(self.market, day))) and (
                end := _after(now, day + timedelta(days=1), morning, zone)
            ) is not None:
                return end
        return None


def _after(now: datetime, day: date, hour: time, zone: ZoneInfo) -> datetime | None:
    """When the clock on the wall shows that hour of that day, the first time that is still to come."""
    ends = (datetime.combine(day, hour, zone).replace(fold=fold).astimezone(UTC) for fold in (0, 1))
    return next((end for end in ends if end > now), None)
