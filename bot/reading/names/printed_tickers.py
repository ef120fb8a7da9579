"""Tickers that a story prints: "[HKG: 9988]", "<BABA.N>", "(NASDAQ:BABA)", "$BABA", "9988.HK"; what only looks like one is left."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from bot.listings import BLOOMBERG, BY_PREFIX, BY_SUFFIX, SMALL_LETTERS, Company, Listing, Listings, read_ticker
from bot.listings import fold as fold_name
from bot.reading import vocabulary as v
from bot.reading import vocabulary_zh as zh
from bot.reading.lexicon import directing, lexicon
from bot.reading.words import has_chinese

_CODE = r"[A-Z0-9][A-Z0-9.&-]{0,9}"
_PREFIX = "|".join(sorted((re.escape(p) for p in BY_PREFIX), key=len, reverse=True))
_IN_BRACKETS = "|".join(sorted(map(re.escape, {*BY_PREFIX, *SMALL_LETTERS.values()}), key=len, reverse=True))
_LONG_PREFIX = "|".join(
    sorted((re.escape(p) for p in BY_PREFIX if len(p) > 2 and p.isalpha()), key=len, reverse=True)
)
_SUFFIX = "|".join(sorted((re.escape(s) for s in (*BY_SUFFIX, "US")), key=len, reverse=True))


@cache
def _tag() -> re.Pattern[str]:
    """A printed ticker in any of its forms."""
    moved = directing("en", "up") | directing("en", "down")
    # What a wire's copy has run together with a code: "CVX.Nadded".
    glued = "|".join(sorted(map(re.escape, {*moved, "and", "was", "were", "shares"}), key=len, reverse=True))
    return re.compile(_TAG.replace("GLUED_WORDS", glued), re.VERBOSE)


_TAG = rf"""
      [\[(（【<]\s*(?P<inside>(?:{_IN_BRACKETS})[ \u00a0]*[:：][ \u00a0]*{_CODE}(?:[;,/][ ]?(?:{_IN_BRACKETS})[ \u00a0]*[:：][ \u00a0]*{_CODE})*)\s*[\])）】>]
    | [(（][ ]?(?P<turned>{_CODE}[ ]?[:：][ ]?(?:{_LONG_PREFIX})|(?:{_LONG_PREFIX})[ ]{_CODE})[ ]?[)）]
    | (?<![\w:])(?P<bare>(?:{_PREFIX}):[ ]?{_CODE})(?![\w:])
    | <(?P<ric>\.?[A-Za-z0-9]+(?:[.=][A-Za-z0-9=]*)?)>
    | [(（][ ]?(?:(?:HKEX[ ])?[Ss]tock[ ][Cc]ode:?[ ])?(?P<symbol>[A-Z0-9]{{1,6}}[a-z]?(?:_p)?\.(?:{_SUFFIX})|\d{{4,6}})[ ]?[)）]
    | [(（][ ]?(?P<spaced>[A-Z0-9]{{1,10}}[ ](?:{"|".join(BLOOMBERG)}))(?:[ ](?:Equity|EQUITY))?[ ]?[)）]
    | [(（](?P<dashed>[A-Z0-9.]{{1,8}}-(?:{"|".join(v.PLACES_BEHIND_CODES)}))[)）]
    | (?<![\w.-])(?!U\.[SKN]\b)(?P<dotted>(?:[A-Z]{{1,7}}[a-z]?|\d{{4,6}})\.(?:{_SUFFIX})|\.[A-Z][A-Z0-9]{{1,13}}|[A-Z]{{3}}=[A-Z]*|\d?[A-Z]{{1,3}}c[vm]?\d)(?![\w])
    | (?:(?<=[a-z])(?P<glued>[A-Z]{{2,5}}\.[ONAKP])(?![A-Z0-9])|(?<![\w.])(?P<running>[A-Z]{{2,5}}\.[ONAKP])(?=(?:GLUED_WORDS)\b))
    | (?<![\w$])\$(?P<cash>[A-Z]{{1,5}})(?![\w$])
    | (?<![\w$])(?P<signed>[A-Z]{{2,5}})(?=[ ][+\-−–]\d+(?:\.\d+)?%)
    | [(（][ ]?(?P<plain>[A-Z]{{1,5}}(?:\.[A-Z])?)(?:,[ ]Financial)?[ ]?[)）]
    """


@dataclass(frozen=True, slots=True)
class Tag:
    start: int
    end: int
    listings: tuple[Listing, ...]
    companies: tuple[Company, ...]
    contradicts: str | None = None
    plain: bool = False  # "(NVDA)", without an exchange


# Where a ticker may stand: a bracket, or a mark between or before capitals and digits. Most of a text has neither. It begins
# with one set of characters, for which `re` searches fastest.
_TAG_CANDIDATE = re.compile(
    r"[\[(（【<$.:=c+\-−–](?:(?<=[\[(（【<])|(?<=\$)[A-Z]|(?<=[A-Za-z0-9]\.)[A-Z]|(?<!\w\.)(?<=\.)[A-Z]|(?<=[A-Za-z0-9]:)[ \u00a0]?[A-Z0-9]"
    r"|(?<=[A-Za-z0-9]=)|(?<=[A-Z]c)[vm]?\d\b|(?<=[A-Z]{2} [+\-−–])\d)"
)
_LONGEST_CODE = 16
_RIC = re.compile(r"\.[A-Z][A-Z0-9]+|\d?[A-Z]+c[vm]?\d|[A-Z]{3}=[A-Z]*")


def _tag_places(text: str, start: int, end: int) -> Iterator[re.Match[str]]:
    at = start
    for candidate in _TAG_CANDIDATE.finditer(text, start, end):
        here = candidate.start()
        if here < at:
            continue
        if text[here] in "[(（【<":
            m = _tag().match(text, here, end)
        else:
            m = _tag().search(text, max(at, here - _LONGEST_CODE), min(end, candidate.end() + 2 * _LONGEST_CODE))
        if m:
            yield m
            at = m.end()


@cache
def _forms() -> frozenset[str]:
    """Legal forms of firms, with their points."""
    return frozenset(w for w, senses in lexicon("en").words.items() if "form" in senses)


# Five digits from two noughts on are Hong Kong's way, and that of Taiwan's funds: "群益台灣精選高息（00919）".
_TAIWANS_FUNDS = re.compile(r"00\d{3}")
_OF_TAIWAN = re.compile(zh.OF_TAIWAN)
_OF_DIGITS_ABROAD = re.compile(zh.OF_DIGITS_ABROAD)
_GREATER_CHINA = ("XHKG", "XTAI", "ROCO", "XSHG", "XSHE", "XBSE")


def tags_in(text: str, start: int, end: int, table: Listings) -> Iterator[Tag]:
    for m in _tag_places(text, start, end):
        written = next(g for g in _WRITTEN if m[g])
        first = re.split(r"[;,/]\s?(?=[A-Za-z ]+[ \u00a0]*[:：])", m[written])[0].replace("：", ":")
        if f"{first.lower()}." in _forms() and text[m.end(written) : m.end(written) + 1] == ".":
            continue  # "N.V." is a legal form, and no share of Toronto's
        listings = read_ticker(_as_known_form(first, written), table)
        if _TAIWANS_FUNDS.fullmatch(first) and not any(map(table.listing, (x.symbol for x in listings))):
            listings = read_ticker(f"{first}.TW", table) if _OF_TAIWAN.search(text) else listings
        if first.isdigit() and has_chinese(text[max(start, m.start() - 1) : m.start()]):
            listings = _in_greater_china(listings, text)
        if written == "plain" and (not listings or len(first) < 2):
            continue
        # Reuters' codes of what we do not know (".MIAPJ0000PUS", "NKc1") still are no words of the sentence.
        if (
            not listings
            and written in ("symbol", "dotted", "glued", "running", "cash", "signed")
            and not _RIC.fullmatch(first)
        ):
            continue
        companies = tuple(dict.fromkeys(table.of_listing(x) for x in listings))
        listing = listings[0] if len(listings) == 1 else None
        wrong = _contradiction(first, listing)
        plain = written == "plain"
        if plain and first.lower() in v.OTHER_MEASURES:
            continue  # "年化收入（ARR）"
        before = text[max(start, m.start() - 80) : m.start()]
        if plain and (
            (_is_abbreviation(before, first) and not _is_of_the_name(before, companies))
            or _is_named_otherwise(before, first, companies)
        ):
            continue
        yield Tag(m.start(), m.end(), listings, companies, wrong, plain)


def _in_greater_china(listings: Sequence[Listing], text: str) -> tuple[Listing, ...]:
    """ "禾田茶业(2806)" in a Chinese paper is of Hong Kong or Taiwan, known to the table or not, and never of Tokyo's 2806."""
    if _OF_DIGITS_ABROAD.search(text):
        return tuple(listings)
    return tuple(x for x in listings if x.mic in _GREATER_CHINA)


