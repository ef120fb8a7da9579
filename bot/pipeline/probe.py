"""Whether a model answers at all: one small question."""

from __future__ import annotations

from typing import Any

from bot.ports import Answer, LanguageModel

_SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {"fine": {"type": "boolean"}},
    "required": ["fine"],
    "additionalProperties": False,
}


async def probe(model: LanguageModel) -> Answer:
    """Raises ModelError."""
    return await model.ask(
        'Answer with the JSON object {"fine": true} and nothing else.', "Are you there? Answer in JSON.", _SCHEMA, 50
    )
