"""`newstape read --trace`: each movement of a story with the rule that read it, its words, and why it is told, doubtful or dropped."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.listings import load, load_sessions
from bot.message.figures import size
from bot.reading import PriceMove
from bot.reading.moves.tellings import Telling
from bot.reading.rules import survey
from bot.reading.tokens import Token
from bot.story import Story


def trace(story: Story) -> Iterator[str]:
    """A block a movement, in the story's order: its sentence, then shape, words, owner, context, and what came of it."""
    sentence = None
    for telling in survey(story, load(), load_sessions()).tellings:
        if telling.sentence is not sentence:
            sentence = telling.sentence
            yield " ".join(story.text[sentence.start : sentence.end].split())
        yield from _block(telling)


def _block(telling: Telling) -> Iterator[str]:
    candidate, tokens = telling.candidate, telling.sentence.tokens
    one = candidate.found
    figures = " ".join(tokens[i].text for i in (*one.figures, *((one.level,) if one.level is not None else ())))
    yield f"  {one.shape}: {one.direction} by {tokens[one.word].text!r}, {figures or 'no figure'}"
    if candidate.subject is None:
        yield "    of nobody in the sentence"
    else:
        words = _text(tokens, candidate.subject.first, candidate.subject.last)
        kinds = ", ".join(f"{o.kind} {_text(tokens, o.first, o.last)!r}" for o in candidate.owners)
        yield f"    of {words!r} ({candidate.subject.link}): {kinds}"
    if candidate.context is not None:
        yield f"    told as {candidate.context}"
    if candidate.dropped:
        yield f"    dropped: {candidate.dropped}"
    elif not telling.moves:
        yield "    dropped: no price of anybody's"
    for move in telling.moves:
        yield f"    {_found(move)}"
        if move.reason is not None:
            yield f"    because: {' '.join(move.reason.text.split())}"


def _found(move: PriceMove) -> str:
    day = f" {move.session.isoformat()}" if move.session else ""
    how = f"who by {move.how.who}, scope by {move.how.scope}, day by {move.how.session}"
    verdict = f"not sure: {', '.join(move.doubts)}" if move.doubts else "sure"
    return f"{move.instrument} {move.symbol or '-'} {size(move, 'en')} {move.scope}{day}; {how}; {verdict}"


def _text(tokens: Sequence[Token], first: int, last: int) -> str:
    return " ".join(t.text for t in tokens[first : last + 1])
