"""How a feed is, in words: nothing that keeps it silent looks like health."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.adapters.feeds.worker import parse_feed
from bot.adapters.store import SqliteStore, open_store
from bot.feed_health import (
    health_of_items,
    hours_ahead,
    is_mute,
    is_still,
    proposed_zone,
    sentence,
    span_of,
    state_of,
)
from bot.message.words import say
from bot.ports import Feed, FeedHealth, Item, Polled
from bot.watch import Silence
from tests.adapters.feeds.helpers import rss
from tests.conversation.talk import ADMIN, Talk

NOW = datetime(2026, 11, 29, 4, 55, 20, tzinfo=UTC)
FEED = Feed(1, "https://a.example/feed", "Wire", "zh", "https://a.example/feed", polled=True)


def items(*published: datetime | None) -> list[Item]:
    return [
        Item(f"{n} {p}", None, f"Title {n} of {p}", f"Words of story {n} of {p}.", p) for n, p in enumerate(published)
    ]


def stored(
    store: SqliteStore, published: list[datetime | None], seen: datetime, *, first: bool = False
) -> FeedHealth:
    """A feed's health after a poll (its first, or a later one) that brought these."""
    if not store.feeds():
        store.add_feed(FEED.url, "Wire", "zh", seen)
        if not first:
            store.record_poll(store.feeds()[0], Polled((), None, None, "0", frozenset()), seen)
    store.record_poll(store.feeds()[0], Polled(tuple(items(*published)), None, None, str(seen), frozenset()), seen)
    return store.feed_health(seen)[0]


def test_a_feed_that_is_dated_hours_ahead_says_so_and_names_its_zone() -> None:
    """A publisher in Beijing who writes its clock without a zone: each story is eight hours in the future."""
    ahead = [NOW + timedelta(hours=8) - timedelta(minutes=m) for m in (1, 30, 200)]
    health = health_of_items(FEED, items(*ahead), NOW)
    assert (health.stories, health.able, is_mute(health), hours_ahead(health), proposed_zone(health)) == (
        3,
        0,
        True,
        8,
        "Asia/Shanghai",
    )
    assert sentence(health, NOW, items=True) == (
        '3 items, 0 can alert; not: 3 dated in the future; dated 8 h ahead: its zone seems to be Asia/Shanghai; set zone = "Asia/Shanghai" in its [[feed]], or send /feeds zone with its address and Asia/Shanghai; newest 29 Nov, 12:54 UTC'
    )
    told = health_of_items(replace(FEED, zone="Asia/Shanghai"), items(*(d - timedelta(hours=8) for d in ahead)), NOW)
    assert (told.able, is_mute(told)) == (3, False)


@pytest.mark.parametrize(
    ("published", "hours"),
    [
        ([NOW + timedelta(hours=9), NOW + timedelta(hours=8, minutes=50), NOW + timedelta(hours=1)], 9),
        ([NOW + timedelta(hours=8)] * 2, None),
        ([NOW + timedelta(days=2)] * 5, None),
        ([], None),
    ],
)
def test_the_hours_ahead_are_told_only_where_several_stories_say_so(
    published: list[datetime], hours: float | None
) -> None:
    assert hours_ahead(health_of_items(FEED, items(*published), NOW)) == hours


@pytest.mark.parametrize("published", [[None] * 4, [NOW + timedelta(hours=30)] * 4])
def test_a_feed_whose_stories_can_never_alert_is_not_shown_as_well(published: list[datetime | None]) -> None:
    health = stored(open_store(None), published, NOW)
    assert (health.able, is_mute(health), state_of(health, NOW)) == (0, True, "🔇")


def test_an_archive_of_old_stories_is_no_fault_of_dates() -> None:
    health = health_of_items(FEED, items(*[NOW - timedelta(days=d) for d in range(2, 12)]), NOW)
    assert not is_mute(health)
    assert sentence(health, NOW, items=True).startswith("10 items, 0 can alert; not: 10 older than a day; newest")


def test_a_first_poll_hides_no_fault_of_dates() -> None:
    store = open_store(None)
    health = stored(store, [None, None, None, NOW - timedelta(hours=1)], NOW, first=True)
    assert health.silences == {Silence.NO_DATE: 3, Silence.FIRST_POLL: 1}


