"""How a run ends: at a signal, whatever is under way, within ten seconds."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import signal
import threading
from types import FrameType

log = logging.getLogger("newstape")

SECONDS = 8.0  # from the signal to the end; a tenth second is the promise's reserve
SIGNALS = (signal.SIGTERM, signal.SIGINT)


class Ending:
    """`asked` is set at the first signal. From then on a thread stands by that ends the process if it does not end by itself:
    nothing is lost by that, as what was decided is written down.
    """

    def __init__(self) -> None:
        self.asked = asyncio.Event()
        self._loop = asyncio.get_running_loop()
        self._deadline: threading.Timer | None = None
        self._before = {s: signal.getsignal(s) for s in SIGNALS}
        for number in SIGNALS:
            # Not the loop's own handler: that waits for the loop, which may be held up.
            signal.signal(number, self._signalled)

    def _signalled(self, number: int, _: FrameType | None) -> None:
        self.within(SECONDS, 0)
        # The loop may have ended already.
        with contextlib.suppress(RuntimeError):
            self._loop.call_soon_threadsafe(self.asked.set)

    def within(self, seconds: float, code: int) -> None:
        """The process ends with that code, by itself by then or by force."""
        if self._deadline is None:
            self._deadline = threading.Timer(seconds, _by_force, (code,))
            self._deadline.daemon = True
            self._deadline.start()

    def close(self) -> None:
        """The run has ended by itself."""
        if self._deadline is not None:
            self._deadline.cancel()
        for number, handler in self._before.items():
            signal.signal(number, handler)


def _by_force(code: int) -> None:
    log.error("newstape ends by force: something under way did not end in time; nothing is lost")
    os._exit(code)
