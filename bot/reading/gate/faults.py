"""What may be wrong with a line's quantity though the story has it: another's, the other way, another day, a plan told as done."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise

from bot.reading.gate.fits import counted, same_thing_counted
from bot.reading.gate.roles import are_apart, role
from bot.reading.gate.said import (
    ACTS,
    MODAL,
    NEAR,
    Binding,
    Said,
    days_in,
    is_firm,
    is_sayer,
    last_days,
    turn_of,
    turns_to,
)
from bot.reading.gate.terms import Term, are_opposed


def _is_date(b: Binding) -> bool:
    return b.number.kind in ("date", "time") or b.number.is_year


def _turned(b: Binding) -> bool:
    if b.number.kind not in ("percent", "points", "money", "multiple"):
        return False
    mine, its = turn_of(b.line, b.i), turn_of(b.told, b.j)
    if mine is None:
        return False
    if its is not None:
        return mine != its
    return not any(t.turn == mine for t in b.told.terms)


def _measure(said: Said, i: int) -> Term | None:
    """What the quantity is of: the last measure before it in its clause, else the first behind it; in Chinese else the last of a clause before."""
    clause = said.terms[i].clause
    behind = next((k for k in said.numbers if k > i), len(said.terms))
    found = [
        (k > i, abs(k - i), t) for k, t in enumerate(said.terms[:behind]) if t.clause == clause and _is_measure(t)
    ]
    if not found and said.sentence.language.code == "zh":
        found = [(False, i - k, t) for k, t in enumerate(said.terms[:i]) if _is_measure(t)]
    return min(found, default=(False, 0, None), key=lambda m: m[:2])[2]


def _is_measure(t: Term) -> bool:
    return (
        (t.has("measure") or "booked" in t.marks)
        and t.turn is None
        and "comparison" not in t.marks
        and not t.has("up", "down", "verb", "share", "price", "company-noun")
    )


def _of_another_measure(b: Binding) -> bool:
    """What the line says the figure is of stands with it; two of a company's books, as revenue and profit, do not stand for one another."""
    if _is_date(b) or (b.number.kind in ("number", "ordinal") and same_thing_counted(b) == 1):
        return False
    mine, its = _measure(b.line, b.i), _measure(b.told, b.j)
    if mine is None:
        return its is not None and "booked" in its.marks and any(t.has("share", "price") for t in b.mine)
    if its is not None and "booked" in its.marks:
        return not any(_same_measure(mine, t) for t in (its, *b.its))
    if "booked" in mine.marks and any("booked" in t.marks for t in b.told.terms):
        return not any(_same_measure(mine, t) for t in b.told.terms)
    return not any(_same_measure(mine, t) for said in (b.told, *b.before) for t in said.terms)


def _same_measure(one: Term, other: Term) -> bool:
    """ "net income" is no "income taxes": what two words have in common is what they end with."""
    if " " not in one.text and " " not in other.text:
        return one.same(other)
    ends = (t.text.lower().rpartition(" ")[2].rstrip("s") for t in (one, other))
    return (
        one.text.lower() == other.text.lower()
        or len(set(ends)) == 1
        or any(k.startswith("group:") for k in one.keys & other.keys)
    )


def _owner(said: Said, i: int) -> int | None:
    """The last name before the quantity in its clause, else the first of the sentence."""
    here = [k for k in said.names if said.terms[k].clause == said.terms[i].clause and not is_sayer(said, k)]
    before = [k for k in here if k < i]
    if before:
        return before[-1]
    earlier = [k for k in said.names if k < i and not is_sayer(said, k)]
    if earlier:
        return earlier[-1 if said.sentence.language.code == "zh" else 0]
    return here[0] if here else None


def _anothers(b: Binding) -> bool:
    """Whether another name stands between the line's and the figure; or where the line's is not in that sentence, nothing there points back to it."""
    at = _owner(b.line, b.i)
    if any("wider" in t.marks and not b.told.says(t) for t in b.mine):
        return True
    scoped = any(
        "wider" in t.marks for k, t in enumerate(b.told.terms[: b.j]) if t.clause == b.told.terms[b.j].clause
    )
    if (
        scoped
        and any(t.has("place") or is_firm(t) for t in b.mine)
        and not any("wider" in t.marks for t in b.line.terms)
    ):
        return True
    if _is_date(b) or b.number.in_a_row:
        return False
    if b.line.sentence.language.code == "zh" and _subject_stands_behind(b):
        return True
    if at is None:
        return False
    mine = b.line.terms[at]
    if b.number.kind in ("number", "ordinal") and same_thing_counted(b) == 1:
        return is_firm(mine) and not any(mine.same(t) for said in (b.told, *b.before) for t in said.terms)
    if (paired := _paired(b.told, b.j)) is not None:
        return not mine.same(b.told.terms[paired])
    here = [k for k, t in enumerate(b.told.terms) if mine.same(t)]
    begin = max((k for k in here if k < b.j), default=0)
    if any(
        is_firm(t) and not mine.same(t) and not _is_compared(b.told, k) and not _stands_before(t, b)
        for k, t in enumerate(b.told.terms[: b.j])
        if k >= begin
    ):
        return True
    if b.number.kind in ("number", "ordinal") and not is_firm(mine):
        return False
    return not here and not (_points_back(b, mine) and _was_last_named(mine, b.before))


