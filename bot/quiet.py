"""Quiet hours: between which hours of its own zone a chat is not to be disturbed, and what they are to one watch or rule. They end by the clock on
the wall."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
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


@dataclass(frozen=True, slots=True)
class QuietHours:
    """From `begin` to `end`, over midnight where it begins later than it ends. The two differ."""

    begin: time
    end: time

    def __str__(self) -> str:
        return f"{self.begin:%H:%M}–{self.end:%H:%M}"

    def until(self, now: datetime, zone: ZoneInfo) -> datetime | None:
        """When the quiet that holds now ends; None where it does not hold.

        An hour that the clock skips in spring is over when the clock has passed it; of one that comes twice in autumn both are quiet.
        """
        here = now.astimezone(zone)
        wall = here.time()
        over_midnight = self.begin > self.end
        if over_midnight:
            if self.end <= wall < self.begin:
                return None
        elif not self.begin <= wall < self.end:
            return None
        day = here.date() + timedelta(days=over_midnight and wall >= self.begin)
        ends = (datetime.combine(day, self.end, zone).replace(fold=fold).astimezone(UTC) for fold in (0, 1))
        return next((end for end in ends if end > now), now)
