"""Which items does a source name: the file itself, those below a folder, or what lies at an address?

What an item is follows from its content, never from its name. Nothing is read before it is asked for.
"""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from indexer.fetching.fetcher import Fetcher
from indexer.ingest.extraction import Hints
from kb.errors import SourceUnreadable
from kb.findings import Finding

LARGEST = 20_000_000  # bytes of one file
LONGEST_NAME = 200  # signs of the name of a file somebody sent
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]+:", re.IGNORECASE)
_ABOUT_THE_FOLDER = re.compile(r"(?:readme|licen[cs]e|changelog|copying|contributing)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Content:
    """The bytes of an item. ``retrieved`` is when an address was fetched, in UTC."""

    data: bytes
    hints: Hints
    retrieved: str | None = None


@dataclass(frozen=True)
class Item:
    """One thing to import. ``named``: a person named this very item, it was not just met in a folder.

    ``read`` raises OSError, SourceUnreadable, or what the fetching of an address raises.
    """

    shown: str
    named: bool
    read: Callable[[], Content]


class Fetch(Protocol):
    """Gets what lies at an address."""

    def __call__(self, address: str) -> Content:
        """Raises IndexerError with the reason."""


def fetching(fetcher: Fetcher) -> Fetch:
    """Gets what lies at an address through a fetcher."""

    def fetch(address: str) -> Content:
        page = fetcher.fetch(address)
        hints = Hints(page.name, page.address, page.media_type, page.charset)
        return Content(page.data, hints, page.retrieved)

    return fetch


def items(source: str, fetch: Fetch) -> Iterator[Item | Finding]:
    """All items of a source, in order; an error for what is not there or leads elsewhere."""
    if _SCHEME.match(source) and not Path(source).exists():
        yield at_address(source, fetch)
        return
    path = Path(source)
    if path.is_dir():
        yield from _below(path)
    elif path.exists():
        yield Item(shown(path), True, lambda: _read(path))
    else:
        yield _refused(path, "There is no such file or folder.")


def uploaded(name: str, data: bytes) -> Item:
    """A file somebody sent. Its name is shown and may tell its kind; it is never a path."""
    signs = (sign if sign.isprintable() else "\ufffd" for sign in re.split(r"[/\\]", name)[-1])
    safe = unicodedata.normalize("NFC", "".join(signs)).strip()[-LONGEST_NAME:] or "file"

    def content() -> Content:
        _refuse_too_large(len(data))
        return Content(data, Hints(name=safe))

    return Item(safe, True, content)


def at_address(address: str, fetch: Fetch) -> Item:
    """What lies at an address that somebody typed; whatever it is, no file of this machine is read."""
    return Item(address, True, lambda: fetch(address))


def _below(folder: Path) -> Iterator[Item | Finding]:
    root, empty = Path(os.path.realpath(folder)), True
    for path in sorted(folder.rglob("*")):
        if any(part.startswith(".") for part in path.relative_to(folder).parts):
            continue
        if path.is_symlink() and not Path(os.path.realpath(path)).is_relative_to(root):
            yield Finding(
                shown(path), 1, "", "error", "The link leads out of the folder.", "Name its target."
            )
        elif path.is_file() and _ABOUT_THE_FOLDER.match(path.name):
            yield Finding(
                shown(path),
                1,
                "",
                "note",
                "Passed over: it speaks about the folder.",
                "Name it to import it.",
            )
        elif path.is_file():
            yield _item(path)
        else:
            continue
        empty = False
    if empty:
        yield _refused(folder, "The folder holds no file.")


def _item(path: Path) -> Item:
    return Item(shown(path), False, lambda: _read(path))


def _read(path: Path) -> Content:
    _refuse_too_large(path.stat().st_size)
    return Content(path.read_bytes(), Hints(name=path.name))


def _refuse_too_large(size: int) -> None:
    if size > LARGEST:
        raise SourceUnreadable(
            f"The file has {size / 1e6:,.0f} MB, more than {LARGEST / 1e6:,.0f}.",
            "Divide it, or leave out its pictures.",
        )


def shown(path: Path) -> str:
    """The path as it can be printed, also where its bytes are not UTF-8."""
    return os.fsencode(path).decode("utf-8", "replace")


def _refused(source: Path, problem: str) -> Finding:
    repair = "Name a file, a folder, or an address that begins with https:// or http://."
    return Finding(shown(source), 1, "", "error", problem, repair)
