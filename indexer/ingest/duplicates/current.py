"""Here is a draft somebody is writing: what is known now that may be the same story?

For a process that answers people: what is known is read once and then followed, file by file, by what the
folders say of them (time of change, size, number). Nobody waits long for the first reading; it goes on
meanwhile, and the next to ask gets the answer.
"""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, NamedTuple

from indexer.ingest.duplicates.comparable import comparable_in
from indexer.ingest.duplicates.known import Known, Likeness
from indexer.ingest.duplicates.signature import Signature, sign
from indexer.ingest.duplicates.signature_cache import SignatureCache
from kb.corpus import Corpus
from kb.record import KINDS, Record
from kb.repository import digest_of

LOGGER = logging.getLogger("indexer.duplicates")
PATIENCE = 2.0  # seconds somebody waits for what is being read
MOST = 20_000  # files; a process that answers readers has no memory for more: 30 kB each
SPARE = 1_000  # signatures nobody needs any more, beyond as many as are needed, before they are dropped


@dataclass(frozen=True)
class Compared:
    """What was found, or why nothing could be compared: the first reading still goes on, or is too large."""

    state: Literal["compared", "preparing", "too-many"]
    likenesses: tuple[Likeness, ...] = ()


class _Place(NamedTuple):
    """A file, and whether it is a draft."""

    path: str
    is_draft: bool

    @property
    def record_id(self) -> str:
        return Path(self.path).stem


class _State(NamedTuple):
    """What changes whenever a file is written anew."""

    changed: int
    size: int
    number: int


class CurrentKnown:
    """The records and drafts of a corpus as they are now. Safe to share between threads."""

    def __init__(self, corpus: Corpus) -> None:
        self._corpus = corpus
        self._cache = SignatureCache(corpus.settings.var / "cache" / "duplicates", corpus.vocabularies)
        self._lock, self._beginning, self._begun = threading.Lock(), threading.Lock(), threading.Event()
        self._first: threading.Thread | None = None
        self._known = Known(corpus.vocabularies)
        self._seen: dict[_Place, _State] = {}
        self._taken: dict[_Place, Signature] = {}
        self._added = 0

    def near(self, record: Record, patience: float = PATIENCE) -> Compared:
        """What may tell the same story as a record, most likely first. Raises OSError."""
        self._begin()
        if not self._begun.wait(patience):
            return Compared("preparing")
        with self._lock:
            return self._near(record)

    def _begin(self) -> None:
        """Let the first reading go on beside those who wait for it, once."""
        with self._beginning:
            if not self._begun.is_set() and not (self._first and self._first.is_alive()):
                self._first = threading.Thread(target=self._read_first, name="known", daemon=True)
                self._first.start()

    def _read_first(self) -> None:
        with self._lock:
            self._follow(dict(self._files()))
        self._begun.set()

    def _near(self, record: Record) -> Compared:
        if not self._follow(dict(self._files())):
            return Compared("too-many")
        return Compared("compared", tuple(self._known.near(record)))

    def _files(self) -> Iterator[tuple[_Place, _State]]:
        for folder, is_draft in self._folders():
            try:
                with os.scandir(folder) as entries:
                    for entry in entries:
                        is_file = entry.name.endswith(".yaml") and not entry.name.startswith(".")
                        if is_file and not entry.is_symlink():  # a link may lead out of the corpus
                            found = entry.stat()
                            state = _State(found.st_mtime_ns, found.st_size, found.st_ino)
                            yield _Place(entry.path, is_draft), state
            except FileNotFoundError:
                continue  # no record of this kind, or the file went while we looked

    def _follow(self, there: dict[_Place, _State]) -> bool:
        """Take in what has changed; nothing is kept of more than MOST files."""
        if len(there) > MOST:
            self._known, self._seen, self._taken = Known(self._corpus.vocabularies), {}, {}
            return False
        for place in self._seen.keys() - there.keys():
            self._known.forget(place.record_id, is_draft=place.is_draft)
            self._taken.pop(place, None)
            del self._seen[place]
        for place, state in there.items():
            if self._seen.get(place) != state:
                self._take(place)
                self._seen[place] = state
        if self._added > 2 * len(self._taken) + SPARE:
            self._rebuild()
        try:
            self._cache.save()
        except OSError as error:  # then the next process makes them again
            LOGGER.warning("What was compared cannot be kept: %s. Free space.", error.strerror)
        return True

    def _rebuild(self) -> None:
        """Drop the signatures of texts that have changed since."""
        self._known, self._added = Known(self._corpus.vocabularies), len(self._taken)
        for place, signature in self._taken.items():
            self._known.take(signature, is_draft=place.is_draft)

    def _take(self, place: _Place) -> None:
        """Take in what a file says now; what cannot be read tells no story."""
        signature = self._signature(place)
        if signature is None:
            self._known.forget(place.record_id, is_draft=place.is_draft)
            self._taken.pop(place, None)
        elif self._taken.get(place) is not signature:
            self._known.take(signature, is_draft=place.is_draft)
            self._taken[place] = signature
            self._added += 1

    def _signature(self, place: _Place) -> Signature | None:
        try:
            data = Path(place.path).read_bytes()
        except OSError:
            return None
        digest = digest_of(data)
        signature = self._cache.get(digest)
        if signature is None:
            record = comparable_in(place.record_id, data)
            if record is None:
                return None
            signature = sign(record, self._corpus.vocabularies)
            self._cache.put(digest, signature)
        return signature

    def _folders(self) -> Iterator[tuple[Path, bool]]:
        """The folders that hold records, and the one that holds drafts."""
        for kind in KINDS:
            yield self._corpus.repository.records / kind, False
        yield self._corpus.settings.drafts, True
