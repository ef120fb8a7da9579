"""A story read by a model: asked once about what the rules left open, and once more about what only it found."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace

from bot.errors import ModelError, ModelNonsense, ReadingStopped
from bot.ports import Asked, LanguageModel, Reader
from bot.reading import Extraction
from bot.reading.model.parse import Unusable
from bot.reading.model.schema import SCHEMA
from bot.reading.model.verify import VERDICT_TOKENS, VERDICTS, Statement, all_of, read_verdicts, statements, verified
from bot.story import Story


@dataclass(frozen=True, slots=True)
class Prompts:
    """What goes before a question, and what before its verification."""

    read: str
    verify: str

    @property
    def fingerprint(self) -> str:
        """Kept with what was read by them."""
        return hashlib.sha256(f"{self.read}\n{self.verify}".encode()).hexdigest()[:12]


@dataclass(frozen=True, slots=True)
class Reading:
    """What a model read, with its answer, what it said of it when asked again, and all that it cost: tokens in, of them read before, out."""

    found: Extraction
    text: str
    prompt_tokens: int
    cached_tokens: int
    completion_tokens: int
    verified: tuple[float, ...] = ()


async def read_story(model: LanguageModel, prompts: Prompts, reader: Reader, story: Story, asked: Asked) -> Reading:
    """Raises ModelError, with what was spent; ReadingStopped."""
    answer = await model.ask(prompts.read, asked.material, SCHEMA, asked.most_tokens)
    try:
        found = await reader.by_model(story, asked.material, answer.text, model.name, prompts.fingerprint)
    except (ModelNonsense, ReadingStopped) as error:
        raise ModelNonsense(str(error), answer.prompt_tokens, answer.completion_tokens) from error
    first = Reading(found, answer.text, answer.prompt_tokens, answer.cached_tokens, answer.completion_tokens)
    return await _verified(model, prompts.verify, first)


async def _verified(model: LanguageModel, instructions: str, reading: Reading) -> Reading:
    """The reading with what only the model found asked again; as it is where the model cannot be asked: then none of that is sure."""
    asked = statements(reading.found)
    if not asked:
        return reading
    spent = [0, 0]
    try:
        chances = await _chances(model, instructions, asked, spent)
    except (ModelError, Unusable) as error:
        if isinstance(error, ModelError):
            spent = [spent[0] + error.prompt_tokens, spent[1] + error.completion_tokens]
        chances = ()
    return replace(
        reading,
        found=verified(reading.found, chances),
        prompt_tokens=reading.prompt_tokens + spent[0],
        completion_tokens=reading.completion_tokens + spent[1],
        verified=chances,
    )


async def _chances(
    model: LanguageModel, instructions: str, asked: tuple[Statement, ...], spent: list[int]
) -> tuple[float, ...]:
    """How likely each is, one token each where the host tells, else by one answer for all. Raises ModelError, Unusable."""
    out: list[float] = []
    for statement in asked:
        chance = await model.chance_of_yes(instructions, statement.material)
        if chance is None:
            break
        out.append(chance.of_yes)
        spent[0] += chance.prompt_tokens
        spent[1] += chance.completion_tokens
    if len(out) == len(asked):
        return tuple(out)
    answer = await model.ask(instructions, all_of(asked), VERDICTS, 20 + VERDICT_TOKENS * len(asked))
    spent[0] += answer.prompt_tokens
    spent[1] += answer.completion_tokens
    return read_verdicts(answer.text, len(asked))
