"""What a story takes back: each message that told the wrong figure is edited and answered with what changed, whatever the reader's threshold.

A story corrects what it told itself under the same link; one that says that it corrects takes back what its own publisher told. A session that has
gone on is no correction, and neither is a rounding.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from bot.events import (
    Fact,
    are_of_one_moment,
    corrects,
    fact_of,
    is_correction,
    is_of_one_listing,
    is_one_event,
    tells_the_same,
)
from bot.events.versions import are_of_one_hour, are_under_way, hours_told
from bot.listings import Company, Listings, Sessions
from bot.message import Message, Priority
from bot.message.alerts import (
    corrected_line,
    correction_message,
    sources_line,
    with_note,
    with_sources,
)
from bot.message.figures import hour
from bot.message.rules import rule_lines, with_line
from bot.pipeline.answering import TAKEN_BACK_WITHIN, answer, source_of
from bot.pipeline.rendering import Rendering
from bot.pipeline.tellings import goes_on_with_all, others, shown, tellings
from bot.ports import Chat, Correction, EventMessage, Store, StoredStory, Told
from bot.reading import PriceMove
from bot.story import Story
from bot.watch import Alert


@dataclass(frozen=True, slots=True)
class Wrong:
    """What a message told and what it is now, in the order in which it was told."""

    message: EventMessage
    taken_back: tuple[tuple[Told, PriceMove, Fact], ...]

    @property
    def chat(self) -> int:
        return self.taken_back[0][0].chat


class Correcting:
    """Within a transaction of the caller's."""

    def __init__(self, store: Store, table: Listings, calendar: Sessions) -> None:
        self._store, self._table, self._calendar = store, table, calendar

    def of(
        self, stored: StoredStory, found: Sequence[tuple[PriceMove, Fact]], was: Sequence[PriceMove] = ()
    ) -> list[Wrong]:
        """The messages that told what this story takes back; `was` are its moves before it was revised."""
        if not (stored.revises or corrects(stored.story)):
            return []
        # What rules read in it still stands, whatever a model reads beside it.
        extraction = self._store.extraction(stored.number)
        still = [f for m in (extraction.moves if extraction else ()) if (f := fact_of(m, self._table))]
        out, hours = [], _Hours(self._store, self._table, stored, was)
        for session in sorted({fact.session for _, fact in found if fact.session is not None}):
            for message in self._store.messages_of_event(found[0][1].who, session):
                wrong = tuple(_taken_back(stored, message, found, still, hours))
                if wrong:
                    out.append(Wrong(message, wrong))
        return out

    def tell(
        self, stored: StoredStory, wrong: Sequence[Wrong], found: Sequence[tuple[PriceMove, Fact]], company: Company | None,
        rendering: Rendering, now: datetime,
    ) -> tuple[int, set[tuple[int, str]]]:  # fmt: skip
        """Edits and answers each message. Returns how many answers there are, and the chats and keys of the messages that tell alerts together
        of which one has changed."""
        chats = self._store.chats_of({w.chat for w in wrong})
        answers, changed = 0, set[tuple[int, str]]()
        for w in wrong:
            chat = chats.get(w.chat)
            right = [(t, Alert(w.chat, move, t.reason), fact) for t, move, fact in w.taken_back]
            anew = _is_written_anew(stored, w, found)
            if anew:
                self._store.tell_instead(right, stored.number, now)
            else:  # its words stay those of the story that they are of, under a note
                self._store.take_back([t for t, _, _ in right], now)
                self._store.retell(
                    [(alert, fact, w.message.row) for _, alert, fact in right], [], stored.number, now, now
                )
            if chat is None or w.message.message is None:
                continue
            html = self._righted(stored, w, found, rendering, anew=anew)
            if w.message.gathered is None and self._store.rewrite_waiting(w.message.row, html):
                continue
            notes = self._notes(stored, w, chat, now)
            if w.message.gathered is not None:
                html = html if w.message.waits else with_note(html, notes)
                self._store.fold_anew(w.message.row, html)
                changed.add((w.chat, w.message.gathered))
                if not w.message.waits:
                    answers += self._answer(stored, w, chat, company, w.message.gathered_row, notes, now)
            else:
                answers += self._edit_and_answer(stored, w, chat, company, html, notes, now)
        for t, _, fact, told_to in _once(wrong):
            self._store.note_correction(kept_correction(stored, t, company, fact.size_shown, now), told_to)
        return answers, changed

    def _edit_and_answer(
        self, stored: StoredStory, w: Wrong, chat: Chat, company: Company | None, html: str, notes: Sequence[str], now: datetime
    ) -> int:  # fmt: skip
        sent = w.message.message
        assert sent is not None
        said = _is_its_own(w)
        html = with_note(html, notes) if said else html
        if html != sent.html:
            # With the priority of an alert, so that it goes before the answer to it.
            key = f"{sent.key}:corrected:{_digest(stored.number, w, now)}"
            priority = Priority.ALERT if said else Priority.EDIT
            self._store.enqueue(
                Message(sent.chat, key, html, sent.buttons, priority, True),
                now,
                now + TAKEN_BACK_WITHIN,
                w.message.row,
            )
        return self._answer(stored, w, chat, company, w.message.row, notes, now) if said else 0

    def _righted(
        self, stored: StoredStory, w: Wrong, found: Sequence[tuple[PriceMove, Fact]], rendering: Rendering, *, anew: bool
    ) -> str:  # fmt: skip
        """The message as it is to stand: the right figures where they are its own, else its words with a note, or another figure of a source."""
        m = w.message
        assert m.message is not None
        right = {t.id: fact for t, _, fact in w.taken_back}
        if anew:
            now_told = tellings(
                (stored.number, stored.story, right[t.id]) if t.id in right else (t.story, story, t.fact)
                for story, t in m.told
            )
        else:
            kept = [(t.story, story, t.fact) for story, t in m.told if t.id not in right]
            now_told = tellings([*kept, *((stored.number, stored.story, fact) for fact in right.values())])
        # All that the message tells, whoever told it: no line of it is lost.
        moves = [move for move, fact in found if any(is_one_event(fact, t.fact) for _, t in m.told)]
        html = m.message.html
        if anew:
            html = rendering.alert(
                w.chat, m.message.key, moves, language=m.language, zone=m.zone, red_is_up=m.red_is_up
            ).html
            html = with_line(html, rule_lines(m.message.html))
        return with_sources(html, sources_line(others(now_told, m.language), m.language))

    def _notes(self, stored: StoredStory, w: Wrong, chat: Chat, now: datetime) -> list[str]:
        at = hour(now, chat.zone)
        source = source_of(stored.story)
        # One publisher's two stories have told one figure twice.
        lines = (
            corrected_line(t.fact.of or t.reason.label, t.fact.size_shown, fact.size_shown, source, at, chat.language)
            for t, _, fact in w.taken_back
        )
        return list(dict.fromkeys(lines))

    def _answer(
        self, stored: StoredStory, w: Wrong, chat: Chat, company: Company | None, row: int | None, notes: Sequence[str], now: datetime
    ) -> int:  # fmt: skip
        name = company.shown_name(chat.language) if company else w.taken_back[0][0].reason.label
        quoted = list(dict.fromkeys(move.quote.text for _, move, _ in w.taken_back))
        key = f"correction:{w.message.row}:{_digest(stored.number, w, now)}"
        told = correction_message(chat.id, key, notes, name, quoted, stored.story, chat.language, chat.zone)
        return answer(self._store, self._calendar, told, chat, company, row, now)


