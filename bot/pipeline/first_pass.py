"""The cheap first pass: a small model says whether a story is worth the large one.

It can only save, never lose: whoever fails, is slow or talks nonsense here has the story read in full, and the rules' findings
stand whatever it says.
"""

from __future__ import annotations

import json
from typing import Any

from bot.errors import ModelError
from bot.ports import Answer, LanguageModel

SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {"worth": {"type": "boolean"}},
    "required": ["worth"],
    "additionalProperties": False,
}
_ANSWER_TOKENS = 20


async def worth_reading(model: LanguageModel, instructions: str, material: str) -> tuple[bool, Answer | ModelError]:
    """Whether the story is to be read in full, with what was answered or why nothing was."""
    try:
        answer = await model.ask(instructions, material, SCHEMA, _ANSWER_TOKENS)
    except ModelError as error:
        return True, error
    return _said(answer.text), answer


def _said(text: str) -> bool:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return True
    return not (isinstance(found, dict) and found.get("worth") is False)
