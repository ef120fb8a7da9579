"""The ways in which a sentence gives a figure its direction: a verb, an adverb, a noun or a sign beside it, or the one before."""

from __future__ import annotations

from collections.abc import Sequence

from bot.reading.findings import Direction
from bot.reading.former import vocabulary as v
from bot.reading.former.directed import (
    FAR,
    Directed,
    amount_between,
    before_time,
    direction_of,
    is_noun_here,
    is_range,
    is_share_price,
    with_its_verb,
)
from bot.reading.former.noun_phrases import PLACES, opening
from bot.reading.former.tokens import Token


def adverb_after(tokens: Sequence[Token], run: tuple[int, ...]) -> Directed | None:
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
    elif (
        j + 3 < len(tokens)
        and [tokens[j].lower, tokens[j + 1].lower, tokens[j + 3].lower] == [",", "or", ","]
        and (f := tokens[j + 2].figure)
        and f.kind in ("points", "money")
    ):
        beside = j + 2  # "0.5 per cent, or 41.3 points, higher"
        j += 4
    if j < len(tokens) and tokens[j].lower in ("to", "at"):
        return None
    if j >= len(tokens):
        return None
    word = tokens[j].lower
    if word == "off" or (word not in v.UP_ADVERBS and word not in v.DOWN_ADVERBS):
        return None  # "70% off" is a shop's
    if j + 1 < len(tokens) and tokens[j + 1].lower == "circuit":
        return None  # "the 10 per cent lower circuit" is a noun
    if (
        word in ("up", "down", "off")
        and j + 1 < len(tokens)
        and (tokens[j + 1].figure or tokens[j + 1].lower in ("from", "to", "by"))
    ):
        return None
    direction = direction_of(word)
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
        beside or amount_between(tokens, head, run[0]),
        None,
        tokens[head].lower,
        is_range(tokens, run),
    )


def word_before(tokens: Sequence[Token], run: tuple[int, ...]) -> Directed | None:
    """ "rose 3%", "fell by as much as 3%", "up 397.82 points, or 1.18%"."""
    i = run[0]
    k = i - 1
    if k > 0 and tokens[k].lower == "to" and tokens[k - 1].lower == "up":
        k -= 2  # "lost up to 5.5 percent"
    elif k > 0 and tokens[k].lower == "to" and tokens[k - 1].lower == "close":
        k -= 2  # "jumped close to 2 percent"
    if k >= 0 and tokens[k].lower in ("to", "at", "from"):
        return None  # "rose to 15%" and "higher at $5" are levels, "from 20% to 27%" too
    for steps in range(FAR):
        if k < 0:
            return None
        t = tokens[k]
        if k and (phrasal := _PHRASAL.get((tokens[k - 1].lower, t.lower))):
            amount = amount_between(tokens, k, i)
            return Directed(phrasal, k - 1, i, run[-1], run, amount, None, tokens[k - 1].lower, is_range(tokens, run))
        if t.kind == "word" and (direction := direction_of(t.lower)):
            if _directs_no_figure(tokens, k, i):
                return None
            head = with_its_verb(tokens, k, direction)
            amount = amount_between(tokens, k, i)
            return Directed(direction, head, i, run[-1], run, amount, None, tokens[head].lower, is_range(tokens, run))
        if not _may_stand_between(tokens, k, i, steps):
            return None
        k -= 1
    return None


def _directs_no_figure(tokens: Sequence[Token], k: int, figure: int) -> bool:
    """Whether a word of direction is a noun here, or says something else: "the gain", "off the coast", "weighed down by a fall"."""
    word = tokens[k].lower
    if word == "off" and not all(x.figure or x.lower in v.FILLERS or x.lower == "," for x in tokens[k + 1 : figure]):
        return True
    driven = word in ("up", "down") and k and tokens[k - 1].lower in v.DRIVEN and tokens[k + 1].lower == "by"
    return bool(driven) or is_noun_here(tokens, k)


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


def noun_after(tokens: Sequence[Token], run: tuple[int, ...]) -> Directed | None:
    """ "a 2.6% fall in Qatar Islamic Bank", "Alibaba's 9.2 percent jump"."""
    j = run[-1] + 1
    while j < len(tokens) and j - run[-1] <= 2 and tokens[j].lower in v.BEFORE_NOUNS_OF_MOVEMENT:
        j += 1
    if j >= len(tokens) or tokens[j].kind != "word":
        return None
    word = tokens[j].lower
    direction: Direction | None = "up" if word in v.UP_NOUNS else "down" if word in v.DOWN_NOUNS else None
    if word in v.CIRCUITS and j + 1 < len(tokens) and tokens[j + 1].lower == "circuit":
        return Directed(v.CIRCUITS[word], run[0], run[0], run[-1], run, None, j + 1, "circuit")
    if direction is None:
        return None
    return Directed(direction, run[0], run[0], run[-1], run, None, j, word, is_range(tokens, run))


