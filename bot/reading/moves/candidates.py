"""Which figures of a sentence are changes, in which direction, and which are levels. Whose they are is decided elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.reading.document import DIRECTIONS
from bot.reading.languages.base import Beside, Directed, Language, Shape
from bot.reading.languages.base import beside as patterns_beside
from bot.reading.moves.elliptical import SIGNS, again, distributed, elliptical, signed, used
from bot.reading.moves.misreadings import EXCLUDED
from bot.reading.moves.sizes import may_be_level, with_figures, with_level, with_origin
from bot.reading.patterns import Found
from bot.reading.tokens import Token, Tokens, token_at

_NEAR = 4  # tokens
_SIZES = frozenset({"percent", "points", "money", "number", "multiple", "limit", "flat", "fraction"})


def directed_in(tokens: Tokens, language: Language) -> tuple[Directed, ...]:
    """The directed figures of a sentence in order; each figure belongs to one."""
    found: list[Directed] = []
    taken: set[int] = set()
    present = frozenset().union(*(t.senses for t in tokens))
    if present.isdisjoint(DIRECTIONS) and not any(t.text[:1] in SIGNS or t.key == "performance" for t in tokens):
        return ()
    if present.isdisjoint(_SIZES):
        return ()
    beside = patterns_beside(language.code)
    for shape in language.shapes:
        if not shape.pattern.may_match(present):
            continue
        for match in shape.pattern.search(tokens):
            one = _read(tokens, shape, match, taken, beside)
            if one is not None:
                found.append(one)
                taken.update(used(one))
    found += signed(tokens, taken)
    found.sort(key=lambda d: d.start)
    found += [*elliptical(tokens, found, taken, beside), *again(tokens, found, taken, beside)]
    return tuple(_merged(tokens, list(distributed(tokens, sorted(found, key=lambda d: d.start), beside))))


def _merged(tokens: Tokens, found: Sequence[Directed]) -> list[Directed]:
    """Two tellings of one change are one: "fell from $92.30 to $79.12, a decline of $13.18, or 14%", "dropped 6% to hit a low of 47"."""
    out: list[Directed] = []
    for d in found:
        last = out[-1] if out else None
        begin = d.start if d.level is None else min(d.start, d.level)
        between = tokens[last.end : begin] if last is not None else ()
        if last is not None and _is_superseded(tokens, last, d, between):
            out[-1] = replace(d, start=last.start)
        elif last is not None and last.figures and d.shape == "verb then bound" and not between:
            out[-1] = replace(last, end=d.end)  # "下跌22点失守4000点大关": the mark is told besides
        elif last is not None and _is_list(tokens, last, d, between):
            out[-1] = replace(last, figures=(*last.figures, *d.figures), end=d.end)
        elif last is not None and _is_one_change(tokens, last, d, between):
            out[-1] = _both(tokens, last, d)
        elif (
            last is not None
            and d.shape == "to a high"
            and len(between) <= _NEAR
            and any(t.key.startswith("to") for t in between)
        ):
            out[-1] = replace(last, level=d.level, end=d.end) if last.level is None else last
        elif (
            last is not None
            and last.level is not None
            and not last.figures
            and d.shape == "noun of figure"
            and d.direction == last.direction
            and len(between) <= _NEAR * 4
        ):
            out[-1] = replace(last, figures=d.figures, amount=d.amount, upper=d.upper, end=d.end)
        elif (
            last is not None
            and last.shape == "multiple"
            and d.direction == last.direction
            and d.figures
            and not any(t.has("day-word", "weekday") for t in between)
            and not _begins_another(between)
        ):
            out[-1] = replace(d, head=last.head, start=last.start)
        else:
            out.append(d)
    return out


def _begins_another(between: Sequence[Token]) -> bool:
    """ "has doubled, while Monero is 26% higher": a clause of somebody else's."""
    return any(
        t.has("conj", "subordinator") and token_at(between, i + 1).has("name", "det", "share", "pronoun")
        for i, t in enumerate(between)
    )


