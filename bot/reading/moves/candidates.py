"""Which figures of a sentence are changes, in which direction, and which are levels. Whose they are is decided elsewhere."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from bot.reading.languages.base import Beside, Directed, Direction, Language, Shape
from bot.reading.languages.base import beside as patterns_beside
from bot.reading.patterns import Found, pattern
from bot.reading.tokens import Token, Tokens

_NEAR = 4  # tokens
_DIRECTIONS = frozenset({"up", "down", "flat", "causes-up", "causes-down", "up-to"})
_SIZES = frozenset({"percent", "points", "money", "number", "multiple", "limit", "flat", "fraction"})
_PERCENT_BEHIND = pattern('"," "or"? qualifier{0,2} f=percent')
_RANGE = pattern('"to"|"-"|"–"|"and"|"至"|"~"|"到" f=percent')


def directed_in(tokens: Tokens, language: Language) -> tuple[Directed, ...]:
    """The directed figures of a sentence in order; each figure belongs to one."""
    found: list[Directed] = []
    taken: set[int] = set()
    present = frozenset().union(*(t.senses for t in tokens))
    if present.isdisjoint(_DIRECTIONS) and not any(t.figure is not None and t.text[:1] in _SIGNS for t in tokens):
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
                taken.update(_used(one))
    found += _signed(tokens, taken)
    found.sort(key=lambda d: d.start)
    found += [*_elliptical(tokens, found, taken, beside), *_again(tokens, found, taken, beside)]
    return tuple(_merged(tokens, list(_distributed(tokens, sorted(found, key=lambda d: d.start), beside))))


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
        ):
            out[-1] = replace(d, head=last.head, start=last.start)
        else:
            out.append(d)
    return out


def _used(d: Directed) -> set[int]:
    return {i for i in (*d.figures, d.upper, d.amount, d.level, d.before, d.converted, d.word) if i is not None}


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
        if tokens[word].has("up-to", "crosses-up")
        else "down"
        if tokens[word].has("crosses-down")
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
        one = _with_figures(tokens, one, figure, match.at("g"), taken, beside)
    if level >= 0:
        if not _may_be_level(tokens, level):
            return None
        one = replace(one, level=level)
        return _with_origin(tokens, one, beside)
    return _with_level(tokens, one, taken, beside)


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
    return joined and d.direction == last.direction and bool(d.figures and last.figures) and last.level is None


def _is_superseded(tokens: Tokens, last: Directed, d: Directed, between: Sequence[Token]) -> bool:
    """ "升穿6.8万美元，一度涨至68,410美元": the mark that was crossed is no more than the way to the level."""
    small = all(t.key in ("，", ",") or t.has("manner", "time", "extreme", "fill", "level-link") for t in between)
    return last.shape == "verb then bound" and d.level is not None and d.direction == last.direction and small


def _is_one_change(tokens: Tokens, last: Directed, d: Directed, between: Sequence[Token]) -> bool:
    """ "跌超300点，跌幅达0.61%", "升517点，报53277点，升近1%", "涨超25%，突破78,000美元": the next clause tells the same change otherwise."""
    comma = [
        t for t in between if not t.has("manner", "fill", "time", "extreme", "qualifier", "level-link", "unit", "det")
    ]
    if (
        len(comma) != 1
        or comma[0].key not in ("，", ",", "、")
        or d.direction != last.direction
        or any(t.has("time") and not t.has("extreme") for t in between)
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
    return (
        last.shape == "verb then level" and tokens[last.word].has("extreme-level") and d.shape == "verb then figure"
    )


def _both(tokens: Tokens, last: Directed, d: Directed) -> Directed:
    """One change of two tellings: the percent, the amount, the level, wherever they stand."""
    percents = [x for x in (last, d) if x.figures and tokens[x.figures[0]].has("percent")]
    amounts = [x.figures[0] for x in (last, d) if x.figures and not tokens[x.figures[0]].has("percent")]
    level = last.level if last.level is not None else d.level
    figures = percents[0].figures if percents else tuple(amounts[:1])
    return replace(
        last, figures=figures, amount=amounts[0] if percents and amounts else last.amount, level=level, end=d.end
    )


# ---- what is no movement of a price ---------------------------------------------------------------------------------


def _is_measure_of_the_figure(tokens: Tokens, shape: str, match: Found) -> bool:
    """ "fell 5 percentage points", "up 3% stake"."""
    f = match.at("f")
    if f < 0 or f + 1 >= len(tokens):
        return False
    return tokens[f + 1].has("measure") and not tokens[f + 1].has("up", "down") and shape != "figure then noun"


def _is_scaled_money(tokens: Tokens, shape: str, match: Found) -> bool:
    """ "rose $2 billion" is no price's change."""
    f = match.at("f")
    figure = tokens[f].figure if f >= 0 else None
    return figure is not None and figure.kind == "money" and not figure.may_be_price


