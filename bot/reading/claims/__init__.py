"""Figures that somebody states of a business: what they are of, who says them, of when, how surely."""

from bot.reading.claims.find import claims_in, kind_of

__all__ = ["claims_in", "kind_of"]
