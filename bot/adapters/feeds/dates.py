"""The moment that a feed's date means; None where it cannot be known. A missing date is not "now", and a wrong one is worse than none.

The zone is told here, as names of zones are where readers err: an offset or a zone's full name says itself; an abbreviation is
the feed's own zone's where that uses it, else one that means one place only; a time without any is of the feed's zone. What is
left, a civil date and time, is read by dateutil with the month and day names of Unicode's CLDR (through Babel).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from babel import Locale
from dateutil.parser import ParserError, isoparse, parse, parserinfo

# Abbreviations that mean one offset to everybody who writes them in a date, in minutes. Those of America are RFC 822's.
_OFFSETS: Mapping[str, int] = {
    "UTC": 0, "GMT": 0, "UT": 0, "Z": 0, "WET": 0, "CET": 60, "WEST": 60, "BST": 60, "CEST": 120, "EET": 120, "SAST": 120, "EEST": 180, "MSK": 180,
    "PKT": 300, "IST": 330, "ICT": 420, "WIB": 420, "HKT": 480, "SGT": 480, "MYT": 480, "PHT": 480, "AWST": 480, "JST": 540, "KST": 540,
    "ACST": 570, "AEST": 600, "ACDT": 630, "AEDT": 660, "NZST": 720, "NZDT": 780,
    "EST": -300, "EDT": -240, "CST": -360, "CDT": -300, "MST": -420, "MDT": -360, "PST": -480, "PDT": -420, "BRT": -180, "ART": -180,
}  # fmt: skip
# Java prints China's zone as it does Chicago's. In a mail's date CST is Chicago's by RFC 822; elsewhere nobody can tell.
_TWO_PLACES = {"CST": ("zh", "Asia/Shanghai")}
_LANGUAGES = ("en", "de", "fr", "es", "pt", "it", "nl", "ru", "pl", "sv", "da", "nb", "fi", "tr")
_OFFSET = re.compile(
    r"[ \u00a0]*(?:(?<=[\d ])|(?:UTC|GMT))(?P<sign>[+\-−])(?P<h>\d{1,2})(?::?(?P<m>\d{2}))?(?:[ ]*(?:\([^()]*\)|\[[\w/+-]+\]|[A-Z]{2,5}))?[ ]*$"
)
_ZONE_NAME = re.compile(r"(?<![\w/])(?P<name>[A-Z][A-Za-z]+/[A-Z][A-Za-z_]+(?:/[A-Za-z_]+)?)[ ]*$")
_ABBREVIATION = re.compile(r"(?<![A-Za-z])\(?(?P<name>[A-Za-z]{1,5})\)?(?P<year>[ ]+(?:19|20)\d\d)?[ ]*$")
_RFC822 = re.compile(r"^(?:\w{2,9}\.?,?[ ]+)?\d{1,2}[ -]\w{3,9}[ -](?:\d\d|\d{4})[ ]+\d")
_EPOCH = re.compile(r"(\d{10})(\d{3})?")
_CLOCK = re.compile(r"\d{1,2}:\d{2}|T\d{2}(?:\d{2})?|\d[ ]?[AaPp]\.?[Mm]\b")
_CHINESE = re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})日")
_CHINESE_CLOCK = re.compile(
    r"(?P<half>上午|下午|晚上|凌晨|中午)?[ ]*(?P<h>\d{1,2})(?:时|時|点|點|:)(?P<m>\d{2})分?(?::?(?P<s>\d{2})秒?)?"
)
_COMMA_FRACTION = re.compile(r"(:\d{2}),(\d{1,6})(?!\d)")
_ORDERED = re.compile(
    r"^\s*\d{4}\s*[-/.年]|[A-Za-zÀ-ÿ\u0400-\u04ff]{3,}"
)  # the year first, or a month that is spelt out
_ISO = re.compile(r"\d{8}T|\d{4}-\d\d-\d\d[T ]|\d{4}-W\d\d-\dT")
_YEAR_OF_ZEROS = re.compile(r"(?<![\d:+.-])0\d{3}(?![\d:])")  # dateutil takes 0001, a program's empty date, for 2001
_FIRST, _SECOND = datetime(1996, 2, 3, 4, 56, 57), datetime(2000, 5, 6, 7, 58, 59)  # noqa: DTZ001 - civil times, to see what is missing
_EARLIEST, _LATEST = 1990, 2100


def moment_of(written: str, zone: str | None = None, language: str = "en") -> datetime | None:
    """The moment, in UTC. `zone` is the feed's IANA name, where somebody said it; without it a bare time is UTC's."""
    text = " ".join(unicodedata.normalize("NFKC", written).split())
    if epoch := _EPOCH.fullmatch(text):
        return _sensible(datetime.fromtimestamp(int(epoch[1]), UTC))
    text = _western(text)
    if not _CLOCK.search(text) or _YEAR_OF_ZEROS.search(text):
        return None  # a day names no moment
    found = _offset(text) or _named(text) or _abbreviated(text, zone, language)
    if found is None:
        civil = _civil(text)
        return _sensible(civil.replace(tzinfo=ZoneInfo(zone) if zone else UTC)) if civil else None
    rest, place = found
    civil = _civil(rest)
    return _sensible(civil.replace(tzinfo=place)) if civil and place else None


def _western(text: str) -> str:
    """Chinese dates, halves of the day and decimal commas as dateutil reads them."""
    text = _COMMA_FRACTION.sub(r"\1.\2", _CHINESE.sub(r"\1-\2-\3 ", text))
    clock = _CHINESE_CLOCK.search(text) if re.search(r"[\u4e00-\u9fff]", text) else None
    if clock:
        hour = int(clock["h"])
        if clock["half"] in ("下午", "晚上", "中午") and hour < 11 + (clock["half"] != "中午"):
            hour += 12
        elif clock["half"] in ("上午", "凌晨") and hour == 12:
            hour = 0
        text = f"{text[: clock.start()]} {hour:02d}:{clock['m']}:{clock['s'] or '00'} {text[clock.end() :]}"
    text = re.sub(r"[(（]?(?:星期|周|週|礼拜|禮拜)[一二三四五六日天][)）]?,?", " ", text)
    return " ".join(text.split())


def _offset(text: str) -> tuple[str, tzinfo | None] | None:
    """+0800, +08:00, GMT+8, UTC+08:00, GMT+0800 (China Standard Time)."""
    m = _OFFSET.search(text)
    if m is None or not re.search(r"\d{1,2}:?\d{2}", text[: m.start()]):
        return None
    if ":" not in text[: m.start()] and "T" not in text[: m.start()]:
        return None  # 28-11-2026: what follows a hyphen there is a year
    hours, minutes = int(m["h"]), int(m["m"] or 0)
    if hours > 14 or minutes > 59:
        return text, None
    sign = 1 if m["sign"] == "+" else -1
    return text[: m.start()], timezone(sign * timedelta(hours=hours, minutes=minutes))


def _named(text: str) -> tuple[str, tzinfo | None] | None:
    """Europe/London."""
    m = _ZONE_NAME.search(text)
    if m is None:
        return None
    return text[: m.start()], ZoneInfo(m["name"]) if m["name"] in available_timezones() else None


def _abbreviated(text: str, zone: str | None, language: str) -> tuple[str, tzinfo | None] | None:
    """EST, and Java's "CST 2026": the feed's own zone where that is called so, else what means one place only."""
    m = _ABBREVIATION.search(text)
    if m is None or m["name"].upper().rstrip(".") in ("AM", "PM") or m["name"].casefold() in _month_names():
        return None
    rest, name = f"{text[: m.start()]}{m['year'] or ''}", m["name"].upper()
    civil = _civil(rest)
    if zone and civil and ZoneInfo(zone).tzname(civil) == name:
        return rest, ZoneInfo(zone)
    if name in _TWO_PLACES and not (_RFC822.match(text) and language != _TWO_PLACES[name][0]):
        spoken, place = _TWO_PLACES[name]
        return rest, ZoneInfo(place) if language.startswith(spoken) else None
    offset = _OFFSETS.get(name)
    return rest, timezone(timedelta(minutes=offset)) if offset is not None else None


def _without_weekday(text: str) -> str:
    """ "mar., 24 nov 2026 10:00" without its Tuesday, which is a month elsewhere: a date says its month besides."""
    m = re.match(r"(?P<day>[^\W\d]{2,12})\.?,?[ ]+(?=\d|[^\W\d])", text)
    if m is None or m["day"].casefold() not in _weekday_names():
        return text
    rest = text[m.end() :]
    dated = re.search(r"\d[-/.]\d", rest) or any(
        w.casefold() in _month_names() for w in re.findall(r"[^\W\d]{3,}", rest)
    )
    return rest if dated else text


def _civil(text: str) -> datetime | None:
    """The date and the time of day; None where one is missing, or where day and month could be either."""
    text = _without_weekday(text)
    try:
        return isoparse(text.replace(" ", "T", 1)).replace(tzinfo=None) if _ISO.match(text) else _loose(text)
    except ValueError:
        return _loose(text)


def _loose(text: str) -> datetime | None:
    dotted = bool(re.match(r"^\D*\d{1,2}\.\d{1,2}\.\d{2,4}", text))  # 28.11.2026: nobody puts the month first there
    readings = {
        _parsed(text, default, day_first)
        for default in (_FIRST, _SECOND)
        for day_first in ((True,) if dotted else (False,) if _ORDERED.search(text) else (False, True))
    }
    return next(iter(readings)) if len(readings) == 1 else None


def _parsed(text: str, default: datetime, day_first: bool) -> datetime | None:
    try:
        found = parse(text, parserinfo=_names(), default=default, dayfirst=day_first, ignoretz=True)
    except (ParserError, ValueError, OverflowError, TypeError, AttributeError):
        return None
    return found.replace(
        tzinfo=None,
        second=found.second if re.search(r":\d{2}:\d{2}", text) else 0,
        microsecond=0 if "." not in text else found.microsecond,
    )


@cache
def _names() -> parserinfo:
    """dateutil's names of months and days, in the languages of feeds."""

    names = {
        "MONTHS": [_spelt("months", n) for n in range(1, 13)],
        "JUMP": [*parserinfo.JUMP, "de", "del", "um", "uhr", "kl", "à", "às", "alle"],
    }
    made: parserinfo = type("Names", (parserinfo,), names)()
    return made


