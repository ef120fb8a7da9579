"""What a sentence says to have moved, in any language: the one analysis behind both the rules and the grounding.

The rules make findings of it, grounding holds a finding against it. `movement_en` and `movement_zh` find the movements.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.listings import BY_MIC, US_MICS
from bot.reading.figures import Figure
from bot.reading.findings import Direction, Scope
from bot.reading.former import vocabulary as v
from bot.reading.former import vocabulary_zh as zh
from bot.reading.former.noun_phrases import Subject
from bot.reading.former.when import (
    at_of,
    goes_on_longer,
    goes_on_longer_than_a_day,
    hour_named,
    is_of_the_day,
    is_within_a_day,
    names_a_day,
    opens_longer,
    scope_around,
    scope_of,
    scope_opening,
)
from bot.reading.words import Words, has_chinese
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


_QUALIFIER = Words(
    r"(?<![\w-])("
    + "|".join(re.escape(q) for q in sorted(v.QUALIFIERS, key=len, reverse=True))
    + r")(?:[ \u00a0]+(?:a|an|the))?[ \u00a0]*$",
    rf"({zh.OPEN_FIGURES})[ \u00a0]*$",
)


_BULLET = re.compile(r"\s*[-•*–▪·]\s")
_SIGNED_LINE = re.compile(r"[+\-−–]\s?\d+(?:\.\d+)?\s?%\W*$")  # "Copart (CPRT) +6.93%"
_LONGEST_LISTED = 100  # characters
_MOST_LINES = 40


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
        listed = len(line) <= _LONGEST_LISTED and bool(_SIGNED_LINE.search(line))
        if line and not listed and not (bullets and _BULLET.match(text, line_start)):
            return ""
    return ""


def qualifier_before(text: str, start: int) -> tuple[str, int] | None:
    """The words before a figure that keep it open ("more than", "about"), and where they begin."""
    before = text[max(0, start - 24) : start]
    # The pattern is anchored at the end, so the leftmost match is the longest qualifier.
    m = _QUALIFIER.search(before)
    if m is None:
        return None
    first, last = m.span(m.lastindex or 1)
    return before[first:last], start - len(before) + first


_AFTER_PARTICIPLE = re.compile(r"(?:After|Despite|Having) \w+ing\b")


def movement_scope(story: Story, m: Movement) -> Scope:
    """The scope that its own words give, else its clause's; an extreme is only what its own words call one. Where neither says
    anything, the hour before the bell is that of the sentence, the sentence before it or the title.
    """
    text = story.text
    if m.figure is not None and m.figure.value >= _NO_DAYS_RISE:
        return "longer"
    if _AFTER_PARTICIPLE.match(text, m.sentence.start) and m.start - m.sentence.start < 12 and m.verb.endswith("ing"):
        # "After tumbling by almost 9 percent in early trading, it recovered": not where the session ended.
        return "longer" if scope_of(own_words(text, m)) == "longer" else "intraday_extreme"
    if _AFTER_AN_OLD_REPORT.match(text, m.end):
        return "longer"
    own = own_words(text, m)
    scope = scope_of(own)
    if (
        scope == "session"
        and m.figure is None
        and _EARLIER.search(text, max(m.sentence.start, m.start - 20), m.start)
    ):
        return "intraday_extreme"  # "were up 7.8 percent at $18.45, after earlier rising to $18.54"
    wider = scope_of(_clause_words(text, m)) if scope == "session" and not names_a_day(own) else "session"
    if wider in ("premarket", "after_hours") or (wider == "longer" and not is_within_a_day(own)):
        return wider
    if scope == "session" and _THEN.match(own):
        before = text[_full_stop(text, m) : m.clause.start].rstrip("，,")
        if hour := hour_named(before[before.rfind("，") + 1 :]):
            return hour  # "盘后一度跌超4%，随后跌幅收窄至1.7%"
    untimed = scope == "session" and not is_within_a_day(own) and at_of(own, scope) is None
    if untimed and m.figure is not None and m.figure.value >= _NO_SMALL_FALL and _REMAINS.search(own):
        return "longer"  # "shares remain down 38%"
    if untimed and _has_happened_by_now(text, m):
        return "longer"
    if untimed and opens_longer(text[m.sentence.start : m.sentence.end]):
        return "longer"
    if untimed and _is_before_new_york_opens(text, m):
        return "premarket"
    if untimed and (hour := scope_opening(text[m.sentence.start : m.sentence.end])) in ("premarket", "after_hours"):
        return "session" if _has_no_bell(m.subject) else hour
    if untimed and any(goes_on_longer_than_a_day(text[m.sentence.start : end]) for end in (m.clause.start, m.start)):
        return "longer"
    own = text[m.clause.start : m.end]
    if scope == "session" and has_chinese(own) and goes_on_longer(text[_full_stop(text, m) : m.clause.start], own):
        return "longer"
    if scope == "session" and not is_within_a_day(own) and _is_told_of_longer(text, m):
        return "longer"
    if scope == "session" and _is_most_of_it(text, m) and not is_of_the_day(own):
        return "longer"
    if scope == "session" and scope_of(heading_of(text, m.sentence.start)) == "longer":
        return "longer"
    if scope in ("premarket", "after_hours") and _has_no_bell(m.subject):
        return "session"  # "the won was up 1 percent in late trading"
    if scope == "session" and not m.verb.endswith("ing"):
        paragraph = text.rfind("\n", 0, m.sentence.start) + 1
        around = text[max(paragraph, m.sentence.start - _BEFORE) : m.sentence.end]
        hour = scope_around(text[m.clause.start : m.clause.end], around, story.title)
        return "session" if _has_no_bell(m.subject) else hour
    return scope


_CLOCK_IN_NEW_YORK = re.compile(
    r"\b(?:0?[4-9]):(\d\d) a\.?m\.? (?:ET|EDT|EST|Eastern)\b|(?:美[东東](?:时间|時間)|美國東部時間|美国东部时间)(?:上午|早上|凌晨)?(?:0?[4-9])[:：](\d\d)",
    re.I,
)
_REMAINS = re.compile(r"\b(?:remain(?:s|ed)?|still) (?:up|down|higher|lower)\b", re.I)  # none: "still surged 20%"
_NO_SMALL_FALL = 15  # percent: "remained up 2%" after the news is of the day
# "which fell 7% after last quarter's report"
_AFTER_AN_OLD_REPORT = re.compile(
    r" after (?:its |their )?(?:last|previous) (?:quarter|report|earnings|results|year)"
)
_THEN = re.compile("[，,]?(?:随后|隨後|其后|其後)")
_FUTURE = re.compile(v.FUTURES, re.I)


def _is_before_new_york_opens(text: str, m: Movement) -> bool:
    """ "At 06:47 a.m. ET, Dow e-minis were up 70 points": of a share or an index future of New York that is before the bell."""
    clock = _CLOCK_IN_NEW_YORK.search(text, *m.sentence)
    if clock is None or (_hour(clock[0]), int(clock[1] or clock[2])) >= (_OPENS.hour, _OPENS.minute):
        return False
    mention = m.subject.mention
    company = mention.company if mention else None
    if company is None:
        return is_future(text[m.subject.start : m.subject.end])
    if company.kind == "index":
        return company.listings[0].mic in US_MICS
    return company.kind == "company" and all(x.mic in US_MICS for x in company.main_listings)


_OPENS = BY_MIC["XNYS"].opens


def is_future(words: str) -> bool:
    """Whether words name a contract for later delivery."""
    return bool(_FUTURE.search(words))


def _hour(clock: str) -> int:
    return int(next(iter(re.findall(r"\d+", clock))))


def _full_stop(text: str, m: Movement) -> int:
    """Where a Chinese sentence begins; a semicolon parts only what is told of one time."""
    return max(text.rfind(mark, 0, m.sentence.start) for mark in "。！？\n") + 1


def _has_no_bell(subject: Subject) -> bool:
    """Whether an instrument trades around the clock, so that an hour told of shares beside it is not its own."""
    company = subject.mention.company if subject.mention else None
    return company is not None and company.kind in ("crypto", "currency", "commodity")


_EARLIER = re.compile(r"\b(?:after|earlier) (?:earlier )?$")
_PERFECT = re.compile(r"\b(?:has|have|'ve|’ve)(?: \w+){0,2} $")
_EVENT_OR_DAY = re.compile(r"[^,;.]{0,25}\b(?:after|following|on|amid|in early|so far|ahead)\b")
_PAST_DAY = re.compile(r"\bpast (?:day|24 hours)\b|\blast 24 hours\b|\blatest\b", re.I)


def _has_happened_by_now(text: str, m: Movement) -> bool:
    """ "the stock has lost 26.7%": over which time is not said, and no level, event or day ties it to a session."""
    if m.price is not None or not _PERFECT.search(text, max(m.clause.start, m.start - 24), m.start):
        return False
    return not _EVENT_OR_DAY.match(text, m.end, m.sentence.end) and not _PAST_DAY.search(text, *m.sentence)


_SENDING = re.compile(r", (?:\w+ly )?(?:send|lift|push|driv|boost|help)ing ")
_DASHED = re.compile(r" (?:--|[–—]) (?:which|who|whose)\b.{1,120}? (?:--|[–—]) ")
_RELATIVE = re.compile(
    r"(?: [<\[(][^>\])]{1,20}[>\])])?, (?:(?:an?|another|the|one) [^,;.]{2,80} )?(?:which|who|whose|that)\b"
)
_PARTICIPLE = re.compile(r", (?:\w+ly )?\w+ing\b| as (?!of\b|much\b|many\b|high\b|low\b)")


def _is_told_of_longer(text: str, m: Movement) -> bool:
    """Whether the sentence before says of the markets as a whole which week it is: "The three major indexes closed higher last
    week. The Nasdaq added 3.3%", or this one once for its list in brackets: "down 2.7% week-to-date, versus the S&P 500 (-0.6%)"."""
    if m.verb[:1] in "+-−–＋" and text[m.start - 1 : m.start] == "(":
        return scope_of(text[m.sentence.start : m.start]) == "longer"
    paragraph = text.rfind("\n", 0, m.sentence.start) + 1
    return bool(_MARKETS_LONGER.search(text[max(paragraph, m.sentence.start - _BEFORE) : m.sentence.start]))


