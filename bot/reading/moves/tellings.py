"""Which movements of a sentence are a price's: each with its owners and its context, and why it is none where it is none."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from bot.reading.context import context_of, place_of
from bot.reading.document import Document, Sentence
from bot.reading.findings import PriceMove
from bot.reading.languages.base import Directed, Owner, Phrase
from bot.reading.moves.candidates import directed_in
from bot.reading.tokens import Token, token_at


@dataclass(frozen=True, slots=True)
class Candidate:
    """One movement of a sentence with the words of whom it is told. `dropped` says why it is no price's."""

    found: Directed
    subject: Phrase | None
    owners: tuple[Owner, ...]
    context: str | None = None
    dropped: str = ""
    behind_measures: bool = False  # whether its paragraph has told what others sold or earned, and nobody's price


@dataclass(frozen=True, slots=True)
class Telling:
    """A candidate of a sentence with the moves that it gave; what it was dropped for stands in the candidate."""

    sentence: Sentence
    candidate: Candidate
    moves: tuple[PriceMove, ...]


@dataclass
class _Taint:
    """What a sentence has told so far: of a price, or of something that a company has beside it."""

    of_measure: bool = False
    of_other: bool = False  # of something that is neither: a product, a fund without a name
    told: bool = False
    context: str | None = None


def candidates_in(document: Document, sentence: Sentence, *, listed_measure: bool = False) -> Iterator[Candidate]:
    """The movements of a sentence in order. What it tells of a measure first holds for what follows without a word for a price."""
    tokens = sentence.tokens
    taint = _Taint(listed_measure or _label_is_a_measure(tokens))
    for found in directed_in(tokens, sentence.language):
        phrase = sentence.language.subject(tokens, found)
        one = replace(found, head=sentence.language.head(tokens, found))
        if phrase is None:
            yield _without_subject(sentence, one, taint)
            continue
        spans = phrase.heads or ((phrase.first, phrase.last),)
        owners = tuple(sentence.language.owner(tokens, a, b, document.table.common) for a, b in spans)
        if tokens[phrase.last].has("genitive") and taint.told and not taint.of_measure and phrase.last > phrase.first:
            whose = sentence.language.owner(tokens, phrase.first, phrase.last - 1, document.table.common)
            owners = (
                (replace(whose, shares=True),) if whose.kind == "name" else owners
            )  # "while Rockwell's dropped 5.6%"
        if len(one.figures) < 2 and owners[-1].kind == "instrument" and owners[-1].noun == "gauge":
            owners = owners[-1:]  # "the Philadelphia gold and silver index" is one
        if owners[0].future and tokens[phrase.first].has("whose-price"):
            owners = tuple(replace(o, future=True) for o in owners)  # "Futures for the S&P 500 and Nasdaq"
        if len(owners) > 1 and not any(o.shares for o in owners):
            inside = tokens[owners[0].first : owners[0].last]
            owners = owners[:1] if any(t.key in ("at", "of", "in") for t in inside) else owners
            # "Revenues at Airbus Defence and Space"
        if all(o.kind == "measure" for o in owners) and _has_its_hour(sentence, one):
            owners = _first_named(tokens[: phrase.first]) or owners
        own = context_of(place_of(tokens, one, phrase))
        hangs = one.shape in _VERBLESS or tokens[one.word].has("ing") or _hangs_in_chinese(sentence, one, phrase)
        taint.context = own if own is not None or not hangs else taint.context
        dropped = _why_no_price(sentence, one, phrase, owners, taint)
        _note(tokens, phrase, owners, taint, dropped)
        yield Candidate(one, phrase, owners, taint.context or _question(tokens), dropped)


def _hangs_in_chinese(sentence: Sentence, one: Directed, phrase: Phrase) -> bool:
    """ "新台币年底将升至29.5元，升幅约3%": a clause without a subject of its own, nor a day, goes on with the one before."""
    if sentence.language.code != "zh" or phrase.link != "shared":
        return False
    end = max((i for i in range(one.start) if sentence.tokens[i].key in ("，", ",")), default=0)
    return not any(t.has("day-word", "weekday", "close") for t in sentence.tokens[end : one.start + 1])


