"""What is remembered: the values that the store gives and takes, and its narrow ports."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Literal, Protocol

from bot.digest import DigestMove, DigestStory
from bot.events import Fact
from bot.link import Link
from bot.message import Message
from bot.message.alerts import LET_GO_KEY
from bot.ports.feeds import ConfiguredFeed, Feed, FeedHealth, Polled
from bot.quiet import InQuiet, QuietHours
from bot.reading import Claim, Extraction
from bot.rules import Side, UserRule
from bot.slots import Slot
from bot.story import Story
from bot.watch import Alert, Reason, Rule, Silence, TargetKind, Watch

OutboxState = Literal["queued", "sending", "sent", "failed", "dropped"]


TAKEN_BACK = "/undo "  # no typed words begin so: their slash is not kept


@dataclass(frozen=True, slots=True)
class Chat:
    """A chat and its settings. `zone` is an IANA name; `zone_guessed` until somebody said so."""

    id: int
    group: bool = False
    language: str = "en"
    zone: str = "UTC"
    zone_guessed: bool = True
    digests: tuple[Slot, ...] = ()
    digest_since: datetime | None = None
    quiet_line: bool = False
    red_is_up: bool = False
    threshold: Decimal = Decimal(3)
    active: bool = True
    paused_until: datetime | None = None
    advised: bool = False
    quiet: QuietHours | None = None
    # Of a forum the topic where it is told things, 0 for none; None until something was set.
    thread: int | None = None
    title: str = ""
    set_by: int | None = None
    # Alerts a day; None is what the config says, 0 as many as there are.
    budget: int | None = None
    picture: bool = True  # with its digest


@dataclass(frozen=True, slots=True)
class Waiting:
    """What a chat was asked and has not answered: `what` names the question, `data` is what it is about, and yes or no answers one that
    `confirms`."""

    what: str
    data: str = ""
    confirms: bool = False


@dataclass(frozen=True, slots=True)
class StoredStory:
    """A story with its number, and what the poll knew of it. `silence` is why it may not alert, decided when it came."""

    number: int
    story: Story
    feed: int
    seen: datetime
    silence: str | None
    revises: bool = False
    summary_only: bool = False


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A row of the outbox that a sender has claimed, or may claim."""

    id: int
    message: Message
    attempts: int
    expires: datetime | None
    edits: int | None = None
    group: bool = False
    repeated: bool = False
    replies: int | None = None


@dataclass(frozen=True, slots=True)
class Hold:
    """A chat that is not written to until then: why, how often in a row it has refused, and since when."""

    chat: int
    until: datetime
    why: str
    failures: int
    since: datetime


@dataclass(frozen=True, slots=True)
class Told:
    """An alert that a chat was sent or is about to be sent, with the row in the outbox. `taken_back` where its figure has turned out wrong."""

    chat: int
    fact: Fact
    outbox: int
    story: int
    reason: Reason
    id: int = 0
    taken_back: bool = False


@dataclass(frozen=True, slots=True)
class Correction:
    """A figure that was told and what it became; `now` is None of a story that was withdrawn. `of` is the listing's or the company's name."""

    story: int
    who: str
    of: str | None
    label: str
    session: date | None
    was: str
    now: str | None
    source: str | None
    url: Link | None
    title: str
    at: datetime


Fault = Literal["figure", "company", "day", "old"]


@dataclass(frozen=True, slots=True)
class Report:
    """What a reader says is wrong with an alert, and what that had told."""

    chat: int
    what: Fault
    told: tuple[Told, ...]
    at: datetime


@dataclass(frozen=True, slots=True)
class Accuracy:
    """How many figures were told since then, how many of those a model had read; how many were taken back by their publishers, and how many
    readers say are wrong, each with what of it a model had read."""

    told: int
    corrected: int
    reported: int
    told_by_model: int
    corrected_by_model: int
    reported_by_model: int


@dataclass(frozen=True, slots=True)
class EventMessage:
    """A message that told a chat of an event: as it stands after its edits, None of one that never came; what it
    tells, in order, each with its story, None of one that is gone, without what was taken back; how often it was edited; how the chat
    reads; the key and row of the message that tells it together with others, and whether that still waits.
    """

    row: int
    message: Message | None
    told: tuple[tuple[Story | None, Told], ...]
    edits: int
    language: str
    zone: str
    red_is_up: bool
    gathered: str | None = None
    waits: bool = False
    gathered_row: int | None = None

    @property
    def let_go(self) -> bool:
        """Whether quiet hours took it, as the reader asked."""
        return self.gathered == LET_GO_KEY


