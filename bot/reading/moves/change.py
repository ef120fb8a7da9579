"""How large a change is and of what kind: in percent or points, at the least, mechanical; what is a level, and what no price."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from bot.listings import Listing
from bot.reading.document import Sentence
from bot.reading.figures import Figure
from bot.reading.findings import Amount
from bot.reading.languages.base import Directed
from bot.reading.moves.focus import Referent
from bot.reading.tokens import Token, token_at

_ADJUSTED_WITHIN = 7  # tokens
_Size = tuple[Decimal | None, tuple[Decimal, Decimal] | None, Amount | None]


def size_of(
    tokens: Sequence[Token], one: Directed, figure: int | None, referent: Referent, listing: Listing | None
) -> _Size | None:
    """(percent, range, change), signed; None for a bare number of anything but an index."""
    sign = -1 if one.direction == "down" else 1
    percent, band, change = None, None, None
    value = figure_at(tokens, figure) if figure is not None else None
    if value is not None and value.kind == "percent":
        percent = sign * abs(value.value)
        if one.upper is not None:
            low, high = sorted((abs(value.value), abs(figure_at(tokens, one.upper).value)))
            percent, band = None, (sign * low, sign * high)
    elif value is not None and value.kind == "number":
        if company_kind(referent) != "index":
            return None
        change = Amount(sign * abs(value.value), "points")
    elif value is not None:
        change = Amount(sign * abs(value.value), value.unit or "")
    if one.amount is not None:
        beside = figure_at(tokens, one.amount)
        change = Amount(sign * abs(beside.value), beside.unit or _unit_of_a_row(referent, listing))
    return percent, band, change


_MARKS = ("los", "reclaim", "regain", "recover", "retak")  # how verbs begin that have a price for their object


def is_a_mark(sentence: Sentence, one: Directed, referent: Referent) -> bool:
    """ "Bitcoin Loses $70K", "台股盘中最低下探31105.20点": a price that was crossed or touched, and no change."""
    bare = one.level is None and len(one.figures) == 1 and one.amount is None
    if not bare or company_kind(referent) not in ("crypto", "commodity", "index"):
        return False
    figure = figure_at(sentence.tokens, one.figures[0])
    if figure.kind == "points" and sentence.tokens[one.word].key in _PROBES:
        return figure.value >= _HEIGHT
    return figure_at(sentence.tokens, one.figures[0]).kind == "money" and sentence.tokens[one.word].key.startswith(
        _MARKS
    )


_PROBES = ("下探", "上探", "上攻", "冲高", "下杀")
_HEIGHT = 1000  # points: no session has moved an index by so much that is told so


_PROBES_A_PRICE = ("下探", "上探")


def is_a_level(sentence: Sentence, one: Directed) -> bool:
    """ "The euro stood at USD1.1611, higher against USD1.1596", "一度下探520港元": where it stands, and no change."""
    tokens = sentence.tokens
    if tokens[one.word].key in _PROBES_A_PRICE and len(one.figures) == 1 and one.level is None:
        return figure_at(tokens, one.figures[0]).kind == "money"
    if one.shape != "figure then adverb" or len(one.figures) != 1 or one.level is not None or one.end >= len(tokens):
        return False
    at = one.figures[0]
    stands = at > 0 and tokens[at - 1].has("level-link") and figure_at(tokens, at).kind == "money"
    return stands and (tokens[one.end].has("compared"))


def _unit_of_a_row(referent: Referent, listing: Listing | None) -> str:
    """In a row of a table a change has no unit: an index's are points, a share's its money."""
    if company_kind(referent) == "company" and listing is not None:
        return listing.currency
    return "points"


def company_kind(referent: Referent) -> str:
    """The kind of the table's instrument that is meant, "" for what the table lacks."""
    return referent.company.kind if referent.company is not None else ""


_LIMITS = {"688": 20, "689": 20, "300": 20, "301": 20}  # percent a day, by the beginning of a mainland code


def at_least_of(one: Directed, listing: Listing | None, referent: Referent, *, limit: bool) -> Decimal | None:
    """The least percent that a size told in a word may be: "doubled", or the daily limit of the board (rules of SSE, SZSE, BSE, TWSE)."""
    if one.at_least is not None:
        return Decimal(one.at_least)
    if not limit or listing is None:
        return None
    if listing.mic == "BJSE":
        return Decimal(30)
    if "ST" in referent.words[:3]:
        return Decimal(5)
    if listing.mic in ("XSHG", "XSHE"):
        return Decimal(_LIMITS.get(listing.code[:3], 10))
    return Decimal(10) if listing.mic in ("XTAI", "ROCO") else None


_TO_COME = frozenset({"next", "tomorrow", "下周", "将于", "下月", "明日", "明天"})


def is_mechanical(sentence: Sentence, one: Directed, referent: Referent) -> bool:
    """A split, an ex-dividend day, a bonus issue: the price was reckoned anew, and nobody lost anything."""
    told = [i for i, t in enumerate(sentence.tokens) if t.has("mechanical") and not _is_long_ago(sentence, i)]
    if company_kind(referent) == "index":
        return False  # nobody splits an index
    if not any(_is_of_it(sentence, one, i) for i in told) or any(t.key in _TO_COME for t in sentence.tokens):
        return False
    near = sentence.tokens[max(0, one.start - _ADJUSTED_WITHIN) : one.end + _ADJUSTED_WITHIN]
    return not any(t.has("adjusted") for t in near)


_SINCE_WITHIN = 4  # tokens


def _is_long_ago(sentence: Sentence, i: int) -> bool:
    """ "its first special dividend since it was spun off from Siemens in 2020"."""
    return any(t.key == "since" for t in sentence.tokens[max(0, i - _SINCE_WITHIN) : i])


def _is_of_it(sentence: Sentence, one: Directed, mechanical: int) -> bool:
    """ "恒指升0.3%，汇控除净跌2%": with another name between, it is that one's; before the movement one name is its own."""
    first, last = sorted((mechanical, one.word))
    names = sum(t.has("name") and t.mention is not None for t in sentence.tokens[first + 1 : last])
    return names <= (1 if mechanical < one.word else 0)


def figure_at(tokens: Sequence[Token], i: int) -> Figure:
    figure = tokens[i].figure
    assert figure is not None
    return figure


def qualifier_of(tokens: Sequence[Token], one: Directed, figure: int | None) -> str | None:
    if figure is None and one.shape == "multiple":
        more = token_at(tokens, one.word - 1).has("qualifier")
        return (
            f"{tokens[one.word - 1].text.lower()} {tokens[one.word].text.lower()}"
            if more
            else tokens[one.word].text.lower()
        )
    at = figure if figure is not None else one.level
    if at is None or at == 0:
        return None
    before = tokens[at - 1]
    if before.text[-1:] in _OPEN_ENDS:
        return before.text[-1]
    return before.text.lower() if before.has("qualifier", "extreme", "bound") else None


_OPEN_ENDS = ("超", "逾")  # "涨超5%": the verb has the qualifier in it
