"""What a run of words before a verb may be: a name that nobody knows, a time or a place, an apposition, a group of shares.

Nothing here looks for a subject; `subjects` does, with these.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from bot.reading.former import vocabulary as v
from bot.reading.former.tokens import Token
from bot.reading.mentions import Mention

SubjectKind = Literal["name", "stock", "pronoun", "index", "company_noun", "unknown", "elided"]


@dataclass(frozen=True, slots=True)
class Subject:
    """The words at [start, end) and what they are. `mention` is the name or ticker in them, `pronoun` that they point back."""

    kind: SubjectKind
    start: int
    end: int
    mention: Mention | None = None
    shares: bool = False
    words: tuple[str, ...] = ()

    def widened(self, start: int, words: tuple[str, ...] = ()) -> Subject:
        return replace(self, start=start, words=(*words, *self.words))


TIMES = (
    frozenset(
        "y-o-y yoy q-o-q qoq m-o-m today yesterday tomorrow monday tuesday wednesday thursday friday saturday sunday trading trade session hours morning afternoon day close open bell noon midday "
        "gmt est edt hkt ist jst week month year premarket pre-market after-hours overnight time dealings deals market markets exchange board street delivery division "
        "a.m p.m point stage".split()
    )
    | v.MONTHS
)
PLACES = frozenset(
    "york hong kong london tokyo shanghai shenzhen singapore frankfurt paris asia europe china japan india u.s us seoul taipei sydney mumbai zurich toronto "
    "exchange nasdaq nyse comex nymex "
    "melbourne perth brisbane adelaide auckland delhi bangalore jakarta bangkok manila berlin madrid milan dublin "
    "stockholm oslo houston chicago boston dallas miami vancouver montreal beijing guangzhou hangzhou chengdu osaka".split()
)
_APPOSITION_STARTS = frozenset(
    "their our his her which who whose in by meanwhile however too though for a an the one set due long once still now already seen formerly also including such along its home maker owner parent operator part based known led down up with whose another japan's china's".split()
)
DETERMINERS = frozenset(
    "the a an its their his her our this that these those it they he she we i you in on at for as but and or both".split()
)


_GROUP_WORDS = 4


def group_with_code(tokens: Sequence[Token], k: int) -> tuple[Subject, ...]:
    """ "Consumer staples shares .SPLRCS": the words before the code that tokens[k] is say which index of shares."""
    first = k
    while (
        first > 0
        and k - first < _GROUP_WORDS
        and tokens[first - 1].kind == "word"
        and tokens[first - 1].lower not in v.PREPOSITIONS
        and tokens[first - 1].lower not in DETERMINERS
        and tokens[first - 1].lower not in v.CLAUSE_ENDS
        and not is_movement_verb(tokens[first - 1])
    ):
        first -= 1
    return (Subject("unknown", tokens[first].start, tokens[k - 1].end, None, True),) if k - first > 1 else ()


def with_several_tags(tokens: Sequence[Token], k: int) -> tuple[Subject, ...]:
    """ "China stocks <.SSEC> <.CSI300>", "South Korea .KS11": the words before the tags, once for each."""
    first = k
    while first and tokens[first - 1].kind == "tag":
        first -= 1
    if not first or tokens[first - 1].kind != "word":
        return ()
    start = first - 1
    while (
        start
        and tokens[start - 1].kind in ("word", "name")
        and tokens[start - 1].capital
        and tokens[start].kind == "word"
    ):
        start -= 1
    if not tokens[start].capital:
        return ()
    return tuple(
        Subject("name", tokens[start].start, tokens[first - 1].end, t.mention)
        for t in tokens[first : k + 1]
        if t.mention and t.mention.companies
    )


def is_adverb(t: Token) -> bool:
    """ "marginally"; names ("Lily", "Reilly") have a capital."""
    return t.kind == "word" and len(t.lower) > 5 and t.text.islower() and t.lower.endswith("ly")


def is_measure(t: Token) -> bool:
    if t.figure is not None:
        return not t.figure.may_be_price
    if "-per-share" in t.lower:
        return True
    return t.lower in v.OTHER_MEASURES and t.lower not in v.UP_NOUNS and t.lower not in v.DOWN_NOUNS


def goes_on_with(t: Token) -> bool:
    """ "with Infosys falling 2%", "with Infosys down 2%": what is said of a company beside the main clause."""
    return t.lower.endswith("ing") or t.lower in v.UP_ADVERBS or t.lower in v.DOWN_ADVERBS or t.kind != "word"


def is_bare_noun(tokens: Sequence[Token], k: int) -> bool:
    """ "vehicles" in "income from electric vehicles and AI": what is joined to it is no subject of its own."""
    t = tokens[k]
    if t.lower in LISTED_NOUNS or any(x.figure for x in tokens[max(0, k - 3) : k]):
        return False  # "to $55 per barrel and Brent": a price ends there
    verb = t.lower in v.UP_VERBS or t.lower in v.DOWN_VERBS or t.lower in v.NEUTRAL_VERBS or t.lower in v.ADVERBS
    return t.kind == "word" and not t.capital and not verb and t.lower not in TIMES and not t.lower.endswith("ly")


LISTED_NOUNS = frozenset("futures shares stock stocks index crude contract contracts".split())


def modifiers_start(tokens: Sequence[Token], k: int) -> int:
    """Where the plain nouns before "sector" begin: "the utilities sector"; k where none stand there."""
    first = k
    while first > 0 and k - first < 3 and (is_bare_noun(tokens, first - 1) or tokens[first - 1].capital):
        if tokens[first - 1].kind != "word" or tokens[first - 1].lower in (*DETERMINERS, *v.PREPOSITIONS):
            break
        first -= 1
    return first


def owned(tokens: Sequence[Token], k: int) -> tuple[Subject, ...]:
    """ "Donald Trump's media and technology company": somebody's company, whose name is not said."""
    first, owner = k, False
    while first > 0 and k - first < 10:
        t = tokens[first - 1]
        owner = owner or t.lower in ("'s", "’s")
        plain = t.kind == "word" and t.lower not in v.PREPOSITIONS and not is_movement_verb(t)
        if (
            t.lower in ("'s", "’s")
            or (plain and (not owner or t.capital or t.lower in v.COMPANY_NOUNS))
            or (t.kind == "name" and owner)
        ):
            first -= 1
        else:
            break
    if not owner or not tokens[first].capital or tokens[first].lower in ("it", "that", "what"):
        return ()
    shares = first > 1 and tokens[first - 1].lower == "of" and tokens[first - 2].lower in v.STOCK_WORDS
    if tokens[k].lower in ("fund", "trust") and not shares:
        return ()  # what a fund returns is no price
    start = tokens[first - 2 if shares else first].start
    return (Subject("unknown", start, tokens[k].end, None, shares),)


