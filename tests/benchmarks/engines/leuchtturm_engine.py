"""How is our own engine measured? With the segments, lists, filters, counts and top hits of the product.

Only the formula differs: the rows of the engines are plain BM25 over trees of terms, the product weighs
fields and classes of matches. One segment, as ``kb index --full`` leaves it.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from functools import cached_property
from pathlib import Path

import numpy as np

from indexer.analysis.forms import stem
from indexer.analysis.tokenizer import tokenize
from indexer.index.building import SegmentBuilder
from indexer.index.layout import Entry, Layout, Words
from indexer.index.segment import Segment
from indexer.index.snapshot import Postings, Snapshot
from indexer.search.document_lists import (
    Numbers,
    Scores,
    Weighted,
    Whole,
    in_both,
    is_long,
    summed_up,
)
from indexer.search.facet_counts import Narrowed, counted
from indexer.search.top import best_first
from tests.benchmarks.documents import Document, FacetField
from tests.benchmarks.engines import K1, Ability, B, Counts, Filters, Found, Tree

_FILE = "documents.segment"
_PARTS = {"terms": "postings", "rows": "postings", "lengths": "postings", "places": "positions"}


class Leuchtturm:
    """Our segments with the tokens of the product."""

    abilities: frozenset[Ability] = frozenset({"and", "filters", "facets"})
    order_tolerance: float | None = 1e-9

    def __init__(self, facets: tuple[FacetField, ...]) -> None:
        self._names = tuple(facet.name for facet in facets)
        self._layout = Layout({"title": ("title",), "text": ("text",)}, self._names)

    def _words(self, document: Document) -> tuple[list[str], list[str]]:
        return document.title_tokens.split(), document.text_tokens.split()

    def build(self, folder: Path, documents: Iterable[Document]) -> None:
        with SegmentBuilder(self._layout, folder / _FILE) as builder:
            for document in documents:
                title, text = self._words(document)
                words = {"title": Words(title), "text": Words(text)}
                builder.add(Entry(document.id, words, document.facets, document.stored.encode()))
            builder.finish()

    def parts(self, folder: Path) -> dict[str, int]:
        found = dict.fromkeys(("postings", "positions", "columns", "stored"), 0)
        for name, size in Segment.open(folder / _FILE, self._layout).bytes.items():
            group = name.split("/")[0]
            found[_PARTS.get(group, group if group in found else "stored")] += size
        return found

    def open(self, folder: Path) -> None:
        segment = Segment.open(folder / _FILE, self._layout)
        self._arrays = Snapshot("measured", self._layout, [(segment, None)])
        self._columns = {name: self._arrays.column(name) for name in self._names}
        self._every = np.arange(segment.size)

    def search(self, tree: Tree, filters: Filters, k: int) -> Found:
        if tree.operator == "or" and len(tree.terms) > 1 and not filters:
            lists = self._lists(tree.terms)
            if is_long(sum(map(_length, lists)), self._arrays.size):
                sums = _sums(lists, self._arrays.size)
                return self._best(sums, self._every, int(np.count_nonzero(sums > 0)), k)
        found, narrowed = self._narrowed(tree, filters)
        left = _left(found, narrowed)
        return self._best(left.frequencies, left.documents, len(left.documents), k)

    def search_with_facets(self, tree: Tree, filters: Filters, k: int) -> Found:
        found, narrowed = self._narrowed(tree, filters)
        left = _left(found, narrowed)
        counts: Counts = {}
        for name, column in self._columns.items():
            documents = narrowed.documents(but=name) if name in filters else left.documents
            counts[name] = counted(column, documents)
        best = self._best(left.frequencies, left.documents, len(left.documents), k)
        return best._replace(counts=counts)

    def _narrowed(self, tree: Tree, filters: Filters) -> tuple[Weighted, Narrowed]:
        found = self._all(tree.terms) if tree.operator == "and" else self._any(tree.terms)
        chosen = {}
        for name, keys in filters.items():
            codes = {self._columns[name].code(key) for key in keys}
            chosen[name] = self._columns[name], {code for code in codes if code is not None}, set[int]()
        return found, Narrowed(found.documents, chosen)

    def _best(self, scores: Scores, documents: Numbers, total: int, k: int) -> Found:
        best = best_first(scores, documents, self._arrays.ranks, 0, min(k, total))
        return Found(total, [self._arrays.id(number) for number in best.tolist()])

    @cached_property
    def _norms(self) -> Scores:
        """Per document what BM25 adds to a frequency."""
        mean = self._arrays.mean_lengths[self._layout.field_numbers["text"]]
        norms: Scores = K1 * (1 - B + B * self._arrays.lengths("text") / mean)
        return norms

    def _weight(self, holding: int) -> float:
        """idf times what is constant in BM25."""
        return (K1 + 1) * math.log(1 + (self._arrays.count - holding + 0.5) / (holding + 0.5))

    def _scores(self, weight: float, frequencies: Whole, documents: Numbers) -> Scores:
        scores, norms = frequencies.astype(np.float64), self._norms.take(documents)
        norms += scores
        scores /= norms
        scores *= weight
        return scores

    def _lists(self, terms: tuple[str, ...]) -> list[Weighted]:
        """The documents of every term with their scores."""
        lists = []
        for term in terms:
            found, frequencies = self._arrays.postings("text", term)
            documents = found.astype(np.int64)
            lists.append(Weighted(documents, self._scores(self._weight(len(found)), frequencies, documents)))
        return lists

    def _any(self, terms: tuple[str, ...]) -> Weighted:
        lists, size = self._lists(terms), self._arrays.size
        if len(lists) == 1:
            return lists[0]
        if is_long(sum(map(_length, lists)), size):
            sums = _sums(lists, size)
            found = (sums > 0).nonzero()[0]
            return Weighted(found, sums.take(found))
        documents = np.concatenate([found.documents for found in lists])
        return summed_up(documents, np.concatenate([found.frequencies for found in lists]), size)

    def _all(self, terms: tuple[str, ...]) -> Weighted:
        lists = sorted((self._arrays.postings("text", term) for term in terms), key=_length)
        documents, frequencies = lists[0].documents, [lists[0].frequencies]
        for other in lists[1:]:
            own, theirs = in_both(documents, other.documents, self._arrays.size)
            documents = documents.take(own)
            frequencies = [*(one.take(own) for one in frequencies), other.frequencies.take(theirs)]
        numbers = documents.astype(np.int64)
        counts = np.array(frequencies, np.float64)
        weights = np.array([self._weight(len(found.documents)) for found in lists])
        return Weighted(numbers, weights @ (counts / (counts + self._norms.take(numbers))))


def _sums(lists: Sequence[Weighted], size: int) -> Scores:
    """The sum of the values of each of ``size`` documents; in each list a document is once."""
    sums = np.zeros(size)
    for number, (documents, values) in enumerate(sorted(lists, key=_longest_first)):
        if number:
            sums[documents] += values
        else:
            sums[documents] = values  # twice as quick, and the longest list is often most of it
    return sums


def _longest_first(found: Weighted) -> int:
    return -len(found.documents)


def _length(found: Postings | Weighted) -> int:
    return len(found.documents)


def _left(found: Weighted, narrowed: Narrowed) -> Weighted:
    """What all filters leave of the documents found."""
    mask = narrowed.mask()
    return found if mask is None else Weighted(found.documents[mask], found.frequencies[mask])


class LeuchtturmOwnAnalysis(Leuchtturm):
    """Our segments from titles and texts, analysed on the way."""

    def __init__(self, facets: tuple[FacetField, ...]) -> None:
        super().__init__(facets)
        self._stems: dict[str, str] = {}

    def _words(self, document: Document) -> tuple[list[str], list[str]]:
        return self._analysed(document.title), self._analysed(document.text)

    def _analysed(self, text: str) -> list[str]:
        terms, stems = tokenize(text).terms, self._stems
        for term in set(terms).difference(stems):
            stems[term] = stem(term, "en")
        return [stems[term] for term in terms]
