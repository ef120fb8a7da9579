"""One's own account in words: what the commands of the same names do."""

from __future__ import annotations

import re
from collections.abc import Callable

from bot.conversation import operator, settings
from bot.conversation.context import Context, Reply
from bot.conversation.grammar import Intent

_ADDRESS = re.compile(r"https?://\S+")


def without_words(command: Callable[[Context, str], list[Reply]]) -> Callable[[Context, Intent], list[Reply]]:
    """A command as the handler of the wish that it fulfils; nothing beside the wish is handed on."""

    def answered(context: Context, _: Intent) -> list[Reply]:
        return command(context, "")

    return answered


def budget(context: Context, intent: Intent) -> list[Reply]:
    return settings.answered_budget(context, str(intent.slots.count))


def feeds(context: Context, _: Intent) -> list[Reply]:
    """An address beside the word feed: an admin's, who is shown what stands there before it is added."""
    found = _ADDRESS.search(context.incoming.text)
    if not context.is_admin or found is None:
        return [Reply(context.say("admin_only"))]
    return operator.feeds(context, f"add {found[0]}")
