"""Whether words that are also a company's name are its name where they stand: "Apple", "Target", "the AI Era"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from bot.listings import Listings, Named, is_han
from bot.listings import fold as fold_name
from bot.reading import vocabulary as v
from bot.reading import vocabulary_zh as zh
from bot.reading.lexicon import Senses, directing, folded, lexicon, telling
from bot.reading.names.printed_tickers import Tag, links


def is_meant(
    text: str, name: Named, table: Listings, titled: bool, printed: frozenset[str], tags: Sequence[Tag]
) -> bool:
    """Whether a name that is also a common word ("Apple", "Target", "Revenue") is a name here; `printed` are the keys of those whose
    tickers the story prints, `tags` the tickers right behind the name.

    A ticker right behind it says so; "shares" or a genitive do; and of companies that everybody knows a capital does, where
    a common word would have none.
    """
    if is_han(text[name.start : name.end]):
        return _is_meant_in_chinese(text, name, table, tags)
    words = fold_name(text[name.start : name.end])
    alone = len(words) == 1 and name.rank >= table.instruments
    if _is_something_else(text, name, table, alone):
        return False
    if not text[name.start : name.end].isascii():
        return not _CHEMICAL.search(text, name.start, name.end)  # "Nestlé" is no word; "U₃O₈" no company
    if any(c.key in printed for c in name.companies) or (alone and _heads_an_item(text, name, words[0])):
        return True
    if _is_of_another_house(text, name, alone):
        return False
    lesser = name.rank >= table.prominent
    if not lesser and _is_its_own_capitals(text, name):
        return True
    if lesser and not tags and not titled and _ends_a_longer_name(text, name, words[0], table):
        return False
    return _is_meant_where_it_stands(text, name, table, titled, tags, words)


def _is_meant_where_it_stands(
    text: str, name: Named, table: Listings, titled: bool, tags: Sequence[Tag], words: Sequence[str]
) -> bool:
    """What stands before and behind it decides."""
    alone, lesser = len(words) == 1 and name.rank >= table.instruments, name.rank >= table.prominent
    owned = alone and lesser and text[max(0, name.start - 3) : name.start] in ("'s ", "’s ")
    short = len(words[0]) < 3 and words[0] != "3i"  # which is no word, and no "3M"
    measure = alone and (words[0] in _measures() or short)
    written_as_a_name = len(words) == 2 and not titled and _stands_as_a_name(text, name)
    doubtful = owned or measure or (lesser and not written_as_a_name and _is_other_word(text, name, words, table))
    if name.sure and not doubtful:
        return True
    common = alone and lesser and words[0] in table.common
    if common and _CAPITAL_BEFORE.search(text, max(0, name.start - 20), name.start):
        return False  # "the European Union" is not the company Union
    if any(links(text[name.end : t.start]) for t in tags) or _its_code_follows(text, name):
        return True
    if measure:
        shares = _SHARES_FOLLOW if len(words[0]) < _SHORTEST_CAPITALS else _OWN_SHARES_FOLLOW
        owns = shares.match(text, name.end) is not None  # "3M shares", "Target's stock"
        in_chinese = is_han(text[name.end : name.end + 1]) and _moves_behind_in_chinese(text, name.end)
        return not lesser and (owns or in_chinese or _moves_behind(text, name.end))
    if common and _FORENAME.search(text, max(0, name.start - 20), name.start):
        return False  # "Team Health's shares" are not those of "@Health"
    if alone and lesser and lexicon("en").senses(words[0]) & _KINDS_OF_FIRMS:
        return False  # "Crypto shares tied to bitcoin" are those of no firm Crypto
    if _SHARES_FOLLOW.match(text, name.end) or _SHARES_BEFORE.search(text, max(0, name.start - 12), name.start):
        return True
    if alone and not lesser and _relative_follows().match(text, name.end):
        return True
    if lesser:
        # "Shaw's Oculus" is its owner's, not a company of that name.
        another = owned or _is_code_of_another(text[name.start : name.end], name)
        return not another and words[0] not in _measures() and _moves_like_a_share(text, name)
    return _is_known_by_its_capital(text, name, titled)


_ITEM_FOLLOWS = re.compile(r"(?: ?\([A-Z.]{1,6}\))? [—–] (?=[A-Z])")


def _heads_an_item(text: str, name: Named, word: str) -> bool:
    """ "Gap — The apparel retailer rallied 9%": a name that begins a line, with a dash behind it."""
    begins = name.start == 0 or text[name.start - 1] == "\n"
    kinds = lexicon("en").senses(word) & _KINDS_OF_FIRMS
    return begins and not kinds and word not in _measures() and _ITEM_FOLLOWS.match(text, name.end) is not None


_KINDS_OF_FIRMS = frozenset({"coin", "company-noun", "sector"})


def _ends_a_longer_name(text: str, name: Named, first: str, table: Listings) -> bool:
    """ "Shenzhen New Land Co Ltd" is not Land Co., Ltd., nor "All Winner Technology" Winner Technology: an everyday word begins the
    name, and right before it goes on with capitals."""
    if first not in table.common and len(first) > _SHORT_WORD:
        return False
    before = _CAPITAL_RIGHT_BEFORE.search(text, max(0, name.start - 20), name.start)
    return before is not None and before.start() > 0 and before[1].lower() not in ("the", "a", "an")


_SHORT_WORD = 3  # letters
_CAPITAL_RIGHT_BEFORE = re.compile(r"(?<=[\w.,&] )([A-Z][\w&'’.]*) $")
_BEFORE_A_NOUN = ("the", "a", "an", "new", "this", "that", "of", "and", "its", "our")


def _stands_as_a_name(text: str, name: Named) -> bool:
    """ "Beyond Meat", "City Developments": two everyday words with two capitals, and no article before them."""
    written = text[name.start : name.end].split(" ")
    before = text[max(0, name.start - 8) : name.start].split()
    after = text[name.end : name.end + 2]
    capitals = all(w[:1].isupper() and not w.isupper() for w in written)
    goes_on = after[:1] == " " and after[1:2].isupper()
    return capitals and not goes_on and (not before or before[-1].lower() not in _BEFORE_A_NOUN)


_SHORTEST_CAPITALS = 3
_AROUND = 30  # characters


def _is_its_own_capitals(text: str, name: Named) -> bool:
    """ "UPS, which reports next week": a known company that writes itself in capitals, in a text that is not all in capitals."""
    written = text[name.start : name.end]
    own = any(written in (c.name, *c.aliases) for c in name.companies)
    around = text[max(0, name.start - _AROUND) : name.end + _AROUND].replace(written, "")
    return own and written.isupper() and len(written) >= _SHORTEST_CAPITALS and any(c.islower() for c in around)


def _is_something_else(text: str, name: Named, table: Listings, alone: bool) -> bool:
    """Whether words are a verb, a place, a surname or the end of a longer name, whatever stands behind them."""
    if name.rank < table.instruments and _is_no_instrument(text, name, table):
        return True
    if _is_place(text, name, table):
        return True
    if alone and _INITIAL_BEFORE.search(text, max(0, name.start - 5), name.start):
        return True  # "Stanley E. Woodward"
    before = text[max(0, name.start - 2) : name.start]
    return before[-1:] == "." and before[:-1].isalnum()  # "LG.Philips" is not Philips


def _is_of_another_house(text: str, name: Named, alone: bool) -> bool:
    if _CENTRAL_BANK.search(text, max(0, name.start - 10), name.start):
        return True
    house = _FUND_OF_A_HOUSE.search(text, max(0, name.start - 12), name.start)
    return alone and bool(house or _GOES_ON.match(text, name.end))


def _moves_like_a_share(text: str, name: Named) -> bool:
    """Of the lesser known only such a one is meant: "Puma gained 9.5%"."""
    code = text[name.start : name.end].isupper()
    if _FIGURE_BEFORE.search(text, max(0, name.start - 16), name.start) and _FIGURE_FOLLOWS.match(text, name.end):
        return True  # "losing 5.8%, Dunelm 3.1% and Kingfisher 2.2%"
    return bool(_moves_behind(text, name.end) or (code and _ACTS_FOLLOW.match(text, name.end)))


def _moves_behind(text: str, at: int) -> bool:
    """A word of rising or falling, right there or behind an aside: "Target, which runs 1,900 stores, fell 3%"."""
    aside = _ASIDE_FOLLOWS.match(text, at)
    return _moves_follow().match(text, aside.end() if aside is not None else at) is not None


def _is_known_by_its_capital(text: str, name: Named, titled: bool) -> bool:
    """A name that everybody knows: within a sentence by its capital, in a title or at a sentence's head by what it does."""
    if is_han(text[max(0, name.start - 2) : name.start].strip()) or is_han(text[name.end : name.end + 2].strip()):
        return True  # a Latin name among Chinese words
    before = text[max(0, name.start - 3) : name.start].rstrip(" \"“'‘(")
    begins = not before or before[-1] in ".!?:;\n—–-"
    does = (_ACTS_FOLLOW, _LIST_FOLLOWS, _FIGURE_FOLLOWS, _ITEM_FOLLOWS, _moves_follow())
    return (not titled and not begins) or any(follows.match(text, name.end) for follows in does)