_MARKETS_LONGER = Words(
    r"\b(?:indexes|indices|averages|benchmarks|stocks|markets)\b[^.%]*\b(?:last|this|the past|for the) (?:week|month|quarter|year)\b[^.%]*\.\s*$"
)


def _is_most_of_it(text: str, m: Movement) -> bool:
    """ "跌逾九成": what fell so far without a day being named did not do so in one."""
    figure = m.figure
    return figure is not None and figure.value >= _MOST_OF_IT and "成" in text[figure.start : figure.end]


_MOST_OF_IT = 50  # percent
_NO_DAYS_RISE = 1000  # percent: "a gain of 5,174,441%" is a life's
_BEFORE = 200  # characters: the sentence before


def _clause_words(text: str, m: Movement) -> str:
    """The clause without what is said of its subject between commas, and without what the move did: ", erasing this year's loss"."""
    sent = list(_SENDING.finditer(text, m.clause.start, max(m.clause.start, m.subject.start)))
    if sent:
        did = _PARTICIPLE.search(text, m.end, m.clause.end)
        return text[
            sent[-1].start() : min(m.end + 70, did.start() if did else m.clause.end)
        ]  # "won less in the third quarter, sending its shares lower"
    did = _PARTICIPLE.search(text, m.end, m.clause.end)
    end = did.start() if did else m.clause.end
    if aside := _DASHED.search(text, m.clause.start, m.start):
        return text[m.clause.start : aside.start()] + " " + text[aside.end() : end]
    return without_relative(text, m, m.clause.start, end)


