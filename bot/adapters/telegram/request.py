"""python-telegram-bot's transport over aiohttp: a fifth of the CPU of its own, and it tells "surely not sent" from "unknown"."""

from __future__ import annotations

from time import monotonic
from typing import Any

import aiohttp
from telegram.error import NetworkError, TimedOut
from telegram.request import BaseRequest, RequestData

from bot.adapters.proxies import PROXY_ERRORS, connector_for, is_socks

_REFUSALS = (401, 404, 409)  # the token is wrong (404: no token at all), or another process polls with it
_Given = Any  # python-telegram-bot's ODVInput: seconds, None or its DEFAULT_NONE


class SurelyNotSent(NetworkError):
    """The connection was never made, or what answered was no Bot API: nothing has reached Telegram."""


class AiohttpRequest(BaseRequest):
    """One connection pool to the Bot API. `seconds` bounds a call unless the call says otherwise.

    `answered_at` is the monotonic second of the last answer that was Telegram's and did not refuse the token itself.
    """

    def __init__(self, seconds: float = 20.0, connections: int = 40, proxy: str | None = None) -> None:
        self._seconds = seconds
        self._connections = connections
        self._proxy = proxy
        self._session: aiohttp.ClientSession | None = None
        self.answered_at: float | None = None

    @property
    def read_timeout(self) -> float | None:
        return self._seconds

    async def initialize(self) -> None:
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=connector_for(self._proxy, self._direct),
                cookie_jar=aiohttp.DummyCookieJar(),
                trust_env=False,
            )

    def _direct(self) -> aiohttp.BaseConnector:
        return aiohttp.TCPConnector(limit=self._connections, keepalive_timeout=60)

    async def shutdown(self) -> None:
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: _Given = BaseRequest.DEFAULT_NONE,
        write_timeout: _Given = BaseRequest.DEFAULT_NONE,
        connect_timeout: _Given = BaseRequest.DEFAULT_NONE,
        pool_timeout: _Given = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        await self.initialize()
        assert self._session is not None
        seconds = read_timeout if isinstance(read_timeout, (int, float)) else self._seconds
        timeout = aiohttp.ClientTimeout(total=seconds + 5, sock_read=seconds, sock_connect=10)
        data: aiohttp.FormData | dict[str, str] | None = None
        if request_data is not None and request_data.contains_files:
            data = aiohttp.FormData(dict(request_data.json_parameters))
            for name, (filename, content, mime) in request_data.multipart_data.items():
                data.add_field(name, content, filename=filename, content_type=mime)
        elif request_data is not None:
            data = request_data.json_parameters
        try:
            async with self._session.request(
                method, url, data=data, timeout=timeout, proxy=None if is_socks(self._proxy) else self._proxy
            ) as response:
                body = await response.read()
        except PROXY_ERRORS as error:
            raise SurelyNotSent(f"the proxy does not lead to the Bot API: {type(error).__name__}") from error
        except (aiohttp.ClientHttpProxyError, aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as error:
            raise SurelyNotSent(f"no connection to the Bot API: {type(error).__name__}") from error
        except TimeoutError as error:
            raise TimedOut("the Bot API did not answer in time") from error
        except aiohttp.ClientError as error:
            raise NetworkError(f"the connection to the Bot API broke: {type(error).__name__}") from error
        if response.status >= 500 and not body.lstrip().startswith(b"{"):
            # What a gateway says in Telegram's place; the library would log it with a traceback.
            raise NetworkError(f"HTTP {response.status} from something before the Bot API")
        if 400 <= response.status < 500 and not body.lstrip().startswith(b"{"):
            # A proxy's page, not Telegram's answer: neither a wrong token nor an ended chat.
            raise SurelyNotSent(f"HTTP {response.status} from something that is no Bot API")
        if response.status not in _REFUSALS:
            self.answered_at = monotonic()
        return response.status, body
