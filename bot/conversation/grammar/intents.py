"""What somebody wants of the bot, whichever way it was said: one typed value for slash commands, plain words and buttons."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Literal

from bot.listings import Company

Kind = Literal["watch", "unwatch", "alert", "mute", "pause", "quiet", "digest", "language", "zone", "news", "movers", "why", "list", "claims", "question", "help", "undo", "budget", "missed", "corrections", "accuracy", "privacy", "export", "forget", "feeds", "smalltalk", "unknown"]  # fmt: skip
CHANGING = frozenset({"watch", "unwatch", "alert", "mute", "pause", "quiet", "digest", "language", "zone", "undo", "budget", "forget"})  # fmt: skip
ALL = "all"


@dataclass(frozen=True, slots=True)
class Named:
    """Whom words of a line mean. Of several `companies` it is asked which; of none `words` are what was typed."""

    words: str
    companies: tuple[Company, ...] = ()
    start: int = 0
    end: int = 0
    doubtful: bool = False  # a common word, which names somebody only where something is asked of it

    def shown(self, language: str) -> str:
        """As one would print it: a ticker as a ticker, a name in the script of the line."""
        if len(self.companies) != 1:
            return self.words
        company, typed = self.companies[0], self.words.upper().lstrip("$")
        if any(typed in (x.symbol, x.code) for x in company.listings) and typed.isalpha():
            return typed
        return company.shown_name(language)


@dataclass(frozen=True, slots=True)
class Slots:
    """What was said beside the wish. Hours are "HH:MM", spans "2h" or "7d", days of the week 0 (Monday) to 6, `zone` a name of the tz database."""

    targets: tuple[Named, ...] = ()
    all: bool = False
    percent: Decimal | None = None
    direction: str = ""
    fall: Decimal | None = None  # of "5% up or 8% down" the second
    above: Decimal | None = None
    below: Decimal | None = None
    crosses: Decimal | None = None
    money: str = ""  # a level as typed, with its currency
    record: str = ""
    keyword: str = ""
    span: str = ""
    until: str = ""
    begin: str = ""
    end: str = ""
    times: tuple[str, ...] = ()
    days: tuple[int, ...] = ()
    off: bool = False
    also: bool = False  # beside what there is
    zone: str = ""
    lang: str = ""
    market: str = ""
    since: str = ""
    count: int | None = None
    edge: str = ""  # "open" or "close", of a market
    claim: str = ""  # what is announced, as "guidance cut"
    once: bool = False
    cooldown: str = ""
    source: str = ""

    def as_json(self, language: str) -> dict[str, Any]:
        names = [t.shown(language) for t in self.targets]
        written: dict[str, Any] = {
            "target": ALL if self.all and not names else names[0] if len(names) == 1 else names,
            "percent": _number(self.percent),
            "direction": self.direction,
            "fall": _number(self.fall),
            "above": _number(self.above if self.above is not None else self.crosses),
            "below": _number(self.below),
            "record": self.record,
            "keyword": self.keyword,
            "for": self.span,
            "until": self.until,
            "from": self.begin,
            "to": self.end,
            "times": list(self.times),
            "days": list(self.days),
            "off": self.off or None,
            "zone": self.zone,
            "lang": self.lang,
            "market": self.market,
            "since": self.since,
            "count": self.count,
            "edge": self.edge,
            "claim": self.claim,
            "once": self.once or None,
            "cooldown": self.cooldown,
            "source": self.source,
        }
        return {key: value for key, value in written.items() if value not in (None, "", [])}


def _number(value: Decimal | None) -> int | float | None:
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)


@dataclass(frozen=True, slots=True)
class Intent:
    """A wish and its slots. `asks` says by name why nothing is done before an answer; `left` is what of the line was not understood."""

    kind: Kind
    slots: Slots = field(default_factory=Slots)
    asks: str = ""
    left: str = ""
    rule: str = ""  # by which it was decided

    @property
    def changes(self) -> bool:
        """A digest without hours, days or an end is the one of now."""
        return self.kind in CHANGING and not self.asks and not (self.kind == "digest" and self.slots == Slots())