@dataclass(frozen=True, slots=True)
class Gathered:
    """A message that another one, or a digest, tells or will tell (`waits`): that one's key, and its row if it has one."""

    message: Message
    key: str
    waits: bool
    row: int | None


@dataclass(frozen=True, slots=True)
class Held:
    """Alerts that one message tells together: why, their headlines, and when it was sent, or is to be (`waits`); None of one that never came."""

    why: Literal["quiet", "hour", "budget", "let go"]
    headlines: tuple[str, ...]
    at: datetime | None
    waits: bool


@dataclass(frozen=True, slots=True)
class Counts:
    """What /stats shows: of today, and the queue as it is. `delivered` are the alerts, edits and digests that were sent."""

    feeds: int
    feeds_failing: int
    stories: int
    alerts: int
    queued: int
    sending: int
    sent: int
    failed: int
    expired: int
    chats: int
    watches: int
    calls: int
    prompt_tokens: int
    completion_tokens: int
    read_by_model: int = 0
    delivered: int = 0
    dropped: Mapping[str, int] = field(default_factory=dict)
    moves: int = 0
    oldest_queued: float = (
        0.0  # when the oldest message that may go was decided, in seconds since 1970; 0: none waits
    )


@dataclass(frozen=True, slots=True)
class Status:
    """How a run is. `faults` are sentences for an operator, none where it is ready; `polls` are since the start, by outcome."""

    counts: Counts
    silences: Mapping[Silence, int]
    polls: dict[str, int]
    faults: tuple[str, ...]
    oldest_seconds: float
    up_seconds: float


class Transactions(Protocol):
    """Each writing method is one transaction; inside `transaction` they are one together. All raise StoreError: StoreFull, StoreBroken."""

    def transaction(self) -> AbstractContextManager[None]: ...


class StoryStore(Transactions, Protocol):
    """Feeds, stories, and what was read in them."""

    def feeds(self) -> tuple[Feed, ...]: ...
    def feed(self, number: int) -> Feed | None: ...
    def all_feeds(self) -> tuple[tuple[Feed, str, bool], ...]: ...
    def sync_feeds(self, feeds: Sequence[ConfiguredFeed], now: datetime) -> None: ...
    def add_feed(self, url: str, name: str, language: str, now: datetime) -> bool: ...
    def remove_feed(self, url: str, now: datetime) -> bool: ...
    def pause_feed(self, url: str, paused: bool) -> bool: ...
    def record_poll(self, feed: Feed, polled: Polled, now: datetime) -> int: ...
    def record_failure(self, feed: Feed, error: str, not_before: datetime, now: datetime) -> Feed: ...
    def record_success(self, feed: Feed) -> None: ...
    def set_feed_zone(self, url: str, zone: str | None) -> bool: ...
    def tell_once(self, feed: int, what: str, now: datetime) -> bool: ...
    def is_over(self, feed: int, what: str) -> bool: ...
    def feed_health(self, now: datetime) -> tuple[FeedHealth, ...]: ...
    def usual_batch(self, feed: int, now: datetime) -> float: ...
    def arrivals(self, now: datetime) -> tuple[tuple[int, int, int], ...]: ...
    def note_silence(self, reason: Silence, feed: int, now: datetime, count: int = 1) -> None: ...
    def silences(self, now: datetime) -> dict[Silence, int]: ...
    def unread(self, most: int) -> tuple[StoredStory, ...]: ...
    def is_as_read(self, number: int, story: Story) -> bool: ...
    def replace_text(self, number: int, teaser: Story, story: Story) -> bool: ...
    def finish_reading(
        self, stored: StoredStory, extraction: Extraction, facts: Sequence[Fact], wants_model: bool, now: datetime
    ) -> None: ...
    def silence_story(self, number: int, silence: Silence) -> None: ...
    def skip_story(self, number: int, reason: str) -> None: ...
    def wanting_model(self, most: int) -> tuple[StoredStory, ...]: ...
    def model_read(
        self,
        number: int,
        extraction: Extraction | None,
        model: str,
        prompt: str,
        now: datetime,
        facts: Sequence[Fact] = (),
    ) -> None: ...
    def extraction(self, number: int, by: str = "rules") -> Extraction | None: ...
    def place_story(self, number: int, event: int, gist: str) -> None:
        """The event that a story tells, and what it is about."""
        ...

    def gists(self, since: datetime) -> tuple[tuple[int, int, str], ...]:
        """The stories since then with their events and what they are about."""
        ...

    def known_reading(self, fingerprint: str, model: str, prompt: str) -> bool: ...
    def languages_of_readers(self, number: int) -> frozenset[str]:
        """The languages of the chats that watch whom a story names, or were told of it."""
        ...

    def keep_renditions(self, number: int, language: str, said: Mapping[str, str], by: str) -> None:
        """What stands for words of a story in another language; nothing for those for which nothing may."""
        ...

    def renditions(self, numbers: Collection[int], language: str) -> Mapping[str, str]:
        """What stands for words of these stories in a language."""
        ...


