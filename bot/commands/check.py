"""`newstape check`: the config, the token, the model and every feed, a line each."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path

from bot.adapters.feeds.polling import HttpFeeds
from bot.adapters.store import open_store
from bot.adapters.telegram.messenger import TelegramMessenger
from bot.app import SystemClock, make_feeds, make_first_pass, make_model
from bot.config import Config, load_config
from bot.errors import FeedError, MessengerError, ModelError, StoreError
from bot.listings import load_sessions
from bot.ports import Feed, LanguageModel, Polled


def check(path: Path) -> int:
    """0 if all is well, 1 if anything fails. Raises ConfigError."""
    config = load_config(path, os.environ)
    print(f"ok    config {path}: {len(config.feed)} feeds")
    fine = asyncio.run(_check(config))
    return 0 if fine else 1


async def _check(config: Config) -> bool:
    clock = SystemClock()
    results = [await _telegram(config), *await _models(config, clock), *await _feeds(config, clock), _store(config)]
    horizon = load_sessions().horizon()
    if horizon < clock.now().date():
        print(
            f"note  the table of trading days ends on {horizon}: later holidays are taken for sessions; upgrade newstape."
        )
    return all(results)


async def _telegram(config: Config) -> bool:
    token = config.telegram.token.get_secret_value()
    if not token:
        print("FAIL  telegram: there is no token; set [telegram] token or TELEGRAM_TOKEN.")
        return False
    messenger = TelegramMessenger(token, config.telegram.base_url)
    try:
        name = await messenger.start()
    except MessengerError as error:
        print(f"FAIL  telegram: {error}")
        return False
    finally:
        await messenger.close()
    print(f"ok    telegram: @{name}")
    return True


async def _models(config: Config, clock: SystemClock) -> list[bool]:
    models = [m for m in (make_model(config, clock), make_first_pass(config, clock)) if m is not None]
    if not models:
        print("ok    model: none; newstape works by rules alone")
    return [await _answers(model) for model in models]


async def _answers(model: LanguageModel) -> bool:
    schema = {
        "type": "object",
        "properties": {"fine": {"type": "boolean"}},
        "required": ["fine"],
        "additionalProperties": False,
    }
    try:
        answer = await model.ask(
            'Answer with the JSON object {"fine": true} and nothing else.',
            "Are you there? Answer in JSON.",
            schema,
            50,
        )
    except ModelError as error:
        print(f"FAIL  model {model.name}: {error}")
        return False
    finally:
        await model.close()
    print(f"ok    model: {model.name}, {answer.prompt_tokens + answer.completion_tokens} tokens for the question")
    return True


async def _feeds(config: Config, clock: SystemClock) -> list[bool]:
    feeds = make_feeds(config, clock)
    try:
        return list(
            await asyncio.gather(
                *(_feed(feeds, Feed(i, f.url, f.name, f.language, f.url)) for i, f in enumerate(config.feed))
            )
        )
    finally:
        await feeds.close()


async def _feed(feeds: HttpFeeds, feed: Feed) -> bool:
    try:
        found = await feeds.poll(feed)
    except FeedError as error:
        print(f"FAIL  feed {feed.url}: {error}")
        return False
    count = len(found.items) if isinstance(found, Polled) else 0
    dated = sum(i.published is not None for i in found.items) if isinstance(found, Polled) else 0
    note = (
        "" if dated == count else f", {count - dated} of them without a date that can be trusted: those never alert"
    )
    print(f"ok    feed {feed.url}: {count} items{note}")
    return True


def _store(config: Config) -> bool:

    if not config.store.path.exists():
        print(f"ok    store: {config.store.path} will be made")
        return config.store.path.parent.is_dir()
    try:
        open_store(config.store.path).close()
    except StoreError as error:
        print(f"FAIL  store: {error}")
        return False
    print(f"ok    store: {config.store.path}")
    return True
