"""What have readers told us, and what of it may still be kept?

Messages lie in ``var/state`` and are written durably before anybody is thanked. The address of who wants an
answer is deleted 90 days after the message came.
"""

from __future__ import annotations

import math
import re
import sqlite3
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Literal, get_args

from limits import RateLimitItemPerHour
from limits.strategies import FixedWindowRateLimiter

from web.accounts.attempts import SharedCounts
from web.accounts.database import Database
from web.accounts.errors import TooManyAttempts

FeedbackKind = Literal["missing", "error", "barrier", "other"]
KINDS: tuple[FeedbackKind, ...] = get_args(FeedbackKind)
TEXT_LENGTH = 5000  # characters
ADDRESS_LENGTH = 254  # characters, as mail itself allows
ADDRESS_DAYS = 90
OF_ONE_NETWORK = RateLimitItemPerHour(20, 1, "messages")
SCHEMA = """
CREATE TABLE messages (
    id INTEGER PRIMARY KEY AUTOINCREMENT, at TEXT NOT NULL, kind TEXT NOT NULL, text TEXT NOT NULL,
    address TEXT, record TEXT, done INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE TABLE counts (
    key TEXT PRIMARY KEY, count INTEGER NOT NULL, expires REAL NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX messages_by_state ON messages (done, id);
"""
_COLUMNS = "id, at, kind, text, address, record, done"
_ADDRESS = re.compile(r"[^\s@,;:<>()\[\]\"\\]{1,64}@(?:[^\W_](?:[\w-]{0,61}[^\W_])?\.){1,8}[^\W\d_]{2,63}\Z")


@dataclass(frozen=True)
class Message:
    """What one reader wrote. ``at`` is UTC; ``record`` is the id of the record it is about, if any."""

    id: int
    at: str
    kind: FeedbackKind
    text: str
    address: str | None
    record: str | None
    done: bool


def is_address(text: str) -> bool:
    """Whether a text has the form of one mail address."""
    return len(text) <= ADDRESS_LENGTH and bool(_ADDRESS.match(text))


def _now() -> datetime:
    return datetime.now(UTC)


class Feedback:
    """The messages of one site, for all threads and processes. Every method may raise StorageFailed."""

    def __init__(self, path: Path, now: Callable[[], datetime] = _now) -> None:
        self._database = Database(path, SCHEMA)
        self._limiter = FixedWindowRateLimiter(SharedCounts(self._database))
        self._now = now

    def admit(self, network: str) -> None:
        """Count what comes from a network. Raises TooManyAttempts when it is too much."""
        if not self._limiter.hit(OF_ONE_NETWORK, network):
            end = self._limiter.get_window_stats(OF_ONE_NETWORK, network).reset_time
            raise TooManyAttempts(max(1, math.ceil(end - time.time())))

    def keep(self, kind: FeedbackKind, text: str, *, address: str | None, record: str | None) -> int:
        """Keep a message durably; its number."""
        with self._database.writing() as rows:
            self._forget(rows)
            found = rows.execute(
                "INSERT INTO messages (at, kind, text, address, record) VALUES (?, ?, ?, ?, ?)",
                (_stamp(self._now()), kind, text, address, record),
            )
            return int(found.lastrowid or 0)

    def messages(self, *, done: bool, limit: int = 200) -> tuple[Message, ...]:
        """The open ones, or those that are done, newest first."""
        if not self._database.path.exists():
            return ()
        with self._database.writing() as rows:
            self._forget(rows)
            found = rows.execute(
                f"SELECT {_COLUMNS} FROM messages WHERE done = ? ORDER BY id DESC LIMIT ?",  # noqa: S608 - a constant
                (int(done), limit),
            )
            return tuple(map(_message, found))

    def open_count(self) -> int:
        """How many messages nobody has dealt with."""
        if not self._database.path.exists():
            return 0
        with self._database.reading() as rows:
            return int(rows.execute("SELECT COUNT(*) FROM messages WHERE done = 0").fetchone()[0])

    def settle(self, number: int, *, done: bool) -> bool:
        """Say that a message has been dealt with, or is open again; False if there is no such message."""
        with self._database.writing() as rows:
            changed = rows.execute("UPDATE messages SET done = ? WHERE id = ?", (int(done), number))
            return changed.rowcount == 1

    def forget(self) -> int:
        """Delete the addresses that are due; how many. Also done whenever messages are looked at."""
        if not self._database.path.exists():
            return 0
        with self._database.writing() as rows:
            return self._forget(rows)

    def _forget(self, rows: sqlite3.Connection) -> int:
        rows.execute("DELETE FROM counts WHERE expires <= ?", (time.time(),))
        due = _stamp(self._now() - timedelta(days=ADDRESS_DAYS))
        found = rows.execute(
            "UPDATE messages SET address = NULL WHERE address IS NOT NULL AND at < ?", (due,)
        )
        return found.rowcount


def _message(row: sqlite3.Row) -> Message:
    return Message(**{**dict(row), "done": bool(row["done"])})


def _stamp(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")
