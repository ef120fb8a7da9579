"""The movements of an English sentence: directed figures, the subjects of which they are said, levels and clauses."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import pairwise
from typing import Literal

from bot.extraction import vocabulary as v
from bot.extraction.directed import Directed, is_share_price
from bot.extraction.directions import directed
from bot.extraction.figures import Figure
from bot.extraction.findings import Direction
from bot.extraction.levels import (
    Level,
    amount_after,
    conversion_of,
    level_before,
    level_within,
    levels_after,
    may_be_price,
)
from bot.extraction.mentions import Mention
from bot.extraction.movement import Movement, heading_of
from bot.extraction.no_movement import turning_verb
from bot.extraction.noun_phrases import Subject, group_with_code, is_instrument, is_measure, is_movement_verb
from bot.extraction.patterns import Words
from bot.extraction.subjects import subject_left, subject_of_clause
from bot.extraction.tokens import Token, tokenize
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
    topic = _topic(text, sentence, tokens)
    for stated in directed(tokens):
        said = _said_of(text, sentence, tokens, stated, common, out)
        out += (m for m in said if topic is None or (topic == "measure" and m.subject.shares))
    if out and _is_of_funds(text):
        out = [m for m in out if m.subject.kind != "unknown" or m.subject.shares]  # what funds return is no price
    out = [m for m in out if not _FUTURE_AFTER.match(text, m.end) and not _is_of_points_only(m)]
    out += _multiples(text, sentence, tokens, common)
    if parted:
        out += _parts(sentence, tokens, parted.span(), common)
    return tuple(sorted(out, key=lambda m: (m.start, m.subject.start)))


def _is_level_of_an_index(f: Figure) -> bool:
    """ "unchanged at 3,903.81": a plain number that may be one; a year or a count has no decimals."""
    return f.kind == "number" and f.value >= 10 and "." in f.digits


_SHOPPING = Words(v.SHOPPING)
_USUALLY = Words(v.USUALLY)
_FUND_TOPICS = Words(v.FUND_TOPICS)
_MONTH_ON_MONTH = Words(
    r"(?:%|\bpct|\bper ?cent) (?:m/m|y/y|q/q|yoy|qoq|mom|month[- ]on[- ]month|quarter[- ]on[- ]quarter)\b"
)
_BEGINNING = 400  # characters
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


def _said_of(
    text: str,
    sentence: Span,
    tokens: Sequence[Token],
    found: Directed,
    common: frozenset[str],
    earlier: Sequence[Movement],
) -> Iterator[Movement]:
    subjects = _subjects(tokens, found, common)
    if any(
        x.lower == "to" and (f := y.figure) and not f.may_be_price
        for x, y in pairwise(tokens[found.last + 1 : found.last + 4])
    ):
        return  # "up 3% to 1.42 billion": not a price
    if _is_to_a_count(tokens, found):
        return
    if not subjects:
        subjects = _subject_shared(tokens, found, earlier, common)
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
            clause=_from_subject(text, _clause(tokens, found, sentence), subject),
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


def _subjects(tokens: Sequence[Token], found: Directed, common: frozenset[str]) -> tuple[Subject, ...]:
    """Who moved: for a noun ("a fall in X", "X booked a gain") what leads to it, for a verb what stands before it."""
    return _of_noun(tokens, found, common) if found.noun is not None else _of_verb(tokens, found, common)


def _of_noun(tokens: Sequence[Token], found: Directed, common: frozenset[str]) -> tuple[Subject, ...]:
    right = _subject_right(tokens, max(found.noun or 0, found.last), common)  # "a fall in X", "a gain of 1.9% for X"
    if right is not None:
        return right
    k = found.head - 1
    while k >= 0 and (tokens[k].lower in v.FILLERS or tokens[k].lower in v.BEFORE_MOVEMENT_NOUNS):
        k -= 1
    if is_share_price(tokens, k):
        return (Subject("stock", tokens[k - 1].start, tokens[k].end, None, True),)
    if found.verb == "circuit":
        return subject_of_clause(tokens, found.head, common)
    k = _before_article(tokens, k)
    for find in (_owner_of_noun, _led_with, _booked_by_phrase, _booked, _behind_comma):
        subjects = find(tokens, k, common)
        if subjects is not None:
            return subjects
    return subject_left(tokens, k, common) if _is_helped(tokens, k, found.head) else ()


# The ways in which a noun of movement has its subject: each looks at what ends at tokens[k], and gives None where it is not that
# way, () where it is and nobody is named.


def _owner_of_noun(tokens: Sequence[Token], k: int, common: frozenset[str]) -> tuple[Subject, ...] | None:
    """ "Alibaba's 9 percent gain", "the wider market's <.KS11> 2.2 percent rise"."""
    if k >= 2 and tokens[k].kind == "tag" and tokens[k - 1].lower in ("'s", "’s") and tokens[k].mention:
        return tuple(replace(s, kind="name", mention=tokens[k].mention) for s in group_with_code(tokens, k - 1))
    return subject_left(tokens, k - 1, common) if k >= 1 and tokens[k].lower in ("'s", "’s") else None


def _led_with(tokens: Sequence[Token], k: int, common: frozenset[str]) -> tuple[Subject, ...] | None:
    """ "led gains with a 1.6% rise"."""
    if k < 1 or tokens[k].lower != "with":
        return None
    before = tokens[k - 1].lower
    if any(t.lower in _TOPPED for t in tokens[max(0, k - _NEAR) : k]):
        return subject_of_clause(tokens, k, common)  # "topped the benchmark with a surge"
    if before in v.CLAUSE_VERBS:
        # "outperformed with a gain"; "the Terafab rally extended" is of somebody else's shares.
        return tuple(s for s in subject_of_clause(tokens, k, common) if s.kind != "unknown")
    led = before in v.UP_NOUNS or before in v.DOWN_NOUNS or before in ("albeit", "though", "although")
    return subject_of_clause(tokens, k - 1, common) if led else None


_TOPPED = frozenset("topped tops led leads paced headed".split())
_NEAR = 5  # tokens


def _booked_by_phrase(tokens: Sequence[Token], k: int, common: frozenset[str]) -> tuple[Subject, ...] | None:
    """ "eked out a modest gain of 0.1%"."""
    phrase = k > 0 and (tokens[k - 1].lower, tokens[k].lower) in v.BOOKING_PHRASES
    return subject_left(tokens, k - 2, common) if phrase else None


def _booked(tokens: Sequence[Token], k: int, common: frozenset[str]) -> tuple[Subject, ...] | None:
    """ "booked a gain of 2%", "ended the day with a loss of 1%", "was headed for a fall"."""
    if k < 0 or tokens[k].lower not in v.BOOKING_VERBS:
        return None
    subjects = subject_left(tokens, k - 1, common)
    ended = any(t.lower in v.ENDING_VERBS for t in tokens[max(0, k - 8) : k])
    passive = k > 1 and tokens[k - 1].lower.endswith("ed") and tokens[k - 2].lower in v.AUXILIARIES
    with_it = tokens[k].lower == "with" and (ended or passive) and tokens[k - 1].lower != "compared"
    headed = tokens[k].lower == "for" and tokens[k - 1].lower in ("headed", "heading")
    return subjects or (subject_of_clause(tokens, k, common) if with_it or headed else ())


def _behind_comma(tokens: Sequence[Token], k: int, common: frozenset[str]) -> tuple[Subject, ...] | None:
    """ "fell to $79.12, a decline of $13.18"; nobody's in "with revenue of $47.9 billion, a 5.8% increase"."""
    while k > 1 and tokens[k].lower in ("-", "–", "—") and tokens[k - 1].lower == tokens[k].lower:
        k -= 1  # "at $19.25 -- a drop of 21.3 percent"
    if (
        k < 1
        or tokens[k].lower not in (",", "-", "–", "—")
        or tokens[k + 1].lower not in ("a", "an", tokens[k].lower)
    ):
        return None
    return () if any(is_measure(x) for x in tokens[max(0, k - 6) : k]) else subject_of_clause(tokens, k, common)


