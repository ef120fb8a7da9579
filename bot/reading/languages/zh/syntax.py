"""Of whom a Chinese sentence tells a movement: the words before its predicate in its clause, else the subject of the clause before."""

from __future__ import annotations

from dataclasses import replace

from bot.reading.languages.base import Directed, Link, Phrase
from bot.reading.tokens import Tokens, token_at

_CLAUSE = frozenset("，,。；;：:！!？?|｜丨→")
_FULL_STOP = frozenset("。；;！!？?")
_OPENS = {")": "(", "）": "（", "】": "【", "」": "「", "”": "“", "》": "《", "』": "『", "]": "[", ">": "<"}
_LONGEST_BRACKET = 14  # tokens


def head(tokens: Tokens, found: Directed) -> int:
    """Where the predicate begins: its verb with the words of time and manner before it."""
    i = found.start
    while i > 0 and _in_predicate(tokens, i - 1):
        i -= 1
    return i


def _in_predicate(tokens: Tokens, i: int) -> bool:
    t = tokens[i]
    if t.has("share", "pronoun", "price", "joins", "group", "measure", "name", "tag"):
        return False
    following = tokens[i + 1] if i + 1 < len(tokens) else None
    if t.has("number") and following is not None and following.has("span-noun", "limit-size"):
        return True
    if t.has("prep") and following is not None and following.has("time", "span-lead", "number", "within-day"):
        return True  # "在过去24小时内", "在2022年"
    return t.has(
        "manner",
        "limit-size",
        "time",
        "extreme",
        "qualifier",
        "fill",
        "foreseen",
        "supposed",
        "span-noun",
        "span-lead",
        "denied",
    )


def subject(tokens: Tokens, found: Directed) -> Phrase | None:
    """The phrase before the predicate; of an elided one that of the clause before."""
    if found.shape == "sign":
        return _of_row(tokens, found)
    at = _over_level(tokens, head(tokens, found))
    at = _over_influence(tokens, _over_time_phrase(tokens, at))
    phrase = _whose_deed(tokens, at, found.start) or _ending(tokens, at - 1, "own")
    if phrase is not None and _is_where(tokens, phrase):
        return _ending(tokens, phrase.first - 2, "own") or _before(tokens, phrase.first - 1)
    if phrase is not None and not all(t.has("place") for t in tokens[phrase.first : phrase.last + 1]):
        return _before_reason(tokens, phrase) or _of_pair(tokens, phrase)
    return _before(tokens, at)


_AFTER = frozenset({"后", "之后", "以后"})


def _whose_deed(tokens: Tokens, at: int, told: int) -> Phrase | None:
    """ "阿里巴巴在公布财报后下跌3%", "宁德时代获大摩上调评级后涨3%": what came before is told between the subject and its verb."""
    if not any(t.key in _AFTER for t in tokens[at:told]):
        return None
    found = _beginning(tokens, _clause_start(tokens, at), at)
    return replace(found, link="own") if found is not None else None


def _of_row(tokens: Tokens, found: Directed) -> Phrase | None:
    """ "螺纹钢｜2610｜3128｜-42｜-1.32%": what a row begins with, or what stands right before the figure."""
    begin = found.start
    while begin > 0 and tokens[begin - 1].key not in _FULL_STOP and tokens[begin - 1].key not in ("，", "、"):
        begin -= 1
    while begin < found.start and tokens[begin].has("mark", "time", "number"):
        begin += 1
    last = _end_of_cell(tokens, begin, found.start)
    # "升幅最大藍籌：快手(01024) +5.32%": what a list is called stands before its first row.
    listed = token_at(tokens, last).key in ("：", ":") and any(t.has("name") for t in tokens[last + 1 : found.start])
    if listed and not any(t.has("name", "tag") for t in tokens[begin:last]):
        begin, last = last + 1, _end_of_cell(tokens, last + 1, found.start)
    while last > begin and tokens[last - 1].key in ("（", "("):
        last -= 1
    return Phrase(begin, last - 1, "label") if last > begin else None


def _end_of_cell(tokens: Tokens, begin: int, end: int) -> int:
    last = begin
    while last < end and not tokens[last].has("figure") and tokens[last].key not in ("｜", "|", "：", ":"):
        last += 1
    return last