class AlertStore(Transactions, Protocol):
    """Who watches, and who was told what."""

    def watching(
        self, symbols: Sequence[str], size: Decimal | None, direction: str, now: datetime
    ) -> tuple[Watch, ...]: ...
    def is_watched(self, symbols: Sequence[str]) -> bool: ...
    def told_of_sessions(self, who: str, sessions: Collection[date | None]) -> Mapping[int, Sequence[Told]]:
        """What each chat was told of an instrument's sessions, in order; None is that of a move without one."""
        ...

    def told_of_story(self, story: int) -> tuple[Told, ...]: ...
    def note_told(self, told: Sequence[tuple[Alert, Fact, int]], story: int, now: datetime) -> None:
        """What each message tells, with its row."""
        ...

    def message_of(self, row: int) -> Message | None:
        """The message of a row as it stands after its edits; None of one that failed or was dropped."""
        ...

    def messages_of_event(self, who: str, session: date) -> tuple[EventMessage, ...]:
        """The messages that told chats of an instrument's session, in the order in which they were made."""
        ...

    def messages_of_story(self, story: int) -> tuple[EventMessage, ...]:
        """The messages that tell something of a story which was not taken back."""
        ...

    def retell(
        self,
        told: Sequence[tuple[Alert, Fact, int]],
        edits: Sequence[tuple[int, Message]],
        story: int,
        now: datetime,
        expires: datetime,
    ) -> int:
        """What a story told once more, each with the row of the message that told it; and the edits of those. Returns how many edits are new."""
        ...

    def take_back(self, told: Sequence[Told], now: datetime) -> None:
        """These figures have turned out wrong."""
        ...

    def tell_instead(self, told: Sequence[tuple[Told, Alert, Fact]], story: int, now: datetime) -> None:
        """What a story says in the place of these figures, which have turned out wrong."""
        ...

    def note_correction(self, correction: Correction, chats: Collection[int]) -> None:
        """Kept once, with the chats that were told the wrong figure."""
        ...

    def told_in(self, chat: int, row: int) -> tuple[Told, ...]:
        """What a chat's message of that row told; nothing of another chat's."""
        ...

    def report(self, chat: int, row: int, what: Fault, now: datetime) -> bool:
        """What somebody says is wrong with a message; False if it has been said of it there already."""
        ...

    def reports(self, since: datetime) -> tuple[Report, ...]: ...
    def accuracy(self, since: datetime) -> Accuracy: ...
    def corrections(self, since: datetime, chat: int | None = None) -> tuple[Correction, ...]:
        """The newest first; of one chat, or of all."""
        ...