def without_relative(text: str, m: Movement, start: int, end: int) -> str:
    """text[start:end] without what stands between the subject and its verb: "SK Hynix, which debuted on Friday, slumped 10.6%"."""
    if m.subject.end < m.start and _RELATIVE.match(text, m.subject.end):
        return text[start : max(start, m.subject.end)] + " " + text[max(start, _behind_relative(text, m)) : end]
    return text[start:end]


def _behind_relative(text: str, m: Movement) -> int:
    """Where the main clause goes on: "the index, which ..., was headed for a weekly fall of 0.94 per cent"."""
    comma = text.rfind(", ", m.subject.end + 1, m.start)
    return comma + 2 if comma >= 0 else m.start


_COMMA = re.compile(r",(?!\d)")  # none of "USD13,600"


_ENDS_THE_DAY = re.compile(r" (?:and|but) (?:then )?(?:closed|ended|finished|settled) ")


def own_words(text: str, m: Movement) -> str:
    """The movement and the words right behind it, up to the next comma: what a scope beside it is said of."""
    start = max(m.clause.start, m.subject.end if m.subject.end < m.start else m.start)
    if _RELATIVE.match(text, min(start, m.subject.end)):
        start = max(start, _behind_relative(text, m))  # "Tower, which agreed in February ..., was down 4%"
    end = min(m.clause.end, m.end + 70)
    if comma := _COMMA.search(text, m.end, end):
        end = comma.start()
    if did := _PARTICIPLE.search(text, m.end, end):
        end = did.start()
    if m.verb.endswith("ing") and text[m.start - 2 : m.start] == ", " and names_a_day(text[m.start : end]):
        return text[m.start : end]  # "ended the week on a high note, jumping 6% on Friday"
    joined = max(text.rfind(f" {word} ", start, m.start) for word in ("and", "but"))
    apart = m.subject.end < m.clause.start and names_a_day(text[joined:end])
    if joined >= 0 and (apart or _ENDS_THE_DAY.match(text, joined, m.end)):
        start = joined  # "climbed 35% over the past year and rose 3% on Thursday", "rose as high as $43 and closed 4% higher"
    return _DASHED.sub(" ", text[start:end])