def _adverb_is_a_preposition(tokens: Tokens, shape: str, match: Found) -> bool:
    """ "up from 3%", "off the coast", "9% off" in shops, "down to 3%"."""
    d = match.at("d")
    if tokens[d].key == "off" and shape == "figure then adverb":
        told = any(t.has("be") for t in tokens[max(0, match.at("f") - 2) : match.at("f")])
        behind = tokens[d + 1] if d + 1 < len(tokens) else None
        return not told or (
            behind is not None and behind.key in ("at", "in", "for")
        )  # "were 4% off", not "20% off at Walmart"
    if tokens[d].key == "off":
        return match.at("f") < 0 or match.at("f") < d or match.at("f") - d > 2
    if shape == "figure then adverb" and tokens[d].key in ("up", "down", "ahead") and d + 1 < len(tokens):
        after = tokens[d + 1]
        return after.has("figure") or after.key in ("from", "by", "about", "to", "nearly", "over")
    if shape == "figure then adverb" and d + 1 < len(tokens) and tokens[d + 1].key == "by":
        return True  # "at Rs 11,842.50, lower by 3.78 per cent"
    if tokens[d].key == "ahead" and d + 1 < len(tokens) and tokens[d + 1].has("percent"):
        return False  # "was recently ahead 4.8%"
    return tokens[d].key == "ahead" and not any(t.key == "by" for t in tokens[d : match.end])


def _is_noun_for_verb(tokens: Tokens, shape: str, match: Found) -> bool:
    """ "the rise" before a figure that it does not direct."""
    d = match.at("d")
    if not shape.startswith(("verb", "from")) or not tokens[d].has("noun") or d == 0:
        return False
    before = tokens[d - 1]
    if before.key == "to":
        return False
    return before.has("det", "genitive", "span-adjective", "superlative", "prep") or before.key in ("its", "their")


def _is_part_of_something(tokens: Tokens, shape: str, match: Found) -> bool:
    """ "lost 3% of its followers", "8% of the index"; a part of its value is a price's."""
    f = match.at("f")
    if f < 0 or f + 2 >= len(tokens) or tokens[f + 1].key != "of" or shape == "figure then noun":
        return False
    return not any(t.key in ("value", "worth", "price") for t in tokens[f + 2 : f + 6])


def _leads_to_a_count(tokens: Tokens, shape: str, match: Found) -> bool:
    """ "shares up 3% to 1.42 billion", "a drop to 158,000 autos": what it came to is no price."""
    end = match.end
    if end + 1 >= len(tokens) or tokens[end].key not in ("to", "at", "至"):
        return False
    figure = tokens[end + 1].figure
    if figure is None or figure.kind not in ("number", "money"):
        return False
    after = tokens[end + 2] if end + 2 < len(tokens) else None
    counted = (
        figure.kind == "number"
        and after is not None
        and not after.senses - {"share", "whose-price", "measure"}
        and after.text.islower()
    )
    return not figure.may_be_price or counted


