"""Where a story names companies and instruments, and which listing each mention means.

A printed ticker settles it; without one the company's only listing, or the one that the words beside it, the currency or an
earlier ticker point to. Where two fit, none is claimed.
"""

from __future__ import annotations

import re
import sys
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from bot.extraction import vocabulary as v
from bot.extraction import vocabulary_zh as zh
from bot.extraction.findings import Flag, ListingMention
from bot.extraction.sentences import quote_at
from bot.listings import BY_PREFIX, BY_SUFFIX, US_MICS, Company, Listing, Listings, Named, is_han, read_ticker
from bot.listings import fold as fold_name
from bot.story import Story


@dataclass(frozen=True, slots=True)
class Mention:
    """A name, a ticker, or both side by side. `companies` are all that it may mean, the most prominent first.

    [start, name_end) is the name (empty where a ticker stands alone), [tag_start, tag_end) the printed ticker.
    """

    start: int
    name_end: int
    companies: tuple[Company, ...]
    listing: Listing | None = None
    tag_start: int | None = None
    tag_end: int | None = None
    sure: bool = True
    contradicts: str | None = None

    @property
    def has_name(self) -> bool:
        return self.name_end > self.start

    @property
    def end(self) -> int:
        return max(self.name_end, self.tag_end or 0)

    @property
    def company(self) -> Company | None:
        """Who is meant, where only one can be."""
        return self.companies[0] if len(self.companies) == 1 else None


_CODE = r"[A-Z0-9][A-Z0-9.&-]{0,9}"
_PREFIX = "|".join(sorted((re.escape(p) for p in BY_PREFIX), key=len, reverse=True))
_SUFFIX = "|".join(sorted((re.escape(s) for s in (*BY_SUFFIX, "US")), key=len, reverse=True))
# What a wire's copy has run together with a code: "CVX.Nadded".
_GLUED_WORDS = (
    "(?:" + "|".join(sorted({*v.MOVEMENT_VERBS, "and", "was", "were", "shares"}, key=len, reverse=True)) + r")\b"
)
_TAG = re.compile(
    rf"""
      [\[(（【<]\s*(?P<inside>(?:{_PREFIX})[ \u00a0]*[:：][ \u00a0]*{_CODE}(?:[;,/][ ]?(?:{_PREFIX})[ \u00a0]*[:：][ \u00a0]*{_CODE})*)\s*[\])）】>]
    | (?<![\w:])(?P<bare>(?:{_PREFIX}):[ ]?{_CODE})(?![\w:])
    | <(?P<ric>\.?[A-Za-z0-9]+(?:[.=][A-Za-z0-9=]*)?)>
    | [(（][ ]?(?P<symbol>[A-Z0-9]{{1,6}}\.(?:{_SUFFIX})|\d{{4,6}})[ ]?[)）]
    | [(（](?P<dashed>[A-Z0-9.]{{1,8}}-(?:{"|".join(v.PLACES_BEHIND_CODES)}))[)）]
    | (?<![\w.])(?!U\.[SKN]\b)(?P<dotted>(?:[A-Z]{{1,7}}[a-z]?|\d{{4,6}})\.(?:{_SUFFIX})|\.[A-Z][A-Z0-9]{{1,13}}|[A-Z]{{3}}=[A-Z]*|\d?[A-Z]{{1,3}}c[vm]?\d)(?![\w])
    | (?:(?<=[a-z])(?P<glued>[A-Z]{{2,5}}\.[ONAKP])(?![A-Z0-9])|(?<![\w.])(?P<running>[A-Z]{{2,5}}\.[ONAKP])(?={_GLUED_WORDS}))
    | (?<![\w$])\$(?P<cash>[A-Z]{{1,5}})(?![\w$])
    | (?<![\w$])(?P<signed>[A-Z]{{2,5}})(?=[ ][+\-−–]\d+(?:\.\d+)?%)
    | [(（][ ]?(?P<plain>[A-Z]{{1,5}}(?:\.[A-Z])?)(?:,[ ]Financial)?[ ]?[)）]
    """,
    re.VERBOSE,
)


