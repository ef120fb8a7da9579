"""Who moved in a Chinese sentence: what stands before a verb once times and manners are taken away.

It must be a name, a share, an index or one of their like; a measure ("盈利", "销量") is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from bot.reading.former import vocabulary_zh as zh
from bot.reading.former.clauses_zh import (
    ANY_MEASURE,
    CAUSED,
    HAN,
    HARD_STOP,
    SPREADS,
    STOP,
    Stated,
    behind_last,
    last_blank,
)
from bot.reading.former.movement import Movement
from bot.reading.former.noun_phrases import Subject
from bot.reading.former.when import is_of_the_day
from bot.reading.mentions import Mention
from bot.story import Span

_ANY_VERB = re.compile(rf"{zh.UP}|{zh.DOWN}")
_VERB_LAST = re.compile(rf"(?:{zh.UP}|{zh.DOWN})$")
_BETWEEN = re.compile(rf"(?:{zh.BETWEEN})$")
_STOCK = re.compile(rf"(?:{zh.STOCK_WORDS})$")
_FORM = re.compile(r"[ \u00a0]*(?:公司|集团|集團|指数|指數|Inc[.．]?|Corp[.．]?|[（(][^()（）]{1,40}[)）])$")
_DEMONSTRATIVE = re.compile(r"(?:其|该公司|該公司|公司|该集团|該集團|集团|集團|该|該|^而|但)$")
_DESCRIBED = re.compile(r"[^其该該]的[\u3400-\u9fff]{1,8}(?:公司|集团|集團)$")  # "特朗普的社交媒体公司"
_INSTRUMENT = re.compile(rf"(?:{zh.INSTRUMENTS})$")
# "沪市午后继续低位运行 至1340跌逾0.9%"
_INSTRUMENT_FIRST = re.compile(rf"({zh.INSTRUMENTS})(?:{zh.BETWEEN}|先)[\u3400-\u9fff]*$")
_FUTURE = re.compile(zh.EXCHANGES_GOODS)
_FUTURE_LISTED = re.compile(rf"{zh.EXCHANGES_GOODS}|铂|鉑|钯|鈀")
# "纸浆涨3.42%", "集运欧线期货主力合约2610上涨11.64%"
_CONTRACT = re.compile(
    rf"(?:国内|國內)?(?:{zh.EXCHANGES_GOODS})(?:期货|期貨)?(?:主力)?(?:\d{{4}})?(?:合约|合約)?$|[\u3400-\u9fff]{{1,6}}(?:期货|期貨)?主力(?:合约|合約)\d{{4}}$"
)
_POINTING = re.compile(zh.POINTING)
_SHARES_ALONE = re.compile(
    rf"(?:[ \u00a0的]|公司|集团|集團|指数|指數|[（(][^()（）]{{1,40}}[)）])*(?:{zh.STOCK_WORDS})"
)
_SPECIAL_TREATMENT = re.compile(r"\*?ST[\u3400-\u9fff]{2}")
_FUND_OF_AN_INDEX = re.compile(r"[\u3400-\u9fffA-Za-z0-9]{2,10}ETF(?:[（(]\d{6}[)）])?$")
_LONGEST_POINTER = 6  # characters: "而该集团的"; a longer one is a name, "特朗普媒体与科技集团"
_DOTTED = " \u00a0，,、"
_DIGIT = re.compile(r"\d")
_NO_MARKET_INDEX = re.compile(zh.NO_MARKET_INDEX)
_SOLD_IN_SHOPS = re.compile(zh.SOLD_IN_SHOPS)
_IS_NO_NAME = re.compile(rf"(?:策|{zh.SOLD_IN_SHOPS})$")  # "科技股策略" returns something, "超市的鸡蛋" costs it
_TIME_FIRST = re.compile(
    r"(?:本周|本週|上周|上週|今日|昨日|今年|[周週][一二三四五]|过去一年|過去一年|目前|近期|截至目前)+"
)
_MARKET = re.compile(rf"(?:{zh.MARKETS})(?=[\u3400-\u9fff])")
_CODE_OF_A_COIN = re.compile(r"[A-Z][A-Z0-9]{1,9}$")
_FUTURES_IN_A_ROW = re.compile(
    rf"(?:(?:{zh.EXCHANGES_GOODS})、?)+(?:{zh.EXCHANGES_GOODS}|铂|鉑|钯|鈀)(?:期货|期貨)?(?:主力)?(?:合约|合約)?$"
)
_MEASURE = re.compile(rf"(?:{zh.MEASURES})$")
_YEAR_ON_YEAR = re.compile(zh.YEAR_ON_YEAR)
_NO_NAME = re.compile(zh.NO_NAME)
_NO_BEGINNING = re.compile(zh.NO_BEGINNING)
_PRICE = re.compile(zh.PRICE)
_OF_MEASURES = re.compile(zh.OF_MEASURES)
_OF_A_SHARE = re.compile(r"收|报|報|股价|股價|盘|盤|市值|[（(][\dA-Z]")
_PAIR = re.compile(r"(?:兑|兌|对|對)[ ]?$")
_BRACKETED = re.compile(r"[（(][^()（）]{1,30}[)）]$")
_NAME_LIKE = re.compile(
    r"(?:[A-Z][A-Za-z0-9&.'’-]*(?: [A-Z\d][A-Za-z0-9&.'’-]*){1,3}|(?:\*?ST)?[\u3400-\u9fffA-Za-z·&-]{2,10})$"
)
_CODE = re.compile(r"[（(][A-Z]{2,5}[)）]")
_FUND = re.compile(r"[A-Z][A-Za-z0-9&.-]*(?: [A-Za-z0-9\u3400-\u9fff&.-]+){0,5} ?(?:ETF|基金|信托|信託)$")
_BEFORE_NAME = re.compile(r"[为為是的：:、，,和及与與]|其中|包括")
_LISTED_PARTS = re.compile(r"[^、和及与與]+")
_LISTED = re.compile(r"[ ]?(?:、|和|及|与|與|以及)[ ]?$")
_QUOTED_END = re.compile(rf"(?:{zh.PRICE})[ ]?[\d,.]+[ ]?(?:点|點|元|港元|美元)?[，,、 ]*$")
_CROSSED = re.compile(
    r"(?<![A-Za-z])([A-Z][A-Z0-9]{1,9})[ ]?(?:短[时時]|刚刚|剛剛|一度|现|現|已)?[ ]?(?:突破|跌破|升破|触及|觸及|失守|站上)"
)
_QUOTATION = re.compile(rf"(?:{zh.PRICE})[ ]?[\d,.]+[ ]?(?:点|點|元|港元|美元)?")
_INDEX_FORM = re.compile(r"指数|指數|期货|期貨|期油|期金")  # "DAX指數，收報26136點，升153點"
_POSSESSIVES = ("其", "但其", "而其")  # "小米股价下跌0.3%，但其52周累计涨幅达12.2%"
_QUOTED_NEXT = re.compile(r"[，,、]?[ ]?(?:报|報|收)")
_ONLY_WHEN = re.compile(r"截[至止][^，,]{1,8}|目前|现时|現時|午后|午後|随后|隨後|其后|其後|盘中|盤中|收盘|收盤")
_OF_SHARES = re.compile(r"股(?:普|领|領|走|集|全|涨|漲|跌|表现|表現|中|造好)|个股|個股|板块|板塊|概念|族群|類股|类股")
_DAY = re.compile(r"\d{1,2}[日号號]")
_BEFORE_GOODS = re.compile(rf"(?:{zh.BEFORE_GOODS})$")


def subjects_zh(
    text: str, sentence: Span, stated: Stated, mentions: Sequence[Mention], earlier: Sequence[Movement]
) -> tuple[int, tuple[Subject, ...]]:
    """Where the words between subject and verb begin, and the subjects."""
    begin = _where_subjects_begin(text, sentence, stated, earlier)
    end = _stripped(text, begin, stated.start, mentions)
    if _YEAR_ON_YEAR.search(text, begin, stated.start):
        return end, ()
    if (end <= begin or text[begin:end] in ("两者", "兩者", "二者")) and (
        each := _one_after_another(text, sentence, stated, mentions, begin, earlier)
    ) is not None:
        return end, each
    if end <= begin or (stated.verb in SPREADS and text[begin:end] in _POSSESSIVES):
        return end, _elided(text, sentence, stated, mentions, begin, earlier)
    stock = _STOCK.search(text, begin, end)
    name_end = _stripped(text, begin, stock.start(), mentions) if stock else end
    if form := _FORM.search(text, begin, name_end):
        name_end = form.start() if _mention_ending(mentions, form.start()) else name_end
    if (inside := _named_in_brackets(text, begin, name_end, mentions)) is not None:
        return end, (Subject("name", begin, end, inside, stock is not None),)
    named = _mention_ending(mentions, name_end) or _mention_ending(mentions, end)
    if named is not None and (pair := _PAIR.search(text, begin, named.start)):
        # "新台幣兌美元升值": the first of a pair moves.
        first = _mention_ending(mentions, pair.start())
        return end, (Subject("name", first.start, end, first) if first else Subject("unknown", begin, end),)
    if _is_a_measures(text, sentence, stated, named) or (
        named is None and (_MEASURE.search(text, begin, end) or _NO_MARKET_INDEX.search(text, begin, end))
    ):
        return end, ()
    if named is not None and _is_part_of_a_name(text, begin, named):
        return end, _unknown(text, sentence, begin, name_end, stated, mentions, earlier)
    if named is not None:
        return end, _of_mention(text, begin, end, named, stock is not None, mentions)
    if stock is not None:
        return end, _of_shares(text, begin, name_end, end, stock, mentions)
    instruments = _of_unlisted(text, begin, end, mentions)
    return end, instruments or _unknown(text, sentence, begin, end, stated, mentions, earlier)


def _one_after_another(
    text: str,
    sentence: Span,
    stated: Stated,
    mentions: Sequence[Mention],
    begin: int,
    earlier: Sequence[Movement],
) -> tuple[Subject, ...] | None:
    """ "標普五百和納指結束升勢，分別跌約1.4%和跌大約2%": as many names as figures, or nobody. None where nothing says so."""
    words = text[begin : stated.start]
    if re.match("[两兩二]者", words) and stated.more:
        moved = [m.subject for m in earlier if m.subject.mention is not None]
        return tuple(moved[-2:]) if len(moved) >= 2 and len(stated.more) == 1 else ()
    if not re.match("分[别別]", words):
        return None
    hard = behind_last(HARD_STOP, text, sentence.start, begin)
    named = [m for m in mentions if hard <= m.start < begin and m.companies and m.has_name]
    if len(named) != 1 + len(stated.more):
        return ()
    return tuple(Subject("name", m.start, m.name_end, m) for m in named)


def _where_subjects_begin(text: str, sentence: Span, stated: Stated, earlier: Sequence[Movement]) -> int:
    """Behind the last comma or movement, and behind what only joins or causes."""
    begin = max(behind_last(STOP, text, sentence.start, stated.start), earlier[-1].end if earlier else 0)
    blank = last_blank(text, begin, stated.start)
    if blank > begin and _ANY_VERB.search(text, begin, blank) and HAN.search(text, blank, stated.start):
        begin = blank + 1  # a headline's next clause: "大连大豆午前上涨 主力早盘上涨0.09%"
    if caused := CAUSED.match(text, begin):
        begin = caused.end()
    while begin < stated.start and text[begin] in "、 和及，,但而":
        begin += 1
    return begin


def _of_mention(
    text: str, begin: int, end: int, named: Mention, shares: bool, mentions: Sequence[Mention]
) -> tuple[Subject, ...]:
    """Somebody whom the table knows: by a code behind another name, as crude of a month, or by his own."""
    if not named.has_name:
        own = _name_before_code(text, begin, _before_other_codes(text, begin, named.start, mentions))
        if own is not None:
            return (Subject("name", own, end, named),)
    if crude := _before_delivery(text, begin, named, mentions):
        return (Subject("name", crude.start, end, crude),)
    start = named.start
    while named.companies[0].kind == "commodity" and (cut := _BEFORE_GOODS.search(text, begin, start)):
        if _DAY.fullmatch(cut[0]):
            break  # "纽约20日黄金期货"
        start = cut.start()
    if shares and not _SHARES_ALONE.fullmatch(text, named.end, end):
        end = named.name_end if named.has_name else end  # "胜宏科技今年以来股价"
    # "Robinhood股價": Latin letters end a name.
    latin = named.has_name and text[named.name_end - 1].isascii() and named.companies[0].kind == "company"
    apart = start < named.start or latin
    subject = Subject("name", start, named.name_end if apart else end, named, shares)
    return (*_listed_before(text, begin, named, mentions), subject)


def _of_shares(
    text: str, begin: int, name_end: int, end: int, stock: re.Match[str], mentions: Sequence[Mention]
) -> tuple[Subject, ...]:
    """Shares, where no name of the table stands before them: a pointed-at one's, one's told before, or a stranger's."""
    pointing = _DEMONSTRATIVE.search(text, begin, name_end)
    named = pointing is not None and _NAME_LIKE.match(text, begin, name_end) and name_end - begin > _LONGEST_POINTER
    if name_end <= begin or (pointing and not named and not _DESCRIBED.search(text, begin, name_end)):
        return _pointed(stock, end, mentions)
    told = _told_of(text, begin, name_end, mentions)
    # "特朗普的媒体和技术公司股价", "Arm Holdings股价": somebody whom the table does not know.
    return (told or Subject("unknown", begin, name_end, None, True),)


