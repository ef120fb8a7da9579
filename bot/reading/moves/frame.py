"""When a movement was: its scope and its session, from its own words, its clause, its sentence, or what the story has set before.

A time that a sentence begins with, a heading, a title or the head of a list holds for what follows until another is told; a market's day
("On Thursday stocks declined on Wall Street") for that market's moves.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import pairwise

from bot.listings import BY_MIC, PLACES, Sessions
from bot.reading.document import Document, Sentence
from bot.reading.findings import At, Scope
from bot.reading.languages.base import FROM_A_PEAK, Directed, Phrase, Time
from bot.reading.tokens import Token
from bot.story import Story, told_on

ALWAYS_OPEN = "24/7"  # in place of a MIC, for what trades on every day
_NEW_YORK = "America/New_York"
_SPANS_OF_A_LIST = (
    "the week",
    "the month",
    "the quarter",
    "the year",
    "of the week",
    "of the month",
    "of the year",
    "week",
    "month",
    "quarter",
    "year",
    "week's",
    "month's",
    "year's",
)
_NEXT_SESSION = 4  # days to the next one, over a long weekend
_LEAD = 4  # sentences, the title among them
_SCOPES: dict[str, Scope] = {"premarket": "premarket", "after_hours": "after_hours"}


@dataclass(frozen=True, slots=True)
class When:
    """A movement's scope, where in the session, its session, and by what each was decided."""

    scope: Scope
    at: At | None
    day: str
    period: str | None
    by_scope: str
    by_day: str


