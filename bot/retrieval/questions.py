"""A question as terms that are searched: whom it names, its words with what the other language says for them, its days."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache

from bot.reading.gate.terms import cut_words
from bot.reading.languages.cedict import chinese_words, glosses
from bot.reading.languages.en.stems import stem
from bot.reading.languages.en.wordnet import plain_forms
from bot.reading.lexicon import folded
from bot.retrieval.documents import asking_table, bodies_in, periods_in, stop_words, without_bodies, without_periods

_WORD = re.compile(r"[abh]股|[a-z0-9]+(?:[-.&'’][a-z0-9]+)*|[\u3400-\u9fff]+")


@dataclass(frozen=True, slots=True, eq=False)
class Term:
    """Something that is asked for: any of these units says it, each as well as its weight from 0 to 1."""

    text: str
    units: Mapping[str, float]
    name: bool = False  # somebody or something of the table
    own: bool = True  # of this question, and not of the one before
    measure: bool = False  # something of which it is asked how much


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked. `kind` is why, when, who, how much or what."""

    text: str
    terms: tuple[Term, ...]
    kind: str
    day: date | None = None  # of which something is asked that has been

    @property
    def names(self) -> tuple[Term, ...]:
        return tuple(t for t in self.terms if t.name)


def read_question(
    text: str, names: Mapping[tuple[int, int], str], today: date, previous: Question | None = None
) -> Question:
    """`names` are the spans of companies in the text, with their keys. A question that says little goes on from the one before."""
    plain = folded(text)
    terms = [Term(text[start:end], _named(key), name=True) for (start, end), key in sorted(names.items())]
    terms += [Term(body, {body: 1.0}, name=True) for body in bodies_in(plain)]
    terms += [Term(period, {period: 1.0}, measure=True) for period in dict.fromkeys(periods_in(plain))]
    left = without_periods(without_bodies(plain))
    for start, end in names:
        left = left[:start] + " " * (end - start) + left[end:]
    terms += _words(_rewritten(left))
    asked = Question(text, tuple(terms), _kind(plain), _past_day(plain, today))
    return _followed(asked, previous) if previous is not None and _goes_on(plain, asked) else asked


def _rewritten(left: str) -> str:
    """With the longer word for a character that people say alone: 赚 is 利润."""
    for single, word in asking_table()["rewrites"].items():
        left = re.sub(rf"(?<![\u3400-\u9fff]){single}|{single}(?=了|咗|得|几|多|唔|没|未|番|紧)", f" {word} ", left)
    return left


def _named(key: str) -> dict[str, float]:
    kin = asking_table()["kin"].get(key, "").split()
    return {f"@{key}": 1.0, **{f"@{other}": _ALIKE for other in kin}}


def _words(left: str) -> list[Term]:
    found: dict[str, Term] = {}
    for m in _WORD.finditer(left):
        word = m[0].replace("’", "'").removesuffix("'s")
        for piece in _pieces(word) if not word.isascii() else [word]:
            if piece in _asking() or piece in stop_words() or (len(piece) < 2 and not piece.isdigit()):
                continue
            if piece.isascii():
                unit = stem(piece)
                forms = {stem(form) for form in plain_forms(piece)} | {unit}
                others = {w: _TRANSLATED for form in forms for w in chinese_words(form)}
                others |= dict.fromkeys(forms, _FORM)
            else:
                unit = piece
                forms = {unit}
                others = _translated(piece)
                others |= {piece[i : i + 2]: _PART for i in range(len(piece) - 1) if len(piece) > _WHOLE}
            for form in forms:
                others |= dict.fromkeys(_alike(form), _ALIKE)
            units = {**others, unit: 1.0}
            found.setdefault(unit, Term(piece, units, measure=not _measures().isdisjoint(forms)))
    return list(found.values())


@cache
def _measures() -> frozenset[str]:
    words = asking_table()["measures"]["words"].split()
    return frozenset(stem(w) if w.isascii() else w for w in words)


