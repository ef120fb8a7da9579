"""What other stories tell of an event that a chat was told: the message says so, and nobody is disturbed again.

A session's moves of a listing, from before the open to the close, are one event. The first sure story alerts. What comes later edits that
message: another source, the close instead of a midday figure, the reader's own language instead of a foreign one. It is told anew only
where it turns round, or reaches twice the threshold.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal

from bot.events import Fact, is_one_event, is_reversal, tells_the_same
from bot.message import Message, Priority
from bot.message.alerts import sources_line, with_sources
from bot.message.rules import rule_lines, with_line
from bot.pipeline.rendering import Rendering
from bot.pipeline.tellings import Telling, others, shown, tellings
from bot.ports import EventMessage, Store, StoredStory
from bot.reading import PriceMove
from bot.watch import Alert, Reason, Rule

_MOST_EDITS = 5  # of a message; what comes later stands in the next digest
_EXPIRES = timedelta(hours=6)
_TWICE = 2


@dataclass(frozen=True, slots=True)
class Retold:
    """A message with what a story tells once more of its event, each with why the chat was told of it; and all that the story tells now of
    what the message tells, where it told some of that before it was revised."""

    message: EventMessage
    moves: tuple[tuple[PriceMove, Fact, Reason], ...]
    whole: tuple[PriceMove, ...] = ()

    @property
    def chat(self) -> int:
        return self.message.told[0][1].chat

    def without(self, pushed: Collection[tuple[int, int]]) -> Retold:
        """Without the moves of which the chat gets another message: these are pairs of a chat and a move's identity."""
        if not pushed:
            return self
        return replace(self, moves=tuple(m for m in self.moves if (self.chat, id(m[0])) not in pushed))

    @property
    def as_read(self) -> tuple[object, ...]:
        """What the message becomes depends on these alone: how the chat reads, what it was told by whom, what is told now."""
        m = self.message
        told = ((t.story, t.fact) for _, t in m.told)
        return (
            m.message and m.message.html,
            m.language,
            m.zone,
            m.red_is_up,
            *told,
            *(id(move) for move, _, _ in self.moves),
        )


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
        """What of a story's moves is of an event that chats were told before, each in the last message that told them of it; what this
        story has told there already is left out."""
        latest: dict[tuple[int, int], tuple[EventMessage, Reason]] = {}
        for session in sorted({fact.session for _, fact in found if fact.session is not None}):
            for message in self._store.messages_of_event(found[0][1].who, session):
                told = [t for _, t in message.told if stored.revises or t.story != stored.number]
                for index, (_, fact) in enumerate(found):
                    same = next((t for t in told if is_one_event(t.fact, fact)), None)
                    if same is None or any(
                        t.story == stored.number and (tells_the_same(t.fact, fact) or _is_before(fact, t.fact))
                        for t in told
                    ):
                        continue
                    # What was let go in quiet hours stands behind what was seen.
                    if not message.let_go or (same.chat, index) not in latest:
                        latest[same.chat, index] = (message, same.reason)
        by_row: dict[int, tuple[EventMessage, list[tuple[PriceMove, Fact, Reason]]]] = {}
        for (_, index), (message, reason) in sorted(latest.items(), key=lambda i: i[0]):
            by_row.setdefault(message.row, (message, []))[1].append((*found[index], reason))
        return [Retold(m, tuple(moves), _whole(stored, m, found)) for m, moves in by_row.values()]

    def edit(
        self, stored: StoredStory, retold: Sequence[Retold], rendering: Rendering, now: datetime, righted: Collection[int] = ()
    ) -> tuple[int, set[tuple[int, str]]]:  # fmt: skip
        """Notes what was told once more, and edits each message of it but those of the rows that this story has just corrected. Returns the number of edits, and the chats and keys of the messages that
        tell alerts together of which one has changed."""
        told: list[tuple[Alert, Fact, int]] = []
        edits: list[tuple[int, Message]] = []
        changed: set[tuple[int, str]] = set()
        made: dict[tuple[object, ...], str] = {}  # of thousands of chats most were told the same and read alike
        for r in retold:
            m, sent = r.message, r.message.message
            if sent is None or not r.moves:
                continue
            told += [(Alert(r.chat, move, reason), fact, m.row) for move, fact, reason in r.moves]
            if m.edits >= _MOST_EDITS or m.row in righted:
                continue
            if r.as_read not in made:
                made[r.as_read] = _html(stored, r, sent, rendering)
            html = made[r.as_read]
            if html == sent.html:
                continue
            if m.gathered is not None:
                self._store.fold_anew(m.row, html)
                changed.add((r.chat, m.gathered))
            else:
                key = f"{sent.key}:told:{stored.number}:{m.edits}"
                edits.append((m.row, Message(sent.chat, key, html, sent.buttons, Priority.EDIT, True)))
        return self._store.retell(told, edits, stored.number, now, now + _EXPIRES), changed


def _is_before(fact: Fact, told: Fact) -> bool:
    """Whether one story tells both the close and what had been before it."""
    return fact.at != "close" == told.at and is_one_event(fact, told)


def _whole(
    stored: StoredStory, message: EventMessage, found: Sequence[tuple[PriceMove, Fact]]
) -> tuple[PriceMove, ...]:
    """What a revised story tells now of all that a message tells of it."""
    own = [t.fact for _, t in message.told if t.story == stored.number]
    return tuple(move for move, fact in found if any(is_one_event(t, fact) for t in own))


def takes_its_place(stored: StoredStory, retold: Retold) -> bool:
    """Whether the message is to show this story's words and figures instead of those that it shows."""
    return shown(_tellings(stored, retold), retold.message.language).story == stored.number


def _html(stored: StoredStory, retold: Retold, sent: Message, rendering: Rendering) -> str:
    """The message with what the story tells once more."""
    m, html = retold.message, sent.html
    if takes_its_place(stored, retold):
        moves = retold.whole or [move for move, _, _ in retold.moves]
        html = rendering.alert(
            sent.chat, sent.key, moves, language=m.language, zone=m.zone, red_is_up=m.red_is_up
        ).html
        html = with_line(html, rule_lines(sent.html))
    return with_sources(html, sources_line(others(_tellings(stored, retold), m.language), m.language))


def _tellings(stored: StoredStory, retold: Retold) -> list[Telling]:
    """What the stories of a message tell, and the new one as the last."""
    before = [(t.story, story, t.fact) for story, t in retold.message.told]
    return tellings([*before, *((stored.number, stored.story, fact) for _, fact, _ in retold.moves)])
