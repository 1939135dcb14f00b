"""Which hosts may be fetched from although they are not public? What ``KB_FETCH_ALLOW`` says.

Each entry is a host, an address or a network, at one port or at all: ``wiki.intranet:8080``, ``10.1.0.0/16``,
``127.0.0.1:8123``, ``[::1]:8123``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_network

_ENTRY = re.compile(r"(?:\[(?P<six>[0-9a-f:.]+)\]|(?P<host>[^\[\]:]+))(?::(?P<port>[0-9]{1,5}))?\Z")
_NAME = re.compile(r"[a-z0-9_-]+(?:\.[a-z0-9_-]+)*\Z")


@dataclass(frozen=True)
class AllowedHost:
    """One entry; either ``network`` or ``name`` is stated. No port means every port."""

    network: IPv4Network | IPv6Network | None
    name: str | None
    port: int | None

    @classmethod
    def parse(cls, entry: str) -> AllowedHost:
        """The entry as it is written. Raises ValueError."""
        text = entry.strip().lower()
        if text.count(":") > 1 and "[" not in text:  # an IPv6 address or network without a port
            return cls(ip_network(text, strict=False), None, None)
        parts = _ENTRY.match(text)
        if not parts:
            raise ValueError(f"{entry!r} is no host, address or network")
        port = int(parts["port"]) if parts["port"] else None
        if port is not None and not 0 < port < 65536:
            raise ValueError(f"{port} is no port")
        host = parts["six"] or parts["host"]
        if parts["six"] or re.fullmatch(r"[0-9./]+", host):
            return cls(ip_network(host, strict=False), None, port)
        if not _NAME.match(host):
            raise ValueError(f"{host!r} is no host name")
        return cls(None, host, port)

    def covers(self, host: str, address: IPv4Address | IPv6Address, port: int) -> bool:
        """Whether it allows this address, found for this host, at this port."""
        if self.port not in (None, port):
            return False
        if self.network is None:
            return self.name == host
        return self.network.version == address.version and address in self.network
