"""Where are accounts, sessions and attempts kept, so that all workers and the command line agree?

One SQLite file under ``var/state``; what readers tell lies in others like it. Each operation opens it anew
(0.3 ms): nothing is shared between threads or processes, and a file that was restored is read at once.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from kb.errors import StorageFailed

PATIENCE = 5.0  # seconds a writer waits for the writers before it
VERSION = 1
SCHEMA = """
CREATE TABLE accounts (
    id TEXT PRIMARY KEY, name TEXT NOT NULL, folded TEXT NOT NULL UNIQUE, role TEXT NOT NULL,
    disabled INTEGER NOT NULL DEFAULT 0, created TEXT NOT NULL,
    password TEXT NOT NULL, password_set REAL NOT NULL, provisional INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE sessions (
    token BLOB PRIMARY KEY, id TEXT NOT NULL UNIQUE, account TEXT NOT NULL REFERENCES accounts(id),
    created REAL NOT NULL, seen REAL NOT NULL, network TEXT NOT NULL, browser TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX sessions_of ON sessions(account);
CREATE TABLE counts (
    key TEXT PRIMARY KEY, count INTEGER NOT NULL, expires REAL NOT NULL
) STRICT, WITHOUT ROWID;
"""


class Database:
    """The file, made with the tables of its schema when it is first needed."""

    def __init__(self, path: Path, schema: str = SCHEMA) -> None:
        self.path = path
        self._schema = schema

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """A connection for questions. Raises StorageFailed."""
        try:
            with closing(self._open()) as connection:
                yield connection
        except sqlite3.IntegrityError:
            raise
        except (sqlite3.Error, OSError) as error:
            raise StorageFailed(
                f"{self.path} cannot be used: {error}. Free space, mend the permissions or restore a backup."
            ) from error

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """A transaction, committed at the end of the block and durable then. Raises StorageFailed."""
        with self.reading() as connection:
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
            except BaseException:
                if connection.in_transaction:  # a full disk has rolled it back already
                    connection.execute("ROLLBACK")
                raise
            connection.execute("COMMIT")

    def _open(self) -> sqlite3.Connection:
        if not self.path.exists():
            self.path.parent.mkdir(parents=True, exist_ok=True)
            os.close(os.open(self.path, os.O_CREAT, 0o600))
        connection = sqlite3.connect(self.path, timeout=PATIENCE, isolation_level=None)
        try:
            connection.row_factory = sqlite3.Row
            connection.execute("PRAGMA foreign_keys = ON")
            connection.execute("PRAGMA synchronous = FULL")
            connection.execute("PRAGMA secure_delete = ON")  # what is forgotten is not left in free pages
            connection.execute("PRAGMA secure_delete = ON")
            self._upgrade(connection)
        except BaseException:
            connection.close()
            raise
        return connection

    def _upgrade(self, connection: sqlite3.Connection) -> None:
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        if version == VERSION:
            return
        if version > VERSION:
            raise StorageFailed(
                f"{self.path} was written by a newer Leuchtturm (format {version}). Run that one."
            )
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("BEGIN IMMEDIATE")  # another process may be making it at this moment
        if connection.execute("PRAGMA user_version").fetchone()[0] == 0:
            for statement in filter(str.strip, self._schema.split(";")):
                connection.execute(statement)
            connection.execute(f"PRAGMA user_version = {VERSION}")
        connection.execute("COMMIT")