_ITEM_FOLLOWS = re.compile(
    r" ?(?:—|–|--) ?(?:The|Shares|Its|Stock|Shareholders)\b"
)  # "Amazon — The e-commerce giant surged 7.6%"
_CHEMICAL = re.compile(r"[\u2080-\u2089]")
# "iShares MSCI USA" is the fund of another house, "MSCI World" an index, "Bab el-Mandeb" a strait.
_FUND_OF_A_HOUSE = re.compile(r"\b(?:iShares|SPDR|Vanguard|Invesco|ProShares|Xtrackers|Amundi|VanEck) $")
_GOES_ON = re.compile(
    r" (?:el|al|bin|ibn|von|der|de|di)\b|(?<=MSCI) (?:World|USA|EM\b|ACWI|EAFE|AC\b|Emerging|Asia|China|Japan|India|Korea|Europe|All)"
)


def _is_place(text: str, name: Named, table: Listings) -> bool:
    """ "headquartered in McLean, Virginia"."""
    if name.rank < table.prominent or " " in text[name.start : name.end]:
        return False
    return text[max(0, name.start - 4) : name.start] == " in " and bool(_STATE_AFTER.match(text, name.end))


_STATE_AFTER = re.compile(r", [A-Z][a-z]+")


_CODE_LETTERS = 4


