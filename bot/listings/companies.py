"""Companies, their listings, and what is called otherwise than its share."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal, NamedTuple

from bot.listings.exchanges import BY_MIC, BY_SUFFIX, PLACES
from bot.listings.script import in_script, is_chinese
from bot.listings.spelling import is_han

_ASIAN = ("XKRX", "XKOS", "XTAI", "XTKS", "XNSE", "XBOM")
_AMERICAN = ("XNYS", "XNAS", "XASE")
_PREFERRED = {"XETR": "3", "BVMF": "456"}  # how their codes end
_CLASS_OF = {"GOOGL": "A", "GOOG": "C"}  # whose letters say nothing
_EUROPEAN = ("XLON", "XFRA", "XETR", "XSWX", "XWBO")
US_MICS = ("XNYS", "XNAS", "XASE", "ARCX", "BATS", "OTCM")


@dataclass(frozen=True, slots=True)
class Listing:
    """One instrument on one market. `symbol` is the suffix form that people type ("9988.HK"), `company` a name."""

    symbol: str
    mic: str
    code: str
    currency: str
    company: str | None = None


@dataclass(frozen=True, slots=True)
class Company:
    """One company with all its listings, or an index, commodity, currency or crypto asset (`kind`) with one."""

    name: str
    aliases: tuple[str, ...]
    listings: tuple[Listing, ...]
    kind: str = "company"

    @property
    def key(self) -> str:
        return self.listings[0].symbol

    @property
    def symbols(self) -> tuple[str, ...]:
        return tuple(listing.symbol for listing in self.listings)

    @property
    def main_listings(self) -> tuple[Listing, ...]:
        """Those at exchanges; those traded over the counter only where it has no other."""
        return tuple(x for x in self.listings if x.mic != "OTCM") or self.listings

    @property
    def primary(self) -> Listing | None:
        """The one that is meant where nothing says which: the only one, the first of several in one country, or the home market's of an
        Asian company whose others are receipts in London, and of an American one that is quoted there too; None where two markets
        are as likely."""
        first, *others = self.main_listings
        zone = BY_MIC[first.mic].zone if first.mic in BY_MIC else None
        if all(x.mic in BY_MIC and BY_MIC[x.mic].zone == zone for x in others):
            return first
        receipts = first.mic in _ASIAN and all(x.mic in _EUROPEAN for x in others)
        quoted = first.mic in _AMERICAN and all(x.mic in (*_EUROPEAN, *_AMERICAN, "XASX") for x in others)
        return first if receipts or quoted else None

    def on(self, mics: Iterable[str]) -> Listing | None:
        """Its one listing on these markets; None if it has none there, or several."""
        found = [x for x in self.main_listings if x.mic in mics]
        return found[0] if len(found) == 1 else None

    def preferred(self) -> Listing | None:
        """Its preferred shares, where they are a line that everybody trades: VOW3 in Frankfurt, PETR4 in Sao Paulo; else None."""
        found = [x for x in self.listings if x.code[-1] in _PREFERRED.get(x.mic, "")]
        return found[0] if len(found) == 1 else None

    def of_class(self, letter: str) -> Listing | None:
        """Its American listing of a share class ("A"), which the end of its code tells ("BRK.B", "FOXA"; "LBTYK" of the classes C and D),
        or that is left where the others' codes tell theirs (FOX beside FOXA); the only one anyway; of a Chinese company its A, B or
        H share; None where nothing tells it."""
        american = [x for x in self.main_listings if x.mic in _AMERICAN]
        if len(american) < 2:
            return american[0] if american else self.on(PLACES.get(f"{letter.lower()}-share", ()))
        shortest = min((x.code for x in american), key=len)
        stem = (shortest if all(x.code.startswith(shortest) for x in american) else shortest[:-1]).rstrip(".")
        told = {x: _CLASS_OF.get(x.code, x.code[len(stem) :].lstrip(".")) for x in american}
        if any(said not in ("", *"ABCDK") for said in told.values()):
            return None
        wanted = (letter, "K") if letter in "CD" else (letter,)
        own = [x for x in american if told[x] in wanted] or [x for x in american if not told[x]]
        return own[0] if len(own) == 1 else None

    def in_currency(self, currency: str) -> Listing | None:
        """Its one listing that trades in this currency (pence are pounds here); None if none or several."""
        wanted = {"GBP": ("GBP", "GBX"), "GBX": ("GBP", "GBX")}.get(currency, (currency,))
        found = [x for x in self.main_listings if x.currency in wanted]
        return found[0] if len(found) == 1 else None

    def shown_name(self, language: str = "en") -> str:
        if is_chinese(language):
            return in_script(next((a for a in self.aliases if is_han(a)), self.name), language)
        return self.name


OtherNameKind = Literal["brand", "former", "code", "unlisted"]


@dataclass(frozen=True, slots=True)
class OtherName:
    """What is called otherwise than its share: a brand, a former name or a former code of a listing, or somebody who is not listed (None)."""

    what: OtherNameKind
    name: str
    symbol: str | None = None
    since: date | None = None


class Named(NamedTuple):
    """A name of a company that stands in a text at [start, end).

    `sure` is False for a name that is also a common word; `rank` is the first company's place in the table, which begins
    with the instruments and the most prominent companies. `share` is False for a brand and for a former name: a price is not told of them.
    """

    start: int
    end: int
    companies: tuple[Company, ...]
    sure: bool
    rank: int = 0
    share: bool = True


def code_of(symbol: str) -> str:
    """The code on its market: "9988.HK" -> "9988", "BRK.B" -> "BRK.B"."""
    head, dot, tail = symbol.rpartition(".")
    return (
        head
        if dot and tail in BY_SUFFIX and (len(tail) > 1 or tail in "TLFV") and BY_SUFFIX[tail].suffix == tail
        else symbol
    )
