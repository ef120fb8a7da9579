"""One story read by rules, from the text to an Extraction. Pure: the reference tables are handed in."""

from __future__ import annotations

from itertools import islice

from bot.listings import Listings, Sessions
from bot.reading.claims import claims_in
from bot.reading.document import MOST_CHARACTERS, Document, annotate
from bot.reading.findings import Claim, Dropped, Extraction
from bot.reading.gate import Grounds, ground_claim
from bot.reading.moves.once import once
from bot.reading.moves.read import tellings_of
from bot.reading.moves.tellings import Telling
from bot.reading.names.mentions import contradictions, mentioned_companies, mentioned_listings
from bot.reading.summary import summarize
from bot.story import Story

_MOST_MOVES, _MOST_CLAIMS = 600, 600  # a live blog of a day has 60 and 150


def read_by_rules(story: Story, table: Listings, calendar: Sessions) -> Extraction:
    """Moves, claims, listings and a summary, each grounded. Never raises on any text; time grows with its length.

    Of a text with more moves or claims than any story has, the first are read.
    """
    return read_and_survey(story, table, calendar)[0]


def read_and_survey(story: Story, table: Listings, calendar: Sessions) -> tuple[Extraction, Grounds]:
    """The same, with what stands where in the story."""
    document = annotate(story, table)
    tellings = tellings_of(document, calendar)
    grounds = _grounds(document, tellings, calendar)
    moves = once([m for t in tellings for m in t.moves], len(story.title))[:_MOST_MOVES]
    claims: list[Claim] = []
    dropped: list[Dropped] = []
    for claim in islice(claims_in(story, grounds), _MOST_CLAIMS):
        verdict = ground_claim(claim, grounds)
        if isinstance(verdict, Dropped):
            dropped.append(verdict)
        else:
            claims.append(verdict)
    found = Extraction(
        story=story,
        moves=moves,
        claims=tuple(claims),
        summary=summarize(document, moves),
        listings=mentioned_listings(grounds.mentions),
        flags=(*contradictions(story, grounds.mentions), *grounds.odd_conversions()),
        ungrounded=tuple(dropped),
        companies=mentioned_companies(grounds.mentions),
    )
    return found, grounds


def survey(story: Story, table: Listings, calendar: Sessions) -> Grounds:
    """What stands where in the story: the common ground of the rules and of the gate."""
    document = annotate(story, table)
    return _grounds(document, tellings_of(document, calendar), calendar)


def _grounds(document: Document, tellings: tuple[Telling, ...], calendar: Sessions) -> Grounds:
    found = {s.span: s.figures for s in document.sentences}
    return Grounds(document, tuple(found), tellings, calendar, found)


__all__ = ["MOST_CHARACTERS", "read_and_survey", "read_by_rules", "survey"]