def _is_in_a_measure(tokens: Tokens, shape: str, match: Found) -> bool:
    """ "lifted Walmart by 3 percent in sales"."""
    f = match.at("f")
    return 0 <= f < len(tokens) - 2 and tokens[f + 1].key == "in" and tokens[f + 2].has("measure")


_BESIDE_A_MARK = frozenset("short behind above below shy ahead beyond under".split())


def _is_distance(tokens: Tokens, shape: str, match: Found) -> bool:
    """ "fell 3% short of its goal", "8% above what analysts had expected"."""
    f = match.at("f")
    if shape == "figure from a peak":
        return False
    return 0 <= f < len(tokens) - 1 and (tokens[f + 1].key in _BESIDE_A_MARK or tokens[f + 1].key.startswith("more "))


def _is_count_of_more(tokens: Tokens, shape: str, match: Found) -> bool:
    """ "added 11% more clients": of what there was more."""
    f = match.at("f")
    if f < 0 or f + 2 >= len(tokens) or tokens[f + 1].key not in ("more", "fewer", "less"):
        return False
    return not tokens[f + 2].has("time", "prep", "mark", "conj", "subordinator", "unit")


def _goes_on_from_a_sum(tokens: Tokens, shape: str, match: Found) -> bool:
    """ "stood at $4.7 billion, up 31 per cent", "came to 5.26%, down 0.2 point": a sum or a rate, and no price, is what rose."""
    d = match.at("d")
    i = d - 1
    if shape not in ("adverb then figure", "verb then level") or not tokens[d].has("adverb"):
        return False
    if i < 2 or tokens[i].key != ",":
        return False
    while i > 1 and (tokens[i - 1].has("unit", "time") or tokens[i].key == ","):
        i -= 1
    figure = tokens[i].figure
    if figure is None or tokens[i - 1].has("up", "down"):
        return False
    return (
        not figure.may_be_price if figure.kind == "money" else figure.kind == "percent" and tokens[i - 1].has("prep")
    )


def _has_an_object(tokens: Tokens, shape: str, match: Found) -> bool:
    """ "triples its stake", "doubled ServiceNow stake": what it made more of is no price."""
    if shape != "multiple":
        return False
    d = match.at("d")
    if tokens[d].has("ing") and d and tokens[d - 1].has("name", "det"):
        return True  # "the next Bitcoin halving"
    after = tokens[match.end] if match.end < len(tokens) else None
    return after is not None and (
        after.has("name", "genitive", "measure") or after.key in ("its", "their", "the", "his", "our")
    )


EXCLUDED = (
    _has_an_object,
    _is_part_of_something,
    _is_count_of_more,
    _goes_on_from_a_sum,
    _is_distance,
    _leads_to_a_count,
    _is_in_a_measure,
    _is_measure_of_the_figure,
    _is_scaled_money,
    _adverb_is_a_preposition,
    _is_noun_for_verb,
)


# ---- what stands beside ---------------------------------------------------------------------------------------------


def _with_figures(
    tokens: Tokens, one: Directed, figure: int, other: int, taken: set[int], patterns: Beside
) -> Directed:
    """The change in percent, and that in points or money beside it."""
    end = max(one.end, figure + 1)
    if other >= 0 and one.shape == "two figures then adverb":
        return replace(one, figures=(figure, other), end=end)
    if other >= 0:
        percent = figure if tokens[figure].has("percent") else other
        amount = other if percent == figure else figure
        same = tokens[figure].has("percent") == tokens[other].has("percent")
        return replace(one, figures=(figure,) if same else (percent,), amount=None if same else amount, end=end)
    upper = _range_at(tokens, figure)
    if upper is not None:
        return replace(one, figures=(figure,), upper=upper, end=max(end, upper + 1))
    beside = _beside(tokens, figure, taken, patterns)
    if beside is None:
        return replace(one, figures=(figure,), end=end)
    percent, amount = (figure, beside) if tokens[figure].has("percent") else (beside, figure)
    shut = beside + 2 if beside + 1 < len(tokens) and tokens[beside + 1].key in (")", "）", ",") else beside + 1
    return replace(one, figures=(percent,), amount=amount, end=max(end, shut))