def _spelt(what: str, number: int) -> tuple[str, ...]:
    """A month's or day's names and abbreviations, without full stops, the English ones first."""
    found: dict[str, None] = {}
    for language in _LANGUAGES:
        names = Locale.parse(language).months if what == "months" else Locale.parse(language).days
        for context in ("format", "stand-alone"):
            for width in ("abbreviated", "wide"):
                written = str(names[context][width][number]).casefold().rstrip(".")
                found[written] = None
                if what == "months" and len(written) > 3:
                    found.setdefault(written[:3], None)
    taken = _taken(what, number)
    return tuple(n for n in found if n not in taken and not n.isdigit())


@cache
def _taken(what: str, number: int) -> frozenset[str]:
    """Names that an earlier or another one has already: an abbreviation that two languages use for two months is nobody's."""
    if what == "days":
        return frozenset()
    english = Locale.parse("en").months["format"]["abbreviated"]
    return frozenset(str(english[n]).casefold() for n in range(1, 13) if n != number)


@cache
def _weekday_names() -> frozenset[str]:
    return frozenset(name for n in range(7) for name in _spelt("days", n))


@cache
def _month_names() -> frozenset[str]:
    return frozenset(name for n in range(1, 13) for name in _spelt("months", n))


def _sensible(found: datetime) -> datetime | None:
    try:
        found = found.astimezone(UTC)
    except OverflowError:  # the last hours of the year 9999
        return None
    return found if _EARLIEST <= found.year <= _LATEST else None
