"""Of whom an adverb ("up 3%") and a noun ("a gain of 3%") of movement are said."""

from __future__ import annotations

from bot.reading.languages.base import Directed, Phrase
from bot.reading.languages.en.clauses import governor, of_list, of_verb, subject_behind, verbless
from bot.reading.languages.en.inserts import step_over_times
from bot.reading.languages.en.phrases import heads, may_stand_in_phrase, phrase_ending
from bot.reading.languages.en.roles import adjective_here, noun_here
from bot.reading.tokens import Tokens, token_at


def of_adverb(tokens: Tokens, found: Directed) -> Phrase | None:
    """ "was up 3%", "sits 26.5% lower" are verbs' ; "Brent up 0.5%" has none, ", up 3%" is the clause's before."""
    if tokens[found.start].has("multiple"):
        return of_verb(tokens, found.start)  # "have more than tripled, up 222%"
    carrier = carrier_of(tokens, found.start)
    if carrier is not None:
        return of_verb(tokens, carrier)
    before = step_over_times(tokens, found.start - 1)
    while token_at(tokens, before).has("qualifier", "adverb-filler", "extreme") and not token_at(tokens, before).has(
        "det"
    ):
        before -= 1
    if before < 0:
        return subject_behind(tokens, found.end - 1)
    t = tokens[before]
    if t.key == "," and (listed := of_list(tokens, before)) is not None:
        return listed
    if t.key == "(" and (bracketed := _before_bracket(tokens, before)) is not None:
        return bracketed
    if t.key in (",", ";", "—", "–", "(") or t.has("conj"):
        return governor(tokens, before, "participle")
    if t.has("figure"):
        return verbless(tokens, before, "label")
    if t.has("mark"):
        return phrase_ending(tokens, before - 1, "label")
    named = phrase_ending(tokens, before, "object")
    if named is not None and named.first and tokens[named.first - 1].key == "by":
        return governor(tokens, named.first - 1, "participle")  # "The Dow was dragged by Boeing 1% lower"
    return named


def _before_bracket(tokens: Tokens, bracket: int) -> Phrase | None:
    """ "courtesy of Emaar Properties (up 1.1%)": what stands in a bracket behind a name is told of that name alone."""
    first = bracket
    while (before := token_at(tokens, first - 1)).has("name", "tag") or (before.capital and not before.has("time")):
        first -= 1
    of_measure = (
        first > 1 and tokens[first - 1].has("prep") and tokens[first - 2].has("measure")
    )  # "Revenue of Apple (up 5%)"
    return Phrase(first, bracket - 1, "object") if first < bracket and not of_measure else None


_BETWEEN_CARRIER = (
    "genitive", "adverb-filler", "time", "qualifier", "extreme", "day-kind", "span-adjective", "money", "points", "number", "share-of-day", "neutral", "peak",
)  # fmt: skip
_SMALL_PREPOSITIONS = frozenset("at to in on into per".split())
_SMALL_WORDS = _SMALL_PREPOSITIONS | frozenset(
    "the its day session week of new fresh record all-time as a an share apiece each print month year barrel ounce or , regular main trading up down".split()
)
_FARTHEST_CARRIER = 10  # tokens before its adverb


def carrier_of(tokens: Tokens, start: int) -> int | None:
    """The verb that an adverb of direction belongs to: "closed" in "closed the session 3% higher"."""
    if token_at(tokens, start - 1).has("unlisted") and tokens[start - 1].has("past"):
        return start - 1  # "PepsiCo fizzed 3.3% higher": whatever it did, it did it higher
    for i in range(start - 1, max(-1, start - _FARTHEST_CARRIER), -1):
        t = tokens[i]
        if t.has("verb") and not t.has("carrier", "be", "up", "down", "causes"):
            return None
        if t.has("verb", "be") and not (
            noun_here(tokens, i) or adjective_here(tokens, i) or t.has("share", "measure")
        ):
            return i
        if not t.has(*_BETWEEN_CARRIER) and t.key not in _SMALL_WORDS:
            return None
    return None


def of_noun(tokens: Tokens, found: Directed) -> Phrase | None:
    """ "a 35% rally in BTC/USD", "Brent's 3% drop", "posted a gain of 3%", ", a gain of 5.1% for the week"."""
    for way in (_complement, _genitive, _booked):
        phrase = way(tokens, found)
        if phrase is not None:
            return phrase
        if (
            found.end < len(tokens) - 1
            and tokens[found.end].key in ("in", "of")
            and not tokens[found.end + 1].has("time", "det")
        ):
            return None  # it is a rise in something, whatever that is
    return None


