"""Versions of a story as what each says: sentences with their numbers, names and words, and which of them stand for each other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from bot.events.notices import begins_related, is_notice, without_label
from bot.events.numbers import in_digits, is_one_number
from bot.listings import Listings
from bot.reading.document import annotate
from bot.reading.gate.quantities import Quantity
from bot.reading.gate.said import Said, said_in
from bot.reading.gate.terms import Term, is_word
from bot.reading.summary import is_boilerplate
from bot.story import Story, compose

_LAST = 4  # sentences
_LINE = 160  # characters
_ONE_SENTENCE = 0.42  # of the keys of two sentences, how many they share, where the one is the other edited


@dataclass(frozen=True)
class Version:
    """One version of a story with its sentences as terms."""

    story: Story
    said: tuple[Said, ...]

    @cached_property
    def keys(self) -> tuple[frozenset[str], ...]:
        """Of each sentence all by which another one may say the same."""
        return tuple(frozenset(k for t in said.terms for k in _keys(t)) for said in self.said)

    @cached_property
    def every_key(self) -> frozenset[str]:
        return frozenset().union(*self.keys)

    @cached_property
    def states(self) -> frozenset[str]:
        """Of which hours of a session it tells."""
        return frozenset().union(*(states_of(said) for said in self.said))

    @cached_property
    def quantities(self) -> tuple[Quantity, ...]:
        return tuple(said.quantity(j) for said in self.said for j in said.numbers)

    def tells(self, quantity: Quantity) -> bool:
        """Whether it has this number too, in whatever form."""
        return any(is_one_number(quantity, q) for q in self.quantities)

    def names(self, term: Term) -> bool:
        """Whether it has this name, or another form of it."""
        if term.text in self.story.text:
            return True
        return any(t.kind == "name" and is_one_name(term, t) for said in self.said for t in said.terms)

    @cached_property
    def facts(self) -> tuple[tuple[Said, frozenset[str]], ...]:
        """Its sentences with their keys, without the title and the publisher's own lines: a subscription, the editors."""
        rows = list(zip(self.said, self.keys, strict=True))
        last = len(rows) - _LAST
        return tuple(
            (said, keys)
            for place, (said, keys) in enumerate(rows)
            if said.sentence.place != "title"
            and not (is_boilerplate(said.sentence) and (place >= last or len(words_of(said)) <= _LINE))
        )


def versions_of(old: Story, new: Story, table: Listings) -> tuple[Version, Version]:
    """Both, without what only one of them says of itself, such as when it was updated, and without what stands around a story."""
    said = [tuple(_own(said_in(annotate(_plain(s), table)))) for s in (old, new)]
    both = {words_of(s) for s in said[0]} & {words_of(s) for s in said[1]}
    kept = [tuple(s for s in sentences if words_of(s) in both or not is_notice(words_of(s))) for sentences in said]
    return Version(old, kept[0]), Version(new, kept[1])


def _plain(story: Story) -> Story:
    """With Chinese numerals in digits."""
    body = story.text[len(story.title) :].removeprefix("\n\n")
    title = without_label(in_digits(story.title))
    made = compose(id=story.id, title=title, body=in_digits(body), published=story.published)
    return replace(made, url=story.url, source=story.source, language=story.language)


def _own(said: Iterable[Said]) -> Iterator[Said]:
    """The sentences before the headlines of other stories."""
    for s in said:
        if s.sentence.place != "title" and begins_related(words_of(s)):
            return
        yield s


def words_of(said: Said) -> str:
    return said.sentence.text[said.sentence.start : said.sentence.end]


def pairs(before: Version, after: Version) -> list[tuple[float, Said, Said]]:
    """The sentences that stand for each other with how much alike they are, the most first, each in one pair."""
    scored = sorted(
        ((alike(a, b), -abs(i - j), i, j) for i, a in enumerate(before.keys) for j, b in enumerate(after.keys)),
        reverse=True,
    )
    out: list[tuple[float, Said, Said]] = []
    left, right = set[int](), set[int]()
    for score, _, i, j in scored:
        if score < _ONE_SENTENCE:
            break
        if i not in left and j not in right:
            out.append((score, before.said[i], after.said[j]))
            left.add(i)
            right.add(j)
    return out


def alike(a: frozenset[str], b: frozenset[str]) -> float:
    """How much of two sentences is the same, from 0 to 1."""
    return 2 * len(a & b) / (len(a) + len(b)) if a and b else 0.0


def _keys(t: Term) -> frozenset[str]:
    if t.quantity is not None:
        return frozenset({f"={t.quantity.value.normalize()}"})
    return t.keys if t.content or t.kind == "name" else frozenset()


def is_name(t: Term) -> bool:
    """Whether it is a name; in Chinese also what jieba takes for one, and a word that no dictionary has."""
    if t.kind != "word" or t.text.isascii():
        return t.kind == "name"
    return t.has("place") or (not t.senses and not is_word(t.text))


def is_one_name(a: Term, b: Term) -> bool:
    if a.companies and b.companies:
        return not a.companies.isdisjoint(b.companies)
    return a.text in b.text or b.text in a.text or (a.same(b) and a.text.isascii())


_CALLED = {"at:close": "close"}
_STATES = ("at:open", "at:close", "within-day", "close", "hour:premarket", "hour:after_hours")
_HOURS, _DAYS = ("时", "時", "点", "點"), ("日", "天")


def states_of(said: Said) -> frozenset[str]:
    """Of which hours of a session a sentence tells."""
    states: set[str] = set()
    if said.sentence.may_tell_a_move:
        states = {_CALLED.get(s, s) for t in said.terms for s in t.senses if s in _STATES}
    text = said.sentence.text
    for q in (said.quantity(j) for j in said.numbers):
        if is_clock(text, q) or (q.kind == "ordinal" and text[q.end : q.end + 1] in _DAYS):
            states.add(text[q.start : q.end])
    return frozenset(states)


def hours_told(words: str, table: Listings) -> frozenset[str]:
    """Of which hours of a session words tell: "within-day", "close", a clock's as they are written."""
    made = compose(id="", title="", body=words)
    return frozenset().union(*(states_of(said) for said in said_in(annotate(made, table))))


def are_under_way(hours: frozenset[str]) -> bool:
    """Whether these hours are of a session before its close: an hour later another figure is as true."""
    return "close" not in hours and ("within-day" in hours or any(h[:1].isdigit() for h in hours))


def are_of_one_hour(then: frozenset[str], now: frozenset[str]) -> bool:
    """Whether both name the same, as far as they name one: "in the afternoon" is any time of it."""
    return then == now and "within-day" not in now


def is_clock(text: str, q: Quantity) -> bool:
    """ "14:05", "下午6時"."""
    return q.kind == "time" or (q.kind == "number" and q.value <= 24 and text[q.end : q.end + 1] in _HOURS)


def is_day(text: str, q: Quantity) -> bool:
    """A day of the month, also that of "今（6）日"."""
    return q.kind == "date" or (q.kind == "number" and q.value <= 31 and text[q.end : q.end + 2] in ("）日", ")日"))
