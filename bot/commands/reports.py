"""`newstape reports`: what readers said is wrong, as lines or as labels that `newstape eval` reads."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from bot.commands.read import as_json
from bot.errors import UsageError
from bot.ports import Report, Store, StoredStory, Told

_DAYS = timedelta(days=90)


def of_store(store: Store, now: datetime) -> tuple[tuple[Report, StoredStory], ...]:
    """Those of the last ninety days whose stories are kept, in the order in which they came."""
    reports = [r for r in store.reports(now - _DAYS) if r.told]
    stories = store.stories_of({r.told[0].story for r in reports})
    return tuple((r, stories[r.told[0].story]) for r in reports if r.told[0].story in stories)


def line(report: Report, stored: StoredStory) -> str:
    """ "2026-08-21 11:11 UTC  figure  Alibaba 9988.HK +9.2%  the story's title"."""
    told = ", ".join(
        f"{t.reason.label} {t.fact.of or ''} {t.fact.size_shown}".replace("  ", " ") for t in report.told
    )
    return f"{report.at.astimezone(UTC):%Y-%m-%d %H:%M} UTC  {report.what}  {told}  {stored.story.title}"


def write_labels(path: Path, store: Store, found: Sequence[tuple[Report, StoredStory]]) -> int:
    """One row a story: what was read in it, without the moves that somebody says are wrong; an operator looks at it before he believes it.
    Returns how many. Raises UsageError."""
    rows: dict[int, dict[str, Any]] = {}
    for report, stored in found:
        row = rows.setdefault(stored.number, _row(store, stored))
        wrong = [t for t in report.told if t.story == stored.number]
        row["moves"] = [m for m in row["moves"] if not any(_is_of(m, t) for t in wrong)]
        row["reported"].append({"what": report.what, "figures": [t.fact.size_shown for t in wrong]})
    try:
        path.write_text(
            "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows.values()), encoding="utf-8"
        )
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {error}.") from error
    return len(rows)


def _row(store: Store, stored: StoredStory) -> dict[str, Any]:
    story = stored.story
    extraction = store.extraction(stored.number)
    body = story.text[len(story.title) :].removeprefix("\n\n") if story.title else story.text
    return {
        "id": str(stored.number),
        "title": story.title or None,
        "text": body,
        "published": story.published.isoformat() if story.published else None,
        "source": story.source,
        "moves": as_json(extraction)["moves"] if extraction is not None else [],
        "reported": [],
    }


def _is_of(move: dict[str, Any], told: Told) -> bool:
    """Whether a move of a reading is the one that was told."""
    size = f"{move['percent']:+}%" if move["percent"] is not None else None
    same = told.fact.size_shown.replace("−", "-")
    return (told.fact.of in (move["symbol"], move["company"])) and (size is None or float(size[:-1]) == _number(same))


def _number(shown: str) -> float | None:
    try:
        return float(shown.rstrip("%"))
    except ValueError:
        return None