class _Hours:
    """Of which hours of a session figures are, by the words that tell them; asked once, however many were told. `was` are the moves of the
    story before it was revised."""

    def __init__(self, store: Store, table: Listings, stored: StoredStory, was: Sequence[PriceMove]) -> None:
        self._store, self._table, self._stored, self._was = store, table, stored, was
        self._quote_of_told: dict[tuple[int, Fact], str | None] = {}
        self._of_words: dict[str, frozenset[str]] = {}

    def of(self, words: str) -> frozenset[str]:
        if words not in self._of_words:
            self._of_words[words] = hours_told(words, self._table)
        return self._of_words[words]

    def words_of(self, told: Told) -> str | None:
        """The words that told it; None where they are not kept."""
        key = (told.story, told.fact)
        if key not in self._quote_of_told:
            found = (m.quote.text for m in self._moves_of(told.story) if fact_of(m, self._table) == told.fact)
            self._quote_of_told[key] = next(found, None)
        return self._quote_of_told[key]

    def _moves_of(self, story: int) -> Sequence[PriceMove]:
        if story == self._stored.number:
            return self._was
        extraction = self._store.extraction(story)
        return extraction.moves if extraction is not None else ()


def _taken_back(
    stored: StoredStory,
    message: EventMessage,
    found: Sequence[tuple[PriceMove, Fact]],
    still: Sequence[Fact],
    hours: _Hours,
) -> list[tuple[Told, PriceMove, Fact]]:
    """Each figure of a message that this story says otherwise now."""
    own: list[tuple[Story | None, Told]] = [(s, t) for s, t in message.told if _may_take_back(stored, s, t)]
    # Its own, its publisher's, or those of nobody who is known.
    publisher = stored.story.source
    own = [
        (s, t)
        for s, t in own
        if t.story == stored.number or (s is not None and (publisher is None or s.source in (publisher, None)))
    ]
    out = []
    for _, t in own:
        if any(tells_the_same(t.fact, f) and is_of_one_listing(t.fact, f) for f in (*still, *(f for _, f in found))):
            continue
        right = next((pair for pair in found if _corrects_it(stored, t, *pair, hours)), None)
        if right is not None:
            out.append((t, *right))
    return out


