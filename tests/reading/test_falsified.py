"""A model that lies in one thing: five hundred answers of each kind of lie, made of what the cases' stories truly say.

Whatever is accepted must be among what the rules read in the same story, so a lie that happens to be true is no fault.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache
from typing import Any

import pytest

from bot.listings import load, load_sessions
from bot.reading import Amount, Claim, Extraction, PriceMove
from bot.reading.model import Question, Unusable, question_of
from bot.reading.rules import read_and_survey
from tests.reading.asked import answered, as_answer
from tests.reading.test_cases import CASES, read

EACH = 500


@dataclass(frozen=True)
class Told:
    """A case's story with what the rules read in it."""

    name: str
    question: Question
    found: Extraction

    @property
    def moves(self) -> list[PriceMove]:
        return [m for m in self.found.moves if m.percent is not None]

    def percents(self) -> list[float]:
        grounds = self.question.grounds
        return [float(f.value) for s in grounds.sentences for f in grounds.figures_in(s) if f.kind == "percent"]


@cache
def told() -> tuple[Told, ...]:
    """The cases' stories, each asked about in all its sentences and all its amounts."""
    out = []
    for path in CASES:
        _, found = read(path)
        if found.moves or found.claims:
            found, grounds = read_and_survey(found.story, load(), load_sessions())
            question = question_of(grounds, found)
            if question is None:
                continue
            every = tuple(range(len(grounds.sentences)))
            amounts = tuple(f for s in grounds.sentences for f in grounds.figures_in(s) if f.kind == "money")
            out.append(Told(path.stem, replace(question, sentences=every, open=amounts), found))
    return tuple(out)


def honest(one: Told, m: PriceMove) -> dict[str, Any]:
    return as_answer(m, one.question)


def claim_as_answer(c: Claim, question: Question) -> dict[str, Any] | None:
    """The claim's figure among those that the question lists; None where it is another's of the same value."""
    found = [i for i, f in enumerate(question.open, 1) if c.amount is not None and abs(c.amount) == abs(f.value)]
    return {"figure": found[0], "kind": c.kind, "speaker": c.speaker} if len(found) == 1 else None


def said(one: Told, move: dict[str, Any] | None = None, claim: dict[str, Any] | None = None) -> Extraction | None:
    try:
        return answered(one.question, moves=[move] if move else [], claims=[claim] if claim else [])
    except Unusable:
        return None


def says(m: PriceMove) -> tuple[object, ...]:
    return (m.symbol, m.direction, m.percent, m.percent_range, m.scope)


def is_true(m: PriceMove, one: Told) -> bool:
    """The same direction, size and scope of the same instrument, at the price that the story prints or at none."""
    for true in one.found.moves:
        same = (m.direction, m.percent, m.percent_range, m.scope) == (
            true.direction, true.percent, true.percent_range, true.scope,
        )  # fmt: skip
        who = (
            m.symbol == true.symbol
            or (m.symbol is None and m.company in (true.company, None))
            or m.company == true.company
        )
        priced = m.price is None or (m.price, m.currency) == (true.price, true.currency)
        if same and who and priced and m.session == true.session:
            return True
    return False


Lie = Callable[[random.Random, Told, PriceMove], dict[str, Any] | None]


def number(rng: random.Random, one: Told, m: PriceMove) -> dict[str, Any] | None:
    assert m.percent is not None
    wrong = round(float(abs(m.percent)) * rng.choice([0.1, 0.5, 1.1, 2, 10, 100]) + rng.choice([0, 0.1, 1]), 2)
    return honest(one, m) | {"percent": wrong}


def sign(rng: random.Random, one: Told, m: PriceMove) -> dict[str, Any] | None:
    return honest(one, m) | {"direction": "down" if m.direction == "up" else "up"}


def unit(rng: random.Random, one: Told, m: PriceMove) -> dict[str, Any] | None:
    assert m.percent is not None
    return honest(one, m) | {
        "percent": None,
        "amount": float(m.percent),
        "unit": rng.choice(["points", "USD", "CNY"]),
    }


def level(rng: random.Random, one: Told, m: PriceMove) -> dict[str, Any] | None:
    return honest(one, m) | {"level": round(float(m.price or 7) * rng.choice([0.1, 0.9, 1.01, 10]), 2)}


def stranger(rng: random.Random, one: Told, m: PriceMove) -> dict[str, Any] | None:
    return honest(one, m) | {"what": rng.choice(["Alibaba", "Tencent", "Nvidia", "Toyota Motor", "HSBC Holdings"])}


def another_of_the_story(rng: random.Random, one: Told, m: PriceMove) -> dict[str, Any] | None:
    others = [x for x in one.found.moves if x.company != m.company]
    return honest(one, m) | {"what": rng.choice(others).instrument} if others else None


def period(rng: random.Random, one: Told, m: PriceMove) -> dict[str, Any] | None:
    true = honest(one, m)
    return true | {"period": rng.choice([p for p in ("day", "longer", "extreme") if p != true["period"]])}


def another_figure(rng: random.Random, one: Told, m: PriceMove) -> dict[str, Any] | None:
    """A prior year's figure, a margin, a stake: whatever percentage the story prints of something else."""
    others = [p for p in one.percents() if p != abs(float(m.percent or 0))]
    return honest(one, m) | {"percent": abs(rng.choice(others))} if others else None


