"""A word to systemd, where it started us with Type=notify (sd_notify(3)): a datagram to the socket that it names."""

from __future__ import annotations

import contextlib
import socket
from collections.abc import Mapping


class Supervisor:
    """`seconds` is how often it wants to hear that we live, half of its patience; None where it does not ask."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._address = environment.get("NOTIFY_SOCKET", "")
        asked = environment.get("WATCHDOG_USEC", "")
        self.seconds = (
            int(asked) / 2e6 if self._address and asked.isascii() and asked.isdigit() and int(asked) else None
        )

    def say(self, state: str) -> None:
        """ "READY=1", "WATCHDOG=1", "STOPPING=1", "STATUS=..."; nothing where nobody listens."""
        if not self._address:
            return
        # An address that begins with @ is in the abstract namespace.
        address = "\0" + self._address[1:] if self._address.startswith("@") else self._address
        with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as said:
            said.sendto(state.encode(), address)
