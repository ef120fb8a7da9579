"""One story read by rules, from the text to an Extraction. Pure: the reference tables are handed in."""

from __future__ import annotations

from bisect import bisect_left
from itertools import islice

from bot.extraction.claims import claims_in
from bot.extraction.discourse import Discourse
from bot.extraction.figures import figures
from bot.extraction.findings import Claim, Dropped, Extraction, PriceMove
from bot.extraction.grounding import Grounds, ground_claim, ground_move
from bot.extraction.mentions import contradictions, find_mentions, mentioned_listings
from bot.extraction.movement_en import movements
from bot.extraction.movement_zh import is_chinese, movements_zh
from bot.extraction.moves import moves_in
from bot.extraction.sentences import sentences
from bot.extraction.summary import summarize
from bot.listings import Listings, Sessions
from bot.story import Story

_LONGEST_SENTENCE = 1500  # characters; what is longer is a table
_MOST_MOVES, _MOST_CLAIMS = 600, 600  # a live blog of a day has 60 and 150
MOST_CHARACTERS = 60_000  # a story is 3 kB; what is longer is a transcript or a page gone wrong


def read_by_rules(story: Story, table: Listings, calendar: Sessions) -> Extraction:
    """Moves, claims, listings and a summary, each grounded. Never raises on any text; time grows with its length.

    Of a text with more moves or claims than any story has, the first are read.
    """
    grounds = survey(story, table, calendar)
    found: list[PriceMove] = []
    discourse = Discourse(story, grounds.mentions, calendar)
    for sentence in grounds.sentences:
        if len(found) < _MOST_MOVES:
            found += moves_in(story, sentence, grounds.movements_in(sentence), discourse)
    moves: list[PriceMove] = []
    claims: list[Claim] = []
    dropped: list[Dropped] = []
    for move in _once(found):
        outcome = ground_move(move, grounds)
        if isinstance(outcome, Dropped):
            dropped.append(outcome)
        else:
            moves.append(outcome)
    for claim in islice(claims_in(story, grounds), _MOST_CLAIMS):
        verdict = ground_claim(claim, grounds)
        if isinstance(verdict, Dropped):
            dropped.append(verdict)
        else:
            claims.append(verdict)
    return Extraction(
        story=story,
        moves=tuple(moves),
        claims=tuple(claims),
        summary=summarize(story, grounds, moves, claims),
        listings=mentioned_listings(grounds.mentions),
        flags=(*contradictions(story, grounds.mentions), *grounds.odd_conversions()),
        ungrounded=tuple(dropped),
    )


def survey(story: Story, table: Listings, calendar: Sessions) -> Grounds:
    """What stands where in the story: the common ground of the rules and of the grounding."""
    spans = tuple(s for s in sentences(story) if s.start < MOST_CHARACTERS and s.end - s.start <= 4000)
    mentions = find_mentions(story, table, MOST_CHARACTERS)
    starts = [m.start for m in mentions]
    found = {s: figures(story.text, *s) for s in spans}
    moved = {}
    for s in spans:
        if s.end - s.start <= _LONGEST_SENTENCE:
            here = mentions[bisect_left(starts, s.start) : bisect_left(starts, s.end)]
            moved[s] = (
                movements_zh(story.text, s, found[s], here)
                if is_chinese(story.text, s)
                else movements(story.text, s, found[s], here, table.common)
            )
    return Grounds(story, spans, mentions, moved, table, calendar, found)


def _once(moves: list[PriceMove]) -> list[PriceMove]:
    """The same move told in the title and again in the text is one: the fuller telling stays, in the first one's place.

    In one sentence two like figures of one instrument can be two moves only if their scopes differ.
    """
    out: list[PriceMove] = []
    alike: dict[object, list[int]] = {}
    for move in moves:
        if move.percent is None or move.company is None:
            out.append(move)  # nobody can tell whether it is the same one
            continue
        places = alike.setdefault((move.percent, move.percent_range, move.direction, move.company), [])
        twin = next((i for i in places if _same(out[i], move)), None)
        if twin is None:
            places.append(len(out))
            out.append(move)
        elif _fullness(move) > _fullness(out[twin]):
            out[twin] = move
    return out


def _same(a: PriceMove, b: PriceMove) -> bool:
    if (a.percent, a.percent_range, a.direction) != (b.percent, b.percent_range, b.direction) or a.percent is None:
        return False
    if a.quote == b.quote and a.instrument != b.instrument:
        return False
    if a.scope != b.scope and not (a.quote != b.quote and "session" in (a.scope, b.scope)):
        return False
    if a.listing and b.listing:
        return a.listing == b.listing
    return a.company is not None and a.company == b.company


def _fullness(m: PriceMove) -> int:
    return sum(x is not None for x in (m.price, m.listing, m.session, m.at, m.converted)) + (m.scope != "session")
