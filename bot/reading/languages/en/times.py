"""The words of time in an English sentence: days, hours, periods, extremes of a session, and the spans of records, which date nothing."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import pairwise

from bot.reading.languages.base import Time
from bot.reading.patterns import pattern
from bot.reading.tokens import Token, Tokens, token_at

_YEARS = range(1950, 2101)
_ORDINAL_DAY = re.compile(r"([1-3]?\d)(?:st|nd|rd|th)$")
_ORDINALS = frozenset(
    "second third fourth fifth sixth seventh eighth ninth tenth another straight consecutive first".split()
)
_RECORD = pattern(
    'superlative .{0,6} "since"|"in"|"for"|"of"|"this"|"on" span-lead|span-count|number|adverb-filler|"record"{0,5} time|span-noun|number|month|name|"."?'
)
_SPAN = pattern("span-lead{1,5} number|span-count? span-lead{0,2} span-noun")
_DAYS = frozenset({"day", "hours", "session"})
_NO_PERIOD_SINCE = frozenset("the open opening bell midday noon morning yesterday then".split())
_FROM_WHERE = frozenset(
    "peak high highs low lows record bottom top ipo all-time 52-week january february march april may june july august september october november december year week month last quarter start beginning".split()
)


def times(tokens: Tokens) -> tuple[Time, ...]:
    """In order, without overlaps; what a superlative spans is a record's."""
    present = frozenset().union(*(t.senses for t in tokens))
    dated = any((t.text.isdecimal() and int(t.text) in _YEARS) or t.text in _HALVES for t in tokens)
    if present.isdisjoint(_TIMES) and not dated:
        return ()
    firsts = list(_firsts(tokens))
    begun = {i for t in firsts for i in range(t.start, t.end)}
    found = (Time("record", f.start, min(len(tokens), f.end + 1)) for f in _records(tokens))
    records = [r for r in found if begun.isdisjoint(range(r.start, r.end))]
    masked = {i for r in (*records, *firsts) for i in range(r.start, r.end)}
    out: list[Time] = [*records, *firsts]
    taken: set[int] = set(masked)
    for reader in _READERS:
        for time in reader(tokens):
            places = range(time.start, time.end)
            if taken.isdisjoint(places):
                out.append(time)
                taken.update(places)
    return tuple(sorted(out, key=lambda t: t.start))


_TIMES = frozenset({"time", "span-adjective", "one-day", "span-noun", "since", "overnight"})


_BEGINNING = frozenset({"first", "opening", "final"})


def _firsts(tokens: Tokens) -> Iterator[Time]:
    """ "in the first two days of this week", "over the first eleven months": a period, and no record."""
    for i, t in enumerate(tokens):
        counted = token_at(tokens, i + 1).has("number", "span-count") and token_at(tokens, i + 2).has("span-noun")
        of = token_at(tokens, i + 1).has("span-noun") and token_at(tokens, i + 2).key == "of"
        named = token_at(tokens, i + 3)
        within = token_at(tokens, i - 1).has("det") and token_at(tokens, i - 2).key in (
            "in",
            "during",
            "over",
            "through",
        )
        if (
            t.key in (*_BEGINNING, "last", "second")
            and within
            and of
            and (named.has("month") or _number_of_a_year(named))
        ):
            yield Time("period", i, i + 4)  # "in the first week of January"
        elif (
            t.key in _BEGINNING and counted and tokens[i + 2].key.endswith("s") and token_at(tokens, i - 1).has("det")
        ):
            yield Time("period", i, i + 3)


def _number_of_a_year(t: Token) -> bool:
    return t.text.isdecimal() and int(t.text) in _YEARS


def _records(tokens: Tokens) -> Iterator[Time]:
    for i, t in enumerate(tokens):  # "to a four-year high": what it spans is the height's, and no span of the move
        height = i + 1 + token_at(tokens, i + 1).has("closing-word", "extreme")
        if t.has("span-adjective") and token_at(tokens, height).has("peak"):
            yield Time("record", i, height)
    at = 0
    if not any(t.has("superlative") for t in tokens):
        return
    for found in _RECORD.search(tokens):
        if found.start >= at and not any(t.key in (",", ";") for t in tokens[found.start : found.end]):
            at = found.end
            yield Time("record", found.start, found.end)


