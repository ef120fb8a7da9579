"""What makes a directed figure something else than a move: a forecast, a denial, a stake, a level, a share of something."""

from __future__ import annotations

from collections.abc import Sequence

from bot.reading.former import vocabulary as v
from bot.reading.former.directed import FAR, Directed
from bot.reading.former.tokens import Token


def is_something_else(tokens: Sequence[Token], found: Directed) -> bool:
    """Whether the words around a directed figure say that no price went that way."""
    return any(tells(tokens, found) for tells in _TELLS)


def _is_a_valuation(tokens: Sequence[Token], found: Directed) -> bool:
    """ "was marked up by 39%"."""
    return found.head > 0 and tokens[found.head - 1].lower == "marked"


def _is_more_than_all(tokens: Sequence[Token], found: Directed) -> bool:
    """Nothing falls by more than all of it."""
    percents = [f for i in found.figures if (f := tokens[i].figure) and f.kind == "percent"]
    return found.direction == "down" and any(f.value > 100 for f in percents)


def _has_not_happened(tokens: Sequence[Token], found: Directed) -> bool:
    """ "did not fall", "could fall", "wants it to rise"; but "recovered to close", "causing its shares to soar" did."""
    k = found.head - 1
    while k >= 0 and tokens[k].lower in v.ADVERBS and tokens[k].lower != "not":
        k -= 1
    if k < 0 or (tokens[k].lower != "not" and tokens[k].lower not in v.MODALS):
        return False
    done = tokens[k].lower == "to" and (
        tokens[found.head].lower in _FINISHING or _is_turned(tokens, k, found) or _is_caused(tokens, k)
    )
    foreseen = any(t.lower in v.REPORTED_FUTURE for t in tokens[max(0, k - 6) : k])
    return not (done and k and not foreseen)


_FINISHING = frozenset("close end finish settle trade stand".split())


def _is_of_a_stake(tokens: Sequence[Token], found: Directed) -> bool:
    """ "up 5% stake", "rose 3% market share", "lost 10% of": but "lost 10% of its value" is a move."""
    after = [t.lower for t in tokens[found.last + 1 : found.last + 4]]
    if found.noun is not None or not after:
        return False
    of_its_value = after[1:2] in (["its"], ["their"]) and after[2:3] in (["value"], ["market"])
    if after[0] in v.NOT_A_MOVE_AFTER or (after[0] in ("stake", "of") and not of_its_value):
        return True
    return (after[0] == "more" and after[1:2] != ["than"]) or after[:2] in _NO_MOVES_BEHIND


_NO_MOVES_BEHIND = (["market", "share"], ["more", "than"], ["more", "shares"], ["equity", "stake"])
_RATES = frozenset("upside downside discount premium probability odds".split())


def _is_a_rate(tokens: Sequence[Token], found: Directed) -> bool:
    return any(t.lower in _RATES for t in tokens[found.last + 1 : found.last + 3])


def _is_foreseen(tokens: Sequence[Token], found: Directed) -> bool:
    """ "expects revenue growth of 5%, up 3% from": what the clause says of the future; the subject is asked for later."""
    head = found.head
    first = max(0, head - 9)
    if found.noun is not None and _is_supposed(tokens, max(found.noun, found.last)):
        return True
    foreseen = any(
        t.lower in ("if", "should", "expects", "sees", "forecasts", "predicts", "projected")
        and not _is_a_forecast(tokens, first + i)
        for i, t in enumerate(tokens[first:head])
    )
    return foreseen and not any(
        t.lower in (",", ";", "after", "as", "while") for t in tokens[max(first, head - 4) : head]
    )


def _is_supposed(tokens: Sequence[Token], end: int) -> bool:
    """ "A 10% pullback in the Nasdaq from here would be normal"."""
    for i, t in enumerate(tokens[end + 1 : end + _LONGEST_SUBJECT], end + 1):
        if t.lower in v.WEEKDAYS or t.lower in ("today", "yesterday"):
            return False  # "A 3% drop in Apple shares on Monday could spark more selling"
        if t.lower in ("would", "could", "might", "may"):
            return i + 1 < len(tokens) and tokens[i + 1].lower == "be"
        if t.lower in (",", ";", ".") or t.lower in v.AUXILIARIES or t.lower in v.CLAUSE_ENDS:
            return False
    return False


_LONGEST_SUBJECT = 10  # tokens


