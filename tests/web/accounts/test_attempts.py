"""How often may somebody try?

1. A name is closed to a network after ten attempts, to all after a hundred; a network after a hundred.
2. Others, and the same name elsewhere, are not kept out by it; one network alone cannot close a name to all.
3. The refusal says how long to wait; after that one may try again.
4. Attempts at the same time do not slip through; who gets in has theirs taken back.
5. All processes count together; what was typed as a name is not kept.
"""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from limits import RateLimitItemPerHour, RateLimitItemPerMinute
from limits.storage import Storage

from web.accounts.attempts import NAME, NAME_IN_NETWORK, NETWORK, Attempts, SharedCounts
from web.accounts.database import Database
from web.accounts.errors import TooManyAttempts

HERE, THERE = "192.0.2.0/24", "198.51.100.0/24"
FEW = (
    RateLimitItemPerMinute(3, 15, "a"),
    RateLimitItemPerMinute(8, 15, "b"),
    RateLimitItemPerHour(7, 1, "c"),
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "accounts.sqlite"


@pytest.fixture
def attempts(path: Path) -> Attempts:
    return Attempts(Database(path), *FEW)


def refused(attempts: Attempts, name: str, network: str) -> bool:
    try:
        attempts.count(name, network)
    except TooManyAttempts:
        return True
    return False


def test_the_limits_are_narrow_for_a_name_in_a_network_and_wide_for_the_rest() -> None:
    limits = [(limit.amount, limit.get_expiry()) for limit in (NAME_IN_NETWORK, NETWORK, NAME)]
    assert limits == [(10, 900), (100, 900), (100, 3600)]


def test_a_name_is_closed_to_a_network(attempts: Attempts) -> None:
    assert [refused(attempts, "anna", HERE) for _ in range(5)] == [False] * 3 + [True] * 2
    assert refused(attempts, " ANNA ", HERE)
    assert not refused(attempts, "bert", HERE)
    assert not refused(attempts, "anna", THERE)


def test_a_name_is_closed_to_all(attempts: Attempts) -> None:
    outcomes = [refused(attempts, "anna", f"198.51.{number}.0/24") for number in range(9)]
    assert outcomes == [False] * 7 + [True] * 2
    assert not refused(attempts, "bert", HERE)


def test_one_network_alone_does_not_close_a_name_to_all(attempts: Attempts) -> None:
    for _ in range(20):
        refused(attempts, "anna", HERE)
    assert not refused(attempts, "anna", THERE)


def test_a_network_is_closed(attempts: Attempts) -> None:
    outcomes = [refused(attempts, f"person {number}", HERE) for number in range(10)]
    assert outcomes == [False] * 8 + [True] * 2
    assert not refused(attempts, "person 1", THERE)


def test_the_refusal_says_how_long_to_wait(attempts: Attempts, monkeypatch: pytest.MonkeyPatch) -> None:
    start = time.time()
    for _ in range(3):
        attempts.count("anna", HERE)
    with pytest.raises(TooManyAttempts) as error:
        attempts.count("anna", HERE)
    assert 890 < error.value.seconds <= 901
    monkeypatch.setattr(time, "time", lambda: start + error.value.seconds + 1)
    attempts.count("anna", HERE)


def test_attempts_at_the_same_time_do_not_slip_through(attempts: Attempts) -> None:
    with ThreadPoolExecutor(8) as pool:
        outcomes = list(pool.map(lambda _: refused(attempts, "anna", HERE), range(12)))
    assert outcomes.count(False) == 3


def test_who_gets_in_is_not_counted(attempts: Attempts) -> None:
    for _ in range(10):
        attempts.count("anna", HERE)
        attempts.succeeded("anna", HERE)
    for _ in range(2):
        attempts.count("anna", HERE)
    attempts.succeeded("anna", HERE)
    assert not refused(attempts, "anna", HERE)


def test_all_processes_count_together(path: Path) -> None:
    one, another = (Attempts(Database(path), *FEW) for _ in range(2))
    assert [refused(one, "anna", HERE) for _ in range(3)] == [False] * 3
    assert refused(another, "anna", HERE)


def test_what_was_typed_as_a_name_is_not_kept(attempts: Attempts, path: Path) -> None:
    attempts.count("my secret password", HERE)
    kept = b"".join(file.read_bytes() for file in path.parent.iterdir())
    assert b"my secret password" not in kept
    assert HERE.encode() in kept


def test_the_counts_keep_the_contract_of_the_library(path: Path) -> None:
    counts: Storage = SharedCounts(Database(path))
    assert (counts.check(), counts.get("a")) == (True, 0)
    assert [counts.incr("a", 60), counts.incr("a", 60, 3), counts.incr("b", 60)] == [1, 4, 1]
    assert (counts.get("a"), counts.get("b")) == (4, 1)
    assert 50 < counts.get_expiry("a") - time.time() <= 60
    counts.clear("a")
    assert (counts.get("a"), counts.get("b")) == (0, 1)
    assert counts.reset() == 1
    assert counts.get("b") == 0
