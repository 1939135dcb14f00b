"""Here is a source address: what did the last check of it find?

One line for each check lies in ``links.jsonl`` below ``var/state``; the last line of an address counts. A
check that is killed has lost nothing but the address it was at.
"""

from __future__ import annotations

import fcntl
import json
import logging
import os
import threading
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import Literal
from urllib.parse import urldefrag

from indexer.errors import LinksBusy
from kb.durable import replace_file

END = 512  # bytes by which the file read before is known again
LOGGER = logging.getLogger("indexer.links")

State = Literal["ok", "moved", "dead", "failing", "refused"]


@dataclass(frozen=True)
class Link:
    """What is known of one address.

    ``checked`` is a time in UTC, ``day`` the calendar day it was. ``said`` is why it does not work.
    ``failing_since`` and ``gone_since`` are the days on which an unbroken row of failures, and of answers
    that nothing is there, began. ``moved_to`` is where permanent redirects lead.
    """

    address: str
    state: State
    checked: str
    day: str
    said: str = ""
    failing_since: str | None = None
    gone_since: str | None = None
    moved_to: str | None = None


Links = Mapping[str, Link]
NOTHING: Links = MappingProxyType({})


def key_of(url: str) -> str:
    """The address that is asked for: a source may name a place within a page, which no server sees."""
    return urldefrag(url)[0]


def read_links(path: Path) -> Links:
    """The last check of each address; nothing if there was none. Raises OSError."""
    try:
        return _parsed_lines(path.read_bytes())
    except FileNotFoundError:
        return NOTHING


def _parsed_lines(data: bytes) -> dict[str, Link]:
    links = filter(None, map(_parsed, data.splitlines()))
    return {link.address: link for link in links}


def _parsed(line: bytes) -> Link | None:
    """A line torn by a crash, or written by another version, only means that the address is checked again."""
    try:
        return Link(**json.loads(line))
    except (ValueError, TypeError):
        return None


def _line(link: Link) -> bytes:
    stated = {name: value for name, value in asdict(link).items() if value}
    return json.dumps(stated, ensure_ascii=False).encode() + b"\n"


class LinkLog:
    """What is known, and where more is written. Safe to share between threads."""

    def __init__(self, path: Path, links: dict[str, Link]) -> None:
        self._path = path
        self._links = links
        self._lock = threading.Lock()

    @property
    def links(self) -> Links:
        return self._links

    def write(self, link: Link) -> None:
        """Keep one check durably. Raises OSError."""
        with self._lock:
            with self._path.open("ab") as file:
                file.write(_line(link))
                file.flush()
                os.fsync(file.fileno())
            self._links[link.address] = link


@contextmanager
def open_links(path: Path, addresses: Collection[str]) -> Iterator[LinkLog]:
    """Open what is known for writing; what no record names any more is forgotten.

    Raises LinksBusy at once if another process has it open, and OSError.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.with_suffix(".lock").open("ab") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise LinksBusy("Another 'kb links' is at work. Wait until it is done, or stop it.") from error
        named = set(addresses)
        links = {address: link for address, link in read_links(path).items() if address in named}
        data = b"".join(map(_line, links.values()))
        if not path.exists() or path.read_bytes() != data:
            replace_file(path, data)
        yield LinkLog(path, links)


@dataclass(frozen=True)
class _Seen:
    """What has been read: of which file, up to which byte, how it ended there, and the links in it."""

    file: int
    size: int
    end: bytes
    links: Links


_NOT_SEEN = _Seen(0, 0, b"", NOTHING)


class CurrentLinks:
    """What is known now, for a process that answers readers: of the file, only what was added is read."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._seen = _NOT_SEEN

    @property
    def edition(self) -> str:
        """What changes whenever more is known."""
        file, size = self._state()
        return f"{file}-{size}"

    def get(self) -> Links:
        """The last check of each address; the ones from before while the file cannot be read."""
        seen, state = self._seen, self._state()
        if state == (seen.file, seen.size):
            return seen.links
        try:
            self._seen = _NOT_SEEN if state == (0, 0) else self._read(seen, *state)
        except OSError as error:
            LOGGER.error("%s cannot be read: %s. Mend its permissions.", self._path, error.strerror)
            self._seen = replace(seen, file=state[0], size=state[1], end=b"")
        return self._seen.links

    def _state(self) -> tuple[int, int]:
        try:
            found = self._path.stat()
        except OSError:
            return 0, 0
        return found.st_ino, found.st_size

    def _read(self, seen: _Seen, file: int, size: int) -> _Seen:
        """Read on where the last reading ended, if it is the same file, which a number alone does not say."""
        with self._path.open("rb") as handle:
            handle.seek(max(0, seen.size - len(seen.end)))
            data = handle.read(size - handle.tell()) if size > seen.size else b""
            same = bool(seen.end) and seen.file == file and data.startswith(seen.end)
            if not same:
                handle.seek(0)
                data = handle.read(size)
        links = _parsed_lines(data)
        end = data[-END:] if data.endswith(b"\n") else b""  # half a line has to be read again, as a whole
        return _Seen(file, size, end, {**seen.links, **links} if same else links)
