"""Words that somebody looks for: phrases with AND, OR and NOT, in English and Chinese; against a text at hand, and as a question to an index.

`tsla AND "price war" NOT rumour`, `降息 OR "rate cut"`. Words beside each other are all wanted. A phrase's words are compared by their stems.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from boolean import (
    TOKEN_AND,
    TOKEN_LPAR,
    TOKEN_NOT,
    TOKEN_OR,
    TOKEN_RPAR,
    TOKEN_SYMBOL,
    BooleanAlgebra,
    Expression,
    ParseError,
)

from bot.reading.languages.en.stems import stem
from bot.reading.lexicon import folded

LONGEST = 200  # characters
MOST_TERMS = 12

_TOKEN = re.compile(r'[("“”„「」『』（）)]|[^\s()（）"“”„「」『』]+')
_QUOTED = re.compile(r'["“”„「『]([^"“”„「」『』]*)["“”„」』]')
_OPERATORS = {
    "and": TOKEN_AND, "&": TOKEN_AND, "&&": TOKEN_AND, "+": TOKEN_AND, "且": TOKEN_AND, "并且": TOKEN_AND,
    "or": TOKEN_OR, "|": TOKEN_OR, "||": TOKEN_OR, "或": TOKEN_OR, "或者": TOKEN_OR,
    "not": TOKEN_NOT, "!": TOKEN_NOT, "非": TOKEN_NOT, "不含": TOKEN_NOT, "without": TOKEN_NOT,
}  # fmt: skip
_WORD = re.compile(r"[A-Za-z0-9]+(?:[.'’&-][A-Za-z0-9]+)*|[\u3400-\u9fff]")


class NoKeywords(ValueError):
    """Words that ask for nothing, or for too much; the message is for whoever typed them, as a key of the wording."""


@dataclass(frozen=True, slots=True)
class Keywords:
    """What is looked for, as it was typed and as it is understood."""

    written: str
    expression: Expression

    def holds_for(self, text: Text) -> bool:
        return _holds(self.expression, text)

    @property
    def anchors(self) -> frozenset[str]:
        """Units of which a text must have one at least: what has none of them need not be asked."""
        found = _anchors(self.expression)
        assert found is not None
        return found

    @property
    def question(self) -> str:
        """The same for an FTS5 index of `segmented` texts."""
        return _question(self.expression)


@dataclass(frozen=True, slots=True)
class Text:
    """A text as units in their order, Latin words as stems, Chinese character by character."""

    joined: str
    units: frozenset[str]

    @classmethod
    def of(cls, text: str) -> Text:
        units = list(_units(text))
        return cls(f" {' '.join(units)} ", frozenset(units))

    def has(self, phrase: str) -> bool:
        return f" {phrase} " in self.joined


def segmented(text: str) -> str:
    """A text for an index that knows words by the blanks between them."""
    return " ".join(_units(text))


def _units(text: str) -> Iterator[str]:
    for m in _WORD.finditer(folded(text)):
        word = m[0].replace("’", "'").removesuffix("'s")
        yield stem(word) if word.isascii() else word


class _Algebra(BooleanAlgebra):  # type: ignore[misc]
    """The library's, with phrases in quotes and words beside each other."""

    def tokenize(self, expr: str) -> Iterator[tuple[object, str, int]]:
        before: object = None
        for kind, written, at in _tokens(expr):
            ends = before in (TOKEN_SYMBOL, TOKEN_RPAR)
            if ends and kind in (TOKEN_SYMBOL, TOKEN_LPAR, TOKEN_NOT):
                yield TOKEN_AND, "and", at
            before = kind
            yield (self.Symbol(written) if kind == TOKEN_SYMBOL else kind), written, at


def _tokens(expr: str) -> Iterator[tuple[object, str, int]]:
    at = 0
    while at < len(expr):
        if quoted := _QUOTED.match(expr, at):
            if phrase := segmented(quoted[1]):
                yield TOKEN_SYMBOL, phrase, at
            at = quoted.end()
            continue
        m = _TOKEN.match(expr, at)
        if m is None:
            at += 1
            continue
        at, word = m.end(), m[0]
        if word in "(（":
            yield TOKEN_LPAR, word, m.start()
        elif word in ")）":
            yield TOKEN_RPAR, word, m.start()
        elif (kind := _OPERATORS.get(word.lower())) is not None:
            yield kind, word, m.start()
        elif word.startswith("-") and segmented(word):
            yield TOKEN_NOT, "-", m.start()
            yield TOKEN_SYMBOL, segmented(word), m.start()
        elif phrase := segmented(word):
            yield TOKEN_SYMBOL, phrase, m.start()


_ALGEBRA = _Algebra()


@lru_cache(maxsize=4096)
def read_keywords(written: str) -> Keywords:
    """Raises NoKeywords."""
    written = written.strip()
    if len(written) > LONGEST:
        raise NoKeywords("keywords_long")
    if not written:
        raise NoKeywords("keywords_none")
    try:
        parsed = _ALGEBRA.parse(written)
    except (
        ParseError,
        TypeError,
        IndexError,
        AssertionError,
    ) as error:  # the library asserts that no bracket is empty
        raise NoKeywords("keywords_unread") from error
    if parsed is None:
        raise NoKeywords("keywords_unread")
    expression = parsed.literalize()  # NOT stands before single phrases only
    if len(expression.get_symbols()) > MOST_TERMS:
        raise NoKeywords("keywords_long")
    if _anchors(expression) is None:
        raise NoKeywords("keywords_only_not")
    return Keywords(written, expression)


def _holds(e: Expression, text: Text) -> bool:
    if isinstance(e, _ALGEBRA.Symbol):
        return text.has(e.obj)
    if isinstance(e, _ALGEBRA.NOT):
        return not _holds(e.args[0], text)
    if isinstance(e, _ALGEBRA.AND):
        return all(_holds(a, text) for a in e.args)
    return any(_holds(a, text) for a in e.args)


def _anchors(e: Expression) -> frozenset[str] | None:
    if isinstance(e, _ALGEBRA.Symbol):
        return frozenset({max(e.obj.split(), key=len)})
    if isinstance(e, _ALGEBRA.NOT):
        return None
    found = [_anchors(a) for a in e.args]
    if isinstance(e, _ALGEBRA.AND):
        return min((f for f in found if f is not None), key=len, default=None)
    return None if None in found else frozenset().union(*(f for f in found if f))


def _question(e: Expression) -> str:
    """FTS5 knows NOT between two questions only: what holds for texts without any of the words is asked as what it is not. Of an expression
    or its opposite one always has anchors."""
    if isinstance(e, _ALGEBRA.Symbol):
        return f'"{e.obj}"'
    if isinstance(e, _ALGEBRA.AND):
        wanted = [_question(a) for a in e.args if _anchors(a) is not None]
        not_wanted = [_question(_ALGEBRA.NOT(a).literalize()) for a in e.args if _anchors(a) is None]
        all_of = f"({' AND '.join(wanted)})"
        return f"({all_of} NOT ({' OR '.join(not_wanted)}))" if not_wanted else all_of
    return f"({' OR '.join(_question(a) for a in e.args)})"