@dataclass
class Frame:
    """What the story has said of time so far."""

    document: Document
    sessions: Sessions
    days: dict[str, tuple[str, int]] = field(
        default_factory=dict
    )  # by market: the day's value, and the sentence that said it
    day: tuple[str, int] | None = None
    hour: str = ""
    period: str | None = None
    paragraph: int = -1
    index: int = 0
    title_hour: str = ""
    title_period: str = ""  # of a title that names a period and no move: "First-half ranking of chip stocks"
    last_hour: str = ""  # the hour of the last movement, and where that stood
    spoken_hour: tuple[int, int] = (-1, -1)
    carried: str | None = None  # the period of the movement before in the same Chinese sentence
    told: str = ""  # the last day that a move was told of, and the sentence that told it
    told_at: int = -1
    lead: str = ""  # the day that the lead names

    def enter(self, sentence: Sentence, times: Sequence[Time]) -> None:
        """What a sentence, a heading or the title says before its first movement holds for the rest."""
        self.index += 1
        self.carried = None
        if sentence.place == "heading" and any(t.has("percent") for t in sentence.tokens):
            pass  # a row of a list: its head holds
        elif sentence.place in ("title", "heading"):
            self.hour = next(
                (t.value for t in times if t.kind == "hour" and not _in_a_second_clause(sentence.tokens, t)),
                "" if sentence.place == "heading" else self.hour,
            )
            self.period = self._period_of(sentence, times) if sentence.place == "heading" else None
            self.paragraph = sentence.paragraph
            if sentence.place == "title":
                self.title_hour = self.hour
                self.title_period = _period_of_a_list(sentence, times)
        elif sentence.place == "text":
            self._enter_text(sentence, times)
        shut = any(x.key in ("shut", "holiday", "holidays", "休市") for x in sentence.tokens)
        for t in times:
            if t.kind == "day" and not shut:
                for market in _markets_named(sentence.tokens, t):
                    self.days[market] = (t.value, sentence.paragraph)
                if not _in_subordinate(sentence.tokens, t):
                    self.day = (t.value, self.index)
                moved = any(x.has("up", "down", "flat") for x in sentence.tokens)
                if (
                    moved
                    and not self.lead
                    and sentence.place == "text"
                    and self.index <= _LEAD
                    and not _in_subordinate(sentence.tokens, t)
                ):
                    self.lead = t.value

    def _enter_text(self, sentence: Sentence, times: Sequence[Time]) -> None:
        """ "For the week, the Nasdaq lost 2.4%. The Russell 2000 dropped 3.1%": what opens a sentence holds in its paragraph."""
        if sentence.paragraph != self.paragraph:
            if not _ends_with_colon(self.document, sentence):
                self.period = None
            self.paragraph = sentence.paragraph
        opening = _sentence_time(sentence.tokens, times)
        lists = bool(sentence.tokens) and sentence.tokens[-1].key in (":", "：")
        if lists and (told := self._period_of(sentence, times)) is not None:
            self.period = told
        elif opening is not None and opening.kind == "period":
            self.period = _words(sentence, opening)
        elif any(t.kind in ("day", "hour") and not _behind_a_conjunction(sentence.tokens, t) for t in times):
            self.period = None

    def settled(self, times: Sequence[Time]) -> tuple[Time, ...]:
        """ "The following day" counts from the day told before."""
        return tuple(self._settled(t) if t.value.startswith("day-after:") else t for t in times)

    def _settled(self, t: Time) -> Time:
        if self.day is None:
            return Time("within", t.start, t.end)
        return Time(t.kind, t.start, t.end, f"after:{t.value.removeprefix('day-after:')}:{self.day[0]}")

    def of(
        self,
        sentence: Sentence,
        found: Directed,
        subject: Phrase | None,
        times: Sequence[Time],
        others: Sequence[Directed],
        market: str | None,
        *,
        told: bool = True,
    ) -> When:
        """When one movement of the sentence was."""
        own = _own_times(sentence.tokens, found, times, others)
        fronted = _fronted(sentence.tokens, found, subject, times)
        if sentence.language.code == "zh" and subject is not None and subject.link == "own":
            own = [*(t for t in times if subject.first <= t.start <= subject.last), *own]
        if sentence.language.code == "zh" and subject is not None and subject.link == "shared":
            last = max((o.end for o in others if o.end <= found.start), default=subject.last + 1)
            between = [t for t in times if last <= t.start < found.start and not _in_subordinate(sentence.tokens, t)]
            fronted = between or fronted  # "今年以来股价翻倍，周五盘中再创新高，收涨5.2%"
        scope, by_scope, period = self._scope(sentence, found, subject, own, fronted, times)
        if scope in ("premarket", "after_hours") and market not in (None, _NEW_YORK):
            scope = "session"  # what trades around the clock has no bell, and no other exchange trades outside of its hours
        if (
            by_scope in ("default", "tense")
            and self.carried is not None
            and sentence.language.code == "zh"
            and not any(t.kind in ("day", "within") for t in (*own, *fronted))
        ):
            scope, by_scope, period = "longer", "sentence", self.carried
        if (
            by_scope == "default"
            and sentence.language.code == "en"
            and _is_sibling(sentence.tokens, found, subject, others)
        ):
            if self.carried is not None and not any(t.kind in ("day", "within", "at") for t in (*own, *fronted)):
                scope, by_scope, period = (
                    "longer",
                    "sentence",
                    self.carried,
                )  # "up 1.6% for the month, while the Nasdaq added 1%"
            elif self.spoken_hour == (sentence.paragraph, self.index) and market in (None, _NEW_YORK):
                scope, by_scope = (
                    _SCOPES[self.last_hour],
                    "sentence",
                )  # "in premarket trading, while Rockwell's dropped 5.6%"
        self.carried = period if scope == "longer" else None
        if (
            scope == "session"
            and by_scope == "default"
            and self.spoken_hour == (sentence.paragraph, self.index)
            and sentence.language.code == "zh"
            and (subject is None or subject.link == "shared" or _is_contrasted(sentence.tokens, found, subject))
        ):
            scope, by_scope = _SCOPES[self.last_hour], "sentence"  # "盘后一度跌超5%，随后跌幅收窄至1.7%"
        day, by_day = self._day(sentence, found, subject, own, fronted, times, market)
        if scope == "premarket" and by_day not in ("own words", "clause"):
            day, by_day = "", "default"  # before the opening it is told of: a day told before is an earlier one
        hour = next((t.value for t in (*own, *fronted) if t.kind == "hour"), "")
        if hour and scope != "session":
            self.last_hour, self.spoken_hour = hour, (sentence.paragraph, self.index)
        settled = told and (subject is None or subject.link != "relative")
        if settled and day and by_day in ("own words", "clause", "sentence"):
            self.days[market or ""] = (day, sentence.paragraph)
            self.told, self.told_at = day, self.index
        opening = [t for t in times if t.kind == "at" and t.start <= 1]  # "截至收盘，沪指跌0.3%，深成指跌0.5%"
        at = _at(sentence.tokens, found, own, [*fronted, *opening], scope)
        return When(scope, at, day, period, by_scope, by_day)

    def _period_of(self, sentence: Sentence, times: Sequence[Time]) -> str | None:
        """That of the head of a list: "For the week:", "How the funds did from July 17 to July 24:"."""
        told = next((_words(sentence, t) for t in times if t.kind == "period"), None)
        if told is None and sentence.place == "heading":
            told = next(
                (t.text for t in sentence.tokens if t.key in _SPANS_OF_A_LIST), None
            )  # "Top gainers of the week:"
        return told or ("from one day to another" if self._days_apart(times) > _NEXT_SESSION else None)

    def _days_apart(self, own: Sequence[Time]) -> int:
        """Between the first and the last day that a movement names; 0 where it names one."""
        told = told_on(self.document.story)
        days = [d for t in own if t.kind == "day" and told is not None and (d := _day(t.value, told)) is not None]
        return (max(days) - min(days)).days if days else 0

    def _scope(
        self,
        sentence: Sentence,
        found: Directed,
        subject: Phrase | None,
        own: Sequence[Time],
        fronted: Sequence[Time],
        times: Sequence[Time],
    ) -> tuple[Scope, str, str | None]:
        tokens = sentence.tokens
        if found.shape in ("to a high", "verb then bound", "verb then level") and any(
            t.has("extreme-level", "peak") for t in tokens[found.word : found.end]
        ):
            return "intraday_extreme", "own words", None
        if found.shape == "figure from a peak" or _since_then(tokens, found, times):
            return "longer", "own words", None
        if _is_extreme(tokens, found, own):
            return "intraday_extreme", "own words", None
        joined = [t for t in own if t.kind == "day"]
        if len({t.value for t in joined}) > 1 and _is_span_of_days(tokens, joined):
            return "longer", "own words", None  # "climbing 1.98% over June 29 and June 30"
        if found.before is not None and self._days_apart(own) > _NEXT_SESSION:
            return "longer", "own words", None  # "from their June 30 close of $30.40 to $41.60 on July 14"
        if any(t.value == FROM_A_PEAK for t in (*own, *fronted)):
            return "longer", "clause", "从高点"
        for near, name in ((own, "own words"), (fronted, "clause")):
            decided = _nearest(near, found)
            fronted_span = _nearest(fronted, found)
            if (
                near is own
                and decided is not None
                and decided.kind in ("day", "within")
                and fronted_span is not None
                and fronted_span.kind == "period"
            ):
                continue  # "over the following sessions its price collapsed 74%, closing at $182 on April 28"
            if decided is not None:
                if decided.kind == "hour":
                    return _SCOPES[decided.value], name, None
                if decided.kind == "period":
                    return "longer", name, _words(sentence, decided)
                return "session", name, None
        if _after_the_close(tokens, found):
            return "after_hours", "own words", None
        if self.period is not None and sentence.place in ("item", "text", "heading"):
            return "longer", "heading", self.period
        opening = _sentence_time(tokens, times)
        if opening is not None and opening.kind == "period":
            return "longer", "sentence", _words(sentence, opening)
        if opening is not None and opening.kind == "hour":
            return _SCOPES[opening.value], "sentence", None
        if self.title_period and not times and sentence.place in ("item", "text"):
            return "longer", "title", self.title_period
        if _is_cumulative(tokens, found):
            return "longer", "tense", None
        if _remains(tokens, found):
            return "longer", "tense", None
        if _is_perfect(tokens, found):
            return "longer", "tense", None
        if self.hour and (sentence.place == "item" or self.hour == self.title_hour) and opening is None:
            return _SCOPES[self.hour], "heading", None
        if (
            self.spoken_hour == (sentence.paragraph, self.index - 1)
            and self.last_hour
            and (sentence.language.code == "en" or subject is None or subject.link == "shared")
            and not any(t.kind in ("at", "within") for t in (*own, *fronted))
            and not any(t.has("close") for t in tokens[found.head : found.end])
        ):
            return _SCOPES[self.last_hour], "sentence before", None
        return "session", "default", None

    def _day(
        self,
        sentence: Sentence,
        found: Directed,
        subject: Phrase | None,
        own: Sequence[Time],
        fronted: Sequence[Time],
        times: Sequence[Time],
        market: str | None,
    ) -> tuple[str, str]:
        """The day's value, "" where none is told, and by what it was decided."""
        if found.before is not None and found.level is not None:
            own = [t for t in own if t.kind == "day"][-1:] or own  # the day of where it came to
        for near, name in ((own, "own words"), (fronted, "clause")):
            day = _most_exact(near)
            if day:
                return day, name
        inside = next(
            (
                t.value
                for t in times
                if t.kind == "day" and subject is not None and subject.first <= t.start <= subject.last
            ),
            "",
        )
        if inside:
            return inside, "clause"
        free = [t for t in times if t.kind == "day" and not _in_subordinate(sentence.tokens, t)]
        if free:
            return free[-1].value if free[0].start > found.end else free[0].value, "sentence"
        if _is_present(sentence.tokens, found):
            return "", "default"
        later = self.day is not None and market == ALWAYS_OPEN and self.day[1] > self.told_at
        if later and self.day is not None:
            return self.day[0], "market's day"  # coins have no market whose day would be told
        if market is not None and market in self.days and (market or self.days[market][1] == self.paragraph):
            return self.days[market][0], "market's day"
        if market is None and self.told:
            return self.told, "market's day"
        if self.day is not None and self.index - self.day[1] == 1 and sentence.place != "title":
            return self.day[0], "sentence before"
        return (self.lead, "lead") if self.lead else ("", "default")


