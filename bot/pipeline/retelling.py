"""What other stories tell of an event that a chat was told: the message says so, and nobody is disturbed again.

A session's moves of a listing, from before the open to the close, are one event. The first sure story alerts. What comes later edits that
message: another source, the close instead of a midday figure. It is told anew only where it turns round, or reaches twice the threshold.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from bot.event import Fact, is_one_event, is_reversal, tells_the_same
from bot.listings import Company
from bot.message import Message, Priority
from bot.message.alerts import alert, sources_line, with_sources
from bot.ports import Store, StoredStory, Told
from bot.reading import PriceMove
from bot.watch import Alert, Rule

_MOST_EDITS = 5  # of a message; what comes later stands in the next digest
_EXPIRES = timedelta(hours=6)
_TWICE = 2


@dataclass(frozen=True, slots=True)
class Retold:
    """A move that goes on with what a chat was told by a message: the row of that message, and why it was sent."""

    move: PriceMove
    fact: Fact
    told: Told


def asks_again(rule: Rule, told: Sequence[Fact], fact: Fact) -> bool:
    """Whether a later figure of an event is a push of its own: it turns round, or is the first that reaches twice the threshold."""
    if is_reversal(told[-1], fact):
        return True
    threshold = rule.fall if fact.size.startswith("-") else rule.rise
    if not threshold or fact.unit != "percent" or ".." in fact.size:
        return False
    sizes = [abs(Decimal(t.size)) for t in told if t.unit == "percent" and t.size and ".." not in t.size]
    return abs(Decimal(fact.size or 0)) >= _TWICE * threshold and all(s < _TWICE * threshold for s in sizes)


class Retelling:
    """Within a transaction of the caller's."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def of(self, stored: StoredStory, found: Sequence[tuple[PriceMove, Fact]]) -> list[Retold]:
        """What of a story's moves each chat was told before by another story, in a message that still stands."""
        out: list[Retold] = []
        for move, fact in found:
            if fact.session is None:
                continue
            latest: dict[int, Told] = {}
            for t in self._store.told_of_event(fact.who, fact.session):
                if t.story != stored.number and is_one_event(t.fact, fact):
                    latest[t.chat] = t
            out += [Retold(move, fact, t) for t in latest.values()]
        return out

    def edit(self, stored: StoredStory, retold: Sequence[Retold], company: Company | None, now: datetime) -> int:
        """Notes what was told once more, and edits each message of it. Returns the number of edits."""
        count = 0
        rows: dict[int, list[Retold]] = {}
        for r in retold:
            rows.setdefault(r.told.outbox, []).append(r)
        for row, same in rows.items():
            sent = self._store.message_of(row)
            if sent is None or sent.priority is not Priority.ALERT:
                continue
            before = self._store.sources_told(row)
            for r in same:
                reached = Alert(r.told.chat, r.move, r.told.reason)
                self._store.note_told(reached, r.fact, stored.number, sent.key, now)
            if self._store.edits_of(row) < _MOST_EDITS:
                count += self._edit_one(stored, row, sent, same, [f for _, f, _ in before], company, now)
        return count

    def _edit_one(
        self, stored: StoredStory, row: int, sent: Message, same: Sequence[Retold], before: Sequence[Fact], company: Company | None, now: datetime,
    ) -> bool:  # fmt: skip
        chat = self._store.chat(sent.chat)
        if chat is None or not chat.active:
            return False
        html = sent.html
        closes = any(r.fact.at == "close" for r in same) and not any(f.at == "close" for f in before)
        if closes:
            moves = tuple(r.move for r in same)
            html = alert(
                sent.chat, sent.key, moves, stored.story, company, language=chat.language, zone=chat.zone, red_is_up=chat.red_is_up,
            ).html  # fmt: skip
        shown = stored.number if closes else None
        html = with_sources(html, sources_line(self._others(row, shown), chat.language))
        if html == sent.html:
            return False
        edited = Message(sent.chat, f"{sent.key}:told:{stored.number}", html, sent.buttons, Priority.EDIT, True)
        return self._store.enqueue(edited, now, now + _EXPIRES, row) is not None

    def _others(self, row: int, shown: int | None) -> list[tuple[str, str | None]]:
        """The other sources in the order in which they told it, each with its figure where it is not the message's own."""
        told = self._store.sources_told(row)
        first = shown if shown is not None else told[0][2]
        own = [f for _, f, story in told if story == first]
        sources = {source for source, _, story in told if story == first}
        out: dict[str, str | None] = {}
        for source, fact, _ in told:
            if source is not None and source not in sources:
                same = any(tells_the_same(fact, f) for f in own)
                out.setdefault(source, None if same else fact.size_shown)
        return list(out.items())