def _subject_stands_behind(b: Binding) -> bool:
    """Whether what the line's clause begins with comes up in the story's sentence only in a clause behind the figure."""
    first = next((t for t in b.mine if t.content and t.kind in ("word", "name") and t.start < b.number.start), None)
    if first is None or first.has("time", "period", "weekday", *ACTS) or first.turn is not None:
        return False
    places = [k for k, t in enumerate(b.told.terms) if first.same(t)]
    return bool(places) and all(k > b.j and b.told.terms[k].clause != b.told.terms[b.j].clause for k in places)


def _stands_before(t: Term, b: Binding) -> bool:
    """Whether the line, too, names him before the figure: "Canaccord cut its target on Health Catalyst to $1.80"."""
    return any(t.same(b.line.terms[k]) for k in b.line.names if k < b.i)


def _paired(said: Said, j: int) -> int | None:
    """The name to which a quantity belongs in "A and B rose 3 and 4 percent, respectively"; None where the sentence pairs none."""
    if not any("each" in t.marks for t in said.terms):
        return None
    alike = [k for k in said.numbers if said.quantity(k).like(said.quantity(j))]
    names = [k for k in said.names if is_firm(said.terms[k])]
    return names[alike.index(j)] if len(alike) == len(names) else None


def _is_compared(said: Said, k: int) -> bool:
    """ "against the dollar", "higher than Samsung's"."""
    return any("comparing" in t.marks for t in said.terms[max(0, k - 2) : k])


def _points_back(b: Binding, mine: Term) -> bool:
    """ "its revenue", "the company", "they"; or nobody else is named before it, and no market."""
    before = b.told.terms[: b.j]
    if any(t.has("pronoun", "company-noun", "person") for t in before):
        return True
    if any(t.has("gauge") and o.text.lower() in _THIS for o, t in pairwise(before)):
        return True  # "The index ended at"
    others = any(t.kind == "name" and not mine.same(t) and not is_sayer(b.told, k) for k, t in enumerate(before))
    return not others and not any("wider" in t.marks for t in before)


_THIS = ("the", "this", "that", "该", "這", "这", "本")


def _was_last_named(mine: Term, before: Sequence[Said]) -> bool:
    """Whether the nearest sentence before that names anybody names him, or the story's first does."""
    last = next((said for said in before if said.names), None)
    return any(said is not None and any(mine.same(said.terms[k]) for k in said.names) for said in (last, before[-1]))


def _told_otherwise(b: Binding) -> bool:
    """A plan, a forecast or a condition told as a fact, or a fact as one of these."""
    return not _is_date(b) and _is_turned_by(b, *MODAL)


def _turned_by_a_denial(b: Binding) -> bool:
    return _is_turned_by(b, "negation", "denied")


def _is_turned_by(b: Binding, *senses: str) -> bool:
    """Whether such a word governs the quantity in the one and not in the other, and with it a word that both have."""
    mine, its = _governed(b.line, b.i, *senses), _governed(b.told, b.j, *senses)
    if (mine is None) == (its is None):
        return False
    if (
        mine is not None
        and "foreseen" in senses
        and any(turns_to(b.told, k, senses) for k in range(len(b.told.terms)))
    ):
        return False  # another clause of the sentence says that it is only planned, or said
    if b.number.kind in _OWNED:
        return True
    if mine is not None:  # "will receive the dividend" of one that was announced says no more than the story
        return any(m.same(t) for m in mine for t in b.its if t.has(*ACTS) or t.turn)
    return any(m.same(t) for m in its or () for t in b.mine if t.kind == "word" and t.content)


_OWNED = ("percent", "points")  # figures that are nothing but what is told of them


