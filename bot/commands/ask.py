"""`newstape ask`: a question over the archive, or over a file of stories, answered by sentences of stories with their sources."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TextIO

from bot.commands.compare import story_of_row
from bot.conversation.answering import answer_from, question_of
from bot.errors import UsageError
from bot.listings import Listings, load
from bot.ports import Store
from bot.retrieval import Found, Rarity, answers, cited, document_of, rank

Asked = Callable[[str, str | None], list[Found]]


def of_stories(path: Path) -> Asked:
    """Answers from a file of stories. Raises UsageError."""
    table = load()
    try:
        rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
        stories = [story_of_row(row) for row in rows if isinstance(row, dict)]
    except (OSError, ValueError) as error:
        raise UsageError(f"{path} cannot be read: {str(error)[:120]}.") from error
    documents = [document_of(n, story, table) for n, story in enumerate(stories)]
    rarity = Rarity.among(documents)
    now = max((d.at for d in documents), default=datetime(1970, 1, 1, tzinfo=UTC))

    def ask(text: str, previous: str | None) -> list[Found]:
        question = question_of(table, text, now, previous)
        return cited(answers(question, rank(question, documents, rarity)))

    return ask


def of_store(store: Store, now: datetime) -> Asked:
    """Answers from the archive of the last ninety days."""
    table: Listings = load()
    return lambda text, previous: list(answer_from(store, table, text, now, previous).found)


def as_json(name: str | None, found: list[Found]) -> dict[str, Any]:
    row: dict[str, Any] = {"id": name} if name is not None else {}
    told = " ".join(f"{' '.join(f.sentence.text.split())} [{n}]" for n, f in enumerate(found, 1))
    return row | {"answer": told, "sources": [f.document.story.id for f in found], "nothing": not found}


def told(found: list[Found]) -> str:
    """As a person reads it."""
    if not found:
        return "Nothing in the archive answers that."
    lines = []
    for n, f in enumerate(found, 1):
        story = f.document.story
        source = ", ".join(
            p for p in (story.source, f"{f.document.at:%d %b %Y %H:%M} UTC", str(story.url or "")) if p
        )
        lines.append(f"{' '.join(f.sentence.text.split())} [{n}]\n    [{n}] {source}")
    return "\n".join(lines)


def ask_stream(lines: Iterable[str], ask: Asked, out: TextIO, *, as_rows: bool) -> int:
    """One answer for each row {"id", "q", "previous"?}; how many rows were none."""
    wrong = 0
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            if not isinstance(row, dict) or not isinstance(row.get("q"), str):
                raise UsageError("it needs a q")
        except (ValueError, RecursionError, UsageError) as error:
            wrong += 1
            print(
                json.dumps(
                    {
                        "id": None,
                        "answer": "",
                        "sources": [],
                        "nothing": True,
                        "error": f"line {number}: {str(error)[:80]}",
                    }
                ),
                file=out,
            )
            continue
        previous = row.get("previous")
        found = ask(row["q"], previous if isinstance(previous, str) else None)
        name = str(row.get("id", ""))
        print(json.dumps(as_json(name, found), ensure_ascii=False) if as_rows else f"{name}: {told(found)}", file=out)
    return wrong
