"""When somebody wants digests, as typed: "07:00 and 17:00", "weekdays at 8", "open and close of HK", "weekly sunday 9am", 每周六早上9点."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import time
from functools import cache
from importlib import resources
from zoneinfo import ZoneInfo

from bot.conversation.hours import HOUR, hour_of
from bot.conversation.markets import market_named, market_words
from bot.listings import EXCHANGES
from bot.reading.lexicon import folded
from bot.slots import EVERY_DAY, WEEKDAYS, Edge, Slot

_SATURDAY, _EIGHT = 5, time(8)
MOST_SLOTS = 6  # of a chat


@dataclass(slots=True)
class Asked:
    """What was read. `also` adds to what there is; `unread` is what nobody understands."""

    hours: list[time] = field(default_factory=list)
    days: list[int] = field(default_factory=list)
    edges: list[Edge] = field(default_factory=list)
    markets: list[str] = field(default_factory=list)
    weekly: bool = False
    also: bool = False
    unread: str = ""

    def slots(self, zone: str, usual: time | None) -> tuple[Slot, ...]:
        """The slots that this asks for; none where it says too little. `usual` is the hour of one that says a day alone."""
        if self.edges:
            markets = self.markets or _market_of(zone)
            at_edges = [Slot(mic=mic, edge=edge) for mic in markets for edge in self.edges]
        else:
            at_edges = []
        hours = self.hours or ([usual or _EIGHT] if (self.days or self.weekly) and not at_edges else [])
        weekly = len(set(self.days)) == 1 or (self.weekly and not self.days)
        days = frozenset(self.days) or (frozenset({_SATURDAY}) if weekly else EVERY_DAY)
        return tuple(dict.fromkeys([*(Slot(h, days, weekly) for h in sorted(hours)), *at_edges]))[:MOST_SLOTS]


def read_times(text: str, nothing: tuple[str, ...] = ()) -> Asked:
    """Each word counts, but for those of `nothing`: the first that says nothing to us is `unread`."""
    typed = folded(unicodedata.normalize("NFKC", text)).strip(" .!。！")
    asked, until = Asked(), False
    for what, value, words in _parts(typed, nothing):
        if what == "unread":
            asked.unread = words
            break
        if what == "until":
            until = True
            continue
        _take(asked, what, value, until)
        until = False
    if asked.markets and not asked.edges:
        asked.unread = asked.unread or typed  # a market without open or close says no time
    return asked


def _take(asked: Asked, what: str, value: object, until: bool) -> None:
    if what == "hour" and isinstance(value, time):
        asked.hours.append(value)
    elif what == "days" and isinstance(value, tuple):
        if until and asked.days:
            first, last = asked.days[-1], value[0]
            asked.days += [(first + n) % 7 for n in range((last - first) % 7 + 1)]
        asked.days += value
    elif what == "market" and isinstance(value, str):
        asked.markets.append(value)
    elif what == "edge":
        asked.edges.append("open" if value == "open" else "close")
    elif what == "weekly":
        asked.weekly = True
    elif what == "also":
        asked.also = True


def _parts(typed: str, nothing: tuple[str, ...]) -> Iterator[tuple[str, object, str]]:
    """The words one after the other, each with what it means; of what means nothing the word that begins there."""
    at = 0
    while at < len(typed):
        if typed[at].isspace():
            at += 1
            continue
        word = _pattern(nothing).match(typed, at)
        hour = HOUR.match(typed, at)
        if word is not None and (hour is None or word.end() > hour.end()):
            yield (*(("filler", None) if word[0] in nothing else _meaning(word[0])), word[0])
            at = word.end()
        elif (
            hour is not None
            and (read := hour_of(hour)) is not None
            and not typed[hour.end() : hour.end() + 1].isdigit()
        ):
            yield "hour", read, hour[0]
            at = hour.end()
        else:
            yield "unread", None, typed[at:].split(maxsplit=1)[0]
            return


def _meaning(word: str) -> tuple[str, object]:
    return _words().get(word) or _several_days(word) or ("market", market_named(word)[0])


def _several_days(word: str) -> tuple[str, object] | None:
    """周一三五"""
    days = re.sub("^(?:周|星期|礼拜|拜)", "", word)
    if days != word and len(days) > 1:
        return "days", tuple("一二三四五六日".index("日" if d == "天" else d) for d in days)
    return None


@cache
def _words() -> dict[str, tuple[str, object]]:
    table = tomllib.loads(
        resources.files("bot.conversation").joinpath("digest_times.toml").read_text(encoding="utf-8")
    )
    days = {"daily": tuple(sorted(EVERY_DAY)), "weekdays": tuple(sorted(WEEKDAYS)), "weekends": (5, 6)}
    out: dict[str, tuple[str, object]] = {}
    for kind, names in table["day"].items():
        out.update((name, ("days", days[kind])) for name in names.split(", "))
    for number, names in table["weekday"].items():
        out.update((name, ("days", (int(number),))) for name in names.split(", "))
    for kind, names in table["word"].items():
        meaning = ("edge", kind) if kind in ("open", "close") else (kind, None)
        out.update((name, meaning) for name in names.split(", "))
    out.update((name, ("filler", None)) for name in table["nothing"]["words"])
    return out


@cache
def _pattern(nothing: tuple[str, ...]) -> re.Pattern[str]:
    names = sorted({*_words(), *market_words(), *nothing}, key=len, reverse=True)
    bounded = [f"{re.escape(n)}{_ending(n)}" for n in names]
    return re.compile(rf"(?:周|星期|礼拜|拜)(?:[二三四五六日天]|一(?![整天日次个])){{2,7}}|{'|'.join(bounded)}")


def _ending(name: str) -> str:
    """What may not follow a word: letters an English one, and 一 what is 每周 in 每周一."""
    if name.endswith("周"):
        return "(?![一二三四五六日天](?!次))"
    return "(?![a-z])" if name[-1].isascii() and name[-1].isalpha() else ""


def _market_of(zone: str) -> list[str]:
    """The main board of the chat's own zone."""
    return [e.mic for e in EXCHANGES if e.zone == ZoneInfo(zone)][:1]
