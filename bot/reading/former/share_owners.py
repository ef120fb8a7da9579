"""Whose shares they are: the owner of "shares", "stock", "ADRs" by the words before them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from bot.reading.former import vocabulary as v
from bot.reading.former.noun_phrases import (
    DETERMINERS,
    PLACES,
    Subject,
    has_no_capitals,
    is_everyday_name,
    opening,
    phrase_start,
    unknown_name,
)
from bot.reading.former.subject_lists import with_list
from bot.reading.former.tokens import Token


@dataclass(frozen=True, slots=True)
class _Shares:
    """ "Alibaba's Hong Kong-listed shares": the noun at tokens[k], the words that qualify it, and the place before them."""

    tokens: Sequence[Token]
    k: int
    end: int
    common: frozenset[str]
    left: Callable[[int], tuple[Subject, ...]]  # the subjects whose last word stands at a place
    before: int
    words: tuple[str, ...]
    tag: Token | None

    @property
    def owner(self) -> int:
        """The place of the last word of the owner: before its 's, where it has one; -1 where nothing stands there."""
        return self.before - 1 if self.is_owned else self.before

    @property
    def is_owned(self) -> bool:
        return self.before >= 0 and self.tokens[self.before].lower in ("'s", "’s", "'", "’")

    def unnamed(self, start: int) -> tuple[Subject, ...]:
        return (Subject("unknown", start, self.end, None, True, self.words),)

    def resolved_later(self, start: int) -> tuple[Subject, ...]:
        return (Subject("stock", start, self.end, None, True, self.words),)


def subjects_of_shares(
    tokens: Sequence[Token],
    k: int,
    end: int,
    common: frozenset[str],
    left: Callable[[int], tuple[Subject, ...]],
) -> tuple[Subject, ...]:
    """tokens[k] is "shares", "stock" ...: with the owner and the words before it. `left` finds who ends at another place."""
    j = k - 1
    while j >= 0 and (_qualifies_shares(tokens[j]) or _is_listing_place(tokens, j)):
        # "RIM's Nasdaq-listed shares"
        j -= 3 if j > 1 and tokens[j - 1].lower == "-" and tokens[j - 2].kind == "name" else 1
    words = tuple(t.lower for t in tokens[j + 1 : k])
    tag = next((t for t in tokens[j + 1 : k] if t.kind == "tag"), None)
    shares = _Shares(tokens, k, end, common, left, j, words, tag)
    found = (find(shares) for find in _SHARE_FINDERS)
    return next((subjects for subjects in found if subjects is not None), ())


def _qualifies_shares(t: Token) -> bool:
    if t.kind == "tag":
        return True
    if t.kind != "word" or t.text == "a":
        return False
    return t.lower in v.SHARE_QUALIFIERS or t.lower.endswith(("-listed", "-traded"))


def _is_listing_place(tokens: Sequence[Token], j: int) -> bool:
    """ "the Toronto shares": somebody's there; "Tokyo stocks" are the market's."""
    return tokens[j].lower in PLACES and j > 0 and tokens[j - 1].lower in ("the", "its", "their")


# Whose shares they are, by what stands before them. Each gives None where that is not it, () where it is and nobody is known.


def _of_small_owner(s: _Shares) -> tuple[Subject, ...] | None:
    """ "entergy’s share price" in a text without capitals, "Marsh's shares" of a company that no table knows."""
    j = s.owner
    if not s.is_owned:
        return None
    small = (
        j >= 0 and s.tokens[j].kind == "word" and s.tokens[j].lower.isalpha() and s.tokens[j].lower not in s.common
    )
    if small and has_no_capitals(s.tokens):
        return s.unnamed(s.tokens[j].start)
    if j > 0 and is_everyday_name(s.tokens, j) and unknown_name(s.tokens, j, s.common) is None:
        return s.unnamed(s.tokens[j].start)
    return None


def _of_name(s: _Shares) -> tuple[Subject, ...] | None:
    """ "Alibaba's and JD.Com's shares"."""
    if s.owner < 0 or s.tokens[s.owner].kind != "name":
        return None
    owner = s.tokens[s.owner]
    first = s.owner
    while first > 1 and s.tokens[first - 1].lower in ("'s", "’s"):
        first -= 2
    mention = s.tag.mention if s.tag else owner.mention
    return with_list(s.tokens, first, (Subject("name", owner.start, s.end, mention, True, s.words),), s.common)


def _of_bracketed(s: _Shares) -> tuple[Subject, ...] | None:
    """ "Health Catalyst (HCAT) shares", whoever that is."""
    if s.owner < 1 or s.tokens[s.owner].lower not in (")", "]"):
        return None
    before = opening(s.tokens, s.owner) - 1
    if before >= 0 and s.tokens[before].kind == "name":  # "Singapore Telecommunications (SingTel) shares"
        owner = s.tokens[before]
        return (Subject("name", owner.start, s.end, owner.mention, True, s.words),)
    named = unknown_name(s.tokens, before, s.common) if before >= 0 else None
    return (replace(named, end=s.end, shares=True),) if named else ()


