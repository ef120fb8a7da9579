"""What an English noun phrase names, from its head: a name, somebody named before, a group, a measure."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from bot.listings import PLACES
from bot.reading.languages.base import Owner
from bot.reading.names.mentions import Mention
from bot.reading.tokens import Token, Tokens

_COMPLEMENTS = frozenset({"of", "in", "for"})
_OF_CONTRACTS = frozenset({"on", "tied to", "linked to", "tracking", "to"})
_ANAPHORIC = ("company-noun", "gauge", "coin", "currency-noun", "good", "fund", "price")
_THIS = frozenset("the its their this that these those his her our".split())
_GROUPS = frozenset(
    "stocks shares equities markets names companies firms peers rivals banks miners indexes indices averages gainers losers counters".split()
)
_INSTRUMENT_KINDS = frozenset({"index", "commodity", "currency", "crypto"})
_LONGEST_NAME = 7  # words
_NATIONS = frozenset(
    "german french british dutch italian spanish japanese chinese american european uk u.s u.s. us".split()
)
_FOREIGN = frozenset("mcx shfe euronext matif tocom dce czce ncdex".split())
_SHORT_CODE = 4  # letters: of a measure as often as of a company


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
    if stop is not None and stop > first:
        head = tokens[stop - 1]
        if _is_share_of_market(tokens, stop, last):
            return Owner("measure", first, last)
        linked = tokens[stop].key in _COMPLEMENTS or (head.has("future") and tokens[stop].key in _OF_CONTRACTS)
        if head.has("whose-price") and linked and not _has_name(tokens, first, stop - 1):
            inner = owner(tokens, stop + 1, last, common)
            share = head.has("share") or inner.shares
            if share and inner.kind == "other" and _is_plain_description(tokens, stop + 1, last):
                return Owner("pronoun", first, last, shares=True, noun="company-noun")
            place = _before_place(tokens, first, stop - 1)[1] or _kind_of_share(tokens, first, stop - 1)
            found = replace(
                inner, shares=share, future=inner.future or head.has("future"), place=place or inner.place
            )
            return _unless_preferred(found, last)
        if head.has("measure") and not head.has("share"):
            return Owner("measure", first, last)
        if head.has("gauge") and any(t.has("economic", "measure") for t in tokens[stop : last + 1]):
            return Owner("measure", first, last)
        last = stop - 1
    return _by_head(tokens, first, last, common)


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
        if t.has("share", "price", "gauge", "measure") and not t.has("genitive"):
            return t.has("measure") and not t.has("gauge")
    return False


def _is_market_share(tokens: Tokens, first: int, head: int) -> bool:
    """ "its share fell 2.3 points": one share is a market's as a rule, unless it has a price."""
    return (tokens[head].key == "share" and tokens[first].key in ("its", "their", "his")) or (
        tokens[head].key == "share" and head > first and tokens[head - 1].has("genitive")
    )


def _trimmed(tokens: Tokens, first: int, last: int) -> tuple[int, int]:
    while first <= last and (
        tokens[first].has("mark") or tokens[first].key in ("both", "each", "all", "and", "or", "also")
    ):
        first += 1
    while last >= first and tokens[last].key in ("each", "both", "all", "themselves", "itself", ",", "-", "–"):
        last -= 1
    return first, last


def _first_preposition(tokens: Tokens, first: int, last: int) -> int | None:
    return next(
        (i for i in range(first + 1, last + 1) if tokens[i].has("prep") and not tokens[i].has("name", "det")), None
    )


def _has_name(tokens: Tokens, first: int, last: int) -> bool:
    return any(t.has("name") for t in tokens[first : last + 1])


