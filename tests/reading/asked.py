"""A story asked about, and answers to it as an honest model would give them."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

from bot.listings import load, load_sessions
from bot.reading import Extraction, PriceMove
from bot.reading.model import Question, question_about, read_answer
from bot.story import Story, compose

PUBLISHED = datetime(2025, 9, 24, 10, 0, tzinfo=UTC)


def asked(told: Story | str, title: str | None = None) -> Question:
    """The question about a story, or about a text as the body of one."""
    story = told if isinstance(told, Story) else compose(id="s", title=title, body=told, published=PUBLISHED)
    question = question_about(story, load(), load_sessions())
    assert question is not None
    return question


def answered(question: Question, **lists: list[Any]) -> Extraction:
    """What of an answer with these lists the story bears out."""
    return read_answer(json.dumps(lists, default=float), question, "m", "p")


def as_answer(m: PriceMove, question: Question) -> dict[str, Any]:
    """A move that was read, as a model would give it."""
    sized = m.percent if m.percent is not None else m.percent_range[0] if m.percent_range else None
    return {
        "sentence": question.grounds.place_of(m.quote.start), "what": m.instrument, "direction": m.direction,
        "percent": float(abs(sized)) if sized is not None else None, "amount": float(abs(m.change.value)) if m.change and sized is None else None,
        "unit": m.change.unit if m.change and sized is None else None, "level": float(m.price) if m.price is not None else None,
        "period": {"longer": "longer", "intraday_extreme": "extreme"}.get(m.scope, "day"),
    }  # fmt: skip
