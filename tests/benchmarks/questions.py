"""What is asked? The same seeded trees and filters for all engines, in four shapes.

``one-common``  one word that 10 to 40 % of the documents have
``one-mid``     one word that 0.5 to 5 % have
``and``         two or three words that meet in at least one document
``or``          two to four words, among them a common one; or the words of a typed sentence

Words are drawn from a sample of the documents, those of a collection first from its own queries: single words
and AND from keyword queries, OR from sentences. Every question also has two filters on different facets, with
one or two values each that many documents have; in half of the questions one facet is a tree or has several
values a document.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from indexer.analysis.forms import is_stop_word, stem
from indexer.analysis.tokenizer import tokenize
from tests.benchmarks.documents import Document, Prepared
from tests.benchmarks.engines import Filters, Tree

SEED = 7
SHAPES = ("one-common", "one-mid", "and", "or")
COMMON, MIDDLE = (0.10, 0.40), (0.005, 0.05)  # shares of documents
SAMPLE = 20_000  # documents whose words are counted
COMMON_VALUES = 8  # of a facet, from which filters are drawn

Typed = dict[str, list[str]]  # queries by kind: keyword, sentence


@dataclass(frozen=True)
class Question:
    """A tree, and the filters it is asked with besides."""

    shape: str
    tree: Tree
    filters: Filters


class Questions:
    """Draws questions from documents."""

    def __init__(self, documents: Prepared, typed: Typed) -> None:
        self._draw = random.Random(SEED)
        stride = max(1, documents.count // SAMPLE)
        sample = [document for number, document in enumerate(documents) if number % stride == 0]
        words: Counter[str] = Counter()
        for document in sample:
            words.update(set(document.text_tokens.split()))
        self._shares = {word: count / len(sample) for word, count in words.items()}
        self._common = self._between(*COMMON)
        self._middle = self._between(*MIDDLE)
        self._texts = [
            document.text_tokens for document in self._draw.sample(sample, min(2_000, len(sample)))
        ]
        self._single = [facet.name for facet in documents.facets if facet.single]
        self._other = [facet.name for facet in documents.facets if not facet.single]
        self._values = {facet.name: _values(sample, facet.name) for facet in documents.facets}
        self._typed = typed

    def drawn(self, shape: str, wanted: int) -> list[Question]:
        """So many questions of a shape, in an order that says nothing."""
        trees = list(dict.fromkeys(self._from_queries(shape)))
        self._draw.shuffle(trees)
        trees = trees[:wanted]
        while len(trees) < wanted:
            trees.append(self._from_texts(shape))
        self._draw.shuffle(trees)
        return [Question(shape, tree, self._filters(number)) for number, tree in enumerate(trees)]

    def _between(self, low: float, high: float) -> list[str]:
        return sorted(word for word, share in self._shares.items() if low <= share <= high)

    def _from_queries(self, shape: str) -> Iterator[Tree]:
        """Trees of a shape from what was typed, where it fits."""
        for text in self._typed.get("sentence" if shape == "or" else "keyword", []):
            words = [stem(term, "en") for term in tokenize(text).terms if not is_stop_word(term)]
            known = list(dict.fromkeys(word for word in words if word in self._shares))
            if shape == "and" and 2 <= len(known) <= 3:
                yield Tree("and", tuple(known))
            elif shape == "or" and len(known) >= 2:
                yield Tree("or", tuple(known[:4]))
            elif shape.startswith("one"):
                low, high = COMMON if shape == "one-common" else MIDDLE
                yield from (Tree("or", (word,)) for word in known if low <= self._shares[word] <= high)

    def _from_texts(self, shape: str) -> Tree:
        if shape == "one-common":
            return Tree("or", (self._draw.choice(self._common),))
        if shape == "one-mid":
            return Tree("or", (self._draw.choice(self._middle),))
        if shape == "and":
            return Tree("and", self._that_meet())
        others = self._draw.sample(self._middle + self._common, self._draw.randint(1, 3))
        first = self._draw.choice([word for word in self._common if word not in others])
        return Tree("or", (first, *others))

    def _that_meet(self) -> tuple[str, ...]:
        """Two or three words of one text, neither very frequent nor very rare."""
        while True:
            words = sorted(set(self._draw.choice(self._texts).split()))
            fit = [word for word in words if MIDDLE[0] <= self._shares[word] <= COMMON[1]]
            if len(fit) >= 3:
                return tuple(self._draw.sample(fit, self._draw.randint(2, 3)))

    def _filters(self, number: int) -> Filters:
        first = self._draw.choice(self._other if number % 2 else self._single)
        second = self._draw.choice([name for name in self._single if name != first])
        return {name: self._some_values(name) for name in (first, second)}

    def _some_values(self, name: str) -> tuple[str, ...]:
        values = self._values[name]
        return tuple(self._draw.sample(values, min(len(values), self._draw.randint(1, 2))))


def _values(sample: Sequence[Document], name: str) -> list[str]:
    """The most frequent values of a facet."""
    counts = Counter(key for document in sample for key in document.facets[name])
    return [key for key, _ in counts.most_common(COMMON_VALUES)]
