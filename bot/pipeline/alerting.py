"""From what a story says to messages in the outbox: whom it concerns, what they know already, what corrects what, how much at once."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.event import Fact, corrects, fact_of, is_correction, is_of_one_listing, is_one_event, tells_the_same
from bot.listings import Company, Listings, Sessions
from bot.message import Message
from bot.message.alerts import QUIET_KEY, folded_message
from bot.pipeline.rendering import Rendering
from bot.pipeline.retelling import Retelling, Retold, asks_again, takes_its_place
from bot.ports import Chat, Store, StoredStory, Told
from bot.reading import PriceMove
from bot.watch import Alert, Silence, matched, silence_of_move, size_in_percent

log = logging.getLogger("newstape.pipeline")

ALERT_EXPIRES = timedelta(hours=6)
HOUR = timedelta(hours=1)
_GATHERED = timedelta(days=3)  # how long what was told together may be told on
HOURLY = (
    20  # alerts that a chat gets in any hour, where the config says nothing else; the rest is told in one message
)


class Alerting:
    """Within a transaction of the caller's: what it decides is written down together with why."""

    def __init__(self, store: Store, table: Listings, calendar: Sessions, hourly: int = HOURLY) -> None:
        self._store, self._table, self._calendar, self._hourly = store, table, calendar, hourly
        self._retelling = Retelling(store)
        self.edits = 0  # by the last story, of messages about events that it told again

    def alert(self, stored: StoredStory, moves: Sequence[PriceMove], earlier: Sequence[Fact], now: datetime) -> int:
        """Alerts for the moves of one story, one message an instrument and chat. `earlier` are its facts before it was revised."""
        self.edits = 0
        if stored.silence is not None:
            return 0
        told = 0
        by_instrument: dict[str, list[tuple[PriceMove, Fact]]] = {}
        for move in moves:
            fact = fact_of(move, self._table)
            why = silence_of_move(move, stored.story, self._calendar, now)
            if why is None and fact is None:
                why = Silence.NOBODY
            if why is not None or fact is None:
                log.debug("story=%d silent: %s", stored.number, why)
                self._store.note_silence(why or Silence.NOBODY, stored.feed, now)
                continue
            by_instrument.setdefault(fact.who, []).append((move, fact))
        for who, found in by_instrument.items():
            told += self._alert_instrument(stored, who, found, earlier, now)
        return told

    def _alert_instrument(
        self,
        stored: StoredStory,
        who: str,
        found: list[tuple[PriceMove, Fact]],
        earlier: Sequence[Fact],
        now: datetime,
    ) -> int:
        company = self._table.of_symbol(who)
        count = 0
        reached = self._reached(who, company, found, now)
        corrected = _taken_back(found, earlier)
        # A revised story, and one that says it corrects, takes its own figures back: that is no other telling.
        corrects_itself = bool(earlier) or stored.revises or corrects(stored.story)
        retold = [] if corrects_itself else self._retelling.of(stored, found)
        rendering = Rendering(stored.story, company)
        told = self._store.told_of_sessions(who, {f.session for _, f in found})
        chats = self._store.chats_of(reached)
        pushed: set[tuple[int, int]] = set()
        for chat_id, fresh in _fresh(stored, reached, told, retold).items():
            if chat_id in chats:
                pushed |= {(chat_id, id(a.move)) for a, _ in fresh}
                before = told.get(chat_id, ())
                count += self._tell(stored, chats[chat_id], rendering, fresh, before, corrected, now)
        edits, changed = self._retelling.edit(stored, [r.without(pushed) for r in retold], rendering, now)
        self.edits += edits
        for chat_id, key in changed:
            if (chat := self._store.chat(chat_id)) is not None:
                self._store.retell_gathered(self._gathered(chat, key, now), now, now + ALERT_EXPIRES)
        # Whoever was told the wrong figure is told the right one, even where it reaches no threshold.
        for move, fact, was in corrected:
            for t in self._store.told_of_story(stored.number):
                if (
                    t.chat not in reached
                    and tells_the_same(t.fact, was)
                    and is_of_one_listing(t.fact, was)
                    and self._still_watches(t.chat, company, now)
                ):
                    count += self._correct(stored, t, move, fact, rendering, now)
        return count

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

    def _tell(
        self, stored: StoredStory, chat: Chat, rendering: Rendering, fresh: list[tuple[Alert, Fact]], before: Sequence[Told],
        corrected: Sequence[tuple[PriceMove, Fact, Fact]], now: datetime,
    ) -> int:  # fmt: skip
        was = _told_wrongly(stored, [f for _, f in fresh], before, corrected)
        if was is not None and self._tells_right(stored, chat, was, rendering, fresh, now):
            return 0
        message = rendering.alert(
            chat.id, _key(stored.number, [f for _, f in fresh]), [a.move for a, _ in fresh],
            language=chat.language, zone=chat.zone, red_is_up=chat.red_is_up, correction_of=was.fact.size_shown if was else None,
        )  # fmt: skip
        first, fact = fresh[0]
        quiet_until = _quiet_until(chat, now)
        if quiet_until is not None and was is not None:
            message = replace(message, silent=True)  # a figure that is taken back is taken back at once
        if quiet_until is not None and was is None:
            made = self._hold(chat, first, fact, stored, message, quiet_until, now)
        elif was is None and self._is_full(chat.id, now):
            made = self._fold(chat, first, fact, stored, message, now)
        else:
            made = self._store.record_alert(first, fact, stored.number, message, now, now + ALERT_EXPIRES)
        if not made:
            return 0
        for alert, more in fresh[1:]:
            self._store.note_told(alert, more, stored.number, message.key, now)
        return 1

    # --- an hour's bound ---------------------------------------------------------------------------------------------

    def _is_full(self, chat: int, now: datetime) -> bool:
        return self._store.alerts_since(chat, now - HOUR)[0] >= self._hourly

    def _fold(
        self, chat: Chat, alert: Alert, fact: Fact, stored: StoredStory, message: Message, now: datetime
    ) -> bool:
        """Beyond an hour's bound: one message for all that is, at the time when there is room again."""
        _, first = self._store.alerts_since(chat.id, now - HOUR)
        due = (first or now) + HOUR
        # As long as one waits, it gathers; what it has told is told by no other.
        key = self._store.gathering(chat.id) or f"folded:{due.isoformat()}"
        if not self._store.fold(alert, fact, stored.number, message, key, now):
            return False
        self._store.note_silence(Silence.FOLDED, stored.feed, now)
        self._store.replace_waiting(self._gathered(chat, key, now), now, due, due + ALERT_EXPIRES)
        return True

    # --- quiet hours --------------------------------------------------------------------------------------------------

    def _hold(
        self, chat: Chat, alert: Alert, fact: Fact, stored: StoredStory, message: Message, until: datetime, now: datetime
    ) -> bool:  # fmt: skip
        """In quiet hours: one message for all that is, at their end."""
        key = f"{QUIET_KEY}{until.isoformat()}"
        if not self._store.fold(alert, fact, stored.number, message, key, now):
            return False
        self._store.note_silence(Silence.QUIET, stored.feed, now)
        self._store.replace_waiting(self._gathered(chat, key, now), now, until, until + ALERT_EXPIRES)
        return True

    def _gathered(self, chat: Chat, key: str, now: datetime) -> Message:
        headlines = self._store.folded(chat.id, now - _GATHERED, key)
        return folded_message(
            chat.id, key, headlines, chat.language, chat.quiet if key.startswith(QUIET_KEY) else None
        )

    # --- corrections -------------------------------------------------------------------------------------------------

    def _still_watches(self, chat_id: int, company: Company | None, now: datetime) -> bool:
        chat = self._store.chat(chat_id)
        if chat is None or not chat.active or (chat.paused_until and chat.paused_until > now):
            return False
        return company is None or any(
            w.target == company.key and not (w.muted_until and w.muted_until > now)
            for w in self._store.watches(chat_id)
        )

    def _correct(
        self, stored: StoredStory, told: Told, move: PriceMove, fact: Fact, rendering: Rendering, now: datetime
    ) -> int:
        chat = self._store.chat(told.chat)
        if chat is None or not chat.active:
            return 0
        alert = Alert(told.chat, move, told.reason)
        if self._tells_right(stored, chat, told, rendering, [(alert, fact)], now):
            return 0
        message = rendering.alert(
            told.chat, _key(stored.number, [fact]), [move],
            language=chat.language, zone=chat.zone, red_is_up=chat.red_is_up, correction_of=told.fact.size_shown,
        )  # fmt: skip
        message = replace(message, silent=message.silent or _quiet_until(chat, now) is not None)
        # The reason is that of the alert which is corrected, whatever the chat was told since.
        return int(self._store.record_alert(alert, fact, stored.number, message, now, now + ALERT_EXPIRES))

    def _tells_right(
        self, stored: StoredStory, chat: Chat, was: Told, rendering: Rendering, right: Sequence[tuple[Alert, Fact]], now: datetime
    ) -> bool:  # fmt: skip
        """A wrong figure that still waits to be told together with others is told right, and nobody has to be told that it was wrong."""
        key = self._store.waits_in(was.outbox)
        if key is None:
            return False
        message = rendering.alert(
            chat.id, "", [a.move for a, _ in right], language=chat.language, zone=chat.zone, red_is_up=chat.red_is_up
        )
        self._store.fold_anew(was.outbox, message.html)
        self._store.retell([(a, f, was.outbox) for a, f in right], [], stored.number, now, now)
        self._store.retell_gathered(self._gathered(chat, key, now), now, now + ALERT_EXPIRES)
        return True


