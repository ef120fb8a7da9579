"""What the bot says by itself: the same in every language, and such that Telegram takes it."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest
from fluent.runtime import FluentResource
from fluent.syntax import ast, visitor

from bot.conversation.table import HELP_TOPICS
from bot.listings import TRADITIONAL
from bot.message.words import LANGUAGES, has, keys, language_names, say
from bot.quiet import InQuiet
from bot.watch import Silence
from tests.loopback.telegram_html import parse

ROOT = Path(__file__).parent.parent.parent
LOCALE = ROOT / "bot" / "message" / "locale"
EN = keys("en")


class _Fields(visitor.Visitor):
    def __init__(self) -> None:
        super().__init__()
        self.named: set[str] = set()

    def visit_VariableReference(self, node: ast.VariableReference) -> None:  # noqa: N802
        self.named.add(node.id.name)


@cache  # a catalogue takes a tenth of a second to parse, and has hundreds of keys
def entries(language: str) -> dict[str, ast.Message]:
    resource = FluentResource((LOCALE / f"{language}.ftl").read_text(encoding="utf-8"))
    return {e.id.name: e for e in resource.body if isinstance(e, ast.Message)}


def fields_of(key: str, language: str) -> frozenset[str]:
    found = _Fields()
    found.visit(entries(language)[key])
    return frozenset(found.named)


@pytest.mark.parametrize("language", [path.stem for path in LOCALE.glob("*.ftl")])
def test_a_catalogue_holds_nothing_that_cannot_be_read_and_nothing_twice(language: str) -> None:
    written = (LOCALE / f"{language}.ftl").read_text(encoding="utf-8")
    assert not [e for e in FluentResource(written).body if isinstance(e, ast.Junk)]
    names = re.findall(r"^(\w+) =", written, re.MULTILINE)
    assert len(names) == len(set(names)) == len(keys(language))


def test_every_language_has_every_key_and_no_other() -> None:
    assert set(keys("zh")) == set(EN)
    assert set(keys(TRADITIONAL)) <= set(EN)
    assert language_names() == {"en": "English", "zh": "简体中文", TRADITIONAL: "繁體中文"}
    assert {path.stem for path in LOCALE.glob("*.ftl")} == set(LANGUAGES)


def test_every_language_has_the_same_fields() -> None:
    named = {language: {key: fields_of(key, language) for key in keys(language)} for language in LANGUAGES}
    for language in LANGUAGES:
        assert {key: named["en"][key] for key in named[language]} == named[language]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_is_taken_by_telegram(language: str) -> None:
    for key in EN:
        shown = say(language, key, **dict.fromkeys(fields_of(key, "en"), "x &amp; &lt;y&gt;"))
        assert parse(shown).text.strip(), key
        assert "{" not in shown, key


@pytest.mark.parametrize("key", EN)
def test_a_chinese_text_is_chinese(key: str) -> None:
    assert re.search(r"[\u4e00-\u9fff]", say("zh", key, **dict.fromkeys(fields_of(key, "zh"), "1")))


def test_what_a_field_holds_is_not_read_as_a_field() -> None:
    assert (
        say("en", "watch_unknown", text="{text} { $x } {")
        == "I can’t find “{text} { $x } {”. Try its ticker, such as 9988.HK."
    )


def test_a_language_that_is_not_there_is_english() -> None:
    assert say("xx", "close") == say("xx-yy", "close") == "close"
    assert say("zh-sg", "undo") == "撤销"


def test_a_key_and_a_field_that_are_not_there_are_bugs_that_show() -> None:
    with pytest.raises(LookupError):
        say("en", "nothing_of_the_kind")
    with pytest.raises(ValueError, match="watch_unknown"):
        say("en", "watch_unknown")


def test_every_text_is_used_somewhere() -> None:
    code = "\n".join(p.read_text(encoding="utf-8") for p in (ROOT / "bot").rglob("*.py"))
    built = {
        "digest_ask",
        "threshold_ask",
        "close",
        "open",
        "premarket",
        "after_hours",
        "intraday_extreme",
        "session",
        "longer",
        *(f"silence_{s.name.lower()}" for s in Silence),
        *(f"in_quiet_{q}" for q in InQuiet),
        *(f"{key}_button" for key in ("in_session", "any_hour", *(f"in_quiet_{q}" for q in InQuiet))),
        *(f"claim_{became}" for became in ("raised", "cut", "delivered")),
        *(f"help_{part}" for part in ("watching", "reading", "you", "running")),
        *(f"help_{what}_{topic}" for what in ("topic", "more") for topic in HELP_TOPICS),
    }
    of_commands = re.compile(r"(?:command|help_of)_\w+")  # test_every_command_of_the_menu… and test_help_… hold them
    unused = {
        key for key in EN if f'"{key}"' not in code and f"'{key}'" not in code and not of_commands.fullmatch(key)
    } - built
    assert unused == set()


@pytest.mark.parametrize(
    ("count", "words"),
    [(0, "0 feeds"), (1, "1 feed,"), (2, "2 feeds"), (21, "21 feeds"), (1_234, "1,234 feeds")],
)
def test_what_is_counted_has_its_plural_and_large_numbers_their_groups(count: int, words: str) -> None:
    assert words in say("en", "up", feeds=count, stories=5, moves=0)


def test_a_count_that_is_text_would_have_no_plural_so_none_is_given_as_text() -> None:
    counted = {
        key: {
            e.selector.id.name for e in _selects(entries("en")[key]) if isinstance(e.selector, ast.VariableReference)
        }
        for key in EN
    }
    wrong = []
    for path in (ROOT / "bot").rglob("*.py"):
        code = path.read_text(encoding="utf-8")
        for key, names in counted.items():
            for name in names:
                wrong += [
                    (path.name, key, m[0])
                    for m in re.finditer(rf'"{key}",[^)]*?\b{name}=(?:str\(|f")', code, re.DOTALL)
                ]
    assert wrong == []


def _selects(message: ast.Message) -> list[ast.SelectExpression]:
    found: list[ast.SelectExpression] = []

    class Selects(visitor.Visitor):
        def visit_SelectExpression(self, node: ast.SelectExpression) -> None:  # noqa: N802
            found.append(node)

    Selects().visit(message)
    return found


def test_has_says_whether_there_is_such_a_text() -> None:
    assert has("help_of_watch") and not has("help_of_stop")
