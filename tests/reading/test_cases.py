"""The cases in tests/stories/moves: what a story says and what it does not.

`known_gaps.txt` names the cases of which the rules do not yet find everything; a case that passes must leave that list. In no
case, listed or not, may the rules find a move that the story does not state.
"""

from __future__ import annotations

import tomllib
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from bot.listings import load, load_sessions
from bot.reading import ALERTABLE, Extraction, PriceMove, read_by_rules
from bot.story import compose

FOLDER = Path(__file__).parents[1] / "stories" / "moves"
CASES = sorted(FOLDER.glob("*.toml"))
GAPS = frozenset((FOLDER / "known_gaps.txt").read_text(encoding="utf-8").split())


def read(path: Path) -> tuple[dict[str, Any], Extraction]:
    case = tomllib.loads(path.read_text(encoding="utf-8"))
    published = datetime.fromisoformat(str(case["published"]))
    story = compose(id=path.stem, title=case.get("title"), body=case["text"].strip(), published=published)
    return case, read_by_rules(story, load(), load_sessions())


def is_labelled(move: PriceMove, label: dict[str, Any], text: str) -> bool:
    """The same direction, size and place in the text."""
    start = text.find(label["quote"])
    percent = Decimal(label["percent"]) if "percent" in label else None
    band = sorted(abs(Decimal(x)) for x in label["percent_range"]) if "percent_range" in label else None
    change = Decimal(label["change"]["amount"]) if "change" in label and percent is None else None
    return (
        move.direction == label["direction"]
        and move.percent == percent
        and (sorted(abs(x) for x in move.percent_range) if move.percent_range else None) == band
        and (change is None or (move.change is not None and move.change.value == change))
        and move.quote.start <= start + len(label["quote"])
        and start <= move.quote.end
    )


def differences(move: PriceMove, label: dict[str, Any]) -> list[str]:
    """Where a found move says other than its label."""
    out = []
    expected = {
        "symbol": label.get("symbol", move.symbol),
        "price": Decimal(label["price"]) if "price" in label else None,
        "currency": label.get("currency") if "price" in label else move.currency,
        "scope": label["scope"],
        "at": label.get("at"),
        "session": date.fromisoformat(label["session"]) if "session" in label else move.session,
    }
    for name, value in expected.items():
        found = getattr(move, name)
        if found != value:
            out.append(f"{label['company']}: {name} is {found}, not {value}")
    why = move.reason.text if move.reason else ""
    if label.get("reason", why) != why:
        out.append(f"{label['company']}: reason is {why!r}, not {label['reason']!r}")
    return out


def faults(case: dict[str, Any], found: Extraction) -> tuple[list[str], list[str]]:
    """(what is missing or different, what was found beyond the labels)."""
    left = list(found.moves)
    missing = []
    for label in case.get("move", []):
        fitting = [m for m in left if is_labelled(m, label, found.story.text)]
        if not fitting:
            missing.append(f"not found: {label['company']} {label['direction']} {label.get('percent')}")
            continue
        best = min(fitting, key=lambda m: len(differences(m, label)))
        left.remove(best)
        missing += differences(best, label)
    return missing, [f"{m.instrument} {m.percent} {m.scope}: {m.quote.text[:120]}" for m in left]


@pytest.mark.parametrize("path", CASES, ids=lambda p: p.stem)
def test_the_rules_find_what_the_case_says(path: Path) -> None:
    missing, beyond = faults(*read(path))
    if path.stem in GAPS:
        assert missing or beyond, f"{path.stem} passes now: take it out of known_gaps.txt"
    else:
        assert not missing and not beyond, f"{missing} {beyond}"


@pytest.mark.parametrize(
    "path", [p for p in CASES if "[[move]]" not in p.read_text(encoding="utf-8")], ids=lambda p: p.stem
)
def test_a_text_without_a_move_gives_none_that_could_alert(path: Path) -> None:
    _, found = read(path)
    assert not [m for m in found.moves if m.scope in ALERTABLE]


def test_there_are_cases_enough_in_both_languages_and_a_third_of_them_without_a_move() -> None:
    without = [p for p in CASES if "[[move]]" not in p.read_text(encoding="utf-8")]
    assert len(CASES) >= 300 and len(without) * 3 >= len(CASES)
    assert sum(p.stem.startswith("zh-") for p in CASES) >= 90
    assert len(CASES) - len(GAPS) >= 240


@pytest.mark.parametrize("path", CASES, ids=lambda p: p.stem)
def test_every_quote_stands_where_it_says(path: Path) -> None:
    _, found = read(path)
    quotes = [
        *(m.quote for m in found.moves),
        *(c.quote for c in found.claims),
        *(q for s in found.summary for q in s.quotes),
    ]
    for quote in quotes:
        assert found.story.text[quote.start : quote.end] == quote.text
