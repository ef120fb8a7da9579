"""Second thoughts: "no sorry, 320", 改成晚上11点开始, "unmute it": what was said before is said again with the one thing changed."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

from bot.conversation.context import Context, Reply
from bot.conversation.grammar import CHANGING, Named, annotate, understand
from bot.conversation.grammar.figures import Figure
from bot.conversation.grammar.line import Line
from bot.conversation.grammar.words import says
from bot.conversation.grammar.zones import zone_in
from bot.reading.lexicon import folded

_STILL = timedelta(hours=1)
_ASKS = ("why", "news", "movers", "claims", "list")


def is_second_thought(text: str) -> bool:
    """Whether a line begins as one."""
    return _cue(text) is not None


def _cue(text: str) -> re.Match[str] | None:
    """The words a line begins with as a second thought; "no alerts after ten" is a wish of its own."""
    plain = folded(text)
    return None if says("no_of_something", plain) else says("second_thought", plain)


def corrected(context: Context, text: str, said: Callable[[str], list[Reply]]) -> list[Reply] | None:
    """The answer to a line that corrects the one before, whose change is taken back first; None where it corrects nothing."""
    last = context.store.last_said(context.chat.id, context.now - _STILL)
    if last is None:
        return None
    cue = _cue(text)
    rest = text[cue.end() :].strip(" ,，。.!") if cue is not None else text
    meant = _meant(context, rest, last, text) if cue is not None and rest else None
    if meant is None:
        pointed = _pointed(context, rest, last)
        return said(pointed) if pointed is not None else None
    if understand(meant, context.table).kind not in CHANGING:
        return None
    context.store.undo_change(context.chat.id, None, context.now)
    context.chat = context.store.chat(context.chat.id) or context.chat
    return said(meant)


# "no, 12 a day", 改成15條
_COUNT = re.compile(
    r"^(\d{1,4})\s*(?:alerts?|messages?|msgs?|pings?|条|條|则|則|个|個|次)?\s*(?:a day|per day|/ ?day|每天|一天)?[.!。]?$"
)


def _meant(context: Context, rest: str, last: str, said: str) -> str | None:
    """The line that was meant: the new one where it says all, else the old one with what the new one says."""
    old, new = annotate(last, context.table), annotate(rest, context.table)
    before, after = understand(last, context.table), understand(rest, context.table)
    if after.kind == before.kind and after.kind in CHANGING and not after.asks:
        known = {c.key for n in _named(old) for c in n.companies}
        another = _named(new) and known.isdisjoint(c.key for n in _named(new) for c in n.companies)
        return None if another and not says("mistaken", folded(said)) else rest
    if after.kind in CHANGING and not after.asks and after.rule != "names_alone":
        return None  # another wish
    if after.kind in _ASKS or (after.kind == "question" and new.asked):
        return None  # "actually why is Apple down?"
    if before.kind == "zone" and (zone := zone_in(folded(rest))) is not None:
        return f"timezone {rest[zone[1] : zone[2]]}"
    if before.kind == "budget" and (count := _COUNT.match(rest)) is not None:
        return f"at most {count[1]} alerts a day"
    if len(_named(new)) > 1 and len(_figures(new)) > 1:
        return None  # two wishes
    if before.kind == "quiet" and (night := understand(f"quiet hours {rest}", context.table)).slots.begin:
        return f"quiet hours {night.slots.begin}-{night.slots.end}"
    if before.kind in ("alert", "watch") and _named(old) and not _named(new) and new.has("up", "down", "either"):
        again = f"{_named(old)[0].words} {rest} alert"
        if (
            (read := understand(again, context.table)).slots.percent is not None
            and not read.asks
            and read.slots.direction != before.slots.direction
        ):
            return again  # "both ways, 10% up and 6% down"
    fresh = _fresh(new, old)
    if fresh is not None and _named(old):
        last = _put(last, _named(old)[0].start, _named(old)[0].end, fresh.words)
        if not _figures(new):
            return last
        old = annotate(last, context.table)
    return _with_figure(last, old, new)


def _fresh(new: Line, old: Line) -> Named | None:
    """Whom the new line names and the old one does not; nobody that it says it is not."""
    known = {c.key for n in _named(old) for c in n.companies}
    wanted = (n for n in _named(new) if not says("not_this", new.plain[: n.start]))
    return next((n for n in wanted if known.isdisjoint(c.key for c in n.companies)), None)


def _named(line: Line) -> tuple[Named, ...]:
    """Common words too: who corrects a name says one."""
    return tuple(p.name for p in line.pieces if p.name is not None)


def _figures(line: Line) -> tuple[Figure, ...]:
    return tuple(f for f in line.figures if f.what != "days")


def _with_figure(last: str, old: Line, new: Line) -> str | None:
    """The first figure of the new line in the place of the old one's of its kind: hours for hours, sizes for sizes."""
    if not _figures(new) or not _figures(old):
        return None
    figure = _figures(new)[0]
    hours = ("hour", "bare hour", "range")
    wanted = [f for f in _figures(old) if (f.what in hours) == (figure.what in hours)]
    if not wanted:
        return None
    words = new.text[figure.start : figure.end]
    if figure.what in hours:
        return _with_hour(last, wanted, words, ends=says("ends_there", new.plain) is not None)
    target = wanted[0]
    if target.what == "percent" and figure.what != "percent":
        words = f"{words}%"
    return _put(last, target.start, target.end, words)


def _with_hour(last: str, old: list[Figure], words: str, *, ends: bool) -> str:
    """Of quiet hours the end where that was said, else the beginning."""
    if old[0].what == "range" and isinstance(old[0].value, tuple):
        begin, end = old[0].value
        shown = f"{begin:%H:%M} - {words}" if ends else f"{words} - {end:%H:%M}"
        return _put(last, old[0].start, old[0].end, shown)
    target = old[1] if ends and len(old) > 1 else old[0]
    return _put(last, target.start, target.end, words)


def _put(text: str, start: int, end: int, words: str) -> str:
    return f"{text[:start]}{words}{text[end:]}"


def _pointed(context: Context, text: str, last: str) -> str | None:
    """ "unmute it": with whom the last line named in the pronoun's place."""
    pronoun = says("it", folded(text))
    line, own = annotate(text, context.table), understand(text, context.table)
    open_target = own.asks == "no target" or own.kind == "pause"
    if pronoun is None or _named(line) or not open_target:
        return None
    names = [n.words for n in _named(annotate(last, context.table))]
    if not names:
        return None
    meant = _put(text, pronoun.start(), pronoun.end(), f" {' and '.join(names)} ")
    intent = understand(meant, context.table)
    return meant if intent.kind in ("mute", "unwatch", "watch", "alert") and not intent.asks else None
