"""Web addresses: the one type that a link which people may follow has, and the one way in which an address is shown.

A feed's address may hold a password; whatever is sent, logged, listed or exported must not.
"""

from __future__ import annotations

import re
from typing import NewType
from urllib.parse import parse_qsl, quote, unquote, urljoin, urlsplit, urlunsplit

Link = NewType("Link", str)
"""An absolute http or https address without user or password. Made by `link_of` alone."""

# Only this entity is decoded in an address, and only with its semicolon: `&copy=1` is a parameter, no ©.
_AMPERSAND = re.compile(r"&(?:amp|#0*38|#x0*26);", re.IGNORECASE)
_SENSELESS = re.compile(r"[\x00-\x20\x7f\s]")
# Parameters whose names say that they are secret, in any spelling: api_key, authToken, X-Amz-Signature.
_SECRET = re.compile(
    r"key(?!words?$)|token|auth|secret|passw|pwd|credential|jwt|signature|session|^(?:pass|pw|sig|sid|hash)$",
    re.IGNORECASE,
)
_NO_SECRET = re.compile(r"^(?:monkey|turkey|hockey|author\w*|keynote)$", re.IGNORECASE)
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
    query = (
        "".join(p if p in "&;" else _shown_parameter(p) for p in re.split("([&;])", parts.query))
        if parts.query
        else ""
    )
    return urlunsplit(parts._replace(netloc=_host(parts.netloc), query=query))


def secrets_of(url: str) -> tuple[str, ...]:
    """The password and the secret parameters of an address, as they stand in it and as they are meant."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ()
    found = [parts.password or ""]
    found += [value for name, value in parse_qsl(parts.query.replace(";", "&")) if _is_secret(name)]
    return tuple(s for s in found if s)


def _host(netloc: str) -> str:
    return netloc.rpartition("@")[2]


def _shown_parameter(pair: str) -> str:
    name, equals, _ = pair.partition("=")
    return f"{name}={_HIDDEN}" if equals and _is_secret(unquote(name)) else pair


def _is_secret(name: str) -> bool:
    return bool(_SECRET.search(name)) and not _NO_SECRET.match(name)
