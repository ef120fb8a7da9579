"""The days on which a market trades, from a table made of exchange_calendars (tools/build_sessions.py)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from importlib import resources

from bot.listings.exchanges import BY_MIC

# Markets that keep another's days.
_SAME_DAYS = {
    "XNAS": "XNYS", "XASE": "XNYS", "ARCX": "XNYS", "BATS": "XNYS", "OTCM": "XNYS", "XSHE": "XSHG", "BJSE": "XSHG", "XTSX": "XTSE",
    "XCNQ": "XTSE", "XKOS": "XKRX", "ROCO": "XTAI", "XNSE": "XBOM",
}  # fmt: skip


_NONE: frozenset[str] = frozenset()
_NOTICE = timedelta(days=60)
_FIRST_TEN = ("XNYS", "XHKG", "XSHG", "XTKS", "XLON", "XTAI", "XKRX", "XSES", "XBOM", "XTSE")


def _row(mic: str) -> str:
    """The market in whose row its days stand."""
    return _SAME_DAYS.get(mic, mic)


@dataclass(frozen=True, slots=True)
class TradingDay:
    """What somebody who runs this bot says of a day: that a market is closed or open, whatever the table has."""

    mic: str
    day: date
    open: bool


class Sessions:
    """Which days are sessions. A market without a row, and days past a row's last, trade from Monday to Friday."""

    def __init__(self, table: str) -> None:
        self._differs: dict[str, frozenset[str]] = {}
        self._until: dict[str, date] = {}
        self._told: dict[tuple[str, date], bool] = {}
        for line in table.splitlines()[1:]:
            market, until, days = line.split("\t")
            self._differs[market] = frozenset(days.split())
            self._until[market] = date.fromisoformat(until)

    def horizon(self) -> date:
        """The last day that every market's row surely reaches."""
        return min(self._until.values())

    def known_until(self, mic: str) -> date | None:
        """The last day that is settled for a market; behind it stand provisional days, or weekdays alone. None without a row."""
        return self._until.get(_row(mic))

    def ending(self, day: date) -> tuple[tuple[str, date], ...]:
        """The markets of the first ten whose settled days end within 60 days of this one, with the last of them."""
        soon = ((mic, self._until[mic]) for mic in _FIRST_TEN)
        return tuple((mic, until) for mic, until in soon if until - day <= _NOTICE)

    def copy(self) -> Sessions:
        """The same days, to be told others without changing these."""
        made = Sessions("")
        made._differs, made._until, made._told = self._differs, self._until, dict(self._told)
        return made

    def tell(self, days: Iterable[TradingDay]) -> None:
        """Take these for what the table lacks or has wrong; those told before are forgotten."""
        self._told = {(_row(d.mic), d.day): d.open for d in days}

    @property
    def told(self) -> tuple[TradingDay, ...]:
        return tuple(TradingDay(mic, day, is_open) for (mic, day), is_open in sorted(self._told.items()))

    def is_provisional(self, mic: str, day: date) -> bool:
        """Whether nobody has settled yet whether the market trades on that day."""
        until = self._until.get(_row(mic))
        return until is not None and day > until and (_row(mic), day) not in self._told

    def is_session(self, mic: str, day: date) -> bool:
        row = _row(mic)
        if self._told and (told := self._told.get((row, day))) is not None:
            return told
        return (day.weekday() < 5) != (f"{day:%Y%m%d}" in self._differs.get(row, _NONE))

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

    def is_open(self, mic: str, now: datetime) -> bool:
        """Whether that market's session runs at this moment, its midday break included. What has no bell (coins, currencies, futures) is always open."""
        exchange = BY_MIC.get(mic)
        if exchange is None:
            return True
        local = now.astimezone(exchange.zone)
        return self.is_session(mic, local.date()) and exchange.opens <= local.time() < exchange.closes


@cache
def load_sessions() -> Sessions:
    """The table that ships with the package."""
    return Sessions((resources.files("bot.listings") / "data" / "sessions.tsv").read_text(encoding="utf-8"))
