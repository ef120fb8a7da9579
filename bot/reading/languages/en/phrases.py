"""The noun phrase that ends at a word: collected leftwards over the words that may stand in one."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from bot.reading.languages.base import Link, Phrase
from bot.reading.languages.en.roles import adjective_here, noun_here
from bot.reading.tokens import Tokens, token_at

OPENS, SHUTS = {")": "(", "]": "[", "）": "（", ">": "<"}, {"(", "[", "（", "<"}
LONGEST_INSERT = 40  # tokens
_DELIVERY = ("settlement", "delivery", "loading", "shipment")
_IN_PHRASES = frozenset({"of", "in", "for", "at", "on", "from", "per"})
_NO_SUBJECT_BEHIND = frozenset({"on", "at", "of", "from", "against", "through", "to"})
_FARTHER = frozenset(
    {
        "tied to",
        "linked to",
        *"tracking outside excluding to between versus by over through across against into than".split(),
    }
)


def phrase_ending(tokens: Tokens, last: int, link: Link) -> Phrase | None:
    """The noun phrase whose last word is tokens[last]; None where none ends there that may be a subject."""
    if _is_delivery(tokens, last):
        return phrase_ending(tokens, last - 3 - (tokens[last - 1].key == "."), link)
    if 0 <= last < len(tokens) and tokens[last].has("pronoun"):
        object_of = token_at(tokens, last - 1).has("verb") and not token_at(tokens, last - 1).has("say", "noun")
        return None if object_of else Phrase(last, last, link)
    first = _first_of(tokens, last)
    if first > last or (link == "own" and _is_circumstance(tokens, first)):
        return None
    if _goes_on_before(tokens, first):
        farther = phrase_ending(tokens, first - 2, link)
        return Phrase(farther.first, last, link) if farther is not None else None
    return Phrase(first, last, link, heads(tokens, first, last))


def _is_delivery(tokens: Tokens, last: int) -> bool:
    """ "Brent for January settlement slid": the phrase ends before it."""
    month = last - 1 - (token_at(tokens, last - 1).key == ".")  # "for Oct. delivery"
    return (
        month > 1 and tokens[last].key in _DELIVERY and tokens[month].has("month") and tokens[month - 1].key == "for"
    )


def _is_circumstance(tokens: Tokens, first: int) -> bool:
    """ "trading on the CME settled": the exchange is no subject; nor is "firms that sell to Tesla rose"."""
    if first < 2 or tokens[first - 2].key == ",":
        return False
    before = tokens[first - 1]
    return before.key in _NO_SUBJECT_BEHIND or (before.key == "with" and tokens[first - 2].has("participle"))


def _goes_on_before(tokens: Tokens, first: int) -> bool:
    """ "The rate for shipping from Shanghai to Los Angeles fell": the phrase goes on before its last preposition."""
    return first > 1 and tokens[first - 1].key in _FARTHER and may_end_member(tokens, first - 2)


def _first_of(tokens: Tokens, last: int) -> int:
    """The first word of the phrase: leftwards from tokens[last], by what the first rule says that has a verdict."""
    i, joined = last, False
    while i >= 0:
        rule, step = next((r, n) for r in _LEFTWARDS if (n := r(tokens, i, last, joined)) is not None)
        if step == 0:
            break
        joined = joined or rule is _conjunction
        i -= step
    first = i + 1
    while first <= last and (tokens[first].has("conj") or tokens[first].key in (",", "-", "–", "—")):
        first += 1
    return first


_HOLDING = ("in", "at", "on", "for")


def _ends_a_name(tokens: Tokens, i: int) -> bool:
    return tokens[i].has("name", "tag") or tokens[i].capital or tokens[i].key in OPENS


def _determiner_behind(tokens: Tokens, i: int, last: int, joined: bool) -> int | None:
    """A determiner begins the phrase, unless what stands before it joins it to more: "the maker of the drug"; the letter of a share behind
    a name or a firm's legal form is none: "Kweichow Moutai Co. Ltd. A", "Berkshire Hathaway A"."""
    if i == last or not tokens[i + 1].has("det") or (tokens[i + 1].text == "A" and tokens[i].has("form", "name")):
        return None
    t, goes_on = tokens[i], tokens[i + 1].key in ("some", "all", "both", "each")
    return None if goes_on or t.key in _IN_PHRASES or t.has("conj") or t.key == "," else 0


