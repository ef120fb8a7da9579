"""Whose figure a claim is, and who its speaker is: the names behind "its revenue" and "the firm said".

A wrong name is worse than none: where two companies fit, or somebody whom the table does not know may be meant, nobody is.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.listings import Company, is_han
from bot.reading import vocabulary as v
from bot.reading import vocabulary_zh as zh
from bot.reading.claims import vocabulary as w
from bot.reading.findings import Claim, ClaimKind
from bot.reading.grounds import Grounds
from bot.reading.names.mentions import Mention
from bot.reading.words import has_chinese
from bot.story import Span

_CLAUSE_BREAK = re.compile(r"[;；。]|\b(?:while|whereas)\b|, (?:and|but) |，[而但]|(?<=[\d%]), |、")
_CAPITALISED = re.compile(r"\b[A-Z]\w*[a-z]\w+\b")  # "Anthropic", "OpenAI", "SpaceX"
_FIRM = (
    r"[Tt]he (?:[\w-]+ )?(?:company|firm|group|bank|maker|\w+maker|retailer|lender|insurer|miner|developer)(?:['’]s)?"
)
_POINTS_BACK = re.compile(rf"\b(?:[Ii]ts|{_FIRM})\b|^It\b")  # "IT" is a trade
_HOUSE_BEFORE = re.compile(r"\b(?:analysts?|economists?|strategists?|researchers?) (?:at|from|with) $")
_HOUSE_AFTER = re.compile(
    r"(?: Ltd| Inc| plc)?(?:['’]s)? (?:analysts?|economists?|strategists?|estimat\w+|projects?|projected|projecting|forecasts? of|also assigned|assigned|rates|price target|noted that consensus)\b|的?(?:数据|數據|研究|报告|報告|分析)"
)
_SOURCE = re.compile(r"(?:\baccording to(?: the)? |据|據|根据|根據)[^，,]{0,12}$", re.I)
_PRESS = re.compile(r"\b(?:Newswire|Getty|Business Wire|MarketWatch|Barron)\b")
_TITLED = re.compile(
    r"\b(?:CEO|CFO|COO|CTO|[Cc]hair\w*|[Pp]resident|[Dd]irector|[Mm]anager|[Ff]ounder|[Aa]nalyst|[Ee]conomist|[Ss]pokes\w+|[Hh]ead)\b"
)
_POINTS_BACK_ZH = re.compile(r"(?:该|該)?(?:公司|集团|集團)|其(?!中|他|它|余|餘)|(?:该|該)行")
_BEGINS_WITH_A_MEASURE_ZH = re.compile(
    rf"(?:其中|期[内內]|同期|当期|當期|报告期|報告期|今年|去年|上半年|下半年|全年|季度|第[一二三四]季度?|截至[^，,]{{2,12}}|[\dHQ年月日至止，, ]+)*(?:实现|實現|整体|總|总|营业|營業|归母|歸母|扣非|归属[^，,]{{0,16}}的|歸屬[^，,]{{0,16}}的)?(?:{zh.MEASURES})"
)
_MEASURES_AT_THE_HEAD = frozenset(
    "revenue revenues sales profit profits earnings turnover income ebitda eps net total gross operating deliveries shipments orders comparable adjusted".split()
)
_ONE_AFTER_ANOTHER = re.compile(r"\brespectively\b|分[别別]")
_OF_A_PERSON = re.compile(r"\b(?:he|she)\b", re.I)
_PERSON_SAID = re.compile(rf"\b([A-Z][a-z'’-]+(?: [A-Z][a-z'’-]+){{1,2}})(?:, [^,.“”\"]{{3,90}},)? {w.SAID}\b")
_MISTER = re.compile(r"\b(?:Mr|Mrs|Ms|Dr)\.? ([A-Z][\w’'-]+)")
_NEAR = 900  # characters: how far back a "he" may point


def whose_figure(sentence: Span, at: int, speaker: str | None, kind: ClaimKind, grounds: Grounds) -> Mention | None:
    """The mention of the company whose figure stands at `at` in a sentence; None where the story leaves that open."""
    found = _whose(sentence, at, speaker, grounds)
    if found is not None and speaker and _is_an_unknown_firm(speaker, sentence, at, grounds):
        return None  # "字节跳动称，公司营收为200亿元"
    said = grounds.story.text.find(speaker, *sentence) if speaker else -1
    if found is None and said > at and kind in ("revenue", "profit"):
        # "Headline earnings likely fell to 12.28 rand a share, Sasol said"
        anybody = [m for m in grounds.mentions_in(*sentence) if m.companies and m.companies[0].kind == "company"]
        return _only(_companies(grounds, *sentence)) if anybody and all(m.start >= said for m in anybody) else None
    if found is None or not said <= found.start < said + len(speaker or ""):
        return found
    # A bank that forecasts speaks of others; a company's own outlook stands in a story about it.
    titled = {m.company.key for m in _companies(grounds, 0, len(grounds.story.title)) if m.company}
    own = kind not in _OF_OTHERS or (found.company is not None and found.company.key in titled)
    return found if own else None


# A document, the trade, an officer: no firm of its own.
_NO_FIRM_ZH = re.compile(
    "[报報书書]|公告|[数數][据據]|消息|行[业業]|[业業][内內]|管理|分析|主管|[人员員官长長]$|[总總]|董事|经理|經理"
)


def _is_an_unknown_firm(speaker: str, sentence: Span, at: int, grounds: Grounds) -> bool:
    """Whether "the company" behind a Chinese speaker means the speaker, whom the table does not know."""
    text = grounds.story.text
    said = text.find(speaker, sentence.start, at)
    if said < 0 or not has_chinese(speaker) or _POINTS_BACK_ZH.search(speaker):
        return False
    if _NO_FIRM_ZH.search(speaker):
        return False
    known = any(m.companies for m in grounds.mentions_in(said, said + len(speaker)))
    return not known and bool(_POINTS_BACK_ZH.search(text, said + len(speaker), at))


def is_sole_name(claim: Claim, sentence: Span, grounds: Grounds) -> bool:
    """Whether a sentence names nobody but a claim's subject, and not as who speaks of others, so that the figure can be no other's."""
    text, subject = grounds.story.text, claim.subject or ""
    at = text.find(subject, *sentence) if subject else -1
    if at < 0 or (claim.speaker and subject in claim.speaker and claim.kind in _OF_OTHERS):
        return False
    end = at + len(subject)
    others = [
        m
        for m in grounds.mentions_in(*sentence)
        if m.companies and not at <= m.start < end and m.companies[0].kind != "currency"
    ]
    strangers = _stranger(sentence.start, at, None, grounds) or _stranger(end, sentence.end, None, grounds)
    return not others and not strangers


# Who speaks of these speaks of others.
_OF_OTHERS = ("forecast", "price_target", "other")


def _whose(sentence: Span, at: int, speaker: str | None, grounds: Grounds) -> Mention | None:
    text = grounds.story.text
    clause = _clause_start(text, sentence, at)
    if _ONE_AFTER_ANOTHER.search(text, sentence.start, sentence.end):
        return None  # "小米、零跑和小鹏分别涉及39万、37万和26万辆"
    for start in dict.fromkeys((clause, sentence.start)):
        here = [m for m in _companies(grounds, start, at) if not _SOURCE.search(text, sentence.start, m.start)]
        if here:
            only = _only(here)
            others = only and any(m.companies for m in grounds.mentions_in(only.end, at) if m not in here)
            unknown = only is not None and _stranger(only.end, at, speaker, grounds)
            return None if only is None or others or unknown or _is_said_of_another(text, only.end, at) else only
        unsure = [
            m
            for m in grounds.mentions_in(start, at)
            if m.companies and not _SOURCE.search(text, sentence.start, m.start)
        ]
        if unsure or _stranger(start, at, speaker, grounds):
            return None
    if not _speaks_of_one_named_before(text, sentence, at):
        return None
    return _named_before(sentence, grounds)


_ANOTHERS = re.compile(rf"\b[A-Z][\w&]+['’]s? (?:{w.GROWTH}|{w.DECLINE})\b")
_ANOTHER_ZH = re.compile(
    r"(?P<who>[\u3400-\u9fff]{2,4}?)(?:同比|环比|環比)?(?:增长|增長|下跌|下降|上升|下滑|增加|减少|減少|大增|大减|大減|升|跌)"
)
_NO_OTHER_ZH = re.compile(rf"{zh.MEASURES}|{zh.YEAR_ON_YEAR}|[年月季较較比其总總净淨合累共均各并並而但则則]")


def _is_said_of_another(text: str, named: int, at: int) -> bool:
    """ "蔚来跌至第五，理想下跌39.7%": the last clause before the figure begins with a name of its own."""
    if _ANOTHERS.search(text, named, at):
        return True  # "Home Depot's fell 0.4% and Target's dropped 1.3%"
    comma = max(text.rfind(mark, named, at) for mark in "，,；、")
    if comma < 0:
        return False
    other = _ANOTHER_ZH.match(text, comma + 1, at)
    return other is not None and not _NO_OTHER_ZH.search(other["who"])


def speaker_meant(speaker: str, sentence: Span, grounds: Grounds) -> str | None:
    """Who "the firm", "he" or "Zhang" is: a company's name, or a person's as the story gives it in full; None where nobody knows."""
    text = grounds.story.text
    at = text.find(speaker, sentence.start, sentence.end)
    if at < 0:
        return None
    named = _only([m for m in _companies(grounds, at, at + len(speaker)) if m.company])
    if named is not None and named.company is not None:
        return named.company.name
    if _OF_A_PERSON.fullmatch(speaker):
        people = [m[1] for m in _PERSON_SAID.finditer(text, max(grounds.story.body.start, at - _NEAR), at)]
        between = text[text.rfind(people[-1].split()[-1], 0, at) : at] if people else ""
        other = next((m[1] for m in _MISTER.finditer(between) if m[1] not in people[-1]), None)
        return people[-1] if people and other is None else None
    if re.fullmatch(rf"[Ii]t|{_FIRM}", speaker) or _POINTS_BACK_ZH.fullmatch(speaker):
        here = _companies(grounds, sentence.start, at)
        everywhere = _only(_companies(grounds, 0, at))
        meant = everywhere if speaker.lower() == "it" else _only(here) if here else _named_before(sentence, grounds)
        return meant.company.name if meant is not None and meant.company is not None else None
    return _full_name(speaker, text[grounds.story.body.start : at], grounds)


def _full_name(surname: str, before: str, grounds: Grounds) -> str | None:
    """ "Zhang" of "Zhang Haibo, general manager of the plant"."""
    if not re.fullmatch(r"[A-Z][a-z]+", surname):
        return None
    names = {
        name
        for name in re.findall(rf"\b(?:{surname} [A-Z][a-z]+|[A-Z][a-z]+ {surname})\b", before)
        if not any(word.lower() in grounds.table.common for word in name.split() if word != surname)
    }
    return names.pop() if len(names) == 1 else None


def _clause_start(text: str, sentence: Span, at: int) -> int:
    start = sentence.start
    for m in _CLAUSE_BREAK.finditer(text, sentence.start, at):
        start = m.end()
    return start


def _companies(grounds: Grounds, start: int, end: int) -> list[Mention]:
    """Those named surely, without the houses whose analysts speak and the wires that carry the story."""
    return grounds.named_in(start, end, _is_named_surely)


def _is_named_surely(text: str, m: Mention) -> bool:
    return (
        m.company is not None
        and m.company.kind == "company"
        and (m.sure or m.listing is not None or _begins_in_chinese(text, m))
        and not _HOUSE_BEFORE.search(text, max(0, m.start - 24), m.start)
        and not _HOUSE_AFTER.match(text, m.name_end)
        and not _PRESS.search(m.company.name)
    )


def _begins_in_chinese(text: str, m: Mention) -> bool:
    """A name of two characters behind a mark or at the head: within a row of others it may be part of a word."""
    return is_han(text[m.start : m.name_end]) and not is_han(text[max(0, m.start - 1) : m.start])


def _only(mentions: Sequence[Mention]) -> Mention | None:
    return mentions[-1] if len({m.company.key for m in mentions if m.company}) == 1 else None


_LONGEST_NAME = 120  # characters, with its ticker
_LONGEST_PARAGRAPH = 4000  # characters; nobody points back further
_NO_NAMES = frozenset(("yoy", "qoq", "mom"))


def _stranger(start: int, end: int, speaker: str | None, grounds: Grounds) -> bool:
    """Whether a name that we do not know stands in text[start:end], other than the speaker's."""
    text = grounds.story.text
    # An officer who speaks is no other company.
    said = text.find(speaker, start, end) if speaker and _TITLED.search(speaker) else -1
    for m in _CAPITALISED.finditer(text, start, end):
        word = m[0].lower()
        if word in _NO_NAMES or word in grounds.table.common or word in v.COUNTRY_WORDS or word in v.MONTHS:
            continue
        spoken = said <= m.start() < said + len(speaker or "")
        near = grounds.mentions_in(m.start() - _LONGEST_NAME, m.start() + 1)
        if not spoken and not any(m.start() < x.end for x in near):
            return True
    return False


