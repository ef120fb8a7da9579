"""What a word is where it stands: many an English word may be a verb or a noun, a participle or an adjective."""

from __future__ import annotations

from collections.abc import Callable

from bot.reading.tokens import Token, Tokens, token_at


def is_finite(tokens: Tokens, i: int) -> bool:
    """Whether tokens[i] is a verb that has a subject of its own, and no noun or participle."""
    t = tokens[i]
    if t.has("be", "modal") or (t.has("aux") and not t.has("ing")):
        return True
    if not t.has("verb") or t.has("share", "price", "gauge") or not t.has("finite", "past", "base"):
        return False
    if t.has("noun") and not _directs(tokens, i):
        return False
    if not t.has("past") and token_at(tokens, i - 1).key == "to":
        return False
    if t.capital and i and not tokens[i - 1].has("name", "tag", "share"):
        return False
    return not noun_here(tokens, i) and not adjective_here(tokens, i)


def _directs(tokens: Tokens, i: int) -> bool:
    """Whether a word that may be a noun has what a verb of movement has behind it."""
    after = tokens[i + 1] if i + 1 < len(tokens) else None
    return after is not None and (
        after.has("figure", "qualifier", "level-link", "adverb", "adverb-filler", "extreme", "time", "bound", "from")
        or after.key in ("by", "to", "as", "on")
    )


def noun_here(tokens: Tokens, i: int) -> bool:
    """Whether a word that may be a verb is a noun: "the gain", "its drop in". The first rule that has a verdict decides."""
    if i == 0:
        return False
    for rule in _NOUN_RULES:
        verdict = rule(tokens, i)
        if verdict is not None:
            return verdict
    return False


def _behind_to_or_all(tokens: Tokens, i: int) -> bool | None:
    """ "to gain", "both fell"."""
    return False if tokens[i - 1].key in ("to", "both", "each", "all") else None


def _behind_before(tokens: Tokens, i: int) -> bool | None:
    """ "before ending 2.4 per cent lower"."""
    return False if tokens[i - 1].key in ("before", "after", "while", "since") and tokens[i].has("ing") else None


def _behind_superlative(tokens: Tokens, i: int) -> bool | None:
    """ "the world's biggest power battery maker", "the hardest hit of the majors"."""
    return not tokens[i].has("past") or tokens[i].key == "hit" if tokens[i - 1].has("superlative") else None


def _behind_that(tokens: Tokens, i: int) -> bool | None:
    """ "the index that tracks it"."""
    that = tokens[i - 1].has("relative")
    return False if that and i > 1 and not tokens[i - 2].has("verb", "mark", "prep") else None


def _behind_adjectives(tokens: Tokens, i: int) -> bool | None:
    """ "a volatile rebound": up to two words that the lexicon lacks."""
    k = i - 1
    while k > 0 and i - k < 3 and not tokens[k].senses and tokens[k].text.islower():
        k -= 1
    described = k < i - 1 and tokens[k].has("det", "genitive")
    return True if described and tokens[i].has("noun") else None


def _booked_noun(tokens: Tokens, i: int) -> bool | None:
    """ "extended gains"."""
    books = tokens[i - 1].has("books") and tokens[i - 1].has("past", "finite", "ing")
    return True if books and tokens[i].has("noun") else None


def _behind_determiner(tokens: Tokens, i: int) -> bool | None:
    before = tokens[i - 1]
    if before.has("det", "genitive"):
        return True
    attributive = before.has("prep", "span-adjective", "percent") or before.key in ("its", "their", "his", "-")
    return not tokens[i].has("past") if attributive else None


def _of_a_compound(tokens: Tokens, i: int) -> bool | None:
    """ "its full-year sales forecast": what belongs to a measure with an owner before it."""
    if tokens[i].has("past") or not (tokens[i].has("measure") and tokens[i - 1].has("measure")):
        return None
    k = i - 1
    while k > 0 and tokens[k].has("measure", "span-adjective"):
        k -= 1
    owned = tokens[k].key in ("its", "their", "his", "a", "an") or tokens[k].has("genitive")
    return True if owned or (tokens[k].has("past") and tokens[k].has("verb")) else None  # "beat profit estimates"


def _contract(tokens: Tokens, i: int) -> bool | None:
    """ "with S&P 500 contracts up 0.2%": of an index, a month or the most active."""
    before = tokens[i - 1]
    told = (
        before.names("index", "commodity") or before.has("month", "future") or before.key in ("active", "most-active")
    )
    return True if tokens[i].key in ("contract", "contracts") and told else None


def _before_another_verb(tokens: Tokens, i: int) -> bool | None:
    """ "Tesla recalls fell 3%", "Shell refining rose": of two verbs in a row the first is a noun."""
    t, following = tokens[i], token_at(tokens, i + 1)
    another = following.has("finite") and following.has("past")
    owned = tokens[i - 2 if i > 1 and tokens[i - 1].key == "." else i - 1].has("name", "tag", "genitive", "form")
    plain = not t.has("past", "modal", "aux", "be", "say") or t.has("unlisted")
    return True if another and owned and plain and not t.capital else None


def _beats_of_results(tokens: Tokens, i: int) -> bool | None:
    """ "despite a strong earnings beat": a measure's, with a determiner before it, and no verb of it."""
    if tokens[i].key not in ("beat", "miss") or not tokens[i - 1].has("measure"):
        return None
    k = i - 1
    while k > 0 and (tokens[k].has("measure", "steep", "span-adjective") or not tokens[k].senses):
        k -= 1
    return True if tokens[k].key in ("a", "an", "another", "its") else None


_NOUN_RULES: tuple[Callable[[Tokens, int], bool | None], ...] = (
    _behind_to_or_all,
    _behind_before,
    _behind_superlative,
    _behind_that,
    _behind_adjectives,
    _booked_noun,
    _of_a_compound,
    _beats_of_results,
    _contract,
    _behind_determiner,
    _before_another_verb,
)


def adjective_here(tokens: Tokens, i: int) -> bool:
    """ "the closely watched index", "companies listed in": a participle beside a noun."""
    t = tokens[i]
    if not t.has("participle"):
        return False
    before = tokens[i - 1] if i else None
    after = tokens[i + 1] if i + 1 < len(tokens) else None
    if (
        before is not None
        and (before.has("det", "genitive", "manner"))
        and after is not None
        and not after.has("prep", "figure", "mark")
    ):
        return True
    return t.has("unlisted") and after is not None and (after.key in ("by", "in", "on", "at", "with", "to"))


def verb_group(tokens: Tokens, verb: int) -> int:
    """Where the words begin that belong to a verb: "has also been", "to"."""
    i = verb
    while i > 0 and _in_verb_group(tokens[i - 1]):
        i -= 1
    return i


def _in_verb_group(t: Token) -> bool:
    if t.key == "to":
        return True
    return (
        t.has("aux", "modal", "negation")
        or (t.has("adverb-filler", "qualifier") and not t.has("det"))
        or t.key in ("both", "each")  # "have both risen"
    )
