"""Here are lists of documents, ascending: which are in all of them, and what do their values come to?

Short lists are merged by sorting, long ones through an array over all documents, chosen by their length.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

Scores = NDArray[np.float64]
Mask = NDArray[np.bool_]
Numbers = NDArray[np.int64]
Whole = NDArray[Any]  # whole numbers of any size

DENSE = 8  # one row for so many documents: then an array over all documents is quicker than sorting
NEAR = 3  # one list so many times longer than the other: then looking up is quicker than sorting both
FAR = 6  # so many times longer: then looking up is quicker than marking


class Weighted(NamedTuple):
    """Documents, ascending and each once, and a value of each."""

    documents: Numbers
    frequencies: Scores


NOWHERE = Weighted(np.zeros(0, np.int64), np.zeros(0))


def is_long(rows: int, size: int) -> bool:
    """Whether so many rows are added up quicker in an array over all documents."""
    return rows * DENSE > size


def summed_up(documents: Whole, values: Scores, size: int) -> Weighted:
    """The sum of the values, which are above 0, of each of ``size`` documents that occurs."""
    if not len(documents):
        return NOWHERE
    if is_long(len(documents), size):
        sums = np.bincount(documents, values, size).astype(np.float64, copy=False)
        found = (sums > 0).nonzero()[0]  # of truth values, which is ten times faster than of numbers
        return Weighted(found, sums.take(found))
    order = np.argsort(documents, kind="stable")
    ordered = documents[order]
    first = np.ones(len(ordered), np.bool_)
    first[1:] = ordered[1:] != ordered[:-1]
    sums = np.bincount(np.cumsum(first) - 1, values[order]).astype(np.float64, copy=False)
    return Weighted(ordered[first].astype(np.int64), sums)


def common(ones: Whole, others: Whole) -> Whole:
    """The numbers that are in both ascending lists, where each is once."""
    if len(ones) > len(others):
        ones, others = others, ones
    if len(ones) * NEAR < len(others):
        found: Whole = ones[others.take(others.searchsorted(ones), mode="clip") == ones]
        return found
    both = np.sort(np.concatenate((ones, others)), kind="stable")  # quick, because it is two sorted runs
    found = both[1:][both[1:] == both[:-1]]
    return found


def in_both(ones: Whole, others: Whole, size: int) -> tuple[Numbers, Numbers]:
    """The places of the documents that are in both lists, in the one and in the other.

    Each list has a document once.
    """
    if len(ones) > len(others):
        right, left = in_both(others, ones, size)
        return left, right
    if not len(ones):
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    if len(ones) * FAR < len(others):
        places = others.searchsorted(ones)
        own = (others.take(places, mode="clip") == ones).nonzero()[0]
        return own, places.take(own)
    ones, others = (
        ones.astype(np.intp),
        others.astype(np.intp),
    )  # what arrays are indexed by, three times as quick
    own = marked(others, size).take(ones).nonzero()[0]
    found = ones.take(own)
    if len(found) * FAR < len(others):
        return own, others.searchsorted(found)
    return own, marked(found, size).take(others).nonzero()[0]


def marked(documents: Whole, size: int) -> Mask:
    """Of each of ``size`` documents, whether it is in a list."""
    marks = np.zeros(size, np.bool_)
    marks[documents] = True
    return marks


def all_of(parts: Sequence[Weighted], size: int) -> Weighted:
    """The documents that hold all parts, with the frequency of the rarest there."""
    found = parts[0] if parts else NOWHERE
    for part in parts[1:]:
        own, other = in_both(found.documents, part.documents, size)
        least = np.minimum(found.frequencies[own], part.frequencies[other])
        found = Weighted(found.documents[own], least)
    return found
