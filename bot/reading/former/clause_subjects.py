"""The subject of a whole clause, for what stands behind it: "closed at $5, up 3%", "opened higher but then fell 2%"."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from bot.reading.former import vocabulary as v
from bot.reading.former.noun_phrases import Subject, is_measure, is_movement_verb
from bot.reading.former.tokens import Token

# The subjects whose last word stands at a place of a row of tokens; the last number is by how much deeper it looks.
Left = Callable[[Sequence[Token], int, int], tuple[Subject, ...]]

_BEFORE_GERUNDS = frozenset(
    "the a an its this in of 's ’s early late morning afternoon premarket extended regular".split()
)
_ALSO_NOUNS = frozenset("trade finish close end open start move".split())
_BEFORE_TRADE = frozenset(
    "'s ’s futures early late morning afternoon spot the a an its this after-hours afterhours premarket pre-market extended regular record".split()
)
_MULTIPLES = v.MULTIPLES_UP | v.MULTIPLES_DOWN
_LISTED_VERBS = v.MOVEMENT_VERBS | v.NEUTRAL_VERBS | _MULTIPLES
_HEADLINE = 8  # tokens before its comma
_DEEPEST = 30  # how often one subject may be asked for another
_TRIED = 3  # verbs further back belong to other clauses; more would let a text of figures take for ever


def clause_subject(tokens: Sequence[Token], k: int, left: Left, depth: int) -> tuple[Subject, ...]:
    """The subject of the verb before tokens[k] in the same sentence, () where none is found or several might be."""
    if (named := _before_its_level(tokens, k)) is not None:
        return left(tokens, named, 5)
    if _is_of_an_amount(tokens, k):
        return ()
    if stands_behind_its_verb(tokens, k):
        first = _behind_verb(tokens, k)
        return left(tokens[first:k], k - first - 1, 5)
    tried = 0
    told = False
    for j in range(k - 1, -1, -1):
        t = tokens[j]
        if tried >= _TRIED or _begins_another_clause(tokens, j):
            return ()
        if depth >= _DEEPEST or not _is_verb(tokens, j):
            continue
        tried += 1
        told = told or t.lower in v.NEUTRAL_VERBS or t.lower in v.CLAUSE_VERBS
        if _is_of_an_agent(tokens, j):
            continue
        if _has_a_measure(tokens, j, k):
            return ()
        found = left(tokens, _before_multiple(tokens, j), 12)
        if not found and j and tokens[j - 1].lower in v.OTHER_MEASURES:
            return ()  # "net profit was $748 million, down 6 percent"
        if found or t.lower in v.NEUTRAL_VERBS - v.AUXILIARIES or (j and tokens[j - 1].kind in ("name", "tag")):
            return found
    return () if told else _of_a_headline(tokens, k, left)


def _begins_another_clause(tokens: Sequence[Token], j: int) -> bool:
    """ "fell 0.6% as Alphabet ..., sank": another clause with its own subject."""
    if tokens[j].lower in (";", "while", "whereas", "although", "though"):
        return True
    return tokens[j].lower == "as" and tokens[j + 1].kind == "name" and not (j and tokens[j - 1].lower == "such")


def _is_verb(tokens: Sequence[Token], j: int) -> bool:
    t = tokens[j]
    before = tokens[j - 1].lower if j else ""
    listed = t.kind == "word" and (t.lower in _LISTED_VERBS or t.lower in v.CLAUSE_VERBS)
    if (
        not (listed or _is_unlisted_verb(tokens, j))
        or before == "to"
        or (t.lower == "changed" and before == "little")
    ):
        return False
    gerund = t.lower.endswith("ing") and before in _BEFORE_GERUNDS
    return not (j and (gerund or (t.lower in _ALSO_NOUNS and _stands_before_noun(tokens[j - 1]))))


def _is_of_an_agent(tokens: Sequence[Token], j: int) -> bool:
    """ "the platform started by its founders"."""
    plain = tokens[j].lower not in v.MOVEMENT_VERBS and tokens[j + 1].lower == "by"
    return plain and tokens[j - 1].lower not in v.AUXILIARIES


def _has_a_measure(tokens: Sequence[Token], j: int, k: int) -> bool:
    """ "earned $5.94 per share, up 17%", "posted a profit of S$511 million, down 5 per cent": that is what went up or down."""
    if tokens[j].lower in _LISTED_VERBS:
        # "has grown its earnings rapidly, up 180% a year"
        return tokens[j + 1].lower in _ITS and any(is_measure(x) for x in tokens[j + 2 : j + 4])
    money = any(x.figure and x.figure.kind == "money" for x in tokens[j + 1 : k])
    return (money and tokens[j].lower not in v.CLAUSE_VERBS) or any(
        is_measure(x) and x.lower not in ("level", "levels") for x in tokens[j + 1 : k]
    )  # "hits highest level"


_ITS = ("its", "their", "his", "her")


def _is_of_an_amount(tokens: Sequence[Token], k: int) -> bool:
    """ "is expected to spend $29.9 billion, up 24%": the amount right before the comma is what went up."""
    figure = tokens[k - 1].figure if 0 < k < len(tokens) and tokens[k].lower == "," else None
    return figure is not None and figure.kind == "money" and not figure.may_be_price


def _before_multiple(tokens: Sequence[Token], j: int) -> int:
    """The place before the verb: before "more than" in "has more than tripled"."""
    before = j - 1
    while tokens[j].lower in _MULTIPLES and before > 0 and tokens[before].lower in v.FILLERS:
        before -= 1
    return before


def _of_a_headline(tokens: Sequence[Token], k: int, left: Left) -> tuple[Subject, ...]:
    """Headlines without a verb: "Biocon, down 8%", "MTNL on a roll, hits". "U.K. at 5.05%, down 0.5%" is a yield."""
    if not 0 < k < len(tokens) or tokens[k].lower != ",":
        return ()
    rate = tokens[k - 1].figure and tokens[k - 1].text.endswith("%")
    named = tokens[0].kind in ("name", "tag") or tokens[0].text.isupper()
    company = tokens[0].mention.company if tokens[0].mention else None
    then = (
        bool(company and company.kind != "company")
        or tokens[1].lower in v.PREPOSITIONS
        or tokens[1].lower in ("off", "below", "above")
    )
    if not rate and 2 < k <= _HEADLINE and named and then:
        return left(tokens, 0, 5)
    if k > 1 and tokens[k - 1].lower in v.STOCK_WORDS:
        return left(tokens, k - 1, 5)  # "Intel shares, up as much as 4%, reversed course"
    return left(tokens, k - 1, 5) if tokens[k - 1].kind in ("name", "tag") else ()


def _stands_before_noun(t: Token) -> bool:
    """ "in afterhours trade", "its highest finish": the word behind is no verb."""
    return t.lower in _BEFORE_TRADE or (t.kind == "word" and t.lower.endswith("est"))


def _before_its_level(tokens: Sequence[Token], k: int) -> int | None:
    """Where the name ends in a line of a market list: "Gold Futures (Dec) at $4,642.81, up 1.56%". A yield has a level in percent."""
    level = k - 1 if tokens[k].lower == "," else k
    while level > 2 and tokens[level].lower in _PER_UNIT:
        level -= 1
    figure = tokens[level].figure if 2 <= level < len(tokens) else None
    if figure is None or figure.kind == "percent" or not figure.may_be_price or tokens[level - 1].lower != "at":
        return None
    told = any(is_movement_verb(t) or t.lower in v.NEUTRAL_VERBS or t.lower in v.CLAUSE_VERBS for t in tokens[:level])
    return None if told or level > _HEADLINE + 2 else level - 2


_PER_UNIT = frozenset("/ oz a an per ounce barrel share tonne each".split())


def _behind_verb(tokens: Sequence[Token], k: int) -> int:
    """Where the words before tokens[k] begin that no verb and no preposition is among."""
    first = k
    while first > 0 and k - first < _GROUP and tokens[first - 1].lower not in (*_LED_BY, *v.AUXILIARIES, ","):
        first -= 1
    return first


def stands_behind_its_verb(tokens: Sequence[Token], k: int) -> bool:
    """ "led by consumer discretionary <.SPLRCD>, up 1.98%", "The worst of the day is Cisco Systems, trading down 2.0%"."""
    if k < 2 or k >= len(tokens) or tokens[k].lower != "," or tokens[k - 1].kind not in ("name", "tag"):
        return False
    first = _behind_verb(tokens, k)
    if first < 2 or any(is_movement_verb(t) for t in tokens[first:k]):
        return False
    led = tokens[first - 1].lower == "by" and tokens[first - 2].lower in _LED_BY
    is_it = tokens[first - 1].lower in ("is", "was") and k - first < 3 and tokens[first].kind in ("name", "tag")
    return led or is_it


_LED_BY = frozenset("led followed joined headed by".split())
_GROUP = 6  # tokens of a name with its description and code


def _is_unlisted_verb(tokens: Sequence[Token], j: int) -> bool:
    """ "Gold also gyrated in the wake of the Fed, and was last up": a past tense right behind a name."""
    before = j - 1
    while before > 0 and tokens[before].lower in v.ADVERBS:
        before -= 1
    return (
        tokens[j].lower.endswith("ed")
        and tokens[j].kind == "word"
        and before >= 0
        and tokens[before].kind in ("name", "tag")
    )