def _bracket(tokens: Tokens, i: int, last: int, joined: bool) -> int | None:
    if tokens[i].key not in OPENS:
        return None
    opening = opening_of(tokens, i)
    return i - opening + 1 if opening > 0 else 0


def _comma_before_form(tokens: Tokens, i: int, last: int, joined: bool) -> int | None:
    """ "Zensho Holdings Co.,Ltd.", "Tvardi Therapeutics, Inc."."""
    if tokens[i].key != "," or not 0 < i < last:
        return None
    behind = tokens[i + 1]
    return 1 if behind.has("form") and behind.capital and _ends_a_name(tokens, i - 1) else None


def _comma_behind_a_lead_in(tokens: Tokens, i: int, last: int, joined: bool) -> int | None:
    """ "Elsewhere in the region, Japan's Nikkei and Korea's Kospi rose": what leads in is no member of a list."""
    if tokens[i].key != ",":
        return None
    begin = next((k + 1 for k in range(i - 1, -1, -1) if tokens[k].has("mark")), 0)
    fronted = begin == 0 and tokens[0].key in _FRONTS and not token_at(tokens, i + 1).has("conj")
    return 0 if tokens[begin].has("lead-in") or fronted else None


_FRONTS = frozenset(
    {"on", "in", "at", "against", "among", "from", "within", "for", "across"}
)  # "On the FTSE 100, Shell rose"


def _comma_of_a_place(tokens: Tokens, i: int, last: int, joined: bool) -> int | None:
    """ "the Mooresville, North Carolina-based company"."""
    if tokens[i].key != "," or not 0 < i < last or not tokens[i - 1].capital:
        return None
    return 1 if any(t.key.endswith("-based") for t in tokens[i + 1 : i + 4]) else None


def _comma_of_a_list(tokens: Tokens, i: int, last: int, joined: bool) -> int | None:
    """ "Wipro, Infosys, TCS slip"; "A, B and C" where the last two are joined."""
    if tokens[i].key != "," or i == 0:
        return None
    if i < last and tokens[i - 1].has("name", "tag") and tokens[i + 1].has("name"):
        return 1
    listed = i < last and tokens[i + 1].key in ("and", "or")
    return 1 if may_end_member(tokens, i - 1) and (joined or listed) else None


def _conjunction(tokens: Tokens, i: int, last: int, joined: bool) -> int | None:
    if tokens[i].key not in ("and", "or", "nor", "&") or not 0 < i < last:
        return None
    serial = tokens[i - 1].key == "," and i > 1 and _ends_a_name(tokens, i - 2) and not _hangs(tokens, i - 2)
    return 1 if serial or _joins(tokens, i) else None


def _hangs(tokens: Tokens, i: int) -> bool:
    """ "helped by firmer iron ore prices, and the New Zealand dollar was lower", "closed lower in New York, and Novo's stock was up": what a
    preposition holds begins no list."""
    while i >= 0 and (may_stand_in_phrase(tokens, i) or tokens[i].has("up", "down")):
        i -= 1
    before = token_at(tokens, i)
    told = any(t.has("percent", "points") for t in tokens[: max(0, i)])
    return before.key == "by" or (before.key in _HOLDING and told)


def _preposition_inside(tokens: Tokens, i: int, last: int, joined: bool) -> int | None:
    if tokens[i].key not in _IN_PHRASES or not 0 < i < last or not may_end_member(tokens, i - 1):
        return None
    return 2 if tokens[i - 1].key in ("that", "those") else 1


def _word(tokens: Tokens, i: int, last: int, joined: bool) -> int | None:
    return 1 if may_stand_in_phrase(tokens, i) else 0


