"""Here is a word: what does it mean in the other language, and how sure is the dictionary?

``Dictionary`` maps the compiled file and searches it where it lies: headwords by bisection, inflections by
the hash of their stem. Nothing is parsed when it is opened, and all processes share its pages.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from indexer.analysis.forms import fold, stem
from indexer.dictionary import layout
from indexer.dictionary.compiling import fold_all, weigh
from indexer.dictionary.layout import SIDES, Arrays, Side, hashed, other_side
from kb.settings import Settings

COLUMNS = ("words", "evidence", "agreement")  # of a translation
REMEMBERED = 1_000  # lookups, about 2 KB each
INFLECTED = 0.3  # evidence of other words with the same stem beside that of the word itself
_WRITTEN_OUT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})
_ENDINGS: dict[Side, tuple[str, ...]] = {
    "de": ("e", "n", "s", "en", "er", "em", "es", "ern"),
    "en": ("s", "es"),
}


@dataclass(frozen=True, slots=True)
class Translation:
    """One translation of a word.

    ``text`` are its terms, ``agreement`` the share of its own translations that lead back to the word,
    ``weight`` is in (0, 1], 1 for the best one.
    """

    text: tuple[str, ...]
    agreement: float
    weight: float


def dictionary_path(settings: Settings) -> Path:
    """Where the compiled dictionary lies: with the state, since it cannot be made from the corpus."""
    return settings.var / "state" / "dictionary.bin"


class Dictionary:
    """A compiled dictionary, open for reading; may be shared by threads."""

    def __init__(self, arrays: Arrays, facts: dict[str, Any]) -> None:
        self.facts = facts
        pools = {side: _Pool(arrays, f"{side}.word") for side in SIDES}
        self._sides = {side: _Direction(arrays, side, pools) for side in SIDES}
        self.translations = lru_cache(maxsize=REMEMBERED)(self._translations)

    @classmethod
    def open(cls, path: Path) -> Dictionary:
        """Open the file at ``path``. Raises DictionaryDamaged, and FileNotFoundError if there is none."""
        return cls(*layout.read(path))

    def holds(self, term: str, source: Side) -> bool:
        """Whether the dictionary translates the term itself in this very inflection, in any spelling."""
        return bool(self._sides[source].spelt(term))

    def _translations(self, term: str, source: Side) -> tuple[Translation, ...]:
        """The translations of a term of one or, with spaces between, several words, best first.

        An inflected word is looked up as it stands, else without its ending, else by its stem; what other
        words of its stem mean counts less.
        """
        direction = self._sides[source]
        found: dict[tuple[str, ...], _Sum] = {}
        for headword, share in direction.headwords(term):
            for text, evidence, agreement in direction.entries(headword):
                inflections = tuple(stem(fold(word), other_side(source)) for word in text)
                found.setdefault(inflections, _Sum()).add(text, share * evidence, agreement)
        return _ordered(list(found.values()))


@dataclass
class _Sum:
    """The evidence for all inflections of one translation; the best of them stands for all."""

    text: tuple[str, ...] = ()
    evidence: float = 0.0
    agreement: float = 0.0
    best: float = 0.0

    def add(self, text: tuple[str, ...], evidence: float, agreement: float) -> None:
        self.evidence += evidence
        self.agreement = max(self.agreement, agreement)
        if evidence > self.best:
            self.text, self.best = text, evidence


def _ordered(found: Sequence[_Sum]) -> tuple[Translation, ...]:
    if not found:
        return ()
    weights = weigh(np.array([row.evidence for row in found]), np.array([row.agreement for row in found]))
    weights /= weights.max()
    translations = [
        Translation(row.text, row.agreement, float(weight))
        for row, weight in zip(found, weights, strict=True)
    ]
    return tuple(sorted(translations, key=lambda translation: (-translation.weight, translation.text)))


class _Direction:
    """The lookups from one language to the other, on the mapped arrays."""

    def __init__(self, arrays: Arrays, side: Side, pools: Mapping[Side, _Pool]) -> None:
        self._side = side
        self._words, self._others = pools[side], pools[other_side(side)]
        self._stems = _HashIndex(arrays, f"{side}.stem")
        self._folds = _HashIndex(arrays, f"{side}.fold")
        self._starts = arrays[f"{side}.translation.starts"]
        self._columns = tuple(arrays[f"{side}.translation.{name}"] for name in COLUMNS)

    def headwords(self, term: str) -> Iterator[tuple[int, float]]:
        """The headwords a term is looked up under, with the share of their evidence that counts."""
        own = self.spelt(term)
        inflected = [] if " " in term else self._inflected(term)
        if not own:
            bases = [number for number in inflected if self._is_base(self._words.text(number), term)]
            own = sorted(bases, key=lambda number: -len(self._words.text(number)))[:1]
        for number in own:
            yield number, 1.0
        for number in inflected:
            if number not in own and not any(self._differ(number, known) for known in own):
                yield number, INFLECTED if own else 1.0

    def spelt(self, term: str) -> list[int]:
        """The headwords spelt like the term; without one, those it could be another spelling of."""
        own = self._find(term)
        if own:
            return own
        folded = fold_all(term)
        others = [n for n in self._folds.find(hashed(folded)) if fold_all(self._words.text(n)) == folded]
        meant = [number for number in others if self._words.text(number).translate(_WRITTEN_OUT) == term]
        return meant or [*self._find(folded), *others]

    def _find(self, text: str) -> list[int]:
        number = self._words.find(text)
        return [] if number is None or self._starts[number] == self._starts[number + 1] else [number]

    def _is_base(self, headword: str, term: str) -> bool:
        """Whether the term is the headword with an ending."""
        folded, base = fold(term), fold(headword)
        return folded.startswith(base) and folded[len(base) :] in _ENDINGS[self._side]

    def _differ(self, one: int, other: int) -> bool:
        """Whether two headwords differ, as far as both go, in marks alone: Forderungen, Förderung."""
        first, second = self._words.text(one), self._words.text(other)
        length = min(len(first), len(second))
        first, second = first[:length], second[:length]
        return first != second and fold(first) == fold(second)

    def _inflected(self, term: str) -> list[int]:
        """The headwords with the same stem."""
        wanted = stem(term, self._side)
        found = self._stems.find(hashed(wanted))
        return [number for number in found if stem(self._words.text(number), self._side) == wanted]

    def entries(self, number: int) -> Iterator[tuple[tuple[str, ...], float, float]]:
        """Text, evidence and agreement of each translation of a headword."""
        part = slice(int(self._starts[number]), int(self._starts[number + 1]))
        for word, evidence, agreement in zip(
            *(column[part].tolist() for column in self._columns), strict=True
        ):
            yield tuple(self._others.text(word).split(" ")), evidence, agreement / 255


class _Pool:
    """Texts as UTF-8 in one run, sorted."""

    def __init__(self, arrays: Arrays, name: str) -> None:
        self._offsets = arrays[f"{name}.offsets"]
        self._characters = arrays[f"{name}.characters"].data

    def _bytes(self, number: int) -> bytes:
        return bytes(self._characters[int(self._offsets[number]) : int(self._offsets[number + 1])])

    def text(self, number: int) -> str:
        """The text with this number."""
        return self._bytes(number).decode()

    def find(self, text: str) -> int | None:
        """The number of a text."""
        wanted = text.encode()
        size = len(self._offsets) - 1
        place = bisect_left(range(size), wanted, key=self._bytes)
        return place if place < size and self._bytes(place) == wanted else None


class _HashIndex:
    """Numbers of headwords, sorted by the hash of one of their forms."""

    def __init__(self, arrays: Arrays, name: str) -> None:
        self._hashes, self._words = arrays[f"{name}.hashes"], arrays[f"{name}.words"]

    def find(self, wanted: int) -> list[int]:
        """The numbers of the headwords with this hash."""
        value = np.uint32(wanted)
        start, end = (int(self._hashes.searchsorted(value, side)) for side in ("left", "right"))
        found: list[int] = self._words[start:end].tolist()
        return found
