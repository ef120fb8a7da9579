"""What a sentence says to have moved, in any language: the one analysis behind both the rules and the grounding.

The rules make findings of it, grounding holds a finding against it. `movement_en` and `movement_zh` find the movements.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.extraction import vocabulary as v
from bot.extraction.figures import Figure
from bot.extraction.findings import Direction, Scope
from bot.extraction.subjects import Subject
from bot.extraction.when import opens_longer, scope_around, scope_of
from bot.story import Span, Story


@dataclass(frozen=True, slots=True)
class Movement:
    """One stated change: `figure` (percent where printed) and `amount` (points or money beside it), said of `subject`.

    [start, end) spans from the word of direction to the last figure; `clause` is where its scope and time are said.
    """

    direction: Direction
    subject: Subject
    start: int
    end: int
    clause: Span
    sentence: Span
    figure: Figure | None = None
    upper: Figure | None = None
    amount: Figure | None = None
    price: Figure | None = None
    converted: Figure | None = None
    verb: str = ""


_QUALIFIER = re.compile(
    r"(?<![\w-])("
    + "|".join(re.escape(q) for q in sorted(v.QUALIFIERS, key=len, reverse=True))
    + r")(?:[ \u00a0]+(?:a|an|the))?[ \u00a0]*$",
    re.IGNORECASE,
)


_BULLET = re.compile(r"\s*[-•*–▪·]\s")
_MOST_LINES = 12


def heading_of(text: str, start: int) -> str:
    """The line that heads a list, "Revenue growth:", "For the week:"; "" where the text at `start` stands under none."""
    line_start = text.rfind("\n", 0, start) + 1
    bullets = bool(_BULLET.match(text, line_start))
    for _ in range(_MOST_LINES):
        end = line_start - 1
        if end <= 0:
            return ""
        line_start = text.rfind("\n", 0, end) + 1
        line = text[line_start:end].strip()
        if line.endswith(":"):
            return line if bullets or len(line) <= 40 else ""
        if line and not (bullets and _BULLET.match(text, line_start)):
            return ""
    return ""


def qualifier_before(text: str, start: int) -> tuple[str, int] | None:
    """The words before a figure that keep it open ("more than", "about"), and where they begin."""
    before = text[max(0, start - 24) : start]
    # The pattern is anchored at the end, so the leftmost match is the longest qualifier.
    m = _QUALIFIER.search(before)
    return (m[1], start - len(before) + m.start(1)) if m else None


_AFTER_PARTICIPLE = re.compile(r"(?:After|Despite|Having) \w+ing\b")


def movement_scope(story: Story, m: Movement) -> Scope:
    """The scope that its own words give, else its clause's; an extreme is only what its own words call one. Where neither says
    anything, the hour before the bell is that of the sentence, the sentence before it or the title.
    """
    text = story.text
    if _AFTER_PARTICIPLE.match(text, m.sentence.start) and m.start - m.sentence.start < 12 and m.verb.endswith("ing"):
        # "After tumbling by almost 9 percent in early trading, it recovered": not where the session ended.
        return "longer" if scope_of(own_words(text, m)) == "longer" else "intraday_extreme"
    scope = scope_of(own_words(text, m))
    if scope == "session" and (wider := scope_of(text[m.clause.start : m.clause.end])) not in (
        "session",
        "intraday_extreme",
    ):
        return wider
    if scope == "session" and opens_longer(text[m.sentence.start : m.sentence.end]):
        return "longer"
    if scope == "session" and scope_of(heading_of(text, m.sentence.start)) == "longer":
        return "longer"
    if scope == "session" and not m.verb.endswith("ing"):
        paragraph = text.rfind("\n", 0, m.sentence.start) + 1
        around = text[max(paragraph, m.sentence.start - _BEFORE) : m.sentence.end]
        return scope_around(text[m.clause.start : m.clause.end], around, story.title)
    return scope


_BEFORE = 200  # characters: the sentence before


def own_words(text: str, m: Movement) -> str:
    """The movement and the words right behind it, up to the next comma: what a scope beside it is said of."""
    start = max(m.clause.start, m.subject.end if m.subject.end < m.start else m.start)
    end = min(m.clause.end, m.end + 70)
    comma = text.find(",", m.end, end)
    return text[start : comma if comma >= 0 else end]