def _of_unlisted(text: str, begin: int, end: int, mentions: Sequence[Mention]) -> tuple[Subject, ...]:
    """Futures, indices and sectors that no table lists, by the nouns that end or begin their names."""
    contract = _CONTRACT.match(text, begin, end)
    if contract and not _SOLD_IN_SHOPS.fullmatch(contract[0]):
        return (Subject("unknown", *contract.span()),)
    if several := _FUTURES_IN_A_ROW.search(text, begin, end):
        return tuple(Subject("unknown", f.start(), f.end()) for f in _FUTURE_LISTED.finditer(text, *several.span()))
    if found := _INSTRUMENT_FIRST.match(text, begin, end):
        known = next((m for m in mentions if m.start == found.start(1) and m.name_end == found.end(1)), None)
        return (Subject("name" if known else "unknown", *found.span(1), known),)
    bracket = _BRACKETED.search(text, begin, end)
    if found := _INSTRUMENT.search(text, begin, bracket.start() if bracket else end):
        end = found.end()
        timed = _TIME_FIRST.match(text, max(begin, found.start()), end)
        start = timed.end() if timed and timed.end() < end else max(begin, found.start())
        return (Subject("unknown", start, end),)
    return ()


_TOLD = re.compile(r"发布|發布|發佈|公布|宣布|宣佈|业绩|業績|遭|获|獲|因|被|拟|擬")
_LATIN_NAME = re.compile(r"[A-Z][A-Za-z0-9&.'’ -]*(?=[\u3400-\u9fff])")


