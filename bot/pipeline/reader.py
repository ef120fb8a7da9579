"""Reading in this process: for the demo and for tests. `run` reads in one of its own, which can be stopped."""

from __future__ import annotations

from bot.errors import ModelNonsense
from bot.listings import Listings, Sessions
from bot.ports import Asked
from bot.reading import Extraction, read_by_rules
from bot.reading.document import annotate
from bot.reading.gate.lines import why_not
from bot.reading.lexicon import Code
from bot.reading.model import Unusable, question_about, read_by_model
from bot.reading.model.translation import Translated, read_translation
from bot.story import Story


class ReaderHere:
    """The `Reader` port without a process."""

    def __init__(self, table: Listings, calendar: Sessions) -> None:
        self._table, self._calendar = table, calendar

    async def by_rules(self, story: Story) -> Extraction:
        return read_by_rules(story, self._table, self._calendar)

    async def question(self, story: Story) -> Asked | None:
        question = question_about(story, self._table, self._calendar)
        return Asked(question.material, question.most_tokens) if question is not None else None

    async def by_model(self, story: Story, material: str, answer: str, model: str, prompt: str) -> Extraction:
        try:
            return read_by_model(story, material, answer, model, prompt, self._table, self._calendar)
        except Unusable as error:
            raise ModelNonsense(str(error)) from error

    async def borne(self, story: Story, line: str) -> str | None:
        return why_not(line, annotate(story, self._table))

    async def translation(
        self, story: Story, lines: tuple[str, ...], answer: str, to: Code
    ) -> tuple[Translated, ...]:
        try:
            return read_translation(answer, lines, to, self._table)
        except Unusable as error:
            raise ModelNonsense(str(error)) from error

    async def close(self) -> None:
        return None