def _before_reason(tokens: Tokens, phrase: Phrase) -> Phrase | None:
    """ "得州仪器因收入指引超预期大涨": the name before the reason is moved, not what the reason names."""
    i = phrase.first - 1
    while i > 0 and tokens[i].key not in _CLAUSE:
        if tokens[i].has("because"):
            found = _ending(tokens, _over_time_phrase(tokens, i) - 1, "own")
            named = found is not None and any(
                t.has("name", "tag", "share", "pronoun") for t in tokens[found.first : found.last + 1]
            )
            return found if named else None
        i -= 1
    return None


def _of_pair(tokens: Tokens, phrase: Phrase) -> Phrase | None:
    """ "新台币兑美元升值", "人民币周三兑美元升值": what rises is what stands before 兑, or in the clause before it ("日元走强，兑美元升0.3%")."""
    pair = phrase.first - 1
    if (
        pair < 0
        or tokens[phrase.last].names("index")
        or not (tokens[pair].key == "兑" or (tokens[pair].key == "对" and tokens[phrase.last].names("currency")))
    ):
        return phrase
    before = pair - 1
    while token_at(tokens, before).has("time", "manner", "fill"):
        before -= 1
    if before < 0:
        return None
    return _ending(tokens, before, "own") or _before(tokens, pair)


def _over_level(tokens: Tokens, at: int) -> int:
    """ "道指报53184点，升425点": the price that is told first stands between."""
    i = at - 1
    if token_at(tokens, i).key in ("，", ",", "、"):
        i -= 1
    j = i
    while token_at(tokens, j).has("unit"):
        j -= 1
    if (
        j >= 1
        and tokens[j].has("money", "points", "number")
        and (tokens[j - 1].has("level-link", "unit", "crosses", "fill") or tokens[j - 1].has("qualifier"))
    ):
        j -= 1
        linked = False
        while token_at(tokens, j).has("level-link", "unit", "fill", "qualifier", "crosses", "manner", "time"):
            linked = linked or tokens[j].has("level-link", "crosses")
            j -= 1
        return j + 1 if linked else at
    return at


def _over_time_phrase(tokens: Tokens, at: int) -> int:
    """ "较盘中高点", "消息公布后": what says when or from where, between the subject and its verb."""
    i = at - 1
    while (
        (
            token_at(tokens, i).has("time", "manner", "fill", "extreme")
            and not token_at(tokens, i).has("share", "price")
        )
        or (
            token_at(tokens, i).has("unit") and token_at(tokens, i).key.startswith("每")
        )  # "黄金期货每盎司上涨6.9美元"
    ):
        i -= 1
    if token_at(tokens, i).key in _UNTIL and token_at(tokens, i + 1).has("time"):
        i -= 1  # "截至14时06分报188.60元"
    return i + 1


_UNTIL = frozenset({"截至", "截止", "截"})


def _is_where(tokens: Tokens, phrase: Phrase) -> bool:
    """ "鹰隼科技在纳斯达克涨3%": an index's name that is a market's too; "在哥本哈根大跌6.5%"."""
    behind = token_at(tokens, phrase.first - 1).key == "在" and phrase.first == phrase.last
    return behind and (tokens[phrase.first].names("index") or tokens[phrase.first].has("place"))


def _over_influence(tokens: Tokens, at: int) -> int:
    """ "加權指數在美股收紅激勵下上漲": under which influence stands between the subject and its verb."""
    if not token_at(tokens, at - 1).has("influence"):
        return at
    begin = _clause_start(tokens, at)
    under = max((i for i in range(begin, at) if tokens[i].key == "在"), default=at)
    return _over_time_phrase(tokens, under)


