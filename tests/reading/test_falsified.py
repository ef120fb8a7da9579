"""A model that lies in one thing: five hundred answers of each kind of lie, made of what the cases' stories truly say.

Whatever is accepted must be among what the rules read in the same story, so a lie that happens to be true is no fault.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

import pytest

from bot.listings import load, load_sessions
from bot.reading import Claim, Extraction, PriceMove, read_by_rules
from bot.reading.gate import Grounds
from bot.reading.model.answer import Unusable, read_answer
from bot.reading.rules import survey
from tests.reading.test_cases import CASES, read

EACH = 500
_TIMES = ("session", "premarket", "after_hours", "intraday_extreme", "longer")


@dataclass(frozen=True)
class Told:
    """A case's story with what the rules read in it."""

    name: str
    grounds: Grounds
    found: Extraction

    @property
    def moves(self) -> list[PriceMove]:
        return [m for m in self.found.moves if m.percent is not None]

    def percents(self) -> list[float]:
        return [
            float(f.value) for s in self.grounds.sentences for f in self.grounds.figures_in(s) if f.kind == "percent"
        ]


@cache
def told() -> tuple[Told, ...]:
    out = []
    for path in CASES:
        _, found = read(path)
        if found.moves or found.claims:
            story = found.story
            out.append(
                Told(path.stem, survey(story, load(), load_sessions()), read_by_rules(story, load(), load_sessions()))
            )
    return tuple(out)


def as_answer(m: PriceMove) -> dict[str, Any]:
    low, high = sorted(float(abs(x)) for x in m.percent_range) if m.percent_range else (None, None)
    return {
        "quote": m.quote.text, "instrument": m.instrument, "company": m.company, "ticker": m.symbol, "direction": m.direction,
        "percent": float(abs(m.percent)) if m.percent is not None else None, "percent_low": low, "percent_high": high,
        "change_amount": float(m.change.value) if m.change else None, "change_unit": m.change.unit if m.change else None, "qualifier": m.qualifier,
        "price": float(m.price) if m.price is not None else None, "currency": m.currency, "scope": m.scope, "at": m.at,
    }  # fmt: skip


def claim_as_answer(c: Claim) -> dict[str, Any]:
    low, high = (float(x) for x in c.amount_range) if c.amount_range else (None, None)
    return {
        "quote": c.quote.text, "kind": c.kind, "speaker": c.speaker, "subject": c.subject, "amount": float(c.amount) if c.amount is not None else None,
        "amount_low": low, "amount_high": high, "unit": c.unit, "qualifier": None,
        "converted_amount": float(c.converted.value) if c.converted else None, "converted_unit": c.converted.unit if c.converted else None,
        "change_percent": float(c.change) if c.change is not None else None, "horizon": c.horizon, "hedged": c.hedged,
    }  # fmt: skip


def answered(one: Told, move: dict[str, Any] | None = None, claim: dict[str, Any] | None = None) -> Extraction | None:
    body = {"moves": [move] if move else [], "claims": [claim] if claim else [], "summary": []}
    try:
        return read_answer(json.dumps(body), one.grounds, "liar", "p")
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
    return as_answer(m) | {
        "percent": round(float(abs(m.percent)) * rng.choice([0.1, 0.5, 1.1, 2, 10, 100]) + rng.choice([0, 0.1, 1]), 2)
    }


def sign(rng: random.Random, one: Told, m: PriceMove) -> dict[str, Any] | None:
    return as_answer(m) | {"direction": "down" if m.direction == "up" else "up"}


def unit(rng: random.Random, one: Told, m: PriceMove) -> dict[str, Any] | None:
    assert m.percent is not None
    return as_answer(m) | {
        "percent": None,
        "change_amount": float(m.percent),
        "change_unit": rng.choice(["points", "USD", "CNY"]),
    }


