"""Which records wait to be indexed? Each has an empty file named after it in ``var/state/pending``.

A save leaves the mark; the one indexing process takes all marks into one commit and removes a mark only if
the record is still the one it indexed. A mark named ``REBUILD`` asks for a whole new generation.
"""

from __future__ import annotations

from pathlib import Path

from kb.record import ID_PATTERN

REBUILD = "REBUILD"


def mark(pending: Path, name: str) -> None:
    """Leave a mark for a record id, or for a rebuild."""
    pending.mkdir(parents=True, exist_ok=True)
    (pending / name).touch()


def waiting(pending: Path) -> list[str]:
    """The marks that wait, sorted."""
    if not pending.is_dir():
        return []
    return sorted(path.name for path in pending.iterdir() if _is_mark(path.name))


def _is_mark(name: str) -> bool:
    return name == REBUILD or bool(ID_PATTERN.match(name))


def clear(pending: Path, name: str) -> None:
    """Remove a mark; it may be gone already."""
    (pending / name).unlink(missing_ok=True)
