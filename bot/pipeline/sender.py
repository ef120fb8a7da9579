"""From the outbox to the chats: claimed and committed before the call, decided by what the messenger answers."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

from bot.errors import (
    ChatMigrated,
    ChatRefuses,
    MarkupRefused,
    MessageRefused,
    MessengerError,
    MessengerRefused,
    NotSent,
    OutcomeUnknown,
    Paused,
    StoreError,
    TopicGone,
)
from bot.message import Message, Priority
from bot.message.markup import escape, italic, plain
from bot.message.words import say
from bot.pipeline.holds import DOUBTED_AFTER, after_flood, after_refusal
from bot.pipeline.pacer import Pacer
from bot.ports import Charts, Clock, Messenger, Outgoing, Store
from bot.watch import Silence

log = logging.getLogger("newstape.sender")

IN_FLIGHT = 32
_BATCH = 128
_BUG_ATTEMPTS = 3
_UNKNOWN_ATTEMPTS = 8
_LONGEST_BACKOFF = 60.0
_LONGEST_REFUSAL = 60.0
CAPTION = 1024  # characters, Telegram's bound
_PICTURES = 500
_OUTAGE_AFTER = 3  # calls in a row
_LONGEST_PAUSE = 86_400.0  # seconds; the longest flood wait that was ever told is three hours
_FLOOD_OF_ALL = timedelta(seconds=5)


class Sender:
    """One for the whole bot. `wake` says that the outbox has something new; `tell` has words for the admins."""

    def __init__(
        self,
        store: Store,
        messenger: Messenger,
        clock: Clock,
        pacer: Pacer | None = None,
        tell: Callable[[str, Mapping[str, str | int]], None] = lambda words, fields: None,
        charts: Charts | None = None,
    ) -> None:
        self._charts = charts
        self._pictures: OrderedDict[str, str] = OrderedDict()  # what Telegram calls those that it was sent
        self._store = store
        self._messenger = messenger
        self._clock = clock
        self._pacer = pacer or Pacer()
        self._wake = asyncio.Event()
        self._under_way: set[asyncio.Task[None]] = set()
        self._room = asyncio.Semaphore(IN_FLIGHT)
        self._tell = tell
        self._fatal: StoreError | None = None
        self._new = False
        self._floods: dict[int, tuple[datetime, datetime]] = {}
        self._refusals = 0
        self._in_vain = self._pings = 0  # calls in a row that nobody answered; of these, those that only asked
        self._asked_again = float("-inf")
        self.seconds: Callable[[float], None] = lambda _: None  # told how long each call took

    def wake(self) -> None:
        """The outbox has something new, which may come before what is being worked off."""
        self._new = True
        self._wake.set()

    def heard(self) -> None:
        """Telegram has answered somebody else again: if it was thought to be away, it is asked at once."""
        self._asked_again = float("-inf")
        self._wake.set()

    async def run(self) -> None:
        """Until cancelled. What is under way then is finished by `drain`."""
        while True:
            self._wake.clear()
            wait = await self.send_due()
            if wait is None or wait > 0:
                try:
                    async with asyncio.timeout(min(wait, 30.0) if wait is not None else 30.0):
                        await self._wake.wait()
                except TimeoutError:
                    pass

    async def drain(self, seconds: float) -> None:
        """Waits for the messages under way; those that are not done in time stay `sending` and are sent again at the next start."""
        if self._under_way:
            await asyncio.wait(self._under_way, timeout=seconds)
        for task in self._under_way:
            task.cancel()

    async def settle(self) -> None:
        """Waits until nothing is under way."""
        while self._under_way:
            await asyncio.wait(self._under_way)

    async def send_due(self) -> float | None:
        """Starts what may go now. Returns the seconds until more may go; None when nothing waits."""
        if self._fatal is not None:
            raise self._fatal
        now = self._clock.now()
        if expired := self._store.expire(now):
            self._store.note_silence(Silence.EXPIRED, 0, now, expired)
        if (wait := await self._outage()) > 0:
            return wait
        if (left := self._pause_left(now)) > 0:
            return left
        self._new = False
        rows = self._store.sendable(_BATCH, now)
        started = False
        soonest: float | None = None
        for row in rows:
            chat = row.message.chat
            wait = self._pacer.wait_for_chat(chat, row.group, self._clock.monotonic())
            if wait > 0:
                soonest = wait if soonest is None else min(soonest, wait)
                continue
            await self._room.acquire()
            if (slot := self._pacer.wait_for_all(self._clock.monotonic())) > 0:
                await self._clock.sleep(slot)
            if not self._start(row):
                self._room.release()
                continue
            started = True
            if self._new or self._must_pause():
                return 0.0
        if started:
            return 0.0
        if soonest is not None:
            return soonest
        due = self._store.next_due(now)
        return max(0.05, (due - now).total_seconds()) if due else None

    async def _outage(self) -> float:
        """Seconds until Telegram is asked again whether it is there, where several calls in a row found nobody; 0 where it is.

        Messages are no probes: each may have arrived, and none may be tried for ever.
        """
        if self._in_vain < _OUTAGE_AFTER:
            return 0.0
        now = self._clock.monotonic()
        if now >= self._asked_again:
            try:
                await self._messenger.ping()
            except MessengerError as error:
                self._pings += 1
                wait = min(_LONGEST_BACKOFF, 2.0 ** min(self._pings, 6))
                self._asked_again = self._clock.monotonic() + wait
                log.warning("Telegram does not answer (%s): next try in %.0f s", error, wait)
            else:
                log.info("Telegram answers: what waited goes out")
                self._in_vain = self._pings = 0
                return 0.0
        return max(0.05, self._asked_again - self._clock.monotonic())

    def _must_pause(self) -> bool:
        return self._pause_left(self._clock.now()) > 0

    def _pause_left(self, now: datetime) -> float:
        """Seconds of the pause for all; one longer than any can be was set by a clock that was wrong."""
        pause = self._store.pause_until()
        left = (pause - now).total_seconds() if pause is not None else 0.0
        return left if left <= _LONGEST_PAUSE else 0.0

    def _start(self, row: Outgoing) -> bool:
        if self._must_pause():
            return False
        claimed = self._store.claim(row.id, self._clock.now())
        if claimed is None:
            return False
        self._pacer.spend(claimed.message.chat, claimed.group, self._clock.monotonic())
        task = asyncio.create_task(self._deliver(claimed))
        self._under_way.add(task)
        task.add_done_callback(partial(self._done, claimed))
        return True

    def _done(self, row: Outgoing, task: asyncio.Task[None]) -> None:
        self._under_way.discard(task)
        self._room.release()
        self._wake.set()
        if task.cancelled() or (error := task.exception()) is None:
            return
        if isinstance(error, StoreError):
            self._fatal = error
        else:
            log.error("outbox=%d a bug; going on", row.id, exc_info=error)
            if row.attempts < _BUG_ATTEMPTS:
                self._decide(row, OutcomeUnknown("a bug; see the log"))
            else:
                self._store.mark_failed(row.id, "a bug; see the log")

    async def _deliver(self, row: Outgoing) -> None:
        begun = self._clock.monotonic()
        try:
            number = await self._call(row)
        except MarkupRefused as error:
            log.error("outbox=%d markup refused: %s", row.id, error)
            if row.edits is not None:
                # The message itself stands as it was sent: a second one would tell it twice.
                self._store.mark_failed(row.id, str(error))
            else:
                await self._deliver_plain(row)
        except MessengerError as error:
            self._decide(row, error)
        else:
            self._sent(row, number)
        finally:
            self.seconds(self._clock.monotonic() - begun)

    async def _call(self, row: Outgoing) -> int | None:
        message = row.message
        if row.edits is not None:
            number = self._store.sent_number(row.edits)
            if number is None:
                raise MessageRefused("the message to edit was not sent")
            await self._messenger.edit(message, number)
            return number
        if message.chart and self._charts is not None:
            with contextlib.suppress(MessageRefused):
                return await self._send_with_picture(self._marked(row), self._charts, self._answered(row))
        return await self._messenger.send(self._marked(row), self._answered(row))

    async def _send_with_picture(self, message: Message, charts: Charts, answered: int | None) -> int:
        """Raises MessengerError; MessageRefused where the text goes alone."""
        if len(plain(message.html)) > CAPTION:
            raise MessageRefused("it is too long for a caption")
        known = self._pictures.get(message.chart)
        picture = known if known is not None else await asyncio.to_thread(charts.draw, message.chart)
        number, name = await self._messenger.send_photo(message, picture, answered)
        if name and known is None:
            self._pictures[message.chart] = name
            if len(self._pictures) > _PICTURES:
                self._pictures.popitem(last=False)
        return number

    def _answered(self, row: Outgoing) -> int | None:
        """The number of the message that a row answers, if that has come."""
        return self._store.sent_number(row.replies) if row.replies is not None else None

    def _marked(self, row: Outgoing) -> Message:
        """The message; one that may have arrived before says so."""
        if not row.repeated:
            return row.message
        chat = self._store.chat(row.message.chat)
        mark = italic(say(chat.language if chat else "en", "repeated"))
        return replace(row.message, html=f"{row.message.html}\n{mark}")

    async def _deliver_plain(self, row: Outgoing) -> None:
        try:
            number = await self._messenger.send_plain(self._marked(row), self._answered(row))
        except MarkupRefused as error:
            self._decide(row, MessageRefused(str(error)))
        except MessengerError as error:
            self._decide(row, error)
        else:
            self._sent(row, number)

    def _sent(self, row: Outgoing, number: int | None) -> None:
        self._refusals = self._in_vain = 0
        with self._store.transaction():
            self._store.mark_sent(row.id, number, self._clock.now())
            self._store.release_chat(row.message.chat)
        log.info("outbox=%d chat=%d sent", row.id, row.message.chat)

    def _decide(self, row: Outgoing, error: MessengerError) -> None:
        """What Telegram answered decides the next state."""
        now = self._clock.now()
        nobody = isinstance(error, (NotSent, OutcomeUnknown)) and not isinstance(error, Paused)
        self._in_vain = self._in_vain + 1 if nobody else 0
        backoff = timedelta(seconds=min(_LONGEST_BACKOFF, 0.5 * 2 ** min(row.attempts, 8)))
        log.warning(
            "outbox=%d chat=%d attempt=%d %s: %s", row.id, row.message.chat, row.attempts, type(error).__name__, error
        )
        if isinstance(error, Paused):
            self._flooded(row, error.seconds)
        elif isinstance(error, MessengerRefused):
            self._refused(row, error)
        elif isinstance(error, NotSent):
            self._store.put_back(row.id, str(error), now + backoff, row.repeated, tried=False)
        elif isinstance(error, OutcomeUnknown) and row.attempts >= _UNKNOWN_ATTEMPTS:
            # It may have arrived each time: more would be a flood. What is left is shown as missed.
            self._store.mark_failed(row.id, f"{row.attempts} times unknown: {error}")
        elif isinstance(error, OutcomeUnknown):
            self._store.put_back(row.id, str(error), now + backoff, True)
        elif isinstance(error, TopicGone) and row.edits is not None:
            self._store.mark_failed(row.id, str(error))  # what stands in a closed topic stands there as it is
        elif isinstance(error, TopicGone) and row.message.thread:
            self._leaves_topic(row, row.message.thread, str(error))
        elif isinstance(error, (ChatRefuses, TopicGone)):
            self._refuses(row, str(error))
        elif isinstance(error, ChatMigrated):
            self._store.move_chat(row.message.chat, error.new_chat)
        else:
            self._store.mark_failed(row.id, str(error))

    def _flooded(self, row: Outgoing, seconds: float) -> None:
        """A flood wait is its chat's; everybody's only where two chats are told so within seconds, and then as long as the shorter."""
        now, chat = self._clock.now(), row.message.chat
        until = now + timedelta(seconds=seconds)
        self._floods = {c: (at, u) for c, (at, u) in self._floods.items() if now - at <= _FLOOD_OF_ALL}
        others = [u for c, (_, u) in self._floods.items() if c != chat]
        self._floods[chat] = (now, until)
        with self._store.transaction():
            self._store.hold_chat(after_flood(self._store.hold(chat), chat, seconds, now))
            self._store.put_back(
                row.id, "paused by Telegram", now, row.repeated, tried=False
            )  # it waits as long as its chat does
            if others:
                self._store.set_pause(min(until, *others), now)

    def _refused(self, row: Outgoing, error: MessengerRefused) -> None:
        """The token is not known, for a moment or for good: nobody sends for a second, then for longer and longer."""
        now = self._clock.now()
        self._refusals += 1
        wait = timedelta(seconds=min(_LONGEST_REFUSAL, 2.0 ** min(self._refusals - 1, 10)))
        with self._store.transaction():
            self._store.set_pause(now + wait, now)
            self._store.put_back(row.id, str(error), now + wait, row.repeated, tried=False)

    def _leaves_topic(self, row: Outgoing, thread: int, why: str) -> None:
        """The topic is closed or gone: the chat itself gets what was meant for it, and is told so once."""
        now, chat = self._clock.now(), row.message.chat
        with self._store.transaction():
            self._store.put_back(row.id, why, now, row.repeated, tried=False)
            if self._store.leave_topic(chat, thread):
                known = self._store.chat(chat)
                words = say(known.language if known else "en", "topic_gone")
                self._store.enqueue(Message(chat, f"topic:{thread}:{now}", words, (), Priority.NOTICE, thread=0), now)

    def _tell_who_set_it_up(self, chat: int, why: str, now: datetime) -> None:
        """A group that refuses cannot be told so; whoever set it up may know why."""
        group = self._store.chat(chat)
        person = self._store.chat(group.set_by) if group is not None and group.set_by is not None else None
        if group is None or person is None or not group.group or not person.active:
            return
        words = say(person.language, "group_refuses", title=escape(group.title or str(chat)), error=escape(why))
        self._store.enqueue(Message(person.id, f"refuses:{chat}:{now.date()}", words, (), Priority.NOTICE), now)

    def _refuses(self, row: Outgoing, why: str) -> None:
        """The chat takes no message now: it is tried again over a day, then daily for a week; the admins hear of it."""
        now, chat = self._clock.now(), row.message.chat
        hold = after_refusal(self._store.hold(chat), chat, why, now)
        with self._store.transaction():
            if hold is None:
                dropped = self._store.end_chat(chat, why, now)
                self._store.note_silence(Silence.CHAT_ENDED, 0, now, dropped)
            else:
                self._store.hold_chat(hold)
                self._store.put_back(row.id, why, now, row.repeated, tried=False)
                if hold.failures == 1:
                    self._tell_who_set_it_up(chat, why, now)
        if hold is None:
            log.warning("chat=%d is given up: %s", chat, why)
            self._tell("chat_given_up", {"chat": str(chat), "error": why})
        elif hold.failures == DOUBTED_AFTER and self._store.meta("refusals_told") != str(now.date()):
            # One word a day: where Telegram is at fault, it is so for all chats at once.
            self._store.set_meta("refusals_told", str(now.date()))
            self._tell(
                "chat_refuses", {"chat": str(chat), "error": why, "count": self._store.held_chats(DOUBTED_AFTER)}
            )