def is_movement_verb(t: Token) -> bool:
    return t.lower in v.UP_VERBS or t.lower in v.DOWN_VERBS or t.lower in v.NEUTRAL_VERBS


_JOINS_CLAUSES = frozenset("as after amid while but than".split())


def unknown_name(tokens: Sequence[Token], k: int, common: frozenset[str]) -> Subject | None:
    """A run of capitalised words that the table does not know, one of which is no everyday word."""
    first = k
    while (
        first >= 0
        and (tokens[first].kind in ("word", "name") or tokens[first].lower == "&")
        and (tokens[first].capital or tokens[first].lower in ("of", "&", "and", "de"))
        and (first == k or tokens[first].end <= tokens[first + 1].start <= tokens[first].end + 1)
    ):
        if tokens[first].lower in ("of", "de", "and", "&") and not (
            first and tokens[first - 1].capital and tokens[first - 1].kind == "word"
        ):
            break
        if tokens[first].lower == "and" or tokens[first].lower in _JOINS_CLAUSES:
            break
        first -= 1
    first += 1
    if first > k or (first == k and tokens[k].lower in v.NOT_A_NAMES_FIRST):
        return None
    while first < k and tokens[first].lower in v.NOT_A_NAMES_FIRST:
        first += 1
    # In a headline every word is capitalised: a verb is no part of a name, as it is of "Info Edge".
    verbs = [i for i in range(first, k + 1) if tokens[i].lower in v.UP_VERBS or tokens[i].lower in v.DOWN_VERBS]
    if verbs and (verbs[0] == first or is_title_case(tokens, first, k)):
        first = verbs[-1] + 1
        if first > k:
            return None
    if any(
        t.lower in v.OTHER_MEASURES and tokens[first + i + 1].lower == "of" for i, t in enumerate(tokens[first:k])
    ):
        return None  # "Sales of Tylenol"
    run = [t for t in tokens[first : k + 1] if t.kind == "word"]
    if not run or run[-1].lower in v.OTHER_MEASURES or run[-1].lower in v.UP_NOUNS or run[-1].lower in v.DOWN_NOUNS:
        return None
    if any(t.lower.partition("-")[0] in TIMES or t.lower in v.MODALS for t in run) or run[-1].lower in v.NO_LISTING:
        return None
    of_a_house = _is_of_a_house(tokens[first : k + 1])
    if not of_a_house and all(t.lower in PLACES or t.lower in v.COUNTRY_WORDS for t in run):
        return None
    called = first > 1 and tokens[first - 1].lower == "as" and tokens[first - 2].lower == "known"
    code = (
        len(run) == 1
        and run[0].text.isupper()
        and (len(run[0].text) > 2 or called)
        and run[0].lower not in v.COMPANY_NOUNS
        and not (is_title_case(tokens, first, k) and _is_shouted(tokens))
    )
    joined = any(t.kind == "name" for t in tokens[first : k + 1]) and any(
        t.lower == "&" for t in tokens[first : k + 1]
    )
    everyday = (
        not code
        and not joined
        and not of_a_house
        and all(t.lower in common or t.lower in TIMES or t.lower in DETERMINERS or t.text.isdigit() for t in run)
    )
    several = len(run) > 1 and not is_title_case(tokens, first, k) and not _names_a_measure(run)
    if everyday and not several and not (first == k and is_everyday_name(tokens, k)):
        return None
    return Subject("unknown", tokens[first].start, tokens[k].end)


