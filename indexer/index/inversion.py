"""From the words of documents to the documents of words: all at once, by sorting numbers.

Words become numbers as they come in; nothing else is done per word. At the end one sort of (word, block,
place of arrival) puts the occurrences of each word side by side, in the order of documents, fields and
places, because that is the order they arrived in.
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from indexer.index.arrays import AnyArray, smallest
from indexer.index.layout import Layout, Words
from indexer.index.strings import sorted_numbers


class _Numbers(dict[str, int]):
    """Words and their numbers; a new word gets the next one."""

    def __missing__(self, word: str) -> int:
        self[word] = number = len(self)
        return number


class Rows(NamedTuple):
    """Posting rows in the order of (term, block): ``starts[term * blocks + block]`` is the first of each.

    A row is one field of one document that holds the term, ``frequencies`` times, at ``places``; the places
    of a row follow those of the row before, those of a (term, block) begin at ``place_starts``.
    """

    starts: AnyArray
    documents: AnyArray
    fields: AnyArray
    frequencies: AnyArray
    place_starts: AnyArray
    places: AnyArray


class Inversion:
    """Takes in texts, document by document and in each in the order of the fields; gives their rows."""

    def __init__(self, layout: Layout) -> None:
        self._layout = layout
        self._numbers = _Numbers()
        self._tokens = array("i")
        self._texts = array("i")  # document, field, number of words, of each text
        self._placed: list[tuple[int, Sequence[int]]] = []

    @property
    def tokens(self) -> int:
        """The number of words taken in."""
        return len(self._tokens)

    def add(self, document: int, field: int, words: Words) -> None:
        """The words of one field of a document."""
        before = len(self._tokens)
        self._tokens.extend(map(self._numbers.__getitem__, words.terms))
        self._texts.extend((document, field, len(self._tokens) - before))
        if words.places is not None:
            self._placed.append((before, words.places))

    def lengths(self, documents: int) -> AnyArray:
        """Per field and document the number of words, row after row."""
        owners, fields, counts = np.frombuffer(self._texts, np.int32).reshape(-1, 3).T
        found = np.zeros(len(self._layout.fields) * documents, np.int32)
        np.add.at(found, fields.astype(np.int64) * documents + owners, counts)
        return smallest(found)

    def finish(self) -> tuple[list[str], Rows]:
        """The terms in order, and their rows. Nothing may be added afterwards."""
        terms, ranks = sorted_numbers(self._numbers)
        self._numbers.clear()
        owners, fields, counts = np.frombuffer(self._texts, np.int32).reshape(-1, 3).T
        blocks = len(self._layout.blocks)
        keys = ranks[np.frombuffer(self._tokens, np.int32)]
        keys *= blocks
        keys += np.repeat(self._layout.block_of[fields], counts)
        bits = max(1, len(keys).bit_length())
        keys <<= bits
        keys |= np.arange(len(keys))
        keys.sort()
        order = keys & ((1 << bits) - 1)
        keys >>= bits
        text = np.repeat(np.arange(len(counts), dtype=np.int32), counts)[order]
        first = np.ones(len(keys), np.bool_)  # of the occurrences in one row
        first[1:] = (keys[1:] != keys[:-1]) | (text[1:] != text[:-1])
        where = np.flatnonzero(first)
        frequencies = np.diff(where, append=len(keys))
        of_row = text[where]
        starts = np.searchsorted(keys[where], np.arange(len(terms) * blocks + 1))
        place_starts = np.append(where, len(keys))[starts]
        return terms, Rows(
            starts,
            owners[of_row],
            fields[of_row].astype(np.uint8),
            smallest(frequencies),
            place_starts,
            smallest(self._places(counts)[order]),
        )

    def _places(self, counts: AnyArray) -> AnyArray:
        ends = np.cumsum(counts)
        found = np.arange(len(self._tokens), dtype=np.int32) - np.repeat(ends - counts, counts).astype(
            np.int32
        )
        for start, places in self._placed:
            found[start : start + len(places)] = places
        return found
