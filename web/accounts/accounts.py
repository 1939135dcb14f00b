"""Who has an account here, and how does one change?

Whatever takes rights away ends the sessions in the same transaction: the very next request is refused.
"""

from __future__ import annotations

import secrets
import sqlite3
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path

from web.accounts.account import Account, Role
from web.accounts.attempts import Attempts
from web.accounts.database import Database
from web.accounts.errors import AccountMissing, LastAdministrator, NameRefused
from web.accounts.names import checked_name, folded
from web.accounts.passwords import Passwords, check_choice
from web.accounts.sessions import Sessions, account_from, end_sessions

PROVISIONAL_DAYS = 7  # how long a password that was handed over opens the account


class Accounts:
    """The accounts of one installation. ``now`` gives seconds since 1970."""

    def __init__(
        self, path: Path, passwords: Passwords | None = None, now: Callable[[], float] = time.time
    ) -> None:
        self._database = Database(path)
        self._passwords = passwords or Passwords()
        self._now = now
        self.sessions = Sessions(self._database, now)
        self.attempts = Attempts(self._database)

    def add(self, name: str, role: Role, password: str, *, provisional: bool = False) -> Account:
        """A new account; a ``provisional`` password has to be changed by its owner.

        Raises NameRefused, PasswordRefused or StorageFailed.
        """
        name = checked_name(name)
        check_choice(password, name)
        created = datetime.fromtimestamp(self._now(), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        account = Account(secrets.token_hex(8), name, role, False, created)
        kept = self._passwords.hash(password)
        try:
            with self._database.writing() as connection:
                connection.execute(
                    "INSERT INTO accounts VALUES (?, ?, ?, ?, 0, ?, ?, ?, ?)",
                    (account.id, name, folded(name), role, created, kept, self._now(), int(provisional)),
                )
        except sqlite3.IntegrityError as error:
            raise NameRefused(
                f"There is an account {name!r} already. Take another name.", taken=True
            ) from error
        return account

    def get(self, account_id: str) -> Account:
        """Raises AccountMissing or StorageFailed."""
        return self._one("SELECT * FROM accounts WHERE id = ?", account_id, account_id)

    def named(self, name: str) -> Account:
        """The account of this name, however it is capitalised. Raises AccountMissing or StorageFailed."""
        return self._one("SELECT * FROM accounts WHERE folded = ?", folded(name), name)

    def _one(self, question: str, value: str, wanted: str) -> Account:
        with self._database.reading() as connection:
            row = connection.execute(question, (value,)).fetchone()
        if row is None:
            raise AccountMissing(wanted)
        return account_from(row)

    def all(self) -> list[Account]:
        """Every account by name. Raises StorageFailed."""
        with self._database.reading() as connection:
            rows = connection.execute("SELECT * FROM accounts ORDER BY folded").fetchall()
        return [account_from(row) for row in rows]

    def names(self) -> Mapping[str, str]:
        """The name of each account by its id, for those who read histories. Raises StorageFailed."""
        return {account.id: account.name for account in self.all()}

    def check(self, name: str, password: str) -> Account | None:
        """The account this password opens, or None, after the same time whatever is wrong.

        Raises StorageFailed.
        """
        with self._database.reading() as connection:
            row = connection.execute("SELECT * FROM accounts WHERE folded = ?", (folded(name),)).fetchone()
        if not self._passwords.right(row["password"] if row else None, password) or row["disabled"]:
            return None
        if row["provisional"] and row["password_set"] <= self._now() - PROVISIONAL_DAYS * 86_400:
            return None
        if self._passwords.outdated(row["password"]):
            self._rehash(row["id"], row["password"], password)
        return account_from(row)

    def _rehash(self, account_id: str, before: str, password: str) -> None:
        kept = self._passwords.hash(password)
        with self._database.writing() as connection:  # unless it was changed in this moment
            connection.execute(
                "UPDATE accounts SET password = ? WHERE id = ? AND password = ?", (kept, account_id, before)
            )

    def set_password(
        self, account_id: str, password: str, *, keep: str = "", provisional: bool = False
    ) -> None:
        """Change a password and end the sessions of the account, but for the one to ``keep``.

        Raises AccountMissing, PasswordRefused or StorageFailed.
        """
        check_choice(password, self.get(account_id).name)
        kept = self._passwords.hash(password)
        with self._database.writing() as connection:
            connection.execute(
                "UPDATE accounts SET password = ?, password_set = ?, provisional = ? WHERE id = ?",
                (kept, self._now(), int(provisional), account_id),
            )
            end_sessions(connection, account_id, keep)

    def set_role(self, account_id: str, role: Role) -> Account:
        """Give an account another role and end its sessions.

        Raises AccountMissing, LastAdministrator or StorageFailed.
        """
        return self._change("UPDATE accounts SET role = ? WHERE id = ?", role, account_id)

    def disable(self, account_id: str) -> Account:
        """Keep somebody out, at once. Raises AccountMissing, LastAdministrator or StorageFailed."""
        return self._change("UPDATE accounts SET disabled = ? WHERE id = ?", 1, account_id)

    def enable(self, account_id: str) -> Account:
        """Let somebody in again. Raises AccountMissing or StorageFailed."""
        return self._change("UPDATE accounts SET disabled = ? WHERE id = ?", 0, account_id)

    def _change(self, statement: str, value: str | int, account_id: str) -> Account:
        before = self.get(account_id)
        with self._database.writing() as connection:
            connection.execute(statement, (value, account_id))
            end_sessions(connection, account_id)
            administrators = connection.execute(
                "SELECT count(*) FROM accounts WHERE role = 'admin' AND NOT disabled"
            ).fetchone()[0]
            if not administrators and before.role == "admin" and not before.disabled:
                raise LastAdministrator
        return self.get(account_id)
