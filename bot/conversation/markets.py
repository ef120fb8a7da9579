"""Markets as people type them: "HK", "us stocks", 港股, A股, XHKG."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources

from bot.listings import BY_MIC, BY_PREFIX, PLACES
from bot.reading.lexicon import folded


def market_named(words: str) -> tuple[str, ...]:
    """The MICs of a market, its main board first; empty where it names none."""
    typed = folded(words).strip().removeprefix("the ")
    return _typed().get(typed) or PLACES.get(typed) or _by_code(typed.upper())


def market_words() -> tuple[str, ...]:
    """All by which a market is named, but for codes."""
    return (*_typed(), *PLACES)


def _by_code(code: str) -> tuple[str, ...]:
    if code in BY_MIC:
        return (code,)
    return tuple(e.mic for e in BY_PREFIX.get(code, ()))


@cache
def _typed() -> dict[str, tuple[str, ...]]:
    table = tomllib.loads(resources.files("bot.conversation").joinpath("markets.toml").read_text(encoding="utf-8"))
    return {name: tuple(mics.split()) for mics, names in table["market"].items() for name in names.split(", ")}
