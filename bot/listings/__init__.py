"""Companies and their listings: what a ticker or a name means.

A reference table ships with the package (data/companies.tsv, data/instruments.tsv; data/NOTICE says from where).
Indices, commodities, currencies and crypto are companies here too, of another `kind`, so that they are watched alike.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from importlib import resources
from typing import Literal, NamedTuple

from rapidfuzz import fuzz, process

from bot.listings.calendar import Sessions, TradingDay, load_sessions
from bot.listings.exchanges import BLOOMBERG, BY_MIC, BY_PREFIX, BY_SUFFIX, EXCHANGES, PLACES, SMALL_LETTERS, Exchange

__all__ = [
    "BLOOMBERG",
    "BY_MIC",
    "BY_PREFIX",
    "BY_SUFFIX",
    "EXCHANGES",
    "PLACES",
    "SMALL_LETTERS",
    "Company",
    "Exchange",
    "Listing",
    "Listings",
    "Named",
    "OtherName",
    "Sessions",
    "TradingDay",
    "is_han",
    "load",
    "load_sessions",
    "read_ticker",
]

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
        if language == "zh":
            return next((a for a in self.aliases if is_han(a)), self.name)
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


_WORD = re.compile(r"[^\W_\u3400-\u9fff]+", re.UNICODE)  # "ETH刚刚突破" begins with one
_NEAR = 72  # of 100: what a slip of the finger leaves ("moutay" has 83); gibberish comes near something at 67
_HAN_RUN = re.compile(r"[\u3400-\u9fff]+")


def is_han(text: str) -> bool:
    return bool(_HAN_RUN.search(text))


def _told_in(symbol: str) -> str:
    """In which currency a rate is told: "JPYUSD=X" and "USDJPY=X" are so many yen for a dollar; a euro is told in dollars, or in
    whatever the story says, so "" for it."""
    m = re.fullmatch(r"(?:USD(?P<of>[A-Z]{3})|(?P<for>(?!EUR|GBP|AUD|NZD)[A-Z]{3})USD)=X", symbol)
    return (m["of"] or m["for"]) if m else ""


class Listings:
    """The reference table. Lines of the data files become companies only when they are asked for."""

    def __init__(
        self, companies: str, instruments: str = "", words: str = "", other_names: str = "", changes: str = ""
    ) -> None:
        """The texts of companies.tsv, instruments.tsv (with headers), words.txt, other_names.tsv and symbol_changes.tsv (with headers), as
        `load` reads them."""
        self._rows = [*instruments.splitlines()[1:], *companies.splitlines()[1:]]
        self._instruments = max(0, len(instruments.splitlines()) - 1)
        day = companies.partition("\n")[0].rpartition("\t")[2]
        self.as_of = date.fromisoformat(day) if day[:2] == "20" else None
        """The day of the newest source of the table."""
        self._by_symbol: dict[str, int] = {}
        self._by_name: dict[str, tuple[int, ...]] = {}
        self._han: dict[str, tuple[int, ...]] = {}
        # By their first two characters: how many the longest name has that begins so.
        self._han_begins: dict[str, int] = {}
        # By their first two words: how many words the longest name has that begins so.
        self._pairs: dict[str, int] = {}
        self._begins: set[str] = set()
        self._lower: set[str] = set()
        self._doubtful: set[str] = set()
        self.common = frozenset(words.split())
        for i, row in enumerate(self._rows):
            self._index(i, row)
        self._others: dict[str, OtherName] = {}
        for row in other_names.splitlines()[1:]:
            self._index_other(row)
        for row in changes.splitlines()[1:]:
            self._index_change(*row.split("\t"))
        self.company = lru_cache(maxsize=4096)(self._company)

    def __len__(self) -> int:
        return len(self._rows)

    def _index(self, i: int, row: str) -> None:
        cells = row.split("\t")
        if i < self._instruments:
            self._by_symbol[cells[0]] = i
            names = [cells[3], *(cells[4].split("|") if len(cells) > 4 and cells[4] else ())]
        else:
            for part in cells[2].split(" "):
                self._by_symbol[part.partition("/")[0]] = i
            names = [cells[0], *(cells[1].split("|") if cells[1] else ())]
        for name in names:
            self._index_name(name, i)

    def _index_name(self, name: str, i: int) -> None:
        doubtful = name[:1] == "~"
        name = name.lstrip("~")
        self._index_spelling(name, i, doubtful=doubtful)
        # "Brown & Brown" is written "Brown and Brown" too, and "W.W. Grainger" "WW Grainger"; what is compared has no "&" and no point.
        if " & " in name:
            self._index_spelling(name.replace(" & ", " and "), i, doubtful=doubtful)
        elif " and " in name:
            self._index_spelling(name.replace(" and ", " & "), i, doubtful=doubtful)
        if "." in name[1:2]:
            self._index_spelling(_INITIALS.sub(r"\1\2", name), i, doubtful=doubtful)

    def _index_spelling(self, name: str, i: int, *, doubtful: bool) -> None:
        # Most names are plain words: those need no pattern. 60,000 of them are indexed at every start.
        if name.isascii():
            words = name.lower().split() if name.replace(" ", "").isalnum() else fold(name)
        elif is_han(name):
            self._han[name] = (*self._han.get(name, ()), i)
            if self._han_begins.get(name[:2], 0) < len(name):
                self._han_begins[name[:2]] = len(name)
            return
        else:
            words = fold(name)
        if not words:
            return
        key = " ".join(words)
        known = self._by_name.get(key)
        if known is None:
            self._by_name[key] = (i,)
        elif i not in known:
            self._by_name[key] = (*known, i)
        if doubtful or (len(words) == 1 and i >= self._instruments and words[0] in self.common):
            self._doubtful.add(key)
        if i < self._instruments or name[0].islower():
            self._lower.update((words[0], name.split(maxsplit=1)[0]))  # "iqiyi" and "iQIYI"
        if len(words) > 1:
            self._begins.add(words[0])
            pair = f"{words[0]} {words[1]}"
            if self._pairs.get(pair, 0) < len(words):
                self._pairs[pair] = len(words)

    def _index_other(self, row: str) -> None:
        """A name that a company of the table has for its own is no brand of another one: Zara is also a firm in Malaysia."""
        what, names, *rest = row.split("\t")
        first = names.partition("|")[0]
        owner = self._by_symbol.get(rest[0]) if rest else None
        since = date.fromisoformat(rest[1]) if len(rest) > 1 else None
        for name in names.split("|"):
            key = name if is_han(name) else " ".join(fold(name))
            known = self._han.get(name) or self._by_name.get(key)
            if what == "unlisted" and known is None:
                self._others[key] = OtherName("unlisted", first)
            elif owner is not None and (known is None or known == (owner,)):
                self._others[key] = OtherName("former" if what == "former" else "brand", first, rest[0], since)
                self._index_name(name, owner)

    def _index_change(self, old: str, new: str, since: str) -> None:
        i = self._by_symbol.get(new)
        if i is not None and old not in self._by_symbol:
            self._by_symbol[old] = i
            self._others[old] = OtherName("code", old, new, date.fromisoformat(since))

    def other_name(self, name: str) -> OtherName | None:
        """What a name means that is no share's of today: "WhatsApp", "FB", "ByteDance"."""
        name = unicodedata.normalize("NFKC", name).strip()
        return self._others.get(name.upper()) or self._others.get(name if is_han(name) else " ".join(fold(name)))

    def _company(self, i: int) -> Company:
        cells = self._rows[i].split("\t")
        if i < self._instruments:
            symbol, kind, mic, name = cells[:4]
            aliases = tuple(cells[4].split("|")) if len(cells) > 4 and cells[4] else ()
            currency = _told_in(symbol) if kind == "currency" else ""
            return Company(name, aliases, (Listing(symbol, mic, symbol, currency, name),), kind)
        name = cells[0]
        aliases = tuple(a.lstrip("~") for a in cells[1].split("|")) if cells[1] else ()
        listings = tuple(
            Listing(symbol, mic, code_of(symbol), currency, name)
            for symbol, mic, currency in (part.split("/") for part in cells[2].split(" "))
        )
        return Company(name, aliases, listings)

    def of_symbol(self, symbol: str) -> Company | None:
        i = self._by_symbol.get(symbol)
        return None if i is None else self.company(i)

    def listing(self, symbol: str) -> Listing | None:
        company = self.of_symbol(symbol)
        changed = self._others.get(symbol)
        symbol = changed.symbol if changed is not None and changed.symbol else symbol
        return next((x for x in company.listings if x.symbol == symbol), None) if company else None

    def of_listing(self, listing: Listing) -> Company:
        """Its company; one made of the listing alone where the table lacks it."""
        return self.of_symbol(listing.symbol) or Company(listing.company or listing.symbol, (), (listing,))

    def find(self, symbol: str) -> Company | None:
        """Whom a symbol of ours means, in the table or made of the listing alone."""
        known = self.of_symbol(symbol)
        if known is not None:
            return known
        listings = read_ticker(symbol, self)
        return self.of_listing(listings[0]) if len(listings) == 1 else None

    def named(self, name: str) -> tuple[Company, ...]:
        """Those that are called so, exactly but for case and punctuation; the most prominent first."""
        name = unicodedata.normalize("NFKC", name).strip().lstrip("~")
        rows = self._han.get(name, ()) if is_han(name) else self._by_name.get(" ".join(fold(name)), ())
        return tuple(self.company(i) for i in rows)

    @property
    def instruments(self) -> int:
        """How many indices, commodities, currencies and crypto assets there are; their ranks come first."""
        return self._instruments

    @property
    def prominent(self) -> int:
        """Names with a rank below this are those of instruments and of the companies that papers write about every week."""
        return self._instruments + 880

    def nearest(self, name: str, count: int = 5) -> tuple[Company, ...]:
        """Those whose names begin so, then those whose names are spelled nearly so, for "did you mean"."""
        folded = " ".join(fold(name)) if not is_han(name) else name
        if not folded:
            return ()
        names = self._han if is_han(name) else self._by_name
        longer = sorted(names[key][0] for key in names if len(folded) > 2 and key.startswith(folded))
        rows = dict.fromkeys(longer[:count])
        hits = process.extract(folded, names.keys(), scorer=fuzz.ratio, limit=2 * count, score_cutoff=_NEAR)
        for _, i in sorted((-score, i) for key, score, _ in hits for i in names[key]):
            rows.setdefault(i)
        return tuple(self.company(i) for i in list(rows)[:count])

    def names_in(self, text: str, start: int = 0, end: int | None = None) -> Iterator[Named]:
        """The names that stand in text[start:end], longest first at each place, without overlaps, in order."""
        end = len(text) if end is None else end
        han = list(self._han_names(text, start, end))
        within = {i for n in han if text[n.start].isascii() for i in range(n.start, n.end)}
        yield from sorted((*(n for n in self._latin_names(text, start, end) if n.start not in within), *han))

    def _latin_names(self, text: str, start: int, end: int) -> Iterator[Named]:
        done = start
        words = list(_WORD.finditer(text, start, end))
        for i, m in enumerate(words):
            written = m[0]
            # Only instruments are written without a capital, and most words of a text have none.
            if "a" <= written[0] <= "z" and written not in self._lower and written.islower():
                continue
            word = fold_word(written)
            if word not in self._by_name and not self._begins_here(words, i, word):
                continue
            if m.start() < done or _is_genitive(text, m.span(), word):
                continue
            found = self._longest_name(text, words, i, word)
            if found is not None and word == "the" and i + 1 < len(words):
                # "The Dow" is a name, but "Dow Jones Industrial Average" a longer one.
                without = self._longest_name(text, words, i + 1, fold_word(words[i + 1][0]))
                found = without if without and without.end > found.end else found
            if found is not None:
                yield found
                done = found.end

    def _begins_here(self, words: Sequence[re.Match[str]], i: int, first: str) -> bool:
        """Whether a name of several words may begin with the i-th word: most words of names begin none here."""
        if first not in self._begins or i + 1 == len(words):
            return False
        second = words[i + 1][0]
        return second in "sS" or f"{first} {fold_word(second)}" in self._pairs

    def _longest_name(self, text: str, words: Sequence[re.Match[str]], i: int, first: str) -> Named | None:
        """The longest name that begins with the i-th word, which is `first` as it is compared."""
        key, ends, longest = first, [words[i].end()], 1
        keys = [key]
        for j in range(i + 1, len(words) if first in self._begins else 0):
            m = words[j]
            if m[0] in "sS" and _is_genitive(text, m.span(), "s"):
                continue  # no word of a name: "Moody's" is folded to "moody" in both places
            key = f"{key} {fold_word(m[0])}"
            if len(keys) == 1:
                longest = self._pairs.get(key, 1)
            keys.append(key)
            ends.append(m.end())
            if len(keys) >= longest:
                break
        for n in range(min(longest, len(keys)), 0, -1):
            rows = self._by_name.get(keys[n - 1])
            if rows and _written_as_name(
                text, words[i].start(), ends[n - 1], rows[0] < self._instruments, n, rows[0] < self.prominent
            ):
                companies = tuple(self.company(row) for row in rows)
                end = _with_its_mark(text, words[i].start(), ends[n - 1])
                if text[end : end + 1] in "'’" and (
                    own := _with_own_genitive(text, words[i].start(), end, companies)
                ):
                    end, companies = end + 2, own
                sure, share = keys[n - 1] not in self._doubtful, keys[n - 1] not in self._others
                return Named(words[i].start(), end, companies, sure, rows[0], share)
        return None

    def _han_names(self, text: str, start: int, end: int) -> Iterator[Named]:
        done = start
        for run in () if text.isascii() else _HAN_RUN.finditer(text, start, end):
            # A name may go on in letters or digits ("恒生指数", "沪深300"), so slices are of the text, not of the run; and begin with them.
            at, stop = run.span()
            latin = _LATIN_BEGINNING.search(text, max(start, at - _LONGEST_LATIN), at)
            for begin in range(latin.start() if latin else at, stop):
                found = self._han_name(text, begin, end, at) if begin >= done else None
                if found is not None:
                    yield found
                    done = found.end

    def _han_name(self, text: str, begin: int, end: int, han: int) -> Named | None:
        """The longest name that begins here and goes at least into the Chinese characters that begin at `han`."""
        longest = self._han_begins.get(text[begin : begin + 2])
        for n in range(min(longest, end - begin), 1, -1) if longest is not None else ():
            name = text[begin : begin + n]
            rows = self._han.get(name) if begin + n > han else None
            if rows:
                companies = tuple(self.company(i) for i in rows)
                sure = n > 2 or rows[0] < self._instruments
                return Named(begin, begin + n, companies, sure, rows[0], name not in self._others)
        return None


