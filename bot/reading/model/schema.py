"""What a model is asked for, and the shape of what it says: what code cannot compute, and nothing that code can.

No quote, no ticker, no currency, no session: a sentence and a figure are named by their numbers, and the rest is read from the story's words.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    ValidatorFunctionWrapHandler,
    WrapValidator,
)

from bot.reading.findings import ClaimKind

LISTS = ("moves", "claims", "settled", "reasons")
Period = Literal["day", "longer", "extreme"]


def _no_boolean(value: Any) -> Any:
    if isinstance(value, bool):
        raise ValueError("a boolean is no figure")
    return value


def _or_nothing(value: Any, read: ValidatorFunctionWrapHandler) -> Any:
    """A field that cannot be read is left out: it costs itself and not its finding."""
    try:
        return read(value)
    except ValidationError:
        return None


_Figure = Annotated[Decimal, BeforeValidator(_no_boolean), Field(allow_inf_nan=False, max_digits=24)]
Figure = Annotated[_Figure | None, WrapValidator(_or_nothing)]
_Number = Annotated[int, BeforeValidator(_no_boolean), Field(ge=0, le=10_000)]
Number = Annotated[_Number | None, WrapValidator(_or_nothing)]
Words = Annotated[Annotated[str, Field(max_length=200)] | None, WrapValidator(_or_nothing)]


class _Answered(BaseModel):
    model_config = ConfigDict(extra="ignore", strict=False)


class MoveAnswer(_Answered):
    """A move: its figures unsigned or signed, its direction in a word. `sentence` counts as the question does, from 0, the title."""

    direction: Literal["up", "down", "flat"]
    sentence: Number = None
    what: Words = None
    percent: Figure = None
    amount: Figure = None
    unit: Words = None
    level: Figure = None
    period: Annotated[Period | None, WrapValidator(_or_nothing)] = None


class ClaimAnswer(_Answered):
    """Of an open figure: who says it, and of which kind it is."""

    figure: _Number
    kind: ClaimKind
    speaker: Words = None


class SettledAnswer(_Answered):
    """Of a move that the rules doubt: the number of its owner among the choices, and its period."""

    question: _Number
    whose: Number = None
    period: Annotated[Period | None, WrapValidator(_or_nothing)] = None


class ReasonAnswer(_Answered):
    """Why a known move happened, in words of one sentence."""

    fact: _Number
    sentence: _Number
    text: Annotated[str, Field(min_length=1, max_length=300)]


def _object(fields: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "properties": fields, "required": list(fields), "additionalProperties": False}


def _list(of: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": _object(of)}


_NUMBER = {"type": "integer"}
_FIGURE = {"type": ["number", "null"]}
_WORDS = {"type": "string"}
_SOME_WORDS = {"type": ["string", "null"]}
_PERIODS = ["day", "longer", "extreme"]
_KINDS = ["investment", "forecast", "revenue", "profit", "count", "stake", "deal", "price_target", "rating", "other"]

# Strict in OpenAI's sense: every field required, nothing besides.
SCHEMA: dict[str, Any] = _object({
    "moves": _list({
        "sentence": _NUMBER, "what": _WORDS, "direction": {"type": "string", "enum": ["up", "down", "flat"]}, "percent": _FIGURE,
        "amount": _FIGURE, "unit": _SOME_WORDS, "level": _FIGURE, "period": {"type": "string", "enum": _PERIODS},
    }),
    "claims": _list({"figure": _NUMBER, "speaker": _SOME_WORDS, "kind": {"type": "string", "enum": _KINDS}}),
    "settled": _list({
        "question": _NUMBER, "whose": {"type": ["integer", "null"]}, "period": {"type": ["string", "null"], "enum": [*_PERIODS, None]},
    }),
    "reasons": _list({"fact": _NUMBER, "sentence": _NUMBER, "text": _WORDS}),
})  # fmt: skip
