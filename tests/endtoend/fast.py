"""`newstape run` with a clock that runs fast and can be moved: `python -m tests.endtoend.fast CONFIG SPEED FILE`.

FILE holds by how many seconds the clock has been moved, as an operator's or a time server's hand moves it; monotonic time goes on.
"""

from __future__ import annotations

import asyncio
import os
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import monotonic

from bot.app.application import Application
from bot.app.making import owned_store
from bot.commands.logs import set_up
from bot.config import load_config
from bot.errors import NewstapeError


class FastClock:
    """`speed` seconds a second from the start on."""

    def __init__(self, speed: float, moved: Path) -> None:
        self._speed, self._moved = speed, moved
        self._wall, self._began = datetime.now(UTC), monotonic()

    def now(self) -> datetime:
        moved = float(self._moved.read_text()) if self._moved.exists() else 0.0
        return self._wall + timedelta(seconds=(monotonic() - self._began) * self._speed + moved)

    def monotonic(self) -> float:
        return self._began + (monotonic() - self._began) * self._speed

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds / self._speed)


def main(config_path: str, speed: str, moved: str) -> int:
    config = load_config(Path(config_path), os.environ)
    set_up("INFO", config.secrets)
    try:
        with owned_store(config.store.path) as store:

            async def run() -> None:
                await Application(config, Path(config_path), store, FastClock(float(speed), Path(moved))).run()

            asyncio.run(run())
    except NewstapeError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
