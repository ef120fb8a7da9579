"""Which way a figure goes: each figure of an English sentence with the word that gives its direction, before anybody asks of whom."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from bot.extraction import vocabulary as v
from bot.extraction.findings import Direction
from bot.extraction.noun_phrases import PLACES
from bot.extraction.tokens import Token


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


def directed(tokens: Sequence[Token]) -> Iterator[Directed]:
    used: set[int] = set()
    last: Directed | None = None
    for i, t in enumerate(tokens):
        if i in used or t.figure is None or t.figure.kind != "percent":
            continue
        run = _run(tokens, i)
        found = (
            _after(tokens, run)
            or _before(tokens, run)
            or _noun_after(tokens, run)
            or _noun_before(tokens, run)
            or _driven_by(tokens, run)
            or _signed(tokens, run)
        )
        if found is None and last is not None:
            found = (
                _elided(tokens, run, last)
                or _at_another_place(tokens, run, last)
                or _at_another_time(tokens, run, last)
            )
        if found is None or _is_something_else(tokens, found):
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
        if i in used or t.figure is None or t.figure.kind == "percent" or t.figure.scaled:
            continue
        found = _after(tokens, (i,)) or _before(tokens, (i,))
        if (signed := _signed_before_level(tokens, i)) is not None:
            used.update((i, i + 2))
            yield signed
            continue
        if found is None or _is_level(tokens, found):
            found = _told_by_level(tokens, i)
        elif t.figure.kind not in ("points", "money"):
            continue
        if found is None or _is_something_else(tokens, found) or _shares_verb(found, used, tokens):
            continue
        used.add(i)
        beside = _percent_told_behind(tokens, i, used) if found.level is None else None
        if beside is not None:
            used.add(beside)
            yield replace(found, figures=(beside,), first=beside, last=beside, amount=i)
        else:
            yield replace(found, figures=(), amount=i if found.level is None else None)


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
    if tokens[i + 1].lower != "at" or level is None or level.kind != "money" or level.scaled:
        return None
    direction: Direction = "up" if sign in "+＋" else "down"
    return Directed(direction, i - 1, i, i, (), None, None, tokens[i - 1].lower, level=i + 2)


def _told_by_level(tokens: Sequence[Token], i: int) -> Directed | None:
    """A verb of movement with nothing but a level behind it: "climbed to just over $84 a barrel after soaring"."""
    k = i - 1
    while k > 0 and tokens[k].lower != "to" and (tokens[k].lower in v.FILLERS or _is_of_a_record(tokens[k].lower)):
        k -= 1
    if k < 1 or tokens[k].lower != "to" or any(t.lower in v.BOUNDS for t in tokens[k:i]):
        return None
    k -= 1
    while (
        k > 0
        and not _direction(tokens[k].lower)
        and (tokens[k].lower in v.FILLERS or tokens[k].lower in v.WEEKDAYS or tokens[k].lower.endswith("ly"))
    ):
        k -= 1
    direction = _direction(tokens[k].lower)
    if direction is None or _is_noun_here(tokens, k) or tokens[k].kind != "word":
        return None
    head = _with_its_verb(tokens, k, direction)
    if tokens[head].lower not in v.MOVEMENT_VERBS:
        return None
    return Directed(direction, head, i, i, (), None, None, tokens[head].lower, level=i)


def _is_of_a_record(word: str) -> bool:
    """ "fell to a seven-month closing low of 2,068.66 points": what a level is beside its figure."""
    return word in _RECORDS or word.endswith(("-day", "-week", "-month", "-year", "-decade", "-session"))


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
            t.kind == "word" and (_direction(t.lower) or t.lower in v.UP_NOUNS | v.DOWN_NOUNS)
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


def is_range(tokens: Sequence[Token], run: tuple[int, ...]) -> bool:
    if len(run) != 2:
        return False
    between = [t.lower for t in tokens[run[0] + 1 : run[1]]]
    before = [t.lower for t in tokens[max(0, run[0] - 4) : run[0]]]
    return between in (["to"], ["-"], ["–"]) or (between == ["and"] and "between" in before)


def _direction(word: str) -> Direction | None:
    if word in v.UP_ADVERBS or (word in v.UP_VERBS and word not in v.LOOSE_VERBS):
        return "up"
    if word in v.DOWN_ADVERBS or (word in v.DOWN_VERBS and word not in v.LOOSE_VERBS):
        return "down"
    return None


def _after(tokens: Sequence[Token], run: tuple[int, ...]) -> Directed | None:
    """ "9.2 percent higher", "moving 3% higher", "1.2% up"."""
    j = run[-1] + 1
    beside = None
    if j + 1 < len(tokens) and tokens[j].lower == "," and tokens[run[0] - 1].lower in ("or", *v.ABOUT):
        j += 1  # "trades $6.80, or 0.6%, higher"
    if (
        j + 2 < len(tokens)
        and tokens[j].lower == "or"
        and (f := tokens[j + 1].figure)
        and f.kind in ("points", "money")
    ):
        beside = j + 1  # "0.4 per cent or S$0.15 lower"
        j += 2
    if j < len(tokens) and tokens[j].lower in ("to", "at"):
        return None
    if j >= len(tokens):
        return None
    word = tokens[j].lower
    if word == "off" or (word not in v.UP_ADVERBS and word not in v.DOWN_ADVERBS):
        return None  # "70% off" is a shop's
    if (
        word in ("up", "down", "off")
        and j + 1 < len(tokens)
        and (tokens[j + 1].figure or tokens[j + 1].lower in ("from", "to", "by"))
    ):
        return None
    direction = _direction(word)
    assert direction is not None
    head = run[0]
    k = run[0] - 1
    while k >= 0 and run[0] - k <= 12:
        t = tokens[k]
        if t.kind == "word" and (t.lower in v.NEUTRAL_VERBS or t.lower in v.UP_VERBS or t.lower in v.DOWN_VERBS):
            head = k
            if t.lower not in v.AUXILIARIES:
                break
        elif not (
            t.lower in v.FILLERS
            or t.lower in v.ADVERBS
            or t.lower in v.DAY_OBJECT
            or (t.figure and t.figure.kind in ("points", "money"))
            or t.lower in (",", "or", "(", ")")
        ):
            break
        k -= 1
    if head == run[0] and k >= 0 and tokens[k].kind in ("name", "tag"):
        head = next(
            (i for i in range(k + 1, head) if tokens[i].figure), head
        )  # "december gold $4.90, or 0.4%, lower"
    return Directed(
        direction,
        head,
        run[0],
        run[-1],
        run,
        beside or _amount_between(tokens, head, run[0]),
        None,
        tokens[head].lower,
        is_range(tokens, run),
    )


def _before(tokens: Sequence[Token], run: tuple[int, ...]) -> Directed | None:
    """ "rose 3%", "fell by as much as 3%", "up 397.82 points, or 1.18%"."""
    i = run[0]
    k = i - 1
    if k > 0 and tokens[k].lower == "to" and tokens[k - 1].lower == "up":
        k -= 2  # "lost up to 5.5 percent"
    elif k > 0 and tokens[k].lower == "to" and tokens[k - 1].lower == "close":
        k -= 2  # "jumped close to 2 percent"
    if k >= 0 and tokens[k].lower in ("to", "at", "from"):
        return None  # "rose to 15%" and "higher at $5" are levels, "from 20% to 27%" too
    for steps in range(_FAR):
        if k < 0:
            return None
        t = tokens[k]
        if k and (phrasal := _PHRASAL.get((tokens[k - 1].lower, t.lower))):
            amount = _amount_between(tokens, k, i)
            return Directed(phrasal, k - 1, i, run[-1], run, amount, None, tokens[k - 1].lower, is_range(tokens, run))
        if t.kind == "word" and (direction := _direction(t.lower)):
            if _directs_no_figure(tokens, k, i):
                return None
            head = _with_its_verb(tokens, k, direction)
            amount = _amount_between(tokens, k, i)
            return Directed(direction, head, i, run[-1], run, amount, None, tokens[head].lower, is_range(tokens, run))
        if not _may_stand_between(tokens, k, i, steps):
            return None
        k -= 1
    return None


_FAR = 14  # tokens between a verb and its figure


def _directs_no_figure(tokens: Sequence[Token], k: int, figure: int) -> bool:
    """Whether a word of direction is a noun here, or says something else: "the gain", "off the coast", "weighed down by a fall"."""
    word = tokens[k].lower
    if word == "off" and not all(x.figure or x.lower in v.FILLERS or x.lower == "," for x in tokens[k + 1 : figure]):
        return True
    driven = word in ("up", "down") and k and tokens[k - 1].lower in v.DRIVEN and tokens[k + 1].lower == "by"
    return bool(driven) or _is_noun_here(tokens, k)


def _with_its_verb(tokens: Sequence[Token], k: int, direction: Direction) -> int:
    """The verb before an adverb of direction: "was down 3%", "closed up 2.1 percent", "edged up 0.1%"; else k itself."""
    word = tokens[k].lower
    if word not in v.UP_ADVERBS and word not in v.DOWN_ADVERBS:
        return k
    if k > 1 and tokens[k - 1].lower == "trade" and tokens[k - 2].lower == "to":
        return k - 1
    j = _before_time(tokens, _before_price(tokens, _before_time(tokens, k - 1)))
    if j < 0 or tokens[j].kind != "word":
        return k
    verb = tokens[j].lower
    return j if verb in v.NEUTRAL_VERBS or verb in v.LOOSE_VERBS or _direction(verb) == direction else k


def _may_stand_between(tokens: Sequence[Token], k: int, figure: int, steps: int) -> bool:
    """Whether tokens[k] may stand between a verb and its figure."""
    t, following = tokens[k], tokens[k + 1]
    word = t.lower
    small = (
        word in v.FILLERS
        or word in ("-", "(", "~", ">", "or", "the", "its", "/", "per", "cent")
        or (word == "," and steps < 4)
        or (t.figure is not None and t.figure.kind in ("points", "money", "number"))
    )
    if not small:
        described = k > 0 and following.figure is not None and tokens[k - 1].lower in ("a", "an")
        return t.kind == "word" and (word.endswith("ly") or word in v.WEEKDAYS or (described and t.text.islower()))
    if word == "from":
        return False  # "recovering from a 14% drop"; "from 20% to 27%" are levels
    if word == "at" and following.lower not in ("least", "most"):
        return False
    if word in ("above", "below", "under", "near") and following.figure:
        return False  # "surges above $1350": a level
    # "fell to $5, or 3%": past a price the figure still is this verb's only after "or".
    past_price = word == "to" and following.figure and not any(x.lower == "or" for x in tokens[k:figure])
    return not past_price or any(x.lower in ("from", "between") for x in tokens[max(0, k - 3) : k])


_PHRASAL: dict[tuple[str, str], Direction] = {
    **{
        (verb, "on"): "up"
        for verb in ("put", "puts", "putting", "tacked", "tacks", "tack", "tacking", "piled", "piles")
    },
    **{(verb, "up"): "up" for verb in ("picked", "picks", "pick", "picking")},
    **{(verb, word): "down" for verb in ("gave", "gives", "give", "giving", "given") for word in ("up", "back")},
}


def _before_time(tokens: Sequence[Token], j: int) -> int:
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


def _noun_after(tokens: Sequence[Token], run: tuple[int, ...]) -> Directed | None:
    """ "a 2.6% fall in Qatar Islamic Bank", "Alibaba's 9.2 percent jump"."""
    j = run[-1] + 1
    while j < len(tokens) and j - run[-1] <= 2 and tokens[j].lower in v.BEFORE_NOUNS_OF_MOVEMENT:
        j += 1
    if j >= len(tokens) or tokens[j].kind != "word":
        return None
    word = tokens[j].lower
    direction: Direction | None = "up" if word in v.UP_NOUNS else "down" if word in v.DOWN_NOUNS else None
    if direction is None:
        return None
    return Directed(direction, run[0], run[0], run[-1], run, None, j, word, is_range(tokens, run))


def _noun_before(tokens: Sequence[Token], run: tuple[int, ...]) -> Directed | None:
    """ "a gain of 3%", "its losses to 5%"."""
    k = run[0] - 1
    seen_of = False
    steps = 0
    while k >= 0 and steps < 8:
        word = tokens[k].lower
        if word == "of" or (word == "to" and k and tokens[k - 1].lower in v.UP_NOUNS | v.DOWN_NOUNS):
            seen_of = True
        elif seen_of and word == "return" and is_share_price(tokens, k - 1):
            return Directed("up", k, run[0], run[-1], run, None, k, word, is_range(tokens, run))
        elif seen_of and (word in v.UP_NOUNS or word in v.DOWN_NOUNS):
            direction: Direction = "up" if word in v.UP_NOUNS else "down"
            return Directed(direction, k, run[0], run[-1], run, None, k, word, is_range(tokens, run))
        elif word not in v.FILLERS and word != "," and not ((f := tokens[k].figure) and f.kind == "money"):
            return None
        k -= 1
        steps += 1
    return None


def is_share_price(tokens: Sequence[Token], k: int) -> bool:
    """Whether "share price" ends at tokens[k]: "a 30 day share price return of 10.95%" is its gain, with no dividend in it."""
    return k > 0 and tokens[k].lower in v.SHARE_PRICE and tokens[k - 1].lower in v.STOCK_WORDS


_LONGEST_OBJECT = 8  # tokens


def _driven_by(tokens: Sequence[Token], run: tuple[int, ...]) -> Directed | None:
    """ "boosted the brewer's shares by 8.8 percent": the verb's object moves. `head` is the "by" behind it."""
    by = run[0]
    while by > 0 and tokens[by - 1].lower in v.FILLERS:
        by -= 1
    if by < 2:
        return None
    for k in range(by - 2, max(-1, by - _LONGEST_OBJECT), -1):
        word = tokens[k].lower
        if word in v.RAISING_VERBS or word in v.LOWERING_VERBS:
            object_ = by - 2 if tokens[by - 1].kind == "tag" else by - 1
            if tokens[object_].lower in v.SHARE_PRICE:
                object_ -= 1  # "lifting its share price nearly 2 percent"
            shares = tokens[object_].lower in v.STOCK_WORDS or tokens[object_].lower in v.INDEX_NOUNS
            direction: Direction = "up" if word in v.RAISING_VERBS else "down"
            return (
                Directed(direction, by, run[0], run[-1], run, None, None, word, is_range(tokens, run))
                if shares
                else None
            )
        if tokens[k].kind == "mark" and word not in ("'s", "’s"):
            return None
    return None


