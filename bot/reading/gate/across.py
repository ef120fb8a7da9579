"""The gate for a translation: may words that a model gives for a sentence of a story stand for it in the reader's language?

A translation may leave out and adds nothing: each number, name and word that says something is held against the sentence's own, words by
CC-CEDICT, those of markets by languages/zh/english.toml. What turns a sentence round (a denial, a plan, a direction) stands in both.
What is refused costs little, as the reader gets the story's own words.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from bot.listings import Listings
from bot.reading.document import annotate
from bot.reading.gate.quantities import Quantity
from bot.reading.gate.said import ACTS, Said, said_in, turn_of, turns_to
from bot.reading.gate.terms import Term, keys_of_word
from bot.reading.languages import language_of
from bot.reading.languages.en.wordnet import implied, meanings, synonyms
from bot.reading.languages.translations import (
    Rendering,
    known_words,
    of_table,
    periods,
    renderings,
    spelled,
    tells,
    units,
)
from bot.reading.languages.word_lists import word_lists
from bot.reading.lexicon import Code, folded
from bot.story import compose


@dataclass(frozen=True)
class Words:
    """A sentence, or the few words of a title, as terms; `firms` are the keys of the companies in it, without what else is traded."""

    code: Code
    said: tuple[Said, ...]
    firms: frozenset[str]

    @cached_property
    def terms(self) -> tuple[Term, ...]:
        return tuple(t for s in self.said for t in s.terms)

    @cached_property
    def content(self) -> tuple[Term, ...]:
        """What says something, without the numbers."""
        return tuple(s.terms[k] for s in self.said for k in s.content if not s.terms[k].light)

    @cached_property
    def numbers(self) -> tuple[tuple[Said, int], ...]:
        return tuple((s, i) for s in self.said for i in s.numbers if not s.quantity(i).idle)

    @cached_property
    def texts(self) -> tuple[str, ...]:
        """Simplified, in small letters."""
        return tuple(s.sentence.folded[s.sentence.start : s.sentence.end].lower() for s in self.said)

    @cached_property
    def periods(self) -> Mapping[int, list[tuple[int, int]]]:
        """The spans of time that it names, as rows of the table, with where they stand."""
        found: dict[int, list[tuple[int, int]]] = {}
        for s, text in zip(self.said, self.texts, strict=True):
            for row, start, end in periods(text, self.code):
                found.setdefault(row, []).append((s.sentence.start + start, s.sentence.start + end))
        return found

    @cached_property
    def table(self) -> frozenset[Rendering]:
        """What the table of markets has for Chinese words of it."""
        return frozenset(r for _, _, found in self.known for r in found)

    @cached_property
    def known(self) -> tuple[tuple[int, int, tuple[Rendering, ...]], ...]:
        """Where words of the table stand, by the text's characters."""
        return tuple(k for s in self.said for k in known_words(s.sentence.folded, s.sentence.start, s.sentence.end))

    @cached_property
    def renderings(self) -> frozenset[Rendering]:
        """What may stand for Chinese words of it in English."""
        return self.table | {r for t in self.terms for r in renderings(folded(t.text))}

    @cached_property
    def to_come(self) -> tuple[tuple[Term, ...], ...]:
        """What it tells as planned, foreseen or possible, by the table's words, a sense of the lexicon, or as a headline does: the terms of each
        clause that has such a word, or of the whole."""
        return tuple(clause for s, text in zip(self.said, self.texts, strict=True) for clause in _to_come(s, text))

    @cached_property
    def heard(self) -> bool:
        """Whether it tells what is feared, hoped or heard."""
        return any(tells("hearing", s, self.code) for s in self.texts) or any(t.has(*_HEARD) for t in self.terms)


@dataclass(frozen=True)
class Pair:
    """A sentence and what is said to be its translation."""

    source: Words
    told: Words