_LEFTWARDS: tuple[Callable[[Tokens, int, int, bool], int | None], ...] = (
    _determiner_behind,
    _bracket,
    _comma_before_form,
    _comma_of_a_place,
    _comma_behind_a_lead_in,
    _comma_of_a_list,
    _conjunction,
    _preposition_inside,
    _word,
)
"""How many words to go left from tokens[i], 0 where the phrase ends; None leaves it to the next rule."""


def may_stand_in_phrase(tokens: Tokens, i: int) -> bool:
    """Whether a word may stand in a noun phrase: the first rule that has a verdict decides, and what none knows may."""
    for rule in _PHRASE_RULES:
        verdict = rule(tokens, i)
        if verdict is not None:
            return verdict
    return True


_NOUNS = (
    "name", "tag", "genitive", "share", "gauge", "price", "measure", "company-noun", "pronoun", "fund", "coin", "currency-noun", "good", "sector",
)  # fmt: skip


_NO_NOUNS = (
    "time",
    "span-noun",
    "subordinator",
    "relative",
    "modal",
    "prep",
    "conj",
    "person",
    "be",
    "aux",
    "say",
    "supposed",
    "denied",
)


def _noun_of_the_lexicon(tokens: Tokens, i: int) -> bool | None:
    """Some verbs are nouns too: "gains"."""
    return True if tokens[i].has(*_NOUNS) else None


def _mark_in_a_name(tokens: Tokens, i: int) -> bool | None:
    t = tokens[i]
    if not t.has("mark"):
        return None
    after_figure = token_at(tokens, i - 1).has("figure")
    return t.key in ("&", "/", "-", "®", "™", "’", "'") and not after_figure


def _figure_in_a_name(tokens: Tokens, i: int) -> bool | None:
    """ "Magnificent 7 ETF"; no figure that a mark follows."""
    if not tokens[i].has("figure"):
        return None
    return tokens[i].has("number") and i + 1 < len(tokens) and not tokens[i + 1].has("mark")


def _month_of_a_contract(tokens: Tokens, i: int) -> bool | None:
    return True if tokens[i].has("month") and _contract_month(tokens, i) else None


def _unit_of_a_figure(tokens: Tokens, i: int) -> bool | None:
    """ "$87.06/bbl and Brent": a unit ends a figure; "a barrel of Brent" does not."""
    if not tokens[i].has("unit") or i == 0:
        return None
    measured = token_at(tokens, i + 1).key == "of"
    behind = tokens[i - 1].has("figure") or tokens[i - 1].key in ("/", "per", "a", "an")
    return False if behind and not measured else None


def _word_of_another_class(tokens: Tokens, i: int) -> bool | None:
    return False if tokens[i].has(*_NO_NOUNS) else None


def _verb_used_as_a_noun(tokens: Tokens, i: int) -> bool | None:
    t = tokens[i]
    if not t.has("verb"):
        return None
    return noun_here(tokens, i) or adjective_here(tokens, i) or (t.capital and not t.has("up", "down", "carrier"))


def _adverb(tokens: Tokens, i: int) -> bool | None:
    t = tokens[i]
    return False if t.has("adverb-filler", "up", "down", "flat", "extreme") and not t.has("det", "noun") else None


_PHRASE_RULES: tuple[Callable[[Tokens, int], bool | None], ...] = (
    _unit_of_a_figure,
    _noun_of_the_lexicon,
    _mark_in_a_name,
    _figure_in_a_name,
    _month_of_a_contract,
    _word_of_another_class,
    _verb_used_as_a_noun,
    _adverb,
)


def _contract_month(tokens: Tokens, i: int) -> bool:
    """ "the October WTI contract", "for October delivery": a month that names a contract."""
    after = tokens[i + 1] if i + 1 < len(tokens) else None
    if (
        after is None
        or after.has("figure", "mark", "prep", "be", "aux", "time")
        or token_at(tokens, i - 1).key in ("in", "since", "during", "of", "until")
    ):
        return False
    return after.has("name", "price", "good", "future") or after.key == "delivery" or after.capital