def _ending(tokens: Tokens, last: int, link: Link) -> Phrase | None:
    """The noun phrase whose last word is tokens[last]: names, what they are called, and what joins them."""
    i = last
    while i >= 0:
        t = tokens[i]
        if t.key in _OPENS:
            opening = _opening(tokens, i)
            if opening < 0 or (opening == 0 and t.key == "】"):
                break  # "【原油】布伦特原油期货": what an item is headed with
            i = opening - 1
            continue
        if t.has("time") and not t.senses & {"at:open"} and i < last and i > 0:
            i -= 1  # "雅诗兰黛周三股价"
            continue
        contract = t.key == "月" and token_at(tokens, i - 1).has("number") and i < last
        if contract and tokens[i + 1].has("good", "future", "price", "name"):
            i -= 2  # "WTI 10月原油期货"
            continue
        if i > 0 and i < last and t.key == "年" and tokens[i + 1].key.startswith("期"):
            i -= 2  # "30年期国债期货"
            continue
        if not _may_stand(tokens, i) or (i < last and _is_blank(tokens, i)):
            break
        i -= 1
    first = i + 1
    while first <= last and (tokens[first].has("joins", "mark", "relative", "manner", "time", "fill")):
        first += 1
    if first > last:
        return None
    return Phrase(first, last, link, heads(tokens, first, last))


def _is_blank(tokens: Tokens, i: int) -> bool:
    """A blank between Chinese words parts clauses, as a comma does: "矿业股领涨 英股高收0.9%"."""
    return (
        tokens[i].end < tokens[i + 1].start
        and not tokens[i].text[-1].isascii()
        and not tokens[i + 1].text[0].isascii()
        and not tokens[i].has("mark", "joins")
        and not tokens[i + 1].has("joins")
    )


def _may_stand(tokens: Tokens, i: int) -> bool:
    t = tokens[i]
    if t.has(
        "name",
        "tag",
        "form",
        "share",
        "pronoun",
        "price",
        "gauge",
        "fund",
        "coin",
        "good",
        "group",
        "measure",
        "joins",
    ) or t.has("shop-good", "economic", "market-noun", "place", "absorbed"):
        return True
    if t.has("mark"):
        return t.key in ("·", "-", "/", "&", ".", "．", "、", "'", "’", "・", "®")
    if t.key == "的":
        return True
    if t.has("figure"):
        beside = (tokens[i + 1] if i + 1 < len(tokens) else None, tokens[i - 1] if i else None)
        return t.has("number") and any(x is not None and x.has("future", "price", "gauge", "fund") for x in beside)
    return not t.senses


def _before(tokens: Tokens, at: int) -> Phrase | None:
    """The subject of the clauses before, back to the full stop: what begins the nearest clause that has one."""
    own = _clause_start(tokens, at)
    begun = _beginning(tokens, own, at) if own < at else None
    if begun is not None:
        return _whose_measure(tokens, begun)  # "日元年底将升至145，升幅约4%"
    i = at - 1
    while i >= 0:
        if tokens[i].key in _FULL_STOP:
            return None
        if tokens[i].key in ("，", ",", "：", ":", "→") or (i + 1 < at and _is_blank(tokens, i)):
            end = i + (1 if tokens[i].key not in _CLAUSE else 0)
            found = _beginning(tokens, _clause_start(tokens, end), end)
            if found is not None:
                return _whose_measure(tokens, found)
            i = _clause_start(tokens, end)
        i -= 1
    return None


def _whose_measure(tokens: Tokens, found: Phrase) -> Phrase:
    """ "阿里巴巴(09988)首季盈利跌38%，跌2.5%": what follows is told of the company, not of its profit."""
    if not any(tokens[i].has("measure") for i in range(found.first, found.last + 1)) or not tokens[found.first].has(
        "name"
    ):
        return Phrase(found.first, found.last, "shared", found.heads)
    last = found.first
    if last + 1 <= found.last and tokens[last + 1].has("tag"):
        last += 1
    return Phrase(found.first, last, "shared")


def _clause_start(tokens: Tokens, end: int) -> int:
    i = end
    while i > 0 and tokens[i - 1].key not in _CLAUSE and not (i < end and _is_blank(tokens, i - 1)):
        i -= 1
    return i


