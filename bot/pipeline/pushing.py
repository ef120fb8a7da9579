"""Whether a chat is disturbed: at once; not before its quiet hours end, or not at all in them; beyond an hour's bound with others; or, beyond a day's budget, in its digest.

Many chats at a time, in as few statements as may be: of a story that thousands are told most are told it alike.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.listings import Sessions
from bot.message import Message
from bot.message.alerts import (
    BUDGET_KEY,
    LET_GO_KEY,
    QUIET_KEY,
    folded_message,
    under_their_days,
    with_last_of_the_day,
)
from bot.ports import Chat, Store
from bot.quiet import InQuiet
from bot.watch import Silence

EXPIRES = timedelta(hours=6)
HOURLY = (
    20  # alerts that a chat gets in any hour, where the config says nothing else; the rest is told in one message
)
BUDGET = 20  # alerts that a chat gets in a day, where neither it nor the config says anything else; the rest stands in its digest
_HOUR, _A_DAY = timedelta(hours=1), timedelta(hours=26)  # no day of any zone is longer than 25 hours
_GATHERED = timedelta(
    days=24
)  # how long what was told together may be told on: no market is closed for longer than two weeks


class Pushing:
    """Within a transaction of the caller's."""

    def __init__(self, store: Store, calendar: Sessions, hourly: int = HOURLY, budget: int = BUDGET) -> None:
        self._store, self._calendar, self._hourly, self._budget = store, calendar, hourly, budget

    def push(
        self,
        messages: Mapping[int, Message],
        chats: Mapping[int, Chat],
        in_quiet: Mapping[int, InQuiet],
        feed: int,
        now: datetime,
    ) -> dict[int, int]:
        """One message a chat, with what quiet hours are to it. Returns the row of each that is new, also of those that are not sent by themselves."""
        sent = self._store.alerts_of(messages, now - _A_DAY)
        at_once: dict[int, Message] = {}
        rows: dict[int, int] = {}
        for number, message in messages.items():
            chat, before = chats[number], sent.get(number, ())
            left = self._left_today(chat, before, now)
            row = self._put_off(chat, message, in_quiet[number], before, left, feed, now)
            if row is None:
                at_once[number] = self._marked(chat, message) if left == 1 else message
            elif row:
                rows[number] = row
        rows.update(self._store.enqueue_all(list(at_once.values()), now, now + EXPIRES))
        return rows

    def _put_off(
        self,
        chat: Chat,
        message: Message,
        in_quiet: InQuiet,
        sent: Sequence[datetime],
        left: int | None,
        feed: int,
        now: datetime,
    ) -> int | None:
        """The row of a message that is not sent now, 0 of one that is there already; None where nothing keeps it back."""
        if lets_go(chat, in_quiet, now, self._calendar):
            return self._fold(message, LET_GO_KEY, Silence.LET_GO, feed, now)
        if left == 0:
            return self._fold(message, BUDGET_KEY, Silence.BUDGET, feed, now)
        until = quiet_until(chat, now, self._calendar)
        if until is not None and in_quiet is not InQuiet.PASS:
            return self._gather(chat, message, f"{QUIET_KEY}{until.isoformat()}", until, Silence.QUIET, feed, now)
        within = [at for at in sent if at > now - _HOUR]
        if len(within) < self._hourly:
            return None
        due = (min(within) if within else now) + _HOUR
        # As long as one waits, it gathers; what it has told is told by no other.
        key = self._store.gathering(chat.id) or f"folded:{due.isoformat()}"
        return self._gather(chat, message, key, due, Silence.FOLDED, feed, now)

    def _gather(
        self, chat: Chat, message: Message, key: str, due: datetime, why: Silence, feed: int, now: datetime
    ) -> int:
        row = self._fold(message, key, why, feed, now)
        if row:
            self._store.replace_waiting(self.gathered(chat, key, now), now, due, due + EXPIRES)
        return row

    def _fold(self, message: Message, key: str, why: Silence, feed: int, now: datetime) -> int:
        row = self._store.fold(message, key, now)
        if row is None:
            return 0
        self._store.note_silence(why, feed, now)
        return row

    def gathered(self, chat: Chat, key: str, now: datetime) -> Message:
        """The message that tells a chat's alerts together, as they are now."""
        told = self._store.folded(chat.id, now - _GATHERED, key)
        quiet = chat.quiet if key.startswith(QUIET_KEY) else None
        headlines = [headline for _, headline in told]
        if quiet is not None and (
            quiet.days or quiet.market
        ):  # of a night's figures everybody knows of which day they are
            headlines = under_their_days(told, chat.language, chat.zone)
        return folded_message(chat.id, key, headlines, chat.language, quiet)

    def gather_anew(self, chat: Chat, key: str, now: datetime) -> None:
        """That message once more: as long as it waits in its place, or none where nothing of it is left; else an edit."""
        if self._store.folded(chat.id, now - _GATHERED, key):
            self._store.retell_gathered(self.gathered(chat, key, now), now, now + EXPIRES)
        else:
            self._store.drop_gathered(chat.id, key)

    def _budget_of(self, chat: Chat) -> int:
        return self._budget if chat.budget is None else chat.budget

    def _left_today(self, chat: Chat, sent: Sequence[datetime], now: datetime) -> int | None:
        """How many alerts a chat may still get on this day of its zone; None where there is no bound."""
        budget = self._budget_of(chat)
        if not budget:
            return None
        if not sent:
            return budget
        zone = ZoneInfo(chat.zone)
        midnight = datetime.combine(now.astimezone(zone).date(), time(0), zone).astimezone(UTC)
        return max(0, budget - sum(at >= midnight for at in sent))

    def _marked(self, chat: Chat, message: Message) -> Message:
        """The last alert of a day says that it is."""
        return replace(message, html=with_last_of_the_day(message.html, self._budget_of(chat), chat.language))


def quiet_until(chat: Chat, now: datetime, calendar: Sessions) -> datetime | None:
    return chat.quiet.until(now, ZoneInfo(chat.zone), calendar.is_session) if chat.quiet is not None else None


def lets_go(chat: Chat, in_quiet: InQuiet, now: datetime, calendar: Sessions) -> bool:
    """Whether what comes now never comes to this chat: it is quiet there, and nothing that asks for it wants it then."""
    return in_quiet is InQuiet.DROP and quiet_until(chat, now, calendar) is not None
