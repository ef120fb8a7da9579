"""The `Reader` port by a process of its own: a text that would take a minute costs its story, and nobody else a moment."""

from __future__ import annotations

from typing import Any

from bot.adapters.process import WorkerProcess
from bot.adapters.reading.worker import CPU_SECONDS
from bot.errors import ModelNonsense, ReaderUnavailable, ReadingStopped, WorkerStopped
from bot.listings import Sessions
from bot.ports import Asked
from bot.reading import Extraction
from bot.reading.codec import dump_story, load_found
from bot.reading.lexicon import Code
from bot.reading.model.translation import Translated
from bot.story import Story

# The worker minds its own CPU time; the clock on the wall is for what cannot be interrupted there.
WALL_SECONDS = 4 * CPU_SECONDS


class ReaderProcess:
    """One process that reads story after story. See `bot.adapters.reading.worker`."""

    def __init__(self, calendar: Sessions | None = None, seconds: float = WALL_SECONDS) -> None:
        """`calendar` may be told of days while it runs; the process is told them with each story."""
        self._calendar = calendar
        self._worker = WorkerProcess("bot.adapters.reading.worker", seconds)

    async def warm(self) -> None:
        await self._worker.warm()

    async def by_rules(self, story: Story) -> Extraction:
        reply = await self._ask({"do": "rules"}, story)
        return load_found(reply["found"], story, "rules", None)

    async def question(self, story: Story) -> Asked | None:
        reply = await self._ask({"do": "question"}, story)
        return Asked(*reply["question"]) if reply["question"] is not None else None

    async def by_model(self, story: Story, material: str, answer: str, model: str, prompt: str) -> Extraction:
        request = {"do": "model", "material": material, "answer": answer, "model": model, "prompt": prompt}
        reply = await self._ask(request, story)
        if "unusable" in reply:
            raise ModelNonsense(reply["unusable"])
        return load_found(reply["found"], story, model, prompt)

    async def borne(self, story: Story, line: str) -> str | None:
        why: str | None = (await self._ask({"do": "borne", "line": line}, story))["why"]
        return why

    async def translation(
        self, story: Story, lines: tuple[str, ...], answer: str, to: Code
    ) -> tuple[Translated, ...]:
        reply = await self._ask({"do": "translation", "lines": lines, "answer": answer, "to": to}, story)
        if "unusable" in reply:
            raise ModelNonsense(reply["unusable"])
        return tuple(Translated(*t) for t in reply["translated"])

    async def _ask(self, request: dict[str, Any], story: Story) -> dict[str, Any]:
        told = self._calendar.told if self._calendar is not None else ()
        request["days"] = [(d.mic, d.day.isoformat(), d.open) for d in told]
        try:
            reply = await self._asked(request, story)
        except WorkerStopped as error:
            if error.why == "unstarted":
                raise ReaderUnavailable("the process that reads stories does not start") from error
            raise ReadingStopped(f"{error}") from error
        if "slow" in reply:
            raise ReadingStopped(f"it took more than {CPU_SECONDS:g} s")
        if "error" in reply:
            raise ReadingStopped(f"a bug: {reply['error']}", reply.get("traceback"))
        return reply

    async def _asked(self, request: dict[str, Any], story: Story) -> dict[str, Any]:
        """Asked twice where the process has ended over it: it may have been killed for another's hunger."""
        try:
            return await self._worker.ask(request, dump_story(story))
        except WorkerStopped as error:
            if error.why != "ended":
                raise
        return await self._worker.ask(request, dump_story(story))

    async def close(self) -> None:
        await self._worker.close()
