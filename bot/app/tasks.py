"""The tasks of a run, each with a name and one owner."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable, Coroutine, Iterator
from typing import Any

from bot.errors import MessengerRefused, ModelUnknown, StoreError

log = logging.getLogger("newstape")

_AFTER_A_BUG = 2.0  # seconds
# What ends a run: the operator must act, or the store cannot go on.
FATAL = (StoreError, MessengerRefused, ModelUnknown)


class Tasks:
    """Started by name; the first that fails fails all; ended together."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[None]] = set()

    def start(self, name: str, work: Coroutine[Any, Any, None]) -> None:
        self._tasks.add(asyncio.create_task(work, name=name))

    def repeat(self, name: str, step: Callable[[], Awaitable[None]]) -> None:
        """One step after another, for ever."""
        self.start(name, _for_ever(name, step))

    async def until(self, asked: asyncio.Event) -> None:
        """Until that is asked, or one of them has failed: then its error is raised."""
        waiting = asyncio.create_task(asked.wait(), name="the end")
        try:
            while not waiting.done():
                done, _ = await asyncio.wait([*self._tasks, waiting], return_when=asyncio.FIRST_COMPLETED)
                for task in done & self._tasks:
                    self._tasks.discard(task)
                    task.result()
        finally:
            waiting.cancel()

    async def end(self, seconds: float) -> None:
        """All are cancelled; whoever takes longer than that is named and left."""
        for task in self._tasks:
            task.cancel()
        if not self._tasks:
            return
        _, late = await asyncio.wait(self._tasks, timeout=seconds)
        for task in late:
            log.warning("%s does not end", task.get_name())


async def _for_ever(name: str, step: Callable[[], Awaitable[None]]) -> None:
    """Here any error of a task is caught, and in `one_of_many` any of one of its pieces: logged with its traceback, and on."""
    while True:
        try:
            await step()
        except FATAL:
            raise
        except Exception:
            log.exception("%s: a bug; going on", name)
            await asyncio.sleep(_AFTER_A_BUG)


@contextlib.contextmanager
def one_of_many(what: str, put_aside: Callable[[], object]) -> Iterator[None]:
    """A piece of a task's work: a bug over it is logged with its traceback, it is put aside, and the others go on."""
    try:
        yield
    except StoreError:
        raise
    except Exception:
        log.exception("%s: a bug; it is put aside", what)
        put_aside()
