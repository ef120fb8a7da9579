"""Which of the stories so far a new one tells once more: the event that it joins, or that it begins one."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.events.gist import Gist, counted
from bot.events.likeness import Pair, Rarity, likeness, why_alone
from bot.reading.languages.cedict import in_english

KEPT = timedelta(hours=48)  # how long a story may be told once more
_SURE = 0.7  # of `likeness`, from which on two stories are one event
_AGREED = 0.5  # the mean of it over the stories of an event
_ASKED = 6  # stories of an event
_CANDIDATES = 40  # earlier stories that a new one is held against
_COMMON = 120  # stories: what more of them have finds nobody


@dataclass(frozen=True, slots=True)
class Place:
    """The event of a story, whether it is the first to tell it, and why it is that one's."""

    event: int
    first: bool
    because: str | None = None


@dataclass
class EventIndex:
    """The stories of the last days in memory, by what they are found. Numbers are the caller's; an event has its first story's."""

    rarity: Rarity = field(default_factory=Rarity)
    _gists: dict[int, Gist] = field(default_factory=dict)
    _events: dict[int, int] = field(default_factory=dict)
    _members: defaultdict[int, list[int]] = field(default_factory=lambda: defaultdict(list))
    _having: defaultdict[str, list[int]] = field(default_factory=lambda: defaultdict(list))

    def place(self, number: int, gist: Gist) -> Place:
        """The event of a new story, which is remembered from here on. One that has its place keeps it: it may be read twice."""
        known = self._events.get(number)
        if known is not None:
            return Place(known, known == number)
        found = self._nearest(gist)
        self.remember(number, gist, found.event if found else number)
        return found or Place(number, True)

    def remember(self, number: int, gist: Gist, event: int) -> None:
        """A story whose event is known, as after a start. Raises ValueError of one that is there: it would be forgotten by half."""
        if number in self._gists:
            raise ValueError(f"story {number} has a place")
        self._gists[number], self._events[number] = gist, event
        self._members[event].append(number)
        self.rarity.add(gist)
        for key in self._found_by(gist):
            self._having[key].append(number)

    def forget_before(self, then: datetime) -> None:
        """The stories that are older go, and those without a date that came before one of them."""
        last = max((n for n, g in self._gists.items() if g.at is not None and g.at < then), default=0)
        for number in [n for n, g in self._gists.items() if n <= last and (g.at is None or g.at < then)]:
            gist = self._gists.pop(number)
            event = self._events.pop(number)
            self._members[event].remove(number)
            if not self._members[event]:
                del self._members[event]
            self.rarity.remove(gist)
            for key in self._found_by(gist):
                self._having[key].remove(number)
                if not self._having[key]:
                    del self._having[key]

    def _found_by(self, gist: Gist) -> set[str]:
        """Its words, names and figures; of a Chinese title also what an English story would say for it."""
        said = {s for w in gist.title for s in in_english(w)} if gist.language == "zh" else set()
        return {*counted(gist), *said, *(f"^{m.partition(' ')[0]}" for m in gist.markets)}

    def _nearest(self, gist: Gist) -> Place | None:
        """The event whose stories are most like it; of several stories all count, so that one bridge joins no two events."""
        pairs = {n: Pair(gist, self._gists[n], self.rarity) for n in self._candidates(gist)}
        scores = {n: likeness(pair) for n, pair in pairs.items()}
        best: tuple[float, int] | None = None
        for number, score in scores.items():
            if score < _SURE:
                continue
            others = self._members[self._events[number]][:_ASKED]
            mean = sum(
                scores.get(n, 0.0) if n in scores else likeness(Pair(gist, self._gists[n], self.rarity))
                for n in others
            ) / len(others)
            if mean >= _AGREED and (best is None or score > best[0]):
                best = (score, number)
        if best is None:
            return None
        number = best[1]
        return Place(self._events[number], False, why_alone(pairs[number]) or "its words, names and figures")

    def _candidates(self, gist: Gist) -> list[int]:
        """The earlier stories that share most with it, by what is rare."""
        shared: defaultdict[int, float] = defaultdict(float)
        for key in self._found_by(gist):
            having = self._having.get(key, ())
            if having and (len(having) <= _COMMON or key.startswith("^")):
                rarity = self.rarity.of(key)
                for number in having:
                    shared[number] += rarity
        return sorted(shared, key=lambda n: -shared[n])[:_CANDIDATES]
