"""`newstape demo`: bundled stories arrive one by one through the real pipeline; two people with different watches get different
alerts; a digest closes it; then whoever sits at a terminal can chat. No key, no token, no network.
"""

from __future__ import annotations

import asyncio
import sys
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from xml.sax.saxutils import escape

from rich.console import Console
from rich.rule import Rule as Line

from bot.adapters.feeds.fetch import Fetched
from bot.adapters.feeds.polling import HttpFeeds
from bot.adapters.store import SqliteStore, open_store
from bot.adapters.terminal import TerminalMessenger
from bot.conversation import Conversation, Rules
from bot.listings import load, load_sessions
from bot.pipeline import Pipeline
from bot.pipeline.polling import Poller
from bot.pipeline.sender import Sender
from bot.ports import Incoming

ANNA, MEI, YOU = 1, 2, 3
_NAMES = {ANNA: "Anna", MEI: "美玲", YOU: "you"}
_WISHES = {
    ANNA: ("/watch Alibaba", "/alert 9988.HK 5%", "/watch Walmart, Hang Seng Index, gold"),
    MEI: ("/watch 阿里巴巴", "/watch 9992.HK", "/alert 赣锋锂业 +4%"),
}
# What they say when the stories are in, in words of their own.
TALK = (
    (ANNA, "why is walmart down?"),
    (ANNA, "and lithium?"),
    (ANNA, "mute gold until friday"),
    (ANNA, "no sorry, until monday"),
    (ANNA, "undo"),
    (MEI, "恒指跌破25000或者阿里跌5%就提醒我"),
    (MEI, "泡泡玛特为什么跌"),
)
_LANGUAGES = {ANNA: "en-gb", MEI: "zh-cn", YOU: "en"}
_FEED = "https://demo.invalid/rss"


@dataclass(frozen=True, slots=True)
class DemoStory:
    """A bundled story, as its feed tells it."""

    title: str
    source: str
    url: str
    published: datetime
    text: str


def bundled_stories() -> tuple[DemoStory, ...]:
    """In the order in which they arrive."""
    files = sorted((Path(__file__).parent.parent / "demo" / "stories").glob("*.toml"))
    rows = [tomllib.loads(f.read_text(encoding="utf-8")) for f in files]
    return tuple(
        DemoStory(r["title"], r["source"], r["url"], datetime.fromisoformat(r["published"]), r["text"].strip())
        for r in rows
    )


class DemoClock:
    """The stories' own time. Waiting takes none."""

    def __init__(self, start: datetime) -> None:
        self._now = start.astimezone(UTC)
        self._ticks = 0.0

    def now(self) -> datetime:
        return self._now

    def monotonic(self) -> float:
        return self._ticks

    async def sleep(self, seconds: float) -> None:
        self._ticks += seconds
        await asyncio.sleep(0)

    def set(self, moment: datetime) -> None:
        self._ticks += 100.0
        self._now = moment.astimezone(UTC)


class BundledFetcher:
    """Answers for the demo's feed with the stories that have been published so far."""

    def __init__(self) -> None:
        self.published: list[DemoStory] = []

    async def get(self, url: str, headers: Mapping[str, str] | None = None, *, most: int = 0) -> Fetched:
        items = "".join(
            f"<item><title>{escape(s.title)}</title><link>{escape(s.url)}</link><guid>{escape(s.url)}</guid><pubDate>{format_datetime(s.published)}</pubDate>"
            f'<source url="{_FEED}">{escape(s.source)}</source><description>{escape("".join(f"<p>{escape(p)}</p>" for p in s.text.splitlines() if p.strip()))}</description></item>'
            for s in reversed(self.published)
        )
        body = f'<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>Demo</title><link>{_FEED}</link>{items}</channel></rss>'
        return Fetched(200, body.encode(), {"content-type": "application/rss+xml; charset=utf-8"}, url)

    async def close(self) -> None:
        return None


