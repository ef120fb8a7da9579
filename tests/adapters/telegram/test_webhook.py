"""Updates by webhook: in the inbox before Telegram gets its 200."""

from __future__ import annotations

from collections.abc import Sequence

import aiohttp

from bot.adapters.telegram.messenger import TelegramMessenger
from bot.adapters.telegram.webhook import Webhook
from tests.loopback.bot_api import BotApi

SECRET = "s3cret-token"


async def test_an_update_is_received_once_and_only_with_the_secret() -> None:
    got: list[tuple[int, str]] = []

    def receive(updates: Sequence[tuple[int, str]]) -> None:
        got.extend(updates)

    hook = Webhook("127.0.0.1", 0, "/hook", SECRET, receive)
    await hook.start()
    async with BotApi() as api, aiohttp.ClientSession() as session:
        url = f"http://127.0.0.1:{hook.port}/hook"
        api.user(42, first_name="Anna")
        messenger = TelegramMessenger(api.token, api.base_url)
        await messenger.start()
        await messenger.use_webhook(url, SECRET)
        await api.say(42, "/help")
        await api.wait_until(lambda: len(got) == 1)
        for headers, body, status in (
            ({}, "{}", 403),
            ({"X-Telegram-Bot-Api-Secret-Token": SECRET}, "{", 400),
            ({"X-Telegram-Bot-Api-Secret-Token": SECRET}, '{"update_id": "x"}', 400),
        ):
            async with session.post(url, data=body, headers=headers) as answer:
                assert answer.status == status
        assert len(got) == 1 and '"/help"' in got[0][1]
        await messenger.close()
    await hook.close()
