"""How sure, how whole and in what unit a line says what the story says: what may be is not, some is not all, a gram is no ounce."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from bot.reading.gate.said import Said, Source, days_in
from bot.reading.gate.terms import Term

_OPEN = ("weak", "conditional")


def less_sure(line: Said, source: Source, anchors: tuple[int, ...]) -> str | None:
    """ "will top $100 billion" where the story says that it could, or will if: what leaves it open there does so in the line."""
    if any(_leaves_open(t, *_OPEN) for t in line.terms):
        return None
    for place in anchors:
        told = source.said[place]
        clause = _most_alike(line, told)
        found = next((t for t in told.terms if _leaves_open(t, "weak") and t.clause == clause), None) or next(
            (t for t in told.terms if _leaves_open(t, "conditional") and abs(t.clause - clause) <= 1), None
        )
        if found is not None:
            return f"the story leaves it open: {found.text}"
    return None


def _leaves_open(t: Term, *marks: str) -> bool:
    return any(m in t.marks for m in marks) and not (t.has("month") and t.text[:1].isupper())


def _most_alike(line: Said, told: Said) -> int:
    """The clause of a sentence that has most of a line's words and figures."""
    mine = [t for t in line.terms if t.content]
    clauses = dict.fromkeys(t.clause for t in told.terms)
    return max(clauses, key=lambda c: sum(any(_is_one(m, t) for t in told.terms if t.clause == c) for m in mine))


def _is_one(mine: Term, its: Term) -> bool:
    if mine.quantity is not None and its.quantity is not None:
        return mine.quantity.same(its.quantity)
    return mine.same(its)


def all_of_it(line: Said, source: Source, anchors: tuple[int, ...]) -> str | None:
    """ "sold all his shares" where the story says that he sold some."""
    told = [source.said[place] for place in anchors]
    for t in line.terms:
        if "whole" in t.marks and not any("whole" in o.marks for s in told for o in s.terms):
            return f"the story does not say {t.text} there"
    return None


def another_name_there(line: Said, source: Source, anchors: tuple[int, ...]) -> str | None:
    """ "its investment in ByteDance" where the sentence has OpenAI in that place: a name that is not there, and one of it that the line has not."""
    told = [source.said[place] for place in anchors]
    mine = [line.terms[k] for k in line.names]
    absent = [t for t in mine[1:] if not any(s.says(t) for s in told)]
    others = [s.terms[k] for s in told for k in s.names]
    if absent and any(not any(o.same(t) for t in mine) for o in others):
        return f"the story does not say {absent[0].text} there"
    return None


_APIECE = re.compile(
    r"\s?(?:(?:US|U\.S\.|HK)?\$|dollars?|yuan|euros?|美元|港元|人民币|人民幣|元|日圆)?\s?(?:(?:/|每|per |an? )\s?(?P<unit>[A-Za-z]{2,10}|[\u3400-\u9fff]{1,2})|(?P<counter>[股張张台臺辆輛吨噸桶件套箱片]))"
)
# "48小时内", "48 hours": over how long.
_LASTING = re.compile(
    r"[\s-]?(?:(?P<span>hour|day|week|month|year|minute)s?\b|个?(?P<span_zh>小时|小時|天|分钟|分鐘|星期|周|週|月|年)(?=[内內间間前后後来來以]))"
)


def another_unit(line: Said, source: Source, anchors: tuple[int, ...]) -> str | None:
    """ "69美元/克" where it is an ounce, "161,189股" where it is so many lots."""
    for i in line.numbers:
        unit = _unit_behind(line, i)
        if unit is None:
            continue
        same = [
            _unit_behind(source.said[p], j)
            for p, j in source.numbers
            if line.quantity(i).same(source.said[p].quantity(j))
        ]
        theirs = {u for u in same if u is not None}
        if theirs and unit not in theirs:
            return f"the story does not say {line.terms[i].text} {unit}"
    return None


def _unit_behind(said: Said, i: int) -> str | None:
    end = said.quantity(i).end
    lasting = _LASTING.match(said.sentence.folded, end)
    if lasting is not None:
        return lasting["span"] or lasting["span_zh"]
    found = _APIECE.match(said.sentence.folded, end)
    return (found["unit"] or found["counter"]) if found is not None else None


_TOWARDS, _WHOM = "向", 5  # terms of whom it is done to


def towards_another(line: Said, source: Source, anchors: tuple[int, ...]) -> str | None:
    """ "甲向乙租用" where the story says "乙向甲租用"."""
    for mine in _towards(line):
        for its in (found for place in anchors for found in _towards(source.said[place])):
            deed = next(
                ((a, b) for a in range(1, len(mine)) for b in range(1, len(its)) if mine[a].same(its[b])), None
            )
            if deed is not None and _joined(mine[: deed[0]]) != _joined(its[: deed[1]]):
                return f"the story says it of {_joined(its[: deed[1]])}"
    return None


def _towards(said: Said) -> list[Sequence[Term]]:
    """What stands behind each "向": whom, and what is done."""
    return [said.terms[k + 1 : k + 1 + _WHOM] for k, t in enumerate(said.terms) if t.text == _TOWARDS]


def _joined(terms: Sequence[Term]) -> str:
    return "".join(t.text for t in terms)


