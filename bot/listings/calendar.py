"""The days on which a market trades, from a table made of exchange_calendars (tools/build_sessions.py)."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from functools import cache
from importlib import resources

from bot.listings.exchanges import BY_MIC

# Markets that keep another's days.
_SAME_DAYS = {
    "XNAS": "XNYS", "XASE": "XNYS", "ARCX": "XNYS", "BATS": "XNYS", "OTCM": "XNYS", "XSHE": "XSHG", "BJSE": "XSHG", "XTSX": "XTSE",
    "XCNQ": "XTSE", "XKOS": "XKRX", "ROCO": "XTAI", "XNSE": "XBOM",
}  # fmt: skip


class Sessions:
    """Which days are sessions. A market without a row, and days past a row's horizon, trade from Monday to Friday."""

    def __init__(self, table: str) -> None:
        self._differs: dict[str, frozenset[str]] = {}
        self._until: dict[str, date] = {}
        for line in table.splitlines()[1:]:
            market, until, days = line.split("\t")
            self._differs[market] = frozenset(days.split())
            self._until[market] = date.fromisoformat(until)

    def horizon(self) -> date:
        """The last day that every market's row reaches."""
        return min(self._until.values())

    def is_session(self, mic: str, day: date) -> bool:
        differs = self._differs.get(_SAME_DAYS.get(mic, mic), frozenset())
        return (day.weekday() < 5) != (f"{day:%Y%m%d}" in differs)

    def on_or_before(self, mic: str, day: date) -> date:
        while not self.is_session(mic, day):
            day -= timedelta(days=1)
        return day

    def before(self, mic: str, day: date) -> date:
        """The last session before this day."""
        return self.on_or_before(mic, day - timedelta(days=1))

    def latest(self, mic: str, now: datetime) -> date:
        """The session that runs at this moment there, or the last one that has begun."""
        exchange = BY_MIC.get(mic)
        local = now.astimezone(exchange.zone) if exchange else now
        opens = exchange.opens if exchange else time(0)
        day = local.date() if local.time() >= opens else local.date() - timedelta(days=1)
        return self.on_or_before(mic, day)


@cache
def load_sessions() -> Sessions:
    """The table that ships with the package."""
    return Sessions((resources.files("bot.listings") / "data" / "sessions.tsv").read_text(encoding="utf-8"))
