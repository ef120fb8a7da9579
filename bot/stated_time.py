"""The time that a story states of itself: one that resurfaces with a new date of its feed still says when it was written.

Old news told as new has cost a share three quarters of its price (UAL, September 2008). What is asked here is only whether a story
must be silent; of which day a move is, is the reading's to tell.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

from bot.reading.sentences import split
from bot.story import MONTHS, Story

_MONTH = r"(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*\.?"
# Dates as they are written: 12 March 2020; March 12, 2020; 2020-03-12; 2020年3月12日; March 2020; 2020年3月; 民國109年3月.
_DATES = tuple(
    re.compile(p, re.IGNORECASE)
    for p in (
        rf"(?P<d>\d{{1,2}})(?:st|nd|rd|th)? (?P<m>{_MONTH}),? (?P<y>(?:19|20)\d\d)",
        rf"(?P<m>{_MONTH}) (?P<d>\d{{1,2}})(?:st|nd|rd|th)?,? (?P<y>(?:19|20)\d\d)",
        r"(?P<y>(?:19|20)\d\d)[-/.](?P<m>\d{1,2})[-/.](?P<d>\d{1,2})(?!\d)",
        r"(?P<m>\d{1,2})[/.](?P<d>\d{1,2})[/.](?P<y>(?:19|20)\d\d)",
        r"(?P<roc>1[01]\d)[./](?P<m>\d{1,2})[./](?P<d>\d{1,2})",
        r"(?P<y>(?:19|20)\d\d)年(?P<m>\d{1,2})月(?:(?P<d>\d{1,2})日)?",
        r"民[國国](?P<roc>\d{2,3})年(?P<m>\d{1,2})月(?:(?P<d>\d{1,2})日)?",
        rf"(?P<m>{_MONTH}),? (?P<y>(?:19|20)\d\d)",
    )
)
_ANY_DATE = "|".join(re.sub(r"\?P<\w+>", "?:", p.pattern) for p in _DATES)
# Words after which a date is the story's own.
_LABELS = re.compile(
    r"(?:(?:^|(?<=[.|•(（·—–-] )|(?<=[.|•(（—–-])|\b(?:article|story|post|report|note|page)(?: was| has been| is)? )(?:first |originally |last )?(?:published|posted(?: by \w+)?|updated|modified|appeared|issued|released|filed under)|(?:^|(?<=[.|•—–-] ))dated?(?: of (?:this|the) \w+)?\b|corrections?|corrected|更正|勘误|勘誤"
    r"|(?:发布|發布|发表|發表|更新|刊登|首发|首發|原载|原載|报告|報告|登载|撰写|撰寫)(?:时间|時間|日期|于|於)?|(?<![\u4e00-\u9fff])日期)"
    rf"\s*(?:on|in|at|:|：|於|于|\(|（)?\s*(?:\w+day,?\s+)?(?P<date>{_ANY_DATE})",
    re.IGNORECASE | re.MULTILINE,
)
# "today (9 June 2022)", "on Wednesday (Nov 8, 2023)", "今日（2019年8月6日）"; and a stamp on a line of its own near the top.
_DAY_WORD = r"(?:\b(?:today|yesterday|(?:mon|tues|wednes|thurs|fri|satur|sun)day)\b|今[日天]|昨[日天]|(?:周|週|星期|礼拜|禮拜)[一二三四五六日])"
_DAY_IS = re.compile(rf"{_DAY_WORD}(?:\s*[(（]\s*|,? (?:the )?|[,，]\s*)(?P<date>{_ANY_DATE})", re.IGNORECASE)
_UNLIKE = re.compile(
    r"\b(?:since|than|like|before|until|as bad as|from|high|low|peak|record)\b|[自与與较較比]", re.IGNORECASE
)
# Words of an editor over an old text.
_AGAIN = re.compile(
    r"(?<!more )\b(?:from (?:the|our) archives?|re-?published (?:here|from|unchanged)|reprinted|(?:this|the) (?:article|story) is (?:more than |over )?\w+ (?:years?|months?) old)\b"
    r"|旧文|舊文|重刊|重发|重發|[本此]文(?:首发|首發|原载|原載|原刊|首刊)[于於]|\A\W?(?:热文回顾|熱文回顧|旧闻重温|舊聞重溫)",
    re.IGNORECASE,
)
# What is still to come on a day that has passed.
_TO_COME = re.compile(
    rf"(?:(?<!had )(?<!was )(?<!were )\b(?:expects?|will|plans? to|aims? to|scheduled|due(?! to)|deadline is|set to|slated|forecasts?|sees)\b(?! to have)[^.;\n]{{0,60}}?(?<!ed )(?:\b(?:in|on|by|for|before)\s+|(?<=is ))(?:early |mid-?|late |the (?:first|second) half of )?"
    r"|(?:预计|預計|预期|預期|将于|將於|定于|定於|预定|預定|距离|距離)[^。；，\n]{0,20}?)"
    rf"(?P<date>{_ANY_DATE}|(?:19|20)\d\d(?!\d))",
    re.IGNORECASE,
)
_WAS_TO_COME = re.compile(
    r"\b(?:had|was|were|originally|once|then|previously|in (?:19|20)\d\d)\b[^.]{0,40}$|原[本定]|曾|此前",
    re.IGNORECASE,
)
_STAMP = re.compile(
    rf"^(?:[^\w\n]*(?:\w+day,?\s+)?|[^.!?。\n]{{0,60}}[|·•–—,，\u3000-]\s*)(?P<date>{_ANY_DATE})(?:[ T,|·]+(?:at )?\d{{1,2}}:\d\d[^\n]{{0,20}})?[^\w\n]*(?:\.|$)",
    re.IGNORECASE | re.MULTILINE,
)
# What is reported today is of a period that has ended within the last months.
_ENDED = re.compile(rf"(?:\btoday|今[日天])[^.。\n]{{0,80}}?(?:\bended|截至)\s*(?P<date>{_ANY_DATE})", re.IGNORECASE)
_REPORTED_WITHIN = timedelta(days=240)
_OWNER = re.compile(
    r"\b(?:its|his|her|their|the company|results?|report|guidance|figures?)\b[^.]{0,40}$", re.IGNORECASE
)
_COPYRIGHT = re.compile(
    r"(?:©|\(c\)|\bcopyright\b|版权所有|版權所有)[^\n\d]{0,40}(?P<y>(?:19|20)\d\d)(?:\s*[-–—]\s*(?P<to>(?:19|20)\d\d))?",
    re.IGNORECASE,
)
# HONG KONG, March 5, 2020; 2021年3月5日讯; （上海10月15日电）. Those with a wire's name are `Story.dateline`.
_DATELINE = re.compile(
    rf"^[ \t]*(?:[A-ZÀ-Þ][A-ZÀ-Þ .'/-]{{2,40}}(?:, [A-Z][\w.]+(?: [A-Z]\w+)?)?,\s*(?P<en>(?i:{_MONTH}) \d{{1,2}},? (?:19|20)\d\d)"
    r"|[（(【]?[\u4e00-\u9fff、／/]{0,14}?(?P<zh>(?:(?:19|20)\d\d年|民[國国]\d{2,3}年)?\d{1,2}月\d{1,2}日)[，, ]?[\u4e00-\u9fff]{0,6}(?:讯|电|訊|電|消息|报道|報導))",
    re.MULTILINE,
)
_ZH_DAY = re.compile(r"(?P<m>\d{1,2})月(?P<d>\d{1,2})日")
_HEAD = 400  # code points within which a story has its dateline
_GRACE = timedelta(days=1)
_HEAD_AND_FOOT, _FOOT = 15_000, 3_000  # code points
_CAPTIONS = timedelta(days=14)  # pictures beside fresh news are dated days before it
_NEW_YEAR = timedelta(days=31)  # notices of copyright are renewed late


def states_another_time(story: Story, today: date) -> bool:
    """Whether a story says of itself that it was written another time than now: its copyright, its stamp, its dateline.

    Of a long text its head and its foot are asked, where such things stand.
    """
    if len(story.text) > _HEAD_AND_FOOT:
        text = f"{story.text[: _HEAD_AND_FOOT - _FOOT]}\n{story.text[-_FOOT:]}"
        story = replace(story, text=text)
    return any(rule(story, today) for rule in _OF_ANOTHER_TIME)


def _its_copyright_is_of_an_earlier_year(story: Story, today: date) -> bool:
    years = [int(m["to"] or m["y"]) for m in _COPYRIGHT.finditer(story.text)]
    return bool(years) and max(years) < (today - _NEW_YEAR).year


def _it_is_labelled_with_a_past_date(story: Story, today: date) -> bool:
    return any(
        _means_a_past(m["date"], today) and not _follows(_OWNER, story.text, m.start(), 60)
        for m in _LABELS.finditer(story.text)
    )


def _an_editor_says_that_it_is_old(story: Story, _: date) -> bool:
    return _AGAIN.search(story.text) is not None


def _its_today_is_a_past_day(story: Story, today: date) -> bool:
    return any(
        _means_a_past(m["date"], today - _CAPTIONS) and not _follows(_UNLIKE, story.text, m.start(), 40)
        for m in _DAY_IS.finditer(story.text)
    )


def _what_is_to_come_has_passed(story: Story, today: date) -> bool:
    return any(
        _means_a_past(m["date"], today) and not _follows(_WAS_TO_COME, story.text, m.start(), 60)
        for m in _TO_COME.finditer(story.text)
    )


def _it_reports_today_of_a_period_long_over(story: Story, today: date) -> bool:
    return any(
        last < today - _REPORTED_WITHIN for m in _ENDED.finditer(story.text) for _, last in _dates(m["date"], today)
    )


def _it_is_stamped_with_a_past_date(story: Story, today: date) -> bool:
    begins = _body_of(story)
    stamp = _STAMP.search(story.text, begins, begins + _HEAD)
    return stamp is not None and _means_a_past(stamp["date"], today)


def _its_dateline_is_of_a_past_day(story: Story, today: date) -> bool:
    begins = _body_of(story)
    line = _DATELINE.search(story.text, begins, begins + _HEAD)
    return line is not None and _means_a_past(line["en"] or line["zh"], today)


_OF_ANOTHER_TIME = (
    _its_copyright_is_of_an_earlier_year,
    _it_is_labelled_with_a_past_date,
    _an_editor_says_that_it_is_old,
    _its_today_is_a_past_day,
    _what_is_to_come_has_passed,
    _it_reports_today_of_a_period_long_over,
    _it_is_stamped_with_a_past_date,
    _its_dateline_is_of_a_past_day,
)


def _body_of(story: Story) -> int:
    return len(story.title) + 2 if story.title else 0


def _follows(words: re.Pattern[str], text: str, at: int, within: int) -> bool:
    """Whether such words stand in the code points before `at`."""
    return words.search(text, max(0, at - within), at) is not None


# --- of a move -------------------------------------------------------------------------------------------------------

_NEAR = 1500  # code points; a longer sentence is a table
_OWN_DAY = re.compile(
    r"\b(?:today|yesterday|(?:mon|tues|wednes|thurs|fri)day|this (?:morning|afternoon|week)|pre-?market|after[- ]hours)\b|今[天日早]|昨[天日]|周[一二三四五]|週[一二三四五]|星期[一二三四五]|当日|當日|盘[前后中]|盤[前後中]",
    re.IGNORECASE,
)
# "filed for bankruptcy in December 2002." tells when its sentence is; "its highest since March 2020" does not.
_TOLD_IN = re.compile(
    rf"\b(?:in|on|during)\s+(?:early |mid-?|late )?(?:\w+day,?\s+)?(?P<date>{_ANY_DATE}|(?<=in )(?:19|20)\d\d)\s*(?=[.,;)]|$|when\b|after\b|as\b)",
    re.IGNORECASE,
)
_TOLD_IN_ZH = re.compile(
    r"^[\s“\"（(]*(?:早在|在)?(?P<date>(?:(?:19|20)\d\d)年(?:\d{1,2}月)?(?:\d{1,2}日)?)(?:[，,、]|，?[\u4e00-\u9fff]{0,12}(?:宣布|公布|表示|申请|申請|披露|公告))"
)
_COMPARED = re.compile(
    r"\b(?:since|from|than|until|till|before|to|founded|established|listed|public|signed|launched|opened|built|acquired|announced|which|that|who|when|first|highest|lowest|best|worst"
    r"|biggest|largest|compared|level|peak|record|low|high|back|last|had|as in|like)\b|[自与與较較比曾]",
    re.IGNORECASE,
)


def tells_of_the_past(story: Story, at: int, today: date) -> bool:
    """Whether the sentence of a move, or the one before it, sets a past month or year in which it is told, and the move no day of its own."""
    sentence, before = _sentences_at(story.text, at)
    if _sets_the_past(sentence, today):
        return True
    return not _OWN_DAY.search(story.text) and _sets_the_past(before, today)


def _sets_the_past(sentence: str, today: date) -> bool:
    for m in (*_TOLD_IN.finditer(sentence), *_TOLD_IN_ZH.finditer(sentence)):
        clause = re.split(r"[,;:，；：(（]\s", sentence[: m.start("date")])[-1]
        if not _COMPARED.search(clause) and _means_a_past(m["date"], today):
            return True
    return False


def _sentences_at(text: str, at: int) -> tuple[str, str]:
    """The sentence at `at` and the one before it, as far as they are near."""
    before = ""
    for span in split(text, max(0, at - _NEAR), min(len(text), at + _NEAR)):
        sentence = text[span.start : span.end]
        if at < span.end:
            return sentence, before
        before = sentence
    return "", before


# --- dates -----------------------------------------------------------------------------------------------------------


def _dates(written: str, today: date) -> Iterator[tuple[date, date]]:
    """The first and the last day that a written date may mean: one day, a month, a year."""
    for pattern in _DATES:
        if m := pattern.fullmatch(written.strip()):
            g = m.groupdict()
            year = int(g["y"]) if g.get("y") else int(g["roc"]) + 1911
            month = int(g["m"]) if g["m"].isdigit() else MONTHS.get(g["m"][:3].lower(), 0)
            day = int(g["d"]) if g.get("d") else None
            yield from _span(year, day, month) if day and month > 12 else _span(year, month, day)  # 15/9/2022
            return
    if re.fullmatch(r"(?:19|20)\d\d年?", written.strip()):
        year = int(written.strip()[:4])
        yield date(year, 1, 1), date(year, 12, 31)
    elif m := _ZH_DAY.fullmatch(written.strip()):
        # A day without a year is the last one of that name.
        found = next(_span(today.year, int(m["m"]), int(m["d"])), None)
        if found and found[0] > today + _GRACE:
            found = next(_span(today.year - 1, int(m["m"]), int(m["d"])), None)
        if found:
            yield found


def _span(year: int, month: int, day: int | None) -> Iterator[tuple[date, date]]:
    try:
        first = date(year, month, day or 1)
    except ValueError:
        return
    following = date(year + month // 12, month % 12 + 1, 1)
    yield first, first if day else following - timedelta(days=1)


def _means_a_past(written: str, today: date) -> bool:
    """Whether it is over, with a day's grace."""
    return any(last < today - _GRACE for _, last in _dates(written, today))