def find_mentions(story: Story, table: Listings, most: int = sys.maxsize) -> tuple[Mention, ...]:
    """Every mention in the first `most` characters of the title and the body, in order."""
    text = story.text
    whole = [(0, len(story.title)), tuple(story.body)] if story.title else [tuple(story.body)]
    spans = [(start, min(end, most)) for start, end in whole if start < most]
    found: list[Mention] = []
    for start, end in spans:
        tags = list(_tags(text, start, end, table))
        ends = [t.end for t in tags]
        printed = frozenset(c.key for t in tags for c in t.companies)
        names = [
            n
            for n in table.names_in(text, start, end)
            if not _stands_in_tag(n, tags, ends)
            and _is_meant(text, n, table, start == 0 and bool(story.title), printed, _tags_behind(n, tags, ends))
        ]
        found += _join(text, names, tags)
    return tuple(_settled(text, _with_short_forms(text, spans, found, table.common)))


def _stands_in_tag(name: Named, tags: Sequence[_Tag], ends: Sequence[int]) -> bool:
    """Whether a name overlaps a printed ticker; `ends` are those of the tags, in order."""
    first = bisect_right(ends, name.start)
    return first < len(tags) and tags[first].start < name.end


def _tags_behind(name: Named, tags: Sequence[_Tag], ends: Sequence[int]) -> Sequence[_Tag]:
    """The printed tickers that begin right behind a name."""
    first = bisect_right(ends, name.end)
    return [t for t in tags[first : first + 3] if name.end <= t.start <= name.end + _FAR_BEHIND]


_FAR_BEHIND = 40  # characters, for "'s Hong Kong-listed shares"


def _is_meant(
    text: str, name: Named, table: Listings, titled: bool, printed: frozenset[str], tags: Sequence[_Tag]
) -> bool:
    """Whether a name that is also a common word ("Apple", "Target", "Revenue") is a name here; `printed` are the keys of those whose
    tickers the story prints, `tags` the tickers right behind the name.

    A ticker right behind it says so; "shares" or a genitive do; and of companies that everybody knows a capital does, where
    a common word would have none.
    """
    if is_han(text[name.start : name.end]):
        return _is_meant_in_chinese(text, name, table, tags)
    words = fold_name(text[name.start : name.end])
    if name.rank < table.instruments and _is_no_instrument(text, name, table):
        return False
    if _is_place(text, name, table):
        return False
    alone = len(words) == 1 and name.rank >= table.instruments
    if alone and _INITIAL_BEFORE.search(text, max(0, name.start - 5), name.start):
        return False  # "Stanley E. Woodward"
    if not text[name.start : name.end].isascii():
        return not re.search(
            r"[\u2080-\u2089]", text[name.start : name.end]
        )  # "Nestlé" is no word; "U₃O₈" no company
    owned = alone and name.rank >= table.prominent and text[max(0, name.start - 3) : name.start] in ("'s ", "’s ")
    if text[max(0, name.start - 1) : name.start] == "." and text[max(0, name.start - 2) : name.start - 1].isalnum():
        return False  # "LG.Philips" is not Philips
    if any(c.key in printed for c in name.companies):
        return True  # the story prints its ticker
    if _CENTRAL_BANK.search(text, max(0, name.start - 10), name.start):
        return False
    if alone and (
        _FUND_OF_A_HOUSE.search(text, max(0, name.start - 12), name.start) or _GOES_ON.match(text, name.end)
    ):
        return False
    doubtful = owned or (alone and (words[0] in _MEASURES or len(words[0]) < 3))
    if name.rank >= table.prominent and not doubtful:
        doubtful = _is_other_word(text, name, words, table)
    if name.sure and not doubtful:
        return True
    if (
        name.rank >= table.prominent
        and alone
        and _CAPITAL_BEFORE.search(text, max(0, name.start - 20), name.start)
        and words[0] in table.common
    ):
        return False  # "the European Union" is not the company Union
    if any(_between(text[name.end : t.start]) for t in tags):
        return True
    if alone and (words[0] in _MEASURES or len(words[0]) < 3):
        follows = _MOVES_FOLLOW.match(text, name.end) or (len(words[0]) < 3 and _SHARES_FOLLOW.match(text, name.end))
        return name.rank < table.prominent and bool(follows)  # "3M shares"
    if (
        alone
        and name.rank >= table.prominent
        and words[0] in table.common
        and _FORENAME.search(text, max(0, name.start - 20), name.start)
    ):
        return False  # "Team Health's shares" are not those of "@Health"
    if _SHARES_FOLLOW.match(text, name.end):
        return True
    if owned or (name.rank >= table.prominent and _is_code_of_another(text[name.start : name.end], name)):
        return False  # "Shaw's Oculus" is its owner's, not a company of that name
    if name.rank >= table.prominent:
        # Of the lesser known only one that moves like a share: "Puma gained 9.5%".
        follows = _MOVES_FOLLOW.match(text, name.end) or (
            text[name.start : name.end].isupper() and _ACTS_FOLLOW.match(text, name.end)
        )
        return bool(follows) and words[0] not in _MEASURES
    if name.rank < table.prominent and (
        is_han(text[max(0, name.start - 2) : name.start].strip()) or is_han(text[name.end : name.end + 2].strip())
    ):
        return True  # a Latin name among Chinese words
    before = text[max(0, name.start - 3) : name.start].rstrip(" \"“'‘(")
    begins = not before or before[-1] in ".!?:;\n—–-"
    acts = name.rank < table.prominent and bool(
        _ACTS_FOLLOW.match(text, name.end) or _LIST_FOLLOWS.match(text, name.end)
    )
    return (not titled and not begins) or acts or bool(_MOVES_FOLLOW.match(text, name.end))


