"""Somebody has brought a table and looks at how it was understood: where does it wait for their answer?

One table for each account, under a name of ours, for a day. The answer names it by a digest, so that it never
means a table that was brought since in another window. The folder may be deleted at any time.
"""

from __future__ import annotations

import hashlib
import json
import time
from dataclasses import dataclass
from pathlib import Path

from kb.durable import replace_file

KEPT = 24 * 3600  # seconds


@dataclass(frozen=True)
class WaitingTable:
    """A table that waits; ``token`` is what the answer calls it by."""

    token: str
    name: str
    data: bytes


@dataclass(frozen=True)
class WaitingTables:
    """The tables that wait in a folder."""

    folder: Path

    def keep(self, account_id: str, name: str, data: bytes) -> WaitingTable:
        """Let a table wait in place of the one before it. Raises OSError."""
        for old in self.folder.glob("*.table"):
            if time.time() - old.stat().st_mtime > KEPT:
                old.unlink(missing_ok=True)
        head = json.dumps({"name": name}).encode() + b"\n"
        replace_file(self._path(account_id), head + data)
        return WaitingTable(_token(name, data), name, data)

    def get(self, account_id: str, token: str) -> WaitingTable | None:
        """The table that waits under this token, None if there is none any more. Raises OSError."""
        try:
            head, _, data = self._path(account_id).read_bytes().partition(b"\n")
        except FileNotFoundError:
            return None
        name = str(json.loads(head)["name"])
        return WaitingTable(token, name, data) if token == _token(name, data) else None

    def forget(self, account_id: str) -> None:
        """Nothing waits any more. Raises OSError."""
        self._path(account_id).unlink(missing_ok=True)

    def _path(self, account_id: str) -> Path:
        return self.folder / f"{account_id}.table"


def _token(name: str, data: bytes) -> str:
    return hashlib.sha256(name.encode("utf-8", "surrogatepass") + b"\0" + data).hexdigest()[:32]
