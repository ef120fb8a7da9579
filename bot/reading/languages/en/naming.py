"""The words of a phrase that name somebody: a name of the table, or a run of capitals that it lacks."""

from __future__ import annotations

from bot.reading.languages.base import Owner
from bot.reading.names.mentions import Mention
from bot.reading.tokens import Token, Tokens

INSTRUMENT_KINDS = frozenset({"index", "commodity", "currency", "crypto"})
_LONGEST_NAME = 7  # words
_SHORT_CODE = 4  # letters: of a measure as often as of a company


def tag_in(tokens: Tokens, first: int, last: int) -> Mention | None:
    return next((t.mention for t in tokens[first : last + 1] if t.has("tag")), None)


def name_start(tokens: Tokens, first: int, end: int) -> int:
    """Where the run of capitals begins that ends with tokens[end]."""
    i = end
    while (
        i > first
        and (tokens[i - 1].capital or tokens[i - 1].key in ("&", "of", "and", ",", ".", "-"))
        and not tokens[i - 1].has("det", "genitive")
    ):
        i -= 1
    while i < end and not tokens[i].capital:
        i += 1
    return i


def named(
    tokens: Tokens, first: int, name: int, end: int, last: int, *, shares: bool = False, future: bool = False
) -> Owner:
    mention = tokens[name].mention
    start = name
    if name + 1 <= last:
        mention = tokens[name + 1].mention or mention
    place = next(
        (t.key for t in tokens[first : last + 1] if t.key.endswith("-listed") or t.key.endswith("-traded")), ""
    )
    if place:
        at = next(i for i in range(first, last + 1) if tokens[i].key == place)
        place = (
            f"{tokens[at - 1].key} {place}"
            if at > first and tokens[at - 1].capital and not tokens[at - 1].has("name", "genitive")
            else place
        )
    return Owner("name", start, end, mention, shares, future, place=place)


def is_names_part(tokens: Tokens, first: int, name: int, last: int) -> bool:
    """ "Turaco Gold", "WSJ Dollar Index": an instrument's word inside another name."""
    mention = tokens[name].mention
    company = mention.company if mention else None
    if company is None or company.kind not in INSTRUMENT_KINDS or mention is None or mention.tag_start is not None:
        return False
    if name + 1 <= last and tokens[name + 1].has("legal-form") and tokens[name + 1].capital:
        return True
    if name == first:
        return False
    before = tokens[name - 1]
    if company.kind == "commodity" and before.key.isalpha():
        other = before.has("place") or not before.senses
        if other:
            return True  # "India gold", "refined soya oil", "Meridian gold"
    if before.has("name"):
        return (
            before.mention is not None
            and before.mention.company is not None
            and before.mention.company.kind == "company"
        )
    if before.has("neutral", "det", "genitive", "prep", "mark", "figure", "month") or not before.capital:
        return False
    return tokens[name].capital


def unknown(tokens: Tokens, first: int, last: int, common: frozenset[str], *, shares: bool) -> Owner:
    """A run of capitals that the table lacks; nothing where its words are everyday ones."""
    end = _before_comma_and_form(tokens, first, last)
    while end >= first and not (tokens[end].capital or tokens[end].has("name", "number")):
        if tokens[end].has("genitive", "legal-form"):
            end -= 1
            continue
        return Owner("other", first, last)
    start = end
    while start > first and end - start < _LONGEST_NAME and _goes_on(tokens, start - 1):
        start -= 1
    while start < end and (tokens[start].has("det", "prep", "conj") or not tokens[start].capital):
        start += 1
    words = [t for t in tokens[start : end + 1] if t.text[:1].isalpha()]
    if words and all(t.has("place") for t in words):
        return Owner("other", first, last)
    if len(words) == 1 and not shares and words[0].text.isupper() and len(words[0].text) <= _SHORT_CODE:
        return Owner("other", first, last)  # "GTV dropped 17%"
    if start > end or not words or any(t.has("measure") for t in words):
        return Owner("other", first, last)
    if not shares and (
        tokens[first].key in ("a", "an", "the", "its", "their")
        or (len(words) == 1 and start == 0 and not _has_code(tokens, end))
    ):
        return Owner("other", first, last)  # a product, a plain word at the beginning of a sentence
    plain = not any(t.has("name") for t in words) and all(_is_plain(t, common) for t in words)
    is_firm = end < last and tokens[last].has("form")  # "General Services, Inc."
    if plain and not is_firm and (start == 0 or (len(words) == 1 and not shares)):
        return Owner("other", first, last)
    return Owner("unknown", start, end, shares=shares)


def _before_comma_and_form(tokens: Tokens, first: int, last: int) -> int:
    """ "Zorblatt Health Services, Inc.": the end of the name, where a comma stands before the firm's legal form."""
    i = last
    while i > first and (tokens[i].has("form") or tokens[i].key in (",", ".")):
        i -= 1
    return i if any(t.key == "," for t in tokens[i:last]) else last


def _has_code(tokens: Tokens, end: int) -> bool:
    """ "Dashcoin (DASH)": a code in brackets behind a name."""
    return end + 2 < len(tokens) and tokens[end + 1].key == "(" and tokens[end + 2].text.isupper()


def _is_plain(t: Token, common: frozenset[str]) -> bool:
    """Whether a word is an everyday one, and no name alone."""
    return t.key in common or bool(t.senses - {"legal-form", "unlisted", "neutral"})


def _goes_on(tokens: Tokens, i: int) -> bool:
    t = tokens[i]
    return t.capital or t.key in ("&", "of", "-", ".", "de", "and") or t.has("name")
