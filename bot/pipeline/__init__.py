"""The path of a story, on one page: poll, read, match, tell; and what the model adds later.

    Poller      a feed's new items          -> stories, unread (one transaction with the feed's validators)
    read_one    an unread story             -> extraction by rules, facts, alerts in the outbox, read (one transaction)
    ask_model   a story that wants a model  -> extraction by model, alerts or edits (one transaction)
    Sender      the outbox                  -> chats
    send_digests  the slots that are due    -> the outbox (one transaction each)
    answer_one  an update of the inbox      -> its effect and its answers in the outbox (one transaction)

One bad feed, story or chat stops nothing: errors of ours are caught by name here; a bug is logged with its traceback by the loop
that runs the step (`app`), and the story is put aside.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.conversation import Conversation
from bot.digest import compose as compose_digest
from bot.digest import due_slot
from bot.errors import FeedError, MessengerError, ModelError, ModelNonsense, ModelRefused
from bot.event import Fact, corrects, fact_of, is_correction, tells_the_same
from bot.extraction import ALERTABLE, Extraction, PriceMove, read_by_rules
from bot.extraction.answer import SCHEMA, Unusable, read_answer
from bot.extraction.reading import survey
from bot.listings import Company, Listings, Sessions
from bot.message import Message, Priority
from bot.message.alerts import alert as alert_message
from bot.message.digests import digest_messages
from bot.message.markup import escape, fits
from bot.message.words import say
from bot.pipeline.first_pass import worth_reading
from bot.ports import Answer, Chat, Clock, Feeds, Incoming, LanguageModel, Messenger, Store, StoredStory, Told
from bot.story import Story
from bot.story import compose as compose_story
from bot.watch import Alert, matched, silence_of_move, size_in_percent

log = logging.getLogger("newstape.pipeline")

ALERT_EXPIRES = timedelta(hours=6)
_ANSWER_TOKENS = 4000
_MATERIAL = 24_000  # characters of a story that a model is given


@dataclass(frozen=True, slots=True)
class Prompt:
    """The instructions for the model, and the fingerprint that is kept with what was read by them."""

    text: str

    @property
    def fingerprint(self) -> str:
        return hashlib.sha256(self.text.encode()).hexdigest()[:12]


class Pipeline:
    """The steps between the feeds and the outbox. Everything that it needs of the world is handed in."""

    def __init__(
        self,
        store: Store,
        feeds: Feeds,
        clock: Clock,
        table: Listings,
        calendar: Sessions,
        conversation: Conversation,
        *,
        model: LanguageModel | None = None,
        prompt: Prompt | None = None,
        first_pass: LanguageModel | None = None,
        first_prompt: Prompt | None = None,
        daily_tokens: int | None = None,
        queued: Callable[[], None] = lambda: None,
    ) -> None:
        self.store, self.feeds, self.clock, self.table, self.calendar = store, feeds, clock, table, calendar
        self.conversation = conversation
        self.model, self._prompt, self._daily_tokens = model, prompt, daily_tokens
        self._first_pass, self._first_prompt = first_pass, first_prompt
        self.queued = queued
        self._refusals_told: set[str] = set()

    # --- reading -----------------------------------------------------------------------------------------------------

    async def read_one(self, stored: StoredStory) -> int:
        """One story read by rules and its watchers alerted. Returns the number of alerts."""
        stored = await self._with_full_text(stored)
        extraction = read_by_rules(stored.story, self.table, self.calendar)
        wants_model = self.model is not None and self._worth_a_model(extraction)
        now = self.clock.now()
        with self.store.transaction():
            if not self.store.is_as_read(stored.number, stored.story):
                return 0  # it was revised meanwhile, and is unread again
            earlier = self.store.earlier_facts(stored.number) if stored.revises else ()
            facts = [f for m in extraction.moves if (f := fact_of(m, self.table))]
            self.store.finish_reading(stored, extraction, facts, wants_model, now)
            alerts = self._alert(stored, extraction.moves, earlier, now)
        _log_reading(stored.number, extraction, alerts)
        if alerts:
            self.queued()
        return alerts

    async def _with_full_text(self, stored: StoredStory) -> StoredStory:
        """A teaser's full text, where its page may be asked and holds the story."""
        story = stored.story
        if not stored.summary_only or not story.url or stored.silence is not None:
            return stored
        try:
            text = await self.feeds.article(story.url, story.title, story.text)
        except FeedError as error:
            log.info("story=%d page: %s", stored.number, error)
            return stored
        if text is None:
            return stored
        full = compose_story(
            id=story.id,
            title=story.title,
            body=text,
            url=story.url,
            source=story.source,
            published=story.published,
            language=story.language,
        )
        if not self.store.replace_text(stored.number, story, full):
            return stored
        return StoredStory(stored.number, full, stored.feed, stored.seen, stored.silence, stored.revises)

    def _worth_a_model(self, extraction: Extraction) -> bool:
        """Stories without any figure and without any company that somebody watches need no model."""
        if extraction.moves or extraction.claims:
            return True
        return self.store.is_watched([named.listing.symbol for named in extraction.listings])

    # --- alerting ----------------------------------------------------------------------------------------------------

    def _alert(self, stored: StoredStory, moves: Sequence[PriceMove], earlier: Sequence[Fact], now: datetime) -> int:
        """Alerts for the moves of one story, one message an instrument and chat. Within a transaction of the caller."""
        if stored.silence is not None:
            return 0
        told = 0
        by_instrument: dict[str, list[tuple[PriceMove, Fact]]] = {}
        for move in moves:
            fact = fact_of(move, self.table)
            why = silence_of_move(move, stored.story, self.calendar, now)
            if fact is None or why is not None:
                log.debug("story=%d silent: %s", stored.number, why)
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
        company = self.table.of_symbol(who)
        count = 0
        reached: dict[int, list[tuple[Alert, Fact]]] = {}
        for move, fact in found:
            symbols = tuple(
                dict.fromkeys(
                    (*(company.symbols if company else ()), *((move.listing.symbol,) if move.listing else ()), who)
                )
            )
            for alert in matched(move, self.store.watching(symbols, size_in_percent(move), move.direction, now), now):
                reached.setdefault(alert.chat, []).append((alert, fact))
        told_now = [f for _, f in found]
        corrected = [
            (move, fact, was)
            for move, fact in found
            for was in earlier
            if is_correction(was, fact) and not any(tells_the_same(was, f) for f in told_now)
        ]
        for chat_id, alerts in reached.items():
            before = list(self.store.told(chat_id, who))
            fresh = [
                (a, f) for a, f in alerts if not any(tells_the_same(t.fact, f) or _is_past(f, t.fact) for t in before)
            ]
            if fresh:
                count += self._tell(stored, chat_id, company, fresh, before, corrected, now)
        # Whoever was told the wrong figure is told the right one, even where it reaches no threshold.
        for move, fact, was in corrected:
            for t in self.store.told_of_story(stored.number):
                if (
                    t.chat not in reached
                    and tells_the_same(t.fact, was)
                    and self._still_watches(t.chat, company, now)
                ):
                    count += self._correct(stored, t, move, fact, company, now)
        return count

    def _tell(
        self, stored: StoredStory, chat_id: int, company: Company | None, fresh: list[tuple[Alert, Fact]], before: Sequence[Told],
        corrected: Sequence[tuple[PriceMove, Fact, Fact]], now: datetime,
    ) -> int:  # fmt: skip
        chat = self.store.chat(chat_id)
        if chat is None:
            return 0
        was = next(
            (
                w
                for _, f, w in corrected
                if any(f == g for _, g in fresh) and any(tells_the_same(t.fact, w) for t in before)
            ),
            None,
        )
        if was is None and corrects(stored.story):
            was = next((t.fact for t in reversed(before) for _, f in fresh if is_correction(t.fact, f)), None)
        message = alert_message(
            chat_id, _key(stored.number, [f for _, f in fresh]), tuple(a.move for a, _ in fresh), stored.story, company,
            language=chat.language, zone=chat.zone, red_is_up=chat.red_is_up, correction_of=was.size_shown if was else None,
        )  # fmt: skip
        edits = None
        made = 0
        for alert, fact in fresh:
            if made == 0:
                if not self.store.record_alert(alert, fact, stored.number, message, now, now + ALERT_EXPIRES, edits):
                    return 0
                made = 1
            else:
                self.store.note_told(alert, fact, stored.number, message.key, now)
        return made

    def _still_watches(self, chat_id: int, company: Company | None, now: datetime) -> bool:
        chat = self.store.chat(chat_id)
        if chat is None or not chat.active or (chat.paused_until and chat.paused_until > now):
            return False
        return company is None or any(
            w.target == company.key and not (w.muted_until and w.muted_until > now)
            for w in self.store.watches(chat_id)
        )

    def _correct(
        self, stored: StoredStory, told: Told, move: PriceMove, fact: Fact, company: Company | None, now: datetime
    ) -> int:
        chat = self.store.chat(told.chat)
        reason = self.store.reason_of(told.chat, None)
        if chat is None or not chat.active or reason is None:
            return 0
        message = alert_message(
            told.chat, _key(stored.number, [fact]), (move,), stored.story, company,
            language=chat.language, zone=chat.zone, red_is_up=chat.red_is_up, correction_of=told.fact.size_shown,
        )  # fmt: skip
        return int(
            self.store.record_alert(
                Alert(told.chat, move, reason[0]), fact, stored.number, message, now, now + ALERT_EXPIRES
            )
        )

    # --- the model ---------------------------------------------------------------------------------------------------

    async def ask_model(self, stored: StoredStory) -> bool:
        """One story read by the model, one call however many watch. False where it is to be tried again later."""
        assert self.model is not None and self._prompt is not None
        name, fingerprint, now = self.model.name, self._prompt.fingerprint, self.clock.now()
        if self.store.known_reading(stored.story.fingerprint, name, fingerprint):
            self.store.model_read(stored.number, None, name, fingerprint, now)
            return True
        if self._daily_tokens is not None and self.store.tokens_today(now) >= self._daily_tokens:
            log.info("story=%d model=%s over its daily tokens", stored.number, name)
            self.store.model_read(stored.number, None, name, fingerprint, now)
            return True
        if not await self._passes_first(stored):
            self.store.model_read(stored.number, None, name, fingerprint, now)
            return True
        try:
            answer = await self.model.ask(self._prompt.text, material(stored.story), SCHEMA, _ANSWER_TOKENS)
        except ModelError as error:
            self._spent(name, error)
            self._model_failed(stored, error)
            return True
        now = self.clock.now()
        self._spent(name, answer)
        try:
            extraction = read_answer(answer.text, survey(stored.story, self.table, self.calendar), name, fingerprint)
        except Unusable as error:
            self._model_failed(stored, ModelNonsense(str(error)))
            return True
        with self.store.transaction():
            if not self.store.is_as_read(stored.number, stored.story):
                return True  # it was revised meanwhile, and will be read anew
            facts = [f for m in extraction.moves if (f := fact_of(m, self.table))]
            self.store.model_read(stored.number, extraction, name, fingerprint, now, facts)
            alerts = self._alert(stored, [m for m in extraction.moves if m.scope in ALERTABLE], (), now)
            edits = self._edit(stored, extraction, now)
        _log_reading(stored.number, extraction, alerts)
        if alerts or edits:
            self.queued()
        return True

    async def _passes_first(self, stored: StoredStory) -> bool:
        """Whether the cheap model lets a story through. One in which the rules found a move is not held up by it."""
        if self._first_pass is None or self._first_prompt is None:
            return True
        by_rules = self.store.extraction(stored.number)
        if by_rules is not None and by_rules.moves:
            return True
        worth, answered = await worth_reading(self._first_pass, self._first_prompt.text, material(stored.story))
        self._spent(self._first_pass.name, answered)
        if not isinstance(answered, Answer):
            self._tell_of_refusal(self._first_pass.name, answered)
        log.info(
            "story=%d first pass by %s: %s", stored.number, self._first_pass.name, "worth it" if worth else "not"
        )
        return worth

    def _edit(self, stored: StoredStory, extraction: Extraction, now: datetime) -> int:
        """The alerts that went out by rules get the model's sentence: what happened, and why."""
        if not extraction.summary:
            return 0
        sentence = extraction.summary[0].text
        count = 0
        for row in {t.outbox for t in self.store.told_of_story(stored.number)}:
            sent = self.store.message_of(row)
            if sent is None or sentence in sent.html:
                continue
            first, quote, rest = sent.html.partition("<blockquote>")
            html = f"{first}{escape(sentence)}\n{quote}{rest}" if quote else f"{first}\n{escape(sentence)}"
            if not fits(html):
                continue
            edited = Message(sent.chat, f"{sent.key}:edit", html, sent.buttons, Priority.EDIT, True)
            count += self.store.enqueue(edited, now, now + ALERT_EXPIRES, row) is not None
        return count

    def _spent(self, model: str, answered: Answer | ModelError) -> None:
        """An answer of no use, cut off at its longest, costs what a good one does."""
        if answered.prompt_tokens or answered.completion_tokens:
            self.store.note_tokens(model, answered.prompt_tokens, answered.completion_tokens, self.clock.now())

    def _model_failed(self, stored: StoredStory, error: ModelError) -> None:
        """A model that is down, slow or talks nonsense costs nothing but its absence."""
        assert self.model is not None and self._prompt is not None
        log.warning("story=%d model=%s %s: %s", stored.number, self.model.name, type(error).__name__, error)
        self.store.model_read(stored.number, None, self.model.name, self._prompt.fingerprint, self.clock.now())
        self._tell_of_refusal(self.model.name, error)

    def _tell_of_refusal(self, model: str, error: ModelError) -> None:
        """The operator must act where a model refuses; he is told once."""
        if isinstance(error, ModelRefused) and str(error) not in self._refusals_told:
            self._refusals_told.add(str(error))
            log.warning("model=%s %s", model, error)
            self.tell_admins("model_refused", {"error": str(error)})

    # --- digests -----------------------------------------------------------------------------------------------------

    def send_digests(self) -> int:
        """The digests that are due. One that was begun before a kill is finished in its own window."""
        now = self.clock.now()
        count = 0
        for chat in self.store.chats():
            if chat.digest_at is None or (chat.paused_until and chat.paused_until > now):
                continue
            day = due_slot(now, ZoneInfo(chat.zone), chat.digest_at, chat.digest_since or now)
            if day is None:
                continue
            with self.store.transaction():
                window = self.store.begin_digest(chat.id, day, "daily", now)
                if window is not None:
                    count += self._digest(chat, day.isoformat(), window, now)
                    self.store.finish_digest(chat.id, day, "daily", "done")
        if count:
            self.queued()
        return count

    def _digest(self, chat: Chat, day: str, window: tuple[int, int], now: datetime) -> int:
        moves, stories = self.store.digest_material(chat.id, *window)
        missed = self.store.missed(chat.id, now - timedelta(hours=26))
        digest = compose_digest(chat.id, datetime.fromisoformat(day).date(), moves, stories, missed)
        if digest.empty:
            if chat.quiet_line:
                self.store.enqueue(
                    Message(
                        chat.id, f"digest:{day}", say(chat.language, "digest_nothing"), (), Priority.DIGEST, True
                    ),
                    now,
                )
            return int(chat.quiet_line)
        messages = digest_messages(
            digest, f"digest:{day}", self.table, language=chat.language, zone=chat.zone, red_is_up=chat.red_is_up
        )
        for message in messages:
            self.store.enqueue(message, now, now + timedelta(hours=12))
        return len(messages)

    # --- people ------------------------------------------------------------------------------------------------------

    async def answer_one(self, number: int, incoming: Incoming | None, messenger: Messenger | None) -> str:
        """An update's effect and its answers, in one transaction with its being done. Returns what it was."""
        now = self.clock.now()
        if incoming is None:
            self.store.finish_update(number, "nothing to us")
            return ""
        if incoming.group and messenger is not None and self.conversation.changes(incoming):
            incoming = replace(incoming, may_change=await _is_admin(messenger, incoming))
        with self.store.transaction():
            outcome = self.conversation.handle(incoming, f"update:{number}", now)
            for message in outcome.messages:
                self.store.enqueue(message, now, now + timedelta(hours=24))
            self.store.finish_update(number, outcome.done)
        log.info("update=%d chat=%d %s", number, incoming.chat, outcome.done)
        if outcome.messages:
            self.queued()
        if incoming.press is not None and messenger is not None:
            await messenger.answer_press(incoming.press, outcome.toast)
        return outcome.done

    def tell_admins(self, words: str, fields: Mapping[str, str]) -> None:
        """A notice to every admin."""
        now = self.clock.now()
        for admin in self.conversation.rules.admins:
            chat = self.store.chat(admin)
            html = say(chat.language if chat else "en", words, **{k: escape(v) for k, v in fields.items()})
            self.store.enqueue(Message(admin, f"{words}:{now.isoformat()}", html, (), Priority.NOTICE), now)
        self.queued()


