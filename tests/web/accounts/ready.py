"""Accounts whose clock the test sets and whose passwords cost nothing.

accounts, clock = accounts_at(tmp_path)
clock.seconds += 3600
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from tests.web.desk.signed_in import CHEAP
from web.accounts.accounts import Accounts
from web.accounts.passwords import Passwords


@dataclass
class Clock:
    """The time the accounts believe it is, in seconds since 1970."""

    seconds: float = 1_790_000_000.0

    def __call__(self) -> float:
        return self.seconds


def accounts_at(folder: Path) -> tuple[Accounts, Clock]:
    """The accounts kept in a folder, and their clock."""
    clock = Clock()
    return Accounts(folder / "state" / "accounts.sqlite", Passwords(CHEAP), clock), clock
