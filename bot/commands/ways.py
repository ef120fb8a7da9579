"""`newstape eval --paths`: of each way in which a move's owner, scope and day were decided, how often it was right.

A label is a move of a whole story: `words` or `instrument`, `direction`, `percent` | `range` | `change` | `price`, `symbol`, `scope`,
`session`, `evidence`; a field with `_ok` behind its name holds what is as right. What stands in `optional` counts neither way. Where a label
says whether a reason is `stated` (explicit, implied, none), with its `reason`, the reasons that are shown are counted, too.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from bot.reading import Extraction, PriceMove

GOOD_ENOUGH = 98  # of 100: a way that is right less often is a doubt
_DECIDED = ("who", "scope", "session")


@dataclass(slots=True)
class Ways:
    """Right and wrong by field and by way, of all moves and of the sure ones; of sure moves, and by doubt, whether the whole move was right."""

    right: Counter[tuple[str, str]] = field(default_factory=Counter)
    wrong: Counter[tuple[str, str]] = field(default_factory=Counter)
    sure_right: Counter[tuple[str, str]] = field(default_factory=Counter)
    sure_wrong: Counter[tuple[str, str]] = field(default_factory=Counter)

    def add(self, row: dict[str, Any], found: Extraction) -> None:
        """One labelled story and what was read in it."""
        labels, optional = list(row.get("moves") or []), list(row.get("optional") or [])
        for move in found.moves:
            label = _best(move, labels, found.story.text)
            if label is not None and "stated" in label:
                self._count_reason(move, label)
            elif label is not None:
                self._count(move, {name: _agrees(move, label, name) for name in _DECIDED})
            elif any("stated" in x for x in labels):
                continue  # labels of reasons need not hold every move
            elif _best(move, optional, found.story.text) is None:
                self._count(move, {"who": False})  # no such move: nobody's, whatever its day

    def _count(self, move: PriceMove, verdict: dict[str, bool]) -> None:
        for name, right in verdict.items():
            way = (name, getattr(move.how, name))
            self._note(way, right)
            if move.sure:
                (self.sure_right if right else self.sure_wrong)[way] += 1
        whole = all(verdict.values())
        self._note(("sure" if move.sure else "not sure", ""), whole)
        for doubt in move.doubts:
            self._note(("doubt", doubt), whole)

    def _count_reason(self, move: PriceMove, label: dict[str, Any]) -> None:
        right = move.reason is not None and label["stated"] != "none" and _is_one_of(move.reason.text, label)
        if move.reason is not None:
            self._note(("reason", "shown"), right)
        if label["stated"] == "explicit":
            self._note(("reason", "of the explicit"), right)

    def _note(self, way: tuple[str, str], right: bool) -> None:
        (self.right if right else self.wrong)[way] += 1

    def lines(self) -> list[str]:
        """A line a way: right, wrong, percent; the same of the moves that are sure, and whether these are below 98."""
        out = []
        for way in sorted({*self.right, *self.wrong}):
            right, wrong = self.right[way], self.wrong[way]
            line = f"{way[0]:9} {way[1]:24} right {right:5} wrong {wrong:4}  {100 * right / (right + wrong):5.1f} %"
            sure = (self.sure_right[way], self.sure_wrong[way]) if way[0] in _DECIDED else (0, 0)
            if way == ("sure", ""):
                sure = (right, wrong)
            elif any(sure):
                line += f"   sure: right {sure[0]:5} wrong {sure[1]:4}  {100 * sure[0] / sum(sure):5.1f} %"
            below = any(sure) and 100 * sure[0] < GOOD_ENOUGH * sum(sure)
            out.append(f"{line}  below {GOOD_ENOUGH}" if below else line)
        return out


def agreement(found: Extraction, row: dict[str, Any]) -> tuple[list[str], list[dict[str, Any]]]:
    """(of each move whether it is right, wrong or optional; the labels that no move fits)."""
    labels, optional = list(row.get("moves") or []), list(row.get("optional") or [])
    verdicts, met = [], []
    for move in found.moves:
        label = _best(move, labels, found.story.text)
        if label is not None:
            met.append(label)
            verdicts.append("right" if all(_agrees(move, label, name) for name in _DECIDED) else "wrong")
        else:
            verdicts.append("wrong" if _best(move, optional, found.story.text) is None else "optional")
    return verdicts, [x for x in labels if not any(x is m for m in met)]


def _best(move: PriceMove, labels: Sequence[dict[str, Any]], text: str) -> dict[str, Any] | None:
    """The label of the same direction and size whose evidence the move's quote overlaps, the one that agrees in most."""
    fitting = [x for x in labels if _same_place(move, x, text) and _same_direction(move, x) and _same_size(move, x)]
    return max(fitting, key=lambda x: sum(_agrees(move, x, name) for name in _DECIDED), default=None)


