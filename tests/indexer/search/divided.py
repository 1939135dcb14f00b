"""Snapshots of the same documents, however many segments they lie in and whatever else was deleted from them.

snapshot = divided(documents_of([values("fees"), values("harbour")]), segments=2)
assert snapshot.count == 2
"""

from __future__ import annotations

import random
from collections.abc import Sequence

import numpy as np

from indexer.documents import Document
from indexer.index.building import segment_of
from indexer.index.schema import entry, layout
from indexer.index.snapshot import Snapshot
from indexer.search.stored_texts import row_reader
from indexer.search.suggestions import SuggestionIndex
from kb.vocabulary import Vocabularies


def divided(documents: Sequence[Document], segments: int = 1, deleted: Sequence[Document] = ()) -> Snapshot:
    """A snapshot of the documents in any order; the deleted ones lie among them, all with different ids."""
    shape, gone = layout(), {document.id for document in deleted}
    shuffled = random.Random(segments).sample([*documents, *deleted], len(documents) + len(deleted))
    found = []
    for first in range(segments):
        own = shuffled[first::segments]
        if own:
            living = np.array([document.id not in gone for document in own], np.bool_)
            found.append((segment_of(map(entry, own), shape), living))
    return Snapshot("divided", shape, found)


def suggestions_of(snapshot: Snapshot, vocabularies: Vocabularies) -> SuggestionIndex:
    """What can be suggested from a snapshot."""
    return SuggestionIndex(snapshot, vocabularies, row_reader(snapshot))