# "iShares MSCI USA" is the fund of another house, "MSCI World" an index, "Bab el-Mandeb" a strait.
_FUND_OF_A_HOUSE = re.compile(r"\b(?:iShares|SPDR|Vanguard|Invesco|ProShares|Xtrackers|Amundi|VanEck) $")
_GOES_ON = re.compile(
    r" (?:el|al|bin|ibn|von|der|de|di)\b|(?<=MSCI) (?:World|USA|EM\b|ACWI|EAFE|AC\b|Emerging|Asia|China|Japan|India|Korea|Europe|All)"
)


def _is_place(text: str, name: Named, table: Listings) -> bool:
    """ "headquartered in McLean, Virginia"."""
    if name.rank < table.prominent or " " in text[name.start : name.end]:
        return False
    return text[max(0, name.start - 4) : name.start] == " in " and bool(_STATE_AFTER.match(text, name.end))


_STATE_AFTER = re.compile(r", [A-Z][a-z]+")


def _is_no_instrument(text: str, name: Named, table: Listings) -> bool:
    """ "won approval", "Brent Donnelly", "Dow Jones & Company", "the Nasdaq Capital Market": a verb, a person, a publisher, a place."""
    written = text[name.start : name.end]
    if written == "won":
        return not _BEFORE_WON.search(text, max(0, name.start - 16), name.start)
    if _NO_INSTRUMENT_AFTER.match(text, name.end):
        return True
    goods = any(c.kind == "commodity" for c in name.companies) and written[:1].isupper() and " " not in written
    heads = text[max(0, name.start - 2) : name.start] in ("", ": ") or text[name.start - 1 : name.start] == "\n"
    following = _CAPITAL_AFTER.match(text, name.end) if goods and not heads else None
    return (
        following is not None and following[1].lower() not in table.common and following[1].lower() not in _OF_GOODS
    )


_BEFORE_WON = re.compile(r"(?:\d|illion|thousand|\bthe|\bKorean|['’]s|\bof|\b[Aa]|weak|strong|against|per) ?$")
_NO_INSTRUMENT_AFTER = re.compile(
    r",? (?:& Co(?:mpany)?\b|Newswires\b|Market Data\b|Russell\b(?! \d)|News(?:wire)?\b|Capital Market|Global (?:Select )?Market|Stock Market)"
)
_CAPITAL_AFTER = re.compile(r" ([A-Z][a-z]+)\b")
_OF_GOODS = v.MOVEMENT_VERBS | v.NEUTRAL_VERBS | v.GOODS | v.INDEX_NOUNS | v.SHARE_PRICE | v.STOCK_WORDS | v.MONTHS


