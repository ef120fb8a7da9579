"""Every error of ours, split by what the one who catches it does next.

NewstapeError
├── ConfigError          the operator mends the config: every fault is told at once
├── UsageError           the command cannot be done as asked
├── StoreError           newstape cannot go on
│   ├── StoreInUse       another `run` owns the store
│   ├── StoreFull        the disk is full
│   └── StoreBroken      not a store of ours, or damaged
├── WorkerStopped        a process of ours took too long over what it was given, or ended over it; whoever asked says what follows
├── ReadingStopped       this story is put aside; the others go on
├── ReaderUnavailable    this story is read later
├── FeedError            this feed, this time; the others go on
│   ├── FeedUnreachable  later
│   ├── FeedGone         never again, until the operator says so (410, 404)
│   ├── AddressRefused   never: a private, loopback or metadata address that the config does not name
│   ├── FeedTooLarge     past a cap: bytes, time, redirects or items
│   └── FeedUnreadable   not a feed, or one that cannot be parsed
│       └── ParserStopped    the parser hung or ended over it
├── ModelError           this story is read by rules alone
│   ├── ModelUnavailable later
│   ├── ModelRefused     the operator must act: the request, the budget
│   │   └── ModelUnknown a key or a name that the host does not know: at the start it ends the run
│   └── ModelNonsense    the answer cannot be used; asking again would cost the same again
└── MessengerError
    ├── NotSent          surely not sent: it goes back to the queue
    │   └── Paused       and to this chat nothing goes before `seconds` have passed (429)
    ├── OutcomeUnknown   it may have been sent: tried again, marked as possibly repeated
    ├── ChatRefuses      this chat takes no messages now (blocked, closed, restricted, not found): again later, given up after a week
    ├── ChatMigrated     the group lives on under another id
    ├── MarkupRefused    our own bad markup: sent once more as plain text
    ├── MessageRefused   this message will never be accepted
    ├── PolledElsewhere  the operator must act: another process polls with this token (409)
    └── MessengerRefused the operator must act: the token is wrong (401)
"""

from __future__ import annotations

from typing import Literal


class NewstapeError(Exception):
    """The root: whoever catches it prints its one sentence."""


class ConfigError(NewstapeError):
    def __init__(self, faults: tuple[str, ...]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


class UsageError(NewstapeError):
    pass


class StoreError(NewstapeError):
    pass


class StoreInUse(StoreError):
    pass


class StoreFull(StoreError):
    pass


class StoreBroken(StoreError):
    pass


class WorkerStopped(NewstapeError):
    def __init__(self, message: str, why: Literal["slow", "ended", "unstarted"]) -> None:
        super().__init__(message)
        self.why = why


class ReadingStopped(NewstapeError):
    """`traceback` is that of a bug; None where the text took too long."""

    def __init__(self, message: str, traceback: str | None = None) -> None:
        super().__init__(message)
        self.traceback = traceback


class ReaderUnavailable(NewstapeError):
    pass


class FeedError(NewstapeError):
    pass


class FeedUnreachable(FeedError):
    """`retry_after` is in seconds, where the host named it."""

    def __init__(self, message: str, retry_after: float | None = None) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class FeedGone(FeedError):
    pass


class AddressRefused(FeedError):
    pass


class FeedTooLarge(FeedError):
    pass


class FeedUnreadable(FeedError):
    pass


class ParserStopped(FeedUnreadable):
    pass


class ModelError(NewstapeError):
    """No answer to use. What one that came all the same has cost stays with it, for the daily limit and for /stats."""

    def __init__(self, message: str, prompt_tokens: int = 0, completion_tokens: int = 0) -> None:
        super().__init__(message)
        self.prompt_tokens = prompt_tokens
        self.completion_tokens = completion_tokens


class ModelUnavailable(ModelError):
    pass


class ModelRefused(ModelError):
    pass


class ModelExhausted(ModelRefused):
    """Paid for no longer: 402, or a quota that is used up."""


class ModelUnknown(ModelRefused):
    pass


class ModelNonsense(ModelError):
    pass


class MessengerError(NewstapeError):
    pass


class NotSent(MessengerError):
    pass


class Paused(NotSent):
    def __init__(self, seconds: float) -> None:
        super().__init__(f"Telegram asks for a pause of {seconds:g} s")
        self.seconds = seconds


class OutcomeUnknown(MessengerError):
    pass


class ChatRefuses(MessengerError):
    pass


class TopicGone(MessengerError):
    """The topic of a forum is closed or deleted; its chat may take messages all the same."""


class ChatMigrated(MessengerError):
    def __init__(self, new_chat: int) -> None:
        super().__init__(f"the group lives on as chat {new_chat}")
        self.new_chat = new_chat


class MarkupRefused(MessengerError):
    pass


class MessageRefused(MessengerError):
    pass


class PolledElsewhere(MessengerError):
    pass


class MessengerRefused(MessengerError):
    pass
