"""Through which proxy an address is asked: the one that the config names, else the environment's; none for a private address."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import aiohttp
from aiohttp_socks import ProxyConnectionError, ProxyConnector, ProxyError, ProxyTimeoutError

# A SOCKS proxy that is not there, refuses, or does not answer: what was to be asked has heard nothing.
PROXY_ERRORS = (ProxyError, ProxyConnectionError, ProxyTimeoutError)
_PRIVATE_NAMES = ("localhost", ".localhost", ".local", ".internal", ".lan", ".home.arpa")


def is_private_host(host: str) -> bool:
    """Whether a host is named as one of this machine or its own network. A name that has to be looked up is not."""
    host = host.rstrip(".")  # "localhost." is the same place
    try:
        return not ipaddress.ip_address(host.partition("%")[0]).is_global
    except ValueError:
        return host.lower() == "localhost" or host.lower().endswith(_PRIVATE_NAMES[1:])


@dataclass(frozen=True, slots=True)
class Proxies:
    """`configured` goes before the environment (HTTP_PROXY, HTTPS_PROXY, ALL_PROXY, NO_PROXY, in either case)."""

    configured: str | None = None

    def of(self, url: str) -> str | None:
        """The proxy for an address; None where it is asked directly."""
        parts = urlsplit(url)
        host = parts.hostname or ""
        if is_private_host(host):
            return None
        if self.configured:
            return self.configured
        known = getproxies()
        if proxy_bypass(host, known):
            return None
        found = known.get(parts.scheme) or known.get("all")
        if not found:
            return None
        # socks:// is how some desktops write it; what names no scheme is an HTTP proxy.
        found = found if "://" in found else f"http://{found}"
        return found.replace("socks://", "socks5://", 1) if found.startswith("socks://") else found


def is_socks(proxy: str | None) -> bool:
    return proxy is not None and urlsplit(proxy).scheme.startswith("socks")


def connector_for(proxy: str | None, direct: Callable[[], aiohttp.BaseConnector]) -> aiohttp.BaseConnector:
    """A connector through a SOCKS proxy, which aiohttp itself does not speak; else the direct one, as an HTTP proxy goes with the request."""
    if proxy is None or not is_socks(proxy):
        return direct()
    # Names are looked up by the proxy: where there is one, they often cannot be looked up here.
    connector: aiohttp.BaseConnector = ProxyConnector.from_url(proxy.replace("socks5h://", "socks5://", 1), rdns=True)
    return connector