_WRITTEN = (
    "inside",
    "turned",
    "bare",
    "ric",
    "symbol",
    "spaced",
    "dashed",
    "dotted",
    "glued",
    "running",
    "cash",
    "signed",
    "plain",
)


def _contradiction(written: str, listing: Listing | None) -> str | None:
    """ "NYSE: 9988": a prefix that is another exchange's than the code's."""
    prefix = written.partition(":")[0].strip().upper() if ":" in written else ""
    named = BY_PREFIX.get(prefix, ())
    contradicts = listing is not None and bool(named) and all(e.mic != listing.mic for e in named)
    return f"{prefix} stands for a share of {listing.mic}" if contradicts and listing is not None else None


def _as_known_form(code: str, written: str) -> str:
    """ "MRVL-US", "2330-TW" and "9988 HK" as a suffix after a dot, "BABA: NYSE" and "NYSE BABA" as a prefix; a "$" as it stood."""
    if written == "turned":
        first, mark, last = code.replace("：", ":").partition(":" if ":" in code.replace("：", ":") else " ")
        return f"{last.strip()}:{first.strip()}" if mark == ":" else f"{first}:{last.strip()}"
    if written == "dashed":
        code, _, place = code.rpartition("-")
        suffix = v.PLACES_BEHIND_CODES[place]
        return f"{code}.{suffix}" if suffix else code
    if written == "spaced":
        code, _, market = code.partition(" ")
        suffix = BLOOMBERG[market]
        suffix = ("SS" if code[0] in "569" else "SZ") if suffix == "CH" else suffix
        return f"{code.zfill(4) if suffix == 'HK' else code}.{suffix}" if suffix else code
    return f"${code}" if written == "cash" else code


