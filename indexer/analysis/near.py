"""Here is a word that may be mistyped: by which pieces is it found among those that differ by a few edits?

A word with k edits leaves at least one of k + 1 pieces as it is (Li, Deng, Wang, Feng: "Pass-Join", 2011), so
words are looked up by the pieces they share at about the same place. Two letters that changed places count
as one edit; they are tried as further words to look up. Two pairs of letters that changed places in one word
may be missed.
"""

from __future__ import annotations

from collections.abc import Iterator

SHORTEST = 4  # letters of a word that is corrected by one edit
SHORTEST_FOR_TWO = 8  # letters of a word that is corrected by two edits
MOST = 2  # edits


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
        size = short + (number >= edits + 1 - longer)
        yield number, start, size
        start += size


def pieces_of(key: str) -> Iterator[str]:
    """All names a folded key is found by, for every number of edits that may lead to it."""
    if len(key) >= SHORTEST - 1 and key.isalpha():
        for edits in range(1, edits_allowed(key + "xx") + 1):
            for number, start, size in _pieces(len(key), edits):
                yield f"{edits} {len(key)} {number} {key[start : start + size]}"


def pieces_near(key: str, edits: int) -> Iterator[str]:
    """The names of the keys that so many edits may lead to from ``key``."""
    for length in range(max(edits + 1, len(key) - edits), len(key) + edits + 1):
        for number, start, size in _pieces(length, edits):
            for place in range(max(0, start - edits), min(len(key) - size, start + edits) + 1):
                yield f"{edits} {length} {number} {key[place : place + size]}"


def transposed(key: str) -> Iterator[str]:
    """The words in which two neighbouring letters changed places."""
    for place in range(len(key) - 1):
        if key[place] != key[place + 1]:
            yield f"{key[:place]}{key[place + 1]}{key[place]}{key[place + 2 :]}"
