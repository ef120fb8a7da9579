"""The movements of an English sentence: directed figures, the subjects of which they are said, levels and clauses."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import pairwise
from typing import Literal

from bot.reading.figures import Figure
from bot.reading.findings import Direction
from bot.reading.former import vocabulary as v
from bot.reading.former.directed import Directed
from bot.reading.former.directions import directed
from bot.reading.former.levels import (
    Level,
    amount_after,
    conversion_of,
    level_before,
    level_within,
    levels_after,
    may_be_price,
)
from bot.reading.former.movement import Movement, heading_of, own_words
from bot.reading.former.noun_phrases import Subject, is_instrument
from bot.reading.former.subjects import subject_left, subject_of_clause
from bot.reading.former.tokens import Token, tokenize
from bot.reading.former.when import at_of, is_within_a_day, scope_of
from bot.reading.former.who_moved import begins_another, who_moved, who_moved_before
from bot.reading.mentions import Mention
from bot.reading.words import Words
from bot.story import Span

_PARTS = Words(v.PARTS)
_MULTIPLE = Words(r"\b(?:" + "|".join(sorted(v.MULTIPLES_UP | v.MULTIPLES_DOWN)) + r")\b")


def movements(
    text: str, sentence: Span, found: Sequence[Figure], mentions: Sequence[Mention], common: frozenset[str]
) -> tuple[Movement, ...]:
    """The movements of one sentence with its figures, in their order."""
    sized = any(f.kind in ("percent", "points", "money") or _is_level_of_an_index(f) for f in found)
    parted = _PARTS.search(text, sentence.start, sentence.end)
    if not sized and not parted and not _MULTIPLE.search(text, sentence.start, sentence.end):
        return ()
    tokens = tokenize(text, sentence.start, sentence.end, found, mentions)
    out: list[Movement] = []
    told = tuple(directed(tokens))
    topic = _topic(text, sentence, tokens) if told else None
    for stated in told:
        said = _said_of(text, sentence, tokens, stated, common, out)
        out += (m for m in said if topic is None or (topic == "measure" and m.subject.shares))
    if out and _is_of_funds(text):
        out = [m for m in out if m.subject.kind != "unknown" or m.subject.shares]  # what funds return is no price
    out = [m for m in out if not _FUTURE_AFTER.match(text, m.end) and not _is_of_points_only(m)]
    out = [m for m in out if not _is_asked_or_missed(text, m) and not _is_next_of_measures(text, tokens, m)]
    out += _multiples(sentence, tokens, common)
    if parted:
        out += _parts(sentence, tokens, parted.span(), common)
    return tuple(sorted(out, key=lambda m: (m.start, m.subject.start)))


def _is_level_of_an_index(f: Figure) -> bool:
    """ "unchanged at 3,903.81": a plain number that may be one; a year or a count has no decimals."""
    return f.kind == "number" and f.value >= 10 and "." in f.digits


_SHOPPING = Words(v.SHOPPING)
_USUALLY = Words(v.USUALLY)
_NOT_OF_THIS_WORLD = Words(v.NOT_OF_THIS_WORLD)
_FUND_TOPICS = Words(v.FUND_TOPICS)
_MONTH_ON_MONTH = Words(
    r"(?:%|\bpct|\bper ?cent) (?:m/m|y/y|q/q|yoy|qoq|mom|month[- ]on[- ]month|quarter[- ]on[- ]quarter)\b"
)
_BEGINNING = 400  # characters
_SHORT_OF = re.compile(r" (?:short of|behind (?:schedule|plan))\b")
_TAKES_FOR_GRANTED = re.compile(r"\W*(?:why|what|how)\b", re.I)
_FUTURE_AFTER = Words(v.FUTURE_AFTER)


@lru_cache(maxsize=4)  # it is asked at each sentence of a story
def _is_of_funds(text: str) -> bool:
    return bool(_FUND_TOPICS.search(text, 0, _BEGINNING))


def _topic(text: str, sentence: Span, tokens: Sequence[Token]) -> Literal["measure", "other"] | None:
    """What a sentence is of where not of markets: the measure with which it begins, or what shops and habits do."""
    heading = heading_of(text, sentence.start)
    if any(w in v.OTHER_MEASURES for w in re.findall(r"[a-z-]+", heading.lower())):
        return "measure"
    if _MONTH_ON_MONTH.search(text, *sentence):
        return "measure"
    if _NOT_OF_THIS_WORLD.search(text[sentence.start : sentence.end]):
        return "other"
    if _USUALLY.search(text, *sentence) or _SHOPPING.search(text, *sentence):
        return "other"
    head = next((i for i, t in enumerate(tokens[:9]) if t.lower in (",", ":")), 0)
    if not head or tokens[0].kind != "word":
        return None
    words = [t.lower for t in tokens[:head] if t.kind == "word" and not re.fullmatch(r"[qhf][1-4y]", t.lower)]
    leads = (tokens[head].lower == ":" and head <= 4) or (words[:1] and words[0] in ("in", "on", "by", "among"))
    measured = any(w in v.OTHER_MEASURES or (tokens[head].lower == ":" and w in ("fund", "funds")) for w in words)
    return "measure" if leads and measured else None


def _is_of_points_only(m: Movement) -> bool:
    """Points are an index's; a club that dropped three, or a share of power that shed 0.7, is none."""
    if m.figure is not None or m.amount is None or m.amount.kind != "points":
        return False
    mention = m.subject.mention
    index = mention is not None and any(c.kind == "index" for c in mention.companies)
    return not (
        index or m.subject.kind in ("index", "elided", "pronoun") or (m.price is not None and m.price.value >= 100)
    )


