"""What a Chinese noun phrase names."""

from __future__ import annotations

from dataclasses import replace

from bot.listings import PLACES
from bot.reading.languages.base import Owner
from bot.reading.names.mentions import Mention
from bot.reading.tokens import Token, Tokens

_INSTRUMENT_KINDS = frozenset({"index", "commodity", "currency", "crypto"})
_NEUTRAL = frozenset(
    "现货 国际 纽约 伦敦 布伦特 美国 主力 隔夜 伦敦布伦特 离岸 在岸 人民币 香港 日本 英国 德国 法国 台湾 台北 东京 上海 深圳 欧洲 亚洲 美 国 当地 comex nymex".split()
)
_OF_MEASURES = ("量", "率", "额", "数", "费", "度", "额度", "人数", "金额")  # how words end that count something
_SHORTEST = 2  # characters of a name


def owner(tokens: Tokens, first: int, last: int, common: frozenset[str]) -> Owner:
    """What tokens[first:last + 1] names. Chinese writes no capitals: everyday words are no matter here."""
    found = _named_behind(tokens, _behind_relative(tokens, first, last), last)
    place = _listed_at(tokens, first, last)
    return replace(found, place=place) if place and not found.place else found


def _listed_at(tokens: Tokens, first: int, last: int) -> str:
    """ "在香港上市的中国万科": where the share is listed that is told of."""
    places = (tokens[i].key for i in range(first, last) if tokens[i + 1].key == "上市" and tokens[i].key in PLACES)
    return next(places, "")


def _named_behind(tokens: Tokens, first: int, last: int) -> Owner:
    if tokens[last].has("pronoun") and tokens[last].key.startswith(_THIS):
        return Owner("pronoun", last, last, shares=True, noun="share")  # "按复权计算该股"
    words = range(first, last + 1)
    if any(tokens[i].has("measure") for i in words):
        share = tokens[last].has("share")
        return Owner("pronoun", last, last, shares=True, noun="share") if share else Owner("measure", first, last)
    if any(tokens[i].has("group") for i in words) and not tokens[last].has("name", "share", "tag"):
        return Owner("group", first, last)
    if any(not tokens[i].senses and tokens[i].key.endswith(_OF_MEASURES) for i in words):
        return Owner("measure", first, last)
    tag = next((tokens[i].mention for i in words if tokens[i].has("tag")), None)
    names = [i for i in words if tokens[i].has("name")]
    shares = any(tokens[i].has("share") for i in words)
    future = any(tokens[i].has("future") for i in words)
    if any(tokens[i].has("shop-good") for i in words) and not future:
        return Owner("other", first, last)
    if names:
        return _named(tokens, first, last, names, shares=shares, future=future)
    if tag is not None:
        at = next(i for i in words if tokens[i].has("tag"))
        return Owner("name", first, max(first, at - 1), tag, shares, future)
    return _nameless(tokens, first, last, shares=shares, future=future)


_THIS = ("该", "其")


def _behind_relative(tokens: Tokens, first: int, last: int) -> int:
    """ "间接持股的金发科技", "其跟踪的中证稀土产业指数": what stands before 的 describes the name behind it."""
    cut = max((i for i in range(first, last) if tokens[i].key == "的"), default=-1)
    gauge = cut >= 0 and cut + 1 < last and tokens[last].has("gauge")
    named = cut >= 0 and (gauge or any(tokens[i].has("name", "tag") for i in range(cut + 1, last + 1)))
    return cut + 1 if named else first


def _is_class_mark(tokens: Tokens, i: int) -> bool:
    """ "理想汽车-W": a mark of the exchange behind a name."""
    return tokens[i - 1].key in ("-", "(", "（") and tokens[i].text.isupper() and len(tokens[i].text) <= _MARK_LETTERS


def _has_another_word(tokens: Tokens, name: int, last: int) -> bool:
    behind = range(name + 1 + _says_its_trade(tokens, name, last), last + 1)
    fed = tokens[name].names("crypto")
    return any(
        not tokens[i].senses and not _is_class_mark(tokens, i) and not (fed and _is_a_feed_in_brackets(tokens, i))
        for i in behind
    )


def _is_a_feed_in_brackets(tokens: Tokens, i: int) -> bool:
    """ "比特币 (BitfinexUSD)跌近1.5%": where the price is from, in Latin letters."""
    bracketed = tokens[i - 1].key in "(（" and i + 1 < len(tokens) and tokens[i + 1].key in ")）"
    return bracketed and tokens[i].text.isascii()