def _range_at(tokens: Tokens, figure: int) -> int | None:
    """ "2 to 4 percent": both are read as percentages."""
    found = _RANGE.match(tokens, figure + 1) if tokens[figure].has("percent") else None
    if found is not None:
        between = figure > 0 and tokens[figure - 1].key == "between"
        return found.at("f") if between or tokens[figure + 1].key != "and" else None
    adjacent = (
        figure + 1 < len(tokens)
        and tokens[figure + 1].has("percent")
        and tokens[figure + 1].start == tokens[figure].end + 0
    )
    return figure + 1 if adjacent and tokens[figure].has("percent") else None


def _beside(tokens: Tokens, figure: int, taken: set[int], patterns: Beside) -> int | None:
    """A second figure that tells the same change: "300 points, or 0.5%", "$2.30 (3.2%)"."""
    found = patterns.second.match(tokens, figure + 1)
    if found is None or found.at("f") in taken:
        return None
    between = tokens[figure + 1 : found.at("f")]
    joined = any(t.has("noun") or t.key in ("or", "(", "（", "或", "/", "合") for t in between) or (
        [t.key for t in between] == [","] and not tokens[figure].has("percent")
    )
    unlike = tokens[found.at("f")].has("percent") != tokens[figure].has("percent")
    return found.at("f") if joined and unlike else None


def _with_level(tokens: Tokens, one: Directed, taken: set[int], patterns: Beside) -> Directed:
    """The price that it reached: behind ("to $4.80", "at 26,009"), or before ("at $77.9K, up 6%")."""
    behind = patterns.level.match(tokens, one.end)
    if behind is not None and behind.at("l") not in taken and _may_be_level(tokens, behind.at("l")):
        level = behind.at("l")
        one = _with_levels(tokens, replace(one, level=level, end=level + 1), patterns)
        converted = patterns.converted.match(tokens, level + 1)
        if converted is not None:
            one = replace(one, converted=converted.at("c"), end=converted.end)
        return _with_origin(tokens, one, patterns)
    one = _with_origin(tokens, one, patterns)
    before = _level_before(tokens, one.start, patterns)
    if before is not None and before not in taken:
        return replace(one, level=before)
    return one


def _with_levels(tokens: Tokens, one: Directed, patterns: Beside) -> Directed:
    """ "to close at CNY61.07 and CNY73.40": each one's."""
    levels = [one.level] if one.level is not None else []
    end = one.end
    while (also := patterns.also.match(tokens, end)) is not None and tokens[also.at("f")].has("money", "points"):
        levels.append(also.at("f"))
        end = also.end
    return replace(one, levels=tuple(levels), end=end) if len(levels) > 1 else one


def _level_before(tokens: Tokens, start: int, patterns: Beside) -> int | None:
    """ "at $77.9K, up 6%", "报53184点，升425点": the price that is told before its change."""
    end = start
    while (
        end > 0
        and not tokens[end - 1].has("level-link", "qualifier")
        and (tokens[end - 1].has("time", "manner", "fill", "extreme") or _is_of_a_span(tokens, end - 1))
        and not tokens[end - 1].has("mark")
    ):
        end -= 1
    for at in range(end - 1, max(-1, end - 9), -1):
        if not tokens[at].has("money", "points", "number"):
            continue
        for first in range(at - 1, max(-1, at - 5), -1):
            found = patterns.before.match(tokens, first)
            if found is not None and found.at("l") == at and found.end == end and _may_be_level(tokens, at):
                compared = _compared_at(tokens, first)
                return at if compared is None else _level_before(tokens, compared, patterns)
    return None


def _is_of_a_span(tokens: Tokens, i: int) -> bool:
    """ "，24小時漲幅": a count and its unit between the level and the change."""
    if tokens[i].has("number"):
        return i + 1 < len(tokens) and tokens[i + 1].has("span-noun")
    return tokens[i].has("span-noun") and i > 0 and tokens[i - 1].has("number")


