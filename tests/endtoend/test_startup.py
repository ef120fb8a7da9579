"""A start that cannot be: one sentence and an exit code within ten seconds, whatever else is under way; and an end at any signal."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.endtoend.rig import ROOT, Rig, story_text
from tests.loopback.feed_server import Behaviour
from tests.loopback.model_endpoint import ModelEndpoint

pytestmark = pytest.mark.endtoend


@pytest.fixture
async def rig(tmp_path: Path) -> AsyncIterator[Rig]:
    async with Rig(tmp_path) as made:
        # A busy start: feeds that answer, that hang, that drip, and stories to read.
        for n in range(30):
            made.publish(f"Alibaba Shares Move {n}", story_text(f"{3 + n}.1"))
        for n in range(4):
            feed = made.feeds.feed(f"/hangs{n}.xml", title=f"Hangs {n}")
            feed.behave(Behaviour.hang())
            made.extra += f'\n[[feed]]\nurl = "{feed.url}"\n'
        slow = made.feeds.feed("/drips.xml", title="Drips")
        slow.behave(Behaviour.drip())
        made.extra += f'[[feed]]\nurl = "{slow.url}"\n'
        yield made


_HANGS = 40  # seconds: a start that cannot be has ended long before, on a busy machine too


async def ended(rig: Rig, *arguments: str, config: Path | None = None) -> tuple[int, str]:
    """Exit code and what stood on stderr of a run that ends by itself."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "run", *(arguments or ("--config", str(config or rig.config))),
        cwd=ROOT, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
        env={k: v for k, v in os.environ.items() if k not in ("TELEGRAM_TOKEN", "OPENAI_API_KEY")},
    )  # fmt: skip
    try:
        out, _ = await asyncio.wait_for(process.communicate(), _HANGS)
    except TimeoutError:
        process.kill()
        await process.wait()
        raise AssertionError("it hangs") from None
    return process.returncode or 0, out.decode()


def last(out: str) -> str:
    return out.strip().splitlines()[-1]


async def test_a_wrong_token_ends_the_start_with_feeds_under_way(rig: Rig) -> None:
    wrong = rig.config.read_text(encoding="utf-8").replace(
        rig.api.token, "111111111:AAwrongwrongwrongwrongwrongwrongwro"
    )
    path = rig.folder / "wrong.toml"
    path.write_text(wrong, encoding="utf-8")
    for _ in range(2):
        code, out = await ended(rig, config=path)
        assert code == 1, out
        assert last(out) == "Telegram does not know the token; set [telegram] token or TELEGRAM_TOKEN."
        assert "Traceback" not in out
    assert lock_is_free(rig)


