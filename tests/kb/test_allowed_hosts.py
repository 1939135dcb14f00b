"""Which hosts of the own network may be fetched from.

1. An entry is a host, an address or a network, with or without a port; anything else is an error.
2. It covers what it says, and nothing beside it.
"""

from __future__ import annotations

from ipaddress import ip_address

import pytest

from kb.allowed_hosts import AllowedHost


@pytest.mark.parametrize(
    "entry",
    [
        "",
        ":80",
        "host:",
        "host:0",
        "host:65536",
        "host:80:90",
        "10.0.0.0/33",
        "10.0.0:80",
        "[::1",
        "[::1]x",
        "[host]:80",
        "[fd00::/8]",
        "::g",
        "*",
        "*.intranet",
        "a b",
        "user@host",
        "host/path",
    ],
)
def test_what_is_no_entry_is_an_error(entry: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        AllowedHost.parse(entry)


@pytest.mark.parametrize(
    ("entry", "host", "address", "port", "covered"),
    [
        ("wiki.intranet", "wiki.intranet", "10.1.1.1", 80, True),
        ("Wiki.Intranet:8080", "wiki.intranet", "10.1.1.1", 8080, True),
        ("wiki.intranet:8080", "wiki.intranet", "10.1.1.1", 80, False),
        ("intranet", "wiki.intranet", "10.1.1.1", 80, False),
        ("wiki.intranet", "10.1.1.1", "10.1.1.1", 80, False),
        ("10.1.0.0/16", "any.example", "10.1.255.255", 1, True),
        ("10.1.2.3/16", "any.example", "10.1.255.255", 1, True),
        ("10.1.0.0/16", "any.example", "10.2.0.0", 1, False),
        ("10.1.0.0/16:80", "any.example", "10.1.0.1", 81, False),
        ("10.1.0.0/16", "any.example", "::ffff:10.1.0.1", 80, False),
        ("127.0.0.1", "localhost", "127.0.0.2", 80, False),
        ("::1", "localhost", "::1", 80, True),
        ("fd00::/8", "any.example", "fd12::1", 80, True),
        ("[::1]:80", "localhost", "::1", 80, True),
        ("[::1]:80", "localhost", "::1", 81, False),
    ],
)
def test_an_entry_covers_what_it_says(entry: str, host: str, address: str, port: int, covered: bool) -> None:
    assert AllowedHost.parse(entry).covers(host, ip_address(address), port) is covered
