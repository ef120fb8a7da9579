"""The words of time in a Chinese sentence."""

from __future__ import annotations

from collections.abc import Iterator

from bot.reading.languages.base import FROM_A_PEAK, Time
from bot.reading.tokens import Token, Tokens, token_at

_YEARS = range(1950, 2101)
_PERIOD_UNITS = frozenset({"年", "个月", "周", "个交易日", "季", "个季度", "星期", "个星期"})


def times(tokens: Tokens) -> tuple[Time, ...]:
    """In order, without overlaps."""
    out: list[Time] = []
    taken: set[int] = set()
    for reader in (_since_peaks, _since_events, _dates, _spans, _named, _units):
        for time in reader(tokens):
            places = range(time.start, time.end)
            if taken.isdisjoint(places):
                out.append(time)
                taken.update(places)
    return tuple(sorted((_of_record(tokens, t) for t in out), key=lambda t: t.start))


def _of_record(tokens: Tokens, t: Time) -> Time:
    """ "创5月15日以来最高" dates the record, "自8月以来" is a period."""
    since = token_at(tokens, t.end).key in ("以来", "来", "后", "以后")
    if t.kind not in ("day", "period") or not since:
        return t
    before = [x.key for x in tokens[max(0, t.start - 4) : t.start]]
    if any(w.startswith("创") or w in ("录得", "录", "为", "是") for w in before):
        return Time("record", t.start, t.end + 1)
    return Time("period", t.start, t.end + 1, t.value)


def _number(t: Token) -> int | None:
    return int(t.text) if t.figure is not None and t.text.isdecimal() else None


_YEARS_BACK = {"去年": -1, "前年": -2}


def _dates(tokens: Tokens) -> Iterator[Time]:
    """ "8月21日", "2026年8月21日", "21日", "8月": the last is a period."""
    for i, t in enumerate(tokens):
        n = _number(t)
        if n is None or i + 1 >= len(tokens):
            continue
        unit = tokens[i + 1].key
        if unit == "年" and n in _YEARS:
            month = _number(tokens[i + 2]) if i + 3 < len(tokens) else None
            day = _number(tokens[i + 4]) if month and token_at(tokens, i + 5).key in ("日", "号") else None
            if month and day:
                yield Time("day", i, i + 6, f"date:{n}-{month}-{day}")
            elif not _is_a_day(tokens, i + 2) and not _is_of_a_contract(tokens, i + 4):
                yield Time("period", i, i + 2, str(n))
        elif unit == "月" and 1 <= n <= 12 and not _is_of_a_contract(tokens, i + 2) and not _is_a_day(tokens, i + 2):
            day = _number(tokens[i + 2]) if token_at(tokens, i + 3).key in ("日", "号") else None
            years = _YEARS_BACK.get(token_at(tokens, i - 1).key)
            if day is not None and 1 <= day <= 31 and years is not None:
                yield Time("day", i - 1, i + 4, f"year:{years}:{n}:{day}")
            elif day is not None and 1 <= day <= 31:
                yield Time("day", i, i + 4, f"date:{n}-{day}")
            else:
                yield Time("period", i, i + 2, f"{n}月")
        elif unit in ("日", "号") and 1 <= n <= 31 and token_at(tokens, i - 1).key not in (*_RUNS, "第"):
            # "24小時漲3.6%，7日漲14%": where hours are told before, days are counted too.
            noun = token_at(tokens, i + 2).has("noun")  # "7日涨幅22%"
            counted = noun or any(x.text == "24" for x in tokens[:i])
            yield Time("period", i, i + 2, t.text + unit) if counted else Time("day", i, i + 2, f"date:0-{n}")


_PEAKS = (
    "高点",
    "高位",
    "低点",
    "低位",
    "顶部",
    "峰值",
    "谷底",
    "历史高点",
    "历史高位",
    "历史低点",
    "历史低位",
    "历史最高",
    "历史新高",
)
_PEAK_WITHIN = 9  # tokens
_TODAYS = frozenset({"within-day", "day-word", "extreme"})


def _since_peaks(tokens: Tokens) -> Iterator[Time]:
    """ "从6月高点", "較今年1月高位", "距離去年8月創下的歷史高點": a period, unless the peak is today's."""
    for i, t in enumerate(tokens):
        if t.key not in ("从", "自", "较", "距离", "距", "比"):
            continue
        for j in range(i + 1, min(len(tokens), i + _PEAK_WITHIN)):
            if tokens[j].key in ("，", ",", "。", "；"):
                break
            if tokens[j].key in _PEAKS:
                today = any(x.has(*_TODAYS) for x in tokens[i:j])
                if not today:
                    yield Time("period", i, j + 1, FROM_A_PEAK)
                break