_CAPITALS_FIRST = re.compile(r"(?!US |UK |EU |UN )[A-Z]{2,} [a-z]{4}")


_LONGEST_LATIN = 8  # characters of the beginning of "S&P/TSX综合指数", "WTI原油", "SK海力士"
_LATIN_BEGINNING = re.compile(r"[A-Za-z0-9&/]{1,8}$")


_INITIALS = re.compile(r"^([A-Z])\. ?([A-Z])\.(?= )")
_INITIALS_LAST = re.compile(r"\b[A-Z]\.[A-Z]$")


def _with_its_mark(text: str, start: int, end: int) -> int:
    """ "Fountain Set (Holdings)", "LuxExperience B.V.": a name ends behind the bracket that it opens, and behind its last initial's point."""
    mark = text[end : end + 1]
    closes = (mark == ")" and "(" in text[start:end]) or (mark == "." and _INITIALS_LAST.search(text, start, end))
    return end + 1 if closes else end


def _with_own_genitive(text: str, start: int, end: int, companies: tuple[Company, ...]) -> tuple[Company, ...]:
    """Those whose own name is a genitive, where the text writes it so: "Lowe's", "McDonald's"; () where none is."""
    written = text[start : end + 2].replace("’", "'")
    if not written.endswith("'s") or text[end + 2 : end + 3].isalnum():
        return ()
    return tuple(c for c in companies if written.casefold() in (n.casefold() for n in (c.name, *c.aliases)))


