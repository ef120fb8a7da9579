"""A model's answers to an operator's stories: asked for once, kept in a folder, replayed without a call."""

from __future__ import annotations

import hashlib
import json
import time
from dataclasses import asdict, dataclass
from pathlib import Path

from bot.errors import ModelError, UsageError
from bot.pipeline.model_reading import Prompts, read_story
from bot.ports import LanguageModel, Reader
from bot.story import Story


@dataclass(frozen=True)
class Given:
    """What a model gave for one story: its text, or why there is none; tokens in, of them read before, out; seconds; how likely it finds what
    it was asked again; and what it was asked. Where nothing was to be asked there is neither a text nor a failure.
    """

    text: str | None
    failure: str = ""
    prompt: int = 0
    cached: int = 0
    completion: int = 0
    seconds: float = 0.0
    verified: tuple[float, ...] = ()
    material: str = ""


async def ask(model: LanguageModel, prompts: Prompts, reader: Reader, story: Story) -> Given:
    """One answer, timed. Never raises a ModelError: a failure is an answer, too."""
    asked = await reader.question(story)
    if asked is None:
        return Given(None)
    begun = time.monotonic()
    try:
        r = await read_story(model, prompts, reader, story, asked)
    except ModelError as error:
        spent = time.monotonic() - begun
        return Given(None, str(error), error.prompt_tokens, 0, error.completion_tokens, round(spent, 2))
    spent = time.monotonic() - begun
    return Given(
        r.text, "", r.prompt_tokens, r.cached_tokens, r.completion_tokens, round(spent, 2), r.verified, asked.material
    )


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
        told = json.loads(path.read_text(encoding="utf-8"))
        return Given(**{**told, "verified": tuple(told.get("verified") or ())})
    except (OSError, ValueError, TypeError, AttributeError) as error:
        raise UsageError(f"{path} is no answer that eval --keep wrote: {error}.") from error
