"""Here is a host: at which addresses may we connect to it? At none unless every one of them is public.

A name that leads to a public and to a private address is refused as a whole: nobody who means well publishes
such a name, and which of the two a connection takes would be chance.
"""

from __future__ import annotations

import socket
from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

from indexer.errors import FetchFailed, FetchRefused
from indexer.fetching.deadline import Deadline
from kb.allowed_hosts import AllowedHost

Resolve = Callable[[str, int], Sequence[str]]
"""The addresses of a host name. Raises OSError."""

# Beyond what ``is_global`` says: relays that carry an IPv4 address inside another one.
_RELAYS_4 = (IPv4Network("192.88.99.0/24"),)  # 6to4
_UNICAST_6 = IPv6Network("2000::/3")  # all that is assigned; leaves out mapped, compatible and NAT64 forms
_RELAYS_6 = (
    IPv6Network("2001::/23"),  # Teredo and other protocols of the IETF
    IPv6Network("2002::/16"),  # 6to4
    IPv6Network("3fff::/20"),  # documentation; newer than the tables of Python 3.11
)
_NO_SUCH_NAME = {socket.EAI_NONAME, socket.EAI_NODATA}


def is_public(address: IPv4Address | IPv6Address) -> bool:
    """Whether the address belongs to a host of the public internet, and not by a detour to another one."""
    if address.is_multicast or address.is_reserved or not address.is_global:
        return False
    if isinstance(address, IPv4Address):
        return not any(address in network for network in _RELAYS_4)
    return address in _UNICAST_6 and not any(address in network for network in _RELAYS_6)


def system_resolve(host: str, port: int) -> Sequence[str]:
    """The addresses the system knows of a name, in the order to try them. Raises OSError."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


@dataclass(frozen=True)
class Gate:
    """Looks names up, and lets through what is public or allowed by name.

    ``executor`` waits for the system's resolver, which knows no time limit.
    """

    allowed: Sequence[AllowedHost]
    resolve: Resolve
    executor: Executor

    def addresses(self, host: str, port: int, deadline: Deadline) -> list[str]:
        """The addresses to connect to, each of them checked. Raises FetchRefused or FetchFailed."""
        found = [ip_address(text) for text in self._resolved(host, port, deadline)]
        for address in found:
            if not is_public(address) and not any(one.covers(host, address, port) for one in self.allowed):
                raise FetchRefused(
                    f"{host} leads to an address that is not public. Name a page of the public web; hosts of "
                    "the own network are allowed with KB_FETCH_ALLOW.",
                    "place",
                )
        return [str(address) for address in found]

    def _resolved(self, host: str, port: int, deadline: Deadline) -> Sequence[str]:
        if ":" in host or host.replace(".", "").isdigit():  # an address already, in its usual form
            return [host]
        try:
            found = self.executor.submit(self.resolve, host, port).result(deadline.remaining())
        except socket.gaierror as error:
            if error.errno in _NO_SUCH_NAME:
                raise _unknown(host) from error
            raise FetchFailed(
                f"The name {host} cannot be looked up now: {error.strerror}. Try again later.",
                "unreachable",
                temporary=True,
            ) from error
        except TimeoutError as error:
            raise deadline.passed(f"the name {host} was not looked up") from error
        if not found:
            raise _unknown(host)
        return found


def _unknown(host: str) -> FetchFailed:
    return FetchFailed(
        f"There is no host {host}. Correct the address, or look where it is now.", "unknown-host"
    )