def _is_no_instrument(text: str, name: Named, table: Listings) -> bool:
    """ "won approval", "Brent Donnelly", "Dow Jones & Company", "the Nasdaq Capital Market": a verb, a person, a publisher, a place."""
    written = text[name.start : name.end]
    if written.islower() and len(written) <= _CODE_LETTERS and all(c.kind == "crypto" for c in name.companies):
        return True  # "$3,121 a ton" is no Toncoin
    if written == "won":
        return not _BEFORE_WON.search(text, max(0, name.start - 16), name.start)
    if _NO_INSTRUMENT_AFTER.match(text, name.end):
        return True
    goods = any(c.kind == "commodity" for c in name.companies) and written[:1].isupper() and " " not in written
    heads = text[max(0, name.start - 2) : name.start] in ("", ": ") or text[name.start - 1 : name.start] == "\n"
    following = _CAPITAL_AFTER.match(text, name.end) if goods and not heads else None
    return (
        following is not None and following[1].lower() not in table.common and following[1].lower() not in _of_goods()
    )


_BEFORE_WON = re.compile(r"(?:\d|illion|thousand|\bthe|\bKorean|['’]s|\bof|\b[Aa]|weak|strong|against|per) ?$")
_NO_INSTRUMENT_AFTER = re.compile(
    r",? (?:& Co(?:mpany)?\b|Newswires\b|Market Data\b|Russell\b(?! \d)|News(?:wire)?\b|Capital Market|Global (?:Select )?Market|Stock Market|[Zz]one\b|[Aa]rea\b|[Bb]loc\b)|(?<=S&P)/[A-Z]"
)
_CAPITAL_AFTER = re.compile(r" ([A-Z][a-z]+)\b")


@cache
def _of_goods() -> frozenset[str]:
    """What may stand behind a good with a capital without making it another name: "Gold Prices Rise"."""
    return v.NEUTRAL_VERBS | v.GOODS | v.INDEX_NOUNS | v.SHARE_PRICE | v.STOCK_WORDS | v.MONTHS | _directing()


def _its_code_follows(text: str, name: Named) -> bool:
    """ "Polygon (MATIC)"."""
    code = _CODE_FOLLOWS.match(text, name.end)
    return code is not None and any(code[1] in (*c.aliases, *c.symbols) for c in name.companies)


_CODE_FOLLOWS = re.compile(r" ?[(（]([A-Z0-9]{2,10})[)）]")


def _is_code_of_another(written: str, name: Named) -> bool:
    """ "ATOM" is a coin's code, not the company Atom, which nobody writes so."""
    return (
        written.isupper()
        and len(written) > 2
        and not any(written in n for c in name.companies for n in (c.name, *c.aliases, *c.symbols))
    )