def _beginning(tokens: Tokens, first: int, end: int) -> Phrase | None:
    """The phrase with which a clause begins, if a predicate follows it."""
    i = max((k + 1 for k in range(first, end) if tokens[k].has("influence")), default=first)
    while i < end and (tokens[i].has("time", "manner", "mark", "fill", "conj", "number")):
        i += 1
    if i < end and tokens[i].has("causes"):
        i += 1  # "激励台股走高，终场上涨1.26%": what was moved to move
    if i >= end or tokens[i].has("prep"):
        return None
    last = i
    while last < end:
        if tokens[last].key in _OPENS.values():
            last = _closing(tokens, last, end) + 1
            continue
        if not _may_stand(tokens, last):
            break
        last += 1
        following = token_at(tokens, last)
        if tokens[last - 1].has("tag") and (not following.senses or following.has("prep")):
            break  # "联发科（2454）遭外资…，下跌4.2%": what it did in that clause is no part of its name
    if last >= end and not any(t.has("name", "tag") for t in tokens[i:last]):
        return None
    named = any(
        t.has("name", "tag", "share", "pronoun", "price", "gauge", "good", "coin")
        or (t.text[:1].isupper() and not t.text.isupper())
        for t in tokens[i:last]
    )
    return Phrase(i, last - 1, "shared", heads(tokens, i, last - 1)) if named else None


def main_subject(tokens: Tokens) -> Phrase | None:
    """The phrase with which the sentence begins, behind what is set in brackets and what says when."""
    i = 0
    if tokens and tokens[0].key in _OPENS.values():
        i = _closing(tokens, 0, len(tokens)) + 1
    while i < len(tokens):
        stop = i
        while stop < len(tokens) and tokens[stop].key not in _CLAUSE:
            stop += 1
        found = _beginning(tokens, i, stop) or _behind_a_relative(tokens, i, stop)
        if found is not None:
            return Phrase(found.first, found.last, "own", found.heads)
        i = stop + 1
    return None


def _behind_a_relative(tokens: Tokens, first: int, stop: int) -> Phrase | None:
    """ "同日公布财报的Meta则受到追捧": the name behind what is told of it."""
    for i in range(first + 1, stop - 1):
        told = tokens[i].key == "的" and tokens[i + 1].has("name", "tag")
        if (
            told
            and any(t.has("verb", "say") for t in tokens[first:i])
            and not any(t.has("name") for t in tokens[first:i])
        ):
            last = i + 1
            while last + 1 < stop and tokens[last + 1].has("tag", "share", "form"):
                last += 1
            return Phrase(i + 1, last, "own")
    return None


def rated(tokens: Tokens) -> Phrase | None:
    """Whom a rater's verb is said of: "滙丰下调泡泡玛特目标价"."""
    for i, t in enumerate(tokens[:-1]):
        if t.key in ("将", "把") and tokens[i + 1].has("name") and any(x.has("rates") for x in tokens[i + 2 : i + 6]):
            return Phrase(i + 1, i + 1, "object")  # "瑞银将瑞声科技(02018)降至中性"
        if not t.has("rates"):
            continue
        end = next((j for j in range(i + 1, len(tokens)) if tokens[j].key in ("，", "；", "。")), len(tokens))
        named = next((j for j in range(i + 1, end) if tokens[j].has("name")), None)
        near = named is not None and (named == i + 1 or tokens[i + 1].key in ("对", "予", "给"))
        if (
            named is not None
            and near
            and (t.has("opines") or any(x.has("measure") for x in tokens[named + 1 : named + 6]))
        ):
            return Phrase(named, named, "object")
    return None


def heads(tokens: Tokens, first: int, last: int) -> tuple[tuple[int, int], ...]:
    """The members of a list: "标普500指数期货与纳斯达克100指数期货"."""
    cuts = [i for i in range(first, last + 1) if tokens[i].has("joins")]
    if not cuts and last - first == 1 and tokens[first].has("good") and tokens[last].has("good"):
        return ((first, first), (last, last))  # "沪镍沪锡"
    members, start = [], first
    for cut in [*cuts, last + 1]:
        if cut > start:
            members.append((start, cut - 1))
        start = cut + 1
    return tuple(members) if len(members) > 1 else ()


def _opening(tokens: Tokens, shut: int) -> int:
    wanted = _OPENS[tokens[shut].key]
    for i in range(shut - 1, max(-1, shut - _LONGEST_BRACKET), -1):
        if tokens[i].key == wanted:
            return i
    return -1


def _closing(tokens: Tokens, opened: int, end: int) -> int:
    wanted = next(shut for shut, opens in _OPENS.items() if opens == tokens[opened].key)
    return next((i for i in range(opened + 1, min(end, opened + 40)) if tokens[i].key == wanted), opened)
