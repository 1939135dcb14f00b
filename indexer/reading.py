"""Here are record files: which of them become documents, and why do the others not?

One by one, or in several processes; the documents and their order are the same.
"""

from __future__ import annotations

import os
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Set
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from datetime import datetime
from functools import cache
from itertools import islice
from typing import NamedTuple

from indexer.children import PROCESSES, interrupts_held_back, once_orphaned
from indexer.documents import Document, project
from indexer.errors import IndexNotWritten
from indexer.pages import MOST_PAGES, Page, pages_of
from kb.corpus import Corpus, dangling
from kb.errors import PaperMissing
from kb.file_repository import Entry
from kb.findings import Finding
from kb.paper_files import PaperFiles
from kb.record import Record
from kb.settings import Settings
from kb.validation import nearest

INDEXED = ("published", "archived", "merged")
CHUNK = 100  # files a process takes at a time
AHEAD = 3  # chunks per process that may wait
FEW = 2_000  # records that are read before other processes have started
MOST_JOBS = 4

Progress = Callable[[int, int], None]


class Read(NamedTuple):
    """What became of one file. ``needs`` are the ids for want of some of which alone it is left out."""

    document: Document | None = None
    failed: tuple[Finding, ...] = ()
    needs: tuple[str, ...] = ()


class RecordReader:
    """Reads files of a corpus in which there are the ids ``known``."""

    def __init__(self, corpus: Corpus, known: Set[str]) -> None:
        self._corpus = corpus
        self._known = known
        self._papers = PaperFiles.of(corpus.settings)
        self._near = cache(lambda target: nearest(target, known))  # many may name the one that is gone

    def read(self, entry: Entry) -> Read:
        """The document of a file, or why there is none. What is no matter for the index is neither."""
        repository, settings = self._corpus.repository, self._corpus.settings
        checked = repository.check(entry)
        record = checked.record
        if record is None:
            return Read(failed=tuple(found for found in checked.findings if found.severity == "error"))
        missing = tuple(dangling(record, self._known, entry.file, near=self._near))
        if record.status not in INDEXED:
            return Read(failed=missing)
        pages, unread = self._pages(record, entry)
        if unread:
            return Read(failed=(*missing, unread))
        document = project(
            record,
            digest=entry.digest,
            revision=max(1, len(repository.history(entry.record_id))),
            vocabularies=self._corpus.vocabularies,
            today=datetime.now(settings.timezone).date(),
            pages=pages,
        )
        return Read(None, missing, document.links) if missing else Read(document)

    def _pages(self, record: Record, entry: Entry) -> tuple[tuple[Page, ...], Finding | None]:
        """The pages of the paper of a record, or why it cannot be searched."""
        if record.file is None or record.status == "merged":
            return (), None
        try:
            found = pages_of(self._papers.text(record.file.digest, record.rights or "quote"))
        except PaperMissing as error:
            return (), Finding(entry.file, 1, "file", "error", str(error), "Then index again.")
        if len(found) <= MOST_PAGES:
            return found, None
        problem = f"The paper has {len(found):,} pages; no more than {MOST_PAGES:,} can be searched."
        return (), Finding(entry.file, 1, "file", "error", problem, "Divide it and import its parts.")


def default_jobs(records: int) -> int:
    """How many processes read so many records: several only where that pays."""
    return min(MOST_JOBS, len(os.sched_getaffinity(0))) if records > FEW else 1


def read_all(corpus: Corpus, known: Set[str], entries: Iterable[Entry], jobs: int) -> Iterator[Read]:
    """What became of each file, in their order.

    Raises IndexNotWritten if a process is killed.
    """
    if jobs == 1:
        yield from map(RecordReader(corpus, known).read, entries)
        return
    start = (corpus.settings, frozenset(known))
    pool = ProcessPoolExecutor(jobs, mp_context=PROCESSES, initializer=_begin, initargs=start)
    try:
        with interrupts_held_back():
            for _ in range(jobs):
                pool.submit(_read_chunk, [])  # each starts a process
        yield from _in_order(pool, entries, jobs * AHEAD)
    except BrokenProcessPool as error:
        raise IndexNotWritten(
            "A process that read records was killed, perhaps for want of memory. Try it with --jobs 1."
        ) from error
    finally:
        pool.shutdown(cancel_futures=True)


def _in_order(pool: ProcessPoolExecutor, entries: Iterable[Entry], most: int) -> Iterator[Read]:
    waiting: deque[Future[list[Read]]] = deque()
    entries = iter(entries)
    while chunk := list(islice(entries, CHUNK)):
        waiting.append(pool.submit(_read_chunk, chunk))
        if len(waiting) >= most:
            yield from waiting.popleft().result()
    while waiting:
        yield from waiting.popleft().result()


_reader: RecordReader  # of a process that reads for another one


def _begin(settings: Settings, known: Set[str]) -> None:
    global _reader
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the one that reads for a person ends this one too
    once_orphaned(lambda: os._exit(1))
    _reader = RecordReader(Corpus(settings), known)


def _read_chunk(entries: list[Entry]) -> list[Read]:
    return [_reader.read(entry) for entry in entries]
