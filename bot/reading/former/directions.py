"""Which way a figure goes: each figure of an English sentence with the word that gives its direction, before anybody asks of whom."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from bot.reading.findings import Direction
from bot.reading.former import vocabulary as v
from bot.reading.former.directed import Directed, direction_of, is_noun_here, with_its_verb
from bot.reading.former.direction_words import (
    adverb_after,
    at_another_place,
    at_another_time,
    driven_by,
    elided,
    noun_after,
    noun_before,
    signed,
    word_before,
)
from bot.reading.former.no_movement import is_something_else
from bot.reading.former.noun_phrases import is_movement_verb, is_time_or_place
from bot.reading.former.tokens import Token


def directed(tokens: Sequence[Token]) -> Iterator[Directed]:
    used: set[int] = set()
    last: Directed | None = None
    for i, t in enumerate(tokens):
        if i in used or t.figure is None or t.figure.kind != "percent":
            continue
        run = _run(tokens, i)
        found = (
            adverb_after(tokens, run)
            or word_before(tokens, run)
            or noun_after(tokens, run)
            or noun_before(tokens, run)
            or driven_by(tokens, run)
            or signed(tokens, run)
        )
        if found is None and last is not None:
            found = (
                elided(tokens, run, last) or at_another_place(tokens, run, last) or at_another_time(tokens, run, last)
            )
        if found is None or is_something_else(tokens, found):
            continue
        used.update(run)
        if found.amount is not None:
            used.add(found.amount)
        last = found
        yield found
    yield from _without_percent(tokens, used)


def _without_percent(tokens: Sequence[Token], used: set[int]) -> Iterator[Directed]:
    """The movements that are told in points or money ("fell 62 cents to $21.75") or by a level alone ("climbed to $84")."""
    for i, t in enumerate(tokens):
        if i in used or t.figure is None or t.figure.kind == "percent" or not t.figure.may_be_price:
            continue
        found = _flat(tokens, i) or adverb_after(tokens, (i,)) or word_before(tokens, (i,))
        if (signed := _signed_before_level(tokens, i)) is not None:
            used.update((i, i + 2))
            yield signed
            continue
        if found is None or (found.level is None and _is_level(tokens, found)):
            found = _told_by_level(tokens, i)
        elif t.figure.kind not in ("points", "money") and found.level is None and not _leads_to_a_level(tokens, i):
            continue
        if found is None or is_something_else(tokens, found) or _shares_verb(found, used, tokens):
            continue
        used.add(i)
        beside = _percent_told_behind(tokens, i, used) if found.level is None else None
        if beside is not None:
            used.add(beside)
            yield replace(found, figures=(beside,), first=beside, last=beside, amount=i)
        else:
            yield replace(found, figures=(), amount=i if found.level is None else None)


def _leads_to_a_level(tokens: Sequence[Token], i: int) -> bool:
    """ "dropped 272.63 to 53,459.78": a plain number and, behind "to", the far greater one that it led to."""
    change = tokens[i].figure
    level = tokens[i + 2].figure if i + 2 < len(tokens) and tokens[i + 1].lower == "to" else None
    if change is None or level is None or not change.kind == level.kind == "number":
        return False
    return "." in change.digits and "." in level.digits and level.value > 10 * change.value


def _is_level(tokens: Sequence[Token], found: Directed) -> bool:
    """ "edged lower to around $140", "fell below the $70,000 mark": where it went, not by how much."""
    between = [t.lower for t in tokens[found.head + 1 : found.first]]
    for i, word in enumerate(between):
        bounded = between[i - 1 : i] in (["up"], ["close"]) or between[i + 1 : i + 2] in (["least"], ["most"])
        if word in _TO_LEVELS and not bounded:
            return True
    return False


def _signed_before_level(tokens: Sequence[Token], i: int) -> Directed | None:
    """ "Apple Inc. (AAPL) is -0.15 at $191.58": a change without a unit, and the level that it led to."""
    sign = tokens[i].text[:1]
    if sign not in "+＋-−–" or i < 2 or i + 2 >= len(tokens) or tokens[i - 1].lower not in ("is", "was"):
        return None
    level = tokens[i + 2].figure
    if tokens[i + 1].lower != "at" or level is None or level.kind != "money" or not level.may_be_price:
        return None
    direction: Direction = "up" if sign in "+＋" else "down"
    return Directed(direction, i - 1, i, i, (), None, None, tokens[i - 1].lower, level=i + 2)


def _flat(tokens: Sequence[Token], i: int) -> Directed | None:
    """ "closed flat at 2,460 yen", "were little changed at $78.68": no move, at a level."""
    k = i - 1
    while k > 0 and tokens[k].lower in v.ABOUT:
        k -= 1
    if k < 2 or tokens[k].lower != "at":
        return None
    k -= 1
    if tokens[k].lower == "changed" and tokens[k - 1].lower == "little":
        k -= 1
    elif tokens[k].lower not in ("flat", "unchanged"):
        return None
    head = k - 1
    while head > 0 and tokens[head].lower in v.ADVERBS and tokens[head].lower not in v.AUXILIARIES:
        head -= 1
    verb = tokens[head].lower
    return Directed("flat", head, i, i, (), None, None, verb, level=i) if verb in v.NEUTRAL_VERBS else None


def _told_by_level(tokens: Sequence[Token], i: int) -> Directed | None:
    """A verb of movement with nothing but a level behind it: "climbed to just over $84 a barrel", "rose above $4,600",
    "traded up marginally at $34.87", "jumped as high as $225".
    """
    k = i - 1
    while k > 1 and tokens[k].lower in v.ABOUT:
        k -= 1
    told_at = tokens[k].lower == "at"
    extreme = [t.lower for t in tokens[max(0, k - 2) : k + 1]] in (["as", "high", "as"], ["as", "low", "as"])
    while (
        not (told_at or extreme)
        and k > 0
        and tokens[k].lower != "to"
        and (tokens[k].lower in v.FILLERS or _is_beside_a_level(tokens[k].lower))
    ):
        k -= 1
    bounded = any(t.lower in v.BOUNDS for t in tokens[k + 1 : i])
    if k < 1 or not (tokens[k].lower == "to" or bounded or extreme or told_at):
        return None
    if told_at or extreme:
        k -= 1 if told_at else 3
    while (
        k > 0
        and not direction_of(tokens[k].lower)
        and (
            tokens[k].lower in v.FILLERS
            or tokens[k].lower in v.WEEKDAYS
            or tokens[k].lower.endswith("ly")
            or is_time_or_place(tokens, k)
            or (tokens[k].kind == "name" and tokens[k - 1].lower == "on")  # "rose this morning on Nasdaq to $84.90"
            or tokens[k].lower == "this"
        )
    ):
        k -= 1
    direction = direction_of(tokens[k].lower)
    if direction is None or is_noun_here(tokens, k) or tokens[k].kind != "word":
        return None
    head = with_its_verb(tokens, k, direction)
    if tokens[head].lower not in (v.NEUTRAL_VERBS - v.AUXILIARIES if told_at else v.MOVEMENT_VERBS):
        return None
    return Directed(direction, head, i, i, (), None, None, tokens[head].lower, level=i)


def _is_beside_a_level(word: str) -> bool:
    """ "fell to a seven-month closing low of 2,068.66 points": what a level is beside its figure."""
    return (
        word in _RECORDS
        or word in v.BOUNDS
        or word.endswith(("-day", "-week", "-month", "-year", "-decade", "-session"))
    )


_RECORDS = frozenset(
    "a an the its new fresh record all-time lifetime high low level close closing of historic multi-year".split()
)
_TO_LEVELS = frozenset("to at below above under past near beneath through toward towards".split())


def _percent_told_behind(tokens: Sequence[Token], amount: int, used: set[int]) -> int | None:
    """ "gained $20.53 from its close of $41.19 to $61.72, nearly 50% in just seven sessions": the same move once more."""
    for j in range(amount + 1, min(len(tokens), amount + _FURTHEST_BEHIND)):
        t = tokens[j]
        if t.figure is not None and t.figure.kind == "percent":
            k = j - 1
            while k > amount and tokens[k].lower in v.FILLERS:
                k -= 1
            alone = j + 1 == len(tokens) or tokens[j + 1].lower in (".", "in", ",", ")", "on", "since", "over")
            return j if j not in used and tokens[k].lower in (",", "(") and alone else None
        if (
            t.kind == "word" and (direction_of(t.lower) or t.lower in v.UP_NOUNS | v.DOWN_NOUNS)
        ) or t.lower in v.CLAUSE_ENDS:
            return None
    return None


_FURTHEST_BEHIND = 24  # tokens


def _run(tokens: Sequence[Token], i: int) -> tuple[int, ...]:
    """The percent figures that stand in one row: "2.8% and 1.3%", "24% to 64%"."""
    run = [i]
    k = i
    while True:
        j = k + 1
        while j < len(tokens) and tokens[j].lower in (",", "and", "to", "-", "–", "or", "&") and j - k <= 2:
            j += 1
        nxt = tokens[j].figure if j < len(tokens) else None
        if j > k + 1 and nxt and nxt.kind == "percent":
            run.append(j)
            k = j
        else:
            return tuple(run)


def _shares_verb(found: Directed, used: set[int], tokens: Sequence[Token]) -> bool:
    """The verb already has a percent figure."""
    for i in range(found.head + 1, min(len(tokens), found.first + 8)):
        if i in used:
            return True
        if i > found.first and (tokens[i].lower in v.CLAUSE_ENDS or is_movement_verb(tokens[i])):
            return False  # "rose as high as 43.95 euros and closed 4.2 percent higher"
    return False
