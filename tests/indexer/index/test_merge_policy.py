"""Which segments become one next?

1. Up to ``LIMIT`` segments stay as they are; of more, neighbours of similar size are merged.
2. After any number of commits of one document there are few segments, and each document was written again
   only as often as its segment could double.
3. What is due are neighbours, in their order; merging all that is due comes to an end.
4. A segment of which much is deleted is written again, alone or with small neighbours; a few deleted
   documents are no reason.
5. However deletions shape the segments, their number stays bounded.
"""

from __future__ import annotations

import math
import random
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.index.generation import Manifest, SegmentState
from indexer.index.merge_policy import DELETED_FEW, LIMIT, due
from tests.tiers import examples


def manifest_of(*segments: int | tuple[int, int]) -> Manifest:
    """Segments of so many documents, or of so many of which so many are deleted, called 0, 1 and so on."""
    sizes = [size if isinstance(size, tuple) else (size, 0) for size in segments]
    states = [SegmentState(str(number), *size, None) for number, size in enumerate(sizes)]
    return Manifest("abc", 1, "", sum(state.left for state in states), {}, tuple(states))


def places(manifest: Manifest) -> list[int]:
    return [int(name) for name in due(manifest)]


def test_few_segments_stay_as_they_are() -> None:
    assert due(manifest_of()) == ()
    assert due(manifest_of(*[1] * LIMIT)) == ()


def test_of_more_the_small_ones_become_one() -> None:
    assert places(manifest_of(20_000, *[1] * LIMIT)) == list(range(1, LIMIT + 1))
    assert places(manifest_of(20_000, 900, *[1] * LIMIT)) == list(range(2, LIMIT + 2))


def test_a_segment_that_outweighs_the_others_is_left_out() -> None:
    ladder = [4_000, 4_000, 2_000, 900, 400, 190, 80, 30]
    assert places(manifest_of(12_000, *ladder)) == list(range(1, 9))
    assert places(manifest_of(*ladder, 12_000)) == list(range(8))


class Commits:
    """Segments as lists of how often each of their documents was written, merged as soon as that is due."""

    def __init__(self) -> None:
        self.segments: list[list[int]] = []
        self.most = 0

    def add(self, documents: int = 1) -> None:
        self.segments.append([1] * documents)
        self.merge()
        self.most = max(self.most, len(self.segments))

    def merge(self) -> None:
        """Once, as after each commit."""
        found = places(manifest_of(*map(len, self.segments)))
        if found:
            first, end = found[0], found[-1] + 1
            assert found == list(range(first, end))
            self.segments[first:end] = [[n + 1 for segment in self.segments[first:end] for n in segment]]


@pytest.mark.parametrize("already", [0, 300, 20_000])
@pytest.mark.parametrize("commits", [200, examples(1_000, 20_000)])
def test_segments_stay_few_and_documents_move_seldom(already: int, commits: int) -> None:
    index = Commits()
    if already:
        index.add(already)
    for _ in range(commits):
        index.add()
    doublings = math.log2(already + commits)
    assert index.most <= LIMIT + 2 + doublings
    assert max(number for segment in index.segments for number in segment) <= 1 + doublings


@given(st.lists(st.integers(1, 3_000), max_size=40))
def test_merging_all_that_is_due_comes_to_an_end(sizes: list[int]) -> None:
    total = sum(sizes)
    for _ in range(len(sizes) + 1):
        found = places(manifest_of(*sizes))
        if not found:
            break
        assert found == list(range(found[0], found[-1] + 1))
        assert len(found) >= 2
        sizes[found[0] : found[-1] + 1] = [sum(sizes[number] for number in found)]
    assert places(manifest_of(*sizes)) == []
    assert sum(sizes) == total
    assert len(sizes) <= LIMIT + total.bit_length()


def test_a_segment_of_which_much_is_deleted_is_written_again() -> None:
    assert places(manifest_of(1_000, (1_000, 251), 1_000)) == [1]
    assert places(manifest_of(1_000, (1_000, 250), 1_000)) == []


def test_its_small_neighbours_come_along() -> None:
    assert places(manifest_of(9_000, 500, (1_000, 300), 100, 90, 9_000)) == [1, 2, 3, 4]
    assert places(manifest_of(400, (1_000, 300), 500)) == [1, 2]


def test_the_one_with_most_deleted_comes_first() -> None:
    assert places(manifest_of((1_000, 500), 9_000, (2_000, 600), 9_000)) == [2]


def test_a_few_deleted_documents_are_no_reason() -> None:
    assert places(manifest_of((DELETED_FEW, DELETED_FEW - 1))) == []


def _after_deleting(segments: Sequence[tuple[int, int]], chance: random.Random) -> list[tuple[int, int]]:
    """A random document is deleted; what is left empty is dropped."""
    place = chance.randrange(len(segments))
    found = [(size, gone + (number == place)) for number, (size, gone) in enumerate(segments)]
    return [(size, gone) for size, gone in found if gone < size]


@settings(max_examples=examples(10, 200))
@given(st.integers(0, 10_000), st.floats(0, 3))
def test_deletions_leave_the_number_of_segments_bounded(seed: int, deletions: float) -> None:
    chance = random.Random(seed)
    segments: list[tuple[int, int]] = [(500, 0)]
    for _ in range(300):
        segments.append((1, 0))
        for _ in range(int(deletions + chance.random())):
            if segments:
                segments = _after_deleting(segments, chance)
        found = places(manifest_of(*segments))
        if found:
            left = sum(size - gone for size, gone in segments[found[0] : found[-1] + 1])
            segments[found[0] : found[-1] + 1] = [(left, 0)]
        documents = sum(size - gone for size, gone in segments)
        assert len(segments) <= LIMIT + 2 + documents.bit_length()