def _complement(tokens: Tokens, found: Directed) -> Phrase | None:
    """ "a 35% rally in BTC/USD": the phrase behind the noun's preposition."""
    prep = _preposition_behind(tokens, found)
    if prep is None:
        return None
    first = prep + 1
    last = first + 1 if tokens[first].has("det") else first
    last = _while_in_phrase(tokens, last, "time", "prep")
    while last < len(tokens) - 1 and tokens[last].key == "of" and may_stand_in_phrase(tokens, last + 1):
        last = _while_in_phrase(tokens, last + 1, "time", "prep", "figure")
    return Phrase(first, last - 1, "complement", heads(tokens, first, last - 1)) if last > first else None


def _preposition_behind(tokens: Tokens, found: Directed) -> int | None:
    """Where the complement of a noun begins, times ("in Monday's trading in") and a participle stepped over."""
    prep = found.end
    while token_at(tokens, prep).has("time", "adverb-filler"):
        prep += 1
    if prep + 1 >= len(tokens) or tokens[prep].key not in ("in", "for", "of", "by"):
        return None
    while (
        prep + 2 < len(tokens)
        and tokens[prep + 1].has("time", "participle")
        and may_stand_in_phrase(tokens, prep + 2)
        and not tokens[prep + 2].has("mark", "figure")
    ):
        prep += 1
    return None if tokens[prep + 1].has("time") else prep


def _while_in_phrase(tokens: Tokens, i: int, *but: str) -> int:
    """The first token from tokens[i] on that does not stand in a noun phrase or has one of these senses."""
    while i < len(tokens) and may_stand_in_phrase(tokens, i) and not tokens[i].has(*but):
        i += 1
    return i


def _genitive(tokens: Tokens, found: Directed) -> Phrase | None:
    i = _before_span(tokens, found.start - 1)
    while token_at(tokens, i).has("time", "span-adjective", "one-day", "qualifier", "adverb-filler", "extreme"):
        i -= 1
    if token_at(tokens, i).has("genitive"):
        return phrase_ending(tokens, i - 1, "genitive")
    if token_at(tokens, i).key in ("its", "their"):
        return Phrase(i, i, "genitive")
    return None


_RECOVERS_FROM = ("recovering from", "rebounding from", "erasing", "paring", "reversing", "extending")
_BEFORE_NOUN = (
    "det", "qualifier", "span-adjective", "time", "steep", "one-day", "superlative", "extreme", "manner", "adverb-filler",
)  # fmt: skip
_ADJECTIVES = frozenset("its their fresh sharp steep modest strong big".split())


_SURPASSING = frozenset("leaving behind than outpacing beating trailing topping over by ahead".split())


def _surpassed(tokens: Tokens, at: int) -> Phrase | None:
    """ "leaving the Dow, with a 1.1% rise, in the dust": what is set in commas behind whoever was passed is told of that one."""
    if token_at(tokens, at - 1).key != ",":
        return None
    found = phrase_ending(tokens, at - 2, "object")
    return found if found is not None and token_at(tokens, found.first - 1).key in _SURPASSING else None


def _before_span(tokens: Tokens, i: int) -> int:
    """Left of "30 day" in "a 30 day share price return of 10.95%"."""
    spans = i > 0 and tokens[i].has("span-noun") and tokens[i - 1].has("number", "span-count")
    return i - 2 if spans else i


def _booked(tokens: Tokens, found: Directed) -> Phrase | None:
    """The subject of the verb that has the noun for its object, or that of the clause to which it is added."""
    i = _before_span(tokens, found.start - 1)
    while i >= 0 and (
        (not tokens[i].senses and tokens[i].text.islower())
        or tokens[i].has(*_BEFORE_NOUN)
        or tokens[i].key in _ADJECTIVES
    ):
        i = _before_span(tokens, i - 1)
    if i < 0:
        return subject_behind(tokens, found.end - 1)
    t = tokens[i]
    if t.has("books"):
        return of_verb(tokens, i)
    if t.key == "with" and (surpassed := _surpassed(tokens, i)) is not None:
        return surpassed
    if t.key in (
        ",",
        "—",
        "–",
        "-",
        "with",
        "for",
        "after",
        "following",
        "despite",
        "from",
        *_RECOVERS_FROM,
    ) or t.has("conj"):
        fronted = i == 0 or (t.has("prep") and i < 2)
        return subject_behind(tokens, found.end - 1) if fronted else governor(tokens, i, "participle")
    return None