def _is_asked_or_missed(text: str, m: Movement) -> bool:
    """ "SBI up 2%? Not quite", "fell 4% short of its goal"; "Why is Tesla down 3%?" takes the move for granted."""
    asked = text.startswith("?", m.end) and not _TAKES_FOR_GRANTED.match(text, m.sentence.start)
    return asked or bool(_SHORT_OF.match(text, m.end))


def _is_next_of_measures(text: str, tokens: Sequence[Token], m: Movement) -> bool:
    """ "Foot traffic at Starbucks fell 3%; McDonald's slipped 1%": a company behind another's measure and its figure, of which
    nothing says that its shares moved."""
    company = m.subject.mention.company if m.subject.mention else None
    if company is None or company.kind != "company" or m.subject.shares or m.price is not None:
        return False
    before = [t for t in tokens if t.end <= m.subject.start]
    if not any(t.figure and t.figure.kind == "percent" for t in before[-_BEHIND_A_FIGURE:]) or any(
        t.lower in v.STOCK_WORDS for t in tokens
    ):
        return False
    owned = any(
        t.lower in v.OTHER_MEASURES
        and any(
            x.mention and x.mention.company not in (None, company) for x in before[max(0, i - _OWNER) : i + _OWNER]
        )
        and any(x.figure and x.figure.kind == "percent" for x in before[i:])
        for i, t in enumerate(before)
    )
    own = own_words(text, m)
    return owned and scope_of(own) == "session" and not is_within_a_day(own) and at_of(own, "session") is None


_BEHIND_A_FIGURE = 4  # tokens: "fell 3%; and GM's"
_OWNER = 6  # tokens between a measure and whose it is


def _said_of(
    text: str,
    sentence: Span,
    tokens: Sequence[Token],
    found: Directed,
    common: frozenset[str],
    earlier: Sequence[Movement],
) -> Iterator[Movement]:
    subjects = who_moved(tokens, found, common)
    if any(
        x.lower == "to" and (f := y.figure) and not f.may_be_price
        for x, y in pairwise(tokens[found.last + 1 : found.last + 4])
    ):
        return  # "up 3% to 1.42 billion": not a price
    if _is_to_a_count(tokens, found):
        return
    if not subjects:
        subjects = who_moved_before(tokens, found, earlier, common)
    if found.level is not None:
        subjects = tuple(s for s in subjects if _has_level(s, tokens[found.level].figure))
    if not subjects:
        return
    prices = _levels(tokens, found, subjects)
    values = [tokens[i].figure for i in found.figures]
    if len(values) > 1 and len(subjects) == 1 and subjects[0].kind == "stock":
        subjects = _named_respectively(tokens, found) or subjects
    each = len(values) > 1 and not found.ranged and len(values) == len(subjects)
    if len(values) > 1 and not found.ranged and not each:
        return  # "rose 8.7% and 11.3%, respectively": whose is which cannot be told
    if found.amount is not None and not _may_be_points(tokens[found.amount].figure, subjects):
        return
    for n, subject in enumerate(subjects):
        figure = (values[n] if each else values[0]) if values else None
        price = (
            prices[n]
            if len(prices) == len(subjects) > 1
            else prices[0]
            if len(prices) == 1 and len(subjects) == 1
            else None
        )
        last = tokens[
            found.noun
            if found.noun is not None
            else max((found.last, *((found.amount,) if found.amount is not None else ())))
        ]
        amount = (
            _in_points(tokens[found.amount].figure)
            if found.amount is not None
            else amount_after(tokens, found)
            if found.level is None
            else None
        )
        yield Movement(
            direction=found.direction,
            subject=subject,
            start=tokens[found.head].start,
            end=max(last.end, price.figure.end if price and price.figure else 0),
            clause=_from_subject(text, _clause(tokens, found), subject),
            sentence=sentence,
            figure=figure,
            upper=values[1] if found.ranged and len(values) == 2 else None,
            amount=amount,
            price=price.figure if price else None,
            converted=conversion_of(tokens, price),
            verb=found.verb,
        )


