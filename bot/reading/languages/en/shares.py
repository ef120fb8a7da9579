"""Whose shares a phrase tells of, and which of them: its class, its market, preferred ones; a group of them is nobody's."""

from __future__ import annotations

import re
from dataclasses import replace

from bot.listings import PLACES
from bot.reading.languages.base import Owner
from bot.reading.languages.en.naming import INSTRUMENT_KINDS, is_names_part, name_start, named, tag_in, unknown
from bot.reading.tokens import Tokens

THIS = frozenset("the its their this that these those his her our".split())
_GROUPS = frozenset(
    "stocks shares equities markets names companies firms peers rivals banks miners indexes indices averages gainers losers counters".split()
)


def _is_market_share(tokens: Tokens, first: int, head: int) -> bool:
    """ "its share fell 2.3 points": one share is a market's as a rule, unless it has a price."""
    return (tokens[head].key == "share" and tokens[first].key in ("its", "their", "his")) or (
        tokens[head].key == "share" and head > first and tokens[head - 1].has("genitive")
    )


CLASS_LETTERS = frozenset("ABCDH")
_CLASS_TOLD = re.compile(r"\b(?:class|cl|series) ([a-d])\b")


def class_in(tokens: Tokens) -> str:
    """Which class of a share words name, as "class b"; "" where they name none."""
    told = _CLASS_TOLD.search(" ".join(t.key for t in tokens))
    letter = told[1] if told else next((t.text.lower() for t in tokens if t.text in CLASS_LETTERS), "")
    return f"class {letter}" if letter else ""


# Which of a company's shares a word means, as a place of bot.listings.PLACES.
_CLASSES = {
    **dict.fromkeys(
        ("adr", "adrs", "ads", "adss", "american depositary receipts", "american depositary shares"), "adr"
    ),
    **dict.fromkeys(("h-shares", "h shares"), "h-share"),
    **dict.fromkeys(("a-shares", "a shares"), "a-share"),
    **dict.fromkeys(("preferred shares", "preference shares", "preferred stock"), "preferred"),
}


def unless_preferred(found: Owner, last: int) -> Owner:
    """ "Boeing's preferred shares" are an instrument of their own, which the table has of few firms."""
    company = found.mention.company if found.mention is not None else None
    own = found.place != "preferred" or company is None or company.preferred() is not None
    return found if own else Owner("instrument", found.first, last)


def kind_of_share(tokens: Tokens, first: int, head: int) -> str:
    """Which of a company's shares the word tokens[head] means: "h-share", "preferred", "class b"; "" where it does not say."""
    return _CLASSES.get(tokens[head].key) or class_in(tokens[max(first, head - 2) : head + 1])


def of_shares(tokens: Tokens, first: int, head: int, last: int, common: frozenset[str]) -> Owner:
    """ "Alibaba's Hong Kong-listed shares", "the company's stock", "bank shares", "shares"."""
    if _is_market_share(tokens, first, head):
        return Owner("measure", first, last)
    shown = kind_of_share(tokens, first, head)
    head, place = before_place(tokens, first, _before_class(tokens, first, head))
    place = place or shown
    if place and (head <= first or (tokens[first].key in THIS and head == first + 1)):
        return Owner("pronoun", first, last, shares=True, noun="share", place=place)
    if head == first:
        return Owner("pronoun", first, last, shares=True, noun="share")
    names = [i for i in range(first, head) if tokens[i].has("name")]
    tag = tag_in(tokens, first, last)
    if tokens[head].key == "stocks" and tag is not None and not tag.companies:
        tag = None  # "luxury stocks (.STXLUXP)": the code of a sector that the table lacks
    if names:
        return _of_named_shares(tokens, first, names[-1], head, last, common, place)
    if tag is not None:
        end = next(i for i in range(first, last + 1) if tokens[i].has("tag")) - 1
        start = name_start(tokens, first, max(first, end))
        return Owner("name", start, max(start, end), tag, True)
    before = tokens[head - 1]
    if before.has("genitive"):
        return _pointing_or_unknown(tokens, first, head - 2, last, common)
    if before.key in THIS or (
        tokens[first].key in THIS
        and all(not t.capital for t in tokens[first + 1 : head])
        and not _is_group(tokens, first, head, common)
    ):
        return Owner("pronoun", first, last, shares=True, noun="share")
    if _is_group(tokens, first, head, common):
        return Owner("group", first, last, shares=True)
    return unknown(tokens, first, head - 1, common, shares=True)


