"""Which stories tell one happening: copies, other words, the other language; and which only look like it."""

from __future__ import annotations

import io
import json
import tomllib
from datetime import UTC, datetime, timedelta
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

from bot.commands.events import events_stream
from bot.events.gist import Gist, dump_gist, gist_of, load_gist
from bot.events.grouping import EventIndex, Place
from bot.listings import load, load_sessions
from bot.reading import read_by_rules
from bot.reading.languages.cedict import in_english
from tests.made import NOON, story

STORIES: list[dict[str, Any]] = tomllib.loads(
    (Path(__file__).parent.parent / "stories" / "events" / "stories.toml").read_text(encoding="utf-8")
)["story"]


@pytest.fixture(scope="module")
def placed() -> list[dict[str, Any]]:
    lines = [json.dumps({**row, "id": f"s{n}"}) for n, row in enumerate(STORIES)]
    out = io.StringIO()
    assert events_stream(lines, out, as_json=True) == 0
    return [json.loads(line) for line in out.getvalue().splitlines()]


PAIRS = [
    pytest.param(a, b, id=f"{STORIES[a]['title'][:34]} | {STORIES[b]['title'][:34]}")
    for a, b in combinations(range(len(STORIES)), 2)
    if STORIES[a]["event"] == STORIES[b]["event"]
]


@pytest.mark.parametrize(("a", "b"), PAIRS)
def test_one_happening_is_one_event(placed: list[dict[str, Any]], a: int, b: int) -> None:
    assert placed[a]["event"] == placed[b]["event"]
    assert placed[b]["first"] is False and placed[b]["because"]


@pytest.mark.parametrize("name", sorted({row["event"] for row in STORIES}))
def test_another_happening_is_another_event(placed: list[dict[str, Any]], name: str) -> None:
    own = {p["event"] for p, row in zip(placed, STORIES, strict=True) if row["event"] == name}
    others = {p["event"] for p, row in zip(placed, STORIES, strict=True) if row["event"] != name}
    assert not own & others


def test_the_first_story_of_each_event_says_so(placed: list[dict[str, Any]]) -> None:
    assert sum(p["first"] for p in placed) == len({row["event"] for row in STORIES})


def test_a_line_that_is_no_story_gets_a_row_in_its_place() -> None:
    out = io.StringIO()
    assert (
        events_stream(['{"id": "1", "title": "Oil rises", "text": "Oil rose."}', "no", "[]"], out, as_json=True) == 2
    )
    assert [json.loads(line)["event"] for line in out.getvalue().splitlines()] == [1, None, None]


def _gist(title: str, body: str, **changes: Any) -> Any:
    told = story(title, body, **changes)
    return gist_of(told, read_by_rules(told, load(), load_sessions()), load())


def test_a_gist_is_read_again_as_it_was() -> None:
    gist = _gist("Alibaba's Shares Jump 9.2%", "Alibaba [HKG: 9988] closed 9.2 percent higher at HKD174.00.")
    assert load_gist(dump_gist(gist)) == gist
    assert "percent 9.2" in gist.title_figures and gist.named


def test_what_is_remembered_is_found_and_what_is_old_is_forgotten() -> None:
    body = "Meridian Ports has agreed to buy the ferry operator Sundline for $2.4 billion in cash, the firms said."
    index = EventIndex()
    first = _gist("Meridian Ports to buy ferry operator Sundline", body)
    undated = _gist("Nothing of the kind", "A quiet day.", published=None)
    index.remember(1, undated, 1)
    index.remember(2, first, 2)
    again = _gist("Sundline is bought by Meridian Ports, a ferry operator", body, published=NOON + timedelta(hours=2))
    assert index.place(3, again).event == 2
    index.forget_before(NOON + timedelta(hours=1))
    assert index.place(4, _gist("Meridian Ports to buy ferry operator Sundline", body, published=NOON)).event == 2
    index.forget_before(NOON + timedelta(hours=3))
    assert index.rarity.stories == 0
    assert index.place(5, first).first


def test_a_chinese_word_is_known_in_english() -> None:
    assert "recal" in in_english("召回") and in_english("没有这个词") == frozenset()


def test_a_story_that_is_placed_twice_keeps_its_place_and_is_forgotten_whole() -> None:
    index = EventIndex()
    assert index.place(1, _made(1, _THEN)) == Place(1, True)
    assert index.place(1, _made(1, _THEN)) == Place(1, True)
    index.forget_before(_THEN + timedelta(days=3))
    assert index.place(2, _made(1, _THEN + timedelta(days=3))) == Place(2, True)
    with pytest.raises(ValueError, match="has a place"):
        index.remember(2, _made(1, _THEN), 1)


def test_what_is_forgotten_leaves_nothing_behind() -> None:
    index = EventIndex()
    for number in range(300):
        index.place(number + 1, _made(number, _THEN))
    index.forget_before(_THEN + timedelta(days=3))
    assert not (index.rarity.stories or index.rarity.having or index.rarity.copies)
    assert not (index._gists or index._members or index._having or index._events)


_THEN = datetime(2026, 1, 1, tzinfo=UTC)


def _made(n: int, at: datetime) -> Gist:
    words, none = frozenset({f"w{n}", f"v{n}"}), frozenset[str]()
    sketch = frozenset(range(n * 48, n * 48 + 48))
    return Gist("en", at, "s", words, words, none, none, none, frozenset({f"percent {n}"}), sketch, none, none)


def test_a_name_that_two_stories_share_makes_them_no_one_happening() -> None:
    closed = _gist(
        "阿里巴巴周三收涨9.2%", "阿里巴巴（09988.HK）周三收涨9.2%，报174港元。公司表示将加大对数据中心的投入。"
    )
    named = _gist("Alibaba has named Wu Jia", "Alibaba has named Wu Jia head of its map business. He starts in May.")
    index = EventIndex()
    index.remember(1, closed, 1)
    assert index.place(2, named).first
