"""Logs: one line an outcome; no token, no key, no chat's words, at any level."""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import Collection
from typing import TextIO
from urllib.parse import quote

_TOKEN = re.compile(r"(?<!\d)\d{6,12}(?::|%3A)[A-Za-z0-9_-]{20,}", re.IGNORECASE)
_KEY = re.compile(r"\b(?:sk|ak|key)-[A-Za-z0-9_-]{12,}|(?i:bearer\s+)[A-Za-z0-9._-]{8,}")
# Libraries whose outcomes we tell ourselves, in a line each: theirs come with tracebacks, requests, tokens and chat texts.
_OURS_TO_TELL = (
    "telegram",
    "httpx",
    "httpx2",
    "httpcore",
    "httpcore2",
    "openai",
    "urllib3",
    "trafilatura",
    "htmldate",
    "aiohttp",
)
# Heard from where something is wrong with us.
_TALKATIVE = ("asyncio",)


class RedactingFormatter(logging.Formatter):
    """Takes secrets out of the finished line, tracebacks included."""

    def __init__(self, secrets: Collection[str]) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s %(message)s")
        written = {form for s in secrets if len(s) >= 4 for form in (s, quote(s, safe=""))}
        self._secrets = tuple(sorted(written, key=len, reverse=True))

    def format(self, record: logging.LogRecord) -> str:
        line = super().format(record)
        for secret in self._secrets:
            line = line.replace(secret, "***")
        return _KEY.sub("***", _TOKEN.sub("***", line))


def _is_ours_or_grave(record: logging.LogRecord) -> bool:
    if record.name.startswith(_OURS_TO_TELL):
        return False
    return record.levelno >= logging.WARNING or not record.name.startswith(_TALKATIVE)


def set_up(level: str, secrets: Collection[str], stream: TextIO | None = None) -> None:
    """The root logger, with one handler. Libraries whose outcomes are ours to tell are not heard."""
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(RedactingFormatter(secrets))
    handler.addFilter(_is_ours_or_grave)
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