def _is_shouted(tokens: Sequence[Token]) -> bool:
    """Whether most words are in capitals, so that those say nothing: "STOCKS SURGE 4%", but "ATOM Surges 4%"."""
    words = [t.text for t in tokens if t.kind == "word" and len(t.text) > 2 and t.text.isalpha()]
    return sum(w.isupper() for w in words) * 2 > len(words)


def _is_of_a_house(run: Sequence[Token]) -> bool:
    """ "Alstom India", "AstraZeneca Pharma": a company's name and a word that makes another company's of it; a market is none."""
    companies = run[0].mention.companies if run[0].kind == "name" and run[0].mention else ()
    kind = companies[0].kind if companies else None
    if kind != "company" or not all(t.kind == "word" and t.text.isalpha() for t in run[1:]):
        return False
    return len(run) == 2 if run[1].lower in _COUNTRIES_OF_HOUSES else all(t.lower not in PLACES for t in run[1:])


_COUNTRIES_OF_HOUSES = frozenset("india japan korea australia pakistan bangladesh nigeria malaysia brasil".split())


def is_everyday_name(tokens: Sequence[Token], k: int) -> bool:
    """Whether an everyday word ("Palm", "Encore") has a capital as a name has, within a sentence where others have none."""
    t = tokens[k]
    if t.kind != "word" or not t.capital or not t.text.isalpha() or is_title_case(tokens, k, k):
        return False
    before = tokens[k - 1].lower if k else "."
    joined = before == "&" or (before == "and" and k > 1 and tokens[k - 2].text[:1].isupper())
    if joined or before in _BEFORE_NO_NAME or re.fullmatch(r"[qh][1-4]", before):
        return False
    return t.lower not in _EVERYDAY_CAPITALS and t.lower not in v.COMPANY_NOUNS and t.lower not in v.STOCK_WORDS


_BEFORE_NO_NAME = frozenset((".", ":", "the", "a", "an", '"', "“", "--", "'s", "’s", "qtr"))
_EVERYDAY_CAPITALS = TIMES | PLACES | DETERMINERS | v.COUNTRY_WORDS | v.NOT_A_NAMES_FIRST | {"street", "net"}


def capital_run(tokens: Sequence[Token], k: int) -> Subject | None:
    """Two or more capitalised words before a code that nobody knows: "International Holding Company <IHC.AD>"."""
    first = k
    while (
        first >= 0
        and tokens[first].kind == "word"
        and tokens[first].capital
        and tokens[first].lower not in v.NOT_A_NAMES_FIRST
    ):
        first -= 1
    if k - first < 2 or all(t.lower in v.COUNTRY_WORDS for t in tokens[first + 1 : k + 1]):
        return None
    named = first >= 0 and tokens[first].kind == "name"  # "Robert Half International Inc (RHI.N)"
    return Subject("unknown", tokens[first if named else first + 1].start, tokens[k].end)


def is_title_case(tokens: Sequence[Token], first: int, last: int) -> bool:
    """Whether words have capitals all over the sentence, its verbs too, so that one says nothing of a name."""
    if any(t.kind == "word" and t.text.islower() and t.lower in _LONG_VERBS for t in tokens):
        return False
    others = [t for i, t in enumerate(tokens) if t.kind == "word" and len(t.text) > 3 and not first <= i <= last]
    return sum(t.capital for t in others) * 2 > len(others)