def _of_verb(tokens: Sequence[Token], found: Directed, common: frozenset[str]) -> tuple[Subject, ...]:
    k = found.head - 1
    while (
        found.head == found.first
        and k > 0
        and (tokens[k].lower in v.ABOUT or tokens[k].lower in ("less", "more", "than", "another"))
    ):
        k -= 1  # "sending the chain's shares about 7% higher", "June gold less than 0.1% higher"
    if found.verb[:1] in "+-−–＋" and k > 0 and tokens[k].lower == "(" and tokens[k - 1].kind in ("name", "tag"):
        k -= 1  # "the S&P 500 (-0.6%)"
    if k > 0 and tokens[k].lower == ";":
        return subject_of_clause(tokens, k, common)  # "MTNL on a roll, hits 52-week high; up 70% in 2012"
    k = _before_infinitive(tokens, k)
    subjects = subject_left(tokens, k, common)
    if not subjects and tokens[found.head].lower in ("up", "down") and k > 1 and _is_after_preposition(tokens, k):
        return subject_of_clause(tokens, found.head, common)  # "heads into the print down 25.5%"
    return subjects


def _before_infinitive(tokens: Sequence[Token], k: int) -> int:
    """The place before the first verb of "recovered to close down 3.1 percent", whose subject it is; else k."""
    if k < 1 or tokens[k].lower != "to":
        return k
    turned = turning_verb(tokens, k)
    if turned is not None:
        return turned - 1
    k -= 1
    if tokens[k].lower == "back":
        k -= 1
    if k >= 0 and tokens[k].kind == "word" and tokens[k].lower.endswith(("ed", "ing")):
        k -= 1
    return k


