"""From a config to the adapters that it asks for."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic

from bot import __version__
from bot.adapters.feeds.fetch import Fetcher
from bot.adapters.feeds.polling import HttpFeeds
from bot.adapters.proxies import Proxies
from bot.adapters.store import Lock, SqliteStore, open_store
from bot.config import Config, ModelConfig
from bot.pipeline.model_reading import Prompts
from bot.ports import Clock, ConfiguredFeed, LanguageModel, Speech


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


def load_prompts() -> Prompts:
    """What the reading model is told."""
    return Prompts(load_prompt("read_story"), load_prompt("verify"))


def load_prompt(name: str) -> str:
    """The instructions of that name: in the installed package, else at the top of the checkout."""
    here = Path(__file__).parents[1]
    folder = next(f for f in (here / "prompts", here.parent / "prompts") if f.is_dir())
    title, _, text = (folder / f"{name}.md").read_text(encoding="utf-8").partition("\n")
    assert title.startswith("# ")
    return text.strip()


def make_model(config: Config, clock: Clock) -> LanguageModel | None:
    """The model that reads stories; None without [model]."""
    return _model_named(config.model.name, config.model, clock) if config.model else None


def make_first_pass(config: Config, clock: Clock) -> LanguageModel | None:
    """The cheap model of the same host that is asked first; None without [model] first_pass."""
    name = config.model.first_pass if config.model else None
    return _model_named(name, config.model, clock) if config.model and name else None


def make_sight(config: Config, clock: Clock) -> LanguageModel | None:
    """The model that looks at pictures; None without [vision]."""
    if config.vision is None:
        return None
    from bot.adapters.model import ChatModel

    vision = config.vision
    return ChatModel(
        base_url=vision.base_url,
        api_key=vision.api_key.get_secret_value(),
        name=vision.name,
        clock=clock,
        extra_body=vision.extra_body,
        request_seconds=vision.seconds,
        whole_seconds=2.5 * vision.seconds,
        proxies=Proxies(vision.proxy),
        section="[vision]",
    )


def make_speech(config: Config, clock: Clock) -> Speech | None:
    """What hears and speaks; None without [speech]."""
    if config.speech is None:
        return None
    from bot.adapters.speech import HostSpeech

    speech = config.speech
    return HostSpeech(
        base_url=speech.base_url,
        api_key=speech.api_key.get_secret_value(),
        hears=speech.hears,
        speaks=speech.speaks,
        voices={"en": speech.voice, "zh": speech.voice_zh or speech.voice},
        clock=clock,
        request_seconds=speech.seconds,
        whole_seconds=2.5 * speech.seconds,
        proxies=Proxies(speech.proxy),
    )


def _model_named(name: str, model: ModelConfig, clock: Clock) -> LanguageModel:
    # The SDK is imported only when it is needed: it costs a third of a second.
    from bot.adapters.model import ChatModel

    return ChatModel(
        base_url=model.base_url,
        api_key=model.api_key.get_secret_value(),
        name=name,
        clock=clock,
        extra_body=model.extra_body,
        reasoning_effort=model.reasoning_effort,
        request_seconds=model.seconds,
        whole_seconds=2.5 * model.seconds,
        proxies=Proxies(model.proxy),
    )


def make_fetcher(config: Config, clock: Clock) -> Fetcher:
    return Fetcher(user_agent(config), clock, config.network.allow, proxies=Proxies(config.network.proxy))


def make_feeds(config: Config, clock: Clock, fetcher: Fetcher | None = None) -> HttpFeeds:
    return HttpFeeds(user_agent(config), clock, fetcher=fetcher or make_fetcher(config, clock))


def sync_feeds(store: SqliteStore, config: Config, now: datetime) -> None:
    """The config's feeds into the store, which remembers what was added, paused or removed since."""
    store.sync_feeds([ConfiguredFeed(f.url, f.name, f.language, f.zone) for f in config.feed], now)


@contextlib.contextmanager
def owned_store(path: Path) -> Iterator[SqliteStore]:
    """The store with the right to run on it. Raises StoreError."""
    if not path.parent.is_dir():
        open_store(path)  # says which folder is missing
    lock = Lock(path)
    try:
        store = open_store(path)
        try:
            yield store
        finally:
            store.close()
    finally:
        lock.release()
