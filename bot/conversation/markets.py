"""Markets as people type them: "HK", "us stocks", 港股, A股, XHKG."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from functools import cache
from importlib import resources
from typing import Any

from bot.listings import BY_MIC, BY_PREFIX, PLACES, base_language, in_script
from bot.message.figures import market
from bot.reading.lexicon import folded


def market_named(words: str) -> tuple[str, ...]:
    """The MICs of a market, its main board first; empty where it names none."""
    typed = folded(words).strip().removeprefix("the ")
    return _typed().get(typed) or PLACES.get(typed) or _by_code(typed.upper())


def market_shown(mics: Sequence[str], language: str) -> str:
    """The market of these MICs as a sentence says it: "Hong Kong", 香港; of a single exchange its name."""
    shown: str | None = _table()["shown"][base_language(language)].get(mics[0])
    return in_script(shown, language) if shown else market(mics[0], language)


def market_words() -> tuple[str, ...]:
    """All by which a market is named, but for codes."""
    return (*_typed(), *PLACES)


def _by_code(code: str) -> tuple[str, ...]:
    if code in BY_MIC:
        return (code,)
    return tuple(e.mic for e in BY_PREFIX.get(code, ()))


@cache
def _typed() -> dict[str, tuple[str, ...]]:
    return {name: tuple(mics.split()) for mics, names in _table()["market"].items() for name in names.split(", ")}


@cache
def _table() -> dict[str, dict[str, Any]]:
    return tomllib.loads(resources.files("bot.conversation").joinpath("markets.toml").read_text(encoding="utf-8"))
