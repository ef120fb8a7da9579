"""What somebody looks for: phrases, AND, OR, NOT; the same against a text and against an index, of a few terms at the most."""

from __future__ import annotations

import sqlite3

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.keywords import NoKeywords, Text, read_keywords, segmented

WAR = "Tesla cut prices in China again, and the price wars among carmakers go on, said rivals of BYD."
ZH = "騰訊控股宣布回購，降息預期升溫。"

YES = [
    ("price war", WAR), ('"price war"', WAR), ('tesla "price wars"', WAR), ("tesla OR nio", WAR), ("nio or byd", WAR),
    ("tesla not nio", WAR), ("tesla -nio", WAR), ("(nio OR tesla) AND china", WAR), ("TESLA", WAR), ("carmaker", WAR),
    ("腾讯", ZH), ("騰訊", ZH), ("腾讯 且 回购", ZH), ("降息 或 加息", ZH), ("腾讯 非 阿里", ZH), ("“降息预期”", ZH), ("「降息」", ZH),
]  # fmt: skip
NO = [
    ('"war price"', WAR), ("tesla nio", WAR), ("tesla not china", WAR), ("tes", WAR), ("(nio OR ford) AND china", WAR),
    ("腾讯 非 回购", ZH), ("讯腾", ZH), ("降息 且 加息", ZH),
]  # fmt: skip


def indexed(question: str, text: str) -> bool:
    c = sqlite3.connect(":memory:")
    c.execute("CREATE VIRTUAL TABLE t USING fts5 (body, tokenize = 'unicode61')")
    c.execute("INSERT INTO t VALUES (?)", (segmented(text),))
    return c.execute("SELECT 1 FROM t WHERE t MATCH ?", (question,)).fetchone() is not None


@pytest.mark.parametrize(("words", "text"), YES)
def test_what_is_looked_for_is_found_in_the_text_and_in_the_index(words: str, text: str) -> None:
    found = read_keywords(words)
    assert found.holds_for(Text.of(text))
    assert indexed(found.question, text)
    assert found.anchors & Text.of(text).units, "else the rule would never be asked"


@pytest.mark.parametrize(("words", "text"), NO)
def test_what_is_not_there_is_not_found(words: str, text: str) -> None:
    found = read_keywords(words)
    assert not found.holds_for(Text.of(text))
    assert not indexed(found.question, text)


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ("", "keywords_none"), ("  ", "keywords_none"), ("!!!", "keywords_unread"), ("NOT tesla", "keywords_only_not"), ("tesla OR NOT nio", "keywords_only_not"),
        ("(tesla", "keywords_unread"), ("tesla AND", "keywords_unread"), ("x" * 201, "keywords_long"), (" ".join(f"w{n}" for n in range(13)), "keywords_long"),
    ],
)  # fmt: skip
def test_words_that_ask_for_nothing_or_too_much_are_refused(words: str, why: str) -> None:
    with pytest.raises(NoKeywords, match=why):
        read_keywords(words)


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet=st.sampled_from('ab ()"“”ANDORNT-!&|且或非腾讯'), max_size=60), st.text(max_size=80))
def test_whatever_is_typed_is_read_or_refused_and_means_the_same_in_both_places(words: str, text: str) -> None:
    try:
        found = read_keywords(words)
    except NoKeywords:
        return
    assert found.holds_for(Text.of(text)) == indexed(found.question, text)


# What a text is held against and what the index is asked must be one thing, whatever is typed.
_PARTS = ["tesla", "nio", "price", "AND", "OR", "NOT", "(", ")", "()", '"price war"', "-nio", "降息", "非", "或", "!", "foo:bar", "*", "^x", "NEAR", '"']  # fmt: skip


@settings(max_examples=600, deadline=None)
@given(st.lists(st.sampled_from(_PARTS), min_size=1, max_size=9), st.sampled_from([WAR, ZH, "foo bar", "nio price"]))
def test_whatever_is_typed_is_refused_or_asks_the_index_for_what_holds(parts: list[str], text: str) -> None:
    try:
        found = read_keywords(" ".join(parts))
    except NoKeywords:
        return
    holds = found.holds_for(Text.of(text))
    assert indexed(found.question, text) == holds
    assert not holds or found.anchors & Text.of(text).units


NEGATED = [
    ("tesla AND (NOT nio OR NOT ford)", True), ("tesla AND (NOT nio OR china)", True), ("tesla NOT (NOT china)", True), ("tesla NOT (NOT nio)", False),
    ("tesla AND NOT (nio OR ford)", True), ("tesla AND NOT (china OR ford)", False), ("tesla AND (NOT china OR NOT byd)", False), ("tesla AND NOT (china AND nio)", True),
    ("(tesla OR nio) AND NOT (NOT china OR ford)", True), ("tesla AND (ford OR (byd AND NOT nio))", True),
]  # fmt: skip


@pytest.mark.parametrize(("words", "holds"), NEGATED, ids=[w for w, _ in NEGATED])
def test_not_before_brackets_is_what_it_says(words: str, holds: bool) -> None:
    found = read_keywords(words)
    assert found.holds_for(Text.of(WAR)) is holds
    assert indexed(found.question, WAR) is holds


@pytest.mark.parametrize("words", ["NOT nio OR tesla", "NOT (NOT nio AND NOT NOT ford) OR NOT x", "(", "()", "( OR nio ) -b ()"])  # fmt: skip
def test_what_nearly_every_text_has_or_nothing_says_is_refused(words: str) -> None:
    with pytest.raises(NoKeywords):
        read_keywords(words)
