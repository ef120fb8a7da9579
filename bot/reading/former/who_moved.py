"""Who moved in an English sentence: by the verb, the noun or the participle that says so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.reading.former import vocabulary as v
from bot.reading.former.directed import Directed, is_share_price
from bot.reading.former.movement import Movement
from bot.reading.former.no_movement import turning_verb
from bot.reading.former.noun_phrases import Subject, group_with_code, is_instrument, is_measure, is_movement_verb
from bot.reading.former.subjects import subject_left, subject_of_clause
from bot.reading.former.tokens import Token


def who_moved(tokens: Sequence[Token], found: Directed, common: frozenset[str]) -> tuple[Subject, ...]:
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


def who_moved_before(
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


def begins_another(word: str) -> bool:
    return word in v.UP_VERBS or word in v.DOWN_VERBS
