"""The composition root: config -> adapters -> pipeline, and the loops that run it until a signal. The one file that knows every name."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import signal
from collections.abc import Awaitable, Callable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from bot import __version__
from bot.adapters.feeds.polling import HttpFeeds
from bot.adapters.store import Lock, SqliteStore, open_store
from bot.config import Config, ModelConfig, load_config
from bot.conversation import Conversation, Rules
from bot.errors import ConfigError, MessengerError, MessengerRefused, StoreError, UsageError
from bot.listings import load, load_sessions
from bot.pipeline import Pipeline, Prompt
from bot.pipeline.polling import Poller
from bot.pipeline.sender import Sender
from bot.ports import Incoming, LanguageModel, StoredStory

if TYPE_CHECKING:
    from bot.adapters.telegram.webhook import Webhook

log = logging.getLogger("newstape")

_READERS = 16
_MODEL_CALLS = 4
_UPDATE_SECONDS = 25
_KEEP_DAYS = 90


class SystemClock:
    """The world's time."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    def monotonic(self) -> float:
        return monotonic()

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)


def user_agent(config: Config | None) -> str:
    """The honest name with which pages and feeds are asked."""
    contact = config.network.contact if config else ""
    return f"newstape/{__version__} (financial news reader{'; ' + contact if contact else ''})"


def load_prompt(name: str = "read_story") -> Prompt:
    """The instructions of that name: in the installed package, else at the top of the checkout."""
    here = Path(__file__).parent
    folder = next(f for f in (here / "prompts", here.parent / "prompts") if f.is_dir())
    title, _, text = (folder / f"{name}.md").read_text(encoding="utf-8").partition("\n")
    assert title.startswith("# ")
    return Prompt(text.strip())


def make_model(config: Config, clock: SystemClock) -> LanguageModel | None:
    """The model that reads stories; None without [model]."""
    return _model_named(config.model.name, config.model, clock) if config.model else None


def make_first_pass(config: Config, clock: SystemClock) -> LanguageModel | None:
    """The cheap model of the same host that is asked first; None without [model] first_pass."""
    name = config.model.first_pass if config.model else None
    return _model_named(name, config.model, clock) if config.model and name else None


def _model_named(name: str, model: ModelConfig, clock: SystemClock) -> LanguageModel:
    # The SDK is imported only when it is needed: it costs a third of a second.
    from bot.adapters.model import ChatModel

    return ChatModel(
        base_url=model.base_url,
        api_key=model.api_key.get_secret_value(),
        name=name,
        clock=clock,
        extra_body=model.extra_body,
        request_seconds=model.seconds,
        whole_seconds=2.5 * model.seconds,
    )


def make_feeds(config: Config, clock: SystemClock) -> HttpFeeds:
    return HttpFeeds(user_agent(config), clock, config.network.allow)


