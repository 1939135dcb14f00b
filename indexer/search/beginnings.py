"""Here is the beginning of a word: what holds a word that goes on like that?

The keys of a table are sorted, so all that begin alike are neighbours and two searches by halves find them,
and what holds them lies in one slice of an array. Nothing is scanned or sorted per keystroke but the slice
itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Set

import numpy as np
from numpy.typing import NDArray

from indexer.index.tables import Table
from indexer.search.document_lists import Mask, Whole, marked

Part = tuple[str, bool]  # a key and whether it is only the beginning of a word
Alternative = tuple[Part, ...]  # all of these parts
Wanted = tuple[tuple[Alternative, ...], ...]  # of each of these, any alternative

_FIRST_FEW = 64  # as many as most answers need


def starting(table: Table, prefix: str) -> Whole:
    """The numbers of all keys that begin like that, one key's after the other's."""
    return table.between(*table.keys.starting(prefix))


def holding(table: Table, size: int, wanted: Wanted) -> Mask:
    """Which of the numbers below ``size`` hold everything that is wanted."""

    def numbers(part: Part) -> Whole:
        key, beginning = part
        return starting(table, key) if beginning else table.of(key)

    return holding_all(size, wanted, numbers)


def holding_all(size: int, wanted: Wanted, numbers: Callable[[Part], Whole]) -> Mask:
    """Which of the numbers below ``size`` hold everything that is wanted; ``numbers`` are those of a part."""
    mask = np.ones(size, np.bool_)
    for alternatives in wanted:
        found = np.zeros(size, np.bool_)
        for parts in alternatives:
            both = np.ones(size, np.bool_)
            for part in parts:
                both &= marked(numbers(part), size)
            found |= both
        mask &= found
        if not mask.any():
            break
    return mask


def holds(keys: Set[str], wanted: Wanted) -> bool:
    """Whether something that has these keys holds everything that is wanted."""
    return all(
        any(all(_has(keys, part) for part in alternative) for alternative in alternatives)
        for alternatives in wanted
    )


def _has(keys: Set[str], part: Part) -> bool:
    wanted, beginning = part
    return wanted in keys or (beginning and any(key.startswith(wanted) for key in keys))


def smallest_first(scores: NDArray[np.int64]) -> Iterator[int]:
    """The places of the scores, smallest first; the first few are had without sorting the others.

    Of equal scores the earlier place comes first.
    """
    rest, few = np.arange(len(scores)), _FIRST_FEW
    while len(rest) > few:
        most = np.partition(scores[rest], few)[few]
        near = scores[rest] <= most
        first, rest = rest[near], rest[~near]
        yield from first[np.argsort(scores[first], kind="stable")].tolist()
        few *= 8
    yield from rest[np.argsort(scores[rest], kind="stable")].tolist()
