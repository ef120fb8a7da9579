"""`newstape eval --oracle`: the gate's ceiling and its floor: the labels themselves as a model's answer, and the labels falsified in one thing."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.reading import Extraction, PriceMove
from bot.reading.grounds import Grounds
from bot.reading.model.answer import read_answer

Row = dict[str, Any]
Label = dict[str, Any]
_SCOPES = ("session", "longer", "premarket", "after_hours")
_STRANGER = "Tesla"  # put in where a text names nobody else


@dataclass(slots=True)
class Oracle:
    """What became of the labels, and of what is false about them: by class, how many were tried and how many passed."""

    labels: int = 0
    passed: int = 0
    missed_by_rules: int = 0
    missed_and_passed: int = 0
    dropped: Counter[str] = field(default_factory=Counter)
    tried: Counter[str] = field(default_factory=Counter)
    accepted: Counter[str] = field(default_factory=Counter)

    def lines(self) -> list[str]:
        out = [
            f"ceiling: {self.passed} of {self.labels} labels pass as an answer; of the {self.missed_by_rules} that the rules miss {self.missed_and_passed}"
        ]
        out += [f"  {count} × {why}" for why, count in self.dropped.most_common()]
        out.append(f"floor: {self.accepted.total()} of {self.tried.total()} falsified pass")
        return out + [f"  {name:8} {self.accepted[name]} of {self.tried[name]}" for name in sorted(self.tried)]


def as_answer(label: Label) -> dict[str, Any]:
    """A label as a model would give it."""
    low, high = label.get("percent_range") or (None, None)
    return {
        "quote": label.get("evidence") or "", "instrument": label.get("instrument") or "", "company": None, "ticker": label.get("ticker"),
        "direction": label.get("direction"), "percent": label.get("percent"), "percent_low": low, "percent_high": high,
        "price": label.get("price"), "currency": label.get("currency"), "scope": label.get("scope") or "session", "at": label.get("at"),
    }  # fmt: skip


def _falsified(label: Label, row: Row, other: Row) -> Iterator[tuple[str, dict[str, Any]]]:
    """(class, answer): each false in one thing, and true of nothing else that is labelled."""
    true, percent = as_answer(label), abs(float(label["percent"]))
    told = {abs(float(m["percent"])) for m in row["moves"] if m.get("percent") is not None}
    for name, value in (("number", round(percent + 0.7, 2)), ("scale", round(percent * 10, 2))):
        if value not in told and percent:
            yield name, {**true, "percent": value}
    opposite = {"up": "down", "down": "up"}.get(str(label.get("direction")))
    if opposite:
        yield "sign", {**true, "direction": opposite}
    scope = next(s for s in _SCOPES if s != true["scope"])
    if label.get("scope"):
        yield "session", {**true, "scope": scope}
    names = [
        m["instrument"] for m in row["moves"] if m.get("instrument") and m["instrument"] != label.get("instrument")
    ]
    yield (
        "owner",
        {**true, "instrument": (names or [_STRANGER])[0], "company": (names or [_STRANGER])[0], "ticker": None},
    )
    quotes = [m["evidence"] for m in other["moves"] if m.get("evidence")]
    if quotes and quotes[0] not in row["text"]:
        yield "quote", {**true, "quote": quotes[0]}


def weigh(
    rows: Sequence[Row],
    read: Sequence[Extraction],
    grounds: Sequence[Grounds],
    by_rules: Sequence[Sequence[Mapping[str, Any]]],
) -> Oracle:
    """`read` is what the rules read in each row's text, `by_rules` which of its labels that is.

    A falsified answer whose wrong field the check sets right is what the rules read, and passes nothing false.
    """
    oracle = Oracle()
    for i, (row, rules, ground, found) in enumerate(zip(rows, read, grounds, by_rules, strict=True)):
        own = {_what(m) for m in rules.moves}
        for label in row["moves"]:
            oracle.labels += 1
            missed = label not in found
            oracle.missed_by_rules += missed
            why, _ = _read(as_answer(label), ground)
            oracle.passed += why is None
            oracle.missed_and_passed += missed and why is None
            if why is not None:
                oracle.dropped[why] += 1
            if label.get("percent") is None:
                continue
            for name, answer in _falsified(label, row, rows[(i + 1) % len(rows)]):
                oracle.tried[name] += 1
                _, said = _read(answer, ground)
                oracle.accepted[name] += said is not None and _what(said) not in own
    return oracle


def _read(answer: dict[str, Any], grounds: Grounds) -> tuple[str | None, PriceMove | None]:
    """(why nothing came of it, else None; the move that came of it)."""
    read = read_answer(json.dumps({"moves": [answer]}), grounds, "oracle", "")
    if read.moves:
        return None, read.moves[0]
    return (read.ungrounded[0].why if read.ungrounded else "nothing came of it"), None


def _what(m: PriceMove) -> tuple[object, ...]:
    return m.direction, m.percent, m.percent_range, m.scope, m.symbol, m.company