def swapped(rng: random.Random, one: Told, m: PriceMove) -> dict[str, Any] | None:
    others = [x for x in one.moves if x.percent != m.percent]
    if not others:
        return None
    x = rng.choice(others)
    assert x.percent is not None
    return honest(one, m) | {"percent": float(abs(x.percent)), "direction": x.direction}


def sentence(rng: random.Random, one: Told, m: PriceMove) -> dict[str, Any] | None:
    """Another sentence, and a figure that is not quite its own."""
    true = honest(one, m)
    others = [n for n in one.question.sentences if n != true["sentence"]]
    return true | {"sentence": rng.choice(others), "percent": round(true["percent"] + 0.3, 2)} if others else None


def words_of_another_story(rng: random.Random, one: Told, m: PriceMove) -> dict[str, Any] | None:
    other = rng.choice(told())
    if other is one or not other.moves:
        return None
    return as_answer(rng.choice(other.moves), other.question)


@pytest.mark.parametrize(
    "lie",
    [number, sign, unit, level, stranger, another_of_the_story, period, another_figure, swapped, sentence, words_of_another_story],
    ids=lambda f: f.__name__,
)  # fmt: skip
def test_no_lie_about_a_move_is_accepted(lie: Lie) -> None:
    rng = random.Random(lie.__name__)
    tellers = [t for t in told() if t.moves]
    tried = 0
    for _ in range(20 * EACH):
        one = rng.choice(tellers)
        falsified = lie(rng, one, rng.choice(one.moves))
        if falsified is None:
            continue
        tried += 1
        found = said(one, move=falsified)
        for m in found.moves if found else ():
            assert is_true(m, one), f"{one.name}: {falsified} was accepted as {says(m)}"
        if tried == EACH:
            return
    raise AssertionError(f"only {tried} lies could be made")


def test_true_moves_and_claims_are_accepted() -> None:
    moves = [(t, m) for t in told() for m in t.found.moves if m.at_least is None]  # a model has no words for a bound
    claims = [(t, c) for t in told() for c in t.found.claims]
    taken = sum(bool((e := said(t, move=honest(t, m))) and e.moves) for t, m in moves)
    stated = [(t, a) for t, c in claims if (a := claim_as_answer(c, t.question)) is not None]
    kept = sum(bool((e := said(t, claim=a)) and e.claims) for t, a in stated)
    assert taken >= 0.98 * len(moves), f"{taken} of {len(moves)} moves"
    assert len(stated) > 0.25 * len(claims)
    assert kept >= 0.98 * len(stated), f"{kept} of {len(stated)} claims"


def test_a_model_is_told_no_other_day_or_time_than_the_rules() -> None:
    for one in told():
        for move in one.found.moves:
            found = said(one, move=honest(one, move))
            for same in found.moves if found else ():
                told_by_rules = (move.session, move.scope, move.period)
                assert (same.session, same.scope, same.period) == told_by_rules, f"{one.name}: {move.quote.text}"


ClaimLie = Callable[[random.Random, Told, Claim], dict[str, Any] | None]


def kind(rng: random.Random, one: Told, c: Claim) -> dict[str, Any] | None:
    true = claim_as_answer(c, one.question)
    others = [k for k in ("investment", "revenue", "profit", "deal", "forecast", "price_target") if k != c.kind]
    return None if true is None else true | {"kind": rng.choice(others)}


def speaker(rng: random.Random, one: Told, c: Claim) -> dict[str, Any] | None:
    true = claim_as_answer(c, one.question)
    who = rng.choice(["Jensen Huang", "the central bank of Malta", "马化腾", "Chief Accountant Ada Holm"])
    return None if true is None or who in one.found.story.text else true | {"speaker": who}


def another_amount(rng: random.Random, one: Told, c: Claim) -> dict[str, Any] | None:
    true = claim_as_answer(c, one.question)
    read = {abs(x.amount) for x in one.found.claims if x.amount is not None}
    listed = [i for i, f in enumerate(one.question.open, 1) if abs(f.value) in read] + [0, len(one.question.open) + 1]
    others = [i for i in listed if true is not None and i != true["figure"]]
    return None if true is None else true | {"figure": rng.choice(others)}


def claim_is_true(c: Claim, one: Told) -> bool:
    """A figure that the story prints in that unit, with its sign; of the same company; of the same speaker or of none."""
    for true in one.found.claims:
        units = {u.partition("/")[0] for u in (c.unit, true.unit) if u}  # "USD" of what is told as USD a share
        figures = (c.amount, c.amount_range, c.kind) == (true.amount, true.amount_range, true.kind) and len(
            units
        ) <= 1
        converted = c.converted is None or c.converted == true.converted
        figures = figures or (
            true.converted is not None and Amount(c.amount or Decimal(0), c.unit or "") == true.converted
        )
        if figures and converted and c.speaker in (true.speaker, None) and c.subject in (true.subject, None):
            return True
    return False


@pytest.mark.parametrize("lie", [kind, speaker, another_amount], ids=lambda f: f.__name__)
def test_no_lie_about_a_claim_is_accepted(lie: ClaimLie) -> None:
    rng = random.Random(lie.__name__)
    tellers = [t for t in told() if t.found.claims]
    tried = 0
    for _ in range(100 * EACH):
        one = rng.choice(tellers)
        falsified = lie(rng, one, rng.choice(one.found.claims))
        if falsified is None:
            continue
        tried += 1
        found = said(one, claim=falsified)
        for c in found.claims if found else ():
            assert claim_is_true(c, one), f"{one.name}: {falsified} was accepted"
        if tried == EACH:
            return
    raise AssertionError(f"only {tried} lies could be made")
