"""Claims of a company, each once: who tells it, and what became of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from bot.digest import DigestStory
from bot.ledger import Entry, ledger
from bot.message.entries import entry_block
from bot.message.markup import plain
from bot.reading import Amount, Claim
from tests.made import quote

NOON = datetime(2026, 8, 12, 12, 0, tzinfo=UTC)


def story(number: int, source: str = "Wire") -> DigestStory:
    return DigestStory(number, f"Title {number}", source, None, NOON + timedelta(days=number), (), ())


def spend(billions: str = "380", unit: str = "CNY", horizon: str | None = "2028", **more: object) -> Claim:
    base = Claim(
        "investment", quote(f"will spend {unit}{billions} billion by {horizon}"), Decimal(billions) * 10**9,
        unit=unit, horizon=horizon, speaker="Eddie Wu", forecast=True,
    )  # fmt: skip
    return replace(base, **more)  # type: ignore[arg-type]


def only(*told: tuple[Claim, DigestStory]) -> Entry:
    (entry,) = ledger(told)
    return entry


def test_what_three_sources_state_is_one_with_the_words_of_the_first() -> None:
    entry = only((spend(), story(3, "HKEJ")), (spend(), story(1)), (spend("380.00"), story(2, "Yicai")))
    assert entry.claim == spend() and entry.sources == ("Wire", "Yicai", "HKEJ")
    assert entry.before is None


@pytest.mark.parametrize(
    "other",
    [
        spend("400", forecast=False),
        spend(horizon="2030"),
        spend(unit="USD"),
        replace(spend(), kind="deal"),
        spend("38"),
        replace(spend(), amount=None, amount_range=(Decimal(1), Decimal(2))),
    ],
)
def test_another_figure_time_currency_or_kind_is_another(other: Claim) -> None:
    found = ledger([(spend(forecast=False), story(1)), (other, story(2))])
    assert len(found) == 2 and all(e.before is None for e in found)


def test_a_figure_in_another_currency_that_the_story_prints_beside_it_is_the_same() -> None:
    ours = spend(converted=Amount(Decimal(53_000_000_000), "USD"))
    assert len(only((ours, story(1)), (spend("53", "USD"), story(2))).stories) == 2


def test_who_says_no_time_says_the_same_as_who_does() -> None:
    assert len(only((spend(), story(1)), (spend(horizon=None), story(2))).stories) == 2


def test_words_without_a_figure_are_the_same_where_the_words_are() -> None:
    rating = Claim("rating", quote("Daiwa keeps its Buy rating"), speaker="Daiwa")
    assert len(ledger([(rating, story(1)), (rating, story(2))])) == 1
    other = Claim("rating", quote("Daiwa cut it to Hold"), speaker="Daiwa")
    assert len(ledger([(rating, story(1)), (other, story(2))])) == 2


@pytest.mark.parametrize(("later", "became"), [("480", "raised"), ("300", "cut")])
def test_a_later_figure_for_the_same_time_by_the_same_speaker_takes_its_place(later: str, became: str) -> None:
    entry = only((spend(), story(1)), (spend(later), story(5)))
    assert (entry.claim, entry.became) == (spend(later), became)
    assert entry.before is not None and entry.before.claim == spend()


def test_what_came_about_stands_with_what_was_foreseen() -> None:
    entry = only((spend(), story(1)), (spend("371", forecast=False, speaker=None), story(9)))
    assert entry.became == "delivered" and entry.before is not None


@pytest.mark.parametrize(
    "other",
    [
        spend("480", speaker="An analyst"),
        spend("480", horizon="2029"),
        spend("480", horizon=None),
        spend("480", unit="USD"),
    ],
)
def test_another_speaker_time_or_currency_revises_nothing(other: Claim) -> None:
    assert all(e.before is None for e in ledger([(spend(), story(1)), (other, story(2))]))


def test_revisions_go_on_and_the_latest_of_all_comes_first() -> None:
    deal = Claim("deal", quote("bought it for USD2 billion"), Decimal(2_000_000_000), unit="USD")
    found = ledger(
        [(spend(), story(1)), (deal, story(2)), (spend("400"), story(3)), (spend("390"), story(4)), (deal, story(5))]
    )
    assert [e.claim.kind for e in found] == ["deal", "investment"]
    last = found[1]
    assert last.became == "cut" and last.before is not None and last.before.became == "raised"


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "Wire, 1 more source: HKEJ, Sun 16 Aug\nraised from CNY380 billion (Thu 13 Aug)"),
        ("zh", "此前为 CNY3800亿（8月13日周四），已上调"),
        ("zh-hant", "此前為 CNY3800億（8月13日週四），已上調"),
    ],
)
def test_it_is_shown_with_its_sources_and_what_became_of_it(language: str, words: str) -> None:
    entry = only((spend(), story(1)), (spend("480"), story(4)), (spend("480"), story(6, "HKEJ")))
    shown = plain(entry_block(entry, language))
    assert shown.startswith("Eddie Wu: ") and words in shown
