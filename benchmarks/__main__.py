"""All benchmarks, one after another, each in a process of its own: `python -m benchmarks` from the top of the checkout."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from time import perf_counter

from benchmarks.common import ROOT

# Fewer rounds than each has alone: the whole is to take less than four minutes.
_ALL = (
    ("rules", "--rounds", "20"),
    ("startup", "--rounds", "3"),
    ("latency", "--rounds", "20"),
    ("sending", "--count", "300"),
    ("poll", "--firsts", "1", "--rounds", "5"),
    ("watchers", "--chats", "30000", "--watches", "300000"),
    ("digests", "--chats", "2000"),
    ("talking",),
    ("freshness",),
)
_MOST_SECONDS = 120


def measured(name: str, *options: str) -> bool:
    """Whether it came to its end in time. It has a session of its own, so that its servers end with it."""
    child = subprocess.Popen([sys.executable, "-m", f"benchmarks.{name}", *options], cwd=ROOT, start_new_session=True)
    try:
        return child.wait(_MOST_SECONDS) == 0
    except subprocess.TimeoutExpired:
        return False
    finally:
        if child.poll() is None:
            os.killpg(child.pid, signal.SIGTERM)
            child.wait()


def main() -> int:
    begun = perf_counter()
    failed = [name for name, *options in _ALL if not measured(name, *options)]
    print(f"\n{perf_counter() - begun:.0f} s in all")
    if failed:
        print(f"Could not be measured within {_MOST_SECONDS} s each: {', '.join(failed)}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
