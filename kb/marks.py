"""Which record waits to be indexed? A save leaves an empty file named after it; the indexer takes it away."""

from __future__ import annotations

from pathlib import Path


def mark(pending: Path, name: str) -> None:
    """Leave a mark for a record id, or a request. Raises OSError."""
    pending.mkdir(parents=True, exist_ok=True)
    (pending / name).touch()
