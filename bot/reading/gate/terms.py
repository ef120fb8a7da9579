"""A sentence as the terms that say something: its names, its words and its quantities, each with the keys by which another sentence may say the same.

Two terms are the same where they share a key: a stem (Snowball's English one; of Chinese words each pair of characters), a group of
languages/<code>/alike.toml, a day or a direction of the lexicon, a company of the table.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from importlib import resources
from types import ModuleType
from typing import Literal

from bot.reading.document import Sentence
from bot.reading.gate.quantities import Quantity, quantities
from bot.reading.languages.en.stems import stem
from bot.reading.languages.en.wordnet import implied, meanings, plain_forms
from bot.reading.languages.word_lists import word_lists
from bot.reading.lexicon import NONE, Code, Senses, folded
from bot.reading.tokens import Token

Kind = Literal["name", "word", "quantity", "mark"]


@dataclass(frozen=True, slots=True)
class Term:
    """One term at [start, end) of the text; `clause` counts the clauses of the sentence, `content` is whether it says something of its own."""

    kind: Kind
    start: int
    end: int
    text: str
    keys: frozenset[str]
    senses: Senses
    clause: int
    content: bool
    quantity: Quantity | None = None
    everyday: str = ""  # an English word that is none of a market's

    companies: frozenset[str] = NONE  # of the table: their keys
    marks: frozenset[str] = NONE  # the lists of alike.toml in which it stands

    def has(self, *senses: str) -> bool:
        return not self.senses.isdisjoint(senses)

    @property
    def light(self) -> bool:
        """Whether it says so little that any line may have it."""
        return "light" in self.marks

    @property
    def turn(self) -> str | None:
        """ "up", "down" or "flat" where it says so, of whatever."""
        return next((d for d in _DIRECTIONS if f"turn:{d}" in self.keys), None)

    def same(self, other: Term) -> bool:
        """Whether the other, a story's, bears this one out: by a key that both have, or as an everyday word that means as much."""
        if self.companies and other.companies:
            return not self.companies.isdisjoint(other.companies)
        if not self.keys.isdisjoint(other.keys):
            return True
        return bool(self.everyday and other.everyday) and not meanings(self.everyday).isdisjoint(
            implied(other.everyday)
        )


_EMPTY = frozenset(
    "det prep aux be conj pronoun genitive adverb-filler level-link qualifier mark relative fill manner span-lead company-noun".split()
)
_SAYING = frozenset(
    "up down flat measure foreseen modal negation denied supposed alleged extreme period time weekday month superlative share price causes say".split()
)
_OF_MARKETS = frozenset(
    "up down flat measure foreseen modal negation denied supposed alleged extreme period weekday month superlative share price".split()
)
_DIRECTIONS = ("up", "down", "flat")
_DAY = re.compile(r"weekday:\d|month:\d+|day:-?\d|hour:\w+")
_BOUNDARY = frozenset(";:—。；：!?！？")
_SUBORDINATORS = frozenset("while whereas although though which who whose".split())


def terms_of(sentence: Sentence, common: frozenset[str]) -> tuple[Term, ...]:
    """The sentence's terms in their order; `common` are everyday words, with which a sentence may begin."""
    numbers = quantities(sentence)
    code = sentence.language.code
    tokens = sentence.tokens if code == "en" else _chinese_words(sentence, numbers)
    out: list[Term] = []
    clause, at, acts = 0, 0, False
    titled = is_in_title_case(tokens)
    for i, token in enumerate(tokens):
        while at < len(numbers) and numbers[at].end <= token.start:
            at += 1
        number = numbers[at] if at < len(numbers) and numbers[at].start < token.end else None
        if number is not None and token.mention is None:
            if not (out and out[-1].quantity is number):
                written = sentence.text[number.start : number.end]
                keys = _keys(token, code) if number.idle else NONE
                out.append(
                    Term("quantity", number.start, number.end, written, keys, token.senses, clause, True, number)
                )
            continue
        if _begins_clause(tokens, i, code, acts=acts):
            clause, acts = clause + 1, False
        acts |= token.has("finite", "be")
        out.append(_term(token, clause, code, name=not titled and (i > 0 or token.key not in common)))
    return tuple(out) if code == "zh" else tuple(_with_phrases(out, sentence))