def _is_share_of_market(tokens: Tokens, stop: int, last: int) -> bool:
    """ "Apple's share in the Chinese phone market" is no price."""
    return tokens[stop - 1].key == "share" and any(
        t.has("gauge", "sector", "measure") or t.key in ("market", "segment") for t in tokens[stop : last + 1]
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
    head = _Head(tokens, first, end, last, _tag_in(tokens, end + 1, last), common)
    found = next((found for rule in _HEADS if (found := rule(head)) is not None), None) or _unknown(
        tokens, first, end, common, shares=False
    )
    share_class = _class_in(tokens[end + 1 : last + 1])
    return replace(found, place=share_class) if share_class and found.kind == "name" else found


def _of_a_fund(h: _Head) -> Owner | None:
    fund = h.word.has("fund") and h.word.key in ("fund", "trust") and h.word.text.islower() and h.tagged is None
    return Owner("other", h.first, h.last) if h.word.has("no-listing") or fund else None


def _of_a_code(h: _Head) -> Owner | None:
    """ "The stock DECK was off 6.3%", "(AAPL)", "Momenta (XYZ)"."""
    code = h.word.text.isupper() and not h.word.senses and h.end > h.first
    if code and h.tokens[h.end - 1].has("share"):
        return Owner("pronoun", h.first, h.last, shares=True, noun="share")
    if h.word.has("tag"):
        return Owner("name", h.end, h.end, h.word.mention)
    if h.tagged is not None and h.word.capital and not h.word.has("name"):
        return Owner("name", _name_start(h.tokens, h.first, h.end), h.end, h.tagged)
    return None


def _of_that(h: _Head) -> Owner | None:
    that = h.end > h.first and h.tokens[h.first].key in ("that", "those")
    return Owner("other", h.first, h.last) if that else None


def _of_a_part_of_a_name(h: _Head) -> Owner | None:
    """An instrument's word at the end of a longer name: "Turaco Gold", "WSJ Dollar Index"."""
    if not (h.word.has("name") and _is_names_part(h.tokens, h.first, h.end, h.last)):
        return None
    company = h.word.mention.company if h.word.mention else None
    if company is not None and company.kind in ("index", "currency"):
        return Owner("instrument", _name_start(h.tokens, h.first, h.end), h.end, noun="gauge")
    return _unknown(h.tokens, h.first, h.last, h.common, shares=False)


def _of_a_name(h: _Head) -> Owner | None:
    if _is_no_company(h.tokens, h.first, h.end, h.tagged):
        return Owner("other", h.first, h.last)  # "The Amazon fell 19 centimetres"
    coin = _coin_before(h.tokens, h.first, h.end)
    if coin is not None:
        return Owner("name", coin, h.end, h.tokens[coin].mention)  # "Solana's SOL"
    return _named(h.tokens, h.first, h.end, h.end, h.last) if h.word.has("name") else None


def _of_a_word(h: _Head) -> Owner | None:
    """A pronoun, shares, a measure, an instrument, a kind of company."""
    word = h.word
    if word.has("pronoun"):
        return Owner("pronoun", h.first, h.last)
    if word.has("share"):
        return _of_shares(h.tokens, h.first, h.end, h.last, h.common)
    if word.has("measure") and not word.has("gauge", "company-noun"):
        return Owner("measure", h.first, h.last)
    if word.has("gauge", "price", "future", "fund", "coin", "currency-noun", "good", "sector"):
        return _of_instrument(h.tokens, h.first, h.end, h.last, h.common)
    if word.has("company-noun") and (not word.capital or word.key == "company"):
        return _of_company_noun(h.tokens, h.first, h.end, h.last)
    return None


def _of_a_ticker_behind(h: _Head) -> Owner | None:
    if h.tagged is None or not h.tokens[h.last].has("tag", "mark"):
        return None
    return Owner("name", _name_start(h.tokens, h.first, h.end), h.end, h.tagged)


_HEADS: tuple[Callable[[_Head], Owner | None], ...] = (
    _of_a_fund,
    _of_a_code,
    _of_that,
    _of_a_part_of_a_name,
    _of_a_name,
    _of_a_word,
    _of_a_ticker_behind,
)


def _is_no_company(tokens: Tokens, first: int, end: int, tagged: object) -> bool:
    """A company's name with an article and nothing behind it is something else of that name."""
    mention = tokens[end].mention
    company = mention.company if mention is not None else None
    return (
        tokens[end].has("name")
        and tagged is None
        and end > 0
        and tokens[end - 1].key == "the"
        and not (end + 1 < len(tokens) and tokens[end + 1].has("form"))
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


_CLASS_LETTERS = frozenset("ABCDH")
_CLASS_TOLD = re.compile(r"\b(?:class|cl|series) ([a-d])\b")


def _class_in(tokens: Tokens) -> str:
    """Which class of a share words name, as "class b"; "" where they name none."""
    told = _CLASS_TOLD.search(" ".join(t.key for t in tokens))
    letter = told[1] if told else next((t.text.lower() for t in tokens if t.text in _CLASS_LETTERS), "")
    return f"class {letter}" if letter else ""


def _before_form(tokens: Tokens, first: int, end: int) -> int:
    """ "Apple Inc", "Anhui Conch Cement Co., Ltd.", "Haleon plc", "Kweichow Moutai Co. Ltd. A": the name before a firm's legal form and a
    share's letter, where the table has it."""
    i = end
    while i > first and (tokens[i].has("form") or tokens[i].key in (",", ".") or tokens[i].text in _CLASS_LETTERS):
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


def _tag_in(tokens: Tokens, first: int, last: int) -> Mention | None:
    return next((t.mention for t in tokens[first : last + 1] if t.has("tag")), None)


def _name_start(tokens: Tokens, first: int, end: int) -> int:
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


def _named(
    tokens: Tokens, first: int, name: int, end: int, last: int, *, shares: bool = False, future: bool = False
) -> Owner:
    mention = tokens[name].mention
    start = name
    if name + 1 <= last and tokens[name + 1].has("tag"):
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


def _is_names_part(tokens: Tokens, first: int, name: int, last: int) -> bool:
    """ "Turaco Gold", "WSJ Dollar Index": an instrument's word inside another name."""
    mention = tokens[name].mention
    company = mention.company if mention else None
    if company is None or company.kind not in _INSTRUMENT_KINDS or mention is None or mention.tag_start is not None:
        return False
    if name + 1 <= last and tokens[name + 1].has("legal-form") and tokens[name + 1].capital:
        return True
    if name == first:
        return False
    before = tokens[name - 1]
    if company.kind == "commodity" and before.key.isalpha() and not before.has("neutral"):
        other = (before.has("place") or not before.senses) and not before.has("name")
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


# Which of a company's shares a word means, as a place of bot.listings.PLACES.
_CLASSES = {
    **dict.fromkeys(
        ("adr", "adrs", "ads", "adss", "american depositary receipts", "american depositary shares"), "adr"
    ),
    **dict.fromkeys(("h-shares", "h shares"), "h-share"),
    **dict.fromkeys(("a-shares", "a shares"), "a-share"),
    **dict.fromkeys(("preferred shares", "preference shares", "preferred stock"), "preferred"),
}


def _unless_preferred(found: Owner, last: int) -> Owner:
    """ "Boeing's preferred shares" are an instrument of their own, which the table has of few firms."""
    company = found.mention.company if found.mention is not None else None
    own = found.place != "preferred" or company is None or company.preferred() is not None
    return found if own else Owner("instrument", found.first, last)


def _kind_of_share(tokens: Tokens, first: int, head: int) -> str:
    """Which of a company's shares the word tokens[head] means: "h-share", "preferred", "class b"; "" where it does not say."""
    return _CLASSES.get(tokens[head].key) or _class_in(tokens[max(first, head - 2) : head + 1])


def _of_shares(tokens: Tokens, first: int, head: int, last: int, common: frozenset[str]) -> Owner:
    """ "Alibaba's Hong Kong-listed shares", "the company's stock", "bank shares", "shares"."""
    if _is_market_share(tokens, first, head):
        return Owner("measure", first, last)
    shown = _kind_of_share(tokens, first, head)
    head, place = _before_place(tokens, first, _before_class(tokens, first, head))
    place = place or shown
    if place and (head <= first or (tokens[first].key in _THIS and head == first + 1)):
        return Owner("pronoun", first, last, shares=True, noun="share", place=place)
    if head == first:
        return Owner("pronoun", first, last, shares=True, noun="share")
    names = [i for i in range(first, head) if tokens[i].has("name")]
    tag = _tag_in(tokens, first, last)
    lower = not tokens[head - 1].capital or head == 1
    if tokens[head].key == "stocks" and lower and tag is not None and not tag.companies:
        tag = None  # "luxury stocks (.STXLUXP)": the code of a sector that the table lacks
    if names:
        name = names[-1]
        if _is_names_part(tokens, first, name, head - 1):
            return _unknown(tokens, first, head - 1, common, shares=True)
        meant = tokens[name].mention
        company = meant.company if meant is not None else None
        if company is not None and company.kind in _INSTRUMENT_KINDS and tokens[head].key in _GROUPS:
            return Owner("group", first, last, shares=True)  # "oil & gas stocks", "gold shares"
        others = [
            i
            for i in range(name + 1, head)
            if tokens[i].capital and not tokens[i].has("tag", "legal-form", "neutral") and tokens[i].key.isalpha()
        ]
        return (
            _unless_preferred(replace(_named(tokens, first, name, name, last, shares=True), place=place), last)
            if len(others) < 2
            else _unknown(tokens, first, head - 1, common, shares=True)
        )
    if tag is not None:
        end = next(i for i in range(first, last + 1) if tokens[i].has("tag")) - 1
        start = _name_start(tokens, first, max(first, end))
        return Owner("name", start, max(start, end), tag, True)
    before = tokens[head - 1]
    if before.has("genitive"):
        return _pointing_or_unknown(tokens, first, head - 2, last, common)
    if before.key in _THIS or (
        tokens[first].key in _THIS
        and all(not t.capital for t in tokens[first + 1 : head])
        and not _is_group(tokens, first, head, common)
    ):
        return Owner("pronoun", first, last, shares=True, noun="share")
    if _is_group(tokens, first, head, common):
        return Owner("group", first, last, shares=True)
    return _unknown(tokens, first, head - 1, common, shares=True)


def _before_place(tokens: Tokens, first: int, head: int) -> tuple[int, str]:
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
    return _unknown(tokens, first, end, common, shares=True)


def _of_named_instrument(tokens: Tokens, first: int, name: int, head: int, last: int, *, future: bool) -> Owner:
    """ "S&P 500 futures", "gold prices", "the Nifty IT index", of which tokens[name] is a name."""
    mention = tokens[name].mention
    kind = mention.company.kind if mention and mention.company else ""
    if _is_names_part(tokens, first, name, head):
        return Owner("instrument", _name_start(tokens, first, head), head, noun="gauge")
    between = tokens[name + 1 : head]
    others = (t for t in between if not t.has("neutral", "det", "gauge", "future", "price", "tag", "mark"))
    if kind == "index" and any(not t.senses or t.has("pronoun", "company-noun", "sector") for t in others):
        return Owner("instrument", name, head, noun="gauge")  # "the Nifty IT index"
    if kind == "commodity" and any(t.key in _FOREIGN for t in tokens[first:name]):
        return Owner("instrument", name, head, noun="good")  # "MCX gold December contract"
    if kind in ("company", "commodity", "crypto") and tokens[head].has("gauge", "sector", "fund"):
        return Owner("instrument", name, head, noun="gauge" if tokens[head].has("gauge") else "")
    if future and kind == "index":
        return Owner("instrument", name, head, mention, future=True, noun="future")
    return _named(tokens, first, name, head, last, future=future)


def _of_instrument(tokens: Tokens, first: int, head: int, last: int, common: frozenset[str]) -> Owner:
    """ "S&P 500 futures", "gold prices", "the index", "VN-Index", "the utilities sector"."""
    names = [i for i in range(first, head) if tokens[i].has("name")]
    if tokens[head].has("gauge") and any(t.has("economic") for t in tokens[first:head]) and not names:
        return Owner("measure", first, last)
    future = any(t.has("future") for t in tokens[first : head + 1])
    if names:
        return _of_named_instrument(tokens, first, names[-1], head, last, future=future)
    tag = _tag_in(tokens, first, last)
    if tag is not None:
        return Owner("name", _name_start(tokens, first, head), head, tag, future=future)
    if tokens[head].has("sector") or (
        tokens[head].has("price")
        and not tokens[head].has("future")
        and not any(t.has("good") for t in tokens[first:head])
        and head > first
        and tokens[first].key not in _THIS
    ):
        return Owner("other" if not tokens[head].has("sector") else "group", first, last)
    noun = next((s for s in _ANAPHORIC if tokens[head].has(s)), "")
    plain = all(
        not t.capital or t.has("det", "neutral", "genitive") or (i + first == 0 and bool(t.senses))
        for i, t in enumerate(tokens[first : head + 1])
    )
    if tokens[head].key in ("average", "averages") and plain:
        return Owner("other", first, last)  # "the average climbed to $5.48": of whatever was counted
    if tokens[head].has("gauge") and any(t.has("measure") for t in tokens[first:head]):
        return Owner("measure", first, last)  # "the new orders sub-index"
    if tokens[first].key in _THIS and plain:
        other = noun == "price" and any(
            not t.senses or t.key in _NATIONS for t in tokens[first + 1 : head]
        )  # "the German year-ahead contract"
        return Owner("other" if other else "pronoun", first, last, noun=noun, future=future)
    if tokens[head].has("measure") or (plain and head == first):
        return Owner("other", first, last)
    if tokens[head].has("gauge") and any(t.has("economic") for t in tokens[first:head]):
        return Owner("measure", first, last)
    return Owner("group" if plain else "instrument", first, head, noun=noun, future=future)


def _of_company_noun(tokens: Tokens, first: int, head: int, last: int) -> Owner:
    """ "SoftBank group" is a name, "the gold miner" and "the coffee chain" tell what somebody does."""
    names = [i for i in range(first, head) if tokens[i].has("name")]
    if names and not any(t.has("genitive") for t in tokens[names[-1] : head]) and not _is_trade(tokens[names[-1]]):
        return _named(tokens, first, names[-1], names[-1], last)
    return (
        Owner("pronoun", first, last, noun="company-noun")
        if tokens[first].key in _THIS
        else Owner("other", first, last)
    )


def _is_trade(name: Token) -> bool:
    """What firms deal in."""
    company = name.mention.company if name.mention is not None else None
    return company is not None and company.kind in ("commodity", "crypto", "currency", "index")


def _unknown(tokens: Tokens, first: int, last: int, common: frozenset[str], *, shares: bool) -> Owner:
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
    while start < end and (
        tokens[start].has("det", "prep", "conj") or tokens[start].key in ("of", "&") or not tokens[start].capital
    ):
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
    return (t.capital and not t.has("genitive")) or t.key in ("&", "of", "-", ".", "de", "and") or t.has("name")
