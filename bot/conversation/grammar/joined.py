"""Several wishes in one line: "watch tesla and send me a digest at 8", 关注特斯拉，黄金静音到周五."""

from __future__ import annotations

import re

from bot.conversation.grammar.intents import CHANGING, Intent, Slots
from bot.conversation.grammar.line import Line, annotate
from bot.conversation.grammar.wishes import decide
from bot.conversation.grammar.wishes.conditions import condition_of
from bot.conversation.grammar.words import says
from bot.listings import Listings

MOST_WISHES = 4
_MOST_JOINTS = 7
_JOINT = re.compile(
    r"\s*(?:,(?!\d)|[;，；。！]|[.!?](?=\s))\s*(?:(?:oh )?(?:and then|and also|and|then|also|plus)\b|just\b|然后|再|并且|另外|顺便|順便|同时|还有|還有)?[\s,]*"
    r"|\s+(?:and then|and also|and|then|plus|also|or if|or when|or|&|\+)\s+|\s*(?:然后|并且|另外|顺便|順便|同时|还有|還有|和|再|或者|或是|抑或|或)"
    r"|(?<=[\u3400-\u9fff])\s+(?=[\u3400-\u9fff])",
    re.IGNORECASE,
)
# Rules that read a line with two halves as one wish.
_ONE_WISH = frozenset({"swapped", "retracted", "retracted_only", "taken_back", "how_to", "hearsay", "advice"})


def wishes_in(text: str, table: Listings) -> tuple[str, ...]:
    """The parts of a line that each say a wish of its own, in their order; none where it is one wish, or where a part is open."""
    line = annotate(text, table)
    names = [(n.start, n.end) for n in line.names]
    if pairs := _respectively(line):
        return pairs
    joints = [m.span() for m in _JOINT.finditer(line.text) if m.end() < len(line.text)]
    joints = sorted({*joints, *_behind_figures(line)})
    joints = [j for i, j in enumerate(joints) if i == 0 or joints[i - 1][1] <= j[0]]
    joints = [(a, b) for a, b in joints if not any(s < b and a < e for s, e in names)]
    if not 0 < len(joints) <= _MOST_JOINTS or (line.asked and not line.has("polite")):
        return ()
    if decide(line).rule in _ONE_WISH or says("same_for", line.plain):
        return ()
    starts, ends = [0, *(b for _, b in joints)], [*(a for a, _ in joints), len(line.text)]
    best: list[tuple[str, ...] | None] = [(), *(None for _ in ends)]
    for i, end in enumerate(ends):
        for j, start in enumerate(starts[: i + 1]):
            before = best[j]
            if before is None:
                continue
            parts = _with(before, line.text[start:end], line, table)
            if parts is None or (len(parts) > len(before) > 0 and not _are_two(before[-1], parts[-1], table)):
                continue
            if len(parts) >= len(best[i + 1] or ()):
                best[i + 1] = parts
    parts = best[-1] or ()
    return parts if 2 <= len(parts) <= MOST_WISHES else ()


def _are_two(one: str, other: str, table: Listings) -> bool:
    return _differ(decide(annotate(one, table)), decide(annotate(other, table)))


def _behind_figures(line: Line) -> list[tuple[int, int]]:
    """Where a name follows the figure of another: "tsla 3% nvda 4%", 日經225跌2% 標普500跌1.5%."""
    names = {n.start for n in line.names}
    found = []
    for figure in (*line.of("percent"), *line.of("level")):
        gap = _BETWEEN.match(line.text, figure.end)
        if gap is not None and gap.end() in names and len(names) > 1:
            found.append((figure.end, gap.end()))
    return found


_BETWEEN = re.compile(r"[\s、,，;；]*")


def _respectively(line: Line) -> tuple[str, ...]:
    """茅台和五粮液分别跌2%和3%: to each name its figure, in their order."""
    names, sizes = line.names, line.of("percent")
    if not says("respectively", line.plain) or not line.has("alert", "when") or len(names) != len(sizes) or not names:
        return ()
    way = line.text[names[-1].end : sizes[0].start] if names[-1].end <= sizes[0].start else ""
    verb = "提醒" if line.chinese else "alert"
    return tuple(f"{verb} {n.words} {way} {line.text[s.start : s.end]}" for n, s in zip(names, sizes, strict=True))