def _between_dates(tokens: Tokens) -> Iterator[Time]:
    """ "from 30 April 2026 to 28 May 2026", "between May 1 and May 8": two dates are a period."""
    dates = list(_dates(tokens))
    for a, b in pairwise(dates):
        between = [
            t.key for t in tokens[a.end : b.start] if t.key != ","
        ]  # "between July 1, 2026, and July 10, 2026"
        link = between[0] if len(between) == 1 else ""
        if link in _TO and tokens[a.start - 1].key in ("from", "between"):
            yield Time("period", a.start - 1, b.end, "between")
    for i, t in enumerate(tokens):  # "between January and April"
        ends = [k for k in range(i + 1, min(len(tokens), i + _BETWEEN_WITHIN)) if tokens[k].has("month")]
        linked = len(ends) > 1 and any(x.key in _TO for x in tokens[ends[0] : ends[1]])
        if t.key in ("from", "between") and linked and ends[0] <= i + 3:
            yield Time("period", i, ends[1] + 1, "between")  # "from mid-May to late July"


_BETWEEN_WITHIN = 8  # tokens
_TO = ("to", "and", "through", "until", "-", "–")


def _dates(tokens: Tokens) -> Iterator[Time]:
    for i, t in enumerate(tokens):
        if not t.has("month") or _is_of_a_contract(tokens, i):
            continue
        month = _value(t, "month:")
        dot = int(token_at(tokens, i + 1).key == ".")  # "Oct. 19"
        behind, year_at = (_day_number(tokens, i + 1 + dot), i + 2 + dot)
        if behind is not None:
            end, year = _year(tokens, year_at)
            yield Time("day", i, end, _date(year, month, behind))
        elif (
            i
            and (before := _day_number(tokens, i - 1)) is not None
            and (_year(tokens, i + 1)[1] is not None or not (i > 1 and tokens[i - 2].has("level-link")))
        ):
            end, year = _year(tokens, i + 1)
            yield Time("day", i - 1, end, _date(year, month, before))


def _is_of_a_contract(tokens: Tokens, i: int) -> bool:
    """ "Dec 26 Corn closed at $4.30": the month and the year of a contract; "On May 11 lumber fell" tells a day."""
    if i + 2 >= len(tokens) or not tokens[i + 1].has("number") or token_at(tokens, i - 1).key == "on":
        return False
    behind = tokens[i + 2]
    company = behind.mention.company if behind.mention is not None else None
    return behind.capital and (behind.has("good") or (company is not None and company.kind == "commodity"))


def _date(year: int | None, month: str, day: int) -> str:
    return f"date:{year}-{month}-{day}" if year else f"date:{month}-{day}"


def _day_number(tokens: Tokens, i: int) -> int | None:
    if not 0 <= i < len(tokens):
        return None
    t = tokens[i]
    if t.figure is not None and t.figure.kind == "number" and t.text.isdecimal() and 1 <= int(t.text) <= 31:
        return int(t.text)
    m = _ORDINAL_DAY.match(t.key)
    return int(m[1]) if m else None


def _year(tokens: Tokens, i: int) -> tuple[int, int | None]:
    """Where a date ends and its year: "July 10, 2026"."""
    j = i + 1 if token_at(tokens, i).key == "," else i
    if j < len(tokens) and tokens[j].text.isdecimal() and int(tokens[j].text) in _YEARS:
        return j + 1, int(tokens[j].text)
    return i, None


def _value(t: Token, prefix: str) -> str:
    return next(s.removeprefix(prefix) for s in t.senses if s.startswith(prefix))


def _kept(prefix: str, kind: str) -> Callable[[Token], tuple[str, str] | None]:
    def read(t: Token) -> tuple[str, str] | None:
        found = next((s for s in t.senses if s.startswith(prefix)), None)
        return None if found is None else (kind, found if kind == "day" else found.removeprefix(prefix))

    return read


