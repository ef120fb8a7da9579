"""The operator's commands: feeds, numbers, people, a word to all."""

from __future__ import annotations

from zoneinfo import available_timezones

from bot.conversation.context import Context, Reply
from bot.feed_health import name_of, reason_words, sentence, state_of
from bot.link import is_web_address, shown_address
from bot.message.markup import bold, escape, shorten, split
from bot.message.words import say
from bot.ports import FeedHealth

_MOST_DOUBTFUL = 10  # feeds that /stats names; /feeds names all


def feeds(context: Context, text: str) -> list[Reply]:
    if not text or text == "list":
        return _list(context)
    what, _, url = text.partition(" ")
    url = url.strip()
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


def broadcast(context: Context, text: str) -> list[Reply]:
    if not text:
        return [Reply(context.say("broadcast_usage"))]
    chats = [c for c in context.store.chats() if c.id != context.chat.id]
    return [Reply(context.say("broadcast_sent", count=len(chats))), *(Reply(escape(text), chat=c.id) for c in chats)]
