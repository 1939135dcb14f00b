"""Small indexes on disk, and what one answers in plain values, by record id.

manifest = an_index(tmp_path, [a_document("fees", title_de="Beiträge")])
assert answers(open_snapshot(tmp_path)[0]) == answers(snapshot_of(documents))
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from hypothesis import strategies as st

from indexer.analysis.fingerprint import LAYOUT
from indexer.documents import Document
from indexer.index.committing import make_current
from indexer.index.generation import Manifest
from indexer.index.lock import BUILDING, LOCK
from indexer.index.schema import COLUMNS, TEXT_FIELDS, layout
from indexer.index.snapshot import DOCUMENT_SHIFT, Snapshot
from indexer.index.vocabulary import BLOCKS
from indexer.index.writer import build_generation, commit

MADE_BY = f"{LAYOUT}-test"
SHAPE = layout()
WORDS = ["Hafen", "Häfen", "Straße", "Beiträge", "Mitglieder", "Werft", "Hafenmitglieder", "E-Mail", "KI"]
IDS = ["a", "b", "c", "d", "e 1", "ä"]


def a_document(record_id: str, digest: str = "0", links: Iterable[str] = (), **texts: str) -> Document:
    """A document with these texts, keyed as in the index."""
    shown = {"id": record_id, "title": {"de": texts.get("title_de", record_id)}}
    facets = {"kind": ("study",), "theme": tuple(texts)}
    return Document(record_id, digest, "published", texts, facets, shown, tuple(links))


def some_documents(count: int) -> list[Document]:
    """Documents with the ids r0, r1 and so on."""
    return [
        a_document(f"r{number}", str(number), title_de=WORDS[number % len(WORDS)]) for number in range(count)
    ]


def an_index(index: Path, documents: Iterable[Document] = ()) -> Manifest:
    """A new generation of the documents, in force."""
    manifest = build_generation(index, documents, shape=SHAPE, fingerprint=MADE_BY)
    make_current(index, manifest)
    return manifest


def committed(
    index: Path, base: Manifest, changed: Iterable[Document] = (), removed: Iterable[str] = ()
) -> Manifest:
    """One commit on top of ``base``."""
    return commit(index, base, changed=changed, removed=removed, shape=SHAPE)


def files_of(index: Path) -> list[str]:
    """Every file of an index but the ones that are locked, by their paths in it."""
    found = [path.relative_to(index) for path in index.rglob("*") if path.is_file()]
    return sorted(str(path) for path in found if path.name not in (LOCK, BUILDING))


def answers(snapshot: Snapshot) -> dict[str, Any]:
    """Everything a snapshot knows of the documents that are there."""
    numbers = np.flatnonzero(snapshot.living).tolist()
    ids = {number: snapshot.id(number) for number in numbers}
    assert all(snapshot.number(record_id) == number for number, record_id in ids.items())
    columns = {name: list(snapshot.column(name).rows()) for name in COLUMNS}
    return {
        "stored": {ids[number]: snapshot.stored(number) for number in numbers},
        "columns": {
            (name, ids[number]): rows[number] for name, rows in columns.items() for number in numbers
        },
        "lengths": {
            (field, ids[number]): int(snapshot.lengths(field)[number])
            for field in TEXT_FIELDS
            for number in numbers
        },
        "mean lengths": snapshot.mean_lengths.tolist(),
        "words": _words(snapshot, ids),
        "inflections": {key: snapshot.terms_of(*key, (0, 3)) for key in _inflections(snapshot)},
        "order": sorted(ids.values(), key=lambda record_id: snapshot.ranks[snapshot.number(record_id)]),
    }


def _words(snapshot: Snapshot, ids: Mapping[int, str]) -> dict[tuple[str, int], Any]:
    found = {}
    for term in sorted({term for part in snapshot.parts for term in part.segment.terms}):
        for block in range(len(BLOCKS)):
            rows = [array.tolist() for array in snapshot.rows((term,), (block,))]
            if rows[0]:
                places = snapshot.places((term,), (block,)).tolist()
                own = sorted((ids[document], *rest) for document, *rest in zip(*rows, strict=True))
                below = (1 << DOCUMENT_SHIFT) - 1
                found[term, block] = own, sorted((ids[p >> DOCUMENT_SHIFT], p & below) for p in places)
    return found


def _inflections(snapshot: Snapshot) -> set[tuple[str, str]]:
    """Name and key of every inflection of a word that is still there."""
    keys = {("inflection-de", key) for _, table in snapshot.tables("inflection-de") for key in table.keys}
    return {(name, key) for name, key in keys if snapshot.terms_of(name, key, (0, 3))}


_TEXTS = st.lists(st.sampled_from(WORDS), max_size=5).map(" ".join)

DOCUMENTS = st.builds(
    Document,
    id=st.sampled_from(IDS),
    digest=st.text("0123456789abcdef", min_size=1, max_size=4),
    status=st.sampled_from(["published", "archived", "merged"]),
    texts=st.dictionaries(st.sampled_from(["title_de", "summary_en", "names_und"]), _TEXTS, max_size=3),
    facets=st.fixed_dictionaries(
        {"theme": st.lists(st.sampled_from(["x", "y", "z"]), unique=True).map(tuple)}
    ),
    shown=st.fixed_dictionaries({"title": st.dictionaries(st.just("de"), st.text(max_size=5))}),
    links=st.lists(st.sampled_from(IDS), unique=True, max_size=2).map(tuple),
)
