"""What only a model found, asked once more as a yes or no with the story's words: who writes freely cannot abstain, who is asked can."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from bot.reading.findings import READ_BY_A_MODEL, Dropped, Extraction, PriceMove
from bot.reading.model.parse import parse

# Of a model of 1.5 billion parameters: from .5 on 10 of 10 true ones were kept and 3 of 8 false ones.
KEPT, VERIFIED = 0.5, 0.9


@dataclass(frozen=True, slots=True)
class Statement:
    """One thing to be confirmed: the story's words, and what they are said to state."""

    move: PriceMove
    words: str
    text: str

    @property
    def material(self) -> str:
        """The one question, to be answered by one word."""
        return f"{self._shown}\nStatement: {self.text}\nDo the words state it? Answer with one word, yes or no."

    @property
    def _shown(self) -> str:
        return f"<story>\n{self.words.replace('</story>', '< /story>')}\n</story>"


# What is asked where a host does not tell how likely a word was.
VERDICTS: dict[str, Any] = {
    "type": "object",
    "properties": {
        "verdicts": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {"statement": {"type": "integer"}, "stated": {"type": "string", "enum": ["yes", "no"]}},
                "required": ["statement", "stated"],
                "additionalProperties": False,
            },
        }
    },
    "required": ["verdicts"],
    "additionalProperties": False,
}
VERDICT_TOKENS = 25  # of one statement


def all_of(asked: Sequence[Statement]) -> str:
    """All the questions at once, to be answered as JSON."""
    shown = "\n".join(f"{s._shown}\nStatement {n}: {s.text}" for n, s in enumerate(asked, 1))
    return (
        f'{shown}\nDo the words before each statement state it? Answer with the JSON object {{"verdicts": '
        '[{"statement": 1, "stated": "yes" or "no"}, ...]}.'
    )


def read_verdicts(text: str, count: int) -> tuple[float, ...]:
    """1 of a yes, 0 of a no, a half of what was not answered or twice. Raises Unusable."""
    said: dict[int, list[str]] = {}
    for raw in parse(text, ("verdicts",))["verdicts"]:
        if isinstance(raw, dict) and raw.get("stated") in ("yes", "no"):
            said.setdefault(int(raw.get("statement") or 0), []).append(raw["stated"])
    return tuple({"yes": 1.0, "no": 0.0}.get(",".join(said.get(n, ())), KEPT) for n in range(1, count + 1))


def statements(found: Extraction) -> tuple[Statement, ...]:
    """What is to be asked again, in the order of the findings."""
    return tuple(Statement(m, _words(m, found), _sentence(m)) for m in found.moves if READ_BY_A_MODEL in m.doubts)


def verified(found: Extraction, answered: Sequence[float]) -> Extraction:
    """The reading with its statements' probabilities: a doubt less, as it was, or a finding less. One a statement, else none counts."""
    asked = statements(found)
    if len(asked) != len(answered):
        return found
    said = dict(zip((id(s.move) for s in asked), answered, strict=True))
    moves: list[PriceMove] = []
    dropped = list(found.ungrounded)
    for m in found.moves:
        sure = said.get(id(m), KEPT)
        if sure >= VERIFIED:
            moves.append(replace(m, doubts=tuple(d for d in m.doubts if d != READ_BY_A_MODEL)))
        elif sure >= KEPT:
            moves.append(m)
        else:
            dropped.append(Dropped(_sentence(m)[:90], "asked again, the model does not stand by it", "model"))
    return replace(found, moves=tuple(moves), ungrounded=tuple(dropped))


def _words(m: PriceMove, found: Extraction) -> str:
    """The quote, behind the sentence that names who it is, where the quote does not."""
    before = m.resolved_by
    earlier = f"{found.story.text[max(0, before.start - 100) : before.end]} … " if before is not None else ""
    return " ".join(f"{earlier}{m.quote.text}".split())


_SCOPES = {
    "session": "in a day's trading", "premarket": "before the open", "after_hours": "after hours", "longer": "over a longer time than a day",
    "intraday_extreme": "at most, within a day", "mechanical": "by a split or a dividend",
}  # fmt: skip


def _sentence(m: PriceMove) -> str:
    """ "The price of Alibaba rose 9.2 percent in a day's trading."."""
    verb = {"up": "rose", "down": "fell", "flat": "did not move"}[m.direction]
    if m.percent is not None:
        size = f" {abs(m.percent):f} percent"
    elif m.change is not None:
        size = f" {abs(m.change.value):f} {m.change.unit}"
    else:
        size = f" to {m.price:f}" if m.price is not None else ""
    return f"The price of {m.company or m.instrument} {verb}{size} {_SCOPES[m.scope]}."
