"""`newstape run`: seconds from the start of its process to its log line "runs:", and its memory when it is at rest.

Only the main process is counted: the parser is a process of its own, and told beside it.
"""

from __future__ import annotations

import argparse
import asyncio
import tempfile
from collections.abc import Sequence
from pathlib import Path
from time import perf_counter, sleep

from benchmarks.common import cpu_of, feed_hosts, median, newstape_run, rss_mb, table, verdict
from bot.adapters.store import open_store
from tests.loopback.bot_api import TOKEN, BotApi

_MOST_SECONDS, _MOST_MB = 2.0, 150.0
_REST = 5.0


def write_config(folder: Path, bot_api: str, urls: Sequence[str], seconds: float = 1) -> Path:
    """A config for `newstape run` on loopback. `bot_api` is the address to which the token is added."""
    lines = [
        f'telegram = {{ token = "{TOKEN}", base_url = "{bot_api}" }}',
        f'store = {{ path = "{folder / "newstape.db"}" }}',
        f"poll = {{ seconds = {seconds} }}",
        'network = { allow = ["127.0.0.0/8"] }',
        *(f'[[feed]]\nurl = "{url}"\nname = "Wire {i}"' for i, url in enumerate(urls)),
    ]
    config = folder / "config.toml"
    config.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return config


def wait_for_line(log: Path, words: str, seconds: float = 30) -> None:
    until = perf_counter() + seconds
    while words not in log.read_text(encoding="utf-8"):
        if perf_counter() > until:
            raise RuntimeError(
                f"no {words!r} within {seconds:g} s; its log:\n{log.read_text(encoding='utf-8')[-2000:]}"
            )
        sleep(0.005)


def start_once(bot_api: str, urls: Sequence[str], rest: float) -> tuple[float, float, float]:
    """Seconds to "runs:", its CPU until then, MiB after `rest` seconds."""
    with tempfile.TemporaryDirectory(prefix="newstape-bench-") as name:
        folder = Path(name)
        log = folder / "log"
        config = write_config(folder, bot_api, urls)
        begun = perf_counter()
        with newstape_run(config, log) as child:
            wait_for_line(log, " runs: ")
            seconds, cpu = perf_counter() - begun, cpu_of(child.pid)
            sleep(rest)
            return seconds, cpu, rss_mb(child.pid)


def after_reading(bot_api: str, urls: Sequence[str], stories: int) -> tuple[float, float]:
    """MiB of the main process and of its parser when that many stories are read."""
    with tempfile.TemporaryDirectory(prefix="newstape-bench-") as name:
        folder = Path(name)
        config = write_config(folder, bot_api, urls, seconds=2)
        with newstape_run(config, folder / "log") as child:
            wait_for_line(folder / "log", " runs: ")
            store = open_store(folder / "newstape.db")
            until = perf_counter() + 60
            while (store.last_story() < stories or store.unread(1)) and perf_counter() < until:
                sleep(0.2)
            store.close()
            sleep(1)
            workers = Path(f"/proc/{child.pid}/task/{child.pid}/children").read_text().split()
            return rss_mb(child.pid), sum(rss_mb(int(w)) for w in workers)


async def measure(rounds: int, feeds: int) -> tuple[list[tuple[float, float, float]], tuple[float, float]]:
    async with BotApi(limits=False) as api:
        started = [
            await asyncio.to_thread(start_once, api.base_url, (), _REST if i == 0 else 0.0) for i in range(rounds)
        ]
        with feed_hosts(feeds, feeds) as served:
            read = await asyncio.to_thread(after_reading, api.base_url, served.urls, feeds * 35)
    return started, read


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.startup", description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--feeds", type=int, default=10)
    given = parser.parse_args(arguments)
    started, (after, parser_mb) = asyncio.run(measure(given.rounds, given.feeds))
    seconds, cpu, rest = median([s[0] for s in started]), median([s[1] for s in started]), started[0][2]
    table(
        f"`newstape run` (start: medians of {given.rounds})",
        ["what", "measured", "below", "held"],
        [
            ['seconds to "runs:"', f"{seconds:.2f}", f"{_MOST_SECONDS:.0f}", verdict(seconds < _MOST_SECONDS)],
            ["seconds of CPU until then", f"{cpu:.2f}", "", ""],
            [f"MiB at rest, after {_REST:.0f} s", f"{rest:.0f}", f"{_MOST_MB:.0f}", verdict(rest < _MOST_MB)],
            [f"MiB after {given.feeds * 35} stories of {given.feeds} feeds", f"{after:.0f}", f"{_MOST_MB:.0f}", verdict(after < _MOST_MB)],
            ["MiB of its parser then", f"{parser_mb:.0f}", "", ""],
        ],
    )  # fmt: skip


if __name__ == "__main__":
    main()
