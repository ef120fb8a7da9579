"""What a sentence says to have moved: each figure with the word that gives its direction, and the subjects it is said of.

This is the one analysis behind both the rules and the grounding: the rules make findings of it, grounding holds a finding
against it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal

from bot.extraction import vocabulary as v
from bot.extraction.figures import Figure
from bot.extraction.findings import Direction, Scope
from bot.extraction.mentions import Mention
from bot.extraction.subjects import PLACES, Subject, subject_left, subject_of_clause
from bot.extraction.tokens import Token, tokenize
from bot.extraction.when import scope_around, scope_of
from bot.story import Span, Story


@dataclass(frozen=True, slots=True)
class Movement:
    """One stated change: `figure` (percent where printed) and `amount` (points or money beside it), said of `subject`.

    [start, end) spans from the word of direction to the last figure; `clause` is where its scope and time are said.
    """

    direction: Direction
    subject: Subject
    start: int
    end: int
    clause: Span
    sentence: Span
    figure: Figure | None = None
    upper: Figure | None = None
    amount: Figure | None = None
    price: Figure | None = None
    converted: Figure | None = None
    verb: str = ""


@dataclass(frozen=True, slots=True)
class _Found:
    """A figure with its word of direction, before anybody asks of whom it is said. Indices are of tokens."""

    direction: Direction
    head: int  # the leftmost token of the movement: the verb, else the figure
    first: int  # the first figure
    last: int  # the last figure
    figures: tuple[int, ...]
    amount: int | None
    noun: int | None
    verb: str
    ranged: bool = False
    elided: bool = False


_MULTIPLES = {
    "doubled": "up", "doubling": "up", "doubles": "up", "tripled": "up", "trebled": "up", "triples": "up", "quadrupled": "up", "quintupled": "up",
    "halved": "down", "halving": "down", "halves": "down",
}  # fmt: skip


_MULTIPLE = re.compile(r"\b(?:" + "|".join(_MULTIPLES) + r")\b", re.IGNORECASE)
_QUALIFIER = re.compile(
    r"(?<![\w-])("
    + "|".join(re.escape(q) for q in sorted(v.QUALIFIERS, key=len, reverse=True))
    + r")(?:[ \u00a0]+(?:a|an|the))?[ \u00a0]*$",
    re.IGNORECASE,
)


def movements(
    text: str, sentence: Span, found: Sequence[Figure], mentions: Sequence[Mention], common: frozenset[str]
) -> tuple[Movement, ...]:
    """The movements of one sentence with its figures, in their order."""
    sized = any(f.kind in ("percent", "points", "money") for f in found)
    if not sized and not _MULTIPLE.search(text, sentence.start, sentence.end):
        return ()
    tokens = tokenize(text, sentence.start, sentence.end, found, mentions)
    out: list[Movement] = []
    topic = _topic(text, sentence, tokens)
    for directed in _directed(tokens):
        said = _said_of(text, sentence, tokens, directed, common, out)
        out += (m for m in said if topic is None or (topic == "measure" and m.subject.shares))
    if text and _FUND_TOPICS.search(text, 0, 400):
        out = [m for m in out if m.subject.kind != "unknown" or m.subject.shares]  # what funds return is no price
    out = [m for m in out if not _FUTURE_AFTER.match(text, m.end) and not _is_of_points_only(m)]
    out += _multiples(text, sentence, tokens, common)
    return tuple(sorted(out, key=lambda m: (m.start, m.subject.start)))


_SHOPPING = re.compile(v.SHOPPING, re.I)
_USUALLY = re.compile(v.USUALLY, re.I)
_FUND_TOPICS = re.compile(v.FUND_TOPICS, re.I)
_FUTURE_AFTER = re.compile(v.FUTURE_AFTER, re.I)


def _topic(text: str, sentence: Span, tokens: Sequence[Token]) -> Literal["measure", "other"] | None:
    """What a sentence is of where not of markets: the measure with which it begins, or what shops and habits do."""
    heading = heading_of(text, sentence.start)
    if any(w in v.OTHER_MEASURES for w in re.findall(r"[a-z-]+", heading.lower())):
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


_BULLET = re.compile(r"\s*[-•*–▪·]\s")
_MOST_LINES = 12


def heading_of(text: str, start: int) -> str:
    """The line that heads a list, "Revenue growth:", "For the week:"; "" where the text at `start` stands under none."""
    line_start = text.rfind("\n", 0, start) + 1
    bullets = bool(_BULLET.match(text, line_start))
    for _ in range(_MOST_LINES):
        end = line_start - 1
        if end <= 0:
            return ""
        line_start = text.rfind("\n", 0, end) + 1
        line = text[line_start:end].strip()
        if line.endswith(":"):
            return line if bullets or len(line) <= 40 else ""
        if line and not (bullets and _BULLET.match(text, line_start)):
            return ""
    return ""


def _is_of_points_only(m: Movement) -> bool:
    """Points are an index's; a club that dropped three, or a share of power that shed 0.7, is none."""
    if m.figure is not None or m.amount is None or m.amount.kind != "points":
        return False
    mention = m.subject.mention
    index = mention is not None and any(c.kind == "index" for c in mention.companies)
    return not (
        index or m.subject.kind in ("index", "elided", "pronoun") or (m.price is not None and m.price.value >= 100)
    )


