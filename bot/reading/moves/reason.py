"""Why a price moved: the clause of the story that says so, cut by rules, never made.

It stands in the move's own sentence, in the title or the lead where they tell the same move, or in a sentence close by that tells the
same of it or of its whole group ("Stocks rose as yields eased. The S&P 500 gained 0.4%"). None where the story gives none.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from bot.listings import BY_MIC
from bot.reading.document import Document, Sentence
from bot.reading.findings import PriceMove, Quote
from bot.reading.languages.base import Cause, Directed, Direction, Phrase
from bot.reading.languages.word_lists import word_lists
from bot.reading.moves.tellings import Telling
from bot.reading.sentences import quote_at
from bot.reading.tokens import Token, token_at

_SHARED_KINDS = frozenset({"index", "commodity", "currency", "crypto"})
_BEFORE, _BEHIND = 5, 3  # sentences around a move in which its cause may stand
_OF_A_GROUP = 3  # sentences behind one that tells of a group
_GOES_BACK = 2  # sentences to what "the drop" was
_LEAD = 2  # sentences of the body that tell what the title does


@dataclass(frozen=True, slots=True)
class _Stated:
    """A cause with what it is said to have moved: the companies that are named there, or a whole group ("stocks")."""

    sentence: Sentence
    number: int
    cause: Cause
    direction: Direction
    companies: frozenset[str]
    group: str
    one: bool
    """Whether the group has one member: "Canada's main stock index", the first that the story tells of."""
    goes_on: bool
    perfect: bool
    """Whether it tells of a time that lasts: "have been rising as ..."."""

    def moved(self, move: PriceMove, kind: str) -> bool:
        """Whether it tells of what the move tells of."""
        name = move.company or move.instrument
        return (
            name in self.companies or (self.group != "" and self.group == kind) or _of_a_family(name, self.companies)
        )


# "Oil rose as ...": told of a good, it holds for its sorts.
_FAMILIES = {"Crude oil": ("crude", "brent", "wti", "oil"), "Gold": ("gold",), "Silver": ("silver",)}


def _of_a_family(name: str, companies: frozenset[str]) -> bool:
    return any(sort in name.lower() for c in companies for sort in _FAMILIES.get(c, ()))


_AWAY = ("meanwhile", "elsewhere", "in other", "separately", "by contrast", "此外", "另外", "其他方面")


def _turns_away(sentence: Sentence) -> bool:
    """ "Meanwhile, Hong Kong's Hang Seng climbed": what was said of a group before is no longer told."""
    return sentence.folded[sentence.start : sentence.end].startswith(_AWAY)


def _are_siblings(move: PriceMove, stated: _Stated) -> bool:
    """ "Brent rose 1% after a deal failed. U.S. crude added 2%": two sorts of one good."""
    name = (move.company or "").lower()
    sorts = next((s for s in _FAMILIES.values() if any(x in name for x in s)), ())
    return any(x in c.lower() for c in stated.companies for x in sorts)


_CONTINENTS = {"Australia": "Asia", "Pacific": "Asia"}


def _continent(move: PriceMove) -> str:
    zone = BY_MIC[move.listing.mic].zone.key if move.listing is not None and move.listing.mic in BY_MIC else ""
    area = zone.partition("/")[0]
    return _CONTINENTS.get(area, area)


def with_reasons(document: Document, told: Sequence[Telling]) -> tuple[Telling, ...]:
    """The tellings, each move with its reason where the story gives one."""
    if not any(t.moves for t in told):
        return tuple(told)
    reasons = _Reasons(document, told)
    return tuple(
        replace(
            t, moves=tuple(m if m.scope == "mechanical" else replace(m, reason=reasons.of(t, m)) for m in t.moves)
        )
        for t in told
    )


class _Reasons:
    """The causes of a story, found where they are asked for."""

    def __init__(self, document: Document, told: Sequence[Telling]) -> None:
        self._document = document
        self._told = told
        self._numbers = {s.start: i for i, s in enumerate(document.sentences)}
        self._stated: dict[int, tuple[_Stated, ...]] = {}

    def of(self, telling: Telling, move: PriceMove) -> Quote | None:
        """The reason of one move: its own sentence's, else that of the nearest place that tells the same."""
        own = self._own(telling, move)
        if own is not None:
            return own
        if move.scope == "longer" or self._is_of_a_day_before(move):
            return None
        return next((self._quote(s) for s in self._around(telling) if self._holds_for(s, telling, move)), None)

    def _told_without_figure(
        self, stated: _Stated, here: Sequence[Telling], telling: Telling, move: PriceMove
    ) -> bool:
        """ "Natural gas settled higher with hot weather; the contract gained 1.4%": the sentence says it of the same first."""
        if any(t.moves and _explains(stated.cause, t.candidate.found) for t in here) or _holds_itself(
            stated.cause, telling
        ):
            return False
        return stated.direction == move.direction and stated.moved(move, _kind(telling, move))

    def _is_of_a_day_before(self, move: PriceMove) -> bool:
        """ "climbed 5.3% on Friday, extending Thursday's 1.9% advance": the title tells of the last day."""
        same = [m for t in self._told for m in t.moves if m.company == move.company and m.how.session != "default"]
        days = [m.session for m in same if m.session is not None]
        return move.session is not None and move.session < max(days, default=move.session)

    def _own(self, telling: Telling, move: PriceMove) -> Quote | None:
        stated = self._stated_in(self._numbers[telling.sentence.start])
        for s in stated:
            if _explains(s.cause, telling.candidate.found) and not _holds_itself(s.cause, telling):
                return self._quote(s) if not _contradicts(s, move) else None
        here = [t for t in self._told if t.sentence is telling.sentence]
        for s in stated:
            holds = _goes_on_to(s.cause, here, telling, move) or _of_its_group(s, here, telling)
            holds = holds or self._told_without_figure(s, here, telling, move) or _says_of_it(s, here, telling)
            if holds and not _contradicts(s, move):
                return self._quote(s)
        return None

    def _around(self, telling: Telling) -> Iterator[_Stated]:
        """The nearest sentences before it, the one behind, the title and the lead."""
        here = self._numbers[telling.sentence.start]
        first = self._document.first
        near = [*range(here - 1, max(first, here - _BEFORE) - 1, -1), *range(here + 1, here + 1 + _BEHIND)]
        for number in dict.fromkeys([*near, *range(first + _LEAD)]):
            if number != here and 0 <= number < len(self._document.sentences):
                yield from self._stated_in(number)

    def _holds_for(self, stated: _Stated, telling: Telling, move: PriceMove) -> bool:
        if stated.direction != move.direction or stated.perfect or _contradicts(stated, move):
            return False
        if stated.goes_on:
            return self._is_told_just_before(stated, telling)
        if stated.one and not self._is_the_first_index(move):
            return False
        kind = _kind(telling, move)
        if stated.group == "company" and not self._is_near(stated, telling):
            return False
        if stated.group and not self._is_near(stated, telling) and not self._is_of_its_market(move):
            return False
        near = self._is_near(stated, telling)
        return (stated.moved(move, kind) or (near and _are_siblings(move, stated))) and self._is_of_its_day(
            stated, move
        )

    def _is_of_its_market(self, move: PriceMove) -> bool:
        """What the lead says of "stocks" holds for the day and the part of the world that the story tells of first."""
        first = self._first_index()
        return first is not None and move.session == first.session and _continent(move) == _continent(first)

    def _is_the_first_index(self, move: PriceMove) -> bool:
        first = self._first_index()
        return first is not None and move.company == first.company

    def _first_index(self) -> PriceMove | None:
        return next((m for t in self._told for m in t.moves if _kind(t, m) == "index" and m.listing), None)

    def _is_near(self, stated: _Stated, telling: Telling) -> bool:
        """A group's is told before its members'; behind them only where it names no day of its own."""
        distance = self._numbers[telling.sentence.start] - stated.number
        if stated.group == "company":
            return distance == 1 and not _turns_away(telling.sentence)
        if _turns_away(telling.sentence):
            return False
        untimed = not any(t.has("time") for t in stated.sentence.tokens)
        return 0 <= distance <= _OF_A_GROUP or (untimed and -_BEHIND <= distance < 0)

    def _is_told_just_before(self, stated: _Stated, telling: Telling) -> bool:
        """ "The drop came after ...": of what the sentence before told last."""
        if any(t.moves and t.sentence is stated.sentence for t in self._told):
            return False  # of what its own sentence told
        if stated.sentence.paragraph != telling.sentence.paragraph:
            return False
        near = range(stated.number - _GOES_BACK, stated.number)
        before = [t for t in self._told if t.moves and self._numbers[t.sentence.start] in near]
        return bool(before) and before[-1] is telling

    def _is_of_its_day(self, stated: _Stated, move: PriceMove) -> bool:
        """Whether nothing that the sentence tells is of another day."""
        days = {
            m.session for t in self._told if t.sentence is stated.sentence for m in t.moves if m.session is not None
        }
        return move.session is None or not days or move.session in days

    def _stated_in(self, number: int) -> tuple[_Stated, ...]:
        if number not in self._stated:
            sentence = self._document.sentences[number]
            found = (_stated(self._document, sentence, number, c) for c in sentence.language.causes(sentence.tokens))
            self._stated[number] = tuple(s for s in found if s is not None)
        return self._stated[number]

    def _quote(self, stated: _Stated) -> Quote:
        return quote_at(self._document.story, stated.cause.start, stated.cause.end)


