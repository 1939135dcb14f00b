"""Which passwords may one choose, and how are they compared?

1. Twelve to two hundred signs, not the name, none of the commonest; the refusal names the rule.
2. Only the right password is right, and never without a hash.
3. A wrong name costs as much as a wrong password: one comparison with the same parameters.
4. No more than two are hashed at a time.
5. The parameters are at least the minimum of OWASP; given passwords are long and different.
"""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from argon2 import PasswordHasher, extract_parameters
from argon2.low_level import Type

from tests.web.desk.signed_in import CHEAP
from web.accounts.errors import PasswordRefused
from web.accounts.passwords import Passwords, check_choice, one_time_password


@pytest.mark.parametrize(
    ("password", "rule"),
    [
        ("elf zeichen", "short"),
        ("", "short"),
        ("x" * 201, "long"),
        ("Anna von der Küste", "name"),
        ("anna VON der küste", "name"),
        ("passwort1234", "common"),
        ("Password1234", "common"),
        (" Willkommen123 ", "common"),
        ("aaaaaaaaaaaa", "common"),
        ("121212121212", "common"),
    ],
)
def test_a_weak_password_is_refused_by_its_rule(password: str, rule: str) -> None:
    with pytest.raises(PasswordRefused) as refused:
        check_choice(password, "Anna von der Küste")
    assert refused.value.rule == rule
    assert password not in str(refused.value) or not password


@pytest.mark.parametrize(
    "password", ["zwölf Zeichen", "ein guter Satz", "x9" * 3 + "abcdef", "ä" * 6 + "öüßabc"]
)
def test_a_long_one_is_taken(password: str) -> None:
    check_choice(password, "anna")


def test_only_the_right_one_is_right() -> None:
    passwords = Passwords(CHEAP)
    kept = passwords.hash("the right one")
    assert passwords.right(kept, "the right one")
    for wrong in ("the wrong one", "", "the right one ", "The right one", "x" * 10_000):
        assert not passwords.right(kept, wrong)
    assert not passwords.right(None, "the right one")
    assert not passwords.right("no hash", "the right one")
    assert passwords.hash("the right one") != kept


class Counting(PasswordHasher):
    """Notes the parameters of every comparison, and how many run at a time."""

    def __init__(self) -> None:
        super().__init__(1, 8, 1)
        self.compared: list[object] = []
        self.most = self._now = 0
        self._lock = threading.Lock()

    def verify(self, hash: str | bytes, password: str | bytes) -> bool:  # type: ignore[override]
        with self._lock:
            self._now += 1
            self.most = max(self.most, self._now)
            self.compared.append(extract_parameters(str(hash)))
        time.sleep(0.01)
        with self._lock:
            self._now -= 1
        return bool(super().verify(hash, password))


def test_a_wrong_name_costs_as_much_as_a_wrong_password() -> None:
    hasher = Counting()
    passwords = Passwords(hasher)
    kept = passwords.hash("the right one")
    passwords.right(kept, "a wrong one")
    passwords.right(None, "a wrong one")
    passwords.right(kept, "x" * 10_000)
    first, *others = hasher.compared
    assert others == [first, first]


def test_two_at_a_time() -> None:
    hasher = Counting()
    passwords = Passwords(hasher)
    kept = passwords.hash("the right one")
    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(lambda _: passwords.right(kept, "the right one"), range(12)))
    assert hasher.most == 2


def test_the_parameters_are_strong() -> None:
    found = extract_parameters(Passwords().hash("the right one"))
    assert found.type is Type.ID
    assert (found.memory_cost, found.time_cost) >= (19_456, 2)
    assert found.hash_len >= 32


def test_given_passwords_are_long_and_different() -> None:
    given = {one_time_password() for _ in range(200)}
    assert len(given) == 200
    for password in given:
        check_choice(password, "anna")
