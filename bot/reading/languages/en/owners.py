"""What an English noun phrase names, from its head: a name, somebody named before, a group, a measure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache

from bot.listings import EXCHANGES, PLACES
from bot.reading.languages.base import Owner
from bot.reading.languages.en.instruments import of_instrument
from bot.reading.languages.en.naming import INSTRUMENT_KINDS, is_names_part, name_start, named, tag_in, unknown
from bot.reading.languages.en.shares import (
    CLASS_LETTERS,
    THIS,
    before_place,
    class_in,
    kind_of_share,
    of_shares,
    unless_preferred,
)
from bot.reading.names.mentions import Mention
from bot.reading.tokens import Token, Tokens, token_at

_COMPLEMENTS = frozenset({"of", "in", "for"})
_OF_CONTRACTS = frozenset({"on", "tied to", "linked to", "tracking", "to"})


def owner(tokens: Tokens, first: int, last: int, common: frozenset[str]) -> Owner:
    """What tokens[first:last + 1] names; `common` are everyday words, which are no name alone."""
    first, last = _trimmed(tokens, first, last)
    if first > last:
        return Owner("other", first, last)
    stop = _first_preposition(tokens, first, last)
    if tokens[first].key in ("that", "those") and stop == first + 1:
        if _points_to_a_measure(tokens, first):
            return Owner("measure", first, last)
        of_contracts = any(t.has("future") for t in tokens[:first])
        return replace(
            owner(tokens, stop + 1, last, common), future=of_contracts
        )  # "those of Li Auto": of what was told of another
    if stop is not None:
        head = tokens[stop - 1]
        if _is_share_of_market(tokens, stop, last):
            return Owner("measure", first, last)
        linked = tokens[stop].key in _COMPLEMENTS or (head.has("future") and tokens[stop].key in _OF_CONTRACTS)
        if head.has("whose-price") and linked and not _has_name(tokens, first, stop - 1):
            if tokens[stop].key == "on" and _is_an_exchange(tokens, stop + 1, last):
                return _by_head(tokens, first, stop - 1, common)
            inner = owner(tokens, stop + 1, last, common)
            if tokens[stop + 1].key in ("a", "an") and tokens[inner.last].names("company"):
                return Owner("measure", first, last)  # "the price of a used Tesla"
            share = head.has("share") or inner.shares
            if share and tokens[stop].key == "in" and _is_a_place(tokens, stop + 1, last):
                return Owner("pronoun", first, last, shares=True, noun="share")  # "Shares in Dublin were up 5.2%"
            if share and inner.kind == "other" and _is_plain_description(tokens, stop + 1, last):
                return Owner("pronoun", first, last, shares=True, noun="company-noun")
            place = before_place(tokens, first, stop - 1)[1] or kind_of_share(tokens, first, stop - 1)
            found = replace(
                inner, shares=share, future=inner.future or head.has("future"), place=place or inner.place
            )
            return unless_preferred(found, last)
        if head.has("measure"):
            return Owner("measure", first, last)
        if head.has("gauge") and any(t.has("economic", "measure") for t in tokens[stop : last + 1]):
            return Owner("measure", first, last)
        if (
            head.has("gauge")
            and tokens[stop].key == "in"
            and not _has_name(tokens, first, stop - 1)
            and _is_in_towns(tokens, stop + 1, last)
        ):
            return Owner("instrument", first, last, noun="gauge")  # "the blue-chip benchmarks in Paris and London"
        last = stop - 1
    return _by_head(tokens, first, last, common)


@cache
def _cities() -> frozenset[str]:
    return frozenset(
        {*PLACES, *(e.name.lower() for e in EXCHANGES), *(e.zone.key.rpartition("/")[2].lower() for e in EXCHANGES)}
    )


def _is_a_place(tokens: Tokens, first: int, last: int) -> bool:
    """Where a stock exchange is."""
    words = " ".join(t.key for t in tokens[first : last + 1]).replace("_", " ")
    return words in _cities() and not tokens[last].has("name")


def _is_an_exchange(tokens: Tokens, first: int, last: int) -> bool:
    """ "The February contract on Bursa Malaysia eased": where it trades, and not of what it is."""
    words = " ".join(t.key.lower() for t in tokens[first : last + 1])
    return any(words == e.name.lower() for e in EXCHANGES) or tokens[last].key == "exchange"


def _is_in_towns(tokens: Tokens, first: int, last: int) -> bool:
    """ "Paris and London": each where an exchange is."""
    towns = [t.key for t in tokens[first : last + 1] if t.capital]
    return bool(towns) and all(town in _cities() for town in towns)


def _is_plain_description(tokens: Tokens, first: int, last: int) -> bool:
    """ "shares of the online used-car seller": somebody told before, by what it does."""
    if tokens[first].key != "the" or first >= last:
        return False
    return not any(
        t.capital or t.has("name", "tag", "measure", "gauge", "figure") for t in tokens[first + 1 : last + 1]
    )


def _points_to_a_measure(tokens: Tokens, first: int) -> bool:
    """ "trading volume in X rose 5%, while that in Y fell": the nearest thing before that a price or a measure is called."""
    for t in reversed(tokens[:first]):
        if t.has("share", "price", "gauge", "measure"):
            return t.has("measure")
    return False


def _trimmed(tokens: Tokens, first: int, last: int) -> tuple[int, int]:
    while first <= last and (
        tokens[first].has("mark") or tokens[first].key in ("both", "each", "all", "and", "or", "also")
    ):
        first += 1
    while last >= first and tokens[last].key in ("each", "both", "all", "themselves", "itself", ",", "-", "–"):
        last -= 1
    return first, last


def _first_preposition(tokens: Tokens, first: int, last: int) -> int | None:
    return next((i for i in range(first + 1, last + 1) if tokens[i].has("prep")), None)


def _has_name(tokens: Tokens, first: int, last: int) -> bool:
    return any(t.has("name") for t in tokens[first : last + 1])


def _is_share_of_market(tokens: Tokens, stop: int, last: int) -> bool:
    """ "Apple's share in the Chinese phone market" is no price."""
    return tokens[stop - 1].key == "share" and any(
        t.has("gauge", "sector", "measure") for t in tokens[stop : last + 1]
    )


@dataclass(frozen=True, slots=True)
class _Head:
    """A phrase with its last word that says what it is of; `tagged` is a printed ticker behind that."""

    tokens: Tokens
    first: int
    end: int
    last: int
    tagged: Mention | None
    common: frozenset[str]

    @property
    def word(self) -> Token:
        return self.tokens[self.end]


def _by_head(tokens: Tokens, first: int, last: int, common: frozenset[str]) -> Owner:
    """What a phrase names, by its last word: the first rule that has an answer."""
    end = last
    if tokens[last].has("genitive"):
        return Owner("other", first, last)  # "GM's climbed 7%": of something that is not said again
    while end > first and (tokens[end].has("tag") or tokens[end].key in ")]>"):
        end = _before_bracket(tokens, end, first)
    end = _before_form(tokens, first, end)
    head = _Head(tokens, first, end, last, tag_in(tokens, end + 1, last), common)
    found = next((found for rule in _HEADS if (found := rule(head)) is not None), None) or unknown(
        tokens, first, end, common, shares=False
    )
    share_class = class_in(tokens[end + 1 : last + 1])
    return replace(found, place=share_class) if share_class else found


def _of_a_fund(h: _Head) -> Owner | None:
    fund = h.word.key in ("fund", "trust") and h.word.text.islower() and h.tagged is None
    return Owner("other", h.first, h.last) if h.word.has("no-listing") or fund else None


def _of_a_code(h: _Head) -> Owner | None:
    """ "The stock DECK was off 6.3%", "(AAPL)", "Momenta (XYZ)"."""
    code = h.word.text.isupper() and not h.word.senses and h.end > h.first
    if code and h.tokens[h.end - 1].has("share"):
        return Owner("pronoun", h.first, h.last, shares=True, noun="share")
    if h.word.has("tag"):
        return Owner("name", h.end, h.end, h.word.mention)
    if h.tagged is not None and h.word.capital and not h.word.has("name"):
        return Owner("name", name_start(h.tokens, h.first, h.end), h.end, h.tagged)
    return None


def _of_that(h: _Head) -> Owner | None:
    that = h.end > h.first and h.tokens[h.first].key in ("that", "those")
    return Owner("other", h.first, h.last) if that else None


def _of_a_price_performance(h: _Head) -> Owner | None:
    """ "YTD Price Performance: 61.36%" below "More about Team": of the share that was named."""
    told = h.word.key == "performance" and h.end > h.first and h.tokens[h.end - 1].has("price")
    return Owner("pronoun", h.first, h.last, shares=True, noun="share") if told else None


def _of_a_part_of_a_name(h: _Head) -> Owner | None:
    """An instrument's word at the end of a longer name: "Turaco Gold", "WSJ Dollar Index"."""
    if not is_names_part(h.tokens, h.first, h.end, h.last):
        return None
    company = h.word.mention.company if h.word.mention else None
    if company is not None and company.kind in ("index", "currency"):
        return Owner("instrument", name_start(h.tokens, h.first, h.end), h.end, noun="gauge")
    return unknown(h.tokens, h.first, h.last, h.common, shares=False)


