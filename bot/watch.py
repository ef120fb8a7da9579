"""Who is to be told: watches with their thresholds, and what speaks against an alert."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Literal

from bot.listings import Sessions
from bot.quiet import InQuiet
from bot.reading import ALERTABLE, PriceMove, size_in_percent
from bot.stated_time import states_another_time, tells_of_the_past
from bot.story import Story

OLDEST = timedelta(hours=24)
FUTURE = timedelta(minutes=10)  # a publisher's clock may be a little ahead of ours


class Silence(StrEnum):
    """Each reason for which something that was read is not told at once. The values are kept in stores: none is ever changed.

    Each is counted, and shown by /stats and, where it is a feed's, by /feeds and `newstape check`.
    """

    # of a story
    FIRST_POLL = "first poll of its feed"
    NO_DATE = "no date"
    FUTURE = "dated in the future"
    OLD = "older than a day"
    OLD_DATELINE = "its dateline is older than a day"
    OTHER_TIME = "it tells of another time"
    UNREAD = "it could not be read in time"
    # of a move
    SCOPE = "not a session's move"
    NOBODY = "nobody is named"
    NO_SESSION = "no session"
    OLD_SESSION = "older than the previous session"
    UNSURE = "its words leave it open"
    # of an alert
    FOLDED = "more than an hour's alerts"
    QUIET = "held in quiet hours"
    LET_GO = "let go in quiet hours"
    BUDGET = "more than a day's alerts"
    CHAT_ENDED = "the chat takes no messages"
    EXPIRED = "it could not be sent in time"


TargetKind = Literal["company", "listing"]


@dataclass(frozen=True, slots=True)
class Rule:
    """Alert when the reported move reaches `rise` percent up or `fall` percent down; None: not in that direction.

    `standard` says that nobody set the thresholds: they follow the chat's setting.
    """

    rise: Decimal | None
    fall: Decimal | None
    standard: bool = False

    def reached_by(self, move: PriceMove) -> bool:
        threshold = self.fall if move.direction == "down" else self.rise
        if threshold is None or move.direction == "flat":
            return False
        size = size_in_percent(move)
        # A change whose percentage the story does not let us tell is told to whoever wants every move.
        return size >= threshold if size is not None else threshold == 0


@dataclass(frozen=True, slots=True)
class Watch:
    """A chat watches a target: a company by its first symbol with all its listings, or a listing
    that the table lacks."""

    id: int
    chat: int
    kind: TargetKind
    target: str
    label: str
    rule: Rule
    muted_until: datetime | None = None
    in_quiet: InQuiet = InQuiet.HOLD


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a chat got an alert: "you watch Alibaba at 5% either way, the story says +9.2%"."""

    watch: int
    label: str
    rule: Rule
    size: Decimal | None
    in_quiet: InQuiet = InQuiet.HOLD


@dataclass(frozen=True, slots=True)
class Alert:
    """A move that a chat is to be told, with the reason."""

    chat: int
    move: PriceMove
    reason: Reason


def matched(move: PriceMove, watches: tuple[Watch, ...], now: datetime) -> tuple[Alert, ...]:
    """Of the watches that the store's index found, those whose rule the move reaches: one alert a chat, by its lowest rule."""
    alerts: dict[int, Alert] = {}
    for watch in watches:
        if watch.rule.reached_by(move) and not (watch.muted_until and watch.muted_until > now):
            reason = Reason(watch.id, watch.label, watch.rule, size_in_percent(move), watch.in_quiet)
            alerts.setdefault(watch.chat, Alert(watch.chat, move, reason))
    return tuple(alerts.values())


def silence_of_story(story: Story, now: datetime, *, first_poll: bool) -> Silence | None:
    """Why nothing in this story may alert; None if it may."""
    if first_poll:
        return Silence.FIRST_POLL
    return silence_of_date(story, now)


def silence_of_date(story: Story, now: datetime) -> Silence | None:
    """The same for when a story is of, by its date and its dateline, whichever poll brought it."""
    if story.published is None:
        return Silence.NO_DATE
    if story.published > now + FUTURE:
        return Silence.FUTURE
    if now - story.published > OLDEST:
        return Silence.OLD
    if story.dateline is not None and (now.date() - story.dateline).days > 1:
        return Silence.OLD_DATELINE
    return None


def silence_of_words(story: Story, now: datetime) -> Silence | None:
    """The same for what its words say of their time. It costs what reading does: it is asked of stories that have something to tell."""
    return Silence.OTHER_TIME if states_another_time(story, now.date()) else None


def silence_of_move(move: PriceMove, story: Story, sessions: Sessions, now: datetime) -> Silence | None:
    """Why this move may not alert; None if it may. "Today" at an odd hour is not silenced: only an old session is."""
    if move.scope not in ALERTABLE:
        return Silence.SCOPE
    if not move.sure:
        return Silence.UNSURE
    if move.listing is None and move.company is None:
        return Silence.NOBODY
    if move.session is None:
        return Silence.NO_SESSION
    mic = move.listing.mic if move.listing else ""
    latest = sessions.latest(mic, now)
    if move.session < sessions.before(mic, latest):
        return Silence.OLD_SESSION
    if tells_of_the_past(story, move.quote.start, now.date()):
        return Silence.OTHER_TIME
    return None