# --- which way a figure goes -----------------------------------------------------------------------------------------


def _directed(tokens: Sequence[Token]) -> Iterator[_Found]:
    used: set[int] = set()
    last: _Found | None = None
    for i, t in enumerate(tokens):
        if i in used or t.figure is None or t.figure.kind != "percent":
            continue
        run = _run(tokens, i)
        found = (
            _after(tokens, run)
            or _before(tokens, run)
            or _noun_after(tokens, run)
            or _noun_before(tokens, run)
            or _signed(tokens, run)
        )
        if found is None and last is not None:
            found = _elided(tokens, run, last) or _at_another_place(tokens, run, last)
        if found is None or _is_something_else(tokens, found):
            continue
        used.update(run)
        if found.amount is not None:
            used.add(found.amount)
        last = found
        yield found
    for i, t in enumerate(tokens):
        if i in used or t.figure is None or t.figure.kind not in ("points", "money") or t.figure.scaled:
            continue
        found = _after(tokens, (i,)) or _before(tokens, (i,))
        if found is not None and not _is_something_else(tokens, found) and not _shares_verb(found, used, tokens):
            used.add(i)
            yield replace(found, figures=(), amount=i)


def _run(tokens: Sequence[Token], i: int) -> tuple[int, ...]:
    """The percent figures that stand in one row: "2.8% and 1.3%", "24% to 64%"."""
    run = [i]
    k = i
    while True:
        j = k + 1
        while j < len(tokens) and tokens[j].lower in (",", "and", "to", "-", "–", "or", "&") and j - k <= 2:
            j += 1
        nxt = tokens[j].figure if j < len(tokens) else None
        if j > k + 1 and nxt and nxt.kind == "percent":
            run.append(j)
            k = j
        else:
            return tuple(run)


def _is_range(tokens: Sequence[Token], run: tuple[int, ...]) -> bool:
    if len(run) != 2:
        return False
    between = [t.lower for t in tokens[run[0] + 1 : run[1]]]
    before = [t.lower for t in tokens[max(0, run[0] - 4) : run[0]]]
    return between in (["to"], ["-"], ["–"]) or (between == ["and"] and "between" in before)


def _direction(word: str) -> Direction | None:
    if word in v.UP_ADVERBS or (word in v.UP_VERBS and word not in v.LOOSE_VERBS):
        return "up"
    if word in v.DOWN_ADVERBS or (word in v.DOWN_VERBS and word not in v.LOOSE_VERBS):
        return "down"
    return None


def _after(tokens: Sequence[Token], run: tuple[int, ...]) -> _Found | None:
    """ "9.2 percent higher", "moving 3% higher", "1.2% up"."""
    j = run[-1] + 1
    beside = None
    if (
        j + 2 < len(tokens)
        and tokens[j].lower == "or"
        and (f := tokens[j + 1].figure)
        and f.kind in ("points", "money")
    ):
        beside = j + 1  # "0.4 per cent or S$0.15 lower"
        j += 2
    if j < len(tokens) and tokens[j].lower in ("to", "at"):
        return None
    if j >= len(tokens):
        return None
    word = tokens[j].lower
    if word not in v.UP_ADVERBS and word not in v.DOWN_ADVERBS:
        return None
    if (
        word in ("up", "down", "off")
        and j + 1 < len(tokens)
        and (tokens[j + 1].figure or tokens[j + 1].lower in ("from", "to", "by"))
    ):
        return None
    direction = _direction(word)
    assert direction is not None
    head = run[0]
    k = run[0] - 1
    while k >= 0 and run[0] - k <= 12:
        t = tokens[k]
        if t.kind == "word" and (t.lower in v.NEUTRAL_VERBS or t.lower in v.UP_VERBS or t.lower in v.DOWN_VERBS):
            head = k
            if t.lower not in v.AUXILIARIES:
                break
        elif not (
            t.lower in v.FILLERS
            or t.lower in v.ADVERBS
            or t.lower in v.DAY_OBJECT
            or (t.figure and t.figure.kind in ("points", "money"))
            or t.lower in (",", "or", "(", ")")
        ):
            break
        k -= 1
    return _Found(
        direction,
        head,
        run[0],
        run[-1],
        run,
        beside or _amount_between(tokens, head, run[0]),
        None,
        tokens[head].lower,
        _is_range(tokens, run),
    )