def _read(tokens: Tokens, shape: Shape, match: Found, taken: set[int], beside: Beside) -> Directed | None:
    word, figure, level = match.at("d"), match.at("f"), match.at("l")
    if {word, figure, level} & taken - {-1}:
        return None
    direction = tokens[word].direction or (
        "up"
        if tokens[word].has("causes-up")
        else "down"
        if tokens[word].has("causes-down")
        else "up"
        if tokens[word].has("up-to", "crosses-up", "from-below")
        else "down"
        if tokens[word].has("crosses-down", "from-above")
        else None
    )
    if direction is None or any(rule(tokens, shape.name, match) for rule in EXCLUDED):
        return None
    at_least = _printed_least(tokens, word, match.at("x"))
    first = min(i for i in (word, figure, level) if i >= 0)
    one = Directed(shape.name, direction, word, word, first, match.end, at_least=at_least)  # type: ignore[arg-type]
    origin = match.at("o")
    if origin >= 0:
        one = replace(one, before=origin)
    if figure >= 0:
        one = with_figures(tokens, one, figure, match.at("g"), taken, beside)
    if level >= 0:
        if not may_be_level(tokens, level):
            return None
        one = replace(one, level=level)
        return with_origin(tokens, one, beside)
    return with_level(tokens, one, taken, beside)


def _least(tokens: Tokens, i: int) -> int | None:
    """The percent that a word says at the least: "doubled" 100."""
    return next((int(s.removeprefix("at-least:")) for s in tokens[i].senses if s.startswith("at-least:")), None)


def _printed_least(tokens: Tokens, word: int, fraction: int) -> int | None:
    """The least that a fraction, the board's limit before the word ("20cm涨停") or the word itself says."""
    if fraction >= 0:
        return _least(tokens, fraction)
    before = tokens[word - 2].figure if word > 1 and tokens[word - 1].has("limit-size") else None
    return int(before.value) if before is not None else _least(tokens, word)


def _is_list(tokens: Tokens, last: Directed, d: Directed, between: Sequence[Token]) -> bool:
    """ "分别跌约1.4%和跌大约2%": the second of two that are told one behind the other."""
    joined = len(between) == 1 and between[0].has("joins")
    if not (d.figures and last.figures) or tokens[d.figures[0]].senses != tokens[last.figures[0]].senses:
        return False
    return joined and d.direction == last.direction and last.level is None


def _is_superseded(tokens: Tokens, last: Directed, d: Directed, between: Sequence[Token]) -> bool:
    """ "升穿6.8万美元，一度涨至68,410美元": the mark that was crossed is no more than the way to the level."""
    small = all(t.key in ("，", ",") or t.has("manner", "time", "extreme", "fill", "level-link") for t in between)
    return last.shape == "verb then bound" and d.level is not None and d.direction == last.direction and small


def _is_one_change(tokens: Tokens, last: Directed, d: Directed, between: Sequence[Token]) -> bool:
    """ "跌超300点，跌幅达0.61%", "升517点，报53277点，升近1%", "涨超25%，突破78,000美元": the next clause tells the same change otherwise."""
    if tokens[last.word].has("extreme-level", "peak") and tokens[d.word].has("close"):
        return False  # "曾高见370.95元，收涨3.9%"
    aside = ("manner", "fill", "time", "extreme", "qualifier", "level-link", "unit", "det", "close")
    comma = [t for t in between if not t.has(*aside)]
    if (
        len(comma) != 1
        or comma[0].key not in ("，", ",", "、")
        or d.direction != last.direction
        or any(
            t.has("time") and not (t.has("within-day") and tokens[d.word].key.split()[0].endswith("ing"))
            for t in between
        )
    ):
        return False
    if not d.figures:
        return d.shape in ("verb then bound", "verb then level") and last.level is None
    if not last.figures:
        told_behind = d.shape in ("noun then figure", "adverb then figure") or _is_of_the_extreme(tokens, last, d)
        return last.level is not None and d.level is None and told_behind
    return (
        tokens[last.figures[0]].has("percent") != tokens[d.figures[0]].has("percent")
        and last.amount is None
        and d.amount is None
    )


def _is_of_the_extreme(tokens: Tokens, last: Directed, d: Directed) -> bool:
    """ "曾高见70.95元，飆13.9%": the change up to the height."""
    level = last.shape == "verb then level" and tokens[last.word].has("extreme-level")
    return (level or last.shape == "to a high") and d.shape == "verb then figure"


def _both(tokens: Tokens, last: Directed, d: Directed) -> Directed:
    """One change of two tellings: the percent, the amount, the level, wherever they stand."""
    percents = [x for x in (last, d) if x.figures and tokens[x.figures[0]].has("percent")]
    amounts = [x.figures[0] for x in (last, d) if x.figures and not tokens[x.figures[0]].has("percent")]
    level = last.level if last.level is not None else d.level
    figures = percents[0].figures if percents else tuple(amounts[:1])
    return replace(
        last, figures=figures, amount=amounts[0] if percents and amounts else last.amount, level=level, end=d.end
    )