_SPANS_ENDED = ("the week", "the month", "the year", "the quarter")
_NAMED = (
    _kept("weekday:", "day"),
    _kept("day:", "day"),
    _kept("day-after:", "day"),
    _kept("day-told:", "day"),
    _kept("hour:", "hour"),
    _kept("at:", "at"),
)
_SENSED = {
    "extreme-word": "extreme",
    "period": "period",
    "span-adjective": "period",
    "within-day": "within",
    "overnight": "within",
    "one-day": "within",
}


def _named(tokens: Tokens) -> Iterator[Time]:
    for i, t in enumerate(tokens):
        if t.senses.isdisjoint(_TIMES):
            continue
        for read in _NAMED:
            found = read(t)
            if found is not None:
                yield Time(found[0], i, i + 1, found[1])  # type: ignore[arg-type]
        if t.key in _SPANS_ENDED and token_at(tokens, i - 1).has("close") and token_at(tokens, i - 1).has("verb"):
            yield Time("period", i, i + 1, t.key)  # "ended the week up 5.6%"
        for sense, kind in _SENSED.items():
            if t.has(sense) and t.key not in _SPANS_ENDED and not _is_of_a_report(tokens, i):
                yield Time(kind, i, i + 1, t.key)  # type: ignore[arg-type]


_REPORTED = frozenset(
    "results result report reports earnings numbers figures update statement forecast guidance outlook inventory inventories data".split()
)


def _is_of_a_report(tokens: Tokens, i: int) -> bool:
    """ "rose 2.6% on second-quarter earnings", "on weekly inventories": the span of what was reported, and not of the move."""
    behind = token_at(tokens, i + 1)
    attributed = tokens[i].key.endswith(("-quarter", "-half")) or tokens[i].has("span-adjective")
    return attributed and (behind.has("measure") or behind.key in _REPORTED) and not behind.has("up", "down")


def _since(tokens: Tokens) -> Iterator[Time]:
    """ "since Friday", "since the results"; not "since the open"."""
    for i, t in enumerate(tokens[:-1]):
        if t.key != "since":
            continue
        words = [x.key for x in tokens[i + 1 : i + 4]]
        of_today = any(w in _NO_PERIOD_SINCE for w in words[:2])
        if not of_today or (words[0] == "the" and not any(w in _NO_PERIOD_SINCE - {"the"} for w in words)):
            yield Time("period", i, _clause_end(tokens, i + 1, 6), "since")


def _from(tokens: Tokens) -> Iterator[Time]:
    """ "from a year earlier", "from its record high"."""
    for i, t in enumerate(tokens):
        end = _clause_end(tokens, i + 1, 6)
        if t.key == "from" and any(
            x.key in _FROM_WHERE or x.key == "ago" or x.has("month", "period")
            for x in tokens[i + 1 : min(end, i + 6)]
        ):
            yield Time("period", i, end, "from")


def _rates(tokens: Tokens) -> Iterator[Time]:
    """ "3% a year", "2% each month", "in Q1", "through Tuesday"."""
    for i, t in enumerate(tokens[:-1]):
        following = tokens[i + 1]
        every = t.key in _EVERY and following.key in _SPANS_OF_RATES and token_at(tokens, i - 1).has("percent")
        quarter = (
            t.key in _WITHIN and following.text in _HALVES and token_at(tokens, i + 2).text in ("1", "2", "3", "4")
        )
        if every or quarter:
            yield Time("period", i, i + (3 if quarter else 2), following.key)
        elif t.key == "through" and following.has("weekday"):
            yield Time("period", i, i + 2, following.key)


_HALVES = ("Q", "H")  # "Q1", "H2"
_EVERY = ("a", "per", "each", "every")
_SPANS_OF_RATES = ("year", "month", "week", "quarter", "decade", "annum")
_WITHIN = ("in", "for", "during", "over", "through")


def _clause_end(tokens: Tokens, i: int, most: int) -> int:
    end = i
    while (
        end < len(tokens)
        and end - i < most
        and tokens[end].key not in (",", ";", ")", "and", "but", "while", "as", "after")
    ):
        end += 1
    return end


