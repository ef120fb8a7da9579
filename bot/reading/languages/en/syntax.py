"""Of whom an English sentence tells a movement: the noun phrase that is the subject of its predicate, as far as word classes tell it.

No parser: a phrase is collected leftwards from the predicate over words that may stand in one; inserts ("which ...", "a maker of ...")
are stepped over; where nothing stands there, the subject is that of the verb before.
"""

from __future__ import annotations

from bot.reading.languages.base import Directed, Phrase
from bot.reading.languages.en.clauses import before_verb, of_verb
from bot.reading.languages.en.inserts import step_over_times
from bot.reading.languages.en.phrases import may_end_member, may_stand_in_phrase, phrase_ending
from bot.reading.languages.en.predicates import carrier_of, of_adverb, of_noun
from bot.reading.languages.en.roles import is_finite, verb_group
from bot.reading.tokens import Tokens, token_at


def subject(tokens: Tokens, found: Directed) -> Phrase | None:
    """The phrase of whom the movement is told; None where the sentence names nobody."""
    word = tokens[found.word]
    if found.shape == "sign":
        return _of_sign(tokens, found)
    if found.shape in ("figure then noun", "noun of figure", "sum so far"):
        return of_noun(tokens, found)
    if found.shape == "to a high":
        return of_verb(tokens, carrier) if (carrier := carrier_of(tokens, found.word)) is not None else None
    if found.shape == "figure from a peak":
        carrier = carrier_of(tokens, found.start)
        return of_verb(tokens, carrier) if carrier is not None else of_adverb(tokens, found)
    if found.shape == "caused":
        return _caused(tokens, found)
    if found.shape == "level then adverb":
        return _of_a_level(tokens, found)
    if word.has("adverb"):
        return of_adverb(tokens, found)
    return of_verb(tokens, found.word)


_FETCHES = frozenset({"cost", "bought", "fetched"})


def _of_a_level(tokens: Tokens, found: Directed) -> Phrase | None:
    """ "The euro cost $1.1812, down from $1.1826", "was trading at $1.1444, up from $1.1430"."""
    at = found.level if found.level is not None else found.start
    fetches = next((i for i in range(at - 1, max(-1, at - 3), -1) if tokens[i].key in _FETCHES), None)
    return phrase_ending(tokens, fetches - 1, "own") if fetches else of_verb(tokens, found.word)


def head(tokens: Tokens, found: Directed) -> int:
    """Where the predicate of a movement begins: its verb with what helps it, or the verb that carries its adverb."""
    word = tokens[found.word]
    if word.has("adverb"):
        carrier = carrier_of(tokens, found.start)
        return found.start if carrier is None else verb_group(tokens, carrier)
    if found.shape.startswith(("verb", "from", "multiple")):
        return verb_group(tokens, found.word)
    return _verb_of_noun(tokens, found)


_FAR = 8  # tokens between a noun of movement and its verb


def _verb_of_noun(tokens: Tokens, found: Directed) -> int:
    """Where the verb stands that has the noun for its object: "ended the week with a loss of 2.3%"; else where its words begin."""
    begin = found.start
    while begin > 0 and (
        tokens[begin - 1].has("span-adjective", "one-day", "det", "steep", "time", "superlative", "manner")
        or (not tokens[begin - 1].senses and tokens[begin - 1].text.islower())
    ):
        begin -= 1
    for i in range(begin - 1, max(-1, begin - _FAR), -1):
        if tokens[i].key in (",", ";", ":"):
            break
        if tokens[i].has("carrier") and tokens[i].has("verb"):
            return i
    return begin


