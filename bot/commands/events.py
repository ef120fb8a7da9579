"""`newstape events`: which stories tell one event, as if they came in the order of the file."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any, TextIO

from bot.commands.compare import story_of_row
from bot.errors import UsageError
from bot.events.gist import gist_of
from bot.events.grouping import EventIndex
from bot.listings import load, load_sessions
from bot.reading import read_by_rules


def events_stream(lines: Iterable[str], out: TextIO, *, as_json: bool) -> int:
    """One row out for each story, {"id", "event", "first", "because"}; how many rows were none."""
    wrong = 0
    table, calendar = load(), load_sessions()
    index = EventIndex()
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            if not isinstance(row, dict):
                raise UsageError("it is no story")
            story = story_of_row(row)
        except (ValueError, RecursionError, UsageError) as error:
            wrong += 1
            why = f"line {number}: {str(error)[:80]}"
            found: dict[str, Any] = {"id": None, "event": None, "first": False, "because": why}
        else:
            place = index.place(number, gist_of(story, read_by_rules(story, table, calendar), table))
            found = {"id": story.id, "event": place.event, "first": place.first, "because": place.because}
        print(json.dumps(found, ensure_ascii=False) if as_json else told(found), file=out)
    return wrong


def told(found: dict[str, Any]) -> str:
    """A row as a person reads it."""
    if found["event"] is None:
        return str(found["because"])
    return f"{found['event']:>6}  {found['id']}" + ("" if found["first"] else f"  ({found['because']})")