def _is_code_of_another(written: str, name: Named) -> bool:
    """ "ATOM" is a coin's code, not the company Atom, which nobody writes so."""
    return (
        written.isupper()
        and len(written) > 2
        and not any(written in n for c in name.companies for n in (c.name, *c.aliases, *c.symbols))
    )


_CENTRAL_BANK = re.compile(r"People['’]s $")  # "The People's Bank of China" is not the Bank of China
_CAPITAL_BEFORE = re.compile(r"\w [A-Z][\w-]+ $")
_INITIAL_BEFORE = re.compile(r"(?<![A-Za-z0-9])[A-Z]\. $")
_FORENAME = re.compile(r"([A-Z][a-z]+) $")


def _is_other_word(text: str, name: Named, words: Sequence[str], table: Listings) -> bool:
    """Whether a lesser known name may be an abbreviation ("GDS"), a person's ("Jim Culp") or plain words ("the AI Era")."""
    written = text[name.start : name.end]
    if (
        len(words) == 1
        and not written.isupper()
        and all(c.name.isupper() and len(c.name) <= 4 for c in name.companies)
    ):
        return True  # "Datasonic Technologies Sdn Bhd" is not SDN
    if len(words) == 1:
        forename = _FORENAME.search(text, max(0, name.start - 20), name.start)
        person = forename and forename[1].lower() not in table.common and forename.start() > 0
        return bool(person) or (written.isupper() and len(written) <= 4)
    return (
        len(words) == 2
        and all(w in table.common or len(w) < 3 for w in words)
        and not text.startswith(("'s", "’s"), name.end)
    )


def _is_meant_in_chinese(text: str, name: Named, table: Listings, tags: Sequence[_Tag]) -> bool:
    """Chinese sets no blanks: a short name may be a piece of words ("人工智能" names no "工智")."""
    if any(name.end <= t.start <= name.end + 2 and not text[name.end : t.start].strip() for t in tags):
        return True
    written = text[name.start : name.end]
    if written in zh.NAMES_THAT_ARE_WORDS or text[max(0, name.start - 2) : name.start] == "ST":
        return False  # "*ST花王" is not Kao
    if name.rank < table.instruments:
        return not _NO_INDEX.match(text, name.end)
    if name.sure:
        return True
    before, after = text[max(0, name.start - 1) : name.start], text[name.end : name.end + 1]
    begins = not is_han(before) or before in zh.BEGINS_A_WORD
    if name.rank < table.prominent:
        return begins or not is_han(after) or after in zh.ENDS_A_WORD
    return begins and bool(_MOVES_FOLLOW_ZH.match(text, name.end))


_NO_INDEX = re.compile(zh.NO_INDEX_BEFORE)
_MOVES_FOLLOW_ZH = re.compile(
    rf"(?:{zh.BETWEEN}){{0,4}}(?:{zh.STOCK_WORDS}|{zh.UP}|{zh.DOWN}|{zh.LIMIT_UP}|{zh.LIMIT_DOWN})"
)
_MEASURES = v.OTHER_MEASURES | v.UP_NOUNS | v.DOWN_NOUNS | v.NEUTRAL_VERBS
_SHARES_FOLLOW = re.compile(
    r"(?:['’]s?|, whose)? (?:[\w-]+-listed )?(?:shares?|stock|Inc|Corp|Co\b|Ltd|plc|PLC|AG\b|SE\b|Group|Holdings)"
)
_MOVES_FOLLOW = re.compile(
    r",? (?:\w+ )?(?:" + "|".join(sorted(v.MOVEMENT_VERBS, key=len, reverse=True)) + r"|closed|ended|shed|up|down)\b",
    re.IGNORECASE,
)


_LIST_FOLLOWS = re.compile(r"(?:, | and | & )[A-Z]")  # "Apple and Microsoft are each up"
_ACTS_FOLLOW = re.compile(r" (?:was|is|has|had|said|says|will|reported|announced|led|posted|unveiled)\b")


@dataclass(frozen=True, slots=True)
class _Tag:
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
            m = _TAG.match(text, here, end)
        else:
            m = _TAG.search(text, max(at, here - _LONGEST_CODE), min(end, candidate.end() + 2 * _LONGEST_CODE))
        if m:
            yield m
            at = m.end()