def _told_of(text: str, begin: int, end: int, mentions: Sequence[Mention]) -> Subject | None:
    """ "Finisar发布业绩预警股价暴跌37%": whose share it is, where a verb stands right behind the name and nobody else is named."""
    here = [m for m in mentions if begin <= m.start < end and m.companies and m.has_name]
    if len(here) == 1 and here[0].start == begin and _TOLD.match(text, here[0].name_end):
        return Subject("name", begin, here[0].name_end, here[0], True)
    latin = _LATIN_NAME.match(text, begin, end)
    if not here and latin and _TOLD.match(text, latin.end()):
        return Subject("unknown", begin, latin.end(), None, True)
    return None


def _is_a_measures(text: str, sentence: Span, stated: Stated, named: Mention | None) -> bool:
    """ "小鹏汽车同比增长27%，蔚来上升95%": a list of deliveries, not of shares, where nothing beside the move speaks of one."""
    if named is not None and named.companies and named.companies[0].kind != "company":
        return False
    begin = behind_last(STOP, text, sentence.start, stated.start)
    beside = text[begin : min(sentence.end, stated.end + 6)]
    return bool(_OF_MEASURES.search(text, sentence.start, stated.start)) and not _OF_A_SHARE.search(beside)


def _is_part_of_a_name(text: str, begin: int, named: Mention) -> bool:
    """ "哈莫尼黄金" is no gold: characters stand right before a good or a currency that do not qualify it."""
    if named.companies[0].kind not in ("commodity", "currency") or named.start <= begin:
        return False
    before = text[begin : named.start]
    return bool(HAN.search(before[-1:])) and not _BEFORE_GOODS.search(before)


