"""What may be wrong with the rest of a line: words from elsewhere, a negation lost, somebody else's deed or word."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise, takewhile

from bot.reading.gate.said import ACTS, BACK, MODAL, Said, Source, is_firm, last_days, negated, turns_to
from bot.reading.gate.surety import SURETY
from bot.reading.gate.terms import CUT_AS_A_VERB, Term
from bot.reading.gate.voice import done_the_other_way
from bot.reading.languages.en.wordnet import is_past
from bot.reading.languages.translations import tells_first

_LEAD = 1  # sentences of which every line may speak, with the title


_UNSAID = 0.18


_UNSAID_BY_A_HEADLINE = 0.5  # of its few words


def closest(line: Said, source: Source) -> tuple[int, ...]:
    """Of each clause of a line without figures, the sentence of the story that has most of its words."""
    clauses = dict.fromkeys(line.terms[k].clause for k in line.content)
    return tuple(
        dict.fromkeys(
            max(range(len(source.said)), key=lambda k: _covered(line, clause, source.said[k])) for clause in clauses
        )
    ) or (0,)


def _covered(line: Said, clause: int, told: Said) -> float:
    """How many words of a clause a sentence has; of sentences that have as many the one that has most of the line's."""
    said = [t for k in line.content if told.says(t := line.terms[k])]
    return sum(1.0 if t.clause == clause else _OF_THE_REST for t in said)


_OF_THE_REST = 0.25


SUBJECTS = 3  # sentences: whom a story names in its first holds for all of it


# A line that has one of these where the story has none says another thing: a direction, a measure, a plan, a record.
_GRAVE = tuple(
    "up down measure foreseen modal negation denied supposed alleged extreme superlative period because month weekday".split()
)


def _words_from_elsewhere(line: Said, source: Source, anchors: tuple[int, ...]) -> str | None:
    """What a clause says stands by its figures in the story, or, where it has none, in one sentence; a name there or where that sentence points."""
    days = [t for a in anchors for t in last_days(source, a)]
    content = [t for k in line.content if not (t := line.terms[k]).light and not _is_particle(line, k)]
    strange: list[Term] = []
    for clause in dict.fromkeys(t.clause for t in content):
        mine = [t for t in content if t.clause == clause]
        places = anchors
        if not any(line.terms[i].clause == clause for i in line.numbers):
            places = (*anchors, max(range(len(source.said)), key=lambda k: _covered(line, clause, source.said[k])))
        told, named = _told_at(source, places)
        unsaid = [
            t for t in mine if not any(s.says(t) for s in (named if t.kind == "name" or t.has("place") else told))
        ]
        strange += [t for t in unsaid if not _completes(t, line, told, source)]
        grave = next(
            (t for t in strange if _is_grave(t, told, line) and not any(t.same(d) for d in days)),
            None,
        )
        if grave is not None:
            return f"the story does not say {grave.text} there"
    if len(strange) > (_UNSAID_BY_A_HEADLINE if line.is_headline else _UNSAID) * len(line.content):
        return f"the story does not say {strange[0].text} there"
    return None


_PARTICLES = ("up", "down", "off", "out", "over", "away", "back")


def _is_particle(said: Said, k: int) -> bool:
    """ "shows off", "shut down": a word of direction that belongs to the verb before it."""
    before = said.terms[max(0, k - 1) : k]
    return (
        said.terms[k].text.lower() in _PARTICLES and bool(before) and before[0].has(*ACTS) and before[0].turn is None
    )


def _told_at(source: Source, places: Sequence[int]) -> tuple[list[Said], list[Said]]:
    """What the story says there and in its title, and where it says who: there, in the sentences before, and in its first ones."""
    told = dict.fromkeys((*range(min(_LEAD, len(source.said))), *places))
    back = [k for a in places if _leaves_open(source.said[a]) for k in range(max(0, a - BACK), a)]
    before = [a - 1 for a in places if a and _leaves_open(source.said[a])]
    return (
        [source.said[k] for k in dict.fromkeys((*told, *before))],
        [source.said[k] for k in dict.fromkeys((*told, *back, *range(min(SUBJECTS, len(source.said)))))],
    )


