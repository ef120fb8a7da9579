"""A person at the other end: what they type or press, and what a strict Telegram makes of the answers."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

from bot.adapters.store import SqliteStore, open_store
from bot.conversation import Conversation, Outcome, Rules
from bot.listings import Listings, load, load_sessions
from bot.message import Button, Message
from bot.ports import Chat, Incoming
from bot.watch import Rule, Watch
from tests.loopback.telegram_html import parse

NOW = datetime(2025, 9, 24, 12, 0, tzinfo=UTC)
ADMIN = 1
ME = 5


def check(message: Message) -> str:
    """What a reader sees; fails where Telegram would refuse the message."""
    text = parse(message.html).text
    assert text.strip(), "an empty message is refused"
    assert len(text) <= 4096
    assert len(message.html.encode()) <= 32_768
    count = 0
    for row in message.buttons:
        assert row
        for button in row:
            count += 1
            assert button.text.strip()
            assert button.url or (button.data and len(button.data.encode()) <= 64)
    assert count <= 100
    return text


class Talk:
    """One chat with the bot; every answer is checked as Telegram would check it."""

    def __init__(
        self,
        rules: Rules | None = None,
        *,
        language: str | None = "en",
        chat: int = ME,
        user: int = ME,
        group: bool = False,
        store: SqliteStore | None = None,
        table: Listings | None = None,
    ) -> None:
        self.store = store or open_store(None)
        self.rules = rules or Rules(frozenset({ADMIN}))
        self.conversation = Conversation(self.store, table or load(), load_sessions().copy(), self.rules)
        self.language, self.chat, self.user, self.group = language, chat, user, group
        self.now = NOW
        self.outcome = Outcome((), "", "")
        self._count = 0

    def handle(self, incoming: Incoming) -> list[str]:
        self._count += 1
        with self.store.transaction():
            self.outcome = self.conversation.handle(incoming, f"update:{self.chat}:{self._count}", self.now)
            for message in self.outcome.messages:
                self.store.enqueue(message, self.now)
        return [check(m) for m in self.outcome.messages]

    def type(self, text: str, user: int | None = None) -> list[str]:
        return self.handle(
            Incoming(
                self.chat, user or self.user, text, group=self.group, language=self.language, first_name="A <b> & co"
            )
        )

    def press(self, data: str, user: int | None = None, message: int | None = 7) -> list[str]:
        return self.handle(
            Incoming(
                self.chat, user or self.user, button=data, press="p1", message=message, group=self.group,
                language=self.language, first_name="A",
            )
        )  # fmt: skip

    def press_shown(self, text: str) -> list[str]:
        """Presses the button with that text in the last answer."""
        data = next(b.data for b in self.buttons if b.text == text)
        assert data is not None
        return self.press(data)

    @property
    def buttons(self) -> list[Button]:
        return [b for m in self.outcome.messages for row in m.buttons for b in row]

    @property
    def targets(self) -> set[str]:
        return {w.target for w in self.store.watches(self.chat)}

    def watch(self, target: str) -> Watch:
        return next(w for w in self.store.watches(self.chat) if w.target == target)

    def rule(self, target: str) -> Rule:
        return self.watch(target).rule

    @property
    def settings(self) -> Chat:
        found = self.store.chat(self.chat)
        assert found is not None
        return found

    def would_be_told(self, symbol: str, percent: str = "50", later: timedelta = timedelta()) -> bool:
        """Whether a move of that size would reach this chat now."""
        found = self.store.watching((symbol,), Decimal(percent), "up", self.now + later)
        return any(w.chat == self.chat for w in found)


def started(rules: Rules | None = None, *, language: str | None = "en") -> Talk:
    """A chat that has begun and knows the advice."""
    talk = Talk(rules, language=language)
    talk.type("/start")
    talk.type("/cancel")  # it was asked whom they follow
    return talk
