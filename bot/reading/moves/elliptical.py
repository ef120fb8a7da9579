"""Movements whose verb is a mark, or stands with another: "Nasdaq 25,960.11 ▲0.87%", "A rose 1% and B 2%"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from bot.reading.languages.base import Beside, Directed, Direction
from bot.reading.moves.sizes import may_be_level, with_level
from bot.reading.tokens import Tokens


def used(d: Directed) -> set[int]:
    return {i for i in (*d.figures, d.upper, d.amount, d.level, d.before, d.converted, d.word) if i is not None}


SIGNS = "+-−–＋▲▼△▽↑↓"


def _signed_direction(mark: str) -> Direction:
    return "up" if mark in "+＋▲△↑" else "down"


def _signed_points_before(tokens: Tokens, i: int) -> int | None:
    """ "S&P 500: +84.2 points, 1.2%", "7,488.02 ▲11.95 +0.16%": the change in points, which may carry the sign."""
    p = i - 1 - (tokens[i].text[0] not in SIGNS and tokens[i - 1].text in SIGNS)
    while p > 0 and tokens[p].key in _BETWEEN_CELLS:
        p -= 1
    signed = p >= 0 and tokens[p].has("points", "number") and _sign_of(tokens, p)[0]
    return p if signed else None


def signed(tokens: Tokens, taken: set[int]) -> Iterator[Directed]:
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
    if tokens[i].text[0] in SIGNS:
        return tokens[i].text[0], i
    if i and tokens[i - 1].text in SIGNS and tokens[i - 1].text not in "-–":
        return tokens[i - 1].text, i - 1
    performed = i > 1 and tokens[i - 1].key == ":" and tokens[i - 2].key == "performance"
    return ("+", i) if performed else ("", i)  # "YTD Price Performance: 61.36%"


_BETWEEN_CELLS = ("(", "（", ",", "｜", "|", "/", "\t")


def _level_in_the_row(tokens: Tokens, start: int) -> int | None:
    """The level before a signed change: "Nasdaq 25,960.11 ▲0.87%"."""
    i = start - 1
    while i > 0 and tokens[i].key in _BETWEEN_CELLS:
        i -= 1
    plain = i > 0 and tokens[i].has("number", "money", "points") and tokens[i].text[0] not in SIGNS
    return i if plain and may_be_level(tokens, i) and not tokens[i - 1].has("level-link") else None


def elliptical(tokens: Tokens, found: Sequence[Directed], taken: set[int], beside: Beside) -> Iterator[Directed]:
    """ "Gold rose 1% and silver 2%": a figure behind a name, in a list whose first member had the verb."""
    for d in found:
        last = d
        if d.shape not in ("verb then figure", "adverb then figure", "figure then adverb", "sign"):
            continue
        while True:
            nxt = _next_member(tokens, last.end, beside)
            if nxt is None or nxt in taken or tokens[nxt].text[:1] in SIGNS:
                break  # "9988.HK +3%, 0700.HK -2%": with a sign of its own
            taken.add(nxt)
            last = with_level(
                tokens, Directed("ellipsis", d.direction, nxt, nxt, nxt, nxt + 1, (nxt,)), taken, beside
            )
            taken.update(used(last))
            yield last


def again(tokens: Tokens, found: Sequence[Directed], taken: set[int], beside: Beside) -> Iterator[Directed]:
    """ "slid 45% over the past year and 22% in the past month": the same verb over another time."""
    for d in found:
        match = beside.again.match(tokens, d.end)
        elsewhere = d.level is not None and any(t.has("place") for t in tokens[(d.figures or (d.end,))[-1] : d.level])
        if match is None and elsewhere:
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
            yield with_level(tokens, bare, taken, beside)


def _next_member(tokens: Tokens, at: int, beside: Beside) -> int | None:
    found = beside.member.match(tokens, at)
    if found is None or not any(t.has("name", "tag") for t in tokens[at : found.end]):
        return None
    return found.at("f")


def distributed(tokens: Tokens, found: Sequence[Directed], beside: Beside) -> Iterator[Directed]:
    """ "rose 6.8% and 6.6%, respectively", "rose 2% to $70 and 3% to $33": the further figures of one word, and their levels."""
    taken = {i for d in found for i in used(d)}
    for one in found:
        d = one
        figures = list(d.figures)
        end = d.end
        respectively = any(t.key in ("respectively", "分别", "each") for t in tokens)
        while figures and d.upper is None:
            also = beside.also.match(tokens, end)
            if also is None or also.at("f") in taken or tokens[also.at("f")].figure is None:
                break
            if tokens[also.at("f")].senses != tokens[figures[0]].senses or not any(
                t.key in (",", "and", "、", "和", "及", "与", "以及", "or") for t in tokens[end : also.at("f")]
            ):
                break
            level = beside.level.match(tokens, also.end) if d.level is not None else None
            if d.level is not None and level is None and not respectively:
                break
            figures.append(also.at("f"))
            taken.add(also.at("f"))
            end = also.end
            if level is not None:
                d = replace(d, levels=(*(d.levels or (d.level,)), level.at("l")))
                end = level.end
        more = len(figures) > len(d.figures)
        d = replace(d, figures=tuple(figures), end=end)
        yield with_level(tokens, d, taken, beside) if more and d.level is None else d