def _without_subject(sentence: Sentence, one: Directed, taint: _Taint) -> Candidate:
    """Chinese elides a subject that the sentence before had; elsewhere a movement without one is nobody's."""
    context = context_of(place_of(sentence.tokens, one, None)) or _question(sentence.tokens)
    elided = Owner("pronoun", one.start, one.start)
    told = (_begins_an_item(sentence, one) and not taint.of_measure) or (
        sentence.language.code == "zh" and not _follows_a_measure(sentence, one)
    )
    if one.figures and told:
        return Candidate(one, None, (elided,), context)
    return Candidate(one, None, (elided,), context, "nobody is named")


def _begins_an_item(sentence: Sentence, one: Directed) -> bool:
    """ "--Up 12.97% over the last two weeks": an item that begins with its word goes on with whom the list is of."""
    return sentence.place == "item" and one.word <= 1 and one.shape in ("adverb then figure", "verb then figure")


def _why_no_price(sentence: Sentence, one: Directed, phrase: Phrase, owners: Sequence[Owner], taint: _Taint) -> str:
    """Why a movement is no price's, "" where it may be one's."""
    tokens = sentence.tokens
    if _tells_a_measure(sentence, one, phrase):
        return "it hangs on a measure"
    if tokens[phrase.first].key in ("those", "that") and not taint.told:
        return "nothing says of what"  # "those for Allstate"
    if all(o.kind == "measure" for o in owners):
        return "a measure"
    if _goes_with_a_measure(sentence, one, phrase, owners):
        return _WITH_A_MEASURE
    if owners[0].kind == "pronoun" and _is_defined(tokens, phrase):
        return "nobody is named"
    if any(t.has("shopping") for t in tokens) and not any(o.shares for o in owners):
        return "shopping"
    if taint.of_other and not taint.told and all(o.kind == "unknown" and not o.shares for o in owners):
        return "it goes on with something else"  # "the fund gained 4.6%, and Oculus was up 3.2%"
    tainted = taint.of_measure or _follows_a_measure(sentence, one)
    own = (
        _has_price_word(tokens, one, owners)
        or _has_its_code(sentence, one, owners, told=taint.told)
        or _has_its_hour(sentence, one)
        or (sentence.language.code == "en" and all(map(_is_an_index, owners)))
    )
    return "it goes on with a measure" if tainted and not own else ""


def _has_its_hour(sentence: Sentence, one: Directed) -> bool:
    """ "Snowflake第一财季收入增长31%，盘前涨13.5%", "盈利创新高，收报400港元，升2.5%": only a share has an hour before or after trading, and a close."""
    if sentence.language.code != "zh":
        return False
    tokens = sentence.tokens
    behind = next((i + 1 for i in range(one.start, -1, -1) if tokens[i].has("measure")), 0)
    near = tokens[behind : one.start + 1]
    return any(s.startswith("hour:") or s in _OF_A_SESSION for t in near for s in t.senses)


def _has_its_code(sentence: Sentence, one: Directed, owners: Sequence[Owner], *, told: bool) -> bool:
    """ "合約價將再季增15%，激勵南亞科（2408）攻上漲停，華邦電（2344）大漲7.6%": a verb that is said of prices, and each with its code; or a row of such,
    of which the first was `told` as a price: "憧憬博彩收入勝預期，銀娛(0027)升3.4%，金沙中國(1928)升2.8%"."""
    coded = (o.mention is not None and o.mention.tag_start is not None for o in owners)
    return (told or sentence.tokens[one.word].has("of-price")) and all(coded)


_OF_A_SESSION = ("at:close", "close", "at:open", "open")


def _first_named(tokens: Sequence[Token]) -> tuple[Owner, ...]:
    """The company with which a sentence begins."""
    named = next((i for i, t in enumerate(tokens) if t.names("company")), None)
    return () if named is None else (Owner("name", named, named, tokens[named].mention, shares=True),)


