"""`newstape check`: the config, the token, the model, the proxies and every feed, a line each that says what to do."""

from __future__ import annotations

import asyncio
import base64
import os
import time
from datetime import UTC, datetime
from pathlib import Path

from bot.adapters.feeds.polling import HttpFeeds
from bot.adapters.proxies import Proxies
from bot.adapters.store import open_store
from bot.adapters.telegram.messenger import TelegramMessenger
from bot.app import (
    SystemClock,
    load_prompt,
    load_prompts,
    make_feeds,
    make_first_pass,
    make_model,
    make_sight,
    make_speech,
)
from bot.config import Config, is_open_to_others, load_config, secrets_stand_in
from bot.errors import FeedError, MessengerError, ModelError, StoreError
from bot.feed_health import health_of_items, is_mute, sentence
from bot.link import shown_address
from bot.listings import load, load_sessions
from bot.message.markup import shorten
from bot.pipeline.media import PICTURE
from bot.pipeline.model_reading import read_story
from bot.pipeline.probe import probe
from bot.pipeline.reader import ReaderHere
from bot.ports import Attachment, Feed, LanguageModel, Polled, Speech
from bot.reading.model.parse import Unusable, parse
from bot.story import compose


def check(path: Path) -> int:
    """0 if all is well, 1 if anything fails. Raises ConfigError."""
    config = load_config(path, os.environ)
    print(f"ok    config {path}: {len(config.feed)} feeds")
    if is_open_to_others(path) and secrets_stand_in(path):
        print(f"note  {path} holds a secret and can be read by others: chmod 600 {path}")
    fine = asyncio.run(_check(config))
    return 0 if fine else 1


async def _check(config: Config) -> bool:
    clock = SystemClock()
    known = _store(config)
    results = [
        await _telegram(config),
        *await _models(config, clock),
        *await _media(config, clock),
        *await _feeds(config, clock, known or ()),
        known is not None,
    ]
    table = load()
    print(f"ok    listings: {len(table):,} companies and instruments, as of {table.as_of}")
    for mic, until in load_sessions().ending(clock.now().date()):
        print(
            f"note  the trading days of {mic} are settled until {until}; later holidays are those of its country's law and may move."
        )
    return all(results)


def _through(proxies: Proxies, url: str) -> str:
    proxy = proxies.of(url)
    return f" through {shown_address(proxy)}" if proxy else ""


async def _telegram(config: Config) -> bool:
    token = config.telegram.token.get_secret_value()
    if not token:
        print("FAIL  telegram: there is no token; set [telegram] token or TELEGRAM_TOKEN.")
        return False
    proxies = Proxies(config.telegram.proxy)
    through = _through(proxies, config.telegram.base_url)
    messenger = TelegramMessenger(token, config.telegram.base_url, proxies)
    try:
        name = await messenger.start()
    except MessengerError as error:
        print(f"FAIL  telegram{through}: {error}")
        return False
    finally:
        await messenger.close()
    print(f"ok    telegram: @{name}{through}")
    return True


async def _models(config: Config, clock: SystemClock) -> list[bool]:
    models = [m for m in (make_model(config, clock), make_first_pass(config, clock)) if m is not None]
    if not models:
        print("ok    model: none; newstape works by rules alone")
    assert config.model is not None or not models
    through = (
        _through(Proxies(config.model.proxy), config.model.base_url or "https://api.openai.com")
        if config.model
        else ""
    )
    return [await (_reads if i == 0 else _answers)(model, through) for i, model in enumerate(models)]


async def _answers(model: LanguageModel, through: str) -> bool:
    try:
        answer = await probe(model)
    except ModelError as error:
        print(f"FAIL  model {model.name}{through}: {error}")
        return False
    finally:
        await model.close()
    print(
        f"ok    model: {model.name}{through}, {answer.prompt_tokens + answer.completion_tokens} tokens for the question"
    )
    return True


async def _media(config: Config, clock: SystemClock) -> list[bool]:
    """Speech and vision, where they are set: something is said and heard again, and a small picture looked at."""
    results = []
    if (speech := make_speech(config, clock)) is not None:
        results.append(await _speaks(speech))
    if (sight := make_sight(config, clock)) is not None:
        results.append(await _sees(sight))
    return results


async def _speaks(speech: Speech) -> bool:
    told = []
    try:
        if speech.speaks:
            sound = await speech.spoken(_SAID, "en")
            told.append(f"speaks ({len(sound):,} bytes for two words)")
            if speech.hears:
                kind = "audio/ogg" if sound.startswith(b"OggS") else "audio/mpeg"
                told.append(f"heard itself say “{shorten(await speech.heard(Attachment('sound', sound, kind)), 60)}”")
        elif speech.hears:
            told.append("is asked with the first voice message")
    except ModelError as error:
        print(f"FAIL  speech: {error}")
        return False
    finally:
        await speech.close()
    print(f"ok    speech: {', '.join(told) or 'neither hears nor speaks is named in [speech]'}")
    return bool(told)


