"""`newstape health`: whether the run on a config's store is well, by what it writes down every ten seconds."""

from __future__ import annotations

import json
from datetime import datetime

from bot.adapters.store import peek
from bot.app.application import ALIVE
from bot.config import Config
from bot.errors import StoreError

_FRESH = 45.0  # seconds; a run writes every ten


def health(config: Config, now: datetime) -> tuple[str, ...]:
    """What is wrong, a sentence each; nothing where all is well."""
    if not config.store.path.exists():
        return (f"There is no store {config.store.path}: newstape has never run with this config.",)
    try:
        said = peek(config.store.path, ALIVE)
    except StoreError as error:
        return (str(error),)
    if said is None:
        return ("No run has written to the store yet.",)
    word = json.loads(said)
    silent = now.timestamp() - float(word["at"])
    if silent > _FRESH:
        return (f"The run on {config.store.path} has said nothing for {silent:.0f} s: it has ended, or it hangs.",)
    return tuple(str(f) for f in word["faults"])
