"""`newstape compare`: what the later of two versions of a story does to the earlier one."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any, TextIO

from bot.commands.read import read_time
from bot.errors import UsageError
from bot.events.revision import Revision, compare
from bot.listings import load
from bot.story import Story, compose


def compare_stream(lines: Iterable[str], out: TextIO, *, as_json: bool) -> int:
    """One verdict out for each row {"id", "old": {story}, "new": {story}}; how many rows were none."""
    wrong = 0
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            name, old, new = _row(line)
        except UsageError as error:
            wrong += 1
            # Whoever pairs rows with verdicts by their place loses none.
            found: dict[str, Any] = {"id": None, "verdict": None, "changed": [], "why": f"line {number}: {error}"}
        else:
            found = {"id": name, **as_json_of(compare(old, new, load()))}
        print(json.dumps(found, ensure_ascii=False) if as_json else told(found), file=out)
    return wrong


def as_json_of(revision: Revision) -> dict[str, Any]:
    return {
        "verdict": revision.verdict,
        "changed": [{"what": c.what, "was": c.was, "now": c.now} for c in revision.changed],
    }


def told(found: dict[str, Any]) -> str:
    """A verdict as a person reads it."""
    values = "; ".join(f"{c['was']} -> {c['now']} ({c['what']})" for c in found["changed"])
    said = found["verdict"] or found["why"]
    return ": ".join(part for part in (found["id"], said, values) if part)


def _row(line: str) -> tuple[str, Story, Story]:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise UsageError(f"it is no JSON ({str(error)[:60]})") from error
    if not isinstance(row, dict) or not all(isinstance(row.get(k), dict) for k in ("old", "new")):
        raise UsageError("it needs an old and a new story")
    return str(row.get("id", "")), story_of_row(row["old"]), story_of_row(row["new"])


def story_of_row(row: dict[str, Any]) -> Story:
    """A story as `newstape read --stories` takes it; other keys are ignored. Raises UsageError."""
    fields = {k: row.get(k) for k in ("title", "text", "url", "source", "language", "published")}
    if not all(v is None or isinstance(v, str) for v in fields.values()):
        raise UsageError("a story's title, text, url, source, language and published are texts")
    if not fields["text"] and not fields["title"]:
        raise UsageError("a story needs a text or a title")
    return compose(
        id=str(row.get("id", "")), title=fields["title"], body=fields["text"] or "", url=fields["url"],
        source=fields["source"], published=read_time(fields["published"] or ""), language=fields["language"],
    )  # fmt: skip