_LONG_VERBS = frozenset(w for w in v.MOVEMENT_VERBS | v.NEUTRAL_VERBS if len(w) > 2)


def _names_a_measure(run: Sequence[Token]) -> bool:
    return any(
        t.lower in v.OTHER_MEASURES
        or t.lower in v.INDEX_NOUNS
        or t.lower in v.STOCK_WORDS
        or t.lower in v.SHARE_PRICE
        for t in run
    )


def tagged(s: Subject, tag: Token) -> Subject:
    """A subject with its ticker; an index with one of its own is named by it, though nobody knows it."""
    known = tag.mention is not None and bool(tag.mention.companies)
    kind: SubjectKind = "name" if known else "unknown" if s.kind == "index" else s.kind
    return replace(s, kind=kind, mention=tag.mention or s.mention)


_SAME_INDEX = frozenset(
    "stock share shares equity benchmark composite average main blue-chip broader broad stocks the a its".split()
)


def is_another_index(tokens: Sequence[Token], start: int, inner: Token, k: int) -> bool:
    """ "The KBW Nasdaq Bank Index", "the Nifty IT index", "an index of silver miners": none is what it has in its name."""
    if inner.mention is not None and _is_good(inner.mention):
        return True
    at = next(i for i in range(start, k) if tokens[i] is inner)
    if any(t.lower not in _SAME_INDEX and t.lower not in v.INDEX_WORDS for t in tokens[at + 1 : k]):
        return True
    before = [
        i
        for i in range(start, at)
        if tokens[i].kind == "word" and tokens[i].capital and tokens[i].lower not in _SAME_INDEX
    ]
    return any(
        tokens[i].lower not in PLACES
        and tokens[i + 1].lower not in ("'s", "’s")
        and not tokens[i].lower.endswith(("ese", "an", "ish"))
        for i in before
        if tokens[i].lower not in ("south", "hong", "new", "u.s")
    )


def _is_good(mention: Mention) -> bool:
    return bool(mention.company and mention.company.kind == "commodity")


def is_instrument(s: Subject) -> bool:
    company = s.mention.company if s.mention else None
    return bool(company and company.kind != "company") or (
        s.mention is not None and any(c.kind != "company" for c in s.mention.companies)
    )


def opening(tokens: Sequence[Token], k: int) -> int:
    pairs = {")": "(", "]": "[", ">": "<"}
    wanted = pairs[tokens[k].lower]
    for j in range(k - 1, max(-1, k - 40), -1):
        if tokens[j].lower == wanted:
            return j
    return k


def apposition(tokens: Sequence[Token], k: int) -> int | None:
    """tokens[k] is the comma that ends an apposition: the index of the comma that begins it, or None."""
    for j in range(k - 1, max(-1, k - 45), -1):
        if tokens[j].lower == ",":
            segment = tokens[j + 1 : k]
            if not segment or (j == 1 and (tokens[0].lower in TIMES or tokens[0].lower in v.NOT_A_NAMES_FIRST)):
                return None  # "Today, the index is on the rise, gaining"
            word = segment[0].lower
            if len(segment) == 1 and segment[0].text.isupper() and j and tokens[j - 1].lower in v.INDEX_WORDS:
                return j  # "the PHLX Semiconductor index, SOX, rose"
            if word == "with" and _is_absolute(segment):
                return None  # "the trade, with the fund (SMH) posting its worst day, falling 3.8%"
            if word == "or" and len(segment) > 1 and segment[1].kind == "name":
                return j  # "AMD, or Advanced Micro Devices, fell"
            if _is_clause(segment):
                return None  # "In Australia, the S&P/ASX 200 balked the trend, gaining"
            if (
                word in _APPOSITION_STARTS
                or (segment[0].kind == "word" and word.endswith(("ing", "-based", "-listed", "-backed")))
                or (len(segment) > 1 and segment[1].lower in ("'s", "’s", "'", "which", "whom"))
            ):
                return j
            participle = (
                word.endswith("ed")
                and word not in ("followed", "joined")
                and not is_movement_verb(segment[0])
                and word not in v.CLAUSE_VERBS
            )
            if participle and len(segment) > 1 and segment[1].lower in v.PREPOSITIONS:
                return j  # "valued at about $17 billion"
            if word.endswith("ly") and _is_participle(segment):
                return j  # "badly hit in the recent sell-off"
            if segment[0].kind == "word" and word in v.FORMS_AFTER_COMMA:
                return j
            finite = is_movement_verb(segment[0]) or word in v.CLAUSE_VERBS or word in v.SAYING
            if j and _apposition_goes_on(tokens, j) and not finite:
                continue
            return None
        if tokens[j].lower in (";", ":"):
            return None
    return None