_SINCE_WITHIN = 8  # tokens


def _since_events(tokens: Tokens) -> Iterator[Time]:
    """ "自财报发布以来": since whatever it was."""
    for i, t in enumerate(tokens):
        if t.key not in ("自", "自从", "从"):
            continue
        for j in range(i + 2, min(len(tokens), i + _SINCE_WITHIN)):
            if tokens[j].has("mark"):
                break
            if tokens[j].key == "以来":
                yield Time("period", i, j + 1, "以来")
                break


_RUNS = ("近", "过去", "最近", "连续", "连")
_DAYS_OF_A_MONTH = ("最后一个交易日", "最后交易日", "首个交易日", "第一个交易日")


def _is_a_day(tokens: Tokens, i: int) -> bool:
    """ "7月最后一个交易日，沪指收跌0.66%": a day of the month, and not the month."""
    return "".join(t.key for t in tokens[i : i + 8]).startswith(_DAYS_OF_A_MONTH)


def _is_of_a_contract(tokens: Tokens, i: int) -> bool:
    """ "WTI 5月原油期货", "11月交割的布伦特原油", "10年期国债": the month or the term is the contract's."""
    if i >= len(tokens):
        return False
    term = tokens[i].key.startswith("期") and tokens[i].key != "期间"
    delivered = tokens[i].key.startswith(("交割", "交货", "到期"))
    return term or delivered or tokens[i].has("good", "future") or tokens[i].names("commodity")


def _spans(tokens: Tokens) -> Iterator[Time]:
    """ "过去24小时" is a day; "近3个月", "过去五年" are periods."""
    for i, t in enumerate(tokens):
        if t.text == "24" and token_at(tokens, i + 1).key.startswith("小"):
            yield Time("within", i, i + 2, "24h")
        n = _number(t)
        following = token_at(tokens, i + 1).key
        # "近5日", "过去5天"; not "逼近200日均线"
        average = token_at(tokens, i + 2).key.startswith("均")
        run = following in ("日", "天") and token_at(tokens, i - 1).key in _RUNS and not average
        counted = n is not None and (run or following in _PERIOD_UNITS) and n not in _YEARS
        written = t.key in _COUNTS and following in _PERIOD_UNITS | _WRITTEN_UNITS and not _is_a_height(tokens, i)
        if (counted or written) and not _is_of_a_contract(tokens, i + 2):
            yield Time("period", i, i + 2, t.text + tokens[i + 1].text)


def _is_a_height(tokens: Tokens, i: int) -> bool:
    """ "创五周新高", "连跌五周", "连三周走低", "第五周": the span of a record or of a streak, or one of a row."""
    before, behind = token_at(tokens, i - 1), token_at(tokens, i + 2)
    return before.key in ("第", "连") or before.has("up", "down") or behind.key.startswith(("新", "高", "低", "最"))


_COUNTS = frozenset("两二三四五六七八九十数几")
_WRITTEN_UNITS = frozenset({"年间", "交易日", "天"})
_UNITS = frozenset("周月年")


def _units(tokens: Tokens) -> Iterator[Time]:
    """ "新和成周涨14.2%", "万得微盘股指数月跌3.1%": the span stands right before the verb, behind a name."""
    for i in range(1, len(tokens) - 1):
        before, behind = tokens[i - 1], tokens[i + 1]
        if (
            tokens[i].key in _UNITS
            and behind.has("up", "down")
            and (before.has("name", "tag", "share", "gauge") or before.key in ("，", ","))
        ):
            yield Time("period", i, i + 1, tokens[i].key)


_TIMES = frozenset({"time", "extreme"})
_SENSED = (
    ("weekday:", "day"),
    ("last-weekday:", "day"),
    ("day:", "day"),
    ("day-after:", "day"),
    ("hour:", "hour"),
    ("at:", "at"),
)


def _named(tokens: Tokens) -> Iterator[Time]:
    for i, t in enumerate(tokens):
        if t.senses.isdisjoint(_TIMES):
            continue
        if t.has("period"):
            if not _is_of_a_contract(tokens, i + 1):  # "LME三个月期铜"
                yield Time("period", i, i + 1, t.key)
            continue
        if t.has("within-day"):
            yield Time("within", i, i + 1, t.key)
        if t.has("extreme"):
            yield Time("extreme", i, i + 1, t.key)
        for prefix, kind in _SENSED:
            found = [s for s in t.senses if s.startswith(prefix)]
            if found:
                yield Time(kind, i, i + 1, found[0] if kind == "day" else found[0].removeprefix(prefix))  # type: ignore[arg-type]
                break
