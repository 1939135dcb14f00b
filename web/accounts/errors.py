"""What can go wrong with accounts?

    AccountsError
        AccountMissing      no account has this id or name
        NameRefused         the name cannot be used, or another account has it
        PasswordRefused     the password breaks a rule; carries which one
        LastAdministrator   the only administrator would be gone
        TooManyAttempts     signing in is refused for a while; carries the seconds

Every message says what to do next. None of them holds a password.
"""

from __future__ import annotations

from typing import Literal

PasswordRule = Literal["short", "long", "name", "common"]


class AccountsError(Exception):
    """Any error of accounts that is raised on purpose."""


class AccountMissing(AccountsError):
    """No account has this id or name."""

    def __init__(self, wanted: str) -> None:
        super().__init__(f"There is no account {wanted!r}. 'kb user list' shows all of them.")
        self.wanted = wanted


class NameRefused(AccountsError):
    """The name is malformed or taken. ``taken`` tells which."""

    def __init__(self, message: str, *, taken: bool) -> None:
        super().__init__(message)
        self.taken = taken


class PasswordRefused(AccountsError):
    """The password breaks ``rule``."""

    def __init__(self, rule: PasswordRule, message: str) -> None:
        super().__init__(message)
        self.rule = rule


class LastAdministrator(AccountsError):
    """Nobody could administer any more."""

    def __init__(self) -> None:
        super().__init__("This is the only administrator. Make somebody else administrator first.")


class TooManyAttempts(AccountsError):
    """Signing in was tried too often. ``seconds`` says how long to wait."""

    def __init__(self, seconds: int) -> None:
        super().__init__(f"Signing in was tried too often. Try again in {seconds} seconds.")
        self.seconds = seconds
