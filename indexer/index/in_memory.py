"""Here are documents: what would the snapshot of their commit be? The same arrays, without any files.

For measuring and tests, where writing an index and reading it back would take most of the time.
"""

from __future__ import annotations

from collections.abc import Iterable

from indexer.analysis.compounds import Splitter
from indexer.documents import Document
from indexer.index.building import segment_of
from indexer.index.schema import entry, layout
from indexer.index.snapshot import Snapshot


def snapshot_of(
    documents: Iterable[Document], name: str = "memory", splitter: Splitter | None = None
) -> Snapshot:
    """The arrays of documents with different ids, in one segment."""
    ordered = sorted(documents, key=lambda document: document.id)
    shape = layout(splitter)
    return Snapshot(name, shape, [(segment_of(map(entry, ordered), shape), None)] if ordered else [])
