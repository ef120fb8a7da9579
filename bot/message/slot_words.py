"""When digests come, in a line: "every day at 07:00 and 17:00; on Saturdays a weekly one at 09:00"."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from babel.dates import format_date
from babel.lists import format_list

from bot.listings import is_chinese
from bot.message.figures import locale_of, market
from bot.message.words import say
from bot.quiet import QuietHours
from bot.slots import EVERY_DAY, WEEKDAYS, Slot

_EDGES = {"open": "slot_open", "close": "slot_close"}
_A_MONDAY = date(2025, 9, 22)


def slots_words(slots: Sequence[Slot], language: str) -> str:
    """Those of the same days stand together."""
    of_days: dict[tuple[frozenset[int], bool], list[str]] = {}
    edges = []
    for slot in slots:
        if slot.edge is not None:
            edges.append(say(language, _EDGES[slot.edge], market=market(slot.mic, language)))
        elif slot.hour is not None:
            of_days.setdefault((slot.days, slot.weekly), []).append(f"{slot.hour:%H:%M}")
    lines = [
        say(
            language,
            "slot_weekly" if weekly else "slot_days",
            days=_days(days, language),
            hours=_listed(hours, language),
        )
        for (days, weekly), hours in of_days.items()
    ]
    return ("；" if is_chinese(language) else "; ").join([*lines, *edges])


def quiet_words(quiet: QuietHours, language: str) -> str:
    """ "23:00–07:00, Saturday and Sunday", "09:00–17:00 on Monday", "days without a session in Hong Kong"."""
    hours = quiet.hours
    if hours and quiet.on != EVERY_DAY:
        hours = say(language, "quiet_on_days", hours=hours, days=_days(quiet.on, language))
    closed = [say(language, "quiet_closed", market=market(quiet.market, language))] if quiet.market else []
    return _listed([*([hours] if hours else []), *_names(quiet.days, language), *closed], language)


def _days(days: frozenset[int], language: str) -> str:
    if days == EVERY_DAY:
        return say(language, "days_all")
    if days == WEEKDAYS:
        return say(language, "days_weekdays")
    return say(language, "days_some", days=_listed(_names(days, language), language))


def _names(days: frozenset[int], language: str) -> list[str]:
    return [format_date(_A_MONDAY + timedelta(days=d), "EEEE", locale=locale_of(language)) for d in sorted(days)]


def _listed(items: Sequence[str], language: str) -> str:
    return format_list(items, locale=locale_of(language))
