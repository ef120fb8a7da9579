"""What a figure of a translation is: whose, of which measure, the new value or the old one, and which way it goes; as in the sentence, or refused."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Literal

from bot.reading.gate.pairs import Pair, Words, rows_in, same_number
from bot.reading.gate.said import Said, turn_of
from bot.reading.gate.terms import Term
from bot.reading.languages.translations import Table, bounds, comparisons, measures, moments, places

Figure = tuple[Said, int]  # a sentence, and which of its terms
Role = Literal["from", "to", "by"]


def _alike(pair: Pair, figure: Figure) -> list[Figure]:
    """The sentence's figures for which one of the translation may stand."""
    said, i = figure
    return [(s, j) for s, j in pair.source.numbers if same_number(said.quantity(i), s.quantity(j))]


def _first_unlike(pair: Pair, unlike: Callable[[Figure, Figure], bool]) -> str | None:
    """A translation's figure that is unlike each of the sentence's for which it may stand."""
    bound = ((f, _alike(pair, f)) for f in pair.told.numbers)
    return next((s.terms[i].text for (s, i), alike in bound if alike and all(unlike((s, i), a) for a in alike)), None)


# --- whose -------------------------------------------------------------------------------------------------------------


def anothers(pair: Pair) -> str | None:
    """A figure is of the company of whom the sentence tells it: the last one that stands before it, or in its clause."""
    found = _first_unlike(
        pair, lambda mine, its: _is_counted(*mine) and _is_of_others(pair, _owner(pair.told, mine), its)
    )
    return f"{found} is another's" if found else None


def _is_counted(said: Said, i: int) -> bool:
    """Not "the second quarter"."""
    return said.quantity(i).kind not in ("ordinal", "time", "date") and not said.quantity(i).in_a_row


def _is_of_others(pair: Pair, mine: frozenset[str], its: Figure) -> bool:
    said, j = its
    if not mine:
        return False
    named = [t for t in said.terms if mine & t.companies]
    # "Midea buys Arbonia for 900 million": it may stand on either side of whom is bought.
    beside = any(t.start > said.terms[j].start and not _is_apart(said, said.terms[j], t) for t in named)
    if owner := _owner(pair.source, its):
        return mine.isdisjoint(owner) and not beside
    return bool(named) and all(_is_apart(said, said.terms[j], t) for t in named)


def _is_apart(said: Said, a: Term, b: Term) -> bool:
    """Whether two terms are of two clauses, or have a comma between them."""
    between = said.sentence.text[min(a.end, b.end) : max(a.start, b.start)]
    return a.clause != b.clause or _PAUSE.search(between) is not None


def _owner(words: Words, figure: Figure) -> frozenset[str]:
    """The last company that is named before a number, or what else is traded, save money."""
    said, i = figure
    named = (t for k, t in enumerate(said.terms[:i]) if k == 0 or said.terms[k - 1].text not in _TOWARDS)
    return next((own for t in reversed(tuple(named)) if (own := t.companies - words.monies)), frozenset())


_TOWARDS = frozenset("向对给与和从")  # "软银向英特尔投资20亿美元"


# --- of what -----------------------------------------------------------------------------------------------------------


def of_something_else(pair: Pair) -> str | None:
    """A figure of profit is none of revenue, one of the session none of the close."""
    for what, of in _ASPECTS:
        if found := _first_unlike(pair, _unlike_by(of)):
            return f"{found} is of another {what}"
    return None


def _unlike_by(of: Callable[[Said, int], frozenset[int]]) -> Callable[[Figure, Figure], bool]:
    return lambda mine, its: _are_unlike(of(*mine), of(*its))


def _are_unlike(mine: frozenset[int], its: frozenset[int]) -> bool:
    """Whether both are known, and not the same."""
    return bool(mine and its) and mine.isdisjoint(its)


def _measured(said: Said, i: int) -> frozenset[int]:
    """What a number measures: what is named close behind it ("a 20% rise in revenue"), or last before it."""
    text, end = said.sentence.folded.lower(), said.quantity(i).end
    spans = rows_in(said, measures)
    behind = frozenset(row for row, a, _ in spans if a >= end and _LINK.fullmatch(text[end:a]))
    return behind or _last(spans, said.quantity(i).start)


_LINK = re.compile(r" (?:[a-z]+ )?(?:in|of)(?: the| its| net| total)? ")


def _where(said: Said, i: int) -> frozenset[int]:
    """The country of which it is told: "fell 2% in the US", "在美国下跌2%"."""
    text, begin, end = said.sentence.folded.lower(), said.quantity(i).start, said.quantity(i).end
    spans = rows_in(said, places)
    if said.sentence.language.code == "en":
        return frozenset(row for row, a, _ in spans if a >= end and _IN.fullmatch(text[end:a]))
    return _last(
        [(row, a, b) for row, a, b in spans if text[a - 1] == "在" and not _PAUSE.search(text[b:begin])], begin
    )


_IN = re.compile(r" in (?:the )?")


def _when(said: Said, i: int) -> frozenset[int]:
    """When in the day it was."""
    return _beside(said, i, moments)


def _compared(said: Said, i: int) -> frozenset[int]:
    """With what it is compared: "fell 2% from a year earlier", "同比下降2%"."""
    return _beside(said, i, comparisons)