def _may_be_points(figure: Figure | None, subjects: Sequence[Subject]) -> bool:
    """Whether a plain number is a change: "the Dow dropped 272.63 to 53,459.78", of an index that we know."""
    if figure is None or figure.kind != "number":
        return True
    companies = [s.mention.company if s.mention else None for s in subjects]
    return all(c is not None and c.kind == "index" for c in companies)


def _in_points(figure: Figure | None) -> Figure | None:
    return replace(figure, kind="points", unit="points") if figure is not None and figure.kind == "number" else figure


def _named_respectively(tokens: Sequence[Token], found: Directed) -> tuple[Subject, ...]:
    """ "Stryker (SYK) and Cencora (COR) popped as both saw shares rise 5.95% and 5.51%, respectively": as many names as figures."""
    if not any(t.lower == "respectively" for t in tokens[found.last : found.last + 8]):
        return ()
    named: dict[str, Subject] = {}
    for t in tokens[: found.head]:
        company = t.mention.company if t.mention else None
        if t.mention and company and company.kind == "company":
            named.setdefault(company.key, Subject("name", t.start, t.end, t.mention, True))
    return tuple(named.values()) if len(named) == len(found.figures) else ()


def _has_level(subject: Subject, figure: Figure | None) -> bool:
    """Whether a level alone is a price of that subject: "climbed to $84"; a plain number is an index's or a currency's that is named."""
    if figure is not None and figure.kind == "number" and not (subject.kind == "name" and is_instrument(subject)):
        return False
    priced = subject.shares or subject.kind in ("stock", "name", "index") or is_instrument(subject)
    return priced and figure is not None and may_be_price(figure, (subject,))


def _levels(tokens: Sequence[Token], found: Directed, subjects: Sequence[Subject]) -> list[Level]:
    if found.level is not None:
        return [Level(found.level, tokens[found.level].figure)]
    behind = levels_after(tokens, found, subjects)
    return behind or level_before(tokens, found) or level_within(tokens, found, subjects)


def _is_to_a_count(tokens: Sequence[Token], found: Directed) -> bool:
    """ "a 28 percent drop to 210,000 autos": what is counted has no price."""
    last = max(found.noun or 0, found.last)
    behind = tokens[last + 1 : last + 4]
    if any(x.lower == "to" and (f := y.figure) and f.kind == "percent" for x, y in pairwise(behind)):
        return True  # "fell 2.3 points to 12.9 percent": a share of a market
    for j in range(last + 1, min(len(tokens) - 2, last + 8)):
        figure = tokens[j + 1].figure
        if tokens[j].lower in (",", ";", "while", "and"):
            return False
        if tokens[j].lower == "to" and figure and figure.kind == "number" and "." not in figure.digits:
            noun = tokens[j + 2]
            return (
                noun.kind == "word"
                and noun.lower.endswith("s")
                and noun.text.islower()
                and noun.lower not in v.ADVERBS
            )
    return False