def why_mistranslated(sentence: str, translation: str, to: Code, table: Listings) -> str | None:
    """Why the translation may not stand for the sentence; None where nothing speaks against it."""
    if not translation.strip() or language_of(translation).code != to:
        return "it is not in that language"
    if len(translation) > _LONGEST * max(len(sentence), _SHORT):
        return "it is longer than what it translates"
    pair = Pair(_words(sentence, table), _words(translation, table))
    return next((why for _, check in CHECKS if (why := check(pair))), None)


_LONGEST, _SHORT = 8, 20  # times as long in characters; of words of at least so many


def _words(text: str, table: Listings) -> Words:
    document = annotate(compose(id="words", title=None, body=text), table)
    firms = frozenset(c.key for m in document.mentions for c in m.companies if c.kind == "company")
    return Words(language_of(text).code, said_in(document), firms)


# --- numbers -----------------------------------------------------------------------------------------------------------


def _another_number(pair: Pair) -> str | None:
    for said, i in pair.told.numbers:
        mine = said.quantity(i)
        if _is_a_months(mine, pair.source):
            continue
        alike = [(s, j) for s, j in pair.source.numbers if _same(mine, s.quantity(j))]
        if not alike:
            return f"{said.terms[i].text} is not in the sentence"
        if mine.in_a_row and not any(_span(s, j) == _span(said, i) for s, j in alike):
            return f"{said.terms[i].text} is of other spans of time"
    return None


def _same(mine: Quantity, its: Quantity) -> bool:
    """Whether both say one number; a figure of a range may leave its currency to the other: "1.7 billion to 1.8 billion euros"."""
    left = {mine.kind, its.kind} == {"number", "money"} and mine.value >= _SCALED
    if its.bare and its.unit == "USD" and mine.unit != "USD":
        return False  # "$" is America's where nothing else is said
    return mine.same(its) or (left and mine.value == its.value)


_SCALED = 1000


def _is_a_months(mine: Quantity, source: Words) -> bool:
    """7月 and "July", which is a word."""
    return mine.unit == "month" and any(f"month:{mine.value // 100}" in t.keys for t in source.terms)


def _span(said: Said, i: int) -> int | None:
    """Of a number of days, weeks, months, quarters or years which: 0 to 4."""
    behind = said.sentence.text[said.quantity(i).end :][:_BEHIND]
    found = [(m.start(), row) for row, p in enumerate(_SPANS) if (m := p.search(behind))]
    return min(found, default=(0, None))[1]


_BEHIND = 22  # characters: " straight trading day"
_SPANS = tuple(map(re.compile, ("day|session|日|天", "week|周|週", "month|月", "quarter|季", "year|annual|年")))


def _another_unit(pair: Pair) -> str | None:
    """Tonnes are no barrels."""
    source, told = (frozenset(u for s in w.texts for u in units(s, w.code)) for w in (pair.source, pair.told))
    return "it counts in another unit" if told - source else None


def _anothers(pair: Pair) -> str | None:
    """A figure is of the company of whom the sentence tells it, where both name one before it."""
    for said, i in pair.told.numbers:
        mine = _owner(said, i)
        alike = [(s, j) for s, j in pair.source.numbers if _same(said.quantity(i), s.quantity(j))]
        if mine and alike and all((its := _owner(s, j)) and mine.isdisjoint(its) for s, j in alike):
            return f"{said.terms[i].text} is another's"
    return None


def _owner(said: Said, i: int) -> frozenset[str]:
    """The last company that is named before a number."""
    return next((t.companies for t in reversed(said.terms[:i]) if t.companies), frozenset())


# --- directions --------------------------------------------------------------------------------------------------------


def _turned(pair: Pair) -> str | None:
    """A figure goes the way that it goes in the sentence, if it goes any."""
    for said, i in pair.told.numbers:
        mine = turn_of(said, i)
        if mine is None or said.quantity(i).kind not in _TURNED:
            continue
        ways = {turn_of(s, j) for s, j in pair.source.numbers if _same(said.quantity(i), s.quantity(j))}
        if ways and ways.isdisjoint((mine, None)):
            return f"{said.terms[i].text} goes another way"
    return None


