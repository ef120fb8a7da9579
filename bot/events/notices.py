"""What a publisher says of its own story: that it is corrected, or taken back. The words are those of notices.toml."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Literal

from bot.reading.lexicon import folded
from bot.story import Story

_SHORT = 600  # characters: where a story is taken back, not much more stands there than that it is
_REACH = 40  # characters between a story and what is done to it
_REACH_ZH = 24


@dataclass(frozen=True, slots=True)
class _Notices:
    """The patterns of one language, for a folded text."""

    corrected_label: re.Pattern[str]
    withdrawn_label: re.Pattern[str]
    corrects: re.Pattern[str]
    taken_back: re.Pattern[str]
    about_itself: re.Pattern[str]
    related: re.Pattern[str]
    midday: re.Pattern[str]
    closing: re.Pattern[str]


def says_it_is_corrected(story: Story) -> bool:
    """Whether a story says anywhere that it is a corrected version."""
    return is_label_of_a_correction(story.title) or tells_of_a_correction(story.text)


def is_label_of_a_correction(title: str) -> bool:
    """ "CORRECTED: ...", "... (Corrected)", "【更正】…"."""
    plain = folded(title)
    return any(n.corrected_label.search(plain) for n in _languages())


def tells_of_a_correction(words: str) -> bool:
    """ "An earlier version of this story misstated ..."."""
    plain = folded(words)
    return any(n.corrects.search(plain) for n in _languages())


def is_withdrawn(story: Story) -> bool:
    """Whether its publisher takes a story back: by its title, or by the first or the last words of its text."""
    title, body = folded(story.title), folded(story.text[len(story.title) :]).strip()
    ends = (body,) if len(body) <= 2 * _SHORT else (body[:_SHORT], body[-_SHORT:])
    return any(
        n.withdrawn_label.search(title) or any(n.withdrawn_label.match(e) or n.taken_back.search(e) for e in ends)
        for n in _languages()
    )


def is_notice(words: str) -> bool:
    """Whether words tell of the story itself: that it was updated or corrected, and when."""
    text = folded(words)
    return any(n.corrects.search(text) or n.about_itself.search(text) for n in _languages())


def begins_related(words: str) -> bool:
    """Whether a line heads the headlines of other stories."""
    text = folded(words)
    return any(n.related.search(text) for n in _languages())


def session_half(story: Story) -> Literal["midday", "close"] | None:
    """Of which half of a session a market report is, by its title or, without a word there, by its first lines."""
    for text in (folded(story.title), folded(story.text[:_SHORT])):
        for n in _languages():
            if n.midday.search(text):
                return "midday"
            if n.closing.search(text):
                return "close"
    return None


_LABEL = re.compile(
    r"^(?:REFILE|BRIEF|UPDATE \d+|WRAPUP \d+|RPT|CORRECTED|更新|最新)\s*[-—:：|]\s*|^[【\[(（](?:更新|最新|updated?)[】\])）]\s*",
    re.IGNORECASE,
)


def without_label(title: str) -> str:
    """A title without a wire's own word before it: "UPDATE 2-", "REFILE-"."""
    return _LABEL.sub("", title)


@cache
def _languages() -> tuple[_Notices, ...]:
    written = resources.files("bot.events").joinpath("notices.toml").read_text(encoding="utf-8")
    table = tomllib.loads(written)
    return tuple(_of_language(code, words) for code, words in table.items())


def _of_language(code: str, words: dict[str, list[str]]) -> _Notices:
    any_of = {name: "|".join(patterns) for name, patterns in words.items()}
    story, done, asked = any_of["story"], any_of["taken_back"], any_of["asked"]
    if code == "zh":
        taken = rf"(?:{story})[^。；;\n]{{0,{_REACH_ZH}}}?(?:{done})|{asked}"
    else:
        own = rf"\b(?:this|the|that|our|its|an? (?:earlier|previous))(?: \w+){{0,2}} (?:{story})\b"
        taken = rf"{own}[^.;\n]{{0,{_REACH}}}?\b(?:is|are|was|were|been|being|be) (?:\w+ )?(?:{done})\b|{own} (?:{done})\b|\b(?:{asked})"
    plain = (any_of[n] for n in ("about_itself", "related", "midday", "closing"))
    return _Notices(
        _label(words["corrected_label"], code), _label(words["withdrawn_label"], code), re.compile(any_of["corrects"]), re.compile(taken),
        *(re.compile(p) for p in plain),
    )  # fmt: skip


def _label(words: list[str], code: str) -> re.Pattern[str]:
    """A word of an editor's before or behind a title: "CORRECTED: ...", "... (withdrawn)", "【更正】…"."""
    named = "|".join(words)
    end = r"\b" if code == "en" else ""
    return re.compile(rf"^\W*(?:{named}){end}\s*(?:[-:：\-–—|】\])）」》!！]|$)|[(\[【（]\s*(?:{named})\s*[)\]】）]")