def _quiet_until(chat: Chat, now: datetime) -> datetime | None:
    return chat.quiet.until(now, ZoneInfo(chat.zone)) if chat.quiet is not None else None


def _told_wrongly(
    stored: StoredStory,
    fresh: Sequence[Fact],
    before: Sequence[Told],
    corrected: Sequence[tuple[PriceMove, Fact, Fact]],
) -> Told | None:
    """The figure that a chat was told and that this story takes back: of the same listing."""
    for _, fact, was in corrected:
        if any(f == fact and f.of == fact.of for f in fresh):
            for t in before:
                if tells_the_same(t.fact, was) and is_of_one_listing(t.fact, was):
                    return t
    if corrects(stored.story):
        return next((t for t in reversed(before) for f in fresh if is_correction(t.fact, f)), None)
    return None


def _taken_back(
    found: Sequence[tuple[PriceMove, Fact]], earlier: Sequence[Fact]
) -> list[tuple[PriceMove, Fact, Fact]]:
    """The moves that correct what the story said before, each with its fact and the wrong one."""
    return [
        (move, fact, was)
        for move, fact in found
        for was in earlier
        if is_correction(was, fact) and not any(tells_the_same(was, f) for _, f in found)
    ]


def _fresh(
    stored: StoredStory,
    reached: Mapping[int, Sequence[tuple[Alert, Fact]]],
    told: Mapping[int, Sequence[Told]],
    retold: Sequence[Retold],
) -> dict[int, list[tuple[Alert, Fact]]]:
    """What of a story each chat is to be told by a message of its own: new to it, or of an event that asks for one again."""
    going_on = {(r.chat, id(move)) for r in retold for move, _, _ in r.moves}
    # What nobody has seen yet is not told anew: it is told right.
    unseen = {r.chat for r in retold if r.message.waits and takes_its_place(stored, r)}
    out: dict[int, list[tuple[Alert, Fact]]] = {}
    for chat, alerts in reached.items():
        before = told.get(chat, ())
        for alert, fact in alerts:
            if any(tells_the_same(t.fact, fact) or _is_past(fact, t.fact) for t in before):
                continue
            if (chat, id(alert.move)) in going_on and (chat in unseen or not _asks_again(alert, fact, before)):
                continue
            out.setdefault(chat, []).append((alert, fact))
    return out


def _asks_again(alert: Alert, fact: Fact, before: Sequence[Told]) -> bool:
    return asks_again(alert.reason.rule, [t.fact for t in before if is_one_event(t.fact, fact)], fact)


def _is_past(fact: Fact, told: Fact) -> bool:
    """An opening or intraday figure of a session whose close has been told already."""
    same = (fact.who, fact.session, fact.scope) == (told.who, told.session, told.scope)
    return same and told.at == "close" and fact.at != "close" and is_of_one_listing(fact, told)


def _key(story: int, facts: Sequence[Fact]) -> str:
    told = "|".join(sorted(f"{f.who} {f.session} {f.scope} {f.size} {f.unit}" for f in facts))
    return f"alert:{story}:{hashlib.sha256(told.encode()).hexdigest()[:16]}"