def _clause(tokens: Sequence[Token], found: Directed) -> Span:
    """From the break before the movement to the break after it: where its scope and its time are said."""
    first = found.head
    while (
        first > 0
        and tokens[first - 1].lower not in (";", "while", "but", "whereas", "although", "before")
        and tokens[first - 1].lower != "after"
    ):
        before = tokens[first - 1].figure
        if before and before.kind == "percent":
            # What follows up to the comma is still said of that figure.
            comma = next((k for k in range(first, found.head) if tokens[k].lower == ","), None)
            first = comma + 1 if comma is not None else first
            break
        first -= 1
    last = found.last
    while last + 1 < len(tokens) and (
        tokens[last + 1].lower not in v.CLAUSE_ENDS
        or (tokens[last + 1].lower == "that" and tokens[last].lower in ("over", "in", "during"))
    ):
        nxt = tokens[last + 1]
        if nxt.kind == "word" and (begins_another(nxt.lower) or _is_multiple(nxt)) and last - found.last > 1:
            # The next verb: what is said of it is not said of this one.
            back = last
            while back > found.last and tokens[back].lower not in (",", "and"):
                back -= 1
            last = back if back > found.last else last
            break
        if nxt.figure and nxt.figure.kind == "percent":
            # The next movement begins with its subject, somewhere before its figure.
            back = last
            while back > found.last and tokens[back].lower not in (",", "and", "with", "against", "versus"):
                back -= 1
            last = back if back > found.last else last
            break
        last += 1
    # "before the bell" is a scope, not a break.
    if (
        last + 1 < len(tokens)
        and tokens[last + 1].lower in ("before", "after")
        and any(t.lower in ("bell", "hours", "market", "open", "close") for t in tokens[last + 2 : last + 5])
    ):
        last = min(len(tokens) - 1, last + 5)
    return Span(tokens[first].start, max(tokens[last].end, tokens[found.last].end))


_COORDINATED = re.compile(r", (?:and|but|so|as) $")


def _from_subject(text: str, clause: Span, subject: Subject) -> Span:
    """ "..., over the next two years, and its shares rose": a coordinate clause begins with its own subject."""
    begins = subject.start > clause.start and _COORDINATED.search(text, clause.start, subject.start)
    return Span(subject.start, clause.end) if begins else clause


def _parts(
    sentence: Span, tokens: Sequence[Token], at: tuple[int, int], common: frozenset[str]
) -> Iterator[Movement]:
    """ "Shares in Valneva lost a quarter of their value": the words are the size."""
    head = next(i for i, t in enumerate(tokens) if t.end > at[0])
    if head and tokens[head - 1].lower in v.MODALS:
        return
    for subject in subject_left(tokens, head - 1, common):
        found = Directed("down", head, head, head, (), None, None, tokens[head].lower)
        if subject.shares or subject.kind in ("stock", "index", "name", "pronoun"):
            yield Movement("down", subject, *at, _clause(tokens, found), sentence, verb=found.verb)


def _is_multiple(t: Token) -> bool:
    return t.lower in v.MULTIPLES_UP or t.lower in v.MULTIPLES_DOWN


def _multiples(sentence: Span, tokens: Sequence[Token], common: frozenset[str]) -> Iterator[Movement]:
    for i, t in enumerate(tokens):
        if t.kind != "word" or not _is_multiple(t) or (i + 1 < len(tokens) and tokens[i + 1].lower == "down"):
            continue
        if [x.lower in (",", "up", "down") for x in tokens[i + 1 : i + 3]] == [True, True]:
            continue  # "has more than tripled, up 222%": the figure tells it
        k = i - 1
        while k >= 0 and (tokens[k].lower in v.FILLERS or tokens[k].lower in v.ADVERBS):
            k -= 1
        if k >= 0 and tokens[k].lower in v.MODALS:
            continue
        subjects = subject_left(tokens, k, common) or subject_of_clause(tokens, k, common)
        direction: Direction = "up" if t.lower in v.MULTIPLES_UP else "down"
        for subject in subjects:
            company = subject.mention.company if subject.mention else None
            priced = (
                subject.shares
                or subject.kind in ("stock", "index")
                or bool(company and company.kind != "company")
                or (subject.kind == "pronoun" and any(x.lower in v.STOCK_WORDS for x in tokens[:i]))
            )
            followed = tokens[i + 1].lower if i + 1 < len(tokens) else ""
            if not priced or followed in v.NOT_DOUBLED:
                continue
            found = Directed(direction, i, i, i, (), None, None, t.lower)
            yield Movement(direction, subject, t.start, t.end, _clause(tokens, found), sentence, verb=t.lower)
