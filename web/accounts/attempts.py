"""How often may somebody try to sign in?

Every attempt is counted before the password is looked at, so that attempts side by side cannot slip through;
who gets in has their attempt taken back. The counts lie in the file of the accounts: all workers share them.
Names are counted whether there is such an account or not, and kept as digests only, because people type
passwords into the field above.
"""

from __future__ import annotations

import hashlib
import math
import sqlite3
import time

from limits import RateLimitItemPerHour, RateLimitItemPerMinute
from limits.limits import RateLimitItem
from limits.storage import Storage
from limits.strategies import FixedWindowRateLimiter

from web.accounts.database import Database
from web.accounts.errors import TooManyAttempts
from web.accounts.names import folded

# A name is closed to one network long before it is closed to all: else anybody could keep its owner out.
NAME_IN_NETWORK = RateLimitItemPerMinute(10, 15, "name-in-network")
NETWORK = RateLimitItemPerMinute(100, 15, "network")
NAME = RateLimitItemPerHour(100, 1, "name")


class SharedCounts(Storage):
    """Counts of the strategies of ``limits``, in SQLite."""

    STORAGE_SCHEME = None

    def __init__(self, database: Database) -> None:
        super().__init__()
        self._database = database

    @property
    def base_exceptions(self) -> type[Exception]:
        """What the file raises; it is passed on as it is."""
        return sqlite3.Error

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        """Count within a window of ``expiry`` seconds that begins with the first; what the count is now."""
        now = time.time()
        with self._database.writing() as connection:
            connection.execute("DELETE FROM counts WHERE expires <= ?", (now,))
            (count,) = connection.execute(
                "INSERT INTO counts VALUES (:key, max(0, :amount), :expires) ON CONFLICT (key) "
                "DO UPDATE SET count = max(0, count + :amount) RETURNING count",
                {"key": key, "amount": amount, "expires": now + expiry},
            ).fetchone()
        return int(count)

    def get(self, key: str) -> int:
        """The count of a window that has not ended, else 0."""
        return int(self._look(key)["count"])

    def get_expiry(self, key: str) -> float:
        """When the window ends, in seconds since 1970."""
        return float(self._look(key)["expires"])

    def _look(self, key: str) -> sqlite3.Row:
        now = time.time()
        with self._database.reading() as connection:
            row: sqlite3.Row = connection.execute(
                "SELECT count, expires FROM counts WHERE key = ? AND expires > ? UNION ALL SELECT 0, ?",
                (key, now, now),
            ).fetchone()
        return row

    def clear(self, key: str) -> None:
        """Forget a count."""
        with self._database.writing() as connection:
            connection.execute("DELETE FROM counts WHERE key = ?", (key,))

    def reset(self) -> int:
        """Forget all counts; how many there were."""
        with self._database.writing() as connection:
            return connection.execute("DELETE FROM counts").rowcount

    def check(self) -> bool:
        """Whether the file answers. Raises StorageFailed if not."""
        self.get("")
        return True


class Attempts:
    """The attempts to sign in, under the three limits above unless others are given."""

    def __init__(
        self,
        database: Database,
        name_in_network: RateLimitItem = NAME_IN_NETWORK,
        network: RateLimitItem = NETWORK,
        name: RateLimitItem = NAME,
    ) -> None:
        self._limiter = FixedWindowRateLimiter(SharedCounts(database))
        self._name_in_network, self._network, self._name = name_in_network, network, name

    def count(self, name: str, network: str) -> None:
        """Count one more. Raises TooManyAttempts, or StorageFailed.

        What a narrow limit has refused does not count for the wide ones.
        """
        for limit, keys in self._limits(name, network):
            if not self._limiter.hit(limit, *keys):
                end = self._limiter.get_window_stats(limit, *keys).reset_time
                raise TooManyAttempts(max(1, math.ceil(end - time.time())))

    def succeeded(self, name: str, network: str) -> None:
        """The last attempt was a good one. Raises StorageFailed."""
        (narrow, its_keys), *wide = self._limits(name, network)
        self._limiter.clear(narrow, *its_keys)
        for limit, keys in wide:
            self._limiter.hit(limit, *keys, cost=-1)

    def forget(self) -> None:
        """Let everybody try again. Raises StorageFailed."""
        self._limiter.storage.reset()

    def _limits(self, name: str, network: str) -> tuple[tuple[RateLimitItem, tuple[str, ...]], ...]:
        digest = hashlib.sha256(folded(name).encode("utf-8", "replace")).hexdigest()
        return (
            (self._name_in_network, (digest, network)),
            (self._network, (network,)),
            (self._name, (digest,)),
        )
