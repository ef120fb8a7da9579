"""The rules that people have set, held against each story: one message a chat, once an event, within what each rule bounds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.events import fact_of
from bot.events.notices import is_withdrawn
from bot.listings import Listings, Sessions
from bot.message import Message
from bot.message.rules import fired_line, rule_message, with_line
from bot.pipeline.pushing import Pushing, lets_go
from bot.pipeline.righting import Righting
from bot.ports import Chat, Firing, Store, StoredStory
from bot.quiet import InQuiet, in_quiet_of
from bot.reading import Extraction, PriceMove
from bot.rules import ANYTHING, KINDS, WATCHLIST, Fired, Material, Moves, Price, UserRule, material_of, session_of
from bot.watch import Silence, silence_of_move

_OF_MOVES = ("price", "record")
_SESSIONS = timedelta(days=7)  # for which whose move of which session was told is looked up
_EVENT = timedelta(days=30)  # what fired of an event fires of it no more; some are told on for weeks


class Ruling:
    """Within a transaction of the caller's."""

    def __init__(self, store: Store, table: Listings, calendar: Sessions, pushing: Pushing) -> None:
        self._store, self._table, self._calendar, self._pushing = store, table, calendar, pushing
        self._righting = Righting(store, table, calendar, pushing)

    def fire(self, stored: StoredStory, extraction: Extraction, now: datetime, was: Sequence[PriceMove] = ()) -> int:
        """What a story makes fire, and what it takes back of that; `was` are its moves before it was revised. Returns how many chats are told."""
        if stored.silence is not None:
            return 0
        if is_withdrawn(stored.story):
            return self._righting.withdrawn(stored, now)
        material = material_of(extraction, self._table)
        righted = self._righting.of(stored, was, extraction.moves, now)
        material = replace(material, moves=tuple(m for m in material.moves if self._is_news(stored, m, now)))
        rules = self._store.rules_for(self._keys(material), material.companies, now)
        if not rules:
            return righted
        chats = self._store.chats_of({r.chat for r in rules})
        event = self._store.event_of(stored.number)
        fired: dict[int, list[tuple[UserRule, Fired]]] = {}
        for rule in rules:
            # Another price under one link is a correction, or has gone on: whoever tells it next decides whether it crossed.
            if rule.chat not in chats or (stored.revises and rule.kind in _OF_MOVES):
                continue
            if not rule.is_told_by(stored.story):
                continue
            watched = self._watched(rule.chat) if rule.target.key == WATCHLIST else frozenset()
            found = self._fires(rule, material, watched)
            if found is not None and found.moves:
                found = self._fires(rule, self._not_yet_told(rule, material, now), watched)
            if found is None or (rule.in_session and not self._is_open(rule, found, material, now)):
                continue
            if self._may(rule, chats[rule.chat], stored.number, event, now):
                fired.setdefault(rule.chat, []).append((rule, found))
        return righted + self._tell(stored, fired, chats, event, now)

    def _is_news(self, stored: StoredStory, move: PriceMove, now: datetime) -> bool:
        """Whether a move may fire a rule: no old session's, and no figure of a session whose close has been read already."""
        silence = silence_of_move(move, stored.story, self._calendar, now)
        if silence is not None and (silence is not Silence.SCOPE or move.scope != "intraday_extreme"):
            return False
        fact = fact_of(move, self._table)
        if fact is None or fact.session is None or fact.at == "close":
            return True
        return not self._store.has_closed(fact.who, fact.session, stored.number)

    def _not_yet_told(self, rule: UserRule, material: Material, now: datetime) -> Material:
        """Of a rule of moves what it has not told yet of a session, whichever source tells it next; of one that holds in the session only what
        is told while its own market is open. Looked up only for a rule whose condition is met: few of many are."""
        told = {
            of
            for f, _ in self._store.firings(rule.id, now - _SESSIONS)
            if f.outbox is not None
            for of in set(f.moves) - f.unmet
        }
        left = (m for m in material.moves if session_of(m, self._table) not in told)
        return replace(material, moves=tuple(m for m in left if not rule.in_session or self._trades_now(m, now)))

    def _trades_now(self, move: PriceMove, now: datetime) -> bool:
        return move.listing is not None and self._calendar.is_open(move.listing.mic, now)

    def _keys(self, material: Material) -> set[str]:
        words = self._store.words_of_rules() & material.text.units
        return {"?", *(f"@{c}" for c in material.companies), *(f"w:{w}" for w in words)}

    def _watched(self, chat: int) -> frozenset[str]:
        return frozenset(w.target for w in self._store.watches(chat))

    def _fires(self, rule: UserRule, material: Material, watched: frozenset[str]) -> Fired | None:
        """What reached the condition; where a price is now is kept, whether it crossed or not."""
        found = KINDS[rule.kind].fires(rule.condition, rule.target, material, watched, rule.side, self._table)
        if found is None:
            return None
        if found.side is not None and found.side != rule.side:
            self._store.set_side(rule.id, found.side)
        return found if found.value else None

    def _is_open(self, rule: UserRule, found: Fired, material: Material, now: datetime) -> bool:
        """Whether a market of whom the rule is about is open; of a price, that of its listing; of moves the market of each was."""
        if found.moves:
            return True
        if rule.target.symbol is not None:
            listing = self._table.listing(rule.target.symbol)
            mics = {listing.mic} if listing is not None else set()
        else:
            keys = {rule.target.key} if rule.target.key not in (WATCHLIST, ANYTHING) else material.companies
            if rule.target.key == WATCHLIST:
                keys = keys & self._watched(rule.chat)
            mics = {x.mic for key in keys if (c := self._table.find(key)) is not None for x in c.listings}
        return any(self._calendar.is_open(mic, now) for mic in mics)

    def _may(self, rule: UserRule, chat: Chat, story: int, event: int | None, now: datetime) -> bool:
        """Whether nothing that the rule bounds keeps it silent: once an event, its cool-down, so many a day of the chat's zone."""
        since = now - max(_EVENT, timedelta(seconds=rule.cooldown))
        every = [(f, at) for f, at in self._store.firings(rule.id, since) if f.outbox is not None]
        if not isinstance(KINDS[rule.kind], Moves | Price) and any(
            f.story == story or (event is not None and f.event == event) for f, _ in every
        ):
            return False
        # What was let go at night uses up none of the bounds.
        before = [(f, at) for f, at in every if not f.let_go]
        if rule.cooldown and any((now - at).total_seconds() < rule.cooldown for _, at in before):
            return False
        zone = ZoneInfo(chat.zone)
        midnight = datetime.combine(now.astimezone(zone).date(), time(0), zone).astimezone(UTC)
        return rule.most is None or sum(at >= midnight for _, at in before) < rule.most

    def _tell(
        self, stored: StoredStory, fired: dict[int, list[tuple[UserRule, Fired]]], chats: Mapping[int, Chat], event: int | None, now: datetime
    ) -> int:  # fmt: skip
        told = {t.chat: t.outbox for t in self._store.told_of_story(stored.number)}
        messages: dict[int, Message] = {}
        rows: dict[int, int] = {}
        in_quiet: dict[int, InQuiet] = {}
        for number, of_chat in fired.items():
            chat = chats[number]
            lines = [fired_line(rule, found, chat.language) for rule, found in of_chat]
            if number in told and self._join(told[number], lines):
                rows[number] = told[number]
                continue
            quotes = [found.quote.text for _, found in of_chat if found.quote is not None]
            in_quiet[number] = in_quiet_of(rule.in_quiet for rule, _ in of_chat)
            # A story that is revised may tell more, and one that was withdrawn may come again: that is another message.
            before = sum(self._store.fired_by(rule.id, stored.number) for rule, _ in of_chat)
            key = f"rule:{stored.number}:{'-'.join(str(rule.id) for rule, _ in of_chat)}{f':{before}' if before else ''}"
            messages[number] = rule_message(
                number, key, lines, quotes, stored.story, [rule for rule, _ in of_chat], chat.language, chat.zone
            )
        rows.update(self._pushing.push(messages, {n: chats[n] for n in messages}, in_quiet, stored.feed, now))
        for number, row in rows.items():
            gone = number in in_quiet and lets_go(chats[number], in_quiet[number], now, self._calendar)
            for rule, found in fired[number]:
                moves = tuple(dict.fromkeys(session_of(m, self._table) for m in found.moves))
                told_at = stored.story.published
                self._store.note_firing(
                    Firing(rule.id, stored.number, event, found.value, rule.condition, told_at, row, moves=moves), now
                )
                if rule.once and not gone:
                    self._store.set_rule_state(rule.chat, rule.id, paused=True)
        return len(rows)

    def _join(self, row: int, lines: Sequence[str]) -> bool:
        """An alert of the same story that waits says it too: nobody gets two messages of one story."""
        message = self._store.message_of(row)
        return message is not None and self._store.rewrite_waiting(row, with_line(message.html, lines))
