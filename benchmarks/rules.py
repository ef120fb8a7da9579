"""CPU that reading a story of 3 kB by rules takes, and what the listings cost in time and memory."""

from __future__ import annotations

import argparse
import gc
import subprocess
import sys
import tomllib
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from time import process_time

from benchmarks.common import ROOT, median, percentile, table, verdict
from bot.listings import load, load_sessions
from bot.reading import read_by_rules
from bot.story import Story, compose

_SIZE = 3000
_MOST_MS = 5.0
_MOST_LOAD_SECONDS, _MOST_LOAD_MB = 0.3, 40.0


@dataclass(frozen=True, slots=True)
class Sample:
    """A bundled story brought to 3 kB: cut, or followed by others in its language."""

    name: str
    story: Story


def samples(folder: Path = ROOT / "bot" / "demo" / "stories") -> list[Sample]:
    raw = {p.stem: tomllib.loads(p.read_text(encoding="utf-8")) for p in sorted(folder.glob("*.toml"))}
    out = []
    for stem, data in raw.items():
        language = data.get("language", "en")
        others = [d["text"] for s, d in raw.items() if s != stem and d.get("language", "en") == language]
        body = "\n\n".join(t.strip() for t in (data["text"], *others))
        if len(data["title"]) + len(body.encode()) < _SIZE:
            body = "\n\n".join([body] * (1 + _SIZE // len(body.encode())))
        body = body.encode()[: _SIZE - len(data["title"])].decode(errors="ignore")
        story = compose(
            id=stem,
            title=data["title"],
            body=_without_trailers(body),
            url=data.get("url"),
            source=data.get("source"),
            published=datetime.fromisoformat(data["published"]),
            language=language,
        )
        out.append(Sample(stem, story))
    return out


def _without_trailers(body: str) -> str:
    """Else the first "Editor:" would end the story there, and less than 3 kB of it would be read."""
    return "\n".join(
        line for line in body.splitlines() if not line.lower().startswith(("editor", "keywords", "编辑"))
    )


def times_of(story: Story, rounds: int) -> list[float]:
    """Milliseconds of CPU of each reading."""
    out = []
    table_, calendar = load(), load_sessions()
    for _ in range(rounds):
        begun = process_time()
        read_by_rules(story, table_, calendar)
        out.append((process_time() - begun) * 1000)
    return out


_LOAD = """
import gc, resource, sys, time, tracemalloc
from pathlib import Path
import bot.listings
def rss():
    return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize()
gc.collect()
if sys.argv[1] == "traced":
    tracemalloc.start()
before, begun = rss(), time.perf_counter()
bot.listings.load()
bot.listings.load_sessions()
seconds = time.perf_counter() - begun
held = tracemalloc.get_traced_memory()[0] if sys.argv[1] == "traced" else rss() - before
print(seconds, held / 2**20)
"""


def load_once(how: str) -> tuple[float, float]:
    """Seconds and MiB of a load in a fresh process: "traced" by tracemalloc, which slows it, or "plain" by its growth."""
    done = subprocess.run(
        [sys.executable, "-c", _LOAD, how], cwd=ROOT, check=True, capture_output=True, text=True, timeout=60
    )
    seconds, held = done.stdout.split()
    return float(seconds), float(held)


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.rules", description=__doc__)
    parser.add_argument("--rounds", type=int, default=30, help="readings of each story")
    given = parser.parse_args(arguments)
    plain = [load_once("plain") for _ in range(5)]
    seconds, grown = median([p[0] for p in plain]), median([p[1] for p in plain])
    traced = load_once("traced")[1]
    table(
        "Listings and sessions loaded (medians of 5 processes)",
        ["what", "measured", "at most", "held"],
        [
            ["seconds", f"{seconds:.2f}", f"{_MOST_LOAD_SECONDS}", verdict(seconds <= _MOST_LOAD_SECONDS)],
            ["MiB, growth of the process", f"{grown:.1f}", f"{_MOST_LOAD_MB:.0f}", verdict(grown <= _MOST_LOAD_MB)],
            ["MiB, tracemalloc", f"{traced:.1f}", f"{_MOST_LOAD_MB:.0f}", verdict(traced <= _MOST_LOAD_MB)],
        ],
    )
    rows, everything = [], []
    first: list[float] = []
    for sample in samples():
        gc.collect()
        first.append(times_of(sample.story, 1)[0])
        times = times_of(sample.story, given.rounds)
        everything += times
        size = len(sample.story.text.encode())
        moves = len(read_by_rules(sample.story, load(), load_sessions()).moves)
        rows.append(
            [sample.name, f"{size:,}", f"{moves}", f"{first[-1]:.1f}", f"{median(times):.2f}", f"{percentile(times, 99):.2f}"]
        )  # fmt: skip
    middle = median(everything)
    rows.append(["all", "", "", f"{median(first):.1f}", f"{middle:.2f}", f"{percentile(everything, 99):.2f}"])
    table(
        f"Reading by rules, CPU ms a story (medians of {given.rounds}); at most {_MOST_MS:.0f} in the median: {verdict(middle <= _MOST_MS)}",
        ["story", "bytes", "moves", "first", "median", "p99"],
        rows,
    )


if __name__ == "__main__":
    main()
