"""A process of our own that does what could hang or eat memory: asked, waited for so long, killed and replaced if it hangs.

The child runs `serve`; a frame is four bytes of length and JSON, then four bytes of length and the document. Its first frame says
that it is ready, so that what it loads at its start counts for no request.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import resource
import struct
import sys
from collections.abc import Callable
from typing import Any, BinaryIO

from bot.errors import WorkerStopped

_START_SECONDS = 60.0


class WorkerProcess:
    """One worker, `python -m MODULE`, started when first needed. Requests wait for one another."""

    def __init__(self, module: str, seconds: float) -> None:
        self._module, self._seconds = module, seconds
        self._process: asyncio.subprocess.Process | None = None
        self._turn = asyncio.Lock()
        self._killed: list[asyncio.subprocess.Process] = []
        self._closed = False

    async def ask(self, request: dict[str, Any], blob: bytes) -> dict[str, Any]:
        """Its answer. Raises WorkerStopped."""
        async with self._turn:
            process = await self._running()
            try:
                async with asyncio.timeout(self._seconds):
                    reply = await self._exchange(process, request, blob)
            except TimeoutError as error:
                await self._kill()
                raise WorkerStopped(f"it took more than {self._seconds:g} s", "slow") from error
            except (asyncio.IncompleteReadError, ConnectionError, BrokenPipeError, ValueError) as error:
                await self._kill()
                raise WorkerStopped("the worker ended over it", "ended") from error
            except asyncio.CancelledError:
                # A half-read answer would be taken for the next request's.
                self._end_now()
                raise
        await asyncio.sleep(0)  # whoever waits asks now, and the worker works while we go on
        return reply

    async def _exchange(
        self, process: asyncio.subprocess.Process, request: dict[str, Any], blob: bytes
    ) -> dict[str, Any]:
        assert process.stdin is not None
        process.stdin.write(_frame(json.dumps(request).encode()) + _frame(blob))
        await process.stdin.drain()
        return await self._reply(process)

    async def _reply(self, process: asyncio.subprocess.Process) -> dict[str, Any]:
        assert process.stdout is not None
        size = struct.unpack("!I", await process.stdout.readexactly(4))[0]
        reply: dict[str, Any] = json.loads(await process.stdout.readexactly(size))
        return reply

    async def _running(self) -> asyncio.subprocess.Process:
        if self._closed:
            raise WorkerStopped("newstape ends", "unstarted")
        if self._process is None or self._process.returncode is not None:
            try:
                self._process = await asyncio.create_subprocess_exec(
                    sys.executable, "-m", self._module,
                    stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL, limit=64 * 2**20,
                )  # fmt: skip
            except OSError as error:  # no memory, processes or descriptors just now
                raise WorkerStopped(f"the worker cannot be started: {error.strerror}", "unstarted") from error
            try:
                async with asyncio.timeout(_START_SECONDS):
                    await self._reply(self._process)
            except (TimeoutError, asyncio.IncompleteReadError, ValueError) as error:
                await self._kill()
                raise WorkerStopped("the worker does not start", "unstarted") from error
            except asyncio.CancelledError:
                self._end_now()
                raise
        return self._process

    async def warm(self) -> None:
        """Start it before it is needed."""
        async with self._turn:
            await self._running()

    def _end_now(self) -> None:
        """Killed, without waiting for its end: whoever is cancelled must not wait."""
        if self._process is not None:
            with contextlib.suppress(ProcessLookupError):
                self._process.kill()
            self._killed = [p for p in self._killed if p.returncode is None]
            self._killed.append(self._process)
            self._process = None

    async def _kill(self) -> None:
        self._end_now()
        await asyncio.gather(*(p.wait() for p in self._killed))

    async def close(self) -> None:
        """Ends it, whatever it does; whoever asks from now on is refused."""
        self._closed = True
        await self._kill()


def _frame(blob: bytes) -> bytes:
    return struct.pack("!I", len(blob)) + blob


# --- the child's side ------------------------------------------------------------------------------------------------


def work(answer: Callable[[dict[str, Any], bytes], dict[str, Any]], *, memory: int) -> None:
    """The child's life: no more than so many bytes of memory, and one answer a request until its parent is gone."""
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    serve(sys.stdin.buffer, sys.stdout.buffer, answer)


def serve(stdin: BinaryIO, stdout: BinaryIO, answer: Callable[[dict[str, Any], bytes], dict[str, Any]]) -> None:
    """Answers until stdin ends. What a document breaks is told as {"error", "words"}."""
    _write(stdout, {"ready": True})
    while True:
        header, blob = _read(stdin), _read(stdin)
        if header is None or blob is None:
            return
        try:
            result = answer(json.loads(header), blob)
        except (RecursionError, MemoryError) as error:
            result = {"error": type(error).__name__}
        except Exception as error:  # noqa: BLE001 - any document's fault is told to the parent, which names it and goes on
            result = {"error": f"{type(error).__name__}: {error}"[:300]}
        _write(stdout, result)


def _write(stdout: BinaryIO, result: dict[str, Any]) -> None:
    stdout.write(_frame(json.dumps(result).encode()))
    stdout.flush()


def _read(stream: BinaryIO) -> bytes | None:
    size = stream.read(4)
    if len(size) < 4:
        return None
    return stream.read(struct.unpack("!I", size)[0])
