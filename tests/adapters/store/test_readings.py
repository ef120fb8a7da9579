"""What rules and a model found of one story, side by side: a model adds, and takes nothing away."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

import pytest

from bot.adapters.store import SqliteStore, open_store
from bot.link import Link
from bot.ports import Item, Polled, StoredStory
from bot.reading import Claim, Extraction, Quote, SummarySentence
from bot.reading.findings import ListingMention
from bot.story import Span
from tests.fakes import NOON
from tests.made import listing, move

TEXT = "Alibaba will invest CNY380 billion over three years. It expects profit of CNY12 billion. Its shares rose 9.2 percent today."


@pytest.fixture
def store() -> Iterator[SqliteStore]:
    store = open_store(None)
    store.add_feed("https://a.example/feed", "A", "en", NOON)
    store.record_poll(store.feeds()[0], Polled((), None, None, "", frozenset()), NOON)
    item = Item("g-1", Link("https://example.org/alibaba"), "Alibaba Invests", TEXT, NOON)
    store.record_poll(store.feeds()[0], Polled((item,), None, None, "", frozenset()), NOON)
    yield store
    store.close()


def claim(amount: int, words: str) -> Claim:
    start = TEXT.index(words)
    return Claim("investment", Quote(words, start, start + len(words)), Decimal(amount), unit="CNY")


def read(store: SqliteStore, rules: Extraction, model: Extraction) -> StoredStory:
    stored = store.unread(1)[0]
    store.finish_reading(stored, replace(rules, story=stored.story, listings=named()), (), True, NOON)
    store.model_read(stored.number, replace(model, story=stored.story, by="m", prompt="p"), "m", "p", NOON)
    return stored


def named() -> tuple[ListingMention, ...]:
    return (ListingMention(listing(), (Span(0, 7),)),)


def test_a_models_claims_are_added_to_the_rules(store: SqliteStore) -> None:
    own, other = claim(380_000_000_000, "invest CNY380 billion"), claim(12_000_000_000, "profit of CNY12 billion")
    story = store.unread(1)[0].story
    read(store, Extraction(story, claims=(own,)), Extraction(story, claims=(other,)))
    assert [c.amount for c, _ in store.recent_claims(("9988.HK",), 9)] == [own.amount, other.amount]


def test_a_claim_that_both_read_is_told_once_as_the_rules_have_it(store: SqliteStore) -> None:
    own = claim(380_000_000_000, "invest CNY380 billion")
    again = replace(claim(380_000_000_000, "will invest CNY380 billion"), kind="forecast", by="model")
    story = store.unread(1)[0].story
    read(store, Extraction(story, claims=(own,)), Extraction(story, claims=(again,)))
    assert [c.kind for c, _ in store.recent_claims(("9988.HK",), 9)] == ["investment"]


def test_a_model_that_found_nothing_hides_nothing(store: SqliteStore) -> None:
    own = claim(380_000_000_000, "invest CNY380 billion")
    story = store.unread(1)[0].story
    summary = (SummarySentence("Alibaba invests.", (own.quote,)),)
    read(store, Extraction(story, claims=(own,), summary=summary), Extraction(story))
    found = store.recent_claims(("9988.HK",), 9)
    assert [c.amount for c, _ in found] == [own.amount]
    assert found[0][1].summary == summary


def test_a_models_summary_goes_before_the_rules(store: SqliteStore) -> None:
    own = claim(380_000_000_000, "invest CNY380 billion")
    story = store.unread(1)[0].story
    ours, theirs = (
        (SummarySentence(t, (own.quote,)),) for t in ("Alibaba invests.", "Alibaba will invest CNY380 billion.")
    )
    read(store, Extraction(story, claims=(own,), summary=ours), Extraction(story, summary=theirs))
    assert store.recent_claims(("9988.HK",), 9)[0][1].summary == theirs


def test_a_move_that_both_read_stands_as_the_rules_have_it(store: SqliteStore) -> None:
    rules = move("9.2")
    doubted = replace(rules, by="model", doubts=("read by a model alone",))
    story = store.unread(1)[0].story
    stored = read(store, Extraction(story, moves=(rules,)), Extraction(story, moves=(doubted,)))
    assert [m.sure for m in store._best(stored.number)[0]] == [True]