def _tags(text: str, start: int, end: int, table: Listings) -> Iterator[_Tag]:
    for m in _tag_places(text, start, end):
        written = next(
            g
            for g in (
                "inside",
                "bare",
                "ric",
                "symbol",
                "dashed",
                "dotted",
                "glued",
                "running",
                "cash",
                "signed",
                "plain",
            )
            if m[g]
        )
        first = re.split(r"[;,/]\s?(?=[A-Z]+[ \u00a0]*[:：])", m[written])[0].replace("：", ":")
        listings = read_ticker(_as_known_form(first, written), table)
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
        prefix = first.partition(":")[0].strip().upper() if ":" in first else ""
        named = BY_PREFIX.get(prefix, ())
        wrong = (
            f"{prefix} stands for a share of {listing.mic}"
            if listing and named and all(e.mic != listing.mic for e in named)
            else None
        )
        plain = written == "plain"
        if plain and first.lower() in v.OTHER_MEASURES:
            continue  # "年化收入（ARR）"
        before = text[max(start, m.start() - 80) : m.start()]
        if plain and (_is_abbreviation(before, first) or _is_named_otherwise(before, first, companies)):
            continue
        yield _Tag(m.start(), m.end(), listings, companies, wrong, plain)


def _as_known_form(code: str, written: str) -> str:
    """ "MRVL-US" and "2330-TW" as a suffix after a dot; a "$" as it stood."""
    if written == "dashed":
        code, _, place = code.rpartition("-")
        suffix = v.PLACES_BEHIND_CODES[place]
        return f"{code}.{suffix}" if suffix else code
    return f"${code}" if written == "cash" else code


_LATIN_NAME = re.compile(r"[A-Z][\w&.'’-]*(?:[ ,]+(?:[A-Z0-9&][\w&.'’-]*|of|and|the))*[ ]?$")


def _is_named_otherwise(before: str, code: str, companies: Sequence[Company]) -> bool:
    """ "BounceBit(BB)" is not BlackBerry and "FET(FET)" no company: codes of coins are codes of shares too."""
    if before.rstrip().endswith(("币", "幣")):
        return True
    m = _LATIN_NAME.search(before)
    if m is None:
        return False
    words = set(fold_name(m[0])) - _TOO_COMMON
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


def _is_abbreviation(before: str, code: str) -> bool:
    """ "Straits Times Index (STI)", "artificial intelligence (AI)": what stands in brackets is no ticker."""
    if _NO_COMPANY_BEFORE.search(before):
        return True
    words = re.findall(r"[\w&'’.-]+", before)
    if not words or words[-1][:1].islower():
        return True
    initials = "".join(w[0] for w in words if w[0].isalnum()).upper()
    return len(code) > 1 and initials.endswith(code)


def _join(text: str, names: Sequence[Named], tags: Sequence[_Tag]) -> Iterator[Mention]:
    """A ticker belongs to the name right before it, with "shares" or "'s stock" between them at most."""
    starts = [t.start for t in tags]
    joined: set[int] = set()
    names = _with_their_tails(text, names, tags)
    for i, name in enumerate(names):
        limit = min(names[i + 1].start if i + 1 < len(names) else len(text), name.end + 60)
        behind = range(bisect_left(starts, name.end), bisect_right(starts, limit))
        place = next((k for k in behind if k not in joined and _between(text[name.end : starts[k]])), None)
        tag = tags[place] if place is not None else None
        if tag is not None and place is not None:
            joined.add(place)
            agree = tuple(c for c in tag.companies if c in name.companies)
            if tag.plain and not agree and name.sure:
                yield Mention(name.start, name.end, name.companies, None, None, None, name.sure)
                continue
            companies = agree or tag.companies or name.companies
            listings = (
                tuple(x for x in tag.listings if any(x in c.listings for c in agree)) if agree else tag.listings
            )
            yield Mention(name.start, name.end, companies, _one(listings), tag.start, tag.end, True, tag.contradicts)
        else:
            yield Mention(name.start, name.end, name.companies, None, None, None, name.sure)
    for tag in (t for k, t in enumerate(tags) if k not in joined):
        yield Mention(
            tag.start, tag.start, tag.companies, _one(tag.listings), tag.start, tag.end, True, tag.contradicts
        )