class Application:
    """Everything that `newstape run` holds, from its start to its end."""

    def __init__(self, config: Config, config_path: Path, store: SqliteStore) -> None:
        # The library is imported here and not above: `read` and `feeds` need no Telegram.
        from bot.adapters.telegram.messenger import TelegramMessenger

        self.config, self.config_path, self.store = config, config_path, store
        self.clock = SystemClock()
        self.feeds = make_feeds(config, self.clock)
        self.model = make_model(config, self.clock)
        self.first_pass = make_first_pass(config, self.clock)
        self.messenger = TelegramMessenger(config.telegram.token.get_secret_value(), config.telegram.base_url)
        rules = Rules(
            frozenset(config.telegram.admins),
            config.access.mode,
            frozenset(config.access.users),
            config.alerts.threshold,
        )
        conversation = Conversation(store, load(), load_sessions(), rules)
        self.sender = Sender(store, self.messenger, self.clock)
        self.pipeline = Pipeline(
            store, self.feeds, self.clock, load(), load_sessions(), conversation,
            model=self.model, prompt=load_prompt() if self.model else None,
            first_pass=self.first_pass, first_prompt=load_prompt("worth_reading") if self.first_pass else None,
            daily_tokens=config.model.daily_tokens if config.model else None, queued=self.sender.wake,
        )  # fmt: skip
        self._stories, self._inbox = asyncio.Event(), asyncio.Event()
        self.poller = Poller(
            store, self.feeds, self.clock, config.poll.seconds, self._stories.set, self.pipeline.tell_admins
        )
        self._stop = asyncio.Event()
        self._bot_name: str | None = None
        self._at_work: set[int] = set()
        self._reading: set[asyncio.Task[None]] = set()
        self._fatal: StoreError | None = None
        self._asked: set[int] = set()

    async def run(self) -> None:
        """Until SIGTERM or SIGINT. Raises NewstapeError where it cannot begin or go on."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self._stop.set)
        loop.add_signal_handler(signal.SIGHUP, self._reload)
        self.store.recover_sending()
        sync_feeds(self.store, self.config, self.clock.now())
        webhook = None
        loops = [self._loop("connect", self._connect), self._loop("read", self._read), self._loop("answer", self._answer), self._loop("digest", self._digests),
                 self._loop("keep house", self._keep_house), self._loop("poll", self.poller.run), self._loop("send", self.sender.run)]  # fmt: skip
        if self.config.telegram.webhook is None:
            loops.append(self._loop("updates", self._updates))
        else:
            webhook = await self._listen()
        if self.model is not None:
            loops.append(self._loop("model", self._ask))
        tasks = [asyncio.create_task(work) for work in loops]
        stopping = asyncio.create_task(self._stop.wait())
        await self.feeds.warm()
        log.info(
            "newstape %s runs: %d feeds, model %s",
            __version__,
            len(self.store.feeds()),
            self.model.name if self.model else "none",
        )
        try:
            done, _ = await asyncio.wait([*tasks, stopping], return_when=asyncio.FIRST_COMPLETED)
            for task in done - {stopping}:
                task.result()
        finally:
            under_way = [*tasks, stopping, *self._reading]
            for task in under_way:
                task.cancel()
            await asyncio.wait(under_way, timeout=2)
            await self.sender.drain(5)
            if webhook is not None:
                await webhook.close()
            async with asyncio.timeout(2):
                await asyncio.gather(
                    self.feeds.close(),
                    self.messenger.close(),
                    *(model.close() for model in (self.model, self.first_pass) if model),
                    return_exceptions=True,
                )
            self.store.close()
            log.info("newstape ends")

    # --- the loops ---------------------------------------------------------------------------------------------------

    async def _loop(self, name: str, step: Callable[[], Awaitable[None]]) -> None:
        """One step after another. This is the one place where any error is caught: logged with its traceback, and on."""
        while True:
            try:
                await step()
            except (StoreError, MessengerRefused):
                raise
            except Exception:
                log.exception("%s: a bug; going on", name)
                await asyncio.sleep(2)

    async def _connect(self) -> None:
        """The bot's name and menus, however long Telegram is away. A wrong token ends the run."""
        try:
            self._bot_name = await self.messenger.start()
            if self.config.telegram.webhook is None:
                await self.messenger.use_polling()
            else:
                hook = self.config.telegram.webhook
                await self.messenger.use_webhook(hook.url, hook.secret_token.get_secret_value())
        except MessengerRefused:
            raise
        except MessengerError as error:
            log.warning("Telegram: %s; trying again", error)
            await asyncio.sleep(3)
            return
        log.info("Telegram: connected as @%s", self._bot_name)
        try:
            await self.messenger.publish_menus()
        except MessengerError as error:
            log.warning("Telegram: the menus could not be set: %s", error)
        await asyncio.Event().wait()

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
            task = asyncio.create_task(self._read_one(stored))
            self._reading.add(task)
            task.add_done_callback(self._reading.discard)
        await _either(self._stories, 0.2)

    async def _read_one(self, stored: StoredStory) -> None:
        try:
            await self.pipeline.read_one(stored)
        except StoreError as error:
            self._fatal = error
            self._stories.set()
        except Exception:
            log.exception("story=%d cannot be read; it is put aside", stored.number)
            self.store.skip_story(stored.number, "a bug; see the log")
        finally:
            self._at_work.discard(stored.number)

    async def _ask(self) -> None:
        waiting = [s for s in self.store.wanting_model(_MODEL_CALLS * 4) if s.number not in self._asked]
        if not waiting:
            await asyncio.sleep(0.5)
            return
        room = asyncio.Semaphore(_MODEL_CALLS)

        async def one(stored: StoredStory) -> None:
            self._asked.add(stored.number)
            try:
                async with room:
                    await self.pipeline.ask_model(stored)
            except StoreError:
                raise
            except Exception:
                log.exception("story=%d: the model's reading failed; going on", stored.number)
                self.store.model_read(stored.number, None, "", "", self.clock.now())
            finally:
                self._asked.discard(stored.number)

        await asyncio.gather(*(one(s) for s in waiting))

    async def _updates(self) -> None:
        if self._bot_name is None:
            await asyncio.sleep(0.05)
            return
        try:
            found = await self.messenger.updates(self.store.next_offset(self.clock.now()), _UPDATE_SECONDS)
        except MessengerError as error:
            log.warning("updates: %s", error)
            await asyncio.sleep(getattr(error, "seconds", 2.0))
            return
        self.receive(found)

    def receive(self, updates: Sequence[tuple[int, str]]) -> None:
        """Committed to the inbox; the next poll, or the webhook's 200, confirms them."""
        if updates:
            self.store.receive(updates, self.clock.now())
            self._inbox.set()

    async def _answer(self) -> None:
        self._inbox.clear()
        waiting = self.store.inbox(50)
        if not waiting or self._bot_name is None:
            await _either(self._inbox, 0.5)
            return
        for number, body in waiting:
            try:
                done = await self.pipeline.answer_one(number, self._translated(body), self.messenger)
            except StoreError:
                raise
            except Exception:
                log.exception("update=%d cannot be answered; it is put aside", number)
                self.store.finish_update(number, "a bug; see the log")
                continue
            if done == "feeds":
                self.poller.changed()

    def _translated(self, body: str) -> Incoming | None:
        from bot.adapters.telegram.updates import incoming

        return incoming(body, self.messenger.bot, self._bot_name)

    async def _digests(self) -> None:
        self.pipeline.send_digests()
        await asyncio.sleep(15)

    async def _keep_house(self) -> None:
        await asyncio.sleep(20)
        self.poller.changed()
        self.store.clean(self.clock.now(), keep_days=_KEEP_DAYS)

    async def _listen(self) -> Webhook:
        from bot.adapters.telegram.webhook import Webhook

        hook = self.config.telegram.webhook
        assert hook is not None
        webhook = Webhook(
            hook.listen, hook.port, urlsplit(hook.url).path, hook.secret_token.get_secret_value(), self.receive
        )
        try:
            await webhook.start()
        except OSError as error:
            raise UsageError(
                f"[telegram.webhook] cannot listen on {hook.listen}:{hook.port}: {error.strerror}."
            ) from error
        return webhook

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


def sync_feeds(store: SqliteStore, config: Config, now: datetime) -> None:
    """The config's feeds into the store, which remembers what was added, paused or removed since."""
    store.sync_feeds([(f.url, f.name, f.language) for f in config.feed], now)


@contextlib.contextmanager
def owned_store(path: Path) -> Iterator[SqliteStore]:
    """The store with the right to run on it. Raises StoreError."""
    if not path.parent.is_dir():
        open_store(path)  # says which folder is missing
    lock = Lock(path)
    try:
        yield open_store(path)
    finally:
        lock.release()
