"""The archive: every story that was read is found by its words, in English and in Chinese, since a day, and goes when it is old."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.message.markup import plain
from tests.pipeline.test_folding import Rig

WAR = "Tesla cut prices in China again, and the price war among carmakers goes on, said rivals."
BUYBACK = "騰訊控股宣布回購股份。公司表示，下半年會繼續回購。"


class Archive(Rig):
    async def ask(self, words: str) -> str:
        return plain(await self.say(words))


@pytest.fixture
async def rig() -> Archive:
    made = Archive()
    await made.publish("1", WAR, "Carmakers cut prices")
    made.clock.pass_(3 * 86_400)
    await made.publish("2", BUYBACK, "騰訊回購")
    await made.publish("3", "Gold rose on Saturday as rate cuts neared.", "Gold gains")
    return made


@pytest.mark.parametrize(
    ("words", "title"),
    [
        ('/news "price war"', "Carmakers cut prices"), ("/news tesla AND prices", "Carmakers cut prices"), ("/news 腾讯 且 回购", "騰訊回購"),
        ("/news “回購股份”", "騰訊回購"), ('/news "rate cut" OR "price wars"', "Gold gains"), ("/news gold NOT silver", "Gold gains"), ("/news rivals", "Carmakers cut prices"),
    ],
)  # fmt: skip
async def test_a_story_is_found_by_its_words(rig: Archive, words: str, title: str) -> None:
    assert title in await rig.ask(words)


@pytest.mark.parametrize("words", ['/news "war price"', "/news gold AND tesla", "/news 腾讯 非 回购"])
async def test_what_no_story_says_is_said_to_be_so(rig: Archive, words: str) -> None:
    assert (await rig.ask(words)).startswith("No story that I have read says")


async def test_it_is_searched_since_a_day(rig: Archive) -> None:
    assert "No story" in await rig.ask('/news "price war" since yesterday')
    assert "Carmakers" in await rig.ask('/news "price war" since 2025-09-20')
    assert "Carmakers" in await rig.ask("/news prices since wednesday")
    assert "騰訊回購" in await rig.ask("/news 回购 今天")


async def test_words_that_cannot_be_read_are_said_to_be_so(rig: Archive) -> None:
    assert "I can’t read" in await rig.ask("/news (tesla OR")
    assert "at most 12" in await rig.ask("/news " + " AND ".join(f"w{n}" for n in range(20)))


async def test_a_revised_story_is_found_by_its_new_words_alone(rig: Archive) -> None:
    await rig.publish("3", "Silver rose on Saturday as rate cuts neared.", "Gold gains")
    assert "Gold gains" in await rig.ask("/news silver AND saturday")
    assert "No story" in await rig.ask('/news "gold rose"')


async def test_a_story_that_goes_takes_its_words_with_it(rig: Archive) -> None:
    rig.clock.pass_(timedelta(days=90).total_seconds())
    rig.store.clean(rig.clock.now(), keep_days=30)
    assert rig.store.c.rows("SELECT * FROM story_words") == []


async def test_stories_of_a_store_that_is_older_than_its_index_are_indexed_in_turns(rig: Archive) -> None:
    rig.store.c.write("DELETE FROM story_words")
    assert "No story" in await rig.ask('/news "price war"')
    rig.store.clean(rig.clock.now(), keep_days=30)
    assert "Carmakers" in await rig.ask('/news "price war"')
