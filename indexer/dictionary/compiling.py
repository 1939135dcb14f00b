"""How do the senses of a dictionary become arrays that can be searched?

Every pair of a German and an English headword of one sense is evidence that they mean the same: the more, the
earlier both stand among their alternatives. Evidence is summed over all senses, for each headword as the
tokenizer sees it. The agreement of a translation is the share of its own evidence that leads back to the
headword in any inflection.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from indexer.analysis.forms import fold, stem
from indexer.analysis.tokenizer import term_of, tokenize
from indexer.dictionary.ding import Sense
from indexer.dictionary.layout import SIDES, Arrays, Side, hashed, other_side, pool

LONGEST_HEADWORD = 3  # words; what is longer explains instead of translating
MOST_TRANSLATIONS = 16  # kept of a word
MOST_OF_SEVERAL = 4  # kept of a headword of several words
FLOOR = 0.05  # what a translation without agreement is worth

Numbers = NDArray[np.int64]
Floats = NDArray[np.float64]


def fold_all(headword: str) -> str:
    """The spelling key of a headword of one or several words."""
    return " ".join([fold(word) for word in headword.split(" ")])


def weigh(evidence: Floats, agreement: Floats) -> Floats:
    """How good a translation is: roots, so that no common sense hides the others."""
    weights: Floats = np.sqrt(evidence) * (FLOOR + agreement) ** 0.25
    return weights


def compile_senses(senses: Iterable[Sense]) -> tuple[Arrays, dict[str, Any]]:
    """The arrays of the compiled dictionary, and how many senses, pairs and headwords there are."""
    count, pairs, headwords = _collect(senses)
    rows = {side: _translations(side, pairs, headwords) for side in SIDES}
    numbers: dict[Side, Numbers] = {
        side: np.union1d(rows[side].heads, rows[other_side(side)].texts) for side in SIDES
    }
    arrays: Arrays = {}
    for side in SIDES:
        arrays |= _lookups(side, rows[side], headwords[side], numbers)
    facts = {
        "senses": count,
        "pairs": len(pairs.evidence),
        "headwords": {side: len(np.unique(rows[side].heads)) for side in SIDES},
    }
    return arrays, facts


@dataclass
class _Numbering:
    """The different headwords of one side, numbered in the order they come."""

    numbers: dict[str, int] = field(default_factory=dict)
    known: dict[str, int] = field(default_factory=dict)

    def number(self, text: str) -> int:
        """The number of a headword as the tokenizer sees it; -1 if it is no word or too long."""
        found = self.known.get(text)
        if found is None:
            terms = _terms(text)
            found = -1
            if 0 < len(terms) <= LONGEST_HEADWORD:
                found = self.numbers.setdefault(" ".join(terms), len(self.numbers))
            self.known[text] = found
        return found

    def of_all(self, texts: tuple[str, ...]) -> list[int]:
        """The numbers of the alternatives of a sense in their order, each once."""
        return [number for number in dict.fromkeys(map(self.number, texts)) if number >= 0]


def _terms(text: str) -> list[str]:
    if text.isalpha():
        return [term_of(text)]
    return tokenize(text).terms if text.count(" ") < 2 * LONGEST_HEADWORD else []


@dataclass(frozen=True)
class _Headwords:
    """The headwords of one side, sorted by their UTF-8, with stem, number of the stem and count of words."""

    words: list[str]
    stems: list[str]
    stem_numbers: Numbers
    lengths: Numbers


@dataclass(frozen=True)
class _Pairs:
    """One row for each pair of headwords of a sense, as columns: their numbers, and the evidence."""

    words: dict[Side, Numbers]
    evidence: Floats


def _collect(senses: Iterable[Sense]) -> tuple[int, _Pairs, dict[Side, _Headwords]]:
    """The number of senses, their pairs, and the headwords of both sides."""
    german, english = _Numbering(), _Numbering()
    rows, ranks = array("I"), array("I")
    count = 0
    for sense in senses:
        count += 1
        others = english.of_all(sense.english)
        for first, one in enumerate(german.of_all(sense.german), 1):
            for second, other in enumerate(others, 1):
                rows.extend((one, other))
                ranks.append(first * second)
    numbers = np.array(rows, np.int64).reshape(-1, 2)
    words: dict[Side, Numbers] = {}
    headwords: dict[Side, _Headwords] = {}
    for column, (side, numbering) in enumerate(zip(SIDES, (german, english), strict=True)):
        texts = list(numbering.numbers)
        headwords[side] = _headwords(texts, side)
        place = {text: number for number, text in enumerate(headwords[side].words)}
        words[side] = np.array([place[text] for text in texts], np.int64)[numbers[:, column]]
    return count, _Pairs(words, 1.0 / np.array(ranks, np.float64)), headwords


def _headwords(texts: list[str], side: Side) -> _Headwords:
    words = sorted(texts, key=str.encode)
    stems = _forms(words, lambda word: stem(word, side))
    numbers: dict[str, int] = {}
    return _Headwords(
        words,
        stems,
        np.array([numbers.setdefault(text, len(numbers)) for text in stems], np.int64),
        np.array([text.count(" ") + 1 for text in words], np.int64),
    )


def _forms(headwords: list[str], form: Callable[[str], str]) -> list[str]:
    """The form of every headword, word by word; each word once, as the caches of the analysis are smaller."""
    words = {word for headword in headwords for word in headword.split(" ")}
    known = {word: form(word) for word in words}
    return [" ".join([known[word] for word in headword.split(" ")]) for headword in headwords]


@dataclass(frozen=True)
class _Translations:
    """The translations that are kept of one side, by headword, the best first, as columns."""

    heads: Numbers
    texts: Numbers
    evidence: Floats
    agreement: Floats


def _translations(side: Side, pairs: _Pairs, headwords: dict[Side, _Headwords]) -> _Translations:
    own, other = headwords[side], headwords[other_side(side)]
    width = max(1, len(other.words))
    groups, first, evidence = _summed(
        pairs.words[side] * width + pairs.words[other_side(side)], pairs.evidence
    )
    heads, texts = groups // width, groups % width
    agreement = _agreement(pairs, side, own.stem_numbers, heads, texts)
    order = np.lexsort((first, -weigh(evidence, agreement), heads))
    kept = order[_is_kept(heads[order], own.lengths[heads[order]], other.lengths[texts[order]])]
    return _Translations(heads[kept], texts[kept], evidence[kept], agreement[kept])


def _summed(groups: Numbers, values: Floats) -> tuple[Numbers, Numbers, Floats]:
    """The different groups, ascending, where each comes first, and the sum of the values of each."""
    different, first, place = np.unique(groups, return_index=True, return_inverse=True)
    return different, first, np.asarray(np.bincount(place, values, len(different)), np.float64)


def _agreement(pairs: _Pairs, side: Side, stems: Numbers, heads: Numbers, texts: Numbers) -> Floats:
    """For each translation the share of its own evidence that leads to a word with the headword's stem."""
    back = pairs.words[other_side(side)]
    totals = np.bincount(back, pairs.evidence)
    width = len(stems) + 1
    groups, _, sums = _summed(back * width + stems[pairs.words[side]], pairs.evidence)
    shared = sums[np.searchsorted(groups, texts * width + stems[heads])]
    return np.asarray(shared / totals[texts], np.float64)


