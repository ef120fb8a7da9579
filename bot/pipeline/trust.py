"""What a feed's server says of itself, and when it is believed: that it has moved, that nothing is new.

Both are wrong at times, by a slip of somebody's hand or a server's fault, and a bot that believes them at once and for ever is
silent from then on. A move needs the same target for a week, while the config's own address is tried daily; that nothing is new
is checked by one whole answer a day.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.feed_health import name_of
from bot.link import shown_address
from bot.ports import Feed, Polled, Unchanged

WHOLE_EVERY = timedelta(days=1)
HOME_EVERY = timedelta(days=1)
HOME_IF_FAILING = timedelta(hours=1)
MOVE_BELIEVED_AFTER = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Notice:
    """Words for the admins, by their key in the catalogue, with their fields."""

    words: str
    fields: dict[str, str]


def as_asked(feed: Feed, now: datetime) -> Feed:
    """The feed as it is to be asked now: without validators where the whole document is due, at the config's address where that is."""
    # Where the new address fails the old one is asked too, now and then; and where that fails, the new one again.
    if feed.asked_url != feed.url and _is_due(feed.tried_at, HOME_IF_FAILING if feed.fails else HOME_EVERY, now):
        # Another address's validators mean nothing there.
        return replace(feed, asked_url=feed.url, etag=None, last_modified=None)
    if feed.distrusted or _is_due(feed.whole_at, WHOLE_EVERY, now):
        return replace(feed, etag=None, last_modified=None)
    return feed


def after_answer(
    feed: Feed, asked: Feed, answer: Polled | Unchanged, now: datetime
) -> tuple[Feed, tuple[Notice, ...]]:
    """What is remembered of the feed after an answer to `asked`, with what the admins are told. Its validators are the answer's."""
    notices: list[Notice] = []
    after = replace(feed, etag=answer.etag, last_modified=answer.last_modified)
    if (isinstance(answer, Polled) or answer.whole) and _is_due(feed.whole_at, WHOLE_EVERY, now):
        after = replace(after, whole_at=now)
    after = replace(after, distrusted=_is_distrusted(feed, asked, answer))
    if after.distrusted and not feed.distrusted:
        notices.append(Notice("feed_distrusted", {"name": name_of(feed)}))
    if asked.asked_url != feed.url:
        return after, tuple(notices)
    if feed.asked_url != feed.url or answer.moved_to is not None:
        after = replace(after, tried_at=now)
    if answer.moved_to is None or answer.moved_to == feed.url:
        return replace(after, asked_url=feed.url, moved_to=None, moved_since=None), tuple(notices)
    if answer.moved_to != feed.moved_to or feed.moved_since is None:
        return replace(after, asked_url=feed.url, moved_to=answer.moved_to, moved_since=now), tuple(notices)
    if now - feed.moved_since >= MOVE_BELIEVED_AFTER:
        if feed.asked_url != answer.moved_to:
            notices.append(Notice("feed_moved", {"name": name_of(feed), "url": shown_address(answer.moved_to)}))
        return replace(after, asked_url=answer.moved_to), tuple(notices)
    return after, tuple(notices)


def _is_due(last: datetime | None, every: timedelta, now: datetime) -> bool:
    # A moment to come is of a clock that was wrong.
    return last is None or last > now or now - last >= every


def _is_distrusted(feed: Feed, asked: Feed, answer: Polled | Unchanged) -> bool:
    """Whether its "nothing new" is worth nothing: another document under the very validators that it had before."""
    if not isinstance(answer, Polled) or not answer.items or asked.asked_url != feed.asked_url:
        return feed.distrusted
    known = (feed.etag, feed.last_modified)
    if known == (None, None):
        return feed.distrusted
    # By ETag where it gives one (RFC 9110, 13.1.3); a server without one is judged by its Last-Modified.
    same = answer.etag == feed.etag if feed.etag else answer.last_modified == feed.last_modified
    return same and asked.etag is None and asked.last_modified is None
