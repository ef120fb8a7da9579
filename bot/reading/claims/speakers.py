"""Who says what a sentence says, in the story's own words: before the verb or behind it, by whom a figure was foreseen, and over a
quotation of several sentences."""

from __future__ import annotations

import re
from functools import lru_cache

from bot.reading.claims import vocabulary as w
from bot.reading.words import has_chinese
from bot.story import Span

_ACCORDING = re.compile(
    r"\baccording to (?:data (?:released|published|compiled) by )?(?P<who>(?:the |a |an )?[^,.;()]{2,80}?)(?=[,.;()]|$| on | in an? | released | published )"
    r"|(?:据|據|根据|根據)(?P<zh>[^，,。；]{2,30}?)(?:报道|報道|報導|数据|數據|显示|顯示|统计|統計|公布|了解|获悉|獲悉|消息)",
    re.I,
)
_AFTER = re.compile(rf"(?:^|[,”\"] ?)(?P<who>(?:the |an? |its )?[A-Z]?[\w&.’' -]{{2,70}}?) {w.SAID}\b", re.I)
# "…before the end of 2028,” said Maria Santos, country head of the chain"
_BEHIND_ITS_VERB = re.compile(
    rf"[,”\"’] ?(?!told){w.SAID} (?P<who>(?:the |an? )?(?:[A-Z][\w.’'-]*)(?: (?:[A-Z][\w.’'-]*|of|and|de|bin))*)(?=[,.;”]|$| in | on | at | to | of | during )"
)
# "…three years ago, Wang Qian, deputy general manager of the venture, said"
_WITH_A_TITLE = re.compile(
    rf"(?:^|, )(?P<who>[A-Z][\w.’'-]+(?: [A-Z][\w.’'-]+){{1,3}}), [^.;“”]{{3,140}}, {w.SAID}\b"
)
# "above the 10.1 trillion won seen by analysts", "a consensus of 540 billion yen among 12 analysts polled by LSEG"
_FORESEEN_BY = re.compile(
    r"[^,;.]{0,30}?\b(?:(?:seen|pencill?ed in|expected|forecast|estimated|predicted|projected) by|among) (?:\d+ )?(?P<who>[^,;.]{3,50}?)(?=[,;.]|$)"
)
_FORESEEN_BY_ZH = re.compile(
    r"(?P<who>分析[师師员員]|市[场場]|机构|機構|外资|外資)(?:的)?(?:平均)?(?:预期|預期|预估|預估)的?$"
)
# "HSBC upgraded Reliance and raised its target price", "World Bank cuts global growth outlook": who acts is who says it.
_RATES = re.compile(
    r"^(?:\W*)(?P<who>[A-Z][\w&.’'-]*(?: (?:[A-Z][\w&.’'-]*|of|and|&|analysts?|strategists?))*)(?: (?:also|on \w+day))* "
    r"(?:(?:up|down)grade[sd]|initiate[sd]|reiterate[sd]|(?:raise[sd]?|cuts?|lift(?:s|ed)|lower(?:s|ed)|trim(?:s|med)|boost(?:s|ed)|slashe[sd])"
    r"(?=[^.;]*\b(?:targets?|ratings?|outlook|forecasts?|estimates?|guidance)\b)|declare[sd]|flag(?:s|ged)|fine[sd])\b"
)
_SAID_ZH = re.compile(rf"(?:^|[，,。；：])(?P<who>[^，,。；：（(]{{2,24}}?)(?:{w.SAID_ZH})")
_REPORTED_ZH = re.compile(r"^(?P<who>[^，,。；：（(]{2,12}?)(?:发表|發表|发布|發布)?(?:研究)?(?:报告|報告)")
_TIME_ZH = re.compile(
    r"(?:20\d\d年)?(?:\d+月)?\d+日.*$|[周週][一二三四五六日天].*$|(?:今日|昨日|今天|昨天|昨晚|日前|近日)$|(?:在(?![线線])|於|于|对|對|将|將|发表|發表|发布|發布).*$|宣布$|[还還亦也]$"
)
_ABOUT_ZH = re.compile(r"^(?:根据|根據|据|據)|的?(?:内部|內部|最新|官方)?(?:的)?$")
_NOBODY_ZH = frozenset(
    "舉例來 举例来 换句话 換句話 一般来 一般來 总的来 總的來 此前 据此 行业 行業 业内 業內 今年 去年 明年 消息 相关 相關 最新 市场 市場".split()
)
# "Nissan Motor slashed its profit estimate": who acts is who says it.
_ACTED = re.compile(
    r" (?:slashed|cut|raised|lowered|trimmed|lifted|kept|maintained|reiterated|beat|missed|topped|boosted|posted|has|have|is|was)\b.*$"
)
_PASSIVE = re.compile(r"\b(?:is|are|was|were|be|been) (?:(?:\w+ly|still|now|also) )?$")
_PRONOUN = re.compile(r"it|they|but", re.I)
_HEAD = re.compile(
    r"^\W*(?P<who>[A-Z][\w&.’'-]*(?: (?:[A-Z][\w&.’'-]*|&|of))*)(?= ?,| will | made | has | is | plans | to | and | expects )"
)
_NO_HEAD = frozenset(
    "the a an in on at by for after before since as while when if with this that these those it its they he she".split()
)


