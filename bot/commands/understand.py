"""`newstape understand`: what the bot would do on a line that somebody types. Nothing is done."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any, TextIO

from bot.conversation.grammar import Intent, understand
from bot.errors import UsageError
from bot.listings import TRADITIONAL, load
from bot.reading.lexicon import folded


def as_json(name: str | None, intent: Intent, language: str) -> dict[str, Any]:
    """One row as printed; `why` says what is asked before anything is done, `left` what was not understood."""
    row: dict[str, Any] = {"id": name} if name is not None else {}
    row |= {
        "intent": intent.kind,
        "slots": intent.slots.as_json(language),
        "asks": bool(intent.asks),
        "changes": intent.changes,
    }
    return row | ({"why": intent.asks} if intent.asks else {}) | ({"left": intent.left} if intent.left else {})


def told(intent: Intent, language: str) -> str:
    """As a person reads it: "alert: target Tesla, percent 5, direction down; asks: several"."""
    slots = ", ".join(f"{k} {_shown(v)}" for k, v in intent.slots.as_json(language).items())
    first = f"{intent.kind}: {slots}" if slots else intent.kind
    return "; ".join(
        [
            first,
            *([f"asks first: {intent.asks}"] if intent.asks else []),
            *([f"not understood: {intent.left}"] if intent.left else []),
        ]
    )


def _shown(value: object) -> str:
    return " and ".join(map(str, value)) if isinstance(value, list) else "yes" if value is True else str(value)


def language_of(text: str, said: str | None = None) -> str:
    """Of the names in the answer: as the row says, else the line's own language and script."""
    told = (said or "").lower()
    chinese = [c for c in text if "\u3400" <= c <= "\u9fff"]
    if told.startswith(("zh-h", "zh-t")) or any(folded(c) != c for c in chinese):
        return TRADITIONAL if not told.startswith("zh-hans") else "zh"
    return "zh" if chinese or told.startswith("zh") else "en"


def understand_stream(lines: Iterable[str], out: TextIO, *, as_rows: bool) -> int:
    """One answer for each row {"id", "text", "language"?}; how many rows were none."""
    wrong, table = 0, load()
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            name, text, said = _row(line)
        except UsageError as error:
            wrong += 1  # whoever pairs rows with answers by their place loses none
            print(
                json.dumps({"id": None, "error": f"line {number}: {error}"})
                if as_rows
                else f"line {number}: {error}",
                file=out,
            )
            continue
        intent, language = understand(text, table), language_of(text, said)
        print(
            json.dumps(as_json(name, intent, language), ensure_ascii=False)
            if as_rows
            else f"{name}: {told(intent, language)}",
            file=out,
        )
    return wrong


def _row(line: str) -> tuple[str, str, str | None]:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise UsageError(f"it is no JSON ({str(error)[:60]})") from error
    if not isinstance(row, dict) or not isinstance(row.get("text"), str):
        raise UsageError("it needs a text")
    said = row.get("language", row.get("lang"))
    return str(row.get("id", "")), row["text"], said if isinstance(said, str) else None


__all__ = ["as_json", "language_of", "told", "understand", "understand_stream"]