_LATIN_NAME = re.compile(r"[A-Z][\w&.'’-]*(?:[ ,]+(?:[A-Z0-9&][\w&.'’-]*|of|and|the))*[ ]?$")


def _is_named_otherwise(before: str, code: str, companies: Sequence[Company]) -> bool:
    """ "BounceBit(BB)" is not BlackBerry and "FET(FET)" no company: codes of coins are codes of shares too."""
    if before.rstrip().endswith(("币", "幣")):
        return True
    m = _LATIN_NAME.search(before)
    if m is None:
        return False
    words = set(fold_name(m[0])) - v.TOO_COMMON_FOR_A_NAME
    if words <= {code.lower()} and not any(code.lower() in fold_name(c.name) for c in companies):
        return True
    known = {w for c in companies for n in (c.name, *c.aliases) for w in fold_name(n)}
    initials = "".join(w[0] for w in m[0].split() if w[0].isalpha())
    return (
        not (words & known)
        and not any(w[:4] == k[:4] for w in words for k in known if len(w) > 3)
        and code not in initials.upper()
    )


_NO_COMPANY_BEFORE = re.compile(rf"(?:{zh.NO_COMPANY})$")


def _is_of_the_name(before: str, companies: Sequence[Company]) -> bool:
    """ "International Business Machines (IBM)": the code is that of the company right before it."""
    ending = before.rstrip().lower()
    return any(ending.endswith(name.lower()) for c in companies for name in (c.name, *c.aliases) if len(name) > 3)


def _is_abbreviation(before: str, code: str) -> bool:
    """ "Straits Times Index (STI)", "artificial intelligence (AI)": what stands in brackets is no ticker."""
    if _NO_COMPANY_BEFORE.search(before):
        return True
    words = re.findall(r"[\w&'’.-]+", before)
    if not words or words[-1][:1].islower():
        return True
    initials = "".join(w[0] for w in words if w[0].isalnum()).upper()
    return len(code) > 1 and initials.endswith(code)


_LINK = re.compile(
    r"\s*(?:['’]s?)?\s*(?:,?\s*(?:Inc|Corp|Co|Ltd|Limited|Plc|PLC|Group|Holdings?|Corporation|Company|AG|SE|NV|SA|Technology|Technologies|International|Index|index)\.?,?\s*){0,3}"
    r"(?:\s*(?:[A-Z][\w-]+[ -])?(?:\w+-listed\s+)?(?:shares?|stocks?|stock price|share price|ADRs?|ADSs?))?\s*$"
)


def links(link: str) -> bool:
    return len(link) <= 60 and bool(_LINK.match(link))