def _before(tokens: Sequence[Token], run: tuple[int, ...]) -> _Found | None:
    """ "rose 3%", "fell by as much as 3%", "up 397.82 points, or 1.18%"."""
    i = run[0]
    k = i - 1
    steps = 0
    if k > 0 and tokens[k].lower == "to" and tokens[k - 1].lower == "up":
        k -= 2  # "lost up to 5.5 percent"
    if k >= 0 and (tokens[k].lower in ("to", "at") or (tokens[k].lower == "from" and len(run) == 1)):
        # "rose to 15%" and "higher at $5" are levels; "from 2% to 3%" is handled as a run.
        return None
    while k >= 0 and steps < 14:
        t = tokens[k]
        word = t.lower
        if k and (phrasal := _PHRASAL.get((tokens[k - 1].lower, word))):
            return _Found(
                phrasal, k - 1, run[0], run[-1], run, _amount_between(tokens, k, i), None, tokens[k - 1].lower, _is_range(tokens, run)
            )  # fmt: skip
        if t.kind == "word" and (direction := _direction(word)):
            if word in ("off",) and k + 1 < len(tokens) and tokens[k + 1].figure is None:
                return None
            if _is_noun_here(tokens, k):
                return None
            if word in ("up", "down") and k and tokens[k - 1].lower in v.DRIVEN and tokens[k + 1].lower == "by":
                return None  # "weighed down by a 2.6% fall in"
            head = k
            # "was down 3%", "closed up 2.1 percent", "edged up 0.1%", "moved higher by 3%"
            if word in v.UP_ADVERBS or word in v.DOWN_ADVERBS:
                j = k - 1
                while j >= 0 and (
                    (tokens[j].lower in v.ADVERBS and tokens[j].lower not in v.AUXILIARIES)
                    or tokens[j].lower in v.DAY_OBJECT
                    or tokens[j].lower in v.WEEKDAYS
                ):
                    j -= 1
                j = _before_price(tokens, j)
                if (
                    j >= 0
                    and tokens[j].kind == "word"
                    and (
                        tokens[j].lower in v.NEUTRAL_VERBS
                        or tokens[j].lower in v.LOOSE_VERBS
                        or _direction(tokens[j].lower) == direction
                    )
                ):
                    head = j
            return _Found(
                direction,
                head,
                run[0],
                run[-1],
                run,
                _amount_between(tokens, k, i),
                None,
                tokens[head].lower,
                _is_range(tokens, run),
            )
        if (
            word in v.FILLERS
            or word in ("-", "(", "~", "or", "the", "its", "/", "per", "cent")
            or (word == "," and steps < 4)
            or (t.figure is not None and t.figure.kind in ("points", "money", "number"))
        ):
            if word == "at" and tokens[k + 1].lower not in ("least", "most"):
                return None
            if word in ("above", "below", "under", "near") and tokens[k + 1].figure:
                return None  # "surges above $1350": a level
            # "fell to $5, or 3%": past a price the figure still is this verb's only after "or".
            past_price = word == "to" and tokens[k + 1].figure and not any(x.lower == "or" for x in tokens[k:i])
            if past_price and not any(x.lower in ("from", "between") for x in tokens[max(0, k - 3) : k]):
                return None
            k -= 1
            steps += 1
            continue
        if t.kind == "word" and (word.endswith("ly") or word in v.WEEKDAYS):
            k -= 1
            steps += 1
            continue
        return None
    return None


_PHRASAL: dict[tuple[str, str], Direction] = {
    **{
        (verb, "on"): "up"
        for verb in ("put", "puts", "putting", "tacked", "tacks", "tack", "tacking", "piled", "piles")
    },
    **{(verb, "up"): "up" for verb in ("picked", "picks", "pick", "picking")},
    **{(verb, word): "down" for verb in ("gave", "gives", "give", "giving", "given") for word in ("up", "back")},
}


def _before_price(tokens: Sequence[Token], j: int) -> int:
    """The place before "at $87.06 a barrel", where that ends at tokens[j]; else j."""
    k = j
    while k > 0 and (
        tokens[k].lower in v.UNITS_OF_GOODS or tokens[k].lower in ("a", "an", "per", "share", "/", "oz")
    ):
        k -= 1
    figure = tokens[k].figure if k > 0 else None
    return k - 2 if figure and figure.kind in ("money", "number") and tokens[k - 1].lower in ("at", "to") else j