def _signed(tokens: Sequence[Token], run: tuple[int, ...]) -> Directed | None:
    """ "Alibaba +3.2%", "Nikkei (-1.1%)"."""
    i = run[0]
    sign = tokens[i].text[:1]
    if sign not in "+＋-−–" or len(run) > 1:
        return None
    k = i - 1
    while k >= 0 and tokens[k].lower in ("(", ":", "[", ","):
        k -= 1
    verb = _before_time(tokens, k)
    if verb > 0 and tokens[verb].lower in v.NEUTRAL_VERBS - v.AUXILIARIES:
        return Directed("up" if sign in "+＋" else "down", verb, i, i, run, None, None, tokens[verb].lower)
    if k > 0 and tokens[k].lower in ("was", "is", "were", "are") and tokens[k - 1].kind in ("name", "tag"):
        return Directed("up" if sign in "+＋" else "down", k, i, i, run, None, None, tokens[k].lower)
    if k < 0 or tokens[k].kind not in ("name", "tag", "figure"):
        return None
    return Directed("up" if sign in "+＋" else "down", i, i, i, run, None, None, sign)


def _elided(tokens: Sequence[Token], run: tuple[int, ...], last: Directed) -> Directed | None:
    """ "Biocon down 8%; Indian Bank slips 8%; PNB 2%": the verb of the one before is meant."""
    i = run[0]
    k = i - 1
    while k >= 0 and tokens[k].lower in v.FILLERS:
        k -= 1
    named = k >= 0 and (tokens[k].kind in ("name", "tag") or (tokens[k].kind == "word" and tokens[k].capital))
    if not named or i - last.last > 14 or last.noun is not None:
        return None
    j = k
    while j > last.last and tokens[j].lower not in (",", ";", "and", "while", "but"):
        if (
            tokens[j].kind == "word"
            and not tokens[j].capital
            and tokens[j].lower not in ("of", "&")
            and not (tokens[j].lower == "the" and tokens[k].kind in ("name", "tag"))
        ):
            return None
        j -= 1
    if j <= last.last:
        return None
    between = [t.lower for t in tokens[last.last + 1 : j]]
    if any(t in v.PREPOSITIONS and t not in ("to", "at") for t in between):
        return None
    return Directed(last.direction, k + 1, i, run[-1], run, None, None, last.verb, is_range(tokens, run), elided=True)


