"""Who does it and to whom, in one language: "Tesla was sued by workers" bears out no "Tesla sued workers"."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bot.reading.gate.said import ACTS, Said, Source
from bot.reading.gate.terms import Term


@dataclass(frozen=True)
class Deed:
    """A verb with the name of who does it, and where it is passive of to whom it is done, as far as its clause names them."""

    verb: Term
    actor: Term | None
    undergoer: Term | None = None


def done_the_other_way(line: Said, source: Source, anchors: tuple[int, ...]) -> str | None:
    """Whoever does it in the line does not only undergo it in the story, nor the other way about."""
    theirs = [d for said in source.said for d in _deeds(said)]
    for mine in _deeds(line):
        same = [d for d in theirs if mine.verb.same(d.verb)]
        does, undergoes = [d.actor for d in same], [d.undergoer for d in same]
        for who, here, there in ((mine.actor, does, undergoes), (mine.undergoer, undergoes, does)):
            if who is not None and _names(there, who) and not _names(here, who):
                return f"the story tells {mine.verb.text} of {who.text} the other way about"
    return None


def _names(found: list[Term | None], who: Term) -> bool:
    return any(t is not None and who.same(t) for t in found)


def _deeds(said: Said) -> Iterator[Deed]:
    for k, verb in enumerate(said.terms):
        if verb.kind == "word" and verb.content and not verb.turn and _is_a_verb(said, k):
            yield _in_chinese(said, k) if said.sentence.language.code == "zh" else _in_english(said, k)


def _is_a_verb(said: Said, k: int) -> bool:
    verb = said.terms[k]
    return said.sentence.language.code == "zh" or verb.has(*ACTS) or verb.text.endswith("ed")


def _in_english(said: Said, k: int) -> Deed:
    """ "A sued B", "B was sued by A", and as headlines have it "B sued by A"."""
    verb, subject, behind = said.terms[k], _last_name(said, k), said.terms[k + 1 : k + 2]
    by = bool(behind) and behind[0].text.lower() == "by"
    if by or (not verb.text.endswith("ing") and any(t.has("be") for t in said.terms[max(0, k - _BE) : k])):
        return Deed(verb, _first_name(said, k + 1, _AGENT) if by else None, subject)
    return Deed(verb, subject)


def _in_chinese(said: Said, k: int) -> Deed:
    """ "甲起诉乙", "乙被甲起诉"."""
    clause = said.terms[k].clause
    marks = [n for n in range(max(0, k - _BEFORE), k) if said.terms[n].text in _UNDERGONE]
    if marks and said.terms[marks[-1]].clause == clause:
        at = marks[-1]
        return Deed(said.terms[k], _first_name(said, at, k - at - 1), _last_name(said, at))
    return Deed(said.terms[k], _last_name(said, k))


_BE, _AGENT, _BEFORE, _SUBJECT = 3, 3, 5, 6  # terms
_UNDERGONE = frozenset("被遭")


def _last_name(said: Said, k: int) -> Term | None:
    """Who stands before, in its clause, as far as the verb before."""
    for n in range(k - 1, max(0, k - _SUBJECT) - 1, -1):
        t = said.terms[n]
        if t.clause != said.terms[k].clause or t.kind == "mark" or (t.content and t.has(*ACTS)):
            return None
        if t.kind == "name" and not (n and said.terms[n - 1].has("prep")):  # "its centre in Chapayevsk stopped work"
            return t
    return None


def _first_name(said: Said, k: int, reach: int) -> Term | None:
    behind = said.terms[k + 1 : k + 1 + reach]
    return next((t for t in behind if t.kind == "name" and t.clause == said.terms[k].clause), None)
