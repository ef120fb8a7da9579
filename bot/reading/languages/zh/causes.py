"""Which clauses of a Chinese sentence tell why something moved: those that begin with 受, 因 …, that end with 后, 之际 …, that 推动 another."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bot.reading.languages.base import Cause
from bot.reading.languages.word_lists import word_lists
from bot.reading.tokens import Tokens

_MARKS = frozenset("，,；;。！!？?：:】｜|〉")
_LONGEST = 120  # characters
_SHORTEST = 3  # characters


def _words(name: str) -> tuple[str, ...]:
    return word_lists("causes", "zh")[name]


@dataclass(frozen=True, slots=True)
class _Clause:
    """tokens[first:last + 1] between two marks, and how they are written."""

    first: int
    last: int
    written: str

    def told(self, tokens: Tokens, begin: int = 0) -> int | None:
        """Its first word of direction behind so many characters."""
        at = 0
        for i in range(self.first, self.last + 1):
            if at >= begin and (tokens[i].has("up", "down") or _turns(tokens[i].key)) and not tokens[i].has("peak"):
                return i
            at += len(tokens[i].key)
        return None

    def offset(self, tokens: Tokens, characters: int) -> int:
        """Where its character of that number stands in the story."""
        at = 0
        for t in tokens[self.first : self.last + 1]:
            if at + len(t.key) > characters:
                return t.start + characters - at
            at += len(t.key)
        return tokens[self.last].end

    def end(self, tokens: Tokens, characters: int) -> int:
        """Where so many of its characters end."""
        return self.offset(tokens, characters - 1) + 1


def _turns(written: str) -> bool:
    return written.endswith((*_words("group_up"), *_words("group_down")))


def causes(tokens: Tokens) -> tuple[Cause, ...]:
    """The clauses that tell why, in their order, each with the direction's word that it explains."""
    clauses = _clauses(tokens)
    found = (c for i in range(len(clauses)) for c in _in_clause(tokens, clauses, i))
    return tuple(c for c in found if _SHORTEST <= c.end - c.start <= _LONGEST)


def _clauses(tokens: Tokens) -> list[_Clause]:
    out: list[_Clause] = []
    first = 0
    for i in range(len(tokens) + 1):
        gap = first < i < len(tokens) and tokens[i].start > tokens[i - 1].end and not tokens[i].key.isascii()
        gap = gap and tokens[i].figure is None  # "從 1,980 元"
        if gap:
            out.append(_Clause(first, i - 1, "".join(t.key for t in tokens[first:i])))
            first = i
        if i < len(tokens) and tokens[i].key not in _MARKS:
            continue
        if i > first:
            out.append(_Clause(first, i - 1, "".join(t.key for t in tokens[first:i])))
        first = i + 1
    return out


def _in_clause(tokens: Tokens, clauses: list[_Clause], i: int) -> Iterator[Cause]:
    clause = clauses[i]
    if _is_none(clause.written):
        return
    for rule in (
        _named_as_cause,
        _told_of_it,
        _begun,
        _ended,
        _enclosed,
        _moving,
        _because,
        _while,
        _suffered,
        _answered,
        _judged,
    ):
        found = rule(tokens, clauses, i)
        if found is not None:
            yield found
            return


def _is_none(written: str) -> bool:
    bare = written.lstrip("但而")
    turned = bare.startswith(_words("begins"))
    return bare.startswith((*_words("never"), *_words("points_back"))) or (
        written.startswith(_words("despite")) and not turned
    )


def _named_as_cause(tokens: Tokens, clauses: list[_Clause], i: int) -> Cause | None:
    """ "航空股跌2.3%，油价走高是主要压力来源"."""
    clause = clauses[i]
    if not clause.written.endswith(_words("is_the_cause")):
        return None
    at = clause.written.rfind("是")
    at -= 2 if clause.written[at - 2 : at] == "无疑" else 0
    effect = _behind(tokens, clauses, i)
    if effect is None:
        effect = clause.told(tokens, at)
    if at < _SHORTEST or effect is None:
        return None
    return Cause(clause.offset(tokens, 0), clause.end(tokens, at), effect)


def _told_of_it(tokens: Tokens, clauses: list[_Clause], i: int) -> Cause | None:
    """ "此次下跌主要由于财报不及预期", "涨势主要受美元走软推动": behind the movement itself."""
    clause = clauses[i]
    effect = clause.told(tokens)
    if effect is None:
        return None
    at = sum(len(t.key) for t in tokens[clause.first : effect + 1])
    for word in _words("behind_it"):
        begin = clause.written.find(word, at)
        if begin < 0:
            continue
        close = _close(clause.written, begin + len(word))
        return Cause(clause.offset(tokens, begin), clause.end(tokens, close or len(clause.written)), effect)
    return None


