"""Here are many texts: which words are in them, and how are these written?

Texts are read by their pieces between blanks. No word goes over a blank, and there are twenty times fewer
distinct pieces than words, so each is read once.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from indexer.analysis.forms import fold
from indexer.analysis.tokenizer import term_of
from indexer.search.beginnings import Beginnings
from indexer.search.typed import phrase_of, variants_of, words_of

_BEFORE = "(\"'„“‚‘«»["
_AFTER = ")\"'“”’«»],;:!?."


class Phrases(dict[str, str]):
    """Per piece the keys of its words, as ``phrase_of`` has them."""

    def __missing__(self, piece: str) -> str:
        core = _core(piece)
        self[piece] = found = fold(term_of(core)) if core else phrase_of(piece)
        return found

    def of(self, text: str) -> str:
        """The keys of the words of a text."""
        return " ".join(filter(None, map(self.__getitem__, text.split())))


def _core(piece: str) -> str:
    """The one plain word most pieces are, which needs no tokenizer; empty for others."""
    core = piece.rstrip(_AFTER).lstrip(_BEFORE)
    return core if core.isalnum() else ""


class Pieces(dict[str, tuple[int, ...]]):
    """Per piece the numbers of the spellings in it, and per spelling its key."""

    def __init__(self) -> None:
        self.spelling_of: list[str] = []
        self.key_of: list[str] = []
        self._numbers: dict[str, int] = {}

    def __missing__(self, piece: str) -> tuple[int, ...]:
        core = _core(piece)
        found: tuple[int, ...]
        if core:
            found = (self._number(core, None),)
        else:
            words = (*words_of(piece), *variants_of(piece))
            found = tuple(self._number(piece[start:end], key) for key, start, end in words)
        self[piece] = found
        return found

    def _number(self, spelling: str, key: str | None) -> int:
        number = self._numbers.get(spelling)
        if number is None:
            number = self._numbers[spelling] = len(self.key_of)
            self.spelling_of.append(spelling)
            self.key_of.append(fold(term_of(spelling)) if key is None else key)
        return number

    def read(self, things: Iterable[Iterable[str]]) -> tuple[Beginnings, list[str]]:
        """The words of things that are made of texts; per word the spelling most of the things use."""
        rows, lengths = array("i"), array("i")
        for texts in things:
            pieces = set(chain.from_iterable(map(str.split, texts)))
            found = set(chain.from_iterable(map(self.__getitem__, pieces)))
            rows.extend(found)
            lengths.append(len(found))
        held = np.array(rows, np.int32)
        keys, spellings, codes = self._most_used(held)
        owners = np.repeat(np.arange(len(lengths)), lengths)
        return Beginnings.of(keys, codes[held], owners, len(lengths)), spellings

    def _most_used(self, held: NDArray[np.int32]) -> tuple[list[str], list[str], NDArray[np.int64]]:
        """The keys in order, the spelling of each, and per spelling the place of its key."""
        uses = np.bincount(held, minlength=len(self.key_of))
        numbers = np.flatnonzero(uses).tolist()
        best: dict[str, tuple[int, str]] = {}
        for number, use in zip(numbers, uses[numbers].tolist(), strict=True):
            candidate, key = (-use, self.spelling_of[number]), self.key_of[number]
            if key not in best or candidate < best[key]:
                best[key] = candidate
        keys = sorted(best)
        places = {key: place for place, key in enumerate(keys)}
        codes = np.zeros(len(self.key_of), np.int64)
        codes[numbers] = [places[self.key_of[number]] for number in numbers]
        return keys, [best[key][1] for key in keys], codes