_SAID = "Good morning."
# One grey pixel: whether the model takes pictures at all.
_PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGNoaGgAAAMEAYFL09IQAAAAAElFTkSuQmCC"
)


async def _sees(sight: LanguageModel) -> bool:
    picture = Attachment("picture", _PIXEL, "image/png")
    try:
        answer = await sight.ask(load_prompt("see_picture"), "Answer with the JSON object.", PICTURE, 400, picture)
        parse(answer.text, ("names", "figures"))
    except (ModelError, Unusable) as error:
        print(f"FAIL  vision {sight.name}: {error}")
        return False
    finally:
        await sight.close()
    print(f"ok    vision: {sight.name}, {answer.prompt_tokens + answer.completion_tokens} tokens for a small picture")
    return True


# What the reading model is asked, word for word as in a run: some hosts take a small question and refuse the real one.
_STORY = compose(
    id="check",
    title="Alibaba shares drop 4.5% after data center plan",
    body="Brent crude Dec. futures settle at $80.10 a barrel up 40 cents, 0.5%.\n\nAlibaba [HKG: 9988] closed 4.5 percent lower at HKD136.20 (USD17.50) on Wednesday after the company said it will invest "
    "CNY2 billion (USD280 million) in a data center by 2028.\n\nThe Hang Seng Index fell 1.2 percent.",
    published=datetime(2025, 9, 24, 10, tzinfo=UTC),
)


_READABLE = "1 move that the rules leave open, and reasons for those that they read"


async def _reads(model: LanguageModel, through: str) -> bool:
    """Whether the model reads a built-in story: what was negotiated with its host, what it found, what it cost."""
    reader = ReaderHere(load(), load_sessions())
    asked = await reader.question(_STORY)
    assert asked is not None
    begun = time.monotonic()
    try:
        reading = await read_story(model, load_prompts(), reader, _STORY, asked)
    except ModelError as error:
        print(f"FAIL  model {model.name}{through}: {error}")
        return False
    finally:
        await model.close()
    terms = f"asked with {', '.join(model.terms)}" if model.terms else "asked as OpenAI documents it"
    cached = f" ({reading.cached_tokens} of them read before)" if reading.cached_tokens else ""
    found = reading.found
    print(
        f"ok    model: {model.name}{through}, {terms}; of a built-in story it read {_counted(len(found.moves), 'move')} and "
        f"{_counted(len(found.summary), 'reason')} that the story bears out ({_READABLE}), and {len(found.ungrounded)} besides that it does not; "
        f"{reading.prompt_tokens} tokens in{cached}, {reading.completion_tokens} out, {time.monotonic() - begun:.1f} s"
    )
    return True


def _counted(count: int, what: str) -> str:
    return f"{count} {what}{'' if count == 1 else 's'}"


async def _feeds(config: Config, clock: SystemClock, known: tuple[Feed, ...]) -> list[bool]:
    """The config's feeds, and those that were added since."""
    named = {f.url: Feed(i, f.url, f.name, f.language, f.url, zone=f.zone) for i, f in enumerate(config.feed)}
    for feed in known:
        named.setdefault(feed.url, Feed(-feed.id, feed.url, feed.name, feed.language, feed.url, zone=feed.zone))
    if not named:
        print("FAIL  feeds: there is none; add [[feed]] with a url to the config, or newstape feeds add URL.")
        return [False]
    feeds = make_feeds(config, clock)
    proxies = Proxies(config.network.proxy)
    try:
        return list(
            await asyncio.gather(*(_feed(feeds, feed, clock, _through(proxies, feed.url)) for feed in named.values()))
        )
    finally:
        await feeds.close()


async def _feed(feeds: HttpFeeds, feed: Feed, clock: SystemClock, through: str) -> bool:
    shown = shown_address(feed.url)
    try:
        found = await feeds.poll(feed)
    except FeedError as error:
        print(f"FAIL  feed {shown}{through}: {error}")
        return False
    items = found.items if isinstance(found, Polled) else ()
    health = health_of_items(feed, items, clock.now())
    # A feed that can never alert is as good as none, whatever it answers.
    mute = is_mute(health)
    moved = f"; it has moved to {shown_address(found.moved_to)}" if found.moved_to else ""
    print(f"{'FAIL ' if mute else 'ok   '} feed {shown}{through}: {sentence(health, clock.now(), items=True)}{moved}")
    return not mute


def _store(config: Config) -> tuple[Feed, ...] | None:
    """The feeds that the store knows; None where it cannot be used."""
    path = config.store.path
    if not path.exists():
        if not path.parent.is_dir():
            print(f"FAIL  store: the folder {path.parent} does not exist; make it, or set [store] path.")
            return None
        print(f"ok    store: {path} will be made")
        return ()
    try:
        store = open_store(path)
    except StoreError as error:
        print(f"FAIL  store: {error}")
        return None
    try:
        print(f"ok    store: {path}")
        return store.feeds()
    finally:
        store.close()
