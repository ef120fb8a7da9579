"""What a story says: moves, claims, a summary, each tied to its words; and what was dropped, with the reason."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from bot.listings import Listing
from bot.story import Story

Direction = Literal["up", "down", "flat"]
Scope = Literal["session", "premarket", "after_hours", "intraday_extreme", "longer", "mechanical"]
At = Literal["close", "open"]
By = Literal["rules", "model"]
ClaimKind = Literal[
    "investment", "forecast", "revenue", "profit", "count", "stake", "deal", "price_target", "rating", "other"
]

# The doubt of a move that only a model found, until it was asked again.
READ_BY_A_MODEL = "read by a model alone"
ALERTABLE: tuple[Scope, ...] = ("session", "premarket", "after_hours")


@dataclass(frozen=True, slots=True)
class Quote:
    """Words of a story: `story.text[start:end] == text`, in code points. Only `locate` makes one."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Amount:
    """A figure with its unit: an ISO currency, "percent", "points", or a count's noun. Fully scaled (380000000000)."""

    value: Decimal
    unit: str


@dataclass(frozen=True, slots=True)
class How:
    """By what a move's owner, scope and session were decided: its own words, its clause, a heading, the sentence before, the default."""

    who: str = "own words"
    scope: str = "default"
    session: str = "default"


@dataclass(frozen=True, slots=True)
class PriceMove:
    """A stated change in the market price of an instrument.

    `percent` and `change` are signed (down is negative). `instrument` is the words at the move ("the stock"); who that is
    stands in `company` and `listing`. `resolved_by` is the earlier mention that says so, where the quote does not.
    """

    instrument: str
    direction: Direction
    quote: Quote
    company: str | None = None
    listing: Listing | None = None
    percent: Decimal | None = None
    percent_range: tuple[Decimal, Decimal] | None = None
    change: Amount | None = None
    qualifier: str | None = None
    price: Decimal | None = None
    currency: str | None = None
    converted: Amount | None = None
    scope: Scope = "session"
    at: At | None = None
    session: date | None = None
    period: str | None = None
    by: By = "rules"
    resolved_by: Quote | None = None
    at_least: Decimal | None = None  # percent, of a size told in a word: "doubled" is 100 or more
    how: How = How()
    doubts: tuple[str, ...] = ()
    reason: Quote | None = None

    @property
    def sure(self) -> bool:
        """Whether its words alone decide whose it is, of which day and of what kind: only then it is told at once."""
        return not self.doubts

    @property
    def symbol(self) -> str | None:
        return self.listing.symbol if self.listing else None


def size_in_percent(move: PriceMove) -> Decimal | None:
    """How big the reported move is, unsigned: of a range its lower end; of an amount with a price, what it comes to.

    Only thresholds use the latter; no message shows a percentage that the story does not print.
    """
    if move.percent is not None:
        return abs(move.percent)
    if move.at_least is not None:
        return abs(move.at_least)
    if move.percent_range is not None:
        return min(abs(x) for x in move.percent_range)
    if move.change is not None and move.price is not None and (move.change.unit in ("points", move.currency)):
        before = move.price - move.change.value
        return abs(move.change.value) * 100 / before if before > 0 else None
    return None


@dataclass(frozen=True, slots=True)
class Claim:
    """A figure that somebody states of a business. A loss is negative; `change` is the growth beside an amount, signed. `forecast` where
    it is told as what is to come, `hedged` where it may be, is planned or reported only."""

    kind: ClaimKind
    quote: Quote
    amount: Decimal | None = None
    amount_range: tuple[Decimal, Decimal] | None = None
    unit: str | None = None
    speaker: str | None = None
    speaker_resolved: str | None = None
    subject: str | None = None
    qualifier: str | None = None
    converted: Amount | None = None
    change: Decimal | None = None
    horizon: str | None = None
    forecast: bool = False
    hedged: bool = False
    by: By = "rules"


@dataclass(frozen=True, slots=True)
class SummarySentence:
    """A sentence that says what happened, and the words of the story that bear it out; `about` is the symbol or the name of whose move it tells,
    where it tells of one alone.
    """

    text: str
    quotes: tuple[Quote, ...]
    about: str | None = None


@dataclass(frozen=True, slots=True)
class Flag:
    """Something that the story itself seems to get wrong: shown, never repaired."""

    what: str
    quote: Quote


@dataclass(frozen=True, slots=True)
class Dropped:
    """A finding that the story does not bear out: `what` in short, `why` as a sentence's end."""

    what: str
    why: str
    by: By = "rules"


@dataclass(frozen=True, slots=True)
class ListingMention:
    """A listing that the story names, and the spans at which it does."""

    listing: Listing
    spans: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class CompanyMention:
    """A company or an instrument that the story names, by its key in the table, and the spans at which it does; whichever of its listings is
    meant."""

    key: str
    spans: tuple[tuple[int, int], ...]
    kind: str = "company"


@dataclass(frozen=True, slots=True)
class Extraction:
    """All that one reading of a story gave. `by` is "rules" or the model's name; `prompt` the prompt's fingerprint."""

    story: Story
    moves: tuple[PriceMove, ...] = ()
    claims: tuple[Claim, ...] = ()
    summary: tuple[SummarySentence, ...] = ()
    listings: tuple[ListingMention, ...] = ()
    flags: tuple[Flag, ...] = ()
    ungrounded: tuple[Dropped, ...] = ()
    by: str = "rules"
    prompt: str | None = None
    companies: tuple[CompanyMention, ...] = ()