_DELIVERY = re.compile(r"[ ]?\d{1,2}月$")


def _before_delivery(text: str, begin: int, named: Mention, mentions: Sequence[Mention]) -> Mention | None:
    """ "WTI 10月原油期货": whose month's contract it is."""
    if named.companies[0].kind != "commodity" or (month := _DELIVERY.search(text, begin, named.start)) is None:
        return None
    return _mention_ending(mentions, month.start())


def _before_other_codes(text: str, begin: int, code: int, mentions: Sequence[Mention]) -> int:
    """ "桑坦德银行 (NYSE:SAN) (BME:SAN)": where the first of the codes in a row begins."""
    while True:
        bare = begin + len(text[begin:code].rstrip())
        other = next((m for m in mentions if m.tag_end == bare and m.tag_start is not None), None)
        if other is None or other.tag_start is None or other.tag_start < begin:
            return bare
        code = other.tag_start


def _name_before_code(text: str, begin: int, code: int) -> int | None:
    """Where the name that stands before a code in brackets begins: "前十名分别为经发物业(01354.HK)"."""
    at = behind_last(_BEFORE_NAME, text, begin, code)
    name = _NAME_LIKE.search(text, at, code)
    return name.start() if name and not ANY_MEASURE.search(text, at, code) else None


def _stripped(text: str, begin: int, end: int, mentions: Sequence[Mention]) -> int:
    """The end of text[begin:end] without what may stand between a subject and its verb; no part of a name is taken."""
    while end > begin:
        cut = _BETWEEN.search(text, begin, end)
        bare = begin + len(text[begin:end].rstrip(' \u00a0的“”"：'))
        in_name = cut and any(
            m.start < cut.end() <= max(m.name_end, m.tag_end or 0) and cut.start() > m.start for m in mentions
        )
        if cut and not in_name:
            end = cut.start()
        elif bare < end:
            end = bare
        elif quoted := _QUOTED_END.search(text, begin, end):
            end = quoted.start()
        else:
            break
    return end