def _noun_after(tokens: Sequence[Token], run: tuple[int, ...]) -> _Found | None:
    """ "a 2.6% fall in Qatar Islamic Bank", "Alibaba's 9.2 percent jump"."""
    j = run[-1] + 1
    while (
        j < len(tokens)
        and j - run[-1] <= 2
        and tokens[j].lower in ("price", "share", "one-day", "intraday", "-", "daily", "weekly", "overnight", "stock")
    ):
        j += 1
    if j >= len(tokens) or tokens[j].kind != "word":
        return None
    word = tokens[j].lower
    direction: Direction | None = "up" if word in v.UP_NOUNS else "down" if word in v.DOWN_NOUNS else None
    if direction is None:
        return None
    return _Found(direction, run[0], run[0], run[-1], run, None, j, word, _is_range(tokens, run))


def _noun_before(tokens: Sequence[Token], run: tuple[int, ...]) -> _Found | None:
    """ "a gain of 3%", "its losses to 5%"."""
    k = run[0] - 1
    seen_of = False
    steps = 0
    while k >= 0 and steps < 6:
        word = tokens[k].lower
        if word == "of" or (word == "to" and k and tokens[k - 1].lower in v.UP_NOUNS | v.DOWN_NOUNS):
            seen_of = True
        elif seen_of and (word in v.UP_NOUNS or word in v.DOWN_NOUNS):
            direction: Direction = "up" if word in v.UP_NOUNS else "down"
            return _Found(direction, k, run[0], run[-1], run, None, k, word, _is_range(tokens, run))
        elif word not in v.FILLERS:
            return None
        k -= 1
        steps += 1
    return None


def _signed(tokens: Sequence[Token], run: tuple[int, ...]) -> _Found | None:
    """ "Alibaba +3.2%", "Nikkei (-1.1%)"."""
    i = run[0]
    sign = tokens[i].text[:1]
    if sign not in "+＋-−–" or len(run) > 1:
        return None
    k = i - 1
    while k >= 0 and tokens[k].lower in ("(", ":", "[", ","):
        k -= 1
    if k < 0 or tokens[k].kind not in ("name", "tag", "figure"):
        return None
    return _Found("up" if sign in "+＋" else "down", i, i, i, run, None, None, sign)


def _elided(tokens: Sequence[Token], run: tuple[int, ...], last: _Found) -> _Found | None:
    """ "Biocon down 8%; Indian Bank slips 8%; PNB 2%": the verb of the one before is meant."""
    i = run[0]
    k = i - 1
    while k >= 0 and tokens[k].lower in v.FILLERS:
        k -= 1
    named = k >= 0 and (tokens[k].kind in ("name", "tag") or (tokens[k].kind == "word" and tokens[k].capital))
    if not named or i - last.last > 14 or last.noun is not None:
        return None
    j = k
    while j > last.last and tokens[j].lower not in (",", ";", "and", "while", "but"):
        if tokens[j].kind == "word" and not tokens[j].capital and tokens[j].lower not in ("of", "&"):
            return None
        j -= 1
    if j <= last.last:
        return None
    between = [t.lower for t in tokens[last.last + 1 : j]]
    if any(t in v.PREPOSITIONS and t not in ("to", "at") for t in between):
        return None
    return _Found(last.direction, k + 1, i, run[-1], run, None, None, last.verb, _is_range(tokens, run), elided=True)


def _at_another_place(tokens: Sequence[Token], run: tuple[int, ...], last: _Found) -> _Found | None:
    """ "rose 9.2 percent in Hong Kong and 8.2 percent in New York": the same subject and verb."""
    i, j = run[0], run[-1] + 1
    between = [t.lower for t in tokens[last.last + 1 : i]]
    priced = {t.lower for t in tokens[last.last + 1 : i] if t.figure and t.figure.kind in ("money", "number")}
    places = all(
        w in PLACES or w in ("in", "on", "and", ",", "new", "to", "at") or w in priced for w in between
    ) and bool(set(between) & PLACES)
    here = (
        j + 1 < len(tokens) and tokens[j].lower in ("in", "on") and tokens[j + 1].lower in PLACES | {"new"} | {"new"}
    )
    if not (places and here and between[-1] == "and"):
        return None
    return _Found(last.direction, i, i, run[-1], run, None, None, last.verb, _is_range(tokens, run), elided=True)


def _amount_between(tokens: Sequence[Token], head: int, figure: int) -> int | None:
    return next(
        (
            j
            for j in range(head, figure)
            if (f := tokens[j].figure)
            and f.kind in ("points", "money")
            and not f.scaled
            and tokens[j - 1].lower != "at"
        ),
        None,
    )


