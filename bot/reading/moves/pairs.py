"""Currencies that are told in one another: which pair is meant, and in what it is quoted."""

from __future__ import annotations

from dataclasses import replace

from bot.listings import Listing
from bot.reading.document import Document, Sentence
from bot.reading.languages.base import Directed
from bot.reading.moves.change import (
    company_kind,
)
from bot.reading.moves.focus import Referent

_PAIR = 6  # letters


def quoted_in(symbol: str) -> str | None:
    """EURUSD=X is told in dollars."""
    return symbol[3:6] if len(symbol) > _PAIR and symbol.endswith("=X") else None


def as_pair(
    document: Document, sentence: Sentence, one: Directed, referent: Referent, listing: Listing | None
) -> tuple[Referent, Listing | None]:
    """ "the dollar fell to 158.35 yen", "the euro was up 0.3% at 88.12 pence": a currency that is told in another is the pair of both."""
    quoted = _quoted_against(sentence, one, referent) or _priced_in(sentence, one, referent)
    if quoted is not None:
        pair = document.table.of_symbol(f"{company_code(referent)}{quoted}=X")
        other = listing is None or not listing.symbol.endswith(f"{quoted}=X")
        if pair is not None and referent.mention is not None:
            return replace(referent, mention=replace(referent.mention, companies=(pair,))), pair.listings[0]
        if other and quoted != "USD":
            return replace(referent, quoted=quoted), None
    return referent, listing


def _priced_in(sentence: Sentence, one: Directed, referent: Referent) -> str | None:
    """The ISO code of the currency of its level or its change, where that is not the one in which the table has it."""
    if company_kind(referent) != "currency" or referent.company is None:
        return None
    places = [i for i in (one.level, *one.figures[:1]) if i is not None]
    money = [f for i in places if (f := sentence.tokens[i].figure) is not None and f.kind == "money" and f.unit]
    unit = _WHOLE.get(money[0].unit or "", money[0].unit) if money else None
    own = (company_code(referent), quoted_in(referent.company.key) or "USD")
    if unit is None or unit in own or money[0].bare_dollar:
        return None
    return unit


_WHOLE = {"GBX": "GBP", "ZAC": "ZAR", "ILA": "ILS"}  # what a hundred of a market's units are


_AGAINST = ("兑", "兌", "对", "對", "/", "against", "versus", "vs")
_AGAINST_WITHIN = 3  # tokens


def company_code(referent: Referent) -> str:
    """The ISO code of a currency of the table."""
    return referent.company.key[:3] if referent.company is not None else ""


def _quoted_against(sentence: Sentence, one: Directed, referent: Referent) -> str | None:
    """The ISO code of the currency in which another is told: "英镑兑港元", "the euro fell against the yen"."""
    if company_kind(referent) != "currency":
        return None
    at = next((i for i, t in enumerate(sentence.tokens) if t.start >= referent.end), len(sentence.tokens))
    near = sentence.tokens[at : at + _AGAINST_WITHIN]
    behind = sentence.tokens[one.end : one.end + _AGAINST_WITHIN]
    if behind and behind[0].key in ("against", "versus", "vs"):
        near = behind
    elif sentence.tokens[0].key == "against" and at > _AGAINST_WITHIN:
        near = sentence.tokens[: _AGAINST_WITHIN + 1]  # "Against the yen, the dollar dropped 0.83%"
    for i, t in enumerate(near[:-1]):
        named = next((x for x in near[i + 1 :] if x.has("name")), None)
        if t.key in _AGAINST and named is not None and named.mention is not None:
            company = named.mention.company
            return company.key[:3] if company is not None and company.kind == "currency" else None
    return None
