"""When a move was: its scope, whether at the open or the close, and the session's date on the instrument's own exchange."""

from __future__ import annotations

import contextlib
import re
import sys
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from functools import lru_cache

from bot.listings import BY_MIC, Sessions
from bot.reading.findings import At, Scope
from bot.reading.former import vocabulary as v
from bot.reading.former import vocabulary_zh as zh
from bot.reading.words import Words
from bot.story import MONTHS, Story, told_on

_EXTREME = Words(v.EXTREME, zh.EXTREME)
_PREMARKET = Words(v.PREMARKET, zh.PREMARKET)
_AFTER_HOURS = Words(v.AFTER_HOURS, zh.AFTER_HOURS)
_LONGER = Words(v.LONGER, zh.LONGER)
_RECORD = Words(v.RECORD)
_DUE = Words(v.DUE_AFTER_THE_BELL)
_CLOSE = Words(v.CLOSE, zh.CLOSE)
_OPEN = Words(v.OPEN, zh.OPEN)
_WEEKDAY = Words(r"\b(" + "|".join(v.WEEKDAYS) + r"|mon|tue|tues|wed|thu|thur|thurs|fri)\b\.?")
_TODAY = Words(r"\b(?:today|this morning|this afternoon|tonight)\b", "今天|今日|今早|今晨")
_ON_THE_DAY = Words(r"\b(?:on|for) the (?:day|session)\b")
_YESTERDAY = Words(
    r"\b(?:yesterday|overnight|last night|the day before|(?<!from )(?<!than )(?<!of )(?<!to )the (?:previous|prior) (?:day|session)(?!['’]s))\b",
    "昨天|昨日|昨夜|昨晚|隔夜|隔晚|(?<![较較比])上日",
)
# Whole, for "declined 5.6%" is no 5 December.
_MONTH = "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?"
_MONTH_DAY = Words(
    rf"\b(?:on )?({_MONTH})\.? (\d{{1,2}})(?:st|nd|rd|th)?\b(?!,? ?\d{{2}}:|[.,]?\d| ?(?:%|per ?cent|pct))(?:, ?((?:19|20)\d\d))?"
)
_DAY_MONTH = Words(rf"\b(\d{{1,2}})(?:st|nd|rd|th)? ({_MONTH})\b(?:,? ((?:19|20)\d\d))?")
# "near its all-time high set Thursday": the day of the record, not of the move.
_DAY_OF_A_RECORD = Words(
    r"\b(?:highs?|lows?|record|peak|level)(?: (?:that|which|it|was|had))* (?:set|hit|reached|touched)(?: (?:on|late|early|last))* \w+day\b|\bsince [^,;.]{2,40}"
)
# "recovering from a 14 per cent drop on Thursday", "following Thursday's 10% fall": another move's day.
_DAY_OF_ANOTHER = Words(
    # "after falling 0.1% the day before and 0.8% on Wednesday"
    r"\bafter (?:\w+ly )?\w+ing [^;.]{0,20}\d[\d.]*(?:%| per ?cent)[^,;]*"
    r"|\b(?:recover\w*|rebound\w*|bounc\w+|extending|adding to|erasing|reversing|paring|following|after)(?: back)?(?: from)? (?:an? |its |the )?"
    r"(?:[\w-]+ ){0,2}\d[\d.]*(?:%| per ?cent) [^,;.]*|\b(?:following|after|from|extending) (?:\w+day|yesterday)['’]s [^,;.]{0,40}"
    # "extended the contract to Dec. 31, 2027", "ahead of a hearing on Jan 20"
    rf"|\b(?:to|until|till|through|ahead of [^,;.]{{0,30}}|before|by|beginning|effective|due|scheduled for) (?:on )?(?:{_MONTH})\.? \d{{1,2}}\b(?:, ?\d{{4}})?"
    # "ahead of results due Thursday"
    r"|\b(?:due|expected|scheduled|slated|set) (?:on |for |to [\w ]{1,20} )?\w+day\b"
)
_ZH_WEEKDAY = re.compile(
    r"(?<![一两兩二三四五六七八九十几幾每下\d])(?P<last>上)?(?:周|週|星期|礼拜|禮拜)(?P<day>[一二三四五六日天])(?![个個次年]|(?<=日)[元圓圆本股經经])"
)
_AT_THE_CLOSE = re.compile(zh.AT_THE_CLOSE)
_OPENS_LONGER = re.compile(rf"(?:[^，,]{{0,4}}(?:{zh.LONGER})[^，,]{{0,6}})[，,]")
_OPENING = re.compile(r"(?:For|Over|In|During|So far|Since|This|Last|Across|Within|On|Through)\b[^,.;:]{3,40}, ")
_BEFORE_WHILE = re.compile(
    r"(?:%|\bper ?cent|\bflat)( [^,;%]{3,30}),? (?:while|whereas|compared (?:with|to)|versus|against) (?:an? |the )?$"
)
_CLOSES_BEHIND = re.compile(
    r"[^;%]{0,70}?(?:, (?:to )?|\bto )(?:close(?! to)|end|settle|finish)(?:s|ed|ing)? [^,;%]{0,50}?\bat (?:\$|\d|the lowest|the highest|lowest|highest)"
)
_ENDED_THE_WEEK = re.compile(
    r"\b(?:end|clos|finish)\w* (?:out )?the (?:week|month|quarter|year) [^,;]{0,20}(?:%|per ?cent) (?:and )?$"
)
_CLAUSES = re.compile(r"[，,、；;]")
_MOVED_LONGER = re.compile(rf"(?:{zh.LONGER}).*(?:{zh.UP}|{zh.DOWN})")
_BEGINS_LONGER = re.compile(rf".{{0,2}}(?:{zh.LONGER})")  # "本週日元仍處於弱勢，…，歐洲股市下跌1.1%"
_OF_THE_DAY = re.compile(zh.OF_THE_DAY)
_CN_DAY = re.compile(
    r"(?:(?:((?:19|20)\d\d)[ ]?年[ ]?)?(1?\d)[ ]?月[ ]?)?(?<![\d.])([1-3]?\d)[ ]?日(?![元均内線圓本經内內股])"
)


