"""Updates by webhook: committed to the inbox before Telegram gets its 200."""

from __future__ import annotations

import hmac
import json
import logging
from collections.abc import Callable, Sequence

from aiohttp import web

log = logging.getLogger("newstape.webhook")

_MOST_BYTES = 1_000_000


class Webhook:
    """Listens on one address. `receive` commits the updates; what it raises makes Telegram try again."""

    def __init__(
        self, listen: str, port: int, path: str, secret: str, receive: Callable[[Sequence[tuple[int, str]]], None]
    ) -> None:
        self._listen, self._port, self._path, self._secret = listen, port, path or "/", secret
        self._receive = receive
        self._runner: web.AppRunner | None = None

    async def start(self) -> None:
        app = web.Application(client_max_size=_MOST_BYTES)
        app.router.add_post(self._path, self._take)
        self._runner = web.AppRunner(app, access_log=None)
        await self._runner.setup()
        await web.TCPSite(self._runner, self._listen, self._port).start()
        self._port = self._runner.addresses[0][1]

    @property
    def port(self) -> int:
        """Where it listens; the system's choice where 0 was asked for."""
        return self._port

    async def close(self) -> None:
        if self._runner is not None:
            await self._runner.cleanup()

    async def _take(self, request: web.Request) -> web.Response:
        given = request.headers.get("X-Telegram-Bot-Api-Secret-Token", "")
        if not hmac.compare_digest(given.encode(), self._secret.encode()):
            return web.Response(status=403)
        try:
            body = await request.text()
            number = json.loads(body)["update_id"]
        except (ValueError, KeyError, TypeError):
            return web.Response(status=400)
        if not isinstance(number, int):
            return web.Response(status=400)
        self._receive([(number, body)])
        return web.Response()
