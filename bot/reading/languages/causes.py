"""The words that tie a movement to its cause, from languages/*/causes.toml."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources

from bot.reading.lexicon import Code


@cache
def cause_words(code: Code) -> Mapping[str, tuple[str, ...]]:
    """Each list of the file, the longest entries first."""
    written = resources.files("bot.reading.languages").joinpath(code, "causes.toml").read_text(encoding="utf-8")
    return {
        name: tuple(sorted((w.strip() for w in row.replace("\n", " ").split(",")), key=len, reverse=True))
        for name, row in tomllib.loads(written).items()
    }
