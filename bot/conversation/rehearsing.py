"""How often a rule would have fired, by the archive of the last thirty days."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.keywords import read_keywords
from bot.listings import Listings
from bot.ports import Store, StoredStory
from bot.rules import ANYTHING, KINDS, WATCHLIST, Moves, Price, Side, UserRule, material_of, session_of

_SPAN, _MOST = timedelta(days=30), 500  # stories
_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """How often it would have fired, its last times with the stories, and how many stories were looked at."""

    count: int
    last: tuple[tuple[datetime, StoredStory], ...]
    looked_at: int


def rehearse(store: Store, table: Listings, rule: UserRule, now: datetime) -> Rehearsed:
    """An event counts once, as it would be told once."""
    watched = (
        frozenset(w.target for w in store.watches(rule.chat)) if rule.target.key == WATCHLIST else frozenset[str]()
    )
    numbers = _candidates(store, table, rule, watched, now - _SPAN)
    stories = store.stories_of(numbers)
    fired: list[tuple[datetime, StoredStory]] = []
    events: set[int] = set()
    sessions: set[str] = set()
    side: Side | None = None
    for number in numbers:
        stored, extraction = stories.get(number), store.extraction(number)
        if stored is None or extraction is None:
            continue
        if not rule.is_told_by(stored.story):
            continue
        material = material_of(extraction, table)
        if isinstance(KINDS[rule.kind], Moves):
            material = replace(
                material, moves=tuple(m for m in material.moves if session_of(m, table) not in sessions)
            )
        found = KINDS[rule.kind].fires(rule.condition, rule.target, material, watched, side, table)
        if found is None:
            continue
        side = found.side or side
        sessions |= {session_of(m, table) for m in found.moves}
        event = store.event_of(number)
        if found.value and (isinstance(KINDS[rule.kind], Moves | Price) or event is None or event not in events):
            fired.append((stored.seen, stored))
        events |= {event} if event is not None else set()
    return Rehearsed(len(fired), tuple(fired[-_SHOWN:][::-1]), len(numbers))


def _candidates(
    store: Store, table: Listings, rule: UserRule, watched: Collection[str], since: datetime
) -> tuple[int, ...]:
    if rule.target.key == ANYTHING:
        if rule.kind == "words":
            return store.stories_found(read_keywords(rule.condition).question, since, _MOST)
        return store.stories_since(since, _MOST)
    companies: Iterable[str] = watched if rule.target.key == WATCHLIST else [rule.target.key]
    symbols = [s for key in companies for s in _symbols(table, key)]
    return store.stories_of_companies(symbols, since, _MOST)


def _symbols(table: Listings, key: str) -> tuple[str, ...]:
    company = table.of_symbol(key)
    return tuple(dict.fromkeys((key, *(company.symbols if company else ()))))
