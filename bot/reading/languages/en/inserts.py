"""What stands between a subject and its verb and is stepped over: words of time, "a maker of ...", "which ..."."""

from __future__ import annotations

from bot.reading.languages.en.phrases import LONGEST_INSERT, is_form, may_end_member
from bot.reading.languages.en.roles import is_finite
from bot.reading.tokens import Tokens, token_at

_INSERT_BEGINS = frozenset(
    "or including along together once formerly still long also due one home owner parent maker part whose based viewed seen known led "
    "down up already meanwhile meantime however too moreover likewise conversely".split()
)
_INSERT_SENSES = ("det", "prep", "participle", "ing", "manner", "name", "company-noun", "tag")


def step_over_times(tokens: Tokens, i: int) -> int:
    """Left of words of time that stand between a subject and its verb: "The stock on Thursday fell"."""
    while token_at(tokens, i).has("time") or (
        token_at(tokens, i).has("number") and token_at(tokens, i - 1).has("month")
    ):
        i -= 1
        while token_at(tokens, i).key in ("on", "in", "at", "during", "for") and tokens[i + 1].has("time"):
            i -= 1
    return i


def step_over_insert(tokens: Tokens, comma: int) -> int | None:
    """The last word before an insert that ends with tokens[comma]; None where the comma ends none.

    An insert begins with a relative, a determiner, a participle or a preposition and has no finite verb of its own unless it is a
    relative clause.
    """
    mark = tokens[comma].key
    relative = _relative_before(tokens, comma)
    if relative is not None:
        return relative
    for k in range(comma - 1, max(0, comma - LONGEST_INSERT), -1):
        if tokens[k].key != mark and not (mark == "—" and tokens[k].key == "–"):
            continue
        if not may_end_member(tokens, k - 1):
            return None
        if _begins_relative(tokens, k + 1, comma):
            return k - 1
        finite = next(
            (i for i in range(k + 1, comma) if is_finite(tokens, i) and not tokens[i - 1].has("prep")), None
        )
        if finite is not None and not _described(tokens, k + 1, finite):
            continue
        return k - 1 if _begins_insert(tokens, k + 1, comma) else None
    return None


def _begins_relative(tokens: Tokens, first: int, end: int) -> bool:
    begins = tokens[first]
    return begins.has("relative") or (begins.has("prep") and first + 1 < end and tokens[first + 1].has("relative"))


def _described(tokens: Tokens, first: int, verb: int) -> bool:
    """ "a smaller rival Adobe once tried to buy": a noun with a clause of its own."""
    return tokens[first].has("det") and any(tokens[i].has("company-noun") for i in range(first, verb))


def _begins_insert(tokens: Tokens, first: int, end: int) -> bool:
    begins = tokens[first]
    return (
        begins.has(*_INSERT_SENSES)
        or begins.key in _INSERT_BEGINS
        or begins.capital
        or is_form(tokens, first)
        or (not begins.senses and any(tokens[i].has("name") for i in range(first, end)))
    )


def _relative_before(tokens: Tokens, comma: int) -> int | None:
    """The last word before ", which ..." where that is what the comma ends: "ARK, which holds Zoom, Tesla and Roku, rose"."""
    for k in range(comma - 1, max(0, comma - LONGEST_INSERT), -1):
        if tokens[k].key in (";", ".", "while"):
            return None
        if tokens[k].has("relative") and tokens[k - 1].key == "," and k > 1:
            return k - 2 if tokens[k].key != "that" else None
    return None
