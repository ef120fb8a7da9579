"""Lists of feeds as OPML, which every reader writes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from zoneinfo import available_timezones

from defusedxml import ElementTree as SafeTree
from defusedxml.common import DefusedXmlException

from bot.errors import UsageError
from bot.link import is_web_address

ZONE = "newstapeZone"  # an attribute of ours: of a feed whose dates name none
_LANGUAGE = 5  # characters


@dataclass(frozen=True, slots=True)
class Listed:
    """A feed of a list; `url` is None of one whose address is none of the web's."""

    url: str | None
    name: str
    language: str
    zone: str | None


def read_opml(written: bytes, name: str) -> list[Listed]:
    """Every outline with an xmlUrl. Raises UsageError, with the file's name."""
    try:
        root = SafeTree.parse(BytesIO(written)).getroot()
    except DefusedXmlException as error:
        raise UsageError(f"{name} is no OPML that is read: it declares entities, which none needs.") from error
    except (SyntaxError, ValueError, LookupError) as error:
        raise UsageError(f"{name} is no OPML: {error}.") from error
    if root is None or root.tag.lower() != "opml":
        raise UsageError(f"{name} is no OPML: its root is not <opml>.")
    return list(_listed(root))


def _listed(root: SafeTree.Element) -> Iterator[Listed]:
    for outline in root.iter("outline"):
        url = (outline.get("xmlUrl") or outline.get("xmlurl") or "").strip()
        if url:
            zone = outline.get(ZONE)
            yield Listed(
                url if is_web_address(url) else None,
                outline.get("title") or outline.get("text") or "",
                (outline.get("language") or "en")[:_LANGUAGE],
                zone if zone in available_timezones() else None,
            )
