"""The parsing process as the feeds ask it: five seconds at most, and its faults as ours."""

from __future__ import annotations

from typing import Any

from bot.adapters.process import WorkerProcess
from bot.errors import FeedUnreadable, ParserStopped, WorkerStopped

MOST_SECONDS = 5.0


class ParserProcess(WorkerProcess):
    """See `bot.adapters.feeds.worker` for what it can be asked."""

    def __init__(self, seconds: float = MOST_SECONDS) -> None:
        super().__init__("bot.adapters.feeds.worker", seconds)

    async def ask(self, request: dict[str, Any], blob: bytes) -> dict[str, Any]:
        """Raises ParserStopped where the document breaks the worker or takes it too long, FeedUnreadable where it cannot be parsed."""
        try:
            reply = await super().ask(request, blob)
        except WorkerStopped as error:
            raise ParserStopped(
                f"it took the parser more than {self._seconds:g} s"
                if error.why == "slow"
                else "the parser ended over it"
            ) from error
        if "error" in reply:
            raise FeedUnreadable(f"it cannot be parsed: {reply['error']}")
        return reply