def _completes(t: Term, line: Said, told: Sequence[Said], source: Source) -> bool:
    """ "Tyler Robinson", where the sentence has Robinson and another the whole."""
    if t.kind != "name" or not any(s.says(t) for s in source.said):
        return False
    at = line.terms.index(t)
    beside = [o for o in line.terms[max(0, at - 1) : at + 2] if o is not t and o.kind == "name"]
    return any(s.says(o) for o in beside for s in told)


def _leaves_open(said: Said) -> bool:
    """Whether a sentence leaves to those before who is meant: it has a pronoun or no name."""
    return not said.names or any(t.has("pronoun", "company-noun", "person") for t in said.terms)


def _is_grave(t: Term, told: Sequence[Said], line: Said) -> bool:
    acts = not line.is_headline  # whose capitals and verbs are of another kind
    if acts and t.text[:1].isupper() and t is not line.terms[0] and not t.has("time"):
        return True  # "in Chicago"
    if t.kind == "name" or (acts and (t.has("place") or "weighty" in t.marks)) or any(c.isdigit() for c in t.text):
        return True
    if t.has("modal", "foreseen"):
        return not any(o.has("modal", "foreseen") for s in told for o in s.terms)
    acts = acts and "neutral" not in t.marks and (t.has(*ACTS) or t.everyday.endswith("ed")) and not t.has("carrier")
    if t.has("within-day") and any(c.isupper() for c in t.text):
        return True  # "in London"
    return (t.has(*_GRAVE) and not t.has("peak")) or acts


def _done_where_planned(line: Said, source: Source, anchors: tuple[int, ...]) -> str | None:
    """ "completed", where the story only says "to complete"."""
    for i, verb in enumerate(line.terms):
        if not _is_done(line, i) or _is_planned(line, i):
            continue
        told = [(source.said[a], k) for a in anchors for k, t in enumerate(source.said[a].terms) if verb.same(t)]
        anywhere = [
            (said, k) for said in source.said for k, t in enumerate(said.terms) if not verb.keys.isdisjoint(t.keys)
        ]
        for places in (told, anywhere if verb.turn is None else []):
            if places and all(_is_planned(said, k) for said, k in places):
                return f"the story says it as a plan that it {verb.text}"
    return None


def _is_done(said: Said, i: int) -> bool:
    """ "has completed", "Netflix completed", but not "15 listed utilities"."""
    verb = said.terms[i]
    before = [t for t in said.terms[max(0, i - _AGENT) : i] if not t.has("adverb-filler", "manner", "time")][-1:]
    acts = (verb.has("past", "participle") or is_past(verb.everyday)) and not verb.has("say")
    return acts and any(
        t.has("aux", "be", "person", "pronoun") or (t.content and t.kind in ("name", "word")) for t in before
    )


def _is_planned(said: Said, k: int) -> bool:
    """Whether a word of plans or conditions stands before it in its clause."""
    t = said.terms[k]
    before = [o for o in said.terms[:k] if o.clause == t.clause]
    at = range(len(said.terms[:k]) - len(before), k)
    return any(said.terms[o].has(*MODAL) or turns_to(said, o, MODAL) for o in at) or (
        bool(before) and before[-1].text == "to" and (t.has("base") or not t.senses)  # "planned to appeal"
    )


def _planned_otherwise(line: Said, source: Source, anchors: tuple[int, ...]) -> str | None:
    """A clause without figures is a plan or a condition where the clause of the story that has most of its words is one, and else is none."""
    said = [source.said[k] for k in dict.fromkeys((*anchors, *closest(line, source)))]
    for clause in dict.fromkeys(t.clause for t in line.terms):
        mine = [t for t in line.terms if t.clause == clause]
        if any(t.kind == "quantity" for t in mine):
            continue
        told = _its_clause(mine, said)
        if told and _is_hedged(mine) != _is_hedged(told):
            return "the story says it otherwise: as a plan, or as done"
    return None