def _most_exact(times: Sequence[Time]) -> str:
    """ "on Tuesday, 28 April": the date says which Tuesday."""
    days = [t.value for t in times if t.kind == "day"]
    return next((d for d in days if d.startswith("date:")), days[0] if days else "")


# ---- whose time -----------------------------------------------------------------------------------------------------


def _own_times(
    tokens: Sequence[Token], found: Directed, times: Sequence[Time], others: Sequence[Directed]
) -> list[Time]:
    """Those of its predicate: between its verb and the end of its clause, before the next movement."""
    following = min((o.start for o in others if o.start >= found.end), default=len(tokens))
    stop = found.end
    while stop < following and not _ends_predicate(tokens, stop):
        stop += 1
    times = [t for t in times if not _is_compared_day(tokens, found, t)]
    begin = min(found.head, found.start)
    if any(o.word == found.word and o.start < found.start for o in others):
        begin = found.start  # "falling 0.2% the day before and 0.9% on Wednesday"
    return [t for t in times if begin <= t.start < stop]


_THAN = frozenset({"against", "versus", "vs", "vs.", "than", "compared with", "compared to"})


def _is_compared_day(tokens: Sequence[Token], found: Directed, t: Time) -> bool:
    """ "1.42 percent, from Tuesday", "against $4,958.02 late on Tuesday": the day of what it is compared with."""
    if t.kind != "day" or found.before is not None:
        return False
    if t.start and tokens[t.start - 1].key == "from":
        return True
    return any(x.key in _THAN for x in tokens[found.end : t.start])


