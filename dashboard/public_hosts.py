"""Which web addresses may be asked for anything: http and https, and only hosts on the public internet.

What an address names is looked at after its name was resolved, for a name says nothing of where it leads. A host is
public if every one of its addresses is; what only looks like an address (decimal, octal, hexadecimal, shortened) or
carries another one inside (mapped, 6to4, Teredo, NAT64) is refused.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import quote, urlsplit

from dashboard.errors import ReportError

PORTS = {"http": 80, "https": 443}
LONGEST = 2000

# IANA's registries of special-purpose addresses, 2025, so that all versions of Python refuse the same.
_NOT_PUBLIC_V4 = tuple(
    ip_network(one)
    for one in (
        "0.0.0.0/8",  # this host
        "10.0.0.0/8",
        "100.64.0.0/10",  # behind a provider's translation
        "127.0.0.0/8",
        "169.254.0.0/16",  # link-local, where clouds tell machines their secrets
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",
        "192.31.196.0/24",
        "192.52.193.0/24",
        "192.88.99.0/24",  # 6to4 relays
        "192.168.0.0/16",
        "192.175.48.0/24",
        "198.18.0.0/15",  # benchmarking
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/3",  # multicast, reserved, broadcast
    )
)
_PUBLIC_V6 = ip_network("2000::/3")
_NOT_PUBLIC_V6 = tuple(
    ip_network(one)
    for one in (
        "2001::/23",  # Teredo, benchmarking, ORCHID and others
        "2001:db8::/32",
        "2002::/16",  # 6to4
        "2620:4f:8000::/48",
        "3fff::/20",
    )
)
_NAME = re.compile(r"[a-z0-9_][a-z0-9_-]*(?:\.[a-z0-9_][a-z0-9_-]*)*\.?")
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")
_PLAIN_PATH = "/%:@!$&'()*+,;=~-._"


@dataclass(frozen=True, slots=True)
class WebAddress:
    """An address taken apart: its host in ASCII (an IPv6 one without brackets), and the path with what follows a ?."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def host_header(self) -> str:
        """The host as a request names it."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == PORTS[self.scheme] else f"{host}:{self.port}"

    @property
    def url(self) -> str:
        return f"{self.scheme}://{self.host_header}{self.path}"


def is_web_address(text: str) -> bool:
    """Whether a text is meant as an address of the web, rather than as the name of a file."""
    return text.lower().startswith(("http://", "https://"))


def read_address(text: str) -> WebAddress:
    """An address of http or https on the usual ports, without user or password. Raises ReportError for any other."""
    text = text.strip()
    refused = ReportError(f"{text[:200]!r} can't be fetched. Write an address such as https://example.org/page.")
    if len(text) > LONGEST or not text.isprintable() or re.search(r"[\s\\]", text):
        raise refused
    try:
        parts = urlsplit(text)
        port = parts.port
        host = _read_host(parts.hostname or "", is_bracketed="[" in parts.netloc)
    except ValueError:
        raise refused from None
    if parts.scheme not in PORTS or not host:
        raise refused
    if "@" in parts.netloc:
        raise ReportError(f"The address of {host} has a name or a password in it. Take it out: none is sent.")
    port = PORTS[parts.scheme] if port is None else port
    if port not in PORTS.values():
        raise ReportError(f"Port {port} of {host} is not fetched from, only the usual ports of http and https.")
    path = quote(parts.path or "/", safe=_PLAIN_PATH)
    query = quote(parts.query, safe=_PLAIN_PATH + "?")
    return WebAddress(parts.scheme, host, port, f"{path}?{query}" if query else path)


def _read_host(name: str, *, is_bracketed: bool) -> str:
    """A host in small ASCII letters; "" for one that is spelled like a number, unless it is an address in full.

    Raises ValueError.
    """
    if is_bracketed:
        return "" if "%" in name else str(IPv6Address(name))
    host = name.encode("idna").decode("ascii").lower()  # which also turns wide digits and dots into plain ones
    if not _NAME.fullmatch(host):
        return ""
    if _NUMBER.fullmatch(host.rstrip(".").rpartition(".")[2]):
        return str(IPv4Address(host))
    return host


def is_public(address: str) -> bool:
    """Whether an IP address belongs to a host on the public internet."""
    try:
        one = ip_address(address)
    except ValueError:
        return False
    if isinstance(one, IPv4Address):
        return not any(one in network for network in _NOT_PUBLIC_V4)
    is_plain = one.scope_id is None and one in _PUBLIC_V6
    return is_plain and not any(one in network for network in _NOT_PUBLIC_V6)
