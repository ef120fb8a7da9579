"""Whom the words of a line mean: names of several words first, then single ones that are no words of the grammar."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Sequence
from functools import cache
from importlib import resources

from pypinyin import Style, lazy_pinyin
from rapidfuzz.distance import OSA
from spellchecker import SpellChecker, WordFrequency

from bot.conversation.grammar.intents import Named
from bot.conversation.grammar.words import cut
from bot.listings import Company, Listings, OtherName, fold_word, is_han, read_ticker
from bot.reading.lexicon import folded

_LATIN = re.compile(r"[$^]?[A-Za-z0-9À-ÿ]+(?:[.&'’=/-][A-Za-z0-9À-ÿ]+)*(?:\.[A-Z]{1,3}(?![A-Za-z]))?")
_PARTED, _POSSESSIVE = re.compile(r"[\n,;，；、。]"), re.compile("['’]s$")
_MOST_WORDS = 5


def meant_by(table: Listings, text: str) -> tuple[Company, ...]:
    """Whom a ticker or a name may mean, the most prominent first. A ticker that is one settles it."""
    several = [found[0] for name in _several().get(_key(text), ()) if (found := table.named(name))]
    if len(several) > 1 and not text.isupper():
        return tuple(several)
    listings = read_ticker(text, table)
    companies = dict.fromkeys(table.of_listing(x) for x in listings)
    named = table.named(text) or table.named(_nicknames().get(_key(text), ""))
    instruments = tuple(c for c in named if c.kind != "company")
    if len(instruments) == 1 and not (text.isupper() and companies):
        return instruments  # "gold" is the metal, not a company of that name
    exact = any(c.isdigit() for c in text) or ":" in text or text.startswith("$")
    if len(companies) == 1 and (exact or not named or (text.isupper() and set(named) <= set(companies))):
        return tuple(companies)
    if named and not text.isupper():
        return named  # nobody writes a ticker so: "Ford" is the maker of cars
    return tuple(dict.fromkeys((*named, *companies)))


def is_several(text: str) -> bool:
    """Whether many people call several by this word: "delta", 中电."""
    return _key(text) in _several()


def names_in(table: Listings, text: str, taken: Sequence[tuple[int, int]]) -> list[Named]:
    """The names of a line in order, longest first at each place; none within `taken`."""
    plain = folded(text)
    found = [] if text.isascii() else [n for n in _han_names(table, text, plain) if not _overlaps(n, taken)]
    words = [m for m in _LATIN.finditer(text) if not any(m.start() < end and start < m.end() for start, end in taken)]
    shouted = text.upper() == text
    known = [(t.start, t.end) for t in cut(plain, 0, len(plain)) if t.senses]
    at = 0
    while at < len(words):
        if words[at][0] in _COUNTS and text[: words[at].start()].rstrip()[-1:].isdigit():
            at += 1  # "140 sh"
            continue
        named = _longest(table, text, words[at : at + _MOST_WORDS], known, shouted=shouted)
        if words[at][0].lower() == "the":
            behind = _longest(table, text, words[at + 1 : at + 1 + _MOST_WORDS], known, shouted=shouted)
            if behind is not None and (named is None or behind.end > named.end):
                named = behind  # "the S&P 500" is no "the S&P" of 500
        if named is not None and _is_a_level(named, found, text):
            named = None
        if named is not None and not any(named.start < f.end and f.start < named.end for f in found):
            found.append(named)
            at = next((i for i, w in enumerate(words) if w.start() >= named.end), len(words))
        else:
            at += 1
    return sorted(found, key=lambda n: n.start)


_TO = re.compile(r"\s*(?:at|@|to)?\s*")


def _is_a_level(named: Named, found: Sequence[Named], text: str) -> bool:
    """ "gold 5000": a figure right behind a name; of codes one stands behind the other."""
    if not named.words.isdigit() or not found:
        return False
    before = max((f for f in found if f.end <= named.start), key=lambda f: f.end, default=None)
    coded = before is not None and before.words.isdigit()
    return not coded and _TO.fullmatch(text, before.end if before is not None else 0, named.start) is not None


_COUNTS = frozenset("sh shs pc pct bp bps ish pts k m cr".split())  # behind a figure


def _overlaps(named: Named, taken: Sequence[tuple[int, int]]) -> bool:
    return any(named.start < end and start < named.end for start, end in taken)


def _longest(
    table: Listings, text: str, words: Sequence[re.Match[str]], known: Sequence[tuple[int, int]], *, shouted: bool
) -> Named | None:
    for count in range(len(words), 0, -1):
        start, end = words[0].start(), words[count - 1].end()
        phrase = text[start:end]
        if _PARTED.search(phrase) or not _may_be_name(phrase, words[:count], known, shouted=shouted):
            continue
        for written in (phrase, _POSSESSIVE.sub("", phrase)):
            if phrase.islower() and re.search(r"\ban? $", text[:start].lower()) and not text[end:].strip(" .!?"):
                continue  # "get me an uber"
            companies = _likely(table, written, meant_by(table, written), shouted=shouted)
            if companies:
                return Named(written, companies, start, end)
            if len(written) > _CHATTY and (other := table.other_name(written)) is not None:
                return Named(written, _companies_of(table, other), start, end)
    return None


def _may_be_name(
    phrase: str, words: Sequence[re.Match[str]], known: Sequence[tuple[int, int]], *, shouted: bool
) -> bool:
    """Words of the grammar are read before names, but for a ticker in capitals, and for figures too short to be a code."""
    if phrase.isdigit() and len(phrase) < _SHORTEST_CODE and not phrase.startswith("0"):
        return False
    if not all(any(start <= w.start() and w.end() <= end for start, end in known) for w in words):
        return True
    return len(words) == 1 and len(phrase) > 1 and phrase.isupper() and phrase.isalpha() and not shouted


_SHORTEST_CODE = 4


def _companies_of(table: Listings, other: OtherName) -> tuple[Company, ...]:
    """Whose share a brand or a former name is of; none of a company without a share."""
    found = table.find(other.symbol) if other.symbol else None
    return (found,) if found is not None else ()


def _likely(table: Listings, phrase: str, companies: tuple[Company, ...], *, shouted: bool) -> tuple[Company, ...]:
    """Of those whom a phrase may mean, whom a person means who types it so. In small letters a name counts more than a ticker, and a common word
    is only a name of somebody well known: "low", "pay" and "united" are none."""
    if (not phrase.islower() and not (shouted and " " in phrase)) or _key(phrase) in {**_several(), **_nicknames()}:
        return companies
    named = table.named(phrase)
    if len(companies) > 1 and len(named) == 1:
        companies = named
    common = folded(phrase) in table.common or is_ordinary(folded(phrase))
    if not common and len(phrase) > _CHATTY:
        return companies
    known = tuple(c for c in companies if c.kind != "company" or is_well_known(table, c))
    return known if common or known else companies


_CHATTY = 3
_ORDINARY = 2000  # times in the dictionary's corpus: "retire" has 11,860, "sony" 70


def is_ordinary(word: str) -> bool:
    """Whether a word is one of everyday English, by pyspellchecker's frequencies."""
    return word.isascii() and word.isalpha() and int(_english()[word]) >= _ORDINARY


