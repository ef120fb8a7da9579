"""The alerts of one story about one instrument: made once for all chats that read alike, however many watch."""

from __future__ import annotations

from collections.abc import Sequence

from bot.listings import Company
from bot.message import Message
from bot.message.alerts import alert
from bot.reading import PriceMove
from bot.story import Story


class Rendering:
    """Lives as long as the story's moves do, which it knows by their identity."""

    def __init__(self, story: Story, company: Company | None) -> None:
        self._story, self._company = story, company
        self._made: dict[tuple[object, ...], Message] = {}

    def alert(
        self, chat: int, key: str, moves: Sequence[PriceMove], *, language: str, zone: str, red_is_up: bool,
    ) -> Message:  # fmt: skip
        """A chat's own message, with its key in the outbox."""
        as_read = (language, zone, red_is_up, *map(id, moves))
        if as_read not in self._made:
            self._made[as_read] = alert(
                chat, key, tuple(moves), self._story, self._company,
                language=language, zone=zone, red_is_up=red_is_up,
            )  # fmt: skip
        made = self._made[as_read]
        return Message(chat, key, made.html, made.buttons, made.priority, made.silent)