_PERFECT = frozenset({"have", "has", "had", "'ve"})


def _stated(document: Document, sentence: Sentence, number: int, cause: Cause) -> _Stated | None:
    tokens, language = sentence.tokens, sentence.language
    if _counts_from(cause, tokens) or all(
        t.has("det", "name", "tag", "share", "place", "gauge", "neutral", "market-noun")
        for t in tokens
        if cause.start <= t.start < cause.end
    ):
        return None  # "The", "Walmart", "U.S. stocks"
    word = tokens[cause.effect]
    upward = word.has("up", "causes-up") or word.key.endswith(word_lists("causes", language.code).get("group_up", ()))
    direction: Direction = "up" if upward else "down"
    found = Directed("stated", direction, cause.effect, cause.effect, cause.effect, cause.effect + 1)
    phrase = language.subject(tokens, found) or language.main_subject(tokens)
    words = word_lists("causes", language.code)
    companies = _companies(tokens, phrase) or _of_the_noun(tokens, cause)
    group = "" if companies else _group(sentence, phrase)
    points = cause.effect <= 2 and tokens[0].key.lower().startswith(words["goes_on"])
    named = any(t.mention is not None for t in tokens[: cause.effect])
    goes_on = not companies and not group and not named and (word.has("noun") or (points and language.code == "zh"))
    perfect = any(t.key.lower() in _PERFECT for t in tokens[max(0, cause.effect - 3) : cause.effect])
    one = group == "index" and phrase is not None and tokens[phrase.last].key == "index"
    return _Stated(sentence, number, cause, direction, companies, group, one, goes_on, perfect)


