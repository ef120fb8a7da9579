"""How values stand in the tables: moments as seconds since 1970, percentages as ten-thousandths, so that they compare exactly."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from functools import lru_cache

from bot.watch import Rule

_MOST_PERCENT = Decimal(10**9)  # SQLite's integers end; what is larger reaches every threshold all the same


def stamp(moment: datetime | None) -> float | None:
    return None if moment is None else moment.timestamp()


def moment(value: float | None) -> datetime | None:
    return None if value is None else datetime.fromtimestamp(value, UTC)


def percent_of(stored: int | None) -> Decimal | None:
    return None if stored is None else Decimal(stored) / 10_000


def stored_percent(value: Decimal | None) -> int | None:
    return None if value is None else int(min(value, _MOST_PERCENT) * 10_000)


@lru_cache(1024)
def rule_of(rise: int | None, fall: int | None, standard: int) -> Rule:
    """Kept: of thousands who watch a company most have the same rule."""
    return Rule(percent_of(rise), percent_of(fall), bool(standard))
