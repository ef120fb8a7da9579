"""The button "Wrong?": what is said to be wrong is kept once, told to the operator, counted, and written as labels."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest

from bot.commands import reports
from bot.commands.evaluate import read_labels
from bot.conversation import Conversation, Rules
from bot.listings import load, load_sessions
from bot.message.markup import plain
from bot.ports import Incoming
from tests.pipeline.test_correcting import close
from tests.pipeline.test_folding import Rig

ADMIN = 99


class Reader(Rig):
    """A chat that was told of Alibaba, and an operator."""

    def __init__(self) -> None:
        super().__init__()
        self.pipeline.conversation = Conversation(self.store, load(), load_sessions(), Rules(frozenset({ADMIN})))

    async def begin(self) -> None:
        await self.say("/watch alibaba")
        self.send_what_may_go()
        await self.publish("1", close("9.2 percent"), "Alibaba's Shares Jump")
        self.send_what_may_go()

    @property
    def alert(self) -> int:
        """The alert's number in its chat."""
        return int(
            self.store.c.rows("SELECT number FROM outbox WHERE html LIKE '%▲%' AND edits IS NULL")[0]["number"]
        )

    async def press(self, data: str, message: int | None = None, chat: int = 1) -> list[tuple[int, str, str]]:
        """(chat, text, buttons) of each message that came of a press."""
        self._updates += 1
        self.store.receive([(self._updates, "{}")], self.clock.now())
        before = self.store.c.rows("SELECT coalesce(max(id), 0) AS n FROM outbox")[0]["n"]
        await self.pipeline.answer_one(
            self._updates, Incoming(chat, chat, button=data, press="p", message=message, language="en"), None
        )
        rows = self.store.c.rows("SELECT * FROM outbox WHERE id > ? ORDER BY id", (before,))
        return [(r["chat"], plain(r["html"]), r["buttons"]) for r in rows]

    def faults(self, asked: list[tuple[int, str, str]]) -> list[str]:
        return [b[1] for row in json.loads(asked[0][2]) for b in row]


@pytest.fixture
async def reader() -> Reader:
    rig = Reader()
    await rig.begin()
    return rig


async def test_the_button_asks_what_is_wrong(reader: Reader) -> None:
    asked = await reader.press("wrong", reader.alert)
    assert asked[0][1] == "What is wrong with it?"
    assert [f.split(":")[1] for f in reader.faults(asked)] == ["figure", "company", "day", "old"]


@pytest.mark.parametrize("n", range(4))
async def test_what_is_wrong_is_noted_and_told_to_the_operator(reader: Reader, n: int) -> None:
    fault = reader.faults(await reader.press("wrong", reader.alert))[n]
    (chat, noted, _), (admin, notice, _) = await reader.press(fault)
    assert (chat, admin) == (1, ADMIN)
    assert noted.startswith("Thank you, noted: ")
    assert "Alibaba Group Holding +9.2%" in notice and "Alibaba's Shares Jump" in notice
    (report,) = reader.store.reports(reader.clock.now() - timedelta(days=1))
    assert report.what == fault.split(":")[1] and [t.fact.size for t in report.told] == ["+9.2"]


async def test_it_is_noted_once(reader: Reader) -> None:
    faults = reader.faults(await reader.press("wrong", reader.alert))
    await reader.press(faults[0])
    assert await reader.press(faults[1]) == []
    assert len(reader.store.reports(reader.clock.now() - timedelta(days=1))) == 1


@pytest.mark.parametrize(
    "data", ["wrong:figure", "wrong:figure:999", "wrong:figure:x", "wrong:joke:2", "wrong::", "wrong:figure:²"]
)
async def test_a_forged_button_does_nothing(reader: Reader, data: str) -> None:
    assert not any("noted" in text for _, text, _ in await reader.press(data))
    assert not reader.store.reports(reader.clock.now() - timedelta(days=1))


async def test_nobody_reports_what_another_chat_was_told(reader: Reader) -> None:
    fault = reader.faults(await reader.press("wrong", reader.alert))[0]
    await reader.say("/watch tencent", chat=2)
    await reader.press(fault, chat=2)
    assert not reader.store.reports(reader.clock.now() - timedelta(days=1))


async def test_the_button_of_no_alert_is_out_of_date(reader: Reader) -> None:
    assert not any("What is wrong" in text for _, text, _ in await reader.press("wrong", 123_456))


async def test_accuracy_says_what_was_told_corrected_and_reported(reader: Reader) -> None:
    await reader.press(reader.faults(await reader.press("wrong", reader.alert))[0])
    reader.clock.pass_(60)
    await reader.publish("1", close("8.2 percent"), "Alibaba's Shares Jump")
    assert plain(await reader.say("/accuracy")).split("\n") == [
        "This month",
        "2 figures told, 0 of them read by a model",
        "1 taken back by their publishers (0 read by a model)",
        "1 reported wrong by readers (0 read by a model)",
    ]


async def test_a_figure_told_to_many_counts_once() -> None:
    rig = Reader()
    for chat in range(2, 9):
        await rig.say("/watch alibaba", chat=chat)
    await rig.begin()
    assert "1 figure told" in plain(await rig.say("/accuracy"))
    rig.clock.pass_(40 * 86_400)
    assert await rig.say("/accuracy") == "Nothing has been told this month yet."


async def test_reports_are_labels_without_what_is_said_to_be_wrong(reader: Reader, tmp_path: Path) -> None:
    await reader.press(reader.faults(await reader.press("wrong", reader.alert))[0])
    found = reports.of_store(reader.store, reader.clock.now())
    assert (
        reports.line(*found[0])
        == "2025-09-24 12:00 UTC  figure  Alibaba Group Holding 9988.HK +9.2%  Alibaba's Shares Jump"
    )
    path = tmp_path / "labels.jsonl"
    assert reports.write_labels(path, reader.store, found) == 1
    what, (row,) = read_labels(path)
    assert what == "moves" and row["moves"] == [] and row["reported"] == [{"what": "figure", "figures": ["+9.2%"]}]
    assert row["text"].startswith("(Yicai) Sept. 24")


async def test_the_threshold_button_offers_and_sets_one(reader: Reader) -> None:
    ((_, text, buttons),) = await reader.press("bound:9988.HK", reader.alert)
    assert text.startswith("Alibaba Group Holding: from which move on shall I tell you?")
    assert [b[0] for row in json.loads(buttons) for b in row] == ["1%", "2%", "3%", "5%", "8%", "10%"]
    ((_, text, _),) = await reader.press("bound:9988.HK:8")
    assert "moves of 8% or more" in text
    assert [w.rule.rise for w in reader.store.watches(1)] == [8]
    for forged in ("bound:9988.HK:77", "bound:XXXX:5", "bound:", "bound:9988.HK:8:9"):
        await reader.press(forged)
    assert [w.rule.rise for w in reader.store.watches(1)] == [8]
