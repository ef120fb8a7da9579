"""A model's answer as JSON: thoughts before it, a fence and prose around it are left off, and nothing of it is mended."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from typing import Any

MOST_CHARACTERS = 200_000


class Unusable(ValueError):
    """The answer is not what was asked for; the message says in what."""


def parse(text: str, lists: tuple[str, ...]) -> dict[str, Any]:
    """The answer's JSON object, which has at least one of the lists. Raises Unusable."""
    if len(text) > MOST_CHARACTERS:
        raise Unusable("it is too long")
    body = text.rpartition("</think>")[2].strip()  # a template may have the thought's begin in the prompt
    if fenced := _FENCE.search(body):
        body = fenced[1].strip()
    if not body:
        raise Unusable("it is empty")
    found = _loaded(body) if body[0] in "[{" else _within(body, lists)
    if not isinstance(found, dict):
        raise Unusable("it is no object")
    if not any(isinstance(found.get(k), list) for k in lists):
        raise Unusable("it has none of the lists asked for")
    return found


_FENCE = re.compile(r"```(?:json)?\s*\n(.*?)\n?\s*```", re.DOTALL)


def _decoder() -> json.JSONDecoder:
    return json.JSONDecoder(
        parse_float=Decimal, parse_int=Decimal, parse_constant=_no_constant, object_pairs_hook=_no_twins
    )


def _loaded(body: str) -> Any:
    try:
        return _decoder().decode(body)
    except (ValueError, RecursionError, ArithmeticError) as error:
        raise Unusable(f"it is no JSON: {str(error)[:80]}") from error


def _within(prose: str, lists: tuple[str, ...]) -> Any:
    """The one object within prose. Two that differ are no answer: who would say which is meant?"""
    beginning = re.compile(rf'\{{\s*"(?:{"|".join(lists)})"\s*:')
    found: list[Any] = []
    at = 0
    while begin := beginning.search(prose, at):
        try:
            value, at = _decoder().raw_decode(prose, begin.start())
        except (ValueError, RecursionError, ArithmeticError) as error:
            raise Unusable(f"it is no JSON: {str(error)[:80]}") from error
        if value not in found:
            found.append(value)
    if len(found) > 1:
        raise Unusable("it answers twice, and not the same")
    if not found:
        raise Unusable("it is no JSON: there is only prose")
    return found[0]


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is no figure")


def _no_twins(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    out = dict(pairs)
    if len(out) < len(pairs):
        raise ValueError("a key stands twice")
    return out