def _is_an_index(owner: Owner) -> bool:
    """ "Profit fell 5%, while the Nifty 50 lost 1%": an index has no profit of its own, so its own name tells its level."""
    company = owner.mention.company if owner.kind == "name" and owner.mention is not None else None
    return company is not None and company.kind == "index"


def tells_a_price(tokens: Sequence[Token], candidate: Candidate) -> bool:
    """Whether a movement has a level, shares, a close or an open, an hour before or after trading."""
    near = tokens[max(0, candidate.found.start - 4) : candidate.found.end + 4]
    timed = any(s.startswith("hour:") for t in near for s in t.senses)
    return timed or _has_price_word(tokens, candidate.found, candidate.owners)


def _is_defined(tokens: Sequence[Token], phrase: Phrase) -> bool:
    """ "the index that tracks it": what its clause defines was not told before."""
    return token_at(tokens, phrase.last + 1).key == "that"


def _note(tokens: Sequence[Token], phrase: Phrase, owners: Sequence[Owner], taint: _Taint, dropped: str) -> None:
    """What this movement says of those that follow it in the sentence."""
    if dropped == "a measure":
        taint.of_measure = taint.of_measure or not _is_subordinate(tokens, phrase)
    taint.of_measure = taint.of_measure or dropped == _WITH_A_MEASURE
    if dropped:
        return
    taint.of_other = all(o.kind == "other" for o in owners)
    taint.told = taint.told or any(o.kind != "other" for o in owners)
    # "BYD's rose 8%": of something that was told before.
    taint.of_measure = taint.of_measure or (tokens[phrase.last].has("genitive") and not taint.told)


def _follows_a_measure(sentence: Sentence, one: Directed) -> bool:
    """ "小鹏汽车同比增长27%，理想汽车下降16%": Chinese tells a row of one measure without saying it again."""
    if sentence.language.code != "zh":
        return False
    measured = False
    for t in sentence.tokens[: one.start]:
        measured = measured or t.has("measure")
        sizes = (*one.figures[:1], *((one.level,) if one.level is not None else ()))
        in_money = t.has("money") and any(sentence.tokens[i].has("money") for i in sizes)
        if measured and (t.has("percent") or in_money):
            return True
    return False


_VERBLESS = ("ellipsis", "adverb then figure", "figure then adverb", "sign")


def _label_is_a_measure(tokens: Sequence[Token]) -> bool:
    """ "Dividends: BHP up 46 per cent", "3月交付量出炉：理想汽车下降16%", "In units, Apple gained 10%"."""
    for i, t in enumerate(tokens[:8]):
        if t.key in (":", "："):
            return any(x.has("measure") for x in tokens[:i]) and not any(x.has("name", "share") for x in tokens[:i])
        if t.key == "," and tokens[0].has("prep") and tokens[0].key not in _BESIDES:
            return any(x.has("measure") for x in tokens[:i]) and not any(
                x.has("name", "share", "ing") for x in tokens[:i]
            )
    return False


_BESIDES = frozenset({"outside", "outside of", "apart from", "aside from", "besides", "beyond", "away from"})


def _is_subordinate(tokens: Sequence[Token], phrase: Phrase) -> bool:
    """ "As deliveries dropped 5%, Tesla fell": a measure told as a reason taints nothing."""
    return any(
        t.has("subordinator", "relative") or t.key in ("on", "with", "amid", "as", "受", "因", "由于")
        for t in tokens[max(0, phrase.first - 3) : phrase.first]
    )


def _has_price_word(tokens: Sequence[Token], one: Directed, owners: Sequence[Owner]) -> bool:
    told = one.level is not None and (bool(one.figures) or tokens[one.word].text.isascii())
    return (
        told
        or any(o.shares or (o.kind == "name" and tokens[o.last].has("price", "gauge")) for o in owners)
        or any(t.has("close", "open") and t.has("verb") for t in tokens[max(0, one.start - 4) : one.end])
    )


def _question(tokens: Sequence[Token]) -> str | None:
    """ "SBI up 2%?": a question that asks no reason states nothing."""
    if not tokens or tokens[-1].key not in ("?", "？"):
        return None
    asks_why = any(t.has("asks-why") or t.key in ("why", "what", "how") for t in tokens)
    return None if asks_why else "question"


