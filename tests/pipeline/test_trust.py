"""What a feed's server says of itself is believed only after a time."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from bot.pipeline.trust import after_answer, as_asked
from bot.ports import Feed, Item, Polled, Unchanged
from tests.fakes import NOON

OLD, NEW, WRONG = "https://a.example/feed", "https://b.example/feed", "https://parked.example/"
FEED = Feed(1, OLD, "Wire", "en", OLD, etag='"1"', whole_at=NOON)
DAY = timedelta(days=1)


def polled(
    etag: str | None = '"2"', moved_to: str | None = None, modified: str | None = None, items: int = 1
) -> Polled:
    made = tuple(Item(str(n), None, f"Title {n}", "text", NOON) for n in range(items))
    return Polled(made, etag, modified, "hash", frozenset(), moved_to)


def days(feed: Feed, until: int, moved_to: str | None, begin: int = 0) -> tuple[Feed, list[str]]:
    """A poll a day, each answered with the same redirect; what was told."""
    told: list[str] = []
    for n in range(begin, until):
        now = NOON + n * DAY
        asked = as_asked(feed, now)
        target = moved_to if asked.asked_url == OLD else None
        feed, notices = after_answer(feed, asked, Unchanged('"1"', None, target, whole=True), now)
        told += [notice.words for notice in notices]
    return feed, told


def test_a_permanent_redirect_is_followed_but_believed_only_after_a_week_of_the_same_answer() -> None:
    feed, told = days(FEED, 7, NEW)
    assert (feed.asked_url, feed.moved_to, told) == (OLD, NEW, [])
    feed, told = days(feed, 8, NEW, begin=7)
    assert (feed.asked_url, told) == (NEW, ["feed_moved"])


def test_a_redirect_that_was_a_slip_is_forgotten_with_the_next_plain_answer() -> None:
    feed, _ = days(FEED, 3, WRONG)
    feed, told = days(feed, 4, None, begin=3)
    assert (feed.asked_url, feed.moved_to, feed.moved_since, told) == (OLD, None, None, [])


def test_a_redirect_that_changes_its_mind_begins_anew() -> None:
    feed, _ = days(FEED, 6, WRONG)
    feed, told = days(feed, 9, NEW, begin=6)
    assert (feed.asked_url, feed.moved_to, told) == (OLD, NEW, [])


def test_the_configs_own_address_is_tried_daily_after_a_move_and_taken_back_when_it_answers() -> None:
    feed, _ = days(FEED, 8, NEW)
    now = NOON + 7 * DAY + timedelta(hours=2)
    assert as_asked(feed, now).asked_url == NEW
    tomorrow = NOON + 9 * DAY
    assert as_asked(feed, tomorrow).asked_url == OLD
    assert as_asked(feed, tomorrow).etag is None, "another address's validators mean nothing there"
    feed, told = days(feed, 10, None, begin=9)
    assert (feed.asked_url, told) == (OLD, [])


def test_where_the_new_address_fails_the_old_one_is_asked_and_where_that_fails_the_new_one_again() -> None:
    feed, _ = days(FEED, 8, NEW)
    now = NOON + 8 * DAY
    feed = replace(feed, fails=1)
    assert as_asked(feed, now).asked_url == OLD
    # The old one is gone for good: it is asked once an hour at the most, and the new one in between.
    feed = replace(feed, fails=2, tried_at=now)
    asked = [as_asked(replace(feed, fails=n), now + timedelta(minutes=n)).asked_url for n in range(2, 40)]
    assert set(asked) == {NEW}
    assert as_asked(feed, now + timedelta(hours=2)).asked_url == OLD


def test_a_moment_to_come_is_of_a_clock_that_was_wrong() -> None:
    feed = replace(FEED, whole_at=NOON + 3650 * DAY)
    assert as_asked(feed, NOON).etag is None


def test_nothing_new_is_believed_for_a_day_and_then_the_whole_document_is_asked_for() -> None:
    assert as_asked(FEED, NOON + timedelta(hours=23)).etag == '"1"'
    asked = as_asked(FEED, NOON + DAY)
    assert (asked.etag, asked.last_modified) == (None, None)


def test_a_server_that_answered_nothing_new_over_new_words_is_not_believed_again() -> None:
    now = NOON + DAY
    asked = as_asked(FEED, now)
    feed, notices = after_answer(FEED, asked, polled(etag='"1"'), now)
    assert [n.words for n in notices] == ["feed_distrusted"]
    assert feed.distrusted
    assert as_asked(feed, now + timedelta(minutes=1)).etag is None
    feed, notices = after_answer(feed, as_asked(feed, now), polled(etag='"1"'), now)
    assert (feed.distrusted, notices) == (True, ())


def test_a_server_whose_validators_change_with_its_words_is_believed_again() -> None:
    liar = replace(FEED, distrusted=True)
    feed, _ = after_answer(liar, as_asked(liar, NOON), polled(etag='"2"'), NOON)
    assert not feed.distrusted


def test_a_constant_last_modified_is_found_out_too() -> None:
    feed = replace(FEED, etag=None, last_modified="Wed, 24 Sep 2025 12:00:00 GMT")
    asked = as_asked(feed, NOON + DAY)
    after, _ = after_answer(feed, asked, polled(etag=None, modified=feed.last_modified), NOON + DAY)
    assert after.distrusted


def test_a_validator_that_moves_over_an_unchanged_document_is_sent_on() -> None:
    feed, _ = after_answer(FEED, FEED, Unchanged('"9"', None, whole=True), NOON)
    assert feed.etag == '"9"'


def test_an_answer_that_says_nothing_changes_nothing() -> None:
    for minutes in range(0, 600, 60):
        now: datetime = NOON + timedelta(minutes=minutes)
        assert after_answer(FEED, as_asked(FEED, now), Unchanged('"1"', None), now) == (FEED, ())