def _speaks_of_one_named_before(text: str, sentence: Span, at: int) -> bool:
    """ "Its revenue rose", "the firm's sales", "2026年上半年营业收入5.24亿元": of somebody who was named already."""
    words = text[sentence.start : at]
    if has_chinese(words):
        return bool(_POINTS_BACK_ZH.search(words) or _BEGINS_WITH_A_MEASURE_ZH.match(words))
    first = re.match(r"\W*([A-Za-z-]+)", words)
    measure = first is not None and first[1].lower() in _MEASURES_AT_THE_HEAD
    return measure or bool(_POINTS_BACK.search(words))


def _named_before(sentence: Span, grounds: Grounds) -> Mention | None:
    """The only company of the paragraph so far; where it names none, the only one of the title or of the whole story."""
    text, story = grounds.story.text, grounds.story
    paragraph = max(story.body.start, text.rfind("\n", 0, sentence.start) + 1, sentence.start - _LONGEST_PARAGRAPH)
    around = _companies(grounds, paragraph, sentence.start)
    sure = {m.start for m in around}
    unsure = grounds.mentions_in(paragraph, sentence.start)
    if around and any(m.companies and m.companies[0].kind == "company" and m.start not in sure for m in unsure):
        return None  # "腾讯投资京东。公司营收…": a short name is one too
    if around or _stranger(paragraph, sentence.start, None, grounds):
        return _only(around) if around and not _stranger(around[-1].end, sentence.start, None, grounds) else None
    before = [m for m in _companies(grounds, 0, sentence.start) if m.end <= sentence.start]
    titled = _companies(grounds, 0, len(story.title))
    return _only(before) or (_only(titled) if titled else None)


def is_called(company: Company, words: str, grounds: Grounds) -> bool:
    """Whether words name this company, and not only another."""
    named = {c.key for n in grounds.table.names_in(words) for c in n.companies}
    return not named or company.key in named
