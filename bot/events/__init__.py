"""What happened, however many stories tell it: the facts of a story, what makes two tellings one, and what takes a figure back."""

from bot.events.fact import (
    Fact,
    are_of_one_moment,
    corrects,
    fact_of,
    is_correction,
    is_of_one_listing,
    is_one_event,
    is_reversal,
    tells_the_same,
)
from bot.events.grouping import KEPT as GISTS_KEPT

__all__ = [
    "GISTS_KEPT",
    "Fact",
    "are_of_one_moment",
    "corrects",
    "fact_of",
    "is_correction",
    "is_of_one_listing",
    "is_one_event",
    "is_reversal",
    "tells_the_same",
]
