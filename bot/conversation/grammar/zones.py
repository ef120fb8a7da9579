"""Zones as people type them: "Beijing", "HKT", "UTC+8", 香港, "new york"."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib import resources
from zoneinfo import available_timezones

from babel import Locale

from bot.reading.lexicon import folded

_OFFSET = re.compile(r"(?:utc|gmt)?\s?(?P<sign>[+-])\s?(?P<hours>\d{1,2})(?::?(?P<minutes>00|30|45))?")
_EAST, _WEST = 14, 12  # hours at most
# Offsets of half an hour have no fixed zone in the tz database; these are where people live with them.
_HALVES = {"+5:30": "Asia/Kolkata", "+5:45": "Asia/Kathmandu", "+6:30": "Asia/Yangon", "+9:30": "Australia/Darwin", "+3:30": "Asia/Tehran", "+4:30": "Asia/Kabul"}  # fmt: skip


def zone_named(text: str) -> str | None:
    """The zone of a city, a country, letters or an offset; None of what is none. Of an offset it is the fixed one: "UTC+8" is eight hours ahead,
    which the tz database calls Etc/GMT-8."""
    typed = re.sub(r"^(?:the )|(?: time| timezone| time zone|时间|时区)$", "", folded(text).strip(" .!。！"))
    if (m := _OFFSET.fullmatch(typed)) is not None:
        return _of_offset(m)
    return _named().get(typed) or _cities().get(typed.replace("_", " "))


def _of_offset(m: re.Match[str]) -> str | None:
    hours, minutes = int(m["hours"]), m["minutes"] or "00"
    if minutes != "00":
        return _HALVES.get(f"{m['sign']}{hours}:{minutes}")
    if hours > (_EAST if m["sign"] == "+" else _WEST):
        return None
    return f"Etc/GMT{'-' if m['sign'] == '+' else '+'}{hours}" if hours else "UTC"


@cache
def _named() -> dict[str, str]:
    written = resources.files("bot.conversation.grammar").joinpath("zones.toml").read_text(encoding="utf-8")
    return {name: zone for zone, names in tomllib.loads(written)["zones"].items() for name in names.split(", ")}


@cache
def _cities() -> dict[str, str]:
    """By the last part of the tz database's names, by the whole, and by the city's Chinese name."""
    zones = sorted(available_timezones())
    found = {zone.lower().replace("_", " "): zone for zone in zones}
    for zone in zones:
        if "/" in zone and not zone.startswith("Etc/"):
            found.setdefault(zone.rsplit("/", 1)[1].lower().replace("_", " "), zone)
    for language in ("zh", "zh_Hant"):
        for zone, names in Locale.parse(language).time_zones.items():
            if isinstance(names, dict) and "city" in names and zone in available_timezones():
                found.setdefault(folded(names["city"]), zone)
    return found


def zone_in(plain: str) -> tuple[str, int, int] | None:
    """The longest zone that stands in a folded line, with its place."""
    if (m := re.search(rf"(?:utc|gmt)\s?{_OFFSET.pattern.removeprefix('(?:utc|gmt)?')}", plain)) and (
        zone := zone_named(m[0])
    ):
        return zone, m.start(), m.end()
    found: tuple[str, int, int] | None = None
    words = list(re.finditer(r"[a-z_/]+|[\u3400-\u9fff]", plain))
    for i in range(len(words)):
        for j in range(min(len(words), i + 6), i, -1):
            start, end = words[i].start(), words[j - 1].end()
            zone = zone_named(plain[start:end])
            if zone is not None and (found is None or end - start > found[2] - found[1]):
                found = (zone, start, end)
    return found