def _ends_predicate(tokens: Sequence[Token], i: int) -> bool:
    t = tokens[i]
    if t.key in (";", "；", "。", "—", ":"):
        return True
    if t.key == "，":
        return True
    if t.key == ",":
        after = tokens[i + 1] if i + 1 < len(tokens) else None
        dated = after is not None and after.has("number") and i + 2 < len(tokens) and tokens[i + 2].has("month")
        return after is None or not (dated or after.has("time") or after.key in ("on", "in", "at", "for", "to"))
    return (
        (t.has("subordinator", "relative") and t.key != "since")
        or (t.has("conj") and t.key in ("and", "but", "while") and not _joins_times(tokens, i))
        or t.key in ("following", "amid", "ahead of", "after", "with", "versus")
    )


def _joins_times(tokens: Sequence[Token], i: int) -> bool:
    """ "on Friday and for the full week"."""
    after = tokens[i + 1 : i + 4]
    return any(t.has("time", "span-noun") for t in after)


def _fronted(tokens: Sequence[Token], found: Directed, subject: Phrase | None, times: Sequence[Time]) -> list[Time]:
    """Those that stand before the subject in its own clause: "On Thursday, ...", "This week, ..."."""
    end = subject.first if subject is not None and subject.first <= found.start else found.start
    begin = end
    while begin > 0 and not (
        tokens[begin - 1].key in (";", "；", "。", ":")
        or tokens[begin - 1].has("verb+", "be")
        or (tokens[begin - 1].has("figure", "relative") and not tokens[begin - 1].has("number"))
    ):
        if tokens[begin - 1].has("verb") and tokens[begin - 1].has("finite", "past"):
            break
        dating = any(t.start == begin - 1 for t in times)
        if (
            tokens[begin - 1].has("conj", "subordinator")
            and begin > 1
            and not dating
            and not tokens[begin - 1].has("joins")
        ):
            break
        begin -= 1
    return [t for t in times if begin <= t.start < end and not _in_subordinate(tokens, t)]


