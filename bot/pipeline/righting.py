"""What made a rule fire and turns out wrong: its message is edited and answered with what changed, as that of an alert is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from decimal import Decimal

from bot.events import Fact, corrects, fact_of, is_correction, is_of_one_listing
from bot.events.versions import are_of_one_hour, are_under_way, hours_told
from bot.listings import Listings, Sessions
from bot.message import Message, Priority
from bot.message.alerts import corrected_line, correction_message, with_note, withdrawn_line, withdrawn_message
from bot.message.figures import hour
from bot.message.rules import with_quote, with_value
from bot.pipeline.answering import TAKEN_BACK_WITHIN, answer, source_of
from bot.pipeline.pushing import Pushing
from bot.ports import Chat, Firing, Store, StoredStory
from bot.reading import PriceMove
from bot.rules import KINDS, Moves, Price, UserRule, is_told, retold, session_of, told_of
from bot.rules.price import price_shown

_CORRECTED_WITHIN = timedelta(days=7)
_Fired = tuple[Firing, UserRule]
_Wrong = tuple[Firing, UserRule, PriceMove, PriceMove]  # with the move as it was and as it is


class Righting:
    """Within a transaction of the caller's."""

    def __init__(self, store: Store, table: Listings, calendar: Sessions, pushing: Pushing) -> None:
        self._store, self._table, self._calendar, self._pushing = store, table, calendar, pushing

    def of(self, stored: StoredStory, was: Sequence[PriceMove], moves: Sequence[PriceMove], now: datetime) -> int:
        """The prices and sizes that a story told and, since it was revised, tells otherwise, or that its publisher told in another which it corrects;
        `was` are its moves before. Returns how many messages are answered."""
        fired = list(self._store.firings_of_story(stored.number)) if stored.revises else []
        if corrects(stored.story) and stored.story.source is not None:
            told = self._store.firings_by(stored.story.source, now - _CORRECTED_WITHIN)
            fired += [(f, r) for f, r in told if f.story != stored.number]
        by_row: dict[int, list[_Wrong]] = {}
        for firing, rule in fired:
            if isinstance(KINDS[rule.kind], Price | Moves):
                before = was if firing.story == stored.number else self._moves_of(firing.story)
                for moved in self._told_now(firing, rule, before, moves):
                    by_row.setdefault(firing.outbox or 0, []).append((firing, rule, *moved))
        return sum(self._right(stored, row, wrong, now) for row, wrong in by_row.items())

    def _moves_of(self, story: int) -> Sequence[PriceMove]:
        extraction = self._store.extraction(story)
        return extraction.moves if extraction is not None else ()

    def _told_now(
        self, firing: Firing, rule: UserRule, was: Sequence[PriceMove], moves: Sequence[PriceMove]
    ) -> Iterator[tuple[PriceMove, PriceMove]]:
        """Each move that fired with the one whose figure takes its place; none that stands, or whose session has only gone on."""
        for then in was:
            before = fact_of(then, self._table)
            if before is None or _told_part(firing, rule, then, self._table) is None:
                continue
            place = (before.who, before.session, before.scope, before.at)
            found = [
                (m, f)
                for m in moves
                if _figure_of(rule, m)
                and (f := fact_of(m, self._table)) is not None
                and (f.who, f.session, f.scope, f.at) == place
                and is_of_one_listing(f, before)
            ]
            if not found or any(_stands(rule, then, before, *now) for now in found):
                continue
            hours, earlier = (hours_told(m.quote.text, self._table) for m in (found[0][0], then))
            if are_of_one_hour(earlier, hours) or not are_under_way(hours):
                yield then, found[0][0]

    def _right(self, stored: StoredStory, row: int, wrong: Sequence[_Wrong], now: datetime) -> int:
        chat = self._store.chat(wrong[0][1].chat)
        values = {firing.id: firing.value for firing, *_ in wrong}
        unmet = {firing.id: firing.unmet for firing, *_ in wrong}
        for firing, rule, then, move in wrong:
            part = _told_part(firing, rule, then, self._table) or ""
            values[firing.id] = values[firing.id].replace(part, _retold(rule, part, move))
            unmet[firing.id] = self._unmet(firing, unmet[firing.id], rule, then, move)
            self._store.set_fired_value(firing.id, values[firing.id], unmet[firing.id])
            self._store.set_side(rule.id, None)
        gathered = self._store.gathered_message(row)
        sent = gathered.message if gathered else self._store.message_of(row)
        if sent is None or chat is None:
            return 0
        html = sent.html
        for firing, _, then, move in wrong:
            html = with_value(html, firing.value, values[firing.id])
            html = with_quote(html, then.quote.text, move.quote.text)
        rule = wrong[0][1]
        key = f"rule:{rule.id}:{stored.number}:{row}:{now.isoformat()}"
        # Of whom the alert in the same message tells it is corrected and answered as an alert is.
        alerted = {t.fact.who for t in self._store.told_of_story(stored.number) if t.outbox == row}
        own = [w for w in wrong if (fact := fact_of(w[2], self._table)) is None or fact.who not in alerted]
        notes = self._notes(stored, own or wrong, chat, now)
        quoted = list(dict.fromkeys(move.quote.text for _, _, _, move in own or wrong))
        told = correction_message(
            chat.id, f"{key}:answer", notes, rule.label, quoted, stored.story, chat.language, chat.zone
        )
        if gathered is not None:
            self._store.fold_anew(row, html)
            self._pushing.gather_anew(chat, gathered.key, now)
            return 0 if gathered.waits else answer(self._store, self._calendar, told, chat, None, gathered.row, now)
        if self._store.rewrite_waiting(row, html):
            return 0
        if not own:
            self._edit(row, sent, html, key, now)
            return 0
        self._edit(row, sent, with_note(html, notes), key, now)
        return answer(self._store, self._calendar, told, chat, None, row, now)

    def _unmet(
        self, firing: Firing, unmet: frozenset[str], rule: UserRule, then: PriceMove, move: PriceMove
    ) -> frozenset[str]:
        """Of whom the rule has been told what it does not ask for, now that a move is another one; a rule that is told once waits again when
        that is all that it was told."""
        kind, of = KINDS[rule.kind], session_of(then, self._table)
        if not isinstance(kind, Price | Moves):
            return unmet
        now = unmet - {of} if kind.asks_for(rule.condition, move) else unmet | {of}
        told = set(firing.moves) or {of}
        if rule.once and now != unmet:
            self._store.set_rule_state(rule.chat, rule.id, paused=not told <= now)
        return now

    def _notes(self, stored: StoredStory, wrong: Sequence[_Wrong], chat: Chat, now: datetime) -> list[str]:
        source, at = source_of(stored.story), hour(now, chat.zone)
        lines: dict[str, None] = {}
        for firing, rule, then, move in wrong:
            part = _told_part(firing, rule, then, self._table) or ""
            lines[corrected_line(rule.label, part, _retold(rule, part, move), source, at, chat.language)] = None
        return list(lines)

    def withdrawn(self, stored: StoredStory, now: datetime) -> int:
        """What a story made fire that its publisher has taken back: the rules are as they were before. Returns how many messages are
        answered."""
        if not stored.revises:
            return 0
        by_row: dict[int, list[_Fired]] = {}
        for firing, rule in self._store.firings_of_story(stored.number):
            by_row.setdefault(firing.outbox or 0, []).append((firing, rule))
            self._store.set_side(rule.id, None)
            if rule.once:
                self._store.set_rule_state(rule.chat, rule.id, paused=False)
        self._store.take_back_firings(stored.number)
        alerts = {t.outbox for t in self._store.told_of_story(stored.number)}  # these have been told of it
        return sum(self._withdraw(stored, row, fired, row in alerts, now) for row, fired in by_row.items())

    def _withdraw(self, stored: StoredStory, row: int, fired: Sequence[_Fired], is_alert: bool, now: datetime) -> int:
        firing, rule = fired[0]
        chat = self._store.chat(rule.chat)
        gathered = self._store.gathered_message(row)
        sent = gathered.message if gathered else self._store.message_of(row)
        if sent is None or chat is None or is_alert:
            return 0
        if (gathered is None or gathered.waits) and self._store.drop_unseen(row, "withdrawn"):
            if gathered is not None:
                self._pushing.gather_anew(chat, gathered.key, now)
            return 0
        note = withdrawn_line(source_of(stored.story), hour(now, chat.zone), chat.language)
        key = f"rule:{rule.id}:{stored.number}:{row}:{now.isoformat()}"
        value = [firing.value] if isinstance(KINDS[rule.kind], Price | Moves) else []
        told = withdrawn_message(chat.id, f"{key}:answer", note, rule.label, value, chat.language)
        html = with_note(sent.html, [note], withdrawn=True)
        if gathered is not None:
            self._store.fold_anew(row, html)
            self._pushing.gather_anew(chat, gathered.key, now)
            return answer(self._store, self._calendar, told, chat, None, gathered.row, now)
        self._edit(row, sent, html, key, now)
        return answer(self._store, self._calendar, told, chat, None, row, now)

    def _edit(self, row: int, sent: Message, html: str, key: str, now: datetime) -> None:
        if html != sent.html:
            edit = Message(sent.chat, key, html, sent.buttons, Priority.ALERT, True)
            self._store.enqueue(edit, now, now + TAKEN_BACK_WITHIN, row)


