"""A story that its publisher takes back: what rests on it says so, what nobody has seen never comes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.events import Fact, fact_of, tells_the_same
from bot.events.notices import is_withdrawn
from bot.listings import Listings, Sessions
from bot.message import Message, Priority
from bot.message.alerts import (
    sources_line,
    with_note,
    with_sources,
    withdrawn_beside,
    withdrawn_line,
    withdrawn_message,
)
from bot.message.figures import hour
from bot.message.rules import rule_lines, with_line
from bot.pipeline.answering import TAKEN_BACK_WITHIN, answer, source_of
from bot.pipeline.correcting import kept_correction
from bot.pipeline.rendering import Rendering
from bot.pipeline.tellings import others, shown, tellings
from bot.ports import Chat, EventMessage, Store, StoredStory, Told
from bot.story import Story


class Withdrawing:
    """Within a transaction of the caller's."""

    def __init__(self, store: Store, table: Listings, calendar: Sessions) -> None:
        self._store, self._table, self._calendar = store, table, calendar

    def tell(self, stored: StoredStory, now: datetime) -> tuple[int, set[tuple[int, str]]]:
        """A story that its publisher takes back: each message that shows its words says so, and is answered where nobody else told the same;
        what nobody has seen yet never comes, and as another source it is named no more. Returns
        how many answers there are, and the chats and keys of the messages that tell alerts together of which one has changed."""
        if not (stored.revises and is_withdrawn(stored.story)):
            return 0, set()
        answers, changed = 0, set[tuple[int, str]]()
        messages = self._store.messages_of_story(stored.number)
        chats = self._store.chats_of({m.told[0][1].chat for m in messages})
        for m in messages:
            own = [t for _, t in m.told if t.story == stored.number]
            rest = [(t.story, story, t.fact) for story, t in m.told if t.story != stored.number]
            self._store.take_back(own, now)
            for t in own:
                company = self._table.of_symbol(t.fact.who)
                self._store.note_correction(kept_correction(stored, t, company, None, now), {t.chat})
            chat = chats.get(own[0].chat)
            if chat is None or m.message is None:
                continue
            if m.gathered is not None:
                changed.add((chat.id, m.gathered))
            if not rest and (m.waits or m.gathered is None) and self._store.drop_unseen(m.row, "withdrawn"):
                continue
            answers += self._tell_one(stored, m, chat, own, rest, now)
        return answers, changed

    def _tell_one(
        self, stored: StoredStory, m: EventMessage, chat: Chat, own: Sequence[Told], rest: Sequence[tuple[int, Story | None, Fact]], now: datetime
    ) -> int:  # fmt: skip
        """A message that stands, or that others keep standing: it shows their words and figures from here on. Returns 1 where it is
        answered."""
        assert m.message is not None
        sent = m.message
        before = shown(tellings((t.story, story, t.fact) for story, t in m.told), m.language)
        alone = [t for t in own if not any(tells_the_same(t.fact, fact) for _, _, fact in rest)]
        html = self._of_the_others(m, rest) if rest and before.story == stored.number else sent.html
        html = with_sources(html, sources_line(others(tellings(rest), m.language), m.language) if rest else None)
        figures = [t.fact.size_shown for t in alone]
        source, at = source_of(stored.story), hour(now, chat.zone)
        gone = withdrawn_line(source, at, chat.language)
        note = None
        if before.story == stored.number:
            note = withdrawn_beside(source, at, figures, chat.language) if rest else gone
        if m.gathered is None and self._store.rewrite_waiting(m.row, html):
            return 0  # whoever has not seen it yet sees it without a note
        if note is not None and not m.waits:
            html = with_note(html, [note], withdrawn=True)
        if m.gathered is not None:
            self._store.fold_anew(m.row, html)
        else:
            key = f"{sent.key}:withdrawn:{stored.number}:{now.isoformat()}"
            priority = Priority.ALERT if note else Priority.EDIT
            edit = Message(sent.chat, key, html, sent.buttons if rest else (), priority, True)
            self._store.enqueue(edit, now, now + TAKEN_BACK_WITHIN, m.row)
        company = self._table.of_symbol(own[0].fact.who)
        if note is None or not alone or m.waits:
            return 0
        name = company.shown_name(chat.language) if company else own[0].reason.label
        key = f"withdrawn:{m.row}:{stored.number}:{now.isoformat()}"
        told = withdrawn_message(chat.id, key, gone, name, figures, chat.language)
        row = m.gathered_row if m.gathered is not None else m.row
        return answer(self._store, self._calendar, told, chat, company, row, now)

    def _of_the_others(self, m: EventMessage, rest: Sequence[tuple[int, Story | None, Fact]]) -> str:
        """The message in the words of another story that tells the event; as it was where that is gone."""
        assert m.message is not None
        standing = shown(tellings(rest), m.language)
        story = next((story for number, story, _ in rest if number == standing.story), None)
        extraction = self._store.extraction(standing.story)
        if story is None or extraction is None:
            return m.message.html
        moves = [move for move in extraction.moves if fact_of(move, self._table) in standing.facts]
        if not moves:
            return m.message.html
        html = (
            Rendering(story, self._table.of_symbol(standing.facts[0].who))
            .alert(m.told[0][1].chat, m.message.key, moves, language=m.language, zone=m.zone, red_is_up=m.red_is_up)
            .html
        )
        return with_line(html, rule_lines(m.message.html))