def _period_of_a_list(sentence: Sentence, times: Sequence[Time]) -> str:
    """The period of a title that tells no move itself: "上半年台股權值股排行", "This year's best performers"."""
    if any(t.has("up", "down", "percent") for t in sentence.tokens):
        return ""
    return next((_words(sentence, t) for t in times if t.kind == "period"), "")


def _behind_a_conjunction(tokens: Sequence[Token], t: Time) -> bool:
    """ "The Russell 2000 lagged with a 0.3% loss, and the VIX ended Friday at 14.6": the day is that of another clause."""
    return any(
        x.has("conj") and x.text.isascii() and i and tokens[i - 1].key == "," for i, x in enumerate(tokens[: t.start])
    )


def _in_a_second_clause(tokens: Sequence[Token], t: Time) -> bool:
    """ "Wall St ends mixed; Cisco eyed after the bell": the hour is not that of the title's own move."""
    return any(x.key in (";", "；") for x in tokens[: t.start])


def _in_subordinate(tokens: Sequence[Token], t: Time) -> bool:
    """A day behind "after", "when", "said", "since" or in a relative clause is not the move's."""
    if _of_a_statement(tokens, t):
        return True
    i = t.start - 1
    while i >= 0 and tokens[i].key not in (",", "，", ";", "；", ":"):
        if (
            tokens[i].has("subordinator", "relative", "say")
            or (tokens[i].has("ing") and i and tokens[i - 1].key == ",")
            or (tokens[i].key == "from" and i == t.start - 1)
            or tokens[i].key
            in (
                "following",
                "until",
                "till",
                "due",
                "before",
                "against",
                "versus",
                "than",
                "compared with",
                "compared to",
                "set",
                "hit",
                "reached",
                "ahead of",
                "scheduled",
                "since",
                "by",
            )
        ):
            return True
        i -= 1
    return False


_STATED_WITHIN = 2  # tokens


def _of_a_statement(tokens: Sequence[Token], t: Time) -> bool:
    """ "昨公布第三季业绩": in Chinese the day stands before the verb of saying, and is its own."""
    if t.start and tokens[t.start - 1].has("prep"):
        return False  # "根據今日的資料顯示"
    comma = next((i for i in range(t.end, len(tokens)) if tokens[i].key == "，"), None)
    if comma is not None and comma - 1 > t.end and tokens[comma - 1].key in ("后", "之后", "以后"):
        return any(x.has("verb", "say") for x in tokens[t.end : comma])  # "周二公布计划后，…"
    for x in tokens[t.end : t.end + _STATED_WITHIN]:
        if x.key in ("，", ",", "。") or x.has("up", "down", "flat", "close", "open"):
            return False
        if x.has("say"):
            return not x.text.isascii()
    return False


def _sentence_time(tokens: Sequence[Token], times: Sequence[Time]) -> Time | None:
    """The time with which the sentence begins, or its list: "Miners have rallied year to date: ..."."""
    colon = next((i for i, t in enumerate(tokens) if t.key in (":", "：")), -1)
    # "本週一美股盤前，…": what says more than the day counts.
    for t in sorted(times, key=lambda t: t.kind == "day"):
        if t.kind not in ("period", "hour", "day"):
            continue
        if t.end <= colon:
            return t
        if t.start <= 2 and any(tokens[j].key in (",", "，") for j in range(t.end, min(len(tokens), t.end + 3))):
            return t
        if t.start == 0 and t.kind == "period":
            return t  # "Last week the Dow gained 0.8%, the S&P 500 rose 1.2%"
    return None


def _nearest(times: Iterable[Time], found: Directed) -> Time | None:
    """The time that decides the scope: the first behind the figure, else the last before it."""
    kinds = [
        t
        for t in times
        if t.kind in ("day", "hour", "period", "within")
        and not (t.kind == "within" and t.value in ("early", "late", "intraday"))
    ]
    hours = [t for t in kinds if t.kind == "hour"]
    if hours:
        return hours[0]
    behind = [t for t in kinds if t.start >= found.start]
    return behind[0] if behind else (kinds[-1] if kinds else None)