def _is_noun_here(tokens: Sequence[Token], k: int) -> bool:
    """ "the gain", "a drop", "its loss": a noun where a verb might stand."""
    word = tokens[k].lower
    if word not in v.UP_NOUNS and word not in v.DOWN_NOUNS:
        return False
    before = tokens[k - 1].lower if k else ""
    return before in (
        "a",
        "an",
        "the",
        "its",
        "their",
        "this",
        "that",
        "any",
        "no",
        "'s",
        "’s",
        "of",
        "for",
        "by",
        "with",
        "in",
        "another",
        "biggest",
        "largest",
        "sharp",
        "net",
        "quarterly",
        "annual",
        "net",
        "yearly",
    )


def _is_something_else(tokens: Sequence[Token], found: _Found) -> bool:
    """A forecast, a stake, a level, a share of something: the words around the figure say so."""
    head = found.head
    if any(t.lower in v.DENIALS for t in tokens):
        return True
    if any(t.lower in ("marked",) for t in tokens[max(0, head - 1) : head]):
        return True  # "was marked up by 39%": a valuation
    if found.direction == "down" and any((f := tokens[i].figure) and f.value > 100 for i in found.figures):
        return True  # nothing falls by more than all of it
    k = head - 1
    while k >= 0 and (tokens[k].lower in v.ADVERBS and tokens[k].lower not in ("not",)):
        k -= 1
    if k >= 0 and tokens[k].lower == "not":
        return True
    if k >= 0 and tokens[k].lower in v.MODALS:
        finished = (
            tokens[head].lower in ("close", "end", "finish", "settle", "trade", "stand") and tokens[k].lower == "to"
        )
        if not (
            finished
            and k
            and tokens[k - 1].lower not in v.REPORTED_FUTURE
            and not any(t.lower in v.REPORTED_FUTURE for t in tokens[max(0, k - 6) : k])
        ):
            return True
    last = found.noun if found.noun is not None else found.last
    after = [t.lower for t in tokens[last + 1 : last + 4]]
    if found.noun is None and after:
        if after[0] in v.NOT_A_MOVE_AFTER or (
            after[0] in ("stake", "of")
            and not (after[1:2] and after[1] in ("its", "their") and after[2:3] in (["value"], ["market"]))
        ):
            return True
        if after[0] == "more" and after[1:2] != ["than"]:
            return True
        if after[:2] in (["market", "share"], ["more", "than"], ["more", "shares"], ["equity", "stake"]):
            return True
    if any(
        t.lower in ("upside", "downside", "discount", "premium", "probability", "odds")
        for t in tokens[found.last + 1 : found.last + 3]
    ):
        return True
    if _is_seen_coming(tokens, head):
        return True
    # "revenue growth of 5%, up 3% from": the subject is asked for later; here only what the clause says of the future.
    clause = tokens[max(0, head - 9) : head]
    if any(t.lower in ("if", "should", "expects", "sees", "forecasts", "predicts", "projected") for t in clause):
        return not any(t.lower in (",", ";", "after", "as", "while") for t in clause[-4:])
    return False


_FORESEEING = frozenset(
    "would could may might think thinks believe believes reckon reckons consensus see sees expect expects expecting predict predicts forecast forecasts if should project projects anticipates anticipate".split()
)
_CLAUSE_BREAKS = frozenset("; after as while but because when although though which".split())


def _is_seen_coming(tokens: Sequence[Token], head: int) -> bool:
    """ "would send bank shares down 15%", "see Alphabet shares rising 10 percent by June, and gold climbing 12%"."""
    participle = tokens[head].lower.endswith("ing") and head > 0 and tokens[head - 1].lower != ","
    for k in range(head - 1, -1, -1):
        t = tokens[k]
        if t.lower in _FORESEEING and t.kind == "word":
            return True
        if t.lower in _CLAUSE_BREAKS or (t.lower == "," and not participle):
            return False
    return False


def _shares_verb(found: _Found, used: set[int], tokens: Sequence[Token]) -> bool:
    """The verb already has a percent figure."""
    return any(
        found.head < i < found.first + 8 and i in used for i in range(found.head, min(len(tokens), found.first + 8))
    )


# --- of whom it is said ----------------------------------------------------------------------------------------------


