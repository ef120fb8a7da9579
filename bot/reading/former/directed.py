"""A figure with its word of direction, and what every way of finding one asks of the words around it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.reading.findings import Direction
from bot.reading.former import vocabulary as v
from bot.reading.former.tokens import Token


@dataclass(frozen=True, slots=True)
class Directed:
    """A figure with its word of direction, before anybody asks of whom it is said. Indices are of tokens."""

    direction: Direction
    head: int  # the leftmost token of the movement: the verb, else the figure
    first: int  # the first figure
    last: int  # the last figure
    figures: tuple[int, ...]
    amount: int | None
    noun: int | None
    verb: str
    ranged: bool = False
    elided: bool = False
    level: int | None = None  # of "climbed to just over $84", which says no more


def is_range(tokens: Sequence[Token], run: tuple[int, ...]) -> bool:
    if len(run) != 2:
        return False
    between = [t.lower for t in tokens[run[0] + 1 : run[1]]]
    before = [t.lower for t in tokens[max(0, run[0] - 4) : run[0]]]
    return between in (["to"], ["-"], ["–"]) or (between == ["and"] and "between" in before)


def direction_of(word: str) -> Direction | None:
    if word in v.UP_ADVERBS or (word in v.UP_VERBS and word not in v.LOOSE_VERBS):
        return "up"
    if word in v.DOWN_ADVERBS or (word in v.DOWN_VERBS and word not in v.LOOSE_VERBS):
        return "down"
    return None


FAR = 14  # tokens between a verb and its figure


def with_its_verb(tokens: Sequence[Token], k: int, direction: Direction) -> int:
    """The verb before an adverb of direction: "was down 3%", "closed up 2.1 percent", "edged up 0.1%"; else k itself."""
    word = tokens[k].lower
    if word not in v.UP_ADVERBS and word not in v.DOWN_ADVERBS:
        return k
    if k > 1 and tokens[k - 1].lower == "trade" and tokens[k - 2].lower == "to":
        return k - 1
    j = before_time(tokens, _before_price(tokens, before_time(tokens, k - 1)))
    if j < 0 or tokens[j].kind != "word":
        return k
    verb = tokens[j].lower
    return j if verb in v.NEUTRAL_VERBS or verb in v.LOOSE_VERBS or direction_of(verb) == direction else k


def before_time(tokens: Sequence[Token], j: int) -> int:
    """The place before what may stand between "closed" and "up": "closed Friday's regular session up"."""
    while j >= 0 and (
        (tokens[j].lower in v.ADVERBS and tokens[j].lower not in v.AUXILIARIES)
        or tokens[j].lower in v.DAY_OBJECT
        or tokens[j].lower in v.WEEKDAYS
    ):
        j -= 1
    return j


def _before_price(tokens: Sequence[Token], j: int) -> int:
    """The place before "at $87.06 a barrel", where that ends at tokens[j]; else j."""
    k = j
    while k > 0 and (
        tokens[k].lower in v.UNITS_OF_GOODS or tokens[k].lower in ("a", "an", "per", "share", "/", "oz")
    ):
        k -= 1
    figure = tokens[k].figure if k > 0 else None
    return k - 2 if figure and figure.kind in ("money", "number") and tokens[k - 1].lower in ("at", "to") else j


def is_share_price(tokens: Sequence[Token], k: int) -> bool:
    """Whether "share price" ends at tokens[k]: "a 30 day share price return of 10.95%" is its gain, with no dividend in it."""
    return k > 0 and tokens[k].lower in v.SHARE_PRICE and tokens[k - 1].lower in v.STOCK_WORDS


def amount_between(tokens: Sequence[Token], head: int, figure: int) -> int | None:
    return next(
        (
            j
            for j in range(head, figure)
            if (f := tokens[j].figure)
            and f.kind in ("points", "money")
            and not f.scaled
            and tokens[j - 1].lower != "at"
        ),
        None,
    )


def is_noun_here(tokens: Sequence[Token], k: int) -> bool:
    """ "the gain", "a drop", "its loss": a noun where a verb might stand."""
    word = tokens[k].lower
    if word not in v.UP_NOUNS and word not in v.DOWN_NOUNS:
        return False
    if tokens[k + 1].lower == "of":
        return True  # "a month-to-date decline of 17%"
    before = tokens[k - 1].lower if k else ""
    return before in v.BEFORE_NOUNS