def _of_a_name(h: _Head) -> Owner | None:
    if _is_no_company(h.tokens, h.first, h.end, h.tagged):
        return Owner("other", h.first, h.last)  # "The Amazon fell 19 centimetres"
    coin = _coin_before(h.tokens, h.first, h.end)
    if coin is not None:
        return Owner("name", coin, h.end, h.tokens[coin].mention)  # "Solana's SOL"
    return named(h.tokens, h.first, h.end, h.end, h.last) if h.word.has("name") else None


def _of_a_word(h: _Head) -> Owner | None:
    """A pronoun, shares, a measure, an instrument, a kind of company."""
    word = h.word
    if word.has("pronoun"):
        return Owner("pronoun", h.first, h.last)
    if word.has("share"):
        return of_shares(h.tokens, h.first, h.end, h.last, h.common)
    if word.has("measure"):
        return Owner("measure", h.first, h.last)
    if word.has("gauge", "price", "future", "fund", "coin", "currency-noun", "good", "sector"):
        return of_instrument(h.tokens, h.first, h.end, h.last, h.common)
    if word.has("company-noun") and (not word.capital or word.key == "company"):
        return _of_company_noun(h.tokens, h.first, h.end, h.last)
    return None


def _of_a_ticker_behind(h: _Head) -> Owner | None:
    if h.tagged is None:
        return None
    return Owner("name", name_start(h.tokens, h.first, h.end), h.end, h.tagged)


