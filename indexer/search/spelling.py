"""Here is a word that is in no document: which words of the index could be meant?

Candidates are found by their pieces, without going through the vocabulary (see ``indexer.analysis.near``):
every segment has a table of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence, Set
from functools import lru_cache
from itertools import chain
from typing import NamedTuple

import numpy as np
from rapidfuzz import process
from rapidfuzz.distance import OSA

from indexer.analysis.forms import fold
from indexer.analysis.near import edits_allowed, pieces_near, pieces_of, transposed
from indexer.index.snapshot import Snapshot
from indexer.index.tables import Table, table_arrays
from indexer.index.vocabulary import BLOCKS, PIECES, SPELLINGS

_EVERYWHERE = tuple(range(len(BLOCKS)))


class Candidate(NamedTuple):
    """A key of the index and the number of edits that lead to it."""

    key: str
    edits: int


class _Words(NamedTuple):
    """Some keys in order, and a table of their numbers by their pieces."""

    keys: tuple[str, ...]
    pieces: Table


@lru_cache(maxsize=4)
def _by_pieces(keys: frozenset[str]) -> _Words:
    """The pieces of keys that every snapshot is searched with, made once."""
    ordered = tuple(sorted(keys))
    pairs = ((piece, number) for number, key in enumerate(ordered) for piece in pieces_of(key))
    return _Words(ordered, Table(table_arrays(pairs)))


class Spelling:
    """The folded keys of some snapshots and of some words beside them that are spelt right."""

    def __init__(self, snapshots: Sequence[Snapshot], words: Iterable[str]) -> None:
        """``words`` are folded keys, such as the labels of a thesaurus."""
        self._snapshots = snapshots
        self._words = frozenset(words)

    def candidates(self, key: str) -> tuple[Candidate, ...]:
        """The keys that differ by as many edits as the length allows, nearest first; not the key itself."""
        allowed = edits_allowed(key)
        if not allowed:
            return ()
        near = [*self.near(key, allowed)]
        found = process.extract(key, near, scorer=OSA.distance, score_cutoff=allowed, limit=None)
        known = (Candidate(other, edits) for other, edits, _ in found if edits and self._is_known(other))
        return tuple(sorted(known, key=lambda candidate: (candidate.edits, candidate.key)))

    def near(self, key: str, edits: int) -> Set[str]:
        """The keys whose distance is looked at: those that share a piece near its place, deleted ones too."""
        names = dict.fromkeys(pieces_near(key, edits))
        turned = set(transposed(key))
        if edits > 1:
            names |= dict.fromkeys(name for other in turned for name in pieces_near(other, edits - 1))
        found = {other for other in turned if self._is_known(other)} if edits == 1 else set()
        for part, table in chain.from_iterable(one.tables(PIECES) for one in self._snapshots):
            terms = part.segment.terms
            found.update(fold(terms[number]) for number in _under(table, names))
        words = _by_pieces(self._words)
        found.update(words.keys[number] for number in _under(words.pieces, names))
        return found

    def _is_known(self, key: str) -> bool:
        return key in self._words or any(
            snapshot.terms_of(SPELLINGS, key, _EVERYWHERE) for snapshot in self._snapshots
        )


def _under(table: Table, names: Iterable[str]) -> Iterator[int]:
    """The numbers a table has under any of the names, each once."""
    found = [numbers for name in names if len(numbers := table.of(name))]
    return iter(np.unique(np.concatenate(found)).tolist() if found else ())