def _named_in_brackets(text: str, begin: int, end: int, mentions: Sequence[Mention]) -> Mention | None:
    """ "微策略公司（MicroStrategy）": a name in another language, whose owner the table knows."""
    bracket = _BRACKETED.search(text, begin, end)
    name = _NAME_LIKE.search(text, begin, bracket.start()) if bracket else None
    if (
        bracket is None
        or name is None
        or name.start() > begin + 1
        or ANY_MEASURE.search(text, begin, bracket.start())
    ):
        return None
    return next((m for m in mentions if m.start == bracket.start() + 1 and m.name_end == bracket.end() - 1), None)


def _mention_ending(mentions: Sequence[Mention], at: int) -> Mention | None:
    return next((m for m in mentions if m.companies and at in (m.name_end if m.has_name else -1, m.tag_end)), None)


def _listed_before(text: str, begin: int, named: Mention, mentions: Sequence[Mention]) -> Iterator[Subject]:
    """ "高盛、摩根士丹利涨超3%": those that are listed before the last one."""
    out: list[Subject] = []
    at = named.start
    while joined := _LISTED.search(text, begin, at):
        stock = _STOCK.search(text, begin, joined.start())
        ends = stock.start() if stock else joined.start()
        form = _FORM.search(text, begin, ends)
        before = next(
            (
                m
                for at in (joined.start(), ends, form.start() if form else ends)
                if (m := _mention_ending(mentions, at))
            ),
            None,
        )
        if not before:
            break
        out.insert(0, Subject("name", before.start, joined.start(), before))
        at = before.start
    yield from out


