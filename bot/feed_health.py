"""How a feed is, in words that say what to do: how much it brings, how much of that may alert, why the rest may not, how still it is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from math import ceil

from bot.link import shown_address
from bot.message import figures as f
from bot.message.words import say
from bot.ports import Feed, FeedHealth, Item
from bot.story import compose
from bot.watch import FUTURE, Silence, silence_of_date, silence_of_words

_FEW = 3  # stories from which on a pattern is one
_STILL_AT_LEAST = timedelta(days=1)
_STILL_TIMES = 6  # its usual pause that often
# Zones by their offset in half hours, where publishers of news sit.
_ZONES = {2: "Europe/Berlin", 4: "Europe/Athens", 6: "Europe/Moscow", 8: "Asia/Dubai", 11: "Asia/Kolkata", 14: "Asia/Bangkok", 16: "Asia/Shanghai", 18: "Asia/Tokyo", 20: "Australia/Brisbane"}  # fmt: skip
# What is wrong with a feed's dates, and not with its news.
DATE_FAULTS = (Silence.NO_DATE, Silence.FUTURE)


def health_of_items(feed: Feed, items: Iterable[Item], now: datetime) -> FeedHealth:
    """Of one document just fetched: as if it were not the first poll, and of items of the last day where there are any."""
    stories = [
        compose(id="", title=i.title, body=i.text, url=i.url, published=i.published, language=feed.language)
        for i in items
    ]
    counted = Counter(silence_of_date(s, now) or silence_of_words(s, now) for s in stories)
    able = counted.pop(None, 0)
    dated = [s.published for s in stories if s.published]
    ahead = [d - now for d in dated if d > now + FUTURE]
    return FeedHealth(
        feed=feed,
        stories=len(stories),
        able=able,
        silences={s: n for s, n in counted.items() if s is not None},
        newest=max(dated, default=None),
        ahead=max(ahead, default=None),
        ahead_count=len(ahead),
    )


def hours_ahead(health: FeedHealth) -> float | None:
    """By how many hours its dates are ahead, to the half: of what is told at once, the most is the offset."""
    if health.ahead is None or health.ahead_count < _FEW or health.ahead > timedelta(hours=14, minutes=30):
        return None
    return ceil(health.ahead / timedelta(minutes=30)) / 2


def proposed_zone(health: FeedHealth) -> str | None:
    """The zone whose time its dates seem to be, where they name none."""
    hours = hours_ahead(health)
    return None if hours is None or health.feed.zone else _ZONES.get(int(hours * 2))


def is_mute(health: FeedHealth) -> bool:
    """Whether it brings stories and none of them can ever alert, by a fault of its dates."""
    faulty = sum(health.silences.get(f, 0) for f in DATE_FAULTS)
    return health.able == 0 and faulty >= _FEW and faulty * 2 >= health.stories


def is_still(health: FeedHealth, now: datetime) -> bool:
    """Whether it has brought nothing for much longer than it usually pauses."""
    if health.last is None or health.usual is None or health.feed.fails:
        return False
    longest = (health.longest or timedelta()) * 1.2  # its weekends and nights
    return now - health.last > max(_STILL_AT_LEAST, _STILL_TIMES * health.usual, longest)


# --- in words --------------------------------------------------------------------------------------------------------


def name_of(feed: Feed) -> str:
    """A feed as people are told of it."""
    return feed.name or shown_address(feed.url)


def state_of(health: FeedHealth, now: datetime) -> str:
    """One sign: paused, failing, unable to alert, fallen silent, well, not polled yet."""
    feed = health.feed
    if health.paused:
        return "⏸"
    if feed.fails:
        return "⚠️"
    if not feed.polled:
        return "…"
    return "🔇" if is_mute(health) else "💤" if is_still(health, now) else "✅"


def sentence(health: FeedHealth, now: datetime, language: str = "en", *, items: bool = False) -> str:
    """ "12 stories in seven days, 0 may alert; not: 12 dated in the future; dated 8 h ahead: ...; newest ...; usually ...". Plain text.

    `items`: of one document just fetched, and not of seven days.
    """
    parts = [say(language, "feed_health_items" if items else "feed_health", stories=health.stories, able=health.able)]
    if health.silences:
        parts.append(say(language, "feed_why_not", reasons=reason_words(health.silences, language)))
    hours, zone = hours_ahead(health), proposed_zone(health)
    if hours is not None and zone is not None:
        parts.append(say(language, "feed_is_ahead", hours=f"{hours:g}", zone=zone))
        parts.append(say(language, "feed_set_zone", zone=zone))
    if health.newest is not None:
        parts.append(say(language, "feed_newest", when=f.moment(health.newest, "UTC", language)))
    if health.last is not None:
        still = span_of(now - health.last)
        words = "feed_pace" if health.usual else "feed_since"
        parts.append(say(language, words, usual=span_of(health.usual or timedelta()), still=still))
    return "; ".join(parts)


def reason_words(silences: Mapping[Silence, int], language: str) -> str:
    """ "30 older than a day, 4 no date that can be read", the most frequent first."""
    most = sorted(silences.items(), key=lambda s: -s[1])
    return ", ".join(f"{n} {say(language, f'silence_{reason.name.lower()}')}" for reason, n in most)


def span_of(time: timedelta) -> str:
    """ "3 d", "2 h", "40 min": how long, in one figure."""
    seconds = time.total_seconds()
    if seconds >= 2 * 86_400:
        return f"{seconds / 86_400:.0f} d"
    if seconds >= 5_400:
        return f"{seconds / 3600:.0f} h"
    return f"{max(1, round(seconds / 60))} min"
