"""Several targets in one line: each is watched or let go, and one message says what became of all."""

from __future__ import annotations

from collections.abc import Sequence

from bot.conversation.context import Context, Reply
from bot.conversation.targets import add_watch, candidates, choices, find_watch, rule_of, standard_rule, watch_one
from bot.listings import Company
from bot.message import Button
from bot.message.markup import bold, escape, shorten, split
from bot.watch import Watch

_SEARCHES = 3  # names that nobody has, of each of which the nearest are offered
_SYMBOLS, _LONGEST_DATA = 3, 64


def watch_several(context: Context, pieces: Sequence[str]) -> list[Reply]:
    """One message of what is watched from now on; a question each for what may mean several, and for no more unknown names than a person
    would read."""
    lines: list[str] = []
    made: list[Watch] = []
    asked: list[Reply] = []
    unknown: list[str] = []
    for piece in pieces:
        found = candidates(context, piece)
        if len(found) == 1:
            line, watch = _watched(context, found[0])
            lines.append(line)
            made += [watch] if watch is not None else []
        elif found:
            asked.append(Reply(context.say("watch_which", text=escape(piece)), choices(found[:6])))
        elif context.table.nearest(piece, 1) and len(unknown) + len(asked) < _SEARCHES:
            asked += watch_one(context, piece)
        else:
            unknown.append(piece)
    out = _told(context, lines, made) if lines else []
    if unknown:
        names = ", ".join(f"“{escape(shorten(p, 40))}”" for p in unknown)
        out.append(Reply(context.say("watch_unknown_several", names=names)))
    return [*out, *asked]


def _watched(context: Context, company: Company) -> tuple[str, Watch | None]:
    """The line of one, and the watch where it is new."""
    name = bold(company.shown_name(context.chat.language))
    watches = context.store.watches(context.chat.id)
    known = next((w for w in watches if w.target == company.key), None)
    if known is not None:
        rule = rule_of(context, known.rule)
        return f"• {name}: {context.say('watched_before', rule=escape(rule))}", None
    if len(watches) >= context.most_watches:
        return f"• {name}: {context.say('watch_full', count=len(watches))}", None
    made = add_watch(context, company, standard_rule(context))
    return f"• {name} {escape(', '.join(company.symbols[:_SYMBOLS]))}", made


def _told(context: Context, lines: Sequence[str], made: Sequence[Watch]) -> list[Reply]:
    rule = rule_of(context, standard_rule(context))
    head = context.say("watching_several", count=len(made), rule=escape(rule)) if made else ""
    pages = split([line for line in (head, *lines) if line], "\n")
    undo = "unwatch:" + ",".join(str(w.id) for w in made)
    buttons = ((Button(context.say("undo"), undo),),) if made and len(undo) <= _LONGEST_DATA else ()
    return [Reply(html, buttons if n == len(pages) - 1 else ()) for n, html in enumerate(pages)]


def unwatch_several(context: Context, pieces: Sequence[str]) -> list[Reply]:
    """One message of whom one watches no longer, and of whom one never did."""
    gone, unknown = [], []
    for piece in pieces:
        found = find_watch(context, piece)
        if found is None:
            unknown.append(piece)
        else:
            context.store.remove_watch(found.id)
            gone.append(found.label)
    out = [_let_go(context, gone)] if gone else []
    if unknown:
        names = ", ".join(f"“{escape(shorten(p, 40))}”" for p in unknown)
        out.append(Reply(context.say("unwatch_unknown_several", names=names)))
    return out


def let_go(context: Context, numbers: Sequence[str]) -> list[Reply]:
    """Those of these watches that there are, from a button that undoes them together."""
    found = [w for w in context.store.watches(context.chat.id) if str(w.id) in numbers]
    for watch in found:
        context.store.remove_watch(watch.id)
    return [_let_go(context, [w.label for w in found])] if found else []


def _let_go(context: Context, labels: Sequence[str]) -> Reply:
    return Reply(context.say("unwatched", name=", ".join(bold(label) for label in labels)))
