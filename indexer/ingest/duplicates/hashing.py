"""Here are words: by which numbers of 64 bits are they and their shingles known in every run?"""

from __future__ import annotations

import hashlib
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

Keys = NDArray[np.uint64]

SHINGLE = 3  # words: two are in every text of the field, four rarely survive that a word is changed
_FACTORS = tuple(np.uint64(odd) for odd in (0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9))
_MIXED = np.uint64(0xFF51AFD7ED558CCD)
_HALF = np.uint64(32)


@lru_cache(maxsize=200_000)
def key_of_word(word: str) -> int:
    """The number of a word: the first 64 bits of its BLAKE2 digest."""
    return int.from_bytes(hashlib.blake2b(word.encode("utf-8", "replace"), digest_size=8).digest(), "little")


def keys_of(words: list[str]) -> Keys:
    """The numbers of words, in their order."""
    return np.fromiter(map(key_of_word, words), np.uint64, len(words))


def shingles_of(words: list[str]) -> Keys:
    """The numbers of all runs of three words, each once; a shorter text has none."""
    count = len(words) - SHINGLE + 1
    if count < 1:
        return np.empty(0, np.uint64)
    keys = keys_of(words)
    mixed = np.zeros(count, np.uint64)
    for place, factor in enumerate(_FACTORS):
        mixed += keys[place : place + count] * factor
        mixed ^= mixed >> _HALF
        mixed *= _MIXED
    return np.unique(mixed)