_AFTER_WITHIN = 4  # tokens


def _counts_from(cause: Cause, tokens: Sequence[Token]) -> bool:
    """ "A day after the department surprised markets": since when, and not why; what somebody did itself a day before is why it moves."""
    inside = [t.key.lower() for t in tokens if cause.start <= t.start < cause.end]
    counted = next((i for i, w in enumerate(inside[:_AFTER_WITHIN]) if w.split()[-1:] == ["after"]), None)
    if counted is None or inside[counted + 1 : counted + 2] == ["it"]:
        return False
    its_own = inside[counted + 1 : counted + 3] == ["the", "company"]
    return not its_own and any(w in _SPANS for w in " ".join(inside[: counted + 1]).split())


_SPANS = frozenset({"day", "days", "week", "weeks", "month", "months", "hours"})


def _of_the_noun(tokens: Sequence[Token], cause: Cause) -> frozenset[str]:
    """ "The drop in Tesla shares came after a recall": whom the noun tells of."""
    behind = cause.effect + 1
    if not tokens[cause.effect].has("noun") or behind >= len(tokens) or tokens[behind].key not in ("in", "of"):
        return frozenset()
    named = (t.mention for t in tokens[behind:] if t.mention is not None and t.end <= cause.start)
    return frozenset(c.name for m in named for c in m.companies)


