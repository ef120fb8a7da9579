"""What a Chinese sentence says to have moved. Chinese writes it in one breath: subject, time, verb, figure, price.

"石藥集團(01093)跌3.5%，報9.19元": the verb leads to the figure behind it, and to the subject before it once what may stand between
them is taken away. What is left must be a name, a share, an index or one of their like; a measure ("盈利", "销量") is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from bot.reading.figures import Figure
from bot.reading.findings import Direction
from bot.reading.former import vocabulary_zh as zh
from bot.reading.former.clauses_zh import ANY_MEASURE, CAUSED, HAN, HARD_STOP, SPREADS, STOP, Stated, behind_last
from bot.reading.former.movement import Movement
from bot.reading.former.noun_phrases import Subject
from bot.reading.former.subjects_zh import subjects_zh
from bot.reading.former.when import is_of_the_day
from bot.reading.mentions import Mention
from bot.story import Span

_VERB = re.compile(
    rf"(?<![提调調晋晉直])(?:(?P<up>{zh.UP})|(?P<down>{zh.DOWN}))(?P<open>(?:[ \u00a0]*(?:{zh.QUALIFIERS}))*)[ \u00a0]*"
)
_LIMIT = re.compile(rf"(?P<up>{zh.LIMIT_UP})|(?P<down>{zh.LIMIT_DOWN})(?![板价價潮])")
_CROSSING = re.compile(
    rf"(?:(?P<up>{zh.CROSSED_UP})|(?P<down>{zh.CROSSED_DOWN}))[ ]?(?:了|每桶|每盎司|每吨|每噸)?[ ]?"
)
_IS_PRICED = re.compile(rf"(?:{zh.INSTRUMENTS})$")
_NOT_THE_LIMIT = re.compile(zh.NOT_THE_LIMIT)
_MULTIPLE = re.compile(zh.MULTIPLES)
_WITHOUT_FIGURE = re.compile(f"{zh.LIMIT_UP}|{zh.LIMIT_DOWN}|{zh.MULTIPLES}")
_DENIED = re.compile(zh.DENIED)
_CORRECTED = re.compile(zh.CORRECTED)
_ASKED_WHY = re.compile(zh.ASKED_WHY)
_ASKED = re.compile("[?？]")
_FORESEEN = re.compile(zh.FORESEEN)
_FORESEEN_CAUSE = re.compile(zh.FORESEEN_CAUSE)
_NOT_AFTER = re.compile(zh.NOT_AFTER)
_FIGURES_JOINED = re.compile(rf"[ ]?(?:和|及|与|與|、|以及)[ ]?(?:(?:{zh.UP}|{zh.DOWN})(?:{zh.QUALIFIERS})*[ ]?)?")
_PRICED = ("money", "points", "number")
_NEXT, _NEAR, _FAR = 14, 8, 40  # characters between a move and its price
_QUOTED_NEXT = re.compile(
    rf"[ ]?[，,、；]?[ ]?(?:截[至止][发發]稿|目前)?(?:每[\u3400-\u9fff]{{1,2}})?(?:{zh.PRICE})[ ]?"
)
_EACH_QUOTED = re.compile(rf"[，,、]?[ ]?分[别別](?:{zh.PRICE})[ ]?")
_FLAT = re.compile(zh.FLAT)
_COMPARED = re.compile(r"[较較比][^，,；;。]*$")
_COMPARED_BEHIND = re.compile(
    r"[^，,；;。]{0,6}[，,][较較比][^，,；;。]*$"
)  # "收报78230元/吨，较前一交易日结算价上涨640元"
_HOURS_BEHIND = re.compile("[ ]?小[时時]")
_CLOCK = re.compile(r"至(?:09|1[0-5])[0-5]\d(?!\d)")
_LONG = re.compile(r"[周週月年累]|以来|以來")
_JOINED = re.compile(
    r"[ \u00a0]*(?:[，,、（(]?[ ]?(?:或|即|合)|[（(]|[，,、]?(?:跌幅|涨幅|漲幅|升幅)(?:为|為|达到?|達到?|约|約|逾|超|近)*|[、/])[ \u00a0]*"
)
_QUOTED = re.compile(rf"[，,、]?[ ]?(?:{zh.PRICE})[ ]?")
_SPREAD = re.compile(r"[，,、]?[ ]?(?:跌幅|涨幅|漲幅|升幅|[升涨漲跌])(?:为|為|达到?|達到?|约|約|逾|超|近)*[ ]?")
_ENGLISH = re.compile(r" (?:the|a|of|to|in|on|at|and|for|by|its|has|was|is) ")


def is_chinese(text: str, sentence: Span) -> bool:
    """Whether a sentence is written in Chinese: a tenth of it at least, or what has no English word for grammar."""
    if text.isascii():
        return False
    if HAN.search(text, *sentence) and not _ENGLISH.search(text, *sentence):
        return True
    return len(HAN.findall(text, sentence.start, sentence.end)) * 10 >= sentence.end - sentence.start > 0


def movements_zh(
    text: str, sentence: Span, found: Sequence[Figure], mentions: Sequence[Mention]
) -> tuple[Movement, ...]:
    """The movements of one Chinese sentence with its figures, in their order."""
    sized = any(f.kind in ("percent", "points", "money") for f in found)
    if not sized and not _WITHOUT_FIGURE.search(text, sentence.start, sentence.end):
        return ()
    words = text[sentence.start : sentence.end]
    if _CORRECTED.search(words):
        return ()
    money = [(f.start, f.end) for f in found]
    here = [
        m
        for m in mentions
        if sentence.start <= m.start < sentence.end and not any(a < m.start < b for a, b in money)  # "307.61美元"
    ]
    by_start = {f.start: f for f in found}
    out: list[Movement] = []
    used: set[int] = set()
    for m in _VERB.finditer(text, sentence.start, sentence.end):
        first = _figure_at(by_start, m.end())
        if first is None or first.start in used or first.kind not in ("percent", "points", "money"):
            continue
        stated = _stated(text, m, first, by_start)
        if stated is None:
            continue
        used.update(f.start for f in (stated.percent, stated.amount, stated.upper, *stated.more) if f)
        out += _said_of(text, sentence, stated, here, out, found)
    out += _crossing(text, sentence, here, out, by_start, found)
    out += _flat(text, sentence, here, out, found)
    out += _without_figure(text, sentence, here, out, found)
    if not _ASKED_WHY.search(words):
        out = [m for m in out if not _ASKED.match(text, m.end)]  # "万科A跌停？"
    if _DENIED.search(words):
        out = [m for m in out if not _is_quoted(text, sentence, m.start)]
    return tuple(sorted(out, key=lambda m: (m.start, m.subject.start)))


def _is_quoted(text: str, sentence: Span, at: int) -> bool:
    """ "网传“茅台大跌8%”为不实信息": whether a quotation stands open."""
    before = text[sentence.start : at]
    return any(before.rfind(opens) > before.rfind(closes) for opens, closes in ("“”", "「」"))


def _figure_at(by_start: dict[int, Figure], at: int) -> Figure | None:
    return by_start.get(at)


def _stated(text: str, m: re.Match[str], first: Figure, by_start: dict[int, Figure]) -> Stated | None:
    if _NOT_AFTER.match(text, first.end) or (first.kind == "money" and first.scaled):
        return None
    direction: Direction = "up" if m["up"] else "down"
    percent, amount = (first, None) if first.kind == "percent" else (None, first)
    end = first.end
    upper = None
    more: tuple[Figure, ...] = ()
    joined = _JOINED.match(text, end)
    other = by_start.get(joined.end()) if joined else None
    if (
        other is not None
        and {first.kind, other.kind} in ({"percent", "points"}, {"percent", "money"})
        and not other.scaled
    ):
        percent, amount, end = (first, other, other.end) if first.kind == "percent" else (other, first, other.end)
    elif first.kind != "percent" and (quoted := _percent_behind_quotation(text, end, by_start)):
        price, percent = quoted
        return Stated(direction, m["up"] or m["down"], m.start(), percent.end, percent, first, price=price)
    elif first.kind == "percent" and (to := re.match(r"[ ]?(?:至|到|-|–|—|~|～)[ ]?", text[end:])):
        upper = by_start.get(end + to.end())
        if upper is None or upper.kind != "percent":
            return Stated(direction, m["up"] or m["down"], m.start(), end, percent, amount)
        end = upper.end
    elif first.kind == "percent":
        more = _listed_figures(text, first, by_start)
        end = more[-1].end if more else end
    if (
        percent is None
        and amount is not None
        and amount.kind == "money"
        and direction == "up"
        and not m["open"]
        and amount.per_unit
    ):
        return None
    return Stated(direction, m["up"] or m["down"], m.start(), end, percent, amount, upper, more)


def _percent_behind_quotation(text: str, at: int, by_start: dict[int, Figure]) -> tuple[Figure, Figure] | None:
    """ "，報238.10美元，跌幅5.08%": the price and the percentage."""
    quoted = _QUOTED.match(text, at)
    price = by_start.get(quoted.end()) if quoted else None
    if price is None or price.kind not in ("money", "points", "number") or not price.may_be_price:
        return None
    spread = _SPREAD.match(text, price.end)
    percent = by_start.get(spread.end()) if spread else None
    return (price, percent) if percent is not None and percent.kind == "percent" else None


def _listed_figures(text: str, first: Figure, by_start: dict[int, Figure]) -> tuple[Figure, ...]:
    """ "2.1%、3.4%與5.6%": the figures behind the first."""
    out: list[Figure] = []
    at = first.end
    while joined := _FIGURES_JOINED.match(text, at):
        figure = by_start.get(joined.end())
        if figure is None or figure.kind != "percent":
            break
        out.append(figure)
        at = figure.end
    return tuple(out)


def _said_of(
    text: str,
    sentence: Span,
    stated: Stated,
    mentions: Sequence[Mention],
    earlier: Sequence[Movement],
    found: Sequence[Figure],
) -> Iterator[Movement]:
    clause = _clause(text, sentence, stated)
    begin = behind_last(STOP, text, sentence.start, stated.start)
    if _FORESEEN.search(text, begin, stated.start):
        return
    happened = is_of_the_day(text[begin : stated.end])
    if (
        not happened
        and CAUSED.match(text, begin)
        and _FORESEEN_CAUSE.search(text, behind_last(HARD_STOP, text, sentence.start, begin), begin)
    ):
        return
    left, subjects = subjects_zh(text, sentence, stated, mentions, earlier)
    if not subjects:
        return
    if stated.more and len(subjects) != 1 + len(stated.more):
        return  # "英、法及德股升0.64%、0.37%及0.59%": whose is which cannot be told
    price = _price(text, sentence, stated, subjects, found)
    prices = _prices_of_each(text, stated, len(subjects), found)
    for n, subject in enumerate(subjects):
        price = prices[n] if prices else price
        figure = (stated.percent, *stated.more)[n] if len(subjects) == 1 + len(stated.more) else stated.percent
        yield Movement(
            stated.direction, subject, min(left, stated.start), max(stated.end, price.end if price and price.start > stated.start else 0),
            clause, sentence, figure, stated.upper, stated.amount, price, _converted(text, price, found), stated.verb,
        )  # fmt: skip


def _prices_of_each(text: str, stated: Stated, many: int, found: Sequence[Figure]) -> Sequence[Figure]:
    """ "齊升2.1%，分別報98.4元及41.2元": as many prices as subjects, else none."""
    told = _EACH_QUOTED.match(text, stated.end) if many > 1 else None
    if told is None:
        return ()
    behind = [f for f in found if f.start >= told.end() and f.kind in _PRICED and f.may_be_price][:many]
    at = told.end()
    for f in behind:
        if text[at : f.start].strip(" 、及和與与") != "":
            return ()
        at = f.end
    return behind if len(behind) == many else ()


def _clause(text: str, sentence: Span, stated: Stated) -> Span:
    """From the comma before the movement on; "一度漲至77840美元，升幅達到7.8%" is one."""
    start = behind_last(STOP, text, sentence.start, stated.start)
    if start == stated.start > sentence.start and stated.verb in SPREADS:
        start = behind_last(STOP, text, sentence.start, start - 1)
    return Span(start, stated.end)


def _price(
    text: str, sentence: Span, stated: Stated, subjects: Sequence[Subject], found: Sequence[Figure]
) -> Figure | None:
    """The quotation behind the figures, "，報9.19元", or before the verb, "收报22865点 升121点"."""
    if len(subjects) != 1:
        return None
    return (
        stated.price
        or _price_behind(text, stated, found)
        or _price_before(text, sentence, stated, subjects[0], found)
    )


def _price_behind(text: str, stated: Stated, found: Sequence[Figure]) -> Figure | None:
    for f in found:
        if stated.end <= f.start <= stated.end + _NEXT and f.kind in _PRICED and f.may_be_price:
            told = _QUOTED_NEXT.fullmatch(text, stated.end, f.start)
            return f if told else None
    return None


def _price_before(
    text: str, sentence: Span, stated: Stated, subject: Subject, found: Sequence[Figure]
) -> Figure | None:
    """The quotation before the verb, past the one with which it is compared: "收報6.7205，較上日收報6.7239，升34點子"."""
    hard = behind_last(HARD_STOP, text, sentence.start, stated.start)
    furthest = _NEAR
    for f in reversed(found):
        if f.end > stated.start or f.kind not in _PRICED or not f.may_be_price:
            continue
        if _HOURS_BEHIND.match(text, f.end):
            continue  # "現報3.2美元，24小時漲幅13.21%"
        if _COMPARED_BEHIND.match(text, f.end, stated.start):
            furthest = _FAR
        if stated.start - f.end > furthest or _LONG.search(text, f.end, stated.start):
            return None  # "收報25,902點，全周累升614點": the level is the day's
        if _COMPARED.search(text, hard, f.start):
            furthest = _FAR
            continue
        if (f.end <= subject.start and subject.kind != "elided") or _CLOCK.match(text, f.start - 1):
            return None  # "至1020沪指跌逾2%": a time
        told = re.search(rf"(?:{zh.PRICE})[ ]?$", text[max(hard, f.start - 8) : f.start])
        return f if told and not ANY_MEASURE.search(text, f.end, stated.start) else None
    return None


def _converted(text: str, price: Figure | None, found: Sequence[Figure]) -> Figure | None:
    if price is None:
        return None
    return next(
        (f for f in found if f.kind == "money" and re.fullmatch(r"[ ]?[（(](?:约|約)?", text[price.end : f.start])),
        None,
    )


def _crossing(
    text: str,
    sentence: Span,
    mentions: Sequence[Mention],
    earlier: Sequence[Movement],
    by_start: dict[int, Figure],
    found: Sequence[Figure],
) -> Iterator[Movement]:
    """ "国际金价跌破1200美元": a level that was crossed, where its clause states no change."""
    for m in _CROSSING.finditer(text, sentence.start, sentence.end):
        level = by_start.get(m.end())
        if level is None or level.kind not in ("money", "points") or not level.may_be_price:
            continue
        begin = behind_last(STOP, text, sentence.start, m.start())
        if any(begin <= x.end and x.start < m.start() for x in earlier):
            continue
        verb = m["up"] or m["down"]
        stated = Stated("up" if m["up"] else "down", verb, m.start(), level.end, price=level)
        for moved in _said_of(text, sentence, stated, mentions, earlier, found):
            subject = moved.subject
            priced = subject.shares or subject.kind == "name" or _IS_PRICED.search(text, subject.start, subject.end)
            # "BNB刚刚突破1100美元，现报1101.26美元，日内涨幅3.18%": what follows says it better.
            if priced and not any(x.start > m.start() and x.subject.mention == subject.mention for x in earlier):
                yield moved


def _flat(
    text: str, sentence: Span, mentions: Sequence[Mention], earlier: Sequence[Movement], found: Sequence[Figure]
) -> Iterator[Movement]:
    """ "中移動無升跌，收報86.5元": no move, at a price; without one it is only talk."""
    for m in _FLAT.finditer(text, sentence.start, sentence.end):
        stated = Stated("flat", m[0], m.start(), m.end())
        priced = _price_behind(text, stated, found)
        if priced is not None and not any(x.start <= m.start() < x.end for x in earlier):
            yield from _said_of(text, sentence, stated, mentions, earlier, found)


def _without_figure(
    text: str,
    sentence: Span,
    mentions: Sequence[Mention],
    earlier: Sequence[Movement],
    found: Sequence[Figure],
) -> Iterator[Movement]:
    """ "涨停", "股价翻倍": the word is the size."""
    for m in (
        *_LIMIT.finditer(text, sentence.start, sentence.end),
        *_MULTIPLE.finditer(text, sentence.start, sentence.end),
    ):
        if any(x.start <= m.start() < x.end for x in earlier) or _NOT_THE_LIMIT.search(
            text, sentence.start, m.start()
        ):
            continue
        multiple = m.re is _MULTIPLE
        up = m[0] not in ("腰斩", "腰斬") if multiple else bool(m["up"])
        stated = Stated("up" if up else "down", m[0], m.start(), m.end())
        if _FORESEEN.search(text, behind_last(STOP, text, sentence.start, m.start()), m.start()):
            continue
        _, subjects = subjects_zh(text, sentence, stated, mentions, [x for x in earlier if x.end <= m.start()])
        clause = _clause(text, sentence, stated)
        prices = _prices_of_each(text, stated, len(subjects), found)
        for subject in subjects:
            if (subject.mention is not None or subject.kind == "stock") and (subject.shares or not multiple):
                price = _price_behind(text, stated, found) if len(subjects) == 1 and not multiple else None
                price = prices[subjects.index(subject)] if prices else price
                yield Movement(
                    stated.direction, subject, m.start(), m.end(), clause, sentence, price=price, verb=m[0]
                )
