"""Files change without anybody saving through us: how does the index follow them?

The file system tells which file has changed, and now and then every file is compared by content, because some
file systems tell nothing and a program that is not running hears nothing. Either way the record only gets a
mark; the one indexing process, here or beside a server, does the rest.
"""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from watchfiles import Change, watch

from indexer.errors import IndexDamaged, IndexMissing
from indexer.index.generation import current_manifest
from indexer.index.opening import indexed_digests
from indexer.index_process import run_index_process
from indexer.pending import mark
from kb.corpus import Corpus
from kb.file_repository import Entry
from kb.record import ID_PATTERN
from kb.settings import Settings

EVERY = 300.0  # seconds between two comparisons of all files
LOOK = 500  # milliseconds between two looks at the clock


def follow_files(settings: Settings, stop: threading.Event, every: float = EVERY) -> None:
    """Keep the index up to the files until told to stop; a server that holds the index does the indexing.

    Raises OSError if the folder of the records cannot be watched.
    """
    records = settings.corpus / "records"
    records.mkdir(parents=True, exist_ok=True)
    with ThreadPoolExecutor(1, "indexing") as threads:
        indexing = threads.submit(run_index_process, settings, stop)
        indexing.add_done_callback(lambda _: stop.set())  # nobody follows who cannot index
        try:
            for record_ids in _changes(settings, records, stop, every):
                for record_id in record_ids:
                    mark(settings.pending, record_id)
        finally:
            stop.set()
        indexing.result()


def _changes(
    settings: Settings, records: Path, stop: threading.Event, every: float
) -> Iterator[Iterable[str]]:
    """The ids whose files have changed, again and again."""
    compared = -math.inf  # what changed before it watches is found by the first comparison
    told = watch(
        records,
        watch_filter=_is_record,
        stop_event=stop,
        rust_timeout=LOOK,
        yield_on_timeout=True,
        raise_interrupt=False,
    )
    for changes in told:
        yield sorted({Path(path).stem for _, path in changes})
        if time.monotonic() - compared >= every:
            compared = time.monotonic()
            yield differing(settings)


def _is_record(_: Change, path: str) -> bool:
    """Not the files that are only written on the way to a record."""
    file = Path(path)
    return file.suffix == ".yaml" and bool(ID_PATTERN.match(file.stem))


def differing(settings: Settings) -> list[str]:
    """The ids of all records whose file is not the one that is indexed, sorted; none if there is no index."""
    files = {
        found.record_id: found.digest
        for found in Corpus(settings).repository.scan()
        if isinstance(found, Entry) and ID_PATTERN.match(found.record_id)
    }
    try:
        indexed = indexed_digests(settings.index, current_manifest(settings.index))
    except (IndexMissing, IndexDamaged):
        return []  # then everything is built anew, without marks
    known = {record_id: one.digest for record_id, one in indexed.items()}
    return sorted(
        record_id for record_id in files.keys() | known.keys() if files.get(record_id) != known.get(record_id)
    )