_TURNED = ("recovered", "rebounded", "reversed", "pared", "bounced")
_ONWARD = ("其后", "随后", "收窄", "收敛", "回落", "缩")
_TURNS_WITHIN = 10  # tokens
_TURNS = (
    "rebounding",
    "recovering",
    "paring",
    "reversing",
    "retreating",
    "bouncing",
    "easing",
    "erasing",
    "trimming",
    "settling back",
)


def _is_span_of_days(tokens: Sequence[Token], days: Sequence[Time]) -> bool:
    """ "over June 29 and June 30", "from 30 June 2026 to 28 July 2026": two days that are the ends of one span."""
    for a, b in pairwise(days):
        before = tokens[a.start - 1].key if a.start else ""
        between = [t.key for t in tokens[a.end : b.start] if not t.has("number")]
        if (before == "over" and between == ["and"]) or (
            before in ("from", "between") and between in (["to"], ["and"])
        ):
            return True
    return False


_SINCE_WITHIN = 8  # tokens


def _since_then(tokens: Sequence[Token], found: Directed, times: Sequence[Time]) -> bool:
    """ "decline in the KOSPI since its June 19 peak", "rallied 22 percent since the March 24 snapshot"; no record "since May"."""
    for i in range(found.end, min(len(tokens), found.end + _SINCE_WITHIN)):
        t = tokens[i]
        if t.key in (",", "，", ";", "；", ".") or t.has("superlative") or (t.has("up", "down") and t.has("verb")):
            return False
        if t.key == "since":
            return not any(x.kind == "record" and x.start <= i < x.end for x in times)
        if t.key == "from" and any(x.has("peak") for x in tokens[i + 1 : i + _SINCE_WITHIN]):
            return True  # "18% rebound in Intel from last Friday's low"
    return False


def _turns_back(tokens: Sequence[Token], found: Directed) -> bool:
    """ "dived 6.4 percent in less than four minutes before rebounding": it did not stay there."""
    near = tokens[found.end : found.end + _TURNS_WITHIN]
    return any(
        (t.key == "before" and i + 1 < len(near) and near[i + 1].key in _TURNS)
        or (t.key == "but" and any(x.key in _TURNED for x in near[i + 1 : i + 3]))
        for i, t in enumerate(near)
    )


def _is_extreme(tokens: Sequence[Token], found: Directed, own: Sequence[Time]) -> bool:
    """ "as much as 9%", "briefly", "at one point": what was touched."""
    if found.level is not None and found.level < found.start:
        linked = tokens[max(0, found.level - 2) : found.level]
        onward = any(t.key.startswith(_ONWARD) for t in tokens[found.level : found.end])
        touched = any(t.has("extreme-level") for t in linked) and not onward
        if touched and not tokens[found.word].has("close"):
            return True  # "曾高見70.95元，飆13.9%"
    if _turns_back(tokens, found):
        return True
    words = [t for t in tokens[found.start : found.end] if not (t.has("up-to") and found.shape.startswith("carrier"))]
    if any(t.has("extreme", "peak") for t in words):
        return not any(t.has("close") for t in tokens[found.start - 1 : found.start]) or True
    return any(t.kind == "extreme" and not (t.value == "earlier" and t.start > found.end) for t in own)


def _is_perfect(tokens: Sequence[Token], found: Directed) -> bool:
    """ "has lost 26.7%": over which time is not said."""
    before = tokens[found.head : max(found.head, found.word)]
    event = found.end < len(tokens) and tokens[found.end].key in (
        "after",
        "following",
        "on",
        "amid",
        "since",
        "ahead of",
    )
    if event:
        return False
    return (
        tokens[found.word].has("participle")
        and found.level is None
        and any(t.key in ("has", "have", "'ve", "’ve") for t in before)
    )


_NO_SMALL_CHANGE = 15  # percent: "remains up 2%" after the news is of the day


def _is_contrasted(tokens: Sequence[Token], found: Directed, subject: Phrase) -> bool:
    """ "在盘前交易中下跌6%，而其竞争对手的股价则下跌4%": 而 sets both under one hour."""
    begin = max((i for i in range(subject.first) if tokens[i].key in ("，", ",", "；")), default=0)
    return any(t.key == "而" for t in tokens[begin : subject.first + 1])