def _told_that_day(line: Said, source: Source, anchors: tuple[int, ...]) -> str | None:
    """The day on which something was said is not the day on which it was done."""
    for i, day in enumerate(line.terms):
        if not any(k.startswith("weekday:") for k in day.keys) or _is_of_saying(line, i):
            continue
        its = [(source.said[a], k) for a in anchors for k, t in enumerate(source.said[a].terms) if day.same(t)]
        if its and all(_is_of_saying(said, k) for said, k in its) and any(t.has(*ACTS) for t in line.terms):
            return f"the story says that it was said on {day.text}"
    return None


def _is_of_saying(said: Said, i: int) -> bool:
    return any(t.has("say") for t in said.terms[max(0, i - _AGENT) : i + 3])


def _first_of_its_kind(line: Said, source: Source, anchors: tuple[int, ...]) -> str | None:
    """ "first" is no number, and may not be put in."""
    told, _ = _told_at(source, anchors)
    for i in line.numbers:
        q = line.quantity(i)
        if (
            q.idle
            and q.kind == "ordinal"
            and not any(s.quantity(j).value == 1 for s in told for j in s.numbers if s.quantity(j).kind == "ordinal")
        ):
            return f"the story does not say {line.terms[i].text} there"
    return None


_BESIDE = 6  # terms


def _beside_another(line: Said, source: Source, anchors: tuple[int, ...]) -> str | None:
    """Two words that stand side by side in the line do so in the story, or nearly: "southern Illinois"."""
    if line.is_headline:
        return None
    told = [source.said[a] for a in anchors]
    for one, other in pairwise(line.terms):
        if not (_is_noun(one) and _is_noun(other)):
            continue
        places = [
            abs(n - m)
            for s in told
            for m, a in enumerate(s.terms)
            if one.same(a)
            for n, c in enumerate(s.terms)
            if n != m and other.same(c)
        ]
        if places and min(places) > _BESIDE:
            return f"the story does not say {one.text} of {other.text}"
    return None


def _is_noun(t: Term) -> bool:
    acts = t.turn is not None or is_past(t.everyday) or t.has(*ACTS, *MODAL, "say", "period", "time", CUT_AS_A_VERB)
    return t.content and t.kind in ("word", "name") and not t.light and not acts


_ENOUGH = 2  # words in common


def _its_clause(mine: Sequence[Term], said: Sequence[Said]) -> list[Term]:
    """The clause that has most of these words, at least two of them."""
    content = [t for t in mine if t.content and not t.light]
    clauses = [[t for t in s.terms if t.clause == c] for s in said for c in dict.fromkeys(t.clause for t in s.terms)]
    shared = [(sum(any(t.same(o) for o in c) for t in content), -k) for k, c in enumerate(clauses)]
    most, at = max(shared, default=(0, 0))
    return clauses[-at] if most >= _ENOUGH else []


def _is_hedged(terms: Sequence[Term]) -> bool:
    return any(t.has(*MODAL) and "able" not in t.marks for t in terms)


def _turns_otherwise(line: Said, source: Source, anchors: tuple[int, ...]) -> str | None:
    """ "inflation picked up" of a story where it eased: what a word of direction is said of goes that way in the story's sentences."""
    places = dict.fromkeys((*anchors, *closest(line, source)))
    for i, t in enumerate(line.terms):
        what = _turning(line, i) if t.turn in ("up", "down") else None
        if what is None:
            continue
        its = [o.turn for place in places for o in _turns_of(what, source.said[place])]
        if its and t.turn not in its:
            return f"the story says {what.text} goes the other way"
    return None


def _turning(said: Said, i: int) -> Term | None:
    """What goes up or down: the word or name before it in its clause that says something, not a number."""
    behind = said.terms[i + 1 : i + 2]
    if behind and behind[0].content and behind[0].kind in ("word", "name") and behind[0].turn is None:
        return behind[0]  # "a stronger dollar"
    before = [t for t in said.terms[:i] if t.clause == said.terms[i].clause and t.content and t.turn is None]
    while before and before[-1].has("manner"):
        before.pop()  # "长债殖利率与美元指数同步走高"
    return (
        before[-1]
        if before and before[-1].kind != "quantity" and not before[-1].has("time", "period", "weekday")
        else None
    )


