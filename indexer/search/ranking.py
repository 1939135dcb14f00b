"""Which documents answer a word, and how well?

Per word: idf from the documents that hold any form of it, times the best over languages and classes of
lambda(class) * tf / (k1 + tf), where tf is the BM25F frequency (Robertson, Zaragoza: "The Probabilistic
Relevance Framework", 2009) of all forms at least as good as the class: fields weighted, lengths normalised
per field and language. A record in two languages counts its better one.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from indexer.documents import NEUTRAL
from indexer.index.snapshot import Arrays
from indexer.search.lexicon import Lexicon
from indexer.search.results import MatchClass
from kb.localized import Language

Scores = NDArray[np.float64]
Mask = NDArray[np.bool_]

K1 = 1.2
B = 0.6
LAMBDA: dict[MatchClass, float] = {"exact": 1.0, "stem": 0.85}
WEIGHTS: dict[str, float] = {
    "title": 5.0,
    "summary": 2.0,
    "challenge": 1.0,
    "approach": 1.0,
    "results": 1.0,
    "success_factors": 1.0,
    "limiting_factors": 1.0,
    "resources": 1.0,
    "transferability": 1.0,
    "figures": 0.7,
    "concepts": 1.5,
    "names": 1.5,
}
OWN_LANGUAGE = 1.05  # the mild preference for records readable in the reader's language


@dataclass(frozen=True)
class WordMatch:
    """What one word of the query found. ``contribution`` is idf times the saturated best frequency."""

    word: str
    mask: Mask
    idf: float
    contribution: Scores
    answers: dict[Language, dict[MatchClass, tuple[str, ...]]]


def idf(holding: int, size: int) -> float:
    """The weight of a word that ``holding`` of ``size`` documents hold; positive for every word."""
    return math.log(1.0 + (size - holding + 0.5) / (holding + 0.5))


def match_word(
    word: str, arrays: Arrays, lexicons: dict[Language, Lexicon], fields: tuple[str, ...] = tuple(WEIGHTS)
) -> WordMatch:
    """Every document that holds a form of ``word`` in one of the fields, with its contribution."""
    best = np.zeros(arrays.size)
    mask = np.zeros(arrays.size, np.bool_)
    answers: dict[Language, dict[MatchClass, tuple[str, ...]]] = {}
    for language, lexicon in lexicons.items():
        found = lexicon.answers(word)
        if not found:
            continue
        answers[language] = found
        frequency = np.zeros(arrays.size)
        for name, terms in found.items():
            _add_frequencies(frequency, mask, arrays, language, terms, fields)
            np.maximum(best, LAMBDA[name] * frequency / (K1 + frequency), out=best)
    weight = idf(int(mask.sum()), arrays.size)
    return WordMatch(word, mask, weight, weight * best, answers)


def _add_frequencies(
    frequency: Scores,
    mask: Mask,
    arrays: Arrays,
    language: Language,
    terms: tuple[str, ...],
    fields: tuple[str, ...],
) -> None:
    for name in fields:
        for part in (language, NEUTRAL):
            field = f"{name}_{part}"
            for term in terms:
                documents, counts = arrays.postings(field, term)
                if len(documents):
                    lengths = arrays.lengths(field)[documents]
                    norm = 1.0 - B + B * lengths / arrays.mean_length(field)
                    frequency[documents] += WEIGHTS[name] * counts / norm
                    mask[documents] = True
