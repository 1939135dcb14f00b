"""What changes an index, for tests that interrupt it at every step.

How a step is interrupted: see ``tests.indexer.steps``.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from indexer.errors import IndexMissing
from indexer.index.committing import make_current
from indexer.index.generation import MANIFEST, current_manifest, generations, read_manifest
from indexer.index.opening import indexed_digests
from indexer.index.writer import build_generation, commit_merged, merge_segments
from tests.indexer.index.small_indexes import (
    MADE_BY,
    SHAPE,
    a_document,
    an_index,
    committed,
    files_of,
    some_documents,
)

Digests = dict[str, str]


class Change(NamedTuple):
    """A name, what makes the index before it, the change, and the digests it leads to."""

    name: str
    prepare: Callable[[Path], object]
    make: Callable[[Path], object]
    after: Digests | None


def _three_segments(index: Path) -> None:
    base = committed(index, an_index(index, some_documents(4)), [a_document("x", "1")])
    committed(index, base, [a_document("y", "1"), a_document("r1", "1b")])


def _commit(index: Path) -> None:
    committed(index, current_manifest(index), [a_document("x", "2"), a_document("z", "2")], ["r2"])


def _merge(index: Path) -> None:
    manifest = current_manifest(index)
    names = [state.name for state in manifest.segments]
    commit_merged(index, manifest, merge_segments(index, manifest, names, SHAPE), SHAPE)


def _build(index: Path) -> None:
    build_generation(index, some_documents(3), shape=SHAPE, fingerprint=MADE_BY)


def _switch(index: Path) -> None:
    make_current(index, generations(index)[0])


def _nothing(index: Path) -> None:
    index.mkdir(exist_ok=True)


def _then_build(prepare: Callable[[Path], None]) -> Callable[[Path], None]:
    def both(index: Path) -> None:
        prepare(index)
        _build(index)

    return both


THREE = {"r0": "0", "r1": "1b", "r2": "2", "r3": "3", "x": "1", "y": "1"}
COMMITTED = {"r0": "0", "r1": "1b", "r3": "3", "x": "2", "y": "1", "z": "2"}
BUILT = {"r0": "0", "r1": "1", "r2": "2"}
CHANGES = [
    Change("commit", _three_segments, _commit, COMMITTED),
    Change("merge", _three_segments, _merge, THREE),
    Change("build", _three_segments, _build, THREE),
    Change("switch", _then_build(_three_segments), _switch, BUILT),
    Change("first build", _nothing, _build, None),
    Change("first switch", _then_build(_nothing), _switch, BUILT),
]

each_change = pytest.mark.parametrize("change", CHANGES, ids=lambda change: str(change.name))


def digests_of(index: Path) -> Digests | None:
    """What a whole index in force holds; None if there is none. Raises IndexDamaged."""
    try:
        manifest = current_manifest(index)
    except IndexMissing:
        return None
    return {record_id: one.digest for record_id, one in indexed_digests(index, manifest).items()}


def orphans(index: Path) -> list[str]:
    """Files that belong to no finished commit."""
    named = {"CURRENT"}
    for generation in {manifest.generation for manifest in generations(index)}:
        for path in (index / generation).glob(f"*/{MANIFEST}"):
            manifest = read_manifest(path.parent)
            named |= {f"{manifest.name}/{name}" for name in (MANIFEST, *manifest.files)}
    return [name for name in files_of(index) if name not in named]