_SPANS = frozenset("week month quarter year".split())


def noun_before(tokens: Sequence[Token], run: tuple[int, ...]) -> Directed | None:
    """ "a gain of 3%", "its losses to 5%"."""
    k = run[0] - 1
    seen_of = False
    steps = 0
    while k >= 0 and steps < 8:
        word = tokens[k].lower
        if word == "of" or (word == "to" and k and tokens[k - 1].lower in v.UP_NOUNS | v.DOWN_NOUNS | _SPANS):
            seen_of = True
        elif seen_of and word in _SPANS and [x.lower for x in tokens[k - 2 : k]] == ["for", "the"]:
            k -= 2  # "its losses for the month to 22%"
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


_LONGEST_OBJECT = 8  # tokens


def driven_by(tokens: Sequence[Token], run: tuple[int, ...]) -> Directed | None:
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
            moved = tokens[object_]
            shares = moved.lower in v.STOCK_WORDS or moved.lower in v.INDEX_NOUNS or _is_priced(moved)
            direction: Direction = "up" if word in v.RAISING_VERBS else "down"
            return (
                Directed(direction, by, run[0], run[-1], run, None, None, word, is_range(tokens, run))
                if shares
                else None
            )
        if tokens[k].kind == "mark" and word not in ("'s", "’s"):
            return None
    return None


def _is_priced(t: Token) -> bool:
    """ "lifting Brent crude by 0.5 per cent": an instrument has a price, a company sales."""
    company = t.mention.company if t.mention else None
    return company is not None and company.kind != "company"


def signed(tokens: Sequence[Token], run: tuple[int, ...]) -> Directed | None:
    """ "Alibaba +3.2%", "Nikkei (-1.1%)"."""
    i = run[0]
    sign = tokens[i].text[:1]
    if sign not in "+＋-−–" or len(run) > 1:
        return None
    k = i - 1
    while k >= 0 and tokens[k].lower in ("(", ":", "[", ","):
        k -= 1
    verb = before_time(tokens, k)
    if verb > 0 and tokens[verb].lower in v.NEUTRAL_VERBS - v.AUXILIARIES:
        return Directed("up" if sign in "+＋" else "down", verb, i, i, run, None, None, tokens[verb].lower)
    if k > 0 and tokens[k].lower in ("was", "is", "were", "are") and tokens[k - 1].kind in ("name", "tag"):
        return Directed("up" if sign in "+＋" else "down", k, i, i, run, None, None, tokens[k].lower)
    if k < 0 or tokens[k].kind not in ("name", "tag", "figure"):
        return None
    return Directed("up" if sign in "+＋" else "down", i, i, i, run, None, None, sign)


def elided(tokens: Sequence[Token], run: tuple[int, ...], last: Directed) -> Directed | None:
    """ "Biocon down 8%; Indian Bank slips 8%; PNB 2%": the verb of the one before is meant."""
    i = run[0]
    k = i - 1
    amount = _points_before(tokens, i)
    if amount is not None:
        k = amount - 1  # "and S&P 500 E-minis 14.5 points, or 0.21%"
    while k >= 0 and tokens[k].lower in v.FILLERS:
        k -= 1
    if k > 0 and tokens[k].lower == ")":
        k = opening(tokens, k) - 1  # "and the VanEck Gold Miners ETF (GDX) 2.1%"
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
    return Directed(
        last.direction, k + 1, i, run[-1], run, amount, None, last.verb, is_range(tokens, run), elided=True
    )


def _points_before(tokens: Sequence[Token], i: int) -> int | None:
    """Where "14.5 points" stands before ", or 0.21%"."""
    if i < 3 or [t.lower for t in tokens[i - 2 : i]] != [",", "or"]:
        return None
    figure = tokens[i - 3].figure
    return i - 3 if figure is not None and figure.kind == "points" else None


def at_another_place(tokens: Sequence[Token], run: tuple[int, ...], last: Directed) -> Directed | None:
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


def at_another_time(tokens: Sequence[Token], run: tuple[int, ...], last: Directed) -> Directed | None:
    """ "slid 45% over the past year and 22% in the past month": the same subject and verb."""
    i, j = run[0], run[-1] + 1
    between = [
        t.lower
        for t in tokens[last.last + 1 : i]
        if t.lower not in v.FILLERS or t.lower in _BEFORE_TIMES or t.lower in v.WEEKDAYS
    ]
    plain = all(t.kind == "word" for t in tokens[last.last + 1 : i])
    times = len(between) > 2 and between[0] in _BEFORE_TIMES and between[-1] == "and" and len(between) <= 8
    if not (plain and times and last.noun is None and j < len(tokens) and tokens[j].lower in _BEFORE_TIMES):
        return None
    return Directed(last.direction, i, i, run[-1], run, None, None, last.verb, is_range(tokens, run), elided=True)
