"""The one gate: a finding passes if the story's own words bear it out, by value, sign, unit, scale, currency, instrument and
session. Rules and models go through it alike; what fails is dropped, with the reason.
"""

from bot.reading.gate.claims import ground_claim
from bot.reading.gate.moves import Disputed, ground_move
from bot.reading.grounds import Grounds

__all__ = ["Disputed", "Grounds", "ground_claim", "ground_move"]
