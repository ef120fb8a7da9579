"""Messages to as many chats, through the sender and the Telegram adapter, against a Bot API that keeps Telegram's limits.

It is a process of its own, and its journal tells when each message was accepted.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import logging
import tempfile
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

from benchmarks.common import RealClock, cpu_seconds, first_line, process, table, verdict
from bot.adapters.store import open_store
from bot.adapters.telegram.messenger import TelegramMessenger
from bot.errors import Paused
from bot.message import Message, Priority
from bot.pipeline.pacer import PER_SECOND
from bot.pipeline.sender import Sender
from tests.loopback.bot_api import TOKEN

_MOST_RATIO = 1.05
_TEXT = (
    "🟢 <b>Alibaba +9.2%</b>, HKD174.00 at the close\n"
    "<blockquote>Alibaba's stock [HKG: 9988] ended up 9.2 percent at HKD174.00 (USD22.38) a share today.</blockquote>"
)


class CountingMessenger(TelegramMessenger):
    """Counts the times that Telegram asked for a pause."""

    refusals = 0

    async def send(self, message: Message, replies_to: int | None = None) -> int:
        try:
            return await super().send(message, replies_to)
        except Paused:
            self.refusals += 1
            raise


@dataclass(frozen=True, slots=True)
class Sent:
    """What a run came to. `seconds` are from the first acceptance to the last, `whole` from the start of the sender."""

    accepted: int
    repeated: int
    seconds: float
    whole: float
    refusals: int
    cpu: float


async def measure(count: int, base_url: str, folder: Path) -> tuple[float, int, float]:
    """Seconds, number of 429, seconds of CPU."""
    clock = RealClock()
    store = open_store(folder / "newstape.db")
    with store.transaction():
        for i in range(count):
            store.enqueue(
                Message(1_000_000 + i, f"alert {i}", f"{_TEXT}\nno. {i}", priority=Priority.ALERT), clock.now()
            )
    messenger = CountingMessenger(TOKEN, base_url)
    await messenger.start()
    sender = Sender(store, messenger, clock)
    begun, used = perf_counter(), cpu_seconds()
    running = asyncio.create_task(sender.run())
    until = begun + 3 * count / PER_SECOND + 30
    while (
        store.c.rows("SELECT 1 FROM outbox WHERE state IN ('queued', 'sending') LIMIT 1") and perf_counter() < until
    ):
        if running.done():
            running.result()
        await asyncio.sleep(0.02)
    whole, cpu = perf_counter() - begun, cpu_seconds() - used
    running.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await running
    await messenger.close()
    store.close()
    return whole, messenger.refusals, cpu


def send(count: int) -> Sent:
    with tempfile.TemporaryDirectory(prefix="newstape-bench-") as name:
        folder = Path(name)
        journal = folder / "journal"
        with process("-m", "tests.loopback.bot_api", "--journal", str(journal)) as server:
            root = first_line(server).removeprefix("listening on ")
            whole, refusals, cpu = asyncio.run(measure(count, f"{root}/bot", folder))
        lines = [json.loads(line) for line in journal.read_text(encoding="utf-8").splitlines()]
    times = [line["time"] for line in lines]
    chats = {line["chat_id"] for line in lines}
    return Sent(len(chats), len(lines) - len(chats), max(times) - min(times), whole, refusals, cpu)


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.sending", description=__doc__)
    parser.add_argument("--count", type=int, default=1000)
    given = parser.parse_args(arguments)
    logging.getLogger("newstape").setLevel(logging.CRITICAL)
    sent = send(given.count)
    ideal = given.count / PER_SECOND
    table(
        f"{given.count:,} messages to {given.count:,} chats; {PER_SECOND:g} a second allow {ideal:.1f} s",
        ["what", "measured", "at most", "held"],
        [
            ["accepted, each once", f"{sent.accepted:,}", "", verdict(sent.accepted == given.count and not sent.repeated)],
            ["seconds", f"{sent.whole:.1f}", f"{ideal * _MOST_RATIO:.1f}", verdict(sent.whole <= ideal * _MOST_RATIO)],
            ["ratio to the allowed", f"{sent.whole / ideal:.3f}", f"{_MOST_RATIO}", verdict(sent.whole <= ideal * _MOST_RATIO)],
            ["a second, first to last", f"{(sent.accepted - 1) / sent.seconds:.2f}", "", ""],
            ["answers of 429", f"{sent.refusals}", "0", verdict(sent.refusals == 0)],
            ["CPU ms a message", f"{1000 * sent.cpu / given.count:.2f}", "", ""],
        ],
    )  # fmt: skip


if __name__ == "__main__":
    main()