def _says_its_trade(tokens: Tokens, name: int, last: int) -> bool:
    """ "再生元制药", "诺华制药": what a firm makes, as a part of its own name."""
    return name < last and tokens[name + 1].key in _TRADES


_TRADES = ("制药", "生物制药", "医药")
_MARK_LETTERS = 5  # "-W", "（COST）"


def _pair_of(tokens: Tokens, names: list[int]) -> int | None:
    """ "英镑/美元", "欧元兑美元": of two currencies the first is moved."""
    if len(names) != 2 or tokens[names[0] + 1].key not in ("/", "兑", "对"):
        return None
    mentions = [tokens[i].mention for i in names]
    kinds = {m.company.kind for m in mentions if m is not None and m.company is not None}
    return names[0] if kinds == {"currency"} else None


def _named(tokens: Tokens, first: int, last: int, names: list[int], *, shares: bool, future: bool) -> Owner:
    pair = _pair_of(tokens, names)
    if pair is not None:
        return Owner("name", pair, pair, tokens[pair].mention)
    name = _carrier(tokens, last, names)
    code = next((i for i in range(name + 1, last + 1) if tokens[i].has("tag")), None)
    tag = tokens[code].mention if code is not None else None
    mention = tag or tokens[name].mention
    if code is not None:
        if not tokens[last].has("share") and _has_another_word(tokens, code, last):
            return Owner("other", first, last)  # "腾讯（00700）签单": something that it has
        place = tokens[last].key if tokens[last].key in _CLASSES else ""  # "台積電（2330）ADR"
        return Owner("name", name, last, tag, shares, future, place=place)
    if any(t.has("economic") for t in tokens[first : last + 1]):
        return Owner("measure", first, last)
    if mention is not None and _is_part_of_another(tokens, first, name, last, mention):
        return Owner("instrument", first, last, noun="gauge")
    kind = mention.company.kind if mention and mention.company else ""
    if kind == "company" and _is_of_a_market(tokens, name, last):
        return Owner("name", name, name, mention, shares=True, place=tokens[last].key)
    if kind == "commodity" and any(tokens[i].key.startswith("主") for i in range(name + 1, last + 1)):
        return Owner("instrument", name, last, noun="good")  # "原油主力": the contract of a Chinese exchange
    if kind == "index" and _is_a_part_of_it(tokens, name, last):
        return Owner("instrument", first, last, noun="gauge")  # "斯托克600银行指数", "标普500ETF"
    if kind == "index" and future:
        return Owner("instrument", name, last, mention, future=True, noun="future")
    if (
        kind == "company"
        and not shares
        and any(tokens[i].has("gauge", "price", "fund", "good", "coin", "future") for i in range(name + 1, last + 1))
    ):
        return Owner("instrument", name, last)
    if kind in ("company", "crypto") and _has_another_word(tokens, name, last):
        return Owner("other", first, last)  # "英伟达供应商": somebody beside it
    return Owner(
        "name", name, _end_of(tokens, name, last), mention, shares, future, place=_place(tokens, first, last)
    )


_CLASSES = (
    "h股",
    "a股",
    "美股",
    "港股",
    "台股",
    "adr",
    "预托证券",
    "美国预托证券",
    "存托凭证",
    "美国存托凭证",
    "美国存托股份",
)
_MARKETS = ("美股", "港股", "台股")


def _is_of_a_market(tokens: Tokens, name: int, last: int) -> bool:
    """ "阿里港股今早高开", "阿里隔晚美股收市升": the shares that a company has there."""
    between = tokens[name + 1 : last]
    return name < last and tokens[last].key in _MARKETS and all(t.has("time", "day-word", "day:-1") for t in between)


def _place(tokens: Tokens, first: int, last: int) -> str:
    """ "比亚迪A股", "H股": which of a company's shares."""
    return next(
        (tokens[i].key for i in range(first, last + 1) if tokens[i].key in _CLASSES or tokens[i].has("place")), ""
    )


