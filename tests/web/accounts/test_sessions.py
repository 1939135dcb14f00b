"""Whose session is this, and is it still good?

1. A token finds its account; it is 256 random bits and new with each session.
2. It ends after twelve hours, after two without a request, and at once when it is closed or revoked.
3. Being seen is written down, but not with every request.
4. One's sessions are listed, newest first, with network and browser; nobody can end those of others.
5. Networks are cut off; browsers are named by family.
"""

from __future__ import annotations

import base64
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.web.accounts.ready import Clock, accounts_at
from web.accounts.accounts import Accounts
from web.accounts.sessions import IDLE, OLDEST, browser_of, network_of

GOOD = "a good long sentence"


@pytest.fixture
def ready(tmp_path: Path) -> tuple[Accounts, Clock, str]:
    accounts, clock = accounts_at(tmp_path)
    return accounts, clock, accounts.add("anna", "scout", GOOD).id


def opened(accounts: Accounts, account_id: str, browser: str = "Firefox") -> str:
    return accounts.sessions.open(account_id, network="192.0.2.0/24", browser=browser)


def test_a_token_finds_its_account(ready: tuple[Accounts, Clock, str]) -> None:
    accounts, _, anna = ready
    tokens = {opened(accounts, anna) for _ in range(20)}
    assert len(tokens) == 20
    for token in tokens:
        assert len(base64.urlsafe_b64decode(token + "=")) == 32
        found = accounts.sessions.find(token)
        assert found
        assert found.account.id == anna
    for wrong in ("", "x", next(iter(tokens))[:-1], "\ud800"):
        assert accounts.sessions.find(wrong) is None


def test_a_session_ends_after_twelve_hours_of_work(ready: tuple[Accounts, Clock, str]) -> None:
    accounts, clock, anna = ready
    token, start = opened(accounts, anna), clock.seconds
    while clock.seconds + 3600 < start + OLDEST:
        clock.seconds += 3600
        assert accounts.sessions.find(token)
    clock.seconds = start + OLDEST
    assert accounts.sessions.find(token) is None
    assert accounts.sessions.of(anna) == []


def test_a_session_ends_after_two_hours_without_a_request(ready: tuple[Accounts, Clock, str]) -> None:
    accounts, clock, anna = ready
    token = opened(accounts, anna)
    clock.seconds += IDLE - 1
    assert accounts.sessions.find(token)
    clock.seconds += IDLE - 1
    assert accounts.sessions.find(token)
    clock.seconds += IDLE
    assert accounts.sessions.find(token) is None
    assert accounts.sessions.of(anna) == []


def test_a_closed_session_is_closed(ready: tuple[Accounts, Clock, str]) -> None:
    accounts, _, anna = ready
    token, other = opened(accounts, anna), opened(accounts, anna)
    accounts.sessions.close(token)
    accounts.sessions.close(token)
    assert accounts.sessions.find(token) is None
    assert accounts.sessions.find(other)
    accounts.sessions.revoke_all(anna)
    assert accounts.sessions.find(other) is None


def test_being_seen_is_written_down_now_and_then(ready: tuple[Accounts, Clock, str]) -> None:
    accounts, clock, anna = ready
    token, start = opened(accounts, anna), clock.seconds
    seen = []
    for seconds in (1, 59, 60, 61, 119, 120):
        clock.seconds = start + seconds
        accounts.sessions.find(token)
        seen.append(accounts.sessions.of(anna)[0].seen.timestamp() - start)
    assert seen == [0, 0, 60, 60, 60, 120]


def test_sessions_are_listed_and_revoked_by_their_owner_only(ready: tuple[Accounts, Clock, str]) -> None:
    accounts, clock, anna = ready
    bert = accounts.add("bert", "scout", GOOD).id
    first = opened(accounts, anna)
    clock.seconds += 10
    opened(accounts, anna, "Safari")
    newest, oldest = accounts.sessions.of(anna)
    assert (newest.browser, oldest.browser, oldest.network) == ("Safari", "Firefox", "192.0.2.0/24")
    assert first not in (newest.id, oldest.id)
    assert not accounts.sessions.revoke(bert, oldest.id)
    assert accounts.sessions.find(first)
    assert accounts.sessions.revoke(anna, oldest.id)
    assert accounts.sessions.find(first) is None


@pytest.mark.parametrize(
    ("host", "network"),
    [
        ("192.0.2.77", "192.0.2.0/24"),
        ("2001:db8:0:1234::1", "2001:db8:0:1200::/56"),
        ("::ffff:192.0.2.77", "192.0.2.0/24"),
        ("fe80::1%eth0", "fe80::/56"),
        ("testclient", "unknown"),
        ("", "unknown"),
    ],
)
def test_networks_are_cut_off(host: str, network: str) -> None:
    assert network_of(host) == network


@given(st.ip_addresses())
def test_the_network_holds_the_address_and_not_its_end(address: object) -> None:
    assert network_of(str(address)).endswith(("/24", "/56"))


@pytest.mark.parametrize(
    ("agent", "family"),
    [
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox"),
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0.0.0 Safari/537.36 Edg/140.0", "Edge"),
        ("Mozilla/5.0 (X11) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36", "Chrome"),
        ("Mozilla/5.0 (Macintosh) AppleWebKit/605.1.15 Version/18.0 Safari/605.1.15", "Safari"),
        ("curl/8", ""),
        ("", ""),
    ],
)
def test_browsers_are_named_by_family(agent: str, family: str) -> None:
    assert browser_of(agent) == family
