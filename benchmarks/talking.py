"""Talking: how long an answer takes from the line to the row in the outbox, by what is asked; and a thousand chats at once."""

from __future__ import annotations

import argparse
import random
import statistics
import tempfile
from contextlib import closing
from pathlib import Path
from time import perf_counter

from benchmarks.common import table, verdict
from benchmarks.digests import filled
from bot.ports import Incoming
from tests.conversation.utterances import ROWS

_MEDIAN_MS, _ALL_AT_ONCE_S = 100.0, 3.0
_CHATS = 1000


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.talking", description=__doc__)
    parser.add_argument("--stories", type=int, default=300)
    given = parser.parse_args(arguments)
    chosen = random.Random(3)
    lines = [row["text"] for row in ROWS]
    with tempfile.TemporaryDirectory() as folder:
        morning = filled(Path(folder) / "store.db", _CHATS, given.stories)
        with closing(morning.store) as store:
            conversation = morning.pipeline.conversation
            now = morning.pipeline.clock.now()

            def say(chat: int, text: str, number: int) -> float:
                began = perf_counter()
                with store.transaction():
                    outcome = conversation.handle(Incoming(chat, chat, text, language="en"), f"b:{number}", now)
                    for message in outcome.messages:
                        store.enqueue(message, now)
                return perf_counter() - began

            first = say(1, "why did Tesla fall on Monday?", 0)  # the dictionary is read with the first question
            took = [1000 * say(chosen.randint(1, _CHATS), text, n) for n, text in enumerate(lines, 1)]
            began = perf_counter()
            for chat in range(1, _CHATS + 1):
                say(chat, chosen.choice(lines), 10_000 + chat)
            at_once = perf_counter() - began
    took.sort()
    median, slow = statistics.median(took), took[int(0.95 * len(took))]
    enough = median <= _MEDIAN_MS and at_once <= _ALL_AT_ONCE_S
    table(
        f"{len(lines):,} lines as people type them; a median of {_MEDIAN_MS:.0f} ms and {_ALL_AT_ONCE_S:.0f} s at most: {verdict(enough)}",
        ["median, ms", "nineteen in twenty, ms", f"{_CHATS:,} chats at once, s", "the first question, s"],
        [[f"{median:.1f}", f"{slow:.1f}", f"{at_once:.1f}", f"{first:.1f}"]],
    )


if __name__ == "__main__":
    main()
