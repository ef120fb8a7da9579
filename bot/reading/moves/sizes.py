"""Which figures of a sentence are a movement's: its change, the level that was reached, and from where."""

from __future__ import annotations

from dataclasses import replace

from bot.reading.languages.base import Beside, Directed
from bot.reading.patterns import pattern
from bot.reading.tokens import Tokens, token_at

_PERCENT_BEHIND = pattern('"," "or"? qualifier{0,2} f=percent')
_RANGE = pattern('"to"|"-"|"–"|"and"|"至"|"~"|"到" f=percent')


def with_figures(
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
    shut = beside + 2 if token_at(tokens, beside + 1).key in (")", "）", ",") else beside + 1
    return replace(one, figures=(percent,), amount=amount, end=max(end, shut))


def _range_at(tokens: Tokens, figure: int) -> int | None:
    """ "2 to 4 percent": both are read as percentages."""
    found = _RANGE.match(tokens, figure + 1) if tokens[figure].has("percent") else None
    if found is not None:
        between = token_at(tokens, figure - 1).key == "between"
        return found.at("f") if between or tokens[figure + 1].key != "and" else None
    adjacent = (
        token_at(tokens, figure + 1).has("percent") and token_at(tokens, figure + 1).start == tokens[figure].end + 0
    )
    return figure + 1 if adjacent else None


def _beside(tokens: Tokens, figure: int, taken: set[int], patterns: Beside) -> int | None:
    """A second figure that tells the same change: "300 points, or 0.5%", "$2.30 (3.2%)"."""
    found = patterns.second.match(tokens, figure + 1)
    if found is None or found.at("f") in taken:
        return None
    between = tokens[figure + 1 : found.at("f")]
    marks = [t.key for t in between if not t.has("qualifier", "unit") and t.key not in ("a", "an", "per")]
    # "300 points, or 0.5%", "98 points and 0.4 percent", "$2 a barrel, nearly 3%"
    joined = any(t.has("noun") or t.key in ("or", "(", "（", "或", "/", "合") for t in between) or (
        marks in ([","], ["and"]) and tokens[figure].has("points", "money")
    )
    unlike = tokens[found.at("f")].has("percent") != tokens[figure].has("percent")
    return found.at("f") if joined and unlike else None


def with_level(tokens: Tokens, one: Directed, taken: set[int], patterns: Beside) -> Directed:
    """The price that it reached: behind ("to $4.80", "at 26,009"), or before ("at $77.9K, up 6%")."""
    behind = None if _is_up_to_an_extreme(tokens, one.start) else patterns.level.match(tokens, one.end)
    if behind is not None and behind.at("l") not in taken and may_be_level(tokens, behind.at("l")):
        level = behind.at("l")
        one = _with_levels(tokens, replace(one, level=level, end=level + 1), patterns)
        converted = patterns.converted.match(tokens, level + 1)
        if converted is not None:
            one = replace(one, converted=converted.at("c"), end=converted.end)
        return with_origin(tokens, one, patterns)
    one = with_origin(tokens, one, patterns)
    before = _level_before(tokens, one.start, patterns)
    if before is not None and before not in taken and not _is_merely_touched(tokens, one, before):
        return replace(one, level=before)
    return one


_EXTREME_WITHIN = 4  # tokens


def _is_up_to_an_extreme(tokens: Tokens, start: int) -> bool:
    """ "最低见1.08元，挫27%，收报1.14元": the change down to the low has no other level; the close behind it is the next one's."""
    if (
        start < 2
        or tokens[start - 1].key not in ("，", ",")
        or not tokens[start - 2].has("money", "points", "number")
    ):
        return False
    near = tokens[max(0, start - 2 - _EXTREME_WITHIN) : start - 2]
    return any(t.has("extreme-level") or (t.has("peak") and t.has("extreme")) for t in near)


def _is_merely_touched(tokens: Tokens, one: Directed, level: int) -> bool:
    """ "曾高见370.95元，收涨3.9%": the day's high is no close."""
    touched = any(t.has("extreme-level") for t in tokens[max(0, level - 2) : level])
    return touched and tokens[one.word].has("close")


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
    ):
        end -= 1
    for at in range(end - 1, max(-1, end - 9), -1):
        if not tokens[at].has("money", "points", "number"):
            continue
        for first in range(at - 1, max(-1, at - 5), -1):
            found = patterns.before.match(tokens, first)
            if found is not None and found.at("l") == at and found.end == end and may_be_level(tokens, at):
                compared = _compared_at(tokens, first)
                return at if compared is None else _level_before(tokens, compared, patterns)
    return None


def _is_of_a_span(tokens: Tokens, i: int) -> bool:
    """ "，24小時漲幅": a count and its unit between the level and the change."""
    if tokens[i].has("number"):
        return token_at(tokens, i + 1).has("span-noun")
    return tokens[i].has("span-noun") and token_at(tokens, i - 1).has("number")


_THAN_ZH = ("较", "比")


def _compared_at(tokens: Tokens, link: int) -> int | None:
    """ "報6.8812，較上日收報6.8851，升39點子": a level behind "than" is that of before, and the one that counts stands before it."""
    i = link
    while i > 0 and tokens[i].has("level-link", "time", "close"):
        i -= 1
    return i if tokens[i].key.startswith(_THAN_ZH) and not tokens[i].has("name") else None


def with_origin(tokens: Tokens, one: Directed, patterns: Beside) -> Directed:
    """ "from $1.1430": where it came from is no level of now."""
    found = patterns.origin.match(tokens, one.end)
    if found is None or not may_be_level(tokens, found.at("l")):
        return one  # "from 30 April"
    one = replace(one, before=found.at("l"), end=found.end)
    onward = patterns.onward.match(tokens, one.end) if one.level is None else None
    return (
        one
        if onward is None or not may_be_level(tokens, onward.at("l"))
        else _with_percent_behind(tokens, replace(one, level=onward.at("l"), end=onward.end))
    )


def _with_percent_behind(tokens: Tokens, one: Directed) -> Directed:
    """ "gained $11.20 from their close of $30.40 to $41.60 on July 14, nearly 37 percent": the same change in percent."""
    if len(one.figures) != 1 or tokens[one.figures[0]].has("percent"):
        return one
    i = one.end
    while token_at(tokens, i).has("time", "number", "month", "prep"):
        i += 1
    found = _PERCENT_BEHIND.match(tokens, i)
    if found is None:
        return one
    return replace(one, amount=one.figures[0], figures=(found.at("f"),), end=found.end)


def may_be_level(tokens: Tokens, i: int) -> bool:
    t = tokens[i]
    figure = t.figure
    if figure is None or not figure.may_be_price or figure.value <= 0:
        return False
    if token_at(tokens, i + 1).has("month", "span-noun"):
        return False  # "from 30 April to 28 May", "失守10天线"
    return not (t.text.isdecimal() and 1990 <= int(t.text) <= 2100)