def _pointed(stock: re.Match[str], end: int, mentions: Sequence[Mention]) -> tuple[Subject, ...]:
    """ "股价急升逾16%", after the company was named in the sentence or before it."""
    named = [m for m in mentions if m.start < stock.start() and m.companies and m.companies[0].kind == "company"]
    if len({m.companies[0].key for m in named}) == 1:
        return (Subject("name", stock.start(), end, named[-1], True),)
    return (Subject("stock", stock.start(), end, None, True),)


def _elided(
    text: str,
    sentence: Span,
    stated: Stated,
    mentions: Sequence[Mention],
    begin: int,
    earlier: Sequence[Movement],
) -> tuple[Subject, ...]:
    """ "阿里巴巴(09988)首財季盈利跌38%，跌2.5%，報123元": nobody is named again, and whoever was is meant.

    After a measure only where a quotation follows: "營收100億元，跌3%" is the turnover's.
    """
    hard = behind_last(HARD_STOP, text, sentence.start, begin)
    named = [
        m for m in mentions
        if hard <= m.start < begin and m.companies and (m.sure or m.listing) and not _is_part_of_a_name(text, hard, m)
    ]  # fmt: skip
    quoted = STOP.match(text, stated.end) and _PRICE.match(text, stated.end + 1)
    if (told_first := _shares_told_first(text, hard, begin, mentions)) is not None:
        return (told_first,)
    market = _last_market(text, named[-1].end if named else hard, begin)
    if market is not None:
        return (market,)
    if not named:
        return _of_nobody_named(text, stated, hard, begin, earlier)
    pointed = list(_POINTING.finditer(text, named[-1].end, begin))
    later = pointed and behind_last(STOP, text, hard, pointed[-1].start()) > named[-1].end
    if later:
        return (Subject("stock", *pointed[-1].span(), None, True),)  # "公司股价早盘下挫，最低见2.31港元，跌幅14.8%"
    if pointed and pointed[-1].start() == named[-1].end:  # "比亚迪A股午后拉升，截至发稿涨4.26%"
        return (Subject("name", named[-1].start, pointed[-1].end(), named[-1], True),)
    if ANY_MEASURE.search(text, named[-1].end, begin) and not quoted:
        return ()
    last = named[-1]
    if (pair := _PAIR.search(text, hard, last.start)) is not None:
        last = _mention_ending(named, pair.start()) or last  # "人民幣兌美元收報6.7239，升34點子": the first of a pair
    comma = begin
    while comma > hard and text[comma - 1] in "但而":
        comma -= 1
    before_it = behind_last(STOP, text, hard, max(hard, comma - 1))
    closes = re.search(r"收|终|終|尾", text[begin : stated.end])
    timed = _ONLY_WHEN.fullmatch(text[before_it:comma].rstrip("，,"))
    if last.end < before_it and not closes and not timed and not re.search(r"\d|股[价價份]", text[before_it:begin]):
        return ()  # a clause without figures stands between, which may have another subject
    moved = earlier[-1] if earlier else None
    if moved is not None and (
        (moved.subject.mention is not None and last.start < moved.start)
        or (moved.subject.kind == "unknown" and last.end < moved.subject.start)
    ):
        return (moved.subject,)  # "WTI 10月原油期货涨幅0.26%，本周累计上涨6.86%": whoever moved before
    start = last.start
    if not last.has_name:
        own = _name_before_code(text, hard, _before_other_codes(text, hard, start, mentions))
        start = start if own is None else own
    form = _INDEX_FORM.match(text, last.end)
    return (Subject("name", start, form.end() if form and last.has_name else last.end, last),)


