"""How much speaks for it that two stories tell one happening: a list of small named rules, weighed.

What decides alone: copies of one text, one session of one instrument or of one market. Else the words, names and figures that both have, each
counting by how rare it is among the stories that are held against each other.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cache, cached_property
from importlib import resources
from math import exp, log, log1p
from typing import TypeVar

from bot.events.gist import Gist, counted
from bot.reading.languages.cedict import in_english

_Key = TypeVar("_Key", str, int)
_MANY = 1000  # stories, for which common.tsv stands until as many have been read


@dataclass
class Rarity:
    """How many of the stories have each word, name and figure."""

    stories: int = 0
    having: Counter[str] = field(default_factory=Counter)
    copies: Counter[int] = field(default_factory=Counter)

    def add(self, gist: Gist) -> None:
        self.stories += 1
        self.having.update(counted(gist))
        self.copies.update(gist.sketch)

    def remove(self, gist: Gist) -> None:
        self.stories -= 1
        _less(self.having, counted(gist))
        _less(self.copies, gist.sketch)

    def of(self, key: str) -> float:
        """More, the fewer stories have it (inverse document frequency)."""
        return log((self.stories + _MANY + 1) / (self.having[key] + _common().get(key, 0) + 0.5))

    def total(self, keys: Iterable[str]) -> float:
        return sum(self.of(k) for k in keys)


def _less(counts: Counter[_Key], of: Iterable[_Key]) -> None:
    """A Counter keeps its zeros: in a month they would be millions."""
    for key in of:
        counts[key] -= 1
        if not counts[key]:
            del counts[key]


@cache
def _common() -> dict[str, int]:
    """Of a thousand stories, how many have a word."""
    written = resources.files("bot.events").joinpath("common.tsv").read_text(encoding="utf-8")
    rows = (line.split("\t") for line in written.splitlines() if not line.startswith("#"))
    return {word: int(count) for _, word, count in rows}


@dataclass(frozen=True)
class Pair:
    """Two stories held against each other."""

    a: Gist
    b: Gist
    rarity: Rarity

    @cached_property
    def across(self) -> bool:
        """Whether they are of two languages."""
        return self.a.language != self.b.language

    @cached_property
    def words(self) -> tuple[frozenset[str], frozenset[str]]:
        """The words of either that the other's lead has too, in its own language."""
        if not self.across:
            both = self.a.lead & self.b.lead
            return both, both
        zh, en = (self.a, self.b) if self.a.language == "zh" else (self.b, self.a)
        said = {w: ({w} if w in en.lead else in_english(w) & en.lead) for w in zh.lead}
        of_zh = frozenset(w for w, s in said.items() if s)
        of_en = frozenset(w for s in said.values() for w in s)
        return (of_zh, of_en) if zh is self.a else (of_en, of_zh)

    @cached_property
    def told_of_titles(self) -> tuple[float, float]:
        """Of either title, how much the other story tells at its beginning, from 0 to 1."""
        return self._part(self.a.title, self.words[0]), self._part(self.b.title, self.words[1])

    def _part(self, title: frozenset[str], told: frozenset[str]) -> float:
        return self.rarity.total(title & told) / (self.rarity.total(title) or 1.0)

    @property
    def dated(self) -> bool:
        return self.a.at is not None and self.b.at is not None

    @cached_property
    def apart(self) -> float:
        """Hours between them; of one without a date, six."""
        return abs((self.a.at - self.b.at) / timedelta(hours=1)) if self.a.at and self.b.at else _UNDATED


_UNDATED = 6.0


# --- what decides alone ----------------------------------------------------------------------------------------------

_COPIED, _NEARLY = 0.6, 0.25  # of the smaller text's shingles, how many the other has, without those of forms
_FORM = 8  # stories: what so many have is a form
_FEWEST = 6  # shingles
_SAME_FIGURES = 0.5  # of the figures of both leads
_SAME_TITLE = 0.6
_WORDS = 3  # "Form 8.3" is the title of many
_SESSION = 20.0  # hours
_LATER = 48.0  # hours: after it nothing is the same happening any more


def is_copy(p: Pair) -> bool:
    """Most words of the one stand in the other; of a form that is filled in the figures and the title's names differ."""
    smaller = min(len(p.a.sketch), len(p.b.sketch))
    if smaller < _FEWEST or _silent_of_a_name(p):
        return False
    copied = sum(p.rarity.copies[h] <= _FORM for h in p.a.sketch & p.b.sketch) / smaller
    if copied < _NEARLY:
        return False
    either = p.a.figures | p.b.figures
    same = len(p.a.figures & p.b.figures) / len(either) if either else 1.0
    alike = min(p.told_of_titles) >= _SAME_TITLE and min(len(p.a.title), len(p.b.title)) >= _WORDS
    return same >= _SAME_FIGURES and (alike or (copied >= _COPIED and not _both_have_own_titles(p)))


