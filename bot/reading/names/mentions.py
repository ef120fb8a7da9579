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

from bot.listings import Company, Listing, Listings, Named
from bot.listings import fold as fold_name
from bot.reading import vocabulary as v
from bot.reading.findings import CompanyMention, Flag, ListingMention
from bot.reading.names.meant import is_meant
from bot.reading.names.printed_tickers import Tag, links, tags_in
from bot.reading.sentences import quote_at
from bot.reading.words import has_chinese
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
    disputed: bool = False  # the printed code is another company's than the name: "Tesla (HKG: 9988)"
    share: bool = True  # False of a brand and of a former name: no price is told of them

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


def find_mentions(story: Story, table: Listings, most: int = sys.maxsize) -> tuple[Mention, ...]:
    """Every mention in the first `most` characters of the title and the body, in order."""
    text = story.text
    whole = [(0, len(story.title)), tuple(story.body)] if story.title else [tuple(story.body)]
    spans = [(start, min(end, most)) for start, end in whole if start < most]
    found: list[Mention] = []
    of_coins = v.OF_COINS.search(text) is not None
    for start, end in spans:
        tags = list(tags_in(text, start, end, table))
        ends = [t.end for t in tags]
        printed = frozenset(c.key for t in tags for c in t.companies)
        names = [
            n
            for n in table.names_in(text, start, end)
            if not _stands_in_tag(n, tags, ends)
            and (
                (of_coins and _is_coins_code(text, n) and _FIGURE_BEHIND.match(text, n.end))
                or is_meant(text, n, table, start == 0 and bool(story.title), printed, _tags_behind(n, tags, ends))
            )
        ]
        names = [n._replace(sure=True) if of_coins and _is_coins_code(text, n) else n for n in names]
        found += _join(text, names, tags)
    return tuple(_settled(text, _with_short_forms(text, spans, found, table)))


_FIGURE_BEHIND = re.compile(r" ?\d")  # "ZEC 24小時漲超29%"


def _is_coins_code(text: str, name: Named) -> bool:
    """ "ZEC", "LINK" in a story of coins."""
    written = text[name.start : name.end]
    return written.isupper() and all(c.kind == "crypto" for c in name.companies)


def _stands_in_tag(name: Named, tags: Sequence[Tag], ends: Sequence[int]) -> bool:
    """Whether a name overlaps a printed ticker; `ends` are those of the tags, in order."""
    first = bisect_right(ends, name.start)
    return first < len(tags) and tags[first].start < name.end


def _tags_behind(name: Named, tags: Sequence[Tag], ends: Sequence[int]) -> Sequence[Tag]:
    """The printed tickers that begin right behind a name."""
    first = bisect_right(ends, name.end)
    return [t for t in tags[first : first + 3] if name.end <= t.start <= name.end + _FAR_BEHIND]


_FAR_BEHIND = 40  # characters, for "'s Hong Kong-listed shares"


def _join(text: str, names: Sequence[Named], tags: Sequence[Tag]) -> Iterator[Mention]:
    """A ticker belongs to the name right before it, with "shares" or "'s stock" between them at most."""
    starts = [t.start for t in tags]
    joined: set[int] = set()
    names = _with_their_tails(text, names, tags)
    for i, name in enumerate(names):
        limit = min(names[i + 1].start if i + 1 < len(names) else len(text), name.end + 60)
        behind = range(bisect_left(starts, name.end), bisect_right(starts, limit))
        place = next((k for k in behind if links(text[name.end : starts[k]])), None)
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
            if name.sure and _is_made_up(tag):
                companies, listings = _spelled_otherwise(name, tag)
            disputed = name.sure and not agree and companies != name.companies
            yield Mention(
                name.start, name.end, companies, _one(listings), tag.start, tag.end, True, tag.contradicts, disputed
            )
        else:
            yield Mention(name.start, name.end, name.companies, sure=name.sure, share=name.share)
    for tag in (t for k, t in enumerate(tags) if k not in joined):
        yield Mention(
            tag.start, tag.start, tag.companies, _one(tag.listings), tag.start, tag.end, True, tag.contradicts
        )


def _is_made_up(tag: Tag) -> bool:
    """Whether the table lacks a printed code, so that only its market is known."""
    return all(c.name == x.symbol for c, x in zip(tag.companies, tag.listings, strict=False))


def _spelled_otherwise(name: Named, tag: Tag) -> tuple[tuple[Company, ...], tuple[Listing, ...]]:
    """ "LVMH (LVMH.PA)", "Rheinmetall (RHMG.DE)": a code of another house that the table lacks means the name's share on that market."""
    only = name.companies[0] if len(name.companies) == 1 else None
    listing = only.on([x.mic for x in tag.listings]) if only is not None else None
    return (name.companies, (listing,)) if listing is not None else (tag.companies or name.companies, tag.listings)


