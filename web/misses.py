"""What did readers look for in vain? Words only: nothing tells who looked.

Of a query without hits its normalised words and a count for each month are kept. It is shown when it was
asked for on three different days, so that what one person typed once stays unseen, and forgotten after
twelve months. What may point to a person, an @ or more than five digits, is never written.
"""

from __future__ import annotations

import logging
import sqlite3
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from kb.errors import StorageFailed
from web.accounts.database import Database

LOGGER = logging.getLogger("web.misses")
DAYS = 3  # different days on which something has to be asked for to be shown
MONTHS = 12  # this one and those before it
MOST_DIGITS = 5
LONGEST = 80  # characters; what is longer is told, not asked for
MOST = 10_000  # texts; beyond that, those seen on the fewest days make room, the oldest first
SCHEMA = """
CREATE TABLE texts (
    text TEXT PRIMARY KEY, days INTEGER NOT NULL, last_day TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE months (
    text TEXT NOT NULL, month TEXT NOT NULL, count INTEGER NOT NULL, PRIMARY KEY (text, month)
) STRICT, WITHOUT ROWID;
"""


@dataclass(frozen=True)
class Miss:
    """Words without hits. ``months`` are pairs such as ("2026-11", 4), oldest first; ``count`` is the sum."""

    text: str
    count: int
    months: tuple[tuple[str, int], ...]


def kept_form(query: str) -> str | None:
    """The form in which a query is counted, or None if it must not be kept.

    >>> kept_form("  Wasserstoff   HAFEN ")
    'wasserstoff hafen'
    >>> kept_form("0431 123456") is None
    True
    """
    normal = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", query).casefold())
    text = " ".join("".join(sign if sign.isprintable() else " " for sign in normal).split())
    digits = sum(1 for sign in text if sign.isnumeric())
    if not text or len(text) > LONGEST or "@" in text or digits > MOST_DIGITS:
        return None
    return text


class Misses:
    """The statistics of one site; safe to share between threads and processes."""

    def __init__(self, path: Path, today: Callable[[], date]) -> None:
        self._database = Database(path, SCHEMA)
        self._today = today

    def note(self, query: str) -> None:
        """Count a query that found nothing. Never raises: a statistic is no reason to fail."""
        text = kept_form(query)
        if text is None:
            return
        try:
            with self._database.writing() as rows:
                _count(rows, text, self._today())
        except StorageFailed as error:
            LOGGER.warning("A search without hits was not counted: %s", error)

    def forget(self) -> None:
        """Delete what is older than twelve months. Raises StorageFailed."""
        if self._database.path.exists():
            with self._database.writing() as rows:
                _forget(rows, self._today())

    def shown(self, limit: int) -> tuple[Miss, ...]:
        """The most frequent first, of the last twelve months. Raises StorageFailed."""
        if not self._database.path.exists():
            return ()
        with self._database.writing() as rows:
            _forget(rows, self._today())
            found = rows.execute(
                "SELECT text, SUM(count) FROM months JOIN texts USING (text) WHERE days >= ? "
                "GROUP BY text ORDER BY SUM(count) DESC, text LIMIT ?",
                (DAYS, limit),
            ).fetchall()
            return tuple(Miss(text, count, _months(rows, text)) for text, count in found)


def _months(rows: sqlite3.Connection, text: str) -> tuple[tuple[str, int], ...]:
    found = rows.execute("SELECT month, count FROM months WHERE text = ? ORDER BY month", (text,))
    return tuple((month, count) for month, count in found)


def _count(rows: sqlite3.Connection, text: str, today: date) -> None:
    day = today.isoformat()
    (newest,) = rows.execute("SELECT MAX(last_day) FROM texts").fetchone()
    if newest != day:  # the first of a day
        _forget(rows, today)
    rows.execute(
        # The day is only needed until the text may be shown.
        "INSERT INTO texts VALUES (?1, 1, ?2) ON CONFLICT (text) DO UPDATE SET "
        "days = MIN(days + (last_day <> ?2), ?3), last_day = ?2",
        (text, day, DAYS),
    )
    rows.execute(
        "INSERT INTO months VALUES (?, ?, 1) ON CONFLICT (text, month) DO UPDATE SET count = count + 1",
        (text, day[:7]),
    )
    (number,) = rows.execute("SELECT COUNT(*) FROM texts").fetchone()
    if number > MOST:
        rows.execute(
            "DELETE FROM texts WHERE text IN "
            "(SELECT text FROM texts WHERE text <> ? ORDER BY days, last_day, text LIMIT ?)",
            (text, number - MOST),
        )
        rows.execute("DELETE FROM months WHERE text NOT IN (SELECT text FROM texts)")


def _forget(rows: sqlite3.Connection, today: date) -> None:
    months = today.year * 12 + today.month - 1 - (MONTHS - 1)
    rows.execute("DELETE FROM months WHERE month < ?", (f"{months // 12:04d}-{months % 12 + 1:02d}",))
    rows.execute("DELETE FROM texts WHERE text NOT IN (SELECT text FROM months)")