def main_subject(tokens: Tokens) -> Phrase | None:
    """The subject of the first finite verb outside of brackets and inserts; of "One of the few is Alphabet" what it is said to be."""
    for i in range(len(tokens)):
        if not is_finite(tokens, i):
            continue
        start = verb_group(tokens, i)
        found = before_verb(tokens, start, step_over_times(tokens, start - 1)) if start else None
        if found is None or found.link != "own":
            continue
        if tokens[found.first].has("relative") or (found.first and tokens[found.first - 1].has("relative")):
            continue  # "Warner, whose shareholders would get $27, saw ..."
        if (
            tokens[i].has("be")
            and tokens[found.first].key in ("one", "the", "among", "another")
            and not any(t.has("name", "tag") for t in tokens[found.first : found.last + 1])
            and (token_at(tokens, i + 1).has("name") or token_at(tokens, i + 1).capital)
        ):
            return Phrase(i + 1, i + 1, "own")
        return found
    return None


_RATINGS = frozenset(
    "neutral buy sell hold overweight underweight outperform underperform equal-weight coverage".split()
)
_RATED_WITHIN = 14  # tokens


def rated(tokens: Tokens) -> Phrase | None:
    """Whom a rater's verb is said of: "JPMorgan cut Bytewell to Neutral", "raised its target on Nvidia"."""
    for i, t in enumerate(tokens):
        if not t.has("rates") or not is_finite(tokens, i) or token_at(tokens, i - 1).has("be"):
            continue
        behind = range(i + 1, min(len(tokens), i + _RATED_WITHIN))
        if not any(tokens[j].has("measure") or tokens[j].key in _RATINGS for j in behind):
            return None
        named = next((j for j in behind if tokens[j].key == "by" or _is_named(tokens, j, t.key)), None)
        if named is None or tokens[named].key == "by":
            continue
        last = named
        while last + 1 < len(tokens) and may_stand_in_phrase(tokens, last + 1) and tokens[last + 1].capital:
            last += 1
        return Phrase(named, last, "object")
    return None


def _is_named(tokens: Tokens, i: int, verb: str) -> bool:
    return tokens[i].has("name", "tag") or (tokens[i].capital and tokens[i - 1].key in ("on", "for", verb))


def _of_sign(tokens: Tokens, found: Directed) -> Phrase | None:
    """ "Newmont (NEM) +64.2%", "the S&P 500 (-0.6%)", "Price performance: -17%": what stands right before a signed figure."""
    before = found.start - 1
    while before >= 0 and (
        tokens[before].key in ("(", ":", "-", "–", "—", "|", ",", "*") or _is_level_here(tokens, before)
    ):
        before -= 1
    if token_at(tokens, before).has("level-link") and before + 1 < found.start and tokens[before + 1].has("figure"):
        before -= 1  # "EUR/GBP extended to 0.8694 (+0.48%)"
        return of_verb(tokens, before) if token_at(tokens, before).has("verb") else None
    if before < 0 or not may_end_member(tokens, before):
        return None
    phrase = phrase_ending(tokens, before, "label")
    return _behind_a_figure(tokens, phrase) if phrase is not None else None


def _behind_a_figure(tokens: Tokens, phrase: Phrase) -> Phrase:
    """ "HSBC (-2.4%) and Standard Chartered (-3.1%)": each figure has the name before it."""
    first = max((i + 1 for i in range(phrase.first, phrase.last) if tokens[i].has("percent")), default=phrase.first)
    while first < phrase.last and tokens[first].key in (")", "and", ",", "&"):
        first += 1
    return phrase if first == phrase.first else Phrase(first, phrase.last, phrase.link)


def _is_level_here(tokens: Tokens, i: int) -> bool:
    """ "Nasdaq 25,960.11 ▲0.87%": the level between a name and its change."""
    return tokens[i].has("number", "money", "points") and i > 0


def _caused(tokens: Tokens, found: Directed) -> Phrase | None:
    """ "lifting Brent crude by 0.5%": what is lifted."""
    last = found.word + 1
    if last < found.end and tokens[last].has("adverb"):
        last += 1  # "drag down sugar futures"
    first = last
    while last < found.end and may_stand_in_phrase(tokens, last):
        last += 1
    return Phrase(first, last - 1, "object") if last > first else None
