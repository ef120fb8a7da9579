"""The operator's commands: feeds, numbers, people, a word to all."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from datetime import date, timedelta
from zoneinfo import available_timezones

from bot.conversation.context import Context, Reply
from bot.feed_health import name_of, reason_words, sentence, state_of
from bot.link import is_web_address, shown_address
from bot.listings import BY_MIC, TradingDay
from bot.message.markup import bold, escape, shorten, split
from bot.message.words import say
from bot.ports import Books, FeedHealth

_MOST_DOUBTFUL = 10  # feeds that /stats names; /feeds names all


def feeds(context: Context, text: str) -> list[Reply]:
    if not text or text == "list":
        return _list(context)
    what, _, url = text.partition(" ")
    url = url.strip().removesuffix(" anyway")  # than what was asked first and did not answer
    if what not in ("add", "remove", "pause", "resume", "zone") or not url:
        return [Reply(context.say("feeds_usage"))]
    if what == "zone":
        return _zone(context, url)
    shown = escape(shorten(shown_address(url), 200))
    if what == "add":
        if not is_web_address(url):
            return [Reply(context.say("feed_bad_url", url=shown))]
        added = context.store.add_feed(url, "", "en", context.now)
        return [Reply(context.say("feed_added" if added else "feed_known", url=shown))]
    if what == "remove":
        return [
            Reply(
                context.say(
                    "feed_removed" if context.store.remove_feed(url, context.now) else "feed_unknown", url=shown
                )
            )
        ]
    known = context.store.pause_feed(url, what == "pause")
    return [
        Reply(
            context.say(
                ("feed_paused" if what == "pause" else "feed_resumed") if known else "feed_unknown", url=shown
            )
        )
    ]


def _zone(context: Context, text: str) -> list[Reply]:
    """ "zone URL Asia/Shanghai": of dates that name none."""
    url, _, zone = text.partition(" ")
    zone = zone.strip()
    if zone not in available_timezones():
        return [Reply(context.say("feed_zone_bad", text=escape(shorten(zone, 60))))]
    shown = escape(shorten(shown_address(url), 200))
    known = context.store.set_feed_zone(url, zone)
    return [
        Reply(context.say("feed_zone_set", url=shown, zone=zone) if known else context.say("feed_unknown", url=shown))
    ]


def _list(context: Context) -> list[Reply]:
    """Each feed: its sign, its address, what it brings and what keeps that back, and what its last poll met."""
    rows = context.store.feed_health(context.now)
    if not rows:
        return [Reply(context.say("feeds_none"))]
    return [
        Reply(html) for html in split([bold(context.say("feeds_title")), *(_line(context, h) for h in rows)], "\n")
    ]


def _line(context: Context, health: FeedHealth) -> str:
    feed = health.feed
    error = f"\n  {escape(shorten(feed.last_error, 120))}" if feed.last_error else ""
    return (
        f"{state_of(health, context.now)} {escape(shorten(name_of(feed), 60))} <code>{escape(shorten(shown_address(feed.url), 160))}</code>\n"
        f"  {escape(sentence(health, context.now, context.chat.language))}{error}"
    )


def stats(context: Context, _: str) -> list[Reply]:
    c = context.store.counts(context.now)
    tokens = c.prompt_tokens + c.completion_tokens
    dropped = ", ".join(f"{escape(by)} {n}" for by, n in sorted(c.dropped.items())) or "0"
    kept_back = reason_words(context.store.silences(context.now), context.chat.language) or "0"
    doubtful = [h for h in context.store.feed_health(context.now) if state_of(h, context.now) in ("⚠️", "🔇", "💤")]
    return [
        Reply(
            context.say(
                "stats", feeds=c.feeds, failing=c.feeds_failing, stories=c.stories, alerts=c.alerts, queued=c.queued, sending=c.sending, sent=c.sent,
                failed=c.failed, expired=c.expired, calls=c.calls, tokens=tokens,
                a_story=tokens // c.read_by_model if c.read_by_model else "–", a_message=tokens // c.delivered if c.delivered else "–", dropped=dropped, silences=context.say("silences", reasons=kept_back), chats=c.chats, watches=c.watches,
            )
        ),
        *(Reply(html) for html in split([_line(context, h) for h in doubtful[:_MOST_DOUBTFUL]], "\n")),
    ]  # fmt: skip


def users(context: Context, text: str) -> list[Reply]:
    if text.startswith("add "):
        number = text[4:].strip()
        if not _is_user(number):
            return [Reply(context.say("users_usage"))]
        context.store.admit(int(number), context.now)
        return [Reply(context.say("user_admitted", user=number))]
    c = context.store.counts(context.now)
    return [Reply(context.say("users", active=c.chats, watches=c.watches))]


def pressed_admit(context: Context, data: str) -> list[Reply]:
    user, chat, language = (*data.split(":"), "", "", "")[:3]
    if not context.is_admin or not _is_user(user):
        return [Reply(toast=context.say("admin_only"))]
    context.store.admit(int(user), context.now)
    out = [Reply(context.say("user_admitted", user=user))]
    if _is_user(chat.removeprefix("-")):
        out.append(Reply(say(language, "admitted"), chat=int(chat)))
    return out


def _is_user(written: str) -> bool:
    """A Telegram id, as somebody may have forged it."""
    return written.isascii() and written.isdigit() and len(written) <= 15


_DAY = re.compile(
    r"(?P<mic>[A-Za-z]{4})\s+(?P<what>closed|open|休市|开市)\s+(?P<day>today|tomorrow|今天|明天|\d{4}-\d\d-\d\d)\.?",
    re.IGNORECASE,
)
_MOST_TOLD = 200  # days that admins have told; the oldest go


def is_about_a_day(text: str) -> bool:
    """ "XHKG closed today"."""
    m = _DAY.fullmatch(text)
    return m is not None and m["mic"].upper() in BY_MIC


def calendar(context: Context, text: str) -> list[Reply]:
    """What is known of the trading days; "XHKG closed today" is taken for true until a newer word."""
    if not text:
        return [Reply(_known_days(context))]
    m = _DAY.fullmatch(text)
    exchange = BY_MIC.get(m["mic"].upper()) if m else None
    day = _day_of(m["day"].lower(), context.now.astimezone(exchange.zone).date()) if m and exchange else None
    if m is None or exchange is None or day is None:
        return [Reply(context.say("calendar_usage"))]
    is_open = m["what"].lower() in ("open", "开市")
    said = TradingDay(exchange.mic, day, is_open)
    others = [d for d in told_days(context.store) if (d.mic, d.day) != (said.mic, said.day)]
    keep_days(context.store, [*others, said][-_MOST_TOLD:])
    context.calendar.tell([*context.calendar.told, said])
    words = "calendar_open" if is_open else "calendar_closed"
    return [Reply(context.say(words, market=escape(exchange.name), mic=exchange.mic, day=day.isoformat()))]


def _day_of(written: str, today: date) -> date | None:
    if written in ("today", "今天"):
        return today
    if written in ("tomorrow", "明天"):
        return today + timedelta(days=1)
    try:
        return date.fromisoformat(written)
    except ValueError:
        return None


def _known_days(context: Context) -> str:
    lines = [bold(context.say("calendar_title"))]
    lines += [
        context.say("calendar_known", mic=mic, until=until.isoformat())
        for mic, until in context.calendar.ending(context.now.date())
    ]
    said = [
        context.say(
            "calendar_open" if d.open else "calendar_closed",
            market=escape(BY_MIC[d.mic].name),
            mic=d.mic,
            day=d.day.isoformat(),
        )
        for d in context.calendar.told
        if d.day >= context.now.date() - timedelta(days=7)
    ]
    return "\n".join([*lines, *said, context.say("calendar_usage")])


_TOLD = "trading_days"  # the store's word for what admins said of days


def told_days(store: Books) -> list[TradingDay]:
    """What admins have said of trading days."""
    rows = json.loads(store.meta(_TOLD) or "[]")
    return [TradingDay(mic, date.fromisoformat(day), is_open) for mic, day, is_open in rows]


def keep_days(store: Books, days: Sequence[TradingDay]) -> None:
    store.set_meta(_TOLD, json.dumps([(d.mic, d.day.isoformat(), d.open) for d in days]))


def broadcast(context: Context, text: str) -> list[Reply]:
    if not text:
        return [Reply(context.say("broadcast_usage"))]
    chats = [c for c in context.store.chats() if c.id != context.chat.id]
    return [Reply(context.say("broadcast_sent", count=len(chats))), *(Reply(escape(text), chat=c.id) for c in chats)]
