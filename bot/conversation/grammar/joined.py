"""Several wishes in one line: "watch tesla and send me a digest at 8", 关注特斯拉，黄金静音到周五."""

from __future__ import annotations

import re
from itertools import pairwise

from bot.conversation.grammar.intents import CHANGING, Intent
from bot.conversation.grammar.line import annotate
from bot.conversation.grammar.wishes import decide
from bot.listings import Listings

MOST_WISHES = 4
_JOINT = re.compile(
    r"\s*(?:,(?!\d)|[;，；。])\s*(?:and then |and also |and |then |also |然后|再|并且|另外|顺便|同时)?"
    r"|\s+(?:and then|and also|and|then|plus|&|\+)\s+|(?:然后|并且|另外|顺便|同时|和|再)",
    re.IGNORECASE,
)
# Rules that read a line with two halves as one wish.
_ONE_WISH = frozenset({"swapped", "retracted", "retracted_only", "taken_back", "how_to", "hearsay", "advice"})


def wishes_in(text: str, table: Listings) -> tuple[str, ...]:
    """The parts of a line that each say a wish of its own, in their order; none where the line is one wish, or where a part is open."""
    line = annotate(text, table)
    joints = [m.span() for m in _JOINT.finditer(line.text)]
    names = [(n.start, n.end) for n in line.names]
    joints = [(a, b) for a, b in joints if not any(s < b and a < e for s, e in names)]
    if not joints or (line.asked and not line.has("polite")) or decide(line).rule in _ONE_WISH:
        return ()
    edges = [(0, 0), *joints, (len(line.text), len(line.text))]
    parts: list[str] = []
    parts_end = 0
    for (_, start), (end, _) in pairwise(edges):
        part = line.text[start:end]
        as_wish = _as_wish(part, parts, table)
        if as_wish:
            parts.append(as_wish)
        elif parts and part:
            # What is no wish alone goes on with the one before: "watch tesla | and nvidia".
            parts[-1] = f"{parts[-1]}{line.text[parts_end:start]}{part}"
        elif part:
            parts.append(part)
        parts_end = end
    wishes = [decide(annotate(p, table)) for p in parts]
    several = 2 <= len(parts) <= MOST_WISHES and all(_is_whole(w) for w in wishes)
    return tuple(parts) if several and all(_differ(a, b) for a, b in pairwise(wishes)) else ()


def _as_wish(part: str, before: list[str], table: Listings) -> str:
    """A part that is a wish alone, as it can be said alone; empty where it is none."""
    wish = decide(annotate(part, table))
    if _is_whole(wish):
        return part
    if wish.asks != "statement" or not before or decide(annotate(before[-1], table)).kind != "alert":
        return ""
    # "alert me if tesla rises 5% and nvidia falls 3%": the verb is that of the wish before.
    said = f"提醒 {part}" if any("\u3400" <= c <= "\u9fff" for c in part) else f"alert {part}"
    return said if _is_whole(decide(annotate(said, table))) else ""


def _is_whole(wish: Intent) -> bool:
    """Whether it says by itself what is to be done with what; "unmute" behind a comma says how the rest is meant."""
    says_what = wish.slots.as_json("en").keys() - {"off"}
    return (
        wish.kind in CHANGING
        and not wish.asks
        and bool(says_what)
        and wish.rule not in ("names_alone", "hours_alone")
    )


def _differ(one: Intent, other: Intent) -> bool:
    """Whether two wishes beside each other are two, and not one with two names or two hours."""
    ours, theirs = ({c.key for t in w.slots.targets for c in t.companies} for w in (one, other))
    if one.kind != other.kind or one.slots.off != other.slots.off:
        return ours.isdisjoint(theirs)
    return one.kind in ("alert", "mute") and bool(ours and theirs) and ours.isdisjoint(theirs)
