"""Here is an index: what is the snapshot of the commit in force?

A segment that this process has open already is taken as it is, so a new commit opens only what is new. All
files are open when a snapshot is handed out; from then on it does not matter whether they are removed.
"""

from __future__ import annotations

import threading
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple
from weakref import WeakValueDictionary

import numpy as np

from indexer.analysis.fingerprint import is_readable
from indexer.errors import IndexDamaged, IndexMissing
from indexer.index.generation import (
    Manifest,
    SegmentState,
    commit_folder,
    current_manifest,
    current_name,
)
from indexer.index.layout import Layout
from indexer.index.schema import DIGEST, NEEDS, layout
from indexer.index.segment import SUFFIX, Segment, shape_of
from indexer.index.snapshot import Mask, Snapshot

_open: WeakValueDictionary[tuple[Path, str, tuple[str, ...]], Segment] = WeakValueDictionary()
_guard = threading.Lock()
_latest: list[Segment] = []  # those opened last stay open, for one who writes many commits and reads none


class Indexed(NamedTuple):
    """By what the index tells whether a record has changed: its digest, and the ids it cannot be without."""

    digest: str
    needs: tuple[str, ...]


def open_snapshot(index: Path) -> tuple[Snapshot, Manifest]:
    """The commit in force, every file of it verified.

    Raises IndexMissing if there is none or another version of this program made it, IndexDamaged.
    """
    while True:
        name = current_name(index)
        try:
            manifest = current_manifest(index)
            if not is_readable(manifest.fingerprint):
                raise IndexMissing(
                    f"The index in {index} was made by another version of this program. Run 'kb index'."
                )
            return open_commit(index, manifest), manifest
        except IndexDamaged:
            if current_name(index) == name:
                raise  # else it was replaced, and perhaps removed, while it was being read


def verify_ahead(index: Path) -> None:
    """Begin to verify the commit in force in a thread, so that who opens it later finds that done.

    Nothing is raised: whatever is wrong is found again by the one who opens, because only what is whole is
    remembered.
    """

    def verify() -> None:
        with suppress(IndexMissing, IndexDamaged):
            current_manifest(index)

    threading.Thread(target=verify, name="verifying", daemon=True).start()


def open_commit(index: Path, manifest: Manifest) -> Snapshot:
    """The snapshot of a commit. Raises IndexDamaged."""
    shape = layout()
    return Snapshot(manifest.name, shape, open_segments(index, manifest, shape))


def open_segments(index: Path, manifest: Manifest, shape: Layout) -> list[tuple[Segment, Mask | None]]:
    """The segments of a commit, and of each who is not deleted if anybody is. Raises IndexDamaged."""
    folder = commit_folder(index, manifest.name)
    found = [open_segment(folder / (state.name + SUFFIX), shape) for state in manifest.segments]
    with _guard:
        _latest[:] = found
    marks = [read_living(folder, state) for state in manifest.segments]
    return list(zip(found, marks, strict=True))


def open_segment(path: Path, shape: Layout) -> Segment:
    """The segment of a file in the folder of a commit, as this process has it open. Raises IndexDamaged."""
    key = (path.parent.parent.absolute(), path.name, shape_of(shape))
    with _guard:
        segment = _open.get(key)
        if segment is None:
            segment = _open[key] = Segment.open(path, shape)
    return segment


def read_living(folder: Path, state: SegmentState) -> Mask | None:
    """Who is not deleted in a segment; None if nobody is. Raises IndexDamaged."""
    if state.living is None:
        return None
    path = folder / state.living
    try:
        bits = np.fromfile(path, np.uint8)
        living = np.unpackbits(bits, count=state.documents).astype(np.bool_)
        if len(bits) != (state.documents + 7) // 8 or int(living.sum()) != state.left:
            raise ValueError("it marks another number of documents")
    except (OSError, ValueError) as error:
        raise IndexDamaged(f"{path} cannot be read: {error}. Run 'kb index --full'.") from error
    return living


def write_living(folder: Path, name: str, living: Mask) -> None:
    """Write who is not deleted in a segment as a new file."""
    with (folder / name).open("xb") as handle:
        handle.write(np.packbits(living).tobytes())


def indexed_digests(index: Path, manifest: Manifest) -> dict[str, Indexed]:
    """By id of each record that is there, what the index knows it by. Raises IndexDamaged."""
    found: dict[str, Indexed] = {}
    for segment, living in open_segments(index, manifest, layout()):
        rows = zip(segment.ids[:], segment.column(DIGEST).rows(), segment.column(NEEDS).rows(), strict=True)
        for number, (record_id, digests, needs) in enumerate(rows):
            if living is None or living[number]:
                found[record_id] = Indexed(digests[0], needs)
    return found