def _tells_a_measure(sentence: Sentence, one: Directed, phrase: Phrase) -> bool:
    """ "declared a dividend, up 10%", "reported a profit of 195 crore, a 20% rise": what hangs on a clause about a measure is its."""
    row = phrase.link == "label" and sentence.language.code == "zh"
    if (
        not (row or phrase.link in ("participle", "shared"))
        or phrase.last >= one.start
        or _has_its_hour(sentence, one)
    ):
        return False
    if phrase.link == "shared" and _moves_itself(sentence.tokens, one, phrase):
        return False
    between = list(_outside_of_causes(sentence.tokens[phrase.last + 1 : one.start]))
    if _counts(between) and not any(t.has("share", "price", "close", "open", "gauge") for t in between):
        return True
    return any(
        (t.has("measure", "measure-verb") and not _is_of_a_contract(between, i))
        or (t.figure is not None and not t.figure.may_be_price)
        for i, t in enumerate(between)
    )


_COUNT = 1000


def _counts(between: Sequence[Token]) -> bool:
    """ "handed over 45,100, an increase of 7 percent": thousands of something are the object of a verb, and no price is told by "at" or "to"."""
    for i, t in enumerate(between[1:-1], 1):
        figure = t.figure
        if figure is None or figure.kind != "number" or figure.value < _COUNT or "," not in t.text:
            continue
        before, behind = between[i - 1], between[i + 1]
        if behind.key == "," and not before.has("level-link", "price", "close") and before.key not in _OF_A_LEVEL:
            return True
    return False


_OF_A_LEVEL = ("at", "to", "of", "from", "above", "below", "near", "around", "through", "past")


def _is_of_a_contract(tokens: Sequence[Token], i: int) -> bool:
    """ "natural gas for December delivery"."""
    return tokens[i].key in ("delivery", "settlement") and i > 0 and tokens[i - 1].has("month")


_WITH_A_MEASURE = "it goes with a measure"


def _goes_with_a_measure(sentence: Sentence, one: Directed, phrase: Phrase, owners: Sequence[Owner]) -> bool:
    """ "Grocery sales grew, with Tesco gaining 5.1%": companies go along with what the clause before tells of."""
    tokens = sentence.tokens
    if token_at(tokens, phrase.first - 1).key != "with" or not all(map(_is_a_company, owners)):
        return False
    turns = (i for i in range(phrase.first - 1) if tokens[i].has("verb") and tokens[i].has("up", "down", "flat"))
    turn = max(turns, default=None)
    if turn is None:
        return False
    main = replace(one, word=turn, head=turn, start=turn, end=turn + 1, figures=())
    subject = sentence.language.subject(tokens, main)
    return subject is not None and tokens[subject.last].has("measure") and not tokens[subject.last].has("economic")


def _is_a_company(owner: Owner) -> bool:
    company = owner.mention.company if owner.kind == "name" and owner.mention is not None else None
    return company is not None and company.kind == "company" and not owner.shares


def _moves_itself(tokens: Sequence[Token], one: Directed, phrase: Phrase) -> bool:
    """ "Walmart raised its forecast and climbed 6.2%": behind "and" a finite verb says what the company itself did."""
    verb = tokens[one.word]
    joined = token_at(tokens, one.head - 1).key == "and" and one.head == one.word
    return tokens[phrase.last].names("company") and joined and verb.has("past") and not verb.has("measure-verb")


_CAUSES = frozenset({"by", "amid", "after", "on", "despite", "thanks to", "due to", "because of"})


def _outside_of_causes(tokens: Sequence[Token]) -> Iterator[Token]:
    """ "Bitcoin, boosted by inflows, rose 3%": what a price was moved by is nothing that the sentence tells."""
    inside = False
    for i, t in enumerate(tokens):
        dated = token_at(tokens, i + 1).has("time")
        inside = (t.key in _CAUSES and not dated) or (inside and t.key not in (",", "and", ";", "which", "while"))
        if not inside:
            yield t
