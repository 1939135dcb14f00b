"""Here are documents: what would the snapshot of their commit be? The same arrays, without any files.

For measuring and tests, where writing an index and reading it back would take most of the time.
"""

from __future__ import annotations

import json
from collections.abc import Iterable

from indexer.analysis.tokenizer import occurrences
from indexer.documents import Document
from indexer.index.schema import TEXT_FIELDS
from indexer.index.snapshot import Places, Snapshot, assemble, field_arrays


def snapshot_of(documents: Iterable[Document], name: str = "memory") -> Snapshot:
    """The arrays of documents with different ids."""
    ordered = sorted(documents, key=lambda document: document.id)
    found: dict[str, dict[str, list[Places]]] = {field: {} for field in TEXT_FIELDS}
    for number, document in enumerate(ordered):
        for field, text in document.texts.items():
            _add_text(found[field], number, text)
    fields = {field: field_arrays(sorted(terms.items())) for field, terms in found.items()}
    return assemble(name, [json.loads(document.stored()) for document in ordered], fields)


def _add_text(found: dict[str, list[Places]], number: int, text: str) -> None:
    places: dict[str, list[int]] = {}
    found_in = occurrences(text)
    for place, term in zip(found_in.places, found_in.terms, strict=True):
        places.setdefault(term, []).append(place)
    for term, where in places.items():
        found.setdefault(term, []).append((number, where))