def _after_the_close(tokens: Sequence[Token], found: Directed) -> bool:
    """ "rose 5 percent to $18.23 after closing up 1 percent": what came behind the close is after hours."""
    near = tokens[found.end : found.end + _CLOSED_WITHIN]
    return any(
        t.key == "after"
        and i + 2 < len(near)
        and near[i + 1].key in _CLOSING
        and near[i + 2].has("up", "down", "time")
        for i, t in enumerate(near)
    )


_CLOSED_WITHIN = 5  # tokens
_CLOSING = ("closing", "ending", "finishing", "settling")


def _is_sibling(tokens: Sequence[Token], found: Directed, subject: Phrase | None, others: Sequence[Directed]) -> bool:
    """Whether "while" or "and" sets a movement of somebody else right beside the one before."""
    if subject is None or subject.link != "own" or not any(o.end <= subject.first for o in others):
        return False
    last = max(o.end for o in others if o.end <= subject.first)
    between = tokens[last : subject.first]
    return any(t.key in ("while", "and", "whereas") for t in between) and not any(
        t.has("figure", "relative") or t.key in (";", "after", "as") for t in between
    )


def _is_cumulative(tokens: Sequence[Token], found: Directed) -> bool:
    """ "連升四日，累升11.6%": what has come together over days."""
    return tokens[found.word].key.startswith("累")


def _remains(tokens: Sequence[Token], found: Directed) -> bool:
    """ "shares remain down 36%"."""
    figure = tokens[found.figures[0]].figure if found.figures else None
    large = figure is not None and abs(figure.value) >= _NO_SMALL_CHANGE
    return (
        large
        and tokens[found.word].has("adverb")
        and any(t.key in ("remain", "remains", "remained", "still") for t in tokens[found.head : found.start + 1])
    )


def _is_present(tokens: Sequence[Token], found: Directed) -> bool:
    around = tokens[found.head : found.start + 1]
    return any(t.key in ("is", "are", "am", "currently", "now") for t in around)


def _at(
    tokens: Sequence[Token], found: Directed, own: Sequence[Time], fronted: Sequence[Time], scope: Scope
) -> At | None:
    if scope != "session":
        return None
    levels = [i - _BEFORE_LEVEL for i in (found.level,) if i is not None and i < found.start]
    around = tokens[max(0, min([found.head, found.start, *levels])) : found.end]
    if (
        _closes_behind(tokens, found)
        or any(t.has("close") and not t.has("time") for t in around)
        or any(t.kind == "at" and t.value == "close" for t in (*own, *fronted))
    ):
        return "close"
    if any(
        t.has("open") and t.has("verb") and (t.has("of-price") or t.key.startswith("open")) for t in around
    ) or any(t.kind == "at" and t.value == "open" for t in (*own, *fronted)):
        return "open"
    return None


_BEFORE_LEVEL = 7  # tokens: "closed Thursday's regular trading at $153.28, up 1.6%"


def _closes_behind(tokens: Sequence[Token], found: Directed) -> bool:
    """ "rose 2.6 percent today, ending the day at $21", "... at Wednesday's close"."""
    behind = tokens[found.end : found.end + 4]
    return any(t.key == "close" and i and behind[i - 1].has("weekday") for i, t in enumerate(behind))


def _words(sentence: Sentence, t: Time) -> str:
    tokens = sentence.tokens[t.start : t.end]
    return " ".join(x.text for x in tokens)


def _ends_with_colon(document: Document, sentence: Sentence) -> bool:
    return document.story.text[: sentence.start].rstrip().endswith((":", "："))


_SHARES_OF = {
    "wall": ("America/New_York",), "u.s": ("America/New_York",), "u.s.": ("America/New_York",), "us": ("America/New_York",), "american": ("America/New_York",), "华尔街": ("America/New_York",), "美股": ("America/New_York",),
    "european": ("Europe/London", "Europe/Berlin", "Europe/Paris", "Europe/Zurich", "Europe/Amsterdam", "Europe/Stockholm", "Europe/Madrid", "Europe/Rome", "Europe/Copenhagen"), "欧股": ("Europe/London", "Europe/Berlin", "Europe/Paris"),
    "asian": ("Asia/Tokyo", "Asia/Hong_Kong", "Asia/Shanghai", "Asia/Seoul", "Asia/Taipei", "Asia/Singapore", "Australia/Sydney", "Asia/Kolkata"),
    "japanese": ("Asia/Tokyo",), "日股": ("Asia/Tokyo",), "港股": ("Asia/Hong_Kong",), "a股": ("Asia/Shanghai",), "台股": ("Asia/Taipei",), "韩股": ("Asia/Seoul",), "indian": ("Asia/Kolkata",), "chinese": ("Asia/Shanghai",),
}  # fmt: skip


