"""How do documents get into the index? In commits: all of it becomes valid at one moment, or nothing does.

A commit is one new segment and, for each older one, who is no longer there. A new generation is one segment.
Segments become fewer in the background: the work is done beside the index, and taking in the result is a
commit of its own.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

import numpy as np

from indexer.documents import Document
from indexer.errors import IndexDamaged, IndexMissing
from indexer.index.building import SegmentBuilder, new_segment_name
from indexer.index.committing import Begun, begin_commit, begin_generation, finish_commit, make_current
from indexer.index.generation import Manifest, SegmentState, commit_folder
from indexer.index.layout import Layout
from indexer.index.merging import merge
from indexer.index.opening import open_segment, open_segments, read_living, write_living
from indexer.index.schema import entry
from indexer.index.segment import SUFFIX, Segment
from indexer.index.snapshot import Mask
from indexer.index.verification import digest_of
from indexer.index.whoosh_codec import write_toc

MERGING = "merging"  # the folder of merged segments that wait for their commit


@dataclass(frozen=True)
class MergedSegment:
    """A segment that can take the place of its sources, as they were when the merge began."""

    state: SegmentState
    path: Path
    sources: tuple[SegmentState, ...]
    content: tuple[int, str]
    """Bytes and SHA-256 of the file, so that nobody waits for them while it is taken in."""


class _Part(NamedTuple):
    """A segment of the commit that is being written, and who is not deleted in it if anybody is."""

    state: SegmentState
    segment: Segment
    living: Mask | None

    def find(self, record_id: str) -> int:
        """The number of a document that is not deleted, or -1."""
        number = self.segment.ids.find(record_id)
        return number if number >= 0 and (self.living is None or self.living[number]) else -1

    def without(self, record_ids: Iterable[str]) -> _Part:
        """The same without some documents, as far as they are there."""
        numbers = [number for record_id in record_ids if (number := self.find(record_id)) >= 0]
        if not numbers:
            return self
        living = np.ones(self.segment.size, np.bool_) if self.living is None else self.living.copy()
        living[numbers] = False
        deleted = self.segment.size - int(living.sum())
        file = f"{self.state.name}-{deleted}.living"
        return _Part(replace(self.state, deleted=deleted, living=file), self.segment, living)


def build_generation(
    index: Path, documents: Iterable[Document], *, shape: Layout, fingerprint: str
) -> Manifest:
    """Write documents with different ids as a new generation that is whole but not in force.

    The lock of the index is not needed, only for ``make_current``. Raises ValueError if an id comes twice.
    """
    with begin_generation(index) as begun:
        parts = _new_parts(begun, documents, shape)
        for part in parts:
            if len(set(part.segment.ids[:])) < part.segment.size:
                raise ValueError("Two documents have the same id. Hand in every record once.")
        return _finish(index, begun, parts, fingerprint, switch=False)


def commit(
    index: Path, base: Manifest, *, changed: Iterable[Document], removed: Iterable[str], shape: Layout
) -> Manifest:
    """Bring one commit on top of ``base`` into force, or ``base`` itself if that changes nothing.

    Of documents with the same id the last counts. The caller holds the lock of the index.
    """
    documents = {document.id: document for document in changed}
    gone = {*removed, *documents}
    parts = [part.without(gone) for part in _parts(index, base, shape)]
    if not documents and [part.state for part in parts] == list(base.segments):
        make_current(index, base)
        return base
    parts = [part for part in parts if part.state.left]
    with begin_commit(index, base, _kept(base, parts)) as begun:
        parts += _new_parts(begun, documents.values(), shape)
        return _finish(index, begun, parts, base.fingerprint)


def _parts(index: Path, base: Manifest, shape: Layout) -> list[_Part]:
    opened = open_segments(index, base, shape)
    return [_Part(state, *found) for state, found in zip(base.segments, opened, strict=True)]


def _kept(base: Manifest, parts: Sequence[_Part]) -> list[str]:
    return [name for part in parts for name in part.state.files if name in base.files]


def _new_parts(begun: Begun, documents: Iterable[Document], shape: Layout) -> list[_Part]:
    """One new segment, or none if there are no documents."""
    path = begun.folder / f"{new_segment_name()}{SUFFIX}"
    with SegmentBuilder(shape, path) as builder:
        for document in documents:
            builder.add(entry(document))
        if builder.is_empty:
            return []
        builder.finish()
    begun.known[path.name] = digest_of(path)
    segment = open_segment(path, shape)
    return [_Part(SegmentState(segment.name, segment.size, 0, None), segment, None)]


def _finish(
    index: Path, begun: Begun, parts: Sequence[_Part], fingerprint: str, *, switch: bool = True
) -> Manifest:
    for state, _, living in parts:
        if state.living and living is not None and not (begun.folder / state.living).exists():
            write_living(begun.folder, state.living, living)
    write_toc(begun.folder, [(part.segment, part.living) for part in parts])
    states = [part.state for part in parts]
    return finish_commit(index, begun, fingerprint=fingerprint, segments=states, switch=switch)


def merge_segments(index: Path, manifest: Manifest, names: Sequence[str], shape: Layout) -> MergedSegment:
    """Write segments of a commit as one, beside the index; to be taken in by ``commit_merged``.

    The lock of the index is not needed. Raises ValueError for names the commit does not have, IndexMissing
    if it is no longer kept, IndexDamaged.
    """
    sources = tuple(state for state in manifest.segments if state.name in names)
    if len(sources) != len(set(names)) or not sources:
        raise ValueError(f"Commit {manifest.name} does not have all of {list(names)}.")
    folder = commit_folder(index, manifest.name)
    try:
        found = [
            (open_segment(folder / state.files[0], shape), read_living(folder, state)) for state in sources
        ]
    except IndexDamaged as error:
        if folder.is_dir():
            raise
        raise IndexMissing(f"Commit {manifest.name} is gone. Merge segments of the one in force.") from error
    path = index / MERGING / f"{new_segment_name()}{SUFFIX}"
    path.parent.mkdir(exist_ok=True)
    merge(found, path)
    state = SegmentState(path.name.removesuffix(SUFFIX), sum(source.left for source in sources), 0, None)
    return MergedSegment(state, path, sources, digest_of(path))


def commit_merged(index: Path, base: Manifest, merged: MergedSegment, shape: Layout) -> Manifest:
    """Bring ``base`` with the merged segment in place of its sources into force.

    What has been deleted in the sources since the merge began is deleted in it too. If ``base`` has not all
    of them any more, or the merged file is gone, ``base`` is returned and the merged file removed. The caller
    holds the lock of the index.
    """
    names = {state.name for state in merged.sources}
    if not merged.path.exists() or not names <= {state.name for state in base.segments}:
        merged.path.unlink(missing_ok=True)
        return base
    parts = _parts(index, base, shape)
    sources = [part for part in parts if part.state.name in names]
    part = _Part(merged.state, Segment.open(merged.path, shape), None)
    part = part.without(_deleted_since(sources, merged.sources))
    place = next(number for number, other in enumerate(parts) if other.state.name in names)
    parts = [other for other in parts if other.state.name not in names]
    try:
        with begin_commit(index, base, _kept(base, parts)) as begun:
            if part.state.left:
                merged.path.rename(begun.folder / merged.path.name)
                begun.known[merged.path.name] = merged.content
                parts.insert(place, part)
            return _finish(index, begun, parts, base.fingerprint)
    finally:
        merged.path.unlink(missing_ok=True)


def _deleted_since(now: Sequence[_Part], then: Sequence[SegmentState]) -> Iterator[str]:
    """Who was not deleted in segments then and is now; also some who were deleted then already."""
    for part in now:
        if part.state not in then and part.living is not None:
            for number in np.flatnonzero(~part.living).tolist():
                record_id = part.segment.ids[number]
                if all(other.find(record_id) < 0 for other in now):
                    yield record_id


def clean_merging(index: Path) -> None:
    """Remove merged segments that nobody will take in any more: those of a process that has ended."""
    shutil.rmtree(index / MERGING, ignore_errors=True)
