"""What the benchmarks share: processes that surely end, medians, a plain table."""

from __future__ import annotations

import asyncio
import contextlib
import json
import math
import os
import resource
import statistics
import subprocess
import sys
import urllib.request
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic

ROOT = Path(__file__).parent.parent
LOOPBACK = ("127.0.0.0/8",)
_MIB = 2**20


class RealClock:
    """The world's time, as the `Clock` port."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    def monotonic(self) -> float:
        return monotonic()

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)


@contextlib.contextmanager
def process(*arguments: str, log: Path | None = None) -> Iterator[subprocess.Popen[str]]:
    """`python arguments`, its standard output a pipe, its errors in `log`; ended with the block, at the latest after ten seconds."""
    with contextlib.ExitStack() as stack:
        errors = stack.enter_context(log.open("w")) if log else subprocess.DEVNULL
        child = subprocess.Popen(
            [sys.executable, *arguments], cwd=ROOT, stdout=subprocess.PIPE, stderr=errors, text=True
        )
        try:
            yield child
        finally:
            child.terminate()
            try:
                child.wait(10)
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()
            assert child.stdout is not None
            child.stdout.close()


# pandas comes with a development dependency, and sqlite-utils imports it where it finds it: half a second and 40 MiB that no
# installed newstape has.
_AS_INSTALLED = "import sys; sys.modules['pandas'] = None; from bot.__main__ import main; sys.exit(main())"


def newstape_run(config: Path, log: Path) -> contextlib.AbstractContextManager[subprocess.Popen[str]]:
    """`newstape run`, with the modules that an installation without the development dependencies has."""
    return process("-c", _AS_INSTALLED, "run", "--config", str(config), log=log)


def first_line(child: subprocess.Popen[str]) -> str:
    """What a server says when it listens."""
    assert child.stdout is not None
    line = child.stdout.readline().strip()
    if not line:
        raise RuntimeError(f"{child.args!r} ended before it listened")
    return line


@dataclass(frozen=True, slots=True)
class FeedHosts:
    """The feed server in its own process."""

    root: str
    urls: tuple[str, ...]
    bytes_per_feed: int

    def publish_in_each(self, step: int) -> int:
        """One new story in every `step`th feed. Returns how many."""
        request = urllib.request.Request(f"{self.root}_publish?every={step}", method="POST")
        with urllib.request.urlopen(request, timeout=30) as answer:
            made = json.load(answer)
        return len(made) if isinstance(made, list) else 1


@contextlib.contextmanager
def feed_hosts(feeds: int, hosts: int, validators: str = "etag") -> Iterator[FeedHosts]:
    server_and_options = ("tests.loopback.feed_server", "--feeds", str(feeds), "--hosts", str(hosts))
    with process("-m", *server_and_options, "--validators", validators) as server:
        ready = json.loads(first_line(server))
        with urllib.request.urlopen(f"{ready['ready']}_urls", timeout=30) as answer:
            urls = tuple(json.load(answer))
        yield FeedHosts(ready["ready"], urls, ready["bytes_per_feed"])


def cpu_seconds() -> float:
    """Of this process, with all its threads."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def cpu_of(pid: int) -> float:
    """Seconds of CPU that a running process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def rss_mb(pid: int) -> float:
    """Resident memory of that process alone, in MiB."""
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / _MIB


def median(values: Sequence[float]) -> float:
    return statistics.median(values)


def percentile(values: Sequence[float], percent: float) -> float:
    """By nearest rank."""
    ranked = sorted(values)
    return ranked[max(0, math.ceil(len(ranked) * percent / 100) - 1)]


def table(title: str, header: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """First column to the left, figures to the right."""
    widths = [max(len(r[i]) for r in (header, *rows)) for i in range(len(header))]
    print(f"\n{title}")
    for row in (header, ["-" * w for w in widths], *rows):
        cells = [row[0].ljust(widths[0]), *(c.rjust(w) for c, w in zip(row[1:], widths[1:], strict=True))]
        print("  " + "  ".join(cells).rstrip())
    sys.stdout.flush()


def verdict(held: bool) -> str:
    return "yes" if held else "NO"
