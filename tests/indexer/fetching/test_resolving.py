"""Which addresses are public?

1. None of the special ones: of this host, private, of one link, shared, reserved, for many, for documents.
2. None that carries an IPv4 address inside, whatever that is: mapped, compatible, translated, 6to4, Teredo.
3. Ordinary ones are.
"""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.fetching.resolving import is_public
from tests.indexer.fetching.special_addresses import ORDINARY, SPECIAL


@pytest.mark.parametrize("address", SPECIAL)
def test_special_addresses_are_not_public(address: str) -> None:
    assert not is_public(ip_address(address))


@pytest.mark.parametrize("address", ORDINARY)
def test_ordinary_addresses_are_public(address: str) -> None:
    assert is_public(ip_address(address))


@given(st.integers(0, 2**32 - 1), st.sampled_from(["::", "::ffff:0:0", "::ffff:0:0:0", "64:ff9b::"]))
def test_no_form_of_an_ipv4_address_in_ipv6_is_public(number: int, prefix: str) -> None:
    assert not is_public(IPv6Address(int(IPv6Address(prefix)) | number))
    assert not is_public(IPv6Address((0x2002 << 112) | (number << 80)))
    assert not is_public(IPv6Address((0x20010000 << 96) | (number ^ 0xFFFFFFFF)))


@given(st.integers(0, 2**32 - 1))
def test_no_address_is_public_that_python_calls_private(number: int) -> None:
    address = IPv4Address(number)
    special = address.is_private or address.is_loopback or address.is_link_local or address.is_multicast
    assert not (is_public(address) and (special or address.is_reserved or address.is_unspecified))