_TURNED = ("percent", "points", "money", "multiple")


def _another_way(pair: Pair) -> str | None:
    """As many words go up and down as in the sentence, or fewer; one more has a word there that it stands for."""
    ways, turned = (Counter(t.turn for t in w.terms if t.turn and t.content) for w in (pair.source, pair.told))
    over = [way for way in turned if turned[way] > ways[way]]
    if over and any(ways[way] > turned[way] for way in ways if way not in over):
        return "one of its words goes another way"
    strange = next((t for t in pair.told.terms if t.turn in over and not _bears(pair, t)), None)
    return f"the sentence does not say {strange.text}" if strange is not None else None


# --- names -------------------------------------------------------------------------------------------------------------


def _another_name(pair: Pair) -> str | None:
    source = [t.companies for t in pair.source.terms if t.companies]
    told = (t for t in pair.told.terms if t.companies)
    strange = next((t for t in told if not any(t.companies & c for c in source) and not _is_called(t, pair)), None)
    return f"the sentence does not name {strange.text}" if strange is not None else None


def _is_called(term: Term, pair: Pair) -> bool:
    """Whether the sentence has the whole of a name in the other language: "dollar" and 美元, which there is the unit of a figure."""
    if pair.told.code == "en":
        return tuple(term.text.lower().split()) in pair.source.renderings
    return any(" ".join(r) in text for text in pair.source.texts for r in renderings(folded(term.text)))


def _in_another_order(pair: Pair) -> str | None:
    """Who does and to whom: names stand in the sentence's order."""
    order = [n for t in pair.told.terms if (n := _place(t, pair)) is not None]
    firsts = list(dict.fromkeys(order))
    return "its names stand in another order" if firsts != sorted(firsts) else None


def _place(term: Term, pair: Pair) -> int | None:
    """Which of the sentence's terms a name is: a company, or what stands there in the same letters."""
    firm = bool(term.companies & pair.source.firms & pair.told.firms)
    if not firm and (term.companies or not term.text[:1].isupper()):
        return None
    its = (n for n, t in enumerate(pair.source.terms) if term.companies & t.companies or _plain(term) == _plain(t))
    return next(its, None)


# --- what turns a sentence round ---------------------------------------------------------------------------------------


def _denied(pair: Pair) -> str | None:
    """What one of the two denies the other does too, or the table has the very word: 拒绝 for "rejecting" denies nothing."""
    for mine, its in ((pair.source, pair.told), (pair.told, pair.source)):
        denials = [t for t in mine.terms if _denies(t)]
        if denials and not any(map(_denies, its.terms)) and not all(_is_known(Pair(its, mine), t) for t in denials):
            return "one of the two denies something, the other does not"
    return None


def _denies(t: Term) -> bool:
    return t.has("negation", "denied") or "negating" in t.marks


def _planned(pair: Pair) -> str | None:
    """A plan is none that is done; what is feared may be told as what would be, and what is left out need not be."""
    back = Pair(pair.told, pair.source)
    wanted = sum(_is_told(back, clause) for clause in pair.source.to_come)
    if len(pair.told.to_come) < wanted or (pair.told.to_come and not pair.source.to_come and not pair.source.heard):
        return "one of the two tells what is planned or foreseen, the other does not"
    return None


_TOLD = 0.25  # of a clause's words, from which on it counts as told


def _is_told(back: Pair, clause: tuple[Term, ...]) -> bool:
    """Whether the translation tells a clause of the sentence, and does not leave it out."""
    content = [t for t in clause if t.content and t.kind != "quantity" and not t.light and not t.companies]
    return not content or sum(_bears(back, t) for t in content) >= _TOLD * len(content)


_TO_COME, _HEARD = ("foreseen", "modal"), ("supposed", "alleged")
_ONE_TELLING = 6  # terms: "expected to", 预计将 are one