def currency(rng: random.Random, one: Told, m: PriceMove) -> dict[str, Any] | None:
    if m.price is None or m.currency is None:
        return None
    return as_answer(m) | {
        "currency": rng.choice([c for c in ("USD", "HKD", "CNY", "EUR", "JPY", "INR") if c != m.currency])
    }


def price(rng: random.Random, one: Told, m: PriceMove) -> dict[str, Any] | None:
    return as_answer(m) | {
        "price": round(float(m.price or 7) * rng.choice([0.1, 0.9, 1.01, 10]), 2),
        "currency": m.currency or "USD",
    }


def instrument(rng: random.Random, one: Told, m: PriceMove) -> dict[str, Any] | None:
    other = rng.choice(
        [
            ("Alibaba", "9988.HK"),
            ("Tencent", "0700.HK"),
            ("Nvidia", "NVDA"),
            ("Toyota Motor", "7203.T"),
            ("HSBC Holdings", "0005.HK"),
        ]
    )
    return as_answer(m) | {"instrument": other[0], "company": other[0], "ticker": other[1]}


def another_of_the_story(rng: random.Random, one: Told, m: PriceMove) -> dict[str, Any] | None:
    others = [x for x in one.found.moves if x.company != m.company]
    if not others:
        return None
    x = rng.choice(others)
    return as_answer(m) | {"instrument": x.instrument, "company": x.company, "ticker": x.symbol}


def time(rng: random.Random, one: Told, m: PriceMove) -> dict[str, Any] | None:
    return as_answer(m) | {"scope": rng.choice([s for s in _TIMES if s != m.scope])}


def another_figure(rng: random.Random, one: Told, m: PriceMove) -> dict[str, Any] | None:
    """A prior year's figure, a margin, a stake: whatever percentage the story prints of something else."""
    others = [p for p in one.percents() if p != abs(float(m.percent or 0))]
    if not others:
        return None
    return as_answer(m) | {"percent": abs(rng.choice(others))}


def swapped(rng: random.Random, one: Told, m: PriceMove) -> dict[str, Any] | None:
    others = [x for x in one.moves if x.percent != m.percent]
    if not others:
        return None
    x = rng.choice(others)
    assert x.percent is not None
    return as_answer(m) | {"percent": float(abs(x.percent)), "direction": x.direction}


def invented_quote(rng: random.Random, one: Told, m: PriceMove) -> dict[str, Any] | None:
    words = m.quote.text.split(" ")
    at = rng.randrange(len(words))
    words[at : at + 1] = rng.choice([["suddenly"], [words[at], "not"], ["上涨"], [words[at] + "x"]])
    changed = " ".join(words)
    return None if changed in one.grounds.story.text else as_answer(m) | {"quote": changed}


def quote_of_another(rng: random.Random, one: Told, m: PriceMove) -> dict[str, Any] | None:
    other = rng.choice(told())
    if other is one or not other.found.moves:
        return None
    return as_answer(m) | {"quote": rng.choice(other.found.moves).quote.text}


