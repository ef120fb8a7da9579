"""The level after a move: "to HKD174.00", "at $55.53", "closed at $185.25, up 0.35%", and what is printed beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.reading.figures import Figure
from bot.reading.former import vocabulary as v
from bot.reading.former.directed import Directed
from bot.reading.former.noun_phrases import PLACES, Subject
from bot.reading.former.tokens import Token


@dataclass(frozen=True, slots=True)
class Level:
    index: int
    figure: Figure | None


_PRICE_FILLERS = (
    frozenset(
        "unofficially provisionally against versus vs dollar greenback yen euro a an the on in by for of or , ( ) about around its close closing open level high low points per share each trading trade finish finishing end ending settle trade stand early late morning afternoon today yesterday premarket session ending closing settling finishing day day's 's ’s the "
        "monday tuesday wednesday thursday friday hong kong new york london tokyo shanghai shenzhen p.m a.m . gmt bell hours after before extended noon midday hit hitting touch touching reach reaching its new record intraday all-time 52-week lifetime one-year".split()
    )
    | PLACES
)


_FURTHEST = 26  # tokens from a figure to its level
_TRADING = frozenset("trade trading trades traded stood stands".split())


def levels_after(tokens: Sequence[Token], found: Directed, subjects: Sequence[Subject]) -> list[Level]:
    """ "to HKD174.00", "at $55.53", "to CNY41.34 and CNY58.38, respectively"."""
    start = (found.noun if found.noun is not None else found.last) + 1
    out: list[Level] = []
    j = start
    named = False
    while j < len(tokens) and j - start < _FURTHEST:
        t = tokens[j]
        if t.figure is not None:
            if (
                named
                and may_be_price(t.figure, subjects)
                and not (j + 1 < len(tokens) and tokens[j + 1].lower in ("a.m", "p.m", ":", "gmt"))
            ):
                out.append(Level(j, t.figure))
                if len(subjects) < 2 or len(out) == len(subjects):
                    return out
            elif t.figure.kind == "percent" and out == [] and not (j and tokens[j - 1].lower in ("or", "(")):
                return []
        elif t.lower in ("to", "at") or (
            t.lower == "of"
            and tokens[j - 1].lower in ("low", "high")
            and "from" not in {x.lower for x in tokens[start:j]}
        ):
            named = True
        elif (
            (
                t.lower in ("higher", "lower", "up", "down", "stronger", "weaker", "elevated", "and")
                and (t.lower != "and" or out)
            )
            or t.kind == "tag"
            or t.lower in ("higher", "lower", "yuan", "just")
        ):
            pass
        elif t.lower.endswith(("-year", "-month", "-week", "-day", "-decade")):
            pass  # "to a nearly five-year low of $44.64"
        elif t.kind == "name" and t.mention and any(c.kind == "currency" for c in t.mention.companies):
            pass  # "against the dollar at $1.2314"
        elif t.lower in v.MONTHS and not named:
            pass  # "from a close of $383.93 on May 20, 2026, to close at $307.07"
        elif t.lower in _TRADING and out == []:
            named = True  # "gains 6.5% and trades around $77,391"
        elif t.lower == "and" and j + 1 < len(tokens) and tokens[j + 1].lower in _TRADING:
            pass
        elif t.lower not in _PRICE_FILLERS and not (
            t.kind == "word" and (t.lower in v.QUALIFIERS or t.lower in v.FILLERS)
        ):
            break
        j += 1
    return out[:1] if len(subjects) == 1 else out if len(out) == len(subjects) else []


def may_be_price(figure: Figure, subjects: Sequence[Subject]) -> bool:
    """Whether a figure behind "to" or "at" is a level of theirs: money, points, or a plain number where an index or a rate moves."""
    if not figure.may_be_price or figure.kind not in ("money", "number", "points"):
        return False
    if figure.kind == "number":
        company = subjects[0].mention.company if subjects[0].mention else None
        level = bool(company and company.kind != "company") or subjects[0].kind in ("index", "unknown")
        return (level and figure.value >= 10) or "." in figure.digits or "," in str(figure.value)
    return True


_LONGEST_RELATIVE = 10  # tokens


def level_before(tokens: Sequence[Token], found: Directed) -> list[Level]:
    """ "closed at $185.25, up 0.35%", "was last at $60.73, down 2.74%"."""
    k = found.head - 1
    if k < 1:
        return []
    bare = tokens[k].figure  # "Bitcoin at $76,818.67 up 6.36%"
    if bare and bare.kind == "money" and bare.may_be_price and tokens[k - 1].lower == "at":
        return [Level(k, bare)]
    if tokens[k].lower not in (",", "(", ")", "-", "–"):
        return []
    while k >= 0 and tokens[k].lower in (v.AFTER_LEVEL | PLACES | set(v.WEEKDAYS)):
        if tokens[k].lower == ")":
            while k >= 0 and tokens[k].lower != "(":
                k -= 1
        k -= 1
    figure = tokens[k].figure if k >= 1 else None
    if figure is None or figure.kind not in ("money", "number", "points") or not figure.may_be_price:
        return []
    named = tokens[k - 1].lower in ("at", "to", "closed", "ended", "finished", "settled", "traded", "of") or (
        tokens[k - 1].lower in ("around", "near") and tokens[k - 2].lower in _TRADING
    )
    if any(t.lower in v.CONTINUATIONS for t in tokens[max(0, k - _LONGEST_RELATIVE) : k]):
        return []  # "which climbed to a record of 3,319.140 on Thursday, fell"
    return [Level(k, figure)] if named else []


def level_within(tokens: Sequence[Token], found: Directed, subjects: Sequence[Subject]) -> list[Level]:
    """ "ended Tuesday at S$6.43, S$0.07 or 1.1 per cent higher", "gained $11.20 to $41.60, nearly 37 percent"."""
    for j in range(found.head + 1, found.first - 1):
        figure = tokens[j + 1].figure
        behind = found.amount is not None and j > found.amount and tokens[j].lower == "to"
        if (tokens[j].lower == "at" or behind) and figure and figure.kind == "money" and figure.may_be_price:
            return [Level(j + 1, figure)] if len(subjects) == 1 and found.amount != j + 1 else []
    return []


def conversion_of(tokens: Sequence[Token], price: Level | None) -> Figure | None:
    if price is None:
        return None
    j = price.index + 1
    if j + 1 < len(tokens) and tokens[j].lower in ("(", "["):
        figure = tokens[j + 1].figure
        return figure if figure and figure.kind == "money" else None
    return None


def amount_after(tokens: Sequence[Token], found: Directed) -> Figure | None:
    """ "1.7 per cent or S$0.14", "0.5% (20 points)"."""
    j = found.last + 1
    while j < len(tokens) and tokens[j].lower in (",", "higher", "lower", "up", "down"):
        j += 1
    if (
        j + 1 < len(tokens)
        and tokens[j].lower in ("or", "(")
        and (f := tokens[j + 1].figure)
        and f.kind in ("points", "money")
        and not f.scaled
    ):
        return f
    return None
