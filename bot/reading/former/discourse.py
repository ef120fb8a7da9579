"""Of whom a story speaks at a place in it: whom "the stock", "it" and "the company" mean, and nobody where several may be meant."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field

from bot.listings import Listing, Sessions
from bot.reading.former import vocabulary as v
from bot.reading.mentions import Mention
from bot.story import Span, Story


@dataclass(slots=True)
class Discourse:
    """Whom "the stock", "it" and "the company" mean so far, and the tickers that the story printed."""

    story: Story
    mentions: tuple[Mention, ...]
    sessions: Sessions
    focus: Mention | None = None
    focus_unknown: str | None = None
    nameless: bool = False  # whether the last move was of "the stock" of nobody whom the story names
    fresh: bool = False  # whether the sentence before stated a move
    printed: dict[Listing, None] = field(default_factory=dict)
    read: int = 0  # mentions whose listings are noted
    starts: list[int] = field(init=False)

    def __post_init__(self) -> None:
        self.starts = [m.start for m in self.mentions]

    def read_to(self, end: int) -> None:
        """Take note of every mention before `end`."""
        behind = bisect_left(self.starts, end)
        self.printed.update((m.listing, None) for m in self.mentions[self.read : behind] if m.listing)
        self.read = max(self.read, behind)

    def company_before(
        self, start: int, sentence: Span, *, instrument: bool | None = None, near: bool = False
    ) -> Mention | None:
        """Of whom the story speaks at `start`: the only one named in this sentence, else in this paragraph, of several there
        the one with which it begins, else the subject of the last move, else the story's. None where several fit."""

        def fits(m: Mention) -> bool:
            wanted = instrument is None or (m.companies[0].kind != "company") == instrument if m.companies else False
            return wanted and m.has_name and not _is_unit(self.story.text, m)

        behind = bisect_left(self.starts, start)
        if not any(map(fits, self.mentions[:behind])):
            return None
        paragraph = max(self.story.text.rfind("\n", 0, start) + 1, start - _LONGEST_PARAGRAPH)
        begins = bisect_left(self.starts, min(paragraph, sentence.start))
        usable = list(filter(fits, self.mentions[begins:behind]))
        here = [m for m in usable if m.start >= sentence.start and m.sure]
        if here:
            return here[-1] if _are_one(here) else None
        if instrument is not True and _names_somebody_unknown(
            self.story.text, sentence.start, start, self.mentions[begins:behind]
        ):
            return None
        around = [m for m in usable if m.start >= paragraph and m.sure]
        if not around and near:
            return None
        if not around:
            focus = self.focus
            if (
                focus
                and focus.companies
                and (instrument is None or (focus.companies[0].kind != "company") == instrument)
            ):
                return focus
            return next((m for m in self.mentions[:behind] if (m.sure or m.listing) and fits(m)), None)
        if _are_one(around):
            return around[-1]
        if self.focus in around:
            return self.focus
        begins_it = around[0].start - paragraph <= _BEGINS
        if begins_it and _ITS_KIN.match(self.story.text, around[0].end):
            return around[1]  # "Nvidia's biggest supplier, TSMC, said ... Its shares"
        return around[0] if begins_it else None


_OF_A_COUNTRY = re.compile(rf"\b(?:the|its) ({'|'.join(v.MARKETS_OF)})\b", re.I)


def is_of_another_country(words: str, mention: Mention) -> bool:
    """Whether "the British company" is none of a mention's, which trades nowhere there."""
    of = _OF_A_COUNTRY.search(words)
    places = v.MARKETS_OF[of[1].lower()] if of else ()
    company = mention.company
    return bool(places) and company is not None and not any(x.mic in places for x in company.listings)


_ITS_KIN = re.compile(
    r"['’]s? (?:[\w-]+ ){0,6}(?:supplier|rival|competitor|partner|customer|client|parent|owner|unit|subsidiary|peer|contractor|assembler|backer|investor|"
    r"shareholder|distributor)s?\b[^,.]{0,30}, "
)
_LONGEST_PARAGRAPH = 4000  # characters
_BEGINS = 60  # characters: what stands so near to a paragraph's beginning, behind a dateline, is what it is about


_ACTOR = re.compile(
    r"(?:^|[,;] |\b(?:as|after|while|when|and) )(?P<who>[A-Z][\w&.’-]+(?: (?:[A-Z][\w&.’-]*|&|of))*) "
    r"(?:said|says|reported|reports|posted|announced|raised|cut|lowered|agreed|plans|will|has|had|beat|missed|unveiled|launched|won|signed|forecast|warned|completed|received)\b"
)
_POINTING_BACK = frozenset(
    "the it he she they this that its his her their we company shares investors analysts".split()
)


def _names_somebody_unknown(text: str, begin: int, end: int, mentions: Sequence[Mention]) -> bool:
    """ "Zorblax Holdings said it would merge, sending its shares up 5%": whoever was named before is not meant."""
    for m in _ACTOR.finditer(text[begin:end]):
        start, stop = begin + m.start("who"), begin + m.end("who")
        if m["who"].split()[0].lower() not in _POINTING_BACK and not any(
            x.start < stop and start < x.end for x in mentions
        ):
            return True
    return False


_AMOUNT_BEFORE = re.compile(r"[\d万億亿千百萬][ \u00a0]?$")


def _is_unit(text: str, m: Mention) -> bool:
    """ "回落至 811.52 美元": what an amount is told in moves nowhere."""
    currency = m.companies[0].kind == "currency"
    return currency and bool(_AMOUNT_BEFORE.search(text, max(0, m.start - 3), m.start))


def _are_one(mentions: Sequence[Mention]) -> bool:
    return len({m.companies[0].key for m in mentions}) == 1