_DONE = ("已", "已经", "已經")
_TO_COME = (
    "即将",
    "将",
    "拟",
    "计划",
    "规划",
    "正规划",
    "打算",
    "准备",
    "逐步",
    "推动",
    "积极",
    "推进",
    "筹备",
    "争取",
    "有望",
)
_DONE_WITHIN = 8  # terms: "已在香港和上海两地同步上市"


def already(line: Said, source: Source, anchors: tuple[int, ...]) -> str | None:
    """ "已扩增产能" where the story says that it is planned."""
    done = [
        verb
        for k, t in enumerate(line.terms[:-1])
        if t.text in _DONE
        for n, verb in enumerate(line.terms[k + 1 : k + 1 + _DONE_WITHIN])
        if verb.clause == t.clause and (n == 0 or (verb.kind == "word" and verb.content))
    ]
    for verb in done:
        told = [(source.said[p], k) for p in anchors for k, t in enumerate(source.said[p].terms) if verb.same(t)]
        if told and all(_is_to_come(said, k) for said, k in told):
            return f"the story says it as a plan: {verb.text}"
    return None


def _is_to_come(said: Said, k: int) -> bool:
    before = [t.text for t in said.terms[max(0, k - _DONE_WITHIN) : k] if t.clause == said.terms[k].clause]
    return any(w in _TO_COME for w in before) and not any(w in _DONE for w in before)


_RANK = re.compile(r"(?P<rank>第[一二三四五六七八九十\d]+)(?P<of>.?)")  # of what kind it is, the next character says
_WEEKDAY = re.compile(r"(?:周|星期|礼拜)([一二三四五六日天])")
_TURN_OF_TIME = re.compile(
    r"\b(?P<turn>this|next|last|previous|coming|prior) (?P<span>year|quarter|month|week)\b|(?P<turn_zh>[本上下去今明前])(?P<span_zh>季度|[年季月周])"
)


def another_rank(line: Said, source: Source, anchors: tuple[int, ...]) -> str | None:
    """ "历年第三高" where it is the second."""
    told: dict[str, set[str]] = {}
    for text in _texts(source, anchors):
        for rank, of in _RANK.findall(text):
            told.setdefault(of, set()).add(rank)
    wrong = next((rank for rank, of in _RANK.findall(_text(line)) if rank not in told.get(of, {rank})), None)
    return f"the story does not say {wrong} there" if wrong is not None else None


def another_turn_of_time(line: Said, source: Source, anchors: tuple[int, ...]) -> str | None:
    """ "this year" where it is the next."""
    told: dict[str, set[str]] = {}
    for text in _texts(source, anchors):
        for m in _TURN_OF_TIME.finditer(text):
            told.setdefault(m["span"] or m["span_zh"], set()).add(m["turn"] or m["turn_zh"])
    for m in _TURN_OF_TIME.finditer(_text(line)):
        turns = told.get(m["span"] or m["span_zh"])
        compared = _text(line)[m.end() :].startswith("同期")
        if turns is not None and not compared and (m["turn"] or m["turn_zh"]) not in turns:
            return f"the story does not say {m[0]} there"
    return None


def another_weekday(line: Said, source: Source, anchors: tuple[int, ...]) -> str | None:
    """ "said on Monday" where the sentence has Wednesday."""
    its, days = (set(_WEEKDAY.findall(s)) for s in (" ".join(_texts(source, anchors)), _text(line)))
    if its and not days <= its:
        return f"the story does not say {', '.join(sorted(days - its))} there"
    told = [t for place in anchors for t in days_in(source.said[place].terms)]
    wrong = next((t for t in days_in(line.terms) if told and not any(t.same(o) for o in told)), None)
    return f"the story does not say {wrong.text} there" if wrong is not None else None


def _text(said: Said) -> str:
    s = said.sentence
    return s.folded[s.start : s.end].lower()


def _texts(source: Source, anchors: tuple[int, ...]) -> list[str]:
    return [_text(source.said[place]) for place in anchors]


_COMPASS = re.compile(r"[东西南北]+")


def another_quarter_of_town(line: Said, source: Source, anchors: tuple[int, ...]) -> str | None:
    """ "东九龙" where it is the west."""
    for t in line.terms:
        folded = line.sentence.folded
        m = _COMPASS.match(folded, t.start, t.end)
        place = folded[m.end() : m.end() + _PLACE] if m is not None else ""
        if m is None or len(place) < _PLACE:
            continue
        for told in (source.said[p].sentence for p in anchors):
            sides = re.findall(rf"([东西南北]*){re.escape(place)}", told.folded[told.start : told.end])
            if any(sides) and m[0] not in sides:
                return f"the story does not say {t.text} there"
    return None


_PLACE = 2  # characters of its name


SURETY: tuple[tuple[str, Callable[[Said, Source, tuple[int, ...]], str | None]], ...] = (
    ("surer than the story", less_sure),
    ("all where it is some", all_of_it),
    ("another name in its place", another_name_there),
    ("another unit", another_unit),
    ("done to another", towards_another),
    ("done where it is planned", already),
    ("another part of town", another_quarter_of_town),
    ("another rank", another_rank),
    ("this year for the next", another_turn_of_time),
    ("another weekday", another_weekday),
)
