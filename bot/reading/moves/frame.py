"""When a movement was: its scope and its session, from its own words, its clause, its sentence, or what the story has set before.

A time that a sentence begins with, a heading, a title or the head of a list holds for what follows until another is told; a market's day
("On Thursday stocks declined on Wall Street") for that market's moves.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import time

from bot.listings import Company
from bot.reading.document import Document, Sentence
from bot.reading.findings import At, Scope
from bot.reading.languages.base import Directed, Phrase, Time
from bot.reading.moves.days_of_others import (
    is_behind_a_blank,
    is_of_a_clause_behind,
    is_of_a_later_movement,
    is_of_a_mark,
    is_of_a_noun,
    is_of_a_noun_before,
    is_of_an_earlier_night,
    is_of_before,
    is_of_before_in_words,
    is_of_the_next,
    is_of_what_was_before,
    is_to_come,
    tells_who_was_shut,
)
from bot.reading.moves.elliptical import SIGNS
from bot.reading.moves.market_days import SHARES_OF, market_of_a_gauge, markets_named
from bot.reading.moves.scope import HOURS, NEW_YORK, NEXT_SESSION, Said, Scoped, days_apart, scope_of
from bot.reading.moves.session_days import ALWAYS_OPEN, OVERNIGHT, SATURDAY, day_of
from bot.reading.moves.whose_time import (
    DASHES,
    Timed,
    begins_a_line,
    behind_a_conjunction,
    in_a_second_clause,
    in_subordinate,
    is_compared_day,
    is_overnight,
    most_exact,
    of_round_the_clock,
    sentence_time,
    timed,
    words_of,
)
from bot.reading.tokens import Token, token_at
from bot.story import told_on

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
_LEAD = 4  # sentences, the title among them
_OPEN_ON_SUNDAYS = ("Asia/Riyadh",)


@dataclass(frozen=True, slots=True)
class When:
    """A movement's scope, where in the session, its session, and by what each was decided."""

    scope: Scope
    at: At | None
    day: str
    period: str | None
    by_scope: str
    by_day: str
    before_the_bell: bool = False

    @property
    def hours(self) -> Scope:
        """A height before the bell is of the day that is to come, as what is told of those hours."""
        return "premarket" if self.before_the_bell else self.scope