def may_end_member(tokens: Tokens, i: int) -> bool:
    t = tokens[i]
    if t.key in ("that", "those"):
        return True  # "those of Li Auto"
    if token_at(tokens, i - 1).key == "per":
        return False
    return (t.key in OPENS) or (
        may_stand_in_phrase(tokens, i) and not t.has("figure", "det", "pronoun") and not t.has("mark")
    )


def _joins(tokens: Tokens, conj: int) -> bool:
    """Whether "and" joins two nouns, and no clauses: what stands before it is no figure and no end of a predicate."""
    if not may_end_member(tokens, conj - 1):
        return False
    i = conj - 1
    while i >= 0 and (may_stand_in_phrase(tokens, i) or tokens[i].key in OPENS):
        if tokens[i].key in OPENS:
            i = opening_of(tokens, i)
        i -= 1
    if i > 0 and tokens[i].key == "with" and tokens[i - 1].key == "," and tokens[conj - 1].has("name", "tag"):
        return True  # ", with Northern Star and Evolution Mining falling 3.3% and 4.0%, respectively"
    # "rose on strong demand and Brent fell": the words before "and" hang on a verb or a preposition.
    return i < 0 or not (
        tokens[i].has("verb", "be") or (tokens[i].has("prep") and tokens[i].key not in _IN_PHRASES and i > 0)
    )


def heads(tokens: Tokens, first: int, last: int) -> tuple[tuple[int, int], ...]:
    """The members of a joined phrase: "A (AAA), B and C" are three; one where nothing is joined."""
    cuts = []
    depth = 0
    for i in range(first, last + 1):
        t = tokens[i]
        depth += (t.key in SHUTS) - (t.key in OPENS)
        joins = t.key in ("and", "or", "nor")
        if depth == 0 and (joins or (t.key == "," and not is_form(tokens, i + 1)) or _parts_names(tokens, i)):
            cuts.append(i)
    members = []
    start = first
    for cut in [*cuts, last + 1]:
        if cut > start:
            members.append((start, cut - 1))
        start = cut + 1
    members = members[_is_their_kind(tokens, members) :]
    if len(members) < 2 or not all(names_something(tokens, a, b) for a, b in members):
        return ()
    return tuple(members)


_KINDS = frozenset(
    "indices indexes averages benchmarks gauges barometers stocks names companies lenders banks".split()
)


def _is_their_kind(tokens: Tokens, members: Sequence[tuple[int, int]]) -> bool:
    """ "Major U.S. indices, the Dow Jones Industrial Average, S&P 500 and the Nasdaq": what the members are is none of them."""
    if len(members) < 3:
        return False
    first, last = members[0]
    apart = tokens[last + 1].key == ","
    return apart and tokens[last].key in _KINDS and not any(t.has("name", "tag") for t in tokens[first : last + 1])


def _parts_names(tokens: Tokens, i: int) -> bool:
    """ "Nvidia & Tesla": between two names of the table; inside one it is a part of it."""
    return (
        tokens[i].key == "&" and 0 < i < len(tokens) - 1 and tokens[i - 1].has("name") and tokens[i + 1].has("name")
    )


_FORMS = frozenset("inc inc. ltd ltd. corp corp. co co. llc plc ag sa".split())


def is_form(tokens: Tokens, i: int) -> bool:
    """ "Acme, Inc." is one name."""
    return token_at(tokens, i).key in _FORMS


def names_something(tokens: Tokens, first: int, last: int) -> bool:
    return any(
        t.has("name", "tag") or (t.capital and not t.has("det", "prep")) or t.has("good", "price")
        for t in tokens[first : last + 1]
    )


def opening_of(tokens: Tokens, shut: int) -> int:
    """The bracket that tokens[shut] closes; -1 where there is none."""
    wanted, closing = OPENS[tokens[shut].key], tokens[shut].key
    depth = 0
    for i in range(shut, max(-1, shut - LONGEST_INSERT), -1):
        depth += (tokens[i].key == closing) - (tokens[i].key == wanted)
        if depth == 0:
            return i
    return -1
