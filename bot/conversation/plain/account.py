"""One's own account in words: what the commands of the same names do."""

from __future__ import annotations

import re

from bot.conversation import asking, operator, reporting, settings
from bot.conversation.context import Context, Reply
from bot.conversation.grammar import Intent

_ADDRESS = re.compile(r"https?://\S+")


def missed(context: Context, _: Intent) -> list[Reply]:
    return asking.missed(context, "")


def corrections(context: Context, _: Intent) -> list[Reply]:
    return asking.corrections(context, "")


def accuracy(context: Context, _: Intent) -> list[Reply]:
    return reporting.accuracy(context, "")


def privacy(context: Context, _: Intent) -> list[Reply]:
    return settings.privacy(context, "")


def export(context: Context, _: Intent) -> list[Reply]:
    return settings.export(context, "")


def forget(context: Context, _: Intent) -> list[Reply]:
    """Asked once more before anything is gone."""
    return settings.forget(context, "")


def budget(context: Context, intent: Intent) -> list[Reply]:
    return settings.answered_budget(context, str(intent.slots.count))


def feeds(context: Context, _: Intent) -> list[Reply]:
    """An address beside the word feed: an admin's, who is shown what stands there before it is added."""
    found = _ADDRESS.search(context.incoming.text)
    if not context.is_admin or found is None:
        return [Reply(context.say("admin_only"))]
    return operator.feeds(context, f"add {found[0]}")
