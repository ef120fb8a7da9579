"""Feeds that an admin adds in the chat: an address is asked before it is added, a list is read as OPML."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from bot.conversation import Conversation
from bot.conversation.steps import Outcome
from bot.errors import FeedError, MessengerError, UsageError
from bot.feed_health import health_of_items, is_mute, sentence
from bot.feed_lists import read_opml
from bot.link import is_web_address, shown_address
from bot.message.markup import escape, shorten
from bot.ports import Clock, Feed, Feeds, Incoming, Messenger, Polled, Store
from bot.reading.words import has_chinese

log = logging.getLogger("newstape.feeds")

_ADD, _ANYWAY = "/feeds add ", " anyway"
_LARGEST = 2 << 20  # bytes of a list
_EXPIRES = timedelta(hours=24)
ADDED = "feeds"  # what the poller is told of


class FeedAdding:
    """Each stays in the inbox until it is answered; nobody waits for a slow address."""

    def __init__(
        self,
        store: Store,
        clock: Clock,
        conversation: Conversation,
        feeds: Feeds,
        *,
        queued: Callable[[], None] = lambda: None,
    ) -> None:
        self._store, self._clock, self._conversation, self._feeds = store, clock, conversation, feeds
        self._queued = queued

    def takes(self, incoming: Incoming | None) -> bool:
        """A list, or an address that is to be asked first, from an admin in a chat of his own."""
        if incoming is None or incoming.group or incoming.user not in self._conversation.rules.admins:
            return False
        if incoming.medium == "opml":
            return incoming.file is not None
        text = incoming.text.strip()
        added = text.removeprefix(_ADD).strip()
        return text.startswith(_ADD) and not text.endswith(_ANYWAY) and is_web_address(added)

    async def answer(self, number: int, incoming: Incoming, messenger: Messenger) -> str:
        """One of them, and the update done."""
        await messenger.act(incoming.chat, incoming.thread, "typing")
        if incoming.medium == "opml":
            return await self._import(number, incoming, messenger)
        url = incoming.text.strip().removeprefix(_ADD).strip()
        shown = escape(shorten(shown_address(url), 200))
        try:
            polled = await self._feeds.poll(Feed(0, url, "", "en", url))
        except FeedError as error:
            told = escape(shorten(str(error), 200))
            return self._finish(number, incoming, "feed_add_failed", {"url": shown, "error": told}, lambda now: None)
        items = polled.items if isinstance(polled, Polled) else ()
        title = (polled.title or "") if isinstance(polled, Polled) else ""
        titles = " ".join(i.title for i in items)
        language = "zh" if has_chinese(titles) else "en"
        health = health_of_items(Feed(0, url, title, language, url), items, self._clock.now())
        chat = self._store.chat(incoming.chat)
        told = chat.language if chat is not None else "en"
        brings = escape(sentence(health, self._clock.now(), told, items=True))
        words = "feed_added_mute" if is_mute(health) else "feed_added_checked"
        fields = {"url": shown, "title": escape(shorten(title or shown_address(url), 80)), "brings": brings}
        return self._finish(
            number, incoming, words, fields, lambda now: self._store.add_feed(url, title[:80], language, now)
        )

    async def _import(self, number: int, incoming: Incoming, messenger: Messenger) -> str:
        assert incoming.file is not None
        try:
            if incoming.file_size > _LARGEST:
                raise UsageError("The list is larger than 2 MB.")
            listed = read_opml(await messenger.fetch(incoming.file, _LARGEST), "That file")
        except MessengerError:
            return self._finish(number, incoming, "media_unreachable", {}, lambda now: None)
        except UsageError as error:
            return self._finish(number, incoming, "feeds_no_list", {"error": escape(str(error))}, lambda now: None)
        counts = {"added": 0, "known": 0, "refused": 0}

        def add(now: datetime) -> bool:
            for feed in listed:
                if feed.url is None:
                    counts["refused"] += 1
                elif self._store.add_feed(feed.url, feed.name, feed.language, now):
                    counts["added"] += 1
                    if feed.zone is not None:
                        self._store.set_feed_zone(feed.url, feed.zone)
                else:
                    counts["known"] += 1
            return counts["added"] > 0

        return self._finish(number, incoming, "feeds_imported", counts, add)

    def _finish(
        self, number: int, incoming: Incoming, words: str, fields: dict[str, str] | dict[str, int], add: Callable[[datetime], bool | None]
    ) -> str:  # fmt: skip
        """What is added, its answer, and the update done, in one transaction."""
        now = self._clock.now()
        with self._store.transaction():
            added = add(now)
            if added is False and words.startswith("feed_added"):
                words = "feed_known"
            outcome: Outcome = self._conversation.simply(incoming, words, f"update:{number}", now, **fields)
            for message in outcome.messages:
                self._store.enqueue(message, now, now + _EXPIRES)
            self._store.finish_update(number, words)
        log.info("update=%d %s", number, words)
        self._queued()
        return ADDED if added else words