def _corrects_it(stored: StoredStory, before: Told, move: PriceMove, after: Fact, hours: _Hours) -> bool:
    says_so = corrects(stored.story)
    if not is_correction(before.fact, after) or _is_said_vaguely(before.fact, move, after):
        return False
    if not are_of_one_moment(before.fact, after, said_to_correct=says_so):
        return False
    # Of a session under way a story tells another figure every hour: what it told is not wrong for that.
    words = hours.words_of(before)
    then, now = hours.of(words) if words is not None else None, hours.of(move.quote.text)
    if says_so and words is not None and then == now and _are_alike(words, move.quote.text):
        return True
    if then is not None and are_of_one_hour(then, now):
        return True
    if then is not None and are_under_way(then) and (after.at == "close" or not says_so):
        return False
    return not are_under_way(now) or (says_so and then is None)


_FIGURES = re.compile(r"\d[\d.,]*")


def _are_alike(before: str, after: str) -> bool:
    """Whether two sentences are one but for their figures, and a label before one of them."""
    a, b = sorted((_FIGURES.sub("#", w).strip() for w in (before, after)), key=len)
    return b.endswith(a)


def _is_said_vaguely(before: Fact, move: PriceMove, after: Fact) -> bool:
    """ "Nearly 10 percent" of what was 9.2: other words for it."""
    sizes = (before.size, after.size)
    if move.qualifier is None or any(not s or ".." in s for s in sizes) or before.unit != after.unit:
        return False
    was, now = map(Decimal, sizes)
    return abs(was - now) < Decimal(1).scaleb(int(now.as_tuple().exponent))


def _may_take_back(stored: StoredStory, story: Story | None, t: Told) -> bool:
    return (t.story == stored.number and stored.revises) or (t.story != stored.number and corrects(stored.story))


def _is_written_anew(stored: StoredStory, w: Wrong, found: Sequence[tuple[PriceMove, Fact]]) -> bool:
    """Whether a message shows this story's words from now on: it did before, or these tell all that it shows, and rightly."""
    before = shown(tellings([(t.story, story, t.fact) for story, t in w.message.told]), w.message.language)
    covers = goes_on_with_all([fact for _, fact in found], before.facts)
    return before.story == stored.number or (covers and any(t.story == before.story for t, _, _ in w.taken_back))


def _is_its_own(w: Wrong) -> bool:
    """Whether the wrong figure is one that the message itself told, first or now, and not only that of another source beside it."""
    m = w.message
    now_shown = shown(tellings([(t.story, story, t.fact) for story, t in m.told]), m.language).story
    return any(t.story in (m.told[0][1].story, now_shown) for t, _, _ in w.taken_back)


def _once(wrong: Sequence[Wrong]) -> list[tuple[Told, PriceMove, Fact, set[int]]]:
    """Each figure with what it is now and all chats that were told it."""
    out: dict[tuple[Fact, str | None, Fact], tuple[Told, PriceMove, Fact, set[int]]] = {}
    for w in wrong:
        for t, move, fact in w.taken_back:
            out.setdefault((t.fact, t.fact.of, fact), (t, move, fact, set()))[3].add(w.chat)
    return list(out.values())


def kept_correction(
    stored: StoredStory, t: Told, company: Company | None, now_is: str | None, now: datetime
) -> Correction:
    story = stored.story
    label = company.name if company else t.reason.label
    return Correction(
        stored.number,
        t.fact.who,
        t.fact.of,
        label,
        t.fact.session,
        t.fact.size_shown,
        now_is,
        source_of(story),
        story.url,
        story.title,
        now,
    )


def _digest(story: int, w: Wrong, now: datetime) -> str:
    """With the time: what was taken back may be taken back once more."""
    told = "|".join((now.isoformat(), *(f"{t.fact.of} {t.fact.size} {fact.size}" for t, _, fact in w.taken_back)))
    return f"{story}:{hashlib.sha256(told.encode()).hexdigest()[:12]}"
