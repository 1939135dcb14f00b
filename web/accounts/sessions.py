"""Here is a cookie: whose session is it, and is it still good?

The cookie holds 256 random bits; only their SHA-256 is kept, so who reads the file cannot sign in with it. Of
a visit no more is kept than a person needs to know their own browsers by: the network, cut off, and the
family of the browser.
"""

from __future__ import annotations

import hashlib
import secrets
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from ipaddress import IPv6Address, ip_address, ip_network

from web.accounts.account import Account
from web.accounts.database import Database

OLDEST = 12 * 3600  # seconds after signing in
IDLE = 2 * 3600  # seconds without a request
TOUCH = 60  # seconds; being seen is written down no more often than this
BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)


@dataclass(frozen=True)
class Session:
    """A session as its owner sees it; the times are UTC. ``id`` is no secret and opens nothing."""

    id: str
    created: datetime
    seen: datetime
    network: str
    browser: str


@dataclass(frozen=True)
class SignedIn:
    """Who asks, in which session, and whether their password was given to them and has to be changed."""

    account: Account
    session: str
    provisional: bool


class Sessions:
    """The sessions of all accounts. ``now`` gives seconds since 1970."""

    def __init__(self, database: Database, now: Callable[[], float]) -> None:
        self._database = database
        self._now = now

    def open(self, account_id: str, *, network: str, browser: str) -> str:
        """Start a session; the token is for its cookie. Raises StorageFailed."""
        token = secrets.token_urlsafe(32)
        now = self._now()
        with self._database.writing() as connection:
            connection.execute(
                "DELETE FROM sessions WHERE created <= ? OR seen <= ?", (now - OLDEST, now - IDLE)
            )
            connection.execute(
                "INSERT INTO sessions VALUES (?, ?, ?, ?, ?, ?, ?)",
                (_kept(token), secrets.token_hex(8), account_id, now, now, network, browser),
            )
        return token

    def find(self, token: str) -> SignedIn | None:
        """Who is signed in with this token; None if nobody is, or no more. Raises StorageFailed."""
        now = self._now()
        with self._database.reading() as connection:
            row = connection.execute(
                "SELECT s.id AS session, s.seen, a.* FROM sessions s JOIN accounts a ON a.id = s.account "
                "WHERE s.token = ? AND s.created > ? AND s.seen > ? AND NOT a.disabled",
                (_kept(token), now - OLDEST, now - IDLE),
            ).fetchone()
        if row is None:
            return None
        if row["seen"] <= now - TOUCH:
            with self._database.writing() as connection:
                connection.execute("UPDATE sessions SET seen = ? WHERE token = ?", (now, _kept(token)))
        return SignedIn(account_from(row), row["session"], bool(row["provisional"]))

    def close(self, token: str) -> None:
        """End the session of a token, if there is one. Raises StorageFailed."""
        with self._database.writing() as connection:
            connection.execute("DELETE FROM sessions WHERE token = ?", (_kept(token),))

    def of(self, account_id: str) -> list[Session]:
        """The sessions of an account that are still good, last seen first. Raises StorageFailed."""
        now = self._now()
        with self._database.reading() as connection:
            rows = connection.execute(
                "SELECT * FROM sessions WHERE account = ? AND created > ? AND seen > ? "
                "ORDER BY seen DESC, id",
                (account_id, now - OLDEST, now - IDLE),
            ).fetchall()
        return [
            Session(row["id"], _utc(row["created"]), _utc(row["seen"]), row["network"], row["browser"])
            for row in rows
        ]

    def revoke(self, account_id: str, session_id: str) -> bool:
        """End one session of an account; whether there was one. Raises StorageFailed."""
        with self._database.writing() as connection:
            ended = connection.execute(
                "DELETE FROM sessions WHERE account = ? AND id = ?", (account_id, session_id)
            )
        return ended.rowcount > 0

    def revoke_all(self, account_id: str) -> None:
        """End every session of an account. Raises StorageFailed."""
        with self._database.writing() as connection:
            end_sessions(connection, account_id)


def end_sessions(connection: sqlite3.Connection, account_id: str, keep: str = "") -> None:
    """End the sessions of an account, but for the one to keep, within a transaction that is open already."""
    connection.execute("DELETE FROM sessions WHERE account = ? AND id <> ?", (account_id, keep))


def account_from(row: sqlite3.Row) -> Account:
    """The account of a row of its table."""
    return Account(row["id"], row["name"], row["role"], bool(row["disabled"]), row["created"])


def _kept(token: str) -> bytes:
    return hashlib.sha256(token.encode("utf-8", "replace")).digest()


def _utc(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def network_of(host: str) -> str:
    """The network an address belongs to: what one line of a provider usually has.

    >>> network_of("192.0.2.77"), network_of("2001:db8:0:1234::1")
    ('192.0.2.0/24', '2001:db8:0:1200::/56')
    """
    try:
        address = ip_address(host.partition("%")[0])
    except ValueError:
        return "unknown"
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped:
            return network_of(str(address.ipv4_mapped))
        return str(ip_network((address, 56), strict=False))
    return str(ip_network((address, 24), strict=False))


def browser_of(user_agent: str) -> str:
    """The family of a browser, or nothing if it is none of the common ones."""
    return next((name for sign, name in BROWSERS if sign in user_agent), "")
