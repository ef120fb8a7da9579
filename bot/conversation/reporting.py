"""What readers say is wrong with an alert, and how often that, and a correction, has been."""

from __future__ import annotations

from datetime import datetime
from typing import get_args

from bot.conversation.context import Context, Reply
from bot.message import Button
from bot.message.markup import escape, link, shorten
from bot.message.words import say
from bot.ports import Fault, Told

FAULTS: tuple[Fault, ...] = get_args(Fault)
_TITLE = 160


def pressed_wrong(context: Context, data: str) -> list[Reply]:
    """ "wrong" asks what is wrong with the alert under which it stands; "wrong:figure:17" is the answer, of the message of that row."""
    if not data:
        told = context.store.told_by(context.chat.id, context.incoming.message)
        if not told:
            return []
        rows = [Button(context.say(_WORDS[f]), f"wrong:{f}:{told[0].outbox}") for f in FAULTS]
        return [Reply(context.say("wrong_ask"), (tuple(rows[:2]), tuple(rows[2:])))]
    what, _, row = data.partition(":")
    fault = next((f for f in FAULTS if f == what), None)
    told = context.store.told_in(context.chat.id, int(row)) if row.isascii() and row.isdigit() else ()
    if fault is None or not told:
        return []
    if not context.store.report(context.chat.id, told[0].outbox, fault, context.now):
        return [Reply(toast=context.say("wrong_known"))]
    words = context.say(_WORDS[fault])
    noted = context.say("wrong_noted", what=words)
    return [Reply(noted, toast=words), *(_notice(context, admin, fault, told) for admin in sorted(context.admins))]


_WORDS = {"figure": "wrong_figure", "company": "wrong_company", "day": "wrong_day", "old": "wrong_old"}


def _notice(context: Context, admin: int, fault: Fault, told: tuple[Told, ...]) -> Reply:
    """To whoever runs the bot: what is said to be wrong, of which story."""
    known = context.store.chat(admin)
    language = known.language if known else "en"
    stored = context.store.stories_of([told[0].story]).get(told[0].story)
    title, url = (stored.story.title, stored.story.url) if stored else ("?", None)
    html = say(
        language, "reported", what=say(language, _WORDS[fault]), name=escape(told[0].reason.label),
        figures=escape(", ".join(t.fact.size_shown for t in told)), title=escape(shorten(title, _TITLE)), link=link("↗", url),
    )  # fmt: skip
    return Reply(html, chat=admin)


def accuracy(context: Context, _: str) -> list[Reply]:
    """What was told, taken back and reported wrong since the month began."""
    begun = datetime(context.now.year, context.now.month, 1, tzinfo=context.now.tzinfo)
    a = context.store.accuracy(begun)
    if not a.told:
        return [Reply(context.say("accuracy_none"))]
    return [
        Reply(
            context.say(
                "accuracy", told=a.told, by_model=a.told_by_model, corrected=a.corrected, corrected_by_model=a.corrected_by_model,
                reported=a.reported, reported_by_model=a.reported_by_model,
            )
        )
    ]  # fmt: skip