_CENTRAL_BANK = re.compile(r"People['’]s $")  # "The People's Bank of China" is not the Bank of China
_CAPITAL_BEFORE = re.compile(r"\w [A-Z][\w-]+ $")
_INITIAL_BEFORE = re.compile(r"(?<![A-Za-z0-9])[A-Z]\. $")
_FORENAME = re.compile(r"([A-Z][a-z]+) $")


def _is_other_word(text: str, name: Named, words: Sequence[str], table: Listings) -> bool:
    """Whether a lesser known name may be an abbreviation ("GDS"), a person's ("Jim Culp") or plain words ("the AI Era")."""
    written = text[name.start : name.end]
    if len(words) == 1 and all(c.name.isupper() and len(c.name) <= 4 for c in name.companies):
        return True  # "Datasonic Technologies Sdn Bhd" is not SDN
    if len(words) == 1:
        forename = _FORENAME.search(text, max(0, name.start - 20), name.start)
        person = forename and forename[1].lower() not in table.common and forename.start() > 0
        return bool(person) or (written.isupper() and len(written) <= 4)
    return (
        len(words) == 2
        and all(w in table.common or len(w) < 3 for w in words)
        and not text.startswith(("'s", "’s"), name.end)
    )


# "833 美元", "124.6億日圓": what is counted in it is no word of the currency.
_COUNTED = re.compile(r"[\d万亿兆萬億千百余餘多] ?$")


def _is_meant_in_chinese(text: str, name: Named, table: Listings, tags: Sequence[Tag]) -> bool:
    """Chinese sets no blanks: a short name may be a piece of words ("人工智能" names no "工智")."""
    if any(name.end <= t.start <= name.end + 2 and not text[name.end : t.start].strip() for t in tags):
        return True
    written = text[name.start : name.end]
    if written in zh.NAMES_THAT_ARE_WORDS or text[max(0, name.start - 2) : name.start] == "ST":
        return False  # "*ST花王" is not Kao
    if name.rank < table.instruments:
        inside = text[max(0, name.start - 1) : name.end] in zh.NO_INDEX_WITHIN
        unit = all(c.kind == "currency" for c in name.companies) and _COUNTED.search(
            text, max(0, name.start - 2), name.start
        )
        return not inside and not unit and not _NO_INDEX.match(text, name.end)
    if name.sure:
        return True
    before, after = text[max(0, name.start - 1) : name.start], text[name.end : name.end + 1]
    begins = not is_han(before) or before in zh.BEGINS_A_WORD or _is_behind_a_rank(text, name.start)
    if name.rank < table.prominent:
        return begins or not is_han(after) or after in zh.ENDS_A_WORD or _is_rated_in_chinese(text, name)
    return begins and _moves_behind_in_chinese(text, _end_of_list(text, name.end, table))


def _is_behind_a_rank(text: str, start: int) -> bool:
    """ "散热双雄奇鋐、双鸿", "晶圆代工龙头台积电": what a firm is called in its trade ends before its name."""
    return any(folded(text[max(0, start - n) : start]) in zh.RANKS_IN_A_TRADE for n in (2, 3))


_MEMBER = re.compile(r"[、和及与與](?P<name>[\u3400-\u9fff]{2,6})")


def _end_of_list(text: str, end: int, table: Listings) -> int:
    """ "长荣、阳明、万海齐挫": where the last of a row of names ends."""
    while (member := _MEMBER.match(text, end)) is not None:
        words = member["name"]
        length = next((n for n in range(len(words), 1, -1) if table.named(words[:n])), 0)
        if not length:
            break
        end = member.start("name") + length
    return end


_LOOKED_AT = 40  # characters behind a name
_BETWEEN = 4  # words of time and manner between a name and what it did


def _moves_behind_in_chinese(text: str, end: int) -> bool:
    """ "…股价", "…午后再度大涨", "…收报3.2元": its share or a movement follows, or a price."""
    behind, at = folded(text[end : end + _LOOKED_AT]), 0
    told = telling("zh", "share", "price", "up", "down", "flat")
    between = telling("zh", "time", "manner", "fill", "extreme", "qualifier", "hour:premarket", "hour:after_hours")
    for _ in range(_BETWEEN + 1):
        if told.match(behind, at) or _PRICE_FOLLOWS_ZH.match(behind, at):
            return True
        if behind[at : at + 1] in _FROM_ZH and told.search(behind, at, at + _FROM_WITHIN):
            return True  # "自1220元跌至456.5元"
        step = between.match(behind, at) or _DATE_ZH.match(behind, at)
        if step is None:
            return False
        at = step.end()
    return False


