"""From what a story says to messages in the outbox: whom it concerns, what they know already, what corrects what, how much at once."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Mapping, Sequence, Set
from datetime import datetime

from bot.events import Fact, corrects, fact_of, is_of_one_listing, is_one_event, tells_the_same
from bot.events.notices import is_withdrawn
from bot.listings import Company, Listings, Sessions
from bot.message import Message
from bot.pipeline.correcting import Correcting
from bot.pipeline.pushing import BUDGET, HOURLY, Pushing, lets_go
from bot.pipeline.rendering import Rendering
from bot.pipeline.repricing import Repricing
from bot.pipeline.retelling import Retelling, Retold, asks_again, takes_its_place
from bot.pipeline.withdrawing import Withdrawing
from bot.ports import Chat, Store, StoredStory, Told
from bot.quiet import InQuiet, in_quiet_of
from bot.reading import PriceMove, size_in_percent
from bot.watch import Alert, Silence, matched, silence_of_move

log = logging.getLogger("newstape.pipeline")

_TAKEN_BACK_STILL = (Silence.OLD_SESSION, Silence.OTHER_TIME)  # too old to be news, never too old to be wrong
_CORRECTED_STILL = (Silence.OLD_DATELINE, Silence.OLD, Silence.NO_DATE)


class Alerting:
    """Within a transaction of the caller's: what it decides is written down together with why."""

    def __init__(
        self, store: Store, table: Listings, calendar: Sessions, hourly: int = HOURLY, budget: int = BUDGET
    ) -> None:
        self._store, self._table, self._calendar = store, table, calendar
        self.pushing = Pushing(store, calendar, hourly, budget)
        self._retelling, self._correcting = Retelling(store), Correcting(store, table, calendar)
        self._withdrawing, self._repricing = Withdrawing(store, table, calendar), Repricing(store, table, calendar)
        self.edits = 0  # by the last story, of messages about events that it told again

    def withdraw(self, stored: StoredStory, now: datetime) -> int:
        """What rests on a story that its publisher has taken back is told to be so. Returns how many were told."""
        count, changed = self._withdrawing.tell(stored, now)
        self._regather(changed, now)
        return count

    def alert(
        self, stored: StoredStory, moves: Sequence[PriceMove], now: datetime, was: Sequence[PriceMove] = ()
    ) -> int:
        """Alerts for the moves of one story, one message an instrument and chat; and what it takes back. `was` are its moves before it was
        revised."""
        self.edits = 0
        if is_withdrawn(stored.story) or (stored.silence is not None and not _may_correct_still(stored)):
            return 0
        told = 0
        by_instrument: dict[str, tuple[list[tuple[PriceMove, Fact]], list[tuple[PriceMove, Fact]]]] = {}
        for move in moves:
            fact = fact_of(move, self._table)
            why = silence_of_move(move, stored.story, self._calendar, now)
            if why is None and fact is None:
                why = Silence.NOBODY
            if fact is not None and why in (None, *_TAKEN_BACK_STILL):
                by_instrument.setdefault(fact.who, ([], []))[1].append((move, fact))
            if stored.silence is not None:
                continue
            if why is not None or fact is None:
                log.debug("story=%d silent: %s", stored.number, why)
                self._store.note_silence(why or Silence.NOBODY, stored.feed, now)
                continue
            by_instrument[fact.who][0].append((move, fact))
        for who, (found, sure) in by_instrument.items():
            told += self._alert_instrument(stored, who, found, sure, was, now)
        return told

    def _alert_instrument(
        self, stored: StoredStory, who: str, found: list[tuple[PriceMove, Fact]], sure: list[tuple[PriceMove, Fact]],
        was: Sequence[PriceMove], now: datetime,
    ) -> int:  # fmt: skip
        """`found` are the moves that may alert, `sure` those that may take back what was told, however old their session is by now."""
        company = self._table.of_symbol(who)
        rendering = Rendering(stored.story, company)
        wrong = self._correcting.of(stored, sure, was)
        count, changed = self._correcting.tell(stored, wrong, sure, company, rendering, now)
        righted = {(w.chat, id(move)) for w in wrong for _, move, _ in w.taken_back}
        rows = {w.message.row for w in wrong}
        if found:
            count += self._tell_on(stored, who, found, company, rendering, righted, rows, changed, now)
        repriced = self._repricing.of(stored, was, sure)
        if repriced:
            count += self._repricing.tell(stored, repriced, sure, rows, company, rendering, now)
        self.edits += len(wrong) + len(repriced)
        self._regather(changed, now)
        return count

    def _regather(self, changed: Set[tuple[int, str]], now: datetime) -> None:
        """The messages that tell alerts together, of which one has changed."""
        for chat_id, key in changed:
            if (chat := self._store.chat(chat_id)) is not None:
                self.pushing.gather_anew(chat, key, now)

    def _tell_on(
        self, stored: StoredStory, who: str, found: list[tuple[PriceMove, Fact]], company: Company | None, rendering: Rendering,
        righted: Set[tuple[int, int]], rows: Set[int], changed: set[tuple[int, str]], now: datetime,
    ) -> int:  # fmt: skip
        """What is new to a chat is pushed, what goes on with an event edits its message; `righted` are chats and moves that have been told by now."""
        count = 0
        reached = self._reached(who, company, found, now)
        retold = [r.without(righted) for r in self._retelling.of(stored, found)]
        told = self._store.told_of_sessions(who, {f.session for _, f in found})
        chats = self._store.chats_of(reached)
        gone = {
            c
            for c, found_of in reached.items()
            if c in chats and lets_go(chats[c], _in_quiet(found_of), now, self._calendar)
        }
        fresh = {c: f for c, f in _fresh(stored, reached, told, retold, righted, gone).items() if c in chats}
        pushed = {(chat, id(a.move)) for chat, alerts in fresh.items() for a, _ in alerts}
        count += self._push(stored, fresh, chats, rendering, now)
        edits, gathered = self._retelling.edit(stored, [r.without(pushed) for r in retold], rendering, now, rows)
        self.edits += edits
        changed |= gathered
        return count

    def _push(
        self, stored: StoredStory, fresh: Mapping[int, Sequence[tuple[Alert, Fact]]], chats: Mapping[int, Chat], rendering: Rendering, now: datetime
    ) -> int:  # fmt: skip
        """One message a chat. Returns how many are new."""
        messages: dict[int, Message] = {}
        keys: dict[tuple[int, ...], str] = {}  # thousands are told the same
        # A story that was withdrawn and stands again tells what its earlier messages tell no more.
        gone = {t.outbox for t in self._store.told_of_story(stored.number) if t.taken_back} if stored.revises else ()
        again = f":{len(gone)}" if gone else ""
        for number, alerts in fresh.items():
            chat, moves = chats[number], [a.move for a, _ in alerts]
            told = tuple(map(id, moves))
            if told not in keys:
                keys[told] = _key(stored.number, [f for _, f in alerts]) + again
            messages[number] = rendering.alert(
                number, keys[told], moves, language=chat.language, zone=chat.zone, red_is_up=chat.red_is_up
            )
        in_quiet = {number: _in_quiet(alerts) for number, alerts in fresh.items()}
        rows = self.pushing.push(messages, chats, in_quiet, stored.feed, now)
        self._store.note_told(
            [(alert, fact, row) for number, row in rows.items() for alert, fact in fresh[number]], stored.number, now
        )
        return len(rows)

    def _reached(
        self, who: str, company: Company | None, found: list[tuple[PriceMove, Fact]], now: datetime
    ) -> dict[int, list[tuple[Alert, Fact]]]:
        """The chats whose watches these moves reach."""
        reached: dict[int, list[tuple[Alert, Fact]]] = {}
        for move, fact in found:
            own = (move.listing.symbol,) if move.listing else ()
            symbols = tuple(dict.fromkeys((*(company.symbols if company else ()), *own, who)))
            for alert in matched(
                move, self._store.watching(symbols, size_in_percent(move), move.direction, now), now
            ):
                reached.setdefault(alert.chat, []).append((alert, fact))
        return reached