def _turns_of(what: Term, said: Said) -> list[Term]:
    """The words of direction in the clauses of a sentence that have a word."""
    clauses = {t.clause for t in said.terms if what.same(t)}
    return [t for t in said.terms if t.clause in clauses and t.turn in ("up", "down")]


def _caused_otherwise(line: Said, source: Source, anchors: tuple[int, ...]) -> str | None:
    """A reason is one only where the story's sentence gives one."""
    at = next((k for k, t in enumerate(line.terms) if t.has("because") or _causes(line, t)), None)
    if at is not None and any(t.has("base") for t in line.terms[at + 1 : at + 3]):
        return None  # "due to report in August"
    if at is None:
        return None
    mine = [t for t in _until_mark(line.terms[at + 1 :]) if t.content and not t.light]
    for a in anchors:
        said = source.said[a]
        linked = any(t.has("because", "causes") or _causes(said, t) or t.text.lower() in _LINKS for t in said.terms)
        if linked and all(any(t.same(o) for o in said.terms) for t in mine):
            return None
    return f"the story does not say {line.terms[at].text} there"


def _causes(said: Said, t: Term) -> bool:
    """Whether a word begins what gives a cause: "because", "due to"."""
    text = said.sentence.folded[t.start : t.start + _LONGEST_CAUSE].lower()
    return t.kind == "word" and tells_first("causing", text, said.sentence.language.code)


_LONGEST_CAUSE = 14  # characters: "on the back of"
_LINKS = frozenset("as after on amid following since with for from".split())  # that give a cause, or a time


def _until_mark(terms: Sequence[Term]) -> Sequence[Term]:
    return terms[: next((k for k, t in enumerate(terms) if t.kind == "mark"), len(terms))]


def _turned_about(line: Said, source: Source, anchors: tuple[int, ...]) -> str | None:
    """A line that leaves out a "not" of the story, or puts one in: before a word that both have."""
    mine = negated(line)
    for place in dict.fromkeys((*anchors, *closest(line, source))):
        told = source.said[place]
        if why := _turns(line, mine, told, source.negated(place)):
            return why
    return _denied_throughout(line, mine, source)


def _turns(line: Said, mine: Sequence[Term], told: Said, its: Sequence[Term]) -> str | None:
    if bool(mine) == bool(its):
        return None
    for t in its:
        if any(line.terms[k].same(t) for k in line.content):
            return f"the story says it did not {t.text}"
    for t in mine:
        if told.says(t):
            return f"the story does not deny {t.text}"
    return None


def _denied_throughout(line: Said, mine: Sequence[Term], source: Source) -> str | None:
    """A word that the story only ever denies is not said, one that it never denies is not denied."""
    for k in line.content:
        t = line.terms[k]
        if t.kind != "word" or t.light:
            continue
        stems = {k for k in t.keys if ":" not in k}
        said = [
            (place, other)
            for place, s in enumerate(source.said)
            for other in s.terms
            if not stems.isdisjoint(other.keys)
        ]
        denied = [other in source.negated(place) for place, other in said]
        if said and t not in mine and all(denied):
            return f"the story says it did not {t.text}"
        if said and t in mine and not any(denied):
            return f"the story does not deny {t.text}"
    return None


def _said_by_another(line: Said, source: Source, anchors: tuple[int, ...]) -> str | None:
    """Whoever does in the line what another does in the story: the names before a verb that both have."""
    for mine, verb in _actors(line):
        doers = [names for a in anchors for names, v in _actors(source.said[a]) if verb.same(v)]
        if doers and not any(_share(mine, names) for names in doers):
            return f"the story says it of {doers[0][-1].text}"
    return None


def _share(mine: Sequence[Term], its: Sequence[Term]) -> bool:
    initials = {"".join(t.text[0] for t in names) for names in (mine, its)}
    return any(m.same(t) or m.text in initials or t.text in initials for m in mine for t in its)


_SUBJECT = 8  # terms