def _both_have_own_titles(p: Pair) -> bool:
    return bool(p.a.title and p.b.title) and max(p.told_of_titles) < _SAME_TITLE


def is_one_session(p: Pair) -> bool:
    """Both titles tell the move of one instrument, on one day."""
    return p.dated and p.apart <= _SESSION and not p.a.moved.isdisjoint(p.b.moved)


def is_one_market(p: Pair) -> bool:
    """Both titles tell how a market went, on one day."""
    return p.dated and p.apart <= _SESSION and any(_is_one(a, b) for a in p.a.markets for b in p.b.markets)


def is_one_report(p: Pair) -> bool:
    """Both titles tell the results of one company, on one day."""
    return p.dated and p.apart <= _SESSION and not p.a.reported.isdisjoint(p.b.reported)


def _is_one(a: str, b: str) -> bool:
    """ "US 2026-10-19" and "US", but not "US 2026-10-20": one that tells no index leaves its session open."""
    return a == b or a.partition(" ")[0] == b or b.partition(" ")[0] == a


def _tells_another_session(p: Pair) -> bool:
    """One instrument's move on two days, or of its shares at home and its receipts abroad."""
    whose = [{key.partition(" ")[0] for key in g.moved} for g in (p.a, p.b)]
    return not whose[0].isdisjoint(whose[1]) and p.a.moved.isdisjoint(p.b.moved)


def _share_a_name_alone(p: Pair) -> bool:
    """One word, which is a name where it is rare, and no figure: two stories of a company."""
    return min(map(len, p.words)) <= 1 and p.a.figures.isdisjoint(p.b.figures)


ALONE: tuple[tuple[str, Callable[[Pair], bool]], ...] = (
    ("one text", is_copy),
    ("one session of one instrument", is_one_session),
    ("one session of one market", is_one_market),
    ("one company's results", is_one_report),
)


# --- what is weighed -------------------------------------------------------------------------------------------------


def _both_titles(p: Pair) -> float:
    return min(p.told_of_titles)


def _one_title(p: Pair) -> float:
    return max(p.told_of_titles)


_RARE, _MOST_RARE = 4.5, 60.0


def _rare_words(p: Pair) -> float:
    own = p.words[0] if len(p.words[0]) <= len(p.words[1]) else p.words[1]
    return min(_MOST_RARE, sum(r for w in own if (r := p.rarity.of(w)) >= _RARE)) / 10


def _companies(p: Pair) -> float:
    both = (p.a.named & p.b.companies) | (p.b.named & p.a.companies)
    return min(6.0, p.rarity.total(f"@{c}" for c in both)) / 6


def _silent_of_a_name(p: Pair) -> float:
    """Of the two titles, how many name somebody of whom the other story says nothing."""
    return float(bool(p.a.named - p.b.companies) + bool(p.b.named - p.a.companies))


def _figures(p: Pair) -> float:
    return min(4.0, sum(r for f in p.a.figures & p.b.figures if (r := p.rarity.of(f"#{f}")) >= _RARE) / 6)


def _figure_of_title(p: Pair) -> float:
    both = (p.a.title_figures & p.b.figures) | (p.b.title_figures & p.a.figures)
    return min(2.0, p.rarity.total(f"#{f}" for f in both) / 5)


def _other_figures(p: Pair) -> float:
    """Both titles tell figures, and neither story the other's."""
    if not (p.a.title_figures and p.b.title_figures):
        return 0.0
    return float(p.a.title_figures.isdisjoint(p.b.figures) and p.b.title_figures.isdisjoint(p.a.figures))


def _hours(p: Pair) -> float:
    return log1p(p.apart)


def _across(p: Pair) -> float:
    return float(p.across)


# Fitted by logistic regression on pairs of stories that somebody had labelled, then rounded.
WEIGHED: tuple[tuple[str, float, Callable[[Pair], float]], ...] = (
    ("either tells the other's title", 3.2, _both_titles),
    ("one tells the other's title", 3.0, _one_title),
    ("rare words in both", 0.7, _rare_words),
    ("one company", 2.0, _companies),
    ("a name of a title that the other has not", -1.4, _silent_of_a_name),
    ("rare figures in both", 0.5, _figures),
    ("a title's figure in both", 0.9, _figure_of_title),
    ("other figures", -1.0, _other_figures),
    ("hours between them", -0.5, _hours),
    ("of two languages", 1.9, _across),
)
_BIAS = -5.9


def likeness(p: Pair) -> float:
    """How likely both tell one happening, from 0 to 1."""
    if p.apart > _LATER or _tells_another_session(p):
        return 0.0
    if why_alone(p) is not None:
        return 1.0
    if _share_a_name_alone(p):
        return 0.0
    return 1 / (1 + exp(-_BIAS - sum(weight * of(p) for _, weight, of in WEIGHED)))


def why_alone(p: Pair) -> str | None:
    return next((name for name, holds in ALONE if holds(p)), None)