_OF_A_PRICE = ("share", "price", "future", "gauge", "coin", "fund", "market-noun", "tag")


def _companies(tokens: Sequence[Token], phrase: Phrase | None) -> frozenset[str]:
    """Whom a subject names."""
    if phrase is None or not (tokens[phrase.last].mention or tokens[phrase.last].has(*_OF_A_PRICE)):
        return frozenset()  # "oil supplies" are no oil price
    first = phrase.first
    while token_at(tokens, first - 1).key in ("and", ",") or token_at(tokens, first - 1).has("name", "participle"):
        first -= 1  # "Crude oil and refined product futures"
    named = (t.mention for t in tokens[first : phrase.last + 1] if t.mention is not None)
    return frozenset(c.name for m in named for c in m.companies)


def _group(sentence: Sentence, phrase: Phrase | None) -> str:
    """The kind of the table whose members a subject means together: "stocks" are the indices."""
    if phrase is None or any(t.mention is not None for t in sentence.tokens[phrase.first : phrase.last + 1]):
        return ""
    words = word_lists("causes", sentence.language.code)
    inside = sentence.tokens[phrase.first : phrase.last + 1]
    chinese = sentence.language.code == "zh"
    if not chinese:
        kept = [t for t in inside if not (t.has("place", "det", "genitive") or t.capital or t.key in _WIDE)] or inside
        written = " ".join(t.key.lower() for t in kept)
    else:
        written = "".join(t.key for t in inside)
        written = next((written.removesuffix(w) for w in _TOGETHER if written.endswith(w)), written)
    for kind in ("index", "crypto"):
        group = words[f"groups_{kind}"]
        if written in group or (chinese and written.endswith(group)):
            return kind
    kind = sentence.language.owner(sentence.tokens, phrase.first, phrase.last, frozenset()).kind
    return "company" if kind == "group" else ""  # "airline stocks": what the next sentence tells of its members


_TOGETHER = ("集体", "普遍", "整体", "全线", "多数")
_WIDE = frozenset({"global", "world", "major", "main", "most", "broader", "wider"})


def _explains(cause: Cause, found: Directed) -> bool:
    return found.start <= cause.effect < found.end or cause.effect in (found.word, found.head)


def _holds_itself(cause: Cause, telling: Telling) -> bool:
    return cause.start <= telling.sentence.tokens[telling.candidate.found.word].start < cause.end


def _contradicts(stated: _Stated, move: PriceMove) -> bool:
    """ "the Kospi added 0.8% as shares in major chipmakers slipped", "slipped after having been up": what went the other way is no reason."""
    tokens = stated.sentence.tokens
    inside = [t for t in tokens if stated.cause.start <= t.start < stated.cause.end]
    if any(a.key == "having" and b.key == "been" for a, b in pairwise(inside)):
        return True
    if stated.group and _tells_of_another_s_move(inside):
        return True
    other = "down" if move.direction == "up" else "up"
    turn = next((i for i, t in enumerate(inside) if t.has(other) and t.has("verb")), None)
    return turn is not None and any(t.has("share", "gauge") for t in inside[:turn])


def _tells_of_another_s_move(inside: Sequence[Token]) -> bool:
    """ "Asian shares gain as chipmaker CXMT soars in its debut": beside what a group did it is told when, and not why."""
    named = next(
        (i for i, t in enumerate(inside) if t.names("company") or (t.capital and not t.senses and t.text.isupper())),
        None,
    )
    if named is None or inside[0].key != "as":
        return False
    behind = inside[named + 1 : named + 3]
    return any(t.has("up", "down") and t.has("verb") for t in behind)