class Frame:
    """What the story has said of time so far: its hours and periods, and the days of its markets."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._said = Said(told_on(document.story))
        self._days: dict[str, tuple[str, int]] = {}  # by market: the day's value, and the paragraph that said it
        self._day: tuple[str, int] | None = None  # the last day, and the sentence that said it
        self._day_paragraph = -1
        self._day_of_a_turn = False  # whether that sentence says that something rose or fell
        self._told = ""  # the last day that a move was told of, and the sentence that told it
        self._told_at = -1
        self._moved_in = -1  # the paragraph of the last movement
        self._moved: set[str] = set()  # the markets of which movements have been told
        self._lead = ""  # the day that the lead names, and the sentence that names it
        self._lead_at = -1
        self._before_the_bell = False  # whether it has told what futures did at an hour before New York's opening

    def enter(self, sentence: Sentence, times: Sequence[Time]) -> None:
        """What a sentence, a heading or the title says before its first movement holds for the rest."""
        said = self._said
        said.index += 1
        said.carried_before, said.carried = said.carried, None
        row = sentence.place == "heading" and any(t.has("percent") for t in sentence.tokens)
        if sentence.place in ("title", "heading") and not row:
            self._enter_heading(sentence, times)
        elif sentence.place == "text":
            self._enter_text(sentence, times)
        if not tells_who_was_shut(sentence.tokens):
            for t in times:
                if t.kind == "day":
                    self._enter_day(sentence, t)

    def _enter_heading(self, sentence: Sentence, times: Sequence[Time]) -> None:
        said, titled = self._said, sentence.place == "title"
        hours = (
            t.value
            for t in times
            if t.kind == "hour"
            and not in_a_second_clause(sentence.tokens, t)
            and not is_behind_a_blank(sentence, t)
            and not _names_a_column(sentence.tokens, t)
            and not _is_of_another_market(sentence.tokens, t)
        )
        kept = said.hour if titled else said.title_hour if _is_a_side(sentence) else ""
        said.hour = next(hours, kept)
        if said.hour or not _is_a_side(sentence):
            said.table_hour = "" if titled else said.hour
        said.period = None if titled else self._period_of(sentence, times)
        said.paragraph = sentence.paragraph
        if titled:
            said.title_hour, said.title_period = said.hour, _period_of_a_list(sentence, times)

    def _enter_text(self, sentence: Sentence, times: Sequence[Time]) -> None:
        """ "For the week, the Nasdaq lost 2.4%. The Russell 2000 dropped 3.1%": what opens a sentence holds in its paragraph."""
        said = self._said
        if sentence.paragraph != said.paragraph:
            if not _ends_with_colon(self._document, sentence) and not self._goes_on_in_a_list(sentence):
                said.period = None
            said.paragraph = sentence.paragraph
        opening = sentence_time(sentence.tokens, times)
        lists = sentence.tokens[-1].key in (":", "：")
        if lists and (told := self._period_of(sentence, times)) is not None:
            said.period = told
        elif opening is not None and opening.kind == "period":
            said.period = None if _is_a_remark(sentence, opening) else words_of(sentence, opening)
        elif any(t.kind in ("day", "hour") and not behind_a_conjunction(sentence.tokens, t) for t in times):
            said.period = None
        self._enter_hour(sentence, times)

    def _goes_on_in_a_list(self, sentence: Sentence) -> bool:
        """ "For the year:", and below it "The S&P 500 is up 3.5%." and "The Dow is up 2.8%.", each on its line."""
        below = self._document.sentences[self._said.index - 2] if self._said.index > 1 else sentence
        row = _is_a_row_of_its_own(self._document, sentence)
        return row and (below.place == "heading" or _is_a_row_of_its_own(self._document, below))

    def _enter_hour(self, sentence: Sentence, times: Sequence[Time]) -> None:
        """ "Most megacaps were higher in premarket trading. Meta rose 1%": an hour of a sentence that has no figure for it; the clock of
        a report on futures before the bell holds for the rest of it."""
        hour = next((t for t in times if t.kind == "hour" and not in_subordinate(sentence.tokens, t)), None)
        turned = any(t.has("up", "down") for t in sentence.tokens)
        if begins_a_line(sentence) and _size_of_a_row(sentence) is None:
            announces = turned or sentence.tokens[-1].key in (":", "：")
            self._said.table_hour = next((t.value for t in times if t.kind == "hour"), "") if announces else ""
        if hour is not None and turned and not any(t.has("percent", "points") for t in sentence.tokens):
            self._said.last_hour, self._said.spoken_hour = hour.value, (sentence.paragraph, self._said.index)
        if any(_is_a_future(t) for t in sentence.tokens) and _is_before_the_bell(
            self._document.story.text[sentence.start : sentence.end]
        ):
            self._before_the_bell = True

    def _enter_day(self, sentence: Sentence, t: Time) -> None:
        if t.start and sentence.language.code == "zh" and sentence.tokens[t.start - 1].has("compared"):
            return  # "较昨日港股收盘价溢价1.6%"
        if _is_noted(sentence, t):
            return  # "Vail Resorts (MTN) +4% - Revenue through March 1 was up"
        if is_of_a_mark(sentence.tokens, t) or sentence.tokens[t.start].key == "日内":
            return
        if token_at(sentence.tokens, t.end).has("won-back"):
            return  # "收复周一失地"
        gauge = () if is_of_before(sentence.tokens, t) else market_of_a_gauge(sentence.tokens, t)
        named = () if is_of_before_in_words(sentence.tokens, t) else markets_named(sentence.tokens, t)
        for market in (*named, *gauge):
            if not (self._moved_in == sentence.paragraph and self._is_earlier(market, t.value)):
                self._days[market] = (t.value, sentence.paragraph)
        if is_of_before(sentence.tokens, t) or in_subordinate(sentence.tokens, t) or is_to_come(sentence.tokens, t):
            return
        if sentence.tokens[t.start].has("overnight") or (
            sentence.place == "title" and is_behind_a_blank(sentence, t)
        ):
            return
        self._day, self._day_paragraph = (t.value, self._said.index), sentence.paragraph
        turned = any(x.has("up", "down") for x in sentence.tokens)
        paid = any(x.has("fund") for x in sentence.tokens) and any(x.has("money") for x in sentence.tokens)
        self._day_of_a_turn = turned and not paid
        # Where the lead names today too, the story is of today.
        told = self._said.told_on
        named_today = t.value == "day:0" or (told is not None and day_of(t.value, told) == told)
        today = named_today and self._lead_at == self._said.index
        leads = sentence.place == "text" and self._said.index <= _LEAD and (not self._lead or today)
        leads = leads and not of_round_the_clock(sentence, t) and not (t.value.startswith("day:-") and self._moved)
        leads = leads and (named_today or not is_of_a_clause_behind(sentence, t))
        told_of_a_market = bool(markets_named(sentence.tokens, t)) and not any(x.has("say") for x in sentence.tokens)
        turned = turned or told_of_a_market or any(x.has("flat") for x in sentence.tokens)
        if leads and (turned or self._opens_a_report(sentence, t)):
            self._lead, self._lead_at = t.value, self._said.index

    def _opens_a_report(self, sentence: Sentence, t: Time) -> bool:
        """ "周二，美伊重启谈判的消息令原油多头遭遇重击。": a Chinese report that begins with today or the day before is of it; a list of news
        gives each item its date."""
        told = self._said.told_on
        day = day_of(t.value, told) if told is not None and "weekday" in t.value else None
        near = told is not None and day is not None and (told - day).days <= 1
        opens = t.start == 0 and token_at(sentence.tokens, t.end).key in ("，", ",")
        return near and opens and sentence.language.code == "zh"

    def settled(self, times: Sequence[Time]) -> tuple[Time, ...]:
        """ "The following day" counts from the day told before; "for the day" is that day itself."""
        return tuple(self._settled(t) if t.value.startswith(("day-after:", "day-told:")) else t for t in times)

    def _settled(self, t: Time) -> Time:
        if t.value.startswith("day-told:"):
            near = t.start == 0 and self._day_of_a_turn
            told = self._day if self._day is not None and self._said.index - self._day[1] <= _TOLD_WITHIN else None
            return Time(t.kind, t.start, t.end, told[0] if near and told is not None else "day:0")
        if self._day is None:
            return Time("within", t.start, t.end)
        return Time(t.kind, t.start, t.end, f"after:{t.value.removeprefix('day-after:')}:{self._day[0]}")

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
        """When one movement of the sentence was. `told` is False of one that is only compared with, which sets no day for others."""
        movement = timed(sentence, found, subject, times, others)
        scoped = scope_of(movement, self._said, market)
        day, by_day = self._day_of(movement, market)
        if scoped.scope == "premarket" and by_day not in ("own words", "clause"):
            day, by_day = "", "default"  # before the opening it is told of: a day told before is an earlier one
        if market == ALWAYS_OPEN and by_day not in ("own words", "clause") and _is_of_24_hours(movement):
            day, by_day = "", "default"  # they end when it is told
        if self._is_before_the_bell_too(movement, scoped, day, market):
            scoped = Scoped("premarket", "the story's hour")
        hour = next((t.value for t in (*movement.own, *movement.fronted) if t.kind == "hour"), "")
        hour = hour or (scoped.scope if scoped.scope in HOURS and scoped.by == "sentence" else "")
        if hour and scoped.scope != "session":
            self._said.last_hour, self._said.spoken_hour = hour, (sentence.paragraph, self._said.index)
        settles = (
            told and (subject is None or subject.link != "relative") and not _is_pluperfect(sentence.tokens, found)
        )
        settles = settles and scoped.scope != "longer" and not self._goes_back(movement, day, market)
        # "It had touched $79,200 on Friday": a height of an earlier day is told besides.
        settles = settles and not (scoped.scope == "intraday_extreme" and self._is_earlier(market or "", day))
        if settles and day and by_day in ("own words", "clause", "sentence"):
            self._days[market or ""] = (day, sentence.paragraph)
            self._told, self._told_at = day, self._said.index
        self._moved_in = sentence.paragraph
        if told and scoped.scope != "longer":
            self._moved.add(market or "")
        before = hour == "premarket" and scoped.scope == "intraday_extreme"
        return When(scoped.scope, _at(movement, scoped.scope), day, scoped.period, scoped.by, by_day, before)

    def _goes_back(self, movement: Timed, day: str, market: str | None) -> bool:
        """ "The index fell 3.4%, a second day of losses, after 1.1% on Monday": an earlier day told second is not what follows is of."""
        behind = any(o.end <= movement.found.start for o in movement.others)
        near = movement.own if movement.sentence.language.code == "zh" else movement.times
        counted_back = any(t.value.startswith("day:-") for t in near)
        # "恒指今日跌1.1%。昨日升0.7%。", "yesterday, when the stock slipped 1.2%" go on with today.
        told = (market or "") in self._days or (market or "") in self._moved
        remark = told and (counted_back or self._moved_in == self._said.paragraph)
        return (behind or remark) and self._is_earlier(market or "", day)

    def _is_earlier(self, market: str, day: str) -> bool:
        """Whether a day lies before the one that was told of a market."""
        told = self._said.told_on
        if told is None:
            return False
        before = day_of(self._days[market][0], told) if market in self._days else told
        here = day_of(day, told)
        return here is not None and before is not None and here < before

    def _is_before_the_bell_too(self, movement: Timed, scoped: Scoped, day: str, market: str | None) -> bool:
        """ "At 05:57 a.m. ET, Dow E-minis rose 0.3%. ... Coinbase added 6.7%": before the bell no share has a session of that day."""
        if not self._before_the_bell or market != NEW_YORK or scoped != Scoped("session", "default"):
            return False
        told, subject = self._said.told_on, movement.subject
        company = _company_of(movement.tokens, subject) if subject is not None else None
        today = not day or told is None or day_of(day, told) == told
        return company is not None and company.kind == "company" and today and not movement.tells("at", "within")

    def _is_of_a_weekend(self, value: str, market: str | None) -> bool:
        """ "监管部门周日约谈，美团跌5.3%": no exchange trades then, so it is the day of something else."""
        day = day_of(value, self._said.told_on) if self._said.told_on is not None else None
        closed = market not in (ALWAYS_OPEN, "", *_OPEN_ON_SUNDAYS)
        return closed and day is not None and day.weekday() >= SATURDAY

    def _period_of(self, sentence: Sentence, times: Sequence[Time]) -> str | None:
        """That of the head of a list: "For the week:", "How the funds did from July 17 to July 24:"."""
        told = next((words_of(sentence, t) for t in times if t.kind == "period"), None)
        if told is None and sentence.place == "heading":  # "Top gainers of the week:"
            told = next((t.text for t in sentence.tokens if t.key in _SPANS_OF_A_LIST), None)
        return told or ("from one day to another" if days_apart(times, self._said) > NEXT_SESSION else None)

    def _day_of(self, movement: Timed, market: str | None) -> tuple[str, str]:
        """The day's value, "" where none is told, and by what it was decided."""
        told = self._day_in(movement, market)
        if told is not None:
            return told
        if _is_present(movement.tokens, movement.found):
            return "", "default"
        # "Bitcoin ETFs bled $903 million on Thursday": the day of what was paid in or out is no day of a price.
        if (
            self._day is not None
            and not self._goes_back_before_the_lead()
            and market == ALWAYS_OPEN
            and self._day[1] > self._told_at
            and self._day_of_a_turn
        ):
            return self._day[0], "market's day"  # coins have no market whose day would be told
        tokens = movement.tokens
        if any(is_overnight(tokens[t.start]) for t in (*movement.own, *movement.fronted)):
            return OVERNIGHT, "own words"
        if any(is_overnight(t) for t in tokens[: movement.found.start]):
            return "", "default"  # seen from where the next day has begun
        if market in self._days and (market or self._days[market][1] == self._said.paragraph):
            return self._days[market][0], "market's day"
        if market is None and self._told:
            return self._told, "market's day"
        near = self._day is not None and self._said.index - self._day[1] == 1
        # "It bought back shares yesterday, when the stock slipped. JD.com lost 2%": what the story told of that market before was of today.
        near = near and not (self._day is not None and self._day[0].startswith("day:-") and market in self._moved)
        near = near and not self._goes_back_before_the_lead()
        if self._day is not None and near and not self._is_of_a_weekend(self._day[0], market):
            return self._day[0], "lead" if self._is_of_the_lead(self._day[0]) else "sentence before"
        if self._lead and not self._is_of_a_weekend(self._lead, market):
            return self._lead, "lead"
        return "", "default"

    def _is_of_the_lead(self, day: str) -> bool:
        told = self._said.told_on
        return bool(self._lead) and told is not None and day_of(day, told) == day_of(self._lead, told) is not None

    def _goes_back_before_the_lead(self) -> bool:
        """ "It traded as low as $86,950 on Monday evening" below a lead of Tuesday: a new paragraph is of the story's day again."""
        told, day = self._said.told_on, self._day
        if told is None or day is None or not self._lead or self._day_paragraph == self._said.paragraph:
            return False
        last, lead = day_of(day[0], told), day_of(self._lead, told)
        return last is not None and lead is not None and last < lead

    def _day_in(self, movement: Timed, market: str | None) -> tuple[str, str] | None:
        """The day that the movement's sentence tells of it."""
        found, subject, own = movement.found, movement.subject, movement.own
        if found.before is not None and found.level is not None:
            own = [t for t in own if t.kind == "day"][-1:] or own  # the day of where it came to
        # Of several days before it the last counts: "美股周一收紅，激勵台股今日走高".
        fronted = [t for t in movement.fronted[::-1] if not self._is_of_a_weekend(t.value, market)]
        # "上周五曾单日涨12.5%", "去年4月7日，恒指單日插3021點"; not "在周二大涨后，腾讯全日跌3%".
        if any(t.kind == "day" and not is_of_what_was_before(movement, t) for t in fronted):
            own = [t for t in own if not any(x.has("whole-day") for x in movement.tokens[t.start : t.end])]
        for near, name in ((own, "own words"), (fronted, "clause")):
            if day := most_exact(near):
                return day, name
        days = [t for t in movement.times if t.kind == "day" and not self._is_of_a_weekend(t.value, market)]
        inside = (t.value for t in days if subject is not None and subject.first <= t.start <= subject.last)
        if day := next(inside, ""):
            return day, "clause"
        days = [t for t in days if not is_compared_day(movement.tokens, found, t)]
        free = [t for t in days if not in_subordinate(movement.tokens, t) and not is_of_the_next(movement, t)]
        free = [t for t in free if not is_of_a_later_movement(movement, t) and not is_of_a_noun(movement.tokens, t)]
        free = [t for t in free if not is_of_a_noun_before(movement, t)]
        free = [t for t in free if not is_of_an_earlier_night(movement, t, market)]
        if market != "":
            free = [t for t in free if not of_round_the_clock(movement.sentence, t)]
        if not free:
            return None
        return (free[-1] if free[0].start > found.end else free[0]).value, "sentence"