def _shares_told_first(text: str, hard: int, begin: int, mentions: Sequence[Mention]) -> Subject | None:
    """ "聯電股價收42.1元，跌0.24%": shares with their own name right before them, also a short one or a stranger's."""
    shares = _OWN_SHARES.match(text, hard, begin)
    if shares is None:
        return None
    named = next((m for m in mentions if m.start == hard and m.name_end == shares.end("name") and m.companies), None)
    return Subject("name" if named else "unknown", hard, shares.end(), named, True)


_OWN_SHARES = re.compile(
    r"(?P<name>(?![该該其公集但而与與和及因受昨今])[\u3400-\u9fffA-Za-z]{2,8}?)股[价價](?=(?:收|报|報|现|現|暂|暫))"
)


def _of_nobody_named(
    text: str, stated: Stated, hard: int, begin: int, earlier: Sequence[Movement]
) -> tuple[Subject, ...]:
    """Where the sentence names nobody between `hard` and `begin`: whoever just moved, a coin by its code, "該股", an index that no
    table lists, or whoever the story spoke of."""
    between = text[earlier[-1].end : begin] if earlier else ""
    if earlier and not _DIGIT.search(between) and not ANY_MEASURE.search(between) and not HARD_STOP.search(between):
        return (earlier[-1].subject,)  # "WLFI 24 小時漲 3.60%，7 日漲超 14%", "MARA曾升11.8%，現時…，僅升1%"
    if stated.verb in SPREADS and (future := _FUTURE.match(text, hard, begin)):
        return (Subject("unknown", *future.span()),)  # "沪燃先跌后反弹 收市跌幅缩至0.19%"
    if stated.verb in SPREADS and (coin := _CROSSED.search(text, hard, begin)):
        return (Subject("unknown", *coin.span(1)),)  # "HYPE 突破 80 美元，24 小時漲幅擴大至 7.46%"
    if _QUOTED_NEXT.match(text, stated.end) and is_of_the_day(text[begin : stated.start]):
        return (Subject("elided", stated.start, stated.end),)  # "销售大幅增长，周三开盘升2%报38.18港元"
    before = _QUOTATION.search(text, hard, stated.start)
    # "全周累升293點或3.52%", of whoever moved before
    untold = stated.amount is not None and stated.amount.kind == "points"
    whoever = (Subject("elided", stated.start, stated.end),) if untold or begin == hard else ()
    if before is None and not _QUOTED_NEXT.match(text, stated.end):
        return whoever
    if coin := _CROSSED.search(text, hard, begin):
        return (Subject("unknown", *coin.span(1)),)
    if stock := re.search(zh.POINTING, text[hard:begin]):
        return (Subject("stock", hard + stock.start(), hard + stock.end(), None, True),)
    told = before.start() if before else begin
    while told > hard:
        bare = hard + len(text[hard:told].rstrip(_DOTTED))
        cut = _BETWEEN.search(text, hard, bare) or _VERB_LAST.search(text, hard, bare)
        if cut is None:
            told = bare
            break
        told = cut.start()  # "港股ADR指數按比例計算，收報23398點，升75點"
    if coin := _CODE_OF_A_COIN.match(text, hard, told):
        return (Subject("unknown", *coin.span()),)  # "SOL報87.67美元，24小時漲幅13.9%"
    if text[hard:told].strip(" ，,、"):
        if ANY_MEASURE.search(text, hard, told):
            return ()  # "一個月港元拆息連升三日，報3.52厘，升4點子"
        if contract := _CONTRACT.match(text, hard, told) or _SPECIAL_TREATMENT.match(text, hard, told):
            return (Subject("unknown", *contract.span()),)
        if fund := _FUND_OF_AN_INDEX.match(text, hard, told):
            return (Subject("unknown", hard, fund.end()),)
        found = _INSTRUMENT.search(text, hard, told)
        return (Subject("unknown", max(hard, found.start()), told),) if found else whoever
    return (Subject("elided", *(before.span() if before else (stated.start, stated.end))),)


