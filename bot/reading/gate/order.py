"""Who does it and to whom: the names of a translation stand in the sentence's order, or in the other one where one of the two is passive."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from operator import itemgetter

from bot.reading.gate.pairs import Pair, Words, rows_in
from bot.reading.gate.said import Said, is_sayer
from bot.reading.gate.terms import Term
from bot.reading.languages.translations import Table, measures, places, renderings, spelled
from bot.reading.lexicon import folded


def in_another_order(pair: Pair) -> str | None:
    english, chinese = (pair.told, pair.source) if pair.told.code == "en" else (pair.source, pair.told)
    if any(order != sorted(order) for order in _orders_of_measures(english, chinese)):
        return "what is measured stands in another order"
    orders = [o for o in _orders(english, chinese) if len(o) >= _TWO]
    done_by, undergone = _is_passive(english), any(_UNDERGONE.search(t) for t in chinese.texts)
    for order in orders:
        if order != sorted(order) and not (len(order) == _TWO and done_by != undergone):
            return "its names stand in another order"
    passive = undergone or any(_BY.search(t) for t in chinese.texts)
    turned = any(o == sorted(o) for o in orders) and ((done_by and not passive) or (undergone and not done_by))
    return "it is turned to the passive, or from it, and its names are not" if turned else None


_TWO = 2
_UNDERGONE = re.compile(r"[被遭]")
_BY = re.compile(r"[获受]|(?<![理自缘])由|为[^，。]{1,12}所")


def _is_passive(english: Words) -> bool:
    """ "Was sued by Baidu", "led by Nvidia"; not "fell by 3%"."""
    return any(_is_done_by(s, k) for s in english.said for k in range(1, len(s.terms) - 1))


def _is_done_by(said: Said, k: int) -> bool:
    done, by, who = said.terms[k - 1 : k + 2]
    return (
        by.text.lower() == "by"
        and done.has("participle", "past", "verb") | _is_a_form(done)
        and who.kind != "quantity"
        and not _is_a_day(who)
    )


def _is_a_form(t: Term) -> bool:
    return t.kind == "word" and t.text.endswith("ed")


def _orders(english: Words, chinese: Words) -> Iterator[list[int]]:
    """Where the names of each part of the English text stand in the Chinese one, by its characters, in the English order."""
    rows = {row: start for s in chinese.said for row, start in _rows(s, places)}
    for s in english.said:
        named = [(k, t, at) for k, t in enumerate(s.terms) if (at := _place(s, k, english, chinese)) is not None]
        found = [(s.sentence.start if _says_all(s, k) else t.start, at) for k, t, at in named]
        here = ((start, rows[row]) for row, start in _rows(s, places) if row in rows)
        found += [(start, at) for start, at in here if not _WHERE.search(s.sentence.text[:start][-_BEFORE:])]
        yield from _in_parts(s, found)


def _orders_of_measures(english: Words, chinese: Words) -> Iterator[list[int]]:
    """The same of what figures measure: revenue, profit."""
    theirs = [(row, start) for s in chinese.said for row, start in _rows(s, measures)]
    for s in english.said:
        mine: dict[int, set[int]] = {}
        for row, start in _rows(s, measures):
            mine.setdefault(start, set()).add(row)
        found = [(start, [at for row, at in theirs if row in rows]) for start, rows in mine.items()]
        yield from _in_parts(s, [(start, min(its)) for start, its in found if its])


def _in_parts(said: Said, found: Iterable[tuple[int, int]]) -> Iterator[list[int]]:
    """What was found at an English place, with its Chinese one: the Chinese places part by part of the English sentence, as Chinese may tell
    the parts in another order."""
    sentence = said.sentence
    cuts = [sentence.start + m.start() for m in _PARTS.finditer(sentence.text[sentence.start : sentence.end])]
    parts: dict[int, list[int]] = {}
    for start, at in sorted(found):
        parts.setdefault(sum(cut < start for cut in cuts), []).append(at)
    return (list(dict.fromkeys(part)) for part in parts.values())


def _says_all(said: Said, k: int) -> bool:
    """ "..., Goldman said" at the end, which in Chinese stands in front."""
    return is_sayer(said, k) and said.terms[k - 1].text == ","


_PARTS = re.compile(
    r"\b(?:as|after|when|because|while|ahead of|before|following|since|amid|due to|on(?= (?:news|lower|higher|weak|strong)))\b|[;:]",
    re.IGNORECASE,
)
_WHERE = re.compile(r"(?<!made )(?<!originating )\b(?:in|at|across|throughout|within)(?: the)? $", re.IGNORECASE)
_BEFORE = 16  # characters


def _rows(said: Said, table: Table) -> Iterator[tuple[int, int]]:
    """What of a table a sentence has, with where it stands the first time."""
    first: dict[int, int] = {}
    for row, start, _ in sorted(rows_in(said, table), key=itemgetter(1)):
        first.setdefault(row, start)
    return iter(first.items())


def _place(said: Said, k: int, english: Words, chinese: Words) -> int | None:
    """Where a name stands in the Chinese text: a firm or a currency of the table, the same letters, or a name that is spelled or translated."""
    t = said.terms[k]
    own = t.companies & (english.firms | english.monies) & (chinese.firms | chinese.monies)
    if own or not (t.kind == "name" or k == 0) or not t.text[:1].isupper() or _is_a_day(t):
        return next((o.start for o in chinese.terms if own & o.companies), None)
    name = t.text.lower()
    words = tuple(name.split())
    its = [
        o.start
        for o in chinese.terms
        if o.text.lower() == name
        or (words in renderings(folded(o.text)) and (t.kind == "name" or o.companies & chinese.firms))
    ]
    its += [start for start, _, found in chinese.known if k and words in found]
    its += [s.sentence.start + at for s in chinese.said for at in _spelled(s, _whole(said, k))]
    return min(its, default=None)


def _is_a_day(t: Term) -> bool:
    return any(k.startswith(("weekday:", "month:")) for k in t.keys)


def _whole(said: Said, k: int) -> str:
    """A name's letters, with those of the name behind it: "zhangwei"."""
    both = [t.text for t in said.terms[k : k + 2] if t.kind == "name" and not t.companies]
    return "".join(both).replace(" ", "").lower()


def _spelled(said: Said, name: str) -> Iterator[int]:
    """Where a name is spelled in a Chinese sentence: the last place from which on its characters are."""
    text = said.sentence.folded[said.sentence.start : said.sentence.end]
    found = [at for at in range(len(text)) if name in spelled(text[at : at + _LONGEST])]
    return iter(found[-1:] if len(name) >= _SHORTEST else ())


_LONGEST, _SHORTEST = 6, 5  # characters; letters
