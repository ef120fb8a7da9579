"""The gate for a move that our own reading leaves to a model: its owner must be words of the sentence itself, and it is never sure by itself."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from bot.listings import Listings
from bot.reading.findings import READ_BY_A_MODEL, Dropped, PriceMove, Scope
from bot.reading.grounds import Grounds
from bot.reading.moves.read import tellings_of
from bot.reading.moves.tellings import Telling
from bot.reading.names.mentions import Mention

_OPEN = "the words leave open whose it is"


def read_alone(move: PriceMove, told: list[Telling], grounds: Grounds) -> PriceMove | Dropped:
    """A movement whose owner our reading leaves open: the finding may say whose it is, in words of the sentence itself."""
    what = short(move)
    for name, holds in _AGAINST:
        if all(holds(t) for t in told):
            return Dropped(what, name, move.by)
    told = [t for t in told if not any(holds(t) for _, holds in _AGAINST)] or told
    agreeing = [t for t in told if t.candidate.found.direction == move.direction]
    if not agreeing:
        return Dropped(what, f"the words say {told[0].candidate.found.direction}", move.by)
    extreme = any(_is_an_extreme(t) for t in agreeing)
    if (move.scope == "longer") != any(x.has("period") for t in agreeing for x in t.sentence.tokens):
        return Dropped(what, "the words give another period", move.by)
    own = [t for t in agreeing if not _is_of_other_words(t) and not _is_beside_a_name(t)]
    if own and (mention := _named_alone(move, grounds)) is not None:
        found = _read_again(move, own[0], mention, grounds)
        return found or Dropped(what, "told of it, the words make no move", move.by)
    if (told_of := next((t for t in agreeing if _is_its_subject(move, t)), None)) is not None:
        owner = _meant_by_the_subject(move, told_of, grounds)
        again = _read_again(move, told_of, owner, grounds) if owner is not None else None
        if again is not None:
            return replace(again, doubts=(*again.doubts, _OPEN))
        scope: Scope = "longer" if move.scope == "longer" else "intraday_extreme" if extreme else "session"
        return replace(move, scope=scope, company=None, listing=None, doubts=(READ_BY_A_MODEL, _OPEN), period=None)
    return Dropped(what, "the sentence does not name that instrument alone", move.by)


def _read_again(move: PriceMove, t: Telling, owner: Mention, grounds: Grounds) -> PriceMove | None:
    """The move as our own reading has it once it knows whose it is: its price, hour, day and doubts are the words' own."""
    at = (t.sentence.start, t.candidate.found.start)
    again = tellings_of(grounds.document, grounds.calendar, {at: owner})
    sized = (move.percent is not None, move.change is not None)
    for m in (m for x in again if (x.sentence.start, x.candidate.found.start) == at for m in x.moves):
        same = (
            m.percent == move.percent if sized[0] else m.change == move.change if sized[1] else m.price == move.price
        )
        if same and m.direction == move.direction:
            return replace(m, instrument=move.instrument, by="model", doubts=(*m.doubts, READ_BY_A_MODEL))
    return None


def _named_alone(move: PriceMove, grounds: Grounds) -> Mention | None:
    """Where the sentence names that instrument, if it names no other."""
    sentence = grounds.sentence_of(move.quote)
    here = [m for m in grounds.mentions_in(sentence.start, sentence.end) if m.companies] if sentence else []
    named = {m.companies[0].key for m in here}
    return here[0] if here and named == owners_of(move, grounds.table) else None


def owners_of(move: PriceMove, table: Listings) -> frozenset[str]:
    """The keys of the companies and instruments that a move may be of: by its symbol, else by its name; none of what names nobody."""
    if move.symbol is not None:
        owner = table.of_symbol(move.symbol)
        return frozenset({owner.key if owner is not None else move.symbol})
    return frozenset(c.key for c in table.named(move.company)) if move.company else frozenset()


def _is_an_extreme(t: Telling) -> bool:
    """ "as much as 20%", "a low of 140", 一度."""
    one, tokens = t.candidate.found, t.sentence.tokens
    return any(x.has("extreme") for x in tokens[max(0, one.start - 4) : one.end + 2])


def _is_of_other_words(t: Telling) -> bool:
    """Whether it is told of something that is neither a name nor points to one: "The retailers advanced as JD Sports climbed"."""
    phrase, tokens = t.candidate.subject, t.sentence.tokens
    priced = phrase is not None and any(x.has("share", "price") for x in tokens[phrase.first : phrase.last + 1])
    return not priced and all(o.kind in ("other", "group") for o in t.candidate.owners)


def _is_its_subject(move: PriceMove, t: Telling) -> bool:
    """Whether the finding's words for what moved are the movement's own subject, "RIM's Nasdaq-listed shares", and no measure."""
    phrase, tokens = t.candidate.subject, t.sentence.tokens
    if phrase is None or not move.instrument:
        return False
    said = _words(t.sentence.text[tokens[phrase.first].start : tokens[phrase.last].end])
    measured = any(x.has("measure") and x.mention is None for x in tokens[phrase.first : phrase.last + 1])
    return not measured and said == _words(move.instrument)


def _meant_by_the_subject(move: PriceMove, t: Telling, grounds: Grounds) -> Mention | None:
    """ "France's CAC 40", "City Developments": the name with which the subject ends, or the only company that is called as it is."""
    phrase, tokens = t.candidate.subject, t.sentence.tokens
    assert phrase is not None
    if tokens[phrase.last].mention is not None:
        return tokens[phrase.last].mention
    known = grounds.table.named(move.instrument)
    named = tuple(c for c in known if c.name.casefold() == move.instrument.casefold()) or known
    start, end = tokens[phrase.first].start, tokens[phrase.last].end
    return Mention(start, end, named) if len(named) == 1 and not _is_beside_a_name(t) else None


def _words(written: str) -> list[str]:
    """The words in small letters, without an article or a pronoun before them."""
    words = re.findall(r"\w+", written.lower())
    return words[1:] if words[:1] and words[0] in ("the", "a", "an", "its") else words


def _is_beside_a_name(t: Telling) -> bool:
    """ "The shares SoftBank owns fell 3%": a name inside of what moved, that does not say what moved."""
    phrase, tokens = t.candidate.subject, t.sentence.tokens
    named = phrase is not None and any(x.mention is not None for x in tokens[phrase.first : phrase.last + 1])
    return named and all(o.kind == "other" for o in t.candidate.owners)


_AGAINST: tuple[tuple[str, Callable[[Telling], bool]], ...] = (
    ("it is said of something else than a price", lambda t: bool(t.candidate.dropped)),
    ("the words do not tell it as a fact", lambda t: t.candidate.context is not None),
)


def short(move: PriceMove) -> str:
    figure = move.percent if move.percent is not None else move.change.value if move.change else move.price
    return f"move: {move.instrument[:60]} {move.direction} {figure if figure is not None else '?'}"