_LONGEST_TAIL = 50  # characters
_TAIL = re.compile(r"(?:[ ,]+(?:&|and\b|[A-Z][\w.'’-]*))*(?=[ ,]*$)")


def _with_their_tails(text: str, names: Sequence[Named], tags: Sequence[Tag]) -> Sequence[Named]:
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


def _one(listings: tuple[Listing, ...]) -> Listing | None:
    return listings[0] if len(listings) == 1 else None


_NAME_WORD = re.compile(r"[A-Z][\w&'’-]*")


def _with_short_forms(
    text: str, spans: Sequence[tuple[int, ...]], found: list[Mention], table: Listings
) -> list[Mention]:
    """After "Momenta Global" was named with a ticker, "Momenta" is the same. The first word must be a name's, not a common one."""
    found = sorted([*found, *_bare_codes(text, spans, found, table)], key=lambda m: m.start)
    known: dict[str, Mention] = {}
    for m in found:
        if m.company and m.company.kind == "company" and (m.sure):
            words = fold_name(m.company.name)
            if (
                words
                and len(words[0]) > 3
                and words[0] not in v.TOO_COMMON_FOR_A_NAME
                and words[0] not in table.common
            ):
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
    source = known.get(text[m.start : m.name_end].lower()) if m.listing is None else None
    longer = source is not None and source.listing is not None and source.start < m.start
    return replace(m, companies=source.companies) if source is not None and longer else m


_CODE_ALONE = re.compile(r"(?<![A-Za-z0-9_$.:<(\[-])[A-Z]{3,5}(?![A-Za-z0-9_.:-])")
_OF_A_FUND = re.compile(r" (?:\w+ )?(?:Daily|Bull|Bear|Option|Yield|Covered)\b")
_LONGEST_BARE = 4  # letters: five are receipts' over the counter; GOOGL is the one that is printed


def _bare_codes(
    text: str, spans: Sequence[tuple[int, ...]], found: Sequence[Mention], table: Listings
) -> Iterator[Mention]:
    """After "Ross Stores (ROST)" was printed, "ROST" alone is the same listing; "MSTR" and "GLD" are known without it."""
    printed = {m.listing.code: m for m in reversed(found) if m.listing and m.tag_start is not None}
    taken = sorted((m.start, m.end) for m in found)
    for start, end in spans:
        shouted = text[start:end].isupper() and not has_chinese(text[start:end])
        for code in _CODE_ALONE.finditer(text, start, end):
            source = printed.get(code[0]) or (None if shouted else _known_code(code, table))
            before = bisect_right(taken, (code.start(), len(text))) - 1
            new = text[max(0, code.start() - 4) : code.start()] == "New "  # "New PBT" is yet to be formed
            new = new or _OF_A_FUND.match(text, code.end()) is not None  # "2x Long PLTR Daily ETF"
            if (
                source
                and not new
                and (source.tag_start is None or code.start() > source.start)
                and not (before >= 0 and code.start() < taken[before][1])
            ):
                yield Mention(code.start(), code.end(), source.companies, source.listing)


def _known_code(code: re.Match[str], table: Listings) -> Mention | None:
    """A code that papers print without a name. Three letters are an abbreviation of something else as often, but for those of funds."""
    written = code[0]
    if written in v.NO_BARE_CODES or not (len(written) == _LONGEST_BARE or written in v.BARE_CODES):
        return None
    listing = table.of_bare_code(written)
    return Mention(code.start(), code.end(), (table.of_listing(listing),), listing) if listing is not None else None


def _settled(text: str, mentions: list[Mention]) -> Iterator[Mention]:
    """A name that fits several companies means the one that the story names surely elsewhere; else nobody is claimed.

    "The Nasdaq" is the index, and so is "Nasdaq" beside another index; the exchange's owner is named without an article.
    """
    sure = {c.key for m in mentions if (m.sure and len(m.companies) == 1) for c in m.companies[:1]}
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


def mentioned_companies(mentions: Sequence[Mention]) -> tuple[CompanyMention, ...]:
    """All whom the story surely names, with their spans, whichever of their listings is meant."""
    kinds = {m.company.key: m.company.kind for m in mentions if m.company is not None and m.sure}
    spans: dict[str, list[tuple[int, int]]] = {}
    for m in mentions:
        if m.company is not None and m.company.key in kinds:
            spans.setdefault(m.company.key, []).append((m.start, m.end))
    return tuple(CompanyMention(key, tuple(places), kinds[key]) for key, places in spans.items())


def contradictions(story: Story, mentions: Sequence[Mention]) -> tuple[Flag, ...]:
    """Tickers whose printed exchange is not the table's."""
    return tuple(
        Flag(f"ticker: {m.contradicts}", quote_at(story, m.tag_start, m.tag_end))
        for m in mentions
        if m.contradicts and m.tag_start is not None and m.tag_end is not None
    )


__all__ = [
    "Mention",
    "contradictions",
    "find_mentions",
    "listing_by_context",
    "mentioned_companies",
    "mentioned_listings",
]
