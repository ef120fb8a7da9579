"""The gate for a translation: may words that a model gives for a sentence of a story stand for it in the reader's language?

A translation may leave out and adds nothing: each number, name and word that says something is held against the sentence's own, words by
CC-CEDICT, those of markets by languages/zh/english.toml. What turns a sentence round (a denial, a plan, a direction) stands in both.
What is refused costs little, as the reader gets the story's own words.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable

from bot.listings import Listings
from bot.reading.gate.order import in_another_order
from bot.reading.gate.pairs import Pair, Words, denies, rows_in, same_number, words_of
from bot.reading.gate.quantities import Quantity
from bot.reading.gate.roles import anothers, in_another_role, left_without_way, of_something_else, turned
from bot.reading.gate.said import ACTS, Said
from bot.reading.gate.terms import Term, keys_of_word
from bot.reading.languages import language_of
from bot.reading.languages.en.wordnet import implied, meanings, synonyms
from bot.reading.languages.translations import (
    Rendering,
    in_both,
    is_idle,
    of_table,
    offices,
    places,
    renderings,
    sides,
    spelled,
    tells,
    units,
)
from bot.reading.languages.word_lists import word_lists
from bot.reading.lexicon import Code, folded


def why_mistranslated(sentence: str, translation: str, to: Code, table: Listings) -> str | None:
    """Why the translation may not stand for the sentence; None where nothing speaks against it."""
    if not translation.strip() or language_of(translation).code != to:
        return "it is not in that language"
    if len(translation) > _LONGEST * max(len(sentence), _SHORT):
        return "it is longer than what it translates"
    if len(_FIGURE.findall(sentence)) > _MOST_NUMBERS:
        return "it has too many numbers to be held against"
    pair = Pair(words_of(sentence, table), words_of(translation, table))
    return next((why for _, check in CHECKS if (why := check(pair))), None)


_LONGEST, _SHORT = 8, 20  # times as long in characters; of words of at least so many
_MOST_NUMBERS, _FIGURE = 24, re.compile(r"\d[\d.,]*")  # a table in one sentence; each is held against each


# --- numbers -----------------------------------------------------------------------------------------------------------


def _another_number(pair: Pair) -> str | None:
    for said, i in pair.told.numbers:
        mine = said.quantity(i)
        if _is_a_months(mine, pair.source) or _is_of_a_name(said, i, pair.source):
            continue
        alike = [(s, j) for s, j in pair.source.numbers if same_number(mine, s.quantity(j))]
        if not alike:
            return f"{said.terms[i].text} is not in the sentence"
        if mine.in_a_row and not any(_span(s, j) == _span(said, i) for s, j in alike):
            return f"{said.terms[i].text} is of other spans of time"
    return None


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


def _is_of_a_name(said: Said, i: int, source: Words) -> bool:
    """ "A350", "Aa3": the sentence has it in the same letters."""
    begin, end = said.quantity(i).start, said.quantity(i).end
    letters = re.search(r"[a-z]+-?$", said.sentence.text[said.sentence.start : begin].lower())
    return letters is not None and any(letters[0] + said.sentence.text[begin:end].lower() in t for t in source.texts)


def _another_unit(pair: Pair) -> str | None:
    """Tonnes are no barrels."""
    source, told = (frozenset(u for s in w.texts for u in units(s, w.code)) for w in (pair.source, pair.told))
    return "it counts in another unit" if told - source else None


# --- directions --------------------------------------------------------------------------------------------------------


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
    if strange is not None:
        return f"the sentence does not name {strange.text}"
    mine, its = ({row for s in w.said for row, _, _ in rows_in(s, places)} for w in (pair.told, pair.source))
    if mine - its:
        return "it names another country, or another of their central banks"
    held = [frozenset(row for s in w.texts for row in offices(s, w.code)) for w in (pair.source, pair.told)]
    return "it names another office" if held[1] - held[0] else None


def _is_called(term: Term, pair: Pair) -> bool:
    """Whether the sentence has the whole of a name in the other language: "dollar" and 美元, which there is the unit of a figure."""
    if pair.told.code == "en":
        return tuple(term.text.lower().split()) in pair.source.renderings
    return any(" ".join(r) in text for text in pair.source.texts for r in renderings(folded(term.text)))


# --- what turns a sentence round ---------------------------------------------------------------------------------------


def _denied(pair: Pair) -> str | None:
    """What one of the two denies the other does too, or the table has the very word: 拒绝 for "rejecting" denies nothing."""
    for mine, its in ((pair.source, pair.told), (pair.told, pair.source)):
        denials = mine.denials
        if denials and not its.denials and not all(_is_known(Pair(its, mine), t) for t in denials):
            return "one of the two denies something, the other does not"
    return None


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


def _heard(pair: Pair) -> str | None:
    if pair.source.heard == pair.told.heard:
        return None
    return "one of the two tells what is feared, hoped or heard, the other does not"


def _conceded(pair: Pair) -> str | None:
    """ "Despite" is no "on"."""
    against = _concedes(pair.source) or any(tells("contrasting", s, pair.source.code) for s in pair.source.texts)
    return "it tells against something, the sentence does not" if _concedes(pair.told) and not against else None


def _concedes(words: Words) -> bool:
    return any(tells("conceding", s, words.code) for s in words.texts)


def _caused(pair: Pair) -> str | None:
    """ "Despite" is no "because of" either."""
    left = _concedes(pair.source) and not any(
        tells(what, s, pair.told.code) for what in ("conceding", "contrasting") for s in pair.told.texts
    )
    caused = any(tells("causing", s, pair.told.code) for s in pair.told.texts)
    return "it tells as a cause what stood against it" if left and caused else None


def _told_by_one(pair: Pair) -> str | None:
    """What both say or neither: that something was called off, happened within the day, is one future, was only likely."""
    source, told = (frozenset(r for s in w.texts for r in in_both(s, w.code)) for w in (pair.source, pair.told))
    return "only one of the two tells what was called off, former, likely or passing" if source != told else None


def _opposite(pair: Pair) -> str | None:
    """ "Missed" is no 超出: one side of a pair of opposites for the other."""
    source, told = (frozenset(r for s in w.texts for r in sides(s, w.code)) for w in (pair.source, pair.told))
    turned_round = any((row, 1 - side) in source - told for row, side in told - source)
    return "it tells the opposite" if turned_round else None


def _another_period(pair: Pair) -> str | None:
    """ "Next year" is no 今年."""
    return "it tells of another span of time" if pair.told.periods.keys() - pair.source.periods.keys() else None


# --- words -------------------------------------------------------------------------------------------------------------


def _strange_word(pair: Pair) -> str | None:
    """Each word that says something has one in the sentence that it may stand for; what denies has been looked at."""
    said = (t for t in pair.told.content if t.turn or not (denies(t) or t.has("modal") or "taken" in t.marks))
    saying = (t for t in said if not is_idle(folded(t.text).lower(), pair.told.code))
    strange = next((t for t in saying if not _bears(pair, t)), None)
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
    halves = ((word[:k], word[k:]) for k in range(2, len(word) - 1) if len(word) <= _LONGEST_WORD)
    return any(all(_is_borne(half, english) for half in parts) for parts in halves)


_LONGEST_WORD = 8  # characters


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
    ("another's figure", anothers),
    ("a figure of something else", of_something_else),
    ("old for new", in_another_role),
    ("a figure turned", turned),
    ("a figure without its way", left_without_way),
    ("another way", _another_way),
    ("another name", _another_name),
    ("another order", in_another_order),
    ("denied", _denied),
    ("planned", _planned),
    ("heard", _heard),
    ("conceded", _conceded),
    ("a cause for what stood against it", _caused),
    ("told by one alone", _told_by_one),
    ("its opposite", _opposite),
    ("another span of time", _another_period),
    ("a word that is not there", _strange_word),
)