@cache
def _english() -> WordFrequency:
    return SpellChecker(language="en", distance=1).word_frequency


@cache
def _ranks(table: Listings) -> dict[str, int]:
    return {table.company(rank).key: rank for rank in range(table.prominent)}


def is_well_known(table: Listings, company: Company) -> bool:
    return company.key in _ranks(table)


def asked_names(text: str, table: Listings) -> dict[tuple[int, int], str]:
    """The companies and instruments that a question names, by their spans. A word in small letters is somebody's by name, not by a ticker alone."""
    found = {}
    for n in (n for n in names_in(table, text, ()) if n.companies):
        known = is_well_known(table, n.companies[0])
        ticker = known and len(n.words) > _CHATTY and not is_ordinary(n.words)
        named = bool(table.named(n.words)) or _key(n.words) in _nicknames()
        if not n.words.islower() or ticker or (named and (known or not is_ordinary(n.words))):
            found[n.start, n.end] = n.companies[0].key
    return found


def is_doubtful(table: Listings, named: Named) -> bool:
    """Whether the words are common ones in small letters, which name somebody only where something is asked: "target", "apple"."""
    return named.words.islower() and " " not in named.words and fold_word(named.words) in table.common


_SHORT_HAN = 2


def _han_names(table: Listings, text: str, plain: str) -> list[Named]:
    """Nicknames first, as they are longer: 恒生科技 is not 恒生. No name begins or ends within a word: 高通 is none in 新高通知."""
    borders = [(t.start, t.end) for t in cut(plain, 0, len(plain)) if t.senses and t.end - t.start > 1]
    found: list[Named] = []

    def add(start: int, end: int, companies: tuple[Company, ...]) -> None:
        within = end - start <= _SHORT_HAN and any(s < start < e or s < end < e for s, e in borders)
        if companies and not within and not any(start < f.end and f.start < end for f in found):
            found.append(Named(text[start:end], companies, start, end))

    for nickname in _han_nicknames():
        for m in re.finditer(re.escape(nickname), plain) if nickname in plain else ():
            longer = next(
                (
                    n
                    for n in table.names_in(text)
                    if n.start <= m.start() and m.end() <= n.end and n.end - n.start > len(nickname)
                ),
                None,
            )
            if longer is None:
                add(m.start(), m.end(), meant_by(table, nickname))
    for n in table.names_in(text):
        words = plain[n.start : n.end]
        if not words.isascii() and not all(token.senses for token in cut(words, 0, len(words))):
            add(n.start, n.end, n.companies)
    return [*found, *_unlisted(table, text, found)]