def _begun(tokens: Tokens, clauses: list[_Clause], i: int) -> Cause | None:
    """ "受财报不及预期影响，股价跌5%", "股价跌5%，主要因财报不及预期"."""
    clause = clauses[i]
    turned = len(clause.written) - len(clause.written.lstrip("但而"))
    begin = next((w for w in _words("begins") if clause.written.startswith(w, turned)), None)
    told = [t for t in tokens[clause.first : clause.last + 1] if t.has("say") and not t.has("foreseen")]
    if begin is None or (begin == "此前" and not told):
        return None
    close = _close(clause.written, turned + len(begin))
    if close is None and begin in _words("needs_close"):
        return None
    start, end = clause.offset(tokens, turned), clause.end(tokens, close or len(clause.written))
    if close is None and clause.written.endswith(_words("goes_further")) and i + 1 < len(clauses):
        end = tokens[clauses[i + 1].last].end  # "原因是有迹象表明，…"
    within = None if close is None else clause.told(tokens, close)
    if within is not None:
        return Cause(start, end, within)
    ahead = None if begin == "此前" else _ahead(tokens, clauses, i)
    behind = _behind(tokens, clauses, i)
    first, second = (behind, ahead) if begin.startswith(_words("looks_back")) else (ahead, behind)
    effect = first if first is not None else second
    against = "fears" if effect is not None and tokens[effect].has("up") else "hopes"
    return None if effect is None or begin.endswith(_words(against)) else Cause(start, end, effect)


def _close(written: str, begin: int) -> int | None:
    """How many characters it has up to the end of the first word that closes a cause."""
    ends = [(at, -len(w)) for w in _words("closes") if (at := written.find(w, begin + 1)) >= 0]
    if not ends:
        return None
    at, length = min(ends)
    return at - length


def _ahead(tokens: Tokens, clauses: list[_Clause], i: int) -> int | None:
    """The direction in one of the two clauses behind it, in the same sentence."""
    return next((t for c in clauses[i + 1 : i + 3] if (t := c.told(tokens)) is not None), None)


def _behind(tokens: Tokens, clauses: list[_Clause], i: int) -> int | None:
    """The last direction of the two clauses before it, a verb before a noun."""
    if not i:
        return None
    span = range(clauses[max(0, i - 2)].first, clauses[i - 1].last + 1)
    told = [k for k in span if tokens[k].has("up", "down") and not tokens[k].has("peak")]
    verbs = [k for k in told if tokens[k].has("verb")]
    return next(reversed(verbs or told), None)


def _ended(tokens: Tokens, clauses: list[_Clause], i: int) -> Cause | None:
    """ "公司下调全年指引后，股价跌5%"; not "收盘后", nor after a move of its own."""
    clause = clauses[i]
    if not clause.written.endswith(_words("ends")) or clause.written.endswith(_words("never")):
        return None
    if any(t.has("percent") for t in tokens[clause.first : clause.last + 1]):
        return None
    effect = _ahead(tokens, clauses, i)
    return None if effect is None else _whole(tokens, clause, effect)


def _moving(tokens: Tokens, clauses: list[_Clause], i: int) -> Cause | None:
    """ "美元走软推动金价上涨2%", "美元走软，推动金价上涨2%", "日元急升拖累出口股表现，日经指数收跌2.4%"."""
    clause = clauses[i]
    for word in _words("moves_it"):
        at = clause.written.find(word)
        if at < 0 or not {"被", "受"}.isdisjoint(clause.written[:at]):
            continue  # "纳指则被软件股拖累": what stands before is whom it befell
        effect = clause.told(tokens, at + len(word)) or _that_way(tokens, clauses, i, word)
        if effect is None:
            continue
        if at >= _SHORTEST and not clause.written.startswith("消息亦") and not _is_a_name(tokens, clause, at):
            return Cause(clause.offset(tokens, 0), clause.end(tokens, at), effect)
        if at < _SHORTEST and i and not clauses[i - 1].written.startswith(_words("despite")):
            told = clauses[i - 1]
            if i > 1 and tokens[told.first].has("level-link"):  # "台积电下跌25元，收1,960元，拖累大盘"
                told = _Clause(clauses[i - 2].first, told.last, "")
            return _whole(tokens, told, effect)
    return None


