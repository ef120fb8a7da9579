"""What made a rule fire and turns out wrong: its message is edited and answered with what changed, as that of an alert is."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from bot.listings import Listings
from bot.message import Message, Priority
from bot.message.alerts import corrected_line, correction_message, with_note, withdrawn_line, withdrawn_message
from bot.message.figures import hour
from bot.message.rules import with_value
from bot.pipeline.correcting import hears, source_of
from bot.pipeline.pushing import quiet_until
from bot.ports import Chat, Firing, Store, StoredStory
from bot.rules import KINDS, Fired, Material, Price, UserRule

_EXPIRES = timedelta(hours=24)


class Righting:
    """Within a transaction of the caller's."""

    def __init__(self, store: Store, table: Listings) -> None:
        self._store, self._table = store, table

    def of(self, stored: StoredStory, material: Material, now: datetime) -> int:
        """The prices that a story told and tells otherwise since it was revised. Returns how many messages are answered."""
        if not stored.revises:
            return 0
        answers = 0
        for firing, rule in self._store.firings_of_story(stored.number):
            kind = KINDS[rule.kind]
            found = (
                kind.reported(firing.condition, rule.target, material, self._table)
                if isinstance(kind, Price)
                else None
            )
            if found is None or found.value == firing.value:
                continue
            self._store.set_fired_value(rule.id, stored.number, found.value)
            answers += self._right(stored, firing, rule, found, now)
        return answers

    def _right(self, stored: StoredStory, firing: Firing, rule: UserRule, found: Fired, now: datetime) -> int:
        sent, chat, row = self._standing(firing, rule)
        if sent is None or chat is None:
            return 0
        right = with_value(sent.html, firing.value, found.value)
        if self._store.rewrite_waiting(row, right):
            return 0
        source = source_of(stored.story)
        note = corrected_line(rule.label, firing.value, found.value, source, hour(now, chat.zone), chat.language)
        key = f"rule:{rule.id}:{stored.number}:{now.isoformat()}"
        quoted = [found.quote.text] if found.quote is not None else []
        answer = correction_message(
            chat.id, f"{key}:answer", [note], rule.label, quoted, stored.story, chat.language, chat.zone
        )
        return self._edit_and_answer(row, sent, with_note(right, [note]), key, answer, chat, now)

    def withdrawn(self, stored: StoredStory, now: datetime) -> int:
        """What a story made fire that its publisher has taken back. Returns how many messages are answered."""
        if not stored.revises:
            return 0
        answers = 0
        alerts = {t.outbox for t in self._store.told_of_story(stored.number)}  # these have been told of it
        for firing, rule in self._store.firings_of_story(stored.number):
            sent, chat, row = self._standing(firing, rule)
            if sent is None or chat is None or row in alerts or self._store.drop_unseen(row, "withdrawn"):
                continue
            alerts.add(row)
            source = source_of(stored.story)
            note = withdrawn_line(source, hour(now, chat.zone), chat.language)
            key = f"rule:{rule.id}:{stored.number}:{now.isoformat()}"
            value = [firing.value] if firing.value != stored.story.title else []
            answer = withdrawn_message(chat.id, f"{key}:answer", note, rule.label, value, chat.language)
            marked = with_note(sent.html, [note], withdrawn=True)
            answers += self._edit_and_answer(row, sent, marked, key, answer, chat, now)
        return answers

    def _standing(self, firing: Firing, rule: UserRule) -> tuple[Message | None, Chat | None, int]:
        row = firing.outbox or 0
        return self._store.message_of(row), self._store.chat(rule.chat), row

    def _edit_and_answer(
        self, row: int, sent: Message, html: str, key: str, answer: Message, chat: Chat, now: datetime
    ) -> int:
        edit = Message(sent.chat, key, html, sent.buttons, Priority.ALERT, True)
        self._store.enqueue(edit, now, now + _EXPIRES, row)
        if not hears(self._store, chat, None, now):
            return 0
        quiet = quiet_until(chat, now) is not None
        return int(self._store.enqueue(replace(answer, silent=quiet), now, now + _EXPIRES, replies=row) is not None)
