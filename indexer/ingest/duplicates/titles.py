"""Here are the titles of two records: how alike are they, and does that say anything?

Compared word by word whatever their order. A title made of words that many titles have ("Cluster policy")
tells little however alike it is.
"""

from __future__ import annotations

from typing import NamedTuple

from rapidfuzz import fuzz

from indexer.analysis.forms import fold
from indexer.analysis.tokenizer import tokenize
from indexer.ingest.duplicates.reasons import Reason
from indexer.ingest.duplicates.signature import Signature
from indexer.ingest.duplicates.signature_index import SignatureIndex

ENOUGH = 1.7  # weight of the words of a title from which on it names one thing


class Compared(NamedTuple):
    """How alike two titles are and how much that tells, both from 0 to 1."""

    likeness: float
    telling: float
    reason: Reason | None


def compared_titles(one: Signature, other: Signature, index: SignatureIndex) -> Compared:
    """The titles of two records in the language in which they are most alike."""
    best = Compared(0.0, 0.0, None)
    for language in one.facts.titles.keys() & other.facts.titles.keys():
        words = [_words(each.facts.titles[language]) for each in (one, other)]
        likeness = _likeness(*words)
        shared = set(words[0]) & set(words[1])
        if shared and likeness > best.likeness:
            telling = min(1.0, index.of_title_words(shared) / ENOUGH)
            best = Compared(likeness, telling, _reason(*words))
    return best


def titles_alike(one: str, other: str) -> float:
    """How alike two titles are in their wording, from 0 to 1."""
    return _likeness(_words(one), _words(other))


def _likeness(first: list[str], second: list[str]) -> float:
    texts = " ".join(first), " ".join(second)
    return (fuzz.token_sort_ratio(*texts) + fuzz.token_set_ratio(*texts)) / 200


def _words(title: str) -> list[str]:
    return [fold(term) for term in tokenize(title).terms]


def _reason(first: list[str], second: list[str]) -> Reason:
    if sorted(first) == sorted(second):
        return Reason("same-title")
    other = len(set(first) ^ set(second))
    if other > len(set(first) & set(second)):
        return Reason("similar-title")
    return Reason("nearly-same-title", count=other)
