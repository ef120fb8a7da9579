"""`newstape ground`: whether a sentence about a story may be sent, and if not, why."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any, TextIO

from bot.errors import UsageError
from bot.listings import load
from bot.reading.document import Document, annotate
from bot.reading.gate.lines import why_not
from bot.story import Story, compose


def verdict(story: Story, sentence: str) -> str | None:
    """Why the sentence may not be sent; None where the story bears it out."""
    return why_not(sentence, annotate(story, load()))


def ground_stream(lines: Iterable[str], out: TextIO, *, as_json: bool) -> int:
    """One verdict out for each row {"id", "title"?, "text", "sentence"}; how many rows were none.

    Rows of one story are best kept together: a story is annotated anew where its text differs from the row before.
    """
    wrong = 0
    last: Document | None = None
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            row = _row(line)
        except UsageError as error:
            wrong += 1
            # Whoever pairs rows with verdicts by their place loses none.
            found: dict[str, Any] = {"id": None, "accepted": False, "why": f"line {number}: {error}"}
        else:
            story = compose(id=row["id"], title=row["title"], body=row["text"], published=None)
            if last is None or last.story != story:
                last = annotate(story, load())
            why = why_not(row["sentence"], last)
            found = {"id": row["id"], "accepted": why is None, "why": why}
        print(json.dumps(found, ensure_ascii=False) if as_json else told(found["id"], found["why"]), file=out)
    return wrong


def told(name: str | None, why: str | None) -> str:
    """A verdict as a person reads it."""
    return ": ".join(part for part in (name, f"refused, {why}" if why else "accepted") if part)


def _row(line: str) -> dict[str, Any]:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise UsageError(f"it is no JSON ({str(error)[:60]})") from error
    if not isinstance(row, dict) or not all(isinstance(row.get(k), str) for k in ("text", "sentence")):
        raise UsageError("it needs a text and a sentence")
    title = row.get("title")
    if title is not None and not isinstance(title, str):
        raise UsageError("its title is no text")
    return {"id": str(row.get("id", "")), "title": title, "text": row["text"], "sentence": row["sentence"]}
