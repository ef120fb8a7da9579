"""All that the bot says by itself: a catalogue of each language in Project Fluent's syntax (locale/*.ftl), counted and numbered by its rules.

A language of another script than its catalogue (traditional Chinese) is the same catalogue in that script, and what its own file says
otherwise. A test holds the languages to the same keys and fields.
"""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import Any, Final

from fluent.runtime import FluentBundle, FluentResource

from bot.listings import TRADITIONAL, base_language, in_script
from bot.message.figures import locale_of

LANGUAGES: Final = ("en", "zh", TRADITIONAL)


def say(language: str, key: str, /, **fields: object) -> str:
    """The words of `key` in this language, else in English. A field that is an int is counted and grouped; any other goes in as it is, so
    escape what is not ours. Raises LookupError of a key, and ValueError of a field, that is not there."""
    bundle = _bundle(language if language in LANGUAGES else base_language(language))
    pattern = bundle.get_message(key).value
    if pattern is None:
        raise LookupError(key)
    given: dict[str, Any] = {name: value if type(value) is int else str(value) for name, value in fields.items()}
    words, errors = bundle.format_pattern(pattern, given)
    if errors:
        raise ValueError(f"{key} in {language}: {errors[0]}")
    return str(words)


def language_names() -> dict[str, str]:
    """Each language as its own readers call it."""
    return {language: say(language, "language_name") for language in LANGUAGES}


def keys(language: str) -> tuple[str, ...]:
    """Of a catalogue's own file, in its order."""
    return tuple(entry.id.name for entry in FluentResource(_written(language)).body if hasattr(entry, "id"))


def has(key: str) -> bool:
    return bool(_bundle("en").has_message(key))


@cache
def _bundle(language: str) -> FluentBundle:
    if language not in LANGUAGES:
        return _bundle("en")
    bundle = FluentBundle([locale_of(language).replace("_", "-")], use_isolating=False)
    base = base_language(language)
    bundle.add_resource(FluentResource(in_script(_written(base), language)))
    if base != language:
        bundle.add_resource(FluentResource(_written(language)), allow_overrides=True)
    return bundle


def _written(language: str) -> str:
    return resources.files("bot.message").joinpath("locale", f"{language}.ftl").read_text(encoding="utf-8")
