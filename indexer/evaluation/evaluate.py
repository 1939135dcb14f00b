"""How well does the product's own search answer the questions of a collection?

Its own analysis, its own arrays, its own matching and its default ranking: nothing is set per collection.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any

from indexer.dictionary.compiled import Dictionary
from indexer.documents import Document
from indexer.evaluation.collection import Collection, as_document
from indexer.evaluation.metrics import DEPTH, mean, measures
from indexer.index.in_memory import snapshot_of
from indexer.search.request import SearchRequest
from indexer.search.searcher import Searcher
from kb.vocabulary import Vocabularies

PARTS = ("compounds", "typos", "concepts", "dictionary")  # of the search, each can be left out

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Evaluation:
    """The orders of a run, best first, and their figures, both by id of the question."""

    orders: Mapping[str, tuple[str, ...]]
    per_query: Mapping[str, Mapping[str, float]]

    @property
    def means(self) -> dict[str, float]:
        return mean(self.per_query.values())

    def as_dict(self) -> dict[str, Any]:
        """The figures as the command line prints them with ``--json``."""
        return {**self.means, "queries": len(self.per_query), "per_query": self.per_query}

    def run_lines(self) -> Iterator[str]:
        """The run as trec_eval reads it.

        Programs that read it sort by score, and documents that hold every word stand first whatever their
        score; so the score written here is the place counted from the end. The format has no spaces in
        ids; they become "_".
        """
        for question, order in self.orders.items():
            for rank, document in enumerate(order, 1):
                cells = ("_".join(question.split()), "Q0", "_".join(document.split()))
                yield f"{' '.join(cells)} {rank} {DEPTH + 1 - rank} leuchtturm\n"


def searcher_of(
    documents: Iterable[Document], vocabularies: Vocabularies, dictionary: Dictionary | None = None
) -> Searcher:
    """The product's searcher over these documents."""
    return Searcher(snapshot_of(documents), vocabularies, dictionary=lambda: dictionary)


def ranking(searcher: Searcher, text: str, without: frozenset[str] = frozenset()) -> tuple[str, ...]:
    """The ids of the first ``DEPTH`` documents that match, in order."""
    request = SearchRequest(text, size=DEPTH, without=without, counting=False)
    return tuple(str(shown["id"]) for shown in islice(searcher.matching(request), DEPTH))


def evaluate(
    collection: Collection,
    vocabularies: Vocabularies,
    *,
    dictionary: Dictionary | None = None,
    without: frozenset[str] = frozenset(),
    progress: Progress | None = None,
) -> Evaluation:
    """Ask every judged question of a collection."""
    searcher = searcher_of(map(as_document, collection.texts), vocabularies, dictionary)
    orders: dict[str, tuple[str, ...]] = {}
    judged = collection.judged
    for number, question in enumerate(judged, 1):
        orders[question.id] = ranking(searcher, question.text, without)
        if progress:
            progress(number, len(judged))
    figures = {name: measures(order, collection.judgements[name]) for name, order in orders.items()}
    return Evaluation(orders, figures)