def _period_of_a_list(sentence: Sentence, times: Sequence[Time]) -> str:
    """The period of a title that tells no move itself: "上半年台股權值股排行", "This year's best performers"; a review's always."""
    if (review := next((t for t in sentence.tokens if t.has("review")), None)) is not None:
        return review.text
    if any(t.has("up", "down", "carrier", "percent", "day-word") for t in sentence.tokens):
        return ""  # "Stock market today: Asian shares are mixed after Wall Street edges back from its record"
    return next((words_of(sentence, t) for t in times if t.kind == "period" and not _is_a_streak(sentence, t)), "")


def _is_a_streak(sentence: Sentence, t: Time) -> bool:
    """ "Taiwan Bourse May Extend Losing Streak": how long it has gone one way, and not of when the report is."""
    return any(x.key.endswith("streak") for x in sentence.tokens[t.start : t.end])


_HEAD_OF_A_ROW = 10  # tokens


def _size_of_a_row(sentence: Sentence) -> int | None:
    """Where the signed size stands of "Kohl's (KSS) +11% - The department store chain earned ..."."""
    head = sentence.tokens[:_HEAD_OF_A_ROW]
    signed = (
        i
        for i, t in enumerate(head)
        if t.has("percent") and (t.text[0] in SIGNS or token_at(head, i - 1).text in SIGNS)
    )
    return next(signed, None)


