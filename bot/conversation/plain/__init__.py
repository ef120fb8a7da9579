"""Plain words: what they ask for is done by the handlers of the commands. What is not understood gets what may be meant, as buttons."""

from __future__ import annotations

from collections.abc import Callable

from bot.conversation import asking, reporting, ruling, settings
from bot.conversation.context import Context, Reply
from bot.conversation.grammar import Intent, annotate, decide, understand, wishes_of
from bot.conversation.plain import account
from bot.conversation.plain.alerts import alert
from bot.conversation.plain.lists import listed, pressed_end_all, unwatch, watch
from bot.conversation.plain.peace import mute, pause, quiet
from bot.conversation.plain.preferences import digest, language, undo, zone
from bot.conversation.plain.questions import claims, movers_of, news, question, why
from bot.conversation.plain.talk import help_, not_understood, smalltalk, unknown
from bot.conversation.understood import understood, without_bounds


def said(context: Context, text: str) -> tuple[str, list[Reply]] | None:
    """What is answered to a line; None where nobody can tell what it asks for."""
    parts = wishes_of(text, context.table)
    if parts:
        replies = [r for part in parts for r in (_said(context, part) or ("", []))[1]]
        # What two wishes ask alike, as whether a zone is right, is asked once.
        return "plain several", list({r.html: r for r in reversed(replies)}.values())[::-1]
    return _said(context, text)


def _said(context: Context, text: str) -> tuple[str, list[Reply]] | None:
    if (ruled := ruling.rule_in_words(context, text)) is not None:
        return "plain rule", ruled
    line, bounds = ruling.bounds_of(context, text)
    intent = without_bounds(text, line, context.table, bounds)
    if intent.rule == "names_alone" and _is_bare(intent, text):
        return None  # the table's, which offers the nearest where it is misspelt
    replies = _HANDLERS[intent.kind](context, intent) if intent.kind != "alert" else alert(context, intent, bounds)
    return (f"plain {intent.kind}", replies) if replies else None


def _is_bare(intent: Intent, text: str) -> bool:
    """Whether a line is one name and nothing else."""
    text = text.strip()
    return len(intent.slots.targets) == 1 and (
        intent.slots.targets[0].words == text or (text.isascii() and " " not in text)
    )


def asked_in_words(context: Context, command: str, rest: str) -> list[Reply]:
    """A command whose words no table of its own understands, read as a sentence; none where that is another wish, or nothing."""
    line = annotate(f"{command} {rest}", context.table)
    intent = decide(line)
    kinds = {"watch": ("watch", "alert"), "unwatch": ("unwatch",)}.get(command, (command,))
    parts = wishes_of(f"{command} {rest}", context.table)
    if parts and all(understand(part, context.table).kind in kinds for part in parts):
        return [r for part in parts for r in (_said(context, part) or ("", []))[1]]
    halves = ("no target", "unknown target", "no condition", "no hour", "no end", "not understood")
    if intent.kind not in kinds or intent.asks in halves or (line.unknown and not intent.slots.keyword):
        return []
    if not intent.slots.as_json("en"):
        return []
    return alert(context, intent, {}) if intent.kind == "alert" else _HANDLERS[intent.kind](context, intent)


def about_somebody(context: Context, text: str) -> list[Reply]:
    """A command that takes no words, with some that name somebody: "/list tesla"; none where nobody is named."""
    if not annotate(text, context.table).names:
        return []
    intent = understand(text, context.table)
    return [] if intent.kind == "unknown" or intent.asks else (_said(context, text) or ("", []))[1]


_HANDLERS: dict[str, Callable[[Context, Intent], list[Reply]]] = {
    "watch": watch,
    "unwatch": unwatch,
    "mute": mute,
    "pause": pause,
    "quiet": quiet,
    "digest": digest,
    "language": language,
    "zone": zone,
    "news": news,
    "movers": movers_of,
    "why": why,
    "list": listed,
    "claims": claims,
    "question": question,
    "help": help_,
    "undo": undo,
    "budget": account.budget,
    "missed": account.without_words(asking.missed),
    "corrections": account.without_words(asking.corrections),
    "accuracy": account.without_words(reporting.accuracy),
    "privacy": account.without_words(settings.privacy),
    "export": account.without_words(settings.export),
    "forget": account.without_words(settings.forget),
    "feeds": account.feeds,
    "smalltalk": smalltalk,
    "unknown": unknown,
}


def kind_of(context: Context, text: str) -> str:
    """What a line asks for by its own words."""
    return understood(text, context.table).kind


__all__ = [
    "about_somebody",
    "asked_in_words",
    "kind_of",
    "not_understood",
    "pressed_end_all",
    "said",
]
