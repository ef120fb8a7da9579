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

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.conversation import Conversation
from bot.digest import compose as compose_digest
from bot.errors import FeedError, MessengerError, ModelError, ModelNonsense, ModelRefused, ReadingStopped
from bot.events import fact_of
from bot.events.notices import is_withdrawn
from bot.feed_health import name_of
from bot.listings import Listings, Sessions, base_language
from bot.message import Message, Priority
from bot.message.charts import chart_of, dump_chart
from bot.message.digests import digest_messages
from bot.message.markup import escape, fits, plain, shorten
from bot.message.words import say
from bot.pipeline.alerting import Alerting
from bot.pipeline.events import Events
from bot.pipeline.first_pass import worth_reading
from bot.pipeline.model_reading import Prompts, Reading, read_story
from bot.pipeline.pushing import BUDGET, EXPIRES, HOURLY
from bot.pipeline.questions import Questions
from bot.pipeline.reader import ReaderHere
from bot.pipeline.ruling import Ruling
from bot.pipeline.sender import CAPTION
from bot.pipeline.tellings import shown, tellings
from bot.pipeline.translating import Translating
from bot.pipeline.understanding import Understanding, Unread
from bot.ports import (
    Answer,
    Asked,
    Chat,
    Clock,
    Feeds,
    Incoming,
    LanguageModel,
    Messenger,
    Reader,
    Store,
    StoredStory,
)
from bot.reading import ALERTABLE, Extraction, SummarySentence
from bot.slots import Due, before, due
from bot.story import compose as compose_story
from bot.watch import Silence, silence_of_date, silence_of_words

log = logging.getLogger("newstape.pipeline")