def _with_phrases(terms: Sequence[Term], sentence: Sentence) -> Iterator[Term]:
    """The terms with what the phrases say of which they are part: "from the previous quarter", "chief executive"."""
    pattern, said = _phrases()
    text = sentence.text[sentence.start : sentence.end].lower()
    found = [(m.start() + sentence.start, m.end() + sentence.start, said[m[0]]) for m in pattern.finditer(text)]
    for t in terms:
        own = [w for a, b, w in found if a <= t.start < b and t.kind == "word"]
        keys, marks = (frozenset().union(*(w[i] for w in own)) for i in (0, 1))
        yield replace(t, keys=t.keys | keys, marks=t.marks | marks) if own else t


@cache
def _phrases() -> tuple[re.Pattern[str], Mapping[str, tuple[frozenset[str], frozenset[str]]]]:
    """The entries of several words, which no token is, with the groups and the lists in which they stand."""
    keys: dict[str, set[str]] = {}
    marks: dict[str, set[str]] = {}
    for i, row in enumerate(_rows("en")):
        for phrase in (w.strip() for w in row.split(",") if " " in w.strip()):
            keys.setdefault(phrase, set()).add(f"group:{i}")
    for name in _LISTS:
        for phrase in (w for w in _listed("en", name) if " " in w):
            marks.setdefault(phrase, set()).add(name)
    every = sorted({*keys, *marks}, key=len, reverse=True)
    said = {p: (frozenset(keys.get(p, ())), frozenset(marks.get(p, ()))) for p in every}
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, every))})\b"), said


def _chinese_words(sentence: Sentence, numbers: Sequence[Quantity]) -> tuple[Token, ...]:
    """The sentence in words as jieba cuts it, between its names and numbers; a word of the lexicon that is one, or several, keeps its senses.

    The lexicon's own cut looks for the words of markets alone, and finds "能" (can) in "智能手机" (smartphone).
    """
    fixed: list[tuple[int, int, Token | None]]
    fixed = [(t.start, t.end, t) for t in sentence.tokens if t.mention is not None or t.has("mark", "tag")]
    fixed += [(q.start, q.end, None) for q in numbers if not any(a < q.end and q.start < b for a, b, _ in fixed)]
    senses = {(t.start, t.end): t for t in sentence.tokens if t.senses}
    out: list[Token] = []
    at = sentence.start
    for start, end, token in (*sorted(fixed, key=lambda f: f[0]), (sentence.end, sentence.end, None)):
        if start > at:
            out += _words_between(sentence, at, start, senses)
        if end > start:
            out.append(token or _piece(sentence, start, end, _of(start, end, sentence.tokens)))
        at = max(at, end)
    return tuple(out)


def _words_between(
    sentence: Sentence, start: int, end: int, known: Mapping[tuple[int, int], Token]
) -> Iterator[Token]:
    """What jieba has no word for it cuts into single characters: those in a row are one, as names are."""
    cut = list(_cut(sentence.folded, start, end))
    ends = {b for _, b, _ in cut}
    at = start
    row: tuple[int, int] | None = None
    for a, b, tag in cut:
        if a < at:
            continue
        at = max((e for s, e in known if s == a and e in ends and e <= end), default=b)
        if (
            at - a == 1
            and (a, at) not in known
            and sentence.folded[a] not in _listed("zh", "function")
            and sentence.text[a].isalpha()
        ):
            row = (row[0] if row else a, at)
            continue
        if row:
            yield _piece(sentence, *row, NONE)
            row = None
        if sentence.text[a:at].strip():
            yield known.get((a, at)) or _piece(sentence, a, at, _TAGS.get(tag, NONE))
    if row:
        yield _piece(sentence, *row, NONE)


CUT_AS_A_VERB = "acting"  # by jieba; the lexicon has its own verbs
_NAMED = ("ns", "nt", "nr", "nrt", "nz", "s")  # places, firms, people: none may be put in
_TAGS = {**dict.fromkeys(_NAMED, frozenset({"place"})), "v": frozenset({CUT_AS_A_VERB})}


@cache
def _jieba() -> ModuleType:
    """Its dictionary takes 33 MB: it is read with the first Chinese line that is judged, not with the program."""
    import rjieba

    return rjieba


def _cut(folded: str, start: int, end: int) -> Iterator[tuple[int, int, str]]:
    """The words of [start, end) with jieba's tag, "ns" for a place."""
    at = start
    for word, tag in _jieba().tag(folded[start:end], False):
        yield at, at + len(word), tag
        at += len(word)


def cut_words(text: str) -> list[str]:
    """A folded Chinese text in words, as jieba cuts it."""
    return list(_jieba().cut(text, False))


def is_word(text: str) -> bool:
    """Whether jieba's dictionary has it as one word: names of people, and slips of the pen, it has not."""
    key = folded(text)
    return len(list(_jieba().cut(key, False))) == 1


