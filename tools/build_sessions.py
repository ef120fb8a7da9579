"""Make bot/listings/data/sessions.tsv: on which weekdays each market is closed, and on which weekend days it is open.

usage: python -m tools.build_sessions [OUT]

The days come from exchange_calendars, which costs a process 100 MB and 0.4 s to load; the table costs 60 kB. It holds the years from
2015 up to the end of LAST, or to where the library knows a market; its own last day stands in the file. Behind that a market of
PROVISIONAL has the public holidays of its country, by statute and reckoned by the library `holidays`: they are marked as provisional,
for exchanges settle their days late in the year before. Tel Aviv is missing: the library cannot build its calendar since the week changed
there in 2026.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from pathlib import Path

import exchange_calendars
import holidays

FIRST, LAST = date(2015, 1, 1), date(2028, 12, 31)
PROVISIONAL_UNTIL = date(2027, 12, 31)
CALENDARS = (
    "XNYS XHKG XSHG XTKS XTSE XLON XKRX XTAI XBOM XSES XASX XNZE XETR XFRA XPAR XAMS XBRU XLIS XDUB XMIL XMAD XSWX XSTO XCSE XOSL "
    "XHEL XWBO XIDX XBKK XKLS XPHS XJSE XSAU BVMF XMEX XWAR XIST"
).split()


def differences(name: str) -> tuple[date, list[date]]:
    """The last day the library knows, and the days on which this market differs from Monday to Friday."""
    known = exchange_calendars.get_calendar(name)
    begins, ends = known.bound_min(), known.bound_max()
    first = max(FIRST, begins.date()) if begins is not None else FIRST
    end = min(LAST, ends.date()) if ends is not None else LAST
    calendar = exchange_calendars.get_calendar(name, start=first.isoformat(), end=end.isoformat())
    sessions = {day.date() for day in calendar.sessions}
    last = max(sessions)
    return last, [day for day in _days(first, last) if (day in sessions) != (day.weekday() < 5)]


def provisional(name: str, known: date) -> list[date]:
    """The weekdays behind `known` on which the country of a market has a public holiday."""
    years = range(known.year, PROVISIONAL_UNTIL.year + 1)
    source: Mapping[str, Iterable[date]] = {
        "XSHG": holidays.country_holidays("CN", years=years),
        "XSES": holidays.country_holidays("SG", years=years),
        "XBOM": holidays.financial_holidays("XNSE", years=years),
    }
    return sorted(d for d in source.get(name, ()) if known < d <= PROVISIONAL_UNTIL and d.weekday() < 5)


def _days(first: date, last: date) -> Iterable[date]:
    return (first + timedelta(n) for n in range((last - first).days + 1))


def main() -> int:
    out = Path(sys.argv[1] if len(sys.argv) > 1 else "bot/listings/data/sessions.tsv")
    lines = [
        "market\tknown until\tdays that differ from Monday to Friday; those behind the day before are provisional\n"
    ]
    for name in CALENDARS:
        last, days = differences(name)
        days += provisional(name, last)
        lines.append(f"{name}\t{last:%Y%m%d}\t{' '.join(f'{day:%Y%m%d}' for day in days)}\n")
    out.write_text("".join(lines), encoding="utf-8")
    print(f"{len(lines) - 1} markets written to {out}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
