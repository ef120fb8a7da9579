"""The word to systemd: a datagram to the socket that it names, and nothing where nobody listens."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from bot.adapters.systemd import Supervisor


@pytest.mark.parametrize("abstract", [False, True])
def test_systemd_hears_what_is_said(tmp_path: Path, abstract: bool) -> None:
    name = f"newstape-test-{tmp_path.name}"
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as heard:
        heard.bind(f"\0{name}" if abstract else str(tmp_path / "notify"))
        heard.settimeout(2)
        supervisor = Supervisor(
            {"NOTIFY_SOCKET": f"@{name}" if abstract else str(tmp_path / "notify"), "WATCHDOG_USEC": "60000000"}
        )
        supervisor.say("READY=1")
        assert heard.recv(100) == b"READY=1"
        assert supervisor.seconds == 30


def test_where_nobody_listens_nothing_is_said_and_nothing_breaks(tmp_path: Path) -> None:
    for environment in (
        {},
        {"NOTIFY_SOCKET": str(tmp_path / "gone")},
        {"WATCHDOG_USEC": "60000000"},
        {"NOTIFY_SOCKET": str(tmp_path / "gone"), "WATCHDOG_USEC": "x"},
    ):
        supervisor = Supervisor(environment)
        supervisor.say("READY=1")
        assert supervisor.seconds is None