def _is_noted(sentence: Sentence, t: Time) -> bool:
    """Whether a day stands in what is noted behind a row's dash."""
    size = _size_of_a_row(sentence)
    return size is not None and t.start > size and token_at(sentence.tokens, size + 1).key in DASHES


_BELL = time(9, 30)  # New York's opening
_CLOCK = re.compile(
    r"\b(\d{1,2}):?(\d\d) ?(?:a\.m\.|am|AM)?,? (?:ET|EDT|EST)\b"
)  # "05:57 a.m. ET", "7:30 am EDT", "0822 ET"


def _is_before_the_bell(text: str) -> bool:
    told = _CLOCK.search(text)
    return (
        told is not None
        and int(told[1]) <= _BELL.hour
        and int(told[2]) < _HOUR
        and time(int(told[1]), int(told[2])) < _BELL
    )


_HOUR = 60  # minutes


def _is_a_future(t: Token) -> bool:
    """ "S&P 500 futures", "Dow E-minis"."""
    company = t.mention.company if t.mention is not None else None
    return t.has("future") or (company is not None and any(x.symbol.endswith("=F") for x in company.listings))


def _company_of(tokens: Sequence[Token], phrase: Phrase) -> Company | None:
    """Whom a phrase names: the last, of "bitcoin-hoarder Strategy"."""
    mentions = [t.mention for t in tokens[phrase.first : phrase.last + 1] if t.mention is not None]
    return next((c for m in reversed(mentions) for c in m.companies), None)


