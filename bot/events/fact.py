"""One happening, told by however many stories, is known by its facts: what makes two tellings the same, and what a correction."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from bot.events.notices import is_label_of_a_correction, tells_of_a_correction
from bot.listings import Listings
from bot.reading import PriceMove
from bot.story import Story


@dataclass(frozen=True, slots=True)
class Fact:
    """A move as it is remembered: who, when, in which scope, by how much. `who` is the company's first symbol, else its name.

    `size` is the signed percent as printed, else the change; "" where neither is printed.
    """

    who: str
    session: date | None
    scope: str
    size: str
    unit: str = "percent"
    at: str | None = None
    # The move's own listing or name: of two moves of one size in one story it says which is which.
    of: str | None = field(default=None, compare=False)

    @property
    def size_shown(self) -> str:
        """ "+9.2%", "−121 points"."""
        unit = "%" if self.unit == "percent" else f" {self.unit}"
        return f"{self.size.replace('-', '−').replace('..', '–')}{unit}"


def fact_of(move: PriceMove, table: Listings) -> Fact | None:
    """The fact that a move states; None where nobody is named whom one could watch."""
    if move.listing is not None:
        company = table.of_symbol(move.listing.symbol)
        who = company.key if company else move.listing.symbol
    elif move.company:
        named = table.named(move.company)
        who = named[0].key if len(named) == 1 else move.company.casefold()
    else:
        return None
    of = move.symbol or move.company
    if move.percent is not None:
        return Fact(who, move.session, move.scope, f"{move.percent:+f}", "percent", move.at, of)
    if move.at_least is not None:
        return Fact(who, move.session, move.scope, f"{move.at_least:+f}", "percent", move.at, of)
    if move.percent_range is not None:
        low, high = move.percent_range
        return Fact(who, move.session, move.scope, f"{low:+f}..{high:+f}", "percent", move.at, of)
    if move.change is not None:
        return Fact(who, move.session, move.scope, f"{move.change.value:+f}", move.change.unit, move.at, of)
    return None


def tells_the_same(a: Fact, b: Fact) -> bool:
    """Two publishers' words for one move: the same instrument, session and scope, and sizes that are one rounded."""
    if (a.who, a.session, a.scope) != (b.who, b.session, b.scope):
        return False
    if a.size == b.size and a.unit == b.unit:
        return True
    if a.unit != b.unit or ".." in a.size or ".." in b.size or not a.size or not b.size:
        return False
    x, y = Decimal(a.size), Decimal(b.size)
    coarse, fine = sorted((x, y), key=lambda d: -int(d.as_tuple().exponent))
    try:
        return fine.quantize(coarse, ROUND_HALF_UP) == coarse
    except InvalidOperation:  # more digits than any price has
        return False


# "Correction: ...", "CORRECTED-...", "(Corrects the figure ...)", "Newstape Wire corrects its story": never "correction territory".
_CORRECTS_TITLE = re.compile(
    r"^\W*(?:corrections?|corrected|refile)\s*[:：\-–—(（]|(?:^|[(\-–—:])\s*corrects\b|更正|勘误|勘誤", re.IGNORECASE
)
_CORRECTS_TEXT = re.compile(
    r"^\W*(?:corrections?\s*[:：]|corrected\b)|\(corrects\b|\bcorrects (?:its|the|an?|our|headline|paragraph|story|figure|name)\b|更正|勘误|勘誤",
    re.IGNORECASE,
)
_FIRST_WORDS = 300


def corrects(story: Story) -> bool:
    """Whether a story says of itself that it corrects another."""
    begins = story.text[story.body.start : story.body.start + _FIRST_WORDS]
    if _CORRECTS_TITLE.search(story.title) or _CORRECTS_TEXT.search(begins):
        return True
    return is_label_of_a_correction(story.title) or tells_of_a_correction(begins)


_OF_A_DAY = ("premarket", "session")


def is_one_event(a: Fact, b: Fact) -> bool:
    """The moves of a listing in one session, from before the open to the close; what comes after hours is another event."""
    if a.session is None or (a.who, a.session) != (b.who, b.session) or not is_of_one_listing(a, b):
        return False
    return a.scope == b.scope or (a.scope in _OF_A_DAY and b.scope in _OF_A_DAY)


def is_reversal(told: Fact, now: Fact) -> bool:
    """Whether what rose has fallen since, or the other way round."""
    return bool(told.size and now.size) and told.size.startswith("-") != now.size.startswith("-")


def is_of_one_listing(a: Fact, b: Fact) -> bool:
    """Whether two facts may be of one listing: of two listings of a company each has figures of its own."""
    return a.of is None or b.of is None or a.of == b.of


def are_of_one_moment(before: Fact, after: Fact, *, said_to_correct: bool) -> bool:
    """Whether two figures of a session are of one moment of it. What differs between an opening and a close is the price; of a figure
    without a moment a story that says it corrects may give the right one, and a close may be told without the word."""
    if before.at == after.at:
        return True
    if said_to_correct:
        return before.at is None or after.at is None
    return before.at == "close" and after.at is None


def is_correction(before: Fact, after: Fact) -> bool:
    """The same story, or one that says it corrects, now gives another size of the same move."""
    same_place = (before.who, before.session, before.scope, before.unit) == (
        after.who,
        after.session,
        after.scope,
        after.unit,
    )
    return same_place and is_of_one_listing(before, after) and not tells_the_same(before, after)