def _said_of(
    text: str,
    sentence: Span,
    tokens: Sequence[Token],
    found: _Found,
    common: frozenset[str],
    earlier: Sequence[Movement],
) -> Iterator[Movement]:
    subjects = _subjects(tokens, found, common)
    if any(
        x.lower == "to" and (f := y.figure) and f.scaled for x, y in pairwise(tokens[found.last + 1 : found.last + 4])
    ):
        return  # "up 3% to 1.42 billion": not a price
    if not subjects:
        subjects = _subject_shared(tokens, found, earlier, common)
    if not subjects:
        return
    prices = (
        _prices_after(tokens, found, subjects)
        or _price_before(tokens, found)
        or _price_within(tokens, found, subjects)
    )
    values = [tokens[i].figure for i in found.figures]
    each = len(values) > 1 and not found.ranged and len(values) == len(subjects)
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
        amount = tokens[found.amount].figure if found.amount is not None else _amount_after(tokens, found)
        yield Movement(
            direction=found.direction,
            subject=subject,
            start=tokens[found.head].start,
            end=max(last.end, price.figure.end if price and price.figure else 0),
            clause=_clause(tokens, found, sentence),
            sentence=sentence,
            figure=figure,
            upper=values[1] if found.ranged and len(values) == 2 else None,
            amount=amount,
            price=price.figure if price else None,
            converted=_converted(tokens, price),
            verb=found.verb,
        )


def _subjects(tokens: Sequence[Token], found: _Found, common: frozenset[str]) -> tuple[Subject, ...]:
    if found.noun is not None:
        right = _subject_right(tokens, max(found.noun, found.last), common)  # "a fall in X", "a gain of 1.9% for X"
        if right is not None:
            return right
        k = found.head - 1
        while k >= 0 and tokens[k].lower in (
            *v.FILLERS,
            "its",
            "the",
            "daily",
            "weekly",
            "monthly",
            "quarterly",
            "annual",
            "yearly",
            "biggest",
            "record",
        ):
            k -= 1
        if k >= 1 and tokens[k].lower in ("'s", "’s"):
            return subject_left(tokens, k - 1, common)
        if k >= 0 and tokens[k].lower in v.BOOKING_VERBS:
            return subject_left(tokens, k - 1, common)
        return ()
    k = found.head - 1
    if k > 0 and tokens[k].lower == "to":
        # "recovered to close down 3.1 percent": the subject is the first verb's.
        k -= 2 if tokens[k - 1].kind == "word" and tokens[k - 1].lower.endswith(("ed", "ing", "ck")) else 1
    return subject_left(tokens, k, common)


def _subject_right(tokens: Sequence[Token], noun: int, common: frozenset[str]) -> tuple[Subject, ...] | None:
    """ "a 2.6% fall in X", "a 5% gain for X's shares". None where no such words follow; () where they are no instrument."""
    j = noun + 1
    if j + 1 >= len(tokens) or tokens[j].lower not in ("in", "for", "by", "of"):
        return None
    stop = j + 1
    while stop < len(tokens) and stop - j < 12:
        t = tokens[stop]
        if t.kind in ("mark",) and t.lower not in ("'s", "’s", "&", "'", "’"):
            break
        if (
            t.kind == "figure"
            or (t.kind == "word" and _begins_another(t.lower))
            or t.lower
            in (
                "left",
                "on",
                "after",
                "as",
                "while",
                "and",
                "to",
                "at",
                "this",
                "since",
                "last",
                "over",
                "during",
                "before",
                "following",
                "with",
                "from",
                "in",
                "was",
                "had",
                "were",
            )
        ):
            break
        stop += 1
    if tokens[stop - 1].lower in v.WEEKDAYS or tokens[stop - 1].lower in ("today", "yesterday"):
        stop -= 1
    if stop - 1 <= j:
        return ()
    return subject_left(tokens[j + 1 : stop], stop - j - 2, common)


def _subject_shared(
    tokens: Sequence[Token], found: _Found, earlier: Sequence[Movement], common: frozenset[str]
) -> tuple[Subject, ...]:
    """ "gained some lost ground, rising 0.9% after sliding nearly 45%": a participle has its sentence's subject."""
    verb = tokens[found.head]
    before = tokens[found.head - 1].lower if found.head else ""
    if found.noun is not None:
        # "closed higher, taking its weekly gain to 1.3%", "rebounded after a two-day drop of 21%"
        end = max(found.noun, found.last) + 1
        if end < len(tokens) and tokens[end].lower in ("in", "for", "by", "of"):
            return ()  # "a 27% drop in quarterly profit"
        left = {t.lower for t in tokens[max(0, found.head - 4) : found.head]}
        return (earlier[-1].subject,) if earlier and left & {"its", "their", "after", "following", "despite"} else ()
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
    return ()


def _subject_after_comma(tokens: Sequence[Token], last: int, common: frozenset[str]) -> tuple[Subject, ...]:
    """ "After tumbling by as much as 9 percent in early trading, Pop Mart recovered": the main clause's subject."""
    comma = next((j for j in range(last + 1, len(tokens)) if tokens[j].lower == ","), None)
    if comma is None:
        return ()
    for j in range(comma + 1, min(len(tokens), comma + 14)):
        t = tokens[j]
        if t.kind == "word" and (t.lower in v.UP_VERBS or t.lower in v.DOWN_VERBS or t.lower in v.NEUTRAL_VERBS):
            return subject_left(tokens[comma + 1 : j], j - comma - 2, common)
    return ()