def _spans(tokens: Tokens) -> Iterator[Time]:
    at = 0
    for found in _SPAN.search(tokens):
        if found.start < at:
            continue
        words = [t.key for t in tokens[found.start : found.end]]
        at = found.end
        noun = tokens[found.end - 1].key
        counted = any(t.has("span-count", "number") for t in tokens[found.start + 1 : found.end - 1])
        if token_at(tokens, found.end).key == "ago":
            yield Time("period", found.start, found.end + 1, "ago")
        elif any(w in _ORDINALS for w in words) and not (counted and "first" in words):
            yield Time("record", found.start, found.end)  # but "in the first five months"
        elif noun in _DAYS and not any(
            t.has("span-count") or (t.has("number") and t.text != "24") for t in tokens[found.start : found.end]
        ):
            yield Time("within", found.start, found.end)
        elif any(w in ("next", "coming") for w in words) and words[0] != "over":
            continue
        elif len(words) > 1 and (
            tokens[found.start].has("prep") or words[0] in ("past", "last", "the", "this", "previous")
        ):
            yield Time("period", found.start, found.end, " ".join(words))


_CLOSED = (
    "end",
    "ends",
    "ended",
    "ending",
    "close",
    "closed",
    "closes",
    "finish",
    "finished",
    "finishes",
    "began",
    "begin",
)


def _spans_of_returns(tokens: Tokens) -> Iterator[Time]:
    """ "a 30 day share price return of 10.95%": over how long a return is counted, be it one day."""
    for i, t in enumerate(tokens[:-2]):
        if t.has("number", "span-count") and tokens[i + 1].has("span-noun") and tokens[i + 2].key in _RETURNS:
            yield Time("period", i, i + 2, f"{t.key} {tokens[i + 1].key}")


_RETURNS = frozenset(
    f"{whose}{noun}"
    for whose in ("", "share price ", "total ", "shareholder ")
    for noun in ("return", "returns", "decline", "gain", "drop", "rise", "performance")
)


def _closed_spans(tokens: Tokens) -> Iterator[Time]:
    """ "gold futures end 2003 up nearly 20%", "closed out January with a gain": what was closed is a span."""
    for i, t in enumerate(tokens[:-1]):
        if t.key not in _CLOSED:
            continue
        at = i + 2 if tokens[i + 1].key == "out" and i + 2 < len(tokens) else i + 1
        year = tokens[at].text.isdecimal() and int(tokens[at].text) in _YEARS
        month = tokens[at].has("month") and _day_number(tokens, at + 1) is None
        if year or month:
            yield Time("period", at, at + 1, tokens[at].key)


def _lone_periods(tokens: Tokens) -> Iterator[Time]:
    """ "in August", "for 2026", "of 2026"."""
    for i, t in enumerate(tokens[:-1]):
        after = tokens[i + 1]
        dated = (after.has("month") and _day_number(tokens, i + 2) is None) or (
            after.text.isdecimal() and int(after.text) in _YEARS
        )
        if dated and t.key in _DATING:
            yield Time("period", i, i + 2, after.key)


_DATING = ("in", "for", "during", "through", "throughout", "of", "this", "over", "so far in", "back in")
_BEFORE, _AFTER = ("before", "ahead of", "prior to"), ("after", "following")
_OPEN, _CLOSE = ("open", "opening", "bell", "opening bell"), ("close", "closing bell")


def _around_a_session(tokens: Tokens) -> Iterator[Time]:
    """ "ahead of Wednesday's open", "after Tuesday's close"."""
    for i, t in enumerate(tokens[:-2]):
        if not tokens[i + 1].has("weekday"):
            continue
        if t.key in _BEFORE and tokens[i + 2].key in _OPEN:
            yield Time("hour", i, i + 3, "premarket")
        elif t.key in _AFTER and tokens[i + 2].key in _CLOSE:
            yield Time("hour", i, i + 3, "after_hours")


_READERS = (
    _around_a_session,
    _since,
    _between_dates,
    _rates,
    _dates,
    _spans_of_returns,
    _closed_spans,
    _named,
    _from,
    _spans,
    _lone_periods,
)
