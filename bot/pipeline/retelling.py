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
from bot.ports import EventMessage, Store, StoredStory
from bot.reading import PriceMove
from bot.watch import Alert, Reason, Rule

_MOST_EDITS = 5  # of a message; what comes later stands in the next digest
_EXPIRES = timedelta(hours=6)
_TWICE = 2


@dataclass(frozen=True, slots=True)
class Retold:
    """A message with what a story tells once more of its event, each with why the chat was told of it."""

    message: EventMessage
    moves: tuple[tuple[PriceMove, Fact, Reason], ...]

    @property
    def chat(self) -> int:
        return self.message.told[0][1].chat


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
        """What of a story's moves chats were told before by another story, each in the last message that told them of it."""
        latest: dict[tuple[int, int], tuple[EventMessage, Reason]] = {}
        for session in sorted({fact.session for _, fact in found if fact.session is not None}):
            for message in self._store.messages_of_event(found[0][1].who, session):
                others = [t for _, t in message.told if t.story != stored.number]
                for index, (_, fact) in enumerate(found):
                    same = next((t for t in others if is_one_event(t.fact, fact)), None)
                    if same is not None:
                        latest[same.chat, index] = (message, same.reason)
        by_row: dict[int, tuple[EventMessage, list[tuple[PriceMove, Fact, Reason]]]] = {}
        for (_, index), (message, reason) in sorted(latest.items(), key=lambda i: i[0]):
            by_row.setdefault(message.row, (message, []))[1].append((*found[index], reason))
        return [Retold(message, tuple(moves)) for message, moves in by_row.values()]

    def edit(self, stored: StoredStory, retold: Sequence[Retold], company: Company | None, now: datetime) -> int:
        """Notes what was told once more, and edits each message of it. Returns the number of edits."""
        told = [
            (Alert(r.chat, move, reason), fact, r.message.row)
            for r in retold
            if r.message.message is not None
            for move, fact, reason in r.moves
        ]
        rendered: dict[tuple[object, ...], str] = {}
        edits = [e for r in retold if (e := _edited(stored, r, company, rendered)) is not None]
        return self._store.retell(told, edits, stored.number, now, now + _EXPIRES)


def _edited(
    stored: StoredStory, retold: Retold, company: Company | None, rendered: dict[tuple[object, ...], str]
) -> tuple[int, Message] | None:
    """The row and its edit; None where nothing changes, or enough was edited. `rendered` are the alerts of this story, by how chats read."""
    m, sent = retold.message, retold.message.message
    if sent is None or m.edits >= _MOST_EDITS:
        return None
    html = sent.html
    closes = any(f.at == "close" for _, f, _ in retold.moves) and not any(t.fact.at == "close" for _, t in m.told)
    if closes:
        as_read = (m.language, m.zone, m.red_is_up, tuple(f for _, f, _ in retold.moves))
        if as_read not in rendered:
            moves = tuple(move for move, _, _ in retold.moves)
            rendered[as_read] = alert(
                sent.chat,
                sent.key,
                moves,
                stored.story,
                company,
                language=m.language,
                zone=m.zone,
                red_is_up=m.red_is_up,
            ).html
        html = rendered[as_read]
    html = with_sources(html, sources_line(_others(stored, retold), m.language))
    if html == sent.html:
        return None
    return m.row, Message(sent.chat, f"{sent.key}:told:{stored.number}", html, sent.buttons, Priority.EDIT, True)


def _others(stored: StoredStory, retold: Retold) -> list[tuple[str, str | None]]:
    """The other sources in the order in which they told it, each with its figure where it is not the message's own.

    A message shows the first story's figure until the first close takes its place.
    """
    told = [(source, t.fact, t.story) for source, t in retold.message.told]
    told += [(stored.story.source, fact, stored.number) for _, fact, _ in retold.moves]
    first = next((story for _, fact, story in told if fact.at == "close"), told[0][2])
    own = [fact for _, fact, story in told if story == first]
    shown = {source for source, _, story in told if story == first}
    out: dict[str, str | None] = {}
    for source, fact, _ in told:
        if source is not None and source not in shown:
            out.setdefault(source, None if any(tells_the_same(fact, f) for f in own) else fact.size_shown)
    return list(out.items())
