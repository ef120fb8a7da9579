"""What listens on a port of ours: bounded in connections, in the time of headers and body, and in the time of its end."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable

from aiohttp import web

from bot.errors import UsageError

log = logging.getLogger("newstape.listen")

MOST_CONNECTIONS = 200
REQUEST_SECONDS = 10.0  # for headers and body together
_KEPT_SECONDS = 75.0  # between two requests of one connection; Telegram's pauses are longer, and it connects anew
_END_SECONDS = 1.0

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Listener:
    """One web application on one address."""

    def __init__(self, name: str, listen: str, port: int, *, most_bytes: int = 64_000) -> None:
        self._name, self._listen, self._port = name, listen, port
        self.app = web.Application(client_max_size=most_bytes, middlewares=[self._in_time])
        self._runner: web.AppRunner | None = None
        self._server: asyncio.Server | None = None
        self._open: dict[asyncio.BaseTransport, asyncio.TimerHandle] = {}

    async def start(self) -> None:
        """Raises UsageError where the port is taken or the address is not ours."""
        self._runner = web.AppRunner(
            self.app, access_log=None, keepalive_timeout=_KEPT_SECONDS, shutdown_timeout=_END_SECONDS
        )
        await self._runner.setup()
        handlers = self._runner.server
        assert handlers is not None

        def connection() -> asyncio.Protocol:
            return _Bounded(self, handlers())

        try:
            self._server = await asyncio.get_running_loop().create_server(
                connection, self._listen, self._port, backlog=128
            )
        except OSError as error:
            await self._runner.cleanup()
            raise UsageError(
                f"{self._name} cannot listen on {self._listen}:{self._port}: {error.strerror or error}."
            ) from error
        self._port = self._server.sockets[0].getsockname()[1]

    @property
    def port(self) -> int:
        """Where it listens; the system's choice where 0 was asked for."""
        return self._port

    async def close(self) -> None:
        """Within a second or two, whatever is open."""
        if self._server is not None:
            self._server.close()
        for transport in list(self._open):
            _abort(transport)
        if self._runner is not None:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(2 * _END_SECONDS):
                    await self._runner.cleanup()

    # --- connections ---

    def opened(self, transport: asyncio.BaseTransport) -> bool:
        """Whether there is room for one more."""
        if len(self._open) >= MOST_CONNECTIONS:
            return False
        self._give(transport, REQUEST_SECONDS)
        return True

    def closed(self, transport: asyncio.BaseTransport) -> None:
        timer = self._open.pop(transport, None)
        if timer is not None:
            timer.cancel()

    def _give(self, transport: asyncio.BaseTransport, seconds: float) -> None:
        self.closed(transport)
        self._open[transport] = asyncio.get_running_loop().call_later(seconds, _abort, transport)

    @web.middleware
    async def _in_time(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        try:
            async with asyncio.timeout(REQUEST_SECONDS):
                return await handler(request)
        except TimeoutError:
            return web.Response(status=408)
        except web.HTTPException:
            raise
        except Exception:
            # This is a request's loop: a bug over one is logged, and the next is heard.
            log.exception("%s: a bug over a request; going on", self._name)
            return web.Response(status=500)
        finally:
            if request.transport is not None and request.transport in self._open:
                self._give(request.transport, _KEPT_SECONDS)


class _Bounded(asyncio.Protocol):
    """aiohttp's protocol for one connection, refused where there are too many and ended where it is slow."""

    def __init__(self, listener: Listener, inner: asyncio.Protocol) -> None:
        self._listener, self._inner = listener, inner
        self._transport: asyncio.BaseTransport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        if not self._listener.opened(transport):
            _abort(transport)
            return
        self._transport = transport
        self._inner.connection_made(transport)

    def connection_lost(self, exc: Exception | None) -> None:
        if self._transport is not None:
            self._listener.closed(self._transport)
            self._inner.connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        if self._transport is not None:
            self._inner.data_received(data)

    def eof_received(self) -> bool | None:
        return self._inner.eof_received() if self._transport is not None else None

    def pause_writing(self) -> None:
        if self._transport is not None:
            self._inner.pause_writing()

    def resume_writing(self) -> None:
        if self._transport is not None:
            self._inner.resume_writing()


def _abort(transport: asyncio.BaseTransport) -> None:
    if isinstance(transport, asyncio.Transport):
        transport.abort()
    else:
        transport.close()