class OutboxStore(Transactions, Protocol):
    """What is to be sent: claimed before it is, marked after."""

    def enqueue(
        self,
        message: Message,
        now: datetime,
        expires: datetime | None = None,
        edits: int | None = None,
        replies: int | None = None,
    ) -> int | None: ...
    def enqueue_all(self, messages: Sequence[Message], now: datetime, expires: datetime) -> Mapping[int, int]:
        """One message a chat: the rows of those that are new."""
        ...

    def rewrite_waiting(self, row: int, html: str) -> bool:
        """A message that has not been sent yet becomes another text; False of one that is under way or has come."""
        ...

    def sendable(self, most: int, now: datetime) -> tuple[Outgoing, ...]: ...
    def next_due(self, now: datetime) -> datetime | None: ...
    def sent_number(self, row: int) -> int | None: ...
    def sent_as(self, row: int) -> tuple[str, datetime | None]:
        """ "held" where a message was told together with others or left to a digest, else its state; and when it was sent."""
        ...

    def claim(self, row: int, now: datetime) -> Outgoing | None: ...
    def mark_sent(self, row: int, number: int | None, now: datetime) -> None: ...
    def put_back(
        self, row: int, reason: str, not_before: datetime, repeated: bool, *, tried: bool = True
    ) -> None: ...
    def mark_failed(self, row: int, reason: str) -> None: ...
    def end_chat(self, chat: int, reason: str, now: datetime) -> int: ...
    def move_chat(self, old: int, new: int) -> None: ...
    def expire(self, now: datetime) -> int: ...
    def recover_sending(self) -> int: ...
    def hold(self, chat: int) -> Hold | None: ...
    def hold_chat(self, hold: Hold) -> None: ...
    def leave_topic(self, chat: int, thread: int) -> bool:
        """A topic that takes nothing any more: what waits for it goes to the chat itself, and so does what comes. True where that is new."""
        ...

    def release_chat(self, chat: int) -> bool: ...
    def held_chats(self, failures: int) -> int: ...
    def alerts_of(self, chats: Collection[int], since: datetime) -> Mapping[int, Sequence[datetime]]:
        """When each of these chats was sent an alert since then, or is about to be."""
        ...

    def gathering(self, chat: int) -> str | None: ...
    def fold(self, message: Message, into: str, now: datetime) -> int | None:
        """An alert that is told by the message of that key: its row; None if it is there already."""
        ...

    def left_to_digest(self, chat: int, since: datetime) -> tuple[str, ...]:
        """The headlines of the alerts since then that a day's budget left to the digest."""
        ...

    def folded(self, chat: int, since: datetime, into: str) -> tuple[tuple[datetime, str], ...]: ...
    def gathered_message(self, row: int) -> Gathered | None:
        """A message that is told by another together with others; None of any other."""
        ...

    def drop_unseen(self, row: int, reason: str) -> bool:
        """A message that nobody has seen yet never comes; False of one that was sent, or is under way."""
        ...

    def fold_anew(self, row: int, html: str) -> None: ...
    def retell_gathered(self, message: Message, now: datetime, expires: datetime) -> None:
        """A message that tells alerts together, written anew: as long as it waits it is replaced, then it is edited."""
        ...

    def drop_gathered(self, chat: int, key: str) -> None:
        """A message that tells alerts together, of which nothing is left, while it waits."""
        ...

    def replace_waiting(self, message: Message, now: datetime, due: datetime, expires: datetime) -> None: ...
    def pause_until(self) -> datetime | None: ...
    def set_pause(self, until: datetime, now: datetime) -> None: ...
    def drop_waiting(self, chat: int, reason: str) -> None: ...


class InboxStore(Transactions, Protocol):
    """What came in, before it is confirmed to Telegram."""

    def receive(self, updates: Sequence[tuple[int, str]], now: datetime) -> None: ...
    def next_offset(self, now: datetime) -> int | None: ...
    def inbox(self, most: int) -> tuple[tuple[int, str], ...]: ...
    def finish_update(self, update: int, outcome: str) -> None: ...


class PeopleStore(Transactions, Protocol):
    """Chats, their settings and their watches."""

    def chat(self, chat: int) -> Chat | None: ...
    def chats_of(self, numbers: Collection[int]) -> Mapping[int, Chat]: ...
    def save_chat(self, chat: Chat, now: datetime) -> None: ...
    def forget_ended(self, before: datetime, now: datetime) -> int:
        """Chats that blocked the bot, removed it, or were given up before then: all that is held about them. Returns how many."""
        ...

    def forget_chat(self, chat: int) -> None: ...
    def chats(self, *, active: bool = True) -> tuple[Chat, ...]: ...
    def digest_chats(
        self, after: int | None, most: int, since: date
    ) -> tuple[tuple[Chat, frozenset[tuple[str, date]]], ...]:
        """The next active chats that get digests, by their numbers, each with the slots that were served since that day."""
        ...

    def watches(self, chat: int) -> tuple[Watch, ...]: ...
    def add_watch(
        self, chat: int, kind: TargetKind, target: str, label: str, symbols: Sequence[str], rule: Rule, now: datetime
    ) -> Watch: ...
    def set_rule(self, watch: int, rule: Rule) -> None: ...
    def mute_watch(self, watch: int, until: datetime | None) -> None: ...
    def set_in_quiet(self, watch: int, in_quiet: InQuiet) -> None: ...
    def remove_watch(self, watch: int) -> None: ...
    def set_standard_threshold(self, chat: int, threshold: Decimal) -> None: ...
    def remember_stranger(self, user: int, now: datetime) -> bool: ...
    def admit(self, user: int, now: datetime) -> None: ...
    def is_admitted(self, user: int) -> bool: ...