@dataclass(frozen=True, slots=True)
class _Price:
    index: int
    figure: Figure | None


_PRICE_FILLERS = (
    frozenset(
        "a an the on in by for of or , ( ) about around its close closing open level high low points per share each trading trade finish finishing end ending settle trade stand early late morning afternoon today yesterday premarket session ending closing settling finishing day day's 's ’s the "
        "monday tuesday wednesday thursday friday hong kong new york london tokyo shanghai shenzhen p.m a.m . gmt bell hours after before extended noon midday hit hitting touch touching reach reaching its new record intraday all-time 52-week lifetime one-year".split()
    )
    | PLACES
)


def _prices_after(tokens: Sequence[Token], found: _Found, subjects: Sequence[Subject]) -> list[_Price]:
    """ "to HKD174.00", "at $55.53", "to CNY41.34 and CNY58.38, respectively"."""
    start = (found.noun if found.noun is not None else found.last) + 1
    out: list[_Price] = []
    j = start
    named = False
    while j < len(tokens) and j - start < 22:
        t = tokens[j]
        if t.figure is not None:
            if (
                named
                and _may_be_price(t.figure, subjects)
                and not (j + 1 < len(tokens) and tokens[j + 1].lower in ("a.m", "p.m", ":", "gmt"))
            ):
                out.append(_Price(j, t.figure))
                if len(subjects) < 2 or len(out) == len(subjects):
                    return out
            elif t.figure.kind == "percent" and out == [] and not (j and tokens[j - 1].lower in ("or", "(")):
                return []
        elif t.lower in ("to", "at") or (t.lower == "of" and tokens[j - 1].lower in ("low", "high")):
            named = True
        elif (
            (
                t.lower in ("higher", "lower", "up", "down", "stronger", "weaker", "elevated", "and")
                and (t.lower != "and" or out)
            )
            or t.kind == "tag"
            or t.lower in ("higher", "lower", "yuan", "just")
        ):
            pass
        elif t.lower not in _PRICE_FILLERS and not (
            t.kind == "word" and (t.lower in v.QUALIFIERS or t.lower in v.FILLERS)
        ):
            break
        j += 1
    return out[:1] if len(subjects) == 1 else out if len(out) == len(subjects) else []


def _may_be_price(figure: Figure, subjects: Sequence[Subject]) -> bool:
    if figure.scaled or figure.kind not in ("money", "number", "points"):
        return False
    if figure.kind == "number":
        company = subjects[0].mention.company if subjects[0].mention else None
        level = bool(company and company.kind != "company") or subjects[0].kind in ("index", "unknown")
        return (level and figure.value >= 10) or "." in figure.digits or "," in str(figure.value)
    return True


def _price_before(tokens: Sequence[Token], found: _Found) -> list[_Price]:
    """ "closed at $185.25, up 0.35%", "was last at $60.73, down 2.74%"."""
    k = found.head - 1
    if k < 1 or tokens[k].lower not in (",", "(", ")", "-", "–"):
        return []
    while k >= 0 and tokens[k].lower in (
        ",",
        "(",
        ")",
        "a",
        "an",
        "share",
        "each",
        "per",
        "barrel",
        "ounce",
        "/",
        "oz",
        "tonne",
        "today",
        "yesterday",
        "on",
        *v.WEEKDAYS,
    ):
        if tokens[k].lower == ")":
            while k >= 0 and tokens[k].lower != "(":
                k -= 1
        k -= 1
    figure = tokens[k].figure if k >= 1 else None
    if figure is None or figure.kind not in ("money", "number", "points") or figure.scaled:
        return []
    named = tokens[k - 1].lower in ("at", "to", "closed", "ended", "finished", "settled", "traded", "of")
    return [_Price(k, figure)] if named else []


def _price_within(tokens: Sequence[Token], found: _Found, subjects: Sequence[Subject]) -> list[_Price]:
    """ "ended Tuesday at S$6.43, S$0.07 or 1.1 per cent higher"."""
    for j in range(found.head + 1, found.first - 1):
        figure = tokens[j + 1].figure
        if tokens[j].lower == "at" and figure and figure.kind == "money" and not figure.scaled:
            return [_Price(j + 1, figure)] if len(subjects) == 1 and found.amount != j + 1 else []
    return []


def _converted(tokens: Sequence[Token], price: _Price | None) -> Figure | None:
    if price is None:
        return None
    j = price.index + 1
    if j + 1 < len(tokens) and tokens[j].lower in ("(", "["):
        figure = tokens[j + 1].figure
        return figure if figure and figure.kind == "money" else None
    return None


