"""Plain words, in English and in Chinese of both scripts and Cantonese, to typed wishes. Nothing is done here."""

from __future__ import annotations

from bot.conversation.grammar.intents import CHANGING, Intent, Named, Slots
from bot.conversation.grammar.joined import wishes_in
from bot.conversation.grammar.line import annotate
from bot.conversation.grammar.wishes import decide
from bot.listings import Listings

LONGEST = 400  # characters of a line that is read


def understand(text: str, table: Listings) -> Intent:
    """What somebody wants who types this."""
    return decide(annotate(text[:LONGEST], table))


def wishes_of(text: str, table: Listings) -> tuple[str, ...]:
    """The parts of a line that say several wishes, each to be understood alone; none where it is one wish."""
    return wishes_in(text[:LONGEST], table)


__all__ = ["CHANGING", "Intent", "Named", "Slots", "annotate", "decide", "understand", "wishes_of"]
