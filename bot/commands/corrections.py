"""`newstape corrections`: what was told and what it became, as lines or as an Atom feed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from xml.etree import ElementTree as Xml

from bot.errors import UsageError
from bot.ports import Correction, Store

_ATOM = "http://www.w3.org/2005/Atom"
_DAYS = timedelta(days=90)
_NO_SITE = "urn:newstape:corrections"  # an Atom feed needs an id; where it will be put nobody knows here


def of_store(store: Store, now: datetime) -> tuple[Correction, ...]:
    """Those of the last ninety days, the newest first."""
    return store.corrections(now - _DAYS)


def line(c: Correction) -> str:
    """ "2026-08-21 11:11 UTC  Alibaba Group Holding 9988.HK  +9.2% -> +8.2%  Yicai"."""
    return "  ".join(
        x for x in (f"{c.at.astimezone(UTC):%Y-%m-%d %H:%M} UTC", _whose(c), _change(c), c.source or "") if x
    )


def atom(corrections: Sequence[Correction], now: datetime) -> bytes:
    """An Atom feed (RFC 4287) of them."""
    Xml.register_namespace("", _ATOM)
    feed = Xml.Element(f"{{{_ATOM}}}feed")
    newest = max((c.at for c in corrections), default=now)
    for name, text in (("title", "newstape: corrections"), ("id", _NO_SITE), ("updated", _written(newest))):
        _add(feed, name, text)
    _add(_add(feed, "author", None), "name", "newstape")
    for c in corrections:
        entry = _add(feed, "entry", None)
        _add(entry, "title", f"{_whose(c)}: {_change(c)}")
        _add(entry, "id", f"{_NO_SITE}:{c.story}:{c.who}:{c.of or ''}:{c.at.timestamp():.0f}")
        _add(entry, "updated", _written(c.at))
        if c.url:
            _add(entry, "link", None).set("href", c.url)
        day = f", session of {c.session}" if c.session else ""
        _add(entry, "summary", f"{c.source or 'A publisher'}: {c.title}{day}")
    written: bytes = Xml.tostring(feed, encoding="utf-8", xml_declaration=True)
    return written


def write_atom(path: Path, corrections: Sequence[Correction], now: datetime) -> None:
    """Raises UsageError."""
    try:
        path.write_bytes(atom(corrections, now))
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {error}.") from error


def _whose(c: Correction) -> str:
    return " ".join(dict.fromkeys((c.label, c.of or c.label)))


def _change(c: Correction) -> str:
    return f"{c.was} -> {c.now if c.now is not None else 'withdrawn'}"


def _written(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


# What XML cannot hold, whatever a publisher's name is made of.
_FORBIDDEN = {c: None for c in range(0x20) if chr(c) not in "\t\n\r"} | {0xFFFE: None, 0xFFFF: None}


def _add(parent: Xml.Element, name: str, text: str | None) -> Xml.Element:
    child = Xml.SubElement(parent, f"{{{_ATOM}}}{name}")
    if text is not None:
        child.text = text.translate(_FORBIDDEN).encode("utf-8", "replace").decode()
    return child