def _carrier(tokens: Tokens, last: int, names: list[int]) -> int:
    """Of several names in a row the one that is moved: behind 的 and apposition the last, of two names of a good the exact one."""
    if len(names) == 2 and all(_kind(tokens[i]) == "commodity" for i in names):
        return names[0]  # "WTI 10月原油期货"
    return names[-1] if not any(tokens[i].key in "(（" for i in range(names[0], names[-1])) else names[0]


def _kind(t: Token) -> str:
    company = t.mention.company if t.mention is not None else None
    return company.kind if company is not None else ""


def _end_of(tokens: Tokens, name: int, last: int) -> int:
    end = name
    while end < last and (
        tokens[end + 1].has("share", "price", "gauge", "tag", "future", "good", "form")
        or tokens[end + 1].key in ("的",)
    ):
        end += 1
    return end


def _is_a_part_of_it(tokens: Tokens, name: int, last: int) -> bool:
    """Whether a trade stands between an index's name and "index", or a fund behind it."""
    ends = [i for i in range(name + 1, last + 1) if tokens[i].has("gauge", "fund")]
    if not ends:
        return False
    trade = any(
        tokens[i].has("group", "sector", "shop-good", "good") or not tokens[i].senses
        for i in range(name + 1, ends[-1])
    )
    return trade or tokens[ends[-1]].has("fund")


def _is_part_of_another(tokens: Tokens, first: int, name: int, last: int, mention: Mention) -> bool:
    """ "彭博美元指数", "集运指数": another word around an instrument's makes it another."""
    company = mention.company
    if company is None or company.kind not in _INSTRUMENT_KINDS or mention.tag_start is not None or name == first:
        return False
    before = tokens[name - 1]
    same = before.mention is not None and before.mention.company == company
    if same or before.end != tokens[name].start or before.key.endswith(tuple(_NEUTRAL)):
        return False
    return not before.senses or before.has("name")


_THE_INDEX = ("指数", "大盘")


def _behind_what_it_is(tokens: Tokens, unknown: list[int]) -> int:
    """ "所有者 PVH": where the name begins, if it is in Latin letters behind Chinese words that say what it is."""
    start = len(unknown) - 1
    while start > 0 and tokens[unknown[start]].capital and tokens[unknown[start - 1]].capital:
        start -= 1
    return unknown[start] if tokens[unknown[start]].capital else unknown[0]


def _nameless(tokens: Tokens, first: int, last: int, *, shares: bool, future: bool) -> Owner:
    text = "".join(t.text for t in tokens[first : last + 1])
    pronouns = [i for i in range(first, last + 1) if tokens[i].has("pronoun", "share")]
    unknown = [i for i in range(first, last + 1) if not tokens[i].senses]
    if pronouns and not unknown:
        return Owner("pronoun", first, last, shares=True, noun="share", place=_place(tokens, first, last))
    if any(t.has("economic") for t in tokens[first : last + 1]):
        return Owner("measure", first, last)
    if not unknown:
        if first == last and tokens[last].key in _THE_INDEX:
            return Owner("pronoun", first, last, noun="gauge")
        if any(t.has("market-noun") for t in tokens[first : last + 1]):
            return Owner("instrument", first, last, noun="gauge")
        kind = next(
            (s for s in ("coin", "gauge", "good", "price") if any(t.has(s) for t in tokens[first : last + 1])), ""
        )
        return (
            Owner("instrument", first, last, noun=kind, future=future)
            if any(t.has("good") for t in tokens[first : last + 1])
            else Owner("other", first, last, noun=kind)
        )
    if any(t.has("gauge", "future", "fund", "coin", "good") for t in tokens[first : last + 1]):
        return Owner("instrument", first, last, future=future)
    if tokens[last].key.endswith("币"):
        return Owner("instrument", unknown[0], last, noun="coin")
    latin = all(tokens[i].text[:1].isupper() for i in unknown)
    if (
        not shares
        and not latin
        and not any(tokens[i].has("form") for i in range(unknown[-1] + 1, last + 1))
        and not (last + 2 < len(tokens) and tokens[last + 1].key in "(（" and tokens[last + 2].text.isupper())
    ):
        return Owner("other", first, last)  # too often a word: "即饮茶下滑11%"
    end = unknown[-1]
    start = _behind_what_it_is(tokens, unknown)
    name = "".join(t.text for t in tokens[start : end + 1])
    if len(name) < _SHORTEST or "的" in name:
        return Owner("other", first, last)
    return Owner("unknown", start, end, shares=shares) if text else Owner("other", first, last)
