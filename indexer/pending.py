"""Which records wait to be indexed, and what else is asked of the process that does it?

Each record that waits has an empty file named after it in ``var/state/pending``. A save leaves the mark; the
one indexing process takes all marks into one commit and removes a mark only if the record is still the one it
indexed. Three more names ask for something: ``REBUILD`` for a new generation, which is called ``REBUILDING``
as soon as it is being made, and ``ROLLBACK`` for the generation before. If it cannot be had, the reason is
written into the file.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from kb.marks import mark as mark  # records leave their marks without an index
from kb.record import ID_PATTERN

REBUILD, REBUILDING, ROLLBACK = REQUESTS = ("REBUILD", "REBUILDING", "ROLLBACK")


def waiting(pending: Path) -> list[str]:
    """The marks and requests that wait, sorted."""
    try:
        with os.scandir(pending) as found:
            return sorted(entry.name for entry in found if _is_mark(entry.name))
    except FileNotFoundError:  # nobody has left a mark yet
        return []


def _is_mark(name: str) -> bool:
    return name in REQUESTS or bool(ID_PATTERN.match(name))


def clear(pending: Path, name: str) -> None:
    """Remove a mark; it may be gone already."""
    (pending / name).unlink(missing_ok=True)


def ask_for_rebuild(pending: Path) -> None:
    """Ask for a new generation, unless one is being made."""
    if not (pending / REBUILDING).exists():
        mark(pending, REBUILD)


def begin_rebuild(pending: Path) -> None:
    """Note that a new generation is being made; who asks from now on asks for the one after it."""
    mark(pending, REBUILDING)
    answer(pending, REBUILDING, "")
    clear(pending, REBUILD)


def answer(pending: Path, name: str, reason: str) -> None:
    """Say why a request cannot be met."""
    (pending / name).write_text(reason, "utf-8")


def answer_to(pending: Path, name: str) -> str:
    """Why a request cannot be met; nothing if nobody has said so."""
    with contextlib.suppress(FileNotFoundError):
        return (pending / name).read_text("utf-8")
    return ""


def last_sign(pending: Path) -> float:
    """When the making of a new generation last showed a sign of life, in seconds since 1970; 0 for never."""
    with contextlib.suppress(FileNotFoundError):
        return (pending / REBUILDING).stat().st_mtime
    return 0.0


def settle(
    pending: Path,
    names: Iterable[str],
    indexed: Mapping[str, str],
    digest_of: Callable[[str], str | None],
) -> None:
    """Remove the marks of those records that are still what was indexed; ``digest_of`` tells what they are.

    A save writes first and marks then. If it does both between the look and the removal, its mark is gone
    with the older one, so there is a second look.
    """
    for name in names:
        if digest_of(name) == indexed.get(name):
            clear(pending, name)
            if digest_of(name) != indexed.get(name):
                mark(pending, name)
