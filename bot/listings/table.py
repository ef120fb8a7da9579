"""The reference table: of whom a symbol or a name speaks, and where names stand in a text."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from datetime import date
from functools import cache, lru_cache
from importlib import resources

from rapidfuzz import fuzz, process

from bot.listings.companies import Company, Listing, Named, OtherName, code_of
from bot.listings.spelling import (
    HAN_RUN,
    WORD,
    fold,
    fold_word,
    is_genitive,
    is_han,
    with_its_mark,
    written_as_name,
)
from bot.listings.tickers import read_ticker

_NEAR = 72  # of 100: what a slip of the finger leaves ("moutay" has 83); gibberish comes near something at 67
_LONGEST_LATIN = 8  # characters of the beginning of "S&P/TSX综合指数", "WTI原油", "SK海力士"
_LATIN_BEGINNING = re.compile(r"[A-Za-z0-9&/]{1,8}$")
_INITIALS = re.compile(r"^([A-Z])\. ?([A-Z])\.(?= )")


def _told_in(symbol: str) -> str:
    """In which currency a rate is told: "JPYUSD=X" and "USDJPY=X" are so many yen for a dollar; a euro is told in dollars, or in
    whatever the story says, so "" for it."""
    m = re.fullmatch(r"(?:USD(?P<of>[A-Z]{3})|(?P<for>(?!EUR|GBP|AUD|NZD)[A-Z]{3})USD)=X", symbol)
    return (m["of"] or m["for"]) if m else ""


def _with_own_genitive(text: str, start: int, end: int, companies: tuple[Company, ...]) -> tuple[Company, ...]:
    """Those whose own name is a genitive, where the text writes it so: "Lowe's", "McDonald's"; () where none is."""
    written = text[start : end + 2].replace("’", "'")
    if not written.endswith("'s") or text[end + 2 : end + 3].isalnum():
        return ()
    return tuple(c for c in companies if written.casefold() in (n.casefold() for n in (c.name, *c.aliases)))


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

    def of_bare_code(self, code: str) -> Listing | None:
        """Whose share or fund "MSTR" and "GLD" are in running text; None of a code of little known shares, or that is a word."""
        i = self._by_symbol.get(code)
        known = i is not None and i < self.prominent and code.lower() not in self.common
        return self.listing(code) if known else None

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
        words = list(WORD.finditer(text, start, end))
        for i, m in enumerate(words):
            written = m[0]
            # Only instruments are written without a capital, and most words of a text have none.
            if "a" <= written[0] <= "z" and written not in self._lower and written.islower():
                continue
            word = fold_word(written)
            if word not in self._by_name and not self._begins_here(words, i, word):
                continue
            if m.start() < done or is_genitive(text, m.span(), word):
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
            if m[0] in "sS" and is_genitive(text, m.span(), "s"):
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
            if rows and written_as_name(
                text, words[i].start(), ends[n - 1], rows[0] < self._instruments, n, rows[0] < self.prominent
            ):
                companies = tuple(self.company(row) for row in rows)
                end = with_its_mark(text, words[i].start(), ends[n - 1])
                if text[end : end + 1] in "'’" and (
                    own := _with_own_genitive(text, words[i].start(), end, companies)
                ):
                    end, companies = end + 2, own
                sure, share = keys[n - 1] not in self._doubtful, keys[n - 1] not in self._others
                return Named(words[i].start(), end, companies, sure, rows[0], share)
        return None

    def _han_names(self, text: str, start: int, end: int) -> Iterator[Named]:
        done = start
        for run in () if text.isascii() else HAN_RUN.finditer(text, start, end):
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


_FILES = ("companies.tsv", "instruments.tsv", "words.txt", "other_names.tsv", "symbol_changes.tsv")


@cache
def load() -> Listings:
    """The table that ships with the package."""
    data = resources.files("bot.listings") / "data"
    return Listings(
        *((data / name).read_text(encoding="utf-8") for name in _FILES),
    )
