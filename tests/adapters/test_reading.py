"""The process that reads: what it finds is what reading here finds, and no text holds it, or anybody else, up."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from bot.adapters.reading import ReaderProcess
from bot.adapters.reading.worker import CPU_SECONDS
from bot.errors import ModelNonsense, ReaderUnavailable, ReadingStopped
from bot.listings import TradingDay, load, load_sessions
from bot.pipeline.reader import ReaderHere
from bot.reading import read_by_rules
from bot.reading.codec import dump_story, load_story
from tests.made import story

pytestmark = pytest.mark.asyncio(loop_scope="module")
# A text that costs its square: as many claims that point back as companies that are named before them.
_NAMED = "阿里巴巴、腾讯控股、小米集团、比亚迪、" * 1500
POISON = _NAMED + "".join(f"公司营收为{n}亿元，同比增长{n % 90}%。" for n in range(1, 1500))


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def reader() -> AsyncIterator[ReaderProcess]:
    made = ReaderProcess()
    await made.warm()
    yield made
    await made.close()


async def test_a_story_read_in_the_process_says_what_it_says_here(reader: ReaderProcess) -> None:
    told = story(
        body="Alibaba [HKG: 9988] closed 9.2 percent higher at HKD174.00 (USD22.38) a share today. Revenue rose to CNY2 billion, it said."
    )
    assert await reader.by_rules(told) == read_by_rules(told, load(), load_sessions())
    assert load_story(dump_story(told)) == told


async def test_a_models_answer_is_judged_in_the_process_as_here(reader: ReaderProcess) -> None:
    told, here = story(), ReaderHere(load(), load_sessions())
    answer = '{"moves": [{"sentence": 2, "what": "Alibaba", "direction": "down", "percent": 9.2}], "reasons": []}'
    asked = await reader.question(told)
    assert asked is not None and asked == await here.question(told)
    found = await reader.by_model(told, asked.material, answer, "m", "p")
    assert found.ungrounded and found == await here.by_model(told, asked.material, answer, "m", "p")
    assert await reader.question(story(title="A walk", body="It was a fine day.")) is None
    with pytest.raises(ModelNonsense, match="no longer"):
        await reader.by_model(told, asked.material + "x", answer, "m", "p")
    for nonsense in ("no JSON", "[]", "{" * 3000):
        with pytest.raises(ModelNonsense):
            await reader.by_model(told, asked.material, nonsense, "m", "p")


async def test_a_text_that_takes_too_long_costs_itself_and_the_loop_goes_on(reader: ReaderProcess) -> None:
    beats = 0

    async def beat() -> None:
        nonlocal beats
        while True:
            await asyncio.sleep(0.05)
            beats += 1

    heart = asyncio.create_task(beat())
    began = time.monotonic()
    try:
        await reader.by_rules(story(body=POISON))
    except ReadingStopped as stopped:
        assert f"{CPU_SECONDS:g} s" in str(stopped)
    took = time.monotonic() - began
    heart.cancel()
    assert beats >= 0.5 * took / 0.05, "the loop was held up"
    assert (await reader.by_rules(story())).moves, "the next story is read"


async def test_a_process_that_is_killed_costs_one_story(reader: ReaderProcess) -> None:
    process = reader._worker._process
    assert process is not None
    process.kill()
    await process.wait()
    assert (await reader.by_rules(story())).moves


async def test_after_its_end_it_reads_later_and_not_never() -> None:
    ended = ReaderProcess()
    await ended.close()
    with pytest.raises(ReaderUnavailable):
        await ended.by_rules(story())


async def test_days_that_are_told_count_in_the_process_too() -> None:
    """Thursday is told to be no session: "on Thursday" is of the last one before."""
    calendar = load_sessions().copy()
    made = ReaderProcess(calendar)
    told = story(body="Alibaba [HKG: 9988] closed 9.2 percent higher at HKD174.00 a share today.")
    try:
        before = (await made.by_rules(told)).moves[0].session
        assert before is not None
        calendar.tell([TradingDay("XHKG", before, False)])
        assert (await made.by_rules(told)).moves[0].session != before
        calendar.tell([])
        assert (await made.by_rules(told)).moves[0].session == before
    finally:
        await made.close()