def _compared_at(tokens: Tokens, link: int) -> int | None:
    """ "報6.8812，較上日收報6.8851，升39點子": a level behind "than" is that of before, and the one that counts stands before it."""
    i = link
    while i > 0 and tokens[i].has("level-link", "time", "close") and not tokens[i].has("compared"):
        i -= 1
    return i if tokens[i].key.startswith(("较", "比")) else None


def _with_origin(tokens: Tokens, one: Directed, patterns: Beside) -> Directed:
    """ "from $1.1430": where it came from is no level of now."""
    found = patterns.origin.match(tokens, one.end)
    if found is None or not _may_be_level(tokens, found.at("l")):
        return one  # "from 30 April"
    one = replace(one, before=found.at("l"), end=found.end)
    onward = patterns.onward.match(tokens, one.end) if one.level is None else None
    return (
        one
        if onward is None or not _may_be_level(tokens, onward.at("l"))
        else _with_percent_behind(tokens, replace(one, level=onward.at("l"), end=onward.end))
    )


def _with_percent_behind(tokens: Tokens, one: Directed) -> Directed:
    """ "gained $11.20 from their close of $30.40 to $41.60 on July 14, nearly 37 percent": the same change in percent."""
    if len(one.figures) != 1 or tokens[one.figures[0]].has("percent"):
        return one
    i = one.end
    while i < len(tokens) and tokens[i].has("time", "number", "month", "prep"):
        i += 1
    found = _PERCENT_BEHIND.match(tokens, i)
    if found is None:
        return one
    return replace(one, amount=one.figures[0], figures=(found.at("f"),), end=found.end)


def _may_be_level(tokens: Tokens, i: int) -> bool:
    t = tokens[i]
    figure = t.figure
    if figure is None or not figure.may_be_price or figure.value <= 0:
        return False
    if i + 1 < len(tokens) and tokens[i + 1].has("month", "span-noun"):
        return False  # "from 30 April to 28 May", "失守10天线"
    return not (figure.kind == "number" and t.text.isdecimal() and 1990 <= int(t.text) <= 2100)


# ---- figures without a word of their own ----------------------------------------------------------------------------

_SIGNS = "+-−–＋▲▼△▽↑↓"


def _signed_direction(mark: str) -> Direction:
    return "up" if mark in "+＋▲△↑" else "down"


def _signed_points_before(tokens: Tokens, i: int) -> int | None:
    """ "S&P 500: +84.2 points, 1.2%", "7,488.02 ▲11.95 +0.16%": the change in points, which may carry the sign."""
    p = i - 1 - (tokens[i].text[0] not in _SIGNS and tokens[i - 1].text in _SIGNS)
    while p > 0 and tokens[p].key in _BETWEEN_CELLS:
        p -= 1
    signed = p >= 0 and tokens[p].has("points", "number") and _sign_of(tokens, p)[0]
    return p if signed else None


def _signed(tokens: Tokens, taken: set[int]) -> Iterator[Directed]:
    """ "Newmont (NEM) +64.2%", "(-0.6%)", "▲ 2.1%", "Nasdaq 25,960.11 ▲0.87%", "螺纹钢｜3128｜-42｜-1.32%"."""
    for i, t in enumerate(tokens):
        if i in taken or t.figure is None or not t.has("percent"):
            continue
        amount = _signed_points_before(tokens, i)
        mark, start = _sign_of(tokens, i)
        if amount is None and not mark:
            continue
        at = amount if amount is not None else i
        start = min(start, _sign_of(tokens, at)[1])
        direction = _signed_direction(mark or tokens[at].text[0])
        level = _level_in_the_row(tokens, start)
        yield Directed("sign", direction, at, at, start, i + 1, (i,), amount=amount, level=level)


def _sign_of(tokens: Tokens, i: int) -> tuple[str, int]:
    """The sign of a figure and where it begins; "" where it has none."""
    if tokens[i].text[0] in _SIGNS:
        return tokens[i].text[0], i
    if i and tokens[i - 1].text in _SIGNS and tokens[i - 1].text not in "-–":
        return tokens[i - 1].text, i - 1
    return "", i


