"""Spans as people type them: "2h", "1d", 两小时."""

from __future__ import annotations

import re
from datetime import timedelta
from decimal import Decimal

from bot.reading.figures import chinese_number

_SPAN = re.compile(
    r"^(\d{1,3}|[一二两三四五六七八九十半]{1,3})\s*(m|min|minutes?|h|hrs?|hours?|d|days?|w|weeks?|分钟|个?小时|天|周)$",
    re.IGNORECASE,
)
LONGEST_SPAN = timedelta(days=366)
_UNITS = {
    "m": 60,
    "h": 3600,
    "d": 86_400,
    "w": 604_800,
    "分": 60,
    "小": 3600,
    "天": 86_400,
    "周": 604_800,
}


def read_span(text: str) -> timedelta | None:
    """ "2h", "1d", "1w"."""
    m = _SPAN.match(text.strip())
    if m is None:
        return None
    count = Decimal(m[1]) if m[1].isdecimal() else _HALF if m[1] == "半" else chinese_number(m[1])
    return timedelta(seconds=int(count * _UNITS[m[2].lower().lstrip("个")[0]])) if count else None


_HALF = Decimal("0.5")