def _amount_after(tokens: Sequence[Token], found: _Found) -> Figure | None:
    """ "1.7 per cent or S$0.14", "0.5% (20 points)"."""
    j = found.last + 1
    while j < len(tokens) and tokens[j].lower in (",", "higher", "lower", "up", "down"):
        j += 1
    if (
        j + 1 < len(tokens)
        and tokens[j].lower in ("or", "(")
        and (f := tokens[j + 1].figure)
        and f.kind in ("points", "money")
        and not f.scaled
    ):
        return f
    return None


def _clause(tokens: Sequence[Token], found: _Found, sentence: Span) -> Span:
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
    while last + 1 < len(tokens) and tokens[last + 1].lower not in (
        ";",
        "while",
        "but",
        "whereas",
        "although",
        "after",
        "before",
    ):
        nxt = tokens[last + 1]
        if nxt.kind == "word" and (_begins_another(nxt.lower) or nxt.lower in _MULTIPLES) and last - found.last > 1:
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


def _begins_another(word: str) -> bool:
    return word in v.UP_VERBS or word in v.DOWN_VERBS


def _multiples(text: str, sentence: Span, tokens: Sequence[Token], common: frozenset[str]) -> Iterator[Movement]:
    for i, t in enumerate(tokens):
        if t.kind != "word" or t.lower not in _MULTIPLES or (i + 1 < len(tokens) and tokens[i + 1].lower == "down"):
            continue
        k = i - 1
        while k >= 0 and (tokens[k].lower in v.FILLERS or tokens[k].lower in v.ADVERBS):
            k -= 1
        if k >= 0 and tokens[k].lower in v.MODALS:
            continue
        subjects = subject_left(tokens, k, common) or subject_of_clause(tokens, k, common)
        direction: Direction = "up" if _MULTIPLES[t.lower] == "up" else "down"
        for subject in subjects:
            company = subject.mention.company if subject.mention else None
            priced = (
                subject.shares or subject.kind in ("stock", "index") or bool(company and company.kind != "company")
            )
            followed = tokens[i + 1].lower if i + 1 < len(tokens) else ""
            if not priced or followed in (
                "its",
                "their",
                "the",
                "down",
                "his",
                "revenue",
                "sales",
                "profit",
                "output",
                "production",
            ):
                continue
            found = _Found(direction, i, i, i, (), None, None, t.lower)
            yield Movement(
                direction, subject, t.start, t.end, _clause(tokens, found, sentence), sentence, verb=t.lower
            )


def qualifier_before(text: str, start: int) -> tuple[str, int] | None:
    """The words before a figure that keep it open ("more than", "about"), and where they begin."""
    before = text[max(0, start - 24) : start]
    # The pattern is anchored at the end, so the leftmost match is the longest qualifier.
    m = _QUALIFIER.search(before)
    return (m[1], start - len(before) + m.start(1)) if m else None


_AFTER_PARTICIPLE = re.compile(r"(?:After|Despite|Having) \w+ing\b")


def movement_scope(story: Story, m: Movement) -> Scope:
    """The scope that its own words give, else its clause's; an extreme is only what its own words call one. Where neither says
    anything, the hour before the bell is that of the sentence, the sentence before it or the title.
    """
    text = story.text
    if _AFTER_PARTICIPLE.match(text, m.sentence.start) and m.start - m.sentence.start < 12 and m.verb.endswith("ing"):
        # "After tumbling by almost 9 percent in early trading, it recovered": not where the session ended.
        return "longer" if scope_of(own_words(text, m)) == "longer" else "intraday_extreme"
    scope = scope_of(own_words(text, m))
    if scope == "session" and (wider := scope_of(text[m.clause.start : m.clause.end])) not in (
        "session",
        "intraday_extreme",
    ):
        return wider
    if scope == "session" and scope_of(heading_of(text, m.sentence.start)) == "longer":
        return "longer"
    if scope == "session" and not m.verb.endswith("ing"):
        paragraph = text.rfind("\n", 0, m.sentence.start) + 1
        around = text[max(paragraph, m.sentence.start - _BEFORE) : m.sentence.end]
        return scope_around(text[m.clause.start : m.clause.end], around, story.title)
    return scope


_BEFORE = 200  # characters: the sentence before


def own_words(text: str, m: Movement) -> str:
    """The movement and the words right behind it, up to the next comma: what a scope beside it is said of."""
    start = max(m.clause.start, m.subject.end if m.subject.end < m.start else m.start)
    end = min(m.clause.end, m.end + 70)
    comma = text.find(",", m.end, end)
    return text[start : comma if comma >= 0 else end]
