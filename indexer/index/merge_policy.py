"""Which segments of a commit should become one next, so that there are few and each document moves seldom?

Neighbours are merged, so the order of the documents stays. A run is merged only if no segment in it is larger
than all the others together: the segment of a document at least doubles each time the document is written
again. Much deleted in one segment is a reason of its own to write it again.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from indexer.index.generation import Manifest, SegmentState

LIMIT = 8  # segments that may stay as they are
START = 200  # documents that could be written in the time one merge takes besides
DELETED_SHARE = 0.25  # of a segment, before it is written again
DELETED_FEW = 64  # documents; fewer are not worth it


def due(manifest: Manifest) -> tuple[str, ...]:
    """The names of the neighbours to merge next, in order; a single one is to be written again; or none."""
    segments = manifest.segments
    heavy = [place for place, state in enumerate(segments) if _is_heavy(state)]
    if heavy:
        place = max(heavy, key=lambda number: segments[number].deleted)
        first, end = _with_small_neighbours(segments, place)
    elif len(segments) > LIMIT:
        first, end = _best_run([state.left for state in segments])
    else:
        return ()
    return tuple(state.name for state in segments[first:end])


def _is_heavy(state: SegmentState) -> bool:
    return state.deleted >= DELETED_FEW and state.deleted > DELETED_SHARE * state.documents


def _with_small_neighbours(segments: Sequence[SegmentState], place: int) -> tuple[int, int]:
    """A segment and as many neighbours as together are no larger: they cost little more than it alone."""
    first, end, room = place, place + 1, segments[place].left
    while end < len(segments) and segments[end].left <= room:
        room -= segments[end].left
        end += 1
    while first > 0 and segments[first - 1].left <= room:
        first -= 1
        room -= segments[first].left
    return first, end


def _best_run(sizes: Sequence[int]) -> tuple[int, int]:
    """The run that takes away segments for the least work each; empty if any would be too much work.

    Only when there are more segments than documents can double, a run is taken whatever its sizes.
    """
    runs = [run for run in _runs(sizes) if run[1]]
    if not runs and len(sizes) > LIMIT + sum(sizes).bit_length():
        runs = list(_runs(sizes))
    _, _, first, end = min(runs, default=(0.0, True, 0, 0))
    return first, end


def _runs(sizes: Sequence[int]) -> Iterator[tuple[float, bool, int, int]]:
    """Every run: the work per segment it takes away, whether no segment outweighs the rest, [first, end)."""
    for first in range(len(sizes)):
        total = largest = sizes[first]
        for end in range(first + 2, len(sizes) + 1):
            total += sizes[end - 1]
            largest = max(largest, sizes[end - 1])
            yield (START + total) / (end - first - 1), 2 * largest <= total, first, end
