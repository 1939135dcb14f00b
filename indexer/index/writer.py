"""How do documents get into the index? In commits: all of it becomes valid at one moment, or nothing does."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from whoosh import index as whoosh_index
from whoosh import writing

from indexer.documents import Document
from indexer.index.generation import Manifest, begin_commit, finish_commit
from indexer.index.schema import row, schema

segment_writer: Any = writing.SegmentWriter  # Whoosh is untyped


def commit(
    index: Path,
    base: Manifest | None,
    *,
    changed: Iterable[Document],
    removed: Iterable[str],
    fingerprint: str,
) -> Manifest:
    """Write one commit on top of ``base``, or the first of a new generation if there is none.

    The caller holds the lock of the index.
    """
    folder, _, _ = begin_commit(index, base)
    place = str(folder)
    files: Any = whoosh_index.open_dir(place) if base else whoosh_index.create_in(place, schema())
    try:
        writer: Any = segment_writer(files, limitmb=256)
        for record_id in removed:
            writer.delete_by_term("id", record_id)
        for document in changed:
            writer.delete_by_term("id", document.id)
            writer.add_document(**row(document))
        writer.commit()
        documents = files.doc_count()
    finally:
        files.close()
    return finish_commit(index, folder, base=base, fingerprint=fingerprint, documents=documents)
