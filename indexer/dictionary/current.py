"""Which dictionary is in force now? The one whose file lies there; a new file is opened without restart."""

from __future__ import annotations

import logging
import threading
from pathlib import Path

from indexer.dictionary.compiled import Dictionary
from indexer.errors import DictionaryDamaged

LOGGER = logging.getLogger("indexer.dictionary")

_Identity = tuple[int, int, int]


class CurrentDictionary:
    """Hands out the dictionary at a path. A damaged file never reaches a search: it is logged once."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._opened: tuple[_Identity | None, Dictionary | None] = (None, None)
        self._opening = threading.Lock()

    def get(self) -> Dictionary | None:
        """The dictionary in force: None without a file, the last good one while the file is damaged."""
        identity, dictionary = self._opened
        if self._identity() == identity:
            return dictionary
        with self._opening:
            now = self._identity()
            identity, dictionary = self._opened
            if now != identity:
                dictionary = self._open(dictionary) if now else None
                self._opened = (now, dictionary)
            return dictionary

    def _identity(self) -> _Identity | None:
        """What changes whenever the file is replaced; None if there is none."""
        try:
            found = self._path.stat()
        except OSError:
            return None
        return found.st_mtime_ns, found.st_size, found.st_ino

    def _open(self, last: Dictionary | None) -> Dictionary | None:
        try:
            return Dictionary.open(self._path)
        except FileNotFoundError:
            return None
        except (DictionaryDamaged, OSError) as error:
            rest = "The last good one keeps answering." if last else "Searches do without."
            LOGGER.error("%s %s", error, rest)
            return last