def _with(before: tuple[str, ...], part: str, line: Line, table: Listings) -> tuple[str, ...] | None:
    """The parts with one more; as they are where it is mere talk, none where it is no wish alone."""
    said = _as_wish(part, before, line, table)
    if said:
        return (*before, said)
    talk = annotate(part, table)
    return before if (before and talk.only()) or not talk.text else None


def _as_wish(part: str, before: tuple[str, ...], line: Line, table: Listings) -> str:
    """A part that is a wish alone, as it can be said alone; empty where it is none."""
    alone = annotate(part, table)
    wish = decide(alone)
    if before and says("it", alone.plain) and not alone.names:
        return _of_whom_was_named(alone, before[-1], table)
    if _has_a_name_over(alone):
        return ""
    if _is_whole(wish):
        return part
    verb = "提醒 " if alone.chinese else "alert "
    # "alert me if tesla rises 5% and nvidia falls 3%", 特斯拉跌5%或跌破300提醒我: the verb is that of the line, the name that of the part before.
    heirs = [f"{verb}{part}"] if wish.asks == "statement" and line.has("alert", "when") else []
    if before and not alone.names and condition_of(alone) is not None and alone.has(*_SIDES):
        first = decide(annotate(before[-1], table))
        if first.kind == "alert" and len(first.slots.targets) == 1:
            heirs.append(f"{verb}{first.slots.targets[0].words} {part}")
    wishes = ((said, decide(annotate(said, table))) for said in heirs)
    return next((said for said, wish in wishes if wish.kind == "alert" and _is_whole(wish)), "")


def _has_a_name_over(line: Line) -> bool:
    """ "apple 6%, nvidia": who stands behind another's figure has none, and not that one."""
    sizes = (*line.of("percent"), *line.of("level"))
    return len(line.names) > 1 and any(
        line.names[0].start < f.start and f.end <= n.start and _BETWEEN.fullmatch(line.text, f.end, n.start)
        for f in sizes
        for n in line.names
    )


_SIDES = ("up", "down", "either", "above", "below", "reach", "record_high", "record_low")


def _of_whom_was_named(line: Line, before: str, table: Listings) -> str:
    """ "then mute it": of whom the wish before is; empty where that is nobody, or several."""
    names = decide(annotate(before, table)).slots.targets
    pronoun = says("it", line.plain)
    if len(names) != 1 or pronoun is None:
        return ""
    said = f"{line.text[: pronoun.start()]}{names[0].words}{line.text[pronoun.end() :]}"
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


def _conditions(slots: Slots) -> frozenset[str]:
    """The kinds of what a wish waits for; above and below a price are one kind, as one wish may say both."""
    price = any(level is not None for level in (slots.above, slots.below, slots.crosses))
    kinds = {
        "percent": slots.percent is not None,
        "price": price,
        "record": bool(slots.record),
        "words": bool(slots.keyword),
    }
    return frozenset(kind for kind, there in kinds.items() if there)


def _differ(one: Intent, other: Intent) -> bool:
    """Whether two wishes beside each other are two, and not one with two names or two hours."""
    ours, theirs = ({c.key for t in w.slots.targets for c in t.companies} for w in (one, other))
    kinds = {one.kind, other.kind}
    if kinds == {"mute", "pause"}:
        return False  # 小米嘈死 收聲一日: the second says for how long
    if len(kinds) > 1 and "unwatch" not in kinds:
        return True
    if len(kinds) > 1 or one.slots.off != other.slots.off:
        return ours.isdisjoint(theirs)
    if one.kind == "alert" and ours == theirs:
        return _conditions(one.slots).isdisjoint(_conditions(other.slots))  # "drops 5% or goes under 300"
    return one.kind in ("alert", "mute") and bool(ours and theirs) and ours.isdisjoint(theirs)
