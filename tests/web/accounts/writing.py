"""What another process does with accounts and audit log at the same time; its imports are few."""

from __future__ import annotations

from pathlib import Path

from argon2 import PasswordHasher

from web.accounts.accounts import Accounts
from web.accounts.audit import Audit
from web.accounts.passwords import Passwords


def add_some(path: Path, start: int) -> list[str]:
    """Add five accounts; their ids."""
    accounts = Accounts(path, Passwords(PasswordHasher(1, 8, 1)))
    names = (f"person {number}" for number in range(start, start + 5))
    return [accounts.add(name, "scout", "a good long sentence").id for name in names]


def note_some(path: Path, by: str) -> None:
    """Note twenty deeds, too long for one page of memory to hold two of them."""
    for number in range(20):
        Audit(path).note("published", by=by, about=f"record-{number}", detail="x" * 3000)
