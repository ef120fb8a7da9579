"""A price beside a figure that stays: "closed 9.2 percent higher at HKD174.00" becomes "at HKD164.00". The messages that show it are edited and answered."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.events import Fact, fact_of, is_of_one_listing, tells_the_same
from bot.events.versions import are_of_one_hour, are_under_way, hours_told
from bot.listings import Company, Listings, Sessions
from bot.message import Message, Priority
from bot.message.alerts import corrected_line, correction_message, sources_line, with_note, with_sources
from bot.message.figures import hour, price
from bot.message.rules import rule_lines, with_line
from bot.pipeline.answering import TAKEN_BACK_WITHIN, answer, source_of
from bot.pipeline.correcting import kept_correction
from bot.pipeline.rendering import Rendering
from bot.pipeline.tellings import others, shown, tellings
from bot.ports import Chat, EventMessage, Store, StoredStory
from bot.reading import PriceMove


@dataclass(frozen=True, slots=True)
class Repriced:
    """A move of a story with the price that it told before, as it is shown."""

    move: PriceMove
    fact: Fact
    was: str

    @property
    def is_now(self) -> str:
        return price(self.move) or ""


class Repricing:
    """Within a transaction of the caller's."""

    def __init__(self, store: Store, table: Listings, calendar: Sessions) -> None:
        self._store, self._table, self._calendar = store, table, calendar

    def of(
        self, stored: StoredStory, was: Sequence[PriceMove], found: Sequence[tuple[PriceMove, Fact]]
    ) -> list[Repriced]:
        """What a revised story tells at another price than before. In a session under way a price goes on, as its figure does."""
        if not stored.revises:
            return []
        before = [(m, f) for m in was if m.price is not None and (f := fact_of(m, self._table))]
        out = []
        for move, fact in found:
            same = [m for m, f in before if _is_it(f, fact) and f.at == fact.at]
            if move.price is None or not same or any(_is_price_of(m, move) for m in same):
                continue
            now, then = (hours_told(m.quote.text, self._table) for m in (move, same[0]))
            if are_of_one_hour(then, now) or not are_under_way(now):
                out.append(Repriced(move, fact, price(same[0]) or ""))
        return out

    def tell(
        self, stored: StoredStory, repriced: Sequence[Repriced], found: Sequence[tuple[PriceMove, Fact]], righted: Collection[int],
        company: Company | None, rendering: Rendering, now: datetime,
    ) -> int:  # fmt: skip
        """Edits and answers the messages that show this story's words, but for those of these rows. Returns how many answers there are."""
        answers = 0
        for session in sorted({r.fact.session for r in repriced if r.fact.session is not None}):
            messages = self._store.messages_of_event(repriced[0].fact.who, session)
            chats = self._store.chats_of({m.told[0][1].chat for m in messages})
            for m in messages:
                chat = chats.get(m.told[0][1].chat)
                if m.message is None or chat is None or m.row in righted or not _shows(m, stored.number):
                    continue
                own = [t.fact for _, t in m.told if t.story == stored.number]
                of_it = [r for r in repriced if any(_is_it(r.fact, f) for f in own)]
                if of_it:
                    moves = [move for move, fact in found if any(_is_it(fact, f) for f in own)]
                    answers += self._right(stored, m, chat, of_it, moves, company, rendering, now)
        return answers

    def _right(
        self, stored: StoredStory, m: EventMessage, chat: Chat, repriced: Sequence[Repriced], moves: Sequence[PriceMove],
        company: Company | None, rendering: Rendering, now: datetime,
    ) -> int:  # fmt: skip
        assert m.message is not None
        sent = m.message
        html = rendering.alert(
            sent.chat, sent.key, moves, language=m.language, zone=m.zone, red_is_up=m.red_is_up
        ).html
        html = with_line(html, rule_lines(sent.html))
        told = tellings((t.story, story, t.fact) for story, t in m.told)
        html = with_sources(html, sources_line(others(told, m.language), m.language))
        if m.gathered is not None:  # a headline alone was told, and that has no price
            self._store.fold_anew(m.row, html)
            return 0
        if self._store.rewrite_waiting(m.row, html):
            return 0
        source, at = source_of(stored.story), hour(now, chat.zone)
        notes = [corrected_line(r.fact.of or "", r.was, r.is_now, source, at, chat.language) for r in repriced]
        key = f"{sent.key}:price:{now.isoformat()}"
        edit = Message(sent.chat, key, with_note(html, notes), sent.buttons, Priority.ALERT, True)
        self._store.enqueue(edit, now, now + TAKEN_BACK_WITHIN, m.row)
        first = next(t for _, t in m.told if t.story == stored.number)
        for r in repriced:
            kept = kept_correction(stored, first, company, r.is_now, now)
            self._store.note_correction(replace(kept, was=r.was, of=r.fact.of), {chat.id})
        name = company.shown_name(chat.language) if company else first.reason.label
        quoted = list(dict.fromkeys(r.move.quote.text for r in repriced))
        correction = correction_message(
            chat.id, f"{key}:answer", notes, name, quoted, stored.story, chat.language, chat.zone
        )
        return answer(self._store, self._calendar, correction, chat, company, m.row, now)


def _shows(m: EventMessage, story: int) -> bool:
    return shown(tellings((t.story, s, t.fact) for s, t in m.told), m.language).story == story


def _is_it(fact: Fact, told: Fact) -> bool:
    return tells_the_same(fact, told) and is_of_one_listing(fact, told)


def _is_price_of(before: PriceMove, after: PriceMove) -> bool:
    return before.price == after.price and before.currency in (None, after.currency)