def _actors(said: Said) -> Iterator[tuple[list[Term], Term]]:
    """Each verb with the names before it, as far as the verb before."""
    for i, verb in enumerate(said.terms):
        if verb.kind != "word" or not verb.content or not verb.has("verb", "say") or verb.turn:
            continue
        names: list[Term] = []
        for t in reversed(said.terms[max(0, i - _SUBJECT) : i]):
            if t.has("verb", "say") and t.content:
                break
            if t.kind == "name":
                names.insert(0, t)
        if names:
            yield names, verb


_AGENT = 3  # terms


def _done_by_another(line: Said, source: Source, anchors: tuple[int, ...]) -> str | None:
    """A name behind "by" stands in the story's own sentence: "led by Thrive Capital"."""
    told = [source.said[a] for a in anchors]
    for i, t in enumerate(line.terms):
        if t.text.lower() != "by":
            continue
        for name in line.terms[i + 1 : i + 1 + _AGENT]:
            if name.kind == "name" and not any(_is_an_agent(name, said) for said in told):
                return f"the story does not say by {name.text} there"
    return None


def _is_an_agent(name: Term, said: Said) -> bool:
    """Whether a name stands behind a "by" of the sentence; in one that has none, anywhere."""
    at = [k for k, t in enumerate(said.terms) if t.text.lower() == "by"]
    agents = (
        takewhile(lambda t: not t.has("prep") and t.kind != "mark", said.terms[k + 1 : k + 2 + _AGENT]) for k in at
    )
    return any(name.same(t) for terms in agents for t in terms) if at else said.says(name)


_SAYER = 6  # terms


def _told_by_another(line: Said, source: Source, anchors: tuple[int, ...]) -> str | None:
    """Who says it is who says it in the story's sentence, or in the one before where that has a pronoun or nobody who says it."""
    for i, verb in enumerate(line.terms):
        if not (verb.has("say") or "saying" in verb.marks) or verb.has("up", "down"):
            continue
        told = [source.said[a] for a in anchors]
        told += [source.said[a - 1] for a in anchors if a and _names_no_sayer(source.said[a])]
        lead = source.said[:2]
        for t in _sayer(line, i):
            if not any(said.says(t) for said in (*told, *(lead if is_firm(t) else ()))):
                return f"the story does not say that {t.text} says it"
    return None


def _names_no_sayer(said: Said) -> bool:
    if said.sentence.language.code == "zh":
        return any(t.has("person", "pronoun", "company-noun") for t in said.terms[:_SAYER])
    at = [i for i, t in enumerate(said.terms) if t.has("say") and t.kind == "word"]
    return not any(_sayer(said, i) for i in at) or any(t.has("person", "pronoun", "company-noun") for t in said.terms)


def _sayer(said: Said, i: int) -> list[Term]:
    """The words before a word of saying, back to the clause's begin: "local police officers told"."""
    out: list[Term] = []
    for t in reversed(said.terms[max(0, i - _SAYER) : i]):
        if t.kind == "mark" or t.clause != said.terms[i].clause or t.has("verb", "finite", "say"):
            break
        if t.content and t.kind in ("word", "name") and not t.has("weekday", "time", "period", "measure"):
            out.append(t)
    return out[-1:] if said.sentence.language.code == "zh" else out  # "致信客户称": whoever stands first


CHECKS: tuple[tuple[str, Callable[[Said, Source, tuple[int, ...]], str | None]], ...] = (
    ("words from elsewhere", _words_from_elsewhere),
    ("a plan as done", _done_where_planned),
    ("the day of its telling", _told_that_day),
    ("for the first time", _first_of_its_kind),
    ("words that stand beside others", _beside_another),
    ("a plan as done, or the other way about", _planned_otherwise),
    ("another direction", _turns_otherwise),
    ("a reason put in", _caused_otherwise),
    ("turned about", _turned_about),
    ("done by another", _said_by_another),
    ("said by another", _told_by_another),
    ("done by another's hand", _done_by_another),
    ("done the other way", done_the_other_way),
    *SURETY,
)