def _same_place(move: PriceMove, label: dict[str, Any], text: str) -> bool:
    evidence = str(label.get("evidence") or "")
    start = text.find(evidence) if evidence else -1
    while start >= 0:
        if start < move.quote.end and move.quote.start < start + len(evidence):
            return True
        start = text.find(evidence, start + 1)
    return False


def _same_direction(move: PriceMove, label: dict[str, Any]) -> bool:
    return move.direction in _values(label, "direction") or label.get("direction") is None


def _same_size(move: PriceMove, label: dict[str, Any]) -> bool:
    told = move.percent if move.percent is not None else move.at_least
    if told is not None:
        return any(_equal(told, x) for x in _values(label, "percent")) or _same_change(move, label)
    if move.percent_range is not None:
        band = label.get("range")
        return isinstance(band, list) and all(
            _equal(a, b)
            for a, b in zip(sorted(abs(x) for x in move.percent_range), sorted(abs(x) for x in band), strict=False)
        )
    if move.change is not None:
        return _same_change(move, label)
    return any(_equal(move.price, x) for x in _values(label, "price"))


def _same_change(move: PriceMove, label: dict[str, Any]) -> bool:
    return move.change is not None and any(
        isinstance(x, dict) and _equal(move.change.value, x.get("amount")) for x in _values(label, "change")
    )


def _agrees(move: PriceMove, label: dict[str, Any], name: str) -> bool:
    if name == "scope":
        return move.scope in _values(label, "scope")
    if name == "session":
        days = _values(label, "session")
        return move.scope == "longer" or move.session is None or not days or move.session.isoformat() in days
    symbols = _values({**label, "symbol_ok": label.get("symbols_ok")}, "symbol")
    if move.symbol is not None and symbols:
        return move.symbol in symbols
    named = {str(x).casefold() for x in (label.get("who"), label.get("words"), label.get("instrument")) if x}
    own = {x.casefold() for x in (move.company, move.instrument) if x}
    return not own or any(a in b or b in a for a in own for b in named)


_WORDS = re.compile(r"[a-z0-9]+|[\u3400-\u9fff]")
_ALIKE = 0.7  # of the words of the shorter


def _is_one_of(shown: str, label: dict[str, Any]) -> bool:
    """Whether a reason is one that the label names: one holds the other, or most of its words."""
    got = _WORDS.findall(shown.lower())
    for wanted in _values(label, "reason"):
        words = _WORDS.findall(str(wanted).lower())
        shorter = min(len(set(got)), len(set(words)))
        if shorter and len(set(got) & set(words)) >= _ALIKE * shorter:
            return True
    return False


def _values(label: dict[str, Any], name: str) -> list[Any]:
    """What is right in a field, and what is as right."""
    also = label.get(f"{name}_ok")
    values: Iterable[Any] = [label.get(name), *(also if isinstance(also, list) else [also])]
    return [x for x in values if x is not None]


def _equal(a: Decimal | None, b: Any) -> bool:
    return (
        a is not None
        and isinstance(b, int | float | Decimal)
        and abs(abs(a) - abs(Decimal(str(b)))) < Decimal("0.0001")
    )