_A_DAY, _A_WEEK = timedelta(days=1), timedelta(days=7)
_LATE = timedelta(hours=2)  # what came in shortly before a digest, and could not be read in time, is in the next
_SERVED = timedelta(days=3)  # no slot is due for as long
_CHATS_A_STEP = 200  # of those that get a digest, looked at in one go


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
        prompts: Prompts | None = None,
        first_pass: LanguageModel | None = None,
        first_prompt: str | None = None,
        daily_tokens: int | None = None,
        queued: Callable[[], None] = lambda: None,
        reader: Reader | None = None,
        hourly: int = HOURLY,
        budget: int = BUDGET,
        understanding: Understanding | None = None,
        translating: str | None = None,
        questions: Questions | None = None,
    ) -> None:
        """`translating` is the prompt of who puts lines into the readers' languages; without it nobody does."""
        self.understanding, self.questions = understanding, questions
        self.store, self.feeds, self.clock, self.table, self.calendar = store, feeds, clock, table, calendar
        self.reader: Reader = reader or ReaderHere(table, calendar)
        self.alerting = Alerting(store, table, calendar, hourly, budget)
        self.ruling = Ruling(store, table, calendar, self.alerting.pushing)
        self.conversation, self.events = conversation, Events(store, table)
        self.model, self._prompts, self._daily_tokens = model, prompts, daily_tokens
        self._first_pass, self._first_prompt = first_pass, first_prompt
        self._translating = (
            Translating(store, clock, model, translating, self.reader) if model is not None and translating else None
        )
        self.queued = queued
        self._refusals_told: set[str] = set()

    # --- reading -----------------------------------------------------------------------------------------------------

    async def read_one(self, stored: StoredStory) -> int:
        """One story read by rules and its watchers alerted. Returns the number of alerts."""
        stored = await self._with_full_text(stored)
        try:
            extraction = await self.reader.by_rules(stored.story)
        except ReadingStopped as error:
            self._put_aside(stored, error)
            return 0
        wants_model = self.model is not None and self._worth_a_model(extraction)
        now = self.clock.now()
        with self.store.transaction():
            if not self.store.is_as_read(stored.number, stored.story):
                return 0  # it was revised meanwhile, and is unread again
            if extraction.moves:
                stored = self._silenced(stored, silence_of_words(stored.story, now))
            # What a publisher has taken back, and left standing under its notice, is told by nobody.
            moves = () if is_withdrawn(stored.story) else extraction.moves
            facts = [f for m in moves if (f := fact_of(m, self.table))]
            before = self.store.extraction(stored.number) if stored.revises else None
            self.store.finish_reading(stored, extraction, facts, wants_model, now)
            self.events.place(stored, extraction, now)
            was = before.moves if before else ()
            alerts = self.alerting.withdraw(stored, now) + self.alerting.alert(stored, moves, now, was)
            alerts += self.ruling.fire(stored, extraction, now, was)
        _log_reading(stored.number, extraction, alerts)
        if alerts or self.alerting.edits:
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
        return self._silenced(replace(stored, story=full, summary_only=False), silence_of_date(full, stored.seen))

    def _silenced(self, stored: StoredStory, silence: Silence | None) -> StoredStory:
        """The story with a reason to be silent that shows only when it is read."""
        if silence is None or stored.silence is not None:
            return stored
        self.store.silence_story(stored.number, silence)
        self.store.note_silence(silence, stored.feed, self.clock.now())
        return replace(stored, silence=silence)

    def _put_aside(self, stored: StoredStory, error: ReadingStopped) -> None:
        """A text that the reader does not get through: remembered, counted, told once a day and feed, and never tried again as it is."""
        now = self.clock.now()
        if error.traceback is not None:
            log.error("story=%d cannot be read; it is put aside: %s\n%s", stored.number, error, error.traceback)
        else:
            log.warning("story=%d cannot be read; it is put aside: %s", stored.number, error)
        with self.store.transaction():
            if not self.store.is_as_read(stored.number, stored.story):
                return  # it was revised meanwhile, and is unread again
            self.store.skip_story(stored.number, str(error))
            self.store.note_silence(Silence.UNREAD, stored.feed, now)
            first = self.store.tell_once(stored.feed, f"unread {now.date()}", now)
        if first:
            feed = self.store.feed(stored.feed)
            name = name_of(feed) if feed else "?"
            self.tell_admins(
                "story_unread", {"name": name, "title": shorten(stored.story.title, 120), "error": str(error)}
            )

    def _worth_a_model(self, extraction: Extraction) -> bool:
        """Stories without any figure and without any company that somebody watches need no model."""
        if extraction.moves or extraction.claims:
            return True
        return self.store.is_watched([c.key for c in extraction.companies])

    # --- the model ---------------------------------------------------------------------------------------------------

    async def ask_model(self, stored: StoredStory) -> None:
        """One story read by the model, one call however many watch, then its lines put into its readers' languages."""
        worth = await self._read_by_model(stored)
        if worth and self._translating is not None and not self._is_over_budget():
            try:
                if await self._translating.translate(stored):
                    self.queued()
            except ModelError as error:
                log.warning("story=%d is not translated: %s: %s", stored.number, type(error).__name__, error)
                assert self.model is not None
                self._tell_of_refusal(self.model.name, error)

    def _is_over_budget(self) -> bool:
        return self._daily_tokens is not None and self.store.tokens_today(self.clock.now()) >= self._daily_tokens

    async def _read_by_model(self, stored: StoredStory) -> bool:
        """Whether it is worth more of the model."""
        assert self.model is not None and self._prompts is not None
        name, fingerprint, now = self.model.name, self._prompts.fingerprint, self.clock.now()
        if self.store.known_reading(stored.story.fingerprint, name, fingerprint):
            self.store.model_read(stored.number, None, name, fingerprint, now)
            return True
        if self._is_over_budget():
            log.info("story=%d model=%s over its daily tokens", stored.number, name)
            self.store.model_read(stored.number, None, name, fingerprint, now)
            return True
        try:
            asked = await self.reader.question(stored.story)
            passes = asked is None or await self._passes_first(stored, asked)
            if asked is None or not passes:
                self.store.model_read(stored.number, None, name, fingerprint, now)
                return passes
            reading = await read_story(self.model, self._prompts, self.reader, stored.story, asked)
        except (ModelError, ReadingStopped) as error:
            failure = error if isinstance(error, ModelError) else ModelNonsense(str(error))
            self._spent(name, failure)
            self._model_failed(stored, failure)
            return True
        now, extraction = self.clock.now(), reading.found
        self._spent(name, reading)
        with self.store.transaction():
            if not self.store.is_as_read(stored.number, stored.story):
                return True  # it was revised meanwhile, and will be read anew
            facts = [f for m in extraction.moves if (f := fact_of(m, self.table))]
            self.store.model_read(stored.number, extraction, name, fingerprint, now, facts)
            alerts = self.alerting.alert(stored, [m for m in extraction.moves if m.scope in ALERTABLE], now)
            edits = self._edit(stored, extraction, now)
        _log_reading(stored.number, extraction, alerts)
        if alerts or edits or self.alerting.edits:
            self.queued()
        return True

    async def _passes_first(self, stored: StoredStory, asked: Asked) -> bool:
        """Whether the cheap model lets a story through. One in which the rules found a move is not held up by it."""
        if self._first_pass is None or self._first_prompt is None:
            return True
        by_rules = self.store.extraction(stored.number)
        if by_rules is not None and by_rules.moves:
            return True
        worth, answered = await worth_reading(self._first_pass, self._first_prompt, asked.material)
        self._spent(self._first_pass.name, answered)
        if not isinstance(answered, Answer):
            self._tell_of_refusal(self._first_pass.name, answered)
        log.info(
            "story=%d first pass by %s: %s", stored.number, self._first_pass.name, "worth it" if worth else "not"
        )
        return worth

    def _edit(self, stored: StoredStory, extraction: Extraction, now: datetime) -> int:
        """The alerts that went out by rules get the model's line of the same instrument: what happened, and why."""
        count = 0
        for m in self.store.messages_of_story(stored.number):
            sent, facts = m.message, [t.fact for _, t in m.told if t.story == stored.number]
            own = shown(tellings((t.story, story, t.fact) for story, t in m.told), m.language).story == stored.number
            line = next((s for s in extraction.summary if s.about is not None and s.about == facts[-1].of), None)
            if sent is None or m.gathered is not None or not own or line is None or _has_it(sent.html, line):
                continue
            sentence = line.text
            first, quote, rest = sent.html.partition("<blockquote")
            html = f"{first}{escape(sentence)}\n{quote}{rest}" if quote else f"{first}\n{escape(sentence)}"
            if not fits(html):
                continue
            edited = Message(sent.chat, f"{sent.key}:edit", html, sent.buttons, Priority.EDIT, True)
            count += self.store.enqueue(edited, now, now + EXPIRES, m.row) is not None
        return count

    def _spent(self, model: str, answered: Answer | Reading | ModelError) -> None:
        """An answer of no use, cut off at its longest, costs what a good one does."""
        if answered.prompt_tokens or answered.completion_tokens:
            self.store.note_tokens(model, answered.prompt_tokens, answered.completion_tokens, self.clock.now())

    def _model_failed(self, stored: StoredStory, error: ModelError) -> None:
        """A model that is down, slow or talks nonsense costs nothing but its absence."""
        assert self.model is not None and self._prompts is not None
        log.warning("story=%d model=%s %s: %s", stored.number, self.model.name, type(error).__name__, error)
        self.store.model_read(stored.number, None, self.model.name, self._prompts.fingerprint, self.clock.now())
        self._tell_of_refusal(self.model.name, error)

    def _tell_of_refusal(self, model: str, error: ModelError) -> None:
        """The operator must act where a model refuses; he is told once."""
        if isinstance(error, ModelRefused) and str(error) not in self._refusals_told:
            self._refusals_told.add(str(error))
            log.warning("model=%s %s", model, error)
            self.tell_admins("model_refused", {"error": str(error)})

    # --- digests -----------------------------------------------------------------------------------------------------

    def send_digests(self) -> Iterator[int]:
        """The digests that are due, one at each step: between two of them others get their turn, for at eight in the morning they are
        thousands. Yields how many messages each is, and 0 where nothing was due for a while. One that was begun before a kill is finished in its own window."""
        now, after = self.clock.now(), None
        while chats := self.store.digest_chats(after, _CHATS_A_STEP, now.date() - _SERVED):
            for chat, served in chats:
                after = chat.id
                if chat.paused_until and chat.paused_until > now:
                    continue
                zone = ZoneInfo(chat.zone)
                has_come = due(chat.digests, now, zone, chat.digest_since or now, self.calendar)
                waiting = [d for d in has_come if (str(d.slot), d.day) not in served]
                for of_kind in ([d for d in waiting if not d.slot.weekly], [d for d in waiting if d.slot.weekly]):
                    if of_kind:
                        yield self._send_digest(chat, of_kind, now)
            yield 0

    def _send_digest(self, chat: Chat, waiting: Sequence[Due], now: datetime) -> int:
        """Of several that wait, as after hours without power, the last tells it all."""
        this = waiting[-1]
        since = before(chat.digests, this, ZoneInfo(chat.zone), self.calendar) - _LATE
        with self.store.transaction():
            last = self.store.last_digest(chat.id)
            for overtaken in waiting[:-1]:
                self.store.skip_digest(chat.id, overtaken.day, overtaken.slot, now)
            window = self.store.begin_digest(chat.id, this.day, this.slot, since, now)
            if window is None:
                return 0
            count = self._digest(chat, this, window, last, since, now)
            self.store.finish_digest(chat.id, this.day, this.slot, "done")
        if count:
            self.queued()
        return count

    def _digest(
        self, chat: Chat, this: Due, window: tuple[int, int], last: datetime | None, since: datetime, now: datetime
    ) -> int:
        moves, stories = self.store.digest_material(chat.id, *window)
        missed = self.store.missed(chat.id, max(last or since, since))
        key = f"digest:{this.day.isoformat()}:{this.slot}"
        # Since the last one, however long ago that was: what a budget left to the digest stands in one.
        left = self.store.left_to_digest(chat.id, max(last or now - _A_DAY, now - _A_WEEK))
        digest = compose_digest(
            chat.id, this.day, moves, stories, missed, left=left, weekly=this.slot.weekly, language=chat.language
        )
        if digest.empty:
            if chat.quiet_line:
                self.store.enqueue(
                    Message(chat.id, key, say(chat.language, "digest_nothing"), (), Priority.DIGEST, True), now
                )
            return int(chat.quiet_line)
        messages = digest_messages(
            digest, key, self.table, language=chat.language, zone=chat.zone, red_is_up=chat.red_is_up,
            renditions=self.store.renditions(digest.told, base_language(chat.language)),
        )  # fmt: skip
        chart = chart_of(digest, self.table, chat.language, red_is_up=chat.red_is_up) if chat.picture else None
        if chart is not None and len(messages) == 1 and len(plain(messages[0].html)) <= CAPTION:
            messages = (replace(messages[0], chart=dump_chart(chart)),)
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
        if incoming.inline is not None:
            cards = self.conversation.offered(incoming, now)
            self.store.finish_update(number, "offered")
            if messenger is not None:
                await messenger.offer(incoming.inline, cards)
            return "offered"
        # In a channel only its admins post, and everybody may press.
        asks = incoming.button is not None if incoming.channel else self.conversation.changes(incoming)
        if incoming.group and asks and messenger is not None:
            incoming = replace(incoming, may_change=await _is_admin(messenger, incoming))
        with self.store.transaction():
            outcome = self.conversation.handle(incoming, f"update:{number}", now)
            held = self.questions is not None and self.questions.hold(number, incoming, outcome)
            if held and not incoming.group:
                return outcome.done  # it stays in the inbox until the model has answered
            rows = [self.store.enqueue(message, now, now + timedelta(hours=24)) for message in outcome.messages]
            self.store.finish_update(number, outcome.done)
        if held and self.questions is not None and rows and rows[0] is not None:
            self.questions.answered_already(number, rows[0])
        if self.understanding is not None:
            self.understanding.heard(incoming.chat, number)
            if outcome.unread and rows and rows[0] is not None:
                self.understanding.note(Unread(incoming, number, rows[0], now))
        log.info("update=%d chat=%d %s", number, incoming.chat, outcome.done)
        if outcome.messages:
            self.queued()
        if incoming.press is not None and messenger is not None:
            await messenger.answer_press(incoming.press, outcome.toast)
        return outcome.done

    def tell_admins(self, words: str, fields: Mapping[str, str | int]) -> None:
        """A notice to every admin; what is counted comes as a number."""
        now = self.clock.now()
        shown = {name: escape(value) if isinstance(value, str) else value for name, value in fields.items()}
        for admin in self.conversation.rules.admins:
            chat = self.store.chat(admin)
            html = say(chat.language if chat else "en", words, **shown)
            self.store.enqueue(Message(admin, f"{words}:{now.isoformat()}", html, (), Priority.NOTICE), now)
        self.queued()


async def _is_admin(messenger: Messenger, incoming: Incoming) -> bool:
    try:
        return await messenger.is_group_admin(incoming.chat, incoming.user)
    except MessengerError as error:
        log.warning("chat=%d is asked for its admins in vain: %s", incoming.chat, error)
        return False


def _has_it(html: str, line: SummarySentence) -> bool:
    """Whether a message has the line, or the story's own words for it."""
    shown = " ".join(plain(html).split())
    return line.text in shown or " ".join(line.quotes[-1].text.split()) in shown


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