_LONGEST_TAIL = 50  # characters
_TAIL = re.compile(r"(?:[ ,]+(?:&|and\b|[A-Z][\w.'’-]*))*(?=[ ,]*$)")


def _with_their_tails(text: str, names: Sequence[Named], tags: Sequence[_Tag]) -> Sequence[Named]:
    """ "Freeport McMoRan Copper & Gold (FCX.N)": what stands between a name and its own ticker belongs to the name."""
    out = list(names)
    starts = [n.start for n in out]
    for tag in tags:
        near = out[bisect_left(starts, tag.start - 2 * _LONGEST_TAIL) : bisect_left(starts, tag.start)]
        own = next(
            (
                n
                for n in near
                if n.end < tag.start <= n.end + _LONGEST_TAIL and any(c in tag.companies for c in n.companies)
            ),
            None,
        )
        between = [n for n in near if own is not None and own.end <= n.start]
        tail = _TAIL.match(text, own.end, tag.start) if own is not None and between else None
        if own is not None and tail and tail.end() > own.end:
            out = [n._replace(end=tail.end()) if n is own else n for n in out if n not in between]
            starts = [n.start for n in out]
    return out


_LINK = re.compile(
    r"\s*(?:['’]s?)?\s*(?:,?\s*(?:Inc|Corp|Co|Ltd|Limited|Plc|PLC|Group|Holdings?|Corporation|Company|AG|SE|NV|SA|Technology|Technologies|International|Index|index)\.?,?\s*){0,3}"
    r"(?:\s*(?:[A-Z][\w-]+[ -])?(?:\w+-listed\s+)?(?:shares?|stocks?|stock price|share price|ADRs?|ADSs?))?\s*$"
)


def _between(link: str) -> bool:
    return len(link) <= 60 and bool(_LINK.match(link))


def _one(listings: tuple[Listing, ...]) -> Listing | None:
    return listings[0] if len(listings) == 1 else None


_NAME_WORD = re.compile(r"[A-Z][\w&'’-]*")
_TOO_COMMON = frozenset(
    "the new china chinese bank group holding holdings first general american international national united global asia asian pacific hong kong "
    "tokyo japan india us shanghai shenzhen beijing industrial technology energy capital financial motor motors electric power digital smart health "
    "air south north east west central great big royal state city greenland iceland".split()
)


def _with_short_forms(
    text: str, spans: Sequence[tuple[int, ...]], found: list[Mention], common: frozenset[str]
) -> list[Mention]:
    """After "Momenta Global" was named with a ticker, "Momenta" is the same. The first word must be a name's, not a common one."""
    found = sorted([*found, *_bare_codes(text, spans, found)], key=lambda m: m.start)
    known: dict[str, Mention] = {}
    for m in found:
        if m.company and m.company.kind == "company" and (m.listing or m.sure):
            words = fold_name(m.company.name)
            if words and len(words[0]) > 3 and words[0] not in _TOO_COMMON and words[0] not in common:
                known.setdefault(words[0], m)
    if not known:
        return found
    out = [_as_the_longer(text, m, known) for m in found]
    taken = sorted((m.start, m.end) for m in found)
    begins = frozenset(word[0] for word in known)
    for start, end in spans:
        for w in _NAME_WORD.finditer(text, start, end):
            if w[0][0].lower() not in begins:
                continue
            folded = fold_name(w[0])
            source = known.get(folded[0]) if len(folded) == 1 else None
            titled = len(spans) > 1 and w.start() < spans[0][1]
            before = bisect_right(taken, (w.start(), len(text))) - 1
            stands = before >= 0 and w.start() < taken[before][1]
            if source and (w.start() > source.start or titled) and not stands:
                stop = w.end() - (2 if w[0].endswith(("'s", "’s")) else 0)
                out.append(Mention(w.start(), stop, source.companies, None))
    return sorted(out, key=lambda m: m.start)


