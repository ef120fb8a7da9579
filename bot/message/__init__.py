"""What is said to people: a message with the key that makes it be sent once."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum


class Priority(IntEnum):
    """Lower goes first. Answers are what a person waits for; alerts come before digests."""

    ANSWER = 0
    ALERT = 1
    EDIT = 2
    NOTICE = 3
    DIGEST = 4
    GATHERED = 5  # of its own: what waits for its hour holds up nothing else


@dataclass(frozen=True, slots=True)
class Button:
    """One button: `data` (at most 64 bytes) comes back when it is pressed; `url` opens a page."""

    text: str
    data: str | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Message:
    """A text for one chat. Two messages with one key in one chat are one: the second is never sent. `thread` is the topic of a forum: None is
    the one where the chat is told things, 0 none of them (Telegram's General). `chart` is a picture that goes with it, as `dump_chart` writes it."""

    chat: int
    key: str
    html: str
    buttons: tuple[tuple[Button, ...], ...] = ()
    priority: Priority = Priority.ANSWER
    silent: bool = False
    thread: int | None = None
    chart: str = ""


@dataclass(frozen=True, slots=True)
class Card:
    """What is offered in any chat: a title and a line below it, and the text that is sent when it is chosen. The key is its own among those
    that are offered together."""

    key: str
    title: str
    below: str
    html: str


__all__ = ["Button", "Card", "Message", "Priority"]
