"""Who did what that others may have to account for? One JSON line per deed, only ever added.

A line names an account by its opaque id and a thing by its id; no password, no typed name and no address is
written. A file holds one month; the files of the last two years are kept.
"""

from __future__ import annotations

import fcntl
import json
import logging
import os
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal, get_args

from kb.durable import sync

LOGGER = logging.getLogger("web.audit")
MONTHS = 24  # files that are kept beside the current one
COMMAND_LINE = "command line"
Action = Literal[
    "sign-in",
    "sign-in-failed",
    "sign-out",
    "sessions-ended",
    "account-added",
    "account-disabled",
    "account-enabled",
    "role-changed",
    "password-changed",
    "password-reset",
    "published",
    "archived",
    "unarchived",
    "deleted",
    "restored",
    "drafts-exported",
]
ACTIONS: tuple[Action, ...] = get_args(Action)


@dataclass(frozen=True)
class Deed:
    """One line. ``by`` is the id of an account, COMMAND_LINE, or empty for somebody who is not signed in.

    ``about`` is the id of an account or record; ``at`` is UTC.
    """

    at: str
    action: Action
    by: str
    about: str
    detail: str = ""


class Audit:
    """The log of one installation: ``path`` holds this month, files beside it the months before."""

    def __init__(self, path: Path, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self.path = path
        self._now = now

    def note(self, action: Action, by: str, about: str, detail: str = "") -> None:
        """Write a deed down, durably.

        It has been done already, so a disk that refuses is no error here: the line goes to the log of the
        server then, for the operator to add.
        """
        deed = Deed(self._now().strftime("%Y-%m-%dT%H:%M:%SZ"), action, by, about, detail)
        line = json.dumps(asdict(deed), ensure_ascii=False)
        try:
            self._append(f"{line}\n".encode("utf-8", "replace"), deed.at[:7])
        except OSError as error:
            LOGGER.critical("The audit log cannot be written (%s). Add to it: %s", error.strerror, line)

    def _append(self, line: bytes, month: str) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        lock = os.open(self.path.with_suffix(".lock"), os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX)
            self._rotate(month)
            fresh = not self.path.exists()
            handle = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
            try:
                end = os.fstat(handle).st_size
                if end and os.pread(handle, 1, end - 1) != b"\n":
                    line = b"\n" + line  # whoever wrote last was cut off
                os.write(handle, line)
                os.fsync(handle)
            finally:
                os.close(handle)
            if fresh:
                sync(self.path.parent)
        finally:
            os.close(lock)

    def _rotate(self, month: str) -> None:
        first = next(_deeds(self.path), None)
        if first is None or first.at[:7] >= month:
            return
        self.path.rename(self.path.with_name(f"{self.path.stem}-{first.at[:7]}.jsonl"))
        for old in self._earlier()[MONTHS:]:
            old.unlink()

    def _earlier(self) -> list[Path]:
        return sorted(self.path.parent.glob(f"{self.path.stem}-????-??.jsonl"), reverse=True)

    def deeds(self) -> Iterator[Deed]:
        """Every deed that is kept, newest first. Raises OSError."""
        for path in (self.path, *self._earlier()):
            yield from reversed(list(_deeds(path)))


def _deeds(path: Path) -> Iterator[Deed]:
    """The deeds of a file, oldest first; a torn line is none."""
    if not path.exists():
        return
    with path.open(encoding="utf-8", errors="replace") as lines:
        for line in lines:
            try:
                values: dict[str, Any] = json.loads(line)
                yield Deed(**values)
            except (ValueError, TypeError):
                continue
