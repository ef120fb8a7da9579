"""The worker process as its parent sees it: asked, waited for five seconds at most, killed and replaced if it hangs."""

from __future__ import annotations

import asyncio
import contextlib
import json
import struct
import sys
from typing import Any

from bot.errors import FeedUnreadable, ParserStopped

MOST_SECONDS = 5.0


class ParserProcess:
    """One worker, started when first needed. Requests wait for one another."""

    def __init__(self, seconds: float = MOST_SECONDS) -> None:
        self._seconds = seconds
        self._process: asyncio.subprocess.Process | None = None
        self._turn = asyncio.Lock()

    async def ask(self, request: dict[str, Any], blob: bytes) -> dict[str, Any]:
        """Raises ParserStopped where the document breaks the worker or takes it too long, FeedUnreadable where it cannot be parsed."""
        async with self._turn:
            process = await self._running()
            try:
                async with asyncio.timeout(self._seconds):
                    reply = await self._exchange(process, request, blob)
            except TimeoutError as error:
                await self._kill()
                raise ParserStopped(f"it took the parser more than {self._seconds:g} s") from error
            except (asyncio.IncompleteReadError, ConnectionError, BrokenPipeError) as error:
                await self._kill()
                raise ParserStopped("the parser ended over it") from error
            except asyncio.CancelledError:
                # A half-read answer would be taken for the next request's.
                await self._kill()
                raise
        await asyncio.sleep(0)  # whoever waits asks now, and the worker works while we go on
        if "error" in reply:
            raise FeedUnreadable(f"it cannot be parsed: {reply['error']}")
        return reply

    async def _exchange(
        self, process: asyncio.subprocess.Process, request: dict[str, Any], blob: bytes
    ) -> dict[str, Any]:
        assert process.stdin is not None and process.stdout is not None
        header = json.dumps(request).encode()
        process.stdin.write(struct.pack("!I", len(header)) + header + struct.pack("!I", len(blob)) + blob)
        await process.stdin.drain()
        size = struct.unpack("!I", await process.stdout.readexactly(4))[0]
        reply: dict[str, Any] = json.loads(await process.stdout.readexactly(size))
        return reply

    async def _running(self) -> asyncio.subprocess.Process:
        if self._process is None or self._process.returncode is not None:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "bot.adapters.feeds.worker",
                stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL, limit=64 * 2**20,
            )  # fmt: skip
        return self._process

    async def warm(self) -> None:
        """Start it before it is needed."""
        async with self._turn:
            await self._running()

    async def _kill(self) -> None:
        if self._process is not None:
            with contextlib.suppress(ProcessLookupError):
                self._process.kill()
            await self._process.wait()
            self._process = None

    async def close(self) -> None:
        await self._kill()
