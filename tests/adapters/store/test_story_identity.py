"""What makes two items one story: a real store in memory, fed with polls."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.adapters.store import SqliteStore, open_store
from bot.link import Link
from bot.pipeline.trust import after_answer
from bot.ports import Feed, Item, Polled, StoredStory
from bot.story import compose
from tests.adapters.feeds.helpers import shared
from tests.fakes import NOON

TEXT = (
    "(Yicai) Sept. 24 -- Alibaba Group Holding's shares in Hong Kong jumped to an almost four-year high. "
    "The stock closed 9.2 percent higher at HKD174.00 a share today, after the firm unveiled its new models and said that it "
    "will invest CNY380 billion in cloud infrastructure over the next three years, its chief executive told a conference. "
    "Analysts at two brokers raised their target prices on the same day, expecting growth to go on for several quarters."
)
ITEM = Item("g-1", Link("https://example.org/news/alibaba-jumps"), "Alibaba Jumps 9.2% in Hong Kong", TEXT, NOON)
OTHER = Item(
    "g-2", Link("https://example.org/news/byd-sells"), "BYD Sold More Cars Than Tesla", "BYD sold 400,000 cars in August, data show.", NOON
)  # fmt: skip


class Wire:
    """A store with two feeds that were polled before."""

    def __init__(self) -> None:
        self.store: SqliteStore = open_store(None)
        for name in ("A", "B"):
            self.store.add_feed(f"https://{name.lower()}.example/feed", name, "en", NOON)
            self.take(name, first=True)

    def feed(self, name: str) -> Feed:
        return next(f for f in self.store.feeds() if f.name == name)

    def take(self, name: str, *items: Item, now: datetime = NOON, first: bool = False) -> int:
        assert first or self.feed(name).polled
        return self.store.record_poll(self.feed(name), Polled(items, None, None, "", frozenset()), now)

    def stories(self) -> list[StoredStory]:
        return list(self.store.unread(1000))


@pytest.fixture
def wire() -> Iterator[Wire]:
    wire = Wire()
    yield wire
    wire.store.close()


# --- one story -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "again",
    [
        ITEM,
        replace(ITEM, guid="another"),
        replace(ITEM, url=Link("https://mirror.example/x")),
        replace(ITEM, guid=None),
        replace(ITEM, url=None),
        replace(ITEM, guid=None, url=None),
        replace(ITEM, published=None),
        replace(ITEM, published=NOON + timedelta(hours=3)),
        replace(ITEM, url=Link("https://www.example.org/news/alibaba-jumps/?utm_source=rss")),
        replace(ITEM, title="ALIBABA JUMPS 9.2% IN HONG KONG"),
        replace(ITEM, title="Alibaba  Jumps 9.2% in Hong\u00a0Kong"),
        replace(ITEM, text=TEXT.replace("(Yicai) Sept. 24 -- ", "")),
        replace(ITEM, text=TEXT + "\n\nEditor: Kim Taylor"),
    ],
)
@pytest.mark.parametrize("feed", ["A", "B"])
def test_the_same_words_are_one_story_however_they_come(wire: Wire, again: Item, feed: str) -> None:
    assert wire.take("A", ITEM) == 1
    assert wire.take(feed, again) == 0
    assert len(wire.stories()) == 1
    assert not wire.stories()[0].revises


def test_two_stories_are_two(wire: Wire) -> None:
    assert wire.take("A", ITEM, OTHER) == 2


def test_the_same_words_twice_in_one_poll_are_one_story(wire: Wire) -> None:
    assert wire.take("A", ITEM, ITEM, replace(ITEM, guid="x", url=Link("https://example.org/y"))) == 1


# --- revisions -------------------------------------------------------------------------------------------------------


def test_an_edited_title_under_one_link_is_a_revision(wire: Wire) -> None:
    wire.take("A", ITEM)
    edited = replace(ITEM, guid=None, title="Alibaba Jumps 9.3% in Hong Kong, Most in Four Years")
    assert wire.take("A", edited) == 1
    (story,) = wire.stories()
    assert (story.revises, story.story.title) == (True, edited.title)


def test_an_edited_title_under_one_guid_is_a_revision(wire: Wire) -> None:
    wire.take("A", ITEM)
    assert wire.take("A", replace(ITEM, url=None, title="Alibaba Jumps 9.3% in Hong Kong")) == 1
    assert [s.revises for s in wire.stories()] == [True]


def test_an_edited_text_under_one_link_is_a_revision(wire: Wire) -> None:
    wire.take("A", ITEM)
    assert wire.take("A", replace(ITEM, text=TEXT.replace("9.2 percent", "9.3 percent"))) == 1
    assert "9.3 percent" in wire.stories()[0].story.text


def test_a_guid_that_changes_with_every_poll_makes_no_new_story(wire: Wire) -> None:
    for n in range(5):
        wire.take("A", replace(ITEM, guid=f"g-{n}"))
    assert len(wire.stories()) == 1


def test_a_guid_that_changes_together_with_the_title_is_still_a_revision(wire: Wire) -> None:
    wire.take("A", ITEM)
    wire.take("A", replace(ITEM, guid="g-9", title="Alibaba Jumps 9.3% in Hong Kong"))
    assert [s.revises for s in wire.stories()] == [True]


def test_a_later_revision_is_known_by_the_guid_that_came_with_the_first(wire: Wire) -> None:
    wire.take("A", replace(ITEM, guid=None))
    wire.take("A", replace(ITEM, guid="late", title="Alibaba Jumps 9.3% in Hong Kong"))
    wire.take("A", replace(ITEM, guid="late", url=None, title="Alibaba Jumps 9.4% in Hong Kong"))
    assert [s.story.title for s in wire.stories()] == ["Alibaba Jumps 9.4% in Hong Kong"]


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("Alibaba: +5.2% in Hong Kong", "Alibaba: -5.2% in Hong Kong"),
        ("Alibaba \u21915.2% in Hong Kong", "Alibaba \u21935.2% in Hong Kong"),
        ("Alibaba to Invest $5 Billion", "Alibaba to Invest \u20ac5 Billion"),
        ("Alibaba Climbs .5% in Hong Kong", "Alibaba Climbs 5% in Hong Kong"),
        ("Alibaba Sheds 5% of Staff", "Alibaba Sheds 5 of Staff"),
        ("Alibaba Falls 5.2%", "Alibaba Falls 52%"),
    ],
)
def test_a_correction_of_a_sign_or_a_unit_is_a_revision(wire: Wire, wrong: str, right: str) -> None:
    wire.take("A", replace(ITEM, title=wrong, text=""))
    assert wire.take("A", replace(ITEM, title=right, text="")) == 1
    assert [s.story.title for s in wire.stories()] == [right]


def test_a_correction_that_is_taken_back_is_taken_back_here(wire: Wire) -> None:
    wire.take("A", ITEM)
    wire.take("A", replace(ITEM, title="Alibaba Jumps 9.3% in Hong Kong"))
    wire.take("A", ITEM)
    assert [s.story.title for s in wire.stories()] == [ITEM.title]


def test_the_teaser_of_another_feed_does_not_take_the_place_of_the_text(wire: Wire) -> None:
    wire.take("A", ITEM)
    wire.take("B", replace(ITEM, guid="b-1", title=f"{ITEM.title} - Yicai", text="Alibaba's shares jumped..."))
    assert [s.story.text.endswith(TEXT) for s in wire.stories()] == [True]


def test_the_full_text_of_a_teaser_is_not_lost_when_the_teaser_comes_again(wire: Wire) -> None:
    teaser = replace(ITEM, text="Alibaba's shares jumped...")
    wire.take("A", teaser)
    (stored,) = wire.stories()
    assert stored.summary_only
    full = compose(id="1", title=ITEM.title, body=TEXT, url=ITEM.url, published=NOON)
    assert wire.store.replace_text(stored.number, stored.story, full)
    assert wire.take("A", replace(teaser, guid="other")) == 0
    assert wire.take("B", ITEM) == 0
    (stored,) = wire.stories()
    assert (stored.story.text, stored.summary_only) == (full.text, False)


def test_a_real_chain_of_versions_stays_one_story(wire: Wire) -> None:
    chains = json.loads(shared("revisions", "dev.json").read_text())
    assert chains
    for number, chain in enumerate(chains, 1):
        counts = []
        for version in chain["versions"]:
            seen = datetime.fromisoformat(version["seen"])
            item = Item(None, chain["link"], version["title"], version["text"], seen)
            counts.append(wire.take("A", item, now=seen))
        assert wire.store.last_story() == number, chain["link"]
        assert counts[0] == 1
    assert len(wire.stories()) == len(chains)


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_versions_of_one_link_are_one_story_in_any_order(wire: Wire, order: tuple[int, ...]) -> None:
    versions = [
        replace(ITEM, title=f"Alibaba Jumps 9.{n}% in Hong Kong", text=f"{TEXT} Version {n}.") for n in range(3)
    ]
    for n in order:
        wire.take("A", versions[n])
    assert wire.store.last_story() == 1
    assert wire.stories()[0].story.title == versions[order[-1]].title


# --- what names no story ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "home",
    ["https://example.org", "https://example.org/", "https://example.org/?utm_source=rss", "mailto:desk@example.org"],
)
def test_two_stories_under_one_home_page_are_two(wire: Wire, home: str) -> None:
    first = replace(ITEM, guid=None, url=Link(home))
    wire.take("A", first)
    wire.take("A", replace(first, title="Alibaba Jumps 4.1% in New York", text="Another text."))
    assert len(wire.stories()) == 2


def test_two_different_stories_under_one_live_page_are_two(wire: Wire) -> None:
    live = "https://example.org/markets/live"
    wire.take("A", replace(ITEM, guid=None, url=Link(live)))
    wire.take("A", replace(OTHER, guid=None, url=Link(live)))
    assert len(wire.stories()) == 2


def test_stories_that_share_a_guid_are_told_apart_even_if_their_titles_are_alike(wire: Wire) -> None:
    items = [
        Item(
            "same",
            Link(f"https://example.org/{n}"),
            f"China Stocks Close {n}% Higher",
            f"The index rose {n} percent.",
            NOON,
            shared_guid=True,
        )
        for n in range(1, 4)
    ]
    assert wire.take("A", *items) == 3


def test_stories_that_share_a_link_are_told_apart_even_if_their_titles_are_alike(wire: Wire) -> None:
    items = [
        Item(
            f"g{n}",
            Link("https://example.org/halts"),
            f"Trading Halt: Company {n}",
            f"Halted at {n}.",
            NOON,
            shared_url=True,
        )
        for n in range(1, 4)
    ]
    assert wire.take("A", *items) == 3


def test_a_guid_of_one_feed_says_nothing_about_another(wire: Wire) -> None:
    numbered = replace(ITEM, guid="1", url=None)
    wire.take("A", numbered)
    wire.take(
        "B",
        replace(numbered, title="Alibaba Jumps 4.1% in New York", text="Another text altogether, about New York."),
    )
    assert len(wire.stories()) == 2


def test_stories_without_guid_and_link_are_known_by_their_words_alone(wire: Wire) -> None:
    bare = replace(ITEM, guid=None, url=None)
    assert wire.take("A", bare, replace(bare, title="Alibaba Jumps 9.3% in Hong Kong")) == 2
    assert wire.take("B", bare) == 0


def test_another_story_under_a_used_guid_is_a_new_story(wire: Wire) -> None:
    wire.take("A", ITEM)
    assert wire.take("A", replace(OTHER, guid=ITEM.guid)) == 1
    assert [s.revises for s in wire.stories()] == [False, False]


# --- silence ---------------------------------------------------------------------------------------------------------


def test_the_first_poll_of_a_feed_is_silent_and_the_second_is_not(wire: Wire) -> None:
    wire.store.add_feed("https://c.example/feed", "C", "en", NOON)
    wire.take("C", ITEM, first=True)
    wire.take("C", OTHER)
    assert [s.silence for s in wire.stories()] == ["first poll of its feed", None]


def test_a_story_of_a_first_poll_that_is_edited_later_stays_silent(wire: Wire) -> None:
    wire.store.add_feed("https://c.example/feed", "C", "en", NOON)
    wire.take("C", ITEM, first=True)
    wire.take("C", replace(ITEM, title="Alibaba Jumps 9.3% in Hong Kong", published=NOON + timedelta(hours=1)))
    assert all(s.silence for s in wire.stories())


@pytest.mark.parametrize(
    ("published", "silent"),
    [
        (None, True),
        (NOON, False),
        (NOON - timedelta(hours=23), False),
        (NOON - timedelta(hours=25), True),
        (NOON - timedelta(days=6 * 365), True),
        (NOON + timedelta(minutes=5), False),
        (NOON + timedelta(hours=1), True),
        (NOON + timedelta(days=9000), True),
    ],
)
def test_a_story_with_a_missing_future_or_old_date_is_silent(
    wire: Wire, published: datetime | None, silent: bool
) -> None:
    wire.take("A", replace(ITEM, published=published, text="Alibaba closed 9.2 percent higher."))
    assert [bool(s.silence) for s in wire.stories()] == [silent]


def test_an_old_story_that_comes_again_with_a_new_date_is_silent(wire: Wire) -> None:
    old = replace(OTHER, text="(Yicai) Sept. 10 -- United filed for protection.", published=NOON)
    wire.take("A", old)
    assert [bool(s.silence) for s in wire.stories()] == [True]
    wire.take("A", replace(ITEM, published=NOON - timedelta(days=3)))
    wire.take("B", replace(ITEM, published=NOON, title="Alibaba Jumps 9.2% in Hong Kong - Yicai"))
    assert all(s.silence for s in wire.stories())


def test_a_story_that_a_second_feed_tells_as_news_is_told_as_that_feeds(wire: Wire) -> None:
    """The name, the link and the time are of one telling."""
    wire.store.add_feed("https://c.example/feed", "C", "en", NOON)
    wire.take("C", replace(ITEM, published=NOON - timedelta(minutes=9)), first=True)
    again = replace(ITEM, guid="b-1", url=Link("https://b.example/alibaba"))
    assert wire.take("B", again) == 1
    (found,) = wire.stories()
    assert (found.silence, found.story.source) == (None, "B")
    assert (found.story.url, found.story.published) == (again.url, NOON)


@pytest.mark.parametrize("given", [True, False], ids=["with its own time", "with the other's, as it has none"])
def test_a_story_that_a_second_feed_tells_in_other_words_keeps_its_own_name_and_time(wire: Wire, given: bool) -> None:
    wire.store.add_feed("https://c.example/feed", "C", "en", NOON)
    first = replace(ITEM, published=NOON - timedelta(minutes=9) if given else None)
    wire.take("C", first, first=True)
    assert wire.take("B", replace(ITEM, guid="b-1", text="Alibaba's stock ended 9.2 percent higher.")) == 1
    (found,) = wire.stories()
    assert (found.silence, found.story.source, found.story.url) == (None, "C", ITEM.url)
    assert found.story.published == (first.published or NOON)


def test_an_old_story_of_a_first_poll_stays_silent_when_it_comes_again_with_a_new_date(wire: Wire) -> None:
    wire.store.add_feed("https://c.example/feed", "C", "en", NOON)
    wire.take("C", replace(ITEM, published=NOON - timedelta(days=3)), first=True)
    assert wire.take("B", replace(ITEM, guid="b-1")) == 0
    assert all(s.silence for s in wire.stories())


# --- a poll is one transaction ---------------------------------------------------------------------------------------


def test_a_poll_is_recorded_with_what_to_remember(wire: Wire) -> None:
    hashes = frozenset(bytes([n]) * 8 for n in range(1, 40))
    found = Polled(
        (ITEM,), '"tag"', "Wed, 24 Sep 2025 12:00:00 GMT", "abc", hashes, "https://new.example/feed", "Title"
    )
    after, _ = after_answer(wire.feed("A"), wire.feed("A"), found, NOON)
    wire.store.record_poll(after, found, NOON)
    feed = wire.feed("A")
    assert (feed.etag, feed.last_modified, feed.body_hash, feed.item_hashes) == (
        '"tag"',
        found.last_modified,
        "abc",
        hashes,
    )
    assert (feed.moved_to, feed.moved_since, feed.whole_at) == ("https://new.example/feed", NOON, NOON)
    assert (feed.asked_url, feed.url, feed.name, feed.polled) == (
        "https://a.example/feed",
        "https://a.example/feed",
        "A",
        True,
    )


def test_a_poll_that_cannot_be_recorded_leaves_nothing(wire: Wire) -> None:
    bad = Polled((ITEM,), None, None, "abc", frozenset({"no bytes"}))  # type: ignore[arg-type]
    with pytest.raises(TypeError):
        wire.store.record_poll(wire.feed("A"), bad, NOON)
    assert wire.stories() == []
    assert wire.feed("A").body_hash == ""


def test_an_undated_story_speaks_when_another_feed_first_tells_it_with_a_date_in_other_words(wire: Wire) -> None:
    undated = Item(None, None, "Alibaba up 5%", "", None)
    linked = replace(undated, url=Link("https://h/1"))
    dated = replace(linked, text="One text.", published=NOON)
    assert wire.take("B", undated) == 1
    assert wire.take("A", linked) == 0
    assert [s.silence for s in wire.stories()] != [None]
    assert wire.take("A", dated) == 1
    assert [s.silence for s in wire.stories()] == [None]
    assert wire.take("A", dated) == 0


items = st.builds(
    Item,
    st.sampled_from([None, "g1", "g2"]),
    st.sampled_from([None, "https://h/1", "https://h/2", "https://h/", "http://[", "x:y"]),
    st.sampled_from(["", "Alibaba up 5%", "Alibaba up 6%", "BYD sells cars"])
    | st.text(st.characters(codec="utf-8"), max_size=20),
    st.sampled_from(["", "One text.", "Another text."]) | st.text(st.characters(codec="utf-8"), max_size=40),
    st.sampled_from([None, NOON]),
    shared_guid=st.booleans(),
    shared_url=st.booleans(),
)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(st.sampled_from("AB"), items), max_size=12))
def test_any_items_are_taken_and_the_same_poll_again_brings_nothing_new(polls: list[tuple[str, Item]]) -> None:
    wire = Wire()
    try:
        for feed, item in polls:
            assert 0 <= wire.take(feed, item) <= 1
            assert wire.take(feed, item) == 0
        before = wire.store.last_story()
        for feed, item in polls:
            wire.take(feed, item)
        assert wire.store.last_story() == before
    finally:
        wire.store.close()


def test_a_daily_column_under_one_link_is_a_new_story_each_day_and_its_edit_is_none(wire: Wire) -> None:
    column = Item(
        "column", Link("https://example.org/market-wrap"), "Market wrap: Hong Kong closes", "The Hang Seng rose 1.2 percent as Alibaba led the tech giants higher before a cloud fair.", NOON, None
    )  # fmt: skip
    wire.take("A", column)
    edited = replace(
        column,
        text="The Hang Seng rose 1.3 percent as Alibaba led the tech giants higher before a cloud fair.",
        published=NOON + timedelta(hours=2),
    )
    wire.take("A", edited, now=NOON + timedelta(hours=2))
    assert len(wire.stories()) == 1
    tomorrow = replace(
        column,
        text="Banks dragged the city's benchmark down 0.4 percent; Geely and BYD lost ground on a price war.",
        published=NOON + timedelta(days=1),
    )
    wire.take("A", tomorrow, now=NOON + timedelta(days=1))
    assert [s.revises for s in wire.stories()] == [True, False]
    wire.take(
        "A",
        replace(
            tomorrow,
            text="Banks dragged the city's benchmark down 0.5 percent; Geely and BYD lost ground on a price war.",
        ),
        now=NOON + timedelta(days=1, hours=1),
    )
    assert [s.revises for s in wire.stories()] == [True, True]
