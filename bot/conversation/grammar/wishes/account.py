"""What one wants of one's own account: what was missed or corrected, how often it was right, one's data, how many alerts a day; of an admin a feed."""

from __future__ import annotations

from bot.conversation.grammar.intents import Intent, Kind, Slots
from bot.conversation.grammar.line import Line
from bot.conversation.grammar.wishes.conditions import condition_of
from bot.conversation.grammar.words import says
from bot.reading.figures import chinese_number

_ASKED: tuple[tuple[Kind, str], ...] = (
    ("missed", "wants_missed"),
    ("corrections", "wants_corrections"),
    ("accuracy", "wants_accuracy"),
    ("privacy", "wants_privacy"),
    ("export", "wants_export"),
    ("forget", "wants_forget"),
)
_MOST = 1000  # alerts a day


def of_ones_own(line: Line) -> Intent | None:
    """ "what did i miss", 把我的数据全删了; a forgetting is asked about before it is done."""
    if says("not_to_be_done", line.plain):
        return None
    kind = next((k for k, shape in _ASKED if says(shape, line.plain)), None)
    if line.names and kind != "corrections":
        return None
    if kind == "missed" and line.has("today", "yesterday", "week", "month"):
        return None  # the news since then
    return Intent(kind, asks="sure" if kind == "forget" else "") if kind is not None else None


def budget(line: Line) -> Intent | None:
    """ "max 8 pings a day", 一天最多推十条: of all alerts, where neither a name nor a condition is said."""
    said = says("wants_budget", line.plain)
    if said is None or line.names or line.asked or line.of("percent"):
        return None
    apart = any(not said.start() <= f.start < said.end() for f in line.figures)
    if apart and (line.of("level") or condition_of(line)):
        return None
    typed = next(v for k, v in said.groupdict().items() if v is not None)
    count = int(typed) if typed.isdecimal() else chinese_number(typed)
    return Intent("budget", Slots(count=int(count))) if count and count <= _MOST else None


def feed_added(line: Line) -> Intent | None:
    """ "add this feed https://example.com/rss.xml": an admin's."""
    return Intent("feeds") if says("wants_feed", line.plain) else None