_LABELS = ("—", "–", ":")


def _of_a_description_behind_a_label(h: _Head) -> Owner | None:
    """ "Fiserv — The payments processor popped 6.2%": whom the item is about, by what they do."""
    behind = h.first > 1 and h.tokens[h.first - 1].key in _LABELS
    labelled = behind and all(t.has("name", "tag") or t.key in "(),." for t in h.tokens[: h.first - 1])
    if not labelled or not _is_plain_description(h.tokens, h.first, h.last):
        return None
    return Owner("pronoun", h.first, h.last, noun="company-noun")


_HEADS: tuple[Callable[[_Head], Owner | None], ...] = (
    _of_a_fund,
    _of_a_code,
    _of_that,
    _of_a_price_performance,
    _of_a_part_of_a_name,
    _of_a_name,
    _of_a_word,
    _of_a_ticker_behind,
    _of_a_description_behind_a_label,
)


def _is_no_company(tokens: Tokens, first: int, end: int, tagged: object) -> bool:
    """A company's name of one word with an article and nothing behind it is something else of that name."""
    mention = tokens[end].mention
    company = mention.company if mention is not None else None
    return (
        tagged is None
        and token_at(tokens, end - 1).key == "the"
        and " " not in tokens[end].text
        and not token_at(tokens, end + 1).has("form")
        and company is not None
        and company.kind == "company"
    )


def _coin_before(tokens: Tokens, first: int, end: int) -> int | None:
    """The coin whose code ends a phrase."""
    if end - 2 < first or not tokens[end - 1].has("genitive") or not tokens[end].text.isupper():
        return None
    mention = tokens[end - 2].mention
    kinds = {c.kind for c in mention.companies} if mention is not None else set()
    return end - 2 if "crypto" in kinds and tokens[end - 2].has("name") else None


def _before_form(tokens: Tokens, first: int, end: int) -> int:
    """ "Apple Inc", "Anhui Conch Cement Co., Ltd.", "Haleon plc", "Kweichow Moutai Co. Ltd. A": the name before a firm's legal form and a
    share's letter, where the table has it."""
    i = end
    while i > first and (tokens[i].has("form") or tokens[i].key in (",", ".") or tokens[i].text in CLASS_LETTERS):
        i -= 1
    return i if tokens[i].has("name") and (tokens[end].capital or tokens[end].key == "plc") else end


def _before_bracket(tokens: Tokens, end: int, first: int) -> int:
    """The token before a tag or a bracket."""
    if tokens[end].key in ")]>":
        i = end
        while i > first and tokens[i].key not in "([<":
            i -= 1
        return max(first, i - 1)
    return end - 1


def _of_company_noun(tokens: Tokens, first: int, head: int, last: int) -> Owner:
    """ "SoftBank group" is a name, "the gold miner" and "the coffee chain" tell what somebody does."""
    names = [i for i in range(first, head) if tokens[i].has("name")]
    genitive = names and any(t.has("genitive") for t in tokens[names[-1] : head])
    if names and not genitive and not _is_trade(tokens[names[-1]]):
        if tokens[head].key in _PARTS:
            return Owner("other", first, last)  # "Apple supplier", "Tesla's network"
        return named(tokens, first, names[-1], names[-1], last)
    return (
        Owner("pronoun", first, last, noun="company-noun")
        if tokens[first].key in THIS
        else Owner("other", first, last)
    )


_PARTS = frozenset("network unit business subsidiary arm division operator supplier venture brand affiliate".split())


def _is_trade(name: Token) -> bool:
    """What firms deal in."""
    return name.names(*INSTRUMENT_KINDS)