def _goes_on_to(cause: Cause, here: Sequence[Telling], telling: Telling, move: PriceMove) -> bool:
    """ "The Dow fell 1% and the S&P 500 lost 2% as yields rose": one reason for a row of markets that went one way, and for one owner."""
    explained = next((t for t in here if t.moves and _explains(cause, t.candidate.found)), None)
    if explained is None or _holds_itself(cause, telling) or _is_of_its_own_clause(cause, telling):
        return False
    same = move.company is not None and any(
        m.company == move.company and (m.session, m.scope) == (move.session, move.scope) for m in explained.moves
    )
    first, last = sorted((telling.candidate.found.word, explained.candidate.found.word))
    row = [t for t in here if t.moves and first <= t.candidate.found.word <= last]
    one_way = all(t.candidate.found.direction == move.direction for t in row)
    return one_way and (same or all(_is_shared(t) for t in row) or _heads_a_row(cause, explained, row))


def _is_of_its_own_clause(cause: Cause, telling: Telling) -> bool:
    """ "标普跌0.22%，纳指则被软件股拖累，跌0.97%": what stands behind a subject of its own holds for none before it."""
    tokens = telling.sentence.tokens
    before = [t for t in tokens if t.end <= cause.start]
    enclosed = bool(before) and not before[-1].has("mark")
    return (
        telling.sentence.language.code == "zh"
        and enclosed
        and tokens[telling.candidate.found.word].start < cause.start
    )


def _heads_a_row(cause: Cause, explained: Telling, row: Sequence[Telling]) -> bool:
    """ "黄金股跌幅居前，受金价回落拖累，甲跌4.4%，乙跌3.7%", "航运走弱，甲、乙均跌逾2%，丙小跌0.8%，主因运价再跌": a sector that went their way before
    them, and a reason on the other side of the row."""
    tokens, language = explained.sentence.tokens, explained.sentence.language
    words = [t.candidate.found.word for t in row]
    begins = min(t.candidate.found.start for t in row)
    behind = cause.start > tokens[max(words)].start
    ahead = cause.end <= tokens[begins].start
    if language.code != "zh" or not (behind or ahead):
        return False
    direction = explained.candidate.found.direction
    comma = next((i for i, t in enumerate(tokens) if t.key in ("，", ",", "；", "：")), 0)
    head = tokens[:comma]
    turned = any(t.has(direction) or t.key.endswith(word_lists("causes", "zh")[f"group_{direction}"]) for t in head)
    sector = any(t.key in word_lists("causes", "zh")["sector_ends"] for t in head)
    return (turned or sector) and not any(t.names("company") or t.figure for t in head)


def _of_its_group(stated: _Stated, here: Sequence[Telling], telling: Telling) -> bool:
    """ "Lower oil lifted airlines, and Delta rose 3%", "iron ore went lower on the news, losing 3.8%": what follows in the sentence that way."""
    found = telling.candidate.found
    effect = telling.sentence.tokens[stated.cause.effect].start
    if stated.cause.effect >= found.word or _holds_itself(stated.cause, telling):
        return False
    if stated.cause.start > effect and telling.sentence.language.code == "en":
        return False  # "Stocks rose on data, and Tesla gained 3%"
    told = [t for t in here if t.moves]
    if any(_explains(stated.cause, t.candidate.found) for t in told):
        return False
    between = [t for t in told if stated.cause.effect < t.candidate.found.word <= found.word]
    return all(t.candidate.found.direction == stated.direction for t in between)


def _says_of_it(stated: _Stated, here: Sequence[Telling], telling: Telling) -> bool:
    """ "Micron rose 7.9%, and analysts laid the gain to ...": the last that the sentence told before."""
    if not stated.goes_on or stated.direction != telling.candidate.found.direction:
        return False
    before = [t for t in here if t.moves and t.candidate.found.word < stated.cause.effect]
    return bool(before) and before[-1] is telling


def _is_shared(telling: Telling) -> bool:
    """Whether it tells of a market, an index, a good: what moves one moves its like."""
    return any(_kind(telling, m) in _SHARED_KINDS for m in telling.moves)


def _kind(telling: Telling, move: PriceMove) -> str:
    mentions = [o.mention for o in telling.candidate.owners if o.mention is not None]
    return next((m.company.kind for m in mentions if m.company is not None), "")