def _last_market(text: str, start: int, end: int) -> Subject | None:
    """ "在台積電拉抬下，大盤指數收在45,224.29點，上漲290.55點": the market that a later clause begins with."""
    found = [m for m in _MARKET.finditer(text, start, end) if m.start() == start or STOP.match(text, m.start() - 1)]
    return Subject("unknown", *found[-1].span()) if found else None


def _unknown(
    text: str,
    sentence: Span,
    begin: int,
    end: int,
    stated: Stated,
    mentions: Sequence[Mention],
    earlier: Sequence[Movement],
) -> tuple[Subject, ...]:
    """A name that the table does not know: one with a code in brackets, one of which a quotation or a session is told, or the
    next of a list of moves."""
    bracket = _BRACKETED.search(text, begin, end)
    name_end = bracket.start() if bracket else end
    if bracket and _CODE.fullmatch(bracket[0]) and (fund := _FUND.search(text, begin, name_end)):
        return (Subject("unknown", *fund.span()),)  # "ProShares 比特币策略 ETF（BITO）"
    begin = max(begin, last_blank(text, begin, name_end) + 1) if HAN.match(text, name_end - 1) else begin
    name = _NAME_LIKE.search(text, begin, name_end)
    if name is not None and (
        _NO_BEGINNING.match(name[0])
        or _IS_NO_NAME.search(name[0])
        or (not bracket and "格" in text[end : stated.start])
    ):
        return ()  # "Y车型的价格均上涨了1,000美元": what is sold in shops
    if name is None or name.start() > begin + 1 or ANY_MEASURE.search(text, begin, name_end):
        quoted = _PRICE.match(text, begin) if begin < end else None
        return (Subject("elided", begin, end),) if quoted and not ANY_MEASURE.search(text, begin, end) else ()
    if stated.more and re.search("股市|市[场場]$", name[0]):
        return ()  # "美國與歐洲股市分別下跌": the first is no country that fell
    if stated.more and len(parts := list(_LISTED_PARTS.finditer(name[0]))) == 1 + len(stated.more):
        return tuple(
            Subject(
                "name" if (known := _mention_ending(mentions, name.start() + part.end())) else "unknown",
                name.start() + part.start(),
                name.start() + part.end(),
                known,
            )
            for part in parts
        )
    listed = earlier and earlier[-1].figure and not text[earlier[-1].end : begin].strip(" 、，,和及")
    listed = listed or (earlier and name[0].isascii() and earlier[-1].verb[-1:] == stated.verb[-1:])
    plain = re.fullmatch(r"[\u3400-\u9fff]{3,6}", name[0]) and not _NO_NAME.search(name[0])
    trading = (
        bracket
        or (plain and re.search(zh.OF_PRICES, stated.verb))
        or listed
        or _OF_SHARES.search(text, sentence.start, begin)
        or end < stated.start
        or re.match(r"[，,、]?[ ]?(?:收|报|報)", text[stated.end :])
    )
    return (Subject("unknown", name.start(), name.end()),) if trading else ()