def _to_come(said: Said, text: str) -> Iterator[tuple[Term, ...]]:
    code = said.sentence.language.code
    at = [k for k, t in enumerate(said.terms) if _foresees(said, k) or tells("planned", folded(t.text).lower(), code)]
    apart = [k for n, k in enumerate(at) if n == 0 or k - at[n - 1] > _ONE_TELLING]
    if apart:
        yield from (said.clause(k) for k in apart)
    elif tells("planned", text, code) or _is_a_headlines_plan(said):
        yield said.terms


def _foresees(said: Said, k: int) -> bool:
    t = said.terms[k]
    planning = "planning" in t.marks and t.turn is None and t.senses.isdisjoint(_HEARD)
    links = said.sentence.language.code == "zh" or any(o.text == "to" for o in said.terms[k + 1 : k + 4])
    return turns_to(said, k, _TO_COME) or (planning and links)


def _is_a_headlines_plan(said: Said) -> bool:
    """ "Pfizer to buy Metsera": "to" before any verb, or behind what stands between commas."""
    acting = (
        n for n, t in enumerate(said.terms) if t.has("verb", "finite", "participle", "past", "be", "up", "down")
    )
    first = next(acting, len(said.terms))
    return any(
        t.text.lower() == "to"
        and o.kind == "word"
        and not o.has("det")
        and (n < first or said.terms[n - 1].text == ",")
        for n, (t, o) in enumerate(pairwise(said.terms))
    )


def _heard(pair: Pair) -> str | None:
    if pair.source.heard == pair.told.heard:
        return None
    return "one of the two tells what is feared, hoped or heard, the other does not"


def _conceded(pair: Pair) -> str | None:
    """ "Despite" is no "on"."""
    both = [any(tells("conceding", s, w.code) for s in w.texts) for w in (pair.source, pair.told)]
    return "it tells against something, the sentence does not" if both[1] and not both[0] else None


def _another_period(pair: Pair) -> str | None:
    """ "Next year" is no 今年."""
    return "it tells of another span of time" if pair.told.periods.keys() - pair.source.periods.keys() else None


# --- words -------------------------------------------------------------------------------------------------------------


def _strange_word(pair: Pair) -> str | None:
    """Each word that says something has one in the sentence that it may stand for; what denies has been looked at."""
    said = (t for t in pair.told.content if t.turn or not (_denies(t) or t.has("modal") or "taken" in t.marks))
    strange = next((t for t in said if not _bears(pair, t)), None)
    return f"the sentence does not say {strange.text}" if strange is not None else None


def _bears(pair: Pair, term: Term) -> bool:
    """Whether the sentence has what stands for a word of its translation, or the very word, as a name may be."""
    if any(_is_alike(term, t) for t in pair.source.terms) or _is_month(term, pair.source):
        return True
    if any(a <= term.start and term.end <= b for spans in pair.told.periods.values() for a, b in spans):
        return True  # they are the sentence's too
    if pair.told.code == "zh":
        return _is_part_of_known(term, pair) or _is_borne(_uncounted(folded(term.text)), pair.source)
    if tuple(re.findall(r"[\w'-]+", term.text.lower())) in pair.source.renderings:
        return True
    named = term.kind == "name" or term.text[:1].isupper()
    return any(_may_stand(term, w) for r in pair.source.renderings for w in r) or (
        named and any(term.text.lower() in spelled(s) for s in pair.source.texts)
    )


def _is_alike(mine: Term, its: Term) -> bool:
    """One company or day, one movement, or the same letters."""
    days = any(k.startswith(("weekday:", "month:", "day:", "hour:")) for k in mine.keys & its.keys)
    moves = mine.turn is not None and mine.turn == its.turn and (mine.has(mine.turn) or its.has(mine.turn))
    letters = any(k.isascii() and ":" not in k for k in mine.keys & its.keys)
    return (
        bool(days or moves or letters or mine.companies & its.companies) or _plain(mine) in its.text.lower().split()
    )