def _as_the_longer(text: str, m: Mention, known: Mapping[str, Mention]) -> Mention:
    """After "Vivos Therapeutics (VVOS)" the single word "Vivos" is that company, though another is called so."""
    source = known.get(text[m.start : m.name_end].lower()) if m.has_name and m.listing is None else None
    longer = source is not None and source.listing is not None and source.start < m.start
    return replace(m, companies=source.companies) if source is not None and longer else m


_CODE_ALONE = re.compile(r"(?<![\w$.:<(\[-])[A-Z]{3,5}(?![\w.:-])")


def _bare_codes(text: str, spans: Sequence[tuple[int, ...]], found: Sequence[Mention]) -> Iterator[Mention]:
    """After "Ross Stores (ROST)" was printed, "ROST" alone is the same listing."""
    printed = {m.listing.code: m for m in reversed(found) if m.listing and m.tag_start is not None}
    if not printed:
        return
    taken = sorted((m.start, m.end) for m in found)
    for start, end in spans:
        for code in _CODE_ALONE.finditer(text, start, end):
            source = printed.get(code[0])
            before = bisect_right(taken, (code.start(), len(text))) - 1
            new = text[max(0, code.start() - 4) : code.start()] == "New "  # "New PBT" is yet to be formed
            if (
                source
                and not new
                and code.start() > source.start
                and not (before >= 0 and code.start() < taken[before][1])
            ):
                yield Mention(code.start(), code.end(), source.companies, source.listing)


def _settled(text: str, mentions: list[Mention]) -> Iterator[Mention]:
    """A name that fits several companies means the one that the story names surely elsewhere; else nobody is claimed.

    "The Nasdaq" is the index, and so is "Nasdaq" beside another index; the exchange's owner is named without an article.
    """
    sure = {c.key for m in mentions if m.listing or (m.sure and len(m.companies) == 1) for c in m.companies[:1]}
    indices = any(len(m.companies) == 1 and m.companies[0].kind == "index" for m in mentions)
    for m in sorted(mentions, key=lambda m: m.start):
        if len(m.companies) > 1:
            named = tuple(c for c in m.companies if c.key in sure)
            index = tuple(c for c in m.companies if c.kind == "index")
            if len(index) == 1 and (indices or text[max(0, m.start - 4) : m.start].lower() == "the "):
                yield replace(m, companies=index, sure=True)
            else:
                yield replace(m, companies=named) if len(named) == 1 else m
        else:
            yield m


def listing_by_context(
    company: Company, hints: Sequence[str], currency: str | None, seen: Iterable[Listing]
) -> Listing | None:
    """Which of a company's listings a move without a ticker means: the place in words, the currency, the only one, or the one
    that the story printed for it before."""
    if hints:
        found = company.on(hints)
        if found:
            return found
        if not any(x.mic in hints for x in company.listings):
            return None
    if currency and company.kind == "company":
        return company.in_currency(currency)
    if len(company.main_listings) == 1:
        return company.main_listings[0]
    printed = [x for x in dict.fromkeys(seen) if x.symbol in company.symbols]
    return printed[0] if len(printed) == 1 else None


def mentioned_listings(mentions: Sequence[Mention]) -> tuple[ListingMention, ...]:
    """The listings that stand printed in the story or are the only one of a company that it names, with their spans."""
    spans: dict[Listing, list[tuple[int, int]]] = {}
    printed = {c.key: m.listing for m in reversed(mentions) if m.listing for c in m.companies[:1]}
    for m in mentions:
        company = m.company
        listing = m.listing
        if not listing and company and m.sure:
            listing = printed.get(company.key) or (
                company.main_listings[0] if len(company.main_listings) == 1 else None
            )
        if listing:
            spans.setdefault(listing, []).append((m.start, m.end))
    return tuple(ListingMention(listing, tuple(places)) for listing, places in spans.items())


def contradictions(story: Story, mentions: Sequence[Mention]) -> tuple[Flag, ...]:
    """Tickers whose printed exchange is not the table's."""
    return tuple(
        Flag(f"ticker: {m.contradicts}", quote_at(story, m.tag_start, m.tag_end))
        for m in mentions
        if m.contradicts and m.tag_start is not None and m.tag_end is not None
    )


__all__ = ["US_MICS", "Mention", "contradictions", "find_mentions", "listing_by_context", "mentioned_listings"]
