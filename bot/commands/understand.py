"""`newstape understand`: what the bot would do on a line that somebody types. Nothing is done."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any, TextIO

from bot.conversation.grammar import Intent, wishes_of
from bot.conversation.understood import understood
from bot.errors import UsageError
from bot.listings import TRADITIONAL, Listings, load
from bot.reading.lexicon import folded


def wished(text: str, table: Listings) -> tuple[Intent, ...]:
    """What would be done, in its order: several where a line says several wishes."""
    return tuple(understood(part, table) for part in wishes_of(text, table) or (text,))


def as_json(name: str | None, intents: Sequence[Intent], language: str) -> dict[str, Any]:
    """One row as printed: the first wish, and the others as `then`. `why` says what is asked before anything is done, `left` what was not understood."""
    first, *others = (_row_of(i, language) for i in intents)
    return ({"id": name} if name is not None else {}) | first | ({"then": others} if others else {})


def _row_of(intent: Intent, language: str) -> dict[str, Any]:
    row: dict[str, Any] = {
        "intent": intent.kind,
        "slots": intent.slots.as_json(language),
        "asks": bool(intent.asks),
        "changes": intent.changes,
    }
    return row | ({"why": intent.asks} if intent.asks else {}) | ({"left": intent.left} if intent.left else {})


def told(intents: Sequence[Intent], language: str) -> str:
    """As a person reads it: "alert: target Tesla, percent 5, direction down; asks first: several"."""
    return "; then ".join(_one_told(i, language) for i in intents)


def _one_told(intent: Intent, language: str) -> str:
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
        intents, language = wished(text, table), language_of(text, said)
        print(
            json.dumps(as_json(name, intents, language), ensure_ascii=False)
            if as_rows
            else f"{name}: {told(intents, language)}",
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


__all__ = ["as_json", "language_of", "told", "understand_stream", "wished"]