def _is_month(term: Term, source: Words) -> bool:
    """ "March" and 3月, which is a number."""
    months = {s.quantity(i).value // 100 for s, i in source.numbers if s.quantity(i).unit in ("month", "day")}
    return any(k.startswith("month:") and int(k.partition(":")[2]) in months for k in term.keys)


def _is_part_of_known(term: Term, pair: Pair) -> bool:
    """Whether a Chinese term is a part of a word of the table that the English sentence has whole."""
    spans = (found for start, end, found in pair.told.known if start <= term.start and term.end <= end)
    return any(_has(pair.source, r) for found in spans for r in found)


def _is_borne(word: str, english: Words) -> bool:
    """Whether the English sentence has one of a Chinese word's renderings, its name as it is spelled, or both its halves."""
    if not word or any(_has(english, r) for r in renderings(word)):
        return True
    if any(t.text.lower() in spelled(word) for t in english.terms if t.text[:1].isupper()):
        return True
    halves = ((word[:k], word[k:]) for k in range(2, len(word) - 1))
    return any(all(_is_borne(half, english) for half in parts) for parts in halves)


def _uncounted(word: str) -> str:
    """Without what counts it, or points to it, where no dictionary has the whole: "架飞机", "这家"."""
    if renderings(word):
        return word
    counters = "".join(w for w in word_lists("numbers", "zh")["counted"] if len(w) == 1)
    return word.lstrip(f"{counters}这该此其各")


def _has(english: Words, rendering: Rendering) -> bool:
    return all(any(_may_mean(t, w) for t in english.terms) for w in rendering)


def _is_known(pair: Pair, term: Term) -> bool:
    """Whether the table of markets itself has a word of the sentence for this one."""
    if pair.told.code == "en":
        return any(term.text.lower() in r for r in pair.source.table)
    words = {t.text.lower() for t in pair.source.terms}
    return any(words.issuperset(r) for r in of_table(folded(term.text)))


def _may_stand(term: Term, word: str) -> bool:
    """Whether a translation's English term may stand for an English word that the sentence's Chinese one means."""
    if word == _plain(term) or not _keys(word, term).isdisjoint(term.keys):
        return True
    if "booked" in term.marks or term.turn:
        return False
    if term.has(*ACTS):  # "employee" may be said of who is employed, "hire" not
        return not synonyms(term.text.lower()).isdisjoint(synonyms(word))
    return not meanings(term.text.lower()).isdisjoint(implied(word) if term.everyday else meanings(word))


def _may_mean(term: Term, word: str) -> bool:
    """Whether a sentence's English term bears out an English word that the translation's Chinese one means."""
    if word == _plain(term):
        return True
    if not _keys(word, term).isdisjoint(term.keys):
        return term.turn is None or not term.has(term.turn)  # "lower" may mean "reduce", "settled lower" does not
    return bool(term.everyday) and not meanings(word).isdisjoint(implied(term.everyday))


def _keys(word: str, term: Term) -> frozenset[str]:
    """Those of a word; held against what a company books only its own, as income is no profit."""
    keys = keys_of_word(word)
    return frozenset(k for k in keys if ":" not in k) if "booked" in term.marks else keys


def _plain(term: Term) -> str:
    """ "us" of "U.S."."""
    return term.text.lower().replace(".", "")


CHECKS: tuple[tuple[str, Callable[[Pair], str | None]], ...] = (
    ("a number that is not there", _another_number),
    ("another unit", _another_unit),
    ("another's figure", _anothers),
    ("a figure turned", _turned),
    ("another way", _another_way),
    ("another name", _another_name),
    ("another order", _in_another_order),
    ("denied", _denied),
    ("planned", _planned),
    ("heard", _heard),
    ("conceded", _conceded),
    ("another span of time", _another_period),
    ("a word that is not there", _strange_word),
)
