"""Telegram, through python-telegram-bot: messages out, updates in, menus."""

import os

# Its time periods become timedeltas; without this each rate-limit error warns of the change.
os.environ.setdefault("PTB_TIMEDELTA", "1")