@lru_cache(maxsize=64)  # the same words are asked for a movement, its clause and its sentence
def scope_of(clause: str) -> Scope:
    """The scope that the words around a movement give; a session where none says otherwise."""
    longer = _LONGER.search(clause) and _LONGER.search(_RECORD.sub(" ", clause))
    if not longer and _EXTREME.search(clause):
        return "intraday_extreme"  # before the bell too: what was touched is not where the price stands
    if _PREMARKET.search(clause):
        return "premarket"
    if _AFTER_HOURS.search(clause) and _AFTER_HOURS.search(_DUE.sub(" ", clause)):
        return "after_hours"
    return "longer" if longer else "session"


def names_a_day(words: str) -> bool:
    """Whether a movement's own words say of which day it is: "a drop on Friday" in a clause that begins with "this week"."""
    return bool(_WEEKDAY.search(words) or _TODAY.search(words))


def is_within_a_day(words: str) -> bool:
    """ "up 6% on the day", in a sentence that tells of the week too."""
    return names_a_day(words) or bool(_ON_THE_DAY.search(words))


def opens_longer(sentence: str) -> bool:
    """ "本周，道指跌…，标普跌…", "For the week, Brent was up 11% and WTI 16%": the time that is said once, before a list."""
    if _OPENS_LONGER.match(sentence):
        return True
    return scope_opening(sentence) == "longer"


def scope_opening(sentence: str) -> Scope:
    """ "In trading after the close, A surged 18 percent, while B lost 3": the scope that is said once, before everything."""
    opening = _OPENING.match(sentence)
    return scope_of(opening[0]) if opening else "session"


def goes_on_longer(before: str, own: str) -> bool:
    """ "A本週累計上漲25.9%，B漲22.5%": the longer time of the list's first move holds for those without a time of their own."""
    if _OF_THE_DAY.search(own):
        return False
    clauses = _CLAUSES.split(before)
    for i, clause in reversed([*enumerate(clauses)]):
        if _MOVED_LONGER.search(clause) or (i == 0 and _BEGINS_LONGER.match(clause)):
            return True
        if _OF_THE_DAY.search(clause):
            return False
    return False


def goes_on_longer_than_a_day(before: str) -> bool:
    """ "was up 1.6% for the month, while the Nasdaq added 1%": whether the time right behind the figure before "while" is longer."""
    m = _BEFORE_WHILE.search(before)
    return (m is not None and scope_of(m[1]) == "longer") or bool(_ENDED_THE_WEEK.search(before))


def is_of_the_day(words: str) -> bool:
    """Whether Chinese words tie a move to one day's trading."""
    return bool(_OF_THE_DAY.search(words))


def closes_behind(after: str) -> bool:
    """ "rose 16.4 percent, to end the day's trade on the exchange at $21.42": the close is told behind the move."""
    return bool(_CLOSES_BEHIND.match(after))


def is_told_of_the_close(before: str) -> bool:
    """ "截至收盘，沪指跌…，深成指跌…": the close is said once, before a list."""
    return bool(_AT_THE_CLOSE.search(before))


def scope_around(clause: str, around: str, title: str) -> Scope:
    """The scope of a movement without a time of its own: the hour that the title or the words around it name."""
    hour = _hour_around(around, title)
    timed = hour != "session" and any(
        p.search(clause) for p in (_CLOSE, _OPEN, _WEEKDAY, _ZH_WEEKDAY, _TODAY, _YESTERDAY, _LONGER, _MONTH_DAY)
    )
    return "session" if timed else hour


@lru_cache(maxsize=4)  # a sentence has several movements
def _hour_around(around: str, title: str) -> Scope:
    if _PREMARKET.search(around) or _PREMARKET.search(title):
        return "premarket"
    return "after_hours" if _AFTER_HOURS.search(title) else "session"


def hour_named(words: str) -> Scope | None:
    """The hour before or after the bell that is said anywhere in these words."""
    return "premarket" if _PREMARKET.search(words) else "after_hours" if _AFTER_HOURS.search(words) else None


