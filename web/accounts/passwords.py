"""Is this a password one may choose, and is it the right one?

argon2id with the parameters OWASP names as its minimum: 19 MiB, two passes. Only two passwords are hashed at
a time, so that many people who sign in at once cost neither the memory nor the threads of the site.
"""

from __future__ import annotations

import secrets
import threading
from functools import cached_property
from importlib.resources import files

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from web.accounts.errors import PasswordRefused

SHORTEST = 12  # signs
LONGEST = 200
AT_ONCE = 2
_ONE_TIME = "abcdefghjkmnpqrstuvwxyz23456789"  # nothing that looks like something else
TIME_COST, MEMORY_COST, PARALLELISM = 2, 19_456, 1


class Passwords:
    """Hashes and compares passwords. ``hasher`` is for other parameters than the above."""

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        self._hasher = hasher or PasswordHasher(TIME_COST, MEMORY_COST, PARALLELISM)
        self._gate = threading.Semaphore(AT_ONCE)

    @cached_property
    def _decoy(self) -> str:
        """The hash a password is compared with if there is no account: that takes as long."""
        return self._hasher.hash(secrets.token_hex())

    def hash(self, password: str) -> str:
        """What may be kept of a password."""
        with self._gate:
            return self._hasher.hash(password)

    def right(self, kept: str | None, password: str) -> bool:
        """Whether this is the password of the hash; without a hash no password is, after the same time."""
        with self._gate:
            try:
                self._hasher.verify(kept or self._decoy, password[:LONGEST])
            except (VerificationError, InvalidHashError):
                return False
        return kept is not None and len(password) <= LONGEST

    def outdated(self, kept: str) -> bool:
        """Whether the hash was made with other parameters than those of today."""
        return self._hasher.check_needs_rehash(kept)


def check_choice(password: str, name: str) -> None:
    """Refuse a password that is easily guessed. Raises PasswordRefused."""
    if len(password) < SHORTEST:
        raise PasswordRefused("short", f"The password has fewer than {SHORTEST} signs. Take a longer one.")
    if len(password) > LONGEST:
        raise PasswordRefused("long", f"The password has more than {LONGEST} signs. Take a shorter one.")
    folded = password.strip().casefold()
    if folded == name.casefold():
        raise PasswordRefused("name", "The password is the name of the account. Take another one.")
    if folded in _common() or len(set(folded)) < 4:
        raise PasswordRefused("common", "The password is among the first that are guessed. Take another one.")


def _common() -> frozenset[str]:
    text = files("web.accounts").joinpath("common-passwords.txt").read_text("utf-8")
    return frozenset(line for line in text.splitlines() if line and not line.startswith("#"))


def one_time_password() -> str:
    """A password to be handed over and changed: four groups of five signs, 98 bits."""
    groups = ("".join(secrets.choice(_ONE_TIME) for _ in range(5)) for _ in range(4))
    return "-".join(groups)
