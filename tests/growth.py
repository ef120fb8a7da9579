"""How the time of some work grows with what it is given: the measure against texts that are made to cost."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable

_SHORTEST = 0.01  # seconds; what takes less is noise
SQUARE = 10.0  # a square would be 16 times, what is linear 4


def growth(work: Callable[[int], object], size: int) -> float:
    """How many times the CPU time of that size four times that size takes: the best of three each, without collections of garbage."""
    work(size // 10)
    return _seconds(work, 4 * size) / max(_seconds(work, size), _SHORTEST)


def _seconds(work: Callable[[int], object], size: int) -> float:
    found = []
    gc.collect()
    gc.disable()
    try:
        for _ in range(3):
            began = time.process_time()
            work(size)
            found.append(time.process_time() - began)
    finally:
        gc.enable()
    return min(found)