def _of_relative(s: _Shares) -> tuple[Subject, ...] | None:
    """ "Alibaba, whose shares ..."."""
    if s.owner < 1 or s.tokens[s.owner].lower != "whose":
        return None
    before = s.owner - (2 if s.tokens[s.owner - 1].lower == "," else 1)
    name = before - 1 if before > 0 and s.tokens[before].kind == "tag" else before
    if s.tokens[name].kind == "name":  # "got a lift from Intel (INTC.O), whose shares": whatever it is the object of
        mention = s.tokens[before].mention or s.tokens[name].mention
        return (Subject("name", s.tokens[name].start, s.tokens[name].end, mention, True),)
    stranger = unknown_name(s.tokens, before, s.common)
    owners = (stranger,) if stranger else s.left(before)
    return tuple(replace(o, shares=True) for o in owners[-1:])


def _of_tagged(s: _Shares) -> tuple[Subject, ...] | None:
    """ "Alibaba [HKG: 9988]'s shares", "Hong Kong-listed [HKG: 9988] shares"."""
    if s.owner >= 0 and s.tokens[s.owner].kind == "tag":
        inner = s.left(s.owner)
        return tuple(replace(o, end=s.end, shares=True, words=s.words) for o in inner[-1:])
    if s.tag is None or not s.tag.mention:
        return None
    return (Subject("name", s.tokens[phrase_start(s.tokens, s.k)].start, s.end, s.tag.mention, True, s.words),)


def _of_unknown(s: _Shares) -> tuple[Subject, ...] | None:
    """ "Sungold Bank shares": a name that no table knows."""
    if s.owner < 0 or s.tokens[s.owner].kind != "word" or not s.tokens[s.owner].capital:
        return None
    named = unknown_name(s.tokens, s.owner, s.common)
    return (replace(named, end=s.end, shares=True, words=s.words),) if named else None


def _of_noun(s: _Shares) -> tuple[Subject, ...] | None:
    """ "its shares", "the carmaker's stock"."""
    if s.owner < 0 or s.tokens[s.owner].lower not in v.OWNERS_BY_NOUN:
        return None
    return s.resolved_later(s.tokens[phrase_start(s.tokens, s.k)].start)


def _of_nobody_named(s: _Shares) -> tuple[Subject, ...] | None:
    """ "Shares fell", "as the stock rose", "Vedanta: Shares fall 7%"."""
    j, t = s.owner, s.tokens
    if j >= 0 and t[j].kind != "mark" and t[j].lower not in v.BEFORE_BARE_SHARES:
        return None
    if t[s.k].lower not in v.BARE_SHARES and not s.words:
        return None
    if j > 0 and t[j].lower == ":" and t[j - 1].kind == "name":
        return (Subject("name", t[j - 1].start, s.end, t[j - 1].mention, True),)
    return s.resolved_later(t[s.before + 1].start)


def _of_described(s: _Shares) -> tuple[Subject, ...] | None:
    """ "the Hangzhou-based company's shares"."""
    j, t = s.owner, s.tokens
    of_market = s.k + 1 < len(t) and t[s.k + 1].lower in ("market", "markets", "index", "exchange")
    described = (
        t[s.k].lower == "stock" and not of_market and j > 0 and t[j].text.islower() and t[j - 1].lower == "the"
    )
    if described and not s.is_owned and t[j].kind == "word" and t[j].lower not in v.UNNAMED and s.end == t[s.k].end:
        return s.resolved_later(t[j - 1].start)  # "The athleisure stock surged 9%"
    determined = any(x.lower in ("the", "its", "that") for x in t[max(0, j - 5) : j])
    return s.resolved_later(t[phrase_start(t, s.k)].start) if t[j + 1].lower in ("'s", "’s") and determined else None


def _of_first_word(s: _Shares) -> tuple[Subject, ...] | None:
    """ "Forest shares", "Bank shares" at the head of a sentence."""
    t = s.tokens[0]
    if s.owner != 0 or t.kind != "word" or not t.capital:
        return None
    no_name = t.lower in DETERMINERS or t.lower in v.COUNTRY_WORDS or t.lower in v.NOT_A_NAMES_FIRST
    return None if no_name else s.unnamed(t.start)


def _of_company_noun(s: _Shares) -> tuple[Subject, ...] | None:
    """ "the chipmaker shares"."""
    t = s.tokens[s.owner]
    noun = t.kind == "word" and (t.lower in v.COMPANY_NOUNS or t.lower == "company's")
    return s.resolved_later(s.tokens[phrase_start(s.tokens, s.k)].start) if noun else None


_SHARE_FINDERS = (
    _of_small_owner,
    _of_name,
    _of_bracketed,
    _of_relative,
    _of_tagged,
    _of_unknown,
    _of_noun,
    _of_nobody_named,
    _of_described,
    _of_first_word,
    _of_company_noun,
)
