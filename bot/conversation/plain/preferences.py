"""Digests, language, zone and taking back, in words."""

from __future__ import annotations

from bot.conversation import asking, settings
from bot.conversation.context import Context, Reply
from bot.conversation.digest_times import MOST_SLOTS
from bot.conversation.grammar import Intent, Slots
from bot.message import Button


def digest(context: Context, intent: Intent) -> list[Reply]:
    slots = intent.slots
    if slots.off and slots.times:
        return asking.without(context, slots.times)
    if slots.off and slots.begin and len(context.chat.digests) > 1:
        hours = [f"{s.hour:%H:%M}" for s in context.chat.digests if s.hour is not None]
        meant = [h for h in hours if slots.begin <= h <= slots.end]
        return asking.without(context, meant) if meant else asking.digest(context, "?")
    if slots.off:
        return asking.digest(context, "off")
    if intent.asks == "hours alone":
        if slots.also and context.chat.digests and slots.times:
            return asking.digest(context, f"also {' '.join(slots.times)}")
        return _ask_what_hours(context, slots)
    if intent.asks:
        return asking.digest(context, "?")
    days = " ".join(_DAY_WORDS[d] for d in slots.days)
    if slots.edge:
        return asking.digest(context, f"{'also ' if slots.also else ''}{slots.edge} {slots.market} {days}".strip())
    also = "also " if slots.also and context.chat.digests and slots.times else ""
    return asking.digest(context, f"{also}{' '.join(slots.times[:MOST_SLOTS])} {days}".strip())


def _ask_what_hours(context: Context, slots: Slots) -> list[Reply]:
    """Hours alone may be a digest's or quiet ones."""
    days = " ".join(_DAY_WORDS[d][:3] for d in slots.days)
    times = " ".join(slots.times) or f"{slots.begin} {slots.end}"
    rows = [(Button(context.say("hours_digest"), f"cmd:digest {times} {days}".strip()[:64]),)]
    if slots.begin:
        rows.append((Button(context.say("hours_quiet"), f"cmd:quiet {slots.begin}-{slots.end}"),))
    return [Reply(context.say("hours_ask"), tuple(rows))]


_DAY_WORDS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def language(context: Context, intent: Intent) -> list[Reply]:
    lang = intent.slots.lang
    if not lang:
        return settings.pressed_language(context, "?")
    return settings.pressed_language(context, lang.lower())


def zone(context: Context, intent: Intent) -> list[Reply]:
    return (
        settings.answered_zone(context, intent.slots.zone)
        if intent.slots.zone
        else settings.pressed_zone(context, "?")
    )


def undo(context: Context, _: Intent) -> list[Reply]:
    return settings.undo(context, "")