def _at_another_place(tokens: Sequence[Token], run: tuple[int, ...], last: Directed) -> Directed | None:
    """ "rose 9.2 percent in Hong Kong and 8.2 percent in New York": the same subject and verb."""
    i, j = run[0], run[-1] + 1
    between = [t.lower for t in tokens[last.last + 1 : i]]
    priced = {t.lower for t in tokens[last.last + 1 : i] if t.figure and t.figure.kind in ("money", "number")}
    places = all(
        w in PLACES or w in ("in", "on", "and", ",", "new", "to", "at") or w in priced for w in between
    ) and bool(set(between) & PLACES)
    here = (
        j + 1 < len(tokens) and tokens[j].lower in ("in", "on") and tokens[j + 1].lower in PLACES | {"new"} | {"new"}
    )
    if not (places and here and between[-1] == "and"):
        return None
    return Directed(last.direction, i, i, run[-1], run, None, None, last.verb, is_range(tokens, run), elided=True)


_BEFORE_TIMES = ("in", "over", "during", "for", "since", "on", "this", "last", "from", "so")


def _at_another_time(tokens: Sequence[Token], run: tuple[int, ...], last: Directed) -> Directed | None:
    """ "slid 45% over the past year and 22% in the past month": the same subject and verb."""
    i, j = run[0], run[-1] + 1
    between = [t.lower for t in tokens[last.last + 1 : i] if t.lower not in v.FILLERS or t.lower in _BEFORE_TIMES]
    plain = all(t.kind == "word" for t in tokens[last.last + 1 : i])
    times = len(between) > 2 and between[0] in _BEFORE_TIMES and between[-1] == "and" and len(between) <= 8
    if not (plain and times and last.noun is None and j < len(tokens) and tokens[j].lower in _BEFORE_TIMES):
        return None
    return Directed(last.direction, i, i, run[-1], run, None, None, last.verb, is_range(tokens, run), elided=True)