def test_a_feed_that_falls_silent_is_told_by_its_own_rhythm() -> None:
    store = open_store(None)
    for hour in range(0, 40, 2):
        seen = NOW + timedelta(hours=hour)
        stored(store, [seen + timedelta(seconds=hour)], seen)
    health = store.feed_health(seen)[0]
    assert health.usual == timedelta(hours=2)
    assert not is_still(health, seen + timedelta(hours=20))
    assert is_still(health, seen + timedelta(hours=25))
    assert state_of(health, seen + timedelta(hours=25)) == "💤"
    assert "usually every 2 h, still for 25 h" in sentence(health, seen + timedelta(hours=25))


def test_a_feed_that_rests_at_weekends_is_not_still_on_a_saturday() -> None:
    store = open_store(None)
    monday = datetime(2026, 11, 2, 9, tzinfo=UTC)
    seen = monday
    for day in range(12):
        if (monday + timedelta(days=day)).weekday() < 5:
            for hour in range(9):
                seen = monday + timedelta(days=day, hours=hour)
                stored(store, [seen], seen)
    assert not is_still(store.feed_health(seen)[0], seen + timedelta(hours=60))
    assert is_still(store.feed_health(seen)[0], seen + timedelta(hours=90))


@pytest.mark.parametrize(
    ("time", "words"), [(30, "1 min"), (2400, "40 min"), (5400, "2 h"), (172_799, "48 h"), (259_200, "3 d")]
)
def test_a_span_is_told_in_one_figure(time: int, words: str) -> None:
    assert span_of(timedelta(seconds=time)) == words


# --- every reason for silence ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("reason", Silence)
def test_every_reason_for_silence_has_words_is_counted_and_is_shown_by_stats(reason: Silence) -> None:
    talk = Talk(chat=ADMIN, user=ADMIN)
    talk.store.note_silence(reason, 0, talk.now, 7)
    words = say("en", f"silence_{reason.name.lower()}")
    assert f"7 {words}" in talk.type("/stats")[0]
    assert say("zh", f"silence_{reason.name.lower()}") != words


@pytest.mark.parametrize("reason", Silence)
def test_every_reason_for_silence_is_given_somewhere_in_the_code(reason: Silence) -> None:
    root = Path(__file__).parents[1] / "bot"
    given = Counter(p.name for p in root.rglob("*.py") if f"Silence.{reason.name}" in p.read_text(encoding="utf-8"))
    assert given, f"{reason} is nobody's reason"


def test_what_a_feed_keeps_silent_stands_in_its_line() -> None:
    talk = Talk(chat=ADMIN, user=ADMIN)
    stored(talk.store, [talk.now + timedelta(hours=8, minutes=-1)] * 3 + [None], talk.now)
    line = talk.type("/feeds")[0]
    assert "🔇 Wire" in line
    assert "4 stories in seven days, 0 may alert; not: 3 dated in the future, 1 no date that can be read" in line
    assert "its zone seems to be Asia/Shanghai" in line


# --- ten styles of dates ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("style", "zone", "language"),
    [
        ("%a %b %d %H:%M:%S CST %Y", None, "zh"),
        ("%a %b %d %H:%M:%S CST %Y", "Asia/Shanghai", "en"),
        ("%Y-%m-%d %H:%M:%S", "Asia/Shanghai", "zh"),
        ("%Y/%m/%d %H:%M:%S", "Asia/Shanghai", "zh"),
        ("%Y年%m月%d日 %H:%M", "Asia/Shanghai", "zh"),
        ("%a, %d %b %Y %H:%M:%S GMT+8", None, "en"),
        ("%a, %d %b %Y %H:%M:%S +0800", None, "en"),
        ("Fr, %d %b %Y %H:%M:%S +0800", None, "de"),
        ("%d.%m.%Y %H:%M", "Asia/Shanghai", "de"),
        ("%Y-%m-%dT%H:%M:%S+08:00", None, "en"),
    ],
)
def test_a_feed_dated_in_any_of_ten_styles_can_alert(style: str, zone: str | None, language: str) -> None:
    beijing = NOW + timedelta(hours=8)
    written = (beijing - timedelta(minutes=5)).strftime(style)
    found = parse_feed(rss(f"<title>x</title><pubDate>{written}</pubDate>"), FEED.url, None, zone, language)["items"]
    published = datetime.fromisoformat(found[0]["published"])
    health = health_of_items(replace(FEED, zone=zone), items(published), NOW)
    assert health.able == 1, sentence(health, NOW)