def _piece(sentence: Sentence, start: int, end: int, senses: Senses) -> Token:
    return Token(start, end, sentence.text[start:end], sentence.folded[start:end].lower(), senses)


def _of(start: int, end: int, tokens: Sequence[Token]) -> Senses:
    """The senses of whatever of the lexicon touches [start, end)."""
    return frozenset(s for t in tokens if t.start < end and start < t.end for s in t.senses)


def _begins_clause(tokens: Sequence[Token], i: int, code: Code, *, acts: bool) -> bool:
    t = tokens[i]
    if code == "zh":
        return t.text in "，；。：,;:" and bool(t.text)
    if t.text in _BOUNDARY or t.key in _SUBORDINATORS or t.has("subordinator"):
        return True
    if (
        t.text == ","
        and i + 1 < len(tokens)
        and (tokens[i + 1].has("finite", "be", "aux", "foreseen") or tokens[i + 1].key == "with")
    ):
        return True  # back from "whose history dates to 1886, is ..."
    joins = t.key in ("and", "but", "or") or (t.text == "," and tokens[i - 1].figure is None)
    return (
        joins
        and acts
        and (
            (tokens[i + 1 : i + 2] and tokens[i + 1].has("foreseen"))
            or any(x.has("finite", "be") for x in tokens[i + 1 : i + 7])
        )
    )


_CAPITALS, _SHORT, _LONG = 0.7, 3, 5


def is_in_title_case(tokens: Sequence[Token]) -> bool:
    """Whether words begin with a capital as headlines print them, the long ones all, so that a capital says nothing."""
    words = [
        t for t in tokens if len(t.text) > _SHORT and t.text[0].isalpha() and t.mention is None and t.figure is None
    ]
    capitals = sum(t.capital for t in words)
    return (
        len(words) > 2 and capitals > _CAPITALS * len(words) and all(t.capital for t in words if len(t.text) > _LONG)
    )


def _term(token: Token, clause: int, code: Code, *, name: bool) -> Term:
    place = (token.start, token.end, token.text)
    if token.has("mark", "tag"):
        return Term("mark", *place, _stems(token.text) if token.has("tag") else NONE, token.senses, clause, False)
    if token.mention is not None:
        companies = frozenset(c.key for c in token.mention.companies)
        keys = _stems(token.text) | _initials(token.text)
        return Term("name", *place, keys, token.senses, clause, True, companies=companies)
    if code == "zh":
        return _chinese_term(token, clause)
    name = name and token.capital and not token.senses
    kind: Kind = "name" if name else "word"
    everyday = token.key if kind == "word" and not token.has(*_OF_MARKETS) else ""
    keys = _keys(token, code)
    marks = _marks(token.key, code, keys)
    says = _says(token, code) or "weighty" in marks
    return Term(kind, *place, keys, token.senses, clause, says, everyday=everyday, marks=marks)


def _says(token: Token, code: Code) -> bool:
    if token.has(*_SAYING) and not token.has("aux", "be"):
        return True
    return token.senses.isdisjoint(_EMPTY) and token.key not in _stop(code) and len(token.key) > 1


@cache
def _stop(code: Code) -> frozenset[str]:
    return frozenset(word_lists("boilerplate", code).get("stop", ()))


def _keys(token: Token, code: Code) -> frozenset[str]:
    stems = _stems(token.key).union(*(_stems(plain) for plain in plain_forms(token.key)))
    groups = _groups(code)
    found = {group for stem in stems for group in groups.get(stem, ())}
    turns = _sense_keys(token.senses) or {
        f"turn:{d}" for d in ("up", "down") if not stems.isdisjoint(_turns(code, d))
    }
    return stems | found | turns


@lru_cache(maxsize=20_000)
def keys_of_word(word: str) -> frozenset[str]:
    """The keys of an English word by itself: its stem, those that it is a form of, and the groups in which they stand."""
    stems = _stems(word).union(*(_stems(plain) for plain in plain_forms(word)))
    groups = _groups("en")
    return stems | {group for s in stems for group in groups.get(s, ())}


def _sense_keys(senses: Senses) -> frozenset[str]:
    days = {s for s in senses if _DAY.fullmatch(s)}
    turned = [d for d in _DIRECTIONS if d in senses]
    return frozenset(days | ({f"turn:{turned[0]}"} if len(turned) == 1 else set()))


def _stems(written: str) -> frozenset[str]:
    """The stem of a word, and those of its parts where hyphens or blanks join them."""
    words = [w for w in re.split(r"[\s\-–'’.()（）:：]+", written.lower()) if w and w != "s"]
    whole = {written} if " " in written else set()
    return frozenset({stem(w) for w in words if len(w) > 2 or len(words) == 1} | whole)