_FROM_ZH = ("自", "从", "较")
_FROM_WITHIN = 14  # characters
_PRICE_FOLLOWS_ZH = re.compile(r"[收报][于在报]? ?\d")
_DATE_ZH = re.compile(r"(?:\d{1,2}月)?\d{1,2}[日号]|\d{1,2}[:：]\d\d|[（(]\d{1,2}[/.]\d{1,2}[)）]")


_LONGEST_VERB = 3  # characters
_RATED = (
    "目标",
    "評級",
    "评级",
    "目標",
    "买入",
    "買入",
    "增持",
    "减持",
    "減持",
    "沽售",
    "跑赢",
    "跑贏",
    "股份评级",
    "股份評級",
)


def _is_rated_in_chinese(text: str, name: Named) -> bool:
    """ "高盛重申腾讯买入评级", "花旗上调小米目标价": behind a rater's verb, or before what is rated."""
    before = (folded(text[max(0, name.start - n) : name.start]) for n in range(1, _LONGEST_VERB + 1))
    rates = any("rates" in _senses_in_chinese(words) for words in before)
    return text.startswith(_RATED, name.end) or rates


def _senses_in_chinese(words: str) -> Senses:
    """Those of a word of one or more characters."""
    table = lexicon("zh")
    found = table.phrase_at(words, 0)
    return found[1] if found is not None and found[0] == len(words) else table.senses(words)


_NO_INDEX = re.compile(zh.NO_INDEX_BEFORE)


@cache
def _measures() -> frozenset[str]:
    """Words that are a measure or a movement sooner than a company."""
    nouns = (w for w in _directing() if "noun" in lexicon("en").senses(w))
    return v.OTHER_MEASURES | v.NEUTRAL_VERBS | frozenset(nouns)


_SHARES_BEFORE = re.compile(
    r"\b[Ss](?:hares|tock) (?:of|in) $"
)  # "Shares of Persimmon, Britain's second largest builder"
_FIGURE_BEFORE = re.compile(r"(?:\d%|percent|per cent)(?:[,;] and|[,;]| and) $")
_FIGURE_FOLLOWS = re.compile(r" [\d.]+ ?(?:%|percent\b|per cent\b)")  # "losing 5.8%, Dunelm 3.1% and Wickes 2.2%"
_OWN_SHARES_FOLLOW = re.compile(r"['’]s? (?:shares|stock)\b(?! (?:of|in|buyback|sales?|market))")
_ASIDE_FOLLOWS = re.compile(r", (?:which|whose) (?:[^.;:,]|(?<=\d)[.,](?=\d)){3,90}(?=,)")
_SHARES_FOLLOW = re.compile(
    r"(?:['’]s?|, whose)? (?:[\w-]+-listed |[Cc]lass [A-D] (?:common |ordinary )?)?(?:shares?|stock|Inc|Corp|Co\b|Ltd|plc|PLC|AG\b|SE\b|Group|Holdings)"
)


@cache
def _relative_follows() -> re.Pattern[str]:
    """ "Intel, which makes chips", "Strategy, the biggest corporate holder of the coin, closed 4.4% lower"."""
    verbs = "|".join(sorted(map(re.escape, _directing() | {"closed", "ended", "was", "is"}), key=len, reverse=True))
    return re.compile(rf", (?:which|whose|based in) |, (?:the|an?) [^,.;]{{3,60}}, (?:{verbs}) ")


@cache
def _moves_follow() -> re.Pattern[str]:
    """A word of rising or falling right behind a name, or one word later."""
    words = sorted(_directing() | {"closed", "ended"}, key=len, reverse=True)
    return re.compile(rf",? (?:\w+ )?(?:{'|'.join(map(re.escape, words))})\b", re.IGNORECASE)


def _directing() -> frozenset[str]:
    return directing("en", "up") | directing("en", "down")


_LIST_FOLLOWS = re.compile(r"(?:, | and | & )[A-Z]")  # "Apple and Microsoft are each up"
_ACTS_FOLLOW = re.compile(
    r" (?:was|is|has|had|said|says|will|reported|announced|led|posted|unveiled|reversed|swung|turned|pared|gave|clawed|beat|missed"
    r"|outperformed|underperformed|weighed|dragged)\b"
)
