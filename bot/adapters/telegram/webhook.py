"""Updates by webhook: committed to the inbox before Telegram gets its 200. None without the secret that Telegram was given."""

from __future__ import annotations

import hmac
import json
from collections.abc import Callable, Sequence

from aiohttp import web

from bot.adapters.listening import Listener

_MOST_BYTES = 1_000_000


class Webhook(Listener):
    """Listens on one address. `receive` commits the updates; what it raises makes Telegram try again."""

    def __init__(
        self, listen: str, port: int, path: str, secret: str, receive: Callable[[Sequence[tuple[int, str]]], None]
    ) -> None:
        assert secret, "anybody could be Telegram"
        self._secret = secret.encode()
        self._receive = receive
        super().__init__("[telegram.webhook]", listen, port, most_bytes=_MOST_BYTES)
        self.app.router.add_post(path or "/", self._take)

    async def _take(self, request: web.Request) -> web.Response:
        given = request.headers.get("X-Telegram-Bot-Api-Secret-Token", "")
        if not hmac.compare_digest(given.encode("utf-8", "surrogateescape"), self._secret):
            return web.Response(status=403)
        try:
            body = await request.text()
            number = json.loads(body)["update_id"]
        except (ValueError, KeyError, TypeError, LookupError, RecursionError):
            return web.Response(status=400)
        if not isinstance(number, int) or isinstance(number, bool) or not 0 <= number < 1 << 62:
            return web.Response(status=400)
        self._receive([(number, body)])
        return web.Response()