class TalkStore(Transactions, Protocol):
    """What a chat was asked and has not answered, and what people last asked."""

    def waiting(self, chat: int, since: datetime | None = None) -> Waiting | None:
        """What the chat was asked since then and has not answered."""
        ...

    def wait_for(self, chat: int, waiting: Waiting | None, now: datetime) -> None:
        """In the place of what was waited for; None: for nothing."""
        ...

    def keep_asked(self, chat: int, user: int, text: str, now: datetime) -> None: ...

    def last_asked(self, chat: int, user: int, since: datetime) -> str | None:
        """What this person asked here last, since then."""
        ...

    def forget_asked(self, chat: int, user: int) -> None: ...


class UndoStore(Transactions, Protocol):
    """The last change of each chat, which can be taken back."""

    def settings_of(self, chat: int) -> str | None:
        """All of a chat that a change can change, as text that is the same where nothing was; None where there is no chat."""
        ...

    def keep_for_undo(self, chat: int, before: str, said: str, now: datetime) -> int:
        """The number of the change, by which a button takes back this one and no later one; `said` are the words that made it."""
        ...

    def last_said(self, chat: int, since: datetime) -> str | None:
        """The words that made the last change, where it was since then and stands."""
        ...

    def last_change(self, chat: int, now: datetime) -> tuple[int, str] | None:
        """The number of the change that can be taken back, and the words that made it: none of a button's; of an undo `TAKEN_BACK` and the words it took back."""
        ...

    def forget_undo(self, chat: int) -> None:
        """Nothing before this is taken back."""
        ...

    def undo_change(self, chat: int, number: int | None, now: datetime) -> bool:
        """The chat as it was before its last change; False where there is none, or another than this number's."""
        ...


class PastStore(Transactions, Protocol):
    """What was told and read before: digests, news, movers, claims."""

    def digest_material(
        self, chat: int, after: int, upto: int
    ) -> tuple[tuple[DigestMove, ...], tuple[DigestStory, ...]]: ...
    def last_story(self) -> int: ...
    def first_story_since(self, since: datetime) -> int: ...
    def begin_digest(
        self, chat: int, day: date, slot: Slot, since: datetime, now: datetime
    ) -> tuple[int, int] | None: ...
    def skip_digest(self, chat: int, day: date, slot: Slot, now: datetime) -> None: ...
    def last_digest(self, chat: int) -> datetime | None:
        """When the chat's last digest was made."""
        ...

    def finish_digest(self, chat: int, day: date, slot: Slot, outcome: str) -> None: ...
    def missed(self, chat: int, since: datetime) -> tuple[str, ...]: ...
    def held(self, chat: int, since: datetime) -> tuple[Held, ...]:
        """The alerts since then that did not come one by one, by the message that told or will tell them together."""
        ...

    def told_by(self, chat: int, number: int | None) -> tuple[Told, ...]: ...
    def stories_of(self, numbers: Collection[int]) -> Mapping[int, StoredStory]:
        """By their numbers, in one query; without those that are gone."""
        ...

    def recent_moves(self, most: int, since: datetime, who: str | None = None) -> tuple[DigestMove, ...]:
        """The moves of stories since then, of everybody or of one company's key, the biggest first."""
        ...

    def recent_stories(
        self, symbols: Sequence[str], most: int, since: datetime | None = None
    ) -> tuple[DigestStory, ...]: ...
    def best_found(self, question: str, since: datetime, most: int) -> tuple[int, ...]:
        """The numbers of the stories since then that an FTS5 question finds, the best first."""
        ...

    def stories_kept(self) -> int: ...
    def stories_naming(self, symbols: Sequence[str]) -> int:
        """How many stories of the archive name one of these."""
        ...

    def holders(self, question: str) -> int:
        """How many stories of the archive an FTS5 question finds."""
        ...

    def search(self, question: str, since: datetime, most: int) -> tuple[DigestStory, ...]:
        """The latest stories since then that a question of keywords finds."""
        ...

    def recent_claims(self, symbols: Sequence[str], most: int) -> tuple[tuple[Claim, DigestStory], ...]: ...


