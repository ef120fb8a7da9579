"""Several subjects of one movement: "Alibaba, JD.Com and rival PDD"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.reading.former import vocabulary as v
from bot.reading.former.noun_phrases import (
    LISTED_NOUNS,
    Subject,
    goes_on_with,
    group_with_code,
    is_bare_noun,
    is_everyday_name,
    unknown_name,
)
from bot.reading.former.tokens import Token

_LIST_BREAKERS = frozenset(
    "like unlike with for at after by to from against including besides alongside versus than via as beat".split()
)
KIN = frozenset("rival rivals peer peers fellow competitor compatriot larger smaller bigger sister".split())


def index_at(tokens: Sequence[Token], start: int) -> int:
    return next(i for i, x in enumerate(tokens) if x.start == start)


def _before_description(tokens: Sequence[Token], k: int) -> int:
    """ "Alibaba and internet firm Baidu": what a member of a list is called before its name does not end the list."""
    if tokens[k].lower not in v.COMPANY_NOUNS or tokens[k].capital:
        return k
    j = k - 1
    while j > 0 and k - j < 3 and is_bare_noun(tokens, j) and tokens[j].lower not in ("and", "the"):
        j -= 1
    return j if tokens[j].lower in ("and", "&", ",") else k


def _heads_a_list(tokens: Sequence[Token], comma: int, found: Subject, common: frozenset[str]) -> bool:
    """ "RIL, ONGC slip over 3%": a headline begins with names between commas alone, without an "and"."""
    verb = next((t for t in tokens[comma + 1 :] if t.start >= found.end and t.kind != "tag"), None)
    if verb is None or verb.lower not in v.MOVEMENT_VERBS or verb.lower.endswith(("s", "ed", "ing")):
        return False
    while tokens[comma].lower == ",":
        member = _member_ending(tokens, comma - 1, common)
        if member is None or member[0] == 0:
            return member is not None
        comma = member[0] - 1
    return False


def with_list(
    tokens: Sequence[Token], first: int, found: tuple[Subject, ...], common: frozenset[str]
) -> tuple[Subject, ...]:
    """The other members of "A, B and C" to the left of tokens[first]."""
    out = list(found)
    k = first - 1
    if k > 0 and tokens[k].lower in KIN:
        k -= 1  # "Delta and rival United"
    joined = first > 1 and tokens[k].lower == "," and _heads_a_list(tokens, k, found[0], common)
    beside = next(
        (
            x
            for x in tokens
            if x.start >= found[-1].end and x.kind != "tag" and x.lower not in ("each", "both", "all")
        ),
        None,
    )
    goes_on = beside is not None and beside.kind == "word" and goes_on_with(beside)
    while k > 0:
        k = _before_description(tokens, k)
        if tokens[k].lower.endswith(("-cap", "-chip", "-heavy")) and k > 1:
            k -= 1  # "the Nasdaq and small-cap Russell 2000"
        if tokens[k].lower in ("and", "&") or (tokens[k].lower == "as" and k > 1 and tokens[k - 1].lower == "well"):
            joined = True
            k -= 2 if tokens[k - 1].lower == "," else 1
        elif tokens[k].lower == "," and joined:
            k -= 1
        else:
            break
        member = _member_ending(tokens, k, common)
        if member is None:
            break
        start, subject = member
        before = tokens[start - 1].lower if start else ""
        such_as = start > 1 and before == "as" and tokens[start - 2].lower == "such"
        if before == "with" and goes_on:
            out.insert(0, subject)  # "with A, B and C falling"
            break
        if before in _LIST_BREAKERS and not such_as:
            break
        while start > 1 and tokens[start - 1].lower in ("'s", "’s"):
            start -= 2
        out.insert(0, subject)
        k = start - 1
        of_shares = k >= 1 and tokens[k].lower == "of" and tokens[k - 1].lower in v.STOCK_WORDS
        if such_as or of_shares:
            break
    return tuple(out)


def _member_ending(tokens: Sequence[Token], k: int, common: frozenset[str]) -> tuple[int, Subject] | None:
    """The member of a list that ends at tokens[k], and where it begins."""
    if k > 0 and tokens[k].lower in LISTED_NOUNS and tokens[k - 1].kind in ("name", "tag"):
        k -= 1  # "S&P 500 futures and Nasdaq 100 futures"
    tag = tokens[k] if k >= 0 and tokens[k].kind == "tag" else None
    if tag:
        k -= 1
    if k >= 0 and tokens[k].kind == "name":
        return k, Subject("name", tokens[k].start, tokens[k].end, tokens[k].mention)
    if k >= 0 and tokens[k].lower in ("nymex", "comex"):
        return k, Subject("unknown", tokens[k].start, tokens[k].end)  # "Nymex and Brent": its contract
    named = unknown_name(tokens, k, common) if k >= 0 else None
    if named is not None and not _is_last_word_of_a_name(tokens, k, named, common):
        subject = replace(named, kind="name" if tag else "unknown", mention=tag.mention if tag else None)
    elif tag and tag.mention:
        group = group_with_code(tokens, k + 1)
        subject = (
            replace(group[0], kind="name", mention=tag.mention)
            if group
            else Subject("name", tag.start, tag.end, tag.mention)
        )
    else:
        return None
    return index_at(tokens, subject.start), subject


def _is_last_word_of_a_name(tokens: Sequence[Token], k: int, named: Subject, common: frozenset[str]) -> bool:
    """ "Fertilizers and Chemicals Travancore" are one company: an everyday word before the "and" is no member."""
    return named.start == tokens[k].start and tokens[k].lower in common and is_everyday_name(tokens, k)
