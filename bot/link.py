"""Web addresses: the one type that a link which people may follow has, and the one way in which an address is shown.

A feed's address may hold a password; whatever is sent, logged, listed or exported must not.
"""

from __future__ import annotations

import re
from typing import NewType
from urllib.parse import parse_qsl, quote, urljoin, urlsplit, urlunsplit

Link = NewType("Link", str)
"""An absolute http or https address without user or password. Made by `link_of` alone."""

# Only this entity is decoded in an address, and only with its semicolon: `&copy=1` is a parameter, no ©.
_AMPERSAND = re.compile(r"&(?:amp|#0*38|#x0*26);", re.IGNORECASE)
_SENSELESS = re.compile(r"[\x00-\x20\x7f\s]")
_SECRET = re.compile(
    r"^(?:.*[_-])?(?:key|apikey|token|auth|secret|pass|password|passwd|pwd|pw|sig|signature|hash|session|sid)$",
    re.IGNORECASE,
)
_HIDDEN = "***"


def link_of(written: str | None, base: str = "") -> Link | None:
    """What a feed or page gives as a link, as one; None for what is no http or https address.

    `base` is the address at which it stood; what is relative is so to that, without its password.
    """
    if not written:
        return None
    decoded = _AMPERSAND.sub("&", written.strip())
    try:
        whole = urljoin(base, _SENSELESS.sub(lambda m: quote(m[0]), decoded))
        parts = urlsplit(whole)
        _ = parts.port
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not parts.hostname:
        return None
    return Link(urlunsplit(parts._replace(netloc=_host(parts.netloc))))


def is_web_address(url: str) -> bool:
    """Whether it can be asked over http or https. It may name a user and a password."""
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname) and not re.search(r"\s", url)


def shown_address(url: str) -> str:
    """An address as people and logs see it: without its user and password, and without what its parameters keep secret."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return url.rpartition("@")[2]
    query = "&".join(_shown_parameter(pair) for pair in parts.query.split("&")) if parts.query else ""
    return urlunsplit(parts._replace(netloc=_host(parts.netloc), query=query))


def secrets_of(url: str) -> tuple[str, ...]:
    """The password and the secret parameters of an address, as they stand in it and as they are meant."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ()
    found = [parts.password or ""]
    found += [value for name, value in parse_qsl(parts.query) if _SECRET.match(name)]
    return tuple(s for s in found if s)


def _host(netloc: str) -> str:
    return netloc.rpartition("@")[2]


def _shown_parameter(pair: str) -> str:
    name, equals, _ = pair.partition("=")
    return f"{name}={_HIDDEN}" if equals and _SECRET.match(name) else pair
