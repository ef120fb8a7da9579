"""Which session a word of time means: the calendar's side of a movement's day."""

from __future__ import annotations

import contextlib
import re
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.listings import BY_MIC, Sessions
from bot.reading.findings import Scope
from bot.reading.words import has_chinese
from bot.story import Story, told_on

_NEW_YORKS_CLOCK = re.compile(r"\b\d{3,4} ET\b|\d [ap]\.?m\.? ET\b")  # "1337 ET": by which the writer's day is kept
ALWAYS_OPEN = "24/7"  # in place of a MIC, for what trades on every day
OVERNIGHT = "overnight"  # in place of a day: the last session that is over


def region(mic: str | None) -> str:
    """The zone of a market's exchange, by which days are kept: those of New York are one."""
    exchange = BY_MIC.get(mic or "")
    return exchange.zone.key if exchange is not None else (mic or "")


def session_of(
    value: str,
    story: Story,
    mic: str | None,
    sessions: Sessions,
    scope: Scope,
    settled_in: str = "",
    *,
    closed: bool = False,
    by_lead: bool = False,
) -> date | None:
    """The session's date: the day that the words name, else the one that ran or had last begun when the story was told. `settled_in` is the
    MIC of the exchange on which a contract has settled; `closed` where the words tell a close, `by_lead` where the day is that of the story.

    Relative days count from the dateline, else from the publication at the exchange. A holiday is the session before it.
    """
    written = told_on(story)
    if written is None:
        return _absolute(value)
    told = written
    market = "" if mic in (None, ALWAYS_OPEN) else mic
    if not value and (settled := _last_settlement(story, settled_in)) is not None:
        return sessions.on_or_before(settled_in, settled)
    if story.dateline is None and story.published is not None and market in BY_MIC:
        told = story.published.astimezone(BY_MIC[market].zone).date()
    day = day_of(value, _writers_day(story, written) if value.startswith(_BY_THE_WRITER) else told) if value else None
    if value == f"weekday:{written.weekday()}" and written > told:
        day = told  # in Hong Kong it is Wednesday already, and New York has not closed its Tuesday
    if mic == ALWAYS_OPEN:
        return _day_of_coins(story, day, told)
    if value == OVERNIGHT or (closed and not value):
        latest = _unnamed(story, told, market, sessions)
        runs = _has_not_closed(story, market, latest, told=closed)
        return sessions.before(market, latest) if runs else latest
    if day is not None:
        still_runs = _still_runs(value, story, market, day, scope, closed=closed, by_lead=by_lead)
        return sessions.before(market, day) if still_runs else sessions.on_or_before(market, day)
    if scope == "premarket":
        return sessions.on_or_before(market, told)
    return _unnamed(story, told, market, sessions)


def _day_of_coins(story: Story, day: date | None, told: date) -> date:
    """The day that the words name, else that of the clock which the story names, else that on which it was told."""
    named = day is None and story.dateline is None and story.published is not None
    if named and story.published is not None and _NEW_YORKS_CLOCK.search(story.text):
        return story.published.astimezone(BY_MIC["XNYS"].zone).date()
    return day or told


def _still_runs(
    value: str, story: Story, market: str, day: date, scope: Scope, *, closed: bool, by_lead: bool
) -> bool:
    """Whether the day that is named had not yet been, or ended, when the story was told: then the session before is meant."""
    today = value == _TODAY
    rules = (
        value.startswith("day:-") and _has_not_closed(story, market, day),
        # Past midnight, or by a feed that writes no zone: what was "today" is of the day that has just ended.
        today and scope != "premarket" and _is_long_before(story, market, day),
        today and closed and _has_not_opened(story, market, day),
        # "rose in after-hours trading on the stock market today", read past midnight.
        today and scope == "after_hours" and _has_not_closed(story, market, day),
        # "London: FTSE 100 UP 0.5% (close)" beneath Asia's Thursday.
        closed and by_lead and _has_not_closed(story, market, day, told=True),
    )
    return any(rules)


_SETTLES = time(14, 30)  # New York: oil and gases; metals an hour before


def _last_settlement(story: Story, mic: str) -> date | None:
    """ "纽约期油收市升2.4%" on a morning in Hong Kong: the day on which a contract had last settled; None where it is told by a dateline."""
    exchange = BY_MIC.get(mic)
    if exchange is None or story.published is None or story.dateline is not None:
        return None
    local = story.published.astimezone(exchange.zone)
    return (
        local.date() if local.time() >= _SETTLES.replace(hour=_SETTLES.hour - 1) else local.date() - timedelta(days=1)
    )