def _initials(name: str) -> frozenset[str]:
    """ "boj" of "Bank of Japan"."""
    words = name.split()
    return frozenset({"".join(w[0] for w in words).lower()} if len(words) > 2 else ())


@cache
def _groups(code: Code) -> Mapping[str, tuple[str, ...]]:
    """Each stem of alike.toml and the groups in which it stands."""
    out: dict[str, list[str]] = {}
    for i, row in enumerate(_rows(code)):
        for word in (w.strip() for w in row.split(",")):
            key = folded(word) if code == "zh" else word if " " in word else stem(word)
            out.setdefault(key, []).append(f"group:{i}")
    return {k: tuple(v) for k, v in out.items()}


@cache
def _turns(code: Code, direction: str) -> frozenset[str]:
    """Words that turn what they are said of, where the lexicon has them for other things: "raised its forecast"."""
    return frozenset(stem(w.strip()) if code == "en" else w.strip() for w in _table(code)[direction].split(","))


def are_opposed(one: Term, other: Term) -> bool:
    """Whether one of the table's pairs of opposites holds them both, each on its side."""
    return any(
        (left & one.keys and right & other.keys) or (left & other.keys and right & one.keys)
        for left, right in _opposites()
    )


@cache
def _opposites() -> tuple[tuple[frozenset[str], frozenset[str]], ...]:
    """The stems of either side of each row of "opposites"."""
    rows = (row.split("|") for row in _table("en")["opposites"].splitlines() if row)
    return tuple(
        (frozenset(map(stem, left.split(", "))), frozenset(map(stem, right.split(", ")))) for left, right in rows
    )


@cache
def _rows(code: Code) -> tuple[str, ...]:
    return tuple(line for line in _table(code)["groups"].splitlines() if line)


@cache
def _table(code: Code) -> Mapping[str, str]:
    written = resources.files("bot.reading.languages").joinpath(code, "alike.toml").read_text(encoding="utf-8")
    return tomllib.loads(written)


@cache
def _listed(code: Code, name: str) -> frozenset[str]:
    """A list of alike.toml: "light", "spans" and "wider"."""
    return frozenset(w.strip() for w in _table(code).get(name, "").split(","))


_LISTS = (
    "saying",
    "each",
    "comparing",
    "able",
    "taken",
    "light",
    "weak",
    "whole",
    "conditional",
    "wider",
    "comparison",
    "booked",
    "planning",
    "weighty",
    "negating",
    "spans",
    "neutral",
    "lower bound",
    "upper bound",
    "over",
    "under",
    "against year",
    "against quarter",
    "against month",
)


@cache
def _stemmed(name: str) -> frozenset[str]:
    return frozenset(stem(w) for w in _listed("en", name))


def _marks(key: str, code: Code, stems: frozenset[str]) -> frozenset[str]:
    """In which of the lists a word stands, of an English one any of its forms."""
    if code == "en":
        return frozenset(
            name for name in _LISTS if key in _listed("en", name) or not stems.isdisjoint(_stemmed(name))
        )
    marks = {name for name in _LISTS if key in _listed("zh", name)} - {"negating"}
    marks |= {"spans" for i in range(len(key) - 1) if key[i : i + 2] in _listed("zh", "spans")}
    if (key[0] in _listed("zh", "negating") or key in _listed("zh", "negating")) and key not in _listed(
        "zh", "affirming"
    ):
        marks.add("negating")
    return frozenset(marks)


_NAME = 4  # letters


def _chinese_term(token: Token, clause: int) -> Term:
    """A longer word has each pair of its characters for a key besides its own; of one that the lexicon has, those that stand for others."""
    key, place = folded(token.text), (token.start, token.end, token.text)
    if key.isascii() and not token.senses:
        kind: Kind = "word" if token.text.isupper() and len(key) < _NAME else "name"  # "AI", "XR"
        return Term(kind, *place, frozenset({key}), NONE, clause, key.isalpha())
    groups = _groups("zh")
    parts = {key, *(p for p in (key[i : i + 2] for i in range(len(key) - 1)) if not token.senses or p in groups)}
    turns = _sense_keys(token.senses) or {f"turn:{d}" for d in ("up", "down") if key in _turns("zh", d)}
    keys = frozenset(parts.union(*(groups.get(k, ()) for k in parts))) | turns
    says = token.has(*_SAYING) or (len(key) > 1 and token.senses.isdisjoint(_EMPTY))
    return Term("word", *place, keys, token.senses, clause, says, marks=_marks(key, "zh", keys))
