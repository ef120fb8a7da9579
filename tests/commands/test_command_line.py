"""The commands as an operator types them."""

from __future__ import annotations

import asyncio
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from bot.listings import load
from tests.loopback.bot_api import BotApi
from tests.loopback.feed_server import Behaviour, FeedServer
from tests.loopback.model_endpoint import ModelEndpoint

ROOT = Path(__file__).parents[2]
STORY = """Alibaba Climbs as It Shows a Bigger Model
(Yicai) Sept. 24 -- Alibaba Group Holding gave investors a reason to buy today with a new model and a bigger budget.

Alibaba [HKG: 9988] closed 9.2 percent higher at HKD174.00 (USD22.38) a share today. Its New York-listed shares [NYSE: BABA] closed 0.7 percent lower at USD163.08 each yesterday.
"""


def newstape(
    *arguments: str, stdin: str = "", env: dict[str, str] | None = None, cwd: Path = ROOT
) -> subprocess.CompletedProcess[str]:
    clean = {k: v for k, v in os.environ.items() if k not in ("TELEGRAM_TOKEN", "OPENAI_API_KEY", "COLUMNS")}
    environment = {**clean, "PYTHONPATH": str(ROOT), "COLUMNS": "100", **(env or {})}
    return subprocess.run(
        [sys.executable, "-m", "bot", *arguments],
        input=stdin,
        capture_output=True,
        text=True,
        timeout=90,
        env=environment,
        cwd=cwd,
        check=False,
    )


def config(folder: Path, text: str) -> str:
    path = folder / "config.toml"
    path.write_text(f'[store]\npath = "{folder / "n.db"}"\n{text}', encoding="utf-8")
    return str(path)


def test_read_shows_what_the_readme_shows() -> None:
    shown = re.search(
        r"```console\n\$ newstape read [^\n]*\n(.*?)```", (ROOT / "README.md").read_text(encoding="utf-8"), re.DOTALL
    )
    assert shown is not None
    found = newstape("read", "-", "--published", "2025-09-24T17:40:00+08:00", stdin=STORY)
    assert found.returncode == 0, found.stderr
    lines = [line.rstrip() for line in found.stdout.splitlines()]
    for line in shown[1].splitlines():
        assert line.rstrip() in lines, f"the README shows a line that is not printed: {line}\n{found.stdout}"


def test_read_as_json_keeps_the_contract() -> None:
    found = json.loads(
        newstape("read", "-", "--json", "--published", "2025-09-24T17:40:00+08:00", stdin=STORY).stdout
    )
    assert set(found) == {
        "id",
        "title",
        "source",
        "published",
        "by",
        "listings",
        "moves",
        "claims",
        "summary",
        "flags",
        "ungrounded",
    }
    move = found["moves"][0]
    assert set(move) == {"instrument", "company", "symbol", "direction", "percent", "at_least", "percent_range", "change", "qualifier", "price", "currency", "converted", "scope", "at", "session", "period", "by", "quote", "sure", "doubts", "how", "reason"}  # fmt: skip
    assert (move["symbol"], move["percent"], move["price"], move["converted"], move["session"]) == (
        "9988.HK",
        9.2,
        174.0,
        {"amount": 22.38, "currency": "USD"},
        "2025-09-24",
    )
    text = STORY.partition("\n")[0] + "\n\n" + STORY.partition("\n")[2]
    assert text[move["quote"]["start"] : move["quote"]["end"]] == move["quote"]["text"]


def test_without_any_date_sessions_are_null() -> None:
    story = "Alibaba\nAlibaba [HKG: 9988] closed 9.2 percent higher at HKD174.00 today.\n"
    assert [m["session"] for m in json.loads(newstape("read", "-", "--json", stdin=story).stdout)["moves"]] == [None]