def _in_quiet(alerts: Sequence[tuple[Alert, Fact]]) -> InQuiet:
    return in_quiet_of(alert.reason.in_quiet for alert, _ in alerts)


def _may_correct_still(stored: StoredStory) -> bool:
    """Whether a story that is no news, as with the dateline of what it corrects, may take back what was told."""
    return stored.silence in _CORRECTED_STILL and corrects(stored.story)


def _fresh(
    stored: StoredStory,
    reached: Mapping[int, Sequence[tuple[Alert, Fact]]],
    told: Mapping[int, Sequence[Told]],
    retold: Sequence[Retold],
    righted: Set[tuple[int, int]],
    gone: Set[int],
) -> dict[int, list[tuple[Alert, Fact]]]:
    """What of a story each chat is to be told by a message of its own: new to it, or of an event that asks for one again. `gone` are the chats
    that let go what comes now."""
    going_on = {(r.chat, id(move)) for r in retold for move, _, _ in r.moves}
    let_go = {r.message.row for r in retold if r.message.let_go}
    # What nobody has seen yet is not told anew: it is told right.
    unseen = {r.chat for r in retold if r.message.waits and not r.message.let_go and takes_its_place(stored, r)}
    out: dict[int, list[tuple[Alert, Fact]]] = {}
    for chat, alerts in reached.items():
        every = told.get(chat, ())
        before = [t for t in every if not t.taken_back]
        for alert, fact in alerts:
            if (chat, id(alert.move)) in righted:
                continue
            if any(tells_the_same(t.fact, fact) or _is_past(fact, t.fact) for t in before):
                continue
            # A figure in whose place another stands is no news where somebody still says it.
            replaced = any(t.taken_back and tells_the_same(t.fact, fact) for t in every)
            if replaced and any(is_one_event(t.fact, fact) for t in before):
                continue
            # What was let go at night stays so; how its session goes on by day is told.
            heard = [t for t in before if t.outbox not in let_go or chat in gone or t.fact.at == "close" == fact.at]
            if (chat, id(alert.move)) in going_on and (chat in unseen or not _asks_again(alert, fact, heard)):
                continue
            out.setdefault(chat, []).append((alert, fact))
    return out


def _asks_again(alert: Alert, fact: Fact, before: Sequence[Told]) -> bool:
    told = [t.fact for t in before if is_one_event(t.fact, fact)]
    return not told or asks_again(alert.reason.rule, told, fact)


def _is_past(fact: Fact, told: Fact) -> bool:
    """An opening or intraday figure of a session whose close has been told already."""
    same = (fact.who, fact.session, fact.scope) == (told.who, told.session, told.scope)
    return same and told.at == "close" and fact.at != "close" and is_of_one_listing(fact, told)


def _key(story: int, facts: Sequence[Fact]) -> str:
    told = "|".join(sorted(f"{f.who} {f.session} {f.scope} {f.size} {f.unit}" for f in facts))
    return f"alert:{story}:{hashlib.sha256(told.encode()).hexdigest()[:16]}"
