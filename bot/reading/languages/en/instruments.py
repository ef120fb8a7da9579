"""Which index, good, fund or contract a phrase names by its last word."""

from __future__ import annotations

from bot.reading.languages.base import Owner
from bot.reading.languages.en.naming import is_names_part, name_start, named, tag_in
from bot.reading.languages.en.shares import (
    THIS,
)
from bot.reading.tokens import Tokens

_ANAPHORIC = ("company-noun", "gauge", "coin", "currency-noun", "good", "fund", "price")
_NATIONS = frozenset(
    "german french british dutch italian spanish japanese chinese american european uk u.s u.s. us".split()
)
_FOREIGN = frozenset("mcx shfe euronext matif tocom dce czce ncdex".split())
_NO_FUTURES = frozenset(
    "cash retail wholesale average farmgate pump".split()
)  # "the national average cash corn price"


def _of_named_instrument(tokens: Tokens, first: int, name: int, head: int, last: int, *, future: bool) -> Owner:
    """ "S&P 500 futures", "gold prices", "the Nifty IT index", of which tokens[name] is a name."""
    mention = tokens[name].mention
    kind = mention.company.kind if mention and mention.company else ""
    if is_names_part(tokens, first, name, head):
        return Owner("instrument", name_start(tokens, first, head), head, noun="gauge")
    between = tokens[name + 1 : head]
    others = (t for t in between if not t.has("neutral", "det", "gauge", "future", "price", "tag", "mark"))
    if kind == "index" and any(not t.senses or t.has("pronoun", "company-noun", "sector") for t in others):
        return Owner("instrument", name, head, noun="gauge")  # "the Nifty IT index"
    if kind == "commodity" and any(t.key in _FOREIGN | _NO_FUTURES for t in tokens[first:name]):
        return Owner("instrument", name, head, noun="good")  # "MCX gold December contract"
    derived = kind == "company" and tokens[head].has("coin", "future")
    if derived or (kind in ("company", "commodity", "crypto") and tokens[head].has("gauge", "sector", "fund")):
        return Owner("instrument", name, head, noun="gauge" if tokens[head].has("gauge") else "")
    if kind == "company" and _is_what_it_asks_for(tokens, name, head):
        return Owner("measure", first, last)
    if future and kind == "index":
        return Owner("instrument", name, head, mention, future=True, noun="future")
    return named(tokens, first, name, head, last, future=future)


def _is_what_it_asks_for(tokens: Tokens, name: int, head: int) -> bool:
    """ "Coca-Cola prices", "Exxon's realized price": what a company's goods cost; "Nvidia's price" is its share's."""
    of_its_own = head - name == 1 or (head - name == 2 and tokens[name + 1].has("genitive"))
    return tokens[head].key in ("prices", "contract", "contracts") or not of_its_own


_PARTS_OF_AN_INDEX = frozenset({"subindex", "sub-index", "sub-indices", "subindices", "sub-indexes", "sub-gauge"})


def of_instrument(tokens: Tokens, first: int, head: int, last: int, common: frozenset[str]) -> Owner:
    """ "S&P 500 futures", "gold prices", "the index", "VN-Index", "the utilities sector"."""
    names = [i for i in range(first, head) if tokens[i].has("name")]
    if tokens[head].has("gauge") and any(t.has("economic") for t in tokens[first:head]) and not names:
        return Owner("measure", first, last)
    future = any(t.has("future") for t in tokens[first : head + 1])
    if names:
        return _of_named_instrument(tokens, first, names[-1], head, last, future=future)
    tag = tag_in(tokens, first, last)
    if tag is not None:
        return Owner("name", name_start(tokens, first, head), head, tag, future=future)
    if tokens[head].has("sector") or (
        tokens[head].has("price")
        and not tokens[head].has("future")
        and not any(t.has("good") for t in tokens[first:head])
        and head > first
        and tokens[first].key not in THIS
    ):
        return Owner("other" if not tokens[head].has("sector") else "group", first, last)
    noun = next((s for s in _ANAPHORIC if tokens[head].has(s)), "")
    if tokens[head].key in _PARTS_OF_AN_INDEX:
        if any(t.has("economic", "measure") for t in tokens):
            return Owner("measure", first, last)  # of purchasing managers
        return Owner(
            "instrument", first, last, noun="gauge"
        )  # "the financial sub-index" is not the index told before
    plain = all(
        not t.capital or t.has("det", "neutral", "genitive") or (i + first == 0 and bool(t.senses))
        for i, t in enumerate(tokens[first : head + 1])
    )
    if tokens[head].key in ("average", "averages") and plain:
        return Owner("other", first, last)  # "the average climbed to $5.48": of whatever was counted
    if tokens[head].has("gauge") and any(t.has("measure") for t in tokens[first:head]):
        return Owner("measure", first, last)  # "the new orders sub-index"
    if tokens[head].key in _PARTS_OF_AN_INDEX:
        return Owner(
            "instrument", first, last, noun="gauge"
        )  # "the financial sub-index" is not the index told before
    if tokens[first].key in THIS and plain:
        other = noun == "price" and any(
            not t.senses or t.key in _NATIONS for t in tokens[first + 1 : head]
        )  # "the German year-ahead contract"
        return Owner("other" if other else "pronoun", first, last, noun=noun, future=future)
    if plain and head == first:
        return Owner("other", first, last)
    return Owner("group" if plain else "instrument", first, head, noun=noun, future=future)