def _is_genitive(text: str, word: tuple[int, int], folded: str) -> bool:
    return folded == "s" and word[0] > 0 and text[word[0] - 1] in "'’"


def _written_as_name(text: str, start: int, end: int, instrument: bool, words: int, prominent: bool) -> bool:
    """Companies are written with a capital or a digit; "gold" and "the dollar" are not. No name begins inside a word."""
    if start > 0 and text[start - 1] in "-_@#$/" and words == 1 and not instrument:
        return False
    if end < len(text) and text[end] in "_@":
        return False
    first = text[start]
    if words > 1 and not instrument and text[start:end].rsplit(None, 1)[-1][0].islower():
        # "U.S. gold" is not the company U.S. Gold; SK hynix writes itself so.
        return prominent and bool(_CAPITALS_FIRST.match(text, start)) and words == 2
    return instrument or first.isupper() or first.isdigit() or any(c.isupper() for c in text[start:end])


@cache
def _ascii_fold(word: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKD", word) if not unicodedata.combining(c)).casefold()


def fold_word(word: str) -> str:
    return word.lower() if word.isascii() else _ascii_fold(word)


def fold(name: str) -> list[str]:
    """A name's words as they are compared: no case, no accents, no punctuation, no genitive."""
    return [fold_word(m[0]) for m in _WORD.finditer(name) if not _is_genitive(name, m.span(), m[0].lower())]


def code_of(symbol: str) -> str:
    """The code on its market: "9988.HK" -> "9988", "BRK.B" -> "BRK.B"."""
    head, dot, tail = symbol.rpartition(".")
    return (
        head
        if dot and tail in BY_SUFFIX and (len(tail) > 1 or tail in "TLFV") and BY_SUFFIX[tail].suffix == tail
        else symbol
    )


# --- tickers in every form in which people and wires write them ------------------------------------------------------

_PREFIXED = re.compile(r"^([A-Za-z][A-Za-z0-9 -]{1,20}?)\s*:\s*([A-Za-z0-9][A-Za-z0-9.&-]{0,11})$")
_DOTTED = re.compile(r"^\$?([A-Za-z0-9&-]{1,12}(?:\.[ABCK])?)\.([A-Za-z]{1,3})$")
_DIGITS = re.compile(r"^\d{1,6}$")
_LETTERS = re.compile(r"^\$?[A-Za-z]{1,6}(?:[.-][A-Za-z]{1,2})?$")
# Reuters' codes of indices, commodities and currencies, as they stand in its stories.
RICS = {
    ".DJI": "^DJI", ".SPX": "^GSPC", ".INX": "^GSPC", ".IXIC": "^IXIC", ".NDX": "^NDX", ".RUT": "^RUT", ".SOX": "^SOX", ".VIX": "^VIX",
    ".HSI": "^HSI", ".HSTECH": "^HSTECH", ".HSCE": "^HSCE", ".SSEC": "000001.SS", ".SZSC": "399001.SZ", ".CSI300": "000300.SS",
    ".N225": "^N225", ".TOPX": "^TOPX", ".KS11": "^KS11", ".TWII": "^TWII", ".STI": "^STI", ".BSESN": "^BSESN", ".NSEI": "^NSEI",
    ".AXJO": "^AXJO", ".FTSE": "^FTSE", ".FTMC": "^FTMC", ".GDAXI": "^GDAXI", ".FCHI": "^FCHI", ".STOXX": "^STOXX",
    ".STOXX50E": "^STOXX50E", ".IBEX": "^IBEX", ".FTMIB": "FTSEMIB.MI", ".SSMI": "^SSMI", ".BVSP": "^BVSP", ".DXY": "DX-Y.NYB",
    ".GSPTSE": "^GSPTSE", "=USD": "DX-Y.NYB",
    "LCOC1": "BZ=F", "CLC1": "CL=F", "GCC1": "GC=F", "GCV1": "GC=F", "XAU=": "GC=F", "XAG=": "SI=F", "XPT=": "PL=F", "XPD=": "PA=F",
    "EUR=": "EURUSD=X", "JPY=": "JPYUSD=X", "GBP=": "GBPUSD=X", "CNY=": "CNYUSD=X", "CNH=": "CNHUSD=X", "INR=": "INRUSD=X", "BTC=": "BTC-USD",
}  # fmt: skip


def read_ticker(written: str, table: Listings) -> tuple[Listing, ...]:
    """What a ticker may mean: one listing, several (then it is asked about, never guessed), or none.

    With a known exchange a code makes a listing though the table lacks it; without one, only what the table holds counts.
    A US prefix that contradicts the table's US listing gives the table's.
    """
    text = unicodedata.normalize("NFKC", written).replace("\u00a0", " ").strip().strip("[]()<>").strip().rstrip(".,;")
    if text.upper() in RICS:
        known = table.listing(RICS[text.upper()])
        return (known,) if known else ()
    if m := _PREFIXED.match(text):
        return _on_any(BY_PREFIX.get(m[1].upper(), ()), m[2].upper(), table)
    upper = text.upper()
    exact = table.listing(upper.lstrip("$"))
    if exact:
        return (exact,)
    if m := _DOTTED.match(upper):
        if m[2] == "US":
            return _in_us(m[1], table)
        exchange = BY_SUFFIX.get(m[2])
        return _on_any((exchange,), m[1], table) if exchange else ()
    if _DIGITS.match(upper):
        return _digits_alone(upper, table)
    if _LETTERS.match(upper):
        return _in_us(upper.lstrip("$"), table)
    return ()


def _on_any(exchanges: Iterable[Exchange], code: str, table: Listings) -> tuple[Listing, ...]:
    made = {x.symbol: x for e in exchanges if (x := _on(e, code, table))}
    found = tuple(made.values())
    # Of two exchanges with one prefix ("TSE") the one at which the table knows the code is meant.
    known = tuple(x for x in found if table.listing(x.symbol))
    return known if len(found) > 1 and known else found


def _on(exchange: Exchange, code: str, table: Listings) -> Listing | None:
    if exchange.mic in US_MICS:
        if not re.fullmatch(r"[A-Z]{1,6}(?:[.-][A-Z]{1,3})?", code):
            return None
        symbol = code.replace("-", ".")
        known = table.listing(symbol)
        return known if known and known.mic in US_MICS else Listing(symbol, exchange.mic, symbol, exchange.currency)
    if code.isdigit():
        if exchange.digits == 4:  # Hong Kong pads to five; Tokyo, Taiwan and Kuala Lumpur do not pad
            code = code.lstrip("0").rjust(4, "0")
            if len(code) > (6 if exchange.mic in ("XTAI", "ROCO") else 5):
                return None
        elif (exchange.digits and len(code) != exchange.digits) or (
            not exchange.digits and exchange.mic in ("XTSE", "XTSX", "XLON", "XNSE")
        ):
            return None
    elif (
        exchange.digits == 6
        or (exchange.digits == 4 and not re.fullmatch(r"\d[\dA-Z]{3}", code) and exchange.mic != "XKLS")
    ) and exchange.mic != "XBOM":
        return None
    symbol = f"{code}.{exchange.suffix}"
    return table.listing(symbol) or Listing(symbol, exchange.mic, code, exchange.currency)


def _in_us(code: str, table: Listings) -> tuple[Listing, ...]:
    known = table.listing(code.replace("-", "."))
    return (known,) if known and known.mic in US_MICS else ()


def _digits_alone(code: str, table: Listings) -> tuple[Listing, ...]:
    """ "09988" is Hong Kong's way, "600519" the mainland's or Korea's; "9988" may be several, so all that the table holds."""
    markets = [e for e in EXCHANGES if e.digits == len(code)]
    if len(code) == 5 or len(code) < 4:
        markets = [BY_MIC["XHKG"]]
    # Five digits from a nought on are Hong Kong's way alone, so that they name a listing though the table lacks it.
    sure = len(code) == 5 and code[0] == "0"
    found = [x for e in markets if (x := _on(e, code, table)) and (sure or table.listing(x.symbol))]
    return tuple(found)


_FILES = ("companies.tsv", "instruments.tsv", "words.txt", "other_names.tsv", "symbol_changes.tsv")


@cache
def load() -> Listings:
    """The table that ships with the package."""
    data = resources.files("bot.listings") / "data"
    return Listings(
        *((data / name).read_text(encoding="utf-8") for name in _FILES),
    )
