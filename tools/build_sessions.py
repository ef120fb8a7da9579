"""Make bot/listings/data/sessions.tsv: on which weekdays each market is closed, and on which weekend days it is open.

usage: python tools/build_sessions.py [OUT]

The days come from exchange_calendars, which costs a process 100 MB and 0.4 s to load; the table costs 60 kB. It holds
the years from 2015 up to the library's horizon, which stands in the file: after it only weekends are known.
Tel Aviv is missing: the library cannot build its calendar since the week changed there in 2026.
"""

from __future__ import annotations

import sys
from datetime import date, timedelta
from pathlib import Path

import exchange_calendars

FIRST = date(2015, 1, 1)
CALENDARS = (
    "XNYS XHKG XSHG XTKS XTSE XLON XKRX XTAI XBOM XSES XASX XNZE XETR XFRA XPAR XAMS XBRU XLIS XDUB XMIL XMAD XSWX XSTO XCSE XOSL "
    "XHEL XWBO XIDX XBKK XKLS XPHS XJSE XSAU BVMF XMEX XWAR XIST"
).split()


def differences(name: str) -> tuple[date, list[date]]:
    """The last day the library knows, and the days on which this market differs from Monday to Friday."""
    bound = exchange_calendars.get_calendar(name).bound_min()
    first = max(FIRST, bound.date()) if bound is not None else FIRST
    calendar = exchange_calendars.get_calendar(name, start=first.isoformat())
    sessions = {day.date() for day in calendar.sessions}
    last = max(sessions)
    days = (first + timedelta(n) for n in range((last - first).days + 1))
    return last, [day for day in days if (day in sessions) != (day.weekday() < 5)]


def main() -> int:
    out = Path(sys.argv[1] if len(sys.argv) > 1 else "bot/listings/data/sessions.tsv")
    lines = ["market\tknown until\tdays that differ from Monday to Friday\n"]
    for name in CALENDARS:
        last, days = differences(name)
        lines.append(f"{name}\t{last:%Y%m%d}\t{' '.join(f'{day:%Y%m%d}' for day in days)}\n")
    out.write_text("".join(lines), encoding="utf-8")
    print(f"{len(lines) - 1} markets written to {out}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
