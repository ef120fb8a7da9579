"""What holds for any text and any finding."""

from __future__ import annotations

import itertools
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.listings import load, load_sessions, read_ticker
from bot.reading import Dropped, PriceMove, read_by_rules
from bot.reading.figures import figures
from bot.reading.gate import Disputed, ground_move
from bot.reading.rules import survey
from bot.reading.sentences import locate, sentences
from bot.story import compose
from tests.reading.test_cases import CASES, read

amounts = st.decimals(min_value=Decimal("0.01"), max_value=Decimal("99999.99"), places=2, allow_nan=False)
pieces = [
    *"abc XYZ019.,%$€¥[]()<>:;'’\"“”\n-–—",
    "percent ",
    "rose ",
    "fell ",
    "Alibaba ",
    "[HKG: 9988] ",
    "涨",
    "跌",
    "亿",
    "阿里巴巴",
    "😀",
    "HKD",
    "to ",
    "by ",
]
words = st.lists(st.sampled_from(pieces), max_size=150).map("".join)


@given(amounts, st.sampled_from([" percent", "%", " per cent", "-percent"]))
def test_a_percentage_is_read_with_its_value_and_its_place(value: Decimal, unit: str) -> None:
    text = f"It rose {value}{unit} on Monday"
    (found,) = (f for f in figures(text) if f.kind == "percent")
    assert found.value == value and text[found.start : found.end] == f"{value}{unit}"


@given(
    amounts,
    st.sampled_from(
        [("HKD", "HKD"), ("USD", "USD"), ("CNY", "CNY"), ("HK$", "HKD"), ("$", "USD"), ("€", "EUR"), ("Rs ", "INR")]
    ),
    st.sampled_from([("", 0), (" million", 6), (" billion", 9), ("bn", 9)]),
)
def test_money_is_read_with_its_currency_and_fully_scaled(
    value: Decimal, sign: tuple[str, str], scale: tuple[str, int]
) -> None:
    text = f"It spent {sign[0]}{value:,}{scale[0]} on that"
    (found,) = (f for f in figures(text) if f.kind == "money")
    assert found.unit == sign[1] and found.value == value.scaleb(scale[1])


@settings(max_examples=150, deadline=None)
@given(words, words)
def test_no_text_makes_the_reading_raise_and_every_quote_stands_in_it(title: str, body: str) -> None:
    story = compose(id="1", title=title, body=body)
    found = read_by_rules(story, load(), load_sessions())
    for quote in [*(m.quote for m in found.moves), *(c.quote for c in found.claims)]:
        assert story.text[quote.start : quote.end] == quote.text and len(quote.text) <= 700


@settings(deadline=None)
@given(
    st.sampled_from(
        [
            "9",
            "[",
            "(",
            "1.",
            "“",
            "rose 3% ",
            "and ",
            "HKG: ",
            ", which ",
            "A ",
            "9988.HK ",
            "up 1%, ",
            "Apple (AAPL) AAPL ",
            "It paid 5 pence ($0) and 61 pence ($0.8). ",
            "营收9亿美元；",
            "聯電股價收9元，跌0.2%；",
            "[HKG: .DJI ",
        ]
    ),
    st.integers(500, 4000),
)
def test_pathological_repeats_are_read_to_their_end(piece: str, count: int) -> None:
    read_by_rules(compose(id="1", title=None, body=piece * count), load(), load_sessions())


@pytest.mark.parametrize("capitals", [30, 40])
def test_capitals_between_a_name_and_its_ticker_are_read_to_their_end(capitals: int) -> None:
    body = f"Apple {'A' * capitals}! (AAPL) rose 3%."
    (move,) = read_by_rules(compose(id="1", title=None, body=body), load(), load_sessions()).moves
    assert move.symbol == "AAPL"


@given(words)
def test_sentences_do_not_overlap_and_stand_in_the_story(body: str) -> None:
    story = compose(id="1", title=None, body=body)
    spans = sentences(story)
    assert all(a.end <= b.start for a, b in itertools.pairwise(spans))
    assert all(story.text[s.start : s.end].strip() == story.text[s.start : s.end] != "" for s in spans)


@given(words, st.integers(0, 150), st.integers(1, 60))
def test_words_of_a_story_are_located_in_it(body: str, start: int, length: int) -> None:
    story = compose(id="1", title=None, body=body)
    piece = story.text[start : start + length]
    found = locate(story, piece)
    if piece.strip():
        assert found is not None and story.text[found.start : found.end] == found.text


@given(st.text(max_size=20))
def test_no_ticker_raises_and_each_listing_it_gives_can_be_written_again(written: str) -> None:
    for listing in read_ticker(written, load()):
        assert listing in read_ticker(listing.symbol, load()) or listing.symbol.startswith("^")


FOUND = [(path, move) for path in CASES for move in read(path)[1].moves if move.percent]


@pytest.mark.parametrize(("path", "move"), FOUND, ids=lambda x: getattr(x, "stem", ""))
def test_a_finding_passes_as_it_is_and_not_with_another_sign_or_figure(path: object, move: PriceMove) -> None:
    _case, found = read(path)  # type: ignore[arg-type]
    grounds = survey(found.story, load(), load_sessions())
    assert isinstance(ground_move(move, grounds), PriceMove)
    assert move.percent is not None
    other = "down" if move.direction == "up" else "up"
    turned = ground_move(replace(move, direction=other, percent=-move.percent), grounds)  # type: ignore[arg-type]
    assert isinstance(turned, (Dropped, Disputed)), "a sign turned round"
    wrong = ground_move(replace(move, percent=move.percent * 10 + Decimal("0.07")), grounds)
    assert isinstance(wrong, Dropped), "another figure"


@pytest.mark.parametrize("path", CASES[::4], ids=lambda p: p.stem)
def test_boilerplate_around_a_story_changes_nothing_but_offsets(path: object) -> None:
    case, plain = read(path)  # type: ignore[arg-type]
    story = plain.story
    framed = compose(
        id="1",
        title=case.get("title"),
        body=case["text"].strip() + "\n\nEditor: Lin Ruochuan\n\nKeywords: Alibaba, AI\n",
        published=story.published,
    )
    again = read_by_rules(framed, load(), load_sessions())
    assert [(m.instrument, m.percent, m.price, m.scope, m.session, m.symbol) for m in again.moves] == [
        (m.instrument, m.percent, m.price, m.scope, m.session, m.symbol) for m in plain.moves
    ]