def _before_article(tokens: Sequence[Token], k: int) -> int:
    """The place before "a horrendous month-to-date", where plain words between an article and its noun end at tokens[k]; else k."""
    for j in range(k, max(-1, k - 4), -1):
        t = tokens[j]
        if t.lower in ("a", "an"):
            return j - 1
        if (
            t.kind != "word"
            or t.capital
            or t.lower in v.PREPOSITIONS
            or is_movement_verb(t)
            or t.lower in v.BOOKING_VERBS
        ):
            return k
    return k


def _is_after_preposition(tokens: Sequence[Token], k: int) -> bool:
    return tokens[k].kind == "word" and any(t.lower in ("into", "through") for t in tokens[max(0, k - 3) : k])


def _is_helped(tokens: Sequence[Token], k: int, head: int) -> bool:
    """ "helping the Nasdaq <.IXIC> to more than a 1% advance": what ends at tokens[k] is helped to what begins behind "to"."""
    if k < 1 or tokens[k].kind not in ("name", "tag") or tokens[k + 1].lower != "to" or k + 1 >= head:
        return False
    return any(t.lower in v.HELPING_VERBS for t in tokens[max(0, k - 6) : k])


_WHEN = frozenset((*v.WEEKDAYS, "today", "yesterday", "late", "early"))


def _subject_right(tokens: Sequence[Token], noun: int, common: frozenset[str]) -> tuple[Subject, ...] | None:
    """ "a 2.6% fall in X", "a 5% gain for X's shares". None where no such words follow; () where they are no instrument."""
    j = noun + 1
    if j + 1 >= len(tokens) or tokens[j].lower not in ("in", "for", "by", "of"):
        return None
    timed = j + 2 if j + 2 < len(tokens) and tokens[j + 1].lower in ("the", "a", "this", "last") else j + 1
    if tokens[j].lower in ("in", "for") and tokens[timed].lower in _SPANS:
        return None  # "score a rise of 2.5% for the week"
    stop = j + 1
    while stop < len(tokens) and stop - j < 12:
        t = tokens[stop]
        if t.kind in ("mark",) and t.lower not in ("'s", "’s", "&", "'", "’"):
            break
        if t.kind == "figure" or (t.kind == "word" and begins_another(t.lower)) or t.lower in v.ENDS_COMPLEMENT:
            break
        if t.lower in v.CLAUSE_VERBS and tokens[stop - 1].kind in ("name", "tag"):
            break  # "a 2.6% gain in Spirit Airlines <SAVE.N> led gains among air carriers"
        stop += 1
    if stop < len(tokens) and tokens[stop].kind == "figure" and tokens[stop].start == tokens[stop - 1].end:
        return ()  # "a drop in Q2 deliveries"
    while tokens[stop - 1].lower in _WHEN:
        stop -= 1
    if stop - 1 <= j:
        return ()
    return subject_left(tokens[j + 1 : stop], stop - j - 2, common)


_SPANS = frozenset("week month quarter year day session".split()) | v.MONTHS
_LONGER_THAN_A_DAY = ("week", "month", "quarter", "year")
_BACK = ("recover", "rebound", "bounc")  # "recovering from a 6.4% fall last week"


