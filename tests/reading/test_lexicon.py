"""One lexicon a language: no rule and no pattern asks for a sense that no word has, or that a language lacks."""

from __future__ import annotations

import ast
import re
import tomllib
from pathlib import Path

import pytest

READING = Path(__file__).parents[2] / "bot" / "reading"
# Given by code: what a token is, the kinds of figures, the forms of a verb and what the ending of a word tells.
BUILT_IN = frozenset(
    "name tag mark figure percent percentage_points basis_points points money number multiple past finite participle base ing "
    "unlisted verb adverb-filler manner span-adjective never".split()
)


def senses(code: str) -> frozenset[str]:
    files = (READING / "languages" / code).glob("*.toml")
    entries = [e for f in files for e in tomllib.loads(f.read_text(encoding="utf-8")).get("entry", ())]
    return BUILT_IN.union(*(e["senses"] for e in entries))


def asked_for(tree: ast.AST) -> set[str]:
    """The senses that code asks tokens for, as they are written in calls of `has`."""
    calls = (n for n in ast.walk(tree) if isinstance(n, ast.Call) and isinstance(n.func, ast.Attribute))
    return {
        a.value
        for call in calls
        if isinstance(call.func, ast.Attribute) and call.func.attr == "has"
        for a in call.args
        if isinstance(a, ast.Constant) and isinstance(a.value, str)
    }


def test_every_sense_that_a_rule_asks_for_is_some_words() -> None:
    known = senses("en") | senses("zh")
    for path in READING.rglob("*.py"):
        unknown = asked_for(ast.parse(path.read_text(encoding="utf-8"))) - known
        assert not unknown, f"{path.name} asks for {sorted(unknown)}, which no word has"


@pytest.mark.parametrize("code", ["en", "zh"])
def test_every_sense_of_a_pattern_is_some_words_of_its_language(code: str) -> None:
    table = tomllib.loads((READING / "languages" / code / "patterns.toml").read_text(encoding="utf-8"))
    known = senses(code)
    for written in (*table["beside"].values(), *table["macros"].values(), *(s["pattern"] for s in table["shape"])):
        bare = re.sub(r"\"[^\"]*\"|\w+=|\{\d+,\d+\}|\$\w+", " ", written)
        unknown = set(re.findall(r"[a-z][a-z-]*", bare)) - known
        assert not unknown, f"{written}: {sorted(unknown)}"


@pytest.mark.parametrize("code", ["en", "zh"])
def test_no_entry_of_a_lexicon_says_a_word_twice(code: str) -> None:
    for path in (READING / "languages" / code).glob("*.toml"):
        for entry in tomllib.loads(path.read_text(encoding="utf-8")).get("entry", ()):
            words = [w.strip() for w in entry.get("words", "").replace("\n", " ").split(",") if w.strip()]
            twice = {w for w in words if words.count(w) > 1}
            assert not twice, f"{path.name} {entry['senses']}: {sorted(twice)}"
