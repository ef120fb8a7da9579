"""When a chat's digests come: at one or several hours, on some days of the week, at the open or close of a market, and one that tells of a week."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Literal
from zoneinfo import ZoneInfo

from bot.listings import BY_MIC, Exchange, Sessions

Edge = Literal["open", "close"]
EVERY_DAY = frozenset(range(7))
WEEKDAYS = frozenset(range(5))
SETTLED = timedelta(minutes=15)  # after a close: its figures are told within that
_LATEST = timedelta(hours=12)  # a digest that is later than that would be the next one
_LONGEST_BREAK = 14  # days: no market of the table is closed for longer


@dataclass(frozen=True, slots=True)
class Slot:
    """An hour of the chat's zone on days of the week (Monday is 0), or an edge of a market's sessions. `weekly` tells of a week, any
    other of what came since the one before it."""

    hour: time | None = None
    days: frozenset[int] = EVERY_DAY
    weekly: bool = False
    mic: str = ""
    edge: Edge | None = None

    def __str__(self) -> str:
        """As it is kept: "08:30", "08:30 12345", "weekly 08:30 6", "close XHKG"."""
        if self.edge is not None:
            return f"{self.edge} {self.mic}"
        assert self.hour is not None
        days = "" if self.days == EVERY_DAY else " " + "".join(str(d + 1) for d in sorted(self.days))
        return f"{'weekly ' if self.weekly else ''}{self.hour:%H:%M}{days}"

    @property
    def exchange(self) -> Exchange | None:
        return BY_MIC.get(self.mic)

    def on(self, day: date, zone: ZoneInfo, sessions: Sessions) -> datetime | None:
        """When it comes on that day, of the market's zone where it is an edge's; None where it does not come.

        An hour that the clock skips in spring has come when the clock has passed it; one that comes twice in autumn is one, as slots
        are of local dates.
        """
        exchange = self.exchange
        if exchange is not None:
            if not sessions.is_session(self.mic, day):
                return None
            if self.edge == "open":
                return datetime.combine(day, exchange.opens, exchange.zone).astimezone(UTC)
            return datetime.combine(day, exchange.closes, exchange.zone).astimezone(UTC) + SETTLED
        if self.hour is None or day.weekday() not in self.days:
            return None
        return datetime.combine(day, self.hour, zone).astimezone(UTC)

    def day_of(self, now: datetime, zone: ZoneInfo) -> date:
        """The date by which it goes at this moment."""
        return now.astimezone(self.exchange.zone if self.exchange else zone).date()


@lru_cache(1024)
def read_slots(written: str) -> tuple[Slot, ...]:
    """Slots as they are kept, ";" between them. Raises ValueError of what is none."""
    return tuple(_read(part) for part in written.split(";") if part)


def _read(written: str) -> Slot:
    words = written.split()
    if words[0] in ("open", "close"):
        edge: Edge = "open" if words[0] == "open" else "close"
        if len(words) != 2 or words[1] not in BY_MIC:
            raise ValueError(f"no market's edge: {written}")
        return Slot(mic=words[1], edge=edge)
    weekly = words[0] == "weekly"
    hour, *days = words[weekly:]
    on = frozenset(int(d) - 1 for d in days[0]) if days else EVERY_DAY
    if not on <= EVERY_DAY:
        raise ValueError(f"no days of the week: {written}")
    return Slot(time.fromisoformat(hour), on, weekly)


def write_slots(slots: Sequence[Slot]) -> str:
    return ";".join(map(str, slots))


@dataclass(frozen=True, slots=True)
class Due:
    """A slot that has come and not been served: its date, and when it came."""

    slot: Slot
    day: date
    at: datetime


def due(slots: Sequence[Slot], now: datetime, zone: ZoneInfo, since: datetime, sessions: Sessions) -> tuple[Due, ...]:
    """What has come within half a day and since the slots were set, the earliest first."""
    out = []
    for slot in slots:
        today = slot.day_of(now, zone)
        for day in (today, today - timedelta(days=1)):
            at = slot.on(day, zone, sessions)
            if at is not None and since <= at <= now and now - at <= _LATEST:
                out.append(Due(slot, day, at))
    return tuple(sorted(out, key=lambda d: d.at))


def before(slots: Sequence[Slot], this: Due, zone: ZoneInfo, sessions: Sessions) -> datetime:
    """When the digest before this one came or should have: of a week, the last weekly; of others, the last of any of them."""
    alike = [s for s in slots if s.weekly == this.slot.weekly]
    for back in range(_LONGEST_BREAK):
        came = (s.on(s.day_of(this.at, zone) - timedelta(days=back), zone, sessions) for s in alike)
        earlier = [at for at in came if at is not None and at < this.at]
        if earlier:
            return max(earlier)
    return this.at - timedelta(days=1)
