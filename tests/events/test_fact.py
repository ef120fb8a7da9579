"""What is one happening, and what corrects another."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.events import Fact, corrects, fact_of, is_correction, is_one_event, is_reversal, tells_the_same
from bot.listings import load
from bot.pipeline.retelling import asks_again
from bot.reading import Amount
from bot.watch import Rule
from tests.made import TODAY, move, story

FACT = Fact("9988.HK", TODAY, "session", "+9.2", "percent", "close")
_SIZES = st.decimals(-1000, 1000, allow_nan=False, places=2).map(lambda d: f"{d.normalize():+f}")


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("+9.2", "+9.2", True),
        ("+9.2", "+9.20", True),
        ("+9.2", "+9.18", True),
        ("+9.2", "+9", True),
        ("+9.5", "+10", True),
        ("-9.5", "-10", True),
        ("-3.14", "-3.1", True),
        ("+9.2", "+9.3", False),
        ("+9.2", "+9.25", False),
        ("+9.2", "-9.2", False),
        ("+9.4", "+10", False),
        ("-0.4", "+0", True),
        ("+3..+5", "+3..+5", True),
        ("+3..+5", "+4", False),
        ("+3..+5", "+3..+6", False),
        ("", "", True),
        ("", "+3", False),
    ],
)
def test_sizes_that_are_one_rounded_tell_the_same(one: str, other: str, same: bool) -> None:
    a, b = replace(FACT, size=one), replace(FACT, size=other)
    assert tells_the_same(a, b) is same
    assert tells_the_same(b, a) is same


@pytest.mark.parametrize(
    "changes",
    [
        {"who": "AAPL"},
        {"session": TODAY - timedelta(days=1)},
        {"session": None},
        {"scope": "premarket"},
        {"unit": "points"},
    ],
)
def test_another_instrument_session_scope_or_unit_is_another_thing(changes: dict[str, Any]) -> None:
    assert not tells_the_same(FACT, replace(FACT, **changes))


def test_whether_at_the_close_or_in_trading_one_size_is_one_thing() -> None:
    assert tells_the_same(FACT, replace(FACT, at=None))


@given(_SIZES, _SIZES)
def test_telling_the_same_goes_both_ways(a: str, b: str) -> None:
    one, other = replace(FACT, size=a), replace(FACT, size=b)
    assert tells_the_same(one, other) == tells_the_same(other, one)
    assert tells_the_same(one, one)


def test_senselessly_long_figures_raise_nothing() -> None:
    long = replace(FACT, size="+" + "9" * 40, unit="points")
    assert not tells_the_same(long, replace(long, size="+" + "8" * 40 + ".5"))


@pytest.mark.parametrize(
    ("size", "unit", "shown"),
    [
        ("+9.2", "percent", "+9.2%"),
        ("-0.7", "percent", "−0.7%"),
        ("-5..-3", "percent", "−5–−3%"),
        ("-121", "points", "−121 points"),
    ],
)
def test_a_fact_is_shown_as_it_was_told(size: str, unit: str, shown: str) -> None:
    assert replace(FACT, size=size, unit=unit).size_shown == shown


# --- facts of moves --------------------------------------------------------------------------------------------------


def test_all_listings_of_a_company_are_one_who() -> None:
    facts = [fact_of(move(symbol=s), load()) for s in ("9988.HK", "BABA", "BBAAY")]
    assert {f.who for f in facts if f} == {"9988.HK"}
    assert facts[0] == FACT


@pytest.mark.parametrize(
    ("changes", "who"),
    [
        ({"listing": None}, "9988.HK"),
        ({"listing": None, "company": "Nobody Knows It"}, "nobody knows it"),
        ({"listing": None, "company": None}, None),
    ],
)
def test_who_it_is_without_a_listing(changes: dict[str, Any], who: str | None) -> None:
    found = fact_of(replace(move(), **changes), load())
    assert (found.who if found else None) == who


@pytest.mark.parametrize(
    ("changes", "size", "unit"),
    [
        ({"percent": Decimal("9.20")}, "+9.20", "percent"),
        ({"percent": Decimal(0)}, "+0", "percent"),
        ({"percent": None, "percent_range": (Decimal(-5), Decimal(-3))}, "-5..-3", "percent"),
        ({"percent": None, "change": Amount(Decimal("-0.62"), "USD")}, "-0.62", "USD"),
    ],
)
def test_the_size_of_a_fact_is_what_is_printed(changes: dict[str, Any], size: str, unit: str) -> None:
    found = fact_of(replace(move(), **changes), load())
    assert found is not None
    assert (found.size, found.unit) == (size, unit)


def test_a_move_without_any_size_is_no_fact() -> None:
    assert fact_of(move(None, qualifier="more than doubled"), load()) is None


# --- corrections -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "title", ["Alibaba rises 2.9% (CORRECTED)", "[Corrected] Alibaba rises 2.9%", "【更正】阿里巴巴上涨2.9%"]
)
def test_a_title_may_be_labelled_as_corrected_at_either_end(title: str) -> None:
    assert corrects(story(title=title))


@pytest.mark.parametrize(
    "words",
    [
        "This story has been corrected to say that the shares rose 2.9 percent.",
        "An earlier version of this story misstated the gain. Alibaba rose 2.9 percent.",
        "此前报道有误，特此更正。阿里巴巴上涨2.9%。",
    ],
)
def test_the_first_words_may_say_that_an_earlier_version_was_wrong(words: str) -> None:
    assert corrects(story(body=words))


@pytest.mark.parametrize(
    "title",
    [
        "CORRECTED-Alibaba rises 2.9%",
        "Correction: Alibaba rises 2.9%",
        "(Corrects figure) Alibaba rises",
        "UPDATE 1-Corrects headline",
        "更正：阿里巴巴上涨2.9%",
        "勘误",
    ],
)
def test_a_story_that_corrects_says_so(title: str) -> None:
    assert corrects(story(title=title))
    assert corrects(story(body=f"{title}. The rest of it."))


@pytest.mark.parametrize(
    "title",
    [
        "Nasdaq Enters Correction Territory",
        "Nasdaq falls 3%, confirming a correction",
        "Gold extends correction",
        "Analysts see a healthy correction after rally",
        "Market-correcting moves hit Alibaba",
        "Incorrect reports hit Alibaba's stock",
        "A股回调",
    ],
)
def test_a_fall_that_is_called_a_correction_corrects_nothing(title: str) -> None:
    assert not corrects(story(title=title))


def test_a_correction_far_down_or_in_another_stories_trailer_is_none() -> None:
    assert not corrects(story(body="Alibaba rose. " * 60 + "This story was corrected."))


def test_another_size_of_the_same_move_is_a_correction_and_a_rounded_one_is_none() -> None:
    assert is_correction(FACT, replace(FACT, size="+2.9"))
    assert is_correction(FACT, replace(FACT, size="-9.2"))
    assert not is_correction(FACT, replace(FACT, size="+9"))
    assert not is_correction(FACT, FACT)
    assert not is_correction(FACT, replace(FACT, session=date(2025, 9, 23)))
    assert not is_correction(FACT, replace(FACT, size="+121", unit="points"))


DAY, NEXT = date(2025, 9, 24), date(2025, 9, 25)
TOLD = Fact("9988.HK", DAY, "session", "+6", of="9988.HK")


@pytest.mark.parametrize(
    ("other", "one"),
    [
        (replace(TOLD, size="+7.1", at="close"), True),
        (replace(TOLD, scope="premarket"), True),
        (replace(TOLD, of=None), True),
        (replace(TOLD, scope="after_hours"), False),
        (replace(TOLD, scope="longer"), False),
        (replace(TOLD, session=NEXT), False),
        (replace(TOLD, session=None), False),
        (replace(TOLD, of="BABA"), False),
        (replace(TOLD, who="0700.HK", of=None), False),
    ],
)
def test_the_moves_of_a_listing_in_one_session_are_one_event(other: Fact, one: bool) -> None:
    assert is_one_event(TOLD, other) is one
    assert is_one_event(other, TOLD) is one


def test_two_tellings_after_hours_are_one_event() -> None:
    late = replace(TOLD, scope="after_hours")
    assert is_one_event(late, replace(late, size="+7"))
    assert not is_one_event(replace(late, session=None), replace(late, session=None))


@pytest.mark.parametrize(
    ("told", "now", "turned"),
    [("+6", "-1", True), ("-6", "+1", True), ("+6", "+1", False), ("-6", "-1", False), ("", "-1", False), ("+6", "", False)],
)  # fmt: skip
def test_what_rose_and_falls_has_turned_round(told: str, now: str, turned: bool) -> None:
    assert is_reversal(replace(TOLD, size=told), replace(TOLD, size=now)) is turned


@pytest.mark.parametrize(
    ("rise", "fall", "told", "now", "asks"),
    [
        ("5", "5", ("+6",), "+10", True),
        ("5", "5", ("+6",), "+9.99", False),
        ("5", "5", ("+6", "+10"), "+12", False),
        ("5", "3", ("-4",), "-6", True),
        ("5", None, ("-4",), "-20", False),
        ("0", "0", ("+6",), "+60", False),
        ("5", "5", ("+6",), "-0.1", True),
        ("5", "5", ("+6",), "+10..+12", False),
        ("5", "5", ("+4..+6",), "+10", True),
    ],
)
def test_twice_the_threshold_is_asked_for_once(
    rise: str, fall: str | None, told: tuple[str, ...], now: str, asks: bool
) -> None:
    rule = Rule(Decimal(rise), None if fall is None else Decimal(fall))
    facts = [replace(TOLD, size=size) for size in told]
    assert asks_again(rule, facts, replace(TOLD, size=now)) is asks


def test_points_are_no_percent_of_a_threshold() -> None:
    rule = Rule(Decimal(5), Decimal(5))
    assert not asks_again(rule, [TOLD], replace(TOLD, size="+300", unit="points"))
