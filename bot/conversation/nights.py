"""What quiet hours are to one watch: it comes anyway, when they are over, or never then."""

from __future__ import annotations

from bot.conversation.context import Context, Reply
from bot.conversation.ruling import read_bounds
from bot.conversation.targets import find_watch
from bot.message import Button
from bot.message.markup import bold, escape, shorten
from bot.quiet import InQuiet
from bot.watch import Watch

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
    if watch is None or asked not in set(InQuiet):
        return []
    return [_set(context, watch, InQuiet(asked))]