def _translated(word: str) -> dict[str, float]:
    """What English says for a Chinese word; a part of a longer gloss says less of it."""
    found: dict[str, float] = {}
    for gloss in glosses(word):
        for unit in gloss:
            found[unit] = max(found.get(unit, 0.0), _TRANSLATED if len(gloss) == 1 else _PART_OF_GLOSS)
    return found


def _pieces(run: str) -> Iterator[str]:
    """jieba's words; single characters beside each other, of which none only asks, are words that it does not know: 营收."""
    single = ""
    for piece in [*cut_words(run), ""]:
        if len(piece) == 1 and piece not in _asking():
            single += piece
            continue
        if len(single) > 1:
            yield single
        single = ""
        yield piece


_TRANSLATED, _ALIKE, _FORM, _PART, _PART_OF_GLOSS, _WHOLE = 0.8, 0.8, 0.95, 0.5, 0.4, 2


def _kind(plain: str) -> str:
    return next((kind for kind, words in asking_table()["kinds"].items() if re.search(words, plain)), "what")


_DAY = re.compile(
    r"\b(?P<month>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]* (?P<day>\d{1,2})\b|\b(?P<day2>\d{1,2})(?:st|nd|rd|th)?(?: of)? (?P<month2>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\b"
    r"|(?P<month3>\d{1,2})月(?P<day3>\d{1,2})[日号]|\bon the (?P<day4>\d{1,2})(?:st|nd|rd|th)\b"
)
_PAST = re.compile(r"\b(?:did|was|were|has|had|reported|said|closed|fell|rose)\b|了|咗|收报|收盘|收市")
_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()


_HALF_A_YEAR = timedelta(days=183)  # "20 December", asked in January, is the last one
_BACK = ((r"\byesterday\b|昨天|昨日|寻日|尋日", 1), (r"\btoday\b|今天|今日|\btonight\b|今晚", 0))


def _past_day(plain: str, today: date) -> date | None:
    """The day of which it is asked what happened."""
    if (back := next((n for words, n in _BACK if re.search(words, plain)), None)) is not None:
        return today - timedelta(days=back)
    m = _DAY.search(plain)
    if m is None or not _PAST.search(plain):
        return None
    month = m["month"] or m["month2"]
    number = _MONTHS.index(month) + 1 if month else int(m["month3"] or today.month)
    try:
        day = date(today.year, number, int(m["day"] or m["day2"] or m["day3"] or m["day4"]))
        return day.replace(year=today.year - 1) if day - today > _HALF_A_YEAR else day
    except ValueError:
        return None


def _goes_on(plain: str, asked: Question) -> bool:
    """ "and in New York?", 那美光呢: says little, or begins as an addition."""
    words = [t for t in asked.terms if not t.name]
    return not asked.names or len(words) <= _FEW or re.search(asking_table()["follow"]["begins"], plain) is not None


_FEW = 1


def is_addition(text: str) -> bool:
    """Whether a line says by its first words that it goes on from another: "and Micron?", 那美光呢."""
    return re.search(asking_table()["follow"]["begins"], folded(text).strip()) is not None


def _followed(asked: Question, previous: Question) -> Question:
    """Whom the new question names stand for whom the old one named; its words are added."""
    said = {t.text for t in asked.terms}
    kept = [replace(t, own=False) for t in previous.terms if not (t.name and asked.names) and t.text not in said]
    return replace(asked, terms=(*asked.terms, *kept), kind=asked.kind if asked.kind != "what" else previous.kind)


@cache
def _asking() -> frozenset[str]:
    return frozenset(w for words in asking_table()["words"].values() for w in words.replace("\n", " ").split())


@cache
def _groups() -> dict[str, frozenset[str]]:
    """Units that say the same, in both languages, a group each."""
    found: dict[str, frozenset[str]] = {}
    for line in asking_table()["alike"]["groups"].strip().splitlines():
        units = frozenset(stem(part) if part.isascii() else part for w in line.split(", ") for part in w.split())
        for unit in units:
            found[unit] = found.get(unit, frozenset()) | units
    return found


def _alike(unit: str) -> frozenset[str]:
    return _groups().get(unit, frozenset()) - {unit}


def read_dictionaries() -> None:
    """What the first question would wait a second and a half for."""
    chinese_words(stem("share"))
    list(_pieces("股价"))