def _is_of_24_hours(movement: Timed) -> bool:
    """ "XRP 24小时涨20%", "rose 6% in the last 24 hours"."""
    within = (t for t in (*movement.own, *movement.fronted) if t.kind == "within")
    return any(any(x.key == "24" for x in movement.tokens[t.start : t.end]) for t in within)


def _is_a_remark(sentence: Sentence, opening: Time) -> bool:
    """ "收升0.3%；全周累跌1.9%。國企指數升0.4%": in Chinese a period behind a day's move, of which no new subject is told, holds for itself."""
    behind = sentence.tokens[opening.end :]
    turn = next((i for i, t in enumerate(behind) if t.has("up", "down", "flat")), 0)
    named = any(t.has("name", "share", "price", "gauge", "good") for t in behind[:turn])
    return sentence.language.code == "zh" and turn > 0 and not named


_SIDES = frozenset(
    "gainers losers winners decliners advancers movers risers fallers company move symbol ticker change name stock".split()
)


def _is_a_side(sentence: Sentence) -> bool:
    """ "Gainers", "Top losers" below "8 Stocks Moving In Thursday's Pre-Market Session", and the heads of a list's columns: the hour is
    still the list's."""
    return len(sentence.tokens) <= _COLUMN_WITHIN and any(t.key in _SIDES for t in sentence.tokens)