def _is_absolute(segment: Sequence[Token]) -> bool:
    """Whether somebody does something behind a "with"."""
    return any(
        t.kind == "word" and t.lower.endswith("ing") and segment[i - 1].kind in ("name", "tag")
        for i, t in enumerate(segment)
        if i
    )


def _is_clause(segment: Sequence[Token]) -> bool:
    """Whether what stands between two commas has a subject and a verb of its own."""
    if segment[0].lower in _RELATIVES:
        return False
    for i, t in enumerate(segment[1:], 1):
        if t.lower in _RELATIVES:
            return False
        before = i - 2 if i > 1 and segment[i - 1].lower in v.ADVERBS | {"barely"} else i - 1
        verb = t.lower in v.CLAUSE_VERBS and t.lower not in v.UP_NOUNS and not t.lower.endswith("ing")
        if verb and segment[0].lower == "the" and segment[before].kind in ("name", "tag"):
            return True
        if t.lower in ("was", "were") and segment[before].lower in v.STOCK_WORDS:
            return True
    return False


_RELATIVES = frozenset("which who whose whom that where when as after".split())


def _is_participle(segment: Sequence[Token]) -> bool:
    """ "badly hit in", "directly exposed to": what an adverb and a participle say before a preposition."""
    if len(segment) < 3 or segment[2].lower not in v.PREPOSITIONS or is_movement_verb(segment[1]):
        return False
    return segment[1].lower in ("hit", "hurt", "known") or segment[1].lower.endswith("ed")


def _apposition_goes_on(tokens: Sequence[Token], j: int) -> bool:
    return any(
        t.lower in _APPOSITION_STARTS
        for t in tokens[max(0, j - 12) : j]
        if t.lower in ("which", "who", "whose", "including", "with")
    )


def is_time_or_place(tokens: Sequence[Token], k: int) -> bool:
    t = tokens[k]
    if t.kind != "word":
        return False
    if t.lower in TIMES or t.text.isdigit() or t.lower in ("a.m.", "p.m.", "m"):
        return True
    if t.lower == "." and k:
        return False
    prep = preposition_before(tokens, k) if t.lower in PLACES or t.lower in v.COUNTRY_WORDS else None
    if prep is None or t.lower in PLACES:
        return prep is not None
    return not (prep and tokens[prep - 1].lower in v.STOCK_WORDS)  # "shares in Taiwan" are no one company's


def preposition_before(tokens: Sequence[Token], k: int) -> int | None:
    for j in range(k - 1, max(-1, k - 7), -1):
        if (
            tokens[j].lower
            in ("in", "on", "at", "by", "during", "of", "as", "for", "from", "after", "before", "through", "outside")
            and tokens[j].kind == "word"
            and (tokens[j].lower != "as" or tokens[j + 1].lower == "of")
        ):
            return j
        if tokens[j].kind not in ("word", "figure") and tokens[j].lower not in (".", "-", "'s", "’s"):
            return None
    return None


def phrase_start(tokens: Sequence[Token], k: int) -> int:
    """Where the noun phrase that ends at tokens[k] begins."""
    first = k
    while first > 0:
        t = tokens[first - 1]
        if _is_numbered(tokens, first - 1) or t.kind == "name" or t.lower in ("'s", "’s", "the", "its", "their", "a", "an") or (
            t.kind == "word" and (t.capital or t.lower.endswith(("-listed", "-traded", "-month", "-heavy", "-based", "-chip", "-cap", "st", "an", "ese")) or t.lower in (*v.STOCK_WORDS, *v.COMPANY_NOUNS, *v.INDEX_NOUNS, "tech", "blue", "chip", "sub", "main", "broader", "broad", "local", "spot", "front", "active", "most", "new", "york", "same", "internet", "e-commerce", "leading", "share", "consumer", "information", "technology", "domestic"))
        ):  # fmt: skip
            first -= 1
            if t.lower in ("the", "its", "their", "a", "an"):
                break
        else:
            break
    return first


def _is_numbered(tokens: Sequence[Token], k: int) -> bool:
    """ "FTSEurofirst 300": the number of an index that nobody knows."""
    t = tokens[k]
    return (
        t.kind == "figure" and t.text.isdigit() and k > 0 and tokens[k - 1].kind == "word" and tokens[k - 1].capital
    )


def has_no_capitals(tokens: Sequence[Token]) -> bool:
    """Whether a sentence is written in small letters, names and all."""
    return not any(t.text[:1].isupper() for t in tokens if t.kind in ("word", "name"))