# What counts back from today counts from the writer's: on a Monday morning in Beijing it is still Sunday in New York.
_BY_THE_WRITER = ("last-weekday:", "day:-")
_CHINA = ZoneInfo("Asia/Shanghai")


def _writers_day(story: Story, told: date) -> date:
    """ "隔夜" in a Chinese story of Thursday morning is New York's Wednesday, whatever zone its feed writes."""
    if story.dateline is None and story.published is not None and has_chinese(story.text):
        return story.published.astimezone(_CHINA).date()
    return told


_TODAY = "day:0"


def _has_not_opened(story: Story, market: str, day: date) -> bool:
    exchange = BY_MIC.get(market)
    if exchange is None or story.published is None or story.dateline is not None:
        return False
    local = story.published.astimezone(exchange.zone)
    return (local.date(), local.time()) < (day, exchange.opens)


_BEFORE_THE_OPENING = timedelta(
    hours=6
)  # within which something of the day may be told: calls, auctions, what is said before the bell


def _is_long_before(story: Story, market: str, day: date) -> bool:
    exchange = BY_MIC.get(market)
    if exchange is None or story.published is None or story.dateline is not None:
        return False
    opens = datetime.combine(day, exchange.opens, exchange.zone)
    return story.published < opens - _BEFORE_THE_OPENING


_NEARLY = timedelta(hours=1)  # before the bell: clocks differ, and half a day ends sooner


def _has_not_closed(story: Story, market: str, day: date, *, told: bool = False) -> bool:
    """What is told as yesterday's is over; `told` where a close is, which is not told long before."""
    exchange = BY_MIC.get(market)
    if exchange is None or story.published is None or story.dateline is not None:
        return False
    local = story.published.astimezone(exchange.zone)
    closes = datetime.combine(day, exchange.closes, exchange.zone) - (_NEARLY if told else timedelta())
    return closes > local


SATURDAY = 5


def day_of(value: str, told: date) -> date | None:
    """The day that a time's value names, told on a day; None where it names none."""
    if value.startswith("day:"):
        return told + timedelta(days=int(value[4:]))
    if value.startswith("weekday:"):
        return told - timedelta(days=(told.weekday() - int(value[8:])) % 7)
    if value.startswith("after:"):
        _, days, base = value.split(":", 2)
        before = day_of(base, told)
        return before + timedelta(days=int(days)) if before is not None else None
    if value.startswith("last-weekday:"):
        if told.weekday() >= SATURDAY:
            return day_of(value.removeprefix("last-"), told)  # on a Sunday the last Friday is that before yesterday
        return told - timedelta(days=told.weekday() + 7 - int(value[13:]))
    if value.startswith("year:"):
        _, years, month, date_ = value.split(":")
        with contextlib.suppress(ValueError):
            return date(told.year + int(years), int(month), int(date_))
        return None
    if value.startswith("date:"):
        parts = [int(p) for p in value[5:].split("-")]
        if len(parts) == 3:
            return _absolute(value)
        return _latest(parts[0] or told.month, parts[1], told)
    return None


def _absolute(value: str) -> date | None:
    parts = value.removeprefix("date:").split("-") if value.startswith("date:") else []
    if len(parts) == 3:
        with contextlib.suppress(ValueError):
            return date(int(parts[0]), int(parts[1]), int(parts[2]))
    return None


def _latest(month: int, day: int, told: date) -> date | None:
    """This day in the year that makes it the nearest one not after the day the story was told."""
    for year in (told.year, told.year - 1):
        with contextlib.suppress(ValueError):
            found = date(year, month, day)
            if found <= told + timedelta(days=1):
                return found
    return None


def _unnamed(story: Story, told: date, mic: str, sessions: Sessions) -> date:
    published = story.published
    if published is not None and mic in BY_MIC:
        at = _on_day(published, told)
        return min(
            sessions.latest(mic, at), sessions.on_or_before(mic, max(told, at.astimezone(BY_MIC[mic].zone).date()))
        )
    if published is not None and story.dateline is None and has_chinese(story.text):
        early = published.astimezone(_CHINA)
        if early.hour < _STILL_YESTERDAY and early.date() == told:
            return sessions.on_or_before(mic, told - timedelta(days=1))
    return sessions.on_or_before(mic, told)


_STILL_YESTERDAY = 8  # o'clock in China: until then a report on oil, gold and currencies tells New York's evening


def _on_day(published: datetime, told: date) -> datetime:
    """The moment of publication, or, where the dateline is older, the end of the dateline's day."""
    if told >= published.date():
        return published
    return published.replace(year=told.year, month=told.month, day=told.day, hour=23, minute=59)