def _is_kept(heads: Numbers, lengths: Numbers, lengths_of_texts: Numbers) -> NDArray[np.bool_]:
    """Which translations are kept of those in order, by headword, the best first.

    A headword of several words is kept only if one word can translate it: else its words do.
    """
    one_word = np.zeros(int(heads.max(initial=0)) + 1, np.bool_)
    one_word[heads[lengths_of_texts == 1]] = True
    place = np.arange(len(heads)) - np.searchsorted(heads, heads, "left")
    of_several = one_word[heads] & (place < MOST_OF_SEVERAL)
    return np.asarray(np.where(lengths > 1, of_several, place < MOST_TRANSLATIONS), np.bool_)


def _lookups(side: Side, rows: _Translations, headwords: _Headwords, numbers: dict[Side, Numbers]) -> Arrays:
    """The arrays of one side; ``numbers`` says which headwords of both sides are kept."""
    own = numbers[side]
    words = [headwords.words[number] for number in own.tolist()]
    offsets, characters = pool(words)
    starts = np.searchsorted(rows.heads, np.append(own, len(headwords.words)))
    translated = np.flatnonzero(np.diff(starts)).tolist()
    folds = _forms(words, fold)
    stems = [(hashed(headwords.stems[own[place]]), place) for place in translated if " " not in words[place]]
    spellings = [(hashed(folds[place]), place) for place in translated if folds[place] != words[place]]
    return {
        f"{side}.word.offsets": offsets,
        f"{side}.word.characters": characters,
        f"{side}.translation.starts": starts.astype(np.uint32),
        f"{side}.translation.words": np.searchsorted(numbers[other_side(side)], rows.texts).astype(np.uint32),
        f"{side}.translation.evidence": rows.evidence.astype(np.float16),
        f"{side}.translation.agreement": np.round(rows.agreement * 255).astype(np.uint8),
        **_hash_index(f"{side}.stem", stems),
        **_hash_index(f"{side}.fold", spellings),
    }


def _hash_index(name: str, entries: list[tuple[int, int]]) -> Arrays:
    rows = np.array(sorted(entries), np.uint32).reshape(-1, 2)
    return {f"{name}.hashes": rows[:, 0].copy(), f"{name}.words": rows[:, 1].copy()}
