"""Quiet hours and days as typed; and what they are to one watch: it comes anyway, when they are over, or never then."""

from __future__ import annotations

import re
from dataclasses import replace

from bot.conversation.context import Context, Reply
from bot.conversation.digest_times import read_times
from bot.conversation.hours import read_hour
from bot.conversation.ruling import read_bounds
from bot.conversation.targets import find_watch
from bot.conversation.watching import read_in_quiet
from bot.message import Button
from bot.message.markup import bold, escape, shorten
from bot.quiet import InQuiet, QuietHours
from bot.watch import Watch

_BETWEEN = re.compile(r"\s*(?:-|–|—|~|～|to|until|till|至|到)\s*", re.IGNORECASE)
_FROM = re.compile(r"^(?:from|between|从|由)\s*", re.IGNORECASE)
_AND = re.compile(r"\s*(?:[,，、;；&+]|\band\b|\bplus\b|以及|和|及)\s*(?:on |all |the )*", re.IGNORECASE)
_WEEK = 7


def read_quiet(text: str, before: QuietHours | None) -> QuietHours | None:
    """ "23:00-07:00", "weekends", "23:00-07:00 and sundays": hours take the place of hours, days that of days. None of what is neither, and of a
    whole week."""
    asked = before or QuietHours()
    days: set[int] = set()
    for part in _AND.split(text):
        ends = [read_hour(end) for end in _BETWEEN.split(_FROM.sub("", part))]
        if len(ends) == 2 and ends[0] is not None and ends[1] is not None and ends[0] != ends[1]:
            asked = replace(asked, begin=ends[0], end=ends[1])
            continue
        times = read_times(part)
        if times.unread or not times.days or times.hours or times.edges or times.weekly:
            return None
        days.update(times.days)
    asked = replace(asked, days=frozenset(days)) if days else asked
    return asked if len(asked.days) < _WEEK else None


_WORDS = {
    **dict.fromkeys(
        ("pass", "passes", "through", "anyway", "always", "照常", "照样", "也提醒", "提醒"), InQuiet.PASS
    ),
    **dict.fromkeys(("hold", "held", "later", "after", "off", "default", "稍后", "之后", "默认"), InQuiet.HOLD),
    **dict.fromkeys(("drop", "dropped", "never", "not", "不提醒", "不要", "丢弃"), InQuiet.DROP),
}


def night_of(context: Context, text: str) -> list[Reply] | None:
    """The answer to "tesla pass", "tesla even at night", "特斯拉 不提醒"; None where it says nothing of the kind."""
    name, _, word = text.rpartition(" ")
    asked = _WORDS.get(word.lower()) if name else None
    if asked is None:
        name, bounds = read_bounds(context, text)
        if isinstance(bounds, Reply) or set(bounds) != {"in_quiet"}:
            return None
        asked = bounds["in_quiet"]
    if not name.strip():
        return None
    found = find_watch(context, name.strip())
    if found is None and read_quiet(name.strip(), None) is not None:
        return None  # "23:00-07:00 always"
    if found is None:
        return [Reply(context.say("unwatch_unknown", text=escape(shorten(name, 80))))]
    return [_set(context, found, asked)]


def _set(context: Context, watch: Watch, in_quiet: InQuiet) -> Reply:
    context.store.set_in_quiet(watch.id, in_quiet)
    html = context.say("quiet_of", name=bold(watch.label), in_quiet=context.say(f"in_quiet_{in_quiet}"))
    if context.chat.quiet is None:
        html = f"{html} {context.say('quiet_of_none')}"
    return Reply(html, ((Button(context.say("undo"), f"night:{watch.id}:{watch.in_quiet}"),),))


def pressed_night(context: Context, data: str) -> list[Reply]:
    """ "night:7:hold": a watch of this chat is as it was."""
    number, _, asked = data.partition(":")
    watch = next((w for w in context.store.watches(context.chat.id) if str(w.id) == number), None)
    in_quiet = read_in_quiet(asked)
    return [_set(context, watch, in_quiet)] if watch is not None and in_quiet is not None else []