def _governed(said: Said, i: int, *senses: str) -> tuple[Term, ...] | None:
    """What a word of these senses in the quantity's clause, not behind a comma, governs; of a clause without a verb, one in the clause before.

    None where there is no such word.
    """
    clause = said.terms[i].clause
    behind = next(
        (k for k in range(i, min(i + NEAR, len(said.terms))) if said.terms[k].text == ","),
        min(i + 1 + NEAR, len(said.terms)),
    )
    at = next(
        (k for k, t in enumerate(said.terms[:behind]) if t.clause == clause and turns_to(said, k, senses)), None
    )
    if at is not None:
        here = tuple(
            t for t in said.terms if t.clause == clause and t.content and t.kind == "word" and not t.has(*MODAL)
        )
        after = tuple(t for t in here if t.start > said.terms[at].start)
        return after or here
    acts = any(t.has("finite", "be", "ing", "modal") for t in said.terms[:i] if t.clause == clause)
    last = max((k for k in range(i) if said.terms[k].clause < clause), default=None)
    return None if acts or last is None else _governed(said, last, *senses)


def _extreme(b: Binding) -> bool:
    return _touches(b.line, b.i) != _touches(b.told, b.j)


def _touches(said: Said, i: int) -> bool:
    return any(t.has("extreme") for t in said.terms[max(0, i - 3) : i])


def _on_another_day(b: Binding) -> bool:
    """The day that the line names is that of the story's sentence, or of the last one before it that names one."""
    days = days_in(b.mine)
    if not days:
        return False
    its = _days_of(b.told, b.j) or last_days(b.source, b.place)
    return not all(any(d.same(t) for t in its) for d in days)


def _days_of(said: Said, j: int) -> Sequence[Term]:
    """The day right behind a figure, where a sentence has several: "fell to 77 billion yuan Friday, 45% of last week's high of Tuesday"."""
    days = days_in(said.terms)
    if len(days) <= 1:
        return days
    return days_in(said.terms[j : j + _DAY_WITHIN])[:1] or days


_DAY_WITHIN = 8  # terms


def _of_another_period(b: Binding) -> bool:
    """A period of the line is one of the story's thereabouts; a price's change over a longer one is not told without it."""
    mine, its = _periods(b.mine), _periods(b.its)
    around = (*b.told.terms, *(t for said in b.before for t in said.terms))
    if any(not any(_same_period(m, t) for t in around) for m in mine):
        return True
    if b.number.kind != "percent" or _measure(b.told, b.j) is not None:
        return False
    return bool(its) and not any(_same_period(m, t) for m in _periods(b.line.terms) for t in its)


def _of_the_period_beside_it(b: Binding) -> bool:
    """ "45% in the past month" of "45% over the past year and 22% in the past month"."""
    mine, its = _period_behind(b.line, b.i), _period_behind(b.told, b.j)
    return mine is not None and its is not None and _span_of(mine) != _span_of(its)


def _span_of(t: Term) -> str:
    """ "month" of "the past month", "year" of "a year ago"."""
    words = [w for w in t.text.lower().split() if w not in _COUNTED_BACK]
    return words[-1].rstrip("s") if words else ""


_COUNTED_BACK = frozenset({"ago", "earlier", "before", "prior", "previously"})


def _period_behind(said: Said, i: int) -> Term | None:
    """The period right behind a figure, before the next one and before a mark."""
    for t in said.terms[i + 1 : i + 1 + _PERIOD_WITHIN]:
        if t.kind in ("mark", "quantity"):
            return None
        if t in _periods((t,)):
            return t
    return None


_PERIOD_WITHIN = 6  # terms


def _same_period(one: Term, other: Term) -> bool:
    return any(not k.startswith("turn:") for k in one.keys & other.keys)


def _periods(terms: Sequence[Term]) -> list[Term]:
    return [t for t in terms if t.kind == "word" and (t.has("period") or "spans" in t.marks)]


def _held_against_another(b: Binding) -> bool:
    """ "from the previous quarter" where the story says "from a year earlier"."""
    if b.number.kind not in _OWNED:
        return False
    mine, its = _bases(b.mine), _bases(b.its) or _bases(b.told.terms)
    return bool(mine) and not mine & its


def _bases(terms: Sequence[Term]) -> set[str]:
    return {m for t in terms for m in t.marks if m.startswith("against")}


def _of_another_date(b: Binding) -> bool:
    """ "In 2025 premiums came to 2.47" where the date that stands before that figure is 2026's first half."""
    if _is_date(b):
        return False
    mine = [
        b.line.quantity(k)
        for k in b.line.numbers
        if k < b.i and _is_period(b.line, k) and b.line.terms[k].clause == b.line.terms[b.i].clause
    ]
    its = [b.told.quantity(k) for k in b.told.numbers if k < b.j and _is_period(b.told, k)][-1:]
    return bool(mine) and bool(its) and not any(m.value == i.value for m in mine for i in its)


