"""Where a story's sentences begin and end, and where words of it stand."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from itertools import pairwise

from bot.reading import vocabulary as v
from bot.reading import vocabulary_zh as zh
from bot.reading.findings import Quote
from bot.reading.lexicon import lexicon
from bot.story import Span, Story

_ABBREVIATED = frozenset(
    "jan feb mar apr jun jul aug sep sept oct nov dec mr mrs ms dr prof st no vs inc co corp ltd plc llc bros cos est approx jr sr "
    "gen gov rep sen u.s u.k u.n e.g i.e a.m p.m etc al fig dept hon messrs rs col lt sgt mon tue tues wed thu thurs fri sat sun".split()
)
# One set of characters at its head, for which `re` searches fastest.
_ENDS = re.compile(
    r"[.!?…。！？\n；](?:(?<=[.!?…])[.!?…]*[\"'”’)\]]*(?=\s|$)|(?<=[。！？!?])[。！？!?]*[”’」』）]*|(?<=\n)\n*|(?<=；)(?=.))"
)
_WANTS_ANOTHER = re.compile(
    r"(?:(?<=\s)|^)(?:the|The) [A-Z][\w&]+$| (?:to|or|by|of|at|the|a|an|and|in|on|for|from|with|its|per|than|about|nearly|over)$"
)
_BEGINS_ANOTHER = re.compile(
    r"\s+(?:The|It|Its|In|On|But|And|He|She|They|That|This|At|A|An|For|As|Shares|Other|While|By|Meanwhile)\b|\s*\n|\s*\Z|\s+[\"“]"
)
_LETTER = re.compile(r" A ([a-z]+)\b")
_LAST_WORD = re.compile(r"([A-Za-z][A-Za-z.]*)$")


def sentences(story: Story) -> tuple[Span, ...]:
    """The title, then the sentences of the body, in order; each without blanks around it."""
    spans = [Span(0, len(story.title))] if story.title else []
    spans += _without_other_stories(story.text, split(story.text, *story.body))
    return tuple(spans)


def _without_other_stories(text: str, spans: Iterable[Span]) -> Iterator[Span]:
    """Those outside of the lines right below "Related Stories", up to an empty line: other stories' titles."""
    at, listed, headed = 0, False, False
    for span in spans:
        written = text[slice(*span)]
        apart = _BLANK_LINE.search(text, at, span.start) is not None and not headed
        listed = listed and not apart and written[-1] not in ".。！!"
        headed = written.strip(" :：>»").lower() in _OTHER_STORIES
        if headed or not listed:
            yield span
        listed, at = listed or headed, span.end


_BLANK_LINE = re.compile(r"\n[ \t\u00a0]*\n")
_OTHER_STORIES = v.OTHER_STORIES | zh.OTHER_STORIES


def split(text: str, start: int, end: int) -> Iterator[Span]:
    """Sentences of text[start:end]. A line break ends one; an abbreviation's or a decimal's point does not."""
    at = start
    wrapped = _is_wrapped(text, start, end)
    for m in _ENDS.finditer(text, start, end):
        if not _ends_here(text, m, end, wrapped):
            continue
        yield from _stripped(text, at, m.end())
        at = m.end()
    yield from _stripped(text, at, end)


_SIGNED_CELL = re.compile(r"[ \t]*[+\-−–][ \t]?\d{1,4}(?:\.\d+)?[ \t]?%[ \t]*(?:\n|\Z)")
_WRAPPED_LINES = 6
_WRAPPED_WIDTH = range(40, 91)  # characters: where mail and wires break a line


def _is_wrapped(text: str, start: int, end: int) -> bool:
    """Whether lines are broken at a width, in the middle of sentences, as some wires send them."""
    broken = whole = 0
    for line, following in pairwise(text[start:end].split("\n")):
        if line and following:
            whole += line[-1] in '.!?:"”’。！？' or len(line) not in _WRAPPED_WIDTH
            broken += line[-1] not in '.!?:"”’。！？' and len(line) in _WRAPPED_WIDTH
    return broken >= _WRAPPED_LINES and broken > 3 * whole


def _ends_here(text: str, m: re.Match[str], end: int, wrapped: bool = False) -> bool:
    mark = m[0]
    if "\n" in mark:
        if len(mark) > 1:
            return True
        if text[max(0, m.start() - 1)] in ")）" and _SIGNED_CELL.match(text, m.end()):
            return False  # "Ross Stores (ROST)", and below it "+8.7%": the two cells of a row
        if wrapped:
            return text[max(0, m.start() - 1)] in ".!?:。！？"
        # A line that was merely wrapped goes on in lower case, or breaks off behind a word that wants another.
        following = text[m.end() : m.end() + 1]
        if _WANTS_ANOTHER.search(text, max(0, m.start() - 12), m.start()):
            return False
        return not following.islower() or text[max(0, m.start() - 1)] in ".!?:。！？"
    if not mark.startswith(".") or len(mark) > 1:
        return True
    following = text[m.end() : min(end, m.end() + 3)].lstrip()
    if following[:1].islower() or following[:1] in ",;:":
        return False
    word = _LAST_WORD.search(text, max(0, m.start() - 12), m.start())
    if not word:
        return True
    written = word[1].lower()
    if len(written) == 1 and written != "i":
        return False  # an initial: "J. Smith"
    if re.fullmatch(r"[a-z](?:\.[a-z])+", written) and written not in _ABBREVIATED:
        return False  # initials: "D.E. Shaw"
    if written in ("p.m", "a.m", "u.s", "u.k", "inc", "co", "corp", "ltd", "plc", "etc", "cos", "bros"):
        # These end a sentence as often as not: one that goes on does so with a name or a figure, or with a lower-case word.
        return bool(_BEGINS_ANOTHER.match(text, m.end(), end)) and not _is_class(text, m.end(), end)
    return written not in _ABBREVIATED


def _is_class(text: str, start: int, end: int) -> bool:
    """ "Kweichow Ltd. A rose 3 percent": a share's letter, behind which a verb stands."""
    letter = _LETTER.match(text, start, end)
    return letter is not None and "verb" in lexicon("en").senses(letter[1])


def _stripped(text: str, start: int, end: int) -> Iterator[Span]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if start < end:
        yield Span(start, end)


def locate(story: Story, words: str, *, near: int | None = None) -> Quote | None:
    """The place in the story's text where these words stand, as a quote of what stands there; None if they do not.

    Blanks, quotation marks and dashes may differ in kind; letters and digits may not. Of several places the one nearest to
    `near` is taken, else the first.
    """
    words = words.strip()
    if not words:
        return None
    places = [m.span() for m in re.finditer(re.escape(words), story.text)]
    if not places:
        pattern = "".join(_alike(c) for c in re.sub(r"\s+", " ", unicodedata.normalize("NFC", words)))
        places = [m.span() for m in re.finditer(pattern, story.text)] if len(words) < 2000 else []
    if not places:
        return None
    start, end = min(places, key=lambda p: abs(p[0] - near)) if near is not None else places[0]
    return Quote(story.text[start:end], start, end)


def quote_at(story: Story, start: int, end: int) -> Quote:
    """The words that stand at [start, end)."""
    return Quote(story.text[start:end], start, end)


_KINDS = (" \u00a0\u2009\u202f\t\n", "'’‘", '"“”', "-–—‑")


def _alike(c: str) -> str:
    for kind in _KINDS:
        if c in kind:
            return r"\s+" if c.isspace() else f"[{re.escape(kind)}]"
    return re.escape(c)
