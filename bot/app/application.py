"""Everything that `newstape run` holds: the tasks between the adapters and the pipeline."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import json
import logging
import os
import secrets
import signal
from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

from bot import __version__
from bot.adapters.reading import ReaderProcess
from bot.adapters.status import StatusServer
from bot.adapters.store import SqliteStore
from bot.adapters.systemd import Supervisor
from bot.adapters.websub import WebSub
from bot.app.ending import SECONDS, Ending
from bot.app.making import (
    SystemClock,
    load_prompt,
    load_prompts,
    make_feeds,
    make_fetcher,
    make_first_pass,
    make_model,
    make_sight,
    make_speech,
    sync_feeds,
)
from bot.app.tasks import Tasks, one_of_many
from bot.config import Config, load_config
from bot.conversation import Conversation, Rules, menus, profiles
from bot.conversation.operator import told_days
from bot.errors import (
    ConfigError,
    MessengerError,
    MessengerRefused,
    ModelError,
    ModelUnknown,
    PolledElsewhere,
    ReaderUnavailable,
    StoreError,
)
from bot.listings import BY_MIC, load, load_sessions
from bot.pipeline import Pipeline
from bot.pipeline.feed_adding import ADDED, FeedAdding
from bot.pipeline.media import Media
from bot.pipeline.polling import Poller
from bot.pipeline.probe import probe
from bot.pipeline.questions import Questions
from bot.pipeline.sender import Sender
from bot.pipeline.understanding import Understanding
from bot.ports import Clock, Incoming, Status, StoredStory
from bot.retrieval import read_dictionaries

log = logging.getLogger("newstape")

_READERS = 16
_SLOW_AT_ONCE, _QUESTIONS_AT_ONCE = 4, 8  # voice messages, pictures, feeds; questions that a model answers
_MODEL_CALLS = 4
_DICTIONARIES_AFTER = 30.0  # seconds after the start
_READER_AWAY = 2.0  # seconds until what could not be read for want of a process is tried again
_A_BUG = "a bug; see the log"  # why it was put aside
_UPDATE_SECONDS = 25
_LONGEST_RETRY = 60.0
_TELEGRAM_SILENT = (
    120.0  # seconds without an answer after which it counts as not reached; a poll for updates takes 25
)
_FIRST_ROUND = 60.0  # seconds that the first polls have before the admins are told that newstape is up
_ENDED_KEPT = timedelta(days=30)  # what is held about a chat that has blocked the bot or removed it
_UP_TOLD_EVERY = timedelta(minutes=10)
_ALIVE_EVERY = 10.0  # seconds
ALIVE = "alive"  # the store's word for `newstape health`


class Application:
    """Everything that `newstape run` holds, from its start to its end."""

    def __init__(self, config: Config, config_path: Path, store: SqliteStore, clock: Clock | None = None) -> None:
        # The library is imported here and not above: `read` and `feeds` need no Telegram.
        from bot.adapters.charts import PillowCharts
        from bot.adapters.proxies import Proxies
        from bot.adapters.telegram.messenger import TelegramMessenger

        self.config, self.config_path, self.store = config, config_path, store
        self.clock: Clock = clock or SystemClock()
        self.fetcher = make_fetcher(config, self.clock)
        self.feeds = make_feeds(config, self.clock, self.fetcher)
        self.calendar = load_sessions().copy()
        self.calendar.tell([*config.calendar.days, *told_days(store)])
        self.reader = ReaderProcess(self.calendar)
        self.model = make_model(config, self.clock)
        self.first_pass = make_first_pass(config, self.clock)
        self.sight, self.speech = make_sight(config, self.clock), make_speech(config, self.clock)
        self.messenger = TelegramMessenger(
            config.telegram.token.get_secret_value(), config.telegram.base_url, Proxies(config.telegram.proxy)
        )
        rules = Rules(
            frozenset(config.telegram.admins),
            config.access.mode,
            frozenset(config.access.users),
            config.alerts.threshold,
            budget=config.alerts.budget,
            takes_media=self.sight is not None or (self.speech is not None and self.speech.hears),
            reads_messages=config.model is not None and config.model.reads_messages,
        )
        conversation = Conversation(store, load(), self.calendar, rules)
        self.sender = Sender(
            store, self.messenger, self.clock, tell=self._tell_admins, charts=PillowCharts(config.digest.font)
        )
        self.pipeline = Pipeline(
            store, self.feeds, self.clock, load(), self.calendar, conversation,
            model=self.model, prompts=load_prompts() if self.model else None,
            first_pass=self.first_pass, first_prompt=load_prompt("worth_reading") if self.first_pass else None,
            daily_tokens=config.model.daily_tokens if config.model else None, queued=self.sender.wake,
            reader=self.reader, hourly=config.alerts.hourly, budget=config.alerts.budget, understanding=self._understanding(conversation),
            questions=self._questions(conversation),
            translating=load_prompt("translate") if config.model and config.model.translates else None,
        )  # fmt: skip
        self.media = Media(
            store,
            self.clock,
            conversation,
            speech=self.speech,
            sight=self.sight,
            prompt=load_prompt("see_picture") if self.sight else "",
            queued=self.sender.wake,
            tell_admins=self.pipeline.tell_admins,
        )
        self.adding = FeedAdding(store, self.clock, conversation, self.feeds, queued=self.sender.wake)
        self._slow: dict[int, asyncio.Task[None]] = {}
        # Questions have room of their own: they wait for nobody's voice messages.
        self._media_room, self._question_room = (
            asyncio.Semaphore(_SLOW_AT_ONCE),
            asyncio.Semaphore(_QUESTIONS_AT_ONCE),
        )
        gc.freeze()  # the listings stay as long as the process: to look through them at each collection doubles the time of a burst
        self._stories, self._inbox = asyncio.Event(), asyncio.Event()
        self.poller = Poller(
            store, self.feeds, self.clock, config.poll.seconds, self._stories.set, self.pipeline.tell_admins
        )
        self._webhook_secret = (
            config.telegram.webhook.secret_token.get_secret_value() if config.telegram.webhook else ""
        ) or secrets.token_urlsafe(32)
        self._supervisor = Supervisor(os.environ)
        self._began = self.clock.monotonic()
        self._bot_name: str | None = None
        self._at_work: set[int] = set()
        self._reading: set[asyncio.Task[None]] = set()
        self._fatal: StoreError | None = None
        self._asked: set[int] = set()
        self._retry = 0.0
        self._polled_elsewhere = False

    def _understanding(self, conversation: Conversation) -> Understanding | None:
        """What puts lines to the model that nobody understood; None where the operator has not said that it may read them."""
        model = self.config.model
        if self.model is None or model is None or not model.reads_messages:
            return None
        return Understanding(
            self.store,
            self.clock,
            conversation,
            self.model,
            load_prompt("understand"),
            most_a_day=model.lines_a_day,
            daily_tokens=model.daily_tokens,
            queued=self.sender.wake,
        )

    def _questions(self, conversation: Conversation) -> Questions | None:
        """What answers questions of the news by the model; None where the operator has not said that it may read them."""
        model = self.config.model
        if self.model is None or model is None or not model.reads_messages:
            return None
        return Questions(
            self.store,
            self.clock,
            conversation,
            self.model,
            load_prompt("answer"),
            self.reader,
            most_a_day=model.questions_a_day,
            daily_tokens=model.daily_tokens,
            queued=self.sender.wake,
        )

    async def run(self) -> None:
        """Until SIGTERM or SIGINT. Raises NewstapeError where it cannot begin or go on."""
        ending = Ending()
        asyncio.get_running_loop().add_signal_handler(signal.SIGHUP, self._reload)
        async with contextlib.AsyncExitStack() as held:
            held.callback(ending.close)
            held.callback(log.info, "newstape ends")
            held.push_async_callback(self._close)
            tasks = Tasks()
            held.push_async_callback(self._end, tasks, ending)
            self.store.recover_sending()
            sync_feeds(self.store, self.config, self.clock.now())
            await self._listen(held)
            self._start(tasks)
            log.info(
                "newstape %s runs: %d feeds, model %s",
                __version__,
                len(self.store.feeds()),
                self.model.name if self.model else "none",
            )
            if not self.store.feeds():
                log.warning(
                    "there is no feed: add [[feed]] to the config, newstape feeds add URL, or /feeds add URL in Telegram"
                )
            self._supervisor.say("READY=1")
            await tasks.until(ending.asked)

    def _start(self, tasks: Tasks) -> None:
        tasks.repeat("connect", self._connect)
        tasks.repeat("read", self._read)
        tasks.repeat("answer", self._answer)
        tasks.repeat("digest", self._digests)
        tasks.repeat("keep house", self._keep_house)
        tasks.repeat("poll", self.poller.run)
        tasks.repeat("send", self.sender.run)
        tasks.repeat("tell that we live", self._live)
        tasks.start("say that newstape is up", self._say_up())
        tasks.start("read the dictionaries", self._read_dictionaries())
        if self._hubs is not None:
            tasks.repeat("renew what hubs tell", self._renew)
        if self.config.telegram.webhook is None:
            tasks.repeat("updates", self._updates)
        if self.model is not None:
            tasks.start("ask whether the model answers", self._probe_models())
            tasks.repeat("model", self._ask)
        if self.pipeline.understanding is not None:
            tasks.repeat("understand", self._understand)

    async def _listen(self, held: contextlib.AsyncExitStack) -> None:
        """What listens on ports of ours. Raises UsageError where one is taken."""
        hook, metrics, websub = self.config.telegram.webhook, self.config.metrics, self.config.websub
        if hook is not None:
            from bot.adapters.telegram.webhook import Webhook

            webhook = Webhook(hook.listen, hook.port, urlsplit(hook.url).path, self._webhook_secret, self.receive)
            await webhook.start()
            held.push_async_callback(webhook.close)
        if metrics is not None:
            host, _, port = metrics.listen.rpartition(":")
            status = StatusServer(host, int(port), self.status)
            await status.start()
            held.push_async_callback(status.close)
            self.sender.seconds = status.sent_in
        if websub is not None:
            host, _, port = websub.listen.rpartition(":")
            hubs = WebSub(
                websub.url, host, int(port), self.fetcher, self.clock, self.store.feeds, self.poller.ask_now
            )
            await hubs.start()
            held.push_async_callback(hubs.close)
            self._hubs: WebSub | None = hubs
        else:
            self._hubs = None

    async def _end(self, tasks: Tasks, ending: Ending) -> None:
        """All that was begun ends, in order; by force where it does not."""
        ending.within(SECONDS, 1)
        self._supervisor.say("STOPPING=1")
        begun = {*self._reading, *self._slow.values()}
        for task in begun:
            task.cancel()
        await tasks.end(2)
        if begun:
            await asyncio.wait(begun, timeout=1)
        await self.sender.drain(2.5)

    async def _close(self) -> None:
        closing = (
            self.feeds.close(), self.reader.close(), self.messenger.close(),
            *(model.close() for model in (self.model, self.first_pass, self.sight, self.speech) if model),
        )  # fmt: skip
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(1.5):
                await asyncio.gather(*closing, return_exceptions=True)

    def _tell_admins(self, words: str, fields: object) -> None:
        # The sender is made before the pipeline, which tells.
        assert isinstance(fields, dict)
        self.pipeline.tell_admins(words, fields)

    # --- Telegram ----------------------------------------------------------------------------------------------------

    async def _connect(self) -> None:
        """The bot's name and menus, however long Telegram is away. A wrong token at the start ends the run."""
        try:
            self._bot_name = await self.messenger.start()
            if self.config.telegram.webhook is None:
                await self.messenger.use_polling()
            else:
                await self.messenger.use_webhook(self.config.telegram.webhook.url, self._webhook_secret)
        except MessengerRefused:
            raise
        except MessengerError as error:
            log.warning("Telegram: %s; trying again", error)
            await asyncio.sleep(3)
            return
        log.info("Telegram: connected as @%s", self._bot_name)
        try:
            await self.messenger.publish(menus(), profiles())
        except MessengerError as error:
            log.warning("Telegram: the menus and the profile could not be set: %s", error)
        await asyncio.Event().wait()

    async def _updates(self) -> None:
        if self._bot_name is None:
            await asyncio.sleep(0.05)
            return
        try:
            found = await self.messenger.updates(self.store.next_offset(self.clock.now()), _UPDATE_SECONDS)
        except PolledElsewhere as error:
            # Sending works: so the admins can be told.
            if not self._polled_elsewhere:
                self._polled_elsewhere = True
                self.pipeline.tell_admins("polled_elsewhere", {})
            await self._later(error)
        except MessengerError as error:
            await self._later(error)
        else:
            if self._retry:
                log.info("updates: Telegram answers again")
                self.sender.heard()
            self._retry = 0.0
            self._polled_elsewhere = False
            self.receive(found)

    async def _later(self, error: MessengerError) -> None:
        """The next try is the later, and said the more seldom, the longer it lasts."""
        self._retry = min(_LONGEST_RETRY, max(2.0, 2 * self._retry))
        named = float(getattr(error, "seconds", 0.0))
        refused = isinstance(error, (MessengerRefused, PolledElsewhere))
        wait = max(named, self._retry if refused else min(self._retry, 30.0))
        log.warning("updates: %s: next try in %.0f s", str(error).rstrip("."), wait)
        await asyncio.sleep(wait)

    def receive(self, updates: Sequence[tuple[int, str]]) -> None:
        """Committed to the inbox; the next poll, or the webhook's 200, confirms them."""
        if updates:
            self.store.receive(updates, self.clock.now())
            self._inbox.set()

    async def _answer(self) -> None:
        self._inbox.clear()
        waiting = [u for u in self.store.inbox(50 + len(self._slow)) if u[0] not in self._slow]
        if not waiting or self._bot_name is None:
            await _either(self._inbox, 0.5)
            return
        for number, body in waiting:
            with one_of_many(f"update={number}", partial(self.store.finish_update, number, _A_BUG)):
                incoming = self._translated(body)
                if incoming is not None and self.media.takes(incoming):
                    self._begin_slowly(
                        number, partial(self.media.answer, number, incoming, self.messenger), self._media_room
                    )
                    continue
                if incoming is not None and self.adding.takes(incoming):
                    self._begin_slowly(
                        number, partial(self.adding.answer, number, incoming, self.messenger), self._media_room
                    )
                    continue
                if await self.pipeline.answer_one(number, incoming, self.messenger) == "feeds":
                    self.poller.changed()
                questions = self.pipeline.questions
                if questions is not None and questions.holds(number):
                    self._begin_slowly(
                        number,
                        partial(questions.answer, number, self.messenger),
                        self._question_room,
                        partial(questions.put_aside, number, _A_BUG),
                    )

    def _begin_slowly(
        self,
        number: int,
        answer: Callable[[], Awaitable[str]],
        room: asyncio.Semaphore,
        put_aside: Callable[[], object] | None = None,
    ) -> None:
        """What takes a model's time is answered beside all else, a few at a time; until then it stays in the inbox."""
        aside = put_aside or partial(self.store.finish_update, number, _A_BUG)
        task = asyncio.create_task(self._answer_slowly(number, answer, room, aside), name=f"answer update {number}")
        self._slow[number] = task
        task.add_done_callback(lambda _: self._slow.pop(number, None))

    async def _answer_slowly(
        self,
        number: int,
        answer: Callable[[], Awaitable[str]],
        room: asyncio.Semaphore,
        put_aside: Callable[[], object],
    ) -> None:
        try:
            async with room:
                with one_of_many(f"update={number}", put_aside):
                    if await answer() == ADDED:
                        self.poller.changed()
        except StoreError as error:
            self._fatal = error
            self._stories.set()

    def _translated(self, body: str) -> Incoming | None:
        from bot.adapters.telegram.updates import incoming

        return incoming(body, self.messenger.bot, self._bot_name)

    # --- reading -----------------------------------------------------------------------------------------------------

    async def _read(self) -> None:
        if self._fatal is not None:
            raise self._fatal
        self._stories.clear()
        waiting = [s for s in self.store.unread(200) if s.number not in self._at_work]
        if not waiting:
            await _either(self._stories, 5.0)
            return
        # One task a story: a page that hangs holds up nobody else. Those without a page to fetch are done at once.
        for stored in waiting:
            if stored.summary_only and len(self._at_work) >= _READERS:
                continue
            self._at_work.add(stored.number)
            task = asyncio.create_task(self._read_one(stored), name=f"read story {stored.number}")
            self._reading.add(task)
            task.add_done_callback(self._reading.discard)
        await _either(self._stories, 0.2)

    async def _read_one(self, stored: StoredStory) -> None:
        try:
            with one_of_many(f"story={stored.number}", partial(self._skip, stored)):
                await self._read_now_or_later(stored)
        except StoreError as error:
            self._fatal = error
            self._stories.set()
        finally:
            self._at_work.discard(stored.number)

    async def _read_now_or_later(self, stored: StoredStory) -> None:
        try:
            await self.pipeline.read_one(stored)
        except ReaderUnavailable as error:
            log.warning("story=%d is read later: %s", stored.number, error)
            await asyncio.sleep(_READER_AWAY)

    def _skip(self, stored: StoredStory) -> None:
        # It may have been revised meanwhile: then it is read anew.
        if self.store.is_as_read(stored.number, stored.story):
            self.store.skip_story(stored.number, _A_BUG)

    async def _probe_models(self) -> None:
        """A model that refuses ends the start: the operator must act. One that is away costs nothing but its absence."""
        for model in (self.model, self.first_pass):
            if model is None:
                continue
            try:
                await probe(model)
            except ModelUnknown:
                raise
            except ModelError as error:
                log.warning("model=%s %s; newstape goes on by rules until it answers", model.name, error)
        await asyncio.Event().wait()

    async def _ask(self) -> None:
        waiting = [s for s in self.store.wanting_model(_MODEL_CALLS * 4) if s.number not in self._asked]
        if not waiting:
            await asyncio.sleep(0.5)
            return
        room = asyncio.Semaphore(_MODEL_CALLS)
        try:
            async with asyncio.TaskGroup() as group:
                for stored in waiting:
                    group.create_task(
                        self._ask_about(stored, room), name=f"ask the model about story {stored.number}"
                    )
        except* StoreError as errors:
            fatal = errors.exceptions[0]
            assert isinstance(fatal, StoreError)  # as what ends a run, and not as a group
            self._fatal = fatal
        if self._fatal is not None:
            raise self._fatal

    async def _understand(self) -> None:
        assert self.pipeline.understanding is not None
        await self.pipeline.understanding.one()

    async def _ask_about(self, stored: StoredStory, room: asyncio.Semaphore) -> None:
        self._asked.add(stored.number)
        give_up = partial(self.store.model_read, stored.number, None, "", "", self.clock.now())
        try:
            with one_of_many(f"story={stored.number}: the model's reading", give_up):
                async with room:
                    await self._ask_now_or_later(stored)
        finally:
            self._asked.discard(stored.number)

    async def _ask_now_or_later(self, stored: StoredStory) -> None:
        try:
            await self.pipeline.ask_model(stored)
        except ReaderUnavailable as error:
            log.warning("story=%d: the model's answer cannot be judged now: %s", stored.number, error)
            await asyncio.sleep(_READER_AWAY)

    # --- time --------------------------------------------------------------------------------------------------------

    async def _digests(self) -> None:
        for _ in self.pipeline.send_digests():
            await asyncio.sleep(0)
        await asyncio.sleep(15)

    async def _read_dictionaries(self) -> None:
        """Beside all else, when the first polls are over: nobody waits for it."""
        await asyncio.sleep(_DICTIONARIES_AFTER)
        await asyncio.to_thread(read_dictionaries)
        await asyncio.Event().wait()

    async def _keep_house(self) -> None:
        await asyncio.sleep(20)
        self.poller.changed()
        self._say_which_calendars_end()
        now = self.clock.now()
        self.store.clean(now, keep_days=self.config.archive.keep_days)
        self.store.forget_ended(now - _ENDED_KEPT, now)

    def _say_which_calendars_end(self) -> None:
        """Sixty days before the settled trading days of a market end each admin hears of it, once."""
        for mic, until in self.calendar.ending(self.clock.now().date()):
            key = f"calendar_told:{mic}:{until.isoformat()}"
            if self.store.meta(key) is None:
                self.store.set_meta(key, "1")
                fields = {"market": BY_MIC[mic].name, "mic": mic, "until": until.isoformat()}
                self.pipeline.tell_admins("calendar_ends", fields)

    async def _renew(self) -> None:
        """What hubs are to tell us; a slow one holds up no other work."""
        assert self._hubs is not None
        await self._hubs.renew()
        await asyncio.sleep(30)

    async def _live(self) -> None:
        """A word to the supervisor, and one in the store for `newstape health`."""
        faults = self._faults()
        self.store.set_meta(ALIVE, json.dumps({"at": self.clock.now().timestamp(), "faults": faults}))
        self._supervisor.say("WATCHDOG=1")
        await asyncio.sleep(min(1.0 if faults else _ALIVE_EVERY, self._supervisor.seconds or _ALIVE_EVERY))

    async def _say_up(self) -> None:
        """Once the first polls are read, each admin gets a line; not again for a while, where something restarts us over and over."""
        deadline = self.clock.monotonic() + _FIRST_ROUND
        while self.clock.monotonic() < deadline:
            await asyncio.sleep(0.5)
            feeds = self.store.feeds()
            if self._bot_name and all(f.polled or f.fails for f in feeds) and not self.store.unread(1):
                break
        now = self.clock.now()
        last = self.store.meta("up_told")
        if not last or now.timestamp() - float(last) >= _UP_TOLD_EVERY.total_seconds():
            self.store.set_meta("up_told", str(now.timestamp()))
            counts = self.store.counts(now)
            fields = {"feeds": counts.feeds, "stories": counts.stories, "moves": counts.moves}
            self.pipeline.tell_admins("up", fields)
        await asyncio.Event().wait()

    # --- how it is ---------------------------------------------------------------------------------------------------

    def status(self) -> Status:
        now = self.clock.now()
        counts = self.store.counts(now)
        return Status(
            counts=counts,
            silences=self.store.silences(now),
            polls=dict(self.poller.polls),
            faults=tuple(self._faults()),
            oldest_seconds=max(0.0, now.timestamp() - counts.oldest_queued) if counts.oldest_queued else 0.0,
            up_seconds=self.clock.monotonic() - self._began,
        )

    def _faults(self) -> list[str]:
        """What keeps it from being ready, a sentence each."""
        faults = []
        answered = self.messenger.answered_at
        if self._bot_name is None or answered is None:
            faults.append("Telegram has not been reached yet.")
        elif self.config.telegram.webhook is None and self.clock.monotonic() - answered > _TELEGRAM_SILENT:
            faults.append(f"Telegram has not answered for {self.clock.monotonic() - answered:.0f} s.")
        if not self.store.is_writable():
            faults.append(f"The store {self.config.store.path} cannot be written to.")
        late = [f for f in self.store.feeds() if self.poller.is_overdue(f)]
        if late:
            faults.append(f"{len(late)} feeds have not been polled within three intervals.")
        return faults

    def _reload(self) -> None:
        """SIGHUP: the config's feeds are read again."""
        try:
            config = load_config(self.config_path, os.environ)
        except ConfigError as error:
            log.error("the config is left as it was: %s", error)
            return
        sync_feeds(self.store, config, self.clock.now())
        self.poller.changed()
        log.info("feeds read again: %d", len(self.store.feeds()))


async def run(config: Config, config_path: Path, store: SqliteStore) -> None:
    """Everything, until a signal. Raises NewstapeError."""
    await Application(config, config_path, store).run()


async def _either(event: asyncio.Event, seconds: float) -> None:
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await event.wait()