def _markets_named(tokens: Sequence[Token], day: Time) -> list[str]:
    """The markets of which a sentence tells a day: "On Thursday, stocks declined on Wall Street"; none behind "after" or "which"."""
    out: list[str] = []
    for i, t in enumerate(tokens):
        zones = _SHARES_OF.get(t.key)
        following = tokens[i + 1] if i + 1 < len(tokens) else None
        if zones is None or not (
            t.has("market-noun", "share")
            or t.key in ("华尔街",)
            or (following is not None and (following.has("share", "gauge") or following.key == "street"))
        ):
            continue
        first, last = sorted((i, day.start))
        if not any(x.has("subordinator", "relative") for x in tokens[first:last]):
            out += zones
    return out


def region(mic: str | None) -> str:
    """The zone of a market's exchange, by which days are kept: those of New York are one."""
    exchange = BY_MIC.get(mic or "")
    return exchange.zone.key if exchange is not None else (mic or "")


# ---- the calendar ---------------------------------------------------------------------------------------------------


def session_of(value: str, story: Story, mic: str | None, sessions: Sessions, scope: Scope) -> date | None:
    """The session's date: the day that the words name, else the one that ran or had last begun when the story was told.

    Relative days count from the dateline, else from the publication at the exchange. A holiday is the session before it.
    """
    told = told_on(story)
    if told is None:
        return _absolute(value)
    market = "" if mic in (None, ALWAYS_OPEN) else mic
    if story.dateline is None and story.published is not None and market in BY_MIC:
        told = story.published.astimezone(BY_MIC[market].zone).date()
    day = _day(value, told) if value else None
    if mic == ALWAYS_OPEN:
        return day or told
    if day is not None:
        return sessions.on_or_before(market or "", day)
    if scope == "premarket":
        return sessions.on_or_before(market or "", told)
    return _unnamed(story, told, market or "", sessions)


def _day(value: str, told: date) -> date | None:
    if value.startswith("day:"):
        return told + timedelta(days=int(value[4:]))
    if value.startswith("weekday:"):
        return told - timedelta(days=(told.weekday() - int(value[8:])) % 7)
    if value.startswith("after:"):
        _, days, base = value.split(":", 2)
        before = _day(base, told)
        return before + timedelta(days=int(days)) if before is not None else None
    if value.startswith("last-weekday:"):
        return told - timedelta(days=told.weekday() + 7 - int(value[13:]))
    if value.startswith("date:"):
        parts = [int(p) for p in value[5:].split("-")]
        if len(parts) == 3:
            return _absolute(value)
        return _latest(parts[0] or told.month, parts[1], told)
    return None


def _absolute(value: str) -> date | None:
    parts = value.removeprefix("date:").split("-") if value.startswith("date:") else []
    if len(parts) == 3:
        with contextlib.suppress(ValueError):
            return date(int(parts[0]), int(parts[1]), int(parts[2]))
    return None


def _latest(month: int, day: int, told: date) -> date | None:
    """This day in the year that makes it the nearest one not after the day the story was told."""
    for year in (told.year, told.year - 1):
        with contextlib.suppress(ValueError):
            found = date(year, month, day)
            if found <= told + timedelta(days=1):
                return found
    return None


def _unnamed(story: Story, told: date, mic: str, sessions: Sessions) -> date:
    published = story.published
    if published is not None and mic in BY_MIC:
        at = _on_day(published, told)
        return min(
            sessions.latest(mic, at), sessions.on_or_before(mic, max(told, at.astimezone(BY_MIC[mic].zone).date()))
        )
    return sessions.on_or_before(mic, told)


def _on_day(published: datetime, told: date) -> datetime:
    """The moment of publication, or, where the dateline is older, the end of the dateline's day."""
    if told >= published.date():
        return published
    return published.replace(year=told.year, month=told.month, day=told.day, hour=23, minute=59)


__all__ = ["ALWAYS_OPEN", "PLACES", "Frame", "When", "region", "session_of"]