_ENDS_A_COLUMN = ("—", "－", "-", "–", "〉", "》", "】", "」", "：", ":", "|", "｜")
_COLUMN_WITHIN = 3  # tokens


def _names_a_column(tokens: Sequence[Token], t: Time) -> bool:
    """ "美股盘后—…", "〈能源盘后〉…": under what name a paper prints its report of a close says no hour of a move in it; of "美股盘前：…" it does."""
    if t.value != "after_hours":
        return False
    ends = t.end <= _COLUMN_WITHIN and token_at(tokens, t.end).key in _ENDS_A_COLUMN
    return ends and not tokens[t.start].text.isascii() and not any(x.has("up", "down") for x in tokens[: t.end])


def _is_of_another_market(tokens: Sequence[Token], t: Time) -> bool:
    """ "台股盘前／美股收高", "港股盘前": before which market's bell, and not before New York's."""
    zones = SHARES_OF.get(token_at(tokens, t.start - 1).key, ()) if t.start else ()
    return bool(zones) and "America/New_York" not in zones


_TOLD_WITHIN = 1  # sentences: "The TSE finished lower on Monday. For the day, the index shed 0.61 percent"


def _is_pluperfect(tokens: Sequence[Token], found: Directed) -> bool:
    """ "The index had ended Monday 0.6% higher": told of before."""
    return any(t.key in ("had", "'d") for t in tokens[found.head : found.word + 1])