def _bound(said: Said, i: int) -> frozenset[int]:
    """Whether it is more than the number, or at most as much."""
    return _beside(said, i, bounds, reach=_BOUND)


_BOUND = 4  # characters: "more than HK$"


def _beside(said: Said, i: int, table: Table, reach: int | None = None) -> frozenset[int]:
    """What stands right behind a number, or last before it, with no comma between and no further off than `reach`."""
    text, begin, end = said.sentence.folded.lower(), said.quantity(i).start, said.quantity(i).end
    spans = rows_in(said, table)
    if behind := frozenset(row for row, a, _ in spans if a >= end and _BLANK.fullmatch(text[end:a])):
        return behind
    near = [s for s in spans if not _PAUSE.search(text[s[2] : begin]) and (reach is None or begin - s[2] <= reach)]
    return _last(near, begin)


_BLANK = re.compile(r" ?(?:from |in |,)? ?")
_PAUSE = re.compile(r"[，,；;](?!\d)")


def _last(spans: Sequence[tuple[int, int, int]], begin: int) -> frozenset[int]:
    last = max((b for _, _, b in spans if b <= begin), default=None)
    return frozenset(row for row, _, b in spans if b == last)


_ASPECTS = (
    ("measure", _measured),
    ("place", _where),
    ("time of the day", _when),
    ("comparison", _compared),
    ("side of its bound", _bound),
)


# --- the new value or the old one --------------------------------------------------------------------------------------


def in_another_role(pair: Pair) -> str | None:
    """What it came to is neither what it came from nor by how much it went."""
    found = _first_unlike(pair, lambda mine, its: are_apart(role(*mine), role(*its)))
    return f"{found} is no longer what it was: the new value, the old one or the difference" if found else None


def are_apart(one: Role | None, other: Role | None) -> bool:
    return {one, other} in _APART


_APART: tuple[set[Role | None], ...] = ({"from", "to"}, {"to", "by"}, {"from", "by"})


def role(said: Said, i: int) -> Role | None:
    """Whether a number is what something came from, what it came to, or by how much it went; None where the words leave it open."""
    begin, end = said.quantity(i).start, said.quantity(i).end
    before = said.sentence.folded[max(said.sentence.start, begin - _NEAR) : begin].lower()
    if any(p.search(before) for p in _FROM) or _EARLIER.match(said.sentence.folded[end : end + _NEAR].lower()):
        return "from"
    if any(p.search(before) for p in _TO):
        return "to"
    if any(p.search(before) for p in _BY):
        return "by"
    last = next((t for t in reversed(said.terms[:i]) if t.text.lower() not in _NEARLY), None)
    return "by" if last is not None and last.turn in ("up", "down") and last.has("verb", "past", "finite") else None


_NEARLY = frozenset(
    "about around nearly almost roughly some more than over a another 约 近 逾 超 超过 大约 将近".split()
)
_NEAR = 24  # characters
_ABOUT = r" ?(?:约|近|逾|超过|超|的|about |around |nearly |almost |roughly |just |some |more than |over |as much as )?(?:[a-z]{0,3}\$|[€£¥])?$"
_FROM = (
    re.compile(rf"(?:从|由|自|较)[^，,。；]{{0,3}}{_ABOUT}"),
    re.compile(rf"(?:同期|一年前|此前|前值|原先|原来)[为的是亏盈收利润损]{{0,3}}{_ABOUT}"),
    re.compile(rf"\b(?:from|compared with|compared to|versus|against) (?:a |an )?(?:loss of |profit of )?{_ABOUT}"),
)
_TO = (re.compile(rf"[至到]{_ABOUT}"), re.compile(rf"\bto {_ABOUT}"))
_BY = (
    re.compile(rf"(?:加息|降息|增产|减产|增持|减持|收窄|缩窄|扩大|缩小|减少|增加|加|减|增|降|涨|跌|升){_ABOUT}"),
    re.compile(rf"\bby (?:a |an )?{_ABOUT}"),
)
_EARLIER = re.compile(r" (?:a year|one year|a quarter|the year) (?:earlier|ago|before)")


# --- which way ---------------------------------------------------------------------------------------------------------


def turned(pair: Pair) -> str | None:
    """A figure goes the way that it goes in the sentence, if it goes any."""
    for said, i in pair.told.numbers:
        mine = turn_of(said, i)
        if mine is None or said.quantity(i).kind not in _TURNED:
            continue
        ways = {
            turn_of(*its) for its in _alike(pair, (said, i)) if not _are_unlike(_measured(said, i), _measured(*its))
        }
        if ways and ways.isdisjoint((mine, None)):
            return f"{said.terms[i].text} goes another way"
    return None


_TURNED = ("percent", "points", "money", "multiple")


def _goes_nowhere(said: Said, i: int) -> bool:
    return _is_counted(said, i) and role(said, i) is None and turn_of(said, i) is None


def left_without_way(pair: Pair) -> str | None:
    """By how much something went up or down is no amount of it."""
    found = _first_unlike(pair, lambda mine, its: role(*its) == "by" and _goes_nowhere(*mine))
    return f"{found} is left without its way" if found else None
