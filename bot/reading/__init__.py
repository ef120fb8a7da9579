"""Reading a story: what moved, what is claimed, by whom, each tied to its words."""

from bot.reading.findings import (
    ALERTABLE,
    Amount,
    Claim,
    CompanyMention,
    Direction,
    Dropped,
    Extraction,
    Flag,
    ListingMention,
    PriceMove,
    Quote,
    SummarySentence,
    size_in_percent,
)
from bot.reading.qualifiers import sign_of
from bot.reading.rules import read_by_rules

__all__ = [
    "ALERTABLE",
    "Amount",
    "Claim",
    "CompanyMention",
    "Direction",
    "Dropped",
    "Extraction",
    "Flag",
    "ListingMention",
    "PriceMove",
    "Quote",
    "SummarySentence",
    "read_by_rules",
    "sign_of",
    "size_in_percent",
]
