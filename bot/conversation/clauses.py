"""What a line says behind a rule about quiet hours or the market's session: "even if im asleep", "wait til morning", 晚上的就不用发了."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import cache
from importlib import resources

from bot.quiet import InQuiet

_SPACE = " ,，.。;；、!！…:-—&/()"
_CLAUSE = re.compile(r"[,，.。;；]|\bbut\b|但是?|不过")
_FIGURE = re.compile(r"\d{1,2}(?:[:.]\d\d)?")


@dataclass(frozen=True, slots=True)
class Clause:
    """The end of a line that is made of such words only. `start` is where it begins. Of both `in_quiet` and `in_session` none is known where the
    words leave open what is wanted; `impossible` is what no rule can be held to: the hours outside the session."""

    start: int
    in_quiet: InQuiet | None = None
    in_session: bool = False
    impossible: bool = False

    @property
    def of_session(self) -> bool:
        return self.in_session or self.impossible

    @property
    def unclear(self) -> bool:
        return self.in_quiet is None and not self.in_session and not self.impossible


def clause_at_end(plain: str, *, about_nights: bool = False) -> Clause | None:
    """`plain` is folded and narrow; `about_nights` where that need not be said. None where the line does not end so."""
    start, kinds = _known_end(plain)
    said = frozenset(kinds)
    of_session, of_nights = said & _OF_SESSION, said & {"night", "disturb", "day", "any_hour"}
    if of_session:
        return None if of_nights else _of_session(start, plain[start:])
    is_said = of_nights or {"hold", "later"} <= said or (about_nights and said - {"filler"})
    return Clause(start, in_quiet=_meant_by_night(said)) if is_said else None


def open_clause(plain: str) -> tuple[int, bool] | None:
    """Where the rest of a line begins that speaks of nights or of sessions in words of which some are unknown, behind the part that says what is
    watched for; and whether it speaks of sessions."""
    said = _SAID.search(plain)
    kinds = kinds_in(plain[said.end() :]) if said is not None else frozenset()
    return (said.end(), kinds <= _OF_SESSION) if said is not None and kinds else None


def kinds_in(plain: str) -> frozenset[str]:
    """What is spoken of, of that which a clause here can be about."""
    found: set[str] = set()
    at = 0
    while at < len(plain):
        within = (
            at and plain[at].isascii() and plain[at].isalnum() and plain[at - 1].isascii() and plain[at - 1].isalnum()
        )
        word = next(iter(_starting(plain, at)), None) if not within else None
        found.update([word[1]] if word else [])
        at += len(word[0]) if word else 1
    return frozenset(found & (_OF_SESSION | _OF_NIGHTS_AND_DAYS))


_SAID = re.compile(r"\d ?(?:%|percent|per cent|pct)|\b(?:news|stories|story|headlines)\b|新闻|消息|报道|资讯")
_OF_SESSION = {"inside", "outside"}
_OF_NIGHTS_AND_DAYS = {"night", "disturb", "day", "any_hour", "later", "hold", "drop"}


def _meant_by_night(said: Collection[str]) -> InQuiet | None:
    return next((meant for applies, meant in _OF_NIGHTS if applies(frozenset(said))), None)


# The first that applies.
_OF_NIGHTS: tuple[tuple[Callable[[frozenset[str]], bool], InQuiet], ...] = (
    (lambda said: "any_hour" in said and not said & {"not", "drop", "hold"}, InQuiet.PASS),
    (lambda said: "drop" in said and "hold" not in said, InQuiet.DROP),
    (lambda said: "hold" in said, InQuiet.HOLD),
    (lambda said: {"not", "later", "pass"} <= said, InQuiet.DROP),  # 第二天也不用: not later either
    (lambda said: {"not", "disturb"} <= said, InQuiet.HOLD),  # "don't wake me": nothing is lost by it
    (lambda said: {"not", "later"} <= said, InQuiet.HOLD),  # "not until morning"
    (lambda said: {"not", "night"} <= said, InQuiet.DROP),
    (lambda said: "day" in said and not said & {"not", "pass", "night"}, InQuiet.DROP),  # "only by day"
    (lambda said: "not" not in said and bool(said & {"pass", "disturb"}), InQuiet.PASS),
    (lambda said: "later" in said and "not" not in said, InQuiet.HOLD),
)


def _of_session(start: int, words: str) -> Clause:
    """Each clause by itself: 收盘后不要,盘中才通知 says one thing twice."""
    meant = set()
    for part in _CLAUSE.split(words):
        said = frozenset(_known_end(part)[1])
        if said >= _OF_SESSION:
            return Clause(start, impossible=True)
        if said & _OF_SESSION:
            meant.add(("inside" in said) is not bool(said & {"not", "drop"}))
    return Clause(start, in_session=meant == {True}, impossible=meant != {True})


def _known_end(plain: str) -> tuple[int, list[str]]:
    """Where the longest end begins that is made of known words alone, and of which kinds they are."""
    best: list[list[str] | None] = [None] * len(plain) + [[]]
    start = len(plain)
    for at in range(len(plain) - 1, -1, -1):
        if plain[at] in _SPACE and best[at + 1] is not None:
            best[at] = best[at + 1]
            continue
        if plain[at].isalnum() and plain[at].isascii() and at and plain[at - 1].isascii() and plain[at - 1].isalnum():
            continue  # no word begins within one
        for word, kind in _starting(plain, at):
            rest = best[at + len(word)]
            if rest is not None:
                best[at], start = [kind, *rest], at
                break
    return start, best[start] or []


def _starting(plain: str, at: int) -> list[tuple[str, str]]:
    """The known words that stand here, the longest first."""
    found = []
    for pattern, kind in _words().get(plain[at], ()) + _words().get("#", ()) * plain[at].isdigit():
        m = pattern.match(plain, at)
        if m is not None:
            found.append((m[0], kind))
    return sorted(found, key=lambda f: -len(f[0]))


@cache
def _words() -> dict[str, tuple[tuple[re.Pattern[str], str], ...]]:
    """By their first character."""
    written = resources.files("bot.conversation").joinpath("clauses.toml").read_text(encoding="utf-8")
    out: dict[str, list[tuple[re.Pattern[str], str]]] = {}
    for kind, names in tomllib.loads(written)["words"].items():
        for name in dict.fromkeys(n.strip() for n in names.replace("\n", " ").split(",")):
            body = re.escape(name).replace("'", "['’]?").replace(re.escape("#"), _FIGURE.pattern)
            ends = r"(?![a-z0-9])" if name[-1].isascii() else ""
            out.setdefault(name[0], []).append((re.compile(body + ends), kind))
    return {first: tuple(rows) for first, rows in out.items()}
