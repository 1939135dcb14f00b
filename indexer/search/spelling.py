"""Here is a word that is in no document: which words of the index could be meant?

Candidates are found by their pieces, without going through the vocabulary (Li, Deng, Wang, Feng: "Pass-Join",
2011): a word with k edits leaves at least one of k + 1 pieces as it is, so words are looked up by the pieces
they share with it at about the same place. Two letters that changed places count as one edit; they are tried
as further words to look up. Two pairs of letters that changed places in one word may be missed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from rapidfuzz.distance import OSA

SHORTEST = 4  # letters of a word that is corrected by one edit
SHORTEST_FOR_TWO = 8  # letters of a word that is corrected by two edits
MOST = 2  # edits

_PieceKey = tuple[int, int, int, str]  # edits, length of the word, number of the piece, the piece


class Candidate(NamedTuple):
    """A key of the index and the number of edits that lead to it."""

    key: str
    edits: int


def edits_allowed(key: str) -> int:
    """How many edits a word of this length may need; words with digits none."""
    if len(key) < SHORTEST or not key.isalpha():
        return 0
    return MOST if len(key) >= SHORTEST_FOR_TWO else 1


def _pieces(length: int, edits: int) -> Iterator[tuple[int, int, int]]:
    """Number, start and length of the edits + 1 pieces of a word of this length."""
    short, longer = divmod(length, edits + 1)
    start = 0
    for number in range(edits + 1):
        size = short + (number > edits - longer)
        yield number, start, size
        start += size


def transposed(key: str) -> Iterator[str]:
    """The word with each two neighbours changed."""
    for place in range(len(key) - 1):
        if key[place] != key[place + 1]:
            yield f"{key[:place]}{key[place + 1]}{key[place]}{key[place + 2 :]}"


class Spelling:
    """The folded keys of an index, by their pieces."""

    def __init__(self, keys: Iterable[str]) -> None:
        self._keys = {key for key in keys if len(key) >= SHORTEST - 1 and key.isalpha()}
        self._by_piece: dict[_PieceKey, list[str]] = {}
        for key in sorted(self._keys):
            for edits in range(1, edits_allowed(key + "xx") + 1):
                for number, start, size in _pieces(len(key), edits):
                    piece = (edits, len(key), number, key[start : start + size])
                    self._by_piece.setdefault(piece, []).append(key)

    def candidates(self, key: str) -> tuple[Candidate, ...]:
        """The keys that differ by as many edits as the length allows, nearest first; not the key itself."""
        allowed = edits_allowed(key)
        if not allowed:
            return ()
        near = set(self._near(key, allowed))
        for other in transposed(key):
            near.update({other} & self._keys if allowed == 1 else self._near(other, allowed - 1))
        near.discard(key)
        found = [Candidate(other, OSA.distance(key, other, score_cutoff=allowed)) for other in near]
        return tuple(sorted((c for c in found if c.edits <= allowed), key=lambda c: (c.edits, c.key)))

    def _near(self, key: str, edits: int) -> Iterator[str]:
        """The keys that share a piece near its place."""
        for length in range(max(edits + 1, len(key) - edits), len(key) + edits + 1):
            for number, start, size in _pieces(length, edits):
                for place in range(max(0, start - edits), min(len(key) - size, start + edits) + 1):
                    yield from self._by_piece.get((edits, length, number, key[place : place + size]), ())