class Demo:
    """The bot on a store in memory, with a feed that grows."""

    def __init__(
        self, console: Console, stories: tuple[DemoStory, ...], messenger: TerminalMessenger | None = None
    ) -> None:
        self.console = console
        self.stories = stories
        self.clock = DemoClock(stories[0].published - timedelta(hours=1))
        self.store: SqliteStore = open_store(None)
        self.fetcher = BundledFetcher()
        self.feeds = HttpFeeds("newstape demo", self.clock, fetcher=self.fetcher)
        self.messenger = messenger or TerminalMessenger(console, _NAMES)
        self.sender = Sender(self.store, self.messenger, self.clock)
        conversation = Conversation(self.store, load(), load_sessions(), Rules(frozenset()))
        self.pipeline = Pipeline(self.store, self.feeds, self.clock, load(), load_sessions(), conversation)
        self.poller = Poller(self.store, self.feeds, self.clock, 60, lambda: None, self.pipeline.tell_admins)
        self._update = 0

    async def say(self, chat: int, words: str, button: str | None = None) -> None:
        """Somebody writes, or presses a button; the answers are drawn."""
        self.messenger.said(chat, words)
        self._update += 1
        self.store.receive([(self._update, "{}")], self.clock.now())
        incoming = Incoming(
            chat,
            chat,
            "" if button else words,
            button=button,
            press="1" if button else None,
            language=_LANGUAGES[chat],
            first_name=_NAMES[chat],
        )
        await self.pipeline.answer_one(self._update, incoming, self.messenger)
        await self.deliver()

    async def deliver(self) -> None:
        while (wait := await self.sender.send_due()) is not None:
            await self.clock.sleep(wait)
            await self.sender.settle()

    async def begin(self) -> None:
        """The feed is known, and was empty when it was first asked: a first poll alerts about nothing."""
        self.store.add_feed(_FEED, "Demo", "en", self.clock.now())
        await self.poller.poll(self.store.feeds()[0])

    async def arrive(self, story: DemoStory) -> None:
        """One story more in the feed: polled, read, told."""
        self.clock.set(story.published + timedelta(minutes=1))
        self.fetcher.published.append(story)
        self.console.print(Line(f"{story.published:%-d %b %Y, %H:%M} · {story.source} · {story.title}", style="dim"))
        await self.poller.poll(self.store.feeds()[0])
        for stored in self.store.unread(10):
            alerts = await self.pipeline.read_one(stored)
            if not alerts and not self.store.sendable(1, self.clock.now()):  # an edit tells somebody too
                self.console.print("nobody is alerted", style="dim italic")
        await self.deliver()

    async def close(self) -> None:
        await self.feeds.close()
        self.store.close()


async def demo() -> int:
    """Ends by itself when stdin is no terminal."""
    console = Console(highlight=False, width=None if sys.stdout.isatty() else 100)
    show = Demo(console, bundled_stories())
    try:
        console.print(Line("newstape: what moved, by how much, and who said so"))
        console.print("Two people say what they want to hear about.\n")
        await show.begin()
        for chat, wishes in _WISHES.items():
            for words in wishes:
                await show.say(chat, words)
        console.print(
            "\nStories arrive, one by one, through the real pipeline: feed, extraction, matching, outbox, messages.\n"
        )
        for story in show.stories:
            await show.arrive(story)
            if sys.stdin.isatty():
                await asyncio.sleep(1.2)
        console.print(Line("they ask, and change their minds"))
        for chat, words in TALK:
            await show.say(chat, words)
        console.print(Line("the day ends with a digest"))
        for chat in (ANNA, MEI):
            await show.say(chat, "/digest")
        if sys.stdin.isatty():
            await _chat(show)
    finally:
        await show.close()
    return 0


async def _chat(show: Demo) -> None:
    """The same commands as on Telegram, over the same handlers."""
    show.console.print(Line("your turn"))
    show.console.print(
        "Write as you would on Telegram: /help, /watch alibaba, /movers, a button's label to press it. An empty line or Ctrl-D ends.\n"
    )
    while True:
        try:
            words = (await asyncio.to_thread(input, "> ")).strip()
        except (EOFError, KeyboardInterrupt):
            return
        if not words:
            return
        await show.say(YOU, words, show.messenger.pressed(words.strip("[]")))
