"""One story read by rules, from the text to an Extraction. Pure: the reference tables are handed in."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping
from functools import cache
from itertools import islice

from bot.listings import Listings, Sessions
from bot.reading.claims import claims_in
from bot.reading.document import MOST_CHARACTERS, Document, annotate
from bot.reading.findings import Claim, Dropped, Extraction
from bot.reading.former.movement import Movement
from bot.reading.former.movement_en import movements
from bot.reading.former.movement_zh import is_chinese, movements_zh
from bot.reading.grounding import Grounds, ground_claim
from bot.reading.mentions import contradictions, mentioned_listings
from bot.reading.moves.read import movements_told, moves_of
from bot.reading.summary import summarize
from bot.story import Span, Story

_LONGEST_SENTENCE = 1500  # characters; what is longer is a table
_MOST_MOVES, _MOST_CLAIMS = 600, 600  # a live blog of a day has 60 and 150


def read_by_rules(story: Story, table: Listings, calendar: Sessions) -> Extraction:
    """Moves, claims, listings and a summary, each grounded. Never raises on any text; time grows with its length.

    Of a text with more moves or claims than any story has, the first are read.
    """
    document = annotate(story, table)
    grounds = grounds_of(document, calendar)
    moves = moves_of(document, calendar)[:_MOST_MOVES]
    claims: list[Claim] = []
    dropped: list[Dropped] = []
    for claim in islice(claims_in(story, grounds), _MOST_CLAIMS):
        verdict = ground_claim(claim, grounds)
        if isinstance(verdict, Dropped):
            dropped.append(verdict)
        else:
            claims.append(verdict)
    return Extraction(
        story=story,
        moves=moves,
        claims=tuple(claims),
        summary=summarize(story, grounds, moves, claims),
        listings=mentioned_listings(grounds.mentions),
        flags=(*contradictions(story, grounds.mentions), *grounds.odd_conversions()),
        ungrounded=tuple(dropped),
    )


def survey(story: Story, table: Listings, calendar: Sessions) -> Grounds:
    """What stands where in the story: the common ground of the rules and of the grounding."""
    return grounds_of(annotate(story, table), calendar)


def grounds_of(document: Document, calendar: Sessions) -> Grounds:
    """The common ground of claims and gate, of a document."""
    story = document.story
    found = {s.span: s.figures for s in document.sentences}
    told = movements_told(document)
    return Grounds(story, tuple(found), document.mentions, told, _former(document), document.table, calendar, found)


def _former(document: Document):  # type: ignore[no-untyped-def]
    """What the former finder finds, looked for once, when it is asked for."""

    @cache
    def find() -> Mapping[Span, tuple[Movement, ...]]:
        text, mentions = document.story.text, document.mentions
        starts = [m.start for m in mentions]
        out: dict[Span, tuple[Movement, ...]] = {}
        for s in document.sentences:
            if s.end - s.start <= _LONGEST_SENTENCE:
                here = mentions[bisect_left(starts, s.start) : bisect_left(starts, s.end)]
                out[s.span] = (
                    movements_zh(text, s.span, s.figures, here)
                    if is_chinese(text, s.span)
                    else movements(text, s.span, s.figures, here, document.table.common)
                )
        return out

    return find


__all__ = ["MOST_CHARACTERS", "grounds_of", "read_by_rules", "survey"]