@dataclass(frozen=True, slots=True)
class Firing:
    """One time that a rule fired: by which story, of which event, the value and the condition as they were, and when that figure was told;
    whether it was let go in quiet hours; of a kind that is told once a session whose it was, each as "9988.HK 2025-09-24", and of whom its
    figure was corrected to one that the rule does not ask for, so that the next to tell one is heard."""

    rule: int
    story: int
    event: int | None
    value: str
    condition: str
    told: datetime | None
    outbox: int | None = None
    let_go: bool = False
    moves: tuple[str, ...] = ()
    unmet: frozenset[str] = frozenset()
    id: int = 0


class RuleStore(Transactions, Protocol):
    """The rules that people set, and each time that one fired."""

    def add_rule(self, rule: UserRule, keys: Collection[str], now: datetime) -> UserRule: ...
    def rules_of(self, chat: int) -> tuple[UserRule, ...]: ...
    def set_rule_state(
        self, chat: int, rule: int, *, paused: bool | None = None, deleted: bool | None = None
    ) -> UserRule | None: ...
    def set_side(self, rule: int, side: Side | None) -> None: ...
    def rules_for(self, keys: Collection[str], companies: Collection[str], now: datetime) -> tuple[UserRule, ...]: ...
    def words_of_rules(self) -> frozenset[str]: ...
    def note_firing(self, firing: Firing, now: datetime) -> None: ...
    def firings_of_story(self, story: int) -> tuple[tuple[Firing, UserRule], ...]:
        """What a story made fire, and was told in a message."""
        ...

    def firings_by(self, source: str, since: datetime) -> tuple[tuple[Firing, UserRule], ...]:
        """The same of all stories of a publisher since then."""
        ...

    def take_back_firings(self, story: int) -> None:
        """What a story made fire counts no more: it was taken back."""
        ...

    def fired_by(self, rule: int, story: int) -> int:
        """How many times a story made a rule fire, also those that were taken back."""
        ...

    def set_fired_value(self, firing: int, value: str, unmet: frozenset[str]) -> None:
        """What a story says now of what made a rule fire, and of whom that is less than the rule asks for."""
        ...

    def firings(self, rule: int, since: datetime) -> tuple[tuple[Firing, datetime], ...]: ...
    def stories_of_companies(self, companies: Sequence[str], since: datetime, most: int) -> tuple[int, ...]: ...
    def stories_since(self, since: datetime, most: int) -> tuple[int, ...]: ...
    def stories_found(self, question: str, since: datetime, most: int) -> tuple[int, ...]: ...
    def publishers(self) -> tuple[str, ...]:
        """By which names feeds and stories say who publishes them."""
        ...

    def event_of(self, story: int) -> int | None: ...
    def has_closed(self, who: str, session: date, before: int) -> bool:
        """Whether a story before that one has told an instrument's close of a session."""
        ...


class Books(Transactions, Protocol):
    """What is counted: tokens, and all that /stats shows."""

    def note_tokens(self, model: str, prompt: int, completion: int, now: datetime) -> None: ...
    def tokens_today(self, now: datetime) -> int: ...
    def counts(self, now: datetime) -> Counts: ...
    def meta(self, key: str) -> str | None: ...
    def set_meta(self, key: str, value: str) -> None: ...
    def export(self, chat: int) -> dict[str, object]: ...
    def clean(self, now: datetime, *, keep_days: int) -> int: ...
    def is_writable(self) -> bool: ...


class Store(
    StoryStore,
    AlertStore,
    OutboxStore,
    InboxStore,
    PeopleStore,
    PastStore,
    RuleStore,
    TalkStore,
    UndoStore,
    Books,
    Protocol,
):
    """Everything that is remembered."""
