"""Here are the signatures of a corpus: which could be the story of another, and how rare is what they share?

No pair is compared that shares nothing telling: inverted lists of shingles and traits name the records that
share most, rarest first, and only these are judged. Shingles are compared exactly, because they are few
enough: lists and signatures of 20,000 records of 200 words take 0.5 GB, all their pairs 31 s of one core, and
what is near one record 15 ms. MinHash would save memory, and lose what a shortened text is found by: its
containment.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from indexer.ingest.duplicates.hashing import Keys, key_of_word
from indexer.ingest.duplicates.postings import Postings, Weights
from indexer.ingest.duplicates.signature import Side, Signature
from indexer.ingest.duplicates.traits import FACTORS, title_key
from kb.localized import LANGUAGES

FEW = 3  # sides that may have a shingle before it counts for less, as boilerplate of many texts does
BUDGET = 20_000  # entries of inverted lists that are read for one side, rarest keys first
MOST = 24  # sides that are judged for one side and sign
LEAST_TEXT = 0.12  # share of the shingles of the shorter text
LEAST_WITHIN, LEAST_ACROSS = 0.2, 0.1  # likeness of the facts within a language and across languages
CHUNK = 2_000  # sides whose sizes are found at a time
PORTAL = 4  # records that name an address before it says nothing


class _Sizes(NamedTuple):
    """For each side the weight of its shingles, that of its traits, and the number of its language."""

    text: Weights
    facts: Weights
    languages: NDArray[np.int8]


class SignatureIndex:
    """Signatures by number, in the order they were added."""

    def __init__(self) -> None:
        self.signatures: list[Signature] = []
        self._sides: list[Side] = []
        self._owners: list[int] = []
        self._traits, self._shingles = Postings(), Postings()
        self._by_address: defaultdict[str, set[int]] = defaultdict(set)
        self._sizes = _Sizes(np.empty(0), np.empty(0), np.empty(0, np.int8))

    def add(self, signature: Signature) -> int:
        """Take a signature in; its number."""
        number = len(self.signatures)
        self.signatures.append(signature)
        for side in signature.sides:
            self._traits.add(len(self._sides), side.traits)
            self._shingles.add(len(self._sides), side.shingles)
            self._sides.append(side)
            self._owners.append(number)
        for address in signature.facts.addresses:
            self._by_address[address].add(number)
        return number

    def naming(self, address: str) -> set[int]:
        """The numbers of the signatures with an address."""
        return self._by_address.get(address, set())

    def of_traits(self, side: Side) -> Weights:
        """The weight of each trait of a side: its factor, and more the fewer have it."""
        return self._rarity(self._traits.frequencies(side.traits)) * side.factors

    def of_shingles(self, keys: Keys) -> Weights:
        """The weight of each shingle: 1, and less for the boilerplate of many texts."""
        return _of_boilerplate(self._shingles.frequencies(keys))

    def of_title_words(self, words: Iterable[str]) -> float:
        """The weight of some folded words of a title together."""
        keys = {key_of_word(title_key(word)) for word in words}
        rarity = self._rarity(self._traits.frequencies(np.fromiter(keys, np.uint64, len(keys))))
        return float(rarity.sum()) * FACTORS["title"]

    def _rarity(self, frequencies: Weights) -> Weights:
        """From 0 for what all sides have to 1 for what only one has, by the logarithm of their number."""
        sides = max(1, len(self._sides)) + 1.0
        found = np.log(sides / (np.maximum(frequencies, 1.0) + 0.5))
        weights: Weights = np.maximum(found / np.log(sides / 1.5), 0.0)
        return weights

    def candidates(self, signature: Signature) -> set[int]:
        """The numbers of all that could tell the same story, whatever their state."""
        found = {
            number
            for address in signature.facts.addresses
            if len(self.naming(address)) <= PORTAL
            for number in self.naming(address)
        }
        for side in signature.sides:
            found.update(self._owners[place] for place in self._alike_in_text(side))
            found.update(self._owners[place] for place in self._alike_in_facts(side))
        return found

    def _alike_in_text(self, side: Side) -> list[int]:
        looked = self._shingles.look_up(side.shingles)
        frequencies = looked.frequencies()
        weights = _of_boilerplate(frequencies)
        shared = looked.weighed(self._within_budget(weights, frequencies), len(self._sides))
        smaller = np.minimum(self._all_sizes().text, weights.sum())
        return _best(shared, smaller * LEAST_TEXT)

    def _alike_in_facts(self, side: Side) -> list[int]:
        looked = self._traits.look_up(side.traits)
        frequencies = looked.frequencies()
        weights = self._rarity(frequencies) * side.factors
        shared = looked.weighed(self._within_budget(weights, frequencies), len(self._sides))
        sizes = self._all_sizes()
        within = sizes.languages == LANGUAGES.index(side.language)
        least = np.where(within, LEAST_WITHIN, LEAST_ACROSS)
        return _best(shared, np.sqrt(sizes.facts * weights.sum()) * least)

    def _within_budget(self, weights: Weights, frequencies: Weights) -> Weights:
        """The weights, but 0 for the keys with the longest lists, as many as go beyond the budget."""
        order = np.argsort(frequencies)
        beyond = np.cumsum(frequencies[order]) > max(BUDGET, len(self._sides))
        kept = weights.copy()
        kept[order[beyond]] = 0.0
        return kept

    def _all_sizes(self) -> _Sizes:
        """The sizes of all sides.

        They change little as others are added, so those known are kept until there are half as many again.
        """
        known, sides = self._sizes, self._sides
        start = 0 if len(sides) > 1.5 * len(known.text) else len(known.text)
        if start < len(sides):
            chunks = [sides[first : first + CHUNK] for first in range(start, len(sides), CHUNK)]
            text = [self._text_sizes(chunk) for chunk in chunks]
            facts = [self._facts_sizes(chunk) for chunk in chunks]
            self._sizes = _Sizes(
                np.concatenate([known.text[:start], *text]),
                np.concatenate([known.facts[:start], *facts]),
                np.append(
                    known.languages[:start], [LANGUAGES.index(side.language) for side in sides[start:]]
                ),
            )
        return self._sizes

    def _text_sizes(self, sides: Sequence[Side]) -> Weights:
        weights = self.of_shingles(np.concatenate([side.shingles for side in sides]))
        return _sums(weights, [len(side.shingles) for side in sides])

    def _facts_sizes(self, sides: Sequence[Side]) -> Weights:
        keys = np.concatenate([side.traits for side in sides])
        weights = self._rarity(self._traits.frequencies(keys))
        weights *= np.concatenate([side.factors for side in sides])
        return _sums(weights, [len(side.traits) for side in sides])


def _of_boilerplate(frequencies: Weights) -> Weights:
    weights: Weights = np.square(FEW / np.maximum(frequencies, FEW))
    return weights


def _sums(weights: Weights, lengths: Sequence[int]) -> Weights:
    """The sums of runs of so many weights."""
    owners = np.repeat(np.arange(len(lengths)), lengths)
    return np.bincount(owners, weights, len(lengths)).astype(np.float64)


def _best(shared: Weights, least: Weights) -> list[int]:
    """The places where most is shared beyond what is the least."""
    places: NDArray[np.int64] = np.flatnonzero((shared >= least) & (shared > 0))
    if len(places) > MOST:
        beyond = shared[places] / np.maximum(least[places], 1e-9)
        places = places[np.argpartition(-beyond, MOST)[:MOST]]
    found: list[int] = places.tolist()
    return found