def _subject_shared(
    tokens: Sequence[Token], found: Directed, earlier: Sequence[Movement], common: frozenset[str]
) -> tuple[Subject, ...]:
    """ "gained some lost ground, rising 0.9% after sliding nearly 45%": a participle has its sentence's subject."""
    verb = tokens[found.head]
    before = tokens[found.head - 1].lower if found.head else ""
    if found.noun is not None and tokens[0].lower in ("after", "following", "despite") and not earlier:
        end = max(found.noun, found.last) + 1
        lasting = any(t.lower in _LONGER_THAN_A_DAY for t in tokens[end : end + 5])
        return _subject_after_comma(tokens, end - 1, common) if lasting else ()
    if found.noun is not None:
        # "closed higher, taking its weekly gain to 1.3%", "rebounded after a two-day drop of 21%"
        end = max(found.noun, found.last) + 1
        if end < len(tokens) and tokens[end].lower in ("in", "for", "by", "of"):
            return ()  # "a 27% drop in quarterly profit"
        if tokens[found.head - 1].lower in ("'s", "’s") and found.head > 0:
            return ()  # "outpacing its industry's gain of 10.4%"
        left = {t.lower for t in tokens[max(0, found.head - 4) : found.head]}
        back = (
            any(t.lower.startswith(_BACK) for t in tokens[max(0, found.head - 5) : found.head])
            and "from" in left
            and any(t.lower in _LONGER_THAN_A_DAY for t in tokens[end : end + 4])
        )
        again = back or left & {"its", "their", "after", "following", "despite", "bringing", "taking"}
        return (earlier[-1].subject,) if earlier and again else ()
    if found.head == 0 and verb.lower in ("up", "down"):
        return _subject_after_comma(tokens, found.last, common)  # "Up 423.2% in 2026, SanDisk towers"
    if verb.lower.endswith("ing") and (
        found.head == 0
        or (
            before in ("after", "despite", "having", "before")
            and all(t.kind != "word" or t.capital for t in tokens[: found.head - 1])
        )
    ):
        return _subject_after_comma(tokens, found.last, common)
    if verb.lower.endswith("ing") and before in ("after", "before", ",", "and", "while", "despite", "by") and earlier:
        return (earlier[-1].subject,)
    if before in ("and", "but", "then", "before") and earlier and verb.kind == "word":
        return (earlier[-1].subject,)
    if before == "," and earlier and _goes_on_about_the_same(tokens, earlier[-1].end, found.head):
        return (earlier[-1].subject,)  # "gold futures up 1.8% on day, gains 1.9% on week"
    if before in ("after", "before") and verb.lower.endswith("ing"):
        main = subject_of_clause(
            tokens, found.head - 1, common
        )  # "the stock was unchanged after closing down 5.41 percent"
        return tuple(s for s in main if s.shares or s.kind == "index" or is_instrument(s))
    return ()


_TELLS_WHEN = frozenset("on for in the day week wk month mth year yr session ,".split())


def _goes_on_about_the_same(tokens: Sequence[Token], end: int, head: int) -> bool:
    """Whether a finite verb stands behind a comma, and nobody is named since the movement that ended at `end`."""
    finite = tokens[head].lower in v.MOVEMENT_VERBS and not tokens[head].lower.endswith("ing")
    between = [t for t in tokens[:head] if t.start >= end]
    if tokens[head].lower in ("up", "down"):  # "up 2% on day, up 3% on wk"
        return bool(between) and all(t.lower in _TELLS_WHEN for t in between)
    return finite and not any(t.kind in ("name", "tag") or (t.kind == "word" and t.capital) for t in between)


def _subject_after_comma(tokens: Sequence[Token], last: int, common: frozenset[str]) -> tuple[Subject, ...]:
    """ "After tumbling by as much as 9 percent in early trading, Pop Mart recovered": the main clause's subject."""
    comma = next((j for j in range(last + 1, len(tokens)) if tokens[j].lower == ","), None)
    if comma is None:
        return ()
    named = comma + 1
    while named < len(tokens) and (tokens[named].kind in ("name", "tag") or tokens[named].lower == "the"):
        named += 1
    if (
        named > comma + 1
        and tokens[named - 1].kind in ("name", "tag")
        and named < len(tokens)
        and tokens[named].kind == "word"
    ):
        return subject_left(tokens[comma + 1 : named], named - comma - 2, common)
    for j in range(comma + 1, min(len(tokens), comma + 14)):
        t = tokens[j]
        if t.kind == "word" and (t.lower in v.UP_VERBS or t.lower in v.DOWN_VERBS or t.lower in v.NEUTRAL_VERBS):
            return subject_left(tokens[comma + 1 : j], j - comma - 2, common)
    return ()


def _clause(tokens: Sequence[Token], found: Directed, sentence: Span) -> Span:
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


def begins_another(word: str) -> bool:
    return word in v.UP_VERBS or word in v.DOWN_VERBS


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
            yield Movement("down", subject, *at, _clause(tokens, found, sentence), sentence, verb=found.verb)


def _is_multiple(t: Token) -> bool:
    return t.lower in v.MULTIPLES_UP or t.lower in v.MULTIPLES_DOWN


def _multiples(text: str, sentence: Span, tokens: Sequence[Token], common: frozenset[str]) -> Iterator[Movement]:
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
            yield Movement(
                direction, subject, t.start, t.end, _clause(tokens, found, sentence), sentence, verb=t.lower
            )