def _unlisted(table: Listings, text: str, found: Sequence[Named]) -> list[Named]:
    """Chinese names of those who have no share, or not under this name: 华为."""
    out: list[Named] = []
    for run in re.finditer(r"[\u3400-\u9fff]{2,}", text):
        at = run.start()
        while at < run.end() - 1:
            length = next(
                (n for n in range(min(6, run.end() - at), 1, -1) if table.other_name(text[at : at + n]) is not None),
                0,
            )
            if length and not any(at < n.end and n.start < at + length for n in found):
                other = table.other_name(text[at : at + length])
                assert other is not None
                out.append(Named(text[at : at + length], _companies_of(table, other), at, at + length))
            at += length or 1
    return out


def nearest_meant(table: Listings, word: str) -> str | None:
    """The name of somebody well known that is a slip of the finger away; None of short words."""
    allowed = 1 if len(word) < _LONG else 2
    if len(word) < _SHORTEST:
        return None
    close = []
    for name, rank in _well_known(table):
        if abs(len(name) - len(word)) <= allowed and name[0] == word[0]:
            distance = OSA.distance(name, word, score_cutoff=allowed)
            if distance <= allowed:
                close.append((distance, rank, name))
    return min(close)[2] if close else None


_SHORTEST, _LONG = 5, 7


def homophone_meant(table: Listings, words: str) -> str | None:
    """The name of somebody well known that sounds so: 腾迅 is 腾讯, as whoever types by sound takes the wrong character. None where two sound
    alike."""
    found = _by_sound(table).get(_sound(folded(words)), ())
    return found[0] if len(found) == 1 else None


def _sound(han: str) -> tuple[str, ...]:
    return tuple(lazy_pinyin(han, style=Style.NORMAL, strict=False))


@cache
def _by_sound(table: Listings) -> dict[tuple[str, ...], tuple[str, ...]]:
    """Chinese names of instruments and often written-about companies by their syllables, one name a company."""
    found: dict[tuple[str, ...], dict[str, str]] = {}
    for rank in range(table.prominent):
        company = table.company(rank)
        for name in company.aliases:
            if is_han(name) and _SHORTEST_HAN <= len(name) <= _LONGEST_HAN:
                found.setdefault(_sound(folded(name)), {}).setdefault(company.key, name)
    return {sound: tuple(names.values()) for sound, names in found.items()}


_SHORTEST_HAN, _LONGEST_HAN = 2, 6


@cache
def _well_known(table: Listings) -> tuple[tuple[str, int], ...]:
    """Single words by which instruments and often written-about companies are called, with their rank."""
    found: dict[str, int] = {}
    for rank in range(table.prominent):
        company = table.company(rank)
        for name in (company.name, *company.aliases):
            word = folded(name)
            if word.isascii() and word.isalpha() and len(word) >= _SHORTEST - 1:
                found.setdefault(word, rank)
    return tuple(found.items())


def _key(text: str) -> str:
    return folded(unicodedata.normalize("NFKC", text)).strip().lstrip("$")


@cache
def _nicknames() -> dict[str, str]:
    written = resources.files("bot.conversation.grammar").joinpath("nicknames.toml").read_text(encoding="utf-8")
    return {nick: name for name, nicks in tomllib.loads(written)["names"].items() for nick in nicks.split(", ")}


@cache
def _several() -> dict[str, tuple[str, ...]]:
    written = resources.files("bot.conversation.grammar").joinpath("nicknames.toml").read_text(encoding="utf-8")
    return {word: tuple(names.split(" | ")) for word, names in tomllib.loads(written)["several"].items()}


@cache
def _han_nicknames() -> tuple[str, ...]:
    return tuple(sorted((n for n in (*_nicknames(), *_several()) if not n.isascii()), key=lambda n: -len(n)))