_BETWEEN_CELLS = ("(", "（", ",", "｜", "|", "/", "\t")


def _level_in_the_row(tokens: Tokens, start: int) -> int | None:
    """The level before a signed change: "Nasdaq 25,960.11 ▲0.87%"."""
    i = start - 1
    while i > 0 and tokens[i].key in _BETWEEN_CELLS:
        i -= 1
    plain = i > 0 and tokens[i].has("number", "money", "points") and tokens[i].text[0] not in _SIGNS
    return i if plain and _may_be_level(tokens, i) and not tokens[i - 1].has("level-link") else None


def _elliptical(tokens: Tokens, found: Sequence[Directed], taken: set[int], beside: Beside) -> Iterator[Directed]:
    """ "Gold rose 1% and silver 2%": a figure behind a name, in a list whose first member had the verb."""
    for d in found:
        last = d
        if d.shape not in ("verb then figure", "adverb then figure", "figure then adverb", "sign"):
            continue
        while True:
            nxt = _next_member(tokens, last.end, beside)
            if nxt is None or nxt in taken:
                break
            taken.add(nxt)
            last = _with_level(
                tokens, Directed("ellipsis", d.direction, nxt, nxt, nxt, nxt + 1, (nxt,)), taken, beside
            )
            taken.update(_used(last))
            yield last


def _again(tokens: Tokens, found: Sequence[Directed], taken: set[int], beside: Beside) -> Iterator[Directed]:
    """ "slid 45% over the past year and 22% in the past month": the same verb over another time."""
    for d in found:
        match = beside.again.match(tokens, d.end)
        elsewhere = d.level is not None and any(t.has("place") for t in tokens[(d.figures or (d.end,))[-1] : d.level])
        if match is None and d.figures and elsewhere:
            match = beside.again.match(
                tokens, d.figures[-1] + 1
            )  # "1.4% in Hong Kong to HK$137.60 and 4.2% in London"
        if d.figures and match is not None and match.at("f") not in taken:
            figure = match.at("f")
            taken.add(figure)
            bare = replace(
                d,
                start=figure,
                end=figure + 1,
                figures=(figure,),
                amount=None,
                level=None,
                before=None,
                converted=None,
            )
            yield _with_level(tokens, bare, taken, beside)


def _next_member(tokens: Tokens, at: int, beside: Beside) -> int | None:
    found = beside.member.match(tokens, at)
    if found is None or not any(t.has("name", "tag") for t in tokens[at : found.end]):
        return None
    return found.at("f")


def _distributed(tokens: Tokens, found: Sequence[Directed], beside: Beside) -> Iterator[Directed]:
    """ "rose 6.8% and 6.6%, respectively": the further figures of one word."""
    taken = {i for d in found for i in _used(d)}
    for one in found:
        d = one
        figures = list(d.figures)
        end = d.end
        respectively = any(t.key in ("respectively", "分别", "each") for t in tokens)
        while figures and d.upper is None and (respectively or d.level is None):
            also = beside.also.match(tokens, end)
            if also is None or also.at("f") in taken or tokens[also.at("f")].figure is None:
                break
            if tokens[also.at("f")].senses != tokens[figures[0]].senses or not any(
                t.key in (",", "and", "、", "和", "及", "与", "以及", "or") for t in tokens[end : also.at("f")]
            ):
                break
            figures.append(also.at("f"))
            taken.add(also.at("f"))
            end = also.end
            level = beside.level.match(tokens, end) if d.level is not None else None
            if level is not None and level.at("l") not in taken:
                d = replace(d, levels=(*(d.levels or (d.level,)), level.at("l")))
                end = level.end
        more = len(figures) > len(d.figures)
        d = replace(d, figures=tuple(figures), end=end)
        yield _with_level(tokens, d, taken, beside) if more and d.level is None else d
