"""What was told and what it became, as lines and as an Atom feed that a reader of feeds understands."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import feedparser
import pytest

from bot.adapters.store import open_store
from bot.commands.corrections import atom, line
from bot.link import link_of
from bot.ports import Correction
from tests.commands.test_command_line import newstape
from tests.fakes import NOON

ONE = Correction(
    7, "9988.HK", "BABA", "Alibaba Group Holding", date(2025, 9, 23), "+9.2%", "+8.2%", "Yicai", link_of("https://a.example/1"), "Alibaba <Jumps>", NOON
)  # fmt: skip
GONE = Correction(
    8, "0700.HK", None, "Tencent Holdings", None, "-3%", None, None, None, "x\x00y", NOON + timedelta(hours=1)
)


def test_a_line_says_when_whose_what_and_by_whom() -> None:
    assert line(ONE) == "2025-09-24 12:00 UTC  Alibaba Group Holding BABA  +9.2% -> +8.2%  Yicai"
    assert line(GONE) == "2025-09-24 13:00 UTC  Tencent Holdings  -3% -> withdrawn"


def test_the_atom_feed_is_one() -> None:
    found = feedparser.parse(atom((GONE, ONE), NOON))
    assert not found.bozo and found.version == "atom10"
    assert [e.title for e in found.entries] == ["Tencent Holdings: -3% -> withdrawn", "Alibaba Group Holding BABA: +9.2% -> +8.2%"]  # fmt: skip
    assert found.entries[1].link == "https://a.example/1" and "Alibaba <Jumps>" in found.entries[1].summary.replace("&lt;", "<").replace("&gt;", ">")  # fmt: skip
    assert len({e.id for e in found.entries}) == 2
    assert found.feed.updated == "2025-09-24T13:00:00Z"


def test_of_nothing_the_feed_is_empty() -> None:
    found = feedparser.parse(atom((), NOON))
    assert not found.bozo and found.entries == []


@pytest.fixture
def config(tmp_path: Path) -> Path:
    path = tmp_path / "config.toml"
    path.write_text(f'[store]\npath = "{tmp_path / "s.db"}"\n')
    return path


def test_the_command_says_where_there_is_no_store(config: Path) -> None:
    found = newstape("corrections", "--config", str(config))
    assert found.returncode == 1 and "There is no store" in found.stderr


def test_the_command_prints_and_writes(config: Path, tmp_path: Path) -> None:
    store = open_store(tmp_path / "s.db")
    store.close()
    assert (
        newstape("corrections", "--config", str(config)).stdout == "Nothing has been corrected in the last 90 days.\n"
    )
    written = tmp_path / "c.atom"
    assert newstape("corrections", "--config", str(config), "--atom", str(written)).returncode == 0
    assert feedparser.parse(written.read_bytes()).version == "atom10"
    lost = newstape("corrections", "--config", str(config), "--atom", str(tmp_path / "no" / "c.atom"))
    assert lost.returncode == 1 and "cannot be written" in lost.stderr
