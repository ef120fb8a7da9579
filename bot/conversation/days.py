"""Days as people name them: today, yesterday, a weekday, 2026-11-03; in English and Chinese."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from dateutil.parser import parse

from bot.conversation.context import Context

_WEEKDAYS = "mon tue wed thu fri sat sun".split()
_WEEKDAYS_ZH = "一二三四五六日"


def day_named(word: str, today: date) -> date | None:
    if word in ("today", "今天"):
        return today
    if word in ("yesterday", "昨天"):
        return today - timedelta(days=1)
    place = next((i for i, d in enumerate(_WEEKDAYS) if word.startswith(d)), -1)
    if word[0] in "周星":
        place = _WEEKDAYS_ZH.find("日" if word[-1] == "天" else word[-1])
    if place >= 0:
        return today - timedelta(days=(today.weekday() - place) % 7)
    try:
        return date.fromisoformat(word)
    except ValueError:
        return _of_a_month(word, today)


_ENGLISH = re.compile(r"\d{1,2} ?[a-z]{3,9}|[a-z]{3,9} ?\d{1,2}", re.IGNORECASE)
_CHINESE = re.compile(r"(\d{1,2})月(\d{1,2})[日号]")


def _of_a_month(word: str, today: date) -> date | None:
    """ "31 dec", "dec 31", "12月31日": the next such day."""
    if m := _CHINESE.fullmatch(word):
        word = f"{today.year}-{m[1]}-{m[2]}"
    elif not _ENGLISH.fullmatch(word):
        return None
    try:
        found = parse(word, default=datetime(today.year, 1, 1, tzinfo=UTC)).date()
        return found if found >= today else found.replace(year=found.year + 1)
    except (ValueError, OverflowError):
        return None


def to_come(context: Context, word: str) -> datetime | None:
    """The beginning of a named day that is to come, in the chat's zone."""
    zone = ZoneInfo(context.chat.zone)
    today = context.now.astimezone(zone).date()
    if word.lower() in _TOMORROW:
        return datetime.combine(today + timedelta(days=1), time(0), zone)
    day = day_named(word.lower(), today)
    if day is None or word.lower() in _PAST:
        return None
    while day <= today and not word[0].isdigit():
        day += timedelta(days=7)
    return datetime.combine(day, time(0), zone) if day > today else None


_PAST = ("today", "yesterday", "今天", "昨天")
_TOMORROW = ("tomorrow", "明天")


def end_named(context: Context, word: str) -> datetime | None:
    """When something ends that shall end then: "friday", "17:00", "tomorrow", "next week", 听日, 月底; None of what is no time to come."""
    zone = ZoneInfo(context.chat.zone)
    local = context.now.astimezone(zone)
    typed = re.sub(
        r"^(?:the |next |this |coming |下个?|这个?|本)(?=.*(?:day|mon|tue|wed|thu|fri|sat|sun|周|星期|礼拜)[一二三四五六日天]?)",
        "",
        word.lower().strip(),
    )
    if (both := re.fullmatch(r"(.+) (\d{1,2}):(\d\d)", typed)) is not None:
        begins = end_named(context, both[1])
        at = (
            datetime.combine(begins.astimezone(zone).date(), time(int(both[2]), int(both[3])), zone)
            if begins is not None
            else None
        )
        return at if at is not None and at > context.now else None
    if (hour := re.fullmatch(r"(\d{1,2}):(\d\d)", typed)) is not None:
        at = datetime.combine(local.date(), time(int(hour[1]), int(hour[2])), zone)
        return at if at > context.now else at + timedelta(days=1)
    if word.lower() in _TONIGHT:
        return datetime.combine(local.date() + timedelta(days=local.hour >= _MORNING.hour), _MORNING, zone)
    if (month := _END_OF_A_MONTH.fullmatch(typed)) is not None and (ends := _end_of(month, local.date())) is not None:
        return datetime.combine(ends, time(0), zone)
    named = next((when for words, when in _ENDS if word.lower() in words or typed in words), None)
    return (
        datetime.combine(named(local.date()), time(0), zone)
        if named is not None
        else to_come(context, typed.replace("礼拜", "星期").replace("拜", "星期"))
    )


_END_OF_A_MONTH = re.compile(r"(?:the )?end of (?P<name>[a-z]{3,9})|(?P<number>\d{1,2})月(?:底|末|尾)")


def _end_of(month: re.Match[str], today: date) -> date | None:
    """ "end of june", 6月底: the first day behind the next such month."""
    named = _of_a_month(f"1 {month['name']}" if month["name"] else f"{month['number']}月1日", today.replace(day=1))
    return _month_after(named) if named is not None else None


# A night ends in the morning, when most get up.
_TONIGHT, _MORNING = ("tonight", "今晚", "今夜"), time(7)


def _next(weekday: int, today: date) -> date:
    return today + timedelta(days=(weekday - today.weekday() - 1) % 7 + 1)


def _month_after(today: date) -> date:
    return (today.replace(day=1) + timedelta(days=32)).replace(day=1)


_ENDS: tuple[tuple[frozenset[str], Callable[[date], date]], ...] = (
    (frozenset({"tomorrow", "tmrw", "tmr", "tomoz", "midnight", "morning", "end of day", "end of the day", "明天", "明日", "听日", "听朝", "听晚", "明早", "明晚"}), lambda today: today + timedelta(days=1)),
    (frozenset({"后天", "后日"}), lambda today: today + timedelta(days=2)),
    (frozenset({"next week", "下周", "下星期", "下礼拜", "下个星期", "下个礼拜", "end of week", "end of the week"}), lambda today: _next(0, today)),
    (frozenset({"the weekend", "weekend", "周末"}), lambda today: _next(5, today)),
    (frozenset({"next month", "下个月", "下月", "月底", "月尾", "end of month", "end of the month"}), _month_after),
    (frozenset({"new year", "年底", "年尾"}), lambda today: date(today.year + 1, 1, 1)),
)  # fmt: skip