def test_stories_give_one_result_a_line_in_order_whatever_stands_in_them(tmp_path: Path) -> None:
    rows = [
        {
            "id": "a",
            "text": "Tencent [HKG: 0700] fell 3 percent.",
            "published": "Wed, 24 Sep 2025 10:00:00 GMT",
            "other": 1,
        },
        {"id": "b", "text": "", "published": ""},
        {
            "id": "c",
            "title": "Gold",
            "text": "Gold rose 1.2% to $3,800 an ounce on Tuesday.",
            "published": "2025-09-24 10:00:00",
            "language": "xx",
        },
    ]
    path = tmp_path / "s.jsonl"
    path.write_text("\n".join(json.dumps(r) for r in rows) + "\n", encoding="utf-8")
    found = [json.loads(line) for line in newstape("read", "--stories", str(path), "--json").stdout.splitlines()]
    assert [f["id"] for f in found] == ["a", "b", "c"]
    assert found[0]["moves"][0]["percent"] == -3 and found[2]["moves"][0]["price"] == 3800
    path.write_text("{not json\n", encoding="utf-8")
    bad = newstape("read", "--stories", str(path), "--json")
    assert bad.returncode == 1 and "no story" in bad.stdout


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["read", "/no/such/file"], 1, "cannot be read"),
        (["read"], 2, "give a FILE"),
        (["read", "-", "--published", "whenever"], 2, "is no time"),
        (["run", "--config", "/no/such/config.toml"], 2, "There is no config file"),
        (["check", "--config", "/no/such/config.toml"], 2, "There is no config file"),
        (["dance"], 2, "invalid choice"),
        (["feeds", "list", "--config", "/no/such/config.toml"], 2, "There is no config file"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_sentence(arguments: list[str], code: int, words: str) -> None:
    found = newstape(*arguments)
    assert found.returncode == code
    assert words in found.stderr and "Traceback" not in found.stderr


def test_run_without_a_token_says_so(tmp_path: Path) -> None:
    found = newstape("run", "--config", config(tmp_path, ""))
    assert found.returncode == 1 and "no Telegram token" in found.stderr and found.stderr.count("\n") == 1


def test_every_fault_of_a_config_is_told_at_once(tmp_path: Path) -> None:
    found = newstape(
        "run", "--config", config(tmp_path, '[poll]\nseconds = 0\n[telegram]\ntokn = "x"\n[[feed]]\nname = "a"\n')
    )
    assert found.returncode == 2
    assert all(key in found.stderr for key in ("[poll] seconds", "[telegram] tokn", "[[feed]] no. 1 url"))


def test_run_on_a_file_that_is_no_store_ends_with_a_sentence_and_leaves_it_as_it_was(tmp_path: Path) -> None:
    (tmp_path / "n.db").write_bytes(b"this is a letter to my aunt\n" * 100)
    found = newstape("run", "--config", config(tmp_path, '[telegram]\ntoken = "1:x"\n'))
    assert found.returncode == 1 and "not a newstape store" in found.stderr and "Traceback" not in found.stderr
    assert (tmp_path / "n.db").read_bytes() == b"this is a letter to my aunt\n" * 100


def test_demo_ends_by_itself_and_tells_two_people_different_things() -> None:
    found = newstape("demo")
    assert found.returncode == 0, found.stderr
    assert "Traceback" not in found.stdout + found.stderr
    anna, mei = (
        re.findall(rf"newstape → {name}(?: \([a-z ]+\))? ─.*?╰", found.stdout, re.DOTALL) for name in ("Anna", "美玲")
    )
    assert any("+9.2%" in m and "9988.HK" in m and "HKD174.00 (USD22.38)" in m for m in anna)
    assert any("−9.2%" in m and "WMT" in m for m in anna)
    assert any("更正" in m and "+5.6%" in m for m in mei)
    assert any("digest" in m for m in anna) and any("摘要" in m for m in mei)
    assert sum("9992.HK  −3.1%" in m and "(edited)" not in m for m in mei) == 1, (
        "one event is told once, though two wires tell it"
    )


async def test_check_names_what_is_wrong_with_each(tmp_path: Path) -> None:

    async with BotApi() as api, FeedServer() as feeds, ModelEndpoint("openai") as endpoint:
        endpoint.answer = lambda _: '{"moves": [], "claims": [], "reasons": []}'
        good = feeds.feed("/good.xml", title="Good")
        good.publish(title="T", text="x")
        bad = feeds.feed("/bad.xml", title="Bad")
        bad.behave(Behaviour.html_instead())
        text = (
            f'[telegram]\ntoken = "{api.token}"\nbase_url = "{api.base_url}"\n[network]\nallow = ["127.0.0.0/8"]\n'
            f'[model]\nbase_url = "{endpoint.base_url}"\nname = "gpt-test"\napi_key = "wrong"\n[[feed]]\nurl = "{good.url}"\n[[feed]]\nurl = "{bad.url}"\n'
        )
        found = await asyncio.to_thread(newstape, "check", "--config", config(tmp_path, text))
        assert found.returncode == 1, found.stdout + found.stderr
        lines = found.stdout.splitlines()
        assert any(line.startswith("ok    telegram: @") for line in lines)
        assert any(line.startswith("FAIL  model gpt-test") and "key" in line for line in lines)
        assert any(line.startswith("ok    feed") and "1 item," in line for line in lines)
        assert any(line.startswith("FAIL  feed") and "no feed" in line for line in lines)
        right = text.replace('"wrong"', '"test-key"').replace(f'[[feed]]\nurl = "{bad.url}"\n', "")
        assert (await asyncio.to_thread(newstape, "check", "--config", config(tmp_path, right))).returncode == 0


def test_feeds_are_added_listed_exported_and_removed(tmp_path: Path) -> None:
    path = config(tmp_path, '[[feed]]\nurl = "https://example.org/a.xml"\nname = "A"\n')
    assert newstape("feeds", "add", "https://example.org/b.xml", "--config", path).returncode == 0
    assert newstape("feeds", "add", "https://example.org/b.xml", "--config", path).returncode == 1
    assert newstape("feeds", "add", "ftp://example.org/b.xml", "--config", path).returncode == 1
    assert newstape("feeds", "list", "--config", path).stdout.count("example.org") == 2
    opml = newstape("feeds", "export", "--config", path).stdout
    (tmp_path / "f.opml").write_text(opml, encoding="utf-8")
    assert newstape("feeds", "remove", "https://example.org/a.xml", "--config", path).returncode == 0
    assert "a.xml" not in newstape("feeds", "list", "--config", path).stdout
    other = tmp_path / "other"
    other.mkdir()
    assert (
        "added 2 feeds" in newstape("feeds", "import", str(tmp_path / "f.opml"), "--config", config(other, "")).stdout
    )


def test_backup_copies_the_store_and_overwrites_nothing(tmp_path: Path) -> None:
    path = config(tmp_path, '[[feed]]\nurl = "https://example.org/a.xml"\n')
    newstape("feeds", "list", "--config", path)
    assert newstape("backup", str(tmp_path / "copy.db"), "--config", path).returncode == 0
    assert (tmp_path / "copy.db").stat().st_size > 0
    again = newstape("backup", str(tmp_path / "copy.db"), "--config", path)
    assert again.returncode == 1 and "exists already" in again.stderr


def test_the_table_of_listings_ships_with_the_package() -> None:
    assert len(load()) > 30_000
