"""Peace in words: one that is muted, all but some, everything paused, quiet hours."""

from __future__ import annotations

from dataclasses import replace
from datetime import time, timedelta

from bot.conversation import settings, watching
from bot.conversation.context import Context, Reply
from bot.conversation.days import end_named
from bot.conversation.grammar import Intent, Slots
from bot.conversation.plain.alerts import MOST_LINES
from bot.conversation.plain.lists import shown
from bot.conversation.spans import read_span
from bot.conversation.targets import find_watch
from bot.message.markup import bold, escape
from bot.quiet import EVERY_DAY, QuietHours


def mute(context: Context, intent: Intent) -> list[Reply]:
    slots = intent.slots
    if not slots.targets or intent.asks == "no end":
        return [Reply(context.say("mute_usage"))]
    if intent.asks == "except":
        return _mute_others(context, slots)
    span = timedelta(0) if slots.off else _span(context, slots, timedelta(days=1))
    if span is None:
        return [Reply(context.say("end_unknown", text=escape(slots.until or slots.span)))]
    out = []
    for target in slots.targets:
        found = find_watch(context, target.words)
        if found is None:
            out.append(Reply(context.say("not_watched", name=bold(escape(shown(context, target))))))
        else:
            out.append(watching.muted(context, found, span))
    return out


def _mute_others(context: Context, slots: Slots) -> list[Reply]:
    """ "mute everything but tesla"."""
    span = _span(context, slots, timedelta(days=1))
    kept = {w.id for t in slots.targets if (w := find_watch(context, t.words)) is not None}
    others = [w for w in context.store.watches(context.chat.id) if w.id not in kept]
    unknown = [t for t in slots.targets if find_watch(context, t.words) is None]
    if unknown:
        return [Reply(context.say("not_watched", name=bold(escape(shown(context, t))))) for t in unknown]
    if span is None:
        return [Reply(context.say("end_unknown", text=escape(slots.until or slots.span)))]
    lines = [watching.muted(context, w, span).html for w in others]
    return [Reply("\n".join(lines[:MOST_LINES]) or context.say("nothing_changed"))]


def _span(context: Context, slots: Slots, usual: timedelta) -> timedelta | None:
    """How long; None of what nobody understands or what is past."""
    if slots.span:
        return read_span(slots.span)
    if slots.until:
        ends = end_named(context, slots.until)
        return ends - context.now if ends is not None else None
    return usual


def pause(context: Context, intent: Intent) -> list[Reply]:
    if intent.slots.off:
        return _heard_again(context) or settings.pause(context, "off")
    if intent.asks:
        return settings.pause(context, "?")
    span = _span(context, intent.slots, timedelta(hours=24))
    if span is None:
        return [Reply(context.say("end_unknown", text=escape(intent.slots.until or intent.slots.span)))]
    return watching.paused_for(context, span)


def _heard_again(context: Context) -> list[Reply]:
    """取消静音 where nothing is paused: those that are muted are heard again."""
    paused, muted = context.chat.paused_until, [w for w in context.store.watches(context.chat.id) if w.muted_until]
    still = [w for w in muted if w.muted_until is not None and w.muted_until > context.now]
    if not still or (paused is not None and paused > context.now):
        return []
    return [Reply("\n".join(watching.muted(context, w, timedelta(0)).html for w in still))]


def quiet(context: Context, intent: Intent) -> list[Reply]:
    slots = intent.slots
    if slots.off:
        return settings.quiet(context, "off")
    if slots.keyword:
        return settings.quiet(context, slots.keyword)
    asked = context.chat.quiet or QuietHours()
    if len(slots.days) == _WEEK:
        return settings.quiet(context, "?")
    if slots.begin and slots.begin != slots.end:
        on = frozenset(slots.days) or EVERY_DAY
        asked = replace(asked, begin=time.fromisoformat(slots.begin), end=time.fromisoformat(slots.end), on=on)
    elif slots.days:
        asked = replace(asked, days=frozenset(slots.days))
    return settings.set_quiet(context, asked) if asked != QuietHours() else settings.quiet(context, "")


_WEEK = 7
