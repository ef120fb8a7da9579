"""A model's answers to an operator's stories: asked for once, kept in a folder, replayed without a call."""

from __future__ import annotations

import hashlib
import json
import time
from dataclasses import asdict, dataclass
from pathlib import Path

from bot.errors import ModelError, UsageError
from bot.pipeline import ANSWER_TOKENS, material
from bot.ports import LanguageModel
from bot.reading.model.answer import SCHEMA
from bot.story import Story


@dataclass(frozen=True)
class Given:
    """What a model gave for one story: its text, or why there is none; tokens in, of them read before, out; seconds."""

    text: str | None
    failure: str = ""
    prompt: int = 0
    cached: int = 0
    completion: int = 0
    seconds: float = 0.0


async def ask(model: LanguageModel, instructions: str, story: Story) -> Given:
    """One answer, timed. Never raises a ModelError: a failure is an answer, too."""
    begun = time.monotonic()
    try:
        answer = await model.ask(instructions, material(story), SCHEMA, ANSWER_TOKENS)
    except ModelError as error:
        spent = time.monotonic() - begun
        return Given(None, str(error), error.prompt_tokens, 0, error.completion_tokens, round(spent, 2))
    return Given(
        answer.text, "", answer.prompt_tokens, answer.cached_tokens, answer.completion_tokens, round(time.monotonic() - begun, 2)
    )  # fmt: skip


def _path(folder: Path, story: Story) -> Path:
    """By its words, so that labels may be sorted and named anew."""
    return folder / f"{hashlib.sha256(story.text.encode()).hexdigest()[:24]}.json"


def keep(folder: Path, story: Story, given: Given) -> None:
    """Raises UsageError where the folder cannot be written to."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _path(folder, story).write_text(json.dumps(asdict(given), ensure_ascii=False, indent=1), encoding="utf-8")
    except OSError as error:
        raise UsageError(f"{folder} cannot be written to: {error}.") from error


def kept(folder: Path, story: Story) -> Given:
    """What was kept for this story's words; a failure where nothing was. Raises UsageError for what is no such file."""
    path = _path(folder, story)
    if not path.exists():
        return Given(None, "no answer was kept for it")
    try:
        return Given(**json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError) as error:
        raise UsageError(f"{path} is no answer that eval --keep wrote: {error}.") from error