def _answered(tokens: Tokens, clauses: list[_Clause], i: int) -> Cause | None:
    """ "中央汇金增持四大行，建行应声涨2.9%": what was told right before."""
    effect = clauses[i].told(tokens)
    if not i or effect is None or not any(w in clauses[i].written for w in _words("answers")):
        return None
    before = clauses[i - 1]
    moved = any(t.has("percent") for t in tokens[before.first : before.last + 1])
    return None if moved or before.written.startswith(_words("despite")) else _whole(tokens, before, effect)


def _judged(tokens: Tokens, clauses: list[_Clause], i: int) -> Cause | None:
    """ "鸿海首季纯益优于预期，股价上扬1.8%", "联发科遭下修目标价，终场下跌4.2%": a verdict right before what a price did, that way."""
    effect = clauses[i].told(tokens)
    if not i or effect is None:
        return None
    before, way = clauses[i - 1], "up" if tokens[effect].has("up") else "down"
    rated = before.written.endswith(_words("is_rated")) and any(w in before.written for w in _words(f"rated_{way}"))
    judged = any(w in before.written for w in _words(f"judged_{way}"))
    return _whole(tokens, before, effect) if rated or judged else None


def _is_a_name(tokens: Tokens, clause: _Clause, at: int) -> bool:
    """ "台积电拖累大盘": a name alone tells nothing."""
    end = clause.offset(tokens, at)
    return all(t.mention is not None for t in tokens[clause.first : clause.last + 1] if t.start < end)


def _that_way(tokens: Tokens, clauses: list[_Clause], i: int, word: str) -> int | None:
    """The direction of the next clause, where it is the one that the verb says itself."""
    effect = _ahead(tokens, clauses, i)
    if effect is None:
        return None
    way = "up" if word in _words("moves_up") else "down" if word in _words("moves_down") else ""
    return effect if way and tokens[effect].has(way) else None


def _enclosed(tokens: Tokens, clauses: list[_Clause], i: int) -> Cause | None:
    """ "博通股价受发债消息拖累下跌1%", "金行股在金价上升带动下向好": between a subject and its verb, up to what closes it."""
    clause = clauses[i]
    for word in ("受", "被", "因", "在"):
        at = clause.written.find(word, 1)
        close = _close(clause.written, at + 1) if at > 0 else None
        effect = clause.told(tokens, close) if close is not None else None
        if effect is None and word in ("受", "被") and close == len(clause.written):
            effect = _ahead(tokens, clauses, i)  # "同类的优必选受订单带动，股价升3%"
        if close is not None and effect is not None:
            return Cause(clause.offset(tokens, at), clause.end(tokens, close), effect)
    return None


def _because(tokens: Tokens, clauses: list[_Clause], i: int) -> Cause | None:
    """ "小米因高管减持下跌3%": up to the last direction of the clause."""
    clause = clauses[i]
    at = clause.written.find("因", 1)
    effect = _last_told(tokens, clause)
    if (
        at < 0
        or effect is None
        or clause.written[at + 1 : at + 2] in "此而素为果缘子数"
        or clause.written[at - 1] in "原成基"
    ):
        return None
    start, end = clause.offset(tokens, at), tokens[effect].start
    return Cause(start, end, effect) if end > start else None


def _while(tokens: Tokens, clauses: list[_Clause], i: int) -> Cause | None:
    """ "比特币大涨之际Strategy股价上扬"."""
    clause = clauses[i]
    at = clause.written.find("之际")
    effect = clause.told(tokens, at + 2) if at > 0 else None
    return None if effect is None else Cause(clause.offset(tokens, 0), clause.end(tokens, at + 2), effect)


def _last_told(tokens: Tokens, clause: _Clause) -> int | None:
    told = [k for k in range(clause.first, clause.last + 1) if tokens[k].has("up", "down") and tokens[k].has("verb")]
    return told[-1] if told else None


def _suffered(tokens: Tokens, clauses: list[_Clause], i: int) -> Cause | None:
    """ "台积电受惠订单畅旺，股价上涨2.9%": the clause behind tells what came of it."""
    clause = clauses[i]
    at = next((at for w in _words("suffered") if (at := clause.written.find(w, 1)) > 0), None)
    effect = _ahead(tokens, clauses, i)
    if at is None or effect is None:
        return None
    return Cause(clause.offset(tokens, at), clause.end(tokens, len(clause.written)), effect)


def _whole(tokens: Tokens, clause: _Clause, effect: int) -> Cause:
    return Cause(tokens[clause.first].start, tokens[clause.last].end, effect)