def speaker_of(text: str, sentence: Span, figure: Span) -> str | None:
    """Who says a figure of this sentence; None where nobody is named. In a quotation that goes on over sentences, who is
    named with another of them; in Chinese, who is named before a semicolon."""
    words = text[sentence.start : sentence.end]
    foreseen = _FORESEEN_BY.match(words, figure.end - sentence.start) or _FORESEEN_BY_ZH.search(
        words, 0, figure.start - sentence.start
    )
    if foreseen:
        return foreseen["who"].strip()
    if (found := _in_sentence(words)) is not None:
        return found
    if has_chinese(words):
        begun = max(sentence.start - _FAR, *(text.rfind(mark, 0, sentence.start) + 1 for mark in "。！？\n"))
        return _in_sentence(text[begun : sentence.start]) if begun < sentence.start else None
    return _over_a_quotation(text, sentence)


def _over_a_quotation(text: str, sentence: Span) -> str | None:
    """ "“A. B,” Wang Ning said. “C.”": of a sentence that stands in a quotation without its speaker."""
    paragraph = text.rfind("\n", 0, sentence.start) + 1
    ends = text.find("\n", sentence.end)
    before = text[max(paragraph, sentence.start - _FAR) : sentence.start]
    after = text[sentence.end : min(ends if ends >= 0 else len(text), sentence.end + _FAR)]
    words = text[sentence.start : sentence.end]
    open_before = before.count("“") > before.count("”")
    if not (open_before or words.lstrip().startswith("“")):
        return None
    if words.rstrip().endswith("”"):
        following = re.match(r"\s*[^.“”]{0,120}?\.", after)
        spoken = _in_sentence(following[0].strip()) if following and not before else None
    else:
        closes = after.find("”")
        spoken = (
            _in_sentence("“" + re.split(r"(?<=[.!?]) ", after[closes - 1 :], maxsplit=1)[0]) if closes > 0 else None
        )
    earlier = re.split(r"(?<=[.!?])[”]? ", before.rstrip())[-1:] if before.strip() else []
    return spoken or next((who for part in earlier if (who := _in_sentence(part)) is not None), None)


@lru_cache(maxsize=16)
def _in_sentence(sentence: str) -> str | None:
    """Who says what this sentence says, in its own words."""
    if m := _ACCORDING.search(sentence):
        return (m["who"] or m["zh"]).strip()
    if has_chinese(sentence):
        for pattern in (_REPORTED_ZH, _SAID_ZH):
            said = pattern.search(sentence)
            who = _ABOUT_ZH.sub("", _TIME_ZH.sub("", said["who"].strip())).strip() if said else ""
            if who and who not in _NOBODY_ZH:
                return who
    for behind in (_WITH_A_TITLE, _BEHIND_ITS_VERB):
        if named := behind.search(sentence):
            return named["who"].strip()
    for m in _AFTER.finditer(sentence):
        if (spoken := _who_says(m, sentence)) is not None:
            return spoken
    rated = _RATES.match(sentence)
    return rated["who"] if rated and rated["who"].split()[0].lower() not in _NO_HEAD else None


def _who_says(m: re.Match[str], sentence: str) -> str | None:
    if _PASSIVE.search(sentence, m.start("who"), m.end("who") + 1):
        return None  # "the projects are expected to"
    who = re.sub(
        r"^(?:and|but|while|although|though|however|also|with|as|after|in a shift)\s+", "", m["who"].strip(' ,"“”')
    )
    who = re.sub(r"\s+(?:also|further|has|have|had)$", "", who)
    if acted := _ACTED.search(who):
        if who.startswith("It ") and acted[0].startswith((" is", " was")):
            return None  # "It was recently reported that"
        who = re.sub(r"\s+(?:also|further|has|have|had)$", "", who[: acted.start()].strip())
    words = who.split()
    if not words or len(words) > _LONGEST_SPEAKER:
        return None
    if words[0] in w.NO_SPEAKERS or (words[0].islower() and words[0].endswith("ing")) or words[-1] in _COMPARING:
        return None  # "swinging to an estimated gain", "today announced", "easily topping forecasts"
    if words[0].lower() in ("which", "that", "who", "as", "what"):
        return None
    if _PRONOUN.fullmatch(who):
        head = _HEAD.match(sentence)
        named = head is not None and head["who"].split()[0].lower() not in _NO_HEAD and head.end() < m.start("who")
        return head["who"] if head is not None and named else None if who.lower() == "but" else who
    return who


_COMPARING = frozenset("topping beating missing exceeding surpassing above below of than short".split())
_LONGEST_SPEAKER = 9  # words
_FAR = 600  # characters: how far a quotation, or a Chinese sentence, is followed