def _figure_of(rule: UserRule, move: PriceMove) -> str:
    """What a rule tells of a move: its price, or its size; nothing where the story tells none."""
    if isinstance(KINDS[rule.kind], Price):
        return price_shown(move) if move.price is not None else ""
    return told_of(rule.target, move)


def _retold(rule: UserRule, part: str, move: PriceMove) -> str:
    """What takes the place of what a rule told."""
    return _figure_of(rule, move) if isinstance(KINDS[rule.kind], Price) else retold(part, move)


def _stands(rule: UserRule, then: PriceMove, before: Fact, now: PriceMove, after: Fact) -> bool:
    """Whether a figure says what it said: one price, or one size but for its rounding."""
    if isinstance(KINDS[rule.kind], Price):
        return then.price == now.price
    return not is_correction(before, after)


def _told_part(firing: Firing, rule: UserRule, move: PriceMove, table: Listings) -> str | None:
    """What a firing told of a move, as it told it; None where it told nothing of it. A rounding since then is the same."""
    parts = firing.value.split(", ")
    if isinstance(KINDS[rule.kind], Price):
        now = _figure_of(rule, move)
        return next((p for p in parts if now and _amount(p) == _amount(now)), None)
    if session_of(move, table) not in firing.moves:
        return None
    return next((p for p in parts if is_told(p, rule.target, move)), None)


def _amount(price: str) -> tuple[str, Decimal]:
    """ "HKD174.00" and "HKD174" are one."""
    currency = price.rstrip("0123456789.")
    return currency, Decimal(price[len(currency) :])
