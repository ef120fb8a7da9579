"""What the rules read in our own texts, written down: python -m tests.reading.readings writes tests/stories/readings anew.

A file a set: of each text its moves, with the way in which each was decided, its doubts and its reason, its claims, what was dropped, the
listings that it names and its summary. Where people have labelled the text, each move stands as right, wrong or optional, and what was not found as missing. The files are
for the eyes of whoever changes a rule: the difference that a change makes here is what it does, and is read before it is kept.
"""

from __future__ import annotations

import json
import sys
import tomllib
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from bot.commands.read import read_time
from bot.commands.ways import agreement
from bot.listings import load, load_sessions
from bot.reading import Claim, Extraction, PriceMove, read_by_rules
from bot.story import Story, compose

STORIES = Path(__file__).parents[1] / "stories"
FOLDER = STORIES / "readings"
_SETS = (*sorted((STORIES / "whole").glob("*.jsonl")), STORIES / "claims.jsonl", STORIES / "conditions.jsonl")


def texts() -> Iterator[tuple[str, Story, dict[str, Any]]]:
    """(the set, the story, its labels) of all our own texts; the labels of a case are compared elsewhere, and empty here."""
    for path in sorted((STORIES / "moves").glob("*.toml")):
        yield "moves", _story_of_case(path), {}
    for path in _SETS:
        for line in path.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            yield path.stem, _story_of_row(row), row


def _story_of_case(path: Path) -> Story:
    case = tomllib.loads(path.read_text(encoding="utf-8"))
    published = datetime.fromisoformat(str(case["published"]))
    return compose(id=path.stem, title=case.get("title"), body=case["text"].strip(), published=published)


def _story_of_row(row: dict[str, Any]) -> Story:
    published = read_time(str(row.get("published") or ""))
    return compose(id=str(row["id"]), title=row.get("title") or None, body=row["text"], published=published)


def written(story: Story, labels: dict[str, Any]) -> str:
    """The reading of a text in lines."""
    found = read_by_rules(story, load(), load_sessions())
    lines = [story.id, *_moves(found, labels), *map(_claim, found.claims)]
    lines += [f"  dropped   {x.what} | {x.why}" for x in found.ungrounded]
    lines += [f"  flag      {x.what}" for x in found.flags]
    lines += [f"  listing   {x.listing.symbol} {len(x.spans)}" for x in found.listings]
    lines += [f"  summary   {' '.join(x.text.split())}" for x in found.summary]
    return "\n".join(lines) + "\n"


def _moves(found: Extraction, labels: dict[str, Any]) -> Iterator[str]:
    if "moves" not in labels:
        yield from (_move("move", m) for m in found.moves)
        return
    verdicts, missing = agreement(found, labels)
    for move, verdict in zip(found.moves, verdicts, strict=True):
        yield _move(verdict, move)
    for label in missing:
        size = label.get("percent") or label.get("range") or label.get("change") or label.get("price")
        yield f"  missing   {label.get('symbol') or label.get('who')} {label.get('direction')} {size}"


def _move(verdict: str, move: PriceMove) -> str:
    band = "..".join(map(str, move.percent_range)) + "%" if move.percent_range else None
    parts = (
        f"{move.direction} {_of(move.percent, '%') or _of(move.at_least, '% or more') or band or '-'}",
        f"{move.change.value} {move.change.unit}" if move.change else None,
        f"{move.qualifier}" if move.qualifier else None,
        f"{move.at or 'at'} {move.price} {move.currency}" if move.price is not None or move.at else None,
        f"is {move.converted.value} {move.converted.unit}" if move.converted else None,
        f"{move.symbol or '?'} {move.company or '?'} ({move.instrument})",
        f"{move.scope} {move.session or ''} {move.period or ''}".strip(),
        f"by {move.how.who}, {move.how.scope}, {move.how.session}",
        f"not sure: {', '.join(move.doubts)}" if move.doubts else None,
        f"because: {' '.join(move.reason.text.split())}" if move.reason else None,
    )
    return f"  {verdict:9} {' | '.join(p for p in parts if p)}"


def _claim(claim: Claim) -> str:
    band = "..".join(map(str, claim.amount_range)) if claim.amount_range else None
    parts = (
        f"{claim.kind} {_of(claim.amount, '') or band or '-'} {claim.unit or ''}".strip(),
        f"change {claim.change}" if claim.change is not None else None,
        claim.qualifier,
        f"of {claim.subject}" if claim.subject else None,
        f"said by {claim.speaker} ({claim.speaker_resolved})" if claim.speaker else None,
        f"for {claim.horizon}" if claim.horizon else None,
        "forecast" if claim.forecast else None,
        "hedged" if claim.hedged else None,
        f"is {claim.converted.value} {claim.converted.unit}" if claim.converted else None,
        " ".join(claim.quote.text.split())[:60],
    )
    return f"  claim     {' | '.join(p for p in parts if p)}"


def _of(value: object, unit: str) -> str | None:
    return f"{value}{unit}" if value is not None else None


def main() -> int:
    FOLDER.mkdir(exist_ok=True)
    sets: dict[str, list[str]] = {}
    for name, story, labels in texts():
        sets.setdefault(name, []).append(written(story, labels))
    for name, lines in sets.items():
        (FOLDER / f"{name}.txt").write_text("\n".join(lines), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