def lock_is_free(rig: Rig) -> bool:
    with closing(sqlite3.connect(rig.folder / "newstape.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        other.execute("ROLLBACK")
    return True


async def test_a_taken_port_ends_the_start(rig: Rig) -> None:
    with closing(socket.socket()) as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        rig.extra += f'[metrics]\nlisten = "127.0.0.1:{port}"\n'
        code, out = await ended(rig)
        assert code == 1, out
        assert f"[metrics] cannot listen on 127.0.0.1:{port}: " in last(out)
        assert "Traceback" not in out


async def test_a_store_that_another_run_owns_ends_the_start(rig: Rig) -> None:
    await rig.start()
    code, out = await ended(rig)
    assert code == 1, out
    assert "is in use by another newstape run (process" in last(out)
    (rig.folder / "other.db").symlink_to(rig.folder / "newstape.db")
    linked = rig.folder / "linked.toml"
    linked.write_text(rig.config.read_text(encoding="utf-8").replace("newstape.db", "other.db"), encoding="utf-8")
    code, out = await ended(rig, config=linked)
    assert (code, "in use" in last(out)) == (1, True), out


@pytest.mark.parametrize("content", [b"no store at all " * 500, b"SQLite format 3\x00" + b"\xff" * 9000])
async def test_a_broken_store_ends_the_start(rig: Rig, content: bytes) -> None:
    (rig.folder / "newstape.db").write_bytes(content)
    code, out = await ended(rig)
    assert code == 1, out
    assert "put back a backup" in last(out)
    assert "Traceback" not in out


async def test_a_store_that_another_program_locks_ends_the_start_where_it_stays_so(rig: Rig) -> None:
    with closing(sqlite3.connect(rig.folder / "newstape.db", isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        code, out = await ended(rig)
        assert code == 1, out
        assert "locked" in last(out)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (None, "There is no config file"),
        ("[telegram\n", "is not valid TOML"),
        ("[telegram]\nadmins = 5\n", "[telegram] admins must be a list"),
        ("\x00\xff", ""),
    ],
)
async def test_an_unreadable_config_ends_the_start(rig: Rig, text: str | None, said: str) -> None:
    path = rig.folder / "broken.toml"
    if text is not None:
        path.write_text(text, encoding="latin-1")
    code, out = await ended(rig, config=path)
    assert code == 2, out
    assert said in out
    assert "Traceback" not in out


async def test_a_config_with_a_mark_of_its_encoding_is_read(rig: Rig) -> None:
    path = rig.folder / "bom.toml"
    path.write_bytes(b"\xef\xbb\xbf" + b"[telegram]\ntokn = 1\n")
    code, out = await ended(rig, config=path)
    assert (code, last(out)) == (2, "[telegram] tokn is not a key that newstape knows; do you mean token?")


async def test_a_model_that_does_not_know_the_key_ends_the_start(tmp_path: Path) -> None:
    async with ModelEndpoint("openai") as endpoint:
        async with Rig(tmp_path, model=endpoint) as rig:
            path = rig.folder / "key.toml"
            path.write_text(
                rig.config.read_text(encoding="utf-8").replace('"test-key"', '"wrong-key"'), encoding="utf-8"
            )
            code, out = await ended(rig, config=path)
            assert code == 1, out
            assert last(out) == "The model host refused the key (401); set [model] api_key or OPENAI_API_KEY."


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_a_signal_ends_it_with_0_whatever_is_under_way(rig: Rig, number: signal.Signals) -> None:
    await rig.start()
    await rig.say("/watch alibaba")
    rig.api.fail_next("sendMessage", 50, "hang")
    for n in range(10):
        rig.publish(f"Alibaba Shares Leap {n}", story_text(f"{40 + n}.3"))
    await asyncio.sleep(1.5)
    began = time.monotonic()
    assert await rig.stop(number) == 0
    assert time.monotonic() - began < 10


async def test_a_signal_ends_it_while_another_program_locks_the_store(rig: Rig) -> None:
    await rig.start()
    with closing(sqlite3.connect(rig.folder / "newstape.db", isolation_level=None, timeout=5)) as other:
        other.execute("BEGIN IMMEDIATE")
        await asyncio.sleep(2)
        began = time.monotonic()
        assert await rig.stop() == 0
        assert time.monotonic() - began < 10


async def test_a_signal_in_the_first_moment_ends_it_too(rig: Rig) -> None:
    for pause in (0.15, 0.5, 1.0):
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "bot",
            "run",
            "--config",
            str(rig.config),
            cwd=ROOT,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        await asyncio.sleep(pause)
        process.terminate()
        began = time.monotonic()
        code = await asyncio.wait_for(process.wait(), 12)
        assert time.monotonic() - began < 10
        # Before the first line of ours has run, it is Python's own end.
        assert code in (0, -signal.SIGTERM)


async def test_another_programs_lock_for_seconds_ends_nothing(tmp_path: Path) -> None:
    async with Rig(tmp_path) as rig:
        await rig.start()
        await rig.polls(2)
        await rig.say("/watch alibaba")
        with closing(sqlite3.connect(rig.folder / "newstape.db", isolation_level=None, timeout=5)) as other:
            other.execute("BEGIN IMMEDIATE")
            rig.publish("Alibaba Shares Leap", story_text("44.3"))
            await asyncio.sleep(6)
            other.execute("ROLLBACK")
        await rig.until(rig.alerts, "the alert")
        assert "locked by another program; waiting" in rig.log.read_text(encoding="utf-8")
        assert await rig.stop() == 0
