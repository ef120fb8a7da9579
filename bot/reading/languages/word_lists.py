"""Lists of words that stand in a file of each language, languages/<code>/<name>.toml, one list a key, words parted by commas."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources

from bot.reading.lexicon import Code


@cache
def word_lists(name: str, code: Code) -> Mapping[str, tuple[str, ...]]:
    """Each list of the file, the longest entries first."""
    written = resources.files("bot.reading.languages").joinpath(code, f"{name}.toml").read_text(encoding="utf-8")
    return {
        key: tuple(
            sorted((w for part in row.replace("\n", " ").split(",") if (w := part.strip())), key=len, reverse=True)
        )
        for key, row in tomllib.loads(written).items()
    }