def at_of(clause: str, scope: Scope) -> At | None:
    if scope != "session":
        return None
    if _CLOSE.search(clause):
        return "close"
    return "open" if _OPEN.search(clause) else None


def period_of(clause: str, subject: int = sys.maxsize) -> str | None:
    """The words of a longer scope: "this year", "in the past three months"; none of those from `subject` on, where the movement's
    subject begins behind them."""
    m = _LONGER.search(clause)
    if m is None:
        return None
    stop = subject if subject > m.end() else len(clause)
    goes_on = (
        _PERIOD_GOES_ON.match(clause, m.end(), stop) if _OPEN_END.search(m[0]) else _ZH_PERIOD.match(clause, m.end())
    )
    return clause[m.start() : goes_on.end() if goes_on else m.end()].rstrip()


_ZH_PERIOD = re.compile(
    r"(?<=[去年月周週近])[ ]?[一二三四五六七八九十两兩\d]+[ ]?(?:个|個)?(?:多)?(?:交易)?[日天周週月年]|(?<=[年月周週])[以来來至今迄內内初]+"
)
_OPEN_END = re.compile(r"\b(?:since|this|in|from|record|recent|peak|high|low)$", re.I)
_PERIOD_GOES_ON = re.compile(
    r"(?: (?!(?:and|but|while|as|after|when|amid|on|with|to|at|for|by|according|which|despite)\b)[\w’'&-]+(?:, 20\d\d)?){1,6}"
)


ALWAYS_OPEN = "24/7"  # in place of a MIC, for what trades on every day


def session_of(
    texts: Sequence[str], story: Story, mic: str | None, sessions: Sessions, scope: Scope = "session"
) -> date | None:
    """The session's date that the words name, relative to the dateline, else to the publication. None with no date anywhere.

    `texts` are the movement's own words, its clause and its sentence: the first that names a day counts. The calendar names a
    session; it silences nobody: "today" on a holiday is the session before it.
    """
    told = told_on(story)
    if told is None:
        return None
    if mic == ALWAYS_OPEN:
        named = [day for text in texts if (day := _named_day(text, told)) is not None]
        return named[0] if named else told
    market = mic or ""
    if story.dateline is None and story.published is not None and market in BY_MIC:
        # Without a dateline "today" is the day at the exchange, not in UTC.
        told = story.published.astimezone(BY_MIC[market].zone).date()
    for text in texts:
        day = _named_day(text, told)
        if day is not None:
            return sessions.on_or_before(market, day)
    if scope == "premarket":
        return sessions.on_or_before(market, told)  # the session that is about to open
    return _unnamed(story, told, market, sessions)


def _named_day(text: str, told: date) -> date | None:
    text = _DAY_OF_ANOTHER.sub(" ", _DAY_OF_A_RECORD.sub(" ", text))
    if _TODAY.search(text):
        return told
    if _YESTERDAY.search(text):
        return told - timedelta(days=1)
    weekday = _WEEKDAY.search(text)
    dated = _dated(text, told)
    # "on Tuesday, 30 June": the date says which Tuesday.
    if weekday and (dated is None or dated.weekday() != _weekday(weekday[1])):
        return told - timedelta(days=(told.weekday() - _weekday(weekday[1])) % 7)
    if dated is not None:
        return dated
    if m := _ZH_WEEKDAY.search(text):
        wanted = "一二三四五六日".find(m["day"].replace("天", "日"))
        back = (told.weekday() - wanted) % 7
        # "上周五" is of the week before, on whichever day of this one it is told.
        return told - timedelta(days=told.weekday() + 7 - wanted if m["last"] else back)
    if m := _CN_DAY.search(text):
        if m[1]:
            with contextlib.suppress(ValueError):
                return date(int(m[1]), int(m[2]), int(m[3]))
        return _nearest(int(m[2]) if m[2] else told.month, int(m[3]), told)
    return None


def _weekday(written: str) -> int:
    return next(i for i, w in enumerate(v.WEEKDAYS) if w.startswith(written[:3]))


def _dated(text: str, told: date) -> date | None:
    """ "on July 30", "30 June", "April 17, 2026": the date in words, where it is one and not after the day it is told."""
    for m, month, day in (
        (x, x[a], x[b])
        for pattern, a, b in ((_MONTH_DAY, 1, 2), (_DAY_MONTH, 2, 1))
        if (x := pattern.search(text)) is not None
    ):
        if m[3] is not None:
            with contextlib.suppress(ValueError):
                dated = date(int(m[3]), MONTHS[month[:3]], int(day))
                if dated <= told:
                    return dated
        elif (found := _nearest(MONTHS[month[:3]], int(day), told)) is not None:
            return found
    return None


def _nearest(month: int, day: int, told: date) -> date | None:
    """This day of the month in the year that makes it the nearest one not after the day the story was told."""
    for year in (told.year, told.year - 1):
        try:
            found = date(year, month, day)
        except ValueError:
            continue
        if found <= told:
            return found
    return None


def _unnamed(story: Story, told: date, mic: str, sessions: Sessions) -> date:
    """No day is named: the session that ran, or had last begun, when the story was told."""
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
