"""`newstape eval --oracle`: the gate's ceiling and its floor: the labels themselves as a model's answer, and the labels falsified in one thing."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.reading import Extraction, PriceMove
from bot.reading.model import Question, read_answer
from bot.reading.sentences import locate

Row = dict[str, Any]
Label = dict[str, Any]
_STRANGER = "Tesla"  # put in where a text names nobody else


@dataclass(slots=True)
class Oracle:
    """What became of the labels, and of what is false about them: by class, how many were tried and how many passed."""

    labels: int = 0
    passed: int = 0
    unasked: int = 0
    missed_by_rules: int = 0
    missed_and_passed: int = 0
    dropped: Counter[str] = field(default_factory=Counter)
    tried: Counter[str] = field(default_factory=Counter)
    accepted: Counter[str] = field(default_factory=Counter)
    false: list[str] = field(default_factory=list)

    def lines(self) -> list[str]:
        out = [
            f"ceiling: {self.passed} of {self.labels} labels pass as an answer, {self.unasked} more are read by the rules and not asked about; "
            f"of the {self.missed_by_rules} that the rules miss {self.missed_and_passed}"
        ]
        out += [f"  {count} × {why}" for why, count in self.dropped.most_common()]
        out.append(f"floor: {self.accepted.total()} of {self.tried.total()} falsified pass")
        out += [f"  {name:8} {self.accepted[name]} of {self.tried[name]}" for name in sorted(self.tried)]
        return out + [f"  passed: {told}" for told in self.false]


def as_answer(label: Label, question: Question) -> dict[str, Any] | None:
    """A label as a model would give it; None where its sentence is not asked about."""
    grounds = question.grounds
    place = None
    if (quote := locate(grounds.story, label.get("evidence") or "")) is not None:
        # Words over several sentences: that which has the figure.
        places = [n for n, s in enumerate(grounds.sentences) if s.start < quote.end and quote.start < s.end]
        size = next((x for x in (label.get("percent"), label.get("price")) if x is not None), None)
        held = [
            n
            for n in places
            if any(
                size is not None and float(abs(f.value)) == abs(float(size))
                for f in grounds.figures_in(grounds.sentences[n])
            )
        ]
        place = next(iter(held or places), None)
    if place is None or place not in question.sentences:
        return None
    change = label.get("change") or {}
    percent = label.get("percent")
    if percent is None and label.get("percent_range"):
        percent = label["percent_range"][0]
    period = {"longer": "longer", "intraday_extreme": "extreme"}.get(label.get("scope") or "", "day")
    return {
        "sentence": place, "what": label.get("instrument") or "", "direction": label.get("direction"), "percent": percent,
        "amount": change.get("amount"), "unit": change.get("unit"), "level": label.get("price"), "period": period,
    }  # fmt: skip


def _falsified(
    label: Label, true: dict[str, Any], row: Row, question: Question
) -> Iterator[tuple[str, dict[str, Any]]]:
    """(class, answer): each false in one thing, and true of nothing else that is labelled."""
    percent = abs(float(label["percent"]))
    told = {abs(float(m["percent"])) for m in row["moves"] if m.get("percent") is not None}
    for name, value in (("number", round(percent + 0.7, 2)), ("scale", round(percent * 10, 2))):
        if value not in told and percent:
            yield name, {**true, "percent": value}
    opposite = {"up": "down", "down": "up"}.get(str(label.get("direction")))
    if opposite:
        yield "sign", {**true, "direction": opposite}
    for unit in ("points", "USD"):
        yield "unit", {**true, "percent": None, "amount": percent, "unit": unit}
    yield "period", {**true, "period": {"day": "longer"}.get(true["period"], "day")}
    names = {
        m["instrument"] for m in row["moves"] if m.get("instrument") and m["instrument"] != label.get("instrument")
    }
    for name in sorted(names)[:2] or [_STRANGER]:
        yield "owner", {**true, "what": name}
    figures = [f for n in question.sentences for f in question.grounds.figures_in(question.grounds.sentences[n])]
    others = {float(abs(f.value)) for f in figures if f.kind == "percent"} - told
    for value in sorted(others)[:2]:
        yield "measure", {**true, "percent": value}
    swaps = [m for m in row["moves"] if m.get("percent") is not None and abs(float(m["percent"])) != percent]
    for m in swaps[:2]:
        yield "pair", {**true, "percent": abs(float(m["percent"])), "direction": m.get("direction")}
    for n in [n for n in question.sentences if n != true["sentence"]][:2]:
        yield "sentence", {**true, "sentence": n, "percent": round(percent + 0.3, 2)}


def weigh(
    rows: Sequence[Row],
    read: Sequence[Extraction],
    questions: Sequence[Question | None],
    by_rules: Sequence[Sequence[Mapping[str, Any]]],
) -> Oracle:
    """`read` is what the rules read in each row's text, `by_rules` which of its labels that is.

    A falsified answer whose wrong field the check sets right is what the rules read, and passes nothing false.
    """
    oracle = Oracle()
    for row, rules, question, found in zip(rows, read, questions, by_rules, strict=True):
        told = question.grounds.tellings if question is not None else ()
        own = {_what(m) for m in (*rules.moves, *(m for t in told for m in t.moves))}
        for label in row["moves"]:
            answer = as_answer(label, question) if question is not None else None
            _try(oracle, answer, question, read_by_rules=label in found)
            if label.get("percent") is None or answer is None or question is None:
                continue
            for name, false in _falsified(label, answer, row, question):
                oracle.tried[name] += 1
                _, said = _read(false, question)
                if said is not None and _what(said) not in own and not _is_labelled(said, row):
                    oracle.accepted[name] += 1
                    oracle.false.append(
                        f"{row['id']} {name}: {said.instrument} {said.direction} {said.percent} {said.scope}: {said.quote.text}"
                    )
    return oracle


def _try(oracle: Oracle, answer: dict[str, Any] | None, question: Question | None, *, read_by_rules: bool) -> None:
    """A label as the answer: what became of it."""
    oracle.labels += 1
    oracle.missed_by_rules += not read_by_rules
    if answer is None or question is None:
        oracle.unasked += read_by_rules
        if not read_by_rules:
            oracle.dropped["its sentence is not asked about"] += 1
        return
    why, _ = _read(answer, question)
    if why is not None:
        oracle.dropped[why] += 1
    oracle.passed += why is None
    oracle.missed_and_passed += not read_by_rules and why is None


def _is_labelled(said: PriceMove, row: Row) -> bool:
    """Whether a label says the same of the same words: then the falsified one is true of another."""
    return any(
        m.get("percent") is not None
        and said.percent is not None
        and (abs(float(m["percent"])), m.get("direction")) == (float(abs(said.percent)), said.direction)
        and (m.get("instrument") or "").casefold() == said.instrument.casefold()
        for m in row["moves"]
    )


def _read(answer: dict[str, Any], question: Question) -> tuple[str | None, PriceMove | None]:
    """(why nothing came of it, else None; the move that came of it)."""
    read = read_answer(json.dumps({"moves": [answer]}, default=float), question, "oracle", "")
    if read.moves:
        return None, read.moves[0]
    return (read.ungrounded[0].why if read.ungrounded else "nothing came of it"), None


def _what(m: PriceMove) -> tuple[object, ...]:
    return m.direction, m.percent, m.percent_range, m.scope, m.symbol, m.company
