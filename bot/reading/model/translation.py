"""The lines of a story that a reader sees, in another language: what a model is asked, and what of its answer may be shown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import BaseModel, Field, ValidationError

from bot.listings import Listings
from bot.reading.findings import Extraction
from bot.reading.gate.across import why_mistranslated
from bot.reading.languages import language_of
from bot.reading.lexicon import Code
from bot.reading.model.parse import parse

_MOST_LINES, _LONGEST = 6, 300  # of a story; characters of a line: what is longer is no title and no summary
_SENTENCES = 2  # of a summary, as many as a digest shows
_TOKENS_A_CHARACTER = 2
_SPOKEN: dict[Code, str] = {"en": "English", "zh": "simplified Chinese"}
TRANSLATION: dict[str, Any] = {
    "type": "object",
    "properties": {
        "lines": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {"line": {"type": "integer"}, "text": {"type": "string"}},
                "required": ["line", "text"],
                "additionalProperties": False,
            },
        }
    },
    "required": ["lines"],
    "additionalProperties": False,
}


@dataclass(frozen=True, slots=True)
class Translated:
    """Words of a story and what stands for them in another language, Chinese in simplified characters; `text` is empty where nothing may."""

    words: str
    text: str
    why: str | None = None


class _Line(BaseModel):
    line: Annotated[int, Field(ge=1, le=_MOST_LINES)]
    text: Annotated[str, Field(min_length=1, max_length=8 * _LONGEST)]


def lines_of(found: Extraction, to: Code) -> tuple[str, ...]:
    """What a digest or an alert shows of a story in the story's words, and is not in that language: its title, its summary, why a price moved."""
    reasons = (m.reason.text for m in found.moves if m.reason is not None)
    lines = (found.story.title, *reasons, *(s.text for s in found.summary[:_SENTENCES]))
    foreign = (line for line in lines if line.strip() and len(line) <= _LONGEST and language_of(line).code != to)
    return tuple(dict.fromkeys(foreign))[:_MOST_LINES]


def material_of(lines: tuple[str, ...], to: Code) -> str:
    """The question, after the fixed instructions."""
    shown = "\n".join(f"{n}. {' '.join(line.split())}" for n, line in enumerate(lines, 1))
    return f"<lines>\n{shown.replace('</lines>', '< /lines>')}\n</lines>\nInto {_SPOKEN[to]}. Answer with the JSON object."


def room_for(lines: tuple[str, ...]) -> int:
    """The tokens of an answer at most."""
    return 40 + sum(20 + _TOKENS_A_CHARACTER * len(line) for line in lines)


def read_translation(answer: str, lines: tuple[str, ...], to: Code, table: Listings) -> tuple[Translated, ...]:
    """Each line with what the answer has for it, if the gate lets it through. Raises Unusable."""
    said: dict[int, list[str]] = {}
    for raw in parse(answer, ("lines",))["lines"]:
        try:
            entry = _Line.model_validate(raw)
        except ValidationError:
            continue
        said.setdefault(entry.line, []).append(" ".join(entry.text.split()))
    return tuple(_held(line, said.get(n, []), to, table) for n, line in enumerate(lines, 1))


def _held(line: str, said: list[str], to: Code, table: Listings) -> Translated:
    if len(set(said)) != 1:
        return Translated(line, "", "it was translated twice, and not the same" if said else "it was left out")
    why = why_mistranslated(line, said[0], to, table)
    return Translated(line, said[0] if why is None else "", why)