def _is_denied(tokens: Sequence[Token], found: Directed) -> bool:
    """Whether the sentence tells of a hoax; "SpiceJet jumps 10%, denies selling slots" denies something else."""
    return any(
        t.lower in v.DENIALS and not (i > found.last and tokens[i - 1].lower == "," and t.lower.startswith("den"))
        for i, t in enumerate(tokens)
    )


_CAUSING = frozenset("causing caused prompting prompted leading led helping helped allowing allowed".split())


def _is_turned(tokens: Sequence[Token], to: int, found: Directed) -> bool:
    """ "pared early losses to rise 2.7 percent": what it did, it did to that end; not "to recover some of its 0.8% loss"."""
    part = any(t.lower in ("its", "their", "the") for t in tokens[to + 1 : found.first])
    return not part and turning_verb(tokens, to) is not None


def turning_verb(tokens: Sequence[Token], to: int) -> int | None:
    """The place of the verb that an infinitive ends ("erased a gain of more than 15 percent to trade down"); None without one."""
    for k in range(to - 1, max(0, to - FAR), -1):
        if tokens[k].lower == "course" and tokens[k - 1].lower.startswith("revers"):
            return k - 1  # "reversed course after surging earlier to drop 0.6%"
    noun: int | None = None  # "gains" is one in "erased early gains to", and the verb in "gold gains to end"
    for k in range(to - 1, max(-1, to - FAR), -1):
        t = tokens[k]
        if t.lower in v.TURNING_VERBS and t.lower not in v.UP_NOUNS and t.lower not in v.DOWN_NOUNS:
            return k
        if t.kind == "mark" or (t.kind == "word" and t.lower in v.CLAUSE_ENDS):
            break
        if noun is None and t.lower in v.TURNING_VERBS:
            noun = k
    return noun


def _is_caused(tokens: Sequence[Token], to: int) -> bool:
    """ "causing its shares to soar 31.7 percent": what somebody's news made a price do, it did."""
    causes = [k for k in range(max(0, to - 7), to) if tokens[k].lower in _CAUSING]
    return bool(causes) and not any(t.lower in v.MODALS for t in tokens[max(0, causes[-1] - 2) : to])


def _is_a_premium(tokens: Sequence[Token], found: Directed) -> bool:
    """ "Mars Sour eased $1 to a midpoint of a $3 premium": what stands over a future, not what it costs."""
    behind = [t.lower for t in tokens[found.last + 1 : found.last + _LONGEST_PREMIUM]]
    end = next((i for i, w in enumerate(behind) if w in (",", ";", ".", "and", "while")), len(behind))
    return behind[:1] == ["to"] and any(w in ("premium", "discount") for w in behind[:end])


_LONGEST_PREMIUM = 12  # tokens
_FORESEEING = frozenset(
    "would could may might think thinks believe believes reckon reckons consensus see sees expect expects expecting predict predicts forecast forecasts if should project projects anticipates anticipate suggest suggests".split()
)


def _is_a_forecast(tokens: Sequence[Token], k: int) -> bool:
    """ "easily beating forecasts and sending its shares up": a noun, which foresees nothing."""
    return (
        tokens[k].lower in _FORECASTS and k + 1 < len(tokens) and tokens[k + 1].lower in (*v.PREPOSITIONS, ",", "and")
    )


_FORECASTS = ("forecast", "forecasts", "projects", "consensus")
_CLAUSE_BREAKS = frozenset("; after as while but because when although though which".split())


def _is_seen_coming(tokens: Sequence[Token], found: Directed) -> bool:
    """ "would send bank shares down 15%", "see Alphabet shares rising 10 percent by June, and gold climbing 12%"."""
    head = found.head
    participle = tokens[head].lower.endswith("ing") and head > 0 and tokens[head - 1].lower != ","
    for k in range(head - 1, -1, -1):
        t = tokens[k]
        if t.lower in _FORESEEING and t.kind == "word" and not _is_a_forecast(tokens, k):
            return True
        if t.lower == "and" and not participle and tokens[k + 1].lower in (*v.STOCK_WORDS, "its"):
            return False  # "forecast revenue below expectations and shares fell 26%"
        if t.lower in _CLAUSE_BREAKS or (t.lower == "," and not participle):
            return False
    return False


_TELLS = (
    _is_denied,
    _is_a_valuation,
    _is_more_than_all,
    _has_not_happened,
    _is_of_a_stake,
    _is_a_rate,
    _is_a_premium,
    _is_seen_coming,
    _is_foreseen,
)