def _is_period(said: Said, k: int) -> bool:
    q = said.quantity(k)
    return q.kind == "date" and q.unit in ("year", "quarter", "half")


_BEHIND = 2  # terms


def _bounded_otherwise(b: Binding) -> bool:
    """ "at least" where the story says "up to", and either where it says neither."""
    mine, its = _bound_of(b.line, b.i), _bound_of(b.told, b.j)
    if mine is None or mine == its:
        return False
    return its is not None or "bound" in mine


def _bound_of(said: Said, i: int) -> str | None:
    around = [*reversed(said.terms[max(0, i - _BEHIND - 1) : i]), *said.terms[i + 1 : i + 1 + _BEHIND]]
    return next((m for t in around for m in ("lower bound", "upper bound", "over", "under") if m in t.marks), None)


_SESSIONS = {"close": "close", "at:close": "close", "open": "open", "at:open": "open"}


def _of_another_session(b: Binding) -> bool:
    """ "closed", "opened", "in premarket trading": of a price only where the story says it of that price, too."""
    if b.number.kind not in ("percent", "points", "money", "number") or _measure(b.line, b.i) is not None:
        return False
    mine = _sessions(b.mine)
    around = [*_until_later(b.told, b.j), *(t for said in b.before[:1] for t in said.terms)]
    return not mine <= _sessions(around)


def _until_later(said: Said, j: int) -> tuple[Term, ...]:
    """A sentence's terms as far as it tells what came after a figure: "slid 4.3 percent before recovering to end down 1.2 percent"."""
    later = (k for k, t in enumerate(said.terms) if k > j and t.text.lower() in _LATER)
    return said.terms[: next(later, len(said.terms))]


_LATER = frozenset(("before", "随后", "其后", "之后"))


def _sessions(terms: Sequence[Term]) -> set[str]:
    named = {_SESSIONS[s] for t in terms if not t.has("say") for s in t.senses if s in _SESSIONS}
    return named | {s for t in terms for s in t.senses if s.startswith("hour:")}


def _of_the_opposite_deed(b: Binding) -> bool:
    """ "closed 12 data centres" where the story opened them: the verb right before says the opposite."""
    mine, its = _verb_before(b.line, b.i), _verb_before(b.told, b.j)
    return mine is not None and its is not None and are_opposed(mine, its)


def _verb_before(said: Said, i: int) -> Term | None:
    """The verb right before a quantity, words of how much and articles between them left out."""
    t = next(
        (t for t in reversed(said.terms[max(0, i - NEAR) : i]) if not t.has("qualifier", "det", "level-link")), None
    )
    return t if t is not None and t.has(*ACTS) else None


def _a_date_is_no_count(b: Binding) -> bool:
    """ "2014 soldiers" of a story that tells of 2014 and of soldiers."""
    if b.number.kind != "number" or b.other.kind != "date":
        return False
    mine = counted(b.line.terms, b.i)
    return mine is not None and mine.text.endswith("s") and not b.told.says(mine)


def _of_another_role(b: Binding) -> bool:
    """ "fell to 18 percent" where it fell 18 percent."""
    one_way = turn_of(b.line, b.i) == turn_of(
        b.told, b.j
    )  # else "expanded 4.3 percent" where its growth slowed to that
    return one_way and not _is_date(b) and are_apart(role(b.line, b.i), role(b.told, b.j))


FAULTS: tuple[tuple[str, Callable[[Binding], bool]], ...] = (
    ("the story says it the other way", _turned),
    ("it is another measure's", _of_another_measure),
    ("it is another's", _anothers),
    ("it is told as a fact where the story does not, or the other way about", _told_otherwise),
    ("it is denied where the story does not, or the other way about", _turned_by_a_denial),
    ("at its most is not at the end", _extreme),
    ("it is of another day", _on_another_day),
    ("it is of another session", _of_another_session),
    ("it is at least where the story says at most", _bounded_otherwise),
    ("it is held against another time", _held_against_another),
    ("it is of another year or quarter", _of_another_date),
    ("it is of another period", _of_another_period),
    ("it is of the period beside it", _of_the_period_beside_it),
    ("it is what it came to, from or by in the story, and not in the line", _of_another_role),
    ("the story says the opposite", _of_the_opposite_deed),
    ("a date is no count", _a_date_is_no_count),
)


def fault(b: Binding) -> str | None:
    return next((name for name, holds in FAULTS if holds(b)), None)
