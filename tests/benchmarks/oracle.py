"""What is the right answer? BM25 and counts, computed in the plainest way, with no index at all.

For each word of the question, added up:

    ln(1 + (N - df + 0.5) / (df + 0.5)) * tf * (k1 + 1) / (tf + k1 * (1 - b + b * length / mean length))
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import log

from tests.benchmarks.documents import Document
from tests.benchmarks.engines import K1, B, Counts, Filters, Tree

Asked = tuple[Tree, tuple[tuple[str, tuple[str, ...]], ...]]  # a tree and its filters, as a key


@dataclass(frozen=True)
class Right:
    """The right answer to one question."""

    scores: dict[str, float]  # of every match
    counts: Counts

    @property
    def best(self) -> list[float]:
        """The scores of all matches, best first."""
        return sorted(self.scores.values(), reverse=True)


def asked(tree: Tree, filters: Filters) -> Asked:
    """A question as a key."""
    return tree, tuple(sorted(filters.items()))


def right_answers(
    documents: Iterable[Document], questions: Sequence[tuple[Tree, Filters]], facets: Sequence[str]
) -> dict[Asked, Right]:
    """The right answers; reads the documents twice."""
    words = {term for tree, _ in questions for term in tree.terms}
    number, length, having = 0, 0, Counter[str]()
    for document in documents:
        tokens = document.text_tokens.split()
        number, length = number + 1, length + len(tokens)
        having.update(words.intersection(tokens))
    weights = {word: log(1 + (number - having[word] + 0.5) / (having[word] + 0.5)) for word in words}
    right = {asked(*question): Right({}, {name: {} for name in facets}) for question in questions}
    each = {asked(*question): question for question in questions}.values()  # drawn twice, counted once
    for document in documents:
        tokens = document.text_tokens.split()
        present = {word: tokens.count(word) for word in words.intersection(tokens)}
        longer = K1 * (1 - B + B * len(tokens) * number / length)
        scores = {word: weights[word] * tf * (K1 + 1) / (tf + longer) for word, tf in present.items()}
        for tree, filters in each:
            matching = [word for word in tree.terms if word in scores]
            if matching and (tree.operator == "or" or len(matching) == len(tree.terms)):
                score = sum(scores[word] for word in matching)
                _take(right[asked(tree, filters)], document, filters, score)
    return right


def _take(right: Right, document: Document, filters: Filters, score: float) -> None:
    """Count a document with the words of a question wherever its filters let it."""
    failed = [name for name, keys in filters.items() if not set(keys).intersection(document.facets[name])]
    if not failed:
        right.scores[document.id] = score
    for name, counts in right.counts.items():
        if all(other == name for other in failed):
            for key in document.facets[name]:
                counts[key] = counts.get(key, 0) + 1