def _amount_between(tokens: Sequence[Token], head: int, figure: int) -> int | None:
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


def _is_noun_here(tokens: Sequence[Token], k: int) -> bool:
    """ "the gain", "a drop", "its loss": a noun where a verb might stand."""
    word = tokens[k].lower
    if word not in v.UP_NOUNS and word not in v.DOWN_NOUNS:
        return False
    if tokens[k + 1].lower == "of":
        return True  # "a month-to-date decline of 17%"
    before = tokens[k - 1].lower if k else ""
    return before in v.BEFORE_NOUNS


def _is_something_else(tokens: Sequence[Token], found: Directed) -> bool:
    """A forecast, a stake, a level, a share of something: the words around the figure say so."""
    head = found.head
    if _is_denied(tokens, found):
        return True
    if any(t.lower in ("marked",) for t in tokens[max(0, head - 1) : head]):
        return True  # "was marked up by 39%": a valuation
    shares = [f for i in found.figures if (f := tokens[i].figure) and f.kind == "percent"]
    if found.direction == "down" and any(f.value > 100 for f in shares):
        return True  # nothing falls by more than all of it
    k = head - 1
    while k >= 0 and (tokens[k].lower in v.ADVERBS and tokens[k].lower not in ("not",)):
        k -= 1
    if k >= 0 and tokens[k].lower == "not":
        return True
    if k >= 0 and tokens[k].lower in v.MODALS:
        finished = tokens[k].lower == "to" and (
            tokens[head].lower in ("close", "end", "finish", "settle", "trade", "stand")
            or _is_turned(tokens, k, found)
        )
        if not (
            (finished or (tokens[k].lower == "to" and _is_caused(tokens, k)))
            and k
            and tokens[k - 1].lower not in v.REPORTED_FUTURE
            and not any(t.lower in v.REPORTED_FUTURE for t in tokens[max(0, k - 6) : k])
        ):
            return True
    last = found.noun if found.noun is not None else found.last
    after = [t.lower for t in tokens[last + 1 : last + 4]]
    if found.noun is None and after:
        if after[0] in v.NOT_A_MOVE_AFTER or (
            after[0] in ("stake", "of")
            and not (after[1:2] and after[1] in ("its", "their") and after[2:3] in (["value"], ["market"]))
        ):
            return True
        if after[0] == "more" and after[1:2] != ["than"]:
            return True
        if after[:2] in (["market", "share"], ["more", "than"], ["more", "shares"], ["equity", "stake"]):
            return True
    if any(
        t.lower in ("upside", "downside", "discount", "premium", "probability", "odds")
        for t in tokens[found.last + 1 : found.last + 3]
    ):
        return True
    if _is_seen_coming(tokens, head):
        return True
    # "revenue growth of 5%, up 3% from": the subject is asked for later; here only what the clause says of the future.
    first = max(0, head - 9)
    foreseen = any(
        t.lower in ("if", "should", "expects", "sees", "forecasts", "predicts", "projected")
        and not _is_a_forecast(tokens, first + i)
        for i, t in enumerate(tokens[first:head])
    )
    if foreseen:
        return not any(t.lower in (",", ";", "after", "as", "while") for t in tokens[max(first, head - 4) : head])
    return False


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
    noun: int | None = None  # "gains" is one in "erased early gains to", and the verb in "gold gains to end"
    for k in range(to - 1, max(-1, to - _FAR), -1):
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


def _is_seen_coming(tokens: Sequence[Token], head: int) -> bool:
    """ "would send bank shares down 15%", "see Alphabet shares rising 10 percent by June, and gold climbing 12%"."""
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


def _shares_verb(found: Directed, used: set[int], tokens: Sequence[Token]) -> bool:
    """The verb already has a percent figure."""
    for i in range(found.head + 1, min(len(tokens), found.first + 8)):
        if i in used:
            return True
        if i > found.first and tokens[i].lower in v.CLAUSE_ENDS:
            return False
    return False
