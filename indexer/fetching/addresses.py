"""Is this an address that may be asked for at all? What can be told before any name is looked up.

Only http and https without names or passwords, at ports where no mail or shell listens, with the host in its
usual form: ``http://2130706433/``, ``http://0x7f.1/`` and ``http://[fe80::1%25eth0]/`` are refused as they
stand, not trusted to whoever resolves them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address

import httpx

from indexer.errors import FetchRefused

LONGEST = 2000  # characters; as long as the address of a source may be
STANDARD_PORTS = {"http": 80, "https": 443}
# The "bad ports" of the Fetch standard (fetch.spec.whatwg.org), where servers of other protocols listen.
# fmt: off
OTHER_PROTOCOLS = frozenset((
    0, 1, 7, 9, 11, 13, 15, 17, 19, 20, 21, 22, 23, 25, 37, 42, 43, 53, 69, 77, 79, 87, 95, 101, 102,
    103, 104, 109, 110, 111, 113, 115, 117, 119, 123, 135, 137, 139, 143, 161, 179, 389, 427, 465, 512,
    513, 514, 515, 526, 530, 531, 532, 540, 548, 554, 556, 563, 587, 601, 636, 989, 990, 993, 995, 1719,
    1720, 1723, 2049, 3659, 4045, 4190, 5060, 5061, 6000, 6566, 6665, 6666, 6667, 6668, 6669, 6679,
    6697, 10080,
))
# fmt: on
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*(?=:)", re.IGNORECASE)
_AUTHORITY = re.compile(r"https?://([^/?#]*)", re.IGNORECASE)
_HOST_NAME = re.compile(r"[a-z0-9_-]+(?:\.[a-z0-9_-]+)*\.?\Z")
_NUMBER = re.compile(r"(?:[0-9]+|0x[0-9a-f]*)\Z")
_USUAL = "Write the address as your browser shows it."


@dataclass(frozen=True)
class Target:
    """An address taken apart: ``host`` in ASCII without brackets, ``path`` with the query.

    ``text`` is the whole address without its fragment.
    """

    scheme: str
    host: str
    port: int
    path: bytes
    text: str

    @property
    def origin(self) -> str:
        """Scheme, host and port as they stand before the path."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.scheme}://{host}" + (
            "" if self.port == STANDARD_PORTS[self.scheme] else f":{self.port}"
        )

    @property
    def named_host(self) -> bytes:
        """The value of the Host header."""
        return self.origin.partition("://")[2].encode("ascii")


def parse(address: str) -> Target:
    """Take an address apart. Raises FetchRefused."""
    _refuse_hidden_signs(address)
    scheme = _SCHEME.match(address)
    if not scheme or scheme[0].lower() not in STANDARD_PORTS:
        called = f"The scheme {scheme[0][:20]}:" if scheme else "An address without a scheme"
        raise _refused(f"{called} is not fetched.", "Name one that begins with https:// or http://.")
    authority = _AUTHORITY.match(address)
    if not authority or not authority[1]:
        raise _refused("The address names no host.", _USUAL)
    if "@" in authority[1]:
        raise _refused("The address holds a name or a password.", "Remove what stands before the @.")
    if "%" in authority[1] or "\\" in address:
        raise _refused("The host of the address is written with a zone or hidden signs.", _USUAL)
    try:
        url = httpx.URL(address)
    except httpx.InvalidURL as error:
        raise _refused(f"This is no web address: {error}.", _USUAL) from error
    return _target(url)


def redirected(target: Target, location: str) -> Target:
    """Where a redirect leads. Raises FetchRefused as ``parse`` does."""
    location = location.strip().replace(" ", "%20")
    _refuse_hidden_signs(location)
    try:
        absolute = str(httpx.URL(target.text).join(location))
    except httpx.InvalidURL as error:
        raise _refused(f"{target.text} redirects to what is no web address: {error}.", _USUAL) from error
    # Joined, an address with other slashes or signs may look harmless; what was sent has to be as well.
    return parse(location if _SCHEME.match(location) else absolute)


def _refuse_hidden_signs(address: str) -> None:
    if len(address) > LONGEST:
        raise _refused(
            f"The address has {len(address):,} signs, more than {LONGEST:,}.", "Name a shorter one."
        )
    if any(sign.isspace() or not sign.isprintable() for sign in address):
        raise _refused("The address holds blanks, line ends or invisible signs.", "Remove them.")


def _target(url: httpx.URL) -> Target:
    scheme, host = url.scheme, url.raw_host.decode("ascii").lower()
    port = STANDARD_PORTS[scheme] if url.port is None else url.port
    if not 0 <= port < 65536 or port in OTHER_PROTOCOLS:
        raise _refused(f"At port {port} no web server is asked.", "Name the address of a web page.")
    if ":" in host:
        _parsed(IPv6Address, host)
    elif _NUMBER.match(host.rstrip(".").rpartition(".")[2]):
        _parsed(IPv4Address, host)
    elif not _HOST_NAME.match(host) or max(map(len, host.split("."))) > 63:
        raise _refused(f"{host[:80]!r} is no host name.", _USUAL)
    return Target(scheme, host, port, url.raw_path, str(url.copy_with(fragment=None)))


def _parsed(kind: type[IPv4Address] | type[IPv6Address], host: str) -> None:
    try:
        kind(host)
    except ValueError as error:
        raise _refused(f"{host[:80]!r} is not the usual form of a numeric address.", _USUAL) from error


def _refused(problem: str, repair: str) -> FetchRefused:
    return FetchRefused(f"{problem} {repair}", "form")