def _is_present(tokens: Sequence[Token], found: Directed) -> bool:
    around = tokens[found.head : found.start + 1]
    return any(t.key in ("is", "are", "am", "currently", "now") for t in around) or any(
        t.has("now") for t in tokens[: found.start]
    )


def _at(movement: Timed, scope: Scope) -> At | None:
    if scope != "session":
        return None
    tokens, found = movement.tokens, movement.found
    levels = [i - _BEFORE_LEVEL for i in (found.level,) if i is not None and i < found.start]
    around = tokens[max(0, min([found.head, found.start, *levels])) : found.end]
    opening = [t for t in movement.times if t.start <= 1]  # "截至收盘，沪指跌0.3%，深成指跌0.5%"
    told = {t.value for t in (*movement.own, *movement.fronted, *opening)}
    if any(t.key in _HALF_A_DAY for t in tokens[: found.end]) or _closes_the_morning(tokens[: found.end]):
        return None  # "午评：工行H股半日收跌7.90%"
    closes = any(t.has("close") for t in around) or _closes_behind(tokens, found)
    opens = any(t.has("open") and (t.has("of-price") or t.key.startswith("open")) for t in around)
    # "昨日收盘，腾讯跌2%，今日高开1%": the close is of what stands before.
    opens_now = opens and any(t.kind == "day" and t.end <= found.end for t in movement.own)
    if closes or ("close" in told and not opens_now):
        return "close"
    return "open" if "open" in told or opens else None


_HALF_A_DAY = frozenset({"半日", "午评", "半天", "午间", "午间收盘", "午收", "半日收报"})
_MORNING = ("早盘", "早市", "上午", "午间", "午市", "中午", "午盘")


def _closes_the_morning(tokens: Sequence[Token]) -> bool:
    """ "港股早盘收市，阿里巴巴涨8.9%", "午间收涨8.9%": half a day has closed, and not the session."""
    return any(t.key in _MORNING and token_at(tokens, i + 1).has("close", "at:close") for i, t in enumerate(tokens))


_BEFORE_LEVEL = 7  # tokens: "closed Thursday's regular trading at $153.28, up 1.6%"


def _closes_behind(tokens: Sequence[Token], found: Directed) -> bool:
    """ "rose 2.6 percent today, ending the day at $21", "... at Wednesday's close", "up 0.5 percent at 10,240.37 (close)"."""
    behind = tokens[found.end : found.end + 4]
    return any(
        t.key == "close" and (token_at(behind, i - 1).has("weekday") or (i and behind[i - 1].key in ("(", "（")))
        for i, t in enumerate(behind)
    )


def _is_a_row_of_its_own(document: Document, sentence: Sentence) -> bool:
    """One line that begins with a name and says by how much that is up or down."""
    text, tokens = document.story.text, sentence.tokens
    alone = text[: sentence.start].rstrip(" ").endswith("\n") and not text[sentence.end :].lstrip(" ")[:1].strip()
    article = bool(tokens) and tokens[0].key == "the"
    named = any(m.start == tokens[int(article)].start for m in sentence.mentions) if len(tokens) > 1 else False
    return alone and named and any(t.has("percent", "points") for t in tokens)


def _ends_with_colon(document: Document, sentence: Sentence) -> bool:
    return document.story.text[: sentence.start].rstrip().endswith((":", "："))


__all__ = ["Frame", "When"]
