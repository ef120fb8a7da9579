"""Whom one watches: begun, ended, shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from zlib import crc32

from bot.conversation import ruling, watching
from bot.conversation.context import Context, Reply
from bot.conversation.grammar import Intent, Named
from bot.conversation.grammar.words import says
from bot.conversation.several import watch_several
from bot.conversation.targets import find_watch, watch_one
from bot.message import Button
from bot.message.markup import bold, escape, shorten
from bot.reading.lexicon import folded


def _swap(context: Context, out: Named, come: Named) -> list[Reply]:
    """ "swap boeing for lockheed": one goes, the other comes, and both are taken back together."""
    gone = find_watch(context, out.words)
    if gone is None or len(come.companies) != 1:
        return (
            [Reply(context.say("not_watched", name=bold(escape(shown(context, out)))))]
            if gone is None
            else watch_one(context, come.words)
        )
    context.store.remove_watch(gone.id)
    told = Reply(context.say("unwatched", name=bold(gone.label)))
    return [told, *(replace(r, buttons=()) for r in watch_one(context, come.words))]


def watch(context: Context, intent: Intent) -> list[Reply]:
    if intent.asks == "swap":
        return _swap(context, *intent.slots.targets)
    names = [t.words for t in intent.slots.targets]
    if intent.left:
        names.append(intent.left)
    if not names:
        return watching.watch(context, "")
    if len(names) > 1:
        return watch_several(context, names)
    told = watch_one(context, names[0])
    if says("news_word", folded(context.incoming.text)) is None or not intent.slots.targets:
        return told
    return [_or_every_story(context, told[0], intent.slots.targets[0]), *told[1:]]


def _or_every_story(context: Context, told: Reply, target: Named) -> Reply:
    """A watch is of moves: whoever asked for news may want each story."""
    if len(target.companies) != 1:
        return told
    return replace(
        told,
        buttons=(
            *told.buttons,
            (Button(context.say("every_story_button"), f"stories:{target.companies[0].key}"[:64]),),
        ),
    )


def unwatch(context: Context, intent: Intent) -> list[Reply]:
    watches = context.store.watches(context.chat.id)
    if not watches:
        return [Reply(context.say("watchlist_empty"))]
    targets = intent.slots.targets
    kept = {t.words for t in targets} if intent.asks == "except" else set()
    if intent.slots.all or intent.asks == "except":
        stays = {w.id for name in kept if (w := find_watch(context, name)) is not None}
        return _ask_to_end(context, tuple(stays))
    return watching.unwatch(context, ", ".join(t.words for t in targets))


def _ask_to_end(context: Context, stays: Sequence[int]) -> list[Reply]:
    """All watches, or all but those: asked before, as nobody types that lightly."""
    gone = [w for w in context.store.watches(context.chat.id) if w.id not in stays]
    if not gone:
        return [Reply(context.say("nothing_changed"))]
    names = ", ".join(escape(shorten(w.label, 30)) for w in gone[:_NAMED]) + (" …" if len(gone) > _NAMED else "")
    ids = ",".join(str(w.id) for w in gone)
    data = f"{crc32(ids.encode()):x}"  # a button holds 64 bytes, however many there are
    context.wait_for("endall", f"{data}:{ids}", confirms=True)
    rows = (
        (Button(context.say("yes_all", count=len(gone)), f"endall:{data}"), Button(context.say("no"), "endall:no")),
    )
    return [Reply(context.say("unwatch_all_ask", count=len(gone), names=names), rows)]


_NAMED = 12


def pressed_end_all(context: Context, data: str) -> list[Reply]:
    """ "endall:1f3a": the watches that were named. Only while it is asked: an old button ends nothing."""
    data = data.partition(":")[0]
    asked, _, listed = (context.waits_for("endall") or "").partition(":")
    if data == "no":
        context.wait_no_more()
        return [Reply(context.say("nothing_changed"))]
    if not asked or data != asked:
        return []
    context.wait_no_more()
    ids = set(listed.split(","))
    gone = [w for w in context.store.watches(context.chat.id) if str(w.id) in ids]
    for watch in gone:
        context.store.remove_watch(watch.id)
    return [Reply(context.say("unwatched_all", count=len(gone)))]


def listed(context: Context, intent: Intent) -> list[Reply]:
    """What is watched and set; of somebody alone, whether and how."""
    if not intent.slots.targets:
        return ruling.listed(context)
    lines = []
    for target in intent.slots.targets:
        name = bold(shown(context, target))
        found = find_watch(context, target.words)
        keys = {c.key for c in target.companies}
        lines += [watching.watched_line(context, found)] if found is not None else []
        of_it = [ruling.shown(context, r) for r in context.store.rules_of(context.chat.id) if r.target.key in keys]
        lines += of_it if found is not None or of_it else [context.say("not_watched", name=name)]
    return [Reply("\n".join(lines))]


def shown(context: Context, target: Named) -> str:
    return target.companies[0].shown_name(context.chat.language) if len(target.companies) == 1 else target.words