@pytest.mark.parametrize(
    "lie",
    [number, sign, unit, currency, price, instrument, another_of_the_story, time, another_figure, swapped, invented_quote, quote_of_another],
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
        found = answered(one, move=falsified)
        for m in found.moves if found else ():
            assert is_true(m, one), f"{one.name}: {falsified} was accepted as {says(m)}"
        if tried == EACH:
            return
    raise AssertionError(f"only {tried} lies could be made")


def test_true_moves_and_claims_are_accepted() -> None:
    moves = [(t, m) for t in told() for m in t.found.moves if m.at_least is None]  # a model has no words for a bound
    claims = [(t, c) for t in told() for c in t.found.claims]
    taken = sum(bool((e := answered(t, move=as_answer(m))) and e.moves) for t, m in moves)
    said = sum(bool((e := answered(t, claim=claim_as_answer(c))) and e.claims) for t, c in claims)
    assert taken >= 0.98 * len(moves), f"{taken} of {len(moves)} moves"
    assert said >= 0.98 * len(claims), f"{said} of {len(claims)} claims"


def test_a_model_is_told_no_other_day_or_time_than_the_rules() -> None:
    for one in told():
        for move in one.found.moves:
            found = answered(one, move=as_answer(move))
            for same in found.moves if found else ():
                told_by_rules = (move.session, move.scope, move.period)
                assert (same.session, same.scope, same.period) == told_by_rules, f"{one.name}: {move.quote.text}"


ClaimLie = Callable[[random.Random, Told, Claim], dict[str, Any] | None]


def scale(rng: random.Random, one: Told, c: Claim) -> dict[str, Any] | None:
    return (
        None
        if c.amount is None
        else claim_as_answer(c) | {"amount": float(c.amount) * rng.choice([0.001, 10, 1000, 10_000])}
    )


def claim_sign(rng: random.Random, one: Told, c: Claim) -> dict[str, Any] | None:
    if c.amount is None or c.kind != "profit":
        return None
    return claim_as_answer(c) | {"amount": -float(c.amount)}


def claim_unit(rng: random.Random, one: Told, c: Claim) -> dict[str, Any] | None:
    return claim_as_answer(c) | {
        "unit": rng.choice([u for u in ("USD", "CNY", "EUR", "percent", "JPY") if u != c.unit])
    }


def speaker(rng: random.Random, one: Told, c: Claim) -> dict[str, Any] | None:
    who = rng.choice(["Jensen Huang", "the central bank of Malta", "马化腾", "Chief Accountant Ada Holm"])
    return None if who in one.grounds.story.text else claim_as_answer(c) | {"speaker": who}


def conversion(rng: random.Random, one: Told, c: Claim) -> dict[str, Any] | None:
    if c.converted is None:
        return None
    return claim_as_answer(c) | {"converted_amount": float(c.converted.value) * rng.choice([0.1, 1.05, 1000])}


def figure_of_another(rng: random.Random, one: Told, c: Claim) -> dict[str, Any] | None:
    """Another company of the story is told as whose figure it is."""
    named = {m.company.key: m.company.name for m in one.grounds.mentions if m.company and m.company.kind == "company"}
    here = {
        x.key for m in one.grounds.mentions_in(c.quote.start, c.quote.end) for x in m.companies if x.kind == "company"
    }
    # Where the rules leave it open, the only name of the sentence may well be right; of two neither is known to be.
    unproven = {
        name for key, name in named.items() if len(here) > 1 or (key not in here and name not in c.quote.text)
    }
    others = sorted(n for n in named.values() if (n in unproven if c.subject is None else not _meets(n, c.subject)))
    return claim_as_answer(c) | {"subject": rng.choice(others)} if others else None


def _meets(name: str, subject: str) -> bool:
    table = load()
    companies = {x.key for n in table.names_in(subject) for x in n.companies}
    return name.lower() in subject.lower() or any(
        x.key in companies for n in table.names_in(name) for x in n.companies
    )


def claim_is_true(c: Claim, one: Told) -> bool:
    """A figure that the story prints in that unit, with its sign; of the same company; of the same speaker or of none."""
    for true in one.found.claims:
        units = {u.partition("/")[0] for u in (c.unit, true.unit) if u}  # "USD" of what is told as USD a share
        figures = (c.amount, c.amount_range) == (true.amount, true.amount_range) and len(units) <= 1
        converted = c.converted is None or c.converted == true.converted
        if figures and converted and c.speaker in (true.speaker, None) and c.subject in (true.subject, None):
            return True
    return False


@pytest.mark.parametrize(
    "lie", [scale, claim_sign, claim_unit, speaker, conversion, figure_of_another], ids=lambda f: f.__name__
)
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
        found = answered(one, claim=falsified)
        for c in found.claims if found else ():
            assert claim_is_true(c, one), f"{one.name}: {falsified} was accepted"
        if tried == EACH:
            return
    raise AssertionError(f"only {tried} lies could be made")
