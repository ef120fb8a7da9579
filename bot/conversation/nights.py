"""Quiet hours and days as typed; and what they are to one watch: it comes anyway, when they are over, or never then."""

from __future__ import annotations

import re
import tomllib
from dataclasses import replace
from functools import cache
from importlib import resources

from bot.conversation.clauses import clause_at_end, kinds_in
from bot.conversation.context import Context, Reply
from bot.conversation.digest_times import read_times
from bot.conversation.markets import market_named
from bot.conversation.targets import find_watch
from bot.conversation.watching import read_in_quiet
from bot.listings import EXCHANGES
from bot.message import Button
from bot.message.markup import bold, escape, shorten
from bot.quiet import EVERY_DAY, InQuiet, QuietHours
from bot.reading.lexicon import folded
from bot.watch import Watch

_AND = re.compile(
    r"[,，、;；&+]|\band\b|\bplus\b|\bn\b|\balso\b|\bas well as\b|以及|还有|還有|另外|和|及|跟|同", re.IGNORECASE
)
_WHOLE = re.compile(r"\b(?:all|whole|entire)\b|[全整成][天日]", re.IGNORECASE)
_WEEK = 7


def read_quiet(text: str, before: QuietHours | None, zone: str = "UTC") -> QuietHours | None:
    """ "23:00-07:00", "weekends", "23:00-07:00 and sundays": hours take the place of hours, days that of days. None of what is neither, and of a
    whole week. "hk holidays", "trading days only": days without a session of that market, or of the one in the chat's `zone`."""
    found = _CLOSED.search(folded(text))
    if found is not None:
        return _on_closed_days(
            text[: found.start()] + text[found.end() :], found["market"] or found["market_zh"], before, zone
        )
    parts = [part for part in _AND.split(text) if part.strip()]
    read = [read_times(part, _passed_over()) for part in parts]
    if any(t.unread or t.edges or t.weekly or len(t.hours) not in (0, 2) for t in read):
        return None
    of_days = [t for t, part in zip(read, parts, strict=True) if t.hours and t.days and not _WHOLE.search(part)]
    on = frozenset(day for t in of_days for day in t.days) or EVERY_DAY
    hours = [t.hours for t in read if t.hours]
    days = frozenset(day for t in read for day in t.days if t not in of_days)
    if len(hours) > 1 or not (hours or days) or len(days) == _WEEK or any(begin == end for begin, end in hours):
        return None
    asked = before or QuietHours()
    asked = replace(asked, days=days or asked.days)
    return replace(asked, begin=hours[0][0], end=hours[0][1], on=on) if hours else asked


_CLOSED = re.compile(
    r"(?:on )?(?:(?P<market>(?!(?:public|market|stock|bank|on|the|all|any|during|my|local|over|for|and)\b)[a-z]{2,12}(?: (?:kong|china|korea|york|arabia|africa))?)(?:\'s)? )?(?:(?:non.?trading|no.?trading) days?|(?:public |market |stock market |bank )?holidays?|days? (?:when|on which) the market is closed)|when the market(?:'s| is) closed|(?:trading days only|only (?:on )?trading days)"
    r"|(?P<market_zh>港股|美股|a股|台股|日股)?(?:的)?(?:非交易日|休市(?:日|时)?|假期|假日)|(?:只|仅)(?:在|要)?交易日(?:提醒|通知)?"
)


def speaks_of_closed_days(text: str) -> bool:
    return _CLOSED.search(folded(text)) is not None


def _on_closed_days(rest: str, market: str | None, before: QuietHours | None, zone: str) -> QuietHours | None:
    """Days on which the market is closed that is named, else that of the chat's zone; and whatever is said beside it."""
    mics = market_named(market) if market else tuple(e.mic for e in EXCHANGES if e.zone.key == zone)[:1]
    asked = read_quiet(rest, before, zone) if rest.strip(" ,，and和及") else (before or QuietHours())
    return replace(asked, market=mics[0]) if mics and asked is not None else None


@cache
def _passed_over() -> tuple[str, ...]:
    """What people put around quiet hours and days that says nothing more."""
    written = resources.files("bot.conversation").joinpath("digest_times.toml").read_text(encoding="utf-8")
    return tuple(tomllib.loads(written)["quiet"]["nothing"])


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
        clause = clause_at_end(folded(text), about_nights=True)
        if clause is None or clause.of_session:
            return _open_of_one(context, text)
        name, asked = text[: clause.start], clause.in_quiet
    if not name.strip():
        return None
    found = find_watch(context, name.strip())
    if found is None:
        if read_quiet(name, None) is not None:
            return None  # "23:00-07:00 always"
        return _open_of_one(context, text) or [
            Reply(context.say("unwatch_unknown", text=escape(shorten(name.strip(), 80))))
        ]
    return [_set(context, found, asked) if asked is not None else _ask(context, found)]


def _open_of_one(context: Context, text: str) -> list[Reply] | None:
    """Of "tesla" and words of which some are unknown it is asked what is meant."""
    words = text.split()
    for count in range(len(words) - 1, 0, -1):
        found = find_watch(context, " ".join(words[:count]))
        if found is not None:
            return [_ask(context, found)] if kinds_in(folded(" ".join(words[count:]))) else None
    return None


def _ask(context: Context, watch: Watch) -> Reply:
    rows = tuple((Button(context.say(f"in_quiet_{q}_button"), f"night:{watch.id}:{q}"),) for q in InQuiet)
    return Reply(context.say("in_quiet_which"), rows)


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