async def _is_admin(messenger: Messenger, incoming: Incoming) -> bool:
    try:
        return await messenger.is_group_admin(incoming.chat, incoming.user)
    except MessengerError as error:
        log.warning("chat=%d is asked for its admins in vain: %s", incoming.chat, error)
        return False


def _is_past(fact: Fact, told: Fact) -> bool:
    """An opening or intraday figure of a session whose close has been told already."""
    same = (fact.who, fact.session, fact.scope) == (told.who, told.session, told.scope)
    return same and told.at == "close" and fact.at != "close" and (told.of is None or told.of == fact.of)


def material(story: Story) -> str:
    """A story as a model is given it: data between two lines, after the fixed instructions."""
    text = story.text[:_MATERIAL].replace("</story>", "< /story>")
    return f"<story>\n{text}\n</story>\nAnswer with the JSON object."


def _key(story: int, facts: Sequence[Fact]) -> str:
    told = "|".join(sorted(f"{f.who} {f.session} {f.scope} {f.size} {f.unit}" for f in facts))
    return f"alert:{story}:{hashlib.sha256(told.encode()).hexdigest()[:16]}"


def _log_reading(number: int, e: Extraction, alerts: int) -> None:
    log.info(
        "story=%d by=%s moves=%d claims=%d ungrounded=%d alerts=%d",
        number,
        e.by,
        len(e.moves),
        len(e.claims),
        len(e.ungrounded),
        alerts,
    )
    for d in e.ungrounded:
        log.debug("story=%d dropped %s: %s", number, d.what, d.why)