def _of_named_shares(
    tokens: Tokens, first: int, name: int, head: int, last: int, common: frozenset[str], place: str
) -> Owner:
    """ "Alibaba's Hong Kong-listed shares", "oil & gas stocks"; not "the Tesla supplier's stock"."""
    if tokens[head - 1].has("genitive") and any(
        t.has("company-noun") and not t.capital for t in tokens[name + 1 : head - 1]
    ):
        return Owner("other", first, last, shares=True)  # "the Tesla supplier's stock"
    if is_names_part(tokens, first, name, head - 1):
        return unknown(tokens, first, head - 1, common, shares=True)
    meant = tokens[name].mention
    company = meant.company if meant is not None else None
    if company is not None and company.kind in INSTRUMENT_KINDS and tokens[head].key in _GROUPS:
        return Owner("group", first, last, shares=True)  # "oil & gas stocks", "gold shares"
    others = [
        i
        for i in range(name + 1, head)
        if tokens[i].capital and not tokens[i].has("tag", "legal-form", "neutral") and tokens[i].key.isalpha()
    ]
    return (
        unless_preferred(replace(named(tokens, first, name, name, last, shares=True), place=place), last)
        if len(others) < 2
        else unknown(tokens, first, head - 1, common, shares=True)
    )


def before_place(tokens: Tokens, first: int, head: int) -> tuple[int, str]:
    """ "its Hong Kong-listed shares": where the words begin that say the market, and that market."""
    before = tokens[head - 1]
    if head - 1 >= first and before.key in PLACES and tokens[head].key in ("stock", "shares", "share price", "scrip"):
        named = any(t.has("name") for t in tokens[first : head - 1])
        this = tokens[first].key in ("its", "the", "their") and tokens[head].key != "shares"
        return (head - 1, before.key) if named or this or tokens[first].key == "its" else (head, "")
    if head - 1 < first or not before.key.endswith(("-listed", "-traded")):
        return head, ""
    start = head - 1
    while (
        start > first
        and tokens[start - 1].capital
        and not tokens[start - 1].has("name", "genitive", "det", "pronoun")
    ):
        start -= 1
    return start, " ".join(t.key for t in tokens[start:head])


def _before_class(tokens: Tokens, first: int, head: int) -> int:
    """ "AEVEX's Class A common stock", "Vale's common shares": the class belongs to the shares."""
    if head - 1 > first and tokens[head - 1].key in ("common", "ordinary"):
        head -= 1
    if head - 2 >= first and tokens[head - 2].key in ("class", "series"):
        return head - 2
    return head


def _is_group(tokens: Tokens, first: int, head: int, common: frozenset[str]) -> bool:
    """ "Retail stocks", "European shares", "the chip stocks": several, and nobody."""
    start = first + tokens[first].has("det")
    words = tokens[start:head]
    if tokens[head].key not in _GROUPS or not words:
        return False
    # A capital at the beginning of a sentence says nothing.
    return all(
        not t.capital or t.has("neutral", "place") or (i + start == 0 and t.key in common)
        for i, t in enumerate(words)
    )


def _pointing_or_unknown(tokens: Tokens, first: int, end: int, last: int, common: frozenset[str]) -> Owner:
    """Before "'s shares": "the carmaker" points back, "Bytewell" is a name."""
    if tokens[end].has("company-noun", "fund") and (not tokens[end].capital or tokens[end].key == "company"):
        return Owner("pronoun", first, last, shares=True, noun="company-noun")
    return unknown(tokens, first, end, common, shares=True)
